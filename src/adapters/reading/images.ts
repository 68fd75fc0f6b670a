// Photographs and scans of pages, one file a page, in the order in which they were given.
import * as canvas from '@napi-rs/canvas'
import type { PageImage } from '../../publishing/publishing.ts'
import { type Measures, measure } from './measures.ts'
import type { Ocr } from './ocr.ts'
import { readPicture } from './picture.ts'
import { type ReadingLimits, Refusal, type Saying } from './said.ts'

export type ImageOptions = { readonly images: boolean; readonly limits: ReadingLimits; readonly ocr: () => Promise<Ocr> }

/** A photograph of fifty million dots is what telephones make; more is unpacked for nothing. */
const DOTS_MAX = 52_000_000
const SIDE_MAX = 12_000
/** Long side of A4 at 300 dpi: what OCR reads best. Smaller ones are enlarged, but not out of nothing. */
const READ_AT = 3508
const ENLARGED_MAX = 2
const PAGE_INCHES = 11.7
/** A picture with a shorter long side holds no page that could be read. */
const SIDE_MIN = 700
const JPEG_QUALITY = 78

export async function readImages(files: readonly Uint8Array[], options: ImageOptions, saying: Saying): Promise<void> {
  const measured = files.map(measure)
  for (const measures of measured) {
    if (measures === null || measures.width === 0 || measures.height === 0) throw new Refusal('malformed')
    if (measures.width * measures.height > DOTS_MAX || Math.max(measures.width, measures.height) > SIDE_MAX)
      throw new Refusal('too-large')
  }
  for (const [i, bytes] of files.entries()) {
    const measures = measured[i]
    if (measures) await readImage(bytes, measures, { number: i + 1, pages: files.length }, options, saying)
  }
}

async function readImage(
  bytes: Uint8Array,
  measures: Measures,
  { number, pages }: { number: number; pages: number },
  options: ImageOptions,
  saying: Saying,
): Promise<void> {
  saying.progress({ page: number, pages, stage: 'drawing' })
  const upright = await drawUpright(bytes, measures)
  const image: PageImage | null = options.images
    ? { number, type: 'image/jpeg', bytes: await shown(upright, options.limits.imageWidth) }
    : null
  saying.progress({ page: number, pages, stage: 'ocr' })
  const isTooSmall = Math.max(measures.width, measures.height) < SIDE_MIN
  const dpi = Math.max(upright.width, upright.height) / PAGE_INCHES
  const read = isTooSmall
    ? { lines: [], by: 'ocr' as const, isRefused: true }
    : await readPicture(upright, dpi, await options.ocr(), { isPhotograph: true })
  upright.width = upright.height = 1
  saying.page({ number, ...read }, image)
}

/** The picture the right way up, as large as OCR likes it. */
async function drawUpright(bytes: Uint8Array, { width, height, turn, isMirrored }: Measures): Promise<canvas.Canvas> {
  let image: canvas.Image
  try {
    image = await canvas.loadImage(Buffer.from(bytes))
  } catch (error) {
    throw new Refusal('malformed', error)
  }
  const scale = Math.min(ENLARGED_MAX, READ_AT / Math.max(width, height))
  // the library may have turned it already: then its sides are those of the upright picture
  const isTurned = turn % 180 !== 0
  const sides = {
    width: Math.round((isTurned ? height : width) * scale),
    height: Math.round((isTurned ? width : height) * scale),
  }
  const drawn = canvas.createCanvas(Math.max(1, sides.width), Math.max(1, sides.height))
  const context = drawn.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, drawn.width, drawn.height)
  context.imageSmoothingQuality = 'high'
  context.translate(drawn.width / 2, drawn.height / 2)
  context.rotate((turn * Math.PI) / 180)
  if (isMirrored) context.scale(-1, 1)
  context.drawImage(image, (-width * scale) / 2, (-height * scale) / 2, width * scale, height * scale)
  context.setTransform(1, 0, 0, 1, 0, 0)
  return drawn
}

async function shown(drawn: canvas.Canvas, width: number): Promise<Uint8Array> {
  const scale = Math.min(1, width / drawn.width)
  const made = canvas.createCanvas(Math.max(1, Math.round(drawn.width * scale)), Math.max(1, Math.round(drawn.height * scale)))
  made.getContext('2d').drawImage(drawn, 0, 0, made.width, made.height)
  return await made.encode('jpeg', JPEG_QUALITY)
}
