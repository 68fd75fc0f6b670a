// The line of a team: who comes first, how long it takes, what was promised and what happens when a promise is missed.
import type { DateOnly, Stage } from '../vocabulary.ts'
import type { Consultation, Team, TeamId, Urgency } from './consultation.ts'
import { afterOfficeHours, type Holidays, officeHoursBetween } from './hours.ts'
import type { LineageOf } from './route.ts'

type Waiting = Pick<Consultation, 'id' | 'state' | 'team' | 'urgency' | 'rank'>

/** Urgent ones first, then as they came; which of two of the same rank comes first says nothing. */
export const inLine = (a: Waiting, b: Waiting): number =>
  Number(b.urgency === 'urgent') - Number(a.urgency === 'urgent') || a.rank - b.rank || (a.id < b.id ? -1 : 1)

/** The line of a team, first come first. */
export const lineOf = <T extends Waiting>(all: readonly T[], team: TeamId): readonly T[] =>
  all.filter(c => c.state === 'waiting' && c.team === team).toSorted(inLine)

/** How many stand before it in its team's line; null: it does not wait. */
export function aheadOf(consultation: Waiting, all: readonly Waiting[]): number | null {
  if (consultation.state !== 'waiting') return null
  return lineOf(all, consultation.team).filter(c => c.id !== consultation.id && inLine(c, consultation) < 0).length
}

/** What is known of a question when it goes to a human. */
export type Signs = {
  /** The situation or principle of the last finding. */
  readonly situation: string | null
  /** Kinds of what was read in the question ("trouble.threat.job", "time.polling.day"). */
  readonly kinds: ReadonlySet<string>
  /** Where an election stands today where they are; null: not known. */
  readonly stage: Stage | null
  /** The question says that it is today. */
  readonly isToday: boolean
}

const URGENT_SITUATIONS: ReadonlySet<string> = new Set(['diancam', 'putus-asa'])
const URGENT_KINDS = ['trouble.threat', 'trouble.violence', 'trouble.despair']
const EXAMINED_SITUATIONS: ReadonlySet<string> = new Set([
  'diperiksa',
  'absen-panggilan-pertama',
  'absen-panggilan-kedua',
  'surat-panggilan',
])
const EXAMINED_KINDS = ['trouble.exam', 'process.exam']

/** Urgent: somebody is threatened or in despair, is examined today, or votes today. */
export function urgencyOf({ situation, kinds, stage, isToday }: Signs): Urgency {
  const isIn = (set: ReadonlySet<string>): boolean => situation !== null && set.has(situation)
  const has = (prefixes: readonly string[]): boolean => [...kinds].some(k => prefixes.some(p => k === p || k.startsWith(`${p}.`)))
  const isThreatened = isIn(URGENT_SITUATIONS) || has(URGENT_KINDS)
  const isExaminedToday = isToday && (isIn(EXAMINED_SITUATIONS) || has(EXAMINED_KINDS))
  return isThreatened || isExaminedToday || stage === 'polling' ? 'urgent' : 'normal'
}

// "hari ini", "siang ini", "nanti sore", "besok pagi": so near that an answer tomorrow comes too late
const TODAY =
  /\b(?:hari|pagi|siang|sore|malam|petang) ini\b|\b(?:nanti|tadi) (?:pagi|siang|sore|malam)\b|\bsekarang\b|\bbesok pagi\b/i

/** Whether a question says that something happens today. */
export const saysToday = (text: string): boolean => TODAY.test(text)

/** Fewer say nothing of how long it takes. */
const WAITS_MIN = 10

/** How often a wait of so many office hours was counted. */
export type Waited = { readonly hours: number; readonly n: number }

/** What half of them waited at most, in whole office hours; null: too few to say. */
export function medianWait(waits: readonly Waited[]): number | null {
  const count = waits.reduce((sum, w) => sum + w.n, 0)
  if (count < WAITS_MIN) return null
  let passed = 0
  for (const { hours, n } of waits.toSorted((a, b) => a.hours - b.hours)) {
    passed += n
    if (passed * 2 >= count) return hours
  }
  return null
}

const WAIT_HOURS_MAX = 200

/** What is counted when somebody claims a consultation: the team, and how long it had waited in whole office hours. */
export const waitKind = (team: Team, waitsSince: number, hour: number, holidays: Holidays): readonly ['wait', TeamId, number] => [
  'wait',
  team.id,
  Math.min(WAIT_HOURS_MAX, officeHoursBetween(team, waitsSince, hour, holidays)),
]

/** The waits of a team among what was counted; keys are JSON, with or without the day before the kind. */
export function waitsOf(tallies: readonly { readonly key: string; readonly n: number }[], team: TeamId): readonly Waited[] {
  return tallies.flatMap(({ key, n }) => {
    const parts: unknown = JSON.parse(key)
    if (!Array.isArray(parts)) return []
    const [kind, of, hours] = parts.slice(parts.indexOf('wait'))
    return kind === 'wait' && of === team && typeof hours === 'number' ? [{ hours, n }] : []
  })
}

/** What a missed promise asks for now. */
export type Overdue = 'nothing' | 'remind' | 'escalate'

/**
 * A promise that was missed is first a reminder to the team; when as long again has passed and still nobody has it, the team above takes
 * over. What somebody holds is not taken from them: they and their coordinator are reminded.
 */
export function overdue(
  { state, promisedBy, isReminded }: Pick<Consultation, 'state' | 'promisedBy' | 'isReminded'>,
  team: Team,
  hour: number,
  holidays: Holidays,
): Overdue {
  if (promisedBy === null || hour < promisedBy || !['waiting', 'claimed', 'in_review'].includes(state)) return 'nothing'
  if (!isReminded) return 'remind'
  const again = afterOfficeHours(team, promisedBy, team.promiseHours, holidays)
  return state === 'waiting' && again !== null && hour >= again ? 'escalate' : 'nothing'
}

/** The reminder went out. */
export const reminded = (consultation: Consultation): Consultation => ({ ...consultation, isReminded: true })

/** The permanent team above another, past one that must not have it; null: there is none. */
export function teamAbove(team: Team, teams: readonly Team[], lineageOf: LineageOf, avoids: TeamId | null): Team | null {
  const above = lineageOf(team.place).slice(1)
  const found = above.flatMap(code => teams.filter(t => t.kind === 'permanent' && t.isActive && t.place === code))
  return found.find(t => t.id !== avoids) ?? null
}

/** Days of silence after which a consultation ends by itself. */
export type Silence = { readonly answered: number; readonly other: number }

/** Whether the clock ends it today. */
export function isSilent({ state, touchedOn }: Pick<Consultation, 'state' | 'touchedOn'>, on: DateOnly, days: Silence): boolean {
  if (state === 'closed' || state === 'expired') return false
  const passed = (Date.parse(on) - Date.parse(touchedOn)) / (24 * 60 * 60 * 1000)
  return passed >= (state === 'answered' ? days.answered : days.other)
}
