// The phrasing bank: an inverted index over single phrasings. Ranking takes the best phrasing of an entry, never the average.
import type { Features, Numbered } from './statistics.ts'

export type Phrase = { readonly entry: string; readonly features: Numbered }

/** Plain data, so that it can be kept in the edition's cache: the postings of all features stand behind each other in two flat arrays. */
export type PhraseBank = {
  readonly entries: readonly string[]
  /** For each phrase, the index of its entry. */
  readonly owner: Uint32Array
  /** feature → its number. */
  readonly features: ReadonlyMap<string, number>
  /** For each feature its rarity (inverse document frequency), and where its postings begin; they end where the next one's begin. */
  readonly rarity: Float32Array
  readonly starts: Uint32Array
  /** The phrases that have a feature, and with which weight. */
  readonly phrases: Uint32Array
  readonly weights: Float32Array
}

/** Phrases kept per feature: the shortest first, which the feature says most about. It bounds the work however large the bank grows. */
const POSTINGS_MAX = 1024
/** Features of a question that are looked up, the rarest first. */
const LOOKED_UP_MAX = 16

/** `names`: what the numbers of the phrases' features stand for. */
export function index(phrases: readonly Phrase[], names: readonly string[]): PhraseBank {
  const entries = [...new Set(phrases.map(p => p.entry))].sort()
  const entryAt = new Map(entries.map((e, i) => [e, i]))
  const lists: Postings[] = names.map(() => ({ phrases: [], weights: [] }))
  const met = new Set<number>()
  for (const [phrase, { features }] of phrases.entries()) {
    for (const name of features.names) {
      lists[name]?.phrases.push(phrase)
      met.add(name)
    }
  }
  const rarities = lists.map(l => Math.log(1 + phrases.length / (l.phrases.length || 1)))
  for (const { features } of phrases) {
    const weighed = features.values.map((value, i) => value * (rarities[features.names[i] ?? 0] ?? 0))
    const length = Math.sqrt(weighed.reduce((sum, w) => sum + w ** 2, 0)) || 1
    for (const [i, name] of features.names.entries()) lists[name]?.weights.push((weighed[i] ?? 0) / length)
  }
  const known = [...met]
  const kept = known.map(name => heaviest(lists[name] ?? { phrases: [], weights: [] }))
  const starts = new Uint32Array(kept.length + 1)
  for (const [i, list] of kept.entries()) starts[i + 1] = (starts[i] ?? 0) + list.phrases.length
  return {
    entries,
    owner: Uint32Array.from(phrases, p => entryAt.get(p.entry) ?? 0),
    features: new Map(known.map((name, i) => [names[name] ?? '', i])),
    rarity: Float32Array.from(known, name => rarities[name] ?? 0),
    starts,
    phrases: Uint32Array.from(kept.flatMap(k => k.phrases)),
    weights: Float32Array.from(kept.flatMap(k => k.weights)),
  }
}

/** The phrases that have a feature, in their order, and with which weight. */
type Postings = { readonly phrases: number[]; readonly weights: number[] }

function heaviest(list: Postings): Postings {
  if (list.phrases.length <= POSTINGS_MAX) return list
  const weightAt = (at: number): number => list.weights[at] ?? 0
  const best = [...list.phrases.keys()].sort((a, b) => weightAt(b) - weightAt(a) || a - b).slice(0, POSTINGS_MAX)
  best.sort((a, b) => a - b)
  return { phrases: best.map(at => list.phrases[at] ?? 0), weights: best.map(weightAt) }
}

/** Entries by their best phrasing, 0…1 (cosine), best first. */
export function rank(bank: PhraseBank, features: Features, most: number): { entry: string; score: number }[] {
  const asked: { value: number; from: number; to: number }[] = []
  let square = 0
  for (const [name, value] of features) {
    const at = bank.features.get(name)
    const weighed = value * (at === undefined ? UNKNOWN_RARITY : (bank.rarity[at] ?? 0))
    square += weighed ** 2
    if (at !== undefined) asked.push({ value: weighed, from: bank.starts[at] ?? 0, to: bank.starts[at + 1] ?? 0 })
  }
  const length = Math.sqrt(square) || 1
  const lookedUp = asked.sort((a, b) => b.value - a.value).slice(0, LOOKED_UP_MAX)
  const { phrases, weights, owner } = bank
  const { board, top } = boardOf(bank)
  top.fill(0)
  for (const { value, from, to } of lookedUp) {
    const weight = value / length
    for (let i = from; i < to; i++) {
      const phrase = phrases[i] ?? 0
      const score = (board[phrase] ?? 0) + weight * (weights[i] ?? 0)
      board[phrase] = score
      // a score only grows, so the highest one seen is the entry's best phrasing
      const entry = owner[phrase] ?? 0
      if (score > (top[entry] ?? 0)) top[entry] = score
    }
  }
  for (const { from, to } of lookedUp) for (let i = from; i < to; i++) board[phrases[i] ?? 0] = 0
  // the entries stand in the order of their names, which decides between equals
  return highest(top, most).map(entry => ({ entry: bank.entries[entry] ?? '', score: top[entry] ?? 0 }))
}

/** Where the highest scores above 0 stand, best first, of equals the first: kept in order while going through, for few of many are wanted. */
export function highest(scores: Float32Array | Float64Array, most: number): number[] {
  const found: number[] = []
  let least = 0
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0
    if (score <= least) continue
    let place = found.length < most ? found.length : most - 1
    for (; place > 0 && (scores[found[place - 1] ?? 0] ?? 0) < score; place--) found[place] = found[place - 1] ?? 0
    found[place] = at
    if (found.length === most) least = scores[found[most - 1] ?? 0] ?? 0
  }
  return found
}

/** How much of what is rare two texts share, weighted sum without a fixed scale: for ordering a few texts by closeness to one. */
export function likeness(bank: PhraseBank, one: Features, other: Features): number {
  let sum = 0
  for (const [name, value] of one) {
    const shared = other.get(name)
    if (shared === undefined) continue
    const at = bank.features.get(name)
    sum += value * shared * (at === undefined ? UNKNOWN_RARITY : (bank.rarity[at] ?? 0))
  }
  return sum
}

/** The scores of all phrases and of all entries: one board for all ranks of a bank, for a question touches a few thousand phrases of many. */
type Board = { readonly board: Float32Array; readonly top: Float32Array }
const boards = new WeakMap<PhraseBank, Board>()
function boardOf(bank: PhraseBank): Board {
  const before = boards.get(bank)
  if (before) return before
  const fresh = { board: new Float32Array(bank.owner.length), top: new Float32Array(bank.entries.length) }
  boards.set(bank, fresh)
  return fresh
}

/** A word nobody has written weighs as much as a rare one: it is a part of the question that no phrasing explains. */
const UNKNOWN_RARITY = 6
