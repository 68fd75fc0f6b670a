// Everything an officer does to a consultation, from the console or from the staff's Telegram desk: read anew, looked at (may they?), stepped,
// and committed with its words, its counts and its entry in the log. It knows no page, no request and no asker.
import {
  type Actor,
  type Announcement,
  AT_THE_END,
  type AuditEntry,
  type CaseBook,
  type Consultation,
  type ConsultationId,
  type ConsultationOutcome,
  type EventName,
  type Handler,
  type HandoffChange,
  type Holidays,
  hourOf,
  type Line,
  type LineageOf,
  mayDo,
  mayHandle,
  type NewLine,
  type Office,
  type Opened,
  partOf,
  type Reason,
  type StaffId,
  type State,
  type StepContext,
  type StepEvent,
  type Stepped,
  step,
  type Team,
  type TeamId,
  transferTargets,
  unsaid,
  type Words,
  waitKind,
} from '../handoff/handoff.ts'
import type { ClauseRef, DateOnly, RemovedKind } from '../vocabulary.ts'
import type { Case, Cases } from './cases.ts'
import type { Law } from './law.ts'

/** Words of an officer: with the clauses they rest on, or the word that none is behind them. */
export type Written = {
  readonly text: string
  readonly citations: readonly ClauseRef[]
  readonly isWithoutBasis: boolean
  /** A machine's draft stood in the box. */
  readonly drafted?: Words['drafted']
  /** They have seen what could tell who somebody is and want it said. */
  readonly isConfirmed: boolean
}

/** `version`: of the consultation as the officer read it; what follows from reading it is refused when it has moved since. */
export type Act =
  | { readonly kind: 'claim' }
  | { readonly kind: 'release' }
  | { readonly kind: 'transfer'; readonly version: number; readonly to: { readonly team: TeamId } | 'units' }
  | { readonly kind: 'ask_back'; readonly version: number; readonly written: Pick<Written, 'text' | 'isConfirmed'> }
  | { readonly kind: 'submit'; readonly version: number; readonly written: Written }
  | { readonly kind: 'send'; readonly version: number; readonly written: Written }
  | { readonly kind: 'approve'; readonly version: number }
  | { readonly kind: 'return'; readonly version: number; readonly reason: string }
  | { readonly kind: 'close'; readonly version: number; readonly outcome: ConsultationOutcome }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'withdraw'; readonly seq: number }

export const WORK_REASONS = [
  'empty',
  'too-long',
  'basis-or-mark',
  'basis-and-mark',
  'unknown-clause',
  'not-in-force',
  'left-already',
  'no-draft',
  'said-already',
] as const
export type WorkReason = (typeof WORK_REASONS)[number]

export type Ended =
  | { readonly kind: 'done' }
  /** For this officer there is none: never was, was erased, or is not theirs to see. */
  | { readonly kind: 'gone' }
  /** It has moved since it was read: where it stands now, and who holds it. */
  | { readonly kind: 'moved'; readonly state: State; readonly holder: StaffId | null }
  /** `by`: who holds it, where that is the reason. */
  | { readonly kind: 'refused'; readonly why: Reason | WorkReason; readonly by: StaffId | null }
  /** Could tell who somebody is: sent only when confirmed. `marked`: with the places taken out. */
  | { readonly kind: 'identifying'; readonly removed: readonly RemovedKind[]; readonly marked: string }

/** A consultation as one officer sees it. */
export type Seen = {
  readonly opened: Opened
  readonly may: readonly EventName[]
  readonly team: Team
  readonly isCoordinator: boolean
  /** What this officer wrote last and took back, as they had typed it; null: nothing. */
  readonly takenBack: Basis | null
  /** The permanent teams that it may be handed to. */
  readonly targets: readonly Team[]
}

