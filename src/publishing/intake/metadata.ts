// What a document says of itself: its kind, number, subject, who issued it and where, since when it holds, and what it refers to. Each value
// with the line it was read from, and whether it is sure: a person looks at the others.
import type { DateOnly } from '../../vocabulary.ts'
import { datesIn } from './dates.ts'
import type { Line } from './lines.ts'
import { bareName, type Issuer, issuerIn, type Place, type PlaceNames, placeNamed, regionIn } from './offices.ts'
import type { Guess, ProposedMetadata } from './proposed.ts'
import { type Loaded, referencesIn } from './references.ts'
import { type Called, idOf, inTitleCase, KINDS, type Kind, LETTER, shortName } from './titles.ts'
import { isCapitals, type Zone } from './zones.ts'

/** What is known before a document is read. */
export type Known = Loaded & { readonly places: PlaceNames }

/** Above the text and below it, in the order of the page. */
type Read = {
  readonly head: readonly Line[]
  readonly body: readonly Line[]
  readonly foot: readonly Line[]
}

export function metadataOf(lines: readonly Line[], zones: readonly Zone[], known: Known): ProposedMetadata {
  const read = partsOf(zones)
  const kind = kindIn(read)
  const enacted = enactedIn(read)
  const number = doubted(numberIn(read.head), enacted, zones)
  const issuer = issuerGuess(issuerIn(read.head, enacting(read.foot), known.places))
  const place = placeGuess(issuer, read, known.places)
  const year = yearIn(number, enacted)
  const parts = [kind, number, year, issuer, place]
  const isSure = parts.every(part => part?.isSure === true)
  const called = calledBy(kind, number, year, issuer, place)
  return {
    type: mapped(kind, k => k.type),
    rank: mapped(kind, k => k.rank),
    number: mapped(number, n => n.number),
    year,
    title: titleIn(read, kind),
    issuer: mapped(issuer, i => i.name),
    place: mapped(place, p => p.code),
    enacted_on: enacted,
    in_force_from: fromIn(read.body, enacted, read.foot),
    in_force_until: untilIn(read.body),
    short: called === null ? null : { value: shortName(called), spot: null, isSure },
    id: called === null ? null : { value: idOf(called), spot: null, isSure },
    refersTo: referencesIn(lines, known, number?.value.number ?? null),
  }
}

