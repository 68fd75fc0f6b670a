import { describe, expect, it } from 'vitest'
import { type Draft, type DraftEdit, type Editor, fileHash, type Replay } from '../../src/publishing/publishing.ts'
import { PLACE, REGULATION_FILE, ROWS_FILE, regulation, rows } from './circular.ts'
import { type Editorium, extractedOf, files, openEditorium, plainReader, saidOf } from './editorium.ts'

const CIRCULAR = 'Edaran contoh\n1. ASN dilarang hadir kampanye\n2. ASN dilarang memakai atribut\n3. ASN wajib netral'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const begin = (house: Editorium, by = 'ani', text = CIRCULAR) =>
  house.editor.start(house.who(by), { kind: 'files', files: [{ name: 'C:\\scan\\edaran.pdf', bytes: bytes(text) }] })

async function uploaded(house: Editorium, by: string, text = CIRCULAR): Promise<Draft> {
  const started = await begin(house, by, text)
  if (started.kind !== 'started') throw new Error(started.why)
  return house.isRead(started.id)
}

async function blank(house: Editorium, by: string, title = 'Contoh'): Promise<Draft> {
  const started = await house.editor.start(house.who(by), { kind: 'blank', what: 'regulation', place: PLACE, title })
  const draft = started.kind === 'started' ? await house.editor.draft(started.id) : null
  if (draft === null) throw new Error('not started')
  return draft
}

const json = (value: unknown) => JSON.parse(JSON.stringify(value))

/** A circular with rows that can be published, its changes accepted. */
async function readyDraft(house: Editorium, by: string): Promise<Draft> {
  const { id } = await blank(house, by)
  const draft = await house.editor.draft(id)
  const empty = Object.keys(draft?.files ?? {})[0] ?? ''
  const edits: DraftEdit[] = [
    { kind: 'drop-file', file: empty },
    { kind: 'add-file', file: REGULATION_FILE, body: json(regulation) },
    { kind: 'add-file', file: ROWS_FILE, body: json(rows) },
  ]
  await house.edit(house.who(by), id, ...edits)
  const { unaccepted } = await house.isTried(id)
  return house.edit(house.who(by), id, ...unaccepted.map(key => ({ kind: 'accept', key, reason: 'memang begitu' }) as const))
}

const act = async (acting: ReturnType<Editor['submit']>): Promise<string> => saidOf(await acting)

