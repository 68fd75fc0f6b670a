// Links that are good once and not for long: the first admin of all gets theirs from the machine itself.
import type { AuditEntry, StaffId, TeamId } from '../handoff/handoff.ts'
import { sessionId } from './session.ts'
import type { Invitation, Role, StaffBook } from './staff.ts'

const HOUR_MS = 3_600_000
export const INVITATION_HOURS = 72
const SECRET_BYTES = 32

export type Invited = {
  readonly staff: StaffId | null
  readonly roles: readonly Role[]
  readonly teams: readonly TeamId[]
  readonly by: StaffId | null
}

export type Inviting = { readonly now: number; readonly random: (size: number) => Uint8Array }

/** An invitation and the path of its link, which is shown once and stored nowhere. */
export function invite({ now, random }: Inviting, invited: Invited): { readonly invitation: Invitation; readonly path: string } {
  const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
  return {
    invitation: { ...invited, id: sessionId(secret), until: now + INVITATION_HOURS * HOUR_MS },
    path: `/undangan/${secret}`,
  }
}

/**
 * The path of a link for the first admin; null when somebody is there already. Earlier ones are withdrawn: they were printed once and cannot be
 * shown again.
 */
export async function firstLink(book: StaffBook, inviting: Inviting): Promise<string | null> {
  if ((await book.staff()).length > 0) return null
  const open = await book.invitations()
  const { invitation, path } = invite(inviting, { staff: null, roles: ['admin'], teams: [], by: null })
  const noted = (act: string): AuditEntry => ({ at: inviting.now, by: null, act, about: 'admin' })
  await book.saved([
    ...open.map(({ id }) => ({ kind: 'invitation.gone' as const, id, audit: [] })),
    { kind: 'invitation.made', invitation, audit: [noted('invited')] },
  ])
  return path
}
