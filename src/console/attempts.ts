// How often one may try to sign in. What is said never tells whether a login exists: one that nobody has is locked like any other.
import { keyedHash } from '../sealing.ts'
import type { Staff } from './staff.ts'

const MINUTE_MS = 60_000
/** So many wrong attempts are looked at; then each one more doubles the wait. */
const FREE = 5
const LOCK_MAX_MS = 30 * MINUTE_MS

/** Wrong attempts of a network, where a whole office may sit behind one address. */
const NETWORK_FREE = 30
const NETWORK_WINDOW_MS = 10 * MINUTE_MS
const REMEMBERED_MAX = 10_000
const KEY_BYTES = 16

/** After so many wrong attempts in a row. */
export const lockMs = (failures: number): number =>
  failures < FREE ? 0 : Math.min(MINUTE_MS * 2 ** (failures - FREE), LOCK_MAX_MS)

/** A member after one wrong attempt more, and after a right one. */
export const afterFailure = (staff: Staff, now: number): Staff => ({
  ...staff,
  failures: staff.failures + 1,
  lockedUntil: now + lockMs(staff.failures + 1),
})
export const afterSuccess = (staff: Staff): Staff => ({ ...staff, failures: 0, lockedUntil: 0 })

/** One wrong attempt more, and they wait for the first time. */
export const isFirstLock = ({ failures }: Staff): boolean => failures + 1 === FREE

export type Attempts = {
  /** How many milliseconds nothing is looked at; 0: it is looked at now. */
  readonly waitMs: (from: From, now: number) => number
  /** One was wrong. The wait of a member is stored with them; of a login that nobody has, and of a known browser, here. */
  readonly failed: (from: From, now: number) => void
  /** One attempt after the other for a login: each sees what the one before it has counted, so that many at once are not one. */
  readonly inLine: <T>(login: string, attempt: () => Promise<T>) => Promise<T>
}

/** Where an attempt comes from, and at whom. `staff` null: nobody has that login. `device`: a browser in which they signed in before. */
export type From = {
  readonly network: string
  readonly login: string
  readonly staff: Staff | null
  readonly device: string | null
}

type Tries = { readonly failures: number; readonly until: number }

export function openAttempts(random: (size: number) => Uint8Array): Attempts {
  const key = random(KEY_BYTES)
  const nameOf = (value: string): string => keyedHash(key, value)
  const logins = new Map<string, Tries>()
  const networks = new Map<string, Tries>()
  const devices = new Map<string, Tries>()
  const lines = new Map<string, Promise<void>>()
  return {
    waitMs: ({ network, login, staff, device }, now) => {
      // neither who guesses at their login elsewhere nor who guesses behind the same network holds them up
      if (device !== null) return Math.max((devices.get(device)?.until ?? 0) - now, 0)
      const ofNetwork = networks.get(nameOf(netOf(network)))
      const isNetworkFull = ofNetwork !== undefined && ofNetwork.failures >= NETWORK_FREE
      const ofLogin = staff === null ? (logins.get(nameOf(login))?.until ?? 0) : staff.lockedUntil
      return Math.max(isNetworkFull ? ofNetwork.until - now : 0, ofLogin - now, 0)
    },
    failed: ({ network, login, staff, device }, now) => {
      if (device !== null) {
        const failures = (devices.get(device)?.failures ?? 0) + 1
        remember(devices, device, { failures, until: now + lockMs(failures) })
        return
      }
      const net = nameOf(netOf(network))
      const before = networks.get(net)
      const isOpen = before !== undefined && before.until > now
      remember(networks, net, {
        failures: isOpen ? before.failures + 1 : 1,
        until: isOpen ? before.until : now + NETWORK_WINDOW_MS,
      })
      if (staff !== null) return
      const name = nameOf(login)
      const failures = (logins.get(name)?.failures ?? 0) + 1
      remember(logins, name, { failures, until: now + lockMs(failures) })
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

/** The oldest go when there are too many: memory is not for strangers to fill. */
function remember(tries: Map<string, Tries>, name: string, value: Tries): void {
  tries.delete(name)
  tries.set(name, value)
  for (const oldest of tries.keys()) {
    if (tries.size <= REMEMBERED_MAX) return
    tries.delete(oldest)
  }
}

/** Whoever has one IPv6 address has 2^64 of them. */
const netOf = (network: string): string => {
  if (!network.includes(':') || network.includes('.')) return network
  const [head = '', tail = ''] = network.split('::')
  const before = head.split(':').filter(Boolean)
  const after = network.includes('::') ? tail.split(':').filter(Boolean) : []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
