// The work pages over a real store, in a browser without a script: what officers see, never see, and are refused.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Browser, codeAt, HOUR, type House, openBrowser, openHouse, PASSWORD, signIn, textOf, words } from './house.ts'
import { law } from './law.ts'
import { openedIn, PLANTED } from './opened.ts'

const CLAUSE = 'uu-20-2023 Pasal 24 ayat (1) huruf d'

let house: House
let ayu: Browser
let budi: Browser
let kora: Browser
let admin: Browser
let editor: Browser
beforeAll(async () => {
  house = await openHouse({ law })
  await house.member('ayu', ['officer'])
  await house.member('budi', ['officer'])
  await house.member('kora', ['coordinator'])
  await house.member('admin', ['admin'], { teams: [] })
  await house.member('edi', ['editor'], { teams: [] })
  await house.member('tina', ['approver', 'editor'], { teams: [] })
  ayu = await signIn(house, 'ayu')
  budi = await signIn(house, 'budi')
  kora = await signIn(house, 'kora')
  admin = await signIn(house, 'admin')
  editor = await signIn(house, 'edi')
})
afterAll(async () => {
  expect(house.failures).toEqual([])
  await house.end()
})

const open = async (id: string, ...rest: Parameters<typeof openedIn> extends [unknown, unknown, ...infer R] ? R : never) => {
  await openedIn(house, id, ...rest)
  house.parts.cases.changed()
}

const caseNow = async (id: string) => {
  const opened = await house.book.open(id)
  if (opened === null) throw new Error('there is none')
  return opened
}

const PAGES: readonly (readonly [() => Browser, readonly string[]])[] = [
  [
    () => ayu,
    [
      '/antrean',
      '/antrean/isi',
      '/cari',
      '/cari?nama=&topik=medsos',
      '/konsultasi/lihat',
      '/konsultasi/lihat/utas',
      '/konsultasi/lihat/aturan?cari=netralitas',
    ],
  ],
  [
    () => kora,
    [
      '/antrean',
      '/statistik',
      '/statistik/unduh',
      '/laporan',
      '/tertahan',
      '/pengaturan',
      '/pengaturan/templat/baru',
      '/konsultasi/lihat',
    ],
  ],
  [
    () => admin,
    [
      '/statistik',
      '/tertahan',
      '/pengaturan',
      '/pengaturan/bot',
      '/pengaturan/batas',
      '/pengaturan/tim/baru',
      '/pengaturan/tim/utara',
      '/audit',
    ],
  ],
  [() => editor, ['/draf']],
]

describe('what an officer never sees', () => {
  it('is who asks, by which channel, and when to the minute, on any page', async () => {
    await open('lihat')
    await ayu.get('/konsultasi/lihat')
    await ayu.submit('/konsultasi/lihat/ambil', {})
    for (const [browser, paths] of PAGES)
      for (const path of paths) {
        const { status, html } = await browser().get(path)
        expect([path, status]).toEqual([path, 200])
        for (const planted of [PLANTED.asker, PLANTED.address, PLANTED.message, PLANTED.channel])
          expect([path, html.toLowerCase().includes(planted)]).toEqual([path, false])
        const own = textOf(html.replace(/<(?:header|footer)[\s\S]*?<\/(?:header|footer)>/g, ''))
        if (path !== '/audit' && !path.startsWith('/pengaturan/tim'))
          expect([path, /\d\d[:.]\d\d(?!\d)/.exec(own)?.[0] ?? null]).toEqual([path, null])
      }
  })
})

