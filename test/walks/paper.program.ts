// A circular forwarded to the whole program on each channel, as PDF, DOCX and photograph; and files that mean no good.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { Document, Packer, Paragraph } from 'docx'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Bot, startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { lockedPdf, swellingPdf } from '../adapters/hostile.ts'
import { edition, words } from '../edition.ts'
import { type FakeBotApi, fakeBotApi, fileUpdate } from '../fakes/telegram.ts'
import {
  deliver,
  duplicated,
  FAKE_PHONE_NUMBER_ID,
  FAKE_TOKEN,
  type FakeCloudApi,
  fakeCloudApi,
  fileMessage,
} from '../fakes/whatsapp.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const APP_SECRET = 'app-secret-for-tests'
const CHAT = 920000000051
const NUMBER = '620000000053'
const DOCUMENT = 'se-menpanrb-18-2023'

/** The loaded circular as its office could have typed it, on lines that fit a page. */
function lines(alter: (text: string) => string = text => text): string[] {
  const own = edition.regulation(DOCUMENT)?.clauses.filter(c => c.text_status !== 'summary') ?? []
  const head = [
    'KEMENTERIAN PENDAYAGUNAAN APARATUR NEGARA',
    'DAN REFORMASI BIROKRASI',
    'SURAT EDARAN',
    'NOMOR 18 TAHUN 2023',
    'TENTANG',
  ]
  const body = own.map((c, i) => `${i + 1}. ${alter(c.text)}`)
  const wrapped = body.flatMap(text => text.match(/.{1,78}(?:\s+|$)/g) ?? [])
  return [
    ...head,
    'NETRALITAS ASN YANG MEMILIKI PASANGAN BERSTATUS CALON',
    '',
    ...wrapped.map(l => l.trim()),
    '',
    'Ditetapkan di Jakarta',
  ]
}
const permitted = (text: string): string => text.replace('namun tidak boleh terlibat', 'dan boleh terlibat')

async function asPdf(text: readonly string[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.TimesRoman)
  const page = pdf.addPage([595, 842])
  text.forEach((line, i) => {
    page.drawText(line, { x: 60, y: 780 - i * 16, size: 11, font })
  })
  return pdf.save()
}

const asDocx = (text: readonly string[]): Promise<Uint8Array> =>
  Packer.toBuffer(new Document({ sections: [{ children: text.map(line => new Paragraph(line)) }] }))

function asPhoto(text: readonly string[]): Uint8Array {
  const canvas = createCanvas(1700, 2300)
  const ink = canvas.getContext('2d')
  ink.fillStyle = '#fbfaf7'
  ink.fillRect(0, 0, canvas.width, canvas.height)
  ink.fillStyle = '#1b1b1f'
  ink.font = '34px "Liberation Serif"'
  text.forEach((line, i) => {
    ink.fillText(line, 140, 160 + i * 54)
  })
  return canvas.toBuffer('image/jpeg', 92)
}

let folder: string
let bot: Bot
let telegram: FakeBotApi
let whatsapp: FakeCloudApi

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-paper-'))
  telegram = await fakeBotApi()
  whatsapp = await fakeCloudApi()
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
    }),
  )
})
afterAll(async () => {
  await bot.stop()
  await telegram.close()
  await whatsapp.close()
  rmSync(folder, { recursive: true })
})

const url = (path: string): string => `http://127.0.0.1:${bot.port}${path}`
const soon = { timeout: 120_000, interval: 50 }

let n = 0
/** What the bot answered to a file on Telegram, one chat each. */
async function sendOnTelegram(bytes: Uint8Array, more: { isPhoto?: boolean; caption?: string; size?: number } = {}) {
  n += 1
  const chat = CHAT + n
  telegram.file(`file${n}`, bytes)
  telegram.push(fileUpdate({ chat, messageId: n, fileId: `file${n}`, ...more }))
  const said = (): string[] =>
    telegram.sent.filter(s => s.chat === String(chat) && s.text !== words.say('reading_now')).map(s => s.text)
  await expect.poll(() => said().length, soon).toBeGreaterThan(0)
  return said()
}

