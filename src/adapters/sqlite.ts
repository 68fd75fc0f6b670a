// SQLite in two files, the vault's and the data's: nothing to install. What arrives together is one commit, each piece of work a savepoint of
// its own, so that one fsync serves many. The vault is written first: after a power cut a seed may stand without its words, never the reverse.
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { keepPrivate, makeFolder, makePrivateFolder } from './disk.ts'
import { type Database, type Dialect, type Lasts, type Sql, type SqlRow, type SqlValue, StoreBroken } from './sql.ts'

const dialect: Dialect = {
  name: 'sqlite',
  bytes: 'BLOB',
  moment: 'INTEGER',
  sequence: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  unordered: ' WITHOUT ROWID',
  shares: true,
  lock: '',
  lockFree: '',
  // one transaction at a time anyway
  alone: async () => {},
  side: { vault: 'main.', data: 'data.', make: [] },
  index: (side, name, on) => `CREATE INDEX ${dialect.side[side]}${name} ON ${on}`,
  unsampled: () => [],
  continueAt: async (sql, table, _key, at) => {
    await sql('DELETE FROM data.sqlite_sequence WHERE name = ?', [table])
    await sql('INSERT INTO data.sqlite_sequence (name, seq) VALUES (?, ?)', [table, at])
  },
  tableNamed: `SELECT 1 AS yes FROM data.sqlite_master WHERE type = 'table' AND name = ?`,
}

const GATHER_MS = 4
const SCRUB_MS = 250
const PASSING_SCRUB_MS = 10_000
const QUIET_MS = 1000
const BUSY_MS = 5000

type Work = {
  readonly run: () => Promise<void>
  readonly done: () => void
  readonly failed: (error: unknown) => void
  readonly lasts: Lasts
}

/** Another process has the same folder open. */
export class StoreTaken extends Error {
  override readonly name = 'StoreTaken'
}

export type Folders = { readonly vault: string; readonly data: string }

/**
 * The database in two folders, made when they are not there. One process at a time: a second one throws StoreTaken; unless it comes `beside`
 * the one that has it, to look or to change something small.
 */
