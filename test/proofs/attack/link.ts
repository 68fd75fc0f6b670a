// Tries to tell who asked what. Whatever can be read and speaks of a question is a clue: a row, a line of a log, a figure that rose. Every way of
// dating or ordering clues is a trail. On each trail every member who wrote gets a score for every clue; whoever scores highest is the guess.
//
// A trail leads somewhere when the right members score higher than they would by chance. Chance keeps what is known without it: the clues of a
// place and a status are exchanged among themselves (a permutation test), so day, place, status and how much each member wrote stay as they
// are. Two figures are tested, how often the guess was right and how high the right ones stood; on all trails together a faultless bot is
// accused once in a hundred runs.
import { gunzipSync } from 'node:zlib'
import type { Loot, Row, Table, Wire } from './loot.ts'
import { type Cell, cellsOf, isSqlite, isWal, versionsIn, type Written, writtenIn } from './pages.ts'
import type { Member } from './people.ts'

/** The public words of the knowledge by which a question is recognised wherever they stand. */
export type Topics = {
  readonly entries: ReadonlySet<string>
  /** Of each entry. */
  readonly rows: ReadonlyMap<string, ReadonlySet<string>>
  readonly outcomes: ReadonlySet<string>
  readonly statuses: ReadonlySet<string>
  /** Region codes. */
  readonly places: ReadonlySet<string>
}

/** What is said of a question; a set is empty where nothing is said. */
export type Content = { readonly [Kind in keyof Topics]: readonly string[] }
type Span = { readonly from: number; readonly to: number }
/** `rank`: where it stands among the others, from 0 to 1. */
export type Clue = { readonly content: Content; readonly when: Span | null; readonly rank: number | null }
type Trail = { readonly where: string; readonly clues: readonly Clue[] }

// ── what speaks of a question ──

const DATE = /^\d{4}-\d{2}-\d{2}$/

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    const parsed = value.startsWith('{') || value.startsWith('[') ? parsedOf(value) : undefined
    if (parsed === undefined) yield value
    else yield* stringsIn(parsed)
  } else if (value instanceof Uint8Array) return
  else if (Array.isArray(value)) for (const one of value) yield* stringsIn(one)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* stringsIn(one)
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** null: it does not speak of a question, or of one of another day. */
function contentOf(topics: Topics, value: unknown, on: string): Content | null {
  const strings = [...stringsIn(value)]
  if (strings.some(s => DATE.test(s) && s !== on) && !strings.includes(on)) return null
  const words = strings.flatMap(s => (s.length > 80 ? [] : [s, ...(s.match(/[\w-]{4,}/g) ?? [])]))
  const found = (known: ReadonlySet<string>, among: readonly string[]): string[] =>
    [...new Set(among.filter(w => known.has(w)))].toSorted()
  const outcomes = found(topics.outcomes, strings)
  // an entry may be called as a status is: where no outcome stands it is the status
  const entries = found(topics.entries, words).filter(e => outcomes.length > 0 || !topics.statuses.has(e))
  if (entries.length + outcomes.length === 0) return null
  const rows = entries.flatMap(entry => found(topics.rows.get(entry) ?? new Set(), strings))
  const statuses = found(topics.statuses, strings).filter(s => !entries.includes(s))
  return { entries, rows, outcomes, statuses, places: found(topics.places, strings) }
}

// ── moments ──

const SECOND = 1000
const ISO = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/

/** The moment of the day that a value says, in milliseconds or seconds or as it is written. */
function momentIn(loot: Loot, value: unknown): number | null {
  const { from } = loot.day
  const isNow = (at: number): boolean => at >= from && at <= loot.at
  if (typeof value === 'number') return isNow(value) ? value : isNow(value * SECOND) ? value * SECOND : null
  const at = typeof value === 'string' ? Date.parse(ISO.exec(value)?.[0] ?? '') : Number.NaN
  return isNow(at) ? at : null
}

/** The earliest: later ones say until when something holds. */
export function earliestIn(loot: Loot, values: readonly unknown[]): number | null {
  const found = values.flatMap(v => momentIn(loot, v) ?? [])
  return found.length === 0 ? null : Math.min(...found)
}

const at = (moment: number): Span => ({ from: moment, to: moment })

/** When something happened of which only the place among dated things is known: at or soon after the last dated thing before it. */
function datingBy(anchors: readonly { readonly nth: number; readonly at: number }[]): (nth: number) => Span | null {
  const inOrder = anchors.toSorted((a, b) => a.nth - b.nth)
  const until: { nth: number; at: number }[] = []
  for (const anchor of inOrder) until.push({ nth: anchor.nth, at: Math.max(anchor.at, until.at(-1)?.at ?? 0) })
  return nth => {
    const last = until.findLast(a => a.nth <= nth)
    return last === undefined ? null : at(last.at)
  }
}

