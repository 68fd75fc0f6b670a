// Documents that are being read: in the background, one after the other, each into its draft.
import { createHash } from 'node:crypto'
import {
  DOCUMENT_LIMITS,
  type Draft,
  type DraftId,
  type Editor,
  type Extraction,
  type ExtractionFault,
  type ExtractionProgress,
  fromText,
  type Reading,
  type StartFrom,
  type Who,
} from '../publishing/publishing.ts'
import { emptyDraft, readInto } from './beginning.ts'
import type { EditorialOf, Live } from './parts.ts'

const NAME_LETTERS = 80
/** After this nobody reads a document any more. */
const READING_MS = DOCUMENT_LIMITS.seconds * 1000 + 60_000

/** Documents that wait or are being read: their bytes stand in memory until then. */
const WAITING_MAX = 10

type ReadingNow = { readonly off: AbortController; progress: ExtractionProgress | null }

type Document = Extract<StartFrom, { readonly kind: 'files' | 'text' }>

const TEXT_LETTERS = 500_000

/** What can be refused before anything is read. */
function faultOf(document: Document): ExtractionFault | null {
  if (document.kind === 'text') return textFaultOf(document.text)
  const bytes = document.files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (bytes === 0) return 'empty'
  if (bytes > DOCUMENT_LIMITS.bytes) return 'too-large'
  return document.files.length > DOCUMENT_LIMITS.photographs ? 'too-many-pages' : null
}

function textFaultOf(text: string): ExtractionFault | null {
  if (text.trim() === '') return 'empty'
  return text.length > TEXT_LETTERS ? 'too-large' : null
}

/** The name of a file without a path and its ending. */
const nameOf = (document: Document): string =>
  document.kind === 'text'
    ? ''
    : (document.files[0]?.name.split(/[\\/]/).at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '').slice(0, NAME_LETTERS)

function digestOf(document: Document): string {
  const hash = createHash('sha256')
  for (const bytes of document.kind === 'text' ? [document.text] : document.files.map(f => f.bytes)) hash.update(bytes)
  return hash.digest('hex')
}

/** Documents are read one after the other: each may take all the memory that reading is allowed. */
export function openReadings(of: EditorialOf, live: () => Promise<Live>) {
  const { drafts } = of
  const now = new Map<DraftId, ReadingNow>()
  let line: Promise<void> = Promise.resolve()

  const extracted = async (document: Document, reading: ReadingNow): Promise<Extraction> => {
    if (document.kind === 'text') return { kind: 'read', extracted: fromText(document.text), images: [] }
    const onProgress = (progress: ExtractionProgress): void => {
      reading.progress = progress
    }
    return of.read(document.files, { images: true, onProgress, signal: reading.off.signal })
  }

  const read = async (who: Who, draft: Draft, document: Document, reading: ReadingNow): Promise<void> => {
    if (reading.off.signal.aborted) return
    const extraction = await extracted(document, reading)
    if (reading.off.signal.aborted) return
    const step = { by: who.id, at: of.now(), act: 'read', about: '' } as const
    if (extraction.kind === 'refused') {
      const told: Draft = { ...draft, version: 2, reading: { since: who.at, refused: extraction.why } }
      await drafts.saved(told, step, [])
      return
    }
    const next = readInto(draft, extraction, of.propose(extraction.extracted, (await live()).files, who.today), await live(), {
      name: nameOf(document),
      digest: digestOf(document),
    })
    await drafts.keepPages(draft.id, extraction.images, extraction.extracted)
    // discarded meanwhile: stale, and nothing more is to be done
    await drafts.saved(next, step, [])
  }

  const start = async (who: Who, id: DraftId, document: Document): ReturnType<Editor['start']> => {
    const fault = faultOf(document) ?? (now.size >= WAITING_MAX ? 'busy' : null)
    if (fault !== null) return { kind: 'refused', why: fault }
    const draft: Draft = {
      ...emptyDraft(id, who, nameOf(document)),
      state: 'reading',
      reading: { since: who.at, refused: null },
    }
    const reading: ReadingNow = { off: new AbortController(), progress: null }
    // counted before anything is awaited: many may come at once
    now.set(id, reading)
    try {
      await drafts.saved(draft, null, [])
    } catch (error) {
      now.delete(id)
      throw error
    }
    line = line
      .then(() => read(who, draft, document, reading))
      .catch((error: unknown) => {
        if (!reading.off.signal.aborted) of.failed(error)
      })
      .finally(() => now.delete(id))
    return { kind: 'started', id }
  }

  return {
    start,
    callOff: (id: DraftId): void => now.get(id)?.off.abort(),
    of: ({ id, state, reading }: Draft): Reading => {
      if (state !== 'reading' || reading === null) return { kind: 'done' }
      if (reading.refused !== null) return { kind: 'refused', why: reading.refused }
      const here = now.get(id)
      if (here !== undefined) return { kind: 'under-way', progress: here.progress }
      const isElsewhere = !of.isAlone && of.now() - reading.since < READING_MS
      return isElsewhere ? { kind: 'under-way', progress: null } : { kind: 'interrupted' }
    },
  }
}
