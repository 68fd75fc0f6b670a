// Answers become responses here: headers, cookies, streams. A page is never kept by a cache, shown in a frame, or allowed a script not its own.
import { againSheet, refusalSheet } from './refusal.ts'
import { print, type Shell } from './shell.ts'
import type { Answer, Flash, Happening, Refusal, Sheet, Visit } from './visit.ts'

export type Cookie = {
  readonly name: 'rambu' | 'pintu' | 'pesan' | 'tampilan' | 'perangkat'
  readonly value: string
  readonly seconds: number | null
}

export type Responding = {
  readonly shell: Shell
  readonly isHttps: boolean
  readonly later: (ms: number, run: () => void) => () => void
}

const FLASH_SECONDS = 60
const YEAR_SECONDS = 31_536_000
const PICTURE_SECONDS = 3600
export const THEME_SECONDS = YEAR_SECONDS

const STATUS: Readonly<Record<Refusal, number>> = {
  absent: 404,
  forbidden: 403,
  overtaken: 409,
  forged: 403,
  malformed: 400,
  'too-large': 413,
  'too-heavy': 413,
  over: 401,
  broken: 500,
}

/** `alive` tells whether what is held open may stay so; `cookies` go out with it. */
export async function respond(
  parts: Responding,
  visit: Visit,
  answer: Exclude<Answer, { kind: 'signed-in' | 'signed-out' | 'themed' }>,
  cookies: readonly Cookie[],
  alive: () => Promise<boolean>,
): Promise<Response> {
  const headers = new Headers(headersOf(visit.nonce, parts.isHttps))
  for (const cookie of cookies) headers.append('set-cookie', cookieLine(cookie, parts.isHttps))
  const page = async (sheet: Sheet, status: number): Promise<Response> => {
    headers.set('content-type', 'text/html; charset=utf-8')
    return new Response(String(await print(parts.shell, visit, sheet)), { status, headers })
  }
  switch (answer.kind) {
    case 'sheet':
      return page(answer.sheet, answer.sheet.status)
    case 'refused':
      if (visit.isPiece) return new Response(null, { status: STATUS[answer.why], headers: piecesOf(headers, answer.why) })
      return page(refusalSheet(parts.shell.words, answer.why), STATUS[answer.why])
    case 'piece':
      headers.set('content-type', 'text/html; charset=utf-8')
      return new Response(String(await answer.html), { headers })
    case 'to':
      headers.set('location', answer.path)
      if (answer.flash !== null) headers.append('set-cookie', cookieLine(flashCookie(answer.flash), parts.isHttps))
      return new Response(null, { status: 303, headers })
    case 'again':
      headers.set('refresh', '0')
      return page(againSheet(parts.shell.words, visit), 200)
    case 'asset':
      headers.set('content-type', answer.type)
      headers.set('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
      return new Response(answer.body, { headers })
    case 'picture':
      headers.set('content-type', answer.type)
      headers.set('cache-control', `private, max-age=${PICTURE_SECONDS}`)
      return new Response(new Uint8Array(answer.bytes), { headers })
    case 'file':
      headers.set('content-type', answer.type)
      headers.set('content-disposition', `attachment; filename="${answer.name.replace(/[^\w.-]/g, '-')}"`)
      return new Response(answer.body, { headers })
    case 'happenings':
      headers.set('content-type', 'text/event-stream')
      return new Response(streamOf(answer.happenings, visit.gone, alive, parts.later), { headers })
  }
}

/** What stands on an open page stays there, with all that was typed; the page only hears that the session is over. */
function piecesOf(headers: Headers, why: Refusal): Headers {
  headers.set('hx-reswap', 'none')
  if (why === 'over') headers.set('hx-trigger', OVER)
  return headers
}

const cookieName = (name: Cookie['name'], isHttps: boolean): string => (isHttps ? `__Host-${name}` : name)

/** Strict: no other site can make a browser bring it along. */
const cookieLine = ({ name, value, seconds }: Cookie, isHttps: boolean): string =>
  `${cookieName(name, isHttps)}=${value}; Path=/; HttpOnly; SameSite=Strict${isHttps ? '; Secure' : ''}${seconds === null ? '' : `; Max-Age=${seconds}`}`

/** Of all that a browser brings, the cookies that are ours. */
export function cookiesIn(header: string, isHttps: boolean): (name: Cookie['name']) => string | null {
  const brought = new Map(header.split(/;\s*/).map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  return name => brought.get(cookieName(name, isHttps)) ?? null
}

const flashCookie = (flash: Flash): Cookie => ({
  name: 'pesan',
  value: Buffer.from(JSON.stringify(flash)).toString('base64url'),
  seconds: FLASH_SECONDS,
})

/** The referrer stays within the console, or browsers would not say where a form came from. */
const headersOf = (nonce: string, isHttps: boolean): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  ...(isHttps ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
})

/** So often a stream that says nothing is kept awake, and it is looked whether its session still holds. */
const BEAT_MS = 15_000
/** What open pages hear when the session has ended: they say so and keep what was typed. */
export const OVER = 'rambu-expired'

function streamOf(
  happenings: (gone: AbortSignal) => AsyncIterable<Happening>,
  gone: AbortSignal,
  alive: () => Promise<boolean>,
  later: Responding['later'],
): ReadableStream<Uint8Array> {
  const ended = new AbortController()
  const end = (): void => ended.abort()
  gone.addEventListener('abort', end, { once: true })
  const encoder = new TextEncoder()
  return new ReadableStream({
    start: async controller => {
      const put = (text: string): void => {
        if (!ended.signal.aborted) controller.enqueue(encoder.encode(text))
      }
      let stopBeat = later(BEAT_MS, beat)
      async function beat(): Promise<void> {
        // a store that is down for a moment ends the stream; the page comes again by itself
        if (await alive().catch(() => false)) {
          put(': \n\n')
          stopBeat = later(BEAT_MS, beat)
        } else {
          put(`event: ${OVER}\ndata: \n\n`)
          end()
        }
      }
      put(': \n\n')
      try {
        for await (const happening of happenings(ended.signal)) put(lineOf(happening))
      } finally {
        stopBeat()
        gone.removeEventListener('abort', end)
        end()
        close(controller)
      }
    },
    cancel: end,
  })
}

/** Whoever has gone away has closed it already. */
function close(controller: ReadableStreamDefaultController): void {
  try {
    controller.close()
  } catch {
    // closed by its reader
  }
}

const lineOf = ({ event, data }: Happening): string =>
  `${event === null ? '' : `event: ${event}\n`}${data
    .split(/\r\n|\r|\n/)
    .map(line => `data: ${line}\n`)
    .join('')}\n`
