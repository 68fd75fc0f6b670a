// What the acts of a turn do with an officer: a question is shown, sent, waited for; words go to whoever answers; it is closed, rated, opened again.
import { type ChoiceAct, type Consultation, choiceOf, officeIn, standingOf } from '../handoff/handoff.ts'
import type { Choice, Reply } from '../vocabulary.ts'
import { briefOf, cancel, draftFrom, draftOf, preview, shorten, shownWith, without } from './brief.ts'
import { copy } from './copy.ts'
import type { AskerAct, DeskView, FoundRoute, OfficeNamed, OwnView, RouteAsked } from './desk.ts'
import { unfolded } from './fit.ts'
import { type DraftBrief, IDLE_MS, letGo, type Memory } from './memory.ts'
import type { Pressed } from './pressed.ts'
import { choice, numbered } from './show.ts'
import { type Asked, type Said, says } from './turn.ts'
import { waitLines } from './waiting.ts'

const OVER: readonly Consultation['state'][] = ['closed', 'expired']
const DAY_MS = 24 * 60 * 60 * 1000

/** Their consultation while it is not over. */
export function openOwn(desk: DeskView | null): OwnView | null {
  const own = desk?.own ?? null
  return own === null || OVER.includes(own.consultation.state) ? null : own
}

/** Whether what they write goes to an officer. */
export function isPassedOn(desk: DeskView | null): boolean {
  const consultation = openOwn(desk)?.consultation
  return consultation?.hasSpoken === true && !consultation.isWithBot
}

/** Whether an answer may offer an officer: someone is there, and nothing is with them yet. */
export const mayOffer = (desk: DeskView | null): boolean =>
  desk?.isStaffed === true && desk.off === null && openOwn(desk) === null

const line = (memory: Memory, text: string, choices: readonly Choice[] = []): Said => says(memory, { text, choices })
const pressable = ({ setting }: Asked, ...acts: readonly ChoiceAct[]): Choice[] => acts.map(act => choiceOf(setting.desk, act))
const consults = (said: Said, act: AskerAct): Said => ({ ...said, wishes: [...said.wishes, { kind: 'consult', act }] })
const free = (memory: Memory): Memory => ({ ...memory, awaiting: { kind: 'question' } })

// — a question for an officer —

/** Where theirs stands, or what would be sent; null: nobody is there to receive it. */
export function askOfficer(asked: Asked, memory: Memory): Said | null {
  const { desk } = asked.turn
  const own = openOwn(desk)
  if (own !== null) return standing(asked, memory, own)
  if (desk === null || !desk.isStaffed) return null
  const draft = memory.draft ?? draftOf(asked, memory)
  const note = noteOn(asked, desk.own)
  return draft === null ? askToWrite(asked, memory, 'write_ask', note) : showDraft(asked, memory, draft, note)
}

/** The one before is over; how to go on with that is said first. */
function noteOn({ tell }: Asked, own: OwnView | null): string | null {
  if (own === null) return null
  return tell(own.consultation.state === 'expired' ? 'stands_expired' : 'closed_new')
}

function askToWrite(asked: Asked, memory: Memory, key: 'write_ask' | 'write_again', note: string | null = null): Said {
  const { tell, turn } = asked
  const days = String(turn.desk?.keptDays ?? 0)
  const lines = [...(note === null ? [] : [note]), tell(key), ...(memory.isAnonymous ? [tell('write_anonymous', { days })] : [])]
  return line({ ...memory, awaiting: { kind: 'officer-question' } }, lines.join('\n'), [cancel(asked)])
}

/** The words of a question that is written for the officer. */
export function questionWritten(asked: Asked, memory: Memory, text: string, note: string | null): Said {
  const written = draftFrom(asked, memory, text)
  return showDraft(asked, free(memory), { ...written, excluded: memory.draft?.excluded ?? null }, note)
}

/** Who would receive it has to be found first: the region they would see depends on it. */
function withRoute(asked: Asked, memory: Memory, draft: DraftBrief, act: (found: FoundRoute['found']) => Said): Said {
  const wanted: RouteAsked = { place: draft.place, avoids: draft.excluded?.team ?? null, urgency: draft.urgency }
  const known = asked.turn.desk?.routes.find(
    r => r.place === wanted.place && r.avoids === wanted.avoids && r.urgency === wanted.urgency,
  )
  return known === undefined ? { ...says(memory), wishes: [{ kind: 'find-route', ...wanted }] } : act(known.found)
}

