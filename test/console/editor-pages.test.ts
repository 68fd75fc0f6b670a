// The pages of drafts over the real service: a document on the table becomes clauses, a form loses nothing, nobody decides on their own words.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { draftName, type KnowledgeDraft, settingOf } from '../../src/console/office.ts'
import { openLawBook } from '../../src/lawbook.ts'
import { DOCUMENT_LIMITS, type Draft, type Json, type Proposed, valueAt } from '../../src/publishing/publishing.ts'
import { edition } from '../edition.ts'
import { REGULATION_FILE, ROWS_FILE, regulation, rows } from '../publishing/circular.ts'
import { type Editorium, openEditorium, plainReader, proposedOf } from '../publishing/editorium.ts'
import {
  type Browser,
  codeAt,
  type House,
  MINUTE,
  openBrowser,
  openHouse,
  PASSWORD,
  type Shown,
  signIn,
  textOf,
  words,
} from './house.ts'
import { typed } from './typed.ts'

const { say } = words
const law = openLawBook(edition, [2026])
const TEXT =
  'SURAT EDARAN CONTOH\n1. Setiap pegawai dilarang memakai kaus calon.\n2. Setiap pegawai wajib melapor; laporan disampaikan setiap bulan.\n3. Pegawai menjaga nama baik.\fHALAMAN DUA\n4. Edaran ini berlaku sejak ditetapkan.'

let house: House
let office: Editorium
let edi: Browser

/** The second point is doubtful, and a line of the second page went nowhere. */
const doubting = (proposed: Proposed): Proposed => ({
  ...proposed,
  leftOut: [
    { part: 'title', spots: [{ page: 1, from: 0, to: 0 }] },
    { part: 'specks', spots: [{ page: 1, from: 5, to: 7 }] },
    { part: 'stray', spots: [{ page: 2, from: 0, to: 0 }] },
  ],
  clauses: proposed.clauses.map((c, n) =>
    n === 1 ? { ...c, mark: { ...c.mark, doubts: ['ocr-unsure' as const], unsure: [{ from: 7, to: 14 }] } } : c,
  ),
})

async function open(change: Parameters<typeof openEditorium>[0] = {}): Promise<void> {
  office = await openEditorium({ propose: extracted => doubting(proposedOf(extracted)), ...change })
  house = await openHouse({ law, editor: office.editor })
  await house.member('edi', ['editor', 'approver'])
  edi = await signIn(house, 'edi', openBrowser(house))
}
beforeEach(() => open())
afterEach(async () => {
  expect([...house.failures, ...office.failures]).toEqual([])
  await house.end()
})

const someone = async (login: string, roles: Parameters<House['member']>[1]): Promise<Browser> => {
  await house.member(login, roles)
  return signIn(house, login, openBrowser(house, `192.0.2.${50 + login.length}`))
}
const now = async (id: string): Promise<Draft> => {
  const draft = await office.editor.draft(id)
  if (draft === null) throw new Error('no draft')
  return draft
}
const only = async (): Promise<Draft> => {
  const [head] = await office.editor.drafts()
  return now(head?.id ?? '')
}
const jsonOf = (value: unknown): Json => z.json().parse(value)

/** Opens a page, types into its form and sends it. */
async function write(path: string, change: Parameters<typeof typed>[2], by = edi, to = path): Promise<Shown> {
  return by.post(to, typed(await by.get(path), to, change))
}

const slug = (file: string): string => file.replace('.yaml', '').replaceAll('/', '~')
const filePath = (id: string, file: string): string => `/naskah/${id}/berkas/${slug(file)}`

