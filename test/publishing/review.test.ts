import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { readSheet, reviewPage, reviewSheet, rowsOf, setReview } from '../../src/publishing/publishing.ts'
import { edition, knowledgeFolder } from '../edition.ts'

const TOPIC = 'keluarga'
const ON = '2026-11-21'
const sheet = reviewSheet(edition, TOPIC)
const say = (key: string): string => key
/** The sheet with a decision in its first row, and in the row after it. */
const filled = (...cells: string[]): string =>
  sheet
    .split('\r\n')
    .map((line, i) => (i >= 1 && i <= cells.length ? line.replace(/;;$/, `;${cells[i - 1]}`) : line))
    .join('\r\n')

describe('review', () => {
  it('prints every row of a topic with its clauses and mark', () => {
    const page = reviewPage(edition, TOPIC, ON, say)
    const rows = rowsOf(edition, TOPIC)
    expect(rows.length).toBeGreaterThan(5)
    for (const { row, mark } of rows) {
      expect(page).toContain(mark)
      for (const ref of row.basis) expect(page).toContain(edition.clause(ref)?.clause.label)
    }
  })

  it('shows stored words as text, never as markup', () => {
    const [entry] = edition.sources.principles
    if (entry === undefined) throw new Error('no principle')
    const title = '<img src=x onerror=alert(1)>'
    const wild = { ...edition, sources: { ...edition.sources, principles: [{ ...entry, title }], situations: [], regionals: [] } }
    expect(reviewPage(wild, entry.topic, ON, say)).not.toContain('<img')
  })

  it('reads back what a spreadsheet saved, with semicolons or commas', () => {
    const { decided, problems } = readSheet(edition, filled('Setuju;', 'ubah;"pasal 5; bukan 7"'))
    expect(problems).toEqual([])
    expect(decided.map(d => [d.decision, d.note])).toEqual([
      ['setuju', ''],
      ['ubah', 'pasal 5; bukan 7'],
    ])
    const { entry, row, mark } = rowsOf(edition, TOPIC)[0] ?? expect.fail('no row')
    const commas = `prinsip,baris,sidik,putusan,jawaban,keputusan,catatan\n${entry.id},${row.id},${mark},x,"a, b",setuju,\n`
    expect(readSheet(edition, commas).decided).toHaveLength(1)
  })

  it('leaves rows without a decision alone', () => {
    expect(readSheet(edition, sheet)).toEqual({ decided: [], problems: [] })
  })

  it('refuses a row that changed since it was printed, an unknown row, an unknown word, a change without a note', () => {
    const { entry, row, mark } = rowsOf(edition, TOPIC)[0] ?? expect.fail('no row')
    const head = 'prinsip;baris;sidik;putusan;jawaban;keputusan;catatan'
    const lines = [
      `${entry.id};${row.id};00000000;;;setuju;`,
      `tidak-ada;umum;${mark};;;setuju;`,
      `${entry.id};${row.id};${mark};;;mungkin;`,
      `${entry.id};${row.id};${mark};;;tolak;`,
    ]
    const { decided, problems } = readSheet(edition, [head, ...lines].join('\n'))
    expect(decided).toEqual([])
    expect(problems.map(p => [p.line, p.kind])).toEqual([
      [2, 'changed'],
      [3, 'unknown-row'],
      [4, 'unknown-decision'],
      [5, 'no-note'],
    ])
    expect(readSheet(edition, 'a;b\n1;2\n').problems[0]?.kind).toBe('columns')
  })

  it('marks one row in its file and changes nothing else', () => {
    const text = 'id: x\nrows:\n  - id: x\n    review: {level: none, on: null}\n  - id: y\n    review: {level: none, on: null}\n'
    expect(setReview(text, 'y', 'legal', ON)).toBe(text.replace(/none, on: null}\n$/, `legal, on: "${ON}"}\n`))
    expect(setReview(text, 'x', 'officer', ON)?.match(/officer/g)).toHaveLength(1)
    expect(setReview(text, 'z', 'legal', ON)).toBeNull()
  })

  it('finds every row of the knowledge in its file', () => {
    const files = readFiles(knowledgeFolder)
    const rows = edition.sources.topics.flatMap(t => rowsOf(edition, t.id))
    expect(rows.length).toBeGreaterThan(300)
    const lost = rows.filter(r => setReview(files.get(r.file) ?? '', r.row.id, 'legal', ON) === null)
    expect(lost.map(r => `${r.file} ${r.row.id}`)).toEqual([])
  })
})
