// The matrix of rights, tried as each user: what a role must not know, its database refuses to say.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { purge } from '../../src/adapters/keeping.ts'
import { openPostgres } from '../../src/adapters/postgres.ts'
import { prepareRoles, RIGHTS, ROLES, type RoleName } from '../../src/adapters/roles.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openStore, type Store } from '../../src/adapters/store.ts'
import { migrate, TABLES } from '../../src/adapters/tables.ts'
import type { Change, GatewayChange } from '../../src/commit.ts'
import { RETENTION } from '../../src/retention.ts'
import { deskContract } from '../contracts/desk.ts'
import { draftsContract, storedDrafts } from '../contracts/drafts.ts'
import { errandsContract } from '../contracts/errands.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { testSealers } from '../store.ts'

let postgres: Postgres
let owner: string
let urls: ReadonlyMap<RoleName, string>
const broken = (error: unknown): void => {
  throw error
}

beforeAll(async () => {
  postgres = await startPostgres()
  owner = await postgres.freshDatabase()
  const db = openPostgres(owner, broken)
  await migrate(db)
  urls = await usersOf(db, owner)
  await db.close()
})
afterAll(() => postgres.stop())

/** The ways in of the roles' users. They are the server's, whatever database: each time with the same password. */
async function usersOf(db: Database, at: string): Promise<ReadonlyMap<RoleName, string>> {
  const users = await prepareRoles(db, at, () => 'ujicoba', true)
  return new Map(
    users.map(({ role, user, password }) => {
      const url = new URL(at)
      url.username = user
      url.password = password ?? ''
      return [role, url.href] as const
    }),
  )
}

const urlOf = (role: RoleName): string => urls.get(role) ?? ''

const GATEWAY: readonly string[] = [
  'forgotten',
  'pulled',
  'reply.sent',
  'reply.later',
  'reply.held',
  'reply.dead',
  'reply.failed',
]

/** A store in which each role works as its own user. */
async function apart() {
  const at = await postgres.freshDatabase()
  const db = openPostgres(at, broken)
  await migrate(db)
  const own = await usersOf(db, at)
  const dbs = new Map(ROLES.map(role => [role, openPostgres(own.get(role) ?? '', broken)] as const))
  const dbOf = (role: RoleName): Database => dbs.get(role) ?? db
  const sealers = testSealers()
  const gateway = openStore(dbOf('gateway'), { ...sealers, content: null, desk: null })
  const worker = openStore(dbOf('worker'), sealers)
  const { claimTurns, nextTurnAt, holderOf, ownOf, copiesOf } = worker
  const commit = (changes: readonly Change[]): Promise<'done' | 'stale'> => {
    const turns = changes.filter(c => c.kind === 'turn.done')
    const others = changes.filter((c): c is GatewayChange => GATEWAY.includes(c.kind))
    return turns.length > 0 ? worker.commit(turns) : gateway.commit(others)
  }
  return {
    store: { ...gateway, claimTurns, nextTurnAt, holderOf, ownOf, copiesOf, commit },
    db,
    sealers,
    consoleDb: dbOf('console'),
    workerDb: dbOf('worker'),
    end: async () => {
      for (const each of [db, ...dbs.values()]) await each.close()
    },
  }
}

// consultations, staff and errands once more, each role as its own user
deskContract('postgres, with a user for each role', apart)
errandsContract('postgres, as the worker’s own user', async () => {
  const under = await apart()
  return { ...under, db: under.workerDb }
})

draftsContract('postgres, as the console’s own user', () =>
  storedDrafts(async () => {
    const at = await postgres.freshDatabase()
    const owner = openPostgres(at, broken)
    await migrate(owner)
    const db = openPostgres((await usersOf(owner, at)).get('console') ?? '', broken)
    return { db, sealers: testSealers(), end: async () => void (await Promise.all([db.close(), owner.close()])) }
  }),
)

async function tries(role: RoleName, statement: string): Promise<'done' | 'refused' | string> {
  const client = new pg.Client({ connectionString: urlOf(role), options: '-c search_path=public,vault' })
  await client.connect()
  try {
    await client.query('BEGIN')
    await client.query(statement)
    return 'done'
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code === '42501' ? 'refused' : String(error)
  } finally {
    await client.query('ROLLBACK')
    await client.end()
  }
}

