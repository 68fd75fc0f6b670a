// What a document says of itself: its kind, number, subject, who issued it and where, since when it holds, and what it refers to. Each value
// with the line it was read from, and whether it is sure: a person looks at the others.
import type { Edition, Regulation, Sources } from '../../knowledge/knowledge.ts'
import type { DateOnly } from '../../vocabulary.ts'
import { datesIn } from './dates.ts'
import type { Line } from './lines.ts'
import type { Guess, ProposedMetadata } from './proposed.ts'
import { isCapitals, type Zone } from './zones.ts'

type Place = Sources['places'][number]

/** What is known before a document is read. */
export type Known = {
  readonly places: Pick<Edition['places'], 'byName' | 'inText'>
  readonly regulations: readonly Pick<Regulation, 'id' | 'short' | 'title' | 'type' | 'number' | 'year'>[]
  /** Names of documents in use (vocabulary/documents.yaml). */
  readonly names: readonly { readonly say: string; readonly documents: readonly string[] }[]
}

type Kind = {
  readonly pattern: RegExp
  readonly type: string
  /** As the files of knowledge/regulations rank them: 1 law … 5 circular. */
  readonly rank: number
  readonly short: string
  readonly id: string
}
/** From the narrower to the wider name. */
const KINDS: readonly Kind[] = [
  { pattern: /^UNDANG-UNDANG\b/, type: 'Undang-Undang', rank: 1, short: 'UU', id: 'uu' },
  { pattern: /^PERATURAN PEMERINTAH\b/, type: 'Peraturan Pemerintah', rank: 2, short: 'PP', id: 'pp' },
  { pattern: /^PERATURAN PRESIDEN\b/, type: 'Peraturan Presiden', rank: 2, short: 'Perpres', id: 'perpres' },
  { pattern: /^PERATURAN KOMISI PEMILIHAN UMUM\b/, type: 'Peraturan KPU', rank: 3, short: 'PKPU', id: 'pkpu' },
  {
    pattern: /^PERATURAN BADAN PENGAWAS PEMILIHAN UMUM\b/,
    type: 'Peraturan Bawaslu',
    rank: 3,
    short: 'Perbawaslu',
    id: 'perbawaslu',
  },
  { pattern: /^PERATURAN MENTERI\b/, type: 'Peraturan Menteri', rank: 3, short: 'Permen', id: 'permen' },
  { pattern: /^PERATURAN (?:BADAN|KEPALA)\b/, type: 'Peraturan Badan', rank: 3, short: 'Peraturan', id: 'peraturan' },
  { pattern: /^PERATURAN DAERAH\b/, type: 'Peraturan Daerah', rank: 4, short: 'Perda', id: 'perda' },
  { pattern: /^PERATURAN GUBERNUR\b/, type: 'Peraturan Gubernur', rank: 4, short: 'Pergub', id: 'pergub' },
  { pattern: /^PERATURAN BUPATI\b/, type: 'Peraturan Bupati', rank: 4, short: 'Perbup', id: 'perbup' },
  { pattern: /^PERATURAN WALI ?KOTA\b/, type: 'Peraturan Wali Kota', rank: 4, short: 'Perwali', id: 'perwali' },
  { pattern: /^KEPUTUSAN BERSAMA\b/, type: 'Keputusan Bersama', rank: 4, short: 'SKB', id: 'skb' },
  { pattern: /^KEPUTUSAN\b/, type: 'Keputusan', rank: 5, short: 'Keputusan', id: 'keputusan' },
  { pattern: /^INSTRUKSI\b/, type: 'Instruksi', rank: 5, short: 'Instruksi', id: 'instruksi' },
  { pattern: /^SURAT EDARAN\b/, type: 'Surat Edaran', rank: 5, short: 'SE', id: 'se' },
]
/** A letter of an office: no kind stands above it, but fields do. */
const LETTER: Kind = { pattern: /^$/, type: 'Surat', rank: 5, short: 'Surat', id: 'surat' }

/** Above the text and below it, in the order of the page. */
type Read = {
  readonly head: readonly Line[]
  readonly body: readonly Line[]
  readonly foot: readonly Line[]
}

