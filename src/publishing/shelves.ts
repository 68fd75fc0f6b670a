// The library of an edition: its files arranged for people who keep them. Arranged once; every look at it is quick.
import { createHash } from 'node:crypto'
import {
  type ClauseAt,
  clauseName,
  consequenceText,
  consult,
  type Edition,
  type Entry,
  type Files,
  forceOn,
  hashOf,
  parse,
  type Question,
  type Regulation,
  type Row,
  type Sources,
  stageOn,
} from '../knowledge/knowledge.ts'
import { type ClauseRef, type DateOnly, STATUSES } from '../vocabulary.ts'
import { coverageOf } from './coverage.ts'
import type {
  BasisView,
  Citing,
  ClauseCard,
  ClauseLink,
  ClauseView,
  EntryCard,
  EntryLink,
  EntryView,
  Library,
  Naming,
  RegulationCard,
  RegulationView,
  RowView,
  SheetRead,
  Standing,
} from './library-view.ts'
import { type Reviewed, readSheet, reviewSheet, rowsOf } from './review.ts'

/** A row where it stands. */
type Placed = Reviewed & {
  readonly path: string
  readonly regional: Sources['regionals'][number] | null
  readonly years: readonly number[]
}

type Shelves = {
  readonly edition: Edition
  /** With all phrasings of each entry. */
  readonly sources: Sources
  readonly placed: readonly Placed[]
  readonly rowOf: ReadonlyMap<string, Placed>
  readonly citing: ReadonlyMap<ClauseRef, readonly Placed[]>
  readonly replaces: ReadonlyMap<ClauseRef, readonly ClauseAt[]>
  readonly byDocument: ReadonlyMap<string, readonly ClauseAt[]>
  readonly citedOf: ReadonlyMap<string, number>
  readonly nameOf: (concept: string) => string
}

/** `files` must be sound: what does not parse is not in the library. */
export function shelve(files: Files): Library {
  const { sources } = parse(files)
  const edition = consult(hashOf(files), sources)
  const shelves = arrange(edition, sources)
  const topics = arrangedTopics(shelves)
  const cardOf = new Map(topics.flatMap(t => t.entries).map(e => [e.id, e]))
  let coverage: ReturnType<typeof coverageOf> | null = null
  let all: { readonly on: DateOnly; readonly rows: readonly RowView[] } | null = null
  return {
    edition: edition.hash,
    regulations: on => sources.regulations.map(r => regulationCard(shelves, r, on)).toSorted(inShelf),
    regulation: (id, on) => {
      const regulation = edition.regulation(id)
      return regulation === undefined ? null : regulationView(shelves, regulation, on)
    },
    clause: (document, name, on) => {
      const at = edition.clause(`${document} ${name}`)
      return at === undefined ? null : clauseView(shelves, at, on)
    },
    topics: () => topics,
    entry: (id, on) => {
      const card = cardOf.get(id)
      return card === undefined ? null : entryView(shelves, card, on)
    },
    rowsOf: (topic, on) => shelves.placed.filter(p => p.entry.topic === topic).map(p => rowView(shelves, p, on)),
    rows: on => {
      if (all?.on !== on) all = { on, rows: shelves.placed.map(p => rowView(shelves, p, on)) }
      return all.rows
    },
    coverage: () => {
      coverage ??= coverageOf(edition)
      return coverage
    },
    elections: () => sources.elections,
    stageOn: (place, on) => {
      const found = stageOn(sources.elections, on, edition.places.lineage(place))
      return found === null ? null : { stage: found.stage, election: found.election.name }
    },
    places: sources.places.map(({ code, name }) => ({ code, name })),
    sheet: topic => reviewSheet(edition, topic),
    readSheet: (csv, on) => sheetRead(shelves, csv, on),
  }
}

const keyOf = (entry: string, row: string, place: string): string => `${entry} / ${row} / ${place}`

