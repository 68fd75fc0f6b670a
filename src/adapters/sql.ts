// What the store needs of a database: the same SQL on both, two thin drivers (sqlite.ts, postgres.ts).

export type SqlValue = string | number | Uint8Array | null
export type SqlRow = Readonly<Record<string, unknown>>

/** Statements use `?` for their values, on both databases. */
export type Sql = (text: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>

/**
 * `passing`: it may go with the power, as claims do. Alone with its store whoever held one has gone as well; else another claims anew, what was
 * claimed before is stale, and at most what was being sent at that moment is sent again.
 */
export type Lasts = 'durable' | 'passing'

export type Database = {
  readonly dialect: Dialect
  /** All that `work` writes, or nothing of it. Inside it only the given `sql` may be awaited. */
  readonly transact: <T>(work: (sql: Sql) => Promise<T>, lasts?: Lasts) => Promise<T>
  /** Sees committed rows only. */
  readonly read: Sql
  /** Reads as if nothing changed meanwhile, however long it takes. */
  readonly snapshot: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>
  /** Leaves nothing of deleted rows behind: not in the write-ahead log, not in a free page. Soon, not at once. */
  readonly scrub: () => void
  /** What the database itself finds broken in its files. */
  readonly faults: () => Promise<readonly string[]>
  /** Tells every process over the same tables that listens to the topic's first word that something happened. */
  readonly announce: (topic: string) => void
  readonly listen: (kinds: readonly string[], hear: (topic: string) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/** Where the two differ. */
export type Dialect = {
  readonly name: 'sqlite' | 'postgres'
  readonly bytes: string
  readonly moment: string
  readonly sequence: string
  /** Appended to a table whose rows must not show in what order they were written. PostgreSQL has no such table. */
  readonly unordered: string
  /** Whether transactions that come at once share a commit. */
  readonly shares: boolean
  /** Appended to a select whose rows this transaction is about to change. */
  readonly lock: string
  /** The same, leaving out rows that another transaction holds. */
  readonly lockFree: string
  /** Whoever is past this point is alone there until their transaction ends; each `gate` is a number of its own. */
  readonly alone: (sql: Sql, gate: number) => Promise<unknown>
  /** What stands before the name of a table that is made on that side; `make`: what the sides themselves need. */
  readonly side: { readonly vault: string; readonly data: string; readonly make: readonly string[] }
  /** The statement that makes an index `on` a table and its columns. */
  readonly index: (side: 'vault' | 'data', name: string, on: string) => string
  /** The statements after which no values of these columns are kept for the planner. */
  readonly unsampled: (side: 'vault' | 'data', table: string, columns: readonly string[]) => readonly string[]
  /** The database numbers the rows of a table from here on. */
  readonly continueAt: (sql: Sql, table: string, key: string, at: number) => Promise<unknown>
  /** A select with a row when the data's side has the table of that name. */
  readonly tableNamed: string
}

/** Thrown inside a transaction so that nothing of it is written: what it was computed from has changed. Never leaves the store. */
export class Stale extends Error {}

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

/** The tables were made by a trial version that nobody should go on with. */
export class SchemaOlder extends Error {
  override readonly name = 'SchemaOlder'
  constructor(found: number) {
    super(`the tables have version ${found}, a trial`)
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

/** One of the words that a column may hold. */
export function oneOf<T extends string>(words: readonly T[], row: SqlRow, column: string): T {
  const found = words.find(word => word === row[column])
  if (found === undefined) throw new StoreBroken(`column ${column} holds none of its words`)
  return found
}

/** As many marks for values as there are. */
export const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

/** Lists come in few lengths: each is a statement of its own, which a connection plans once. */
const lengthFor = (count: number): number => 2 ** Math.ceil(Math.log2(count))

/** `IN (…)` for `padded(values)`. */
export const among = (values: readonly unknown[]): string => `IN (${marks(lengthFor(values.length))})`

/** The values for `among`: the last of them fills up. */
export const padded = <Value extends SqlValue>(values: readonly Value[]): readonly Value[] =>
  Array.from({ length: values.length === 0 ? 0 : lengthFor(values.length) }, (_, i) => values[i] ?? (values.at(-1) as Value))

const ROWS_MAX = 32

/** Inserts rows, in their order, in few statements: `head` up to VALUES, `tail` behind them. What these return, together. */
export async function insert(
  sql: Sql,
  head: string,
  rows: readonly (readonly SqlValue[])[],
  tail = '',
): Promise<readonly SqlRow[]> {
  const sent: Promise<readonly SqlRow[]>[] = []
  for (let from = 0; from < rows.length; ) {
    const count = Math.min(ROWS_MAX, 2 ** Math.floor(Math.log2(rows.length - from)))
    const some = rows.slice(from, from + count)
    sent.push(sql(`${head} ${some.map(row => `(${marks(row.length)})`).join(', ')} ${tail}`, some.flat()))
    from += count
  }
  return (await Promise.all(sent)).flat()
}

export const isNull = (row: SqlRow, column: string): boolean => row[column] === null || row[column] === undefined
