// What a turn knows of the officers: the asker's own consultation, who could receive one, which offices there are.
import {
  begin,
  type Consultation,
  type NamedOffice,
  type Now,
  type OpensAt,
  type Route,
  type Team,
  type TeamId,
  turnedTo,
  type Urgency,
  type Zone,
} from '../handoff/handoff.ts'
import type { Wish } from './turn.ts'

/** What stands with the officers as a turn finds it; data, for it is thought about in another thread. */
export type DeskView = {
  /** Their newest consultation, also when it is over; null: none. */
  readonly own: OwnView | null
  /** What was found of the routes this turn asked for. */
  readonly routes: readonly FoundRoute[]
  /** The teams that are there, by the names people give their offices. */
  readonly offices: readonly OfficeNamed[]
  /** Whether anyone is there to receive a consultation. */
  readonly isStaffed: boolean
  /** Why the bot answers nothing at present; null: it answers. */
  readonly off: string | null
  /** Days for which a consultation is kept after it was closed. */
  readonly keptDays: number
  /** Its words stand in the officers' group on Telegram as well, and so on Telegram's machines. */
  readonly isOnTelegram: boolean
}

export type OwnView = {
  readonly consultation: Consultation
  /** Of the team that has it: a role, never a person. */
  readonly teamName: string
  readonly wait: Wait
}

/** How long it may take, from real figures. `before` null: it does not wait; `waitHours` null: too few figures. */
export type Wait = {
  readonly before: number | null
  readonly waitHours: number | null
  readonly openNow: boolean
  readonly opensNext: OpensAt | null
  readonly promisedBy: number | null
  readonly zone: Zone
}

/** `place`: the code of its region. */
export type OfficeNamed = NamedOffice & Pick<Team, 'place'>

export type RouteAsked = { readonly place: string | null; readonly avoids: TeamId | null; readonly urgency: Urgency }

/** `excluded`: only the office that the asker excluded is left. */
export type FoundRoute = RouteAsked & {
  readonly found:
    | { readonly kind: 'routed'; readonly route: Route; readonly zone: Zone }
    | { readonly kind: 'nobody'; readonly why: 'excluded' | 'elsewhere' | 'no-team' }
}

/** What an asker does with their consultation. */
export type AskerAct =
  | { readonly kind: 'follow_up'; readonly text: string }
  | { readonly kind: 'close' | 'reopen' }
  | { readonly kind: 'turn'; readonly to: 'bot' | 'officer' }
  | { readonly kind: 'rate'; readonly good: boolean }

/** The desk as the next act of the same turn finds it. What the consultation really becomes is stepped by who writes the turn down. */
export function deskAfter(desk: DeskView | null, wishes: readonly Wish[], now: Now): DeskView | null {
  if (desk === null) return null
  let own = desk.own
  for (const wish of wishes) own = ownAfter({ ...desk, own }, wish, now)
  // who goes on as another does nothing more with a consultation before that is written down
  return wishes.some(w => w.kind === 'move') ? { ...desk, own: null, isStaffed: false } : { ...desk, own }
}

function ownAfter({ own, routes }: DeskView, wish: Wish, now: Now): OwnView | null {
  if (wish.kind === 'open') {
    const { route } = wish
    const zone =
      routes.flatMap(r => (r.found.kind === 'routed' && r.found.route.id === route.id ? [r.found.zone] : []))[0] ?? 'WIB'
    return { consultation: begin(route, now), teamName: route.teamName, wait: { ...route, zone } }
  }
  if (wish.kind !== 'consult' || own === null) return own
  return { ...own, consultation: consultationAfter(own.consultation, wish.act) }
}

function consultationAfter(consultation: Consultation, act: AskerAct): Consultation {
  switch (act.kind) {
    case 'follow_up':
      return { ...consultation, isWithBot: false }
    case 'close':
      return { ...consultation, state: 'closed' }
    case 'reopen':
      return { ...consultation, state: 'waiting', hasSpoken: false, isWithBot: false, rating: null }
    case 'turn':
      return turnedTo(consultation, act.to)
    case 'rate':
      return { ...consultation, rating: act.good ? 'good' : 'bad' }
  }
}