describe('whoever reads a consultation', () => {
  const readings = async (codeName: string) =>
    (await house.book.audit(null, 1000)).filter(e => e.act === 'consultation.read' && e.about === codeName)

  it('leaves that in the log, to the hour and once a day, however often the page looks again', async () => {
    await open('dibaca', { codeName: 'Merak Tenang' })
    await ayu.get('/antrean')
    await ayu.get('/cari?nama=Merak+Tenang')
    expect(await readings('Merak Tenang')).toEqual([])
    for (const path of ['', '', '/utas', '/aturan?cari=netralitas']) await ayu.get(`/konsultasi/dibaca${path}`)
    await budi.get('/konsultasi/dibaca')
    const log = await readings('Merak Tenang')
    expect(log.map(e => [e.by, e.at % HOUR])).toEqual([
      ['idbudi', 0],
      ['idayu', 0],
    ])
    expect(await house.book.auditBroken()).toBeNull()
    const { html } = await admin.get('/audit?tindakan=consultation_read')
    expect(textOf(html)).toContain(words.say('audit_act_consultation_read'))
    expect(textOf(html)).toContain('23 Nov 2026, 09.00–10.00 WIB')
    expect(html).toContain('Merak Tenang')
  })

  it('and is refused it leaves no reading', async () => {
    await open('terlarang', { codeName: 'Merak Jauh' })
    expect((await admin.get('/konsultasi/terlarang')).status).not.toBe(200)
    expect(await readings('Merak Jauh')).toEqual([])
  })
})

describe('the line', () => {
  it('shows the urgent first and no word of what was asked', async () => {
    await open('biasa', { codeName: 'Pinus Sabar' }, { questions: [{ text: 'kata-kata penanya', on: '2026-11-23' }] })
    await open('darurat', { codeName: 'Rusa Cepat', urgency: 'urgent' })
    const { html } = await budi.get('/antrean')
    expect(html.indexOf('Rusa Cepat')).toBeLessThan(html.indexOf('Pinus Sabar'))
    expect(html).not.toContain('kata-kata penanya')
  })

  it('tells the second of two officers who holds it', async () => {
    await open('rebut', { codeName: 'Kijang Terang' })
    await ayu.get('/antrean')
    await budi.get('/antrean')
    const claim = (browser: Browser) => browser.post('/konsultasi/rebut/ambil', browser.filled('/antrean', {}))
    await claim(ayu)
    const second = await claim(budi)
    expect(second.status).toBe(422)
    expect(second.html).toContain('Staf ayu')
    expect((await caseNow('rebut')).consultation.holder).toBe('idayu')
  })
})

