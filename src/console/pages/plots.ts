// Plots as drawings made by the server: bars that a printer, a screen reader and an old browser can all show. The table beneath says the same.
import { html } from 'hono/html'
import type { Cell, ShownCount } from './counts.ts'

const ROW = 34
const LABEL_WIDTH = 210
const BAR_WIDTH = 330
const WIDTH = 640
const LABEL_MAX = 26

/** `described` is read aloud in its place; hidden counts are drawn as an empty frame, never as a length. */
export function bars(rows: readonly ShownCount[], described: string, cellText: (cell: Cell) => string) {
  const most = Math.max(1, ...rows.map(row => (row.cell.kind === 'shown' ? row.cell.n : 0)))
  const height = rows.length * ROW + 4
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${described}">
${rows.map((row, i) => bar(row, i * ROW, most, cellText))}</svg>`
}

function bar({ label, cell }: ShownCount, top: number, most: number, cellText: (cell: Cell) => string) {
  const length = cell.kind === 'shown' ? Math.round((cell.n / most) * BAR_WIDTH) : 0
  const middle = top + ROW / 2 + 5
  const drawn =
    cell.kind === 'shown'
      ? html`<rect class="bar-full" x="${LABEL_WIDTH}" y="${top + 6}" width="${Math.max(length, 1)}" height="${ROW - 12}" rx="2"/>`
      : html`<rect class="bar-hidden" x="${LABEL_WIDTH}" y="${top + 6}" width="28" height="${ROW - 12}" rx="2"/>`
  return html`<g><text class="bar-label" x="${LABEL_WIDTH - 10}" y="${middle}" text-anchor="end">${shortened(label)}</text>${drawn}<text class="bar-count" x="${LABEL_WIDTH + (cell.kind === 'shown' ? length : 28) + 8}" y="${middle}">${cellText(cell)}</text></g>
`
}

const shortened = (label: string): string => (label.length <= LABEL_MAX ? label : `${label.slice(0, LABEL_MAX - 1).trimEnd()}…`)
