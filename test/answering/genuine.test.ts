// Measured: every loaded document that can be compared word by word, as somebody would send it, whole and altered, clear and badly read.
import { describe, expect, it } from 'vitest'
import { type Examined, examine } from '../../src/answering/genuine.ts'
import { DOUBT } from '../../src/vocabulary.ts'
import { edition, QUIET_YEAR } from '../edition.ts'

type Regulation = (typeof edition.sources.regulations)[number]
type Clause = Regulation['clauses'][number]

const comparable = edition.sources.regulations.filter(
  r => r.kind === 'norm' && r.clauses.some(c => c.text_status !== 'summary' && c.text.split(' ').length > 8),
)

const TITLES: Readonly<Record<string, string>> = {
  'Undang-Undang': 'UNDANG-UNDANG REPUBLIK INDONESIA',
  'Peraturan Pemerintah': 'PERATURAN PEMERINTAH REPUBLIK INDONESIA',
  'Surat Edaran/Instruksi': 'SURAT EDARAN',
}

/** A document as it goes from hand to hand: a head, its clauses, an end. */
function sheet(r: Regulation, clauses: readonly Clause[] = r.clauses.filter(c => c.text_status !== 'summary')): string {
  const number = r.number.split(';')[0]?.replace(/ Tahun.*/, '')
  const head = [r.issuer.toUpperCase(), TITLES[r.type] ?? r.type.toUpperCase(), `NOMOR ${number} TAHUN ${r.year}`, 'TENTANG']
  const body = clauses.map(c => `${c.label.replace(/ (?:huruf|ayat|angka).*/, '')}\n${bodyOf(c)}`)
  return [...head, r.title.toUpperCase(), '', ...body, '', 'Demikian untuk dilaksanakan.'].join('\n')
}

/** What stands behind the last elision of a stored text. */
const bodyOf = ({ text }: Clause): string => text.replace(/^.*…/, '')

/** Lines broken as on paper. */
const onPaper = (text: string): string => text.replace(/(.{1,72})(\s+|$)/g, '$1\n')

const MISREAD: Readonly<Record<string, string>> = {
  l: '1',
  i: 'l',
  o: '0',
  s: '5',
  m: 'rn',
  e: 'c',
  a: 'o',
  n: 'u',
  t: 'f',
  b: 'h',
}

/** Letters misread, lost or torn apart, always the same ones. */
function blurred(text: string, rate: number): string {
  let seed = 7
  const next = (): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed / 0x7fffffff
  }
  return [...text]
    .map(sign => {
      if (!/[a-z]/i.test(sign) || next() > rate) return sign
      const what = next()
      return what < 0.7 ? (MISREAD[sign] ?? sign) : what < 0.85 ? '' : `${sign} `
    })
    .join('')
}

const file = (text: string, isRead = false): Examined => examine(edition, { text, isEnclosed: true, isRead, on: QUIET_YEAR })
const message = (text: string): Examined => examine(edition, { text, isEnclosed: false, isRead: false, on: QUIET_YEAR })
const documentOf = (e: Examined): string => (e.kind === 'known' || e.kind === 'altered' ? e.regulation.id : '')

function negated(text: string): string | null {
  const not = [...text.matchAll(/\b(?:tidak|bukan) /gi)]
  const one = not[not.length >> 1]
  if (one !== undefined) return text.slice(0, one.index) + text.slice(one.index + one[0].length)
  const verb = text.match(
    /\b(?:memberikan|menggunakan|melakukan|mengikuti|wajib|diberikan|dijatuhi|dipidana|berhak|menaati|mengajukan)\b/,
  )
  return verb?.index === undefined ? null : `${text.slice(0, verb.index)}tidak ${text.slice(verb.index)}`
}

