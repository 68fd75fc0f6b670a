// Where an election stands on a date in a place. The calendar only ever adds a stage: with no election running there, the stage is
// unknown, never "outside".
import type { DateOnly, Stage } from '../vocabulary.ts'
import type { Election } from './schema.ts'

/** The stage on a date in a place (given with its parents), or null when no election is known to be running there. */
export function stageOn(
  elections: readonly Election[],
  on: DateOnly,
  lineage: readonly string[],
): { stage: Stage; election: Election } | null {
  for (const election of elections) {
    if (!election.places.some(p => lineage.includes(p))) continue
    const hit = election.stages.filter(s => s.from <= on && on <= s.to).at(-1)
    if (hit) return { stage: hit.stage, election }
  }
  return null
}
