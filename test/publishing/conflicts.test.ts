import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { consult, type Files, parse } from '../../src/knowledge/knowledge.ts'
import { type Contradictions, contradictions } from '../../src/publishing/publishing.ts'
import { knowledgeFolder, known } from '../edition.ts'
import { nameOf } from './books.ts'
import { circularAdded, PATHS, PLACE, REGULATION, REGULATION_FILE, ROWS_FILE, regulation, rows, withFiles } from './circular.ts'

const live = readFiles(knowledgeFolder)
const circular = circularAdded(knowledgeFolder)
const look = (files: Files) => consult(nameOf(files), parse(files, known).sources)
const between = (before: Files, after: Files, paths: readonly string[]): Contradictions =>
  contradictions(look(before), look(after), paths)

/** The circular with its first row, on listening at a campaign, changed. */
const withRow = (change: object): Files => {
  const [first, ...rest] = rows.rows
  return withFiles(circular, { [ROWS_FILE]: { ...rows, rows: [{ ...first, row: { ...first?.row, ...change } }, ...rest] } })
}
const HERE = `${REGULATION}/hadir-pasif/contoh-1`
const about = ({ conflicts }: Contradictions) =>
  conflicts.filter(c => c.here.id === HERE || c.there.id === HERE).map(c => [c.why, c.there.id])

describe('rules that contradict each other', () => {
  it('are found between a circular and the law above it, both texts beside each other', () => {
    const { conflicts, loses } = between(live, circular, PATHS)
    const listening = conflicts.filter(c => c.here.id === HERE)
    expect(listening.map(c => [c.why, c.there.id])).toContainEqual(['stricter-than-higher', 'hadir-pasif/umum'])
    expect(listening[0]?.here.text).toContain('edaran contoh')
    expect(listening[0]?.there.text.length).toBeGreaterThan(20)
    expect(listening[0]?.there.ref).toMatch(/^[a-z0-9.-]+ /)
    expect(loses).toEqual([])
  })

  it('name what permits more than the law above it', () => {
    expect(about(between(live, withRow({ verdict: 'allowed' }), PATHS))).toContainEqual([
      'more-permissive-than-higher',
      'hadir-pasif/umum',
    ])
  })

  it('are none where both say the same, or where no question could meet both', () => {
    expect(about(between(live, withRow({ verdict: 'depends' }), PATHS))).toEqual([])
    const onlyPppk = withRow({ verdict: 'forbidden', when: [{ fact: 'status', is: ['PPPK'] }] })
    const met = about(between(live, onlyPppk, PATHS)).map(([, id]) => id)
    // the national row for PPPK answers them first: the general one is never reached
    expect(met).toEqual(['hadir-pasif/pppk'])
  })

  it('are found between two circulars of one place, in the same year only', () => {
    const second = (years: readonly number[]): Files =>
      withFiles(circular, {
        [`regulations/${PLACE}/se-contoh-2-2026.yaml`]: { ...regulation, id: 'se-contoh-2-2026' },
        [`rows/${PLACE}/se-contoh-2-2026.yaml`]: {
          ...rows,
          regulation: 'se-contoh-2-2026',
          rows: rows.rows.slice(0, 1).map(r => ({ ...r, years, row: { ...r.row, verdict: 'allowed_if' } })),
        },
      })
    const paths = [`rows/${PLACE}/se-contoh-2-2026.yaml`]
    expect(about(between(circular, second([2026]), paths))).toEqual([['other-verdict-same-rank', HERE]])
    expect(about(between(circular, second([2027]), paths))).toEqual([])
  })

  it('are found from above too: a national answer that would leave a circular looser than the law', () => {
    const path = 'principles/hadir-pasif.yaml'
    const stricter = new Map(circular).set(path, (circular.get(path) ?? '').replaceAll('verdict: depends', 'verdict: forbidden'))
    const loose = withRow({ verdict: 'allowed_if' })
    const both = new Map(stricter).set(ROWS_FILE, loose.get(ROWS_FILE) ?? '')
    expect(about(between(loose, both, [path]))).toContainEqual(['more-permissive-than-higher', 'hadir-pasif/umum'])
  })

  it('are not sought among rules that the draft does not touch', () => {
    expect(between(live, live, ['calendar.yaml'])).toEqual({ conflicts: [], loses: [] })
  })
})

describe('a clause that ends', () => {
  const [first, ...rest] = regulation.clauses

  it('is shown with everything that still cites it', () => {
    const ended = { ...regulation, clauses: [{ ...first, in_force_until: '2026-06-30' }, ...rest] }
    const { conflicts, loses } = between(circular, withFiles(circular, { [REGULATION_FILE]: ended }), [REGULATION_FILE])
    expect(conflicts).toMatchObject([
      { why: 'clause-ends-but-cited', here: { id: `${REGULATION} Butir 1` }, there: { id: HERE } },
    ])
    expect(loses).toEqual([{ clause: `${REGULATION} Butir 1`, entries: ['hadir-pasif'] }])
  })

  it('is shown when it goes altogether, and with its whole regulation', () => {
    const without = withFiles(circular, { [REGULATION_FILE]: { ...regulation, clauses: rest } })
    expect(between(circular, without, [REGULATION_FILE]).loses.map(l => l.clause)).toEqual([`${REGULATION} Butir 1`])
    const gone = withFiles(circular, { [REGULATION_FILE]: null })
    expect(between(circular, gone, [REGULATION_FILE]).loses).toHaveLength(5)
  })

  it('loses nothing when its last day was known before, or when nothing cites it', () => {
    const before = withFiles(circular, { [REGULATION_FILE]: { ...regulation, in_force_until: '2026-12-31' } })
    const noted = withFiles(before, { [REGULATION_FILE]: { ...regulation, in_force_until: '2026-12-31', notes: 'Catatan.' } })
    expect(between(before, noted, [REGULATION_FILE]).loses).toEqual([])
    const uncited = withFiles(circular, { [REGULATION_FILE]: { ...regulation, clauses: rest }, [ROWS_FILE]: null })
    expect(between(circular, uncited, PATHS).loses).toEqual([])
  })
})
