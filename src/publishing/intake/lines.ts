// From pages to one flow of lines: what stands on every page is taken out, columns follow each other, tables that only lay out text become
// text, and each line knows how far it stands from the edge of its column and from the line above.
import type { DoubtfulWord, Extracted, ExtractedLine, ExtractedPage } from './extracted.ts'

export type Line = {
  readonly page: number
  /** Its lines of that page, from … to: several when cells of a row were joined. */
  readonly from: number
  readonly to: number
  readonly text: string
  /** From the left edge of its column to its first letter, as a share of the page. */
  readonly x: number
  /** What was left free at its end: a word that fits there was not written there. */
  readonly slack: number
  /** Width of a letter. */
  readonly letter: number
  /** Distance from the line above in usual distances; null: the first of its page or column. */
  readonly gap: number | null
  /** From the left edge of the page: signatures and datelines stand on its right. */
  readonly left: number
  readonly isBold: boolean
  readonly isOcr: boolean
  readonly confidence: number | null
  readonly doubts: readonly DoubtfulWord[]
  readonly cell: ExtractedLine['cell']
}

/** Where a line stands. */
export type Place = Pick<Line, 'page' | 'from' | 'to'>

/** A word processor's paragraphs are lines already: each stands far from the one above. */
const FAR = 9

export type Flow = { readonly lines: readonly Line[]; readonly running: readonly Place[]; readonly specks: readonly Place[] }

export function flowOf({ kind, pages }: Extracted): Flow {
  const read = pages.filter(p => !p.isRefused)
  const isPrinted = kind !== 'docx' && kind !== 'text'
  const repeated = isPrinted ? runningHeads(read) : kind === 'text' ? pastedHeads(read) : () => false
  const running: Place[] = []
  const specks: Place[] = []
  const flow: Line[] = []
  const setting: Setting = {
    kind,
    pitch: isPrinted || kind === 'text' ? usualPitch(read) : null,
    end: endOf(read.flatMap(p => p.lines.filter(l => l.cell === null).map(l => l.right))),
  }
  for (const page of read) {
    const kept = page.lines.flatMap((line, index) => {
      const place = { page: page.number, from: index, to: index }
      if (repeated(page, line)) running.push(place)
      else if (isSpeck(line)) specks.push(place)
      else return [{ line, index }]
      return []
    })
    flow.push(...inColumns(page, kept, setting))
  }
  return { lines: withoutLayoutTables(flow), running, specks }
}

/** Dirt, folds and rules that OCR took for letters. */
function isSpeck({ text, confidence }: ExtractedLine): boolean {
  if (!/[\p{L}\p{N}]/u.test(text)) return confidence !== null || text.trim() === ''
  return confidence !== null && confidence < SPECK.confidence && text.trim().length <= SPECK.letters
}
/** A page number that OCR was unsure of is shorter than `number`. */
const SPECK = { confidence: 30, letters: 12, number: 4 }

/** How the text is set: the distance between its lines, and where they end. */
type Setting = { readonly kind: Extracted['kind']; readonly pitch: number | null; readonly end: number }

/** Where lines end: the furthest edge that several of them reach; a title may stand beyond it. */
function endOf(rights: readonly number[]): number {
  const sorted = rights.toSorted((a, b) => b - a)
  const enough = Math.max(EDGE.lines, sorted.length * EDGE.share)
  return sorted.find(right => sorted.filter(r => r <= right && r > right - EDGE.width).length >= enough) ?? sorted[0] ?? 1
}
const EDGE = { lines: 3, share: 0.12, width: 0.03, wide: 0.6 }

// ── What stands on every page ──

const PAGE_NUMBER =
  /^(?:[-–—~.\s]*\d{1,3}[-–—~.\s]*|(?:hal(?:aman|\.)?|page)\s*\d+(?:\s*(?:dari|of|\/)\s*\d+)?|\d+\s*(?:\/|dari)\s*\d+)$/i
const MARGIN = { top: 0.1, bottom: 0.9, lines: 4 }

