// Takes out of what people wrote whatever names or reaches a person: numbers of office and identity, telephones, e-mails, accounts,
// links, plates, names. Each is replaced by a short mark in brackets; the rest of the text stays byte for byte.
// It never stores, logs or guesses who somebody is, and it promises no name without a form of address that is not in its list.
// Neighbours: the border calls it before anything is kept; the lists are prompts/names.id.txt. Explained by test/redact.test.ts,
// measured by test/proofs/redact.ts.
//
// A text is folded (styled letters, hidden signs, all kinds of space and dash become plain ones), then the finders go over it one after
// another. What one has claimed is hidden from the next, and so are marks of an earlier time: a text that was redacted stays as it is.
import { Stemmer } from 'sastrawijs'
import { MARKS, type RemovedKind } from './vocabulary.ts'

export type Redacted = { readonly text: string; readonly removed: readonly RemovedKind[] }
export type Redactor = { readonly redact: (text: string) => Redacted }

type Span = { readonly start: number; readonly end: number }
/** `kept` stays as it stands, and nothing is looked for inside it. */
type Claim = Span & { readonly kind: RemovedKind | 'kept' }
type Finder = (plain: string) => readonly Claim[]

// ── Folding and hiding ──

/** `starts` and `ends`: where each plain character came from. */
type Folded = { readonly plain: string; readonly starts: readonly number[]; readonly ends: readonly number[] }

const HIDDEN = '\0'
const MARK = /\[(?:NIP|NIK|nomor|surel|akun|tautan|plat|nama)\]/g

