// Reads rows out of raw pages, without the database and behind its back: in the order in which they were written into a page, with versions
// that were replaced, and, of SQLite's write-ahead log, each commit after the other. Layouts: the SQLite file format; PostgreSQL, database page layout.
import { createHash } from 'node:crypto'
import type { Heap, Part, Value } from './loot.ts'

/** A row as it lies in a page. */
export type Cell = {
  readonly values: readonly Value[]
  readonly page: number
  /** Its place in the order of the page's keys. */
  readonly place: number
  /** Higher for what was put into the page earlier. */
  readonly depth: number
  /** SQLite: where a row goes on that does not fit into its page; pages are given out one after the other. */
  readonly goesOn: number | null
  /** PostgreSQL: the transaction that wrote this version. */
  readonly writtenBy: number | null
}

/** The same for equal rows, short for long ones. */
export const keyOf = (values: readonly Value[]): string =>
  values.map(v => (v instanceof Uint8Array ? createHash('sha1').update(v).digest('base64') : String(v))).join('\0')

// ── SQLite ──

const MAGIC = 'SQLite format 3\0'
const INDEX_INTERIOR = 0x02
const INDEX_LEAF = 0x0a
const TABLE_LEAF = 0x0d
const HEADER_BYTES = 100
const WAL_HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24

type Pages = { readonly size: number; readonly page: (nth: number) => Buffer | undefined }

export const isSqlite = ({ bytes }: Part): boolean => bytes.subarray(0, MAGIC.length).toString('latin1') === MAGIC
export const isWal = ({ bytes }: Part): boolean => [0x377f0682, 0x377f0683].includes(bytes.length > 3 ? bytes.readUInt32BE(0) : 0)

const pageSizeOf = (file: Buffer): number => (file.readUInt16BE(16) === 1 ? 65_536 : file.readUInt16BE(16))

function pagesOf(file: Buffer): Pages {
  const size = pageSizeOf(file)
  return { size, page: nth => (nth * size <= file.length ? file.subarray((nth - 1) * size, nth * size) : undefined) }
}

/** Every row in every page of a file, in use or not, as the log of its last commits has changed it. */
export function cellsOf(file: Buffer, wal: Buffer | null): Cell[] {
  const { size, page } = pagesOf(file)
  const changed = new Map((wal === null ? [] : framesOf(wal).filter(f => f.isLastRound)).map(f => [f.page, f.bytes]))
  const pages = { size, page: (nth: number) => changed.get(nth) ?? page(nth) }
  const count = Math.max(Math.floor(file.length / size), ...changed.keys())
  return Array.from({ length: count }, (_, i) => cellsIn(pages, i + 1)).flat()
}

function varint(bytes: Buffer, at: number): readonly [value: number, next: number] {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i] ?? 0
    if (i === 8) return [value * 256 + byte, at + 9]
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, at + i + 1]
  }
  return [value, at + 9]
}

function cellsIn(pages: Pages, nth: number): Cell[] {
  const page = pages.page(nth)
  if (page === undefined) return []
  const from = nth === 1 ? HEADER_BYTES : 0
  const type = page[from] ?? 0
  if (![INDEX_INTERIOR, INDEX_LEAF, TABLE_LEAF].includes(type)) return []
  const count = page.readUInt16BE(from + 3)
  const pointers = from + (type === INDEX_INTERIOR ? 12 : 8)
  if (pointers + 2 * count > pages.size) return []
  return Array.from({ length: count }, (_, i) => page.readUInt16BE(pointers + 2 * i)).flatMap((at, place) => {
    const payload = payloadAt(pages, page, at, type)
    const values = payload === null ? null : recordOf(payload.bytes)
    return payload === null || values === null
      ? []
      : [{ values, page: nth, place, depth: at, goesOn: payload.goesOn, writtenBy: null }]
  })
}

type Payload = { readonly bytes: Buffer; readonly goesOn: number | null }

function payloadAt(pages: Pages, page: Buffer, start: number, type: number): Payload | null {
  if (start >= pages.size) return null
  const [length, afterLength] = varint(page, start + (type === INDEX_INTERIOR ? 4 : 0))
  const isTable = type === TABLE_LEAF
  const at = isTable ? varint(page, afterLength)[1] : afterLength
  const local = localBytes(pages.size, length, isTable)
  if (length <= local) return { bytes: page.subarray(at, at + length), goesOn: null }
  const goesOn = at + local + 4 <= pages.size ? page.readUInt32BE(at + local) : 0
  const rest = chainFrom(pages, goesOn, length - local)
  return rest === null ? null : { bytes: Buffer.concat([page.subarray(at, at + local), rest]), goesOn }
}