describe('an editor', () => {
  it('uploads a circular and finds its points, each to be confirmed', async () => {
    const house = await openEditorium()
    const draft = await uploaded(house, 'ani')
    expect(draft).toMatchObject({ state: 'open', version: 2, title: 'Edaran contoh', writers: ['ani'], reading: null })
    expect(draft.source).toMatchObject({ name: 'edaran', pages: 1, kind: 'text' })
    expect(draft.marks).toHaveLength(3)
    expect(await house.editor.check(draft.id)).toMatchObject({ unconfirmed: [0, 1, 2] })
    expect(await house.editor.page(draft.id, 1)).toMatchObject({ type: 'image/png' })
    expect(await house.editor.extracted(draft.id)).toEqual(extractedOf(CIRCULAR))
  })

  it('goes on at once while a document is being read', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const house = await openEditorium({ read: plainReader(promise) })
    const started = await begin(house)
    if (started.kind !== 'started') throw new Error('not started')
    expect(await house.editor.draft(started.id)).toMatchObject({ state: 'reading' })
    await Promise.resolve()
    expect(await house.editor.reading(started.id)).toMatchObject({ kind: 'under-way' })
    expect(await act(house.editor.edit(house.who('ani'), started.id, 1, [{ kind: 'retitle', title: 'x' }]))).toBe('state')
    resolve()
    expect(await house.isRead(started.id)).toMatchObject({ state: 'open' })
    expect(await house.editor.reading(started.id)).toEqual({ kind: 'done' })
  })

  it('is told why a document cannot be read, and nothing of it is kept', async () => {
    const house = await openEditorium({ read: plainReader(Promise.resolve(), { kind: 'refused', why: 'encrypted' }) })
    const draft = await uploaded(house, 'ani')
    expect(await house.editor.reading(draft.id)).toEqual({ kind: 'refused', why: 'encrypted' })
    expect(draft).toMatchObject({ state: 'reading', files: {}, marks: [] })
    expect(await house.editor.page(draft.id, 1)).toBeNull()
    expect(await act(house.editor.discard(house.who('ani'), draft.id, draft.version, 'terkunci'))).toBe('done')
    expect(await act(house.editor.takeBack(house.who('ani'), draft.id))).toBe('state')
  })

  it('pastes text, which is cut without being read off anything', async () => {
    const house = await openEditorium({ read: () => Promise.reject(new Error('nothing to read')) })
    const started = await house.editor.start(house.who('ani'), { kind: 'text', text: CIRCULAR })
    if (started.kind !== 'started') throw new Error('not started')
    expect(await house.isRead(started.id)).toMatchObject({ state: 'open', source: { kind: 'text', name: '' } })
    expect(await house.editor.page(started.id, 1)).toBeNull()
    expect((await house.editor.extracted(started.id))?.pages[0]?.lines).toHaveLength(4)
    expect(await house.editor.start(house.who('ani'), { kind: 'text', text: ' \n' })).toEqual({ kind: 'refused', why: 'empty' })
  })

  it('is refused at once when nothing or too much is uploaded', async () => {
    const { editor, who, books } = await openEditorium()
    const files = (count: number, size: number) =>
      ({ kind: 'files', files: Array.from({ length: count }, () => ({ name: 'a', bytes: new Uint8Array(size) })) }) as const
    expect(await editor.start(who('ani'), files(1, 0))).toEqual({ kind: 'refused', why: 'empty' })
    expect(await editor.start(who('ani'), files(1, 21 * 1024 * 1024))).toEqual({ kind: 'refused', why: 'too-large' })
    expect(await editor.start(who('ani'), files(31, 10))).toEqual({ kind: 'refused', why: 'too-many-pages' })
    expect(await books.drafts.drafts()).toEqual([])
  })

  it('waits when many documents are being read already: their bytes stand in memory', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const house = await openEditorium({ read: plainReader(promise) })
    const begun = await Promise.all(Array.from({ length: 14 }, () => begin(house)))
    expect(begun.map(b => (b.kind === 'started' ? b.kind : b.why))).toEqual([
      ...Array.from({ length: 10 }, () => 'started'),
      ...Array.from({ length: 4 }, () => 'busy'),
    ])
    expect(await house.editor.drafts()).toHaveLength(10)
    resolve()
    for (const b of begun) if (b.kind === 'started') expect(await house.isRead(b.id)).toMatchObject({ state: 'open' })
    expect((await begin(house)).kind).toBe('started')
  })

  it('learns after a crash that the reading was lost', async () => {
    const before = await openEditorium({ read: plainReader(new Promise(() => {})) })
    const started = await begin(before)
    if (started.kind !== 'started') throw new Error('not started')
    const after = await openEditorium({ drafts: before.books.drafts })
    expect(await after.editor.reading(started.id)).toEqual({ kind: 'interrupted' })
    const beside = await openEditorium({ drafts: before.books.drafts, isAlone: false })
    expect(await beside.editor.reading(started.id)).toEqual({ kind: 'under-way', progress: null })
    beside.clock.now += 3_600_000
    expect(await beside.editor.reading(started.id)).toEqual({ kind: 'interrupted' })
    expect(await act(after.editor.discard(after.who('ani'), started.id, 1, 'ulang'))).toBe('done')
  })

  it('reads no more of a document that was discarded meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const house = await openEditorium({ read: plainReader(promise) })
    const started = await begin(house)
    if (started.kind !== 'started') throw new Error('not started')
    await house.editor.discard(house.who('ani'), started.id, 1, 'salah berkas')
    resolve()
    await house.isRead(started.id)
    expect(await house.editor.draft(started.id)).toMatchObject({ state: 'discarded', files: {} })
    expect(await house.editor.page(started.id, 1)).toBeNull()
  })

  it('begins with an empty form, for a place that exists, under a name that is free', async () => {
    const house = await openEditorium()
    const first = await blank(house, 'ani', 'Edaran Bupati 12/2026')
    expect(Object.keys(first.files)).toEqual([`regulations/${PLACE}/edaran-bupati-12-2026.yaml`])
    expect(await house.editor.check(first.id)).toMatchObject({ unconfirmed: [], overtaken: [] })
    const problems = (await house.editor.check(first.id))?.problems ?? []
    expect(problems.map(p => p.field)).toContain('type')
    expect(await house.editor.start(house.who('ani'), { kind: 'blank', what: 'regulation', place: '99.99', title: 'x' })).toEqual(
      { kind: 'refused', why: 'no-such-place' },
    )
  })

  it('takes up live files, and an unchanged one changes nothing', async () => {
    const house = await openEditorium()
    const path = 'situations/medsos/admin-grup-warga.yaml'
    const started = await house.editor.start(house.who('ani'), { kind: 'live', paths: [path], title: 'Admin grup' })
    if (started.kind !== 'started') throw new Error('not started')
    expect((await house.editor.changes(started.id))?.files).toEqual([])
    const draft = await house.edit(house.who('ani'), started.id, { kind: 'set', file: path, at: 'title', value: 'Mengurus grup' })
    expect((await house.editor.changes(started.id))?.files).toEqual([{ path, change: 'changed' }])
    expect(await house.editor.touches(draft)).toMatchObject({ entries: ['admin-grup-warga'], topics: ['medsos'], places: [] })
    expect(
      await house.editor.start(house.who('ani'), { kind: 'live', paths: ['situations/tidak/ada.yaml'], title: 'x' }),
    ).toEqual({ kind: 'refused', why: 'no-such-part' })
  })

  it('goes on from an officer’s draft, whose writer can then not approve it', async () => {
    const house = await openEditorium()
    const body = house.editor.blank('situation', { title: 'Membuka stan', place: null, on: '2026-11-23' })
    const started = await house.editor.start(house.who('ani'), {
      kind: 'officer',
      from: 'draf-petugas',
      title: 'Membuka stan',
      file: 'situations/lokal/membuka-stan.yaml',
      body,
      writers: ['petugas'],
    })
    if (started.kind !== 'started') throw new Error('not started')
    expect(await house.editor.draft(started.id)).toMatchObject({ from: 'draf-petugas', writers: ['ani', 'petugas'] })
    const path = 'situations/medsos/admin-grup-warga.yaml'
    const officers = { from: 'draf-lain', writers: ['petugas'] }
    const known = await house.editor.start(house.who('ani'), { kind: 'live', paths: [path], title: 'x', officers })
    if (known.kind !== 'started') throw new Error('not started')
    expect(await house.editor.draft(known.id)).toMatchObject({ from: 'draf-lain', writers: ['ani', 'petugas'] })
  })
})

