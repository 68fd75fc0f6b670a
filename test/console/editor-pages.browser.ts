// The pages of drafts in a real browser: a circular from the table to what askers read, by finger and keyboard, in the light and in the dark, with
// and without a script.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Browser as Chromium, Page as Tab } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDocumentReader } from '../../src/adapters/documents.ts'
import { openLawBook } from '../../src/lawbook.ts'
import { type Draft, type DraftEdit, type Json, knownIn, propose } from '../../src/publishing/publishing.ts'
import { AXE, hasBrowser, launch, SHOTS } from '../chromium.ts'
import { edition } from '../edition.ts'
import { REGULATION_FILE, ROWS_FILE, regulation, rows } from '../publishing/circular.ts'
import { type Editorium, openEditorium } from '../publishing/editorium.ts'
import { type Browser, type House, openHouse, signIn } from './house.ts'
import { surat } from './surat.ts'

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }

let house: House
let office: Editorium
let browser: Chromium
let server: Server
let origin: string
let context: BrowserContext | undefined
let complaints: string[] = []
const signed = new Map<string, Browser>()
/** Drafts by what they are for. */
const drafts = new Map<string, string>()
let letUnread: () => void = () => {}

const draftOf = async (name: string): Promise<Draft> => {
  const draft = await office.editor.draft(drafts.get(name) ?? '')
  if (draft === null) throw new Error(`no draft ${name}`)
  return draft
}

async function begun(
  name: string,
  from: Parameters<Editorium['editor']['start']>[1],
  ...edits: readonly DraftEdit[]
): Promise<Draft> {
  const who = office.who('idedi')
  const started = await office.editor.start(who, from)
  if (started.kind === 'refused') throw new Error(`${name} was refused: ${started.why}`)
  drafts.set(name, started.id)
  return edits.length === 0 ? draftOf(name) : office.edit(who, started.id, ...edits)
}

const jsonOf = (value: unknown): Json => z.json().parse(value)

const circular = (name: string): Promise<Draft> =>
  begun(
    name,
    { kind: 'live', paths: ['principles/hadir-pasif.yaml'], title: 'Edaran contoh Wonogiri' },
    { kind: 'drop-file', file: 'principles/hadir-pasif.yaml' },
    { kind: 'add-file', file: REGULATION_FILE, body: jsonOf(regulation) },
    { kind: 'add-file', file: ROWS_FILE, body: jsonOf(rows) },
  )

