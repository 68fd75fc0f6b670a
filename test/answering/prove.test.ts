import { describe, expect, it } from 'vitest'
import { prove } from '../../src/answering/prove.ts'
import type { Row } from '../../src/knowledge/knowledge.ts'
import type { Citation } from '../../src/vocabulary.ts'
import { edition } from '../edition.ts'

const row = edition.entries.get('jadi-tim')?.rows.at(-1) as Row
const facts = {
  status: null,
  stage: null,
  election: null,
  on: '2026-11-21',
  place: null,
  placeFrom: null,
  placeAlternatives: [],
  placesNamed: [],
  label: '',
} as const
const cite = (document: string, label: string, rest: Partial<Citation> = {}): Citation => ({
  document,
  label,
  heading: '',
  historical: false,
  ...rest,
})
const claim = (citations: Citation[], text = '', more = {}) => ({
  outcome: 'forbidden' as const,
  row,
  citations,
  text,
  facts,
  ...more,
})
const good = cite('pp-94-2021', 'Pasal 5 huruf n angka 6')

describe('the proof of an answer fails closed', () => {
  it('accepts a clause that exists, binds and is in force', () => {
    expect(prove(edition, claim([good]))).toEqual([])
  })

  it('refuses a clause that does not exist in this edition', () => {
    expect(prove(edition, claim([good, cite('pp-94-2021', 'Pasal 99')]))).toEqual(['clause-missing pp-94-2021 Pasal 99'])
  })

  it('refuses a repealed clause shown as current, and a current one shown as past', () => {
    expect(prove(edition, claim([good, cite('uu-5-2014', 'Pasal 9 ayat (2)')]))).toEqual([
      'repealed-as-current uu-5-2014 Pasal 9 ayat (2)',
    ])
    expect(prove(edition, claim([good, cite('uu-20-2023', 'Pasal 9 ayat (2)', { historical: true })]))).toEqual([
      'current-as-historical uu-20-2023 Pasal 9 ayat (2)',
    ])
  })

  it('refuses a rule on a date before it existed', () => {
    expect(prove(edition, claim([good], '', { facts: { ...facts, on: '2020-01-01' } }))).toContain(
      'not-yet-in-force pp-94-2021 Pasal 5 huruf n angka 6',
    )
  })

  it('refuses a circular of another place', () => {
    const elsewhere = claim([good, cite('se-bulukumba-800-1071-2024', 'Butir 2')], '', { facts: { ...facts, place: '74' } })
    expect(prove(edition, elsewhere)).toEqual(['other-place se-bulukumba-800-1071-2024 Butir 2'])
  })

  it('refuses the discipline of PNS for a PPPK', () => {
    const pppk = claim([cite('uu-20-2023', 'Pasal 24 ayat (1) huruf d'), good], '', {
      facts: { ...facts, status: 'PPPK' as const },
    })
    expect(prove(edition, pppk)).toEqual(['other-status pp-94-2021 Pasal 5 huruf n angka 6'])
  })

  it('refuses an official statement as the ground of a firm verdict', () => {
    expect(
      prove(
        edition,
        claim([good, { ...cite('mendagri-pernyataan-2024', 'Naskah'), heading: 'ASN boleh hadir kampanye secara pasif' }]),
      )[0],
    ).toMatch(/^not-a-norm/)
  })

  it('refuses a firm verdict that rests on rules of unknown force alone, or on nothing', () => {
    expect(prove(edition, claim([{ ...cite('pp-37-2004', 'Pasal 2 ayat (1)') }]))).toContain('no-norm-surely-in-force')
    expect(prove(edition, claim([]))).toContain('firm-without-basis')
  })

  it('refuses a quotation that is not the stored text, byte for byte', () => {
    const words = edition.clause('pp-94-2021 Pasal 5 huruf n angka 6')?.clause.text.slice(-60) ?? ''
    expect(prove(edition, claim([good], `Bunyinya: “${words}”`))).toEqual([])
    expect(prove(edition, claim([good], `Bunyinya: “${words.replace('a', 'á')}”`))).toEqual(['quotation-not-in-the-law'])
  })

  it('refuses a summary inside quotation marks', () => {
    const summary = edition
      .clauses()
      .find(c => c.clause.text_status === 'summary' && c.regulation.kind === 'norm' && c.regulation.place === 'ID')
    if (summary === undefined) throw new Error('no summary in the knowledge')
    const cited = cite(summary.regulation.id, summary.clause.label, { heading: summary.clause.heading })
    expect(prove(edition, claim([good, cited], `“${summary.clause.text}”`))).toContain('quotation-not-in-the-law')
  })

  it('refuses a verdict that differs from its row', () => {
    expect(prove(edition, { ...claim([good]), outcome: 'allowed' })).toContain('verdict-differs-from-row')
  })
})
