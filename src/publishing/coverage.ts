// Where rows are missing: for each act, whom of which status at which stage they speak to. Counted once for an edition.
import { bindsStatus, type Edition, type Entry, type Row } from '../knowledge/knowledge.ts'
import { STAGES, STATUSES, type Stage, type Status } from '../vocabulary.ts'
import type { ActCoverage, TopicCoverage } from './library-view.ts'

export function coverageOf(edition: Edition): readonly TopicCoverage[] {
  const { topics, principles, situations } = edition.sources
  const acts = [...principles, ...situations].filter(e => e.kind !== 'decline')
  const isPrinciple = new Set(principles)
  return topics
    .map(({ id, name }) => ({
      id,
      name,
      acts: acts.filter(e => e.topic === id).map(e => actCoverage(edition, e, isPrinciple.has(e))),
    }))
    .filter(t => t.acts.length > 0)
}

function actCoverage(edition: Edition, entry: Entry, isPrinciple: boolean): ActCoverage {
  const cells = STATUSES.flatMap(status =>
    STAGES.map(stage => ({ status, stage, ...counted(entry.rows.filter(row => speaksTo(edition, row, status, stage))) })),
  )
  return { id: entry.id, title: entry.title, isPrinciple, cells }
}

const counted = (rows: readonly Row[]) => ({ rows: rows.length, own: rows.filter(namesWhom).length })
const namesWhom = (row: Row): boolean => row.when.some(c => c.fact === 'status' || c.fact === 'stage')

/** Its conditions let the person in, and where it rests on clauses, one of them binds the person and holds at that stage. */
function speaksTo(edition: Edition, row: Row, status: Status, stage: Stage): boolean {
  const lets = row.when.every(c => (c.fact !== 'status' || c.is.includes(status)) && (c.fact !== 'stage' || c.is.includes(stage)))
  return lets && (row.basis.length === 0 || row.basis.some(ref => carries(edition, ref, status, stage)))
}

function carries(edition: Edition, ref: string, status: Status, stage: Stage): boolean {
  const at = edition.clause(ref)
  if (at === undefined || !bindsStatus(at.regulation, status)) return false
  const { designation } = at.clause
  return designation === null || (designation === 'before') === (stage === 'before')
}
