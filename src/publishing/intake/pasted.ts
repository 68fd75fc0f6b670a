// A text that was pasted, as if it had been printed: how far each line stands in, where one was left empty, and rows of tables, which Word
// and Excel paste as cells with tabs between them.
import type { Extracted, ExtractedLine } from './extracted.ts'

export function fromText(text: string): Extracted {
  const raw = withoutQuotes(text.replace(/\r\n?/g, '\n').replaceAll('\f', '\n')).split('\n')
  const longest = Math.max(1, ...raw.map(l => printed(l).trimEnd().length))
  const high = 1 / (raw.length + 1)
  const lines: ExtractedLine[] = []
  const add = (said: string, at: number, left: number, cell: ExtractedLine['cell']): void => {
    const top = at * high
    if (said.trim() === '') return
    lines.push({
      text: printed(said).trim(),
      left,
      top,
      right: Math.min(1, left + said.length / longest),
      bottom: top + high,
      size: high,
      isBold: false,
      confidence: null,
      doubts: [],
      cell,
    })
  }
  let table = 0
  for (let at = 0; at < raw.length; ) {
    const rows = rowsAt(raw, at)
    const end = rows.at(-1)?.to ?? at + 1
    if (isTable(rows)) {
      for (const [row, { cells, from }] of rows.entries())
        for (const [column, said] of cells.entries()) add(said, from, 0, { table, row, column })
      table++
    } else
      for (let i = at; i < end; i++) {
        const line = printed(raw[i] ?? '')
        add(line, i, (line.length - line.trimStart().length) / longest, null)
      }
    at = end
  }
  return { kind: 'text', pages: [{ number: 1, lines, by: 'text', isRefused: false }] }
}

const printed = (line: string): string => line.replaceAll('\t', '    ')

/** Excel puts a cell of several lines between quotes. */
const withoutQuotes = (text: string): string =>
  text.replace(/(?<=^|\t)"((?:[^"]|"")*)"(?=\t|\n|$)/gm, (whole, cell: string, at: number) => {
    const isCell = cell.includes('\n') && (text[at - 1] === '\t' || text[at + whole.length] === '\t')
    return isCell
      ? cell
          .split('\n')
          .map(l => l.trim())
          .join(' ')
          .replaceAll('""', '"')
      : whole
  })

// ── Tables ──

/** `to`: the first line after the row, which goes over several where a cell of Word has several paragraphs. */
type Row = { readonly cells: readonly string[]; readonly from: number; readonly to: number }

const ROWS_MIN = 2
/** A cell goes on over so many lines at most. */
const LINES_MAX = 12

/** Lines with tabs that follow each other, as rows: each has as many cells as the first. */
function rowsAt(raw: readonly string[], at: number): readonly Row[] {
  const width = (raw[at] ?? '').split('\t').length
  const rows: Row[] = []
  for (let from = at; ; ) {
    const row = rowAt(raw, from, width)
    if (row === null) return rows
    rows.push(row)
    from = row.to
  }
}

function rowAt(raw: readonly string[], from: number, width: number): Row | null {
  const cells = (raw[from] ?? '').split('\t')
  if (cells.length < 2) return null
  let to = from + 1
  while (cells.length < width && to < raw.length && to - from < LINES_MAX) {
    const [rest = '', ...others] = (raw[to] ?? '').split('\t')
    cells[cells.length - 1] = `${cells.at(-1)} ${rest}`.trim()
    cells.push(...others)
    to++
  }
  return cells.length === width && cells.some(c => c.trim() !== '') ? { cells: cells.map(c => c.trim()), from, to } : null
}

const HEAD = /^no(?:mor)?\.?$/i
const MARK = /^(?:\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]+)[.)]|[•▪➢✓◦■●○*–-])$/i

/** "a." or "Nomor" with a tab after it is how lists and fields of a letter are set: no row of a table, unless a head says so. */
function isTable(rows: readonly Row[]): boolean {
  if (rows.length < ROWS_MIN) return false
  const isSet = ({ cells }: Row): boolean => {
    const said = cells.filter(c => c !== '')
    return said.length < 2 || (said.length === 2 && MARK.test(said[0] ?? '')) || said.some(c => c.startsWith(':'))
  }
  return HEAD.test(rows[0]?.cells[0] ?? '') || !rows.every(isSet)
}
