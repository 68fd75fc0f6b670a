// What editors read of the knowledge: the library over the real files, its past over packs, and the list of what there is to do.
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import {
  electionsAtOnce,
  type Library,
  type LocalFiles,
  openLibrarian,
  shelve,
  stageFaults,
  type Verified,
  workListOf,
} from '../../src/publishing/publishing.ts'
import { knowledgeFolder } from '../edition.ts'
import { memoryBooks } from './books.ts'

const files = readFiles(knowledgeFolder)
const library = shelve(files)
const ON = '2026-11-23'
const CLAUSE = ['pp-94-2021', 'Pasal 5 huruf n angka 5'] as const
const FILE = 'regulations/ID/pp-94-2021.yaml'

describe('the library', () => {
  it('has every regulation once, statutes before circulars, and counts who leans on it', () => {
    const cards = library.regulations(ON)
    expect(cards.length).toBe([...files.keys()].filter(path => path.startsWith('regulations/')).length)
    expect(cards.map(c => c.facts.rank)).toEqual(cards.map(c => c.facts.rank).toSorted((a, b) => a - b))
    const card = cards.find(c => c.facts.id === 'uu-20-2023')
    expect(card?.cited).toBeGreaterThan(100)
    expect(files.has(card?.file ?? '')).toBe(true)
  })

  it('shows a clause with every row that rests on it, each of which names the clause', () => {
    const view = library.clause(...CLAUSE, ON)
    expect(view?.citing.length).toBe(view?.at.cited)
    for (const { entry, row } of view?.citing ?? []) {
      const rows = library.entry(entry.id, ON)?.rows.filter(r => r.row.id === row) ?? []
      expect(rows.flatMap(r => r.basis.map(b => b.link?.ref))).toContain(CLAUSE.join(' '))
    }
    expect(library.clause('pp-94-2021', 'Pasal 999', ON)).toBeNull()
  })

  it('says of a rule what it is on the day that is asked about', () => {
    const before = library.clause('uu-1-2026', library.regulation('uu-1-2026', ON)?.clauses[0]?.name ?? '', '2025-01-01')
    expect(before?.at.standing).toBe('future')
  })

  it('keeps all phrasings of an entry, rows of circulars beside its own, and where each stands in its file', () => {
    const view = library.entry('pasang-apk', ON)
    expect(view?.card.phrasings).toBeGreaterThan(15)
    expect(view?.phrasings.length).toBe(view?.card.phrasings)
    expect(view?.rows.filter(r => r.circular !== null).every(r => /^rows\.\d+\.row$/.test(r.path))).toBe(true)
    expect(view?.rows.filter(r => r.circular === null).map(r => r.path)).toEqual(
      view?.rows.slice(0, view.card.rows).map((_, i) => `rows.${i}`),
    )
  })

  it('says conditions in words that askers use, not in codes', () => {
    const conditions = library.rows(ON).flatMap(r => r.when.filter(c => !['status', 'stage'].includes(c.fact)))
    const names = conditions.flatMap(c => c.names)
    expect(names.filter(name => /\w\.\w/.test(name))).toEqual([])
  })

  it('marks circulars of a year that is over, and none in that year', () => {
    const past = library.regulations(ON).filter(c => c.isPast)
    expect(past.length).toBeGreaterThan(5)
    expect(past.every(c => c.facts.kind === 'norm' && c.facts.in_force_until === null)).toBe(true)
    expect(library.regulations('2023-06-01').filter(c => c.isPast && c.facts.year >= 2023)).toEqual([])
  })
})

describe('coverage', () => {
  it('counts for each act those rows that let the person in and rest on a clause that binds them', () => {
    const acts = library.coverage().flatMap(t => t.acts)
    const cell = (id: string, status: string, stage: string) =>
      acts.find(a => a.id === id)?.cells.find(c => c.status === status && c.stage === stage)
    // one of its rows is for the quiet days alone
    const onOtherDays = cell('hapus-unggahan-lama', 'PNS', 'campaign')?.rows ?? 0
    expect(onOtherDays).toBeGreaterThan(0)
    expect(cell('hapus-unggahan-lama', 'PNS', 'quiet')?.rows).toBe(onOtherDays + 1)
    expect(cell('hapus-unggahan-lama', 'PNS', 'quiet')?.own).toBe(1)
    expect(acts.some(a => a.cells.some(c => c.rows === 0))).toBe(true)
  })
})

describe('a filled sheet', () => {
  const [topic] = library.topics()
  const csv = library.sheet(topic?.id ?? '')
  const filled = (decision: string): string =>
    csv.replaceAll(/;;?""?\r?$/gm, decision).replaceAll(/;;(?=\r?$)/gm, `;${decision};`)

  it('sets only rows that are as they were printed', () => {
    const read = library.readSheet(filled('setuju'), ON)
    expect(read.problems).toEqual([])
    expect(read.agreed.length).toBe(library.rowsOf(topic?.id ?? '', ON).length)
    const other = shelve(new Map([...files].map(([path, text]) => [path, text.replaceAll('lead: "Boleh', 'lead: "Kini boleh')])))
    const late = other.readSheet(filled('setuju'), ON)
    expect(late.problems.map(p => p.kind)).toContain('changed')
    expect(late.agreed.length).toBeLessThan(read.agreed.length)
  })
})

