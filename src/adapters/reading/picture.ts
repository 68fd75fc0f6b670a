// A picture of a page: read by OCR, or refused when it is too poor to be believed.
import type { Canvas } from '@napi-rs/canvas'
import type { ExtractedLine, ExtractedPage } from '../../publishing/publishing.ts'
import { partsOf } from './columns.ts'
import type { Rule } from './grids.ts'
import type { Ocr } from './ocr.ts'
import { arrange, type Piece } from './pieces.ts'
import { type Area, cut, evenlyLit, type Grey, greyOf, rulesIn, sharpnessOf, skewOf, turned } from './pixels.ts'
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
  const { picture, skew, parts } = upright(drawn, isPhotograph)
  const sharpness = isPhotograph ? sharpnessOf(picture) : null
  if (sharpness !== null && sharpness < SHARP) return REFUSED
  const rules = rulesIn(picture)
  const kept: Piece[] = []
  for (const part of parts) kept.push(...(await wordsIn(part, picture, dpi, ocr)))
  const isGuessed = sureness(kept) < CONFIDENT
  const letters = kept.map(w => w.size).toSorted((a, b) => a - b)[Math.floor(kept.length / 2)] ?? 0
  const isRefused = kept.length < WORDS_MIN ? isPhotograph : isGuessed || letters < LETTER_DOTS
  const lines = arrange(kept, rules, picture)
  return { lines: lines.map(line => turnedBack(line, skew, picture)), by: 'ocr', isRefused }
}

/** The words of a part of the page, where they stand on the whole of it. */
async function wordsIn(part: Area, picture: Grey, dpi: number, ocr: Ocr): Promise<Piece[]> {
  const alone = cut(picture, part)
  return (await wordsOf(alone, dpi, ocr, rulesIn(alone))).map(w => movedBy(w, part))
}

const movedBy = (word: Piece, { left, top }: Area): Piece => ({
  ...word,
  left: word.left + left,
  right: word.right + left,
  baseline: word.baseline + top,
})

/** Below this a page is read in the other way too. */
const SURE = 88

/**
 * Line below line across the whole part: OCR that looks for columns itself takes the numbers of a list for stains beside it, and leaves
 * them out. It copes with a page that is bent, though, and is tried where the lines were not found.
 */
async function wordsOf(picture: Grey, dpi: number, ocr: Ocr, rules: readonly Rule[]): Promise<readonly Piece[]> {
  const readAs = async (as: 'page' | 'lines'): Promise<readonly Piece[]> => {
    const words = withoutStains((await ocr.read(picture, dpi, as)).flatMap(w => wordOf(w, rules.length > 0) ?? []))
    return sureness(words) < CONFIDENT ? words : await lookedAgain(words, arrange(words, rules, picture), picture, dpi, ocr)
  }
  const plainly = await readAs('lines')
  if (sureness(plainly) >= SURE || plainly.length < WORDS_MIN) return plainly
  const otherwise = await readAs('page')
  return sureness(otherwise) > sureness(plainly) ? otherwise : plainly
}

/** Stains, and what lies beside the print: the edge of the sheet and the table under it. A number is kept, however faint. */
function withoutStains(words: readonly Piece[]): readonly Piece[] {
  const sure = words.filter(w => (w.confidence ?? 0) >= SURE && w.text.length >= WORDS_MIN)
  const [left, right] = [Math.min(...sure.map(w => w.left)), Math.max(...sure.map(w => w.right))]
  if (sure.length < WORDS_MIN) return words
  const isNumber = (w: Piece): boolean => /\d/.test(w.text)
  const isBeside = (w: Piece): boolean => w.right <= left || w.left >= right
  const isFaint = (w: Piece): boolean => (w.confidence ?? 0) < STAIN && w.text.length < WORDS_MIN
  return words.filter(w => (w.confidence ?? 0) >= LOST || isNumber(w) || !(isBeside(w) || isFaint(w)))
}

/** A line below this was lost, not misread: OCR took two lines for one, or a shadow for print. */
const LOST = 60
const LOST_LETTERS = 4
/** Better, but most of it gone, is not better. */
const KEPT_LETTERS = 0.6
const STAIN = 20
const LOOKS_MAX = 6
const MARGIN = 8