/** How much of so many bytes stands in the page itself. */
function localBytes(size: number, length: number, isTable: boolean): number {
  const most = isTable ? size - 35 : Math.floor(((size - 12) * 64) / 255) - 23
  if (length <= most) return length
  const least = Math.floor(((size - 12) * 32) / 255) - 23
  const rest = least + ((length - least) % (size - 4))
  return rest <= most ? rest : least
}

function chainFrom({ size, page }: Pages, first: number, length: number): Buffer | null {
  const pieces: Buffer[] = []
  let [left, next] = [length, first]
  while (left > 0) {
    const more = next > 0 ? page(next) : undefined
    if (more === undefined || more.length < size) return null
    pieces.push(more.subarray(4, 4 + Math.min(left, size - 4)))
    left -= size - 4
    next = more.readUInt32BE(0)
  }
  return Buffer.concat(pieces)
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8]

function recordOf(payload: Buffer): Value[] | null {
  const [headerBytes, first] = varint(payload, 0)
  if (headerBytes > payload.length) return null
  const values: Value[] = []
  let at = headerBytes
  for (let header = first; header < headerBytes; ) {
    const [type, next] = varint(payload, header)
    header = next
    const bytes = type >= 12 ? Math.floor((type - 12) / 2) : type === 7 ? 8 : (INTEGER_BYTES[type] ?? 0)
    if (at + bytes > payload.length) return null
    values.push(fieldOf(payload.subarray(at, at + bytes), type))
    at += bytes
  }
  return values
}

function fieldOf(bytes: Buffer, type: number): Value {
  if (type >= 12) return type % 2 === 0 ? bytes : bytes.toString('utf8')
  if (type === 0) return null
  if (type === 7) return bytes.readDoubleBE(0)
  if (type >= 8) return type - 8
  return type === 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length)
}

type Frame = { readonly page: number; readonly isCommit: boolean; readonly isLastRound: boolean; readonly bytes: Buffer }

/** The pages of the log, oldest first: those of an earlier round lie behind those of the last one. */
function framesOf(wal: Buffer): Frame[] {
  const size = wal.readUInt32BE(8)
  const round = wal.readUInt32BE(16)
  const frames: Frame[] = []
  for (let at = WAL_HEADER_BYTES; at + FRAME_HEADER_BYTES + size <= wal.length; at += FRAME_HEADER_BYTES + size)
    frames.push({
      page: wal.readUInt32BE(at),
      isCommit: wal.readUInt32BE(at + 4) > 0,
      isLastRound: wal.readUInt32BE(at + 8) === round,
      bytes: wal.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + size),
    })
  return [...frames.filter(f => !f.isLastRound), ...frames.filter(f => f.isLastRound)]
}

/** `isNew`: it came into a page of which the log has an earlier version; `isFresh`: the file, emptied into last, has nothing like it yet. */
export type Written = {
  readonly values: readonly Value[]
  readonly commit: number
  readonly isNew: boolean
  readonly isFresh: boolean
}

/** Every row that the log of a file tells of, commit after commit. */
export function writtenIn(wal: Buffer, file: Buffer | null): Written[] {
  const size = wal.readUInt32BE(8)
  const latest = new Map<number, Buffer>()
  const pages = { size, page: (nth: number) => latest.get(nth) ?? (file === null ? undefined : pagesOf(file).page(nth)) }
  const known = new Set<string>()
  const filed = new Set(file === null ? [] : cellsOf(file, null).map(c => keyOf(c.values)))
  const found: Written[] = []
  let commit = 0
  let together = new Map<number, boolean>()
  for (const frame of framesOf(wal)) {
    if (!together.has(frame.page)) together.set(frame.page, !latest.has(frame.page))
    latest.set(frame.page, frame.bytes)
    if (!frame.isCommit) continue
    // a row that goes on in another page can be read once that page is there
    for (const [page, isFirst] of together)
      for (const { values } of cellsIn(pages, page)) {
        const key = keyOf(values)
        if (!known.has(key)) found.push({ values, commit, isNew: !isFirst, isFresh: !filed.has(key) })
        known.add(key)
      }
    together = new Map()
    commit += 1
  }
  return found
}

// ── PostgreSQL ──

const POINTERS_FROM = 24
const POINTER_BYTES = 4
const HAS_NULLS = 0x0001
const IS_NORMAL = 1

/** Long values stand in a table of their own, in pieces; by the number under which they stand there. */
type Elsewhere = ReadonlyMap<number, Buffer>

