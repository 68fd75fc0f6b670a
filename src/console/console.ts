// The console: where officers, editors and admins work. Signing in, pages, and the guard between them; its own port, staff alone.
// It never learns an address, a channel or who asks, and writes nothing without a line in the log of acts.
// Neighbours: the bot serves it and hands in the books of the store; the handoff says what a consultation is and what may become of it.
// Explained by: test/console/auth.test.ts, test/console/policies.test.ts, test/console/guard.test.ts, test/console/auth.browser.ts.
import type { House } from './house.ts'
import type { ConsoleParts } from './parts.ts'

export * from './assistant.ts'
export { type Case, type Cases, openCases } from './cases.ts'
export { firstLink, INVITATION_HOURS } from './invite.ts'
export type { Law, LawClause, LawConcept, LawFile } from './law.ts'
export { officeOf } from './office.ts'
export type { ConsoleParts } from './parts.ts'
export { openPasswords } from './password.ts'
export { ACTS, type Act, may, POLICIES } from './policies.ts'
export { renewal } from './renew.ts'
export * from './staff.ts'
export { parseWords, type Words } from './words.ts'
export { type Act as WorkAct, type Ended, openWork, type Seen, UNDO_MS, type Work, type WorkReason } from './work.ts'

export type Console = House

/** Loaded when it is opened: pages are half of what a bot is made of, and one whose office has no staff shows none. */
export const openConsole = async (parts: ConsoleParts): Promise<Console> => (await import('./house.ts')).openHouse(parts)