function showDraft(asked: Asked, memory: Memory, draft: DraftBrief, note: string | null): Said {
  if (draft.questions.length === 0) return askToWrite(asked, { ...memory, draft }, 'write_again')
  return withRoute(asked, memory, draft, found => {
    if (found.kind === 'nobody') return found.why === 'excluded' ? onlyThey(asked, memory, draft) : noTeam(asked, memory, draft)
    const { region, teamName } = found.route
    // shown anew it is another draft: a button under an older one never sends this one
    const shown = shownWith(asked, { ...draft, id: asked.turn.newId() }, region)
    return says({ ...memory, draft: shown }, ...preview(asked, shown, teamName, note))
  })
}

function noTeam({ tell, say }: Asked, memory: Memory, { place }: DraftBrief): Said {
  const why = place === null ? [tell('no_place')] : [tell('no_team'), tell('no_team_place')]
  return line({ ...free(memory), draft: null }, [...why, say('help_routes')].join('\n'))
}

const onlyThey = (asked: Asked, memory: Memory, draft: DraftBrief): Said =>
  line({ ...memory, draft }, asked.tell('office_only'), [
    choice({ kind: 'draft', act: 'anyway', draft: draft.id }, asked.tell('anyway_title'), asked.tell('anyway_label')),
    cancel(asked),
  ])

// — what is pressed under it —

export type DeskPressed = Extract<Pressed, { kind: 'officer' | 'draft' | 'drop' | 'avoid' }>

/** null: nobody is there. */
export function pressDesk(asked: Asked, memory: Memory, pressed: DeskPressed): Said | null {
  if (pressed.kind === 'officer') return pressOfficer(asked, memory, pressed.act)
  const { draft } = memory
  const { desk } = asked.turn
  const own = openOwn(desk)
  if (own !== null) return standing(asked, memory, own)
  if (desk === null || !desk.isStaffed) return null
  if (draft === null) return line(memory, asked.tell('draft_gone'))
  if (draft.id !== pressed.draft) return showDraft(asked, memory, draft, asked.tell('preview_changed'))
  switch (pressed.kind) {
    case 'drop': {
      const shorter = without(asked, draft, pressed.nth)
      return showDraft(asked, memory, shorter ?? draft, null)
    }
    case 'avoid':
      return send(asked, memory, { ...draft, excluded: { team: pressed.team } })
    case 'draft':
      return pressDraft(asked, memory, draft, pressed.act)
  }
}

function pressDraft(asked: Asked, memory: Memory, draft: DraftBrief, act: Extract<Pressed, { kind: 'draft' }>['act']): Said {
  switch (act) {
    case 'send':
      return draft.excluded === null ? askOffice(asked, memory, draft) : send(asked, memory, draft)
    case 'office':
      return askOffice(asked, memory, draft)
    case 'anyway':
      return send(asked, memory, { ...draft, excluded: { team: null } })
    case 'shorten':
      return says(memory, shorten(asked, draft))
    case 'write':
      return askToWrite(asked, memory, 'write_again')
    case 'back':
      return showDraft(asked, memory, draft, null)
  }
}

function pressOfficer(asked: Asked, memory: Memory, act: ChoiceAct | 'cancel'): Said | null {
  switch (act) {
    case 'ask':
      return askOfficer(asked, memory)
    case 'cancel':
      return line({ ...free(memory), draft: null, choices: [] }, asked.tell('cancelled'))
    case 'more':
      return askForMore(asked, memory)
    case 'bot':
      return toBot(asked, memory)
    case 'officer':
      return toOfficer(asked, memory)
    case 'enough':
      return enough(asked, memory)
    case 'good':
    case 'bad':
      return rate(asked, memory, act === 'good')
    case 'reopen':
      return reopen(asked, memory)
    case 'copy':
      return copy(asked, memory)
  }
}

// — the office that must not handle it —

function askOffice(asked: Asked, memory: Memory, draft: DraftBrief): Said {
  return line({ ...memory, awaiting: { kind: 'officer-office' } }, asked.tell('office'), [
    everyOffice(asked, draft),
    cancel(asked),
  ])
}