/** What the asker reads; from prompts/desk.id.yaml. */
export type Said = Pick<Words, 'text' | 'choices'>
export type Sayings = {
  /** What became of their consultation; null: nothing needs to be said. */
  notice(what: Announcement, about: { readonly team: string; readonly outcome: ConsultationOutcome | null }): Said | null
  /** An officer's words, with who says them (a role, never a person) and what they rest on. */
  reply(
    what: 'asks' | 'answers',
    about: {
      readonly team: string
      readonly text: string
      readonly basis: readonly { readonly name: string; readonly url: string | null }[]
      readonly isWithoutBasis: boolean
    },
  ): Said
}

export type Work = {
  /** The cases that this officer may see; open ones and those closed today. */
  readonly visible: (handler: Handler) => Promise<readonly Case[]>
  /** Those among some that this officer may see. */
  readonly among: (handler: Handler, cases: readonly Case[]) => Promise<readonly Case[]>
  readonly open: (handler: Handler, id: ConsultationId) => Promise<Seen | null>
  readonly act: (handler: Handler, id: ConsultationId, act: Act) => Promise<Ended>
}

export type WorkOf = {
  readonly book: CaseBook
  readonly cases: Cases
  readonly law: Law
  readonly sayings: Sayings
  readonly redact: (text: string) => { readonly text: string; readonly removed: readonly RemovedKind[] }
  /** Where the rule pages are, without a slash at its end; null: nowhere outside. */
  readonly publicUrl: string | null
  readonly holidays: Holidays
  readonly lineageOf: LineageOf
  readonly now: () => number
  readonly today: () => DateOnly
}

export const OFFICER_TEXT_MAX = 2500
export const NOTE_MAX = 1500
export const UNDO_MS = 10_000
const CITATIONS_MAX = 8
/** How often an act that does not hang on what was read is tried again when somebody else was quicker. */
const TRIES = 4
const HOUR_MS = 3_600_000

export function openWork(of: WorkOf): Work {
  const { book, cases } = of
  const open = async (handler: Handler, id: ConsultationId): Promise<Seen | null> => {
    const [opened, map] = await Promise.all([book.open(id), mapOf(of)])
    return opened === null ? null : seenBy(of, handler, opened, map)
  }
  const act = async (handler: Handler, id: ConsultationId, wanted: Act): Promise<Ended> => {
    for (let left = TRIES; ; left--) {
      const [opened, map] = await Promise.all([book.open(id), mapOf(of)])
      const tried = opened === null ? GONE : prepare(of, handler, opened, map, wanted)
      if (tried.kind !== 'ready') return tried
      const ended = await book.commit(tried.changes)
      if (ended === 'done') {
        cases.moved()
        return DONE
      }
      if (left <= 1) return wanted.kind === 'withdraw' ? refused('left-already') : movedTo(opened?.consultation ?? null)
    }
  }
  const among = async (handler: Handler, some: readonly Case[]): Promise<readonly Case[]> => {
    const teams = await cases.teams()
    return some.filter(c => mayHandle(handler, c, c.brief, teams))
  }
  return {
    visible: async handler => among(handler, await cases.of(reachOf(handler, await cases.teams()))),
    among,
    open,
    act,
  }
}

/** The teams whose cases a member of staff may meet: their own, and the permanent ones of their unit teams' regions. */
export function reachOf(handler: Pick<Handler, 'teams'>, teams: readonly Team[]): readonly TeamId[] {
  const own = teams.filter(t => handler.teams.includes(t.id))
  const places = new Set(own.filter(t => t.kind === 'unit').map(t => t.place))
  return teams.filter(t => handler.teams.includes(t.id) || (t.kind === 'permanent' && places.has(t.place))).map(t => t.id)
}

/** Teams, and how many wrote from where: who may receive what. */
async function mapOf({ cases, lineageOf }: WorkOf): Promise<Office> {
  const [teams, writers, { k }] = await Promise.all([cases.teams(), cases.writers(), cases.office()])
  return { teams, writers, k, lineageOf }
}

const DONE: Ended = { kind: 'done' }
const GONE: Ended = { kind: 'gone' }
const refused = (why: Reason | WorkReason, by: StaffId | null = null): Ended => ({ kind: 'refused', why, by })
const movedTo = (to: Consultation | null): Ended => (to === null ? GONE : { kind: 'moved', state: to.state, holder: to.holder })

