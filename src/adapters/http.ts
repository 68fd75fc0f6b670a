// The HTTP server in front of the gateway: hono on Node. Bodies are bounded before they are read; nothing of a request is logged.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { HttpRequest, HttpResponse, Route } from '../gateway/gateway.ts'

export type Served = { readonly port: number; readonly close: () => Promise<void> }

export type Serving = {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly routes: readonly Route[]
  /** Whether a proxy of ours stands in front and names the caller in X-Forwarded-For. */
  readonly behindProxy: boolean
  /** What is said when a handler breaks; the error itself goes to `onError`. */
  readonly onError: (error: unknown) => void
}

const HEADERS_TIMEOUT_MS = 10_000
/** A file from a slow phone takes its time. */
const REQUEST_TIMEOUT_MS = 90_000
const CLOSE_MS = 5000

export function serve({ host, port, routes, behindProxy, onError }: Serving): Promise<Served> {
  const app = new Hono<{ Bindings: From }>()
  for (const route of routes) {
    app.on(route.method, route.path, async c => {
      const { incoming, network } = c.env
      // the query and the signal of a caller who goes are made for whoever asks for them: with them a webhook would cost twice as much
      const asked = {
        path: c.req.path,
        headers: headersOf(incoming),
        get query() {
          return new URL(c.req.url).searchParams
        },
        network,
        get gone() {
          return c.req.raw.signal
        },
        raw: NOTHING,
      }
      if (saysItIsLarger(incoming, route.bodyMax)) return c.body(null, 413)
      const entered = route.enter?.(asked) ?? (() => {})
      if (typeof entered !== 'function') return toResponse(entered)
      try {
        const raw = route.bodyMax > 0 ? await bodyOf(incoming, route.bodyMax) : NOTHING
        if (raw === null) return c.body(null, 413)
        asked.raw = raw
        return toResponse(await route.handle(asked))
      } finally {
        entered()
      }
    })
  }
  app.notFound(c => c.body(null, 404))
  app.onError((error, c) => {
    // a body that breaks off is the caller's doing
    if (isCallerGone(error)) return c.body(null, 400)
    onError(error)
    return c.body(null, 500)
  })
  return listen({ host, port, behindProxy, fetch: app.fetch })
}

/** A request's own connection, and the network it came from. */
type From = HttpBindings & { readonly network: string }

/** What answers requests, as hono's applications do. */
export type Answering = Pick<Serving, 'host' | 'port' | 'behindProxy'> & {
  readonly fetch: (request: Request, from: From) => Response | Promise<Response>
}

export function listen({ host, port, behindProxy, fetch: answer }: Answering): Promise<Served> {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    // the server is one of HTTP/1.1, and so are its requests
    getRequestListener((request, own) =>
      answer(request, { ...(own as HttpBindings), network: networkOf(own.incoming, behindProxy) }),
    ),
  )
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const bound = server.address()
      resolve({ port: typeof bound === 'object' && bound !== null ? bound.port : port, close: () => close(server) })
    })
  })
}

const NOTHING: Uint8Array = new Uint8Array()

const saysItIsLarger = ({ headers }: IncomingMessage, bytesMax: number): boolean =>
  Number(headers['content-length'] ?? 0) > Math.max(bytesMax, 1)

/** The body; null: it grew larger than that. Read off the connection: hono would make a stream of it first. Rejects when it breaks off. */
const bodyOf = (incoming: IncomingMessage, bytesMax: number): Promise<Uint8Array | null> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    const take = (part: Buffer): void => {
      parts.push(part)
      length += part.length
      if (length <= bytesMax) return
      // what is still to come is let go by once it is answered
      incoming.pause().off('data', take)
      resolve(null)
    }
    incoming
      .on('data', take)
      .once('end', () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)))
      .once('error', reject)
  })

function headersOf(incoming: IncomingMessage): HttpRequest['headers'] {
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value
  return headers
}

/** The last address of X-Forwarded-For is the one our own proxy saw; those before it are the caller's word. */
function networkOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, behindProxy: boolean): string {
  const forwarded = headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim()
  return behindProxy && last !== undefined && last !== '' ? last : (socket.remoteAddress ?? '')
}

const toResponse = ({ status, headers, body }: HttpResponse): Response =>
  new Response(typeof body === 'string' ? body : new Uint8Array(body), { status, headers: { ...headers } })

const isCallerGone = (error: Error): boolean =>
  error.name === 'AbortError' || ('code' in error && (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE'))

/** Stops listening, lets requests under way end, then cuts what still hangs (held-open questions of the web chat). */
function close(server: Server<typeof IncomingMessage, typeof ServerResponse>): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
