// How long it takes until an officer reads: the place in the line, real figures or an honest "not known", and when somebody is there.
import { dayIn, type OpensAt, startOf, type Urgency, ZONES, type Zone } from '../handoff/handoff.ts'
import type { Wait } from './desk.ts'
import type { Asked } from './turn.ts'

/** A line each; nothing of the line for a consultation that does not wait in it. */
export function waitLines(asked: Pick<Asked, 'tell' | 'turn'>, wait: Wait, urgency: Urgency): readonly string[] {
  const { tell } = asked
  const { before, waitHours, openNow, opensNext, promisedBy, zone } = wait
  const said = (at: OpensAt): string => momentSaid(asked, at)
  const place =
    before === null ? [] : [before === 0 ? tell('wait_next') : tell('wait_before', { n: String(before) }), usual(tell, waitHours)]
  // what is urgent is read as soon as somebody is there: when that is, is all that is promised
  if (urgency === 'urgent' && !openNow && opensNext !== null && before !== null)
    return [...place, tell('wait_urgent', { when: said(opensNext) })]
  const promise = before === null ? 'wait_answered' : 'wait_promised'
  const closed = opensNext === null ? tell('wait_closed_unknown') : tell('wait_closed', { when: said(opensNext) })
  return [
    ...place,
    ...(promisedBy === null ? [] : [tell(promise, { when: said(momentIn(zone, promisedBy)) })]),
    ...(openNow ? [] : [closed]),
  ]
}

function usual(tell: Asked['tell'], hours: number | null): string {
  if (hours === null) return tell('wait_unknown')
  return hours <= 1 ? tell('wait_hour') : tell('wait_hours', { hours: String(Math.ceil(hours)) })
}

const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000

function momentIn(zone: Zone, at: number): OpensAt {
  const on = dayIn(zone, at)
  return { on, minute: Math.floor((at - startOf(zone, on)) / MINUTE_MS), zone }
}

const WEEKDAY = new Intl.DateTimeFormat('id-ID', { weekday: 'long', timeZone: 'UTC' })
const DATED = new Intl.DateTimeFormat('id-ID', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const WEEK_DAYS = 6

/**
 * A moment as its reader counts days. Late in the evening it is tomorrow already further east, and nobody here knows where they sit: then the day
 * is called by its name alone.
 */
function momentSaid({ tell, turn }: Pick<Asked, 'tell' | 'turn'>, { on, minute, zone }: OpensAt): string {
  const days = (Date.parse(on) - Date.parse(dayIn(zone, turn.at))) / DAY_MS
  const time = `${two(Math.floor(minute / 60))}.${two(minute % 60)}`
  const day = (days <= WEEK_DAYS ? WEEKDAY : DATED).format(new Date(on))
  const isOneDay = new Set(ZONES.map(any => dayIn(any, turn.at))).size === 1
  if (isOneDay && days === 0) return tell('when_today', { time, zone })
  return tell(isOneDay && days === 1 ? 'when_tomorrow' : 'when_day', { day, time, zone })
}

const two = (n: number): string => String(n).padStart(2, '0')
