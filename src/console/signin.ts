// The door: login and password, then a code. What is wrong is never told apart; what was typed elsewhere before waits until its writer is in.
import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import { z } from 'zod'
import type { AuditEntry } from '../handoff/handoff.ts'
import { afterFailure, afterSuccess, type From, isFirstLock } from './attempts.ts'
import { deviceOf, withDevice } from './device.ts'
import { recoveryUsed, stepOf } from './factor.ts'
import { field, form, hidden, NO_FAULTS, primary } from './form.ts'
import type { Asking, Kept } from './guard.ts'
import { tellMember } from './notice.ts'
import type { Equipment } from './parts.ts'
import { PASSWORD_MAX, PasswordsBusy } from './password.ts'
import { homeOf, tokens } from './shell.ts'
import type { Staff, StaffChange } from './staff.ts'
import {
  type Answer,
  CARRIED_MAX,
  type Html,
  knock,
  type Route,
  route,
  type Seen,
  type Sheet,
  sheet,
  to,
  type Visit,
} from './visit.ts'

const TICKET_MS = 300_000
const KEPT = 'kept'
const TICKET = 'ticket'

const keptShape: z.ZodType<Kept> = z.object({
  staff: z.string(),
  path: z.string(),
  fields: z.array(z.tuple([z.string(), z.string()])),
})

/** The password was right: who may bring a code now, until when, and where they were going. */
const ticketShape = z.object({
  login: z.string(),
  password: z.string(),
  until: z.number(),
  next: z.string(),
  kept: z.string(),
})
type Ticket = z.infer<typeof ticketShape>

const signInShape = z.object({
  login: z.string().max(64),
  password: z.string().max(PASSWORD_MAX * 4),
  _next: z.string().max(2000).default(''),
  _kept: z.string().default(''),
})
const codeShape = z.object({ code: z.string().max(64), _ticket: z.string() })

export const loginTyped = (text: string): string => text.trim().toLowerCase()

export const doorRoutes = (house: Equipment): readonly Route[] => [
  knock('GET', '/masuk', async visit => (visit.who === null ? askIn(house, visit, FIRST) : to(homeOf(visit)))),
  knock('POST', '/masuk', visit => byPassword(house, visit), { bodyMax: CARRIED_MAX }),
  knock('POST', '/masuk/kode', visit => byCode(house, visit), { bodyMax: CARRIED_MAX }),
  knock('POST', '/tampilan', async visit => themed(visit)),
  route('account.see', 'GET', '/', async visit => to(homeOf(visit))),
  route('account.see', 'POST', '/keluar', visit => leave(house, visit)),
]

const FIRST: Asking = { why: 'first', next: null, kept: null }

/** The sign-in page, in place of whatever was asked for. */
export const askIn = (house: Equipment, visit: Visit, { why, next, kept }: Asking): Answer =>
  signInSheet(house, visit, {
    said: why === 'first' ? null : `auth_${why}`,
    login: visit.who?.staff.login ?? '',
    next: next ?? '',
    kept: kept === null ? '' : house.tokens.seal(KEPT, kept),
    status: why === 'first' && next === null ? 200 : 401,
  })

type SignIn = {
  readonly said: string | null
  readonly login: string
  readonly next: string
  readonly kept: string
  readonly status: Sheet['status']
  readonly blanks?: Readonly<Record<string, number>>
}

function signInSheet({ words }: Equipment, visit: Visit, { said, login, next, kept, status, blanks }: SignIn): Answer {
  const { say } = words
  const main = html`${said === null ? '' : html`<p class="flash care" role="alert">${say(said, blanks ?? {})}</p>`}${
    kept === '' ? '' : html`<p class="note">${say('auth_kept')}</p>`
  }${form(
    visit,
    '/masuk',
    html`${field(words, NO_FAULTS, { name: 'login', label: say('auth_login'), value: login, autocomplete: 'username', maxlength: 64, isFocused: login === '' })}
${field(words, NO_FAULTS, {
  name: 'password',
  label: say('auth_password'),
  type: 'password',
  autocomplete: 'current-password',
  maxlength: PASSWORD_MAX,
  isFocused: login !== '',
})}${hidden('_next', next)}${hidden('_kept', kept)}${primary(say('auth_continue'))}`,
  )}<p class="hint">${say('auth_help')}</p>`
  return sheet(say('auth_title'), html`<div class="narrow">${main}</div>`, { status })
}

