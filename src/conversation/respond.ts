// What each act of a turn leads to: a new memory, what is said, what is counted.
import { createHash } from 'node:crypto'
import { clausePath, type Draft, openedBy, proven, showClause, unmoved } from '../answering/answering.ts'
import { proofCode } from '../sealing.ts'
import type { ClauseRef, Reply } from '../vocabulary.ts'
import { type Act, aright, asTyped, isNo, isNotThat, numberedChoices, type Unreadable } from './acts.ts'
import { DAY } from './brief.ts'
import type { Command } from './command.ts'
import {
  askForMore,
  askOfficer,
  enough,
  isPassedOn,
  isRateable,
  meanwhile,
  namesOffice,
  officeNamed,
  openOwn,
  passOn,
  pressDesk,
  questionWritten,
  rate,
  reopen,
  standing,
  toBot,
  toOfficer,
} from './consult.ts'
import { copy } from './copy.ts'
import { fitted } from './fit.ts'
import { hear, type Known, knownFrom, type Thread } from './follow.ts'
import { type Heard, questionOn, settled, showBack, toldBack, unheard } from './heard.ts'
import { forgetAll, type Kept, keep, letGo, type Memory, newMemory, setFact } from './memory.ts'
import { ofPaper, ofWords } from './paper.ts'
import { type Pressed, pressedOf } from './pressed.ts'
import { RECEIPT_BYTES, RECEIPT_WORDS, type ReceiptRead } from './receipt.ts'
import { again, choice, type Given, given, numbered, recordOf, show, showMore, statusName } from './show.ts'
import { type AnswerRecord, type Asked, type ModelBeside, type Said, says } from './turn.ts'

/** Characters of a message that are read. */
const READ_MAX = 4000
/** Characters up to which several clauses are shown together. */
const CLAUSES_TOGETHER_MAX = 1500
/** Words up to which an unknown name is taken for a place and not for a question. */
const NAME_WORDS_MAX = 5

/** Entries of the knowledge whose sentence is about this conversation: here they are done, not described. */
const DONE_HERE = { greeting: 'salam', forget: 'hapus-data' } as const

const EXAMPLES = ['example_1', 'example_2', 'example_3'] as const

export function respond(asked: Asked, memory: Memory, act: Act): Said {
  // what comes next is awaited once: anything else but words lets it go
  const free: Memory = act.kind === 'words' ? memory : { ...memory, awaiting: { kind: 'question' } }
  if (isSwitchedOff(asked, memory, act)) return switchedOff(asked, memory, act)
  if (act.kind === 'press' && act.pressed?.kind === 'heard') return settle(asked, memory, act.pressed)
  switch (act.kind) {
    case 'press':
      return act.pressed === null ? say(asked, free, 'choice_unknown') : press(asked, free, act.pressed)
    case 'command':
      return obey(asked, free, act.command)
    case 'number':
      return noSuchNumber(asked, free)
    case 'mark':
      return mark(asked, memory, act.good, act.isSilent)
    case 'receipt':
      return receipt(asked, memory, act.read)
    case 'words':
      return words(asked, settled(memory), act)
    case 'paper': {
      if (isPassedOn(asked.turn.desk)) return says(memory, bare(asked.tell('unread')))
      const asks = act.isAlone ? questionOn(asked, act.paper) : null
      if (asks !== null) return heard(asked, memory, { of: 'picture', text: asks })
      return says(memory, ofPaper(asked, act.paper, act.of === 'photo'))
    }
    case 'heard':
      return heard(asked, memory, { of: 'voice', text: act.text })
    case 'unheard':
      return says(memory, unheard(asked, act.why))
    case 'notice':
      return says(memory, bare(isPassedOn(asked.turn.desk) ? asked.tell('unread') : asked.say(NOTICES[act.of])))
    case 'group':
      return says(memory, bare(asked.say('group')))
    default:
      return act satisfies never
  }
}

/** While the bot is switched off only this is done: whatever belongs to an officer, what is kept, and forgetting it. */
function isSwitchedOff({ turn }: Asked, memory: Memory, act: Act): boolean {
  if (turn.desk === null || turn.desk.off === null) return false
  switch (act.kind) {
    case 'command':
      return !STILL_OBEYED.includes(act.command.kind)
    case 'press':
      return act.pressed === null || !STILL_PRESSED.includes(act.pressed.kind)
    case 'words':
      return !isPassedOn(turn.desk) && !memory.awaiting.kind.startsWith('officer-')
    case 'group':
      return false
    case 'number':
    case 'mark':
    case 'receipt':
    case 'paper':
    case 'heard':
    case 'unheard':
    case 'notice':
      return true
  }
}

const STILL_OBEYED: readonly Command['kind'][] = [
  'officer',
  'to-bot',
  'to-officer',
  'enough',
  'reopen',
  'add',
  'copy',
  'forget',
  'privacy',
]
const STILL_PRESSED: readonly Pressed['kind'][] = ['officer', 'draft', 'drop', 'avoid', 'forget']

