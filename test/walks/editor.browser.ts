// A circular from the table to the answer, in a real browser and with the real bot: read, corrected, tried, let go of by a second person, told to
// whoever asked before, forwarded true and altered, and taken back. SHOTS=<folder> keeps a picture of every page, wide and narrow.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openEditions } from '../../src/adapters/editions.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { type Bot, openDatabase, startBot } from '../../src/bot.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { hasBrowser, launch, SHOTS } from '../chromium.ts'
import { type FakeBotApi, fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { environmentIn } from '../store.ts'
import { asPdf, asText, POINTS, TORN } from './edaran.ts'
import { type Asker, follow, type Heard, joinBy, onTelegram, press, ROOT, soon, violations } from './people.ts'

const SIZES = { meja: { width: 1280, height: 800 }, ponsel: { width: 360, height: 740 } } as const
const DESKTOP: BrowserContextOptions = { viewport: SIZES.meja, reducedMotion: 'reduce' }
const PHONE: BrowserContextOptions = { viewport: SIZES.ponsel, hasTouch: true, isMobile: true, reducedMotion: 'reduce' }
const START_MS = 240_000
/** Long enough for a document, a trial or a changed edition while others use the machine. */
const WORK_MS = 240_000
/** A Monday morning in Wonogiri. */
const MONDAY = Date.parse('2026-11-23T08:05:00+07:00')
const HERE = 'Kabupaten Wonogiri'
const NEIGHBOUR = 'Kabupaten Sukoharjo'
const SHORT = 'SE Bupati Wonogiri 2026'
const DOCUMENT = '/k/se-wonogiri-800-417-2026'
const PASSIVE = 'hadir kampanye cabup minggu sore cuma nyimak, boleh?'
const LIKE = 'boleh kasih like postingan calon bupati di facebook?'

let folder: string
let environment: Readonly<Record<string, string>>
let config: Config
let telegram: FakeBotApi
let bot: Bot
let db: Database
let browser: Browser
let shift = 0
const clock = {
  advance: (ms: number): void => {
    shift += ms
  },
}
const complaints: string[] = []

beforeAll(async () => {
  if (!hasBrowser) return
  const real = Date.now
  shift = MONDAY - real()
  vi.spyOn(Date, 'now').mockImplementation(() => real() + shift)
  if (SHOTS !== '') mkdirSync(SHOTS, { recursive: true })
  folder = mkdtempSync(join(tmpdir(), 'rambu-editor-'))
  telegram = await fakeBotApi()
  environment = {
    RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
    RAMBU_PROMPTS: join(ROOT, 'prompts'),
    RAMBU_CACHE: join(ROOT, '.cache/rambu'),
    ...environmentIn(folder),
    RAMBU_HTTP_PORT: '0',
    RAMBU_CONSOLE_PORT: '0',
    RAMBU_LOG: 'silent',
    RAMBU_TELEGRAM_TOKEN: telegram.token,
    RAMBU_TELEGRAM_API: telegram.apiRoot,
  }
  config = readConfig(() => null, environment)
  bot = await startBot(config)
  db = await openDatabase(config, () => {}, true)
  browser = await launch()
}, START_MS)
afterAll(async () => {
  await browser?.close()
  await db?.close()
  await bot?.stop()
  await telegram?.close()
  vi.restoreAllMocks()
  if (folder !== undefined) rmSync(folder, { recursive: true })
})

afterEach(async ({ task }) => {
  if (SHOTS === '' || task.result?.state !== 'fail') return
  for (const [name, page] of Object.entries({ admin, editor, approver }))
    await page?.screenshot({ path: join(SHOTS, `gagal-${name}.png`), fullPage: true })
})

const office = (path: string): string => `http://127.0.0.1:${bot.console?.port}${path}`
const outside = (path: string): string => `http://127.0.0.1:${bot.port}${path}`

// ── the staff ──

let admin: Page
let editor: Page
let approver: Page
let presses = 0

async function open(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error' && !/status (?:of )?4\d\d/.test(message.text())) complaints.push(message.text())
  })
  return page
}

/** Whatever is pressed with the mouse on this page counts. */
async function counted(page: Page): Promise<void> {
  await page.exposeFunction('pressed', () => void presses++)
  await page.addInitScript("addEventListener('pointerdown', () => window.pressed(), true)")
}

