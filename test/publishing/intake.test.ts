import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { isLabel } from '../../src/knowledge/knowledge.ts'
import { type Extracted, type ExtractedLine, fromText, knownIn, type Proposed, propose } from '../../src/publishing/publishing.ts'
import { layOut } from '../proofs/import/layout.ts'
import { readOff } from '../proofs/import/lines.ts'
import { measured } from '../proofs/import/measure.ts'
import { truthOf } from '../proofs/import/sample.ts'
import { documentsOf } from '../proofs/import/samples.ts'

const known = knownIn(readFiles(join(import.meta.dirname, '../../knowledge')))
const nameOf = ({ clause }: Proposed['clauses'][number]): string =>
  clause.heading === '' ? clause.label : `${clause.label} (${clause.heading})`
const names = (intake: Proposed): string[] => intake.clauses.map(nameOf)
const textOf = (intake: Proposed, name: string): string | undefined => intake.clauses.find(c => nameOf(c) === name)?.clause.text
const doubtsOf = (intake: Proposed, name: string): readonly string[] =>
  intake.clauses.find(c => nameOf(c) === name)?.mark.doubts ?? []
const pasted = (...lines: string[]): Proposed => propose(fromText(lines.join('\n')), known)

type Printed = Partial<ExtractedLine> & { readonly text: string }
/** Lines of a page under each other; where they stand is told only where it matters. */
const page = (lines: readonly Printed[], by: 'text' | 'ocr' = 'text', number = 1): Extracted['pages'][number] => ({
  number,
  by,
  isRefused: false,
  lines: lines.map((line, at) => ({
    left: 0.12,
    right: 0.88,
    top: 0.12 + at * 0.02,
    bottom: 0.135 + at * 0.02,
    size: 0.012,
    isBold: false,
    confidence: by === 'ocr' ? 95 : null,
    doubts: [],
    cell: null,
    ...line,
  })),
})
const printed = (...pages: Extracted['pages']): Proposed => propose({ kind: 'pdf', pages }, known)

describe('a circular is cut into its points', () => {
  const circular = pasted(
    'PEMERINTAH KABUPATEN WAKATOBI',
    'BUPATI WAKATOBI',
    'SURAT EDARAN',
    'NOMOR 800/118/BKPSDM/2027',
    'TENTANG',
    'CONTOH, BUKAN ATURAN',
    '',
    'Bersama ini disampaikan hal-hal sebagai berikut:',
    '1. Pegawai wajib membaca surat ini.',
    '2. Pegawai dilarang:',
    '   a. memasang spanduk; dan',
    '   b. membagikan barang berupa:',
    '      1) kaus; atau',
    '      2) stiker.',
    '3. Laporan disampaikan sebagaimana dimaksud pada angka 2.',
    '',
    'Demikian untuk dilaksanakan.',
    '',
    'Ditetapkan di Wangi-Wangi',
    'pada tanggal 4 Januari 2027',
    'BUPATI WAKATOBI,',
    '',
    'NAMA PEJABAT CONTOH',
    '',
    'Tembusan:',
    '1. Arsip.',
  )

  it('gives each point, letter and number its name', () => {
    expect(names(circular)).toEqual([
      'Butir 1',
      'Butir 2 huruf a',
      'Butir 2 huruf b',
      'Butir 2 huruf b angka 1',
      'Butir 2 huruf b angka 2',
      'Butir 3',
    ])
  })

  it('lets each item carry the sentence that leads it, as the loaded laws do', () => {
    expect(textOf(circular, 'Butir 2 huruf a')).toBe('Pegawai dilarang: … a. memasang spanduk; dan')
    expect(textOf(circular, 'Butir 2 huruf b angka 2')).toBe('Pegawai dilarang: … b. membagikan barang berupa: … 2) stiker.')
  })

  it('keeps letterhead, opening, closing, signature and copies out of the clauses, and says where they stand', () => {
    const parts = circular.leftOut.map(l => l.part)
    for (const part of ['letterhead', 'title', 'opening', 'closing', 'signature', 'copies']) expect(parts).toContain(part)
    expect(circular.clauses.some(c => /Arsip|NAMA PEJABAT|Demikian/.test(c.clause.text))).toBe(false)
  })

  it('takes nothing for the text of the law before a person has compared it', () => {
    expect(circular.clauses.every(c => c.clause.text_status === 'quoted-secondary' && c.mark.confirmedBy === null)).toBe(true)
  })

  it('knows kind, number, issuer, place and date', () => {
    const { metadata } = circular
    expect(metadata.type?.value).toBe('Surat Edaran')
    expect(metadata.number?.value).toBe('800/118/BKPSDM/2027')
    expect(metadata.issuer?.value).toBe('Bupati Wakatobi')
    expect(metadata.place?.value).toBe('74.07')
    expect(metadata.enacted_on?.value).toBe('2027-01-04')
    expect(metadata.id?.value).toBe('se-wakatobi-800-118-2027')
  })
})

