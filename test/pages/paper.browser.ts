// The reading pages in a real browser: what a person on a cheap phone, in the dark, at a printer or with a keyboard meets.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { publish } from '../../src/answering/answering.ts'
import {
  clausePage,
  documentPage,
  indexPage,
  missingPage,
  noticePage,
  type Page,
  type ProofPage,
  parsePaperWords,
  proofPage,
  type Site,
} from '../../src/pages/pages.ts'
import { AXE, hasBrowser, launch } from '../chromium.ts'
import { edition, QUIET_YEAR, words } from '../edition.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1200, height: 800 } }

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
const site: Site = {
  words: parsePaperWords(read('prompts/pages.id.yaml')),
  css: read('src/pages/paper.css'),
  publicUrl: 'https://rambu.example',
  chatPath: '/',
}
const published = publish(edition, words)

const { principles, situations } = edition.sources
const entries = [...principles, ...situations]
const rows = entries.flatMap(e => e.rows)
const longest = (texts: readonly string[]): string => texts.toSorted((a, b) => b.length - a.length)[0] ?? ''
const lead = longest(rows.map(r => r.lead))

/** As much as one proof can carry: the longest of everything that the knowledge has. */
const heavy: ProofPage = {
  code: 'AAAA-BBBB-CCCC',
  outcome: 'forbidden',
  first: lead,
  facts: [
    { kind: 'status', status: 'PPPK' },
    { kind: 'place', name: 'Kabupaten Uji' },
    { kind: 'stage', stage: null },
    { kind: 'choice', text: longest(rows.flatMap(r => r.branches.map(b => b.if))) },
    { kind: 'choice', text: longest(entries.map(e => e.title)) },
  ],
  reading: longest(entries.map(e => e.title)),
  safeWay: longest(rows.flatMap(r => [r.safe_way, r.safe_way_after])),
  citations: [1, 2, 3, 4, 5].map(n => ({
    name: `SE Bupati Uji 800/1071/BKPSDM (2024) Butir ${n}`,
    path: null,
    force: 'unknown',
  })),
  edition: 'a'.repeat(64),
  on: '2024-10-20',
  today: {
    kind: 'changed',
    on: QUIET_YEAR,
    edition: 'b'.repeat(64),
    first: lead,
    reasons: [
      { kind: 'verdict', verdict: 'depends' },
      { kind: 'basis' },
      { kind: 'force', name: 'SE Bupati Uji 800/1071/BKPSDM (2024) Butir 1', force: 'repealed' },
      { kind: 'missing', name: 'PP 94/2021 Penjelasan Pasal 5 huruf n angka 2' },
    ],
  },
}

const notice = noticePage(site, {
  office: { name: 'BKPSDM Uji', contact: 'loket 3' },
  retention: Object.keys(site.words.notice.retention).map(kind => ({ kind, days: 30 })),
  channels: ['whatsapp', 'telegram', 'web'],
  nameRecallPercent: 91,
  model: 'none',
  isDeskFull: true,
  threats: Object.keys(site.words.notice.threat).map(key => ({ key })),
  on: QUIET_YEAR,
})

/** The pages by their addresses, as the gateway will serve them. */
function pageAt(path: string): Page {
  const [, top, document = '', slug] = path.split('/')
  const nothing = missingPage(site, { looked: top === 't' ? 'proof' : 'law', codeShape: heavy.code })
  if (path === '/privasi') return notice
  if (path === `/t/${heavy.code}`) return proofPage(site, heavy)
  if (path === '/k') return indexPage(site, published.indexPage(QUIET_YEAR))
  if (top !== 'k') return nothing
  if (slug === undefined) {
    const found = published.documentPage(document, QUIET_YEAR)
    return found === null ? nothing : documentPage(site, found)
  }
  const found = published.clausePage(document, slug, QUIET_YEAR)
  return found === null ? nothing : clausePage(site, found)
}

const PATHS = [
  '/k',
  '/k/uu-5-2014',
  '/k/pp-94-2021/pasal-5-huruf-n-angka-5',
  '/k/pp-94-2021/pasal-8-ayat-4',
  '/k/pp-53-2010/pasal-4-angka-15',
  '/k/uu-7-2017/pasal-494',
  '/k/se-batang-2023/naskah',
  '/k/uu-20-2023/pasal-24-ayat-1-huruf-d',
  `/t/${heavy.code}`,
  '/t/tidak-ada',
  '/privasi',
]

let browser: Browser
let server: Server
let context: BrowserContext | undefined
let requested: string[] = []
let complaints: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    requested.push(request.url ?? '')
    const page = pageAt(request.url ?? '')
    response.writeHead(200, page.headers).end(page.html)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  if (hasBrowser) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise<void>(resolve => server.close(() => resolve()))
})
afterEach(async () => {
  await context?.close()
  context = undefined
})