describe('a circular that is forwarded', () => {
  it('is known as a PDF on Telegram', async () => {
    const [answer] = await sendOnTelegram(await asPdf(lines()), { caption: 'min ini asli ga?' })
    expect(answer).toContain('Teks ini cocok dengan SE MenPANRB 18 (2023)')
    expect(answer).toContain(words.say('genuine_paper'))
  })

  it('is altered as a DOCX on WhatsApp, where its words differ; brought twice it is answered once', async () => {
    whatsapp.media('media-1', await asDocx(lines(permitted)))
    const message = fileMessage(NUMBER, 'wamid.1', 'media-1', 'document')
    expect(await deliver(url('/whatsapp'), duplicated(message), { signedWith: APP_SECRET })).toBe(200)
    expect(await deliver(url('/whatsapp'), message, { signedWith: APP_SECRET })).toBe(200)
    const said = (): string => JSON.stringify(whatsapp.accepted().map(a => a.body))
    await expect.poll(said, soon).toContain('Teks ini mirip SE MenPANRB 18 (2023)')
    expect(said()).toMatch(/Dimuat: “[^”]*tidak boleh terlibat[^”]*”\. Dikirim: ‘[^’]*dan boleh terlibat[^’]*’/)
    expect(said().match(/Teks ini mirip/g)).toHaveLength(1)
  })

  it('is read off a photograph on the web: the same, and where a word came', async () => {
    const secret = randomBytes(16).toString('base64url')
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'image/jpeg' }
    const pulled = z.object({ replies: z.array(z.object({ text: z.string() })) })
    const answers = async (): Promise<string> => {
      const answered = await fetch(url('/web/replies?after=0'), { headers, signal: AbortSignal.timeout(500) }).catch(() => null)
      return answered === null
        ? ''
        : pulled
            .parse(await answered.json())
            .replies.map(r => r.text)
            .join('\n')
    }
    for (const [i, photo] of [asPhoto(lines()), asPhoto(lines(permitted))].entries()) {
      const body = new Blob([new Uint8Array(photo)])
      expect((await fetch(url(`/web/files?id=berkas-nomor-${i}`), { method: 'POST', headers, body })).status).toBe(202)
      await expect
        .poll(answers, soon)
        .toContain(i === 0 ? 'Teks ini cocok dengan SE MenPANRB 18' : 'Teks ini mirip SE MenPANRB 18')
    }
    expect(await answers()).toMatch(/Dikirim: ‘[^’]*boleh terlibat/)
  })

  it('that is a picture of a chat is not judged', async () => {
    const chat = ['Grup Keluarga', 'Besok kumpul jam tujuh ya', 'Siap, jangan lupa bawa kue', 'Oke sampai ketemu besok pagi']
    const [answer] = await sendOnTelegram(asPhoto(chat), { isPhoto: true })
    expect(answer).toContain(words.say('genuine_post'))
  })
})

describe('a file that means no good', () => {
  it('is refused with a sentence, whatever it says it is', async () => {
    const hostile: readonly (readonly [Uint8Array, string])[] = [
      [lockedPdf(), words.say('unread_locked')],
      [Buffer.from('MZ\x90 bukan surat\0'.repeat(50)), words.say('unread_not_document')],
      [Buffer.from('%PDF-1.7\nrusak'), words.say('unread_broken')],
    ]
    for (const [bytes, sentence] of hostile) expect((await sendOnTelegram(bytes))[0]).toContain(sentence)
    expect((await sendOnTelegram(Buffer.alloc(1), { size: 12 * 1024 * 1024 }))[0]).toContain(words.say('unread_large'))
  })

  it('that swells ends, and the next is read', async () => {
    const [answer] = await sendOnTelegram(swellingPdf(900))
    expect(answer).toMatch(/^Berkas|^Tulisannya|^Isi berkas/)
    expect((await sendOnTelegram(await asPdf(lines())))[0]).toContain('Teks ini cocok dengan')
  })

  it('is not taken on the web from nobody, nor when it is too large', async () => {
    const send = (authorization: string, bytes: number): Promise<number> =>
      fetch(url('/web/files?id=berkas-nomor-9'), { method: 'POST', headers: { authorization }, body: new Uint8Array(bytes) })
        .then(r => r.status)
        .catch(() => 413)
    expect(await send('Bearer x', 10)).toBe(401)
    expect(await send(`Bearer ${randomBytes(16).toString('base64url')}`, 10 * 1024 * 1024 + 1)).toBe(413)
    expect(await send(`Bearer ${randomBytes(16).toString('base64url')}`, 0)).toBe(400)
  })

  it('leaves neither bytes nor words in what is stored', () => {
    const stored = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(f => f.isFile())
      .map(f => readFileSync(join(f.parentPath, f.name)).toString('latin1'))
    for (const trace of ['%PDF', 'word/document.xml', 'JFIF', 'BERSTATUS CALON'])
      expect(
        stored.filter(s => s.includes(trace)),
        trace,
      ).toEqual([])
  })
})
