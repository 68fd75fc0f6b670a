// Sentences for invented documents: legal in tone, law in nothing. They are full of what misleads a splitter: references to articles and
// paragraphs, numbers in words, dates and numbers of other documents, which end up at the beginning of a printed line as it happens.
import { sequence } from '../../../src/knowledge/knowledge.ts'

export type Writer = {
  /** A whole sentence that commands, forbids or allows. */
  readonly norm: () => string
  /** The rest of a sentence that began before a list, with its closing mark. */
  readonly item: (close?: string) => string
  /** "Nama adalah …" */
  readonly definition: () => string
  /** So many sentences that explain. */
  readonly prose: (sentences: number) => string
  /** A short cell of a table. */
  readonly cell: (from: 'act' | 'sanction' | 'office') => string
  readonly below: (limit: number) => number
}

const SUBJECTS = [
  'Pegawai ASN',
  'Setiap pegawai pada perangkat daerah',
  'Kepala perangkat daerah',
  'Camat, lurah, dan kepala unit pelaksana teknis',
  'PPPK yang ditempatkan pada unit layanan',
  'Pejabat penilai kinerja',
  'Sekretaris perangkat daerah',
  'Pengelola media sosial instansi',
  'Atasan langsung',
  'Tim pembina kepegawaian',
  'Pegawai non-ASN yang dibiayai APBD',
  'Ketua panitia kegiatan',
]
const MODALS = ['wajib', 'dilarang', 'dapat', 'harus', 'tidak diperkenankan', 'bertanggung jawab untuk']
const ACTS = [
  'memasang alat peraga pada pagar, halaman, atau kendaraan dinas',
  'menyampaikan laporan tertulis kepada badan yang membidangi kepegawaian',
  'mengunggah gambar bersama bakal calon pada akun milik pribadi',
  'menggunakan ruang rapat, pengeras suara, dan alat tulis kantor',
  'mengikuti pengarahan mengenai kode etik dan kode perilaku',
  'menandatangani surat dukungan dalam bentuk apa pun',
  'mencatat setiap penggunaan kendaraan dalam buku kendali',
  'membagikan tautan yang bermuatan ajakan memilih',
  'memberikan keterangan yang benar kepada tim pemeriksa',
  'mengumpulkan fotokopi kartu tanda penduduk untuk syarat dukungan',
  'menghadiri pertemuan warga sepanjang tidak memakai atribut',
  'mengatur jadwal piket agar layanan tidak terganggu',
  'menolak pemberian berupa uang, barang, atau fasilitas perjalanan',
  'menyimpan dokumen pemeriksaan secara rahasia',
  'meneruskan pesan berantai pada grup percakapan kedinasan',
  'melakukan sosialisasi surat edaran ini sampai tingkat kelurahan',
  'menurunkan spanduk yang terpasang di lingkungan kantor',
  'mengajukan cuti bagi pegawai yang mendampingi suami atau istri',
  'membuat konten yang membandingkan program para calon',
  'memverifikasi kebenaran laporan masyarakat',
]
const CIRCUMSTANCES = [
  'selama masa kampanye',
  'paling lambat 5 (lima) hari kerja setelah laporan diterima',
  'sebagaimana dimaksud dalam Pasal 4 ayat (2)',
  'sebagaimana dimaksud pada ayat (1) huruf b',
  'sesuai dengan ketentuan Pasal 7 sampai dengan Pasal 9',
  'baik pada jam kerja maupun di luar jam kerja',
  'pada pukul 07.30 sampai dengan pukul 16.00 waktu setempat',
  'dengan tembusan kepada Inspektorat',
  'sebelum, selama, dan sesudah hari pemungutan suara',
  'dalam jangka waktu 14 (empat belas) hari sejak tanggal ditetapkan',
  'melalui kanal pengaduan resmi atau surat tercatat',
  'kecuali ditentukan lain oleh pejabat yang berwenang',
  'atas persetujuan tertulis pejabat pembina kepegawaian',
  'sebagaimana dimaksud pada angka 2 huruf a',
  'pada tahun anggaran 2027 dan tahun-tahun berikutnya',
  'secara berjenjang, terbuka, dan dapat dipertanggungjawabkan',
  'di lingkungan kerjanya masing-masing',
  'dengan tetap memperhatikan asas praduga tak bersalah',
  'sebanyak-banyaknya 3 (tiga) kali dalam 1 (satu) bulan',
  'berdasarkan hasil pemeriksaan atau temuan pengawas',
  'dengan nilai paling banyak Rp1.000.000,00 (satu juta rupiah)',
  'sebesar 2,5% (dua koma lima persen) dari target',
]
const REASONS = [
  'Hal tersebut penting untuk menjaga kepercayaan masyarakat terhadap layanan publik.',
  'Pengalaman pada penyelenggaraan sebelumnya menunjukkan masih adanya laporan yang berulang.',
  'Laporan tahun 2026 memuat 17 (tujuh belas) dugaan pelanggaran pada 9 (sembilan) perangkat daerah.',
  'Oleh karena itu diperlukan pedoman yang seragam dan mudah dipahami.',
  'Pembinaan dilakukan secara bertahap, mulai dari sosialisasi, pemantauan, hingga evaluasi.',
  'Pegawai yang netral melindungi dirinya sendiri, keluarganya, dan instansinya.',
  'Media sosial memperluas jangkauan sikap pribadi sehingga batasnya perlu diperjelas.',
  'Ketentuan ini tidak mengurangi hak pilih pegawai sebagai warga negara.',
]
const TERMS = [
  ['Perangkat Daerah', 'unsur pembantu kepala daerah dalam penyelenggaraan urusan pemerintahan'],
  ['Atribut Kampanye', 'benda atau bentuk lain yang memuat visi, misi, nama, atau lambang peserta'],
  ['Atasan Langsung', 'pejabat yang karena jabatannya membawahi dan menilai kinerja pegawai'],
  ['Media Sosial', 'laman atau aplikasi yang memungkinkan pengguna membuat dan membagikan isi'],
  ['Majelis', 'tim yang dibentuk untuk memeriksa dugaan pelanggaran kode etik'],
  ['Fasilitas Dinas', 'barang milik daerah yang disediakan untuk menunjang pelaksanaan tugas'],
  ['Laporan', 'pemberitahuan yang disampaikan seseorang karena hak atau kewajibannya'],
  ['Hari', 'hari kerja'],
  ['Tim Pembina', 'tim yang ditetapkan untuk membina, memantau, dan mengevaluasi netralitas'],
  ['Pengaduan', 'pemberitahuan disertai permintaan agar pihak yang berwenang menindak menurut ketentuan'],
]
const SANCTIONS = [
  'Teguran lisan',
  'Teguran tertulis',
  'Pernyataan terbuka di hadapan majelis',
  'Pembinaan selama 3 (tiga) bulan',
  'Pemeriksaan oleh tim dan rekomendasi kepada pejabat yang berwenang',
  'Pemotongan tambahan penghasilan sesuai ketentuan',
]
const OFFICES = [
  'Dinas Contoh Satu',
  'Badan Contoh Dua',
  'Kecamatan Contoh',
  'Sekretariat Contoh',
  'Inspektorat Contoh',
  'Kelurahan Contoh',
]

export function writer(seed: number): Writer {
  const next = sequence(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
  const circumstances = (): string => {
    const count = below(3)
    return Array.from({ length: count }, () => ` ${pick(CIRCUMSTANCES)}`).join(count === 2 ? ' dan' : '')
  }
  const act = (): string => `${pick(ACTS)}${circumstances()}`
  const norm = (): string => {
    const second =
      next() < 0.35 ? ` Dalam hal terdapat keraguan, pegawai yang bersangkutan ${pick(MODALS.slice(0, 4))} ${act()}.` : ''
    return `${pick(SUBJECTS)} ${pick(MODALS)} ${act()}.${second}`
  }
  let term = below(TERMS.length)
  const definition = (): string => {
    term = (term + 1) % TERMS.length
    const [name, means] = TERMS[term] ?? ['', '']
    return `${name} adalah ${means}${circumstances()}.`
  }
  return {
    norm,
    item: (close = ';') => `${act()}${close}`,
    definition,
    prose: sentences => Array.from({ length: sentences }, (_, i) => (i % 2 === 0 ? pick(REASONS) : norm())).join(' '),
    cell: from => (from === 'act' ? `${capital(act())}` : from === 'sanction' ? pick(SANCTIONS) : pick(OFFICES)),
    below,
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
