// Consultations in the tables. Whose one is stands in the vault's casebook with its seed; what stands open says nothing of the asker, and the
// words are sealed under the desk key and that seed. Used by the asker's turns (store.ts), by the staff (desk.ts) and by the relay between them.
import {
  type AskerStep,
  type Brief,
  type Consultation,
  type ConsultationCopy,
  type ConsultationId,
  type ConsultationRef,
  type Delivery,
  type NewLine,
  OUTCOMES,
  type OwnConsultation,
  POOLS,
  STATES,
  URGENCIES,
  type Voice,
  type Words,
} from '../handoff/handoff.ts'
import type { Sealer } from '../sealing.ts'
import type { AskerId } from '../vocabulary.ts'
import {
  bytesOf,
  isNull,
  marks,
  numberOf,
  oneOf,
  type Sql,
  type SqlRow,
  type SqlValue,
  Stale,
  StoreBroken,
  textOf,
} from './sql.ts'

// — rows —

/** The columns that stand open, as a select names them. */
export const OPEN_COLUMNS = `c.id, c.version, c.state, c.team, c.pool, c.code_name, c.urgency, c.holder, c.rank, c.opened_on, c.touched_on, c.waits_since,
  c.promised_by, c.is_reminded, c.free_until, c.has_spoken, c.is_with_bot, c.outcome, c.rating`

const RATINGS = ['good', 'bad'] as const

const textOrNull = (row: SqlRow, column: string): string | null => (isNull(row, column) ? null : textOf(row, column))
const isSet = (row: SqlRow, column: string): boolean => numberOf(row, column) === 1

export const consultationOf = (row: SqlRow): Consultation => ({
  id: textOf(row, 'id'),
  version: numberOf(row, 'version'),
  state: oneOf(STATES, row, 'state'),
  team: textOf(row, 'team'),
  pool: oneOf(POOLS, row, 'pool'),
  codeName: textOf(row, 'code_name'),
  urgency: oneOf(URGENCIES, row, 'urgency'),
  holder: textOrNull(row, 'holder'),
  rank: numberOf(row, 'rank'),
  openedOn: textOf(row, 'opened_on'),
  touchedOn: textOf(row, 'touched_on'),
  waitsSince: numberOf(row, 'waits_since'),
  promisedBy: isNull(row, 'promised_by') ? null : numberOf(row, 'promised_by'),
  isReminded: isSet(row, 'is_reminded'),
  freeUntil: numberOf(row, 'free_until'),
  hasSpoken: isSet(row, 'has_spoken'),
  isWithBot: isSet(row, 'is_with_bot'),
  outcome: isNull(row, 'outcome') ? null : oneOf(OUTCOMES, row, 'outcome'),
  rating: isNull(row, 'rating') ? null : oneOf(RATINGS, row, 'rating'),
})

/** What a step may change, column by column; the free window is the asker's turns' to move, the rank goes by itself. */
const stepped = (c: Consultation): Readonly<Record<string, SqlValue>> => ({
  state: c.state,
  team: c.team,
  pool: c.pool,
  code_name: c.codeName,
  urgency: c.urgency,
  holder: c.holder,
  touched_on: c.touchedOn,
  waits_since: c.waitsSince,
  promised_by: c.promisedBy,
  is_reminded: c.isReminded ? 1 : 0,
  has_spoken: c.hasSpoken ? 1 : 0,
  is_with_bot: c.isWithBot ? 1 : 0,
  outcome: c.outcome,
  rating: c.rating,
})

/** Rank 0 is the place at the end of the line. */
const RANK =
  'CASE WHEN CAST(? AS BIGINT) = 0 THEN (SELECT COALESCE(MAX(e.rank), 0) + 1 FROM consultation e) ELSE CAST(? AS BIGINT) END'

// — words —

// written by these files alone: its shape is trusted
const aboutBrief = (id: ConsultationId): string => `brief ${id}`
/** Who speaks is sealed with the words: nobody can put them into another's mouth. */
const aboutLine = (id: ConsultationId, voice: Voice, by: string | null): string => `line ${id} ${voice} ${by ?? ''}`

export function briefOf(sealer: Sealer, row: SqlRow): Brief | null {
  const text = sealer.open(bytesOf(row, 'seed'), aboutBrief(textOf(row, 'id')), bytesOf(row, 'brief'))
  return text === null ? null : JSON.parse(text)
}

export function wordsOf(sealer: Sealer, id: ConsultationId, seed: Uint8Array, voice: Voice, row: SqlRow): Words | null {
  const text = sealer.open(seed, aboutLine(id, voice, textOrNull(row, 'by_staff')), bytesOf(row, 'words'))
  return text === null ? null : JSON.parse(text)
}

// — writing —

