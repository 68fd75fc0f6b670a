// What the desk in a Telegram group needs from outside: the group itself, the work of officers, and what it knows of law and staff.
import type { BellWords } from '../bells.ts'
import type { Case, Law, Staff, StaffBook } from '../console/console.ts'
import type { ConsultationId, ConsultationOutcome, Line, Team, TeamId } from '../handoff/handoff.ts'
import type { Linking } from '../linking.ts'
import type { Sleep } from '../loop.ts'
import type { ClauseRef, DateOnly } from '../vocabulary.ts'

export type Button = { readonly text: string } & ({ readonly data: string } | { readonly url: string })
export type Rows = readonly (readonly Button[])[]

/** `gone`: the topic or the message is no longer there. `failed`: for a reason that has a name; it may work later. */
export type Posted =
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: string }

/** What somebody wrote; `text` null: something that is no text. */
export type Quoted = { readonly message: number; readonly from: number; readonly text: string | null }

/** `replyTo`: what it is written, or stands, under. */
export type ForumEvent =
  | { readonly kind: 'written'; readonly thread: number; readonly wrote: Quoted; readonly replyTo: Quoted | null }
  | {
      readonly kind: 'pressed'
      readonly press: string
      readonly from: number
      readonly data: string
      readonly replyTo: Quoted | null
    }
  | { readonly kind: 'whispered'; readonly from: number; readonly text: string }

/** The staff's forum group, and the private chats of its bot. */
export type Forum = {
  /** Whether there is a group at all; else there are only private chats. */
  readonly hasGroup: boolean
  /** Brings what happens until the signal, one after the other; again what `accept` threw on. Never rejects. */
  hear(accept: (event: ForumEvent) => Promise<void>, signal: AbortSignal): Promise<void>
  /** A new topic; its thread. */
  open(name: string): Promise<Posted>
  post(thread: number, text: string, rows: Rows, replyTo: number | null): Promise<Posted>
  edit(message: number, text: string, rows: Rows): Promise<Posted>
  close(thread: number): Promise<Posted>
  /** The topic goes with all that stands in it. */
  remove(thread: number): Promise<Posted>
  /** Shown for a moment to whoever pressed. Never rejects: nobody waits for it. */
  tell(press: string, text: string): Promise<void>
  /** A private message; false when it cannot reach them. Throws when it may work later. */
  whisper(account: number, text: string): Promise<boolean>
}

type Handler = Pick<Staff, 'id' | 'roles' | 'teams' | 'isActive'>

/** Nothing that could tell who somebody is goes out from here: that is looked at, and confirmed, in the console. */
type Written = {
  readonly text: string
  readonly citations: readonly ClauseRef[]
  readonly isWithoutBasis: boolean
  readonly isConfirmed: false
}

/** Those of an officer's acts that are done from here. */
export type DeskAct =
  | { readonly kind: 'claim' }
  | { readonly kind: 'send' | 'submit'; readonly version: number; readonly written: Written }
  | { readonly kind: 'close'; readonly version: number; readonly outcome: ConsultationOutcome }
  | { readonly kind: 'withdraw'; readonly seq: number }

export type DeskEnded =
  | { readonly kind: 'done' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'identifying' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'refused'; readonly why: string; readonly by: string | null }

export type DeskSeen = { readonly opened: { readonly lines: readonly Line[] }; readonly may: readonly string[] }

/** As much of the console's `Work` as is done from here. */
export type DeskWork = {
  readonly visible: (handler: Handler) => Promise<readonly Case[]>
  readonly open: (handler: Handler, id: ConsultationId) => Promise<DeskSeen | null>
  readonly act: (handler: Handler, id: ConsultationId, act: DeskAct) => Promise<DeskEnded>
}

export type DeskParts = {
  readonly forum: Forum
  readonly work: DeskWork
  readonly book: Pick<StaffBook, 'staff' | 'settings' | 'saved'>
  readonly linking: Linking
  readonly law: Pick<Law, 'clause' | 'search' | 'topics' | 'places'>
  readonly words: BellWords
  /** The team whose group it is: what the team may not see does not stand there. null: none, so nothing does. */
  readonly team: () => Promise<TeamId | null>
  /** Whether the words of consultations stand in their topics. */
  readonly isFull: boolean
  /** Where the console is; null: no button leads to it. */
  readonly consoleUrl: string | null
  /** Which process this is: random, anew at each start. */
  readonly self: string
  readonly now: () => number
  readonly today: () => DateOnly
  readonly sleep: Sleep
  readonly onError: (error: unknown) => void
}

/** The group, as far as policies go: an officer of its team who holds nothing. */
export const groupOf = (team: TeamId | null): Handler => ({
  id: '',
  roles: ['officer'],
  teams: team === null ? [] : [team],
  isActive: true,
})

/** The team that an operator named; without a name the only permanent one. null: there is none, or it is not clear which. */
export function teamNamed(name: string, teams: readonly Team[]): TeamId | null {
  const active = teams.filter(t => t.isActive)
  const plain = (text: string): string => text.trim().toLowerCase()
  const found = name === '' ? active.filter(t => t.kind === 'permanent') : active.filter(t => plain(t.name) === plain(name))
  return found.length === 1 ? (found[0]?.id ?? null) : null
}

/** Why a desk posts nothing, by the platform's name for it or ours. */
export class DeskRefused extends Error {
  override readonly name = 'DeskRefused'
}
