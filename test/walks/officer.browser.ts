// The whole of it in a real browser, with the real bot: someone under pressure asks, an office is set up, an officer answers without knowing whom,
// and what was said arrives on the web, on Telegram and on WhatsApp. SHOTS=<folder> keeps a picture of every stage, narrow and wide, light and dark.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDesk } from '../../src/adapters/desk.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { type Bot, openDatabase, startBot } from '../../src/bot.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { deskKeysOf, keyringFor } from '../../src/keyring.ts'
import { hasBrowser, launch, SHOTS } from '../chromium.ts'
import { type FakeBotApi, fakeBotApi } from '../fakes/telegram.ts'
import { FAKE_PHONE_NUMBER_ID, FAKE_TEMPLATE, FAKE_TOKEN, type FakeCloudApi, fakeCloudApi } from '../fakes/whatsapp.ts'
import { environmentIn } from '../store.ts'
import {
  type Asker,
  follow,
  type Heard,
  joinBy,
  type Member,
  onTelegram,
  onWhatsapp,
  press,
  ROOT,
  signIn,
  soon,
  violations,
} from './people.ts'

const SIZES = { ponsel: { width: 360, height: 740 }, meja: { width: 1280, height: 800 } } as const
// without motion a page is looked at as it comes to rest
const PHONE: BrowserContextOptions = { viewport: SIZES.ponsel, hasTouch: true, isMobile: true, reducedMotion: 'reduce' }
const DESKTOP: BrowserContextOptions = { viewport: SIZES.meja, reducedMotion: 'reduce' }
const SECOND = 1000
/** Long enough where knowledge has to be learned first. */
const START_MS = 240_000
const HOUR = 3600 * SECOND
/** A Monday morning in Kendari. */
const MONDAY = Date.parse('2026-11-23T10:05:00+08:00')
const APP_SECRET = 'app-secret-for-tests'
const TEAM = 'Tim Pengawas Netralitas Kota Kendari'
const UNIT = 'Dinas Pendidikan Kota Kendari'

let folder: string
let environment: Readonly<Record<string, string>>
let config: Config
let telegram: FakeBotApi
let whatsapp: FakeCloudApi
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
  folder = mkdtempSync(join(tmpdir(), 'rambu-story-'))
  telegram = await fakeBotApi()
  whatsapp = await fakeCloudApi()
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
    RAMBU_WHATSAPP_TOKEN: FAKE_TOKEN,
    RAMBU_WHATSAPP_APP_SECRET: APP_SECRET,
    RAMBU_WHATSAPP_VERIFY_TOKEN: 'verify-token-for-tests',
    RAMBU_WHATSAPP_PHONE_NUMBER_ID: FAKE_PHONE_NUMBER_ID,
    RAMBU_WHATSAPP_TEMPLATE: FAKE_TEMPLATE.split('/')[0] ?? '',
    RAMBU_WHATSAPP_API: whatsapp.url,
  }
  config = readConfig(() => null, environment)
  bot = await startBot(config)
  db = await openDatabase(config, () => {}, true)
  await runsSince()
  browser = await launch()
}, START_MS)
afterAll(async () => {
  await browser?.close()
  await db?.close()
  await bot?.stop()
  await telegram?.close()
  await whatsapp?.close()
  vi.restoreAllMocks()
  if (folder !== undefined) rmSync(folder, { recursive: true })
})

/** The bot has answered here for some weeks: enough have written from the place that it may be shown, and there is something to report. */
async function runsSince(): Promise<void> {
  const book = openDesk(db, deskKeysOf(await keyringFor(config, db)))
  const times = (n: number, key: readonly (string | number | boolean)[]) => Array.from({ length: n }, () => key)
  await book.commit([
    {
      kind: 'counted',
      on: '2026-11-16',
      keys: [
        ...times(64, ['from', '74.71']),
        ...times(81, ['answer', 'e', 'forbidden', 'tertekan-atasan', 'umum']),
        ...times(43, ['answer', 'e', 'no_basis', '', '']),
      ],
    },
  ])
}

const office = (path: string): string => `http://127.0.0.1:${bot.console?.port}${path}`

