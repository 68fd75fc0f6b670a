// A question asked aloud of the whole program on each channel, and one photographed: heard, shown back, answered; and where nothing may be heard.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Bot, startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { words } from '../edition.ts'
import { type FakeModel, fakeModel } from '../fakes/openai.ts'
import { callbackUpdate, type FakeBotApi, fakeBotApi, fileUpdate, messageUpdate, voiceUpdate } from '../fakes/telegram.ts'
import {
  choiceMessage,
  deliver,
  FAKE_PHONE_NUMBER_ID,
  FAKE_TOKEN,
  type FakeCloudApi,
  fakeCloudApi,
  fileMessage,
} from '../fakes/whatsapp.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const APP_SECRET = 'app-secret-for-tests'
const CHAT = 920000000071
const NUMBER = '620000000073'
const SPOKEN = 'Bolehkah saya jadi tim sukses calon bupati? Nomor saya 081200000001.'
const SHOWN = 'Bolehkah saya jadi tim sukses calon bupati? Nomor saya [nomor].'
const SOUND = Buffer.from(`OggS${'suara asker uji '.repeat(40)}`)
const SHOWN_BACK = words.say('heard_voice', { text: SHOWN })

let folder: string
let bot: Bot | null = null
let telegram: FakeBotApi
let whatsapp: FakeCloudApi
let model: FakeModel

const start = async (more: Record<string, string> = {}): Promise<void> => {
  bot = await startBot(
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
      RAMBU_MODEL_URL: model.url,
      RAMBU_MODEL_KEY: model.key,
      RAMBU_MODEL_VOICE: 'dengar',
      RAMBU_MODEL_VISION: 'lihat',
      RAMBU_MODEL_LOCAL: 'yes',
      ...more,
    }),
  )
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-voice-'))
  telegram = await fakeBotApi()
  whatsapp = await fakeCloudApi()
  model = await fakeModel({ minds: { hear: () => SPOKEN, other: () => '{"text":"Bolehkah PNS jadi tim sukses calon bupati?"}' } })
})
afterAll(async () => {
  await Promise.all([telegram.close(), whatsapp.close(), model.close()])
  rmSync(folder, { recursive: true })
})
afterEach(async () => {
  await bot?.stop()
  bot = null
  model.clear()
  model.behave('good')
})

const url = (path: string): string => `http://127.0.0.1:${bot?.port}${path}`
const soon = { timeout: 120_000, interval: 50 }

let n = 0
function onTelegram() {
  const chat = CHAT + ++n
  const all = () => telegram.sent.filter(s => s.chat === String(chat))
  const said = (): string[] => all().map(s => s.text)
  return {
    speaks: (bytes: Uint8Array = SOUND) => {
      n += 1
      telegram.file(`suara${n}`, bytes)
      telegram.push(voiceUpdate({ chat, messageId: n, fileId: `suara${n}`, size: bytes.length }))
    },
    photographs: (bytes: Uint8Array) => {
      n += 1
      telegram.file(`foto${n}`, bytes)
      telegram.push(fileUpdate({ chat, messageId: n, fileId: `foto${n}`, isPhoto: true }))
    },
    says: (text: string) => telegram.push(messageUpdate({ chat, messageId: ++n, text })),
    presses: (answer: 'yes' | 'no') => {
      const choice = all()
        .flatMap(s => s.choices)
        .findLast(c => c.data.startsWith('heard:') && c.data.endsWith(answer))
      telegram.push(callbackUpdate({ chat, id: `press-${++n}`, data: choice?.data ?? '' }))
    },
    hears: async (text: string) => await expect.poll(() => said().join('\n'), soon).toContain(text),
    said,
  }
}

const FORBIDDEN = 'Tidak boleh'

