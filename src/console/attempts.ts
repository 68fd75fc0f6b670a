// How often one may try to sign in. What is said never tells whether a login exists: one that nobody has is locked like any other. What is counted
// stands in the store, so that it holds in every process and after a restart.
import { keyedHash } from '../sealing.ts'
import type { Device, Staff, StaffBook, Tries } from './staff.ts'

const MINUTE_MS = 60_000
/** So many wrong attempts are looked at; then each one more doubles the wait. */
const FREE = 5
const LOCK_MAX_MS = 30 * MINUTE_MS
/** After so long without one the count begins anew. */
const RESTED_MS = 24 * 60 * MINUTE_MS

/** Wrong attempts of a network, where a whole office may sit behind one address. */
const NETWORK_FREE = 30
const NETWORK_WINDOW_MS = 10 * MINUTE_MS

/** After so many wrong attempts in a row. */
export const lockMs = (failures: number): number =>
  failures < FREE ? 0 : Math.min(MINUTE_MS * 2 ** (failures - FREE), LOCK_MAX_MS)

const NONE: Tries = { failures: 0, lockedUntil: 0 }

/** One wrong attempt more in a row. */
function oneMore({ failures, lockedUntil }: Tries, now: number): Tries {
  const count = (now - lockedUntil < RESTED_MS ? failures : 0) + 1
  return { failures: count, lockedUntil: now + lockMs(count) }
}

/** A member after one wrong attempt more, in a browser in which they are known or (null) elsewhere; and after a right one. */
export const afterFailure = (staff: Staff, device: Device | null, now: number): Staff =>
  device === null
    ? { ...staff, ...oneMore(staff, now) }
    : { ...staff, devices: staff.devices.map(d => (d.id === device.id ? { ...d, ...oneMore(d, now) } : d)) }
export const afterSuccess = (staff: Staff): Staff => ({ ...staff, ...NONE })

/** With this wrong attempt they wait for the first time. */
export const isFirstLock = (before: Staff, now: number): boolean => oneMore(before, now).failures === FREE

export type Attempts = {
  /** How many milliseconds nothing is looked at; 0: it is looked at now. */
  readonly waitMs: (from: From, now: number) => Promise<number>
  /** One was wrong. What a member and a known browser wait is stored with the member; the rest is counted here. */
  readonly failed: (from: From, now: number) => Promise<void>
  /** One attempt after the other for a login: each sees what the one before it has counted, so that many at once are not one. */
  readonly inLine: <T>(login: string, attempt: () => Promise<T>) => Promise<T>
}

/** Where an attempt comes from, and at whom. `staff` null: nobody has that login. `device`: a browser in which they signed in before. */
export type From = {
  readonly network: string
  readonly login: string
  readonly staff: Staff | null
  readonly device: Device | null
}

/** Counted under keyed hashes: neither a network nor what somebody typed as their login stands in the store. */
export function openAttempts(book: Pick<StaffBook, 'tries' | 'tried'>, key: Uint8Array): Attempts {
  const networkName = (network: string): string => keyedHash(key, `network ${netOf(network)}`)
  const loginName = (login: string): string => keyedHash(key, `login ${login}`)
  const lines = new Map<string, Promise<void>>()
  return {
    waitMs: async ({ network, login, staff, device }, now) => {
      // neither who guesses at their login elsewhere nor who guesses behind the same network holds them up
      if (device !== null) return Math.max(device.lockedUntil - now, 0)
      const [ofNetwork, ofNobody] = await Promise.all([book.tries(networkName(network)), book.tries(loginName(login))])
      const isNetworkFull = ofNetwork !== null && ofNetwork.failures >= NETWORK_FREE
      const { lockedUntil } = staff ?? ofNobody ?? NONE
      return Math.max(isNetworkFull ? ofNetwork.lockedUntil - now : 0, lockedUntil - now, 0)
    },
    failed: async ({ network, login, staff, device }, now) => {
      if (device !== null) return
      await book.tried(networkName(network), before =>
        before !== null && before.lockedUntil > now
          ? { failures: before.failures + 1, lockedUntil: before.lockedUntil }
          : { failures: 1, lockedUntil: now + NETWORK_WINDOW_MS },
      )
      if (staff === null) await book.tried(loginName(login), before => oneMore(before ?? NONE, now))
    },
    inLine: (login, attempt) => {
      const mine = (lines.get(login) ?? Promise.resolve()).then(attempt)
      const end = mine.then(nothing, nothing).then(() => {
        if (lines.get(login) === end) lines.delete(login)
      })
      lines.set(login, end)
      return mine
    },
  }
}

const nothing = (): void => {}

/** Whoever has one IPv6 address has 2^64 of them. */
const netOf = (network: string): string => {
  if (!network.includes(':') || network.includes('.')) return network
  const [head = '', tail = ''] = network.split('::')
  const before = head.split(':').filter(Boolean)
  const after = network.includes('::') ? tail.split(':').filter(Boolean) : []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