describe('a draft', () => {
  it('is not overwritten by a form that was opened before somebody else wrote', async () => {
    const house = await openEditorium()
    const { id, version } = await blank(house, 'ani')
    const file = Object.keys((await house.editor.draft(id))?.files ?? {})[0] ?? ''
    const set = (value: string): DraftEdit[] => [{ kind: 'set', file, at: 'issuer', value }]
    expect(await act(house.editor.edit(house.who('ani'), id, version, set('Bupati')))).toBe('done')
    const late = await house.editor.edit(house.who('budi'), id, version, set('Wali Kota'))
    expect(late).toMatchObject({ kind: 'stale', draft: { version: version + 1, writers: ['ani'] } })
    expect(await act(house.editor.edit(house.who('budi'), 'tidak-ada', 1, set('x')))).toBe('gone')
  })

  it('keeps no version of a form that was saved unchanged', async () => {
    const house = await openEditorium()
    const { id, files } = await blank(house, 'ani')
    const file = Object.keys(files)[0] ?? ''
    const same = await house.edit(house.who('budi'), id, { kind: 'set', file, at: 'issuer', value: '' })
    expect(same).toMatchObject({ version: 1, writers: ['ani'] })
    expect(await house.editor.steps(id)).toEqual([])
  })

  it('is undone step by step, and whoever wrote in it stays a writer', async () => {
    const house = await openEditorium()
    const { id, files } = await blank(house, 'ani')
    const file = Object.keys(files)[0] ?? ''
    const issuer = async () => json((await house.editor.draft(id))?.files[file]?.body).issuer
    for (const value of ['satu', 'dua', 'tiga'])
      await house.edit(house.who('budi'), id, { kind: 'set', file, at: 'issuer', value })
    const undo = async () => {
      const draft = await house.editor.draft(id)
      return act(house.editor.undo(house.who('ani'), id, draft?.version ?? 0))
    }
    expect(await undo()).toBe('done')
    expect(await issuer()).toBe('dua')
    expect(await undo()).toBe('done')
    expect(await issuer()).toBe('satu')
    await house.edit(house.who('ani'), id, { kind: 'set', file, at: 'issuer', value: 'empat' })
    expect(await undo()).toBe('done')
    expect(await issuer()).toBe('satu')
    expect(await undo()).toBe('done')
    expect(await issuer()).toBe('')
    expect(await undo()).toBe('nothing-changed')
    expect((await house.editor.draft(id))?.writers).toEqual(['ani', 'budi'])
    expect((await house.editor.steps(id)).map(s => s.act)).toEqual(['undo', 'undo', 'set', 'undo', 'undo', 'set', 'set', 'set'])
  })

  it('is discarded with a reason and can be taken back', async () => {
    const house = await openEditorium()
    const { id } = await blank(house, 'ani')
    expect(await act(house.editor.discard(house.who('ani'), id, 1, '  '))).toBe('no-reason')
    expect(await act(house.editor.discard(house.who('ani'), id, 1, 'dobel'))).toBe('done')
    expect(await act(house.editor.discard(house.who('ani'), id, 2, 'dobel'))).toBe('state')
    expect(await act(house.editor.takeBack(house.who('budi'), id))).toBe('done')
    expect(await house.editor.draft(id)).toMatchObject({ state: 'open', note: { text: 'dobel' } })
    expect(house.books.log.map(e => e.act)).toEqual(['draft.discard', 'draft.take_back'])
  })

  it('that was discarded is gone after thirty days', async () => {
    const house = await openEditorium()
    const { id } = await blank(house, 'ani')
    await house.editor.discard(house.who('ani'), id, 1, 'dobel')
    house.clock.now += 29 * 86_400_000
    expect((await house.editor.drafts()).map(d => d.id)).toEqual([id])
    house.clock.now += 3 * 86_400_000
    expect(await house.editor.drafts()).toEqual([])
    expect(await house.editor.draft(id)).toBeNull()
  })
})