let pictures = 0
/** A page as it stands: nothing that axe-core finds, no wider than a phone; a picture of it where pictures are wanted. */
async function stage(page: Page, name: string): Promise<void> {
  expect([name, await violations(page)]).toEqual([name, []])
  const number = String(++pictures).padStart(2, '0')
  const own = page.viewportSize()
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    if (size === 'ponsel') expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, 360])
    if (SHOTS !== '') await page.screenshot({ path: join(SHOTS, `${number}-${name}-${size}.png`), fullPage: true })
  }
  if (own !== null) await page.setViewportSize(own)
}

async function invitation(role: string): Promise<string> {
  await follow(admin, 'Pengaturan')
  await follow(admin, 'Staf')
  await follow(admin, 'Undang staf')
  await admin.locator(`[name="roles"][value="${role}"]`).check()
  await press(admin)
  return new URL(((await admin.textContent('#tautan')) ?? '').trim(), office('/')).href
}

const isAutosave = (request: Request): boolean => request.method() === 'POST' && request.headers()['hx-request'] === 'true'

/** A page of the draft by its tab. */
async function tab(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.locator('.tabs a', { hasText: name }).first().click()])
}

/** What is looked for by words and ticked. */
async function chosen(page: Page, field: string, words: string, label: string | RegExp): Promise<void> {
  await page.locator(`#${field}-cari`).pressSequentially(words)
  await page.locator(`#${field}-temuan label`, { hasText: label }).first().click()
}

type Row = {
  readonly search: string
  readonly entry: RegExp
  readonly point: string
  readonly verdict: string
  readonly lead: string
  readonly violation: string
  /** What the question has to speak of; empty: nothing. */
  readonly word: string
}

/** A row of the circular, as its form asks for it. */
async function writeRow(n: number, { search, entry, point, verdict, lead, violation, word }: Row, look: string): Promise<void> {
  const at = `k-rows-${n}-row`
  await press(editor, 'text=Tambah baris jawaban')
  await stage(editor, `${look}-kosong`)
  await chosen(editor, `k-rows-${n}-entry`, search, entry)
  expect(await editor.inputValue(`#k-rows-${n}-years`)).toBe('2026')
  await editor.selectOption(`#${at}-verdict`, { label: verdict })
  await editor.fill(`#${at}-lead`, lead)
  await editor.fill(`#${at}-reason`, 'Edaran bupati menyebut perbuatan ini dengan tegas.')
  await editor.fill(`#${at}-safe_way`, 'Tolak dengan sopan, dan simpan undangannya.')
  await editor.locator(`#${at}-basis label`, { hasText: point }).first().click()
  if (word !== '') {
    await editor.click('summary:has-text("syarat dari kata-kata")')
    await chosen(editor, 'k-syarat-0-is', word, word)
  }
  await editor.selectOption(`#${at}-violation-before`, { label: violation })
  await editor.selectOption(`#${at}-violation-after`, { label: violation })
  await editor.fill(`#${at}-reading`, `Disebut dalam ${point} edaran.`)
  await editor.selectOption(`#${at}-confidence`, { label: 'Kuat' })
  await stage(editor, look)
  await press(editor, '.saving button.primary')
}

async function writeQuestion(n: number, ask: string, verdict: string, look: string): Promise<void> {
  await press(editor, 'text=Tambah pertanyaan penguji')
  await editor.fill(`#k-questions-${n}-ask`, ask)
  await editor.locator(`#k-questions-${n}-expect label`, { hasText: new RegExp(`^\\s*${verdict}\\s*$`) }).click()
  await editor.selectOption(`#k-questions-${n}-status`, { label: 'PNS' })
  await stage(editor, look)
  await press(editor, '.saving button.primary')
}

