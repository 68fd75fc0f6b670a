// A consultation as data: who asked what, in what state it is, what was said, and the changes that one commit writes.
import type { AskerId, ChannelName, ClauseRef, DateOnly } from '../vocabulary.ts'

/** Random letters; says nothing of who asked. */
export type ConsultationId = string
export type StaffId = string
export type TeamId = string

export const STATES = ['waiting', 'claimed', 'in_review', 'answered', 'closed', 'expired'] as const
export type State = (typeof STATES)[number]

export const EVENTS = [
  'open',
  'claim',
  'release',
  'transfer',
  'ask_back',
  'submit',
  'approve',
  'return',
  'send',
  'follow_up',
  'close',
  'expire',
  'reopen',
] as const
export type EventName = (typeof EVENTS)[number]

/** Who may wait behind whom. */
export const URGENCIES = ['urgent', 'normal'] as const
export type Urgency = (typeof URGENCIES)[number]

/** How a consultation ended, as the officer says; counted, never prose. */
export const OUTCOMES = ['answered', 'referred', 'not-ours', 'withdrawn', 'no-answer'] as const
export type ConsultationOutcome = (typeof OUTCOMES)[number]

/** Whether the permanent team of a region has it, or any of its unit teams that may (an office the asker excluded never sees it). */
export const POOLS = ['permanent', 'units'] as const
export type Pool = (typeof POOLS)[number]

/** What stands open in the store: nothing of what was written, and no moment finer than an hour. */
export type Consultation = {
  readonly id: ConsultationId
  /** Counts up with every change; a change names the version it was computed from. */
  readonly version: number
  readonly state: State
  readonly team: TeamId
  readonly pool: Pool
  /** Two words that an officer calls it by. */
  readonly codeName: string
  readonly urgency: Urgency
  /** Who holds it; null: nobody. */
  readonly holder: StaffId | null
  /** Orders the line: lower waits longer. Kept when it goes back into the line; written as 0 it becomes the place at the end, which the store gives. */
  readonly rank: number
  readonly openedOn: DateOnly
  /** The day something last happened: what retention counts from. */
  readonly touchedOn: DateOnly
  /** The hour (milliseconds since 1970, whole hours) in which it began to wait. */
  readonly waitsSince: number
  /** The hour by which an officer is promised to have read it, and once it is held, to have written; null: nothing is owed. */
  readonly promisedBy: number | null
  /** Whether a reminder of a missed promise went out. */
  readonly isReminded: boolean
  /** The hour until which a platform lets a reply out freely; the same reckoning for every channel. */
  readonly freeUntil: number
  /** An officer has written: what the asker writes goes to them. */
  readonly hasSpoken: boolean
  /** The asker turned back to the bot meanwhile. */
  readonly isWithBot: boolean
  readonly outcome: ConsultationOutcome | null
  /** The asker's rating after closing; null: none. */
  readonly rating: 'good' | 'bad' | null
}

/** What the asker confirmed, sealed: exactly what the officer sees, and the office that must not. */
export type Brief = {
  /** Redacted questions, oldest first, each with its day. */
  readonly questions: readonly { readonly text: string; readonly on: DateOnly }[]
  /** Labelled facts the asker let stand ("Status: PPPK"). */
  readonly facts: readonly string[]
  readonly topic: string | null
  readonly situation: string | null
  readonly row: string | null
  /** What the bot had answered, as the asker read it, and why in a line; null: nothing. */
  readonly answer: string | null
  readonly clauses: readonly ClauseRef[]
  /** The code of the region, as coarse as k allows; null: not told. */
  readonly region: string | null
  /** The unit team that must not handle it; shown to nobody. */
  readonly avoids: TeamId | null
}

/**
 * What became of something for the asker: it can still be taken back; it waits for its way out; the platform took it; it is kept until they
 * write again (the content-free template has gone out); it cannot reach them; it was taken back.
 */
export const DELIVERIES = ['undoable', 'queued', 'sent', 'waiting', 'unreachable', 'withdrawn'] as const
export type Delivery = (typeof DELIVERIES)[number]

/** Who speaks in a line: `notice` is ours to the asker, `note` stays among officers, `draft` waits for approval. */
export const VOICES = ['asker', 'officer', 'notice', 'note', 'draft'] as const
export type Voice = (typeof VOICES)[number]

export const DRAFTED = ['as-drafted', 'changed'] as const
export type Drafted = (typeof DRAFTED)[number]

/** The words of a line, sealed. */
export type Words = {
  readonly text: string
  readonly citations: readonly ClauseRef[]
  /** The officer said so: nothing of the knowledge stands behind it. */
  readonly isWithoutBasis: boolean
  /** A draft that a machine wrote first, and whether its officer changed it: for whoever approves it. */
  readonly drafted?: Drafted
  /** Buttons under it, for the asker. */
  readonly choices: readonly { readonly id: string; readonly title: string; readonly label: string }[]
}

export type Line = {
  readonly seq: number
  readonly voice: Voice
  readonly words: Words
  readonly by: StaffId | null
  readonly on: DateOnly
  /** Only of what goes to the asker; else null. */
  readonly delivery: Delivery | null
}

/** `readyAt`: when it may leave, milliseconds since 1970 (ten seconds ahead while it can be taken back); null for what goes to nobody. */
export type NewLine = Pick<Line, 'voice' | 'words' | 'by' | 'on'> & { readonly readyAt: number | null }

