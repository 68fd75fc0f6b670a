// Who issued a document and for which place: the office that signed, and the region of the letterhead.
import type { Edition, Sources } from '../../knowledge/knowledge.ts'
import type { Line } from './lines.ts'
import { inTitleCase } from './titles.ts'
import { isCapitals } from './zones.ts'

export type Place = Sources['places'][number]
export type PlaceNames = Pick<Edition['places'], 'byName' | 'inText'>
/** `name`: as the knowledge names issuers, "Bupati Wakatobi", "MenPANRB". */
export type Issuer = { readonly name: string; readonly place: Place | null; readonly line: Line }

const ACTING = /^(PLT|PLH|PJ|PJS|PENJABAT SEMENTARA|PENJABAT)\.?\s+/
const ACTS: Readonly<Record<string, string>> = {
  PLT: 'Plt',
  PLH: 'Plh',
  PJ: 'Pj',
  PJS: 'Pjs',
  PENJABAT: 'Pj',
  'PENJABAT SEMENTARA': 'Pjs',
}
const HEAD_OF_REGION = /^(BUPATI|WALI ?KOTA|GUBERNUR)\s+([A-Z][A-Z .'-]+?)\s*[,.]?$/
const OF_REGION: Readonly<Record<string, readonly [title: string, place: string]>> = {
  BUPATI: ['Bupati', 'Kabupaten '],
  WALIKOTA: ['Wali Kota', 'Kota '],
  GUBERNUR: ['Gubernur', ''],
}
const UNDER = /^(?:SEKRETARIS DAERAH|KEPALA|INSPEKTUR|CAMAT|SEKRETARIS)\b/
const UNIT = /^(?:BADAN|DINAS|INSPEKTORAT|KECAMATAN|KANTOR)\b/
const ON_BEHALF = /^(?:a\.?\s?n\.?|atas nama)\s+/i
const KIND_BEFORE = /^(?:SURAT EDARAN|INSTRUKSI|KEPUTUSAN|PERATURAN)\s+/

/** Offices of the whole country, by the names that the knowledge has for them. */
const NATIONAL: readonly (readonly [RegExp, string])[] = [
  [/^MENTERI PENDAYAGUNAAN APARATUR NEGARA/, 'MenPANRB'],
  [/^MENTERI DALAM NEGERI/, 'Mendagri'],
  [/^(?:KEPALA )?BADAN KEPEGAWAIAN NEGARA/, 'BKN'],
  [/^(?:KETUA )?BADAN PENGAWAS PEMILIHAN UMUM/, 'Bawaslu'],
  [/^(?:KETUA )?KOMISI PEMILIHAN UMUM\b(?! (?:PROVINSI|KABUPATEN|KOTA))/, 'KPU'],
  [/^PRESIDEN REPUBLIK INDONESIA/, 'Presiden'],
]

/** The office that signed; a secretary or the head of a unit with the region of the letterhead; else the office of the letterhead. */
export function issuerIn(head: readonly Line[], foot: readonly Line[], places: PlaceNames): Issuer | null {
  const signed = foot.filter(l => !ON_BEHALF.test(l.text))
  const own = signed.map(l => headOfRegion(l, places) ?? nationalOffice(l, places)).find(i => i !== null)
  if (own) return own
  const under = signed.find(l => UNDER.test(withoutActing(l.text)))
  const above = foot.flatMap(l =>
    ON_BEHALF.test(l.text) ? (headOfRegion({ ...l, text: l.text.replace(ON_BEHALF, '') }, places) ?? []) : [],
  )[0]
  if (under !== undefined) return unitOf(under, head, above?.place ?? null, places)
  return head.map(l => headOfRegion(l, places) ?? nationalOffice(l, places)).find(i => i !== null) ?? null
}

const withoutActing = (text: string): string => text.replace(ACTING, '')
const actingIn = (text: string): string => {
  const said = ACTS[ACTING.exec(text)?.[1] ?? '']
  return said === undefined ? '' : `${said} `
}

function headOfRegion(line: Line, places: PlaceNames): Issuer | null {
  const text = line.text.replace(KIND_BEFORE, '')
  const m = HEAD_OF_REGION.exec(withoutActing(text))
  if (!m || !isCapitals(line.text)) return null
  const [title, kind] = OF_REGION[(m[1] ?? '').replace(' ', '')] ?? ['', '']
  const place = places.byName(`${kind}${inTitleCase(m[2] ?? '')}`)
  return { name: `${actingIn(text)}${title} ${place === null ? inTitleCase(m[2] ?? '') : bareName(place)}`, place, line }
}

function nationalOffice(line: Line, places: PlaceNames): Issuer | null {
  const found = NATIONAL.find(([pattern]) => pattern.test(withoutActing(line.text.replace(KIND_BEFORE, ''))))
  return found === undefined ? null : { name: found[1], place: places.byName('Indonesia'), line }
}

/** "Sekretaris Daerah Kabupaten Kolaka", "Kepala Badan … Kota Pagar Alam". */
function unitOf(line: Line, head: readonly Line[], onBehalf: Place | null, places: PlaceNames): Issuer | null {
  const place = regionIn(head, places)?.place ?? onBehalf
  if (place === null) return null
  const office = withoutActing(line.text).replace(/[,.]$/, '')
  const unit = head.find(l => isCapitals(l.text) && UNIT.test(l.text))
  const full = /^KEPALA (?:BADAN|DINAS|KANTOR)$/.test(office) && unit !== undefined ? `KEPALA ${unit.text}` : office
  const where = place.kind === 'provinsi' ? `Provinsi ${place.name}` : place.name
  return { name: `${actingIn(line.text)}${inTitleCase(full)} ${where}`, place, line }
}

export const bareName = (place: Place): string => place.name.replace(/^(?:Kabupaten|Kota)\s+/, '')

/** "PEMERINTAH KABUPATEN WAKATOBI". */
export function regionIn(head: readonly Line[], places: PlaceNames): { readonly place: Place; readonly line: Line } | null {
  for (const line of head) {
    const m = /^PEMERINTAH\s+(KABUPATEN|KOTA|PROVINSI|DAERAH(?: PROVINSI)?)\s+(.+)$/.exec(line.text)
    if (!m) continue
    const kind = m[1] === 'KABUPATEN' ? 'Kabupaten ' : m[1] === 'KOTA' ? 'Kota ' : ''
    const place = places.byName(`${kind}${inTitleCase(m[2] ?? '')}`)
    if (place) return { place, line }
  }
  return null
}

/** A place that the head of the document names in any other way: nobody should rely on it. */
export function placeNamed(head: readonly Line[], places: PlaceNames): { readonly place: Place; readonly line: Line } | null {
  for (const line of head) {
    const named = isCapitals(line.text) ? places.inText(inTitleCase(line.text)) : null
    if (named !== null) return { place: named.place, line }
  }
  return null
}
