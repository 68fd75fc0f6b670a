// What every book of drafts must do, whatever is under it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDrafts } from '../../src/adapters/drafts.ts'
import { openEditions } from '../../src/adapters/editions.ts'
import type { Database } from '../../src/adapters/sql.ts'
import type { Sealers } from '../../src/adapters/store.ts'
import type { AuditEntry } from '../../src/handoff/handoff.ts'
import type { Draft, DraftBook, DraftStep, EditionBook, Extracted, Json, Publication } from '../../src/publishing/publishing.ts'
import { deskOver } from '../store.ts'

export type DraftsUnderTest = {
  readonly drafts: DraftBook
  readonly editions: EditionBook
  /** Oldest first. */
  readonly log: () => Promise<readonly AuditEntry[]>
  readonly end: () => Promise<void>
}

const TODAY = '2027-01-15'
const FILE = 'situations/lokal/contoh.yaml'

let n = 0
const draft = (change: Partial<Draft> = {}): Draft => ({
  id: `draf-${++n}`,
  version: 1,
  state: 'open',
  title: 'Edaran “contoh” é',
  madeOn: TODAY,
  touchedOn: TODAY,
  by: 'ani',
  writers: ['ani'],
  files: { [FILE]: { body: { title: 'satu' }, base: null } },
  source: null,
  marks: [],
  accepted: [],
  note: null,
  from: null,
  reading: null,
  ...change,
})

const titled = (of: Draft, title: Json, version: number): Draft => ({
  ...of,
  version,
  files: { [FILE]: { body: { title }, base: null } },
})

const step = (about = ''): Omit<DraftStep, 'version'> => ({ by: 'ani', at: 5, act: 'set', about })
const entry = (act: string): AuditEntry => ({ at: 5, by: 'cici', act, about: 'edaran' })

const EXTRACTED: Extracted = { kind: 'text', pages: [{ number: 1, lines: [], by: 'text', isRefused: false }] }

const publication: Publication = {
  kind: 'published',
  national: new Map([['calendar.yaml', 'elections: []\n']]),
  localFiles: new Map([[FILE, { content: 'title: satu\n', base: null }]]),
  on: TODAY,
  by: 'ani',
  approvedBy: 'cici',
  reason: 'sesuai',
  draft: 'draf',
}

