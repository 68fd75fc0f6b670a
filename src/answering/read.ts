// read: what is asked. Splits a message into the things asked, and reads slots and facts of each.
import { type Edition, type Kinds, labelFromSpeech, stageOn } from '../knowledge/knowledge.ts'
import type { DateOnly, Stage, Status } from '../vocabulary.ts'
import type { Ask, Facts } from './draft.ts'

/** Things asked in one message that are answered one by one; more than this and the rest is read as one story. */
const PARTS_MAX = 4
/** A later part with fewer words than this is a tail of the first ("gimana?"), not a question of its own. */
export const PART_WORDS_MIN = 4

const CONNECTIVE =
  /^\s*(?:terus|trus|trs|lalu|dan (?:kalau|apakah|boleh)|dan|juga|kalau|klo|kl|satu lagi|oh iya|sekalian|kemudian)\b/i

const NUMBERED = /(?:^|\s)(\d{1,2}[.)]|[a-eA-E]\))\s+/g

/** The items of a list that begins with 1 or a and counts on; none when the numbers are something else ("paslon 2. Saya …"). */
function itemsOf(text: string): string[] {
  const marks = [...text.matchAll(NUMBERED)]
  const value = (mark: string): number => (/\d/.test(mark) ? Number.parseInt(mark, 10) : mark.toLowerCase().charCodeAt(0) - 96)
  if (marks.length < 2 || marks.some((m, i) => value(m[1] ?? '') !== i + 1)) return []
  const starts = marks.map(m => m.index)
  const before = text.slice(0, starts[0]).trim()
  const items = starts.map((at, i) => text.slice(at + (marks[i]?.[0].length ?? 0), starts[i + 1]).trim())
  return items.filter(i => i !== '').map(i => (before === '' ? i : `${before}\n${i}`))
}

/** One thing asked: with its context, and, when it is a later one, what it says by itself. */
export type Part = { readonly text: string; readonly own: string | null }

/** Whether words put a question. */
export const asks = (piece: string): boolean =>
  /[?？]|\b(?:boleh|bisa|perlu|harus|gimana|gmn|bagaimana|apakah|bolehkah)\b/i.test(piece)

/** The things asked, in order. A later one carries the first as its context, unless they were numbered. */
export function partsOf(said: readonly string[]): Part[] {
  const whole = said.join('\n')
  const last = said.at(-1) ?? ''
  const items = itemsOf(last)
  if (said.length === 1 && items.length >= 2) return items.slice(0, PARTS_MAX).map(text => ({ text, own: null }))
  const pieces = last.split(/(?<=[?？])\s+|\n{2,}/).filter(p => p.trim() !== '')
  const before = said.slice(0, -1).join('\n')
  const heads: string[] = []
  const tails: string[] = []
  for (const piece of pieces) {
    const isNew = tails.length > 0 || heads.some(h => /[?？]/.test(h))
    if (
      isNew &&
      asks(piece) &&
      CONNECTIVE.test(piece) &&
      piece.split(/\s+/).length >= PART_WORDS_MIN &&
      tails.length < PARTS_MAX - 1
    )
      tails.push(piece)
    else if (tails.length > 0) tails[tails.length - 1] += ` ${piece}`
    else heads.push(piece)
  }
  if (tails.length === 0) return [{ text: whole, own: null }]
  const head = [before, heads.join(' ')].filter(Boolean).join('\n')
  return [{ text: head, own: null }, ...tails.map(own => ({ text: `${head}\n${own}`, own }))]
}