const everyOffice = ({ tell }: Asked, draft: DraftBrief): Choice =>
  choice({ kind: 'avoid', draft: draft.id, team: null }, tell('office_none_title'), tell('office_none_label'))

/** Those of their place and above; all where it is not known. */
function officesOf({ setting, turn }: Asked, { place }: DraftBrief): readonly OfficeNamed[] {
  const offices = turn.desk?.offices ?? []
  const lineage = setting.edition.places.lineage(place)
  return place === null ? offices : offices.filter(o => lineage.includes(o.place))
}

/** Whether a text may name an office at all. */
export const namesOffice = (asked: Asked, draft: DraftBrief, text: string): boolean =>
  officeIn(text, officesOf(asked, draft)).length > 0

/** That every office may. */
const NONE =
  /^\W*(?:(?:tidak|tdk|gak|ga|gk|nggak|ngga|enggak|kagak|tak|gada|gaada|tiada|nihil|kosong|bebas|aman|terserah|semua)(?:\s+(?:ada|kok|sih|pak|bu|min|kak|ya|deh|boleh|aja|saja|kantor|masalah|usah|perlu|yang))*|siapa\s+(?:aja|saja)(?:\s+boleh)?|boleh\s+semua)\W*$/i

/** Offices that are named to someone who may have meant one of them. */
const OFFICES_SHOWN_MAX = 8

/** An office by the name that was typed. Nothing is sent to anyone who may have been meant. */
export function officeNamed(asked: Asked, memory: Memory, draft: DraftBrief, text: string): Said {
  const { tell } = asked
  const offices = officesOf(asked, draft)
  if (NONE.test(text)) return send(asked, free(memory), { ...draft, excluded: { team: null } })
  const meant = officeIn(text, offices)
  const [one, ...others] = meant
  if (one !== undefined)
    return others.length === 0 ? thisOffice(asked, memory, draft, one) : whichOffice(asked, memory, draft, meant)
  const list = offices.map(o => o.name).join('; ')
  const known = offices.length > 0 && offices.length <= OFFICES_SHOWN_MAX ? [tell('office_known', { list })] : []
  return line(memory, [tell('office_unknown'), ...known].join('\n'), [everyOffice(asked, draft), cancel(asked)])
}

/** Before anything is sent they see which office was understood: a wrong guess would show it to the very one it is about. */
const thisOffice = ({ tell, ...asked }: Asked, memory: Memory, draft: DraftBrief, office: OfficeNamed): Said =>
  line(memory, tell('office_this', { office: office.name }), [
    choice({ kind: 'avoid', draft: draft.id, team: office.id }, tell('office_yes_title'), tell('office_yes_label')),
    choice({ kind: 'draft', act: 'office', draft: draft.id }, tell('office_other_title'), tell('office_other_label')),
    cancel({ tell, ...asked }),
  ])

function whichOffice(asked: Asked, memory: Memory, draft: DraftBrief, offices: readonly OfficeNamed[]): Said {
  const shown = offices.slice(0, Math.max(1, Math.min(OFFICES_SHOWN_MAX, asked.turn.shape.choicesMax - 1)))
  const lines = shown.map((o, i) => `${i + 1}. ${o.name}`)
  const choices = shown.map((o, i) => numbered({ kind: 'avoid', draft: draft.id, team: o.id }, i + 1, o.name))
  return line(memory, [asked.tell('office_which'), ...lines].join('\n'), [...choices, everyOffice(asked, draft)])
}

// — it is on its way —

/** Opens the consultation with exactly what was shown. */
function send(asked: Asked, memory: Memory, draft: DraftBrief): Said {
  return withRoute(asked, memory, draft, found => {
    if (found.kind === 'nobody') return found.why === 'excluded' ? onlyThey(asked, memory, draft) : noTeam(asked, memory, draft)
    const { route, zone } = found
    if (route.region !== draft.region && !draft.hidesRegion)
      return showDraft(asked, free(memory), draft, asked.tell('preview_region_changed'))
    const text = [
      asked.tell('opened', { team: route.teamName }),
      ...waitLines(asked, { ...route, zone }, route.urgency),
      ...(route.urgency === 'urgent' && !route.openNow ? [asked.tell('urgent_closed')] : []),
      asked.tell('go_on'),
    ]
    // what was told to an officer is not what the next words to the bot go on with
    const sentUpTo = memory.kept.at(-1)?.id ?? null
    const next: Memory = { ...free(letGo(memory)), draft: null, sentUpTo, sinceTold: 0, knowsPassedOn: false }
    return {
      ...line(next, text.join('\n')),
      records: [{ kind: 'opened', topic: draft.topic }],
      wishes: [{ kind: 'open', brief: briefOf(draft), route }],
    }
  })
}

