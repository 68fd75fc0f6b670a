// The inbox, the outbox, the vault's tables and what is remembered, on SQLite and PostgreSQL alike. Each asker has a line of turns and a line of
// replies; whoever claims the head of a line holds it until settled or until the claim runs out. Words are sealed here, on their way in.
//
//   accept ─► seen, address, seed, inbox, turn_line ─► claimTurns ─► turn.done ─► session, outbox, reply_line ─► claimReplies ─► reply.sent
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
  Tally,
  TurnRef,
} from '../commit.ts'
import type { Sealer } from '../sealing.ts'
import { type AskerId, CHANNELS, type ChannelName, type Message, type Reply } from '../vocabulary.ts'
import { became, copiesOf, destroyCases, heardNow, ownOf, sentOut, stepOwn } from './cases.ts'
import {
  bytesOf,
  type Database,
  type Dialect,
  isNull,
  marks,
  numberOf,
  oneOf,
  type Sql,
  type SqlRow,
  Stale,
  StoreBroken,
  textOf,
} from './sql.ts'
import { ASKER_TABLES } from './tables.ts'

/** Counts for health and metrics. */
export type Counts = {
  readonly turnsWaiting: number
  readonly repliesWaiting: number
  readonly repliesHeld: number
  readonly repliesDead: number
  /** When the longest waiting turn became ready; null when none waits. */
  readonly oldestTurnAt: number | null
}

/** What a role can open: `transit` what is on its way between gateway and worker, `content` what is remembered, `desk` what is said in consultations; null for a role that must not. */
export type Sealers = { readonly transit: Sealer; readonly content: Sealer | null; readonly desk: Sealer | null }

export type Store = Border &
  Line & {
    deadLetters(): Promise<readonly DeadLetter[]>
    /** Puts given-up replies back in their lines; all of them, or those numbered. Returns how many. */
    resend(seqs: readonly number[] | 'all', now: number): Promise<number>
    counts(): Promise<Counts>
    /** Claims of processes that are gone are dropped; only for a store that one process holds alone. */
    dropClaims(): Promise<void>
    /** A sealed proof by its name; null: there is none. */
    proofOf(name: string): Promise<Uint8Array | null>
    close(): Promise<void>
  }

