import { describe, expect, it } from 'vitest'
import { questionsOf, regress, tally, tryOne } from '../../src/publishing/publishing.ts'
import { edition, words } from '../edition.ts'

/** What the calibration set must hold at the least; src/decisions/0006-the-rounds.md has the figures of each round. */
const RIGHT_MIN = 0.78
const WRONG_PERMISSIONS_MAX = 0.02

describe('trying the edition on questions', () => {
  it('counts a permission where none may be given as the worst error', () => {
    const question = {
      ask: 'boleh mencoblos di TPS?',
      on: '2026-11-21',
      place: null,
      status: null,
      expect: ['forbidden' as const],
      cite: [],
    }
    const tried = tryOne(edition, words, { set: 's', topic: 't', entry: 'e', said: [question.ask], question })
    expect(tried).toMatchObject({ isRight: false, wrongPermission: true, overForbids: false })
  })

  it('has a question of its own for every entry', () => {
    const asked = new Set(questionsOf(edition.sources, 'bank').map(q => q.entry))
    expect([...edition.entries.keys()].filter(id => !asked.has(id))).toEqual([])
  })

  it('holds the calibration set: few wrong permissions, most outcomes right', () => {
    const all = tally(regress(edition, words, 'calibration'), () => 'all').get('all')
    if (all === undefined) throw new Error('no calibration set')
    expect(all.right / all.cases).toBeGreaterThan(RIGHT_MIN)
    expect(all.wrongPermission / all.cases).toBeLessThanOrEqual(WRONG_PERMISSIONS_MAX)
  })
})
