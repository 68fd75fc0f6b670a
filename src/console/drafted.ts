// Whether a machine's draft may stand in an officer's box: it fails closed, and nothing of what fails is shown. Pure. It judges no law; it looks
// for what no draft may bring along: quotations, laws, numbers and names that nobody gave it, advice to hide, a permission where the bot saw none.
import type { ClauseRef } from '../vocabulary.ts'
import type { NumberedClause, ReplyProposed, ReplyWanted } from './assistant.ts'

export const DRAFT_FAULTS = ['empty', 'long', 'signs', 'quotation', 'law', 'number', 'name', 'hiding', 'permission'] as const
export type DraftFault = (typeof DRAFT_FAULTS)[number]

export type Drafted =
  /** `dropped`: so many references to clauses that it was not given were taken out. */
  | { readonly kind: 'fit'; readonly text: string; readonly citations: readonly ClauseRef[]; readonly dropped: number }
  | { readonly kind: 'unfit'; readonly why: DraftFault }

type Given = {
  readonly wanted: ReplyWanted
  readonly refOf: (n: number) => ClauseRef | undefined
  /** Whether it could tell who somebody is. */
  readonly identifies: (text: string) => boolean
}

export const DRAFT_LETTERS_MAX = 2000
/** What some models put around words to make them large. */
const MARKUP = /\*+|^#+ +/gm
const MARKER = /\s*\[(\d{1,3})\]/g

