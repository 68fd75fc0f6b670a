// Staff as data: who may sign in, as what, for which teams; their sessions and invitations. Askers never appear here.
import type { AuditEntry, StaffId, Team, TeamId } from '../handoff/handoff.ts'
import type { DateOnly } from '../vocabulary.ts'

export const ROLES = ['officer', 'coordinator', 'editor', 'approver', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** By what an officer on duty wants to be told; none of them carries content. `always`: urgent ones outside the team's hours too. */
export type Bells = {
  readonly email: boolean
  readonly telegram: boolean
  readonly sound: boolean
  readonly always: boolean
}

/** Wrong attempts in a row, and until when no other is looked at (milliseconds since 1970). */
export type Tries = { readonly failures: number; readonly lockedUntil: number }

/** A browser in which a member signed in, until it is forgotten; `id` is the hash of the secret in its cookie. */
export type Device = Tries & { readonly id: string; readonly until: number }

/** A member of staff. Everything but `id`, `login` and `version` is stored sealed. */
export type Staff = Tries & {
  readonly id: StaffId
  readonly version: number
  /** What is typed at sign-in: lower case, letters, digits, dots. */
  readonly login: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly teams: readonly TeamId[]
  readonly isActive: boolean
  /** As argon2id in PHC notation. */
  readonly password: string
  /** The secret of the second factor, base32; null: not set up yet. */
  readonly totp: string | null
  /** The last time step that was used: a code is good once. */
  readonly totpStep: number
  /** Hashes of recovery codes that were not used. */
  readonly recovery: readonly string[]
  /** Newest first. */
  readonly devices: readonly Device[]
  readonly isOnDuty: boolean
  readonly bells: Bells
  readonly email: string | null
  /** The linked Telegram account as a keyed hash, and where its bell rings, sealed (linking.ts); null: none. */
  readonly telegram: string | null
}

/** `id` is the hash of the token in the cookie. */
export type StaffSession = {
  readonly id: string
  readonly staff: StaffId
  readonly madeAt: number
  readonly seenAt: number
  /** "Firefox, Windows": for the list of sessions. */
  readonly label: string
}

/** `id` is the hash of the token in the link. One use. */
export type Invitation = {
  readonly id: string
  /** Whose password and second factor are set anew; null: someone new joins. */
  readonly staff: StaffId | null
  readonly roles: readonly Role[]
  readonly teams: readonly TeamId[]
  readonly by: StaffId | null
  readonly until: number
}

/** A setting of the office, JSON, by name; each save counts its version up. */
export type Setting = { readonly name: string; readonly value: string; readonly version: number }

export type StaffChange =
  /** Stale when the staff member has another version; version 0: new. Taken logins are refused as `taken`. */
  | { readonly kind: 'staff.saved'; readonly staff: Staff; readonly audit: readonly AuditEntry[] }
  | { readonly kind: 'session.made'; readonly session: StaffSession; readonly audit: readonly AuditEntry[] }
  | { readonly kind: 'session.seen'; readonly id: string; readonly at: number }
  /** Those named; who is gone already stays gone. */
  | { readonly kind: 'session.ended'; readonly ids: readonly string[]; readonly audit: readonly AuditEntry[] }
  | { readonly kind: 'invitation.made'; readonly invitation: Invitation; readonly audit: readonly AuditEntry[] }
  /** Stale when it is gone already: a link is good once, however often it is pressed. */
  | { readonly kind: 'invitation.gone'; readonly id: string; readonly audit: readonly AuditEntry[] }
  /** Stale when the team is otherwise than it `was`; without it the team is new. */
  | { readonly kind: 'team.saved'; readonly team: Team; readonly was?: Team; readonly audit: readonly AuditEntry[] }
  | { readonly kind: 'setting.saved'; readonly setting: Setting; readonly audit: readonly AuditEntry[] }
  /** Replies that were given up are to be tried again; the worker takes it up. */
  | { readonly kind: 'letters.resent'; readonly seqs: readonly number[]; readonly audit: readonly AuditEntry[] }
  | { readonly kind: 'noted'; readonly audit: readonly AuditEntry[] }
  /** Written unless the same member did the same about the same at `since` or later. */
  | { readonly kind: 'noted.once'; readonly entry: AuditEntry; readonly since: number }

/** A reply that could not be delivered and was given up: nobody's, and to the hour. */
export type GivenUp = { readonly seq: number; readonly code: string; readonly at: number }

export type Audited = AuditEntry & { readonly seq: number; readonly hash: string }

/** The port of the store as the console needs it for staff. */
export type StaffBook = {
  staff(): Promise<readonly Staff[]>
  staffBy(login: string): Promise<Staff | null>
  sessionBy(id: string): Promise<{ readonly session: StaffSession; readonly staff: Staff } | null>
  sessionsOf(staff: StaffId): Promise<readonly StaffSession[]>
  invitationBy(id: string): Promise<Invitation | null>
  invitations(): Promise<readonly Invitation[]>
  settings(): Promise<readonly Setting[]>
  /** Newest first. */
  audit(before: number | null, max: number): Promise<readonly Audited[]>
  /** The number of the first entry that does not follow from those before it; null: the log is whole. Entries older than `keptSince` may be gone. */
  auditBroken(keptSince?: number): Promise<number | null>
  /** What was counted of wrong attempts under a name; null: nothing. */
  tries(name: string): Promise<Tries | null>
  /** Counted, one after the other in whatever process. */
  tried(name: string, next: (before: Tries | null) => Tries): Promise<void>
  deadLetters(): Promise<readonly GivenUp[]>
  /** Sums of tallies by key (JSON: kind and what was counted, without the day) and day. */
  tallies(since: DateOnly): Promise<readonly { readonly key: string; readonly on: DateOnly; readonly n: number }[]>
  saved(changes: readonly StaffChange[]): Promise<'done' | 'stale' | 'taken'>
}
