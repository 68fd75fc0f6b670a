// Which edition answers: from the first start over publications, upgrades and broken ones.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readFiles } from '../src/adapters/disk.ts'
import { type Editions, openEditions } from '../src/adapters/editions.ts'
import { openSqlite } from '../src/adapters/sqlite.ts'
import { migrate } from '../src/adapters/tables.ts'
import type { Files } from '../src/knowledge/knowledge.ts'
import { examineHere, type Follower, follow, openSettler, type Settler } from '../src/live.ts'
import type { Live } from '../src/main.ts'
import {
  type EditionRecord,
  fileHash,
  hashOf,
  type LocalFiles,
  type Publication,
  SMOKE_REASON,
} from '../src/publishing/publishing.ts'
import { KnowledgeBroken } from '../src/refused.ts'
import { knowledgeFolder } from './edition.ts'
import { testFolders } from './store.ts'

const NATIONAL = readFiles(knowledgeFolder)
const TODAY = '2027-01-15'
const noted = (text: string, of: Files = NATIONAL): Files =>
  new Map([...of, ['calendar.yaml', `${of.get('calendar.yaml') ?? ''}# ${text}\n`]])
const local = (text: string, base: Files = NATIONAL): LocalFiles =>
  new Map([
    [
      'consequences.yaml',
      { content: `${base.get('consequences.yaml') ?? ''}# ${text}\n`, base: fileHash(base.get('consequences.yaml') ?? '') },
    ],
  ])

let folder: string
let editions: Editions
let close: () => Promise<void>
beforeEach(async () => {
  const opened = testFolders('live')
  folder = opened.folder
  const db = openSqlite(opened.folders)
  await migrate(db)
  editions = openEditions(db, new Uint8Array(32))
  close = () => db.close()
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true })
})

const settlerFor = (national: Files, isAlone = true): Settler =>
  openSettler({
    editions,
    national: () => national,
    nationalHash: () => hashOf(national),
    examine: examineHere,
    isAlone,
    today: () => TODAY,
  })

const live = async (): Promise<EditionRecord> => {
  const record = await editions.live()
  if (record === null) throw new Error('nothing answers')
  return record
}

async function publish(change: Partial<Publication>): Promise<EditionRecord> {
  const before = await live()
  const national = await editions.national(before.national)
  const localFiles = await editions.localFiles(before.local)
  if (national === undefined || localFiles === undefined) throw new Error('a pack is gone')
  const by = { by: 'penyunting', approvedBy: 'penyetuju', reason: 'uji', draft: null }
  await editions.publish({ kind: 'published', national, localFiles, on: TODAY, ...by, ...change }, before.seq, [])
  return live()
}

describe('the national pack that came with the program', () => {
  it('is recorded at the first start, and nothing more at the next', async () => {
    const first = await settlerFor(NATIONAL).settle()
    expect(first).toMatchObject({ seq: 1, kind: 'national', edition: hashOf(NATIONAL), local: null, by: null })
    expect(await settlerFor(NATIONAL).settle()).toEqual(first)
  })

  it('is not recorded when it cannot be read', async () => {
    const broken = settlerFor(new Map([['calendar.yaml', 'elections: nothing\n']]))
    await expect(broken.settle()).rejects.toBeInstanceOf(KnowledgeBroken)
    expect(await editions.live()).toBeNull()
  })

  it('is taken up when it is newer, and what the office published stays', async () => {
    await settlerFor(NATIONAL).settle()
    const mine = local('dari kantor')
    await publish({ localFiles: mine })
    const next = noted('baru')
    expect(await settlerFor(next).settle()).toMatchObject({ kind: 'upgraded', national: hashOf(next), seq: 3 })
    expect(await editions.localFiles((await live()).local)).toEqual(mine)
  })

  it('waits, with the old edition answering, when both changed the same file; and comes once the office has decided', async () => {
    await settlerFor(NATIONAL).settle()
    await publish({ localFiles: local('dari kantor') })
    const next = new Map([...NATIONAL, ['consequences.yaml', `${NATIONAL.get('consequences.yaml') ?? ''}# dari pusat\n`]])
    const settler = settlerFor(next)
    expect((await settler.settle()).seq).toBe(2)
    expect(await settler.conflicts()).toEqual([{ path: 'consequences.yaml', why: 'changed-below', what: '' }])
    await publish({ localFiles: new Map() })
    expect(await settler.conflicts()).toEqual([])
    expect(await settler.settle()).toMatchObject({ kind: 'upgraded', national: hashOf(next) })
  })

  it('is taken up once: whoever went back from it stays there after the next start', async () => {
    const first = await settlerFor(NATIONAL).settle()
    const next = noted('baru')
    await settlerFor(next).settle()
    const back = { kind: 'rolled-back', on: TODAY, by: 'admin', approvedBy: null, reason: 'keliru', draft: null } as const
    await editions.moveTo(first, back, 2, [])
    expect(await settlerFor(next).settle()).toMatchObject({ seq: 3, edition: hashOf(NATIONAL) })
    expect(await settlerFor(next).conflicts()).toEqual([])
  })

  it('of an older program is taken up again by one that is alone, and by none that works beside a newer one', async () => {
    await settlerFor(NATIONAL).settle()
    await settlerFor(noted('baru')).settle()
    expect((await settlerFor(NATIONAL, false).settle()).seq).toBe(2)
    expect(await settlerFor(NATIONAL).settle()).toMatchObject({ seq: 3, edition: hashOf(NATIONAL) })
  })
})

