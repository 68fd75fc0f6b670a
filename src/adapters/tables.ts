// The tables, version by version. They stand on two sides: the vault's, which say who someone is and hold the seeds without which nothing
// can be read, and the data's. An ordinary backup holds the data's side alone.
import { type Database, type Dialect, numberOf, SchemaNewer, SchemaOlder, textOf } from './sql.ts'

export type Side = 'vault' | 'data'
export type Table = {
  readonly name: string
  readonly side: Side
  /** The column that orders and identifies its rows. */
  readonly key: string
  /** Whether the key is numbered by the database itself. */
  readonly isNumbered?: true
  /** Whether it matters for a day at most, or what it belongs to can do without: no backup keeps it. */
  readonly isPassing?: true
}

/** Everything that is stored, in an order in which it can be filled. */
export const TABLES: readonly Table[] = [
  { name: 'key_mark', side: 'vault', key: 'name' },
  { name: 'address', side: 'vault', key: 'asker_id' },
  { name: 'seed', side: 'vault', key: 'asker_id' },
  { name: 'receipt', side: 'vault', key: 'receipt_hash' },
  { name: 'casebook', side: 'vault', key: 'consultation_id' },
  { name: 'reach', side: 'data', key: 'asker_id' },
  { name: 'seen', side: 'data', key: 'message_hash' },
  { name: 'inbox', side: 'data', key: 'seq', isNumbered: true },
  { name: 'turn_line', side: 'data', key: 'asker_id' },
  { name: 'session', side: 'data', key: 'asker_id' },
  { name: 'tempo', side: 'data', key: 'asker_id', isPassing: true },
  { name: 'outbox', side: 'data', key: 'seq', isNumbered: true },
  { name: 'reply_line', side: 'data', key: 'asker_id' },
  { name: 'farewell', side: 'data', key: 'asker_id' },
  { name: 'tally', side: 'data', key: 'tally_key' },
  { name: 'sheet', side: 'data', key: 'id', isPassing: true },
  { name: 'proof', side: 'data', key: 'name' },
  { name: 'consultation', side: 'data', key: 'id' },
  { name: 'consultation_line', side: 'data', key: 'seq', isNumbered: true },
  { name: 'team', side: 'data', key: 'id' },
  { name: 'setting', side: 'data', key: 'name' },
  { name: 'staff', side: 'data', key: 'id' },
  { name: 'staff_session', side: 'data', key: 'id', isPassing: true },
  { name: 'staff_try', side: 'data', key: 'name', isPassing: true },
  { name: 'invitation', side: 'data', key: 'id', isPassing: true },
  { name: 'resend', side: 'data', key: 'seq', isPassing: true },
  { name: 'audit', side: 'data', key: 'seq' },
  { name: 'pack', side: 'data', key: 'hash' },
  { name: 'edition', side: 'data', key: 'seq' },
  { name: 'draft', side: 'data', key: 'id' },
  { name: 'draft_step', side: 'data', key: 'draft_id', isPassing: true },
  { name: 'draft_page', side: 'data', key: 'draft_id', isPassing: true },
  { name: 'errand', side: 'data', key: 'id', isPassing: true },
]

/** Tables with something of one asker. */
export const ASKER_TABLES: readonly string[] = [
  'inbox',
  'outbox',
  'turn_line',
  'reply_line',
  'session',
  'tempo',
  'reach',
  'farewell',
  'receipt',
  'address',
  'seed',
]

/** Tables with something of one consultation. Whose it is stands in the first alone. */
export const CASE_TABLES: readonly string[] = ['casebook', 'consultation', 'consultation_line']

/** Version 1 was a trial that kept words unsealed: it is refused, not read. */
export const TRIAL_VERSION = 1

