// What a turn has to do with the officers, pure: what stands there as the conversation sees it, who would receive a question, and what the
// asker's own acts make of their consultation, in the commit of the turn.
import type { AskerAct, DeskView, FoundRoute, OwnView, RouteAsked, Wish } from '../conversation/conversation.ts'
import {
  type AskerStep,
  AT_THE_END,
  aheadOf,
  begin,
  type CodeNames,
  type Consultation,
  type Holidays,
  heard,
  hourOf,
  isOpen,
  type LineageOf,
  medianWait,
  type NewLine,
  newCodeName,
  type OwnConsultation,
  opensNext,
  promiseFor,
  rated,
  routeFor,
  type StepContext,
  type StepEvent,
  step,
  type Team,
  type TeamId,
  turnedTo,
  type Waited,
} from '../handoff/handoff.ts'
import type { DateOnly } from '../vocabulary.ts'

/** The port of the officers' side as the inbox needs it. `state` may be some seconds old; `stateNow` is read for whoever is told their place in a line. */
export type DeskPort = { readonly state: () => Promise<DeskState>; readonly stateNow: () => Promise<DeskState> }

export type DeskState = {
  readonly teams: readonly Team[]
  /** Different askers who wrote from each place in the last 90 days. */
  readonly writers: ReadonlyMap<string, number>
  readonly lineageOf: LineageOf
  readonly holidays: Holidays
  readonly codeNames: CodeNames
  /** All that are not over, and those that ended today. */
  readonly cases: readonly Pick<Consultation, 'id' | 'state' | 'team' | 'urgency' | 'rank' | 'codeName'>[]
  /** How long a team's consultations waited lately. */
  readonly waits: (team: TeamId) => readonly Waited[]
  /** A region and its team are shown only with so many askers. */
  readonly k: number
  /** Days for which a closed consultation is kept. */
  readonly keptDays: number
  /** Why the bot answers nothing; null: it answers. */
  readonly off: string | null
  /** The words of consultations stand in the officers' group on Telegram too. */
  readonly isOnTelegram: boolean
}

/** When a turn is taken, and what chance gives it. */
export type Moment = {
  readonly at: number
  readonly on: DateOnly
  readonly newId: () => string
  readonly chance: () => number
  readonly newSeed: () => Uint8Array
}

/** What stands with the officers for a turn; null: nobody could answer, and the bot is on. */
export function deskViewOf(state: DeskState, own: OwnConsultation | null, at: number): DeskView | null {
  const active = state.teams.filter(t => t.isActive)
  const isStaffed = active.some(t => t.kind === 'permanent')
  const view = ownViewOf(state, own, at)
  if (!isStaffed && state.off === null && view === null) return null
  return {
    own: view,
    routes: [],
    offices: active.map(({ id, name, names, place }) => ({ id, name, names, place })),
    isStaffed,
    off: state.off,
    keptDays: state.keptDays,
    isOnTelegram: state.isOnTelegram,
  }
}

export function ownViewOf(state: DeskState, own: OwnConsultation | null, at: number): OwnView | null {
  const team = own === null ? undefined : teamOf(state, own.consultation.team)
  if (own === null || team === undefined) return null
  const { before: ahead, isUnsaid } = own
  // what the asker writes before they can have read a word of an officer is not meant for one
  const consultation = isUnsaid ? { ...own.consultation, hasSpoken: false } : own.consultation
  return {
    consultation,
    teamName: team.name,
    wait: { before: ahead, promisedBy: consultation.promisedBy, zone: team.zone, ...waitOf(state, team, at) },
  }
}

const teamOf = ({ teams }: DeskState, id: TeamId): Team | undefined => teams.find(t => t.id === id)

function waitOf({ holidays, waits }: DeskState, team: Team, at: number) {
  const openNow = isOpen(team, at, holidays)
  return { waitHours: medianWait(waits(team.id)), openNow, opensNext: openNow ? null : opensNext(team, at, holidays) }
}

/** Who would receive a consultation, and how it would stand in their line. */
export function findRoute(state: DeskState, asked: RouteAsked, { at, newId, chance }: Moment): FoundRoute {
  const routed = routeFor(asked, state)
  if (routed.kind === 'nobody') return { ...asked, found: routed }
  const { team, region } = routed
  const { urgency } = asked
  const id = newId()
  const last = 1 + Math.max(0, ...state.cases.map(c => c.rank))
  const route = {
    id,
    team: team.id,
    teamName: team.name,
    region,
    codeName: newCodeName(state.codeNames, new Set(state.cases.map(c => c.codeName)), chance),
    urgency,
    rank: AT_THE_END,
    before: aheadOf({ id, state: 'waiting', team: team.id, urgency, rank: last }, state.cases) ?? 0,
    promisedBy: promiseFor(team, urgency, hourOf(at), state.holidays),
    ...waitOf(state, team, at),
  }
  return { ...asked, found: { kind: 'routed', route, zone: team.zone } }
}

/** An asker did what their consultation does not allow: the conversation and the table of transitions disagree. */
export class StepRefused extends Error {
  override readonly name = 'StepRefused'
}

/** What the turn does to the asker's consultation; null: nothing. Throws StepRefused. */
export function askerStep(
  state: DeskState,
  own: OwnConsultation | null,
  wishes: readonly Wish[],
  moment: Moment,
): AskerStep | null {
  const opening = wishes.find(w => w.kind === 'open')
  const acts = wishes.flatMap(w => (w.kind === 'consult' ? [w.act] : []))
  const stepped = (from: Consultation): Consultation => acts.reduce((at, act) => acted(state, at, act, moment), from)
  if (opening !== undefined) {
    const consultation = stepped(begin(opening.route, { on: moment.on, hour: hourOf(moment.at) }))
    return { kind: 'opened', consultation, brief: opening.brief, seed: moment.newSeed() }
  }
  if (own === null || acts.length === 0) return null
  const { id, version } = own.consultation
  const lines = acts.flatMap(act => lineOf(act, moment.on))
  return { kind: 'stepped', of: { id, version }, to: stepped(own.consultation), lines }
}

function acted(state: DeskState, from: Consultation, act: AskerAct, { at, on }: Moment): Consultation {
  const hour = hourOf(at)
  switch (act.kind) {
    case 'turn':
      return heard(turnedTo(from, act.to), hour)
    case 'rate': {
      const to = rated(from, act.good ? 'good' : 'bad')
      if (to === null) throw new StepRefused('rate')
      return to
    }
    case 'follow_up':
    case 'close':
    case 'reopen': {
      const team = teamOf(state, from.team)
      if (team === undefined) throw new StepRefused('team')
      const { holidays, keptDays } = state
      const context: StepContext = { on, hour, team, holidays, rank: AT_THE_END, avoids: null, keptDays }
      const stepped = step(from, eventOf(act.kind), context)
      if (stepped.kind === 'refused') throw new StepRefused(`${act.kind}: ${stepped.why}`)
      return stepped.to
    }
  }
}

function eventOf(kind: 'follow_up' | 'close' | 'reopen'): StepEvent {
  const by = { kind: 'asker' } as const
  return kind === 'close' ? { name: kind, by, outcome: null } : { name: kind, by }
}

const lineOf = (act: AskerAct, on: DateOnly): NewLine[] =>
  act.kind === 'follow_up'
    ? [
        {
          voice: 'asker',
          words: { text: act.text, citations: [], isWithoutBasis: false, choices: [] },
          by: null,
          on,
          readyAt: null,
        },
      ]
    : []
