// How much one network may send. Networks are counted under a hash whose key lives in memory and changes with every window: no address is kept.
import { keyedHash } from '../sealing.ts'

export type NetworkLimit = {
  /** Whether one more is allowed; counts it. */
  readonly admits: (network: string, now: number) => boolean
}

const WINDOW_MS = 600_000
/** Networks counted at once: whoever brings more starts the count anew instead of filling the memory. */
const NETWORKS_MAX = 100_000
const KEY_BYTES = 16

/** `most` in ten minutes. An office behind one address has many askers, so this is far above what one asker may do. */
export function networkLimit(most: number, random: (size: number) => Uint8Array): NetworkLimit {
  let key = random(KEY_BYTES)
  let since = 0
  let counts = new Map<string, number>()
  return {
    admits: (network, now) => {
      if (now - since >= WINDOW_MS || counts.size > NETWORKS_MAX) {
        key = random(KEY_BYTES)
        since = now
        counts = new Map()
      }
      const name = keyedHash(key, network)
      const count = (counts.get(name) ?? 0) + 1
      counts.set(name, count)
      return count <= most
    },
  }
}
