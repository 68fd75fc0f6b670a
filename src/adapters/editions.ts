// The store's side of editions: packs by the hash of what they hold, and the line of records of which the newest answers. A publication is one
// insert at the next number: whoever comes second finds it taken.
import { Readable } from 'node:stream'
import { createGzip, gunzipSync } from 'node:zlib'
import type { AuditEntry } from '../handoff/handoff.ts'
import {
  EDITION_KINDS,
  type EditionBook,
  type EditionRecord,
  type Files,
  hashOf,
  joined,
  type LocalFile,
  type LocalFiles,
  localHash,
  type Publication,
} from '../publishing/publishing.ts'
import { append } from './audit.ts'
import { bytesOf, type Database, isNull, numberOf, oneOf, type Sql, type SqlRow, Stale, StoreBroken, textOf } from './sql.ts'

/** Announced when another edition answers. */
export const EDITION = 'edition'

/** Packs as they are stored: opened where they are needed, which is a thread of its own in a running bot. */
export type Packs = { readonly national: Uint8Array; readonly local: Uint8Array | null }

/** The port, and what the program itself needs. */
export type Editions = EditionBook & {
  /** The number of the newest record; 0: nothing was ever recorded. */
  readonly newest: () => Promise<number>
  /** Whether a national pack ever answered. */
  readonly hadNational: (hash: string) => Promise<boolean>
  /** The national pack that the program took up last; null: none. */
  readonly lastTakenUp: () => Promise<string | null>
  /** Unopened. */
  readonly packs: (record: EditionRecord) => Promise<Packs>
}

/** A publication made ready for the store, outside of any transaction. */
export type Prepared = Omit<EditionRecord, 'seq'> & {
  readonly packs: readonly { readonly hash: string; readonly body: Uint8Array }[]
}

/** File by file: the text of all in one piece is tens of megabytes on the way, and the C library would keep as much at hand from then on. */
async function encode(files: ReadonlyMap<string, unknown>): Promise<Uint8Array> {
  const packed: Uint8Array[] = []
  for await (const chunk of Readable.from(pieces(files)).pipe(createGzip())) packed.push(chunk)
  return Buffer.concat(packed)
}

function* pieces(files: ReadonlyMap<string, unknown>): Generator<string> {
  let before = '{'
  for (const [path, file] of files) {
    yield `${before}${JSON.stringify(path)}:${JSON.stringify(file)}`
    before = ','
  }
  yield files.size === 0 ? '{}' : '}'
}
const decode = (body: Uint8Array): unknown => JSON.parse(gunzipSync(body).toString('utf8'))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** The files of a national pack, as it was stored. */
export function nationalIn(body: Uint8Array): Files {
  const read = decode(body)
  if (!isObject(read)) throw new StoreBroken('a pack holds no files')
  return new Map(Object.entries(read).map(([path, content]) => [path, String(content)]))
}

export function localIn(body: Uint8Array | null): LocalFiles {
  if (body === null) return new Map()
  const read = decode(body)
  if (!isObject(read)) throw new StoreBroken('a pack holds no files')
  return new Map(
    Object.entries(read).flatMap(([path, file]): [string, LocalFile][] => {
      if (!Array.isArray(file)) return []
      const [content, base]: readonly unknown[] = file
      const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
      return [[path, { content: text(content), base: text(base) }]]
    }),
  )
}

/** Names the edition and packs those of its files that the store does not have: slow, so not while anything waits. */
export async function preparePublication(read: Sql, { national, localFiles, ...record }: Publication): Promise<Prepared> {
  const local = localHash(localFiles)
  const nationalHash = hashOf(national)
  const isKnown = async (hash: string): Promise<boolean> =>
    (await read('SELECT 1 AS yes FROM pack WHERE hash = ?', [hash])).length > 0
  const packs: { hash: string; body: Uint8Array }[] = []
  if (!(await isKnown(nationalHash))) packs.push({ hash: nationalHash, body: await encode(national) })
  if (local !== null && !(await isKnown(local)))
    packs.push({ hash: local, body: await encode(new Map([...localFiles].map(([path, f]) => [path, [f.content, f.base]]))) })
  const edition = local === null ? nationalHash : hashOf(joined(national, localFiles).files)
  return { ...record, edition, national: nationalHash, local, packs }
}