/** Every version of every row that still lies in the pages of the tables, with its long values. */
export function versionsIn(heaps: readonly Heap[]): { readonly table: string; readonly cells: readonly Cell[] }[] {
  const [pieces, own] = [heaps.filter(h => h.isElsewhere), heaps.filter(h => !h.isElsewhere)]
  const elsewhere = joined(pieces.flatMap(heap => versionsOf(heap, new Map())))
  return own.map(heap => ({ table: heap.table, cells: versionsOf(heap, elsewhere) }))
}

/** A piece: the number of its value, its place in it, its bytes. */
function joined(pieces: readonly Cell[]): Elsewhere {
  const found = new Map<number, Map<number, Buffer>>()
  for (const { values } of pieces) {
    const [id, place, bytes] = values
    if (typeof id !== 'number' || typeof place !== 'number' || !(bytes instanceof Uint8Array)) continue
    found.set(id, (found.get(id) ?? new Map()).set(place, Buffer.from(bytes)))
  }
  const inOrder = (some: ReadonlyMap<number, Buffer>): Buffer[] =>
    [...some].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes)
  return new Map([...found].map(([id, some]) => [id, Buffer.concat(inOrder(some))]))
}

function versionsOf({ columns, pages }: Heap, elsewhere: Elsewhere): Cell[] {
  return pages.flatMap((page, nth) => {
    const lower = page.readUInt16LE(12)
    const pointers = Math.max(0, Math.floor((lower - POINTERS_FROM) / POINTER_BYTES))
    return Array.from({ length: pointers }, (_, i) => page.readUInt32LE(POINTERS_FROM + i * POINTER_BYTES)).flatMap(
      (pointer, place) => {
        const [at, state] = [pointer & 0x7fff, (pointer >>> 15) & 3]
        const values = state === IS_NORMAL ? tupleOf(page.subarray(at, at + (pointer >>> 17)), columns, elsewhere) : null
        return values === null ? [] : [{ values, page: nth, place, depth: at, goesOn: null, writtenBy: page.readUInt32LE(at) }]
      },
    )
  })
}

function tupleOf(tuple: Buffer, columns: Heap['columns'], elsewhere: Elsewhere): Value[] | null {
  if (tuple.length < 23) return null
  const hasNulls = (tuple.readUInt16LE(20) & HAS_NULLS) !== 0
  const stored = tuple.readUInt16LE(18) & 0x7ff
  const data = tuple.subarray(tuple[22])
  const values: Value[] = []
  let at = 0
  for (const [nth, { type }] of columns.entries()) {
    const isNull = nth >= stored || (hasNulls && ((tuple[23 + (nth >> 3)] ?? 0) & (1 << (nth & 7))) === 0)
    if (isNull) {
      values.push(null)
      continue
    }
    const read = fieldAt(data, at, type, elsewhere)
    if (read === null) return null
    values.push(read.value)
    at = read.next
  }
  return values
}

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to

type Field = { readonly value: Value; readonly next: number }

function fieldAt(data: Buffer, at: number, type: string, elsewhere: Elsewhere): Field | null {
  if (type === 'integer' || type === 'oid') {
    const from = aligned(at, 4)
    return from + 4 > data.length ? null : { value: data.readInt32LE(from), next: from + 4 }
  }
  if (type === 'bigint') {
    const from = aligned(at, 8)
    return from + 8 > data.length ? null : { value: Number(data.readBigInt64LE(from)), next: from + 8 }
  }
  if (type === 'boolean') return { value: data[at] ?? 0, next: at + 1 }
  return data[at] === IS_POINTER ? pointedAt(data, at, elsewhere) : lengthyAt(data, at, type !== 'bytea')
}

const IS_POINTER = 1
const POINTER_TO_VALUE_BYTES = 18

/** What stands elsewhere: a head of two bytes, its length, the length it takes there, its number, its table. */
const pointedAt = (data: Buffer, at: number, elsewhere: Elsewhere): Field | null =>
  at + POINTER_TO_VALUE_BYTES > data.length
    ? null
    : { value: elsewhere.get(data.readUInt32LE(at + 10)) ?? null, next: at + POINTER_TO_VALUE_BYTES }

/** Texts and bytes as they lie there, compressed or not. */
function lengthyAt(data: Buffer, at: number, isText: boolean): Field | null {
  const isShort = ((data[at] ?? 0) & 1) === 1
  const from = isShort ? at : aligned(at, 4)
  if (from + (isShort ? 1 : 4) > data.length) return null
  const head = isShort ? 1 : 4
  const length = isShort ? (data[from] ?? 0) >> 1 : data.readUInt32LE(from) >>> 2
  if (length < head || from + length > data.length) return null
  const isPlain = isShort || (data.readUInt32LE(from) & 3) === 0
  const bytes = data.subarray(from + head, from + length)
  return { value: isText && isPlain ? bytes.toString('utf8') : Buffer.from(bytes), next: from + length }
}
