// Between a request and a page stands the guard: who is it, was the form ours, does the policy allow it, was it sent twice. In this order.
import { createHash } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { DEVICE_SECONDS, knownIn } from './device.ts'
import { type Act, may, policyOf } from './policies.ts'
import { type Cookie, cookiesIn, type Responding, respond, THEME_SECONDS } from './respond.ts'
import { labelOf, type Sessions } from './session.ts'
import type { StaffBook } from './staff.ts'
import type { Tokens } from './tokens.ts'
import { isSame } from './tokens.ts'
import {
  type Answer,
  type Flash,
  LONG_FORM_MAX,
  type Refusal,
  type Route,
  refused,
  type Seen,
  type SentFile,
  type Signed,
  THEMES,
  type Theme,
  type Visit,
} from './visit.ts'
import type { Words } from './words.ts'

/** A form whose sender had to sign in first: what was typed is not lost. */
export type Kept = {
  readonly staff: string
  readonly path: string
  readonly fields: readonly (readonly [string, string])[]
}

/** Why somebody is asked to sign in: not done yet, over, or too long ago for something sensitive. */
export type Asking = { readonly why: 'first' | 'over' | 'stale'; readonly next: string | null; readonly kept: Kept | null }

export type Guarding = Responding & {
  readonly book: StaffBook
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly now: () => number
  readonly newId: (length: number) => string
  readonly random: (size: number) => Uint8Array
  /** Where the console is reached; null: wherever it is asked. */
  readonly origin: string | null
  readonly askIn: (visit: Visit, asking: Asking) => Answer
  /** The form once more, under the session of now, to be sent by its writer. */
  readonly askAgain: (visit: Seen, kept: Kept) => Answer
  /** Something of ours broke. */
  readonly failed: (error: unknown) => void
}

type Bindings = { readonly network: string }
export type Fetch = (request: Request, from: Bindings) => Response | Promise<Response>

/** What never goes back to a browser, not even to its writer's. */
const SECRET_FIELDS = ['password', 'password_new', 'code']
const OURS = ['token', 'once']
const FIELDS_MAX = 500
const FILES_MAX = 40

export function guarded(parts: Guarding, routes: readonly Route[]): Fetch {
  const app = new Hono<{ Bindings: Bindings }>()
  const twice = openTwice(parts.now)
  for (const route of routes)
    app.on(route.method, route.path, admitted(parts, route), bounded(parts, route), async c =>
      attend(parts, twice, route, c.req.raw, { network: c.env.network, params: c.req.param() }),
    )
  app.notFound(c => refuse(parts, c.req.raw, c.env.network, 'absent'))
  app.onError((error, c) => {
    if (!c.req.raw.signal.aborted) parts.failed(error)
    return refuse(parts, c.req.raw, c.env.network, 'broken')
  })
  return (request, from) => app.fetch(request, from)
}

type Middle = MiddlewareHandler<{ Bindings: Bindings }>

const bringsFiles = ({ takesFiles, method }: Route, request: Request): boolean =>
  takesFiles && method === 'POST' && (request.headers.get('content-type') ?? '').startsWith('multipart/form-data')

function bounded(parts: Guarding, route: Route): Middle {
  const limit = (maxSize: number, why: Refusal): Middle => bodyLimit({ maxSize, onError: c => refuse(parts, c.req.raw, '', why) })
  const [files, form] = [limit(route.bodyMax, 'too-heavy'), limit(route.takesFiles ? LONG_FORM_MAX : route.bodyMax, 'too-large')]
  return (c, next) => (bringsFiles(route, c.req.raw) ? files : form)(c, next)
}

/** Files are large: nobody makes us read them who may not send any. Whether the form is ours is seen once it is read. */
const admitted =
  (parts: Guarding, route: Route): Middle =>
  async (c, next) => {
    if (!bringsFiles(route, c.req.raw)) return next()
    const caller = await callerOf(parts, c.req.raw, { network: c.env.network, params: {} }, NOTHING_SENT)
    const refusal = await refusalOf(parts, route, caller)
    return refusal === null ? next() : finish(parts, caller, refusal)
  }

async function refusalOf(parts: Guarding, { act }: Route, { visit, isSameOrigin }: Caller): Promise<Answer | null> {
  if (!isSameOrigin) return refused('forged')
  if (visit.who === null) return parts.askIn(visit, { why: 'over', next: visit.path, kept: null })
  return may(visit.who.staff, act, null) ? null : turnedAway(parts, visit.who, act)
}

