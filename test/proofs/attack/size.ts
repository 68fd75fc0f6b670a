// Lengths as a trail. Sealed bytes cannot be read but they can be measured. Whoever has the program and the knowledge, as anyone does, knows how
// long the memory of each question and the reply to it would be; the wire tells how long each message was; and a sealed row belongs to whoever
// wrote when it was dated.
import { join } from 'node:path'
import { readFiles } from '../../../src/adapters/disk.ts'
import { type AnswerRecord, takeTurn } from '../../../src/conversation/conversation.ts'
import { LIMITS } from '../../../src/gateway/gateway.ts'
import { parse } from '../../../src/knowledge/knowledge.ts'
import type { Built } from '../../../src/main.ts'
import { questionsOf } from '../../../src/publishing/publishing.ts'
import { ROOT } from '../child.ts'
import { type Clue, type Content, earliestIn, type Judge, QUESTION_BYTES, type Result, unlike, writersOf } from './link.ts'
import type { Loot, Table } from './loot.ts'
import type { Channel, Day } from './people.ts'

/** Lengths in bytes: of a memory without the words themselves, how often the words stand in it, of the reply. */
type Lengths = { readonly memory: number; readonly repeats: number; readonly reply: number }
type Tried = { readonly record: AnswerRecord | undefined; readonly lengths: Lengths }
/** null: nobody has asked anything like it yet. */
export type Predictor = (content: Content, channel: Channel, day: Day) => Lengths | null

/** Finds how long things would be by asking the same of the program. */
export function predictorOf(built: Built): Predictor {
  const { sources } = parse(readFiles(join(ROOT, 'knowledge')))
  const questions = questionsOf(sources, 'bank').filter(q => q.said.length === 1)
  const bank = Map.groupBy(questions, q => q.entry)
  const tried = new Map<string, Tried>()
  const tryOnce = (text: string, channel: Channel, day: Day): Tried => {
    const key = `${channel} ${text}`
    const known = tried.get(key) ?? tryOne(built, text, channel, day)
    tried.set(key, known)
    return known
  }
  return (content, channel, day) => {
    const all = content.entries
      .flatMap(entry => bank.get(entry) ?? [])
      .map(({ said: [text = ''] }) => tryOnce(text, channel, day))
    const likest = all.toSorted((a, b) => likeness(b, content) - likeness(a, content))
    return likest[0]?.lengths ?? null
  }
}

/** In how much an answer is what can be read of one. */
function likeness({ record }: Tried, { entries, rows, outcomes, statuses, places }: Content): number {
  if (record?.kind !== 'answer') return -1
  const isSame = (said: readonly string[], is: string | null): number =>
    is === null ? Number(said.length === 0) : Number(said.includes(is))
  return (
    8 * isSame(entries, record.situation) +
    4 * isSame(rows, record.row) +
    2 * isSame(outcomes, record.outcome) +
    isSame(statuses, record.status) +
    isSame(places, record.place)
  )
}

function tryOne(built: Built, text: string, channel: Channel, day: Day): Tried {
  const { memory, replies, records } = takeTurn(built, {
    channel,
    messages: [{ kind: 'text', text, choice: null }],
    memory: null,
    tempo: null,
    desk: null,
    at: day.from,
    on: day.on,
    newId: () => 'uji00000',
    random: size => new Uint8Array(size),
    shape: LIMITS[channel],
  })
  const stored = JSON.stringify(memory)
  const repeats = stored.split(JSON.stringify(text)).length - 1
  return {
    record: records[0],
    lengths: {
      memory: Buffer.byteLength(stored) - repeats * Buffer.byteLength(text),
      repeats,
      reply: Buffer.byteLength(JSON.stringify(replies[0])),
    },
  }
}

/** What sealing adds. */
const OVERHEAD_BYTES = 28
/** A row is dated a moment after it was written to. */
const NEAR_MS = 3000
const NAME_MIN = 8
const BLOBS_MIN = 5
/** No memory and no reply is shorter. */
const BYTES_MIN = 100

/** Every name in the store, with the member who wrote at the moments that stand beside it. */
export function ownersOf(loot: Loot): ReadonlyMap<string, number> {
  const votes = new Map<string, Map<number, number>>()
  for (const { rows } of loot.tables)
    for (const { values } of rows) {
      const moment = earliestIn(loot, Object.values(values))
      if (moment === null) continue
      const writer = loot.wire.findLast(e => e.at <= moment && moment - e.at < NEAR_MS)
      if (writer === undefined) continue
      for (const name of namesIn(Object.values(values))) {
        const counted = votes.get(name) ?? new Map<number, number>()
        counted.set(writer.member, (counted.get(writer.member) ?? 0) + 1)
        votes.set(name, counted)
      }
    }
  return new Map(
    [...votes].flatMap(([name, counted]) => {
      const [most] = [...counted].toSorted(([, a], [, b]) => b - a)
      return most === undefined ? [] : [[name, most[0]] as const]
    }),
  )
}

const namesIn = (values: readonly unknown[]): string[] =>
  values.filter((v): v is string => typeof v === 'string' && v.length >= NAME_MIN)

const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b))

/** Member → lengths of the sealed values in a column. */
function measured({ rows }: Table, column: string, owners: ReadonlyMap<string, number>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const { values } of rows) {
    const sealed = values[column]
    const owner = namesIn(Object.values(values))
      .map(n => owners.get(n))
      .find(o => o !== undefined)
    if (!(sealed instanceof Uint8Array) || owner === undefined) continue
    found.set(owner, [...(found.get(owner) ?? []), sealed.length - OVERHEAD_BYTES])
  }
  return found
}

/** Every column of sealed bytes, measured against every question that can be read. */
export function followSizes(loot: Loot, clues: readonly Clue[], predict: Predictor, judge: Judge): Result[] {
  const { writers, wire } = writersOf(loot)
  const owners = ownersOf(loot)
  const questions = writers.map(w => wire.filter(e => e.member === w.id && e.bytes >= QUESTION_BYTES))
  const results: Result[] = []
  for (const table of loot.tables)
    for (const column of Object.keys(table.rows[0]?.values ?? {})) {
      const lengths = measured(table, column, owners)
      if (lengths.size < BLOBS_MIN || [...lengths.values()].flat().every(bytes => bytes < BYTES_MIN)) continue
      const block = [...lengths.values()].flat().reduce(common, 0)
      const filled = (bytes: number): number => Math.ceil(bytes / block) * block
      const scored = (expected: (lengths: Lengths, said: number) => number) => (clue: Clue) => {
        return writers.map((writer, nth) => {
          const [said, ...more] = questions[nth] ?? []
          const seen = lengths.get(writer.id)
          const predicted = said === undefined ? null : predict(clue.content, said.channel, loot.day)
          if (predicted === null || said === undefined || more.length > 0 || seen === undefined)
            return -unlike(clue.content, writer)
          const bytes = filled(expected(predicted, said.bytes))
          return TOLD - Math.min(...seen.map(s => Math.abs(s - bytes))) - unlike(clue.content, writer)
        })
      }
      const where = `${table.name}.${column}, lengths in steps of ${block}`
      results.push(
        judge(
          `${where}, as memories`,
          clues,
          scored(({ memory, repeats }, said) => memory + repeats * said),
        ),
        judge(
          `${where}, as replies`,
          clues,
          scored(({ reply }) => reply),
        ),
      )
    }
  return results
}

/** Whoever can be measured comes before whoever cannot. */
const TOLD = 1e6
