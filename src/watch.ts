// The clock's part in consultations: a missed promise is a reminder, then the team above; one that nobody touches any more ends; one whose
// officer has left goes back into the line. Each is a change from the version that was read, so several consoles may watch: what one has done is stale for the others.
import {
  type Brief,
  type CaseBook,
  type Consultation,
  type Handler,
  type HandoffChange,
  type Holidays,
  hourOf,
  isSilent,
  type LineageOf,
  mayHandle,
  type NewLine,
  type Opened,
  overdue,
  reminded,
  type Sayings,
  type Silence,
  type StepEvent,
  step,
  type Team,
  teamAbove,
} from './handoff/handoff.ts'
import { type Loop, loop, type Sleep } from './loop.ts'
import type { DateOnly } from './vocabulary.ts'

export type WatchRules = {
  readonly holidays: Holidays
  readonly lineageOf: LineageOf
  readonly silence: Silence
  /** What the asker is told, in the commit that makes it true. */
  readonly sayings: Pick<Sayings, 'notice'>
}

export type Moment = { readonly at: number; readonly on: DateOnly }

export type ClockAct = 'remind' | 'escalate' | 'expire' | 'release'

/** What the clock owes a consultation now; null: nothing. */
export function clockAct(
  c: Consultation,
  teams: readonly Team[],
  { holidays, silence }: WatchRules,
  { at, on }: Moment,
): ClockAct | null {
  if (isSilent(c, on, silence)) return 'expire'
  const team = teams.find(t => t.id === c.team)
  const due = team === undefined ? 'nothing' : overdue(c, team, hourOf(at), holidays)
  return due === 'nothing' ? null : due
}

/** Whether whoever holds it can no longer open it: they were deactivated, or are in that team no more. */
export const hasLeft = (
  c: Pick<Consultation, 'holder' | 'state' | 'team' | 'pool'>,
  brief: Pick<Brief, 'avoids'>,
  teams: readonly Team[],
  handlers: readonly Handler[],
): boolean =>
  // what waits for approval stays with its coordinator, who approves or returns it
  c.state !== 'in_review' && handlers.some(h => h.id === c.holder && !mayHandle(h, c, brief, teams))

const CLOCK = { kind: 'clock' } as const

/** The changes that do it, in one commit; none when nothing can be done (there is no team above). */
export function clockChanges(
  act: ClockAct,
  opened: Opened,
  teams: readonly Team[],
  rules: WatchRules,
  moment: Moment,
): readonly HandoffChange[] {
  const { consultation: c, brief, lines } = opened
  const team = teams.find(t => t.id === c.team)
  if (team === undefined) return []
  const context = {
    on: moment.on,
    hour: hourOf(moment.at),
    team,
    holidays: rules.holidays,
    rank: c.rank,
    avoids: brief.avoids,
    keptDays: 0,
  }
  const after = (event: StepEvent) => step(c, event, context)
  switch (act) {
    case 'remind':
      return [changed(c, reminded(c), act, [], [], moment), counted(['case', 'late'], moment)]
    case 'escalate': {
      const above = teamAbove(team, teams, rules.lineageOf, brief.avoids)
      const moved = above === null ? null : after({ name: 'transfer', by: CLOCK, team: above, pool: 'permanent' })
      if (above === null || moved === null || moved.kind === 'refused') return []
      const told = noticed(moved, above, rules, moment)
      return [changed(c, moved.to, act, told, [], moment), counted(['case', 'moved', moved.to.pool], moment)]
    }
    case 'release': {
      const back = after({ name: 'release', by: CLOCK })
      if (back.kind === 'refused') return []
      return [changed(c, back.to, act, noticed(back, team, rules, moment), draftsIn(lines), moment)]
    }
    case 'expire': {
      const ended = after({ name: 'expire', by: CLOCK })
      if (ended.kind === 'refused') return []
      const count = counted(['case', 'closed', ended.to.outcome], moment)
      return [changed(c, ended.to, act, noticed(ended, team, rules, moment), draftsIn(lines), moment), count]
    }
  }
}

const draftsIn = (lines: Opened['lines']): readonly number[] => lines.filter(line => line.voice === 'draft').map(line => line.seq)

/** As staff's own steps are counted: what became of it, never of which team or about what. */
const counted = (key: readonly (string | null)[], { on }: Moment): HandoffChange => ({ kind: 'counted', on, keys: [key] })

const changed = (
  { id, version, codeName }: Consultation,
  to: Consultation,
  act: ClockAct,
  lines: readonly NewLine[],
  drops: readonly number[],
  { at }: Moment,
): HandoffChange => ({
  kind: 'consultation.stepped',
  of: { id, version },
  to,
  lines,
  drops,
  audit: [{ at: hourOf(at), by: null, act: `consultation.${act}`, about: codeName }],
})

type Moved = Extract<ReturnType<typeof step>, { readonly kind: 'stepped' }>

function noticed({ announces, to }: Moved, team: Team, { sayings }: WatchRules, { at, on }: Moment): readonly NewLine[] {
  const said = announces === null ? null : sayings.notice(announces, { team: team.name, outcome: to.outcome })
  if (said === null) return []
  return [{ voice: 'notice', words: { citations: [], isWithoutBasis: false, ...said }, by: null, on, readyAt: at }]
}

export type WatchParts = WatchRules & {
  readonly book: Pick<CaseBook, 'list' | 'open' | 'teams' | 'commit'>
  /** All members of staff, also those who have left. */
  readonly handlers: () => Promise<readonly Handler[]>
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  readonly sleep: Sleep
  /** Something changed: whoever shows consultations looks again, whoever rings for them too. */
  readonly onChange: () => void
  readonly onError: (error: unknown) => void
}

const LOOK_MS = 60_000

/** Watches until stopped. */
export function watch(parts: WatchParts): Loop {
  return loop(
    async () => {
      await watchOnce(parts)
      return LOOK_MS
    },
    parts.sleep,
    parts.onError,
  )
}

/** One look at all that is open; each act is a commit of its own. */
export async function watchOnce(parts: WatchParts): Promise<void> {
  const { book, now, dayOf } = parts
  const moment = { at: now(), on: dayOf(now()) }
  const [open, teams, handlers] = await Promise.all([book.list(moment.on), book.teams(), parts.handlers()])
  const actOn = (c: Consultation, brief: Brief): ClockAct | null => {
    const act = clockAct(c, teams, parts, moment)
    return act !== 'expire' && hasLeft(c, brief, teams, handlers) ? 'release' : act
  }
  let isChanged = false
  for (const { id } of open.filter(c => actOn(c, c.brief) !== null)) {
    const opened = await book.open(id)
    const act = opened === null ? null : actOn(opened.consultation, opened.brief)
    if (opened === null || act === null) continue
    const changes = clockChanges(act, opened, teams, parts, moment)
    if (changes.length > 0 && (await book.commit(changes)) === 'done') isChanged = true
  }
  if (isChanged) parts.onChange()
}
