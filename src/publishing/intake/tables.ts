// Tables of annexes: each numbered row is a clause. A table goes on over pages, with its head printed again or not, and a row may too.
import { isLabel } from '../../knowledge/knowledge.ts'
import type { Cut } from './clauses.ts'
import type { Line, Place } from './lines.ts'
import type { Doubt } from './proposed.ts'
import { joined, type Text, textOf } from './texts.ts'

type Row = { readonly cells: ReadonlyMap<number, readonly Line[]>; readonly lines: readonly Line[]; readonly isBroken: boolean }

const HEAD_OF_NUMBERS = /^no(?:mor)?\.?$/i
const NUMBER = /^\(?(\d{1,3})[.)]?$/
/** Lists of an annex that the grammar of labels knows by name. */
const LISTS = ['kode etik', 'disiplin'] as const

/** `heads`: rows that name the columns. */
export function tableClauses(
  lines: readonly Line[],
  annex: string,
  section: string,
): { readonly cuts: Cut[]; readonly heads: readonly Place[] } {
  const list = LISTS.find(l => section.toLowerCase().includes(l)) ?? null
  const rows = rowsIn(lines)
  const firstNumber = rows.findIndex(row => NUMBER.test(cellText(row, 0)))
  const isHead = (row: Row, at: number): boolean => HEAD_OF_NUMBERS.test(cellText(row, 0)) || isOfNumbers(row) || at < firstNumber
  const heads = rows.filter(isHead)
  const body = whole(rows.filter((row, at) => !isHead(row, at)))
  const numbers = numbered(body)
  const cuts = body.map((row, nth) => rowClause(row, numbers[nth] ?? UNNUMBERED, annex, list, section))
  return { cuts, heads: heads.flatMap(r => r.lines) }
}

function rowsIn(lines: readonly Line[]): Row[] {
  const groups = Map.groupBy(lines, l => `${l.page} ${l.cell?.table} ${l.cell?.row}`)
  return [...groups.values()].map(lines => ({ cells: Map.groupBy(lines, l => l.cell?.column ?? 0), lines, isBroken: false }))
}

/** A row without a number is the rest of the one before, on its page or the next. */
function whole(rows: readonly Row[]): Row[] {
  const found: Row[] = []
  for (const row of rows) {
    const last = found.at(-1)
    if (last === undefined || cellText(row, 0) !== '' || !NUMBER.test(cellText(last, 0)) || isLostNumber(last, row))
      found.push(row)
    else found[found.length - 1] = together(last, row)
  }
  return found
}

/** OCR overlooks a single digit; a ruled row with words in every column is a row. */
function isLostNumber(above: Row, row: Row): boolean {
  const [one, other] = [above.lines[0], row.lines[0]]
  const isSamePage = one?.page === other?.page && one?.cell?.table === other?.cell?.table
  return other?.isOcr === true && isSamePage && row.cells.size >= above.cells.size - 1
}

type Numbered = { readonly number: string | null; readonly isSure: boolean }
const UNNUMBERED: Numbered = { number: null, isSure: false }

/** The numbers of the rows; where OCR was unsure of one, the one that is next. */
function numbered(rows: readonly Row[]): Numbered[] {
  let before = 0
  return rows.map(row => {
    const said = NUMBER.exec(cellText(row, 0))?.[1] ?? null
    const isLost = said === null && cellText(row, 0).length < 3
    const isDoubtful = row.lines.some(l => l.isOcr) && (isLost || (row.cells.get(0) ?? []).some(l => l.doubts.length > 0))
    const number = isDoubtful && Number(said) !== before + 1 ? String(before + 1) : said
    before = Number(number ?? before)
    return { number, isSure: number === said && number !== null }
  })
}

function together(one: Row, rest: Row): Row {
  const columns = new Set([...one.cells.keys(), ...rest.cells.keys()])
  const cells = new Map(
    [...columns].map(column => [column, [...(one.cells.get(column) ?? []), ...(rest.cells.get(column) ?? [])]]),
  )
  return { cells, lines: [...one.lines, ...rest.lines], isBroken: true }
}

const textIn = (row: Row, column: number): Text => textOf((row.cells.get(column) ?? []).map(line => ({ line, from: 0 })))
const cellText = (row: Row, column: number): string => textIn(row, column).text

/** "(1) (2) (3)" below the names of the columns. */
function isOfNumbers(row: Row): boolean {
  const texts = [...row.cells.keys()].map(column => cellText(row, column))
  return texts.length > 1 && texts.every(t => NUMBER.test(t))
}

function rowClause(row: Row, { number, isSure }: Numbered, annex: string, list: string | null, section: string): Cut {
  const hasNumber = number !== null && cellText(row, 0).length < 6
  const columns = [...row.cells.keys()].toSorted((a, b) => a - b).filter(column => !hasNumber || column > 0)
  const said = joined(
    columns.map(column => textIn(row, column)),
    ' | ',
  )
  // its number stands on the page too
  const text: Text = { ...said, places: row.lines }
  const doubts = new Set<Doubt>(isSure ? [] : ['table-unclear'])
  if (row.isBroken) doubts.add('cut-unclear')
  if (row.lines.some(l => l.doubts.length > 0)) doubts.add('ocr-unsure')
  const name = number === null ? 'baris' : `nomor ${number}`
  const label = `${annex} ${list ?? ''} ${name}`
  if (list !== null && isLabel(label)) return { label, heading: '', text, doubts, isPlain: false }
  const heading = [annex, annex === '' ? section : '', list ?? '', name].filter(Boolean).join(' ')
  return { label: 'Naskah', heading, text, doubts, isPlain: number === null }
}