describe('a voice note', () => {
  it('on Telegram is shown back without a number that was in it, and answered after a yes', async () => {
    await start()
    const asker = onTelegram()
    asker.speaks()
    await asker.hears(SHOWN_BACK)
    expect(asker.said().join('\n')).not.toContain(FORBIDDEN)
    asker.presses('yes')
    await asker.hears(FORBIDDEN)
    expect(asker.said().join('\n')).not.toContain('081200000001')
    expect(model.heard.filter(h => h.path.endsWith('/audio/transcriptions'))).toHaveLength(1)
    // neither the bytes nor what was heard stand in any file as they are
    await bot?.stop()
    const stored = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(f => f.isFile())
      .map(f => readFileSync(join(f.parentPath, f.name)).toString('latin1'))
      .join('\n')
    expect(stored).not.toMatch(/suara asker uji|tim sukses calon|081200000001/)
    bot = null
  })

  it('on WhatsApp and on the web is heard too', async () => {
    await start()
    whatsapp.media('suara-1', SOUND)
    const note = fileMessage(NUMBER, 'wamid.71', 'suara-1', 'audio')
    expect(await deliver(url('/whatsapp'), note, { signedWith: APP_SECRET })).toBe(200)
    const sent = (): string => JSON.stringify(whatsapp.accepted().map(a => a.body))
    await expect.poll(sent, soon).toContain(SHOWN_BACK)
    const yes = sent().match(/heard:\w+:yes/)?.[0] ?? ''
    const pressed = choiceMessage(NUMBER, { id: yes, title: 'Ya' }, 'wamid.72')
    expect(await deliver(url('/whatsapp'), pressed, { signedWith: APP_SECRET })).toBe(200)
    await expect.poll(sent, soon).toContain(FORBIDDEN)

    const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }
    const pulled = z.object({ replies: z.array(z.object({ text: z.string() })) })
    const body = new Blob([new Uint8Array(SOUND)])
    const type = { 'content-type': 'audio/ogg' }
    const uploaded = await fetch(url('/web/files?id=rekaman-nomor-1'), { method: 'POST', headers: { ...headers, ...type }, body })
    expect(uploaded.status).toBe(202)
    const answers = async (): Promise<string> => {
      const answered = await fetch(url('/web/replies?after=0'), { headers, signal: AbortSignal.timeout(500) }).catch(() => null)
      return answered === null ? '' : JSON.stringify(pulled.parse(await answered.json()))
    }
    await expect.poll(answers, soon).toContain(SHOWN.slice(0, 40))
    await fetch(url('/web/messages'), { method: 'POST', headers, body: JSON.stringify({ id: 'pesan-nomor-1', text: 'betul' }) })
    await expect.poll(answers, soon).toContain(FORBIDDEN)
  })

  it('that the server does not hear costs nobody their answer', async () => {
    await start()
    const asker = onTelegram()
    model.behave('broken')
    asker.speaks()
    await asker.hears(words.say('voice_busy'))
    asker.says('boleh ga jadi tim sukses calon bupati?')
    await asker.hears(FORBIDDEN)
  })

  it('goes nowhere when the model is elsewhere: what is said is what was always said', async () => {
    await start({ RAMBU_MODEL_LOCAL: 'no', RAMBU_MODEL_READ: 'baca' })
    const asker = onTelegram()
    asker.speaks()
    await asker.hears(words.say('kind_voice'))
    expect(model.heard).toEqual([])
  })
})

function screenshot(lines: readonly string[], scale = 1): Uint8Array {
  const canvas = createCanvas(1080 * scale, 1500 * scale)
  const ink = canvas.getContext('2d')
  ink.fillStyle = '#efe7de'
  ink.fillRect(0, 0, canvas.width, canvas.height)
  ink.scale(scale, scale)
  lines.forEach((line, i) => {
    ink.fillStyle = '#ffffff'
    ink.fillRect(40, 150 + i * 120, 980, 96)
    ink.fillStyle = '#1b1b1f'
    ink.font = '40px "Liberation Sans"'
    ink.fillText(line, 64, 212 + i * 120)
  })
  return canvas.toBuffer('image/png')
}
const CHAT_LINES = [
  'Grup Kantor',
  'Budi: mau tanya dong',
  'bolehkah PNS jadi tim sukses',
  'calon bupati?',
  'Siti: wah kurang tahu',
]

describe('a picture', () => {
  it('of a chat with a question is read without any model, shown back and answered', async () => {
    await start({ RAMBU_MODEL_VISION: '' })
    const asker = onTelegram()
    asker.photographs(screenshot(CHAT_LINES))
    await asker.hears('Benar, itu yang ingin Anda tanyakan?')
    asker.says('iya')
    await asker.hears(FORBIDDEN)
    expect(model.heard).toEqual([])
  })

  it('that cannot be read otherwise is copied by the model beside the bot', async () => {
    await start()
    const asker = onTelegram()
    asker.photographs(screenshot(CHAT_LINES, 0.35))
    await asker.hears(words.say('heard_picture', { text: 'Bolehkah PNS jadi tim sukses calon bupati?' }))
    expect(model.asked()[0]?.images[0]).toMatch(/^data:image\/jpeg;base64,/)
    asker.presses('no')
    await asker.hears(words.say('heard_no_picture'))
  })
})