const contextOf = (of: WorkOf, { brief }: Opened, team: Team): StepContext => ({
  on: of.today(),
  hour: hourOf(of.now()),
  team,
  holidays: of.holidays,
  rank: AT_THE_END,
  avoids: brief.avoids,
  // officers reopen nothing: only the asker does
  keptDays: 0,
})

function seenBy(of: WorkOf, handler: Handler, opened: Opened, map: Office): Seen | null {
  const { teams } = map
  const part = partOf(handler, opened.consultation, opened.brief, teams)
  const team = teams.find(t => t.id === opened.consultation.team)
  if (part === null || team === undefined) return null
  const may = mayDo(handler, opened.consultation, opened.brief, teams, contextOf(of, opened, team))
  return {
    opened,
    may,
    team,
    isCoordinator: part.kind === 'coordinator',
    takenBack: takenBackOf(of, handler.id, team, opened),
    targets: transferTargets(opened.consultation, opened.brief.avoids, map),
  }
}

function takenBackOf(of: WorkOf, me: StaffId, team: Team, { lines }: Opened): Basis | null {
  const last = lines.findLast(line => line.voice === 'officer')
  if (last === undefined || last.by !== me || last.delivery !== 'withdrawn') return null
  const { citations, isWithoutBasis } = last.words
  return { text: typedOf(of, team, last), citations, isWithoutBasis }
}

/** Stands for an officer's own words while it is looked what was put around them; nobody can type it. */
const OWN_WORDS = '\u0000'

/** What somebody typed, out of the text that the asker would have read. */
function typedOf(of: WorkOf, team: Team, { words }: Line): string {
  const what = words.citations.length > 0 || words.isWithoutBasis ? 'answers' : 'asks'
  const [before = '', after = ''] = replyOf(of, team, what, { ...words, text: OWN_WORDS }).text.split(OWN_WORDS)
  const isAsSaid = words.text.startsWith(before) && words.text.endsWith(after)
  return isAsSaid ? words.text.slice(before.length, words.text.length - after.length) : words.text
}

// ── From an act to changes ──

type Ready = { readonly kind: 'ready'; readonly changes: readonly HandoffChange[] }

/** Who acts on what, as it was just read. */
type Desk = {
  readonly of: WorkOf
  readonly opened: Opened
  readonly part: Extract<Actor, { readonly id: StaffId }>
  readonly team: Team
  readonly map: Office
}

function prepare(of: WorkOf, handler: Handler, opened: Opened, map: Office, act: Act): Ready | Ended {
  const { teams } = map
  const part = partOf(handler, opened.consultation, opened.brief, teams)
  const team = teams.find(t => t.id === opened.consultation.team)
  if (part === null || !('id' in part) || team === undefined) return GONE
  const desk: Desk = { of, opened, part, team, map }
  if (isDoneAlready(desk, act)) return DONE
  if ('version' in act && act.version !== opened.consultation.version) return movedTo(opened.consultation)
  switch (act.kind) {
    case 'claim':
    case 'release':
      return stepped(desk, { name: act.kind, by: part })
    case 'transfer':
      return transferred(desk, act.to)
    case 'close':
      return stepped(desk, { name: 'close', by: part, outcome: act.outcome })
    case 'ask_back':
    case 'submit':
    case 'send':
      return written(desk, act)
    case 'approve':
      return approved(desk)
    case 'return':
      return returned(desk, act.reason)
    case 'note':
      return noted(desk, act.text)
    case 'withdraw':
      return withdrawn(desk, act.seq)
  }
}

/** The same form sent twice, or sent again from the browser's history, is done once and said to be done. */
function isDoneAlready(desk: Desk, act: Act): boolean {
  const { opened, part } = desk
  const { consultation, lines } = opened
  switch (act.kind) {
    case 'claim':
      return consultation.holder === part.id
    case 'close':
      return consultation.state === 'closed' && consultation.outcome === act.outcome
    case 'send':
    case 'ask_back':
      return act.version < consultation.version && saidLast(desk, act) !== null
    case 'submit':
      return act.version < consultation.version && draftOf(lines)?.words.text === act.written.text.trim()
    case 'note':
      return lines.findLast(line => line.voice === 'note' && line.by === part.id)?.words.text === act.text.trim()
    default:
      return false
  }
}

