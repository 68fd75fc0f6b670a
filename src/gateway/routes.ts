// What the outside may call: the platforms' webhooks and the web chat. Verify before parse, store before 200, think after it.
import type { Address } from './address.ts'
import type { Bell } from './bell.ts'
import type { Border, Fetched } from './border.ts'
import type { Channel, Received } from './channel.ts'
import { FILE_BYTES_MAX } from './enclosed.ts'
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
  /** Asked before the body is read: a refusal, or what is called when the request is over. */
  readonly enter?: (request: Omit<HttpRequest, 'raw'>) => HttpResponse | (() => void)
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
  /** A file that was sent by itself. */
  readonly receiveFile: (raw: Uint8Array, headers: HttpRequest['headers'], id: string) => Received
  readonly receiver: Receiver
  readonly border: Border
  readonly vault: Vault
  readonly bell: Bell
  readonly network: NetworkLimit
  /** The same for files, which cost more. */
  readonly fileNetwork: NetworkLimit
  /** Look again after so long without a ring: another process may have written the reply. */
  readonly lookAgainMs: number
  readonly now: () => number
  readonly tell: (event: BorderEvent) => void
  /** Words of an officer arrived. */
  readonly onOfficers: () => void
}

const NOTHING: Fetched = { replies: [], working: false, hasOfficers: false }
const RETRY_AFTER_SECONDS = '600'
/** Uploads at once: each stands in memory. */
const ARRIVING_MAX = 4
const ARRIVING_RETRY_SECONDS = '10'

/** The web chat's three calls: a message in, replies out (asked for and held open), and forgetting. */
export function webRoutes(chat: WebChat): Route[] {
  const { channel, receiver, border, vault, bell, network, fileNetwork, lookAgainMs, now, tell, onOfficers } = chat
  /** Files whose bytes are on their way. */
  let arriving = 0
  const tooMany = (seconds: string): HttpResponse => json(429, {}, { 'retry-after': seconds })
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
      method: 'POST',
      path: '/web/files',
      bodyMax: FILE_BYTES_MAX,
      enter: ({ headers, network: from }) => {
        if (callerHash(headers) === null) return json(401, {})
        if (arriving >= ARRIVING_MAX) return tooMany(ARRIVING_RETRY_SECONDS)
        if (!fileNetwork.admits(from, now())) {
          tell({ kind: 'limited', channel: 'web' })
          return tooMany(RETRY_AFTER_SECONDS)
        }
        arriving += 1
        return () => {
          arriving -= 1
        }
      },
      handle: async ({ raw, headers, query }) => {
        const received = chat.receiveFile(raw, headers, query.get('id') ?? '')
        if (received.kind !== 'genuine') {
          tell({ kind: received.kind, channel: 'web' })
          return json(received.kind === 'forged' ? 401 : 400, {})
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