function switchedOff({ turn, tell }: Asked, memory: Memory, act: Act): Said {
  if (act.kind === 'mark' && act.isSilent) return says(memory)
  const { off, isStaffed } = turn.desk ?? { off: null, isStaffed: false }
  return says(memory, bare([tell('off', { reason: off ?? '' }), tell(isStaffed ? 'off_still' : 'off_no_team')].join('\n')))
}

function noSuchNumber(asked: Asked, memory: Memory): Said {
  const count = numberedChoices(memory.choices, asked.turn.channel).length
  return count === 0 ? say(asked, memory, 'choice_none') : says(memory, bare(asked.say('choice_range', { count: String(count) })))
}

const NOTICES = {
  photo: 'kind_photo',
  document: 'kind_document',
  video: 'kind_video',
  voice: 'kind_voice',
  sticker: 'kind_sticker',
  location: 'kind_location',
  contact: 'kind_contact',
  other: 'kind_other',
} as const satisfies Record<Unreadable, string>

type Key = Parameters<Asked['say']>[0]
const bare = (text: string): Reply => ({ text, choices: [] })
const say = (asked: Asked, memory: Memory, key: Key): Said => says(memory, bare(asked.say(key)))

// — what was heard —

function heard(asked: Asked, memory: Memory, given: Heard): Said {
  const answer = given.of === 'voice' ? pressedOf(aright(memory, given.text) ?? '') : null
  if (answer?.kind === 'heard') return settle(asked, memory, answer)
  if (!memory.isAnonymous) return showBack(asked, memory, given)
  return toldBack(asked, given, words(asked, settled(memory), spoken(given.text)))
}

const spoken = (text: string): Spoken => ({ kind: 'words', text, isEdited: false, isUnread: false })

/** Right: as if it had been typed, and nobody types a stranger's picture as a command. */
function settle(asked: Asked, memory: Memory, { heard: id, isRight }: Extract<Pressed, { kind: 'heard' }>): Said {
  const { awaiting } = memory
  if (awaiting.kind !== 'heard' || awaiting.id !== id) return say(asked, memory, 'heard_gone')
  const { of, text } = awaiting
  const next: Memory = { ...settled(memory), choices: [] }
  if (!isRight) return say(asked, next, of === 'voice' ? 'heard_no' : 'heard_no_picture')
  return respond(asked, next, of === 'voice' ? asTyped(asked.setting, next, asked.turn, text) : spoken(text))
}

// — words —

type Spoken = Extract<Act, { kind: 'words' }>

function words(asked: Asked, memory: Memory, act: Spoken): Said {
  const { awaiting } = memory
  const { desk } = asked.turn
  if (isPassedOn(desk) || (awaiting.kind === 'officer-more' && openOwn(desk) !== null)) return wordsToOfficer(asked, memory, act)
  if (!/[\p{L}\p{N}]/u.test(act.text)) return say(asked, memory, 'empty')
  return awaited(asked, memory, act.text) ?? wordsToBot(asked, memory, act)
}

/** Nothing of a forwarded text is remembered: it is nobody's question. */
const paperSent = (asked: Asked, memory: Memory, reply: Reply): Said =>
  meanwhile(asked, memory, says({ ...memory, awaiting: { kind: 'question' } }, reply))

/** As much of a message as is read, and what is said of the rest. */
function readable(asked: Asked, text: string): { readonly read: string; readonly cut: readonly string[] } {
  const read = fitted(text, READ_MAX)
  return { read, cut: read.length < text.length ? [asked.say('cut', { count: String(READ_MAX) })] : [] }
}

function questionRead(asked: Asked, memory: Memory, text: string): Said {
  const { read, cut } = readable(asked, text)
  return questionWritten(asked, memory, read, cut[0] ?? null)
}

function wordsToOfficer(asked: Asked, memory: Memory, { text, isEdited, isUnread }: Spoken): Said {
  const { awaiting } = memory
  // words of a receipt with a mistake among them are nobody else's
  if (awaiting.kind === 'receipt' && isAttempt(text)) return say(asked, memory, 'receipt_again')
  if (awaiting.kind === 'officer-more' && isNo(text))
    return say(asked, { ...memory, awaiting: { kind: 'question' } }, 'new_question')
  const { read, cut } = readable(asked, text)
  return passOn(asked, memory, read, { isEdited, notes: [...cut, ...(isUnread ? [asked.tell('unread_with_words')] : [])] })
}

