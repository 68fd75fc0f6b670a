import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edition } from '../edition.ts'

const stems = (text: string): string[] => edition.language.tokens(text).map(t => t.stem)
const readings = (text: string): { concept: string; denied: boolean }[] =>
  edition.read(text).readings.map(r => ({ concept: r.concept, denied: r.denied }))
const affirms = (text: string, family: string): boolean =>
  readings(text).some(r => !r.denied && (r.concept === family || r.concept.startsWith(`${family}.`)))

describe('everyday Indonesian', () => {
  it('brings chat affixes down to the same word as the formal ones', () => {
    expect(stems('nyumbang')).toEqual(stems('menyumbang'))
    expect(stems('pasangin')).toEqual(stems('memasang'))
    expect(stems('dipasangin')).toEqual(stems('dipasang'))
    expect(stems('nganterin')).toEqual(stems('mengantar'))
  })

  it('cuts Indonesian affixes from English verbs', () => {
    for (const word of ['ngelike', 'dilike', 'nglike', 'likenya']) expect(stems(word), word).toEqual(['like'])
    expect(stems('diupload')).toEqual(stems('upload'))
  })

  it('reads abbreviations, repeated letters and doubled words', () => {
    expect(stems('sy')).toEqual(stems('saya'))
    expect(stems('bolehhhh')).toEqual(['boleh'])
    expect(stems('temen2')).toEqual(stems('teman'))
    expect(stems('ga')).toEqual(['tidak'])
  })

  it('forgives one wrong letter in a word that it knows', () => {
    expect(stems('kampaye')).toEqual(stems('kampanye'))
    expect(stems('sepanduk')).toEqual(stems('spanduk'))
  })

  it('hears the English denial, and "no" before what is numbered as a number', () => {
    expect(affirms('caption dinas no logo paslon', 'attribute')).toBe(false)
    expect(affirms('sebut no urut paslon', 'attribute.number')).toBe(true)
  })

  it('hears the Javanese "tak" as who does it, the Indonesian one as a denial', () => {
    const denies = (text: string): boolean => stems(text).includes('tidak')
    expect(denies('poster cabup tak kirim nang grup, piye')).toBe(false)
    expect(denies('tak laporke wae')).toBe(false)
    expect(denies('saya tak kirim apa-apa ke grup')).toBe(true)
    expect(denies('aku wis tak pernah ikut')).toBe(true)
    expect(denies('tak pergi ke kampanye')).toBe(true)
  })

  it('hears whose a thing is in the east, and a pole where no Balinese "I" is meant', () => {
    expect(affirms('kita pe mobil dipinjam tetangga', 'means.own-property')).toBe(true)
    expect(affirms('sa pu rumah dipasangi baliho', 'means.own-property')).toBe(true)
    expect(stems('poster di tiang listrik')).not.toContain('saya')
    expect(stems('tiang nganggen udeng barak')).toContain('saya')
  })

  it('hears what is done to somebody in Javanese, Palembang and Sundanese, and "oleh dak" as a question', () => {
    for (const word of ['dimasukke', 'dimasukake', 'dimasukkeun']) expect(stems(word), word).toEqual(['masuk'])
    expect(stems('Merauke')).toEqual(['merauke'])
    expect(stems('oleh dak')).toEqual(stems('boleh tidak'))
    expect(stems('dipasang oleh dinas')).toContain('oleh')
  })

  it('takes a clock time for no ballot number', () => {
    expect(affirms('jalan ditutup sabtu 08.00-13.00', 'partisan.side')).toBe(false)
    expect(affirms('coblos 08 ya', 'partisan.side')).toBe(true)
  })

  it('hears a denial that stands behind what it denies', () => {
    expect(affirms('kepencet aja sih enggak, sengaja like', 'degree.accident')).toBe(false)
    expect(affirms('kepencet aja sih, boleh enggak', 'degree.accident')).toBe(true)
  })

  it('tells a denial from a question tag', () => {
    expect(affirms('datang tanpa atribut partai', 'attribute.party-image')).toBe(false)
    expect(affirms('boleh ga pakai kaos partai?', 'attribute.party-image')).toBe(true)
    expect(affirms('pakai kaos partai boleh gak ya', 'attribute.party-image')).toBe(true)
  })

  it('reads any text without failing, and the same text the same way', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), text => {
        const once = edition.read(text)
        expect(edition.read(text).features).toEqual(once.features)
        for (const r of once.readings) expect(r.to).toBeGreaterThan(r.from)
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})
