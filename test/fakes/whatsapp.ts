// A WhatsApp Cloud API of our own: real HTTP, the platform's limits and refusals, faults on demand. It knows nothing of src, so that it
// cannot be made to our measure. In a test: `await fakeCloudApi({...})`. As a process of its own:
// `node test/fakes/whatsapp.ts --port 0` prints `{"port":…}` and takes orders under /control (see `control` below).
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'

export const FAULTS = [
  /** 429 with Retry-After, code 4. */
  'too-many',
  /** 130429, the throughput of the number. */
  'throughput',
  /** 80007, the hourly limit of the account. */
  'account-limit',
  /** 131056, too fast for this person. */
  'pair',
  /** 500 with 131000. */
  'server',
  /** 502 with a page instead of JSON, from something in between. */
  'proxy',
  /** Never answers; nothing is accepted. */
  'never',
  /** Accepted, then the connection is cut in the middle of the answer. */
  'half',
  /** Accepted, but the answer is not whole JSON. */
  'garbled',
  /** Accepted, answered after `slowMs`. */
  'slow',
  /** 131047, outside the 24 hours. */
  'closed',
  /** 131026, undeliverable. */
  'undeliverable',
  /** 131051, a type of message it does not know. */
  'unsupported',
  /** 401 with 190, the token has expired. */
  'token',
] as const
export type Fault = (typeof FAULTS)[number]
export type Rates = Readonly<Partial<Record<Fault, number>>>

/** How the platform stands towards one person, named by phone number or business-scoped id. */
export type Standing = 'open' | 'closed' | 'blocked' | 'unknown'

export type Accepted = {
  readonly id: string
  readonly to: string | null
  readonly recipient: string | null
  readonly type: string
  readonly body: Payload
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whether the answer was cut, so that the sender cannot know. */
  readonly isCut: boolean
}
export type ReadMark = { readonly messageId: string; readonly typing: boolean; readonly at: number }
export type Counts = {
  readonly calls: number
  readonly accepted: number
  readonly refused: number
  readonly reads: number
  readonly lost: number
  readonly faults: Readonly<Partial<Record<Fault, number>>>
}

export type FakeOptions = {
  readonly port?: number
  readonly accessToken?: string
  readonly phoneNumberId?: string
  /** Approved templates, `name/language`. */
  readonly templates?: readonly string[]
  readonly slowMs?: number
  readonly retryAfterSeconds?: number
  /** Of the chance behind `faultRates`. */
  readonly seed?: number
}

export const FAKE_TOKEN = 'fake-token'
export const FAKE_PHONE_NUMBER_ID = '100000000000001'
export const FAKE_TEMPLATE = 'jawaban_menunggu/id'

export type FakeCloudApi = {
  readonly url: string
  readonly port: number
  /** The next sends meet these faults, one each, before any rate. */
  faultNext(...faults: readonly Fault[]): void
  /** Each send meets a fault with its share of chance, in [0, 1]; an empty object ends it. */
  faultRates(rates: Rates, seed?: number): void
  person(who: string, standing: Standing): void
  accepted(after?: number): readonly Accepted[]
  reads(): readonly ReadMark[]
  counts(): Counts
  /** A file that people send is given out under this id; `size` and `url`: what is said of it, when that is not the truth. */
  media(id: string, bytes: Uint8Array, said?: { readonly size?: number; readonly url?: string }): void
  clear(): void
  close(): Promise<void>
}

type Payload = Readonly<Record<string, unknown>>
type State = ReturnType<typeof freshState>

const freshState = (options: FakeOptions) => ({
  accessToken: options.accessToken ?? FAKE_TOKEN,
  phoneNumberId: options.phoneNumberId ?? FAKE_PHONE_NUMBER_ID,
  templates: new Set(options.templates ?? [FAKE_TEMPLATE]),
  slowMs: options.slowMs ?? 300,
  retryAfterSeconds: options.retryAfterSeconds ?? 1,
  /** Ids stay unique over restarts. */
  epoch: Date.now().toString(36),
  chance: seeded(options.seed ?? 1),
  next: [] as Fault[],
  rates: [] as (readonly [Fault, number])[],
  people: new Map<string, Standing>(),
  accepted: [] as Accepted[],
  reads: [] as ReadMark[],
  calls: 0,
  refused: 0,
  lost: 0,
  faults: new Map<Fault, number>(),
  ids: 0,
})

