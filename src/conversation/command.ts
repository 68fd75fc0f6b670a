// Commands and the plain words for them, with and without a slash, in usual spellings and with a slip of the finger.
import type { Edition } from '../knowledge/knowledge.ts'
import type { Status } from '../vocabulary.ts'

type Plain =
  | 'start'
  | 'help'
  | 'officer'
  | 'sources'
  | 'forget'
  | 'forget-status'
  | 'forget-place'
  | 'more'
  | 'clauses'
  | 'new'
  | 'receipt'
  | 'receipt-have'
  | 'privacy'
  | 'prove'
  | 'to-bot'
  | 'to-officer'
  | 'enough'
  | 'reopen'
  | 'copy'
  | 'add'

export type Command =
  | { readonly kind: Plain }
  /** `named`: the place or status that was written with it; null asks what is remembered. */
  | { readonly kind: 'place'; readonly named: string | null }
  | { readonly kind: 'status'; readonly named: Status | null }
  /** null: the other way round than it is. */
  | { readonly kind: 'anonymous'; readonly on: boolean | null }

const plain = (kind: Plain): Command => ({ kind })
const place: Command = { kind: 'place', named: null }
const status: Command = { kind: 'status', named: null }
const anonymous = (on: boolean | null): Command => ({ kind: 'anonymous', on })

/** The words of each command, as they stand once courtesies are taken off. The first is the command's own name. */
const FORMS: readonly (readonly [Command, readonly string[]])[] = [
  [plain('start'), ['mulai', 'start', 'mulay', 'mulai lagi', 'mulai ulang', 'mulai baru']],
  [plain('help'), ['bantuan', 'help', 'bantu', 'menu', 'perintah', 'cara pakai', 'bisa apa', 'bisa apa aja', 'petunjuk']],
  [place, ['wilayah', 'daerah', 'wilyah', 'ubah wilayah', 'ganti wilayah', 'atur wilayah', 'ganti daerah', 'ubah daerah']],
  [status, ['status', 'ubah status', 'ganti status', 'atur status', 'status kepegawaian']],
  [anonymous(null), ['anonim', 'anonymous', 'mode anonim', 'anonymus', 'anonin']],
  [anonymous(true), ['anonim nyala', 'anonim on', 'nyalakan anonim', 'anonim hidup', 'masuk anonim']],
  [anonymous(false), ['anonim mati', 'anonim off', 'matikan anonim', 'keluar anonim', 'stop anonim', 'keluar dari anonim']],
  [
    plain('officer'),
    ['petugas', 'operator', 'cs', 'admin', 'manusia', 'hubungi petugas', 'tanya petugas', 'kontak petugas', 'bicara dengan manusia', 'chat admin', 'antrean', 'antrian', 'antrean saya', 'antrian saya', 'posisi saya', 'sampai mana', 'konsultasi', 'konsultasi saya'],
  ],
  [plain('to-bot'), ['kembali ke bot', 'kembali ke rambu', 'ke bot', 'bot', 'bot saja', 'bot aja', 'tanya bot', 'bicara bot']],
  [plain('to-officer'), ['bicara petugas', 'bicara dengan petugas', 'bicara sama petugas', 'ngobrol sama petugas', 'chat petugas', 'lanjut dengan petugas', 'petugas lagi']],
  [plain('enough'), ['sudah cukup', 'tutup konsultasi', 'tutup konsultasinya', 'akhiri konsultasi', 'selesai konsultasi', 'konsultasi selesai', 'konsultasinya selesai', 'sekian terima kasih', 'sekian makasih']],
  [plain('reopen'), ['buka lagi', 'buka kembali', 'buka konsultasi', 'buka konsultasi lagi', 'buka lagi konsultasinya', 'lanjutkan konsultasi', 'lanjut konsultasi']],
  [
    plain('copy'),
    ['salinan', 'salinan konsultasi', 'salinannya', 'minta salinan', 'minta salinannya', 'cetak', 'cetak salinan', 'lihat konsultasi', 'riwayat konsultasi'],
  ],
  [plain('add'), ['tambah tulisan', 'tambah cerita', 'tambahan', 'tambahan untuk petugas', 'mau tambah', 'ada tambahan', 'ada yang kurang']],
  [plain('forget-status'), ['lupakan status', 'hapus status']],
  [plain('forget-place'), ['lupakan wilayah', 'hapus wilayah', 'lupakan daerah', 'hapus daerah']],
  [plain('sources'), ['sumber', 'sumbernya', 'sumber data', 'sumber hukum', 'sumber aturan', 'sumbernya apa', 'sumbernya dari mana']],
  [
    plain('forget'),
    ['hapus data', 'hapus', 'hapus semua', 'hapus semua data', 'hapus dataku', 'hapus datanya', 'hapus akun', 'hapus riwayat', 'hapus chat', 'hapus percakapan', 'hapus jejak', 'lupakan', 'delete', 'forget', 'hapusdata', 'hapusdatasaya', 'hapus data pribadi'],
  ],
  [plain('more'), ['selengkapnya', 'lengkapnya', 'rinci', 'rincian', 'detail', 'detailnya', 'lanjut', 'lebih lengkap', 'lebih rinci', 'jelaskan lebih lanjut']],
  [plain('clauses'), ['lihat bunyi pasal', 'bunyi pasal', 'bunyi pasalnya', 'lihat pasal', 'lihat pasalnya', 'isi pasalnya', 'bunyinya', 'bunyinya apa', 'bunyi pasalnya apa']],
  [
    plain('receipt'),
    ['tanda terima', 'tanda terimanya', 'resi', 'receipt', 'kode rahasia', 'kode rahasianya', 'simpan percakapan', 'simpan obrolan', 'simpan chat', 'simpan riwayat', 'kata rahasia', 'kata kunci', 'kunci rahasia', 'kode pemulihan', 'kata pemulihan', 'delapan kata', '8 kata', 'buat tanda terima', 'minta tanda terima', 'buat kode', 'buat kode rahasia', 'minta kode', 'minta kode rahasia', 'kunci percakapan', 'lanjut di tempat lain'],
  ],
  [
    plain('receipt-have'),
    ['punya tanda terima', 'punya kode', 'punya kode rahasia', 'masukkan kode', 'masukkan tanda terima', 'buka percakapan', 'buka percakapan lama', 'lanjutkan percakapan', 'lanjutkan percakapan lama', 'kembalikan percakapan', 'pulihkan percakapan', 'ganti nomor', 'pindah nomor', 'nomor baru', 'ganti hp', 'pindah hp', 'hp baru', 'hp hilang', 'akun baru', 'pindah akun', 'lanjut di hp lain'],
  ],
  [plain('privacy'), ['privasi', 'kerahasiaan', 'kebijakan privasi', 'data saya', 'privacy', 'apa yang disimpan', 'data apa yang disimpan']],
  [plain('prove'), ['kode bukti', 'bukti', 'buat bukti', 'minta bukti', 'bukti jawaban', 'buktikan', 'tunjukkan ke atasan']],
  [plain('new'), ['pertanyaan lain', 'tanya lain', 'ganti topik', 'ganti pertanyaan', 'pertanyaan baru', 'mau tanya lain', 'topik lain']],
] // biome-ignore format: a word list reads better unbroken

