// What a model proposes, in a real browser: by finger and keyboard, narrow and wide, in the light and in the dark, with and without a script.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Assistant, Helped, ReplyProposed } from '../../src/console/assistant.ts'
import { openLawBook } from '../../src/lawbook.ts'
import { AXE, hasBrowser, launch, SHOTS } from '../chromium.ts'
import { edition } from '../edition.ts'
import { type Editorium, openEditorium } from '../publishing/editorium.ts'
import { type Browser, type House, openHouse, signIn, words } from './house.ts'
import { openedIn } from './opened.ts'

const { say } = words
const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const CLAUSE = 'uu-20-2023 Pasal 24 ayat (1) huruf d'
const ENTRY = edition.sources.fileOf.get('bagi-sembako') ?? ''
const CIRCULAR = [
  'BUPATI WONOGIRI',
  'SURAT EDARAN',
  'NOMOR 800/17 TAHUN 2026',
  'TENTANG',
  'NETRALITAS PEGAWAI APARATUR SIPIL NEGARA',
  '1. Pegawai dilarang memakai kaus calon.',
  'Ditetapkan di Wonogiri',
  'pada tanggal 2 November 2026',
].join('\n')

const GOOD: Helped<ReplyProposed> = {
  kind: 'given',
  given: {
    text: 'Sebaiknya foto itu tidak diunggah dahulu [1]. Foto bersama calon dapat dibaca sebagai dukungan.\n\nCara yang aman: simpan sendiri, jangan berpose dengan simbol, dan minta orang lain tidak menyebarkannya [9].',
    cites: [1],
  },
}

let house: House
let office: Editorium
let browser: Chromium
let server: Server
let origin: string
let context: BrowserContext | undefined
let complaints: string[] = []
let reply: Helped<ReplyProposed> = GOOD
const signed = new Map<string, Browser>()
const drafts = new Map<string, string>()

const assistant: Assistant = {
  isLocal: true,
  limitSeconds: 30,
  reply: async () => reply,
  phrasings: async () => ({
    kind: 'given',
    given: [
      'dapat jatah bagi beras dari tim calon, boleh sy terusin ke warga?',
      'PNS ikut antar paket bantuan bergambar calon, kena apa?',
    ],
  }),
  questions: async () => ({ kind: 'given', given: [{ ask: 'saya PPPK diminta bagi beras dari caleg, boleh?', row: 1 }] }),
  metadata: async () => ({
    kind: 'given',
    given: [
      { field: 'number', value: '800/17', words: 'NOMOR 800/17 TAHUN 2026' },
      { field: 'enacted_on', value: '2026-11-02', words: 'pada tanggal 2 November 2026' },
      { field: 'place', value: 'Kabupaten Wonogiri', words: 'BUPATI WONOGIRI' },
    ],
  }),
}

async function begun(name: string, from: Parameters<Editorium['editor']['start']>[1]): Promise<void> {
  const started = await office.editor.start(office.who('idedi'), from)
  if (started.kind === 'refused') throw new Error(`${name} was refused: ${started.why}`)
  await office.isRead(started.id)
  drafts.set(name, started.id)
}

async function furnish(): Promise<void> {
  office = await openEditorium()
  house = await openHouse({ law: openLawBook(edition, [2026]), editor: office.editor, assistant })
  for (const [login, roles] of [
    ['rina', ['officer']],
    ['edi', ['editor']],
  ] as const) {
    await house.member(login, roles)
    signed.set(login, await signIn(house, login))
  }
  for (const id of ['satu', 'dua', 'tiga'])
    await openedIn(house, id, { state: 'claimed', holder: 'idrina', codeName: 'Elang Teduh' }, { clauses: [CLAUSE] })
  house.parts.cases.changed()
  await begun('entri', { kind: 'live', paths: [ENTRY], title: 'Bagi sembako' })
  await begun('edaran', { kind: 'text', text: CIRCULAR })
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
    expect([...house.failures, ...office.failures]).toEqual([])
    await house.end()
  }
})
afterEach(async () => {
  await context?.close()
  context = undefined
  reply = GOOD
})

async function as(login: string, options: BrowserContextOptions = DESKTOP): Promise<Tab> {
  await context?.close()
  context = await browser.newContext(options)
  await context.addCookies([...(signed.get(login)?.cookies ?? [])].map(([name, value]) => ({ name, value, url: origin })))
  const tab = await context.newPage()
  complaints = []
  tab.on('pageerror', error => complaints.push(error.message))
  tab.on('console', message => {
    // a page that comes back with a fault is told as one by the browser
    if (!/status of 4(?:09|22)/.test(message.text())) complaints.push(message.text())
  })
  return tab
}

