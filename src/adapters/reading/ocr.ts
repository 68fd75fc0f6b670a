// Reading print off a picture, by the Indonesian data that is installed with the program: nothing is ever fetched.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { PSM } from 'tesseract.js'
import type { Piece } from './pieces.ts'
import { type Grey, plainPicture } from './pixels.ts'

const require = createRequire(import.meta.url)

export type Ocr = {
  /** Words in dots of the picture. `dpi` tells how fine it is; `as`: a page of any kind, or lines one below the other. */
  readonly read: (picture: Grey, dpi: number, as: 'page' | 'lines') => Promise<readonly Piece[]>
}

/** The neural model alone, the smaller and the better one of the package. */
const MODEL = '4.0.0_best_int'
const NEURAL = 1
/** How it looks for lines. */
const SEARCH = { page: '3', lines: '6' } as const

export async function openOcr(): Promise<Ocr> {
  const { createWorker } = await import('tesseract.js')
  const data = require.resolve('@tesseract.js-data/ind/package.json')
  let fail: (error: unknown) => void = () => {}
  const worker = await createWorker('ind', NEURAL, {
    langPath: join(data, '..', MODEL),
    cacheMethod: 'none',
    errorHandler: error => fail(error),
  })
  return {
    read: async (picture, dpi, as) => {
      await worker.setParameters({
        user_defined_dpi: String(Math.round(dpi)),
        tessedit_do_invert: '0',
        tessedit_pageseg_mode: SEARCH[as] as PSM,
      })
      const failed = new Promise<never>((_, reject) => {
        fail = reject
      })
      const read = worker.recognize(plainPicture(picture), {}, { text: false, blocks: true })
      const { data } = await Promise.race([read, failed])
      return (data.blocks ?? []).flatMap(wordsOf)
    },
  }
}

type Block = NonNullable<
  Awaited<ReturnType<Awaited<ReturnType<typeof import('tesseract.js').createWorker>>['recognize']>>['data']['blocks']
>[number]

const wordsOf = (block: Block): Piece[] =>
  block.paragraphs.flatMap(paragraph =>
    paragraph.lines.flatMap(line =>
      line.words
        .filter(word => word.text.trim() !== '')
        .map(word => ({
          text: word.text.trim(),
          left: word.bbox.x0,
          right: word.bbox.x1,
          // the line's own baseline, at this word: a comma hangs below it, a capital does not
          baseline: baselineAt(line.baseline, (word.bbox.x0 + word.bbox.x1) / 2),
          size: line.rowAttributes.rowHeight,
          isBold: false,
          confidence: word.confidence,
          isApart: true,
        })),
    ),
  )

function baselineAt({ x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number }, x: number): number {
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0)
}
