// The staff's side of the store: consultations without their askers, the staff themselves, their settings, and the audit log. Runs as a
// database user that can read no asker, no address and no channel. Each list of changes is one commit, with its entries of the log.
import type { Invitation, Setting, Staff, StaffBook, StaffChange, StaffSession, Tries } from '../console/console.ts'
import {
  type AuditEntry,
  type Brief,
  type CaseBook,
  type CaseFilter,
  type Consultation,
  type ConsultationId,
  DELIVERIES,
  type HandoffChange,
  type Line,
  type Team,
  VOICES,
  type Words,
} from '../handoff/handoff.ts'
import type { Sealer } from '../sealing.ts'
import { append, appendOnce, brokenAt, entryOf } from './audit.ts'
import { briefOf, consultationOf, moveCase, OPEN_COLUMNS, OVER, wordsOf } from './cases.ts'
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
import { countUp } from './store.ts'

/** What the console holds: what consultations and staff are sealed with, and what the audit log is chained with. */
export type DeskKeys = { readonly sealer: Sealer; readonly chain: Uint8Array }

/** Thrown inside a transaction: someone else has that login. */
class Taken extends Error {}

export function openDesk(db: Database, keys: DeskKeys): CaseBook & StaffBook {
  const { read } = db
  const { sealer } = keys
  const briefs = briefsOf(read, sealer)
  /** All changes and, last, their entries of the log: whoever writes one is alone until the commit. */
  const commit = async (changes: readonly (HandoffChange | StaffChange)[]): Promise<'done' | 'stale' | 'taken'> => {
    try {
      await db.transact(async sql => {
        for (const change of changes) await write(sql, sealer, change)
        await append(db.dialect, sql, keys.chain, changes.flatMap(auditOf))
        for (const change of changes)
          if (change.kind === 'noted.once') await appendOnce(db.dialect, sql, keys.chain, change.entry, change.since)
      })
      return 'done'
    } catch (error) {
      if (error instanceof Stale) return 'stale'
      if (error instanceof Taken) return 'taken'
      throw error
    }
  }
  const find = (where: string, values: readonly (string | number)[]) =>
    read(`SELECT ${OPEN_COLUMNS} FROM consultation c WHERE ${where}`, values)
  return {
    list: async closedSince => {
      const listed = await briefs.beside(await find(`c.state NOT IN ${OVER} OR c.touched_on >= ?`, [closedSince]), true)
      // sorted here: the database would look each up by its rank, which takes many times as long as reading them all
      return listed.toSorted((a, b) => a.rank - b.rank)
    },
    find: async (what, max) => {
      if (what.teams?.length === 0 || what.states?.length === 0) return []
      const { where, values } = filtered(what)
      return briefs.beside(await find(`${where} ORDER BY c.opened_on DESC, c.rank DESC LIMIT ?`, [...values, max]), false)
    },
    open: id => openCase(read, sealer, id),
    commit: async changes => {
      const ended = await commit(changes)
      if (ended === 'taken') throw new StoreBroken('a consultation has no login')
      return ended
    },
    teams: async () =>
      (await read('SELECT body FROM team'))
        .map((row): Team => JSON.parse(textOf(row, 'body')))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    writers: async since => {
      const writers = new Map<string, number>()
      for (const row of await read(`SELECT tally_key, n FROM tally WHERE on_date >= ? AND tally_key LIKE '[%"from",%'`, [
        since,
      ])) {
        const [, kind, place]: readonly unknown[] = JSON.parse(textOf(row, 'tally_key'))
        if (kind === 'from' && typeof place === 'string') writers.set(place, (writers.get(place) ?? 0) + numberOf(row, 'n'))
      }
      return writers
    },

    staff: async () => (await read('SELECT * FROM staff ORDER BY login')).map(row => staffOf(sealer, row)),
    staffBy: async login => {
      const [row] = await read('SELECT * FROM staff WHERE login = ?', [login])
      return row === undefined ? null : staffOf(sealer, row)
    },
    sessionBy: async id => {
      const [row] = await read('SELECT * FROM staff_session WHERE id = ?', [id])
      const session = row === undefined ? null : sessionOf(sealer, row)
      if (session === null) return null
      const [member] = await read('SELECT * FROM staff WHERE id = ?', [session.staff])
      return member === undefined ? null : { session, staff: staffOf(sealer, member) }
    },
    sessionsOf: async staff =>
      (await read('SELECT * FROM staff_session WHERE staff_id = ? ORDER BY seen_at DESC', [staff])).flatMap(
        row => sessionOf(sealer, row) ?? [],
      ),
    invitationBy: async id => {
      const [row] = await read('SELECT * FROM invitation WHERE id = ?', [id])
      return row === undefined ? null : invitationOf(sealer, row)
    },
    invitations: async () =>
      (await read('SELECT * FROM invitation ORDER BY until_at')).flatMap(row => invitationOf(sealer, row) ?? []),
    settings: async () =>
      (await read('SELECT name, value, version FROM setting ORDER BY name')).map(row => ({
        name: textOf(row, 'name'),
        value: textOf(row, 'value'),
        version: numberOf(row, 'version'),
      })),
    audit: async (before, max) =>
      (await read('SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?', [before ?? Number.MAX_SAFE_INTEGER, max])).map(
        entryOf,
      ),
    auditBroken: keptSince => db.snapshot(sql => brokenAt(sql, keys.chain, keptSince ?? null)),
    tallies: async since =>
      (await read('SELECT tally_key, on_date, n FROM tally WHERE on_date >= ? ORDER BY tally_key', [since])).map(row => {
        const [, ...kind]: readonly unknown[] = JSON.parse(textOf(row, 'tally_key'))
        return { key: JSON.stringify(kind), on: textOf(row, 'on_date'), n: numberOf(row, 'n') }
      }),
    tries: async name => triesOf(await read('SELECT failures, until_at FROM staff_try WHERE name = ?', [name])),
    tried: (name, next) => db.transact(sql => countTry(sql, db.dialect, name, next)),
    deadLetters: async () =>
      (await read('SELECT seq, code, at FROM dead_letter ORDER BY seq')).map(row => ({
        seq: numberOf(row, 'seq'),
        code: textOf(row, 'code'),
        at: numberOf(row, 'at'),
      })),
    saved: changes => commit(changes),
  }
}

