import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { type Files, type Problem, check as unhurried } from '../../src/knowledge/knowledge.ts'
import { knowledgeFolder, known } from '../edition.ts'

const real = readFiles(knowledgeFolder)

/** The real files with some of them changed. */
function changed(changes: Readonly<Record<string, (text: string) => string>>): Map<string, string> {
  const files = new Map(real)
  for (const [path, change] of Object.entries(changes)) {
    const before = files.get(path)
    if (before === undefined) throw new Error(`no file ${path}`)
    const after = change(before)
    if (after === before) throw new Error(`the fault was not planted in ${path}`)
    files.set(path, after)
  }
  return files
}

const check = (files: Files): Problem[] => unhurried(files, known)

const kinds = (problems: readonly Problem[]): string[] => problems.map(p => p.kind)

describe('knowledge check', () => {
  it('finds nothing wrong with the knowledge as it is', () => {
    expect(check(real)).toEqual([])
  })

  it('says the same of files that were read before as of files read for the first time', () => {
    const other = changed({ 'principles/jadi-tim.yaml': t => t.replace(/topic: .*/, 'topic: sepak-bola') })
    const before = new Map()
    const found = [real, other, real, other].map(files => unhurried(files, before))
    const first = unhurried(other)
    expect(found).toEqual([[], first, [], first])
    expect(kinds(first)).toContain('unknown-topic')
  })

  it('names ten planted faults at once, each with its file', () => {
    const problems = check(
      changed({
        'calendar.yaml': t => t.replace('from: "2024-11-24"', 'from: "2024-11-20"'),
        'regulations/ID/pp-94-2021.yaml': t => t.replace('label: Pasal 7\n', 'label: Psl 7\n'),
        'regulations/74/se-sultra-200.2.1-1743-2024.yaml': t => t.replace(/^place: .*$/m, "place: '99'"),
        'principles/jadi-tim.yaml': t => t.replace(/topic: .*/, 'topic: sepak-bola'),
        'principles/parpol.yaml': t => t.replace('"uu-20-2023 Pasal 24 ayat (1) huruf d"', '"uu-20-2023 Pasal 999"'),
        'principles/hak-pilih.yaml': t => t.replace('lead: "', 'lead: "“kata kami sendiri” '),
        'principles/uang-politik.yaml': t => t.replace('"uu-20-2023 Pasal 24 ayat (1) huruf d"', '"uu-5-2014 Pasal 9 ayat (2)"'),
        'principles/salam.yaml': t => t.replace(/ {2}- "[^\n]*\n/, line => line + line),
        'principles/serang-calon.yaml': t =>
          t.replace(
            '"uu-20-2023 Pasal 24 ayat (1) huruf d"',
            '"mendagri-pernyataan-2024 Naskah (ASN boleh hadir kampanye secara pasif)"',
          ),
        'consequences.yaml': t => t.replace('"pp-42-2004 Pasal 16"', '"pp-42-2004 Pasal 160"'),
      }),
    )
    for (const kind of [
      'dates-overlap',
      'label-grammar',
      'unknown-place',
      'unknown-topic',
      'unknown-clause',
      'not-a-quotation',
      'repealed-basis',
      'phrasing-twice',
      'not-a-norm',
    ]) {
      expect(kinds(problems), kind).toContain(kind)
    }
    for (const file of ['calendar.yaml', 'principles/jadi-tim.yaml', 'principles/hak-pilih.yaml', 'consequences.yaml']) {
      expect(
        problems.map(p => p.file),
        file,
      ).toContain(file)
    }
    expect(problems.length).toBeGreaterThanOrEqual(10)
    expect(problems.every(p => p.file !== '' && p.what !== '')).toBe(true)
  })

  it('knows each concept by its whole name: one that only begins like others would never be met', () => {
    const path = 'principles/jadi-tim.yaml'
    const misspelt = (t: string): string => t.replace('{fact: concept, is: [', '{fact: concept, is: [act.role.nobody-has-it, ')
    expect(kinds(check(changed({ [path]: misspelt })))).toContain('unknown-concept')
    const unknown = (t: string): string => t.replace('pairs_only: ["', 'pairs_only: ["uu-20-2023 Pasal 999", "')
    expect(kinds(check(changed({ 'vocabulary/facts.yaml': unknown })))).toContain('unknown-clause')
  })

  it('reports a file that is not YAML and goes on with the others', () => {
    const problems = check(
      changed({
        'principles/salam.yaml': t => `${t}\n  - "tanpa penutup`,
        'principles/parpol.yaml': t => t.replace(/topic: .*/, 'topic: entah'),
      }),
    )
    expect(kinds(problems)).toEqual(expect.arrayContaining(['not-yaml', 'unknown-topic']))
  })

  it('refuses two files whose names differ in capital letters alone: not every disk keeps both', () => {
    const files = new Map(real).set('regulations/id/pp-94-2021.yaml', real.get('regulations/ID/pp-94-2021.yaml') ?? '')
    expect(kinds(check(files))).toContain('same-name')
  })

  it('refuses a missing field: nothing is optional', () => {
    const problems = check(changed({ 'principles/parpol.yaml': t => t.replace(/ {4}safe_way: .*\n/, '') }))
    expect(problems.some(p => p.kind === 'shape' && p.field.includes('safe_way'))).toBe(true)
    // files of before it was asked for lack it
    expect(check(changed({ 'principles/parpol.yaml': t => t.replace(/ {4}safe_way_after: .*\n/g, '') }))).toEqual([])
  })

  it('refuses a regional row that is looser than the national one', () => {
    const path = 'rows/73.02/se-bulukumba-800-1071-2024.yaml'
    expect(kinds(check(changed({ [path]: t => t.replace('verdict: forbidden', 'verdict: allowed') })))).toContain(
      'more-permissive',
    )
  })

  it('refuses a row whose first words say the opposite of its verdict', () => {
    const path = 'rows/73.02/se-bulukumba-800-1071-2024.yaml'
    const turned = (t: string): string => t.replace(/lead: "[^"]*"/, 'lead: "Boleh, silakan."')
    expect(kinds(check(changed({ [path]: turned })))).toContain('lead-contradicts')
  })

  it('lets the rows of a circular stand until the end that it names; what answers for longer cannot rest on it', () => {
    const problems = check(
      changed({
        'regulations/73.02/se-bulukumba-800-1071-2024.yaml': t =>
          t.replace('\nin_force_until: null', "\nin_force_until: '2024-12-31'"),
      }),
    ).filter(p => p.kind === 'repealed-basis')
    expect(problems.map(p => p.file)).toContain('principles/narasumber-keahlian.yaml')
    expect(problems.filter(p => p.file.startsWith('rows/'))).toEqual([])
  })

  it('refuses too few phrasings, an id used twice and a row that no question tests', () => {
    const files = changed({
      'principles/parpol.yaml': t => t.replace(/phrasings:\n[\s\S]*?\nrows:/, 'phrasings:\n  - "satu saja"\nrows:'),
    })
    files.set('principles/kembar.yaml', real.get('principles/salam.yaml') ?? '')
    files.set(
      'principles/tanpa-uji.yaml',
      (real.get('principles/uang-politik.yaml') ?? '')
        .replace('id: uang-politik', 'id: tanpa-uji')
        .replace(/questions:[\s\S]*/, 'questions: []\n'),
    )
    expect(kinds(check(files))).toEqual(
      expect.arrayContaining(['too-few-phrasings', 'id-reused', 'too-few-questions', 'row-without-question']),
    )
  })
})
