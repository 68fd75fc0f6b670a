// What happens to the tables as a whole: records whose time is over go, all of it is written to a backup and read back, and examined.
import { createHash } from 'node:crypto'
import { VOICES } from '../handoff/handoff.ts'
import type { Retention } from '../retention.ts'
import type { Sealer } from '../sealing.ts'
import type { AskerId } from '../vocabulary.ts'
import { became, briefOf, destroyOpen, OVER, wordsOf } from './cases.ts'
import { bytesOf, type Database, numberOf, oneOf, type Sql, type SqlRow, type SqlValue, StoreBroken, textOf } from './sql.ts'
import { about, forgetAsker, leaveIfDone, type Sealers } from './store.ts'
import { SCHEMA_VERSION, type Side, TABLES, type Table } from './tables.ts'

const DAY_MS = 86_400_000
/** People forgotten in one transaction: others wait for it. */
const FORGOTTEN_MAX = 200

/** Lets go of every record whose time is over. `dayOf` gives the date of a moment. */
export async function purge(db: Database, keep: Retention, now: number, dayOf: (at: number) => string): Promise<void> {
  const before = (days: number): number => Math.round(now - days * DAY_MS)
  const dayBefore = (days: number): string => dayOf(before(days))
  await db.transact(async sql => {
    await sql('DELETE FROM seen WHERE at < ?', [before(keep['message-marks'])])
    await sql('DELETE FROM tempo WHERE at < ?', [before(keep.pace)])
    await sql(`DELETE FROM outbox WHERE state = 'sent' AND at < ?`, [before(keep['delivery-marks'])])
    await dropUndelivered(sql, before(keep.undelivered))
    await sql(`DELETE FROM reply_line WHERE claimed_by IS NULL AND NOT EXISTS
      (SELECT 1 FROM outbox o WHERE o.asker_id = reply_line.asker_id AND o.state = 'waiting')`)
    await sql('DELETE FROM session WHERE on_date < ?', [dayBefore(keep.conversation)])
    // no worker came to take it up
    await sql('DELETE FROM sheet WHERE on_date < ?', [dayBefore(keep.conversation)])
    await sql('DELETE FROM proof WHERE on_date < ?', [dayBefore(keep.proof)])
    await sql('DELETE FROM staff_session WHERE seen_at < ?', [before(keep['staff-session'])])
    await sql('DELETE FROM staff_try WHERE until_at < ?', [before(keep['staff-session'])])
    await sql('DELETE FROM invitation WHERE until_at < ?', [Math.round(now)])
    await dropAudit(sql, before(keep.audit))
    await dropConsultations(sql, dayBefore(keep.consultation))
  })
  while ((await leaving(db, before(keep.identity))) === FORGOTTEN_MAX);
  db.scrub()
}

/** What never reached the asker; the officer who wrote it is told so. */
async function dropUndelivered(sql: Sql, before: number): Promise<void> {
  const gone = await sql(`DELETE FROM outbox WHERE state <> 'sent' AND at < ? RETURNING line_id`, [before])
  await became(sql, 'unreachable', gone)
}

/** Whole from its beginning, so that what stays follows from what went; the newest entry always stays. */
const dropAudit = (sql: Sql, before: number) =>
  sql('DELETE FROM audit WHERE seq < COALESCE((SELECT MIN(seq) FROM audit WHERE at >= ?), (SELECT MAX(seq) FROM audit))', [
    before,
  ])

async function dropConsultations(sql: Sql, before: string): Promise<void> {
  const over = await sql(`SELECT id FROM consultation WHERE state IN ${OVER} AND touched_on < ?`, [before])
  const ids = over.map(row => textOf(row, 'id'))
  for (const id of ids) await sql('DELETE FROM casebook WHERE consultation_id = ?', [id])
  await destroyOpen(sql, ids)
}

/** Whoever has been silent for so long, and whoever asked to go and waits for nothing more. Returns how many. */
const leaving = (db: Database, silentSince: number): Promise<number> =>
  db.transact(async sql => {
    const silent = await sql('SELECT asker_id FROM reach WHERE last_at < ? LIMIT ?', [silentSince, FORGOTTEN_MAX])
    for (const row of silent) await forgetAsker(sql, textOf(row, 'asker_id'))
    for (const row of await sql('SELECT asker_id FROM farewell')) await leaveIfDone(sql, [textOf(row, 'asker_id')])
    return silent.length
  })

