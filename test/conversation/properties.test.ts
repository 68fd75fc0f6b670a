// Whatever people send, in whatever order, to whatever channel.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Memory, readMemory, type Tempo, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import type { Consultation } from '../../src/handoff/handoff.ts'
import { CHANNELS, MESSAGE_KINDS, type Message, type Reply } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { asker, KENDARI, office, SPOKE, team } from './officers.ts'

const SAYINGS = [
  'halo',
  'boleh ga jadi tim sukses calon bupati?',
  'min kalau nyumbang boleh ga?',
  'datang ke kampanye cuma dengerin boleh?',
  'boleh ga sy nyoblos di TPS? terus kalau diminta jadi saksi paslon di TPS boleh ga?',
  'kalau PPPK?',
  'sy guru PPPK di Kendari, boleh jadi tim sukses?',
  'isi pasal 5 huruf n angka 5 pp 94 tahun 2021 apa?',
  'wilayah bogor',
  'wilayah',
  'status',
  'anonim',
  'hapus data saya',
  'ya',
  'petugas',
  'sumber',
  'bantuan',
  'selengkapnya',
  'lihat bunyi pasal',
  'pertanyaan lain',
  '1',
  'yang kedua',
  '99',
  '👍',
  '👎',
  'makasih',
  'atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut, tolong',
  'kata '.repeat(1200),
]

/** `pressed`: one of the choices shown so far, counted from the last; beyond them the id is made up. */
type Sent = { readonly message: Message; readonly pressed: number }
const sent: fc.Arbitrary<Sent> = fc.record({
  message: fc.record({
    kind: fc.oneof(
      { weight: 5, arbitrary: fc.constant('text' as const) },
      { weight: 4, arbitrary: fc.constant('choice' as const) },
      fc.constantFrom(...MESSAGE_KINDS),
    ),
    text: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...SAYINGS) },
      fc.string(),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
    ),
    choice: fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.constantFrom('more:zzzzzzzz', 'narrow:a:1', 'status:PPPK', 'place:74.71', 'place:none', 'forget:yes', 'ask:2'),
    ),
  }),
  pressed: fc.integer({ min: 0, max: 60 }),
})

const turns = fc.array(
  fc.record({ messages: fc.array(sent, { minLength: 1, maxLength: 4 }), afterMs: fc.constantFrom(1000, 60_000, 90 * 60_000) }),
  {
    minLength: 1,
    maxLength: 8,
  },
)

const shapes = fc.record({
  textMax: fc.integer({ min: 200, max: 8000 }),
  textWithChoicesMax: fc.integer({ min: 100, max: 4000 }),
  choicesMax: fc.integer({ min: 1, max: 12 }),
})

/** The same bytes each time: what is drawn at random must not decide a test. */
const random = (size: number): Uint8Array => new Uint8Array(size).fill(7)

/** What is said and done around a consultation. */
const DESK_SAYINGS = [
  'petugas',
  'kirim',
  'ya',
  'tidak',
  'tidak ada',
  'ringkas',
  'tulis ulang',
  'lihat lagi',
  'batal',
  'disdik',
  'dinas',
  'bkpsdm',
  'tetap kirim',
  'sudah cukup',
  'buka lagi',
  'kembali ke bot',
  'bicara petugas',
  'tambah tulisan',
  'anonim',
  'anonim mati',
  'hapus data saya',
  'ya hapus',
  '👍',
  'di Kota Kendari saya diancam atasan, saya takut',
  'kalau nyumbang boleh ga?',
  'kata '.repeat(900),
]

const acts = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('asker' as const),
        messages: fc.array(
          fc.record({
            message: fc.record({
              kind: fc.oneof(
                { weight: 6, arbitrary: fc.constant('text' as const) },
                { weight: 5, arbitrary: fc.constant('choice' as const) },
                fc.constantFrom(...MESSAGE_KINDS),
              ),
              text: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...DESK_SAYINGS) }, fc.string()),
              choice: fc.constantFrom('officer:good', 'officer:reopen', 'officer:more', 'send:x', 'avoid:x:disdik', 'drop:x:1'),
            }),
            pressed: fc.integer({ min: 0, max: 12 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        afterMs: fc.constantFrom(60_000, 60_000, 90 * 60_000, 40 * 24 * 60 * 60_000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('officer' as const),
        change: fc.constantFrom<Partial<Consultation>>(
          SPOKE,
          { ...SPOKE, state: 'answered' },
          { ...SPOKE, state: 'in_review' },
          { state: 'waiting', holder: null },
          { state: 'closed', holder: null, outcome: 'answered' },
          { state: 'expired', holder: null, outcome: 'no-answer' },
        ),
      }),
    },
  ),
  { minLength: 3, maxLength: 14 },
)

