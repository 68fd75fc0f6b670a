// The rule pages: which documents are loaded, what is loaded of one, and one clause with everything a reader must know before leaning on it.
import { type DateOnly, type Force, type TextStatus, VERDICTS, type Verdict } from '../vocabulary.ts'
import {
  dayOf,
  drawn,
  editionName,
  fill,
  type Html,
  html,
  type Page,
  type PaperWords,
  paper,
  part,
  type Sign,
  type Site,
  signOf,
} from './paper.ts'

/** Something named that may have a page; null where nothing of it is loaded. */
export type Named = { readonly path: string | null; readonly name: string }
export type Linked = { readonly path: string; readonly name: string }
/** The force of a rule on the day of the page; `future` when it does not hold yet. */
export type PageForce = Force | 'future'

export type DocumentFacts = {
  readonly path: string
  /** "PP 94/2021" */
  readonly short: string
  readonly type: string
  readonly number: string
  readonly year: number
  readonly title: string
  readonly issuer: string
  readonly kind: 'norm' | 'statement' | 'example'
  /** Cited by type, number and year, as acts and government regulations are. */
  readonly isStatute: boolean
  /** The place it is for; null: the whole country. */
  readonly place: string | null
  readonly binds: readonly string[]
  readonly force: PageForce
  readonly since: DateOnly
  readonly isYearOnly: boolean
  readonly until: DateOnly | null
  readonly amendedBy: readonly Named[]
  readonly revokedBy: readonly Named[]
}

/** A situation or principle whose rows rest on a clause. */
export type Citer = {
  readonly title: string
  readonly topic: string
  readonly isPrinciple: boolean
  readonly rows: readonly { readonly verdict: Verdict; readonly lead: string }[]
}

export type ClausePage = {
  readonly path: string
  readonly document: DocumentFacts
  /** What it is called inside its document: "Pasal 5 huruf n angka 5". */
  readonly name: string
  /** What tells it from another clause of the same name; empty where nothing does. */
  readonly heading: string
  readonly text: string
  readonly textStatus: TextStatus
  /** What must be said beside this text, such as that its figures were converted; empty where nothing must. */
  readonly warning: string
  readonly sources: readonly string[]
  readonly force: PageForce
  /** Why its force is in doubt although nothing ended it; empty where it is not. */
  readonly doubt: string
  /** The last day on which it held; null: it still does, or the day is not known. */
  readonly until: DateOnly | null
  /** Holds only before or only after the candidates are designated. */
  readonly designation: 'before' | 'after' | null
  readonly replacedBy: readonly Named[]
  /** What it is read with: its explanation, and the sentence that it is a part of. */
  readonly together: readonly Linked[]
  readonly previous: Linked | null
  readonly next: Linked | null
  readonly citers: readonly Citer[]
  /** The hash of the edition, and the day on which it was read. */
  readonly edition: string
  readonly on: DateOnly
}

export type DocumentPage = {
  readonly document: DocumentFacts
  /** Why its force is in doubt although nothing ended it; empty where it is not. */
  readonly doubt: string
  readonly sources: readonly string[]
  readonly clauses: readonly {
    readonly path: string
    readonly name: string
    readonly heading: string
    readonly text: string
    readonly textStatus: TextStatus
    readonly force: PageForce
  }[]
  readonly edition: string
  readonly on: DateOnly
}

export type IndexPage = {
  /** `clauses`: how many of it are loaded. */
  readonly documents: readonly (DocumentFacts & { readonly clauses: number })[]
  readonly edition: string
  readonly on: DateOnly
}

