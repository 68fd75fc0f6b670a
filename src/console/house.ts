// The console put together: every route behind the one guard.
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

export type House = { readonly fetch: Fetch; readonly routes: readonly Route[] }

export function openHouse(parts: ConsoleParts): House {
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
  attempts: openAttempts(parts.book, derived(parts.key, 'console/attempts')),
  recoveryKey: derived(parts.key, 'console/recovery'),
})

/** Under its own hash it never changes. */
const served = (asset: Asset): Route =>
  knock('GET', asset.path, async () => ({ kind: 'asset', type: asset.type, body: asset.body }))