// — consultations —

type WithBrief = Consultation & { readonly brief: Brief }

const BRIEFS_AT_ONCE = 512

/** As many as a power of two, the last one again and again: each length is a statement of its own to the database. */
function filledUp(ids: readonly ConsultationId[]): readonly ConsultationId[] {
  const size = 2 ** Math.ceil(Math.log2(ids.length))
  return [...ids, ...Array<ConsultationId>(size - ids.length).fill(ids.at(-1) ?? '')]
}

/** Briefs never change: those of open consultations are opened once. What was erased is gone from here with the next list. */
function briefsOf(read: Sql, sealer: Sealer) {
  let known = new Map<ConsultationId, Brief>()
  /** Rows whose brief is gone, or cannot be opened (`integrity` tells), are left out. */
  const beside = async (rows: readonly SqlRow[], isList: boolean): Promise<readonly WithBrief[]> => {
    const consultations = rows.map(consultationOf)
    const unknown = consultations.map(c => c.id).filter(id => !known.has(id))
    const found = new Map<ConsultationId, Brief>()
    for (let from = 0; from < unknown.length; from += BRIEFS_AT_ONCE) {
      const ids = filledUp(unknown.slice(from, from + BRIEFS_AT_ONCE))
      for (const row of await read(`${SEALED_BRIEFS} WHERE c.id IN (${marks(ids.length)})`, ids)) {
        const brief = briefOf(sealer, row)
        if (brief !== null) found.set(textOf(row, 'id'), brief)
      }
    }
    const listed = consultations.flatMap((c): WithBrief[] => {
      const brief = known.get(c.id) ?? found.get(c.id)
      return brief === undefined ? [] : [{ ...c, brief }]
    })
    if (isList) known = new Map(listed.map(c => [c.id, c.brief]))
    return listed
  }
  return { beside }
}

const SEALED_BRIEFS = 'SELECT c.id, c.brief, b.seed FROM consultation c JOIN casebook b ON b.consultation_id = c.id'

function filtered({ teams, from, to, states, codeName }: CaseFilter) {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['c.opened_on >= ?', [from]],
    ['c.opened_on <= ?', [to]],
    ...(teams === null ? [] : [[`c.team IN (${marks(teams.length)})`, teams] as const]),
    ...(states === null ? [] : [[`c.state IN (${marks(states.length)})`, states] as const]),
    ...(codeName === null ? [] : [['LOWER(c.code_name) = LOWER(?)', [codeName]] as const]),
  ]
  return { where: parts.map(([part]) => part).join(' AND '), values: parts.flatMap(([, values]) => values) }
}

async function openCase(read: Sql, sealer: Sealer, id: ConsultationId) {
  const [[row], lines] = await Promise.all([
    read(
      `SELECT ${OPEN_COLUMNS}, c.brief, b.seed FROM consultation c JOIN casebook b ON b.consultation_id = c.id WHERE c.id = ?`,
      [id],
    ),
    read('SELECT seq, voice, words, by_staff, on_date, delivery FROM consultation_line WHERE consultation_id = ? ORDER BY seq', [
      id,
    ]),
  ])
  if (row === undefined) return null
  const brief = briefOf(sealer, row)
  if (brief === null) throw new StoreBroken('a consultation cannot be opened')
  const seed = bytesOf(row, 'seed')
  return { consultation: consultationOf(row), brief, lines: lines.map(line => lineOf(sealer, id, seed, line)) }
}