export function clausePage(site: Site, page: ClausePage): Page {
  const { words } = site
  const { law } = words
  const { document, name, text, textStatus } = page
  const isSummary = textStatus === 'summary'
  // who arrives at a rule that does not bind must learn that before its words
  const isPast = page.force === 'repealed' || page.force === 'future'
  const blanks = { name, short: document.short, text: beginning(deciding(text), DESCRIBED_MAX) }
  const wording = part(isSummary ? law.text_summary : law.text, textOf(words, page), isPast ? 'wording past' : 'wording')
  const force = part(law.force, forceOf(words, page), 'force')
  return paper(site, {
    tab: fill(law.tab, blanks),
    described: fill(isSummary ? law.described_summary : law.described, blanks),
    path: page.path,
    menu: 'laws',
    main: html`${trail(words, document)}
<article${legislation(document)}>
<header class="head"><h1${prop('name')}>${name}${page.heading === '' ? null : html` <span class="more">${page.heading}</span>`}</h1>
<p class="of"${prop('isPartOf')}>${official(words, document)}</p></header>
${isPast ? [force, wording] : [wording, force]}${listed(law.together, page.together)}${part(law.citers, citersOf(words, page.citers), 'citers')}${part(
  law.source,
  sourcesOf(page.sources),
  'fine',
)}${part(law.quoting, quotingOf(site, page), 'fine')}</article>
${neighboursOf(words, page)}`,
    foot: footOf(site, page, page.path),
  })
}

const DESCRIBED_MAX = 120

/** What is a clause's own in a text that begins with the sentence it belongs to: its part behind the last elision. */
function deciding(text: string): string {
  const lines = setOut(text)
  const own = lines.findLastIndex((line, i) => line.marker !== '' && lines[i - 1]?.words.trimEnd().endsWith(ELISION))
  return own < 0
    ? text
    : lines
        .slice(own)
        .map(line => line.marker + line.words)
        .join('')
}

/** The beginning of a text, cut at a word. */
function beginning(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, text.lastIndexOf(' ', max))} …`
}

/** A rule for machines that read, with no script. */
const legislation = ({ kind }: DocumentFacts): Html | null =>
  kind === 'norm' ? html` itemscope itemtype="https://schema.org/Legislation"` : null

/** A property of it. */
const prop = (name: string): Html => html` itemprop="${name}"`

function trail({ shell }: PaperWords, document: DocumentFacts | null): Html {
  const own = document === null ? null : html`<li><a href="${document.path}">${document.short}</a></li>`
  return html`<nav class="trail" aria-label="${shell.trail}"><ol><li><a href="/k">${shell.laws}</a></li>${own}</ol></nav>`
}

/** The name by which a document is cited. */
function official({ law }: PaperWords, { type, number, year, title, short, isStatute }: DocumentFacts): string {
  if (title.startsWith(`${type} Nomor`)) return title
  return isStatute
    ? fill(law.official_statute, { type, number, year: String(year), title })
    : fill(law.official_other, { short, title })
}

/** The stored text, byte for byte, and how far it can be trusted. Only what is law, or a quotation of it, stands in quotation marks. */
function textOf({ law }: PaperWords, { text, textStatus, warning, sources }: ClausePage): Html {
  const notes = html`${text.includes(ELISION) && textStatus !== 'summary' ? html`<p>${law.cut}</p>` : null}${
    warning === '' ? null : html`<p class="caution">${warning}</p>`
  }`
  switch (textStatus) {
    case 'summary':
      return html`<div class="ours">${linesOf(text, '', '')}</div>
<div class="trust"><p><strong>${law.summary}</strong></p>${notes}</div>`
    case 'quoted-secondary':
      return html`<blockquote>${linesOf(text, '“', '”')}</blockquote>
<div class="trust"><p>${fill(law.quoted, { source: sources[0] ?? '' })}</p>${notes}</div>`
    case 'verbatim':
      return html`<blockquote>${linesOf(text, '“', '”')}</blockquote>