async function furnish(): Promise<void> {
  const read = openDocumentReader()
  const unread = new Promise<void>(done => {
    letUnread = done
  })
  office = await openEditorium({
    read: async (files, options) => {
      if (files.some(f => f.name === 'lama.pdf')) {
        options.onProgress({ page: 3, pages: 12, stage: 'ocr' })
        await unread
      }
      return read(files, options)
    },
    propose: (extracted, live) => {
      const proposed = propose(extracted, knownIn(live))
      const clauses = proposed.clauses.map(({ clause, mark }, n) =>
        n === 1
          ? { clause, mark: { ...mark, doubts: ['ocr-unsure' as const], unsure: [{ from: 9, to: 17 }] } }
          : n === 3
            ? { clause, mark: { ...mark, doubts: ['numbering-gap' as const, 'cut-unclear' as const] } }
            : { clause, mark },
      )
      return {
        ...proposed,
        clauses,
        leftOut: [
          ...proposed.leftOut,
          { part: 'stray', spots: [{ page: 1, from: 3, to: 4 }] },
          { part: 'specks', spots: [{ page: 1, from: 6, to: 6 }] },
        ],
      }
    },
  })
  house = await openHouse({ law: openLawBook(edition, [2026]), editor: office.editor })
  for (const [login, roles] of [
    ['edi', ['editor', 'approver']],
    ['pia', ['approver']],
    ['baru', ['editor']],
  ] as const) {
    await house.member(login, roles)
    signed.set(login, await signIn(house, login))
  }
  house.parts.cases.changed()
  const bytes = await surat()
  for (const name of ['dokumen', 'papan', 'polos']) {
    const { id } = await begun(name, { kind: 'files', files: [{ name: 'edaran-wonogiri.pdf', bytes }] })
    await office.isRead(id)
  }
  const { id } = await begun('ditolak', {
    kind: 'files',
    files: [{ name: 'rusak.pdf', bytes: new TextEncoder().encode('%PDF-1.7 ini rusak') }],
  })
  await office.isRead(id)
  await begun('keadaan', { kind: 'blank', what: 'situation', place: null, title: 'Ikut lomba yang diadakan calon' })
  await begun('ubah', { kind: 'live', paths: ['situations/keluarga/anak-orangtua-calon.yaml'], title: 'Keluarga calon' })
  const { id: tried } = await circular('uji')
  await office.isTried(tried)
  for (const name of ['ajukan', 'terbit']) {
    const { id: ready } = await circular(name)
    const state = await office.isTried(ready)
    const edi = office.who('idedi')
    await office.edit(
      edi,
      ready,
      ...state.unaccepted.map(key => ({ kind: 'accept' as const, key, reason: 'Memang begitu menurut Butir edaran.' })),
    )
    const { version } = await draftOf(name)
    const submitted = await office.editor.submit(edi, ready, version, 'Edaran baru untuk Wonogiri, lima larangan dipertegas.')
    if (submitted.kind !== 'done') throw new Error(`not submitted: ${JSON.stringify(submitted)}`)
  }
  // one document is read at a time: this one stays before the others
  await begun('dibaca', { kind: 'files', files: [{ name: 'lama.pdf', bytes }] })
}

