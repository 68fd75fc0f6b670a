import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SchemaNewer } from '../../src/adapters/sql.ts'
import { openSqlite, StoreTaken } from '../../src/adapters/sqlite.ts'
import { openStore } from '../../src/adapters/store.ts'
import { storeContract } from '../contracts/store.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'rambu-store-'))

storeContract('sqlite', async () => {
  const at = folder()
  const store = await openStore(openSqlite(at))
  return {
    store,
    end: async () => {
      await store.close()
      rmSync(at, { recursive: true })
    },
  }
})

describe('sqlite', () => {
  it('refuses tables of a newer program and leaves them alone', async () => {
    const at = folder()
    const db = openSqlite(at)
    await (await openStore(db)).close()
    const newer = openSqlite(at)
    await newer.transact(sql => sql('UPDATE schema_version SET version = 99'))
    await expect(openStore(newer)).rejects.toBeInstanceOf(SchemaNewer)
    await newer.close()
    rmSync(at, { recursive: true })
  })

  it('lets one process have a folder, and the next once it is gone', async () => {
    const at = folder()
    const first = openSqlite(at)
    expect(() => openSqlite(at)).toThrow(StoreTaken)
    await first.close()
    await openSqlite(at).close()
    rmSync(at, { recursive: true })
  })

  it('loses only the broken one of the works that share a commit', async () => {
    const at = folder()
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
    rmSync(at, { recursive: true })
  })
})
