// What is published today answers from its own day on, and until its last: the day of the asker decides.
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { answer } from '../../src/answering/answering.ts'
import type { Edition } from '../../src/knowledge/knowledge.ts'
import type { Finding } from '../../src/vocabulary.ts'
import { first, knowledgeFolder, edition as learned, words } from '../edition.ts'
import {
  FROM,
  NEIGHBOUR,
  PLACE,
  REGULATION,
  REGULATION_FILE,
  ROWS_FILE,
  reading,
  regulation,
  rows,
  withFiles,
} from '../publishing/circular.ts'

const ASK = 'PNS hadir kampanye cabup minggu sore cuma nyimak, boleh?'
const files = readFiles(knowledgeFolder)
const editionWith = (changes: Readonly<Record<string, unknown>>): Edition => reading(withFiles(files, changes), learned)

const asked = (edition: Edition, on: string, place: string | null = PLACE): Finding & { readonly text: string } => {
  const given = answer(edition, words, {
    said: [ASK],
    profile: { status: 'PNS', place, on },
    homePlace: null,
    office: null,
  }).answer
  return { ...first(given), text: given.text }
}
const isLocal = ({ citations }: Finding): boolean => citations.some(c => c.document === REGULATION)

describe('a circular', () => {
  const until = '2026-06-30'
  const published = editionWith({ [REGULATION_FILE]: regulation, [ROWS_FILE]: rows })

  it('answers from the day on from which it is in force, and before it not with a word', () => {
    const before = asked(published, '2026-02-01')
    expect(before.row).toBe(asked(learned, '2026-02-01').row)
    expect(isLocal(before)).toBe(false)
    expect(before.text).not.toContain('Contoh')
    expect(asked(published, FROM).row).toBe('contoh-1')
    expect(isLocal(asked(published, FROM))).toBe(true)
  })

  it('answers nobody elsewhere', () => {
    expect(isLocal(asked(published, '2026-11-21', NEIGHBOUR))).toBe(false)
    expect(isLocal(asked(published, '2026-11-21', null))).toBe(false)
  })

  it('that has ended leaves the answer to the national rule again', () => {
    const ended = editionWith({ [REGULATION_FILE]: { ...regulation, in_force_until: until }, [ROWS_FILE]: rows })
    expect(asked(ended, until).row).toBe('contoh-1')
    const after = asked(ended, '2026-07-01')
    expect(after.row).toBe(asked(learned, '2026-07-01').row)
    expect(after.outcome).toBe(asked(learned, '2026-07-01').outcome)
  })

  it('is followed by the next on the day on which that begins', () => {
    const next = `${REGULATION}-baru`
    const rename = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body).replaceAll(REGULATION, next).replaceAll('"contoh-', '"baru-'))
    const both = editionWith({
      [REGULATION_FILE]: { ...regulation, in_force_until: until },
      [ROWS_FILE]: rows,
      [REGULATION_FILE.replace(REGULATION, next)]: { ...regulation, id: next, in_force_from: '2026-07-01' },
      [ROWS_FILE.replace(REGULATION, next)]: rename(rows),
    })
    expect(asked(both, until).row).toBe('contoh-1')
    expect(asked(both, '2026-07-01').row).toBe('baru-1')
  })
})

describe('a national rule', () => {
  it('that is still to come leaves the answer to the one of today', () => {
    const path = 'principles/hadir-pasif.yaml'
    const entry: unknown = load(files.get(path) ?? '')
    if (typeof entry !== 'object' || entry === null || !('rows' in entry) || !Array.isArray(entry.rows)) throw new Error(path)
    const id = 'uu-contoh-1-2027'
    const law = { ...regulation, id, place: 'ID', rank: 1, in_force_from: '2027-01-01', short: 'UU Contoh' }
    const [local] = rows.rows
    const row = { ...local?.row, id: 'baru', lead: 'Tidak boleh menurut aturan baru.', basis: [`${id} Butir 1`] }
    const changed = editionWith({
      [`regulations/ID/${id}.yaml`]: law,
      [path]: { ...entry, rows: [row, ...entry.rows] },
    })
    expect(asked(changed, '2026-12-31', null).row).toBe(asked(learned, '2026-12-31', null).row)
    expect(asked(changed, '2027-01-01', null).row).toBe('baru')
  })
})
