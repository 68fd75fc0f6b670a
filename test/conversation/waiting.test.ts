// When somebody will be there, in the words that an asker reads: at the edges of days, weeks, holidays and zones.
import { describe, expect, it } from 'vitest'
import { waitLines } from '../../src/conversation/waiting.ts'
import {
  dayIn,
  type Holidays,
  hourOf,
  isOpen,
  opensNext,
  parseDeskWords,
  promiseFor,
  type Urgency,
  type Zone,
} from '../../src/handoff/handoff.ts'
import { holidays, prompt, team } from '../handoff/sample.ts'

const { say: tell } = parseDeskWords(prompt('desk.id.yaml'))
const OFFSETS = { WIB: '+07:00', WITA: '+08:00', WIT: '+09:00' } as const

/** What stands there at a moment of the team's own clock. */
function told(zone: Zone, moment: string, urgency: Urgency, days: Holidays = holidays): readonly string[] {
  const at = Date.parse(`${moment}:00${OFFSETS[zone]}`)
  const office = team('kab', { zone })
  const openNow = isOpen(office, at, days)
  const wait = {
    before: 0,
    waitHours: null,
    openNow,
    opensNext: openNow ? null : opensNext(office, at, days),
    promisedBy: promiseFor(office, urgency, hourOf(at), days),
    zone,
  }
  // nothing else of a turn is looked at here
  const turn = { at, on: dayIn('WIB', at) } as Parameters<typeof waitLines>[0]['turn']
  return waitLines({ tell, turn }, wait, urgency)
}

const PLACE = [tell('wait_next'), tell('wait_unknown')]

/** A polling day is a holiday once it was declared one. */
const polling: Holidays = {
  ...holidays,
  byDay: new Map([
    ...holidays.byDay,
    ['2026-11-25', { on: '2026-11-25', name: 'Hari pemungutan suara', kind: 'libur-nasional', source: 'uji' } as const],
  ]),
}

describe('what is urgent while nobody is there', () => {
  it.each<readonly [string, Zone, string, string]>([
    ['at lunch', 'WIB', '2026-11-17T12:30', 'hari ini pukul 13.00 WIB'],
    ['early in the morning', 'WIT', '2026-11-17T05:10', 'hari ini pukul 08.00 WIT'],
    ['in the evening', 'WITA', '2026-11-17T18:00', 'besok, Rabu, pukul 08.00 WITA'],
    // in Jayapura it is Wednesday already: nobody is told "besok" of the day that has begun
    ['at half past eleven at night in Jakarta', 'WIB', '2026-11-17T23:30', 'Rabu pukul 08.00 WIB'],
    ['at half past eleven at night in Jayapura', 'WIT', '2026-11-17T23:30', 'besok, Rabu, pukul 08.00 WIT'],
    // in Jakarta it is still Tuesday
    ['past midnight in Jayapura', 'WIT', '2026-11-18T00:30', 'Rabu pukul 08.00 WIT'],
    ['past midnight in Makassar', 'WITA', '2026-11-18T00:30', 'Rabu pukul 08.00 WITA'],
    ['past midnight in Jakarta', 'WIB', '2026-11-18T00:30', 'hari ini pukul 08.00 WIB'],
    ['on Friday evening', 'WIB', '2026-11-20T17:00', 'Senin pukul 08.00 WIB'],
    ['on Friday evening before a Monday that is a holiday', 'WITA', '2026-05-29T17:00', 'Selasa pukul 08.00 WITA'],
    ['on a Sunday', 'WIT', '2026-11-22T10:00', 'besok, Senin, pukul 08.00 WIT'],
    ['before the long leave of Idul Fitri', 'WIB', '2026-03-17T17:00', 'Rabu, 25 Maret pukul 08.00 WIB'],
    ['on the last evening before Christmas', 'WIB', '2026-12-23T19:00', 'Senin pukul 08.00 WIB'],
  ])('is told when somebody will be there: %s', (_, zone, moment, when) => {
    expect(told(zone, moment, 'urgent')).toEqual([...PLACE, tell('wait_urgent', { when })])
  })

  it('is told the day after the vote on a polling day that is a holiday', () => {
    expect(told('WIB', '2026-11-25T10:00', 'urgent', polling)).toEqual([
      ...PLACE,
      tell('wait_urgent', { when: 'besok, Kamis, pukul 08.00 WIB' }),
    ])
  })

  it('names one moment, the opening, and no hour that comes after it', () => {
    const said = told('WITA', '2026-11-20T23:30', 'urgent').join(' ')
    expect(said.match(/\d\d\.\d\d/g)).toEqual(['08.00'])
  })
})

describe('what is urgent while somebody is there', () => {
  it('is promised within an hour of the office', () => {
    expect(told('WIB', '2026-11-17T09:00', 'urgent')).toContain(
      tell('wait_promised', { when: tell('when_today', { time: '10.00', zone: 'WIB' }) }),
    )
  })
})

describe('what is not urgent', () => {
  it.each<readonly [string, Zone, string, string, string]>([
    ['at lunch', 'WIB', '2026-11-17T12:30', 'hari ini pukul 13.00 WIB', 'besok, Rabu, pukul 09.00 WIB'],
    ['on Friday evening', 'WITA', '2026-11-20T17:00', 'Senin pukul 08.00 WITA', 'Senin pukul 12.00 WITA'],
  ])('is told both when somebody is there and by when it is read: %s', (_, zone, moment, opens, reads) => {
    expect(told(zone, moment, 'normal').slice(2)).toEqual([
      tell('wait_promised', { when: reads }),
      tell('wait_closed', { when: opens }),
    ])
  })
})
