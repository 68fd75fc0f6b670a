// Thirty-one invented documents in the shapes that Indonesian offices use. None is a rule: each says so of itself, no person stands in them,
// and what they order was put together from parts (words.ts). Written before anything could read them.
import { LOOK, type Look } from './layout.ts'
import {
  alineas,
  angka,
  angkaKurung,
  ayat,
  type Block,
  butir,
  diktum,
  type Explained,
  huruf,
  hurufKurung,
  type Metadata,
  nomor,
  type Part,
  pasal,
  points,
  ROMAN,
  type Said,
  type Sample,
} from './sample.ts'
import { type Writer, writer } from './words.ts'

export type Medium = 'pdf' | 'docx' | 'scan' | 'photo'
export type Document = {
  readonly sample: Sample
  readonly medium: Medium
  readonly look: Look
  /** docx: numbers by the word processor's lists, or typed. */
  readonly isAutoNumbered: boolean
  /** scan: degrees, noise and JPEG quality, and how it is packed: in a PDF, as PNG, or black and white as offices' scanners do; photo: how it was taken. */
  readonly spoil: Spoil
}
export type Spoil = {
  readonly degrees: number
  readonly noise: number
  readonly quality: number
  readonly packed: 'jpeg' | 'png' | 'fax' | 'jbig2' | 'tiff'
  readonly perspective: number
  readonly shadow: number
  readonly blur: number
}
const CLEAN: Spoil = { degrees: 0, noise: 0, quality: 82, packed: 'jpeg', perspective: 0, shadow: 0, blur: 0 }
const MARKED = 'CONTOH, BUKAN ATURAN'

const NAMELESS = ['', '', 'NAMA PEJABAT CONTOH']
const close = (at: number, of: number): string => (at === of - 1 ? '.' : at === of - 2 ? '; dan' : ';')
const items = (w: Writer, count: number): string[] => Array.from({ length: count }, (_, at) => w.item(close(at, count)))
const norms = (w: Writer, count: number): string[] => Array.from({ length: count }, () => w.norm())
const listed = (text: string, parts: readonly Part[], tail = ''): Said => ({ text, parts, tail })

const kop = (...lines: string[]): Block => ({ kind: 'kop', lines: [...lines, MARKED] })
const title = (...lines: string[]): Block => ({ kind: 'title', lines })
const office = (text: string): Block => ({ kind: 'office', lines: [text] })
const section = (mark: string, name: string): Block => ({ kind: 'section', mark, title: name })
const opening = (text: string): Block => ({ kind: 'opening', text })
const closing = (text: string): Block => ({ kind: 'closing', text })
const alinea = (text: string): Block => ({ kind: 'alinea', text })
const sign = (...lines: string[]): Block => ({ kind: 'sign', lines: [...lines, ...NAMELESS] })
const copies = (...list: string[]): Block => ({ kind: 'copies', items: list })
const consider = (name: string, said: readonly string[]): Block => ({ kind: 'consider', name, parts: huruf(...said), text: '' })
const recall = (said: readonly string[]): Block => ({ kind: 'consider', name: 'Mengingat', parts: angka(...said), text: '' })
const chapter = (...lines: string[]): Block => ({ kind: 'chapter', lines })
const decides = (word: string, name: string, text: string): Block => ({ kind: 'decides', title: word, name, text })
const table = (
  columns: readonly (readonly [string, number])[],
  rows: readonly (readonly string[])[],
  isHeadRepeated = false,
): Block => ({
  kind: 'table',
  columns: columns.map(([name, share]) => ({ title: name, share })),
  rows,
  isHeadRepeated,
})
const rowsOf = (count: number, cells: () => string[]): string[][] =>
  Array.from({ length: count }, (_, at) => [String(at + 1), ...cells()])

const LAWS = [
  'Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara (Lembaran Negara Republik Indonesia Tahun 2023 Nomor 141);',
  'Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil;',
  'Peraturan Pemerintah Nomor 49 Tahun 2018 tentang Manajemen Pegawai Pemerintah dengan Perjanjian Kerja;',
]
const WHY = [
  'bahwa pegawai Aparatur Sipil Negara harus menjaga netralitas agar pelayanan kepada masyarakat tidak berpihak;',
  'bahwa pada penyelenggaraan sebelumnya masih ditemukan pegawai yang tidak memahami batas keterlibatan;',
]

// ── Circulars ──

const HEAD = (name: string, number: string, about: readonly string[]): Block =>
  title(name, `NOMOR ${number}`, 'TENTANG', ...about)

function plainCircular(seed: number): Sample {
  const w = writer(seed)
  return {
    name: 'se-kabupaten',
    refersTo: ['pp-94-2021', 'uu-20-2023'],
    metadata: meta(
      'Surat Edaran',
      '800/118/BKPSDM/2027',
      2027,
      'Netralitas Aparatur Sipil Negara pada Pemilihan Tahun 2027',
      'Bupati Wakatobi',
      '74.07',
      '2027-01-04',
      '2027-01-04',
      null,
      5,
      'SE Bupati Wakatobi 800/118/BKPSDM/2027',
      'se-wakatobi-800-118-2027',
    ),
    blocks: [
      kop('PEMERINTAH KABUPATEN WAKATOBI', 'BUPATI WAKATOBI', 'Jalan Contoh Nomor 1, Kode Pos 00000, Laman contoh.example'),
      { kind: 'addressee', lines: ['Yth. 1. Para Kepala Perangkat Daerah', '       2. Para Camat', 'di Tempat'] },
      HEAD('SURAT EDARAN', '800/118/BKPSDM/2027', ['NETRALITAS APARATUR SIPIL NEGARA', 'PADA PEMILIHAN TAHUN 2027']),
      opening(
        'Berdasarkan Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara dan Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil, bersama ini disampaikan hal-hal sebagai berikut:',
      ),
      ...points(
        butir(
          w.norm(),
          listed('Pegawai ASN dilarang:', huruf(...items(w, 6))),
          w.norm(),
          listed('Kepala perangkat daerah wajib:', huruf(...items(w, 4))),
          w.norm(),
          `${w.norm()} ${w.norm()}`,
        ),
      ),
      closing('Demikian Surat Edaran ini disampaikan untuk dilaksanakan dengan penuh tanggung jawab.'),
      sign('Ditetapkan di Wangi-Wangi', 'pada tanggal 4 Januari 2027', 'BUPATI WAKATOBI,'),
      copies('Gubernur Sulawesi Tenggara di Kendari;', 'Ketua DPRD Kabupaten Wakatobi;', 'Arsip.'),
    ],
  }
}

function sectionedCircular(
  seed: number,
  which: {
    readonly name: string
    readonly size: number
    readonly metadata: Metadata
    readonly head: Block[]
    readonly signed: Block
  },
): Sample {
  const w = writer(seed)
  const many = which.size
  return {
    name: which.name,
    refersTo: ['uu-20-2023', 'pp-94-2021', 'pp-49-2018'],
    metadata: which.metadata,
    blocks: [
      ...which.head,
      section('A.', 'Latar Belakang'),
      alinea(w.prose(4)),
      alinea(w.prose(3)),
      section('B.', 'Maksud dan Tujuan'),
      ...points(butir(w.norm(), w.norm())),
      section('C.', 'Ruang Lingkup'),
      alinea('Surat Edaran ini berlaku bagi seluruh pegawai, termasuk pegawai yang sedang menjalani cuti dan tugas belajar.'),
      section('D.', 'Dasar Hukum'),
      ...points(butir(...LAWS)),
      section('E.', 'Isi Edaran'),
      ...points(
        butir(
          ...Array.from({ length: many }, (_, at): Said => {
            if (at % 3 === 0)
              return listed(
                'Dalam rangka pencegahan, pegawai dilarang:',
                huruf(...items(w, 4), listed('membuat unggahan yang berupa:', angkaKurung(...items(w, 3)))),
              )
            if (at % 3 === 1) return w.norm()
            return listed(`${w.norm()} Untuk itu, atasan langsung:`, huruf(...items(w, 3)))
          }),
        ),
      ),
      section('F.', 'Penutup'),
      alinea(`Surat Edaran ini mulai berlaku pada tanggal ditetapkan dan agar dilaksanakan sebagaimana mestinya.`),
      which.signed,
    ],
  }
}