function calledBy(
  kind: Guess<Kind> | null,
  number: Guess<Numbered> | null,
  year: Guess<number> | null,
  issuer: Guess<Issuer> | null,
  place: Guess<Place> | null,
): Called | null {
  if (kind === null || number === null || year === null || issuer === null) return null
  const where = place === null || place.value.kind === 'negara' ? null : place.value
  return {
    kind: kind.value,
    number: number.value.number,
    year: year.value,
    issuer: issuer.value.name,
    place: where === null ? null : { name: bareName(where), short: where.spellings[0] ?? bareName(where) },
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

/** OCR reads a stroke as a figure: the annexes say the number again, and a year stands behind a stroke. */
function doubted(
  number: Guess<Numbered> | null,
  enacted: Guess<DateOnly> | null,
  zones: readonly Zone[],
): Guess<Numbered> | null {
  if (number === null) return null
  const annexes = zones.filter(z => z.kind === 'out' && z.part === 'annex-head').map(z => numberIn(z.lines)?.value.number)
  const isContradicted = annexes.some(said => said !== undefined && said !== number.value.number)
  const year = enacted?.value.slice(0, 4) ?? ''
  const isRunTogether = year !== '' && new RegExp(`[^/]${year}$`).test(number.value.number)
  return { ...number, isSure: number.isSure && !isContradicted && !isRunTogether }
}

function yearIn(number: Guess<Numbered> | null, enacted: Guess<DateOnly> | null): Guess<number> | null {
  if (number?.value.year) return { ...number, value: number.value.year }
  return mapped(enacted, on => Number(on.slice(0, 4)))
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
// ── Issuer and place ──

/** The day of the gazette is signed by another office. */
const GAZETTE = /^diundangkan/i

const gazetteOf = (foot: readonly Line[]): readonly Line[] => {
  const from = foot.findIndex(l => GAZETTE.test(l.text))
  return from < 0 ? [] : foot.slice(from)
}
const enacting = (foot: readonly Line[]): readonly Line[] => foot.slice(0, foot.length - gazetteOf(foot).length)

const issuerGuess = (issuer: Issuer | null): Guess<Issuer> | null =>
  issuer === null ? null : guess(issuer, issuer.line, issuer.place !== null)

/** The place of the office that signed; sure when the letterhead does not say another. */
function placeGuess(issuer: Guess<Issuer> | null, { head }: Read, places: PlaceNames): Guess<Place> | null {
  const region = regionIn(head, places)
  const own = issuer?.value.place ?? null
  if (issuer !== null && own !== null) {
    const isAgreed = region === null || region.place.code === own.code
    return { ...issuer, value: own, isSure: issuer.isSure && isAgreed }
  }
  if (region !== null) return guess(region.place, region.line)
  const named = placeNamed(head, places)
  return named === null ? null : guess(named.place, named.line, false)
}

// ── Dates ──

/** "Ditetapkan di … pada tanggal …", the dateline of a letter; not the day of the publication in a gazette. */
const enactedIn = ({ head, foot }: Read): Guess<DateOnly> | null =>
  firstDate([...enacting(foot), ...head.filter(l => l.text.length < DATELINE_LETTERS)])
const DATELINE_LETTERS = 70

function firstDate(lines: readonly Line[]): Guess<DateOnly> | null {
  for (const [nth, line] of lines.entries()) {
    // in a narrow column the year stands on the next line
    const [first] = [...datesIn(line.text), ...datesIn(`${line.text} ${lines[nth + 1]?.text ?? ''}`)]
    if (first) return guess(first.date, line)
  }
  return null
}

const STARTS = /(?:mulai berlaku|berlaku (?:sejak|mulai|terhitung)|berlaku efektif)/i
const UNTIL = /(?:sampai dengan|s\.d\.|hingga|berakhir (?:pada )?)\s*(?:tanggal)?/i
/** What a phrase says of dates stands within so many letters after it. */
const REACH = 120

/** Where a phrase begins, and the words after it, over the end of a line. */
function phrases(body: readonly Line[], pattern: RegExp): { readonly line: Line; readonly after: string }[] {
  return body.flatMap((line, nth) => {
    const text = spaced(`${line.text} ${body[nth + 1]?.text ?? ''} ${body[nth + 2]?.text ?? ''}`)
    const m = pattern.exec(text)
    return m === null || m.index >= line.text.length ? [] : [{ line, after: text.slice(m.index, m.index + REACH) }]
  })
}

/** From a day that is said; from the day of the gazette when it says so and that day is known; else from the day it was signed. */
function fromIn(body: readonly Line[], enacted: Guess<DateOnly> | null, foot: readonly Line[]): Guess<DateOnly> | null {
  const said = phrases(body, STARTS)
  for (const { line, after } of said) {
    const [date] = datesIn(after.slice(0, UNTIL.exec(after)?.index ?? after.length))
    if (date) return guess(date.date, line)
  }
  const isByGazette = said.some(({ after }) => /tanggal diundangkan/i.test(after))
  const printed = isByGazette ? firstDate(gazetteOf(foot)) : null
  if (printed !== null || enacted === null) return printed
  return { ...enacted, isSure: enacted.isSure && !isByGazette }
}

function untilIn(body: readonly Line[]): Guess<DateOnly | null> {
  for (const { line, after } of phrases(body, /berlaku/i)) {
    const until = UNTIL.exec(after)
    const [date] = until === null ? [] : datesIn(after.slice(until.index))
    if (date) return guess(date.date, line)
  }
  return { value: null, spot: null, isSure: true }
}
