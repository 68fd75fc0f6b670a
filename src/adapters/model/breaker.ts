// Stops asking a server that keeps failing: after so many failures in a row nobody waits for it any more; after a while one request tries again.

export type Breaker = {
  /** Whether a request may go out now. */
  readonly isClosed: () => boolean
  /** A request goes out. After a pause it is the one that tries. */
  readonly begin: () => void
  readonly end: (isGood: boolean) => void
  /** For the operator: open counts as out of reach. */
  readonly state: () => 'closed' | 'open' | 'trying'
}

export function breaker({
  failures,
  pauseMs,
  now,
}: {
  readonly failures: number
  readonly pauseMs: number
  readonly now: () => number
}): Breaker {
  let inARow = 0
  let closedAt = 0
  let isTrying = false
  const isTripped = (): boolean => inARow >= failures
  const isClosed = (): boolean => !isTripped() || (now() >= closedAt && !isTrying)
  return {
    isClosed,
    begin: () => {
      isTrying = isTripped()
    },
    end: isGood => {
      isTrying = false
      inARow = isGood ? 0 : inARow + 1
      if (isTripped()) closedAt = now() + pauseMs
    },
    state: () => (!isTripped() ? 'closed' : isTrying || now() >= closedAt ? 'trying' : 'open'),
  }
}
