// Pictures as grey dots: made ready for OCR, and judged whether they can be read at all.
import type { Rule } from './grids.ts'

export type Grey = { readonly width: number; readonly height: number; readonly dots: Uint8Array }

/** Grey of dots given as red, green, blue and opacity; what is see-through is paper. */
export function greyOf(rgba: Uint8ClampedArray, width: number, height: number): Grey {
  const dots = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < dots.length; i++, at += 4)
    dots[i] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 151 + (rgba[at + 2] ?? 0) * 28) >> 8
  return { width, height, dots }
}

/** The picture in the plainest format that OCR takes: nothing to pack, nothing to unpack. */
export function plainPicture({ width, height, dots }: Grey): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), dots])
}

/** Side of the squares over which the light is taken to be even. */
const TILE = 32

/**
 * The light taken out of a photograph: each dot against the paper around it. Shadows and yellow lamps vanish, print stays.
 * The paper is the light dots of the tiles around, found on a small picture of the page.
 */
export function evenlyLit(grey: Grey): Grey {
  const columns = Math.ceil(grey.width / TILE)
  const rows = Math.ceil(grey.height / TILE)
  const paper = new Uint8Array(columns * rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) paper[row * columns + column] = lightOf(grey, column, row)
  const dots = new Uint8Array(grey.dots.length)
  for (let y = 0; y < grey.height; y++)
    for (let x = 0; x < grey.width; x++) {
      const at = y * grey.width + x
      const light = Math.max(40, paperAt(paper, columns, rows, x / TILE - 0.5, y / TILE - 0.5))
      dots[at] = Math.min(255, Math.round(((grey.dots[at] ?? 0) / light) * 240))
    }
  return { ...grey, dots }
}

/** How light the paper of a tile is: nine of ten of its dots are darker. */
function lightOf({ width, height, dots }: Grey, column: number, row: number): number {
  const counts = new Uint32Array(256)
  let seen = 0
  // the tiles around it count too, so that a thick letter never passes for paper
  for (let y = Math.max(0, (row - 1) * TILE); y < Math.min(height, (row + 2) * TILE); y += 2)
    for (let x = Math.max(0, (column - 1) * TILE); x < Math.min(width, (column + 2) * TILE); x += 2) {
      const dot = dots[y * width + x] ?? 0
      counts[dot] = (counts[dot] ?? 0) + 1
      seen++
    }
  let above = seen / 10
  for (let level = 255; level > 0; level--) {
    above -= counts[level] ?? 0
    if (above <= 0) return level
  }
  return 0
}

/** Between four tiles, in proportion. */
function paperAt(paper: Uint8Array, columns: number, rows: number, x: number, y: number): number {
  const x0 = Math.min(columns - 1, Math.max(0, Math.floor(x)))
  const y0 = Math.min(rows - 1, Math.max(0, Math.floor(y)))
  const x1 = Math.min(columns - 1, x0 + 1)
  const y1 = Math.min(rows - 1, y0 + 1)
  const right = Math.min(1, Math.max(0, x - x0))
  const down = Math.min(1, Math.max(0, y - y0))
  const above = (paper[y0 * columns + x0] ?? 0) * (1 - right) + (paper[y0 * columns + x1] ?? 0) * right
  const below = (paper[y1 * columns + x0] ?? 0) * (1 - right) + (paper[y1 * columns + x1] ?? 0) * right
  return above * (1 - down) + below * down
}

/** The picture at a share of its size, each dot the mean of those it stands for. */
export function reduced({ width, height, dots }: Grey, by: number): Grey {
  const to = { width: Math.floor(width / by), height: Math.floor(height / by) }
  const means = new Uint8Array(to.width * to.height)
  for (let y = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++) {
      let sum = 0
      for (let row = 0; row < by; row++)
        for (let column = 0; column < by; column++) sum += dots[(y * by + row) * width + x * by + column] ?? 0
      means[y * to.width + x] = sum / (by * by)
    }
  return { ...to, dots: means }
}

/** Below this variance there is no print whose edges could be soft. */
const EMPTY = 20

/**
 * How sharp the print is: the variance of the second differences of a picture a quarter as large, against the contrast there is. The
 * grain of a dark photograph has such differences too: how many is told by a picture half as large, and taken off. null: no print.
 */
export function sharpnessOf(grey: Grey): number | null {
  const half = edgesOf(reduced(grey, 2))
  const quarter = edgesOf(reduced(grey, 4))
  const contrast = quarter.contrast - half.edges / 80
  return contrast < EMPTY ? null : (quarter.edges - half.edges / 4) / contrast
}

function edgesOf({ width, height, dots }: Grey): { readonly edges: number; readonly contrast: number } {
  let [sum, squares, light, lightSquares, seen] = [0, 0, 0, 0, 0]
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const dot = dots[at] ?? 0
      const edge = 4 * dot - (dots[at - 1] ?? 0) - (dots[at + 1] ?? 0) - (dots[at - width] ?? 0) - (dots[at + width] ?? 0)
      sum += edge
      squares += edge * edge
      light += dot
      lightSquares += dot * dot
      seen++
    }
  const variance = (total: number, ofSquares: number): number => ofSquares / seen - (total / seen) ** 2
  return seen === 0 ? { edges: 0, contrast: 0 } : { edges: variance(sum, squares), contrast: variance(light, lightSquares) }
}

