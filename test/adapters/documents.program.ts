import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { Document, HeadingLevel, LevelFormat, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx'
import { degrees, PDFDocument, type PDFPage, StandardFonts } from 'pdf-lib'
import { afterEach, describe, expect, it } from 'vitest'
import { openDocumentReader, type ReaderOptions, type ReadingCost } from '../../src/adapters/documents.ts'
import { DOCUMENT_LIMITS, type Extraction, type ExtractionProgress } from '../../src/publishing/publishing.ts'
import { bilevel } from '../proofs/import/draw.ts'
import { faxedPdf, tiffOf } from '../proofs/import/fax.ts'
import * as hostile from './hostile.ts'

const MEBIBYTE = 1024 * 1024
const LIMIT = 640 * MEBIBYTE
/** Memory is looked at every 20 ms; in between a child may run over by so much. */
const OVERRUN = 160 * MEBIBYTE

const costs: ReadingCost[] = []

type Given = { readonly images?: boolean; readonly signal?: AbortSignal; readonly onProgress?: (p: ExtractionProgress) => void }

const read = (
  files: Uint8Array | readonly Uint8Array[],
  { images = false, signal = new AbortController().signal, onProgress = () => {} }: Given = {},
  options: Partial<ReaderOptions> = {},
): Promise<Extraction> =>
  openDocumentReader({ ...options, onEnd: cost => costs.push(cost) })(
    (files instanceof Uint8Array ? [files] : files).map(bytes => ({ name: 'surat.pdf', bytes })),
    { images, signal, onProgress },
  )

const linesOf = (extraction: Extraction): string[] =>
  extraction.kind === 'read' ? extraction.extracted.pages.flatMap(p => p.lines.map(l => l.text)) : []

/** Nobody is left of those who read. */
function isGone({ pid }: ReadingCost): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

afterEach(() => {
  for (const cost of costs) {
    expect(isGone(cost)).toBe(true)
    expect(cost.peakBytes).toBeLessThan(LIMIT + OVERRUN)
  }
  costs.length = 0
})

const ole = (text: string): Uint8Array =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(text, 'utf16le')])