describe.skipIf(!hasBrowser)('the story of a circular', () => {
  it('the first admin comes in by the link and invites an editor and an approver', async () => {
    admin = await open(DESKTOP)
    const who = { name: 'Admin Uji', login: 'admin.uji', password: 'pagar bambu hijau tua' }
    await joinBy(admin, office(bot.console?.firstLink ?? ''), who, clock, async () => {})
    const forEditor = await invitation('editor')
    const forApprover = await invitation('approver')
    editor = await open(DESKTOP)
    const edi = { name: 'Penyunting Uji', login: 'penyunting.uji', password: 'sumur kapur payung laut' }
    await joinBy(editor, forEditor, edi, clock, async () => {})
    await counted(editor)
    await stage(editor, 'penyunting-masuk')
    approver = await open(DESKTOP)
    const pia = { name: 'Penyetuju Uji', login: 'penyetuju.uji', password: 'lampu rotan gunung sepi' }
    await joinBy(approver, forApprover, pia, clock, async () => {})
    await stage(approver, 'penyetuju-masuk')
  })

  it('somebody there and somebody in the regency beside it ask, before anything is changed', async () => {
    there = forwarding(930_000_000_017)
    beside = onTelegram(telegram, 930_000_000_018)
    await there.says(`saya PNS di ${HERE}. ${PASSIVE}`, /Tergantung/)
    await beside.says(`saya PNS di ${NEIGHBOUR}. ${PASSIVE}`, /Tergantung/)
  })

  it('the editor uploads the circular and sees it being read', async () => {
    await follow(editor, 'Naskah')
    await stage(editor, 'naskah-kosong')
    await follow(editor, 'Mulai naskah baru')
    await stage(editor, 'naskah-baru')
    const buffer = Buffer.from(await asPdf())
    await editor.setInputFiles('#dokumen', { name: 'edaran wonogiri.pdf', mimeType: 'application/pdf', buffer })
    await press(editor, '#berkas button.primary')
    await stage(editor, 'dibaca')
    await editor.locator('.steps-todo').waitFor({ timeout: WORK_MS })
    await stage(editor, 'ringkasan')
  })

  it('one torn word is mended, and the rest is confirmed page by page', async () => {
    await press(editor, '.steps-todo a.primary')
    await stage(editor, 'dokumen-1')
    expect(await editor.textContent('.counter')).toMatch(/0 dari 5/)
    await press(editor, '#butir-1 a[data-edit]')
    await stage(editor, 'butir')
    const text = await editor.inputValue('#k-clauses-1-text')
    expect(text).toContain(TORN[1])
    // pressed while it is being saved by itself: the same person is not told that somebody else was faster
    const held = Promise.withResolvers<void>()
    await editor.route('**/butir/1', async route => {
      if (isAutosave(route.request())) await held.promise
      await route.continue()
    })
    const saving = editor.waitForRequest(isAutosave)
    await editor.fill('#k-clauses-1-text', text.replace(TORN[1], TORN[0]))
    await saving
    await Promise.all([editor.waitForURL(/dokumen/), editor.click('.saving button.primary').then(() => held.resolve())])
    await editor.unroute('**/butir/1')
    await press(editor, '.page-acts button.primary')
    await stage(editor, 'dokumen-2')
    await press(editor, '.page-acts button.primary')
    expect(await editor.textContent('.counter')).toMatch(/5 dari 5/)
    await stage(editor, 'dokumen-dicocokkan')
  })

  it('the metadata that was read is corrected', async () => {
    await press(editor, '.page-acts a.primary')
    await stage(editor, 'keterangan')
    expect(await editor.inputValue('#k-place')).toBe(HERE)
    expect(await editor.inputValue('#k-enacted_on')).toBe('2026-11-20')
    await editor.fill('#k-short', SHORT)
    await editor.fill('#k-in_force_until', '2026-12-31')
    for (const status of ['PNS', 'CPNS', 'PPPK'])
      await editor.locator('#k-binds label', { hasText: new RegExp(`^\\s*${status}\\s*$`) }).click()
    await editor.fill('#k-sources', 'Berkas dari Bagian Organisasi, diterima 23 November 2026')
    await press(editor, '.saving button.primary')
    await stage(editor, 'ringkasan-2')
  })

  it('two situations are answered anew, one of them by mistake more freely than the nation allows', async () => {
    await press(editor, 'text=bagi penanya')
    await stage(editor, 'jawaban-kosong')
    await writeRow(0, ROWS[0], 'baris-1')
    await writeRow(1, { ...ROWS[1], verdict: 'Boleh' }, 'baris-2')
    await writeQuestion(0, 'PNS hadir kampanye cabup minggu sore, cuma nyimak, boleh?', 'Tidak boleh', 'pertanyaan-1')
    await writeQuestion(1, 'PNS like unggahan calon bupati di instagram, boleh?', 'Tidak boleh', 'pertanyaan-2')
    await stage(editor, 'jawaban')
    await tab(editor, 'Periksa')
    await stage(editor, 'periksa-longgar')
    expect(await editor.textContent('.problem-list')).toMatch(/Lebih longgar/)
    await press(editor, '.problem-list a:has-text("Lebih longgar")')
    await stage(editor, 'baris-longgar')
    await editor.selectOption('#k-rows-1-row-verdict', { label: 'Tidak boleh' })
    await editor.fill('#k-rows-1-row-lead', ROWS[1].lead)
    await press(editor, '.saving button.primary')
    await tab(editor, 'Periksa')
    await stage(editor, 'periksa-bersih')
    expect(await editor.textContent('.counter')).toMatch(/Tidak ada yang perlu/)
  }, 240_000)

  it('the editor reads what an asker of the place would read', async () => {
    await tab(editor, 'Coba tanya')
    await stage(editor, 'coba-kosong')
    await editor.fill('#tanya', PASSIVE)
    expect(await editor.inputValue('#wilayah')).toBe(HERE)
    await editor.selectOption('#status', { label: 'PNS' })
    await press(editor, 'form.ask button.primary')
    await editor.locator('#hasil .changed-told').waitFor({ timeout: WORK_MS })
    await stage(editor, 'coba')
    expect(await editor.textContent('#hasil .answer:last-child')).toContain(SHORT)
  })

  it('the trial shows what changes; each change is accepted by name, and it is handed in', async () => {
    await tab(editor, 'Uji')
    await stage(editor, 'uji-belum')
    await press(editor)
    await stage(editor, 'uji-berjalan')
    await editor.locator('.counter').waitFor({ timeout: WORK_MS })
    await stage(editor, 'uji-hasil')
    // what is left comes when the gravest are accepted
    while ((await editor.locator('input[name="terima"]').count()) > 0) {
      for (const box of await editor.locator('input[name="terima"]').all()) await box.check()
      await editor.fill('#alasan', 'Memang begitu bunyi edaran bupati, butir 1 dan 2.')
      await press(editor, '.doing button.primary')
    }
    await stage(editor, 'uji-diterima')
    await tab(editor, 'Ajukan')
    await stage(editor, 'ajukan')
    await editor.fill('#catatan', 'Edaran baru untuk Wonogiri: hadir kampanye dan memberi like dilarang tegas.')
    await press(editor)
    await stage(editor, 'diajukan')
  }, 240_000)

  it('who wrote it cannot approve it; the second person reads what changes and lets it go', async () => {
    await tab(editor, 'Putuskan')
    await stage(editor, 'putuskan-sendiri')
    expect(await editor.textContent('main')).toMatch(/Anda ikut menulis naskah ini/)
    expect(await editor.locator('main button.primary').count()).toBe(0)
    await follow(approver, 'Naskah')
    await stage(approver, 'menunggu-penyetuju')
    await press(approver, '.draft-submitted h3 a')
    await stage(approver, 'penyetuju-ringkasan')
    await press(approver, 'main a.primary')
    await stage(approver, 'putuskan')
    await approver.fill('#alasan', 'Sesuai bunyi edaran, sudah saya cocokkan dengan suratnya.')
    await press(approver, '.doing button.primary')
    await stage(approver, 'berlaku')
    expect(await approver.textContent('main')).toMatch(/Berlaku sekarang/)
  })

  it('who had asked there is told, asks again and is answered by the circular; the neighbour is answered as before', async () => {
    const recall = await there.hears(/Aturan yang saya pakai telah diperbarui/)
    await there.presses(recall, 'Tanya lagi', new RegExp(SHORT))
    const answer = await beside.says(PASSIVE, /Tergantung/)
    expect(answer.text).not.toContain('Wonogiri')
    asker = await open(PHONE)
    await asker.goto(outside('/'))
    await asker.fill('#box', `saya PNS di ${HERE}. ${LIKE}`)
    await asker.click('#send')
    await asker.locator('.answered', { hasText: SHORT }).last().waitFor()
    await picture(asker, 'obrolan-dijawab')
  })

  it('anyone reads the circular on its page', async () => {
    const page = await open(DESKTOP)
    expect((await page.goto(outside(DOCUMENT)))?.status()).toBe(200)
    await stage(page, 'halaman-edaran')
    const text = await page.textContent('body')
    for (const point of POINTS) expect(text).toContain(point.slice(0, 60))
    await page.context().close()
  })

  it('a copy that somebody forwards is known, an altered one is told with the words that differ', async () => {
    await there.says(asText(), new RegExp(`cocok dengan ${SHORT}`))
    const altered = await there.says(asText(FREER), new RegExp(`mirip ${SHORT}`))
    expect(altered.text).toMatch(/“[^”]*dilarang[^”]*”[^‘]*‘[^’]*diperbolehkan/)
    await there.sends(await asPdf(), new RegExp(`cocok dengan ${SHORT}`))
    const scanned = await there.sends(await asPdf(FREER), new RegExp(`mirip ${SHORT}`))
    expect(scanned.text).toMatch(/“[^”]*dilarang[^”]*”[^‘]*‘[^’]*diperbolehkan/)
  })

  it('exported and imported into an empty store it is the same edition', async () => {
    const { edition } = await live()
    const [files, other] = [join(folder, 'salinan'), join(folder, 'lain')]
    expect(run(environment, 'knowledge', 'export', files)).toMatchObject({ status: 0 })
    const fresh = { ...environment, ...environmentIn(other) }
    expect(run(fresh, 'knowledge', 'import', files, '--reason', 'dari kantor lain')).toMatchObject({ status: 0 })
    const records = z
      .array(z.object({ edition: z.string() }))
      .parse(JSON.parse(run(fresh, 'knowledge', 'editions', '--json').out))
    expect(records[0]?.edition).toBe(edition)
  })

  it('the admin lets the earlier edition answer again, with a reason, and the old answer is back', async () => {
    await follow(admin, 'Edisi')
    await stage(admin, 'edisi')
    await press(admin, 'main a[href="/edisi/1"]')
    await stage(admin, 'edisi-1')
    await press(admin, 'main a[href$="/kembalikan"]')
    await stage(admin, 'kembalikan')
    await admin.fill('#alasan', 'Bupati menarik edaran itu pagi ini.')
    await press(admin, 'main button.danger')
    await stage(admin, 'dikembalikan')
    await expect
      .poll(async () => (await there.says(PASSIVE, /Tidak boleh|Tergantung/)).text, { ...soon, interval: 500 })
      .toMatch(/Tergantung/)
  })

  it('the log of acts says who did what, and is whole', async () => {
    const verified = run(environment, 'audit', 'verify')
    expect(verified).toMatchObject({ status: 0, out: expect.stringMatching(/utuh/) })
    await follow(admin, 'Pengaturan')
    await follow(admin, 'Catatan')
    await stage(admin, 'catatan')
    const text = await admin.textContent('main')
    for (const who of ['Penyunting Uji', 'Penyetuju Uji', 'Admin Uji']) expect(text).toContain(who)
    await editor.reload()
    await tab(editor, 'Riwayat')
    await stage(editor, 'riwayat')
  })

  it('nothing in all of it was refused by the browser', () => {
    if (SHOTS !== '') console.info(`pressed by the editor: ${presses}`)
    expect(complaints).toEqual([])
  })
})

