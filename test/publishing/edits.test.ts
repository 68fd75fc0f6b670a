import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { type Clause, schemaFor } from '../../src/knowledge/knowledge.ts'
import {
  applied,
  BLANKS,
  blankOf,
  bodyOf,
  candidateOf,
  type Draft,
  type DraftEdit,
  type Edited,
  fileFor,
  fileHash,
  filesOf,
  idOf,
  isFilePath,
  type Json,
  listIn,
  NO_MARK,
  textIn,
  textOf,
  touchesOf,
} from '../../src/publishing/publishing.ts'
import { files, openEditorium } from './editorium.ts'

const FILE = 'regulations/33.12/contoh.yaml'
const SITUATION = 'situations/medsos/admin-grup-warga.yaml'
const ANI = { id: 'ani', today: '2026-11-23' }

const clause = (label: string, text: string, status: Clause['text_status'] = 'quoted-secondary'): Json => ({
  ...JSON.parse(JSON.stringify(blankOf('clause', { title: '', place: null, on: ANI.today }))),
  label,
  source_label: label,
  text,
  text_status: status,
})

const CLAUSES = [
  clause('Pasal 3 ayat (1)', 'ASN dilarang hadir kampanye.'),
  clause('Pasal 3 ayat (2)', 'ASN wajib netral. b. ASN melapor.'),
  clause('Butir 4', 'Surat ini berlaku.'),
]

const draft = (clauses: readonly Json[] = CLAUSES, change: Partial<Draft> = {}): Draft => ({
  id: 'draf',
  version: 3,
  state: 'open',
  title: 'Contoh',
  madeOn: '2026-11-01',
  touchedOn: '2026-11-01',
  by: 'budi',
  writers: ['budi'],
  files: { [FILE]: { body: { ...blank('regulation'), clauses }, base: null } },
  source: {
    kind: 'pdf',
    name: 'edaran',
    pages: 1,
    digest: '',
    refusedPages: [],
    leftOut: [],
    looked: [],
    file: FILE,
    proposed: {
      type: null,
      number: null,
      year: null,
      title: null,
      issuer: null,
      place: null,
      enacted_on: null,
      in_force_from: null,
      in_force_until: null,
      rank: null,
      short: null,
      id: null,
      refersTo: [],
    },
  },
  marks: clauses.map(() => NO_MARK),
  accepted: [],
  note: null,
  from: null,
  reading: null,
  ...change,
})

function blank(what: (typeof BLANKS)[number]): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(blankOf(what, { title: 'Edaran Contoh', place: '33.12', on: ANI.today })))
}

const done = (edited: Edited): Draft => {
  if (edited.kind === 'refused') throw new Error(edited.why)
  return edited.draft
}
const edit = (of: Draft, ...edits: readonly DraftEdit[]): Draft => done(applied(of, edits, ANI, files))
const refusal = (of: Draft, ...edits: readonly DraftEdit[]): string | null => {
  const edited = applied(of, edits, ANI, files)
  return edited.kind === 'refused' ? edited.why : null
}
const clausesIn = (of: Draft): readonly Json[] => listIn(of.files[of.source?.file ?? '']?.body ?? null, 'clauses')
const statusOf = (of: Draft, i: number): string => textIn(clausesIn(of)[i], 'text_status')
const unsure = (...ranges: readonly (readonly [number, number])[]) => ({
  ...NO_MARK,
  unsure: ranges.map(([from, to]) => ({ from, to })),
})

