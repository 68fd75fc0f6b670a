// Trying an edition on questions: every question of the knowledge, each situation hidden in turn (acts nobody listed), paraphrases;
// and pages on which a lawyer reviews its rows.
// It never changes knowledge and never judges prose: it counts outcomes and clauses.
// Neighbours: answering (calls `answer` itself, never a copy), knowledge.
// Explained by: test/publishing/regression.test.ts.
import { answer, traitOf, type Words } from '../answering/answering.ts'
import {
  clauseName,
  compile,
  type Edition,
  liesWithin,
  open,
  type Question,
  type Sources,
  splitRef,
  verdictClass,
} from '../knowledge/knowledge.ts'
import type { Answer, Outcome, Profile, Verdict } from '../vocabulary.ts'
import { isExpected } from './trial.ts'

export { type Files, hashOf } from '../knowledge/knowledge.ts'
export { bodyOf, type Candidate, candidateOf, filesOf, isFilePath, type Touches, textOf, touchesOf } from './candidate.ts'
export type * from './compared.ts'
export { type Contradictions, contradictions } from './conflicts.ts'
export { type CurvePoint, type CurveWords, type Drawn, drawCurves } from './curve.ts'
export { difference } from './difference.ts'
export * from './draft.ts'
export {
  EDITION_KINDS,
  type EditionBook,
  type EditionKind,
  type EditionRecord,
  type LocalFile,
  type LocalFiles,
  type Move,
  type PackConflict,
  type Publication,
  SMOKE_REASON,
} from './editions.ts'
export {
  ACT_REFUSALS,
  type Acted,
  type ActRefusal,
  type Asked as AskedOfBoth,
  type Editor,
  type Previewed,
  type Reading,
  type StartFrom,
  type TrialState,
  type Who,
} from './editor.ts'
export { applied, DRAFT_LIMITS, type Edited } from './edits.ts'
export {
  type Answering,
  type Case,
  type ComparedRuns,
  caseOf,
  casesOf,
  comparedRuns,
  type Evaluation,
  evaluation,
  type Figures,
  type GivenTo,
  givenOf,
  meanOf,
  movesIn,
  readEvaluation,
  type TriedCase,
  tryBeside,
  type UsageOf,
  type Wanted,
} from './evaluation.ts'
export { CHANGES_FILE, changesIn, type Exporting, exported, LEFT_OUT_FILE } from './exported.ts'
export { BLANKS, type BlankKind, type BlankOf, blankOf, fileFor, idOf, NATIONAL } from './forms.ts'
export { guardsLost } from './guards.ts'
export { datesIn } from './intake/dates.ts'
export * from './intake/extracted.ts'
export { knownIn, propose } from './intake/intake.ts'
export { fromText } from './intake/pasted.ts'
export * from './intake/proposed.ts'
export { isSame, type JsonObject, listIn, textIn, valueAt } from './json.ts'
export { type Librarian, openLibrarian } from './librarian.ts'
export type * from './library-view.ts'
export { conflictsOf, fileHash, joined, localHash, madeOf, withChanges, withoutNational } from './pack.ts'
export { readSheet, reviewPage, reviewSheet, rowsOf, setReview } from './review.ts'
export { shelve } from './shelves.ts'
export { type ChangeKind, changeOf, givenTo, isFailing, type Sides, type Tester, type Trying, trial, untried } from './trial.ts'
export {
  type ClauseToVerify,
  electionsAtOnce,
  type RowToReview,
  type StageFault,
  stageFaults,
  type Verified,
  type WorkGiven,
  type WorkList,
  workListOf,
} from './worklist.ts'

/** A question to try: what is said, turn after turn, and where it comes from. */
export type Asked = {
  readonly set: string
  readonly topic: string
  readonly entry: string
  readonly said: readonly string[]
  readonly question: Question
}

export type Tried = {
  readonly asked: Asked
  readonly outcome: Outcome
  readonly confidence: number
  readonly isRight: boolean
  readonly cites: boolean
  readonly wrongPermission: boolean
  readonly overForbids: boolean
  readonly hedges: boolean
  readonly answeredBy: string | null
  /** The row of that entry. */
  readonly row: string | null
}

export type Tally = { cases: number; right: number; cites: number; wrongPermission: number; overForbids: number; hedges: number }

/** Every question in the knowledge, or those of one set. What is added when asked back counts as a question of its own. */
export function questionsOf(sources: Sources, only: string | null): Asked[] {
  const { principles, situations, regionals, questionSets } = sources
  const bank = (topic: string, entry: string) => (question: Question) => ({
    set: 'bank',
    topic,
    entry,
    said: [question.ask],
    question,
  })
  const own = [...principles, ...situations].flatMap(e => e.questions.map(bank(e.topic, e.id)))
  const local = regionals.flatMap(r => r.questions.map(bank('wilayah', r.regulation)))
  const sets = questionSets.flatMap(({ set, questions }) =>
    questions.flatMap(q => {
      const topic = `${set} ${q.group ?? '-'}`
      const once = { set, topic, entry: set, said: [q.ask], question: q }
      if (q.then === null) return [once]
      const answered = { ...q, expect: q.then.expect, cite: [] }
      return [once, { ...once, topic: `${topic}2`, said: [q.ask, q.then.ask], question: answered }]
    }),
  )
  return [...own, ...local, ...sets].filter(q => only === null || q.set === only)
}

