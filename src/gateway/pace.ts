// The platform's pace: so many messages a second over all, and between two messages to the same person a pause once the first few are out.
import type { AskerId } from '../vocabulary.ts'
import type { Limits } from './limits.ts'

export type Pacer = {
  /** How many messages may go out now. */
  readonly room: (now: number) => number
  /** Milliseconds until there is room again. */
  readonly restMs: (now: number) => number
  readonly spend: (asker: AskerId, now: number) => void
  /** The earliest moment of the next message to this person, in whole milliseconds: PostgreSQL stores no other. */
  readonly nextFor: (asker: AskerId, now: number) => number
  /** Nobody gets anything before this moment: the platform said so. */
  readonly rest: (until: number) => void
}

/** Persons whose pace is remembered; the longest at rest are forgotten first. */
const PERSONS_MAX = 10_000

export function pacer({ perSecond, spacingMs, burst }: Limits): Pacer {
  let tokens = perSecond
  let filledAt: number | null = null
  let restUntil = 0
  // a person's allowance refills by one message each `spacingMs`
  const persons = new Map<AskerId, { left: number; at: number }>()

  const fill = (now: number): void => {
    tokens = Math.min(perSecond, tokens + ((now - (filledAt ?? now)) * perSecond) / 1000)
    filledAt = now
  }
  const allowance = (asker: AskerId, now: number): number => {
    const before = persons.get(asker)
    if (before === undefined || spacingMs === 0) return burst
    return Math.min(burst, before.left + (now - before.at) / spacingMs)
  }
  return {
    room: now => {
      fill(now)
      return now < restUntil ? 0 : Math.floor(tokens)
    },
    restMs: now => Math.max(1, restUntil - now, ((1 - tokens) * 1000) / perSecond),
    spend: (asker, now) => {
      tokens -= 1
      const left = allowance(asker, now) - 1
      persons.delete(asker)
      persons.set(asker, { left, at: now })
      if (persons.size > PERSONS_MAX) for (const oldest of persons.keys()) return void persons.delete(oldest)
    },
    nextFor: (asker, now) => {
      const left = allowance(asker, now)
      return left >= 1 ? now : Math.round(now + (1 - left) * spacingMs)
    },
    rest: until => {
      restUntil = Math.max(restUntil, until)
    },
  }
}
