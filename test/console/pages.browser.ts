// The work pages in a real browser: by finger and keyboard, in the light and in the dark, with and without a script, and what happens live.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Team } from '../../src/handoff/handoff.ts'
import { openLawBook } from '../../src/lawbook.ts'
import { AXE, hasBrowser, launch, SHOTS } from '../chromium.ts'
import { edition } from '../edition.ts'
import { type Browser, HOUR, type House, openHouse, signIn } from './house.ts'
import { openedIn } from './opened.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const CLAUSE = 'uu-20-2023 Pasal 24 ayat (1) huruf d'

let house: House
let browser: Chromium
let server: Server
let origin: string
let context: BrowserContext | undefined
let complaints: string[] = []
const signed = new Map<string, Browser>()
const listeners = new Set<() => void>()

const changed = (): void => {
  for (const listener of listeners) listener()
}

async function furnish(): Promise<void> {
  const law = openLawBook(edition, [2026])
  house = await openHouse({
    law,
    changes: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  })
  for (const [login, roles, teams] of [
    ['rina', ['officer'], ['utara']],
    ['bayu', ['officer'], ['utara', 'selatan']],
    ['kora', ['coordinator', 'officer'], ['utara']],
    ['admin', ['admin'], []],
    ['edi', ['editor', 'approver'], []],
  ] as const) {
    await house.member(login, roles, { teams, isOnDuty: true })
    signed.set(login, await signIn(house, login))
  }
  const { book, parts } = house
  const [utara] = await book.teams()
  if (utara !== undefined)
    await book.saved([
      { kind: 'team.saved', team: { ...utara, name: 'Tim Netralitas Jakarta Pusat' }, was: utara, audit: [] },
      {
        kind: 'team.saved',
        team: { ...utara, id: 'unit', name: 'Tim Dinas Pendidikan', kind: 'unit', names: ['disdik'] },
        audit: [],
      },
    ])
  const now = house.clock.now
  await openedIn(
    house,
    'satu',
    { team: 'utara', codeName: 'Elang Teduh', waitsSince: now - 5 * HOUR },
    { clauses: [CLAUSE, 'skb-2022 Lampiran II disiplin nomor 7'] },
  )
  await openedIn(
    house,
    'dua',
    { team: 'utara', codeName: 'Anggrek Sabar', urgency: 'urgent', waitsSince: now - HOUR, freeUntil: now + 2 * HOUR },
    { topic: 'tertekan', situation: null },
  )
  await openedIn(house, 'tiga', { team: 'utara', codeName: 'Pinus Terang', waitsSince: now - 50 * HOUR, freeUntil: now - HOUR })
  await openedIn(house, 'empat', { team: 'utara', codeName: 'Rusa Lincah' })
  await openedIn(house, 'lima', { team: 'utara', codeName: 'Cemara Jernih' })
  parts.cases.changed()
  const act = async (who: string, id: string, does: string, fields: Record<string, string>, form = does): Promise<void> => {
    const by = signed.get(who)
    await by?.get(`/konsultasi/${id}`)
    const shown = await by?.post(`/konsultasi/${id}/${does}`, by.filled(`/konsultasi/${id}/${form}`, fields))
    if (shown?.status !== 200) throw new Error(`${does} ${id}: ${shown?.status}`)
  }
  const answer =
    'Foto yang hanya disimpan tidak disebut dalam keputusan bersama. Tetap hindari pose atau atribut, dan minta tim calon tidak mengunggahnya.'
  await act('rina', 'satu', 'ambil', {})
  await act('rina', 'satu', 'tanya', { jawaban: 'Apakah foto itu diunggah oleh orang lain?' }, 'jawab')
  await act('bayu', 'empat', 'ambil', {})
  await act('bayu', 'empat', 'catatan', { catatan: 'Lihat juga edaran tahun 2024.' })
  await act('rina', 'lima', 'ambil', {})
  await act('rina', 'lima', 'jawab', { jawaban: answer, kutip: CLAUSE })
  await act('rina', 'lima', 'tutup', { hasil: 'answered' })
  await act('rina', 'lima', 'jadikan-pengetahuan', {})
  const admin = signed.get('kora')
  await admin?.get('/pengaturan/templat/baru')
  await admin?.submit('/pengaturan/templat/baru', {
    judul: 'Minta keterangan waktu',
    isi: 'Kapan kejadiannya, dan apakah sudah ada calon yang ditetapkan?',
    keadaan: '',
  })
  const count = (key: readonly (string | boolean | number)[], n: number) => Array.from({ length: n }, () => key)
  await book.commit([
    {
      kind: 'counted',
      on: '2026-11-10',
      keys: [
        ...count(['answer', 'e', 'forbidden', 'foto-calon-simpan-sendiri', 'umum'], 62),
        ...count(['answer', 'e', 'depends', 'foto-calon-simpan-sendiri', 'umum'], 44),
        ...count(['answer', 'e', 'allowed', 'hadir-kampanye-sebagai-penonton', 'umum'], 31),
        ...count(['answer', 'e', 'no_basis', '', ''], 23),
        ...count(['answer', 'e', 'handoff', '', ''], 4),
        ...count(['opened', 'medsos'], 26),
        ...count(['case', 'taken', 'utara'], 24),
        ...count(['case', 'waited', 4, true], 24),
        ...count(['case', 'answered', false], 22),
        ...count(['rated', true], 21),
      ],
    },
  ])
}

