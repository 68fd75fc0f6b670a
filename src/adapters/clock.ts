// The clock and chance: the only place that knows what day it is, waits, and draws random numbers.
import { randomFillSync } from 'node:crypto'
import { LETTERS } from '../sealing.ts'

/** Today in Jakarta, the time zone in which Indonesian law counts its days. */
export const today = (): string => dayOf(Date.now())

const jakarta = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' })

/** The day of a moment in Jakarta. */
export const dayOf = (at: number): string => jakarta.format(at)

export const now = (): number => Date.now()

/** Waits until the milliseconds are over or the signal says stop; never throws for the signal. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(done => {
    if (signal.aborted) return done()
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      done()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })

const POOL_BYTES = 4096
const pool = new Uint8Array(POOL_BYTES)
let drawn = POOL_BYTES

/** Drawn many at a time, for a message takes a dozen of a few bytes each; what was given out does not stay here. */
export function random(size: number): Uint8Array {
  if (size > POOL_BYTES) return randomFillSync(new Uint8Array(size))
  if (drawn + size > POOL_BYTES) {
    randomFillSync(pool)
    drawn = 0
  }
  const own = pool.slice(drawn, drawn + size)
  pool.fill(0, drawn, drawn + size)
  drawn += size
  return own
}

/** A number in [0, 1). */
export const chance = (): number => Math.random()

/** `length` random characters of [a-z0-9], five bits each. */
export function newId(length: number): string {
  let id = ''
  for (const byte of random(length)) id += LETTERS[byte % LETTERS.length]
  return id
}

/** Runs something after so many milliseconds, unless called off. Never keeps the program alive. */
export function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
