// compose: the two layers of an answer. First: verdict, reason, deciding words of the clause, basis by name, consequence, safe way.
// Then "Selengkapnya". Only law stands in “ ”.
import {
  type Branch,
  bindsStatus,
  type Clause,
  type ClauseAt,
  consequenceText,
  type Edition,
  forceOn,
  isOneOf,
  isSureNorm,
  likeness,
  type Read,
  type Row,
  searchClauses,
  type Token,
  touches,
  type Violation,
} from '../knowledge/knowledge.ts'
import type { Citation, ClauseRef, DateOnly, Outcome } from '../vocabulary.ts'
import { needsPerson } from './decide.ts'
import type { Ask, Decision, Facts } from './draft.ts'
import type { GivenSentence, Mind } from './model.ts'
import { nameOf, type Reading, toldReadings } from './narrow.ts'
import { traitOf } from './outcomes.ts'
import { safeWayOf } from './past.ts'
import type { Words } from './words.ts'

/** Characters of the first layer; what does not fit goes to the second. */
export const FIRST_LAYER_MAX = 900
const CITATIONS_MAX = 5
const QUOTE_MAX = 210
const QUOTE_MIN = 12
const QUOTED_MIN = 32

export type Composed = {
  readonly outcome: Outcome
  readonly citations: readonly Citation[]
  readonly first: string
  readonly more: string
  /** The first layer by sentences; absent where no model may fit it to the question. */
  readonly sentences?: readonly GivenSentence[]
}

export type Context = {
  readonly edition: Edition
  readonly words: Words
  readonly ask: Ask
  readonly facts: Facts
  /** The same with what a model took from the words; only what a verdict leads to is told by it. */
  readonly supposed: Facts
  readonly read: Read
  readonly mind: Mind | null
}

export function compose(context: Context, decision: Decision): Composed {
  const { outcome, row } = decision
  const { facts } = context
  if (decision.between.length > 0)
    return context.mind?.kind === 'leads' ? askedBack(context, decision) : between(context, decision)
  if (row === null)
    return {
      outcome,
      citations: [],
      first: context.words.say(
        outcome === 'no_basis' ? 'no_basis' : decision.because === 'introduction' ? 'introduced' : 'clarify',
      ),
      more: '',
    }
  const basis = withCircular(context, row, basisOf(context, row))
  const needsBasis = row.basis.length > 0
  const isSure = basis.some(b => isSureNorm(b, facts.on))
  // what only rules of uncertain force say is passed on, but not as a verdict of ours
  if (decision.branch !== null && traitOf(outcome).firm && basis.length > 0 && !isSure)
    return compose(context, { ...decision, outcome: 'depends' })
  if (needsBasis && (basis.length === 0 || (traitOf(outcome).firm && !isSure))) {
    // what is in force and binds others is no matter of the date
    const isEarly = basis.length > 0 || row.basis.every(ref => forceOfRef(context, ref) === null)
    const why = isEarly ? context.words.say('no_basis_date', { on: facts.on }) : context.words.say('no_basis')
    return { outcome: 'no_basis', citations: [], first: join([why, officer(context)]), more: '' }
  }
  const isTroubled = row.verdict !== 'handoff' && row.verdict !== 'out_of_scope' && needsPerson(context.read)
  const isHelp = row.verdict === 'handoff' || row.verdict === 'out_of_scope' || row.verdict === 'clarify'
  const isDoubted = context.mind?.kind === 'doubts' && !isHelp
  const offersOfficer = (traitOf(outcome).officer || isDoubted) && row.verdict !== 'handoff' && !isTroubled
  const safe = safeOf(context, row)
  // small talk belongs to no place
  const local = asksCircularOf(context, decision) ? contentOfLocal(context, basis) : ''
  const ofPlace = isHelp || decision.entry?.kind === 'decline' ? '' : regionLines(context, local !== '').join(' ')
  // who asks about the circular of a place is told of it first
  const isAbout = facts.placeFrom === 'asked' && row.verdict === 'information' && reads(context, 'intent.circular')
  const lines = [
    ...(isAbout && ofPlace !== '' ? [ofPlace] : []),
    ...verdictLines(context, decision, row),
    // whoever is in despair is sent to those who save lives; no office is named, as no clause is
    ...(row.verdict === 'handoff' ? [safe, row.basis.length === 0 ? '' : help(context)] : []),
    ...(isDoubted ? [context.words.say('doubted')] : []),
  ]
  // reading order: what to do, what it leads to, why, and the law at the end
  const extras: Extra[] = [
    { text: local, weight: 12.55 },
    { text: isHelp || safe === '' ? '' : context.words.say('safe', { text: safe }), weight: 12.6, isFree: true },
    { text: isTroubled ? help(context) : '', weight: 12.4 },
    {
      text: leadsTo(context, decision) ? consequence(context, row) : '',
      weight: reads(context, 'intent.sanction') ? 11 : 5,
    },
    { text: otherPerson(context, row), weight: 8 },
    { text: row.reason, weight: 4, isFree: true },
    { text: isHelp ? '' : withCriminalWarning(context, quote(context, decision, basis)), weight: 3 },
    { text: basisLine(context, row, basis), weight: 13 },
    {
      text: isAbout ? '' : ofPlace,
      weight: facts.placeFrom === 'asked' || basis.some(b => b.regulation.place !== 'ID') ? 12.5 : 9,
    },
    { text: facts.status === 'PPPK' && traitOf(outcome).firm ? context.words.say('status_note_pppk') : '', weight: 2 },
    { text: offersOfficer ? officer(context) : '', weight: isDoubted ? 12.7 : 6 },
  ]
  const { sentences, ...layered } = layers(context, row, basis, lines, extras)
  const isWordable = !isHelp && !isTroubled && decision.entry?.kind !== 'decline' && decision.entry?.kind !== 'trouble'
  return { outcome, citations: basis.map(b => citation(b, facts)), ...layered, ...(isWordable ? { sentences } : {}) }
}