/** On a page that was read well, lines that were lost are cut out and read once more, alone; what comes out better is taken. */
async function lookedAgain(
  words: readonly Piece[],
  lines: readonly ExtractedLine[],
  picture: Grey,
  dpi: number,
  ocr: Ocr,
): Promise<readonly Piece[]> {
  let kept = words
  for (const area of lostAreas(lines, picture).slice(0, LOOKS_MAX)) {
    const isIn = (w: Piece): boolean => {
      const [x, y] = [(w.left + w.right) / 2, w.baseline - w.size * 0.3]
      return x >= area.left && x < area.right && y >= area.top && y < area.bottom
    }
    // a little of the lines around is cut with it, so that no letter loses its tail; what is read of those is not wanted
    const around = { ...area, top: Math.max(0, area.top - MARGIN), bottom: Math.min(picture.height, area.bottom + MARGIN) }
    const again = await ocr.read(cut(picture, around), dpi, 'lines')
    const found = again
      .flatMap(w => wordOf(w, false) ?? [])
      .map(w => movedBy(w, around))
      .filter(w => isIn(w) && (w.confidence ?? 0) >= LOST)
    const lost = kept.filter(isIn)
    if (lettersOf(found) < lettersOf(lost) * KEPT_LETTERS || sureness(found) <= sureness(lost)) continue
    kept = [...kept.filter(w => !isIn(w)), ...found]
  }
  return kept
}

const lettersOf = (words: readonly Piece[]): number => words.reduce((sum, w) => sum + w.text.length, 0)
const sureness = (words: readonly Piece[]): number =>
  words.reduce((sum, w) => sum + (w.confidence ?? 0) * w.text.length, 0) / Math.max(1, lettersOf(words))

/** Runs of lost lines with what lies between their good neighbours, in dots. */
function lostAreas(lines: readonly ExtractedLine[], { width, height }: Grey): Area[] {
  const isLost = (line: ExtractedLine | undefined): boolean =>
    line !== undefined && (line.confidence ?? 100) < LOST && line.text.length >= LOST_LETTERS
  const areas: Area[] = []
  for (let from = 0; from < lines.length; from++) {
    if (!isLost(lines[from])) continue
    let to = from
    while (isLost(lines[to + 1])) to++
    const lost = lines.slice(from, to + 1)
    const [above, below] = [lines[from - 1], lines[to + 1]]
    const around = [...lost, above, below].filter(l => l !== undefined)
    const [first, last] = [Math.min(...lost.map(l => l.top)), Math.max(...lost.map(l => l.bottom))]
    // a neighbour in another column stands elsewhere, and borders nothing
    const top = above !== undefined && above.bottom < last && above.bottom > first - 0.05 ? above.bottom : first
    const bottom = below !== undefined && below.top > first && below.top < last + 0.05 ? below.top : last
    areas.push({
      left: Math.max(0, Math.floor(Math.min(...around.map(l => l.left)) * width) - MARGIN),
      right: Math.min(width, Math.ceil(Math.max(...around.map(l => l.right)) * width) + MARGIN),
      top: Math.floor(Math.min(top, first) * height),
      bottom: Math.ceil(Math.max(bottom, last) * height),
    })
    from = to
  }
  return areas.filter(a => a.right - a.left > 2 * MARGIN && a.bottom - a.top > MARGIN)
}

type Upright = { readonly picture: Grey; readonly skew: number; readonly parts: readonly Area[] }

function upright(drawn: Canvas, isPhotograph: boolean): Upright {
  const { data, width, height } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height)
  forget(drawn)
  const grey = greyOf(data, width, height)
  const lit = isPhotograph ? evenlyLit(grey) : grey
  const turn = (as: 'page' | 'columns'): Upright => {
    const skew = skewOf(lit, as)
    const picture = turned(lit, skew)
    return { picture, skew, parts: partsOf(picture) }
  }
  const columns = turn('columns')
  return columns.parts.length > 1 ? columns : turn('page')
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
