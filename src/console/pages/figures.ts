// A month in figures, out of the counts that were kept of it: what was asked, what became of it, how long people waited. Numbers only.
import type { DateOnly } from '../../vocabulary.ts'
import type { Law } from '../law.ts'
import type { StaffBook } from '../staff.ts'
import { WAIT_HOURS } from '../work.ts'
import type { Counted } from './counts.ts'

/** A month as "2026-11". */
export type Month = string

export type Figures = {
  readonly month: Month
  /** Questions that the bot answered or could not, by the week of the month. */
  readonly weeks: readonly Counted[]
  readonly questions: number
  readonly outcomes: readonly Counted[]
  readonly topics: readonly Counted[]
  /** Questions without an answer of the bot's own, by topic. */
  readonly abstentions: readonly Counted[]
  readonly places: readonly Counted[]
  readonly feedback: readonly Counted[]
  /** Waits that ended because an officer came, by how long; and how many ended within what was promised. */
  readonly waits: readonly Counted[]
  readonly promises: readonly Counted[]
  /** Consultations that were opened, by topic. */
  readonly caseTopics: readonly Counted[]
  /** Consultations that were taken on, by team. */
  readonly caseTeams: readonly Counted[]
  readonly answered: readonly Counted[]
  readonly closed: readonly Counted[]
  readonly ratings: readonly Counted[]
  readonly work: {
    readonly moved: number
    readonly toUnits: number
    readonly asked: number
    readonly returned: number
    readonly approved: number
    readonly drafts: number
  }
}

type Tally = { readonly key: readonly unknown[]; readonly on: DateOnly; readonly n: number }

/** Outcomes that leave the asker without an answer of the bot's own. */
const ABSTAINED = ['no_basis', 'handoff']
const WEEKS = [1, 8, 15, 22] as const

/** Up to yesterday, and of the whole installation: figures of single teams beside those of all would tell the rest by subtraction. */
export async function figuresOf(book: Pick<StaffBook, 'tallies'>, law: Law, month: Month, today: DateOnly): Promise<Figures> {
  const tallies = (await book.tallies(`${month}-01`))
    .filter(t => t.on.startsWith(month) && t.on < today)
    .map(t => ({ ...t, key: keyOf(t.key) }))
  const answers = tallies.filter(t => t.key[0] === 'answer')
  const cases = (what: string): readonly Tally[] => tallies.filter(t => t.key[0] === 'case' && t.key[1] === what)
  const outcomeOf = ({ key }: Tally): string => String(key[2]).replace(/^failed_.*/, 'failed')
  const topicOf = ({ key }: Tally): string => law.situation(String(key[3]))?.topic ?? ''
  const waited = cases('waited')
  const moved = cases('moved')
  return {
    month,
    weeks: WEEKS.map((from, i) => {
      const to = WEEKS[i + 1] ?? 32
      return { label: String(from), n: sum(answers.filter(t => isWithin(Number(t.on.slice(8)), from, to))) }
    }),
    questions: sum(answers),
    outcomes: grouped(answers, outcomeOf),
    topics: grouped(answers, topicOf),
    abstentions: grouped(
      answers.filter(t => ABSTAINED.includes(outcomeOf(t))),
      topicOf,
    ),
    places: grouped(
      tallies.filter(t => t.key[0] === 'from'),
      t => String(t.key[1] ?? ''),
    ),
    feedback: grouped(
      tallies.filter(t => t.key[0] === 'feedback'),
      t => (t.key[3] === true ? 'good' : 'bad'),
    ),
    waits: [...WAIT_HOURS, null].map(bound => ({
      label: bound === null ? 'longer' : String(bound),
      n: sum(waited.filter(t => t.key[2] === bound)),
    })),
    promises: [true, false].map(isKept => ({
      label: isKept ? 'kept' : 'missed',
      n: sum(waited.filter(t => t.key[3] === isKept)),
    })),
    caseTopics: grouped(
      tallies.filter(t => t.key[0] === 'opened'),
      t => (typeof t.key[1] === 'string' ? t.key[1] : ''),
    ),
    caseTeams: grouped(cases('taken'), t => String(t.key[2])),
    answered: [false, true].map(isWithout => ({
      label: isWithout ? 'without' : 'with',
      n: sum(cases('answered').filter(t => t.key[2] === isWithout)),
    })),
    closed: grouped(cases('closed'), t => String(t.key[2])),
    ratings: grouped(
      tallies.filter(t => t.key[0] === 'rated'),
      t => (t.key[1] === true ? 'good' : 'bad'),
    ),
    work: {
      moved: sum(moved.filter(t => t.key[2] !== 'units')),
      toUnits: sum(moved.filter(t => t.key[2] === 'units')),
      asked: sum(cases('asked')),
      returned: sum(cases('returned')),
      approved: sum(cases('approved')),
      drafts: sum(cases('taught')),
    },
  }
}

function keyOf(json: string): readonly unknown[] {
  const key: unknown = JSON.parse(json)
  return Array.isArray(key) ? key : []
}

const isWithin = (day: number, from: number, to: number): boolean => day >= from && day < to
const sum = (tallies: readonly Tally[]): number => tallies.reduce((total, t) => total + t.n, 0)

/** The largest first. */
function grouped(tallies: readonly Tally[], labelOf: (t: Tally) => string): readonly Counted[] {
  const counts = new Map<string, number>()
  for (const t of tallies) counts.set(labelOf(t), (counts.get(labelOf(t)) ?? 0) + t.n)
  return [...counts].map(([label, n]) => ({ label, n })).toSorted((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1))
}

/** The month of a day, and so many months before it. */
export function monthsBack(today: DateOnly, count: number): readonly Month[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: count }, (_, i) => {
    const index = year * 12 + (month - 1) - i
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
  })
}