describe('what stands before the points', () => {
  it('is why they were made, where it lists laws, and does not take their numbers', () => {
    const intake = pasted(
      'SURAT EDARAN',
      'NOMOR 800/1/2027',
      'Dalam rangka mewujudkan pegawai yang netral dan berdasarkan :',
      '1. Undang-Undang Nomor 20 Tahun 2023;',
      '2. Peraturan Pemerintah Nomor 94 Tahun 2021.',
      'Sehubungan dengan hal tersebut disampaikan hal-hal sebagai berikut:',
      '1. Pegawai wajib netral.',
      '2. Pegawai dilarang berfoto bersama dengan:',
      '- calon; dan',
      '- tim sukses.',
    )
    expect(names(intake)).toEqual(['Butir 1', 'Butir 2'])
    expect(textOf(intake, 'Butir 2')).toBe('Pegawai dilarang berfoto bersama dengan: - calon; dan - tim sukses.')
    expect(intake.leftOut.map(l => l.part)).toContain('considerations')
  })
})

describe('a number is a part only where a list goes on', () => {
  it('leaves a reference at the beginning of a line in its sentence', () => {
    const intake = printed(
      page([
        { text: 'Pasal 1', left: 0.45, right: 0.55 },
        { text: '(1) Pegawai wajib melapor paling lambat 5 hari sebagaimana dimaksud pada ayat' },
        { text: '(2) huruf b dan sesuai dengan ketentuan dalam', left: 0.16 },
        { text: 'Pasal 7 sampai dengan Pasal 9.', left: 0.16, right: 0.5 },
        { text: '(2) Laporan meliputi:', right: 0.3 },
        { text: 'a. nama; dan', left: 0.16, right: 0.3 },
        { text: 'b. tempat.', left: 0.16, right: 0.3 },
      ]),
    )
    expect(names(intake)).toEqual(['Pasal 1 ayat (1)', 'Pasal 1 ayat (2) huruf a', 'Pasal 1 ayat (2) huruf b'])
    expect(textOf(intake, 'Pasal 1 ayat (1)')).toContain('pada ayat (2) huruf b dan')
  })

  it('marks a gap and a repeated number instead of guessing', () => {
    const intake = pasted('1. Pertama.', '2. Kedua.', '4. Keempat.', '4. Keempat lagi.')
    expect(names(intake)).toHaveLength(4)
    expect(doubtsOf(intake, 'Butir 4')).toContain('numbering-gap')
    expect(intake.clauses.at(-1)?.mark.doubts).toContain('numbering-twice')
    expect(new Set(names(intake)).size).toBe(4)
  })

  it('gives a sentence that closes a list to the article that led it', () => {
    const intake = printed(
      page([
        { text: '1. Atasan langsung pada setiap perangkat daerah wajib melakukan pembinaan yang meliputi:' },
        { text: 'a. pengarahan; dan', left: 0.16, right: 0.4 },
        { text: 'b. pemantauan', left: 0.16, right: 0.27 },
        { text: 'sepanjang tidak mengganggu layanan.', left: 0.14, right: 0.5 },
        { text: '2. Laporan dibuat setiap bulan.', right: 0.5 },
      ]),
    )
    expect(textOf(intake, 'Butir 1')).toBe(
      'Atasan langsung pada setiap perangkat daerah wajib melakukan pembinaan yang meliputi: … sepanjang tidak mengganggu layanan.',
    )
  })

  it('cuts an amendment by its numbers and leaves the new articles whole', () => {
    const intake = pasted(
      'Pasal I',
      'Beberapa ketentuan diubah sebagai berikut:',
      '1. Ketentuan Pasal 5 diubah sehingga berbunyi sebagai berikut:',
      'Pasal 5',
      '(1) Pegawai wajib menjaga sikap.',
      '(2) Sikap dicatat.',
      '2. Ketentuan Pasal 6 dihapus.',
      'Pasal II',
      'Peraturan ini mulai berlaku pada tanggal diundangkan.',
    )
    expect(names(intake)).toEqual(['Pasal I angka 1', 'Pasal I angka 2', 'Pasal II'])
    expect(textOf(intake, 'Pasal I angka 1')).toContain('Pasal 5 (1) Pegawai wajib menjaga sikap. (2) Sikap dicatat.')
  })
})

