// From answers to replies: the verdict first, its branches numbered, and under it what can be chosen.
import { type Ask, answerPart, type Draft, type Opening, openingsOf, traitOf, unmoved } from '../answering/answering.ts'
import { choiceOf } from '../handoff/handoff.ts'
import { refOf } from '../knowledge/knowledge.ts'
import type { Choice, Finding, Reply, Stage, Status } from '../vocabulary.ts'
import { mayOffer } from './consult.ts'
import { UNFOLDED_MAX } from './fit.ts'
import type { Kept, Memory } from './memory.ts'
import { idOf, type Pressed } from './pressed.ts'
import type { AnswerRecord, Asked } from './turn.ts'

/** One thing asked and answered, with the question as it will be kept. */
export type Given = {
  readonly kept: Kept
  readonly finding: Finding
  readonly draft: Draft
  readonly openings: readonly Opening[]
}

export const choice = (pressed: Pressed, title: string, label: string): Choice => ({ id: idOf(pressed), title, label })

/** A choice that can be typed by its number. */
export const numbered = (pressed: Pressed, n: number, name: string, inFull = name): Choice =>
  choice(pressed, `${n}. ${name}`, `${n}. ${inFull}`)

export function given({ setting, turn }: Asked, draft: Draft, finding: Finding, id = turn.newId()): Given {
  const openings = openingsOf(setting.edition, draft)
  const { said, profile } = draft.ask
  const kept: Kept = {
    id,
    said,
    part: draft.part,
    picks: draft.picks,
    mind: draft.mind,
    status: profile.status,
    place: profile.place,
    on: profile.on,
    clauses: finding.citations.map(c => refOf(c.document, c)),
    openings: openings.map(o => o.pick),
  }
  return { kept, finding, draft, openings }
}

/** A kept question, answered from the edition of today; it keeps its id, so that its buttons go on meaning it. */
export function again(asked: Asked, kept: Kept, id = kept.id, picks = kept.picks): Given {
  const { edition, words, homePlace, office } = asked.setting
  const { said, status, place, on } = kept
  const ask: Ask = { said, profile: { status, place, on }, homePlace, office }
  const { draft, finding } = answerPart(edition, words, ask, kept.part, picks, kept.mind)
  return given(asked, draft, finding, id)
}

export const recordOf = ({ setting }: Asked, memory: Memory, { finding, draft }: Given): AnswerRecord => ({
  kind: 'answer',
  edition: setting.edition.hash,
  outcome: finding.outcome,
  situation: finding.situation,
  row: finding.row,
  // who asked for nothing to be remembered is not counted by who or where they are either
  place: memory.isAnonymous ? null : draft.facts.place,
  status: memory.isAnonymous ? null : draft.facts.status,
})

export const statusName = ({ say }: Asked, status: Status): string =>
  say(({ PNS: 'status_pns', CPNS: 'status_cpns', PPPK: 'status_pppk', 'non-asn': 'status_non_asn' } as const)[status])

const stageName = ({ say }: Asked, stage: Stage): string => say(`stage_${stage}`)

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** The answer in full and, in a line each, what else was asked. */
export function show(asked: Asked, memory: Memory, first: Given, others: readonly Given[]): Reply {
  const { say } = asked
  const { openings, kept } = first
  if (memory.isAnonymous) return showUnkept(asked, first, others)
  const named = openings.map(o => nameOf(asked, o))
  const facts = openings.flatMap((o, i) => (o.isSaid ? [] : [factLine(asked, o, i + 1)]))
  const lines = others.map((o, i) =>
    say('other_numbered', { n: String(openings.length + i + 1), line: firstLine(o.finding.text) }),
  )
  const choices = [
    ...named.map((name, i) => numbered({ kind: 'narrow', answer: kept.id, nth: i }, i + 1, name)),
    ...others.map((o, i) => fullChoice(asked, o, openings.length + i + 1, i + 2)),
  ]
  const rest = [...helpful(asked, first), ...offers(asked, memory, first), ...rating(asked, first)]
  const { inText, fitting } = withOfficer(asked, first, choices, rest)
  const text = [
    withNumbers(humanIn(asked, first), openings.length > 0, facts),
    ...(lines.length > 0 ? ['', say('others_numbered'), ...lines] : []),
    ...inText,
  ].join('\n')
  return { text, choices: fitting }
}

/** What stands in an answer for a human. People in trouble are proposed one at once. */
function officerFor({ turn }: Asked, { finding, draft }: Given): 'trouble' | 'doubt' | null {
  if (!mayOffer(turn.desk) || !finding.offersOfficer) return null
  return draft.read.kinds.has('trouble') || draft.decision.entry?.kind === 'trouble' ? 'trouble' : 'doubt'
}

