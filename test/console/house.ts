// A console over a real store, with a clock that the test moves, and a browser without a script: cookies, forms, redirects.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import {
  type Console,
  type ConsoleParts,
  openConsole,
  parseWords,
  type Role,
  type Staff,
  type StaffBook,
} from '../../src/console/console.ts'
import { recoveryHash } from '../../src/console/factor.ts'
import { openPasswords } from '../../src/console/password.ts'
import type { CaseBook, Team } from '../../src/handoff/handoff.ts'
import { derived } from '../../src/sealing.ts'
import { deskOver, sqliteStore, type TestStore } from '../store.ts'
import { deskParts } from './deskparts.ts'
import { quietEditor, quietLibrarian } from './quiet.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const require = createRequire(import.meta.url)
const readIfThere = (path: string): string => (existsSync(join(ROOT, path)) ? read(path) : '')

export const words = parseWords(read('prompts/console.id.yaml'), read('prompts/editor.id.yaml'), read('prompts/library.id.yaml'))
export const commonPasswords = read('prompts/passwords.id.txt')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))

export const PASSWORD = 'kuda besi tembaga ungu'
export const RECOVERY = 'aaaa-bbbb-cccc-dddd'
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const NETWORK = '192.0.2.10'

/** What the tests sign in with: made once, for it takes a tenth of a second. */
/** Real in kind and cheap: what is tested is what is done with them. */
export const passwords = openPasswords(randomBytes, { memory: 64, passes: 1, lanes: 1 })
const phc = passwords.hash(PASSWORD)

export const team = (id: string, change: Partial<Team> = {}): Team => ({
  id,
  name: `Tim ${id}`,
  kind: 'permanent',
  place: '31.71',
  names: [],
  zone: 'WIB',
  week: Array.from({ length: 7 }, () => null),
  needsApproval: false,
  promiseHours: 8,
  isActive: true,
  ...change,
})

export type House = {
  readonly console: Console
  readonly book: StaffBook & CaseBook
  readonly store: TestStore
  readonly parts: ConsoleParts
  readonly clock: { now: number }
  readonly failures: unknown[]
  /** What was mailed to members. */
  readonly letters: { readonly to: string; readonly text: string }[]
  /** Somebody who can sign in with PASSWORD, a code of `codeAt`, or RECOVERY. */
  readonly member: (login: string, roles: readonly Role[], change?: Partial<Staff>) => Promise<Staff>
  readonly staffNow: (login: string) => Promise<Staff>
  readonly end: () => Promise<void>
}

export const START = Date.UTC(2026, 10, 23, 2)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export async function openHouse(change: Partial<ConsoleParts> = {}): Promise<House> {
  const store = await sqliteStore('console')
  const book = deskOver(store.db, store.sealers)
  const clock = { now: START }
  const failures: unknown[] = []
  const letters: { to: string; text: string }[] = []
  const key = randomBytes(32)
  const now = () => clock.now
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const law: ConsoleParts['law'] = change.law ?? {
    edition: 'uji',
    clause: () => null,
    search: () => [],
    situation: () => null,
    situations: [],
    files: [],
    concepts: [],
    topics: [],
    places: [],
    holidayYears: [2026],
  }
  const parts: ConsoleParts = {
    book,
    law,
    ...deskParts(book, { law, now, dayOf }),
    editor: quietEditor,
    librarian: quietLibrarian,
    assistant: null,
    words,
    now,
    dayOf,
    later: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    random: randomBytes,
    newId: length => randomBytes(length).toString('hex').slice(0, length),
    key,
    origin: null,
    office: 'Kantor Uji',
    style:
      read('src/console/console.css') +
      readIfThere('src/console/desk.css') +
      readIfThere('src/console/editor.css') +
      readIfThere('src/console/library.css'),
    script: [
      readFileSync(require.resolve('htmx.org/dist/htmx.min.js'), 'utf8'),
      readFileSync(require.resolve('htmx.org/dist/ext/hx-sse.min.js'), 'utf8'),
      read('src/console/console.js'),
      readIfThere('src/console/desk.js'),
      readIfThere('src/console/editor.js'),
    ].join('\n;'),
    passwords,
    commonPasswords,
    bells: { mail: async (to, { text }) => void letters.push({ to, text }), linkCode: () => 'abcd-efgh-ijkm-npqr' },
    failed: error => failures.push(error),
    ...change,
  }
  await book.saved([
    { kind: 'team.saved', team: team('utara'), audit: [] },
    { kind: 'team.saved', team: team('selatan'), audit: [] },
  ])
  const staffNow = async (login: string): Promise<Staff> => {
    const staff = await book.staffBy(login)
    if (staff === null) throw new Error(`nobody is called ${login}`)
    return staff
  }
  return {
    console: await openConsole(parts),
    book,
    store,
    parts,
    clock,
    failures,
    letters,
    staffNow,
    member: async (login, roles, change = {}) => {
      const staff: Staff = {
        id: `id${login}`,
        version: 0,
        login,
        name: `Staf ${login}`,
        roles,
        teams: ['utara'],
        isActive: true,
        password: await phc,
        totp: SECRET,
        totpStep: 0,
        recovery: [recoveryHash(derived(key, 'console/recovery'), RECOVERY, randomBytes)],
        failures: 0,
        lockedUntil: 0,
        devices: [],
        isOnDuty: false,
        bells: { email: false, telegram: false, sound: true, always: false },
        email: null,
        telegram: null,
        ...change,
      }
      const saved = await book.saved([{ kind: 'staff.saved', staff, audit: [] }])
      if (saved !== 'done') throw new Error(`not saved: ${saved}`)
      return staffNow(login)
    },
    end: store.end,
  }
}

