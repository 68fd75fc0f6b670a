// The table of policies, read aloud and walked: every route of the console × every role × whoever is not signed in.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTS, type Act, may, POLICIES, ROLES, type Role, type Staff } from '../../src/console/console.ts'
import { policyOf, type Target } from '../../src/console/policies.ts'
import { openSessions } from '../../src/console/session.ts'
import { MENU } from '../../src/console/shell.ts'
import { openTokens } from '../../src/console/tokens.ts'
import type { Route } from '../../src/console/visit.ts'
import { type House, MINUTE, openHouse, words } from './house.ts'
import { openedIn } from './opened.ts'
import { quietAssistant } from './quiet.ts'

let house: House
beforeAll(async () => {
  // with a model there are more routes than without
  house = await openHouse({ assistant: quietAssistant })
  for (const { login, roles, teams } of PEOPLE) await house.member(login, roles, { teams })
})
afterAll(() => house.end())

type Person = {
  readonly login: string
  readonly roles: readonly Role[]
  readonly teams: readonly string[]
  readonly holds: boolean
}

/** Everyone who could come: each role, of the team whose case it is and of another; those who hold it; and nobody in particular. */
const PEOPLE: readonly Person[] = [
  ...ROLES.flatMap(role => [
    { login: `${role}.utara`, roles: [role], teams: ['utara'], holds: false },
    { login: `${role}.selatan`, roles: [role], teams: ['selatan'], holds: false },
  ]),
  ...(['officer', 'coordinator'] as const).map(role => ({
    login: `${role}.pemegang`,
    roles: [role],
    teams: ['utara'],
    holds: true,
  })),
  { login: 'tanpa.peran', roles: [], teams: ['utara'], holds: false },
]

const routes = (): readonly Route[] => house.console.routes

/** A session without the door, which other tests knock at. */
async function comeIn(staff: Staff): Promise<{ readonly cookie: string; readonly token: string }> {
  const { session, secret } = openSessions(house.parts).begin(staff, 'uji')
  await house.book.saved([{ kind: 'session.made', session, audit: [] }])
  const token = openTokens(house.parts.key, randomBytes).of({ kind: 'session', id: session.id, staff: staff.id })
  return { cookie: `rambu=${secret}`, token }
}

let cases = 0

/** A consultation for one visit alone, for some answers change it. */
async function caseFor(person: Person | null): Promise<string> {
  const id = `konsultasi${++cases}`
  const holder = person?.holds ? `id${person.login}` : 'idlain'
  await openedIn(house, id, { state: 'claimed', holder })
  return id
}

type Who = { readonly cookie: string; readonly token: string } | null

/** `version`: of the consultation as the sender saw it. */
const ask = async (route: Route, path: string, who: Who, version = 1): Promise<number> => {
  const headers = new Headers(who === null ? {} : { cookie: who.cookie })
  const body = new URLSearchParams({ token: who?.token ?? '', once: randomBytes(8).toString('hex'), _version: String(version) })
  if (route.method === 'POST') {
    headers.set('origin', 'http://konsol.test')
    headers.set('content-type', 'application/x-www-form-urlencoded')
  }
  const gone = new AbortController()
  const request = new Request(`http://konsol.test${path}`, {
    method: route.method,
    headers,
    signal: gone.signal,
    ...(route.method === 'POST' ? { body: body.toString() } : {}),
  })
  const { status } = await house.console.fetch(request, { network: '192.0.2.1' })
  gone.abort()
  return status
}

const pathFor = ({ path }: Route, id: string): string =>
  path.replace(':id', path.startsWith('/staf') ? 'idtanpa.peran' : id).replace(':secret', 'x'.repeat(43))

const isAboutCase = ({ path }: Route): boolean => path.startsWith('/konsultasi/')

/** What the table says, for a case of team utara. */
function isAllowed(route: Route, person: Person | null, staff: Staff | null): boolean {
  const holder = person?.holds === true ? (staff?.id ?? '') : 'idlain'
  const target: Target | null = isAboutCase(route) ? { teams: ['utara'], holder, author: null } : null
  return may(staff, route.act, target)
}

const REFUSED = [401, 403, 404]

