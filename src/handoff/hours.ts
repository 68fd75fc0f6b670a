// Office hours: when somebody is there, when next, and when so many of their hours will have passed. Indonesia keeps no summer time, so a
// zone is a number of hours; days are the days of the team's own zone.
import { load } from 'js-yaml'
import { z } from 'zod'
import type { DateOnly } from '../vocabulary.ts'
import type { Hours, Team, Urgency, Zone } from './consultation.ts'

const MINUTE_MS = 60 * 1000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const OFFSET_HOURS: Readonly<Record<Zone, number>> = { WIB: 7, WITA: 8, WIT: 9 }

const HOLIDAY_KINDS = ['libur-nasional', 'cuti-bersama'] as const

const holidaysSchema = z.strictObject({
  sources: z.record(z.string(), z.strictObject({ title: z.string(), seen: z.string() })),
  holidays: z.array(
    z.strictObject({
      on: z.iso.date(),
      name: z.string(),
      kind: z.enum(HOLIDAY_KINDS),
      source: z.string(),
    }),
  ),
  /** Years of which every day is known; of others only what a law fixes for every year. */
  complete: z.array(z.int()),
})

export type Holiday = {
  readonly on: DateOnly
  readonly name: string
  readonly kind: (typeof HOLIDAY_KINDS)[number]
  readonly source: string
}

/** `complete`: the years of which all days are known; of another year the office warns that its hours may be wrong. */
export type Holidays = { readonly byDay: ReadonlyMap<DateOnly, Holiday>; readonly complete: ReadonlySet<number> }

export const NO_HOLIDAYS: Holidays = { byDay: new Map(), complete: new Set() }

/** Reads prompts/holidays.yaml; throws when a day stands twice or names a source that is not there. */
export function parseHolidays(yaml: string): Holidays {
  const { sources, holidays, complete } = holidaysSchema.parse(load(yaml))
  const byDay = new Map(holidays.map(h => [h.on, h]))
  if (byDay.size !== holidays.length) throw new Error('holidays.yaml: a day stands twice')
  const unknown = holidays.find(h => !(h.source in sources))
  if (unknown !== undefined) throw new Error(`holidays.yaml: ${unknown.on} names no source ${unknown.source}`)
  return { byDay, complete: new Set(complete) }
}

/** Whether all holidays of the year of a day are known. */
export const knowsHolidays = (holidays: Holidays, on: DateOnly): boolean => holidays.complete.has(Number(on.slice(0, 4)))

/** When somebody will be there: minutes since midnight, in the zone of the team. */
export type OpensAt = { readonly on: DateOnly; readonly minute: number; readonly zone: Zone }

/** The day it is for a team. */
export const dayIn = (zone: Zone, at: number): DateOnly => new Date(at + OFFSET_HOURS[zone] * HOUR_MS).toISOString().slice(0, 10)

type Clock = Pick<Team, 'week' | 'zone'>
/** From a moment to another, which is no longer part of it. */
type Span = { readonly from: number; readonly to: number }

/** Whether somebody of the team is there: within its hours, not at lunch, not on a holiday or a day of joint leave. */
export const isOpen = (team: Clock, at: number, holidays: Holidays): boolean =>
  spansOf(team, dayIn(team.zone, at), holidays).some(s => s.from <= at && at < s.to)

/** When somebody is there next; now, while the office is open. null: never, as far as is known. */
export function opensNext(team: Clock, at: number, holidays: Holidays): OpensAt | null {
  for (const span of spansFrom(team, at, holidays)) return momentIn(team.zone, Math.max(at, span.from))
  return null
}

/** The moment at which so many office hours have passed since `from`; null: never. */
export function afterOfficeHours(team: Clock, from: number, hours: number, holidays: Holidays): number | null {
  let left = hours * HOUR_MS
  for (const span of spansFrom(team, from, holidays)) {
    const start = Math.max(from, span.from)
    if (start + left <= span.to) return start + left
    left -= span.to - start
  }
  return null
}

/** How many office hours passed between two moments, in whole ones. */
export function officeHoursBetween(team: Clock, from: number, to: number, holidays: Holidays): number {
  let passed = 0
  for (const span of spansFrom(team, from, holidays)) {
    if (span.from >= to) break
    passed += Math.min(to, span.to) - Math.max(from, span.from)
  }
  return Math.floor(passed / HOUR_MS)
}

/** What is urgent is read as soon as somebody is there, and missed after an hour of theirs. */
const URGENT_HOURS = 1

/** The hour by which it is read. Rounded up: what cannot be kept is not promised. null: the team has no hours. */
export function promiseFor(
  team: Clock & Pick<Team, 'promiseHours'>,
  urgency: Urgency,
  hour: number,
  holidays: Holidays,
): number | null {
  const hours = urgency === 'urgent' ? Math.min(URGENT_HOURS, team.promiseHours) : team.promiseHours
  const by = afterOfficeHours(team, hour, hours, holidays)
  return by === null ? null : Math.ceil(by / HOUR_MS) * HOUR_MS
}

/** No office is closed for so long. */
const CLOSED_DAYS_MAX = 60

/** What remains of the office's hours from a moment on, day by day; ends when it stays closed. */
function* spansFrom(team: Clock, from: number, holidays: Holidays): Generator<Span> {
  const first = startOf(team.zone, dayIn(team.zone, from))
  for (let day = first, closed = 0; closed < CLOSED_DAYS_MAX; day += DAY_MS) {
    const spans = spansOf(team, dayIn(team.zone, day), holidays).filter(s => s.to > from)
    closed = spans.length === 0 ? closed + 1 : 0
    yield* spans
  }
}

/** The hours of a day: one span, or two around lunch. */
function spansOf(team: Clock, on: DateOnly, holidays: Holidays): readonly Span[] {
  const hours = holidays.byDay.has(on) ? null : (team.week[weekdayOf(on)] ?? null)
  if (hours === null) return []
  const midnight = startOf(team.zone, on)
  return partsOf(hours)
    .filter(p => p.from < p.to)
    .map(p => ({ from: midnight + p.from * MINUTE_MS, to: midnight + p.to * MINUTE_MS }))
}

const partsOf = ({ from, to, lunch }: Hours): readonly Span[] =>
  lunch === null
    ? [{ from, to }]
    : [
        { from, to: Math.min(lunch.from, to) },
        { from: Math.max(lunch.to, from), to },
      ]

/** Monday is 0. */
const weekdayOf = (on: DateOnly): number => (new Date(on).getUTCDay() + 6) % 7

/** The first moment of a day in a zone. */
export const startOf = (zone: Zone, on: DateOnly): number => Date.parse(on) - OFFSET_HOURS[zone] * HOUR_MS

function momentIn(zone: Zone, at: number): OpensAt {
  const on = dayIn(zone, at)
  return { on, minute: Math.floor((at - startOf(zone, on)) / MINUTE_MS), zone }
}