/** The store over a database whose tables are up to date. */
export function openStore(db: Database, sealers: Sealers): Store {
  const { read, transact, dialect } = db
  const tools: Tools = { dialect, ...sealers }
  return {
    accept: admissions =>
      transact(async sql => {
        const admitted: (AskerId | null)[] = []
        for (const admission of admissions) admitted.push(await accept(sql, tools, admission))
        return admitted
      }),
    commit: async changes => {
      try {
        const shreds = await transact(async sql => {
          let any = false
          for (const change of changes) any = (await write(sql, tools, change)) || any
          return any
        })
        if (shreds) db.scrub()
        return 'done'
      } catch (error) {
        if (error instanceof Stale) return 'stale'
        throw error
      }
    },
    claimTurns: (claim, now, until, max) => transact(sql => claimTurns(sql, tools, claim, now, until, max), 'passing'),
    claimReplies: (claim, channel, now, until, max) =>
      transact(sql => claimReplies(sql, tools, claim, channel, now, until, max), 'passing'),
    nextTurnAt: async () => momentOf(await read(`SELECT MIN(ready_at) AS at FROM turn_line WHERE claimed_by IS NULL`)),
    nextReplyAt: async channel =>
      momentOf(await read('SELECT MIN(ready_at) AS at FROM reply_line WHERE channel = ? AND claimed_by IS NULL', [channel])),
    askerOf: async hash => {
      const [row] = await read('SELECT asker_id FROM address WHERE address_hash = ?', [hash])
      return row === undefined ? null : textOf(row, 'asker_id')
    },
    holderOf: async hash => {
      const [row] = await read(
        `SELECT r.asker_id, k.seed, s.memory FROM receipt r JOIN seed k ON k.asker_id = r.asker_id
         LEFT JOIN session s ON s.asker_id = r.asker_id WHERE r.receipt_hash = ?`,
        [hash],
      )
      if (row === undefined) return null
      const asker = textOf(row, 'asker_id')
      return { asker, memory: isNull(row, 'memory') ? null : memoryOf(tools, asker, bytesOf(row, 'seed'), row) }
    },
    ownOf: async asker => (await ownOf(read, [asker])).get(asker) ?? null,
    copiesOf: asker => copiesOf(read, sealers.desk, asker),
    isWorking: async hash => {
      const turn = await read(
        'SELECT 1 AS yes FROM address a JOIN turn_line t ON t.asker_id = a.asker_id WHERE a.address_hash = ?',
        [hash],
      )
      return turn.length > 0
    },
    isWithOfficer: async hash => {
      const spoken = await read(
        `SELECT 1 AS yes FROM address a JOIN casebook b ON b.asker_id = a.asker_id JOIN consultation c ON c.id = b.consultation_id
         WHERE a.address_hash = ? AND c.has_spoken = 1 AND c.is_with_bot = 0 AND c.state NOT IN ('closed', 'expired')`,
        [hash],
      )
      return spoken.length > 0
    },
    waitingFor: async (asker, after) => {
      const [rows, working] = await Promise.all([
        read(
          `SELECT o.seq, o.reply, k.seed FROM outbox o JOIN seed k ON k.asker_id = o.asker_id
           WHERE o.asker_id = ? AND (o.seq > ? OR o.line_id IS NOT NULL) ORDER BY o.seq`,
          [asker, after],
        ),
        read('SELECT 1 AS yes FROM turn_line WHERE asker_id = ?', [asker]),
      ])
      const fresh = rows.filter(r => numberOf(r, 'seq') > after)
      const replies = fresh.flatMap(r => {
        const reply = replyOf(tools, asker, r)
        return reply === null ? [] : [{ n: numberOf(r, 'seq'), reply }]
      })
      return { replies, working: working.length > 0, hasOfficers: fresh.length < rows.length }
    },
    deadLetters: async () =>
      (await read(`SELECT seq, channel, code, at FROM outbox WHERE state = 'dead' ORDER BY seq`)).map(r => ({
        seq: numberOf(r, 'seq'),
        channel: channelOf(r),
        code: textOf(r, 'code'),
        at: numberOf(r, 'at'),
      })),
    resend: async (seqs, now) => (await transact(sql => resend(sql, seqs, now))).length,
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
    proofOf: async name => {
      const [row] = await read('SELECT sealed FROM proof WHERE name = ?', [name])
      return row === undefined ? null : bytesOf(row, 'sealed')
    },
    close: () => db.close(),
  }
}

type Tools = Sealers & { readonly dialect: Dialect }

const momentOf = ([row]: readonly SqlRow[]): number | null =>
  row === undefined || isNull(row, 'at') ? null : numberOf(row, 'at')

export const channelOf = (row: SqlRow): ChannelName => oneOf(CHANNELS, row, 'channel')

// What is sealed says where it stands, so that no row can be put in another's place. Written by this file alone: its shape is trusted.
export const about = (kind: 'message' | 'reply' | 'memory' | 'sheet', of: AskerId | string): string => `${kind} ${of}`

const sealedMessage = ({ transit }: Tools, asker: AskerId, seed: Uint8Array, message: Message): Uint8Array =>
  transit.seal(seed, about('message', asker), JSON.stringify(message))

export const sealedReply = ({ transit }: Pick<Sealers, 'transit'>, asker: AskerId, seed: Uint8Array, reply: Reply): Uint8Array =>
  transit.seal(seed, about('reply', asker), JSON.stringify(reply))

/** What can no longer be opened is told of as something that could not be read. */
const UNREADABLE: Message = { kind: 'other', text: '', choice: null }

function messageOf({ transit }: Tools, asker: AskerId, seed: Uint8Array, row: SqlRow): Message {
  const text = transit.open(seed, about('message', asker), bytesOf(row, 'message'))
  return text === null ? UNREADABLE : JSON.parse(text)
}

function replyOf({ transit }: Tools, asker: AskerId, row: SqlRow): Reply | null {
  const text = transit.open(bytesOf(row, 'seed'), about('reply', asker), bytesOf(row, 'reply'))
  return text === null ? null : JSON.parse(text)
}

