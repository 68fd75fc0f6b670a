import { expect, it } from 'vitest'
import { counter } from '../../src/inbox/tally.ts'

const answer = {
  kind: 'answer',
  edition: 'e',
  outcome: 'forbidden',
  situation: 's',
  row: 'r',
  place: '74.71',
  status: 'PPPK',
} as const

it('counts what was asked apart from where and by whom, by day, and hands each count over once its day is over', () => {
  const counts = counter()
  const feedback = { kind: 'feedback', situation: 's', row: 'r', good: true, hasReason: false } as const
  counts.add('2026-11-21', [answer, answer, feedback])
  counts.add('2026-11-22', [answer])
  const taken = counts.take('2026-11-22')
  const shown = (some: typeof taken) => some.map(t => [t.on, t.n])
  expect(shown(taken)).toEqual([
    ['2026-11-21', 2],
    ['2026-11-21', 2],
    ['2026-11-21', 1],
  ])
  for (const { key } of taken) expect(key.includes('74.71') && key.includes('"r"'), key).toBe(false)
  expect(shown(counts.take('all'))).toEqual([
    ['2026-11-22', 1],
    ['2026-11-22', 1],
  ])
  expect(counts.take('all')).toEqual([])
})

it('counts who writes from where, what goes to an officer and how it was rated, each apart', () => {
  const counts = counter()
  counts.add('2026-11-21', [
    { kind: 'from', place: '74.71' },
    { kind: 'opened', topic: 'tertekan' },
    { kind: 'rated', good: true },
  ])
  expect(counts.take('all').map(t => JSON.parse(t.key))).toEqual([
    ['2026-11-21', 'from', '74.71'],
    ['2026-11-21', 'opened', 'tertekan'],
    ['2026-11-21', 'rated', true],
  ])
})
