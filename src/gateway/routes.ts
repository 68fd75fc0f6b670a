// What the outside may call: the platforms' webhooks and the web chat. Verify before parse, store before 200, think after it.
import type { Address } from './address.ts'
import type { Bell } from './bell.ts'
import type { Border, Fetched } from './border.ts'
import type { Channel } from './channel.ts'
import type { NetworkLimit } from './network.ts'
import type { BorderEvent, Receiver } from './receive.ts'
import type { Vault } from './vault.ts'

/** Header names are lower case; `network` is the address of the caller, used for counting only. */
export type HttpRequest = {
  /** As it was asked for, without what stands behind the question mark. */
  readonly path: string
  readonly raw: Uint8Array
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly query: URLSearchParams
  readonly network: string
  /** Ends when the caller has gone. */
  readonly gone: AbortSignal
}
export type HttpResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}
export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** Bytes; a larger body is refused with 413 before it is read. */
  readonly bodyMax: number
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>
}

/** Meta's own bound for a webhook body (WhatsApp Cloud API, webhooks). */
export const WEBHOOK_BODY_MAX = 3 * 1024 * 1024
const WEB_BODY_MAX = 32 * 1024
const POLL_MS = 25_000

const json = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
})

/** A platform's webhook: 401 for what is not from it, 400 for what cannot be read, 200 once all of it is stored. */
export function webhook(path: string, channel: Channel, receiver: Receiver, tell: (event: BorderEvent) => void): Route {
  return {
    method: 'POST',
    path,
    bodyMax: WEBHOOK_BODY_MAX,
    handle: async ({ raw, headers }) => {
      const received = channel.receive(raw, headers)
      if (received.kind !== 'genuine') {
        tell({ kind: received.kind, channel: channel.name })
        return json(received.kind === 'forged' ? 401 : 400, {})
      }
      await receiver.accept(channel, received.incoming)
      return json(200, {})
    },
  }
}

/** WhatsApp asks once whether the address is ours. `answer` gives the challenge back, or null when the token is not ours. */
export const challenge = (path: string, answer: (query: URLSearchParams) => string | null): Route => ({
  method: 'GET',
  path,
  bodyMax: 0,
  handle: async ({ query }) => {
    const echoed = answer(query)
    return { status: echoed === null ? 403 : 200, headers: { 'content-type': 'text/plain' }, body: echoed ?? '' }
  },
})

export type WebChat = {
  readonly channel: Channel
  /** Whose browser is calling; null without a well-formed secret. */
  readonly callerOf: (headers: HttpRequest['headers']) => Address | null
  readonly receiver: Receiver
  readonly border: Border
  readonly vault: Vault
  readonly bell: Bell
  readonly network: NetworkLimit
  /** Look again after so long without a ring: another process may have written the reply. */
  readonly lookAgainMs: number
  readonly now: () => number
  readonly tell: (event: BorderEvent) => void
  /** Words of an officer arrived. */
  readonly onOfficers: () => void
}

const NOTHING: Fetched = { replies: [], working: false, hasOfficers: false }
const RETRY_AFTER_SECONDS = '600'

/** The web chat's three calls: a message in, replies out (asked for and held open), and forgetting. */
export function webRoutes(chat: WebChat): Route[] {
  const { channel, receiver, border, vault, bell, network, lookAgainMs, now, tell, onOfficers } = chat
  const callerHash = (headers: HttpRequest['headers']): string | null => {
    const caller = chat.callerOf(headers)
    return caller === null ? null : vault.hashOf(caller)
  }
  return [
    {
      method: 'POST',
      path: '/web/messages',
      bodyMax: WEB_BODY_MAX,
      handle: async ({ raw, headers, network: from }) => {
        const received = channel.receive(raw, headers)
        if (received.kind !== 'genuine') {
          tell({ kind: received.kind, channel: 'web' })
          return json(received.kind === 'forged' ? 401 : 400, {})
        }
        if (!network.admits(from, now())) {
          tell({ kind: 'limited', channel: 'web' })
          return json(429, {}, { 'retry-after': RETRY_AFTER_SECONDS })
        }
        await receiver.accept(channel, received.incoming)
        for (const i of received.incoming) if (i.kind === 'message') bell.ring(vault.hashOf(i.address))
        return json(202, {})
      },
    },
    {
      method: 'GET',
      path: '/web/replies',
      bodyMax: 0,
      handle: async ({ headers, query, gone }) => {
        const caller = callerHash(headers)
        const after = Number(query.get('after') ?? '0')
        if (caller === null) return json(401, {})
        if (!Number.isSafeInteger(after) || after < 0) return json(400, {})
        const until = now() + POLL_MS
        for (let isFirst = true; ; isFirst = false) {
          const asker = await border.askerOf(caller)
          const waiting = asker === null ? NOTHING : await border.waitingFor(asker, after)
          if (isFirst && asker !== null && after > 0) {
            await border.commit([{ kind: 'pulled', asker, upTo: after }])
            if (waiting.hasOfficers) onOfficers()
          }
          if (waiting.replies.length > 0 || gone.aborted || now() >= until) {
            const replies = waiting.replies.map(({ n, reply }) => ({ n, ...reply }))
            return json(200, { replies, working: waiting.working })
          }
          await bell.wait(asker === null ? [caller] : [caller, asker], Math.min(lookAgainMs, until - now()))
        }
      },
    },
    {
      method: 'DELETE',
      path: '/web/session',
      bodyMax: 0,
      handle: async ({ headers }) => {
        const caller = callerHash(headers)
        if (caller === null) return json(401, {})
        const asker = await border.askerOf(caller)
        if (asker !== null) await border.commit([{ kind: 'forgotten', asker }])
        return json(200, {})
      },
    },
  ]
}