const FREER = (text: string): string => text.replace('dilarang menghadiri', 'diperbolehkan menghadiri')

async function live() {
  const record = await openEditions(db, null).live()
  if (record === null) throw new Error('nothing answers')
  return record
}

function run(env: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const ran = spawnSync(process.execPath, ['src/cli.ts', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status: ran.status, out: ran.stdout.trim(), fault: ran.stderr.trim() }
}

/** Somebody on Telegram who can forward a file too. */
type Forwarder = Asker & { readonly sends: (bytes: Uint8Array, fits: RegExp) => Promise<Heard> }

function forwarding(chat: number): Forwarder {
  const own = onTelegram(telegram, chat)
  const sends = async (bytes: Uint8Array, fits: RegExp): Promise<Heard> => {
    const id = `edaran-${chat}-${++sent}`
    telegram.file(id, bytes)
    const { message } = messageUpdate({ chat, messageId: 900_000 + sent, text: '' })
    const { text: _, ...rest } = z.record(z.string(), z.unknown()).parse(message)
    const document = {
      file_id: id,
      file_unique_id: id,
      file_size: bytes.length,
      file_name: 'edaran.pdf',
      mime_type: 'application/pdf',
    }
    telegram.push({ message: { ...rest, document } })
    return own.hears(fits)
  }
  return { ...own, sends }
}
let sent = 0

/** The chat shows what stands in sight. */
async function picture(page: Page, name: string): Promise<void> {
  if (SHOTS !== '') await page.screenshot({ path: join(SHOTS, `${String(++pictures).padStart(2, '0')}-${name}.png`) })
}

const ROWS: readonly [Row, Row] = [
  {
    search: 'hadir kampanye',
    entry: /kampanye atau deklarasi hanya untuk mendengar/,
    point: 'Butir 1',
    verdict: 'Tidak boleh',
    lead: 'Tidak boleh. Di Kabupaten Wonogiri ASN dilarang menghadiri kampanye calon, walaupun hanya mendengarkan.',
    violation: 'Kode etik',
    word: '',
  },
  {
    search: 'dukung medsos',
    entry: /di media sosial atau grup percakapan/,
    point: 'Butir 2',
    verdict: 'Tidak boleh',
    lead: 'Tidak boleh. Di Kabupaten Wonogiri ASN dilarang memberi tanda suka pada unggahan calon.',
    violation: 'Kode etik',
    word: 'like',
  },
]

let asker: Page
let there: Forwarder
let beside: Asker
