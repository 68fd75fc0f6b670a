// What is remembered of an asker between turns: plain data that is stored, read again, and forgotten in parts.
import { z } from 'zod'
import { URGENCIES } from '../handoff/handoff.ts'
import { type Outcome, STAGES, STATUSES, type Status, VERDICTS } from '../vocabulary.ts'

const VERSION = 2
/** Answers whose buttons still mean their question. */
const KEPT_MAX = 10
/** Characters of questions that are kept in all: long stories push old ones out sooner. */
const KEPT_CHARACTERS_MAX = 24_000
/** Without a word for so long, what was said in passing no longer belongs to what comes next. */
export const IDLE_MS = 60 * 60 * 1000
/** Turns within the window before we ask for a rest. */
const TURNS_MAX = 20
const WINDOW_MS = 10 * 60 * 1000

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly()
const status = z.enum(STATUSES).nullable()
const place = z.string().nullable()
const known = z.object({ status, place })

const pick = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('branch'), entry: z.string(), row: z.string(), when: z.string() }),
  z.object({ kind: z.literal('told'), entry: z.string(), row: z.string(), when: z.string() }),
  z.object({ kind: z.literal('reading'), entry: z.string() }),
  z.object({ kind: z.literal('status'), status: z.enum(STATUSES) }),
  z.object({ kind: z.literal('stage'), stage: z.enum(STAGES) }),
])

const mind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agrees') }),
  z.object({ kind: z.literal('doubts') }),
  z.object({ kind: z.literal('hangs'), entry: z.string() }),
  z.object({ kind: z.literal('leads'), entry: z.string() }),
  z.object({ kind: z.literal('alarms'), entry: z.string() }),
])

/** A question as it was asked, so that a button under its answer still means it: answered again from the edition of the day. */
const kept = z.object({
  id: z.string(),
  said: list(z.string()),
  part: z.int(),
  picks: list(pick),
  /** What a model made of the answer. */
  mind: mind.nullable().default(null),
  status,
  place,
  on: z.string(),
  /** What the clause buttons and the narrowing ones stand for, in their order. */
  clauses: list(z.string()),
  openings: list(pick),
})

/** What an officer would read, as it was last shown to the asker. */
const draft = z.object({
  id: z.string(),
  questions: list(z.object({ text: z.string(), on: z.string() })),
  facts: list(z.string()),
  topic: place,
  situation: place,
  row: place,
  answer: place,
  clauses: list(z.string()),
  /** Where they ask from: it decides who receives it, and is not shown. */
  place,
  /** What is shown of it, as coarse as it was last found to be; null: nothing. `hidesRegion`: the asker wants it so. */
  region: place,
  hidesRegion: z.boolean(),
  urgency: z.enum(URGENCIES),
  /** The office that must not handle it, if any; null before they were asked. */
  excluded: z.object({ team: place }).nullable(),
})

const outcome = z.custom<Outcome>(
  o => typeof o === 'string' && (o.startsWith('failed_') || o === 'no_basis' || VERDICTS.some(v => v === o)),
)

const AWAITED = [
  z.object({ kind: z.literal('question') }),
  z.object({ kind: z.literal('place') }),
  z.object({ kind: z.literal('reason'), answer: z.string() }),
  // the receipt that was shown, as a hash: it counts once its words have been typed back
  z.object({ kind: z.literal('receipt'), hash: z.string() }),
  // for an officer: the question itself, the office that must not handle it, something to add
  z.object({ kind: z.literal('officer-question') }),
  z.object({ kind: z.literal('officer-office') }),
  z.object({ kind: z.literal('officer-more') }),
] as const

/** What was heard and shown back. `before`: what the words were awaited for, once they are said to be right. */
const heard = z.object({
  kind: z.literal('heard'),
  id: z.string(),
  of: z.enum(['voice', 'picture']),
  text: z.string(),
  before: z.discriminatedUnion('kind', AWAITED),
})

const schema = z.object({
  version: z.literal(VERSION),
  isIntroduced: z.boolean(),
  isAnonymous: z.boolean(),
  /** Remembered because the asker wanted it. */
  status,
  place,
  /** Whether remembering has been offered: once, and never again. */
  offered: z.object({ status: z.boolean(), place: z.boolean() }),
  /** The running conversation. `answer`: the last one given in it. */
  thread: z.object({ said: list(z.string()), outcome: outcome.nullable(), known, answer: place }).nullable(),
  /** What the last message let the asker choose: a typed number or title means one of these. */
  choices: list(z.object({ id: z.string(), title: z.string() })),
  /** What the next words are taken for. */
  awaiting: z.discriminatedUnion('kind', [...AWAITED, heard]),
  kept: list(kept),
  // what came later has a value here: memories of an earlier program are read on
  draft: draft.nullable().default(null),
  /** The last question that went to an officer: it and those before it are told. */
  sentUpTo: place.default(null),
  /** Answers since they were last told that their question to an officer goes on; null: not told yet. */
  sinceTold: z.int().nullable().default(null),
  /** They know that what they write goes to an officer: their last words did. */
  knowsPassedOn: z.boolean().default(false),
  /** The day on which they were last counted among those who write from their place. */
  countedOn: place.default(null),
})

