// What is published of an edition: each clause at an address of its own, each document, and what became of an answer once given.
// Plain data for the public pages; the sentences around it and its look are theirs.
import {
  type ClauseAt,
  clauseName,
  type Edition,
  type Entry,
  forceOn,
  liesWithin,
  type Regulation,
  type Row,
  refOf,
  splitRef,
} from '../knowledge/knowledge.ts'
import type { ClauseRef, DateOnly, Finding, Force, Stage, Status, Verdict } from '../vocabulary.ts'
import { UNSETTLED, warnOfCriminal } from './compose.ts'
import type { Draft } from './draft.ts'
import { nameOf } from './narrow.ts'
import { safeWayOf } from './past.ts'
import type { Words } from './words.ts'

/** The force of a rule on a date; `future` when it does not exist yet. */
type Standing = Force | 'future'

/** An edition with what its pages share: the slug of each clause by its document and name, and who leans on it. */
type Book = {
  readonly edition: Edition
  readonly words: Words
  readonly slugs: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly citers: ReadonlyMap<ClauseRef, readonly Citer[]>
}

/** Everything of an edition that has a page. Built once per edition; each page is made when it is asked for. */
export function publish(edition: Edition, words: Words) {
  const slugs = new Map(edition.sources.regulations.map(r => [r.id, slugsOf(r)]))
  const book: Book = { edition, words, slugs, citers: citersOf(edition) }
  return {
    /** The path of a clause's page, `/k/<document>/<slug>`; null when this edition has no such clause. */
    pathOf: (ref: ClauseRef): string | null => pathOf(book, ref),
    /** A clause's page by its address, whatever its case; the page's own path may be a better one. Null: there is none. */
    clausePage: (document: string, slug: string, on: DateOnly) => {
      const at = find(book, document.toLowerCase(), slug.toLowerCase())
      return at === undefined ? null : clauseData(book, at, on)
    },
    /** A document's page by its id, whatever its case. Null: there is none. */
    documentPage: (document: string, on: DateOnly) => {
      const regulation = edition.regulation(document.toLowerCase())
      return regulation === undefined ? null : documentData(book, regulation, on)
    },
    indexPage: (on: DateOnly) => indexData(edition, on),
    /** The page of an answer once given, beside what this edition says to the same thing on the day `today`. */
    proofPage: (code: string, answer: Proven, today: DateOnly) => proofData(book, code, answer, today),
  }
}

export type Published = ReturnType<typeof publish>

/** The path of one clause's page, without the rest of the book; null when this edition has no such clause. */
export function clausePath(edition: Edition, ref: ClauseRef): string | null {
  const at = edition.clause(ref)
  if (at === undefined) return null
  return `${documentPath(at.regulation)}/${slugsOf(at.regulation).get(clauseName(at.clause.label, at.clause.heading))}`
}

const pathAt = ({ slugs }: Book, { regulation, clause }: ClauseAt): string =>
  `${documentPath(regulation)}/${slugs.get(regulation.id)?.get(clauseName(clause.label, clause.heading))}`

function pathOf(book: Book, ref: ClauseRef): string | null {
  const at = book.edition.clause(ref)
  return at === undefined ? null : pathAt(book, at)
}

function find({ edition, slugs }: Book, id: string, slug: string): ClauseAt | undefined {
  const name = [...(slugs.get(id) ?? [])].find(([, own]) => own === slug)?.[0]
  if (name !== undefined) return edition.clause(`${id} ${name}`)
  // who wrote down the address of a label before a second clause shared it is led to the first
  return within(edition, id).find(at => slugOf(at.clause.label) === slug)
}

/** The clauses of a document in the order of the law book. */
const within = (edition: Edition, id: string): readonly ClauseAt[] =>
  edition
    .clauses()
    .filter(at => at.regulation.id === id)
    .toSorted(inOrder)

function clauseData(book: Book, at: ClauseAt, on: DateOnly) {
  const { edition, words, citers } = book
  const { regulation, clause } = at
  const force = standingOn(at, on)
  const siblings = within(edition, regulation.id)
  const place = siblings.indexOf(at)
  const link = (to: ClauseAt) => ({ path: pathAt(book, to), name: nameBeside(to) })
  const [before, after] = [siblings[place - 1], siblings[place + 1]]
  return {
    path: pathAt(book, at),
    document: documentFacts(edition, regulation, on),
    ...wordsOf(at),
    warning: warningOf(words, clause.text, on),
    sources: clause.sources,
    force,
    doubt: doubtOf(words, regulation, force),
    until: clause.in_force_until ?? (force === 'repealed' ? regulation.in_force_until : null),
    designation: clause.designation,
    replacedBy: clause.replaced_by.map(ref => ({ path: pathOf(book, ref), name: fullName(edition, ref) })),
    together: siblings.filter(other => belongTogether(clause.label, other.clause.label)).map(link),
    previous: before === undefined ? null : link(before),
    next: after === undefined ? null : link(after),
    citers: citers.get(at.ref) ?? [],
    edition: edition.hash,
    on,
  }
}

