// A Word file: its paragraphs as lines, with the numbers that Word prints before them, cells of tables, and pages as far as it tells them.
import { zipSync } from 'fflate'
import { z } from 'zod'
import type { ExtractedLine } from '../../publishing/publishing.ts'
import { withNumbers } from './markup.ts'
import { Numbering, ofStyle, type Styles, stylesOf } from './numbering.ts'
import { plain } from './plain.ts'
import { type ReadingLimits, Refusal, type Saying } from './said.ts'
import { attribute, tokensOf, unescaped } from './xml.ts'
import { unzip } from './zip.ts'

const BODY = 'word/document.xml'
const STYLES = 'word/styles.xml'
const NUMBERING = 'word/numbering.xml'
const TYPES = '[Content_Types].xml'
const HEAD = /^word\/header\d*\.xml$/
/** All that is ever unpacked: no picture, no file inside, no macro. */
const isWanted = (name: string): boolean =>
  [BODY, STYLES, NUMBERING, TYPES, 'word/_rels/document.xml.rels', '_rels/.rels'].includes(name) || HEAD.test(name)

/** A page of small print has some five thousand letters; Word does not always tell where its pages end. */
const PAGE_LETTERS_MAX = 8000
/** A4, in points, and twentieths of a point. */
const PAGE = { width: 595, height: 842, margin: 72 }
const TWENTIETHS = 20
const LINE_LETTERS = 85
const LINE_HEIGHT = 1.3

export async function readDocx(bytes: Uint8Array, limits: ReadingLimits, saying: Saying): Promise<void> {
  saying.progress({ page: 1, pages: 1, stage: 'reading' })
  const parts = unzip(bytes, isWanted)
  const textOf = (name: string): string | null => {
    const part = parts.get(name)
    return part === undefined
      ? null
      : Buffer.from(part)
          .toString('utf8')
          .replace(/^\ufeff/, '')
  }
  const body = textOf(BODY)
  if (body === null || !parts.has(TYPES)) throw new Refusal('not-a-document')
  const styles = stylesOf(textOf(STYLES) ?? '')
  const numbered = withNumbers(body, new Numbering(textOf(NUMBERING) ?? '', styles))
  const document = await openBody(withBody(parts, numbered))
  const head = [...parts.keys()].filter(n => HEAD.test(n)).flatMap(name => headOf(textOf(name) ?? ''))
  const pages = pagesOf(document, styles, [...new Set(head)])
  const letters = pages.reduce((sum, page) => sum + page.reduce((n, line) => n + line.text.length, 0), 0)
  if (pages.length > limits.pages || letters > limits.pages * PAGE_LETTERS_MAX) throw new Refusal('too-many-pages')
  pages.forEach((page, i) => {
    saying.page({ number: i + 1, lines: placed(page, styles), by: 'text', isRefused: false }, null)
  })
}

/** Every part that is read, so that a document type hidden in one of them is met here. */
function withBody(parts: ReadonlyMap<string, Uint8Array>, body: string): Buffer {
  for (const [name, part] of parts)
    if (name !== BODY)
      for (const _ of tokensOf(
        Buffer.from(part)
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ));
  const kept = [...parts]
    .filter(([name]) => !HEAD.test(name))
    .map(([name, part]) => [name, name === BODY ? Buffer.from(body) : part] as const)
  return Buffer.from(zipSync(Object.fromEntries(kept), { level: 0 }))
}

const node = z.object({ type: z.string() }).loose()
const branch = z.object({ children: z.array(node) }).loose()
type Node = z.infer<typeof node>

async function openBody(buffer: Buffer): Promise<readonly Node[]> {
  const { default: mammoth } = await import('mammoth')
  let found: unknown
  try {
    await mammoth.convertToHtml(
      { buffer },
      {
        externalFileAccess: false,
        // what is wanted is the document itself; nothing is left to be made into a page
        transformDocument: (document: unknown) => {
          found = document
          return { type: 'document', children: [], notes: [], comments: [] }
        },
      },
    )
  } catch (error) {
    if (found === undefined) throw new Refusal('malformed', error)
  }
  return branch.parse(found).children
}

/** Letterheads often stand in the head of the page, which the body does not hold. */
function headOf(xml: string): string[] {
  const lines: string[] = []
  let line = ''
  let isText = false
  for (const token of tokensOf(xml)) {
    if (token.name === 'w:t') isText = token.kind === 'open'
    else if (token.kind === 'text' && isText) line += unescaped(token.raw)
    else if (token.name === 'w:tab' && token.kind === 'empty' && attribute(token, 'w:val') === null) line += ' '
    else if (token.kind === 'close' && token.name === 'w:p') {
      lines.push(plain(line).trim())
      line = ''
    }
  }
  return lines.filter(l => l !== '')
}