const EXACT = new Map(FORMS.flatMap(([command, forms]) => forms.map(f => [f, command] as const)))

/** Single words in which one slip is forgiven. */
const NAMES = FORMS.flatMap(([command, [name = '']]) => (name.includes(' ') ? [] : [{ name, command }]))
const FORGIVEN_FROM = 6

/** Said around a command without changing it. */
const COURTESIES = new Set(
  'tolong mohon min kak pak bu mas mbak dong donk ya yah deh sih pls please mau ingin saya sy aku gue kami coba tampilkan buka'.split(
    ' ',
  ),
)

const STATUS_NAMED: Readonly<Record<string, Status>> = {
  pns: 'PNS',
  cpns: 'CPNS',
  pppk: 'PPPK',
  p3k: 'PPPK',
  'bukan asn': 'non-asn',
  'non asn': 'non-asn',
  honorer: 'non-asn',
}

/** Words that make "wilayah …" a question about places. */
const ASKS = /\b(?:mana|apa|apakah|siapa|gimana|bagaimana|boleh|berlaku|yang)\b/

/** Words of a place's name behind its command; a longer text is a question about a place. */
const NAME_WORDS_MAX = 4

/** The command that a whole message is; null when it is anything else. */
export function commandOf(edition: Edition, text: string): Command | null {
  const isSlashed = text.trim().startsWith('/')
  const asked = wordsOf(text).join(' ')
  const isWish = EXACT.has(asked) || WANTS_OFFICER.test(asked) || COPY.test(asked)
  if (text.includes('?') && !isSlashed && !isWish) return null
  // a bot's name behind a command in Telegram, and what a link hands to /start
  const words = wordsOf(
    text
      .trim()
      .replace(/^\/(\w+)@\w+/, '/$1')
      .replace(/^\/start\b.*/s, 'start'),
  )
  const said = words.join(' ')
  const whole = allWords(text).join(' ')
  return (
    EXACT.get(whole) ??
    EXACT.get(said) ??
    spoken(whole) ??
    spoken(said) ??
    withName(edition, words) ??
    forgiven(words) ??
    (isSlashed && words.length <= 1 ? plain('help') : null)
  )
}

