// A value that is read anew when it is too old; whoever asks meanwhile waits for the same reading.

export type Kept<T> = {
  readonly value: () => Promise<T>
  /** What is kept is out of date. */
  readonly drop: () => void
}

/** One that was being read when something changed is not kept, nor is a failure. */
export function kept<T>(read: () => Promise<T>, now: () => number, forMs: number): Kept<T> {
  let held: { readonly value: Promise<T>; readonly at: number } | null = null
  return {
    value: () => {
      if (held !== null && now() - held.at < forMs) return held.value
      const fresh = { value: read(), at: now() }
      held = fresh
      fresh.value.catch(() => {
        if (held === fresh) held = null
      })
      return fresh.value
    },
    drop: () => {
      held = null
    },
  }
}