/** The verdict and where it turns; of a chosen branch or reading its own verdict, with the condition under which it holds. */
function verdictLines({ edition, words, read }: Context, decision: Decision, row: Row): string[] {
  const { branch, isChosen, outcome, entry } = decision
  if (branch !== null) return [chosenLine(words, outcome, branch)]
  const branches = fittingBranches(edition, read, row).map(b => words.say('branch', { if: b.if, say: b.say }))
  if (!isChosen) return [row.lead, ...branches]
  const title = entry === null ? '' : inSentence(nameOf(entry))
  const condition = words.say(traitOf(row.verdict).permits ? 'chosen_permit' : 'chosen_reading', { title })
  return [...(outcome === row.verdict ? [] : [words.say('chosen_left')]), row.lead, ...branches, condition]
}

/** What a branch says may be the verdict itself ("boleh ditempel"): then it is not said twice. */
const VERDICT_SAID = /^(?:boleh|tidak boleh)(?: [^,;.:]+)?$/

function chosenLine(words: Words, outcome: Outcome, branch: Branch): string {
  const values = { if: branch.if, say: branch.say }
  if (!VERDICT_SAID.test(branch.say)) return words.say(CHOSEN_WORDS[outcome] ?? 'chosen_depends', values)
  return words.say('chosen_said', { ...values, say: branch.say.charAt(0).toUpperCase() + branch.say.slice(1) })
}

const CHOSEN_WORDS: Readonly<Partial<Record<Outcome, 'chosen_allowed' | 'chosen_allowed_if' | 'chosen_forbidden'>>> = {
  allowed: 'chosen_allowed',
  allowed_if: 'chosen_allowed_if',
  forbidden: 'chosen_forbidden',
}

/**
 * Whether what a breach leads to is told: to whoever asks for it, and of a prohibition that the asker means to break or has broken. It would frighten
 * a person in trouble, one to whom it is done, and one who is made to.
 */
function leadsTo(context: Context, { outcome, branch }: Decision): boolean {
  const { read } = context
  if (traitOf(outcome).permits && branch !== null) return false
  if (reads(context, 'intent.sanction')) return true
  return outcome === 'forbidden' && !touches(read.kinds, NOT_OWN) && !isOfAnother(read.tokens)
}

/** What is read where others do it, or make the asker do it. */
const NOT_OWN = [
  'trouble',
  'degree.bystander',
  'degree.forced',
  'degree.ordered',
  'degree.passive.received',
  'degree.accident.others',
  'means.permission.none',
]