/** What a form brought. */
type Sent = { readonly form: URLSearchParams; readonly files: readonly SentFile[] }
const NOTHING_SENT: Sent = { form: new URLSearchParams(), files: [] }

type Around = { readonly network: string; readonly params: Readonly<Record<string, string>> }

/** One request, looked at. */
type Caller = {
  readonly visit: Visit
  readonly door: string
  readonly isNewDoor: boolean
  readonly isSameOrigin: boolean
  /** A link of another site led here, so the browser kept our cookies to itself. */
  readonly isFromElsewhere: boolean
}

async function attend(parts: Guarding, twice: Twice, route: Route, request: Request, around: Around): Promise<Response> {
  const given = route.method === 'POST' ? await sentIn(request, route) : NOTHING_SENT
  const caller = await callerOf(parts, request, around, given ?? NOTHING_SENT)
  if (given === null) return finish(parts, caller, refused('malformed'))
  if (route.method === 'POST' && !caller.isSameOrigin) return finish(parts, caller, refused('forged'))
  const { form, files } = given
  const sent = request.method === 'POST' ? (form.get('token') ?? '') : null
  const decided = await decide(parts, route, caller, sent)
  if (decided.kind === 'answer') return finish(parts, caller, decided.answer)
  if (route.method !== 'POST') return finish(parts, caller, await decided.go())
  const key = `${caller.visit.who?.session.id ?? caller.door} ${caller.visit.path} ${form} ${files.map(digestOf)}`
  return finish(parts, caller, await twice(key, caller.visit.who === null, decided.go))
}

type Decided = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'go'; readonly go: () => Promise<Answer> }
const answered = (answer: Answer): Decided => ({ kind: 'answer', answer })

/** `sent`: the token of a posted form; null: nothing was posted. */
async function decide(parts: Guarding, route: Route, caller: Caller, sent: string | null): Promise<Decided> {
  const { visit } = caller
  if (route.to === 'anyone') {
    if (sent !== null && !isOwnForm(parts, caller, sent)) return answered(refused('forged'))
    return { kind: 'go', go: () => route.handle(visit) }
  }
  const { who } = visit
  if (who === null) return answered(knockOn(parts, route, caller, sent))
  const seen: Seen = { ...visit, who }
  if (sent !== null && sent !== visit.token) return answered(fromElsewhere(parts, seen, sent))
  if (!may(who.staff, route.act, null)) return answered(await turnedAway(parts, who, route.act))
  if (policyOf(route.act).isFresh && !parts.sessions.isFresh(who.session))
    return answered(parts.askIn(seen, { why: 'stale', next: nextOf(seen, sent), kept: keptOf(seen, sent) }))
  if (!route.isQuiet) await parts.sessions.touch(who.session)
  if (route.to === 'staff') return { kind: 'go', go: () => route.handle(seen) }
  const found = await route.find(seen)
  if (found === null) return answered(refused('absent'))
  if (may(who.staff, route.act, found.target)) return { kind: 'go', go: found.handle }
  const isOfTeam = found.target.teams.some(team => who.staff.teams.includes(team))
  return answered(isOfTeam ? await turnedAway(parts, who, route.act) : refused('absent'))
}

const nextOf = (visit: Visit, sent: string | null): string | null => (sent === null ? visit.path : null)
const keptOf = (visit: Seen, sent: string | null): Kept | null => (sent === null ? null : kept(visit, visit.who.staff.id))

const kept = ({ path, form }: Visit, staff: string): Kept => ({
  staff,
  path,
  fields: [...form].filter(([name]) => !SECRET_FIELDS.includes(name)),
})

/** Nobody is signed in: a page leads to the door, a form is kept while its writer signs in again, a piece of a page waits. */
function knockOn(parts: Guarding, route: Route, { visit, isFromElsewhere }: Caller, sent: string | null): Answer {
  if (route.isQuiet || visit.isPiece) return { kind: 'refused', why: 'over' }
  if (sent === null && isFromElsewhere) return { kind: 'again' }
  if (sent === null) return parts.askIn(visit, { why: 'first', next: visit.path, kept: null })
  const sender = parts.tokens.sessionOf(sent)
  return sender === null ? refused('forged') : parts.askIn(visit, { why: 'over', next: null, kept: kept(visit, sender.staff) })
}