const memoryOf = ({ content }: Tools, asker: AskerId, seed: Uint8Array, row: SqlRow): string | null =>
  content?.open(seed, about('memory', asker), bytesOf(row, 'memory')) ?? null

/** A sheet's own name is its seed: it is nobody's, and goes as a whole. */
function sealedSheet({ content }: Tools, { id, tallies }: Extract<InboxChange, { kind: 'carried' }>): Uint8Array {
  if (content === null) throw new StoreBroken('this role counts nothing')
  return content.seal(Buffer.from(id), about('sheet', id), JSON.stringify(tallies))
}

/** Counts that can no longer be opened are lost. */
function carriedIn({ content }: Tools, sheet: SqlRow): readonly Tally[] {
  const id = textOf(sheet, 'id')
  const text = content?.open(Buffer.from(id), about('sheet', id), bytesOf(sheet, 'sealed')) ?? null
  return text === null ? [] : JSON.parse(text)
}

async function accept(sql: Sql, tools: Tools, a: Admission): Promise<AskerId | null> {
  const [fresh, known] = await Promise.all([
    sql('INSERT INTO seen (message_hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING at', [a.messageHash, a.at]),
    personAt(sql, a.addressHash),
  ])
  if (fresh.length === 0) return null
  const person = known ?? (await newPerson(sql, a))
  const { asker, seed } = person
  await Promise.all([
    sql(
      `INSERT INTO reach (asker_id, last_at, nudged) VALUES (?, ?, 0)
       ON CONFLICT (asker_id) DO UPDATE SET last_at = excluded.last_at, nudged = 0`,
      [asker, a.at],
    ),
    sql('INSERT INTO inbox (asker_id, message, at) VALUES (?, ?, ?)', [
      asker,
      sealedMessage(tools, asker, seed, a.message),
      a.at,
    ]),
    sql(
      `INSERT INTO turn_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
       ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel,
         ready_at = CASE WHEN turn_line.ready_at < excluded.ready_at THEN turn_line.ready_at ELSE excluded.ready_at END`,
      [asker, a.channel, a.at],
    ),
    // their writing opens the platform's window: what was kept for them goes out
    sql('UPDATE reply_line SET ready_at = ? WHERE asker_id = ? AND ready_at IS NULL', [a.at, asker]),
  ])
  return asker
}

type Person = { readonly asker: AskerId; readonly seed: Uint8Array }

async function personAt(sql: Sql, addressHash: string): Promise<Person | null> {
  const [row] = await sql(
    'SELECT a.asker_id, k.seed FROM address a JOIN seed k ON k.asker_id = a.asker_id WHERE a.address_hash = ?',
    [addressHash],
  )
  return row === undefined ? null : { asker: textOf(row, 'asker_id'), seed: bytesOf(row, 'seed') }
}

/** Someone never met; when two of their messages arrive at once, the first to write them down decides. */
async function newPerson(sql: Sql, a: Admission): Promise<Person> {
  const made = await sql(
    'INSERT INTO address (asker_id, channel, address_hash, sealed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING asker_id',
    [a.askerId, a.channel, a.addressHash, a.sealed],
  )
  if (made.length > 0) {
    await sql('INSERT INTO seed (asker_id, seed) VALUES (?, ?)', [a.askerId, a.seed])
    return { asker: a.askerId, seed: a.seed }
  }
  const met = await personAt(sql, a.addressHash)
  if (met === null) throw new StoreBroken('the vault gave no identity')
  return met
}

