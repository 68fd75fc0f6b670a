// The text as a tree: articles, paragraphs, letters and numbers inside each other. A line begins a new part only when what it begins with goes
// on from something open, or begins a list that the text before it announces; anything else that looks like a number is a reference.
import type { Line } from './lines.ts'
import { type Beginning, beginnings, type Style } from './numbering.ts'
import type { Doubt } from './proposed.ts'
import { isCapitals } from './zones.ts'

/** A piece of a line: the whole line, or what follows its mark. */
export type Piece = { readonly line: Line; readonly from: number }

export type Node = {
  /** null: a paragraph without a mark. */
  readonly style: Style | null
  readonly number: string
  readonly mark: string
  readonly ordinal: number
  pieces: Piece[]
  readonly parts: Node[]
  /** A paragraph after its list. */
  tail: Piece[]
  readonly doubts: Set<Doubt>
  /** How far its mark stands in. */
  readonly x: number
}

export type Block =
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'heading'; readonly level: 'chapter' | 'section'; readonly title: string; readonly lines: readonly Line[] }
  | { readonly kind: 'table'; readonly lines: readonly Line[] }

const ENDED = /(?:[.;:?!]["”')\]]*|[;,]?\s(?:dan|atau|dan\/atau))$/i
/** OCR reads a semicolon as a comma. */
const ENDED_BY_OCR = /[.;:,?!]["”')\]]*$/
const REFERS = /\b(?:ayat|huruf|angka|pasal|nomor|butir|diktum|lampiran|bab|dimaksud|dalam|pada)$/i
const LEADS = /:\s*$/
const NEAR = 0.013
const FURTHER_IN = 0.008
const GAP_MAX = 4

const CHAPTER = /^(?:BAB\s*[IVXL1l|]+|Bagian\s+Ke\w+(?:\s+(?:Belas|Puluh))?|Paragraf\s+(?:\d+|Ke\w+))$/i

export function outlineOf(lines: readonly Line[]): Block[] {
  const blocks: Block[] = []
  const open: Node[] = []
  /** What was open when a paragraph at the margin came between: the list may go on after it. */
  let suspended: { readonly open: readonly Node[]; readonly blocks: number } | null = null
  let amends: Node | null = null
  const top = (): Node | undefined => open.at(-1)
  const putRoot = (node: Node): void => {
    open.length = 0
    blocks.push({ kind: 'node', node })
    open.push(node)
  }

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as Line
    if (line.cell !== null) {
      let end = at
      while (lines[end]?.cell != null) end++
      blocks.push({ kind: 'table', lines: lines.slice(at, end) })
      open.length = 0
      at = end - 1
      continue
    }
    if (amends === null && CHAPTER.test(line.text)) {
      const end = titleEnd(lines, at)
      blocks.push({ kind: 'heading', level: 'chapter', title: textIn(lines.slice(at, end)), lines: lines.slice(at, end) })
      open.length = 0
      at = end - 1
      continue
    }
    const above = lines[at - 1]
    let fit = fitOf(line, above, open, blocks, amends)
    if (suspended !== null && (fit === null || fit.worth <= DOUBTFUL)) {
      const resumed = resuming(line, above, suspended.open)
      if (resumed !== null) {
        if (resumed.doubt === null) takeBack(suspended.open[resumed.depth] as Node, blocks.splice(suspended.blocks))
        open.splice(0, open.length, ...suspended.open)
        fit = resumed
      }
    }
    if (fit !== null) {
      suspended = null
      const { begins, depth, doubt } = fit
      open.length = depth
      const node = begun(begins, line, doubt)
      if (begins.style === 'HURUF' || begins.style === 'ROMAWI') {
        const end = sectionEnd(lines, at)
        if (end !== null) {
          blocks.push({
            kind: 'heading',
            level: 'section',
            title: textIn(lines.slice(at, end)).slice(begins.rest),
            lines: lines.slice(at, end),
          })
          sections.set(blocks.at(-1) as Block, node)
          open.length = 0
          at = end - 1
          continue
        }
      }
      const parent = top()
      if (parent === undefined || depth === 0) putRoot(node)
      else {
        parent.parts.push(node)
        open.push(node)
      }
      if (begins.style === 'pasal') amends = /^[IVX]+$/.test(begins.number) ? node : null
      continue
    }
    const amended = amends?.parts.at(-1)
    if (amended !== undefined) {
      append(amended, line)
      continue
    }
    const current = top()
    if (
      current !== undefined &&
      !startsParagraph(line, above) &&
      !standsBelowTitle(line, above, current) &&
      !leaves(line, above, current)
    ) {
      append(current, line)
      continue
    }
    const before = [...open]
    placeParagraph(line, above, open, putRoot)
    const isAtMargin = open.length === 1 && open[0]?.style === null && open[0] !== before[0]
    if (isAtMargin && before.some(n => n.style !== null)) suspended = { open: before, blocks: blocks.length - 1 }
  }
  return blocks
}

/** A section's own mark, by which the next one is known. */
const sections = new WeakMap<Block, Node>()

const isGap = (step: number): boolean => step > 1 && step <= GAP_MAX

/** Fits that carry a doubt are worth no more. */
const DOUBTFUL = 3

/** The list that a paragraph interrupted goes on. */
function resuming(line: Line, above: Line | undefined, before: readonly Node[]): Fit | null {
  if (above !== undefined && REFERS.test(above.text)) return null
  if (!hasEnded(line, above, before)) return null
  const fits = beginnings(line.text).flatMap((begins): Fit[] => {
    if (begins.isRepaired) return []
    const depth = followed(begins, line, before)
    if (depth !== null) return [{ begins, depth, doubt: null, worth: 8 }]
    const beyond = before.findLastIndex(
      n => n.style === begins.style && Math.abs(n.x - line.x) < NEAR && isGap(begins.ordinal - n.ordinal),
    )
    return beyond < 0 ? [] : [{ begins, depth: beyond, doubt: 'numbering-gap', worth: 2 }]
  })
  return fits.toSorted((a, b) => b.worth - a.worth)[0] ?? null
}

/** Paragraphs between two numbers of a list belong to the first of them. */
function takeBack(node: Node, blocks: readonly Block[]): void {
  const paragraphs = blocks.flatMap(b => (b.kind === 'node' ? [b.node] : []))
  if (node.parts.length > 0 && node.parts.some(p => p.style !== null)) node.tail.push(...paragraphs.flatMap(p => p.pieces))
  else if (isTitle(node)) node.parts.push(...paragraphs)
  else node.pieces.push(...paragraphs.flatMap(p => p.pieces))
}

const textIn = (lines: readonly Line[]): string => lines.map(l => l.text).join(' ')

function begun(begins: Beginning, line: Line, doubt: Doubt | null): Node {
  const doubts = new Set<Doubt>(doubt === null ? [] : [doubt])
  const isEmpty = begins.rest >= line.text.length
  return {
    style: begins.style,
    number: begins.number,
    mark: begins.mark,
    ordinal: begins.ordinal,
    // an article's own line is its mark: its text follows
    pieces: [{ line, from: isEmpty ? line.text.length : begins.rest }],
    parts: [],
    tail: [],
    doubts,
    x: begins.style === 'pasal' ? -1 : line.x,
  }
}

const paragraph = (line: Line): Node => ({
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

function append(node: Node, line: Line): void {
  if (node.tail.length > 0) node.tail.push({ line, from: 0 })
  else node.pieces.push({ line, from: 0 })
}

export const ownText = (node: Node): string =>
  node.pieces
    .map(p => p.line.text.slice(p.from))
    .join(' ')
    .trim()

/** A few words without an end, as a heading has them. */
export const isTitle = (node: Node): boolean => {
  const text = ownText(node)
  return (
    text !== '' &&
    text.length <= 90 &&
    !/[.:;,?!]$/.test(text) &&
    /^[\p{Lu}]/u.test(text) &&
    !/\b(?:dan|atau|dilarang|wajib)$/.test(text)
  )
}

// ── Does a line begin a part? ──

type Fit = { readonly begins: Beginning; readonly depth: number; readonly doubt: Doubt | null; readonly worth: number }

function fitOf(
  line: Line,
  above: Line | undefined,
  open: readonly Node[],
  blocks: readonly Block[],
  amends: Node | null,
): Fit | null {
  const fits = beginnings(line.text).flatMap(begins => {
    const fit = amends === null ? fitting(begins, line, above, open, blocks) : fittingAmendment(begins, line, above, open, amends)
    return fit === null ? [] : [{ ...fit, begins }]
  })
  const worth = (fit: Fit): number => fit.worth - (fit.begins.isRepaired ? REPAIRED : 0)
  return fits.toSorted((a, b) => worth(b) - worth(a))[0] ?? null
}

/** What had to be repaired is believed when nothing else fits. */
const REPAIRED = 12

type Fitting = Omit<Fit, 'begins'> | null

function fitting(
  begins: Beginning,
  line: Line,
  above: Line | undefined,
  open: readonly Node[],
  blocks: readonly Block[],
): Fitting {
  if (above !== undefined && REFERS.test(above.text) && !isFar(line)) return null
  if (begins.style === 'pasal') return fittingArticle(begins, line, above, blocks)
  if (begins.style === 'HURUF' || begins.style === 'ROMAWI') return fittingSection(begins, line, above, open, blocks)
  if (begins.style === 'diktum') return fittingDiktum(begins, open, blocks)
  const ended = hasEnded(line, above, open)
  const next = followed(begins, line, open)
  if (next !== null && (ended || hangs(line, above))) return { depth: next, doubt: null, worth: 10 + next }
  const first = begins.ordinal === 1 ? leading(begins, line, above, open) : null
  if (first !== null && (ended || first.isAnnounced))
    return { depth: first.depth, doubt: null, worth: first.isAnnounced ? 20 : 5 }
  if (!ended) return null
  return astray(begins, line, open, blocks)
}

const isFar = (line: Line): boolean => (line.gap ?? 0) > 1.8

/** Whether what stood above was complete, or was broken off although there was room. */
function hasEnded(line: Line, above: Line | undefined, open: readonly Node[]): boolean {
  if (above === undefined || open.length === 0 || above.cell !== null) return true
  if ((above.isOcr ? ENDED_BY_OCR : ENDED).test(above.text)) return true
  const node = open.at(-1)
  return node !== undefined && (ownText(node) === '' || couldHaveFitted(line, above))
}

/** The first word would have stood on the line above, had it been the same sentence. */
function couldHaveFitted(line: Line, above: Line): boolean {
  const word = line.text.split(' ')[0] ?? ''
  return above.slack > (word.length + 2) * above.letter + 0.005
}

/** The line above stood further in: this one begins outside the paragraph. */
const hangs = (line: Line, above: Line | undefined): boolean =>
  above !== undefined && line.gap !== null && above.x > line.x + FURTHER_IN

/** The depth of the open list that this goes on. */
function followed(begins: Beginning, line: Line, open: readonly Node[]): number | null {
  const depths = open.flatMap((node, depth) =>
    node.style === begins.style && node.ordinal + 1 === begins.ordinal ? [depth] : [],
  )
  return (
    depths.toSorted((a, b) => Math.abs((open[a]?.x ?? 0) - line.x) - Math.abs((open[b]?.x ?? 0) - line.x) || b - a)[0] ?? null
  )
}

/** The first of a list: below what announces it, below an article without words, below a heading, or where the text begins. */
function leading(
  begins: Beginning,
  line: Line,
  above: Line | undefined,
  open: readonly Node[],
): { readonly depth: number; readonly isAnnounced: boolean } | null {
  const node = open.at(-1)
  if (node === undefined) return { depth: 0, isAnnounced: true }
  const isBelowTitle = isTitle(node) && above !== undefined && couldHaveFitted(line, above)
  const isAnnounced = LEADS.test(above?.text ?? '') || ownText(node) === '' || isBelowTitle
  if (node.style === null && open.length === 1) {
    // points of a circular after its opening stand for themselves; what a sentence leads belongs to it
    return { depth: LEADS.test(above?.text ?? '') && !isOpening(ownText(node)) ? 1 : 0, isAnnounced }
  }
  if (isAnnounced) return { depth: open.length, isAnnounced }
  const isOpenAlready = open.some(n => n.style === begins.style)
  return !isOpenAlready && line.x > node.x + FURTHER_IN ? { depth: open.length, isAnnounced: false } : null
}

export const isOpening = (text: string): boolean =>
  /(?:sebagai\s+berikut|hal-hal\s+berikut|berikut\s+ini|menginstruksikan|mengimbau|menghimbau|memperhatikan)\s*:?\s*$/i.test(text)

/** A number that leaves some out or comes twice, in a list that is open and as far in. */
function astray(begins: Beginning, line: Line, open: readonly Node[], blocks: readonly Block[]): Fitting {
  if (begins.isRepaired) return null
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const node = open[depth] as Node
    if (node.style !== begins.style || Math.abs(node.x - line.x) > NEAR) continue
    const step = begins.ordinal - node.ordinal
    if (step === 0) return { depth, doubt: 'numbering-twice', worth: 1 }
    if (isGap(step)) return { depth, doubt: 'numbering-gap', worth: 2 }
    if (step < 0 && begins.ordinal === 1) return { depth, doubt: 'numbering-twice', worth: 1 }
  }
  if (open.length === 0 && begins.ordinal > 1 && begins.ordinal <= GAP_MAX && blocks.every(b => b.kind === 'heading'))
    return { depth: 0, doubt: 'numbering-gap', worth: 1 }
  return null
}

function fittingArticle(begins: Beginning, line: Line, above: Line | undefined, blocks: readonly Block[]): Fitting {
  const last = blocks.findLast(b => b.kind === 'node' && b.node.style === 'pasal')
  const before = last?.kind === 'node' ? last.node.ordinal : 0
  const step = begins.ordinal - before
  const isEnded = above === undefined || isCapitals(above.text) || hasEnded(line, above, [])
  const isApart = line.x > 0.15 || isEnded || (above !== undefined && couldHaveFitted(line, above))
  if (!isApart) return null
  if (step === 1 || (step === 0 && /[A-Z]$/.test(begins.number))) return { depth: 0, doubt: null, worth: 30 }
  if (step > 1 && step <= GAP_MAX * 3) return { depth: 0, doubt: 'numbering-gap', worth: 3 }
  return step === 0 ? { depth: 0, doubt: 'numbering-twice', worth: 1 } : null
}

/** "A." or "IV." before a title: a section of a circular. */
function fittingSection(
  begins: Beginning,
  line: Line,
  above: Line | undefined,
  open: readonly Node[],
  blocks: readonly Block[],
): Fitting {
  const last = blocks.findLast(b => b.kind === 'heading' && b.level === 'section')
  const before = last === undefined ? undefined : sections.get(last)
  const isEnded = above === undefined || ENDED_BY_OCR.test(above.text) || isFar(line) || couldHaveFitted(line, above)
  if (!isEnded) return null
  const next = followed(begins, line, open)
  if (next !== null) return { depth: next, doubt: null, worth: 15 }
  if (before === undefined) return begins.ordinal === 1 || isCapitals(line.text) ? { depth: 0, doubt: null, worth: 15 } : null
  if (before.style !== begins.style || Math.abs(before.x - line.x) > 0.05) return null
  return before.ordinal + 1 === begins.ordinal ? { depth: 0, doubt: null, worth: 25 } : null
}

function fittingDiktum(begins: Beginning, open: readonly Node[], blocks: readonly Block[]): Fitting {
  const last = blocks.findLast(b => b.kind === 'node' && b.node.style === 'diktum')
  const before = last?.kind === 'node' ? last.node.ordinal : 0
  const step = begins.ordinal - before
  if (step === 1) return { depth: 0, doubt: null, worth: 30 }
  return step > 1 && step <= GAP_MAX && (open.length > 0 || before === 0) ? { depth: 0, doubt: 'numbering-gap', worth: 3 } : null
}

/** Below "Pasal I" of an amendment everything belongs to its numbers, also whole articles with paragraphs. */
function fittingAmendment(begins: Beginning, line: Line, above: Line | undefined, open: readonly Node[], amends: Node): Fitting {
  const isNextArticle = begins.style === 'pasal' && /^[IVX]+$/.test(begins.number) && begins.ordinal === amends.ordinal + 1
  if (isNextArticle) return { depth: 0, doubt: null, worth: 30 }
  if (begins.style !== 'angka') return null
  const last = amends.parts.at(-1)
  const isNext = begins.ordinal === (last?.ordinal ?? 0) + 1
  if (!isNext || (last !== undefined && Math.abs(last.x - line.x) > NEAR)) return null
  return hasEnded(line, above, open) ? { depth: 1, doubt: null, worth: 20 } : null
}

// ── Titles ──

/** The title under "BAB II" or "Bagian Kesatu": lines in capitals, or short ones without an end. */
function titleEnd(lines: readonly Line[], at: number): number {
  const isChapter = /^BAB/i.test(lines[at]?.text ?? '')
  let end = at + 1
  while (end < lines.length && end < at + 5) {
    const { text, cell } = lines[end] as Line
    if (cell !== null || CHAPTER.test(text) || beginnings(text).length > 0) break
    if (isChapter ? !isCapitals(text) : text.length > 70 || /[.;:]$/.test(text) || end > at + 1) break
    end++
  }
  return end
}

/** Where the title of a section ends; null: it is no title but a sentence. */
function sectionEnd(lines: readonly Line[], at: number): number | null {
  let end = at + 1
  const first = lines[at] as Line
  while (
    end < lines.length &&
    end < at + 3 &&
    first.isBold &&
    lines[end]?.isBold &&
    beginnings(lines[end]?.text ?? '').length === 0
  )
    end++
  const text = textIn(lines.slice(at, end))
  const isSentence = /[.;]$/.test(text) || (text.length > 110 && !isCapitals(text))
  return isSentence ? null : end
}

// ── Paragraphs without a mark ──

/** So many usual distances part two paragraphs; those of a scan are less even. */
const APART = { text: 1.2, ocr: 1.45 }

function startsParagraph(line: Line, above: Line | undefined): boolean {
  if (above === undefined || above.cell !== null) return true
  const gap = line.gap ?? 0
  if (gap >= 9) return true
  const isEnded = /[.;:?!]["”')\]]*$/.test(above.text)
  if (!isEnded) return gap > 2.2 && couldHaveFitted(line, above)
  if (line.gap === null) return (couldHaveFitted(line, above) || line.x < above.x - NEAR) && /^\p{Lu}/u.test(line.text)
  return gap > (line.isOcr ? APART.ocr : APART.text) || couldHaveFitted(line, above) || line.x < above.x - NEAR
}

/** "1. Latar Belakang" has no full stop, but the next word would have stood beside it. */
const standsBelowTitle = (line: Line, above: Line | undefined, node: Node): boolean =>
  above !== undefined &&
  node.style !== null &&
  node.pieces.length === 1 &&
  isTitle(node) &&
  /^\p{Lu}/u.test(line.text) &&
  couldHaveFitted(line, above)

/** A short line, and the next stands further out than the mark of the part it would go on. */
const leaves = (line: Line, above: Line | undefined, node: Node): boolean =>
  above !== undefined && node.style !== null && line.gap !== null && line.x < node.x - NEAR && couldHaveFitted(line, above)

/** Inside the deepest open part whose mark stands further out; else a paragraph of its own. */
function placeParagraph(line: Line, above: Line | undefined, open: Node[], putRoot: (node: Node) => void): void {
  const depth = open.findLastIndex(node => node.style !== null && line.x > node.x + FURTHER_IN)
  const inside = open[depth]
  const node = open.at(-1)
  if (node !== undefined && node.style !== null && node.parts.length === 0 && isTitle(node)) {
    const below = paragraph(line)
    node.parts.push(below)
    open.push(below)
    return
  }
  // a sentence that goes on in small letters after a list closes the sentence that led it
  const led = open.findLast(n => n.parts.some(p => p.style !== null))
  const isOutside = node === undefined || node.style === null || line.x <= node.x + FURTHER_IN
  if (led !== undefined && led !== node && isOutside && /^\p{Ll}/u.test(line.text) && beginnings(line.text).length === 0) {
    open.length = open.indexOf(led) + 1
    led.tail.push({ line, from: 0 })
    return
  }
  if (inside === undefined) {
    putRoot(paragraph(line))
    return
  }
  const isAfterList = depth < open.length - 1
  open.length = depth + 1
  if (ownText(inside) === '' && inside.parts.length === 0) inside.pieces.push({ line, from: 0 })
  else if (isAfterList && inside.parts.some(p => p.style !== null)) {
    inside.tail.push({ line, from: 0 })
    if (above !== undefined && line.gap === null) inside.doubts.add('cut-unclear')
  } else if (isTitle(inside) || inside.parts.length > 0) {
    const node = paragraph(line)
    inside.parts.push(node)
    open.push(node)
  } else inside.pieces.push({ line, from: 0 })
}