describe('an edit of a draft', () => {
  it('sets a value and leaves everything else as it was', () => {
    const before = draft()
    const after = edit(before, { kind: 'set', file: FILE, at: 'clauses.1.heading', value: 'Netral' })
    expect(textIn(clausesIn(after)[1], 'heading')).toBe('Netral')
    expect(clausesIn(after)[0]).toBe(clausesIn(before)[0])
    expect(after).toMatchObject({ version: 3, state: 'open', writers: ['budi', 'ani'], touchedOn: ANI.today })
    expect(clausesIn(before)[1]).toEqual(CLAUSES[1])
  })

  it('is refused where there is nothing of that name, and then nothing at all is done', () => {
    const nowhere: DraftEdit[] = [
      { kind: 'set', file: 'regulations/33.12/lain.yaml', at: 'title', value: '' },
      { kind: 'set', file: FILE, at: 'clauses.9.text', value: '' },
      { kind: 'set', file: FILE, at: 'clauses.x', value: '' },
      { kind: 'set', file: FILE, at: 'constructor.name', value: '' },
      { kind: 'set', file: FILE, at: 'title.deep', value: '' },
      { kind: 'insert', file: FILE, at: 'title', index: 0, value: '' },
      { kind: 'insert', file: FILE, at: 'clauses', index: 4, value: '' },
      { kind: 'remove', file: FILE, at: 'clauses', index: 3 },
      { kind: 'remove', file: FILE, at: 'clauses', index: -1 },
      { kind: 'confirm', clauses: [0, 3] },
      { kind: 'split', clause: 9, offset: 1 },
      { kind: 'split', clause: 0, offset: 0 },
      { kind: 'join', clause: 2 },
      { kind: 'drop-file', file: 'regulations/33.12/lain.yaml' },
      { kind: 'rename-file', file: FILE, to: '../../etc/passwd.yaml' },
      { kind: 'add-file', file: 'regulations/../../x.yaml', body: {} },
      { kind: 'add-file', file: 'situations/tidak/ada.yaml', body: 'live' },
      { kind: 'add-file', file: 'situations/tidak/ada.yaml', body: null },
      { kind: 'add-file', file: 'notes.txt', body: {} },
    ]
    const good: DraftEdit = { kind: 'set', file: FILE, at: 'notes', value: 'x' }
    for (const bad of nowhere) expect(refusal(draft(), good, bad), JSON.stringify(bad)).toBe('no-such-part')
  })

  it('takes a live file up, lets it go, and tells one that is there from a new one', () => {
    const live = files.get(SITUATION) ?? ''
    const taken = edit(draft(), { kind: 'add-file', file: SITUATION, body: 'live' })
    expect(taken.files[SITUATION]).toEqual({ body: bodyOf(live), base: fileHash(live) })
    expect(refusal(draft(), { kind: 'add-file', file: SITUATION, body: {} })).toBe('file-exists')
    const gone = edit(draft(), { kind: 'add-file', file: SITUATION, body: null })
    expect(gone.files[SITUATION]).toEqual({ body: null, base: fileHash(live) })
    expect(refusal(gone, { kind: 'set', file: SITUATION, at: 'title', value: '' })).toBe('no-such-part')
    expect(edit(gone, { kind: 'drop-file', file: SITUATION }).files).toEqual(draft().files)
    const kept = edit(taken, { kind: 'add-file', file: SITUATION, body: { title: 'x' } })
    expect(kept.files[SITUATION]).toEqual({ body: { title: 'x' }, base: fileHash(live) })
  })

  it('renames a file with its marks; a live one goes from where it was', () => {
    const to = 'regulations/33.12/lain.yaml'
    const renamed = edit(draft(), { kind: 'confirm', clauses: [0] }, { kind: 'rename-file', file: FILE, to })
    expect(Object.keys(renamed.files)).toEqual([to])
    expect(renamed.source?.file).toBe(to)
    expect(renamed.marks[0]?.confirmedBy).toBe('ani')
    const moved = edit(
      draft(),
      { kind: 'add-file', file: SITUATION, body: 'live' },
      { kind: 'rename-file', file: SITUATION, to: 'situations/lokal/x.yaml' },
    )
    expect(moved.files[SITUATION]?.body).toBeNull()
    expect(moved.files['situations/lokal/x.yaml']?.base).toBeNull()
    expect(refusal(draft(), { kind: 'rename-file', file: FILE, to: SITUATION })).toBe('file-exists')
  })

  it('is refused when a draft would grow without end', () => {
    expect(refusal(draft(), { kind: 'set', file: FILE, at: 'notes', value: 'x'.repeat(4_000_001) })).toBe('too-large')
  })

  it('ticks off what was left out of its document, by whom, and only what is there', () => {
    const of = draft()
    const leftOut = [{ part: 'stray' as const, spots: [{ page: 1, from: 3, to: 4 }] }]
    const before = { ...of, source: of.source && { ...of.source, leftOut } }
    const at = [{ page: 1, from: 3 }]
    const looked = edit(before, { kind: 'look', at }, { kind: 'look', at })
    expect(looked.source?.looked).toEqual([{ page: 1, from: 3, by: 'ani' }])
    expect(edit(looked, { kind: 'unlook', at }).source?.looked).toEqual([])
    expect(refusal(before, { kind: 'look', at: [{ page: 1, from: 4 }] })).toBe('no-such-part')
    expect(refusal(of, { kind: 'look', at })).toBe('no-such-part')
  })

  it('accepts a change by name, with a reason, once', () => {
    expect(refusal(draft(), { kind: 'accept', key: 'k', reason: ' ' })).toBe('no-reason')
    const twice = edit(draft(), { kind: 'accept', key: 'k', reason: 'satu' }, { kind: 'accept', key: 'k', reason: 'dua' })
    expect(twice.accepted).toEqual([{ key: 'k', reason: 'dua', by: 'ani', on: ANI.today }])
    expect(edit(twice, { kind: 'unaccept', key: 'k' }).accepted).toEqual([])
  })
})