const dated = (content: Content, when: Span): Clue => ({ content, when, rank: null })
const ranked = (contents: readonly Content[]): Clue[] =>
  contents.map((content, nth) => ({ content, when: null, rank: (nth + 0.5) / contents.length }))

// ── trails ──

export function trailsOf(loot: Loot, topics: Topics): Trail[] {
  const of = readingOf(topics, loot.day.on)
  return [
    ...loot.tables.flatMap(table => tableTrails(loot, table, of)),
    ...loot.parts.filter(isSqlite).flatMap(({ name, bytes }) => depthTrails(name, cellsOf(bytes, logOf(loot, name)), of)),
    ...loot.parts.filter(isWal).flatMap(({ name, bytes }) => walTrails(loot, name, bytes, of)),
    ...heapTrails(loot, of),
    ...writerTrails(loot, of),
    logTrail(loot, of),
    ...metricTrails(loot, of),
    backupTrail(loot, of),
  ].filter(trail => trail.clues.length >= CLUES_MIN)
}

const readingOf =
  (topics: Topics, on: string): Reading =>
  value =>
    contentOf(topics, value, on)

/** All that the tables say of questions of a day, dated or not. */
export function readableIn(loot: Loot, topics: Topics, on = loot.day.on): Clue[] {
  const of = readingOf(topics, on)
  const contents = loot.tables.flatMap(({ rows }) => rows.flatMap(({ values }) => of(values) ?? []))
  return contents.map(content => ({ content, when: null, rank: null }))
}

/** The write-ahead log beside a file. */
export const logOf = ({ parts }: Pick<Loot, 'parts'>, name: string): Buffer | null => {
  const log = parts.find(p => p.name === `${name}-wal`)
  return log === undefined || !isWal(log) ? null : log.bytes
}

/** The file that a write-ahead log belongs to. */
export const fileOf = ({ parts }: Pick<Loot, 'parts'>, name: string): Buffer | null =>
  parts.find(p => `${p.name}-wal` === name)?.bytes ?? null

/** Of fewer nothing can be said. */
const CLUES_MIN = 4
type Reading = (value: unknown) => Content | null

/** Moments beside what can be read; the order of the rows; a column that numbers them. */
function tableTrails(loot: Loot, { name, rows }: Table, of: Reading): Trail[] {
  const read = rows.flatMap(row => {
    const content = of(row.values)
    return content === null ? [] : [{ row, content }]
  })
  const columns = Object.keys(rows[0]?.values ?? {})
  const numbers = (row: Row, column: string): number | null => {
    const value = row.values[column]
    return typeof value === 'number' ? value : null
  }
  return [
    ...columns.map(column => ({
      where: `${name}.${column}, a moment`,
      clues: read.flatMap(({ row, content }) => {
        const moment = momentIn(loot, row.values[column])
        return moment === null ? [] : [dated(content, at(moment))]
      }),
    })),
    ...columns
      .filter(column => new Set(read.map(({ row }) => numbers(row, column) ?? 'none')).size === read.length)
      .map(column => ({
        where: `${name}.${column}, numbers in order`,
        clues: ranked(inOrder(read, r => numbers(r.row, column))),
      })),
    { where: `${name}, order of rows`, clues: ranked(inOrder(read, r => r.row.order)) },
  ]
}

function inOrder<T extends { readonly content: Content }>(read: readonly T[], orderOf: (one: T) => number | null): Content[] {
  const known = read.flatMap(one => {
    const order = orderOf(one)
    return order === null ? [] : [{ content: one.content, order }]
  })
  return known.toSorted((a, b) => a.order - b.order).map(k => k.content)
}

/** Inside a page what was written first lies deepest, whatever its key. Rows of one shape are of one table. */
function depthTrails(name: string, cells: readonly Cell[], of: Reading): Trail[] {
  const shapes = Map.groupBy(cells, c => c.values.map(v => typeof v).join(', '))
  return [...shapes].flatMap(([shape, alike]) => {
    const read = alike.flatMap(cell => {
      const content = of(cell.values)
      return content === null ? [] : [{ cell, content }]
    })
    const inPages = [...Map.groupBy(read, r => r.cell.page).values()].filter(page => page.length > 1)
    return [
      {
        where: `${name}, order inside the pages of (${shape})`,
        clues: inPages.flatMap(rankedInPage),
      },
      { where: `${name}, further pages of (${shape})`, clues: ranked(inOrder(read, r => r.cell.goesOn)) },
    ]
  })
}