/** Name, document, why it is refused, and whether a process had to look at it. */
const REFUSED: readonly (readonly [string, () => Uint8Array, string, boolean])[] = [
  ['an empty file', () => new Uint8Array(0), 'empty', false],
  ['a Word file of the old kind', () => ole('WordDocument'), 'not-a-document', false],
  ['a Word file under a password', () => ole('EncryptedPackage'), 'encrypted', false],
  ['a web page that calls itself PDF', () => Buffer.from('<!doctype html><p>Surat Edaran</p>'), 'not-a-document', false],
  ['a program', () => Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(400)]), 'not-a-document', false],
  [
    'a file that is a PDF at its head and an archive at its end',
    () => Buffer.concat([hostile.pageOf('Surat'), hostile.wordOf(hostile.bodyOf(hostile.paragraph('Lain')))]),
    'not-a-document',
    false,
  ],
  ['a PDF that was cut off', () => hostile.pageOf('Surat').subarray(0, 300), 'malformed', false],
  ['a file beyond the limit of size', () => Buffer.alloc(DOCUMENT_LIMITS.bytes + 1, '%PDF-1.7 '), 'too-large', false],
  ['a PDF of noise', () => Buffer.from(`%PDF-1.7\n${'obj stream '.repeat(500)}\n%%EOF`), 'malformed', true],
  ['a PDF of ten thousand pages', () => hostile.manyPages(10_000), 'too-many-pages', true],
  ['a PDF under a password', () => hostile.lockedPdf(), 'encrypted', true],
  ['a PDF that swells to three gigabytes', () => hostile.swellingPdf(3000), 'too-hungry', true],
  ['a picture of 60,000 by 60,000 dots', () => hostile.hollowPng(60_000, 60_000), 'too-large', true],
  [
    'a TIFF of 60,000 by 60,000 dots',
    () =>
      hostile.tiffOf([
        [256, 60_000],
        [257, 60_000],
        [259, 4],
        [273, 8],
        [279, 90],
      ]),
    'too-large',
    true,
  ],
  [
    'a TIFF whose pages lead round in a circle',
    () =>
      hostile.tiffOf(
        [
          [256, 100],
          [257, 100],
          [259, 4],
          [273, 8],
          [279, 40],
        ],
        8,
      ),
    'too-many-pages',
    true,
  ],
  [
    'a TIFF whose page lies behind its end',
    () =>
      hostile.tiffOf([
        [256, 100],
        [257, 100],
        [259, 4],
        [273, 8],
        [279, 4000],
      ]),
    'malformed',
    true,
  ],
  ['a TIFF that leads to where there is nothing', () => hostile.tiffOf([], 4_000_000_000), 'malformed', true],
  [
    'a TIFF packed as nobody packs',
    () =>
      hostile.tiffOf([
        [256, 100],
        [257, 100],
        [259, 99],
        [273, 8],
        [279, 40],
      ]),
    'malformed',
    true,
  ],
  ['a picture without a dot', () => hostile.hollowPng(2000, 3000), 'malformed', true],
  [
    'a Word file that says it holds four gigabytes',
    () => hostile.wordOf('', [{ name: 'word/styles.xml', content: Buffer.from('<a/>'), declared: 0xfffffff0 }]),
    'too-large',
    true,
  ],
  [
    'a Word file that holds more than it says',
    () =>
      hostile.wordOf(hostile.bodyOf(''), [{ name: 'word/styles.xml', content: Buffer.alloc(60 * MEBIBYTE, ' '), declared: 900 }]),
    'too-large',
    true,
  ],
  [
    'a Word file of five thousand parts',
    () => hostile.archiveOf(Array.from({ length: 5000 }, (_, i) => ({ name: `word/${i}.xml`, content: Buffer.from('<a/>') }))),
    'too-large',
    true,
  ],
  [
    'an archive whose parts lie on one another',
    () =>
      hostile.archiveOf(
        ['[Content_Types].xml', 'word/document.xml', 'word/styles.xml'].map(name => ({ name, content: Buffer.alloc(MEBIBYTE) })),
        { shared: true },
      ),
    'malformed',
    true,
  ],
  [
    'an archive of something else',
    () => hostile.archiveOf([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>') }]),
    'not-a-document',
    true,
  ],
  [
    'a Word file whose entities laugh a billion times',
    () => {
      const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
      return hostile.wordOf(hostile.bodyOf(hostile.paragraph('&l9;'), `<!DOCTYPE l [<!ENTITY l0 "ha">${laughs}]>`))
    },
    'malformed',
    true,
  ],
  [
    'a Word file that asks for a file of the machine',
    () => hostile.wordOf(hostile.bodyOf(hostile.paragraph('&x;'), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    'malformed',
    true,
  ],
  [
    'a Word file nested a hundred thousand deep',
    () => hostile.wordOf(hostile.bodyOf('<w:tbl>'.repeat(100_000) + '</w:tbl>'.repeat(100_000))),
    'malformed',
    true,
  ],
  ['a PDF without a word or a picture', () => hostile.pageOf(' '), 'no-text', true],
]

type Pen = { readonly page: PDFPage; readonly write: (text: string, x: number, y: number, size?: number) => void }

async function pdfBy(draw: (pen: Pen, document: PDFDocument) => void | Promise<void>): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.TimesRoman)
  const page = document.addPage([595, 842])
  await draw({ page, write: (text, x, y, size = 11) => page.drawText(text, { x, y: 842 - y, size, font }) }, document)
  return document.save()
}

/** A page at 150 dots an inch, so that OCR has little to do. */
function paper(draw: (ink: SKRSContext2D) => void): Canvas {
  const canvas = createCanvas(1240, 900)
  const ink = canvas.getContext('2d')
  ink.fillStyle = '#fff'
  ink.fillRect(0, 0, canvas.width, canvas.height)
  ink.fillStyle = '#111'
  ink.font = '30px "Liberation Serif"'
  draw(ink)
  return canvas
}

/** The mark of a camera that was held upright, beside the picture that it took lying. */
function takenLying(upright: Canvas): Uint8Array {
  const lying = createCanvas(upright.height, upright.width)
  const ink = lying.getContext('2d')
  ink.translate(0, lying.height)
  ink.rotate(-Math.PI / 2)
  ink.drawImage(upright, 0, 0)
  const jpeg = lying.toBuffer('image/jpeg', 92)
  const mark = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex')
  return Buffer.concat([jpeg.subarray(0, 2), mark, jpeg.subarray(2)])
}

describe('a PDF with text', () => {
  it('is read line by line, each with its place, size and weight', async () => {
    const document = await pdfBy(async ({ page, write }, pdf) => {
      const bold = await pdf.embedFont(StandardFonts.TimesRomanBold)
      page.drawText('SURAT EDARAN', { x: 240, y: 742, size: 14, font: bold })
      write('1.', 72, 150)
      write('Pegawai wajib menjaga', 100, 150)
      write('netralitas;', 208, 150)
      page.drawText('SALINAN', { x: 200, y: 300, size: 60, rotate: degrees(45) })
    })
    const extraction = await read(document, { images: true })
    expect(linesOf(extraction)).toEqual(['SURAT EDARAN', '1. Pegawai wajib menjaga netralitas;'])
    if (extraction.kind !== 'read') return
    const [title, point] = extraction.extracted.pages[0]?.lines ?? []
    expect(title).toMatchObject({ isBold: true, confidence: null, cell: null })
    expect(point).toMatchObject({ isBold: false, left: expect.closeTo(72 / 595, 2), bottom: expect.closeTo(152 / 842, 2) })
    expect(title?.size).toBeGreaterThan(point?.size ?? 1)
    expect(extraction.images.map(i => [i.number, i.type])).toEqual([[1, 'image/jpeg']])
  })

  it('is read column by column where it has two, and across where it has not', async () => {
    const left = [
      'pegawai menjaga netralitas dalam segala',
      'keadaan, baik di kantor maupun di luar',
      'kantor, pada jam kerja maupun sesudah',
      'jam kerja, dengan sarana apa pun yang',
      'dipakainya, milik kantor atau milik diri',
    ]
    const right = left.map(l => l.split(' ').reverse().join(' '))
    const document = await pdfBy(({ write }) => {
      write('Peraturan ini berlaku bagi seluruh pegawai di lingkungan pemerintah daerah dan badan usahanya', 72, 80)
      for (const [i, text] of left.entries()) write(text, 72, 110 + i * 14)
      for (const [i, text] of right.entries()) write(text, 310, 113 + i * 14)
    })
    expect(linesOf(await read(document)).slice(1)).toEqual([...left, ...right])
  })

  it('is read cell by cell where rules are drawn around', async () => {
    const document = await pdfBy(({ page, write }) => {
      const [xs, ys] = [
        [72, 110, 330, 520],
        [100, 120, 155, 190],
      ] as const
      for (const y of ys) page.drawLine({ start: { x: 72, y: 842 - y }, end: { x: 520, y: 842 - y }, thickness: 0.7 })
      for (const x of xs) page.drawLine({ start: { x, y: 742 }, end: { x, y: 842 - 190 }, thickness: 0.7 })
      const cells: [string, number, number][] = [
        ['No', 76, 114],
        ['Larangan', 116, 114],
        ['Sanksi', 336, 114],
      ]
      cells.push(['1', 76, 133], ['Memasang alat peraga', 116, 133], ['di kantor', 116, 147], ['Sedang', 336, 133])
      cells.push(['2', 76, 168], ['Menghadiri kampanye', 116, 168], ['Berat', 336, 168])
      for (const [text, x, y] of cells) write(text, x, y)
    })
    const extraction = await read(document)
    if (extraction.kind !== 'read') throw new Error(extraction.why)
    expect(extraction.extracted.pages[0]?.lines.map(l => [l.cell?.row, l.cell?.column, l.text])).toEqual([
      [0, 0, 'No'],
      [0, 1, 'Larangan'],
      [0, 2, 'Sanksi'],
      [1, 0, '1'],
      [1, 1, 'Memasang alat peraga'],
      [1, 1, 'di kantor'],
      [1, 2, 'Sedang'],
      [2, 0, '2'],
      [2, 1, 'Menghadiri kampanye'],
      [2, 2, 'Berat'],
    ])
  })
})

describe('a page of a PDF that shows something else than its text', () => {
  it('is read as a person sees it: text that is hidden is not there', async () => {
    expect(await read(hostile.pageOf('Pegawai boleh berkampanye', { mode: 3, box: '0 0 300 720' }))).toEqual({
      kind: 'refused',
      why: 'no-text',
    })
  })

  for (const [kind, why] of [
    ['image', 'huge'],
    ['stencil', 'huge'],
    ['stencil', 'broken'],
  ] as const)
    it(`is refused, not passed over as empty, when its picture cannot be unpacked: ${kind}, ${why}`, async () => {
      const extraction = await read(hostile.lostPdf(kind, why))
      expect(extraction.kind === 'read' && extraction.extracted.pages.map(p => [p.isRefused, p.lines])).toEqual([[true, []]])
    })
})

describe('a Word file', () => {
  const numbers = (level: number, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
    level,
    format,
    text,
  })
  const point = (text: string, level: number, instance = 0): Paragraph =>
    new Paragraph({ text, numbering: { reference: 'surat', level, instance } })

  it('is read with the numbers that Word prints and does not write, its cells, and without what it hides', async () => {
    const cells = (...texts: string[]): TableRow =>
      new TableRow({ children: texts.map(text => new TableCell({ children: [new Paragraph(text)] })) })
    const document = new Document({
      numbering: {
        config: [
          {
            reference: 'surat',
            levels: [
              numbers(0, LevelFormat.DECIMAL, '%1.'),
              numbers(1, LevelFormat.LOWER_LETTER, '%2.'),
              numbers(2, LevelFormat.DECIMAL, '%3)'),
            ],
          },
        ],
      },
      sections: [
        {
          children: [
            new Paragraph({ text: 'SURAT EDARAN', heading: HeadingLevel.HEADING_1 }),
            ...[
              point('Maksud', 0),
              point('satu', 1),
              point('rinci', 2),
              point('rinci lagi', 2),
              point('dua', 1),
              point('rinci', 2),
            ],
            ...[point('Ruang lingkup', 0), point('satu', 1), point('Daftar lain', 0, 1)],
            new Paragraph({ children: [new TextRun('Terlihat'), new TextRun({ text: ' tersembunyi', vanish: true })] }),
            new Table({ rows: [cells('No', 'Larangan'), cells('1', 'Kampanye & atribut')] }),
            new Paragraph({ text: 'Halaman baru', pageBreakBefore: true }),
          ],
        },
      ],
    })
    const extraction = await read(await Packer.toBuffer(document))
    expect(linesOf(extraction)).toEqual([
      'SURAT EDARAN',
      ...[
        '1. Maksud',
        'a. satu',
        '1) rinci',
        '2) rinci lagi',
        'b. dua',
        '1) rinci',
        '2. Ruang lingkup',
        'a. satu',
        '1. Daftar lain',
      ],
      ...['Terlihat', 'No', 'Larangan', '1', 'Kampanye & atribut', 'Halaman baru'],
    ])
    if (extraction.kind !== 'read') return
    expect(extraction.extracted.pages.map(p => p.lines.length)).toEqual([15, 1])
    expect(extraction.extracted.pages[0]?.lines.at(-1)?.cell).toEqual({ table: 0, row: 1, column: 1 })
  })
})