/** A version that was released never changes. */
const migrations: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ bytes, moment, sequence, unordered, side, index, unsampled }) => [
    ...side.make,
    `CREATE TABLE ${side.vault}key_mark (name TEXT PRIMARY KEY, mark TEXT NOT NULL)`,
    `CREATE TABLE ${side.vault}address (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, address_hash TEXT NOT NULL UNIQUE, sealed ${bytes} NOT NULL)`,
    `CREATE TABLE ${side.vault}seed (asker_id TEXT PRIMARY KEY, seed ${bytes} NOT NULL)`,
    `CREATE TABLE ${side.vault}receipt (receipt_hash TEXT PRIMARY KEY, asker_id TEXT NOT NULL UNIQUE)`,
    // the planner's samples would keep copies of what is to be forgotten
    ...unsampled('vault', 'address', ['asker_id', 'address_hash', 'sealed']),
    ...unsampled('vault', 'seed', ['asker_id', 'seed']),
    ...unsampled('vault', 'receipt', ['asker_id', 'receipt_hash']),
    `CREATE TABLE ${side.data}reach (asker_id TEXT PRIMARY KEY, last_at ${moment} NOT NULL, nudged INTEGER NOT NULL)`,
    index('data', 'reach_last', 'reach (last_at)'),
    `CREATE TABLE ${side.data}seen (message_hash TEXT PRIMARY KEY, at ${moment} NOT NULL)`,
    index('data', 'seen_at', 'seen (at)'),
    `CREATE TABLE ${side.data}inbox (seq ${sequence}, asker_id TEXT NOT NULL, message ${bytes} NOT NULL, at ${moment} NOT NULL)`,
    index('data', 'inbox_line', 'inbox (asker_id, seq)'),
    `CREATE TABLE ${side.data}turn_line (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, ready_at ${moment} NOT NULL, claimed_by TEXT, claimed_until ${moment})`,
    index('data', 'turn_line_ready', 'turn_line (ready_at)'),
    `CREATE TABLE ${side.data}session (asker_id TEXT PRIMARY KEY, memory ${bytes} NOT NULL, on_date TEXT NOT NULL)`,
    `CREATE TABLE ${side.data}tempo (asker_id TEXT PRIMARY KEY, tempo TEXT NOT NULL, at ${moment} NOT NULL)`,
    `CREATE TABLE ${side.data}outbox (seq ${sequence}, asker_id TEXT NOT NULL, channel TEXT NOT NULL, reply ${bytes} NOT NULL, state TEXT NOT NULL,
      attempts INTEGER NOT NULL, track TEXT, code TEXT, at ${moment} NOT NULL)`,
    index('data', 'outbox_line', 'outbox (asker_id, state, seq)'),
    index('data', 'outbox_track', 'outbox (track) WHERE track IS NOT NULL'),
    `CREATE TABLE ${side.data}reply_line (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, ready_at ${moment}, claimed_by TEXT, claimed_until ${moment})`,
    index('data', 'reply_line_ready', 'reply_line (channel, ready_at)'),
    `CREATE TABLE ${side.data}farewell (asker_id TEXT PRIMARY KEY)`,
    `CREATE TABLE ${side.data}tally (tally_key TEXT PRIMARY KEY, on_date TEXT NOT NULL, n INTEGER NOT NULL)${unordered}`,
    `CREATE TABLE ${side.data}proof (name TEXT PRIMARY KEY, sealed ${bytes} NOT NULL, on_date TEXT NOT NULL)${unordered}`,
  ],
  ({ bytes, unordered, side }) => [
    `CREATE TABLE ${side.data}sheet (id TEXT PRIMARY KEY, on_date TEXT NOT NULL, sealed ${bytes} NOT NULL)${unordered}`,
  ],
  ({ bytes, moment, sequence, unordered, side, index, unsampled }) => [
    `CREATE TABLE ${side.vault}casebook (consultation_id TEXT PRIMARY KEY, asker_id TEXT NOT NULL, seed ${bytes} NOT NULL)${unordered}`,
    index('vault', 'casebook_asker', 'casebook (asker_id)'),
    ...unsampled('vault', 'casebook', ['consultation_id', 'asker_id', 'seed']),
    `CREATE TABLE ${side.data}consultation (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, team TEXT NOT NULL,
      pool TEXT NOT NULL, code_name TEXT NOT NULL, urgency TEXT NOT NULL, holder TEXT, rank ${moment} NOT NULL, opened_on TEXT NOT NULL,
      touched_on TEXT NOT NULL, waits_since ${moment} NOT NULL, promised_by ${moment}, is_reminded INTEGER NOT NULL,
      free_until ${moment} NOT NULL, has_spoken INTEGER NOT NULL, is_with_bot INTEGER NOT NULL, outcome TEXT, rating TEXT,
      brief ${bytes} NOT NULL)${unordered}`,
    ...unsampled('data', 'consultation', ['id', 'code_name']),
    index('data', 'consultation_waiting', `consultation (team, pool, urgency, rank) WHERE state = 'waiting'`),
    index('data', 'consultation_rank', 'consultation (rank)'),
    index('data', 'consultation_touched', 'consultation (touched_on)'),
    index('data', 'consultation_opened', 'consultation (opened_on, rank)'),
    index('data', 'consultation_of_team', 'consultation (team, opened_on, rank)'),
    `CREATE TABLE ${side.data}consultation_line (seq ${sequence}, consultation_id TEXT NOT NULL, voice TEXT NOT NULL, words ${bytes} NOT NULL,
      by_staff TEXT, on_date TEXT NOT NULL, delivery TEXT, ready_at ${moment})`,
    ...unsampled('data', 'consultation_line', ['consultation_id', 'words']),
    // nor may they outlive whoever stayed for hours and then had themselves forgotten (`npm run attack`)
    ...unsampled('data', 'reach', ['asker_id']),
    ...unsampled('data', 'inbox', ['asker_id', 'message']),
    ...unsampled('data', 'turn_line', ['asker_id']),
    ...unsampled('data', 'session', ['asker_id', 'memory']),
    ...unsampled('data', 'tempo', ['asker_id', 'tempo']),
    ...unsampled('data', 'outbox', ['asker_id', 'reply', 'track']),
    ...unsampled('data', 'reply_line', ['asker_id']),
    ...unsampled('data', 'farewell', ['asker_id']),
    index('data', 'consultation_line_of', 'consultation_line (consultation_id, seq)'),
    index('data', 'consultation_line_ready', 'consultation_line (ready_at) WHERE ready_at IS NOT NULL'),
    `ALTER TABLE ${side.data}outbox ADD COLUMN line_id ${moment}`,
    index('data', 'outbox_of_line', 'outbox (line_id) WHERE line_id IS NOT NULL'),
    // what the console may know of a reply that was given up: nobody's, and to the hour
    `CREATE VIEW ${side.data}dead_letter AS SELECT seq, code, at - at % 3600000 AS at FROM outbox WHERE state = 'dead'`,
    `CREATE TABLE ${side.data}resend (seq ${moment} PRIMARY KEY)`,
    `CREATE TABLE ${side.data}team (id TEXT PRIMARY KEY, body TEXT NOT NULL)`,
    `CREATE TABLE ${side.data}setting (name TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL)`,
    `CREATE TABLE ${side.data}staff (id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, sealed ${bytes} NOT NULL)`,
    `CREATE TABLE ${side.data}staff_session (id TEXT PRIMARY KEY, staff_id TEXT NOT NULL, seen_at ${moment} NOT NULL, sealed ${bytes} NOT NULL)`,
    index('data', 'staff_session_of', 'staff_session (staff_id)'),
    `CREATE TABLE ${side.data}invitation (id TEXT PRIMARY KEY, until_at ${moment} NOT NULL, sealed ${bytes} NOT NULL)`,
    `CREATE TABLE ${side.data}audit (seq ${moment} PRIMARY KEY, at ${moment} NOT NULL, by_staff TEXT, act TEXT NOT NULL, about TEXT NOT NULL,
      earlier_at ${moment}, earlier TEXT NOT NULL, hash TEXT NOT NULL)`,
  ],
  ({ bytes, moment, side, index }) => [
    // files of the knowledge: none of these tables has a word of an asker
    `CREATE TABLE ${side.data}pack (hash TEXT PRIMARY KEY, body ${bytes} NOT NULL)`,
    `CREATE TABLE ${side.data}edition (seq ${moment} PRIMARY KEY, edition TEXT NOT NULL, kind TEXT NOT NULL, national TEXT NOT NULL, local TEXT,
      on_date TEXT NOT NULL, by_staff TEXT, approved_by TEXT, reason TEXT NOT NULL, draft TEXT)`,
    `CREATE TABLE ${side.data}draft (id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, touched_on TEXT NOT NULL, body TEXT NOT NULL)`,
    `CREATE TABLE ${side.data}draft_step (draft_id TEXT NOT NULL, version INTEGER NOT NULL, by_staff TEXT NOT NULL, at ${moment} NOT NULL,
      act TEXT NOT NULL, about TEXT NOT NULL, body ${bytes} NOT NULL, PRIMARY KEY (draft_id, version))`,
    // number 0: what was read off the pages
    `CREATE TABLE ${side.data}draft_page (draft_id TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, body ${bytes} NOT NULL,
      PRIMARY KEY (draft_id, number))`,
    // what the console asks of whoever may open askers' memories, and what comes back: counts alone
    `CREATE TABLE ${side.data}errand (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, state TEXT NOT NULL, result TEXT,
      claimed_until ${moment})`,
    index('data', 'errand_state', 'errand (state)'),
  ],
  // whether a member's reading of a consultation stands in the log of today is asked with every first look
  ({ index }) => [index('data', 'audit_of', 'audit (by_staff, at)')],
  // wrong attempts to sign in to the console, counted under keyed hashes of a login that nobody has or of a network
  ({ moment, unordered, side, index }) => [
    `CREATE TABLE ${side.data}staff_try (name TEXT PRIMARY KEY, failures INTEGER NOT NULL, until_at ${moment} NOT NULL)${unordered}`,
    index('data', 'staff_try_until', 'staff_try (until_at)'),
  ],
]

