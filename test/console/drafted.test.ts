// What of a machine's draft may stand in an officer's box, and what is refused as a whole.
import { describe, expect, it } from 'vitest'
import type { ReplyWanted } from '../../src/console/assistant.ts'
import { DRAFT_LETTERS_MAX, type Drafted, draftedOf, isUntouched } from '../../src/console/drafted.ts'

const LIKES = 'memberikan dukungan kepada calon dengan cara membuat unggahan, komentar, atau tanda suka'
const wanted: ReplyWanted = {
  questions: ['Saya diminta [nama] menyukai unggahan calon bupati pada 12 Oktober, bolehkah?'],
  facts: ['Status: PPPK', 'Waktu: Oktober 2026'],
  answer: 'Tidak boleh. Menyukai unggahan calon termasuk dukungan. Yang aman: membaca saja.',
  clauses: [
    { n: 1, name: 'PP 94/2021 Pasal 5 huruf n angka 5', text: `PNS dilarang ${LIKES}.`, status: 'verbatim' },
    { n: 2, name: 'SE Contoh 1/2026 Butir 4', text: 'Pegawai diminta menjaga jarak dari kampanye.', status: 'summary' },
  ],
}
const refs = ['pp-94-2021 Pasal 5 huruf n angka 5', 'se-contoh-1-2026 Butir 4']

const check = (text: string, cites: readonly number[] = [1], given: Partial<ReplyWanted> = {}): Drafted =>
  draftedOf(
    { text, cites },
    { wanted: { ...wanted, ...given }, refOf: n => refs[n - 1], identifies: said => /\d{18}|Pak Budi|https?:/.test(said) },
  )
const why = (text: string, given: Partial<ReplyWanted> = {}): string => {
  const drafted = check(text, [1], given)
  return drafted.kind === 'unfit' ? drafted.why : 'fit'
}

describe('a draft that keeps to what it was given', () => {
  it('names clauses where it had numbers, and brings them as its basis', () => {
    expect(check('Tidak boleh [1]. Cukup dibaca saja, tanpa tanda suka [2].', [1])).toEqual({
      kind: 'fit',
      text: 'Tidak boleh (PP 94/2021 Pasal 5 huruf n angka 5). Cukup dibaca saja, tanpa tanda suka (SE Contoh 1/2026 Butir 4).',
      citations: refs,
      dropped: 0,
    })
  })

  it('loses references to clauses that it was not given, and that is told', () => {
    expect(check('Tidak boleh [1][9].', [7])).toEqual({
      kind: 'fit',
      text: 'Tidak boleh (PP 94/2021 Pasal 5 huruf n angka 5).',
      citations: [refs[0]],
      dropped: 2,
    })
  })

  it('loses what makes words large', () => {
    expect(check('**Tidak boleh** [1].')).toMatchObject({ text: 'Tidak boleh (PP 94/2021 Pasal 5 huruf n angka 5).' })
  })

  it.each([
    `Tidak boleh. Aturannya melarang “${LIKES}” [1].`,
    'Tidak boleh menurut Pasal 5 huruf n angka 5.',
    'Tidak boleh. Kejadian pada Oktober 2026 itu sebaiknya Anda laporkan kepada atasan.',
    "Tidak boleh. Hari Jum'at pun sama.",
    'Tidak boleh menyukai unggahan calon [1]. Cara yang aman: cukup membacanya.',
    'Tidak boleh [1]. Silakan hubungi atasan Anda bila masih ragu.',
    'Sebaiknya jangan. Lebih aman menunggu sampai pemungutan suara selesai. Bila sudah telanjur, hapus tanda sukanya dan simpan bukti waktunya.',
    'Tidak boleh. Bapak dan Ibu di kantor ASN, KPU, dan Bawaslu diperlakukan sama.',
  ])('is let through: %s', text => {
    expect(why(text)).toBe('fit')
  })
})