async function byPassword(house: Equipment, visit: Visit): Promise<Answer> {
  const given = signInShape.safeParse(Object.fromEntries(visit.form))
  if (!given.success) return askIn(house, visit, FIRST)
  const { password, _next: next, _kept: kept } = given.data
  const login = loginTyped(given.data.login)
  const again = (said: string, status: Sheet['status'], blanks: Readonly<Record<string, number>> = {}): Answer =>
    signInSheet(house, visit, { said, login, next, kept, status, blanks })
  try {
    const tried = await tryPassword(house, visit, login, password)
    if (tried.kind === 'wait') return again('auth_wait', 429, { minutes: tried.minutes })
    if (tried.kind === 'wrong') return again('auth_wrong', 401)
    const ticket = { login, password: markOf(tried.staff), until: visit.now + TICKET_MS, next, kept }
    return codeSheet(house, visit, ticket, null, 200)
  } catch (error) {
    if (error instanceof PasswordsBusy) return again('auth_busy', 429)
    throw error
  }
}

/** Recognises the password that a ticket was given for: another one by now makes it void. */
const markOf = ({ password }: Staff): string => createHash('sha256').update(password).digest('base64url')

const minutesOf = (ms: number): number => Math.ceil(ms / 60_000)

type Tried =
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'right'; readonly staff: Staff }

/** One attempt after the other for a login, so that many at once are not one. Also asked again where somebody changes their own password. */
export const tryPassword = (house: Equipment, visit: Visit, login: string, password: string): Promise<Tried> =>
  house.attempts.inLine(login, async () => {
    const { book, attempts, passwords } = house
    const staff = await book.staffBy(login)
    const from = fromOf(visit, login, staff)
    const wait = await attempts.waitMs(from, visit.now)
    if (wait > 0) return { kind: 'wait', minutes: minutesOf(wait) }
    const canSignIn = staff?.isActive && staff.totp !== null
    const isRight = await passwords.isRight(password, staff?.password ?? null)
    if (isRight && canSignIn) return { kind: 'right', staff }
    await wrong(house, from, visit.now)
    return { kind: 'wrong' }
  })

const fromOf = ({ network, known, now }: Visit, login: string, staff: Staff | null): From => ({
  network,
  login,
  staff,
  device: deviceOf(known, staff, now),
})

/** Counted, and noted without what was typed. The same work for a login that nobody has. */
async function wrong(house: Equipment, from: From, now: number): Promise<void> {
  const { book, attempts } = house
  const { staff, device } = from
  await attempts.failed(from, now)
  const audit: AuditEntry[] = [{ at: now, by: null, act: 'sign-in-failed', about: staff?.id ?? '' }]
  if (staff === null) {
    await book.saved([{ kind: 'noted', audit }])
    return
  }
  await changed(book, staff, current => [{ kind: 'staff.saved', staff: afterFailure(current, device, now), audit }])
  if (device === null && isFirstLock(staff, now)) tellMember(house, staff, 'locked')
}

const STALE_MAX = 5

/** A member as they stand, changed; read again when somebody else was faster. */
export async function changed(
  book: Equipment['book'],
  staff: Staff,
  change: (current: Staff) => readonly StaffChange[],
): Promise<'done' | 'stale' | 'taken'> {
  let current = staff
  for (let i = 0; i < STALE_MAX; i += 1) {
    const saved = await book.saved(change(current))
    if (saved !== 'stale') return saved
    current = (await book.staffBy(staff.login)) ?? current
  }
  return 'stale'
}

// — the code —