<div class="trust"><p>${law.verbatim}</p>${notes}</div>`
  }
}

function linesOf(text: string, opening: string, closing: string): readonly Html[] {
  const lines = setOut(text)
  const mark = (sign: string): Html | null => (sign === '' ? null : html`<span class="mark">${sign}</span>`)
  return lines.map((line, i) => lineOf(line, i === 0 ? mark(opening) : null, i === lines.length - 1 ? mark(closing) : null))
}

const ELISION = '…'

/** A line of a law text: its number or letter with the blank behind it, its words, and how deep it stands. */
export type LawLine = { readonly depth: number; readonly marker: string; readonly words: string }

const MARKER = /(?:\(\d+[a-z]?\)|\d{1,2}[.)]|[a-z][.)])\s/g
/** What may stand before a numbered part: nothing, an opening or closing sign, or a closing sign with its conjunction. */
const BEFORE = /(?:^|[:;…])\s*(?:(?:dan|atau|dan\/atau)\s)?$/

/**
 * The parts of a law text on lines of their own, as a law book sets them. The texts are stored without line breaks; a number
 * begins a line only where it opens a count, goes on with it, or follows an elision. Put together again the lines are the text.
 */
export function setOut(text: string): readonly LawLine[] {
  const open: { kind: string; count: number }[] = []
  const starts: { at: number; depth: number; marker: string }[] = []
  for (const { 0: marker, index: at } of text.matchAll(MARKER)) {
    const before = text.slice(0, at)
    if (!BEFORE.test(before)) continue
    const { kind, count } = countOf(marker)
    const known = open.findLastIndex(o => o.kind === kind)
    const goesOn = known >= 0 && open[known]?.count === count - 1
    if (!goesOn && count !== 1 && at !== 0 && !before.trimEnd().endsWith(ELISION)) continue
    open.length = known < 0 || count === 1 ? open.length : known
    open.push({ kind, count })
    starts.push({ at, depth: open.length, marker })
  }
  const first = starts[0]?.at ?? text.length
  const lead = { depth: 0, marker: '', words: text.slice(0, first) }
  const lines = starts.map(({ at, depth, marker }, i) => ({
    depth,
    marker,
    words: text.slice(at + marker.length, starts[i + 1]?.at ?? text.length),
  }))
  return first === 0 ? lines : [lead, ...lines]
}

/** What kind of count a marker belongs to, and which place it has in it. */
function countOf(marker: string): { kind: string; count: number } {
  const value = marker.replace(/[^\da-z]/g, '')
  const isLetter = /^[a-z]$/.test(value)
  return {
    kind: marker.replace(/[\da-z]+/g, isLetter ? 'a' : '1'),
    count: isLetter ? value.charCodeAt(0) - 'a'.charCodeAt(0) + 1 : Number.parseInt(value, 10),
  }
}

const lineOf = ({ depth, marker, words }: LawLine, before: Html | null, after: Html | null): Html =>
  html`<span class="line${depth === 0 ? '' : ` in${Math.min(depth, DEPTH_MAX)}`}">${before}${
    marker === '' ? null : html`<span class="number">${marker}</span>`
  }${words}${after}</span>`

/** Deeper than this a phone has no room. */
const DEPTH_MAX = 3

const FORCE_SIGNS: Readonly<Record<PageForce, Sign>> = {
  in_force: 'go',
  amended: 'go',
  repealed: 'stop',
  unknown: 'care',
  future: 'care',
}

const signOfForce = ({ document, force, doubt }: Pick<ClausePage, 'document' | 'force' | 'doubt'>): Sign => {
  if (document.kind !== 'norm') return 'note'
  return doubt === '' ? FORCE_SIGNS[force] : 'care'
}

/** What machines may be told of the force; where it is not known they are told nothing. */
const LEGAL_FORCE: Readonly<Partial<Record<PageForce, string>>> = {
  in_force: 'InForce',
  amended: 'InForce',
  repealed: 'NotInForce',
  future: 'NotInForce',
}

/** Whether a rule binds today, since when, and what took its place. */
function forceOf({ law, force: forces }: PaperWords, page: ClausePage | (DocumentPage & Aged)): Html {
  const { document, force, until, on } = page
  const { kind, since, isYearOnly, binds, place, issuer } = document
  const isNorm = kind === 'norm'
  const machine = isNorm && page.doubt === '' ? LEGAL_FORCE[force] : undefined
  const started = isYearOnly ? fill(law.since_year, { year: since.slice(0, 4) }) : fill(law.since, { date: dayOf(since) })
  const said = [
    ...(isNorm ? [started] : []),
    ...(force === 'repealed' && until !== null ? [fill(law.until, { date: dayOf(until) })] : []),
    ...(isNorm && force === 'unknown' ? [law.unknown] : []),
    ...(page.designation === null ? [] : [page.designation === 'before' ? law.designation_before : law.designation_after]),
    ...(place === null ? [] : [fill(law.place, { place })]),
    ...(isNorm ? [fill(law.binds, { list: binds.join(', ') })] : []),
    fill(law.issuer, { issuer }),
  ]
  return html`<p class="state">${drawn(signOfForce(page))}<strong>${
    isNorm ? forces[force] : law[kind]
  }</strong> <span class="aside">${fill(law.on, { on: dayOf(on) })}</span></p>
