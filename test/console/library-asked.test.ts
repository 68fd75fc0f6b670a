// What editors are told of questions: only what many asked, and nothing by which a few could be reckoned, also beside the statistics of that month.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedOf, usedSince } from '../../src/console/library/asked.ts'
import { suppressed } from '../../src/console/pages/counts.ts'
import { figuresOf } from '../../src/console/pages/figures.ts'
import { shortened } from '../../src/console/pages/statistics.ts'
import { law as small } from './law.ts'

const K = 20
const TODAY = '2026-11-23'
const MONTH = '2026-11'
const situations = Array.from({ length: 9 }, (_, i) => ({ id: `keadaan-${i}`, title: `Keadaan ${i}`, topic: `topik-${i % 4}` }))
const law = { ...small, situation: (id: string) => situations.find(s => s.id === id) ?? null }

type Count = readonly [key: readonly (string | boolean)[], n: number]
const bookOf = (counts: readonly Count[]) => ({
  tallies: async () => counts.map(([key, n]) => ({ key: JSON.stringify(key), on: '2026-11-10', n })),
})
const answer = (outcome: string, situation: string, row = 'umum') => ['answer', 'e', outcome, situation, row]

describe('what was asked without a basis', () => {
  it('is told by what it is like, the most asked first', async () => {
    const book = bookOf([
      [answer('no_basis', 'keadaan-0'), 40],
      [answer('no_basis', 'keadaan-1'), 60],
      [answer('no_basis', ''), 30],
      [answer('forbidden', 'keadaan-0'), 500],
    ])
    const { unanswered, hidesUnanswered } = await askedOf(book, law, MONTH, TODAY, K)
    expect(unanswered).toEqual([
      { entry: 'keadaan-1', n: 60 },
      { entry: 'keadaan-0', n: 40 },
      { entry: null, n: 30 },
    ])
    expect(hidesUnanswered).toBe(false)
  })

  it('is not told where a few were handed to an officer, for the statistics of the topic would tell those few', async () => {
    const book = bookOf([
      [answer('no_basis', 'keadaan-0'), 40],
      [answer('handoff', 'keadaan-0'), 3],
    ])
    expect(await askedOf(book, law, MONTH, TODAY, K)).toMatchObject({ unanswered: [], hidesUnanswered: true })
  })

  it('never lets a count below k be reckoned from what is told and from the charts of the month', async () => {
    const count = fc.tuple(
      fc.constantFrom('no_basis', 'handoff'),
      fc.constantFrom(...situations.map(s => s.id), ''),
      fc.integer({ min: 1, max: 60 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(count, { maxLength: 14 }), async counts => {
        const book = bookOf(counts.map(([outcome, situation, n]) => [answer(outcome, situation), n]))
        const { unanswered } = await askedOf(book, law, MONTH, TODAY, K)
        expect(unanswered.every(({ n }) => n >= K)).toBe(true)
        const figures = await figuresOf(book, law, MONTH, TODAY)
        for (const { label, cell } of suppressed(shortened(figures.abstentions), K)) {
          if (cell.kind !== 'shown') continue
          const told = unanswered.filter(a => (law.situation(a.entry ?? '')?.topic ?? '') === label)
          if (told.length === 0) continue
          const rest = cell.n - told.reduce((sum, a) => sum + a.n, 0)
          // what is left over is nobody's, or not one small count alone
          expect(rest === 0 || rest >= K).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('what did not help', () => {
  it('is told only where the month tells how many said so, and only of many', async () => {
    const feedback = (situation: string, good: boolean) => ['feedback', situation, 'umum', good, false]
    const many = bookOf([
      [feedback('keadaan-0', false), 45],
      [feedback('keadaan-1', false), 25],
      [feedback('keadaan-0', true), 90],
    ])
    expect((await askedOf(many, law, MONTH, TODAY, K)).unhelpful).toEqual([
      { entry: 'keadaan-0', n: 45 },
      { entry: 'keadaan-1', n: 25 },
    ])
    const few = bookOf([
      [feedback('keadaan-0', false), 45],
      [feedback('keadaan-1', false), 3],
      [feedback('keadaan-0', true), 90],
    ])
    const told = await askedOf(few, law, MONTH, TODAY, K)
    expect(told.unhelpful.every(a => a.n >= K && a.entry !== 'keadaan-1')).toBe(true)
    expect(told.hidesUnhelpful).toBe(true)
  })
})

describe('how often a row answered', () => {
  it('is told in steps, none of which shows one answer more or less', async () => {
    const used = async (n: number): Promise<number> =>
      (await usedSince(bookOf([[answer('forbidden', 'keadaan-0'), n]]), '2026-09-01', TODAY, K))('keadaan-0', 'umum')
    expect(await used(99)).toBe(0)
    expect(await used(100)).toBe(100)
    expect(await used(199)).toBe(100)
    expect(await used(5_000)).toBe(5_000)
  })
})