type Saying = Extract<Act, { readonly kind: 'ask_back' | 'send' }>

/** The last words of this officer that the asker gets, when they are these very ones. */
function saidLast({ opened, part, of, team }: Desk, act: Saying): Line | null {
  const isOwn = (line: Line): boolean => isSaid(line) && line.by === part.id
  const last = opened.lines.findLast(isOwn)
  const said = replyOf(of, team, act.kind === 'send' ? 'answers' : 'asks', fullOf(act)).text
  return last?.words.text === said ? last : null
}

/** From a newer form: said once more although the asker has answered nothing since, and could be reached. */
function isSaidAlready(desk: Desk, act: Saying): boolean {
  const last = saidLast(desk, act)
  if (last === null || last.delivery === 'unreachable') return false
  return !desk.opened.lines.some(line => line.voice === 'asker' && line.seq > last.seq)
}

const draftOf = (lines: readonly Line[]): Line | undefined => lines.findLast(line => line.voice === 'draft')

function stepOf({ opened, of, team }: Desk, event: StepEvent): Stepped {
  return step(opened.consultation, event, contextOf(of, opened, team))
}

/** A step that says no words of an officer's own: at most our notice. */
function stepped(desk: Desk, event: StepEvent): Ready | Ended {
  const after = stepOf(desk, event)
  return after.kind === 'refused' ? refused(after.why, after.by) : ready(desk, event, after, noticeOf(desk, after))
}

function transferred(desk: Desk, to: { readonly team: TeamId } | 'units'): Ready | Ended {
  const { consultation, brief } = desk.opened
  // the excluded office is refused like one from which too few have written
  const team = to === 'units' ? desk.team : transferTargets(consultation, brief.avoids, desk.map).find(t => t.id === to.team)
  if (team === undefined) return refused('team-cannot')
  return stepped(desk, { name: 'transfer', by: desk.part, team, pool: to === 'units' ? 'units' : 'permanent' })
}

type WordsAct = Extract<Act, { readonly kind: 'ask_back' | 'submit' | 'send' }>

const fullOf = (act: WordsAct): Written => ({
  citations: [],
  isWithoutBasis: false,
  ...act.written,
  text: act.written.text.trim(),
})

function written(desk: Desk, act: WordsAct): Ready | Ended {
  const own = fullOf(act)
  const after = stepOf(desk, { name: act.kind, by: desk.part })
  if (after.kind === 'refused') return refused(after.why, after.by)
  const why = wordsRefused(desk.of, own, act.kind !== 'ask_back')
  if (why !== null) return refused(why)
  if (act.kind !== 'submit' && isSaidAlready(desk, act)) return refused('said-already')
  const { text: marked, removed } = desk.of.redact(own.text)
  if (removed.length > 0 && !own.isConfirmed) return { kind: 'identifying', removed, marked }
  const line =
    act.kind === 'submit' ? draftLine(desk, own) : replyLine(desk, act.kind === 'send' ? 'answers' : 'asks', own, desk.part.id)
  return ready(desk, { name: act.kind, by: desk.part }, after, [line])
}

/** An answer rests on clauses or says that it does not; a question back rests on nothing. */
function wordsRefused(
  { law, today }: WorkOf,
  { text, citations, isWithoutBasis }: Written,
  isAnswer: boolean,
): WorkReason | null {
  if (text === '') return 'empty'
  if (text.length > OFFICER_TEXT_MAX || citations.length > CITATIONS_MAX) return 'too-long'
  if (!isAnswer) return null
  if (citations.length === 0) return isWithoutBasis ? null : 'basis-or-mark'
  if (isWithoutBasis) return 'basis-and-mark'
  const clauses = citations.map(ref => law.clause(ref, today()))
  if (clauses.some(clause => clause === null || !clause.isNorm)) return 'unknown-clause'
  return clauses.some(clause => clause?.force === 'repealed' || clause?.force === 'future') ? 'not-in-force' : null
}

