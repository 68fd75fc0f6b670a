// A consultation, teams and a moment for tests: nothing of them means anybody.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Consultation, type Hours, hourOf, parseHolidays, type StepContext, type Team } from '../../src/handoff/handoff.ts'

export const prompt = (file: string): string => readFileSync(join(import.meta.dirname, '../../prompts', file), 'utf8')

export const holidays = parseHolidays(prompt('holidays.yaml'))

const day: Hours = { from: 8 * 60, to: 16 * 60, lunch: { from: 12 * 60, to: 13 * 60 } }

export const team = (id: string, changed: Partial<Team> = {}): Team => ({
  id,
  name: `Tim ${id}`,
  kind: 'permanent',
  place: '74.03',
  names: [],
  zone: 'WITA',
  week: [day, day, day, day, day, null, null],
  needsApproval: false,
  promiseHours: 4,
  isActive: true,
  ...changed,
})

/** Milliseconds of a moment in Makassar's zone. */
export const wita = (moment: string): number => Date.parse(`${moment}:00+08:00`)

export const consultation = (changed: Partial<Consultation> = {}): Consultation => ({
  id: 'c1',
  version: 3,
  state: 'waiting',
  team: 'kab',
  pool: 'permanent',
  codeName: 'Anggrek Teduh',
  urgency: 'normal',
  holder: null,
  rank: 7,
  openedOn: '2026-11-16',
  touchedOn: '2026-11-16',
  waitsSince: wita('2026-11-16T09:00'),
  promisedBy: wita('2026-11-16T14:00'),
  isReminded: false,
  freeUntil: wita('2026-11-17T09:00'),
  hasSpoken: false,
  isWithBot: false,
  outcome: null,
  rating: null,
  ...changed,
})

export const context = (changed: Partial<StepContext> = {}): StepContext => ({
  on: '2026-11-17',
  hour: hourOf(wita('2026-11-17T10:00')),
  team: team('kab'),
  holidays,
  rank: 99,
  avoids: null,
  keptDays: 30,
  ...changed,
})

/** Regions by their codes: "74.03" lies in "74", and that in the country. */
export const lineageOf = (place: string | null): readonly string[] => {
  if (place === null || place === 'ID') return ['ID']
  return place.includes('.') ? [place, place.slice(0, 2), 'ID'] : [place, 'ID']
}
