// What must hold of a set of knowledge files beyond the shape of each: `check` reports all problems at once.
import type { DateOnly, Verdict } from '../vocabulary.ts'
import {
  type ClauseAt,
  consult,
  type Edition,
  type Files,
  forceOn,
  isSureNorm,
  type Known,
  type Problem,
  parse,
  type Sources,
} from './edition.ts'
import { isLabel } from './label.ts'
import { isKindOf } from './lexicon.ts'
import type { Entry, Row } from './schema.ts'

const PHRASINGS_MIN = 15
const QUESTIONS_MIN = 3
/** From the most permissive to the least: a lower rank may not stand left of a higher one. */
const PERMISSIVENESS: readonly Verdict[] = ['allowed', 'allowed_if', 'depends', 'forbidden']
const FIRM: ReadonlySet<Verdict> = new Set(['forbidden', 'allowed', 'allowed_if'])
/** Entries of these kinds explain or refuse; they need no clause and no minimum of questions per verdict. */
const FREE_OF_BASIS = new Set(['decline'])

type Report = (file: string, field: string, kind: string, what: string) => void

/** All problems of a set of files; an empty list means that an edition may be made of them. `known`: files that were read before. */
export function check(files: Files, known: Known | null = null): Problem[] {
  const { sources, problems } = parse(files, known)
  const report: Report = (file, field, kind, what) => problems.push({ file, field, kind, what })
  // clauses, places and words can be looked up although a file is broken; nothing needs to be learned for that
  const edition = consult('unnamed', sources)
  checkRegulations(edition, sources, report)
  checkVocabulary(sources, report)
  checkPairs(edition, sources, report)
  checkTold(edition, sources, report)
  checkCalendar(edition, sources, report)
  checkConsequences(edition, sources, report)
  for (const entry of [...sources.principles, ...sources.situations]) checkEntry(edition, sources, entry, report)
  checkPhrasings(sources, report)
  checkRegionals(edition, sources, report)
  for (const set of sources.questionSets) {
    const file = sources.fileOf.get(`questions ${set.set}`) ?? ''
    set.questions.forEach((q, i) => {
      checkQuestion(edition, file, `questions.${i}`, q, report)
    })
  }
  return problems
}

function checkRegulations(edition: Edition, sources: Sources, report: Report): void {
  for (const r of sources.regulations) {
    const file = sources.fileOf.get(r.id) ?? ''
    if (!edition.places.byCode(r.place)) report(file, 'place', 'unknown-place', r.place)
    if (r.in_force_until !== null && r.in_force_until < r.in_force_from)
      report(file, 'in_force_until', 'dates-reversed', `${r.in_force_from} … ${r.in_force_until}`)
    for (const id of [...r.revoked_by, ...r.amended_by])
      if (!edition.regulation(id)) report(file, 'revoked_by/amended_by', 'dangling', id)
    const seen = new Set<string>()
    r.clauses.forEach((c, i) => {
      const field = `clauses.${i} ${c.label}`
      if (!isLabel(c.label)) report(file, field, 'label-grammar', c.label)
      const name = `${c.label}|${c.heading}`
      if (seen.has(name)) report(file, field, 'clause-twice', c.label)
      seen.add(name)
      if (c.in_force_until !== null && c.in_force_until < r.in_force_from)
        report(file, field, 'dates-reversed', `${r.in_force_from} … ${c.in_force_until}`)
      for (const ref of c.replaced_by) if (!edition.clause(ref)) report(file, field, 'unknown-clause', ref)
    })
  }
  for (const at of edition.clauses()) {
    if (isCircular(edition, at.ref, new Set()))
      report(sources.fileOf.get(at.regulation.id) ?? '', at.clause.label, 'circular', at.ref)
  }
}

function isCircular(edition: Edition, ref: string, seen: Set<string>): boolean {
  if (seen.has(ref)) return true
  seen.add(ref)
  return (edition.clause(ref)?.clause.replaced_by ?? []).some(next => isCircular(edition, next, new Set(seen)))
}

function checkVocabulary(sources: Sources, report: Report): void {
  for (const n of sources.documentNames)
    for (const d of n.documents) if (!sources.fileOf.has(d)) report('vocabulary/documents.yaml', n.say, 'dangling', d)
  const codes = new Set(sources.places.map(p => p.code))
  for (const p of sources.places) {
    if (p.parent !== null && !codes.has(p.parent)) report('vocabulary/places.yaml', p.code, 'unknown-place', p.parent)
  }
  const ids = new Set<string>()
  for (const c of sources.concepts) {
    if (!sources.classes.some(k => isKindOf(c.id, k))) report('vocabulary/concepts', c.id, 'unknown-concept', c.id)
    if (ids.has(c.id)) report('vocabulary/concepts', c.id, 'id-reused', c.id)
    ids.add(c.id)
  }
}

function checkPairs(edition: Edition, sources: Sources, report: Report): void {
  for (const ref of sources.pairsOnly)
    if (!edition.clause(ref)) report('vocabulary/facts.yaml', 'pairs_only', 'unknown-clause', ref)
}

