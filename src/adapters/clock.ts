// The clock and chance: the only place that knows what day it is, waits, and draws random numbers.
import { randomBytes } from 'node:crypto'
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

export const random = (size: number): Uint8Array => randomBytes(size)

/** A number in [0, 1). */
export const chance = (): number => Math.random()

/** `length` random characters of [a-z0-9], five bits each. */
export const newId = (length: number): string => Array.from(randomBytes(length), byte => LETTERS[byte % LETTERS.length]).join('')

/** Runs something after so many milliseconds, unless called off. Never keeps the program alive. */
export function later(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
