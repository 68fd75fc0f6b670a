// Answers that are the law's own text: what a named clause says, and which circulars of a place are loaded.
import { type ClauseAt, type Edition, forceOn, isOneOf, liesWithin, searchClauses } from '../knowledge/knowledge.ts'
import type { ClauseRef, DateOnly } from '../vocabulary.ts'
import {
  type Composed,
  type Context,
  circularsElsewhere,
  circularsOf,
  citation,
  contentOf,
  excerpt,
  FIRST_LAYER_MAX,
  past,
  regionLines,
  TEXT_WORDS,
  warnOfCriminal,
  where,
  withCriminalWarning,
} from './compose.ts'
import type { Decision } from './draft.ts'
import type { Words } from './words.ts'

const SHOWN_MAX = 5
/** Characters of a clause that is shown alone. */
const ALONE_MAX = 700
/** Clauses looked through when no label is named; those of other places and times drop out. */
const SEARCHED_MAX = 40

/** What does Pasal X say: every loaded clause of that label, in the document the asker names where they name one. */
export function composeClause(context: Context, text: string): Composed {
  const { edition, words, facts } = context
  const label = facts.label
  const documents = documentsIn(context, text)
  const found = edition
    .clauses()
    .filter(
      c => (documents.length === 0 || documents.includes(c.regulation.id)) && (label === '' || liesWithin(c.clause.label, label)),
    )
    .filter(c => c.regulation.kind === 'norm' && edition.places.lineage(facts.place).includes(c.regulation.place))
    .filter(c => forceOn(c, facts.on) !== null)
  if (label !== '' && found.length === 0) {
    return {
      outcome: 'information',
      citations: [],
      first: words.say('clause_missing', {
        label: documents.length === 0 ? label : `${edition.regulation(documents[0] ?? '')?.short ?? ''} ${label}`,
      }),
      more: '',
    }
  }
  const ranked =
    label === '' ? searchClauses(edition, text, SEARCHED_MAX).filter(c => found.includes(c)) : preferExact(found, label)
  const shown = ranked.slice(0, SHOWN_MAX)
  if (shown.length === 0) return { outcome: 'clarify', citations: [], first: words.say('clarify'), more: '' }
  const lines: string[] = []
  let length = 0
  for (const at of shown) {
    const line = words.say('clause_found', {
      where: where(at),
      text: shownText(context, at, shown.length === 1 ? ALONE_MAX : undefined),
    })
    if (length + line.length > FIRST_LAYER_MAX && lines.length > 0) break
    lines.push(line)
    length += line.length
  }
  const cited = shown.slice(0, lines.length)
  const intro =
    documents.length === 0 && label !== '' && new Set(cited.map(c => c.regulation.id)).size > 1
      ? [words.say('clause_which', { label })]
      : []
  return {
    outcome: 'information',
    citations: cited.map(c => citation(c, facts)),
    first: withCriminalWarning(context, [...intro, ...lines].join('\n')),
    more: shown.map(c => words.say('more_clause', { where: where(c), status: '', text: c.clause.text })).join('\n'),
  }
}

/** How far a stored text can be trusted, in a line of its own. */
const TEXT_LINES = { verbatim: 'clause_verbatim', 'quoted-secondary': 'clause_quoted', summary: 'clause_summary' } as const

/** A clause by itself, whole: its name, its stored text, how far that text can be trusted. Null when this edition has no such rule on that day. */
export function showClause(
  edition: Edition,
  words: Words,
  ref: ClauseRef,
  on: DateOnly,
): { readonly name: string; readonly text: string } | null {
  const at = edition.clause(ref)
  const force = at === undefined ? null : forceOn(at, on)
  if (at === undefined || force === null) return null
  const { text, text_status } = at.clause
  const lines = [
    words.say('clause_name', { where: where(at), title: at.regulation.title }),
    text_status === 'summary' ? text : `“${text}”`,
    words.say(TEXT_LINES[text_status]),
    force === 'repealed' ? past(words, edition, at) : '',
    force === 'unknown' ? words.say('clause_unknown_force') : '',
  ]
  return {
    name: where(at),
    text: warnOfCriminal(words, on, lines.filter(l => l !== '').join('\n')),
  }
}

const preferExact = (found: readonly ClauseAt[], label: string): readonly ClauseAt[] => {
  const exact = found.filter(c => c.clause.label === label)
  return exact.length > 0 ? [...exact, ...found.filter(c => c.clause.label !== label)] : found
}