export async function fakeCloudApi(options: FakeOptions = {}): Promise<FakeCloudApi> {
  const state = freshState(options)
  const media = new Map<string, { readonly bytes: Uint8Array; readonly size: number; readonly url: string | null }>()
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const isAllowed = request.headers.authorization === `Bearer ${state.accessToken}`
    const [, download, id] = /^\/(?:v\d+\.\d+|(media))\/([\w-]+)$/.exec(path) ?? []
    const file = request.method === 'GET' && id !== undefined ? media.get(id) : undefined
    if (file !== undefined && isAllowed) {
      if (download !== undefined) response.writeHead(200, { 'content-type': 'application/pdf' }).end(file.bytes)
      else
        write(
          response,
          { status: 200, body: { id, url: file.url ?? `http://${request.headers.host}/media/${id}`, file_size: file.size } },
          0,
        )
      return
    }
    void bodyOf(request).then(raw => write(response, answer(state, request, raw), state.slowMs))
  })
  await new Promise<void>(done => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    faultNext: (...faults) => void state.next.push(...faults),
    faultRates: (rates, seed) => setRates(state, rates, seed),
    person: (who, standing) => void state.people.set(who, standing),
    accepted: (after = 0) => state.accepted.slice(after),
    reads: () => state.reads,
    counts: () => countsOf(state),
    media: (id, bytes, said = {}) => void media.set(id, { bytes, size: said.size ?? bytes.byteLength, url: said.url ?? null }),
    clear: () => clear(state),
    close: () => closed(server),
  }
}

const closed = (server: Server): Promise<void> =>
  new Promise(done => {
    server.close(() => done())
    // some are kept open on purpose: those that never get an answer
    server.closeAllConnections()
  })

function setRates(state: State, rates: Rates, seed?: number): void {
  state.rates = FAULTS.flatMap(fault => (rates[fault] === undefined ? [] : [[fault, rates[fault]] as const]))
  if (seed !== undefined) state.chance = seeded(seed)
}

function clear(state: State): void {
  state.accepted = []
  state.reads = []
  state.faults.clear()
  state.calls = state.refused = state.lost = 0
}

const countsOf = (state: State): Counts => ({
  calls: state.calls,
  accepted: state.accepted.length,
  refused: state.refused,
  reads: state.reads.length,
  lost: state.lost,
  faults: Object.fromEntries(state.faults),
})

/** mulberry32: the same seed brings the same faults. */
function seeded(seed: number): () => number {
  let at = seed >>> 0
  return () => {
    at = (at + 0x6d2b79f5) >>> 0
    let t = at
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise(resolve => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', () => resolve(''))
  })

/** What goes back; `late` says how it fails to arrive whole and in time. */
type Outcome = {
  readonly status: number
  readonly body: unknown
  readonly retryAfterSeconds?: number
  readonly late?: Fault | null
}

const JSON_TYPE = { 'content-type': 'application/json' }

function write(response: ServerResponse, { status, body, retryAfterSeconds, late }: Outcome, slowMs: number): void {
  const text = JSON.stringify(body)
  switch (late) {
    case 'never':
      break
    case 'proxy':
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><body>Bad Gateway</body></html>')
      break
    case 'garbled':
      response.writeHead(status, JSON_TYPE).end(text.slice(0, -7))
      break
    case 'half':
      response.writeHead(status, { ...JSON_TYPE, 'content-length': Buffer.byteLength(text) })
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy())
      break
    case 'slow':
      setTimeout(() => response.writeHead(status, JSON_TYPE).end(text), slowMs)
      break
    default:
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds)
      response.writeHead(status, { ...JSON_TYPE, 'content-length': Buffer.byteLength(text) }).end(text)
  }
}

// ── The platform ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Refusal = { readonly status: number; readonly code: number; readonly title: string; readonly details: string }

const no = (code: number, title: string, details: string, status = 400): Refusal => ({ status, code, title, details })
const wrong = (details: string): Refusal => no(100, 'Invalid parameter', details)
const missing = (details: string): Refusal => no(131008, 'Required parameter is missing', details)
const badValue = (details: string): Refusal => no(131009, 'Parameter value is not valid', details)

