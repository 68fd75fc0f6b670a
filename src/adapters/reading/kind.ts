// What a file is by its content. Its name is never looked at.
import type { DocumentKind, ExtractionFault } from '../../publishing/publishing.ts'

type Judged =
  | { readonly kind: DocumentKind; readonly why: null }
  | { readonly kind: null; readonly why: Extract<ExtractionFault, 'empty' | 'encrypted' | 'not-a-document' | 'malformed'> }

const refused = (why: NonNullable<Judged['why']>): Judged => ({ kind: null, why })
const is = (kind: DocumentKind): Judged => ({ kind, why: null })

/** Viewers look this far for the head of a PDF and for its end. */
const PDF_MARGIN = 1024
/** The smallest end record of a ZIP archive, and its longest comment. */
const ZIP_END = 22
const ZIP_COMMENT_MAX = 65_535

const ascii = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1')

export function judge(bytes: Uint8Array): Judged {
  if (bytes.length === 0) return refused('empty')
  const head = ascii(bytes, 0, PDF_MARGIN)
  if (head.startsWith('\x89PNG\r\n\x1a\n') || head.startsWith('\xff\xd8\xff')) return is('image')
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return is('image')
  if (/^(?:II\*\0|MM\0\*)/.test(head)) return is('tiff')
  if (head.startsWith('PK\x03\x04')) return is('docx')
  if (head.startsWith('\xd0\xcf\x11\xe0')) return refused(isEncryptedOffice(bytes) ? 'encrypted' : 'not-a-document')
  if (/^(?:\xef\xbb\xbf)?\s*%PDF-\d/.test(head)) return judgePdf(bytes)
  return refused('not-a-document')
}

/** A file that two programs would read as two documents is nobody's document; one without an end was cut off. */
function judgePdf(bytes: Uint8Array): Judged {
  if (zipEnd(bytes) !== null) return refused('not-a-document')
  return /%%EOF|startxref/.test(ascii(bytes, Math.max(0, bytes.length - PDF_MARGIN), bytes.length))
    ? is('pdf')
    : refused('malformed')
}

/** Where the end record of a ZIP archive begins, when the file ends with one. */
export function zipEnd(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = Math.max(0, bytes.length - ZIP_END - ZIP_COMMENT_MAX)
  for (let at = bytes.length - ZIP_END; at >= first; at--)
    if (view.getUint32(at, true) === 0x06054b50 && at + ZIP_END + view.getUint16(at + 20, true) === bytes.length) return at
  return null
}

/** A Word file under a password is a folder of the old kind that names its sealed part. */
const isEncryptedOffice = (bytes: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))
