// Plots as drawings made by the server: bars that a printer, a screen reader and an old browser can all show. The table beneath says the same.
import { html } from 'hono/html'
import type { Html } from '../visit.ts'
import type { Cell, ShownCount } from './counts.ts'

const ROW = 50
const BAR = 20
/** The longest bar leaves room for its count behind it. */
const BAR_PERCENT_MAX = 78
/** An empty frame stands for what is hidden, never a length. */
const HIDDEN_PERCENT = 6

/** `described` is read aloud in its place. Widths are shares of the page, so that letters keep their size on a phone. */
export function bars(rows: readonly ShownCount[], described: string, cellText: (cell: Cell) => string): Html {
  const most = Math.max(1, ...rows.map(row => (row.cell.kind === 'shown' ? row.cell.n : 0)))
  return html`<svg class="plot" width="100%" height="${rows.length * ROW}" role="img" aria-label="${described}">
${rows.map((row, i) => bar(row, i * ROW, most, cellText))}</svg>`
}

function bar({ label, cell }: ShownCount, top: number, most: number, cellText: (cell: Cell) => string): Html {
  const isShown = cell.kind === 'shown'
  const percent = isShown ? Math.round((cell.n / most) * BAR_PERCENT_MAX * 10) / 10 : HIDDEN_PERCENT
  return html`<g><text x="0" y="${top + 16}">${label}</text><rect class="${isShown ? 'bar-full' : 'bar-hidden'}" x="1" y="${top + 23}" width="${Math.max(percent, 0.5)}%" height="${BAR}" rx="2"/><text class="bar-count" x="${percent + 1.5}%" y="${top + 39}">${cellText(cell)}</text></g>
`
}