describe('what OCR confuses', () => {
  it('is repaired where a number must stand, and nowhere else', () => {
    const intake = printed(
      page(
        [
          { text: 'BABI', left: 0.47, right: 0.53 },
          { text: 'KETENTUAN UMUM', left: 0.4, right: 0.6 },
          { text: 'Pasa1 1', left: 0.46, right: 0.54 },
          { text: '(l) Pegawai l0 orang wajib hadir,', right: 0.5 },
          { text: '(2} Rapat dicatat.', right: 0.4 },
        ],
        'ocr',
      ),
    )
    expect(names(intake)).toEqual(['Pasal 1 ayat (1)', 'Pasal 1 ayat (2)'])
    expect(textOf(intake, 'Pasal 1 ayat (1)')).toBe('(1) Pegawai l0 orang wajib hadir,')
  })

  it('stays visible: a doubtful word makes its clause doubtful and says where it stands', () => {
    const intake = printed(
      page(
        [
          { text: '1. Pegawai wajib hodir.', right: 0.4, doubts: [{ from: 17, to: 22, confidence: 41 }] },
          { text: '2. Rapat dicatat.' },
        ],
        'ocr',
      ),
    )
    const [first, second] = intake.clauses
    expect(first?.mark.doubts).toEqual(['ocr-unsure'])
    expect(first?.clause.text.slice(first.mark.unsure[0]?.from, first.mark.unsure[0]?.to)).toBe('hodir')
    expect(second?.mark.doubts).toEqual([])
  })

  it('may lose the words that announce a list: its second number tells that there is one, and a person looks', () => {
    const intake = printed(
      page(
        [{ text: 'Selama tahapan berlangsung, seluruh' }, { text: '1. memasang spanduk,' }, { text: '2. membagikan kaus,' }],
        'ocr',
      ),
    )
    expect(names(intake)).toEqual(['Naskah (Alinea 1)', 'Butir 1', 'Butir 2'])
    expect(doubtsOf(intake, 'Butir 1')).toEqual(['cut-unclear'])
  })

  it('makes a clause doubtful beside which a line was lost', () => {
    const lost = { text: 'PAP', confidence: 11, doubts: [{ from: 0, to: 3, confidence: 11 }] }
    const intake = printed(
      page([{ text: '1. Rapat diadakan pada' }, lost, { text: 'waktu setempat.', left: 0.15 }, { text: '2. Selesai.' }], 'ocr'),
    )
    expect(intake.clauses.map(c => c.mark.doubts)).toEqual([['ocr-unsure'], []])
    expect(intake.leftOut.map(l => l.part)).toContain('specks')
  })

  it('shows the sign at the end of an item as unsure, without making the item doubtful', () => {
    const intake = printed(page([{ text: '1. memasang spanduk,' }, { text: '2. membagikan kaus.' }], 'ocr'))
    expect(intake.clauses.map(c => [c.mark.unsure, c.mark.doubts])).toEqual([
      [[{ from: 16, to: 17 }], []],
      [[], []],
    ])
  })

  it('leaves out a page that could not be read, and says which', () => {
    const intake = printed(page([{ text: '1. Pegawai wajib hadir.' }]), {
      ...page([{ text: 'xx yy' }], 'ocr', 2),
      isRefused: true,
    })
    expect(intake.refusedPages).toEqual([2])
    expect(names(intake)).toEqual(['Butir 1'])
  })
})

