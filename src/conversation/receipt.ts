// The receipt: the asker's own secret as eight Indonesian words. Pure: makes words of random bits and reads them back forgivingly;
// stores nothing, hashes nothing with a key and draws nothing: whoever calls does.
import { createHash } from 'node:crypto'

export const RECEIPT_WORDS = 8

/** Of the secret behind the words. */
export const RECEIPT_BYTES = 10
const LIST_WORDS = 2048
const WORD_BITS = 11n
const CHECK_BITS = 8n
const WORD = /^[a-z]{4,8}$/

/** A word that is not in the list: which of those typed, counted from 1, and the one word it may have been. */
export type WrongWord = { readonly nth: number; readonly typed: string; readonly near: string | null }

export type ReceiptRead =
  /** `corrected`: the words in which one slip of the finger was put right, counted from 1; all others stood as they should. */
  | { readonly kind: 'receipt'; readonly secret: Uint8Array; readonly corrected: readonly number[] }
  /**
   * `count`: how many words were typed, 7 to 9; `at`: those not in the list. Of seven nobody can say where one is missing;
   * `extra`: of nine the one too many, counted from 1, where it can be told.
   */
  | { readonly kind: 'wrong-words'; readonly count: number; readonly at: readonly WrongWord[]; readonly extra: number | null }
  /** `doubtful`: where to look first: two neighbours that fit when exchanged, or one word that fits when its like stands there; often nowhere. */
  | { readonly kind: 'wrong-check'; readonly doubtful: readonly number[] }

export type Receipts = {
  /** The eight words of ten random bytes. Throws a RangeError for any other number of bytes. */
  readonly make: (random: Uint8Array) => readonly string[]
  /**
   * What a text is as a receipt; null when it is none, not even a mistaken one.
   *
   * A slip is put right only where one word of the list is a single slip away, and only when the check then fits. That costs nothing:
   * a text still stands for one secret at most, so a guesser tries one of 2^80 with each message, as without. When the slip was
   * another (1 in 256 passes the check) the secret is nobody's, and the store does not find it. Exchanged words or a word of
   * the list in place of another are never put right: many repairs would pass eight bits, and the asker has the words at hand.
   */
  readonly read: (text: string) => ReceiptRead | null
}

/** Opens a list of 2,048 distinct words of 4 to 8 letters, one a line; throws for any other. A word is its place: a list never changes. */
export function openReceipts(list: string): Receipts {
  const words = list.trim().split(/\s+/)
  const places = new Map(words.map((word, place) => [word, place]))
  const wrong = words.find(w => !WORD.test(w))
  if (wrong !== undefined) throw new Error(`receipt list: "${wrong}" is not 4 to 8 letters a-z`)
  if (words.length !== LIST_WORDS || places.size !== LIST_WORDS)
    throw new Error(`receipt list: ${words.length} words, ${places.size} distinct, instead of ${LIST_WORDS}`)
  const book: Book = { words, places }
  return { make: random => make(book, random), read: text => read(book, text) }
}

/** The list both ways. */
type Book = { readonly words: readonly string[]; readonly places: ReadonlyMap<string, number> }

const checkOf = (secret: Uint8Array): bigint => BigInt(createHash('sha256').update(secret).digest()[0] ?? 0)

function make({ words }: Book, random: Uint8Array): readonly string[] {
  if (random.length !== RECEIPT_BYTES) throw new RangeError(`a receipt takes ${RECEIPT_BYTES} random bytes, not ${random.length}`)
  const bits = (BigInt(`0x${Buffer.from(random).toString('hex')}`) << CHECK_BITS) | checkOf(random)
  return Array.from({ length: RECEIPT_WORDS }, (_, i) => {
    const shift = WORD_BITS * BigInt(RECEIPT_WORDS - 1 - i)
    return words[Number(BigInt.asUintN(Number(WORD_BITS), bits >> shift))] ?? ''
  })
}

/** The secret of eight words; null when there are more or fewer, a word is not in the list or the check does not fit. */
function secretOf({ places }: Book, typed: readonly string[]): Uint8Array | null {
  if (typed.length !== RECEIPT_WORDS) return null
  let bits = 0n
  for (const word of typed) {
    const place = places.get(word)
    if (place === undefined) return null
    bits = (bits << WORD_BITS) | BigInt(place)
  }
  const hex = (bits >> CHECK_BITS).toString(16).padStart(2 * RECEIPT_BYTES, '0')
  const secret = Uint8Array.from(Buffer.from(hex, 'hex'))
  return checkOf(secret) === BigInt.asUintN(Number(CHECK_BITS), bits) ? secret : null
}

/** What people write around the words: what it is, what they want, courtesies, counting. None is a word of the list. */
const AROUND = new Set(
  'ini itu nih ni berikut adalah yaitu ialah inilah begini saya sy aku ku punya milik kami kode kodenya kodeku kunci kuncinya kunciku rahasia rahasianya rahasiaku sandi sandinya resi resiku tanda terima terimanya terimaku kata katanya kataku rambu yang yg dari untuk utk dengan dan lalu terus sudah udah mau ingin ketik tulis catat salin simpan kirim masukkan tolong mohon coba minta bisa buka lanjut lanjutkan lanjutin pulihkan pindah pindahkan kembali kembalikan percakapan percakapanku obrolan chat riwayat lama tadi kemarin halo hai min admin kak pak bu mas mbak bang ya yah iya dong deh makasih terimakasih trims thanks maaf silakan satu dua tiga empat lima enam tujuh delapan pertama kedua ketiga keempat kelima keenam ketujuh kedelapan nomor no receipt'.split(
    ' ',
  ),
)

