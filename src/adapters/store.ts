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
  among,
  bytesOf,
  type Database,
  type Dialect,
  insert,
  isNull,
  marks,
  numberOf,
  oneOf,
  padded,
  type Sql,
  type SqlRow,
  Stale,
  StoreBroken,
  textOf,
} from './sql.ts'
import { ASKER_TABLES } from './tables.ts'
import { together } from './together.ts'

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
  // the three steps of every message; the rest is rare
  const accepting = together(TOGETHER_MAX, async (bundles: readonly (readonly Admission[])[]) => {
    const admitted = [...(await transact(sql => accept(sql, tools, bundles.flat())))]
    return bundles.map(bundle => admitted.splice(0, bundle.length))
  })
  const settling = <C>(settle: (sql: Sql, tools: Tools, changes: readonly C[]) => Promise<Settled>) =>
    together(TOGETHER_MAX, async (changes: readonly C[]) => {
      const { isSettled, shreds } = await transact(sql => settle(sql, tools, changes))
      if (shreds) db.scrub()
      return isSettled.map((is): 'done' | 'stale' => (is ? 'done' : 'stale'))
    })
  const finishing = settling(finishTurns)
  const sending = settling(sendOut)
  return {
    // a platform waits for it: where transactions share a commit by themselves it waits for no other
    accept: dialect.shares ? admissions => transact(sql => accept(sql, tools, admissions)) : accepting,
    commit: async changes => {
      const [first, ...more] = changes
      if (more.length === 0 && first?.kind === 'reply.sent') return sending(first)
      if (more.length === 0 && first?.kind === 'turn.done' && isPlain(first)) return finishing(first)
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

/** So many askers are served by one commit at most. */
const TOGETHER_MAX = 32

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)]
/** Rows are locked in one order by everybody, so that no two transactions wait for each other. */
const sorted = <T>(values: readonly T[], key: (value: T) => string): readonly T[] =>
  values.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))

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

/** All of them in the order in which they came. For each the asker's identity, or null when this message was accepted before. */
async function accept(sql: Sql, tools: Tools, admissions: readonly Admission[]): Promise<readonly (AskerId | null)[]> {
  const [unseen, known] = await Promise.all([
    insert(
      sql,
      'INSERT INTO seen (message_hash, at) VALUES',
      sorted(admissions, a => a.messageHash).map(a => [a.messageHash, a.at]),
      'ON CONFLICT DO NOTHING RETURNING message_hash',
    ),
    peopleAt(sql, unique(admissions.map(a => a.addressHash))),
  ])
  const left = new Set(unseen.map(row => textOf(row, 'message_hash')))
  // a platform may bring a message twice at once
  const fresh = admissions.filter(a => left.delete(a.messageHash))
  if (fresh.length === 0) return admissions.map(() => null)
  const people = new Map([
    ...known,
    ...(await newPeople(
      sql,
      fresh.filter(a => !known.has(a.addressHash)),
    )),
  ])
  const heard = fresh.map(a => {
    const person = people.get(a.addressHash)
    if (person === undefined) throw new StoreBroken('the vault gave no identity')
    return { ...person, admission: a }
  })
  // of each asker the first and the last message; always in one order, so that no two transactions wait for each other
  const each = sorted(
    [...Map.groupBy(heard, h => h.asker)].map(([asker, own]) => ({
      asker,
      first: own[0]?.admission,
      last: own.at(-1)?.admission,
    })),
    h => h.asker,
  ).flatMap(({ asker, first, last }) => (first === undefined || last === undefined ? [] : [{ asker, first, last }]))
  const askers = each.map(h => h.asker)
  await Promise.all([
    insert(
      sql,
      'INSERT INTO reach (asker_id, last_at, nudged) VALUES',
      each.map(({ asker, last }) => [asker, last.at, 0]),
      'ON CONFLICT (asker_id) DO UPDATE SET last_at = excluded.last_at, nudged = 0',
    ),
    insert(
      sql,
      'INSERT INTO inbox (asker_id, message, at) VALUES',
      heard.map(({ asker, seed, admission: a }) => [asker, sealedMessage(tools, asker, seed, a.message), a.at]),
    ),
    insert(
      sql,
      'INSERT INTO turn_line (asker_id, channel, ready_at) VALUES',
      each.map(({ asker, first, last }) => [asker, last.channel, first.at]),
      `ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel,
         ready_at = CASE WHEN turn_line.ready_at < excluded.ready_at THEN turn_line.ready_at ELSE excluded.ready_at END`,
    ),
    // their writing opens the platform's window: what was kept for them goes out
    sql(
      `UPDATE reply_line SET ready_at = ? WHERE asker_id IN (
         SELECT asker_id FROM reply_line WHERE asker_id ${among(askers)} AND ready_at IS NULL ORDER BY asker_id${tools.dialect.lock})`,
      [Math.max(...each.map(h => h.last.at)), ...padded(askers)],
    ),
  ])
  const askerOf = new Map(heard.map(h => [h.admission, h.asker]))
  return admissions.map(a => askerOf.get(a) ?? null)
}