async function claimTurns(
  sql: Sql,
  tools: Tools,
  claim: string,
  now: number,
  until: number,
  max: number,
): Promise<ClaimedTurn[]> {
  const lines = await sql(
    `UPDATE turn_line SET claimed_by = ?, claimed_until = ? WHERE asker_id IN (
       SELECT asker_id FROM turn_line WHERE ready_at <= ? AND (claimed_by IS NULL OR claimed_until < ?) ORDER BY ready_at LIMIT ?${tools.dialect.lockFree})
     RETURNING asker_id, channel, ready_at`,
    [claim, until, now, now, max],
  )
  if (lines.length === 0) return []
  const askers = lines.map(l => textOf(l, 'asker_id'))
  const own = `asker_id IN (${marks(askers.length)})`
  const [messages, seeds, sessions, tempos, consultations] = await Promise.all([
    sql(`SELECT asker_id, seq, message, at FROM inbox WHERE ${own} ORDER BY seq`, askers),
    sql(`SELECT asker_id, seed FROM seed WHERE ${own}`, askers),
    sql(`SELECT asker_id, memory FROM session WHERE ${own}`, askers),
    sql(`SELECT asker_id, tempo FROM tempo WHERE ${own}`, askers),
    ownOf(sql, askers),
  ])
  const seedOf = new Map(seeds.map(k => [textOf(k, 'asker_id'), bytesOf(k, 'seed')]))
  const sessionOf = new Map(sessions.map(s => [textOf(s, 'asker_id'), s]))
  const tempoOf = new Map(tempos.map(t => [textOf(t, 'asker_id'), textOf(t, 'tempo')]))
  const byAsker = Map.groupBy(messages, m => textOf(m, 'asker_id'))
  const turns: ClaimedTurn[] = []
  for (const line of lines.toSorted((a, b) => numberOf(a, 'ready_at') - numberOf(b, 'ready_at'))) {
    const asker = textOf(line, 'asker_id')
    const seed = seedOf.get(asker)
    // whoever is gone left nothing that could be read
    if (seed === undefined) {
      await forgetAsker(sql, asker)
      continue
    }
    const session = sessionOf.get(asker)
    turns.push({
      asker,
      seed,
      channel: channelOf(line),
      messages: (byAsker.get(asker) ?? []).map(m => ({
        seq: numberOf(m, 'seq'),
        message: messageOf(tools, asker, seed, m),
        at: numberOf(m, 'at'),
      })),
      memory: session === undefined ? null : memoryOf(tools, asker, seed, session),
      tempo: tempoOf.get(asker) ?? null,
      own: consultations.get(asker) ?? null,
    })
  }
  return turns
}

async function claimReplies(
  sql: Sql,
  tools: Tools,
  claim: string,
  channel: ChannelName,
  now: number,
  until: number,
  max: number,
): Promise<Claimed[]> {
  const lines = await sql(
    `UPDATE reply_line SET claimed_by = ?, claimed_until = ? WHERE asker_id IN (
       SELECT asker_id FROM reply_line WHERE channel = ? AND ready_at <= ? AND (claimed_by IS NULL OR claimed_until < ?)
       ORDER BY ready_at LIMIT ?${tools.dialect.lockFree})
     RETURNING asker_id`,
    [claim, until, channel, now, now, max],
  )
  if (lines.length === 0) return []
  const askers = lines.map(l => textOf(l, 'asker_id'))
  const heads = await sql(
    `SELECT o.asker_id, o.seq, o.reply, o.attempts, o.line_id, k.seed, a.sealed, r.last_at, r.nudged FROM outbox o
     JOIN (SELECT asker_id, MIN(seq) AS seq FROM outbox WHERE asker_id IN (${marks(askers.length)}) AND state = 'waiting' GROUP BY asker_id) h
       ON h.seq = o.seq
     JOIN address a ON a.asker_id = o.asker_id JOIN seed k ON k.asker_id = o.asker_id JOIN reach r ON r.asker_id = o.asker_id`,
    askers,
  )
  // a line whose replies were all forgotten ends here
  const alive = new Set(heads.map(h => textOf(h, 'asker_id')))
  for (const asker of askers) if (!alive.has(asker)) await sql('DELETE FROM reply_line WHERE asker_id = ?', [asker])
  const claimed: Claimed[] = []
  for (const head of heads) {
    const asker = textOf(head, 'asker_id')
    const seq = numberOf(head, 'seq')
    const reply = replyOf(tools, asker, head)
    if (reply === null) {
      await giveUp(sql, { asker, seq, claim }, UNREADABLE_CODE, now)
      continue
    }
    claimed.push({
      asker,
      seq,
      reply,
      attempts: numberOf(head, 'attempts'),
      sealed: bytesOf(head, 'sealed'),
      lastAt: numberOf(head, 'last_at'),
      nudged: numberOf(head, 'nudged') === 1,
      isOfficers: !isNull(head, 'line_id'),
    })
  }
  return claimed
}

