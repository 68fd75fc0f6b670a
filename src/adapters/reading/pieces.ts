// Pieces of print on a page, put together to lines in the order in which a person reads them: tables cell by cell, columns one after
// the other. Pure: where the pieces come from, a PDF or a picture, makes no difference.
import type { DoubtfulWord, ExtractedLine } from '../../publishing/publishing.ts'
import { type Grid, gridsOf, type Rule } from './grids.ts'

/** A run of print. Places grow to the right and downwards, in any unit that the sheet shares. */
export type Piece = {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly baseline: number
  /** Height of its letters, from the descent to the ascent. */
  readonly size: number
  readonly isBold: boolean
  /** 0…100; null: not by OCR. */
  readonly confidence: number | null
  /** Whether a space was printed before it; null: to be seen from the gap. */
  readonly isApart: boolean | null
}

export type Sheet = { readonly width: number; readonly height: number }

type Row = { readonly baseline: number; readonly size: number; readonly pieces: readonly Piece[] }

/** Share of a letter's height that lies above the baseline. */
const ASCENT = 0.8
/** Pieces whose baselines differ by less than this share of the larger letters stand on one line: a raised number does. */
const SAME_LINE = 0.4
/** A gap of this share of a letter's height is a space. */
const SPACE = 0.18
/** A word read with less confidence is to be looked at. */
const DOUBTFUL_BELOW = 75

const leftOf = (row: Row): number => row.pieces[0]?.left ?? 0
const rightOf = (row: Row): number => Math.max(...row.pieces.map(p => p.right))

export function arrange(pieces: readonly Piece[], rules: readonly Rule[], sheet: Sheet): ExtractedLine[] {
  const grids = gridsOf(rules, sheet)
  const inside = new Map<Grid, Piece[]>(grids.map(g => [g, []]))
  const free: Piece[] = []
  for (const piece of pieces) {
    const grid = grids.find(g => g.cellAt(middle(piece), heart(piece)) !== null)
    if (grid === undefined) free.push(piece)
    else inside.get(grid)?.push(piece)
  }
  const tables = grids.filter(g => (inside.get(g)?.length ?? 0) > 0).toSorted((a, b) => a.top - b.top)
  const rows = rowsOf(free)
  const lines: ExtractedLine[] = []
  let from = Number.NEGATIVE_INFINITY
  const takeUntil = (bottom: number): void => {
    const band = rows.filter(r => r.baseline >= from && r.baseline < bottom)
    for (const row of inReadingOrder(band)) lines.push(lineOf(row, sheet, null))
    from = bottom
  }
  tables.forEach((grid, table) => {
    takeUntil(grid.top + SAME_LINE)
    lines.push(...linesOfTable(grid, inside.get(grid) ?? [], table, sheet))
  })
  takeUntil(Number.POSITIVE_INFINITY)
  return lines.filter(l => l.text !== '')
}

const middle = (p: Piece): number => (p.left + p.right) / 2
/** The height at which a piece stands for certain: above its baseline. */
const heart = (p: Piece): number => p.baseline - p.size * 0.3

function linesOfTable(grid: Grid, pieces: readonly Piece[], table: number, sheet: Sheet): ExtractedLine[] {
  const cells = new Map<string, { row: number; column: number; pieces: Piece[] }>()
  for (const piece of pieces) {
    const at = grid.cellAt(middle(piece), heart(piece))
    if (at === null) continue
    const key = `${at.row} ${at.column}`
    const cell = cells.get(key) ?? { ...at, pieces: [] }
    cell.pieces.push(piece)
    cells.set(key, cell)
  }
  return [...cells.values()]
    .toSorted((a, b) => a.row - b.row || a.column - b.column)
    .flatMap(cell => rowsOf(cell.pieces).map(row => lineOf(row, sheet, { table, row: cell.row, column: cell.column })))
}

