// Where the bot runs in a proof: its store, its configuration, and a look into its tables from outside.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { openPostgres } from '../../src/adapters/postgres.ts'
import { prepareRoles, type RoleName } from '../../src/adapters/roles.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { openVault } from '../../src/gateway/gateway.ts'
import { CHANNELS } from '../../src/vocabulary.ts'
import { startPostgres } from '../postgres.ts'
import { environmentIn } from '../store.ts'

export type StoreName = 'sqlite' | 'postgres'
type Row = Readonly<Record<string, unknown>>

export type Place = {
  readonly store: StoreName
  /** The configuration that names this store. */
  readonly env: Readonly<Record<string, string>>
  /** The same for a process of one role: with PostgreSQL as a user that has the rights of that role and no others. */
  readonly envOf: (role: 'all' | RoleName) => Readonly<Record<string, string>>
  /** Rows as they are on the disk; with SQLite of a copy, so that the bot finds its files as it left them. */
  readonly rows: (query: string) => Promise<readonly Row[]>
  readonly count: (from: string) => Promise<number>
  /**
   * Whose replies are claimed for sending, as `claim channel address`: the sends in flight of whoever was just killed. Read through a connection
   * that stands beside the bot: a commit that SQLite had written and not yet told of is in a copy, and not for who comes to the files next
   * while another has them open.
   */
  readonly claimed: (beside: Pick<Database, 'read'>) => Promise<readonly Claim[]>
  readonly keyFile: string
  readonly close: () => Promise<void>
}
export type Claim = { readonly claim: string; readonly who: string }

export async function openPlace(store: StoreName): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'rambu-proof-'))
  const env = environmentIn(folder)
  const keyFile = env.RAMBU_ADDRESS_KEY_FILE ?? ''
  const database = store === 'sqlite' ? null : await startPostgres()
  const url = await database?.freshDatabase()
  const users = url === undefined ? new Map<string, string>() : await usersOf(url)
  const rows = url === undefined ? (query: string) => rowsOfCopy(env, folder, query) : rowsOf(url)
  const number = async (query: string): Promise<number> => Number((await rows(query))[0]?.n ?? 0)
  return {
    store,
    keyFile,
    env: { ...env, ...(url === undefined ? {} : { DATABASE_URL: url }) },
    envOf: role => {
      const own = users.get(role)
      return { RAMBU_ROLE: role, ...(own === undefined ? {} : { DATABASE_URL: own }) }
    },
    rows,
    count: from => number(`SELECT COUNT(*) AS n FROM ${from}`),
    claimed: async beside => {
      const found = await beside.read(
        'SELECT r.claimed_by, v.channel, v.sealed FROM reply_line r JOIN address v ON v.asker_id = r.asker_id WHERE r.claimed_by IS NOT NULL',
      )
      const vault = openVault(
        new Uint8Array(Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64')),
        size => new Uint8Array(size),
      )
      return found.flatMap(({ claimed_by, channel, sealed }) => {
        const name = CHANNELS.find(c => c === channel)
        if (name === undefined || !(sealed instanceof Uint8Array)) return []
        return [{ claim: String(claimed_by), who: `${name} ${vault.reveal(name, sealed).reveal().replace(/^\w+:/, '')}` }]
      })
    },
    close: async () => {
      await database?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function usersOf(url: string): Promise<ReadonlyMap<string, string>> {
  const db = openPostgres(url, error => {
    throw error
  })
  await migrate(db)
  let n = 0
  const users = await prepareRoles(db, url, () => `ujicoba${++n}`, true)
  await db.close()
  return new Map(
    users.map(({ role, user, password }) => {
      const own = new URL(url)
      own.username = user
      own.password = password ?? ''
      return [role, own.href]
    }),
  )
}

/** A killed process leaves its last commits in the write-ahead logs, so those are copied with the files. */
async function rowsOfCopy(env: Place['env'], folder: string, query: string): Promise<readonly Row[]> {
  const copy = mkdtempSync(join(folder, 'copy-'))
  const files = { 'rambu.db': env.RAMBU_DATA ?? '', 'vault.db': env.RAMBU_VAULT ?? '' }
  if (!existsSync(join(files['rambu.db'], 'rambu.db'))) return []
  for (const [file, from] of Object.entries(files))
    for (const name of [file, `${file}-wal`]) if (existsSync(join(from, name))) copyFileSync(join(from, name), join(copy, name))
  const db = new SQLite(join(copy, 'vault.db'))
  db.prepare('ATTACH ? AS data').run(join(copy, 'rambu.db'))
  try {
    return db
      .prepare(query)
      .all()
      .filter((row): row is Row => typeof row === 'object' && row !== null)
  } finally {
    db.close()
    rmSync(copy, { recursive: true, force: true })
  }
}

function rowsOf(connectionString: string): Place['rows'] {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  return async query => {
    const client = new pg.Client({ connectionString, options: '-c search_path=public,vault' })
    await client.connect()
    try {
      return (await client.query<Row>(query)).rows
    } finally {
      await client.end()
    }
  }
}