async function visit(path: string, options: BrowserContextOptions = PHONE): Promise<Tab> {
  await context?.close()
  context = await browser.newContext(options)
  const tab = await context.newPage()
  requested = []
  complaints = []
  tab.on('pageerror', error => complaints.push(error.message))
  tab.on('console', message => complaints.push(message.text()))
  await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  return tab
}

async function violations(tab: Tab): Promise<string[]> {
  await tab.evaluate(AXE)
  const found = await tab.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

const pagesIn = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0

describe.skipIf(!hasBrowser)('a reading page', () => {
  it('arrives with one request, in its own style, without a cookie, and complains of nothing', async () => {
    for (const path of PATHS) {
      const tab = await visit(path)
      await tab.waitForLoadState('networkidle')
      expect(requested, path).toEqual([path])
      expect(complaints, path).toEqual([])
      expect(await context?.cookies()).toEqual([])
      expect(await tab.evaluate("getComputedStyle(document.querySelector('.bar')).backgroundColor")).toBe('rgb(34, 48, 58)')
    }
  })

  it('leads from the list of rules to a document, to a clause, and on to the next', async () => {
    const tab = await visit('/k')
    await tab.getByRole('link', { name: 'PP 94/2021', exact: true }).click()
    await tab.getByRole('link', { name: 'Pasal 5 huruf n angka 5', exact: true }).click()
    expect(await tab.textContent('h1')).toBe('Pasal 5 huruf n angka 5')
    await tab.click('.next')
    expect(await tab.textContent('h1')).toBe('Pasal 5 huruf n angka 6')
    await tab.click('.trail a >> nth=1')
    expect(await tab.textContent('h1')).toBe('PP 94/2021')
  })

  it('fits 320 pixels and letters twice as large without scrolling sideways', async () => {
    const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth'
    for (const path of PATHS) {
      const tab = await visit(path, { viewport: { width: 320, height: 480 } })
      await tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
      expect(await tab.evaluate(isTooWide), path).toBe(false)
      await tab.setViewportSize({ width: 360, height: 640 })
      await tab.evaluate("document.documentElement.style.fontSize = '200%'")
      expect(await tab.evaluate(isTooWide), path).toBe(false)
    }
  })

  it('can be used with the keyboard alone', async () => {
    const tab = await visit('/k/uu-20-2023/pasal-24-ayat-1-huruf-d', DESKTOP)
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate('document.activeElement.textContent')).toBe(site.words.shell.skip)
    await tab.keyboard.press('Enter')
    await tab.keyboard.press('Tab')
    expect(await tab.evaluate("document.activeElement.closest('main') !== null")).toBe(true)
    expect(await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await tab.focus('summary')
    await tab.keyboard.press('Enter')
    expect(await tab.locator('details >> nth=0 >> li >> nth=0').isVisible()).toBe(true)
  })

  it('sets the law in lines as a law book does, each part under its own number', async () => {
    const tab = await visit('/k/pp-94-2021/pasal-8-ayat-4', DESKTOP)
    const lefts = await tab.evaluate<number[]>(
      "[...document.querySelectorAll('blockquote .number')].map(e => Math.round(e.getBoundingClientRect().left))",
    )
    expect(lefts).toHaveLength(4)
    expect(new Set(lefts.slice(1)).size).toBe(1)
    expect(lefts[1]).toBeGreaterThan(lefts[0] ?? 0)
  })

  it('a proof fits one sheet of A4, as much as it may carry, with its code large and no menu', async () => {
    const tab = await visit(`/t/${heavy.code}`, DESKTOP)
    expect(pagesIn(await tab.pdf({ preferCSSPageSize: true }))).toBe(1)
    await tab.emulateMedia({ media: 'print' })
    expect(await tab.locator('.menu').isVisible()).toBe(false)
    expect(await tab.textContent('.code')).toBe(heavy.code)
    expect(await tab.evaluate("parseFloat(getComputedStyle(document.querySelector('.code')).fontSize)")).toBeGreaterThan(32)
  })

  it('a clause prints in black on white, without what leads elsewhere, even where the screen is dark', async () => {
    const tab = await visit('/k/pp-94-2021/pasal-5-huruf-n-angka-5', { ...DESKTOP, colorScheme: 'dark' })
    await tab.emulateMedia({ media: 'print' })
    for (const hidden of ['.menu', '.trail', '.neighbours']) expect(await tab.locator(hidden).isVisible(), hidden).toBe(false)
    expect(await tab.evaluate("getComputedStyle(document.querySelector('blockquote')).color")).toBe('rgb(0, 0, 0)')
    expect(await tab.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(pagesIn(await tab.pdf({ preferCSSPageSize: true }))).toBe(1)
  })
})

describe.skipIf(!hasBrowser)('for everyone: axe finds nothing', () => {
  for (const [width, device] of [
    [360, PHONE],
    [1200, DESKTOP],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const)
      it(`at ${width} pixels, ${colorScheme}: all the reading pages`, async () => {
        for (const path of PATHS) {
          const tab = await visit(path, { ...device, colorScheme })
          await tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
          expect(await violations(tab), path).toEqual([])
        }
      })
})