describe('lines become sentences', () => {
  it('joins a word that was cut at the end of a line and keeps the hyphens of doubled words', () => {
    const intake = printed(
      page([
        { text: '1. Pegawai wajib menjaga netra-' },
        { text: 'litas dan melapor sebanyak-', left: 0.15 },
        { text: 'banyaknya tiga kali menurut undang-', left: 0.15 },
        { text: 'undang.', left: 0.15, right: 0.2 },
      ]),
    )
    expect(textOf(intake, 'Butir 1')).toBe(
      'Pegawai wajib menjaga netralitas dan melapor sebanyak-banyaknya tiga kali menurut undang-undang.',
    )
  })

  it('goes on over a page, past its head and its number', () => {
    const body = (number: number, text: string, at: number): Extracted['pages'][number] =>
      page(
        [
          { text: 'CONTOH, BUKAN ATURAN', top: 0.03, bottom: 0.04 },
          { text, left: 0.15, top: at, bottom: at + 0.01 },
          { text: `- ${number} -`, top: 0.95, bottom: 0.96 },
        ],
        'text',
        number,
      )
    const intake = printed(
      body(1, '1. Pegawai wajib melapor kepada atasan langsung dalam waktu', 0.8),
      body(2, 'tiga hari.', 0.1),
      body(3, '2. Selesai.', 0.1),
    )
    expect(textOf(intake, 'Butir 1')).toBe('Pegawai wajib melapor kepada atasan langsung dalam waktu tiga hari.')
    expect(intake.clauses[0]?.mark.spots.map(s => s.page)).toEqual([1, 2])
  })
})

describe('annexes', () => {
  const cell = (row: number, column: number, text: string): Printed => ({
    text,
    cell: { table: 0, row, column },
    top: 0.3 + row * 0.02,
  })
  it('make a clause of each numbered row, and name the lists of the joint decree as it names them', () => {
    const intake = printed(
      page([
        { text: 'LAMPIRAN II' },
        { text: 'SURAT EDARAN CONTOH' },
        { text: 'B. PELANGGARAN DISIPLIN', isBold: true },
        cell(0, 0, 'NO'),
        cell(0, 1, 'BENTUK PELANGGARAN'),
        cell(1, 0, '1'),
        cell(1, 1, 'Memasang spanduk.'),
        cell(2, 0, '2.'),
        cell(2, 1, 'Membagikan kaus.'),
      ]),
    )
    expect(names(intake)).toEqual(['Lampiran II disiplin nomor 1', 'Lampiran II disiplin nomor 2'])
    expect(textOf(intake, 'Lampiran II disiplin nomor 2')).toBe('Membagikan kaus.')
  })

  it('are not made of a frame: a letterhead beside its emblem is a letterhead', () => {
    const intake = printed(
      page([
        cell(0, 1, 'PEMERINTAH KOTA KENDARI'),
        cell(0, 1, 'WALI KOTA KENDARI'),
        { text: 'SURAT EDARAN', top: 0.4 },
        { text: '1. Pegawai wajib hadir.', top: 0.5 },
      ]),
    )
    expect(names(intake)).toEqual(['Butir 1'])
    expect(intake.metadata.place?.value).toBe('74.71')
  })

  it('put the columns of a row beside each other', () => {
    const intake = printed(
      page([
        { text: 'LAMPIRAN I' },
        cell(0, 0, 'No.'),
        cell(0, 1, 'Bentuk'),
        cell(0, 2, 'Sanksi'),
        cell(1, 0, '1'),
        cell(1, 1, 'Memasang spanduk'),
        cell(1, 2, 'Teguran'),
      ]),
    )
    expect(textOf(intake, 'Naskah (Lampiran I nomor 1)')).toBe('Memasang spanduk | Teguran')
  })
})

