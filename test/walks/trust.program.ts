// Coming back with a secret of one's own, and showing others that an answer was real: through the whole bot, over the web and Telegram's fake.
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dump, JSON_SCHEMA, load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { today } from '../../src/adapters/clock.ts'
import { type Bot, openDatabase, startBot } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/library.ts'
import { consultEdition } from '../../src/main.ts'
import { openProof, proofName } from '../../src/sealing.ts'
import { siteOf } from '../../src/sheet.ts'
import { words } from '../edition.ts'
import { type FakeBotApi, fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 240_000
const placesOf = () => ({ dataFolder: join(folder, 'data'), vaultFolder: join(folder, 'vault') })

let folder: string
let telegram: FakeBotApi
let bot: Bot

const start = (knowledge = join(ROOT, 'knowledge')): Promise<Bot> =>
  startBot(
    readConfig(() => null, {
      RAMBU_KNOWLEDGE: knowledge,
      RAMBU_PROMPTS: join(ROOT, 'prompts'),
      RAMBU_CACHE: join(ROOT, '.cache/rambu'),
      ...environmentIn(folder),
      RAMBU_HTTP_PORT: '0',
      RAMBU_LOG: 'silent',
      RAMBU_PUBLIC_URL: 'http://rambu.example',
      RAMBU_TELEGRAM_TOKEN: telegram.token,
      RAMBU_TELEGRAM_API: telegram.apiRoot,
    }),
  )

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-trust-'))
  telegram = await fakeBotApi()
  bot = await start()
}, START_MS)
afterAll(async () => {
  await bot.stop()
  await telegram.close()
  rmSync(folder, { recursive: true })
})

const url = (path: string): string => `http://127.0.0.1:${bot.port}${path}`
const soon = { timeout: 120_000, interval: 20 }
let n = 0

const pulled = z.object({
  replies: z.array(z.object({ n: z.number(), text: z.string(), choices: z.array(z.object({ id: z.string() })) })),
})
type Reply = z.infer<typeof pulled>['replies'][number]

function onWeb() {
  const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }
  const seen: Reply[] = []
  const post = async (body: object): Promise<void> => {
    const sent = await fetch(url('/web/messages'), {
      method: 'POST',
      headers,
      body: JSON.stringify({ id: `pesan-ke-${++n}`, ...body }),
    })
    expect(sent.status).toBe(202)
  }
  const look = async (): Promise<void> => {
    const after = seen.at(-1)?.n ?? 0
    const answered = await fetch(url(`/web/replies?after=${after}`), { headers, signal: AbortSignal.timeout(300) }).catch(
      () => null,
    )
    if (answered?.status === 200) seen.push(...pulled.parse(await answered.json()).replies)
  }
  /** Writes, and waits until something is read that fits. */
  const hears = async (body: object, fits: RegExp): Promise<string> => {
    const before = seen.length
    await post(body)
    const fresh = (): Reply[] => seen.slice(before).filter(r => fits.test(r.text))
    await expect.poll(async () => look().then(() => fresh().length), soon).toBeGreaterThan(0)
    return fresh()[0]?.text ?? ''
  }
  return {
    says: (text: string, fits: RegExp) => hears({ text }, fits),
    presses: (choice: string, fits: RegExp) => hears({ text: 'x', choice }, fits),
    seen,
  }
}

async function onTelegram(chat: number, text: string, fits: RegExp): Promise<string> {
  const before = telegram.sent.length
  telegram.push(messageUpdate({ chat, messageId: ++n, text }))
  const heard = () => telegram.sent.slice(before).filter(s => s.chat === String(chat) && fits.test(s.text))
  await expect.poll(() => heard().length, soon).toBeGreaterThan(0)
  return heard()[0]?.text ?? ''
}

const wordsIn = (text: string): string[] => [...text.matchAll(/^\d\. ([a-z]+)$/gm)].map(m => m[1] ?? '')