export function metadataOf(lines: readonly Line[], zones: readonly Zone[], known: Known): ProposedMetadata {
  const read = partsOf(zones)
  const kind = kindIn(read)
  const number = numberIn(read.head)
  const enacted = enactedIn(read)
  const issuer = issuerIn(read, known)
  const place = placeIn(issuer, read, known)
  const year = yearIn(number, enacted)
  const title = titleIn(read, kind)
  const from = fromIn(read.body, enacted, read.foot)
  const until = untilIn(read.body)
  const named =
    kind && number && year && issuer ? namesOf(kind.value, number.value, year.value, issuer.value, place?.value ?? null) : null
  const isNamed =
    kind?.isSure === true && number?.isSure === true && year?.isSure === true && issuer?.isSure === true && place?.isSure === true
  return {
    type: mapped(kind, k => k.type),
    rank: mapped(kind, k => k.rank),
    number: mapped(number, n => n.number),
    year,
    title,
    issuer: mapped(issuer, i => i.name),
    place: mapped(place, p => p.code),
    enacted_on: enacted,
    in_force_from: from,
    in_force_until: until,
    short: named === null ? null : { value: named.short, spot: null, isSure: isNamed },
    id: named === null ? null : { value: named.id, spot: null, isSure: isNamed },
    refersTo: referencesIn(lines, known, number?.value.number ?? null),
  }
}

const mapped = <A, B>(guess: Guess<A> | null, make: (value: A) => B): Guess<B> | null =>
  guess === null ? null : { ...guess, value: make(guess.value) }
const at = (line: Line): Guess<never>['spot'] => ({ page: line.page, from: line.from, to: line.to })
const guess = <T>(value: T, line: Line, isSure = true): Guess<T> => ({ value, spot: at(line), isSure: isSure && !isUnsure(line) })
const isUnsure = (line: Line): boolean => line.doubts.length > 0

function partsOf(zones: readonly Zone[]): Read {
  const first = zones.findIndex(z => z.kind !== 'out')
  const head = zones.slice(0, first < 0 ? zones.length : first)
  const rest = zones.slice(head.length)
  const foot = rest.filter(z => z.kind === 'out' && z.part === 'signature')
  return {
    head: head.flatMap(z => z.lines),
    body: rest.filter(z => z.kind === 'body' || (z.kind === 'out' && z.part === 'closing')).flatMap(z => z.lines),
    // annexes are signed too; the first signature is the document's
    foot: foot[0]?.lines ?? [],
  }
}

// ── Kind and number ──

function kindIn({ head }: Read): Guess<Kind> | null {
  for (const line of head) {
    const text = line.text.replace(/\s+/g, ' ').toUpperCase()
    if (!isCapitals(line.text)) continue
    const kind = KINDS.find(k => k.pattern.test(text))
    if (kind) return guess(kind, line)
  }
  const field = head.find(l => /^(?:hal|perihal)\s*:/i.test(l.text))
  return field ? guess(LETTER, field) : null
}

type Numbered = { readonly number: string; readonly year: number | null; readonly isYearApart: boolean }
const NUMBER = /^(?:NOMOR|Nomor|NO\.?|No\.?)\s*[:.]?\s*(\S.*)$/

function numberIn(head: readonly Line[]): Guess<Numbered> | null {
  for (const line of head) {
    const said = NUMBER.exec(line.text)?.[1]
    if (said === undefined || !/\d/.test(said)) continue
    const [, number = said, year] = /^(.*?)\s+TAHUN\s+(\d{4})$/i.exec(said) ?? []
    const clean = number.replace(/\s*([/.-])\s*/g, '$1').trim()
    const inside = /\/((?:19|20)\d{2})$/.exec(clean)?.[1]
    // an office's number begins with its code or its count
    const isClean = /^\d[\w./-]*$/.test(clean)
    return guess({ number: clean, year: Number(year ?? inside) || null, isYearApart: year !== undefined }, line, isClean)
  }
  return null
}

function yearIn(number: Guess<Numbered> | null, enacted: Guess<DateOnly | null> | null): Guess<number> | null {
  if (number?.value.year) return { ...number, value: number.value.year }
  const on = enacted?.value ?? null
  return enacted === null || on === null ? null : { ...enacted, value: Number(on.slice(0, 4)) }
}

// ── Subject ──

