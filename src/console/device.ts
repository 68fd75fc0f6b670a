// Browsers in which members signed in before. Wrong attempts that come with such a cookie are counted by it and not by the login: whoever guesses
// elsewhere makes others wait, and never somebody at their own desk. It is no way in: password and code are asked for all the same.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Staff } from './staff.ts'
import type { Tokens } from './tokens.ts'

const PURPOSE = 'device'
const DAY_SECONDS = 86_400
export const DEVICE_SECONDS = 90 * DAY_SECONDS
/** An office computer at which several work. */
const MEMBERS_MAX = 6

/** `id`: of this sign-in. `mark`: of the password and factor it was done with; with others it counts no more. */
const shape = z.array(z.object({ id: z.string(), staff: z.string(), mark: z.string(), until: z.number() })).max(MEMBERS_MAX)
export type KnownIn = z.infer<typeof shape>

const markOf = ({ password, totp }: Staff): string =>
  createHash('sha256')
    .update(JSON.stringify([password, totp]))
    .digest('base64url')

export const knownIn = (tokens: Tokens, cookie: string | null): KnownIn =>
  cookie === null ? [] : (tokens.open(PURPOSE, shape, cookie) ?? [])

/** The name under which a member is known in this browser; null: they are not, or nobody has that login. */
export const deviceOf = (known: KnownIn, staff: Staff | null, now: number): string | null =>
  known.find(d => staff !== null && d.staff === staff.id && d.mark === markOf(staff) && d.until > now)?.id ?? null

/** What the browser keeps after somebody has signed in. */
export function withDevice(tokens: Tokens, known: KnownIn, staff: Staff, id: string, now: number): string {
  const others = known.filter(d => d.staff !== staff.id).slice(0, MEMBERS_MAX - 1)
  const own = { id, staff: staff.id, mark: markOf(staff), until: now + DEVICE_SECONDS * 1000 }
  return tokens.seal(PURPOSE, [own, ...others])
}
