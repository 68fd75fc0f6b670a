// Tables, found by the lines drawn around their cells.

/** A straight line, along the page or across it. */
export type Rule = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }

export type Grid = {
  readonly top: number
  readonly bottom: number
  /** The cell at a place; cells that are joined go by their upper left one. */
  readonly cellAt: (x: number, y: number) => { readonly row: number; readonly column: number } | null
}

type Sides = { readonly width: number; readonly height: number }
/** A rule as one of its kind: where it stands, and from where to where it reaches. */
type Bar = { readonly at: number; readonly from: number; readonly to: number }

/** Rules closer than this share of the page's width are one: borders are drawn twice, and as thin boxes. */
const NEAR = 0.005
/** The shortest rule that borders a cell, as a share of the page's width. */
const SHORTEST = 0.01
const RULES_MAX = 6000

export function gridsOf(rules: readonly Rule[], sheet: Sides): Grid[] {
  const near = sheet.width * NEAR
  const lying = joined(
    rules.filter(r => Math.abs(r.y1 - r.y0) <= near).map(r => bar((r.y0 + r.y1) / 2, r.x0, r.x1)),
    near,
    sheet.width * SHORTEST,
  )
  const standing = joined(
    rules.filter(r => Math.abs(r.x1 - r.x0) <= near).map(r => bar((r.x0 + r.x1) / 2, r.y0, r.y1)),
    near,
    sheet.width * SHORTEST,
  )
  if (lying.length < 2 || standing.length < 3 || lying.length + standing.length > RULES_MAX) return []
  return connected(lying, standing, near).flatMap(group => gridOf(group.lying, group.standing, near) ?? [])
}

const bar = (at: number, a: number, b: number): Bar => ({ at, from: Math.min(a, b), to: Math.max(a, b) })

/** Bars that lie on one another or follow one another made one; what stays too short borders nothing. */
function joined(bars: readonly Bar[], near: number, shortest: number): Bar[] {
  const made: { at: number; from: number; to: number }[] = []
  const open: { at: number; from: number; to: number }[] = []
  for (const next of bars.toSorted((a, b) => a.from - b.from || a.at - b.at)) {
    const last = open.find(o => Math.abs(o.at - next.at) <= near && next.from <= o.to + near)
    if (last !== undefined) last.to = Math.max(last.to, next.to)
    else {
      const begun = { ...next }
      made.push(begun)
      open.push(begun)
      if (open.length > RULES_MAX) return []
    }
  }
  return made.filter(b => b.to - b.from >= shortest)
}

const meet = (lying: Bar, standing: Bar, near: number): boolean =>
  standing.at >= lying.from - near &&
  standing.at <= lying.to + near &&
  lying.at >= standing.from - near &&
  lying.at <= standing.to + near

/** Bars that touch one another, however far the chain goes. */
function connected(lying: readonly Bar[], standing: readonly Bar[], near: number): { lying: Bar[]; standing: Bar[] }[] {
  const left = new Set(lying)
  const upright = new Set(standing)
  const groups: { lying: Bar[]; standing: Bar[] }[] = []
  for (const first of lying) {
    if (!left.delete(first)) continue
    const group = { lying: [first], standing: [] as Bar[] }
    const waiting: { bar: Bar; isLying: boolean }[] = [{ bar: first, isLying: true }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { bar: from, isLying } = next
      for (const other of isLying ? upright : left) {
        if (!(isLying ? meet(from, other, near) : meet(other, from, near))) continue
        if (isLying) upright.delete(other)
        else left.delete(other)
        ;(isLying ? group.standing : group.lying).push(other)
        waiting.push({ bar: other, isLying: !isLying })
      }
    }
    groups.push(group)
  }
  return groups
}

const places = (bars: readonly Bar[], near: number): number[] =>
  bars
    .map(b => b.at)
    .toSorted((a, b) => a - b)
    .filter((at, i, all) => i === 0 || at - (all[i - 1] ?? at) > near)

/** A table has at least two columns: a box around a paragraph is none. */
function gridOf(lying: readonly Bar[], standing: readonly Bar[], near: number): Grid | null {
  const ys = places(lying, near)
  const xs = places(standing, near)
  if (ys.length < 2 || xs.length < 3) return null
  const isDrawn = (bars: readonly Bar[], at: number, through: number): boolean =>
    bars.some(b => Math.abs(b.at - at) <= near * 2 && b.from <= through && b.to >= through)
  const centre = (values: readonly number[], i: number): number => ((values[i] ?? 0) + (values[i + 1] ?? 0)) / 2
  const columns = xs.length - 1
  const owner = Array.from({ length: (ys.length - 1) * columns }, (_, i) => i)
  for (let row = 0; row < ys.length - 1; row++)
    for (let column = 0; column < columns; column++) {
      const own = row * columns + column
      if (column > 0 && !isDrawn(standing, xs[column] ?? 0, centre(ys, row))) owner[own] = owner[own - 1] ?? own
      else if (row > 0 && !isDrawn(lying, ys[row] ?? 0, centre(xs, column))) owner[own] = owner[own - columns] ?? own
    }
  if (new Set(owner.map(o => o % columns)).size < 2) return null
  return {
    top: ys[0] ?? 0,
    bottom: ys.at(-1) ?? 0,
    cellAt: (x, y) => {
      const row = ys.findLastIndex(at => at <= y)
      const column = xs.findLastIndex(at => at <= x)
      const cell = row < 0 || column < 0 || row >= ys.length - 1 || column >= columns ? undefined : owner[row * columns + column]
      return cell === undefined ? null : { row: Math.floor(cell / columns), column: cell % columns }
    },
  }
}
