// What keeps the knowledge alive, as a list of things to do: worked out of the library and of what may be shown of the counts. Pure.
import type { DateOnly, Verdict } from '../vocabulary.ts'
import type { ClauseCard, EntryLink, Library, RegulationCard, RowView } from './library-view.ts'

/** That somebody compared a clause with its source: which text, and when. */
export type Verified = { readonly on: DateOnly; readonly mark: string }

/** What is known beside the knowledge itself. */
export type WorkGiven = {
  readonly on: DateOnly
  /** A comparison is good for so many days. */
  readonly days: number
  /** By clause; null: never. */
  readonly verified: (ref: string) => Verified | null
  /** How often a row answered, no finer than may be shown: 0 for few. */
  readonly used: (entry: string, row: string) => number
}

/** `at` is compared with its source again: it never was, its text changed since, or that is too long ago. */
export type ClauseToVerify = {
  readonly card: RegulationCard
  readonly at: ClauseCard
  readonly why: 'never' | 'changed' | 'old'
  readonly last: DateOnly | null
  readonly used: number
}

export type RowToReview = {
  readonly entry: EntryLink
  readonly row: string
  readonly verdict: Verdict
  readonly lead: string
  readonly placeName: string | null
  readonly level: 'none' | 'officer'
  readonly used: number
}

export type WorkList = {
  /** Those that carry most first; clauses that nothing rests on are none's worry. */
  readonly clauses: readonly ClauseToVerify[]
  readonly rows: readonly RowToReview[]
  readonly past: readonly RegulationCard[]
  readonly disputed: readonly RowToReview[]
}

export function workListOf(library: Library, given: WorkGiven): WorkList {
  const { on } = given
  const rows = library.rows(on)
  const regulations = library.regulations(on)
  const carried = usedByClause(rows, given)
  const toReview = rows.map(row => rowToReview(row, given))
  const phrasings = new Map(library.topics().flatMap(t => t.entries.map(e => [e.id, e.phrasings])))
  // where nothing was counted yet, in how many ways people are known to ask
  const asked = (entry: string): number => phrasings.get(entry) ?? 0
  return {
    clauses: regulations
      .flatMap(card => toVerify(library, card, given, carried))
      .toSorted((a, b) => b.used - a.used || b.at.cited - a.at.cited || (a.at.ref < b.at.ref ? -1 : 1)),
    rows: toReview
      .filter((_, i) => rows[i]?.row.review.level !== 'legal')
      .toSorted((a, b) => b.used - a.used || asked(b.entry.id) - asked(a.entry.id)),
    past: regulations.filter(r => r.isPast),
    disputed: toReview.filter((_, i) => rows[i]?.row.disputed),
  }
}

/** How many answers rested on a clause, as far as may be told. */
function usedByClause(rows: readonly RowView[], { used }: WorkGiven): ReadonlyMap<string, number> {
  const carried = new Map<string, number>()
  for (const { entry, row, basis } of rows)
    for (const { link } of basis) if (link !== null) carried.set(link.ref, (carried.get(link.ref) ?? 0) + used(entry.id, row.id))
  return carried
}

function toVerify(
  library: Library,
  card: RegulationCard,
  { on, days, verified }: WorkGiven,
  carried: ReadonlyMap<string, number>,
): ClauseToVerify[] {
  if (card.standing === 'repealed' || card.cited === 0) return []
  const oldest = daysBefore(on, days)
  return (library.regulation(card.facts.id, on)?.clauses ?? []).flatMap(at => {
    if (at.cited === 0) return []
    const last = verified(at.ref)
    const why = whyAgain(last, at, oldest)
    return why === null ? [] : [{ card, at, why, last: last?.on ?? null, used: carried.get(at.ref) ?? 0 }]
  })
}

function whyAgain(last: Verified | null, at: ClauseCard, oldest: DateOnly): ClauseToVerify['why'] | null {
  if (last === null) return 'never'
  if (last.mark !== at.mark) return 'changed'
  return last.on < oldest ? 'old' : null
}

const rowToReview = ({ entry, row, circular }: RowView, { used }: WorkGiven): RowToReview => ({
  entry,
  row: row.id,
  verdict: row.verdict,
  lead: row.lead,
  placeName: circular?.placeName ?? null,
  level: row.review.level === 'officer' ? 'officer' : 'none',
  used: used(entry.id, row.id),
})

const DAY_MS = 86_400_000
const daysBefore = (on: DateOnly, days: number): DateOnly =>
  new Date(Date.parse(`${on}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)

/** What is wrong with the stages of an election, by the index of the stage; `with`: the index it overlaps. */
export type StageFault = { readonly index: number; readonly kind: 'reversed' | 'overlap'; readonly with: number | null }

/** Stages follow each other: no day has two. */
export function stageFaults(stages: readonly { readonly from: DateOnly; readonly to: DateOnly }[]): readonly StageFault[] {
  return stages.flatMap(({ from, to }, index): StageFault[] => {
    if (to < from) return [{ index, kind: 'reversed', with: null }]
    const other = stages.findIndex((s, i) => i < index && s.from <= to && from <= s.to)
    return other < 0 ? [] : [{ index, kind: 'overlap', with: other }]
  })
}

/** Elections that run in the same place on the same day: the first in the file decides there. */
export function electionsAtOnce<
  E extends {
    readonly id: string
    readonly places: readonly string[]
    readonly stages: readonly { readonly from: DateOnly; readonly to: DateOnly }[]
  },
>(election: E, others: readonly E[]): readonly E[] {
  const shares = (place: string, of: E): boolean => of.places.includes(place)
  return others.filter(
    other =>
      other.id !== election.id &&
      election.places.some(place => shares(place, other)) &&
      election.stages.some(a => other.stages.some(b => a.from <= b.to && b.from <= a.to)),
  )
}
