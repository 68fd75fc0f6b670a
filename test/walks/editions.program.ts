// Another edition answers while the bot runs: published beside it, taken up without a restart, and left again when it breaks what must never break.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { today } from '../../src/adapters/clock.ts'
import { readFiles } from '../../src/adapters/disk.ts'
import { type Editions, openEditions } from '../../src/adapters/editions.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { type Bot, PATHS, shortOf, startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { hashOf, type LocalFiles, SMOKE_REASON, withChanges } from '../../src/publishing/publishing.ts'
import { PLACE, REGULATION_FILE, ROWS_FILE, regulation, rows } from '../publishing/circular.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const ASK = 'PNS hadir kampanye cabup minggu sore cuma nyimak, boleh?'
const soon = { timeout: 120_000, interval: 50 }
const national = readFiles(join(ROOT, 'knowledge'))

let folder: string
let bot: Bot
let editions: Editions
let closeBeside: () => Promise<void>

const start = (): Promise<Bot> =>
  startBot(
    readConfig(() => null, {
      RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
      RAMBU_PROMPTS: join(ROOT, 'prompts'),
      RAMBU_CACHE: join(ROOT, '.cache/rambu'),
      ...environmentIn(folder),
      RAMBU_HTTP_PORT: '0',
      RAMBU_LOG: 'silent',
    }),
  )

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-editions-'))
  bot = await start()
  const db = openSqlite({ data: join(folder, 'data'), vault: join(folder, 'vault') }, true)
  editions = openEditions(db, null)
  closeBeside = () => db.close()
})
afterAll(async () => {
  await closeBeside()
  await bot.stop()
  rmSync(folder, { recursive: true })
})

const live = async () => {
  const record = await editions.live()
  if (record === null) throw new Error('nothing answers')
  return record
}

async function publish(localFiles: LocalFiles, reason: string): Promise<string> {
  const by = { by: 'penyunting', approvedBy: 'penyetuju', reason, draft: null }
  const { seq } = await live()
  expect(await editions.publish({ kind: 'published', national, localFiles, on: today(), ...by }, seq, [])).toBe('done')
  return (await live()).edition
}

const pulled = z.object({ replies: z.array(z.object({ text: z.string() })), working: z.boolean() })

/** Everything that someone who writes this for the first time is told. */
async function told(text: string): Promise<string> {
  const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }
  const at = (path: string): string => `http://127.0.0.1:${bot.port}${path}`
  const body = JSON.stringify({ id: 'pesan-000001', text })
  expect((await fetch(at('/web/messages'), { method: 'POST', headers, body })).status).toBe(202)
  let said = ''
  await expect
    .poll(async () => {
      const { replies, working } = pulled.parse(await (await fetch(at('/web/replies?after=0'), { headers })).json())
      said = replies.map(r => r.text).join('\n')
      return said !== '' && !working
    }, soon)
    .toBe(true)
  return said
}

const year = Number(today().slice(0, 4))
const circular = withChanges(
  national,
  new Map(),
  new Map([
    [REGULATION_FILE, dump({ ...regulation, in_force_from: `${year}-01-01`, enacted_on: null })],
    [ROWS_FILE, dump({ ...rows, rows: rows.rows.map(r => ({ ...r, years: [year] })) })],
  ]),
)
const THERE = `${ASK} di kabupaten wonogiri`

describe('an edition', () => {
  it('begins as the national files, and is recorded', async () => {
    expect(bot.edition).toBe(hashOf(national))
    expect(await live()).toMatchObject({ kind: 'national', edition: hashOf(national) })
    expect(await told(THERE)).not.toContain('edaran contoh')
  })

  it('published beside the bot answers within moments in its region, and nowhere else; pages and health show it', async () => {
    expect(PLACE).toBe('33.12')
    const edition = await publish(circular, 'edaran')
    await expect.poll(() => bot.edition, soon).toBe(edition)
    expect(await told(THERE)).toContain('edaran contoh')
    expect(await told(`${ASK} di kabupaten karanganyar`)).not.toContain('edaran contoh')
    const page = await fetch(`http://127.0.0.1:${bot.port}/k/${regulation.id}`)
    expect(await page.text()).toContain(regulation.title)
    const health = z
      .object({ edition: z.string() })
      .parse(await (await fetch(`http://127.0.0.1:${bot.port}${PATHS.health}`)).json())
    expect(health.edition).toBe(shortOf(edition))
  })

  it('that breaks a smoke question never answers: the one before it goes on, and the reason is kept', async () => {
    const before = bot.edition
    const { seq } = await live()
    await publish(withChanges(national, circular, new Map([['regulations/ID/uu-20-2023.yaml', null]])), 'keliru')
    await expect.poll(async () => (await live()).seq, soon).toBe(seq + 2)
    const record = await live()
    expect(record).toMatchObject({ kind: 'rolled-back', by: null, edition: before })
    expect(record.reason.startsWith(SMOKE_REASON)).toBe(true)
    expect(bot.edition).toBe(before)
    expect(await told(THERE)).toContain('edaran contoh')
  })

  it('goes on answering after a restart', async () => {
    const before = bot.edition
    await bot.stop()
    bot = await start()
    expect(bot.edition).toBe(before)
    expect(await told(THERE)).toContain('edaran contoh')
  })
})