function approved(desk: Desk): Ready | Ended {
  const event: StepEvent = { name: 'approve', by: desk.part }
  const after = stepOf(desk, event)
  if (after.kind === 'refused') return refused(after.why, after.by)
  const draft = draftOf(desk.opened.lines)
  if (draft === undefined) return refused('no-draft')
  const why = wordsRefused(desk.of, { ...draft.words, isConfirmed: true }, true)
  if (why !== null) return refused(why)
  return ready(desk, event, after, [replyLine(desk, 'answers', draft.words, draft.by ?? desk.part.id)])
}

function returned(desk: Desk, reason: string): Ready | Ended {
  const text = reason.trim()
  if (text === '') return refused('empty')
  if (text.length > NOTE_MAX) return refused('too-long')
  const event: StepEvent = { name: 'return', by: desk.part }
  const after = stepOf(desk, event)
  return after.kind === 'refused' ? refused(after.why, after.by) : ready(desk, event, after, [noteLine(desk, text)])
}

function noted(desk: Desk, note: string): Ready | Ended {
  const text = note.trim()
  if (text === '') return refused('empty')
  if (text.length > NOTE_MAX) return refused('too-long')
  const { consultation } = desk.opened
  const change = changeOf(desk, 'note', { ...consultation, touchedOn: desk.of.today() }, [noteLine(desk, text)], [])
  return { kind: 'ready', changes: [change] }
}

/** Whoever wrote it, or a coordinator, takes it back as long as it has not left. */
function withdrawn(desk: Desk, seq: number): Ready | Ended {
  const { of, opened, part, team } = desk
  const { consultation, lines } = opened
  const line = lines.find(l => l.seq === seq && l.voice === 'officer')
  if (line === undefined) return refused('left-already')
  if (line.by !== part.id && part.kind !== 'coordinator') return refused('not-yours')
  if (line.delivery === 'withdrawn') return DONE
  if (line.delivery !== 'undoable') return refused('left-already')
  const back: HandoffChange = { kind: 'line.withdrawn', of: refOf(opened), seq, audit: [auditOf(desk, 'withdraw')] }
  if (lines.some(l => l !== line && isSaid(l))) return { kind: 'ready', changes: [back] }
  const to = unsaid(consultation, contextOf(of, opened, team))
  const step: HandoffChange = { kind: 'consultation.stepped', of: refOf(opened), to, lines: [], drops: [], audit: [] }
  return { kind: 'ready', changes: [step, back] }
}

/** An officer said it, and it was not taken back. */
const isSaid = (line: Line): boolean => line.voice === 'officer' && line.delivery !== 'withdrawn'

// ── The commit ──

const refOf = ({ consultation: { id, version } }: Opened) => ({ id, version })

const auditOf = ({ of, part, opened }: Desk, act: string): AuditEntry => ({
  at: hourOf(of.now()),
  by: part.id,
  act: `consultation.${act}`,
  about: opened.consultation.codeName,
})

type Moved = Extract<Stepped, { readonly kind: 'stepped' }>

function ready(desk: Desk, event: StepEvent, { to, keepsDraft }: Moved, lines: readonly NewLine[]): Ready {
  // a new draft takes the place of the one before it
  const isReplaced = !keepsDraft || event.name === 'submit'
  const drops = isReplaced ? desk.opened.lines.filter(line => line.voice === 'draft').map(line => line.seq) : []
  const counted: HandoffChange = { kind: 'counted', on: desk.of.today(), keys: countsOf(desk, event, to, lines) }
  const change = changeOf(desk, event.name, to, lines, drops)
  return { kind: 'ready', changes: counted.keys.length === 0 ? [change] : [change, counted] }
}

const changeOf = (
  desk: Desk,
  act: string,
  to: Consultation,
  lines: readonly NewLine[],
  drops: readonly number[],
): HandoffChange => ({ kind: 'consultation.stepped', of: refOf(desk.opened), to, lines, drops, audit: [auditOf(desk, act)] })

