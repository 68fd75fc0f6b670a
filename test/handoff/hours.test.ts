import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterOfficeHours,
  type Hours,
  isOpen,
  knowsHolidays,
  officeHoursBetween,
  opensNext,
  parseHolidays,
  promiseFor,
  type Team,
  type Urgency,
  ZONES,
} from '../../src/handoff/handoff.ts'
import { holidays, prompt, team, wita } from './sample.ts'

const HOUR = 60 * 60 * 1000
const MINUTE = 60 * 1000
const office = team('kab')
const open = (moment: string, of: Team = office): boolean => isOpen(of, wita(moment), holidays)

describe('somebody is there', () => {
  it('from the first minute of the day to the last, without lunch', () => {
    expect(open('2026-11-17T07:59')).toBe(false)
    expect(open('2026-11-17T08:00')).toBe(true)
    expect(open('2026-11-17T11:59')).toBe(true)
    expect(open('2026-11-17T12:00')).toBe(false)
    expect(open('2026-11-17T13:00')).toBe(true)
    expect(open('2026-11-17T16:00')).toBe(false)
  })

  it('not on a weekend, a national holiday or a day of joint leave', () => {
    expect(open('2026-11-21T09:00')).toBe(false)
    expect(open('2026-12-25T09:00')).toBe(false)
    expect(open('2026-12-24T09:00')).toBe(false)
    expect(open('2026-12-23T09:00')).toBe(true)
  })

  it('by the clock of its own zone: Jakarta opens an hour after Makassar, Jayapura an hour before', () => {
    const at = wita('2026-11-17T08:30')
    expect(ZONES.map(zone => isOpen(team('kab', { zone }), at, holidays))).toEqual([false, true, true])
  })
})

describe('when somebody will be there', () => {
  it('is now while the office is open', () => {
    expect(opensNext(office, wita('2026-11-17T09:15'), holidays)).toEqual({ on: '2026-11-17', minute: 9 * 60 + 15, zone: 'WITA' })
  })

  it('is after lunch, tomorrow, or on Monday', () => {
    expect(opensNext(office, wita('2026-11-17T12:30'), holidays)).toMatchObject({ on: '2026-11-17', minute: 13 * 60 })
    expect(opensNext(office, wita('2026-11-17T18:00'), holidays)).toMatchObject({ on: '2026-11-18', minute: 8 * 60 })
    expect(opensNext(office, wita('2026-11-20T16:00'), holidays)).toMatchObject({ on: '2026-11-23', minute: 8 * 60 })
  })

  it('is after the whole of Idul Fitri and its joint leave', () => {
    expect(opensNext(office, wita('2026-03-17T17:00'), holidays)).toMatchObject({ on: '2026-03-25', minute: 8 * 60 })
  })

  it('is said to be unknown for an office that never opens', () => {
    const never = team('kab', { week: [null, null, null, null, null, null, null] })
    expect(opensNext(never, wita('2026-11-17T09:00'), holidays)).toBeNull()
    expect(promiseFor(never, 'normal', wita('2026-11-17T09:00'), holidays)).toBeNull()
  })
})

describe('a promise', () => {
  const promised = (from: string, promiseHours = 4, urgency: Urgency = 'normal'): number | null =>
    promiseFor(team('kab', { promiseHours }), urgency, wita(from), holidays)

  it('counts office hours only', () => {
    expect(promised('2026-11-17T08:00')).toBe(wita('2026-11-17T12:00'))
    expect(promised('2026-11-17T10:00')).toBe(wita('2026-11-17T15:00'))
    expect(promised('2026-11-20T15:00')).toBe(wita('2026-11-23T11:00'))
    expect(promised('2026-12-23T15:00')).toBe(wita('2026-12-28T11:00'))
  })

  it('of what is urgent is an hour of the office, however long the others may wait', () => {
    expect(promised('2026-11-17T10:00', 8, 'urgent')).toBe(wita('2026-11-17T11:00'))
    expect(promised('2026-11-17T11:00', 8, 'urgent')).toBe(wita('2026-11-17T12:00'))
    expect(promised('2026-11-20T18:00', 8, 'urgent')).toBe(wita('2026-11-23T09:00'))
  })

  it('is a whole hour, never before the hours are over', () => {
    const odd = team('kab', { week: team('kab').week.map(h => h && { ...h, from: 7 * 60 + 30 }) })
    expect(promiseFor(odd, 'normal', wita('2026-11-17T06:00'), holidays)).toBe(wita('2026-11-17T12:00'))
  })
})