const reads = (context: Context, family: string): boolean => context.read.kinds.has(family)

/** A sentence of the first layer in its reading order; the heavier goes in first when room is short. `isFree`: a model may word it anew. */
type Extra = { readonly text: string; readonly weight: number; readonly isFree?: true }

function layers(
  context: Context,
  row: Row | null,
  basis: readonly ClauseAt[],
  lines: readonly string[],
  extras: readonly Extra[],
): { first: string; more: string; sentences: GivenSentence[] } {
  let length = join(lines).length
  const kept = new Set<Extra>()
  const said = extras.filter(e => e.text !== '')
  for (const extra of said.toSorted((a, b) => b.weight - a.weight)) {
    if (length + extra.text.length + 1 > FIRST_LAYER_MAX) continue
    kept.add(extra)
    length += extra.text.length + 1
  }
  const left = said.filter(e => !kept.has(e)).map(e => e.text)
  const more = row === null ? left : [...left, ...details(context, row, basis)]
  const sentences = [
    ...lines.map(text => ({ text, isFixed: true })),
    ...said.filter(e => kept.has(e)).map(e => ({ text: e.text, isFixed: e.isFree !== true })),
  ].filter(s => s.text.trim() !== '')
  return { first: join(sentences.map(s => s.text)), more: join(more), sentences }
}

const join = (lines: readonly string[]): string => lines.filter(l => l.trim() !== '').join('\n')

/** Branches shown of an open verdict, which lives by them; a firm one shows where it holds and where it turns. */
const BRANCHES_MAX = 3

/** The branches that speak most of what was asked, in the row's order. */
export function fittingBranches(edition: Edition, read: Read, row: Row): readonly Branch[] {
  const ranked = row.branches
    .map(branch => ({
      branch,
      closeness: likeness(edition.bank, read.alike, storedReading(edition, branch, `${branch.if} ${branch.say}`).alike),
    }))
    .sort((a, b) => b.closeness - a.closeness)
    .map(r => r.branch)
  if (!traitOf(row.verdict).firm) return row.branches.filter(b => ranked.indexOf(b) < BRANCHES_MAX)
  const holds = ranked.find(b => traitOf(b.then).permits)
  const turns = ranked.find(b => !traitOf(b.then).permits)
  return row.branches.filter(b => b === holds || b === turns)
}

/** A text of the edition as it is read; it never changes, so it is read once. */
const storedRead = new WeakMap<Branch | Clause, Read>()
function storedReading(edition: Edition, owner: Branch | Clause, text: string): Read {
  const before = storedRead.get(owner)
  if (before) return before
  const read = edition.read(text)
  storedRead.set(owner, read)
  return read
}

/** Clauses of the row that bind the asker, exist on the date and belong to the election in question: the deciding ones, at most five. */
function basisOf({ edition, facts, read }: Context, row: Row): ClauseAt[] {
  const ofPairs = isOfParliament(read.concepts) ? edition.sources.pairsOnly : []
  const lineage = edition.places.lineage(facts.place)
  const all = row.basis.flatMap(ref => edition.clause(ref) ?? [])
  const binding = all.filter(at => bindsStatus(at.regulation, facts.status))
  // who only asks what a rule says may be shown rules that bind others
  const fitting = (binding.length === 0 && row.verdict === 'information' ? all : binding)
    .filter(at => lineage.includes(at.regulation.place))
    .filter(at => {
      const force = forceOn(at, facts.on)
      return force !== null && (force !== 'repealed' || row.verdict === 'information')
    })
    .filter(at => stageFits(at, facts) && electionFits(at, facts) && !ofPairs.includes(at.ref))
  return fitting.slice(0, CITATIONS_MAX)
}

const forceOfRef = ({ edition, facts }: Context, ref: ClauseRef): ReturnType<typeof forceOn> => {
  const at = edition.clause(ref)
  return at ? forceOn(at, facts.on) : null
}

/** Whether nobody is named but those who stand for a parliament. */
const isOfParliament = (concepts: readonly string[]): boolean =>
  concepts.some(c => isOneOf(c, OF_PARLIAMENT)) && !concepts.some(c => isOneOf(c, OF_PAIRS))