function shownText({ words, edition, facts }: Context, at: ClauseAt, max?: number): string {
  const { text, cut } = excerpt(at.clause.text, max)
  const body = at.clause.text_status === 'summary' ? text : `“${text}”${cut}`
  return [
    `${body}${words.say(TEXT_WORDS[at.clause.text_status])}`,
    forceOn(at, facts.on) === 'repealed' ? past(words, edition, at) : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** "UU 7/2017", "pp 94 tahun 2021", "uu asn": the documents that the asker names; empty when none is named. */
function documentsIn({ edition }: Context, text: string): readonly string[] {
  const named = edition.sources.documentNames.filter(n => ` ${text.toLowerCase()} `.includes(` ${n.say}`))
  const m = text.match(/\b(uu|pp|pkpu|perbawaslu)\s*(?:no\.?|nomor)?\s*(\d+)(?:\s*(?:\/|tahun|thn|th)?\s*(\d{4}))?/i)
  if (!m) return named.flatMap(n => n.documents)
  const [, type = '', number, year] = m
  return edition.sources.regulations
    .filter(
      r =>
        r.short.toUpperCase().startsWith(`${type.toUpperCase()} `) &&
        r.number === number &&
        (year === undefined || r.year === Number(year)),
    )
    .toSorted((a, b) => Number(a.status === 'repealed') - Number(b.status === 'repealed'))
    .map(r => r.id)
}

/** What is asked of a circular itself: whom it binds, and whether it still holds. */
const CIRCULAR_ITSELF = ['intent.binds']

/** Heading of a clause that holds no more than title and date. */
const TITLE_ONLY = 'Judul'

/** Which circulars of the place are loaded, what they say as far as it is loaded, and the honest sentence where there is none. */
export function composeCircular(context: Context, decision: Decision): Composed {
  const { edition, words, facts } = context
  const loaded = circularsOf(edition, facts.place).filter(r => r.in_force_from <= facts.on)
  // who names a circular by its number asks about that one
  const numbers = context.ask.said.join(' ').match(/\d{3,}/g) ?? []
  const named = loaded.filter(r => numbers.some(n => r.number.split(/\D+/).includes(n)))
  const own = named.length > 0 ? named : loaded
  // what is asked for by its number comes first, then what speaks of the question
  const ranked = searchClauses(edition, context.ask.said.join(' '), SEARCHED_MAX).map(c => c.ref)
  const point = context.ask.said.join(' ').match(/\bbutir\s*(?:ke\s*)?(\d+)/i)?.[1]
  const rankOf = (at: ClauseAt): number => {
    if (point !== undefined && liesWithin(at.clause.label, `Butir ${point}`)) return -1
    return ranked.includes(at.ref) ? ranked.indexOf(at.ref) : ranked.length
  }
  const clauses = edition
    .clauses()
    .filter(c => own.includes(c.regulation))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
  // whom it binds and how long is said before what there is, and that another place's does not reach here before both
  const isAboutIt = decision.row?.when.some(w => w.fact === 'concept' && w.is.some(c => isOneOf(c, CIRCULAR_ITSELF))) ?? false
  const lead = decision.row?.lead ?? ''
  const isOfElsewhere = circularsElsewhere(edition, facts).length > 0
  const region = regionLines(context)
  const first = isAboutIt && !isOfElsewhere ? [lead, ...region] : [...region, isAboutIt || facts.place === null ? lead : '']
  let length = first.join('\n').length
  const cited: ClauseAt[] = []
  for (const at of clauses) {
    const line = contentOf(context, at)
    if (length + line.length > FIRST_LAYER_MAX || cited.length >= SHOWN_MAX) break
    first.push(line)
    length += line.length
    cited.push(at)
  }
  if (clauses.length > 0 && clauses.every(c => c.clause.heading.startsWith(TITLE_ONLY)))
    first.push(words.say('region_title_only'))
  if (own.length === 0 && decision.row !== null && facts.place !== null && !isAboutIt) first.push(lead)
  if (decision.row !== null && (isAboutIt || (own.length === 0 && facts.place !== null)))
    first.push(words.say('safe', { text: decision.row.safe_way }))
  const national =
    decision.row === null
      ? []
      : decision.row.basis.flatMap(r => edition.clause(r) ?? []).filter(c => forceOn(c, facts.on) !== null)
  const citations = (cited.length > 0 ? cited : national).slice(0, SHOWN_MAX).map(c => citation(c, facts))
  return { outcome: 'information', citations, first: first.filter(Boolean).join('\n'), more: '' }
}