/** What the words were awaited for; null: they are a question. */
function awaited(asked: Asked, memory: Memory, text: string): Said | null {
  const { awaiting, draft } = memory
  const free: Memory = { ...memory, awaiting: { kind: 'question' } }
  if (awaiting.kind === 'officer-office' && draft !== null)
    return text.includes('?') && !namesOffice(asked, draft, text) ? null : officeNamed(asked, memory, draft, text)
  if (awaiting.kind !== 'question' && isNo(text)) return say(asked, { ...free, draft: null }, 'new_question')
  switch (awaiting.kind) {
    case 'reason':
      return {
        ...say(asked, free, 'reason_taken'),
        records: [{ ...feedback(asked, memory, awaiting.answer, false), hasReason: true }],
      }
    case 'receipt':
      return isAttempt(text) ? say(asked, memory, 'receipt_again') : null
    case 'place':
      return isQuestion(asked, text) ? null : placeNamed(asked, memory, text)
    case 'officer-question':
      return asked.turn.desk === null ? null : questionRead(asked, memory, text)
    case 'question':
      return typeof memory.thread?.answer === 'string' && isNotThat(text) ? say(asked, letGo(free), 'not_that') : null
    case 'officer-office':
    case 'officer-more':
    case 'heard':
      return null
  }
}

function wordsToBot(asked: Asked, memory: Memory, { text, isEdited, isUnread }: Spoken): Said {
  const free: Memory = { ...memory, awaiting: { kind: 'question' } }
  const sent = ofWords(asked, text)
  if (sent.kind === 'paper') return paperSent(asked, memory, sent.reply)
  const { read, cut } = readable(asked, text)
  const notes = [...(sent.note === null ? [] : [sent.note]), ...cut, ...(isUnread ? [asked.say('picture_unread')] : [])]
  // who last wrote to an officer may not know that it is over; what was asked before them belongs to nothing that comes now
  const isBotAgain = memory.knowsPassedOn
  const isOver = openOwn(asked.turn.desk) === null
  // an officer who took their words back has not written yet: it goes on, and that is said
  const known: Memory = isBotAgain ? { ...memory, sinceTold: null } : memory
  const answered = meanwhile(asked, known, question(asked, isBotAgain ? letGo(free) : free, read, isEdited))
  const [first, ...rest] = answered.replies
  if (first === undefined) return answered
  const before = [...(isBotAgain && isOver ? [asked.tell('bot_again')] : []), ...(isEdited ? [asked.say('edited')] : [])]
  const lines = [...before, first.text, ...notes]
  const replies = [{ ...first, text: lines.join('\n') }, ...rest]
  return { ...answered, memory: { ...answered.memory, knowsPassedOn: false }, replies }
}

/** About as many words as a receipt has, and no question: hardly anything else while one is awaited. */
function isAttempt(text: string): boolean {
  const words = text.trim().split(/\s+/).length
  return !text.includes('?') && Math.abs(words - RECEIPT_WORDS) <= ATTEMPT_OFF_MAX
}

const ATTEMPT_OFF_MAX = 2

const isQuestion = ({ setting }: Asked, text: string): boolean =>
  text.includes('?') || text.trim().split(/\s+/).length > NAME_WORDS_MAX || setting.edition.read(text).kinds.has('act')

const anew = (memory: Memory): Thread => ({
  said: [],
  outcome: null,
  known: { status: memory.status, place: memory.place },
})

function question(asked: Asked, memory: Memory, text: string, isEdited: boolean): Said {
  const { setting, turn } = asked
  // a question in new words does not go on with its old wording
  const thread: Thread =
    memory.thread === null ? anew(memory) : isEdited ? { ...memory.thread, said: [], outcome: null } : memory.thread
  const profile = { status: null, place: null, on: turn.on }
  const consulting = besideOf(asked, memory)
  const heard = hear({ ...setting, profile }, thread, text, consulting)
  if (heard.kind === 'ground') return lastOf(asked, memory, last => ({ ...says(memory, showMore(asked, last)) }))
  const entry = heard.drafts[0]?.decision.entry?.id
  if (heard.drafts.length === 1 && entry === DONE_HERE.greeting) return welcome(asked, memory)
  if (heard.drafts.length === 1 && entry === DONE_HERE.forget) return obey(asked, memory, { kind: 'forget' })
  // who may be asked nothing new has told all there is
  const tasks = consulting?.reads || consulting?.words ? heard.drafts.flatMap(d => d.wants) : []
  if (tasks.length > 0)
    return { ...says(memory), wishes: [{ kind: 'ask-model', tasks, isUnkept: consulting?.isUnkept ?? false }] }
  const all = heard.drafts.flatMap((draft, i) => {
    const finding = heard.answer.findings[i]
    return finding === undefined ? [] : [given(asked, draft, finding)]
  })
  const marks = heard.drafts.flatMap(d => d.marks)
  const [first, ...others] = all
  if (first === undefined) return say(asked, memory, 'empty')
  const [fromPlace, writer] = countedFrom(asked, memory, first.draft)
  const records = [...all.map(g => recordOf(asked, memory, g)), ...fromPlace]
  if (heard.isAside && others.length === 0) return { ...says(memory, bare(first.finding.text)), records, marks }
  return { ...answered(asked, writer, first, others, heard.thread), records, marks }
}

