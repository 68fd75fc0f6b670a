// The port of a platform: what it brings in, how a message goes out, and what the platform may answer to it.
import type { ChannelName, Message, Reply } from '../vocabulary.ts'
import type { Address } from './address.ts'

/** What a platform tells us, one thing at a time. `messageId` is the platform's own; it leaves the gateway only as a keyed hash. */
export type Incoming =
  /** `file`: what came with it and may be fetched. */
  | {
      readonly kind: 'message'
      readonly address: Address
      readonly messageId: string
      readonly message: Message
      readonly file?: FileRef | undefined
    }
  /** What became of a message that we sent. `code` is the platform's, for `failed`. */
  | {
      readonly kind: 'status'
      readonly messageId: string
      readonly status: 'sent' | 'delivered' | 'read' | 'failed'
      readonly code: string | null
    }
  /** The platform calls the same person by another identifier from now on. */
  | { readonly kind: 'renamed'; readonly from: Address; readonly to: Address }

/** What a request from outside turned out to be. `forged` is not from the platform (401), `malformed` is, but cannot be read (400). */
export type Received =
  | { readonly kind: 'genuine'; readonly incoming: readonly Incoming[] }
  | { readonly kind: 'forged' }
  | { readonly kind: 'malformed' }

/** A message ready for the platform, within its limits; or, once its window is closed, only the word that an answer is waiting. */
export type Outgoing = { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'waiting' }

/** What the platform said to a message of ours. */
export type Sending =
  | { readonly kind: 'sent'; readonly messageId: string | null }
  /** Too fast: not before so many milliseconds. `everyone`: the whole channel must wait, not this person alone. */
  | { readonly kind: 'throttled'; readonly afterMs: number; readonly everyone: boolean }
  /** The person has been silent too long for free text; their next message opens the window again. */
  | { readonly kind: 'closed' }
  /** The person has blocked us or is gone; they may come back by writing. */
  | { readonly kind: 'gone' }
  /** No answer, or the platform is broken: it may or may not have arrived. */
  | { readonly kind: 'silent' }
  /** The platform will never take this message. */
  | { readonly kind: 'refused'; readonly code: string }

/** A photograph, document or voice note of a private message. `id`: by which the platform gives it out, or the bytes themselves where they came along; never for a log. */
export type FileRef = { readonly id: string | Uint8Array; readonly bytes: number | null }

/** `gone`: the platform does not give it out, or not in time. */
export type FetchedFile = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'large' | 'gone' }

/** A platform. It never throws for what a platform may do: that is a value. */
export type Channel = {
  readonly name: ChannelName
  /** Verifies that the raw bytes come from the platform and reads them. Header names are lower case. */
  receive(raw: Uint8Array, headers: Readonly<Record<string, string | undefined>>): Received
  send(address: Address, outgoing: Outgoing): Promise<Sending>
  /** Shows the person that we have read and, with `typing`, are at work. A courtesy: its failure is no failure. */
  attend(address: Address, messageId: string, typing: boolean): Promise<void>
  /** The bytes of a file, at most so many. */
  fetchFile(file: FileRef, bytesMax: number, signal: AbortSignal): Promise<FetchedFile>
}
