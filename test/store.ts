// A store for a test: its own folders, its own keys.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDesk } from '../src/adapters/desk.ts'
import type { Database } from '../src/adapters/sql.ts'
import { type Folders, openSqlite } from '../src/adapters/sqlite.ts'
import { openStore, type Sealers, type Store } from '../src/adapters/store.ts'
import { migrate } from '../src/adapters/tables.ts'
import type { StaffBook } from '../src/console/console.ts'
import type { CaseBook } from '../src/handoff/handoff.ts'
import { openSealer } from '../src/sealing.ts'

export const testSealers = (): Sealers => ({
  transit: openSealer(randomBytes(32), randomBytes),
  content: openSealer(randomBytes(32), randomBytes),
  desk: openSealer(randomBytes(32), randomBytes),
})

export async function storeOver(db: Database, sealers = testSealers()): Promise<Store> {
  await migrate(db)
  return openStore(db, sealers)
}

/** The staff's side of the same store. */
export function deskOver(db: Database, { desk }: Sealers, chain: Uint8Array = randomBytes(32)): CaseBook & StaffBook {
  if (desk === null) throw new Error('these sealers open no consultation')
  return openDesk(db, { sealer: desk, chain })
}

export type TestStore = {
  readonly store: Store
  readonly db: Database
  readonly sealers: Sealers
  readonly folders: Folders
  readonly end: () => Promise<void>
}

export const testFolders = (name: string): { readonly folder: string; readonly folders: Folders } => {
  const folder = mkdtempSync(join(tmpdir(), `rambu-${name}-`))
  return { folder, folders: { data: join(folder, 'data'), vault: join(folder, 'vault') } }
}

export async function sqliteStore(name: string): Promise<TestStore> {
  const { folder, folders } = testFolders(name)
  const db = openSqlite(folders)
  const sealers = testSealers()
  const store = await storeOver(db, sealers)
  return {
    store,
    db,
    sealers,
    folders,
    end: async () => {
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The configuration that keeps everything a bot writes in one folder, and its console off the port that another may have. */
export const environmentIn = (folder: string): Readonly<Record<string, string>> => ({
  RAMBU_DATA: join(folder, 'data'),
  RAMBU_VAULT: join(folder, 'vault'),
  RAMBU_ADDRESS_KEY_FILE: join(folder, 'keys', 'address.key'),
  RAMBU_TRANSIT_KEY_FILE: join(folder, 'keys', 'transit.key'),
  RAMBU_MASTER_KEY_FILE: join(folder, 'keys', 'master.key'),
  RAMBU_DESK_KEY_FILE: join(folder, 'keys', 'desk.key'),
  RAMBU_BACKUPS: join(folder, 'backups'),
  RAMBU_CONSOLE_PORT: '0',
})