/** The details may name the person, as the platform's do: whoever logs them leaks. */
function refuse(state: State, { status, code, title, details }: Refusal): Outcome {
  state.refused += 1
  const error_data = { messaging_product: 'whatsapp', details }
  const error = { message: `(#${code}) ${title}`, type: 'OAuthException', code, error_data, fbtrace_id: 'FakeTrace' }
  return { status, body: { error } }
}

const MESSAGES = /^\/v\d+\.\d+\/(\d+)\/messages$/

function answer(state: State, request: IncomingMessage, raw: string): Outcome {
  const path = (request.url ?? '').split('?')[0] ?? ''
  if (path.startsWith('/control/')) return control(state, request, raw)
  state.calls += 1
  if (request.headers.authorization !== `Bearer ${state.accessToken}`)
    return refuse(state, no(190, 'Invalid OAuth access token', 'The token cannot be read.', 401))
  const [, phoneNumberId] = MESSAGES.exec(path) ?? []
  if (request.method !== 'POST' || phoneNumberId !== state.phoneNumberId)
    return refuse(state, wrong('No such object, or no permission for it.'))
  const payload = parsed(raw)
  if (payload === null) return refuse(state, wrong('The body is not a JSON object.'))
  if (payload.messaging_product !== 'whatsapp') return refuse(state, wrong('messaging_product must be whatsapp.'))
  return payload.status === undefined ? send(state, payload) : mark(state, payload)
}

function parsed(raw: string): Payload | null {
  try {
    const value: unknown = JSON.parse(raw)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Payload => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value !== '' && (value.length <= max || [...value].length <= max)
const objectAt = (value: Payload, key: string): Payload | null => {
  const found = value[key]
  return isObject(found) ? found : null
}
const objectsAt = (value: Payload, key: string): Payload[] => {
  const found = value[key]
  return Array.isArray(found) ? found.map(item => (isObject(item) ? item : {})) : []
}

function mark(state: State, { status, message_id, typing_indicator }: Payload): Outcome {
  if (status !== 'read') return refuse(state, wrong('status must be read.'))
  if (typeof message_id !== 'string' || !message_id.startsWith('wamid.')) return refuse(state, badValue('message_id'))
  const typing = typing_indicator !== undefined
  if (typing && (!isObject(typing_indicator) || typing_indicator.type !== 'text'))
    return refuse(state, badValue('typing_indicator.type'))
  state.reads.push({ messageId: message_id, typing, at: Date.now() })
  return { status: 200, body: { success: true } }
}

function send(state: State, payload: Payload): Outcome {
  const flaw = misshapen(payload)
  if (flaw !== null) return refuse(state, flaw)
  const fault = faultFor(state)
  if (fault !== null) state.faults.set(fault, (state.faults.get(fault) ?? 0) + 1)
  const who = String(payload.to ?? payload.recipient)
  const refusal = isRefusing(fault) ? REFUSALS[fault](who) : standingOf(state, who, payload)
  if (refusal !== null) {
    const outcome = refuse(state, refusal)
    return fault === 'too-many' ? { ...outcome, retryAfterSeconds: state.retryAfterSeconds } : outcome
  }
  // these two never reach the platform
  if (fault === 'never' || fault === 'proxy') return { status: 502, body: {}, late: fault }
  return { status: 200, body: accept(state, payload, fault === 'half' || fault === 'garbled'), late: fault }
}

function faultFor(state: State): Fault | null {
  const queued = state.next.shift()
  if (queued !== undefined || state.rates.length === 0) return queued ?? null
  let at = state.chance()
  for (const [fault, rate] of state.rates) {
    if (at < rate) return fault
    at -= rate
  }
  return null
}

const windowClosed = (who: string): Refusal => no(131047, 'Re-engagement message', `More than 24 hours since ${who} last wrote.`)
const undeliverable = (who: string): Refusal => no(131026, 'Message undeliverable', `${who} cannot be reached.`)

const REFUSALS = {
  'too-many': () => no(4, 'Application request limit reached', 'Too many requests.', 429),
  throughput: () => no(130429, 'Rate limit hit', 'Throughput of the number reached.', 429),
  'account-limit': () => no(80007, 'Rate limit issues', 'Limit of the account reached.', 429),
  pair: (who: string) => no(131056, 'Pair rate limit hit', `Too many messages to ${who}.`),
  server: () => no(131000, 'Something went wrong', 'Unknown.', 500),
  closed: windowClosed,
  undeliverable,
  unsupported: () => no(131051, 'Unsupported message type', 'Not a type of message.'),
  token: () => no(190, 'Access token has expired', 'The session has ended.', 401),
} satisfies Partial<Record<Fault, (who: string) => Refusal>>
const isRefusing = (fault: Fault | null): fault is keyof typeof REFUSALS => fault !== null && fault in REFUSALS

function standingOf(state: State, who: string, payload: Payload): Refusal | null {
  const standing = state.people.get(who) ?? 'open'
  if (standing === 'blocked' || standing === 'unknown') return undeliverable(who)
  if (payload.type === 'template') return templateOf(state, payload)
  return standing === 'closed' ? windowClosed(who) : null
}

function templateOf(state: State, payload: Payload): Refusal | null {
  const template = objectAt(payload, 'template')
  const name = `${template?.name}/${objectAt(template ?? {}, 'language')?.code}`
  return state.templates.has(name) ? null : no(132001, 'Template does not exist', 'Not approved in this language.', 404)
}

const SCOPED = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/

function accept(state: State, payload: Payload, isCut: boolean): object {
  const to = typeof payload.to === 'string' ? payload.to : null
  const recipient = typeof payload.recipient === 'string' ? payload.recipient : null
  const input = to ?? recipient ?? ''
  state.ids += 1
  // as the platform's: the number stands in it, in base64
  const id = `wamid.${Buffer.from(`HBgM${input}FQIA${state.epoch}${state.ids}`).toString('base64')}`
  // a business-scoped id in `to` is answered with 200, cut to its digits and never arrives
  if (to !== null && SCOPED.test(to)) state.lost += 1
  else state.accepted.push({ id, to, recipient, type: String(payload.type ?? 'text'), body: payload, at: Date.now(), isCut })
  const contact = to === null ? { input, user_id: input } : { input, wa_id: input.replace(/\D/g, '') }
  const status = payload.type === 'template' ? { message_status: 'accepted' } : {}
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id, ...status }] }
}