function titledPoints(seed: number): Sample {
  const w = writer(seed)
  const titled = (name: string, parts: readonly Part[]): Said => ({ text: name, parts })
  return {
    name: 'se-kota-berjudul',
    refersTo: ['pp-94-2021', 'uu-20-2023', 'pp-49-2018', 'skb-2022'],
    metadata: meta(
      'Surat Edaran',
      '100.3.4/21/BKPSDMD/2027',
      2027,
      'Pedoman Bermedia Sosial bagi Pegawai Menjelang Pemilihan',
      'Wali Kota Kendari',
      '74.71',
      '2027-02-15',
      '2027-02-15',
      '2027-12-31',
      5,
      'SE Wali Kota Kendari 100.3.4/21/BKPSDMD/2027',
      'se-kendari-100.3.4-21-2027',
    ),
    blocks: [
      kop('PEMERINTAH KOTA KENDARI', 'WALI KOTA KENDARI', 'Jalan Contoh Nomor 2 Kendari'),
      HEAD('SURAT EDARAN', '100.3.4/21/BKPSDMD/2027', ['PEDOMAN BERMEDIA SOSIAL BAGI PEGAWAI', 'MENJELANG PEMILIHAN']),
      ...points(
        butir(
          titled('Latar Belakang', alineas(w.prose(4))),
          titled('Maksud dan Tujuan', huruf(w.norm(), w.norm())),
          titled('Ruang Lingkup', alineas('Surat Edaran ini mengikat pegawai di lingkungan Pemerintah Kota Kendari.')),
          titled('Dasar', huruf(...LAWS, 'Keputusan Bersama tentang Pedoman Pembinaan dan Pengawasan Netralitas.')),
          titled(
            'Isi Edaran',
            huruf(
              listed('Pegawai dilarang:', angkaKurung(...items(w, 5))),
              w.norm(),
              listed(
                'Admin akun resmi instansi:',
                angkaKurung(listed('tidak menayangkan:', hurufKurung(...items(w, 3))), w.item(), w.item('.')),
              ),
              w.norm(),
              w.norm(),
            ),
          ),
          titled('Sanksi', alineas(w.norm())),
          titled(
            'Penutup',
            huruf('Surat Edaran ini berlaku sejak tanggal ditetapkan sampai dengan tanggal 31 Desember 2027.', w.norm()),
          ),
        ),
      ),
      sign('Ditetapkan di Kendari', 'pada tanggal 15 Februari 2027', 'WALI KOTA KENDARI,'),
      copies('Gubernur Sulawesi Tenggara;', 'Kepala Kantor Regional Badan Kepegawaian Negara.'),
    ],
  }
}

// ── Regulations by articles ──

function regulation(
  seed: number,
  which: {
    readonly name: string
    readonly kind: string
    readonly by: string
    readonly number: string
    readonly city: string
    readonly about: string[]
    readonly metadata: Metadata
    readonly chapters: number
    readonly perChapter: number
    readonly isExplained: boolean
    readonly isCopy?: boolean
    readonly signed: Block
  },
): Sample {
  const w = writer(seed)
  let n = 0
  const said = (kind: string): string => kind.toLowerCase().replace(/\b\w/g, c => c.toUpperCase())
  const article = (shape: number): Part => {
    n++
    switch (shape % 6) {
      case 0:
        return pasal(String(n), {
          text: '',
          parts: ayat(
            w.norm(),
            w.norm(),
            listed('Kewajiban sebagaimana dimaksud pada ayat (1) meliputi:', huruf(...items(w, 4))),
          ),
        })
      case 1:
        return pasal(String(n), w.norm())
      case 2:
        return pasal(
          String(n),
          listed(
            'Pegawai dilarang:',
            huruf(...items(w, 3), listed('memberikan dukungan dengan cara:', angka(...items(w, 4))), w.item('.')),
          ),
        )
      case 3:
        return pasal(String(n), { text: '', parts: ayat(...norms(w, 4)) })
      case 4:
        return pasal(String(n), {
          text: '',
          parts: ayat(
            listed('Pembinaan dilakukan melalui:', huruf(...items(w, 3))),
            listed(
              'Dalam hal pembinaan sebagaimana dimaksud pada ayat (1) tidak berhasil, atasan langsung:',
              huruf(listed('menyusun laporan yang memuat:', angka(...items(w, 3))), w.item('.')),
            ),
          ),
        })
      default:
        return pasal(String(n), listed('Tim pembina mempunyai tugas:', huruf(...items(w, 5))))
    }
  }
  n = 1
  const blocks: Block[] = [
    ...(which.isCopy ? [{ kind: 'stamp', lines: ['SALINAN'] } as const] : []),
    title(`${which.by}`, MARKED),
    title(which.kind, `NOMOR ${which.number}`, 'TENTANG', ...which.about),
    { kind: 'formula', lines: ['DENGAN RAHMAT TUHAN YANG MAHA ESA'] },
    office(`${which.by},`),
    consider('Menimbang', [
      ...WHY,
      `bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam huruf a dan huruf b, perlu menetapkan ${said(which.kind)} tentang ${which.metadata.title};`,
    ]),
    recall(LAWS),
    decides('MEMUTUSKAN:', 'Menetapkan', `${which.kind} TENTANG ${which.about.join(' ')}.`),
    chapter('BAB I', 'KETENTUAN UMUM'),
    ...points([
      pasal(
        '1',
        listed(`Dalam ${said(which.kind)} ini yang dimaksud dengan:`, angka(...Array.from({ length: 7 }, () => w.definition()))),
      ),
    ]),
  ]
  let shape = 0
  for (let at = 0; at < which.chapters; at++) {
    blocks.push(chapter(`BAB ${ROMAN[at + 1]}`, CHAPTERS[at] ?? ''))
    for (let nth = 0; nth < which.perChapter; nth++) {
      if (which.perChapter > 3 && nth % 2 === 0)
        blocks.push(chapter(`Bagian ${PARTS[nth / 2]}`, SECTIONS[(at + nth) % SECTIONS.length] ?? ''))
      if (which.perChapter > 3 && at === 1 && nth === 2) blocks.push(chapter('Paragraf 1', 'Tata Cara'))
      blocks.push(...points([article(shape++)]))
    }
  }
  n++
  blocks.push(chapter(`BAB ${ROMAN[which.chapters + 1]}`, 'KETENTUAN PENUTUP'))
  blocks.push(...points([pasal(String(n), `${said(which.kind)} ini mulai berlaku pada tanggal diundangkan.`)]))
  blocks.push(
    closing(
      `Agar setiap orang mengetahuinya, memerintahkan pengundangan ${said(which.kind)} ini dengan penempatannya dalam Berita Daerah.`,
    ),
  )
  blocks.push(which.signed)
  if (which.isExplained)
    blocks.push({
      kind: 'explanation',
      title: ['PENJELASAN', 'ATAS', which.kind, `NOMOR ${which.number}`, 'TENTANG', ...which.about],
      general: [w.prose(4), w.prose(3)],
      parts: explained(w, n),
    })
  return { name: which.name, refersTo: ['uu-20-2023', 'pp-94-2021', 'pp-49-2018'], metadata: which.metadata, blocks }
}