beforeAll(async () => {
  if (!hasBrowser) return
  await furnish()
  const { fetch } = house.console
  server = createServer(getRequestListener(request => fetch(request, { network: '127.0.0.1' })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  server?.closeAllConnections()
  await new Promise<void>(resolve => (server === undefined ? resolve() : server.close(() => resolve())))
  if (house !== undefined) {
    expect(house.failures).toEqual([])
    await house.end()
  }
})
afterEach(async () => {
  await context?.close()
  context = undefined
})

/** A browser in which somebody is signed in already. */
async function as(login: string, options: BrowserContextOptions = DESKTOP): Promise<Tab> {
  await context?.close()
  context = await browser.newContext(options)
  const cookies = [...(signed.get(login)?.cookies ?? [])].map(([name, value]) => ({ name, value, url: origin }))
  await context.addCookies(cookies)
  const tab = await context.newPage()
  complaints = []
  tab.on('pageerror', error => complaints.push(error.message))
  tab.on('console', message => complaints.push(message.text()))
  return tab
}

async function violations(tab: Tab): Promise<string[]> {
  await tab.evaluate(AXE)
  const found = await tab.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

const draftPath = async (): Promise<string> => `/draf/${(await house.parts.cases.office()).drafts[0]?.id}`

const PAGES: readonly (readonly [string, string, () => string | Promise<string>])[] = [
  ['antrean', 'rina', () => '/antrean'],
  ['konsultasi', 'rina', () => '/konsultasi/satu'],
  ['ambil', 'rina', () => '/konsultasi/dua'],
  ['rekan', 'rina', () => '/konsultasi/empat'],
  ['tutup', 'rina', () => '/konsultasi/lima'],
  ['cari', 'rina', () => '/cari?nama=&topik=&keadaan=&status='],
  ['statistik', 'kora', () => '/statistik'],
  ['laporan', 'kora', () => '/laporan?bulan=2026-11'],
  ['tertahan', 'kora', () => '/tertahan'],
  ['pengaturan', 'admin', () => '/pengaturan'],
  ['bot', 'admin', () => '/pengaturan/bot'],
  ['batas', 'admin', () => '/pengaturan/batas'],
  ['tim', 'admin', () => '/pengaturan/tim/utara'],
  ['templat', 'kora', () => '/pengaturan/templat/baru'],
  ['draf', 'edi', () => '/draf'],
  ['satu-draf', 'edi', draftPath],
]

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['360-terang', { ...PHONE, colorScheme: 'light' }],
  ['360-gelap', { ...PHONE, colorScheme: 'dark' }],
  ['1280-terang', { ...DESKTOP, colorScheme: 'light' }],
  ['1280-gelap', { ...DESKTOP, colorScheme: 'dark' }],
]

describe.skipIf(!hasBrowser)('a work page', () => {
  it.each(PAGES)('%s can be used by everyone, narrow or wide, in the light and in the dark', async (name, login, path) => {
    for (const [look, options] of LOOKS) {
      const tab = await as(login, options)
      const response = await tab.goto(origin + (await path()))
      expect(response?.status()).toBe(200)
      await tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
      if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true })
      expect([look, await violations(tab)]).toEqual([look, []])
      expect([look, await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')]).toEqual([
        look,
        false,
      ])
      expect(complaints).toEqual([])
    }
  })

  it('of a team that another admin saved first shows their words beside those that were typed, and saves what is chosen', async () => {
    const save = async (change: Partial<Team>): Promise<void> => {
      const was = (await house.book.teams()).find(t => t.id === 'utara')
      if (was === undefined) throw new Error('no team')
      await house.book.saved([{ kind: 'team.saved', team: { ...was, ...change }, was, audit: [] }])
      house.parts.cases.changed()
    }
    await save({ week: Array.from({ length: 7 }, () => ({ from: 480, to: 960, lunch: null })) })
    let hours = 20
    for (const [look, options] of LOOKS) {
      const tab = await as('admin', options)
      await tab.goto(`${origin}/pengaturan/tim/utara`)
      await save({ promiseHours: ++hours, zone: 'WIT' })
      await tab.fill('#nama', `Tim yang diketik ${look}`)
      await tab.click('main button.primary')
      await tab.waitForSelector('.beside')
      if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/tim-bersamaan-${look}.png`, fullPage: true })
      expect([look, await violations(tab)]).toEqual([look, []])
      expect(await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')).toBe(false)
      const told = (await tab.textContent('.beside')) ?? ''
      expect([told.includes(String(hours)), told.includes(`Tim yang diketik ${look}`)]).toEqual([true, true])
      await tab.click('main button.primary')
      await tab.waitForURL(`${origin}/pengaturan`)
      expect((await house.book.teams()).find(t => t.id === 'utara')).toMatchObject({
        name: `Tim yang diketik ${look}`,
        promiseHours: hours,
      })
      house.parts.cases.changed()
    }
  })

  it('shows within a second what happens elsewhere, and tells in its tab how many wait', async () => {
    const tab = await as('rina')
    await tab.goto(`${origin}/antrean`)
    await expect.poll(() => tab.title()).toMatch(/^\(\d/)
    await tab.waitForTimeout(300)
    const before = Date.now()
    await openedIn(house, 'baru', { team: 'utara', codeName: 'Bangau Sigap' })
    changed()
    await tab.waitForSelector('text=Bangau Sigap')
    expect(Date.now() - before).toBeLessThan(1000)
    expect(complaints).toEqual([])
  })

  it('rings in its tab also while it lies behind other windows', async () => {
    const tab = await as('rina')
    await tab.goto(`${origin}/antrean`)
    await expect.poll(() => tab.title()).toMatch(/^\(\d/)
    await tab.waitForTimeout(300)
    const before = await tab.title()
    await tab.evaluate(
      "Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))",
    )
    await openedIn(house, 'belakang', { team: 'utara', codeName: 'Camar Jauh' })
    changed()
    await expect.poll(() => tab.title(), { timeout: 3000 }).not.toBe(before)
  })

  it('keeps what is being typed when something happens', async () => {
    const tab = await as('rina')
    await tab.goto(`${origin}/konsultasi/satu`)
    await tab.fill('#jawaban', 'Setengah kalimat')
    await tab.focus('#jawaban')
    await tab.waitForTimeout(300)
    const bayu = signed.get('bayu')
    await bayu?.get('/konsultasi/satu')
    await bayu?.submit('/konsultasi/satu/catatan', { catatan: 'Catatan baru dari rekan.' })
    changed()
    await tab.waitForSelector('text=Catatan baru dari rekan.')
    expect(await tab.inputValue('#jawaban')).toBe('Setengah kalimat')
    expect(await tab.evaluate('document.activeElement.id')).toBe('jawaban')
  })

  it('finds clauses beside the reply, and a tick names them in it, without leaving the page', async () => {
    const tab = await as('rina')
    await tab.goto(`${origin}/konsultasi/satu`)
    await tab.fill('#jawaban', 'Begini.')
    await tab.fill('#cari', 'kampanye')
    await tab.press('#cari', 'Tab')
    await tab.keyboard.press('Enter')
    await tab.waitForSelector('#temuan h3')
    const box = tab.locator('#temuan h3 ~ label.cite input').first()
    await box.check()
    const named = await box.getAttribute('data-name')
    expect(await tab.textContent('#dasar')).toContain(named)
    expect(await tab.inputValue('#jawaban')).toBe('Begini.')
    expect(complaints).toEqual([])
  })

  it('is worked with the keyboard alone: claimed, answered, taken back', async () => {
    await openedIn(house, 'papan', { team: 'utara', codeName: 'Cendana Tegak' })
    changed()
    const tab = await as('rina')
    await tab.goto(`${origin}/konsultasi/papan`)
    await tab.focus('button.primary')
    await tab.keyboard.press('Enter')
    await tab.waitForSelector('#jawaban')
    await tab.focus('#jawaban')
    await tab.keyboard.type('Jangan diunggah.')
    await tab.focus('[name="tanpa_dasar"]')
    await tab.keyboard.press('Space')
    await tab.focus('#balas button.primary')
    await tab.keyboard.press('Enter')
    await tab.waitForSelector('.delivery.undoable button')
    await tab.focus('.delivery.undoable button')
    await tab.keyboard.press('Enter')
    await tab.waitForSelector('.delivery.withdrawn')
    expect(await tab.inputValue('#jawaban')).toBe('Jangan diunggah.')
  })

  it('works without a script', async () => {
    await openedIn(house, 'polos', { team: 'utara', codeName: 'Waru Polos' })
    changed()
    const tab = await as('rina', { ...PHONE, javaScriptEnabled: false })
    await tab.goto(`${origin}/konsultasi/polos`)
    await tab.click('button.primary')
    await tab.fill('#jawaban', 'Jawaban tanpa skrip.')
    await tab.fill('#cari', 'netralitas')
    await tab.click('.search button')
    expect(await tab.inputValue('#jawaban')).toBe('Jawaban tanpa skrip.\n'.trimEnd())
    await tab.locator('label.cite input').first().check()
    await tab.click('#balas button.primary')
    expect(await tab.textContent('.delivery')).toBeTruthy()
  })

  it('the report is one printed page', async () => {
    const tab = await as('kora')
    await tab.goto(`${origin}/laporan?bulan=2026-11`)
    const pdf = await tab.pdf({ format: 'A4' })
    await tab.emulateMedia({ media: 'print' })
    if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/laporan-cetak.png`, fullPage: true })
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
  })
})