${machine === undefined ? null : html`<link${prop('legislationLegalForce')} href="https://schema.org/${machine}">`}${
  force === 'repealed' ? goneOf(law, page) : null
}${page.doubt === '' ? null : html`<p class="caution">${page.doubt}</p>`}<p>${said.join(' ')}</p>
${document.amendedBy.length === 0 ? null : html`<p>${law.amended} ${namesOf(document.amendedBy)}</p>`}`
}

/** A document seen as a rule of its own. */
type Aged = Pick<ClausePage, 'force' | 'until' | 'designation' | 'replacedBy'>

/** A rule of the past is never shown without what took its place, or that nothing is known to have done so. */
function goneOf(law: PaperWords['law'], { document, replacedBy }: ClausePage | (DocumentPage & Aged)): Html {
  if (document.kind !== 'norm') return html`<p class="gone">${law.outdated}</p>`
  const { revokedBy } = document
  const named = (title: string, list: readonly Named[]): Html | null =>
    list.length === 0 ? null : html`<p>${title} ${namesOf(list)}</p>`
  const isAlone = replacedBy.length === 0 && revokedBy.length === 0
  return html`<div class="gone"><p>${law.repealed}</p>${named(law.replaced, replacedBy)}${named(law.revoked, revokedBy)}${
    isAlone ? html`<p>${law.replaced_none}</p>` : null
  }</div>`
}

const nameOf = ({ path, name }: Named): Html => (path === null ? html`${name}` : html`<a href="${path}">${name}</a>`)

const namesOf = (list: readonly Named[]): readonly Html[] => list.map((named, i) => html`${i === 0 ? '' : ', '}${nameOf(named)}`)

const listed = (title: string, list: readonly Linked[]): Html =>
  list.length === 0 ? html`` : part(title, html`<ul>${list.map(one => html`<li>${nameOf(one)}</li>`)}</ul>`)

/** Above this many rows the sentences would bury the reader: the titles are listed by their verdicts instead. */
const ROWS_SHOWN_MAX = 30

function citersOf(words: PaperWords, citers: readonly Citer[]): Html {
  const { law } = words
  const rows = citers.flatMap(c => c.rows)
  if (rows.length === 0) return html`<p>${law.citers_none}</p>`
  const isLong = rows.length > ROWS_SHOWN_MAX
  const count = fill(law.citers_count, { entries: String(citers.length), rows: String(rows.length) })
  const topics = [...Map.groupBy(citers, c => c.topic)].map(([topic, own]) =>
    isLong
      ? html`<details><summary>${topic} <span class="aside">${String(own.length)}</span></summary>${sortedOf(words, own)}</details>\n`
      : html`<h3>${topic}</h3><ul>${own.map(citer => toldOf(words, citer))}</ul>\n`,
  )
  return html`<p class="aside">${count}</p>
