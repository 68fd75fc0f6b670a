// Officers at a console in a process of its own: members with a session, the pages they open, the forms on them, and what an open page is told.
// They are made through the book of the staff with the desk key of the place, and not by signing in: argon2id is meant to be slow.
import { createHash, randomBytes } from 'node:crypto'
import { Agent, request } from 'node:http'
import { openDesk } from '../../src/adapters/desk.ts'
import { openPostgres } from '../../src/adapters/postgres.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { type Config, readConfig } from '../../src/config.ts'
import type { Role, Staff, StaffBook } from '../../src/console/console.ts'
import { type CaseBook, hourOf, type Team } from '../../src/handoff/handoff.ts'
import { deskKeysOf, type Keyring, keyringFor } from '../../src/keyring.ts'
import type { Called, caller } from './child.ts'
import type { Place } from './places.ts'

export type Book = CaseBook & StaffBook

export type Beside = {
  readonly config: Config
  readonly db: Database
  readonly keyring: Keyring
  readonly book: Book
}

/** The store of a place beside whoever runs on it, with all of its keys. */
export async function openBeside({ env, store }: Place): Promise<Beside> {
  const config = readConfig(() => null, env)
  const { dataFolder: data, vaultFolder: vault } = config
  const db =
    store === 'sqlite'
      ? openSqlite({ data, vault }, true)
      : openPostgres(config.databaseUrl ?? '', error => {
          throw error
        })
  await migrate(db)
  const keyring = await keyringFor(config, db)
  return { config, db, keyring, book: openDesk(db, deskKeysOf(keyring)) }
}

const ALWAYS = { from: 0, to: 1440, lunch: null }

export const teamAt = (id: string, place: string, name: string): Team => ({
  id,
  name,
  kind: 'permanent',
  place,
  names: [],
  zone: 'WIB',
  week: Array.from({ length: 7 }, () => ALWAYS),
  needsApproval: false,
  promiseHours: 8,
  isActive: true,
})

export const memberOf = (id: string, roles: readonly Role[], teams: readonly string[]): Staff => ({
  id,
  version: 0,
  login: id,
  name: `Petugas ${id}`,
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

const SECRET_BYTES = 32

/** A session that begins now; its secret is what the cookie holds. */
export async function signedIn(book: StaffBook, staff: string, now: number): Promise<string> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const id = createHash('sha256').update(secret).digest('base64url')
  const session = { id, staff, madeAt: now, seenAt: now, label: 'Firefox, Windows' }
  await book.saved([{ kind: 'session.made', session, audit: [{ at: hourOf(now), by: staff, act: 'signed-in', about: '' }] }])
  return secret
}

export type Fields = Readonly<Record<string, string>>

export type Officer = {
  readonly id: string
  readonly get: (path: string) => Promise<Called>
  /** A piece of a page, as htmx fetches it. */
  readonly piece: (path: string) => Promise<Called>
  /** Sends a form with the proof that a page of theirs brought; 303 when it was done. */
  readonly post: (path: string, page: string, fields: Fields) => Promise<Called>
  /** Holds a connection open, as the page of this path does; returns how to close it. */
  readonly listen: (path: string, onChange: () => void, onEnd: () => void) => () => void
}

let forms = 0

export function officerAt(port: number, id: string, secret: string, call: ReturnType<typeof caller>['call']): Officer {
  const origin = `http://127.0.0.1:${port}`
  const headers = { cookie: `rambu=${secret}` }
  const url = (path: string): string => `${origin}${path}`
  return {
    id,
    get: path => call({ url: url(path), method: 'GET', headers }),
    piece: path => call({ url: url(path), method: 'GET', headers: { ...headers, 'hx-request': 'true' } }),
    post: (path, page, fields) => {
      const body = new URLSearchParams({ token: tokenIn(page), once: `sekali-${++forms}`, ...fields }).toString()
      const type = { origin, 'content-type': 'application/x-www-form-urlencoded' }
      return call({ url: url(path), headers: { ...headers, ...type }, body })
    },
    listen: (path, onChange, onEnd) => listening(url(`/siaran?halaman=${encodeURIComponent(path)}`), headers, onChange, onEnd),
  }
}

export const tokenIn = (page: string): string => /name="token" value="([^"]*)"/.exec(page)?.[1] ?? ''
export const hiddenIn = (page: string, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''

const CHANGED = 'event: rambu-changed'

/** A connection of its own that server-sent events come in by. */
export function listening(
  url: string,
  headers: Readonly<Record<string, string>>,
  onChange: () => void,
  onEnd: () => void,
): () => void {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let isClosed = false
  const ended = (): void => {
    if (!isClosed) onEnd()
    isClosed = true
  }
  const sent = request(url, { agent, headers: { ...headers, accept: 'text/event-stream' } }, response => {
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      if (chunk.includes(CHANGED)) onChange()
    })
    response.on('error', ended)
    response.on('close', ended)
  })
  sent.on('error', ended)
  sent.end()
  return () => {
    isClosed = true
    sent.destroy()
    agent.destroy()
  }
}