describe('a table that was pasted', () => {
  const before = ['LAMPIRAN II', 'SURAT EDARAN CONTOH', 'DISIPLIN']
  const rowsOf = (intake: Proposed): [string, string][] => intake.clauses.map(c => [nameOf(c), c.clause.text])

  it('keeps its rows: Word and Excel put tabs between cells, and a number alone needs no point after it', () => {
    const intake = pasted(
      ...before,
      'No\tLarangan\tSanksi',
      '1\tMemasang spanduk calon di halaman kantor\tTeguran',
      '2\tMembagikan kaus\tTeguran tertulis',
      '3\tMenghadiri kampanye\t',
    )
    expect(rowsOf(intake)).toEqual([
      ['Naskah (Lampiran II nomor 1)', 'Memasang spanduk calon di halaman kantor | Teguran'],
      ['Naskah (Lampiran II nomor 2)', 'Membagikan kaus | Teguran tertulis'],
      ['Naskah (Lampiran II nomor 3)', 'Menghadiri kampanye'],
    ])
  })

  it('keeps a cell of several lines whole: as Word pastes it, and between the quotes of Excel', () => {
    const intake = pasted(
      ...before,
      'No\tLarangan\tSanksi',
      '1\tMemasang spanduk',
      'di halaman kantor\tTeguran',
      '2\t"Membagikan kaus',
      'dan ""stiker"" calon"\tTeguran tertulis',
    )
    expect(rowsOf(intake)).toEqual([
      ['Naskah (Lampiran II nomor 1)', 'Memasang spanduk di halaman kantor | Teguran'],
      ['Naskah (Lampiran II nomor 2)', 'Membagikan kaus dan "stiker" calon | Teguran tertulis'],
    ])
  })

  it('is not seen where tabs set a list, its letters, or the fields of a letter', () => {
    const spaced = (between: string): Proposed =>
      pasted(
        ...['SURAT EDARAN', `Nomor${between}: 800/1/2027`, `Sifat${between}: Biasa`, `Hal${between}: Netralitas`, ''],
        ...[`1.${between}Pegawai wajib netral.`, `2.${between}Pegawai dilarang:`],
        ...[`${between}a.${between}memasang spanduk; dan`, `${between}b.${between}membagikan kaus.`],
      )
    expect(names(spaced('\t'))).toEqual(['Butir 1', 'Butir 2 huruf a', 'Butir 2 huruf b'])
    expect(rowsOf(spaced('\t'))).toEqual(rowsOf(spaced('    ')))
  })
})

