// Is a text that somebody was sent one that we know? It may be a loaded document, one with other words in it, or one that is not loaded; never
// more: nothing is said of its paper, its signature or its truth, and nothing of what it commands.
import type { ClauseAt, Edition, Regulation } from '../knowledge/knowledge.ts'
import { type DateOnly, DOUBT, type Force } from '../vocabulary.ts'
import {
  type Found,
  findSegments,
  isComparable,
  lookalike,
  type Place,
  turnOf,
  type Word,
  withoutFurniture,
  wordsOf,
} from './alike.ts'

/** A text that came in. `isEnclosed`: as a file and not as somebody's message; `isRead`: off a picture, so single letters may be wrong. */
export type Sent = { readonly text: string; readonly isEnclosed: boolean; readonly isRead: boolean; readonly on: DateOnly }

/** What the loaded text says and what was sent, with a few words around each; an empty side has nothing there. */
export type Difference = {
  readonly at: ClauseAt | null
  readonly kind: 'number' | 'negation' | 'word' | 'title'
  /** Cut out of the stored text, byte for byte; of a title: as we hold it. */
  readonly loaded: string
  readonly sent: string
}

/** How much could be compared: clauses that were found in the text, and those of the document that are loaded word by word. */
export type Compared = {
  readonly found: readonly ClauseAt[]
  readonly loaded: number
  /** Share of the words that were sent which lie on loaded ones, 0…1. */
  readonly share: number
  /** Places that could not be read well enough. */
  readonly unreadable: number
  /** Compared with quotations of others and not with the text itself. */
  readonly isQuoted: boolean
  /** Words beside all that is loaded which permit, except or set aside something; null: none. They may be the document's own, or somebody's. */
  readonly beside: string | null
}

export type Examined =
  /** Somebody's own words. `quotation`: where they quote a clause with other words than are loaded. */
  | { readonly kind: 'question'; readonly quotation: Difference | null }
  /** A file that is no circular and no law. */
  | { readonly kind: 'other' }
  | { readonly kind: 'known'; readonly regulation: Regulation; readonly standing: Force | 'future'; readonly compared: Compared }
  | {
      readonly kind: 'altered'
      readonly regulation: Regulation
      readonly standing: Force | 'future'
      readonly compared: Compared
      readonly differences: readonly Difference[]
      /** Further places that differ. */
      readonly more: number
    }
  /** `near`: a document of that number, of which nothing is loaded that the text could be compared with. */
  | { readonly kind: 'unknown'; readonly near: Regulation | null }

/** Characters that are examined: twelve pages and more. */
export const EXAMINED_MAX = 60_000
const DIFFERENCES_MAX = 3

export function examine(edition: Edition, given: Sent): Examined {
  const sent = { ...given, text: withoutFurniture(given.text.slice(0, EXAMINED_MAX)) }
  const words = wordsOf(sent.text, sent.isRead)
  const said = headOf(edition, sent.text)
  const isOfDocument = said.named === null ? () => true : (at: ClauseAt) => at.regulation === said.named
  const all = findSegments(edition, sent.text, words, { fits: isOfDocument, isRead: sent.isRead })
  const own = said.named ?? bestOf(all, sent.on)
  // a title that could not be read does not make another document of it
  const isTitleLost = said.class === null && own !== null && bare(said.number ?? '') === bare(own.number)
  const head = isTitleLost ? { ...said, named: own } : said
  const found = all.filter(f => f.at.regulation === own)
  const share = shareOf(found, words.length)
  if (!isDocument(sent, head, found, share))
    return sent.isEnclosed ? { kind: 'other' } : { kind: 'question', quotation: quotationIn(sent, all) }
  if (own === null || (head.named === null && !isOwn(head, own, found, share))) return { kind: 'unknown', near: null }
  if (found.length === 0) return { kind: 'unknown', near: own }
  return verdict(edition, sent, head, own, { found, share, words, whole: given.text.slice(0, EXAMINED_MAX) })
}

/** What was found of a document in a text: its words as they were compared, and the text with all its lines. */
type Laid = {
  readonly found: readonly Found[]
  readonly share: number
  readonly words: readonly Word[]
  readonly whole: string
}

