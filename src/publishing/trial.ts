// The trial of a candidate beside the live edition: which questions it is tried on, what both answer, and what would change for whom.
// The same files give the same trial: questions come in the order of the files, and nothing is drawn by lot.
import { createHash } from 'node:crypto'
import { answer, traitOf, type Words } from '../answering/answering.ts'
import { type Edition, type Files, type Problem, type Question, type Row, refOf, type Sources } from '../knowledge/knowledge.ts'
import type { DateOnly, Outcome, Verdict } from '../vocabulary.ts'
import { type Given, TRIAL_SETS, type Trial, type TrialCase, type TrialProgress, type TrialSet } from './compared.ts'
import { contradictions, permissiveness } from './conflicts.ts'
import type { Asked, Previewed } from './editor.ts'

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

type Posed = {
  readonly set: TrialSet
  readonly from: string
  readonly said: readonly string[]
  readonly profile: Omit<Asked, 'ask'>
  /** Empty: nobody has said what is right there; only a change counts. */
  readonly expect: Question['expect']
}

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
  const named = [say('region_have', { list: BLANK }), say('region_none', { place: BLANK }), say('region_old')].map(
    sentence => new RegExp(`${sentence.split(BLANK).map(escaped).join('.*?')}(?= |$)`, 'gm'),
  )
  return text =>
    named
      .reduce((left, sentence) => left.replace(sentence, ''), text)
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
}

const BLANK = '\u0000'
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Every question once, in the first of the sets it belongs to. */
export function questionsFor(live: Edition, candidate: Edition, paths: readonly string[]): readonly Posed[] {
  const listed = listOf(candidate.sources)
  const own = listed.filter(l => paths.includes(l.file))
  const posed: Posed[] = [
    ...own.map(l => pose('own', l)),
    ...listed.filter(l => l.set === 'smoke').map(l => pose('smoke', l)),
    ...listed.filter(l => l.set === 'hostile').map(l => pose('hostile', l)),
    ...ofTopics(live, candidate, paths, listed),
    ...listed.map(l => pose('all', l)),
  ]
  const seen = new Set<string>()
  return posed.filter(({ said, profile }) => {
    const key = JSON.stringify([said, profile.place, profile.status, profile.on])
    return !seen.has(key) && seen.add(key)
  })
}

type Listed = {
  readonly file: string
  readonly from: string
  readonly entry: string | null
  readonly set: string | null
  readonly said: readonly string[]
  readonly question: Pick<Question, 'place' | 'status' | 'on' | 'expect'>
}

const pose = (set: TrialSet, { from, said, question: { place, status, on, expect } }: Listed): Posed => ({
  set,
  from,
  said,
  profile: { place, status, on },
  expect,
})

/** All questions of the files; what is added when asked back counts as one of its own. */
function listOf({ principles, situations, regionals, questionSets, fileOf }: Sources): Listed[] {
  const list = (owner: string, entry: string | null, questions: readonly Question[]): Listed[] => {
    const file = fileOf.get(owner) ?? ''
    return questions.map((question, at) => ({
      file,
      from: `${file} questions.${at}`,
      entry,
      set: null,
      said: [question.ask],
      question,
    }))
  }
  const sets = questionSets.flatMap(({ set, questions }) =>
    questions.flatMap((question, at) => {
      const file = fileOf.get(`questions ${set}`) ?? ''
      const once = { file, from: `${file} questions.${at}`, entry: null, set, said: [question.ask], question }
      const { then } = question
      return then === null
        ? [once]
        : [once, { ...once, said: [question.ask, then.ask], question: { ...question, expect: then.expect } }]
    }),
  )
  return [
    ...[...principles, ...situations].flatMap(e => list(e.id, e.id, e.questions)),
    ...regionals.flatMap(r => list(`rows ${r.regulation}`, null, r.questions)),
    ...sets,
  ]
}

/** Questions of what the draft touches: as they are, and as asked where and when the draft speaks. */
function ofTopics(live: Edition, candidate: Edition, paths: readonly string[], listed: readonly Listed[]): Posed[] {
  const touched = touchedEntries(live, candidate, paths)
  const topics = new Set([...touched].flatMap(id => topicOf(candidate, live, id) ?? []))
  const isOfTopic = ({ entry }: Listed): boolean => entry !== null && topics.has(topicOf(candidate, live, entry) ?? '')
  // what the draft drops is asked nonetheless: something else answers it then
  const dropped = listOf(live.sources).filter(l => l.entry !== null && touched.has(l.entry) && !candidate.entries.has(l.entry))
  const questions = [...listed.filter(isOfTopic), ...dropped]
  const settings = settingsOf(live, candidate, paths)
  return questions.flatMap(l => [
    pose('topic', l),
    ...settings.map(({ place, on }) => ({
      ...pose('topic', l),
      profile: { place: place === 'as-asked' ? l.question.place : place, status: l.question.status, on },
      expect: [],
    })),
  ])
}

const topicOf = (candidate: Edition, live: Edition, entry: string): string | undefined =>
  (candidate.entries.get(entry) ?? live.entries.get(entry))?.topic