/** Where it stands, how long it may take, and what can be done. */
export function standing(asked: Asked, memory: Memory, own: OwnView): Said {
  const { tell } = asked
  const { consultation, teamName: team, wait } = own
  const said = standingOf(consultation)
  const waits = said === 'waiting' || said === 'with-officer'
  const toWhom = consultation.hasSpoken ? [tell(consultation.isWithBot ? 'to_whom_bot' : 'to_whom_officer')] : []
  const lines = [tell(STANDS[said], { team }), ...(waits ? waitLines(asked, wait, consultation.urgency) : []), ...toWhom]
  return line(memory, lines.join('\n'), pressable(asked, ...pressableWhile(consultation)))
}

const STANDS = {
  waiting: 'stands_waiting',
  'with-officer': 'stands_with_officer',
  asked: 'stands_asked',
  answered: 'stands_answered',
  closed: 'stands_closed',
  expired: 'stands_expired',
} as const satisfies Record<ReturnType<typeof standingOf>, string>

function pressableWhile({ state, hasSpoken, isWithBot }: Consultation): readonly ChoiceAct[] {
  if (OVER.includes(state)) return hasSpoken ? ['reopen', 'copy'] : ['reopen']
  if (!hasSpoken) return ['more', 'enough']
  return [isWithBot ? 'officer' : 'bot', 'enough', 'copy']
}

// — with an officer —

/** Words for the officer. `removed`: whether something was taken out of them, which is said in any case. */
export function passOn(asked: Asked, memory: Memory, text: string, also: { isEdited: boolean; notes: readonly string[] }): Said {
  const { tell, turn } = asked
  const knows = memory.knowsPassedOn || memory.awaiting.kind === 'officer-more'
  const wasRemoved = turn.messages.some(m => (m.removed ?? []).length > 0)
  const said = [tell(knows ? 'passed_on_again' : 'passed_on'), ...also.notes].join('\n')
  const last = turn.tempo?.moments.at(-1)
  const isIdle = last === undefined || turn.at - last > IDLE_MS
  const isQuiet = memory.knowsPassedOn && !isIdle && !wasRemoved && also.notes.length === 0
  // what a typed "ya" meant before belongs to the bot's questions, not to the officer's
  const next: Memory = { ...free(memory), knowsPassedOn: isPassedOn(turn.desk), choices: [] }
  const replies: Reply[] = isQuiet ? [] : [{ text: said, choices: knows ? [] : pressable(asked, 'bot', 'enough') }]
  return consults(says(next, ...replies), { kind: 'follow_up', text: also.isEdited ? tell('passed_on_edited', { text }) : text })
}

export function askForMore(asked: Asked, memory: Memory): Said {
  const own = openOwn(asked.turn.desk)
  if (own === null) return over(asked, memory)
  if (isPassedOn(asked.turn.desk)) return line(memory, asked.tell('to_whom_officer'))
  return line({ ...memory, awaiting: { kind: 'officer-more' } }, asked.tell('more'))
}

export function toBot(asked: Asked, memory: Memory): Said {
  const own = openOwn(asked.turn.desk)
  if (own === null) return over(asked, memory)
  if (!own.consultation.hasSpoken) return line(memory, asked.tell('not_spoken'))
  const said = line(
    { ...letGo(memory), knowsPassedOn: false, sinceTold: 0 },
    asked.tell('to_bot'),
    pressable(asked, 'officer', 'enough'),
  )
  return consults(said, { kind: 'turn', to: 'bot' })
}

export function toOfficer(asked: Asked, memory: Memory): Said | null {
  const own = openOwn(asked.turn.desk)
  if (own === null || !own.consultation.hasSpoken) return askOfficer(asked, memory)
  const said = line(
    { ...memory, knowsPassedOn: true },
    asked.tell('to_officer', { team: own.teamName }),
    pressable(asked, 'bot', 'enough'),
  )
  return consults(said, { kind: 'turn', to: 'officer' })
}

