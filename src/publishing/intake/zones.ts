// Which part of a document a line belongs to, before anything is cut: what stands above the text, why it was made, what it orders, who signed
// it, who gets a copy, its annexes and its explanation. Only orders, annexes and explanations hold clauses.
import type { Line } from './lines.ts'
import { DIKTUM, romanValue } from './numbering.ts'
import type { LeftOutPart } from './proposed.ts'

export type Zone =
  | { readonly kind: 'out'; readonly part: LeftOutPart; readonly lines: readonly Line[] }
  | { readonly kind: 'body'; readonly lines: readonly Line[] }
  /** `name`: "Lampiran II". */
  | { readonly kind: 'annex'; readonly name: string; readonly lines: readonly Line[] }
  | { readonly kind: 'explanation'; readonly lines: readonly Line[] }

const MONTHS = 'januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember'
const DATELINE = new RegExp(
  String.raw`^[\p{Lu}][\p{L} .'-]{2,40},\s*(?:tanggal\s+)?[\d… ._-]{1,6}\s*(?:${MONTHS})\s*\d{4}$`,
  'iu',
)
const SIGNED =
  /^(?:di(?:tetapkan|keluarkan|tandatangani|undangkan|buat)\s+di\b|pada\s+tanggal\b|salinan sesuai dengan aslinya|a\.?n\.?\s+(?:BUPATI|WALI ?KOTA|GUBERNUR|MENTERI|SEKRETARIS|KEPALA))/i
const OFFICE =
  /^(?:(?:PLT|PLH|PJ|PJS|PENJABAT|a\.n)\.?\s+)?(?:BUPATI|WALI ?KOTA|GUBERNUR|SEKRETARIS|KEPALA|MENTERI|KETUA|INSPEKTUR|CAMAT|PRESIDEN|DIREKTUR)\b[^a-z]*[,.]?$/
/** The sentences by which offices end, which order nothing. */
const CLOSING = /^(?:demikian(?:lah)?\b|agar setiap orang mengetahui|atas perhatian)/i
const COPIES = /^(?:Tembusan|TEMBUSAN)(?:\s*[:.]?|\s[^,;.]*:)$/
const ANNEX = /^LAMPIRAN(?:\s+([IVXLl1|]{1,5}|\d{1,2}))?\s*[:.]?(?:\s+(?:SURAT|KEPUTUSAN|PERATURAN|INSTRUKSI)\b.*)?$/
const EXPLAINED = /^PENJELASAN$/
const ANNEX_HEAD = /^(?:nomor|tanggal|tentang)\b/i

export const isCapitals = (text: string): boolean => {
  const letters = text.replace(/[^\p{L}]/gu, '')
  return letters.length > 1 && letters.replace(/[^\p{Lu}]/gu, '').length >= letters.length * 0.85
}
const words = (text: string): number => text.split(' ').length

type Open = Zone & { readonly lines: Line[] }
const begun = (zone: Open): Open => zone

export function zonesOf(lines: readonly Line[]): Zone[] {
  const head = headOf(lines)
  const zones: Zone[] = [...head.zones]
  let at = head.end
  let open = begun({ kind: 'body', lines: [] })
  const close = (next: Open): void => {
    if (open.lines.length > 0) zones.push(open)
    open = next
  }
  for (; at < lines.length; at++) {
    const line = lines[at] as Line
    const annex = line.cell === null ? annexName(line) : null
    if (annex !== null) {
      const end = annexHeadEnd(lines, at)
      close({ kind: 'out', part: 'annex-head', lines: [...lines.slice(at, end)] })
      close({ kind: 'annex', name: annex, lines: [] })
      at = end - 1
      continue
    }
    if (isExplanation(lines, at)) {
      const end = explanationHeadEnd(lines, at)
      close({ kind: 'out', part: 'title', lines: [...lines.slice(at, end)] })
      close({ kind: 'explanation', lines: [] })
      at = end - 1
      continue
    }
    const part = open.kind === 'out' ? open.part : null
    if (part !== 'copies' && COPIES.test(line.text) && line.cell === null) close({ kind: 'out', part: 'copies', lines: [] })
    else if ((part === null || part === 'closing' || part === 'copies') && isSignature(lines, at))
      close({ kind: 'out', part: 'signature', lines: [] })
    else if (part === null && open.lines.length > 0 && CLOSING.test(line.text)) close({ kind: 'out', part: 'closing', lines: [] })
    open.lines.push(line)
  }
  close({ kind: 'body', lines: [] })
  return zones
}