describe('answering', () => {
  const claimed = async (id: string, told = {}): Promise<void> => {
    await open(id, {}, told)
    await ayu.get(`/konsultasi/${id}`)
    await ayu.submit(`/konsultasi/${id}/ambil`, {})
  }
  const action = (id: string, does: string): string => `/konsultasi/${id}/${does}`

  it('is refused without a clause or the mark, and what was typed stays', async () => {
    await claimed('dasar')
    const { status, html } = await ayu.submit(action('dasar', 'jawab'), { jawaban: 'Sebaiknya hindari.' })
    expect(status).toBe(422)
    expect(html).toContain('Sebaiknya hindari.')
    expect((await caseNow('dasar')).lines.filter(l => l.voice === 'officer')).toEqual([])
  })

  it('goes out once with its clause, can be taken back, and its words return to the box', async () => {
    await claimed('kirim')
    const form = ayu.filled(action('kirim', 'jawab'), { jawaban: 'Jangan diunggah.', kutip: CLAUSE })
    const sent = await ayu.post(action('kirim', 'jawab'), form)
    expect(sent.status).toBe(200)
    await ayu.post(action('kirim', 'jawab'), form)
    const [line, ...more] = (await caseNow('kirim')).lines.filter(l => l.voice === 'officer')
    expect(more).toEqual([])
    expect(line?.words.text).toContain('UU 20/2023 Pasal 24 ayat (1) huruf d')
    await ayu.get('/konsultasi/kirim')
    const back = await ayu.submit(action('kirim', 'batal'), {})
    expect(/<textarea id="jawaban"[^>]*>\s*Jangan diunggah\.<\/textarea>/.test(back.html)).toBe(true)
    expect((await caseNow('kirim')).lines.findLast(l => l.voice === 'officer')?.delivery).toBe('withdrawn')
  })

  it('with a number in it is shown marked and waits for a second look', async () => {
    await claimed('nomor')
    const typed = { jawaban: 'Hubungi 081234567890 ya.', tanpa_dasar: 'ya' }
    const first = await ayu.submit(action('nomor', 'jawab'), typed)
    expect(first.status).toBe(422)
    expect(first.html).toContain('[nomor]')
    expect((await caseNow('nomor')).lines.filter(l => l.voice === 'officer')).toEqual([])
    await ayu.submit(action('nomor', 'jawab'), { ...typed, diperiksa: 'ya' })
    expect((await caseNow('nomor')).lines.filter(l => l.voice === 'officer')).toHaveLength(1)
  })

  it('written over an older state of things is kept, and the page says what changed', async () => {
    await claimed('lama')
    const form = ayu.filled(action('lama', 'jawab'), { jawaban: 'Teks yang panjang.', tanpa_dasar: 'ya' })
    await kora.get('/konsultasi/lama')
    await kora.submit(action('lama', 'lepas'), {})
    await budi.get('/konsultasi/lama')
    await budi.submit(action('lama', 'ambil'), {})
    const { status, html } = await ayu.post(action('lama', 'jawab'), form)
    expect(status).toBe(409)
    expect(html).toContain('Staf budi')
    expect(html).toContain('Teks yang panjang.')
    expect((await caseNow('lama')).lines.filter(l => l.voice === 'officer')).toEqual([])
  })

  it('for a case of somebody else is forbidden', async () => {
    await claimed('orang')
    const form = ayu.filled(action('orang', 'jawab'), { jawaban: 'Bukan saya.', tanpa_dasar: 'ya' })
    await budi.get('/konsultasi/orang')
    form.set('token', budi.filled(action('orang', 'catatan'), {}).get('token') ?? '')
    expect((await budi.post(action('orang', 'jawab'), form)).status).toBe(403)
  })

  it('a template goes into the box and is not sent', async () => {
    await kora.get('/pengaturan/templat/baru')
    await kora.submit('/pengaturan/templat/baru', { judul: 'Minta waktu', isi: 'Kapan kejadiannya?', keadaan: '' })
    const [template] = (await house.parts.cases.office()).templates
    await claimed('contoh')
    await ayu.get('/konsultasi/contoh')
    const form = ayu.filled(action('contoh', 'jawab'), { jawaban: 'Salam.', templat: template?.id ?? '' })
    const { html } = await ayu.post(action('contoh', 'susun'), form)
    expect(html).toContain('Salam.\n\nKapan kejadiannya?')
    expect((await caseNow('contoh')).lines.filter(l => l.voice === 'officer')).toEqual([])
  })

  it('clauses are found beside it without losing what was typed', async () => {
    await claimed('cari')
    await ayu.get('/konsultasi/cari')
    const form = ayu.filled(action('cari', 'jawab'), { jawaban: 'Tunggu.', cari: 'netralitas', kutip: CLAUSE })
    const { html } = await ayu.post(action('cari', 'susun'), form)
    expect(html).toContain('Tunggu.')
    expect(html).toContain('PP 42/2004 Pasal 11 huruf c')
    expect(html).toMatch(/value="uu-20-2023 Pasal 24 ayat \(1\) huruf d"[^>]* checked/)
  })
})

describe('a stranger', () => {
  it('of another team finds no such consultation, in no list and under no address', async () => {
    await open('milik', { codeName: 'Gajah Tenang' })
    await house.member('jauh', ['officer'], { teams: ['selatan'] })
    const far = await signIn(house, 'jauh')
    expect((await far.get('/antrean')).html).not.toContain('Gajah Tenang')
    expect((await far.get('/konsultasi/milik')).status).toBe(404)
    expect((await far.get('/cari?nama=Gajah+Tenang')).html).not.toContain('/konsultasi/milik')
    expect((await admin.get('/konsultasi/milik')).status).toBe(403)
    expect((await openBrowser(house).get('/konsultasi/milik')).title).not.toContain('Gajah')
  })
})

describe('a search', () => {
  it('says so when there are more in those days than it looked through', async () => {
    await open('banyak', { codeName: 'Rusa Banyak' })
    const of = { teams: ['utara'], from: '2026-11-01', to: '2026-11-30', states: null, codeName: null }
    const [found] = await house.parts.cases.find(of)
    if (found === undefined) throw new Error('there is none')
    const look = () => ayu.get('/cari?nama=&topik=tidak-ada')
    expect((await look()).html).not.toContain(words.say('search_cut', { n: 300 }))
    const many = vi.spyOn(house.parts.cases, 'find').mockResolvedValue(Array.from({ length: 300 }, () => found))
    const shown = await look()
    many.mockRestore()
    expect(shown.html).toContain(words.say('search_cut', { n: 300 }))
  })
})