function renumbered(text: string): string | null {
  const numbers = [...text.matchAll(/\b\d+\b/g)].filter(m => m.index > 4)
  const one = numbers[numbers.length >> 1]
  return one === undefined ? null : text.slice(0, one.index) + (Number(one[0]) + 2) + text.slice(one.index + one[0].length)
}

const permitted = (text: string): string | null =>
  /\bdilarang\b/.test(text) ? text.replace(/\bdilarang\b/, 'diperbolehkan') : null

/** Each document with its first, its middle and its last clause altered in turn. */
function altered(alter: (text: string) => string | null): { of: string; text: string }[] {
  return comparable.flatMap(r => {
    const clauses = r.clauses.filter(c => c.text_status !== 'summary')
    return [...new Set([0, clauses.length >> 1, clauses.length - 1])].flatMap(at => {
      const own = clauses[at]
      const text = own === undefined ? null : alter(bodyOf(own))
      if (own === undefined || text === null) return []
      return [{ of: r.id, text: sheet(r, clauses.with(at, { ...own, text })) }]
    })
  })
}

const LONG = 120_000
const shareCaught = (sheets: readonly { of: string; text: string }[]): number =>
  sheets.filter(({ of, text }) => {
    const e = file(text)
    return e.kind === 'altered' && e.regulation.id === of
  }).length / sheets.length

describe('a document that is loaded', () => {
  it('is known by its words, however its lines are broken', { timeout: LONG }, () => {
    for (const r of comparable)
      for (const text of [sheet(r), onPaper(sheet(r))]) {
        const e = file(text)
        expect([e.kind, documentOf(e)], r.id).toEqual(['known', r.id])
      }
  })

  it('is not called altered because a picture was read badly: one letter in a hundred wrong', { timeout: LONG }, () => {
    const read = comparable.map(r => ({ id: r.id, e: file(blurred(onPaper(sheet(r)), 0.01), true) }))
    expect(read.filter(({ e }) => e.kind === 'altered').length / read.length).toBeLessThanOrEqual(0.03)
    expect(read.filter(({ id, e }) => documentOf(e) === id).length / read.length).toBeGreaterThanOrEqual(0.94)
  })

  it('says how much of it could be compared', () => {
    const r = edition.regulation('pp-94-2021')
    const e = r === undefined ? null : file(sheet(r, r.clauses.slice(0, 5)))
    expect(e).toMatchObject({ kind: 'known', compared: { loaded: 89, isQuoted: false } })
    expect(e?.kind === 'known' ? e.compared.found.length : 0).toBeGreaterThanOrEqual(5)
  })

  it('is known from an excerpt that says where it is from, and from its bare words', () => {
    const clause = edition.clause('pp-94-2021 Pasal 5 huruf n angka 5')
    const text = clause === undefined ? '' : bodyOf(clause.clause)
    expect(documentOf(message(`PP 94 Tahun 2021 Pasal 5 huruf n:\n${text}`))).toBe('pp-94-2021')
    expect(message(`apakah ini bunyi yang asli?\n${text}`).kind).toBe('known')
  })
})