function verdict(edition: Edition, sent: Sent, head: Head, regulation: Regulation, laid: Laid): Examined {
  const { found, share } = laid
  const comparable = edition.clauses().filter(at => at.regulation === regulation && isComparable(at))
  const clauses = [...new Set(found.map(f => f.at))]
  const compared: Compared = {
    found: clauses,
    loaded: comparable.length,
    share,
    unreadable: found.reduce((n, f) => n + f.unreadable, 0),
    isQuoted: clauses.every(at => at.clause.text_status !== 'verbatim'),
    beside: besideIn(laid),
  }
  const standing = standingOf(regulation, sent.on)
  const titles = titleDifferences(sent, head, regulation)
  const places = heaviest([...found.flatMap(f => f.places), ...exceptions(sent.text, laid)])
  const count = titles.length + places.length
  if (count === 0) return { kind: 'known', regulation, standing, compared }
  const shown = places.slice(0, Math.max(0, DIFFERENCES_MAX - titles.length)).map(p => difference(sent.text, p))
  const differences = [...titles, ...shown].slice(0, DIFFERENCES_MAX)
  return { kind: 'altered', regulation, standing, compared, differences, more: count - differences.length }
}

function standingOf(regulation: Regulation, on: DateOnly): Force | 'future' {
  if (on < regulation.in_force_from) return 'future'
  return regulation.in_force_until !== null && on > regulation.in_force_until ? 'repealed' : regulation.status
}

// — places —

const HEAVY = { negation: 0, number: 1, word: 2 } as const

/** Each place of the text once, the weightiest first. */
function heaviest(places: readonly Place[]): readonly Place[] {
  const once = new Map(places.map(p => [`${p.sent[0]} ${p.sent[1]} ${p.at.clause.text.slice(...p.loaded)}`, p]))
  return [...once.values()].toSorted((a, b) => HEAVY[a.weight] - HEAVY[b.weight] || a.sent[0] - b.sent[0])
}

/** Words shown before and behind a place. */
const AROUND = 5
const SHOWN_MAX = 140

function difference(text: string, { at, weight, loaded, sent }: Place): Difference {
  return {
    at,
    kind: weight,
    loaded: around(at.clause.text, loaded),
    sent: harmless(around(text, sent)),
  }
}

/** A piece of a text with a few words on both sides, from and to whole words. */
function around(text: string, [from, to]: readonly [number, number]): string {
  const before = text.slice(Math.max(0, from - SHOWN_MAX), from).match(new RegExp(`(?:\\S+\\s+){0,${AROUND}}\\S*$`))?.[0] ?? ''
  const behind = text.slice(to, to + SHOWN_MAX).match(new RegExp(`^\\S*(?:\\s+\\S+){0,${AROUND}}`))?.[0] ?? ''
  const middle = text.slice(from, to)
  const cut = middle.length > SHOWN_MAX ? middle.slice(0, middle.lastIndexOf(' ', SHOWN_MAX)) : middle + behind
  const start = from - before.length
  return text.slice(start, start + before.length + cut.length).trim()
}

