// How a text that was sent compares with the clauses of an edition, word by word: spacing, line breaks, numbering, abbreviations and the noise
// of reading a picture are passed over; a changed number, a "tidak" that came or went and other words of weight are not.
//
// A clause is cut at its elisions into segments. Three words in a row lead from the text to the segments it may hold; each is then laid
// along the text at the smallest cost, and what does not lie word on word becomes a place. A text explained by one segment is no altered other.
import type { ClauseAt, Edition } from '../knowledge/knowledge.ts'
import { DOUBT, MARKS } from '../vocabulary.ts'

/** A word as it is compared, and where it stands. */
export type Word = {
  readonly key: string
  /** The key with those signs as one that a reader of pictures takes for each other. */
  readonly look: string
  readonly from: number
  readonly to: number
  /** `removed`: taken out before anyone kept it; it stands for anything. */
  readonly kind: 'word' | 'number' | 'removed'
  /** "a.", "(2)" where a list may begin: it is the same, gone or another without meaning anything. */
  readonly isMark: boolean
  /** Whoever read it off a picture was not sure of it. */
  readonly isDoubtful: boolean
}

export type Weight = 'number' | 'negation' | 'word'

/** Words that are not the same: what the loaded text says (from, to in the clause) and what was sent (from, to in the text). */
export type Place = {
  readonly at: ClauseAt
  readonly weight: Weight
  readonly loaded: readonly [from: number, to: number]
  readonly sent: readonly [from: number, to: number]
}

/** A segment of a clause found in the text. */
export type Found = {
  readonly at: ClauseAt
  /** Words of the segment, and those of them that lie on a word of the text. */
  readonly words: number
  readonly matched: number
  /** First and last word of the text that it lies on. */
  readonly from: number
  readonly to: number
  readonly places: readonly Place[]
  /** Places at which the picture could not be read well enough to compare. */
  readonly unreadable: number
}

// — words —

const REMOVED = new Set<string>(Object.values(MARKS))
const PIECE = /\[(?:NIP|NIK|nomor|surel|akun|tautan|plat|nama)\]|[\p{L}\p{N}\p{M}\p{Cf}]+/gu

/** What people and letters write short. */
const SHORT: Readonly<Record<string, readonly string[]>> = {
  no: ['nomor'],
  nmr: ['nomor'],
  uu: ['undang', 'undang'],
  pp: ['peraturan', 'pemerintah'],
  pns: ['pegawai', 'negeri', 'sipil'],
  asn: ['aparatur', 'sipil', 'negara'],
  pppk: ['pegawai', 'pemerintah', 'dengan', 'perjanjian', 'kerja'],
  p3k: ['pegawai', 'pemerintah', 'dengan', 'perjanjian', 'kerja'],
  yg: ['yang'],
  dgn: ['dengan'],
  dg: ['dengan'],
  utk: ['untuk'],
  dlm: ['dalam'],
  pd: ['pada'],
  th: ['tahun'],
  thn: ['tahun'],
  tsb: ['tersebut'],
  tdk: ['tidak'],
  tak: ['tidak'],
  gak: ['tidak'],
  ga: ['tidak'],
  nggak: ['tidak'],
  tgl: ['tanggal'],
  kpd: ['kepada'],
  dpt: ['dapat'],
  dsb: ['dan', 'sebagainya'],
  dll: ['dan', 'lain', 'lain'],
  wakapolri: ['wakil', 'kapolri'],
}

/** Behind these words a letter or number is meant, not counted. */
const NAMING = new Set(
  'pasal ayat huruf angka nomor lampiran bab butir bagian paragraf tanggal tahun dan atau poin kelas golongan ke no'.split(' '),
)

/** Lines of a page that belong to no sentence: page numbers, running heads, the first words of the next page. */
const FURNITURE =
  /^\W{0,12}(?:(?:hal(?:aman)?\.?|page)?\W{0,4}\d{1,3}(?:\W{0,4}(?:dari|of|\/)\W{0,4}\d{1,3})?|presiden\W{1,3}republik\W{1,3}indonesia|salinan|sk\W{1,3}no\W.{0,20}|(?:www\.|https?:|jdih).{0,80}|.{1,60}\. ?\. ?\.)\W{0,12}$/i

/** The text with furniture blanked, so that every place stays where it was. */
export const withoutFurniture = (text: string): string =>
  text.replace(/[^\n]+/g, line => (line.length <= 90 && FURNITURE.test(line) ? ' '.repeat(line.length) : line))