const documentData = (book: Book, regulation: Regulation, on: DateOnly) => ({
  document: documentFacts(book.edition, regulation, on),
  doubt: doubtOf(book.words, regulation, documentStanding(regulation, on)),
  sources: regulation.sources,
  clauses: within(book.edition, regulation.id).map(at => ({ path: pathAt(book, at), ...wordsOf(at), force: standingOn(at, on) })),
  edition: book.edition.hash,
  on,
})

const indexData = (edition: Edition, on: DateOnly) => ({
  documents: edition.sources.regulations
    .toSorted((a, b) => a.rank - b.rank || b.year - a.year || byName(a.short, b.short))
    .map(r => ({ ...documentFacts(edition, r, on), clauses: r.clauses.length })),
  edition: edition.hash,
  on,
})

const proofData = (book: Book, code: string, answer: Proven, today: DateOnly) => ({
  code,
  outcome: answer.outcome,
  first: answer.first,
  facts: answer.facts,
  reading: answer.reading,
  safeWay: answer.safeWay,
  citations: answer.citations.map(({ ref, name, force }) => ({
    name,
    force: isDoubted(book, ref, force) ? ('unknown' as const) : force,
    path: pathOf(book, ref),
  })),
  edition: answer.edition,
  on: answer.on,
  today: { on: today, edition: book.edition.hash, ...comparison(book.edition, answer, today) },
})

/** A clause's own words and how far they can be trusted. */
const wordsOf = (at: ClauseAt) => ({
  name: nameIn(at),
  heading: at.clause.label === WHOLE ? '' : at.clause.heading,
  text: at.clause.text,
  textStatus: at.clause.text_status,
})

/** An address is made of a name's letters and digits alone. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** The clause names of a document and their slugs: `pasal-5-huruf-n`, with the heading where the label does not stand alone. */
function slugsOf({ clauses }: Regulation): ReadonlyMap<string, string> {
  const slugs = new Map<string, string>()
  const taken = new Set<string>()
  for (const { label, heading } of clauses) {
    const isShared = clauses.filter(c => c.label === label).length > 1
    let slug = slugOf(label) + (isShared && heading !== '' ? `--${slugOf(heading)}` : '')
    while (taken.has(slug)) slug += '-2'
    taken.add(slug)
    slugs.set(clauseName(label, heading), slug)
  }
  return slugs
}

/** The label of a text without numbered parts. */
const WHOLE = 'Naskah'

/** What a clause is called inside its document; a text without numbered parts is called by its heading. */
const nameIn = ({ clause, regulation }: ClauseAt): string =>
  clause.label === WHOLE ? clause.heading || regulation.title : clause.label

/** What a clause is called beside its neighbours, which may share its label. */
const nameBeside = (at: ClauseAt): string =>
  at.clause.label === WHOLE ? nameIn(at) : clauseName(at.clause.label, at.clause.heading)

/** What a clause is called beside those of other documents, also one that is not loaded. */
function fullName(edition: Edition, ref: ClauseRef): string {
  const at = edition.clause(ref)
  const { document, name } = splitRef(ref)
  return `${edition.regulation(document)?.short ?? document} ${at === undefined ? name : nameIn(at)}`
}

const EXPLANATION = 'Penjelasan '

/** A clause and its official explanation, or a clause and the sentence that it is a part of. */
function belongTogether(label: string, other: string): boolean {
  const bare = (text: string): string => (text.startsWith(EXPLANATION) ? text.slice(EXPLANATION.length) : text)
  if (label === other) return false
  return bare(label) === bare(other) || (!other.startsWith(EXPLANATION) && liesWithin(bare(label), other))
}

const collator = new Intl.Collator('id', { numeric: true })
const byName = (a: string, b: string): number => collator.compare(a, b)

/** The order of a law book: the articles by their numbers, then the annexes, then the explanations; what has no number as it was written. */
function inOrder(a: ClauseAt, b: ClauseAt): number {
  const [one, two] = [a.clause.label, b.clause.label]
  return sectionOf(one) - sectionOf(two) || byName(one, two)
}

const SECTIONS = ['Judul', WHOLE, 'Amar', 'Pasal', 'Lampiran', 'Penjelasan Umum', 'Penjelasan']
const sectionOf = (label: string): number => SECTIONS.findIndex(section => label.startsWith(section))