/** From the edge of a page inwards: numbers of pages, and lines that stand at the edge of other pages too, numbers apart. */
function runningHeads(pages: readonly ExtractedPage[]): (page: ExtractedPage, line: ExtractedLine) => boolean {
  const key = (line: ExtractedLine): string =>
    `${line.top < 0.5 ? 'top' : 'bottom'} ${line.text.toLowerCase().replace(/[\d\W_]+/g, '')}`
  const edges = pages.map(page => [edgeOf(page, 'top'), edgeOf(page, 'bottom')] as const)
  const keysOf = edges.map(([top, bottom]) => new Set([...top, ...bottom].map(key)))
  const times = (line: ExtractedLine): number => keysOf.filter(keys => keys.has(key(line))).length
  const isRunning = (line: ExtractedLine): boolean =>
    PAGE_NUMBER.test(line.text.trim()) ||
    isSpeck(line) ||
    (line.doubts.length > 0 && line.text.trim().length < SPECK.number) ||
    (line.text.replace(/\W/g, '').length > 3 && times(line) >= Math.max(2, (pages.length - 1) / 2))
  // what stands further in than something else is no head
  const heads = new Set(edges.flatMap(sides => sides.flatMap(side => leading(side, isRunning))))
  return (_, line) => heads.has(line)
}

const leading = <T>(all: readonly T[], is: (one: T) => boolean): readonly T[] => {
  const end = all.findIndex(one => !is(one))
  return end < 0 ? all : all.slice(0, end)
}

/** Lines of the margin, the outermost first. */
function edgeOf({ lines }: ExtractedPage, side: 'top' | 'bottom'): ExtractedLine[] {
  const free = lines.filter(l => l.cell === null)
  const outer = side === 'top' ? free.filter(l => l.top <= MARGIN.top) : free.filter(l => l.bottom >= MARGIN.bottom)
  return outer.toSorted((a, b) => (side === 'top' ? a.top - b.top : b.top - a.top)).slice(0, MARGIN.lines)
}

/** A number alone may be a cell of a table. */
const SURE_PAGE_NUMBER = /^(?:[-–—]\s*\d{1,3}\s*[-–—]|hal(?:aman|\.)?\s*\d+(?:\s*(?:dari|\/)\s*\d+)?)$/i

/** In a pasted text numbers of pages stand between the lines, and what stands beside more than one of them is a running head. */
function pastedHeads(pages: readonly ExtractedPage[]): (page: ExtractedPage, line: ExtractedLine) => boolean {
  const lines = pages.flatMap(p => p.lines)
  const isNumber = (line: ExtractedLine | undefined): boolean => line !== undefined && SURE_PAGE_NUMBER.test(line.text.trim())
  const key = (line: ExtractedLine): string => line.text.replace(/\d+/g, '')
  const beside = lines.filter((line, at) => !isNumber(line) && (isNumber(lines[at - 1]) || isNumber(lines[at + 1])))
  const times = Map.groupBy(beside, key)
  const heads = new Set(beside.filter(line => (times.get(key(line))?.length ?? 0) > 1))
  return (_, line) => isNumber(line) || heads.has(line)
}

// ── Columns ──

type Kept = { readonly line: ExtractedLine; readonly index: number }

/** The second column begins where the reading goes up and to the right; what stands across again ends it. */
function inColumns(page: ExtractedPage, kept: readonly Kept[], setting: Setting): Line[] {
  const columns: Kept[][] = []
  for (const at of kept) {
    const column = columns.at(-1)
    const before = column?.at(-1)?.line
    if (column === undefined || before === undefined || startsColumn(before, at.line, columns.length, column)) columns.push([at])
    else column.push(at)
  }
  return columns.flatMap(column => placed(page, column, setting, columns.length === 1))
}

function startsColumn(before: ExtractedLine, line: ExtractedLine, columns: number, column: readonly Kept[]): boolean {
  if (line.cell !== null || before.cell !== null) return false
  if (line.top < before.top - 0.02) return true
  return columns > 1 && line.left < Math.min(...column.map(k => k.line.left)) - 0.1
}

/** Where most lines end at one edge the text is justified: a line that ends before it is the last of its paragraph. */
const FLUSH = 0.006
const FLUSH_SHARE = 0.6
const FLUSH_MIN = 5
/** Lines that nearly fill their column. */
const LONG = 0.12

