// How long it takes until an officer reads: the place in the line, real figures or an honest "not known", and when somebody is there.
import type { OpensAt, Zone } from '../handoff/handoff.ts'
import type { DateOnly } from '../vocabulary.ts'
import type { Wait } from './desk.ts'
import type { Asked } from './turn.ts'

/** A line each; nothing of the line for a consultation that does not wait in it. */
export function waitLines(asked: Pick<Asked, 'tell' | 'turn'>, wait: Wait): readonly string[] {
  const { tell, turn } = asked
  const { before, waitHours, openNow, opensNext, promisedBy, zone } = wait
  const said = (at: OpensAt): string => momentSaid(asked, at, turn.on)
  const closed = opensNext === null ? tell('wait_closed_unknown') : tell('wait_closed', { when: said(opensNext) })
  return [
    ...(before === null ? [] : [before === 0 ? tell('wait_next') : tell('wait_before', { n: String(before) })]),
    ...(before === null ? [] : [usual(tell, waitHours)]),
    ...(promisedBy === null
      ? []
      : [tell(before === null ? 'wait_answered' : 'wait_promised', { when: said(momentIn(zone, promisedBy)) })]),
    ...(openNow ? [] : [closed]),
  ]
}

function usual(tell: Asked['tell'], hours: number | null): string {
  if (hours === null) return tell('wait_unknown')
  return hours <= 1 ? tell('wait_hour') : tell('wait_hours', { hours: String(Math.ceil(hours)) })
}

const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000
/** Indonesia keeps no summer time. */
const OFFSET_MINUTES: Readonly<Record<Zone, number>> = { WIB: 420, WITA: 480, WIT: 540 }

function momentIn(zone: Zone, at: number): OpensAt {
  const local = at + OFFSET_MINUTES[zone] * MINUTE_MS
  return { on: new Date(local).toISOString().slice(0, 10), minute: Math.floor((local % DAY_MS) / MINUTE_MS), zone }
}

const WEEKDAY = new Intl.DateTimeFormat('id-ID', { weekday: 'long', timeZone: 'UTC' })
const DATED = new Intl.DateTimeFormat('id-ID', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const WEEK_DAYS = 6

function momentSaid({ tell }: Pick<Asked, 'tell'>, { on, minute, zone }: OpensAt, today: DateOnly): string {
  const days = (Date.parse(on) - Date.parse(today)) / DAY_MS
  const time = `${two(Math.floor(minute / 60))}.${two(minute % 60)}`
  if (days === 0) return tell('when_today', { time, zone })
  if (days === 1) return tell('when_tomorrow', { time, zone })
  const day = (days > 0 && days <= WEEK_DAYS ? WEEKDAY : DATED).format(new Date(on))
  return tell('when_day', { day, time, zone })
}

const two = (n: number): string => String(n).padStart(2, '0')