// — backup —

const FORMAT = 'rambu-backup'
const PAGE = 2000
/** Values in one statement; PostgreSQL takes 65,535, SQLite 32,766. */
const VALUES_MAX = 12_000

/** A row as it stands in a backup: bytes as `{ "bytes": base64 }`. */
type Line = Readonly<Record<string, string | number | null | { readonly bytes: string }>>

/**
 * The rows of some sides, line by line: first what this is, at the end how many lines and a hash over them. Read as one state, also while a
 * bot is at work. The data's side alone says nobody's name and cannot be read.
 */
export async function backup(
  db: Database,
  sides: readonly Side[],
  on: string,
  write: (line: string) => Promise<void>,
  told: (rows: number) => void = () => {},
): Promise<number> {
  const hash = createHash('sha256')
  let rows = 0
  const put = async (line: string): Promise<void> => {
    hash.update(`${line}\n`)
    await write(line)
  }
  await db.snapshot(async sql => {
    await put(JSON.stringify({ format: FORMAT, version: SCHEMA_VERSION, sides, on }))
    for (const table of TABLES.filter(t => sides.includes(t.side) && t.isPassing === undefined))
      for await (const row of rowsOf(sql, table)) {
        await put(JSON.stringify({ table: table.name, row: lineOf(row) }))
        rows += 1
        if (rows % PAGE === 0) told(rows)
      }
  })
  await write(JSON.stringify({ rows, hash: hash.digest('base64url') }))
  return rows
}

async function* rowsOf(sql: Sql, { name, key }: Table): AsyncGenerator<SqlRow> {
  let after: SqlValue = null
  for (;;) {
    const from: string = after === null ? '' : ` WHERE ${key} > ?`
    const rows: readonly SqlRow[] = await sql(
      `SELECT * FROM ${name}${from} ORDER BY ${key} LIMIT ${PAGE}`,
      after === null ? [] : [after],
    )
    yield* rows
    const last = rows.at(-1)?.[key]
    if (rows.length < PAGE || (typeof last !== 'string' && typeof last !== 'number')) return
    after = last
  }
}

const lineOf = (row: SqlRow): Line =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (value instanceof Uint8Array) return [column, { bytes: Buffer.from(value).toString('base64') }]
      if (typeof value === 'string' || typeof value === 'number' || value === null) return [column, value]
      throw new StoreBroken(`column ${column} holds what no backup can`)
    }),
  )

/** Why a backup cannot be restored. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
  readonly why: 'absent' | 'not-a-backup' | 'damaged' | 'sealed' | 'newer' | 'not-empty' | 'key-differs'
  constructor(why: BackupRefused['why']) {
    super(`backup ${why}`)
    this.why = why
  }
}

/** Fills an empty store from a backup: all of it or nothing. Returns how many rows; throws BackupRefused. */
export async function restore(
  db: Database,
  lines: AsyncIterable<string>,
  told: (rows: number) => void = () => {},
): Promise<number> {
  return db.transact(async sql => {
    const filling = filler(sql)
    const hash = createHash('sha256')
    let isBegun = false
    let rows = 0
    for await (const line of lines) {
      const read = parsed(line)
      if (!isBegun) {
        await begin(sql, read)
        isBegun = true
      } else if ('hash' in read) {
        if (read.rows !== rows || read.hash !== hash.digest('base64url')) throw new BackupRefused('damaged')
        await filling.end()
        return rows
      } else {
        await filling.add(read)
        rows += 1
        if (rows % PAGE === 0) told(rows)
      }
      hash.update(`${line}\n`)
    }
    throw new BackupRefused(isBegun ? 'damaged' : 'not-a-backup')
  })
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // told below
  }
  throw new BackupRefused('damaged')
}