export type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** A part of the picture, whole dots. */
export function cut({ width, dots }: Grey, { left, top, right, bottom }: Area): Grey {
  const part = { width: right - left, height: bottom - top, dots: new Uint8Array((right - left) * (bottom - top)) }
  for (let y = 0; y < part.height; y++)
    part.dots.set(dots.subarray((top + y) * width + left, (top + y) * width + right), y * part.width)
  return part
}

/** Half way between ink and paper. */
export function inkBelow({ dots }: Grey): number {
  const counts = new Uint32Array(256)
  const step = Math.max(1, Math.floor(dots.length / 200_000))
  let seen = 0
  for (let i = 0; i < dots.length; i += step, seen++) counts[dots[i] ?? 0] = (counts[dots[i] ?? 0] ?? 0) + 1
  const levelAt = (share: number): number => {
    let left = seen * share
    for (const [level, count] of counts.entries()) {
      left -= count
      if (left <= 0) return level
    }
    return 255
  }
  return (levelAt(0.01) + levelAt(0.7)) / 2
}

/** A page is laid down this many degrees askew at most; more was meant so. */
const SKEW_MAX = 6
const INK_MAX = 60_000

/**
 * By how many radians the lines of a page fall to the right: the slant at which they lie closest on one another. `as` columns: either half
 * for itself, for their lines need not stand level; the slant of a page that has none is told by all of it.
 */
export function skewOf(grey: Grey, as: 'page' | 'columns'): number {
  const small = reduced(grey, 4)
  const below = inkBelow(small)
  const ink: number[] = []
  small.dots.forEach((dot, at) => {
    if (dot < below) ink.push(at)
  })
  const step = Math.max(1, Math.floor(ink.length / INK_MAX))
  const middle = as === 'columns' ? small.width / 2 : small.width
  const closeness = (radians: number): number => {
    const rows = new Uint32Array(small.height * 4)
    const slope = Math.tan(radians)
    for (let i = 0; i < ink.length; i += step) {
      const at = ink[i] ?? 0
      const x = at % small.width
      const y = Math.round(Math.floor(at / small.width) - x * slope + small.height / 2)
      if (y >= 0 && y < small.height * 2) {
        const row = x < middle ? y : y + small.height * 2
        rows[row] = (rows[row] ?? 0) + 1
      }
    }
    return rows.reduce((sum, count) => sum + count * count, 0)
  }
  const best = (from: number, to: number, by: number): number => {
    const tried = Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => from + i * by)
    const scores = tried.map(degrees => closeness((degrees * Math.PI) / 180))
    return tried[scores.indexOf(Math.max(...scores))] ?? 0
  }
  const rough = best(-SKEW_MAX, SKEW_MAX, 0.5)
  const fine = best(rough - 0.5, rough + 0.5, 0.05)
  return Math.abs(fine) < 0.06 || Math.abs(fine) >= SKEW_MAX ? 0 : (fine * Math.PI) / 180
}

/** The picture turned about its middle; what comes in from outside is paper. */
export function turned({ width, height, dots }: Grey, radians: number): Grey {
  if (radians === 0) return { width, height, dots }
  const [sin, cos, middleX, middleY] = [Math.sin(radians), Math.cos(radians), width / 2, height / 2]
  const made = new Uint8Array(dots.length).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fromX = middleX + (x - middleX) * cos - (y - middleY) * sin
      const fromY = middleY + (x - middleX) * sin + (y - middleY) * cos
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)]
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue
      const [right, down, at] = [fromX - left, fromY - top, top * width + left]
      const above = (dots[at] ?? 0) * (1 - right) + (dots[at + 1] ?? 0) * right
      const below = (dots[at + width] ?? 0) * (1 - right) + (dots[at + width + 1] ?? 0) * right
      made[y * width + x] = above * (1 - down) + below * down
    }
  return { width, height, dots: made }
}

/** Ink that runs on for longer than any letter, as a share of the page's width, with gaps of a few dots. */
const RUN = 0.03
const RUN_GAP = 3

/** Rules drawn on an upright page, along and across. */
export function rulesIn(grey: Grey): Rule[] {
  const { width, height, dots } = grey
  const below = inkBelow(grey)
  const shortest = width * RUN
  const rules: Rule[] = []
  const scan = (length: number, place: (i: number) => number, add: (from: number, to: number) => void): void => {
    let from = -1
    let last = -1
    for (let i = 0; i < length; i++) {
      if ((dots[place(i)] ?? 255) >= below) continue
      if (from < 0 || i - last > RUN_GAP + 1) {
        if (last - from >= shortest) add(from, last)
        from = i
      }
      last = i
    }
    if (last - from >= shortest) add(from, last)
  }
  for (let y = 0; y < height; y++)
    scan(
      width,
      x => y * width + x,
      (x0, x1) => rules.push({ x0, y0: y, x1, y1: y }),
    )
  for (let x = 0; x < width; x++)
    scan(
      height,
      y => y * width + x,
      (y0, y1) => rules.push({ x0: x, y0, x1: x, y1 }),
    )
  return rules
}
