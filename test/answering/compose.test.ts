// The wording of an answer, over every question of the knowledge: what a reader on a phone stumbles over is held against all of them.
import { describe, expect, it } from 'vitest'
import { answer, openingsOf } from '../../src/answering/answering.ts'
import { FIRST_LAYER_MAX } from '../../src/answering/compose.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import { edition, words } from '../edition.ts'

const answers = questionsOf(edition.sources, null).flatMap(({ question }) => {
  const profile = { status: question.status, place: question.place, on: question.on }
  const { answer: given, drafts } = answer(edition, words, { said: [question.ask], profile, homePlace: null, office: null })
  const [draft] = drafts
  const [finding] = given.findings
  return draft === undefined || finding === undefined ? [] : [{ ask: question.ask, draft, lines: finding.text.split('\n') }]
})
const told = (ask: string) => {
  const profile = { status: null, place: null, on: '2026-11-21' }
  return answer(edition, words, { said: [ask], profile, homePlace: null, office: null }).answer.text
}

describe('an answer between two readings', () => {
  const hanging = answers.filter(a => a.draft.decision.between.length > 0)

  it('says in its first line what it turns on, and gives each reading that can be chosen a line of its own', () => {
    expect(hanging.length).toBeGreaterThan(30)
    for (const { ask, draft, lines } of hanging) {
      expect(lines[0], ask).toMatch(/^Tergantung.*(?:boleh|dilihat|hati-hati)/)
      const bullets = lines.filter(l => l.startsWith('• '))
      expect(bullets.length, ask).toBe(openingsOf(edition, draft).length)
      for (const bullet of bullets) expect(bullet, ask).toMatch(/^• (?:Bila|Selama) .+\.$/)
      expect(lines.filter(l => l.includes('?')).length, ask).toBeGreaterThan(0)
      expect(lines.join('\n').length, ask).toBeLessThanOrEqual(FIRST_LAYER_MAX)
    }
  })

  it('tells of no reading that the question hardly supports, and leaves what explains a title out', () => {
    for (const { ask, draft, lines } of hanging)
      for (const { entry, weight } of draft.decision.between) {
        const isTold = openingsOf(edition, draft).some(o => o.pick.kind === 'reading' && o.pick.entry === entry.id)
        if (isTold) expect(weight, ask).toBeGreaterThanOrEqual(0.2)
        else expect(weight, ask).toBeLessThan(0.7)
        expect(lines[0], ask).not.toContain('(')
      }
  })
})

describe('titles', () => {
  it('of acts are short, and begin with a capital that a sentence can lower', () => {
    for (const { id, kind, title } of edition.entries.values())
      if (kind === 'act') {
        expect(title.replace(/ \([^)]*\)$/, '').length, id).toBeLessThanOrEqual(90)
        expect(title, id).toMatch(/^\p{Lu}\p{Ll}/u)
        expect(title, id).not.toMatch(/tanpa (?:disebut|jelas)(?!.*\)$)/)
      }
  })
})

describe('a quotation beside an act', () => {
  it('says itself what the verdict says', () => {
    const quoted = answers.flatMap(({ ask, draft, lines }) => {
      const line = lines.find(l => /^(?:Bunyi aturannya|Sebagaimana dikutip)/.test(l))
      return line === undefined || draft.decision.entry?.kind !== 'act' ? [] : [{ ask, line, outcome: draft.decision.outcome }]
    })
    expect(quoted.length).toBeGreaterThan(0)
    for (const { ask, line, outcome } of quoted)
      expect(line, ask).toMatch(outcome === 'forbidden' ? /dilarang|larangan|wajib|dipidana|tidak/i : /berhak|hak memilih|boleh/i)
  })
})

