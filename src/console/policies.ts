// Who may do what, as a table of sentences. Every route names one of them; nothing else decides. Read it aloud to whoever asks.
import type { StaffId, TeamId } from '../handoff/handoff.ts'
import type { Role, Staff } from './staff.ts'

/** On which objects a role may act; `others` were not written by oneself. */
export type Scope = 'any' | 'team' | 'held' | 'others' | 'team-others'

/** `everyone`: also who is not signed in; `staff`: every member, whatever their roles; else roles, each with its scope. */
type Grants = 'everyone' | 'staff' | Readonly<Partial<Record<Role, Scope>>>

/** `isFresh`: only within minutes of a sign-in. The Indonesian sentence stands in prompts/console.id.yaml as `policy_<act>`, with `_` for `.`. */
type Policy = { readonly sentence: string; readonly to: Grants; readonly isFresh?: true }

export const POLICIES = {
  'door.use': { sentence: 'Everyone may knock: sign in, or follow an invitation.', to: 'everyone' },
  'account.see': { sentence: 'Every member of staff sees and arranges their own account.', to: 'staff' },
  'account.secure': {
    sentence:
      'Every member of staff changes their own password and second factor and ends their own sessions, shortly after signing in.',
    to: 'staff',
    isFresh: true,
  },
  'line.see': {
    sentence: 'Officers and coordinators see the line of their own teams, without a word of what was asked.',
    to: { officer: 'any', coordinator: 'any' },
  },
  'case.search': {
    sentence: 'Officers and coordinators search among the consultations of their own teams.',
    to: { officer: 'any', coordinator: 'any' },
  },
  'case.open': {
    sentence: 'Officers and coordinators read a consultation of their own teams.',
    to: { officer: 'team', coordinator: 'team' },
  },
  'case.claim': {
    sentence: 'Officers and coordinators take on a consultation of their own teams.',
    to: { officer: 'team', coordinator: 'team' },
  },
  'case.write': {
    sentence: 'Whoever holds a consultation asks back, answers, and takes back what has not left.',
    to: { officer: 'held', coordinator: 'held' },
  },
  'case.release': {
    sentence: 'An officer puts back what they hold; a coordinator whatever their teams hold.',
    to: { officer: 'held', coordinator: 'team' },
  },
  'case.transfer': {
    sentence: 'An officer hands on what they hold; a coordinator whatever their teams hold.',
    to: { officer: 'held', coordinator: 'team' },
  },
  'case.approve': {
    sentence: 'A coordinator approves or returns an answer of their own teams that somebody else wrote.',
    to: { coordinator: 'team-others' },
  },
  'case.note': {
    sentence: 'Officers and coordinators leave a note for colleagues in a consultation of their own teams.',
    to: { officer: 'team', coordinator: 'team' },
  },
  'case.close': {
    sentence: 'An officer closes what they hold; a coordinator whatever their teams hold.',
    to: { officer: 'held', coordinator: 'team' },
  },
  'case.teach': {
    sentence: 'Officers and coordinators make a draft for the knowledge of a consultation of their own teams.',
    to: { officer: 'team', coordinator: 'team' },
  },
  'draft.see': { sentence: 'Editors and approvers read drafts for the knowledge.', to: { editor: 'any', approver: 'any' } },
  'draft.edit': { sentence: 'An editor writes drafts for the knowledge.', to: { editor: 'any' } },
  'draft.approve': { sentence: 'An approver decides on drafts that somebody else wrote.', to: { approver: 'others' } },
  'library.see': {
    sentence: 'Editors, approvers, coordinators and admins read the knowledge that answers, and the log of its editions.',
    to: { editor: 'any', approver: 'any', coordinator: 'any', admin: 'any' },
  },
  'work.see': {
    sentence: 'Editors, approvers and coordinators see what the knowledge needs, with counts none of which is below k.',
    to: { editor: 'any', approver: 'any', coordinator: 'any' },
  },
  'clause.verify': {
    sentence: 'Editors and approvers say that they held a clause against its source.',
    to: { editor: 'any', approver: 'any' },
  },
  'edition.restore': {
    sentence: 'An approver or an admin lets an earlier edition answer again, alone and with a reason.',
    to: { approver: 'any', admin: 'any' },
  },
  'statistics.see': {
    sentence: 'Coordinators and admins see counts, none of them below k.',
    to: { coordinator: 'any', admin: 'any' },
  },
  'report.see': { sentence: 'A coordinator prints the report of the month.', to: { coordinator: 'any' } },
  'dead.see': {
    sentence: 'Coordinators and admins see which replies cannot be delivered, without their words.',
    to: { coordinator: 'any', admin: 'any' },
  },
  'templates.change': { sentence: 'A coordinator keeps the templates for replies.', to: { coordinator: 'any' } },
  'settings.see': {
    sentence: 'Coordinators and admins see how the office is set up.',
    to: { coordinator: 'any', admin: 'any' },
  },
  'settings.change': {
    sentence: 'An admin keeps teams, hours, limits of time, and the switch that turns the bot off.',
    to: { admin: 'any' },
  },
  'staff.see': { sentence: 'An admin sees who may sign in, and as what.', to: { admin: 'any' } },
  'staff.change': {
    sentence: 'An admin invites, changes and deactivates members of staff, shortly after signing in.',
    to: { admin: 'any' },
    isFresh: true,
  },
  'audit.see': { sentence: 'An admin reads the log of who did what, and has it verified.', to: { admin: 'any' } },
} as const satisfies Readonly<Record<string, Policy>>

export type Act = keyof typeof POLICIES
export const ACTS: readonly Act[] = Object.keys(POLICIES).filter((name): name is Act => name in POLICIES)
export const policyOf = (act: Act): Policy => POLICIES[act]

/** Acts that want an object to be looked at, and those that do not. */
type ScopeOf<A extends Act> = (typeof POLICIES)[A]['to'] extends infer To ? (To extends string ? never : To[keyof To]) : never
export type PlainAct = { [A in Act]: Exclude<ScopeOf<A>, 'any'> extends never ? A : never }[Act]
export type ObjectAct = Exclude<Act, PlainAct>

/** What an act is about: which teams may see it, who holds it, who wrote what is to be decided on. */
export type Target = { readonly teams: readonly TeamId[]; readonly holder: StaffId | null; readonly author: StaffId | null }

/** `null`: nobody is signed in. Without a target, whether there can be any on which they may act. */
export function may(staff: Staff | null, act: Act, target: Target | null): boolean {
  const { to } = policyOf(act)
  if (to === 'everyone') return true
  if (staff === null || !staff.isActive) return false
  if (to === 'staff') return true
  return staff.roles.some(role => {
    const scope = to[role]
    return scope !== undefined && (target === null || reaches(staff, scope, target))
  })
}

function reaches(staff: Staff, scope: Scope, { teams, holder, author }: Target): boolean {
  const isOfTeam = teams.some(team => staff.teams.includes(team))
  const isOfOthers = author !== null && author !== staff.id
  switch (scope) {
    case 'any':
      return true
    case 'team':
      return isOfTeam
    case 'held':
      return isOfTeam && holder === staff.id
    case 'others':
      return isOfOthers
    case 'team-others':
      return isOfTeam && isOfOthers
  }
}
