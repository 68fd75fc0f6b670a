// The inbox, the outbox and the vault's table, on SQLite and PostgreSQL alike. Each asker has a line of turns and a line of replies;
// whoever claims the head of a line holds it until settled or until the claim runs out.
//
//   accept ─► seen, vault, inbox, turn_line ─► claimTurns ─► turn.done ─► session, outbox, reply_line ─► claimReplies ─► reply.sent
//
// A line is locked before its remaining rows are counted: what another transaction adds meanwhile is then either seen or makes the line anew.
import type {
  Admission,
  Border,
  Change,
  Claimed,
  ClaimedTurn,
  DeadLetter,
  GatewayChange,
  InboxChange,
  Line,
  ReplyRef,
  TurnRef,
} from '../commit.ts'
import { type AskerId, CHANNELS, type ChannelName, type Message, type Reply } from '../vocabulary.ts'
import {
  bytesOf,
  type Database,
  type Dialect,
  isNull,
  numberOf,
  SchemaNewer,
  type Sql,
  type SqlRow,
  StoreBroken,
  textOf,
} from './sql.ts'

/** Counts for health and metrics. */
export type Counts = {
  readonly turnsWaiting: number
  readonly repliesWaiting: number
  readonly repliesHeld: number
  readonly repliesDead: number
  /** When the longest waiting turn became ready; null when none waits. */
  readonly oldestTurnAt: number | null
}

export type Store = Border &
  Line & {
    deadLetters(): Promise<readonly DeadLetter[]>
    /** Puts given-up replies back in their lines; all of them, or those numbered. Returns how many. */
    resend(seqs: readonly number[] | 'all', now: number): Promise<number>
    counts(): Promise<Counts>
    /** Claims of processes that are gone are dropped; only for a store that one process holds alone. */
    dropClaims(): Promise<void>
    /** What is no longer needed to recognise a repeated or reported message. */
    purge(now: number): Promise<void>
    close(): Promise<void>
  }

const DAY_MS = 86_400_000
/** WhatsApp delivers an unanswered webhook again for up to seven days. */
const SEEN_KEPT_MS = 14 * DAY_MS
/** A platform that has said nothing of a message by then will not. */
const SENT_KEPT_MS = 2 * DAY_MS

/** The tables, version by version; a version that was released never changes. */
const migrations: readonly ((dialect: Dialect) => readonly string[])[] = [
  ({ bytes, moment, sequence }) => [
    `CREATE TABLE vault (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, address_hash TEXT NOT NULL UNIQUE, sealed ${bytes} NOT NULL,
      last_at ${moment} NOT NULL, nudged INTEGER NOT NULL)`,
    `CREATE TABLE seen (message_hash TEXT PRIMARY KEY, at ${moment} NOT NULL)`,
    'CREATE INDEX seen_at ON seen (at)',
    `CREATE TABLE inbox (seq ${sequence}, asker_id TEXT NOT NULL, message TEXT NOT NULL, at ${moment} NOT NULL)`,
    'CREATE INDEX inbox_line ON inbox (asker_id, seq)',
    `CREATE TABLE turn_line (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, ready_at ${moment} NOT NULL, claimed_by TEXT, claimed_until ${moment})`,
    'CREATE INDEX turn_line_ready ON turn_line (ready_at)',
    'CREATE TABLE session (asker_id TEXT PRIMARY KEY, memory TEXT NOT NULL)',
    `CREATE TABLE outbox (seq ${sequence}, asker_id TEXT NOT NULL, channel TEXT NOT NULL, reply TEXT NOT NULL, state TEXT NOT NULL,
      attempts INTEGER NOT NULL, track TEXT, code TEXT, at ${moment} NOT NULL)`,
    'CREATE INDEX outbox_line ON outbox (asker_id, state, seq)',
    'CREATE INDEX outbox_track ON outbox (track) WHERE track IS NOT NULL',
    `CREATE TABLE reply_line (asker_id TEXT PRIMARY KEY, channel TEXT NOT NULL, ready_at ${moment}, claimed_by TEXT, claimed_until ${moment})`,
    'CREATE INDEX reply_line_ready ON reply_line (channel, ready_at)',
    `CREATE TABLE record (seq ${sequence}, asker_id TEXT NOT NULL, on_date TEXT NOT NULL, record TEXT NOT NULL)`,
    'CREATE INDEX record_asker ON record (asker_id)',
    'CREATE TABLE farewell (asker_id TEXT PRIMARY KEY)',
  ],
]