/** A model elsewhere reads nothing of someone who wants nothing kept. */
function besideOf({ turn: { model } }: Asked, { isAnonymous }: Memory): ModelBeside | undefined {
  if (model === undefined || !isAnonymous) return model
  return model.isLocal ? { ...model, isUnkept: true } : undefined
}

/** Days within which an asker is counted once among those who write from their place. */
const COUNTED_DAYS = 90
const DAY_MS = 24 * 60 * 60 * 1000
const NOWHERE = 'ID'

/** Whether they are counted today, and their memory of it. Who wants nothing remembered is not counted. */
function countedFrom({ turn }: Asked, memory: Memory, { facts }: Draft): readonly [readonly AnswerRecord[], Memory] {
  const { place } = facts
  const since = memory.countedOn === null ? null : (Date.parse(turn.on) - Date.parse(memory.countedOn)) / DAY_MS
  const isCounted = since !== null && since < COUNTED_DAYS
  if (memory.isAnonymous || place === null || place === NOWHERE || isCounted) return [[], memory]
  return [[{ kind: 'from', place }], { ...memory, countedOn: turn.on }]
}

/** Shows an answer and keeps what its buttons and what a follow-up need. */
function answered(asked: Asked, memory: Memory, first: Given, others: readonly Given[], thread: Thread): Said {
  const reply = show(asked, memory, first, others)
  // a newer question takes the place of one that was not sent, and what is written is for the bot again
  const asker: Memory = { ...memory, draft: null, knowsPassedOn: false }
  if (memory.isAnonymous) return says(asker, reply)
  const isOffered = (kind: 'status' | 'place'): boolean => reply.choices.some(c => pressedOf(c.id)?.kind === kind)
  const { offered: before } = memory
  const offered = { status: before.status || isOffered('status'), place: before.place || isOffered('place') }
  const next: Memory = { ...asker, offered, thread: { ...thread, answer: first.kept.id } }
  return says(keep(next, ...others.map(o => o.kept).toReversed(), first.kept), reply)
}

/** Does something with the last answer of the running conversation. */
function lastOf(asked: Asked, memory: Memory, act: (last: Given, kept: Kept) => Said): Said {
  const kept = memory.kept.find(k => k.id === memory.thread?.answer)
  if (kept === undefined) return say(asked, memory, memory.isAnonymous ? 'anonymous_open' : 'more_none')
  return act(again(asked, kept), kept)
}

// — choices —

function press(asked: Asked, memory: Memory, pressed: Pressed): Said {
  switch (pressed.kind) {
    case 'more':
      return withKept(asked, memory, pressed.answer, kept => says(memory, showMore(asked, again(asked, kept))))
    case 'full':
      return withKept(asked, memory, pressed.answer, kept => {
        const full = again(asked, kept)
        return answered(asked, memory, full, [], threadOf(memory, full))
      })
    case 'anew':
      return withKept(asked, memory, pressed.answer, kept => anewToday(asked, memory, kept))
    case 'clauses':
      return withKept(asked, memory, pressed.answer, kept => clauses(asked, memory, kept))
    case 'clause':
      return withKept(asked, memory, pressed.answer, kept => oneClause(asked, memory, kept, pressed.nth))
    case 'narrow':
      return withKept(asked, memory, pressed.answer, kept => narrowed(asked, memory, kept, pressed.nth))
    case 'good':
    case 'bad':
      return rated(asked, memory, pressed.answer, pressed.kind === 'good')
    case 'reason':
      return say(asked, { ...memory, awaiting: { kind: 'reason', answer: pressed.answer } }, 'reason_ask')
    case 'example': {
      const key = EXAMPLES[pressed.nth - 1]
      return key === undefined ? say(asked, memory, 'choice_unknown') : question(asked, letGo(memory), asked.say(key), false)
    }
    case 'status':
      return statusSet(asked, memory, pressed.status)
    case 'place':
      return placeSet(asked, memory, pressed.place)
    case 'anonymous':
      return anonymous(asked, memory, pressed.on)
    case 'forget':
      return pressed.isSure
        ? { ...say(asked, memory, 'forgotten'), wishes: [{ kind: 'forget' }] }
        : say(asked, memory, 'not_forgotten')
    case 'prove':
      return withKept(asked, memory, pressed.answer, kept => prove(asked, memory, kept))
    case 'heard':
      return settle(asked, memory, pressed)
    case 'new':
      return say(asked, letGo(memory), 'new_question')
    case 'officer':
    case 'draft':
    case 'drop':
    case 'avoid':
      return pressDesk(asked, memory, pressed) ?? human(asked, memory)
    default:
      return pressed satisfies never
  }
}

function withKept(asked: Asked, memory: Memory, answer: string, act: (kept: Kept) => Said): Said {
  const kept = memory.kept.find(k => k.id === answer)
  return kept === undefined ? say(asked, memory, memory.isAnonymous ? 'anonymous_open' : 'kept_gone') : act(kept)
}