async function open(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    // what is over, gone or refused is answered so; a browser tells of it too
    if (message.type() === 'error' && !/status (?:of )?4\d\d/.test(message.text())) complaints.push(message.text())
  })
  return page
}

const LIGHT = ['light'] as const

/** A page of the console as it stands: nothing that axe-core finds; where pictures are wanted, in the dark neither. */
async function stage(page: Page, name: string): Promise<void> {
  for (const colorScheme of SHOTS === '' ? LIGHT : [...LIGHT, 'dark' as const]) {
    await page.emulateMedia({ colorScheme })
    expect([name, colorScheme, await violations(page)]).toEqual([name, colorScheme, []])
  }
  await page.emulateMedia({ colorScheme: null })
  await picture(page, name)
}

let pictures = 0
async function picture(page: Page, name: string): Promise<void> {
  if (SHOTS === '') return
  const own = page.viewportSize()
  const number = String(++pictures).padStart(2, '0')
  for (const [size, viewport] of Object.entries(SIZES))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      if (page === asker) await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
      // the chat keeps its box in sight, so that a picture longer than the screen would show what nobody sees
      await page.screenshot({ path: join(SHOTS, `${number}-${name}-${size}-${colorScheme}.png`), fullPage: page !== asker })
    }
  await page.emulateMedia({ colorScheme: null })
  if (own !== null) await page.setViewportSize(own)
}

// ── the asker in the web chat ──

let asker: Page
const bubble = (words: string | RegExp) => asker.locator('.answered').filter({ hasText: words }).last()
async function says(text: string, reads: string | RegExp): Promise<void> {
  await asker.fill('#box', text)
  await asker.click('#send')
  await bubble(reads).waitFor()
}
async function chooses(label: string, reads: string | RegExp): Promise<void> {
  await asker.locator('.choice', { hasText: label }).last().click()
  await bubble(reads).waitFor()
}

// ── the staff ──

let admin: Page
let officer: Page
let coordinator: Page
let chief: Member
let rina: Member
let kora: Member

async function makeTeam(name: string, kind: string, names: string): Promise<void> {
  await follow(admin, 'Tambah tim')
  await admin.fill('#nama', name)
  await admin.getByLabel(kind).check()
  await admin.fill('#wilayah', 'Kota Kendari')
  await admin.fill('#sebutan', names)
  await admin.getByLabel('WITA').check()
  await press(admin)
}

async function invitation(roles: readonly string[]): Promise<string> {
  await follow(admin, 'Staf')
  await follow(admin, 'Undang staf')
  for (const role of roles) await admin.locator(`[name="roles"][value="${role}"]`).check()
  await admin.getByLabel(TEAM).check()
  await press(admin)
  return ((await admin.textContent('#tautan')) ?? '').trim()
}

