import { describe, expect, it } from 'vitest'
import { isLabel, labelFromSpeech, liesWithin, splitRef } from '../../src/knowledge/knowledge.ts'

describe('labels of clauses', () => {
  it('knows the grammar of Indonesian law', () => {
    for (const label of [
      'Pasal 280 ayat (2) huruf h',
      'Pasal 187A ayat (1)',
      'Penjelasan Pasal 5 huruf n angka 1',
      'Pasal 1 angka 6',
      'Lampiran II disiplin nomor 6',
      'Butir 3',
      'Butir 3 huruf a angka 2',
      'Poin c',
      'Amar',
      'Naskah',
    ]) {
      expect(isLabel(label), label).toBe(true)
    }
  })

  it('refuses ranges, headings and free text', () => {
    for (const label of [
      'Pasal 280 ayat (2) huruf h-j',
      'Pasal 37 (CPNS diberhentikan)',
      'Lampiran II nomor 6',
      'Media sosial',
      'pasal 5',
      '',
    ]) {
      expect(isLabel(label), label).toBe(false)
    }
  })

  it('reads a clause as people write it', () => {
    expect(labelFromSpeech('psl 5 huruf n angka 5 pp 94 bunyinya apa')).toBe('Pasal 5 huruf n angka 5')
    expect(labelFromSpeech('isi Pasal 280 ayat (2)?')).toBe('Pasal 280 ayat (2)')
    expect(labelFromSpeech('pasal 187a ayat 2')).toBe('Pasal 187A ayat (2)')
    expect(labelFromSpeech('apa bunyi penjelasan pasal 5 huruf n angka 1')).toBe('Penjelasan Pasal 5 huruf n angka 1')
    expect(labelFromSpeech('boleh ga like postingan')).toBe('')
  })

  it('knows that a finer label lies within a wider one, and that a number is not its prefix', () => {
    expect(liesWithin('Pasal 5 huruf n angka 5', 'Pasal 5 huruf n')).toBe(true)
    expect(liesWithin('Pasal 52', 'Pasal 5')).toBe(false)
  })

  it('splits a reference at the document', () => {
    expect(splitRef('pp-94-2021 Pasal 5 huruf n')).toEqual({ document: 'pp-94-2021', name: 'Pasal 5 huruf n' })
  })
})