/** Pieces that stand on one baseline, from the top of the page; within a row from the left. */
function rowsOf(pieces: readonly Piece[]): Row[] {
  const rows: { baseline: number; size: number; pieces: Piece[] }[] = []
  for (const piece of pieces.toSorted((a, b) => a.baseline - b.baseline || a.left - b.left)) {
    const row = rows.findLast(r => Math.abs(r.baseline - piece.baseline) < SAME_LINE * Math.max(r.size, piece.size))
    if (row === undefined) rows.push({ baseline: piece.baseline, size: piece.size, pieces: [piece] })
    else {
      row.pieces.push(piece)
      // the larger letters are the line; a raised number hangs on them
      if (piece.size > row.size) Object.assign(row, { baseline: piece.baseline, size: piece.size })
    }
  }
  return rows
    .map(r => ({ ...r, pieces: withoutShadows(r.pieces.toSorted((a, b) => a.left - b.left)) }))
    .toSorted((a, b) => a.baseline - b.baseline)
}

/** Some programs print twice, a hair apart, to make letters bold. */
function withoutShadows(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = []
  for (const piece of pieces) {
    const at = kept.findIndex(k => k.text === piece.text && Math.abs(k.left - piece.left) < piece.size * 0.15)
    const first = kept[at]
    if (first === undefined) kept.push(piece)
    else kept[at] = { ...first, isBold: true }
  }
  return kept
}

// Columns

/** Two columns have so many lines; one of them may end early, but the other is prose, whose lines fill it. */
const COLUMN_LINES = 5
const SHORT_COLUMN_LINES = 3
const COLUMN_FILL = 0.55
/** A gutter is at least so many letters wide, and lies about the middle of the print. */
const GUTTER = 1
const MIDDLE = [0.3, 0.7] as const

type Gap = { readonly from: number; readonly to: number }

/** Rows as they are read: where the page has two columns, the left before the right. */
function inReadingOrder(rows: readonly Row[]): Row[] {
  const found = columnsOf(rows)
  if (found === null) return [...rows]
  const { first, last, left, right } = found
  return [...inReadingOrder(rows.slice(0, first)), ...left, ...right, ...inReadingOrder(rows.slice(last + 1))]
}

/** The longest run of rows that a gutter divides. */
function columnsOf(rows: readonly Row[]): { first: number; last: number; left: Row[]; right: Row[] } | null {
  if (rows.length < COLUMN_LINES) return null
  const print = { from: Math.min(...rows.map(leftOf)), to: Math.max(...rows.map(rightOf)) }
  const width = print.to - print.from
  const centre = { from: print.from + width * MIDDLE[0], to: print.from + width * MIDDLE[1] }
  const gaps = rows.map(row => gapsOf(row, centre))
  let best: { first: number; last: number; gap: Gap } | null = null
  for (let first = 0; first < rows.length; first++)
    for (const start of gaps[first] ?? []) {
      const run = followGap(gaps, rows, first, start)
      if (best === null || run.last - run.first > best.last - best.first) best = run
    }
  return best === null ? null : divided(rows, best)
}

/** The empty stretches of a row within the centre that are wide enough to divide columns. */
function gapsOf(row: Row, centre: Gap): Gap[] {
  const edges = [Number.NEGATIVE_INFINITY, ...row.pieces.flatMap(p => [p.left, p.right]), Number.POSITIVE_INFINITY]
  const found: Gap[] = []
  let reach = Number.NEGATIVE_INFINITY
  for (let i = 0; i < edges.length; i += 2) {
    const from = Math.max(reach, edges[i] ?? reach)
    const to = edges[i + 1] ?? from
    reach = Math.max(reach, row.pieces[i / 2]?.right ?? reach)
    const gap = { from: Math.max(from, centre.from), to: Math.min(to, centre.to) }
    if (gap.to - gap.from >= GUTTER * row.size) found.push(gap)
  }
  return found
}

