import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDesk } from '../../src/adapters/desk.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { readConfig } from '../../src/config.ts'
import { deskKeysOf, keyringFor } from '../../src/keyring.ts'
import { staff, team } from '../console/book.ts'
import { fakeModel } from '../fakes/openai.ts'
import { fakeSmtp } from '../fakes/smtp.ts'
import { fakeBotApi } from '../fakes/telegram.ts'
import { FAKE_PHONE_NUMBER_ID, FAKE_TOKEN, fakeCloudApi } from '../fakes/whatsapp.ts'
import { environmentIn, storeOver } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const line = z.object({ check: z.string(), state: z.enum(['good', 'mind', 'bad']), text: z.string() })

/** Runs without holding up the fakes, which live in this process. */
const doctor = (environment: Record<string, string>): Promise<{ status: number; checks: z.infer<typeof line>[]; out: string }> =>
  new Promise(resolve => {
    const run = execFile(
      process.execPath,
      [join(ROOT, 'src/cli.ts'), 'doctor', '--json'],
      { cwd: ROOT, env: { PATH: process.env.PATH, ...environment } },
      (_error, out, err) =>
        resolve({
          status: run.exitCode ?? -1,
          checks: out.split('\n').flatMap(l => (l === '' ? [] : [line.parse(JSON.parse(l))])),
          out: out + err,
        }),
    )
  })

