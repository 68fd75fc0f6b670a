// The console: where officers, editors and admins work. Signing in, pages, and the guard between them; its own port, staff alone.
// It never learns an address, a channel or who asks, and writes nothing without a line in the log of acts.
// Neighbours: the bot serves it and hands in the books of the store; the handoff says what a consultation is and what may become of it.
// Explained by: test/console/auth.test.ts, test/console/policies.test.ts, test/console/guard.test.ts, test/console/auth.browser.ts.
import { derived } from '../sealing.ts'
import { accountRoutes } from './account.ts'
import { openAttempts } from './attempts.ts'
import { type Fetch, guarded } from './guard.ts'
import { joinRoutes } from './join.ts'
import { memberRoutes } from './members.ts'
import { workRoutes } from './pages/pages.ts'
import { openReadings } from './pages/reading.ts'
import type { ConsoleParts, Equipment } from './parts.ts'
import { openSessions } from './session.ts'
import { type Asset, asset, type Shell } from './shell.ts'
import { askAgain, askIn, doorRoutes } from './signin.ts'
import { openTokens } from './tokens.ts'
import { trailRoutes } from './trail.ts'
import { knock, type Route } from './visit.ts'

export * from './assistant.ts'
export { type Case, type Cases, openCases } from './cases.ts'
export { firstLink, INVITATION_HOURS } from './join.ts'
export type { Law, LawClause, LawConcept, LawFile } from './law.ts'
export { officeOf } from './office.ts'
export type { ConsoleParts } from './parts.ts'
export { openPasswords } from './password.ts'
export { ACTS, type Act, may, POLICIES } from './policies.ts'
export { renewal } from './renew.ts'
export * from './staff.ts'
export { parseWords, type Words } from './words.ts'
export { type Act as WorkAct, type Ended, openWork, type Seen, UNDO_MS, type Work, type WorkReason } from './work.ts'

export type Console = { readonly fetch: Fetch; readonly routes: readonly Route[] }

export function openConsole(parts: ConsoleParts): Console {
  const house = equip(parts)
  const { origin, words, office } = parts
  const shell: Shell = { words, office, style: asset('css', parts.style), script: asset('js', parts.script), livePath: '/siaran' }
  const routes: readonly Route[] = [
    served(shell.style),
    served(shell.script),
    ...doorRoutes(house),
    ...joinRoutes(house),
    ...accountRoutes(house),
    ...memberRoutes(house),
    ...trailRoutes(house),
    ...workRoutes(workingPartsOf(house)),
  ]
  const fetch = guarded(
    {
      ...house,
      shell,
      isHttps: origin?.startsWith('https:') ?? false,
      askIn: (visit, asking) => askIn(house, visit, asking),
      askAgain: (visit, kept) => askAgain(house, visit, kept),
    },
    routes,
  )
  return { fetch, routes }
}

const ID_LETTERS = 16

/** What was changed elsewhere is read anew. */
function workingPartsOf(house: Equipment): Parameters<typeof workRoutes>[0] {
  const { book, cases, changes, dayOf, newId, now } = house
  const today = () => dayOf(now())
  changes(cases.moved)
  const readings = openReadings({ staffBook: book, today })
  return { ...house, staffBook: book, readings, today, newId: () => newId(ID_LETTERS) }
}

const equip = (parts: ConsoleParts): Equipment => ({
  ...parts,
  sessions: openSessions(parts),
  tokens: openTokens(parts.key, parts.random),
  attempts: openAttempts(parts.random),
  recoveryKey: derived(parts.key, 'console/recovery'),
})

/** Under its own hash it never changes. */
const served = (asset: Asset): Route =>
  knock('GET', asset.path, async () => ({ kind: 'asset', type: asset.type, body: asset.body }))