/** What can no longer be opened; the rest of the consultation still can. */
const UNREADABLE: Words = { text: '', citations: [], isWithoutBasis: false, choices: [] }

function lineOf(sealer: Sealer, id: ConsultationId, seed: Uint8Array, row: SqlRow): Line {
  const voice = oneOf(VOICES, row, 'voice')
  return {
    seq: numberOf(row, 'seq'),
    voice,
    words: wordsOf(sealer, id, seed, voice, row) ?? UNREADABLE,
    by: isNull(row, 'by_staff') ? null : textOf(row, 'by_staff'),
    on: textOf(row, 'on_date'),
    delivery: isNull(row, 'delivery') ? null : oneOf(DELIVERIES, row, 'delivery'),
  }
}

/** Only while it has not left. What the asker wrote meanwhile does not matter: another version is no reason to let the words go. */
async function withdraw(sql: Sql, { of, seq }: Extract<HandoffChange, { kind: 'line.withdrawn' }>): Promise<void> {
  await sql('UPDATE consultation SET version = version + 1 WHERE id = ?', [of.id])
  const taken = await sql(
    `UPDATE consultation_line SET delivery = 'withdrawn', ready_at = NULL
     WHERE seq = ? AND consultation_id = ? AND delivery = 'undoable' AND ready_at IS NOT NULL RETURNING seq`,
    [seq, of.id],
  )
  if (taken.length === 0) throw new Stale()
}

// — staff: a row's own name is its seed. Without the desk key nobody makes a member, a session or an invitation —

const rowSeed = (id: string): Uint8Array => Buffer.from(id)

const aboutStaff = (id: string, login: string): string => `staff ${id} ${login}`
const aboutSession = (id: string, staff: string): string => `staff-session ${id} ${staff}`
const aboutInvitation = (id: string, until: number): string => `invitation ${id} ${until}`

function staffOf(sealer: Sealer, row: SqlRow): Staff {
  const id = textOf(row, 'id')
  const login = textOf(row, 'login')
  const text = sealer.open(rowSeed(id), aboutStaff(id, login), bytesOf(row, 'sealed'))
  if (text === null) throw new StoreBroken('a member of staff cannot be opened')
  // who was written before browsers were known is known in none
  return { devices: [], ...JSON.parse(text), id, login, version: numberOf(row, 'version') }
}

/** Someone else's writing signs nobody in. */
function sessionOf(sealer: Sealer, row: SqlRow): StaffSession | null {
  const id = textOf(row, 'id')
  const staff = textOf(row, 'staff_id')
  const text = sealer.open(rowSeed(id), aboutSession(id, staff), bytesOf(row, 'sealed'))
  return text === null ? null : { ...JSON.parse(text), id, staff, seenAt: numberOf(row, 'seen_at') }
}

function invitationOf(sealer: Sealer, row: SqlRow): Invitation | null {
  const id = textOf(row, 'id')
  const until = numberOf(row, 'until_at')
  const text = sealer.open(rowSeed(id), aboutInvitation(id, until), bytesOf(row, 'sealed'))
  return text === null ? null : { ...JSON.parse(text), id, until }
}

async function saveStaff(sql: Sql, sealer: Sealer, { id, login, version, ...rest }: Staff): Promise<void> {
  const others = await sql('SELECT 1 AS yes FROM staff WHERE login = ? AND id <> ?', [login, id])
  if (others.length > 0) throw new Taken()
  const sealed = sealer.seal(rowSeed(id), aboutStaff(id, login), JSON.stringify(rest))
  const saved =
    version === 0
      ? await sql('INSERT INTO staff (id, login, version, sealed) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING RETURNING id', [
          id,
          login,
          sealed,
        ])
      : await sql('UPDATE staff SET login = ?, version = version + 1, sealed = ? WHERE id = ? AND version = ? RETURNING id', [
          login,
          sealed,
          id,
          version,
        ])
  if (saved.length === 0) throw new Stale()
}

/** Names counted at once: the store is not for strangers to fill. Those whose wait is over longest give way. */
const TRIES_MAX = 10_000

const triesOf = ([row]: readonly SqlRow[]): Tries | null =>
  row === undefined ? null : { failures: numberOf(row, 'failures'), lockedUntil: numberOf(row, 'until_at') }