const hours: fc.Arbitrary<Hours | null> = fc.option(
  fc.uniqueArray(fc.nat({ max: 24 * 60 }), { minLength: 4, maxLength: 4 }).chain(minutes => {
    const [from = 0, lunchFrom = 0, lunchTo = 0, to = 0] = minutes.toSorted((a, b) => a - b)
    return fc.constantFrom<Hours>({ from, to, lunch: null }, { from, to, lunch: { from: lunchFrom, to: lunchTo } })
  }),
)
const anyTeam: fc.Arbitrary<Team> = fc
  .record({ week: fc.array(hours, { minLength: 7, maxLength: 7 }), zone: fc.constantFrom(...ZONES) })
  .map(changed => team('kab', changed))
const anyMoment = fc
  .integer({ min: wita('2026-01-01T00:00') / MINUTE, max: wita('2026-12-31T00:00') / MINUTE })
  .map(m => m * MINUTE)

/** The same question, answered from a clock on the wall. */
function isOpenByTheWall({ week, zone }: Team, at: number): boolean {
  const wall = new Date(at + { WIB: 7, WITA: 8, WIT: 9 }[zone] * HOUR)
  const day = week[[6, 0, 1, 2, 3, 4, 5][wall.getUTCDay()] ?? 0]
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes()
  if (!day || holidays.byDay.has(wall.toISOString().slice(0, 10))) return false
  return minute >= day.from && minute < day.to && !(day.lunch && minute >= day.lunch.from && minute < day.lunch.to)
}

describe('any office at any moment', () => {
  it('is open when the clock on its wall says so', () => {
    fc.assert(
      fc.property(anyTeam, anyMoment, (t, at) => isOpen(t, at, holidays) === isOpenByTheWall(t, at)),
      { numRuns: 1000 },
    )
  })

  it('opens next at the first open moment, and at none before', () => {
    fc.assert(
      fc.property(anyTeam, anyMoment, fc.double({ min: 0, max: 1, noNaN: true }), (t, at, part) => {
        const next = opensNext(t, at, holidays)
        if (next === null) return expect(t.week.every(h => h === null)).toBe(true)
        const opens = Date.parse(next.on) - { WIB: 7, WITA: 8, WIT: 9 }[t.zone] * HOUR + next.minute * MINUTE
        expect(opens).toBeGreaterThanOrEqual(at)
        expect(isOpen(t, opens, holidays)).toBe(true)
        if (opens > at) expect(isOpen(t, at + Math.floor(((opens - at - 1) * part) / MINUTE) * MINUTE, holidays)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('counts as many hours as it adds', () => {
    fc.assert(
      fc.property(anyTeam, anyMoment, fc.integer({ min: 1, max: 40 }), (t, from, n) => {
        const by = afterOfficeHours(t, from, n, holidays)
        if (by === null) return
        expect(officeHoursBetween(t, from, by, holidays)).toBe(n)
        expect(officeHoursBetween(t, from, by - MINUTE, holidays)).toBe(n - 1)
      }),
    )
  })

  it('promises no sooner for more hours', () => {
    fc.assert(
      fc.property(anyTeam, anyMoment, fc.integer({ min: 0, max: 20 }), (t, from, n) => {
        const [sooner, later] = [n, n + 1].map(h => afterOfficeHours(t, from, h, holidays))
        if (sooner != null && later != null) expect(later).toBeGreaterThan(sooner)
      }),
    )
  })
})

describe('the holidays', () => {
  const all = [...holidays.byDay.values()]

  it('of 2026 are the 17 national days and 8 days of joint leave of the decree', () => {
    const of = (kind: string): number => all.filter(h => h.on.startsWith('2026') && h.kind === kind).length
    expect([of('libur-nasional'), of('cuti-bersama')]).toEqual([17, 8])
  })

  it('of a year whose decree is not known are said to be incomplete', () => {
    expect(knowsHolidays(holidays, '2026-08-17')).toBe(true)
    expect(knowsHolidays(holidays, '2027-08-17')).toBe(false)
    expect(holidays.byDay.has('2027-08-17')).toBe(true)
  })

  it('never stand twice, nor without a source', () => {
    const yaml = prompt('holidays.yaml')
    const line = yaml.split('\n').find(l => l.includes('2026-08-17')) ?? ''
    expect(() => parseHolidays(`${yaml}${line}\n`)).toThrow('twice')
    expect(() => parseHolidays(yaml.replace('source: skb-2026', 'source: hearsay'))).toThrow('hearsay')
  })
})