describe('an altered document', () => {
  it('is found when one "tidak" came or went', { timeout: LONG }, () =>
    expect(shareCaught(altered(negated))).toBeGreaterThanOrEqual(0.95),
  )
  it('is found when one number is another', { timeout: LONG }, () => expect(shareCaught(altered(renumbered))).toBe(1))
  it('is found when what is forbidden became permitted', { timeout: LONG }, () => expect(shareCaught(altered(permitted))).toBe(1))

  it('shows what the loaded text says beside what was sent', () => {
    const r = edition.regulation('se-padang-800.383.01-2024')
    const e = r === undefined ? null : file(sheet(r).replace('ASN dilarang', 'ASN diperbolehkan'))
    expect(e?.kind === 'altered' ? e.differences : []).toMatchObject([{ kind: 'negation' }])
    const [one] = e?.kind === 'altered' ? e.differences : []
    expect(one?.loaded).toContain('ASN dilarang memberikan')
    expect(one?.sent).toContain('ASN diperbolehkan memberikan')
    expect(r?.clauses.some(c => c.text.includes(one?.loaded ?? '-'))).toBe(true)
  })

  it('is found under another number, and on another day', () => {
    const r = edition.regulation('se-menpanrb-18-2023')
    if (r === undefined) throw new Error('not loaded')
    const [number, year] = ['NOMOR 81', 'TAHUN 2024']
    for (const text of [sheet(r).replace('NOMOR 18', number), sheet(r).replace('TAHUN 2023', year)])
      expect(file(text)).toMatchObject({ kind: 'altered', regulation: { id: r.id }, differences: [{ kind: 'title' }] })
    const dated = `${sheet(r)}\nDitetapkan di Jakarta\npada tanggal 30 September 2023`
    expect(file(dated)).toMatchObject({ kind: 'altered', differences: [{ kind: 'title', loaded: '29 September 2023' }] })
    expect(file(dated.replace('30 September', '29 September')).kind).toBe('known')
  })

  it('is not concluded from a word that could not be read: that is said to be unreadable', () => {
    const r = edition.regulation('se-padang-800.383.01-2024')
    if (r === undefined) throw new Error('not loaded')
    const doubtful = sheet(r).replace('ASN dilarang', `ASN ${DOUBT}dibolehkan`)
    expect(file(doubtful, true)).toMatchObject({ kind: 'known', compared: { unreadable: 1 } })
    expect(file(doubtful.replace(DOUBT, ''), true).kind).toBe('altered')
  })
})

describe('a loaded document with words of somebody beside it', () => {
  const r = edition.regulation('se-bulukumba-800-1071-2024')
  const whole = r === undefined ? '' : sheet(r)
  const beside = (text: string): string | null => {
    const e = file(text)
    return e.kind === 'known' || e.kind === 'altered' ? e.compared.beside : null
  }

  it('is altered where a clause goes on with an exception, also on the next line', () => {
    for (const more of [' kecuali kepala dinas;', '\nkecuali kepala dinas;', ', dikecu\u200balikan bagi camat;'])
      expect(file(whole.replace(/(dukungan)[.;]?(\nButir 4)/, `$1${more}$2`)), more).toMatchObject({
        kind: 'altered',
        differences: [{ kind: 'negation' }],
      })
  })

  it('is not said to hold what permits, excepts or sets aside beside it: those words are shown', () => {
    expect(beside(whole)).toBeNull()
    for (const more of [
      'Ketentuan ini dikecualikan bagi kepala dinas dan camat.',
      'Pasal 99\nPNS boleh menjadi tim sukses apabila mendapat izin atasan.',
      'Seluruh ketentuan di atas dinyatakan tidak berlaku tahun ini.',
      // a line in the shape of the first words of the next page, which is not compared
      'tidak berlaku bagi camat . . .',
    ])
      expect(beside(`${whole}\n\n${more}`), more).toMatch(/dikecualikan|boleh|tidak/)
  })
})

const INVENTED = [
  'PEMERINTAH KABUPATEN MAJU JAYA\nSURAT EDARAN\nNOMOR 800/9999/BKPSDM/2026\nTENTANG\nKEWAJIBAN MENGIKUTI APEL AKBAR\n\nDalam rangka menyambut pemilihan kepala daerah, seluruh pegawai wajib hadir pada apel akbar di lapangan kabupaten.\n1. Peserta memakai seragam lengkap.\n2. Ketidakhadiran dikenai pemotongan tunjangan.\n3. Kepala perangkat daerah melaporkan kehadiran.\n\nDitetapkan di Maju Jaya\npada tanggal 3 Maret 2026',
  'Nomor : 440/12/DINKES\nSifat : Segera\nHal : Vaksinasi pegawai\n\nKepada Yth.\nKepala Puskesmas se-Kabupaten\ndi tempat\n\nMenindaklanjuti surat Kementerian Kesehatan Nomor 1 Tahun 2026, dengan ini diminta mendata pegawai yang belum divaksin paling lambat hari Jumat.\nDemikian disampaikan, atas perhatiannya diucapkan terima kasih.\n\nTembusan: Bupati',
]

