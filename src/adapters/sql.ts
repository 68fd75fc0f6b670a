// What the store needs of a database: the same SQL on both, two thin drivers (sqlite.ts, postgres.ts).

export type SqlValue = string | number | Uint8Array | null
export type SqlRow = Readonly<Record<string, unknown>>

/** Statements use `?` for their values, on both databases. */
export type Sql = (text: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>

export type Database = {
  readonly dialect: Dialect
  /** All that `work` writes, or nothing of it. Inside it only the given `sql` may be awaited. */
  readonly transact: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>
  /** Sees committed rows only. */
  readonly read: Sql
  /** Tells every process over the same tables, this one not included, that something happened. */
  readonly announce: (topic: string) => void
  readonly listen: (hear: (topic: string) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/** Where the two differ. */
export type Dialect = {
  readonly name: 'sqlite' | 'postgres'
  readonly bytes: string
  readonly moment: string
  readonly sequence: string
  /** Appended to a select whose rows this transaction is about to change. */
  readonly lock: string
  /** The same, leaving out rows that another transaction holds. */
  readonly lockFree: string
}

/** The store cannot be used: what is wrong, never what was in it. */
export class StoreBroken extends Error {
  override readonly name = 'StoreBroken'
}

/** The tables were made by a newer version of the program. */
export class SchemaNewer extends Error {
  override readonly name = 'SchemaNewer'
  readonly found: number
  readonly known: number
  constructor(found: number, known: number) {
    super(`the tables have version ${found}, this program knows ${known}`)
    this.found = found
    this.known = known
  }
}

export function textOf(row: SqlRow, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new StoreBroken(`column ${column} holds no text`)
  return value
}

export function numberOf(row: SqlRow, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new StoreBroken(`column ${column} holds no number`)
  return value
}

export function bytesOf(row: SqlRow, column: string): Uint8Array {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw new StoreBroken(`column ${column} holds no bytes`)
  return value
}

export const isNull = (row: SqlRow, column: string): boolean => row[column] === null || row[column] === undefined
