// Search over clause texts: stems with BM25, built once per edition.
import type { ClauseAt, Edition } from './edition.ts'
import { highest } from './phrasebank.ts'

const K1 = 1.2
const B = 0.75

type Index = {
  readonly postings: ReadonlyMap<string, readonly { at: number; count: number }[]>
  readonly lengths: readonly number[]
  readonly mean: number
  /** The scores of all clauses, wiped before each use. */
  readonly scores: Float64Array
}

const indexes = new WeakMap<Edition, Index>()

/** Clauses whose words fit a text, best first. */
export function searchClauses(edition: Edition, text: string, most: number): ClauseAt[] {
  const built = indexes.get(edition) ?? build(edition)
  indexes.set(edition, built)
  const clauses = edition.clauses()
  const { scores } = built
  scores.fill(0)
  for (const { stem } of edition.language.tokens(text)) {
    const list = built.postings.get(stem)
    if (!list) continue
    const rarity = Math.log(1 + (clauses.length - list.length + 0.5) / (list.length + 0.5))
    for (const { at, count } of list) {
      const norm = K1 * (1 - B + (B * (built.lengths[at] ?? 0)) / built.mean)
      scores[at] = (scores[at] ?? 0) + (rarity * count * (K1 + 1)) / (count + norm)
    }
  }
  return highest(scores, most).flatMap(at => clauses[at] ?? [])
}

function build(edition: Edition): Index {
  const postings = new Map<string, { at: number; count: number }[]>()
  const lengths: number[] = []
  edition.clauses().forEach(({ clause, regulation }, at) => {
    const stems = edition.language
      .tokens(`${regulation.short} ${clause.label} ${clause.heading} ${clause.topics.join(' ')} ${clause.text}`)
      .map(t => t.stem)
    lengths.push(stems.length)
    const counts = new Map<string, number>()
    for (const s of stems) counts.set(s, (counts.get(s) ?? 0) + 1)
    for (const [s, count] of counts) {
      const list = postings.get(s)
      if (list) list.push({ at, count })
      else postings.set(s, [{ at, count }])
    }
  })
  return {
    postings,
    lengths,
    mean: lengths.reduce((a, b) => a + b, 0) / Math.max(lengths.length, 1),
    scores: new Float64Array(lengths.length),
  }
}