/** What an authenticator app shows at a moment. */
export const codeAt = (now: number, secret: string = SECRET): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })

/** Another code than this one. */
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

export type Shown = {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** The path after all redirects. */
  readonly path: string
  readonly title: string
}

export type Extra = { readonly headers?: Readonly<Record<string, string>> }

export type Browser = {
  readonly cookies: Map<string, string>
  readonly get: (path: string, extra?: Extra) => Promise<Shown>
  /** Fills in a form of the page that was shown last, by its action, and sends it. */
  readonly submit: (action: string, fields: Fields, extra?: Extra) => Promise<Shown>
  /** The form as it would be sent, to be sent later, twice or from elsewhere. */
  readonly filled: (action: string, fields: Fields) => URLSearchParams
  readonly post: (path: string, form: URLSearchParams, extra?: Extra) => Promise<Shown>
  /** Another tab of the same browser: the same cookies, a page of its own. */
  readonly tab: () => Browser
  readonly shown: () => Shown
}
export type Fields = Readonly<Record<string, string | readonly string[]>>

const HOST = 'konsol.test'
const REDIRECTS_MAX = 5

export function openBrowser({ console: c, parts }: House, network = NETWORK, cookies = new Map<string, string>()): Browser {
  const origin = parts.origin ?? `http://${HOST}`
  let page: Shown | null = null
  const shown = (): Shown => {
    if (page === null) throw new Error('nothing was opened yet')
    return page
  }
  const ask = async (path: string, init: RequestInit, redirects = 0): Promise<Shown> => {
    const headers = new Headers(init.headers)
    headers.set('host', new URL(origin).host)
    headers.set('user-agent', 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0')
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await c.fetch(new Request(`${origin}${path}`, { ...init, headers }), { network })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      if (/Max-Age=0/.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location !== null && redirects < REDIRECTS_MAX) return ask(location, {}, redirects + 1)
    const html = await response.text()
    page = {
      status: response.status,
      headers: response.headers,
      html,
      path,
      title: textOf(html.match(/<h1>([\s\S]*?)<\/h1>/)?.[1] ?? ''),
    }
    return page
  }
  const post: Browser['post'] = (path, form, { headers } = {}) =>
    ask(path, {
      method: 'POST',
      body: form.toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
    })
  const filled: Browser['filled'] = (action, fields) => filledForm(shown().html, action, fields)
  return {
    cookies,
    get: (path, { headers } = {}) => ask(path, { headers: { ...headers } }),
    submit: (action, fields, extra) => post(action, filled(action, fields), extra),
    filled,
    post,
    tab: () => openBrowser({ console: c, parts } as House, network, cookies),
    shown,
  }
}

function filledForm(html: string, action: string, fields: Fields): URLSearchParams {
  const form = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].find(
    ([, head = '']) => attribute(head, 'action') === action,
  )
  if (form === undefined) throw new Error(`no form leads to ${action} on this page: ${textOf(html).slice(0, 300)}`)
  const sent = new URLSearchParams()
  for (const [input] of (form[2] ?? '').matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, 'name')
    const type = attribute(input, 'type')
    const isSent =
      type === 'hidden' ||
      (!['checkbox', 'radio'].includes(type ?? '') && attribute(input, 'value') !== null) ||
      / checked/.test(input)
    if (name !== null && isSent && !(name in fields)) sent.append(name, attribute(input, 'value') ?? 'on')
  }
  for (const [name, value] of Object.entries(fields))
    for (const one of typeof value === 'string' ? [value] : value) sent.append(name, one)
  return sent
}

const attribute = (tag: string, name: string): string | null => {
  const value = tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1]
  return value === undefined ? null : plain(value)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plain = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
export const textOf = (html: string): string =>
  plain(
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )

/** Signs in as somebody whom `member` made, with the code of now. */
export async function signIn(house: House, login: string, browser = openBrowser(house)): Promise<Browser> {
  await browser.get('/masuk')
  await browser.submit('/masuk', { login, password: PASSWORD })
  const { status } = await browser.submit('/masuk/kode', { code: codeAt(house.clock.now) })
  if (status !== 200) throw new Error(`${login} was not let in: ${status}`)
  return browser
}

export const sessionIdOf = (cookie: string): string => createHash('sha256').update(cookie).digest('base64url')
