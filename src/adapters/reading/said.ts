// What the process that reads a document is told, and what it says: the whole of what passes between it and its parent.
import type { DocumentKind, ExtractedPage, ExtractionFault, ExtractionProgress, PageImage } from '../../publishing/publishing.ts'

/** What bounds one reading; given by the parent, so that the child needs nothing of the program. */
export type ReadingLimits = {
  readonly pages: number
  readonly imageWidth: number
  /** Resident memory of the whole child, also outside the heap of JavaScript. */
  readonly memoryBytes: number
  readonly heapMebibytes: number
}

export type Task = {
  readonly kind: DocumentKind
  readonly files: readonly Uint8Array[]
  readonly images: boolean
  readonly limits: ReadingLimits
}

export type Said =
  | { readonly said: 'ready' }
  | { readonly said: 'progress'; readonly progress: ExtractionProgress }
  | { readonly said: 'page'; readonly page: ExtractedPage; readonly image: PageImage | null }
  | { readonly said: 'done' }
  | { readonly said: 'refused'; readonly why: ExtractionFault }
  /** The most memory it has held so far. */
  | { readonly said: 'memory'; readonly peakBytes: number }

/** What a reader of one kind of document is given to say while it reads. */
export type Saying = {
  readonly progress: (progress: ExtractionProgress) => void
  readonly page: (page: ExtractedPage, image: PageImage | null) => void
}

/** The document cannot be read, and why; whoever started the reading says it to a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly why: ExtractionFault

  constructor(why: ExtractionFault, cause?: unknown) {
    super(why, { cause })
    this.why = why
  }
}