/** The row is made first, so that two who are the first wait for each other too. */
async function countTry(sql: Sql, { lock }: Dialect, name: string, next: (before: Tries | null) => Tries): Promise<void> {
  await sql('INSERT INTO staff_try (name, failures, until_at) VALUES (?, 0, 0) ON CONFLICT DO NOTHING', [name])
  const found = triesOf(await sql(`SELECT failures, until_at FROM staff_try WHERE name = ?${lock}`, [name]))
  const { failures, lockedUntil } = next(found?.failures === 0 ? null : found)
  await sql('UPDATE staff_try SET failures = ?, until_at = ? WHERE name = ?', [failures, lockedUntil, name])
  await sql('DELETE FROM staff_try WHERE until_at < (SELECT until_at FROM staff_try ORDER BY until_at DESC LIMIT 1 OFFSET ?)', [
    TRIES_MAX,
  ])
}

async function saveTeam(sql: Sql, team: Team, was: Team | undefined): Promise<void> {
  const body = JSON.stringify(team)
  const saved =
    was === undefined
      ? await sql('INSERT INTO team (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id', [team.id, body])
      : await sql('UPDATE team SET body = ? WHERE id = ? AND body = ? RETURNING id', [body, team.id, JSON.stringify(was)])
  if (saved.length === 0) throw new Stale()
}

async function saveSetting(sql: Sql, { name, value, version }: Setting): Promise<void> {
  const saved =
    version === 0
      ? await sql('INSERT INTO setting (name, value, version) VALUES (?, ?, 1) ON CONFLICT DO NOTHING RETURNING name', [
          name,
          value,
        ])
      : await sql('UPDATE setting SET value = ?, version = version + 1 WHERE name = ? AND version = ? RETURNING name', [
          value,
          name,
          version,
        ])
  if (saved.length === 0) throw new Stale()
}

// — changes —

const auditOf = (change: HandoffChange | StaffChange): readonly AuditEntry[] => ('audit' in change ? change.audit : [])

async function write(sql: Sql, sealer: Sealer, change: HandoffChange | StaffChange): Promise<void> {
  switch (change.kind) {
    case 'consultation.stepped':
      await moveCase(sql, sealer, change.of, change.to, change.lines)
      if (change.drops.length > 0) await dropDrafts(sql, change.of.id, change.drops)
      return
    case 'line.withdrawn':
      return withdraw(sql, change)
    case 'counted':
      return countUp(
        sql,
        change.keys.map(key => ({ key: JSON.stringify([change.on, ...key]), on: change.on, n: 1 })),
      )
    case 'staff.saved':
      return saveStaff(sql, sealer, change.staff)
    case 'session.made':
      return makeSession(sql, sealer, change.session)
    case 'session.seen':
      await sql('UPDATE staff_session SET seen_at = ? WHERE id = ?', [change.at, change.id])
      return
    case 'session.ended':
      if (change.ids.length > 0) await sql(`DELETE FROM staff_session WHERE id IN (${marks(change.ids.length)})`, change.ids)
      return
    case 'invitation.made':
      return invite(sql, sealer, change.invitation)
    case 'invitation.gone':
      if ((await sql('DELETE FROM invitation WHERE id = ? RETURNING id', [change.id])).length === 0) throw new Stale()
      return
    case 'team.saved':
      return saveTeam(sql, change.team, change.was)
    case 'setting.saved':
      return saveSetting(sql, change.setting)
    case 'letters.resent':
      for (const seq of change.seqs) await sql('INSERT INTO resend (seq) VALUES (?) ON CONFLICT DO NOTHING', [seq])
      return
    case 'noted':
    case 'noted.once':
      return
  }
}

const dropDrafts = (sql: Sql, id: ConsultationId, drops: readonly number[]) =>
  sql(`DELETE FROM consultation_line WHERE consultation_id = ? AND voice = 'draft' AND seq IN (${marks(drops.length)})`, [
    id,
    ...drops,
  ])

async function makeSession(sql: Sql, sealer: Sealer, { id, staff, seenAt, ...rest }: StaffSession): Promise<void> {
  const sealed = sealer.seal(rowSeed(id), aboutSession(id, staff), JSON.stringify(rest))
  await sql('INSERT INTO staff_session (id, staff_id, seen_at, sealed) VALUES (?, ?, ?, ?)', [id, staff, seenAt, sealed])
}

async function invite(sql: Sql, sealer: Sealer, { id, until, ...rest }: Invitation): Promise<void> {
  const sealed = sealer.seal(rowSeed(id), aboutInvitation(id, until), JSON.stringify(rest))
  await sql('INSERT INTO invitation (id, until_at, sealed) VALUES (?, ?, ?)', [id, until, sealed])
}
