// What the office wants done with what askers are remembered by, where only the worker can look: how many recent questions a candidate would answer
// otherwise (replay), and telling those whose answer no longer holds (recall). Counts alone go back, and none that few people could be known by.
import type { Reanswered } from '../conversation/conversation.ts'
import { type Loop, loop, type Sleep } from '../loop.ts'
import type { AskerId, DateOnly } from '../vocabulary.ts'

/** `about`: which editions stand beside each other, as whoever compares them understands it. */
export type Errand = {
  readonly id: string
  readonly kind: 'replay' | 'recall'
  readonly about: string
  /** How far a process got that is gone; null: nothing was done yet. */
  readonly progress: Progress | null
  /** Until when it is ours: whoever is slower may find another process at it. */
  readonly until: number
}

/** `changers`: askers of whose questions one is answered otherwise. */
export type Tallied = {
  readonly askers: number
  readonly questions: number
  readonly changed: number
  readonly changers: number
}

/** `after`: the asker up to whom everybody was looked at. Kept sealed: the office reads this table. */
export type Progress = {
  readonly after: AskerId | null
  readonly whole: Tallied
  /** Askers who were told. */
  readonly told: number
  readonly bySituation: Readonly<Record<string, Tallied>>
}

/** An asker with something remembered. `isReachable`: they hold a receipt, or wrote so lately that their platform lets a word through. */
export type Remembered = { readonly asker: AskerId; readonly memory: string; readonly isReachable: boolean }

export type Recall = { readonly asker: AskerId; readonly kept: readonly string[] }

/**
 * What the office reads of it. Situations with fewer askers than k stand together; of a whole that is smaller nothing is told but that. What changed
 * is told in fives, and only where it concerns k askers, 0 meaning too few: a rule made up to fit rare words must not tell that somebody wrote them,
 * nor that somebody else did beside whoever made it up and asked it four times.
 */
export type ErrandResult = {
  readonly isTooFew: boolean
  readonly questions: number
  readonly changed: number
  readonly told: number
  readonly bySituation: readonly { readonly situation: string; readonly questions: number; readonly changed: number }[]
  readonly others: { readonly questions: number; readonly changed: number }
}

/** The port of the store. */
export type ErrandBook = {
  /** The oldest one that nobody is at; null: none. */
  claim(now: number, until: number): Promise<Errand | null>
  /** In the order of their random identities. `since`: who wrote on that day or later is within their platform's window. */
  remembered(after: AskerId | null, max: number, since: DateOnly): Promise<readonly Remembered[]>
  /** One commit: the recalls go into their askers' own lines, and how far it got. Rejects when the errand is another process's by now. */
  advanced(of: Errand, progress: Progress, recalls: readonly Recall[], now: number, until: number): Promise<void>
  done(of: Errand, result: ErrandResult): Promise<void>
  /** Cannot be done: what it compares is gone or broken. */
  failed(of: Errand): Promise<void>
  /** Another edition answers since the last look: a recall is due. */
  noticed(): Promise<void>
}

/** Two editions side by side, opened for one errand. */
export type Comparing = {
  /** What became of each memory's questions, in their order; a memory that cannot be read has none. */
  readonly compare: (memories: readonly string[], on: DateOnly) => Promise<readonly (readonly Reanswered[])[]>
  readonly close: () => Promise<void>
}

export type Running = {
  readonly book: ErrandBook
  /** null: what the errand is about is not there any more. */
  readonly open: (errand: Errand) => Promise<Comparing | null>
  readonly k: () => Promise<number>
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  readonly sleep: Sleep
  /** Recalls stand in lines of turns. */
  readonly onTurns: () => void
  readonly onError: (error: unknown) => void
}

const LOOK_MS = 15_000
const CLAIM_MS = 120_000
const DAY_MS = 86_400_000
const BATCH = 100
/** Askers whose questions a replay looks at: enough for a picture, and it ends. */
const REPLAYED_MAX = 2000

const NOTHING: Tallied = { askers: 0, questions: 0, changed: 0, changers: 0 }

