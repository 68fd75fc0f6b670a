// The whole program on each channel, against fakes that speak the platforms' HTTP: asked, narrowed, a clause opened, forgotten.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Bot, startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { callbackUpdate, type FakeBotApi, fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import {
  choiceMessage,
  deliver,
  FAKE_PHONE_NUMBER_ID,
  FAKE_TOKEN,
  type FakeCloudApi,
  fakeCloudApi,
  textMessage,
} from '../fakes/whatsapp.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const QUESTION = 'sy PNS, td malem kepencet like postingan calon bupati, kena sanksi ga?'
const CHAT = 920000000017
const NUMBER = '620000000029'
const WAMID = `wamid.${Buffer.from(NUMBER).toString('base64')}`
const APP_SECRET = 'app-secret-for-tests'

/** What a person sees of a channel: texts, and what can be pressed, newest last. */
type Seen = { readonly text: string; readonly choices: readonly { readonly id: string }[] }
type Person = {
  readonly says: (text: string) => Promise<void>
  readonly presses: (id: string) => Promise<void>
  readonly sees: () => readonly Seen[] | Promise<readonly Seen[]>
}

let folder: string
let bot: Bot
let telegram: FakeBotApi
let whatsapp: FakeCloudApi

const start = (): Promise<Bot> =>
  startBot(
    readConfig(() => null, {
      RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
      RAMBU_PROMPTS: join(ROOT, 'prompts'),
      RAMBU_CACHE: join(ROOT, '.cache/rambu'),
      ...environmentIn(folder),
      RAMBU_HTTP_PORT: '0',
      RAMBU_LOG: 'silent',
      RAMBU_TELEGRAM_TOKEN: telegram.token,
      RAMBU_TELEGRAM_API: telegram.apiRoot,
      RAMBU_WHATSAPP_TOKEN: FAKE_TOKEN,
      RAMBU_WHATSAPP_APP_SECRET: APP_SECRET,
      RAMBU_WHATSAPP_VERIFY_TOKEN: 'verify-token-for-tests',
      RAMBU_WHATSAPP_PHONE_NUMBER_ID: FAKE_PHONE_NUMBER_ID,
      RAMBU_WHATSAPP_API: whatsapp.url,
    }),
  )

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-bot-'))
  telegram = await fakeBotApi()
  whatsapp = await fakeCloudApi()
  bot = await start()
})
afterAll(async () => {
  await bot.stop()
  await telegram.close()
  await whatsapp.close()
  rmSync(folder, { recursive: true })
})

const url = (path: string): string => `http://127.0.0.1:${bot.port}${path}`

let n = 0
const onTelegram = (chat: number): Person => ({
  says: async text => void telegram.push(messageUpdate({ chat, messageId: ++n, text })),
  presses: async data => void telegram.push(callbackUpdate({ chat, id: `press-${++n}`, data })),
  sees: () =>
    telegram.sent
      .filter(s => s.chat === String(chat))
      .map(s => ({ text: s.text, choices: s.choices.map(c => ({ id: c.data })) })),
})

const idsIn = (value: unknown): { id: string }[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  const own = 'id' in value && typeof value.id === 'string' ? [{ id: value.id }] : []
  return [...own, ...Object.values(value).flatMap(idsIn)]
}
const textIn = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return ''
  for (const key of ['body', 'text', 'interactive'] as const) {
    if (!(key in value)) continue
    const inner: unknown = Object.entries(value).find(([k]) => k === key)?.[1]
    return typeof inner === 'string' ? inner : textIn(inner)
  }
  return ''
}
const onWhatsapp = (number: string): Person => ({
  says: async text => {
    expect(await deliver(url('/whatsapp'), textMessage(number, text, `${WAMID}${++n}`), { signedWith: APP_SECRET })).toBe(200)
  },
  presses: async id => {
    const pressed = choiceMessage(number, { id, title: 'x' }, `${WAMID}${++n}`)
    expect(await deliver(url('/whatsapp'), pressed, { signedWith: APP_SECRET })).toBe(200)
  },
  sees: () =>
    whatsapp
      .accepted()
      .filter(a => a.to === number)
      .map(a => ({ text: textIn(a.body), choices: idsIn(a.body).filter(c => c.id.includes(':') || c.id === 'new') })),
})

const pulled = z.object({
  replies: z.array(z.object({ n: z.number(), text: z.string(), choices: z.array(z.object({ id: z.string() })) })),
})