${topics}`
}

const titleOf = ({ law }: PaperWords, { title, isPrinciple }: Citer): string =>
  isPrinciple ? `${title} (${law.principle})` : title

const toldOf = (words: PaperWords, citer: Citer): Html =>
  html`<li class="citer"><p>${titleOf(words, citer)}</p><ul>${citer.rows.map(
    ({ verdict, lead }) => html`<li class="said">${drawn(signOf(verdict))}<span>${withVerdict(words, verdict, lead)}</span></li>`,
  )}</ul></li>`

/** The situations of a topic by what their rows say, one answer before several, so that a long list can be looked through. */
function sortedOf(words: PaperWords, citers: readonly Citer[]): readonly Html[] {
  const verdictsOf = (citer: Citer): Verdict[] => VERDICTS.filter(verdict => citer.rows.some(r => r.verdict === verdict))
  const rankOf = (citer: Citer): string =>
    verdictsOf(citer)
      .map(verdict => VERDICTS.indexOf(verdict))
      .join('')
  const ranks = [...Map.groupBy(citers, rankOf)].toSorted(([a], [b]) => a.length - b.length || Number(a) - Number(b))
  return ranks.map(([, own]) => {
    const [first] = own
    const title =
      first === undefined
        ? ''
        : verdictsOf(first)
            .map(verdict => words.verdict[verdict])
            .join(', ')
    return html`<h3>${title}</h3><ul>${own.map(citer => html`<li>${titleOf(words, citer)}</li>`)}</ul>`
  })
}

/** An answer's first words with its verdict set off; they often begin with it. */
export function withVerdict({ verdict: names }: PaperWords, verdict: Verdict, said: string): Html {
  const name = names[verdict]
  if (!said.startsWith(name)) return html`<b>${name}.</b> ${said}`
  const end = said.charAt(name.length) === '.' ? name.length + 1 : name.length
  return html`<b>${said.slice(0, end)}</b>${said.slice(end)}`
}

const isAddress = (source: string): boolean => /^https:\/\/\S+$/.test(source)

const sourcesOf = (sources: readonly string[]): Html =>
  html`<ul>${sources.map(
    source => html`<li>${isAddress(source) ? html`<a href="${source}" rel="noopener nofollow">${source}</a>` : source}</li>`,
  )}</ul>`

/** The line that a reader takes along; our own summary is not offered as the words of a rule. */
function quotingOf({ words, publicUrl }: Site, page: ClausePage): Html {
  const { law } = words
  const { document, name, heading, sources, path, edition, on } = page
  const read = fill(law.quoting_read, { edition: editionName(edition), on: dayOf(on) })
  const seen = `${read}${publicUrl === null ? '' : fill(law.quoting_address, { url: publicUrl + path })}.`
  if (page.textStatus === 'summary') return html`<p>${law.quoting_summary}</p>`
  const blanks = {
    name: heading === '' ? name : `${name} (${heading})`,
    official: official(words, document),
    source: sources[0] ?? '',
  }
  const line = fill(page.textStatus === 'verbatim' ? law.quoting_plain : law.quoting_quoted, blanks)
  return html`<p class="quoting">${line}. ${seen}</p>`
}

function neighboursOf({ law }: PaperWords, { previous, next }: ClausePage): Html | null {
  if (previous === null && next === null) return null
  const side = (to: Linked | null, title: string, kind: string): Html | null =>
    to === null
      ? null
      : html`<a class="${kind}" href="${to.path}"><span class="aside">${title}</span> <span class="name">${to.name}</span></a>`
  return html`<nav class="neighbours" aria-label="${law.neighbours}">${side(previous, law.previous, 'previous')}${side(
    next,
    law.next,
    'next',
  )}</nav>`
}

/** The edition that a page was made from, and where it lives: for who prints it. */
function footOf({ words, publicUrl }: Site, { edition, on }: { edition: string; on: DateOnly }, path: string): string[] {
  return [
    fill(words.shell.edition, { edition: editionName(edition), on: dayOf(on) }),
    ...(publicUrl === null ? [] : [fill(words.shell.address, { url: publicUrl + path })]),
  ]
}

export function documentPage(site: Site, page: DocumentPage): Page {
  const { words } = site
  const { law } = words
  const { document } = page
  const name = official(words, document)
  const aged = { ...page, force: document.force, until: document.until, designation: null, replacedBy: [] }
  return paper(site, {
    tab: name,
    described: fill(law.document_described, { official: name }),
    path: document.path,
    menu: 'laws',
    main: html`${trail(words, null)}
