// The text as a tree: articles, paragraphs, letters and numbers inside each other, found line by line.
import { couldHaveFitted, DOUBTFUL, type Fit, FURTHER_IN, fitOf, type Here, NEAR, resumed } from './fits.ts'
import type { Line } from './lines.ts'
import { beginnings } from './numbering.ts'
import { type Block, begun, hasList, isTitle, type Node, ownText, paragraph } from './tree.ts'
import { isCapitals } from './zones.ts'

const CHAPTER = /^(?:BAB\s*[IVXL1l|]+|Bagian\s+Ke\w+(?:\s+(?:Belas|Puluh))?|Paragraf\s+(?:\d+|Ke\w+))$/i

type State = {
  readonly lines: readonly Line[]
  readonly blocks: Block[]
  /** From the widest part that is open to the narrowest. */
  open: readonly Node[]
  /** What was open when a paragraph at the margin came between: the list may go on after it. */
  suspended: { readonly open: readonly Node[]; readonly blocks: number } | null
  /** "Pasal I" of an amendment. */
  amends: Node | null
}

/** Each gives back how many lines it took; 0: these are not for it. In their order. */
const STEPS: readonly ((state: State, at: number) => number)[] = [
  takeTable,
  takeChapter,
  takePart,
  takeAmended,
  goOn,
  takeParagraph,
]

export function outlineOf(lines: readonly Line[]): Block[] {
  const state: State = { lines, blocks: [], open: [], suspended: null, amends: null }
  for (let at = 0; at < lines.length; ) at += take(state, at)
  return state.blocks
}

function take(state: State, at: number): number {
  for (const step of STEPS) {
    const taken = step(state, at)
    if (taken > 0) return taken
  }
  throw new Error('a line was not taken')
}

const lineAt = (state: State, at: number): Line => state.lines[at] as Line
const AHEAD = 16
const hereOf = (state: State, at: number): Here => ({
  ...state,
  line: lineAt(state, at),
  above: state.lines[at - 1],
  ahead: state.lines.slice(at + 1, at + AHEAD),
})
const textIn = (lines: readonly Line[]): string => lines.map(l => l.text).join(' ')

function putRoot(state: State, node: Node): void {
  state.blocks.push({ kind: 'node', node })
  state.open = [node]
}

// ── Tables and headings ──

function takeTable(state: State, at: number): number {
  let end = at
  while (state.lines[end]?.cell != null) end++
  if (end === at) return 0
  state.blocks.push({ kind: 'table', lines: state.lines.slice(at, end) })
  state.open = []
  return end - at
}

function takeChapter(state: State, at: number): number {
  if (state.amends !== null || !CHAPTER.test(lineAt(state, at).text)) return 0
  const lines = state.lines.slice(at, chapterEnd(state.lines, at))
  state.blocks.push({ kind: 'heading', title: textIn(lines), lines, mark: null })
  state.open = []
  return lines.length
}

/** The title under "BAB II" or "Bagian Kesatu": lines in capitals, or a short one without an end. */
function chapterEnd(lines: readonly Line[], at: number): number {
  const isChapter = /^BAB/i.test(lines[at]?.text ?? '')
  const most = isChapter ? 5 : 2
  let end = at + 1
  for (; end < lines.length && end < at + most; end++) {
    const { text, cell } = lines[end] as Line
    if (cell !== null || CHAPTER.test(text) || beginnings(text).length > 0) break
    if (isChapter ? !isCapitals(text) : text.length > 70 || /[.;:]$/.test(text)) break
  }
  return end
}

const SECTION = { lines: 3, letters: 110 }

/** Where the title of a section ends; null: it is no title but a sentence. */
function sectionEnd(lines: readonly Line[], at: number): number | null {
  const isOfTitle = (line: Line | undefined): boolean => line?.isBold === true && beginnings(line.text).length === 0
  let end = at + 1
  while (end < at + SECTION.lines && lines[at]?.isBold && isOfTitle(lines[end])) end++
  const text = textIn(lines.slice(at, end))
  const isSentence = /[.;]$/.test(text) || (text.length > SECTION.letters && !isCapitals(text))
  return isSentence ? null : end
}

// ── Parts ──

function takePart(state: State, at: number): number {
  const here = hereOf(state, at)
  const fit = fitOf(here)
  const found = fit === null || fit.worth <= DOUBTFUL ? (takenUpAgain(state, here) ?? fit) : fit
  if (found === null) return 0
  state.suspended = null
  return takeSection(state, at, found) || putPart(state, here.line, found)
}

/** The list that a paragraph interrupted goes on: the paragraph belonged to its last part. */
function takenUpAgain(state: State, here: Here): Fit | null {
  const { suspended } = state
  const fit = suspended === null ? null : resumed(here, suspended.open)
  if (suspended === null || fit === null) return null
  const node = suspended.open[fit.depth]
  // where numbers are missing nobody knows whose paragraph it was
  if (fit.doubt === null && node !== undefined) takeBack(node, state.blocks.splice(suspended.blocks))
  state.open = suspended.open
  return fit
}

function takeBack(node: Node, blocks: readonly Block[]): void {
  const paragraphs = blocks.flatMap(b => (b.kind === 'node' ? [b.node] : []))
  const pieces = paragraphs.flatMap(p => p.pieces)
  if (hasList(node)) node.tail.push(...pieces)
  else if (isTitle(node)) node.parts.push(...paragraphs)
  else node.pieces.push(...pieces)
}

