// SQLite in a file: nothing to install. What arrives together is one commit, each piece of work a savepoint of its own, so that one fsync
// serves many.
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { makeFolder } from './disk.ts'
import { type Database, type Dialect, type Sql, type SqlRow, type SqlValue, StoreBroken } from './sql.ts'

const dialect: Dialect = {
  name: 'sqlite',
  bytes: 'BLOB',
  moment: 'INTEGER',
  sequence: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  lock: '',
  lockFree: '',
}

const GATHER_MS = 4

type Work = { readonly run: () => Promise<void>; readonly done: () => void; readonly failed: (error: unknown) => void }

/** Another process has the same folder open. */
export class StoreTaken extends Error {
  override readonly name = 'StoreTaken'
}

/** The database in a folder, made when it is not there. One process at a time: a second one throws StoreTaken. */
export function openSqlite(folder: string): Database {
  makeFolder(folder)
  const release = holdAlone(join(folder, 'lock.db'))
  const writer = connect(join(folder, 'rambu.db'))
  const reader = connect(join(folder, 'rambu.db'))
  const write = statements(writer)
  let waiting: Work[] = []
  let flushedAt = 0

  /** At once after a rest; under load a few milliseconds after the last commit, so that one fsync serves more. */
  const schedule = (): void => {
    const since = performance.now() - flushedAt
    if (since >= GATHER_MS) setImmediate(() => void flush())
    else setTimeout(() => void flush(), GATHER_MS - since)
  }

  const flush = async (): Promise<void> => {
    const works = waiting
    waiting = []
    const ended: (() => void)[] = []
    try {
      writer.exec('BEGIN IMMEDIATE')
      for (const work of works) {
        writer.exec('SAVEPOINT work')
        try {
          await work.run()
          ended.push(work.done)
        } catch (error) {
          writer.exec('ROLLBACK TO work')
          ended.push(() => work.failed(error))
        }
        writer.exec('RELEASE work')
      }
      writer.exec('COMMIT')
      for (const end of ended) end()
    } catch (error) {
      // nothing of it is on the disk
      if (writer.inTransaction) writer.exec('ROLLBACK')
      for (const work of works) work.failed(new StoreBroken('a commit failed', { cause: error }))
    }
    flushedAt = performance.now()
  }

  return {
    dialect,
    read: statements(reader),
    transact: work =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) schedule()
        let result: Awaited<ReturnType<typeof work>>
        waiting.push({
          run: async () => {
            result = await work(write)
          },
          done: () => resolve(result),
          failed: reject,
        })
      }),
    // there is no other process
    announce: () => {},
    listen: async () => {},
    close: async () => {
      while (waiting.length > 0) await new Promise(done => setImmediate(done))
      reader.close()
      writer.close()
      release()
    },
  }
}

function connect(path: string): SQLite.Database {
  const db = new SQLite(path)
  db.pragma('journal_mode = WAL')
  // a commit that was answered must survive a power cut
  db.pragma('synchronous = FULL')
  db.pragma('busy_timeout = 5000')
  db.pragma('secure_delete = ON')
  return db
}

/** Each statement is prepared once. Runs at once; the promise only makes both databases look the same. */
function statements(db: SQLite.Database): Sql {
  const prepared = new Map<string, SQLite.Statement>()
  return async (text: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> => {
    let statement = prepared.get(text)
    if (statement === undefined) {
      statement = db.prepare(text)
      prepared.set(text, statement)
    }
    if (statement.reader) return statement.all(...values).filter(isRow)
    statement.run(...values)
    return []
  }
}

const isRow = (value: unknown): value is SqlRow => typeof value === 'object' && value !== null

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