const OF_PARLIAMENT = ['partisan.candidate.legislative', 'partisan.candidate.senator']
const OF_PAIRS = [
  ...['any', 'pair', 'regent', 'mayor', 'governor', 'president'].map(office => `partisan.candidate.${office}`),
  'partisan.incumbent',
]

/** What a loaded circular of the asker's own place says to this act, cited last; its year is said in the region's sentence. */
function withCircular(context: Context, row: Row, basis: readonly ClauseAt[]): ClauseAt[] {
  const { edition, ask, facts } = context
  const isLocal = (at: ClauseAt): boolean =>
    at.regulation.place !== 'ID' && edition.places.lineage(facts.place).includes(at.regulation.place)
  if (facts.placeFrom === 'home' || basis.length === 0 || row.verdict === 'out_of_scope' || basis.some(isLocal)) return [...basis]
  const own = circularsOf(edition, facts.place).filter(
    r => r.kind === 'norm' && r.in_force_from <= facts.on && r.binds.some(isCivilService) && bindsStatus(r, facts.status),
  )
  if (own.length === 0) return [...basis]
  const local = searchClauses(edition, `${ask.said.join(' ')} ${row.lead}`, LOCAL_SEARCH_MAX).find(at =>
    own.includes(at.regulation),
  )
  return local === undefined ? [...basis] : [...basis.slice(0, CITATIONS_MAX - 1), local]
}

const isCivilService = (bound: string): boolean => ['PNS', 'CPNS', 'PPPK', 'PPNPN', 'umum'].includes(bound)

/** A local clause counts only when it stands among this many best of all clauses. */
const LOCAL_SEARCH_MAX = 30

/** Before the designation of candidates other clauses hold than after it; while the stage is unknown both are shown. */
const stageFits = ({ clause }: ClauseAt, { stage }: Facts): boolean =>
  clause.designation === null || stage === null || (clause.designation === 'before') === (stage === 'before')

const electionFits = ({ regulation }: ClauseAt, { election }: Facts): boolean =>
  regulation.election === null || election === null || regulation.election === election

export const citation = (at: ClauseAt, facts: Facts): Citation => ({
  document: at.regulation.id,
  label: at.clause.label,
  heading: at.clause.heading,
  historical: forceOn(at, facts.on) === 'repealed',
})

/** The label as it is shown; a text without numbered parts is named by its document alone. */
const shownLabel = (at: ClauseAt): string => (at.clause.label === 'Naskah' ? '' : at.clause.label)

export const where = (at: ClauseAt): string => [at.regulation.short, shownLabel(at)].filter(Boolean).join(' ')

function basisLine(context: Context, row: Row, basis: readonly ClauseAt[]): string {
  if (basis.length === 0) return ''
  const { words, facts } = context
  const documents = [...new Set(basis.map(b => b.regulation))]
  const list = documents
    .map(regulation => {
      const own = basis.filter(b => b.regulation === regulation)
      const labels = own.map(b => labelIn(context, b)).filter(l => l !== '')
      const isUnsure = own.some(b => forceOn(b, facts.on) === 'unknown')
      const doubt = regulation.id === UNSETTLED ? words.say('skb_mark') : isUnsure ? words.say('unknown_force') : ''
      return `${regulation.short}${labels.length > 0 ? ` ${labels.join(', ')}` : ''}${doubt}`
    })
    .join('; ')
  return words.say(row.disputed ? 'basis_side' : 'basis', { list })
}

/** A label inside its document's list; a clause of the past says so and names what took its place. */
function labelIn({ edition, words, facts }: Context, at: ClauseAt): string {
  const label = shownLabel(at)
  return forceOn(at, facts.on) === 'repealed' ? `${label} ${past(words, edition, at)}` : label
}

/** Until when a clause was in force and what took its place, by the names people know. */
export function past(words: Words, edition: Edition, at: ClauseAt): string {
  const replaced = at.clause.replaced_by.flatMap(ref => edition.clause(ref) ?? []).map(where)
  return words.say('historical', { until: at.clause.in_force_until ?? '-', replaced: replaced.join(', ') || '-' })
}