describe('users of the roles', () => {
  it('read no table but theirs: the vault is the gateway’s alone', async () => {
    for (const role of ROLES)
      for (const { name, side } of TABLES) {
        const rights = RIGHTS[role][side === 'vault' ? `vault.${name}` : name] ?? ''
        const isWhole = /SELECT(?! \()/.test(rights)
        expect(await tries(role, `SELECT * FROM ${side === 'vault' ? 'vault.' : ''}${name}`), `${role} ${name}`).toBe(
          isWhole ? 'done' : 'refused',
        )
      }
  })

  it('cannot look at what would tie words to a person', async () => {
    const forbidden: readonly (readonly [RoleName, string])[] = [
      ['worker', 'SELECT sealed FROM address'],
      ['worker', 'SELECT address_hash FROM address'],
      ['worker', `UPDATE address SET sealed = ''`],
      ['worker', `INSERT INTO address VALUES ('a', 'web', 'h', '')`],
      ['worker', 'SELECT last_at FROM reach'],
      ['worker', 'SELECT * FROM seen'],
      ['gateway', 'SELECT memory FROM session'],
      ['gateway', 'SELECT tempo FROM tempo'],
      ['gateway', 'SELECT receipt_hash FROM receipt'],
      ['gateway', 'UPDATE seed SET seed = seed'],
      ['gateway', 'SELECT * FROM tally'],
      ['gateway', 'SELECT sealed FROM sheet'],
      ['gateway', 'SELECT seed FROM casebook'],
      ['gateway', 'SELECT brief FROM consultation'],
      ['gateway', 'SELECT code_name FROM consultation'],
      ['gateway', 'SELECT words FROM consultation_line'],
      ['gateway', `UPDATE consultation_line SET words = ''`],
      ['gateway', 'SELECT act FROM audit'],
      ['gateway', 'SELECT 1 FROM staff'],
      ['gateway', 'SELECT id FROM staff_session'],
      ['gateway', 'SELECT name FROM staff_try'],
      ['worker', 'SELECT 1 FROM staff'],
      ['worker', 'SELECT 1 FROM staff_try'],
      ['worker', 'SELECT 1 FROM staff_session'],
      ['worker', `UPDATE setting SET value = ''`],
      ['worker', 'UPDATE audit SET at = 0'],
      ['worker', 'DELETE FROM audit'],
      ...[
        'address',
        'seed',
        'receipt',
        'reach',
        'seen',
        'inbox',
        'turn_line',
        'session',
        'tempo',
        'outbox',
        'reply_line',
        'farewell',
        'sheet',
      ].map(table => ['console', `SELECT 1 FROM ${table}`] as const),
      ['console', 'SELECT asker_id FROM casebook'],
      ['console', `SELECT 1 FROM casebook WHERE asker_id = 'x'`],
      ['console', 'SELECT 1 FROM casebook FOR UPDATE'],
      ['console', `UPDATE casebook SET asker_id = 'x'`],
      ['console', 'DELETE FROM casebook'],
      ['console', 'DELETE FROM consultation'],
      ['console', 'INSERT INTO consultation SELECT * FROM consultation'],
      ['console', 'UPDATE audit SET at = 0'],
      ['console', 'DELETE FROM audit'],
      ['console', 'TRUNCATE audit'],
      ['console', 'DELETE FROM resend'],
      ['console', 'UPDATE dead_letter SET code = NULL'],
      ...ROLES.map(role => [role, 'CREATE TABLE mine (x int)'] as const),
      ...ROLES.map(role => [role, 'DROP TABLE proof'] as const),
      ...ROLES.map(role => [role, 'UPDATE schema_version SET version = 0'] as const),
    ]
    for (const [role, statement] of forbidden) {
      const said = await tries(role, statement)
      expect(said === 'refused' || /must be owner/.test(said), `${role}: ${statement}: ${said}`).toBe(true)
    }
  })

  it('are enough for a whole conversation, from the first word to being forgotten', async () => {
    const sealers = testSealers()
    const at = (role: RoleName, own = sealers): Store => openStore(openPostgres(urlOf(role), broken), own)
    const gateway = at('gateway', { ...sealers, content: null, desk: null })
    const worker = at('worker')
    const write = (who: string, text: string, n: number) =>
      gateway.accept([
        {
          channel: 'telegram',
          addressHash: `hash-${who}`,
          sealed: new Uint8Array([1]),
          askerId: `asker-${who}`,
          seed: new Uint8Array(32).fill(n),
          messageHash: `m-${who}-${n}`,
          message: { kind: 'text', text, choice: null },
          at: n,
        },
      ])
    const answer = async (change: object): Promise<string> => {
      const [turn] = await worker.claimTurns('w', 50, 1000, 1)
      if (turn === undefined) throw new Error('no turn')
      await worker.commit([
        {
          kind: 'turn.done',
          of: { asker: turn.asker, claim: 'w', seed: turn.seed },
          channel: 'telegram',
          taken: turn.messages.map(m => m.seq),
          memory: '{}',
          tempo: '{}',
          replies: [{ text: 'jawaban', choices: [] }],
          ending: { kind: 'stays' },
          receipt: 'tanda-terima',
          proofs: [{ name: 'aaaa', sealed: new Uint8Array([1]) }],
          isUnkept: false,
          hears: null,
          consultation: null,
          at: 60,
          on: '2026-11-21',
          ...change,
        },
        { kind: 'carried', id: `lembar-${turn.asker}`, tallies: [{ key: 'k', on: '2026-11-20', n: 1 }], on: '2026-11-20' },
        { kind: 'counted', tallies: [{ key: 'k', on: '2026-11-20', n: 1 }], before: '2026-11-21' },
      ])
      return turn.asker
    }
    const send = async (): Promise<void> => {
      const [head] = await gateway.claimReplies('d', 'telegram', 100, 1000, 1)
      if (head === undefined) throw new Error('no reply')
      await gateway.commit([
        { kind: 'reply.sent', of: { asker: head.asker, seq: head.seq, claim: 'd' }, track: 't', readyAt: 100 },
      ])
      await gateway.commit([{ kind: 'reply.arrived', track: 't' }])
    }
    await write('satu', 'boleh?', 1)
    const asker = await answer({})
    await send()
    // another address, whose holder has the receipt
    await write('dua', 'delapan kata', 2)
    expect((await worker.holderOf('tanda-terima'))?.asker).toBe(asker)
    await answer({ ending: { kind: 'moves', to: asker }, receipt: null, proofs: [] })
    await send()
    expect(await gateway.askerOf('hash-dua')).toBe(asker)
    const house = openPostgres(urlOf('gateway'), broken)
    await purge(house, RETENTION, 1000, () => '2026-11-21')
    await house.close()
    await write('dua', 'hapus data saya', 3)
    await answer({ ending: { kind: 'leaves', seed: new Uint8Array(32).fill(9) }, memory: null, receipt: null, proofs: [] })
    await send()
    expect(await gateway.askerOf('hash-dua')).toBeNull()
    expect(await gateway.proofOf('aaaa')).not.toBeNull()
    await gateway.close()
    await worker.close()
  })
})
