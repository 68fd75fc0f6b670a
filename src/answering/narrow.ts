// narrow: what an open answer leaves to choose, and what a choice makes of it. A chosen branch gives that branch's verdict and no other;
// a chosen reading is answered as if it had been the only one. Neither ever permits more than the row says.
import type { Branch, Edition, Entry, Row } from '../knowledge/knowledge.ts'
import { STAGES, STATUSES, type Stage, type Status } from '../vocabulary.ts'
import type { Candidate, Decision, Draft, Facts, Pick } from './draft.ts'
import { rowsFor } from './find.ts'
import { traitOf } from './outcomes.ts'

/** One way to go on from an open answer: what is chosen, and the words that name it. `isSaid`: the answer already gives it a line. */
export type Opening = { readonly pick: Pick; readonly name: string; readonly isSaid: boolean }

/** Verdicts that a branch can be chosen for. */
const ANSWERABLE: readonly string[] = ['allowed', 'allowed_if', 'forbidden', 'depends']

/** Why a decision hangs that the rules had made and a model put in doubt. */
export const HUNG_BY_MODEL = 'model-hangs'
/** Why a decision asks for one thing that a model alone understood. */
export const LED_BY_MODEL = 'model-leads'

/** A reading that a model opened beside a prohibition may be chosen, but its branches are only read: behind them permissions wait. */
const isClosed = ({ because, unexplained }: Decision): boolean => because === HUNG_BY_MODEL && unexplained.length > 0

/** A reading between which and another a question hangs. */
export type Reading = Candidate & { readonly row: Row }

/**
 * From which share of the question a reading is worth its line, and from which one although neither the slots nor any phrasing speak for it: below
 * them nobody who asks would know themselves in it.
 */
const TOLD_FROM = 0.2
const SURE_FROM = 0.7
/** From which likeness of its best phrasing one speaks for it. */
const ALIKE_FROM = 0.22

/** The readings that an answer in the balance tells of. What a model brought is told however little the rules thought of it. */
export const toldReadings = ({ between, because }: Decision): readonly Reading[] =>
  between.filter((c): c is Reading => c.row !== null && (BY_MODEL.includes(because) || isLikely(c)))

/** Whether anything but chance speaks for a reading. */
export const isLikely = ({ weight, fits, alike }: Candidate): boolean =>
  weight >= SURE_FROM || (weight >= TOLD_FROM && (fits || alike >= ALIKE_FROM))

const BY_MODEL: readonly string[] = [HUNG_BY_MODEL, LED_BY_MODEL]

/** How an asker reads an entry's title: what stands in brackets at its end explains it to those who keep the knowledge. */
export const nameOf = ({ title }: Entry): string => title.replace(/ \([^)]*\)$/, '')

/** The facts as they are once the asker has told what was not known. What was said in words is never overwritten. */
export function withPicks(facts: Facts, picks: readonly Pick[]): Facts {
  const status = picks.find(p => p.kind === 'status')?.status ?? null
  const stage = picks.find(p => p.kind === 'stage')?.stage ?? null
  return { ...facts, status: facts.status ?? status, stage: facts.stage ?? stage }
}

/** What the choices make of a decision. A choice that does not belong to it (the edition has changed) leaves it as it is. */
export const narrow = (decision: Decision, picks: readonly Pick[]): Decision => picks.reduce(narrowed, decision)

function narrowed(decision: Decision, pick: Pick): Decision {
  switch (pick.kind) {
    case 'branch':
      return chooseBranch(decision, pick.entry, pick.row, pick.when)
    case 'reading':
      return chooseReading(decision, pick.entry)
    case 'told':
    case 'status':
    case 'stage':
      return decision
    default:
      return pick satisfies never
  }
}

function chooseBranch(decision: Decision, entry: string, row: string, when: string): Decision {
  const { between } = decision
  if (between.length > 0 || decision.entry?.id !== entry || decision.row?.id !== row || decision.row.verdict !== 'depends')
    return decision
  const branch = decision.row.branches.find(b => b.if === when)
  return branch === undefined || isClosed(decision) || !ANSWERABLE.includes(branch.then)
    ? decision
    : { ...decision, outcome: branch.then, branch }
}

/** A permission is not given while a decisive word of the question stands outside the reading that was chosen. */
function chooseReading(decision: Decision, entry: string): Decision {
  const chosen = decision.between.find(c => c.entry.id === entry)
  if (chosen === undefined || chosen.row === null) return decision
  const { verdict } = chosen.row
  const isLeft = traitOf(verdict).permits && decision.unexplained.length > 0
  return {
    ...decision,
    entry: chosen.entry,
    row: chosen.row,
    between: [],
    isChosen: true,
    outcome: isLeft ? 'depends' : verdict,
  }
}

/** What can be chosen under an open answer, in the order of its lines; `shown` are the branches that have one. */
export function openings(edition: Edition, draft: Draft, shown: readonly Branch[]): readonly Opening[] {
  const { decision } = draft
  if (decision.outcome !== 'depends' || decision.branch !== null) return []
  if (decision.between.length > 0)
    return toldReadings(decision).map(({ entry }) => ({
      pick: { kind: 'reading', entry: entry.id },
      name: nameOf(entry),
      isSaid: true,
    }))
  const { entry, row } = decision
  if (
    isClosed(decision) ||
    entry === null ||
    row === null ||
    row.verdict !== 'depends' ||
    !shown.every(b => ANSWERABLE.includes(b.then))
  )
    return []
  return [
    ...shown.map(
      (b): Opening => ({ pick: { kind: 'branch', entry: entry.id, row: row.id, when: b.if }, name: b.if, isSaid: true }),
    ),
    ...factsThatMatter(edition, draft, entry.id, row.id),
  ]
}

/** The statuses and stages under which another row of the same entry would answer, while they are not known. */
function factsThatMatter(edition: Edition, draft: Draft, entry: string, row: string): Opening[] {
  const { facts, read } = draft
  const rows = edition.entries.get(entry)?.rows ?? []
  const tells = (fact: 'status' | 'stage'): boolean => rows.some(r => r.when.some(c => c.fact === fact))
  const differs = (known: Facts): boolean => rowsFor(edition, known, read.kinds, read.denied)(entry)?.id !== row
  const statuses: readonly Status[] = facts.status === null && tells('status') ? STATUSES : []
  const stages: readonly Stage[] = facts.stage === null && tells('stage') ? STAGES : []
  return [
    ...statuses
      .filter(status => differs({ ...facts, status }))
      .map((status): Opening => ({ pick: { kind: 'status', status }, name: status, isSaid: false })),
    ...stages
      .filter(stage => differs({ ...facts, stage }))
      .map((stage): Opening => ({ pick: { kind: 'stage', stage }, name: stage, isSaid: false })),
  ]
}