function threadOf(memory: Memory, { kept, draft }: Given): Thread {
  const known: Known = memory.thread?.known ?? anew(memory).known
  return { said: kept.said, outcome: openedBy(draft), known: knownFrom(known, draft) }
}

/** The question again as of today, by the rules of today: what was once chosen from an answer that has gone is not chosen any more; what was told is. */
function anewToday(asked: Asked, memory: Memory, kept: Kept): Said {
  const picks = kept.picks.filter(p => p.kind !== 'branch' && p.kind !== 'reading')
  const next = again(asked, { ...kept, on: asked.turn.on }, asked.turn.newId(), picks)
  return { ...answered(asked, memory, next, [], threadOf(memory, next)), records: [recordOf(asked, memory, next)] }
}

/** The question again, with what was chosen: an answer of its own, with buttons of its own. */
function narrowed(asked: Asked, memory: Memory, kept: Kept, nth: number): Said {
  const pick = kept.openings[nth]
  if (pick === undefined) return say(asked, memory, 'choice_unknown')
  const next = again(asked, kept, asked.turn.newId(), [...kept.picks, pick])
  const { branch, isChosen } = next.draft.decision
  const isTaken = pick.kind === 'branch' ? branch !== null : pick.kind !== 'reading' || isChosen
  const records = [recordOf(asked, memory, next)]
  const said = { ...answered(asked, memory, next, [], threadOf(memory, next)), records }
  if (isTaken) return said
  return { ...said, replies: said.replies.map(r => ({ ...r, text: `${asked.say('narrow_gone')}\n${r.text}` })) }
}

function shown(asked: Asked, refs: readonly ClauseRef[]): { name: string; text: string; nth: number }[] {
  const { setting, turn } = asked
  return refs.flatMap((ref, nth) => {
    const clause = showClause(setting.edition, setting.words, ref, turn.on)
    return clause === null ? [] : [{ name: clause.name, text: [clause.text, ...linkTo(asked, ref)].join('\n'), nth }]
  })
}

/** Where the clause can be read by anyone. */
function linkTo({ setting }: Asked, ref: ClauseRef): string[] {
  const path = setting.publicUrl === null ? null : clausePath(setting.edition, ref)
  return path === null ? [] : [`${setting.publicUrl}${path}`]
}

/** All clauses of an answer when they fit in a message that can be read at a glance, else a choice for each. */
function clauses(asked: Asked, memory: Memory, kept: Kept): Said {
  if (kept.clauses.length === 0) return say(asked, memory, 'clauses_none')
  const all = shown(asked, kept.clauses)
  if (all.length === 0) return say(asked, memory, 'clause_gone')
  const text = all.map(c => c.text).join('\n\n')
  if (all.length === 1 || text.length <= Math.min(CLAUSES_TOGETHER_MAX, asked.turn.shape.textMax)) return says(memory, bare(text))
  const choices = all.map((c, i) => numbered({ kind: 'clause', answer: kept.id, nth: c.nth }, i + 1, c.name))
  const lines = all.map((c, i) => `${i + 1}. ${c.name}`)
  return says(memory, { text: [asked.say('clauses_which'), ...lines].join('\n'), choices })
}

function oneClause(asked: Asked, memory: Memory, kept: Kept, nth: number): Said {
  const ref = kept.clauses[nth]
  const [clause] = ref === undefined ? [] : shown(asked, [ref])
  return clause === undefined ? say(asked, memory, 'clause_gone') : says(memory, bare(clause.text))
}

// — marks —

/** What is counted of a mark: of which kind the answer was, not which. */
function feedback(asked: Asked, memory: Memory, answer: string, good: boolean): Extract<AnswerRecord, { kind: 'feedback' }> {
  const kept = memory.kept.find(k => k.id === answer)
  const finding = kept === undefined ? null : again(asked, kept).finding
  return { kind: 'feedback', situation: finding?.situation ?? null, row: finding?.row ?? null, good, hasReason: false }
}

function rated(asked: Asked, memory: Memory, answer: string, good: boolean): Said {
  const reply = good
    ? bare(asked.say('feedback_good'))
    : {
        text: asked.say('feedback_bad'),
        choices: [choice({ kind: 'reason', answer }, asked.say('reason_title'), asked.say('reason_label'))],
      }
  return { ...says(memory, reply), records: [feedback(asked, memory, answer, good)] }
}

/** A thumb on our message, or typed: of the last answer, or of the officer where it is their turn to be rated. */
function mark(asked: Asked, memory: Memory, good: boolean, isSilent: boolean): Said {
  if (isRateable(asked.turn.desk, memory) && !isSilent) return rate(asked, memory, good)
  if (isPassedOn(asked.turn.desk))
    return isSilent ? says(memory) : passOn(asked, memory, good ? '👍' : '👎', { isEdited: false, notes: [] })
  const answer = memory.thread?.answer ?? memory.kept.at(-1)?.id ?? null
  if (answer === null) return isSilent ? says(memory) : say(asked, memory, 'empty')
  return isSilent ? { ...says(memory), records: [feedback(asked, memory, answer, good)] } : rated(asked, memory, answer, good)
}