const HELPFUL =
  /^(?:(?:ya|sangat|sgt|cukup|sudah|udah|lumayan|jawabannya|petugas|petugasnya)\s+)*(?:membantu|ngebantu|terbantu)(?:\s+(?:sekali|banget|bgt|kok|terima|kasih|makasih|ya|pak|bu|min|kak))*$/
const UNHELPFUL =
  /^(?:(?:jawabannya|petugas|petugasnya)\s+)*(?:kurang|(?:(?:kurang|tidak|tdk|belum|gak|ga|nggak|ngga)\s+)(?:terlalu\s+|begitu\s+|sangat\s+)?(?:membantu|ngebantu|terbantu))(?:\s+(?:sekali|banget|bgt|sih|kok|ya|pak|bu|min|kak))*$/

/** A mark in words, where one is asked for; null: something else. */
export function markInWords(text: string): boolean | null {
  const said = allWords(text).join(' ')
  if (HELPFUL.test(said)) return true
  return UNHELPFUL.test(said) ? false : null
}

/** A wish for a human, in so many words and nothing else. */
const WANTS_OFFICER =
  /^(?:(?:apakah|apa|ga|gak|nggak|tidak|sebaiknya|harusnya|kayaknya|saya|sy|aku|bisa|bisakah|boleh|bolehkah|minta|butuh|perlu|pengen|pengin|pingin|pgn|mau|ingin|tolong|kalau|lebih|baik|enakan|mending|dong)\s+)*(?:di)?(?:bicara|ngomong|ngobrol|ngobrolnya|chat|curhat|cerita|konsultasi|konsul|tanya|nanya|bertanya|sambung|sambungkan|sambungin|hubungkan|hubungin|hubungi|alihkan|teruskan|terusin|dibantu|dijawab|dilayani)(?:\s+(?:langsung|aja|saja))?(?:(?:\s+(?:saya|aku))?\s+(?:sama|dengan|dgn|ama|ke|kepada|oleh)\s+(?:petugas|petugasnya|orang|orangnya|manusia|manusianya|admin|adminnya|operator|cs)|\s+(?:petugas|petugasnya|manusia|admin|operator|cs))(?:\s+(?:asli|beneran|sungguhan|langsung|manusia|nya|aja|saja|dulu|dong|sekarang|bisa|ga|gak|nggak|tidak|kah|ya|deh))*$/

/** That it is enough, with the thanks around it. */
const ENOUGH =
  /^(?:(?:oke|ok|okay|baik|baiklah|siap|sip|alhamdulillah|ya|saya|rasa|kayaknya|sepertinya|terima|kasih|makasih|terimakasih|trims|thanks|banyak|pak|bu|min|kak|mas|mbak|jadi)\s+)*(?:sudah|udah|sdh|udh|dah|uda)?\s*cukup(?:\s+(?:jelas|segitu|itu|dulu|sekian|sampai|sini|aja|saja|kok|terima|kasih|makasih|terimakasih|trims|thanks|thx|tks|banyak|atas|bantuannya|infonya|penjelasannya|jawabannya|pak|bu|min|kak|ya|semuanya))*$/

const REOPEN =
  /^(?:(?:tidak|belum|selesai|jelas|puas|saya|mau|ingin|tolong|maaf|masih|ada|yang|kurang|bisa|boleh|minta)\s+)*(?:buka|dibuka)\s+(?:lagi|kembali)(?:\s+(?:konsultasi|konsultasinya|ya|dong|pak|bu|min|kak|tolong|saja|aja))*$/

const TO_BOT =
  /^(?:(?:kembali|balik|pindah|lanjut|tanya|nanya|bertanya|bicara|ngobrol|ngomong|chat)\s+)+(?:(?:lagi|aja|saja|ke|sama|dengan|kepada)\s+)*(?:bot|botnya|robot|rambu)(?:\s+(?:lagi|aja|saja|dulu))*$/

