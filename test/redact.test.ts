// What leaves the asker's words before anyone keeps them, and what must not.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NAMES_FOUND_PERCENT } from '../src/exposed.ts'
import { openRedactor } from '../src/redact.ts'
import { MARKS } from '../src/vocabulary.ts'
import { judgeAll, recallOf, redactor } from './redact/judge.ts'

const judged = judgeAll()
/** Far above what it takes on a busy machine, far below what a pattern takes that goes back and forth. */
const HOSTILE_MS_MAX = 5000
const redact = (text: string): string => redactor.redact(text).text

/** Pieces that finders look at, and marks, in any order. */
const pieces = fc.constantFrom(
  ...'0 8 0812-0000-0001 +62 198501012010011001 7400000101850001 1.000. B 1234 DT1234XY a@b.id @asker ig ig: : . , - / ( ) \n @ nip rekening hp plat'.split(
    ' ',
  ),
  ...'pak Pak Budi budi Karmidi karmidi Surya putra M. dan sama saya nama Jalan desa calon camat bin kampanye akbar Haji an. teh IKA Bintang'.split(
    ' ',
  ),
  ...Object.values(MARKS),
  'instagram.com/asker',
  'https://bkn.go.id/Budi',
  ' ',
  '  ',
  '\u200b',
  '\u0301',
  '\0',
  '𝗕𝘂𝗱𝗶',
  '０８１２',
)
const speech = fc.oneof(
  fc.array(fc.tuple(pieces, fc.constantFrom('', ' ', ' ', ' ', ', ', '. ')), { maxLength: 24 }).map(all => all.flat().join('')),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(...judged.map(({ text }) => text)),
)

describe('what reaches a person', () => {
  it('is taken out of at least 99 of 100 numbers, addresses, accounts, links and plates, however they are typed', () => {
    const { labels, percent } = recallOf(judged, set => set === 'structured')
    expect(labels).toBeGreaterThanOrEqual(300)
    expect(percent).toBeGreaterThanOrEqual(99)
  })

  it('is taken out of as many names as the notice tells', () => {
    for (const half of ['names', 'names-blind'])
      expect(recallOf(judged, set => set === half).percent).toBeGreaterThanOrEqual(NAMES_FOUND_PERCENT)
  })

  it.each([
    ['Pak Budi Santoso menyuruh saya', 'Pak [nama] menyuruh saya'],
    ['pak karmidi nyuruh saya', 'pak [nama] nyuruh saya'],
    ['nama saya Sutrisno, NIP 19850101 201001 1 001', 'nama saya [nama], NIP [NIP]'],
    ['KTP saya 7400000101850001 dicatut', 'KTP saya [NIK] dicatut'],
    ['wa +62 812‑0000‑0001 ya', 'wa [nomor] ya'],
    ['０８１２ ００００ ０００１', '[nomor]'],
    ['uji dot asker at gmail dot com', '[surel]'],
    ['ig: asker.uji, @asker_uji', 'ig: [akun], [akun]'],
    ['lihat https://x.com/asker/status/1.', 'lihat [tautan].'],
    ['plat merah DD 1 A dan B 1234 ABC', 'plat merah [plat] dan [plat]'],
    ['rekening 0000123456 a.n. Rina', 'rekening [nomor] a.n. [nama]'],
  ])('reads %s as %s', (typed, kept) => {
    expect(redact(typed)).toBe(kept)
  })

  it('is told by kind, each once, in the order of the text', () => {
    const { removed } = redactor.redact('hp 081200000001, nip 198501012010011001, hp 081200000002, dari Budi')
    expect(removed).toEqual(['phone', 'nip', 'person'])
  })
})

describe('what is no secret', () => {
  it('stays byte for byte in ordinary questions', () => {
    const plain = judged.filter(({ set }) => set === 'plain')
    expect(plain.length).toBeGreaterThanOrEqual(300)
    const changed = plain.filter(({ text, redacted }) => text !== redacted).map(({ text }) => text)
    expect(changed.length / plain.length).toBeLessThanOrEqual(0.005)
  })

  it.each([
    'Pasal 5 ayat 2 UU 7 2017, SE 1 2024, SKB 2 2022',
    'lapor ke 110, 112, 119 atau 1500-123',
    'dana kampanye Rp2.500.000.000 untuk 628.000.000 orang',
    '08.30-10.00 dan 08-12-2024 09.00',
    'boleh follow ig calon? nasi kotak @25rb',
    'https://peraturan.bpk.go.id/Details/1/Budi dan bkn.go.id',
    'formulir B1-KWK di TPS 012',
    'pak camat dan bu guru, mas saya nyaleg, kak min mau tanya',
    'bupati Bima, camat Baruga, PDIP, Golkar, kampanye akbar, hari Kartini',
    'nama saya dicatut, atas nama pribadi, namanya juga politik',
  ])('stays: %s', typed => {
    expect(redactor.redact(typed)).toEqual({ text: typed, removed: [] })
  })
})

describe('what opens a door', () => {
  const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8')

  it('a receipt reaches the bot as it was typed', () => {
    const words = read('prompts/receipt.id.txt').match(/^[a-z]{4,8}$/gm) ?? []
    const receipt = fc.array(fc.constantFrom(...words), { minLength: 8, maxLength: 8 })
    const typed = fc.tuple(receipt, fc.constantFrom(' ', ', '), fc.boolean()).map(([all, between, isCapital]) => {
      return all.map(word => (isCapital ? word.charAt(0).toUpperCase() + word.slice(1) : word)).join(between)
    })
    fc.assert(fc.property(typed, text => redact(text) === text))
  })

  it('every region can be named', () => {
    const names = [...read('knowledge/vocabulary/places.yaml').matchAll(/ name: "([^"]+)"/g)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(500)
    const typed = names.flatMap(name => [
      name,
      name.toLowerCase(),
      `wilayah ${name}`,
      `saya PNS ${name.replace(/^(?:Kabupaten|Kota) /, '')}`,
    ])
    expect(typed.filter(text => redact(text) !== text)).toEqual([])
  })
})

describe('whatever is written', () => {
  it('is redacted once and for all: a second time changes nothing', () => {
    fc.assert(
      fc.property(speech, text => {
        const once = redact(text)
        expect(redactor.redact(once)).toEqual({ text: once, removed: [] })
      }),
      { numRuns: 3000 },
    )
  })

  it('stays as it is when nothing is said to be removed', () => {
    fc.assert(
      fc.property(speech, text => {
        const { text: kept, removed } = redactor.redact(text)
        expect(kept === text).toBe(removed.length === 0)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes no longer for 100,000 hostile characters than a person waits', () => {
    for (const piece of [
      'a',
      'a.',
      'a@',
      '0',
      '1 ',
      '1.000.',
      '0812-',
      'Pak Budi ',
      'A. ',
      'satu dua ',
      'a dot a at gmail ',
      '\u0301',
      'B 1 ',
    ]) {
      const text = piece.repeat(100_000 / piece.length)
      const started = performance.now()
      redact(text)
      expect(performance.now() - started, piece).toBeLessThan(HOSTILE_MS_MAX)
    }
  })
})

it('a list with an unknown section is refused', () => {
  expect(() => openRedactor('[lain]\nbudi')).toThrow('[lain]')
})