/** Inside a transaction: the edition answers from its commit on. Throws Stale when `after` is no longer the newest record (0: there was none). */
export async function writePublication(sql: Sql, { packs, ...record }: Prepared, after: number): Promise<EditionRecord> {
  if ((await newestIn(sql)) !== after) throw new Stale()
  for (const { hash, body } of packs)
    await sql('INSERT INTO pack (hash, body) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING', [hash, body])
  const { edition, kind, national, local, on, by, approvedBy, reason, draft } = record
  const seq = after + 1
  const written = await sql(
    `INSERT INTO edition (seq, edition, kind, national, local, on_date, by_staff, approved_by, reason, draft)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (seq) DO NOTHING RETURNING seq`,
    [seq, edition, kind, national, local, on, by, approvedBy, reason, draft],
  )
  if (written.length === 0) throw new Stale()
  return { seq, ...record }
}

/** The number of the record that answers; 0: nothing was ever recorded. */
export async function newestIn(sql: Sql): Promise<number> {
  const [row] = await sql('SELECT COALESCE(MAX(seq), 0) AS seq FROM edition')
  return row === undefined ? 0 : numberOf(row, 'seq')
}

/** `chain`: what entries of the log are chained with; null for a role that writes none. `onMoved`: another edition answers, by this very process. */
export function openEditions(db: Database, chain: Uint8Array | null, onMoved: () => void = () => {}): Editions {
  const { read } = db
  const bodyOf = async (hash: string): Promise<Uint8Array | undefined> => {
    const [row] = await read('SELECT body FROM pack WHERE hash = ?', [hash])
    return row === undefined ? undefined : bytesOf(row, 'body')
  }
  const sound = async (hash: string): Promise<Uint8Array> => {
    const body = await bodyOf(hash)
    if (body === undefined) throw new StoreBroken('a pack is missing')
    return body
  }
  const commit = async (prepared: Prepared, after: number, audit: readonly AuditEntry[]): Promise<'done' | 'stale'> => {
    if (audit.length > 0 && chain === null) throw new StoreBroken('this role writes no entry of the log')
    try {
      await db.transact(async sql => {
        await writePublication(sql, prepared, after)
        if (chain !== null) await append(db.dialect, sql, chain, audit)
      })
    } catch (error) {
      if (error instanceof Stale) return 'stale'
      throw error
    }
    db.announce(EDITION)
    onMoved()
    return 'done'
  }
  return {
    newest: () => newestIn(read),
    hadNational: async hash => (await read('SELECT 1 AS yes FROM edition WHERE national = ? LIMIT 1', [hash])).length > 0,
    lastTakenUp: async () => {
      const [row] = await read(`SELECT national FROM edition WHERE kind IN ('national', 'upgraded') ORDER BY seq DESC LIMIT 1`)
      return row === undefined ? null : textOf(row, 'national')
    },
    packs: async ({ national, local }) => ({
      national: await sound(national),
      local: local === null ? null : await sound(local),
    }),
    live: async () => {
      const [row] = await read('SELECT * FROM edition ORDER BY seq DESC LIMIT 1')
      return row === undefined ? null : recordOf(row)
    },
    editions: async max => (await read('SELECT * FROM edition ORDER BY seq DESC LIMIT ?', [max])).map(recordOf),
    national: async hash => {
      const body = await bodyOf(hash)
      return body === undefined ? undefined : nationalIn(body)
    },
    localFiles: async hash => {
      if (hash === null) return new Map()
      const body = await bodyOf(hash)
      return body === undefined ? undefined : localIn(body)
    },
    publish: async (publication, after, audit) => commit(await preparePublication(read, publication), after, audit),
    moveTo: ({ edition, national, local }, move, after, audit) =>
      commit({ ...move, edition, national, local, packs: [] }, after, audit),
  }
}

const nullable = (row: SqlRow, column: string): string | null => (isNull(row, column) ? null : textOf(row, column))

const recordOf = (row: SqlRow): EditionRecord => ({
  seq: numberOf(row, 'seq'),
  edition: textOf(row, 'edition'),
  kind: oneOf(EDITION_KINDS, row, 'kind'),
  national: textOf(row, 'national'),
  local: nullable(row, 'local'),
  on: textOf(row, 'on_date'),
  by: nullable(row, 'by_staff'),
  approvedBy: nullable(row, 'approved_by'),
  reason: textOf(row, 'reason'),
  draft: nullable(row, 'draft'),
})