function noticeOf({ of, team, map: { teams }, part }: Desk, { announces, to }: Moved): readonly NewLine[] {
  if (announces === null) return []
  const name = teams.find(t => t.id === to.team)?.name ?? team.name
  const said = of.sayings.notice(announces, { team: name, outcome: to.outcome })
  return said === null ? [] : [lineOf(of, 'notice', { ...PLAIN, ...said }, part.id, of.now())]
}

const PLAIN: Pick<Words, 'citations' | 'isWithoutBasis' | 'choices'> = { citations: [], isWithoutBasis: false, choices: [] }

const lineOf = (of: WorkOf, voice: NewLine['voice'], words: Words, by: StaffId, readyAt: number | null): NewLine => ({
  voice,
  words,
  by,
  on: of.today(),
  readyAt,
})

const noteLine = ({ of, part }: Desk, text: string): NewLine => lineOf(of, 'note', { ...PLAIN, text }, part.id, null)

/** As it was typed, for whoever approves it or goes on writing. What a machine began is still its beginning after a return. */
function draftLine({ of, part, opened }: Desk, { text, citations, isWithoutBasis, ...own }: Written): NewLine {
  const drafted = own.drafted ?? draftedBefore(draftOf(opened.lines)?.words, text)
  const words = { ...PLAIN, text, citations, isWithoutBasis, ...(drafted === undefined ? {} : { drafted }) }
  return lineOf(of, 'draft', words, part.id, null)
}
const draftedBefore = (before: Words | undefined, text: string): Words['drafted'] =>
  before?.drafted === undefined || before.text === text ? before?.drafted : 'changed'

export type Basis = Pick<Written, 'text' | 'citations' | 'isWithoutBasis'>

function replyOf({ law, today, sayings, publicUrl }: WorkOf, team: Team, what: 'asks' | 'answers', own: Basis): Said {
  const basis = own.citations.flatMap(ref => {
    const clause = law.clause(ref, today())
    return clause === null ? [] : [{ name: clause.name, url: publicUrl === null ? null : publicUrl + clause.path }]
  })
  return sayings.reply(what, { team: team.name, text: own.text, basis, isWithoutBasis: own.isWithoutBasis })
}

function replyLine({ of, team }: Desk, what: 'asks' | 'answers', own: Basis, by: StaffId): NewLine {
  const { citations, isWithoutBasis } = own
  return lineOf(of, 'officer', { citations, isWithoutBasis, ...replyOf(of, team, what, own) }, by, of.now() + UNDO_MS)
}

// ── Counts ──

/** Hours of waiting as they are counted: up to so many. */
export const WAIT_HOURS = [1, 4, 24, 72] as const

/** The bucket of a wait: the first bound that holds it; null: longer than all. */
const waitOf = (hours: number): number | null => WAIT_HOURS.find(bound => hours <= bound) ?? null

/** What is counted of a step, as keys of tallies: where, how long and how each apart, and never what about: together they could be one person's. */
function countsOf(
  { opened, of, team: handling }: Desk,
  event: StepEvent,
  to: Consultation,
  lines: readonly NewLine[],
): readonly (readonly (string | number | boolean | null)[])[] {
  const { consultation } = opened
  const answered = ['case', 'answered', lines.some(line => line.words.isWithoutBasis)]
  switch (event.name) {
    case 'claim': {
      if (consultation.state !== 'waiting') return []
      const hour = hourOf(of.now())
      const isKept = consultation.promisedBy === null || hour <= consultation.promisedBy
      const waited = ['case', 'waited', waitOf((hour - consultation.waitsSince) / HOUR_MS), isKept]
      return [['case', 'taken', consultation.team], waited, waitKind(handling, consultation.waitsSince, hour, of.holidays)]
    }
    case 'transfer':
      return [['case', 'moved', event.pool]]
    case 'ask_back':
      return [['case', 'asked']]
    case 'send':
      return [answered]
    case 'approve':
      return [answered, ['case', 'approved']]
    case 'return':
      return [['case', 'returned']]
    case 'close':
      return [['case', 'closed', to.outcome]]
    default:
      return []
  }
}
