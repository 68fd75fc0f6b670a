// Commands for whoever runs the machine, when the staff's own pages do not help: everyone is locked out, or the log of acts is in doubt.
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk } from '../../src/adapters/desk.ts'
import { readIfThere } from '../../src/adapters/disk.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { readConfig } from '../../src/config.ts'
import type { StaffBook } from '../../src/console/console.ts'
import { sessionId } from '../../src/console/session.ts'
import { deskKeysOf, keyringFor } from '../../src/keyring.ts'
import { staff } from '../console/book.ts'
import { environmentIn, testFolders } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const DAY_MS = 86_400_000
const { folder, folders } = testFolders('staffside')
const environment = { ...environmentIn(folder), RAMBU_CONSOLE_URL: 'https://konsol.example' }

const rambu = (...args: string[]): Promise<{ status: number; out: string }> =>
  new Promise(resolve => {
    const env = { PATH: process.env.PATH, ...environment }
    const run = execFile(process.execPath, [join(ROOT, 'src/cli.ts'), ...args], { cwd: ROOT, env }, (_error, out, err) =>
      resolve({ status: run.exitCode ?? -1, out: out + err }),
    )
  })

let db: Database
let book: StaffBook

/** The store of a bot that is at work. */
beforeAll(async () => {
  db = openSqlite(folders)
  await migrate(db)
  book = openDesk(db, deskKeysOf(await keyringFor(readConfig(readIfThere, environment), db)))
  const now = Date.now()
  const chief = staff('kepala', { version: 0, roles: ['admin'], totp: 'RAHASIAUJI', failures: 9, lockedUntil: now + DAY_MS })
  await book.saved([
    { kind: 'staff.saved', staff: chief, audit: [{ at: now - DAY_MS, by: null, act: 'joined', about: 'kepala' }] },
    { kind: 'staff.saved', staff: staff('mantan', { version: 0, isActive: false }), audit: [] },
    {
      kind: 'session.made',
      session: { id: 'sidik-uji', staff: 'kepala', madeAt: now, seenAt: now, label: 'Firefox, Windows' },
      audit: [{ at: now, by: 'kepala', act: 'signed-in', about: '' }],
    },
  ])
})
afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true })
})

describe('when every admin is locked out', () => {
  it('whoever runs the machine prints a link, good once; the old factor and every session are over, and the log says so', async () => {
    const { status, out } = await rambu('staff', 'reset', 'Kepala')
    expect(status).toBe(0)
    const [, secret = ''] = out.match(/https:\/\/konsol\.example\/undangan\/([\w-]{43})/) ?? []
    expect(await book.invitationBy(sessionId(secret))).toMatchObject({ staff: 'kepala', roles: ['admin'], by: null })
    expect(await book.staffBy('kepala')).toMatchObject({ totp: null, recovery: [], failures: 0, lockedUntil: 0, isActive: true })
    expect(await book.sessionsOf('kepala')).toEqual([])
    expect((await book.audit(null, 2)).map(({ by, act, about }) => [by, act, about])).toEqual([
      [null, 'invited', 'kepala'],
      [null, 'reset', 'kepala'],
    ])

    const again = await rambu('staff', 'reset', 'kepala')
    expect(again.status).toBe(0)
    // the first link was withdrawn
    expect(await book.invitationBy(sessionId(secret))).toBeNull()
    expect(await book.invitations()).toHaveLength(1)
  })

  it('is told who the admins are when the name is wrong, and lets nobody in who was sent away', async () => {
    const unknown = await rambu('staff', 'reset', 'siapa')
    expect(unknown.status).toBe(1)
    expect(unknown.out).toContain('kepala')
    expect((await rambu('staff', 'reset', 'mantan')).status).toBe(1)
    expect(await book.invitations()).toHaveLength(1)
  })
})

describe('the log of acts', () => {
  it('is verified by a command that shows how it ends', async () => {
    const [last] = await book.audit(null, 1)
    const whole = await rambu('audit', 'verify')
    expect(whole.status).toBe(0)
    expect(whole.out).toContain(`${last?.seq}`)
    expect(whole.out).toContain(last?.hash)
  })

  it('tells where a row was changed, added or taken out', async () => {
    const tamper = (statement: string): Promise<unknown> => db.transact(sql => sql(statement))
    await tamper(`UPDATE audit SET about = 'siapa' WHERE seq = 2`)
    const changed = await rambu('audit', 'verify')
    expect(changed.status).toBe(1)
    expect(changed.out).toContain('2')
    await tamper(`DELETE FROM audit WHERE seq = 2`)
    expect((await rambu('audit', 'verify')).status).toBe(1)
    // a beginning that is missing but young was not retention's
    await tamper(`DELETE FROM audit WHERE seq = 1`)
    expect((await rambu('audit', 'verify')).status).toBe(1)
  })
})