const TO_OFFICER =
  /^(?:kembali|balik|pindah|lanjut)(?:\s+(?:lagi|ke|sama|dengan|kepada))*\s+petugas(?:nya)?(?:\s+(?:lagi|aja|saja|dulu))*$/

/** The whole consultation, to keep or to print. */
const COPY =
  /^(?:(?:minta|meminta|bisa|bisakah|boleh|bolehkah|apa|apakah|gimana|bagaimana|cara|saya|sy|aku|mau|ingin|butuh|perlu|tolong|kirim|kirimkan|kasih|beri|berikan)\s+)*(?:di|men|me)?(?:salin|salinan|salinkan|cetak|cetakan|cetakkan|nyetak|print|ngeprint|unduh|download|simpan|nyimpan|nyalin|rekap|pdf|transkrip|isi|hasil)(?:\s+(?:salinan|hasil|isi|semua|seluruh|dari|file|pdf))*\s+(?:konsultasi|konsultasinya|konsultasiku|(?:jawaban|percakapan|obrolan|chat)\s+(?:dari|dengan|sama)?\s*petugas(?:nya)?)(?:\s+(?:saya|aku|ini|tadi|itu|bisa|ga|gak|nggak|tidak|dong|ya|pak|bu|min|kak|sebagai|jadi|ke|dalam|bentuk|pdf|tolong))*$/

/** What people say in so many ways that a list would not hold them. */
function spoken(said: string): Command | null {
  if (WANTS_OFFICER.test(said)) return plain('officer')
  if (TO_OFFICER.test(said)) return plain('to-officer')
  if (COPY.test(said)) return plain('copy')
  if (REOPEN.test(said)) return plain('reopen')
  if (TO_BOT.test(said)) return plain('to-bot')
  return ENOUGH.test(said) ? plain('enough') : null
}

const allWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[_/]/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(w => w !== '')

/** Without the courtesies around them. */
function wordsOf(text: string): string[] {
  const words = allWords(text)
  const isKept = (w: string): boolean => !COURTESIES.has(w)
  const [from, to] = [words.findIndex(isKept), words.findLastIndex(isKept)]
  return from < 0 ? [] : words.slice(from, to + 1)
}

/** "wilayah Kota Kendari", "status pppk". */
function withName(edition: Edition, words: readonly string[]): Command | null {
  const [first, ...rest] = words
  const named = rest.join(' ')
  if (named === '' || rest.length > NAME_WORDS_MAX) return null
  if (first === 'status') {
    const found = STATUS_NAMED[named]
    return found === undefined ? null : { kind: 'status', named: found }
  }
  if (first !== 'wilayah') return null
  return ASKS.test(named) || edition.read(named).kinds.has('act') ? null : { kind: 'place', named }
}

function forgiven(words: readonly string[]): Command | null {
  const [word, ...rest] = words
  if (word === undefined || rest.length > 0 || word.length < FORGIVEN_FROM - 1) return null
  return NAMES.find(n => n.name.length >= FORGIVEN_FROM && isOneSlip(word, n.name))?.command ?? null
}

/** Whether one letter is missing, added, changed or swapped with its neighbour. */
function isOneSlip(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at++
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1)
  if (short.slice(at + 1) === long.slice(at + 1)) return true
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2)
}

const ORDINALS = ['pertama', 'kedua', 'ketiga', 'keempat', 'kelima', 'keenam']
const NUMERALS = ['satu', 'dua', 'tiga', 'empat', 'lima', 'enam']
const NUMBERED =
  /^\W*(?:saya\s+)?(?:(?:yang|yg|nomor|nomer|no|nmr|pilih|pilihan|opsi|poin|jawaban)[\s.:]+)*(?:ke[\s-]?)?(\d{1,2}|[a-z]+)\W*(?:aja|saja|deh|dong|ya|min|kak|pak|bu)?\W*$/i

/** "2", "no 2", "yang kedua", "pilihan dua": which of the choices is meant, counted from 1; null when the text is something else. */
export function numberIn(text: string): number | null {
  const word = text.match(NUMBERED)?.[1]?.toLowerCase() ?? ''
  if (/^\d+$/.test(word)) return Number(word)
  const at = Math.max(ORDINALS.indexOf(word), NUMERALS.indexOf(word))
  return at < 0 ? null : at + 1
}