function followGap(
  gaps: readonly Gap[][],
  rows: readonly Row[],
  first: number,
  start: Gap,
): { first: number; last: number; gap: Gap } {
  let gap = start
  let last = first
  for (let i = first + 1; i < gaps.length; i++) {
    const shared = (gaps[i] ?? [])
      .map(g => ({ from: Math.max(g.from, gap.from), to: Math.min(g.to, gap.to) }))
      .filter(g => g.to - g.from >= GUTTER * (rows[i]?.size ?? 0))
      .toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
    if (shared === undefined) break
    gap = shared
    last = i
  }
  return { first, last, gap }
}

function divided(rows: readonly Row[], run: { first: number; last: number; gap: Gap }): ReturnType<typeof columnsOf> {
  const at = (run.gap.from + run.gap.to) / 2
  const within = rows.slice(run.first, run.last + 1)
  const sideOf = (isSide: (p: Piece) => boolean): Row[] =>
    within.map(r => ({ ...r, pieces: r.pieces.filter(isSide) })).filter(r => r.pieces.length > 0)
  const left = sideOf(p => middle(p) < at)
  const right = sideOf(p => middle(p) >= at)
  if (Math.max(left.length, right.length) < COLUMN_LINES || Math.min(left.length, right.length) < SHORT_COLUMN_LINES) return null
  const isBeside =
    (left.at(-1)?.baseline ?? 0) > (right[0]?.baseline ?? 0) && (right.at(-1)?.baseline ?? 0) > (left[0]?.baseline ?? 0)
  return isBeside && (isProse(left) || isProse(right)) ? { first: run.first, last: run.last, left, right } : null
}

/** Most lines of prose reach across their column; those of a list of names and numbers do not. */
function isProse(rows: readonly Row[]): boolean {
  const from = Math.min(...rows.map(leftOf))
  const width = Math.max(...rows.map(rightOf)) - from
  const filled = rows.filter(r => rightOf(r) - from > width * 0.8).length
  return filled >= rows.length * COLUMN_FILL
}

// One line

function lineOf(row: Row, sheet: Sheet, cell: ExtractedLine['cell']): ExtractedLine {
  let text = ''
  let reach = Number.POSITIVE_INFINITY
  const doubts: DoubtfulWord[] = []
  for (const piece of row.pieces) {
    const isApart = piece.isApart === true || piece.left - reach > SPACE * piece.size
    const said = piece.text.trim()
    if (text !== '' && said !== '' && (isApart || /^\s/.test(piece.text)) && !text.endsWith(' ')) text += ' '
    if (piece.confidence !== null && piece.confidence < DOUBTFUL_BELOW && said !== '')
      doubts.push({ from: text.length, to: text.length + said.length, confidence: Math.round(piece.confidence) })
    text += said
    if (/\s$/.test(piece.text) && said !== '') text += ' '
    reach = piece.right
  }
  const letters = row.pieces.reduce((sum, p) => sum + p.text.length, 0)
  const bold = row.pieces.reduce((sum, p) => sum + (p.isBold ? p.text.length : 0), 0)
  return {
    text: text.trimEnd(),
    left: share(leftOf(row), sheet.width),
    right: share(rightOf(row), sheet.width),
    top: share(row.baseline - row.size * ASCENT, sheet.height),
    bottom: share(row.baseline + row.size * (1 - ASCENT), sheet.height),
    size: share(row.size, sheet.height),
    isBold: bold > letters / 2,
    confidence: confidenceOf(row.pieces),
    doubts,
    cell,
  }
}

/** The mean over letters, so that a doubtful comma weighs little. */
function confidenceOf(pieces: readonly Piece[]): number | null {
  const read = pieces.filter(p => p.confidence !== null)
  if (read.length === 0) return null
  const letters = read.reduce((sum, p) => sum + p.text.length, 0)
  return Math.round(read.reduce((sum, p) => sum + (p.confidence ?? 0) * p.text.length, 0) / Math.max(1, letters))
}

const share = (value: number, whole: number): number => Math.round(Math.min(1, Math.max(0, value / whole)) * 10_000) / 10_000
