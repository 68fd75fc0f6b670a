import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { networkLimit } from '../../src/gateway/gateway.ts'

describe('network limit', () => {
  it('stops one network that floods and no other, and only for its ten minutes', () => {
    const limit = networkLimit(3, randomBytes)
    const at = (network: string, now: number): boolean => limit.admits(network, now)
    expect([1, 2, 3, 4].map(() => at('192.0.2.1', 0))).toEqual([true, true, true, false])
    expect(at('192.0.2.2', 0)).toBe(true)
    expect(at('192.0.2.1', 600_000)).toBe(true)
  })
})
