// The lines of a laid-out document as a reader without faults would give them: for tests of what comes after reading.
import type { Extracted, ExtractedLine } from '../../../src/publishing/publishing.ts'
import type { Page, Run } from './layout.ts'

/** In the order of their printing: column after column; tables are not told from text. */
export function readOff(pages: readonly Page[]): Extracted {
  return {
    kind: 'pdf',
    pages: pages.map((page, at) => ({ number: at + 1, by: 'text', isRefused: false, lines: linesOf(page) })),
  }
}

function linesOf(page: Page): ExtractedLine[] {
  const lines: Run[][] = []
  for (const run of page.runs) {
    const line = lines.at(-1)
    const before = line?.at(-1)
    if (line && before && before.y === run.y && run.x >= before.x) line.push(run)
    else lines.push([run])
  }
  return lines.map(runs => lineOf(runs, page))
}

function lineOf(runs: readonly Run[], { width, height }: Page): ExtractedLine {
  // what follows on one base line was printed as one line
  const [first, last] = [runs[0] as Run, runs.at(-1) as Run]
  return {
    text: runs.map(r => r.text).join(' '),
    left: first.x / width,
    right: (last.x + last.width) / width,
    top: (first.y - first.size * 0.8) / height,
    bottom: (first.y + first.size * 0.2) / height,
    size: first.size / height,
    isBold: first.isBold,
    confidence: null,
    doubts: [],
    cell: null,
  }
}
