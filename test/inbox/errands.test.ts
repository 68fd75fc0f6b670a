// What the office has done with what askers are remembered by: who is told, and what the office may know of it.
import { describe, expect, it } from 'vitest'
import {
  type Errand,
  type ErrandBook,
  type ErrandResult,
  type Progress,
  type Recall,
  type Remembered,
  resultOf,
  runErrands,
} from '../../src/inbox/inbox.ts'

const ERRAND: Errand = { id: 'e', kind: 'recall', about: '', progress: null, until: 0 }
const person = (asker: string, memory: string, isReachable = true): Remembered => ({ asker, memory, isReachable })

/** A store with these people; `crashAfter` batches the process is gone. */
function kept(people: readonly Remembered[], errand = ERRAND) {
  const told: Recall[] = []
  let waiting: Errand | null = errand
  let result: ErrandResult | 'failed' | null = null
  const book: ErrandBook = {
    claim: async () => {
      const mine = waiting
      waiting = null
      return mine
    },
    remembered: async (after, max) => people.filter(p => p.asker > (after ?? '')).slice(0, max),
    advanced: async (_, __, recalls) => void told.push(...recalls),
    done: async (_, found) => {
      result = found
    },
    failed: async () => {
      result = 'failed'
    },
    noticed: async () => {},
  }
  return { book, told, result: () => result }
}

/** A memory is written as the situations of its questions; a capital one is answered otherwise by now. */
const compared = (memory: string) =>
  memory.split('').map((c, i) => ({ kept: `${memory}${i}`, situation: c.toLowerCase(), isChanged: c !== c.toLowerCase() }))

async function run(store: ReturnType<typeof kept>, k = 1, isThere = true) {
  const ended = Promise.withResolvers<void>()
  const loop = runErrands({
    book: store.book,
    open: async () => (isThere ? { compare: async memories => memories.map(compared), close: async () => {} } : null),
    k: async () => k,
    now: () => 1_790_000_000_000,
    dayOf: () => '2026-11-21',
    sleep: (_, signal) =>
      new Promise(resolve => {
        ended.resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    onTurns: () => {},
    onError: error => ended.reject(error),
  })
  await ended.promise
  await loop.stop()
  return store.result()
}

describe('a recall', () => {
  it('tells those whose answer changed and who can be reached, of exactly those questions', async () => {
    const many = Array.from({ length: 12 }, (_, i) => person(`p${String(i).padStart(2, '0')}`, 'Z'))
    const store = kept([person('a', 'xY'), person('b', 'x'), person('c', 'Y', false), ...many])
    const result = await run(store)
    expect(store.told.slice(0, 2)).toEqual([
      { asker: 'a', kept: ['xY1'] },
      { asker: 'p00', kept: ['Z0'] },
    ])
    expect(store.told.map(r => r.asker)).not.toContain('c')
    expect(result).toMatchObject({ questions: 16, changed: 10, told: 10 })
  })

  it('goes on where another process got no further, and counts what was counted', async () => {
    const counted = { askers: 4, questions: 8, changed: 4, changers: 4 }
    const progress: Progress = { after: 'a', whole: counted, told: 4, bySituation: { x: counted } }
    const store = kept([person('a', 'X'), person('b', 'X')], { ...ERRAND, progress })
    expect(await run(store)).toMatchObject({ questions: 9, changed: 5, told: 5 })
    expect(store.told.map(r => r.asker)).toEqual(['b'])
  })

  it('says that it cannot be done when an edition is gone', async () => {
    expect(await run(kept([person('a', 'X')]), 1, false)).toBe('failed')
  })
})

describe('a replay', () => {
  it('tells nobody anything', async () => {
    const store = kept([person('a', 'X')], { ...ERRAND, kind: 'replay' })
    expect(await run(store)).toMatchObject({ questions: 1, told: 0 })
    expect(store.told).toEqual([])
  })
})

describe('what the office learns', () => {
  const of = (askers: number, changed: number, changers = changed) => ({ askers, questions: askers, changed, changers })
  const progress: Progress = { after: null, whole: of(30, 6), told: 3, bySituation: { many: of(25, 5), few: of(5, 1) } }

  it('is nothing but that there are too few, where all together are fewer than k', () => {
    expect(resultOf(progress, 31)).toEqual({
      isTooFew: true,
      questions: 0,
      changed: 0,
      told: 0,
      bySituation: [],
      others: { questions: 0, changed: 0 },
    })
  })

  it('names no situation that fewer than k asked about', () => {
    expect(resultOf(progress, 20)).toMatchObject({
      bySituation: [{ situation: 'many', questions: 25, changed: 0 }],
      others: { questions: 5, changed: 0 },
      told: 0,
    })
  })

  it('cannot tell nobody from fewer than five: a rule made up to fit rare words finds no one', () => {
    const changed = (n: number) => resultOf({ ...progress, whole: of(30, n), told: n, bySituation: { many: of(30, n) } }, 3)
    expect(changed(4)).toEqual(changed(0))
    expect(changed(9)).toEqual(changed(5))
    expect(changed(9)).not.toEqual(changed(4))
  })

  it('cannot tell whether somebody asked what its own maker asked four times: fewer than k people are nobody', () => {
    const asked = (changed: number, changers: number) =>
      resultOf(
        { ...progress, whole: of(30, changed, changers), told: changers, bySituation: { many: of(30, changed, changers) } },
        10,
      )
    expect(asked(5, 2)).toEqual(asked(4, 1))
    expect(asked(40, 9)).toEqual(asked(4, 1))
    expect(asked(40, 10)).not.toEqual(asked(4, 1))
  })
})