function codeSheet(
  { words, tokens: sealed }: Equipment,
  visit: Visit,
  ticket: Ticket,
  said: string | null,
  status: Sheet['status'],
): Answer {
  const { say } = words
  const main = html`${said === null ? '' : html`<p class="flash care" role="alert">${say(said)}</p>`}${form(
    visit,
    '/masuk/kode',
    html`${field(words, NO_FAULTS, {
      name: 'code',
      label: say('auth_code'),
      hint: say('auth_code_hint'),
      autocomplete: 'one-time-code',
      isFocused: true,
      maxlength: 32,
    })}${hidden('_ticket', sealed.seal(TICKET, ticket))}${primary(say('auth_enter'))}`,
  )}<p class="hint">${say('auth_code_help')}</p>
<p><a href="/masuk">${say('auth_start_again')}</a></p>`
  return sheet(say('auth_code_title'), html`<div class="narrow">${main}</div>`, { status })
}

async function byCode(house: Equipment, visit: Visit): Promise<Answer> {
  const given = codeShape.safeParse(Object.fromEntries(visit.form))
  const ticket = given.success ? house.tokens.open(TICKET, ticketShape, given.data._ticket) : null
  if (!given.success || ticket === null) return askIn(house, visit, FIRST)
  const back = (said: string, status: Sheet['status'], blanks: Readonly<Record<string, number>> = {}): Answer =>
    signInSheet(house, visit, { said, status, blanks, login: ticket.login, next: ticket.next, kept: ticket.kept })
  if (ticket.until <= visit.now) return back('auth_ticket_over', 401)
  const tried = await tryCode(house, visit, ticket, given.data.code)
  if (tried.kind === 'wait') return back('auth_wait', 429, { minutes: tried.minutes })
  if (tried.kind === 'void') return back('auth_ticket_over', 401)
  if (tried.kind === 'wrong') return codeSheet(house, visit, ticket, 'auth_code_wrong', 401)
  return { ...tried, show: seen => arrive(house, seen, ticket, tried) }
}

type TriedCode =
  | Exclude<Tried, { kind: 'right' }>
  | { readonly kind: 'void' }
  | {
      readonly kind: 'signed-in'
      readonly who: Seen['who']
      readonly secret: string
      readonly devices: string
      readonly recoveryLeft: number | null
      readonly failures: number
    }

const tryCode = (house: Equipment, visit: Visit, ticket: Ticket, code: string): Promise<TriedCode> =>
  house.attempts.inLine(ticket.login, async () => {
    const { book, attempts } = house
    for (let i = 0; i < STALE_MAX; i += 1) {
      const staff = await book.staffBy(ticket.login)
      if (staff === null || !staff.isActive || markOf(staff) !== ticket.password) return { kind: 'void' }
      const from = fromOf(visit, staff.login, staff)
      const wait = await attempts.waitMs(from, visit.now)
      if (wait > 0) return { kind: 'wait', minutes: minutesOf(wait) }
      const used = useCode(house, staff, code, visit.now)
      if (used === null) {
        await wrong(house, from, visit.now)
        return { kind: 'wrong' }
      }
      const begun = await beginSession(
        house,
        visit,
        // who guesses elsewhere goes on waiting when the member comes in at their own desk
        from.device !== null && staff.lockedUntil > visit.now ? used.staff : afterSuccess(used.staff),
        used.recoveryLeft === null ? [] : ['recovery-used'],
      )
      if (typeof begun === 'string') continue
      if (used.recoveryLeft !== null) tellMember(house, staff, 'recovery-used')
      return { kind: 'signed-in', ...begun, recoveryLeft: used.recoveryLeft, failures: staff.failures }
    }
    return { kind: 'void' }
  })

/** The member after this code, which is used up by it; null: it does not fit. */
export function useCode(
  { recoveryKey }: Equipment,
  staff: Staff,
  code: string,
  now: number,
): { readonly staff: Staff; readonly recoveryLeft: number | null } | null {
  if (staff.totp === null) return null
  const step = stepOf(staff.totp, code, now, staff.totpStep)
  if (step !== null) return { staff: { ...staff, totpStep: step }, recoveryLeft: null }
  const spent = recoveryUsed(recoveryKey, code, staff.recovery)
  if (spent === null) return null
  const recovery = staff.recovery.filter(hash => hash !== spent)
  return { staff: { ...staff, recovery }, recoveryLeft: recovery.length }
}