export function draftsContract(name: string, open: () => Promise<DraftsUnderTest>): void {
  describe(`drafts on ${name}`, () => {
    let under: DraftsUnderTest
    let book: DraftBook
    beforeAll(async () => {
      under = await open()
      book = under.drafts
    })
    afterAll(() => under.end())
    const kept = async (change: Partial<Draft> = {}): Promise<Draft> => {
      const made = draft(change)
      await book.saved(made, null, [])
      return made
    }

    it('are kept to the letter', async () => {
      const made = await kept()
      expect(await book.draft(made.id)).toEqual(made)
      expect(await book.steps(made.id)).toEqual([])
      expect(await book.draft('tidak-ada')).toBeNull()
      expect(await book.steps('tidak-ada')).toEqual([])
    })

    it('are listed without their files’ contents, as they stand now', async () => {
      const made = await kept()
      const headOf = async () => (await book.drafts()).find(head => head.id === made.id)
      const { id, state, title, madeOn, touchedOn, by } = made
      expect(await headOf()).toEqual({ id, state, title, madeOn, touchedOn, by, version: 1, files: [FILE] })
      await book.saved({ ...made, version: 2, title: 'Lain' }, step(), [])
      expect(await headOf()).toMatchObject({ title: 'Lain', version: 2 })
    })

    it('are not written by two at once: the second is told', async () => {
      const made = await kept()
      expect(await book.saved(made, null, [])).toBe('stale')
      const both = await Promise.all([
        book.saved(titled(made, 'dua', 2), step(), []),
        book.saved(titled(made, 'tiga', 2), step(), []),
      ])
      expect(both.toSorted()).toEqual(['done', 'stale'])
      expect(await book.saved(titled(made, 'empat', 2), step(), [entry('draft.submit')])).toBe('stale')
      expect(await book.saved(titled(made, 'lima', 9), step(), [])).toBe('stale')
      expect((await book.draft(made.id))?.version).toBe(2)
      expect(await under.log()).toEqual([])
    })

    it('keep the versions before, and how each was left, newest first', async () => {
      const made = await kept()
      await book.saved(titled(made, 'dua', 2), step('judul'), [])
      await book.saved(titled(made, 'tiga', 3), { ...step('lagi'), by: 'budi', act: 'undo' }, [])
      expect(await book.steps(made.id)).toEqual([
        { version: 2, by: 'budi', at: 5, act: 'undo', about: 'lagi' },
        { version: 1, by: 'ani', at: 5, act: 'set', about: 'judul' },
      ])
      expect(await book.before(made.id, 1)).toEqual(made)
      expect(await book.before(made.id, 2)).toEqual(titled(made, 'dua', 2))
      expect(await book.before(made.id, 3)).toBeNull()
    })

    it('keep three hundred versions, the first always among them', async () => {
      const made = await kept()
      for (let version = 2; version <= 304; version++) await book.saved(titled(made, version, version), step(), [])
      const versions = (await book.steps(made.id)).map(s => s.version)
      expect(versions).toHaveLength(300)
      expect(versions.slice(-2)).toEqual([5, 1])
      expect(versions[0]).toBe(303)
    })

    it('keep the pages of their document, and what was read off them', async () => {
      const made = await kept()
      const page = (number: number, byte: number) => ({ number, type: 'image/png', bytes: new Uint8Array([byte, 0, 255]) })
      await book.keepPages(made.id, [page(1, 1), page(2, 2)], EXTRACTED)
      const second = await book.page(made.id, 2)
      expect(second?.type).toBe('image/png')
      expect([...(second?.bytes ?? [])]).toEqual([2, 0, 255])
      expect(await book.page(made.id, 3)).toBeNull()
      // nobody fetches as a picture what was read
      expect(await book.page(made.id, 0)).toBeNull()
      expect(await book.extracted(made.id)).toEqual(EXTRACTED)
      await book.keepPages(made.id, [page(1, 7)], EXTRACTED)
      expect([...((await book.page(made.id, 1))?.bytes ?? [])]).toEqual([7, 0, 255])
      expect(await book.page(made.id, 2)).toBeNull()
      expect(await book.extracted('tidak-ada')).toBeNull()
    })

    it('become an edition in one commit, with its entry of the log, or not at all', async () => {
      const made = await kept({ state: 'submitted' })
      const to: Draft = { ...made, version: 2, state: 'published' }
      const before = await under.log()
      expect(await book.published(to, step(), publication, 7, [entry('draft.publish')])).toBe('stale')
      expect(await book.draft(made.id)).toEqual(made)
      expect(await under.editions.live()).toBeNull()
      expect(await book.published({ ...to, version: 3 }, step(), publication, 0, [entry('draft.publish')])).toBe('stale')
      expect(await under.editions.live()).toBeNull()
      expect(await under.log()).toEqual(before)
      expect(await book.published(to, { ...step(), act: 'publish' }, publication, 0, [entry('draft.publish')])).toBe('done')
      expect(await book.draft(made.id)).toEqual(to)
      const live = await under.editions.live()
      expect(live).toMatchObject({ seq: 1, approvedBy: 'cici', draft: 'draf' })
      expect(await under.editions.localFiles(live?.local ?? null)).toEqual(publication.localFiles)
      expect((await under.log()).map(e => e.act)).toEqual([...before.map(e => e.act), 'draft.publish'])
    })

    it('that are over lose their versions and pages in time; discarded ones go altogether', async () => {
      const old = { touchedOn: '2026-01-01' }
      const [open, published, discarded, fresh] = [
        await kept(old),
        await kept({ ...old, state: 'published' }),
        await kept({ ...old, state: 'discarded' }),
        await kept({ state: 'discarded' }),
      ]
      for (const made of [open, published, discarded, fresh]) {
        await book.saved({ ...made, version: 2 }, step(), [])
        await book.keepPages(made.id, [{ number: 1, type: 'image/png', bytes: new Uint8Array([1]) }], EXTRACTED)
      }
      await book.purged('2026-12-16')
      expect((await book.draft(published.id))?.state).toBe('published')
      expect(await book.draft(discarded.id)).toBeNull()
      for (const gone of [published, discarded]) {
        expect(await book.steps(gone.id)).toEqual([])
        expect(await book.page(gone.id, 1)).toBeNull()
        expect(await book.extracted(gone.id)).toBeNull()
      }
      for (const there of [open, fresh]) {
        expect(await book.steps(there.id)).toHaveLength(1)
        expect(await book.page(there.id, 1)).not.toBeNull()
      }
    })
  })
}

/** The books of a store. */
export async function storedDrafts(
  open: () => Promise<{ readonly db: Database; readonly sealers: Sealers; readonly end: () => Promise<void> }>,
): Promise<DraftsUnderTest> {
  const chain = randomBytes(32)
  const { db, sealers, end } = await open()
  return {
    drafts: openDrafts(db, chain, () => {}),
    editions: openEditions(db, chain),
    log: async () => (await deskOver(db, sealers, chain).audit(null, 1000)).toReversed(),
    end,
  }
}