// — the end, and after it —

/** There is none to do this with. */
function over(asked: Asked, memory: Memory): Said {
  const own = asked.turn.desk?.own ?? null
  return own === null ? line(memory, asked.tell('none_open')) : standing(asked, memory, own)
}

export function enough(asked: Asked, memory: Memory): Said {
  const { turn, tell } = asked
  const own = openOwn(turn.desk)
  if (own === null) return over(asked, memory)
  const text = tell('enough', { days: String(turn.desk?.keptDays ?? 0) })
  // nobody is asked what they think of an officer who never wrote
  if (!own.consultation.hasSpoken) return consults(line(memory, text, pressable(asked, 'reopen')), { kind: 'close' })
  const after = unfolded(turn.channel, pressable(asked, 'good', 'bad', 'reopen', 'copy'))
  return consults(line(memory, `${text}\n${tell('copy_offer')}`, after), { kind: 'close' })
}

/** Whether a bare thumb is for their consultation: it is over, and nothing else was answered since. */
export const isRateable = (desk: DeskView | null, memory: Memory): boolean => memory.knowsPassedOn && isUnrated(desk)

/** Whether their mark of an officer's answer is still open. */
export function isUnrated(desk: DeskView | null): boolean {
  const last = desk?.own?.consultation ?? null
  return last?.state === 'closed' && last.rating === null && wasAnswered(last)
}

export function rate(asked: Asked, memory: Memory, good: boolean): Said {
  const own = asked.turn.desk?.own ?? null
  if (own === null) return line(memory, asked.tell('none_open'))
  const { state, rating } = own.consultation
  if (openOwn(asked.turn.desk) !== null) return line(memory, asked.tell('rate_later'))
  if (rating !== null) return line(memory, asked.tell('rated_already'))
  if (state !== 'closed' || !wasAnswered(own.consultation)) return standing(asked, memory, own)
  const said = line(memory, asked.tell(good ? 'rated' : 'rated_bad'), good ? [] : pressable(asked, 'reopen'))
  return { ...consults(said, { kind: 'rate', good }), records: [{ kind: 'rated', good }] }
}

/** Whether there is an officer to be rated. */
const wasAnswered = ({ hasSpoken, outcome }: Consultation): boolean =>
  hasSpoken || (outcome !== null && outcome !== 'withdrawn' && outcome !== 'no-answer')

export function reopen(asked: Asked, memory: Memory): Said {
  const { desk, on } = asked.turn
  const own = desk?.own ?? null
  if (desk === null || own === null) return line(memory, asked.tell('reopen_gone'))
  if (isPassedOn(desk)) return line(memory, [asked.tell('still_open'), asked.tell('to_whom_officer')].join('\n'))
  if (openOwn(desk) !== null)
    return line({ ...memory, awaiting: { kind: 'officer-more' } }, [asked.tell('still_open'), asked.tell('more')].join('\n'))
  const days = (Date.parse(on) - Date.parse(own.consultation.touchedOn)) / DAY_MS
  if (days > desk.keptDays || !desk.isStaffed) return line(memory, asked.tell('reopen_gone'))
  const text = [asked.tell('reopened', { team: own.teamName }), asked.tell('more')].join('\n')
  const next: Memory = { ...memory, awaiting: { kind: 'officer-more' }, sinceTold: 0, knowsPassedOn: false }
  return consults(line(next, text), { kind: 'reopen' })
}

// — beside what the bot says —

/** Answers between two reminders that a question is with an officer. */
const ANSWERS_BETWEEN = 5

/** An answer of the bot while theirs is with an officer: now and then they are told that it goes on. */
export function meanwhile(asked: Asked, before: Memory, said: Said): Said {
  if (openOwn(asked.turn.desk) === null || !said.records.some(r => r.kind === 'answer')) return said
  const since = before.sinceTold === null ? null : before.sinceTold + 1
  if (since !== null && since < ANSWERS_BETWEEN) return { ...said, memory: { ...said.memory, sinceTold: since } }
  const [last, ...rest] = said.replies.toReversed()
  if (last === undefined) return said
  const told = { ...last, text: `${last.text}\n${asked.tell('meanwhile')}` }
  return { ...said, memory: { ...said.memory, sinceTold: 0 }, replies: [...rest.toReversed(), told] }
}
