// Who speaks now and what belongs together: takes a turn of an asker, all that they wrote since the last, to replies and a new memory.
// It never reads a clock, stores nothing and sends nothing: memory comes in, memory goes out, and words of the asker go nowhere else.
// Neighbours: answering (the answer of a turn); the inbox and the command line drive it.
// Explained by: test/conversation/*.test.ts, test/walks/command-line.test.ts.
import type { Reply } from '../vocabulary.ts'
import { actsOf } from './acts.ts'
import { fitTo } from './fit.ts'
import { arrive, isCurrent, isTooFast, type Memory, newMemory } from './memory.ts'
import { introduction, respond } from './respond.ts'
import { type Asked, type Said, says, type Taken, type Turn, type TurnSetting } from './turn.ts'

export { isUnfinished } from './acts.ts'
export { continues, newSession, type Session, type Setting, take } from './follow.ts'
export { type Memory, readMemory } from './memory.ts'
export type { AnswerRecord, Taken, Turn, TurnSetting } from './turn.ts'

/** Takes a turn. Time, chance and what is remembered arrive with it; nothing else decides. */
export function takeTurn(setting: TurnSetting, turn: Turn): Taken {
  const asked: Asked = { setting, turn, say: setting.words.say }
  const before = isCurrent(turn.memory) ? turn.memory : null
  const memory = arrive(before ?? newMemory(turn.at), turn.at)
  if (isTooFast(memory)) return rest(asked, memory)
  const acts = actsOf(setting.edition, memory, turn)
  // in a group nothing is answered and nobody is met
  if (acts.length === 0 || acts.every(a => a.kind === 'group')) {
    const said = says(memory, ...(acts.length === 0 ? [] : [{ text: asked.say('group'), choices: [] }]))
    return finish(asked, { ...said, memory: { ...said.memory, isLimited: false } }, before === null)
  }
  let said = says({ ...memory, isLimited: false })
  for (const act of acts) {
    const next = respond(asked, said.memory, act)
    said = { ...next, replies: [...said.replies, ...next.replies], records: [...said.records, ...next.records] }
    if (next.forget) break
  }
  return finish(asked, introduced(asked, said), before === null && said.replies.length === 0)
}

/** Too many turns: one polite line, then silence until the rate falls. */
function rest(asked: Asked, memory: Memory): Taken {
  const line = memory.isLimited ? [] : [{ text: asked.say('limit'), choices: [] }]
  return { ...finish(asked, says({ ...memory, isLimited: true }, ...line), false), silenced: memory.isLimited }
}

/** Whom we meet hears what this is, what is kept and how to stay unknown, once and after the answer. */
function introduced(asked: Asked, said: Said): Said {
  if (said.memory.isIntroduced || said.replies.length === 0 || said.forget) return said
  return {
    ...said,
    memory: { ...said.memory, isIntroduced: true },
    replies: [...said.replies, { text: introduction(asked), choices: [] }],
  }
}

/** `isUnmet`: nothing was said to a person never met, so nothing is remembered of them. */
function finish(asked: Asked, { memory, replies, records, forget }: Said, isUnmet: boolean): Taken {
  const fitting = replies.flatMap(r => fitTo(r, asked.turn.shape, asked.say('choose')))
  const kept = forget || isUnmet ? null : { ...memory, choices: choicesNow(memory, fitting, records.length > 0) }
  return { memory: kept, replies: fitting, records, forget, silenced: false }
}

/** What a typed number means from now on: the choices last shown; none once an answer came without any. */
function choicesNow(memory: Memory, replies: readonly Reply[], isAnswered: boolean): Memory['choices'] {
  const last = replies.findLast(r => r.choices.length > 0)
  if (last !== undefined) return last.choices.map(({ id, title }) => ({ id, title }))
  return isAnswered ? [] : memory.choices
}
