// What an afternoon's script does: the plain text of the document, cut wherever a line begins with something like a number.
import mammoth from 'mammoth'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Extracted } from '../../../src/publishing/publishing.ts'
import type { Said } from './measure.ts'

const BEGINS = /^(?:BAB [IVX]+\b|Pasal \d+|\(\d+\)|[a-z]\.|\d{1,3}[.)]|[a-z]\)|KE(?:SATU|DUA|TIGA|EMPAT|LIMA|ENAM|TUJUH))/

export function splitNaively(text: string): Said[] {
  const found: string[] = []
  for (const line of text.split('\n').map(l => l.trim())) {
    if (line === '') continue
    if (BEGINS.test(line) || found.length === 0) found.push(line)
    else found[found.length - 1] += ` ${line}`
  }
  return found.map(text => ({ label: '', heading: '', text }))
}

/** The plain text of a file; a scan has none, so it is given the text that our own reader made out. */
export async function plainText(bytes: Uint8Array, extracted: Extracted): Promise<string> {
  if (extracted.kind === 'docx') return (await mammoth.extractRawText({ buffer: Buffer.from(bytes) })).value
  if (extracted.kind === 'pdf' && extracted.pages.every(p => p.by === 'text')) {
    const pdf = await getDocument({ data: Uint8Array.from(bytes), verbosity: 0 }).promise
    const pages: string[] = []
    for (let number = 1; number <= pdf.numPages; number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent()
      pages.push(items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''))
    }
    return pages.join('\n')
  }
  return extracted.pages.flatMap(p => p.lines.map(l => l.text)).join('\n')
}
