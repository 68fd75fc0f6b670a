// The parts of a scanned page that are read apart: where it is set in two columns, each has lines of its own, which need not stand level
// with those of the other. Read across, they are mixed, and some are lost between two.
import { type Area, type Grey, inkBelow, reduced } from './pixels.ts'

/** Columns are looked for on a picture so much smaller: a speck is gone there, a letter is not. */
const SMALLER = 4
/** A gutter is at least this share of the page's width, and is empty for this share of its height, a few lines. */
const GUTTER = 0.014
const LENGTH = 0.11
/**
 * It lies about the middle of the print, with lines on both sides of it: rows with ink there, as a share of them all. Where no row is
 * empty there are no lines, but what lies beside the sheet.
 */
const MIDDLE = [0.3, 0.7] as const
const LINES = { least: 0.15, full: 0.4, most: 0.93 } as const
/** How far the next row without ink is looked for, as a share of the page's height: less than a line. */
const SPACE = 0.012

type Ink = { readonly width: number; readonly height: number; readonly isInk: (x: number, y: number) => boolean }

/** Parts of the page in the order in which they are read; one, the whole, where it has no columns. */
export function partsOf(picture: Grey): Area[] {
  const small = reduced(picture, SMALLER)
  const below = inkBelow(small)
  const ink: Ink = { ...small, isInk: (x, y) => (small.dots[y * small.width + x] ?? 255) < below }
  const whole = { left: 0, top: 0, right: small.width, bottom: small.height }
  const parts = divided(ink, whole)
  const last = (at: number, end: number, full: number): number => (at === end ? full : at * SMALLER)
  return parts.map(p => ({
    left: p.left * SMALLER,
    top: p.top * SMALLER,
    right: last(p.right, small.width, picture.width),
    bottom: last(p.bottom, small.height, picture.height),
  }))
}

/** Above the columns, the left, the right, below them; what is above and below may have columns too. */
function divided(ink: Ink, area: Area): Area[] {
  const gutter = gutterOf(ink, area)
  if (gutter === null) return [area]
  const { at, from, to } = gutter
  const sides = [
    { ...area, right: at },
    { ...area, left: at },
  ].map(side => {
    const top = from === area.top ? from : emptyRow(ink, side, from, 1)
    const bottom = to === area.bottom ? to : emptyRow(ink, side, to - 1, -1)
    return { ...side, top, bottom }
  })
  const above = { ...area, bottom: Math.max(...sides.map(s => s.top)) }
  const beneath = { ...area, top: Math.min(...sides.map(s => s.bottom)) }
  return [...(from === area.top ? [] : divided(ink, above)), ...sides, ...(to === area.bottom ? [] : divided(ink, beneath))]
}

/** The next row of an area without ink, so that no line is cut through. */
function emptyRow(ink: Ink, { left, right }: Area, from: number, step: 1 | -1): number {
  const most = Math.round(ink.height * SPACE)
  for (let i = 0; i < most; i++) if (!hasInk(ink, left, right, from + i * step)) return from + i * step
  return from
}

function hasInk(ink: Ink, from: number, to: number, y: number): boolean {
  for (let x = from; x < to; x++) if (ink.isInk(x, y)) return true
  return false
}

type Gutter = { readonly at: number; readonly from: number; readonly to: number }

/** The longest empty stretch about the middle that divides print from print. */
function gutterOf(ink: Ink, area: Area): Gutter | null {
  const height = area.bottom - area.top
  const wide = Math.max(2, Math.round(ink.width * GUTTER))
  const print = printOf(ink, area)
  if (print === null || height < ink.height * LENGTH) return null
  const [first, last] = MIDDLE.map(share => Math.round(print.from + (print.to - print.from) * share)) as [number, number]
  let best: Gutter | null = null
  for (let x = first; x + wide <= last; x += 2) {
    let from = area.top
    for (let y = area.top; y <= area.bottom; y++) {
      if (y < area.bottom && !hasInk(ink, x, x + wide, y)) continue
      if (y - from > (best === null ? ink.height * LENGTH : best.to - best.from)) {
        const found = { at: x + Math.round(wide / 2), from, to: y }
        if (isBetween(ink, area, found)) best = found
      }
      from = y + 1
    }
  }
  return best
}

/** Both sides have lines, and one of them is full of them. */
function isBetween(ink: Ink, area: Area, { at, from, to }: Gutter): boolean {
  const rows = [0, 0]
  for (let y = from; y < to; y++) {
    if (hasInk(ink, area.left, at, y)) rows[0] = (rows[0] ?? 0) + 1
    if (hasInk(ink, at, area.right, y)) rows[1] = (rows[1] ?? 0) + 1
  }
  const shares = rows.map(r => r / (to - from)).toSorted((a, b) => a - b)
  const [less = 0, more = 0] = shares
  return less >= LINES.least && more >= LINES.full && more <= LINES.most
}

/** From where to where anything is printed. */
function printOf(ink: Ink, area: Area): { readonly from: number; readonly to: number } | null {
  let [from, to] = [area.right, area.left]
  for (let y = area.top; y < area.bottom; y++)
    for (let x = area.left; x < area.right; x++)
      if (ink.isInk(x, y)) {
        from = Math.min(from, x)
        to = Math.max(to, x + 1)
      }
  return from < to ? { from, to } : null
}