type Sending = {
  readonly by?: Browser
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  readonly path?: string
}
/** As a browser sends files. */
async function send(
  files: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[],
  { by = edi, headers = {}, token, path }: Sending = {},
) {
  const body = new FormData()
  for (const [name, value] of by.filled('/naskah/baru', {})) body.append(name, name === 'token' ? (token ?? value) : value)
  for (const [name, content] of files) body.append('dokumen', new Blob([content]), name)
  const cookie = [...by.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
  const request = new Request(`http://konsol.test${path ?? '/naskah/baru'}`, {
    method: 'POST',
    body,
    headers: { origin: 'http://konsol.test', cookie, ...headers },
  })
  const response = await house.console.fetch(request, { network: '192.0.2.10' })
  return { status: response.status, html: await response.text(), location: response.headers.get('location') }
}

async function uploaded(): Promise<Draft> {
  await edi.get('/naskah/baru')
  await send([['edaran.pdf', TEXT]])
  return office.isRead((await only()).id)
}

describe('a document that is sent', () => {
  it('becomes a draft, called by its name without a path', async () => {
    expect((await edi.get('/naskah')).html).toContain(say('ed_list_none'))
    await edi.get('/naskah/baru')
    const { status, location } = await send([['C:\\surat\\edaran wonogiri.pdf', TEXT]])
    const { id, title } = await only()
    expect([status, location]).toEqual([303, `/naskah/${id}`])
    expect(title).not.toContain('surat')
    await office.isRead(id)
    expect(textOf((await edi.get(`/naskah/${id}`)).html)).toContain(say('ed_confirmed', { done: 0, of: 4 }))
  })

  it('twice, as after a double click, is one draft; several photographs are one', async () => {
    await edi.get('/naskah/baru')
    const pages = [
      ['1.jpg', TEXT],
      ['2.jpg', 'LAGI\n5. Satu lagi.'],
    ] as const
    expect((await send(pages)).location).toBe((await send(pages)).location)
    expect(await office.editor.drafts()).toHaveLength(1)
    expect((await office.isRead((await only()).id)).source?.pages).toBe(3)
  })

  it('that is too large is refused with a sentence, and nothing is kept of it', async () => {
    await edi.get('/naskah/baru')
    const { status, html } = await send([['besar.pdf', new Uint8Array(DOCUMENT_LIMITS.bytes + 300_000)]])
    expect([status, textOf(html).includes(say('ed_error_heavy_text'))]).toEqual([413, true])
    expect(await office.editor.drafts()).toEqual([])
  })

  it('by nobody, by somebody without the role, from elsewhere or without our token is not taken', async () => {
    await edi.get('/naskah/baru')
    const pia = await someone('pia', ['approver'])
    await pia.get('/akun')
    const strange = openBrowser(house)
    const [nobody, other, elsewhere, forged] = [
      await send([['a.pdf', TEXT]], { by: { ...strange, filled: edi.filled } }),
      await send([['a.pdf', TEXT]], { by: { ...pia, filled: edi.filled } }),
      await send([['a.pdf', TEXT]], { headers: { origin: 'https://penipu.test' } }),
      await send([['a.pdf', TEXT]], { token: 'x' }),
    ]
    expect([nobody.status, other.status, elsewhere.status, forged.status]).toEqual([401, 403, 403, 403])
    expect(await office.editor.drafts()).toEqual([])
  })

  it('is taken by this page alone: any other form with files is refused', async () => {
    await edi.get('/naskah/baru')
    expect((await send([['a.pdf', TEXT]], { path: '/akun/tugas' })).status).toBe(400)
  })

  it('and is empty, or text that was forgotten, is told beside its field', async () => {
    await edi.get('/naskah/baru')
    expect(textOf((await send([])).html)).toContain(say('ed_fault_empty'))
    const form = edi.filled('/naskah/baru', {})
    form.set('_cara', 'tempel')
    const { status, html } = await edi.post('/naskah/baru', form)
    expect([status, html.includes('id="naskah-fault"')]).toEqual([422, true])
  })
})

describe('what was typed or pasted', () => {
  it('is not lost when the session has ended meanwhile', async () => {
    await edi.get('/naskah/baru')
    const form = edi.filled('/naskah/baru', {})
    form.set('_cara', 'tempel')
    form.set('naskah', `${TEXT}\n${'5. Panjang sekali. '.repeat(8000)}`)
    house.clock.now += 31 * MINUTE
    expect((await edi.post('/naskah/baru', form)).status).toBe(401)
    await edi.submit('/masuk', { login: 'edi', password: PASSWORD })
    await edi.submit('/masuk/kode', { code: codeAt(house.clock.now) })
    expect(edi.shown().html).toContain('Panjang sekali.')
    await edi.submit('/naskah/baru', {})
    expect((await office.isRead((await only()).id)).title).toBe('SURAT EDARAN CONTOH')
  })
})

describe('while it is being read', () => {
  it('the page says how far it is, and comes again by itself where no script runs', async () => {
    let done: () => void = () => {}
    await house.end()
    await open({ read: plainReader(new Promise(resolve => (done = resolve))) })
    await edi.get('/naskah/baru')
    await send([['edaran.pdf', TEXT]])
    const { id } = await only()
    const { html } = await edi.get(`/naskah/${id}`)
    expect(html).toContain('<noscript><meta http-equiv="refresh"')
    expect(html).toContain(say('ed_reading_reading', { page: 1, pages: 2 }))
    done()
    await office.isRead(id)
    expect((await edi.get(`/naskah/${id}/kemajuan`, { headers: { 'hx-request': 'true' } })).html).toContain('data-done')
    expect((await edi.get(`/naskah/${id}`)).html).not.toContain('http-equiv="refresh"')
  })

  it('a refusal says why, and how to scan or photograph', async () => {
    await house.end()
    await open({ read: plainReader(undefined, { kind: 'refused', why: 'encrypted' }) })
    await edi.get('/naskah/baru')
    await send([['edaran.pdf', TEXT]])
    const { id } = await only()
    await office.isRead(id)
    const { html } = await edi.get(`/naskah/${id}`)
    expect(textOf(html)).toContain(say('ed_fault_encrypted'))
    expect(textOf(html)).toContain(say('ed_advice_resolution'))
    // whoever watched it being read is shown the page anew, whose head no longer says that it is read; the page itself stays
    expect((await edi.get(`/naskah/${id}/kemajuan`, { headers: { 'hx-request': 'true' } })).html).toContain('data-done')
    expect(html).not.toContain('data-done')
  })
})

describe('clauses beside their page', () => {
  let id: string
  let path: string
  beforeEach(async () => {
    id = (await uploaded()).id
    path = `/naskah/${id}/dokumen`
  })
  const press = (what: string, page = 1): Promise<Shown> =>
    edi.get(`${path}?halaman=${page}`).then(shown => {
      const form = typed(shown, path)
      form.set('lakukan', what)
      return edi.post(path, form)
    })
  const confirmed = async (): Promise<readonly number[]> =>
    (await now(id)).marks.flatMap((mark, n) => (mark.confirmedBy === 'idedi' ? [n] : []))

  it('show the doubtful words marked and the doubt named', async () => {
    const { html } = await edi.get(`${path}?halaman=1`)
    expect(html).toContain('Setiap <mark>pegawai</mark> wajib')
    expect(html).toContain(say('ed_doubt_ocr_unsure'))
    expect(html).toContain(`src="/naskah/${id}/halaman/1"`)
    expect((await edi.get(`/naskah/${id}/halaman/1`)).headers.get('content-type')).toBe('image/png')
  })

  it('stand beside everything that was read and is in none of them: what was recognized as nothing is said first', async () => {
    const { html } = await edi.get(`${path}?halaman=1`)
    const said = textOf(html)
    expect(said).toContain(say('ed_out_stray_told', { n: 1 }))
    expect(said.indexOf(say('ed_out_part_stray'))).toBeLessThan(said.indexOf(say('ed_out_part_title')))
    expect(html.slice(html.indexOf('id="tak-diambil"'))).toContain(`href="${path}?halaman=2"`)
    expect(said).toContain('HALAMAN DUA')
    expect(textOf((await edi.get(`/naskah/${id}/ajukan`)).html)).toContain(say('ed_out_submit', { n: 4 }))
  })

  it('leave lines that are ticked off as looked at, by whom, and one step undoes that', async () => {
    const path = `/naskah/${id}/ajukan`
    await press('dilihat:stray.2.0')
    const shown = textOf(edi.shown().html)
    expect(shown).toContain(say('ed_out_ticked', { name: 'Staf edi' }))
    expect(shown).not.toContain(say('ed_out_stray_told', { n: 1 }))
    expect((await now(id)).source?.looked).toEqual([{ page: 2, from: 0, by: 'idedi' }])
    // what OCR could not read is counted apart
    expect(textOf((await edi.get(path)).html)).toContain(say('ed_out_specks_left', { n: 3 }))
    await press('dilihat:specks.1')
    expect(textOf((await edi.get(path)).html)).not.toContain(say('ed_out_left'))
    await press('belum:specks.1')
    expect((await now(id)).source?.looked).toHaveLength(1)
    expect(textOf((await edi.get(`/naskah/${id}/riwayat`)).html)).toContain(say('ed_act_look'))
    for (const _ of [1, 2, 3]) await write(`/naskah/${id}/riwayat`, {}, edi, `/naskah/${id}/urungkan`)
    expect((await now(id)).source?.looked).toEqual([])
    await press('dilihat:title.1.0')
    expect((await now(id)).source?.looked).toEqual([])
  })

  it('whoever decides reads the lines that nobody ticked off, and only those', async () => {
    const { drafts } = office.books
    const submit = async (): Promise<void> => {
      const draft = await now(id)
      await drafts.saved({ ...draft, version: draft.version + 1, state: 'submitted' }, null, [])
    }
    const back = async (): Promise<void> => {
      const draft = await now(id)
      await drafts.saved({ ...draft, version: draft.version + 1, state: 'open' }, null, [])
    }
    const tina = await someone('tina', ['approver'])
    const told = async (): Promise<string> => {
      const { html } = await tina.get(`/naskah/${id}/putuskan`)
      return textOf(/<section class="flash care"[\s\S]*?<\/section>/.exec(html)?.[0] ?? '')
    }
    await submit()
    expect(await told()).toContain('HALAMAN DUA')
    await back()
    await press('dilihat:stray.2.0')
    await submit()
    expect(await told()).not.toContain('HALAMAN DUA')
    expect(await told()).toContain(say('ed_out_specks_left', { n: 3 }))
    await back()
    await press('dilihat:specks.1')
    await submit()
    expect(await told()).toBe('')
  })

  it('are confirmed a page at once, but for those in doubt, and each of these by itself', async () => {
    await press('halaman:1')
    expect(await confirmed()).toEqual([0, 2])
    await press('cocok:1')
    expect(await confirmed()).toEqual([0, 1, 2])
    expect(textOf((await edi.get(path)).html)).toContain(say('ed_confirmed', { done: 3, of: 4 }))
    expect(valueAt((await now(id)).files[(await now(id)).source?.file ?? '']?.body ?? null, 'clauses.1.text_status')).toBe(
      'verbatim',
    )
    await press('batal:1')
    expect(await confirmed()).toEqual([0, 2])
  })

  it('lose their confirmation when their words are changed', async () => {
    await press('halaman:1')
    const { source } = await now(id)
    await write(`${filePath(id, source?.file ?? '')}/butir/0`, {
      'clauses.0.text': 'Setiap pegawai dilarang memakai topi calon.',
    })
    expect(await confirmed()).toEqual([2])
  })

  it('are cut at the end of a sentence or where two strokes are typed, joined, added and removed', async () => {
    const file = (await now(id)).source?.file ?? ''
    const labels = async (): Promise<readonly string[]> => {
      const clauses = valueAt((await now(id)).files[file]?.body ?? null, 'clauses')
      return Array.isArray(clauses) ? clauses.map((c: Json) => String(valueAt(c, 'text'))) : []
    }
    const clause = `${filePath(id, file)}/butir/1`
    const offset = (await edi.get(clause)).html.match(/name="_potong" value="(\d+)"/)?.[1] ?? ''
    const forms = [...(await edi.get(clause)).html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(m => m[0])
    const cutting = new URLSearchParams()
    for (const [, name = '', value = ''] of (forms.find(f => f.includes('_potong')) ?? '').matchAll(
      /<input type="hidden" name="(\w+)" value="([^"]*)"/g,
    ))
      cutting.set(name, value)
    cutting.set('_potong', offset)
    await edi.post(clause, cutting)
    expect((await labels()).slice(1, 3)).toEqual(['Setiap pegawai wajib melapor;', 'laporan disampaikan setiap bulan.'])
    await press('gabung:1')
    expect(await labels()).toHaveLength(4)
    await write(clause, { 'clauses.1.text': 'Setiap pegawai wajib melapor.|| Laporan disampaikan setiap bulan.' })
    expect((await labels()).slice(1, 3)).toEqual(['Setiap pegawai wajib melapor.', 'Laporan disampaikan setiap bulan.'])
    await press('tambah:3')
    expect(await labels()).toHaveLength(6)
    await press('hapus:3')
    expect(await labels()).toHaveLength(5)
  })

  it('that stand on no page are still shown, and what was changed by somebody else is not done blindly', async () => {
    await press('tambah:4', 2)
    expect((await edi.get(`${path}?halaman=0`)).html).toContain('id="butir-4"')
    const form = typed(await edi.get(`${path}?halaman=1`), path)
    form.set('lakukan', 'hapus:0')
    await office.edit(office.who('idlain'), id, { kind: 'retitle', title: 'Oleh orang lain' })
    expect(textOf((await edi.post(path, form)).html)).toContain(say('ed_stale'))
    expect((await now(id)).marks).toHaveLength(5)
  })
})