beforeAll(async () => {
  if (!hasBrowser) return
  await furnish()
  const { fetch } = house.console
  server = createServer(getRequestListener(request => fetch(request, { network: '127.0.0.1' })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launch()
}, 180_000)
afterAll(async () => {
  letUnread()
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

const at = (name: string, path = ''): string => `/naskah/${drafts.get(name)}${path}`
const slug = (file: string): string => file.replace('.yaml', '').replaceAll('/', '~')
const fileAt = async (name: string, path = ''): Promise<string> => {
  const { source } = await draftOf(name)
  return at(name, `/berkas/${slug(source?.file ?? '')}${path}`)
}

const PAGES: readonly (readonly [string, string, () => string | Promise<string>])[] = [
  ['daftar', 'edi', () => '/naskah'],
  ['baru', 'edi', () => '/naskah/baru?cara=salin&cari=batang'],
  ['dibaca', 'edi', () => at('dibaca')],
  ['ditolak', 'edi', () => at('ditolak')],
  ['ringkasan', 'edi', () => at('dokumen')],
  ['dokumen', 'edi', () => at('dokumen', '/dokumen?halaman=1')],
  ['butir', 'edi', () => fileAt('dokumen', '/butir/1')],
  ['keterangan', 'edi', () => fileAt('dokumen')],
  ['baris', 'edi', () => at('uji', `/berkas/${slug(ROWS_FILE)}`)],
  ['satu-baris', 'edi', () => at('uji', `/berkas/${slug(ROWS_FILE)}/baris/0`)],
  ['baris-keadaan', 'edi', () => at('ubah', `/berkas/${slug('situations/keluarga/anak-orangtua-calon.yaml')}/baris/0`)],
  ['pertanyaan', 'edi', () => at('uji', `/berkas/${slug(ROWS_FILE)}/pertanyaan/0`)],
  ['keadaan', 'edi', () => at('ubah', `/berkas/${slug('situations/keluarga/anak-orangtua-calon.yaml')}`)],
  ['yaml', 'edi', () => at('uji', `/berkas/${slug(ROWS_FILE)}/berkas`)],
  [
    'coba',
    'edi',
    () =>
      at(
        'uji',
        '/coba?tanya=PNS+pakai+kaos+bergambar+calon+gubernur+boleh%3F&wilayah=Kabupaten+Wonogiri&status=PNS&tanggal=2026-11-21',
      ),
  ],
  ['periksa', 'edi', () => at('dokumen', '/periksa')],
  ['uji', 'edi', () => at('uji', '/uji')],
  ['ajukan', 'edi', () => at('uji', '/ajukan')],
  ['ajukan-dokumen', 'edi', () => at('dokumen', '/ajukan')],
  ['putuskan', 'pia', () => at('ajukan', '/putuskan')],
  ['riwayat', 'edi', () => at('uji', '/riwayat')],
]

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['360-terang', { ...PHONE, colorScheme: 'light' }],
  ['360-gelap', { ...PHONE, colorScheme: 'dark' }],
  ['1280-terang', { ...DESKTOP, colorScheme: 'light' }],
  ['1280-gelap', { ...DESKTOP, colorScheme: 'dark' }],
]

describe.skipIf(!hasBrowser)('a page of drafts', () => {
  it.each(PAGES)('%s can be used by everyone, narrow or wide, in the light and in the dark', async (name, login, path) => {
    for (const [look, options] of LOOKS) {
      const tab = await as(login, options)
      const response = await tab.goto(origin + (await path()))
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

  it('is worked with the keyboard alone: from clause to clause, confirmed, and the doubtful one too', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}${at('papan', '/dokumen?halaman=1')}`)
    await tab.keyboard.press('j')
    expect(await tab.evaluate('document.activeElement.id')).toBe('butir-0')
    expect(await tab.locator('rect.here').getAttribute('data-clause')).toBe('butir-0')
    await tab.keyboard.press('Enter')
    await tab.waitForURL(/#butir-1$/)
    await expect.poll(() => tab.evaluate('document.activeElement.id')).toBe('butir-1')
    await tab.keyboard.press('Enter')
    await tab.waitForURL(/#butir-2$/)
    expect((await draftOf('papan')).marks.slice(0, 3).map(m => m.confirmedBy)).toEqual(['idedi', 'idedi', null])
    await tab.keyboard.press('k')
    await tab.keyboard.press('e')
    await tab.waitForSelector('#k-clauses-1-text')
    expect(complaints).toEqual([])
  })

  it('has each line that went into no clause ticked off by finger, stays where the reader was, and takes a tick back', async () => {
    const tab = await as('edi', PHONE)
    await tab.goto(`${origin}${at('papan', '/dokumen?halaman=2')}`)
    const row = tab.locator('#stray-1-3')
    await row.getByRole('button').tap()
    await tab.waitForURL(/halaman=2#tak-diambil$/)
    expect(await row.textContent()).toContain('Diperiksa oleh Staf edi')
    expect(await tab.evaluate("document.getElementById('tak-diambil').getBoundingClientRect().top < innerHeight")).toBe(true)
    await row.getByRole('button').tap()
    await tab.waitForURL(/#stray-1-3$/)
    expect(await row.textContent()).not.toContain('Diperiksa')
    expect((await draftOf('papan')).source?.looked).toEqual([])
    expect(complaints).toEqual([])
  })

  it('saves by itself after a moment of silence, and says when', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}${await fileAt('papan')}`)
    await tab.fill('#k-notes', 'Diterima hari Senin.')
    await expect.poll(() => tab.textContent('.saved'), { timeout: 8000 }).toMatch(/\d\d\.\d\d/)
    const { files, source } = await draftOf('papan')
    expect(files[source?.file ?? '']?.body).toMatchObject({ notes: 'Diterima hari Senin.' })
    await tab.fill('#k-notes', 'Diterima hari Selasa.')
    await expect.poll(async () => JSON.stringify((await draftOf('papan')).files), { timeout: 8000 }).toContain('Selasa')
    expect(complaints).toEqual([])
  })

  it('tells who was overtaken while typing, and loses nothing', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}${await fileAt('papan')}`)
    const { id } = await draftOf('papan')
    await office.edit(office.who('idbaru'), id, { kind: 'retitle', title: 'Nama lain' })
    await tab.fill('#k-notes', 'Ketikan yang tidak boleh hilang.')
    await tab.waitForSelector('.saved.wrong')
    await tab.click('.saving button.primary')
    await tab.waitForSelector('.flash.care:not([hidden])')
    expect(await tab.inputValue('#k-notes')).toBe('Ketikan yang tidak boleh hilang.')
    await tab.click('.saving button.primary')
    await expect.poll(async () => JSON.stringify((await draftOf('papan')).files)).toContain('tidak boleh hilang')
  })

  it('finds a clause while its words are typed, and keeps the tick', async () => {
    const tab = await as('edi')
    await tab.goto(`${origin}${at('uji', `/berkas/${slug(ROWS_FILE)}/baris/0`)}`)
    await tab.locator('#k-rows-0-row-basis-cari').pressSequentially('menjaga netralitas')
    const box = tab.locator('#k-rows-0-row-basis-temuan input').first()
    await box.check()
    const ref = await box.getAttribute('value')
    await expect.poll(async () => JSON.stringify((await draftOf('uji')).files[ROWS_FILE]), { timeout: 8000 }).toContain(ref)
    expect(complaints).toEqual([])
  })

  it('takes a document by its button, and tells of one that is too large before it is sent', async () => {
    const tab = await as('baru')
    await tab.goto(`${origin}/naskah/baru`)
    await tab.setInputFiles('#dokumen', {
      name: 'besar.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.alloc(21 * 1024 * 1024),
    })
    expect(await tab.evaluate("document.getElementById('dokumen').validationMessage")).toMatch(/20 MB/)
    await tab.setInputFiles('#dokumen', { name: 'edaran.pdf', mimeType: 'application/pdf', buffer: Buffer.from(await surat()) })
    await tab.click('#berkas button.primary')
    await tab.waitForURL(/\/naskah\/draf\w+$/)
    expect(complaints).toEqual([])
  })

  it('works without a script: uploaded, confirmed, corrected, and a file that is too large is refused with a sentence', async () => {
    const tab = await as('edi', { ...PHONE, javaScriptEnabled: false })
    await tab.goto(`${origin}/naskah/baru`)
    await tab.setInputFiles('#dokumen', {
      name: 'besar.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.alloc(24 * 1024 * 1024),
    })
    await tab.click('#berkas button.primary')
    await tab.waitForSelector('h1')
    expect(await tab.textContent('main')).toMatch(/20 MB/)
    await tab.goto(`${origin}${at('polos', '/dokumen?halaman=1')}`)
    await tab.click('.page-acts button.primary')
    expect((await draftOf('polos')).marks.filter(m => m.confirmedBy !== null).length).toBeGreaterThan(2)
    await tab.locator('.read-clause.doubtful [data-confirm]').first().click()
    await tab.goto(`${origin}${await fileAt('polos')}`)
    await tab.fill('#k-notes', 'Tanpa skrip.')
    await tab.click('.saving button.primary')
    // saved, it leads on to what is left to do
    expect(await tab.textContent('.flash.done')).toBeTruthy()
    await tab.goto(`${origin}${await fileAt('polos')}`)
    expect(await tab.inputValue('#k-notes')).toBe('Tanpa skrip.')
  })

  it('is let go by somebody else, and says since when it answers', async () => {
    const tab = await as('pia', PHONE)
    await tab.goto(`${origin}${at('terbit', '/putuskan')}`)
    await tab.fill('#alasan', 'Sesuai naskahnya.')
    await tab.click('.doing button.primary')
    await tab.waitForSelector('.flash.done strong')
    const live = await office.editor.live()
    expect(await tab.textContent('.flash.done strong')).toContain(live.edition.slice(0, 10))
    if (SHOTS !== '') await tab.screenshot({ path: `${SHOTS}/terbit.png`, fullPage: true })
    expect(complaints).toEqual([])
  })
})