describe('the text of a clause', () => {
  it('is verbatim only while somebody stands for it', () => {
    const confirmed = edit(draft(), { kind: 'confirm', clauses: [0, 2] })
    expect(confirmed.marks.map(m => m.confirmedBy)).toEqual(['ani', null, 'ani'])
    expect([0, 1, 2].map(i => statusOf(confirmed, i))).toEqual(['verbatim', 'quoted-secondary', 'verbatim'])
    const changed = edit(confirmed, { kind: 'set', file: FILE, at: 'clauses.0.text', value: 'Lain.' })
    expect(changed.marks[0]?.confirmedBy).toBeNull()
    expect([0, 1, 2].map(i => statusOf(changed, i))).toEqual(['quoted-secondary', 'quoted-secondary', 'verbatim'])
    const back = edit(confirmed, { kind: 'unconfirm', clauses: [2] })
    expect([back.marks[2]?.confirmedBy, statusOf(back, 2)]).toEqual([null, 'quoted-secondary'])
    expect(statusOf(edit(draft(), { kind: 'set', file: FILE, at: 'clauses.1.text_status', value: 'verbatim' }), 1)).toBe(
      'quoted-secondary',
    )
    const summary = edit(confirmed, { kind: 'set', file: FILE, at: 'clauses.0.text_status', value: 'summary' })
    expect(summary.marks[0]?.confirmedBy).toBeNull()
  })

  it('of a live regulation is no longer verbatim once it is changed, until somebody says so again', () => {
    const path = 'regulations/ID/uu-20-2023.yaml'
    const taken = edit(draft(), { kind: 'add-file', file: path, body: 'live' })
    const clauses = (of: Draft): readonly Json[] => listIn(of.files[path]?.body ?? null, 'clauses')
    const at = clauses(taken).findIndex(c => textIn(c, 'text_status') === 'verbatim')
    const values = { [`clauses.${at}.text`]: 'Lain.', [`clauses.${at}.text_status`]: 'verbatim' }
    const changed = edit(taken, { kind: 'set-all', file: path, values })
    expect(textIn(clauses(changed)[at], 'text_status')).toBe('quoted-secondary')
    expect(textIn(clauses(edit(changed, { kind: 'set-all', file: path, values }))[at], 'text_status')).toBe('verbatim')
  })

  it('keeps what OCR was unsure of marked around a correction', () => {
    const marks = [unsure([0, 3], [4, 12], [19, 27]), NO_MARK, NO_MARK]
    const after = edit(draft(CLAUSES, { marks }), {
      kind: 'set',
      file: FILE,
      at: 'clauses.0.text',
      value: 'ASN tidak boleh hadir kampanye.',
    })
    const text = textIn(clausesIn(after)[0], 'text')
    expect(after.marks[0]?.unsure.map(({ from, to }) => text.slice(from, to))).toEqual(['ASN', 'kampanye'])
  })

  it('is cut in two, each part with its label and its marks', () => {
    const at = textIn(CLAUSES[1], 'text').indexOf('b. ASN')
    const marks = [NO_MARK, { ...unsure([0, 3], [21, 24]), confirmedBy: 'ani' }, NO_MARK]
    const after = edit(draft(CLAUSES, { marks }), { kind: 'split', clause: 1, offset: at })
    expect(clausesIn(after).map(c => textIn(c, 'label'))).toEqual([
      'Pasal 3 ayat (1)',
      'Pasal 3 ayat (2)',
      'Pasal 3 ayat (2) huruf b',
      'Butir 4',
    ])
    expect(
      clausesIn(after)
        .map(c => textIn(c, 'text'))
        .slice(1, 3),
    ).toEqual(['ASN wajib netral.', 'b. ASN melapor.'])
    expect(after.marks.map(m => m.unsure)).toEqual([[], [{ from: 0, to: 3 }], [{ from: 3, to: 6 }], []])
    expect(after.marks.every(m => m.confirmedBy === null)).toBe(true)
    const next = edit(draft(), { kind: 'split', clause: 2, offset: 6 })
    expect(
      clausesIn(next)
        .map(c => textIn(c, 'label'))
        .slice(2),
    ).toEqual(['Butir 4', 'Butir 5'])
  })

  it('is joined with the next one, whose marks move along', () => {
    const marks = [unsure([0, 3]), unsure([4, 9]), NO_MARK]
    const after = edit(draft(CLAUSES, { marks }), { kind: 'join', clause: 0 })
    const text = textIn(clausesIn(after)[0], 'text')
    expect(text).toBe('ASN dilarang hadir kampanye. ASN wajib netral. b. ASN melapor.')
    expect(after.marks[0]?.unsure.map(({ from, to }) => text.slice(from, to))).toEqual(['ASN', 'wajib'])
    expect(clausesIn(after)).toHaveLength(2)
  })
})