/** The version that this program writes. */
export const SCHEMA_VERSION = TRIAL_VERSION + migrations.length
const MIGRATION_GATE = 72_411

/** Brings the tables to the version this program knows. A newer version is refused: an older program would lose what it does not know. */
export async function migrate(db: Database): Promise<void> {
  // a role with few rights may read the version and needs to do no more
  if ((await versionOf(db)) === SCHEMA_VERSION) return
  await db.transact(async sql => {
    // several processes may start together
    await db.dialect.alone(sql, MIGRATION_GATE)
    await sql(`CREATE TABLE IF NOT EXISTS ${db.dialect.side.data}schema_version (version INTEGER NOT NULL)`)
    const [row] = await sql('SELECT version FROM schema_version')
    const found = row === undefined ? TRIAL_VERSION : numberOf(row, 'version')
    if (found > SCHEMA_VERSION) throw new SchemaNewer(found, SCHEMA_VERSION)
    if (row !== undefined && found <= TRIAL_VERSION) throw new SchemaOlder(found)
    for (const make of migrations.slice(found - TRIAL_VERSION)) for (const statement of make(db.dialect)) await sql(statement)
    if (row === undefined) await sql('INSERT INTO schema_version (version) VALUES (?)', [SCHEMA_VERSION])
    else await sql('UPDATE schema_version SET version = ?', [SCHEMA_VERSION])
  })
}

/** The version that the tables have; null when there are none. */
export async function versionOf(db: Database): Promise<number | null> {
  const known = await db.read(db.dialect.tableNamed, ['schema_version'])
  if (known.length === 0) return null
  const [row] = await db.read('SELECT version FROM schema_version')
  return row === undefined ? null : numberOf(row, 'version')
}

/** The marks of the root keys with which this store was written. */
export async function marksOf(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.read('SELECT name, mark FROM key_mark')
  return new Map(rows.map(r => [textOf(r, 'name'), textOf(r, 'mark')]))
}

export const rememberMark = (db: Database, name: string, mark: string): Promise<unknown> =>
  db.transact(sql => sql('INSERT INTO key_mark (name, mark) VALUES (?, ?) ON CONFLICT DO NOTHING', [name, mark]))