describe('before a draft goes live', () => {
  it('its problems are solved, it is tried, and every answer that changes is accepted by name', async () => {
    const house = await openEditorium()
    const { id, files } = await blank(house, 'ani')
    const submit = async (note = 'edaran baru') => {
      const draft = await house.editor.draft(id)
      return act(house.editor.submit(house.who('ani'), id, draft?.version ?? 0, note))
    }
    expect(await submit('')).toBe('no-reason')
    expect(await submit()).toBe('problems')
    await house.edit(house.who('ani'), id, { kind: 'drop-file', file: Object.keys(files)[0] ?? '' })
    expect(await submit()).toBe('nothing-changed')
    await house.edit(
      house.who('ani'),
      id,
      { kind: 'add-file', file: REGULATION_FILE, body: json(regulation) },
      { kind: 'add-file', file: ROWS_FILE, body: json(rows) },
    )
    expect(await submit()).toBe('no-trial')
    const tried = await house.isTried(id)
    expect(tried.trial.problems).toEqual([])
    expect(tried.unaccepted.length).toBeGreaterThan(0)
    expect(await submit()).toBe('unaccepted')
    await house.edit(house.who('ani'), id, { kind: 'set', file: REGULATION_FILE, at: 'notes', value: 'Lain.' })
    expect(await house.editor.trial(id)).toMatchObject({ kind: 'done', isOutdated: true })
    expect(await submit()).toBe('trial-outdated')
    const again = await house.isTried(id)
    await house.edit(house.who('ani'), id, ...again.unaccepted.map(key => ({ kind: 'accept', key, reason: 'ya' }) as const))
    expect(await house.editor.trial(id)).toMatchObject({ isOutdated: false, unaccepted: [] })
    expect(await submit()).toBe('done')
    expect(await act(house.editor.edit(house.who('ani'), id, 99, []))).toBe('stale')
  })

  it('its own questions must be answered right', async () => {
    const house = await openEditorium()
    const ready = await readyDraft(house, 'ani')
    const { id } = await house.edit(house.who('ani'), ready.id, {
      kind: 'set',
      file: ROWS_FILE,
      at: 'questions.0.expect',
      value: ['allowed'],
    })
    await house.isTried(id)
    const draft = await house.editor.draft(id)
    expect(await act(house.editor.submit(house.who('ani'), id, draft?.version ?? 0, 'edaran'))).toBe('questions-fail')
  })

  it('keeps every question that guards an edition, as it is: nobody publishes them away', async () => {
    const house = await openEditorium()
    for (const file of ['questions/smoke.yaml', 'questions/hostile.yaml']) {
      const { id } = await readyDraft(house, 'ani')
      await house.edit(house.who('ani'), id, { kind: 'add-file', file, body: null })
      const problems = (await house.editor.check(id))?.problems ?? []
      expect(new Set(problems.map(p => `${p.kind} ${p.file}`))).toEqual(new Set([`guard-lost ${file}`]))
      const version = (await house.editor.draft(id))?.version ?? 0
      expect(await act(house.editor.submit(house.who('ani'), id, version, 'begitu'))).toBe('problems')
    }
    const { id } = await readyDraft(house, 'ani')
    const smoke = 'questions/smoke.yaml'
    await house.edit(
      house.who('ani'),
      id,
      { kind: 'add-file', file: smoke, body: 'live' },
      { kind: 'set', file: smoke, at: 'questions.0.expect', value: ['forbidden', 'allowed'] },
    )
    expect((await house.editor.check(id))?.problems).toMatchObject([{ kind: 'guard-lost', file: smoke }])
    await house.edit(house.who('ani'), id, { kind: 'drop-file', file: smoke })
    expect((await house.editor.check(id))?.problems).toEqual([])
  })

  it('is decided once when it is approved, sent back, written in and discarded at the same moment', async () => {
    const house = await openEditorium()
    const draft = await readyDraft(house, 'ani')
    const submitted = await house.editor.submit(house.who('ani'), draft.id, draft.version, 'begitu')
    if (submitted.kind !== 'done') throw new Error(saidOf(submitted))
    const { id, version } = submitted.draft
    const { editor, who } = house
    const acts = await Promise.all([
      editor.edit(who('ani'), id, version, [{ kind: 'retitle', title: 'Lain' }]),
      editor.approve(who('budi'), id, version, 'benar'),
      editor.approve(who('cici'), id, version, 'benar'),
      editor.sendBack(who('dedi'), id, version, 'belum'),
      editor.discard(who('ani'), id, version, 'batal'),
    ])
    expect(acts.filter(a => a.kind === 'done')).toHaveLength(1)
    const after = await editor.draft(id)
    expect((await editor.editions()).length).toBe(after?.state === 'published' ? 2 : 1)
  })

  it('a second person approves, who wrote nothing of it, with a reason', async () => {
    const house = await openEditorium()
    const ready = await readyDraft(house, 'ani')
    const { editor, who } = house
    const seq = (await editor.live()).seq
    expect(await act(editor.approve(who('cici'), ready.id, ready.version, 'ya'))).toBe('state')
    expect(await act(editor.submit(who('budi'), ready.id, ready.version, 'edaran baru'))).toBe('done')
    const version = ready.version + 1
    expect(await act(editor.approve(who('ani'), ready.id, version, 'ya'))).toBe('own-draft')
    expect(await act(editor.approve(who('budi'), ready.id, version, 'ya'))).toBe('own-draft')
    expect(await act(editor.approve(who('cici'), ready.id, version, ' '))).toBe('no-reason')
    expect(await act(editor.approve(who('cici'), ready.id, ready.version, 'ya'))).toBe('stale')
    expect(await act(editor.approve(who('cici'), ready.id, version, 'sesuai naskah'))).toBe('done')
    expect(await editor.draft(ready.id)).toMatchObject({ state: 'published' })
    expect(await editor.live()).toMatchObject({
      seq: seq + 1,
      kind: 'published',
      by: 'budi',
      approvedBy: 'cici',
      reason: 'sesuai naskah',
      draft: ready.id,
    })
    expect([...(await editor.exported()).keys()]).toEqual([REGULATION_FILE, ROWS_FILE, 'CHANGES.md'])
    expect(house.books.log.map(e => [e.act, e.by])).toEqual([
      ['draft.submit', 'budi'],
      ['draft.publish', 'cici'],
    ])
    expect(house.books.log.at(-1)?.about).toContain('sesuai naskah')
  })

  it('recent real questions are asked of it too, once, where they can be opened, and counts come back', async () => {
    const asked: string[] = []
    let found: Replay | null = null
    const replays = { ask: async (name: string) => void asked.push(name), found: async () => found, recall: async () => null }
    const house = await openEditorium({ replays })
    const { id } = await readyDraft(house, 'ani')
    expect(asked).toHaveLength(1)
    expect((await house.isTried(id)).trial.replay).toBeNull()
    found = { isTooFew: false, questions: 412, changed: 9, bySituation: [], others: { questions: 412, changed: 9 } }
    expect((await house.isTried(id)).trial.replay).toMatchObject({ questions: 412, changed: 9 })
    expect(asked).toHaveLength(1)
  })

  it('it can be sent back with a reason, and is then open again', async () => {
    const house = await openEditorium()
    const ready = await readyDraft(house, 'ani')
    await house.editor.submit(house.who('ani'), ready.id, ready.version, 'edaran baru')
    expect(await act(house.editor.sendBack(house.who('cici'), ready.id, ready.version + 1, ''))).toBe('no-reason')
    expect(await act(house.editor.sendBack(house.who('cici'), ready.id, ready.version + 1, 'periksa butir 2'))).toBe('done')
    const draft = await house.editor.draft(ready.id)
    expect(draft).toMatchObject({ state: 'open', note: { by: 'cici', text: 'periksa butir 2' }, writers: ['ani'] })
  })

  it('somebody else’s edition is not undone by it', async () => {
    const house = await openEditorium()
    const [first, second] = [await readyDraft(house, 'ani'), await readyDraft(house, 'dodi')]
    await house.editor.submit(house.who('ani'), first.id, first.version, 'edaran')
    await house.editor.approve(house.who('cici'), first.id, first.version + 1, 'ya')
    expect(await house.editor.check(second.id)).toMatchObject({ overtaken: [REGULATION_FILE, ROWS_FILE] })
    await house.edit(house.who('dodi'), second.id, { kind: 'set', file: REGULATION_FILE, at: 'notes', value: 'Lain.' })
    const draft = await house.editor.draft(second.id)
    expect(await act(house.editor.submit(house.who('dodi'), second.id, draft?.version ?? 0, 'x'))).toBe('overtaken')
    // the live file was looked at, and this is still what is wanted
    await house.edit(
      house.who('dodi'),
      second.id,
      { kind: 'add-file', file: REGULATION_FILE, body: json({ ...regulation, notes: 'Lain.' }) },
      { kind: 'drop-file', file: ROWS_FILE },
    )
    expect(await house.editor.check(second.id)).toMatchObject({ overtaken: [], problems: [] })
  })
})