describe('pages in black and white, as scanners of offices pack them', () => {
  const sheets = ['Pegawai wajib menjaga netralitas selama masa kampanye.', 'Ketentuan ini berlaku bagi seluruh pegawai.']
  const scanned = sheets.map(text =>
    bilevel(
      paper(ink => {
        ink.font = '44px "Liberation Serif"'
        ink.fillText(text, 60, 160)
      }),
    ),
  )

  for (const [name, make] of [
    ['CCITT Group 4 in a PDF', () => faxedPdf(scanned, 'fax')],
    ['JBIG2 in a PDF', () => faxedPdf(scanned, 'jbig2')],
    ['a TIFF of many pages', () => tiffOf(scanned)],
  ] as const)
    it(`are read: ${name}`, async () => {
      const extraction = await read(make(), { images: true })
      expect(extraction.kind === 'read' && extraction.extracted.pages.map(p => [p.by, ...p.lines.map(l => l.text)])).toEqual(
        sheets.map(text => ['ocr', text]),
      )
      expect(extraction.kind === 'read' && extraction.images.map(i => i.number)).toEqual([1, 2])
    })

  it('are read as one document where each page is a file', async () => {
    expect(linesOf(await read(scanned.map(page => tiffOf([page]))))).toEqual(sheets)
  })
})