const index = fc.integer({ min: -1, max: 6 })
const anyText = fc.string({ unit: 'binary', maxLength: 30 })
const anyEdit: fc.Arbitrary<DraftEdit> = fc.oneof(
  fc.record({
    kind: fc.constant('set' as const),
    file: fc.constant(FILE),
    at: fc.oneof(
      fc.constantFrom('clauses', 'title', '', 'notes'),
      index.map(i => `clauses.${i}.text`),
      index.map(i => `clauses.${i}.text_status`),
      index.map(i => `clauses.${i}`),
    ),
    value: fc.oneof(
      anyText,
      fc.constantFrom<Json>('verbatim', 'summary', null, [], [...CLAUSES], [CLAUSES[2] ?? null, CLAUSES[0] ?? null], {
        clauses: [...CLAUSES],
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    file: fc.constant(FILE),
    at: fc.constantFrom('clauses', 'sources'),
    index,
    value: fc.constantFrom<Json>(clause('Butir 9', 'Baru.', 'verbatim'), 'x'),
  }),
  fc.record({ kind: fc.constant('remove' as const), file: fc.constant(FILE), at: fc.constantFrom('clauses', 'sources'), index }),
  fc.record({ kind: fc.constantFrom('confirm' as const, 'unconfirm' as const), clauses: fc.array(index, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('split' as const), clause: index, offset: fc.integer({ min: -1, max: 40 }) }),
  fc.record({ kind: fc.constant('join' as const), clause: index }),
  fc.record({ kind: fc.constant('drop-file' as const), file: fc.constant(FILE) }),
  fc.record({
    kind: fc.constant('add-file' as const),
    file: fc.constant(FILE),
    body: fc.constantFrom<Json>({ clauses: [...CLAUSES] }, { clauses: [clause('Butir 1', 'x', 'verbatim')] }, {}),
  }),
  fc.record({
    kind: fc.constant('rename-file' as const),
    file: fc.constantFrom(FILE, 'regulations/33.12/lain.yaml'),
    to: fc.constantFrom(FILE, 'regulations/33.12/lain.yaml'),
  }),
)

describe('whatever is done to a draft', () => {
  it('there is a mark beside each clause, and a clause is verbatim exactly when somebody confirmed it', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 25 }), edits => {
        let now = draft()
        for (const one of edits) {
          const after = applied(now, [one], ANI, files)
          if (after.kind === 'refused') continue
          const before = structuredClone(now)
          expect(now).toEqual(before)
          now = after.draft
          expect(now.marks).toHaveLength(clausesIn(now).length)
          clausesIn(now).forEach((_, i) => {
            expect(statusOf(now, i) === 'verbatim').toBe((now.marks[i]?.confirmedBy ?? null) !== null)
          })
          now.marks.forEach(({ unsure: ranges }, i) => {
            const length = textIn(clausesIn(now)[i], 'text').length
            for (const { from, to } of ranges) expect(0 <= from && from < to && to <= length).toBe(true)
          })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('no edit reaches back into the versions before it', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 15 }), edits => {
        const versions: { readonly draft: Draft; readonly said: string }[] = []
        let now = draft()
        for (const one of edits) {
          const after = applied(now, [one], ANI, files)
          if (after.kind === 'refused') continue
          versions.push({ draft: now, said: JSON.stringify(now) })
          now = after.draft
        }
        for (const version of versions) expect(JSON.stringify(version.draft)).toBe(version.said)
      }),
      { numRuns: 100 },
    )
  })

  it('every step undone, one after the other, leads back through exactly what stood there', async () => {
    const house = await openEditorium()
    const who = house.who('ani')
    let n = 0
    const written = ({ title, files, source, marks, accepted }: Draft): string =>
      JSON.stringify([title, files, source, marks, accepted])
    await fc.assert(
      fc.asyncProperty(fc.array(anyEdit, { maxLength: 15 }), async edits => {
        const id = `draf-${++n}`
        await house.books.drafts.saved(draft(CLAUSES, { id, version: 1 }), null, [])
        const now = async (): Promise<Draft> => (await house.editor.draft(id)) ?? draft()
        const stood = [written(await now())]
        for (const one of edits) {
          const before = await now()
          const acted = await house.editor.edit(who, id, before.version, [one])
          if (acted.kind === 'done' && acted.draft.version > before.version) stood.push(written(acted.draft))
        }
        for (const earlier of stood.slice(0, -1).reverse()) {
          expect((await house.editor.undo(who, id, (await now()).version)).kind).toBe('done')
          expect(written(await now())).toBe(earlier)
        }
        expect(await house.editor.undo(who, id, (await now()).version)).toMatchObject({ why: 'nothing-changed' })
      }),
      { numRuns: 100 },
    )
  })

  it('its YAML says the same as its bodies', () => {
    const json = fc.letrec<{ readonly value: Json }>(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        anyText,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom(
          '2026-11-23',
          'yes',
          'null',
          '0123',
          '74',
          '~',
          '- x',
          'a: b',
          '“kutipan” é',
          '  pinggir ',
          'baris\nbaris\n',
        ),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.oneof(fc.constantFrom('id', 'clauses', 'text', 'rows', 'title'), fc.stringMatching(/^[a-z_]{1,8}$/)),
          tie('value'),
          {
            maxKeys: 4,
            noNullPrototype: true,
          },
        ),
      ),
    })).value
    fc.assert(
      fc.property(fc.constantFrom(FILE, SITUATION, 'vocabulary/spelling.yaml'), json, (path, body) => {
        expect(load(textOf(path, body))).toEqual(body)
      }),
      { numRuns: 500 },
    )
    for (const [path, text] of files) expect(load(textOf(path, bodyOf(text))), path).toEqual(load(text))
  })
})