const fold = (piece: string): string =>
  piece
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()

/** The words of a text in order; a number said again in words ("3 (tiga)") is passed over. */
export function wordsOf(text: string, isRead = false): Word[] {
  const words: Word[] = []
  let before = ''
  for (const match of text.matchAll(PIECE)) {
    const [piece] = match
    const from = match.index
    const to = from + piece.length
    if (REMOVED.has(piece)) {
      words.push({ key: piece, look: piece, from, to, kind: 'removed', isMark: false, isDoubtful: false })
      before = ''
      continue
    }
    const key = fold(piece)
    if (key === '' || isSaidAgain(text, from, words.at(-1))) continue
    const isDoubtful = piece.includes(DOUBT)
    const isMark = isListMark(text, key, from, to, before)
    for (const part of SHORT[key] ?? (isRead ? SHORT[shortRead(piece)] : undefined) ?? [key])
      words.push({ key: part, look: lookalike(part), from, to, kind: kindOf(part), isMark, isDoubtful })
    before = key
  }
  return words
}

const CAPITALS = ['pns', 'asn']
/** Which abbreviation in capitals this is with one letter wrong or gone; empty: none. */
const shortRead = (piece: string): string =>
  /^(?:[A-Z]{2}|(?=.{0,2}\d)(?=.{0,2}[A-Z])[A-Z\d]{3})$/.test(piece)
    ? (CAPITALS.find(c => distance(c, fold(piece), 1) <= 1) ?? '')
    : ''

/** Figures, also where a picture gave an O for a 0, and numbers and months in words. */
const kindOf = (key: string): Word['kind'] =>
  (/\d/.test(key) && /^(?:rp|ke)?[\doilsbz]+$/.test(key)) || NUMERALS.has(key) || MONTHS.has(key) ? 'number' : 'word'