function checkTold(edition: Edition, sources: Sources, report: Report): void {
  const file = 'vocabulary/told.yaml'
  const { bars, owner, doubt, none, aside, kinds, rows } = sources.told
  const named = new Set(kinds.map(k => k.id))
  for (const k of kinds)
    for (const c of [...k.concepts, ...k.denied]) if (!isClass(sources, c)) report(file, k.id, 'unknown-concept', c)
  const used = [
    ...bars,
    ...(none === null ? [] : [none.kind, ...none.bars]),
    ...aside.kinds,
    ...[owner, doubt].filter(id => id !== ''),
    ...rows.flatMap(r => r.branches.flatMap(b => [...b.said.flat(), ...b.unless, ...b.despite])),
  ]
  for (const id of new Set(used)) if (!named.has(id)) report(file, 'kinds', 'dangling', id)
  const told = none === null ? rows : [...rows, { ...none, branches: [none] }]
  for (const { entry, row, branches } of told) {
    const known = edition.entries.get(entry)?.rows.find(r => r.id === row)?.branches ?? []
    for (const b of branches) if (!known.some(k => k.if === b.if)) report(file, `${entry} ${row}`, 'dangling', b.if)
  }
}

function checkCalendar(edition: Edition, sources: Sources, report: Report): void {
  for (const e of sources.elections) {
    for (const p of e.places) if (!edition.places.byCode(p)) report('calendar.yaml', e.id, 'unknown-place', p)
    e.stages.forEach((s, i) => {
      if (s.to < s.from) report('calendar.yaml', `${e.id} ${s.stage}`, 'dates-reversed', `${s.from} … ${s.to}`)
      const next = e.stages[i + 1]
      if (next && next.from <= s.to)
        report('calendar.yaml', `${e.id} ${next.stage}`, 'dates-overlap', `${s.from} … ${s.to}, ${next.from} … ${next.to}`)
    })
  }
}

function checkConsequences(edition: Edition, sources: Sources, report: Report): void {
  for (const c of sources.consequences)
    for (const ref of c.basis) if (!edition.clause(ref)) report('consequences.yaml', c.kind, 'unknown-clause', ref)
}

function checkEntry(edition: Edition, sources: Sources, entry: Entry, report: Report): void {
  const file = sources.fileOf.get(entry.id) ?? ''
  const isSituation = sources.situations.includes(entry)
  if (!sources.topics.some(t => t.id === entry.topic)) report(file, 'topic', 'unknown-topic', entry.topic)
  if (entry.phrasings.length < PHRASINGS_MIN) report(file, 'phrasings', 'too-few-phrasings', String(entry.phrasings.length))
  if (isSituation && entry.principles.length === 0) report(file, 'principles', 'no-principle', entry.id)
  if (!isSituation && entry.principles.length > 0) report(file, 'principles', 'principle-of-principle', entry.id)
  for (const id of entry.principles) if (!sources.principles.some(p => p.id === id)) report(file, 'principles', 'dangling', id)
  for (const alias of entry.aliases)
    if (edition.entries.has(alias) || sources.fileOf.has(alias)) report(file, 'aliases', 'id-reused', alias)
  const classes = [...entry.explains, ...entry.match.flatMap(m => [...m.all.flat(), ...m.none])]
  for (const c of new Set(classes)) if (!isClass(sources, c)) report(file, 'match/explains', 'unknown-concept', c)
  if (entry.questions.length < QUESTIONS_MIN) report(file, 'questions', 'too-few-questions', String(entry.questions.length))
  const rows = new Set<string>()
  for (const row of entry.rows) {
    if (rows.has(row.id)) report(file, `rows ${row.id}`, 'id-reused', row.id)
    rows.add(row.id)
    checkRow(edition, sources, file, row, entry, FAR_FUTURE, report)
    if (!entry.questions.some(q => q.expect.includes(row.verdict)))
      report(file, `rows ${row.id}`, 'row-without-question', row.verdict)
  }
  entry.questions.forEach((q, i) => {
    checkQuestion(edition, file, `questions.${i}`, q, report)
  })
}

/** The same few names stand in hundreds of rows. */
const classes = new WeakMap<Sources, Map<string, boolean>>()

function isClass(sources: Sources, name: string): boolean {
  const known = classes.get(sources) ?? new Map<string, boolean>()
  classes.set(sources, known)
  const found =
    known.get(name) ?? (sources.classes.some(k => isKindOf(k, name)) || sources.concepts.some(c => isKindOf(c.id, name)))
  known.set(name, found)
  return found
}

/** `until`: the last day on which the row answers. */
const REFUSES = /^(?:tidak boleh|tak boleh|dilarang|jangan)\b/i
const PERMITS = /^(?:ya, )?(?:boleh|silakan)\b/i

/** What an asker reads first must not say the opposite of what is decided. */
const contradicts = ({ verdict, lead }: Row): boolean =>
  verdict === 'forbidden' ? PERMITS.test(lead) : (verdict === 'allowed' || verdict === 'allowed_if') && REFUSES.test(lead)

