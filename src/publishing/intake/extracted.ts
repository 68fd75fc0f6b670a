// What was read off a document before anything is understood of it: pages of lines, with where each stands and how sure the reading is.

export const DOCUMENT_KINDS = ['pdf', 'docx', 'image', 'tiff', 'text'] as const
/** What a file is by its content; its name is never believed. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

/** A word that OCR was unsure of: where it begins and ends in the text of its line. */
export type DoubtfulWord = { readonly from: number; readonly to: number; readonly confidence: number }

/** One printed line. Places are shares (0…1) of the page's width and height, from its upper left corner. */
export type ExtractedLine = {
  readonly text: string
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Height of its letters as a share of the page's height. */
  readonly size: number
  readonly isBold: boolean
  /** 0…100; null: not by OCR. */
  readonly confidence: number | null
  readonly doubts: readonly DoubtfulWord[]
  /** Row and cell of a table it stands in, from 0; null: in none. */
  readonly cell: { readonly table: number; readonly row: number; readonly column: number } | null
}

export type ExtractedPage = {
  /** From 1. */
  readonly number: number
  /** In reading order: columns one after the other, tables row by row. Running heads and page numbers are still there. */
  readonly lines: readonly ExtractedLine[]
  readonly by: 'text' | 'ocr'
  /** Too poor to be read; advice is given how to photograph it. Its lines are not to be believed. */
  readonly isRefused: boolean
}

export type Extracted = { readonly kind: DocumentKind; readonly pages: readonly ExtractedPage[] }

export const EXTRACTION_FAULTS = [
  'empty',
  'too-large',
  'too-many-pages',
  'not-a-document',
  'encrypted',
  'malformed',
  'too-slow',
  'too-hungry',
  'no-text',
  'mixed-kinds',
  'busy',
] as const
/** Why a document is refused; prompts/editor.id.yaml says each as `fault_<name>`. */
export type ExtractionFault = (typeof EXTRACTION_FAULTS)[number]

export type ExtractionProgress = { readonly page: number; readonly pages: number; readonly stage: 'reading' | 'drawing' | 'ocr' }

/** A page as it looks: PNG or JPEG, at most `IMAGE_WIDTH_MAX` pixels wide. */
export type PageImage = { readonly number: number; readonly type: 'image/png' | 'image/jpeg'; readonly bytes: Uint8Array }

export type Extraction =
  | { readonly kind: 'read'; readonly extracted: Extracted; readonly images: readonly PageImage[] }
  | { readonly kind: 'refused'; readonly why: ExtractionFault }

/** The port: one document, or several photographs of one in their order. Runs apart from everything else; leaves nothing behind. */
export type ReadDocument = (
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  options: {
    readonly images: boolean
    readonly onProgress: (progress: ExtractionProgress) => void
    readonly signal: AbortSignal
  },
) => Promise<Extraction>

export const DOCUMENT_LIMITS = { bytes: 20 * 1024 * 1024, pages: 80, photographs: 30, seconds: 600, imageWidth: 1240 } as const
