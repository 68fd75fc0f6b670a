// Two keys: what a model's reading makes of a decision of the rules. It may raise or lower how sure we are, add a human, or ask the asker what is
// meant. It never permits what the rules do not permit, and never forbids on its word alone.
import type { Edition } from '../knowledge/knowledge.ts'
import type { Draft } from './draft.ts'
import type { Mind } from './model.ts'

/** Whether a decision stands as the rules made it, without a word of doubt. */
export const unmoved = (mind: Mind | null): boolean => mind === null || mind.kind === 'agrees'

/** The draft with what a model says to it: what was settled before (`draft.mind`), what it told now, or the wish to ask it. */
export function consider(_edition: Edition, draft: Draft): Draft {
  return draft
}