/** What was done, by whom, on what: never a word of a consultation. `at` is a whole hour where it concerns one. */
export type AuditEntry = {
  readonly at: number
  readonly by: StaffId | null
  readonly act: string
  /** A code name, a team, a staff member, a setting. */
  readonly about: string
}

export type ConsultationRef = { readonly id: ConsultationId; readonly version: number }

/** Refused as stale when the consultation has another version by now. `lines` and `audit` are written in the same commit. */
export type HandoffChange =
  | {
      readonly kind: 'consultation.stepped'
      readonly of: ConsultationRef
      /** The consultation as it is from now on (`version` is set by the store). */
      readonly to: Consultation
      readonly lines: readonly NewLine[]
      /** A draft that was approved, returned or replaced goes. */
      readonly drops: readonly number[]
      readonly audit: readonly AuditEntry[]
    }
  /** An officer's line is taken back; stale when it has left. */
  | { readonly kind: 'line.withdrawn'; readonly of: ConsultationRef; readonly seq: number; readonly audit: readonly AuditEntry[] }
  /** What statistics are made of: each key counts one up for its day, in the tallies (key there: JSON of `[on, ...key]`). */
  | { readonly kind: 'counted'; readonly on: DateOnly; readonly keys: readonly (readonly (string | number | boolean | null)[])[] }

/** What a turn of the asker does to their consultation, in the commit of the turn. */
export type AskerStep =
  | {
      readonly kind: 'opened'
      readonly consultation: Consultation
      readonly brief: Brief
      /** 32 random bytes: what its words are sealed with beside the root key. */
      readonly seed: Uint8Array
    }
  | {
      readonly kind: 'stepped'
      readonly of: ConsultationRef
      readonly to: Consultation
      readonly lines: readonly NewLine[]
    }

/** An asker's own consultation, as a turn of theirs finds it. */
export type OwnConsultation = {
  readonly consultation: Consultation
  /** How many stand before it in the line of its team; 0: it is next; null: it does not wait. */
  readonly before: number | null
  /** All that an officer has written can still be taken back: to the asker nobody has spoken yet. */
  readonly isUnsaid: boolean
}

/**
 * A consultation as its asker may take it away: what they agreed to and wrote, and what of the officers' words has reached them. Not in it: who
 * of the staff, what they call it, the office that was excluded, what stayed among officers, what was announced.
 */
export type ConsultationCopy = Pick<Consultation, 'state'> & {
  readonly brief: Omit<Brief, 'avoids'>
  readonly lines: readonly { readonly voice: 'asker' | 'officer'; readonly text: string; readonly on: DateOnly }[]
}

/** A whole consultation as staff open it. */
export type Opened = { readonly consultation: Consultation; readonly brief: Brief; readonly lines: readonly Line[] }

/** What is looked for among consultations; null: any. Days are those of opening. */
export type CaseFilter = {
  readonly teams: readonly TeamId[] | null
  readonly from: DateOnly
  readonly to: DateOnly
  readonly states: readonly State[] | null
  readonly codeName: string | null
}

/** The port of the store as staff use it. No asker, no address and no channel passes through it. */
export type CaseBook = {
  /** All that are not closed or expired, and those closed since a day; without their words. */
  list(closedSince: DateOnly): Promise<readonly (Consultation & { readonly brief: Brief })[]>
  /** Those that fit, the latest opened first, without their lines. */
  find(what: CaseFilter, max: number): Promise<readonly (Consultation & { readonly brief: Brief })[]>
  /** null: there is none, or the asker erased it. */
  open(id: ConsultationId): Promise<Opened | null>
  commit(changes: readonly HandoffChange[]): Promise<'done' | 'stale'>
  teams(): Promise<readonly Team[]>
  /** How many different askers wrote from each place since a day, by code of the place: what k is counted with. */
  writers(since: DateOnly): Promise<ReadonlyMap<string, number>>
}

/** The port of the store for what leads a line to the asker; worker only. */
export type Relay = {
  /** Puts what is ready of up to `max` consultations into the askers' own lines of replies, each in one commit. Returns whose. */
  relay(now: number, max: number): Promise<readonly { readonly asker: AskerId; readonly channel: ChannelName }[]>
  /** When the next becomes ready; null: none waits. */
  nextRelayAt(): Promise<number | null>
}

/** One day's hours, in minutes since midnight of the team's own zone; a break in between or none. */
export type Hours = {
  readonly from: number
  readonly to: number
  readonly lunch: { readonly from: number; readonly to: number } | null
}

export const ZONES = ['WIB', 'WITA', 'WIT'] as const
export type Zone = (typeof ZONES)[number]

/** A team of an office: the permanent one coordinates a region; a unit team belongs to one office of it. */
export type Team = {
  readonly id: TeamId
  readonly name: string
  readonly kind: 'permanent' | 'unit'
  /** The code of its region. */
  readonly place: string
  /** Other names of its office, so that an asker's own word for it is known ("disdik", "dinas pendidikan"). */
  readonly names: readonly string[]
  readonly zone: Zone
  /** Monday first, seven days; null: closed that day. */
  readonly week: readonly (Hours | null)[]
  /** Answers go out only after a coordinator approved them. */
  readonly needsApproval: boolean
  /** Office hours within which a consultation is read. */
  readonly promiseHours: number
  readonly isActive: boolean
}