/** The text of an answer; where an officer can be asked here, without the line that sends people elsewhere. */
function humanIn(asked: Asked, given: Given): string {
  const { say, setting } = asked
  const { office } = setting
  if (officerFor(asked, given) === null) return given.finding.text
  const elsewhere =
    office === null
      ? say('officer_none')
      : say('officer_offered', { office: office.name, contact: office.contact, hours: office.hours })
  return given.finding.text
    .split('\n')
    .filter(l => l !== elsewhere)
    .join('\n')
}

/** The officer among what can be pressed, or, where there is no room for it, in words. */
function withOfficer(
  asked: Asked,
  first: Given,
  numberedChoices: readonly Choice[],
  rest: readonly Choice[],
): { readonly inText: readonly string[]; readonly fitting: Choice[] } {
  const why = officerFor(asked, first)
  if (why === null) return { inText: [], fitting: room(asked, numberedChoices, rest) }
  const officer = choiceOf(asked.setting.desk, 'ask')
  const fitting = room(asked, numberedChoices, why === 'trouble' ? [officer, ...rest] : rest.toSpliced(2, 0, officer))
  if (why === 'trouble') return { inText: [asked.tell('offer_trouble')], fitting }
  return { inText: fitting.some(c => c.id === officer.id) ? [] : [asked.tell('offer_line')], fitting }
}

/**
 * An answer that proposes an officer, where it is too long for the button to hang on it: what the button says gives way, then whom else to ask.
 * As it was where even that does not help.
 */
export function slimmed({ say, tell, setting, turn }: Asked, reply: Reply): Reply {
  const officer = idOf({ kind: 'officer', act: 'ask' })
  const isLong = (text: string): boolean => text.length > turn.shape.textWithChoicesMax
  if (!isLong(reply.text) || !reply.choices.some(c => c.id === officer)) return reply
  const { office } = setting
  const elsewhere = [
    say('help_routes'),
    ...(office === null ? [] : [say('help_office', { office: office.name, contact: office.contact, hours: office.hours })]),
  ]
  const [long, short] = [tell('offer_trouble'), tell('offer_trouble_short')]
  const shorter = reply.text.split('\n').map(l => (l === long ? short : l))
  const bare = shorter.filter(l => !elsewhere.includes(l))
  const fitting = [shorter, bare, bare.filter(l => l !== short)].map(lines => lines.join('\n')).find(text => !isLong(text))
  return fitting === undefined ? reply : { ...reply, text: fitting }
}

/** Nothing is kept, so no button can mean it; all that was asked is said at once. */
function showUnkept(asked: Asked, first: Given, others: readonly Given[]): Reply {
  const isOpen = ['depends', 'clarify', 'no_basis'].includes(first.finding.outcome)
  // a guess cannot be said yes to either
  const withoutYes = (text: string): string => text.replace(`\n${asked.say('leads_yes')}`, '')
  const texts = [first, ...others].map(o => (isGuess(o) ? withoutYes(humanIn(asked, o)) : humanIn(asked, o)))
  const { inText, fitting } = withOfficer(asked, first, [], [])
  return { text: [texts.join('\n\n'), ...(isOpen ? [asked.say('anonymous_open')] : []), ...inText].join('\n'), choices: fitting }
}

/** The branches of an open answer by number, so that a number can be typed; behind them the facts that may change it. */
function withNumbers(text: string, isOpen: boolean, facts: readonly string[]): string {
  if (!isOpen) return text
  const lines = text.split('\n')
  const branches = lines.filter(l => l.startsWith(BULLET))
  const said = lines.map(l => (l.startsWith(BULLET) ? `${branches.indexOf(l) + 1}. ${l.slice(BULLET.length)}` : l))
  const last = lines.findLastIndex(l => l.startsWith(BULLET))
  return said.toSpliced(last < 0 ? 1 : last + 1, 0, ...facts).join('\n')
}

const BULLET = '• '

function nameOf(asked: Asked, { pick, name }: Opening): string {
  if (pick.kind === 'status') return statusName(asked, pick.status)
  return pick.kind === 'stage' ? stageName(asked, pick.stage) : name
}

function factLine(asked: Asked, opening: Opening, n: number): string {
  const { pick } = opening
  const name = nameOf(asked, opening)
  if (pick.kind === 'stage') return asked.say('stage_numbered', { n: String(n), stage: name })
  return asked.say('status_numbered', { n: String(n), status: name })
}