describe('a form', () => {
  it('has every field of its shape', () => {
    const keysOf = (path: string, body: Json): readonly string[] => {
      const issues = schemaFor(path)?.safeParse(body, { reportInput: true }).error?.issues ?? []
      return issues
        .filter(i => i.code === 'unrecognized_keys' || (i.code === 'invalid_type' && i.input === undefined))
        .map(i => i.path.join('.'))
    }
    const row = { ...blank('row'), when: [blank('condition')], branches: [blank('branch')] }
    const bodies: readonly (readonly [string, Json])[] = [
      [FILE, { ...blank('regulation'), clauses: [blank('clause')] }],
      [SITUATION, { ...blank('situation'), match: [blank('match')], rows: [row], questions: [blank('question')] }],
      ['principles/x.yaml', blank('principle')],
      ['rows/33.12/x.yaml', { ...blank('regional'), rows: [{ ...blank('regional-row'), row }], questions: [blank('question')] }],
      ['calendar.yaml', { elections: [{ ...blank('election'), stages: [blank('stage')] }] }],
    ]
    for (const [path, body] of bodies) {
      expect(schemaFor(path), path).not.toBeNull()
      expect(keysOf(path, body), path).toEqual([])
      expect(schemaFor(path)?.safeParse(body).success, `${path} is unfinished`).toBe(false)
    }
    expect(BLANKS).toHaveLength(13)
  })

  it('gives no row a consequence that nobody chose', () => {
    const body = { ...blank('regional'), rows: [{ ...blank('regional-row'), row: { ...blank('row'), verdict: 'forbidden' } }] }
    const wanting = schemaFor('rows/33.12/x.yaml')
      ?.safeParse(body)
      .error?.issues.map(i => i.path.join('.'))
    expect(wanting).toEqual(expect.arrayContaining(['rows.0.row.violation.before', 'rows.0.row.violation.after']))
  })

  it('is named by its title and kept where such files are', () => {
    expect(idOf('Edaran Bupati “Contoh” No. 12/2026')).toBe('edaran-bupati-contoh-no-12-2026')
    expect(idOf('…')).toBe('baru')
    for (const what of ['regulation', 'regional', 'principle', 'situation'] as const)
      expect(isFilePath(fileFor(what, idOf('Edaran é'), '33.12'))).toBe(true)
  })
})

