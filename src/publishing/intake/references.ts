// Which other documents a text names: those that are loaded by their id, others as they are called.
import type { Regulation, Sources } from '../../knowledge/knowledge.ts'
import type { Line } from './lines.ts'
import type { ProposedMetadata } from './proposed.ts'

export type Loaded = {
  readonly regulations: readonly Pick<Regulation, 'id' | 'short' | 'type' | 'number' | 'year'>[]
  /** Names in use (vocabulary/documents.yaml). */
  readonly names: Sources['documentNames']
}
type Reference = ProposedMetadata['refersTo'][number]

const KINDS =
  'Undang-Undang|Peraturan Pemerintah|Peraturan Presiden|Peraturan Menteri|Peraturan Badan|Peraturan Komisi Pemilihan Umum|Peraturan Daerah|Peraturan Bupati|Peraturan Wali ?[Kk]ota|Peraturan Gubernur|Surat Edaran|SE|Keputusan|Instruksi'
/** "Peraturan Bupati Muna Nomor 9 Tahun 2025". */
const NAMED = new RegExp(String.raw`\b(${KINDS})([A-Za-z ]{0,60}?)\s+Nomor\s+([\w./-]+)(?:\s+Tahun\s+(\d{4}))?`, 'g')
/** "PP 94/2021", "UU No. 20 Tahun 2023". */
const SHORT = /\b(UU|PP|PKPU|Perbawaslu)\s+(?:No(?:mor|\.)?\s*)?(\d{1,3})\s*(?:\/|Tahun\s+)\s*(\d{4})\b/g

/** `own`: the number of the document itself, which it names too. */
export function referencesIn(lines: readonly Line[], loaded: Loaded, own: string | null): Reference[] {
  const found = new Map<string, Reference>()
  const names = loaded.names.map(n => ({ ...n, pattern: new RegExp(String.raw`\b${escaped(n.say)}\b`, 'i') }))
  lines.forEach((line, nth) => {
    const text = `${line.text} ${lines[nth + 1]?.text ?? ''}`
    const spot = { page: line.page, from: line.from, to: line.to }
    const put = (said: string, document: string | null, at: number): void => {
      // what begins in the next line is found there
      if (at >= line.text.length + 1 || found.has(document ?? said.toLowerCase())) return
      found.set(document ?? said.toLowerCase(), { said, document, spot })
    }
    for (const m of text.matchAll(NAMED)) {
      const number = (m[3] ?? '').replace(/[.,;]$/, '')
      if (number === own) continue
      put(m[0].replace(/[.,;]$/, ''), numbered(`${m[1]}${m[2]}`, number, Number(m[4] ?? 0), loaded), m.index)
    }
    for (const m of text.matchAll(SHORT))
      put(m[0], loaded.regulations.find(r => r.short === `${m[1]} ${m[2]}/${m[3]}`)?.id ?? null, m.index)
    for (const { pattern, documents } of names) {
      const m = pattern.exec(line.text)
      // of several that one name means, a person must say which
      if (m) put(m[0], documents.length === 1 ? (documents[0] ?? null) : null, m.index)
    }
  })
  return [...found.values()]
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function numbered(type: string, number: string, year: number, { regulations }: Loaded): string | null {
  const said = type.replace(/^SE\b/, 'Surat Edaran').toLowerCase()
  const isOfKind = (kind: string): boolean => said.startsWith(kind) || kind.startsWith(said)
  const same = regulations.filter(r => r.number === number && (year === 0 || r.year === year))
  return same.find(r => r.type.toLowerCase().split('/').some(isOfKind))?.id ?? null
}
