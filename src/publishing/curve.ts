// Risk and coverage: when only the surest answers are given, how many are given and how many of those are wrong. And its drawing, which a printer,
// a dark screen and an eye that sees no colours can all show.

/** The surest part of all answers (0…1), and the share of it that is wrong. */
export type CurvePoint = { readonly coverage: number; readonly risk: number }
export type Sure = { readonly confidence: number; readonly isRight: boolean }

/** A point for each confidence that occurs, the surest first; answers of one confidence stand or fall together. */
export function riskCoverage(answers: readonly Sure[]): CurvePoint[] {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence)
  let wrong = 0
  return sorted.flatMap((answer, at) => {
    if (!answer.isRight) wrong += 1
    const isLastOfItsKind = sorted[at + 1]?.confidence !== answer.confidence
    return isLastOfItsKind ? [{ coverage: (at + 1) / sorted.length, risk: wrong / (at + 1) }] : []
  })
}

/** The risk averaged over all coverages: the lower, the more a confidence says. null where nothing is known. */
export function areaUnder(points: readonly CurvePoint[]): number | null {
  if (points.length === 0) return null
  return points.reduce((sum, { coverage, risk }, at) => sum + risk * (coverage - (points[at - 1]?.coverage ?? 0)), 0)
}

export type Drawn = { readonly name: string; readonly points: readonly CurvePoint[] }
/** What is written on it. */
export type CurveWords = { readonly title: string; readonly described: string; readonly coverage: string; readonly risk: string }

const WIDTH = 720
const HEIGHT = 440
const BOX = { left: 64, right: 24, top: 84, bottom: 56 } as const
const INNER = { width: WIDTH - BOX.left - BOX.right, height: HEIGHT - BOX.top - BOX.bottom } as const
/** Of thousands of points as many as can be told apart. */
const POINTS_MAX = 240
/** Tops of the scale, the first that holds all. */
const TOPS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1] as const
const STEPS = 5

const STYLE = `
  .ground { fill: #ffffff } .ink { fill: #1d2430 } .soft { fill: #55606f } .line { stroke: #d5dae1 }
  .c0 { stroke: #8a5a00 } .c1 { stroke: #0b5fb0 }
  text { font: 14px system-ui, sans-serif } .title { font-size: 17px; font-weight: 600 }
  .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round } .c0 { stroke-dasharray: 7 4 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14181f } .ink { fill: #eef1f5 } .soft { fill: #aab4c2 } .line { stroke: #3a4350 }
    .c0 { stroke: #f0b54a } .c1 { stroke: #6cb4ff }
  }`

/** At most two curves, the first broken, the second whole. `percent` writes a share. */
export function drawCurves(curves: readonly Drawn[], words: CurveWords, percent: (share: number) => string): string {
  const most = Math.max(0, ...curves.flatMap(c => c.points.map(p => p.risk)))
  const top = TOPS.find(t => t >= most) ?? 1
  const x = (coverage: number): string => (BOX.left + coverage * INNER.width).toFixed(1)
  const y = (risk: number): string => (BOX.top + (1 - risk / top) * INNER.height).toFixed(1)
  const ticks = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS)
  const [right, bottom] = [WIDTH - BOX.right, HEIGHT - BOX.bottom]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title described">
<title id="title">${escaped(words.title)}</title><desc id="described">${escaped(words.described)}</desc>
<style>${STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
<text class="ink title" x="${BOX.left}" y="28">${escaped(words.title)}</text>
${curves.map(({ name }, i) => legend(name, i)).join('\n')}
${ticks.map(t => `<line class="line" x1="${BOX.left}" x2="${right}" y1="${y(t * top)}" y2="${y(t * top)}"/><text class="soft" x="${BOX.left - 8}" y="${Number(y(t * top)) + 5}" text-anchor="end">${percent(t * top)}</text>`).join('\n')}
${ticks.map(t => `<text class="soft" x="${x(t)}" y="${bottom + 20}" text-anchor="middle">${percent(t)}</text>`).join('\n')}
<text class="ink" x="${(BOX.left + right) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(words.coverage)}</text>
<text class="ink" transform="translate(16 ${(BOX.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(words.risk)}</text>
${curves.map(({ points }, i) => `<path class="curve c${i}" d="${pathOf(thinned(points), x, y)}"/>`).join('\n')}
</svg>
`
}

const legend = (name: string, at: number): string => {
  const left = BOX.left + at * (INNER.width / 2)
  return `<line class="curve c${at}" x1="${left}" x2="${left + 36}" y1="54" y2="54"/><text class="ink" x="${left + 44}" y="59">${escaped(name)}</text>`
}

const pathOf = (points: readonly CurvePoint[], x: (coverage: number) => string, y: (risk: number) => string): string =>
  points.map(({ coverage, risk }, i) => `${i === 0 ? 'M' : 'L'}${x(coverage)} ${y(risk)}`).join(' ')

const thinned = (points: readonly CurvePoint[]): readonly CurvePoint[] => {
  const every = Math.ceil(points.length / POINTS_MAX)
  return points.filter((_, at) => at % every === 0 || at === points.length - 1)
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
