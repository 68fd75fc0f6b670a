// What a draft's rows say against other rules for the same entry under the same facts, and who still cites a clause that ends: found by
// looking at the rules alone, so that a contradiction shows even where no question was written for it.
import { type ClauseAt, type Condition, type Edition, forceOn, type Row } from '../knowledge/knowledge.ts'
import type { ClauseRef, Verdict } from '../vocabulary.ts'
import type { RuleConflict } from './compared.ts'

/** A row where it stands: `rank` counts the places above it (the whole country has none), `years` null: every year. */
type Ruled = {
  readonly id: string
  readonly entry: string
  readonly place: string
  readonly years: readonly number[] | null
  readonly row: Row
  readonly before: readonly Row[]
  readonly isOurs: boolean
}

export type Contradictions = {
  readonly conflicts: readonly RuleConflict[]
  readonly loses: readonly { readonly clause: ClauseRef; readonly entries: readonly string[] }[]
}

/** `paths`: the draft's files. Both editions may be such as only look things up. */
export function contradictions(live: Edition, candidate: Edition, paths: readonly string[]): Contradictions {
  const ended = endedClauses(live, candidate, paths)
  return { conflicts: [...betweenRows(candidate, paths), ...ended.flatMap(citedStill)], loses: ended.flatMap(losing) }
}

function rules({ sources, places }: Edition, paths: readonly string[]): Ruled[] {
  const isOurs = (owner: string): boolean => paths.includes(sources.fileOf.get(owner) ?? '')
  const national = [...sources.principles, ...sources.situations].flatMap(({ id, rows }) =>
    rows.map((row, at) => ({
      id: `${id}/${row.id}`,
      entry: id,
      place: COUNTRY,
      years: null,
      row,
      before: rows.slice(0, at),
      isOurs: isOurs(id),
    })),
  )
  const regional = sources.regionals.flatMap(({ regulation, place, rows }) =>
    rows.map(({ entry, years, row }, at) => ({
      id: `${regulation}/${entry}/${row.id}`,
      entry,
      place,
      years,
      row,
      before: rows.slice(0, at).flatMap(r => (r.entry === entry && r.years.join() === years.join() ? [r.row] : [])),
      isOurs: isOurs(`rows ${regulation}`),
    })),
  )
  return [...national, ...regional].filter(r => r.place === COUNTRY || places.byCode(r.place) !== undefined)
}

const COUNTRY = 'ID'

function betweenRows(edition: Edition, paths: readonly string[]): RuleConflict[] {
  const byEntry = Map.groupBy(rules(edition, paths), r => r.entry)
  return [...byEntry.values()].flatMap(all =>
    all.flatMap((one, at) =>
      all.slice(at + 1).flatMap(other => (one.isOurs || other.isOurs ? conflict(edition, one, other) : [])),
    ),
  )
}

/** At most one; `here` is the lower of two ranks, and of the same rank the draft's. */
function conflict(edition: Edition, one: Ruled, other: Ruled): RuleConflict[] {
  const looseness = permissiveness(one.row.verdict) - permissiveness(other.row.verdict)
  if (Number.isNaN(looseness) || looseness === 0 || !mayMeet(one, other)) return []
  const pair = (here: Ruled, there: Ruled, why: RuleConflict['why']): RuleConflict[] => [
    { why, here: said(here), there: cited(there) },
  ]
  // rows of one file are one set of rules: the first that holds answers
  if (one.place === other.place) {
    if (one.place === COUNTRY || documentOf(one) === documentOf(other)) return []
    return one.isOurs ? pair(one, other, 'other-verdict-same-rank') : pair(other, one, 'other-verdict-same-rank')
  }
  if (edition.places.lineage(one.place).includes(other.place))
    return pair(one, other, looseness > 0 ? 'more-permissive-than-higher' : 'stricter-than-higher')
  if (edition.places.lineage(other.place).includes(one.place))
    return pair(other, one, looseness < 0 ? 'more-permissive-than-higher' : 'stricter-than-higher')
  return []
}

const documentOf = ({ id }: Ruled): string => id.slice(0, id.indexOf('/'))
const said = ({ id, row }: Ruled): RuleConflict['here'] => ({ id, text: row.lead })
const cited = (rule: Ruled): RuleConflict['there'] => ({ ...said(rule), ref: rule.row.basis[0] ?? null })

