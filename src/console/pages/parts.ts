// What the work pages are made of, and the small things that all of them do with it.
import type { CaseBook, Handler, StaffId, TeamId } from '../../handoff/handoff.ts'
import type { Editor, Librarian } from '../../publishing/publishing.ts'
import type { DateOnly, RemovedKind } from '../../vocabulary.ts'
import type { Assistant } from '../assistant.ts'
import type { Cases } from '../cases.ts'
import type { Law } from '../law.ts'
import type { Staff, StaffBook } from '../staff.ts'
import type { Seen } from '../visit.ts'
import type { Words } from '../words.ts'
import type { Work } from '../work.ts'
import type { Readings } from './reading.ts'

export type Parts = {
  readonly words: Words
  readonly law: Law
  readonly work: Work
  readonly cases: Cases
  /** Everything that is done to drafts of knowledge. */
  readonly editor: Editor
  /** The knowledge that answers now, and what it was before. */
  readonly librarian: Librarian
  /** Proposes what officers and editors write themselves; null: there is no model, and no page speaks of one. */
  readonly assistant: Assistant | null
  readonly staffBook: StaffBook
  readonly readings: Readings
  readonly book: Pick<CaseBook, 'open' | 'commit'>
  readonly redact: (text: string) => { readonly text: string; readonly removed: readonly RemovedKind[] }
  /** How long each kind of record is kept, in days, as the notice tells it. */
  readonly retention: readonly { readonly kind: string; readonly days: number }[]
  /** Tells that something changed, never what; returns how to stop listening. */
  readonly changes: (listener: () => void) => () => void
  readonly later: (ms: number, run: () => void) => () => void
  /** The office that runs this bot; null: not told. */
  readonly office: string | null
  readonly newId: () => string
  readonly today: () => DateOnly
}

export const handlerOf = ({ id, roles, teams, isActive }: Staff): Handler => ({ id, roles, teams, isActive })

export type Names = { readonly team: (id: TeamId) => string; readonly staff: (id: StaffId | null) => string }

/** Teams and colleagues by name; who has left is said to be somebody. */
export async function namesOf({ cases, words }: Pick<Parts, 'cases' | 'words'>): Promise<Names> {
  const [teams, staff] = await Promise.all([cases.teams(), cases.staff()])
  const teamNames = new Map(teams.map(t => [t.id, t.name]))
  const staffNames = new Map(staff.map(s => [s.id, s.name]))
  return {
    team: id => teamNames.get(id) ?? words.say('team_unknown'),
    staff: id => (id === null ? words.say('staff_nobody') : (staffNames.get(id) ?? words.say('staff_unknown'))),
  }
}

const DAY_MS = 86_400_000
export const daysBefore = (on: DateOnly, days: number): DateOnly =>
  new Date(Date.parse(`${on}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)

export const isCoordinator = ({ who }: Seen): boolean => who.staff.roles.includes('coordinator')