/** Words of somebody else as they are shown: on one line, without quotation marks of law and without addresses. */
const harmless = (text: string): string =>
  text
    .replace(/[\p{Cf}\p{Cc}]+/gu, ' ')
    .replace(/https?:\S+|www\.\S+/gi, '…')
    .replace(/[“”"]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()

// — what stands beside what is loaded —

/** Punctuation that ends what a clause says. */
const ENDS = /[.;:]/
const ELIDED = /…|\.(?: ?\.){2,}/

/** A clause that is loaded to its end and goes on here with an exception is not what is loaded. */
function exceptions(text: string, { found, words }: Laid): readonly Place[] {
  return found.flatMap((f): Place[] => {
    const [last, next] = [words[f.to], words[f.to + 1]]
    const isWhole = !ELIDED.test(f.at.clause.text)
    if (!isWhole || last === undefined || next === undefined || turnOf(next.key) !== 'except') return []
    if (ENDS.test(text.slice(last.to, next.from)) || found.some(o => o.from <= f.to + 1 && o.to > f.to)) return []
    const end = f.at.clause.text.length
    return [{ at: f.at, weight: 'negation', loaded: [end, end], sent: [next.from, next.to] }]
  })
}

/** Turns after which less is forbidden than before. */
const LOOSENING = new Set(['except', 'allow'])
const SET_ASIDE = new Set(['berlaku', 'dilarang', 'wajib', 'mengikat'])

/** The first words in the whole text, also in lines that were passed over, which loosen a rule and lie on nothing loaded. */
function besideIn({ found, words, whole }: Laid): string | null {
  const spans = found.flatMap(f => {
    const [first, last] = [words[f.from], words[f.to]]
    return first === undefined || last === undefined ? [] : [[first.from, last.to] as const]
  })
  const all = wordsOf(whole)
  const loose = all.find((w, i) => {
    if (spans.some(([from, to]) => w.from >= from && w.to <= to)) return false
    return (
      LOOSENING.has(turnOf(w.key)) || (turnOf(w.key) === 'not' && all.slice(i + 1, i + 3).some(next => SET_ASIDE.has(next.key)))
    )
  })
  return loose === undefined ? null : harmless(around(whole, [loose.from, loose.to]))
}

// — what kind of text it is —

/** A sign at the start of a line, behind a few marks at most. Patterns repeat within bounds: no text makes them slow. */
const line = (pattern: string): RegExp => new RegExp(`^[^\\p{L}\\p{N}\\n]{0,12}(?:${pattern})`, 'imu')

const LINE_SIGNS: readonly RegExp[] = [
  line(String.raw`(?:nomor|no)[^\p{L}\p{N}\n]{1,4}\S{0,20}\d`),
  line(String.raw`(?:tentang|perihal|hal)[^\p{L}\p{N}\n]{0,6}(?:[^\n?]{0,160})$`),
  line(String.raw`(?:kepada[^\p{L}\n]{1,4})?yth`),
  line('(?:menimbang|mengingat|memperhatikan|memutuskan|menetapkan|dasar hukum|maksud dan tujuan|ruang lingkup)(?!\\p{L})'),
  /(?:ditetapkan|dikeluarkan|diundangkan|dibuat) di\s[^.\n]{0,40}\n?[^\p{L}\n]{0,12}(?:pada )?tanggal/iu,
  line('tembusan(?!\\p{L})'),
  /\bdemikian\b.{0,60}\b(?:edaran|surat|instruksi|disampaikan|dilaksanakan|perhatian|pedoman)/is,
  line(String.raw`(?:bab [ivxl]{1,6}|pasal \d{1,3}[a-z]?)[^\p{L}\p{N}\n]{0,6}$`),
  line(
    '(?:pemerintah (?:provinsi|kabupaten|kota|daerah)|kementerian|menteri|gubernur|bupati|wali ?kota|badan kepegawaian|sekretariat daerah|republik indonesia)(?!\\p{L})[^\\n?]{0,60}$',
  ),
  /\b(?:menindaklanjuti|merujuk|memperhatikan|sehubungan dengan|berdasarkan|dalam rangka)\b.{0,120}\b(?:nomor|undang|peraturan|edaran|keputusan)/is,
  /\[NIP\]|\bnip\b/i,
]
const LIST_LINE = /^[ \t]{0,12}(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)][ \t]{0,4}\S/gim
const LIST_LINES_MIN = 3
/** A text of law or office bears several of these; a story hardly one. */
const SIGNS_MIN = 3
const SIGNS_ENCLOSED_MIN = 2
const WORDS_MIN = 25
/** Whoever tells of themselves, or calls the bot, asks. */
const PERSONAL =
  /\b(?:saya|sy|aku|ak|gue|gw|gua|kami|kita|min|mimin|admin|kak|bang|mas|mbak|pak admin|bu admin|abdi|kula|kulo|awak|beta|aye)\b/gi
const PERSONAL_MAX = 2
/** Share of a message that must be loaded text for it to be taken for one without any other sign. */
const SHARE_ALONE = 0.55
const SHARE_ENCLOSED = 0.35
const SHARE_ASKED = 0.45
const MATCHED_ALONE = 8

const ASKS_GENUINE =
  /\b(?:asli|palsu|ho[a]?[xk]s?|valid|resmi|otentik|editan|diedit|diubah|benar(?:kah)?|bener(?:an)?|betul(?:kah|an)?|sesuai (?:naskah|aslinya)|beneran)\b/i

const ASKED_WORDS_MAX = 15
/** Words that only ask whether what came with them is what it seems to be. */
export const asksIfGenuine = (text: string): boolean =>
  ASKS_GENUINE.test(text) && text.trim().split(/\s+/).length <= ASKED_WORDS_MAX

function signsOf(text: string, head: Head): number {
  const lists = (text.match(LIST_LINE) ?? []).length >= LIST_LINES_MIN ? 1 : 0
  return LINE_SIGNS.filter(sign => sign.test(text)).length + lists + (head.title === null ? 0 : 1)
}

/** Whether a text is a circular or a law text. Of a message everything must speak for it, for a question is the rule. */
function isDocument(sent: Sent, head: Head, found: readonly Found[], share: number): boolean {
  const { text, isEnclosed } = sent
  const signs = signsOf(text, head)
  const matched = found.reduce((n, f) => n + f.matched, 0)
  if (isEnclosed) {
    if (head.named !== null || (matched >= MATCHED_ALONE && share >= SHARE_ENCLOSED)) return true
    return signs >= SIGNS_ENCLOSED_MIN && (head.title !== null || signs > SIGNS_ENCLOSED_MIN)
  }
  const count = text.split(/\s+/).length
  const personal = (text.match(PERSONAL) ?? []).length
  if (signs >= SIGNS_MIN && count >= WORDS_MIN && (head.title !== null || signs > SIGNS_MIN) && personal <= PERSONAL_MAX)
    return true
  if (matched < MATCHED_ALONE || personal > PERSONAL_MAX) return false
  if (share >= SHARE_ALONE && !asksOf(text, found)) return true
  return share >= SHARE_ASKED && ASKS_GENUINE.test(outside(text, found, wordsOf(text)))
}

/** The part of a message that no loaded segment covers. */
function outside(text: string, found: readonly Found[], words: readonly Word[]): string {
  const covered = new Set(found.flatMap(f => Array.from({ length: f.to - f.from + 1 }, (_, i) => f.from + i)))
  return words
    .filter((_, i) => !covered.has(i))
    .map(w => text.slice(w.from, w.to))
    .join(' ')
}

/** Beside loaded words it asks something, and not whether they are right. */
function asksOf(text: string, found: readonly Found[]): boolean {
  const rest = outside(text, found, wordsOf(text))
  return text.includes('?') && !ASKS_GENUINE.test(rest)
}

// — its head —

/** What a text says of itself before it begins. `title`: the kind of document; `named`: the loaded one that it says it is. */
type Head = {
  readonly title: string | null
  readonly class: string | null
  readonly number: string | null
  readonly year: number | null
  readonly named: Regulation | null
}

const CLASSES: readonly (readonly [string, RegExp])[] = [
  ['uu', /^(?:undang\W?undang|uu)\b/i],
  ['pp', /^(?:peraturan pemerintah|pp)\b/i],
  ['pkpu', /^(?:peraturan (?:komisi pemilihan umum|kpu)|pkpu)\b/i],
  ['perbawaslu', /^(?:peraturan (?:badan pengawas pemilihan umum|bawaslu)|perbawaslu)\b/i],
  ['peraturan', /^(?:peraturan|perpres|permen\w*|perda|pergub|perbup|perwali)\b/i],
  ['putusan', /^putusan\b/i],
  ['skb', /^(?:keputusan bersama|skb)\b/i],
  ['keputusan', /^keputusan\b/i],
  ['se', /^(?:surat edaran|edaran|se|instruksi|surat instruksi)\b/i],
  ['surat', /^(?:surat|pengumuman|maklumat|nota dinas|himbauan|imbauan)\b/i],
]
const classOf = (title: string): string | null => CLASSES.find(([, pattern]) => pattern.test(title))?.[0] ?? null

const TITLE =
  /^[^\p{L}\n]{0,12}((?:surat edaran|edaran|instruksi|surat instruksi|keputusan bersama|keputusan|putusan|peraturan|undang\W?undang|pengumuman|maklumat|surat perintah|surat tugas|nota dinas|himbauan|imbauan)\b[^\n]{0,110})$/imu
/** Lines of a head, and the characters in which it stands. */
const HEAD_MAX = 1500
const HEAD_TITLE_MAX = 240
const NUMBER = /\b(?:n[o0]m[o0]r|no)\b[^\p{L}\p{N}\n]{0,6}([\p{L}\p{N}][^\n:]{0,60})/iu
const MENTION =
  /\b(undang\W?undang|uu|peraturan pemerintah|pp|pkpu|peraturan kpu|perbawaslu|peraturan bawaslu|surat edaran|se)\b[^.\n]{0,60}?\b(?:nomor|no)?\.?\s*(\d{1,3})\s*(?:\/|tahun|thn|th)\s*(\d{4})/gi

function headOf(edition: Edition, text: string): Head {
  const top = text.slice(0, HEAD_MAX)
  const title = top.match(TITLE)
  const at = title?.index ?? 0
  const zone =
    top.slice(at, at + HEAD_TITLE_MAX).split(/\b(?:tentang|menimbang|mengingat|yth|kepada|dengan hormat|dasar)\b/i)[0] ?? ''
  const numbered = title === null ? top.match(line(NUMBER.source)) : zone.match(NUMBER)
  const said = numbered?.[1]?.trim() ?? ''
  // a date or a place may stand behind it on the same line
  const number = /\d/.test(said) ? (said.replace(/\s*([/.–-])\s*/g, '$1').split(/\s/)[0] ?? null) : null
  const year = yearIn(number === null ? '' : zone.slice(zone.indexOf(said))) ?? yearIn(number ?? '')
  const named: Head = {
    title: title?.[1] ?? null,
    class: title === null ? null : classOf(title[1]?.trim() ?? ''),
    number: number?.trim().replace(/[\s.]+$/, '') ?? null,
    year,
    named: null,
  }
  return { ...named, named: namedBy(edition, named, text) ?? mentioned(edition, text) }
}

const yearIn = (text: string): number | null => {
  const year = text.match(/(?:tahun|thn|th|\/|-|^)\W{0,3}((?:19|20)\d\d)\b/i)?.[1]
  return year === undefined ? null : Number(year)
}

/** The loaded document whose number, year, kind and issuer a head bears. */
function namedBy(edition: Edition, head: Head, text: string): Regulation | null {
  if (head.number === null) return null
  return edition.sources.regulations.find(r => bearsNumber(head, r) && isIssuedBy(edition, r, text)) ?? null
}

const withoutYear = (number: string): string => number.replace(/[^a-z0-9]*20\d\d[^a-z0-9]*$/i, '')
const signsIn = (number: string): string => number.toLowerCase().replace(/[^a-z0-9]/g, '')
/** Of a letter's number those signs are one that a picture confuses: it has too many for that to make another of it. */
const bare = (number: string): string => (/[a-z]/i.test(number) ? lookalike(signsIn(number)) : signsIn(number))

function bearsNumber(head: Head, { number, year, short, type }: Regulation): boolean {
  const said = head.number ?? ''
  const kind = classOf(short) ?? classOf(type)
  return number.split(';').some(one => {
    const own = one.replace(/\s+tahun\s+\d{4}.*$/i, '').trim()
    if (own === '' || own === '-') return false
    if (own.includes('…')) {
      const [start = '', end = ''] = own.split('…').map(signsIn)
      return signsIn(said).startsWith(start) && signsIn(said).endsWith(end)
    }
    if (bare(own) === bare(said))
      return /\D/.test(own) || (isSameKind(head.class, kind) && (head.year === null || head.year === year))
    // the year may stand behind the number, or not
    return /\D/.test(own) && bare(withoutYear(said)) === bare(withoutYear(own))
  })
}

const isSameKind = (said: string | null, own: string | null): boolean =>
  said === own || (said === null && own === 'se') || (said === 'surat' && own === 'se') || (said === 'keputusan' && own === 'skb')

const ISSUERS: readonly (readonly [RegExp, RegExp])[] = [
  [/menpan/i, /pendayagunaan|men\W?pan|pan\W?rb/i],
  [/mendagri/i, /dalam negeri|mendagri|kemendagri/i],
  [/\bbkn\b/i, /kepegawaian negara|\bbkn\b/i],
  [/bawaslu/i, /pengawas pemilihan|bawaslu/i],
  [/\bkpu\b/i, /komisi pemilihan|\bkpu\b/i],
  [/presiden|dpr|mahkamah/i, /./s],
]

/** Whether the text bears the name of whoever issued the document, or of its place. */
function isIssuedBy(edition: Edition, { issuer, place }: Regulation, text: string): boolean {
  const ends = `${text.slice(0, HEAD_MAX)}\n${text.slice(-HEAD_MAX)}`
  const own = edition.places.byCode(place)
  if (own !== undefined && own.kind !== 'negara')
    return isNamed(own.name.replace(/^(?:Kabupaten|Kota|Provinsi)(?: Administrasi)? /, ''), ends)
  const known = ISSUERS.filter(([name]) => name.test(issuer))
  if (known.length > 0) return known.some(([, spoken]) => spoken.test(ends))
  return issuer.split(/[^\p{L}]+/u).some(word => word.length > 4 && isNamed(word, ends))
}

const isNamed = (name: string, text: string): boolean =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .includes(name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' '))