async function violations(tab: Tab): Promise<string[]> {
  await tab.evaluate(AXE)
  const found = await tab.evaluate<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>(
    "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target.join(' ')} ${n.failureSummary}`).join('; ')}`)
}

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['360-terang', { ...PHONE, colorScheme: 'light' }],
  ['360-gelap', { ...PHONE, colorScheme: 'dark' }],
  ['1280-terang', { ...DESKTOP, colorScheme: 'light' }],
  ['1280-gelap', { ...DESKTOP, colorScheme: 'dark' }],
]

async function formOf(name: string): Promise<string> {
  const draft = await office.editor.draft(drafts.get(name) ?? '')
  const file = draft?.source?.file ?? ENTRY
  return `/naskah/${draft?.id}/berkas/${file.replace('.yaml', '').replaceAll('/', '~')}`
}

const press = async (tab: Tab, name: string): Promise<void> => {
  await Promise.all([tab.waitForNavigation(), tab.getByRole('button', { name, exact: true }).first().click()])
}

/** Pages with something proposed on them, and how one comes there. */
const PAGES: readonly (readonly [string, string, () => string | Promise<string>, (tab: Tab) => Promise<void>])[] = [
  ['usul-belum', 'rina', () => '/konsultasi/satu', async () => {}],
  ['usul-balasan', 'rina', () => '/konsultasi/satu', tab => press(tab, say('case_draft'))],
  [
    'usul-ditolak',
    'rina',
    () => '/konsultasi/satu',
    async tab => {
      reply = { kind: 'given', given: { text: 'Boleh, lihat UU 99/2031.', cites: [] } }
      await tab.fill('#jawaban', 'Salam, saya periksa dahulu.')
      await press(tab, say('case_draft'))
      reply = GOOD
    },
  ],
  [
    'usul-kirim',
    'rina',
    () => '/konsultasi/satu',
    async tab => {
      await press(tab, say('case_draft'))
      await press(tab, say('case_send'))
    },
  ],
  [
    'usul-entri',
    'edi',
    () => formOf('entri'),
    async tab => {
      await press(tab, say('ed_help_ungkapan'))
      await press(tab, say('ed_help_pertanyaan'))
    },
  ],
  ['usul-metadata', 'edi', () => formOf('edaran'), tab => press(tab, say('ed_help_metadata'))],
]

describe.skipIf(!hasBrowser)('a page with proposals', () => {
  it.each(PAGES)('%s can be used by everyone, narrow or wide, in the light and in the dark', async (name, login, path, come) => {
    for (const [look, options] of LOOKS) {
      const tab = await as(login, options)
      await tab.goto(origin + (await path()))
      await come(tab)
      if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true })
      expect([look, await violations(tab)]).toEqual([look, []])
      expect([look, await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')]).toEqual([
        look,
        false,
      ])
      expect(complaints).toEqual([])
    }
  })

  it.each([true, false])('a draft is asked for, read and sent with the keyboard alone (script: %s)', async javaScriptEnabled => {
    const id = javaScriptEnabled ? 'dua' : 'tiga'
    const tab = await as('rina', { ...DESKTOP, javaScriptEnabled })
    await tab.goto(`${origin}/konsultasi/${id}`)
    await tab.getByRole('button', { name: say('case_draft') }).focus()
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')])
    expect(await tab.inputValue('#jawaban')).toContain('Sebaiknya foto itu tidak diunggah dahulu (UU 20/2023')
    await tab.getByRole('checkbox', { name: say('case_draft_read') }).focus()
    await tab.keyboard.press('Space')
    await tab.getByRole('button', { name: say('case_send') }).focus()
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')])
    const lines = (await house.book.open(id))?.lines ?? []
    expect(lines.filter(line => line.voice === 'officer')).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  it('what is ticked is saved by the press alone, not by the saving that a script does', async () => {
    const tab = await as('edi')
    await tab.goto(origin + (await formOf('entri')))
    await press(tab, say('ed_help_ungkapan'))
    const before = await office.editor.draft(drafts.get('entri') ?? '')
    await tab.getByRole('checkbox', { name: 'dapat jatah bagi beras' }).check()
    await tab.locator('[data-autosave]:not(:empty)').waitFor()
    expect((await office.editor.draft(drafts.get('entri') ?? ''))?.files).toEqual(before?.files)
    await press(tab, say('save'))
    expect(await tab.inputValue('#k-phrasings')).toContain('dapat jatah bagi beras')
    expect(complaints).toEqual([])
  })
})
