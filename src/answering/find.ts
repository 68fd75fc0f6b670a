// find: principles and situations ranked. Statistics say which principle a question resembles, the phrasing bank which single phrasing,
// the slots whether the pattern fits. Hard filters come first; nothing fuzzy ever names a clause.
import {
  type Edition,
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
  const { classes } = edition.statistics
  const { placeOf, patterns } = standingOf(edition)
  const near = rank(edition.bank, read.alike, RANKED_MAX)
  const likely = predict(edition.statistics, read.features)
  const rowOf = rowsFor(edition, facts, kinds, denied)
  const ruledOut: RuledOut[] = []

  // plain loops: hundreds of classes at each answer, of which a handful comes within reach
  const bases = new Float64Array(classes.length)
  const nearAt = near.map(n => placeOf.get(n.entry) ?? -1)
  for (const [i, at] of nearAt.entries()) {
    // the nearest come first
    if (bases[at] === 0) bases[at] = nearness(near[i]?.score ?? 0)
  }
  let reach = Number.NEGATIVE_INFINITY
  for (let at = 0; at < bases.length; at++) {
    const fit = read.features.has(patterns[at] ?? '') ? WEIGHTS.fit : 0
    const base = Math.log(Math.max(likely[at] ?? 0, 1e-5)) + (bases[at] ?? 0) + fit
    bases[at] = base
    if (base - OUT_OF_REACH > reach) reach = base - OUT_OF_REACH
  }
  const said = predict(edition.verdicts, read.features)
  const saidOf = verdictScores(edition, said)
  const shareOf = (verdict: string): number => said[edition.verdicts.classes.indexOf(verdict)] ?? 0
  const scored: { at: number; score: number }[] = []
  let top = Number.NEGATIVE_INFINITY
  for (let at = 0; at < bases.length; at++) {
    const base = bases[at] ?? 0
    if (base < reach) continue
    const score = base + (saidOf.get(verdictClass(rowOf(classes[at] ?? '')?.verdict ?? '')) ?? 0)
    scored.push({ at, score })
    if (score > top) top = score
  }
  const sum = scored.reduce((n, s) => n + Math.exp(s.score - top), 0)

  const candidates: Candidate[] = []
  for (const { at, score } of scored) {
    const share = Math.exp(score - top) / sum
    const principle = classes[at] ?? ''
    if (share < LIKELY_MIN) continue
    const situations = near.filter((n, i) => nearAt[i] === at && n.entry !== principle).map(n => n.entry)
    for (const id of [principle, ...situations]) {
      const entry = edition.entries.get(id)
      if (entry === undefined) continue
      const row = rowOf(id)
      if (row === null) {
        ruledOut.push({ entry: id, filter: 'no-row-holds' })
        continue
      }
      candidates.push({
        entry,
        principle,
        alike: near.find(n => n.entry === id)?.score ?? 0,
        fits: id === principle ? read.features.has(patternName(id)) : matches(entry, kinds),
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

/** Where the principle of each entry stands among the classes of an edition, and the feature that says of each that its slots are filled. */
type Standing = { readonly placeOf: ReadonlyMap<string, number>; readonly patterns: readonly string[] }
const standings = new WeakMap<Edition, Standing>()
function standingOf(edition: Edition): Standing {
  const before = standings.get(edition)
  if (before) return before
  const { classes } = edition.statistics
  const at = new Map(classes.map((id, k) => [id, k]))
  const made = {
    placeOf: new Map(
      [...edition.entries.values()].flatMap(e => {
        const place = at.get(e.principles[0] ?? e.id)
        return place === undefined ? [] : [[e.id, place] as const]
      }),
    ),
    patterns: classes.map(patternName),
  }
  standings.set(edition, made)
  return made
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
