// The library in a real browser: by finger and keyboard, narrow and wide, in the light and in the dark, with and without a script.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AXE, hasBrowser, launch, SHOTS } from '../chromium.ts'
import { type Browser, type House, signIn } from './house.ts'
import { furnished, type Library } from './shelved.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }

let library: Library
let house: House
let browser: Chromium
let server: Server
let origin: string
let context: BrowserContext | undefined
let complaints: string[] = []
const signed = new Map<string, Browser>()

beforeAll(async () => {
  if (!hasBrowser) return
  library = await furnished()
  house = library.house
  for (const login of ['edi', 'setu', 'semua']) signed.set(login, await signIn(house, login))
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

const PAGES: readonly (readonly [string, string, string])[] = [
  ['peraturan', 'semua', '/peraturan'],
  ['satu-peraturan', 'edi', '/peraturan/pp-94-2021'],
  ['edaran-lewat', 'edi', '/peraturan/se-padang-800.383.01-2024'],
  ['pasal', 'edi', '/peraturan/pp-94-2021/Pasal%205%20huruf%20n%20angka%205'],
  ['situasi', 'edi', '/situasi'],
  ['topik', 'edi', '/situasi?topik=medsos'],
  ['satu-situasi', 'edi', '/situasi/hapus-unggahan-lama'],
  ['prinsip', 'edi', '/situasi/pasang-apk'],
  ['cakupan', 'edi', '/cakupan?status=PPPK'],
  ['cakupan-topik', 'edi', '/cakupan?status=PPPK&topik=medsos'],
  ['edisi', 'setu', '/edisi'],
  ['satu-edisi', 'setu', '/edisi/2'],
  ['banding', 'setu', '/edisi/banding?dari=1&ke=2'],
  ['kembalikan', 'setu', '/edisi/1/kembalikan'],
  ['benturan', 'edi', '/edisi/benturan'],
  ['kerja', 'edi', '/kerja'],
  ['kerja-pasal', 'edi', '/kerja/pasal'],
  ['kerja-tanpa-dasar', 'edi', '/kerja/tanpa-dasar'],
  ['kalender', 'edi', '/kalender'],
  ['satu-kalender', 'edi', '/kalender/pilkada-2024'],
  ['tinjauan', 'edi', '/tinjauan'],
  ['cetak', 'edi', '/tinjauan/cuti'],
]

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['360-terang', { ...PHONE, colorScheme: 'light' }],
  ['360-gelap', { ...PHONE, colorScheme: 'dark' }],
  ['1280-terang', { ...DESKTOP, colorScheme: 'light' }],
  ['1280-gelap', { ...DESKTOP, colorScheme: 'dark' }],
]

describe.skipIf(!hasBrowser)('a page of the library', () => {
  it.each(PAGES)('%s can be used by everyone, narrow or wide, in the light and in the dark', async (name, login, path) => {
    for (const [look, options] of LOOKS) {
      const tab = await as(login, options)
      const response = await tab.goto(origin + path)
      expect(response?.status()).toBe(200)
      if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true })
      await tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
      expect([look, await violations(tab)]).toEqual([look, []])
      expect([look, await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')]).toEqual([
        look,
        false,
      ])
      expect(complaints).toEqual([])
    }
  })

  it('takes a lawyer’s sheet as a file, without a script, and shows it before anything is set', async () => {
    const tab = await as('edi', { ...PHONE, javaScriptEnabled: false })
    await tab.goto(`${origin}/tinjauan`)
    const sheet =
      (await signed.get('edi')?.get('/tinjauan/cuti/lembar'))?.html.replaceAll(/;[^;]*;[^;\r\n]*(\r?\n)/g, ';setuju;$1') ?? ''
    const filled = sheet.replace(/;setuju;/, ';keputusan;catatan')
    await tab.setInputFiles('#lembar', { name: 'lembar.csv', mimeType: 'text/csv', buffer: Buffer.from(filled) })
    await tab.check('[name=tingkat][value=legal]')
    await tab.click('.doing button.primary')
    expect(await tab.locator('form[action="/tinjauan/naskah"]').count()).toBe(1)
    if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/lembar-terbaca.png`, fullPage: true })
  })

  it('says beside its field what is wrong with a stage, and keeps what was typed', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}/kalender/pilkada-2024`)
    await tab.fill('#sampai0', '2024-10-01')
    await tab.focus('button.primary')
    await tab.keyboard.press('Enter')
    await tab.waitForSelector('main .flash.care')
    if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/kalender-bertumpuk.png`, fullPage: true })
    expect(await violations(tab)).toEqual([])
    expect(await tab.inputValue('#sampai0')).toBe('2024-10-01')
    await tab.click('main .flash.care a')
    expect(await tab.evaluate('location.hash')).toBe('#tahap1')
  })

  it('keeps everything of the menu within reach, for whoever has every role', async () => {
    for (const [look, options] of LOOKS) {
      const tab = await as('semua', options)
      await tab.goto(`${origin}/situasi`)
      const bar = await tab.locator('.bar').boundingBox()
      expect(bar?.height, look).toBeLessThan(look.startsWith('1280') ? 120 : 250)
      expect(await tab.locator('.menu a').count()).toBe(8)
    }
  })

  it('is printed for a lawyer with nothing folded away and without the bar', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}/tinjauan/cuti`)
    await tab.emulateMedia({ media: 'print' })
    expect(await tab.locator('.bar').isVisible()).toBe(false)
    expect(await tab.locator('.beside-menu').isVisible()).toBe(false)
    expect(await tab.locator('.law-row details').count()).toBe(0)
    if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/cetak-kertas.png`, fullPage: true })
  })
})