/** What was there when the page was last laid out lies in the order of its keys, which tells nothing; what came later on top of it, as it came. */
function rankedInPage(read: readonly { readonly cell: Cell; readonly content: Content }[]): Clue[] {
  const asWritten = read.toSorted((a, b) => b.cell.depth - a.cell.depth)
  const first = asWritten.findIndex(({ cell }, nth) => nth > 0 && cell.place < (asWritten[nth - 1]?.cell.place ?? 0))
  const laidOut = first < 0 ? asWritten.length : first
  return asWritten.map(({ content }, nth) => ({
    content,
    when: null,
    rank: (nth < laidOut ? laidOut / 2 : nth + 0.5) / asWritten.length,
  }))
}

/** Each commit of the log lies between others that hold moments. */
function walTrails(loot: Loot, name: string, bytes: Buffer, of: Reading): Trail[] {
  const written = writtenIn(bytes, fileOf(loot, name))
  const trail = (how: string, isOfIt: (row: Written) => boolean): Trail => {
    const rows = written.filter(isOfIt)
    const dating = datingBy(
      rows.flatMap(({ values, commit }) => {
        const moment = earliestIn(loot, values)
        return moment === null ? [] : [{ nth: commit, at: moment }]
      }),
    )
    return { where: `${name}, commits ${how}`, clues: rows.flatMap(({ values, commit }) => clueAt(of(values), dating(commit))) }
  }
  return [trail('one after the other', row => row.isNew), trail('beside the file', row => row.isFresh)]
}

const clueAt = (content: Content | null, when: Span | null): Clue[] =>
  content === null || when === null ? [] : [dated(content, when)]

/** PostgreSQL names the transaction that wrote a row; rows with a moment date the others. */
function writerAnchors(loot: Loot): { readonly nth: number; readonly at: number }[] {
  return loot.tables.flatMap(({ rows }) =>
    rows.flatMap(({ values, writtenBy }) => {
      const moment = earliestIn(loot, Object.values(values))
      return writtenBy === null || moment === null ? [] : [{ nth: writtenBy, at: moment }]
    }),
  )
}

function writerTrails(loot: Loot, of: Reading): Trail[] {
  const dating = datingBy(writerAnchors(loot))
  return loot.tables.map(({ name, rows }) => ({
    where: `${name}, transaction of the row`,
    clues: rows.flatMap(({ values, writtenBy }) => (writtenBy === null ? [] : clueAt(of(values), dating(writtenBy)))),
  }))
}

/** What was replaced lies in the pages until they are vacuumed. */
function heapTrails(loot: Loot, of: Reading): Trail[] {
  if (loot.heaps.length === 0) return []
  const versions = versionsIn(loot.heaps)
  const anchors = versions.flatMap(({ cells }) =>
    cells.flatMap(({ values, writtenBy }) => {
      const moment = earliestIn(loot, values)
      return writtenBy === null || moment === null ? [] : [{ nth: writtenBy, at: moment }]
    }),
  )
  const dating = datingBy([...anchors, ...writerAnchors(loot)])
  return versions.map(({ table, cells }) => ({
    where: `pages of ${table}, transactions of all versions`,
    clues: cells.flatMap(({ values, writtenBy }) => (writtenBy === null ? [] : clueAt(of(values), dating(writtenBy)))),
  }))
}

/** Lines with their own moment, else by their order. */
function logTrail(loot: Loot, of: Reading): Trail {
  const read = loot.logs.split('\n').flatMap(line => {
    const content = line === '' ? null : of(line)
    return content === null ? [] : [{ content, moment: earliestIn(loot, [line]) }]
  })
  const clues = read.every(r => r.moment === null)
    ? ranked(read.map(r => r.content))
    : read.flatMap(({ content, moment }) => clueAt(content, moment === null ? null : at(moment)))
  return { where: 'log', clues }
}

const SERIES = /^(\w+)\{([^}]*)\} (\S+)/
const LABEL = /"((?:[^"\\]|\\.)*)"/g
const RISES_MAX = 3