/** Characters at whose start an excerpt says where it is from. */
const MENTION_WITHIN = 220

/** "PP 94 Tahun 2021 Pasal 5 …": an excerpt that names one loaded document before it begins. */
function mentioned(edition: Edition, text: string): Regulation | null {
  if (TITLE.test(text.slice(0, HEAD_MAX))) return null
  const found = [...text.slice(0, MENTION_WITHIN).matchAll(MENTION)].flatMap(([, kind = '', number, year]) =>
    edition.sources.regulations.filter(
      r => r.number === number && r.year === Number(year) && classOf(r.short) === classOf(kind) && isIssuedBy(edition, r, text),
    ),
  )
  const [first, ...others] = new Set(found)
  return first !== undefined && others.length === 0 ? first : null
}

// — which document it is —

/** The loaded document whose segments cover most; of equals the one in force, then the newer. */
function bestOf(found: readonly Found[], on: DateOnly): Regulation | null {
  const rank = (r: Regulation, of: readonly Found[]): number =>
    of.reduce((n, f) => n + f.matched - 3 * f.places.length, 0) + (standingOf(r, on) === 'repealed' ? 0 : 0.5) + r.year / 10_000
  const groups = [...Map.groupBy(found, f => f.at.regulation)].map(([r, of]) => ({ r, score: rank(r, of) }))
  return groups.toSorted((a, b) => b.score - a.score)[0]?.r ?? null
}