export function openSqlite(folders: Folders, isBeside = false): Database {
  makeFolder(folders.data)
  makePrivateFolder(folders.vault)
  const release = isBeside ? () => {} : holdAlone(join(folders.data, 'lock.db'))
  const writer = connect(folders)
  const reader = connect(folders)
  const write = statements(writer)
  const readApart = statements(reader)
  let waiting: Work[] = []
  let flushedAt = 0
  let servedMany = false

  /** Under load a few milliseconds after the last commit, so that one fsync serves more; at once after a rest, or after a commit that served one. */
  const schedule = (): void => {
    const since = performance.now() - flushedAt
    if (!servedMany || since >= GATHER_MS) setImmediate(() => void flush())
    else setTimeout(() => void flush(), GATHER_MS - since)
  }

  const begin = writer.prepare('BEGIN IMMEDIATE')
  const commit = writer.prepare('COMMIT')
  const mark = writer.prepare('SAVEPOINT work')
  const unmark = writer.prepare('RELEASE work')
  const back = writer.prepare('ROLLBACK TO work')
  const undo = writer.prepare('ROLLBACK')

  let synced: Lasts = 'durable'
  /** Claims alone wait for no disk; the next commit that must last takes them along. */
  const sync = (lasts: Lasts): void => {
    if (synced !== lasts) writer.pragma(`data.synchronous = ${lasts === 'durable' ? 'FULL' : 'NORMAL'}`)
    synced = lasts
  }

  const flush = async (): Promise<void> => {
    const works = waiting
    waiting = []
    const ended: (() => void)[] = []
    try {
      sync(works.every(work => work.lasts === 'passing') ? 'passing' : 'durable')
      begin.run()
      // what is alone needs no mark to go back to
      const isAlone = works.length === 1
      for (const work of works) {
        if (!isAlone) mark.run()
        try {
          await work.run()
          ended.push(work.done)
        } catch (error) {
          if (isAlone) undo.run()
          else back.run()
          ended.push(() => work.failed(error))
        }
        if (!isAlone) unmark.run()
      }
      if (writer.inTransaction) commit.run()
      for (const end of ended) end()
    } catch (error) {
      // nothing of it is on the disk
      if (writer.inTransaction) undo.run()
      for (const work of works) work.failed(new StoreBroken('a commit failed', { cause: error }))
    }
    flushedAt = performance.now()
    servedMany = works.length > 1
    // what was sent and deleted does not lie in the log for long either
    if (scrubbing === null) scrubIn(PASSING_SCRUB_MS)
  }

  let scrubbing: NodeJS.Timeout | null = null
  let isUrgent = false
  const scrubIn = (ms: number): void => {
    scrubbing = setTimeout(scrub, ms).unref()
  }
  /** Takes the log into the files and empties it; while someone still reads an older state, later. Under load the log is written over anyway. */
  const scrub = (): void => {
    const isBusy = waiting.length > 0 || performance.now() - flushedAt < QUIET_MS
    if (!isUrgent && isBusy) scrubIn(PASSING_SCRUB_MS)
    else if (writer.inTransaction || !emptied(writer)) scrubIn(SCRUB_MS)
    else {
      scrubbing = null
      isUrgent = false
    }
  }

  return {
    dialect,
    // whoever wrote last has the pages at hand; within a commit they are not yet what others may see
    read: (text, values) => (writer.inTransaction ? readApart : write)(text, values),
    snapshot: async work => {
      const own = connect(folders)
      try {
        own.exec('BEGIN')
        return await work(statements(own))
      } finally {
        own.close()
      }
    },
    scrub: () => {
      if (isUrgent) return
      isUrgent = true
      if (scrubbing !== null) clearTimeout(scrubbing)
      scrubIn(SCRUB_MS)
    },
    faults: async () =>
      ['main', 'data'].flatMap(side =>
        reader
          .prepare(`PRAGMA ${side}.integrity_check`)
          .pluck()
          .all()
          .map(String)
          .filter(said => said !== 'ok')
          .map(said => `${side}: ${said}`),
      ),
    transact: (work, lasts = 'durable') =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) schedule()
        let result: Awaited<ReturnType<typeof work>>
        waiting.push({
          run: async () => {
            result = await work(write)
          },
          done: () => resolve(result),
          failed: reject,
          lasts,
        })
      }),
    // there is no other process
    announce: () => {},
    listen: async () => {},
    close: async () => {
      while (waiting.length > 0) await new Promise(done => setImmediate(done))
      if (scrubbing !== null) {
        clearTimeout(scrubbing)
        emptied(writer)
      }
      reader.close()
      writer.close()
      release()
    },
  }
}

function connect({ vault, data }: Folders): SQLite.Database {
  const path = join(vault, 'vault.db')
  const db = new SQLite(path)
  keepPrivate(path)
  db.prepare('ATTACH ? AS data').run(join(data, 'rambu.db'))
  for (const side of ['main', 'data']) {
    db.pragma(`${side}.journal_mode = WAL`)
    // a commit that was answered must survive a power cut
    db.pragma(`${side}.synchronous = FULL`)
    db.pragma(`${side}.secure_delete = ON`)
  }
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  return db
}

/** Whether the logs of both files could be emptied. Whoever reads an older state, a backup say, is not waited for: everything else would wait too. */
function emptied(db: SQLite.Database): boolean {
  db.pragma('busy_timeout = 0')
  const isEmpty = ['main', 'data'].every(side => db.pragma(`${side}.wal_checkpoint(TRUNCATE)`, { simple: true }) === 0)
  db.pragma(`busy_timeout = ${BUSY_MS}`)
  return isEmpty
}

/**
 * Each statement is prepared once. Values stand in it as expressions: what a bare one may decide, a join, an order or a limit, SQLite plans anew
 * each time that it is given another. Runs at once; the promise only makes both databases look the same.
 */
function statements(db: SQLite.Database): Sql {
  const prepared = new Map<string, SQLite.Statement<SqlValue[], SqlRow>>()
  return async (text: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> => {
    let statement = prepared.get(text)
    if (statement === undefined) {
      statement = db.prepare<SqlValue[], SqlRow>(text.replaceAll('?', '+?'))
      prepared.set(text, statement)
    }
    if (statement.reader) return statement.all(...values)
    statement.run(...values)
    return []
  }
}

/** Holds a lock that the system drops when this process ends, however it ends. */
function holdAlone(path: string): () => void {
  const lock = new SQLite(path, { timeout: 0 })
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new StoreTaken('the data folder is in use by another process', { cause: error })
  }
  return () => {
    lock.exec('COMMIT')
    lock.close()
  }
}