/** What a turn of the asker does to their consultation. */
export async function stepOwn(sql: Sql, desk: Sealer | null, asker: AskerId, step: AskerStep): Promise<void> {
  if (desk === null) throw new StoreBroken('this role knows no consultation')
  if (step.kind === 'opened') return openCase(sql, desk, asker, step)
  const own = await sql('SELECT 1 AS yes FROM casebook WHERE consultation_id = ? AND asker_id = ?', [step.of.id, asker])
  if (own.length === 0) throw new Stale()
  await moveCase(sql, desk, step.of, step.to, step.lines)
}

type Opening = Extract<AskerStep, { kind: 'opened' }>

async function openCase(sql: Sql, desk: Sealer, asker: AskerId, { consultation, brief, seed }: Opening): Promise<void> {
  const { id, openedOn, freeUntil, rank } = consultation
  const open = {
    ...stepped(consultation),
    id,
    version: 1,
    opened_on: openedOn,
    free_until: freeUntil,
    brief: desk.seal(seed, aboutBrief(id), JSON.stringify(brief)),
  }
  await sql('INSERT INTO casebook (consultation_id, asker_id, seed) VALUES (?, ?, ?)', [id, asker, seed])
  const columns = Object.keys(open)
  await sql(`INSERT INTO consultation (${columns.join(', ')}, rank) VALUES (${marks(columns.length)}, ${RANK})`, [
    ...Object.values(open),
    rank,
    rank,
  ])
}

/** The next version of a consultation, with what was said. Throws Stale when it is not the version that it was computed from. */
export async function moveCase(
  sql: Sql,
  desk: Sealer,
  of: ConsultationRef,
  to: Consultation,
  lines: readonly NewLine[],
): Promise<void> {
  const columns = stepped(to)
  const set = Object.keys(columns).map(column => `${column} = ?`)
  const moved = await sql(
    `UPDATE consultation SET version = version + 1, rank = ${RANK}, ${set.join(', ')} WHERE id = ? AND version = ? RETURNING id`,
    [to.rank, to.rank, ...Object.values(columns), of.id, of.version],
  )
  if (moved.length === 0) throw new Stale()
  await addLines(sql, desk, of.id, lines)
}

async function addLines(sql: Sql, desk: Sealer, id: ConsultationId, lines: readonly NewLine[]): Promise<void> {
  if (lines.length === 0) return
  const [own] = await sql('SELECT seed FROM casebook WHERE consultation_id = ?', [id])
  // the asker erased it in this moment
  if (own === undefined) throw new Stale()
  const seed = bytesOf(own, 'seed')
  for (const line of lines) {
    const { voice, by, on, readyAt } = line
    await sql(
      'INSERT INTO consultation_line (consultation_id, voice, words, by_staff, on_date, delivery, ready_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [id, voice, desk.seal(seed, aboutLine(id, voice, by), JSON.stringify(line.words)), by, on, deliveryAtFirst(line), readyAt],
    )
  }
}

/** What an officer says can be taken back for a moment; what the program says cannot. */
function deliveryAtFirst({ voice, readyAt }: NewLine): Delivery | null {
  if (readyAt === null) return null
  return voice === 'officer' ? 'undoable' : 'queued'
}

export const OVER = `('closed', 'expired')`

/** Their writing opens the platform's window anew; within the hour nothing changes. */
export const heardNow = (sql: Sql, asker: AskerId, freeUntil: number): Promise<readonly SqlRow[]> =>
  sql(
    `UPDATE consultation SET free_until = ? WHERE id IN (SELECT consultation_id FROM casebook WHERE asker_id = ?)
     AND state NOT IN ${OVER} AND free_until <> ?`,
    [freeUntil, asker, freeUntil],
  )

/** Nothing of their consultations stays. The casebook goes first: the relay holds its row while it puts a line into the asker's line of replies. */
export async function destroyCases(sql: Sql, asker: AskerId): Promise<void> {
  const gone = await sql('DELETE FROM casebook WHERE asker_id = ? RETURNING consultation_id', [asker])
  await destroyOpen(
    sql,
    gone.map(row => textOf(row, 'consultation_id')),
  )
}

/** The data's side of consultations; whoever is writing a line is waited for. */
export async function destroyOpen(sql: Sql, ids: readonly ConsultationId[]): Promise<void> {
  for (const id of ids) {
    await sql('DELETE FROM consultation WHERE id = ?', [id])
    await sql('DELETE FROM consultation_line WHERE consultation_id = ?', [id])
  }
}

// — reading —