describe('settings', () => {
  it('the bot is turned off only with a reason and a second yes, and on again', async () => {
    await admin.get('/pengaturan/bot')
    expect((await admin.submit('/pengaturan/bot', { alasan: 'Sedang diperbaiki.' })).status).toBe(422)
    await admin.submit('/pengaturan/bot', { alasan: 'Sedang diperbaiki.', yakin: 'ya' })
    expect((await house.parts.cases.office()).off).toBe('Sedang diperbaiki.')
    await admin.get('/pengaturan/bot')
    await admin.submit('/pengaturan/bot', {})
    expect((await house.parts.cases.office()).off).toBeNull()
  })

  it('no limit under five is taken', async () => {
    await admin.get('/pengaturan/batas')
    expect((await admin.submit('/pengaturan/batas', { batas: '4' })).status).toBe(422)
    await admin.submit('/pengaturan/batas', { batas: '7' })
    expect((await house.parts.cases.office()).k).toBe(7)
    await admin.get('/pengaturan/batas')
    await admin.submit('/pengaturan/batas', { batas: '20' })
  })

  it('a team is made with its hours, refused when a day ends before it begins, and not overwritten from a second tab', async () => {
    await admin.get('/pengaturan/tim/baru')
    const fields = {
      nama: 'Tim Semarang',
      jenis: 'permanent',
      wilayah: 'kota semarang',
      zona: 'WIB',
      janji: '6',
      aturan: 'aktif',
      sebutan: 'bkd, bkpp',
    }
    expect((await admin.submit('/pengaturan/tim/baru', { ...fields, tutup0: '07:00' })).status).toBe(422)
    await admin.get('/pengaturan/tim/baru')
    await admin.submit('/pengaturan/tim/baru', fields)
    const made = (await house.book.teams()).find(t => t.name === 'Tim Semarang')
    expect(made).toMatchObject({ place: '33.74', names: ['bkd', 'bkpp'], promiseHours: 6, needsApproval: false })
    expect(made?.week[0]).toEqual({ from: 480, to: 960, lunch: { from: 720, to: 780 } })
    expect(made?.week[6]).toBeNull()
    const path = `/pengaturan/tim/${made?.id}`
    const tab = admin.tab()
    await admin.get(path)
    await tab.get(path)
    await admin.submit(path, { ...fields, janji: '9' })
    const late = await tab.submit(path, { ...fields, nama: 'Nama lain' })
    expect(late.status).toBe(409)
    expect(late.html).toContain('Nama lain')
    // what the other wrote stands beside what was typed
    const other = textOf(/<section class="group beside"[\s\S]*?<\/section>/.exec(late.html)?.[0] ?? '')
    for (const said of ['Tim Semarang', 'Nama lain', `${words.say('beside_taken')} 9`]) expect(other).toContain(said)
    expect((await house.book.teams()).find(t => t.id === made?.id)).toMatchObject({ name: 'Tim Semarang', promiseHours: 9 })
    // what only the other had changed is kept by saving again
    await tab.submit(path, { sebutan: 'bkd, bkpp' })
    expect((await house.book.teams()).find(t => t.id === made?.id)).toMatchObject({ name: 'Nama lain', promiseHours: 9 })
  })

  it('a team saved by two in the same moment, from two programs, is saved by one', async () => {
    const [was] = await house.book.teams()
    if (was === undefined) throw new Error('there is none')
    const save = (promiseHours: number) =>
      house.book.saved([{ kind: 'team.saved', team: { ...was, promiseHours }, was, audit: [] }])
    expect((await Promise.all([save(11), save(12)])).toSorted()).toEqual(['done', 'stale'])
    const now = (await house.book.teams()).find(t => t.id === was.id)
    await house.book.saved([{ kind: 'team.saved', team: was, ...(now && { was: now }), audit: [] }])
  })

  it('a limit that was wrong at first is not saved over one that a colleague set meanwhile', async () => {
    const tab = admin.tab()
    await admin.get('/pengaturan/batas')
    await tab.get('/pengaturan/batas')
    await admin.submit('/pengaturan/batas', { batas: '30' })
    expect((await tab.submit('/pengaturan/batas', { batas: '2' })).status).toBe(422)
    const late = await tab.submit('/pengaturan/batas', { batas: '40' })
    expect([late.status, (await house.parts.cases.office()).k]).toEqual([409, 30])
    expect(late.html).toContain(words.say('beside_saved'))
    await tab.submit('/pengaturan/batas', { batas: '20' })
    expect((await house.parts.cases.office()).k).toBe(20)
  })

  it('two people write templates at once: different ones are both kept, the same one is shown with what the other wrote', async () => {
    for (const [judul, isi] of [
      ['Salam', 'Terima kasih sudah bertanya.'],
      ['Penutup', 'Semoga membantu.'],
    ] as const) {
      await kora.get('/pengaturan/templat/baru')
      await kora.submit('/pengaturan/templat/baru', { judul, isi })
    }
    const pathOf = async (title: string): Promise<string> =>
      `/pengaturan/templat/${(await house.parts.cases.office()).templates.find(t => t.title === title)?.id}`
    const [first, second] = [await pathOf('Salam'), await pathOf('Penutup')]
    const tab = kora.tab()
    await kora.get(first)
    await tab.get(second)
    await kora.submit(first, { isi: 'Terima kasih atas pertanyaan Anda.' })
    expect((await tab.submit(second, { isi: 'Semoga terbantu.' })).path).toBe('/pengaturan')
    expect((await house.parts.cases.office()).templates.slice(-2).map(t => t.text)).toEqual([
      'Terima kasih atas pertanyaan Anda.',
      'Semoga terbantu.',
    ])
    await kora.get(first)
    await tab.get(first)
    await kora.submit(first, { isi: 'Yang pertama.' })
    const late = await tab.submit(first, { isi: 'Yang kedua.' })
    expect(late.status).toBe(409)
    for (const text of ['Yang pertama.', 'Yang kedua.']) expect(late.html).toContain(text)
    expect((await house.parts.cases.office()).templates.find(t => t.title === 'Salam')?.text).toBe('Yang pertama.')
    await kora.get(first)
    await kora.submit(`${first}/hapus`, {})
    const gone = await tab.submit(first, { isi: 'Yang ketiga.' })
    expect(gone.html).toContain('Yang ketiga.')
    expect(gone.html).toContain(words.say('fault_template_gone'))
    await tab.submit('/pengaturan/templat/baru', { isi: 'Yang ketiga.' })
    expect((await house.parts.cases.office()).templates.slice(-2).map(t => t.text)).toEqual(['Semoga terbantu.', 'Yang ketiga.'])
  })
})