describe('whoever follows the newest edition', () => {
  let held: string
  let changes: string[]
  let told: Error[]
  /** Editions in which a smoke question fails, and such as cannot be read. */
  let failing: Set<string>
  let unreadable: Set<string>
  beforeEach(() => {
    changes = []
    told = []
    failing = new Set()
    unreadable = new Set()
  })
  const change = async ({ edition }: Live): Promise<readonly string[]> => {
    if (unreadable.has(edition)) throw new KnowledgeBroken(1)
    if (failing.has(edition)) return ['boleh jadi tim sukses?']
    held = edition
    changes.push(edition)
    return []
  }
  const following = (begunWith: EditionRecord, settler: Settler | null = null): Follower => {
    held = begunWith.edition
    return follow({
      editions,
      thinker: { edition: () => held, change },
      begunWith,
      failing: failing.has(held) ? ['boleh jadi tim sukses?'] : [],
      settler,
      now: () => 0,
      today: () => TODAY,
      sleep: async () => {},
      lookMs: 1,
      onChange: () => {},
      onError: error => {
        if (error instanceof Error) told.push(error)
      },
    })
  }

  it('works with it from the next look on, and touches nothing while nothing is published', async () => {
    const follower = following(await settlerFor(NATIONAL).settle())
    await follower.look()
    expect(changes).toEqual([])
    const next = await publish({ localFiles: local('satu') })
    await follower.look()
    await follower.look()
    expect(changes).toEqual([next.edition])
  })

  it('goes back with a reason when a smoke question fails, and never works with the broken one', async () => {
    const first = await settlerFor(NATIONAL).settle()
    const follower = following(first)
    const broken = await publish({ localFiles: local('rusak') })
    failing.add(broken.edition)
    await follower.look()
    expect(await live()).toMatchObject({ seq: 3, kind: 'rolled-back', edition: first.edition, by: null })
    expect((await live()).reason).toBe(`${SMOKE_REASON}boleh jadi tim sukses?`)
    expect(changes).toEqual([])
    expect(told.map(e => e.name)).toEqual(['SmokeFailed'])
    const next = await publish({ localFiles: local('baik') })
    await follower.look()
    expect(changes).toEqual([next.edition])
  })

  it('leaves an edition that already fails at its start, and asks none that failed a second time', async () => {
    const first = await settlerFor(NATIONAL).settle()
    const broken = await publish({ localFiles: local('rusak') })
    failing.add(broken.edition)
    await following(broken).look()
    expect(held).toBe(first.edition)
    expect((await live()).kind).toBe('rolled-back')
  })

  it('goes on with the only edition there is, and says what fails', async () => {
    const first = await settlerFor(NATIONAL).settle()
    failing.add(first.edition)
    await following(first).look()
    expect((await live()).seq).toBe(1)
    expect(told.map(e => e.name)).toEqual(['SmokeFailed'])
  })

  it('does not go in circles when both editions fail', async () => {
    const first = await settlerFor(NATIONAL).settle()
    const second = await publish({ localFiles: local('rusak') })
    failing.add(first.edition).add(second.edition)
    const follower = following(second)
    await follower.look()
    await follower.look()
    expect((await editions.editions(10)).length).toBe(3)
  })

  it('keeps what it has when a newer program published what it cannot read, and undoes nothing', async () => {
    const first = await settlerFor(NATIONAL).settle()
    const follower = following(first)
    const next = await publish({ localFiles: local('baru') })
    unreadable.add(next.edition)
    await follower.look()
    expect(held).toBe(first.edition)
    expect((await live()).seq).toBe(2)
    expect(told.map(e => e.name)).toEqual(['KnowledgeBroken'])
  })

  it('takes up a national pack that waited, once its conflicts are gone', async () => {
    const next = new Map([...NATIONAL, ['consequences.yaml', `${NATIONAL.get('consequences.yaml') ?? ''}# dari pusat\n`]])
    await settlerFor(NATIONAL).settle()
    const mine = await publish({ localFiles: local('dari kantor') })
    const follower = following(mine, settlerFor(next))
    await follower.look()
    await publish({ localFiles: new Map() })
    await follower.look()
    expect(held).toBe(hashOf(next))
    expect((await live()).kind).toBe('upgraded')
  })
})
