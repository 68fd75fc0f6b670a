// What askers asked, as far as the knowledge is to be mended by it: out of the counts of a month, nothing of which can be reckoned back to a few.
import type { DateOnly } from '../../vocabulary.ts'
import type { Law } from '../law.ts'
import { type Counted, type ShownCount, suppressed } from '../pages/counts.ts'
import { type Figures, figuresOf, type Month } from '../pages/figures.ts'
import { REST, shortened } from '../pages/statistics.ts'
import type { StaffBook } from '../staff.ts'

/** Something asked about often enough to be told; `entry` null: nothing in the knowledge was like it. */
export type AskedOften = { readonly entry: string | null; readonly n: number }

export type AskedOf = {
  /** Questions that found no basis, by what was most like them. */
  readonly unanswered: readonly AskedOften[]
  /** Answers that were said not to have helped. */
  readonly unhelpful: readonly AskedOften[]
  /** Whether more of either was asked than may be told. */
  readonly hidesUnanswered: boolean
  readonly hidesUnhelpful: boolean
}

type Key = readonly unknown[]

/** A part of the charts of the same month is told only where the chart tells the whole, and so that the rest of it stays unknown. */
export async function askedOf(
  book: Pick<StaffBook, 'tallies'>,
  law: Law,
  month: Month,
  today: DateOnly,
  k: number,
): Promise<AskedOf> {
  const [figures, tallies] = await Promise.all([figuresOf(book, law, month, today), book.tallies(`${month}-01`)])
  const kept = tallies.filter(t => t.on.startsWith(month) && t.on < today).map(t => ({ key: keyOf(t.key), n: t.n }))
  const unanswered = unansweredIn(kept, figures, law, k)
  const unhelpful = unhelpfulIn(kept, figures, k)
  return {
    unanswered: told(unanswered),
    unhelpful: told(unhelpful),
    hidesUnanswered: hides(unanswered, kept, isUnanswered),
    hidesUnhelpful: hides(unhelpful, kept, isUnhelpful),
  }
}

type Tally = { readonly key: Key; readonly n: number }

const isUnanswered = ({ key }: Tally): boolean => key[0] === 'answer' && key[2] === 'no_basis'
const isHandedOff = ({ key }: Tally): boolean => key[0] === 'answer' && key[2] === 'handoff'
const isUnhelpful = ({ key }: Tally): boolean => key[0] === 'feedback' && key[3] !== true
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function unansweredIn(tallies: readonly Tally[], figures: Figures, law: Law, k: number): readonly ShownCount[] {
  const topicOf = ({ key }: Tally): string => law.situation(text(key[3]))?.topic ?? ''
  const shown = suppressed(shortened(figures.abstentions), k).filter(row => row.label !== REST && row.cell.kind === 'shown')
  return shown.flatMap(({ label }) => {
    const of = tallies.filter(t => topicOf(t) === label)
    const handed = sum(of.filter(isHandedOff))
    // with a few handed on, the whole of the chart would tell the few
    if (handed > 0 && handed < k) return []
    return suppressed(
      grouped(of.filter(isUnanswered), t => text(t.key[3])),
      k,
    )
  })
}

function unhelpfulIn(tallies: readonly Tally[], figures: Figures, k: number): readonly ShownCount[] {
  const isShown = suppressed(figures.feedback, k).some(row => row.label === 'bad' && row.cell.kind === 'shown')
  return isShown
    ? suppressed(
        grouped(tallies.filter(isUnhelpful), t => text(t.key[1])),
        k,
      )
    : []
}

const told = (rows: readonly ShownCount[]): readonly AskedOften[] =>
  rows
    .flatMap(({ label, cell }) =>
      cell.kind === 'shown' && cell.n > 0 ? [{ entry: label === '' ? null : label, n: cell.n }] : [],
    )
    .toSorted((a, b) => b.n - a.n)

const hides = (rows: readonly ShownCount[], tallies: readonly Tally[], is: (t: Tally) => boolean): boolean =>
  sum(tallies.filter(is)) > told(rows).reduce((n, row) => n + row.n, 0)

const sum = (tallies: readonly Tally[]): number => tallies.reduce((n, t) => n + t.n, 0)

function grouped(tallies: readonly Tally[], labelOf: (t: Tally) => string): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const t of tallies) counts.set(labelOf(t), (counts.get(labelOf(t)) ?? 0) + t.n)
  return [...counts].map(([label, n]) => ({ label, n })).toSorted((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1))
}

/** Steps so coarse that no answer more or less can be seen in them. */
const STEPS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000]

/** How many answers a row gave since a day, as the largest step below it; 0: fewer than the first. */
export async function usedSince(
  book: Pick<StaffBook, 'tallies'>,
  since: DateOnly,
  today: DateOnly,
  k: number,
): Promise<(entry: string, row: string) => number> {
  const counts = new Map<string, number>()
  for (const { key: json, on, n } of await book.tallies(since)) {
    const key = keyOf(json)
    if (key[0] !== 'answer' || on >= today) continue
    const row = `${text(key[3])}/${text(key[4])}`
    counts.set(row, (counts.get(row) ?? 0) + n)
  }
  return (entry, row) => (STEPS.findLast(step => step * k <= (counts.get(`${entry}/${row}`) ?? 0)) ?? 0) * k
}

function keyOf(json: string): Key {
  const key: unknown = JSON.parse(json)
  return Array.isArray(key) ? key : []
}
