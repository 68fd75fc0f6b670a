// One table that drives label, officer offer and statistics of every outcome.
import type { Outcome, Verdict } from '../vocabulary.ts'

type Trait = {
  /** A verdict that says yes or no: it needs a norm that is surely in force. */
  readonly firm: boolean
  /** Permits the act, wholly or under conditions. */
  readonly permits: boolean
  /** A human is offered with this outcome. */
  readonly officer: boolean
  /** Key of the label in the reply words. */
  readonly label: string
}

const TRAITS: Readonly<Record<Verdict | 'no_basis' | 'failed', Trait>> = {
  forbidden: { firm: true, permits: false, officer: false, label: 'forbidden' },
  allowed: { firm: true, permits: true, officer: false, label: 'allowed' },
  allowed_if: { firm: true, permits: true, officer: false, label: 'allowed_if' },
  depends: { firm: false, permits: false, officer: true, label: 'depends' },
  information: { firm: false, permits: false, officer: false, label: 'information' },
  clarify: { firm: false, permits: false, officer: false, label: 'clarify' },
  handoff: { firm: false, permits: false, officer: true, label: 'handoff' },
  out_of_scope: { firm: false, permits: false, officer: false, label: 'out_of_scope' },
  no_basis: { firm: false, permits: false, officer: true, label: 'no_basis' },
  failed: { firm: false, permits: false, officer: true, label: 'failed' },
}

export function traitOf(outcome: Outcome): Trait {
  if (outcome.startsWith('failed_')) return TRAITS.failed
  return TRAITS[outcome as Verdict | 'no_basis']
}