// — commands —

function obey(asked: Asked, memory: Memory, command: Command): Said {
  switch (command.kind) {
    case 'start':
      return welcome(asked, letGo(memory))
    case 'help':
      return says(memory, { text: asked.say('help'), choices: examples(asked) })
    case 'place':
      return place(asked, memory, command.named)
    case 'status':
      return command.named === null ? status(asked, memory) : statusSet(asked, memory, command.named)
    case 'anonymous':
      return anonymous(asked, memory, command.on ?? !memory.isAnonymous)
    case 'officer':
      return askOfficer(asked, memory) ?? human(asked, memory)
    case 'to-officer':
      return toOfficer(asked, memory) ?? human(asked, memory)
    case 'to-bot':
      return toBot(asked, memory)
    case 'add':
      return askForMore(asked, memory)
    case 'enough':
      return enough(asked, memory)
    case 'reopen':
      return reopen(asked, memory)
    case 'copy':
      return copy(asked, memory)
    case 'sources':
      return says(memory, bare(sources(asked, memory)))
    case 'forget':
      return says(memory, { text: forgetAsk(asked), choices: forgetChoices(asked) })
    case 'receipt':
      return offerReceipt(asked, memory)
    case 'receipt-have':
      return say(asked, memory, 'receipt_have')
    case 'privacy':
      return says(memory, bare(privacy(asked)))
    case 'prove':
      return lastOf(asked, memory, (_, kept) => prove(asked, memory, kept))
    case 'forget-status':
      return statusSet(asked, memory, null)
    case 'forget-place':
      return placeSet(asked, memory, null)
    case 'more':
      return lastOf(asked, memory, last => says(memory, showMore(asked, last)))
    case 'clauses':
      return lastOf(asked, memory, (_, kept) => clauses(asked, memory, kept))
    case 'new':
      return press(asked, memory, { kind: 'new' })
    default:
      return command satisfies never
  }
}

// — receipts and proofs —

/** Eight words that open this conversation from anywhere: shown once, and they count once they have been typed back. */
function offerReceipt(asked: Asked, memory: Memory): Said {
  if (memory.isAnonymous) return nothing(asked, memory)
  const { keeps } = asked.setting
  if (keeps === null) return say(asked, memory, 'kept_nowhere')
  const secret = asked.turn.random(RECEIPT_BYTES)
  const words = keeps.receipts.make(secret)
  const lines = words.map((word, i) => `${i + 1}. ${word}`)
  const next: Memory = { ...memory, awaiting: { kind: 'receipt', hash: hashOf(secret) } }
  return says(next, bare([asked.say('receipt_words'), ...lines, asked.say('receipt_type')].join('\n')))
}

/** Recognises the words that were shown; what is stored for good is a keyed hash that others make. */
const hashOf = (secret: Uint8Array): string => createHash('sha256').update(secret).digest('base64url')

function receipt(asked: Asked, memory: Memory, read: ReceiptRead): Said {
  if (read.kind !== 'receipt') return says(memory, bare(receiptWrong(asked, read)))
  const { secret } = read
  if (memory.awaiting.kind === 'receipt' && memory.awaiting.hash === hashOf(secret)) {
    const slips = read.corrected.join(', ')
    const lines = [asked.say('receipt_right'), ...(slips === '' ? [] : [asked.say('receipt_corrected', { which: slips })])]
    const kept = says({ ...memory, awaiting: { kind: 'question' } }, bare(lines.join('\n')))
    return { ...kept, wishes: [{ kind: 'keep-receipt', secret }] }
  }
  const { opened } = asked.turn
  if (opened === undefined) return { ...says(memory), wishes: [{ kind: 'open-receipt', secret }] }
  if (opened === null) return say(asked, memory, 'receipt_unknown')
  if (opened.isOwn) return say(asked, memory, 'receipt_own')
  // what is here goes when another conversation goes on here; a question that an officer has would go unanswered, and nobody would know
  if (openOwn(asked.turn.desk) !== null) return says(memory, bare(asked.tell('receipt_busy')))
  const there: Memory = { ...(opened.memory ?? newMemory), isIntroduced: true }
  const theirs = opened.own === null ? [] : standing(asked, there, opened.own).replies
  return { ...says(there, reopened(asked, there), ...theirs), wishes: [{ kind: 'move' }] }
}

