// A turn and what comes of it: the types between the conversation and who drives it.
import type { Words } from '../answering/answering.ts'
import type { ChannelName, DateOnly, Message, Outcome, Reply, Status } from '../vocabulary.ts'
import type { Shape } from './fit.ts'
import type { Setting } from './follow.ts'
import type { Memory } from './memory.ts'

export type Turn = {
  readonly channel: ChannelName
  /** All that lay in the asker's line, oldest first; at least one. */
  readonly messages: readonly Message[]
  /** null: never met. */
  readonly memory: Memory | null
  /** Milliseconds since 1970. */
  readonly at: number
  /** Today in Jakarta. */
  readonly on: DateOnly
  /** 8 random characters [a-z0-9]. */
  readonly newId: () => string
  readonly shape: Shape
}

/** What is kept of an answer for statistics: no words of the asker. */
export type AnswerRecord =
  | {
      readonly kind: 'answer'
      readonly answerId: string
      readonly edition: string
      readonly outcome: Outcome
      readonly situation: string | null
      readonly row: string | null
      readonly place: string | null
      readonly status: Status | null
      readonly confidence: number
    }
  /** A reason comes after its mark, in a record of its own: that it was given is counted, what it says is not. */
  | { readonly kind: 'feedback'; readonly answerId: string; readonly good: boolean; readonly hasReason: boolean }

export type Taken = {
  readonly memory: Memory | null
  readonly replies: readonly Reply[]
  readonly records: readonly AnswerRecord[]
  /** Everything of the asker is to be erased once the replies are out. */
  readonly forget: boolean
  /** Too many turns: nothing was answered and nothing said. */
  readonly silenced: boolean
}

export type TurnSetting = Omit<Setting, 'profile'>

/** A turn with what it is taken in. */
export type Asked = { readonly setting: TurnSetting; readonly turn: Turn; readonly say: Words['say'] }

/** What one act of a turn leads to. */
export type Said = {
  readonly memory: Memory
  readonly replies: readonly Reply[]
  readonly records: readonly AnswerRecord[]
  readonly forget: boolean
}

export const says = (memory: Memory, ...replies: readonly Reply[]): Said => ({ memory, replies, records: [], forget: false })
