// Takes out of what people wrote whatever names or reaches a person: numbers of office and identity, telephones, e-mails, accounts,
// links, plates, names. Each is replaced by a short mark in brackets; the rest of the text stays byte for byte.
// It never stores, logs or guesses who somebody is, and it promises no name without a form of address that is not in its list.
// Neighbours: the border calls it before anything is kept; the lists are prompts/names.id.txt. Explained by test/redact.test.ts,
// measured by test/proofs/redact.ts.
//
// A text is folded (styled letters, hidden signs, all kinds of space and dash become plain ones), then the finders go over it one after
// another. What one has claimed is hidden from the next, and so are marks of an earlier time: a text that was redacted stays as it is.
import { Stemmer } from 'sastrawijs'

export const REMOVED_KINDS = ['nip', 'nik', 'phone', 'email', 'account', 'link', 'plate', 'number', 'person'] as const
export type RemovedKind = (typeof REMOVED_KINDS)[number]

export type Redacted = { readonly text: string; readonly removed: readonly RemovedKind[] }
export type Redactor = { readonly redact: (text: string) => Redacted }

/** What the asker reads instead. */
export const MARKS: Readonly<Record<RemovedKind, string>> = {
  nip: '[NIP]',
  nik: '[NIK]',
  phone: '[nomor]',
  email: '[surel]',
  account: '[akun]',
  link: '[tautan]',
  plate: '[plat]',
  number: '[nomor]',
  person: '[nama]',
}

type Claim = { readonly start: number; readonly end: number; readonly kind: RemovedKind }
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

function hide(plain: string, claims: readonly { readonly start: number; readonly end: number }[]): string {
  let shown = ''
  let at = 0
  for (const { start, end } of claims) {
    shown += plain.slice(at, start) + HIDDEN.repeat(end - start)
    at = end
  }
  return shown + plain.slice(at)
}

const spanOf = (match: RegExpExecArray): { start: number; end: number } => ({
  start: match.index,
  end: match.index + match[0].length,
})

/** A finder of everything that a pattern matches and a judge does not refuse. Patterns repeat within bounds: no text makes them slow. */
const finder =
  (pattern: RegExp, kindOf: (match: RegExpExecArray, plain: string) => RemovedKind | null): Finder =>
  plain =>
    [...plain.matchAll(pattern)].flatMap(match => {
      const kind = kindOf(match, plain)
      return kind === null ? [] : [{ ...spanOf(match), kind }]
    })

const listOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

// ── E-mail ──

const PROVIDER = '(?:gmail|gmial|gmai|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|icloud|protonmail|proton)'
const DOT = '(?: ?\\. ?| ?[([{] ?(?:dot|titik) ?[)\\]}] ?| (?:dot|titik) )'
const AT = '(?: ?@ ?| ?[([{] ?(?:at|et) ?[)\\]}] ?| (?:at|et) )'

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
  new RegExp(`[a-z0-9][a-z0-9._-]{2,63}?(?<![ @.])( ?)${PROVIDER}\\.(?:com|co\\.id)(?![a-z])`, 'gi'),
  match => (match[1] === '' || /[._\d].* /.test(match[0]) ? 'email' : null),
)

// ── Links ──

const ENDINGS = 'com|id|net|org|me|gl|ly|be|co|info|xyz|tv|link|app|page|site|online|io|my|ee|blog|bio|us|gg|cc'
const LINK = new RegExp(
  `(?<![\\w@.\\0-])(?:https?:\\/\\/[^\\s\\0]+|(?:[a-z0-9-]{1,63}\\.){1,5}(?:${ENDINGS})(?![a-z0-9-])(?:[/?#][^\\s\\0]*)?)(?<![.,;:!?)"'\\]>*])`,
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
  if (PUBLIC_HOST.test(host)) return null
  if (/^(?:wa\.me|api\.whatsapp\.com)$/.test(host)) return /\d{8}/.test(path) ? 'phone' : 'link'
  if (path.length > 1) return /^(?:t|telegram)\.me$/.test(host) ? 'account' : 'link'
  return SURE_ENDING.test(host) && !KNOWN_SITE.test(host) ? 'link' : null
})