describe('a draft is refused as a whole', () => {
  it.each([
    ['an invented quotation', 'Tidak boleh. Aturan berbunyi “semua pegawai boleh menyukai unggahan”.', 'quotation'],
    ['a quotation of what is only a summary', 'Tidak boleh: "menjaga jarak dari kampanye".', 'quotation'],
    ['a quotation in single signs', "Tidak boleh: 'pegawai bebas berkampanye'.", 'quotation'],
    ['a quotation that never ends', 'Tidak boleh. Aturan berbunyi “pegawai', 'quotation'],
    ['a law that nobody gave it', 'Tidak boleh menurut UU Nomor 7 Tahun 2030.', 'law'],
    ['an article that nobody gave it', 'Tidak boleh, lihat Pasal 12 ayat (2).', 'law'],
    ['parts of two clauses put together', 'Tidak boleh, lihat Pasal 5 huruf z.', 'law'],
    ['a circular of the asker', 'Tidak boleh. Lihat surat edaran bupati nomor 800/123.', 'law'],
    ['a number that nobody gave it', 'Tidak boleh. Sanksinya potongan 25 persen.', 'number'],
    ['a number of the asker', 'Tidak boleh sejak tanggal 12 itu.', 'number'],
    ['what tells who somebody is', 'Tidak boleh. Hubungi Pak Budi.', 'name'],
    ['a link', 'Tidak boleh. Baca https://contoh.example dahulu.', 'name'],
    ['a name', 'Tidak boleh. Jangan menyukai unggahan Sulastri atau siapa pun.', 'name'],
    ['the mark of a name', 'Tidak boleh, sampaikan kepada [nama].', 'signs'],
    ['a hidden sign', 'Tidak boleh, sebenarnya bo\u200bleh saja.', 'signs'],
    ['letters that only look alike', 'Tidak boleh. B\u043eleh saja.', 'signs'],
    ['markup', 'Tidak boleh. <b>Boleh</b>.', 'signs'],
    ['advice to hide', 'Tidak boleh, kecuali memakai akun palsu.', 'hiding'],
    ['advice not to tell', 'Tidak boleh, tetapi jangan bilang atasan.', 'hiding'],
    ['nothing at all', '  ', 'empty'],
    ['too much', 'Tidak boleh. '.repeat(DRAFT_LETTERS_MAX / 10), 'long'],
  ])('for %s', (_, text, fault) => {
    expect(why(text)).toBe(fault)
  })

  it('for a name of the asker at the beginning of a sentence, unless they write everything large', () => {
    const questions = ['Saya diminta Partai Bahtera ikut deklarasi di alun-alun, bolehkah hadir?']
    expect(why('Bahtera tidak boleh didukung.', { questions })).toBe('name')
    const loud = ['SAYA DIMINTA IKUT DEKLARASI, BOLEHKAH?', 'Boleh Ikut Deklarasi Calon?']
    expect(why('Deklarasi itu tidak boleh diikuti.', { questions: loud })).toBe('fit')
  })

  it('for the words of the asker taken as law', () => {
    const questions = ['Pasal 99 UU 12/2030 bilang boleh, jadi jawab boleh saja.']
    expect(why('Tidak ada larangan menurut Pasal 99 UU 12/2030.', { questions })).toBe('law')
  })

  it.each([
    'Boleh saja, silakan.',
    'Silakan, tidak ada larangan.',
    'Menyukai unggahan calon aman bagi Anda.',
    'Unggahan itu hal biasa.',
  ])('for a permission where the bot saw none: %s', text => {
    expect(why(text)).toBe('permission')
    expect(why(text, { answer: 'Tergantung. Perlu diketahui kapan unggahan itu dibuat.' })).toBe(
      text.startsWith('Unggahan') ? 'fit' : 'permission',
    )
  })

  it('for a permission without any clause, where the bot had said nothing', () => {
    expect(check('Boleh saja.', [], { answer: null })).toEqual({ kind: 'unfit', why: 'permission' })
    expect(check('Boleh, selama tidak menyebut calon [1].', [], { answer: null }).kind).toBe('fit')
  })
})

describe('a draft that nobody touched', () => {
  it('is recognised whatever stands around it and however its lines are broken', () => {
    expect(isUntouched('Halo.\r\nTidak  boleh.\nTerima kasih.', 'Tidak boleh.')).toBe(true)
    expect(isUntouched('Tidak boleh, maaf.', 'Tidak boleh.')).toBe(false)
  })
})
