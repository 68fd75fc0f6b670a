// find: principles and situations ranked. Statistics say which principle a question resembles, the phrasing bank which single phrasing,
// the slots whether the pattern fits. Hard filters come first; nothing fuzzy ever names a clause.
import {
  type Edition,
  type Entry,
  type Kinds,
  type Lists,
  makeLists,
  matches,
  meets,
  type Needs,
  patternName,
  predict,
  type Read,
  type Row,
  rank,
  verdictClass,
} from '../knowledge/knowledge.ts'
import type { DateOnly, Verdict } from '../vocabulary.ts'
import type { Candidate, Draft, Facts, RuledOut } from './draft.ts'
import { traitOf } from './outcomes.ts'

/** How much the likeness to a single phrasing and the fit of slots add to the statistics (natural-log units). */
export const WEIGHTS = {
  alike: 8,
  /** A phrasing that says nearly the same speaks louder than its likeness alone: from this likeness on, with this weight. */
  nearFrom: 0.5,
  near: 10,
  fit: 0.5,
  /** What the words alone say of the verdict of an act, whichever principle it falls under. */
  verdict: 1.0,
} as const
/** Entries looked at after ranking. */
const RANKED_MAX = 40
/** A principle below this share of the whole is not worth resolving. */
const LIKELY_MIN = 0.002

type Found = Pick<Draft, 'candidates' | 'ruledOut' | 'nearPermits' | 'nearForbids' | 'wordsPermit' | 'wordsForbid'>

export function find(edition: Edition, read: Read, facts: Facts): Found {
  const { kinds, denied } = read
  const near = rank(edition.bank, read.alike, RANKED_MAX)
  const alikeOf = new Map(near.map(n => [n.entry, n]))
  const likely = predict(edition.statistics, read.features)
  const rowOf = rowsFor(edition, facts, kinds, denied)
  const ruledOut: RuledOut[] = []

  const bestAlike = new Map<string, number>()
  const situations = new Map<string, Entry[]>()
  for (const n of near) {
    const entry = edition.entries.get(n.entry)
    if (!entry) continue
    const principle = entry.principles[0] ?? entry.id
    bestAlike.set(principle, Math.max(bestAlike.get(principle) ?? 0, n.score))
    if (entry.principles.length === 0) continue
    const others = situations.get(principle)
    if (others) others.push(entry)
    else situations.set(principle, [entry])
  }
  const { classes } = edition.statistics
  const fits = (id: string): boolean => read.features.has(patternName(id))
  const bases = classes.map(
    (id, k) => Math.log(Math.max(likely[k] ?? 0, 1e-5)) + nearness(bestAlike.get(id) ?? 0) + (fits(id) ? WEIGHTS.fit : 0),
  )
  const reach = Math.max(...bases) - OUT_OF_REACH
  const said = predict(edition.verdicts, read.features)
  const saidOf = verdictScores(edition, said)
  const shareOf = (verdict: string): number => said[edition.verdicts.classes.indexOf(verdict)] ?? 0
  const scored: { id: string; score: number }[] = []
  for (const [k, id] of classes.entries()) {
    const base = bases[k] ?? 0
    if (base >= reach) scored.push({ id, score: base + (saidOf.get(verdictClass(rowOf(id)?.verdict ?? '')) ?? 0) })
  }
  const top = Math.max(...scored.map(s => s.score))
  const sum = scored.reduce((n, s) => n + Math.exp(s.score - top), 0)

  const candidates: Candidate[] = []
  for (const s of scored) {
    const share = Math.exp(s.score - top) / sum
    const principle = edition.entries.get(s.id)
    if (principle === undefined || share < LIKELY_MIN) continue
    for (const entry of [principle, ...(situations.get(s.id) ?? [])]) {
      const hit = alikeOf.get(entry.id)
      const row = rowOf(entry.id)
      if (row === null) {
        ruledOut.push({ entry: entry.id, filter: 'no-row-holds' })
        continue
      }
      candidates.push({
        entry,
        principle: s.id,
        alike: hit?.score ?? 0,
        fits: entry === principle ? fits(s.id) : matches(entry, kinds),
        row,
        weight: share,
      })
    }
  }
  candidates.sort((a, b) => b.weight - a.weight || b.alike - a.alike)
  return {
    candidates,
    ruledOut,
    ...sharesOfNear(near.slice(0, VOTERS).map(n => ({ score: n.score, verdict: rowOf(n.entry)?.verdict ?? null }))),
    wordsPermit: shareOf('allowed'),
    wordsForbid: shareOf('forbidden'),
  }
}

/** A principle that stands so far below the best cannot come up to a share worth resolving, whatever its verdict adds. */
const OUT_OF_REACH = 12

