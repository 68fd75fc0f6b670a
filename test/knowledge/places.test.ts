import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edition } from '../edition.ts'

const { places } = edition
const named = (text: string): string | undefined => places.inText(text)?.place.name

describe('places', () => {
  it('holds every province, regency and city with its official code', () => {
    const data = join(dirname(createRequire(import.meta.url).resolve('idn-area-data')), '..', 'data')
    const rows = (file: string): string[][] =>
      readFileSync(join(data, file), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map(l => l.trim().split(','))
    for (const [code = '', name] of rows('provinces.csv')) expect(places.byCode(code)?.name).toBe(name)
    for (const [code = '', province, name] of rows('regencies.csv')) {
      expect(places.byCode(code)?.name).toBe(name)
      expect(places.byCode(code)?.parent).toBe(province)
    }
    expect(edition.sources.places.filter(p => p.kind === 'provinsi')).toHaveLength(38)
    expect(edition.sources.places.filter(p => p.kind === 'kota' || p.kind === 'kabupaten')).toHaveLength(514)
  })

  it('takes the name of a place for no form of another word', () => {
    // a people, an office and verbs of Betawi and Javanese that are written the same
    const apart = ['minahasa', 'kaur', 'ngada', 'nduga', 'toli-toli']
    for (const { name } of edition.sources.places) {
      const word = name.toLowerCase().replace(/^(?:kabupaten|kota) /, '')
      if (!/\s/.test(word) && !apart.includes(word)) expect(edition.language.tokens(word)[0]?.stem).toBe(word)
    }
  })

  it('knows the names people use', () => {
    expect(named('saya ASN di Sultra')).toBe('Sulawesi Tenggara')
    expect(named('pns malra mau tanya')).toBe('Kabupaten Maluku Tenggara')
    expect(named('Kab. Muna Barat ada edaran?')).toBe('Kabupaten Muna Barat')
    expect(named('kepri ada SE netralitas?')).toBe('Kepulauan Riau')
  })

  it('prefers the finest name and shows when a kota and a kabupaten share it', () => {
    expect(named('kota Kendari, Sulawesi Tenggara')).toBe('Kota Kendari')
    expect(places.inText('ASN Bandung boleh?')?.alternatives.length).toBeGreaterThan(0)
  })

  it('does not take an everyday word for a place', () => {
    expect(places.inText('pasang stiker di batang pohon')).toBeNull()
    expect(places.inText('boleh solo karir?')).toBeNull()
  })

  it('knows a name of several words when it is written as one, and the other way round', () => {
    for (const [text, code] of [
      ['saya di Kota Baubau', '74.72'],
      ['pns acehselatan', '11.01'],
      ['guru di padangpariaman', '13.05'],
      ['dinas di Bukit Tinggi', '13.75'],
      ['kerja di Tolitoli', '72.04'],
    ])
      expect(edition.places.inText(text ?? '')?.place.code, text).toBe(code)
  })

  it('takes the place of the work before the one that somebody lives in', () => {
    const code = (text: string) => edition.places.inText(text)?.place.code
    expect(code('domisili Sidoarjo kerja di Pemkot Surabaya')).toBe('35.78')
    expect(code('rumah saya di Kabupaten Batang, dinasnya di Kota Pekalongan')).toBe('33.75')
    expect(code('saya tinggal di Kendari')).toBe('74.71')
  })

  it('knows the parents of a place up to the country', () => {
    expect(places.lineage('73.02')).toEqual(['73.02', '73', 'ID'])
    expect(places.lineage(null)).toEqual(['ID'])
  })
})