async function begin(sql: Sql, head: Readonly<Record<string, unknown>>): Promise<void> {
  const { format, version, sides } = head
  if (format !== FORMAT || typeof version !== 'number' || !Array.isArray(sides)) throw new BackupRefused('not-a-backup')
  if (version > SCHEMA_VERSION) throw new BackupRefused('newer')
  for (const { name, side } of TABLES) {
    if (!sides.includes(side)) continue
    // a store that was opened once remembers its keys and the pack it began with, and nothing else
    if (name === 'key_mark') await sql('DELETE FROM key_mark')
    else if (name === 'pack' && (await sql('SELECT 1 AS yes FROM edition LIMIT 2')).length < 2) {
      await sql('DELETE FROM edition')
      await sql('DELETE FROM pack')
    } else if ((await sql(`SELECT 1 AS yes FROM ${name} LIMIT 1`)).length > 0) throw new BackupRefused('not-empty')
  }
}

/** Gathers rows of a table into statements of many. */
function filler(sql: Sql): {
  readonly add: (line: Readonly<Record<string, unknown>>) => Promise<void>
  readonly end: () => Promise<void>
} {
  let table: Table | null = null
  let columns: readonly string[] = []
  let values: SqlValue[] = []
  const flush = async (): Promise<void> => {
    if (table === null || values.length === 0) return
    const row = `(${columns.map(() => '?').join(', ')})`
    const rows = Array.from({ length: values.length / columns.length }, () => row).join(', ')
    await sql(`INSERT INTO ${table.name} (${columns.join(', ')}) VALUES ${rows}`, values)
    values = []
  }
  return {
    add: async ({ table: name, row }) => {
      const to = TABLES.find(t => t.name === name)
      if (to === undefined || typeof row !== 'object' || row === null) throw new BackupRefused('damaged')
      const given = Object.entries(row)
      if (to !== table || values.length + given.length > VALUES_MAX) await flush()
      if (to !== table) {
        table = to
        columns = given.map(([column]) => column)
        if (!columns.every(c => /^[a-z_]+$/.test(c))) throw new BackupRefused('damaged')
      }
      values.push(...given.map(([, value]) => storedValue(value)))
    },
    end: flush,
  }
}

function storedValue(value: unknown): SqlValue {
  if (typeof value === 'string' || typeof value === 'number' || value === null) return value
  if (typeof value === 'object' && 'bytes' in value && typeof value.bytes === 'string') return Buffer.from(value.bytes, 'base64')
  throw new BackupRefused('damaged')
}

/** Far more numbers than were given between the backup and the loss: someone's page remembers the last that it saw. */
const NUMBERS_SKIPPED = 1_000_000_000

/** Numbers given by the database go on far behind the ones that were restored, so that none is given a second time. */
export async function continueNumbers(db: Database): Promise<void> {
  for (const { name, key } of TABLES.filter(t => t.isNumbered))
    await db.transact(async sql => {
      const [row] = await sql(`SELECT COALESCE(MAX(${key}), 0) AS n FROM ${name}`)
      await db.dialect.continueAt(sql, name, key, (row === undefined ? 0 : numberOf(row, 'n')) + NUMBERS_SKIPPED)
    })
}

// — integrity —

export type Integrity = {
  readonly askers: number
  readonly conversations: number
  /** What does not fit together; `what` names a sentence of prompts/screens.id.yaml. */
  readonly faults: readonly { readonly what: IntegrityFault; readonly n: number }[]
  /** What the database found in its own files. */
  readonly files: readonly string[]
}
export type IntegrityFault =
  | 'address-without-seed'
  | 'seed-without-address'
  | 'message-without-line'
  | 'line-without-message'
  | 'reply-without-line'
  | 'line-without-reply'
  | 'consultation-without-case'
  | 'case-without-consultation'
  | 'line-without-consultation'
  | 'unreadable-conversation'
  | 'unreadable-message'
  | 'unreadable-reply'
  | 'unreadable-consultation'
  | 'unreadable-line'