/** The deciding words of the clause that speaks most of what was asked: a piece of the stored text, byte for byte; none when no clause does. */
function quote({ edition, words, facts, read }: Context, { outcome, entry }: Decision, basis: readonly ClauseAt[]): string {
  const isSaid = (text: string): boolean => SAYS[outcome]?.test(text) ?? false
  const isOfAct = ({ kinds }: Read): boolean => [...kinds].some(kind => ACT.test(kind) && read.kinds.has(kind))
  const found = basis
    .filter(b => b.clause.text_status !== 'summary' && forceOn(b, facts.on) !== 'repealed')
    .map(at => {
      const piece = pieceOf(at.clause)
      const said = storedReading(edition, at.clause, piece.text)
      return { at, piece, said, closeness: likeness(edition.bank, read.alike, said.alike) }
    })
    // of an act: the permission or the prohibition itself, and of this act; everything else stands under "Selengkapnya"
    .filter(q => entry?.kind !== 'act' || (isSaid(q.piece.text) && isOfAct(q.said)))
    // a piece too short to say anything ("menjaga netralitas; dan") is no help, nor one that breaks off amid a sentence
    .filter(q => q.piece.text.length >= QUOTED_MIN && q.closeness >= QUOTED_CLOSE)
    .filter(q => q.piece.cut === '' || ENDS_PART.test(q.piece.text))
    .toSorted((a, b) => b.closeness - a.closeness)[0]
  if (found === undefined) return ''
  const { text, cut } = found.piece
  const source = found.at.clause.sources[0]?.split(/[/ ]/)[0] ?? ''
  return found.at.clause.text_status === 'verbatim'
    ? words.say('quote', { text, cut, where: where(found.at) })
    : words.say('quote_secondary', { text, cut, where: where(found.at), source })
}

const PERMITS = /^(?!.*\b(?:dilarang|dipidana|hukuman)\b).*\b(?:berhak|hak memilih|boleh)\b/is
/** By which words a clause itself says the verdict. */
const SAYS: Readonly<Partial<Record<Outcome, RegExp>>> = {
  forbidden: /\b(?:dilarang|larangan|wajib|dipidana|tidak (?:boleh|dapat|dibenarkan))\b/i,
  allowed: PERMITS,
  allowed_if: PERMITS,
}
/** A family of acts. */
const ACT = /^act\.[a-z-]+$/

/** How much a quotation must share with the question (rarity-weighted) to be worth its place on a phone. */
const QUOTED_CLOSE = 3

/** The piece of a clause that is quoted; it never changes, so it is looked for once. */
const pieces = new WeakMap<Clause, Excerpt>()
function pieceOf(clause: Clause): Excerpt {
  const before = pieces.get(clause)
  if (before) return before
  const piece = excerpt(clause.text)
  pieces.set(clause, piece)
  return piece
}

type Excerpt = { readonly text: string; readonly cut: string }

/** The deciding words of a stored text, and the mark that says where they break off before its end. */
export function excerpt(stored: string, max = QUOTE_MAX): Excerpt {
  const text = decidingWords(stored, max)
  return { text, cut: stored.endsWith(text) ? '' : ' …' }
}

/** Where a text may break off without losing its sense: behind a sentence or a part of a list, not behind the "a." that opens one. */
const ENDS_PART = /\p{L}{2}\)?[;.]$/u

/** The last full part of a stored text (behind an elision), cut behind one of its parts or else at a word; always a piece of it, byte for byte. */
function decidingWords(text: string, max: number): string {
  const parts = text.split('…').map(p => p.replace(/^[\s;:,.)]+/, '').trim())
  const tail = parts.findLast(p => p.length >= QUOTE_MIN) ?? text.trim()
  if (tail.length <= max) return tail
  const words = tail.slice(0, tail.lastIndexOf(' ', max)).split(' ')
  const whole = words.findLastIndex((word, at) => ENDS_PART.test(word) && words.slice(0, at + 1).join(' ').length >= max / 2)
  return (whole < 0 ? words : words.slice(0, whole + 1)).join(' ')
}

const CRIMINAL = /dipidana|pidana (?:penjara|kurungan|denda)/i
/** Since this day UU 1/2026 converts kurungan and removes special minimums (its Pasal II and IX). */
const CONVERTED_FROM = '2026-01-02'

/** Old criminal figures are never shown without saying that they were converted. */
export const withCriminalWarning = ({ words, facts }: Context, text: string): string => warnOfCriminal(words, facts.on, text)