function annexName({ text }: Line): string | null {
  const m = ANNEX.exec(text)
  if (!m) return null
  const said = (m[1] ?? '').replace(/[l1|]/g, c => (/^\d+$/.test(m[1] ?? '') ? c : 'I'))
  return said === '' || said === ':'
    ? 'Lampiran'
    : romanValue(said) !== null || /^\d+$/.test(said)
      ? `Lampiran ${said}`
      : 'Lampiran'
}

/** Of what it is an annex, and its title: in capitals, until something else stands there. */
function annexHeadEnd(lines: readonly Line[], at: number): number {
  let end = at + 1
  for (; end < lines.length; end++) {
    const line = lines[end] as Line
    if (line.cell !== null || /^[A-Z0-9]{1,3}\.\s/.test(line.text)) break
    if (!isCapitals(line.text) && !ANNEX_HEAD.test(line.text)) break
    // the heads of columns of a table that was not seen as one
    if (/^NO\b\.?(?!MOR)/.test(line.text)) break
  }
  return end
}

function isExplanation(lines: readonly Line[], at: number): boolean {
  return EXPLAINED.test(lines[at]?.text ?? '') && /^ATAS\b/.test(lines[at + 1]?.text ?? '')
}

function explanationHeadEnd(lines: readonly Line[], at: number): number {
  let end = at + 1
  while (end < lines.length && isCapitals(lines[end]?.text ?? '') && !/^(?:[I1l|]\.?\s+)?UMUM$/.test(lines[end]?.text ?? ''))
    end++
  return end
}

function isSignature(lines: readonly Line[], at: number): boolean {
  const line = lines[at] as Line
  if (line.cell !== null) return false
  if (SIGNED.test(line.text)) return words(line.text) <= 9 && !/[;:]$/.test(line.text)
  // in a narrow column the year stands on the next line
  if (DATELINE.test(line.text) || DATELINE.test(`${line.text} ${lines[at + 1]?.text ?? ''}`)) return true
  return OFFICE.test(line.text) && (/,$/.test(line.text) || line.left > 0.4)
}

// ── Above the text ──

type Head = { readonly zones: readonly Zone[]; readonly end: number }

const TYPES = /^(?:SURAT EDARAN|INSTRUKSI|PERATURAN|KEPUTUSAN|UNDANG-UNDANG|MAKLUMAT|PENGUMUMAN|NOTA DINAS|SURAT PERINTAH)\b/
const FIELD = /^(?:nomor|sifat|lampiran|hal|perihal|kepada|dari|tanggal|untuk)\s*:/i
const ADDRESS =
  /^(?:(?:jalan|jl\b|kompleks|komplek|gedung|telepon|telp|faks|laman|website|situs|pos-?el|e-?mail|kode pos)\b|.*\bkode pos\b|\S+@\S+$)/i
const ADDRESSEE = /^(?:kepada\s*:?\s*)?yth\b/i
const ADDRESSEE_ENDS = /^(?:di\b|tempat\b)/i
const CONSIDERS = /^(?:menimbang|mengingat|memperhatikan|membaca|mendengar)\b/i
const DECIDES = /^M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N|^(?:MENGINSTRUKSIKAN|M E N G I N)/
const SETS = /^menetapkan\s*:/i
const FORMULA = /^DENGAN RAHMAT TUHAN/
/** "BAB I", "Pasal 1", "KESATU : …": what a decision begins with. */
const FIRST_ORDER = new RegExp(
  String.raw`^(?:BAB\s*[IVX1l|]+$|Pasa[l1I|]\s*[1lI|]\s*$|(?:${DIKTUM.slice(0, 1).join('|')}|PERTAMA)\b)`,
)
const HEAD_MAX = 60