/** "A. Latar Belakang" is a heading; what it begins with is known by the next one. */
function takeSection(state: State, at: number, { begins, doubt }: Fit): number {
  if (begins.style !== 'HURUF' && begins.style !== 'ROMAWI') return 0
  const end = sectionEnd(state.lines, at)
  if (end === null) return 0
  const lines = state.lines.slice(at, end)
  const title = textIn(lines).slice(begins.rest)
  state.blocks.push({ kind: 'heading', title, lines, mark: begun(begins, lineAt(state, at), doubt) })
  state.open = []
  return lines.length
}

function putPart(state: State, line: Line, { begins, depth, doubt }: Fit): number {
  const node = begun(begins, line, doubt)
  const parent = state.open[depth - 1]
  if (parent === undefined) putRoot(state, node)
  else {
    parent.parts.push(node)
    state.open = [...state.open.slice(0, depth), node]
  }
  if (begins.style === 'pasal') state.amends = /^[IVX]+$/.test(begins.number) ? node : null
  return 1
}

/** Whatever an amendment puts in the place of the old law belongs to the number that puts it there. */
function takeAmended(state: State, at: number): number {
  const number = state.amends?.parts.at(-1)
  number?.pieces.push({ line: lineAt(state, at), from: 0 })
  return number === undefined ? 0 : 1
}

// ── Lines without a mark ──

function goOn(state: State, at: number): number {
  const { line, above } = hereOf(state, at)
  const node = state.open.at(-1)
  if (node === undefined || above === undefined) return 0
  if (startsParagraph(line, above) || standsBelowTitle(line, above, node) || leaves(line, above, node)) return 0
  const pieces = node.tail.length > 0 ? node.tail : node.pieces
  pieces.push({ line, from: 0 })
  return 1
}

/** So many usual distances part two paragraphs; those of a scan are less even. Further apart, even a sentence may have been left open. */
const APART = { text: 1.2, ocr: 1.45, wide: 2.2, always: 9 }

function startsParagraph(line: Line, above: Line): boolean {
  const gap = line.gap ?? 0
  if (above.cell !== null || gap >= APART.always) return true
  const isShort = couldHaveFitted(line, above)
  if (!/[.;:?!]["”')\]]*$/.test(above.text)) return gap > APART.wide && isShort
  const isFurtherOut = line.x < above.x - NEAR
  // over the end of a page or a column nothing is told by the distance
  if (line.gap === null) return (isShort || isFurtherOut) && /^\p{Lu}/u.test(line.text)
  return gap > (line.isOcr ? APART.ocr : APART.text) || isShort || isFurtherOut
}

/** "1. Latar Belakang" has no full stop, but the next word would have stood beside it. */
const standsBelowTitle = (line: Line, above: Line, node: Node): boolean =>
  node.style !== null && node.pieces.length === 1 && isTitle(node) && /^\p{Lu}/u.test(line.text) && couldHaveFitted(line, above)

/** A short line, and the next stands further out than the mark of the part it would go on. */
const leaves = (line: Line, above: Line, node: Node): boolean =>
  node.style !== null && line.gap !== null && line.x < node.x - NEAR && couldHaveFitted(line, above)

/** A paragraph stands below a title, closes a sentence that led a list, stands inside a part, or stands for itself. */
function takeParagraph(state: State, at: number): number {
  const line = lineAt(state, at)
  if (!putBullet(state, line) && !putBelowTitle(state, line) && !putAfterList(state, line) && !putInside(state, line))
    putAtMargin(state, line)
  return 1
}

/** Dashes and dots cannot be cited: they belong to what they stand below. */
function putBullet(state: State, line: Line): boolean {
  const node = state.open.at(-1)
  if (node === undefined || !/^[-–—•▪*]\s/.test(line.text)) return false
  node.pieces.push({ line, from: 0 })
  return true
}

function putBelowTitle(state: State, line: Line): boolean {
  const node = state.open.at(-1)
  if (node === undefined || node.style === null || node.parts.length > 0 || !isTitle(node)) return false
  putParagraph(state, node, state.open.length, line)
  return true
}

function putParagraph(state: State, parent: Node, depth: number, line: Line): void {
  const node = paragraph(line)
  parent.parts.push(node)
  state.open = [...state.open.slice(0, depth), node]
}

/** What goes on in small letters after a list closes the sentence that led it. */
function putAfterList(state: State, line: Line): boolean {
  const node = state.open.at(-1)
  const depth = state.open.findLastIndex(hasList)
  const led = state.open[depth]
  const isOutside = node === undefined || node.style === null || line.x <= node.x + FURTHER_IN
  if (led === undefined || led === node || !isOutside || !/^\p{Ll}/u.test(line.text)) return false
  state.open = state.open.slice(0, depth + 1)
  led.tail.push({ line, from: 0 })
  return true
}

/** Inside the deepest open part whose mark stands further out. */
function putInside(state: State, line: Line): boolean {
  const depth = state.open.findLastIndex(n => n.style !== null && line.x > n.x + FURTHER_IN)
  const inside = state.open[depth]
  if (inside === undefined) return false
  const isAfterList = depth < state.open.length - 1 && hasList(inside)
  state.open = state.open.slice(0, depth + 1)
  if (isAfterList) {
    inside.tail.push({ line, from: 0 })
    if (line.gap === null) inside.doubts.add('cut-unclear')
  } else if (ownText(inside) !== '' && (isTitle(inside) || inside.parts.length > 0)) putParagraph(state, inside, depth + 1, line)
  else inside.pieces.push({ line, from: 0 })
  return true
}

function putAtMargin(state: State, line: Line): void {
  const before = state.open
  putRoot(state, paragraph(line))
  if (before.some(n => n.style !== null)) state.suspended = { open: before, blocks: state.blocks.length - 1 }
}