function placed(page: ExtractedPage, column: readonly Kept[], { kind, pitch, end: usual }: Setting, isAlone: boolean): Line[] {
  const free = column.filter(k => k.line.cell === null)
  const edge = Math.min(...free.map(k => k.line.left))
  const own = endOf(free.map(k => k.line.right))
  // a page of a few short lines does not show how wide it is: a right margin is seldom wider than the left
  const isWide = own > EDGE.wide
  // whoever pastes a text pastes lines as long as its longest
  const end = kind === 'text' ? 1 : isAlone && isWide ? Math.max(own, usual, 1 - edge - EDGE.width) : own
  const long = free.filter(k => end - k.line.right < LONG)
  const isFlush = long.length >= FLUSH_MIN && long.filter(k => end - k.line.right < FLUSH).length > long.length * FLUSH_SHARE
  return column.map(({ line, index }, at) => {
    const above = column[at - 1]?.line
    return {
      page: page.number,
      from: index,
      to: index,
      text: line.text.trim().replace(/\s+/g, ' '),
      x: line.cell === null ? line.left - edge : 0,
      slack: pitch === null || (isFlush && end - line.right > 2 * FLUSH) ? 1 : end - line.right,
      letter: (line.right - line.left) / Math.max(1, line.text.length),
      gap: pitch === null ? FAR : above === undefined ? null : (line.top - above.top) / pitch,
      left: line.left,
      isBold: line.isBold,
      isOcr: page.by === 'ocr',
      confidence: line.confidence,
      doubts: line.doubts,
      cell: line.cell,
    }
  })
}

function usualPitch(pages: readonly ExtractedPage[]): number {
  const steps = pages.flatMap(({ lines }) =>
    lines.flatMap((line, at) => {
      const above = lines[at - 1]
      const step = above === undefined || line.cell !== null ? 0 : line.top - above.top
      return step > 0.002 && step < 0.08 ? [step] : []
    }),
  )
  return steps.toSorted((a, b) => a - b)[Math.floor(steps.length * 0.4)] ?? 0.02
}

// ── Tables that only lay out text ──

const LAYS_OUT =
  /^(?:menimbang|mengingat|memperhatikan|menetapkan|membaca|kepada|untuk|nomor|sifat|lampiran|hal|perihal|(?:ke)?(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)(?: ?belas)?)\s*:?$/i

/** "KESATU | : | text" and "Menimbang | : | a. | text" are lines of a text, not rows of a table. */
function withoutLayoutTables(lines: readonly Line[]): Line[] {
  const found: Line[] = []
  for (let at = 0; at < lines.length; ) {
    const first = lines[at] as Line
    if (first.cell === null) {
      found.push(first)
      at++
      continue
    }
    let end = at
    while (lines[end]?.cell?.table === first.cell.table && lines[end]?.page === first.page) end++
    const table = lines.slice(at, end)
    found.push(...laidOut(table, found.at(-1)))
    at = end
  }
  return found
}

function laidOut(table: readonly Line[], above: Line | undefined): readonly Line[] {
  const rows = rowsOf(table)
  const isFields = LAYS_OUT.test(table[0]?.text ?? '') || rows.every(row => row.some(l => l.text === ':'))
  if (isFields) return rows.map(joined)
  return isFrame(rows) && above?.cell == null ? table.map(l => ({ ...l, cell: null, gap: FAR, slack: 1 })) : table
}

/** A letterhead beside its emblem, a signature on the right: one row or two, without numbers. */
const isFrame = (rows: readonly (readonly Line[])[]): boolean =>
  rows.length <= FRAME_ROWS && rows.every(row => !/^(?:no(?:mor)?\.?|\(?\d{1,3}[.)]?)$/i.test(row[0]?.text ?? ''))
const FRAME_ROWS = 2

const rowsOf = (table: readonly Line[]): Line[][] => [...Map.groupBy(table, l => l.cell?.row ?? 0).values()]

function joined(row: readonly Line[]): Line {
  const [first, last] = [row[0] as Line, row.at(-1) as Line]
  let text = ''
  const doubts: DoubtfulWord[] = []
  for (const line of row) {
    const start = text === '' ? 0 : text.length + 1
    text = text === '' ? line.text : `${text} ${line.text}`
    doubts.push(...line.doubts.map(d => ({ ...d, from: d.from + start, to: d.to + start })))
  }
  return { ...first, to: Math.max(last.to, first.to), text, doubts, cell: null, gap: FAR, slack: 1 }
}