/** Situations and principles that the draft changes, adds rows to, whose clauses or stages it changes; with their principles and examples. */
function touchedEntries(live: Edition, candidate: Edition, paths: readonly string[]): ReadonlySet<string> {
  const named = new Set<string>()
  const isStaged = changedElections(live, candidate).length + changedElections(candidate, live).length > 0
  for (const edition of [live, candidate]) {
    const { sources } = edition
    const isOurs = (owner: string): boolean => paths.includes(sources.fileOf.get(owner) ?? '')
    const isCited = (ref: string): boolean => isOurs(edition.clause(ref)?.regulation.id ?? '') && isOther(live, candidate, ref)
    const isTouched = ({ basis, when }: Row): boolean => basis.some(isCited) || (isStaged && when.some(c => c.fact === 'stage'))
    for (const { id, rows } of edition.entries.values()) if (isOurs(id) || rows.some(isTouched)) named.add(id)
    for (const { regulation, rows } of sources.regionals)
      for (const { entry, row } of rows) if (isOurs(`rows ${regulation}`) || isTouched(row)) named.add(entry)
  }
  const entries = [...candidate.entries.values()]
  const principles = entries.filter(e => named.has(e.id)).flatMap(e => e.principles)
  const examples = entries.filter(e => e.principles.some(p => named.has(p))).map(e => e.id)
  return new Set([...named, ...principles, ...examples])
}

function isOther(live: Edition, candidate: Edition, ref: string): boolean {
  const said = (edition: Edition): string => {
    const at = edition.clause(ref)
    return at === undefined ? '' : JSON.stringify([at.clause, { ...at.regulation, clauses: [] }])
  }
  return said(live) !== said(candidate)
}

/** Where and when a question is asked besides where it comes from. */
type Setting = { readonly place: string | null | 'as-asked'; readonly on: DateOnly }

/** Where and when the draft speaks, or spoke what it takes back: its places, those above them, a neighbour as a control. */
function settingsOf(live: Edition, candidate: Edition, paths: readonly string[]): Setting[] {
  const spoken = [...spokenBy(candidate, live, paths), ...spokenBy(live, candidate, paths)]
  const ours = new Set(spoken.map(s => s.place))
  const all = spoken.flatMap(({ place, on }): Setting[] => {
    if (place === COUNTRY) return [{ place: 'as-asked', on }]
    const above = candidate.places.lineage(place).slice(1)
    const control = neighbour(candidate, place, ours)
    return [place, ...above, ...control].map(code => ({ place: code === COUNTRY ? null : code, on }))
  })
  return [...new Map(all.map(s => [`${s.place} ${s.on}`, s])).values()]
}

type Spoken = { readonly place: string; readonly on: DateOnly }

/** Days on which the draft's rules of one side hold, each with their place. Days that both sides know change nothing by themselves. */
function spokenBy(edition: Edition, other: Edition, paths: readonly string[]): Spoken[] {
  const { sources } = edition
  const isOurs = (owner: string): boolean => paths.includes(sources.fileOf.get(owner) ?? '')
  const regionals = sources.regionals.filter(r => isOurs(`rows ${r.regulation}`))
  const regulations = sources.regulations.filter(r => isOurs(r.id) && !regionals.some(o => o.regulation === r.id))
  const elections = changedElections(edition, other)
  return [
    ...regionals.flatMap(({ regulation, place, rows }) =>
      [...new Set(rows.flatMap(r => r.years))].map(year => ({
        place,
        on: dayIn(year, edition.regulation(regulation)?.in_force_from),
      })),
    ),
    ...regulations.flatMap(r => {
      const before = other.regulation(r.id)
      const known = before === undefined ? [] : [...(r.place === COUNTRY ? [before.in_force_from] : []), ...ends(before)]
      return [r.in_force_from, ...ends(r)].filter(on => !known.includes(on)).map(on => ({ place: r.place, on }))
    }),
    ...elections.flatMap(({ places, stages }) => stages.map(({ from }) => ({ place: places[0] ?? COUNTRY, on: from }))),
  ]
}

const changedElections = ({ sources }: Edition, other: Edition) =>
  sources.elections.filter(e => !other.sources.elections.some(o => JSON.stringify(o) === JSON.stringify(e)))

const COUNTRY = 'ID'

/** A day of that year on which a rule from that day on holds. */
const dayIn = (year: number, from: DateOnly | undefined): DateOnly => {
  const first = `${year}-01-01`
  return from !== undefined && from > first ? from : first
}

/** The days after its last ones. */
const ends = ({ in_force_until, clauses }: Edition['sources']['regulations'][number]): DateOnly[] => [
  ...new Set([in_force_until, ...clauses.map(c => c.in_force_until)].flatMap(day => (day === null ? [] : [dayAfter(day)]))),
]

const dayAfter = (day: DateOnly): DateOnly => {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** The next place of the same kind beside it that the draft says nothing of: there nothing may change. */
function neighbour({ sources, places }: Edition, code: string, ours: ReadonlySet<string>): string[] {
  const place = places.byCode(code)
  const beside = sources.places
    .filter(p => p.parent === place?.parent && p.kind === place?.kind && !ours.has(p.code))
    .map(p => p.code)
    .sort()
  return [beside.find(c => c > code) ?? beside[0]].flatMap(c => c ?? [])
}
