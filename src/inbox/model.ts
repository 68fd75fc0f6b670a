// The port to language models, and how long a turn waits for one: what it tells is data for the next thought about the turn. Nobody waits longer
// than the limit; a model that disagrees with the rules too often, or reads what cannot be used, is asked no more.
import type { ModelBeside, ModelMark, ModelTask, Told } from '../conversation/conversation.ts'
import type { Sleep } from '../loop.ts'

export { MODEL_MARKS, type ModelMark, type ModelTask, READABLE_FACTS, type Told } from '../conversation/conversation.ts'

export type Model = {
  /** It runs where the bot does. */
  readonly isLocal: boolean
  /** How long a turn waits for it, in milliseconds; then the rules answer alone. */
  readonly limitMs: number
  /** What it can be asked at this moment; neither while it is out of reach, over its budget or switched off. */
  readonly ready: () => { readonly reads: boolean; readonly words: boolean }
  /** Never rejects; ends soon after the signal does. What it cannot tell is told as nothing. `isUnkept`: nothing of it stays. */
  readonly ask: (task: ModelTask, signal: AbortSignal, isUnkept?: boolean) => Promise<Told>
  /** What became of its words in a turn: for the operator's counts. */
  readonly note: (marks: readonly ModelMark[]) => void
}

/** What a turn begins with; undefined: there is no model. */
export const besideOf = (model: Model | null): ModelBeside | undefined =>
  model === null ? undefined : { ...model.ready(), isLocal: model.isLocal, told: [] }

/** Of one turn: readings and wordings of a few questions. */
const TOLD_MAX = 8

/**
 * What a turn knows once its tasks were asked: each is told, if only as nothing. It asks no more when the limit (milliseconds since 1970) is over,
 * or enough has been told.
 */
export async function consult(
  { model, now, sleep }: { readonly model: Model; readonly now: () => number; readonly sleep: Sleep },
  beside: ModelBeside,
  tasks: readonly ModelTask[],
  until: number,
  isUnkept = false,
): Promise<ModelBeside> {
  const nothing = (task: ModelTask): Told => ({ key: task.key, reading: null, wording: null })
  // whoever has waited long enough in the line is answered at once
  if (now() >= until) return { ...beside, told: [...beside.told, ...tasks.map(nothing)], reads: false, words: false }
  const ending = new AbortController()
  const late = sleep(Math.max(0, until - now()), ending.signal)
  // two parts of a turn may be one question to a model
  const once = [...new Map(tasks.map(task => [task.key, task])).values()]
  const told = await Promise.all(
    once.map(task =>
      Promise.race([model.ask(task, ending.signal, isUnkept), late.then(() => nothing(task))]).catch(() => nothing(task)),
    ),
  )
  ending.abort()
  const known = [...beside.told, ...told]
  const isOver = now() >= until || known.length >= TOLD_MAX
  return { ...beside, told: known, ...(isOver ? { reads: false, words: false } : {}) }
}

/** Whether anything new may still be asked; what goes on wanting is answered with what was told. */
const isAsked = ({ reads, words }: ModelBeside): boolean => reads || words

/** Of what an asker waits at most, so much is left for answering without it, writing that down and sending it. */
const ANSWERING_MS = 500
const ANSWERING_SHARE = 1 / 8

/** Milliseconds after an asker's last message until which a model may tell something. */
export const timeFor = (model: Model | null): number =>
  model === null ? 0 : model.limitMs - Math.min(ANSWERING_MS, model.limitMs * ANSWERING_SHARE)

/** Answers with a model where there is one: asks it whatever the answer wants, and answers again, within the limit. */
export async function consulted<T>(
  parts: { readonly model: Model | null; readonly now: () => number; readonly sleep: Sleep },
  answer: (beside: ModelBeside | undefined) => T,
  wants: (answered: T) => readonly ModelTask[],
): Promise<T> {
  const { model } = parts
  let beside = besideOf(model)
  const until = parts.now() + timeFor(model)
  for (;;) {
    const answered = answer(beside)
    const tasks = wants(answered)
    if (model === null || beside === undefined || tasks.length === 0 || !isAsked(beside)) return answered
    beside = await consult({ ...parts, model }, beside, tasks, until)
  }
}

/** Why a model is asked no more: it disagrees with the rules, or nothing of what it reads can be used. */
export const OFF_WHY = ['disagrees', 'unusable'] as const
export type OffWhy = (typeof OFF_WHY)[number]

/** Of so many readings, a share; beyond it they are worth nothing here. */
const WATCHED = 200
export const OFF_BEYOND: Readonly<Record<OffWhy, number>> = { disagrees: 0.3, unusable: 0.5 }
/** What is counted against what: a reading that cannot be used says nothing of how often the others disagree. */
export const READINGS: Readonly<Record<OffWhy, readonly ModelMark[]>> = {
  disagrees: ['agrees', 'disagrees'],
  unusable: ['agrees', 'disagrees', 'leads', 'unusable'],
}

export type Watch = {
  readonly note: (marks: readonly ModelMark[]) => void
  /** null: it is asked. */
  readonly off: () => OffWhy | null
  /** Of the last readings. */
  readonly share: (why: OffWhy) => number
}

/** Switches off for good (until the next start) as soon as more than the share of the last readings are so. `onOff` is told once. */
export function readingWatch(onOff: (why: OffWhy, share: number) => void): Watch {
  const last: Record<OffWhy, readonly ModelMark[]> = { disagrees: [], unusable: [] }
  let off: OffWhy | null = null
  const count = (why: OffWhy): number => last[why].filter(mark => mark === why).length
  const share = (why: OffWhy): number => count(why) / Math.max(last[why].length, 1)
  return {
    note: marks => {
      for (const why of OFF_WHY) last[why] = [...last[why], ...marks.filter(m => READINGS[why].includes(m))].slice(-WATCHED)
      const beyond = OFF_WHY.find(why => count(why) > WATCHED * OFF_BEYOND[why])
      if (off !== null || beyond === undefined) return
      off = beyond
      onOff(off, share(off))
    },
    off: () => off,
    share,
  }
}
