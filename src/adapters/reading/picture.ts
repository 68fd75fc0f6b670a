// A picture of a page: read by OCR, or refused when it is too poor to be believed.
import type { Canvas } from '@napi-rs/canvas'
import type { ExtractedPage } from '../../publishing/publishing.ts'
import type { Ocr } from './ocr.ts'
import { arrange } from './pieces.ts'
import { evenlyLit, greyOf, sharpnessOf } from './pixels.ts'
import { plain } from './plain.ts'

/** Below this mean confidence what was read is guessed. */
const CONFIDENT = 65
/** Softer print than this is blurred: measured on letters as large as OCR likes them. */
const SHARP = 0.02
/** Letters smaller than this many dots have lost their shape. */
const LETTER_DOTS = 14
/** So few words tell nothing of how well the rest was read. */
const WORDS_MIN = 3

export async function readPicture(
  drawn: Canvas,
  dpi: number,
  ocr: Ocr,
  { isPhotograph }: { readonly isPhotograph: boolean },
): Promise<Pick<ExtractedPage, 'lines' | 'by' | 'isRefused'>> {
  const context = drawn.getContext('2d')
  const grey = greyOf(context.getImageData(0, 0, drawn.width, drawn.height).data, drawn.width, drawn.height)
  const picture = isPhotograph ? evenlyLit(grey) : grey
  const isSharp = !isPhotograph || sharpnessOf(picture) >= SHARP
  if (!isSharp) return { lines: [], by: 'ocr', isRefused: true }
  const { words, confidence } = await ocr.read(picture, dpi)
  const kept = words.map(w => ({ ...w, text: plain(w.text) }))
  const lines = arrange(kept, [], picture)
  const letters = kept.map(w => w.size).toSorted((a, b) => a - b)[Math.floor(kept.length / 2)] ?? 0
  const isRefused = kept.length >= WORDS_MIN && (confidence < CONFIDENT || letters < LETTER_DOTS)
  return { lines, by: 'ocr', isRefused }
}
