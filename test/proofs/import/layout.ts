// Lays an invented document out on pages as a word processor would: fonts with their real widths, wrapped and justified lines, hanging
// marks, columns, ruled tables, running heads and page numbers. PDF, scans and photographs are drawn from the same layout.
import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib'
import type { Block, Explained, Part, Sample } from './sample.ts'

export type Look = {
  readonly family: 'serif' | 'sans'
  readonly size: number
  readonly leading: number
  readonly columns: 1 | 2
  readonly paper: 'a4' | 'f4'
  readonly isJustified: boolean
  readonly isHyphenated: boolean
  /** Space between paragraphs, in points. */
  readonly gap: number
  /** Printed above each page but the first; null: nothing is. */
  readonly runningHead: string | null
  /** "- 2 -" above, or "2" or "Halaman 2 dari 5" below. */
  readonly pageNumber: 'dashes' | 'plain' | 'of' | null
  /** Points below others stand further in; false: all begin at the margin. */
  readonly isIndented: boolean
}
export const LOOK: Look = {
  family: 'serif',
  size: 12,
  leading: 1.25,
  columns: 1,
  paper: 'a4',
  isJustified: false,
  isHyphenated: false,
  gap: 4,
  runningHead: null,
  pageNumber: 'plain',
  isIndented: true,
}

