// Password and second factor of a member are void at once, everywhere; a link lets them set both anew. For an admin, and, when every admin is
// locked out, for whoever runs the machine.
import type { AuditEntry, StaffId } from '../handoff/handoff.ts'
import { type Inviting, invite } from './invite.ts'
import type { Staff, StaffBook, StaffChange } from './staff.ts'

export type Renewal = { readonly path: string; readonly changes: readonly StaffChange[] }

/** `by`: null when it was done on the machine itself. */
export async function renewal(book: StaffBook, { now, random }: Inviting, member: Staff, by: StaffId | null): Promise<Renewal> {
  const { id, roles, teams } = member
  const { invitation, path } = invite({ now, random }, { staff: id, roles, teams, by })
  const [sessions, invitations] = await Promise.all([book.sessionsOf(id), book.invitations()])
  const said = (act: string): AuditEntry => ({ at: now, by, act, about: id })
  return {
    path,
    changes: [
      {
        kind: 'staff.saved',
        staff: { ...member, totp: null, recovery: [], failures: 0, lockedUntil: 0, devices: [] },
        audit: [said('reset')],
      },
      { kind: 'session.ended', ids: sessions.map(session => session.id), audit: [] },
      ...invitations.filter(i => i.staff === id).map(({ id: old }) => ({ kind: 'invitation.gone' as const, id: old, audit: [] })),
      { kind: 'invitation.made', invitation, audit: [said('invited')] },
    ],
  }
}