function titleIn({ head }: Read, kind: Guess<Kind> | null): Guess<string> | null {
  const field = head.findIndex(l => /^(?:hal|perihal)\s*:/i.test(l.text))
  if (field >= 0 && kind?.value === LETTER) {
    const first = head[field] as Line
    const rest = head
      .slice(field + 1)
      .filter((l, nth) => l.from === first.from + nth + 1 && l.left > first.left + 0.08 && !/^yth/i.test(l.text))
    return guess(spaced([first.text.replace(/^\w+\s*:\s*/, ''), ...rest.map(l => l.text)].join(' ')), first)
  }
  const about = head.findIndex(l => /^TENTANG$/i.test(l.text.trim()))
  if (about < 0) return null
  const lines: Line[] = []
  for (const line of head.slice(about + 1)) {
    if (!isCapitals(line.text) || /^DENGAN RAHMAT/.test(line.text) || /,$/.test(line.text)) break
    lines.push(line)
  }
  const [first] = lines
  if (first === undefined) return null
  return {
    ...guess(inTitleCase(lines.map(l => l.text).join(' ')), first),
    isSure: lines.every(l => !isUnsure(l)) && lines.length <= 6,
  }
}

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim()
/** Words that stay small inside a title, and names that stay large. */
const SMALL = new Set(
  'dan atau yang di ke dari pada dalam untuk dengan bagi tentang atas oleh antara serta sebagai terhadap menjelang'.split(' '),
)
const KEPT_SMALL = new Set([...SMALL].filter(w => w !== 'menjelang'))
const LARGE = new Set([
  'ASN',
  'PNS',
  'PPPK',
  'CPNS',
  'DPRD',
  'DPR',
  'DPD',
  'TNI',
  'POLRI',
  'RI',
  'KPU',
  'APBD',
  'APBN',
  'BUMD',
  'PPNPN',
  'THL',
  'SKPD',
  'OPD',
])

