// What stands in the group, as the store remembers it in one setting; and which process has the desk. Nothing of what was written is in it.
import { z } from 'zod'
import type { Setting } from '../console/console.ts'
import { type ConsultationId, DRAFTED } from '../handoff/handoff.ts'
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
  /** Who holds it, where the note says so. */
  holder: z.string().nullable(),
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
  /** Whether what waits for approval came from a machine's draft. */
  drafted: z.enum(DRAFTED).nullable().default(null),
  entries: z.array(entrySchema),
})
export type Topic = z.infer<typeof topicSchema>
export type Topics = Readonly<Record<ConsultationId, Topic>>

/** `by`, `until`: which process has the desk, and for how long without another word of it. */
const deskSchema = z.object({ by: z.string(), until: z.number(), topics: z.record(z.string(), topicSchema) })
/** Topics that are closed, by thread: what stands in them goes when the consultation goes. */
const overSchema = z.record(z.string(), z.string())

type Desk = z.infer<typeof deskSchema>
type Over = Readonly<Record<string, ConsultationId>>

/** What became of a topic: it stands so; there is none; it is closed and kept; it is deleted. */
export type Became =
  | { readonly kind: 'stands'; readonly topic: Topic }
  | { readonly kind: 'none' }
  | { readonly kind: 'closed'; readonly thread: number }
  | { readonly kind: 'deleted'; readonly thread: number }

const DESK = 'telegram-desk'
const OVER = 'telegram-desk-over'
/** What was written longest ago is forgotten first: nobody presses under it any more. */
const ENTRIES_MAX = 50

const HELD_MS = 30_000
const RENEW_MS = 20_000

export type Memory = {
  readonly topics: () => Topics
  readonly over: () => Over
  readonly pace: () => Pace
  /** Throws DeskRefused when another process has the desk by now. */
  readonly put: (id: ConsultationId, became: Became) => Promise<void>
  /** Whether this process has the desk; takes it when nobody does, and says again and again that it is there. */
  readonly hold: () => Promise<boolean>
  readonly letGo: () => Promise<void>
}

/** Both settings as they were read, with their versions. */
type Known = { readonly desk: Desk; readonly version: number; readonly over: Over; readonly overVersion: number }

export function openMemory({ book, self, now }: Pick<DeskParts, 'book' | 'self' | 'now'>): Memory {
  let known: Known | null = null
  let pace = openPace(null)

  const read = async (): Promise<Known> => {
    const settings = await book.settings()
    const [desk, over] = [DESK, OVER].map(name => settings.find(s => s.name === name))
    return {
      desk: desk === undefined ? { by: '', until: 0, topics: {} } : deskSchema.parse(JSON.parse(desk.value)),
      version: desk?.version ?? 0,
      over: over === undefined ? {} : overSchema.parse(JSON.parse(over.value)),
      overVersion: over?.version ?? 0,
    }
  }
  /** Whoever else saves meanwhile has taken the desk. What is known is read anew when the store did not say whether it took it. */
  const save = async (from: Known, desk: Desk, over: Over = from.over): Promise<boolean> => {
    known = null
    const setting = (name: string, value: unknown, version: number): Setting => ({ name, value: JSON.stringify(value), version })
    const isOver = over !== from.over
    const settings = [setting(DESK, desk, from.version), ...(isOver ? [setting(OVER, over, from.overVersion)] : [])]
    const saved = await book.saved(settings.map(s => ({ kind: 'setting.saved', setting: s, audit: [] })))
    if (saved !== 'done') return false
    known = { desk, version: from.version + 1, over, overVersion: from.overVersion + (isOver ? 1 : 0) }
    return true
  }
  const hold = async (): Promise<boolean> => {
    const at = now()
    const found = known ?? (await read())
    const { by, until } = found.desk
    known = by === self || until <= at ? found : null
    if (known === null) return false
    if (by === self && until - at > RENEW_MS) return true
    // whoever had it may have written until the end; a first desk has nobody before it
    if (by !== self) pace = openPace(by === '' ? null : Math.min(at, until))
    return save(found, { ...found.desk, by: self, until: at + HELD_MS })
  }
  return {
    topics: () => known?.desk.topics ?? {},
    over: () => known?.over ?? {},
    pace: () => pace,
    put: async (id, became) => {
      if (known === null) throw new DeskRefused('telegram desk: another process has it')
      const { [id]: _, ...others } = known.desk.topics
      const topics = became.kind === 'stands' ? { ...others, [id]: trimmed(became.topic) } : others
      if (!(await save(known, { ...known.desk, topics }, overAfter(known.over, id, became))))
        throw new DeskRefused('telegram desk: another process has it')
    },
    hold,
    letGo: async () => {
      if (known !== null && known.desk.by === self) await save(known, { ...known.desk, until: now() })
    },
  }
}

const trimmed = (topic: Topic): Topic => ({ ...topic, entries: topic.entries.slice(-ENTRIES_MAX) })

function overAfter(over: Over, id: ConsultationId, became: Became): Over {
  if (became.kind === 'closed') return { ...over, [became.thread]: id }
  if (became.kind !== 'deleted' || over[became.thread] === undefined) return over
  const { [became.thread]: _, ...left } = over
  return left
}