function explained(w: Writer, articles: number): Explained[] {
  const found: Explained[] = []
  for (let at = 1; at <= articles; at++) {
    if (at % 4 === 0) {
      found.push({ steps: [`Pasal ${at}`, 'Ayat (1)'], text: 'Cukup jelas.' })
      found.push({
        steps: [`Pasal ${at}`, 'Ayat (2)', 'Huruf a'],
        text: `Yang dimaksud dengan "laporan" adalah setiap pemberitahuan. ${w.norm()}`,
      })
      found.push({ steps: [`Pasal ${at}`, 'Ayat (2)', 'Huruf b'], text: 'Cukup jelas.' })
    } else found.push({ steps: [`Pasal ${at}`], text: at % 3 === 0 ? w.prose(2) : 'Cukup jelas.' })
  }
  return found
}

const CHAPTERS = ['KEWAJIBAN DAN LARANGAN', 'PEMBINAAN', 'PENGAWASAN DAN PELAPORAN', 'PEMERIKSAAN', 'SANKSI', 'PEMBIAYAAN']
const SECTIONS = ['Umum', 'Pencegahan', 'Penanganan Laporan', 'Pemantauan']
const PARTS = ['Kesatu', 'Kedua', 'Ketiga']

function amendment(): Sample {
  return {
    name: 'perubahan-perbup',
    refersTo: ['uu-20-2023'],
    metadata: meta(
      'Peraturan Bupati',
      '14',
      2027,
      'Perubahan atas Peraturan Bupati Nomor 9 Tahun 2025 tentang Kode Etik Pegawai',
      'Bupati Muna',
      '74.03',
      '2027-03-22',
      '2027-03-22',
      null,
      4,
      'Perbup Muna 14/2027',
      'perbup-muna-14-2027',
    ),
    blocks: [
      title('BUPATI MUNA', 'PROVINSI SULAWESI TENGGARA', MARKED),
      title(
        'PERATURAN BUPATI MUNA',
        'NOMOR 14 TAHUN 2027',
        'TENTANG',
        'PERUBAHAN ATAS PERATURAN BUPATI NOMOR 9 TAHUN 2025',
        'TENTANG KODE ETIK PEGAWAI',
      ),
      office('BUPATI MUNA,'),
      consider('Menimbang', [
        'bahwa Peraturan Bupati Nomor 9 Tahun 2025 perlu disesuaikan dengan perkembangan keadaan;',
        'bahwa perlu menetapkan Peraturan Bupati tentang Perubahan atas Peraturan Bupati Nomor 9 Tahun 2025 tentang Kode Etik Pegawai;',
      ]),
      recall([LAWS[0] ?? '']),
      decides(
        'MEMUTUSKAN:',
        'Menetapkan',
        'PERATURAN BUPATI TENTANG PERUBAHAN ATAS PERATURAN BUPATI NOMOR 9 TAHUN 2025 TENTANG KODE ETIK PEGAWAI.',
      ),
      ...points([
        pasal(
          'I',
          listed(
            'Beberapa ketentuan dalam Peraturan Bupati Nomor 9 Tahun 2025 tentang Kode Etik Pegawai diubah sebagai berikut:',
            angka(
              {
                text: 'Ketentuan Pasal 5 diubah sehingga berbunyi sebagai berikut:',
                parts: [
                  pasal('5', {
                    text: '',
                    parts: ayat(
                      'Pegawai wajib menjaga sikap pada media sosial.',
                      'Sikap sebagaimana dimaksud pada ayat (1) dicatat oleh atasan langsung.',
                    ),
                  }),
                ],
              },
              {
                text: 'Di antara Pasal 8 dan Pasal 9 disisipkan 1 (satu) pasal, yakni Pasal 8A sehingga berbunyi sebagai berikut:',
                parts: [
                  pasal(
                    '8A',
                    'Laporan yang diterima sebelum Peraturan Bupati ini berlaku diselesaikan berdasarkan ketentuan yang lama.',
                  ),
                ],
              },
              'Ketentuan Pasal 12 dihapus.',
            ),
          ),
        ),
        pasal('II', 'Peraturan Bupati ini mulai berlaku pada tanggal diundangkan.'),
      ]),
      sign('Ditetapkan di Raha', 'pada tanggal 22 Maret 2027', 'BUPATI MUNA,'),
    ],
  }
}

// ── Instructions, decisions, letters ──

function instruction(
  seed: number,
  name: string,
  metadata: Metadata,
  by: string,
  number: string,
  about: string[],
  signed: Block,
  count: number,
): Sample {
  const w = writer(seed)
  return {
    name,
    refersTo: ['pp-94-2021'],
    metadata,
    blocks: [
      title(by, MARKED),
      title(`INSTRUKSI ${by}`, `NOMOR ${number}`, 'TENTANG', ...about),
      office(`${by},`),
      opening(
        'Dalam rangka melaksanakan Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil, dengan ini menginstruksikan:',
      ),
      {
        kind: 'fields',
        rows: [
          ['Kepada', 'Para kepala perangkat daerah dan para camat;'],
          ['Untuk', ''],
        ],
      },
      ...points(
        diktum(
          ...Array.from(
            { length: count },
            (_, at): Said =>
              at % 3 === 1 ? listed('Melakukan langkah pencegahan dengan cara:', huruf(...items(w, 3))) : w.norm(),
          ),
        ),
      ),
      alinea('Instruksi ini mulai berlaku pada tanggal dikeluarkan.'),
      signed,
    ],
  }
}

function decision(
  seed: number,
  name: string,
  metadata: Metadata,
  by: string,
  number: string,
  about: string[],
  signed: Block,
  rows: number,
): Sample {
  const w = writer(seed)
  return {
    name,
    refersTo: ['uu-20-2023', 'pp-94-2021', 'pp-49-2018'],
    metadata,
    blocks: [
      kop(
        `PEMERINTAH ${by.replace(/^(BUPATI|WALI KOTA|GUBERNUR)/, m => (m === 'BUPATI' ? 'KABUPATEN' : m === 'WALI KOTA' ? 'KOTA' : 'PROVINSI'))}`,
        'SEKRETARIAT DAERAH',
        'Jalan Contoh Nomor 7',
      ),
      title(`KEPUTUSAN ${by}`, `NOMOR ${number}`, 'TENTANG', ...about),
      office(`${by},`),
      consider('Menimbang', WHY),
      recall(LAWS),
      decides('MEMUTUSKAN:', 'Menetapkan', ''),
      ...points(
        diktum(
          `Membentuk tim pembina dengan susunan sebagaimana tercantum dalam Lampiran yang merupakan bagian tidak terpisahkan dari Keputusan ini.`,
          listed('Tim sebagaimana dimaksud dalam Diktum KESATU bertugas:', huruf(...items(w, 4))),
          w.norm(),
          'Keputusan ini mulai berlaku pada tanggal ditetapkan.',
        ),
      ),
      signed,
      {
        kind: 'annex',
        name: 'Lampiran',
        head: ['LAMPIRAN', `KEPUTUSAN ${by}`, `NOMOR ${number}`, 'TENTANG', ...about],
        title: ['SUSUNAN DAN TUGAS TIM PEMBINA'],
      },
      table(
        [
          ['NO', 0.08],
          ['JABATAN DALAM DINAS', 0.3],
          ['KEDUDUKAN', 0.2],
          ['TUGAS', 0.42],
        ],
        rowsOf(rows, () => [w.cell('office'), ['Ketua', 'Sekretaris', 'Anggota'][w.below(3)] ?? '', w.cell('act')]),
      ),
      sign(by + ','),
    ],
  }
}