/** A form of an earlier session of the same person, from another tab, is shown to them again; anything else is nobody's. */
function fromElsewhere(parts: Guarding, visit: Seen, sent: string): Answer {
  const sender = parts.tokens.sessionOf(sent)
  if (sender?.staff !== visit.who.staff.id) return refused('forged')
  return parts.askAgain(visit, kept(visit, sender.staff))
}

/** Who tries what is not theirs stands in the log. */
async function turnedAway(parts: Guarding, { staff }: Signed, act: Act): Promise<Answer> {
  await parts.book.saved([{ kind: 'noted', audit: [{ at: parts.now(), by: staff.id, act: 'refused', about: act }] }])
  return refused('forbidden')
}

/** Before anyone is signed in, a form belongs to the browser that it was sent to; afterwards to the session. */
const isOwnForm = ({ tokens }: Guarding, { visit, door, isNewDoor }: Caller, sent: string): boolean =>
  isSame(sent, visit.token) || (!isNewDoor && isSame(sent, tokens.of({ kind: 'door', door })))

const DOOR_LENGTH = 32
const NONCE_BYTES = 16
const ONCE_LENGTH = 12

async function callerOf(parts: Guarding, request: Request, around: Around, { form, files }: Sent): Promise<Caller> {
  const { now, newId, random, tokens, sessions, isHttps } = parts
  const url = new URL(request.url)
  const cookie = cookiesIn(request.headers.get('cookie') ?? '', isHttps)
  const brought = cookie('pintu')
  const door = brought ?? newId(DOOR_LENGTH)
  const secret = cookie('rambu')
  const who = secret === null ? null : await sessions.find(secret)
  const fields = [...form].filter(([name]) => !OURS.includes(name))
  const origin = parts.origin ?? `http://${request.headers.get('host') ?? url.host}`
  const visit: Visit = {
    origin,
    path: url.pathname + url.search,
    params: around.params,
    query: url.searchParams,
    form: new URLSearchParams(fields),
    files,
    isPiece: request.headers.get('hx-request') === 'true',
    flash: flashIn(parts.shell.words, cookie('pesan')),
    theme: THEMES.find(theme => theme === cookie('tampilan')) ?? 'system',
    now: now(),
    token: tokens.of(who === null ? { kind: 'door', door } : { kind: 'session', id: who.session.id, staff: who.staff.id }),
    once: newId(ONCE_LENGTH),
    nonce: Buffer.from(random(NONCE_BYTES)).toString('base64'),
    network: around.network,
    known: knownIn(cookie('perangkat')),
    label: labelOf(request.headers.get('user-agent') ?? ''),
    gone: request.signal,
    who,
  }
  const isFromElsewhere = brought === null && secret === null && request.headers.get('sec-fetch-site') === 'cross-site'
  return { visit, door, isNewDoor: brought === null, isSameOrigin: isSameOrigin(request.headers, origin), isFromElsewhere }
}

/** Browsers say where a form comes from; who does not say is no browser of ours. */
const isSameOrigin = (headers: Headers, ours: string): boolean =>
  headers.get('origin') === ours && (headers.get('sec-fetch-site') ?? 'same-origin') === 'same-origin'

/** null: not a form that our pages send. */
async function sentIn(request: Request, { takesFiles }: Route): Promise<Sent | null> {
  const type = request.headers.get('content-type') ?? ''
  const isPlain = type.startsWith('application/x-www-form-urlencoded')
  if (!isPlain && !(takesFiles && type.startsWith('multipart/form-data'))) return null
  const sent = isPlain ? { form: new URLSearchParams(await request.text()), files: [] } : await partsIn(request)
  if (sent === null) return null
  // no browser sends these, and no database stores a null character
  const isTypable = [...sent.form].every(([name, value]) => value.isWellFormed() && !`${name}${value}`.includes('\0'))
  return isTypable && sent.form.size <= FIELDS_MAX && sent.files.length <= FILES_MAX ? sent : null
}