export const warnOfCriminal = (words: Words, on: DateOnly, text: string): string =>
  CRIMINAL.test(text) && on >= CONVERTED_FROM ? `${text} ${words.say('criminal_warning')}` : text

function consequence({ edition, words, supposed: facts }: Context, row: Row): string {
  const text = (kind: Violation): string => consequenceText(edition.sources, kind, facts.status ?? 'unknown')
  const before = text(row.violation.before)
  const after = text(row.violation.after)
  if (before === '' && after === '') return ''
  if (facts.stage === 'before') return before === '' ? '' : words.say('consequence_same', { text: before })
  if (facts.stage !== null || before === after) return after === '' ? '' : words.say('consequence_same', { text: after })
  if (before === '' || after === '') return words.say('consequence_same', { text: before + after })
  return words.say('consequence_both', { before, after })
}

/** The joint decree cites a repealed law and a dissolved body; no revocation and no successor was found. */
export const UNSETTLED = 'skb-2022'

/** How far a stored text can be trusted, in words that travel with it. */
export const TEXT_WORDS = { verbatim: 'text_verbatim', 'quoted-secondary': 'text_quoted', summary: 'text_summary' } as const

function details({ edition, words, facts }: Context, row: Row, basis: readonly ClauseAt[]): string[] {
  const review = { none: 'review_none', officer: 'review_officer', legal: 'review_legal' } as const
  const cited = new Set(basis.map(b => b.ref))
  const others = row.basis
    .flatMap(ref => edition.clause(ref) ?? [])
    .filter(b => !cited.has(b.ref) && forceOn(b, facts.on) !== null)
  return [
    row.reading === '' ? '' : words.say('more_reading', { text: row.reading }),
    basis.some(b => b.regulation.id === UNSETTLED) ? words.say('skb_doubt') : '',
    ...[...basis, ...others].map(b =>
      words.say('more_clause', { where: where(b), status: words.say(TEXT_WORDS[b.clause.text_status]), text: b.clause.text }),
    ),
    words.say('more_confidence', { confidence: row.confidence, review: words.say(review[row.review.level]) }),
  ]
}

/** Two readings hang in the balance: what it turns on, what holds for each, the question that decides, and what is safe until then. */
function between(context: Context, decision: Decision): Composed {
  const { words } = context
  const told = toldReadings(decision)
  const lines = [
    turningPoint(words, told),
    ...told.map((reading, i) =>
      words.say(bulletOf(told, i), { title: inSentence(nameOf(reading.entry)), lead: inSentence(reading.row.lead) }),
    ),
    words.say(told.length > 1 ? 'between_which' : 'between_for_whom'),
  ]
  const rows = decision.between.flatMap(c => c.row ?? [])
  const restrictive = rows.find(r => r.verdict === 'forbidden' || r.verdict === 'depends') ?? rows[0]
  const basis = restrictive === undefined ? [] : basisOf(context, restrictive)
  const extras = [
    { text: words.say('safe', { text: safeUntilTold(context, told) }), weight: 12.6 },
    { text: restrictive ? basisLine(context, restrictive, basis) : '', weight: 13 },
    { text: regionLines(context).join(' '), weight: 9 },
    { text: officer(context), weight: 6 },
  ]
  const { first, more } = layers(context, restrictive ?? null, basis, lines, extras)
  return { outcome: 'depends', citations: basis.map(b => citation(b, context.facts)), first, more }
}

function bulletOf(told: readonly Reading[], at: number) {
  if (told.length > 1 && !told.every(isOfTitle)) return 'between_titled'
  if (told.length > 1) return at === 0 ? 'between_first' : 'between_second'
  return traitOf(told[0]?.row.verdict ?? 'clarify').permits ? 'between_without' : 'between_just_that'
}

/** A title speaks for the row that holds in general; where another of its entry holds, no verdict can be said of it. */
const isOfTitle = ({ entry, row }: Reading): boolean => entry.rows.at(-1)?.verdict === row.verdict

/** The first line: which act is permitted and which is not; where a title would say too much, that the leads below tell it. */
function turningPoint(words: Words, told: readonly Reading[]): string {
  const [first, second] = told
  if (first === undefined) return words.say('turns_unsaid')
  if (!told.every(isOfTitle)) return words.say(second === undefined ? 'turns_on_side' : 'turns_either')
  if (second !== undefined) return words.say('turns_between', { first: weighed(words, first), second: weighed(words, second) })
  return words.say(TURNS_WORDS[first.row.verdict] ?? 'turns_other', { first: weighed(words, first) })
}

