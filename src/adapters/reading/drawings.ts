// What a page of a PDF draws besides its text: rules, how much of it pictures cover, and whether its text is there to be seen at all.
import type { Rule } from './grids.ts'

type Matrix = readonly [number, number, number, number, number, number]
type Operators = { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }
type View = { readonly transform: readonly number[]; readonly width: number; readonly height: number }

export type Drawings = {
  readonly rules: readonly Rule[]
  /** Share of the page that its largest picture covers. */
  readonly covered: number
  /** Most of its text is drawn invisibly: laid under a scan by another program, or hidden. */
  readonly isTextHidden: boolean
  /** It draws nothing but text. */
  readonly isEmpty: boolean
  /** A picture stands on it that could not be unpacked: what it shows is unknown, not nothing. */
  readonly isLost: boolean
}

/** How the path of a drawing is written down. */
const MOVE = 0
const LINE = 1
const CURVE = 2
const QUADRATIC = 3
const CLOSE = 4
const HIDDEN = 3
const RULES_MAX = 20_000
const STRAIGHT = 0.8
/** A lost picture smaller than this share of the page is a coat of arms or a stamp. */
const LOST = 0.2

const times = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
]

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  Array.isArray(value) ? value.every(v => typeof v === 'number') : ArrayBuffer.isView(value) && !(value instanceof DataView)

function matrixOf(value: unknown): Matrix | null {
  if (!isNumbers(value) || value.length !== 6) return null
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(value)
  return [a, b, c, d, e, f]
}

export function drawingsOf(
  list: Operators,
  OPS: Readonly<Record<string, number>>,
  view: View,
  isUnpacked: (image: string) => boolean,
): Drawings {
  let at: Matrix = matrixOf(view.transform) ?? [1, 0, 0, 1, 0, 0]
  let mode = 0
  const stack: { at: Matrix; mode: number }[] = []
  const rules: Rule[] = []
  let covered = 0
  const letters = { seen: 0, hidden: 0 }
  let drawn = 0
  let lost = 0
  let isMoved = false
  const images = [OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject, OPS.paintImageXObjectRepeat]
  list.fnArray.forEach((operator, i) => {
    const args = list.argsArray[i]
    const first = Array.isArray(args) ? args[0] : undefined
    if (operator === OPS.save) stack.push({ at, mode })
    else if (operator === OPS.restore) ({ at, mode } = stack.pop() ?? { at, mode })
    else if (operator === OPS.transform) {
      at = times(at, matrixOf(args) ?? [1, 0, 0, 1, 0, 0])
      isMoved = true
    } else if (operator === OPS.paintFormXObjectBegin) {
      stack.push({ at, mode })
      at = times(at, matrixOf(first) ?? [1, 0, 0, 1, 0, 0])
    } else if (operator === OPS.paintFormXObjectEnd) ({ at, mode } = stack.pop() ?? { at, mode })
    else if (operator === OPS.setTextRenderingMode) mode = typeof first === 'number' ? first : 0
    else if (operator === OPS.showText) {
      const count = Array.isArray(first) ? first.length : 0
      if (mode === HIDDEN) letters.hidden += count
      else letters.seen += count
    } else if (images.includes(operator)) {
      drawn++
      const area = (Math.abs(at[0] * at[3]) + Math.abs(at[1] * at[2])) / (view.width * view.height)
      covered = Math.max(covered, area)
      if (typeof first === 'string' && !isUnpacked(first)) lost = Math.max(lost, area)
    } else if (operator === OPS.constructPath && Array.isArray(args)) {
      const [paint, path] = args
      if (paint === OPS.endPath) return
      drawn++
      if (Array.isArray(path) && rules.length < RULES_MAX) rulesOf(path[0], at, rules)
    }
  })
  return {
    rules,
    covered: Math.min(1, covered),
    isTextHidden: letters.hidden > letters.seen,
    isEmpty: drawn === 0,
    // of a stencil that cannot be unpacked nothing is left but the place that was made for it
    isLost: lost > LOST || (drawn === 0 && letters.seen + letters.hidden === 0 && isMoved),
  }
}

/** The straight stretches of a path that lie along the page or across it. */
function rulesOf(path: unknown, at: Matrix, rules: Rule[]): void {
  if (!isNumbers(path)) return
  const place = (i: number): { x: number; y: number } => {
    const x = path[i] ?? 0
    const y = path[i + 1] ?? 0
    return { x: at[0] * x + at[2] * y + at[4], y: at[1] * x + at[3] * y + at[5] }
  }
  let start = { x: 0, y: 0 }
  let here = start
  const go = (to: { x: number; y: number }): void => {
    if (Math.abs(to.x - here.x) < STRAIGHT || Math.abs(to.y - here.y) < STRAIGHT)
      rules.push({ x0: here.x, y0: here.y, x1: to.x, y1: to.y })
    here = to
  }
  for (let i = 0; i < path.length && rules.length < RULES_MAX; ) {
    const step = path[i]
    if (step === MOVE) {
      start = here = place(i + 1)
      i += 3
    } else if (step === LINE) {
      go(place(i + 1))
      i += 3
    } else if (step === CURVE) {
      here = place(i + 5)
      i += 7
    } else if (step === QUADRATIC) {
      here = place(i + 3)
      i += 5
    } else if (step === CLOSE) {
      go(start)
      i += 1
    } else return
  }
}
