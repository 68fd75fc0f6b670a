// The one grammar of clause labels: `Pasal 280 ayat (2) huruf h`, `Penjelasan Pasal 5 huruf n angka 1`,
// `Lampiran II disiplin nomor 6`, `Butir 3 huruf a`, `Poin c`, `Penjelasan Umum`, `Amar`, and `Naskah` for a text without numbered parts.
// A heading is a field of its own and never part of the label.
import type { ClauseRef } from '../vocabulary.ts'

const PASAL = String.raw`Pasal (?:\d+[A-Z]?|[IVX]+)(?: angka \d+)?(?: ayat \(\d+[a-z]?\))?(?: huruf [a-z])?(?: angka \d+)?`
const LABEL = new RegExp(
  String.raw`^(?:(?:Penjelasan )?(?:Lampiran )?${PASAL}|Lampiran II (?:kode etik|disiplin) nomor \d+|Butir \d+(?: huruf [a-z])?(?: angka \d+)?|Poin [0-9a-z]|Penjelasan Umum|Amar|Judul|Naskah)$`,
)

/** Whether a text is a label of the grammar (ranges such as `huruf h-j` are not: they are split). */
export const isLabel = (text: string): boolean => LABEL.test(text)

/** The name by which a clause is referred to inside its document. */
export const clauseName = (label: string, heading: string): string => (heading === '' ? label : `${label} (${heading})`)

/** The name by which a clause is referred to in the whole knowledge. */
export const refOf = (document: string, clause: { readonly label: string; readonly heading: string }): ClauseRef =>
  `${document} ${clauseName(clause.label, clause.heading)}`

/** Splits `document label` at its first space. */
export function splitRef(ref: string): { document: string; name: string } {
  const at = ref.indexOf(' ')
  return at < 0 ? { document: ref, name: '' } : { document: ref.slice(0, at), name: ref.slice(at + 1) }
}

/** Whether one label is the other or a finer part of it: `Pasal 5 huruf n angka 5` lies within `Pasal 5 huruf n`. */
export const liesWithin = (finer: string, wider: string): boolean => finer === wider || finer.startsWith(`${wider} `)

/** Reads a label as people write it: "psl 5 n angka 5", "Ps. 280 ayat 2 huruf h". Empty when nothing is named. */
export function labelFromSpeech(text: string): string {
  const annex = text.match(/\b(kode etik|disiplin)\s*(?:nomor|no\.?|angka|butir)\s*(\d+)/i)
  if (annex) return `Lampiran II ${annex[1]?.toLowerCase()} nomor ${annex[2]}`
  const m = text.match(
    /\b(penjelasan\s+)?(?:pasal|psl|ps)\.?\s*(\d+[a-z]?)\b(?:\s*(?:ayat|ay)\.?\s*\(?(\d+)\)?)?(?:\s*(?:huruf|hrf)\.?\s*([a-z])\b)?(?:\s*angka\s*(\d+))?/i,
  )
  if (!m) return ''
  const [, elucidation, pasal, ayat, huruf, angka] = m
  return [
    elucidation && 'Penjelasan',
    `Pasal ${pasal?.toUpperCase()}`,
    ayat && `ayat (${ayat})`,
    huruf && `huruf ${huruf.toLowerCase()}`,
    angka && `angka ${angka}`,
  ]
    .filter(Boolean)
    .join(' ')
}
