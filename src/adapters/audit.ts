// The audit log: each entry is chained to the one before it by a keyed hash (HMAC under a key made of the desk key). A plain chain could be made
// anew by whoever can write the table; this one only by whoever holds the desk key. What was cut off at its end cannot be seen from the table
// alone: compare the hash of the newest entry with one noted elsewhere, the monthly report's.
import type { Audited } from '../console/console.ts'
import { type AuditEntry, hourOf } from '../handoff/handoff.ts'
import { keyedHash } from '../sealing.ts'
import { type Dialect, isNull, numberOf, type Sql, type SqlRow, textOf } from './sql.ts'

const GATE = 72_412
const PAGE = 1000

/** Where an entry stands: its number, and what stands before it. */
type Place = { readonly seq: number; readonly earlierAt: number | null; readonly earlier: string }

const FIRST: Place = { seq: 1, earlierAt: null, earlier: '' }

const hashOf = (chain: Uint8Array, { seq, earlierAt, earlier }: Place, { at, by, act, about }: AuditEntry): string =>
  keyedHash(chain, JSON.stringify([seq, earlierAt, earlier, at, by, act, about]))

const after = ({ seq, at, hash }: Audited): Place => ({ seq: seq + 1, earlierAt: at, earlier: hash })

export const entryOf = (row: SqlRow): Audited => ({
  seq: numberOf(row, 'seq'),
  at: numberOf(row, 'at'),
  by: isNull(row, 'by_staff') ? null : textOf(row, 'by_staff'),
  act: textOf(row, 'act'),
  about: textOf(row, 'about'),
  hash: textOf(row, 'hash'),
})

const placeOf = (row: SqlRow): Place => ({
  seq: numberOf(row, 'seq'),
  earlierAt: isNull(row, 'earlier_at') ? null : numberOf(row, 'earlier_at'),
  earlier: textOf(row, 'earlier'),
})

/** Entries at the end of the log, in the commit of what they tell of. The last thing that a transaction does. */
export async function append(dialect: Dialect, sql: Sql, chain: Uint8Array, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await dialect.alone(sql, GATE)
  const [newest] = await sql('SELECT * FROM audit ORDER BY seq DESC LIMIT 1')
  let place = newest === undefined ? FIRST : after(entryOf(newest))
  for (const { at: moment, ...rest } of entries) {
    // to the hour, whoever did whatever: minutes would say when a member was there, and so when an asker was answered
    const entry = { ...rest, at: hourOf(moment) }
    const { at, by, act, about } = entry
    const hash = hashOf(chain, place, entry)
    await sql('INSERT INTO audit (seq, at, by_staff, act, about, earlier_at, earlier, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
      place.seq,
      at,
      by,
      act,
      about,
      place.earlierAt,
      place.earlier,
      hash,
    ])
    place = after({ ...entry, seq: place.seq, hash })
  }
}

/** An entry of which one is enough: none where the same member did the same about the same at `since` or later. */
export async function appendOnce(dialect: Dialect, sql: Sql, chain: Uint8Array, entry: AuditEntry, since: number): Promise<void> {
  const { by, act, about } = entry
  const [whose, who] = by === null ? ['by_staff IS NULL', []] : ['by_staff = ?', [by]]
  // whoever looks is alone until the commit, like whoever writes
  await dialect.alone(sql, GATE)
  const [same] = await sql(`SELECT seq FROM audit WHERE ${whose} AND at >= ? AND act = ? AND about = ? LIMIT 1`, [
    ...who,
    since,
    act,
    about,
  ])
  if (same === undefined) await append(dialect, sql, chain, [entry])
}

/**
 * The number of the first entry that does not follow from those before it; null: none. The log begins with its first entry, or, where retention
 * let go of what is older than `keptSince`, behind one that was older.
 */
export async function brokenAt(sql: Sql, chain: Uint8Array, keptSince: number | null): Promise<number | null> {
  let expected: Place | null = null
  for (;;) {
    const rows: readonly SqlRow[] = await sql('SELECT * FROM audit WHERE seq >= ? ORDER BY seq LIMIT ?', [
      expected?.seq ?? 0,
      PAGE,
    ])
    for (const row of rows) {
      const place = placeOf(row)
      const entry = entryOf(row)
      if (!isSame(place, expected ?? beginning(place, keptSince)) || entry.hash !== hashOf(chain, place, entry)) return entry.seq
      expected = after(entry)
    }
    if (rows.length < PAGE) return null
  }
}

const isSame = (a: Place, b: Place): boolean => a.seq === b.seq && a.earlierAt === b.earlierAt && a.earlier === b.earlier

/** Where the oldest entry that is left may stand. */
const beginning = (place: Place, keptSince: number | null): Place =>
  keptSince !== null && place.earlierAt !== null && place.earlierAt < keptSince ? place : FIRST
