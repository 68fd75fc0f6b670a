// The phrasing bank: an inverted index over single phrasings. Ranking takes the best phrasing of an entry, never the average.
import type { Features } from './statistics.ts'

export type Phrase = { readonly entry: string; readonly features: Features }

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

export function index(phrases: readonly Phrase[]): PhraseBank {
  const entries = [...new Set(phrases.map(p => p.entry))].sort()
  const entryAt = new Map(entries.map((e, i) => [e, i]))
  const frequency = new Map<string, number>()
  for (const p of phrases) for (const name of p.features.keys()) frequency.set(name, (frequency.get(name) ?? 0) + 1)
  const rarity = (name: string): number => Math.log(1 + phrases.length / (frequency.get(name) ?? 1))
  const lists = new Map<string, { phrase: number; weight: number }[]>()
  phrases.forEach((p, phrase) => {
    const length = lengthOf(p.features, rarity)
    for (const [name, value] of p.features) {
      const list = lists.get(name) ?? []
      list.push({ phrase, weight: (value * rarity(name)) / length })
      lists.set(name, list)
    }
  })
  const kept = [...lists].map(([name, list]) => {
    const heaviest = list.sort((a, b) => b.weight - a.weight || a.phrase - b.phrase).slice(0, POSTINGS_MAX)
    return { name, list: heaviest.sort((a, b) => a.phrase - b.phrase) }
  })
  const starts = new Uint32Array(kept.length + 1)
  kept.forEach(({ list }, i) => {
    starts[i + 1] = (starts[i] ?? 0) + list.length
  })
  const all = kept.flatMap(k => k.list)
  return {
    entries,
    owner: Uint32Array.from(phrases, p => entryAt.get(p.entry) ?? 0),
    features: new Map(kept.map(({ name }, i) => [name, i])),
    rarity: Float32Array.from(kept, k => rarity(k.name)),
    starts,
    phrases: Uint32Array.from(all, x => x.phrase),
    weights: Float32Array.from(all, x => x.weight),
  }
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
  asked.sort((a, b) => b.value - a.value)
  // one board for all ranks of a bank, wiped after use: a question touches a few thousand phrases of many
  const { board, touched, top, order } = boardOf(bank)
  const { phrases, weights } = bank
  let touches = 0
  for (const { value, from, to } of asked.slice(0, LOOKED_UP_MAX)) {
    const weight = value / length
    for (let i = from; i < to; i++) {
      const phrase = phrases[i] ?? 0
      const before = board[phrase] ?? 0
      if (before === 0) touched[touches++] = phrase
      board[phrase] = before + weight * (weights[i] ?? 0)
    }
  }
  top.fill(0)
  for (let i = 0; i < touches; i++) {
    const phrase = touched[i] ?? 0
    const score = board[phrase] ?? 0
    board[phrase] = 0
    const entry = bank.owner[phrase] ?? 0
    if (score > (top[entry] ?? 0)) top[entry] = score
  }
  // the score of the last one wanted, so that only those are made and sorted
  order.set(top)
  const last = Math.max(order.sort().at(-most) ?? 0, Number.MIN_VALUE)
  const found: { entry: string; score: number }[] = []
  for (let entry = 0; entry < top.length; entry++) {
    const score = top[entry] ?? 0
    if (score >= last) found.push({ entry: bank.entries[entry] ?? '', score })
  }
  return found.sort((a, b) => b.score - a.score || (a.entry < b.entry ? -1 : 1)).slice(0, most)
}

/** How much of what is rare two texts share, weighted sum without a fixed scale: for ordering a few texts by closeness to one. */
export function likeness(bank: PhraseBank, one: Features, other: Features): number {
  let sum = 0
  for (const [name, value] of one) {
    const at = bank.features.get(name)
    sum += value * (other.get(name) ?? 0) * (at === undefined ? UNKNOWN_RARITY : (bank.rarity[at] ?? 0))
  }
  return sum
}

type Board = {
  readonly board: Float32Array
  readonly touched: Uint32Array
  readonly top: Float32Array
  readonly order: Float32Array
}
const boards = new WeakMap<PhraseBank, Board>()
function boardOf(bank: PhraseBank): Board {
  const before = boards.get(bank)
  if (before) return before
  const phrases = bank.owner.length
  const entries = bank.entries.length
  const fresh = {
    board: new Float32Array(phrases),
    touched: new Uint32Array(phrases),
    top: new Float32Array(entries),
    order: new Float32Array(entries),
  }
  boards.set(bank, fresh)
  return fresh
}

/** A word nobody has written weighs as much as a rare one: it is a part of the question that no phrasing explains. */
const UNKNOWN_RARITY = 6

function lengthOf(features: Features, rarity: (name: string) => number): number {
  let square = 0
  for (const [name, value] of features) square += (value * rarity(name)) ** 2
  return Math.sqrt(square) || 1
}