export function draftedOf(proposed: ReplyProposed, given: Given): Drafted {
  const { wanted, refOf } = given
  const text = proposed.text
    .replaceAll('\r\n', '\n')
    .replace(MARKUP, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replaceAll('\u2011', '-')
    .trim()
  const bare = text.replace(MARKER, '')
  const why = faultIn(bare, given)
  if (why !== null) return { kind: 'unfit', why }
  const said = [...text.matchAll(MARKER)].map(([, n]) => Number(n))
  const cited = [...new Set([...said, ...proposed.cites])]
  const known = cited.filter(n => refOf(n) !== undefined)
  if (known.length === 0 && permits(bare)) return { kind: 'unfit', why: 'permission' }
  return {
    kind: 'fit',
    text: text.replace(MARKER, (_, n: string) => namedIn(wanted.clauses, Number(n))),
    citations: known.flatMap(n => refOf(n) ?? []),
    dropped: cited.length - known.length,
  }
}

/** A number stands for a clause's name; one that was not given goes. */
function namedIn(clauses: readonly NumberedClause[], n: number): string {
  const name = clauses.find(c => c.n === n)?.name
  return name === undefined ? '' : ` (${name})`
}

const CHECKS: readonly (readonly [DraftFault, (text: string, given: Given) => boolean])[] = [
  ['empty', text => text === ''],
  ['long', text => text.length > DRAFT_LETTERS_MAX],
  ['signs', text => !PLAIN.test(text)],
  ['quotation', (text, { wanted }) => !quotesOnly(text, wanted.clauses)],
  ['law', (text, { wanted }) => namesOtherLaw(text, lawful(wanted))],
  ['number', (text, { wanted }) => numbersOf(text).some(n => !numbersOf(known(wanted)).includes(n))],
  ['name', (text, { wanted, identifies }) => identifies(text) || namesSomebody(text, wanted)],
  ['hiding', text => HIDING.test(text)],
  ['permission', (text, { wanted }) => wanted.answer !== null && isSofter(text, wanted.answer)],
]

const faultIn = (text: string, given: Given): DraftFault | null => CHECKS.find(([, isAt]) => isAt(text, given))?.[0] ?? null

/** What stands for law: never the asker's own words, in which anything may stand. */
const lawful = ({ clauses, answer }: ReplyWanted): string => [...clauses.flatMap(c => [c.name, c.text]), answer ?? ''].join('\n')
const known = (wanted: ReplyWanted): string => [lawful(wanted), ...wanted.facts].join('\n')

/** Letters as they are typed here: hidden signs, letters that only look alike and markup would hide words from whoever looks for them. */
const PLAIN = /^[A-Za-zÀ-ÖØ-öø-ÿ0-9 \n.,;:!?()/%&+'"‘’‚‟“”„«»–—…•-]*$/

// ── Quotations ──

const SIGNS = /["“”„‟«»]/g
const QUOTED = /["“„‟«]([^"“”„‟«»]*)["”“»]/g
/** Single ones around more than a word; an apostrophe stands between letters. */
const QUOTED_SINGLY = /(?<![\p{L}\p{N}])['‘‚]([^'‘’\n]{2,})['’](?![\p{L}\p{N}])/gu

/** Whatever stands in quotation marks stands so in a clause whose text is law; a sign without its pair is no quotation. */
function quotesOnly(text: string, clauses: readonly NumberedClause[]): boolean {
  const quoted = [...text.matchAll(QUOTED)]
  if ([...text.matchAll(SIGNS)].length !== quoted.length * 2) return false
  const texts = clauses.filter(c => c.status !== 'summary').map(c => c.text)
  return [...quoted, ...text.matchAll(QUOTED_SINGLY)].every(([, words = '']) =>
    texts.some(t => words !== '' && t.includes(words)),
  )
}

// ── Laws and numbers ──

const PART = String.raw`(?:pasal|ayat|huruf|angka|butir|nomor|lampiran|diktum|bab)\s+(?:ke-?)?\(?(?:\d[\w./-]*|[a-z]{1,2}|[ivxl]+)\)?(?![\p{L}\p{N}])`
const KIND = String.raw`(?:uu|undang-undang|pp|perppu|perpres|peraturan|permen[\p{L}-]*|keputusan|kep[\p{L}]*|keppres|skb|surat\s+edaran|se|pkpu|per(?:gub|bup|wali|wal|da|bawaslu|ka)|putusan|qanun|instruksi|inpres)`
const LAW = String.raw`${KIND}(?:\s+[\p{L}-]+){0,4}?\s+(?:nomor\s+|no\.?\s*)?\d[\w./-]*(?:\s+tahun\s+\d{4})?`
const MENTION = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${LAW}|${PART})(?:,?\s+(?:jo\.?\s+)?(?:${LAW}|${PART}))*`, 'giu')

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ')
const trimmed = (mention: string): string => plain(mention).replace(/[.,;:/-]+$/, '')

const namesOtherLaw = (text: string, law: string): boolean =>
  [...text.matchAll(MENTION)].some(([mention]) => !plain(law).includes(trimmed(mention)))

const numbersOf = (text: string): readonly string[] => text.match(/\d+(?:[./,-]\d+)*/g) ?? []

// ── Names ──

/** Written large in every reply of an office. */
const LARGE = new Set(
  `anda saudara bapak ibu asn pns pppk cpns tni polri kpu bawaslu bkn kasn kemenpan menpan pilkada pemilu pilpres pileg whatsapp telegram facebook
  instagram tiktok youtube twitter grup wa tps apk dpr dpd dprd mk ri indonesia pancasila allah tuhan senin selasa rabu kamis jumat jum'at sabtu minggu januari
  februari maret april mei juni juli agustus september oktober november desember
  pejabat pembina kepegawaian aparatur sipil negara negeri pegawai presiden menteri gubernur bupati wali walikota kepala dinas komisi pemilihan umum badan
  pengawas dewan inspektorat undang-undang peraturan pemerintah daerah keputusan surat edaran pasal ayat huruf lampiran salam assalamualaikum selamat`.split(
    /\s+/,
  ),
)
/** A word written large where no sentence begins. */
const WITHIN = /(?<=[\p{L}\p{N},)]["”’)]?[ \t]+["“‘(]?)\p{Lu}[\p{L}'’-]*/gu

function namesSomebody(text: string, wanted: ReplyWanted): boolean {
  const given = new Set(wordsOf(lawful(wanted)))
  const isName = (word: string): boolean => !LARGE.has(word) && !given.has(word)
  if (largeIn(text).some(isName)) return true
  // a name begins a sentence like any word; what the asker wrote large is known
  const said = new Set(wordsOf(text))
  return wanted.questions.flatMap(namesIn).some(name => isName(name) && said.has(name))
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}[\p{L}'’-]*/gu) ?? []
const largeIn = (text: string): readonly string[] => (text.match(WITHIN) ?? []).map(word => word.toLowerCase())

/** Who writes everything large names nobody by it. */
const LARGE_MAX = 0.3
function namesIn(question: string): readonly string[] {
  const large = largeIn(question)
  return large.length > wordsOf(question).length * LARGE_MAX ? [] : large
}

// ── Advice ──

const HIDING =
  /\b(?:\w*sembunyi\w*|diam-diam|(?:me|di)?rahasiakan|ketahuan|(?:meng|di)?hapus(?:kan|lah)?\s+(?:bukti|jejak|riwayat)|(?:meng|di)?hilang(?:kan|lah)?\s+(?:bukti|jejak)|akun\s+(?:palsu|samaran|kedua|lain|anonim|alter|pseudonim)|nama\s+samaran|nama\s+orang\s+lain|tanpa\s+(?:sepengetahuan|diketahui|jejak|ketahuan)|jangan\s+(?:sampai\s+)?(?:bilang|lapor\w*|melapor\w*|cerita\w*|beri\s?tahu)|tidak\s+perlu\s+(?:lapor|melapor)\w*|(?:me)?ngaku\s+(?:bukan|tidak))\b/i

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?])\s+|\n+/).filter(s => s.trim() !== '')
/** Verdict and reason stand first. */
const openingOf = (text: string): string => sentencesOf(text).slice(0, 2).join(' ')

const DENIES = /\b(?:tidak|tak|belum|jangan|dilarang|larangan|melanggar|hindari)\b/i
const PERMITTED =
  /\b(?:boleh|dibolehkan|diperbolehkan|diperkenankan|diizinkan|sila(?:h)?kan(?!\s+(?:hubungi|menghubungi|ber|tanya|lihat|baca|sampaikan|lapor|cek|minta|ajukan|tulis|kirim))|aman|bebas|sah|tidak\s+apa-apa|tidak\s+masalah|tidak\s+dilarang|tidak\s+ada\s+larangan|tidak\s+melanggar)\b/i
const DENIED =
  /\b(?:tidak|tak|belum|bukan)\s+(?:\w+\s+)?(?:boleh|dibolehkan|diperbolehkan|diperkenankan|diizinkan|aman|bebas|sah)\b/gi

/** How a safe way is announced: it permits nothing yet. */
const SAFE_WAY =
  /\b(?:cara|langkah|pilihan|jalan|hal|sikap)?\s*yang\s+(?:lebih\s+|paling\s+)?aman\b|\blebih\s+aman\b|\bagar\s+aman\b|\bsupaya\s+aman\b/gi

const permits = (text: string): boolean =>
  sentencesOf(text).some(s => PERMITTED.test(s.replace(DENIED, '').replace(SAFE_WAY, '')))

/** Says at its beginning that it may be done where the bot did not, or nowhere that it may not where the bot did. */
function isSofter(text: string, answer: string): boolean {
  const [verdict = ''] = sentencesOf(answer)
  if (permits(verdict)) return false
  return permits(openingOf(text)) || (DENIES.test(verdict) && !DENIES.test(text))
}

/** Sent as the machine wrote it, whatever stands around it. */
export const isUntouched = (sent: string, drafted: string): boolean => spaced(sent).includes(spaced(drafted))
const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim()