describe('a receipt', () => {
  it('made on the web opens the conversation on Telegram, and the web then stands for nobody', async () => {
    const web = onWeb()
    await web.says('saya PPPK. boleh ga jadi tim sukses calon bupati?', /^Tidak boleh/)
    await web.says('status pppk', /PPPK/)
    const words = wordsIn(await web.says('tanda terima', /delapan kata/))
    expect(words).toHaveLength(8)
    // shown once, and it counts only once it has been typed back
    await onTelegram(6_200_000_101, words.join(' '), /Tidak ada percakapan/)
    await web.says(words.toSpliced(2, 1, 'zzzzzz').join(' '), /ke-3/)
    await web.says(words.join(' '), /^Benar/)
    const opened = await onTelegram(
      6_200_000_102,
      `Kode saya: ${words.map(w => w.toUpperCase()).join(', ')}`,
      /berlanjut di sini/,
    )
    expect(opened).toMatch(/Tidak boleh/)
    await onTelegram(6_200_000_102, 'status', /PPPK/)
    // whoever writes from the web now is someone else
    await web.says('status', /tidak saya ingat/)
    const stored = ['data/rambu.db', 'vault/vault.db'].map(f => readFileSync(join(folder, f)).toString('latin1'))
    expect(words.filter(w => stored.some(s => s.includes(`${w} `)))).toEqual([])
  })
})

describe('a proof', () => {
  it(
    'shows answer, facts and clauses to anyone, and says so when the law has changed since',
    async () => {
      const web = onWeb()
      await web.says('bolehkah PNS jadi anggota partai politik?', /^Tidak boleh/)
      const said = await web.says('kode bukti', /http:\/\/rambu\.example\/t\//)
      const code = said.match(/\/t\/([a-z2-9-]{19})/)?.[1] ?? ''
      const page = async (path: string) => {
        const answered = await fetch(url(path), { redirect: 'manual' })
        return { status: answered.status, html: await answered.text() }
      }
      const before = await page(`/t/${code}`)
      expect(before.status).toBe(200)
      expect(before.html).toContain(code)
      expect(before.html).toMatch(/Tidak boleh/)
      expect(before.html).toMatch(/href="\/k\/[^"]+"/)
      expect((await page(`/t/${code.toUpperCase().replaceAll('-', '')}`)).status).toBe(200)
      expect((await page('/t/aaaa-bbbb-cccc-dddd')).status).toBe(404)
      // every clause that it names has a page
      for (const [, path] of before.html.matchAll(/href="(\/k\/[^"]+)"/g)) expect((await page(path ?? '')).status, path).toBe(200)

      // the same proof read by an edition in which a clause that it names has ended
      const db = await openDatabase({ databaseUrl: null, ...placesOf() }, () => {}, true)
      const [row] = await db.read('SELECT sealed FROM proof WHERE name = ?', [proofName(code)])
      await db.close()
      const proof = row?.sealed instanceof Uint8Array ? openProof(code, row.sealed) : ''
      const { citations } = z.object({ citations: z.array(z.object({ ref: z.string() })) }).parse(JSON.parse(proof))
      const changed = join(folder, 'knowledge')
      cpSync(join(ROOT, 'knowledge'), changed, { recursive: true })
      const [document = ''] = citations[0]?.ref.split(' ') ?? []
      const path = join(changed, 'regulations', 'ID', `${document}.yaml`)
      const regulation = load(readFileSync(path, 'utf8'), { schema: JSON_SCHEMA })
      const law = z.looseObject({ clauses: z.array(z.looseObject({ label: z.string() })) }).parse(regulation)
      const ended = law.clauses.map(c => ({ ...c, in_force_until: '2026-01-01', force: 'repealed' }))
      writeFileSync(path, dump({ ...law, clauses: ended }))
      const readBy = (knowledgeFolder: string): string => {
        const site = siteOf({ promptsFolder: join(ROOT, 'prompts'), publicUrl: null })
        return openLibrary(consultEdition({ knowledgeFolder }), words, site)({ kind: 'proof', code, proof, on: today() }).page
          .html
      }
      expect(readBy(join(ROOT, 'knowledge'))).not.toMatch(/tidak berlaku lagi|Berubah/)
      expect(readBy(changed)).toMatch(/tidak berlaku lagi/i)
    },
    START_MS,
  )
})
