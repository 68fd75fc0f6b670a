// Pictures as grey dots: made ready for OCR, and judged whether they can be read at all.

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

/**
 * How sharp the print is: the variance of the second differences, against the contrast there is. Blurred letters have soft edges,
 * whatever the light.
 */
export function sharpnessOf({ width, height, dots }: Grey): number {
  let sum = 0
  let squares = 0
  let seen = 0
  let grey = 0
  let greySquares = 0
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const dot = dots[at] ?? 0
      const difference = 4 * dot - (dots[at - 1] ?? 0) - (dots[at + 1] ?? 0) - (dots[at - width] ?? 0) - (dots[at + width] ?? 0)
      sum += difference
      squares += difference * difference
      grey += dot
      greySquares += dot * dot
      seen++
    }
  if (seen === 0) return 0
  const contrast = greySquares / seen - (grey / seen) ** 2
  return contrast < 1 ? 0 : (squares / seen - (sum / seen) ** 2) / contrast
}