type Printed = {
  readonly text: string
  readonly size: number
  readonly isBold: boolean
  /** In twentieths of a point. */
  readonly indent: number
  readonly cell: ExtractedLine['cell']
}

const paragraph = z.object({
  styleId: z.string().nullable(),
  indent: z.object({ start: z.string().nullish() }).loose(),
  children: z.array(node),
})
const run = z.object({ isBold: z.boolean(), isAllCaps: z.boolean(), fontSize: z.number().nullable(), children: z.array(node) })
const cell = z.object({ colSpan: z.number().default(1), children: z.array(node) })

function pagesOf(nodes: readonly Node[], styles: Styles, head: readonly string[]): Printed[][] {
  const pages: Printed[][] = [head.map(text => ({ text, size: styles.size, isBold: true, indent: 0, cell: null }))]
  let tables = 0
  const print = (line: Printed): void => {
    if (line.text !== '') pages.at(-1)?.push(line)
  }
  const turn = (): void => {
    if (pages.at(-1)?.some(l => l.text !== '')) pages.push([])
  }
  const walk = (found: Node, at: ExtractedLine['cell']): void => {
    if (found.type === 'paragraph') printParagraph(paragraph.parse(found), styles, at, print, turn)
    else if (found.type === 'table') {
      const table = at?.table ?? tables++
      branch.parse(found).children.forEach((row, r) => {
        let column = 0
        for (const each of branch.parse(row).children) {
          const { colSpan, children } = cell.parse(each)
          for (const child of children) walk(child, at ?? { table, row: r, column })
          column += colSpan
        }
      })
    } else if ('children' in found) for (const child of branch.parse(found).children) walk(child, at)
  }
  for (const found of nodes) walk(found, null)
  return pages.filter((page, i) => page.length > 0 || i === 0)
}

function printParagraph(
  found: z.infer<typeof paragraph>,
  styles: Styles,
  at: ExtractedLine['cell'],
  print: (line: Printed) => void,
  turn: () => void,
): void {
  const usualSize = ofStyle(styles, found.styleId, s => s.size) ?? styles.size
  const usualBold = ofStyle(styles, found.styleId, s => s.isBold) ?? false
  const indent = Number(found.indent.start ?? 0) || 0
  let line = { text: '', bold: 0, size: 0 }
  const end = (): void => {
    const text = plain(line.text).replace(/ {2,}/g, ' ').trim()
    print({ text, size: line.size || usualSize, isBold: line.bold > line.text.length / 2, indent, cell: at })
    line = { text: '', bold: 0, size: 0 }
  }
  const read = (part: Node, look: { isBold: boolean; isAllCaps: boolean; size: number }): void => {
    if (part.type === 'text') {
      const said = String(part.value ?? '')
      line.text += look.isAllCaps ? said.toUpperCase() : said
      line.bold += look.isBold ? said.length : 0
      line.size = Math.max(line.size, look.size)
    } else if (part.type === 'tab') line.text += ' '
    else if (part.type === 'break') {
      end()
      if (part.breakType === 'page') turn()
    } else if (part.type === 'run') {
      const { isBold, isAllCaps, fontSize, children } = run.parse(part)
      for (const child of children) read(child, { isBold: isBold || usualBold, isAllCaps, size: fontSize ?? usualSize })
    } else if ('children' in part) for (const child of branch.parse(part).children) read(child, look)
  }
  for (const part of found.children) read(part, { isBold: usualBold, isAllCaps: false, size: usualSize })
  end()
}

/** Where lines would stand on paper, roughly: Word sets them anew wherever they are opened. */
function placed(lines: readonly Printed[], styles: Styles): ExtractedLine[] {
  const heights = lines.map(
    l => (l.cell === null ? Math.ceil(l.text.length / LINE_LETTERS) : 1) * (l.size || styles.size) * LINE_HEIGHT,
  )
  const whole = Math.max(
    PAGE.height - 2 * PAGE.margin,
    heights.reduce((sum, h) => sum + h, 0),
  )
  const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000
  let at = 0
  return lines.map((line, i) => {
    const top = at / whole
    at += heights[i] ?? 0
    return {
      text: line.text,
      left: share((PAGE.margin + line.indent / TWENTIETHS) / PAGE.width),
      right: share(1 - PAGE.margin / PAGE.width),
      top: share(top),
      bottom: share(at / whole),
      size: share(line.size / PAGE.height),
      isBold: line.isBold,
      confidence: null,
      doubts: [],
      cell: line.cell,
    }
  })
}