const UNREADABLE_CODE = 'unreadable'

async function giveUp(sql: Sql, of: ReplyRef, code: string, readyAt: number): Promise<boolean> {
  const given = sql(`UPDATE outbox SET state = 'dead', code = ? WHERE seq = ? RETURNING line_id`, [code, of.seq])
  const [, left] = await Promise.all([given.then(rows => became(sql, 'unreachable', rows)), nextReply(sql, of, readyAt, given)])
  return left
}

/** Writes a change; true when something was destroyed that must leave no trace. */
async function write(sql: Sql, tools: Tools, change: Change): Promise<boolean> {
  const { dialect } = tools
  switch (change.kind) {
    case 'turn.done':
      return finishTurn(sql, tools, change)
    case 'turn.waits':
      await waitForMore(sql, dialect, change)
      return false
    case 'counted':
      return writeCounted(sql, tools, change)
    case 'carried':
      await sql('INSERT INTO sheet (id, on_date, sealed) VALUES (?, ?, ?)', [change.id, change.on, sealedSheet(tools, change)])
      return false
    case 'reply.sent':
      await holdLine(sql, dialect, 'reply_line', change.of)
      return sendOut(sql, change)
    case 'reply.later':
      await holdLine(sql, dialect, 'reply_line', change.of)
      await sql('UPDATE outbox SET attempts = ? WHERE seq = ?', [change.attempts, change.of.seq])
      await freeReplies(sql, change.of.asker, change.readyAt)
      return false
    case 'reply.held':
      await holdLine(sql, dialect, 'reply_line', change.of)
      await sql('UPDATE reach SET nudged = ? WHERE asker_id = ?', [change.nudged ? 1 : 0, change.of.asker])
      await freeReplies(sql, change.of.asker, null)
      // all that is behind it waits as well
      await became(sql, 'waiting', await sql(`${LINES_WAITING} AND asker_id = ?`, [change.of.asker]))
      return false
    case 'reply.dead':
      await holdLine(sql, dialect, 'reply_line', change.of)
      return giveUp(sql, change.of, change.code, change.readyAt)
    case 'reply.arrived':
      await sql('DELETE FROM outbox WHERE track = ?', [change.track])
      return false
    case 'reply.failed':
      await failReply(sql, change)
      return false
    case 'renamed':
      await rename(sql, change)
      return false
    case 'pulled':
      await sentOut(
        sql,
        await sql('DELETE FROM outbox WHERE asker_id = ? AND seq <= ? RETURNING line_id', [change.asker, change.upTo]),
      )
      return leaveIfDone(sql, change.asker)
    case 'forgotten':
      await forgetAsker(sql, change.asker)
      return true
  }
}

/** Lines of consultations among the replies that are on their way. */
const LINES_WAITING = `SELECT DISTINCT line_id FROM outbox WHERE state = 'waiting' AND line_id IS NOT NULL`

async function sendOut(sql: Sql, { of, track, readyAt }: Extract<GatewayChange, { kind: 'reply.sent' }>): Promise<boolean> {
  const sent =
    track === null
      ? sql('DELETE FROM outbox WHERE seq = ? RETURNING line_id', [of.seq])
      : sql(`UPDATE outbox SET state = 'sent', track = ? WHERE seq = ? RETURNING line_id`, [track, of.seq])
  const [, left] = await Promise.all([sent.then(rows => sentOut(sql, rows)), nextReply(sql, of, readyAt, sent)])
  return left
}

type Counted = Extract<InboxChange, { kind: 'counted' }>

/** Sheets of days that are over are taken up here and are gone. True when there were any. */
async function writeCounted(sql: Sql, tools: Tools, { tallies, before }: Counted): Promise<boolean> {
  const sheets = await sql('DELETE FROM sheet WHERE on_date < ? RETURNING id, sealed', [before])
  // each row is written once, in the order of the keys: nothing tells what was counted first, and no two processes wait for each other
  await countUp(sql, [...tallies, ...sheets.flatMap(sheet => carriedIn(tools, sheet))])
  return sheets.length > 0
}

