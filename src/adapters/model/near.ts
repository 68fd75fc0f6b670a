// Nearness by meaning: vectors of what the edition's entries are called and how people say them. Those nearest to a question are added to what a
// model chooses from; none is ever taken away, and without vectors nothing is added. They are made in the background and kept under what they are
// made from, so that a question only costs its own.
import { createHash } from 'node:crypto'
import type { Cache } from '../disk.ts'

type ListedEntry = { readonly id: string; readonly title: string }
/** An entry of an edition: what it is called, and a few ways in which people say it. */
export type CataloguedEntry = ListedEntry & { readonly phrasings: readonly string[] }
export type Catalogue = { readonly edition: string; readonly entries: readonly CataloguedEntry[] }

export type NearParts = {
  /** Vectors of texts, in their order; null: there are none now. Ends soon after the signal does. */
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<readonly (readonly number[])[] | null>
  /** The model's name: vectors of another are none of ours. */
  readonly model: string
  /** The hash of the edition that answers at this moment. */
  readonly edition: () => string
  readonly catalogue: () => Promise<Catalogue>
  readonly disk: Cache
  readonly questions: VectorsKept
  /** How long a question waits for its own vector. */
  readonly shareMs: number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/** Vectors of questions, kept for a while. */
export type VectorsKept = {
  readonly get: (key: string) => Promise<Float32Array | undefined>
  readonly put: (key: string, vector: Float32Array) => Promise<void>
}

export type Near = {
  /** Makes what is missing for the edition that answers, once at a time; nobody waits for it. */
  readonly prepare: () => void
  /** The entries nearest to these words that are not among those listed, the nearest first; none where that cannot be told in time. */
  readonly nearest: (
    text: string,
    listed: readonly ListedEntry[],
    signal: AbortSignal,
    isUnkept?: boolean,
  ) => Promise<readonly ListedEntry[]>
  /** The edition whose vectors are there, and how many. */
  readonly ready: () => { readonly edition: string; readonly vectors: number } | null
  /** Resolves once whatever `prepare` began has ended. */
  readonly settled: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Entries added to what is chosen from. */
export const NEAREST = 10
/** Phrasings of an entry that are compared, beside its title. */
const PHRASINGS_MAX = 4
const BATCH = 32
/** After a failure it is tried again when somebody asks, but not sooner. */
const PAUSE_MS = 60_000

/** Vectors of one length, one after the other, each of length one: of which text, and `of` which entry. */
type Table = {
  readonly edition: string
  readonly size: number
  readonly texts: readonly string[]
  readonly of: readonly number[]
  readonly entries: readonly ListedEntry[]
  readonly vectors: Float32Array
}

export function openNear(parts: NearParts): Near {
  const { model, edition, disk, now } = parts
  const ending = new AbortController()
  let table: Table | null = null
  let making: Promise<void> | null = null
  let pausedUntil = 0
  /** What a text points to, for as long as a table is made: what was had before a failure, or for an earlier edition, is not asked again. */
  const known = new Map<string, Float32Array>()
  const make = async (): Promise<void> => {
    const wanted = await parts.catalogue()
    const key = keyOf(wanted, model)
    const before = disk.get(key)
    for (const [at, text] of (table?.texts ?? []).entries()) known.set(text, vectorAt(table, at))
    const made = isTable(before) ? before : await tableOf(parts, wanted, known, ending.signal)
    if (made === null) {
      pausedUntil = now() + PAUSE_MS
      return
    }
    if (made !== before) disk.put(key, made)
    table = made
    known.clear()
  }
  const prepare = (): void => {
    if (making !== null || ending.signal.aborted || table?.edition === edition() || now() < pausedUntil) return
    making = make()
      .catch(error => {
        pausedUntil = now() + PAUSE_MS
        parts.onFailure(error)
      })
      .finally(() => {
        making = null
      })
  }
  return {
    prepare,
    nearest: async (text, listed, signal, isUnkept = false) => {
      prepare()
      // an entry of another edition could not be answered
      const current = table?.edition === edition() ? table : null
      if (current === null) return []
      const own = await vectorIn(parts, text, signal, isUnkept).catch(() => null)
      return own === null || own.length !== current.size ? [] : nearestIn(current, own, listed)
    },
    ready: () => (table === null ? null : { edition: table.edition, vectors: table.of.length }),
    settled: async () => {
      while (making !== null) await making
    },
    stop: async () => {
      ending.abort()
      await making
    },
  }
}

const hashed = (text: string): string => createHash('sha256').update(text).digest('hex')
/** The kind of what is kept on the disk comes first in its name. */
const keyOf = ({ edition }: Catalogue, model: string): string => `near-${edition.slice(0, 32)}-${hashed(model).slice(0, 16)}`

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && 'vectors' in value && value.vectors instanceof Float32Array

/** null: the model gave up on a part, and half a table would prefer what comes first. */
async function tableOf(
  parts: NearParts,
  { edition, entries }: Catalogue,
  known: Map<string, Float32Array>,
  signal: AbortSignal,
): Promise<Table | null> {
  const said = entries.flatMap(({ title, phrasings }, of) =>
    [title, ...phrasings.slice(0, PHRASINGS_MAX)].map(text => ({ text, of })),
  )
  const texts = said.map(s => s.text)
  const missing = [...new Set(texts)].filter(text => !known.has(text))
  for (let at = 0; at < missing.length; at += BATCH) {
    const batch = missing.slice(at, at + BATCH)
    const given = signal.aborted ? null : await parts.embed(batch, signal)
    if (given === null || given.length !== batch.length) return null
    for (const [i, text] of batch.entries()) known.set(text, unit(given[i] ?? []))
  }
  const found = texts.flatMap(text => known.get(text) ?? [])
  const size = found[0]?.length ?? 0
  if (size === 0 || found.some(v => v.length !== size)) {
    known.clear()
    return null
  }
  const vectors = new Float32Array(found.length * size)
  for (const [at, vector] of found.entries()) vectors.set(vector, at * size)
  return { edition, size, texts, of: said.map(s => s.of), entries: entries.map(({ id, title }) => ({ id, title })), vectors }
}

const vectorAt = (table: Table | null, at: number): Float32Array =>
  table?.vectors.subarray(at * table.size, (at + 1) * table.size) ?? new Float32Array()

/** The same direction, of length one; what points nowhere is near to nothing. */
function unit(vector: readonly number[]): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
  return Float32Array.from(vector, x => (length > 0 ? x / length : 0))
}

/** The vector of what was asked, within its share of the time. */
async function vectorIn(parts: NearParts, text: string, signal: AbortSignal, isUnkept: boolean) {
  const { questions, model, embed, sleep, shareMs } = parts
  const key = hashed(`${model}\0${text}`)
  const before = await questions.get(key)
  if (before !== undefined) return before
  const ending = new AbortController()
  const either = AbortSignal.any([signal, ending.signal])
  const late = sleep(shareMs, either).then(() => null)
  const [own] = (await Promise.race([embed([text], either).catch(() => null), late])) ?? []
  ending.abort()
  if (own === undefined) return null
  const vector = unit(own)
  if (!isUnkept) await questions.put(key, vector)
  return vector
}

function nearestIn({ vectors, size, of, entries }: Table, own: Float32Array, listed: readonly ListedEntry[]): ListedEntry[] {
  const isListed = new Set(listed.map(e => e.id))
  const best = new Map<number, number>()
  for (const [at, entry] of of.entries()) {
    let likeness = 0
    for (let i = 0, from = at * size; i < size; i++) likeness += (own[i] ?? 0) * (vectors[from + i] ?? 0)
    if (likeness > (best.get(entry) ?? 0)) best.set(entry, likeness)
  }
  return [...best]
    .toSorted(([, a], [, b]) => b - a)
    .flatMap(([at]) => entries[at] ?? [])
    .filter(e => !isListed.has(e.id))
    .slice(0, NEAREST)
}
