// What a model sees of a question in the place of words that the law treats alike: one mark for every party, colour, ballot number, office, faith,
// people and place, and none of the words of address before a name that was taken out. Two questions that differ in these alone are one question to it.
// What it points to is found again in the words as they were, byte for byte.
import type { Edition } from '../knowledge/knowledge.ts'

export type Masked = {
  readonly text: string
  /** A part of the masked text as it stands in the question; null where it is no part of it. */
  readonly unmask: (part: string) => string | null
}

type Piece = { readonly from: number; readonly to: number }
type Mark = Piece & { readonly mark: string }

/** Pieces of a text that may be one form of a group. */
const FORM_MAX = 5
const PIECE = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu
const NAMED =
  /(?:(?<!\p{L})(?:bapak|ibu|pak|bu|haji|hajah|hj|h|saudara|saudari|sdr|mas|mbak|bang|kang|uda|uni|bli|daeng|tuan|nyonya)\.?\s+)?(?:(?:i|ni)\s+)?\[nama\]/giu

export function masked(edition: Edition, text: string): Masked {
  const marks = marksIn(edition, text)
  let shown = ''
  let at = 0
  const moved: { readonly shown: Piece; readonly own: Piece }[] = []
  for (const { from, to, mark } of marks) {
    shown += text.slice(at, from)
    moved.push({ shown: { from: shown.length, to: shown.length + mark.length }, own: { from, to } })
    shown += mark
    at = to
  }
  shown += text.slice(at)

  /** Where a place of the masked text was; inside a mark, where the word begins or ends. */
  const placeOf = (place: number, isEnd: boolean): number => {
    const before = moved.findLast(m => m.shown.from < place || (!isEnd && m.shown.from === place))
    if (before === undefined) return place
    if (place < before.shown.to || (isEnd && place === before.shown.to)) return isEnd ? before.own.to : before.own.from
    return place - before.shown.to + before.own.to
  }
  const unmask = (part: string): string | null => {
    const from = shown.indexOf(part)
    return part === '' || from < 0 ? null : text.slice(placeOf(from, false), placeOf(from + part.length, true))
  }
  return { text: shown, unmask }
}

/** What is masked, in order, none inside another. */
function marksIn(edition: Edition, text: string): readonly Mark[] {
  const names = [...text.matchAll(NAMED)].map(m => ({ from: m.index, to: m.index + m[0].length, mark: '[nama]' }))
  const bracketed = [...text.matchAll(/\[[^\]]*\]/g)].map(m => ({ from: m.index, to: m.index + m[0].length }))
  const isFree = (p: Piece): boolean => ![...names, ...bracketed].some(t => t.from < p.to && p.from < t.to)
  const pieces = [...text.matchAll(PIECE)].map(m => ({ from: m.index, to: m.index + m[0].length })).filter(isFree)
  const found: Mark[] = []
  for (let at = 0; at < pieces.length; ) {
    const form = formAt(edition, text, pieces, at)
    if (form === null) at += 1
    else {
      if (form.mark !== null) found.push({ from: pieces[at]?.from ?? 0, to: form.to, mark: form.mark })
      at += form.size
    }
  }
  return [...names, ...found].toSorted((a, b) => a.from - b.from)
}

/** The longest form of a group that begins at a piece. `mark` null: it stands apart from all groups. */
function formAt(
  edition: Edition,
  text: string,
  pieces: readonly Piece[],
  at: number,
): { readonly size: number; readonly to: number; readonly mark: string | null } | null {
  const first = pieces[at]
  if (first === undefined) return null
  for (let size = Math.min(FORM_MAX, pieces.length - at); size >= 1; size--) {
    const last = pieces[at + size - 1]
    if (last === undefined || !isRun(text, pieces.slice(at, at + size))) continue
    const said = text.slice(first.from, last.to)
    const before = pieces[at - 1]
    const after = pieces[at + size]
    const mark = edition.language.markOf(said, {
      before: before === undefined ? '' : text.slice(before.from, before.to),
      after: after === undefined ? '' : text.slice(after.from, after.to),
    })
    if (mark === null && isPlace(edition, said)) return { size, to: last.to, mark: '[daerah]' }
    if (mark !== null) return { size, to: last.to, mark: mark === '' ? null : `[${mark}]` }
  }
  return null
}

/** The whole of it is a name of a place, and meant as one. */
const isPlace = ({ places }: Edition, said: string): boolean => places.byName(said) !== null && places.inText(` ${said}`) !== null

/** Words with nothing but a space or a hyphen between them. */
const isRun = (text: string, pieces: readonly Piece[]): boolean =>
  pieces.slice(1).every((p, i) => /^[ -]$/.test(text.slice(pieces[i]?.to ?? 0, p.from)))