type Person = { readonly asker: AskerId; readonly seed: Uint8Array }

async function peopleAt(sql: Sql, addressHashes: readonly string[]): Promise<ReadonlyMap<string, Person>> {
  const rows = await sql(
    `SELECT a.address_hash, a.asker_id, k.seed FROM address a JOIN seed k ON k.asker_id = a.asker_id WHERE a.address_hash ${among(addressHashes)}`,
    padded(addressHashes),
  )
  return new Map(rows.map(row => [textOf(row, 'address_hash'), { asker: textOf(row, 'asker_id'), seed: bytesOf(row, 'seed') }]))
}

/** Those never met, by their addresses; when two of their messages arrive at once, the first to write them down decides. */
async function newPeople(sql: Sql, fresh: readonly Admission[]): Promise<ReadonlyMap<string, Person>> {
  const firsts = sorted(
    [...Map.groupBy(fresh, a => a.addressHash).values()].flatMap(own => own.slice(0, 1)),
    a => a.addressHash,
  )
  if (firsts.length === 0) return new Map()
  const made = await insert(
    sql,
    'INSERT INTO address (asker_id, channel, address_hash, sealed) VALUES',
    firsts.map(a => [a.askerId, a.channel, a.addressHash, a.sealed]),
    'ON CONFLICT DO NOTHING RETURNING address_hash',
  )
  const isMade = new Set(made.map(row => textOf(row, 'address_hash')))
  const [own, met] = [firsts.filter(a => isMade.has(a.addressHash)), firsts.filter(a => !isMade.has(a.addressHash))]
  await insert(
    sql,
    'INSERT INTO seed (asker_id, seed) VALUES',
    own.map(a => [a.askerId, a.seed]),
  )
  return new Map([
    ...own.map(a => [a.addressHash, { asker: a.askerId, seed: a.seed }] as const),
    ...(met.length === 0
      ? []
      : await peopleAt(
          sql,
          met.map(a => a.addressHash),
        )),
  ])
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
  const next = nextReplies(sql, [{ asker: of.asker, readyAt }], [given])
  const [left] = await Promise.all([next, given.then(rows => became(sql, 'unreachable', rows))])
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
      return settledAlone(await sendOut(sql, tools, [change]))
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
      return leaveIfDone(sql, [change.asker])
    case 'forgotten':
      await forgetAsker(sql, change.asker)
      return true
  }
}

/** Lines of consultations among the replies that are on their way. */
const LINES_WAITING = `SELECT DISTINCT line_id FROM outbox WHERE state = 'waiting' AND line_id IS NOT NULL`

type ReplySent = Extract<GatewayChange, { kind: 'reply.sent' }>