describe('an edition', () => {
  it('that keeps a newer national pack waiting is settled by a draft, even one that changes no word', async () => {
    const path = 'situations/medsos/admin-grup-warga.yaml'
    const newer = new Map([...files, [path, `${files.get(path)}# lebih baru\n`]])
    let waiting: ReadonlyMap<string, string> | null = null
    const house = await openEditorium({ waiting: async () => waiting })
    const { editor, who } = house
    const own = `${files.get(path)}# milik kantor\n`
    const local = new Map([[path, { content: own, base: fileHash(files.get(path) ?? '') }]])
    const move = { kind: 'published', on: '2026-11-23', by: 'ani', approvedBy: 'cici', reason: '', draft: null } as const
    await house.books.editions.publish({ ...move, national: files, localFiles: local }, 1, [])
    const started = await editor.start(who('ani'), { kind: 'live', paths: [path], title: 'Tetap' })
    if (started.kind !== 'started') throw new Error('not started')
    const submit = () => act(editor.submit(who('ani'), started.id, 1, 'tetap milik kantor'))
    expect(await submit()).toBe('nothing-changed')
    waiting = newer
    await house.isTried(started.id)
    expect(await submit()).toBe('done')
    expect(await act(editor.approve(who('cici'), started.id, 2, 'ya'))).toBe('done')
    const live = await editor.live()
    expect((await house.books.editions.localFiles(live.local))?.get(path)).toEqual({
      content: own,
      base: fileHash(newer.get(path) ?? ''),
    })
  })

  it('is rolled back by one person with a reason, as a new move', async () => {
    const house = await openEditorium()
    const { editor, who } = house
    const ready = await readyDraft(house, 'ani')
    await editor.submit(who('ani'), ready.id, ready.version, 'edaran')
    await editor.approve(who('cici'), ready.id, ready.version + 1, 'ya')
    const [published, before] = await editor.editions()
    expect((await editor.compare(before?.seq ?? 0, published?.seq ?? 0))?.files).toEqual([
      { path: REGULATION_FILE, change: 'new' },
      { path: ROWS_FILE, change: 'new' },
    ])
    expect(await editor.rollBack(who('ani'), 1, ' ')).toEqual({ kind: 'refused', why: 'no-reason' })
    expect(await editor.rollBack(who('ani'), 7, 'salah')).toEqual({ kind: 'refused', why: 'no-such-part' })
    expect(await editor.rollBack(who('ani'), 2, 'salah')).toEqual({ kind: 'refused', why: 'nothing-changed' })
    expect(await editor.rollBack(who('ani'), 1, 'salah wilayah')).toEqual({ kind: 'done' })
    expect(await editor.live()).toMatchObject({ seq: 3, kind: 'rolled-back', edition: before?.edition, reason: 'salah wilayah' })
    expect(house.books.log.at(-1)).toMatchObject({ act: 'edition.roll_back', by: 'ani' })
    expect((await editor.exported()).size).toBe(0)
    expect(await editor.compare(1, 99)).toBeNull()
  })

  it('is previewed as an asker would read it', async () => {
    const house = await openEditorium()
    const { id } = await readyDraft(house, 'ani')
    const asked = { ask: rows.questions[0]?.ask ?? '', place: PLACE, status: null, on: '2026-11-21' }
    const shown = await house.editor.preview(id, asked)
    if (shown?.kind !== 'answered') throw new Error(shown?.kind)
    expect(shown.after).toMatchObject({ outcome: 'forbidden', row: 'contoh-1' })
    expect(shown.before.row).not.toBe('contoh-1')
  })
})
