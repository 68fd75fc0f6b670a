// What is thought about a turn, pure: from what was stored to what is to be stored. May run in another thread, so it is data on both sides.
import {
  type AnswerRecord,
  type DeskView,
  isUnfinished,
  type ModelBeside,
  type OwnView,
  readMemory,
  readTempo,
  type Taken,
  type TurnSetting,
  takeTurn,
  type Wish,
} from '../conversation/conversation.ts'
import type { ConsultationCopy } from '../handoff/handoff.ts'
import type { ChannelName, DateOnly, Message, Reply } from '../vocabulary.ts'

export type TurnAsked = {
  readonly channel: ChannelName
  readonly messages: readonly Message[]
  /** What is remembered of the asker, and when they wrote last, as it was stored; null: nothing. */
  readonly memory: string | null
  readonly tempo: string | null
  /** What their receipt opens; undefined: nobody has looked yet. */
  readonly opened?: { readonly memory: string | null; readonly isOwn: boolean; readonly own: OwnView | null } | null
  /** Their consultations to take away; undefined: nobody has looked yet. */
  readonly copies?: readonly ConsultationCopy[]
  /** What a model may be asked and has told; absent where none is configured. */
  readonly model?: ModelBeside
  /** What stands with the officers; null: nobody could answer. */
  readonly desk: DeskView | null
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
      readonly tempo: string
      readonly replies: readonly Reply[]
      readonly records: readonly AnswerRecord[]
      readonly wishes: readonly Wish[]
      readonly marks: Taken['marks']
      readonly silenced: boolean
      /** The asker wants nothing kept. */
      readonly isUnkept: boolean
      /** The name of what broke; the asker was told so and the turn is done with: taken again it would only break again. */
      readonly broke: string | null
    }

/** What thinking draws from: 8 random characters, and random bytes. */
export type Chance = { readonly newId: () => string; readonly random: (size: number) => Uint8Array }

export function think(setting: TurnSetting, asked: TurnAsked, { newId, random }: Chance): Thought {
  const { channel, messages, desk, at, on, shape, opened, copies, model } = asked
  const memoryIn = (stored: string | null) => (stored === null ? null : readMemory(stored))
  try {
    if (asked.mayWait && isUnfinished(setting, messages)) return { kind: 'unfinished' }
    const turn = {
      channel,
      messages,
      memory: memoryIn(asked.memory),
      tempo: asked.tempo === null ? null : readTempo(asked.tempo),
      ...(opened === undefined ? {} : { opened: opened === null ? null : { ...opened, memory: memoryIn(opened.memory) } }),
      ...(copies === undefined ? {} : { copies }),
      ...(model === undefined ? {} : { model }),
      desk,
      at,
      on,
      shape,
      newId,
      random,
    }
    return thought(takeTurn(setting, turn))
  } catch (error) {
    const sorry = { text: setting.words.say('failed'), choices: [] }
    const broke = error instanceof Error ? error.name : 'unknown'
    const { memory, tempo } = asked
    return {
      kind: 'taken',
      memory,
      tempo: tempo ?? '',
      replies: [sorry],
      records: [],
      wishes: [],
      marks: [],
      silenced: false,
      isUnkept: false,
      broke,
    }
  }
}

const thought = (taken: Taken): Thought => ({
  ...taken,
  kind: 'taken',
  memory: taken.memory === null ? null : JSON.stringify(taken.memory),
  tempo: JSON.stringify(taken.tempo),
  isUnkept: taken.memory?.isAnonymous ?? false,
  broke: null,
})
