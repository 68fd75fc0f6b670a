// Stops asking a server that keeps failing: after so many failures in a row nobody waits for it any more; after a while one request tries again.

export type Breaker = {
  /** Whether a request may go out now. */
  readonly isClosed: () => boolean
  /** A request goes out; null: none may. */
  readonly enter: () => Entered | null
  /** For the operator: open counts as out of reach. */
  readonly state: () => 'closed' | 'open' | 'trying'
}

export type Entered = {
  /** After a pause it is the one that tries, and all others wait for how it ends. */
  readonly isTrial: boolean
  /** null: it says nothing of the server. */
  readonly end: (isGood: boolean | null) => void
}

export type BreakerParts = {
  readonly failures: number
  readonly pauseMs: number
  readonly now: () => number
}

export function breaker({ failures, pauseMs, now }: BreakerParts): Breaker {
  let inARow = 0
  let closedAt = 0
  let isTrying = false
  const isTripped = (): boolean => inARow >= failures
  const isClosed = (): boolean => !isTripped() || (now() >= closedAt && !isTrying)
  return {
    isClosed,
    enter: () => {
      if (!isClosed()) return null
      const isTrial = isTripped()
      isTrying = isTrial
      return {
        isTrial,
        end: isGood => {
          // whoever began before it was left alone neither ends the trial nor speaks for the server as it is now
          if (isTripped() && !isTrial) return
          isTrying = false
          if (isGood === null) return
          inARow = isGood ? 0 : inARow + 1
          if (isTripped()) closedAt = now() + pauseMs
        },
      }
    },
    state: () => (!isTripped() ? 'closed' : isTrying || now() >= closedAt ? 'trying' : 'open'),
  }
}