/** Between two scrapes a figure rose. */
function metricTrails(loot: Loot, of: Reading): Trail[] {
  const trails = new Map<string, Clue[]>()
  const read = new Map<string, Content | null>()
  let before = new Map<string, number>()
  for (const [nth, { at: moment, text }] of loot.metrics.entries()) {
    const figures = new Map<string, number>()
    for (const line of text.split('\n')) {
      const [, name = '', labels = '', figure] = SERIES.exec(line) ?? []
      if (figure === undefined) continue
      const series = `${name}{${labels}}`
      const content = read.has(series) ? read.get(series) : of([...labels.matchAll(LABEL)].map(m => m[1]))
      read.set(series, content ?? null)
      if (content === null || content === undefined) continue
      figures.set(series, Number(figure))
      const rise = Number(figure) - (before.get(series) ?? 0)
      if (rise <= 0 || nth === 0) continue
      const clues = trails.get(name) ?? []
      for (let i = 0; i < Math.min(rise, RISES_MAX); i++) clues.push(dated(content, at(moment)))
      trails.set(name, clues)
    }
    before = figures
  }
  return [...trails].map(([name, clues]) => ({ where: `metrics, ${name}`, clues }))
}

const textOf = (bytes: Buffer): string => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')

/** What stands in a backup and not in the one before it was written between the two. */
function backupTrail({ backups, day }: Loot, of: Reading): Trail {
  const clues: Clue[] = []
  let [before, from] = [new Set<string>(), day.from]
  for (const [to, together] of [...Map.groupBy(backups, b => b.at)].toSorted(([a], [b]) => a - b)) {
    const lines = new Set(together.flatMap(b => textOf(b.bytes).split('\n')))
    for (const line of lines) if (!before.has(line)) clues.push(...clueAt(of(line), { from, to }))
    ;[before, from] = [lines, to]
  }
  return { where: 'backups of one day compared', clues }
}

// ── scores ──

/** What each member who wrote scores for a clue; higher is likelier. */
type Scoring = (clue: Clue) => readonly number[]

/** Members whose place or status is another come behind all others. */
const OTHER = 1e15
export function unlike(content: Content, { status, place }: Member): number {
  const by = (said: readonly string[], is: string): number => (said.length > 0 && !said.includes(is) ? OTHER : 0)
  return by(content.statuses, status) + by(content.places, place.code)
}
/** A message that came after what it is to explain explains it worse. */
const LATER_TIMES = 5
/** The bot writes a moment after it was written to. */
const SOON_MS = 1500

function scoringOf(wire: readonly Wire[], writers: readonly Member[], events: readonly Wire[]): Scoring {
  const own = writers.map(w => wire.filter(e => e.member === w.id))
  const rankOf = new Map(events.toSorted((a, b) => a.at - b.at).map((e, nth) => [e, (nth + 0.5) / events.length]))
  const ranks = own.map(some => some.flatMap(e => rankOf.get(e) ?? []))
  const nearest = (distances: readonly number[]): number => -Math.min(OTHER / 10, ...distances)
  const fromSpan = ({ from, to }: Span, e: number): number =>
    e > to + SOON_MS ? (e - to) * LATER_TIMES : e < from ? from - e : 0
  return ({ content, when, rank }) =>
    writers.map((writer, nth) => {
      const by = unlike(content, writer)
      if (when !== null) return nearest((own[nth] ?? []).map(e => fromSpan(when, e.at))) - by
      if (rank !== null) return nearest((ranks[nth] ?? []).map(r => Math.abs(r - rank))) - by
      return -by
    })
}

/** Shorter messages are commands. */
export const QUESTION_BYTES = 30
const ALIKE_SHARE = 0.25

/** Clues in an order may be of all questions, or of as many messages of one length as there are clues: the same short word, written by each. */
function eventSets(wire: readonly Wire[], clues: number): (readonly Wire[])[] {
  const short = wire.filter(e => e.bytes < QUESTION_BYTES)
  const byLength = [...Map.groupBy(short, e => e.bytes).values()]
  const alike = byLength.filter(some => some.length >= CLUES_MIN && Math.abs(some.length - clues) <= ALIKE_SHARE * clues)
  return [wire.filter(e => e.bytes >= QUESTION_BYTES), ...alike]
}

// ── judgement ──

type Asks = (member: Member, content: Content) => boolean
export type Result = {
  readonly where: string
  readonly clues: number
  /** Right guesses; ties count in part. */
  readonly right: number
  /** What the same guesses reach when clues of one place and status are exchanged. */
  readonly byChance: number
  readonly p: number
}

const TRIES_FIRST = 999
const TRIES = 99_999
const DOUBTFUL = 0.05

/** How well each clue's scores fit each clue's truth. */
type Fit = {
  readonly hits: Float64Array
  readonly stands: Float64Array
  readonly strata: readonly (readonly number[])[]
  readonly size: number
}

