// What models have used today (a day in Jakarta), in tokens and money, against what the operator allows. What a request may cost at most is put aside
// before it goes out, so that however many are under way together never cost more than a day may. What is put aside stands in a file before that: a
// process that is killed forgets nothing. The file says more than was used, in steps of a fiftieth of a day's budget, and is written once for each, so
// that neither its content nor its date tells when somebody asked.
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

export type Tokens = { readonly given: number; readonly said: number }
/** over: what is left of the day is too little; busy: it is put aside for others, some of which may come back. */
export type NoRoom = 'over' | 'busy'

/** What was put aside, until it is known what was used. Gives what that cost; null where no price is known. */
export type Reserved = { readonly settle: (used: Tokens) => number | null }

export type Purse = {
  /** Puts aside what a request may cost at most. */
  readonly reserve: (model: string, most: Tokens) => Reserved | NoRoom
  /** What hinders such a request at this moment; null: nothing. */
  readonly hindrance: (model: string, most: Tokens) => NoRoom | null
  /** Beyond the soft limit, with what is put aside. */
  readonly isSparing: (model: string) => boolean
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

export const NOTHING: Tokens = { given: 0, said: 0 }
const MILLION = 1_000_000
/** Steps in which a day's budget is written down. */
const STEPS = 50
/** Tokens of a step where nothing is limited. */
const ROUNDED_TO = 10_000

const sum = (a: Tokens, b: Tokens): Tokens => ({ given: a.given + b.given, said: a.said + b.said })
const less = (a: Tokens, b: Tokens): Tokens => ({ given: a.given - b.given, said: a.said - b.said })

export function openPurse({ budgets, today, read, write }: PurseParts): Purse {
  let day = today()
  let spent = new Map<string, Tokens>(keptOn(day, read()))
  /** What the file says. */
  let kept = new Map(spent)
  /** For what is under way, also when it began yesterday. */
  const aside = new Map<string, Tokens>()
  const turnDay = (): void => {
    if (day === today()) return
    day = today()
    spent = new Map()
    kept = new Map()
  }
  const spentBy = (model: string): Tokens => {
    turnDay()
    return spent.get(model) ?? NOTHING
  }
  const withAside = (model: string): Tokens => sum(spentBy(model), aside.get(model) ?? NOTHING)
  const budgetOf = (model: string): Budget | undefined =>
    budgets.find(b => b.model === model) ?? budgets.find(b => b.model === '*')

  const hindrance = (model: string, most: Tokens): NoRoom | null => {
    const budget = budgetOf(model)
    if (!isAt('hard', budget, sum(withAside(model), most))) return null
    return isAt('hard', budget, sum(spentBy(model), most)) ? 'over' : 'busy'
  }
  const writeDown = (): void => {
    const models = new Set([...spent.keys(), ...aside.keys()])
    kept = new Map([...models].map(model => [model, stepped(withAside(model), budgetOf(model))]))
    if (kept.size > 0) write(JSON.stringify({ day, spent: [...kept].map(([model, tokens]) => ({ model, ...tokens })) }))
  }
  /** Where a budget could be forgotten, the file says at least what is put aside. */
  const isWritten = (model: string): boolean => {
    const { given, said } = withAside(model)
    const there = kept.get(model) ?? NOTHING
    return !isLimited(budgetOf(model)) || (given <= there.given && said <= there.said)
  }
  return {
    hindrance,
    reserve: (model, most) => {
      const hindered = hindrance(model, most)
      if (hindered !== null) return hindered
      aside.set(model, sum(aside.get(model) ?? NOTHING, most))
      if (!isWritten(model)) writeDown()
      return {
        settle: used => {
          aside.set(model, less(aside.get(model) ?? NOTHING, most))
          spent.set(model, sum(spentBy(model), used))
          return costOf(used, budgetOf(model))
        },
      }
    },
    isSparing: model => isAt('soft', budgetOf(model), withAside(model)),
    keep: () => {
      turnDay()
      writeDown()
    },
  }
}

const isLimited = (budget: Budget | undefined): boolean => budget !== undefined && (budget.tokens ?? budget.money) !== null

const isAt = (limit: keyof Limits, budget: Budget | undefined, used: Tokens): boolean =>
  budget !== undefined &&
  ((budget.tokens !== null && used.given + used.said >= budget.tokens[limit]) ||
    (budget.money !== null && (costOf(used, budget) ?? 0) >= budget.money[limit]))

const costOf = ({ given, said }: Tokens, budget: Budget | undefined): number | null =>
  budget?.price ? (given * budget.price.given + said * budget.price.said) / MILLION : null

/** Up to the next step of a day's budget. */
function stepped({ given, said }: Tokens, budget: Budget | undefined): Tokens {
  const up = (tokens: number, price: number): number => {
    const step = stepOf(budget, price)
    return Math.ceil(tokens / step) * step
  }
  return { given: up(given, budget?.price?.given ?? 0), said: up(said, budget?.price?.said ?? 0) }
}

function stepOf(budget: Budget | undefined, price: number): number {
  const tokens = budget?.tokens ? budget.tokens.hard / STEPS : Number.POSITIVE_INFINITY
  const money = budget?.money && price > 0 ? ((budget.money.hard / STEPS) * MILLION) / price : Number.POSITIVE_INFINITY
  const step = Math.min(tokens, money)
  return Number.isFinite(step) ? Math.max(1, Math.floor(step)) : ROUNDED_TO
}

function keptOn(day: string, text: string | null): [string, Tokens][] {
  if (text === null) return []
  try {
    const kept = keptSchema.parse(JSON.parse(text))
    return kept.day === day ? kept.spent.map(({ model, given, said }) => [model, { given, said }]) : []
  } catch {
    // half a file only forgets what was used
    return []
  }
}
