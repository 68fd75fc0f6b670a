import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/gateway/gateway.ts'
import { pacer } from '../../src/gateway/pace.ts'

const limits = { ...LIMITS.telegram, perSecond: 10, burst: 3, spacingMs: 1000 }

describe('pace', () => {
  it('lets out so many a second over all, and no more after a rest than in a second', () => {
    const pace = pacer(limits)
    expect(pace.room(0)).toBe(10)
    for (let i = 0; i < 10; i++) pace.spend(`a${i}`, 0)
    expect(pace.room(0)).toBe(0)
    expect(pace.restMs(0)).toBeCloseTo(100)
    expect(pace.room(500)).toBe(5)
    expect(pace.room(60_000)).toBe(10)
  })

  it('lets a person have a few at once and then one each pause', () => {
    const pace = pacer(limits)
    for (let i = 0; i < 3; i++) {
      expect(pace.nextFor('a', 0)).toBe(0)
      pace.spend('a', 0)
    }
    expect(pace.nextFor('a', 0)).toBe(1000)
    expect(pace.nextFor('b', 0)).toBe(0)
    expect(pace.nextFor('a', 1500)).toBe(1500)
  })

  it('rests for as long as the platform says', () => {
    const pace = pacer(limits)
    pace.rest(5000)
    expect(pace.room(4999)).toBe(0)
    expect(pace.restMs(3000)).toBe(2000)
    expect(pace.room(5000)).toBe(10)
  })

  it('remembers no more persons than it can hold', () => {
    const pace = pacer({ ...limits, burst: 1 })
    pace.spend('first', 0)
    for (let i = 0; i < 10_001; i++) pace.spend(`other ${i}`, 0)
    expect(pace.nextFor('first', 0)).toBe(0)
    expect(pace.nextFor('other 10000', 0)).toBe(1000)
  })
})
