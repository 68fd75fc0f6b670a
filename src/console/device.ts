// Browsers in which members signed in before. Wrong attempts that come with such a cookie are counted by it and not by the login: whoever guesses
// elsewhere makes others wait, and never somebody at their own desk. It is no way in: password and code are asked for all the same. The browser has
// a random secret for each member, the member its hash: what a member ends is known nowhere any more, whoever holds the cookie.
import { createHash } from 'node:crypto'
import type { Device, Staff } from './staff.ts'

const DAY_SECONDS = 86_400
export const DEVICE_SECONDS = 90 * DAY_SECONDS
const SECRET_LENGTH = 32
const SECRET = /^[a-z0-9]{32}$/
/** An office computer at which several work. */
const SECRETS_MAX = 6
/** Browsers of one member; the one used longest ago gives way. */
const DEVICES_MAX = 12

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** The secrets that a browser brings. */
export const knownIn = (cookie: string | null): readonly string[] =>
  (cookie ?? '')
    .split('.')
    .filter(secret => SECRET.test(secret))
    .slice(0, SECRETS_MAX)

/** As what a member is known in this browser; null: they are not, or nobody has that login. */
export function deviceOf(known: readonly string[], staff: Staff | null, now: number): Device | null {
  const hashes = known.map(hashOf)
  return staff?.devices.find(({ id, until }) => until > now && hashes.includes(id)) ?? null
}

export type AtDevice = { readonly staff: Staff; readonly cookie: string }

/** A member who has just signed in, known in this browser from now on under a new secret, and what the browser keeps. */
export function withDevice(known: readonly string[], staff: Staff, newId: (length: number) => string, now: number): AtDevice {
  const secret = newId(SECRET_LENGTH)
  const isOwn = (brought: string): boolean => staff.devices.some(({ id }) => id === hashOf(brought))
  const replaced = known.filter(isOwn).map(hashOf)
  const others = staff.devices.filter(({ id, until }) => until > now && !replaced.includes(id))
  const device = { id: hashOf(secret), until: now + DEVICE_SECONDS * 1000, failures: 0, lockedUntil: 0 }
  const cookie = [secret, ...known.filter(brought => !isOwn(brought))].slice(0, SECRETS_MAX).join('.')
  return { staff: { ...staff, devices: [device, ...others].slice(0, DEVICES_MAX) }, cookie }
}