type Begun = { readonly who: Seen['who']; readonly secret: string; readonly devices: string }

/** The member, known in this browser, and a new session of theirs in one commit; the session this browser had before ends. `stale`: they changed meanwhile. */
export async function beginSession(
  { book, sessions, newId }: Equipment,
  visit: Visit,
  member: Staff,
  acts: readonly string[],
  more: readonly StaffChange[] = [],
): Promise<Begun | 'stale' | 'taken'> {
  const { staff, cookie } = withDevice(visit.known, member, newId, visit.now)
  const { session, secret } = sessions.begin(staff, visit.label)
  const said = (act: string): AuditEntry => ({ at: visit.now, by: staff.id, act, about: staff.id })
  const old = visit.who?.session.id
  const saved = await book.saved([
    { kind: 'staff.saved', staff, audit: acts.map(said) },
    ...more,
    ...(old === undefined ? [] : [{ kind: 'session.ended' as const, ids: [old], audit: [] }]),
    { kind: 'session.made', session, audit: [said('signed-in')] },
  ])
  if (saved !== 'done') return saved
  return { who: { staff: { ...staff, version: staff.version + 1 }, session }, secret, devices: cookie }
}

// — inside —

/** What is told to who comes in: recovery codes left when one was used, and how often somebody tried in vain before. */
type Came = { readonly recoveryLeft: number | null; readonly failures: number }
/** Fewer are one's own slips of the finger. */
const FAILURES_TOLD = 3

/** To where they were going; or, when something they typed waits, to that. */
function arrive(house: Equipment, visit: Seen, { next, kept }: Ticket, { recoveryLeft, failures }: Came): Answer {
  const waiting = kept === '' ? null : house.tokens.open(KEPT, keptShape, kept)
  if (waiting?.staff === visit.who.staff.id) return askAgain(house, visit, waiting)
  const path = isOwnPath(next) ? next : homeOf(visit)
  if (waiting !== null) return to(path, 'flash_auth_other', {}, 'care')
  if (recoveryLeft !== null) return to(path, 'flash_auth_recovery', { count: recoveryLeft }, 'care')
  return failures < FAILURES_TOLD ? to(path) : to(path, 'flash_auth_failed', { count: failures }, 'care')
}

/** A path of this console, and nothing that a browser could read as another site. */
export const isOwnPath = (path: string): boolean => /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\')

/** The value of something ticked or chosen: nobody wrote it, and it says nothing to them. */
const CHOSEN = /^[a-z][a-z_-]*$/

/** What was typed, to be looked at and sent by its writer. */
export function askAgain({ words }: Equipment, visit: Seen, { path, fields }: Kept): Answer {
  const { say } = words
  const typed = fields.filter(([name, value]) => !name.startsWith('_') && value.trim() !== '' && !CHOSEN.test(value))
  const main = html`<p>${say('auth_again_text')}</p>
${typed.map(([, value]) => html`<blockquote class="typed">${value}</blockquote>`)}
<form method="post" action="${path}">${tokens(visit)}${fields.map(
    ([name, value]): Html => html`<input type="hidden" name="${name}" value="${value}">`,
  )}${primary(say('auth_again_send'))}</form>
<p><a href="/">${say('auth_again_drop')}</a></p>`
  return sheet(say('auth_again_title'), main)
}

async function leave({ book }: Equipment, { who, now }: Seen): Promise<Answer> {
  const audit = [{ at: now, by: who.staff.id, act: 'signed-out', about: who.staff.id }]
  await book.saved([{ kind: 'session.ended', ids: [who.session.id], audit }])
  return { kind: 'signed-out', flash: { tone: 'done', key: 'flash_auth_out', blanks: {} } }
}

function themed(visit: Visit): Answer {
  const wanted = visit.form.get('theme')
  const theme = wanted === 'light' || wanted === 'dark' ? wanted : 'system'
  return { kind: 'themed', theme, path: visit.who === null ? '/masuk' : '/akun' }
}
