// A circular as an editor might have it on the table, drawn as a PDF and marked as an example on every page. It is no law.
import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib'

const PAGES: readonly (readonly string[])[] = [
  [
    'CONTOH, BUKAN PERATURAN',
    'BUPATI WONOGIRI',
    'PROVINSI JAWA TENGAH',
    '',
    'SURAT EDARAN',
    'NOMOR 800/17 TAHUN 2026',
    'TENTANG',
    'NETRALITAS PEGAWAI APARATUR SIPIL NEGARA',
    '',
    'Dalam rangka menjaga netralitas pegawai, dengan ini disampaikan hal-hal sebagai berikut:',
    '1. Pegawai dilarang memakai kaus, topi, atau atribut lain yang bergambar calon.',
    '2. Pegawai dilarang membuat unggahan, komentar, atau tanda suka pada akun calon',
    '   maupun akun tim pemenangan.',
    '3. Pegawai dilarang menghadiri deklarasi calon, walaupun hanya menonton.',
    '4. Kepala perangkat daerah wajib:',
    '   a. menyampaikan edaran ini kepada seluruh pegawai; dan',
    '   b. melaporkan pelaksanaannya setiap bulan.',
  ],
  [
    'CONTOH, BUKAN PERATURAN',
    '5. Pegawai yang suami atau istrinya menjadi calon mengajukan cuti di luar tanggungan negara.',
    '6. Pelanggaran terhadap edaran ini diproses menurut Peraturan Pemerintah Nomor 94 Tahun 2021.',
    '7. Edaran ini berlaku sejak tanggal ditetapkan sampai dengan 31 Desember 2026.',
    '',
    'Ditetapkan di Wonogiri',
    'pada tanggal 2 November 2026',
    'BUPATI WONOGIRI,',
  ],
]

const [WIDTH, HEIGHT, MARGIN, SIZE, STEP] = [595, 842, 64, 11, 19]

export async function surat(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const [font, bold] = [await pdf.embedFont(StandardFonts.TimesRoman), await pdf.embedFont(StandardFonts.TimesRomanBold)]
  for (const lines of PAGES) {
    const page = pdf.addPage([WIDTH, HEIGHT])
    lines.forEach((line, i) => {
      const isHead = line === line.toUpperCase()
      const face: PDFFont = isHead ? bold : font
      const indent = line.length - line.trimStart().length
      const x = isHead ? (WIDTH - face.widthOfTextAtSize(line, SIZE)) / 2 : MARGIN + indent * 6
      page.drawText(line.trim(), { x, y: HEIGHT - MARGIN - i * STEP, size: SIZE, font: face })
    })
  }
  return pdf.save()
}
