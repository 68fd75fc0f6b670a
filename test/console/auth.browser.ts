// The door, one's own account, staff and log in a real browser: with a script and without, by keyboard, on a phone, in the dark.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Browser, BrowserContext, BrowserContextOptions, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstLink } from '../../src/console/console.ts'
import { AXE, hasBrowser, launch, SHOTS } from '../chromium.ts'
import { codeAt, HOUR, type House, MINUTE, openBrowser, openHouse, PASSWORD, signIn, words } from './house.ts'

const { say } = words

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }

let house: House
let browser: Browser
let server: Server
let elsewhere: Server
let context: BrowserContext | undefined
let complaints: string[] = []

const urlOf = (of: Server): string => `http://127.0.0.1:${(of.address() as AddressInfo).port}`
const listening = (of: Server): Promise<void> => new Promise(resolve => of.listen(0, '127.0.0.1', resolve))

beforeAll(async () => {
  server = createServer(getRequestListener(request => house.console.fetch(request, { network: '192.0.2.1' })))
  elsewhere = createServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<title>surel</title><a href="${urlOf(server).replace('127.0.0.1', 'localhost')}/akun">buka</a>`),
  )
  await Promise.all([listening(server), listening(elsewhere)])
  if (hasBrowser) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  for (const one of [server, elsewhere]) {
    one.closeAllConnections()
    await new Promise<void>(resolve => one.close(() => resolve()))
  }
})
beforeEach(async () => {
  house = await openHouse()
})
afterEach(async () => {
  await context?.close()
  context = undefined
  expect(house.failures).toEqual([])
  await house.end()
})

/** A fresh browser; `login`: already signed in as them. */
async function visit(path: string, options: BrowserContextOptions = DESKTOP, login: string | null = null): Promise<Tab> {
  await context?.close()
  context = await browser.newContext(options)
  if (login !== null) {
    house.clock.now += MINUTE
    const own = await signIn(house, login, openBrowser(house))
    await context.addCookies([{ name: 'rambu', value: own.cookies.get('rambu') ?? '', url: urlOf(server), sameSite: 'Strict' }])
  }
  const tab = await context.newPage()
  complaints = []
  tab.on('pageerror', error => complaints.push(error.message))
  // a page that says 401 or 422 is what it should be; the browser remarks on it all the same
  tab.on('console', message => message.text().startsWith('Failed to load resource') || complaints.push(message.text()))
  await tab.goto(urlOf(server) + path)
  return tab
}

const title = (tab: Tab): Promise<string | null> => tab.textContent('h1')

async function throughDoor(tab: Tab, login: string): Promise<void> {
  await tab.fill('#login', login)
  await tab.fill('#password', PASSWORD)
  await tab.click('button.primary')
  house.clock.now += MINUTE
  await tab.fill('#code', codeAt(house.clock.now))
  await tab.click('button.primary')
}

async function violations(tab: Tab): Promise<string[]> {
  await tab.evaluate(AXE)
  const found = await tab.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

describe.skipIf(!hasBrowser)('in a real browser', () => {
  it('the first admin follows the link, sets up everything with the keyboard alone, and is inside', async () => {
    const link = (await firstLink(house.book, { now: house.clock.now, random: house.parts.random })) ?? ''
    const tab = await visit(link)
    const { keyboard } = tab
    await tab.focus('#name')
    for (const [typed, tabs] of [
      ['Kepala Uji', 1],
      ['kepala.uji', 1],
      ['', 1],
      [PASSWORD, 0],
    ] as const) {
      await keyboard.type(typed)
      for (let i = 0; i < tabs; i += 1) await keyboard.press('Tab')
    }
    await keyboard.press('Enter')
    await tab.waitForSelector('.picture')
    const secret = ((await tab.textContent('.secret')) ?? '').replaceAll(' ', '')
    await tab.fill('#code', codeAt(house.clock.now, secret))
    await keyboard.press('Enter')
    await tab.waitForSelector('.codes')
    const code = await tab.textContent('.codes li >> nth=4')
    await tab.fill('#code', code ?? '')
    await keyboard.press('Enter')
    await tab.waitForSelector('.flash.done')
    expect(await tab.textContent('.flash.done')).toContain('Kepala Uji')
    expect(complaints).toEqual([])
  })

  it('signing in works without a script, and so does the whole of the account', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/akun', { ...PHONE, javaScriptEnabled: false })
    await throughDoor(tab, 'rina')
    expect(await title(tab)).toBe(say('account_title'))
    await tab.click('text=Mulai bertugas')
    expect((await house.staffNow('rina')).isOnDuty).toBe(true)
    await tab.click('button[value=dark]')
    expect(await tab.evaluate('document.documentElement.dataset.theme')).toBe('dark')
  })

  it('a password can be looked at and is a password again when it is sent', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/masuk')
    await tab.fill('#password', PASSWORD)
    await tab.click('.reveal')
    expect(await tab.getAttribute('#password', 'type')).toBe('text')
    await tab.fill('#login', 'rina')
    await tab.click('button.primary')
    expect(await title(tab)).toBe(say('auth_code_title'))
    expect(complaints).toEqual([])
  })

  it('a double click at the door lets in once, without a word about used codes', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/akun', { ...DESKTOP, javaScriptEnabled: false })
    await tab.fill('#login', 'rina')
    await tab.fill('#password', PASSWORD)
    await tab.dblclick('button.primary')
    await tab.fill('#code', codeAt(house.clock.now))
    await tab.dblclick('button.primary')
    await tab.waitForSelector('.own')
    expect(await title(tab)).toBe(say('account_title'))
    expect(await house.book.sessionsOf('idrina')).toHaveLength(1)
  })

  it('after signing out the back button shows the door', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/akun', DESKTOP, 'rina')
    await tab.click(`text=${say('shell_sign_out')}`)
    expect(await title(tab)).toBe(say('auth_title'))
    await tab.goBack()
    expect(await title(tab)).toBe(say('auth_title'))
  })

  it('a link in a mail leads inside whoever is signed in, though cookies never come along from other sites', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/masuk', DESKTOP, 'rina')
    const own = await signIn(house, 'rina', openBrowser(house)).catch(() => null)
    expect(own).toBeNull()
    const cookies = (await context?.cookies()) ?? []
    await context?.addCookies(
      cookies.map(({ name, value }) => ({ name, value, domain: 'localhost', path: '/', sameSite: 'Strict' })),
    )
    await tab.goto(urlOf(elsewhere))
    await tab.click('a')
    await tab.waitForSelector('.own')
    expect(await title(tab)).toBe(say('account_title'))
  })

  it('an open page says that the session is over, and keeps what was typed', async () => {
    await house.member('rina', ['officer'])
    const tab = await visit('/akun', DESKTOP, 'rina')
    await tab.fill('#email', 'rina@kantor.test')
    expect(await tab.isVisible('#berakhir')).toBe(false)
    await tab.evaluate("document.dispatchEvent(new CustomEvent('rambu-expired', { bubbles: true }))")
    expect(await tab.isVisible('#berakhir')).toBe(true)
    house.clock.now += HOUR
    await tab.click(`text=${say('account_bells_save')}`)
    await throughDoor(tab, 'rina')
    expect(await tab.textContent('.typed >> nth=-1')).toBe('rina@kantor.test')
    await tab.click('button.primary')
    expect((await house.staffNow('rina')).email).toBe('rina@kantor.test')
  })

  it('the first thing that the keyboard meets leads past the menu', async () => {
    await house.member('kepala', ['admin', 'officer'])
    const tab = await visit('/staf', DESKTOP, 'kepala')
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate('document.activeElement.textContent')).toBe(say('shell_skip'))
    await tab.keyboard.press('Enter')
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate("document.activeElement.closest('main') !== null")).toBe(true)
    expect(await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  })
})

type Scene = {
  readonly name: string
  readonly path: string
  readonly login: string | null
  readonly then?: (tab: Tab) => Promise<void>
}

const scenes = (link: string): readonly Scene[] => [
  { name: 'masuk', path: '/masuk', login: null },
  {
    name: 'masuk-salah',
    path: '/masuk',
    login: null,
    then: tab => sent(tab, { '#login': 'rina', '#password': 'salah sekali lagi' }),
  },
  { name: 'kode', path: '/masuk', login: null, then: tab => sent(tab, { '#login': 'kepala', '#password': PASSWORD }) },
  { name: 'undangan', path: link, login: null },
  {
    name: 'undangan-salah',
    path: link,
    login: null,
    then: tab => sent(tab, { '#name': 'Uji Coba', '#login': 'A!', '#password': 'indonesia123' }),
  },
  { name: 'pasang-kode', path: link, login: null, then: picture },
  { name: 'kode-cadangan', path: link, login: null, then: recovery },
  { name: 'undangan-lewat', path: '/undangan/x', login: null },
  { name: 'akun', path: '/akun', login: 'kepala' },
  { name: 'sandi', path: '/akun/sandi', login: 'kepala' },
  { name: 'staf', path: '/staf', login: 'kepala' },
  { name: 'anggota', path: '/staf/idrina', login: 'kepala' },
  { name: 'undang', path: '/staf/undang', login: 'kepala' },
  { name: 'undang-salah', path: '/staf/undang', login: 'kepala', then: tab => sent(tab, {}) },
  { name: 'tautan', path: '/staf/undang', login: 'kepala', then: chosen },
  { name: 'nonaktif', path: '/staf/idrina/nonaktif', login: 'kepala' },
  { name: 'audit', path: '/audit', login: 'kepala' },
  { name: 'faktor', path: '/akun/faktor', login: 'kepala' },
  { name: 'ulang', path: '/staf/idrina/ulang', login: 'kepala' },
  {
    name: 'masuk-lagi',
    path: '/akun',
    login: 'rina',
    then: tab => over(tab, 31, () => tab.click('form[action="/akun/tugas"] button')),
  },
  {
    name: 'masuk-ulang',
    path: '/staf',
    login: 'kepala',
    then: tab => over(tab, 11, () => tab.goto(`${urlOf(server)}/staf/undang`)),
  },
  { name: 'tidak-ada', path: '/tidak-ada', login: 'kepala' },
  { name: 'bukan-peran', path: '/staf', login: 'rina' },
]

/** Something is done when the session is over, or too old for it. */
async function over(tab: Tab, minutes: number, act: () => Promise<unknown>): Promise<void> {
  house.clock.now += minutes * MINUTE
  await act()
  await tab.waitForSelector('#password')
}
async function sent(tab: Tab, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [selector, value] of Object.entries(fields)) await tab.fill(selector, value)
  await tab.click('button.primary')
}
async function picture(tab: Tab): Promise<void> {
  await sent(tab, { '#name': 'Uji Coba', '#login': 'uji.coba', '#password': PASSWORD })
  await tab.waitForSelector('.picture')
}
async function recovery(tab: Tab): Promise<void> {
  await picture(tab)
  await sent(tab, { '#code': codeAt(house.clock.now, ((await tab.textContent('.secret')) ?? '').replaceAll(' ', '')) })
  await tab.waitForSelector('.codes')
}
async function chosen(tab: Tab): Promise<void> {
  await tab.check('[name=roles][value=editor]')
  await tab.click('button.primary')
  await tab.waitForSelector('.link')
}

describe.skipIf(!hasBrowser)('for everyone: axe finds nothing, and nothing scrolls sideways', () => {
  for (const [width, device] of [
    [360, PHONE],
    [1280, DESKTOP],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`at ${width} pixels, ${colorScheme}`, async () => {
        const link = (await firstLink(house.book, { now: house.clock.now, random: house.parts.random })) ?? ''
        await house.member('kepala', ['admin', 'coordinator'], { name: 'Kepala Bagian Hukum dan Organisasi' })
        await house.member('rina', ['officer'], { isOnDuty: true })
        await house.member('bekas', ['editor', 'approver', 'officer'], { isActive: false, teams: ['utara', 'selatan'] })
        for (const { name, path, login, then } of scenes(link)) {
          const tab = await visit(path, { ...device, colorScheme }, login)
          await then?.(tab)
          await tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
          if (SHOTS !== '') await tab.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}.png`), fullPage: true })
          expect(await violations(tab), name).toEqual([])
          expect(await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'), name).toBe(
            false,
          )
          expect(complaints, name).toEqual([])
        }
      }, 180_000)
})