/** What the conversation that was opened was about: the first lines of its last answers, each of which can be had in full. */
function reopened(asked: Asked, memory: Memory): Reply {
  const last = memory.kept.slice(-REOPENED_MAX).toReversed()
  const lines = last.map((kept, i) => `${i + 1}. ${again(asked, kept).finding.text.split('\n')[0] ?? ''}`)
  const choices = last.map((kept, i) =>
    numbered(
      { kind: 'full', answer: kept.id },
      i + 1,
      asked.say('title_full', { nth: String(i + 1) }),
      lines[i]?.replace(/^\d+\. /, ''),
    ),
  )
  const said = asked.say(last.length === 0 ? 'receipt_opened_empty' : 'receipt_opened')
  return { text: [said, ...lines].join('\n'), choices }
}

const REOPENED_MAX = 5

function receiptWrong({ say }: Asked, read: Exclude<ReceiptRead, { kind: 'receipt' }>): string {
  if (read.kind === 'wrong-check') {
    const { doubtful } = read
    const where = doubtful.length === 0 ? [] : [say('receipt_doubtful', { which: doubtful.join(', ') })]
    return [say('receipt_order'), ...where].join('\n')
  }
  const lines = read.at.map(({ nth, typed, near }) =>
    near === null
      ? say('receipt_wrong_word', { nth: String(nth), typed })
      : say('receipt_near_word', { nth: String(nth), typed, near }),
  )
  const extra = read.extra === null ? [] : [say('receipt_extra', { nth: String(read.extra) })]
  const count = read.count === RECEIPT_WORDS || read.extra !== null ? [] : [say('receipt_count', { count: String(read.count) })]
  return [say('receipt_wrong'), ...lines, ...extra, ...count].join('\n')
}

/** An answer that can be shown to others, under a code that says nothing of who asked. The same answer on the same day has the same code. */
function prove(asked: Asked, memory: Memory, kept: Kept): Said {
  const { setting } = asked
  if (setting.keeps === null) return say(asked, memory, 'kept_nowhere')
  const { draft, finding } = again(asked, kept)
  // what a second reading doubts is not shown to others as certain
  if (!unmoved(draft.mind)) return say(asked, memory, 'proof_doubted')
  const proof = proven(setting.edition, draft, finding)
  if (proof === null) return say(asked, memory, 'proof_none')
  const code = proofCode(setting.keeps.proofKey, JSON.stringify(proof))
  const { publicUrl } = setting
  const said =
    publicUrl === null ? asked.say('proof_code', { code }) : asked.say('proof_link', { code, url: `${publicUrl}/t/${code}` })
  return { ...says(memory, bare(said)), wishes: [{ kind: 'prove', code, proof }] }
}

const privacy = ({ say, setting, tell, turn }: Asked): string =>
  [
    say('intro_kept'),
    ...(turn.desk === null ? [] : [tell('privacy', { days: String(turn.desk.keptDays) })]),
    ...(turn.model === undefined ? [] : [say(turn.model.isLocal ? 'privacy_model_own' : 'privacy_model_outside')]),
    say('privacy_commands'),
    ...(setting.publicUrl === null ? [] : [say('privacy_link', { url: `${setting.publicUrl}/privasi` })]),
  ].join('\n')

/** What this is, what is kept, how to stay unknown. */
export const introduction = (asked: Asked): string =>
  [asked.say('intro_what'), asked.say('intro_kept'), asked.say('intro_unknown')].join('\n')

const examples = (asked: Asked) => EXAMPLES.map((key, i) => numbered({ kind: 'example', nth: i + 1 }, i + 1, asked.say(key)))

function welcome(asked: Asked, memory: Memory): Said {
  const lines = EXAMPLES.map((key, i) => `${i + 1}. ${asked.say(key)}`)
  const text = [asked.say('welcome'), ...lines].join('\n')
  return says({ ...memory, isIntroduced: true }, bare(introduction(asked)), { text, choices: examples(asked) })
}

function status(asked: Asked, memory: Memory): Said {
  if (memory.isAnonymous) return nothing(asked, memory)
  const known = memory.status
  const line = known === null ? asked.say('status_unknown') : asked.say('status_known', { status: statusName(asked, known) })
  const names = (['PNS', 'CPNS', 'PPPK', 'non-asn'] as const).filter(s => s !== known)
  const forget =
    known === null
      ? []
      : [choice({ kind: 'status', status: null }, asked.say('title_status_forget'), asked.say('label_status_forget'))]
  const choices = names.map(s => choice({ kind: 'status', status: s }, statusName(asked, s), statusName(asked, s)))
  return says(memory, {
    text: `${line}\n${asked.say(known === null ? 'status_choose' : 'status_change')}`,
    choices: [...choices, ...forget],
  })
}

const nothing = (asked: Asked, memory: Memory): Said =>
  says(memory, {
    text: asked.say('anonymous_nothing'),
    choices: [choice({ kind: 'anonymous', on: false }, asked.say('anonymous_off_title'), asked.say('anonymous_off_label'))],
  })

function statusSet(asked: Asked, memory: Memory, set: Memory['status']): Said {
  if (memory.isAnonymous) return nothing(asked, memory)
  const next = setFact(memory, { status: set })
  if (set === null) return say(asked, next, 'status_forgotten')
  return says(next, bare(asked.say('remembered_status', { status: statusName(asked, set) })))
}