const onWeb = (secret: string): Person => {
  const headers = { authorization: `Bearer ${secret}` }
  const post = async (body: unknown): Promise<void> => {
    const sent = await fetch(url('/web/messages'), { method: 'POST', headers, body: JSON.stringify(body) })
    expect(sent.status).toBe(202)
  }
  const seen: (Seen & { n: number })[] = []
  return {
    says: text => post({ id: `message-${++n}`, text }),
    presses: choice => post({ id: `message-${++n}`, text: 'x', choice }),
    sees: async () => {
      const after = seen.at(-1)?.n ?? 0
      const answered = await fetch(url(`/web/replies?after=${after}`), { headers, signal: AbortSignal.timeout(200) }).catch(
        () => null,
      )
      if (answered !== null) seen.push(...pulled.parse(await answered.json()).replies)
      return seen
    },
  }
}

const soon = { timeout: 120_000, interval: 20 }
const filesOf = (at: string): string[] =>
  readdirSync(at, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => join(f.parentPath, f.name))

describe('the bot', () => {
  const people: readonly (readonly [string, () => Person])[] = [
    ['telegram', () => onTelegram(CHAT)],
    ['whatsapp', () => onWhatsapp(NUMBER)],
    ['web', () => onWeb(randomBytes(16).toString('base64url'))],
  ]
  for (const [channel, meet] of people)
    it(`answers on ${channel}: a question, a narrowing choice, a clause opened`, async () => {
      const person = meet()
      const idOf = async (prefix: string): Promise<string> =>
        (await person.sees()).flatMap(s => s.choices).findLast(c => c.id.startsWith(prefix))?.id ?? ''
      const count = async (): Promise<number> => (await person.sees()).length
      await person.says(QUESTION)
      await expect.poll(async () => (await person.sees()).map(s => s.text).join('\n'), soon).toMatch(/Pasal \d+/)
      await expect.poll(() => idOf('narrow:'), soon).not.toBe('')

      const first = await idOf('narrow:')
      const before = await count()
      await person.presses(first)
      await expect.poll(count, soon).toBeGreaterThan(before)

      // a long answer goes ahead, what can be chosen hangs on its last piece
      await expect.poll(() => idOf('clause:'), soon).not.toBe('')
      const clause = await idOf('clause:')
      const opened = await count()
      await person.presses(clause)
      await expect.poll(count, soon).toBeGreaterThan(opened)
      expect((await person.sees()).at(-1)?.text).toMatch(/Pasal|Lampiran/)
    })

  it('leaves no number, no platform id and no key in what is stored', async () => {
    const stored = filesOf(join(folder, 'data')).map(f => readFileSync(f).toString('latin1'))
    expect(stored.some(s => s.includes('asker_id'))).toBe(true)
    for (const secret of [String(CHAT), NUMBER, Buffer.from(NUMBER).toString('base64').slice(0, 12), 'wamid'])
      expect(stored.filter(s => s.includes(secret))).toEqual([])
    const key = readFileSync(join(folder, 'keys/address.key'), 'utf8')
    expect(stored.filter(s => s.includes(key))).toEqual([])
  })

  it('answers what was written while it was down, once it is back, and nothing twice', async () => {
    const person = onTelegram(CHAT + 1)
    await bot.stop()
    await person.says('bolehkah PPPK memasang stiker partai di motor pribadi?')
    bot = await start()
    await expect.poll(() => telegram.sent.filter(s => s.chat === String(CHAT + 1)).length, soon).toBeGreaterThan(0)
    const count = telegram.sent.length
    await bot.stop()
    bot = await start()
    await person.says('makasih min')
    await expect.poll(() => telegram.sent.length, soon).toBeGreaterThan(count)
    const texts = telegram.sent.filter(s => s.chat === String(CHAT + 1)).map(s => s.text)
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('forgets a person who asks for it: address, conversation and all', async () => {
    const person = onTelegram(CHAT + 2)
    await person.says('hapus data saya')
    const yes = async (): Promise<string> => (await person.sees()).flatMap(s => s.choices)[0]?.id ?? ''
    await expect.poll(yes, soon).not.toBe('')
    const count = (await person.sees()).length
    await person.presses(await yes())
    await expect.poll(async () => (await person.sees()).length, soon).toBeGreaterThan(count)
  })

  it('says in health what is on and how it is', async () => {
    const health = await fetch(url('/healthz'))
    expect(health.status).toBe(200)
    expect(await health.json()).toMatchObject({ store: 'ok', channels: ['web', 'telegram', 'whatsapp'] })
    expect(await (await fetch(url('/metrics'))).text()).toContain('rambu_turns_total')
  })
})