/** Replies of different askers that the platform took; whether each was still ours to settle. */
async function sendOut(sql: Sql, tools: Tools, sent: readonly ReplySent[]): Promise<Settled> {
  const isHeld = await heldLines(
    sql,
    tools.dialect,
    'reply_line',
    sent.map(s => s.of),
  )
  const ours = sent.filter(s => isHeld(s.of))
  if (ours.length === 0) return { isSettled: sent.map(() => false), shreds: false }
  const done = ours.filter(s => s.track === null).map(s => s.of.seq)
  const gone = [
    ...(done.length === 0 ? [] : [sql(`DELETE FROM outbox WHERE seq ${among(done)} RETURNING line_id`, padded(done))]),
    ...ours.flatMap(({ of, track }) =>
      track === null ? [] : [sql(`UPDATE outbox SET state = 'sent', track = ? WHERE seq = ? RETURNING line_id`, [track, of.seq])],
    ),
  ]
  const next = nextReplies(
    sql,
    ours.map(({ of, readyAt }) => ({ asker: of.asker, readyAt })),
    gone,
  )
  const [shreds] = await Promise.all([next, Promise.all(gone).then(rows => sentOut(sql, rows.flat()))])
  return { isSettled: sent.map(s => isHeld(s.of)), shreds }
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

/** What came of changes to the lines of different askers. `shreds`: something was destroyed that must leave no trace. */
type Settled = { readonly isSettled: readonly boolean[]; readonly shreds: boolean }

function settledAlone({ isSettled, shreds }: Settled): boolean {
  if (!isSettled.every(Boolean)) throw new Stale()
  return shreds
}

type LineName = 'turn_line' | 'reply_line'
type LineRef = Pick<TurnRef | ReplyRef, 'asker' | 'claim'>

/** Locks the lines and tells of each whether it is still ours. */
async function heldLines(
  sql: Sql,
  { lock }: Dialect,
  table: LineName,
  of: readonly LineRef[],
): Promise<(ref: LineRef) => boolean> {
  const askers = of.map(ref => ref.asker)
  const rows = await sql(
    `SELECT asker_id, claimed_by FROM ${table} WHERE asker_id ${among(askers)} ORDER BY asker_id${lock}`,
    padded(askers),
  )
  const claims = new Map(rows.map(row => [textOf(row, 'asker_id'), row.claimed_by]))
  return ref => claims.get(ref.asker) === ref.claim
}

/** Locks the line and makes sure that it is still ours. */
async function holdLine(sql: Sql, dialect: Dialect, table: LineName, of: LineRef): Promise<void> {
  const isHeld = await heldLines(sql, dialect, table, [of])
  if (!isHeld(of)) throw new Stale()
}

type TurnDone = Extract<InboxChange, { kind: 'turn.done' }>

/** Nothing of it but what any turn may do: several of them can be written together. */
const isPlain = ({ ending, consultation }: TurnDone): boolean => ending.kind === 'stays' && consultation === null

/** Plain turns of different askers; whether each was still ours. */
async function finishTurns(sql: Sql, tools: Tools, turns: readonly TurnDone[]): Promise<Settled> {
  const isHeld = await heldLines(
    sql,
    tools.dialect,
    'turn_line',
    turns.map(t => t.of),
  )
  const ours = sorted(
    turns.filter(t => isHeld(t.of)),
    t => t.of.asker,
  )
  await keepTurns(sql, tools, ours)
  return { isSettled: turns.map(t => isHeld(t.of)), shreds: ours.some(t => t.isUnkept) }
}

/** Turns whose askers stay, in the order of these. Their lines are held. */
async function keepTurns(sql: Sql, tools: Tools, turns: readonly TurnDone[]): Promise<void> {
  if (turns.length === 0) return
  const askers = turns.map(t => t.of.asker)
  const taken = turns.flatMap(t => t.taken)
  // sent together, done in this order
  const [more] = await Promise.all([
    others(sql, askers, taken),
    ...(taken.length === 0 ? [] : [sql(`DELETE FROM inbox WHERE seq ${among(taken)}`, padded(taken))]),
    ...turns.flatMap(t => (t.hears === null ? [] : [heardNow(sql, t.of.asker, freeFrom(t.at))])),
    ...remember(
      sql,
      tools,
      turns.map(done => ({ asker: done.of.asker, seed: done.of.seed, done })),
    ),
  ])
  const ended = askers.filter(asker => !more.has(asker))
  await Promise.all([
    ...(ended.length === 0 ? [] : [sql(`DELETE FROM turn_line WHERE asker_id ${among(ended)}`, padded(ended))]),
    ...turns.flatMap(t => (more.has(t.of.asker) ? [goOn(sql, t.of.asker, t.at)] : [])),
  ])
}

async function finishTurn(sql: Sql, tools: Tools, done: TurnDone): Promise<boolean> {
  const { asker } = done.of
  const { ending, consultation } = done
  await holdLine(sql, tools.dialect, 'turn_line', done.of)
  switch (ending.kind) {
    case 'stays':
      if (consultation !== null) await stepOwn(sql, tools.desk, asker, consultation)
      await keepTurns(sql, tools, [done])
      return done.isUnkept
    case 'leaves': {
      const { seed } = ending
      const taking = take(sql, done)
      await destroyCases(sql, asker)
      await Promise.all([taking, ...forgetting(sql, asker)])
      const more = await resealed(sql, tools, { asker, seed: done.of.seed }, { asker, seed })
      await Promise.all([
        sql('UPDATE seed SET seed = ? WHERE asker_id = ?', [seed, asker]),
        ...remember(sql, tools, [{ asker, seed, done: { ...done, memory: null, tempo: null } }]),
      ])
      await (more ? goOn(sql, asker, done.at) : sql('DELETE FROM turn_line WHERE asker_id = ?', [asker]))
      return true
    }
    case 'moves':
      await take(sql, done)
      await move(sql, tools, done, ending.to)
      if (consultation !== null) await stepOwn(sql, tools.desk, ending.to, consultation)
      await heardNow(sql, ending.to, freeFrom(done.at))
      return true
  }
}

const take = async (sql: Sql, { taken }: TurnDone): Promise<void> => {
  if (taken.length > 0) await sql(`DELETE FROM inbox WHERE seq ${among(taken)}`, padded(taken))
}

const HOUR_MS = 3_600_000
/** A day from the hour of these words: the same reckoning for every channel. */
const freeFrom = (at: number): number => at - (at % HOUR_MS) + 24 * HOUR_MS

/** There is more in the line. */
const goOn = (sql: Sql, asker: AskerId, at: number): Promise<readonly SqlRow[]> =>
  sql('UPDATE turn_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [at, asker])

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
  await Promise.all(remember(sql, tools, [{ asker: to, seed: holder.seed, done }]))
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

/** Whose lines hold messages beside those that were taken. */
async function others(sql: Sql, askers: readonly AskerId[], taken: readonly number[]): Promise<ReadonlySet<AskerId>> {
  const rows = await sql(
    `SELECT DISTINCT asker_id FROM inbox WHERE asker_id ${among(askers)}${taken.length > 0 ? ` AND seq NOT ${among(taken)}` : ''}`,
    [...padded(askers), ...padded(taken)],
  )
  return new Set(rows.map(row => textOf(row, 'asker_id')))
}

async function waitForMore(
  sql: Sql,
  dialect: Dialect,
  { of, taken, readyAt }: Extract<InboxChange, { kind: 'turn.waits' }>,
): Promise<void> {
  await holdLine(sql, dialect, 'turn_line', of)
  const more = await others(sql, [of.asker], taken)
  await goOn(sql, of.asker, more.has(of.asker) ? 0 : readyAt)
}

/** What was already waiting to be sent is forgotten with the rest. */
const forgetting = (sql: Sql, asker: AskerId): Promise<readonly SqlRow[]>[] => [
  ...['outbox', 'session', 'tempo', 'receipt'].map(table => sql(`DELETE FROM ${table} WHERE asker_id = ?`, [asker])),
  sql('INSERT INTO farewell (asker_id) VALUES (?) ON CONFLICT DO NOTHING', [asker]),
]

type Remembered = Person & { readonly done: TurnDone }

/** What turns leave behind: memory, tempo, replies, a receipt, proofs. */
function remember(sql: Sql, tools: Tools, turns: readonly Remembered[]): Promise<unknown>[] {
  const { content } = tools
  if (content === null) throw new StoreBroken('this role remembers nothing')
  const drop = (table: 'session' | 'tempo', of: readonly Remembered[]): Promise<unknown>[] =>
    of.length === 0
      ? []
      : [sql(`DELETE FROM ${table} WHERE asker_id ${among(of.map(t => t.asker))}`, padded(of.map(t => t.asker)))]
  const spoken = turns.filter(({ done }) => done.replies.length > 0 && done.channel !== 'web')
  return [
    ...drop(
      'session',
      turns.filter(({ done }) => done.memory === null),
    ),
    insert(
      sql,
      'INSERT INTO session (asker_id, memory, on_date) VALUES',
      turns.flatMap(({ asker, seed, done: { memory, on } }) =>
        memory === null ? [] : [[asker, content.seal(seed, about('memory', asker), memory), on]],
      ),
      'ON CONFLICT (asker_id) DO UPDATE SET memory = excluded.memory, on_date = excluded.on_date',
    ),
    ...drop(
      'tempo',
      turns.filter(({ done }) => done.tempo === null),
    ),
    insert(
      sql,
      'INSERT INTO tempo (asker_id, tempo, at) VALUES',
      turns.flatMap(({ asker, done: { tempo, at } }) => (tempo === null ? [] : [[asker, tempo, at]])),
      'ON CONFLICT (asker_id) DO UPDATE SET tempo = excluded.tempo, at = excluded.at',
    ),
    insert(
      sql,
      'INSERT INTO outbox (asker_id, channel, reply, state, attempts, at) VALUES',
      turns.flatMap(({ asker, seed, done }) =>
        done.replies.map(reply => [asker, done.channel, sealedReply(tools, asker, seed, reply), 'waiting', 0, done.at]),
      ),
    ),
    insert(
      sql,
      'INSERT INTO receipt (receipt_hash, asker_id) VALUES',
      turns.flatMap(({ asker, done: { receipt } }) => (receipt === null ? [] : [[receipt, asker]])),
      'ON CONFLICT (asker_id) DO UPDATE SET receipt_hash = excluded.receipt_hash',
    ),
    insert(
      sql,
      'INSERT INTO proof (name, sealed, on_date) VALUES',
      turns.flatMap(({ done }) => done.proofs.map(({ name, sealed }) => [name, sealed, done.on])),
      'ON CONFLICT DO NOTHING',
    ),
    // updating the line, even to what it is, locks it until these replies can be seen
    insert(
      sql,
      'INSERT INTO reply_line (asker_id, channel, ready_at) VALUES',
      spoken.map(({ asker, done }) => [asker, done.channel, done.at]),
      'ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel',
    ),
  ]
}

const freeReplies = (sql: Sql, asker: AskerId, readyAt: number | null): Promise<readonly SqlRow[]> =>
  sql('UPDATE reply_line SET ready_at = ?, claimed_by = NULL, claimed_until = NULL WHERE asker_id = ?', [readyAt, asker])

/** Lets settled replies go, then the next of each line or the end of the line. True when someone left with theirs. */
async function nextReplies(
  sql: Sql,
  settled: readonly { readonly asker: AskerId; readonly readyAt: number }[],
  settling: readonly Promise<unknown>[],
): Promise<boolean> {
  const askers = settled.map(s => s.asker)
  const [rows] = await Promise.all([
    sql(`SELECT DISTINCT asker_id FROM outbox WHERE asker_id ${among(askers)} AND state = 'waiting'`, padded(askers)),
    ...settling,
  ])
  const more = new Set(rows.map(row => textOf(row, 'asker_id')))
  const ended = askers.filter(asker => !more.has(asker))
  const going = settled.flatMap(({ asker, readyAt }) => (more.has(asker) ? [freeReplies(sql, asker, readyAt)] : []))
  if (ended.length === 0) return Promise.all(going).then(() => false)
  const [left] = await Promise.all([
    leaveIfDone(sql, ended),
    sql(`DELETE FROM reply_line WHERE asker_id ${among(ended)}`, padded(ended)),
    ...going,
  ])
  return left
}

/** Those who asked to be forgotten go with the last word to them. */
export async function leaveIfDone(sql: Sql, askers: readonly AskerId[]): Promise<boolean> {
  const leaving = await sql(
    `SELECT f.asker_id FROM farewell f WHERE f.asker_id ${among(askers)} AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.asker_id = f.asker_id)
     AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.asker_id = f.asker_id AND o.state = 'waiting')`,
    padded(askers),
  )
  for (const row of leaving) await forgetAsker(sql, textOf(row, 'asker_id'))
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
