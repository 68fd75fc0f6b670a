// Whether two texts say the same in nearly the same words: so that what an asker wrote does not end up in the knowledge by another door.

const ALIKE_MIN = 0.7
/** So many words in a row, taken over, are somebody's own sentence. */
const RUN_MIN = 6
const GRAM = 3

const wordsOf = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .split(' ')
    .filter(word => word !== '')

export function areAlike(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)]
  if (a.length === 0 || b.length === 0) return false
  return (
    a.join(' ') === b.join(' ') ||
    sharesRun(a, b) ||
    dice(gramsOf(a), gramsOf(b)) >= ALIKE_MIN ||
    dice(new Set(a), new Set(b)) >= ALIKE_MIN
  )
}

function sharesRun(a: readonly string[], b: readonly string[]): boolean {
  const runs = new Set(a.slice(0, Math.max(0, a.length - RUN_MIN + 1)).map((_, i) => a.slice(i, i + RUN_MIN).join(' ')))
  return b.some((_, i) => i + RUN_MIN <= b.length && runs.has(b.slice(i, i + RUN_MIN).join(' ')))
}

/** Letters in threes: a changed ending or a mistyped word hardly alters them. */
function gramsOf(words: readonly string[]): ReadonlySet<string> {
  const text = ` ${words.join(' ')} `
  return new Set(Array.from({ length: text.length - GRAM + 1 }, (_, i) => text.slice(i, i + GRAM)))
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter(x => b.has(x)).length
  return (2 * shared) / (a.size + b.size)
}
