// A turn and what comes of it: the types between the conversation and who drives it.
import type { Consulting, ModelMark, ModelTask, Proven, Words } from '../answering/answering.ts'
import type { Brief, ConsultationCopy, DeskWords, Route } from '../handoff/handoff.ts'
import type { ChannelName, DateOnly, Message, Outcome, Reply, Status } from '../vocabulary.ts'
import type { AskerAct, DeskView, OwnView, RouteAsked } from './desk.ts'
import type { Shape } from './fit.ts'
import type { Setting } from './follow.ts'
import type { Memory, Tempo } from './memory.ts'
import type { Receipts } from './receipt.ts'

export type Turn = {
  readonly channel: ChannelName
  /** All that lay in the asker's line, oldest first; at least one. */
  readonly messages: readonly Message[]
  /** null: never met. */
  readonly memory: Memory | null
  /** When they wrote last; null: not within the hour. */
  readonly tempo: Tempo | null
  /** Whose conversation the receipt in this turn opens: undefined when nobody has looked yet, null when it opens none. */
  readonly opened?: Opened | null
  /** Their consultations to take away, oldest first; undefined when nobody has looked yet. */
  readonly copies?: readonly ConsultationCopy[]
  /** What stands with the officers; null where nobody could answer: then a human is only named. */
  readonly desk: DeskView | null
  /** What a language model may be asked and has told; absent where none is configured. */
  readonly model?: ModelBeside
  /** Milliseconds since 1970. */
  readonly at: number
  /** Today in Jakarta. */
  readonly on: DateOnly
  /** 8 random characters [a-z0-9]. */
  readonly newId: () => string
  readonly random: (size: number) => Uint8Array
  readonly shape: Shape
}

/** `isLocal`: it runs where the bot does, so that even what is not to be kept may be shown to it. `isUnkept`: this is. */
export type ModelBeside = Consulting & { readonly isLocal: boolean; readonly isUnkept?: boolean }

/** What a receipt opens: the memory of that conversation (null: nothing is remembered any more) with its consultation, or the very one that goes on here. */
export type Opened = { readonly memory: Memory | null; readonly isOwn: boolean; readonly own: OwnView | null }

/** What is counted of an answer: neither a word nor an asker, and no answer of its own, only how many there were like it. */
export type AnswerRecord =
  | {
      readonly kind: 'answer'
      readonly edition: string
      readonly outcome: Outcome
      readonly situation: string | null
      readonly row: string | null
      readonly place: string | null
      readonly status: Status | null
    }
  /** A reason comes after its mark, in a record of its own: that it was given is counted, what it says is not. */
  | {
      readonly kind: 'feedback'
      readonly situation: string | null
      readonly row: string | null
      readonly good: boolean
      readonly hasReason: boolean
    }
  /** Someone wrote from a place: once in 90 days each. */
  | { readonly kind: 'from'; readonly place: string }
  /** A question went to an officer. */
  | { readonly kind: 'opened'; readonly topic: string | null }
  /** A consultation was rated by its asker. */
  | { readonly kind: 'rated'; readonly good: boolean }

/** What a turn asks of whoever writes it down, beside memory and replies. */
export type Wish =
  /** The receipt with this secret opens this conversation from now on. */
  | { readonly kind: 'keep-receipt'; readonly secret: Uint8Array }
  /** The conversation that this secret opens is wanted: look, and take the turn again with what was found. */
  | { readonly kind: 'open-receipt'; readonly secret: Uint8Array }
  /** The conversation that was opened goes on here. */
  | { readonly kind: 'move' }
  /** Everything of the asker is to be erased once the replies are out. */
  | { readonly kind: 'forget' }
  /** An answer can be shown to others under its code. */
  | { readonly kind: 'prove'; readonly code: string; readonly proof: Proven }
  /** Who would receive a consultation from here is wanted: look, and take the turn again with what was found. */
  | ({ readonly kind: 'find-route' } & RouteAsked)
  /** Their consultations are wanted as a copy: look, and take the turn again with what was found. */
  | { readonly kind: 'find-copy' }
  /** A model is to be asked: ask, and take the turn again with what it told. `isUnkept`: nothing of it stays anywhere. */
  | { readonly kind: 'ask-model'; readonly tasks: readonly ModelTask[]; readonly isUnkept: boolean }
  /** A consultation opens with exactly this. */
  | { readonly kind: 'open'; readonly brief: Brief; readonly route: Route }
  /** The asker does something with their consultation. */
  | { readonly kind: 'consult'; readonly act: AskerAct }

export type Taken = {
  readonly memory: Memory | null
  readonly tempo: Tempo
  readonly replies: readonly Reply[]
  readonly records: readonly AnswerRecord[]
  readonly wishes: readonly Wish[]
  /** What is counted of a model in this turn. */
  readonly marks: readonly ModelMark[]
  /** Too many turns: nothing was answered and nothing said. */
  readonly silenced: boolean
}

/** `proofKey` names the codes of proofs, so that nobody guesses one. */
export type Keeps = { readonly receipts: Receipts; readonly proofKey: Uint8Array }

export type TurnSetting = Omit<Setting, 'profile'> & {
  /** What receipts and proofs are made with; null where nothing is stored, so that neither would hold. */
  readonly keeps: Keeps | null
  /** What is said of officers and consultations. */
  readonly desk: DeskWords
  /** Where the public pages are, without a slash at the end; null when nobody outside reaches them. */
  readonly publicUrl: string | null
}

/** A turn with what it is taken in. */
export type Asked = {
  readonly setting: TurnSetting
  readonly turn: Turn
  readonly say: Words['say']
  readonly tell: DeskWords['say']
}

/** What one act of a turn leads to. */
export type Said = Pick<Taken, 'replies' | 'records' | 'wishes'> & {
  readonly memory: Memory
  readonly marks?: readonly ModelMark[]
}

export const says = (memory: Memory, ...replies: readonly Reply[]): Said => ({ memory, replies, records: [], wishes: [] })

export const wants = (wishes: readonly Wish[], kind: Wish['kind']): boolean => wishes.some(w => w.kind === kind)
