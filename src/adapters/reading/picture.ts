// A picture of a page: read by OCR, or refused when it is too poor to be believed.
import type { Canvas } from '@napi-rs/canvas'
import type { ExtractedLine, ExtractedPage } from '../../publishing/publishing.ts'
import type { Ocr } from './ocr.ts'
import { arrange, type Piece } from './pieces.ts'
import { evenlyLit, type Grey, greyOf, rulesIn, sharpnessOf, skewOf, turned } from './pixels.ts'
import { plain } from './plain.ts'

/** Below this mean confidence what was read is guessed. */
const CONFIDENT = 65
/** Softer print is blurred: OCR reads 94 of 100 letters for certain at 0.3, half of them at 0.08. */
const SHARP = 0.13
/** Letters smaller than this many dots have lost their shape. */
const LETTER_DOTS = 14
/** So few words tell nothing of how well the rest was read. */
const WORDS_MIN = 3

type Read = Pick<ExtractedPage, 'lines' | 'by' | 'isRefused'>
export const REFUSED: Read = { lines: [], by: 'ocr', isRefused: true }

/** Lets go of the dots of a drawing, which lie outside the heap of JavaScript: it does not know how many they are. */
export function forget(drawn: Canvas): void {
  drawn.width = 1
  drawn.height = 1
}

/** Takes the dots out of the drawing: it is empty afterwards. */
export async function readPicture(
  drawn: Canvas,
  dpi: number,
  ocr: Ocr,
  { isPhotograph }: { readonly isPhotograph: boolean },
): Promise<Read> {
  const { picture, skew } = upright(drawn, isPhotograph)
  const sharpness = isPhotograph ? sharpnessOf(picture) : null
  if (sharpness !== null && sharpness < SHARP) return REFUSED
  const { words, confidence } = await ocr.read(picture, dpi)
  const rules = rulesIn(picture)
  const kept = words.flatMap(w => wordOf(w, rules.length > 0) ?? [])
  const letters = kept.map(w => w.size).toSorted((a, b) => a - b)[Math.floor(kept.length / 2)] ?? 0
  const isRefused = kept.length < WORDS_MIN ? isPhotograph : confidence < CONFIDENT || letters < LETTER_DOTS
  const lines = arrange(kept, rules, picture)
  return { lines: lines.map(line => turnedBack(line, skew, picture)), by: 'ocr', isRefused }
}

function upright(drawn: Canvas, isPhotograph: boolean): { readonly picture: Grey; readonly skew: number } {
  const { data, width, height } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height)
  forget(drawn)
  const grey = greyOf(data, width, height)
  const lit = isPhotograph ? evenlyLit(grey) : grey
  const skew = skewOf(lit)
  return { picture: turned(lit, skew), skew }
}

/** Rules beside print are read as strokes. */
function wordOf(word: Piece, hasRules: boolean): Piece | null {
  const said = plain(word.text)
  const text = hasRules ? said.replace(/^[|_¦]+(?=.)|(?<=.)[|_¦]+$/g, '') : said
  return text === '' || (hasRules && /^[|¦_[\]=—-]+$/.test(text) && text.length < 3 && text !== '-') ? null : { ...word, text }
}

/** Where a line stands on the page as it was given, which lay askew. */
function turnedBack(line: ExtractedLine, skew: number, { width, height }: Grey): ExtractedLine {
  if (skew === 0) return line
  const fromMiddle = ((line.left + line.right) / 2 - 0.5) * width
  const down = (fromMiddle * Math.sin(skew)) / height
  const kept = (share: number): number => Math.round(Math.min(1, Math.max(0, share + down)) * 10_000) / 10_000
  return { ...line, top: kept(line.top), bottom: kept(line.bottom) }
}
