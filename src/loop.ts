// The job loop: one of the two places that catch. A job looks for work again and again; a failure is told and waited out, never lost.

/** Waits until the milliseconds are over or the signal says stop. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export type Loop = {
  /** There may be work now. */
  readonly poke: () => void
  /** Ends after the step under way. */
  readonly stop: () => Promise<void>
}

const FAILED_WAIT_MS = 1000
/** A reason of our own: without one every wake-up would make an error with a stack. */
const WOKEN = 'woken'

/** Runs `step` until stopped. It returns after how many milliseconds to look again, unless poked before. */
export function loop(step: () => Promise<number>, sleep: Sleep, onError: (error: unknown) => void): Loop {
  let running = true
  let isPoked = false
  let nap = new AbortController()
  const turn = async (): Promise<void> => {
    while (running) {
      isPoked = false
      const wait = await step().catch(error => {
        onError(error)
        return FAILED_WAIT_MS
      })
      if (!running || isPoked || wait <= 0) continue
      nap = new AbortController()
      await sleep(wait, nap.signal)
    }
  }
  const ended = turn()
  return {
    poke: () => {
      isPoked = true
      nap.abort(WOKEN)
    },
    stop: async () => {
      running = false
      nap.abort(WOKEN)
      await ended
    },
  }
}
