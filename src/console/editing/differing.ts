// Two texts beside each other with the words that differ marked: the longest common run of words is found, the rest is gone or new.
import { html } from 'hono/html'
import type { Html } from '../visit.ts'

export type Piece = { readonly text: string; readonly isSame: boolean }

/** So many words are compared one by one; the rest of longer texts counts as changed. */
const WORDS_MAX = 600

const wordsOf = (text: string): readonly string[] => text.match(/\S+|\s+/g) ?? []

export function differing(
  before: string,
  after: string,
): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  const head = commonHead(a, b)
  const tail = commonTail(a.slice(head), b.slice(head))
  const [midA, midB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)]
  const { keepA, keepB } = common(midA, midB)
  const pieces = (words: readonly string[], keep: ReadonlySet<number>): readonly Piece[] =>
    joined(words.map((text, i) => ({ text, isSame: i < head || i >= words.length - tail || keep.has(i - head) })))
  return { before: pieces(a, keepA), after: pieces(b, keepB) }
}

function commonHead(a: readonly string[], b: readonly string[]): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

const commonTail = (a: readonly string[], b: readonly string[]): number => commonHead(a.toReversed(), b.toReversed())

type Kept = { readonly keepA: ReadonlySet<number>; readonly keepB: ReadonlySet<number> }

/** Positions of the longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): Kept {
  const [n, m] = [Math.min(a.length, WORDS_MAX), Math.min(b.length, WORDS_MAX)]
  const width = m + 1
  const length = new Uint16Array((n + 1) * width)
  const at = (i: number, j: number): number => length[i * width + j] ?? 0
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const [keepA, keepB] = [new Set<number>(), new Set<number>()]
  for (let i = 0, j = 0; i < n && j < m; ) {
    if (a[i] === b[j]) {
      keepA.add(i++)
      keepB.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return { keepA, keepB }
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = []
  for (const piece of pieces) {
    const last = whole.at(-1)
    // a blank between two changed words belongs to the change
    if (last !== undefined && last.isSame === piece.isSame) whole[whole.length - 1] = { ...last, text: last.text + piece.text }
    else whole.push(piece)
  }
  return whole
}

const shown = (pieces: readonly Piece[], tag: 'del' | 'ins'): Html =>
  html`${pieces.map(({ text, isSame }) => {
    if (isSame || text.trim() === '') return html`${text}`
    return tag === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
  })}`

/** Side by side where there is room, one under the other where there is none. */
export function beside(titles: readonly [string, string], before: string, after: string): Html {
  const pieces = differing(before, after)
  return html`<div class="two"><div class="old"><p class="side">${titles[0]}</p><p class="typed">${shown(pieces.before, 'del')}</p></div><div class="new"><p class="side">${titles[1]}</p><p class="typed">${shown(pieces.after, 'ins')}</p></div></div>
`
}
