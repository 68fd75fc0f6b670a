// Takes a consultation one step, or says why not. Who may see it at all is asked before (`partOf`); the words go beside it, in the commit.
import type { DateOnly } from '../vocabulary.ts'
import {
  type Consultation,
  type ConsultationOutcome,
  EVENTS,
  type EventName,
  type Pool,
  type StaffId,
  type State,
  type Team,
  type TeamId,
} from './consultation.ts'
import { type Holidays, promiseFor } from './hours.ts'
import type { Route } from './route.ts'
import { type Announcement, type Condition, type Doer, type Reason, TRANSITIONS, type Way } from './transitions.ts'

/** `coordinator`: of the consultation's permanent team; what an officer may, they may too. */
export type Actor =
  | { readonly kind: 'asker' }
  | { readonly kind: 'clock' }
  | { readonly kind: 'officer' | 'coordinator'; readonly id: StaffId }

type Plain = Exclude<EventName, 'open' | 'transfer' | 'close'>

export type StepEvent =
  | { readonly name: Plain; readonly by: Actor }
  /** `team`: the permanent team it goes to, for `units` the one of their region. */
  | { readonly name: 'transfer'; readonly by: Actor; readonly team: Team; readonly pool: Pool }
  /** `outcome` null: it follows from what was said (the asker ends it, or the clock does). */
  | { readonly name: 'close'; readonly by: Actor; readonly outcome: ConsultationOutcome | null }

/** `hour`: milliseconds since 1970, whole hours. */
export type Now = { readonly on: DateOnly; readonly hour: number }

/** A rank that the store gives when it writes: of some that begin to wait in the same moment only it knows which came first. */
export const AT_THE_END = 0

export type StepContext = Now & {
  /** The permanent team that has it. */
  readonly team: Team
  readonly holidays: Holidays
  /** The place at the end of the line, for who begins to wait anew. */
  readonly rank: number
  /** The office that must not handle it; no reason for a refusal ever names it. */
  readonly avoids: TeamId | null
  /** Days after which a closed one cannot be reopened. */
  readonly keptDays: number
}

export type Stepped =
  | {
      readonly kind: 'stepped'
      readonly to: Consultation
      readonly announces: Announcement | null
      /** Whether a draft stays; else the change drops its line. */
      readonly keepsDraft: boolean
    }
  /** `by`: who holds it, for whoever is told so. */
  | { readonly kind: 'refused'; readonly why: Reason; readonly by: StaffId | null }

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

/** The hour in which a moment lies. */
export const hourOf = (at: number): number => at - (at % HOUR_MS)

/** Platforms let a reply out freely for a day after the asker's last words; the same is reckoned for every channel. */
const freeFrom = (hour: number): number => hour + DAY_MS

/** A new consultation, as the worker routed it. */
export function begin(route: Route, { on, hour }: Now): Consultation {
  return {
    id: route.id,
    version: 0,
    state: 'waiting',
    team: route.team,
    pool: 'permanent',
    codeName: route.codeName,
    urgency: route.urgency,
    holder: null,
    rank: route.rank,
    openedOn: on,
    touchedOn: on,
    waitsSince: hour,
    promisedBy: route.promisedBy,
    isReminded: false,
    freeUntil: freeFrom(hour),
    hasSpoken: false,
    isWithBot: false,
    outcome: null,
    rating: null,
  }
}

/** `version` is left to the store. */
export function step(consultation: Consultation, event: StepEvent, context: StepContext): Stepped {
  const refused = (why: Reason): Stepped => ({ kind: 'refused', why, by: consultation.holder })
  const way = wayOf(consultation, event.name, event.by, context)
  if (typeof way === 'string') return refused(way)
  const why = refusalOf(consultation, event, context)
  if (why !== null) return refused(why)
  const moved: Consultation = {
    ...consultation,
    state: way.to,
    holder: holderAfter(way, consultation, event.by),
    touchedOn: context.on,
    freeUntil: event.by.kind === 'asker' ? freeFrom(context.hour) : consultation.freeUntil,
  }
  return {
    kind: 'stepped',
    to: effect(consultation.state, moved, event, context),
    announces: way.announces,
    keepsDraft: way.keepsDraft,
  }
}

/** The events somebody may do now as far as state, role and holder go: what buttons are shown. */
export const allowedTo = (by: Actor, consultation: Consultation, context: StepContext): readonly EventName[] =>
  EVENTS.filter(name => typeof wayOf(consultation, name, by, context) !== 'string')

function wayOf(consultation: Consultation, event: EventName, by: Actor, context: StepContext): Way | Reason {
  const cell = TRANSITIONS[consultation.state][event]
  if (typeof cell === 'string') return cell
  const doers = doersOf(by, consultation)
  const theirs = cell.filter(w => w.by.some(d => doers.includes(d)))
  const open = theirs.find(w => w.when === null || isSo(w.when, consultation, by, context))
  if (open !== undefined) return open
  const failed = theirs[0]?.when ?? null
  if (failed !== null) return FAILED[failed]
  const isHolders = cell.some(w => w.by.includes('holder')) && doers.includes('officer')
  if (!isHolders) return 'not-yours'
  return consultation.holder === null ? 'nobody-holds' : 'not-holder'
}

function doersOf(by: Actor, { holder }: Consultation): readonly Doer[] {
  switch (by.kind) {
    case 'asker':
    case 'clock':
      return [by.kind]
    case 'officer':
    case 'coordinator':
      return [
        ...(by.id === holder ? (['holder'] as const) : []),
        ...(by.kind === 'coordinator' ? (['coordinator'] as const) : []),
        'officer',
      ]
  }
}

