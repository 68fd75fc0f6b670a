// The text of a clause, put together from printed lines, with the lines it comes from and the words that OCR was unsure of.
import type { Place } from './lines.ts'
import type { Spot } from './proposed.ts'
import type { Piece } from './tree.ts'

export type Text = {
  readonly text: string
  readonly unsure: readonly { readonly from: number; readonly to: number }[]
  readonly places: readonly Place[]
}
export const NO_TEXT: Text = { text: '', unsure: [], places: [] }

/** Lines joined into sentences: a word that was cut at a line's end is whole again. */
export function textOf(pieces: readonly Piece[]): Text {
  let text = ''
  const unsure: { from: number; to: number }[] = []
  for (const { line, from } of pieces) {
    const said = line.text.slice(from)
    if (said.trim() === '') continue
    const glue = joint(text, said)
    text = `${glue.isCut ? text.slice(0, -1) : text}${glue.with}`
    for (const d of line.doubts)
      if (d.to > from) unsure.push({ from: text.length + Math.max(0, d.from - from), to: text.length + d.to - from })
    text += said
  }
  return { text, unsure, places: pieces.map(p => p.line) }
}

const WORD_MAX = 40

/** How a line goes on from the text before it. */
function joint(text: string, next: string): { readonly with: '' | ' '; readonly isCut: boolean } {
  if (text === '') return { with: '', isCut: false }
  if (text.endsWith('/')) return { with: '', isCut: false }
  // only its end matters: a text grows by thousands of lines
  const end = text.slice(-WORD_MAX)
  if (!/\p{L}-$/u.test(end) || !/^\p{L}/u.test(next)) return { with: ' ', isCut: false }
  return { with: '', isCut: isCutWord(end, next) }
}

/** "kewa- jiban" is one word; "undang- undangan", "sebanyak- banyaknya", "non- ASN" keep the hyphen. */
function isCutWord(text: string, next: string): boolean {
  const before = /(\p{L}+)-$/u.exec(text)?.[1]?.toLowerCase() ?? ''
  const after = /^\p{L}+/u.exec(next)?.[0] ?? ''
  if (/^\p{Lu}/u.test(after) || before === 'non') return false
  return !isDoubled(before, after.toLowerCase())
}

const DOUBLED_MIN = 4
function isDoubled(before: string, after: string): boolean {
  if (before.length >= 3 && after.startsWith(before)) return true
  for (let length = Math.min(before.length, after.length); length >= DOUBLED_MIN; length--)
    if (before.endsWith(after.slice(0, length))) return true
  return false
}

export function joined(parts: readonly (Text | string)[], by = ' '): Text {
  let text = ''
  const unsure: { from: number; to: number }[] = []
  const places: Place[] = []
  for (const part of parts) {
    const said = typeof part === 'string' ? { ...NO_TEXT, text: part } : part
    if (said.text === '') {
      places.push(...said.places)
      continue
    }
    const start = text === '' ? 0 : text.length + by.length
    text = text === '' ? said.text : `${text}${by}${said.text}`
    unsure.push(...said.unsure.map(u => ({ from: u.from + start, to: u.to + start })))
    places.push(...said.places)
  }
  return { text, unsure, places }
}

/** Lines that follow each other, as one spot. */
export function spotsOf(places: readonly Place[]): Spot[] {
  const found: { page: number; from: number; to: number }[] = []
  for (const { page, from, to } of places.toSorted((a, b) => a.page - b.page || a.from - b.from)) {
    const last = found.at(-1)
    if (last !== undefined && last.page === page && from <= last.to + 1) last.to = Math.max(last.to, to)
    else found.push({ page, from, to })
  }
  return found
}
