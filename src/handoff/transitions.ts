// What may happen to a consultation: for each state and event who may do it, where it leads and what the asker is told of it. The table is
// the machine: `step` reads it, the command prints it, the tests walk through it.
import { EVENTS, type EventName, STATES, type State } from './consultation.ts'

/** `holder`: who holds it; `officer`: whoever may handle it; `coordinator`: of its permanent team, and an officer too. */
export type Doer = 'asker' | 'holder' | 'officer' | 'coordinator' | 'clock'

/**
 * What else must be so. `free`, `held`: somebody holds it or nobody; `approval`, `no-approval`: whether its team lets a coordinator read
 * answers first; `second`: who approves is not who wrote; `kept`: it has not been closed for too long.
 */
export type Condition = 'free' | 'held' | 'approval' | 'no-approval' | 'second' | 'kept'

/** Why not. The last four depend on what is asked for and not on the state: where to, and with which outcome. */
export type Reason =
  | 'already-open'
  | 'still-open'
  | 'ended'
  | 'too-late'
  | 'held'
  | 'nobody-holds'
  | 'not-holder'
  | 'not-yours'
  | 'in-review'
  | 'not-in-review'
  | 'needs-approval'
  | 'needs-no-approval'
  | 'four-eyes'
  | 'same-team'
  | 'team-cannot'
  | 'units-by-coordinator'
  | 'nothing-said'

/** What the asker is told, in the commit that makes it true. `asks`, `answers`: beside the words of the officer themselves. */
export type Announcement =
  | 'opened'
  | 'claimed'
  | 'released'
  | 'transferred'
  | 'escalated'
  | 'asks'
  | 'answers'
  | 'passed-on'
  | 'closed'
  | 'expired'
  | 'reopened'

export type Way = {
  readonly by: readonly Doer[]
  readonly when: Condition | null
  readonly to: State
  /** Who holds it then. */
  readonly holder: 'nobody' | 'same' | 'taker'
  readonly announces: Announcement | null
  /** Whether a draft that waits for approval stays; else it goes in the same commit. */
  readonly keepsDraft: boolean
}

/** Ways are tried in their order; a reason: nobody may, ever. */
export type Cell = readonly Way[] | Reason

const way = (by: readonly Doer[], to: State, announces: Announcement | null, also: Partial<Way> = {}): Way => ({
  by,
  when: null,
  to,
  holder: ['claimed', 'in_review', 'answered'].includes(to) ? 'same' : 'nobody',
  announces,
  keepsDraft: false,
  ...also,
})

/** The first step, from nothing. */
const OPENING: Way = way(['asker'], 'waiting', 'opened')

const ENDED: Readonly<Record<EventName, Cell>> = {
  open: 'ended',
  claim: 'ended',
  release: 'ended',
  transfer: 'ended',
  ask_back: 'ended',
  submit: 'ended',
  approve: 'ended',
  return: 'ended',
  send: 'ended',
  follow_up: 'ended',
  close: 'ended',
  expire: 'ended',
  reopen: [way(['asker'], 'waiting', 'reopened', { when: 'kept' })],
}

export const TRANSITIONS: Readonly<Record<State, Readonly<Record<EventName, Cell>>>> = {
  waiting: {
    open: 'already-open',
    claim: [way(['officer'], 'claimed', 'claimed', { holder: 'taker' })],
    release: 'nobody-holds',
    transfer: [way(['coordinator'], 'waiting', 'transferred'), way(['clock'], 'waiting', 'escalated')],
    ask_back: 'nobody-holds',
    submit: 'nobody-holds',
    approve: 'not-in-review',
    return: 'not-in-review',
    send: 'nobody-holds',
    follow_up: [way(['asker'], 'waiting', 'passed-on')],
    close: [way(['asker', 'coordinator'], 'closed', 'closed')],
    expire: [way(['clock'], 'expired', 'expired')],
    reopen: 'still-open',
  },
  claimed: {
    open: 'already-open',
    claim: 'held',
    // the clock: whoever held it has left
    release: [way(['holder', 'coordinator', 'clock'], 'waiting', 'released')],
    transfer: [way(['holder', 'coordinator'], 'waiting', 'transferred')],
    // it stays with who asked: only they know what they asked for
    ask_back: [way(['holder'], 'claimed', 'asks', { keepsDraft: true })],
    submit: [way(['holder'], 'in_review', null, { when: 'approval' })],
    approve: 'not-in-review',
    return: 'not-in-review',
    send: [way(['holder'], 'answered', 'answers', { when: 'no-approval' })],
    follow_up: [way(['asker'], 'claimed', 'passed-on', { keepsDraft: true })],
    close: [way(['asker', 'holder', 'coordinator'], 'closed', 'closed')],
    expire: [way(['clock'], 'expired', 'expired')],
    reopen: 'still-open',
  },
  in_review: {
    open: 'already-open',
    claim: 'held',
    release: 'in-review',
    transfer: 'in-review',
    ask_back: 'in-review',
    submit: [way(['holder'], 'in_review', null, { when: 'approval' })],
    approve: [way(['coordinator'], 'answered', 'answers', { when: 'second' })],
    // the words stay for who wrote them to go on from
    return: [way(['holder', 'coordinator'], 'claimed', null, { keepsDraft: true })],
    send: 'in-review',
    // the draft stays: whoever was about to approve it read an older version, is stale, and reads again with the new words beside it
    follow_up: [way(['asker'], 'in_review', 'passed-on', { keepsDraft: true })],
    close: [way(['asker', 'coordinator'], 'closed', 'closed')],
    expire: [way(['clock'], 'expired', 'expired')],
    reopen: 'still-open',
  },
  answered: {
    open: 'already-open',
    claim: [way(['officer'], 'answered', null, { when: 'free', holder: 'taker' })],
    release: [way(['holder', 'coordinator', 'clock'], 'answered', null, { when: 'held', holder: 'nobody' })],
    transfer: [way(['holder', 'coordinator'], 'waiting', 'transferred')],
    ask_back: [way(['holder'], 'answered', 'asks')],
    submit: [way(['holder'], 'in_review', null, { when: 'approval' })],
    approve: 'not-in-review',
    return: 'not-in-review',
    send: [way(['holder'], 'answered', 'answers', { when: 'no-approval' })],
    follow_up: [way(['asker'], 'claimed', 'passed-on', { when: 'held' }), way(['asker'], 'waiting', 'passed-on')],
    close: [way(['asker', 'holder', 'coordinator'], 'closed', 'closed')],
    // nothing is owed any more: it ends as answered
    expire: [way(['clock'], 'closed', 'closed')],
    reopen: 'still-open',
  },
  closed: ENDED,
  expired: ENDED,
}

/** A line of the table as it is printed; `from` null: there is no consultation yet. */
export type TableRow = { readonly from: State | null; readonly event: EventName } & (
  | ({ readonly kind: 'way' } & Way)
  | { readonly kind: 'refused'; readonly why: Reason }
)

/** Every state and event, in the order of both lists. */
export function transitionTable(): readonly TableRow[] {
  const rows = STATES.flatMap(from => EVENTS.flatMap(event => rowsOf(from, event)))
  return [{ from: null, event: 'open', kind: 'way', ...OPENING }, ...rows]
}

function rowsOf(from: State, event: EventName): readonly TableRow[] {
  const cell = TRANSITIONS[from][event]
  if (typeof cell === 'string') return [{ from, event, kind: 'refused', why: cell }]
  return cell.map(w => ({ from, event, kind: 'way', ...w }))
}
