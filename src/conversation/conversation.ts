// Who speaks now and what belongs together: takes a turn of an asker, all that they wrote since the last, to replies and a new memory.
// It never reads a clock, stores nothing and sends nothing: memory comes in, memory goes out; words of the asker go to an officer when they were
// shown what goes and said yes, and nowhere else.
// Neighbours: answering (the answer of a turn), the handoff (a human's); the inbox and the command line drive it.
// Explained by: test/conversation/*.test.ts, test/walks/command-line.program.ts.

import { hourOf } from '../handoff/handoff.ts'
import type { Message, RemovedKind, Reply } from '../vocabulary.ts'
import { type Act, actsOf } from './acts.ts'
import { deskAfter } from './desk.ts'
import { fitTo } from './fit.ts'
import { arrive, counted, isCurrent, isTooFast, type Memory, newMemory, type Tempo } from './memory.ts'
import { recalled } from './recall.ts'
import { introduction, respond } from './respond.ts'
import { slimmed } from './show.ts'
import { type Asked, type Said, says, type Taken, type Turn, type TurnSetting, wants } from './turn.ts'

export { MODEL_MARKS, type ModelMark, type ModelTask, READABLE_FACTS, type Told } from '../answering/answering.ts'
export { type DeskWords, parseDeskWords } from '../handoff/handoff.ts'
export { isUnfinished } from './acts.ts'
export type { AskerAct, DeskView, FoundRoute, OfficeNamed, OwnView, RouteAsked, Wait } from './desk.ts'
export { fitTo, relayed } from './fit.ts'
export { continues, newSession, type Session, type Setting, take } from './follow.ts'
export { type Memory, readMemory, readTempo, type Tempo } from './memory.ts'
export { type Reanswered, reanswered, recallMessage } from './recall.ts'
export { openReceipts, type Receipts } from './receipt.ts'
export type { AnswerRecord, Keeps, ModelBeside, Opened, Taken, Turn, TurnSetting, Wish } from './turn.ts'

/** Takes a turn. Time, chance and what is remembered arrive with it; nothing else decides. */
export function takeTurn(setting: TurnSetting, turn: Turn): Taken {
  const messages = turn.messages.filter(m => m.kind !== 'recall')
  const taken = messages.length === 0 ? unmoved(turn) : takeWritten(setting, { ...turn, messages })
  const recalls = turn.messages.filter(m => m.kind === 'recall')
  return recalls.reduce((before, recall) => told(setting, turn, before, recall), taken)
}

/** Nobody wrote: their conversation stands as it stood. */
const unmoved = ({ memory, tempo }: Turn): Taken => ({
  memory: isCurrent(memory) ? memory : null,
  tempo: tempo ?? { moments: [], isLimited: false },
  replies: [],
  records: [],
  wishes: [],
  marks: [],
  silenced: false,
})

/** What has changed of earlier answers comes last, so that its choices are the ones at hand. */
function told(setting: TurnSetting, turn: Turn, taken: Taken, recall: Message): Taken {
  const asked: Asked = { setting, turn, say: setting.words.say, tell: setting.desk.say }
  const reply = taken.memory === null ? null : recalled(asked, taken.memory, recall)
  if (taken.memory === null || reply === null) return taken
  const replies = fitTo(slimmed(asked, reply), turn.shape, asked.say('choose'))
  return {
    ...taken,
    memory: { ...taken.memory, choices: choicesNow(taken.memory, replies, false) },
    replies: [...taken.replies, ...replies],
  }
}

function takeWritten(setting: TurnSetting, turn: Turn): Taken {
  const asked: Asked = { setting, turn, say: setting.words.say, tell: setting.desk.say }
  const before = isCurrent(turn.memory) ? turn.memory : null
  const memory = arrive(before ?? newMemory, turn.tempo, turn.at)
  const tempo = counted(turn.tempo, turn.at)
  if (isTooFast(tempo, turn.at)) return rest(asked, memory, tempo)
  const free: Tempo = { ...tempo, isLimited: false }
  const acts = actsOf(setting, memory, turn)
  // in a group nothing is answered and nobody is met
  if (acts.length === 0 || acts.every(a => a.kind === 'group')) {
    const said = says(memory, ...(acts.length === 0 ? [] : [{ text: asked.say('group'), choices: [] }]))
    return finish(asked, said, free, before === null)
  }
  let said = says(memory)
  let desk = turn.desk
  const beside = unseen(turn, acts)
  for (const act of acts) {
    const next = respond({ ...asked, turn: { ...beside, desk } }, said.memory, act)
    desk = deskAfter(desk, next.wishes, { on: turn.on, hour: hourOf(turn.at) })
    said = {
      memory: next.memory,
      replies: [...said.replies, ...next.replies],
      records: [...said.records, ...next.records],
      wishes: [...said.wishes, ...next.wishes],
      marks: [...(said.marks ?? []), ...(next.marks ?? [])],
    }
    if (ENDS_TURN.some(kind => wants(next.wishes, kind))) break
  }
  const whole = introduced(asked, removalTold(asked, said))
  return finish(asked, whole, free, before === null && said.replies.length === 0)
}

