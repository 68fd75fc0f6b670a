// The parts of a text inside each other, as they are found line by line.
import type { Line } from './lines.ts'
import type { Beginning, Style } from './numbering.ts'
import type { Doubt } from './proposed.ts'

/** A piece of a line: the whole line, or what follows its mark. */
export type Piece = { readonly line: Line; readonly from: number }

export type Node = {
  /** null: a paragraph without a mark. */
  readonly style: Style | null
  readonly number: string
  readonly mark: string
  readonly ordinal: number
  readonly pieces: Piece[]
  readonly parts: Node[]
  /** A paragraph after its list. */
  readonly tail: Piece[]
  readonly doubts: Set<Doubt>
  /** How far its mark stands in; an article's stands in the middle and holds whatever follows. */
  readonly x: number
}

export type Block =
  | { readonly kind: 'node'; readonly node: Node }
  /** `mark`: the section's own, by which the next one is known. */
  | { readonly kind: 'heading'; readonly title: string; readonly lines: readonly Line[]; readonly mark: Node | null }
  | { readonly kind: 'table'; readonly lines: readonly Line[] }

export const begun = (begins: Beginning, line: Line, doubt: Doubt | null): Node => ({
  style: begins.style,
  number: begins.number,
  mark: begins.mark,
  ordinal: begins.ordinal,
  pieces: [{ line, from: begins.rest }],
  parts: [],
  tail: [],
  doubts: new Set(doubt === null ? [] : [doubt]),
  x: begins.style === 'pasal' ? -1 : line.x,
})

export const paragraph = (line: Line): Node => ({
  style: null,
  number: '',
  mark: '',
  ordinal: 0,
  pieces: [{ line, from: 0 }],
  parts: [],
  tail: [],
  doubts: new Set(),
  x: line.x,
})

export const ownText = (node: Node): string =>
  node.pieces
    .map(p => p.line.text.slice(p.from))
    .join(' ')
    .trim()

export const hasList = (node: Node): boolean => node.parts.some(p => p.style !== null)

const TITLE_MAX = 90
/** A few words without an end, as a heading has them. */
export function isTitle(node: Node): boolean {
  const text = ownText(node)
  if (text === '' || text.length > TITLE_MAX || !/^\p{Lu}/u.test(text)) return false
  return !/[.:;,?!]$/.test(text) && !/\b(?:dan|atau|dilarang|wajib)$/.test(text)
}

/** "… disampaikan hal-hal sebagai berikut:" opens a circular and is no part of its points. */
export const isOpening = (text: string): boolean =>
  /(?:sebagai\s+berikut|hal-hal\s+berikut|berikut\s+ini|menginstruksikan|mengimbau|menghimbau|memperhatikan)\s*:?\s*$/i.test(text)
