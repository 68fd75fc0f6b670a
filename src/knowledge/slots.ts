// Slot patterns: whether the concepts of a question fill the slots that a principle or situation asks for.
import { families, isKindOf, type Reading } from './lexicon.ts'
import type { Condition, Entry } from './schema.ts'

/** Concepts that the text affirms. */
export const affirmed = (readings: readonly Reading[]): string[] => [
  ...new Set(readings.filter(r => !r.denied).map(r => r.concept)),
]

/** Everything that the concepts are kinds of: looked up instead of compared, for it is asked a thousand times per answer. */
export type Kinds = ReadonlySet<string>
export const kindsOf = (concepts: readonly string[]): Kinds => new Set(concepts.flatMap(c => [...families(c)]))

/** Whether any of the concepts belongs to any of the families. */
export const touches = (kinds: Kinds, wanted: readonly string[]): boolean => wanted.some(f => kinds.has(f))

/** Whether one concept belongs to any of the families. */
export const isOneOf = (concept: string, wanted: readonly string[]): boolean => wanted.some(f => isKindOf(concept, f))

/** Whether one of the entry's patterns is filled: every group of `all` by some concept, none of `none`. */
export const matches = (entry: Pick<Entry, 'match'>, kinds: Kinds): boolean =>
  entry.match.some(m => m.all.every(any => touches(kinds, any)) && !touches(kinds, m.none))

/** Whether what the text says, affirmed and denied, meets a condition on its words; null when the condition is on something else. */
export function isSaid(condition: Condition, kinds: Kinds, denied: Kinds): boolean | null {
  switch (condition.fact) {
    case 'concept':
      return touches(kinds, condition.is)
    case 'denied':
      return touches(denied, condition.is)
    case 'no-concept':
      return !touches(kinds, condition.is)
    default:
      return null
  }
}