function letterOf(
  seed: number,
  name: string,
  metadata: Metadata,
  kopLines: string[],
  date: string,
  number: string,
  about: string,
  signed: Block,
  isNumbered: boolean,
): Sample {
  const w = writer(seed)
  return {
    name,
    refersTo: ['uu-20-2023'],
    metadata,
    blocks: [
      kop(...kopLines),
      { kind: 'dateline', text: date },
      {
        kind: 'fields',
        rows: [
          ['Nomor', number],
          ['Sifat', 'Penting'],
          ['Lampiran', '-'],
          ['Hal', about],
        ],
      },
      { kind: 'addressee', lines: ['Yth. Para Kepala Perangkat Daerah', 'di -', '      Tempat'] },
      ...(isNumbered
        ? [
            opening(
              'Menindaklanjuti Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara, dengan ini disampaikan hal-hal sebagai berikut:',
            ),
            ...points(butir(w.norm(), w.norm(), listed('Setiap kepala perangkat daerah agar:', huruf(...items(w, 3))), w.norm())),
          ]
        : [
            alinea(`Menindaklanjuti Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara, ${w.norm().toLowerCase()}`),
            alinea(w.prose(3)),
            alinea(`${w.norm()} ${w.norm()}`),
          ]),
      closing('Demikian disampaikan, atas perhatian dan kerja sama Saudara diucapkan terima kasih.'),
      signed,
      copies('Bupati sebagai laporan;', 'Arsip.'),
    ],
  }
}

// ── Annexes ──

function withTable(
  seed: number,
  name: string,
  metadata: Metadata,
  by: string,
  kopLines: string[],
  number: string,
  about: string[],
  signed: Block,
  rows: number,
  isHeadRepeated: boolean,
): Sample {
  const w = writer(seed)
  return {
    name,
    refersTo: ['pp-94-2021'],
    metadata,
    blocks: [
      kop(...kopLines),
      HEAD('SURAT EDARAN', number, about),
      opening(
        'Sehubungan dengan Peraturan Pemerintah Nomor 94 Tahun 2021 tentang Disiplin Pegawai Negeri Sipil, disampaikan sebagai berikut:',
      ),
      ...points(
        butir(
          w.norm(),
          'Bentuk pelanggaran dan sanksinya tercantum dalam Lampiran I.',
          'Contoh pernyataan tercantum dalam Lampiran II.',
          w.norm(),
        ),
      ),
      signed,
      {
        kind: 'annex',
        name: 'Lampiran I',
        head: ['LAMPIRAN I', `SURAT EDARAN ${by}`, `NOMOR ${number}`],
        title: ['BENTUK PELANGGARAN DAN SANKSI'],
      },
      table(
        [
          ['No.', 0.09],
          ['Bentuk Pelanggaran', 0.56],
          ['Sanksi', 0.35],
        ],
        rowsOf(rows, () => [w.cell('act'), w.cell('sanction')]),
        isHeadRepeated,
      ),
      {
        kind: 'annex',
        name: 'Lampiran II',
        head: ['LAMPIRAN II', `SURAT EDARAN ${by}`, `NOMOR ${number}`],
        title: ['PAKTA INTEGRITAS'],
      },
      {
        kind: 'lead',
        text: 'Saya yang bertanda tangan di bawah ini menyatakan dengan sebenarnya bahwa saya:',
        parts: nomor(...norms(w, 4)),
      },
      alinea('Apabila saya melanggar pernyataan ini, saya bersedia menerima sanksi sesuai dengan ketentuan.'),
    ],
  }
}

function likeTheDecree(seed: number): Sample {
  const w = writer(seed)
  const columns = [
    ['NO', 0.08],
    ['BENTUK PELANGGARAN', 0.92],
  ] as const
  return {
    name: 'se-dua-daftar',
    refersTo: ['skb-2022'],
    metadata: meta(
      'Surat Edaran',
      '7',
      2027,
      'Bentuk Pelanggaran Netralitas Pegawai',
      'Gubernur Sulawesi Tenggara',
      '74',
      '2027-05-03',
      '2027-05-10',
      null,
      5,
      'SE Gubernur Sulawesi Tenggara 7 (2027)',
      'se-sultra-7-2027',
    ),
    blocks: [
      kop('PEMERINTAH PROVINSI SULAWESI TENGGARA', 'GUBERNUR SULAWESI TENGGARA', 'Kompleks Contoh, Kendari'),
      HEAD('SURAT EDARAN', '7 TAHUN 2027', ['BENTUK PELANGGARAN NETRALITAS PEGAWAI']),
      alinea(
        'Mengacu pada Keputusan Bersama tentang Pedoman Pembinaan dan Pengawasan Netralitas, seluruh pegawai agar memedomani Lampiran Surat Edaran ini.',
      ),
      alinea('Surat Edaran ini mulai berlaku pada tanggal 10 Mei 2027.'),
      sign('Ditetapkan di Kendari', 'pada tanggal 3 Mei 2027', 'GUBERNUR SULAWESI TENGGARA,'),
      {
        kind: 'annex',
        name: 'Lampiran II',
        head: ['LAMPIRAN II', 'SURAT EDARAN GUBERNUR', 'NOMOR 7 TAHUN 2027'],
        title: ['BENTUK PELANGGARAN'],
      },
      { kind: 'subtitle', text: 'A. PELANGGARAN KODE ETIK', list: 'kode etik' },
      table(
        columns,
        rowsOf(6, () => [`${w.cell('act')}.`]),
      ),
      { kind: 'subtitle', text: 'B. PELANGGARAN DISIPLIN', list: 'disiplin' },
      table(
        columns,
        rowsOf(9, () => [`${w.cell('act')}.`]),
      ),
    ],
  }
}

function leaflet(
  seed: number,
  name: string,
  metadata: Metadata,
  kopLines: string[],
  number: string,
  about: string[],
  signed: Block,
  count: number,
): Sample {
  const w = writer(seed)
  return {
    name,
    refersTo: [],
    metadata,
    blocks: [
      kop(...kopLines),
      HEAD('SURAT EDARAN', number, about),
      { kind: 'lead', text: 'Selama tahapan pemilihan berlangsung, seluruh pegawai dilarang:', parts: butir(...items(w, count)) },
      alinea(w.prose(2)),
      closing('Demikian untuk menjadi perhatian.'),
      signed,
    ],
  }
}