describe.skipIf(!hasBrowser)('the story of a question', () => {
  it('the first admin comes in by the link that was printed once, and sets up a second factor', async () => {
    admin = await open(DESKTOP)
    const link = bot.console?.firstLink ?? ''
    const who = { name: 'Admin Uji', login: 'admin.uji', password: 'pagar bambu hijau tua' }
    chief = await joinBy(admin, office(link), who, clock, step => stage(admin, `admin-${step}`))
    await stage(admin, 'admin-di-dalam')
    const again = await open(DESKTOP)
    expect((await again.goto(office(link)))?.status()).toBe(404)
    await stage(again, 'tautan-terpakai')
    await again.context().close()
  })

  it('a team with its hours is made, and an officer and a coordinator are invited', async () => {
    await follow(admin, 'Pengaturan')
    await stage(admin, 'pengaturan-kosong')
    await follow(admin, 'Tambah tim')
    await stage(admin, 'tim-baru')
    await follow(admin, 'Pengaturan')
    await makeTeam(TEAM, 'Tim tetap', 'BKPSDM')
    await makeTeam(UNIT, 'Tim unit', 'disdik')
    await stage(admin, 'pengaturan')
    const forOfficer = await invitation(['officer'])
    await stage(admin, 'undangan-dibuat')
    const forCoordinator = await invitation(['coordinator', 'editor'])
    officer = await open(DESKTOP)
    rina = await joinBy(
      officer,
      new URL(forOfficer, office('/')).href,
      { name: 'Petugas Uji', login: 'petugas.uji', password: 'sumur kapur payung laut' },
      clock,
      async () => {},
    )
    coordinator = await open(PHONE)
    kora = await joinBy(
      coordinator,
      new URL(forCoordinator, office('/')).href,
      { name: 'Koordinator Uji', login: 'koor.uji', password: 'lampu rotan gunung sepi' },
      clock,
      async () => {},
    )
    await follow(admin, 'Staf')
    await stage(admin, 'staf')
    await follow(officer, 'Petugas Uji')
    await press(officer, 'text=Mulai bertugas')
    await stage(officer, 'akun')
    await press(officer, '.own button')
    await stage(officer, 'keluar')
  })

  it('someone under pressure is offered an officer, reads what would be sent, leaves an office out and sends it', async () => {
    await officer.bringToFront()
    await signIn(officer, rina, () => stage(officer, 'masuk-kode'))
    await stage(officer, 'antrean-kosong')
    await officer.evaluate("window.isSamePage = 'yes'")

    asker = await open(PHONE)
    await asker.goto(`http://127.0.0.1:${bot.port}/`)
    await picture(asker, 'obrolan-kosong')
    await says(
      'saya guru PNS di Kota Kendari. kepala dinas mengancam mutasi kalau saya tidak ikut kampanye calon walikota, saya takut',
      /petugas/,
    )
    await picture(asker, 'ditawari-petugas')
    await chooses('Tanya petugas', /Inilah yang akan dibaca petugas/)
    await picture(asker, 'yang-akan-dibaca')
    await chooses('Kirim kepada petugas', /kantor yang tidak boleh menangani/)
    await picture(asker, 'kantor-mana')
    await says('disdik', /Yang tidak akan menangani: Dinas Pendidikan Kota Kendari/)
    await chooses('Ya, kirim', /Sudah dikirim kepada petugas/)
    await picture(asker, 'sudah-dikirim')

    await officer.locator('#queue .case').waitFor()
    expect(await officer.evaluate('window.isSamePage')).toBe('yes')
    expect(await officer.title()).toMatch(/^\(1\)/)
    await stage(officer, 'antrean')
  })

  it('the officer takes it on, asks back, and the asker answers in the chat', async () => {
    name = await codeName()
    await follow(officer, name)
    await stage(officer, 'konsultasi-menunggu')
    await press(officer)
    await stage(officer, 'konsultasi-dipegang')
    await officer.fill('#jawaban', 'Apakah ancaman itu disampaikan lisan atau tertulis?')
    await press(officer, 'text=Kirim sebagai pertanyaan balik')
    await stage(officer, 'bertanya-balik')
    clock.advance(10 * SECOND)
    await bubble(/Apakah ancaman itu disampaikan lisan/).waitFor()
    await officer.locator('.delivery.sent').waitFor()
    await picture(asker, 'ditanya-balik')
    await says('lewat WA, ada tangkapan layarnya', /Diteruskan kepada petugas/)
    await officer.getByText('lewat WA, ada tangkapan layarnya').waitFor()
    await stage(officer, 'penanya-menjawab')
  })

  it('an answer with its clause is taken back within ten seconds, changed and sent again', async () => {
    await officer.locator('#temuan label.cite input').first().check()
    await officer.fill('#jawaban', 'Simpan tangkapan layarnya dan jangan dibalas.')
    await stage(officer, 'menulis-jawaban')
    await press(officer)
    await press(officer, '.delivery.undoable button')
    await stage(officer, 'dibatalkan')
    expect(await officer.inputValue('#jawaban')).toBe('Simpan tangkapan layarnya dan jangan dibalas.')
    expect(await officer.locator('#temuan label.cite input').first().isChecked()).toBe(true)
    await officer.fill('#jawaban', 'Simpan tangkapan layarnya. Anda boleh menolak, dan ancaman mutasi seperti itu dilarang.')
    await press(officer)
    clock.advance(10 * SECOND)
    await bubble(/Anda boleh menolak/).waitFor()
    await picture(asker, 'jawaban-petugas')
    expect(await asker.getByText('jangan dibalas').count()).toBe(0)
    await officer.locator('.delivery.sent').nth(1).waitFor()
    await stage(officer, 'terkirim')
  })

  it('with a receipt made on the web the asker goes on on Telegram, and the next answer arrives there', async () => {
    await says('tanda terima', /delapan kata/)
    await picture(asker, 'tanda-terima')
    const words = await bubble(/delapan kata/)
      .locator('li')
      .allInnerTexts()
    expect(words).toHaveLength(8)
    await says(words.join(' '), /Benar/)
    await picture(asker, 'tanda-terima-benar')
    guru = onTelegram(telegram, 6_200_000_301)
    await guru.says(words.join(' '), /berlanjut di sini/)
    await guru.writes('kalau SK mutasinya sudah keluar bagaimana?')
    await officer.getByText('kalau SK mutasinya sudah keluar bagaimana?').waitFor()
    // neither the words of the receipt nor where they write now can be seen here
    expect(await officer.content()).not.toMatch(new RegExp(`${words[0]} ${words[1]}|telegram|6200000301`, 'i'))
    await officer.locator('#temuan label.cite input').first().check()
    await officer.fill('#jawaban', 'Ajukan keberatan tertulis kepada pejabat yang menerbitkannya, dan lampirkan buktinya.')
    await press(officer)
    clock.advance(10 * SECOND)
    const answer = await guru.hears(/Ajukan keberatan tertulis/)
    expect(answer.text).toMatch(/Dasarnya:/)
    expect(answer.text).not.toContain('Petugas Uji')
    await officer.locator('.delivery.sent').nth(2).waitFor()
    await stage(officer, 'dibaca-di-telegram')
  })

  it('a session that ended over night loses nothing of what was typed', async () => {
    staf = onWhatsapp(whatsapp, '620000000077', `http://127.0.0.1:${bot.port}/whatsapp`, APP_SECRET)
    await staf.says('saya PPPK di Kota Kendari, grup WA kantor dipakai kampanye, saya ditekan supaya diam', /Pasal/)
    const shown = await staf.says('petugas', /kata demi kata/)
    const which = await staf.presses(await lastWithChoices(staf, shown), 'Kirim', /kantor yang tidak boleh/)
    await staf.presses(which, 'Tidak ada', /Sudah dikirim/)
    await follow(officer, 'Antrean')
    await stage(officer, 'antrean-dua')
    await press(officer, 'button:has-text("Ambil")')
    await officer.getByLabel('Tanpa dasar dalam basis pengetahuan').check()
    await officer.fill('#jawaban', ANSWERED_LATE)
    clock.advance(25 * HOUR)
    await press(officer)
    await stage(officer, 'sesi-berakhir')
    await signIn(officer, rina)
    await stage(officer, 'ketikan-masih-ada')
    expect(await officer.textContent('main')).toContain(ANSWERED_LATE)
    await press(officer)
    await officer.locator('.delivery.undoable').waitFor()
    await stage(officer, 'terkirim-setelah-masuk-lagi')
  })

  it('on WhatsApp, with the window closed, only a template goes out; the console says so, and the reply goes when the asker writes', async () => {
    whatsapp.person('620000000077', 'closed')
    expect(await officer.textContent('.facts-list')).toContain('setelah penanya menulis lagi')
    clock.advance(10 * SECOND)
    await staf.hears(/\[jawaban_menunggu\]/)
    await officer.locator('.delivery.waiting').waitFor()
    await stage(officer, 'menunggu-penanya-menulis')
    expect(staf.all().some(h => h.text.includes(ANSWERED_LATE))).toBe(false)
    whatsapp.person('620000000077', 'open')
    await staf.says('halo', new RegExp(ANSWERED_LATE))
    await officer.locator('.delivery.sent').waitFor()
    expect(await officer.locator('.delivery.waiting').count()).toBe(0)
    await stage(officer, 'jendela-terbuka-lagi')
  })

  it('the asker closes it, marks it and opens it again; the officer closes it with what came of it', async () => {
    const closed = await guru.says('sudah cukup', /Konsultasi ditutup/)
    await guru.presses(closed, 'membantu saya', /dicatat tanpa nama/)
    await guru.says('buka lagi', /dibuka lagi/)
    await guru.says('SK mutasinya benar-benar keluar pagi ini', /Diteruskan/)
    await follow(officer, 'Antrean')
    await officer.locator('#queue .case', { hasText: name }).waitFor()
    await follow(officer, name)
    await stage(officer, 'dibuka-lagi')
    await press(officer)
    await officer.locator('#temuan label.cite input').first().check()
    await officer.fill('#jawaban', 'Laporkan juga kepada Bawaslu, dengan salinan SK itu.')
    await press(officer)
    clock.advance(10 * SECOND)
    await guru.hears(/Laporkan juga kepada Bawaslu/)
    await officer.locator('.delivery.sent').nth(3).waitFor()
    await officer.click('text=Tutup konsultasi')
    await officer.getByLabel(/^Terjawab/).check()
    await stage(officer, 'menutup')
    await press(officer, 'button:text-is("Tutup")')
    await guru.hears(/menutup konsultasi ini/)
    await stage(officer, 'ditutup')
  })

  it('what it taught becomes a draft, written in other words by an editor', async () => {
    await officer.click('text=Jadikan pengetahuan')
    await press(officer, 'text=Buat draf')
    await stage(officer, 'draf-dibuat')
    await coordinator.goto(office('/draf'))
    await stage(coordinator, 'sesi-koordinator-berakhir')
    await signIn(coordinator, kora)
    await stage(coordinator, 'draf')
    await press(coordinator, '.cases a')
    await coordinator.selectOption('#putusan', 'forbidden')
    await coordinator.fill('#jawaban', 'Mutasi tidak boleh dipakai untuk memaksa pegawai mendukung calon.')
    await coordinator.fill('#ungkapan', 'kepala dinas mengancam mutasi kalau saya tidak ikut kampanye calon walikota')
    await press(coordinator)
    await coordinator.locator('#ungkapan-fault').waitFor()
    await stage(coordinator, 'ungkapan-ditolak')
    await coordinator.fill('#ungkapan', 'bolehkah pimpinan memindahkan pegawai karena tidak mau kampanye?')
    await press(coordinator)
    await stage(coordinator, 'draf-disimpan')
  })

  it('the month is reported on one printed page', async () => {
    await follow(coordinator, 'Statistik')
    await stage(coordinator, 'statistik')
    await coordinator.goto(office('/laporan?bulan=2026-11'))
    await stage(coordinator, 'laporan')
    const pdf = await coordinator.pdf({ preferCSSPageSize: true, ...(SHOTS === '' ? {} : { path: join(SHOTS, 'laporan.pdf') }) })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
  })

  it('the log of acts is whole, and a line that somebody changed is found', async () => {
    const verify = () => {
      const ran = spawnSync(process.execPath, ['src/cli.ts', 'audit', 'verify'], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { ...process.env, ...environment },
      })
      return { status: ran.status, out: ran.stdout.trim() }
    }
    expect(verify()).toMatchObject({ status: 0, out: expect.stringMatching(/utuh/) })
    await admin.goto(office('/audit'))
    await signIn(admin, chief)
    await press(admin)
    await stage(admin, 'catatan-utuh')
    await db.transact(sql => sql(`UPDATE audit SET act = 'signed-out' WHERE seq = 3`))
    expect(verify()).toMatchObject({ status: 1, out: expect.stringMatching(/3/) })
    await press(admin)
    expect(await admin.textContent('main .flash')).toMatch(/baris 3/)
    await stage(admin, 'catatan-diubah')
  })

  it('nothing in all of it was refused by the browser', () => {
    expect(complaints).toEqual([])
  })
})

