// What is said of a circular that somebody forwards, as words or as a file, through a whole turn.
import { describe, expect, it } from 'vitest'
import { type Turn, type TurnSetting, takeTurn } from '../../src/conversation/conversation.ts'
import { newMemory } from '../../src/conversation/memory.ts'
import type { Enclosed, Message } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'

const setting: TurnSetting = { edition, words, desk, keeps, homePlace: null, office: null, publicUrl: 'https://rambu.example' }

let n = 0
function turn(messages: readonly Message[], rest: Partial<Turn> = {}) {
  return takeTurn(setting, {
    channel: 'telegram',
    messages,
    memory: { ...newMemory, isIntroduced: true },
    tempo: null,
    desk: null,
    at: 1_000_000,
    on: QUIET_YEAR,
    newId: () => `id${String(++n).padStart(6, '0')}`,
    random: size => new Uint8Array(size),
    shape: { textMax: 4096, textWithChoicesMax: 4096, choicesMax: 10 },
    ...rest,
  })
}
const said = (messages: readonly Message[], rest: Partial<Turn> = {}): string =>
  turn(messages, rest)
    .replies.map(r => r.text)
    .join('\n')

const text = (words: string): Message => ({ kind: 'text', text: words, choice: null })
const begun = (name: string, kind: 'photo' | 'document' = 'document', caption = ''): Message => ({
  kind,
  text: caption,
  choice: null,
  enclosed: { kind: 'under-way', name },
})
const ended = (enclosed: Enclosed, kind: 'photo' | 'document' = 'document'): Message => ({
  kind,
  text: '',
  choice: null,
  enclosed,
})
const read = (name: string, words: string, isPhoto = false): Enclosed => ({
  kind: 'read',
  name,
  text: words,
  isPhoto,
  isCut: false,
})

const PADANG = edition.regulation('se-padang-800.383.01-2024')?.clauses[0]?.text ?? ''
const CIRCULAR = `WALI KOTA PADANG\nSURAT EDARAN\nNOMOR 800.383.01/BKPSDM-PKAP.1-PDG/2024\nTENTANG\nNETRALITAS ASN\n\n${PADANG}.\n\nDitetapkan di Padang`

describe('a circular that is sent', () => {
  it('is named with its status and its page, and nothing is said of its paper but where to ask', () => {
    const answer = said([begun('a'), ended(read('a', CIRCULAR))])
    expect(answer).toContain('SE Pj Wali Kota Padang')
    expect(answer).toContain('Statusnya hari ini')
    expect(answer).toContain('https://rambu.example/k/se-padang-800.383.01-2024')
    expect(answer).toContain(words.say('genuine_paper'))
    expect(answer).not.toMatch(/palsu|hoaks/i)
  })

  it('is answered the same as pasted words, in one message or in three', () => {
    const lines = CIRCULAR.split('\n')
    for (const parts of [[CIRCULAR], [lines.slice(0, 4).join('\n'), lines.slice(4, 7).join('\n'), lines.slice(7).join('\n')]])
      expect(said(parts.map(text))).toContain('Teks ini cocok dengan SE Pj Wali Kota Padang')
  })

  it('is shown where its words differ, law in its quotation marks and the sent words in others', () => {
    const answer = said([begun('a'), ended(read('a', CIRCULAR.replace('dilarang', 'diperbolehkan')))])
    expect(answer).toMatch(/Dimuat: “[^”]*dilarang[^”]*”\. Dikirim: ‘[^’]*diperbolehkan[^’]*’/)
    expect(PADANG).toContain(answer.match(/“([^”]*)”/)?.[1] ?? '-')
  })

  it('that is not loaded is called neither right nor wrong: how to find out is told', () => {
    const answer = said([
      text(
        CIRCULAR.replace('800.383.01', '123.456.78').replace(
          PADANG,
          '1. Apel pagi.\n2. Pakaian dinas.\n3. Laporan kehadiran tiap bulan dikirim ke bagian umum.',
        ),
      ),
    ])
    expect(answer).toContain(words.say('genuine_verify'))
    expect(answer).not.toMatch(/palsu|hoaks|tidak benar/i)
  })

  it('photographed page by page is read as one', () => {
    const half = Math.floor(CIRCULAR.length / 2)
    const pages = [CIRCULAR.slice(0, half), CIRCULAR.slice(half)]
    const taken = turn([
      begun('a', 'photo'),
      begun('b', 'photo'),
      ...pages.map((p, i) => ended(read('ab'[i] ?? '', p, true), 'photo')),
    ])
    expect(taken.replies).toHaveLength(1)
    expect(taken.replies[0]?.text).toContain('Teks ini cocok dengan SE Pj Wali Kota Padang')
  })

  it('leaves nothing in what is remembered', () => {
    for (const messages of [[text(CIRCULAR)], [begun('a'), ended(read('a', CIRCULAR))]])
      expect(JSON.stringify(turn(messages).memory)).not.toMatch(/NETRALITAS|menguntungkan/)
  })
})

describe('words beside a file', () => {
  it('that only ask whether it is real are answered with the file', () => {
    expect(turn([begun('a', 'photo', 'min ini asli ga ya?'), ended(read('a', CIRCULAR, true), 'photo')]).replies).toHaveLength(1)
  })
  it('that ask something are answered too', () => {
    const { replies } = turn([begun('a', 'document', 'bolehkah saya like postingan calon bupati?'), ended(read('a', CIRCULAR))])
    expect(replies).toHaveLength(2)
    expect(replies[1]?.text).toContain('Dasar')
  })
})

describe('a file without a circular', () => {
  it('that is a picture of a post or a chat is not judged; the question may be typed', () => {
    const chat = 'Besok kumpul jam 7 ya\nSiap bang\nJangan lupa kaosnya'
    expect(said([begun('a', 'photo'), ended(read('a', chat, true), 'photo')])).toBe(words.say('genuine_post'))
    expect(said([begun('a'), ended(read('a', chat))])).toBe(words.say('genuine_not_law'))
  })
  it('that could not be read is told why, once', () => {
    const unread = (name: string): Enclosed => ({ kind: 'unread', name, why: 'locked' })
    expect(said([begun('a'), begun('b'), ended(unread('a')), ended(unread('b'))])).toBe(words.say('unread_locked'))
  })
  it('whose words never came is asked for again', () => {
    expect(said([begun('a')])).toBe(words.say('unread_slow'))
  })
})

describe('a question', () => {
  it('that quotes a clause with a "tidak" too many is answered, with a line beside it', () => {
    const quoted = (edition.clause('uu-20-2023 Pasal 9 ayat (2)')?.clause.text ?? '')
      .replace(/^\(2\) /, '')
      .replace(/ harus | wajib /, ' tidak wajib ')
    const answer = said([
      text(`min saya guru, kata teman ada aturan "${quoted}" nah kalau saya ikut arisan di rumah caleg gimana, boleh?`),
    ])
    expect(answer).toContain('Catatan: kutipan Anda berbeda')
    expect(answer).toContain('Dasar')
  })
})
