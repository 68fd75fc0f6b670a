// What every store must do with errands of the office, whatever database is under it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openEditions } from '../../src/adapters/editions.ts'
import { errandsOver, openErrandDesk } from '../../src/adapters/errands.ts'
import type { Sealers } from '../../src/adapters/store.ts'
import type { Admission, Errand, ErrandBook, ErrandResult, Progress } from '../../src/commit.ts'
import type { StoreUnderTest } from './store.ts'

const RESULT: ErrandResult = {
  isTooFew: true,
  questions: 0,
  changed: 0,
  told: 0,
  bySituation: [],
  others: { questions: 0, changed: 0 },
}
const progressTo = (after: string): Progress => ({
  after,
  whole: { askers: 1, questions: 1, changed: 1, changers: 1 },
  told: 1,
  bySituation: { like: { askers: 1, questions: 1, changed: 1, changers: 1 } },
})

export function errandsContract(name: string, open: () => Promise<StoreUnderTest & { readonly sealers: Sealers }>): void {
  describe(`errands on ${name}`, () => {
    let under: StoreUnderTest & { readonly sealers: Sealers }
    let book: ErrandBook
    let n = 0
    beforeAll(async () => {
      under = await open()
      book = errandsOver(under.db, under.sealers)
    })
    beforeEach(() => under.db.transact(sql => sql('DELETE FROM errand')))
    afterAll(() => under.end())

    /** Someone who wrote on a day and of whom this is remembered. */
    const met = async (memory: string, on: string, receipt: string | null = null): Promise<string> => {
      const who = ++n
      const admission: Admission = {
        channel: 'telegram',
        addressHash: `errand-address-${who}`,
        sealed: new Uint8Array([1]),
        askerId: `errand-asker-${who}`,
        seed: randomBytes(32),
        messageHash: `errand-message-${who}`,
        message: { kind: 'text', text: 'x', choice: null },
        at: 1000,
      }
      const [asker] = await under.store.accept([admission])
      const [turn] = await under.store.claimTurns(`claim-${who}`, 2000, 9000, 100)
      if (asker === undefined || asker === null || turn === undefined) throw new Error('nobody was met')
      await under.store.commit([
        {
          kind: 'turn.done',
          of: { asker, claim: `claim-${who}`, seed: turn.seed },
          channel: 'telegram',
          taken: turn.messages.map(m => m.seq),
          memory,
          tempo: '{}',
          replies: [],
          ending: { kind: 'stays' },
          receipt,
          proofs: [],
          isUnkept: false,
          hears: null,
          consultation: null,
          at: 2000,
          on,
        },
      ])
      return asker
    }
    const everybody = async () => {
      const all = []
      for (let after: string | null = null; ; ) {
        const some = await book.remembered(after, 2, '2026-11-21')
        const last = some.at(-1)
        if (last === undefined) return all
        all.push(...some)
        after = last.asker
      }
    }
    const claimed = async (now = 10_000): Promise<Errand> => {
      const errand = await book.claim(now, now + 1000)
      if (errand === null) throw new Error('nothing to do')
      return errand
    }

    it('gives an errand to one process, and to the next where the first got no further, with how far it came', async () => {
      const desk = openErrandDesk(under.db)
      await desk.ask('replay-1', 'replay', '{"a":1}', 5000)
      await desk.ask('replay-1', 'replay', '{"a":2}', 6000)
      const first = await claimed()
      expect(first).toEqual({ id: 'replay-1', kind: 'replay', about: '{"a":1}', progress: null, until: 11_000 })
      expect(await book.claim(10_500, 11_500)).toBeNull()
      await book.advanced(first, progressTo('somebody'), [], 10_600, 11_600)
      const second = await claimed(12_000)
      expect(second).toMatchObject({ progress: progressTo('somebody') })
      await book.done(first, RESULT)
      expect(await desk.stateOf('replay-1')).toEqual({ kind: 'waiting' })
      await book.done(second, RESULT)
      expect(await desk.stateOf('replay-1')).toEqual({ kind: 'done', result: RESULT })
      expect(await book.claim(99_000, 100_000)).toBeNull()
    })

    it('shows the office nobody: how far it came is sealed', async () => {
      await openErrandDesk(under.db).ask('replay-2', 'replay', '{}', 5000)
      await book.advanced(await claimed(), progressTo('errand-asker-secret'), [], 10_000, 11_000)
      const [row] = await under.db.read('SELECT * FROM errand')
      expect(JSON.stringify(row)).not.toContain('errand-asker-secret')
      expect(JSON.stringify(row)).not.toContain('like')
    })

    it('finds everybody of whom something is remembered once, and whether a word may reach them', async () => {
      const lately = await met('{"m":1}', '2026-11-21')
      const longAgo = await met('{"m":2}', '2026-11-01')
      const holder = await met('{"m":3}', '2026-11-01', 'receipt-hash')
      const found = new Map((await everybody()).map(p => [p.asker, p]))
      expect(found.get(lately)).toMatchObject({ memory: '{"m":1}', isReachable: true })
      expect(found.get(longAgo)).toMatchObject({ memory: '{"m":2}', isReachable: false })
      expect(found.get(holder)).toMatchObject({ memory: '{"m":3}', isReachable: true })
    })

    it("puts what changed into its own asker's line, and lets who is forgotten be", async () => {
      const asker = await met('{}', '2026-11-21')
      await openErrandDesk(under.db).ask('recall-x', 'recall', '{}', 5000)
      const recalls = [
        { asker, kept: ['id1', 'id2'] },
        { asker: 'gone', kept: ['id3'] },
      ]
      await book.advanced(await claimed(), progressTo(asker), recalls, 10_000, 11_000)
      const turns = await under.store.claimTurns('recalled', 20_000, 21_000, 100)
      expect(turns.map(t => [t.asker, t.messages.map(m => m.message)])).toEqual([
        [asker, [{ kind: 'recall', text: '', choice: 'id1,id2' }]],
      ])
      await under.store.commit([{ kind: 'forgotten', asker }])
    })

    it('tells nobody twice when a process was slower than its claim and another has gone on', async () => {
      const asker = await met('{}', '2026-11-21')
      await openErrandDesk(under.db).ask('recall-y', 'recall', '{}', 5000)
      const slow = await claimed(10_000)
      const other = await claimed(12_000)
      await book.advanced(other, progressTo(asker), [{ asker, kept: ['id1'] }], 12_500, 14_000)
      await expect(book.advanced(slow, progressTo(asker), [{ asker, kept: ['id1'] }], 12_600, 14_100)).rejects.toThrow()
      const [turn] = await under.store.claimTurns('recalled-once', 20_000, 21_000, 100)
      expect(turn?.messages.map(m => m.message.kind)).toEqual(['recall'])
      await under.store.commit([{ kind: 'forgotten', asker }])
    })

    it('notices once that another edition answers, and forgets none that came and went meanwhile', async () => {
      const editions = openEditions(under.db, null)
      const publication = {
        kind: 'national' as const,
        on: '2026-11-21',
        by: null,
        approvedBy: null,
        reason: '',
        draft: null,
        national: new Map([['a.yaml', 'a: 1']]),
        localFiles: new Map(),
      }
      await editions.publish(publication, 0, [])
      await book.noticed()
      expect(await book.claim(10_000, 11_000)).toBeNull()
      await editions.publish({ ...publication, national: new Map([['a.yaml', 'a: 2']]) }, 1, [])
      await book.noticed()
      await book.noticed()
      const errand = await claimed()
      expect(errand).toMatchObject({ kind: 'recall', about: '{"from":1,"to":2}' })
      await book.done(errand, RESULT)
      await book.noticed()
      expect(await book.claim(99_000, 100_000)).toBeNull()
      expect(await openErrandDesk(under.db).recallOf(2)).toEqual({ kind: 'done', result: RESULT })
      for (const seq of [2, 3, 4])
        await editions.publish({ ...publication, national: new Map([['a.yaml', `a: ${seq + 1}`]]) }, seq, [])
      await book.noticed()
      expect(await claimed()).toMatchObject({ about: '{"from":2,"to":5}' })
    })
  })
}