/** What must be said beside the figures of a text; empty where nothing must. */
const warningOf = (words: Words, text: string, on: DateOnly): string => warnOfCriminal(words, on, text).slice(text.length).trim()

/** Whether nobody ended a rule and its force is in doubt all the same. */
const isDoubted = ({ edition, words }: Book, ref: ClauseRef, force: Force): boolean => {
  const at = edition.clause(ref)
  return at !== undefined && doubtOf(words, at.regulation, force) !== ''
}

/** What is doubtful about a decree, in the words of an answer. */
const doubtOf = (words: Words, { id }: Regulation, force: Standing): string =>
  force === 'in_force' && id === UNSETTLED ? words.say('skb_doubt') : ''

const standingOn = (at: ClauseAt, on: DateOnly): Standing => forceOn(at, on) ?? 'future'

function documentStanding(regulation: Regulation, on: DateOnly): Standing {
  if (on < regulation.in_force_from) return 'future'
  return regulation.in_force_until !== null && on > regulation.in_force_until ? 'repealed' : regulation.status
}

function documentFacts(edition: Edition, regulation: Regulation, on: DateOnly) {
  const linked = (id: string) => {
    const other = edition.regulation(id)
    return { path: other === undefined ? null : documentPath(other), name: other?.short ?? id }
  }
  const place = edition.places.byCode(regulation.place)
  const { id, short, type, number, year, title, issuer, kind, binds } = regulation
  return {
    id,
    path: documentPath(regulation),
    ...{ short, type, number, year, title, issuer, kind, binds },
    isStatute: /^(?:Undang-Undang|Peraturan)\b/.test(type),
    place: place === undefined || place.kind === 'negara' ? null : place.name,
    force: documentStanding(regulation, on),
    since: regulation.in_force_from,
    isYearOnly: regulation.date_known === 'year',
    until: regulation.in_force_until,
    amendedBy: regulation.amended_by.map(linked),
    revokedBy: regulation.revoked_by.map(linked),
  }
}

export const documentPath = (regulation: Regulation): string => `/k/${regulation.id}`

type Citer = {
  readonly title: string
  readonly topic: string
  readonly isPrinciple: boolean
  readonly rows: readonly { readonly verdict: Verdict; readonly lead: string }[]
}

/** Clause → the situations and principles that rest on it, with the rows that do, in the order of the topics. */
function citersOf(edition: Edition): ReadonlyMap<ClauseRef, readonly Citer[]> {
  const { principles, situations, topics } = edition.sources
  const found = new Map<ClauseRef, Citer[]>()
  const order = (entry: Entry): number => topics.findIndex(t => t.id === entry.topic)
  const entries = [...situations, ...principles].toSorted((a, b) => order(a) - order(b))
  for (const entry of entries) {
    const rows = rowsOf(edition, entry)
    const refs = new Set(rows.flatMap(row => row.basis.flatMap(ref => edition.clause(ref)?.ref ?? [])))
    for (const ref of refs) {
      const resting = rows.filter(row => row.basis.some(basis => edition.clause(basis)?.ref === ref))
      const citer = {
        title: entry.title,
        topic: topics.find(t => t.id === entry.topic)?.name ?? entry.topic,
        isPrinciple: principles.includes(entry),
        rows: resting.map(({ verdict, lead }) => ({ verdict, lead })),
      }
      found.set(ref, [...(found.get(ref) ?? []), citer])
    }
  }
  return found
}

/** The rows of an entry, and those that circulars add to it. */
const rowsOf = (edition: Edition, entry: Entry): readonly Row[] => [
  ...entry.rows,
  ...edition.sources.regionals.flatMap(r => r.rows.filter(added => added.entry === entry.id).map(added => added.row)),
]

export type ProvenFact =
  | { readonly kind: 'status'; readonly status: Status | null }
  | { readonly kind: 'place'; readonly name: string | null }
  | { readonly kind: 'stage'; readonly stage: Stage | null }
  /** Of an open answer, what the asker chose; the words are the knowledge's. */
  | { readonly kind: 'choice'; readonly text: string }

/** One answer as it can be shown to others for years: plain data, of the knowledge's own words and never of the asker's. */
export type Proven = {
  readonly outcome: Verdict
  readonly first: string
  readonly facts: readonly ProvenFact[]
  readonly reading: string
  readonly safeWay: string
  readonly citations: readonly { readonly ref: ClauseRef; readonly name: string; readonly force: Force }[]
  readonly edition: string
  readonly on: DateOnly
  /** What it rests on, to be compared with the knowledge of a later day. */
  readonly rule: {
    readonly entry: string
    readonly row: string
    readonly branch: string | null
    readonly verdict: Verdict
    readonly lead: string
    readonly basis: readonly ClauseRef[]
  }
}