const weighed = (words: Words, { entry, row }: Reading): string =>
  words.say(WEIGHED_WORDS[row.verdict] ?? 'weighed_depends', { title: inSentence(nameOf(entry)) })

const TURNS_WORDS: Readonly<Partial<Record<Outcome, 'turns_permit' | 'turns_permit_if'>>> = {
  allowed: 'turns_permit',
  allowed_if: 'turns_permit_if',
}

const WEIGHED_WORDS: Readonly<Partial<Record<Outcome, 'weighed_allowed' | 'weighed_allowed_if' | 'weighed_forbidden'>>> = {
  allowed: 'weighed_allowed',
  allowed_if: 'weighed_allowed_if',
  forbidden: 'weighed_forbidden',
}

/** What fits whichever is meant: the way of the only reading or of the open one; else to keep from what is forbidden. */
function safeUntilTold({ words, read }: Context, told: readonly Reading[]): string {
  const open = told.length === 1 ? told[0] : told.find(r => r.row.verdict === 'depends')
  if (open !== undefined && open.row.verdict !== 'forbidden' && open.row.safe_way !== '') return safeWayOf(open.row, read)
  const forbidden = told.find(r => r.row.verdict === 'forbidden')
  return forbidden !== undefined && isOfTitle(forbidden)
    ? words.say('between_keep_from', { title: inSentence(nameOf(forbidden.entry)) })
    : words.say('between_wait')
}

/** Nothing was recognised but by a model: its one guess is asked about, and no law is named for it. */
function askedBack(context: Context, { between: [guess] }: Decision): Composed {
  const { words } = context
  const lines = [
    words.say('leads', { title: guess === undefined ? '' : nameOf(guess.entry) }),
    words.say('leads_yes'),
    words.say('leads_no'),
    words.say('leads_how'),
  ]
  return { outcome: 'depends', citations: [], first: join([...lines, officer(context)]), more: '' }
}

/** A title or a lead inside a sentence; an abbreviation keeps its capitals. */
const inSentence = (text: string): string => (/^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1))

const GREETING = new Set('assalamualaikum halo hai min admin kak izin mau tanya apakah boleh bolehkah maaf pak bu'.split(' '))
const OTHERS = new Set('teman rekan kolega atasan bos kepala camat lurah sekda bupati wali ketua tetangga oknum'.split(' '))
/** Stems by which another person draws the asker in: then it is the asker's own conduct that is asked about. */
const ASKING = new Set('ajak suruh minta perintah paksa tawar titip undang imbau'.split(' '))

/** Words before the asker who then is the one that acts. */
const isBeforeDoer = (token: Token | undefined): boolean =>
  ['sudah', 'telah', 'terlanjur', 'akan', 'mau', 'lalu', 'terus'].includes(token?.word ?? '')

/** Whether the question tells what somebody else does ("kepala kami memasang …"), not what the asker does or is asked to do. */
function isOfAnother(tokens: readonly Token[]): boolean {
  const first = tokens.find(t => !GREETING.has(t.word))
  if (first === undefined || !OTHERS.has(first.word)) return false
  // "teman saya", "kepala kantor kami": the asker owns the word before; "dari pak bupati, sudah saya terima" is the asker's own
  const isOwner = (at: number): boolean =>
    !isBeforeDoer(tokens[at - 1]) &&
    [1, 2].some(n => OTHERS.has(tokens[at - n]?.word ?? '') && !tokens.slice(at - n + 1, at + 1).some(t => t.breakBefore))
  return !tokens.some((t, at) => ASKING.has(t.stem) || (['saya', 'kami', 'kita'].includes(t.word) && !isOwner(at)))
}

/** Another person's conduct gets general information and the route, never an accusation. */
const otherPerson = ({ words, read }: Context, row: Row): string =>
  row.verdict === 'forbidden' && isOfAnother(read.tokens) ? words.say('other_person') : ''

