// A PDF, page by page: its text where it has one that a person sees, else what OCR reads off the drawn page.
// Scripts, forms and files inside are never looked at: only what is printed.
import { fileURLToPath } from 'node:url'
import * as canvas from '@napi-rs/canvas'
import { getDocument, OPS, type PDFPageProxy as Page, type PDFDocumentProxy as Pdf } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { ExtractedLine, ExtractedPage, PageImage } from '../../publishing/publishing.ts'
import { drawingsOf } from './drawings.ts'
import { DOTS_MAX } from './measures.ts'
import type { Ocr } from './ocr.ts'
import { forget, REFUSED, readPicture } from './picture.ts'
import { arrange, type Piece } from './pieces.ts'
import { plain } from './plain.ts'
import { type ReadingLimits, Refusal, type Saying } from './said.ts'
import { isText } from './sense.ts'

type View = ReturnType<Page['getViewport']>

/** What OCR reads best, and what is drawn at most, however large the page says it is: A3 at that fineness. */
const DPI = 300
const POINTS = 72
const DRAWN_DOTS_MAX = 18_000_000
/** A page on which a picture covers so much, and print so little, is a scan with a stamp. */
const SCAN_COVERS = 0.5
const STAMP_COVERS = 0.25
const JPEG_QUALITY = 78
/** How pages are unpacked that scanners make: fax (CCITT), JBIG2 and JPEG 2000. */
const WASM = fileURLToPath(new URL('../../wasm/', import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')))

export type PdfOptions = { readonly images: boolean; readonly limits: ReadingLimits; readonly ocr: () => Promise<Ocr> }

export async function readPdf(bytes: Uint8Array, options: PdfOptions, saying: Saying): Promise<void> {
  const pdf = await open(bytes)
  if (pdf.numPages < 1) throw new Refusal('malformed')
  if (pdf.numPages > options.limits.pages) throw new Refusal('too-many-pages')
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await malformed(pdf.getPage(number))
    await readPage(page, number, pdf.numPages, options, saying)
    page.cleanup()
  }
  await pdf.loadingTask.destroy()
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocument({
      // it takes what it is given for its own
      data: Uint8Array.from(bytes),
      wasmUrl: WASM,
      disableFontFace: true,
      useSystemFonts: true,
      // names of fonts: they tell what is bold
      fontExtraProperties: true,
      enableXfa: false,
      stopAtErrors: false,
      // larger ones are left out
      maxImageSize: DOTS_MAX,
      canvasMaxAreaInBytes: DRAWN_DOTS_MAX * 4,
      verbosity: 0,
    }).promise
  } catch (error) {
    throw new Refusal(error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'malformed', error)
  }
}

/** Whatever the library makes of a broken document is the document's fault. */
async function malformed<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw new Refusal('malformed', error)
  }
}

async function readPage(page: Page, number: number, pages: number, options: PdfOptions, saying: Saying): Promise<void> {
  saying.progress({ page: number, pages, stage: 'reading' })
  const view = page.getViewport({ scale: 1 })
  if (!(view.width >= 1 && view.height >= 1)) throw new Refusal('malformed')
  const { lines, isLost } = await malformed(textOf(page, view))
  const isScan = lines === null && !isLost
  let read: Pick<ExtractedPage, 'lines' | 'by' | 'isRefused'> = isLost
    ? REFUSED
    : { lines: lines ?? [], by: 'text', isRefused: false }
  let image: PageImage | null = null
  if (isScan) {
    saying.progress({ page: number, pages, stage: 'drawing' })
    const drawn = await malformed(draw(page, DPI / POINTS))
    image = options.images ? { number, type: 'image/jpeg', bytes: await small(drawn, options.limits.imageWidth) } : null
    saying.progress({ page: number, pages, stage: 'ocr' })
    page.cleanup()
    read = await readPicture(drawn, DPI, await options.ocr(), { isPhotograph: false })
  } else if (options.images) {
    saying.progress({ page: number, pages, stage: 'drawing' })
    const drawn = await malformed(draw(page, options.limits.imageWidth / view.width))
    image = { number, type: 'image/jpeg', bytes: await drawn.encode('jpeg', JPEG_QUALITY) }
    forget(drawn)
  }
  saying.page({ number, ...read }, image)
}

