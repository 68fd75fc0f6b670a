// Photographs and scans of pages, one file a page, in the order in which they were given.
import * as canvas from '@napi-rs/canvas'
import type { PageImage } from '../../publishing/publishing.ts'
import { isTooLarge, measure } from './measures.ts'
import type { Ocr } from './ocr.ts'
import { REFUSED, readPicture } from './picture.ts'
import { type ReadingLimits, Refusal, type Saying } from './said.ts'

export type ImageOptions = { readonly images: boolean; readonly limits: ReadingLimits; readonly ocr: () => Promise<Ocr> }

/** Long side of A4 at 300 dpi: what OCR reads best. Smaller ones are enlarged, but not out of nothing. */
const READ_AT = 3508
const ENLARGED_MAX = 2
const PAGE_INCHES = 11.7
/** A picture with a shorter long side holds no page that could be read. */
const SIDE_MIN = 700
const JPEG_QUALITY = 78

export async function readImages(files: readonly Uint8Array[], options: ImageOptions, saying: Saying): Promise<void> {
  for (const bytes of files) judgeMeasures(bytes)
  for (const [i, bytes] of files.entries()) await readImage(bytes, { number: i + 1, pages: files.length }, options, saying)
}

/** All of them before the first is unpacked. */
function judgeMeasures(bytes: Uint8Array): void {
  const measures = measure(bytes)
  if (measures === null || measures.width === 0 || measures.height === 0) throw new Refusal('malformed')
  if (isTooLarge(measures)) throw new Refusal('too-large')
}

async function readImage(
  bytes: Uint8Array,
  { number, pages }: { number: number; pages: number },
  options: ImageOptions,
  saying: Saying,
): Promise<void> {
  saying.progress({ page: number, pages, stage: 'drawing' })
  const { drawn, isTooSmall } = await drawLarge(bytes)
  const image: PageImage | null = options.images
    ? { number, type: 'image/jpeg', bytes: await shown(drawn, options.limits.imageWidth) }
    : null
  saying.progress({ page: number, pages, stage: 'ocr' })
  const dpi = Math.max(drawn.width, drawn.height) / PAGE_INCHES
  const read = isTooSmall ? REFUSED : await readPicture(drawn, dpi, await options.ocr(), { isPhotograph: true })
  saying.page({ number, ...read }, image)
}

/** The picture as large as OCR likes it, the right way up: unpacking it, the library heeds how the camera was held. */
async function drawLarge(bytes: Uint8Array): Promise<{ readonly drawn: canvas.Canvas; readonly isTooSmall: boolean }> {
  const image = await unpacked(bytes)
  const longest = Math.max(image.width, image.height)
  const scale = Math.min(ENLARGED_MAX, READ_AT / longest)
  const drawn = canvas.createCanvas(Math.max(1, Math.round(image.width * scale)), Math.max(1, Math.round(image.height * scale)))
  const context = drawn.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, drawn.width, drawn.height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(image, 0, 0, drawn.width, drawn.height)
  return { drawn, isTooSmall: longest < SIDE_MIN }
}

async function unpacked(bytes: Uint8Array): Promise<canvas.Image> {
  try {
    return await canvas.loadImage(Buffer.from(bytes))
  } catch (error) {
    throw new Refusal('malformed', error)
  }
}

async function shown(drawn: canvas.Canvas, width: number): Promise<Uint8Array> {
  const scale = Math.min(1, width / drawn.width)
  const made = canvas.createCanvas(Math.max(1, Math.round(drawn.width * scale)), Math.max(1, Math.round(drawn.height * scale)))
  made.getContext('2d').drawImage(drawn, 0, 0, made.width, made.height)
  return await made.encode('jpeg', JPEG_QUALITY)
}
