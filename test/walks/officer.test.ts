// A question that goes to a human and comes back, through the whole bot: asked on the web, shown, confirmed, answered by an officer, closed, rated.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDesk } from '../../src/adapters/desk.ts'
import { readText } from '../../src/adapters/disk.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { type Bot, openDatabase, startBot } from '../../src/bot.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { StaffBook } from '../../src/console/console.ts'
import {
  type CaseBook,
  hourOf,
  NO_HOLIDAYS,
  openSayings,
  parseDeskWords,
  type StepEvent,
  step,
} from '../../src/handoff/handoff.ts'
import { deskKeysOf, keyringFor } from '../../src/keyring.ts'
import { KENDARI } from '../conversation/officers.ts'
import { QUIET_YEAR } from '../edition.ts'
import { environmentIn } from '../store.ts'

const ROOT = join(import.meta.dirname, '../..')
const START_MS = 120_000
const soon = { timeout: 120_000, interval: 50 }
const OFFICER = { kind: 'officer', id: 'petugas-uji' } as const

let folder: string
let config: Config
let bot: Bot
let db: Database
let book: CaseBook & StaffBook

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-officer-'))
  config = readConfig(() => null, {
    RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
    RAMBU_PROMPTS: join(ROOT, 'prompts'),
    RAMBU_CACHE: join(ROOT, '.cache/rambu'),
    ...environmentIn(folder),
    RAMBU_HTTP_PORT: '0',
    RAMBU_CONSOLE_PORT: '0',
    RAMBU_LOG: 'silent',
  })
  bot = await startBot(config)
  db = await openDatabase(config, () => {}, true)
  book = openDesk(db, deskKeysOf(await keyringFor(config, db)))
  await book.saved([{ kind: 'team.saved', team: KENDARI, audit: [] }])
}, START_MS)
afterAll(async () => {
  await db.close()
  await bot.stop()
  rmSync(folder, { recursive: true })
})

const pulled = z.object({
  replies: z.array(
    z.object({ n: z.number(), text: z.string(), choices: z.array(z.object({ id: z.string(), title: z.string() })) }),
  ),
})
type Reply = z.infer<typeof pulled>['replies'][number]
let n = 0

function onWeb() {
  const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }
  const url = (path: string): string => `http://127.0.0.1:${bot.port}${path}`
  const seen: Reply[] = []
  const look = async (): Promise<void> => {
    const after = seen.at(-1)?.n ?? 0
    const signal = AbortSignal.timeout(300)
    const answered = await fetch(url(`/web/replies?after=${after}`), { headers, signal }).catch(() => null)
    if (answered?.status === 200) seen.push(...pulled.parse(await answered.json()).replies)
  }
  const hears = async (fits: RegExp, from = seen.length): Promise<Reply> => {
    const fresh = (): Reply[] => seen.slice(from).filter(r => fits.test(r.text))
    await expect.poll(async () => look().then(() => fresh().length), soon).toBeGreaterThan(0)
    return fresh()[0] ?? { n: 0, text: '', choices: [] }
  }
  const post = async (body: object, fits: RegExp): Promise<Reply> => {
    const from = seen.length
    await fetch(url('/web/messages'), { method: 'POST', headers, body: JSON.stringify({ id: `pesan-ke-${++n}`, ...body }) })
    return hears(fits, from)
  }
  return {
    says: (text: string, fits: RegExp) => post({ text }, fits),
    presses: (reply: Reply, title: string, fits: RegExp) =>
      post({ text: 'x', choice: reply.choices.find(c => c.title.includes(title))?.id ?? '' }, fits),
    hears,
  }
}

describe('an officer', () => {
  it(
    'answers someone unknown, who reads it in the same chat and closes with a mark',
    async () => {
      const sayings = openSayings(parseDeskWords(readText(join(config.promptsFolder, 'desk.id.yaml'))), config.keep.consultation)
      const web = onWeb()
      // teams are looked up anew after some seconds
      await expect
        .poll(
          async () => (await web.says('saya diancam atasan supaya mendukung calon', /takut|Berat/)).choices.map(c => c.id),
          soon,
        )
        .toContain('officer:ask')
      const confirm = await web.says('petugas', /Kirim sekarang/)
      const which = await web.presses(confirm, 'Kirim', /kantor yang tidak boleh/)
      await web.presses(which, 'Tidak ada', /Sudah dikirim kepada petugas Tim Pengawas/)

      const [found] = await book.list(QUIET_YEAR)
      if (found === undefined) throw new Error('nothing arrived')
      // what the officer sees names nobody and no channel
      expect(JSON.stringify(await book.open(found.id))).not.toMatch(/asker|web|http/i)
      const act = async (event: StepEvent, text: string | null): Promise<void> => {
        const opened = await book.open(found.id)
        if (opened === null) throw new Error('gone')
        const { id, version } = opened.consultation
        const context = {
          on: opened.consultation.openedOn,
          hour: hourOf(Date.now()),
          team: KENDARI,
          holidays: NO_HOLIDAYS,
          rank: 9,
          avoids: null,
          keptDays: 180,
        }
        const stepped = step(opened.consultation, event, context)
        if (stepped.kind === 'refused') throw new Error(stepped.why)
        const said =
          text === null ? null : sayings.reply('answers', { team: KENDARI.name, text, basis: [], isWithoutBasis: true })
        const words = said === null ? null : { ...said, citations: [], isWithoutBasis: true }
        const lines =
          words === null ? [] : [{ voice: 'officer' as const, words, by: OFFICER.id, on: context.on, readyAt: Date.now() }]
        expect(
          await book.commit([{ kind: 'consultation.stepped', of: { id, version }, to: stepped.to, lines, drops: [], audit: [] }]),
        ).toBe('done')
      }
      await act({ name: 'claim', by: OFFICER }, null)
      await act({ name: 'send', by: OFFICER }, 'Simpan buktinya dan jangan membalas.')
      const answer = await web.hears(/Simpan buktinya/)
      expect(answer.text).toMatch(/Jawaban petugas Tim Pengawas Netralitas Kota Kendari/)
      await web.says('siap pak, terima kasih', /Diteruskan/)
      const closed = await web.presses(answer, 'Sudah cukup', /Konsultasi ditutup/)
      await web.presses(closed, 'Membantu', /dicatat tanpa nama/)
      const ended = await book.open(found.id)
      expect(ended?.consultation).toMatchObject({ state: 'closed', rating: 'good' })
      expect(ended?.lines.map(l => l.words.text).at(-1)).toBe('siap pak, terima kasih')
    },
    START_MS,
  )
})
