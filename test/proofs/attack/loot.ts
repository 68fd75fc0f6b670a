// What the attacker carries away: every file but the keys, every table with its physical order, every page as bytes, logs, metrics, backups,
// the members' list, and when each of them wrote. Taken the same way from the store of a running bot and from a copy with a planted leak.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { pause } from '../child.ts'
import type { Channel, Day, Member } from './people.ts'

/** Anything that can be read byte by byte. */
export type Part = { readonly name: string; readonly bytes: Buffer }
export type Value = string | number | null | Uint8Array
export type Row = {
  readonly values: Readonly<Record<string, Value>>
  /** The rowid, or where the row lies; null where the table keeps none. */
  readonly order: number | null
  /** The transaction that wrote it; null where the table does not tell. */
  readonly writtenBy: number | null
}
export type Table = { readonly name: string; readonly rows: readonly Row[] }
/** The pages of a PostgreSQL table, with what its columns are. */
export type Heap = {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Long values of another table stand here, in pieces. */
  readonly isElsewhere: boolean
  readonly pages: readonly Buffer[]
}
export type Scrape = { readonly at: number; readonly text: string }
export type Backup = { readonly name: string; readonly at: number; readonly bytes: Buffer }
/** One message on the wire: whose, when, how long. */
export type Wire = { readonly member: number; readonly at: number; readonly bytes: number; readonly channel: Channel }

/** What is in the store and beside it. */
export type Stored = { readonly parts: readonly Part[]; readonly tables: readonly Table[]; readonly heaps: readonly Heap[] }
export type Loot = Stored & {
  readonly logs: string
  readonly metrics: readonly Scrape[]
  readonly exports: readonly Part[]
  /** What each role of the staff can open at the console. */
  readonly pages: readonly Part[]
  readonly backups: readonly Backup[]
  readonly members: readonly Member[]
  readonly wire: readonly Wire[]
  readonly day: Day
  /** When it was taken. */
  readonly at: number
}

type Folders = { readonly data: string; readonly vault: string }

/** All files below a folder. */
export function partsIn(folder: string, named = ''): Part[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => join(f.parentPath, f.name))
    .map(path => ({ name: join(named, relative(folder, path)), bytes: readFileSync(path) }))
}

const isRow = (row: unknown): row is Record<string, Value> => typeof row === 'object' && row !== null

// ── SQLite ──

const ROWID = 'rowid__'

/** The bytes are taken before anybody opens the files: whoever opens them may empty their logs. */
export function lootSqlite(folders: Folders): Stored {
  const parts = [...partsIn(folders.data, 'data'), ...partsIn(folders.vault, 'vault')]
  const copy = copyOf(folders)
  const db = new SQLite(join(copy.vault, 'vault.db'))
  db.prepare('ATTACH ? AS data').run(join(copy.data, 'rambu.db'))
  const tables = ['main', 'data'].flatMap(side =>
    db
      .prepare(`SELECT name FROM ${side}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all()
      .map(String)
      .map(name => ({ name, rows: sqliteRows(db, `${side}.${name}`) })),
  )
  db.close()
  rmSync(copy.folder, { recursive: true })
  return { parts, tables, heaps: [] }
}

function sqliteRows(db: SQLite.Database, table: string): Row[] {
  const all = (query: string): Record<string, Value>[] => db.prepare(query).all().filter(isRow)
  try {
    return all(`SELECT rowid AS ${ROWID}, * FROM ${table} ORDER BY rowid`).map(({ [ROWID]: order, ...values }) => ({
      values,
      order: Number(order),
      writtenBy: null,
    }))
  } catch {
    // a table without such numbers
    return all(`SELECT * FROM ${table}`).map(values => ({ values, order: null, writtenBy: null }))
  }
}

type Copy = Folders & { readonly folder: string }

/** The files as they lie there, write-ahead logs and all. */
export function copyOf({ data, vault }: Folders): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'rambu-attack-'))
  const copy = { folder, data: join(folder, 'data'), vault: join(folder, 'vault') }
  for (const [from, to] of [
    [data, copy.data],
    [vault, copy.vault],
  ] as const)
    copyAll(from, to)
  return copy
}

function copyAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) copyFileSync(join(from, name), join(to, name))
}

// ── PostgreSQL ──

/** Our tables, and what the database notes of what is in them. */
const OURS = `(n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_temp%' OR c.relname = 'pg_statistic')`
const PAGE_BYTES = 8192
const STATISTICS = 'pg_statistic'

/** Needs the rights of whoever runs the database: so does whoever copies its disk. */
export async function lootPostgres(url: string): Promise<Stored> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const ask: Ask = async (query, values = []) => (await client.query(query, [...values])).rows.filter(isRow)
  try {
    await ask('CREATE EXTENSION IF NOT EXISTS pageinspect')
    // what sweeps at this moment would take the pages away under our hands
    for (;;) {
      const [{ n } = { n: 0 }] = await ask(
        `SELECT COUNT(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'VACUUM%'`,
      )
      if (Number(n) === 0) break
      await pause(SWEEPING_MS)
    }
    const parts: Part[] = []
    const tables: Table[] = []
    const heaps: Heap[] = []
    const relations = await ask(
      `SELECT c.oid::int AS oid, c.oid::regclass::text AS name, c.relkind::text AS kind, pg_relation_size(c.oid)::int AS bytes FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'i', 'S', 't') AND ${OURS} ORDER BY 2`,
    )
    for (const { oid, name, kind, bytes } of relations) {
      const table = String(name)
      const pages = await pagesOf(ask, table, Number(bytes) / PAGE_BYTES)
      parts.push({ name: `pages of ${table}`, bytes: Buffer.concat(pages) })
      if (!['r', 't'].includes(String(kind)) || table === STATISTICS) continue
      const columns = await ask(
        `SELECT attname AS name, atttypid::regtype::text AS type FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
        [oid],
      )
      const isElsewhere = kind === 't'
      heaps.push({ table, columns: columns.map(c => ({ name: String(c.name), type: String(c.type) })), pages, isElsewhere })
      if (isElsewhere) continue
      const rows = await ask(`SELECT xmin::text::bigint AS xmin__, * FROM ${table} ORDER BY ctid`)
      tables.push({
        name: table,
        rows: rows.map(({ xmin__, ...values }, order) => ({ values, order, writtenBy: Number(xmin__) })),
      })
    }
    return { parts, tables, heaps }
  } finally {
    await client.end()
  }
}

type Ask = (query: string, values?: readonly unknown[]) => Promise<Record<string, Value>[]>
const SWEEPING_MS = 50
/** There is no such page (any more). */
const OUT_OF_RANGE = '22023'

async function pagesOf(ask: Ask, table: string, count: number): Promise<Buffer[]> {
  const pages: Buffer[] = []
  try {
    for (let nth = 0; nth < count; nth++) {
      const [row] = await ask('SELECT get_raw_page($1, $2) AS page', [table, nth])
      if (row?.page instanceof Uint8Array) pages.push(Buffer.from(row.page))
    }
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== OUT_OF_RANGE) throw error
  }
  return pages
}

/** What the database does by itself within hours; here hours pass in a second. */
export async function tidyUp(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('VACUUM (ANALYZE)')
  await client.end()
}

/** PostgreSQL's own write-ahead log, which no command of ours empties. */
export async function walOf(url: string): Promise<Part[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string; bytes: Buffer }>(
      `SELECT name, pg_read_binary_file('pg_wal/' || name) AS bytes FROM pg_ls_waldir()`,
    )
    return rows.map(({ name, bytes }) => ({ name: `pg_wal/${name}`, bytes }))
  } finally {
    await client.end()
  }
}
