// Dates as Indonesian offices write them: "3 Januari 2027", "tanggal 3-1-2027", "03/01/2027".
import type { DateOnly } from '../../vocabulary.ts'

export const MONTHS = [
  'januari',
  'februari',
  'maret',
  'april',
  'mei',
  'juni',
  'juli',
  'agustus',
  'september',
  'oktober',
  'november',
  'desember',
]
/** Other spellings, and what OCR makes of them. */
const ALSO: Readonly<Record<string, number>> = {
  pebruari: 2,
  nopember: 11,
  jan: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  jun: 6,
  jul: 7,
  agt: 8,
  agu: 8,
  sep: 9,
  okt: 10,
  nov: 11,
  des: 12,
  januarl: 1,
  jull: 7,
  junl: 6,
  aprll: 4,
  mel: 5,
}
const NAMES = [...MONTHS, ...Object.keys(ALSO)].toSorted((a, b) => b.length - a.length).join('|')
const SAID = new RegExp(String.raw`\b(\d{1,2})\s*(?:st|nd)?\s+(${NAMES})\.?\s+(\d{4})\b`, 'gi')
const FIGURES = /\b(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})\b/g

export type Dated = { readonly date: DateOnly; readonly at: number; readonly end: number }

/** All dates of a text, in their order. */
export function datesIn(text: string): Dated[] {
  const said = [...text.matchAll(SAID)].map(m => {
    const name = (m[2] ?? '').toLowerCase()
    return { m, day: Number(m[1]), month: MONTHS.indexOf(name) + 1 || (ALSO[name] ?? 0), year: Number(m[3]) }
  })
  const figures = [...text.matchAll(FIGURES)].map(m => ({ m, day: Number(m[1]), month: Number(m[2]), year: Number(m[3]) }))
  return [...said, ...figures]
    .filter(({ day, month, year }) => isDay(day, month, year))
    .map(({ m, day, month, year }) => ({
      date: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
      at: m.index,
      end: m.index + m[0].length,
    }))
    .toSorted((a, b) => a.at - b.at)
}

function isDay(day: number, month: number, year: number): boolean {
  if (month < 1 || month > 12 || year < 1945 || year > 2100) return false
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}