export async function countUp(sql: Sql, tallies: readonly Tally[]): Promise<void> {
  for (const { key, on, n } of summed(tallies))
    await sql(
      'INSERT INTO tally (tally_key, on_date, n) VALUES (?, ?, ?) ON CONFLICT (tally_key) DO UPDATE SET n = tally.n + excluded.n',
      [key, on, n],
    )
}

/** Each kind once, in the order of their keys. */
function summed(tallies: readonly Tally[]): Tally[] {
  const sums = new Map<string, Tally>()
  for (const tally of tallies) sums.set(tally.key, { ...tally, n: tally.n + (sums.get(tally.key)?.n ?? 0) })
  return [...sums.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** Nothing of them stays. The seed goes with the rest: what was copied elsewhere can never be read again. */
export async function forgetAsker(sql: Sql, asker: AskerId): Promise<void> {
  await destroyCases(sql, asker)
  for (const table of ASKER_TABLES) await sql(`DELETE FROM ${table} WHERE asker_id = ?`, [asker])
}

/** Locks the line and makes sure that it is still ours. */
async function holdLine(
  sql: Sql,
  { lock }: Dialect,
  table: 'turn_line' | 'reply_line',
  of: Pick<TurnRef | ReplyRef, 'asker' | 'claim'>,
): Promise<void> {
  const held = await sql(`SELECT 1 AS yes FROM ${table} WHERE asker_id = ? AND claimed_by = ?${lock}`, [of.asker, of.claim])
  if (held.length === 0) throw new Stale()
}

type TurnDone = Extract<InboxChange, { kind: 'turn.done' }>

async function finishTurn(sql: Sql, tools: Tools, done: TurnDone): Promise<boolean> {
  const { asker } = done.of
  const { ending, consultation } = done
  const freeUntil = freeFrom(done.at)
  await holdLine(sql, tools.dialect, 'turn_line', done.of)
  if (ending.kind === 'stays' && consultation !== null) await stepOwn(sql, tools.desk, asker, consultation)
  const taking = done.taken.length > 0 ? sql(`DELETE FROM inbox WHERE seq IN (${marks(done.taken.length)})`, done.taken) : null
  switch (ending.kind) {
    case 'stays': {
      // sent together, done in this order
      const [more] = await Promise.all([
        others(sql, asker, done.taken),
        taking,
        ...(done.hears === null ? [] : [heardNow(sql, asker, freeUntil)]),
        ...remember(sql, tools, asker, done.of.seed, done),
      ])
      await endTurn(sql, asker, more.length > 0, done.at)
      return done.isUnkept
    }
    case 'leaves': {
      const { seed } = ending
      await destroyCases(sql, asker)
      await Promise.all([taking, ...forgetting(sql, asker)])
      const more = await resealed(sql, tools, { asker, seed: done.of.seed }, { asker, seed })
      await Promise.all([
        sql('UPDATE seed SET seed = ? WHERE asker_id = ?', [seed, asker]),
        ...remember(sql, tools, asker, seed, { ...done, memory: null, tempo: null }),
      ])
      await endTurn(sql, asker, more, done.at)
      return true
    }
    case 'moves': {
      await taking
      await move(sql, tools, done, ending.to)
      if (consultation !== null) await stepOwn(sql, tools.desk, ending.to, consultation)
      await heardNow(sql, ending.to, freeUntil)
      return true
    }
  }
}

const HOUR_MS = 3_600_000
/** A day from the hour of these words: the same reckoning for every channel. */
const freeFrom = (at: number): number => at - (at % HOUR_MS) + 24 * HOUR_MS

const endTurn = (sql: Sql, asker: AskerId, hasMore: boolean, at: number): Promise<readonly SqlRow[]> =>
  hasMore
    ? sql('UPDATE turn_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [at, asker])
    : sql('DELETE FROM turn_line WHERE asker_id = ?', [asker])

/**
 * Whoever holds the receipt goes on with its conversation, here: this address stands for that asker from now on, and the address they had
 * before stands for nobody. What was said here meanwhile under another identity is gone.
 */
async function move(sql: Sql, tools: Tools, done: TurnDone, to: AskerId): Promise<void> {
  const { asker, seed } = done.of
  const [[own], busy] = await Promise.all([
    sql('SELECT seed FROM seed WHERE asker_id = ?', [to]),
    sql('SELECT 1 AS yes FROM turn_line WHERE asker_id = ?', [to]),
  ])
  // they are gone, or something of theirs is being answered this moment: the turn is taken again
  if (own === undefined || busy.length > 0) throw new Stale()
  const holder = { asker: to, seed: bytesOf(own, 'seed') }
  // what the relay is putting into their line is either there by now, or goes to the new address
  await sql(`SELECT 1 AS yes FROM casebook WHERE asker_id = ?${tools.dialect.lock}`, [to])
  for (const table of ['address', 'reach', 'farewell']) await sql(`DELETE FROM ${table} WHERE asker_id = ?`, [to])
  for (const table of ['address', 'reach']) await sql(`UPDATE ${table} SET asker_id = ? WHERE asker_id = ?`, [to, asker])
  await sql('UPDATE outbox SET channel = ? WHERE asker_id = ?', [done.channel, to])
  // what was kept for them until they write goes out here
  if (done.channel === 'web') await sql('DELETE FROM reply_line WHERE asker_id = ?', [to])
  else await sql('UPDATE reply_line SET channel = ?, ready_at = ? WHERE asker_id = ?', [done.channel, done.at, to])
  const more = await resealed(sql, tools, { asker, seed }, holder)
  await forgetAsker(sql, asker)
  if (more) await sql('INSERT INTO turn_line (asker_id, channel, ready_at) VALUES (?, ?, ?)', [to, done.channel, done.at])
  await Promise.all(remember(sql, tools, to, holder.seed, done))
}

/** What still lies in the line of one identity, sealed anew for another. Returns whether there was anything. */
async function resealed(sql: Sql, tools: Tools, from: Person, to: Person): Promise<boolean> {
  const rows = await sql('SELECT seq, message FROM inbox WHERE asker_id = ?', [from.asker])
  for (const row of rows) {
    const message = messageOf(tools, from.asker, from.seed, row)
    await sql('UPDATE inbox SET asker_id = ?, message = ? WHERE seq = ?', [
      to.asker,
      sealedMessage(tools, to.asker, to.seed, message),
      numberOf(row, 'seq'),
    ])
  }
  return rows.length > 0
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
  ...['outbox', 'session', 'tempo', 'receipt'].map(table => sql(`DELETE FROM ${table} WHERE asker_id = ?`, [asker])),
  sql('INSERT INTO farewell (asker_id) VALUES (?) ON CONFLICT DO NOTHING', [asker]),
]

/** What a turn leaves behind: memory, tempo, replies, a receipt, proofs. */
function remember(sql: Sql, tools: Tools, asker: AskerId, seed: Uint8Array, done: TurnDone): Promise<readonly SqlRow[]>[] {
  const { memory, tempo, replies, channel, at, on } = done
  if (tools.content === null) throw new StoreBroken('this role remembers nothing')
  return [
    memory === null
      ? sql('DELETE FROM session WHERE asker_id = ?', [asker])
      : sql(
          `INSERT INTO session (asker_id, memory, on_date) VALUES (?, ?, ?)
           ON CONFLICT (asker_id) DO UPDATE SET memory = excluded.memory, on_date = excluded.on_date`,
          [asker, tools.content.seal(seed, about('memory', asker), memory), on],
        ),
    tempo === null
      ? sql('DELETE FROM tempo WHERE asker_id = ?', [asker])
      : sql(
          'INSERT INTO tempo (asker_id, tempo, at) VALUES (?, ?, ?) ON CONFLICT (asker_id) DO UPDATE SET tempo = excluded.tempo, at = excluded.at',
          [asker, tempo, at],
        ),
    ...replies.map(reply =>
      sql(`INSERT INTO outbox (asker_id, channel, reply, state, attempts, at) VALUES (?, ?, ?, 'waiting', 0, ?)`, [
        asker,
        channel,
        sealedReply(tools, asker, seed, reply),
        at,
      ]),
    ),
    ...(done.receipt === null
      ? []
      : [
          sql(
            'INSERT INTO receipt (receipt_hash, asker_id) VALUES (?, ?) ON CONFLICT (asker_id) DO UPDATE SET receipt_hash = excluded.receipt_hash',
            [done.receipt, asker],
          ),
        ]),
    ...done.proofs.map(({ name, sealed }) =>
      sql('INSERT INTO proof (name, sealed, on_date) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [name, sealed, on]),
    ),
    // updating the line, even to what it is, locks it until these replies can be seen
    ...(replies.length > 0 && channel !== 'web'
      ? [
          sql(
            `INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
             ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel`,
            [asker, channel, at],
          ),
        ]
      : []),
  ]
}

const freeReplies = (sql: Sql, asker: AskerId, readyAt: number | null): Promise<readonly SqlRow[]> =>
  sql('UPDATE reply_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [readyAt, asker])

/** Lets a settled reply go, then the next of the line or the end of the line. True when someone left with it. */
async function nextReply(
  sql: Sql,
  { asker }: Pick<ReplyRef, 'asker'>,
  readyAt: number,
  settle: Promise<readonly SqlRow[]>,
): Promise<boolean> {
  const [, more] = await Promise.all([
    settle,
    sql(`SELECT 1 AS yes FROM outbox WHERE asker_id = ? AND state = 'waiting' LIMIT 1`, [asker]),
  ])
  if (more.length > 0) {
    await freeReplies(sql, asker, readyAt)
    return false
  }
  const [, left] = await Promise.all([sql('DELETE FROM reply_line WHERE asker_id = ?', [asker]), leaveIfDone(sql, asker)])
  return left
}

/** Someone who asked to be forgotten goes with the last word to them. */
export async function leaveIfDone(sql: Sql, asker: AskerId): Promise<boolean> {
  const leaving = await sql(
    `SELECT 1 AS yes FROM farewell f WHERE f.asker_id = ? AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.asker_id = f.asker_id)
     AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.asker_id = f.asker_id AND o.state = 'waiting')`,
    [asker],
  )
  if (leaving.length > 0) await forgetAsker(sql, asker)
  return leaving.length > 0
}

async function failReply(sql: Sql, { track, code, hold, at }: Extract<GatewayChange, { kind: 'reply.failed' }>): Promise<void> {
  const [row] = await sql(`SELECT asker_id, channel, line_id FROM outbox WHERE track = ? AND state = 'sent'`, [track])
  if (row === undefined) return
  await became(sql, hold ? 'waiting' : 'unreachable', [row])
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
  const [before] = await sql('SELECT asker_id FROM address WHERE address_hash = ?', [from])
  if (before === undefined) return
  const [after] = await sql('SELECT asker_id FROM address WHERE address_hash = ?', [to.addressHash])
  if (after !== undefined) return
  await sql('UPDATE address SET address_hash = ?, sealed = ?, channel = ? WHERE asker_id = ?', [
    to.addressHash,
    to.sealed,
    to.channel,
    textOf(before, 'asker_id'),
  ])
}

type Again = { readonly asker: AskerId; readonly channel: ChannelName }

/** Given-up replies go back into their lines. Returns whose. */
export async function resend(sql: Sql, seqs: readonly number[] | 'all', now: number): Promise<readonly Again[]> {
  const which = seqs === 'all' ? '' : ` AND seq IN (${marks(seqs.length)})`
  const back = await sql(
    `UPDATE outbox SET state = 'waiting', attempts = 0, code = NULL, track = NULL WHERE state = 'dead'${which}
     RETURNING asker_id, channel, line_id`,
    seqs === 'all' ? [] : seqs,
  )
  for (const row of back)
    await sql(
      `INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
       ON CONFLICT (asker_id) DO UPDATE SET ready_at = excluded.ready_at`,
      [textOf(row, 'asker_id'), textOf(row, 'channel'), now],
    )
  await became(sql, 'queued', back)
  return back.map(row => ({ asker: textOf(row, 'asker_id'), channel: channelOf(row) }))
}