function arrange(edition: Edition, sources: Sources): Shelves {
  const placed = sources.topics.flatMap(({ id }) => rowsOf(edition, id)).map(reviewed => located(sources, reviewed))
  const citing = new Map<ClauseRef, Placed[]>()
  const citedOf = new Map<string, Set<Placed>>()
  for (const p of placed)
    for (const at of new Set(p.row.basis.map(ref => edition.clause(ref)))) {
      if (at === undefined) continue
      citing.set(at.ref, [...(citing.get(at.ref) ?? []), p])
      citedOf.set(at.regulation.id, (citedOf.get(at.regulation.id) ?? new Set()).add(p))
    }
  const replaces = new Map<ClauseRef, ClauseAt[]>()
  for (const at of edition.clauses())
    for (const ref of at.clause.replaced_by) {
      const by = edition.clause(ref)?.ref
      if (by !== undefined) replaces.set(by, [...(replaces.get(by) ?? []), at])
    }
  return {
    edition,
    sources,
    placed,
    rowOf: new Map(placed.map(p => [keyOf(p.entry.id, p.row.id, p.place), p])),
    citing,
    replaces,
    byDocument: Map.groupBy(edition.clauses(), at => at.regulation.id),
    citedOf: new Map([...citedOf].map(([id, rows]) => [id, rows.size])),
    nameOf: namesOfConcepts(sources),
  }
}

/** Where a row stands in its file. */
function located({ regionals, fileOf }: Sources, reviewed: Reviewed): Placed {
  const { entry, row, file } = reviewed
  const regional = regionals.find(r => fileOf.get(`rows ${r.regulation}`) === file) ?? null
  if (regional === null) return { ...reviewed, path: `rows.${entry.rows.indexOf(row)}`, regional, years: [] }
  const at = regional.rows.findIndex(r => r.row === row)
  return { ...reviewed, path: `rows.${at}.row`, regional, years: regional.rows[at]?.years ?? [] }
}

/** Of a concept, or of a class of them, its first everyday words: a code says nothing to whoever does not keep the vocabulary. */
const FORMS_SHOWN = 3

function namesOfConcepts({ concepts }: Sources): (id: string) => string {
  const named = new Map<string, string>()
  return id => {
    const known = named.get(id)
    if (known !== undefined) return known
    const own = concepts.filter(c => c.id === id)
    const within =
      own.length > 0
        ? own.flatMap(c => c.forms)
        : concepts.filter(c => c.id.startsWith(`${id}.`)).flatMap(c => c.forms.slice(0, 1))
    const shown = within.slice(0, FORMS_SHOWN).join(' / ') + (within.length > FORMS_SHOWN ? ' / …' : '')
    const name = within.length === 0 ? id.replaceAll('.', ' ') : shown
    named.set(id, name)
    return name
  }
}

// ── Regulations and clauses ──

const standingOf = (at: ClauseAt, on: DateOnly): Standing => forceOn(at, on) ?? 'future'

function documentStanding(regulation: Regulation, on: DateOnly): Standing {
  if (on < regulation.in_force_from) return 'future'
  return regulation.in_force_until !== null && on > regulation.in_force_until ? 'repealed' : regulation.status
}

function regulationCard(shelves: Shelves, regulation: Regulation, on: DateOnly): RegulationCard {
  const { sources, edition, citedOf } = shelves
  const { clauses, ...facts } = regulation
  const standing = documentStanding(regulation, on)
  return {
    facts,
    file: sources.fileOf.get(regulation.id) ?? '',
    placeName: edition.places.byCode(regulation.place)?.name ?? regulation.place,
    standing,
    clauses: clauses.length,
    verbatim: clauses.filter(c => c.text_status === 'verbatim').length,
    cited: citedOf.get(regulation.id) ?? 0,
    isPast: isPast(sources, regulation, standing, on),
  }
}

