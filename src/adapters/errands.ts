// Errands of the office in the store: asked for by the console, done by the worker, who alone can open what askers are remembered by.
//
//   console ─► errand ─► worker: session (opened) ─► inbox, turn_line of the asker ─► counts back into errand
import type { Errand, ErrandBook, ErrandResult, Progress, Recall } from '../commit.ts'
import type { Sealer } from '../sealing.ts'
import type { Message } from '../vocabulary.ts'
import { newestIn } from './editions.ts'
import { bytesOf, type Database, isNull, oneOf, type Sql, type SqlRow, Stale, StoreBroken, textOf } from './sql.ts'
import { about, channelOf, type Sealers } from './store.ts'

const KINDS = ['replay', 'recall'] as const
const WEEK_MS = 7 * 86_400_000

/** How an errand stands, for whoever asked for it. */
export type ErrandState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'done'; readonly result: ErrandResult }

export type ErrandDesk = {
  /** The same errand asked for twice is done once. What was done a week ago goes. */
  readonly ask: (id: string, kind: Errand['kind'], about: string, now: number) => Promise<void>
  /** null: there is none of that name. */
  readonly stateOf: (id: string) => Promise<ErrandState | null>
  /** Of the recall for an edition's record; null: none was due. */
  readonly recallOf: (seq: number) => Promise<ErrandState | null>
}

const RECALL = 'recall-'
const recallId = (seq: number): string => `${RECALL}${seq}`

export function openErrandDesk({ read, transact }: Database): ErrandDesk {
  const stateOf = async (id: string): Promise<ErrandState | null> => {
    const [row] = await read('SELECT state, result FROM errand WHERE id = ?', [id])
    if (row === undefined) return null
    switch (textOf(row, 'state')) {
      case 'done':
        // written by the worker alone
        return { kind: 'done', result: JSON.parse(textOf(row, 'result')) }
      case 'failed':
        return { kind: 'failed' }
      default:
        return { kind: 'waiting' }
    }
  }
  return {
    ask: (id, kind, told, now) =>
      transact(async sql => {
        await sql(`DELETE FROM errand WHERE kind = 'replay' AND claimed_until < ?`, [now - WEEK_MS])
        await sql(
          `INSERT INTO errand (id, kind, about, state, result, claimed_until) VALUES (?, ?, ?, 'waiting', NULL, ?) ON CONFLICT DO NOTHING`,
          [id, kind, told, now],
        )
      }),
    stateOf,
    recallOf: seq => stateOf(recallId(seq)),
  }
}

export function errandsOver(db: Database, sealers: Sealers): ErrandBook {
  const { read, transact } = db
  const content = sealers.content
  if (content === null) throw new StoreBroken('this role remembers nobody')
  const progressIn = (row: SqlRow): Progress | null => {
    const id = textOf(row, 'id')
    const kept = isNull(row, 'result')
      ? null
      : content.open(Buffer.from(id), `errand ${id}`, Buffer.from(textOf(row, 'result'), 'base64'))
    return kept === null ? null : JSON.parse(kept)
  }
  return {
    claim: (now, until) =>
      transact(async sql => {
        const [row] = await sql(
          `SELECT id, kind, about, result FROM errand WHERE state = 'waiting' AND claimed_until <= ? ORDER BY claimed_until LIMIT 1${db.dialect.lockFree}`,
          [now],
        )
        if (row === undefined) return null
        await sql('UPDATE errand SET claimed_until = ? WHERE id = ?', [until, textOf(row, 'id')])
        const [id, kind] = [textOf(row, 'id'), oneOf(KINDS, row, 'kind')]
        return { id, kind, about: textOf(row, 'about'), progress: progressIn(row), until }
      }),
    remembered: async (after, max, since) => {
      const rows = await read(
        `SELECT s.asker_id, s.memory, s.on_date, k.seed, r.asker_id AS holder FROM session s JOIN seed k ON k.asker_id = s.asker_id
         LEFT JOIN receipt r ON r.asker_id = s.asker_id WHERE s.asker_id > ? ORDER BY s.asker_id LIMIT ?`,
        [after ?? '', max],
      )
      return rows.map(row => {
        const asker = textOf(row, 'asker_id')
        return {
          asker,
          memory: content.open(bytesOf(row, 'seed'), about('memory', asker), bytesOf(row, 'memory')) ?? '',
          isReachable: !isNull(row, 'holder') || textOf(row, 'on_date') >= since,
        }
      })
    },
    advanced: (of, progress, recalls, now, until) =>
      transact(async sql => {
        const { id } = of
        const held = await sql(
          `UPDATE errand SET result = ?, claimed_until = ? WHERE id = ? AND state = 'waiting' AND claimed_until = ? RETURNING id`,
          [sealed(content, id, progress), until, id, of.until],
        )
        // we were slower than our claim, and another process is at it: nobody is told twice
        if (held.length === 0) throw new Stale()
        for (const recall of recalls) await put(sql, sealers, recall, now)
      }),
    done: async ({ id, until }, result) => {
      const about = [JSON.stringify(result), id, until]
      await transact(sql => sql(`UPDATE errand SET state = 'done', result = ? WHERE id = ? AND claimed_until = ?`, about))
    },
    failed: async ({ id, until }) => {
      await transact(sql =>
        sql(`UPDATE errand SET state = 'failed', result = NULL WHERE id = ? AND claimed_until = ?`, [id, until]),
      )
    },
    noticed: async () => {
      const newest = await newestIn(read)
      if (newest < 2) return
      const [known] = await read('SELECT id FROM errand WHERE id = ?', [recallId(newest)])
      if (known !== undefined) return
      // editions that followed each other while nobody looked are recalled as one: from the last whose askers were told
      const told = await read(`SELECT id FROM errand WHERE kind = 'recall' AND state <> 'failed'`)
      const from = Math.max(1, ...told.map(row => Number(textOf(row, 'id').slice(RECALL.length))))
      await transact(sql =>
        sql(
          `INSERT INTO errand (id, kind, about, state, result, claimed_until) VALUES (?, 'recall', ?, 'waiting', NULL, 0) ON CONFLICT DO NOTHING`,
          [recallId(newest), JSON.stringify({ from, to: newest })],
        ),
      )
    },
  }
}

const sealed = (content: Sealer, id: string, progress: Progress): string =>
  Buffer.from(content.seal(Buffer.from(id), `errand ${id}`, JSON.stringify(progress))).toString('base64')

/** Into the asker's own line, as if it had come in; who has been forgotten meanwhile is nobody's. */
async function put(sql: Sql, { transit }: Sealers, { asker, kept }: Recall, now: number): Promise<void> {
  const [person] = await sql(
    'SELECT a.channel, k.seed FROM address a JOIN seed k ON k.asker_id = a.asker_id WHERE a.asker_id = ?',
    [asker],
  )
  if (person === undefined) return
  const message: Message = { kind: 'recall', text: '', choice: kept.join(',') }
  const words = transit.seal(bytesOf(person, 'seed'), about('message', asker), JSON.stringify(message))
  await sql('INSERT INTO inbox (asker_id, message, at) VALUES (?, ?, ?)', [asker, words, now])
  await sql('INSERT INTO turn_line (asker_id, channel, ready_at) VALUES (?, ?, ?) ON CONFLICT (asker_id) DO NOTHING', [
    asker,
    channelOf(person),
    now,
  ])
}