function fitOf(clues: readonly Clue[], scoring: Scoring, writers: readonly Member[], asks: Asks): Fit {
  const known = clues.flatMap(clue => {
    const right = writers.map(w => asks(w, clue.content))
    return right.includes(true) ? [{ clue, right, scores: scoring(clue) }] : []
  })
  const size = known.length
  const hits = new Float64Array(size * size)
  const stands = new Float64Array(size * size)
  for (const [a, { scores }] of known.entries()) {
    const best = Math.max(...scores)
    const ties = scores.filter(s => s === best).length
    const standing = standingsOf(scores)
    for (const [b, { right }] of known.entries()) {
      let [top, sum, count] = [0, 0, 0]
      for (const [m, isRight] of right.entries()) {
        if (!isRight) continue
        count += 1
        sum += standing[m] ?? 0
        if (scores[m] === best) top += 1
      }
      hits[a * size + b] = top / ties
      stands[a * size + b] = sum / count
    }
  }
  const strata = Map.groupBy(known.keys(), nth => {
    const content = known[nth]?.clue.content
    return [...(content?.statuses ?? []), ...(content?.places ?? [])].join(' ')
  })
  return { hits, stands, strata: [...strata.values()].map(s => [...s]), size }
}

/** The share of members below, ties by half. */
function standingsOf(scores: readonly number[]): number[] {
  const inOrder = scores.toSorted((a, b) => a - b)
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  for (const [nth, score] of inOrder.entries()) {
    if (!first.has(score)) first.set(score, nth)
    last.set(score, nth)
  }
  return scores.map(s => ((first.get(s) ?? 0) + (last.get(s) ?? 0)) / 2 / Math.max(1, scores.length - 1))
}

function judge(where: string, { hits, stands, strata, size }: Fit, next: () => number): Result {
  const sumOf = (matrix: Float64Array, order: Uint32Array): number => {
    let sum = 0
    for (let d = 0; d < size; d++) sum += matrix[(order[d] ?? 0) * size + d] ?? 0
    return sum
  }
  const order = Uint32Array.from({ length: size }, (_, i) => i)
  const [right, high] = [sumOf(hits, order), sumOf(stands, order)]
  let [asRight, asHigh, chance, tries] = [0, 0, 0, 0]
  const tolerance = 1e-9
  const attempt = (upTo: number): void => {
    for (; tries < upTo; tries++) {
      for (const stratum of strata) shuffle(order, stratum, next)
      const sum = sumOf(hits, order)
      chance += sum
      if (sum >= right - tolerance) asRight += 1
      if (sumOf(stands, order) >= high - tolerance) asHigh += 1
    }
  }
  const p = (): number => Math.min(1, (2 * (1 + Math.min(asRight, asHigh))) / (1 + tries))
  attempt(TRIES_FIRST)
  if (p() < DOUBTFUL) attempt(TRIES)
  return { where, clues: size, right, byChance: chance / tries, p: p() }
}

function shuffle(order: Uint32Array, places: readonly number[], next: () => number): void {
  for (let i = places.length - 1; i > 0; i--) {
    const [a, b] = [places[i] ?? 0, places[Math.floor(next() * (i + 1))] ?? 0]
    const kept = order[a] ?? 0
    order[a] = order[b] ?? 0
    order[b] = kept
  }
}

export type Judge = (where: string, clues: readonly Clue[], scoring: Scoring) => Result

export function judgeOf(writers: readonly Member[], asks: Asks, next: () => number): Judge {
  return (where, clues, scoring) => judge(where, fitOf(clues, scoring, writers, asks), next)
}

/** Who wrote on the day, and what the wire tells of it. */
export function writersOf({ wire, members, day }: Loot): { readonly writers: readonly Member[]; readonly wire: readonly Wire[] } {
  const own = wire.filter(e => e.at < day.to)
  const writing = new Set(own.map(e => e.member))
  return { writers: members.filter(m => writing.has(m.id)), wire: own }
}

/** Every trail, followed. */
export function follow(loot: Loot, trails: readonly Trail[], judge: Judge): Result[] {
  const { writers, wire } = writersOf(loot)
  return trails.flatMap(({ where, clues }) => {
    const isOrder = clues.every(c => c.when === null && c.rank !== null)
    const sets = isOrder ? eventSets(wire, clues.length) : [wire]
    return sets.map((events, nth) =>
      judge(nth === 0 ? where : `${where}, messages of ${events[0]?.bytes} bytes`, clues, scoringOf(wire, writers, events)),
    )
  })
}