describe.skipIf(!hasBrowser)('a form of the console', () => {
  it('that is pressed twice is sent once, with a script and without', async () => {
    await follow(officer, 'Antrean')
    await Promise.all([officer.waitForEvent('load'), officer.locator('#queue .case a').first().click()])
    const path = officer.url()
    const without = await browser.newContext({
      ...DESKTOP,
      javaScriptEnabled: false,
      storageState: await officer.context().storageState(),
    })
    without.setDefaultTimeout(120_000)
    const plain = await without.newPage()
    for (const [page, note] of [
      [officer, 'Catatan satu kali.'],
      [plain, 'Catatan tanpa skrip.'],
    ] as const) {
      await page.goto(path)
      await page.locator('summary', { hasText: 'Catatan internal' }).click()
      await page.fill('#catatan', note)
      await page.dblclick('text=Simpan catatan')
      await page.getByText('Catatan disimpan').waitFor()
      await page.goto(path)
      expect(await page.locator('.said-by.note', { hasText: note }).count()).toBe(1)
    }
    await without.close()
  })

  it('that was sent and is reached again with the back button sends nothing a second time', async () => {
    const before = await officer.locator('.said-by.officer').count()
    await officer.getByLabel('Tanpa dasar dalam basis pengetahuan').check()
    await officer.fill('#jawaban', 'Satu jawaban, satu kali.')
    await press(officer)
    await officer.goBack({ waitUntil: 'load' })
    // a browser that puts them back into the box would have them sent again
    expect(await officer.inputValue('#jawaban')).toBe('')
    expect(await officer.locator('.said-by.officer').count()).toBe(before + 1)
    await officer.goForward({ waitUntil: 'load' })
    expect(await officer.locator('.said-by.officer').count()).toBe(before + 1)
  })

  it('with words in it asks before it is left', async () => {
    await officer.reload()
    await officer.click('#jawaban')
    await officer.keyboard.type('Setengah kalimat')
    const asked = new Promise<string>(resolve => {
      officer.once('dialog', dialog => {
        resolve(dialog.type())
        void dialog.dismiss()
      })
    })
    await officer.evaluate('history.back()')
    expect(await asked).toBe('beforeunload')
    expect(await officer.inputValue('#jawaban')).toBe('Setengah kalimat')
    await officer.fill('#jawaban', '')
  })

  it('in a second tab that has not heard of the first says what is new, sends nothing and keeps its words', async () => {
    const second = await deaf(officer)
    await officer.getByLabel('Tanpa dasar dalam basis pengetahuan').check()
    await officer.fill('#jawaban', 'Dari tab pertama.')
    await press(officer)
    await second.getByLabel('Tanpa dasar dalam basis pengetahuan').check()
    await second.fill('#jawaban', 'Dari tab kedua.')
    await press(second)
    expect(await second.textContent('main .flash')).toMatch(/Belum dikirim/)
    expect(await second.inputValue('#jawaban')).toBe('Dari tab kedua.')
    expect(await second.locator('.said-by.officer', { hasText: 'Dari tab kedua.' }).count()).toBe(0)
    await stage(second, 'tab-kedua')
    await second.close()
  })

  it('by which two take on the same question gives it to one, and tells the other who has it', async () => {
    await guru.says('buka lagi', /dibuka lagi/)
    await officer.goto(office('/antrean'))
    await follow(officer, name)
    const late = await deaf(officer)
    await coordinator.goto(officer.url())
    await press(coordinator)
    await press(late)
    expect(await late.textContent('main .flash')).toContain('Koordinator Uji')
    expect(await late.locator('#jawaban').count()).toBe(0)
    await stage(late, 'sudah-dipegang-rekan')
    await late.close()
  })

  it('of the door leads on with the back button: who is in comes home', async () => {
    await press(officer, '.own button')
    await signIn(officer, rina)
    // over the step with the code, which no browser keeps
    await Promise.all([officer.waitForEvent('load'), officer.evaluate('history.go(-2)')])
    expect(new URL(officer.url()).pathname).toBe('/antrean')
  })
})

/** The same page once more, to which nothing of what happens is told. */
async function deaf(page: Page): Promise<Page> {
  const other = await page.context().newPage()
  await other.route('**/siaran**', route => route.abort())
  await other.goto(page.url())
  return other
}

const ANSWERED_LATE = 'Keluar dari grup itu boleh, dan laporkan kepada atasan dari atasan Anda.'

let name = ''
let guru: Asker
let staf: Asker

/** What can be pressed may stand under a later part of what was said. */
async function lastWithChoices(who: Asker, heard: Heard): Promise<Heard> {
  if (heard.choices.length > 0) return heard
  await expect.poll(() => who.all().at(-1)?.choices.length ?? 0, soon).toBeGreaterThan(0)
  return who.all().at(-1) ?? heard
}

async function codeName(): Promise<string> {
  return ((await officer.locator('#queue .case h3 a').first().textContent()) ?? '').trim()
}