function isSo(condition: Condition, { holder, touchedOn }: Consultation, by: Actor, context: StepContext): boolean {
  switch (condition) {
    case 'free':
      return holder === null
    case 'held':
      return holder !== null
    case 'approval':
      return context.team.needsApproval
    case 'no-approval':
      return !context.team.needsApproval
    case 'second':
      return 'id' in by && by.id !== holder
    case 'kept':
      return Date.parse(context.on) - Date.parse(touchedOn) <= context.keptDays * DAY_MS
  }
}

const FAILED: Readonly<Record<Condition, Reason>> = {
  free: 'held',
  held: 'nobody-holds',
  approval: 'needs-no-approval',
  'no-approval': 'needs-approval',
  second: 'four-eyes',
  kept: 'too-late',
}

/** What the state does not know: where it would go, and how it would end. */
function refusalOf(consultation: Consultation, event: StepEvent, { avoids }: StepContext): Reason | null {
  if (event.name === 'transfer') {
    const { team, pool, by } = event
    if (team.id === consultation.team && pool === consultation.pool) return 'same-team'
    if (pool === 'units' && by.kind !== 'coordinator') return 'units-by-coordinator'
    return team.kind === 'permanent' && team.isActive && team.id !== avoids ? null : 'team-cannot'
  }
  if (event.name === 'close') return event.outcome === 'answered' && !consultation.hasSpoken ? 'nothing-said' : null
  return null
}

function holderAfter(way: Way, { holder }: Consultation, by: Actor): StaffId | null {
  if (way.holder === 'nobody') return null
  return way.holder === 'taker' && 'id' in by ? by.id : holder
}

/** What the event changes beside state and holder. */
function effect(was: State, moved: Consultation, event: StepEvent, context: StepContext): Consultation {
  const promise = promised(context.team, moved, context)
  switch (event.name) {
    case 'return':
      return moved
    case 'claim':
      // from here on it is promised to the asker that somebody writes; nothing is owed where all has been answered
      return moved.state === 'claimed' ? { ...moved, ...promise } : moved
    case 'submit':
      return moved.promisedBy === null ? { ...moved, ...promise } : moved
    case 'release':
      return moved.state === 'waiting' ? { ...moved, ...promise } : moved
    case 'transfer':
      return {
        ...waitingFrom(was, moved, context),
        team: event.team.id,
        pool: event.pool,
        ...promised(event.team, moved, context),
      }
    case 'ask_back':
    case 'approve':
    case 'send':
      return { ...moved, hasSpoken: true, isWithBot: false, ...NO_PROMISE }
    case 'follow_up':
      return { ...waitingFrom(was, moved, context), isWithBot: false, ...(moved.promisedBy === null ? promise : {}) }
    case 'close':
      return ended(moved, event.outcome ?? (moved.hasSpoken ? 'answered' : event.by.kind === 'asker' ? 'withdrawn' : 'no-answer'))
    case 'expire':
      return ended(moved, moved.state === 'closed' ? 'answered' : 'no-answer')
    case 'reopen':
      return {
        ...waitingFrom(was, moved, context),
        hasSpoken: false,
        isWithBot: false,
        outcome: null,
        rating: null,
        ...promise,
      }
  }
}

/** Whoever was in the line or held keeps their place; whoever had been answered waits anew. */
const waitingFrom = (was: State, moved: Consultation, { rank, hour }: StepContext): Consultation =>
  moved.state === 'waiting' && ['answered', 'closed', 'expired'].includes(was) ? { ...moved, rank, waitsSince: hour } : moved

type Promised = Pick<Consultation, 'promisedBy' | 'isReminded'>

const NO_PROMISE: Promised = { promisedBy: null, isReminded: false }

const promised = (team: Team, { urgency }: Consultation, { hour, holidays }: StepContext): Promised => ({
  promisedBy: promiseFor(team, urgency, hour, holidays),
  isReminded: false,
})

const ended = (moved: Consultation, outcome: ConsultationOutcome): Consultation => ({
  ...moved,
  outcome,
  ...NO_PROMISE,
})

/** The asker turns to the bot, or back to the officer who has written. */
export const turnedTo = (consultation: Consultation, who: 'bot' | 'officer'): Consultation => ({
  ...consultation,
  isWithBot: who === 'bot',
})

/** The asker wrote something, to whomever: a reply can go out freely for another day. */
export const heard = (consultation: Consultation, hour: number): Consultation => ({ ...consultation, freeUntil: freeFrom(hour) })

/**
 * What an officer had said was taken back before it left, and nothing else of theirs reached the asker: as if it had not been said. No event,
 * for nothing has happened; a promise to read it is open again.
 */
export function unsaid(consultation: Consultation, { team, hour, holidays }: StepContext): Consultation {
  if (consultation.state !== 'answered' && consultation.state !== 'claimed') return consultation
  const state = consultation.holder === null ? 'waiting' : 'claimed'
  return {
    ...consultation,
    state,
    hasSpoken: false,
    promisedBy: promiseFor(team, consultation.urgency, hour, holidays),
    isReminded: false,
  }
}

/** The asker's rating; once, after it was closed. null: it cannot be rated. */
export const rated = (consultation: Consultation, rating: 'good' | 'bad'): Consultation | null =>
  consultation.state === 'closed' && consultation.rating === null ? { ...consultation, rating } : null
