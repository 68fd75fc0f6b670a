// One table that says what follows from every outcome.
import type { Outcome, Verdict } from '../vocabulary.ts'

type Trait = {
  /** A verdict that says yes or no: it needs a norm that is surely in force. */
  readonly firm: boolean
  /** Permits the act, wholly or under conditions. */
  readonly permits: boolean
  /** A human is offered with this outcome. */
  readonly officer: boolean
}

const TRAITS: Readonly<Record<Verdict | 'no_basis' | 'failed', Trait>> = {
  forbidden: { firm: true, permits: false, officer: false },
  allowed: { firm: true, permits: true, officer: false },
  allowed_if: { firm: true, permits: true, officer: false },
  depends: { firm: false, permits: false, officer: true },
  information: { firm: false, permits: false, officer: false },
  clarify: { firm: false, permits: false, officer: false },
  handoff: { firm: false, permits: false, officer: true },
  out_of_scope: { firm: false, permits: false, officer: false },
  no_basis: { firm: false, permits: false, officer: true },
  failed: { firm: false, permits: false, officer: true },
}

export function traitOf(outcome: Outcome): Trait {
  if (outcome.startsWith('failed_')) return TRAITS.failed
  return TRAITS[outcome as Verdict | 'no_basis']
}
