// What several want at once is done in one, in order, and nobody fails with another.
import { describe, expect, it } from 'vitest'
import { together } from '../../src/adapters/together.ts'

describe('work that is done together', () => {
  const runs: (readonly number[])[] = []
  const doubled = together(3, async (items: readonly number[]) => {
    runs.push(items)
    await new Promise(done => setImmediate(done))
    if (items.includes(13)) throw new Error('unlucky')
    return items.map(item => item * 2)
  })

  it('begins at once, takes along what came meanwhile, and answers each with its own', async () => {
    expect(await Promise.all([1, 2, 3, 4, 5].map(doubled))).toEqual([2, 4, 6, 8, 10])
    expect(runs.splice(0)).toEqual([[1], [2, 3, 4], [5]])
  })

  it('tries alone what failed in company', async () => {
    const results = await Promise.allSettled([1, 13, 2].map(doubled))
    expect(results.map(r => (r.status === 'fulfilled' ? r.value : String(r.reason)))).toEqual([2, 'Error: unlucky', 4])
    expect(runs.splice(0)).toEqual([[1], [13, 2], [13], [2]])
    expect(await doubled(7)).toBe(14)
  })
})
