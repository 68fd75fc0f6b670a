// What is thought about a turn, pure: from what was stored to what is to be stored. May run in another thread, so it is data on both sides.
import {
  type AnswerRecord,
  isUnfinished,
  readMemory,
  type Taken,
  type TurnSetting,
  takeTurn,
} from '../conversation/conversation.ts'
import type { ChannelName, DateOnly, Message, Reply } from '../vocabulary.ts'

export type TurnAsked = {
  readonly channel: ChannelName
  readonly messages: readonly Message[]
  /** What is remembered of the asker, as it was stored; null: nothing. */
  readonly memory: string | null
  /** Milliseconds since 1970. */
  readonly at: number
  readonly on: DateOnly
  readonly shape: { readonly textMax: number; readonly textWithChoicesMax: number; readonly choicesMax: number }
  /** Whether a fragment may still wait for the rest of its sentence. */
  readonly mayWait: boolean
}

export type Thought =
  | { readonly kind: 'unfinished' }
  | {
      readonly kind: 'taken'
      readonly memory: string | null
      readonly replies: readonly Reply[]
      readonly records: readonly AnswerRecord[]
      readonly forget: boolean
      readonly silenced: boolean
      /** The name of what broke; the asker was told so and the turn is done with: taken again it would only break again. */
      readonly broke: string | null
    }

export function think(setting: TurnSetting, asked: TurnAsked, newId: () => string): Thought {
  const { channel, messages, at, on, shape } = asked
  try {
    if (asked.mayWait && isUnfinished(setting.edition, messages)) return { kind: 'unfinished' }
    const memory = asked.memory === null ? null : readMemory(asked.memory)
    return thought(takeTurn(setting, { channel, messages, memory, at, on, shape, newId }))
  } catch (error) {
    const sorry = { text: setting.words.say('failed'), choices: [] }
    const broke = error instanceof Error ? error.name : 'unknown'
    return { kind: 'taken', memory: asked.memory, replies: [sorry], records: [], forget: false, silenced: false, broke }
  }
}

const thought = (taken: Taken): Thought => ({
  ...taken,
  kind: 'taken',
  memory: taken.memory === null ? null : JSON.stringify(taken.memory),
  broke: null,
})
