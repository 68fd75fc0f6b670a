// Counts that may be shown: a small one could be one person's, so it is hidden, and others with it until nobody can reckon it back from a sum.

/** `shown`: the count; `small`: 1 to k−1, said as "<k"; `closed`: hidden so that a small one cannot be reckoned back. */
export type Cell = { readonly kind: 'shown'; readonly n: number } | { readonly kind: 'small' } | { readonly kind: 'closed' }

export type Counted = { readonly label: string; readonly n: number }
export type ShownCount = { readonly label: string; readonly cell: Cell }

/**
 * What may be shown of a whole that is divided into parts, when the whole itself may be known from elsewhere: no hidden small count can be
 * reckoned from it. Nothing is nobody's, so 0 is shown.
 */
export function suppressed(parts: readonly Counted[], k: number): readonly ShownCount[] {
  const small = parts.filter(part => isSmall(part.n, k))
  const closed = small.length === 0 ? new Set<Counted>() : closing(parts, small, k)
  return parts.map(part => ({ label: part.label, cell: cellOf(part, closed, k) }))
}

/** A count that stands alone. */
export const alone = (n: number, k: number): Cell => (isSmall(n, k) ? { kind: 'small' } : { kind: 'shown', n })

const isSmall = (n: number, k: number): boolean => n > 0 && n < k

const cellOf = (part: Counted, closed: ReadonlySet<Counted>, k: number): Cell => {
  if (closed.has(part)) return { kind: 'closed' }
  return alone(part.n, k)
}

/** Larger parts are closed one by one, the smallest first, until the small ones are free among them; else all of it is closed, nothings too. */
function closing(parts: readonly Counted[], small: readonly Counted[], k: number): ReadonlySet<Counted> {
  const large = parts.filter(part => part.n >= k).toSorted((a, b) => a.n - b.n)
  for (let count = 1; count <= large.length; count++) {
    const closed = large.slice(0, count)
    if (isFree(small, closed, large[count]?.n ?? null, k)) return new Set(closed)
  }
  return new Set(parts)
}

/**
 * With the sum known, a small count can at most be what is left with all others at their least, and at least what the others, at their most,
 * leave over. Half of what it could be at all must stay possible. `next`: the smallest that is shown; none of the closed is larger.
 */
function isFree(small: readonly Counted[], closed: readonly Counted[], next: number | null, k: number): boolean {
  const hidden = [...small, ...closed].reduce((sum, part) => sum + part.n, 0)
  const others = small.length - 1
  const most = Math.min(k - 1, hidden - closed.length * k - others)
  const least = Math.max(1, next === null ? 1 : hidden - closed.length * next - others * (k - 1))
  return most - least >= (k - 1) / 2
}