describe('a picture of print', () => {
  it('is read by OCR in the order of the files, each the way its camera was held, and says how sure it is', async () => {
    const first = paper(ink => {
      ink.fillText('Pasal 5', 560, 120)
      ink.fillText('Pegawai wajib menjaga netralitas selama masa kampanye.', 140, 180)
    })
    const second = paper(ink => ink.fillText('Ketentuan ini berlaku bagi seluruh pegawai.', 140, 160))
    const stages: string[] = []
    const extraction = await read([first.toBuffer('image/png'), takenLying(second)], {
      onProgress: p => stages.push(`${p.page}/${p.pages} ${p.stage}`),
    })
    expect(linesOf(extraction)).toEqual([
      'Pasal 5',
      'Pegawai wajib menjaga netralitas selama masa kampanye.',
      'Ketentuan ini berlaku bagi seluruh pegawai.',
    ])
    expect(stages).toEqual(['1/2 drawing', '1/2 ocr', '2/2 drawing', '2/2 ocr'])
    if (extraction.kind !== 'read') return
    expect(extraction.extracted.pages.map(p => [p.by, p.isRefused])).toEqual([
      ['ocr', false],
      ['ocr', false],
    ])
    expect(extraction.extracted.pages[0]?.lines.every(l => (l.confidence ?? 0) > 85)).toBe(true)
  })

  it('is read column by column where it has two, though their lines do not stand level', async () => {
    const left = [
      'pegawai menjaga netralitas dalam',
      'segala keadaan, baik di kantor',
      'maupun di luar kantor, pada jam',
      'kerja maupun sesudah jam kerja,',
      'dengan sarana apa pun yang dipakai',
      'untuk menyampaikan pendapatnya.',
    ]
    const right = left.map(line => line.split(' ').reverse().join(' '))
    const page = paper(ink => {
      ink.fillText('Peraturan ini berlaku bagi seluruh pegawai di lingkungan pemerintah daerah dan badan usahanya', 110, 100)
      for (const [i, text] of left.entries()) ink.fillText(text, 110, 160 + i * 44)
      for (const [i, text] of right.entries()) ink.fillText(text, 680, 180 + i * 44)
      ink.fillText('Ketentuan ini berlaku sejak tanggal ditetapkan dan diumumkan di setiap kantor pada hari yang sama', 110, 480)
    })
    const lines = linesOf(await read(page.toBuffer('image/png')))
    expect(lines.slice(1, -1)).toEqual([...left, ...right])
  })

  it('is refused page by page when it is blurred or too small, before OCR guesses at it', async () => {
    const sharp = paper(ink => {
      for (let line = 0; line < 18; line++)
        ink.fillText('Pegawai wajib menjaga netralitas dan bekerja dengan baik.', 140, 100 + line * 42)
    })
    const blurred = createCanvas(sharp.width, sharp.height)
    const ink = blurred.getContext('2d')
    ink.filter = 'blur(5px)'
    ink.drawImage(sharp, 0, 0)
    const small = createCanvas(500, 360)
    small.getContext('2d').drawImage(sharp, 0, 0, 500, 360)
    const extraction = await read([blurred.toBuffer('image/jpeg', 85), small.toBuffer('image/webp', 85)])
    expect(extraction.kind === 'read' && extraction.extracted.pages.map(p => [p.isRefused, p.lines.length])).toEqual([
      [true, 0],
      [true, 0],
    ])
  })

  it('is not mixed with documents of another kind', async () => {
    const files = [paper(() => {}).toBuffer('image/png'), hostile.pageOf('Surat')]
    expect(await read(files)).toEqual({ kind: 'refused', why: 'mixed-kinds' })
    const many = Array.from({ length: DOCUMENT_LIMITS.photographs + 1 }, () => hostile.hollowPng(10, 10))
    expect(await read(many)).toEqual({ kind: 'refused', why: 'too-many-pages' })
  })
})