function place(asked: Asked, memory: Memory, named: string | null): Said {
  if (memory.isAnonymous) return nothing(asked, memory)
  if (named !== null) return placeNamed(asked, memory, named)
  const known = placeName(asked, memory.place)
  const line = known === null ? asked.say('place_unknown') : asked.say('place_known', { place: known })
  const choices =
    known === null
      ? []
      : [choice({ kind: 'place', place: null }, asked.say('title_place_forget'), asked.say('label_place_forget'))]
  return says(
    { ...memory, awaiting: { kind: 'place' } },
    { text: `${line}\n${asked.say(known === null ? 'place_ask' : 'place_change')}`, choices },
  )
}

const placeName = ({ setting }: Asked, code: string | null): string | null =>
  code === null ? null : (setting.edition.places.byCode(code)?.name ?? null)

/** A place by the name that was typed; when several bear it, the asker says which. */
function placeNamed(asked: Asked, memory: Memory, text: string): Said {
  // behind this word even a name that is also an everyday word ("Batu") is heard as a place
  const named = asked.setting.edition.places.inText(`daerah ${text}`)
  if (named === null) return say(asked, { ...memory, awaiting: { kind: 'place' } }, 'place_not_found')
  const free: Memory = { ...memory, awaiting: { kind: 'question' } }
  if (named.alternatives.length === 0) return placeSet(asked, free, named.place.code)
  const all = [named.place, ...named.alternatives]
  const lines = all.map((p, i) => `${i + 1}. ${p.name}`)
  const choices = all.map((p, i) => numbered({ kind: 'place', place: p.code }, i + 1, p.name))
  return says(free, { text: [asked.say('place_which'), ...lines].join('\n'), choices })
}

function placeSet(asked: Asked, memory: Memory, code: string | null): Said {
  if (memory.isAnonymous) return nothing(asked, memory)
  if (code === null) return say(asked, setFact(memory, { place: null }), 'place_forgotten')
  const name = placeName(asked, code)
  if (name === null) return say(asked, memory, 'place_not_found')
  return says(setFact(memory, { place: code }), bare(asked.say('remembered_place', { place: name })))
}

function anonymous(asked: Asked, memory: Memory, on: boolean): Said {
  const next = on ? { ...forgetAll(memory), isAnonymous: true } : { ...memory, isAnonymous: false }
  const turned = on
    ? choice({ kind: 'anonymous', on: false }, asked.say('anonymous_off_title'), asked.say('anonymous_off_label'))
    : choice({ kind: 'anonymous', on: true }, asked.say('anonymous_on_title'), asked.say('anonymous_on_label'))
  const too = on && openOwn(asked.turn.desk) !== null ? [asked.tell('anonymous_too')] : []
  return says(next, { text: [asked.say(on ? 'anonymous_on' : 'anonymous_off'), ...too].join('\n'), choices: [turned] })
}

const forgetAsk = ({ say, tell, turn }: Asked): string =>
  [
    say('forget_ask'),
    ...((turn.desk?.own ?? null) === null ? [] : [tell('forget_too')]),
    ...(isPassedOn(turn.desk) ? [tell('forget_sure')] : []),
  ].join('\n')

/** Who can be reached as a human where nobody answers here; nobody is being connected. */
const human = (asked: Asked, memory: Memory): Said => says(memory, bare(officer(asked)))

function officer({ say, setting }: Asked): string {
  const { office } = setting
  const own = office === null ? [] : [say('help_office', { office: office.name, contact: office.contact, hours: office.hours })]
  return [...own, say('help_routes'), say('officer_bot')].join('\n')
}

function sources({ say, setting, turn }: Asked, memory: Memory): string {
  const { edition } = setting
  const rows = [...edition.entries.values()].flatMap(e => e.rows)
  const reviewed = rows.filter(r => r.review.level !== 'none').length
  const places = new Set(edition.sources.regulations.map(r => r.place).filter(p => p !== 'ID'))
  const own = edition.places.byCode(memory.place ?? setting.homePlace ?? '')?.name
  return [
    say('sources', {
      regulations: String(edition.sources.regulations.length),
      clauses: String(edition.clauses().length),
      places: String(places.size),
      edition: edition.hash.slice(0, 8),
      on: DAY.format(new Date(turn.on)),
    }),
    ...(own === undefined ? [] : [say('sources_place', { place: own })]),
    reviewed === 0
      ? say('sources_reviewed_none')
      : say('sources_reviewed', { reviewed: String(reviewed), rows: String(rows.length) }),
  ].join('\n')
}

const forgetChoices = (asked: Asked) => [
  choice({ kind: 'forget', isSure: true }, asked.say('forget_yes_title'), asked.say('forget_yes_label')),
  choice({ kind: 'forget', isSure: false }, asked.say('forget_no_title'), asked.say('forget_no_label')),
]