describe('every route', () => {
  it('names a policy of the table, and every policy is named by a route', () => {
    expect(routes().filter(route => !ACTS.includes(route.act))).toEqual([])
    const named = new Set(routes().map(route => route.act))
    expect(ACTS.filter(act => !named.has(act))).toEqual([])
  })

  it('looks at its object where the policy speaks of teams or holders', () => {
    const scoped = (act: Act): boolean => {
      const { to } = policyOf(act)
      return typeof to !== 'string' && Object.values(to).some(scope => scope !== 'any')
    }
    expect(routes().filter(route => scoped(route.act) !== (route.to === 'object'))).toEqual([])
  })

  it('stands once in the menu at most, and what stands in the menu is there', () => {
    const pages = routes().filter(route => route.method === 'GET')
    const entries = MENU.flatMap(entry => [entry, ...(entry.pages ?? [])])
    for (const { path, act } of entries)
      expect(
        pages.find(page => page.path === path),
        path,
      ).toMatchObject({ act })
  })

  it('lets in whom the table lets in, and refuses everyone else without changing anything', async () => {
    const wrong: string[] = []
    for (const route of routes())
      for (const person of [...PEOPLE, null]) {
        const staff = person === null ? null : await house.staffNow(person.login)
        const who = staff === null ? null : await comeIn(staff)
        const id = isAboutCase(route) ? await caseFor(person) : 'tidakada'
        const before = isAboutCase(route) ? JSON.stringify(await house.book.open(id)) : ''
        const status = await ask(route, pathFor(route, id), who)
        const told = `${route.method} ${route.path} ${person?.login ?? 'nobody'}: ${status}`
        if (route.to === 'anyone') {
          // a form without a token of the door is refused to everyone; who may knock is walked in the tests of the door
          if (route.method === 'GET' && (status === 401 || status === 403)) wrong.push(told)
        } else if (isAllowed(route, person, staff)) {
          const isMissing = status === 404 && !isAboutCase(route)
          if (REFUSED.includes(status) && !isMissing) wrong.push(`${told}, though the table allows it`)
        } else if (!REFUSED.includes(status) || (staff !== null && status === 401))
          wrong.push(`${told}, though the table refuses it`)
        else if (isAboutCase(route) && JSON.stringify(await house.book.open(id)) !== before) wrong.push(`${told}, and it changed`)
      }
    expect(wrong).toEqual([])
    expect(house.failures).toEqual([])
  }, 180_000)

  it('takes a form of an earlier version back from whoever has lost the case meanwhile, and does nothing with it', async () => {
    const writing = routes().filter(route => route.act === 'case.write')
    const person = PEOPLE.find(({ login }) => login === 'officer.utara') ?? null
    const who = await comeIn(await house.staffNow('officer.utara'))
    for (const route of writing) {
      const id = await caseFor(person)
      const before = JSON.stringify(await house.book.open(id))
      await ask(route, pathFor(route, id), who, 0)
      expect(JSON.stringify(await house.book.open(id)), route.path).toBe(before)
    }
  })

  it('that is sensitive asks to sign in again, ten minutes after', async () => {
    const fresh = routes().filter(route => policyOf(route.act).isFresh)
    expect(fresh.length).toBeGreaterThan(10)
    const staff = await house.staffNow('admin.utara')
    for (const route of fresh) {
      const who = await comeIn(staff)
      house.clock.now += 10 * MINUTE
      expect(await ask(route, pathFor(route, ''), who), route.path).toBe(401)
    }
  })
})

describe('the table', () => {
  const member = (roles: readonly Role[], teams: readonly string[] = ['utara']): Staff => ({
    id: 'saya',
    version: 1,
    login: 'saya',
    name: 'Saya',
    roles,
    teams,
    isActive: true,
    password: '',
    totp: null,
    totpStep: 0,
    recovery: [],
    failures: 0,
    lockedUntil: 0,
    devices: [],
    isOnDuty: true,
    bells: { email: false, telegram: false, sound: false, always: false },
    email: null,
    telegram: null,
  })
  const target = (change: Partial<Target> = {}): Target => ({ teams: ['utara'], holder: null, author: null, ...change })

  it('has an Indonesian sentence for everything that staff may do', () => {
    expect(ACTS.filter(act => act !== 'door.use' && !words.has(`policy_${act.replace('.', '_')}`))).toEqual([])
    expect(words.keys.filter(key => key.startsWith('policy_'))).toHaveLength(ACTS.length - 1)
    for (const { sentence } of Object.values(POLICIES)) expect(sentence).toMatch(/^[A-Z].*\.$/)
  })

  it('an admin keeps staff and settings and reads no word of a consultation, whatever team they are in', () => {
    const admin = member(['admin'])
    const words: readonly Act[] = ACTS.filter(act => /^(case|draft|line)\./.test(act))
    expect(words.filter(act => may(admin, act, target({ holder: 'saya', author: 'lain' })) || may(admin, act, null))).toEqual([])
    expect(may(admin, 'staff.change', null) && may(admin, 'settings.change', null) && may(admin, 'audit.see', null)).toBe(true)
  })

  it('an officer meets the cases of their own teams only, and answers only what they hold', () => {
    const officer = member(['officer'])
    expect(may(officer, 'case.open', target())).toBe(true)
    expect(may(officer, 'case.open', target({ teams: ['selatan'] }))).toBe(false)
    expect(may(officer, 'case.write', target({ holder: 'saya' }))).toBe(true)
    expect(may(officer, 'case.write', target({ holder: 'lain' }))).toBe(false)
    expect(may(officer, 'case.write', target({ holder: 'saya', teams: ['selatan'] }))).toBe(false)
    expect(may(officer, 'case.release', target({ holder: 'lain' }))).toBe(false)
    expect(may(member(['coordinator']), 'case.release', target({ holder: 'lain' }))).toBe(true)
  })

  it('nobody approves what they wrote themselves', () => {
    const both = member(['coordinator', 'approver', 'editor', 'officer'])
    expect(may(both, 'case.approve', target({ author: 'saya' }))).toBe(false)
    expect(may(both, 'case.approve', target({ author: 'lain' }))).toBe(true)
    expect(may(both, 'case.approve', target({ author: null }))).toBe(false)
    expect(may(both, 'draft.approve', target({ author: 'saya' }))).toBe(false)
  })

  it('several roles add up; whoever has none, or was deactivated, sees no more than their own account', () => {
    expect(may(member(['editor', 'officer']), 'draft.edit', null) && may(member(['editor', 'officer']), 'line.see', null)).toBe(
      true,
    )
    const none = ACTS.filter(act => may(member([]), act, null))
    expect(none).toEqual(['door.use', 'account.see', 'account.secure'])
    const gone = { ...member([...ROLES]), isActive: false }
    expect(ACTS.filter(act => may(gone, act, target({ holder: 'saya', author: 'lain' })))).toEqual(['door.use'])
    expect(ACTS.filter(act => may(null, act, null))).toEqual(['door.use'])
  })

  it('editors and approvers meet drafts and no case', () => {
    for (const role of ['editor', 'approver'] as const)
      expect(
        ACTS.filter(act => act.startsWith('case.') && may(member([role]), act, target({ holder: 'saya', author: 'lain' }))),
      ).toEqual([])
  })
})