function isListMark(text: string, key: string, from: number, to: number, before: string): boolean {
  if (!/^(?:[a-z]|\d{1,2}|[ivx]{1,5})$/.test(key) || NAMING.has(before)) return false
  const next = text[to] ?? ''
  if ((next !== '.' && next !== ')') || /\d/.test(text[to + 1] ?? '')) return false
  const lead = text.slice(Math.max(0, from - 3), from)
  return from === 0 || /[\n;:,.…)(]\s?\(?$|\n\s*\(?$|^\s+\(?$/.test(lead)
}

const ONES = 'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas'.split(' ')
const NUMERALS = new Set([...ONES, 'belas', 'puluh', 'ratus', 'ribu', 'juta', 'miliar', 'seratus', 'seribu'])
const MONTHS = new Set('januari februari maret april mei juni juli agustus september oktober november desember'.split(' '))

const SAID_AGAIN = /^\s{0,3}\(([^()]{3,70})\)/

/** "3 (tiga)", "12 (dua belas)": the figures have been read. */
function isSaidAgain(text: string, from: number, last: Word | undefined): boolean {
  if (last === undefined || !/\d/.test(last.key)) return false
  const said = text.slice(last.to, last.to + 80).match(SAID_AGAIN)
  return said !== null && from < last.to + said[0].length && isNumerals(said[1]?.split(/\s+/) ?? [])
}

const isNumerals = (said: readonly string[]): boolean => said.some(one => NUMERALS.has(fold(one))) || said.every(isNumeral)

const isNumeral = (said: string): boolean => {
  const key = fold(said)
  return (
    NUMERALS.has(key) ||
    [...NUMERALS].some(n => distance(n, lookalike(key), 1) <= 1 || distance(lookalike(n), lookalike(key), 1) <= 1)
  )
}

// — an edition's segments —

type Segment = { readonly at: ClauseAt; readonly words: readonly Word[]; readonly grams: readonly Gram[] }
/** Three words in a row that are no list marks, and where the first stands. */
type Gram = { readonly said: string; readonly pos: number }
type Index = {
  readonly segments: readonly Segment[]
  readonly grams: ReadonlyMap<string, readonly { readonly segment: number; readonly pos: number }[]>
  readonly vocabulary: ReadonlySet<string>
}

/** A shorter piece says too little to be told from its neighbours. */
const SEGMENT_MIN = 5

function gramsOf(words: readonly Word[]): Gram[] {
  const said = words.flatMap((w, pos) => (w.isMark ? [] : [{ key: w.key, pos }]))
  return said.flatMap(({ key, pos }, i) => {
    const [second, third] = [said[i + 1], said[i + 2]]
    return second === undefined || third === undefined ? [] : [{ said: `${key} ${second.key} ${third.key}`, pos }]
  })
}

const indexes = new WeakMap<Edition, Index>()

function indexOf(edition: Edition): Index {
  const before = indexes.get(edition)
  if (before !== undefined) return before
  const built = build(edition)
  indexes.set(edition, built)
  return built
}

/** Whether the stored text of a clause can be compared word by word. */
export const isComparable = ({ clause }: ClauseAt): boolean =>
  clause.text_status !== 'summary' && segmentsOf(clause.text).some(words => words.length >= SEGMENT_MIN)

function build(edition: Edition): Index {
  const segments = edition.clauses().flatMap(at =>
    at.clause.text_status === 'summary'
      ? []
      : segmentsOf(at.clause.text)
          .filter(words => words.length >= SEGMENT_MIN)
          .map(words => ({ at, words, grams: gramsOf(words) })),
  )
  const grams = new Map<string, { segment: number; pos: number }[]>()
  const vocabulary = new Set<string>()
  segments.forEach((own, segment) => {
    for (const { key } of own.words) vocabulary.add(key)
    for (const { said, pos } of own.grams) {
      const list = grams.get(said)
      if (list) list.push({ segment, pos })
      else grams.set(said, [{ segment, pos }])
    }
  })
  return { segments, grams, vocabulary }
}

/** The runs of words between a text's elisions. */
function segmentsOf(text: string): Word[][] {
  const runs: Word[][] = []
  let from = 0
  for (const part of text.split(/(…|\.(?: ?\.){2,})/)) {
    if (!/^[….\s]*$/.test(part)) {
      const start = from
      runs.push(wordsOf(part).map(w => ({ ...w, from: w.from + start, to: w.to + start })))
    }
    from += part.length
  }
  return runs
}

// — laying a segment along the text —

/** A diagonal may wander by so many words, and a share of the segment's length. */
const DRIFT = 5
const DRIFT_SHARE = 0.15
/** Share of a segment's runs of three that must be met before it is looked at; OCR breaks some, another text has fewer. */
const MET_MIN = 0.2
/** Share of a segment's words that must lie on the text for it to count as found. */
const MATCHED_MIN = 0.7

/** The segments of an edition that stand in a text. `fits` narrows them to the documents in question. */
export function findSegments(
  edition: Edition,
  text: string,
  sent: readonly Word[],
  { fits, isRead }: { readonly fits: (at: ClauseAt) => boolean; readonly isRead: boolean },
): readonly Found[] {
  const index = indexOf(edition)
  const near = nearness(isRead)
  const found = candidatesOf(index, sent, fits).flatMap(({ segment, offset }) => {
    const laid = lay(near, segment.words, sent, offset)
    return laid === null ? [] : [judge(edition, index, near, segment, sent, text, laid, isRead)]
  })
  return explained(found)
}

type Candidate = { readonly segment: Segment; readonly offset: number }

function candidatesOf({ segments, grams }: Index, sent: readonly Word[], fits: (at: ClauseAt) => boolean): Candidate[] {
  const votes = new Map<number, number[]>()
  for (const { said, pos: i } of gramsOf(sent)) {
    for (const { segment, pos } of grams.get(said) ?? []) {
      const list = votes.get(segment)
      if (list) list.push(i - pos)
      else votes.set(segment, [i - pos])
    }
  }
  const candidates: Candidate[] = []
  for (const [at, offsets] of votes) {
    const segment = segments[at]
    if (segment === undefined || !fits(segment.at)) continue
    const drift = driftOf(segment.words.length)
    const { offset, count } = densest(offsets, drift)
    if (count >= Math.max(1, MET_MIN * segment.grams.length)) candidates.push({ segment, offset })
  }
  return candidates
}

const driftOf = (length: number): number => Math.ceil(DRIFT + DRIFT_SHARE * length)

/** Where most of the offsets lie together. */
function densest(offsets: number[], drift: number): { offset: number; count: number } {
  offsets.sort((a, b) => a - b)
  let best = { offset: offsets[0] ?? 0, count: 0 }
  let from = 0
  for (let to = 0; to < offsets.length; to++) {
    while ((offsets[to] ?? 0) - (offsets[from] ?? 0) > drift) from++
    if (to - from + 1 > best.count) best = { offset: offsets[(from + to) >> 1] ?? 0, count: to - from + 1 }
  }
  return best
}

type Step = { readonly i: number; readonly j: number; readonly di: number; readonly dj: number; readonly isSame: boolean }

const COST = { changed: 0.95, gone: 1, come: 1, mark: 0.05, joined: 0.1, near: 0.25 } as const

/** The segment along its stretch of the text at the smallest cost; the ends of the stretch are free. Null: it is not there. */
function lay(near: Near, loaded: readonly Word[], sent: readonly Word[], offset: number): readonly Step[] | null {
  const drift = driftOf(loaded.length)
  const start = Math.max(0, offset - drift)
  const stretch = sent.slice(start, Math.min(sent.length, offset + loaded.length + drift))
  const n = loaded.length
  const m = stretch.length
  const width = m + 1
  const cost = new Float64Array((n + 1) * width)
  const back = new Uint8Array((n + 1) * width)
  for (let i = 1; i <= n; i++) {
    cost[i * width] = (cost[(i - 1) * width] ?? 0) + (loaded[i - 1]?.isMark ? COST.mark : COST.gone)
    back[i * width] = 2
    for (let j = 1; j <= m; j++) {
      const a = loaded[i - 1]
      const b = stretch[j - 1]
      if (a === undefined || b === undefined) continue
      const cell = i * width + j
      let best = (cost[cell - width - 1] ?? 0) + near.cost(a, b)
      let how = 1
      const gone = (cost[cell - width] ?? 0) + (a.isMark ? COST.mark : COST.gone)
      if (gone < best) [best, how] = [gone, 2]
      const come = (cost[cell - 1] ?? 0) + (b.isMark ? COST.mark : b.kind === 'removed' ? COST.joined : COST.come)
      if (come < best) [best, how] = [come, 3]
      const [a2, b2] = [loaded[i - 2], stretch[j - 2]]
      if (a2 !== undefined && near.isTorn(b, a2, a)) {
        const joined = (cost[cell - 2 * width - 1] ?? 0) + COST.joined
        if (joined < best) [best, how] = [joined, 4]
      }
      if (b2 !== undefined && near.isTorn(a, b2, b)) {
        const joined = (cost[cell - width - 2] ?? 0) + COST.joined
        if (joined < best) [best, how] = [joined, 5]
      }
      if (b.kind === 'removed') {
        const hidden = (cost[cell - width] ?? 0) + COST.joined
        if (hidden < best) [best, how] = [hidden, 6]
      }
      cost[cell] = best
      back[cell] = how
    }
  }
  let end = 0
  for (let j = 0; j <= m; j++) if ((cost[n * width + j] ?? 0) < (cost[n * width + end] ?? 0)) end = j
  const steps = retrace(near, loaded, stretch, back, width, end).map(s => ({ ...s, j: s.j + start }))
  const matched = steps.reduce((sum, s) => sum + (s.isSame ? s.di : 0), 0)
  return matched >= MATCHED_MIN * n ? steps : null
}

const MOVES: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
  [2, 1],
  [1, 2],
  [1, 0],
]

function retrace(
  near: Near,
  loaded: readonly Word[],
  stretch: readonly Word[],
  back: Uint8Array,
  width: number,
  end: number,
): Step[] {
  const steps: Step[] = []
  let i = loaded.length
  let j = end
  while (i > 0) {
    const how = back[i * width + j] ?? 2
    const [di, dj] = MOVES[how] ?? [1, 0]
    i -= di
    j -= dj
    const [a, b] = [loaded[i], stretch[j]]
    const isSame =
      how === 4 || how === 5 || how === 6 || (how === 1 && a !== undefined && b !== undefined && near.cost(a, b) <= COST.near)
    const isHidden = how === 3 && b?.kind === 'removed'
    steps.push({ i, j, di, dj, isSame: isSame || isHidden })
  }
  return steps.reverse()
}

// — when two words are the same —

type Near = {
  readonly cost: (a: Word, b: Word) => number
  /** Two pieces make one word. */
  readonly isTorn: (whole: Word, one: Word, other: Word) => boolean
  /** Nearly the same letters: off a picture that is the same word, in a message it may be another. */
  readonly isNear: (a: Word, b: Word) => boolean
}

/** Signs that a reader of pictures takes for each other. */
export const lookalike = (key: string): string =>
  key
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl/g, 'd')
    .replace(/[il1|]/g, 'l')
    .replace(/[o0]/g, 'o')
    .replace(/[s5]/g, 's')
    .replace(/[b8]/g, 'b')
    .replace(/[z2]/g, 'z')

const FIGURES = /^\d+$/

function nearness(isRead: boolean): Near {
  const known = new Map<string, Map<string, boolean>>()
  const isClose = (one: string, two: string): boolean => {
    if (one === two) return true
    const most = mostApart(Math.max(one.length, two.length), isRead)
    if (most === 0 || Math.abs(one.length - two.length) > most) return false
    // a key made of both would be made for every pair of words of a document
    const beside = known.get(one) ?? new Map<string, boolean>()
    known.set(one, beside)
    const before = beside.get(two)
    if (before !== undefined) return before
    const now = distance(one, two, most) <= most
    beside.set(two, now)
    return now
  }
  const isNear = (a: Word, b: Word): boolean =>
    FIGURES.test(a.key) && FIGURES.test(b.key) ? a.key === b.key : isClose(a.look, b.look)
  return {
    isTorn: (whole, one, other) => {
      const apart = Math.abs(whole.look.length - one.look.length - other.look.length)
      if (apart > 2 || whole.look.length < TORN_MIN || one.kind !== 'word' || other.kind !== 'word') return false
      if (one.look + other.look === whole.look) return true
      // a word beside one that is whole already is a word of its own
      if (isClose(whole.look, one.look) || isClose(whole.look, other.look)) return false
      return isClose(whole.look, one.look + other.look)
    },
    isNear,
    cost: (a, b) => {
      if (a.key === b.key) return 0
      if (b.kind === 'removed') return COST.joined
      if (a.isMark && b.isMark) return COST.mark
      if (!isNear(a, b)) return COST.changed
      return a.look === b.look ? COST.joined : COST.near
    },
  }
}

/** Letters of a word: two pieces that make a shorter one are words of their own. */
const TORN_MIN = 4

/** Letters in which two words may differ and still be one. */
const mostApart = (length: number, isRead: boolean): number =>
  isRead ? (length < 3 ? 0 : Math.max(1, Math.round(length / 4))) : Math.floor(length / 4)

/** Letters to change, add or take away; more than `most` is told as more. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
    // a row only grows
    if (!row.some(letters => letters <= most)) return most + 1
  }
  return row[b.length] ?? 0
}

// — what a difference weighs —

/** Words that turn a rule around, by what they say. */
const TURNS: readonly (readonly [string, RegExp])[] = [
  ['not', /^(?:tidak|bukan|tanpa|belum|jangan|tiada)(?:lah|kah)?$/],
  ['forbid', /^(?:dilarang|larangan|melarang|terlarang|haram)$/],
  ['allow', /^(?:boleh|dibolehkan|diperbolehkan|memperbolehkan|diperkenankan|diizinkan|bebas)$/],
  ['can', /^dapat$/],
  ['must', /^(?:wajib|diwajibkan|mewajibkan|harus|diharuskan)$/],
  ['except', /^(?:kecuali|terkecuali|dikecualikan|pengecualian|selain)$/],
  ['only', /^(?:hanya|cuma)$/],
]
export const turnOf = (key: string): string => TURNS.find(([, pattern]) => pattern.test(key))?.[0] ?? ''
const TURNING = [
  'tidak',
  'bukan',
  'tanpa',
  'belum',
  'jangan',
  'dilarang',
  'boleh',
  'diperbolehkan',
  'diperkenankan',
  'wajib',
  'harus',
  'kecuali',
]
/** Off a picture also one with a wrong letter. */
const turnRead = ({ key, look }: Word): string =>
  turnOf(key) || turnOf(TURNING.find(w => distance(lookalike(w), look, 1) <= 1) ?? '')

/** Words that carry no rule. */
const SMALL = new Set(
  'yang dan atau di ke dari pada untuk dengan oleh dalam ini itu adalah sebagai serta maupun bagi agar atas akan secara dapat telah para si sang pun lah nya tersebut dimaksud sebagaimana rangka hal kepada terhadap yaitu yakni'.split(
    ' ',
  ),
)

/** From steps to a found segment: runs of words that differ become places, each with its weight. */
function judge(
  edition: Edition,
  { vocabulary }: Index,
  near: Near,
  { at, words: loaded }: Segment,
  sent: readonly Word[],
  text: string,
  steps: readonly Step[],
  isRead: boolean,
): Found {
  const isReal = (key: string): boolean => vocabulary.has(key) || isWord(edition, key)
  const places: Place[] = []
  let unreadable = 0
  const [head, tail] = [steps[0], steps.at(-1)]
  for (const run of runsOf(steps, loaded, sent, word => !isRead && isReal(word))) {
    const ours = run.flatMap(s => loaded.slice(s.i, s.i + s.di)).filter(w => !w.isMark)
    const theirs = run.flatMap(s => sent.slice(s.j, s.j + s.dj)).filter(w => !w.isMark)
    const isEdge = run.some(step => step === head || step === tail)
    // a text that begins or ends inside a clause left nothing out: a page or a message was over
    if (isEdge && theirs.length === 0 && isCutOff(run, steps, sent.length)) continue
    const weight = weigh(edition, ours, theirs, { near, isReal, isRead, isEdge })
    if (weight === null) continue
    if (weight === 'unreadable') {
      unreadable++
      continue
    }
    const [first] = run
    const anchor = sent[first?.j ?? 0]?.from ?? text.length
    places.push({
      at,
      weight,
      loaded: spanOf(ours, loaded[first?.i ?? 0]?.from ?? at.clause.text.length),
      sent: spanOf(theirs, anchor),
    })
  }
  const denied = deniedBefore(loaded, sent, text, steps)
  if (denied !== null)
    places.push({ at, weight: 'negation', loaded: spanOf([], loaded[0]?.from ?? 0), sent: [denied.from, denied.to] })
  const lying = steps.filter(s => s.dj > 0)
  const matched = steps.reduce((sum, s) => sum + (s.isSame ? s.di : 0), 0)
  const from = lying[0]?.j ?? 0
  const last = lying.at(-1)
  return { at, words: loaded.length, matched, from, to: last === undefined ? from : last.j + last.dj - 1, places, unreadable }
}

/** Words allowed between a clause and the end of a text that broke off in it. */
const CUT_OFF = 2

function isCutOff(run: readonly Step[], steps: readonly Step[], length: number): boolean {
  const lying = steps.filter(s => s.dj > 0)
  const [first, last] = [lying[0], lying.at(-1)]
  if (first === undefined || last === undefined) return false
  return run.some(s => s === steps[0]) ? first.j <= CUT_OFF : last.j + last.dj >= length - CUT_OFF
}

/** A "tidak" before the first word of a clause, where the clause or the line begins. */
function deniedBefore(loaded: readonly Word[], sent: readonly Word[], text: string, steps: readonly Step[]): Word | null {
  const first = steps.find(s => s.isSame && !loaded[s.i]?.isMark)
  const word = sent[first?.j ?? 0]
  const before = sent[(first?.j ?? 0) - 1]
  if (first === undefined || word === undefined || before === undefined || turnOf(before.key) !== 'not') return null
  if (/[.:;\n]/.test(text.slice(before.to, word.from)) || loaded.slice(0, first.i).some(w => !w.isMark)) return null
  const isStart = loaded[0]?.from === 0 || loaded[0]?.isMark === true
  return isStart ||
    sent[first.j - 2]?.isMark === true ||
    /(?:^|[\n:;])[^\p{L}\p{N}]*$/u.test(text.slice(Math.max(0, before.from - 4), before.from))
    ? before
    : null
}

const spanOf = (words: readonly Word[], empty: number): readonly [number, number] => [
  words[0]?.from ?? empty,
  words.at(-1)?.to ?? empty,
]

/** Steps that do not match, in runs; a single small word between two of them does not part them. A near word that is another real word differs too. */
function runsOf(
  steps: readonly Step[],
  loaded: readonly Word[],
  sent: readonly Word[],
  isReal: (key: string) => boolean,
): Step[][] {
  const runs: Step[][] = []
  let open: Step[] = []
  const isOther = ({ i, j, di, dj }: Step): boolean => {
    const [a, b] = [loaded[i], sent[j]]
    if (di !== 1 || dj !== 1 || a === undefined || b === undefined || b.kind === 'removed' || a.key === b.key) return false
    return a.look !== b.look && isReal(b.key)
  }
  for (const step of steps) {
    if (!step.isSame || isOther(step)) {
      open.push(step)
      continue
    }
    if (open.length > 0) runs.push(open)
    open = []
  }
  if (open.length > 0) runs.push(open)
  return runs
}

type Judging = {
  readonly near: Near
  readonly isReal: (key: string) => boolean
  readonly isRead: boolean
  /** At the end of a segment: what stands beyond is of the next. */
  readonly isEdge: boolean
}

/** What a run of differing words weighs; null: nothing. */
function weigh(edition: Edition, ours: readonly Word[], theirs: readonly Word[], judging: Judging): Weight | 'unreadable' | null {
  const { isReal, isRead, isEdge } = judging
  if (theirs.some(w => w.kind === 'removed')) return ours.length > 0 ? 'unreadable' : null
  const turn = isRead ? turnRead : ({ key }: Word): string => turnOf(key)
  const numbers = listed(ours, numberIn)
  const isNumber = numbers !== listed(theirs, numberIn) && !(isEdge && numbers === '')
  const isTurn = listed(ours, turn) !== listed(theirs, turn)
  const content = contentOf(edition, ours, theirs, judging)
  if (!isNumber && !isTurn && content === 0) return null
  if (theirs.some(w => w.isDoubtful)) return 'unreadable'
  // signs that are no word at all where a word is missing: the picture, not the writer
  if (isRead && theirs.length > 0 && ours.length > 0 && theirs.every(w => w.kind === 'word' && !isReal(w.key)))
    return 'unreadable'
  if (isTurn) return 'negation'
  if (isNumber) return 'number'
  return 'word'
}

const numberIn = ({ look, kind }: Word): string => (kind === 'number' ? look : '')
const listed = (words: readonly Word[], name: (word: Word) => string): string =>
  words
    .map(name)
    .filter(n => n !== '')
    .toSorted()
    .join(' ')

/** Words of weight on one side that the other does not have, in any form of theirs. */
function contentOf(edition: Edition, ours: readonly Word[], theirs: readonly Word[], { near, isReal, isRead }: Judging): number {
  const stems = (words: readonly Word[]): Set<string> => new Set(words.map(w => stemOf(edition, w.key)))
  const weighty = (word: Word): boolean => word.kind === 'word' && word.key.length > (isRead ? 3 : 2) && !SMALL.has(word.key)
  const isNoiseOf = (one: Word, other: Word): boolean => near.isNear(one, other) && (isRead || !isReal(other.key))
  const [mine, yours] = [stems(ours), stems(theirs)]
  const lost = ours.filter(w => weighty(w) && !yours.has(stemOf(edition, w.key)) && !theirs.some(t => isNoiseOf(w, t)))
  const come = theirs.filter(
    w =>
      weighty(w) &&
      !mine.has(stemOf(edition, w.key)) &&
      // what is no word was not written by anyone when it was read off a picture
      (!isRead || isReal(w.key)) &&
      !ours.some(o => isNoiseOf(o, w)),
  )
  return Math.max(lost.length, come.length)
}

const stemOf = (edition: Edition, key: string): string => edition.language.words(key)[0]?.stem ?? key

/** A root of the dictionary, or a form of one; a near miss that was drawn to a root is none. */
function isWord(edition: Edition, key: string): boolean {
  const { language } = edition
  if (language.isKnown(key)) return true
  const stem = stemOf(edition, key)
  return stem.length > 2 && language.isKnown(stem) && key.includes(stem.slice(1))
}

// — one text, one explanation —

/** Share of a segment's stretch that a better one must cover to explain it. */
const EXPLAINED = 0.5

/** Segments in which words differ are dropped where another lies there with fewer differences: the same text in another article. */
function explained(found: readonly Found[]): Found[] {
  const worse = (f: Found): number => (f.places.length + (f.words - f.matched)) / f.words
  const sorted = found.toSorted((a, b) => worse(a) - worse(b) || b.words - a.words)
  const kept: Found[] = []
  const taken = new Map<number, number>()
  for (const f of sorted) {
    let covered = 0
    for (let j = f.from; j <= f.to; j++) if ((taken.get(j) ?? Number.POSITIVE_INFINITY) < worse(f)) covered++
    if (f.places.length > 0 && covered > EXPLAINED * (f.to - f.from + 1)) continue
    kept.push(f)
    for (let j = f.from; j <= f.to; j++) taken.set(j, Math.min(taken.get(j) ?? Number.POSITIVE_INFINITY, worse(f)))
  }
  return kept.toSorted((a, b) => a.from - b.from)
}