// ── Shape and limits of a message ────────────────────────────────────────────────────────────────────────────────────

const TEXT_MAX = 4096
const INTERACTIVE_BODY_MAX = 1024

/** What the platform would say of the payload's shape; null when there is nothing to say. */
function misshapen(payload: Payload): Refusal | null {
  const { to, recipient, recipient_type, type = 'text' } = payload
  if (to === undefined && recipient === undefined) return missing('to or recipient')
  if (to !== undefined && (typeof to !== 'string' || !(SCOPED.test(to) || /^\+?[\d ()-]{5,30}$/.test(to)))) return badValue('to')
  if (recipient !== undefined && (typeof recipient !== 'string' || !SCOPED.test(recipient))) return badValue('recipient')
  if (recipient_type !== undefined && recipient_type !== 'individual' && recipient_type !== 'group')
    return wrong('recipient_type')
  switch (type) {
    case 'text':
      return textFlaw(objectAt(payload, 'text'))
    case 'interactive':
      return interactiveFlaw(objectAt(payload, 'interactive'))
    case 'template':
      return objectAt(payload, 'template') === null ? missing('template') : null
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
    case 'location':
    case 'reaction':
      return objectAt(payload, type) === null ? missing(type) : null
    default:
      return wrong('type')
  }
}

function textFlaw(text: Payload | null): Refusal | null {
  if (text === null) return missing('text')
  if (!isText(text.body, TEXT_MAX)) return wrong(`text.body: 1 to ${TEXT_MAX} characters.`)
  return text.preview_url === undefined || typeof text.preview_url === 'boolean' ? null : wrong('text.preview_url')
}

function interactiveFlaw(interactive: Payload | null): Refusal | null {
  if (interactive === null) return missing('interactive')
  const action = objectAt(interactive, 'action')
  if (!isText(objectAt(interactive, 'body')?.text, INTERACTIVE_BODY_MAX))
    return badValue(`interactive.body.text: 1 to ${INTERACTIVE_BODY_MAX} characters.`)
  if (action === null) return missing('interactive.action')
  if (interactive.type === 'button') return buttonsFlaw(action)
  return interactive.type === 'list' ? listFlaw(action) : badValue('interactive.type')
}

const areDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length

function buttonsFlaw(action: Payload): Refusal | null {
  const buttons = objectsAt(action, 'buttons')
  const replies = buttons.map(button => objectAt(button, 'reply') ?? {})
  if (buttons.length < 1 || buttons.length > 3) return badValue('buttons: 1 to 3.')
  if (buttons.some(button => button.type !== 'reply')) return badValue('buttons.type')
  if (replies.some(reply => !isText(reply.id, 256))) return badValue('reply.id: 1 to 256 characters.')
  if (replies.some(reply => !isText(reply.title, 20))) return badValue('reply.title: 1 to 20 characters.')
  if (!areDistinct(replies.map(reply => reply.id))) return badValue('reply.id must differ.')
  return areDistinct(replies.map(reply => reply.title)) ? null : badValue('reply.title must differ.')
}

function listFlaw(action: Payload): Refusal | null {
  const sections = objectsAt(action, 'sections')
  const rows = sections.flatMap(section => objectsAt(section, 'rows'))
  if (!isText(action.button, 20)) return badValue('action.button: 1 to 20 characters.')
  if (sections.length < 1 || sections.length > 10) return badValue('sections: 1 to 10.')
  if (sections.length > 1 && sections.some(section => !isText(section.title, 24))) return badValue('section.title')
  if (rows.length < 1 || rows.length > 10) return badValue('rows: 1 to 10 in all.')
  if (rows.some(row => !isText(row.id, 200))) return badValue('row.id: 1 to 200 characters.')
  if (rows.some(row => !isText(row.title, 24))) return badValue('row.title: 1 to 24 characters.')
  if (rows.some(row => row.description !== undefined && !isText(row.description, 72)))
    return badValue('row.description: 1 to 72 characters.')
  return areDistinct(rows.map(row => row.id)) ? null : badValue('row.id must differ.')
}

// ── What the platform brings ─────────────────────────────────────────────────────────────────────────────────────────

/** A phone number or a business-scoped id; or what of both a payload carries. */
export type From = string | { readonly phone?: string; readonly bsuid?: string }
export type WebhookBody = { readonly object: string; readonly entry: readonly { id: string; changes: readonly Change[] }[] }
type Change = { readonly field: string; readonly value: Payload }

