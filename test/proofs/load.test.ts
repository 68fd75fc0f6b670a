// The simulated polling day obeys what no real one could break.
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/gateway/gateway.ts'
import { SETTINGS, type Setting, simulate } from './load.ts'

const SEED = 11
const small: Setting = SETTINGS.small

describe('a simulated polling day', () => {
  it('is the same day for the same seed, and another one for another', () => {
    expect(simulate(small, SEED)).toEqual(simulate(small, SEED))
    expect(simulate(small, SEED).asked).not.toBe(simulate(small, SEED + 1).asked)
  })

  for (const setting of Object.values(SETTINGS)) {
    it(`loses no question: ${setting.name}`, () => {
      const day = simulate(setting, SEED)
      expect(day.answered).toBeCloseTo(day.asked + day.writtenAgain, 0)
    })
  }

  it('sends no faster than the platform allows', () => {
    const day = simulate({ ...small, askers: small.askers * 4 }, SEED)
    expect(day.lastAt).toBeGreaterThan(day.whatsappMessages / LIMITS.whatsapp.perSecond)
  })

  it('keeps nobody waiting where little is asked', () => {
    const day = simulate({ ...small, askers: 1000 }, SEED)
    expect(day.withinMinute).toBeCloseTo(1)
    expect(day.wall).toBeNull()
  })

  it('answers no later with more numbers, and no earlier under a rumour', () => {
    const day = simulate(SETTINGS.design, SEED)
    expect(simulate(SETTINGS.eight, SEED).wait.p99).toBeLessThan(day.wait.p99)
    expect(simulate({ ...SETTINGS.design, rumour: SETTINGS.rumour.rumour }, SEED).wait.p99).toBeGreaterThan(day.wait.p99)
  })

  it('finds the wall: a platform with one number, the workers when nearly all of them are gone', () => {
    expect(simulate(SETTINGS.design, SEED).wall).toBe('WhatsApp')
    const { ready } = SETTINGS
    const gone = { fromHour: 8, toHour: 12, workers: ready.workers - 1 }
    expect(simulate({ ...ready, killed: gone }, SEED).wall).toBe('workers')
  })
})
