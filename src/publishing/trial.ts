// The trial of a candidate beside the live edition: what both answer to the same questions, and what would change for whom.
// The same files give the same trial: questions come in the order of the files, and nothing is drawn by lot.
import { createHash } from 'node:crypto'
import { answer, traitOf, type Words } from '../answering/answering.ts'
import { type Edition, type Files, type Problem, refOf } from '../knowledge/knowledge.ts'
import type { Outcome, Verdict } from '../vocabulary.ts'
import { type Given, TRIAL_SETS, type Trial, type TrialCase, type TrialProgress, type TrialSet } from './compared.ts'
import { contradictions, permissiveness } from './conflicts.ts'
import type { Asked, Previewed } from './editor.ts'
import { type Posed, questionsFor } from './posed.ts'

/** What is tried: the files of the edition that answers, those of the one that would, and which of them the draft brings. */
export type Trying = { readonly live: Files; readonly candidate: Files; readonly paths: readonly string[] }

/** The port: editions are compared in a thread of its own, so that nobody's page waits. */
export type Tester = {
  /** null: called off. Rejects when the thread breaks. */
  readonly trial: (trying: Trying, onProgress: (progress: TrialProgress) => void, signal: AbortSignal) => Promise<Trial | null>
  /** One question on both. */
  readonly preview: (trying: Trying, asked: Asked) => Promise<Previewed>
  readonly stop: () => Promise<void>
}

/** Both editions as opened. */
export type Sides = { readonly live: Edition; readonly candidate: Edition; readonly words: Words }

/** An answer with all lines that it has to say, shown at once or behind "more": which of them fit is a matter of room. */
type Told = { readonly given: Given; readonly more: readonly string[] }

function tell(edition: Edition, words: Words, said: readonly string[], profile: Omit<Asked, 'ask'>): Told {
  const { findings, text } = answer(edition, words, { said, profile, homePlace: null, office: null }).answer
  const [first] = findings
  const given = {
    outcome: first?.outcome ?? ('failed_empty' as const),
    situation: first?.situation ?? null,
    row: first?.row ?? null,
    text,
    citations: (first?.citations ?? []).map(({ document, label, heading }) => refOf(document, { label, heading })),
  }
  return { given, more: findings.map(f => f.more) }
}

/** What one of the sides answers. */
export const givenTo = (edition: Edition, words: Words, { ask, ...profile }: Asked): Given =>
  tell(edition, words, [ask], profile).given

/** Whether an outcome is what was expected: a permission with conditions counts for one without, and the reverse. */
export const isExpected = (outcome: Outcome, expect: readonly (Verdict | 'no_basis')[]): boolean =>
  expect.some(e => e === outcome) || (traitOf(outcome).permits && expect.some(e => traitOf(e).permits))

const EVERY = 40

/** Runs as far as it is drawn; whoever no longer wants it lets go of it. `problems`: of the candidate's files, found before. */
export function* trial(
  sides: Sides,
  paths: readonly string[],
  problems: readonly Problem[],
  now: () => number,
): Generator<TrialProgress, Trial> {
  const startedAt = now()
  const posed = questionsFor(sides.live, sides.candidate, paths)
  const linesOf = comparedBy(sides.words)
  const cases: TrialCase[] = []
  for (const [at, question] of posed.entries()) {
    if (at % EVERY === 0) yield { stage: 'asking', done: at, of: posed.length }
    cases.push(tried(sides, question, linesOf))
  }
  yield { stage: 'asking', done: posed.length, of: posed.length }
  return {
    live: sides.live.hash,
    candidate: sides.candidate.hash,
    problems,
    counts: TRIAL_SETS.map(set => {
      const of = cases.filter(c => c.set === set)
      return {
        set,
        cases: of.length,
        right: of.filter(c => c.isRight).length,
        changed: of.filter(c => c.changeKey !== null).length,
      }
    }),
    cases: cases
      .filter(c => c.changeKey !== null || (!c.isRight && MUST_HOLD.has(c.set)))
      .toSorted((a, b) => gravity(b) - gravity(a)),
    ...contradictions(sides.live, sides.candidate, paths),
    replay: null,
    tookMs: now() - startedAt,
  }
}