describe('a form', () => {
  let id: string
  let file: string
  beforeEach(async () => {
    const draft = await uploaded()
    id = draft.id
    file = draft.source?.file ?? ''
  })
  const body = async (path = file): Promise<Json> => (await now(id)).files[path]?.body ?? null

  it('knows places by their official names, and its file moves with them', async () => {
    await write(filePath(id, file), { place: 'Kabupaten Wonogiri', binds: ['PNS', 'PPPK'], year: '2026' })
    const { source } = await now(id)
    expect(source?.file).toBe('regulations/33.12/surat-edaran-contoh.yaml')
    expect(await body(source?.file)).toMatchObject({ place: '33.12', binds: ['PNS', 'PPPK'], year: 2026 })
  })

  it('comes back with everything typed when a field cannot be kept', async () => {
    const { status, html } = await write(filePath(id, file), {
      place: 'Kota Entah',
      title: 'Judul yang sudah diketik',
      year: 'dua',
    })
    expect(status).toBe(422)
    expect(textOf(html)).toContain(say('fault_place'))
    for (const kept of ['Kota Entah', 'Judul yang sudah diketik', 'value="dua"', 'href="#k-place"']) expect(html).toContain(kept)
    expect(await body()).not.toMatchObject({ title: 'Judul yang sudah diketik' })
  })

  it('is saved by itself, told with its new version; without a change nothing is saved', async () => {
    const path = filePath(id, file)
    const piece = { headers: { 'hx-request': 'true' } }
    const form = typed(await edi.get(path), path, { title: 'Diketik' })
    const version = (await now(id)).version
    expect((await edi.post(path, form, piece)).html).toContain(`data-version="${version + 1}"`)
    form.set('_version', String(version + 1))
    expect((await edi.post(path, form, piece)).html).toContain(`data-version="${version + 1}"`)
    expect((await now(id)).version).toBe(version + 1)
    form.set('_version', String(version))
    form.set('title', 'Terlambat')
    expect((await edi.post(path, form, piece)).html).toContain('data-why="stale"')
    expect(await body()).toMatchObject({ title: 'Diketik' })
  })

  it('that was overtaken shows what the other wrote beside what was typed, and sent once more it counts', async () => {
    const path = filePath(id, file)
    const form = typed(await edi.get(path), path, { title: 'Judul saya' })
    await office.edit(office.who('idlain'), id, { kind: 'set', file, at: 'title', value: 'Judul orang lain' })
    const shown = await edi.post(path, form)
    expect(shown.status).toBe(409)
    expect(textOf(shown.html)).toContain('Judul orang lain')
    await edi.post(path, typed(shown, path))
    expect(await body()).toMatchObject({ title: 'Judul saya' })
  })

  it('says beside the field what the check finds there, and all of it leads there from one page', async () => {
    const { html } = await edi.get(filePath(id, file))
    const told = [...html.matchAll(/id="(k-[\w-]+)-fault"><p class="fault">/g)].map(m => m[1])
    expect(told).toContain('k-issuer')
    const found = (await edi.get(`/naskah/${id}/periksa`)).html
    for (const field of told) expect(found).toContain(`${filePath(id, file)}#${field}`)
  })

  it('is not to be written in by whoever only reads, nor while it waits for somebody', async () => {
    const pia = await someone('pia', ['approver'])
    const { html } = await pia.get(filePath(id, file))
    expect(html).toMatch(/<fieldset class="whole" disabled>/)
    expect(html).not.toContain(`action="${filePath(id, file)}"`)
  })
})

