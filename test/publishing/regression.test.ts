import { describe, expect, it } from 'vitest'
import { questionsOf, regress, regressParaphrases, tally, tryOne } from '../../src/publishing/publishing.ts'
import { edition, words } from '../edition.ts'

/** What the calibration set must hold at the least; src/decisions/0006-the-rounds.md has the figures of each round. */
const RIGHT_MIN = 0.82
const WRONG_PERMISSIONS_MAX = 0.02
/** Wordings of one thing that get the answer of most of their group. */
const SAME_MIN = 0.86

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

  it('asks twice when the asker was asked back, and counts both', () => {
    const blind = questionsOf(edition.sources, 'blind')
    expect(blind.filter(q => q.said.length === 2).length).toBeGreaterThan(0)
    expect(new Set(blind.map(q => q.topic)).size).toBeGreaterThan(6)
  })

  it('gives wordings of one thing one verdict, nearly always', () => {
    const groups = regressParaphrases(edition, words)
    const asked = groups.reduce((n, g) => n + g.given.length, 0)
    const same = groups.reduce((n, g) => n + g.same, 0)
    expect(asked).toBeGreaterThan(300)
    expect(same / asked).toBeGreaterThan(SAME_MIN)
  })
})