/** Letterhead, title, addressee and considerations; the text begins where none of them goes on. */
function headOf(lines: readonly Line[]): Head {
  const first = lines.findIndex((line, at) => endsHead(lines, line, at))
  const room = first < 0 ? lines : lines.slice(0, first)
  const decides = room.slice(0, HEAD_MAX).findIndex(l => DECIDES.test(l.text))
  const parts = decides < 0 ? circularHead(room) : decisionHead(room, decides)
  const zones: { kind: 'out'; part: LeftOutPart; lines: Line[] }[] = []
  parts.forEach((part, at) => {
    const [line, last] = [room[at] as Line, zones.at(-1)]
    if (last?.part === part) last.lines.push(line)
    else zones.push({ kind: 'out', part, lines: [line] })
  })
  return { zones, end: parts.length }
}

const endsHead = (lines: readonly Line[], line: Line, at: number): boolean =>
  FIRST_ORDER.test(line.text) || line.cell !== null || annexName(line) !== null || isExplanation(lines, at)

/** The parts of the lines above a decision, as far as they reach: its title, why it was made, and what it sets. */
function decisionHead(lines: readonly Line[], decides: number): LeftOutPart[] {
  const parts: LeftOutPart[] = []
  let part: LeftOutPart = 'letterhead'
  for (const [at, { text }] of lines.entries()) {
    if (at > decides && !continuesSetting(lines, at, decides)) break
    if (CONSIDERS.test(text) || at === decides) part = 'considerations'
    else if (TYPES.test(text) && part === 'letterhead') part = 'title'
    parts.push(part)
  }
  return parts
}

/** The parts of the lines above a circular or a letter: letterhead, title, fields, and to whom it goes. */
function circularHead(lines: readonly Line[]): LeftOutPart[] {
  const parts: LeftOutPart[] = []
  let part: LeftOutPart = 'letterhead'
  let isAddressing = false
  for (const [at, { text }] of lines.entries()) {
    isAddressing ||= ADDRESSEE.test(text)
    if (isAddressing) {
      parts.push('addressee')
      const isEnd = ADDRESSEE_ENDS.test(text) || endsAddressing(lines, at)
      isAddressing = !isEnd || /^di\b\s*[-–—]?\s*$/i.test(text)
      continue
    }
    if (!isHeadLine(lines, at)) break
    if (TYPES.test(text)) part = 'title'
    parts.push(FIELD.test(text) || DATELINE.test(text) ? 'title' : part)
  }
  return parts
}

/** "Menetapkan : PERATURAN … TENTANG …" goes on in capitals. */
function continuesSetting(lines: readonly Line[], at: number, decides: number): boolean {
  const { text } = lines[at] as Line
  if (at === decides || SETS.test(text)) return true
  return at <= decides + 8 && isCapitals(text) && lines.slice(decides, at).some(l => SETS.test(l.text))
}

function endsAddressing(lines: readonly Line[], at: number): boolean {
  const next = lines[at + 1]
  return next === undefined || TYPES.test(next.text) || words(next.text) > 12
}

function isHeadLine(lines: readonly Line[], at: number): boolean {
  const { text } = lines[at] as Line
  if (isCapitals(text) && !/^[A-Z]\.\s/.test(text) && !/^[IVX]+\.\s/.test(text)) return true
  if (FORMULA.test(text) || ADDRESS.test(text) || FIELD.test(text) || DATELINE.test(text)) return true
  // the subject of a letter, over several lines, each further in than the names of the fields
  const above = lines[at - 1]
  if (above !== undefined && at < 30 && isFieldBelow(lines, at)) return true
  // an address or a name that stands alone before the title has come
  return (
    at < 8 &&
    words(text) <= 7 &&
    !/[.;:]$/.test(text) &&
    lines.slice(at + 1, at + 12).some(l => TYPES.test(l.text) || FIELD.test(l.text))
  )
}

function isFieldBelow(lines: readonly Line[], at: number): boolean {
  const line = lines[at] as Line
  for (let up = at - 1; up >= Math.max(0, at - 4); up--) {
    const above = lines[up] as Line
    if (FIELD.test(above.text)) return line.left > above.left + 0.08 && /^(?:hal|perihal|lampiran|kepada)/i.test(above.text)
    if (isCapitals(above.text)) return false
  }
  return false
}
