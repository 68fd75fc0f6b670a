// How near a reading comes to the truth: clauses whose both ends are right, letters, fields of the metadata, and how much is left to a person.
import type { Proposed } from '../../../src/publishing/publishing.ts'
import type { Metadata, Truth } from './sample.ts'

/** What a splitter says: text without names is enough for the boundaries. */
export type Said = { readonly label: string; readonly heading: string; readonly text: string }

export type Measured = {
  readonly clauses: number
  readonly found: number
  /** Clauses with both ends right, of all that are true or said. */
  readonly boundaries: number
  readonly labels: number
  readonly letters: number
  /** Share of letters that need no correction; what is missing or too much counts as wrong. */
  readonly right: number
}

/** From so like, two texts are the same clause, read more or less well: a sentence too much or too little is less. */
const SAME = 0.85
const NEAR = 0.5
/** Clauses are in their order: one that was lost moves the others by a few places. */
const REACH = 8

export function measured(truth: readonly Truth[], said: readonly Said[]): Measured {
  const pairs = paired(truth.map(core), said.map(core))
  const isSame = (likeness: number): boolean => likeness >= SAME
  const same = pairs.filter(p => isSame(p.likeness))
  const nameOf = (c: Said | undefined): string => `${c?.label}|${c?.heading}`
  const letters = truth.reduce((sum, t) => sum + t.text.length, 0)
  const near = new Map(pairs.filter(p => p.likeness >= NEAR).map(p => [p.a, p.b]))
  const wrong = truth.reduce((sum, t, at) => {
    const other = said[near.get(at) ?? -1]
    return sum + (other === undefined ? t.text.length : Math.min(t.text.length, distance(t.text, other.text)))
  }, 0)
  return {
    clauses: truth.length,
    found: said.length,
    boundaries: same.length / Math.max(truth.length, said.length, 1),
    labels: same.filter(p => nameOf(truth[p.a]) === nameOf(said[p.b])).length / Math.max(truth.length, 1),
    letters,
    right: letters === 0 ? 1 : 1 - wrong / letters,
  }
}

/** The truth for a splitter that cannot know of sentences that lead others: it is not asked for them. */
export const withoutLeads = (truth: readonly Truth[]): Truth[] =>
  truth.map(t => ({ ...t, text: t.text.split(' … ').at(-1) ?? '' }))

/** What stands on the page at this place: without the sentence that leads, without the mark, without spaces and signs. */
function core({ text }: Said): string {
  const own = text.split(' … ').at(-1) ?? ''
  return own
    .replace(/^(?:\(?\w{1,3}[.)]|[A-Z]+\s*:)\s+/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

type Pair = { readonly a: number; readonly b: number; readonly likeness: number }

/** The best pairs in one order, as two versions of a text are laid beside each other. */
function paired(truth: readonly string[], said: readonly string[]): Pair[] {
  const worth: number[][] = Array.from({ length: truth.length + 1 }, () => Array.from({ length: said.length + 1 }, () => 0))
  const like = new Map<string, number>()
  for (let a = truth.length - 1; a >= 0; a--) {
    for (let b = said.length - 1; b >= 0; b--) {
      const likeness =
        Math.abs(a - b) <= REACH + Math.abs(truth.length - said.length) ? likenessOf(truth[a] ?? '', said[b] ?? '') : 0
      if (likeness >= NEAR) like.set(`${a} ${b}`, likeness)
      const both = likeness >= NEAR ? likeness + (worth[a + 1]?.[b + 1] ?? 0) : 0
      const row = worth[a] as number[]
      row[b] = Math.max(worth[a + 1]?.[b] ?? 0, row[b + 1] ?? 0, both)
    }
  }
  const pairs: Pair[] = []
  for (let a = 0, b = 0; a < truth.length && b < said.length; ) {
    const likeness = like.get(`${a} ${b}`)
    const here = worth[a]?.[b] ?? 0
    if (likeness !== undefined && Math.abs(here - likeness - (worth[a + 1]?.[b + 1] ?? 0)) < 1e-9)
      pairs.push({ a: a++, b: b++, likeness })
    else if (here === (worth[a + 1]?.[b] ?? 0)) a++
    else b++
  }
  return pairs
}

function likenessOf(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)]
  if (short < long * NEAR) return 0
  return 1 - distance(a, b) / long
}

/** Edit distance (Levenshtein). */
export function distance(a: string, b: string): number {
  if (a === b) return 0
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    before = row
  }
  return before[b.length] ?? 0
}

/** Fields that are as they should be, of all; what a document refers to is one of them. */
export function fieldsRight(
  { metadata }: Proposed,
  truth: Metadata,
  refersTo: readonly string[],
): { readonly right: number; readonly of: number } {
  const wanted = Object.entries(truth)
  const known = new Map<string, unknown>(
    Object.entries(metadata).map(([name, guess]) => [name, guess !== null && 'value' in guess ? guess.value : null]),
  )
  const right = wanted.filter(([field, value]) => (known.get(field) ?? null) === value).length
  const named = metadata.refersTo.flatMap(r => r.document ?? []).toSorted()
  const isSame = named.join() === [...refersTo].toSorted().join()
  return { right: right + (isSame ? 1 : 0), of: wanted.length + 1 }
}

/** One for each page with clauses that carry no doubt, one for each clause that does, one for each field that is not sure. */
export function confirmationsOf({ clauses, metadata }: Proposed): number {
  const pages = new Set(clauses.filter(c => c.mark.doubts.length === 0).map(c => c.mark.spots[0]?.page))
  const doubtful = clauses.filter(c => c.mark.doubts.length > 0).length
  const { refersTo: _, ...fields } = metadata
  return pages.size + doubtful + Object.values(fields).filter(guess => guess === null || !guess.isSure).length
}
