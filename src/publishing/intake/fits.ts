// Does a line begin a part? Only when its number goes on from something open, or begins a list that the text before it announces. Anything
// else that looks like a number is a reference, or carries a doubt.
import type { Line } from './lines.ts'
import { type Beginning, beginnings, type Style } from './numbering.ts'
import type { Doubt } from './proposed.ts'
import { type Block, isOpening, isTitle, type Node, ownText } from './tree.ts'
import { isCapitals } from './zones.ts'

/** What stands where a line is read. */
export type Here = {
  readonly line: Line
  readonly above: Line | undefined
  /** The next lines. */
  readonly ahead: readonly Line[]
  /** From the widest part that is open to the narrowest. */
  readonly open: readonly Node[]
  readonly blocks: readonly Block[]
  /** "Pasal I" of an amendment, while it is open. */
  readonly amends: Node | null
}

/** `depth`: of the new part. `worth`: of several ways to read one line the best is taken. */
export type Fit = { readonly begins: Beginning; readonly depth: number; readonly doubt: Doubt | null; readonly worth: number }
type Fitting = Omit<Fit, 'begins'> | null

const ENDED = /(?:[.;:?!]["”')\]]*|[;,]?\s(?:dan|atau|dan\/atau))$/i
/** OCR reads a semicolon as a comma. */
const ENDED_BY_OCR = /[.;:,?!]["”')\]]*$/
const REFERS: readonly (readonly [RegExp, (style: Style) => boolean])[] = [
  [/\bayat$/i, style => style === 'ayat'],
  [/\bhuruf$/i, style => style.startsWith('huruf')],
  [/\b(?:angka|nomor|butir)$/i, style => style.startsWith('angka')],
  [/\b(?:pasal|diktum|lampiran|bab|dimaksud|dalam|pada)$/i, () => true],
]
const LEADS = /:\s*$/
/** Marks so near each other stand equally far in, as a share of the page; what stands further in by the second is inside. */
export const NEAR = 0.013
export const FURTHER_IN = 0.008
/** So many numbers may have been lost before a number is no longer believed. */
const GAP_MAX = 4
const FAR = 1.8
/** What had to be repaired is believed when nothing else fits. */
const REPAIRED = 12
/** Fits that carry a doubt are worth no more. */
export const DOUBTFUL = 3

const sure = (depth: number, worth: number): Fitting => ({ depth, doubt: null, worth })

export function fitOf(here: Here): Fit | null {
  const fits = beginnings(here.line.text).flatMap(begins => {
    const fit = here.amends === null ? fitting(begins, here) : fittingAmendment(begins, here, here.amends)
    return fit === null ? [] : [{ ...fit, begins }]
  })
  return best(fits)
}

const best = (fits: readonly Fit[]): Fit | null => {
  const worth = (fit: Fit): number => fit.worth - (fit.begins.isRepaired ? REPAIRED : 0)
  return fits.toSorted((a, b) => worth(b) - worth(a))[0] ?? null
}

/** A list that was open before a paragraph came between goes on. */
export function resumed(here: Here, before: readonly Node[]): Fit | null {
  const { line, above } = here
  if (!hasEnded({ ...here, open: before })) return null
  const fits = beginnings(line.text).flatMap((begins): Fit[] => {
    if (begins.isRepaired || isReference(begins, here)) return []
    const depth = followed(begins, line, before)
    if (depth !== null) return [{ begins, depth, doubt: null, worth: 8 }]
    const beyond = before.findLastIndex(n => isAsFarIn(n, begins, line) && isGap(begins.ordinal - n.ordinal))
    return beyond < 0 || above === undefined ? [] : [{ begins, depth: beyond, doubt: 'numbering-gap', worth: 2 }]
  })
  return best(fits)
}

function fitting(begins: Beginning, here: Here): Fitting {
  const { line, open } = here
  if (isReference(begins, here) && (line.gap ?? 0) <= FAR) return null
  if (begins.style === 'pasal') return fittingArticle(begins, here)
  if (begins.style === 'HURUF' || begins.style === 'ROMAWI') return fittingSection(begins, here)
  if (begins.style === 'diktum') return fittingDiktum(begins, here)
  const isEnded = hasEnded(here)
  const next = followed(begins, line, open)
  if (next !== null && (isEnded || hangs(here))) return sure(next, 10 + next)
  const first = begins.ordinal === 1 ? leading(begins, here) : null
  if (first !== null && (isEnded || first.isAnnounced)) return sure(first.depth, first.isAnnounced ? 20 : 5)
  if (first !== null && isConfirmed(begins, here)) return { depth: first.depth, doubt: 'cut-unclear', worth: DOUBTFUL }
  return isEnded ? astray(begins, here) : null
}

/** A sentence that OCR lost the end of: that a list begins is told by its second number, as far in. */
const isConfirmed = (begins: Beginning, { line, ahead }: Here): boolean =>
  !begins.isRepaired &&
  ahead.some(
    l =>
      Math.abs(l.x - line.x) <= NEAR &&
      beginnings(l.text).some(b => b.style === begins.style && b.ordinal === 2 && !b.isRepaired),
  )

/** "… sebagaimana dimaksud pada ayat": what follows is what it refers to. */
const isReference = (begins: Beginning, { above }: Here): boolean =>
  above !== undefined && REFERS.some(([word, isMeant]) => word.test(above.text) && isMeant(begins.style))

/** Whether what stood above was complete, or was broken off although there was room. */
export function hasEnded({ line, above, open }: Here): boolean {
  if (above === undefined || open.length === 0 || above.cell !== null) return true
  if ((above.isOcr ? ENDED_BY_OCR : ENDED).test(above.text)) return true
  const node = open.at(-1)
  return node !== undefined && (ownText(node) === '' || couldHaveFitted(line, above))
}

/** The first word would have stood on the line above, had it been the same sentence. */
export function couldHaveFitted(line: Line, above: Line): boolean {
  const word = line.text.split(' ')[0] ?? ''
  return above.slack > (word.length + 2) * above.letter + 0.005
}

/** The line above stood further in: this one begins outside the paragraph. */
const hangs = ({ line, above }: Here): boolean => above !== undefined && above.x > line.x + FURTHER_IN

const isGap = (step: number): boolean => step > 1 && step <= GAP_MAX
const isAsFarIn = (node: Node, begins: Beginning, line: Line): boolean =>
  node.style === begins.style && Math.abs(node.x - line.x) <= NEAR

/** The depth of the open list that this goes on; of several the one that stands as far in. */
function followed(begins: Beginning, line: Line, open: readonly Node[]): number | null {
  const off = (depth: number): number => Math.abs((open[depth]?.x ?? 0) - line.x)
  const depths = open.flatMap((n, depth) => (n.style === begins.style && n.ordinal + 1 === begins.ordinal ? [depth] : []))
  return depths.toSorted((a, b) => off(a) - off(b) || b - a)[0] ?? null
}

type First = { readonly depth: number; readonly isAnnounced: boolean }

/** The first of a list: below what announces it, below an article without words, below a heading, or where the text begins. */
function leading(begins: Beginning, { line, above, open }: Here): First | null {
  const node = open.at(-1)
  if (node === undefined) return { depth: 0, isAnnounced: true }
  const isLed = LEADS.test(above?.text ?? '')
  const isBelowTitle = isTitle(node) && above !== undefined && couldHaveFitted(line, above)
  const isAnnounced = isLed || ownText(node) === '' || isBelowTitle
  // points of a circular after its opening stand for themselves; what a sentence leads belongs to it
  if (node.style === null && open.length === 1) return { depth: isLed && !isOpening(ownText(node)) ? 1 : 0, isAnnounced }
  if (isAnnounced) return { depth: open.length, isAnnounced }
  const isOpenAlready = open.some(n => n.style === begins.style)
  return !isOpenAlready && line.x > node.x + FURTHER_IN ? { depth: open.length, isAnnounced: false } : null
}

/** A number that leaves some out or comes twice, in a list that is open and as far in. */
function astray(begins: Beginning, { line, open, blocks }: Here): Fitting {
  if (begins.isRepaired) return null
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const node = open[depth] as Node
    if (!isAsFarIn(node, begins, line)) continue
    const step = begins.ordinal - node.ordinal
    if (isGap(step)) return { depth, doubt: 'numbering-gap', worth: 2 }
    if (step === 0 || begins.ordinal === 1) return { depth, doubt: 'numbering-twice', worth: 1 }
  }
  const isFirst = open.length === 0 && blocks.every(b => b.kind === 'heading')
  return isFirst && isGap(begins.ordinal) ? { depth: 0, doubt: 'numbering-gap', worth: 1 } : null
}

/** An article is found by its line of its own; between chapters others may have been left out. */
function fittingArticle(begins: Beginning, here: Here): Fitting {
  const { line, above, blocks } = here
  const step = begins.ordinal - lastOrdinal(blocks, 'pasal')
  const isInTheMiddle = line.x > 0.15
  const isEnded = above === undefined || isCapitals(above.text) || hasEnded({ ...here, open: [] }) || couldHaveFitted(line, above)
  if (!isInTheMiddle && !isEnded) return null
  if (step === 1 || (step === 0 && /[A-Z]$/.test(begins.number))) return sure(0, 30)
  if (step > 1 && step <= GAP_MAX * 3) return { depth: 0, doubt: 'numbering-gap', worth: 3 }
  return step === 0 ? { depth: 0, doubt: 'numbering-twice', worth: 1 } : null
}

function lastOrdinal(blocks: readonly Block[], style: Node['style']): number {
  const last = blocks.findLast(b => b.kind === 'node' && b.node.style === style)
  return last?.kind === 'node' ? last.node.ordinal : 0
}

/** "A." or "IV." before a title: a section of a circular. */
function fittingSection(begins: Beginning, here: Here): Fitting {
  const { line, above, open, blocks } = here
  const isEnded = above === undefined || ENDED_BY_OCR.test(above.text) || (line.gap ?? 0) > FAR || couldHaveFitted(line, above)
  if (!isEnded) return null
  const next = followed(begins, line, open)
  if (next !== null) return sure(next, 15)
  const before = blocks.flatMap(b => (b.kind === 'heading' && b.mark !== null ? [b.mark] : [])).at(-1)
  if (before === undefined) return begins.ordinal === 1 || isCapitals(line.text) ? sure(0, 15) : null
  const isNext = before.style === begins.style && before.ordinal + 1 === begins.ordinal
  return isNext && Math.abs(before.x - line.x) <= 0.05 ? sure(0, 25) : null
}

function fittingDiktum(begins: Beginning, { open, blocks }: Here): Fitting {
  const before = lastOrdinal(blocks, 'diktum')
  const step = begins.ordinal - before
  if (step === 1) return sure(0, 30)
  return isGap(step) && (open.length > 0 || before === 0) ? { depth: 0, doubt: 'numbering-gap', worth: 3 } : null
}

/** Below "Pasal I" of an amendment everything belongs to its numbers, also whole articles with paragraphs. */
function fittingAmendment(begins: Beginning, here: Here, amends: Node): Fitting {
  const isNextArticle = begins.style === 'pasal' && /^[IVX]+$/.test(begins.number) && begins.ordinal === amends.ordinal + 1
  if (isNextArticle) return sure(0, 30)
  if (begins.style !== 'angka') return null
  const last = amends.parts.at(-1)
  const isNext = begins.ordinal === (last?.ordinal ?? 0) + 1
  const isAside = last !== undefined && Math.abs(last.x - here.line.x) > NEAR
  return isNext && !isAside && hasEnded(here) ? sure(1, 20) : null
}
