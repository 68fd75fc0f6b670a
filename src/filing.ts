// What an asker's file says, as text: read like an editor's document, but a few pages of it, soon, and kept by nobody. Where a model runs beside
// the bot it hears voice notes, and copies the words of a picture that could hardly be read.
import type { FileRead, ReadFile } from './gateway/gateway.ts'
import type {
  ExtractedLine,
  ExtractedPage,
  Extraction,
  ExtractionFault,
  PageImage,
  ReadDocument,
} from './publishing/publishing.ts'
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

/** What a model made of a recording or a picture. `silent`: it could not be asked, or failed; `late`: no answer within its time. */
export type Copied = { readonly kind: 'words'; readonly text: string } | { readonly kind: 'unclear' | 'silent' | 'late' }

/** The words of a recording; never throws but for the signal. */
export type Transcribe = (bytes: Uint8Array, signal: AbortSignal) => Promise<Copied>
/** The words on a picture; never throws but for the signal. */
export type See = (picture: Pick<PageImage, 'type' | 'bytes'>, signal: AbortSignal) => Promise<Copied>

/** Characters of a voice note that are taken: two minutes of fast talk, and as many as can be shown back. */
export const HEARD_MAX = 2000

const UNHEARD = { unclear: 'poor', silent: 'busy', late: 'slow' } as const satisfies Record<string, UnreadWhy>

export const voiceReader =
  (transcribe: Transcribe): ReadFile =>
  async (bytes, signal) => {
    const heard = await transcribe(bytes, signal)
    if (heard.kind !== 'words') return { kind: 'unread', why: UNHEARD[heard.kind] }
    const text = inDigits(heard.text)
    if (text.length > HEARD_MAX) return { kind: 'unread', why: 'long' }
    return isHeard(text) ? { kind: 'read', text, isPhoto: false, isCut: false } : { kind: 'unread', why: 'poor' }
  }

/** What servers write down of silence and noise: a few words over and over, or a farewell of films. */
const REPEATED = /^\W*(?<words>\S+(?:\s+\S+){0,5}?)(?:\W+\k<words>){3,}\W*$/iu
const OF_NOISE =
  /^\W*(?:(?:terima\s*kasih|thanks?|thank you)(?:\s+(?:telah|sudah|for))?\s+(?:menonton|watching)|subtitle\s.*|musik|music|tepuk tangan|jangan lupa (?:like|subscribe).*)\W*$/iu

const isHeard = (text: string): boolean => /\p{L}{2}/u.test(text) && !REPEATED.test(text) && !OF_NOISE.test(text)

const DIGITS: Readonly<Record<string, string>> = {
  nol: '0',
  kosong: '0',
  satu: '1',
  dua: '2',
  tiga: '3',
  empat: '4',
  lima: '5',
  enam: '6',
  tujuh: '7',
  delapan: '8',
  sembilan: '9',
}
/** Fewer digits than a number of telephone has are only counted. */
const SPELLED = new RegExp(
  `\\b(?:${Object.keys(DIGITS).join('|')})\\b(?:[\\s,.-]+(?:${Object.keys(DIGITS).join('|')})\\b){7,}`,
  'gi',
)

/** A number that was spoken digit by digit is a number: as such it is found and taken out. */
const inDigits = (text: string): string =>
  text.replace(SPELLED, spelled =>
    spelled
      .toLowerCase()
      .split(/[^a-z]+/)
      .map(word => DIGITS[word] ?? '')
      .join(''),
  )

/** `see`: null where no model runs beside the bot. */
export const fileReader =
  (read: ReadDocument, see: See | null = null): ReadFile =>
  async (bytes, signal) => {
    const isShown = see !== null && isPicture(bytes)
    const tooLong = new AbortController()
    const extraction = await read([{ name: '', bytes }], {
      images: isShown,
      // pictures of many pages would take all the time there is
      onProgress: ({ pages, stage }) => stage === 'ocr' && pages > PAGES_MAX && tooLong.abort(),
      signal: AbortSignal.any([signal, tooLong.signal]),
    }).catch((error: unknown) => {
      if (tooLong.signal.aborted) return null
      throw error
    })
    if (extraction === null) return { kind: 'unread', why: 'long' }
    if (extraction.kind === 'refused') return { kind: 'unread', why: WHY[extraction.why] }
    const found = wordsOf(extraction.extracted.pages)
    return see !== null && isShown && isPoorly(extraction) ? ((await copied(see, extraction, signal)) ?? found) : found
  }

const isPicture = (bytes: Uint8Array): boolean =>
  /^(?:\x89PNG|\xff\xd8\xff|RIFF)/.test(Buffer.from(bytes.subarray(0, 4)).toString('latin1'))

/** Fewer words than this, or more doubtful ones among them, and a picture was hardly read. */
const WORDS_MIN = 8
const DOUBTFUL_MAX = 0.3

function isPoorly({ extracted }: Extract<Extraction, { kind: 'read' }>): boolean {
  const lines = extracted.pages.flatMap(page => (page.isRefused ? [] : page.lines))
  const words = lines.flatMap(line => line.text.match(/\p{L}{2,}/gu) ?? []).length
  return words < WORDS_MIN || lines.reduce((n, line) => n + line.doubts.length, 0) > words * DOUBTFUL_MAX
}

/** null: the model saw no more. */
async function copied(
  see: See,
  { images }: Extract<Extraction, { kind: 'read' }>,
  signal: AbortSignal,
): Promise<FileRead | null> {
  const [image] = images
  const seen = image === undefined ? null : await see(image, signal)
  if (seen?.kind !== 'words' || !/\p{L}/u.test(seen.text)) return null
  const text = withoutMarks(seen.text)
  return { kind: 'read', text: text.slice(0, TEXT_MAX), isPhoto: true, isCut: text.length > TEXT_MAX, isCopied: true }
}

const withoutMarks = (text: string): string => [...text].filter(sign => sign !== DOUBT && sign !== '\0').join('')

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