<article${legislation(document)}>
<header class="head"><h1${prop('name')}>${document.short}</h1>
<p class="of">${name}</p></header>
${part(law.force, forceOf(words, aged), 'force')}${part(law.contents, contentsOf(words, page))}${part(
  law.source,
  sourcesOf(page.sources),
  'fine',
)}</article>`,
    foot: footOf(site, page, document.path),
  })
}

/** Shown of each clause in a list. */
const BEGINNING_MAX = 90

function contentsOf(words: PaperWords, { clauses, document }: DocumentPage): Html {
  const { law, force: forces } = words
  if (clauses.length === 0) return html`<p>${law.contents_none}</p>`
  const marksOf = ({ force, textStatus }: DocumentPage['clauses'][number]): string[] => [
    // what holds of the whole document is said above
    ...(force === document.force || document.kind !== 'norm' ? [] : [forces[force]]),
    ...(textStatus === 'summary' ? [law.mark_summary] : []),
    ...(textStatus === 'quoted-secondary' ? [law.mark_quoted] : []),
  ]
  return html`<ul class="contents">${clauses.map(
    clause => html`<li><a href="${clause.path}">${clause.name}${
      clause.heading === '' ? '' : ` (${clause.heading})`
    }</a> <span class="aside">${marksOf(clause).map(mark => html`<span class="tag">${mark}</span> `)}${beginning(deciding(clause.text), BEGINNING_MAX)}</span></li>
`,
  )}</ul>`
}

export function indexPage(site: Site, page: IndexPage): Page {
  const { words } = site
  const { law } = words
  const { documents } = page
  const clauses = documents.reduce((sum, d) => sum + d.clauses, 0)
  const norms = documents.filter(d => d.kind === 'norm')
  const groups = [
    { title: law.national, own: norms.filter(d => d.place === null) },
    { title: law.regional, own: norms.filter(d => d.place !== null) },
    { title: law.other, own: documents.filter(d => d.kind !== 'norm') },
  ]
  return paper(site, {
    tab: law.index_heading,
    described: law.index_described,
    path: '/k',
    menu: 'laws',
    main: html`<header class="head"><h1>${law.index_heading}</h1>
<p class="of">${fill(law.index_lead, { documents: String(documents.length), clauses: String(clauses) })}</p></header>
${groups.filter(g => g.own.length > 0).map(g => part(g.title, html`<ul class="contents">${g.own.map(d => entryOf(words, d))}</ul>`))}`,
    foot: footOf(site, page, '/k'),
  })
}

function entryOf({ law, force: forces }: PaperWords, document: IndexPage['documents'][number]): Html {
  const { path, short, force, kind, clauses } = document
  const mark = kind === 'norm' && force !== 'in_force' ? html`<span class="tag">${forces[force]}</span> ` : null
  const count = clauses === 0 ? law.parts_none : fill(law.parts, { count: String(clauses) })
  return html`<li><a href="${path}">${short}</a> <span class="aside">${mark}${subjectOf(document)}, ${count}</span></li>
`
}

/** What a document is about: some titles repeat the number before they say it. */
const subjectOf = ({ title, type }: DocumentFacts): string =>
  title.startsWith(`${type} Nomor`) ? title.replace(/^.*? tentang /, '') : title