/** The page's own text; null when there is none that a person would see, or none that makes sense. */
async function textOf(page: Page, view: View): Promise<{ lines: ExtractedLine[] | null; isLost: boolean }> {
  const content = await page.getTextContent()
  const drawings = drawingsOf(await page.getOperatorList(), OPS, view, image => isUnpacked(page, image))
  const { isLost } = drawings
  const fonts = new Map(Object.keys(content.styles).map(name => [name, isBoldFont(page, name)]))
  const pieces = content.items.flatMap(item => ('str' in item ? (pieceOf(item, view, fonts) ?? []) : []))
  const lines = arrange(apart(pieces), drawings.rules, view)
  if (pieces.length === 0) return { lines: drawings.isEmpty ? [] : null, isLost }
  if (drawings.isTextHidden || !isText(lines.map(l => l.text).join(' '))) return { lines: null, isLost }
  const printed = lines.reduce((sum, l) => sum + (l.bottom - l.top), 0)
  const isScan = drawings.covered > SCAN_COVERS && printed < STAMP_COVERS
  // a lost picture beside a page of text is an illustration; under a stamp it is the page
  return { lines: isScan ? null : lines, isLost: isLost && isScan }
}

/** A picture that is broken or too large is left out by the library. */
function isUnpacked(page: Page, image: string): boolean {
  const objects = image.startsWith('g_') ? page.commonObjs : page.objs
  return !objects.has(image) || objects.get(image) !== null
}

type Item = Extract<Awaited<ReturnType<Page['getTextContent']>>['items'][number], { str: string }>

/** A run of text where it stands in the view; null: it stands slanted, as a watermark does. */
function pieceOf(item: Item, view: View, fonts: ReadonlyMap<string, boolean>): Piece | null {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = item.transform.map(Number)
  const [va = 1, vb = 0, vc = 0, vd = -1, ve = 0, vf = 0] = view.transform.map(Number)
  const along = { x: va * a + vc * b, y: vb * a + vd * b }
  const size = Math.hypot(va * c + vc * d, vb * c + vd * d)
  if (along.x <= 0 || Math.abs(along.y) > along.x * 0.1 || size === 0) return null
  const left = va * e + vc * f + ve
  return {
    text: plain(item.str),
    left,
    right: left + item.width,
    baseline: vb * e + vd * f + vf,
    size,
    isBold: fonts.get(item.fontName) ?? false,
    confidence: null,
    isApart: null,
  }
}

/** Runs that are nothing but a space tell that what follows stands apart. */
function apart(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = []
  let isAfterSpace = false
  for (const piece of pieces) {
    if (piece.text.trim() === '') {
      isAfterSpace ||= piece.text !== ''
      continue
    }
    kept.push(isAfterSpace ? { ...piece, isApart: true } : piece)
    isAfterSpace = false
  }
  return kept
}

function isBoldFont(page: Page, name: string): boolean {
  if (!page.commonObjs.has(name)) return false
  const font: unknown = page.commonObjs.get(name)
  const said = typeof font === 'object' && font !== null && 'name' in font ? String(font.name) : ''
  return /bold|black|heavy|semibold|demi/i.test(said)
}

async function draw(page: Page, scale: number): Promise<canvas.Canvas> {
  const whole = page.getViewport({ scale: 1 })
  const fitting = Math.sqrt(DRAWN_DOTS_MAX / (whole.width * whole.height))
  const viewport = page.getViewport({ scale: Math.min(scale, fitting) })
  const drawn = canvas.createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)))
  await page.render({
    // the library draws on the canvas of this package; its types know only the one of a browser
    ...({ canvas: drawn, canvasContext: drawn.getContext('2d') } as unknown as { canvas: null; canvasContext: never }),
    viewport,
  }).promise
  return drawn
}

/** The drawn page at the width in which it is shown. */
async function small(drawn: canvas.Canvas, width: number): Promise<Uint8Array> {
  const scale = Math.min(1, width / drawn.width)
  const made = canvas.createCanvas(Math.max(1, Math.round(drawn.width * scale)), Math.max(1, Math.round(drawn.height * scale)))
  const context = made.getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(drawn, 0, 0, made.width, made.height)
  const bytes = await made.encode('jpeg', JPEG_QUALITY)
  forget(made)
  return bytes
}
