// What is shown of a consultation: to whom, what they may do now, and how long a reply goes out freely.
import type { Brief, Consultation, EventName, StaffId, Team, TeamId } from './consultation.ts'
import { type Actor, allowedTo, type StepContext } from './step.ts'

/** The three words of the free window, the same for every channel. */
export type FreeWindow = 'today' | 'hours' | 'after-writing'

const HOUR_MS = 60 * 60 * 1000
const TODAY_HOURS = 4

/** `hour`: the present one. */
export function freeWindow({ freeUntil }: Pick<Consultation, 'freeUntil'>, hour: number): FreeWindow {
  const left = freeUntil - hour
  if (left >= TODAY_HOURS * HOUR_MS) return 'today'
  return left > 0 ? 'hours' : 'after-writing'
}

/** A member of staff as far as consultations go. */
export type Handler = {
  readonly id: StaffId
  readonly roles: readonly string[]
  readonly teams: readonly TeamId[]
  readonly isActive: boolean
}

/**
 * As what somebody may open a consultation; null: for them it does not exist. Its permanent team sees it, and once it was handed to the
 * unit teams of that region so do they, except whoever belongs to the office the asker excluded.
 */
export function partOf(
  handler: Handler,
  consultation: Pick<Consultation, 'team' | 'pool'>,
  brief: Pick<Brief, 'avoids'>,
  teams: readonly Team[],
): Actor | null {
  const isCoordinator = handler.roles.includes('coordinator')
  if (!handler.isActive || !(isCoordinator || handler.roles.includes('officer'))) return null
  if (brief.avoids !== null && handler.teams.includes(brief.avoids)) return null
  if (handler.teams.includes(consultation.team)) return { kind: isCoordinator ? 'coordinator' : 'officer', id: handler.id }
  const place = teams.find(t => t.id === consultation.team)?.place
  const isUnit = teams.some(t => t.kind === 'unit' && t.isActive && t.place === place && handler.teams.includes(t.id))
  return consultation.pool === 'units' && isUnit ? { kind: 'officer', id: handler.id } : null
}

/** Whether somebody may open it. */
export const mayHandle = (
  handler: Handler,
  consultation: Pick<Consultation, 'team' | 'pool'>,
  brief: Pick<Brief, 'avoids'>,
  teams: readonly Team[],
): boolean => partOf(handler, consultation, brief, teams) !== null

/** What somebody may do now, as buttons; nothing for whom it does not exist. */
export function mayDo(
  handler: Handler,
  consultation: Consultation,
  brief: Pick<Brief, 'avoids'>,
  teams: readonly Team[],
  context: StepContext,
): readonly EventName[] {
  const part = partOf(handler, consultation, brief, teams)
  return part === null ? [] : allowedTo(part, consultation, context)
}

/** Where it stands in the asker's words: an approval inside the office is none of them. */
export type Standing = 'waiting' | 'with-officer' | 'asked' | 'answered' | 'closed' | 'expired'

export function standingOf({ state, hasSpoken, promisedBy }: Consultation): Standing {
  switch (state) {
    case 'waiting':
    case 'answered':
    case 'closed':
    case 'expired':
      return state
    case 'in_review':
      return 'with-officer'
    case 'claimed':
      // no promise is open and an officer has written: they asked, and it is the asker's turn
      return hasSpoken && promisedBy === null ? 'asked' : 'with-officer'
  }
}