export function runErrands(of: Running): Loop {
  const step = async (): Promise<number> => {
    await of.book.noticed()
    const errand = await of.book.claim(of.now(), of.now() + CLAIM_MS)
    if (errand === null) return LOOK_MS
    const comparing = await of.open(errand)
    if (comparing === null) {
      await of.book.failed(errand)
      return 0
    }
    try {
      await run(of, errand, comparing)
    } finally {
      await comparing.close()
    }
    return 0
  }
  return loop(step, of.sleep, of.onError)
}

async function run(of: Running, errand: Errand, { compare }: Comparing): Promise<void> {
  const { book, now, dayOf } = of
  let mine = errand
  let progress = errand.progress ?? { after: null, whole: NOTHING, told: 0, bySituation: {} }
  for (;;) {
    const people = await book.remembered(progress.after, BATCH, dayOf(now() - DAY_MS))
    const last = people.at(-1)
    if (last === undefined || (errand.kind === 'replay' && progress.whole.askers >= REPLAYED_MAX)) break
    const compared = await compare(
      people.map(p => p.memory),
      dayOf(now()),
    )
    const recalls = errand.kind === 'replay' ? [] : people.flatMap((p, i) => recallOf(p, compared[i] ?? []))
    progress = added({ ...progress, after: last.asker, told: progress.told + recalls.length }, compared)
    const until = now() + CLAIM_MS
    await book.advanced(mine, progress, recalls, now(), until)
    mine = { ...mine, until }
    if (recalls.length > 0) of.onTurns()
  }
  await book.done(mine, resultOf(progress, await of.k()))
}

function recallOf({ asker, isReachable }: Remembered, questions: readonly Reanswered[]): readonly Recall[] {
  const kept = questions.filter(q => q.isChanged).map(q => q.kept)
  return isReachable && kept.length > 0 ? [{ asker, kept }] : []
}

function added(progress: Progress, compared: readonly (readonly Reanswered[])[]): Progress {
  const bySituation: Record<string, Tallied> = { ...progress.bySituation }
  let whole = progress.whole
  for (const questions of compared.filter(q => q.length > 0)) {
    whole = plus(whole, questions)
    for (const [situation, of] of Map.groupBy(questions, q => q.situation ?? ''))
      bySituation[situation] = plus(bySituation[situation] ?? NOTHING, of)
  }
  return { ...progress, whole, bySituation }
}

const plus = ({ askers, questions, changed, changers }: Tallied, of: readonly Reanswered[]): Tallied => ({
  askers: askers + 1,
  questions: questions + of.length,
  changed: changed + of.filter(q => q.isChanged).length,
  changers: changers + (of.some(q => q.isChanged) ? 1 : 0),
})

const STEP = 5
const coarse = (n: number): number => Math.floor(n / STEP) * STEP

/** Nothing is told apart that fewer than k people asked, and no change that fewer than k people would see, nor so exactly that a few could be found by it. */
export function resultOf({ whole, told, bySituation }: Progress, k: number): ErrandResult {
  const isTooFew = whole.askers < k
  const all = Object.entries(bySituation).filter(([situation]) => situation !== '')
  const shown = isTooFew ? [] : all.filter(([, t]) => t.askers >= k).map(([situation, t]) => ({ situation, ...t }))
  const left = shown.reduce(minus, whole)
  const changedOf = ({ changed, changers }: Tallied): number => (changers >= k ? coarse(changed) : 0)
  return {
    isTooFew,
    questions: isTooFew ? 0 : whole.questions,
    changed: isTooFew ? 0 : changedOf(whole),
    told: isTooFew || told < k ? 0 : coarse(told),
    bySituation: shown
      .map(t => ({ situation: t.situation, questions: t.questions, changed: changedOf(t) }))
      .toSorted((a, b) => b.changed - a.changed || b.questions - a.questions),
    others: isTooFew ? { questions: 0, changed: 0 } : { questions: left.questions, changed: changedOf(left) },
  }
}

/** Whoever asked about several situations is taken off for each: too few are left, never too many. */
const minus = (whole: Tallied, of: Tallied): Tallied => ({
  askers: whole.askers - of.askers,
  questions: whole.questions - of.questions,
  changed: whole.changed - of.changed,
  changers: whole.changers - of.changers,
})