/** The higher the more is permitted; what says neither yes nor no is comparable with nothing. */
export function permissiveness(verdict: Verdict): number {
  switch (verdict) {
    case 'forbidden':
      return 0
    case 'depends':
      return 1
    case 'allowed_if':
      return 2
    case 'allowed':
      return 3
    default:
      return Number.NaN
  }
}

/** Whether some question could be answered by either: a year in common, no condition against another, and no earlier row of its own set before it. */
function mayMeet(one: Ruled, other: Ruled): boolean {
  const isSameYear = one.years === null || other.years === null || one.years.some(y => other.years?.includes(y))
  const isReached = (rule: Ruled, under: Ruled): boolean =>
    !rule.before.some(earlier => earlier.when.every(c => [...rule.row.when, ...under.row.when].some(given => implies(given, c))))
  const isOpposed = one.row.when.some(a => other.row.when.some(b => excludes(a, b) || excludes(b, a)))
  return isSameYear && !isOpposed && isReached(one, other) && isReached(other, one)
}

function implies(given: Condition, wanted: Condition): boolean {
  if (given.fact !== wanted.fact) return false
  const within = (few: readonly string[], many: readonly string[]): boolean => few.every(f => many.some(m => isKind(f, m)))
  return given.fact === 'no-concept' ? within(wanted.is, given.is) : within(given.is, wanted.is)
}

function excludes(a: Condition, b: Condition): boolean {
  const isFact = a.fact === 'status' || a.fact === 'stage'
  if (isFact && a.fact === b.fact) return !a.is.some(x => b.is.includes(x))
  return a.fact === 'concept' && b.fact === 'no-concept' && a.is.every(x => b.is.some(y => isKind(x, y)))
}

const isKind = (concept: string, family: string): boolean => concept === family || concept.startsWith(`${family}.`)

/** A clause that ends or goes by the draft, and everything of the candidate that rests on it. */
type Ended = { readonly at: ClauseAt; readonly by: readonly Citing[] }
type Citing = { readonly id: string; readonly entry: string; readonly row: Row }

function endedClauses(live: Edition, candidate: Edition, paths: readonly string[]): Ended[] {
  const isTouched = (at: ClauseAt): boolean =>
    [live, candidate].some(e => paths.includes(e.sources.fileOf.get(at.regulation.id) ?? ''))
  const ending = live.clauses().filter(at => isTouched(at) && isEnding(at, candidate.clause(at.ref)))
  if (ending.length === 0) return []
  const citing = Map.groupBy(
    citations(candidate).flatMap(c => c.row.basis.map(ref => ({ ...c, ref: live.clause(ref)?.ref ?? ref }))),
    c => c.ref,
  )
  return ending.flatMap(at => {
    const by = citing.get(at.ref)
    return by === undefined ? [] : [{ at, by }]
  })
}

const isEnding = (was: ClauseAt, is: ClauseAt | undefined): boolean =>
  is === undefined || (endOf(was) !== endOf(is) && endOf(is) !== NEVER)

const NEVER = '9999-12-31'

/** The last day of a clause, `NEVER` when none is known; repealed without a day: the empty text. */
function endOf(at: ClauseAt): string {
  const days = [at.clause.in_force_until, at.regulation.in_force_until].flatMap(day => day ?? [])
  const [first = NEVER] = days.toSorted()
  return first === NEVER && forceOn(at, NEVER) === 'repealed' ? '' : first
}

function citations({ sources }: Edition): Citing[] {
  const national = [...sources.principles, ...sources.situations].flatMap(({ id, rows }) =>
    rows.map(row => ({ id: `${id}/${row.id}`, entry: id, row })),
  )
  const regional = sources.regionals.flatMap(({ regulation, rows }) =>
    rows.map(({ entry, row }) => ({ id: `${regulation}/${entry}/${row.id}`, entry, row })),
  )
  return [...national, ...regional]
}

const citedStill = ({ at, by }: Ended): RuleConflict[] =>
  by.map(({ id, row }) => ({
    why: 'clause-ends-but-cited',
    here: { id: at.ref, text: at.clause.text },
    there: { id, text: row.lead, ref: at.clause.replaced_by[0] ?? null },
  }))

const losing = ({ at, by }: Ended): Contradictions['loses'] => [{ clause: at.ref, entries: [...new Set(by.map(c => c.entry))] }]