describe('where a file of a draft may stand', () => {
  it('is a place below the knowledge that every disk can hold', () => {
    for (const path of [
      '../x.yaml',
      'regulations/../x.yaml',
      '/etc/x.yaml',
      'regulations/ID/é.yaml',
      'regulations\\x.yaml',
      'regulations/ID/x.yaml/y.yaml',
      `regulations/ID/${'a'.repeat(300)}.yaml`,
      'constructor/x.yaml',
      'hasOwnProperty/x.yaml',
      '__proto__.yaml',
    ])
      expect(isFilePath(path), path).toBe(false)
  })

  it('is not that of a file whose name differs in capital letters alone: on some disks one would overwrite the other', () => {
    const upper = SITUATION.replace('admin', 'ADMIN')
    expect(applied(draft(), [{ kind: 'add-file', file: upper, body: {} }], ANI, files)).toMatchObject({ why: 'file-exists' })
    expect(applied(draft(), [{ kind: 'rename-file', file: FILE, to: upper }], ANI, files)).toMatchObject({ why: 'file-exists' })
  })
})

describe('what a draft would make of the live edition', () => {
  const national = new Map([
    [SITUATION, files.get(SITUATION) ?? ''],
    ['situations/medsos/lain.yaml', 'id: lain\n'],
  ])
  const own = 'id: lain\ntitle: Kantor\n'
  const local = new Map([['situations/medsos/lain.yaml', { content: own, base: fileHash('id: lain\n') }]])
  const live = new Map([...national, ['situations/medsos/lain.yaml', own]])

  it('a changed national file is the office’s own from then on, and says from what it was made', () => {
    const changed = edit(
      draft([]),
      { kind: 'add-file', file: SITUATION, body: 'live' },
      { kind: 'set', file: SITUATION, at: 'title', value: 'Baru' },
    )
    const candidate = candidateOf(national, local, live, changed)
    expect(candidate.localFiles.get(SITUATION)?.base).toBe(fileHash(national.get(SITUATION) ?? ''))
    expect(candidate.localFiles.get(FILE)).toMatchObject({ base: null })
    expect(candidate.localFiles.get('situations/medsos/lain.yaml')).toEqual(local.get('situations/medsos/lain.yaml'))
    expect(textIn(bodyOf(candidate.files.get(SITUATION) ?? ''), 'title')).toBe('Baru')
    expect(Object.keys(bodyOf(candidate.files.get(SITUATION) ?? '') ?? {}).slice(0, 4)).toEqual(['id', 'kind', 'title', 'topic'])
    expect(candidate.overtaken).toEqual([])
  })

  it('a file taken up and left as it is keeps its text to the letter, and is nobody’s own', () => {
    const untouched = {
      ...draft([]),
      files: { [SITUATION]: { body: bodyOf(live.get(SITUATION) ?? ''), base: fileHash(live.get(SITUATION) ?? '') } },
    }
    expect(filesOf(untouched, live).get(SITUATION)).toBe(live.get(SITUATION))
    expect(candidateOf(national, local, live, untouched).localFiles).toEqual(local)
    expect(touchesOf(untouched, live).files).toEqual([{ path: SITUATION, change: 'same' }])
  })

  it('a national file that goes is kept as gone, an own one is gone altogether', () => {
    const gone = {
      ...draft([]),
      files: {
        [SITUATION]: { body: null, base: fileHash(live.get(SITUATION) ?? '') },
        'situations/medsos/lain.yaml': { body: bodyOf('id: lain\n'), base: fileHash(own) },
      },
    }
    const candidate = candidateOf(national, local, live, gone)
    expect(candidate.files.has(SITUATION)).toBe(false)
    expect(candidate.localFiles).toEqual(new Map([[SITUATION, { content: null, base: fileHash(national.get(SITUATION) ?? '') }]]))
    expect(touchesOf(gone, live)).toMatchObject({ entries: ['admin-grup-warga', 'lain'], topics: ['medsos'] })
  })

  it('names the files that somebody else has published anew', () => {
    const late = { ...draft([]), files: { [SITUATION]: { body: {}, base: 'x' }, [FILE]: { body: {}, base: null } } }
    expect(candidateOf(national, local, new Map([...live, [FILE, 'id: x\n']]), late).overtaken).toEqual([SITUATION, FILE])
  })
})