/** Without a head a text is the document that most of it is from; under a head of another number only when nearly all of it is. */
const SHARE_OWN = 0.5
const SHARE_RENUMBERED = 0.6

const isOwn = (head: Head, own: Regulation, found: readonly Found[], share: number): boolean => {
  const matched = found.reduce((n, f) => n + f.matched, 0)
  if (head.number === null) return matched >= MATCHED_ALONE && share >= SHARE_OWN
  return share >= SHARE_RENUMBERED && isSameKind(head.class, classOf(own.short))
}

function shareOf(found: readonly Found[], words: number): number {
  const covered = new Set<number>()
  for (const f of found) for (let j = f.from; j <= f.to; j++) covered.add(j)
  return words === 0 ? 0 : covered.size / words
}

// — its title —

const MONTHS = 'januari februari maret april mei juni juli agustus september oktober november desember'.split(' ')
const ENACTED = /ditetapkan di[^\n\d]{0,60}\n?[^\n\d]{0,20}(\d{1,2})\s+(\p{L}{3,9})\s+(\d{4})/iu

/** A number or a day that is not the document's own. */
function titleDifferences({ text }: Sent, head: Head, regulation: Regulation): Difference[] {
  const own = regulation.number.split(';')[0]?.trim() ?? ''
  const number: Difference[] =
    head.named === null && head.number !== null && !head.number.includes(DOUBT)
      ? [
          {
            at: null,
            kind: 'title',
            loaded: `${own}${/tahun/i.test(own) || /\D/.test(own) ? '' : ` Tahun ${regulation.year}`}`,
            sent: harmless(
              `${head.number}${head.year === null || head.number.includes(String(head.year)) ? '' : ` Tahun ${head.year}`}`,
            ),
          },
        ]
      : []
  const day = text.match(ENACTED)
  const month = MONTHS.indexOf(day?.[2]?.toLowerCase() ?? '') + 1
  if (day === null || month === 0 || regulation.enacted_on === null || regulation.date_known !== 'exact') return number
  const said = `${day[3]}-${String(month).padStart(2, '0')}-${(day[1] ?? '').padStart(2, '0')}`
  if (said === regulation.enacted_on) return number
  return [...number, { at: null, kind: 'title', loaded: spoken(regulation.enacted_on), sent: `${day[1]} ${day[2]} ${day[3]}` }]
}

const spoken = (on: DateOnly): string => {
  const [year = '', month = '1', day = ''] = on.split('-')
  const name = MONTHS[Number(month) - 1] ?? ''
  return `${Number(day)} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year}`
}

// — a clause quoted in a question —

/** Words of a quotation that must lie on a clause: fewer are everyday talk. */
const QUOTED_WORDS_MIN = 10
const QUOTED_MATCH_MIN = 0.8

/** The place where a question quotes a clause with another number, or with a "tidak" more or less. */
function quotationIn({ text }: Sent, found: readonly Found[]): Difference | null {
  const turned = found
    .filter(f => f.matched >= QUOTED_WORDS_MIN && f.matched >= QUOTED_MATCH_MIN * f.words)
    .flatMap(f => f.places)
    .filter(p => p.weight !== 'word')
  const [place] = heaviest(turned)
  return place === undefined ? null : difference(text, place)
}
