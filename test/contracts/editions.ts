// What every store must do for editions, whatever database is under it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Editions, localIn, nationalIn, openEditions } from '../../src/adapters/editions.ts'
import type { Database } from '../../src/adapters/sql.ts'
import type { Sealers } from '../../src/adapters/store.ts'
import { hashOf, joined, type LocalFiles, type Publication } from '../../src/publishing/publishing.ts'
import { deskOver } from '../store.ts'

export type EditionsUnderTest = { readonly db: Database; readonly sealers: Sealers; readonly end: () => Promise<void> }

const NATIONAL = new Map([
  ['calendar.yaml', 'elections: []\n'],
  ['situations/contoh.yaml', 'id: contoh\n'],
])
const LOCAL: LocalFiles = new Map([
  ['rows/33.25/contoh.yaml', { content: 'regulation: contoh\n“kutipan”\n', base: null }],
  ['situations/contoh.yaml', { content: null, base: 'x' }],
])

const publication = (change: Partial<Publication> = {}): Publication => ({
  kind: 'published',
  national: NATIONAL,
  localFiles: new Map(),
  on: '2027-01-15',
  by: null,
  approvedBy: null,
  reason: '',
  draft: null,
  ...change,
})

export function editionsContract(name: string, open: () => Promise<EditionsUnderTest>): void {
  describe(`editions on ${name}`, () => {
    const chain = randomBytes(32)
    let under: EditionsUnderTest
    let book: Editions
    let moved = 0
    beforeAll(async () => {
      under = await open()
      book = openEditions(under.db, chain, () => {
        moved += 1
      })
    })
    afterAll(() => under.end())
    const log = () => deskOver(under.db, under.sealers, chain)

    it('begin with nothing recorded', async () => {
      expect(await book.live()).toBeNull()
      expect(await book.newest()).toBe(0)
      expect(await book.editions(10)).toEqual([])
      expect(await book.national('x')).toBeUndefined()
      expect(await book.localFiles('x')).toBeUndefined()
      expect(await book.localFiles(null)).toEqual(new Map())
    })

    it('are named by the hash of their files, and the newest answers', async () => {
      expect(await book.publish(publication({ kind: 'national' }), 0, [])).toBe('done')
      const first = await book.live()
      expect(first).toMatchObject({ seq: 1, edition: hashOf(NATIONAL), national: hashOf(NATIONAL), local: null, by: null })
      const audit = [{ at: 5, by: 'penyetuju', act: 'edition.published', about: 'edaran' }]
      const second = publication({ localFiles: LOCAL, by: 'penyunting', approvedBy: 'penyetuju', reason: 'edaran', draft: 'd1' })
      expect(await book.publish(second, 1, audit)).toBe('done')
      const live = await book.live()
      expect(live).toMatchObject({ seq: 2, kind: 'published', by: 'penyunting', approvedBy: 'penyetuju', draft: 'd1' })
      expect(live?.edition).toBe(hashOf(joined(NATIONAL, LOCAL).files))
      expect((await book.editions(10)).map(e => e.seq)).toEqual([2, 1])
      expect((await log().audit(null, 10)).map(e => e.act)).toEqual(['edition.published'])
      expect(await log().auditBroken()).toBeNull()
      expect(moved).toBe(2)
    })

    it('keep every pack as it was', async () => {
      const live = await book.live()
      if (live === null) throw new Error('nothing answers')
      expect(await book.national(live.national)).toEqual(NATIONAL)
      expect(await book.localFiles(live.local)).toEqual(LOCAL)
      const packs = await book.packs(live)
      expect(nationalIn(packs.national)).toEqual(NATIONAL)
      expect(localIn(packs.local)).toEqual(LOCAL)
      expect(localIn(null)).toEqual(new Map())
    })

    it('are not moved by whoever has not seen the newest, and then leave nothing in the log', async () => {
      const audit = [{ at: 6, by: 'lain', act: 'edition.published', about: '' }]
      expect(await book.publish(publication({ localFiles: LOCAL }), 1, audit)).toBe('stale')
      expect(await book.newest()).toBe(2)
      expect(await log().audit(null, 10)).toHaveLength(1)
    })

    it('answer again when the line goes back to them, without being stored a second time', async () => {
      const [, first] = await book.editions(10)
      if (first === undefined) throw new Error('no record')
      const move = {
        kind: 'rolled-back',
        on: '2027-01-16',
        by: 'admin',
        approvedBy: null,
        reason: 'keliru',
        draft: null,
      } as const
      expect(await book.moveTo(first, move, 1, [])).toBe('stale')
      expect(await book.moveTo(first, move, 2, [])).toBe('done')
      expect(await book.live()).toEqual({ ...first, ...move, seq: 3 })
      expect(await under.db.read('SELECT hash FROM pack')).toHaveLength(2)
    })

    it('are moved by one of several who publish at the same time', async () => {
      const ended = await Promise.all(
        ['a', 'b', 'c'].map(reason => book.publish(publication({ kind: 'rolled-back', reason }), 3, [])),
      )
      expect(ended.toSorted()).toEqual(['done', 'stale', 'stale'])
      expect(await book.newest()).toBe(4)
    })
  })
}