const UNFITTING: readonly (readonly [IntegrityFault, string])[] = [
  ['address-without-seed', 'address a WHERE NOT EXISTS (SELECT 1 FROM seed k WHERE k.asker_id = a.asker_id)'],
  ['seed-without-address', 'seed k WHERE NOT EXISTS (SELECT 1 FROM address a WHERE a.asker_id = k.asker_id)'],
  ['message-without-line', 'inbox i WHERE NOT EXISTS (SELECT 1 FROM turn_line t WHERE t.asker_id = i.asker_id)'],
  ['line-without-message', 'turn_line t WHERE NOT EXISTS (SELECT 1 FROM inbox i WHERE i.asker_id = t.asker_id)'],
  [
    'reply-without-line',
    `outbox o WHERE o.state = 'waiting' AND o.channel <> 'web' AND NOT EXISTS (SELECT 1 FROM reply_line r WHERE r.asker_id = o.asker_id)`,
  ],
  [
    'line-without-reply',
    `reply_line r WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.asker_id = r.asker_id AND o.state = 'waiting')`,
  ],
  [
    'consultation-without-case',
    'consultation c WHERE NOT EXISTS (SELECT 1 FROM casebook b JOIN seed k ON k.asker_id = b.asker_id WHERE b.consultation_id = c.id)',
  ],
  ['case-without-consultation', 'casebook b WHERE NOT EXISTS (SELECT 1 FROM consultation c WHERE c.id = b.consultation_id)'],
  [
    'line-without-consultation',
    'consultation_line l WHERE NOT EXISTS (SELECT 1 FROM consultation c WHERE c.id = l.consultation_id)',
  ],
]

/** Whether all that is stored fits together and can be read with the keys at hand. Reads one state, changes nothing. */
export const examineStore = (db: Database, sealers: Sealers): Promise<Integrity> =>
  db.snapshot(async sql => {
    const count = async (from: string): Promise<number> => {
      const [row] = await sql(`SELECT COUNT(*) AS n FROM ${from}`)
      return row === undefined ? 0 : numberOf(row, 'n')
    }
    const found: { what: IntegrityFault; n: number }[] = []
    for (const [what, from] of UNFITTING) found.push({ what, n: await count(from) })
    const seeds = new Map<AskerId, Uint8Array>()
    for await (const row of rowsOf(sql, tableNamed('seed'))) seeds.set(textOf(row, 'asker_id'), bytesOf(row, 'seed'))
    const { content, transit } = sealers
    const sealed = [
      ['unreadable-conversation', 'session', 'memory', content],
      ['unreadable-message', 'inbox', 'message', transit],
      ['unreadable-reply', 'outbox', 'reply', transit],
    ] as const
    for (const [what, table, column, sealer] of sealed) {
      let n = 0
      for await (const row of rowsOf(sql, tableNamed(table))) {
        const asker = textOf(row, 'asker_id')
        const seed = seeds.get(asker)
        const text = seed === undefined ? null : sealer?.open(seed, about(column, asker), bytesOf(row, column))
        if (text === null) n += 1
      }
      found.push({ what, n })
    }
    if (sealers.desk !== null) found.push(...(await examineCases(sql, sealers.desk)))
    return {
      askers: await count('address'),
      conversations: await count('session'),
      faults: found.filter(f => f.n > 0),
      files: await db.faults(),
    }
  })

/** Whether briefs and lines of the consultations that have a seed open with it. */
async function examineCases(sql: Sql, desk: Sealer): Promise<readonly { what: IntegrityFault; n: number }[]> {
  const seeds = new Map<string, Uint8Array>()
  for await (const row of rowsOf(sql, tableNamed('casebook'))) seeds.set(textOf(row, 'consultation_id'), bytesOf(row, 'seed'))
  const unreadable = { brief: 0, line: 0 }
  for await (const row of rowsOf(sql, tableNamed('consultation'))) {
    const seed = seeds.get(textOf(row, 'id'))
    if (seed !== undefined && briefOf(desk, { ...row, seed }) === null) unreadable.brief += 1
  }
  for await (const row of rowsOf(sql, tableNamed('consultation_line'))) {
    const id = textOf(row, 'consultation_id')
    const seed = seeds.get(id)
    if (seed !== undefined && wordsOf(desk, id, seed, oneOf(VOICES, row, 'voice'), row) === null) unreadable.line += 1
  }
  return [
    { what: 'unreadable-consultation', n: unreadable.brief },
    { what: 'unreadable-line', n: unreadable.line },
  ]
}

function tableNamed(name: string): Table {
  const table = TABLES.find(t => t.name === name)
  if (table === undefined) throw new StoreBroken(`no table ${name}`)
  return table
}