// ── Numbers ──

const YEAR = '(?:19|20)\\d\\d'
const NIP = new RegExp(`^(?:19[3-9]\\d|20[0-2]\\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])${YEAR}\\d\\d[12]\\d{3}$`)
const NIK = /^[1-9]\d{5}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}$/
const MOBILE = /^(?:0?62)?0?8[1-9]\d{6,11}$/
const ABROAD = /^0062\d{8,12}$|^620\d{7,12}$/
const LANDLINE = /^0[2-79]\d{7,10}$/
const BARE_MOBILE = /^8[1-35-9]\d{8,10}$/
/** 110, 112, 14045, 1500-123: numbers of services. */
const HOTLINE = /^1\d{2,6}$|^080/

const OWNER =
  '(?:[ :=.]{0,3}(?:saya|sy|aku|dia|beliau|nya|ku|kantor|rumah|pribadi|no|nomor|nomer|ini|di|ke|adalah|yaitu)){0,3}[ :=.#(]{0,4}$'
const CUES = {
  nip: new RegExp(
    `(?<![a-z])(?:nip|nippk|nipppk|nipppk|ni pppk|nrp|nomor induk pegawai|no induk pegawai)(?: (?:baru|lama|pppk|pns))?${OWNER}`,
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
const MONEY = /(?:rp|idr|seharga|senilai|sebesar|sebanyak|harga)[ .:]{0,2}$/i

type Group = { readonly digits: string; readonly start: number; readonly end: number; readonly before: string }
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

function isPhone(digits: string, groups: readonly Group[], from: number): boolean {
  const first = groups[from]
  if (first === undefined) return false
  if (first.before.includes('+')) return /^[1-9]\d{8,14}$/.test(digits)
  if (MOBILE.test(digits) && !BARE_MOBILE.test(digits)) return digits.startsWith('0') || digits.startsWith('62')
  if (ABROAD.test(digits)) return true
  const isSolid = first.digits === digits
  if (LANDLINE.test(digits)) return isSolid || first.digits.length >= 3 || first.before.includes('(')
  return BARE_MOBILE.test(digits) && (isSolid || first.digits.length === 3)
}

/** The longest run of groups that reads as a telephone number, in one way of writing: "0812 0000 1111 2 kali" ends before the 2. */
function takePhone(groups: readonly Group[], from: number): Taken | null {
  let digits = ''
  let taken: Taken | null = null
  for (let at = from; at < groups.length && digits.length < 15; at++) {
    const group = groups[at]
    if (group === undefined) break
    const isOtherHand = at > from + 1 && group.before !== groups[at - 1]?.before
    if (taken !== null && (isOtherHand || (group.digits.length === 1 && groups[at - 1]?.digits.length !== 1))) break
    digits += group.digits
    if (isPhone(digits, groups, from)) taken = { upTo: at + 1, kind: 'phone' }
  }
  return taken
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
  const rest = groups.slice(from)
  if (rest.every((group, i) => i === 0 || group.before === '.') && isMoney(rest)) return null
  const solid = (groups[from]?.digits.length ?? 0) >= LONG_SOLID
  return takeShaped(groups, from) ?? takePhone(groups, from) ?? (solid ? { upTo: from + 1, kind: 'number' } : null)
}

function claimsOfRun(plain: string, run: RegExpExecArray): Claim[] {
  const groups = groupsOf(run)
  const before = plain.slice(Math.max(0, run.index - CUE_REACH), run.index)
  if (TAX_NUMBER.test(run[0])) return [{ ...spanOf(run), kind: 'number' }]
  const claims: Claim[] = []
  for (let at = 0; at < groups.length; ) {
    const taken = (at === 0 ? takeByCue(before, groups) : null) ?? (MONEY.test(before) ? null : takeAny(groups, at))
    const first = groups[at]
    const last = groups[(taken?.upTo ?? 0) - 1]
    if (taken !== null && first !== undefined && last !== undefined) {
      const opening = /[+(]*$/.exec(first.before)?.[0].length ?? 0
      claims.push({ start: first.start - opening, end: last.end, kind: taken.kind })
    }
    at = taken?.upTo ?? at + 1
  }
  return claims
}

const numbers: Finder = plain =>
  [...plain.matchAll(/[+(]{0,2}\d(?:[ .\-()_*+]{0,3}\d)*/g)].flatMap(run => claimsOfRun(plain, run))

/** O for 0, as some write to slip past machines. */
const letteredPhone = finder(/(?<![\p{L}\p{N}\0])[0o]8[\do](?:[ .-]?[\do]){6,10}(?![\p{L}\p{N}])/giu, match =>
  /o/i.test(match[0]) && (match[0].match(/\d/g)?.length ?? 0) >= 6 ? 'phone' : null,
)

const spokenPhone = finder(
  /(?<![\p{L}\p{N}\0])(?:0?8?\d{0,2}[ ,.-]{1,3})?(?:nol|kosong)(?:[ ,.-]{1,3}(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|\d{1,4})){6,14}(?![\p{L}\p{N}])/giu,
  () => 'phone',
)

// ── Plates ──

const PLATE_AREA = listOf(
  'a aa ab ad ae ag b ba bb bd be bg bh bk bl bm bn bp d da db dc dd de dg dh dk dl dm dn dp dr ds dt dw e ea eb ed f g h k kb kh kt ku l m n p pa pb pg ps pt py r ri s t w z',
)
/** Short words that may follow a letter and a number: "d 3 tps", "h 100 km". */
const NO_PLATE_END = listOf(
  'km kg cm mm m jt rb ribu rt rw tps org dan di ke ya yg utk tgl jam hr hari bln thn th pns asn kec kab kel kk kpu dpr sd smp sma unit buah x kali no pcs ml gb mb ok ga gk tdk sdh lbr pkl wib wit ha the per dr sy sm dg',
)
const PLATE = /(?<![\p{L}\p{N}_\0.])([a-z]{1,2})( ?-? ?)(\d{1,4})( ?-? ?)([a-z]{1,3})(?![\p{L}\p{N}_@])/giu
const CUED_PLATE =
  /(?<=(?<!\p{L})(?:plat|pelat|nopol|polisi|no pol)(?: (?:merah|hitam|putih|kuning|nomor|no|dinas|mobil|motor|saya|sy|nya))*(?:nya)?[ :=.]{1,3})[a-z]{1,2} ?-? ?\d{1,4}(?: ?-? ?[a-z]{1,3}(?![\p{L}\p{N}]))?(?!\p{N})/giu

const isYear = (digits: string): boolean => /^(?:19|20)\d\d$/.test(digits)

function isPlate([, area = '', gap = '', digits = '', tail = '', end = '']: RegExpExecArray): boolean {
  if (!PLATE_AREA.has(area.toLowerCase()) || NO_PLATE_END.has(end.toLowerCase())) return false
  const isSolid = gap === '' && tail === ''
  const isCapital = area === area.toUpperCase() && end === end.toUpperCase()
  if (isYear(digits)) return isCapital && end.length > 1
  return digits.length >= 3 ? isSolid || isCapital || digits.length === 4 : isCapital && area.length + end.length > 2
}

const plate = finder(PLATE, match => (isPlate(match) ? 'plate' : null))
const cuedPlate = finder(CUED_PLATE, match =>
  PLATE_AREA.has(/^[a-z]+/i.exec(match[0])?.[0].toLowerCase() ?? '') ? 'plate' : null,
)

// ── Words and names ──

/** Names that are names everywhere; that need a capital inside a sentence; that need a form of address or a sure name beside them. */
type Sureness = 'always' | 'capital' | 'called'

type Lists = {
  readonly names: ReadonlyMap<string, Sureness>
  readonly places: ReadonlySet<string>
  readonly others: ReadonlySet<string>
  /** Rows of words that hold a name and mean none, by their first word. */
  readonly phrases: ReadonlyMap<string, readonly (readonly string[])[]>
}

const SECTIONS: Readonly<Record<string, Sureness | 'place' | 'other'>> = {
  '[selalu]': 'always',
  '[berhuruf besar]': 'capital',
  '[disapa]': 'called',
  '[tempat]': 'place',
  '[bukan nama]': 'other',
}

function parseLists(text: string): Lists {
  const names = new Map<string, Sureness>()
  const places = new Set<string>()
  const others = new Set<string>()
  const phrases = new Map<string, (readonly string[])[]>()
  let section: Sureness | 'place' | 'other' | undefined
  for (const line of text.split('\n').map(l => l.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const words = line.split(' ')
    const [first = ''] = words
    if (line.startsWith('[')) {
      section = SECTIONS[line]
      if (section === undefined) throw new Error(`names: no section is called ${line}`)
    } else if (words.length > 1) phrases.set(first, [...(phrases.get(first) ?? []), words])
    else if (section === 'place') places.add(line)
    else if (section === 'other') others.add(line)
    else if (section !== undefined) names.set(line, section)
  }
  return { names, places, others, phrases }
}

/** What a word calls for: a name surely follows, may follow, or is of a road, a school, a prophet; after "ig" it is an account. */
type Call = 'surely' | 'maybe' | 'self' | 'account' | 'elsewhere' | 'none'

const FORMS_OF_ADDRESS = listOf(
  'pak pa bpk bapak bapa bu ibu ibuk mas mbak mba mbk sdr sdri saudara saudari si tuan nyonya bernama namanya namaku',
)
const KIN = listOf(
  'om oom tante pakde pakdhe bude budhe bulik paklik mbah eyang opa oma kakek nenek kak kaka kakak dek adik adek bang abang bung uda uni uncu mak mamak inang amang ompung tulang lae ito bli gek mbok jro ci cik cici koko koh ko cece teh teteh kang akang aa ceu mang bibi acil amang paman bibik cak ning neng pace mace mama bapa puang puang daeng karaeng opu tuan guru suami istri anak keponakan sepupu ipar mertua menantu calon caleg bacaleg cabup cagub cawabup cawali cawalkot cawagub capres cawapres paslon kandidat petahana balon boru sobat sahabat jemaah',
)
/** They stand between a form of address and a name, and change neither. */
const TITLES = listOf(
  'haji hajah hj h drs dra dr ir prof kh ust ustad ustadz ustaz ustadzah kyai kiai gus tgk teungku teuku cut tgh habib raden rm gusti lalu baiq datuk dato sutan romo pendeta pdt pastor suster frater dokter drg akp iptu ipda aiptu bripka brigadir kompol akbp kombes letkol letnan kapten mayor kolonel kopral serka sersan jenderal laksamana la ode wa laode waode andi i ni st sh mh',
)
/** Offices: the name behind may also be that of a place. */
const ROLES = listOf(
  'camat lurah kades keuchik geuchik perbekel kepala desa dinas kadis kabid kabag kasi kasubag kasubbag sekcam sekda sekdes bupati wabup wakil gubernur wagub walikota wali kota ketua sekretaris bendahara direktur kepsek guru dosen bidan perawat polisi kapolsek kapolres danramil dandim babinsa rektor dekan hakim jaksa anggota dewan staf pegawai bos boss atasan pimpinan presiden menteri rt rw kabupaten',
)
const ELSEWHERE = listOf(
  'jalan jl jln gedung aula rs rsu rsud rsup rumkit universitas univ kampus bandara bandar stadion gor gang gg masjid mesjid musholla mushola gereja taman lapangan lap sma sman smp smpn smk smkn sd sdn mi mts man tk paud desa ds kelurahan kel kecamatan kec kabupaten kab kota pulau gunung hotel jembatan waduk perumahan perum komplek kompleks dusun dukuh nagari distrik pt cv yayasan ponpes pesantren nabi sunan surah surat hari kabinet pasar terminal pelabuhan stasiun pondok makam sungai danau pantai klinik apotek bank partai',
)
const PLATFORMS = listOf('ig insta instagram fb facebook tiktok tt twitter threads youtube yt snapchat linkedin')
const SELVES = listOf('saya sy aku gue gw beta ambo kulo abdi ulun awak')
const JOINERS = listOf('dan sama serta dengan')
const KIN_OF_NAMES = listOf('bin binti van de al el')
const SHORT_FORMS = listOf('muh moh abd mohd abdul h hj dr drs ir prof st sdr sdri bpk an n kh tgk ust')

type Word = {
  readonly text: string
  readonly lower: string
  readonly start: number
  readonly end: number
  /** What stands between the word before and this one. */
  readonly gap: string
}

function wordsOf(plain: string): Word[] {
  const words: Word[] = []
  let at = 0
  for (const match of plain.matchAll(/[\p{L}\p{N}_']+/gu)) {
    const text = match[0].replace(/^'+|'+$/g, '')
    if (!/^[\p{L}']+$/u.test(text)) continue
    const start = match.index + match[0].indexOf(text)
    words.push({
      text,
      lower: text.toLowerCase().replaceAll("'", ''),
      start,
      end: start + text.length,
      gap: plain.slice(at, start),
    })
    at = start + text.length
  }
  return words
}

const isCapital = (word: Word): boolean => /^\p{Lu}['\p{Ll}]/u.test(word.text)
const isInitial = (word: Word): boolean => /^\p{Lu}$/u.test(word.text)
const opens = (word: Word, at: number): boolean => /[.!?\n:]/.test(word.gap) || (at === 0 && !word.gap.includes(HIDDEN))

// ── What is a word and no name ──

const HEADS = ['', 'nge', 'ng', 'ny', 'n', 'm', 'di', 'ke', 'se', 'ku', 'tak', 'me', 'mem', 'men', 'meng', 'meny', 'ber', 'ter', 'pe', 'pem', 'pen', 'peng', 'peny', 'per']
const TAILS = ['', 'nya', 'in', 'an', 'kan', 'innya', 'annya', 'i', 'ku', 'mu', 'lah', 'kah', 'e', 'ne', 'na', 'pun', 'ji', 'mi']
const SWALLOWED: Readonly<Record<string, readonly string[]>> = {
  ng: ['', 'k'],
  meng: ['', 'k'],
  peng: ['', 'k'],
  ny: ['s', 'c'],
  meny: ['s'],
  peny: ['s'],
  n: ['t', ''],
  men: ['t', ''],
  pen: ['t', ''],
  m: ['p', ''],
  mem: ['p', ''],
  pem: ['p', ''],
}
const WORD_LENGTH_MAX = 24
const MEMORY_MAX = 20_000

/** Whether a word of everyday speech has a root in the dictionary: "nyalonin", "dipasangin", "memasang". */
function makeOrdinary(lists: Lists): (word: string) => boolean {
  const stemmer = new Stemmer()
  const memory = new Map<string, boolean>()
  const isRoot = (word: string): boolean => word.length > 1 && (lists.others.has(word) || stemmer.find(word))
  const isCut = (word: string): boolean =>
    TAILS.some(tail => {
      if (!word.endsWith(tail)) return false
      const body = word.slice(0, word.length - tail.length)
      return HEADS.some(
        head =>
          body.startsWith(head) &&
          body.length - head.length > 2 &&
          (SWALLOWED[head] ?? ['']).some(s => isRoot(s + body.slice(head.length))),
      )
    })
  return word => {
    const known = memory.get(word)
    if (known !== undefined) return known
    const is = word.length > WORD_LENGTH_MAX || isRoot(word) || isRoot(stemmer.stem(word)) || isCut(word)
    if (memory.size >= MEMORY_MAX) memory.clear()
    memory.set(word, is)
    return is
  }
}

// ── Persons ──

const joins = (gap: string, before: Word | undefined): boolean =>
  /^ {1,2}$/.test(gap) ||
  (/^\. ?$/.test(gap) && before !== undefined && (before.lower.length === 1 || SHORT_FORMS.has(before.lower)))

function makePersons(lists: Lists): Finder {
  const isOrdinary = makeOrdinary(lists)

  const surenessOf = ({ lower }: Word): Sureness | undefined =>
    lists.names.get(lower) ??
    (lower.endsWith('nya') && lists.names.get(lower.slice(0, -3)) === 'always' && !isOrdinary(lower) ? 'always' : undefined)
  const callsSomebody = ({ lower }: Word): boolean =>
    FORMS_OF_ADDRESS.has(lower) || KIN.has(lower) || TITLES.has(lower) || ROLES.has(lower) || ELSEWHERE.has(lower)
  const isForeign = (word: Word): boolean =>
    word.lower.length > 2 && !callsSomebody(word) && !lists.places.has(word.lower) && !isOrdinary(word.lower)

  return plain => {
    const words = wordsOf(plain)
    let plainCapitals: boolean | undefined

    /** In a Headline, Where Every Word Has One, a capital tells nothing. */
    const capitalsTell = (): boolean => {
      if (plainCapitals !== undefined) return plainCapitals
      const inside = words.filter(
        (w, at) => w.lower.length > 3 && !opens(w, at) && !lists.names.has(w.lower) && isOrdinary(w.lower),
      )
      plainCapitals = inside.filter(isCapital).length * 2 <= inside.length
      return plainCapitals
    }
    const hasCapital = (word: Word): boolean => isCapital(word) && capitalsTell()

    const phraseLength = (at: number): number =>
      (lists.phrases.get(words[at]?.lower ?? '') ?? []).find(phrase => phrase.every((w, i) => words[at + i]?.lower === w))
        ?.length ?? 0

    function continues(at: number): boolean {
      const before = words[at - 1]
      const word = words[at]
      if (before === undefined || word === undefined || !(joins(word.gap, before) || word.gap === '-')) return false
      if (phraseLength(at) > 0) return false
      if (KIN_OF_NAMES.has(word.lower)) return continues(at + 1)
      const sureness = surenessOf(word)
      if (callsSomebody(word) && sureness === undefined) return false
      if (hasCapital(word)) return sureness !== undefined || isForeign(word)
      if (isInitial(word)) return hasCapital(before)
      return sureness === 'always' || sureness === 'capital'
    }

    function isName(at: number, call: Call): boolean {
      const word = words[at]
      if (word === undefined || call === 'elsewhere') return false
      const sureness = surenessOf(word)
      if (sureness === 'always') return true
      const isCalled = call === 'surely' || call === 'maybe'
      if (sureness === 'capital') return isCalled || (hasCapital(word) && !opens(word, at))
      if (sureness === 'called') return call === 'surely' || (call === 'maybe' && hasCapital(word))
      if (call === 'surely') return (isCapital(word) || word.text === word.lower) && isForeign(word)
      if (!hasCapital(word)) return false
      if (call === 'maybe' || call === 'self' || (call === 'account' && word.gap.includes(':'))) return isForeign(word)
      const next = words[at + 1]
      return (
        !opens(word, at) &&
        next !== undefined &&
        surenessOf(next) === 'always' &&
        hasCapital(next) &&
        joins(next.gap, word) &&
        isForeign(word)
      )
    }

    /** What the word at hand calls for, given what called for it. */
    function callOf(at: number, heard: Call): Call {
      const word = words[at]
      const before = words[at - 1]
      if (word === undefined) return 'none'
      const { lower } = word
      if (FORMS_OF_ADDRESS.has(lower)) return 'surely'
      if (lower === 'nama') return before?.lower === 'atas' || /^ ?[:=]/.test(words[at + 1]?.gap ?? '') ? 'surely' : 'none'
      if (SELVES.has(lower))
        return before !== undefined && /^(?:nama|nm|panggil|perkenalkan)$/.test(before.lower) ? 'surely' : 'self'
      if (lower === 'an' || (lower === 'n' && before?.lower === 'a'))
        return /^\. ?|^\//.test(words[at + 1]?.gap ?? '') ? 'surely' : 'none'
      if (TITLES.has(lower)) return heard === 'none' || heard === 'self' ? 'maybe' : heard
      if (KIN.has(lower)) return 'maybe'
      if (ROLES.has(lower)) return 'none'
      if (ELSEWHERE.has(lower)) return 'elsewhere'
      if (PLATFORMS.has(lower)) return 'account'
      return heard === 'elsewhere' && (lists.names.has(lower) || isCapital(word)) ? 'elsewhere' : 'none'
    }

    const claims: Claim[] = []
    let call: Call = 'none'
    for (let at = 0; at < words.length; ) {
      const word = words[at]
      if (word === undefined) break
      const skipped = phraseLength(at)
      const follows: boolean = joins(word.gap, words[at - 1]) || (/^ ?[:=] ?$/.test(word.gap) && (call === 'surely' || call === 'account'))
      const heard: Call = follows ? call : 'none'
      if (skipped > 0 || !isName(at, heard)) {
        call = skipped > 0 ? 'none' : callOf(at, heard)
        at += Math.max(skipped, 1)
        continue
      }
      let upTo = at + 1
      while (continues(upTo)) upTo++
      const last = words[upTo - 1] ?? word
      const initial = words[at - 1]
      const start = initial !== undefined && isInitial(initial) && joins(word.gap, initial) ? initial.start : word.start
      claims.push({ start, end: last.end, kind: heard === 'account' ? 'account' : 'person' })
      const isJoined = JOINERS.has(words[upTo]?.lower ?? '')
      call = isJoined ? 'maybe' : 'none'
      at = isJoined ? upTo + 1 : upTo
    }
    return claims
  }
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
  /(?<=(?<![\p{L}\p{N}_\0])(?:ig|insta|instagram|fb|facebook|tiktok|tik tok|tt|twitter|threads|telegram|tele|line|youtube|yt|snapchat|linkedin|discord|akun|username|user name|userid|id)(?:nya|ku)?(?: (?:saya|sy|aku|dia|beliau|pribadi|resmi|bernama|namanya|atas nama|calon|line|telegram)){0,2}(?: ?[:=] ?@?| @?))[a-z0-9_.-]{3,40}(?![\p{L}\p{N}_@])/giu

function makeAccounts(lists: Lists): Finder {
  const isOrdinary = makeOrdinary(lists)
  const isSure = (part: string): boolean => lists.names.get(part) === 'always'
  /** "budisantoso": two names written as one. */
  const isGlued = (word: string): boolean =>
    [...word].some((_, cut) => cut > 2 && word.length - cut > 2 && lists.names.has(word.slice(0, cut)) && isSure(word.slice(cut)))
  const isHandle = (word: string, isSaid: boolean): boolean => {
    const parts = word.split(/[._\d-]+/).filter(Boolean)
    if (parts.length === 0) return false
    if (word.includes('_')) return true
    if (/\d/.test(word)) return /^[a-z]{3}/.test(word) && !parts.every(isOrdinary)
    if (/\./.test(word)) return parts.some(isSure) || !parts.some(isOrdinary)
    return isGlued(word) || (isSaid && !word.includes('-') && !isOrdinary(word))
  }
  return finder(NAMED_ACCOUNT, (match, plain) => {
    const isSaid = /[:=] ?@?$/.test(plain.slice(0, match.index))
    return isHandle(match[0].toLowerCase().replace(/[.-]+$/, ''), isSaid) ? 'account' : null
  })
}

// ── The whole ──

/** `names`: the text of prompts/names.id.txt. */
export { makeOrdinary, parseLists }
export function openRedactor(names: string): Redactor {
  const lists = parseLists(names)
  const finders: readonly Finder[] = [
    email,
    spokenEmail,
    brokenEmail,
    link,
    handle,
    makeAccounts(lists),
    numbers,
    letteredPhone,
    spokenPhone,
    cuedPlate,
    plate,
    makePersons(lists),
  ]
  const redact = (text: string): Redacted => {
    const { plain, starts, ends } = fold(text)
    let left = hide(plain, [...plain.matchAll(MARK)].map(spanOf))
    const claims: Claim[] = []
    for (const find of finders) {
      const found = find(left)
      claims.push(...found)
      left = hide(left, found)
    }
    claims.sort((a, b) => a.start - b.start)
    let kept = ''
    let at = 0
    for (const { start, end, kind } of claims) {
      kept += text.slice(at, starts[start]) + MARKS[kind]
      at = ends[end - 1] ?? at
    }
    return { text: kept + text.slice(at), removed: [...new Set(claims.map(claim => claim.kind))] }
  }
  return { redact }
}
