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
/** Without a word from anyone, look again. */
export const LOOK_MS = 1000
/** A reason of our own: without one every wake-up would make an error with a stack. */
const WOKEN = 'woken'

/** When to look again, with work due at `next`; null: none is known of. */
export const lookIn = (next: number | null, now: number): number =>
  next === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(1, next - now))

/** Work that goes on beside a loop. */
export type UnderWay = {
  readonly size: () => number
  /** Follows a piece of work to its end; its failure is told. */
  readonly add: (work: Promise<void>) => void
  /** One of them has ended. */
  readonly any: () => Promise<void>
  readonly all: () => Promise<void>
}

export function underWay(onError: (error: unknown) => void, onEnd: () => void = () => {}): UnderWay {
  const pieces = new Set<Promise<void>>()
  return {
    size: () => pieces.size,
    add: work => {
      const piece = work.catch(onError).finally(() => {
        pieces.delete(piece)
        onEnd()
      })
      pieces.add(piece)
    },
    any: () => Promise.race(pieces),
    all: async () => void (await Promise.all(pieces)),
  }
}

/** A loop that is at its end only when what it started is. */
export const withUnderWay = (running: Loop, work: UnderWay): Loop => ({
  poke: running.poke,
  stop: async () => {
    await running.stop()
    await work.all()
  },
})

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
