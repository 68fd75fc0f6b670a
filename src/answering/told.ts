// told: what an asker's own words choose of the answer that asked them back. Which words tell which branch is knowledge (vocabulary/told.yaml);
// a permission is chosen only by words beside which nothing else stands that could turn it.
import { type Edition, type Entry, kindsTold, type Read, type ToldKind } from '../knowledge/knowledge.ts'
import { namesSide, unexplained } from './decide.ts'
import type { Decision, Draft, Pick } from './draft.ts'
import { traitOf } from './outcomes.ts'

type Told = Extract<Pick, { kind: 'told' }>

/** The branch of an open answer that the next words tell; null: they tell none, or more than one that differ. */
export function toldBranch(edition: Edition, { decision, read }: Draft, text: string): Told | null {
  const { entry, row, between, branch } = decision
  if (decision.outcome !== 'depends' || between.length > 0 || branch !== null || entry === null || row === null) return null
  const { rows, bars, doubt } = edition.sources.told
  const known = rows.find(r => r.entry === entry.id && r.row === row.id)
  if (known === undefined) return null
  const now = edition.read(text)
  const hits = kindsTold(edition, now)
  const before = new Set(kindsTold(edition, read).map(h => h.kind))
  const named = new Set(hits.map(h => h.kind))
  if (named.has(doubt)) return null
  const free = new Set(hits.filter(h => !h.isOwned && (known.persons || !h.isAside)).map(h => h.kind))
  const isTold = (said: readonly (readonly string[])[], by: ReadonlySet<string>): boolean =>
    said.some(all => all.some(kind => by.has(kind) && !before.has(kind)) && all.every(kind => by.has(kind) || before.has(kind)))
  const told = known.branches.flatMap(({ if: when, said, unless, despite }) => {
    const then = row.branches.find(b => b.if === when)?.then
    if (then === undefined || unless.some(kind => named.has(kind))) return []
    // "dia bukan calon, tapi temannya timses" is for the whole to decide
    if (!traitOf(then).permits && now.denied.has('partisan')) return []
    return isTold(said, traitOf(then).permits ? free : named) ? [{ when, then, kinds: said.flat(), despite }] : []
  })
  const [first, ...others] = told
  if (first === undefined || others.some(o => o.then !== first.then)) return null
  const isOpen = (): boolean =>
    bars.some(kind => named.has(kind) && !told.some(t => t.despite.includes(kind))) ||
    leavesOut(
      edition,
      entry,
      now,
      hits.filter(h => told.some(t => t.kinds.includes(h.kind))),
    )
  if (traitOf(first.then).permits && isOpen()) return null
  return { kind: 'told', entry: entry.id, row: row.id, when: first.when }
}

/** The branch that is told of any open answer by whoever denies every side in it, where nothing in the `whole` names one; null: they do not. */
export function toldNone(edition: Edition, { decision }: Draft, text: string, whole: Read): Told | null {
  const { none } = edition.sources.told
  const isAsked = decision.outcome === 'clarify' || (decision.outcome === 'depends' && decision.entry?.kind === 'act')
  if (none === null || !isAsked || namesSide(whole)) return null
  const named = new Set(kindsTold(edition, edition.read(text)).map(h => h.kind))
  if (!named.has(none.kind) || none.bars.some(kind => named.has(kind))) return null
  return { kind: 'told', entry: none.entry, row: none.row, when: none.if }
}

/** Whether something decisive was said that neither the entry takes into account nor the words that tell the branch. */
function leavesOut(edition: Edition, entry: Entry, { readings }: Read, hits: readonly ToldKind[]): boolean {
  const others = readings.filter(r => !r.denied && !hits.some(h => h.from < r.to && r.from < h.to))
  return (
    unexplained(
      edition,
      entry,
      others.map(r => r.concept),
    ).length > 0
  )
}

/** The decision that a told branch stands for; null: this edition has no such branch any more. */
export function toldDecision(edition: Edition, picks: readonly Pick[]): Decision | null {
  const pick = picks.findLast(p => p.kind === 'told')
  const entry = edition.entries.get(pick?.entry ?? '')
  const row = entry?.rows.find(r => r.id === pick?.row)
  const branch = row?.branches.find(b => b.if === pick?.when)
  if (entry === undefined || row === undefined || branch === undefined) return null
  return {
    outcome: branch.then,
    entry,
    row,
    confidence: 1,
    unexplained: [],
    between: [],
    branch,
    isChosen: false,
    because: 'told',
  }
}