describe('knowledge out of a consultation', () => {
  it('is written in other words than the asker’s, and let go by somebody else', async () => {
    const asked = 'Bolehkah saya memasang stiker paslon di helm saya sendiri waktu berangkat kerja?'
    await open(
      'ajar',
      { codeName: 'Angsa Bijak' },
      { situation: null, topic: 'medsos', questions: [{ text: asked, on: '2026-11-23' }], avoids: 'selatan' },
    )
    await ayu.get('/konsultasi/ajar')
    await ayu.submit('/konsultasi/ajar/ambil', {})
    await ayu.submit('/konsultasi/ajar/jawab', { jawaban: 'Tidak boleh.', kutip: CLAUSE })
    await ayu.get('/konsultasi/ajar')
    await ayu.submit('/konsultasi/ajar/tutup', { hasil: 'answered' })
    await ayu.get('/konsultasi/ajar')
    await ayu.submit('/konsultasi/ajar/jadikan-pengetahuan', {})
    const [draft] = (await house.parts.cases.office()).drafts
    const path = `/draf/${draft?.id}`
    expect((await ayu.get(path)).status).toBe(403)
    const page = await editor.get(path)
    expect(page.html).toContain('memasang stiker paslon')
    // an editor of the office that the asker excluded finds what everybody finds after 30 days
    await house.member('eva', ['editor', 'officer'], { teams: ['selatan'] })
    const excluded = await (await signIn(house, 'eva')).get(path)
    expect(excluded.status).toBe(200)
    expect(excluded.html).not.toContain('stiker paslon')
    expect(excluded.html).toContain(words.say('draft_question_gone'))
    const fields = {
      judul: 'Stiker di helm',
      topik: 'medsos',
      putusan: 'forbidden',
      jawaban: 'Tidak boleh menempel stiker calon.',
      dasar: CLAUSE,
    }
    const copied = await editor.submit(path, { ...fields, ungkapan: 'bolehkah saya memasang stiker paslon di helm saya sendiri' })
    expect(copied.status).toBe(422)
    await editor.get(path)
    await editor.submit(path, { ...fields, ungkapan: 'tempel gambar calon di pelindung kepala motor, aman nggak?' })
    const tina = await signIn(house, 'tina')
    await tina.get(path)
    await tina.submit(`${path}/setujui`, {})
    const file = await tina.get(`${path}/unduh`)
    expect(file.html).toContain('tempel gambar calon')
    expect(file.html).not.toContain('memasang stiker')
    expect((await house.parts.cases.office()).drafts[0]).toMatchObject({ by: 'idedi', approvedBy: 'idtina' })
  })
})