describe('metadata', () => {
  it('takes the place from the office that signed and not from a namesake', () => {
    const intake = pasted(
      'PEMERINTAH KOTA PADANG',
      'SURAT EDARAN',
      'NOMOR 800/1/2027',
      'TENTANG',
      'CONTOH',
      '1. Isi.',
      'Padang, 3 Maret 2027',
      'WALI KOTA PADANG,',
    )
    expect(intake.metadata.place).toMatchObject({ value: '13.71', isSure: true })
    expect(intake.metadata.issuer?.value).toBe('Wali Kota Padang')
  })

  it('tells the loaded documents it refers to from those that are not loaded', () => {
    const { refersTo } = pasted(
      '1. Menurut Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin dan Peraturan Bupati Nomor 9 Tahun 2025.',
    ).metadata
    expect(refersTo.map(r => [r.said, r.document])).toEqual([
      ['Peraturan Pemerintah Nomor 94 Tahun 2021', 'pp-94-2021'],
      ['Peraturan Bupati Nomor 9 Tahun 2025', null],
    ])
  })

  it('names offices of the whole country and those who act for others as the knowledge names them', () => {
    const national = pasted(
      'SURAT EDARAN',
      'NOMOR 18 TAHUN 2027',
      'TENTANG',
      'CONTOH, BUKAN ATURAN',
      '1. Isi.',
      'Jakarta, 3 Maret 2027',
      'MENTERI PENDAYAGUNAAN APARATUR NEGARA',
      'DAN REFORMASI BIROKRASI,',
    ).metadata
    expect([national.issuer?.value, national.place?.value, national.id?.value, national.short?.value]).toEqual([
      'MenPANRB',
      'ID',
      'se-menpanrb-18-2027',
      'SE MenPANRB 18 (2027)',
    ])
    const acting = pasted(
      'INSTRUKSI BUPATI MUNA',
      'NOMOR 2 TAHUN 2027',
      'KESATU : Isi.',
      'Raha, 3 Maret 2027',
      'PJ. BUPATI MUNA,',
    ).metadata
    expect(acting.issuer?.value).toBe('Pj Bupati Muna')
    expect(acting.short?.value).toBe('Instruksi Pj Bupati Muna 2 (2027)')
    const secretary = pasted(
      'SURAT EDARAN',
      'NOMOR 5 TAHUN 2027',
      '1. Isi.',
      'Kendari, 3 Maret 2027',
      'a.n. WALI KOTA KENDARI',
      'SEKRETARIS DAERAH,',
    )
    expect(secretary.metadata.issuer?.value).toBe('Sekretaris Daerah Kota Kendari')
  })

  it('knows from when and until when it holds where it says so', () => {
    const { metadata } = pasted(
      '1. Surat Edaran ini berlaku sejak tanggal 10 Mei 2027 sampai dengan tanggal 31 Desember 2027.',
      'Kendari, 3 Mei 2027',
      'GUBERNUR SULAWESI TENGGARA,',
    )
    expect(metadata.enacted_on?.value).toBe('2027-05-03')
    expect(metadata.in_force_from?.value).toBe('2027-05-10')
    expect(metadata.in_force_until?.value).toBe('2027-12-31')
  })

  it('says nothing where nothing was said', () => {
    const { metadata } = pasted('Pegawai wajib menjaga sikap.')
    expect(metadata.number).toBeNull()
    expect(metadata.place).toBeNull()
    expect(metadata.enacted_on).toBeNull()
  })
})

// ── Properties ──

/** Every line that was read stands in a clause or in a part that is named. */
function unplaced(extracted: Extracted, intake: Proposed): string[] {
  const spots = [...intake.clauses.flatMap(c => c.mark.spots), ...intake.leftOut.flatMap(l => l.spots)]
  return extracted.pages.flatMap(p =>
    p.lines
      .filter((_, at) => !p.isRefused && !spots.some(s => s.page === p.number && s.from <= at && at <= s.to))
      .map(l => l.text),
  )
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}]/gu, '')

/** Every word of a line that a clause claims stands in that clause. */
function lostWords(extracted: Extracted, intake: Proposed): string[] {
  return extracted.pages.flatMap(p =>
    p.lines.flatMap((line, at) => {
      const claiming = intake.clauses.filter(c => c.mark.spots.some(s => s.page === p.number && s.from <= at && at <= s.to))
      const isLeft = intake.leftOut.some(l => l.spots.some(s => s.page === p.number && s.from <= at && at <= s.to))
      if (claiming.length === 0 || isLeft) return []
      const said = claiming.map(c => bare(`${c.clause.label} ${c.clause.heading} ${c.clause.text}`))
      return line.text
        .split(/\s+/)
        .filter(w => bare(w).length > 3 && !/^Pasal$/.test(w) && !said.some(text => text.includes(bare(w))))
    }),
  )
}

const SOME = [
  'se-kabupaten',
  'se-kota-berjudul',
  'perwali-dua-kolom',
  'instruksi-gubernur',
  'se-sekda-tanpa-nomor',
  'perubahan-perbup',
  'se-selebaran',
  'surat-dinas',
]