/** null: not in the form that it says it is in. */
async function partsIn(request: Request): Promise<Sent | null> {
  const parts = await request.formData().catch(() => null)
  if (parts === null) return null
  const form = new URLSearchParams()
  const files: SentFile[] = []
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value)
    // a file field in which nothing was chosen comes as an empty file without a name
    else if (value.size > 0) files.push({ field: name, name: nameOf(value), bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return { form, files }
}

const NAME_MAX = 120
/** Some browsers sent a path; nothing but its end, and no signs that cannot be seen. */
const nameOf = ({ name }: File): string =>
  (name.split(/[\\/]/).at(-1) ?? '').replace(/\p{C}/gu, '').toWellFormed().slice(-NAME_MAX)

const digestOf = ({ field, bytes }: SentFile): string => `${field}:${createHash('sha256').update(bytes).digest('base64url')}`

const flashShape = z.object({
  tone: z.enum(['done', 'care']),
  key: z.string(),
  blanks: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** null also for what no sentence of ours fits: a cookie is the browser's word. */
function flashIn({ say }: Words, cookie: string | null): Flash | null {
  if (cookie === null) return null
  try {
    const flash = flashShape.parse(JSON.parse(Buffer.from(cookie, 'base64url').toString()))
    say(flash.key, flash.blanks)
    return flash
  } catch {
    return null
  }
}

/** What the answer means for cookies; then it is printed. */
async function finish(parts: Guarding, caller: Caller, answer: Answer): Promise<Response> {
  const { visit, door, isNewDoor } = caller
  const { sessions, tokens } = parts
  const { who } = visit
  const cookies: Cookie[] = []
  if (isNewDoor && who === null && answer.kind !== 'asset') cookies.push({ name: 'pintu', value: door, seconds: null })
  if (visit.flash !== null && answer.kind === 'sheet') cookies.push({ name: 'pesan', value: '', seconds: 0 })
  const alive = async (): Promise<boolean> => who !== null && sessions.holds(who.session)
  switch (answer.kind) {
    case 'signed-in': {
      const { session, staff } = answer.who
      const seen: Seen = { ...visit, who: answer.who, token: tokens.of({ kind: 'session', id: session.id, staff: staff.id }) }
      const shown = answer.show(seen)
      cookies.push({ name: 'rambu', value: answer.secret, seconds: null })
      cookies.push({ name: 'perangkat', value: answer.devices, seconds: DEVICE_SECONDS })
      return finishPlain(parts, seen, shown, cookies, alive)
    }
    case 'signed-out':
      cookies.push({ name: 'rambu', value: '', seconds: 0 })
      return respond(parts, visit, { kind: 'to', path: '/masuk', flash: answer.flash }, cookies, alive)
    case 'themed':
      cookies.push(themeCookie(answer.theme))
      return respond(parts, visit, { kind: 'to', path: answer.path, flash: null }, cookies, alive)
    default:
      return respond(parts, visit, answer, cookies, alive)
  }
}

const themeCookie = (theme: Theme): Cookie => ({ name: 'tampilan', value: theme, seconds: THEME_SECONDS })

/** Whoever has just signed in is shown a page or sent on; nothing else can follow. */
function finishPlain(
  parts: Guarding,
  visit: Seen,
  answer: Answer,
  cookies: readonly Cookie[],
  alive: () => Promise<boolean>,
): Promise<Response> {
  if (answer.kind === 'signed-in' || answer.kind === 'signed-out' || answer.kind === 'themed')
    throw new Error(`after signing in there cannot follow: ${answer.kind}`)
  return respond(parts, visit, answer, cookies, alive)
}

const refuse = async (parts: Guarding, request: Request, network: string, why: Refusal): Promise<Response> =>
  finish(parts, await callerOf(parts, request, { network, params: {} }, NOTHING_SENT), refused(why))

// — the same form twice —

type Twice = (form: string, isKnock: boolean, run: () => Promise<Answer>) => Promise<Answer>

const TWICE_MS = 600_000
/** At the door a second press comes at once or is none: what it gets is a session. */
const TWICE_KNOCK_MS = 10_000
const TWICE_MAX = 5000

/** A form that arrives again, as after a double click, gets the answer of the first time. What failed may be tried again. */
function openTwice(now: () => number): Twice {
  const done = new Map<string, { readonly answer: Promise<Answer>; readonly until: number }>()
  return async (form, isKnock, run) => {
    const key = createHash('sha256').update(form).digest('base64url')
    for (const [old, { until }] of done) if (until <= now() || done.size > TWICE_MAX) done.delete(old)
    const before = done.get(key)
    if (before !== undefined) return before.answer
    const answer = run()
    done.set(key, { answer, until: now() + (isKnock ? TWICE_KNOCK_MS : TWICE_MS) })
    const isDone = await answer.then(
      a => a.kind === 'to' || a.kind === 'signed-in' || (a.kind === 'sheet' && a.sheet.status === 200),
      () => false,
    )
    if (!isDone) done.delete(key)
    return answer
  }
}
