// What stands in the group, as the store remembers it in one setting; and which process has the desk. Nothing of what was written is in it.
import { z } from 'zod'
import type { Setting } from '../console/console.ts'
import type { ConsultationId } from '../handoff/handoff.ts'
import { openPace, type Pace } from './pace.ts'
import { type DeskParts, DeskRefused } from './ports.ts'

/** What is said under something an officer wrote while no line has come of it: sentences `reply_<note>`. */
export const NOTES = [
  'ask',
  'unheld',
  'other',
  'stranger',
  'no_text',
  'no_words',
  'clause',
  'clause_near',
  'not_in_force',
  'identifying',
  'too_long',
  'moved',
  'refused',
] as const
export type Note = (typeof NOTES)[number]

const entrySchema = z.object({
  /** The message in the group. */
  source: z.int(),
  by: z.string().nullable(),
  note: z.enum(NOTES).nullable(),
  /** A name in the note: of whoever holds it, of clauses like the one that was typed. */
  blank: z.string(),
  /** The version that its words answered when they were first handed on: handed on again, they are not said twice. */
  version: z.int().nullable(),
  /** The line of the consultation that it became. */
  seq: z.int().nullable(),
  /** Our message under it, and the name of what stands there. */
  message: z.int().nullable(),
  shown: z.string(),
})
/** Something that was written in a topic, and what stands under it. */
export type Entry = z.infer<typeof entrySchema>

const topicSchema = z.object({
  thread: z.int(),
  /** The message with the buttons, and what stands there. */
  head: z.int().nullable(),
  shown: z.string(),
  /** Whether the words of the beginning stand there, where they may. */
  isTold: z.boolean(),
  /** The version up to which everything stands there; -1: not looked at yet. */
  version: z.int(),
  /** The last line of the asker that stands there, or is said to be there. */
  lines: z.int(),
  isChoosing: z.boolean(),
  entries: z.array(entrySchema),
})
export type Topic = z.infer<typeof topicSchema>
export type Topics = Readonly<Record<ConsultationId, Topic>>

/** `by`, `until`: which process has the desk, and for how long without another word of it. */
const rowSchema = z.object({ by: z.string(), until: z.number(), topics: z.record(z.string(), topicSchema) })
type Row = z.infer<typeof rowSchema>

const ROW = 'telegram-desk'
/** What was written longest ago is forgotten first: nobody presses under it any more. */
const ENTRIES_MAX = 50

const HELD_MS = 30_000
const RENEW_MS = 20_000

export type Memory = {
  readonly topics: () => Topics
  readonly pace: () => Pace
  /** Throws DeskRefused when another process has the desk by now. */
  readonly put: (id: ConsultationId, topic: Topic | null) => Promise<void>
  /** Whether this process has the desk; takes it when nobody does, and says again and again that it is there. */
  readonly hold: () => Promise<boolean>
  readonly letGo: () => Promise<void>
}

export function openMemory({ book, self, now }: Pick<DeskParts, 'book' | 'self' | 'now'>): Memory {
  let known: { readonly row: Row; readonly version: number } | null = null
  let pace = openPace(null)

  const read = async (): Promise<{ readonly row: Row; readonly version: number }> => {
    const setting = (await book.settings()).find(s => s.name === ROW)
    if (setting === undefined) return { row: { by: '', until: 0, topics: {} }, version: 0 }
    return { row: rowSchema.parse(JSON.parse(setting.value)), version: setting.version }
  }
  /** Another process that saves meanwhile has taken the desk. */
  const save = async (row: Row, version: number): Promise<boolean> => {
    const setting: Setting = { name: ROW, value: JSON.stringify(row), version }
    const isSaved = (await book.saved([{ kind: 'setting.saved', setting, audit: [] }])) === 'done'
    known = isSaved ? { row, version: version + 1 } : null
    return isSaved
  }
  const hold = async (): Promise<boolean> => {
    const at = now()
    const { row, version } = known ?? (await read())
    if (row.by === self && row.until > at) return row.until - at > RENEW_MS || save({ ...row, until: at + HELD_MS }, version)
    if (row.by !== self && row.until > at) {
      known = null
      return false
    }
    // whoever had it may have written until the end; a first desk has nobody before it
    if (row.by !== self) pace = openPace(row.by === '' ? null : Math.min(at, row.until))
    return save({ ...row, by: self, until: at + HELD_MS }, version)
  }
  return {
    topics: () => known?.row.topics ?? {},
    pace: () => pace,
    put: async (id, topic) => {
      if (known === null) throw new DeskRefused('telegram desk: another process has it')
      const { [id]: _, ...others } = known.row.topics
      const kept = topic === null ? {} : { [id]: { ...topic, entries: topic.entries.slice(-ENTRIES_MAX) } }
      if (!(await save({ ...known.row, topics: { ...others, ...kept } }, known.version)))
        throw new DeskRefused('telegram desk: another process has it')
    },
    hold,
    letGo: async () => {
      if (known !== null && known.row.by === self) await save({ ...known.row, until: now() }, known.version)
    },
  }
}