describe('the past', () => {
  const reworded = (text: string): string => text.replace('PNS dilarang:', 'Pegawai Negeri Sipil dilarang:')

  it('tells when a clause came and when its text changed, and hands out the library of the edition that answers', async () => {
    const { editions } = memoryBooks()
    const publication = { national: files, by: null, approvedBy: null, reason: '', draft: null } as const
    await editions.publish({ ...publication, kind: 'national', localFiles: new Map(), on: '2026-01-01' }, 0, [])
    const { library: now, past } = openLibrarian(editions, () => files)
    const first = await now()
    expect(await past.ofClause(FILE, 'Pasal 1 angka 2', '')).toMatchObject([{ seq: 1, on: '2026-01-01' }])
    const content = (files.get(FILE) ?? '').replace('label: Pasal 1 angka 2', 'label: Pasal 1 angka 20')
    const localFiles: LocalFiles = new Map([[FILE, { content, base: null }]])
    await editions.publish({ ...publication, kind: 'published', localFiles, on: '2026-02-01', by: 'edi' }, 1, [])
    const moments = await past.ofClause(FILE, 'Pasal 1 angka 2', '')
    expect(moments.map(m => [m.seq, m.then === null])).toEqual([
      [2, true],
      [1, false],
    ])
    const second = await now()
    expect(second.edition).not.toBe(first.edition)
    expect(await now()).toBe(second)
    expect(second.clause('pp-94-2021', 'Pasal 1 angka 2', ON)).toBeNull()
    expect(await past.sides(FILE)).toEqual({ ours: content, theirs: files.get(FILE) })
    expect(reworded('PNS dilarang: a')).not.toBe('PNS dilarang: a')
  })
})

describe('the work list', () => {
  const given = (verified: ReadonlyMap<string, Verified> = new Map(), used = new Map<string, number>()) => ({
    on: ON,
    days: 365,
    verified: (ref: string) => verified.get(ref) ?? null,
    used: (entry: string, row: string) => used.get(`${entry}/${row}`) ?? 0,
  })
  const mark = (of: Library): string => of.clause(...CLAUSE, ON)?.at.mark ?? ''
  const why = (verified: Verified | null): string | undefined =>
    workListOf(library, given(verified === null ? new Map() : new Map([[CLAUSE.join(' '), verified]]))).clauses.find(
      c => c.at.ref === CLAUSE.join(' '),
    )?.why

  it('asks for a clause that was never compared, long ago, or as another text; and not otherwise', () => {
    expect(why(null)).toBe('never')
    expect(why({ on: '2025-01-01', mark: mark(library) })).toBe('old')
    expect(why({ on: '2026-11-01', mark: 'lain' })).toBe('changed')
    expect(why({ on: '2026-11-01', mark: mark(library) })).toBeUndefined()
  })

  it('puts first what most answers rested on, then what most rows rest on', () => {
    const { clauses } = workListOf(library, given())
    expect(clauses[0]?.at.ref).toBe('uu-20-2023 Pasal 24 ayat (1) huruf d')
    const [row] = library.rows(ON).filter(r => r.basis.some(b => b.link?.ref === 'uu-8-2015 Pasal 67 ayat (2)'))
    const used = new Map([[`${row?.entry.id}/${row?.row.id}`, 500]])
    const list = workListOf(library, given(new Map(), used))
    expect(list.clauses.slice(0, row?.basis.length).map(c => c.at.ref)).toContain('uu-8-2015 Pasal 67 ayat (2)')
    expect(list.rows[0]?.entry.id).toBe(row?.entry.id)
  })

  it('names rows that no lawyer has read, disputed ones, and circulars whose year is over', () => {
    const list = workListOf(library, given())
    expect(list.rows.length).toBe(library.rows(ON).filter(r => r.row.review.level !== 'legal').length)
    expect(list.disputed.length).toBe(library.rows(ON).filter(r => r.row.disputed).length)
    expect(list.past.length).toBe(library.regulations(ON).filter(r => r.isPast).length)
  })
})

describe('the stages of an election', () => {
  const stage = (from: string, to: string) => ({ from, to })

  it('may not overlap and may not end before they begin', () => {
    expect(stageFaults([stage('2024-01-01', '2024-01-31'), stage('2024-02-01', '2024-02-10')])).toEqual([])
    expect(stageFaults([stage('2024-01-01', '2024-01-31'), stage('2024-01-31', '2024-02-10')])).toEqual([
      { index: 1, kind: 'overlap', with: 0 },
    ])
    expect(stageFaults([stage('2024-02-01', '2024-01-31')])).toEqual([{ index: 0, kind: 'reversed', with: null }])
  })

  it('are told apart from those of another election in the same place on the same days', () => {
    const election = (id: string, places: string[], from: string) => ({ id, places, stages: [stage(from, '2024-12-31')] })
    const one = election('satu', ['33'], '2024-01-01')
    expect(
      electionsAtOnce(one, [one, election('dua', ['33', '34'], '2024-06-01'), election('tiga', ['34'], '2024-06-01')]),
    ).toHaveLength(1)
  })
})