/** How many of the same line wait before one: of the same urgency those with a lower rank, and whoever is urgent before whoever is not. */
const WAITING = `SELECT COUNT(*) FROM consultation o WHERE o.state = 'waiting' AND o.team = c.team AND o.pool = c.pool AND o.urgency`
const AHEAD = `CASE WHEN c.state = 'waiting' THEN (${WAITING} = c.urgency AND o.rank < c.rank)
  + CASE WHEN c.urgency = 'urgent' THEN 0 ELSE (${WAITING} = 'urgent') END END AS ahead`

/** Whether nothing that an officer wrote has left yet, and something is about to. */
const UNSAID = `CASE WHEN EXISTS (SELECT 1 FROM consultation_line l WHERE l.consultation_id = c.id AND l.delivery = 'undoable')
  AND NOT EXISTS (SELECT 1 FROM consultation_line l WHERE l.consultation_id = c.id AND l.voice = 'officer'
    AND l.delivery NOT IN ('undoable', 'withdrawn')) THEN 1 ELSE 0 END AS unsaid`

/** The consultations of some askers: for each the one that is open, else the newest. */
export async function ownOf(sql: Sql, askers: readonly AskerId[]): Promise<ReadonlyMap<AskerId, OwnConsultation>> {
  const rows = await sql(
    `SELECT b.asker_id, ${OPEN_COLUMNS}, ${AHEAD}, ${UNSAID} FROM casebook b JOIN consultation c ON c.id = b.consultation_id
     WHERE b.asker_id IN (${marks(askers.length)})
     ORDER BY CASE WHEN c.state IN ${OVER} THEN 0 ELSE 1 END, c.opened_on, c.rank`,
    askers,
  )
  // of several the last one stays
  return new Map(
    rows.map(row => [
      textOf(row, 'asker_id'),
      {
        consultation: consultationOf(row),
        before: isNull(row, 'ahead') ? null : numberOf(row, 'ahead'),
        isUnsaid: isSet(row, 'unsaid'),
      },
    ]),
  )
}

/**
 * An asker's consultations in their own hands, oldest first. Of what officers wrote only what has reached them; the office that was excluded
 * stays where it is: others may look over their shoulder.
 */
export async function copiesOf(sql: Sql, desk: Sealer | null, asker: AskerId): Promise<readonly ConsultationCopy[]> {
  if (desk === null) throw new StoreBroken('this role knows no consultation')
  const [cases, lines] = await Promise.all([
    sql(
      `SELECT c.id, c.state, c.brief, b.seed FROM casebook b JOIN consultation c ON c.id = b.consultation_id
       WHERE b.asker_id = ? ORDER BY c.opened_on, c.rank`,
      [asker],
    ),
    sql(
      `SELECT l.consultation_id, l.voice, l.words, l.by_staff, l.on_date FROM consultation_line l
       JOIN casebook b ON b.consultation_id = l.consultation_id
       WHERE b.asker_id = ? AND (l.voice = 'asker' OR (l.voice = 'officer' AND l.delivery = 'sent')) ORDER BY l.seq`,
      [asker],
    ),
  ])
  return cases.flatMap(row => {
    const brief = briefOf(desk, row)
    if (brief === null) return []
    const { avoids: _, ...shown } = brief
    const said = lines.filter(l => textOf(l, 'consultation_id') === textOf(row, 'id'))
    return {
      state: oneOf(STATES, row, 'state'),
      brief: shown,
      lines: said.flatMap(l => copiedLine(desk, bytesOf(row, 'seed'), l)),
    }
  })
}

const COPIED = ['asker', 'officer'] as const

/** None when it can no longer be read. */
function copiedLine(desk: Sealer, seed: Uint8Array, row: SqlRow): ConsultationCopy['lines'] {
  const voice = oneOf(COPIED, row, 'voice')
  const words = wordsOf(desk, textOf(row, 'consultation_id'), seed, voice, row)
  return words === null ? [] : [{ voice, text: words.text, on: textOf(row, 'on_date') }]
}

// — what became of a line for the asker —

/** Replies that the platform took, or that were fetched. A line that went in several counts as sent with the last of them. */
export async function sentOut(sql: Sql, replies: readonly SqlRow[]): Promise<void> {
  for (const line of linesOf(replies))
    await sql(
      `UPDATE consultation_line SET delivery = 'sent' WHERE seq = ?
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.line_id = ? AND o.state IN ('waiting', 'dead'))`,
      [line, line],
    )
}

export async function became(sql: Sql, delivery: Delivery, replies: readonly SqlRow[]): Promise<void> {
  for (const line of linesOf(replies)) await sql('UPDATE consultation_line SET delivery = ? WHERE seq = ?', [delivery, line])
}

const linesOf = (replies: readonly SqlRow[]): number[] => [
  ...new Set(replies.flatMap(row => (isNull(row, 'line_id') ? [] : [numberOf(row, 'line_id')]))),
]