// the clock only goes forward: what was signed in before is over now
describe('later', () => {
  it('an answer typed while the session ended is kept through signing in again, and goes out once', async () => {
    house.clock.now += HOUR
    await house.member('cici', ['officer'])
    const cici = await signIn(house, 'cici')
    await open('tahan', { codeName: 'Bakau Tahan' })
    await cici.get('/konsultasi/tahan')
    await cici.submit('/konsultasi/tahan/ambil', {})
    const form = cici.filled('/konsultasi/tahan/jawab', { jawaban: 'Ketikan yang panjang.', kutip: CLAUSE })
    house.clock.now += 24 * HOUR
    const asked = await cici.post('/konsultasi/tahan/jawab', form)
    expect(asked.status).toBe(401)
    await cici.submit('/masuk', { login: 'cici', password: PASSWORD })
    const again = await cici.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(again.html).toContain('Ketikan yang panjang.')
    expect((await caseNow('tahan')).lines.filter(l => l.voice === 'officer')).toEqual([])
    await cici.submit('/konsultasi/tahan/jawab', {})
    const [line, ...more] = (await caseNow('tahan')).lines.filter(l => l.voice === 'officer')
    expect(line?.words.text).toContain('Ketikan yang panjang.')
    expect(more).toEqual([])
  })

  it('counts under k stand on no page and in no file', async () => {
    const counted = (team: string, n: number) => Array.from({ length: n }, () => ['case', 'taken', team])
    await house.book.commit([{ kind: 'counted', on: '2026-11-10', keys: [...counted('utara', 41), ...counted('selatan', 3)] }])
    house.clock.now = Date.UTC(2026, 11, 2, 2)
    house.parts.cases.changed()
    await house.member('kori', ['coordinator'])
    const coordinator = await signIn(house, 'kori')
    const page = await coordinator.get('/statistik?bulan=2026-11')
    expect(page.html).not.toMatch(/>3</)
    const file = await coordinator.get('/statistik/unduh?bulan=2026-11')
    const teams = file.html.split('\r\n').filter(line => line.includes('Tim '))
    expect(teams.map(line => line.split(',').at(-1))).not.toContain('"3"')
    // with the total of another chart the small one could be had from the large one
    expect(teams.join()).not.toContain('"41"')
    const report = await coordinator.get('/laporan?bulan=2026-11')
    expect(report.status).toBe(200)
    expect(report.html).not.toMatch(/>3</)
  })

  it('warns when the holidays of the year are not known', async () => {
    house.clock.now = Date.UTC(2027, 0, 4, 2)
    house.parts.cases.changed()
    await house.member('koro', ['coordinator'])
    const browser = await signIn(house, 'koro')
    expect((await browser.get('/pengaturan')).html).toContain('2027')
  })

  it('a draft no longer shows what was asked', async () => {
    const [draft] = (await house.parts.cases.office()).drafts
    await house.member('eda', ['editor'], { teams: [] })
    const browser = await signIn(house, 'eda')
    expect((await browser.get(`/draf/${draft?.id}`)).html).not.toContain('memasang stiker')
    await browser.get('/draf')
    expect((await house.parts.cases.office()).drafts[0]?.consultation).toBeNull()
  })
})