/** What can be shown to others of an answer; null when it rests on no row of the knowledge. */
export function proven(edition: Edition, draft: Draft, finding: Finding): Proven | null {
  const { entry, row, branch, between, outcome } = draft.decision
  if (entry === null || row === null || between.length > 0 || !isVerdict(outcome, row.verdict, branch?.then)) return null
  const { status, stage, on } = draft.facts
  return {
    outcome,
    first: finding.text.split('\n')[0] ?? '',
    facts: [
      { kind: 'status', status },
      { kind: 'place', name: placeName(edition, draft.facts.place) },
      { kind: 'stage', stage },
      ...choicesOf(edition, draft),
    ],
    reading: nameOf(entry),
    safeWay: safeWayOf(row, draft.read),
    citations: finding.citations.flatMap(({ document, label, heading }) => {
      const at = edition.clause(refOf(document, { label, heading }))
      const force = at === undefined ? null : forceOn(at, on)
      return at === undefined || force === null ? [] : [{ ref: at.ref, name: fullName(edition, at.ref), force }]
    }),
    edition: edition.hash,
    on,
    rule: { entry: entry.id, row: row.id, branch: branch?.if ?? null, ...ruling(row, branch?.if ?? null), basis: row.basis },
  }
}

/** A broken answer, or one without a basis, proves nothing; an answer is never firmer than its row or the chosen branch of it. */
const isVerdict = (outcome: string, ...own: readonly (Verdict | undefined)[]): outcome is Verdict =>
  outcome === 'depends' || own.some(verdict => verdict === outcome)

function placeName(edition: Edition, code: string | null): string | null {
  const place = code === null ? undefined : edition.places.byCode(code)
  return place === undefined || place.kind === 'negara' ? null : place.name
}

const choicesOf = (edition: Edition, { picks }: Draft): ProvenFact[] =>
  picks.flatMap(pick => {
    if (pick.kind === 'branch' || pick.kind === 'told') return [{ kind: 'choice', text: pick.when }]
    if (pick.kind === 'reading') return [{ kind: 'choice', text: edition.entries.get(pick.entry)?.title ?? pick.entry }]
    return []
  })

/** What a row says, or the branch of it that was chosen. */
function ruling(row: Row, branch: string | null): { verdict: Verdict; lead: string } {
  const chosen = row.branches.find(b => b.if === branch)
  return chosen === undefined ? { verdict: row.verdict, lead: row.lead } : { verdict: chosen.then, lead: chosen.say }
}

type Reason =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'basis' }
  | { readonly kind: 'row' }
  | { readonly kind: 'force'; readonly name: string; readonly force: Force }
  | { readonly kind: 'missing'; readonly name: string }

type Comparison =
  | { readonly kind: 'same'; readonly isReworded: boolean }
  /** `first` is null where only the question itself could be answered anew. */
  | { readonly kind: 'changed'; readonly first: string | null; readonly reasons: readonly Reason[] }
  | { readonly kind: 'gone' }

/** Whether the same thing under the same facts would be answered so today. */
function comparison(edition: Edition, { rule, citations }: Proven, today: DateOnly): Comparison {
  const entry = edition.entries.get(rule.entry)
  if (entry === undefined) return { kind: 'gone' }
  const row = rowsOf(edition, entry).find(r => r.id === rule.row)
  if (row === undefined || (rule.branch !== null && !row.branches.some(b => b.if === rule.branch)))
    return { kind: 'changed', first: null, reasons: [{ kind: 'row' }] }
  const { verdict, lead } = ruling(row, rule.branch)
  const isSameBasis = row.basis.length === rule.basis.length && row.basis.every(ref => rule.basis.includes(ref))
  const reasons: Reason[] = [
    ...(verdict === rule.verdict ? [] : [{ kind: 'verdict', verdict } as const]),
    ...(isSameBasis ? [] : [{ kind: 'basis' } as const]),
    ...citations.flatMap(cited => lost(edition, cited, today)),
  ]
  return reasons.length === 0 ? { kind: 'same', isReworded: lead !== rule.lead } : { kind: 'changed', first: lead, reasons }
}

/** A clause that has gone since, or whose force is no longer what it was. */
function lost(edition: Edition, cited: Proven['citations'][number], today: DateOnly): Reason[] {
  const at = edition.clause(cited.ref)
  const force = at === undefined ? null : forceOn(at, today)
  if (force === null) return [{ kind: 'missing', name: cited.name }]
  const isLost = force !== cited.force && (force === 'repealed' || force === 'unknown')
  return isLost ? [{ kind: 'force', name: cited.name, force }] : []
}