function checkRow(
  edition: Edition,
  sources: Sources,
  file: string,
  row: Row,
  entry: Pick<Entry, 'kind'>,
  until: DateOnly,
  report: Report,
): void {
  const field = `rows ${row.id}`
  for (const condition of row.when) {
    if (condition.fact === 'status' || condition.fact === 'stage') continue
    for (const c of condition.is) if (!isClass(sources, c)) report(file, field, 'unknown-concept', c)
  }
  const basis: ClauseAt[] = []
  for (const ref of row.basis) {
    const at = edition.clause(ref)
    if (at) basis.push(at)
    else report(file, field, 'unknown-clause', ref)
  }
  for (const at of basis) {
    const force = forceOn(at, until)
    if (force === 'repealed' && row.verdict !== 'information') report(file, field, 'repealed-basis', at.ref)
    if (at.regulation.kind !== 'norm' && !row.disputed && row.verdict !== 'information') report(file, field, 'not-a-norm', at.ref)
  }
  if (!FREE_OF_BASIS.has(entry.kind) && row.basis.length === 0 && !OF_NO_LAW.has(row.verdict))
    report(file, field, 'no-basis', row.id)
  if (FIRM.has(row.verdict) && basis.length > 0 && !basis.some(at => isSureNorm(at, until)))
    report(file, field, 'only-unknown-force', row.basis.join('; '))
  if (contradicts(row)) report(file, field, 'lead-contradicts', row.lead)
  const ours = [
    row.lead,
    row.reason,
    row.reading,
    row.safe_way,
    row.safe_way_after,
    ...row.branches.flatMap(b => [b.if, b.say]),
  ].join('\n')
  for (const [, quoted = ''] of ours.matchAll(/“([^”]*)”/g)) {
    const isLaw = basis.some(at => at.clause.text_status !== 'summary' && at.clause.text.includes(quoted))
    if (!isLaw) report(file, field, 'not-a-quotation', quoted)
  }
}

/** Verdicts that need no clause: who is asked back is told nothing yet, who is in mortal danger is sent to help. */
const OF_NO_LAW: ReadonlySet<string> = new Set(['clarify', 'handoff'])

/** A day after every date in the knowledge: force as it stands when nothing more happens. */
const FAR_FUTURE = '9999-12-31'

function checkQuestion(edition: Edition, file: string, field: string, q: Entry['questions'][number], report: Report): void {
  if (q.place !== null && !edition.places.byCode(q.place)) report(file, field, 'unknown-place', q.place)
  for (const ref of q.cite) if (!edition.clause(ref)) report(file, field, 'unknown-clause', ref)
}

function checkPhrasings(sources: Sources, report: Report): void {
  const seen = new Map<string, string>()
  for (const entry of [...sources.principles, ...sources.situations]) {
    bareOf(entry).forEach((key, i) => {
      const before = seen.get(key)
      if (before === undefined) seen.set(key, entry.id)
      else report(sources.fileOf.get(entry.id) ?? '', 'phrasings', 'phrasing-twice', `${entry.phrasings[i]} (${before})`)
    })
  }
}

const bare = new WeakMap<Entry, readonly string[]>()

/** The phrasings of an entry without signs and capitals; made once of an entry that was read once. */
function bareOf(entry: Entry): readonly string[] {
  const before = bare.get(entry)
  if (before !== undefined) return before
  const made = entry.phrasings.map(text =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  )
  bare.set(entry, made)
  return made
}

function checkRegionals(edition: Edition, sources: Sources, report: Report): void {
  const entries = new Map([...sources.principles, ...sources.situations].map(e => [e.id, e]))
  for (const regional of sources.regionals) {
    const file = sources.fileOf.get(`rows ${regional.regulation}`) ?? ''
    const regulation = edition.regulation(regional.regulation)
    if (!regulation) report(file, 'regulation', 'dangling', regional.regulation)
    if (!edition.places.byCode(regional.place)) report(file, 'place', 'unknown-place', regional.place)
    if (regional.questions.length < regional.rows.length)
      report(file, 'questions', 'row-without-question', String(regional.rows.length))
    for (const { entry: id, row } of regional.rows) {
      const entry = entries.get(id)
      if (!entry) {
        report(file, `rows ${row.id}`, 'dangling', id)
        continue
      }
      // a circular that names its own end is no revoked one: its rows end with it
      checkRow(edition, sources, file, row, entry, regulation?.in_force_until ?? FAR_FUTURE, report)
      const national = entry.rows.find(r => r.when.length === 0) ?? entry.rows[0]
      const loosened = national !== undefined && isLooser(row.verdict, national.verdict)
      const citesBoth = row.disputed && row.basis.some(b => edition.clause(b)?.regulation.place === 'ID')
      if (loosened && !citesBoth) report(file, `rows ${row.id}`, 'more-permissive', `${row.verdict} < ${national.verdict}`)
    }
    regional.questions.forEach((q, i) => {
      checkQuestion(edition, file, `questions.${i}`, q, report)
    })
  }
}

const isLooser = (lower: Verdict, higher: Verdict): boolean => {
  const a = PERMISSIVENESS.indexOf(lower)
  const b = PERMISSIVENESS.indexOf(higher)
  return a >= 0 && b >= 0 && a < b
}