describe('of any document', () => {
  for (const name of SOME) {
    it(`${name}: no line is lost, no two clauses share a name, and every label can be cited`, async () => {
      for (const shift of [0, 21, 22, 23]) {
        const document = documentsOf(shift).find(d => d.sample.name === name)
        if (document === undefined) throw new Error(name)
        const extracted = readOff(await layOut(document.sample, document.look))
        const intake = propose(extracted, known)
        expect(unplaced(extracted, intake)).toEqual([])
        expect(intake.leftOut.map(l => l.part)).not.toContain('stray')
        expect(lostWords(extracted, intake)).toEqual([])
        expect(new Set(names(intake)).size).toBe(intake.clauses.length)
        expect(intake.clauses.filter(c => !isLabel(c.clause.label))).toEqual([])
        const { boundaries } = measured(
          truthOf(document.sample),
          intake.clauses.map(c => c.clause),
        )
        expect(boundaries, `${name} ${shift}`).toBeGreaterThan(0.9)
      }
    })
  }

  const word = fc.constantFrom(
    'pegawai',
    'wajib',
    'dilarang:',
    'melapor;',
    'Pasal',
    'ayat',
    '(2)',
    'huruf',
    'a.',
    '2027.',
    'netra-',
    'tembusan',
    'dan',
    'TENTANG',
    'BUPATI',
    '5',
    '-',
  )
  const begins = fc.constantFrom(
    '',
    '1.',
    '2.',
    '3.',
    'a.',
    'b.',
    '(1)',
    '(2)',
    'A.',
    'B.',
    'I.',
    'Pasal 1',
    'Pasal 2',
    'BAB I',
    'KESATU :',
    'LAMPIRAN I',
    'PENJELASAN',
    'ATAS',
    'Tembusan:',
    'Demikian',
    'Menimbang :',
    'MEMUTUSKAN:',
    'Ditetapkan di',
    '1)',
    'c)',
    'Yth.',
  )
  const line = fc.record({
    begin: begins,
    words: fc.array(word, { maxLength: 8 }),
    left: fc.constantFrom(0.12, 0.16, 0.2, 0.5),
    right: fc.constantFrom(0.4, 0.7, 0.88),
    table: fc.option(fc.record({ table: fc.constant(0), row: fc.nat(4), column: fc.nat(2) }), { freq: 12, nil: null }),
  })
  const anyPage = fc.array(line, { maxLength: 25 })

  it('whatever it says, nothing is lost, names are its own, and the same lines give the same proposal', () => {
    fc.assert(
      fc.property(fc.array(anyPage, { maxLength: 3 }), fc.constantFrom('text' as const, 'ocr' as const), (pages, by) => {
        const extracted: Extracted = {
          kind: 'pdf',
          pages: pages.map((lines, at) =>
            page(
              lines.map(l => ({ text: [l.begin, ...l.words].join(' ').trim(), left: l.left, right: l.right, cell: l.table })),
              by,
              at + 1,
            ),
          ),
        }
        const intake = propose(extracted, known)
        expect(unplaced(extracted, intake)).toEqual([])
        expect(lostWords(extracted, intake)).toEqual([])
        expect(new Set(names(intake)).size).toBe(intake.clauses.length)
        expect(intake.clauses.filter(c => !isLabel(c.clause.label) || c.clause.text === '')).toEqual([])
        expect(propose(extracted, known)).toEqual(intake)
      }),
      { numRuns: 300 },
    )
  })

  it('a pasted text of any letters is taken without complaint', () => {
    fc.assert(
      fc.property(
        fc.string({
          maxLength: 400,
          unit: fc.oneof(
            { weight: 6, arbitrary: fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }) },
            fc.constantFrom('\t', '\n', '"', '1'),
          ),
        }),
        text => {
          const extracted = fromText(text)
          const intake = propose(extracted, known)
          expect(unplaced(extracted, intake)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })
})
