import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SchemaNewer, SchemaOlder } from '../../src/adapters/sql.ts'
import { openSqlite, StoreTaken } from '../../src/adapters/sqlite.ts'
import { deskContract } from '../contracts/desk.ts'
import { draftsContract, storedDrafts } from '../contracts/drafts.ts'
import { editionsContract } from '../contracts/editions.ts'
import { errandsContract } from '../contracts/errands.ts'
import { storeContract } from '../contracts/store.ts'
import { sqliteStore, storeOver, testFolders } from '../store.ts'

storeContract('sqlite', () => sqliteStore('store'))
deskContract('sqlite', () => sqliteStore('desk'))
editionsContract('sqlite', () => sqliteStore('editions'))
draftsContract('sqlite', () => storedDrafts(() => sqliteStore('drafts')))
errandsContract('sqlite', () => sqliteStore('errands'))

describe('sqlite', () => {
  it('opens a draft of a program that kept nothing of what its document was read of beside its clauses', async () => {
    const { drafts, end } = await storedDrafts(() => sqliteStore('drafts'))
    const source = { kind: 'pdf', name: 'edaran', pages: 1, digest: '', refusedPages: [], file: 'f.yaml', proposed: {} }
    const earlier = { id: 'lama', version: 1, state: 'open', title: '', touchedOn: '2027-01-15', files: {}, marks: [], source }
    await drafts.saved(JSON.parse(JSON.stringify(earlier)), null, [])
    expect((await drafts.draft('lama'))?.source).toMatchObject({ name: 'edaran', leftOut: [] })
    await end()
  })

  it('refuses tables of a newer program, and of the trial that sealed nothing, and leaves them alone', async () => {
    const { folder, folders: at } = testFolders('store')
    const db = openSqlite(at)
    await (await storeOver(db)).close()
    const newer = openSqlite(at)
    await newer.transact(sql => sql('UPDATE schema_version SET version = 99'))
    await expect(storeOver(newer)).rejects.toBeInstanceOf(SchemaNewer)
    await newer.transact(sql => sql('UPDATE schema_version SET version = 1'))
    await expect(storeOver(newer)).rejects.toBeInstanceOf(SchemaOlder)
    await newer.close()
    rmSync(folder, { recursive: true })
  })

  it('lets one process have a folder, and the next once it is gone', async () => {
    const { folder, folders: at } = testFolders('store')
    const first = openSqlite(at)
    expect(() => openSqlite(at)).toThrow(StoreTaken)
    await first.close()
    await openSqlite(at).close()
    rmSync(folder, { recursive: true })
  })

  it('loses only the broken one of the works that share a commit', async () => {
    const { folder, folders: at } = testFolders('store')
    const db = openSqlite(at)
    await db.transact(sql => sql('CREATE TABLE t (x INTEGER UNIQUE)'))
    const results = await Promise.allSettled([
      db.transact(sql => sql('INSERT INTO t VALUES (1)')),
      db.transact(async sql => {
        await sql('INSERT INTO t VALUES (2)')
        await sql('INSERT INTO t VALUES (1)')
      }),
      db.transact(sql => sql('INSERT INTO t VALUES (3)')),
    ])
    expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await db.read('SELECT x FROM t ORDER BY x')).map(r => r.x)).toEqual([1, 3])
    await db.close()
    rmSync(folder, { recursive: true })
  })
  it('leaves nothing of a broken work that is alone in its commit, and goes on', async () => {
    const { folder, folders: at } = testFolders('store')
    const db = openSqlite(at)
    await db.transact(sql => sql('CREATE TABLE t (x INTEGER UNIQUE)'))
    const broken = db.transact(async sql => {
      await sql('INSERT INTO t VALUES (1)')
      await sql('INSERT INTO t VALUES (1)')
    })
    await expect(broken).rejects.toThrow('UNIQUE')
    await db.transact(sql => sql('INSERT INTO t VALUES (2)'))
    expect((await db.read('SELECT x FROM t')).map(r => r.x)).toEqual([2])
    await db.close()
    rmSync(folder, { recursive: true })
  })

  it('shows nobody what is not committed, also to who looks in the middle of it', async () => {
    const { folder, folders: at } = testFolders('store')
    const db = openSqlite(at)
    await db.transact(sql => sql('CREATE TABLE t (x INTEGER)'))
    let within: Promise<readonly unknown[]> = Promise.resolve([])
    await db.transact(async sql => {
      await sql('INSERT INTO t VALUES (1)')
      within = db.read('SELECT x FROM t')
    })
    expect(await within).toEqual([])
    expect(await db.read('SELECT x FROM t')).toHaveLength(1)
    await db.close()
    rmSync(folder, { recursive: true })
  })

  it('keeps for good what comes after a commit of claims, which waited for no disk', async () => {
    const { folder, folders: at } = testFolders('store')
    const db = openSqlite(at)
    const synced = async (): Promise<unknown> => (await db.transact(sql => sql('PRAGMA data.synchronous')))[0]?.synchronous
    const FULL = 2
    await db.transact(async () => {}, 'passing')
    expect(await synced()).toBe(FULL)
    // one that must last takes along what passes
    const [, beside] = await Promise.all([db.transact(async () => {}, 'passing'), synced()])
    expect(beside).toBe(FULL)
    await db.close()
    rmSync(folder, { recursive: true })
  })
})