/** What a question holds and a receipt does not: a list of presents, say, may be made of words of the list. */
const ASKS =
  /\?|\b(?:boleh|bolehkah|apa|apakah|gimana|bagaimana|kalau|kalo|klo|ga|gak|nggak|tidak|tdk|di|ke|dikasih|diberi|calon|caleg|partai)\b/i

/** Words that must stand as in the list for a text to be an attempt: when it holds little else, and when it is longer. */
const KNOWN_MIN = 5
const KNOWN_AMONG_OTHERS_MIN = 6
/** A text in which more runs than this are equally likely is a play with the list, and would take long to look through. */
const RUNS_MAX = 9

function read(book: Book, text: string): ReceiptRead | null {
  const runs = runsIn(book, text).map(typed => ({ typed, wrong: wrongIn(book, typed) }))
  for (const { typed, wrong } of runs) {
    const secret = secretOf(book, mended(typed, wrong))
    if (secret !== null) return { kind: 'receipt', secret, corrected: wrong.map(w => w.nth) }
  }
  const [first] = runs
  if (first === undefined || ASKS.test(text)) return null
  const { typed, wrong } = first
  if (wrong.length === 0 && typed.length === RECEIPT_WORDS) return { kind: 'wrong-check', doubtful: doubtfulIn(book, typed) }
  return { kind: 'wrong-words', count: typed.length, at: wrong, extra: oneTooMany(book, typed) }
}

/** The runs of words that may have been meant as a receipt, all equally likely; none in an ordinary text. */
function runsIn({ places }: Book, text: string): readonly (readonly string[])[] {
  const said = (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter(w => !AROUND.has(w)).flatMap(w => parted(places, w) ?? [w])
  if (said.length < RECEIPT_WORDS - 1) return []
  const eights = said.slice(RECEIPT_WORDS - 1).map((_, i) => said.slice(i, i + RECEIPT_WORDS))
  const isShort = said.length <= RECEIPT_WORDS + 1
  const all = isShort && said.length !== RECEIPT_WORDS ? [said, ...eights] : eights
  const runs = all.map(run => ({ run, known: run.filter(w => places.has(w)).length }))
  const most = Math.max(...runs.map(r => r.known))
  const likely = most < (isShort ? KNOWN_MIN : KNOWN_AMONG_OTHERS_MIN) ? [] : runs.filter(r => r.known === most)
  return likely.length > RUNS_MAX ? [] : likely.map(r => r.run)
}

/** Longer runs of letters are not taken apart: a run made for it could be in very many ways. */
const PARTED_LENGTH_MAX = 72

/** The words of the list in a run of letters between which the spaces were left out; null when something is left over. */
function parted(places: Book['places'], run: string): readonly string[] | null {
  if (places.has(run)) return [run]
  if (run.length > PARTED_LENGTH_MAX) return null
  for (let end = 4; end <= 8; end++) {
    const rest = places.has(run.slice(0, end)) ? parted(places, run.slice(end)) : null
    if (rest !== null) return [run.slice(0, end), ...rest]
  }
  return null
}

const wrongIn = (book: Book, typed: readonly string[]): readonly WrongWord[] =>
  typed.flatMap((word, i) => (book.places.has(word) ? [] : [{ nth: i + 1, typed: word, near: nearest(book, word) }]))

/** The words with every single slip put right. */
const mended = (typed: readonly string[], wrong: readonly WrongWord[]): readonly string[] =>
  typed.map((word, i) => {
    const near = wrong.find(w => w.nth === i + 1)?.near ?? null
    return near !== null && slips(word, near) === 1 ? near : word
  })

/** The one word of the list at one slip, or where there is none, the one at two. */
function nearest({ words }: Book, typed: string): string | null {
  const close = words.map(word => ({ word, slips: slips(typed, word) })).filter(c => c.slips <= 2)
  const fewest = Math.min(...close.map(c => c.slips))
  const [near, other] = close.filter(c => c.slips === fewest)
  return near === undefined || other !== undefined ? null : near.word
}

/** The word without which nine are a receipt, counted from 1; null when none or more than one can be left out. */
function oneTooMany(book: Book, typed: readonly string[]): number | null {
  const fitting = typed.flatMap((_, i) => (secretOf(book, typed.toSpliced(i, 1)) === null ? [] : [i]))
  return new Set(fitting.map(i => typed[i])).size === 1 ? Math.max(...fitting) + 1 : null
}

function doubtfulIn(book: Book, typed: readonly string[]): readonly number[] {
  const fits = (words: readonly string[]): boolean => secretOf(book, words) !== null
  const [swap, ...swaps] = typed.flatMap((word, i) => {
    const next = typed[i + 1]
    return next !== undefined && fits(typed.toSpliced(i, 2, next, word)) ? [i + 1] : []
  })
  if (swap !== undefined && swaps.length === 0) return [swap, swap + 1]
  const [like, ...likes] = typed.flatMap((word, i) =>
    book.words.filter(w => slips(word, w) === 2 && fits(typed.with(i, w))).map(() => i + 1),
  )
  return like !== undefined && likes.length === 0 ? [like] : []
}

/** Slips of the finger between two words: a letter missing, added, changed, or exchanged with its neighbour. More than `most` count as one more. */
function slips(a: string, b: string, most = 2): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const [x, y] = [a.slice(same), b.slice(same)]
  if (x === y) return 0
  if (most === 0) return 1
  const isExchanged = x.length > 1 && x[0] === y[1] && x[1] === y[0]
  return (
    1 +
    Math.min(
      slips(x.slice(1), y.slice(1), most - 1),
      slips(x.slice(1), y, most - 1),
      slips(x, y.slice(1), most - 1),
      isExchanged ? slips(x.slice(2), y.slice(2), most - 1) : most,
    )
  )
}
