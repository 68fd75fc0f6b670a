// Draws a laid-out page: as a picture at 300 dots per inch, as a scanner or a telephone would see it, and as a page of a PDF.
import { type Canvas, createCanvas, type ImageData } from '@napi-rs/canvas'
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'
import { sequence } from '../../../src/knowledge/knowledge.ts'
import type { Bilevel } from './fax.ts'
import type { Look, Page } from './layout.ts'
import type { Spoil } from './samples.ts'

const DOTS_PER_POINT = 300 / 72
/** Have the widths of the standard fonts of PDF, by which pages are laid out. */
const FACES = { serif: 'Liberation Serif', sans: 'Liberation Sans' } as const

export async function asPdf(pages: readonly Page[], look: Look): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const [plain, bold] = await Promise.all(
    (look.family === 'serif'
      ? [StandardFonts.TimesRoman, StandardFonts.TimesRomanBold]
      : [StandardFonts.Helvetica, StandardFonts.HelveticaBold]
    ).map(f => document.embedFont(f)),
  )
  if (!plain || !bold) throw new Error('fonts')
  for (const page of pages) drawOn(document.addPage([page.width, page.height]), page, plain, bold)
  return document.save()
}

function drawOn(to: PDFPage, page: Page, plain: PDFFont, bold: PDFFont): void {
  for (const { text, x, y, size, isBold } of page.runs)
    to.drawText(text, { x, y: page.height - y, size, font: isBold ? bold : plain })
  for (const { x1, y1, x2, y2 } of page.rules)
    to.drawLine({
      start: { x: x1, y: page.height - y1 },
      end: { x: x2, y: page.height - y2 },
      thickness: 0.7,
      color: rgb(0, 0, 0),
    })
}

/** Pictures in a PDF, as scanners make it. */
export async function asScannedPdf(pictures: readonly Uint8Array[], pages: readonly Page[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  for (const [at, bytes] of pictures.entries()) {
    const { width, height } = pages[at] ?? { width: 1, height: 1 }
    document.addPage([width, height]).drawImage(await document.embedJpg(bytes), { x: 0, y: 0, width, height })
  }
  return document.save()
}

function paint(page: Page, look: Look, degrees: number): Canvas {
  const [width, height] = [Math.round(page.width * DOTS_PER_POINT), Math.round(page.height * DOTS_PER_POINT)]
  const canvas = createCanvas(width, height)
  const ink = canvas.getContext('2d')
  ink.fillStyle = '#fbfaf7'
  ink.fillRect(0, 0, width, height)
  ink.translate(width / 2, height / 2)
  ink.rotate((degrees * Math.PI) / 180)
  ink.translate(-width / 2, -height / 2)
  ink.scale(DOTS_PER_POINT, DOTS_PER_POINT)
  ink.fillStyle = '#1b1b1f'
  ink.strokeStyle = '#1b1b1f'
  ink.lineWidth = 0.7
  for (const { text, x, y, size, isBold } of page.runs) {
    ink.font = `${isBold ? 'bold ' : ''}${size}px "${FACES[look.family]}"`
    ink.fillText(text, x, y)
  }
  for (const { x1, y1, x2, y2 } of page.rules) {
    ink.beginPath()
    ink.moveTo(x1, y1)
    ink.lineTo(x2, y2)
    ink.stroke()
  }
  return canvas
}

/** One page as a scanner or a telephone sees it. */
export function seen(page: Page, look: Look, spoil: Spoil, seed: number): Canvas {
  let canvas = paint(page, look, spoil.degrees)
  if (spoil.perspective > 0) canvas = tilted(canvas, spoil.perspective)
  if (spoil.blur > 0) canvas = blurred(canvas, spoil.blur)
  soil(canvas, spoil, sequence(seed))
  return canvas
}

export function asPicture(page: Page, look: Look, spoil: Spoil, seed: number): Promise<Uint8Array> {
  const canvas = seen(page, look, spoil, seed)
  return spoil.packed === 'png' ? canvas.encode('png') : canvas.encode('jpeg', spoil.quality)
}

/** Half way between ink and paper. */
const INK_BELOW = 140

/** In black and white, as scanners of offices are set. */
export function bilevel(canvas: Canvas): Bilevel {
  const { width, height } = canvas
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height)
  const rows = Array.from({ length: height }, (_, y) =>
    Uint8Array.from({ length: width }, (_, x) => ((data[(y * width + x) * 4 + 1] ?? 255) < INK_BELOW ? 1 : 0)),
  )
  return { width, height, rows }
}

function blurred(from: Canvas, radius: number): Canvas {
  const to = createCanvas(from.width, from.height)
  const ink = to.getContext('2d')
  ink.filter = `blur(${radius}px)`
  ink.drawImage(from, 0, 0)
  return to
}

/** A sheet held under a telephone that leans: its upper edge is farther away, and it lies on a table. */
function tilted(from: Canvas, amount: number): Canvas {
  const { width, height } = from
  const to = createCanvas(width, height)
  const [source, ink] = [from.getContext('2d').getImageData(0, 0, width, height), to.getContext('2d')]
  const target = ink.createImageData(width, height)
  for (let y = 0; y < height; y++) {
    const inset = width * amount * (1 - y / height)
    const across = width - 2 * inset
    // what is farther away is also lower: the rows come closer together towards the upper edge
    const v = y / height
    const row = Math.round(v * (1 + amount * (1 - v)) * (height - 1))
    for (let x = 0; x < width; x++) {
      const column = Math.round(((x - inset) / across) * (width - 1) + amount * 40 * Math.sin(v * 3))
      copyPixel(source, target, column, row, x, y)
    }
  }
  ink.putImageData(target, 0, 0)
  return to
}

const TABLE = [104, 82, 61] as const

function copyPixel(source: ImageData, target: ImageData, fromX: number, fromY: number, toX: number, toY: number): void {
  const to = (toY * target.width + toX) * 4
  const isInside = fromX >= 0 && fromX < source.width && fromY >= 0 && fromY < source.height
  const from = (fromY * source.width + fromX) * 4
  for (let channel = 0; channel < 3; channel++)
    target.data[to + channel] = (isInside ? source.data[from + channel] : TABLE[channel]) ?? 0
  target.data[to + 3] = 255
}

/** Noise of the sensor, and a shadow that falls over the lower right. */
function soil(canvas: Canvas, { noise, shadow }: Spoil, next: () => number): void {
  const ink = canvas.getContext('2d')
  const { width, height } = canvas
  const pixels = ink.getImageData(0, 0, width, height)
  const { data } = pixels
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = shadow === 0 ? 1 : 1 - shadow * Math.max(0, Math.min(1, (x / width + y / height - 0.7) * 1.4))
      const grain = (next() - 0.5) * 2 * noise
      const at = (y * width + x) * 4
      for (let channel = 0; channel < 3; channel++) data[at + channel] = (data[at + channel] ?? 0) * dark + grain
    }
  }
  ink.putImageData(pixels, 0, 0)
}
