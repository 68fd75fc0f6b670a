// What comes about by itself is looked for often: a fiftieth of a second between two looks adds up to half of a file's time.
import { vi } from 'vitest'

const LOOK_MS = 2
const PATIENCE_MS = 60_000

/** Waits until a look no longer throws. */
export const soon = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { interval: LOOK_MS, timeout: PATIENCE_MS })