/** Circulars are written for an election; one that still counts after its last year is looked at. */
function isPast({ regionals }: Sources, regulation: Regulation, standing: Standing, on: DateOnly): boolean {
  const isCircular = regulation.kind === 'norm' && (regulation.place !== 'ID' || regulation.type.startsWith('Surat Edaran'))
  if (!isCircular || standing === 'repealed' || regulation.in_force_until !== null) return false
  const years = regionals.filter(r => r.regulation === regulation.id).flatMap(r => r.rows.flatMap(({ years }) => years))
  return Math.max(regulation.year, ...years) < Number(on.slice(0, 4))
}

const collator = new Intl.Collator('id', { numeric: true })
const inShelf = (a: RegulationCard, b: RegulationCard): number =>
  a.facts.rank - b.facts.rank ||
  collator.compare(a.facts.place === 'ID' ? '' : a.placeName, b.facts.place === 'ID' ? '' : b.placeName) ||
  b.facts.year - a.facts.year ||
  collator.compare(a.facts.short, b.facts.short)

const linkTo = ({ regulation, clause, ref }: ClauseAt): ClauseLink => {
  const name = clauseName(clause.label, clause.heading)
  return { ref, regulation: regulation.id, name, full: `${regulation.short} ${name}` }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

const clauseCard = ({ citing }: Shelves, at: ClauseAt, on: DateOnly): ClauseCard => ({
  ...linkTo(at),
  index: at.regulation.clauses.indexOf(at.clause),
  clause: at.clause,
  standing: standingOf(at, on),
  cited: citing.get(at.ref)?.length ?? 0,
  mark: digest(at.clause.text),
})

const naming = ({ edition }: Shelves, id: string): Naming => ({ id, short: edition.regulation(id)?.short ?? null })

const regulationView = (shelves: Shelves, regulation: Regulation, on: DateOnly): RegulationView => ({
  card: regulationCard(shelves, regulation, on),
  clauses: (shelves.byDocument.get(regulation.id) ?? []).map(at => clauseCard(shelves, at, on)),
  amendedBy: regulation.amended_by.map(id => naming(shelves, id)),
  revokedBy: regulation.revoked_by.map(id => naming(shelves, id)),
  rowsFile: shelves.sources.fileOf.get(`rows ${regulation.id}`) ?? null,
})

function clauseView(shelves: Shelves, at: ClauseAt, on: DateOnly): ClauseView {
  const { edition, sources, citing, replaces, byDocument } = shelves
  const siblings = byDocument.get(at.regulation.id) ?? []
  const place = siblings.indexOf(at)
  const link = (other: ClauseAt | undefined): ClauseLink | null => (other === undefined ? null : linkTo(other))
  return {
    card: regulationCard(shelves, at.regulation, on),
    at: clauseCard(shelves, at, on),
    replacedBy: at.clause.replaced_by.map(ref => link(edition.clause(ref))),
    replaces: (replaces.get(at.ref) ?? []).map(linkTo),
    citing: (citing.get(at.ref) ?? []).map(p => citingOf(shelves, p)),
    consequences: sources.consequences.filter(c => c.basis.some(ref => edition.clause(ref) === at)).map(c => c.text),
    previous: link(siblings[place - 1]),
    next: link(siblings[place + 1]),
  }
}

const citingOf = ({ edition }: Shelves, { entry, row, place, regional }: Placed): Citing => ({
  entry: { id: entry.id, title: entry.title },
  topic: entry.topic,
  row: row.id,
  verdict: row.verdict,
  lead: row.lead,
  place: regional === null ? null : (edition.places.byCode(place)?.name ?? place),
})

// ── Entries and rows ──

function arrangedTopics(shelves: Shelves) {
  const { topics, principles, situations } = shelves.sources
  const ofEntry = Map.groupBy(shelves.placed, p => p.entry.id)
  const cards = [
    ...principles.map(e => entryCard(shelves, e, true, ofEntry.get(e.id) ?? [])),
    ...situations.map(e => entryCard(shelves, e, false, ofEntry.get(e.id) ?? [])),
  ]
  return topics
    .map(({ id, name }) => ({ id, name, entries: cards.filter(c => c.topic === id) }))
    .filter(t => t.entries.length > 0)
}

const entryCard = ({ sources }: Shelves, entry: Entry, isPrinciple: boolean, rows: readonly Placed[]): EntryCard => ({
  id: entry.id,
  title: entry.title,
  kind: entry.kind,
  topic: entry.topic,
  isPrinciple,
  file: sources.fileOf.get(entry.id) ?? '',
  phrasings: entry.phrasings.length,
  questions: entry.questions.length,
  rows: entry.rows.length,
  regional: rows.length - entry.rows.length,
  legal: rows.filter(p => p.row.review.level === 'legal').length,
  officer: rows.filter(p => p.row.review.level === 'officer').length,
  disputed: rows.filter(p => p.row.disputed).length,
})

function entryView(shelves: Shelves, card: EntryCard, on: DateOnly): EntryView {
  const { edition, sources, placed } = shelves
  const entry = [...sources.principles, ...sources.situations].find(e => e.id === card.id)
  const linked = (id: string): EntryLink => ({ id, title: edition.entries.get(id)?.title ?? id })
  const question = (q: Question) => ({
    ...q,
    placeName: q.place === null ? null : (edition.places.byCode(q.place)?.name ?? q.place),
  })
  return {
    card,
    topicName: sources.topics.find(t => t.id === card.topic)?.name ?? card.topic,
    phrasings: entry?.phrasings ?? [],
    rows: placed.filter(p => p.entry.id === card.id).map(p => rowView(shelves, p, on)),
    questions: (entry?.questions ?? []).map(question),
    principles: (entry?.principles ?? []).map(linked),
    situations: card.isPrinciple ? sources.situations.filter(s => s.principles.includes(card.id)).map(s => linked(s.id)) : [],
  }
}

const rowView = (shelves: Shelves, { entry, row, file, path, regional, years, place, mark }: Placed, on: DateOnly): RowView => ({
  entry: { id: entry.id, title: entry.title },
  row,
  file,
  path,
  circular:
    regional === null
      ? null
      : {
          regulation: regional.regulation,
          short: shelves.edition.regulation(regional.regulation)?.short ?? regional.regulation,
          placeName: shelves.edition.places.byCode(place)?.name ?? place,
          years,
        },
  when: row.when.map(c => ({ ...c, names: c.is.map(shelves.nameOf) })),
  basis: row.basis.map(ref => basisOf(shelves, ref, on)),
  consequences: consequencesOf(shelves, row),
  mark,
})

function basisOf({ edition }: Shelves, ref: ClauseRef, on: DateOnly): BasisView {
  const at = edition.clause(ref)
  if (at === undefined) return { ref, link: null, text: '', textStatus: 'summary', standing: 'unknown' }
  return { ref, link: linkTo(at), text: at.clause.text, textStatus: at.clause.text_status, standing: standingOf(at, on) }
}

const consequencesOf = ({ sources }: Shelves, row: Row): RowView['consequences'] =>
  (['before', 'after'] as const).flatMap(stage =>
    STATUSES.flatMap(status => {
      const text = consequenceText(sources, row.violation[stage], status)
      return text === '' ? [] : [{ stage, status, text }]
    }),
  )

// ── A reviewer's sheet ──

function sheetRead(shelves: Shelves, csv: string, on: DateOnly): SheetRead {
  const { decided, problems } = readSheet(shelves.edition, csv)
  const rows = decided.flatMap(({ reviewed: { entry, row, place }, decision, note }) => {
    const placed = shelves.rowOf.get(keyOf(entry.id, row.id, place))
    return placed === undefined ? [] : [{ row: rowView(shelves, placed, on), decision, note }]
  })
  return {
    agreed: rows.filter(r => r.decision === 'setuju').map(r => r.row),
    todo: rows.flatMap(({ row, decision, note }) => (decision === 'setuju' ? [] : [{ row, decision, note }])),
    problems,
  }
}