describe('rows as forms in words', () => {
  let id: string
  const path = (): string => `${filePath(id, ROWS_FILE)}/baris/0`
  beforeEach(async () => {
    const edi = office.who('idedi')
    const started = await office.editor.start(edi, { kind: 'live', paths: ['principles/hadir-pasif.yaml'], title: 'Edaran' })
    id = started.kind === 'started' ? started.id : ''
    await office.edit(
      edi,
      id,
      { kind: 'drop-file', file: 'principles/hadir-pasif.yaml' },
      { kind: 'add-file', file: REGULATION_FILE, body: jsonOf(regulation) },
      { kind: 'add-file', file: ROWS_FILE, body: jsonOf(rows) },
    )
  })
  const row = async (): Promise<Json> => valueAt((await now(id)).files[ROWS_FILE]?.body ?? null, 'rows.0') ?? null

  it('keep what they were when nothing is typed', async () => {
    const before = await row()
    await write(path(), {})
    expect(await row()).toEqual(before)
  })

  it('take facts, words and branches, and lose the review that was of other words', async () => {
    await office.edit(office.who('idedi'), id, {
      kind: 'set',
      file: ROWS_FILE,
      at: 'rows.0.row.review',
      value: { level: 'legal', on: '2026-01-01' },
    })
    await write(path(), {
      'syarat.status': ['PPPK'],
      'syarat.0.fact': 'no-concept',
      'syarat.0.is': ['act.refuse'],
      'cabang.0.if': 'di luar jam kerja',
      'cabang.0.then': 'depends',
      'cabang.0.say': 'tergantung',
      'rows.0.years': '2026, 2027',
    })
    expect(await row()).toMatchObject({
      entry: 'hadir-pasif',
      years: [2026, 2027],
      row: {
        when: [
          { fact: 'status', is: ['PPPK'] },
          { fact: 'no-concept', is: ['act.refuse'] },
        ],
        branches: [{ if: 'di luar jam kerja', then: 'depends', say: 'tergantung' }],
        review: { level: 'none', on: null },
      },
    })
    expect((await edi.get(path())).html).toContain('name="syarat.1.fact"')
  })

  it('find situations, clauses and words without a script, with everything typed still there', async () => {
    const shown = await edi.get(path())
    const form = typed(shown, path(), {
      'cari:rows.0.entry': 'menyukai unggahan',
      'rows.0.row.lead': 'Setengah kalimat',
      _cari: 'rows.0.entry',
    })
    const { html, status } = await edi.post(path(), form)
    expect(status).toBe(200)
    expect(html).toContain('Setengah kalimat')
    expect(html.match(/<div id="k-rows-0-entry-temuan"[\s\S]*?<\/div>/)?.[0]).toMatch(/type="radio" name="rows.0.entry"/)
    const piece = { headers: { 'hx-request': 'true' } }
    const clauses = await edi.get(`/naskah/${id}/temuan/clause/beberapa?cari%3Arows.0.row.basis=netralitas+pegawai`, piece)
    expect(clauses.html).toMatch(/type="checkbox" name="rows.0.row.basis" value="[a-z0-9.-]+ /)
    const said = await edi.get(`/naskah/${id}/temuan/concept/beberapa?cari%3Asyarat.0.is=story`, piece)
    expect(said.html).toContain('value="act.post.status"')
    expect((await now(id)).version).toBe((await now(id)).version)
  })

  it('are added and removed, as are their questions', async () => {
    const list = filePath(id, ROWS_FILE)
    await write(list, {}, edi, `${list}/baris`)
    expect(edi.shown().path).toMatch(/\/baris\/5\?baru$/)
    await write(`${list}/baris/5`, {}, edi, `${list}/baris/5/hapus`)
    await write(list, {}, edi, `${list}/pertanyaan`)
    await write(`${list}/pertanyaan/5`, {
      'questions.5.ask': 'boleh pasang spanduk?',
      'questions.5.expect': ['forbidden'],
      'questions.5.place': 'Kabupaten Karanganyar',
    })
    expect(valueAt((await now(id)).files[ROWS_FILE]?.body ?? null, 'questions.5')).toMatchObject({
      ask: 'boleh pasang spanduk?',
      expect: ['forbidden'],
      place: '33.13',
    })
    expect(valueAt((await now(id)).files[ROWS_FILE]?.body ?? null, 'rows')).toHaveLength(5)
  })

  it('are asked as an asker would, before and after, and only what may be asked', async () => {
    const ask = `/naskah/${id}/coba?tanya=PNS+pakai+kaos+bergambar+calon+gubernur+boleh%3F&status=PNS&tanggal=2026-11-21`
    const { html } = await edi.get(`${ask}&wilayah=Kabupaten+Wonogiri`)
    expect(textOf(html)).toContain('Menurut edaran contoh')
    expect(html).toContain(say('ed_preview_changed'))
    expect((await edi.get(`${ask}&wilayah=Kabupaten+Karanganyar`)).html).toContain(say('ed_preview_same'))
    expect((await edi.get(`${ask}&wilayah=Entah`)).html).toContain('id="wilayah-fault"')
  })

  it('cannot be handed in untried; each changed answer is accepted by name with a reason; somebody else decides', async () => {
    const trial = `/naskah/${id}/uji`
    const first = await write(`/naskah/${id}/ajukan`, { catatan: 'Lihat.' })
    expect([first.status, textOf(first.html).includes(say('ed_refused_no_trial')), first.html.includes('Lihat.')]).toEqual([
      409,
      true,
      true,
    ])
    await write(trial, {})
    await office.isTried(id)
    const shown = await edi.get(trial)
    const keys = [...shown.html.matchAll(/name="terima" value="([^"]+)"/g)].map(m => m[1] ?? '')
    expect(keys.length).toBeGreaterThan(3)
    expect(shown.html).toMatch(/<del>|<ins>/)
    const accept = `${trial}/terima`
    const none = await edi.post(accept, typed(shown, accept, { alasan: 'Memang begitu.' }))
    expect([none.status, textOf(none.html).includes(say('ed_accept_none')), none.html.includes('Memang begitu.')]).toEqual([
      422,
      true,
      true,
    ])
    const unsaid = await edi.post(accept, typed(none, accept, { terima: keys, alasan: '' }))
    expect([unsaid.status, (unsaid.html.match(/name="terima"[^>]* checked/g) ?? []).length]).toEqual([422, keys.length])
    await edi.post(accept, typed(unsaid, accept, { alasan: 'Memang begitu.' }))
    // answers that change alike are accepted together
    expect((await now(id)).accepted).toHaveLength(keys.flatMap(key => key.split(' ')).length)
    await write(`/naskah/${id}/ajukan`, { catatan: 'Edaran baru.' })
    expect((await now(id)).state).toBe('submitted')

    // who wrote it reads it and has no say; the form of another does not help
    const decision = `/naskah/${id}/putuskan`
    expect((await edi.get(decision)).html).not.toContain(`action="/naskah/${id}/setujui"`)
    const pia = await someone('pia', ['approver'])
    const page = await pia.get(decision)
    expect(textOf(page.html)).toContain('Kabupaten Wonogiri')
    const approve = `/naskah/${id}/setujui`
    const stolen = typed(page, approve, { alasan: 'Saya sendiri.' })
    await edi.get('/akun')
    stolen.set('token', edi.filled('/keluar', {}).get('token') ?? '')
    expect((await edi.post(approve, stolen)).status).toBe(403)
    expect((await now(id)).state).toBe('submitted')
    const wordless = await pia.post(approve, typed(page, approve, { alasan: ' ' }))
    expect([wordless.status, textOf(wordless.html).includes(say('ed_refused_no_reason'))]).toEqual([422, true])
    const done = await pia.post(approve, typed(wordless, approve, { alasan: 'Sesuai naskahnya.' }))
    expect((await now(id)).state).toBe('published')
    const live = await office.editor.live()
    expect(textOf(done.html)).toContain(live.edition.slice(0, 10))
  })

  it('that permit more than a higher rule are sent back with a reason, which their writer reads', async () => {
    await office.edit(
      office.who('idedi'),
      id,
      { kind: 'set', file: ROWS_FILE, at: 'rows.2.row.verdict', value: 'allowed' },
      { kind: 'set', file: ROWS_FILE, at: 'rows.2.row.lead', value: 'Boleh menurut contoh.' },
      { kind: 'set', file: ROWS_FILE, at: 'questions.2.expect', value: ['allowed'] },
      { kind: 'set', file: ROWS_FILE, at: 'rows.2.row.violation', value: { before: 'tidak-ada', after: 'tidak-ada' } },
      // only where both sides are cited and said to be disputed is such a row let through at all
      { kind: 'set', file: ROWS_FILE, at: 'rows.2.row.disputed', value: true },
      {
        kind: 'set',
        file: ROWS_FILE,
        at: 'rows.2.row.basis',
        value: [`${regulation.id} Butir 3`, 'uu-20-2023 Pasal 24 ayat (1) huruf d'],
      },
    )
    await write(`/naskah/${id}/uji`, {})
    const { unaccepted } = await office.isTried(id)
    await office.edit(office.who('idedi'), id, ...unaccepted.map(key => ({ kind: 'accept' as const, key, reason: 'ya' })))
    const wordless = await write(`/naskah/${id}/ajukan`, { catatan: '' })
    expect([wordless.status, (await now(id)).state]).toEqual([422, 'open'])
    await write(`/naskah/${id}/ajukan`, { catatan: 'Lima larangan.' })
    const pia = await someone('pia', ['approver'])
    const page = await pia.get(`/naskah/${id}/putuskan`)
    expect(textOf(page.html)).toContain(say('ed_decide_looser', { n: 1 }))
    await pia.post(`/naskah/${id}/kembalikan`, typed(page, `/naskah/${id}/setujui`, { alasan: 'Tahunnya keliru.' }))
    expect((await now(id)).state).toBe('open')
    expect(textOf((await edi.get(`/naskah/${id}`)).html)).toContain('Tahunnya keliru.')
  })
})

describe('situations', () => {
  it('begin as an empty form called by their title, and say which phrasings are there twice', async () => {
    await edi.get('/naskah/baru')
    const form = edi.filled('/naskah/baru', {})
    for (const [name, value] of [
      ['_cara', 'kosong'],
      ['jenis', 'situation'],
      ['judul', 'Ikut lomba calon'],
    ] as const)
      form.set(name, value)
    await edi.post('/naskah/baru', form)
    const { id, files } = await only()
    const [file = ''] = Object.keys(files)
    const shown = await write(filePath(id, file), {
      title: 'Lomba yang diadakan calon',
      topic: 'kampanye',
      phrasings: 'boleh ikut lomba?\nBoleh ikut lomba\nlomba dr caleg gmn',
    })
    const [moved = ''] = Object.keys((await now(id)).files)
    expect(moved).toContain('lomba-yang-diadakan-calon')
    expect((await now(id)).files[moved]?.body).toMatchObject({ id: 'lomba-yang-diadakan-calon', topic: 'kampanye' })
    const told = await edi.get(filePath(id, moved))
    expect(textOf(told.html)).toContain(say('ed_phrasings_count', { n: 3, least: 15 }))
    expect(textOf(told.html)).toContain(say('ed_phrasings_twice'))
    expect(shown.status).toBeLessThan(500)
  })

  it('that are live are found by words and taken up to be changed', async () => {
    const { html } = await edi.get('/naskah/baru?cara=salin&cari=anak+orang+tua+calon')
    const path = 'situations/keluarga/anak-orangtua-calon.yaml'
    expect(html).toContain(`value="${path}"`)
    const form = edi.filled('/naskah/baru', {})
    form.set('_cara', 'salin')
    form.set('berkas', path)
    await edi.post('/naskah/baru', form)
    expect(Object.keys((await only()).files)).toEqual([path])
  })

  it('can be read and changed as text, which is kept when it cannot be read', async () => {
    await edi.get('/naskah/baru?cara=salin&cari=anak')
    const path = 'situations/keluarga/anak-orangtua-calon.yaml'
    const form = edi.filled('/naskah/baru', {})
    form.set('_cara', 'salin')
    form.set('berkas', path)
    await edi.post('/naskah/baru', form)
    const { id } = await only()
    const raw = `${filePath(id, path)}/berkas`
    const broken = await write(raw, { teks: 'title: "tak selesai' })
    expect([broken.status, broken.html.includes('tak selesai')]).toEqual([422, true])
    await write(raw, { teks: 'title: Baru\nrows: []\n' })
    expect((await now(id)).files[path]?.body).toEqual({ title: 'Baru', rows: [] })
  })
})

describe('a draft', () => {
  it('can be undone step by step, thrown away with a reason, and taken back', async () => {
    const { id } = await uploaded()
    await write(`/naskah/${id}`, { judul: 'Nama baru' }, edi, `/naskah/${id}/judul`)
    expect((await now(id)).title).toBe('Nama baru')
    await write(`/naskah/${id}/riwayat`, {}, edi, `/naskah/${id}/urungkan`)
    expect((await now(id)).title).not.toBe('Nama baru')
    const discard = `/naskah/${id}/buang`
    await write(`/naskah/${id}`, { alasan: 'Keliru', yakin: null }, edi, discard)
    expect((await now(id)).state).toBe('open')
    await write(`/naskah/${id}`, { alasan: 'Keliru', yakin: 'ya' }, edi, discard)
    expect((await now(id)).state).toBe('discarded')
    await write(`/naskah/${id}`, {}, edi, `/naskah/${id}/ambil-kembali`)
    expect((await now(id)).state).toBe('open')
  })

  it('gets more parts: rows for its circular, live files to change or to end', async () => {
    const { id, source } = await uploaded()
    const add = `/naskah/${id}/tambah`
    const page = await edi.get(`/naskah/${id}`)
    const form = typed(page, add)
    form.set('_apa', 'rows')
    await edi.post(add, form)
    expect(Object.keys((await now(id)).files)).toContain('rows/ID/surat-edaran-contoh.yaml')
    const live = law.files.find(f => f.kind === 'principle')
    const again = typed(await edi.get(`/naskah/${id}`), add)
    for (const [name, value] of [
      ['_apa', 'live'],
      ['nama', `${live?.name} (${say('ed_kind_principle')})`],
    ] as const)
      again.set(name, value)
    await edi.post(add, again)
    expect(Object.keys((await now(id)).files)).toContain(live?.path)
    expect(source?.file).toBeDefined()
  })

  it('of an officer becomes one of the editors, and nobody who wrote it decides on it', async () => {
    const { book } = house
    const own: KnowledgeDraft = {
      id: 'draf1',
      madeOn: '2026-11-20',
      codeName: 'Elang Teduh',
      by: 'idpia',
      approvedBy: null,
      situation: null,
      topic: 'kampanye',
      title: 'Ikut lomba calon',
      verdict: 'forbidden',
      lead: 'Tidak boleh.',
      citations: ['uu-20-2023 Pasal 24 ayat (1) huruf d'],
      consultation: null,
      phrasings: ['lomba dari caleg boleh?'],
    }
    const known = { ...own, id: 'draf2', situation: 'anak-orangtua-calon', title: 'Anak menjadi calon' }
    for (const draft of [own, known])
      await book.saved([{ kind: 'setting.saved', setting: settingOf(draftName(draft.id), draft, 0), audit: [] }])
    house.parts.cases.changed()
    await write('/draf/draf1', {}, edi, '/draf/draf1/naskah')
    const made = await only()
    expect(made.from).toBe('draf1')
    expect(made.writers).toContain('idpia')
    expect(Object.values(made.files)[0]?.body).toMatchObject({ title: 'Ikut lomba calon', rows: [{ verdict: 'forbidden' }] })
    await write('/draf/draf2', {}, edi, '/draf/draf2/naskah')
    const path = 'situations/keluarga/anak-orangtua-calon.yaml'
    const drafts = await Promise.all((await office.editor.drafts()).map(d => now(d.id)))
    const body = drafts.find(d => d.files[path] !== undefined)?.files[path]?.body ?? null
    expect(valueAt(body, 'phrasings')).toContain('lomba dari caleg boleh?')
    expect(valueAt(body, 'rows.0')).toMatchObject({ lead: 'Tidak boleh.' })
  })

  it('whose live file was changed by somebody else meanwhile is settled with the difference in view', async () => {
    const path = 'principles/hadir-pasif.yaml'
    const who = office.who('idedi')
    const begun = async (title: string): Promise<string> => {
      const started = await office.editor.start(who, { kind: 'live', paths: [path], title })
      if (started.kind === 'refused') throw new Error(started.why)
      return started.id
    }
    const [first, second] = [await begun('Pertama'), await begun('Kedua')]
    for (const id of [first, second])
      await office.edit(who, id, { kind: 'set', file: path, at: 'title', value: `Hadir saja, ${id}` })
    const { unaccepted } = await office.isTried(first)
    if (unaccepted.length > 0)
      await office.edit(who, first, ...unaccepted.map(key => ({ kind: 'accept' as const, key, reason: 'ya' })))
    await office.editor.submit(who, first, (await now(first)).version, 'ya')
    const done = await office.editor.approve(office.who('idlain'), first, (await now(first)).version, 'ya')
    expect(done.kind).toBe('done')
    const check = `/naskah/${second}/periksa`
    const shown = await edi.get(check)
    expect(shown.html).toContain(say('ed_overtaken_own'))
    const form = typed(shown, check)
    form.set('_pakai', 'sendiri')
    expect((await edi.post(check, form)).html).not.toContain(say('ed_overtaken_own'))
    expect((await now(second)).files[path]?.body).toMatchObject({ title: `Hadir saja, ${second}` })
  })

  it('that is not there is not there, whatever is asked of it', async () => {
    for (const path of ['', '/dokumen', '/periksa', '/berkas/x', '/berkas/x/baris/0', '/halaman/1'])
      expect((await edi.get(`/naskah/tidakada${path}`)).status, path).toBe(404)
    const { id } = await uploaded()
    for (const path of ['/berkas/x', '/berkas/regulations~ID~surat-edaran-contoh/butir/99', '/halaman/99'])
      expect((await edi.get(`/naskah/${id}${path}`)).status, path).toBe(404)
  })

  it('shows what people typed as text and never as markup', async () => {
    const { id, source } = await uploaded()
    const evil = '<img src=x onerror=alert(1)>"\'&'
    const file = source?.file ?? ''
    await office.edit(
      office.who('idedi'),
      id,
      { kind: 'set-all', file, values: { title: evil, short: evil, 'clauses.0.text': evil, 'clauses.0.label': evil } },
      { kind: 'retitle', title: evil },
    )
    for (const path of [
      `/naskah`,
      `/naskah/${id}`,
      `/naskah/${id}/dokumen`,
      `/naskah/${id}/periksa`,
      filePath(id, file),
      `${filePath(id, file)}/butir/0`,
      `${filePath(id, file)}/berkas`,
    ])
      expect((await edi.get(path)).html, path).not.toContain('<img src=x')
  })
})
