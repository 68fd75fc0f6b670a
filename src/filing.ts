// What an asker's file says, as text: read like an editor's document, but a few pages of it, soon, and kept by nobody.
import type { FileRead, ReadFile } from './gateway/gateway.ts'
import type { ExtractedLine, ExtractedPage, ExtractionFault, ReadDocument } from './publishing/publishing.ts'
import { DOUBT, type UnreadWhy } from './vocabulary.ts'

/** Pages that are read of an asker's file; a circular has fewer. */
const PAGES_MAX = 12
/** Characters that go on. */
const TEXT_MAX = 48_000

const WHY: Readonly<Record<ExtractionFault, UnreadWhy>> = {
  empty: 'not-document',
  'too-large': 'large',
  'too-many-pages': 'long',
  'not-a-document': 'not-document',
  encrypted: 'locked',
  malformed: 'broken',
  'too-slow': 'slow',
  'too-hungry': 'slow',
  'no-text': 'poor',
  'mixed-kinds': 'not-document',
  busy: 'busy',
}

export const fileReader =
  (read: ReadDocument): ReadFile =>
  async (bytes, signal) => {
    const tooLong = new AbortController()
    const extraction = await read([{ name: '', bytes }], {
      images: false,
      // pictures of many pages would take all the time there is
      onProgress: ({ pages, stage }) => stage === 'ocr' && pages > PAGES_MAX && tooLong.abort(),
      signal: AbortSignal.any([signal, tooLong.signal]),
    }).catch((error: unknown) => {
      if (tooLong.signal.aborted) return null
      throw error
    })
    if (extraction === null) return { kind: 'unread', why: 'long' }
    return extraction.kind === 'refused' ? { kind: 'unread', why: WHY[extraction.why] } : wordsOf(extraction.extracted.pages)
  }

function wordsOf(pages: readonly ExtractedPage[]): FileRead {
  const first = pages.slice(0, PAGES_MAX)
  const good = first.filter(page => !page.isRefused)
  const text = good.map(page => page.lines.map(marked).join('\n')).join('\n')
  if (!/\p{L}/u.test(text)) return { kind: 'unread', why: 'poor' }
  return {
    kind: 'read',
    text: text.slice(0, TEXT_MAX),
    isPhoto: good.some(page => page.by === 'ocr'),
    isCut: good.length < pages.length || text.length > TEXT_MAX,
  }
}

/** A line with its doubtful words marked; a mark of the file's own would be a lie. */
function marked({ text, doubts }: ExtractedLine): string {
  const starts = new Set(doubts.map(d => d.from))
  return [...text].reduce<{ readonly said: string; readonly at: number }>(
    ({ said, at }, sign) => ({
      said: said + (starts.has(at) ? DOUBT : '') + (sign === DOUBT || sign === '\0' ? '' : sign),
      at: at + sign.length,
    }),
    { said: '', at: 0 },
  ).said
}