describe('a hostile document', () => {
  for (const [name, make, why, needsReader] of REFUSED)
    it(`is refused with its reason: ${name}`, async () => {
      expect(await read(make())).toEqual({ kind: 'refused', why })
      expect(costs.length).toBe(needsReader ? 1 : 0)
    })

  it('is not run: scripts, actions and files inside a PDF are passed over, and its text is read', async () => {
    const document = hostile.pageOf('Surat Edaran Nomor 1', {
      catalogue: '/OpenAction 6 0 R/AA<</WC 6 0 R>>/Names<</JavaScript<</Names[(a) 6 0 R]>>/EmbeddedFiles<</Names[(b) 7 0 R]>>>>',
      others: ['<</S/JavaScript/JS(while\\(true\\){})>>', '<</Type/Filespec/F(b.exe)/UF(b.exe)>>'],
    })
    expect(linesOf(await read(document))).toEqual(['Surat Edaran Nomor 1'])
  })

  it('is not unpacked further: an archive inside a Word file stays as it is', async () => {
    const inner = hostile.archiveOf([{ name: 'a', content: Buffer.alloc(50 * MEBIBYTE) }])
    const outer = hostile.wordOf(hostile.bodyOf(hostile.paragraph('Surat Edaran')), [
      { name: 'word/embeddings/a.zip', content: inner },
    ])
    expect(linesOf(await read(outer))).toEqual(['Surat Edaran'])
  })

  it('reaches no network: what a Word file says lies elsewhere is never asked for', async () => {
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1:${port}/a.png" TargetMode="External"/></Relationships>`
    const document = hostile.wordOf(hostile.bodyOf(hostile.paragraph('Surat Edaran')), [
      { name: 'word/_rels/document.xml.rels', content: Buffer.from(relations) },
    ])
    expect(linesOf(await read(document))).toEqual(['Surat Edaran'])
    expect(asked).toBe(0)
    await new Promise(resolve => server.close(resolve))
  })

  it('is drawn small, however large it says its page is', async () => {
    const extraction = await read(hostile.pageOf('Surat', { box: '0 0 9000000 9000000' }), { images: true })
    expect(linesOf(extraction)).toEqual(['Surat'])
    expect(extraction.kind === 'read' && extraction.images.every(i => i.bytes.length < MEBIBYTE)).toBe(true)
  })
})