/** As titles are written when they are not in capitals: "Netralitas ASN pada Pemilihan Tahun 2027". */
export function inTitleCase(text: string): string {
  return spaced(text)
    .split(' ')
    .map((word, nth) => {
      const bare = word.replace(/[^\p{L}]/gu, '')
      if (LARGE.has(bare)) return word
      const low = word.toLowerCase()
      return nth > 0 && KEPT_SMALL.has(low)
        ? low
        : low.replace(/(^|[-/("“])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    })
    .join(' ')
}

// ── Issuer and place ──

type Issuer = { readonly name: string; readonly place: Place | null }
const ACTING = /^(?:(?:PLT|PLH|PJ|PJS|PENJABAT(?: SEMENTARA)?)\.?\s+)/
const OFFICE = /\b(BUPATI|WALI ?KOTA|GUBERNUR)\s+([A-Z][A-Z .'-]+?)\s*[,.]?$/
const ON_BEHALF = /^(?:a\.?\s?n\.?|atas nama)\b/i

/** The office that signed; a secretary or head of an office is told with the place of the letterhead. */
function issuerIn({ head, foot }: Read, known: Known): Guess<Issuer> | null {
  const own = foot.filter(l => !ON_BEHALF.test(l.text))
  const first = own.slice(0, Math.max(1, own.findIndex(l => /^diundangkan/i.test(l.text)) + 1 || own.length))
  const region = regionIn(head, known)
  for (const line of [...first, ...head]) {
    const found = officeIn(line, known)
    if (found !== null && !isSecretary(first)) return guess(found, line, found.place !== null)
  }
  const under = first.find(l =>
    /^(?:PLT\.?\s+|PLH\.?\s+|PJ\.?\s+)?(?:SEKRETARIS DAERAH|KEPALA|INSPEKTUR|CAMAT|SEKRETARIS)\b/.test(l.text),
  )
  if (under === undefined || region === null) return null
  const unit = head.find(l => isCapitals(l.text) && /^(?:BADAN|DINAS|INSPEKTORAT|KECAMATAN|KANTOR)\b/.test(l.text))
  const office = under.text.replace(/[,.]$/, '')
  const full = /^KEPALA (?:BADAN|DINAS|KANTOR)$/.test(office) && unit ? `KEPALA ${unit.text}` : office
  const name = `${inTitleCase(full)} ${region.place.kind === 'provinsi' ? `Provinsi ${region.place.name}` : region.place.name}`
  return guess({ name, place: region.place }, under)
}

const isSecretary = (foot: readonly Line[]): boolean =>
  foot.some(l => /^(?:PLT\.?\s+|PLH\.?\s+|PJ\.?\s+)?(?:SEKRETARIS DAERAH|KEPALA|INSPEKTUR|CAMAT)\b/.test(l.text)) &&
  !foot.some(l => OFFICE.test(l.text) && !ON_BEHALF.test(l.text))

function officeIn(line: Line, known: Known): Issuer | null {
  const text = line.text.replace(/^(?:SURAT EDARAN|INSTRUKSI|KEPUTUSAN|PERATURAN|PEMERINTAH)\s+/, '')
  const m = OFFICE.exec(text)
  if (!m || !isCapitals(line.text) || (m.index > 0 && !ACTING.test(text))) return null
  const [, office = '', where = ''] = m
  const kind = office === 'GUBERNUR' ? '' : office === 'BUPATI' ? 'Kabupaten ' : 'Kota '
  const place = known.places.byName(`${kind}${inTitleCase(where)}`)
  const acting = ACTING.test(text) ? 'Pj ' : ''
  const title = office === 'BUPATI' ? 'Bupati' : office === 'GUBERNUR' ? 'Gubernur' : 'Wali Kota'
  return { name: `${acting}${title} ${place === null ? inTitleCase(where) : bareName(place)}`, place }
}

const bareName = (place: Place): string => place.name.replace(/^(?:Kabupaten|Kota)\s+/, '')

/** "PEMERINTAH KABUPATEN WAKATOBI". */
function regionIn(head: readonly Line[], known: Known): { readonly place: Place; readonly line: Line } | null {
  for (const line of head) {
    const m = /^PEMERINTAH\s+(KABUPATEN|KOTA|PROVINSI|DAERAH(?: PROVINSI)?)\s+(.+)$/.exec(line.text)
    if (!m) continue
    const kind = m[1] === 'KABUPATEN' ? 'Kabupaten ' : m[1] === 'KOTA' ? 'Kota ' : ''
    const place = known.places.byName(`${kind}${inTitleCase(m[2] ?? '')}`)
    if (place) return { place, line }
  }
  return null
}

function placeIn(issuer: Guess<Issuer> | null, { head }: Read, known: Known): Guess<Place> | null {
  const region = regionIn(head, known)
  const own = issuer?.value.place ?? null
  if (issuer !== null && own !== null)
    return { ...issuer, value: own, isSure: issuer.isSure && (region === null || region.place.code === own.code) }
  if (region !== null) return guess(region.place, region.line)
  const line = head.find(l => isCapitals(l.text) && known.places.inText(inTitleCase(l.text)) !== null)
  const named = line === undefined ? null : known.places.inText(inTitleCase(line.text))
  return line === undefined || named === null ? null : guess(named.place, line, false)
}

// ── Dates ──

/** "Ditetapkan di … pada tanggal …", the dateline of a letter; not the day of the publication in a gazette. */
function enactedIn({ head, foot }: Read): Guess<DateOnly | null> | null {
  const gazette = foot.findIndex(l => /^diundangkan/i.test(l.text))
  const own = gazette < 0 ? foot : foot.slice(0, gazette)
  const lines = [...own, ...head.filter(l => l.text.length < 70)]
  for (const [nth, line] of lines.entries()) {
    // in a narrow column the year stands on the next line
    const [first] = [...datesIn(line.text), ...datesIn(`${line.text} ${lines[nth + 1]?.text ?? ''}`)]
    if (first) return guess(first.date, line)
  }
  return null
}

const STARTS = /(?:mulai berlaku|berlaku (?:sejak|mulai|terhitung)|berlaku efektif)/i

/** From a day that is said; from the day of the gazette when it says so and that day is known; else from the day it was enacted. */
function fromIn(body: readonly Line[], enacted: Guess<DateOnly | null> | null, foot: readonly Line[]): Guess<DateOnly> | null {
  const on = enacted?.value ?? null
  for (const [nth, line] of body.entries()) {
    const text = spaced(`${line.text} ${body[nth + 1]?.text ?? ''}`)
    const starts =
      STARTS.exec(line.text) ?? (STARTS.test(text) && !STARTS.test(body[nth + 1]?.text ?? '') ? STARTS.exec(text) : null)
    if (starts === null) continue
    const after = text.slice(starts.index)
    const until = UNTIL.exec(after)?.index ?? after.length
    const [said] = datesIn(after.slice(0, Math.min(until, 120)))
    if (said) return guess(said.date, line)
    if (/tanggal diundangkan/i.test(after)) {
      const gazette = foot.findIndex(l => /^diundangkan/i.test(l.text))
      const printed = gazette < 0 ? undefined : foot.slice(gazette).flatMap(l => datesIn(l.text).map(d => ({ d, l })))[0]
      if (printed) return guess(printed.d.date, printed.l)
      return on === null ? null : { value: on, spot: at(line), isSure: false }
    }
    if (on !== null) return { value: on, spot: at(line), isSure: enacted?.isSure === true }
  }
  // where nothing is said it holds from the day it was signed
  return enacted === null || on === null ? null : { ...enacted, value: on }
}

const UNTIL = /(?:sampai dengan|s\.d\.|hingga|berakhir (?:pada )?)\s*(?:tanggal)?/i

function untilIn(body: readonly Line[]): Guess<DateOnly | null> | null {
  for (const [nth, line] of body.entries()) {
    const text = spaced(`${line.text} ${body[nth + 1]?.text ?? ''}`)
    if (!/berlaku/i.test(line.text)) continue
    const found = UNTIL.exec(text)
    if (found === null) continue
    const [said] = datesIn(text.slice(found.index, found.index + 70))
    if (said) return guess<DateOnly | null>(said.date, line)
  }
  return { value: null, spot: null, isSure: true }
}

// ── Names ──

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')

/** "SE Bupati Wakatobi 800/118/BKPSDM/2027", `se-wakatobi-800-118-2027`: the convention of knowledge/regulations. */
function namesOf(kind: Kind, number: Numbered, year: number, issuer: Issuer, place: Place | null): { short: string; id: string } {
  const isByNumber = /^(?:uu|pp|perpres|pkpu|perbawaslu)$/.test(kind.id)
  const where = place === null ? slug(issuer.name) : placeSlug(place)
  const isRegulation = /^per(?:bup|wali|gub|da)$/.test(kind.id)
  const by = isRegulation
    ? bareName(place ?? ({ name: issuer.name } as Place))
    : issuer.name.replace(/^Sekretaris Daerah/, 'Sekda')
  const hasYear = number.number.endsWith(`/${year}`)
  const short = isByNumber
    ? `${kind.short} ${number.number}/${year}`
    : isRegulation
      ? `${kind.short} ${by} ${number.number}/${year}`
      : `${kind.short} ${by} ${number.number}${hasYear ? '' : ` (${year})`}`
  const figures = number.number
    .split('/')
    .filter(p => /^[\d.]+$/.test(p) && p !== String(year))
    .slice(0, 2)
  const numbered = figures.length > 0 ? figures.join('-') : slug(number.number)
  return { short, id: [kind.id, isByNumber ? '' : where, numbered, String(year)].filter(Boolean).join('-') }
}

/** The short name people use ("sultra"), else the bare one. */
const placeSlug = (place: Place): string => slug(place.spellings[0] ?? bareName(place))

// ── References ──

const NAMED =
  /\b(Undang-Undang|Peraturan Pemerintah|Peraturan Presiden|Peraturan Menteri[A-Z a-z]*?|Peraturan Badan[A-Z a-z]*?|Peraturan Komisi Pemilihan Umum|Peraturan Daerah[A-Z a-z]*?|Peraturan Bupati[A-Z a-z]*?|Peraturan Wali ?[Kk]ota[A-Z a-z]*?|Peraturan Gubernur[A-Z a-z]*?|Surat Edaran[A-Z a-z]*?|Keputusan[A-Z a-z]*?|Instruksi[A-Z a-z]*?)\s+Nomor\s+([\w./-]+)(?:\s+Tahun\s+(\d{4}))?/g
const JOINT = /\bKeputusan Bersama\b/

function referencesIn(lines: readonly Line[], known: Known, own: string | null): ProposedMetadata['refersTo'] {
  const found = new Map<string, { said: string; document: string | null; spot: Guess<never>['spot'] }>()
  lines.forEach((line, nth) => {
    const next = lines[nth + 1]?.text ?? ''
    const text = spaced(`${line.text} ${next}`)
    for (const m of text.matchAll(NAMED)) {
      if (m.index >= line.text.length + 1 || m[2] === own) continue
      const said = spaced(m[0]).replace(/[.,;]$/, '')
      const key = said.toLowerCase()
      const document = documentOf(m[1] ?? '', (m[2] ?? '').replace(/[.,;]$/, ''), Number(m[3] ?? 0), known)
      const before = found.get(document ?? key)
      if (before === undefined) found.set(document ?? key, { said, document, spot: at(line) })
    }
    const joint = JOINT.exec(line.text)
    const named = joint === null ? undefined : known.names.find(n => n.say === 'keputusan bersama')?.documents[0]
    if (named !== undefined && !found.has(named)) found.set(named, { said: joint?.[0] ?? '', document: named, spot: at(line) })
  })
  return [...found.values()]
}

function documentOf(type: string, number: string, year: number, known: Known): string | null {
  const kind = type.toLowerCase()
  const same = known.regulations.filter(r => r.number === number && (year === 0 || r.year === year))
  return same.find(r => kind.startsWith(r.type.toLowerCase()) || r.type.toLowerCase().startsWith(kind))?.id ?? null
}