/** Who asks, and before they are answered wants nothing kept of it, is shown to no model elsewhere any more. */
const unseen = (turn: Turn, acts: readonly Act[]): Turn => {
  if (turn.model === undefined || !acts.some(leavesNothing)) return turn
  const may = turn.model.isLocal ? {} : { reads: false, words: false }
  return { ...turn, model: { ...turn.model, ...may, isUnkept: true } }
}

function leavesNothing(act: Act): boolean {
  if (act.kind === 'command')
    return act.command.kind === 'forget' || (act.command.kind === 'anonymous' && act.command.on !== false)
  if (act.kind !== 'press' || act.pressed === null) return false
  const { pressed } = act
  return (pressed.kind === 'anonymous' && pressed.on) || (pressed.kind === 'forget' && pressed.isSure)
}

/** What comes after these in a turn is either for nobody, or taken again. */
const ENDS_TURN = ['forget', 'open-receipt', 'find-route', 'find-copy', 'ask-model'] as const

/** Too many turns: one polite line, then silence until the rate falls. */
function rest(asked: Asked, memory: Memory, tempo: Tempo): Taken {
  const line = tempo.isLimited ? [] : [{ text: asked.say('limit'), choices: [] }]
  return { ...finish(asked, says(memory, ...line), { ...tempo, isLimited: true }, false), silenced: tempo.isLimited }
}

/** What was taken out of their words before anything was kept, at the end of the first reply that answers them. */
function removalTold(asked: Asked, said: Said): Said {
  const { turn, say } = asked
  const removed = [...new Set(turn.messages.flatMap(m => m.removed ?? []))]
  const [first, ...rest] = said.replies
  if (first === undefined || removed.length === 0) return said
  const kinds = removed.map(kind => say(REMOVED[kind])).join(', ')
  const note = say(removed.includes('person') ? 'removed_person' : 'removed', { kinds })
  const whole: Reply = { ...first, text: `${first.text}\n${note}` }
  // by itself rather than that it pushes the buttons away from the answer
  const isApart = !carries(asked, whole) && carries(asked, first)
  return { ...said, replies: isApart ? [first, { text: note, choices: [] }, ...rest] : [whole, ...rest] }
}

/** Whether what can be pressed hangs on the text itself. */
const carries = (asked: Asked, reply: Reply): boolean =>
  reply.choices.length === 0 || slimmed(asked, reply).text.length <= asked.turn.shape.textWithChoicesMax

const REMOVED = {
  nip: 'removed_nip',
  nik: 'removed_nik',
  phone: 'removed_phone',
  email: 'removed_email',
  account: 'removed_account',
  link: 'removed_link',
  plate: 'removed_plate',
  number: 'removed_number',
  person: 'removed_name',
} as const satisfies Record<RemovedKind, string>

/** Whom we meet hears what this is, what is kept and how to stay unknown, once and after the answer. */
function introduced(asked: Asked, said: Said): Said {
  if (said.memory.isIntroduced || said.replies.length === 0 || wants(said.wishes, 'forget')) return said
  return {
    ...said,
    memory: { ...said.memory, isIntroduced: true },
    replies: [...said.replies, { text: introduction(asked), choices: [] }],
  }
}

/** `isUnmet`: nothing was said to a person never met, so nothing is remembered of them. */
function finish(asked: Asked, { memory, replies, records, wishes, marks = [] }: Said, tempo: Tempo, isUnmet: boolean): Taken {
  const fitting = replies.flatMap(r => fitTo(slimmed(asked, r), asked.turn.shape, asked.say('choose')))
  const isGone = wants(wishes, 'forget') || isUnmet
  const kept = isGone ? null : { ...memory, choices: choicesNow(memory, fitting, records.length > 0) }
  return { memory: kept, tempo, replies: fitting, records, wishes, marks, silenced: false }
}

/** What a typed number means from now on: the choices last shown; none once an answer came without any. */
function choicesNow(memory: Memory, replies: readonly Reply[], isAnswered: boolean): Memory['choices'] {
  const last = replies.findLast(r => r.choices.length > 0)
  if (last !== undefined) return last.choices.map(({ id, title }) => ({ id, title }))
  return isAnswered ? [] : memory.choices
}
