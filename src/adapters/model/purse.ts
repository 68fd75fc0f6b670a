// What models have used today (a day in Jakarta), in tokens and money, against what the operator allows. It outlives a graceful restart in a file
// that is written rarely and rounded up, so that neither its content nor its date tells when somebody asked.
import { z } from 'zod'

/** What a day may cost; `*` names every model without a budget of its own. */
export type Budget = {
  readonly model: string
  readonly tokens: Limits | null
  readonly money: Limits | null
  /** Of a million tokens, given and said. */
  readonly price: { readonly given: number; readonly said: number } | null
}
type Limits = { readonly soft: number; readonly hard: number }

export type Standing = 'within' | 'soft' | 'hard'
type Spent = { readonly given: number; readonly said: number }

export type Purse = {
  /** Gives what it cost; null where no price is known. */
  readonly spend: (model: string, given: number, said: number) => number | null
  readonly standing: (model: string) => Standing
  /** Writes down what was used today. */
  readonly keep: () => void
}

export type PurseParts = {
  readonly budgets: readonly Budget[]
  readonly today: () => string
  /** The text that was kept; null: none. */
  readonly read: () => string | null
  readonly write: (text: string) => void
}

const keptSchema = z.object({
  day: z.string(),
  spent: z.array(z.object({ model: z.string(), given: z.number().nonnegative(), said: z.number().nonnegative() })),
})

const ROUNDED_TO = 10_000
const rounded = (tokens: number): number => Math.ceil(tokens / ROUNDED_TO) * ROUNDED_TO
const MILLION = 1_000_000

export function openPurse({ budgets, today, read, write }: PurseParts): Purse {
  let day = today()
  let spent = new Map<string, Spent>(keptOn(day, read()))
  const ofToday = (): Map<string, Spent> => {
    if (day !== today()) {
      day = today()
      spent = new Map()
    }
    return spent
  }
  const budgetOf = (model: string): Budget | undefined =>
    budgets.find(b => b.model === model) ?? budgets.find(b => b.model === '*')
  return {
    spend: (model, given, said) => {
      const before = ofToday().get(model) ?? { given: 0, said: 0 }
      spent.set(model, { given: before.given + given, said: before.said + said })
      return costOf({ given, said }, budgetOf(model))
    },
    standing: model => {
      const budget = budgetOf(model)
      const used = ofToday().get(model)
      if (budget === undefined || used === undefined) return 'within'
      const standings = [standingIn(budget.tokens, used.given + used.said), standingIn(budget.money, costOf(used, budget) ?? 0)]
      return standings.includes('hard') ? 'hard' : standings.includes('soft') ? 'soft' : 'within'
    },
    keep: () => {
      const kept = [...ofToday()].map(([model, { given, said }]) => ({ model, given: rounded(given), said: rounded(said) }))
      if (kept.length > 0) write(JSON.stringify({ day, spent: kept }))
    },
  }
}

const standingIn = (limits: Limits | null, used: number): Standing =>
  limits === null || used < limits.soft ? 'within' : used < limits.hard ? 'soft' : 'hard'

const costOf = ({ given, said }: Spent, budget: Budget | undefined): number | null =>
  budget?.price ? (given * budget.price.given + said * budget.price.said) / MILLION : null

function keptOn(day: string, text: string | null): [string, Spent][] {
  if (text === null) return []
  try {
    const kept = keptSchema.parse(JSON.parse(text))
    return kept.day === day ? kept.spent.map(({ model, given, said }) => [model, { given, said }]) : []
  } catch {
    // half a file only forgets what was used
    return []
  }
}