/** Who says this of themselves is not bound by civil-service discipline; "bapak saya kades" says it of another. */
const NOT_ASN =
  /(?<!\b(?:anak|suami|istri|isteri|bini|bojo|laki|bapak|bapa|ayah|ibu|mama|mamak|emak|adik|adek|ade|kakak|kaka|abang|om|paman|tante|mertua|ipar|besan|sepupu|ponakan|keponakan|saudara|sodara|teman|temen|kawan|rekan|tetangga|pacar|atasan|bos|staf|sopir|supir|driver|kakek|nenek|pakde|paklik|tua)\s+)\b(?:saya|sy|aku|gue|gw|ane|kami|beta|sa)\s+(?:ini\s+|cuma\s+|masih\s+|hanya\s+|sebagai\s+|seorang\s+)?(?:honorer|ppnpn|thl|ptt|tenaga (?:kontrak|harian|honorer)|kades|kepala desa|perangkat desa|sekdes|tni|polri|polisi|tentara|pegawai bumn|karyawan bumn)\b(?!\s*\(?(?:pns|asn|pppk|p3k)\b)/i

const STATUS_WORDS: readonly (readonly [RegExp, Status])[] = [
  [/\b(?:cpns|calon pns|calon pegawai negeri)\b/i, 'CPNS'],
  [/\b(?:pppk|p3k|pegawai pemerintah dengan perjanjian kerja)\b/i, 'PPPK'],
  [/\b(?:pns|pegawai negeri(?: sipil)?)\b/i, 'PNS'],
]
const STAGE_WORDS: readonly (readonly [RegExp, Stage])[] = [
  [/\b(?:masa|hari|minggu) tenang\b/i, 'quiet'],
  [/\b(?:hari h|hari pencoblosan|hari pemungutan|pas nyoblos|di tps|bilik suara)\b/i, 'polling'],
  [/\b(?:penghitungan suara|rekapitulasi|quick count)\b/i, 'counting'],
  [/\bmasa kampanye\b/i, 'campaign'],
  [
    /\b(?:bakal (?:calon|paslon|pasangan)|bacalon|bacaleg|balon (?:bupati|wali|gub)|belum (?:di)?(?:tetapkan|penetapan)|sebelum penetapan)\b/i,
    'before',
  ],
  [
    /\b(?:(?:sudah|udah|sdh|telah|alah) ditetapkan|ditetapkan (?:sebagai|jadi|menjadi) (?:calon|paslon)|setelah penetapan|sesudah penetapan)\b/i,
    'after',
  ],
  // a pair is numbered when it has been designated
  [
    /\b(?:paslon|pasangan calon|cagub|cabup|cawali|cawalkot|capres|calon (?:gubernur|bupati|wali ?kota|presiden))\s+(?:(?:nomor|nomer|nomr|nmr|no\.?)\s*)?(?:urut\s*)?\d\b/i,
    'after',
  ],
]

/** "bukan PNS", "tidak PNS" and another person's status do not tell the asker's. */
function statusIn(text: string): Status | null {
  if (NOT_ASN.test(text)) return 'non-asn'
  for (const [pattern, status] of STATUS_WORDS) {
    const at = text.search(pattern)
    if (at < 0) continue
    const before = text.slice(Math.max(0, at - 24), at)
    if (
      /\b(?:bukan|bkn|belum|blm|tes|lolos|daftar|jadi|suami|istri|bojo|anak|temen|teman)\s*(?:seorang|saya|sy|ku|yang|yg|kan|dari|tes)?\s*$/i.test(
        before,
      )
    )
      continue
    return status
  }
  return null
}

function stageIn(text: string): Stage | null {
  return STAGE_WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

/** An election of the past moves the date to its year: "waktu pilkada 2020". A bare year ("rumah saya dicat tahun 2018") dates something else. */
function dateIn(text: string, on: DateOnly): DateOnly {
  const year = text.match(/\b(?:pemilu|pilkada|pileg|pilpres|pilgub|pilbup|pilwali)\s+(?:tahun\s+|thn\s+)?(20[0-2]\d)\b/i)?.[1]
  return year !== undefined && year < on.slice(0, 4) ? `${year}-12-31` : on
}

export function factsOf(edition: Edition, ask: Ask, text: string, kinds: Kinds): Facts {
  const said = ask.said.join('\n')
  /** What the part itself says comes before what the whole message says. */
  const heard = <T>(from: (words: string) => T | null): T | null => from(text) ?? (text === said ? null : from(said))
  const named = heard(edition.places.inText)
  const asksCircular = kinds.has('intent.circular')
  // who asks about another region's circular still lives where the profile says
  const isElsewhere =
    asksCircular &&
    ask.profile.place !== null &&
    named !== null &&
    !edition.places.lineage(ask.profile.place).includes(named.place.code)
  const asked = isElsewhere ? null : named
  const place = asked?.place.code ?? ask.profile.place ?? ask.homePlace
  const placeFrom = asked ? 'asked' : ask.profile.place !== null ? 'profile' : ask.homePlace !== null ? 'home' : null
  // a circular's own year is part of its name, not the date the asker lives in
  const on = asksCircular ? ask.profile.on : dateIn(said, ask.profile.on)
  const running = stageOn(edition.sources.elections, on, edition.places.lineage(place))
  return {
    status: heard(statusIn) ?? ask.profile.status,
    stage: heard(stageIn) ?? running?.stage ?? null,
    election: electionIn(said) ?? running?.election.kind ?? null,
    on,
    place,
    placeFrom,
    placeAlternatives: asked?.alternatives.map(p => p.code) ?? [],
    placesNamed: named === null ? [] : [...new Set([named.place, ...named.others].map(p => p.code))],
    label: labelFromSpeech(text),
  }
}

function electionIn(text: string): 'pemilu' | 'pilkada' | null {
  if (
    /\b(?:pilkada|pilgub|pilbup|pilwal\w*|cabup|cawabup|cagub|cawagub|cawalkot|calon (?:bupati|wali ?kota|gubernur|wakil (?:bupati|gubernur|wali ?kota)))\b/i.test(
      text,
    )
  )
    return 'pilkada'
  if (/\b(?:pemilu|pileg|pilpres|caleg|capres|cawapres|nyaleg|dprd?|dpd|calon (?:presiden|legislatif))\b/i.test(text))
    return 'pemilu'
  return null
}
