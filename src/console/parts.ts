// What the console is built of. All of it is handed in: it reads no file, no clock and no chance of its own.
import type { CaseBook } from '../handoff/handoff.ts'
import type { Editor, Librarian } from '../publishing/publishing.ts'
import type { DateOnly, RemovedKind } from '../vocabulary.ts'
import type { Assistant } from './assistant.ts'
import type { Attempts } from './attempts.ts'
import type { Cases } from './cases.ts'
import type { Law } from './law.ts'
import type { Passwords } from './password.ts'
import type { Sessions } from './session.ts'
import type { Staff, StaffBook } from './staff.ts'
import type { Tokens } from './tokens.ts'
import type { Words } from './words.ts'
import type { Work } from './work.ts'

export type ConsoleParts = {
  readonly book: StaffBook & CaseBook
  readonly law: Law
  /** What officers do, and what they share; the staff's Telegram desk works with the same. */
  readonly work: Work
  readonly cases: Cases
  /** Everything that is done to drafts of knowledge. */
  readonly editor: Editor
  /** The knowledge that answers now, and what it was before. */
  readonly librarian: Librarian
  /** Proposes what officers and editors write themselves; null: there is no model, and no page speaks of one. */
  readonly assistant: Assistant | null
  /** What could tell who somebody is, in a text of staff. */
  readonly redact: (text: string) => { readonly text: string; readonly removed: readonly RemovedKind[] }
  /** How long each kind of record is kept, in days. */
  readonly retention: readonly { readonly kind: string; readonly days: number }[]
  /** Tells that something changed, in any process, never what; returns how to stop listening. */
  readonly changes: (listener: () => void) => () => void
  readonly words: Words
  readonly now: () => number
  /** The day of a moment, in the time zone in which the law counts its days. */
  readonly dayOf: (at: number) => DateOnly
  readonly later: (ms: number, run: () => void) => () => void
  readonly random: (size: number) => Uint8Array
  readonly newId: (length: number) => string
  /** Seals and proves what travels through browsers: derived from the root key of the officers' side, the same in every process. */
  readonly key: Uint8Array
  /** Where staff reach the console, such as https://konsol.example; null: wherever it is asked, without https. */
  readonly origin: string | null
  /** Name of the office, as it stands on the pages and in authenticator apps; null: not told. */
  readonly office: string | null
  /** The texts of src/console/*.css, and of htmx, its sse extension and src/console/*.js, in this order. */
  readonly style: string
  readonly script: string
  readonly passwords: Passwords
  /** Beginnings of passwords that everyone tries (prompts/passwords.id.txt), lower case. */
  readonly commonPasswords: readonly string[]
  /** By which bells an office can ring; null: there is none of it. `linkCode`: what a member types to the staff's bot. */
  readonly bells: {
    readonly mail: ((to: string, letter: { readonly subject: string; readonly text: string }) => Promise<void>) | null
    readonly linkCode: ((member: Staff, at: number) => string) | null
  }
  /** Something of ours broke; it carries no words. */
  readonly failed: (error: unknown) => void
}

/** The parts, and what the console makes of them for its own pages. */
export type Equipment = ConsoleParts & {
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly attempts: Attempts
  /** Hashes recovery codes. */
  readonly recoveryKey: Uint8Array
}
