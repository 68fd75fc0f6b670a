// Counts under k: who knows the sum, the other counts and what each sign can mean still learns no small count from them.
import { describe, expect, it } from 'vitest'
import { type Counted, suppressed } from '../../src/console/pages/counts.ts'

const parts = (counts: readonly number[]): readonly Counted[] => counts.map((n, i) => ({ label: String(i), n }))

const shownOf = (counts: readonly number[], k: number): string =>
  suppressed(parts(counts), k)
    .map(({ cell }) => (cell.kind === 'shown' ? cell.n : cell.kind))
    .join(' ')

/** Every table of so many parts up to a sum. */
function* tables(count: number, most: number): Generator<readonly number[]> {
  if (count === 0) {
    yield []
    return
  }
  for (let n = 0; n <= most; n++) for (const rest of tables(count - 1, most - n)) yield [n, ...rest]
}

describe('small counts', () => {
  it('are never shown', () => {
    for (const table of tables(3, 14))
      for (const { cell } of suppressed(parts(table), 5))
        if (cell.kind === 'shown') expect(cell.n === 0 || cell.n >= 5).toBe(true)
  })

  it.each([3, 4, 5])('cannot be reckoned from the sum and the other counts, for k = %i', k => {
    for (const count of [2, 3, 4])
      for (const table of tables(count, count === 4 ? 16 : 24)) {
        const sum = table.reduce((a, b) => a + b, 0)
        // a sum under k is itself never shown
        if (sum < k) continue
        const cells = suppressed(parts(table), k).map(row => row.cell)
        const hidden = cells.reduce((left, cell) => left - (cell.kind === 'shown' ? cell.n : 0), sum)
        const shown = cells.flatMap(cell => (cell.kind === 'shown' && cell.n > 0 ? [cell.n] : []))
        const isMixed = cells.some(cell => cell.kind === 'small')
        // what may stand behind each hidden one, as far as its sign and the shown ones tell
        const bounds = cells.flatMap((cell, i): { at: number; least: number; most: number }[] => {
          if (cell.kind === 'shown') return []
          if (cell.kind === 'small') return [{ at: i, least: 1, most: k - 1 }]
          return [isMixed ? { at: i, least: k, most: Math.min(...shown, sum) } : { at: i, least: 0, most: sum }]
        })
        for (const own of bounds) {
          const others = bounds.filter(b => b !== own)
          const least = Math.max(own.least, hidden - others.reduce((all, b) => all + b.most, 0))
          const most = Math.min(own.most, hidden - others.reduce((all, b) => all + b.least, 0))
          const n = table[own.at] ?? 0
          if (n > 0 && n < k && most <= least)
            throw new Error(`${table}, shown as ${shownOf(table, k)}, tells that part ${own.at} is ${n}`)
        }
      }
  })

  it('that are all large stay as they are', () => {
    expect(shownOf([20, 35, 0, 400], 20)).toBe('20 35 0 400')
  })

  it('take a larger one with them', () => {
    expect(shownOf([3, 50, 400], 20)).toBe('small closed 400')
  })
})