/** From the upper left corner, in points; `y` is the baseline. */
export type Run = {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly width: number
  readonly isBold: boolean
}
export type Rule = { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
export type Page = { readonly width: number; readonly height: number; readonly runs: Run[]; readonly rules: Rule[] }

const PAPER = { a4: [595.28, 841.89], f4: [609.45, 935.43] } as const
const MARGIN = { left: 72, right: 62, top: 64, bottom: 66 }
const GUTTER = 22

type Fonts = { readonly plain: PDFFont; readonly bold: PDFFont }
let fonts: Promise<Record<Look['family'], Fonts>> | null = null
async function loadFonts(): Promise<Record<Look['family'], Fonts>> {
  const document = await PDFDocument.create()
  const [plain, bold, sans, sansBold] = await Promise.all(
    [StandardFonts.TimesRoman, StandardFonts.TimesRomanBold, StandardFonts.Helvetica, StandardFonts.HelveticaBold].map(f =>
      document.embedFont(f),
    ),
  )
  if (!plain || !bold || !sans || !sansBold) throw new Error('fonts')
  return { serif: { plain, bold }, sans: { plain: sans, bold: sansBold } }
}

export async function layOut(sample: Sample, look: Look): Promise<Page[]> {
  fonts ??= loadFonts()
  const press = makePress(look, (await fonts)[look.family])
  for (const block of sample.blocks) print(press, block)
  return press.finished()
}

type Press = ReturnType<typeof makePress>

function makePress(look: Look, faces: Fonts) {
  const [width, height] = PAPER[look.paper]
  const pages: Page[] = []
  const step = look.size * look.leading
  const columnWidth = (width - MARGIN.left - MARGIN.right - (look.columns - 1) * GUTTER) / look.columns
  let page = newPage()
  let column = 0
  let y = MARGIN.top
  /** Where columns begin: below what stands across the page. */
  let topOfColumns = MARGIN.top
  let isAcross = true

  function newPage(): Page {
    const made: Page = { width, height, runs: [], rules: [] }
    pages.push(made)
    return made
  }
  const measure = (text: string, isBold: boolean, size = look.size): number =>
    (isBold ? faces.bold : faces.plain).widthOfTextAtSize(text, size)
  const left = (): number => (isAcross ? MARGIN.left : MARGIN.left + column * (columnWidth + GUTTER))
  const span = (): number => (isAcross ? width - MARGIN.left - MARGIN.right : columnWidth)
  function room(needed: number): void {
    if (y + needed <= height - MARGIN.bottom) return
    if (!isAcross && column + 1 < look.columns) {
      column++
      y = topOfColumns
      return
    }
    page = newPage()
    column = 0
    y = MARGIN.top
    topOfColumns = MARGIN.top
  }
  const put = (text: string, x: number, isBold = false, size = look.size): void =>
    void page.runs.push({ text, x, y, size, width: measure(text, isBold, size), isBold })
  function line(words: readonly string[], x: number, room: number, isBold: boolean, isLast: boolean): void {
    const text = words.join(' ')
    const slack = room - measure(text, isBold)
    if (!look.isJustified || isLast || words.length < 2 || slack > room * 0.25) {
      put(text, x, isBold)
      return
    }
    const space = measure(' ', isBold) + slack / (words.length - 1)
    let at = x
    for (const word of words) {
      put(word, at, isBold)
      at += measure(word, isBold) + space
    }
  }
  /** Lines of words that fit; a long word may be cut at a syllable. */
  function wrap(text: string, room: number, isBold: boolean, size = look.size): string[][] {
    const lines: string[][] = [[]]
    for (const word of text.split(' ')) {
      const current = lines.at(-1) as string[]
      if (current.length === 0 || measure([...current, word].join(' '), isBold, size) <= room) {
        current.push(word)
        continue
      }
      const cut = look.isHyphenated
        ? syllables(word).findLast(at => measure([...current, `${word.slice(0, at)}-`].join(' '), isBold, size) <= room)
        : undefined
      if (cut === undefined) lines.push([word])
      else {
        current.push(`${word.slice(0, cut)}-`)
        lines.push([word.slice(cut)])
      }
    }
    return lines
  }
  return {
    look,
    measure,
    /** A paragraph with an optional mark that hangs before it. */
    paragraph(text: string, indent: number, mark: string, isBold = false): void {
      const hang = mark === '' ? 0 : Math.max(20, measure(`${mark} `, false) + 3)
      const lines = wrap(text, span() - indent - hang, isBold)
      lines.forEach((words, at) => {
        room(step)
        if (at === 0 && mark !== '') put(mark, left() + indent)
        line(words, left() + indent + hang, span() - indent - hang, isBold, at === lines.length - 1)
        y += step
      })
      y += look.gap
    },
    centred(text: string, isBold: boolean, size = look.size): void {
      for (const words of wrap(text, span() * 0.92, isBold, size)) {
        room(size * 1.3)
        const text = words.join(' ')
        put(text, left() + (span() - measure(text, isBold, size)) / 2, isBold, size)
        y += size * 1.3
      }
    },
    at(text: string, share: number, isBold = false): void {
      for (const words of wrap(text, span() * (1 - share), isBold)) {
        room(step)
        put(words.join(' '), left() + span() * share, isBold)
        y += step
      }
    },
    /** Several texts side by side at shares of the width. */
    beside(cells: readonly (readonly [string, number])[]): void {
      const wrapped = cells.map(([text, share], at) => wrap(text, span() * ((cells[at + 1]?.[1] ?? 1) - share) - 4, false))
      const tall = Math.max(...wrapped.map(w => w.length))
      for (let at = 0; at < tall; at++) {
        room(step)
        wrapped.forEach((lines, nth) => {
          const words = lines[at]
          if (words) put(words.join(' '), left() + span() * (cells[nth]?.[1] ?? 0))
        })
        y += step
      }
    },
    rule(): void {
      page.rules.push({ x1: left(), y1: y - step * 0.6, x2: left() + span(), y2: y - step * 0.6 })
      y += step * 0.5
    },
    space(lines: number): void {
      y += step * lines
    },
    keep(lines: number): void {
      room(step * lines)
    },
    across(is: boolean): void {
      if (isAcross === is) return
      if (is) {
        // below the longer column
        y = Math.max(y, ...page.runs.map(r => r.y + step))
        column = 0
      }
      isAcross = is
      topOfColumns = y
    },
    nextPage(): void {
      page = newPage()
      column = 0
      y = MARGIN.top
      topOfColumns = MARGIN.top
    },
    /** A ruled row; it may begin on one page and end on the next when it is longer than the room. */
    row(cells: readonly string[], shares: readonly number[], isBold: boolean, onNewPage: () => void): void {
      const small = look.size - 1
      const high = small * 1.2
      const edges = [0, ...shares.map((_, at) => shares.slice(0, at + 1).reduce((a, b) => a + b, 0))].map(share => share * span())
      const wrapped = cells.map((text, at) => wrap(text, (shares[at] ?? 0) * span() - 10, isBold, small))
      const tall = Math.max(...wrapped.map(w => w.length))
      let from = 0
      while (from < tall) {
        const before = page
        room(high * Math.min(3, tall - from) + 8)
        if (page !== before) onNewPage()
        const fits = Math.max(1, Math.floor((height - MARGIN.bottom - y - 8) / high))
        const to = Math.min(tall, from + fits)
        const top = y - small
        for (let at = from; at < to; at++) {
          y += at === from ? 4 : 0
          wrapped.forEach((lines, nth) => {
            const words = lines[at]
            if (words) put(words.join(' '), left() + (edges[nth] ?? 0) + 5, isBold, small)
          })
          y += high
        }
        const bottom = y - small + 4
        page.rules.push(
          { x1: left(), y1: top, x2: left() + span(), y2: top },
          { x1: left(), y1: bottom, x2: left() + span(), y2: bottom },
        )
        for (const edge of edges) page.rules.push({ x1: left() + edge, y1: top, x2: left() + edge, y2: bottom })
        y = bottom + small
        from = to
        if (from < tall) y = height
      }
    },
    isFresh: (): boolean => y <= MARGIN.top + 1,
    finished(): Page[] {
      pages.forEach((p, at) => {
        const stamp = (text: string, top: number): void => {
          const w = measure(text, false, 10)
          p.runs.push({ text, x: (width - w) / 2, y: top, size: 10, width: w, isBold: false })
        }
        if (look.runningHead !== null && at > 0) stamp(look.runningHead, 30)
        if (look.pageNumber === 'dashes' && at > 0) stamp(`- ${at + 1} -`, 44)
        if (look.pageNumber === 'plain') stamp(String(at + 1), height - 30)
        if (look.pageNumber === 'of') stamp(`Halaman ${at + 1} dari ${pages.length}`, height - 30)
        // as paper is printed: from top to bottom is the printer's business, not the order in which it was written
      })
      return pages
    },
  }
}

/** Where an Indonesian word may be cut: before a consonant that a vowel follows, with two letters at least on each side. */
function syllables(word: string): number[] {
  if (word.length < 8 || !/^[a-z]+[.,;]?$/.test(word)) return []
  const found: number[] = []
  for (let at = 3; at < word.length - 3; at++)
    if (
      /[bcdfghjklmnprstvwyz]/.test(word[at] ?? '') &&
      /[aiueo]/.test(word[at + 1] ?? '') &&
      !/ng|ny|sy|kh/.test(word.slice(at - 1, at + 1))
    )
      found.push(at)
  return found
}

const INDENT: Readonly<Record<Part['level'], number>> = {
  pasal: 0,
  ayat: 0,
  butir: 0,
  nomor: 0,
  diktum: 0,
  huruf: 24,
  angka: 46,
  'kurung-huruf': 66,
  alinea: 24,
}

function printPart(press: Press, p: Part, isNested: boolean): void {
  const indent = press.look.isIndented && isNested ? INDENT[p.level] : 0
  if (p.level === 'pasal') {
    press.keep(3)
    press.centred(p.mark, false)
    press.space(0.2)
    if (p.text !== '') press.paragraph(p.text, 0, '')
  } else if (p.level === 'diktum') {
    press.beside([
      [p.mark, 0],
      [':', 0.2],
      [p.text, 0.23],
    ])
    press.space(0.3)
  } else press.paragraph(p.text, indent, p.mark)
  for (const child of p.parts) printPart(press, child, true)
  if (p.tail !== '') press.paragraph(p.tail, press.look.isIndented && p.level === 'butir' ? 20 : 0, '')
}

function print(press: Press, block: Block): void {
  switch (block.kind) {
    case 'kop':
      press.across(true)
      block.lines.forEach((text, at) => {
        press.centred(text, at < 2, at < 2 ? press.look.size + 2 : press.look.size - 2)
      })
      press.space(0.6)
      press.rule()
      return
    case 'title':
    case 'office':
    case 'formula':
      press.across(true)
      for (const text of block.lines) press.centred(text, block.kind === 'title')
      press.space(0.7)
      return
    case 'dateline':
      press.at(block.text, 0.55)
      press.space(0.4)
      return
    case 'fields':
      for (const [name, value] of block.rows)
        press.beside([
          [name, 0],
          [':', 0.14],
          [value, 0.17],
        ])
      press.space(0.6)
      return
    case 'addressee':
      for (const text of block.lines) press.at(text, 0)
      press.space(0.6)
      return
    case 'consider': {
      const lines = block.parts.length === 0 ? [block.text] : block.parts.map(p => p.text)
      lines.forEach((text, at) => {
        press.beside([
          [at === 0 ? block.name : '', 0],
          [at === 0 ? ':' : '', 0.17],
          [block.parts[at]?.mark ?? '', 0.2],
          [text, block.parts.length === 0 ? 0.2 : 0.245],
        ])
      })
      press.space(0.5)
      return
    }
    case 'decides':
      press.centred(block.title, false)
      press.space(0.3)
      press.beside([
        [block.name, 0],
        [':', 0.17],
        [block.text, 0.2],
      ])
      press.space(0.6)
      return
    case 'chapter':
      press.across(press.look.columns === 1)
      press.keep(5)
      press.space(0.4)
      for (const text of block.lines) press.centred(text, false)
      press.space(0.3)
      return
    case 'section':
      press.across(press.look.columns === 1)
      press.keep(3)
      press.paragraph(block.title, 0, block.mark, true)
      return
    case 'opening':
    case 'closing':
    case 'alinea':
      press.across(press.look.columns === 1)
      press.paragraph(block.text, 0, '')
      return
    case 'lead':
      press.across(press.look.columns === 1)
      press.paragraph(block.text, 0, '')
      for (const p of block.parts) printPart(press, p, true)
      return
    case 'part':
      press.across(press.look.columns === 1)
      printPart(press, block.part, false)
      return
    case 'annex':
      press.across(true)
      if (!press.isFresh()) press.nextPage()
      for (const text of block.head) press.at(text, 0.45)
      press.space(0.8)
      for (const text of block.title) press.centred(text, true)
      press.space(0.5)
      return
    case 'subtitle':
      press.keep(5)
      press.space(0.4)
      press.at(block.text, 0, true)
      press.space(0.3)
      return
    case 'table':
      printTable(press, block)
      return
    case 'explanation':
      printExplanation(press, block)
      return
    case 'sign':
      press.across(press.look.columns === 1)
      press.keep(block.lines.length + 2)
      press.space(0.6)
      for (const text of block.lines) {
        if (text === '') press.space(1)
        else press.at(text, 0.5)
      }
      press.space(0.6)
      return
    case 'copies':
      press.keep(block.items.length + 2)
      press.at('Tembusan:', 0)
      block.items.forEach((text, at) => {
        press.paragraph(text, 0, `${at + 1}.`)
      })
      return
    case 'stamp':
      press.keep(block.lines.length)
      for (const text of block.lines) press.at(text, 0)
      press.space(0.4)
      return
  }
}

function printTable(press: Press, block: Extract<Block, { kind: 'table' }>): void {
  const shares = block.columns.map(c => c.share)
  const head = (): void =>
    press.row(
      block.columns.map(c => c.title),
      shares,
      true,
      () => undefined,
    )
  press.keep(4)
  head()
  for (const cells of block.rows) press.row(cells, shares, false, block.isHeadRepeated ? head : () => undefined)
  press.space(0.8)
}

function printExplanation(press: Press, block: Extract<Block, { kind: 'explanation' }>): void {
  press.across(true)
  press.nextPage()
  for (const text of block.title) press.centred(text, false)
  press.space(0.8)
  press.across(press.look.columns === 1)
  press.paragraph('UMUM', 0, 'I.')
  for (const text of block.general) press.paragraph(text, 22, '')
  press.paragraph('PASAL DEMI PASAL', 0, 'II.')
  let before: readonly string[] = []
  for (const part of block.parts) {
    stepsFrom(before, part).forEach(([step, depth]) => {
      press.paragraph(step, 22 + depth * 20, '')
    })
    press.paragraph(part.text, 22 + part.steps.length * 20, '')
    before = part.steps
  }
}

/** Only the steps that changed since the part before are printed. */
export const stepsFrom = (before: readonly string[], { steps }: Explained): (readonly [string, number])[] => {
  const same = steps.findIndex((s, at) => s !== before[at])
  return steps.map((s, at) => [s, at] as const).slice(Math.max(0, same))
}
