// Wakes those who wait for something to happen to a key; whoever nobody wakes goes on by themselves.

export type Bell = {
  readonly ring: (key: string) => void
  /** Resolves at the next ring for one of the keys, or after `ms`. */
  readonly wait: (keys: readonly string[], ms: number) => Promise<void>
}

/** `later` runs something after so many milliseconds and returns how to call it off. */
export function bell(later: (ms: number, run: () => void) => () => void): Bell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring: key => {
      for (const wake of [...(waiting.get(key) ?? [])]) wake()
    },
    wait: (keys, ms) =>
      new Promise(resolve => {
        const wake = (): void => {
          callOff()
          for (const key of keys) {
            const others = waiting.get(key)
            others?.delete(wake)
            if (others?.size === 0) waiting.delete(key)
          }
          resolve()
        }
        const callOff = later(ms, wake)
        for (const key of keys) waiting.set(key, (waiting.get(key) ?? new Set()).add(wake))
      }),
  }
}