describe('a text that is not loaded', () => {
  it('is unknown, as a file and as a message', () => {
    for (const text of INVENTED) {
      expect(file(text), text.slice(0, 40)).toEqual({ kind: 'unknown', near: null })
      expect(message(text), text.slice(0, 40)).toEqual({ kind: 'unknown', near: null })
    }
  })

  it('is unknown when it only bears the number of a loaded one', () => {
    const e = file(
      'WALI KOTA PADANG\nSURAT EDARAN\nNOMOR 800.383.01/BKPSDM-PKAP.1-PDG/2024\nTENTANG\nPARKIR KENDARAAN\n\nPegawai memarkir kendaraan di halaman belakang.\n1. Roda dua di kiri.\n2. Roda empat di kanan.\n3. Tamu di depan.',
    )
    expect(e).toMatchObject({ kind: 'unknown', near: { id: 'se-padang-800.383.01-2024' } })
  })

  it('is no circular at all when it is a post or a chat', () => {
    expect(
      file('Rina Cantik\n2 jam yang lalu\nHari ini seru bgt nobar debat bareng bestie, siapa jagoanmu?\n120 suka 14 komentar')
        .kind,
    ).toBe('other')
    expect(file('Min besok jadi kumpul jam 7?\nJadi dong, bawa kaos ya\nOke siap').kind).toBe('other')
  })
})

describe('somebody’s own question', () => {
  const asks = edition.sources.questionSets.flatMap(s => s.questions.map(q => q.ask))

  it('is never taken for a circular, however long', () => {
    for (const ask of asks) expect(message(ask), ask).toEqual({ kind: 'question', quotation: null })
    for (let at = 0; at + 6 <= asks.length; at += 6) expect(message(asks.slice(at, at + 6).join('\n')).kind).toBe('question')
  })

  it('that quotes a clause stays a question; a "tidak" that is not in the clause is noticed', () => {
    const clause = edition.clause('uu-20-2023 Pasal 9 ayat (2)')?.clause.text ?? ''
    const quoted = clause.replace(/^\(2\) /, '')
    const ask = (text: string) =>
      message(
        `min saya guru, kata teman saya ada aturan "${text}" nah kalau saya ikut arisan di rumah caleg gimana, saya takut kena?`,
      )
    expect(ask(quoted)).toEqual({ kind: 'question', quotation: null })
    const turned = quoted.replace(/ harus | wajib /, ' tidak wajib ')
    expect(turned).not.toBe(quoted)
    expect(ask(turned)).toMatchObject({ kind: 'question', quotation: { kind: 'negation' } })
  })
})

describe('a hostile text', () => {
  it('takes no longer to be examined than a long one', () => {
    for (const text of [
      ' \n'.repeat(40_000),
      '.'.repeat(80_000),
      'a. '.repeat(20_000),
      'nomor '.repeat(10_000),
      'tentang\n'.repeat(8000),
      '((('.repeat(20_000),
    ]) {
      const began = performance.now()
      file(text)
      message(text)
      expect(performance.now() - began).toBeLessThan(3000)
    }
  })

  it('shows none of its quotation marks and addresses', () => {
    const r = edition.regulation('se-padang-800.383.01-2024')
    if (r === undefined) throw new Error('not loaded')
    const e = file(sheet(r).replace('ASN dilarang', 'ASN “wajib” klik https://jahat.example/x tidak dilarang'))
    const said = e.kind === 'altered' ? e.differences.map(d => d.sent).join(' ') : ''
    expect(said).not.toBe('')
    expect(said).not.toMatch(/[“”]|https?:/)
  })
})