const MIGRATION_LOCK = 72_411

/** Brings the tables to the version this program knows. A newer version is refused: an older program would lose what it does not know. */
async function migrate(db: Database): Promise<void> {
  await db.transact(async sql => {
    // several processes may start together
    if (db.dialect.name === 'postgres') await sql('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK])
    await sql('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)')
    const [row] = await sql('SELECT version FROM schema_version')
    const found = row === undefined ? 0 : numberOf(row, 'version')
    if (found > migrations.length) throw new SchemaNewer(found, migrations.length)
    for (const make of migrations.slice(found)) for (const statement of make(db.dialect)) await sql(statement)
    if (row === undefined) await sql('INSERT INTO schema_version (version) VALUES (?)', [migrations.length])
    else if (found < migrations.length) await sql('UPDATE schema_version SET version = ?', [migrations.length])
  })
}

export async function openStore(db: Database): Promise<Store> {
  await migrate(db)
  const { read, transact, dialect } = db
  return {
    accept: admissions =>
      transact(async sql => {
        const admitted: (AskerId | null)[] = []
        for (const admission of admissions) admitted.push(await accept(sql, admission))
        return admitted
      }),
    commit: async changes => {
      try {
        await transact(async sql => {
          for (const change of changes) await write(sql, dialect, change)
        })
        return 'done'
      } catch (error) {
        if (error instanceof Stale) return 'stale'
        throw error
      }
    },
    claimTurns: (claim, now, until, max) => transact(sql => claimTurns(sql, dialect, claim, now, until, max)),
    claimReplies: (claim, channel, now, until, max) =>
      transact(sql => claimReplies(sql, dialect, claim, channel, now, until, max)),
    nextTurnAt: async () => momentOf(await read(`SELECT MIN(ready_at) AS at FROM turn_line WHERE claimed_by IS NULL`)),
    nextReplyAt: async channel =>
      momentOf(await read('SELECT MIN(ready_at) AS at FROM reply_line WHERE channel = ? AND claimed_by IS NULL', [channel])),
    askerOf: async hash => {
      const [row] = await read('SELECT asker_id FROM vault WHERE address_hash = ?', [hash])
      return row === undefined ? null : textOf(row, 'asker_id')
    },
    isWorking: async hash => {
      const turn = await read(
        'SELECT 1 AS yes FROM vault v JOIN turn_line t ON t.asker_id = v.asker_id WHERE v.address_hash = ?',
        [hash],
      )
      return turn.length > 0
    },
    waitingFor: async (asker, after) => {
      const rows = await read('SELECT seq, reply FROM outbox WHERE asker_id = ? AND seq > ? ORDER BY seq', [asker, after])
      const working = await read('SELECT 1 AS yes FROM turn_line WHERE asker_id = ?', [asker])
      return { replies: rows.map(r => ({ n: numberOf(r, 'seq'), reply: replyOf(r) })), working: working.length > 0 }
    },
    deadLetters: async () =>
      (await read(`SELECT seq, channel, code, at FROM outbox WHERE state = 'dead' ORDER BY seq`)).map(r => ({
        seq: numberOf(r, 'seq'),
        channel: channelOf(r),
        code: textOf(r, 'code'),
        at: numberOf(r, 'at'),
      })),
    resend: (seqs, now) => transact(sql => resend(sql, seqs, now)),
    counts: async () => {
      const count = async (from: string): Promise<number> => {
        const [row] = await read(`SELECT COUNT(*) AS n FROM ${from}`)
        return row === undefined ? 0 : numberOf(row, 'n')
      }
      return {
        turnsWaiting: await count('turn_line'),
        repliesWaiting: await count('reply_line WHERE ready_at IS NOT NULL'),
        repliesHeld: await count('reply_line WHERE ready_at IS NULL'),
        repliesDead: await count(`outbox WHERE state = 'dead'`),
        oldestTurnAt: momentOf(await read('SELECT MIN(ready_at) AS at FROM turn_line')),
      }
    },
    dropClaims: () =>
      transact(async sql => {
        await sql('UPDATE turn_line SET claimed_by = NULL, claimed_until = NULL')
        await sql('UPDATE reply_line SET claimed_by = NULL, claimed_until = NULL')
      }),
    purge: now =>
      transact(async sql => {
        await sql('DELETE FROM seen WHERE at < ?', [now - SEEN_KEPT_MS])
        await sql(`DELETE FROM outbox WHERE state = 'sent' AND at < ?`, [now - SENT_KEPT_MS])
      }),
    close: () => db.close(),
  }
}

/** Thrown inside a transaction so that nothing of it is written; never leaves this file. */
class Stale extends Error {}

const momentOf = ([row]: readonly SqlRow[]): number | null =>
  row === undefined || isNull(row, 'at') ? null : numberOf(row, 'at')

function channelOf(row: SqlRow): ChannelName {
  const found = CHANNELS.find(c => c === row.channel)
  if (found === undefined) throw new StoreBroken('a row names no channel')
  return found
}

// written by this file alone, so its shape is trusted
const replyOf = (row: SqlRow): Reply => JSON.parse(textOf(row, 'reply'))
const messageOf = (row: SqlRow): Message => JSON.parse(textOf(row, 'message'))

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ')

async function accept(sql: Sql, a: Admission): Promise<AskerId | null> {
  const fresh = await sql('INSERT INTO seen (message_hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING at', [
    a.messageHash,
    a.at,
  ])
  if (fresh.length === 0) return null
  const [known] = await sql(
    `INSERT INTO vault (asker_id, channel, address_hash, sealed, last_at, nudged) VALUES (?, ?, ?, ?, ?, 0)
     ON CONFLICT (address_hash) DO UPDATE SET last_at = excluded.last_at, nudged = 0 RETURNING asker_id`,
    [a.askerId, a.channel, a.addressHash, a.sealed, a.at],
  )
  if (known === undefined) throw new StoreBroken('the vault gave no identity')
  const asker = textOf(known, 'asker_id')
  await Promise.all([
    sql('INSERT INTO inbox (asker_id, message, at) VALUES (?, ?, ?)', [asker, JSON.stringify(a.message), a.at]),
    sql(
      `INSERT INTO turn_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
       ON CONFLICT (asker_id) DO UPDATE SET ready_at = excluded.ready_at`,
      [asker, a.channel, a.at],
    ),
    // their writing opens the platform's window: what was kept for them goes out
    sql('UPDATE reply_line SET ready_at = ? WHERE asker_id = ? AND ready_at IS NULL', [a.at, asker]),
  ])
  return asker
}

async function claimTurns(
  sql: Sql,
  { lockFree }: Dialect,
  claim: string,
  now: number,
  until: number,
  max: number,
): Promise<ClaimedTurn[]> {
  const lines = await sql(
    `UPDATE turn_line SET claimed_by = ?, claimed_until = ? WHERE asker_id IN (
       SELECT asker_id FROM turn_line WHERE ready_at <= ? AND (claimed_by IS NULL OR claimed_until < ?) ORDER BY ready_at LIMIT ?${lockFree})
     RETURNING asker_id, channel, ready_at`,
    [claim, until, now, now, max],
  )
  if (lines.length === 0) return []
  const askers = lines.map(l => textOf(l, 'asker_id'))
  const [messages, sessions] = await Promise.all([
    sql(`SELECT asker_id, seq, message, at FROM inbox WHERE asker_id IN (${marks(askers.length)}) ORDER BY seq`, askers),
    sql(`SELECT asker_id, memory FROM session WHERE asker_id IN (${marks(askers.length)})`, askers),
  ])
  const memories = new Map(sessions.map(s => [textOf(s, 'asker_id'), textOf(s, 'memory')]))
  const byAsker = Map.groupBy(messages, m => textOf(m, 'asker_id'))
  return lines
    .toSorted((a, b) => numberOf(a, 'ready_at') - numberOf(b, 'ready_at'))
    .map(line => {
      const asker = textOf(line, 'asker_id')
      const own = byAsker.get(asker) ?? []
      return {
        asker,
        channel: channelOf(line),
        messages: own.map(m => ({ seq: numberOf(m, 'seq'), message: messageOf(m), at: numberOf(m, 'at') })),
        memory: memories.get(asker) ?? null,
      }
    })
}

async function claimReplies(
  sql: Sql,
  { lockFree }: Dialect,
  claim: string,
  channel: ChannelName,
  now: number,
  until: number,
  max: number,
): Promise<Claimed[]> {
  const lines = await sql(
    `UPDATE reply_line SET claimed_by = ?, claimed_until = ? WHERE asker_id IN (
       SELECT asker_id FROM reply_line WHERE channel = ? AND ready_at <= ? AND (claimed_by IS NULL OR claimed_until < ?)
       ORDER BY ready_at LIMIT ?${lockFree})
     RETURNING asker_id`,
    [claim, until, channel, now, now, max],
  )
  if (lines.length === 0) return []
  const askers = lines.map(l => textOf(l, 'asker_id'))
  const heads = await sql(
    `SELECT o.asker_id, o.seq, o.reply, o.attempts, v.sealed, v.last_at, v.nudged FROM outbox o
     JOIN (SELECT asker_id, MIN(seq) AS seq FROM outbox WHERE asker_id IN (${marks(askers.length)}) AND state = 'waiting' GROUP BY asker_id) h
       ON h.seq = o.seq
     JOIN vault v ON v.asker_id = o.asker_id`,
    askers,
  )
  // a line whose replies were all forgotten ends here
  const alive = new Set(heads.map(h => textOf(h, 'asker_id')))
  for (const asker of askers) if (!alive.has(asker)) await sql('DELETE FROM reply_line WHERE asker_id = ?', [asker])
  return heads.map(h => ({
    asker: textOf(h, 'asker_id'),
    seq: numberOf(h, 'seq'),
    reply: replyOf(h),
    attempts: numberOf(h, 'attempts'),
    sealed: bytesOf(h, 'sealed'),
    lastAt: numberOf(h, 'last_at'),
    nudged: numberOf(h, 'nudged') === 1,
  }))
}

async function write(sql: Sql, dialect: Dialect, change: Change): Promise<void> {
  switch (change.kind) {
    case 'turn.done':
      return finishTurn(sql, dialect, change)
    case 'turn.waits':
      return waitForMore(sql, dialect, change)
    case 'reply.sent':
      await holdLine(sql, dialect, 'reply_line', change.of)
      return nextReply(
        sql,
        change.of,
        change.readyAt,
        change.track === null
          ? sql('DELETE FROM outbox WHERE seq = ?', [change.of.seq])
          : sql(`UPDATE outbox SET state = 'sent', track = ? WHERE seq = ?`, [change.track, change.of.seq]),
      )
    case 'reply.later':
      await holdLine(sql, dialect, 'reply_line', change.of)
      await sql('UPDATE outbox SET attempts = ? WHERE seq = ?', [change.attempts, change.of.seq])
      await freeReplies(sql, change.of.asker, change.readyAt)
      return
    case 'reply.held':
      await holdLine(sql, dialect, 'reply_line', change.of)
      await sql('UPDATE vault SET nudged = ? WHERE asker_id = ?', [change.nudged ? 1 : 0, change.of.asker])
      await freeReplies(sql, change.of.asker, null)
      return
    case 'reply.dead':
      await holdLine(sql, dialect, 'reply_line', change.of)
      return nextReply(
        sql,
        change.of,
        change.readyAt,
        sql(`UPDATE outbox SET state = 'dead', code = ? WHERE seq = ?`, [change.code, change.of.seq]),
      )
    case 'reply.arrived':
      await sql('DELETE FROM outbox WHERE track = ?', [change.track])
      return
    case 'reply.failed':
      return failReply(sql, change)
    case 'renamed':
      return rename(sql, change)
    case 'pulled':
      await sql('DELETE FROM outbox WHERE asker_id = ? AND seq <= ?', [change.asker, change.upTo])
      if ((await sql('SELECT 1 AS yes FROM farewell WHERE asker_id = ?', [change.asker])).length > 0)
        await leave(sql, change.asker)
      return
    case 'forgotten':
      for (const table of [...BEYOND, 'vault', 'turn_line', 'reply_line'])
        await sql(`DELETE FROM ${table} WHERE asker_id = ?`, [change.asker])
      return
  }
}

/** Tables with something of an asker beside their lines and their address. */
const BEYOND = ['inbox', 'outbox', 'session', 'record', 'farewell'] as const

/** Locks the line and makes sure that it is still ours. */
async function holdLine(sql: Sql, { lock }: Dialect, table: 'turn_line' | 'reply_line', of: TurnRef | ReplyRef): Promise<void> {
  const held = await sql(`SELECT 1 AS yes FROM ${table} WHERE asker_id = ? AND claimed_by = ?${lock}`, [of.asker, of.claim])
  if (held.length === 0) throw new Stale()
}

async function finishTurn(sql: Sql, dialect: Dialect, done: Extract<InboxChange, { kind: 'turn.done' }>): Promise<void> {
  const { asker } = done.of
  await holdLine(sql, dialect, 'turn_line', done.of)
  // sent together, done in this order
  const [more] = await Promise.all([
    others(sql, asker, done.taken),
    ...(done.taken.length > 0 ? [sql(`DELETE FROM inbox WHERE seq IN (${marks(done.taken.length)})`, done.taken)] : []),
    ...(done.forget ? forgetting(sql, asker) : []),
    remember(sql, asker, done.memory),
    ...done.replies.map(reply =>
      sql(`INSERT INTO outbox (asker_id, channel, reply, state, attempts, at) VALUES (?, ?, ?, 'waiting', 0, ?)`, [
        asker,
        done.channel,
        JSON.stringify(reply),
        done.at,
      ]),
    ),
    ...(done.forget ? [] : done.records).map(record =>
      sql('INSERT INTO record (asker_id, on_date, record) VALUES (?, ?, ?)', [asker, done.on, JSON.stringify(record)]),
    ),
    // updating the line, even to what it is, locks it until these replies can be seen
    ...(done.replies.length > 0 && done.channel !== 'web'
      ? [
          sql(
            `INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
             ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel`,
            [asker, done.channel, done.at],
          ),
        ]
      : []),
  ])
  if (more.length === 0) await sql('DELETE FROM turn_line WHERE asker_id = ?', [asker])
  else
    await sql('UPDATE turn_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [done.at, asker])
}

/** Messages in the line beside those that were taken. */
const others = (sql: Sql, asker: AskerId, taken: readonly number[]): Promise<readonly SqlRow[]> =>
  sql(
    `SELECT 1 AS yes FROM inbox WHERE asker_id = ?${taken.length > 0 ? ` AND seq NOT IN (${marks(taken.length)})` : ''} LIMIT 1`,
    [asker, ...taken],
  )

async function waitForMore(
  sql: Sql,
  dialect: Dialect,
  { of, taken, readyAt }: Extract<InboxChange, { kind: 'turn.waits' }>,
): Promise<void> {
  await holdLine(sql, dialect, 'turn_line', of)
  const more = await others(sql, of.asker, taken)
  await sql('UPDATE turn_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [
    more.length > 0 ? 0 : readyAt,
    of.asker,
  ])
}

/** What was already waiting to be sent is forgotten with the rest. */
const forgetting = (sql: Sql, asker: AskerId): Promise<readonly SqlRow[]>[] => [
  sql('DELETE FROM record WHERE asker_id = ?', [asker]),
  sql('DELETE FROM outbox WHERE asker_id = ?', [asker]),
  sql('INSERT INTO farewell (asker_id) VALUES (?) ON CONFLICT DO NOTHING', [asker]),
]

const remember = (sql: Sql, asker: AskerId, memory: string | null): Promise<readonly SqlRow[]> =>
  memory === null
    ? sql('DELETE FROM session WHERE asker_id = ?', [asker])
    : sql('INSERT INTO session (asker_id, memory) VALUES (?, ?) ON CONFLICT (asker_id) DO UPDATE SET memory = excluded.memory', [
        asker,
        memory,
      ])

const freeReplies = (sql: Sql, asker: AskerId, readyAt: number | null): Promise<readonly SqlRow[]> =>
  sql('UPDATE reply_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [readyAt, asker])

/** Lets a settled reply go, then the next of the line or the end of the line. */
async function nextReply(sql: Sql, { asker }: ReplyRef, readyAt: number, settle: Promise<readonly SqlRow[]>): Promise<void> {
  const [, more, leaving] = await Promise.all([
    settle,
    sql(`SELECT 1 AS yes FROM outbox WHERE asker_id = ? AND state = 'waiting' LIMIT 1`, [asker]),
    sql('SELECT 1 AS yes FROM farewell WHERE asker_id = ?', [asker]),
  ])
  if (more.length > 0) await freeReplies(sql, asker, readyAt)
  else await sql('DELETE FROM reply_line WHERE asker_id = ?', [asker])
  if (more.length === 0 && leaving.length > 0) await leave(sql, asker)
}

/** Someone who asked to be forgotten goes with the last word to them. */
async function leave(sql: Sql, asker: AskerId): Promise<void> {
  const left = await sql(
    `SELECT 1 AS yes FROM outbox WHERE asker_id = ? AND state = 'waiting'
     UNION ALL SELECT 1 AS yes FROM inbox WHERE asker_id = ? LIMIT 1`,
    [asker, asker],
  )
  if (left.length > 0) return
  for (const table of [...BEYOND, 'vault']) await sql(`DELETE FROM ${table} WHERE asker_id = ?`, [asker])
}

async function failReply(sql: Sql, { track, code, hold, at }: Extract<GatewayChange, { kind: 'reply.failed' }>): Promise<void> {
  const [row] = await sql(`SELECT seq, asker_id, channel FROM outbox WHERE track = ? AND state = 'sent'`, [track])
  if (row === undefined) return
  if (!hold) {
    await sql(`UPDATE outbox SET state = 'dead', code = ? WHERE track = ?`, [code, track])
    return
  }
  await sql(`UPDATE outbox SET state = 'waiting', track = NULL, at = ? WHERE track = ?`, [at, track])
  await sql('INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, NULL) ON CONFLICT DO NOTHING', [
    textOf(row, 'asker_id'),
    textOf(row, 'channel'),
  ])
}

/** The same person under a new address; when both were met, the older identity and its conversation stay. */
async function rename(sql: Sql, { from, to }: Extract<GatewayChange, { kind: 'renamed' }>): Promise<void> {
  const [before] = await sql('SELECT asker_id FROM vault WHERE address_hash = ?', [from])
  if (before === undefined) return
  const [after] = await sql('SELECT asker_id FROM vault WHERE address_hash = ?', [to.addressHash])
  if (after !== undefined) return
  await sql('UPDATE vault SET address_hash = ?, sealed = ?, channel = ? WHERE asker_id = ?', [
    to.addressHash,
    to.sealed,
    to.channel,
    textOf(before, 'asker_id'),
  ])
}

async function resend(sql: Sql, seqs: readonly number[] | 'all', now: number): Promise<number> {
  const which = seqs === 'all' ? '' : ` AND seq IN (${marks(seqs.length)})`
  const back = await sql(
    `UPDATE outbox SET state = 'waiting', attempts = 0, code = NULL, track = NULL WHERE state = 'dead'${which} RETURNING asker_id, channel`,
    seqs === 'all' ? [] : seqs,
  )
  for (const row of back)
    await sql(
      `INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
       ON CONFLICT (asker_id) DO UPDATE SET ready_at = excluded.ready_at`,
      [textOf(row, 'asker_id'), textOf(row, 'channel'), now],
    )
  return back.length
}