function tenPages(seed: number): Sample {
  const w = writer(seed)
  const group = (): Said[] => [
    listed('Pegawai wajib:', huruf(...items(w, 5))),
    w.norm(),
    listed('Pegawai dilarang:', huruf(...items(w, 6), listed('menyalahgunakan jabatan untuk:', angkaKurung(...items(w, 4))))),
    listed(
      `${w.norm()} Ketentuan tersebut meliputi:`,
      huruf(...items(w, 4)),
      'sepanjang tidak bertentangan dengan ketentuan yang lebih tinggi.',
    ),
    w.norm(),
    w.norm(),
  ]
  return {
    name: 'se-sepuluh-halaman',
    refersTo: ['uu-20-2023', 'pp-94-2021', 'pp-49-2018'],
    metadata: meta(
      'Surat Edaran',
      '800.1.6.2/330/BKD/2027',
      2027,
      'Pembinaan, Pengawasan, dan Penanganan Pelanggaran Netralitas',
      'Gubernur Sulawesi Selatan',
      '73',
      '2027-04-01',
      '2027-04-01',
      null,
      5,
      'SE Gubernur Sulawesi Selatan 800.1.6.2/330/BKD/2027',
      'se-sulsel-800.1.6.2-330-2027',
    ),
    blocks: [
      kop('PEMERINTAH PROVINSI SULAWESI SELATAN', 'GUBERNUR SULAWESI SELATAN', 'Jalan Contoh Nomor 9 Makassar'),
      { kind: 'addressee', lines: ['Yth. Para Bupati dan Wali Kota', 'se-Sulawesi Selatan', 'di Tempat'] },
      HEAD('SURAT EDARAN', '800.1.6.2/330/BKD/2027', ['PEMBINAAN, PENGAWASAN, DAN PENANGANAN', 'PELANGGARAN NETRALITAS']),
      section('I.', 'Umum'),
      ...points(butir(w.prose(3), w.prose(3), w.prose(2))),
      section('II.', 'Dasar'),
      ...points(butir(...LAWS)),
      section('III.', 'Kewajiban dan Larangan'),
      ...points(butir(...group())),
      section('IV.', 'Pembinaan'),
      ...points(butir(...group())),
      section('V.', 'Pengawasan dan Pelaporan'),
      ...points(butir(...group())),
      section('VI.', 'Penanganan Pelanggaran'),
      ...points(butir(...group())),
      section('VII.', 'Penutup'),
      ...points(butir('Surat Edaran ini mulai berlaku pada tanggal ditetapkan.', w.norm())),
      sign('Ditetapkan di Makassar', 'pada tanggal 1 April 2027', 'GUBERNUR SULAWESI SELATAN,'),
      copies(
        'Menteri Dalam Negeri;',
        'Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi;',
        'Kepala Badan Kepegawaian Negara.',
      ),
      {
        kind: 'annex',
        name: 'Lampiran',
        head: ['LAMPIRAN', 'SURAT EDARAN GUBERNUR SULAWESI SELATAN', 'NOMOR 800.1.6.2/330/BKD/2027'],
        title: ['DAFTAR KEGIATAN YANG DIAWASI'],
      },
      table(
        [
          ['NO.', 0.08],
          ['KEGIATAN', 0.52],
          ['PENANGGUNG JAWAB', 0.4],
        ],
        rowsOf(24, () => [w.cell('act'), w.cell('office')]),
        true,
      ),
    ],
  }
}

function withoutNumbers(seed: number): Sample {
  const w = writer(seed)
  return {
    name: 'se-sekda-tanpa-nomor',
    refersTo: [],
    metadata: meta(
      'Surat Edaran',
      '800/77/SETDA',
      2027,
      'Imbauan Netralitas Menjelang Masa Tenang',
      'Sekretaris Daerah Kabupaten Kolaka',
      '74.01',
      '2027-06-14',
      '2027-06-14',
      '2027-06-30',
      5,
      'SE Sekda Kabupaten Kolaka 800/77/SETDA (2027)',
      'se-kolaka-800-77-2027',
    ),
    blocks: [
      kop('PEMERINTAH KABUPATEN KOLAKA', 'SEKRETARIAT DAERAH', 'Jalan Contoh Nomor 3 Kolaka'),
      HEAD('SURAT EDARAN', '800/77/SETDA', ['IMBAUAN NETRALITAS MENJELANG MASA TENANG']),
      alinea(w.norm()),
      alinea(`${w.norm()} ${w.norm()}`),
      alinea(w.prose(2)),
      alinea('Imbauan ini berlaku sampai dengan tanggal 30 Juni 2027.'),
      sign('Kolaka, 14 Juni 2027', 'a.n. BUPATI KOLAKA', 'SEKRETARIS DAERAH,'),
    ],
  }
}

function meta(
  type: string,
  number: string,
  year: number,
  about: string,
  issuer: string,
  place: string,
  enacted: string | null,
  from: string | null,
  until: string | null,
  rank: number,
  short: string,
  id: string,
): Metadata {
  return {
    type,
    number,
    year,
    title: about,
    issuer,
    place,
    enacted_on: enacted,
    in_force_from: from,
    in_force_until: until,
    rank,
    short,
    id,
  }
}

const pdf = (sample: Sample, look: Partial<Look> = {}): Document => ({
  sample,
  medium: 'pdf',
  look: { ...LOOK, ...look },
  isAutoNumbered: false,
  spoil: CLEAN,
})
const docx = (sample: Sample, isAutoNumbered: boolean, look: Partial<Look> = {}): Document => ({
  sample,
  medium: 'docx',
  look: { ...LOOK, ...look },
  isAutoNumbered,
  spoil: CLEAN,
})
const scan = (sample: Sample, spoil: Partial<Spoil>, look: Partial<Look> = {}): Document => ({
  sample,
  medium: 'scan',
  look: { ...LOOK, ...look },
  isAutoNumbered: false,
  spoil: { ...CLEAN, ...spoil },
})
const photo = (sample: Sample, spoil: Partial<Spoil>, look: Partial<Look> = {}): Document => ({
  sample,
  medium: 'photo',
  look: { ...LOOK, ...look },
  isAutoNumbered: false,
  spoil: { ...CLEAN, ...spoil },
})

const circularHead = (kopLines: string[], number: string, about: string[]): Block[] => [
  kop(...kopLines),
  HEAD('SURAT EDARAN', number, about),
]

/** `shift`: the same shapes with other sentences, and set otherwise: nobody has looked at them. */
export function documentsOf(shift = 0): readonly Document[] {
  return shift === 0
    ? documents(0)
    : documents(shift).map((d, at) => ({ ...d, look: otherwise(d.look, writer(shift * 100 + at)) }))
}

function otherwise(look: Look, w: Writer): Look {
  const isTwo = look.columns === 2
  return {
    ...look,
    family: w.below(2) === 0 ? 'serif' : 'sans',
    size: look.size - (isTwo ? 0 : w.below(2)),
    leading: 1.15 + w.below(4) * 0.1,
    gap: w.below(3) * 3,
    paper: w.below(2) === 0 ? 'a4' : 'f4',
    isJustified: w.below(2) === 0,
    isIndented: w.below(3) > 0,
  }
}