describe('the process that reads', () => {
  it('is killed when whoever asked no longer wants the answer', async () => {
    const abort = new AbortController()
    const reading = read(hostile.swellingPdf(3000), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('discarded')),
    })
    await expect(reading).rejects.toThrow('discarded')
  })

  it('is killed when its time is over', async () => {
    expect(await read(hostile.swellingPdf(500), {}, { seconds: 0.3 })).toEqual({ kind: 'refused', why: 'too-slow' })
  })

  it('is killed when it holds more memory than it was given, whatever it reads', async () => {
    const extraction = await read(hostile.pageOf('Surat'), {}, { memoryMebibytes: 60 })
    expect(extraction).toEqual({ kind: 'refused', why: 'too-hungry' })
  })

  it.runIf(process.platform === 'linux')('knows nothing of whoever started it, may write nothing and start nothing', async () => {
    const seen: { environment: string; command: string }[] = []
    await read(hostile.pageOf('Surat'), {
      onProgress: () => {
        for (const task of readdirSync('/proc/self/task'))
          for (const pid of readFileSync(join('/proc/self/task', task, 'children'), 'utf8')
            .trim()
            .split(' ')) {
            if (pid === '') continue
            const [environment = '', command = ''] = ['environ', 'cmdline'].map(f => readFileSync(join('/proc', pid, f), 'utf8'))
            if (command.includes('reading/child.ts')) seen.push({ environment, command })
          }
      },
    })
    expect(seen.length).toBeGreaterThan(0)
    for (const { environment, command } of seen) {
      expect(environment.split('\0').filter(v => v !== '' && !v.startsWith('NODE_CHANNEL_'))).toEqual([])
      expect(command).toContain('--permission')
      expect(command).not.toMatch(/allow-fs-write|allow-child-process/)
    }
  })
})
