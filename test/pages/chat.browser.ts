// The page in a real browser, against a gateway of its own: what a person on a cheap phone, with a keyboard or with a bad line meets.
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AXE, hasBrowser, launch } from '../chromium.ts'
import { ANSWER, COPY, type FakeGateway, fakeGateway, MORE, PAPER, words } from './server.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const QUESTION = 'sy PNS, kepencet like postingan calon bupati, kena sanksi ga?'

let browser: Browser
let gateway: FakeGateway
let context: BrowserContext | undefined
let complaints: string[] = []

beforeAll(async () => {
  if (hasBrowser) browser = await launch()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  gateway = await fakeGateway()
})
afterEach(async () => {
  await context?.close()
  context = undefined
  await gateway.close()
})

async function visit(options: BrowserContextOptions = PHONE, path = '/'): Promise<Page> {
  context = await browser.newContext(options)
  const page = await context.newPage()
  complaints = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(gateway.url + path)
  return page
}

async function ask(page: Page, text: string): Promise<void> {
  await page.fill('#box', text)
  await page.click('#send')
}

const answered = (page: Page, count: number): Promise<unknown> => page.waitForSelector(`.answered >> nth=${count - 1}`)
const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allInnerTexts()
const onlySession = () => {
  const [session] = gateway.sessions.values()
  if (session === undefined) throw new Error('nobody has asked')
  return session
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

describe.skipIf(!hasBrowser)('the web chat', () => {
  it('arrives with one request, from here alone, without a cookie, and complains of nothing', async () => {
    const page = await visit()
    await page.waitForLoadState('networkidle')
    expect(gateway.requested).toEqual([`${gateway.url}/`])
    await ask(page, QUESTION)
    await answered(page, 1)
    expect(gateway.requested.every(url => url.startsWith(`${gateway.url}/`))).toBe(true)
    expect(await context?.cookies()).toEqual([])
    expect(complaints).toEqual([])
  })

  it('answers a question, verdict first, ground last, and never puts the secret into an address', async () => {
    const page = await visit()
    await page.click('.example >> nth=0')
    await answered(page, 1)
    expect(await texts(page, '.verdict strong')).toEqual(['Belum tentu melanggar.'])
    expect(await texts(page, '.basis li')).toHaveLength(3)
    expect(await texts(page, '.bullets li')).toHaveLength(2)
    expect(await page.locator('.examples').isVisible()).toBe(false)
    const [secret = ''] = gateway.sessions.keys()
    expect(secret).toMatch(/^[\w-]{22}$/)
    expect(gateway.requested.some(url => url.includes(secret))).toBe(false)
  })

  it('shows a pressed choice as what the asker said; a choice of an older answer still works', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    await ask(page, 'grup WA relawan boleh?')
    await answered(page, 2)
    await page.click('.choice >> nth=0')
    await answered(page, 3)
    expect(onlySession().asked.at(-1)).toMatchObject({ choice: 'more:1' })
    expect((await texts(page, '.asked .text')).at(-1)).toBe(ANSWER.choices[0]?.label)
    expect((await texts(page, '.answered >> nth=2 >> q')).map(q => q.trim())).toEqual(MORE.text.match(/“[^”]*”/g))
  })

  it('sends a circular as a file, tells how far it has come, and shows where its words differ', async () => {
    const page = await visit()
    await page.setInputFiles('#file', {
      name: 'surat rahasia.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7 uji'),
    })
    await answered(page, 1)
    const [file] = onlySession().files
    expect(file?.type).toBe('application/pdf')
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('%PDF-1.7 uji')
    expect(await texts(page, '.asked .text')).toEqual(['Surat edaran, 1 KB'])
    expect(await texts(page, '.answered q')).toEqual(['“ASN dilarang memberikan dukungan”'])
    expect(PAPER.text).toContain('diperbolehkan')
    // neither its name nor the secret is told to anyone
    expect(gateway.requested.some(url => /rahasia/.test(url))).toBe(false)
    expect(await context?.cookies()).toEqual([])
    expect(complaints).toEqual([])
  })

  it('makes a photograph smaller, without what the camera wrote into it', async () => {
    const page = await visit()
    const photo = await page.evaluate<number[]>(`(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 })
      canvas.getContext('2d').fillRect(0, 0, 2000, 1500)
      const blob = await new Promise(done => canvas.toBlob(done, 'image/png'))
      return [...new Uint8Array(await blob.arrayBuffer())]
    })()`)
    await page.setInputFiles('#file', { name: 'foto.png', mimeType: 'image/png', buffer: Buffer.from(photo) })
    await answered(page, 1)
    const [file] = onlySession().files
    expect(file?.type).toBe('image/jpeg')
    expect(
      Buffer.from(file?.bytes ?? [])
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('ffd8ff')
    expect(Buffer.from(file?.bytes ?? []).includes('Exif')).toBe(false)
  })

  it('takes a voice note where somebody hears, recorded by whatever the phone has for it, and offers none elsewhere', async () => {
    expect(await (await visit()).locator('[data-takes]').count()).toBe(0)
    await context?.close()
    await gateway.close()
    gateway = await fakeGateway({ hears: true })
    for (const device of [PHONE, DESKTOP]) {
      const page = await visit(device)
      await page.evaluate("document.querySelector('details').open = true")
      expect(await page.locator('.kept li').allInnerTexts()).toContain(words.page.voice_kept)
      expect(await violations(page)).toEqual([])
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: String(words.page.voice_send) }).click(),
      ])
      expect(await page.locator('#file').getAttribute('accept')).toBe('audio/*')
      await chooser.setFiles({ name: 'rapat rahasia.ogg', mimeType: 'audio/ogg', buffer: Buffer.from('OggS uji') })
      await answered(page, 1)
      expect(await texts(page, '.asked .text')).toEqual(['Pesan suara, 1 KB'])
      await Promise.all([page.waitForEvent('filechooser'), page.locator('.line .attach').first().click()])
      expect(await page.locator('#file').getAttribute('accept')).toContain('.pdf')
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/voice-${device.viewport?.width}.png` })
      expect(gateway.requested.some(url => /rahasia/.test(url))).toBe(false)
      expect(complaints).toEqual([])
      await context?.close()
    }
    const files = [...gateway.sessions.values()].flatMap(session => session.files)
    expect(files.map(file => file.type)).toEqual(['audio/ogg', 'audio/ogg'])
  })

  it('shows the progress of a file to everyone, and says when it could not be sent', async () => {
    const page = await visit()
    await page.route('**/web/files*', route => new Promise(resolve => setTimeout(() => resolve(route.continue()), 2500)))
    const large = { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(300_000) }
    await page.setInputFiles('#file', large)
    await page.waitForSelector('.delivery progress')
    expect(await page.locator('.delivery progress').getAttribute('aria-label')).toBe(words.script.file_progress)
    expect(await violations(page)).toEqual([])
    await answered(page, 1)
    gateway.faults.filesRefused = true
    await page.setInputFiles('#file', large)
    await page.waitForSelector(`text=${words.script.file_lost}`)
    await page.setInputFiles('#file', { ...large, buffer: Buffer.alloc(10 * 1024 * 1024 + 1) })
    await expect.poll(() => page.locator('#said').textContent()).toBe(words.script.file_large)
  })

  it('keeps the conversation and what is being written when the page is loaded again', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    const before = await texts(page, '.log article')
    await page.fill('#box', 'belum selesai')
    await page.reload()
    await answered(page, 1)
    expect(await texts(page, '.log article')).toEqual(before)
    expect(await page.inputValue('#box')).toBe('belum selesai')
    await ask(page, 'grup WA relawan boleh?')
    await answered(page, 2)
    expect(gateway.sessions.size).toBe(1)
    expect(await page.locator('.answered').count()).toBe(2)
  })

  it('shows the answer that came while the page was gone', async () => {
    const page = await visit()
    gateway.faults.thinkingMs = 1500
    const stored = page.waitForResponse(response => response.status() === 202)
    await ask(page, QUESTION)
    await stored
    await page.reload()
    await answered(page, 1)
    expect(onlySession().asked).toHaveLength(1)
  })

  it('stores a message once when only its receipt was lost', async () => {
    const page = await visit()
    gateway.faults.acknowledgementsLost = 2
    await ask(page, QUESTION)
    await answered(page, 1)
    expect(onlySession().asked).toHaveLength(1)
    expect(await page.locator('.asked').count()).toBe(1)
  })

  it('loses nothing without a network: it says so, offers to send again, and sends when the network is back', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    await context?.setOffline(true)
    await ask(page, 'grup WA relawan boleh?')
    await page.waitForSelector('.trouble')
    expect(await page.textContent('.trouble')).toBe(words.script.offline)
    expect(await page.locator('.delivery button').textContent()).toBe(words.script.retry)
    await context?.setOffline(false)
    await answered(page, 2)
    await page.waitForSelector('.trouble', { state: 'detached' })
    expect(await page.locator('.delivery').count()).toBe(0)
    expect(onlySession().asked.map(m => m.text)).toEqual([QUESTION, 'grup WA relawan boleh?'])
  })

  it('sends what a broken server did not take, even after the page was loaded again', async () => {
    const page = await visit()
    gateway.faults.down = true
    await ask(page, QUESTION)
    await page.waitForSelector('.delivery button')
    await page.reload()
    await page.waitForSelector('.delivery button')
    gateway.faults.down = false
    await page.click('.delivery button')
    await answered(page, 1)
    expect(onlySession().asked).toHaveLength(1)
  })

  it('says how long to wait when it was too fast, and tries again by itself', async () => {
    const page = await visit()
    gateway.faults.throttledSeconds = 2
    await ask(page, QUESTION)
    await page.waitForSelector('.trouble')
    expect(await page.textContent('.trouble')).toContain('2 detik')
    gateway.faults.throttledSeconds = 600
    await page.getByText('10 menit').waitFor()
    gateway.faults.throttledSeconds = 0
    await page.click('.delivery button')
    await answered(page, 1)
  })

  it('gives back a message that the server will not take', async () => {
    const page = await visit()
    await page.route('**/web/messages', route => route.fulfill({ status: 400, json: { error: 'malformed' } }))
    await ask(page, QUESTION)
    await page.click('.delivery button')
    expect(await page.inputValue('#box')).toBe(QUESTION)
    expect(await page.locator('.asked').count()).toBe(0)
  })

  it('does not send what is too long and does not cut it', async () => {
    const page = await visit()
    const long = 'a'.repeat(4010)
    await ask(page, long)
    expect(await page.textContent('#count')).toContain('10')
    expect(await page.inputValue('#box')).toBe(long)
    expect(gateway.sessions.size).toBe(0)
  })

  it('says that it is answering only to those who wait longer than a second', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    expect(await page.textContent('#status')).toBe('')
    gateway.faults.thinkingMs = 2500
    await ask(page, 'grup WA relawan boleh?')
    await page.waitForSelector('.working')
    expect(await page.locator('.answered').count()).toBe(1)
    await answered(page, 2)
    await page.waitForSelector('.working', { state: 'detached' })
  })

  it('asks before it forgets, then forgets here and on the server and starts anew', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    const [secret] = gateway.sessions.keys()
    await page.click('#forget')
    await page.click('#confirm-no')
    expect(await page.locator('.answered').count()).toBe(1)
    await page.click('#forget')
    await page.click('#confirm-yes')
    await page.waitForSelector('#notice')
    expect(await page.textContent('#notice')).toBe(words.script.forgotten)
    expect(await page.locator('#notice').boundingBox()).toMatchObject({ y: expect.toSatisfy((y: number) => y > 0 && y < 500) })
    expect(await page.locator('.log article').count()).toBe(0)
    expect(gateway.sessions.size).toBe(0)
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain(secret)
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain('bupati')
    await ask(page, 'grup WA relawan boleh?')
    await answered(page, 1)
    expect([...gateway.sessions.keys()]).not.toContain(secret)
  })

  it('forgets on the server later when it cannot be reached now, and says which is which', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    gateway.faults.down = true
    await page.click('#forget')
    await page.click('#confirm-yes')
    await page.waitForSelector('#notice')
    expect(await page.textContent('#notice')).toBe(words.script.forgotten_here)
    expect(gateway.sessions.size).toBe(1)
    await page.reload()
    gateway.faults.down = false
    await page.getByText(words.script.forgotten ?? '').waitFor()
    expect(gateway.sessions.size).toBe(0)
  })

  it('leaves at once, takes everything along, and "back" shows nothing', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    const forgotten = page.waitForRequest(request => request.method() === 'DELETE')
    await page.click('#leave')
    await forgotten
    await page.waitForURL('about:blank')
    await expect.poll(() => gateway.sessions.size).toBe(0)
    await page.goto(gateway.url)
    expect(await page.locator('.log article').count()).toBe(0)
  })

  it('can be used with the keyboard alone, and what has the focus is never hidden', async () => {
    const page = await visit(DESKTOP)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe(words.page.skip)
    await page.keyboard.press('Enter')
    await page.keyboard.type('saya PNS')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('kepencet like')
    await page.keyboard.press('Enter')
    await answered(page, 1)
    expect(onlySession().asked[0]?.text).toBe('saya PNS\nkepencet like')
    await page.keyboard.type('grup WA relawan boleh?')
    await page.keyboard.press('Enter')
    await answered(page, 2)
    const wanted = words.script.copy
    for (let isInside = true; isInside; ) {
      await page.keyboard.press('Shift+Tab')
      const focused = await page.evaluate<{
        top: number
        bottom: number
        outline: string
        isInside: boolean
        isInLog: boolean
        bar: number
        box: number
      }>(`(() => {
        const { activeElement } = document
        const { top, bottom } = activeElement.getBoundingClientRect()
        const bar = document.querySelector('.bar').getBoundingClientRect().bottom
        const box = document.querySelector('.composer').getBoundingClientRect().top
        return { top, bottom, bar, box, isInside: activeElement !== document.body, outline: getComputedStyle(activeElement).outlineStyle, isInLog: activeElement.closest('.log') !== null }
      })()`)
      isInside = focused.isInside
      if (!isInside) continue
      expect(focused.outline).toBe('solid')
      if (!focused.isInLog) continue
      expect(focused.top).toBeGreaterThanOrEqual(focused.bar)
      expect(focused.bottom).toBeLessThanOrEqual(focused.box)
    }
    await page.locator('.choice >> nth=0').focus()
    await page.keyboard.press('Enter')
    await answered(page, 3)
    expect(await texts(page, '.copy')).toEqual([wanted, wanted, wanted])
    for (const _ of [1, 2, 3]) await page.keyboard.press('Escape')
    await page.waitForURL('about:blank')
  })

  it('breaks the line with Enter on a touch screen, where there is no Shift', async () => {
    const page = await visit(PHONE)
    await page.tap('#box')
    await page.keyboard.type('saya PNS')
    await page.keyboard.press('Enter')
    await page.keyboard.type('boleh?')
    expect(await page.inputValue('#box')).toBe('saya PNS\nboleh?')
    expect(gateway.sessions.size).toBe(0)
  })

  it('reads out only what is new: neither what was restored nor what the asker wrote', async () => {
    const page = await visit()
    await ask(page, QUESTION)
    await answered(page, 1)
    expect(await page.getAttribute('.asked', 'aria-live')).toBe('off')
    await page.reload({ waitUntil: 'commit' })
    await page.waitForSelector('.log[aria-live=off] .answered')
    await page.waitForSelector('.log[aria-live=polite]')
    expect(await page.getAttribute('.log', 'aria-atomic')).toBeNull()
  })

  it('copies an answer as it was written', async () => {
    const page = await visit()
    await context?.grantPermissions(['clipboard-read', 'clipboard-write'])
    await ask(page, QUESTION)
    await answered(page, 1)
    await page.click('.copy')
    await page.getByRole('button', { name: words.script.copied ?? '' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(ANSWER.text)
  })

  it('works where the browser forbids it to keep anything', async () => {
    const page = await visit()
    await page.addInitScript("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('forbidden') } })")
    await page.reload()
    await ask(page, QUESTION)
    await answered(page, 1)
    expect(complaints).toEqual([])
  })

  it('fits 320 pixels, four times magnified, and letters twice as large, without scrolling sideways', async () => {
    const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
    const page = await visit({ viewport: { width: 320, height: 256 } })
    await ask(page, QUESTION)
    await answered(page, 1)
    await page.click('.choice >> nth=0')
    await answered(page, 2)
    expect(await page.evaluate(isTooWide)).toBe(false)
    expect(await page.evaluate("getComputedStyle(document.querySelector('.composer')).position")).toBe('static')
    await page.setViewportSize({ width: 360, height: 640 })
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(await page.evaluate(isTooWide)).toBe(false)
    expect(await page.locator('#send').isVisible()).toBe(true)
  })

  it('has targets large enough for a thumb', async () => {
    const page = await visit(PHONE)
    await ask(page, QUESTION)
    await answered(page, 1)
    const small = await page.evaluate<string[]>(
      "[...document.querySelectorAll('button, summary, textarea')].filter(e => e.offsetHeight > 0 && (e.offsetHeight < 44 || e.offsetWidth < 44)).map(e => e.outerHTML.slice(0, 60) + e.offsetHeight)",
    )
    expect(small).toEqual([])
  })

  it('prints the conversation and nothing else, and keeps still for those who asked for it', async () => {
    const page = await visit({ ...PHONE, reducedMotion: 'reduce' })
    gateway.faults.thinkingMs = 2500
    await ask(page, QUESTION)
    await page.waitForSelector('.road')
    expect(await page.evaluate("getComputedStyle(document.querySelector('.road')).animationName")).toBe('none')
    await answered(page, 1)
    await page.emulateMedia({ media: 'print' })
    for (const hidden of ['.bar', '.composer', '.choices', '.copy'])
      expect(await page.locator(hidden).isVisible(), hidden).toBe(false)
    expect(await page.locator('.verdict').isVisible()).toBe(true)
  })
})

describe.skipIf(!hasBrowser)('a copy of a consultation', () => {
  const OFFICE = { name: 'BKPSDM Kota Uji', contact: 'loket 3', hours: '08.00–15.00' }
  const SCREEN = ['.bar', '.intro', '.log', '.composer', '.aside', '.choices']
  let printing: FakeGateway
  beforeEach(async () => {
    printing = await fakeGateway({ office: OFFICE })
  })
  afterEach(() => printing.close())

  /** The page with a question before the copy, and a printer that only counts and notes the name it was given. */
  async function withCopy(options: BrowserContextOptions = PHONE): Promise<Page> {
    context = await browser.newContext(options)
    const page = await context.newPage()
    await page.addInitScript('window.printed = []; window.print = () => window.printed.push(document.title)')
    await page.goto(printing.url)
    await ask(page, QUESTION)
    await answered(page, 1)
    await ask(page, 'salinan')
    await answered(page, 3)
    return page
  }
  const print = (page: Page, nth: number) =>
    page
      .getByRole('button', { name: words.script.print ?? '' })
      .nth(nth)
      .click()

  it('is printed alone: its title, its day, the office, all its messages, and nothing of the chat', async () => {
    const page = await withCopy()
    for (const nth of [0, 1]) {
      await print(page, nth)
      await page.emulateMedia({ media: 'print' })
      for (const hidden of SCREEN) expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false)
      const [paper] = await texts(page, '.sheet')
      const lines = COPY.flatMap(c => c.text.split('\n').slice(1)).filter(line => line !== '')
      for (const line of [words.page.brand, OFFICE.name, words.layout.copy.head, ...lines])
        expect(paper).toContain(String(line).replace(/^(?:•|\d\.) /, ''))
      expect(paper).not.toContain(words.layout.copy.goes_on)
      expect(paper).not.toContain(ANSWER.text.split('\n')[0])
      await page.emulateMedia({ media: 'screen' })
      expect(await page.locator('.sheet').isVisible()).toBe(false)
    }
    expect(await page.locator('.sheet').count()).toBe(1)
  })

  it('draws no sign of ours on what somebody else said', async () => {
    const page = await withCopy()
    expect(await page.locator('.answered >> nth=1 >> .verdict').count()).toBe(0)
    expect(await page.locator('.answered >> nth=2 >> .verdict').count()).toBe(0)
  })

  it('gives file and printer a name that tells nothing, and the page its own back', async () => {
    const page = await withCopy()
    await print(page, 0)
    expect(await page.evaluate('window.printed')).toEqual([words.script.print_name])
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(await page.title()).toBe(words.page.title)
  })

  it('is printed without a network, after the page was loaded again, and with the keyboard alone', async () => {
    const page = await withCopy(DESKTOP)
    await page.reload()
    await answered(page, 3)
    await context?.setOffline(true)
    const before = printing.requested.length
    await page
      .getByRole('button', { name: words.script.print ?? '' })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    expect(await page.evaluate('window.printed.length')).toBe(1)
    expect(printing.requested.slice(before).filter(url => !url.includes('/web/replies'))).toEqual([])
    await page.emulateMedia({ media: 'print' })
    expect((await texts(page, '.sheet')).join()).toContain('Tangkap layar beserta jamnya.')
  })

  it('is put away when the conversation goes on or is forgotten', async () => {
    const page = await withCopy()
    await print(page, 0)
    await ask(page, 'grup WA relawan boleh?')
    await answered(page, 4)
    expect(await page.locator('.sheet').count()).toBe(0)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.log').isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
    await print(page, 0)
    await page.click('#forget')
    await page.click('#confirm-yes')
    await page.getByText(words.script.forgotten ?? '').waitFor()
    expect(await page.content()).not.toContain('Tangkap layar beserta jamnya.')
  })

  for (const colorScheme of ['light', 'dark'] as const)
    it(`breaks no rule of WCAG 2.2 AA, on the screen and on paper (${colorScheme}), and is black on white there`, async () => {
      const page = await withCopy({ ...PHONE, colorScheme })
      expect(await violations(page)).toEqual([])
      await print(page, 0)
      await page.emulateMedia({ media: 'print', colorScheme })
      expect(await violations(page)).toEqual([])
      const colours = await page.evaluate<string[]>(
        "[...new Set([...document.querySelectorAll('.sheet *')].map(e => getComputedStyle(e)).map(s => s.color + ' on ' + s.backgroundColor))]",
      )
      expect(colours).toEqual(['rgb(0, 0, 0) on rgba(0, 0, 0, 0)'])
      expect(await page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")).toBe('rgb(255, 255, 255)')
    })

  it('makes a paper of one page, which a browser can write as PDF', async () => {
    const page = await withCopy()
    await print(page, 0)
    const pdf = await page.pdf({ format: 'A4', tagged: true })
    if (process.env.SHOTS !== undefined) {
      writeFileSync(`${process.env.SHOTS}/copy.pdf`, pdf)
      await page.screenshot({ path: `${process.env.SHOTS}/copy-screen.png`, fullPage: true })
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 794, height: 1123 })
      await page.screenshot({ path: `${process.env.SHOTS}/copy-print.png`, fullPage: true })
    }
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
  })
})

describe.skipIf(!hasBrowser)('in a frame of another site', () => {
  let host: Server
  beforeEach(async () => {
    host = createServer((request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<!doctype html><iframe width="360" height="600" src="${new URL(request.url ?? '', 'http://x').searchParams.get('shows')}/?embed=1"></iframe>`,
      )
    })
    await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve))
  })
  afterEach(
    () =>
      new Promise<void>(resolve => {
        host.closeAllConnections()
        host.close(() => resolve())
      }),
  )
  const origin = (): string => `http://127.0.0.1:${(host.address() as AddressInfo).port}`

  it('answers where the office allowed it, without its own head but with its controls', async () => {
    const allowing = await fakeGateway({ embedders: [origin()] })
    context = await browser.newContext(DESKTOP)
    const page = await context.newPage()
    await page.goto(`${origin()}/?shows=${allowing.url}`)
    const frame = page.frameLocator('iframe')
    await frame.locator('#box').fill(QUESTION)
    await frame.locator('#send').click()
    await frame.locator('.answered').waitFor()
    expect(await frame.locator('.brand').isVisible()).toBe(false)
    expect(await frame.locator('#leave').isVisible()).toBe(true)
    await frame.locator('#leave').click()
    await page.waitForURL('about:blank')
    await context.close()
    await allowing.close()
  })

  it('is not shown where nobody allowed it', async () => {
    context = await browser.newContext(DESKTOP)
    const page = await context.newPage()
    const refused = page.waitForEvent('console', message => message.text().includes('frame-ancestors'))
    await page.goto(`${origin()}/?shows=${gateway.url}`)
    await refused
    expect(await page.frameLocator('iframe').locator('#box').count()).toBe(0)
  })
})

describe.skipIf(!hasBrowser)('for everyone: axe finds nothing', () => {
  for (const [width, device] of [
    [360, PHONE],
    [1280, DESKTOP],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`at ${width} pixels, ${colorScheme}: empty, talking, in trouble, asking back`, async () => {
        const page = await visit({ ...device, colorScheme })
        await page.evaluate("document.querySelector('details').open = true")
        expect(await violations(page)).toEqual([])
        await ask(page, QUESTION)
        await answered(page, 1)
        await page.click('.choice >> nth=0')
        await answered(page, 2)
        await ask(page, 'grup WA relawan boleh?')
        await answered(page, 3)
        expect(await violations(page)).toEqual([])
        gateway.faults.down = true
        await ask(page, 'istri saya caleg, boleh foto bareng?')
        await page.waitForSelector('.delivery button')
        expect(await violations(page)).toEqual([])
        await page.click('#forget')
        expect(await violations(page)).toEqual([])
      })
})
