// A circular of a regency as it lies on an editor's table on a Monday: head, addressee, points over two pages, date and name of the office.
// Invented, marked as an example on every page, and no law.
import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib'

export const MARKED = 'CONTOH, BUKAN ATURAN'
const [WIDTH, HEIGHT, MARGIN, SIZE, STEP] = [595, 842, 72, 11.5, 18]

export const POINTS = [
  'Pegawai Aparatur Sipil Negara dilarang menghadiri kampanye atau pertemuan calon, walaupun hanya mendengarkan dan berada di luar jam kerja.',
  'Pegawai Aparatur Sipil Negara dilarang memberi tanda suka, komentar, atau membagikan unggahan calon maupun akun pendukungnya.',
  'Pegawai yang menerima undangan dari calon melaporkannya kepada atasan langsung paling lambat dua hari kerja.',
  'Kepala perangkat daerah menyampaikan edaran ini kepada seluruh pegawai dan mengawasi pelaksanaannya.',
] as const

/** Two letters of the second point stand apart on the paper, as typesetting that fills lines leaves them. */
export const TORN = ['membagikan', 'membagi kan'] as const

const HEAD = [
  MARKED,
  'PEMERINTAH KABUPATEN WONOGIRI',
  'BUPATI WONOGIRI',
  '',
  'SURAT EDARAN',
  'NOMOR 800/417 TAHUN 2026',
  'TENTANG',
  'NETRALITAS PEGAWAI APARATUR SIPIL NEGARA',
  'DI LINGKUNGAN PEMERINTAH KABUPATEN WONOGIRI',
]
const OPENING =
  'Menindaklanjuti Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara dan Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil, dengan ini disampaikan hal-hal sebagai berikut:'
const CLOSING = 'Surat Edaran ini mulai berlaku pada tanggal ditetapkan.'
const SIGNED = ['Ditetapkan di Wonogiri', 'pada tanggal 20 November 2026', 'BUPATI WONOGIRI,', '', '', 'NAMA PEJABAT CONTOH']

/** The same words as somebody pastes them into a chat; `change` alters them first. */
export const asText = (change: (text: string) => string = text => text): string =>
  change([...HEAD, '', OPENING, ...POINTS.map((p, n) => `${n + 1}. ${p}`), CLOSING, ...SIGNED].join('\n'))

export async function asPdf(change: (text: string) => string = text => text): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const [plain, bold] = [await pdf.embedFont(StandardFonts.TimesRoman), await pdf.embedFont(StandardFonts.TimesRomanBold)]
  let page = pdf.addPage([WIDTH, HEIGHT])
  let y = HEIGHT - MARGIN
  const put = (line: string, font: PDFFont, x: number): void => {
    if (line !== '') page.drawText(line, { x, y, size: SIZE, font })
    y -= STEP
  }
  const centred = (line: string): void => put(line, bold, (WIDTH - bold.widthOfTextAtSize(line, SIZE)) / 2)
  const said = (text: string, left: number, mark = ''): void => {
    if (mark !== '') page.drawText(mark, { x: left - 20, y, size: SIZE, font: plain })
    for (const line of wrapped(change(text), plain, WIDTH - MARGIN - left)) put(line, plain, left)
    y -= 6
  }
  for (const line of HEAD) centred(line)
  y -= STEP
  said(OPENING, MARGIN)
  for (const [n, p] of POINTS.slice(0, 2).entries()) said(n === 1 ? p.replace(...TORN) : p, MARGIN + 20, `${n + 1}.`)
  page = pdf.addPage([WIDTH, HEIGHT])
  y = HEIGHT - MARGIN
  centred(MARKED)
  y -= STEP
  for (const [n, p] of POINTS.slice(2).entries()) said(p, MARGIN + 20, `${n + 3}.`)
  said(CLOSING, MARGIN)
  y -= STEP
  for (const line of SIGNED) put(line, plain, WIDTH / 2)
  return pdf.save()
}

function wrapped(text: string, font: PDFFont, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim()
    if (lines.length > 0 && font.widthOfTextAtSize(longer, SIZE) <= width) lines.splice(-1, 1, longer)
    else lines.push(word)
  }
  return lines
}
