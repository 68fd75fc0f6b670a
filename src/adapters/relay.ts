// What officers wrote goes into the askers' own lines of replies. The worker's: it alone knows whose a consultation is and holds both keys.
//
//   consultation_line (undoable, queued) ─► relay ─► outbox (line_id), reply_line ─► gateway ─► consultation_line (sent, waiting, unreachable)
import { type Delivery, type Relay, VOICES, type Voice, type Words } from '../handoff/handoff.ts'
import type { AskerId, ChannelName, Reply } from '../vocabulary.ts'
import { wordsOf } from './cases.ts'
import { bytesOf, type Database, isNull, numberOf, oneOf, type Sql, type SqlRow, textOf } from './sql.ts'
import { channelOf, resend, type Sealers, sealedReply } from './store.ts'

/** How a line reads as messages of a channel, each within its measures. */
export type AsReplies = (voice: Voice, words: Words, channel: ChannelName) => readonly Reply[]

type Tools = { readonly db: Database; readonly sealers: Sealers; readonly asReplies: AsReplies }
type Whose = { readonly asker: AskerId; readonly channel: ChannelName }

/** Lines in the order in which they were written: one that may still be taken back holds those behind it. */
const HEADS = `consultation_line l JOIN casebook b ON b.consultation_id = l.consultation_id WHERE l.ready_at IS NOT NULL AND NOT EXISTS
  (SELECT 1 FROM consultation_line e WHERE e.consultation_id = l.consultation_id AND e.ready_at IS NOT NULL AND e.seq < l.seq)`

export function relayOver(db: Database, sealers: Sealers, asReplies: AsReplies): Relay {
  const tools: Tools = { db, sealers, asReplies }
  return {
    relay: async (now, max) => {
      const heads = await db.read(`SELECT l.consultation_id FROM ${HEADS} AND l.ready_at <= ? ORDER BY l.ready_at LIMIT ?`, [
        now,
        max,
      ])
      const went = await Promise.all(
        heads.map(head => db.transact(sql => relayCase(sql, tools, textOf(head, 'consultation_id'), now))),
      )
      return [...went.filter(whose => whose !== null), ...(await resendAsked(db, now))]
    },
    nextRelayAt: async () => {
      const [row] = await db.read(`SELECT MIN(l.ready_at) AS at FROM ${HEADS}`)
      return row === undefined || isNull(row, 'at') ? null : numberOf(row, 'at')
    },
  }
}

/** What is ready of one consultation. Holding its row of the casebook, so that no other relay and no forgetting comes between. */
async function relayCase(sql: Sql, tools: Tools, id: string, now: number): Promise<Whose | null> {
  const { lock } = tools.db.dialect
  const [own] = await sql(`SELECT asker_id, seed FROM casebook WHERE consultation_id = ?${lock}`, [id])
  if (own === undefined) return null
  const asker = textOf(own, 'asker_id')
  const [[person], rows] = await Promise.all([
    sql('SELECT a.channel, k.seed FROM address a JOIN seed k ON k.asker_id = a.asker_id WHERE a.asker_id = ?', [asker]),
    sql(
      `SELECT seq, voice, words, by_staff, ready_at FROM consultation_line WHERE consultation_id = ? AND ready_at IS NOT NULL
       ORDER BY seq${lock}`,
      [id],
    ),
  ])
  const ready = untilFirst(rows, row => numberOf(row, 'ready_at') > now)
  if (ready.length === 0) return null
  // where a vault and data of different days were put together
  if (person === undefined) {
    for (const row of ready) await settle(sql, row, 'unreachable')
    return null
  }
  const whose = { asker, channel: channelOf(person) }
  const delivery = await holdReplies(sql, whose, now)
  for (const row of ready) {
    const replies = repliesOf(tools, id, bytesOf(own, 'seed'), row, whose.channel)
    await putOut(sql, tools.sealers, whose, bytesOf(person, 'seed'), replies, numberOf(row, 'seq'), now)
    await settle(sql, row, replies.length === 0 ? 'unreachable' : delivery)
  }
  return whose
}

const settle = (sql: Sql, row: SqlRow, delivery: Delivery): Promise<unknown> =>
  sql('UPDATE consultation_line SET delivery = ?, ready_at = NULL WHERE seq = ?', [delivery, numberOf(row, 'seq')])

/** None when the line can no longer be read. */
function repliesOf(
  { sealers, asReplies }: Tools,
  id: string,
  seed: Uint8Array,
  row: SqlRow,
  channel: ChannelName,
): readonly Reply[] {
  const voice = oneOf(VOICES, row, 'voice')
  const words = sealers.desk === null ? null : wordsOf(sealers.desk, id, seed, voice, row)
  return words === null ? [] : asReplies(voice, words, channel)
}

async function putOut(
  sql: Sql,
  sealers: Sealers,
  { asker, channel }: Whose,
  seed: Uint8Array,
  replies: readonly Reply[],
  line: number,
  now: number,
): Promise<void> {
  for (const reply of replies)
    await sql(
      `INSERT INTO outbox (asker_id, channel, reply, state, attempts, at, line_id) VALUES (?, ?, ?, 'waiting', 0, ?, ?)`,
      [asker, channel, sealedReply(sealers, asker, seed, reply), now, line],
    )
}

/** The asker's line of replies; locked until what is added can be seen. Whoever must write first is not reached before. */
async function holdReplies(sql: Sql, { asker, channel }: Whose, now: number): Promise<Delivery> {
  // who writes on the web fetches
  if (channel === 'web') return 'queued'
  const [line] = await sql(
    `INSERT INTO reply_line (asker_id, channel, ready_at) VALUES (?, ?, ?)
     ON CONFLICT (asker_id) DO UPDATE SET channel = excluded.channel RETURNING ready_at`,
    [asker, channel, now],
  )
  return line === undefined || isNull(line, 'ready_at') ? 'waiting' : 'queued'
}

/** Given-up replies that the console wants tried again: it may not touch them itself. */
async function resendAsked(db: Database, now: number): Promise<readonly Whose[]> {
  if ((await db.read('SELECT 1 AS yes FROM resend LIMIT 1')).length === 0) return []
  return db.transact(async sql => {
    const asked = await sql('DELETE FROM resend RETURNING seq')
    return asked.length === 0
      ? []
      : resend(
          sql,
          asked.map(row => numberOf(row, 'seq')),
          now,
        )
  })
}

function untilFirst(rows: readonly SqlRow[], isEnd: (row: SqlRow) => boolean): readonly SqlRow[] {
  const end = rows.findIndex(isEnd)
  return end === -1 ? rows : rows.slice(0, end)
}
