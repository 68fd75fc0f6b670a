// Slot patterns: whether the concepts of a question fill the slots that a principle or situation asks for.
import { families, isKindOf, type Reading } from './lexicon.ts'
import { makeLists, meets, type Needs } from './lists.ts'
import type { Condition, Entry } from './schema.ts'

/** Concepts that the text affirms. */
export const affirmed = (readings: readonly Reading[]): string[] => [
  ...new Set(readings.filter(r => !r.denied).map(r => r.concept)),
]

/** Everything that the concepts are kinds of: looked up instead of compared. */
export type Kinds = ReadonlySet<string>
export const kindsOf = (concepts: readonly string[]): Kinds => new Set(concepts.flatMap(families))

/** Whether any of the concepts belongs to any of the families. Plain loops from here on: they run a thousand times per answer. */
export function touches(kinds: Kinds, wanted: readonly string[]): boolean {
  for (const family of wanted) if (kinds.has(family)) return true
  return false
}

/** Whether one concept belongs to any of the families. */
export const isOneOf = (concept: string, wanted: readonly string[]): boolean => wanted.some(f => isKindOf(concept, f))

/** The same where the families are many. */
export const isAmong = (concept: string, wanted: ReadonlySet<string>): boolean => families(concept).some(f => wanted.has(f))

/** Whether one of the entry's patterns is filled: every group of `all` by some concept, none of `none`. */
export function matches(entry: Pick<Entry, 'match'>, kinds: Kinds): boolean {
  for (const pattern of entry.match) if (isFilled(pattern, kinds)) return true
  return false
}

function isFilled({ all, none }: Entry['match'][number], kinds: Kinds): boolean {
  for (const any of all) if (!touches(kinds, any)) return false
  return !touches(kinds, none)
}

/** Those entries one of whose patterns is filled, in their order: for looking through the same ones over and over. */
export function makeFilled<Of extends Pick<Entry, 'match'>>(entries: readonly Of[]): (kinds: Kinds) => Of[] {
  const { numberOf, touchedBy } = makeLists()
  const asked = entries.map(entry => ({
    entry,
    patterns: entry.match.map(
      ({ all, none }): Needs => [...all.map(any => numberOf('concept', any)), -numberOf('concept', none)],
    ),
  }))
  return kinds => {
    const touched = touchedBy([['concept', kinds]])
    return asked.filter(({ patterns }) => patterns.some(needs => meets(touched, needs))).map(({ entry }) => entry)
  }
}

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
