// Types an invented document in a word processor: paragraphs, lists with typed or automatic numbers, tables with and without lines.
import {
  AlignmentType,
  BorderStyle,
  Document as Docx,
  type FileChild,
  Footer,
  type ILevelsOptions,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { stepsFrom } from './layout.ts'
import type { Block, Part } from './sample.ts'
import type { Document } from './samples.ts'

/** Lists of a word processor; each is begun anew by an instance number. */
const LISTS: Readonly<Record<string, ILevelsOptions>> = {
  butir: { level: 0, format: LevelFormat.DECIMAL, text: '%1.' },
  angka: { level: 0, format: LevelFormat.DECIMAL, text: '%1.' },
  nomor: { level: 0, format: LevelFormat.DECIMAL, text: '%1.' },
  'angka)': { level: 0, format: LevelFormat.DECIMAL, text: '%1)' },
  ayat: { level: 0, format: LevelFormat.DECIMAL, text: '(%1)' },
  huruf: { level: 0, format: LevelFormat.LOWER_LETTER, text: '%1.' },
  'kurung-huruf': { level: 0, format: LevelFormat.LOWER_LETTER, text: '%1)' },
  seksi: { level: 0, format: LevelFormat.UPPER_LETTER, text: '%1.' },
}
const STEP = 430
const INDENT: Readonly<Record<Part['level'], number>> = {
  pasal: 0,
  ayat: 0,
  butir: 0,
  nomor: 0,
  diktum: 0,
  huruf: 1,
  angka: 2,
  'kurung-huruf': 3,
  alinea: 1,
}
const NO_LINES = { style: BorderStyle.NONE, size: 0, color: 'FFFFFF' } as const

export async function asDocx({ sample, isAutoNumbered }: Document): Promise<Uint8Array> {
  const type = makeTypist(isAutoNumbered)
  const children = sample.blocks.flatMap(block => type(block))
  const numbering = Object.entries(LISTS).map(([reference, level]) => ({
    reference,
    levels: [{ ...level, alignment: AlignmentType.LEFT, style: { paragraph: { indent: { left: STEP, hanging: STEP } } } }],
  }))
  const footer = new Footer({
    children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
  })
  const document = new Docx({ numbering: { config: numbering }, sections: [{ footers: { default: footer }, children }] })
  return new Uint8Array(await Packer.toBuffer(document))
}

function makeTypist(isAutoNumbered: boolean): (block: Block) => FileChild[] {
  let instance = 0
  const plain = (text: string, indent = 0, isBold = false): Paragraph =>
    new Paragraph({ indent: { left: indent * STEP }, children: [new TextRun({ text, bold: isBold })] })
  const centred = (text: string, isBold: boolean): Paragraph =>
    new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text, bold: isBold })] })
  const marked = (mark: string, text: string, indent: number, reference: string, list: number): Paragraph =>
    isAutoNumbered
      ? new Paragraph({
          numbering: { reference, level: 0, instance: list },
          indent: { left: (indent + 1) * STEP, hanging: STEP },
          children: [new TextRun(text)],
        })
      : new Paragraph({ indent: { left: (indent + 1) * STEP, hanging: STEP }, children: [new TextRun(`${mark}\t${text}`)] })
  const listOf = (p: Part): string => (p.level === 'angka' && p.mark.endsWith(')') ? 'angka)' : p.level)

  function parts(all: readonly Part[], list: number): FileChild[] {
    return all.flatMap(p => {
      const below = parts(p.parts, ++instance)
      const after = p.tail === '' ? [] : [plain(p.tail, 1)]
      return [...one(p, list), ...below, ...after]
    })
  }
  function one(p: Part, list: number): FileChild[] {
    if (p.level === 'pasal') return [centred(p.mark, false), ...(p.text === '' ? [] : [plain(p.text)])]
    if (p.level === 'diktum') return [grid([[p.mark, ':', p.text]], [18, 3, 79], false)]
    if (p.level === 'alinea') return [plain(p.text, 1)]
    return [marked(p.mark, p.text, INDENT[p.level], listOf(p), list)]
  }
  /** Points stand as blocks of their own but in one list, until something else comes between. */
  let running: { readonly level: Part['level']; readonly list: number } | null = null
  return block => {
    if (block.kind === 'part') {
      if (running?.level !== block.part.level) running = { level: block.part.level, list: ++instance }
      return parts([block.part], running.list)
    }
    running = null
    return typed(block)
  }

  function typed(block: Exclude<Block, { kind: 'part' }>): FileChild[] {
    switch (block.kind) {
      case 'kop':
      case 'title':
        return [...block.lines.map(text => centred(text, true)), plain('')]
      case 'office':
      case 'formula':
      case 'chapter':
        return block.lines.map(text => centred(text, false))
      case 'dateline':
        return [plain(block.text, 11)]
      case 'fields':
        return block.rows.map(([name, value]) => plain(`${name}\t: ${value}`))
      case 'addressee':
      case 'stamp':
        return [...block.lines.map(text => plain(text)), plain('')]
      case 'consider': {
        const rows = block.parts.map((p, at) => [at === 0 ? block.name : '', at === 0 ? ':' : '', p.mark, p.text])
        return [grid(rows, [18, 3, 6, 73], false)]
      }
      case 'decides':
        return [centred(block.title, false), grid([[block.name, ':', block.text]], [18, 3, 79], false)]
      case 'section':
        return isAutoNumbered
          ? [
              new Paragraph({
                numbering: { reference: 'seksi', level: 0 },
                children: [new TextRun({ text: block.title, bold: true })],
              }),
            ]
          : [plain(`${block.mark} ${block.title}`, 0, true)]
      case 'opening':
      case 'closing':
      case 'alinea':
        return [plain(block.text)]
      case 'lead':
        return [plain(block.text), ...parts(block.parts, ++instance)]
      case 'annex':
        return [
          new Paragraph({ pageBreakBefore: true, indent: { left: 9 * STEP }, children: [new TextRun(block.head[0] ?? '')] }),
          ...block.head.slice(1).map(text => plain(text, 9)),
          ...block.title.map(text => centred(text, true)),
        ]
      case 'subtitle':
        return [plain(block.text, 0, true)]
      case 'table':
        return [
          grid(
            [block.columns.map(c => c.title), ...block.rows],
            block.columns.map(c => c.share * 100),
            true,
          ),
          plain(''),
        ]
      case 'explanation':
        return [
          ...block.title.map(text => centred(text, false)),
          plain('I. UMUM'),
          ...block.general.map(text => plain(text, 1)),
          plain('II. PASAL DEMI PASAL'),
          ...block.parts.flatMap((part, at) => [
            ...stepsFrom(block.parts[at - 1]?.steps ?? [], part).map(([step, depth]) => plain(step, 1 + depth)),
            plain(part.text, 1 + part.steps.length),
          ]),
        ]
      case 'sign':
        return block.lines.map(text => plain(text, 11))
      case 'copies':
        return [plain('Tembusan:'), ...block.items.map((text, at) => marked(`${at + 1}.`, text, 0, 'angka', -1))]
    }
  }
}

function grid(rows: readonly (readonly string[])[], shares: readonly number[], hasLines: boolean): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    ...(hasLines
      ? {}
      : {
          borders: {
            top: NO_LINES,
            bottom: NO_LINES,
            left: NO_LINES,
            right: NO_LINES,
            insideHorizontal: NO_LINES,
            insideVertical: NO_LINES,
          },
        }),
    rows: rows.map(
      cells =>
        new TableRow({
          children: cells.map(
            (text, at) =>
              new TableCell({
                width: { size: shares[at] ?? 10, type: WidthType.PERCENTAGE },
                children: [new Paragraph({ children: [new TextRun(text)] })],
              }),
          ),
        }),
    ),
  })
}