describe('what a breach leads to', () => {
  it('is told of a prohibited act of one’s own, and to whoever asks', () => {
    expect(told('boleh upload foto bareng calon bupati?')).toContain('Akibatnya:')
    expect(told('kemarin saya upload foto bareng calon bupati, sanksinya apa?')).toMatch(/Akibatnya:|sanksi/)
  })

  it('is told to whoever received what another gave', () => {
    const own = told('bos ngasih amplop 200rb katanya dari pak cabup, udah saya terima, terus gimana?')
    expect(own).toContain('Kembalikan hari ini')
    expect(own).not.toContain('bukan penilaian atas orangnya')
  })

  it.each([
    'disuruh kadis kumpulin ktp warga buat dukung calon',
    'atasan saya pasang baliho calon di kantor, boleh?',
    'tetangga pasang spanduk caleg di pagar saya tanpa izin',
    'foto saya dipakai timses di baliho tanpa izin',
  ])('frightens nobody to whom it is done: %s', ask => expect(told(ask)).not.toContain('Akibatnya:'))

  it('stands beside no open verdict, and beside no person in trouble, who did not ask for it', () => {
    for (const { ask, draft, lines } of answers) {
      const { kinds } = draft.read
      if (kinds.has('intent.sanction')) continue
      if (draft.decision.outcome === 'depends' || kinds.has('trouble') || kinds.has('degree.forced'))
        expect(
          lines.some(l => l.startsWith('Akibatnya:')),
          ask,
        ).toBe(false)
    }
  })
})

describe('a second question', () => {
  it('is not answered with the rule of which the first answer is an example', () => {
    const ask = {
      said: ['bapak saya caleg, boleh bantu pasang baliho? terus kalau nyumbang kopi buat timnya?'],
      profile: { status: null, place: null, on: '2026-11-21' },
      homePlace: null,
      office: null,
    }
    const [first, second] = answer(edition, words, ask).answer.findings
    expect(first?.outcome).toBe('forbidden')
    expect(second?.situation).toBe('sumbang-kampanye')
    expect(second?.text.split('\n')[0]).toContain('mendanai')
  })
})

describe('the basis', () => {
  const PAIR = /Pasal 5 huruf n angka [56]/
  it('names what speaks of pairs of candidates for a pair, not for a parliament', () => {
    const asked = (who: string): string => told(`bagi-bagi stiker ${who} ke tetangga boleh?`)
    expect(asked('paslon')).toMatch(PAIR)
    expect(asked('caleg')).not.toMatch(PAIR)
    expect(asked('caleg')).toMatch(/Dasar:/)
  })
})

describe('a question about the circular of a place', () => {
  it('is told when only what lies above has one', () => {
    expect(told('SE netralitas Kota Makassar ada tidak?')).toMatch(/^Edaran khusus Kota Makassar belum dimuat di sini; dari/)
    expect(told('Bangkalan punya flyer netralitas?')).toMatch(/^Untuk wilayah Anda ada: Flyer/)
  })

  it('is told of that place first', () => {
    const [first = ''] = told('saya ASN Parepare, edaran bupati Bulukumba tahun 2024 berlaku juga untuk saya?').split('\n')
    expect(first).toContain('hanya berlaku bagi pegawai di sana')
  })

  it('says first whom a circular binds, where that is asked, and then which there is', () => {
    const text = told(
      'saya pegawai kabupaten Mamuju Tengah. Instruksi gubernur Sulbar itu mengikat kami juga atau hanya pegawai provinsi?',
    )
    expect(text).toMatch(/^Yang terikat ialah pegawai yang disebut edaran itu/)
    expect(text).toContain('Instruksi Pj Gubernur Sulawesi Barat')
  })

  it('is answered to whoever is no civil servant as well: it asks what a text says', () => {
    const text = told('saya kepala desa, SE bupati tentang netralitas masih berlaku?')
    expect(text).not.toContain('belum berlaku pada')
    expect(text).toContain('edaran')
  })

  it('shows the point that is asked for by its number', () => {
    for (const number of [2, 4]) expect(told(`edaran bupati Bulukumba butir ${number} isinya apa?`)).toContain(`Butir ${number}:`)
  })

  it('names another place once, however often it was named', () => {
    const text = told(
      'saya pegawai kota Balikpapan ditugaskan di kantor bupati PPU, soal netralitas ikut edaran bupati PPU atau Balikpapan?',
    )
    expect(text.match(/hanya berlaku bagi pegawai di sana/g)?.length ?? 0).toBeLessThan(2)
  })

  it('is answered on the act where that is surely forbidden, with what the circular says beside it', () => {
    const text = told('di Kendari edaran walikota bilang apa soal like postingan calon')
    expect(text).toMatch(/^Tidak boleh/)
    expect(text).toContain('SE Gubernur Sulawesi Tenggara 200.2.1/6589')
    expect(text).toMatch(/Dasar:.*UU 20\/2023/)
  })
})