/**
 * What is remembered of an asker between turns; JSON through and through (it is stored). Versioned: an unknown version reads as null. It holds
 * dates and no moments: whoever read it could not tell by the hour who wrote it.
 */
export type Memory = z.infer<typeof schema>
export type Kept = z.infer<typeof kept>
export type DraftBrief = z.infer<typeof draft>

/** When an asker wrote, in milliseconds since 1970; kept apart from their words, and for an hour. */
const tempo = z.object({
  /** Moments of the last turns, oldest first: as many as the limit needs. */
  moments: list(z.number()),
  /** They were asked for a rest, and have not had it yet. */
  isLimited: z.boolean(),
})
export type Tempo = z.infer<typeof tempo>

export const newMemory: Memory = {
  version: VERSION,
  isIntroduced: false,
  isAnonymous: false,
  status: null,
  place: null,
  offered: { status: false, place: false },
  thread: null,
  choices: [],
  awaiting: { kind: 'question' },
  kept: [],
  draft: null,
  sentUpTo: null,
  sinceTold: null,
  knowsPassedOn: false,
  countedOn: null,
}

/** Stored text → memory; null when it is of another version or no memory at all: the asker is then met anew. */
export const readMemory = (stored: string): Memory | null => parsed(schema, stored)

/** Stored text → tempo; null when it is none. */
export const readTempo = (stored: string): Tempo | null => parsed(tempo, stored)

function parsed<T>(as: z.ZodType<T>, stored: string): T | null {
  try {
    const read = as.safeParse(JSON.parse(stored))
    return read.success ? read.data : null
  } catch {
    return null
  }
}

export const isCurrent = (memory: Memory | null): memory is Memory => memory !== null && memory.version === VERSION

/** The tempo with this turn counted. */
export const counted = (before: Tempo | null, at: number): Tempo => ({
  isLimited: before?.isLimited ?? false,
  moments: [...(before?.moments ?? []).filter(m => at - m < IDLE_MS), at].slice(-(TURNS_MAX + 1)),
})

/** The memory as a turn finds it: without what has gone stale in an hour of silence. */
export function arrive(memory: Memory, before: Tempo | null, at: number): Memory {
  const last = before?.moments.at(-1)
  if (last !== undefined && at - last <= IDLE_MS) return memory
  // who wants nothing kept leaves no question behind that was not sent
  const draft = memory.isAnonymous ? null : memory.draft
  return { ...memory, thread: null, choices: [], awaiting: { kind: 'question' }, draft }
}

export const isTooFast = ({ moments }: Tempo, at: number): boolean => moments.filter(m => at - m < WINDOW_MS).length > TURNS_MAX

/** Keeps a question for the buttons under its answer; the oldest give way. */
export function keep(memory: Memory, ...questions: readonly Kept[]): Memory {
  if (memory.isAnonymous) return memory
  const ids = questions.map(q => q.id)
  const all = [...memory.kept.filter(k => !ids.includes(k.id)), ...questions].slice(-KEPT_MAX)
  let room = KEPT_CHARACTERS_MAX
  const fitting = all.toReversed().filter((k, nth) => {
    room -= k.said.join('').length
    return room >= 0 || nth === 0
  })
  return { ...memory, kept: fitting.toReversed() }
}

/** Sets, or with null forgets, a fact: everywhere, also in the questions that are kept. */
export function setFact(memory: Memory, fact: { status: Status | null } | { place: string | null }): Memory {
  const thread = memory.thread === null ? null : { ...memory.thread, known: { ...memory.thread.known, ...fact } }
  const isForgotten = Object.values(fact).every(f => f === null)
  return { ...memory, ...fact, thread, kept: isForgotten ? memory.kept.map(k => ({ ...k, ...fact })) : memory.kept }
}

/** Only that we have met stays. */
export const forgetAll = (memory: Memory): Memory => ({
  ...newMemory,
  isIntroduced: memory.isIntroduced,
  offered: memory.offered,
})

/** The conversation so far no longer belongs to what comes; what was told of oneself still does. */
export const letGo = (memory: Memory): Memory => ({
  ...memory,
  choices: [],
  thread: memory.thread === null ? null : { ...memory.thread, said: [], outcome: null, answer: null },
})
