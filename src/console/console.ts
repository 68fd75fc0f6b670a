// The console: where officers, editors and admins work. Signing in, pages, and the guard between them; its own port, staff alone.
// It never learns an address, a channel or who asks, and writes nothing without a line in the log of acts.
// Neighbours: the bot serves it and hands in the books of the store; the handoff says what a consultation is and what may become of it.
// Explained by: test/console/auth.test.ts, test/console/policies.test.ts, test/console/guard.test.ts, test/console/auth.browser.ts.
import { type Asking, type Fetch, type Guarding, guarded, type Kept } from './guard.ts'
import type { ConsoleParts } from './parts.ts'
import { openSessions } from './session.ts'
import { asset } from './shell.ts'
import { openTokens } from './tokens.ts'
import type { Route, Seen, Sheet, Visit } from './visit.ts'

export type { Law, LawClause } from './law.ts'
export type { ConsoleParts } from './parts.ts'
export { ACTS, type Act, may, POLICIES } from './policies.ts'
export * from './staff.ts'
export { parseWords, type Words } from './words.ts'

export type Console = { readonly fetch: Fetch; readonly routes: readonly Route[] }

export function openConsole(parts: ConsoleParts): Console {
  const sessions = openSessions(parts)
  const tokens = openTokens(parts.key, parts.random)
  const style = asset('css', parts.style)
  const script = asset('js', parts.script)
  const routes: readonly Route[] = []
  const guarding: Guarding = {
    ...parts,
    sessions,
    tokens,
    isHttps: parts.origin?.startsWith('https:') ?? false,
    shell: { words: parts.words, office: parts.office, style, script, livePath: '/siaran' },
    askIn: (_visit: Visit, _asking: Asking): Sheet => {
      throw new Error('not built yet')
    },
    askAgain: (_visit: Seen, _kept: Kept): Sheet => {
      throw new Error('not built yet')
    },
  }
  return { fetch: guarded(guarding, routes), routes }
}
