// Sessions of staff: a random secret in a cookie, its hash in the store, an end after idling and an end whatever happens.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Setting, Staff, StaffBook, StaffSession } from './staff.ts'
import type { Signed } from './visit.ts'

const SECRET_BYTES = 32
const MINUTE_MS = 60_000
/** Minutes after signing in within which sensitive things may be done. */
const FRESH_MINUTES = 10
/** How finely it is noted when a session was last used. */
const SEEN_MS = MINUTE_MS

/** An office may be stricter than we are, never laxer. */
const setting = z.object({
  idleMinutes: z.number().int().min(5).max(30),
  longestHours: z.number().int().min(1).max(12),
})
export type SessionLimits = z.infer<typeof setting>
export const SESSION_LIMITS: SessionLimits = { idleMinutes: 30, longestHours: 12 }
/** The name of the setting with which an office changes them. */
export const SESSION_SETTING = 'sessions'

/** What a setting says; ours where nobody has set any, or set what cannot be: nobody must be locked out by it. */
export function sessionLimitsOf(settings: readonly Setting[]): SessionLimits {
  const set = settings.find(s => s.name === SESSION_SETTING)
  if (set === undefined) return SESSION_LIMITS
  try {
    return setting.safeParse(JSON.parse(set.value)).data ?? SESSION_LIMITS
  } catch {
    return SESSION_LIMITS
  }
}

export type Sessions = {
  /** Whose session it is, by the secret of the cookie; null: there is none, or it is over. */
  readonly find: (secret: string) => Promise<Signed | null>
  /** Whether it still holds: for what stays open for long. */
  readonly holds: (session: StaffSession) => Promise<boolean>
  /** It was used. */
  readonly touch: (session: StaffSession) => Promise<void>
  /** A new one; it begins with the commit of it. */
  readonly begin: (staff: Staff, label: string) => { readonly session: StaffSession; readonly secret: string }
  readonly isFresh: (session: StaffSession) => boolean
}

export type SessionParts = {
  readonly book: StaffBook
  readonly now: () => number
  readonly random: (size: number) => Uint8Array
}

export function openSessions({ book, now, random }: SessionParts): Sessions {
  let known: { readonly limits: SessionLimits; readonly at: number } | null = null
  const limits = async (): Promise<SessionLimits> => {
    if (known === null || now() - known.at > MINUTE_MS) known = { limits: sessionLimitsOf(await book.settings()), at: now() }
    return known.limits
  }
  const byId = async (id: string): Promise<Signed | null> => {
    const found = await book.sessionBy(id)
    return found?.staff.isActive && !isOver(found.session, await limits(), now()) ? found : null
  }
  return {
    find: secret => byId(sessionId(secret)),
    holds: async ({ id }) => (await byId(id)) !== null,
    touch: async ({ id, seenAt }) => {
      if (now() - seenAt >= SEEN_MS) await book.saved([{ kind: 'session.seen', id, at: now() }])
    },
    begin: (staff, label) => {
      const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
      return { secret, session: { id: sessionId(secret), staff: staff.id, madeAt: now(), seenAt: now(), label } }
    },
    isFresh: ({ madeAt }) => now() - madeAt < FRESH_MINUTES * MINUTE_MS,
  }
}

export const sessionId = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const isOver = ({ madeAt, seenAt }: StaffSession, { idleMinutes, longestHours }: SessionLimits, now: number): boolean =>
  now - seenAt >= idleMinutes * MINUTE_MS || now - madeAt >= longestHours * 60 * MINUTE_MS

/** "Firefox, Windows": enough to recognise one's own devices in the list of sessions. */
export function labelOf(userAgent: string): string {
  const named = (names: readonly (readonly [string, string])[]): string =>
    names.find(([mark]) => userAgent.includes(mark))?.[1] ?? '?'
  return `${named(BROWSERS)}, ${named(SYSTEMS)}`
}

/** The first that fits: most browsers also name the one they descend from. */
const BROWSERS = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const
const SYSTEMS = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const
