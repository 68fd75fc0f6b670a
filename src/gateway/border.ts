// The port of the store as the gateway needs it: what came in is accepted exactly once, what is ready goes out in order.
import type { AskerId, ChannelName, Message, Reply } from '../vocabulary.ts'
import type { Sealed } from './vault.ts'

/** One message at the border. `askerId` and `seed` (32 random bytes) are what its writer gets when the address was never seen. */
export type Admission = Sealed & {
  readonly askerId: AskerId
  readonly seed: Uint8Array
  readonly messageHash: string
  readonly message: Message
  readonly at: number
}

/** The head of an asker's line of replies, claimed for sending. */
export type Claimed = {
  readonly asker: AskerId
  readonly seq: number
  readonly reply: Reply
  readonly attempts: number
  /** The address, as the vault sealed it. */
  readonly sealed: Uint8Array
  /** When the asker last wrote, milliseconds since 1970. */
  readonly lastAt: number
  /** Whether they were already told, since then, that an answer is waiting. */
  readonly nudged: boolean
  /** Words of an officer, who wants to see what became of them. */
  readonly isOfficers: boolean
}

/** Of a claimed reply; each is refused as stale when the claim has passed to another. `readyAt`: when the next may go to this person. */
export type GatewayChange =
  /** `track`: the platform's id as a keyed hash, to recognise what it says of the message later; null: nothing more is said. */
  | { readonly kind: 'reply.sent'; readonly of: ReplyRef; readonly track: string | null; readonly readyAt: number }
  | { readonly kind: 'reply.later'; readonly of: ReplyRef; readonly attempts: number; readonly readyAt: number }
  /** Kept until the asker writes again. */
  | { readonly kind: 'reply.held'; readonly of: ReplyRef; readonly nudged: boolean }
  | { readonly kind: 'reply.dead'; readonly of: ReplyRef; readonly code: string; readonly readyAt: number }
  /** What the platform said of a message sent before. */
  | { readonly kind: 'reply.arrived'; readonly track: string }
  | { readonly kind: 'reply.failed'; readonly track: string; readonly code: string; readonly hold: boolean; readonly at: number }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: Sealed }
  | { readonly kind: 'pulled'; readonly asker: AskerId; readonly upTo: number }
  | { readonly kind: 'forgotten'; readonly asker: AskerId }

export type ReplyRef = { readonly asker: AskerId; readonly seq: number; readonly claim: string }

export type DeadLetter = {
  readonly seq: number
  readonly channel: ChannelName
  readonly code: string
  /** The day it was given up, for the operator; never a word of it. */
  readonly at: number
}

export type Fetched = {
  readonly replies: readonly { readonly n: number; readonly reply: Reply }[]
  /** Whether a turn of theirs is under way. */
  readonly working: boolean
  /** Among those before, which they have by now, are words of an officer. */
  readonly hasOfficers: boolean
}

export type Border = {
  /** All of them in one commit. For each the asker's identity, or null when this message was accepted before. */
  accept(admissions: readonly Admission[]): Promise<readonly (AskerId | null)[]>
  commit(changes: readonly GatewayChange[]): Promise<'done' | 'stale'>
  /** Claims up to `max` heads of lines on a channel that are ready at `now`, until `until`. */
  claimReplies(claim: string, channel: ChannelName, now: number, until: number, max: number): Promise<readonly Claimed[]>
  /** When the next reply on a channel becomes ready; null when none waits. */
  nextReplyAt(channel: ChannelName): Promise<number | null>
  askerOf(addressHash: string): Promise<AskerId | null>
  /** Whether a turn of whoever is behind an address is under way or waits. */
  isWorking(addressHash: string): Promise<boolean>
  /** Whether what they write goes to an officer who has spoken. */
  isWithOfficer(addressHash: string): Promise<boolean>
  /** Replies that a person fetches themselves, after number `after`. */
  waitingFor(asker: AskerId, after: number): Promise<Fetched>
}
