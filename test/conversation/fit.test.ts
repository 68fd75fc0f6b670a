import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitTo } from '../../src/conversation/fit.ts'

const PROMPT = 'Silakan pilih bila perlu:'
const whatsapp = { textMax: 4096, textWithChoicesMax: 1024, choicesMax: 10 }
const choice = { id: 'new', title: 'Pertanyaan lain', label: 'Mulai dengan pertanyaan baru' }
const words = (text: string): string => text.replace(/\s+/g, ' ').trim()

const LABELS = [
  'Pasal 5 huruf n angka 5',
  'PP 94/2021 Pasal 5 huruf n angka 6',
  'Lampiran II kode etik nomor 4',
  'UU 7/2017 Pasal 280 ayat (2)',
]
const sentence = fc.oneof(
  fc.constantFrom(...LABELS),
  fc.constantFrom('Tidak boleh. ', 'Yang aman: tolak dengan sopan.\n', 'kata ', 'Bila perlu, tanyakan;\n'),
  fc
    .array(fc.constantFrom('dilarang', 'memberikan', 'dukungan', 'calon'), { minLength: 1, maxLength: 12 })
    .map(w => `“${w.join(' ')}”`),
)

describe('a long text', () => {
  it('goes ahead in pieces, and the choices hang on a short last one', () => {
    const replies = fitTo({ text: 'Tidak boleh. '.repeat(120), choices: [choice] }, whatsapp, PROMPT)
    expect(replies.map(r => r.choices.length)).toEqual([0, 1])
    expect(replies.at(-1)?.text).toBe(PROMPT)
  })

  it('is left alone when it fits', () => {
    expect(fitTo({ text: 'Boleh.', choices: [choice] }, whatsapp, PROMPT)).toEqual([{ text: 'Boleh.', choices: [choice] }])
    expect(fitTo({ text: 'x y '.repeat(500).trim(), choices: [] }, whatsapp, PROMPT)).toHaveLength(1)
  })

  it('loses nothing and is never cut inside a quotation, a label or a word', () => {
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 60 }), fc.integer({ min: 160, max: 500 }), (parts, textMax) => {
        const text = parts.join(' ')
        const pieces = fitTo({ text, choices: [] }, { ...whatsapp, textMax }, PROMPT).map(r => r.text)
        expect(words(pieces.join(' '))).toBe(words(text))
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(textMax)
          expect(piece.split('“').length).toBe(piece.split('”').length)
          expect(piece).not.toMatch(/(?:Pasal|huruf|angka|ayat|nomor|Lampiran II|etik|PP|UU)$/)
          expect(piece).not.toMatch(/^(?:huruf|angka|ayat|nomor)/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('without a place to cut is cut between whole characters', () => {
    const pieces = fitTo({ text: '😂'.repeat(500), choices: [] }, { ...whatsapp, textMax: 101 }, PROMPT)
    for (const { text } of pieces) expect(text).toMatch(/^(?:😂)+$/u)
  })
})
