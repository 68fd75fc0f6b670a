// What a model is shown of a question: never which party, faith, people, colour, number, office or place is meant.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { masked } from '../../src/answering/mask.ts'
import { edition } from '../edition.ts'

const shown = (text: string): string => masked(edition, text).text

describe('a question as a model sees it', () => {
  it.each([
    ['bolehkah jadi kader {x}?', ['PDI Perjuangan', 'Golkar', 'PAN', 'Partai Bulan Bintang', 'partai demokrat']],
    ['pakai kaos {x} ke TPS', ['merah', 'Kuning', 'biru']],
    ['dukung paslon {x} di grup', ['1', '02', 'tiga']],
    ['kampanye di {x}', ['masjid', 'Gereja', 'pura desa', 'kelenteng']],
    ['{x} mengajak memilih', ['ustaz', 'Pendeta', 'biksu']],
    ['lagu {x} di kampanye', ['Batak', 'bali', 'Papua']],
    ['dukung calon {x}', ['bupati', 'wali kota', 'gubernur']],
    ['tim sukses bupati {x}', ['petahana', 'penantang']],
    ['foto dengan {x} di rumahnya', ['Pak [nama]', 'Ibu [nama]', '[nama]']],
    ['saya ASN di {x}, boleh?', ['Kabupaten Jember', 'Sulawesi Tenggara']],
  ])('is one for whoever is meant: %s', (ask, values) => {
    expect(new Set(values.map(value => shown(ask.replace('{x}', value)))).size).toBe(1)
  })

  it('keeps what is no side: the flag, a red plate, who pretends', () => {
    for (const text of ['pasang bendera merah putih', 'mobil plat merah', 'pura-pura sakit']) expect(shown(text)).toBe(text)
  })

  it('gives back what a model points to as it stands in the question, byte for byte', () => {
    const parts = [
      'Saya PNS, ',
      'kader PDI-P ',
      'di Masjid Agung ',
      'nomor urut 02 ',
      '👍🏽 ',
      'Pak [nama] ',
      'e\u0301 ',
      'boleh? ',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1 }), fc.nat(), fc.nat(), (drawn, one, other) => {
        const text = drawn.join('')
        const { text: seen, unmask } = masked(edition, text)
        const [from, to] = [one % seen.length, other % seen.length].toSorted((a, b) => a - b)
        expect(unmask(seen)).toBe(text)
        expect(text).toContain(unmask(seen.slice(from, (to ?? 0) + 1)) ?? '?')
      }),
    )
  })

  it('finds nothing that does not stand in what it was shown', () => {
    expect(masked(edition, 'kader Golkar').unmask('Golkar')).toBeNull()
  })
})
