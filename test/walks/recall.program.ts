// The whole program: a circular is published beside a running bot, and whoever was told otherwise before is told so and asks again.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { today } from '../../src/adapters/clock.ts'
import { openEditions } from '../../src/adapters/editions.ts'
import { openErrandDesk } from '../../src/adapters/errands.ts'
import { type Bot, openConfiguredStore, startBot } from '../../src/bot.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { callbackUpdate, type FakeBotApi, fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { REGULATION_FILE, ROWS_FILE, regulation, rows } from '../publishing/circular.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const [THERE, ELSEWHERE] = [930000000017, 930000000018]
const ACT = 'hadir kampanye cabup minggu sore cuma nyimak, boleh?'

let folder: string
let config: Config
let bot: Bot
let telegram: FakeBotApi

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-recall-'))
  telegram = await fakeBotApi()
  config = readConfig(() => null, {
    RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
    RAMBU_PROMPTS: join(ROOT, 'prompts'),
    RAMBU_CACHE: join(ROOT, '.cache/rambu'),
    ...environmentIn(folder),
    RAMBU_HTTP_PORT: '0',
    RAMBU_LOG: 'silent',
    RAMBU_TELEGRAM_TOKEN: telegram.token,
    RAMBU_TELEGRAM_API: telegram.apiRoot,
  })
  bot = await startBot(config)
})
afterAll(async () => {
  await bot.stop()
  await telegram.close()
  rmSync(folder, { recursive: true })
})

let n = 0
const says = (chat: number, text: string): void => void telegram.push(messageUpdate({ chat, messageId: ++n, text }))
const sentTo = (chat: number) => telegram.sent.filter(s => s.chat === String(chat))
const soon = { timeout: 120_000, interval: 50 }

/** The circular as of this year, published as the command line does it: on the same store, beside the bot. */
async function publishCircular(): Promise<void> {
  const { db } = await openConfiguredStore(config, () => {}, true)
  const editions = openEditions(db, null)
  const live = await editions.live()
  const national = live === null ? undefined : await editions.national(live.national)
  if (live === null || national === undefined) throw new Error('the bot has recorded no edition')
  const year = Number(today().slice(0, 4))
  const fresh = { ...rows, rows: rows.rows.map(r => ({ ...r, years: [year] })) }
  const localFiles = new Map([
    [REGULATION_FILE, { content: dump(regulation), base: null }],
    [ROWS_FILE, { content: dump(fresh), base: null }],
  ])
  const about = { kind: 'published', on: today(), by: null, approvedBy: null, reason: 'contoh', draft: null } as const
  expect(await editions.publish({ ...about, national, localFiles }, live.seq, [])).toBe('done')
  await db.close()
}

describe('a circular published beside a running bot', () => {
  it('is told to whom it concerns and to nobody else, and the question asked again is answered by it', async () => {
    says(THERE, `saya PNS di Kabupaten Wonogiri. ${ACT}`)
    says(ELSEWHERE, `saya PNS di Kabupaten Sukoharjo. ${ACT}`)
    await expect.poll(() => [THERE, ELSEWHERE].map(chat => sentTo(chat).length > 0), soon).toEqual([true, true])
    await expect.poll(() => sentTo(ELSEWHERE).length, soon).toBeGreaterThan(1)
    const before = sentTo(ELSEWHERE).length

    await publishCircular()

    const isRecall = (s: { readonly choices: readonly { readonly data: string }[] }): boolean =>
      s.choices.some(c => c.data.startsWith('anew:'))
    await expect.poll(() => sentTo(THERE).some(isRecall), soon).toBe(true)
    const recall = sentTo(THERE).find(isRecall)
    expect(recall?.text).toContain(ACT.slice(0, 20))
    const again = recall?.choices.find(c => c.data.startsWith('anew:'))
    telegram.push(callbackUpdate({ chat: THERE, id: `press-${++n}`, data: again?.data ?? '' }))
    await expect.poll(() => sentTo(THERE).at(-1)?.text, soon).toContain('SE Contoh 1/2026')

    expect(sentTo(ELSEWHERE)).toHaveLength(before)
  })

  it('leaves the office a count in which two people are too few to be told of', async () => {
    const { db } = await openConfiguredStore(config, () => {}, true)
    await expect
      .poll(() => openErrandDesk(db).recallOf(2), soon)
      .toMatchObject({ kind: 'done', result: { isTooFew: true, told: 0, bySituation: [] } })
    await db.close()
  })
})