const foldOne = (sign: string): string =>
  sign
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[\p{Zs}\t\0]/gu, ' ')
    .replace(/\p{Pd}/gu, '-')
    .replace(/[‘’`´]/g, "'")

function fold(text: string): Folded {
  const starts: number[] = []
  const ends: number[] = []
  let plain = ''
  let at = 0
  for (const sign of text) {
    const folded = sign >= ' ' && sign <= '~' ? sign : foldOne(sign)
    // an accent or a hidden sign belongs to the letter before it
    if (folded === '' && ends.length > 0) ends[ends.length - 1] = at + sign.length
    for (let unit = 0; unit < folded.length; unit++) {
      starts.push(at)
      ends.push(at + sign.length)
    }
    plain += folded
    at += sign.length
  }
  return { plain, starts, ends }
}

function hide(plain: string, spans: readonly Span[]): string {
  let shown = ''
  let at = 0
  for (const { start, end } of spans) {
    shown += plain.slice(at, start) + HIDDEN.repeat(end - start)
    at = end
  }
  return shown + plain.slice(at)
}

const spanOf = (match: RegExpExecArray): Span => {
  const start = match.index + (match.groups?.value === undefined ? 0 : match[0].length)
  return { start, end: start + (match.groups?.value ?? match[0]).length }
}

/**
 * A finder of everything that a pattern matches and a judge does not refuse; of what looks ahead as `value`, where the pattern is only
 * the cue before it. Patterns repeat within bounds: no text makes them slow.
 */
const finder =
  (pattern: RegExp, kindOf: (match: RegExpExecArray, plain: string) => Claim['kind'] | null): Finder =>
  plain =>
    [...plain.matchAll(pattern)].flatMap(match => {
      const kind = kindOf(match, plain)
      return kind === null ? [] : [{ ...spanOf(match), kind }]
    })

const listOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

// ── E-mail ──

const PROVIDER = '(?:gmail|gmial|gmai|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|icloud|protonmail|proton)'
const DOT = '(?: ?[.,] ?| ?[([{] ?(?:\\.|dot|titik) ?[)\\]}] ?|[ -](?:dot|titik)[ -])'
const AT = '(?: ?@ ?| ?[([{] ?(?:@|at|et) ?[)\\]}] ?|[ -](?:at|et)[ -])'

const email = finder(/[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{2,24}){1,4}/gi, () => 'email')

const spokenEmail = finder(
  new RegExp(
    `[a-z0-9][a-z0-9._%+-]{0,63}(?: (?:dot|titik) [a-z0-9]{1,30}){0,2}${AT}${PROVIDER}(?:${DOT}(?:com|co|id|net|me)){0,2}(?![a-z])`,
    'gi',
  ),
  () => 'email',
)

/** "budi.s gmail.com": the sign is missing. A plain word before it ("pakai gmail.com") is no address. */
const brokenEmail = finder(
  new RegExp(`([a-z0-9][a-z0-9._-]{2,63}?)(?<![ @.])( ?)${PROVIDER}\\.(?:com|co\\.id)(?![a-z])`, 'gi'),
  ([, local = '', space]) => (space === '' || (/[._\d]/.test(local) && !/mail\./i.test(local)) ? 'email' : null),
)

// ── Links ──

const ENDINGS = 'com|id|net|org|me|gl|ly|be|co|info|xyz|tv|link|app|page|site|online|io|my|ee|blog|bio|us|gg|cc'
const LINK = new RegExp(
  `(?<![\\w@.\\0-])(?:https?:\\/\\/[^\\s\\0]+|(?:[a-z0-9-]{1,63}\\.){1,5}(?:${ENDINGS})(?![a-z0-9\\0-])(?:[/?#][^\\s\\0]*)?)(?<![.,;:!?)"'\\]>*])`,
  'gi',
)
/** Endings that are no words: "info" and "link" behind a full stop may only lack a space. */
const SURE_ENDING = /\.(?:com|id|net|org)$/
const PUBLIC_HOST = /(?:^|\.)(?:go|mil|desa)\.id$|(?:^|\.)(?:mkri\.id|hukumonline\.com)$|jdih|^peraturan\./
/** Sites that a sentence may name without leading to anybody. */
const KNOWN_SITE =
  /^(?:(?:instagram|facebook|fb|tiktok|twitter|x|threads|youtube|telegram|whatsapp|linkedin|google|gmail|yahoo|zoom|shopee|tokopedia|blogspot|wordpress|kompas|detik|tempo|tribunnews|liputan6|cnnindonesia|kumparan|antaranews|republika|okezone|change|kitabisa)\.(?:com|co|id|net|org)|(?:shopee|tokopedia|tempo|republika)\.co\.id)$/

const link = finder(LINK, match => {
  const [, host = '', path = ''] = /^(?:https?:\/\/)?(?:www\.)?([^/?#]*)(.*)$/i.exec(match[0].toLowerCase()) ?? []
  if (PUBLIC_HOST.test(host)) return 'kept'
  if (path.length > 1 && /^(?:wa\.me|api\.whatsapp\.com)$/.test(host)) return /\d{8}/.test(path) ? 'phone' : 'link'
  if (path.length > 1) return /^(?:t|telegram)\.me$/.test(host) ? 'account' : 'link'
  return SURE_ENDING.test(host) && !KNOWN_SITE.test(host) ? 'link' : null
})

// ── Numbers ──

const YEAR = '(?:19|20)\\d\\d'
const NIP = new RegExp(`^(?:19[3-9]\\d|20[0-2]\\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])${YEAR}\\d\\d[12]\\d{3}$`)
const NIK = /^[1-9]\d{5}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}$/
const MOBILE = /^(?:0|62|620|0062)8[1-9]\d{6,11}$/
/** With the code of a country before it: any line. */
const FROM_ABROAD = /^0062\d{8,12}$|^620\d{7,12}$/
const WITH_PLUS = /^[1-9]\d{8,14}$/
const LANDLINE = /^0[2-79]\d{7,10}$/
const BARE_MOBILE = /^8[1-35-9]\d{8,10}$/
/** 110, 112, 14045, 1500-123: numbers of services. */
const HOTLINE = /^1\d{2,6}$|^080/

const OWNER =
  '(?:[ :=.]{0,3}(?:saya|sy|aku|dia|beliau|nya|ku|kantor|rumah|pribadi|no|nomor|nomer|ini|di|ke|adalah|yaitu)){0,3}[ :=.#(]{0,4}$'
const CUES = {
  nip: new RegExp(
    `(?<![a-z])(?:nip|nippk|nipppk|ni pppk|nrp|nomor induk pegawai|no induk pegawai)(?: (?:baru|lama|pppk|pns))?${OWNER}`,
    'i',
  ),
  nik: new RegExp(`(?<![a-z])(?:nik|ktp|kk|kartu keluarga|nomor induk kependudukan)${OWNER}`, 'i'),
  phone: new RegExp(
    `(?<![a-z])(?:hp|nohp|nope|handphone|ponsel|telp|tlp|tlpn|telpon|telepon|tel|wa|whatsapp|whatsap|wasap|kontak|contact|hubungi|hub|call|cp|sms|nomor saya|nomer saya|no saya|nomorku)${OWNER}`,
    'i',
  ),
  number:
    /(?<![a-z])(?:rekening|norek|rek|kta|npwp|bpjs|nisn|nuptk|karpeg|taspen|paspor|virtual account|bca|bri|bni|bsi|btn|mandiri|gopay|ovo|shopeepay|(?:no|nomor|nomer)\.? (?:anggota|peserta|kartu))(?![a-z])[^\d\n\0]{0,40}$/i,
} as const
/** How far before a number its cue may stand. */
const CUE_REACH = 64
const MONEY = /(?<!\p{L})(?:rp|idr|seharga|senilai|sebesar|sebanyak|harga)[ .:]{0,2}$/iu

type Group = { readonly digits: string; readonly start: number; readonly end: number; readonly before: string }
const PHONE_DIGITS_MAX = 15

type Taken = { readonly upTo: number; readonly kind: RemovedKind }

const groupsOf = (run: RegExpExecArray): Group[] =>
  [...run[0].matchAll(/([^\d]*)(\d+)/g)].map(group => ({
    digits: group[2] ?? '',
    before: group[1] ?? '',
    start: run.index + group.index + (group[1] ?? '').length,
    end: run.index + group.index + group[0].length,
  }))

/** 1.250.000: groups of three behind full stops. */
const isMoney = (groups: readonly Group[]): boolean =>
  groups.length > 1 &&
  !groups[0]?.digits.startsWith('0') &&
  groups.every((group, i) => (i === 0 ? group.digits.length <= 3 : group.before === '.' && group.digits.length === 3))

/** The groups from `from` on that together hold exactly so many digits. */
function exactly(
  groups: readonly Group[],
  from: number,
  length: number,
): { readonly digits: string; readonly upTo: number } | null {
  let digits = ''
  for (let at = from; at < groups.length && digits.length < length; at++) {
    digits += groups[at]?.digits ?? ''
    if (digits.length === length) return { digits, upTo: at + 1 }
  }
  return null
}

function takeShaped(groups: readonly Group[], from: number): Taken | null {
  const nip = exactly(groups, from, 18)
  if (nip !== null && (nip.upTo === from + 1 || NIP.test(nip.digits))) return { upTo: nip.upTo, kind: 'nip' }
  const nik = exactly(groups, from, 16)
  const isCard = groups.slice(from, from + 4).every(group => group.digits.length === 4)
  if (nik !== null && (nik.upTo === from + 1 || isCard || NIK.test(nik.digits))) return { upTo: nik.upTo, kind: 'nik' }
  return null
}

function isPhone(digits: string, first: Group): boolean {
  if (first.before.includes('+')) return WITH_PLUS.test(digits)
  if (MOBILE.test(digits) || FROM_ABROAD.test(digits)) return true
  const isSolid = first.digits === digits
  if (LANDLINE.test(digits)) return isSolid || first.digits.length >= 3 || first.before.includes('(')
  return BARE_MOBILE.test(digits) && (isSolid || first.digits.length === 3 || first.digits.length > 6)
}

/** The longest run of groups that reads as a telephone number, in one way of writing: "0812 0000 1111 2 kali" ends before the 2. */
function takePhone(groups: readonly Group[], from: number): Taken | null {
  const first = groups[from]
  let digits = ''
  let upTo = from
  for (let at = from; at < groups.length && digits.length < PHONE_DIGITS_MAX; at++) {
    const group = groups[at]
    const before = groups[at - 1]
    if (first === undefined || group === undefined) break
    const isOtherHand = at > from + 1 && group.before !== before?.before
    // 08.30-10.00 and 08-12-2024 09.00 are times
    if (isOtherHand && first.digits === '08') break
    const isFull = upTo > from && digits.length >= (digits.startsWith('0') ? 10 : 11)
    if (isFull && (isOtherHand || (group.digits.length === 1 && before?.digits.length !== 1))) break
    digits += group.digits
    if (isPhone(digits, first)) upTo = at + 1
  }
  return upTo === from || isMoney(groups.slice(from, upTo)) ? null : { upTo, kind: 'phone' }
}

/** After a cue almost any row of digits is what the cue says, up to so many digits. */
function takeCued(groups: readonly Group[], from: number, kind: RemovedKind, least: number, most: number): Taken | null {
  let length = 0
  let upTo = from
  while (upTo < groups.length && length + (groups[upTo]?.digits.length ?? 0) <= most) length += groups[upTo++]?.digits.length ?? 0
  return length >= least ? { upTo, kind } : null
}

function takeByCue(before: string, groups: readonly Group[]): Taken | null {
  const digits = groups.map(group => group.digits).join('')
  if (CUES.nip.test(before)) return takeCued(groups, 0, 'nip', 8, 20)
  if (CUES.nik.test(before)) return takeCued(groups, 0, 'nik', 10, 18)
  if (isMoney(groups)) return null
  if (CUES.phone.test(before) && !HOTLINE.test(digits)) return takePhone(groups, 0) ?? takeCued(groups, 0, 'phone', 6, 14)
  return CUES.number.test(before) && !MONEY.test(before) ? takeCued(groups, 0, 'number', 6, 20) : null
}

const TAX_NUMBER = /^\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}$/
const LONG_SOLID = 15

function takeAny(groups: readonly Group[], from: number): Taken | null {
  const isLong = (groups[from]?.digits.length ?? 0) >= LONG_SOLID
  return takeShaped(groups, from) ?? takePhone(groups, from) ?? (isLong ? { upTo: from + 1, kind: 'number' } : null)
}

function claimsOfRun(plain: string, run: RegExpExecArray): Claim[] {
  const groups = groupsOf(run)
  const before = plain.slice(Math.max(0, run.index - CUE_REACH), run.index)
  if (TAX_NUMBER.test(run[0])) return [{ ...spanOf(run), kind: 'number' }]
  const claims: Claim[] = []
  for (let at = 0; at < groups.length; ) {
    const taken = (at === 0 ? takeByCue(before, groups) : null) ?? (at === 0 && MONEY.test(before) ? null : takeAny(groups, at))
    const first = groups[at]
    const last = groups[(taken?.upTo ?? 0) - 1]
    if (taken !== null && first !== undefined && last !== undefined) {
      const isEnclosed = plain.slice(first.start, last.end).includes(')')
      const opening = (isEnclosed ? /[+(]*$/ : /\+*$/).exec(first.before)?.[0].length ?? 0
      claims.push({ start: first.start - opening, end: last.end, kind: taken.kind })
    }
    at = taken?.upTo ?? at + 1
  }
  return claims
}

const numbers: Finder = plain =>
  [...plain.matchAll(/[+(]{0,2}\d(?:[ .\-()_*+]{0,3}\d)*/g)].flatMap(run => claimsOfRun(plain, run))

/** Letters that look like digits, as some write to slip past machines; a number cut by strokes. */
const disguisedPhone = finder(
  /(?<![\p{L}\p{N}\0])(?:[0o]8[\doil](?:[ .-]?[\doil]){6,10}|08\d\d\/\d{3,4}\/\d{3,5})(?![\p{L}\p{N}])/giu,
  match => (/[oil/]/i.test(match[0]) && (match[0].match(/\d/g)?.length ?? 0) > 2 ? 'phone' : null),
)

const DIGIT_WORD = '(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan)'
/** Digits told in words, a row of at least nine. */
const spokenPhone = finder(
  new RegExp(
    `(?<![\\p{L}\\p{N}\\0])(?:${DIGIT_WORD}|\\d{1,4})(?:[ ,.-]{1,3}(?:${DIGIT_WORD}|\\d{1,4})){5,14}(?![\\p{L}\\p{N}])`,
    'giu',
  ),
  match => {
    const words = match[0].match(/[a-z]+/gi)?.length ?? 0
    return words > 4 && words + (match[0].match(/\d/g)?.length ?? 0) > 8 ? 'phone' : null
  },
)

// ── Plates ──

const PLATE_AREA = listOf(
  'a aa ab ad ae ag b ba bb bd be bg bh bk bl bm bn bp d da db dc dd de dg dh dk dl dm dn dp dr ds dt dw e ea eb ed f g h k kb kh kt ku l m n p pa pb pg ps pt py r ri s t w z',
)
/** What may follow a letter and a number and is no plate: "d 3 tps", "h 100 km", the form B1-KWK. */
const NO_PLATE_END = listOf(
  'km kg cm mm m jt rb ribu rt rw tps org dan di ke ya yg utk tgl jam hr hari bln thn th pns asn kec kab kel kk kpu dpr sd smp sma unit buah x kali no pcs ml gb mb ok ga gk tdk sdh lbr pkl wib wit ha the per dr sy sm dg kwk',
)
const PLATE = /(?<![\p{L}\p{N}_\0.])([a-z]{1,2})([ .-]{0,3})(\d{1,4})([ .-]{0,3})([a-z]{1,3})(?![\p{L}\p{N}_@])/giu
const CUED_PLATE =
  /(?<!\p{L})(?:plat|pelat|nopol|polisi|no pol)(?: (?:merah|hitam|putih|kuning|nomor|no|dinas|mobil|motor|saya|sy|nya))*(?:nya)?[ :=.]{1,3}(?=(?<value>[a-z]{1,2} ?-? ?\d{1,4}(?: ?-? ?[a-z]{1,3}(?![\p{L}\p{N}]))?)(?!\p{N}))/giu
const VEHICLE =
  /(?<!\p{L})(?:mobil|motor|kendaraan|randis|mobdin|angkot|bus|truk|pikap|ambulans?|avanza|xenia|innova|fortuner|pajero)(?: [a-z]{2,12})?[ :]{1,2}$/iu

const isYear = (digits: string): boolean => /^(?:19|20)\d\d$/.test(digits)

function isPlate(match: RegExpExecArray, plain: string): boolean {
  const [, area = '', gap = '', digits = '', tail = '', end = ''] = match
  if (!PLATE_AREA.has(area.toLowerCase()) || NO_PLATE_END.has(end.toLowerCase())) return false
  if (digits.length > 2 && VEHICLE.test(plain.slice(Math.max(0, match.index - CUE_REACH), match.index))) return true
  const isCapital = area === area.toUpperCase() && end === end.toUpperCase()
  if (isYear(digits)) return isCapital && area.length + end.length > 2
  if (digits.length < 3) return isCapital && area.length > 1 && gap === ' ' && tail === ' '
  return isCapital || digits.length === 4 || (gap === '' && tail === '')
}

const plate = finder(PLATE, (match, plain) => (isPlate(match, plain) ? 'plate' : null))
const cuedPlate = finder(CUED_PLATE, match =>
  PLATE_AREA.has(/^[a-z]+/i.exec(match.groups?.value ?? '')?.[0].toLowerCase() ?? '') ? 'plate' : null,
)

// ── Names and other words ──

/** Names that are names everywhere; that need a capital inside a sentence; that need a form of address or a sure name beside them. */
type Sureness = 'always' | 'capital' | 'called'

type Lists = {
  readonly names: ReadonlyMap<string, Sureness>
  /** "-wati", "-anto": what no everyday word of such a length ends in. */
  readonly endings: RegExp
  readonly places: ReadonlySet<string>
  readonly others: ReadonlySet<string>
  /** Rows of words that hold a name and mean nobody, by their first word. */
  readonly phrases: ReadonlyMap<string, readonly (readonly string[])[]>
}

const SECTIONS: ReadonlyMap<string, Sureness | 'place' | 'other'> = new Map([
  ['[selalu]', 'always'],
  ['[berhuruf besar]', 'capital'],
  ['[disapa]', 'called'],
  ['[tempat]', 'place'],
  ['[bukan nama]', 'other'],
])

function parseLists(text: string): Lists {
  const names = new Map<string, Sureness>()
  const endings: string[] = []
  const places = new Set<string>()
  const others = new Set<string>()
  const phrases = new Map<string, (readonly string[])[]>()
  let section: Sureness | 'place' | 'other' = 'other'
  const enter = (line: string): void => {
    const words = line.split(' ')
    const [first = ''] = words
    if (words.length > 1) phrases.set(first, [...(phrases.get(first) ?? []), words])
    else if (section === 'place') places.add(line)
    else if (section === 'other') others.add(line)
    else if (line.startsWith('-')) endings.push(line.slice(1))
    else names.set(line, section)
  }
  for (const line of text.split('\n').map(l => l.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const next = SECTIONS.get(line)
    if (next === undefined && line.startsWith('[')) throw new Error(`names: no section is called ${line}`)
    if (next === undefined) enter(line)
    else section = next
  }
  return { names, endings: new RegExp(`^.{2,}(?:${endings.join('|') || '(?!)'})$`), places, others, phrases }
}

const HEADS = listOf('nge ng ny n m di ke se ku tak me mem men meng meny ber ter pe pem pen peng peny per')
const TAILS = listOf('nya in an kan innya annya i ku mu lah kah e ne na pun ji mi')
/** What a nasal head may have swallowed. */
const SWALLOWED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:me|pe)?ng$/, ['', 'k']],
  [/^(?:me|pe)?ny$/, ['s', 'c']],
  [/^(?:me|pe)?n$/, ['', 't']],
  [/^(?:me|pe)?m$/, ['', 'p']],
]
const swallowedBy = (head: string): readonly string[] => SWALLOWED.find(([heads]) => heads.test(head))?.[1] ?? ['']

const WORD_LENGTH_MAX = 24
/** A shorter word may end like a name by chance. */
const ENDED_LENGTH_MIN = 6
const MEMORY_MAX = 20_000

/** Whether a word, also of everyday speech, has a root in the dictionary: "memasang", "nyalonin", "dipasangin". */
function makeOrdinary(others: ReadonlySet<string>): (word: string) => boolean {
  const stemmer = new Stemmer()
  const memory = new Map<string, boolean>()
  const isRoot = (word: string): boolean => word.length > 1 && (others.has(word) || stemmer.find(word))
  const hasRoot = (body: string): boolean =>
    [...HEADS].some(
      head =>
        body.startsWith(head) &&
        body.length - head.length > 2 &&
        swallowedBy(head).some(lost => isRoot(lost + body.slice(head.length))),
    )
  const decide = (word: string): boolean => {
    if (word.length > WORD_LENGTH_MAX || isRoot(word) || isRoot(stemmer.stem(word)) || hasRoot(word)) return true
    const bodies = [...TAILS].filter(tail => word.endsWith(tail)).map(tail => word.slice(0, -tail.length))
    return bodies.some(body => body.length > 2 && (isRoot(body) || hasRoot(body)))
  }
  return word => {
    const before = memory.get(word)
    if (before !== undefined) return before
    // the memory is bounded: what strangers type must not fill the process
    if (memory.size >= MEMORY_MAX) memory.clear()
    const now = decide(word)
    memory.set(word, now)
    return now
  }
}

/** The lists, with what the dictionary knows besides. */
type Knowing = Lists & { readonly isOrdinary: (word: string) => boolean }

// ── Persons ──

const FORMS_OF_ADDRESS = listOf(
  'pak pa bpk bapak bapa bu ibu ibuk mas mbak mba mbk sdr sdri saudara saudari si tuan nyonya bernama namanya namaku jenengku jenenge',
)
const KIN = listOf(
  'om oom tante pakde pakdhe bude budhe bulik paklik mbah eyang opa oma kakek nenek kak kaka kakak dek adik adek bang abang bung uda uni uncu mak mamak inang amang ompung tulang lae ito bli gek mbok jro ci cik cici koko koh ko cece teh teteh kang akang aa abah ceu mang bibi acil paman bibik cak ning neng pace mace mama puang daeng karaeng opu tuan guru suami istri anak keponakan sepupu ipar mertua menantu calon caleg bacaleg cabup cagub cawabup cawali cawalkot cawagub capres cawapres paslon kandidat petahana balon boru sobat sahabat jemaah',
)
/** They stand between a form of address and a name, and change neither. */
const TITLES = listOf(
  'haji hajah hj h drs dra dr ir prof kh ust ustad ustadz ustaz ustadzah kyai kiai gus tgk teungku teuku cut tgh habib raden rm gusti lalu baiq datuk dato sutan romo pendeta pdt pastor suster frater dokter drg akp iptu ipda aiptu bripka brigadir kompol akbp kombes letkol letnan kapten mayor kolonel kopral serka sersan jenderal laksamana la ode wa laode waode andi i ni',
)
/** Offices: a name that only a form of address tells is not looked for behind them. */
const ROLES = listOf(
  'kepala kadis kabid kabag kasi kasubag kasubbag sekcam sekda sekdes wabup wakil wali ketua sekretaris bendahara direktur kepsek dosen bidan perawat polisi babinsa rektor dekan hakim jaksa anggota dewan staf pegawai bos boss atasan pimpinan presiden menteri rt rw',
)
/** Behind these a name is that of a road, a school, a village, a prophet. */
const ELSEWHERE = listOf(
  'jalan jl jln gedung aula rs rsu rsud rsup rumkit universitas univ kampus bandara bandar stadion gor gang gg masjid mesjid musholla mushola gereja taman lapangan lap sma sman smp smpn smk smkn sd sdn mi mts man tk paud desa ds kelurahan kel kecamatan kec kabupaten kab kota pulau gunung hotel jembatan waduk perumahan perum komplek kompleks dusun dukuh nagari distrik pt cv yayasan ponpes pesantren nabi sunan surah surat hari kabinet pasar terminal pelabuhan stasiun pondok makam sungai danau pantai klinik apotek bank',
)
/** Behind these an unknown word is rather a place. */
const REGIONAL = listOf(
  'di ke dari asal wilayah daerah dapil dpd dpc dprd dinas kantor se pemkot pemkab bupati wabup gubernur wagub walikota camat lurah kades keuchik perbekel kapolsek kapolres danramil danrem dandim suku bahasa bulan aplikasi merek partai grup',
)
const PLATFORMS = listOf('ig insta instagram fb facebook tiktok tt twitter threads youtube yt snapchat linkedin')
const SELVES = listOf('saya sy aku gue gw beta ambo kulo abdi ulun awak saja aja')
const ASKS_NAME = listOf('nama nm nami jeneng ngaran wasta panggil perkenalkan')
/** They stand between "nama saya" and the name. */
const COPULAS = listOf('adalah ialah yaitu yakni lengkap')
const OWNERS = listOf('saya sy aku ku dia nya beliau bernama atas nama')
const JOINERS = new Set(['dan', 'sama', 'serta', 'dengan'])
const LINKS_OF_NAMES = listOf('bin binti van de al el')
/** What a full stop may follow inside a name. */
const SHORT_FORMS = listOf('muh moh abd mohd abdul hj dr drs ir prof st sdr sdri bpk an kh tgk ust')

/** What a word calls for: a name that surely follows, that may follow, of the asker, of an account, of a region, of no person. */
type Call = 'surely' | 'maybe' | 'self' | 'account' | 'region' | 'elsewhere' | 'none'

type Word = Span & {
  readonly text: string
  readonly lower: string
  /** What stands between the word before and this one. */
  readonly gap: string
}

type Reading = { readonly words: readonly Word[]; readonly capitalsTell: () => boolean }

function wordsOf(plain: string): Word[] {
  const words: Word[] = []
  let at = 0
  for (const match of plain.matchAll(/[\p{L}\p{N}_']+/gu)) {
    const text = match[0].replace(/^'+|'+$/g, '')
    if (!/^[\p{L}']+$/u.test(text)) continue
    const start = match.index + match[0].indexOf(text)
    const end = start + text.length
    words.push({ text, lower: text.toLowerCase().replaceAll("'", ''), start, end, gap: plain.slice(at, start) })
    at = end
  }
  return words
}

const isCapital = (word: Word): boolean => /^\p{Lu}['\p{Ll}]+(?:'\p{Lu}\p{Ll}+)?$/u.test(word.text)
const isInitial = (word: Word): boolean => /^\p{Lu}$/u.test(word.text)
const isAcronym = (word: Word): boolean => /^\p{Lu}{2,3}$/u.test(word.text)
/** Whether a sentence begins with the word; what is hidden was a part of it. */
const opens = (word: Word, at: number): boolean =>
  /[.!?\n:]/.test(word.gap.slice(word.gap.lastIndexOf(HIDDEN) + 1)) || (at === 0 && !word.gap.includes(HIDDEN))
const mayEndInStop = (word: Word | undefined): boolean =>
  word !== undefined && (word.lower.length === 1 || SHORT_FORMS.has(word.lower))
const joins = (word: Word, before: Word | undefined): boolean =>
  /^ {1,2}$/.test(word.gap) || (/^\. ?$/.test(word.gap) && mayEndInStop(before))
const lowerBefore = (words: readonly Word[], at: number): string | undefined =>
  words[at]?.gap.includes(HIDDEN) ? undefined : words[at - 1]?.lower
const callsSomebody = ({ lower }: Word): boolean =>
  FORMS_OF_ADDRESS.has(lower) ||
  KIN.has(lower) ||
  TITLES.has(lower) ||
  ROLES.has(lower) ||
  ELSEWHERE.has(lower) ||
  REGIONAL.has(lower)

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined
  return () => {
    done ??= { value: work() }
    return done.value
  }
}

function readWords(plain: string, knowing: Knowing): Reading {
  const words = wordsOf(plain)
  /** In a Headline, Where Every Word Has One, a capital tells nothing. */
  const capitalsTell = once(() => {
    const inside = words.filter(
      (word, at) => word.lower.length > 3 && !opens(word, at) && !knowing.names.has(word.lower) && knowing.isOrdinary(word.lower),
    )
    return inside.filter(isCapital).length * 2 <= inside.length
  })
  return { words, capitalsTell }
}

function surenessOf({ lower }: Word, { names, endings, others, places, isOrdinary }: Knowing): Sureness | undefined {
  const listed = names.get(lower)
  if (listed !== undefined || lower.length > WORD_LENGTH_MAX || others.has(lower) || places.has(lower)) return listed
  const owned = lower.endsWith('nya') && names.get(lower.slice(0, -3)) === 'always'
  return (owned || (lower.length >= ENDED_LENGTH_MIN && endings.test(lower))) && !isOrdinary(lower) ? 'always' : undefined
}

/** A word of no list and no dictionary. */
const isForeign = (word: Word, { places, isOrdinary }: Knowing): boolean =>
  word.lower.length > 2 && !callsSomebody(word) && !places.has(word.lower) && !isOrdinary(word.lower)

/** How many words from here on are an expression that means nobody. */
const phraseLength = (words: readonly Word[], at: number, { phrases }: Knowing): number =>
  (phrases.get(words[at]?.lower ?? '') ?? []).find(phrase =>
    phrase.every((lower, i) => words[at + i]?.lower === lower && (i === 0 || /^[ -]$/.test(words[at + i]?.gap ?? ''))),
  )?.length ?? 0

/** Whether the word goes on with the name that ends before it. */
function continues(reading: Reading, at: number, knowing: Knowing): boolean {
  const { words, capitalsTell } = reading
  const before = words[at - 1]
  const word = words[at]
  if (before === undefined || word === undefined || !(joins(word, before) || word.gap === '-')) return false
  if (phraseLength(words, at, knowing) > 0) return false
  if (LINKS_OF_NAMES.has(word.lower)) return continues(reading, at + 1, knowing)
  const sureness = surenessOf(word, knowing)
  if (callsSomebody(word) && sureness === undefined) return false
  if (isCapital(word) && capitalsTell())
    return sureness !== undefined || !(knowing.places.has(word.lower) || knowing.others.has(word.lower))
  return isInitial(word) ? isCapital(before) && capitalsTell() : sureness === 'always' || sureness === 'capital'
}

/** "Umi Kulsum", "rahmat hidayat": the word beside it makes sure of it. */
function leadsToName(words: readonly Word[], at: number, knowing: Knowing): boolean {
  const [word, next] = [words[at], words[at + 1]]
  if (word === undefined || next === undefined || !joins(next, word) || isCapital(next) !== isCapital(word)) return false
  return surenessOf(next, knowing) === 'always'
}

function isName({ words, capitalsTell }: Reading, at: number, call: Call, knowing: Knowing): boolean {
  const word = words[at]
  if (word === undefined || call === 'elsewhere') return false
  // "IKA" is an organisation
  if (isAcronym(word) && call !== 'surely') return false
  const sureness = surenessOf(word, knowing)
  const hasCapital = (): boolean => isCapital(word) && capitalsTell()
  if (sureness === 'always') return true
  if (call === 'region') return false
  if (sureness !== undefined && leadsToName(words, at, knowing)) return true
  if (sureness === 'capital') return call === 'surely' || call === 'maybe' || (!opens(word, at) && hasCapital())
  if (sureness === 'called') return call === 'surely' || ((call === 'maybe' || call === 'account') && hasCapital())
  if (call === 'surely') return (isCapital(word) || word.text === word.lower) && isForeign(word, knowing)
  if (call === 'account' && !word.gap.includes(':')) return false
  return (call !== 'none' || joins(word, words[at - 1])) && hasCapital() && isForeign(word, knowing)
}

/** A cue of several signs: "nama:", "atas nama", "nama saya", "an.", "a.n.". */
function callOfNaming(words: readonly Word[], at: number, heard: Call): Call | null {
  const lower = words[at]?.lower ?? ''
  const before = lowerBefore(words, at)
  const gap = words[at + 1]?.gap ?? ''
  if (lower === 'nama') return before === 'atas' || /^ ?[:=]/.test(gap) ? 'surely' : 'none'
  if (SELVES.has(lower)) return ASKS_NAME.has(before ?? '') ? 'surely' : heard === 'maybe' ? heard : 'self'
  if (lower === 'an' || (lower === 'n' && before === 'a')) return /^[./]/.test(gap) ? 'surely' : 'none'
  return null
}

/** What a word that is no name calls for, given what called for it. */
function callOf({ words }: Reading, at: number, heard: Call, { names }: Knowing): Call {
  const word = words[at]
  if (word === undefined) return 'none'
  const { lower } = word
  if (FORMS_OF_ADDRESS.has(lower)) return 'surely'
  if (heard === 'account' && OWNERS.has(lower)) return 'account'
  if (heard === 'surely' && COPULAS.has(lower)) return 'surely'
  const naming = callOfNaming(words, at, heard)
  if (naming !== null) return naming
  if (TITLES.has(lower)) return heard === 'none' || heard === 'self' ? 'maybe' : heard
  if (KIN.has(lower)) return 'maybe'
  if (ROLES.has(lower)) return 'none'
  if (ELSEWHERE.has(lower)) return /^(?:kepala|wali)$/.test(lowerBefore(words, at) ?? '') ? 'region' : 'elsewhere'
  if (REGIONAL.has(lower)) return 'region'
  if (PLATFORMS.has(lower)) return 'account'
  return heard === 'elsewhere' && (names.has(lower) || isCapital(word)) ? 'elsewhere' : 'none'
}

const isTold = (word: Word, call: Call): boolean => (call === 'surely' || call === 'account') && /^ ?[:=] ?$/.test(word.gap)

function claimOf(words: readonly Word[], from: number, upTo: number, call: Call): Claim {
  const [initial, first, last] = [words[from - 1], words[from], words[upTo - 1]]
  const startsEarlier =
    initial !== undefined && first !== undefined && isInitial(initial) && !TITLES.has(initial.lower) && joins(first, initial)
  return {
    start: (startsEarlier ? initial.start : first?.start) ?? 0,
    end: last?.end ?? 0,
    kind: call === 'account' ? 'account' : 'person',
  }
}

function findPersons(plain: string, knowing: Knowing): Claim[] {
  const reading = readWords(plain, knowing)
  const { words } = reading
  const claims: Claim[] = []
  let call: Call = 'none'
  for (let at = 0; at < words.length; ) {
    const word = words[at]
    if (word === undefined) break
    const skipped = phraseLength(words, at, knowing)
    const heard: Call = joins(word, words[at - 1]) || isTold(word, call) ? call : 'none'
    if (skipped > 0 || !isName(reading, at, heard, knowing)) {
      call = skipped > 0 ? 'none' : callOf(reading, at, heard, knowing)
      at += Math.max(skipped, 1)
      continue
    }
    let upTo = at + 1
    while (continues(reading, upTo, knowing)) upTo++
    claims.push(claimOf(words, at, upTo, heard))
    const isJoined = JOINERS.has(words[upTo]?.lower ?? '')
    call = isJoined ? 'maybe' : 'none'
    at = isJoined ? upTo + 1 : upTo
  }
  return claims
}

// ── Accounts ──

/** What may stand behind an @ that only means "di" or everybody. */
const AT_PLACES = listOf(
  'kantor rumah sekolah balai aula masjid mesjid gereja lapangan hotel cafe kafe warung kampus rs rsud dinas desa kecamatan kelurahan kota all everyone here semua admin channel',
)
const PRICE =
  /^\d+(?:[.,]\d+)?(?:rb|ribu|k|jt|juta|org|orang|kg|gr|pcs|lembar|lbr|biji|pak|dus|box|x|jam|hari|bln|bulan|meter|m)?$/i

const handle = finder(/(?<![\p{L}\p{N}_.@\0-])@[a-z0-9_.]{2,40}/giu, match => {
  const name = match[0].slice(1).toLowerCase()
  return /[a-z]/.test(name) && !AT_PLACES.has(name) && !PRICE.test(name) ? 'account' : null
})

const NAMED_ACCOUNT =
  /(?<![\p{L}\p{N}_\0])(?:ig|insta|instagram|fb|facebook|tiktok|tik tok|tt|twitter|threads|telegram|tele|line|youtube|yt|snapchat|linkedin|discord|akun|username|user name|userid|user|id|gmail|email|surel)(?:nya|ku)?(?: (?:nya|ku|saya|sy|aku|dia|beliau|pribadi|resmi|bernama|namanya|atas nama|calon|line|telegram)){0,2}(?: ?[:=] ?@?| @?)(?=(?<value>[a-z0-9_.-]{3,40})(?![._-]?[\p{L}\p{N}_@\0]))/giu

/** What somebody wrote behind the name of a platform: is it an account, or does the sentence go on? `isSaid`: behind a colon. */
function isAccount(word: string, isSaid: boolean, { names, isOrdinary }: Knowing): boolean {
  const parts = word.split(/[._\d-]+/).filter(Boolean)
  const isSure = (part: string): boolean => names.get(part) === 'always'
  const isPlain = (part: string): boolean => isOrdinary(part) && !isSure(part)
  if (parts.length === 0) return false
  if (word.includes('_')) return true
  if (/\d/.test(word))
    return /^[a-z]{3}/.test(word) && (isSaid || word.includes('.') || !parts.every(part => part.length < 3 || isPlain(part)))
  if (word.includes('.')) return isSaid || parts.some(isSure) || !parts.some(isPlain)
  // "budisantoso": two names written as one
  const isGlued = [...word].some((_, cut) => cut > 2 && names.has(word.slice(0, cut)) && isSure(word.slice(cut)))
  return isGlued || (isSaid && !word.includes('-') && !isPlain(word))
}

const namedAccount = (knowing: Knowing): Finder =>
  finder(NAMED_ACCOUNT, (match, plain) => {
    const value = match.groups?.value ?? ''
    const after = match.index + match[0].length + value.length
    // a name written out is found with the names, where it is known how far it goes
    if (/^\p{Lu}\p{Ll}+$/u.test(value) && /^ [\p{Lu}\0]/u.test(plain.slice(after, after + 2))) return null
    const isSaid = /[:=] ?@?$/.test(match[0]) || /mail|surel/i.test(match[0])
    return isAccount(value.toLowerCase().replace(/[.-]+$/, ''), isSaid, knowing) ? 'account' : null
  })

// ── The whole ──

/** Claims come from different finders and never overlap. */
function replace(text: string, { starts, ends }: Folded, claims: readonly Claim[]): string {
  let kept = ''
  let at = 0
  for (const { start, end, kind } of claims) {
    if (kind === 'kept') continue
    kept += text.slice(at, starts[start]) + MARKS[kind]
    at = ends[end - 1] ?? at
  }
  return kept + text.slice(at)
}

/** `names`: the text of prompts/names.id.txt. */
export function openRedactor(names: string): Redactor {
  const lists = parseLists(names)
  const knowing: Knowing = { ...lists, isOrdinary: makeOrdinary(lists.others) }
  const finders: readonly Finder[] = [
    email,
    spokenEmail,
    brokenEmail,
    link,
    handle,
    namedAccount(knowing),
    spokenPhone,
    numbers,
    disguisedPhone,
    cuedPlate,
    plate,
    plain => findPersons(plain, knowing),
  ]
  const redact = (text: string): Redacted => {
    const folded = fold(text)
    let left = hide(folded.plain, [...folded.plain.matchAll(MARK)].map(spanOf))
    const claims: Claim[] = []
    for (const find of finders) {
      const found = find(left)
      claims.push(...found)
      left = hide(left, found)
    }
    claims.sort((a, b) => a.start - b.start)
    return {
      text: replace(text, folded, claims),
      removed: [...new Set(claims.map(claim => claim.kind))].filter(kind => kind !== 'kept'),
    }
  }
  return { redact }
}