/** How far it has come before what follows. */
const SENT = ['di Kota Kendari saya diancam atasan, saya takut', 'petugas', 'kirim', 'tidak ada', 'tetap kirim']
const starts = fc.constantFrom(
  { said: [], isHeard: false },
  { said: SENT.slice(0, 2), isHeard: false },
  { said: SENT.slice(0, 3), isHeard: false },
  { said: SENT, isHeard: false },
  { said: SENT, isHeard: true },
)

const states = fc.constantFrom(
  office(),
  office({ off: 'sedang diperbarui.' }),
  office({ teams: [] }),
  office({ teams: [KENDARI] }),
  office({ writers: new Map() }),
  office({
    teams: [KENDARI, ...Array.from({ length: 12 }, (_, i) => team(`dinas${i}`, `Dinas Urusan Nomor ${i}`, 'unit', '74.71'))],
  }),
)

const ASCII = /^[\x21-\x7e]{1,64}$/

function expectToFit({ text, choices }: Reply, shape: { textMax: number; textWithChoicesMax: number; choicesMax: number }): void {
  expect(text.trim()).not.toBe('')
  expect(text.length).toBeLessThanOrEqual(choices.length > 0 ? shape.textWithChoicesMax : shape.textMax)
  expect(choices.length).toBeLessThanOrEqual(shape.choicesMax)
  expect(new Set(choices.map(c => c.title)).size).toBe(choices.length)
  for (const { id, title, label } of choices) {
    expect(id).toMatch(ASCII)
    expect(title.length > 0 && title.length <= 20).toBe(true)
    expect(label.length > 0 && label.length <= 72).toBe(true)
  }
  // no blank of a sentence is left unfilled: blanks are named by words, and what askers are shown of their own may hold any braces
  expect(text).not.toMatch(/\{[a-z]{2,}\}/)
}

describe('whatever is sent', () => {
  it('is answered within the shape of the channel, with a memory that can be stored', () => {
    fc.assert(
      fc.property(turns, shapes, fc.constantFrom(...CHANNELS), (conversation, shape, channel) => {
        let memory: Memory | null = null
        let tempo: Tempo | null = null
        let at = 1_790_000_000_000
        let ids = 0
        const seen: string[] = []
        for (const { messages, afterMs } of conversation) {
          at += afterMs
          const pressed = messages.map(({ message, pressed: back }) =>
            message.kind === 'choice' ? { ...message, choice: seen.at(-1 - back) ?? message.choice } : message,
          )
          const newId = (): string => `id${String(ids++).padStart(6, '0')}`
          const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
          const taken = takeTurn(setting, {
            channel,
            messages: pressed,
            memory,
            tempo,
            desk: null,
            at,
            on: QUIET_YEAR,
            newId,
            random,
            shape,
          })
          tempo = taken.tempo
          for (const reply of taken.replies) {
            expectToFit(reply, shape)
            seen.push(...reply.choices.map(c => c.id))
          }
          expect(taken.records.every(r => r.kind !== 'answer' || !r.outcome.startsWith('failed_'))).toBe(true)
          if (taken.wishes.some(w => w.kind === 'forget')) expect(taken.memory).toBeNull()
          const stored = taken.memory === null ? null : JSON.stringify(taken.memory)
          if (stored !== null) expect(readMemory(stored)).toEqual(taken.memory)
          memory = stored === null ? null : readMemory(stored)
          if (memory?.isAnonymous)
            expect([memory.kept, memory.thread, memory.status, memory.place]).toEqual([[], null, null, null])
        }
      }),
      { numRuns: 250 },
    )
  })

  it('to whatever office, in whatever state of a consultation, fits the channel and is a step that the table of transitions allows', () => {
    fc.assert(
      fc.property(acts, shapes, fc.constantFrom(...CHANNELS), states, starts, (conversation, shape, channel, state, start) => {
        const person = asker({ channel, state, shape: { ...LIMITS[channel], ...shape } })
        for (const said of start.said) person.says(said)
        if (start.isHeard && person.consultation() !== null) person.officer(SPOKE)
        const seen: string[] = []
        for (const act of conversation) {
          if (act.kind === 'officer') {
            if (person.consultation() !== null) person.officer(act.change)
            continue
          }
          const sent = act.messages.map(({ message, pressed }) =>
            message.kind === 'choice' ? { ...message, choice: seen.at(-1 - pressed) ?? message.choice } : message,
          )
          const taken = person.saysAfter(act.afterMs, ...sent)
          for (const reply of taken.replies) {
            expectToFit(reply, shape)
            seen.push(...reply.choices.map(c => c.id))
          }
          // what was opened was shown before: a turn never both shows and sends
          const brief = person.brief()
          if (taken.wishes.some(w => w.kind === 'open')) expect(brief?.questions.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 300 },
    )
  })
})