function fullChoice({ say }: Asked, other: Given, n: number, nth: number): Choice {
  const title = `${n}. ${say('title_full', { nth: String(nth) })}`
  return choice(
    { kind: 'full', answer: other.kept.id },
    title,
    `${n}. ${say('label_full', { line: firstLine(other.finding.text) })}`,
  )
}

/** On WhatsApp three buttons, unless what is numbered needs a list anyway; elsewhere what is useful. */
function room({ turn }: Asked, numberedChoices: readonly Choice[], rest: readonly Choice[]): Choice[] {
  const most = turn.channel === 'whatsapp' && numberedChoices.length <= UNFOLDED_MAX ? UNFOLDED_MAX : turn.shape.choicesMax
  return [...numberedChoices, ...rest].slice(0, most)
}

function helpful({ say }: Asked, { kept, finding }: Given): Choice[] {
  return [
    ...(finding.more === '' || !isOfLaw(finding)
      ? []
      : [choice({ kind: 'more', answer: kept.id }, say('title_more'), say('label_more'))]),
    ...(kept.clauses.length === 0
      ? []
      : [choice({ kind: 'clauses', answer: kept.id }, say('title_clause'), say('label_clause'))]),
  ]
}

/** Whether an answer speaks of the law: only then is there more to read, to rate, or to go on from. */
const isOfLaw = (finding: Finding): boolean =>
  finding.row !== null && !['clarify', 'out_of_scope'].includes(finding.outcome) && !finding.outcome.startsWith('failed_')

/** What rests on the law can be shown to others. */
const provable = ({ say }: Asked, { kept, finding, draft }: Given): Choice[] =>
  finding.citations.length > 0 && isOfLaw(finding) && unmoved(draft.mind)
    ? [choice({ kind: 'prove', answer: kept.id }, say('title_prove'), say('label_prove'))]
    : []

/** Whether the asker is only asked if one thing is meant, which a model alone understood: it is no answer yet. */
const isGuess = ({ draft }: Given): boolean => draft.mind?.kind === 'leads' && draft.decision.between.length > 0

/** People in trouble are not asked for a mark, and nobody for a mark of a question. */
function rating({ say }: Asked, given: Given): Choice[] {
  const { kept, finding, draft } = given
  if (isGuess(given)) return [choice({ kind: 'new' }, say('title_not_meant'), say('label_not_meant'))]
  if (!isOfLaw(finding) || finding.outcome === 'handoff' || draft.read.kinds.has('trouble')) return []
  return [
    choice({ kind: 'new' }, say('title_new'), say('label_new')),
    choice({ kind: 'good', answer: kept.id }, say('title_good'), say('label_good')),
    choice({ kind: 'bad', answer: kept.id }, say('title_bad'), say('label_bad')),
  ]
}

/** What an answer could offer to remember: a status or a place that was told and mattered, and that was never offered before. */
function offerOf(memory: Memory, { finding, draft }: Given): 'status' | 'place' | null {
  const { status, place, placeFrom, placeAlternatives } = draft.facts
  if (memory.isAnonymous || !traitOf(finding.outcome).firm) return null
  if (status !== null && memory.status === null && !memory.offered.status) return 'status'
  const isTold = placeFrom === 'asked' && placeAlternatives.length === 0 && place !== 'ID'
  return isTold && memory.place === null && !memory.offered.place ? 'place' : null
}

function offers(asked: Asked, memory: Memory, first: Given): Choice[] {
  const { status, place } = first.draft.facts
  const { say, setting } = asked
  switch (offerOf(memory, first)) {
    case 'status': {
      const name = status === null ? '' : statusName(asked, status)
      const words = { status: name }
      return [choice({ kind: 'status', status }, say('remember_status_title', words), say('remember_status_label', words))]
    }
    case 'place': {
      const words = { place: setting.edition.places.byCode(place ?? '')?.name ?? '' }
      return [choice({ kind: 'place', place }, say('remember_place_title', words), say('remember_place_label', words))]
    }
    case null:
      return []
  }
}

/** The second layer, and what is left to do with the answer. */
export function showMore(asked: Asked, first: Given): Reply {
  const { more } = first.finding
  const clauses = helpful(asked, first).filter(c => c.id !== idOf({ kind: 'more', answer: first.kept.id }))
  const [other, ...thumbs] = rating(asked, first)
  const rest = [...clauses, ...provable(asked, first), ...thumbs, ...(other === undefined ? [] : [other])]
  return { text: more === '' ? asked.say('more_none') : more, choices: room(asked, [], rest) }
}
