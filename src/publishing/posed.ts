// Which questions a candidate is tried on: its own, those of what it touches as they are and as asked where and when it speaks, the sets that must
// hold, and all others of the knowledge.
import type { Edition, Question, Row, Sources } from '../knowledge/knowledge.ts'
import type { DateOnly } from '../vocabulary.ts'
import type { TrialSet } from './compared.ts'
import type { Asked } from './editor.ts'

export type Posed = {
  readonly set: TrialSet
  readonly from: string
  readonly said: readonly string[]
  readonly profile: Omit<Asked, 'ask'>
  /** Empty: nobody has said what is right there; only a change counts. */
  readonly expect: Question['expect']
}

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