describe('the doctor', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rambu-doctor-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const places = (): Readonly<Record<string, string>> => environmentIn(folder)

  it('finds a fresh machine in order, and says how to turn on the rest', async () => {
    const { status, checks } = await doctor(places())
    expect(status).toBe(0)
    expect(checks.filter(c => c.state === 'bad')).toEqual([])
    expect(checks.filter(c => c.state === 'mind').map(c => c.check)).toEqual(
      expect.arrayContaining(['office', 'key', 'public', 'telegram', 'whatsapp', 'team', 'mail']),
    )
  })

  it('names every broken thing at once, what to do about it, and never a secret', async () => {
    const telegram = await fakeBotApi()
    const whatsapp = await fakeCloudApi()
    mkdirSync(join(folder, 'keys'))
    writeFileSync(join(folder, 'keys/address.key'), 'c2hvcnQ=', { mode: 0o600 })
    const db = openSqlite({ data: join(folder, 'data'), vault: join(folder, 'vault') })
    await storeOver(db)
    await db.transact(sql => sql('UPDATE schema_version SET version = 99'))
    await db.close()
    const { status, checks, out } = await doctor({
      ...places(),
      RAMBU_HOME_PLACE: 'Atlantis',
      RAMBU_PUBLIC_URL: 'http://rambu.example',
      RAMBU_TELEGRAM_TOKEN: '1:not-the-token-of-the-fake',
      RAMBU_TELEGRAM_API: telegram.apiRoot,
      RAMBU_WHATSAPP_TOKEN: `not-${FAKE_TOKEN}`,
      RAMBU_WHATSAPP_APP_SECRET: 'app-secret-for-tests',
      RAMBU_WHATSAPP_VERIFY_TOKEN: 'verify-token-for-tests',
      RAMBU_WHATSAPP_PHONE_NUMBER_ID: FAKE_PHONE_NUMBER_ID,
      RAMBU_WHATSAPP_API: whatsapp.url,
    })
    await telegram.close()
    await whatsapp.close()
    expect(status).toBe(1)
    expect(checks.filter(c => c.state === 'bad').map(c => c.check)).toEqual([
      'knowledge',
      'key',
      'store',
      'public',
      'telegram',
      'whatsapp',
    ])
    for (const secret of ['not-the-token', `not-${FAKE_TOKEN}`, 'app-secret-for', 'verify-token-for'])
      expect(out).not.toContain(secret)
  })

  it('looks at the officers: teams, those who sign in, the console, the mail server, the group', async () => {
    const bots = await fakeBotApi()
    const smtp = await fakeSmtp({ user: 'lonceng', password: 'sandi-lonceng-uji' })
    const group = -1_002_000_000_001
    const officers = (more: Record<string, string>): Record<string, string> => ({
      ...places(),
      RAMBU_SMTP_URL: `smtp://lonceng:sandi-lonceng-uji@127.0.0.1:${smtp.port}`,
      RAMBU_MAIL_FROM: 'rambu@instansi.example',
      RAMBU_DESK_TELEGRAM_TOKEN: bots.token,
      RAMBU_DESK_TELEGRAM_CHAT: String(group),
      RAMBU_TELEGRAM_API: bots.apiRoot,
      ...more,
    })
    const statesOf = ({ checks }: { checks: z.infer<typeof line>[] }): Record<string, string> =>
      Object.fromEntries(checks.map(({ check, state }) => [check, state]))

    const db = openSqlite({ data: join(folder, 'data'), vault: join(folder, 'vault') })
    await migrate(db)
    const config = readConfig(() => null, places())
    const book = openDesk(db, deskKeysOf(await keyringFor(config, db)))
    await book.saved([{ kind: 'team.saved', team: team('kota'), audit: [] }])
    smtp.failNext('no-account')
    const lacking = await doctor(officers({ RAMBU_CONSOLE_URL: 'http://konsol.example', RAMBU_CONSOLE_PORT: '8080' }))
    expect(lacking.status).toBe(1)
    expect(statesOf(lacking)).toMatchObject({ team: 'bad', console: 'bad', mail: 'bad', desk: 'bad' })
    for (const secret of ['sandi-lonceng-uji', bots.token]) expect(lacking.out).not.toContain(secret)

    await book.saved([{ kind: 'staff.saved', staff: staff('petugas', { version: 0 }), audit: [] }])
    bots.forum(group)
    const whole = await doctor(officers({}))
    expect(statesOf(whole)).toMatchObject({ team: 'good', console: 'good', mail: 'good', desk: 'good' })
    expect(whole.status).toBe(0)
    // nobody was written to
    expect([smtp.letters, bots.sent]).toEqual([[], []])
    await db.close()
    await bots.close()
    await smtp.close()
  })

  it('refuses a configuration that cannot work, naming each variable', async () => {
    const { status, out } = await doctor({ RAMBU_WHATSAPP_TOKEN: 'x'.repeat(20), RAMBU_HTTP_PORT: 'eighty' })
    expect(status).toBe(1)
    expect(out).toContain('RAMBU_HTTP_PORT')
  })

  it('tries each language model with one call, and says what works and what to do', async () => {
    const fake = await fakeModel({ models: ['baca', 'vektor', 'lihat'] })
    const named = { RAMBU_MODEL_URL: fake.url, RAMBU_MODEL_KEY: fake.key, RAMBU_MODEL_READ: 'baca', RAMBU_MODEL_WORD: 'baca' }
    const told = async (more: Record<string, string> = {}): Promise<{ texts: string[]; out: string }> => {
      const { checks, out } = await doctor({ ...places(), ...named, ...more })
      return { texts: checks.filter(c => c.check === 'model').map(c => `${c.state}: ${c.text}`), out }
    }
    const well = await told({ RAMBU_MODEL_EMBED: 'vektor', RAMBU_MODEL_VISION: 'lihat' })
    expect(well.texts).toEqual([
      expect.stringMatching(/^mind: RAMBU_MODEL_VISION .*RAMBU_MODEL_LOCAL=yes/),
      expect.stringMatching(/^good: Model baca \(RAMBU_MODEL_READ, RAMBU_MODEL_WORD\)/),
      expect.stringMatching(/^good: Model vektor \(RAMBU_MODEL_EMBED\)/),
    ])
    expect(fake.heard).toHaveLength(2)

    const wrongKey = await told({ RAMBU_MODEL_KEY: 'sk-not-the-key-of-the-fake' })
    expect(wrongKey.texts).toEqual([expect.stringMatching(/^bad: .*RAMBU_MODEL_KEY/)])
    expect(wrongKey.out).not.toContain('sk-not')
    expect((await told({ RAMBU_MODEL_READ: 'entah', RAMBU_MODEL_WORD: '' })).texts).toEqual([
      expect.stringMatching(/^bad: .*tidak mengenal entah.*RAMBU_MODEL_READ/),
    ])
    expect((await told({ RAMBU_MODEL_URL: 'http://127.0.0.1:9/v1' })).texts).toEqual([
      expect.stringMatching(/^bad: .*RAMBU_MODEL_URL/),
    ])
    fake.behave('no-schema')
    expect((await told()).texts).toEqual([expect.stringMatching(/^mind: .*json_schema/)])
    fake.behave('wrong-schema')
    expect((await told()).texts).toEqual([expect.stringMatching(/^bad: .*bukan JSON/)])
    fake.behave({ slowMs: 400 })
    expect((await told({ RAMBU_MODEL_LIMIT_MS: '500' })).texts).toEqual([expect.stringMatching(/^mind: .*RAMBU_MODEL_LIMIT_MS/)])
    await fake.close()
    expect((await doctor(places())).checks.find(c => c.check === 'model')?.state).toBe('good')
  })
})