export const signature = (raw: string | Uint8Array, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`

/** Posts a webhook as the platform does; resolves to the status of the answer. */
export async function deliver(
  webhookUrl: string,
  payload: WebhookBody | string | Uint8Array,
  { signedWith }: { readonly signedWith: string },
): Promise<number> {
  const raw = Buffer.from(typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload))
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature(raw, signedWith) }
  const response = await fetch(webhookUrl, { method: 'POST', headers, body: raw })
  await response.arrayBuffer()
  return response.status
}

const named = (from: From): { readonly phone?: string; readonly bsuid?: string } => {
  if (typeof from !== 'string') return from
  return SCOPED.test(from) ? { bsuid: from } : { phone: from }
}

const change = (value: Payload): WebhookBody => {
  const metadata = { display_phone_number: '620000000000', phone_number_id: FAKE_PHONE_NUMBER_ID }
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }]
  return { object: 'whatsapp_business_account', entry: [{ id: '200000000000001', changes }] }
}

/** Any message: what `content` says it is, from a person. */
export function message(from: From, id: string, content: Payload): WebhookBody {
  const { phone, bsuid } = named(from)
  const contact = { profile: { name: 'Asker Uji' }, ...(phone && { wa_id: phone }), ...(bsuid && { user_id: bsuid }) }
  const sender = { ...(phone && { from: phone }), ...(bsuid && { from_user_id: bsuid }) }
  const timestamp = String(Math.floor(Date.now() / 1000))
  return change({ contacts: [contact], messages: [{ ...sender, id, timestamp, ...content }] })
}

/** A photograph, document or voice note that the platform gives out under `media`. */
export const fileMessage = (
  from: From,
  id: string,
  media: string,
  kind: 'image' | 'document' | 'audio',
  caption?: string,
): WebhookBody =>
  message(from, id, { type: kind, [kind]: { id: media, mime_type: 'application/pdf', sha256: 'x', ...(caption && { caption }) } })

export const textMessage = (from: From, text: string, id: string): WebhookBody =>
  message(from, id, { type: 'text', text: { body: text } })

/** A pressed reply button, or a chosen row of a list. */
export const choiceMessage = (
  from: From,
  choice: { readonly id: string; readonly title: string },
  id: string,
  kind: 'button_reply' | 'list_reply' = 'button_reply',
): WebhookBody => message(from, id, { type: 'interactive', interactive: { type: kind, [kind]: choice } })

/** What became of a message of ours; `code` is for `failed`. */
export function statusUpdate(
  messageId: string,
  status: 'sent' | 'delivered' | 'read' | 'failed',
  recipient: From,
  code = 131047,
): WebhookBody {
  const { phone, bsuid } = named(recipient)
  const to = { ...(phone && { recipient_id: phone }), ...(bsuid && { recipient_user_id: bsuid }) }
  const errors = status === 'failed' ? { errors: [{ code, title: 'Failed', error_data: { details: 'Not delivered.' } }] } : {}
  const timestamp = String(Math.floor(Date.now() / 1000))
  return change({ statuses: [{ id: messageId, status, timestamp, ...to, ...errors }] })
}

/** Several webhooks in one body, an entry each. */
export const batch = (...bodies: readonly WebhookBody[]): WebhookBody => ({
  object: 'whatsapp_business_account',
  entry: bodies.flatMap(body => body.entry),
})

/** The same twice in one body, as after a redelivery. */
export const duplicated = (body: WebhookBody): WebhookBody => batch(body, body)

// ── As a process of its own ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * GET  /control/counts                     Counts
 * GET  /control/accepted?after=0           what was accepted, from number `after` on
 * GET  /control/reads                      read marks
 * POST /control/faults {next?, rates?, seed?}
 * POST /control/person {who, standing}
 * POST /control/clear                      forget what was recorded
 */
function control(state: State, request: IncomingMessage, raw: string): Outcome {
  const url = new URL(request.url ?? '', 'http://fake')
  const order = parsed(raw) ?? {}
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /control/counts':
      return { status: 200, body: countsOf(state) }
    case 'GET /control/accepted':
      return { status: 200, body: state.accepted.slice(Number(url.searchParams.get('after') ?? 0)) }
    case 'GET /control/reads':
      return { status: 200, body: state.reads }
    case 'POST /control/faults':
      if (Array.isArray(order.next)) state.next.push(...order.next.filter(isFault))
      if (isObject(order.rates)) setRates(state, ratesOf(order.rates), Number(order.seed ?? 1))
      return { status: 200, body: {} }
    case 'POST /control/person':
      if (typeof order.who !== 'string' || !isStanding(order.standing)) return { status: 400, body: {} }
      state.people.set(order.who, order.standing)
      return { status: 200, body: {} }
    case 'POST /control/clear':
      clear(state)
      return { status: 200, body: {} }
    default:
      return { status: 404, body: {} }
  }
}

const isFault = (value: unknown): value is Fault => FAULTS.some(fault => fault === value)
const isStanding = (value: unknown): value is Standing => ['open', 'closed', 'blocked', 'unknown'].some(s => s === value)
const ratesOf = (value: Payload): Rates =>
  Object.fromEntries(Object.entries(value).flatMap(([fault, rate]) => (isFault(fault) ? [[fault, Number(rate)]] : [])))

if (import.meta.main) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: { port: text, token: text, 'phone-number-id': text, seed: text, template: { type: 'string', multiple: true } },
  })
  const fake = await fakeCloudApi({
    port: Number(values.port ?? 0),
    accessToken: values.token ?? FAKE_TOKEN,
    phoneNumberId: values['phone-number-id'] ?? FAKE_PHONE_NUMBER_ID,
    templates: values.template ?? [FAKE_TEMPLATE],
    seed: Number(values.seed ?? 1),
  })
  process.stdout.write(`${JSON.stringify({ port: fake.port })}\n`)
  process.once('SIGTERM', () => void fake.close().then(() => process.exit(0)))
}