/** What is safe for the asker; of what another does, not what that other ought to do. */
function safeOf({ words, read }: Context, row: Row): string {
  const isBreach = row.verdict === 'forbidden' || (row.verdict === 'information' && read.kinds.has('intent.sanction'))
  return isBreach && row.safe_way !== '' && isOfAnother(read.tokens) ? words.say('other_safe') : safeWayOf(row, read)
}

function officer({ words, ask }: Context): string {
  if (ask.office === null) return words.say('officer_none')
  return words.say('officer_offered', { office: ask.office.name, contact: ask.office.contact, hours: ask.office.hours })
}

function help({ words, ask }: Context): string {
  if (ask.office === null) return words.say('help_routes')
  return join([
    words.say('help_office', { office: ask.office.name, contact: ask.office.contact, hours: ask.office.hours }),
    words.say('help_routes'),
  ])
}

/**
 * What is said of circulars: a place without one of its own is said to have none loaded; one of another place does not reach here. `isNamed`: what
 * there is has been named before.
 */
export function regionLines({ edition, words, ask, facts }: Context, isNamed = false): string[] {
  if (facts.place === null) return []
  const place = edition.places.byCode(facts.place)
  if (place === undefined || place.code === 'ID') return []
  if (facts.placeFrom === 'home') {
    return ask.office === null ? [] : [words.say('region_home', { place: place.name, office: ask.office.name })]
  }
  if (facts.placeAlternatives.length > 0 && facts.placeFrom === 'asked') {
    const list = [place.code, ...facts.placeAlternatives].map(c => edition.places.byCode(c)?.name ?? c).join(', ')
    return [words.say('region_ambiguous', { list })]
  }
  const foreign = circularsElsewhere(edition, facts).map(p =>
    words.say('region_other', { place: edition.places.byCode(p)?.name ?? p }),
  )
  const own = circularsOf(edition, facts.place).filter(r => r.in_force_from <= facts.on)
  if (own.length === 0) return [...foreign, words.say('region_none', { place: place.name })]
  const list = own.map(r => r.short).join('; ')
  const isOld = own.every(r => r.year < Number(facts.on.slice(0, 4)))
  return [
    ...foreign,
    ...(isNamed
      ? []
      : [words.say(own.some(r => r.place === place.code) ? 'region_have' : 'region_above', { list, place: place.name })]),
    ...(isOld ? [words.say('region_old')] : []),
  ]
}

/** Other places named whose circulars do not reach the asker's; neither what it lies in nor what lies in it is elsewhere. */
export function circularsElsewhere(edition: Edition, { place, placesNamed }: Facts): readonly string[] {
  const isKin = (p: string): boolean =>
    place === null || edition.places.lineage(place).includes(p) || edition.places.lineage(p).includes(place)
  return placesNamed.filter(p => !isKin(p) && circularsOf(edition, p).length > 0)
}

/** What a circular says as far as it is loaded; its own marks give way, for only law stands in “ ”. */
export const contentOf = ({ words }: Context, at: ClauseAt, max = Number.POSITIVE_INFINITY): string => {
  const { text, cut } = excerpt(at.clause.text.replace(/[“”]/g, '"'), max)
  const isOpen = text.split('"').length % 2 === 0
  return words.say('region_content', { text: `${where(at)}: ${text}${cut}${isOpen ? '"' : ''}` })
}

/** Characters up to which a local clause stands whole beside an answer, and of a longer one. */
const LOCAL_WHOLE_MAX = 230
const LOCAL_MAX = 120

/** Whether it is asked what a circular says of an act; of whom and how long it binds, the circulars themselves are named. */
const asksCircularOf = (context: Context, { entry }: Decision): boolean =>
  entry?.kind === 'act' && reads(context, 'intent.circular')

/** What the loaded circular of the asker's own place says, not only that there is one. */
function contentOfLocal(context: Context, basis: readonly ClauseAt[]): string {
  const local = basis.find(at => at.regulation.place !== 'ID')
  if (local === undefined) return ''
  return contentOf(context, local, local.clause.text.length <= LOCAL_WHOLE_MAX ? LOCAL_WHOLE_MAX : LOCAL_MAX)
}

/** Circulars loaded for a place or its province (not the national ones). */
export const circularsOf = (edition: Edition, place: string | null) =>
  edition.regulationsOf(edition.places.lineage(place).filter(p => p !== 'ID'))