/** What the words alone say for and against each verdict of an act (natural-log units). */
function verdictScores(edition: Edition, shares: Float32Array): Map<string, number> {
  const { classes } = edition.verdicts
  return new Map(classes.map((c, k) => [c, WEIGHTS.verdict * Math.log(Math.max((shares[k] ?? 0) * classes.length, 1e-3))]))
}

/** Nearest entries that are heard as a second reader, beside the statistics. */
const VOTERS = 12

/** How much of the likeness to single phrasings speaks for a permission and how much for a prohibition, 0…1; near ones count far more. */
function sharesOfNear(near: readonly { score: number; verdict: Verdict | null }[]): Pick<Found, 'nearPermits' | 'nearForbids'> {
  const weigh = (list: readonly { score: number }[]): number => list.reduce((n, x) => n + x.score ** 3, 0)
  const all = weigh(near)
  const shareOf = (isMeant: (verdict: Verdict) => boolean): number =>
    all === 0 ? 0 : weigh(near.filter(n => n.verdict !== null && isMeant(n.verdict))) / all
  return { nearPermits: shareOf(v => traitOf(v).permits), nearForbids: shareOf(v => v === 'forbidden') }
}

const nearness = (alike: number): number => WEIGHTS.alike * alike + WEIGHTS.near * Math.max(0, alike - WEIGHTS.nearFrom)

/**
 * For each entry the first row whose conditions hold; a regional row of the place and year, the nearest first, comes before the national ones.
 * A row that rests on nothing but what is still to come into force leaves the answer to the one after it; where none is left, the answer says so.
 */
export function rowsFor(edition: Edition, facts: Facts, kinds: Kinds, denied: Kinds): (entry: string) => Row | null {
  const all = rulesOf(edition)
  const regional = regionalRules(edition, all, facts)
  const touched = all.lists.touchedBy([
    ['concept', kinds],
    ['denied', denied],
    ['status', facts.status === null ? [] : [facts.status]],
    ['stage', facts.stage === null ? [] : [facts.stage]],
  ])
  const isTrue = ({ needs }: Rule): boolean => meets(touched, needs)
  const isNow = (rule: Rule): boolean => isTrue(rule) && rule.begin <= facts.on
  const ruleFor = (entry: string): Rule | undefined => {
    const national = all.national.get(entry) ?? []
    return regional.find(r => r.entry === entry && isNow(r)) ?? national.find(isNow) ?? national.find(isTrue)
  }
  const found = new Map<string, Row | null>()
  return entry => {
    const before = found.get(entry)
    if (before !== undefined) return before
    const row = ruleFor(entry)?.row ?? null
    found.set(entry, row)
    return row
  }
}

/** A row with what must hold for it, and the day from which something that it rests on is in force; of a row that rests on nothing, ever since. */
type Rule = { readonly row: Row; readonly needs: Needs; readonly begin: DateOnly }

type Rules = {
  readonly lists: Lists
  readonly national: ReadonlyMap<string, readonly Rule[]>
  readonly regional: readonly { readonly place: string; readonly regulation: string; readonly rules: readonly RegionalRule[] }[]
}
type RegionalRule = Rule & { readonly entry: string; readonly years: readonly number[] }

/** The rules of an edition, which never changes: put together once. */
const rules = new WeakMap<Edition, Rules>()
function rulesOf(edition: Edition): Rules {
  const before = rules.get(edition)
  if (before) return before
  const lists = makeLists()
  const ruleOf = (row: Row): Rule => ({
    row,
    needs: row.when.map(({ fact, is }) => (fact === 'no-concept' ? -lists.numberOf('concept', is) : lists.numberOf(fact, is))),
    begin: row.basis.flatMap(ref => edition.clause(ref)?.regulation.in_force_from ?? []).sort()[0] ?? '',
  })
  const made = {
    lists,
    national: new Map(Array.from(edition.entries, ([id, entry]) => [id, entry.rows.map(ruleOf)])),
    regional: edition.sources.regionals.map(({ place, regulation, rows }) => ({
      ...{ place, regulation },
      rules: rows.map(({ entry, years, row }) => ({ ...{ entry, years }, ...ruleOf(row) })),
    })),
  }
  rules.set(edition, made)
  return made
}

function regionalRules(edition: Edition, { regional }: Rules, facts: Facts): readonly RegionalRule[] {
  const lineage = edition.places.lineage(facts.place)
  const year = Number(facts.on.slice(0, 4))
  const isInForce = (id: string): boolean => {
    const regulation = edition.regulation(id)
    if (regulation === undefined || facts.on < regulation.in_force_from) return false
    return regulation.in_force_until === null || facts.on <= regulation.in_force_until
  }
  return regional
    .filter(({ place, regulation }) => lineage.includes(place) && isInForce(regulation))
    .sort((a, b) => lineage.indexOf(a.place) - lineage.indexOf(b.place))
    .flatMap(r => r.rules.filter(({ years }) => years.includes(year)))
}