const documents = (shift: number): readonly Document[] => [
  // digital
  pdf(plainCircular(101 + shift)),
  pdf(
    sectionedCircular(202 + shift, {
      name: 'se-provinsi-bagian',
      size: 6,
      metadata: meta(
        'Surat Edaran',
        '12',
        2027,
        'Netralitas Pegawai pada Pemilihan Gubernur dan Wakil Gubernur',
        'Gubernur Jawa Tengah',
        '33',
        '2027-01-18',
        '2027-01-18',
        null,
        5,
        'SE Gubernur Jawa Tengah 12 (2027)',
        'se-jateng-12-2027',
      ),
      head: circularHead(
        ['PEMERINTAH PROVINSI JAWA TENGAH', 'GUBERNUR JAWA TENGAH', 'Jalan Contoh Nomor 4 Semarang'],
        '12 TAHUN 2027',
        ['NETRALITAS PEGAWAI PADA PEMILIHAN', 'GUBERNUR DAN WAKIL GUBERNUR'],
      ),
      signed: sign('Ditetapkan di Semarang', 'pada tanggal 18 Januari 2027', 'GUBERNUR JAWA TENGAH,'),
    }),
    { family: 'sans', size: 11, isJustified: true, pageNumber: 'of' },
  ),
  pdf(titledPoints(303 + shift), { paper: 'f4', pageNumber: 'dashes' }),
  pdf(
    regulation(404 + shift, {
      name: 'perbup-panjang',
      kind: 'PERATURAN BUPATI BATANG',
      by: 'BUPATI BATANG',
      number: '31 TAHUN 2027',
      city: 'Batang',
      about: ['PEDOMAN PEMBINAAN NETRALITAS PEGAWAI', 'DI LINGKUNGAN PEMERINTAH DAERAH'],
      metadata: meta(
        'Peraturan Bupati',
        '31',
        2027,
        'Pedoman Pembinaan Netralitas Pegawai di Lingkungan Pemerintah Daerah',
        'Bupati Batang',
        '33.25',
        '2027-07-05',
        '2027-07-06',
        null,
        4,
        'Perbup Batang 31/2027',
        'perbup-batang-31-2027',
      ),
      chapters: 5,
      perChapter: 4,
      isExplained: true,
      signed: {
        kind: 'sign',
        lines: [
          'Ditetapkan di Batang',
          'pada tanggal 5 Juli 2027',
          'BUPATI BATANG,',
          '',
          'NAMA PEJABAT CONTOH',
          '',
          'Diundangkan di Batang',
          'pada tanggal 6 Juli 2027',
          'SEKRETARIS DAERAH,',
          '',
          'NAMA PEJABAT CONTOH',
          'BERITA DAERAH KABUPATEN BATANG TAHUN 2027 NOMOR 31',
        ],
      },
    }),
    {
      paper: 'f4',
      isJustified: true,
      pageNumber: 'dashes',
      runningHead: 'CONTOH, BUKAN ATURAN: Peraturan Bupati Batang Nomor 31 Tahun 2027',
    },
  ),
  pdf(
    regulation(505 + shift, {
      name: 'perwali-dua-kolom',
      kind: 'PERATURAN WALI KOTA SURABAYA',
      by: 'WALI KOTA SURABAYA',
      number: '18 TAHUN 2027',
      city: 'Surabaya',
      about: ['KODE PERILAKU PEGAWAI PADA MASA KAMPANYE'],
      metadata: meta(
        'Peraturan Wali Kota',
        '18',
        2027,
        'Kode Perilaku Pegawai pada Masa Kampanye',
        'Wali Kota Surabaya',
        '35.78',
        '2027-08-09',
        '2027-08-09',
        null,
        4,
        'Perwali Surabaya 18/2027',
        'perwali-surabaya-18-2027',
      ),
      chapters: 3,
      perChapter: 3,
      isExplained: false,
      signed: sign('Ditetapkan di Surabaya', 'pada tanggal 9 Agustus 2027', 'WALI KOTA SURABAYA,'),
    }),
    {
      columns: 2,
      size: 9.5,
      isHyphenated: true,
      isJustified: true,
      runningHead: 'CONTOH, BUKAN ATURAN',
      pageNumber: 'plain',
      isIndented: false,
    },
  ),
  pdf(
    instruction(
      606 + shift,
      'instruksi-gubernur',
      meta(
        'Instruksi',
        '3',
        2027,
        'Pencegahan Pelanggaran Netralitas',
        'Gubernur Maluku',
        '81',
        '2027-02-02',
        '2027-02-02',
        null,
        5,
        'Instruksi Gubernur Maluku 3 (2027)',
        'instruksi-maluku-3-2027',
      ),
      'GUBERNUR MALUKU',
      '3 TAHUN 2027',
      ['PENCEGAHAN PELANGGARAN NETRALITAS'],
      sign('Dikeluarkan di Ambon', 'pada tanggal 2 Februari 2027', 'GUBERNUR MALUKU,'),
      7,
    ),
  ),
  pdf(
    decision(
      707 + shift,
      'keputusan-bupati',
      meta(
        'Keputusan',
        '188.45/201/2027',
        2027,
        'Tim Pembina Netralitas Kabupaten',
        'Bupati Bulukumba',
        '73.02',
        '2027-03-01',
        '2027-03-01',
        null,
        5,
        'Keputusan Bupati Bulukumba 188.45/201/2027',
        'keputusan-bulukumba-188.45-201-2027',
      ),
      'BUPATI BULUKUMBA',
      '188.45/201/2027',
      ['TIM PEMBINA NETRALITAS KABUPATEN'],
      sign('Ditetapkan di Bulukumba', 'pada tanggal 1 Maret 2027', 'BUPATI BULUKUMBA,'),
      9,
    ),
    { family: 'sans', size: 11 },
  ),
  pdf(
    withTable(
      808 + shift,
      'se-lampiran-tabel',
      meta(
        'Surat Edaran',
        '800/45/BKPSDM/2027',
        2027,
        'Bentuk Pelanggaran dan Sanksi',
        'Bupati Kuningan',
        '32.08',
        '2027-01-25',
        '2027-01-25',
        null,
        5,
        'SE Bupati Kuningan 800/45/BKPSDM/2027',
        'se-kuningan-800-45-2027',
      ),
      'BUPATI KUNINGAN',
      ['PEMERINTAH KABUPATEN KUNINGAN', 'BUPATI KUNINGAN', 'Jalan Contoh Nomor 5'],
      '800/45/BKPSDM/2027',
      ['BENTUK PELANGGARAN DAN SANKSI'],
      sign('Ditetapkan di Kuningan', 'pada tanggal 25 Januari 2027', 'BUPATI KUNINGAN,'),
      26,
      true,
    ),
  ),
  pdf(likeTheDecree(909 + shift), { size: 11 }),
  pdf(
    letterOf(
      1010 + shift,
      'surat-dinas',
      meta(
        'Surat',
        '800/512/BKD',
        2027,
        'Netralitas Pegawai',
        'Sekretaris Daerah Provinsi Maluku Utara',
        '82',
        '2027-04-19',
        '2027-04-19',
        null,
        5,
        'Surat Sekda Provinsi Maluku Utara 800/512/BKD (2027)',
        'surat-malut-800-512-2027',
      ),
      ['PEMERINTAH PROVINSI MALUKU UTARA', 'SEKRETARIAT DAERAH', 'Jalan Contoh Nomor 6 Sofifi'],
      'Sofifi, 19 April 2027',
      '800/512/BKD',
      'Netralitas Pegawai',
      sign('SEKRETARIS DAERAH,'),
      true,
    ),
  ),
  pdf(
    leaflet(
      1111 + shift,
      'se-selebaran',
      meta(
        'Surat Edaran',
        '800/9/2027',
        2027,
        'Sepuluh Larangan bagi Pegawai',
        'Wali Kota Padang',
        '13.71',
        '2027-05-21',
        '2027-05-21',
        null,
        5,
        'SE Wali Kota Padang 800/9/2027',
        'se-padang-800-9-2027',
      ),
      ['PEMERINTAH KOTA PADANG', 'WALI KOTA PADANG', 'Jalan Contoh Nomor 8'],
      '800/9/2027',
      ['SEPULUH LARANGAN BAGI PEGAWAI'],
      sign('Padang, 21 Mei 2027', 'WALI KOTA PADANG,'),
      10,
    ),
    { columns: 2, size: 10, isHyphenated: true, isIndented: false, pageNumber: null },
  ),
  pdf(tenPages(1212 + shift), {
    size: 12,
    leading: 1.38,
    gap: 5,
    isJustified: true,
    runningHead: 'CONTOH, BUKAN ATURAN',
    pageNumber: 'of',
  }),
  pdf(withoutNumbers(1313 + shift), { family: 'sans', size: 12, leading: 1.4, isIndented: false }),
  pdf(amendment(), { paper: 'f4' }),

  // word processor
  docx(
    letterOf(
      1515 + shift,
      'docx-surat',
      meta(
        'Surat',
        '270/88/BKPSDM',
        2027,
        'Penegasan Netralitas',
        'Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Pagar Alam',
        '16.72',
        '2027-03-08',
        '2027-03-08',
        null,
        5,
        'Surat Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Kota Pagar Alam 270/88/BKPSDM (2027)',
        'surat-pagaralam-270-88-2027',
      ),
      ['PEMERINTAH KOTA PAGAR ALAM', 'BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA', 'Jalan Contoh Nomor 10'],
      'Pagar Alam, 8 Maret 2027',
      '270/88/BKPSDM',
      'Penegasan Netralitas',
      sign('KEPALA BADAN,'),
      false,
    ),
    false,
  ),
  docx(
    sectionedCircular(1616 + shift, {
      name: 'docx-se-otomatis',
      size: 7,
      metadata: meta(
        'Surat Edaran',
        '800.1/64/BKPSDM/2027',
        2027,
        'Pengawasan Netralitas Pegawai',
        'Bupati Penajam Paser Utara',
        '64.09',
        '2027-06-07',
        '2027-06-07',
        null,
        5,
        'SE Bupati Penajam Paser Utara 800.1/64/BKPSDM/2027',
        'se-ppu-800.1-64-2027',
      ),
      head: circularHead(
        ['PEMERINTAH KABUPATEN PENAJAM PASER UTARA', 'BUPATI PENAJAM PASER UTARA', 'Jalan Contoh Nomor 11'],
        '800.1/64/BKPSDM/2027',
        ['PENGAWASAN NETRALITAS PEGAWAI'],
      ),
      signed: sign('Ditetapkan di Penajam', 'pada tanggal 7 Juni 2027', 'BUPATI PENAJAM PASER UTARA,'),
    }),
    true,
  ),
  docx(
    regulation(1717 + shift, {
      name: 'docx-pergub',
      kind: 'PERATURAN GUBERNUR SULAWESI BARAT',
      by: 'GUBERNUR SULAWESI BARAT',
      number: '5 TAHUN 2027',
      city: 'Mamuju',
      about: ['PENANGANAN LAPORAN PELANGGARAN NETRALITAS'],
      metadata: meta(
        'Peraturan Gubernur',
        '5',
        2027,
        'Penanganan Laporan Pelanggaran Netralitas',
        'Gubernur Sulawesi Barat',
        '76',
        '2027-02-11',
        '2027-02-11',
        null,
        4,
        'Pergub Sulawesi Barat 5/2027',
        'pergub-sulbar-5-2027',
      ),
      chapters: 3,
      perChapter: 2,
      isExplained: true,
      signed: sign('Ditetapkan di Mamuju', 'pada tanggal 11 Februari 2027', 'GUBERNUR SULAWESI BARAT,'),
    }),
    true,
  ),
  docx(
    decision(
      1818 + shift,
      'docx-keputusan',
      meta(
        'Keputusan',
        '100.3.3.3/17',
        2027,
        'Majelis Kode Etik',
        'Wali Kota Kendari',
        '74.71',
        '2027-09-13',
        '2027-09-13',
        null,
        5,
        'Keputusan Wali Kota Kendari 100.3.3.3/17 (2027)',
        'keputusan-kendari-100.3.3.3-17-2027',
      ),
      'WALI KOTA KENDARI',
      '100.3.3.3/17',
      ['MAJELIS KODE ETIK'],
      sign('Ditetapkan di Kendari', 'pada tanggal 13 September 2027', 'WALI KOTA KENDARI,'),
      7,
    ),
    false,
  ),
  docx(
    instruction(
      1919 + shift,
      'docx-instruksi',
      meta(
        'Instruksi',
        '1',
        2027,
        'Pengawasan Kendaraan Dinas',
        'Bupati Halmahera Tengah',
        '82.02',
        '2027-01-11',
        '2027-01-11',
        null,
        5,
        'Instruksi Bupati Halmahera Tengah 1 (2027)',
        'instruksi-halteng-1-2027',
      ),
      'BUPATI HALMAHERA TENGAH',
      '1 TAHUN 2027',
      ['PENGAWASAN KENDARAAN DINAS'],
      sign('Dikeluarkan di Weda', 'pada tanggal 11 Januari 2027', 'BUPATI HALMAHERA TENGAH,'),
      6,
    ),
    false,
  ),
  docx(
    withTable(
      2020 + shift,
      'docx-tabel',
      meta(
        'Surat Edaran',
        '15',
        2027,
        'Sanksi Pelanggaran Netralitas',
        'Bupati Bangkalan',
        '35.26',
        '2027-10-04',
        '2027-10-04',
        null,
        5,
        'SE Bupati Bangkalan 15 (2027)',
        'se-bangkalan-15-2027',
      ),
      'BUPATI BANGKALAN',
      ['PEMERINTAH KABUPATEN BANGKALAN', 'BUPATI BANGKALAN', 'Jalan Contoh Nomor 12'],
      '15 TAHUN 2027',
      ['SANKSI PELANGGARAN NETRALITAS'],
      sign('Ditetapkan di Bangkalan', 'pada tanggal 4 Oktober 2027', 'BUPATI BANGKALAN,'),
      12,
      false,
    ),
    true,
  ),

  // scanned
  scan(
    leaflet(
      2121 + shift,
      'scan-se-larangan',
      meta(
        'Surat Edaran',
        '800/31/BKPSDM/2027',
        2027,
        'Larangan bagi Pegawai',
        'Bupati Muna Barat',
        '74.13',
        '2027-03-15',
        '2027-03-15',
        null,
        5,
        'SE Bupati Muna Barat 800/31/BKPSDM/2027',
        'se-mubar-800-31-2027',
      ),
      ['PEMERINTAH KABUPATEN MUNA BARAT', 'BUPATI MUNA BARAT', 'Jalan Contoh Nomor 13'],
      '800/31/BKPSDM/2027',
      ['LARANGAN BAGI PEGAWAI'],
      sign('Ditetapkan di Laworo', 'pada tanggal 15 Maret 2027', 'BUPATI MUNA BARAT,'),
      14,
    ),
    { degrees: 0.4, noise: 10, quality: 75 },
  ),
  scan(
    sectionedCircular(2222 + shift, {
      name: 'scan-se-bagian',
      size: 4,
      metadata: meta(
        'Surat Edaran',
        '4',
        2027,
        'Netralitas Pegawai',
        'Gubernur Sumatera Selatan',
        '16',
        '2027-04-12',
        '2027-04-12',
        null,
        5,
        'SE Gubernur Sumatera Selatan 4 (2027)',
        'se-sumsel-4-2027',
      ),
      head: circularHead(
        ['PEMERINTAH PROVINSI SUMATERA SELATAN', 'GUBERNUR SUMATERA SELATAN', 'Jalan Contoh Nomor 14 Palembang'],
        '4 TAHUN 2027',
        ['NETRALITAS PEGAWAI'],
      ),
      signed: sign('Ditetapkan di Palembang', 'pada tanggal 12 April 2027', 'GUBERNUR SUMATERA SELATAN,'),
    }),
    { degrees: -0.3, noise: 14, packed: 'fax' },
    { family: 'sans', size: 11 },
  ),
  scan(
    regulation(2323 + shift, {
      name: 'scan-perwali',
      kind: 'PERATURAN WALI KOTA PADANG',
      by: 'WALI KOTA PADANG',
      number: '22 TAHUN 2027',
      city: 'Padang',
      about: ['DISIPLIN PEGAWAI PADA MASA KAMPANYE'],
      metadata: meta(
        'Peraturan Wali Kota',
        '22',
        2027,
        'Disiplin Pegawai pada Masa Kampanye',
        'Wali Kota Padang',
        '13.71',
        '2027-06-28',
        '2027-06-28',
        null,
        4,
        'Perwali Padang 22/2027',
        'perwali-padang-22-2027',
      ),
      chapters: 1,
      perChapter: 3,
      isExplained: false,
      isCopy: true,
      signed: sign('Ditetapkan di Padang', 'pada tanggal 28 Juni 2027', 'WALI KOTA PADANG,'),
    }),
    { degrees: 0.6, noise: 12, quality: 70 },
    { paper: 'f4', pageNumber: 'dashes' },
  ),
  scan(
    decision(
      2424 + shift,
      'scan-keputusan',
      meta(
        'Keputusan',
        '188.45/77/2027',
        2027,
        'Tim Pemeriksa',
        'Bupati Batang',
        '33.25',
        '2027-02-22',
        '2027-02-22',
        null,
        5,
        'Keputusan Bupati Batang 188.45/77/2027',
        'keputusan-batang-188.45-77-2027',
      ),
      'BUPATI BATANG',
      '188.45/77/2027',
      ['TIM PEMERIKSA'],
      sign('Ditetapkan di Batang', 'pada tanggal 22 Februari 2027', 'BUPATI BATANG,'),
      6,
    ),
    { degrees: -0.5, noise: 8, packed: 'jbig2' },
  ),
  scan(
    letterOf(
      2525 + shift,
      'scan-surat',
      meta(
        'Surat',
        '800/23/BKD',
        2027,
        'Cuti Pendamping Calon',
        'Sekretaris Daerah Kabupaten Kuningan',
        '32.08',
        '2027-07-19',
        '2027-07-19',
        null,
        5,
        'Surat Sekda Kabupaten Kuningan 800/23/BKD (2027)',
        'surat-kuningan-800-23-2027',
      ),
      ['PEMERINTAH KABUPATEN KUNINGAN', 'SEKRETARIAT DAERAH', 'Jalan Contoh Nomor 15'],
      'Kuningan, 19 Juli 2027',
      '800/23/BKD',
      'Cuti Pendamping Calon',
      sign('SEKRETARIS DAERAH,'),
      true,
    ),
    { degrees: 0.2, noise: 16, packed: 'png' },
  ),
  scan(
    instruction(
      2626 + shift,
      'scan-instruksi',
      meta(
        'Instruksi',
        '2',
        2027,
        'Penertiban Alat Peraga',
        'Wali Kota Pagar Alam',
        '16.72',
        '2027-05-17',
        '2027-05-17',
        null,
        5,
        'Instruksi Wali Kota Pagar Alam 2 (2027)',
        'instruksi-pagaralam-2-2027',
      ),
      'WALI KOTA PAGAR ALAM',
      '2 TAHUN 2027',
      ['PENERTIBAN ALAT PERAGA'],
      sign('Dikeluarkan di Pagar Alam', 'pada tanggal 17 Mei 2027', 'WALI KOTA PAGAR ALAM,'),
      5,
    ),
    { degrees: -0.8, noise: 10, packed: 'tiff' },
  ),
  scan(
    leaflet(
      2727 + shift,
      'scan-dua-kolom',
      meta(
        'Surat Edaran',
        '800/90/2027',
        2027,
        'Pesan Netralitas',
        'Wali Kota Surabaya',
        '35.78',
        '2027-08-23',
        '2027-08-23',
        null,
        5,
        'SE Wali Kota Surabaya 800/90/2027',
        'se-surabaya-800-90-2027',
      ),
      ['PEMERINTAH KOTA SURABAYA', 'WALI KOTA SURABAYA', 'Jalan Contoh Nomor 16'],
      '800/90/2027',
      ['PESAN NETRALITAS'],
      sign('Surabaya, 23 Agustus 2027', 'WALI KOTA SURABAYA,'),
      12,
    ),
    { degrees: 0.3, noise: 8, quality: 80 },
    { columns: 2, size: 10.5, isIndented: false },
  ),
  scan(
    regulation(3131 + shift, {
      name: 'scan-perbup-dua-kolom',
      kind: 'PERATURAN BUPATI BATANG',
      by: 'BUPATI BATANG',
      number: '25 TAHUN 2027',
      city: 'Batang',
      about: ['DISIPLIN PEGAWAI PADA MASA TENANG'],
      metadata: meta(
        'Peraturan Bupati',
        '25',
        2027,
        'Disiplin Pegawai pada Masa Tenang',
        'Bupati Batang',
        '33.25',
        '2027-10-11',
        '2027-10-11',
        null,
        4,
        'Perbup Batang 25/2027',
        'perbup-batang-25-2027',
      ),
      chapters: 2,
      perChapter: 3,
      isExplained: false,
      signed: sign('Ditetapkan di Batang', 'pada tanggal 11 Oktober 2027', 'BUPATI BATANG,'),
    }),
    { degrees: -0.4, noise: 10, quality: 75 },
    { columns: 2, size: 10, isHyphenated: true, isJustified: true, runningHead: 'CONTOH, BUKAN ATURAN', pageNumber: 'plain' },
  ),

  // photographed
  photo(
    leaflet(
      2828 + shift,
      'foto-lurus',
      meta(
        'Surat Edaran',
        '800/3/2027',
        2027,
        'Larangan Atribut',
        'Bupati Bulukumba',
        '73.02',
        '2027-03-29',
        '2027-03-29',
        null,
        5,
        'SE Bupati Bulukumba 800/3/2027',
        'se-bulukumba-800-3-2027',
      ),
      ['PEMERINTAH KABUPATEN BULUKUMBA', 'BUPATI BULUKUMBA', 'Jalan Contoh Nomor 17'],
      '800/3/2027',
      ['LARANGAN ATRIBUT'],
      sign('Bulukumba, 29 Maret 2027', 'BUPATI BULUKUMBA,'),
      9,
    ),
    { perspective: 0.02, shadow: 0.25, noise: 8, quality: 78 },
  ),
  photo(
    letterOf(
      2929 + shift,
      'foto-miring',
      meta(
        'Surat',
        '800/61/BKD',
        2027,
        'Netralitas Pegawai',
        'Sekretaris Daerah Provinsi Sulawesi Tenggara',
        '74',
        '2027-09-06',
        '2027-09-06',
        null,
        5,
        'Surat Sekda Provinsi Sulawesi Tenggara 800/61/BKD (2027)',
        'surat-sultra-800-61-2027',
      ),
      ['PEMERINTAH PROVINSI SULAWESI TENGGARA', 'SEKRETARIAT DAERAH', 'Jalan Contoh Nomor 18'],
      'Kendari, 6 September 2027',
      '800/61/BKD',
      'Netralitas Pegawai',
      sign('SEKRETARIS DAERAH,'),
      false,
    ),
    { degrees: 2.5, perspective: 0.07, shadow: 0.5, blur: 1.2, noise: 12, quality: 70 },
  ),
  photo(
    leaflet(
      3030 + shift,
      'foto-kabur',
      meta(
        'Surat Edaran',
        '800/4/2027',
        2027,
        'Larangan Kampanye',
        'Bupati Muna',
        '74.03',
        '2027-03-30',
        '2027-03-30',
        null,
        5,
        'SE Bupati Muna 800/4/2027',
        'se-muna-800-4-2027',
      ),
      ['PEMERINTAH KABUPATEN MUNA', 'BUPATI MUNA', 'Jalan Contoh Nomor 19'],
      '800/4/2027',
      ['LARANGAN KAMPANYE'],
      sign('Raha, 30 Maret 2027', 'BUPATI MUNA,'),
      8,
    ),
    { degrees: 4, perspective: 0.12, shadow: 0.7, blur: 7, noise: 20, quality: 55 },
  ),
]