/** The answer as any office would give it: no place assumed, no office named. */
const answerTo = (edition: Edition, words: Words, said: readonly string[], profile: Profile): Answer =>
  answer(edition, words, { said, profile, homePlace: null, office: null }).answer

export function tryOne(edition: Edition, words: Words, asked: Asked): Tried {
  const { question, said } = asked
  const given = answerTo(edition, words, said, { status: question.status, place: question.place, on: question.on })
  const first = given.findings[0]
  const outcome: Outcome = first?.outcome ?? 'failed_empty'
  const expect: readonly string[] = question.expect
  const { permits } = traitOf(outcome)
  const mayPermit = question.expect.some(e => traitOf(e).permits)
  const isRight = isExpected(outcome, question.expect)
  return {
    asked,
    outcome,
    confidence: first?.confidence ?? 0,
    isRight,
    cites: question.cite.every(ref => isCited(given, ref)),
    wrongPermission: permits && !mayPermit && (expect.includes('forbidden') || expect.includes('depends')),
    overForbids: outcome === 'forbidden' && !expect.includes('forbidden'),
    hedges: ['depends', 'no_basis', 'clarify', 'handoff'].includes(outcome) && !isRight,
    answeredBy: first?.situation ?? null,
    row: first?.row ?? null,
  }
}

function isCited(given: Answer, ref: string): boolean {
  const { document, name } = splitRef(ref)
  return (given.findings[0]?.citations ?? []).some(
    c => c.document === document && (liesWithin(c.label, name) || clauseName(c.label, c.heading) === name),
  )
}

export function regress(edition: Edition, words: Words, only: string | null): Tried[] {
  return questionsOf(edition.sources, only).map(q => tryOne(edition, words, q))
}

/** The set that is asked of every edition before it answers anybody. */
const SMOKE_SET = 'smoke'

/** The smoke questions of an edition that it answers wrongly, as they are asked. */
export const smokeFailures = (edition: Edition, words: Words): readonly string[] =>
  regress(edition, words, SMOKE_SET)
    .filter(t => !t.isRight || !t.cites)
    .map(t => t.asked.said.join(' / '))

/** Situations hidden together in one learning run: fewer runs, and a slightly harder measure than one at a time. */
const HIDDEN_TOGETHER = 8

/**
 * Each situation hidden in turn, its questions answered by the rest of the knowledge: the honest measure of unseen acts.
 * `sources` as parsed from the files, with all phrasings.
 */
export function regressNovel(sources: Sources, words: Words, progress: (done: number, of: number) => void): Tried[] {
  const situations = sources.situations.filter(s => s.kind === 'act')
  const tried: Tried[] = []
  for (let at = 0; at < situations.length; at += HIDDEN_TOGETHER) {
    const hidden = situations.slice(at, at + HIDDEN_TOGETHER)
    const without = open(compile('novel', sources, new Set(hidden.map(s => s.id))))
    for (const s of hidden)
      for (const question of s.questions)
        tried.push(tryOne(without, words, { set: 'novel', topic: s.topic, entry: s.id, said: [question.ask], question }))
    progress(Math.min(at + HIDDEN_TOGETHER, situations.length), situations.length)
  }
  return tried
}

/** A group of paraphrases, and for each wording what it was answered. */
export type Reworded = { readonly id: string; readonly given: readonly { ask: string; verdict: string }[]; readonly same: number }

/** Whether wordings of one thing get one verdict: `same` counts those that agree with most of their group. */
export function regressParaphrases(edition: Edition, words: Words): Reworded[] {
  return edition.sources.paraphrases.map(group => {
    const given = group.asks.map(ask => {
      const given = answerTo(edition, words, [ask], { status: group.status, place: null, on: group.on })
      return { ask, verdict: verdictClass(given.findings[0]?.outcome ?? 'failed_empty') }
    })
    const same = Math.max(...given.map(g => given.filter(o => o.verdict === g.verdict).length))
    return { id: group.id, given, same }
  })
}

/** Counts by a key. */
export function tally(tried: readonly Tried[], by: (t: Tried) => string): Map<string, Tally> {
  const found = new Map<string, Tally>()
  for (const t of tried) {
    const row = found.get(by(t)) ?? { cases: 0, right: 0, cites: 0, wrongPermission: 0, overForbids: 0, hedges: 0 }
    row.cases++
    if (t.isRight) row.right++
    if (t.cites) row.cites++
    if (t.wrongPermission) row.wrongPermission++
    if (t.overForbids) row.overForbids++
    if (t.hedges) row.hedges++
    found.set(by(t), row)
  }
  return found
}

/** How often one outcome was given where another was expected: expected → given → count. */
export function confusions(tried: readonly Tried[]): Map<Verdict | 'no_basis', Map<Outcome, number>> {
  const found = new Map<Verdict | 'no_basis', Map<Outcome, number>>()
  for (const t of tried) {
    const expected = t.asked.question.expect[0]
    if (expected === undefined) continue
    const row = found.get(expected) ?? new Map<Outcome, number>()
    row.set(t.outcome, (row.get(t.outcome) ?? 0) + 1)
    found.set(expected, row)
  }
  return found
}
