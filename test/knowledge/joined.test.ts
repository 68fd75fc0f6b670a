// Words that the law treats alike are read as one word, and nothing else is.
import { describe, expect, it } from 'vitest'
import { edition } from '../edition.ts'

const read = (text: string): string =>
  edition.language
    .tokens(text)
    .map(t => t.word)
    .join(' ')

describe('words that the law treats alike', () => {
  it.each([
    ['kader Golkar', 'kader PDI Perjuangan'],
    ['kader PAN', 'kader partai gerindra'],
    ['baju merah', 'baju hijau'],
    ['paslon 01', 'paslon 03'],
    ['pose dua jari', 'pose 1 jari'],
    ['ke masjid', 'ke kelenteng'],
    ['orang Bali', 'orang Batak'],
    ['calon wali kota', 'cagub'],
    ['Bapak [nama] datang', 'Bu [nama] datang'],
  ])('are read as one: %s, %s', (one, other) => {
    expect(read(one)).toBe(read(other))
  })

  it('are told from what only looks like them', () => {
    expect(read('bendera merah putih')).toBe('bendera merah putih')
    expect(read('pan')).not.toBe(read('PAN'))
    expect(read('p')).toBe('p')
    expect(read('melanggar')).not.toBe(read('musala'))
    expect(read('salah satu calon')).toContain('satu')
  })

  it('in letters of another script are read as they look', () => {
    expect(read('sаksі раrtаі')).toBe(read('saksi partai'))
  })

  it('do not make a place of a people', () => {
    expect(edition.places.inText('kampanye lagu Bali')).toBeNull()
    expect(edition.places.inText('saya kader Partai Aceh')).toBeNull()
    expect(edition.places.inText('saya ASN di Bali')?.place.name).toBe('Bali')
  })
})