/** Of a candidate that cannot be published as it is: what is wrong with it, and no question asked. */
export const untried = (live: string, candidate: string, problems: readonly Problem[]): Trial => ({
  live,
  candidate,
  problems,
  counts: TRIAL_SETS.map(set => ({ set, cases: 0, right: 0, changed: 0 })),
  cases: [],
  conflicts: [],
  loses: [],
  replay: null,
  tookMs: 0,
})

/** Sets of which a wrong answer is shown even where it was as wrong before. */
const MUST_HOLD: ReadonlySet<TrialSet> = new Set(['own', 'smoke', 'hostile'])

function tried({ live, candidate, words }: Sides, { set, from, said, profile, expect }: Posed, linesOf: LinesOf): TrialCase {
  const was = tell(live, words, said, profile)
  const is = tell(candidate, words, said, profile)
  const before = was.given
  const after = is.given
  const isRight = ({ outcome }: Given): boolean => expect.length === 0 || isExpected(outcome, expect)
  return {
    set,
    from,
    ask: said,
    ...profile,
    expect,
    before,
    after,
    isRight: isRight(after),
    wasRight: isRight(before),
    changeKey: isSame(was, is, linesOf)
      ? null
      : keyOf([said, profile, ...[before, after].map(g => [decided(g), linesOf(g.text)])]),
    isMorePermissive: looseness(after.outcome) > looseness(before.outcome),
  }
}

const decided = ({ outcome, situation, row, citations }: Given): string => JSON.stringify([outcome, situation, row, citations])

/** The same decision in the same words; a line that only gave way to another is still there behind "more". */
function isSame(was: Told, is: Told, linesOf: LinesOf): boolean {
  if (was.given.text === is.given.text) return decided(was.given) === decided(is.given)
  const holds = ({ given, more }: Told, other: Told): boolean => {
    const all = new Set([given.text, ...more].flatMap(linesOf))
    return linesOf(other.given.text).every(line => all.has(line))
  }
  return decided(was.given) === decided(is.given) && holds(was, is) && holds(is, was)
}

/** A question of its own that it answers wrongly, or one that must hold and held before: what was wrong already is not the draft's doing. */
export const isFailing = ({ set, isRight, wasRight, changeKey }: TrialCase): boolean =>
  !isRight && MUST_HOLD.has(set) && (set === 'own' || wasRight || changeKey !== null)

/** What changes of an answer, the gravest first: whoever looks through many wants to see these first. */
export type ChangeKind = 'verdict' | 'rule' | 'basis' | 'wording'

export function changeOf({ before, after, changeKey }: Pick<TrialCase, 'before' | 'after' | 'changeKey'>): ChangeKind | null {
  if (changeKey === null) return null
  if (before.outcome !== after.outcome) return 'verdict'
  if (before.situation !== after.situation || before.row !== after.row) return 'rule'
  return before.citations.join('\n') === after.citations.join('\n') ? 'wording' : 'basis'
}

const GRAVITY: Readonly<Record<ChangeKind, number>> = { verdict: 4, rule: 3, basis: 2, wording: 1 }

/** What must not be stands first, then what permits more, then what changes more. */
function gravity(c: TrialCase): number {
  const change = changeOf(c)
  return (isFailing(c) ? 20 : 0) + (c.isMorePermissive ? 10 : 0) + (change === null ? 0 : GRAVITY[change])
}

const KEY_LENGTH = 24

const keyOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, KEY_LENGTH)

/** A prohibition that is no longer given is looser, whatever is said instead. */
function looseness(outcome: Outcome): number {
  if (outcome === 'no_basis' || outcome.startsWith('failed_')) return permissiveness('depends')
  const rank = permissiveness(outcome as Verdict)
  return Number.isNaN(rank) ? permissiveness('depends') : rank
}

/** The lines of an answer by which it is compared. */
type LinesOf = (text: string) => readonly string[]

/**
 * The sentence that names the circulars of a place changes under every answer there as soon as one is added: that a circular is added stands in
 * the difference, and must not hide the answers that say something else.
 */
function comparedBy({ say }: Words): LinesOf {
  const named = [
    say('region_have', { list: BLANK }),
    say('region_above', { list: BLANK, place: BLANK }),
    say('region_none', { place: BLANK }),
    say('region_old'),
  ].map(sentence => new RegExp(`${sentence.split(BLANK).map(escaped).join('.*?')}(?= |$)`, 'gm'))
  return text =>
    named
      .reduce((left, sentence) => left.replace(sentence, ''), text)
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
}

const BLANK = '\u0000'
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
