// A Bot API of our own on 127.0.0.1, with faults: what a bot is told, kept in order, and what people write, brought to it by either way.
// `node test/fakes/telegram.ts --port 0` prints its port as JSON and is driven over HTTP under /control.
// Unlike the platform it takes http webhooks, answers before a send is delivered, and applies `allowed_updates` when updates are handed over.
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'

const FAULTS = ['throttled', 'throttled-chat', 'broken', 'bad-gateway', 'unanswered', 'half', 'slow', 'blocked'] as const
/**
 * throttled: 429 with retry_after; throttled-chat: the same, speaking of the chat; broken: 500; bad-gateway: 502 with a page instead of JSON;
 * unanswered: not taken, never answered; half: taken, the answer cut; slow: taken, answered late; blocked: 403.
 */
export type Fault = (typeof FAULTS)[number]

/** An update as the platform describes it; the fake numbers it when it has no number. */
export type FakeUpdate = { readonly update_id?: number; readonly [field: string]: unknown }
type Numbered = FakeUpdate & { readonly update_id: number }

export type Sent = {
  readonly chat: string
  readonly messageId: number
  readonly text: string
  readonly choices: readonly { readonly text: string; readonly data: string }[]
  /** Everything that was given with it. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly at: number
  /** Whether the sender was told: `cut` and `late` may be sent again. */
  readonly answered: 'yes' | 'cut' | 'late'
}

export type Rates = Partial<Readonly<Record<Fault | 'duplicate' | 'disorder', number>>>

export type FakeOptions = {
  readonly port?: number
  readonly token?: string
  readonly username?: string
  readonly seed?: number
  readonly rates?: Rates
  /** The methods that the rates of faults fall upon. */
  readonly rated?: readonly string[]
  readonly retryAfterSeconds?: number
  readonly slowMs?: number
  /** After a webhook call was not answered with 200. */
  readonly redeliverMs?: number
  /** Messages that a forum takes in a minute; more are refused with 429. */
  readonly forumPerMinute?: number
  /** The clock of that limit. */
  readonly now?: () => number
}

/** A topic of a forum, as its members see it. */
export type FakeTopic = { readonly chat: string; readonly thread: number; readonly name: string; readonly isClosed: boolean }
/** A message as it stands now, after edits. */
export type Standing = {
  readonly chat: string
  readonly thread: number | null
  readonly messageId: number
  readonly text: string
  readonly choices: readonly { readonly text: string; readonly data: string }[]
  readonly replyTo: number | null
}

export type Counts = {
  readonly calls: Readonly<Record<string, number>>
  readonly faults: Readonly<Record<string, number>>
  readonly sent: number
  readonly pending: number
  readonly webhookUrl: string
}

export type FakeBotApi = {
  readonly apiRoot: string
  readonly port: number
  readonly token: string
  readonly username: string
  readonly botId: number
  /** What was taken, oldest first. */
  readonly sent: readonly Sent[]
  readonly answeredCallbacks: readonly string[]
  /** What was shown for a moment to whoever pressed. */
  readonly toasts: readonly { readonly press: string; readonly text: string }[]
  readonly topics: readonly FakeTopic[]
  readonly standing: () => readonly Standing[]
  /** Moments of all that counts against the limit of forums, by its clock. */
  readonly forumCalls: readonly number[]
  readonly actions: readonly { readonly chat: string; readonly action: string }[]
  readonly counts: () => Counts
  /** People write: brought by getUpdates, or to the webhook when one is set, again and again until it is taken. Gives the numbers. */
  readonly push: (...updates: readonly FakeUpdate[]) => number[]
  /** One webhook call, whatever is set; its status, or 0 when nobody answered. */
  readonly post: (url: string, secretToken: string | null, update: FakeUpdate) => Promise<number>
  /** The next calls of a method fail so. */
  readonly failNext: (method: string, fault: Fault, times?: number) => void
  readonly setRates: (rates: Rates, rated?: readonly string[]) => void
  readonly block: (chat: number | string) => void
  readonly unblock: (chat: number | string) => void
  /** The chat is a supergroup with topics, of which the bot may manage them or not. */
  readonly forum: (chat: number | string, mayManage?: boolean) => void
  /** A member deletes a topic with all that stands in it. */
  readonly dropTopic: (thread: number) => void
  /** The chat does not exist (any more). */
  readonly forget: (chat: number | string) => void
  /** A file that people send is given out under this id; `size`: what is said of it, when that is not the truth. */
  readonly file: (id: string, bytes: Uint8Array, size?: number) => void
  readonly clear: () => void
  readonly close: () => Promise<void>
}

const TEXT_MAX = 4096
const CALLBACK_DATA_MAX_BYTES = 64
const TOPIC_NAME_MAX = 128
/** Larger ones the platform does not give to bots. */
const FILE_SIZE_MAX = 20 * 1024 * 1024
const MINUTE_MS = 60_000
const BATCH_MAX = 100
const WEBHOOK_CALLS_MAX = 40
/** What getUpdates brings when nothing is named. */
const NOT_BY_DEFAULT = ['chat_member', 'message_reaction', 'message_reaction_count']

class Refusal extends Error {
  readonly code: number
  readonly parameters: Readonly<Record<string, number>> | undefined

  constructor(code: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export async function fakeBotApi(options: FakeOptions = {}): Promise<FakeBotApi> {
  const { token = '7000000001:uji-coba-bukan-rahasia', username = 'rambu_uji_bot' } = options
  const { retryAfterSeconds = 1, slowMs = 50, redeliverMs = 200, forumPerMinute = 20, now = Date.now } = options
  const botId = Number(token.split(':')[0])
  const me = { id: botId, is_bot: true, first_name: 'Rambu Uji', username }
  const draw = dice(options.seed ?? 1)
  let rates: Rates = options.rates ?? {}
  let rated: readonly string[] = options.rated ?? ['sendMessage']

  const sent: Sent[] = []
  const answeredCallbacks: string[] = []
  const toasts: { press: string; text: string }[] = []
  const forums = new Map<string, { mayManage: boolean }>()
  const forumCalls: number[] = []
  let topics: FakeTopic[] = []
  let standing: Standing[] = []
  const actions: { chat: string; action: string }[] = []
  const calls: Record<string, number> = {}
  const faults: Record<string, number> = {}
  const failing: { method: string; fault: Fault }[] = []
  const given = new Map<string, { readonly bytes: Uint8Array; readonly size: number }>()
  const blocked = new Set<string>()
  const unknown = new Set<string>()
  let nextUpdate = 1
  let nextMessage = 1

  // ── updates ──
  let pending: Numbered[] = []
  /** Confirmed, but handed over once more. */
  let again: Numbered[] = []
  let allowed: readonly string[] = []
  let hook = { url: '', secret: '', lastError: '' }
  let poller: { wake: () => void; conflict: () => void } | null = null
  const agent = new Agent({ keepAlive: true })
  const timers = new Set<NodeJS.Timeout>()
  /** Chat → webhook calls for it. */
  const underWay = new Map<string, number>()

  /** Gives back how to call it off. */
  const later = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
    return () => {
      clearTimeout(timer)
      timers.delete(timer)
    }
  }
  const chance = (name: keyof Rates): boolean => draw() < (rates[name] ?? 0)
  const count = (counted: Record<string, number>, name: string): void => {
    counted[name] = (counted[name] ?? 0) + 1
  }
  const numbered = (update: FakeUpdate): Numbered => ({ ...update, update_id: update.update_id ?? nextUpdate++ })
  const isWanted = (update: FakeUpdate): boolean => {
    const type = Object.keys(update).find(key => key !== 'update_id') ?? ''
    return allowed.length > 0 ? allowed.includes(type) : !NOT_BY_DEFAULT.includes(type)
  }

  const push = (...updates: readonly FakeUpdate[]): number[] => {
    const fresh = updates.map(numbered)
    pending.push(...fresh)
    poller?.wake()
    pump()
    return fresh.map(update => update.update_id)
  }

  const post = (url: string, secretToken: string | null, update: FakeUpdate): Promise<number> =>
    new Promise(done => {
      const body = JSON.stringify(numbered(update))
      const headers: Record<string, string | number> = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }
      if (secretToken !== null) headers['x-telegram-bot-api-secret-token'] = secretToken
      const call = request(url, { method: 'POST', headers, agent }, response => {
        response.resume().on('close', () => done(response.statusCode ?? 0))
      })
      call.on('error', () => done(0)).end(body)
    })

  /** Brings what is pending to the webhook: several at once, of one chat one after the other, each until it is taken. */
  const pump = (): void => {
    while (hook.url !== '' && underWay.size < WEBHOOK_CALLS_MAX) {
      const inOrder = pending.findIndex(update => !underWay.has(chatKeyOf(update)))
      const at = chance('disorder') ? Math.floor(draw() * pending.length) : inOrder
      const [update] = at < 0 ? [] : pending.splice(at, 1)
      if (update === undefined) return
      if (!isWanted(update)) continue
      if (chance('duplicate')) void post(hook.url, hook.secret, update)
      underWay.set(chatKeyOf(update), (underWay.get(chatKeyOf(update)) ?? 0) + 1)
      bring(update)
    }
  }
  const bring = (update: Numbered): void => {
    const { url, secret } = hook
    if (url === '') {
      pending.unshift(update)
      release(update)
      return
    }
    void post(url, secret, update).then(status => {
      if (status === 200) {
        release(update)
        return
      }
      hook.lastError = `Wrong response from the webhook: ${status}`
      later(redeliverMs, () => bring(update))
    })
  }
  const release = (update: Numbered): void => {
    const left = (underWay.get(chatKeyOf(update)) ?? 1) - 1
    if (left > 0) underWay.set(chatKeyOf(update), left)
    else underWay.delete(chatKeyOf(update))
    poller?.wake()
    pump()
  }
  const waiting = (): number => [...underWay.values()].reduce((sum, n) => sum + n, pending.length)

  const confirm = (offset: number): void => {
    if (offset < 0) pending = pending.slice(offset)
    else {
      again.push(...pending.filter(update => update.update_id < offset && chance('duplicate')))
      pending = pending.filter(update => update.update_id >= offset)
    }
  }

  const batch = (limit: number): Numbered[] => {
    pending = pending.filter(isWanted)
    const updates = [...again, ...pending].slice(0, limit)
    again = again.slice(updates.length)
    return chance('disorder')
      ? updates
          .map(u => ({ u, at: draw() }))
          .sort((a, b) => a.at - b.at)
          .map(({ u }) => u)
      : updates
  }

  const getUpdates = async (payload: Payload, gone: Promise<void>): Promise<Numbered[]> => {
    if (hook.url !== '')
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      )
    poller?.conflict()
    if (Array.isArray(payload.allowed_updates)) allowed = payload.allowed_updates.map(String)
    confirm(numberOf(payload.offset, 0))
    const limit = Math.min(BATCH_MAX, numberOf(payload.limit, BATCH_MAX))
    const until = Date.now() + numberOf(payload.timeout, 0) * 1000
    for (;;) {
      const updates = batch(limit)
      if (updates.length > 0 || Date.now() >= until) return updates
      const woken = await new Promise<'wake' | 'conflict' | 'gone'>(done => {
        const calledOff = later(until - Date.now(), () => done('wake'))
        const end = (how: 'wake' | 'conflict' | 'gone'): void => {
          calledOff()
          done(how)
        }
        poller = { wake: () => end('wake'), conflict: () => end('conflict') }
        void gone.then(() => end('gone'))
      })
      if (woken === 'conflict')
        throw new Refusal(
          409,
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
        )
      poller = null
      if (woken === 'gone') return []
    }
  }

  // ── methods ──
  const sendMessage = (payload: Payload, fault: Fault | null): unknown => {
    const chat = chatOf(payload, { blocked, unknown })
    const text = checkedText(payload.text)
    const choices = checkedButtons(payload.reply_markup)
    const thread =
      payload.message_thread_id === undefined ? null : topicOf(chat, payload, 'Bad Request: message thread not found').thread
    paced(chat)
    const messageId = nextMessage++
    const answered = fault === 'half' ? 'cut' : fault === 'slow' ? 'late' : 'yes'
    sent.push({ chat, messageId, text, choices, payload, at: Date.now(), answered })
    const replyTo = recordOf(payload.reply_parameters).message_id
    standing.push({ chat, thread, messageId, text, choices, replyTo: typeof replyTo === 'number' ? replyTo : null })
    const date = Math.floor(Date.now() / 1000)
    const inTopic = thread === null ? {} : { message_thread_id: thread, is_topic_message: true }
    const isForum = forums.has(chat)
    const where = isForum ? { id: Number(chat), type: 'supergroup', is_forum: true } : { id: Number(chat), type: 'private' }
    return { message_id: messageId, date, chat: where, from: me, text, ...inTopic }
  }

  // ── forums ──

  const forumOf = (payload: Payload): string => {
    const chat = chatOf(payload, { blocked, unknown })
    const forum = forums.get(chat)
    if (forum === undefined) throw new Refusal(400, 'Bad Request: the chat is not a forum')
    if (!forum.mayManage) throw new Refusal(400, 'Bad Request: not enough rights to manage topics')
    return chat
  }
  const topicOf = (chat: string, payload: Payload, otherwise: string): FakeTopic => {
    const found = topics.find(t => t.chat === chat && t.thread === Number(payload.message_thread_id))
    if (found === undefined) throw new Refusal(400, otherwise)
    return found
  }
  /** What stands in a group counts, whoever sees it: messages, edits, and what says that a topic was opened or closed. */
  const paced = (chat: string): void => {
    if (!forums.has(chat)) return
    const recent = forumCalls.filter(at => at > now() - MINUTE_MS)
    if (recent.length >= forumPerMinute) {
      const after = Math.max(1, Math.ceil(((recent[0] ?? 0) + MINUTE_MS - now()) / 1000))
      throw new Refusal(429, `Too Many Requests: retry after ${after}`, { retry_after: after })
    }
    forumCalls.push(now())
  }
  const createForumTopic = (payload: Payload): unknown => {
    const chat = forumOf(payload)
    const name = String(payload.name ?? '')
    if (name === '' || [...name].length > TOPIC_NAME_MAX) throw new Refusal(400, 'Bad Request: TOPIC_TITLE_EMPTY')
    paced(chat)
    const thread = nextMessage++
    topics = [...topics, { chat, thread, name, isClosed: false }]
    return { message_thread_id: thread, name, icon_color: 7322096 }
  }
  const closeForumTopic = (payload: Payload): unknown => {
    const chat = forumOf(payload)
    const topic = topicOf(chat, payload, 'Bad Request: TOPIC_ID_INVALID')
    if (topic.isClosed) throw new Refusal(400, 'Bad Request: TOPIC_NOT_MODIFIED')
    paced(chat)
    topics = topics.map(t => (t === topic ? { ...t, isClosed: true } : t))
    return true
  }
  const deleteForumTopic = (payload: Payload): unknown => {
    const { thread } = topicOf(forumOf(payload), payload, 'Bad Request: TOPIC_ID_INVALID')
    paced(forumOf(payload))
    dropTopic(thread)
    return true
  }
  const editMessageText = (payload: Payload): unknown => {
    const chat = chatOf(payload, { blocked, unknown })
    const text = checkedText(payload.text)
    const choices = checkedButtons(payload.reply_markup)
    const message = standing.find(m => m.chat === chat && m.messageId === Number(payload.message_id))
    if (message === undefined) throw new Refusal(400, 'Bad Request: message to edit not found')
    if (message.text === text && JSON.stringify(message.choices) === JSON.stringify(choices))
      throw new Refusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    paced(chat)
    standing = standing.map(m => (m === message ? { ...m, text, choices } : m))
    return { message_id: message.messageId, date: Math.floor(Date.now() / 1000), chat: { id: Number(chat) }, from: me, text }
  }
  const dropTopic: FakeBotApi['dropTopic'] = thread => {
    topics = topics.filter(t => t.thread !== thread)
    standing = standing.filter(m => m.thread !== thread)
  }

  const methods: Readonly<Record<string, (payload: Payload, fault: Fault | null, gone: Promise<void>) => unknown>> = {
    getme: () => me,
    getupdates: (payload, _fault, gone) => getUpdates(payload, gone),
    getwebhookinfo: () => ({
      url: hook.url,
      has_custom_certificate: false,
      pending_update_count: waiting(),
      ...(hook.lastError === '' ? {} : { last_error_message: hook.lastError, last_error_date: Math.floor(Date.now() / 1000) }),
    }),
    setwebhook: payload => {
      hook = { url: String(payload.url ?? ''), secret: String(payload.secret_token ?? ''), lastError: '' }
      if (Array.isArray(payload.allowed_updates)) allowed = payload.allowed_updates.map(String)
      if (payload.drop_pending_updates === true) pending = []
      poller?.conflict()
      pump()
      return true
    },
    deletewebhook: payload => {
      hook = { url: '', secret: '', lastError: '' }
      if (payload.drop_pending_updates === true) pending = []
      return true
    },
    getfile: payload => {
      const id = String(payload.file_id ?? '')
      const file = given.get(id)
      if (file === undefined) throw new Refusal(400, 'Bad Request: invalid file_id')
      if (file.size > FILE_SIZE_MAX) throw new Refusal(400, 'Bad Request: file is too big')
      return { file_id: id, file_unique_id: id, file_size: file.size, file_path: `documents/${id}` }
    },
    getchat: payload => {
      const chat = chatOf(payload, { blocked, unknown })
      return { id: Number(chat), type: 'supergroup', ...(forums.has(chat) ? { is_forum: true } : {}) }
    },
    sendmessage: sendMessage,
    createforumtopic: createForumTopic,
    closeforumtopic: closeForumTopic,
    deleteforumtopic: deleteForumTopic,
    editmessagetext: editMessageText,
    answercallbackquery: payload => {
      const press = String(payload.callback_query_id ?? '')
      answeredCallbacks.push(press)
      if (typeof payload.text === 'string') toasts.push({ press, text: payload.text })
      return true
    },
    sendchataction: payload => {
      actions.push({ chat: chatOf(payload, { blocked, unknown }), action: String(payload.action ?? '') })
      return true
    },
  }

  const faultOf = (method: string): Fault | null => {
    const at = failing.findIndex(next => next.method.toLowerCase() === method.toLowerCase())
    const [named] = at >= 0 ? failing.splice(at, 1) : []
    if (named !== undefined) return named.fault
    if (!rated.some(name => name.toLowerCase() === method.toLowerCase())) return null
    return FAULTS.find(fault => chance(fault)) ?? null
  }

  const perform = async (method: string, payload: Payload, fault: Fault | null, gone: Promise<void>): Promise<unknown> => {
    if (fault === 'throttled' || fault === 'throttled-chat') {
      const where = fault === 'throttled-chat' ? ' in this chat' : ''
      throw new Refusal(429, `Too Many Requests${where}: retry after ${retryAfterSeconds}`, { retry_after: retryAfterSeconds })
    }
    if (fault === 'broken') throw new Refusal(500, 'Internal Server Error')
    if (fault === 'blocked') throw new Refusal(403, 'Forbidden: bot was blocked by the user')
    const run = methods[method.toLowerCase()]
    if (run === undefined) throw new Refusal(404, 'Not Found: method not found')
    return run(payload, fault, gone)
  }

  const botApi = async (path: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, given = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? []
    if (!given.includes(':')) return answer(response, 404, { ok: false, error_code: 404, description: 'Not Found' })
    if (given !== token) return answer(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' })
    const payload = await payloadOf(incoming)
    count(calls, method)
    const fault = faultOf(method)
    if (fault !== null) count(faults, fault)
    if (fault === 'unanswered') return
    if (fault === 'bad-gateway') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>')
      return
    }
    const gone = new Promise<void>(done => response.once('close', done))
    try {
      const body = { ok: true, result: await perform(method, payload, fault, gone) }
      if (fault === 'half') return cut(response, JSON.stringify(body))
      if (fault === 'slow') later(slowMs, () => answer(response, 200, body))
      else answer(response, 200, body)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { code, message: description, parameters } = error
      answer(response, code, { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) })
    }
  }

  const clear = (): void => {
    sent.length = 0
    answeredCallbacks.length = 0
    toasts.length = 0
    actions.length = 0
    for (const counted of [calls, faults]) for (const name of Object.keys(counted)) delete counted[name]
  }
  const setRates: FakeBotApi['setRates'] = (fresh, methodsRated) => {
    rates = fresh
    rated = methodsRated ?? rated
  }
  const failNext: FakeBotApi['failNext'] = (method, fault, times = 1) => {
    for (let n = 0; n < times; n++) failing.push({ method, fault })
  }
  const counts = (): Counts => ({ calls, faults, sent: sent.length, pending: waiting(), webhookUrl: hook.url })

  const server = createServer((incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://fake')
    const file = pathname.startsWith(`/file/bot${token}/documents/`) ? given.get(pathname.split('/').at(-1) ?? '') : undefined
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes)
      return
    }
    const done = pathname.startsWith('/control/')
      ? control(api, `${incoming.method} ${pathname}`, searchParams, incoming).then(body =>
          answer(response, body === undefined ? 404 : 200, body ?? {}),
        )
      : botApi(pathname, incoming, response)
    done.catch(() => response.destroyed || answer(response, 400, { ok: false, error_code: 400, description: 'Bad Request' }))
  })
  server.keepAliveTimeout = 60_000
  const port = await listening(server, options.port ?? 0)

  const api: FakeBotApi = {
    apiRoot: `http://127.0.0.1:${port}`,
    port,
    token,
    username,
    botId,
    sent,
    answeredCallbacks,
    toasts,
    get topics() {
      return topics
    },
    standing: () => standing,
    forumCalls,
    forum: (chat, mayManage = true) => void forums.set(String(chat), { mayManage }),
    dropTopic,
    actions,
    counts,
    push,
    post,
    failNext,
    setRates,
    block: chat => void blocked.add(String(chat)),
    unblock: chat => void blocked.delete(String(chat)),
    forget: chat => void unknown.add(String(chat)),
    file: (id, bytes, size = bytes.byteLength) => void given.set(id, { bytes, size }),
    clear,
    close: async () => {
      hook.url = ''
      for (const timer of timers) clearTimeout(timer)
      agent.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return api
}

/** What an update is about; those without a chat have a line of their own. */
function chatKeyOf(update: FakeUpdate): string {
  const [, about] = Object.entries(update).find(([field]) => field !== 'update_id') ?? []
  const { chat, message } = recordOf(about)
  return String(recordOf(chat ?? recordOf(message).chat).id ?? '')
}

// ── what may be sent ──

type Payload = Readonly<Record<string, unknown>>

const numberOf = (given: unknown, otherwise: number): number => {
  const number = Number(given ?? otherwise)
  return Number.isFinite(number) ? number : otherwise
}

type Chats = { readonly blocked: ReadonlySet<string>; readonly unknown: ReadonlySet<string> }

function chatOf(payload: Payload, { blocked, unknown }: Chats): string {
  const chat = String(payload.chat_id ?? '')
  if (chat === '') throw new Refusal(400, 'Bad Request: chat_id is empty')
  if (unknown.has(chat) || !/^-?\d+$/.test(chat)) throw new Refusal(400, 'Bad Request: chat not found')
  if (blocked.has(chat)) throw new Refusal(403, 'Forbidden: bot was blocked by the user')
  return chat
}

function checkedText(given: unknown): string {
  const text = typeof given === 'string' ? given : ''
  if (text.trim() === '') throw new Refusal(400, 'Bad Request: message text is empty')
  if ([...text].length > TEXT_MAX) throw new Refusal(400, 'Bad Request: message is too long')
  return text
}

function checkedButtons(given: unknown): { text: string; data: string }[] {
  const markup: unknown = typeof given === 'string' ? JSON.parse(given) : given
  const rows = isRecord(markup) && Array.isArray(markup.inline_keyboard) ? markup.inline_keyboard : []
  return rows.flat().map((button: unknown) => {
    const { text, callback_data: data, url } = isRecord(button) ? button : {}
    if (typeof text !== 'string' || text === '')
      throw new Refusal(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if (typeof url === 'string') {
      if (!/^https?:\/\/[^/]+\.[^/]+/.test(url)) throw new Refusal(400, 'Bad Request: BUTTON_URL_INVALID')
      return { text, data: url }
    }
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0
    if (typeof data !== 'string' || bytes === 0 || bytes > CALLBACK_DATA_MAX_BYTES)
      throw new Refusal(400, 'Bad Request: BUTTON_DATA_INVALID')
    return { text, data }
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// ── HTTP ──

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** JSON, form fields (their values may be JSON) or the query. */
async function payloadOf(incoming: IncomingMessage): Promise<Payload> {
  const type = incoming.headers['content-type'] ?? ''
  const bytes = await bytesOf(incoming)
  if (type.startsWith('application/json')) return bytes.length === 0 ? {} : recordOf(JSON.parse(bytes.toString()))
  const fields = type.startsWith('multipart/form-data')
    ? await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
    : new URLSearchParams(bytes.length > 0 ? bytes.toString() : (incoming.url ?? '').split('?')[1])
  return Object.fromEntries([...fields].map(([name, value]) => [name, fieldOf(name, String(value))]))
}

/** Only these fields are structures; a text that looks like JSON stays a text. */
const fieldOf = (name: string, value: string): unknown =>
  ['reply_markup', 'allowed_updates', 'link_preview_options', 'reply_parameters'].includes(name) ? JSON.parse(value) : value

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
}

/** Half of it arrives, then the line is dead. */
function cut(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.write(text.slice(0, text.length / 2), () => response.destroy())
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  return typeof at === 'object' && at !== null ? at.port : port
}

/** A number in [0, 1) each time, the same row for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

// ── control ──

const isFault = (name: unknown): name is Fault => FAULTS.some(fault => fault === name)

async function control(api: FakeBotApi, call: string, query: URLSearchParams, incoming: IncomingMessage): Promise<unknown> {
  const bytes = await bytesOf(incoming)
  const body = bytes.length === 0 ? {} : recordOf(JSON.parse(bytes.toString()))
  switch (call) {
    // { rates: { half: 0.01 }, rated: ['sendMessage'] }, { next: { method, fault, times } }, { block: 1 }, { unblock: 1 }, { forget: 1 }
    case 'POST /control/faults':
      return setFaults(api, body)
    // { updates: [...] }, and with { url, secretToken } one webhook call each, in turn, instead of the queue
    case 'POST /control/updates': {
      const updates = Array.isArray(body.updates) ? body.updates.map(recordOf) : []
      if (typeof body.url !== 'string') return { updateIds: api.push(...updates) }
      const secret = typeof body.secretToken === 'string' ? body.secretToken : null
      const statuses: number[] = []
      for (const update of updates) statuses.push(await api.post(body.url, secret, update))
      return { statuses }
    }
    case 'GET /control/counts':
      return api.counts()
    case 'GET /control/sent':
      return { sent: api.sent.slice(numberOf(query.get('after'), 0)) }
    case 'GET /control/callbacks':
      return { answered: api.answeredCallbacks }
    case 'DELETE /control/sent':
      api.clear()
      return {}
    default:
      return undefined
  }
}

function setFaults(api: FakeBotApi, body: Payload): unknown {
  if (isRecord(body.rates)) {
    const rates = Object.fromEntries(Object.entries(body.rates).map(([name, rate]) => [name, numberOf(rate, 0)]))
    api.setRates(rates, Array.isArray(body.rated) ? body.rated.map(String) : undefined)
  }
  const next = recordOf(body.next)
  if (isFault(next.fault)) api.failNext(String(next.method ?? 'sendMessage'), next.fault, numberOf(next.times, 1))
  if (body.block !== undefined) api.block(String(body.block))
  if (body.unblock !== undefined) api.unblock(String(body.unblock))
  if (body.forget !== undefined) api.forget(String(body.forget))
  return api.counts()
}

// ── what people do ──

export type Said = { readonly chat: number; readonly messageId: number; readonly text: string; readonly at?: number }

const person = (id: number) => ({ id, is_bot: false, first_name: 'Asker Uji', language_code: 'id' })
const privately = (id: number) => ({ id, type: 'private', first_name: 'Asker Uji' })
const MOMENT = 1_793_000_000

/** A text in a private chat. The number of the message is the caller's, so that the same one can come twice. */
export const messageUpdate = ({ chat, messageId, text, at = MOMENT }: Said): FakeUpdate => ({
  message: { message_id: messageId, from: person(chat), chat: privately(chat), date: at, text },
})

export const commandUpdate = ({ chat, messageId, text, at = MOMENT }: Said): FakeUpdate => ({
  message: {
    message_id: messageId,
    from: person(chat),
    chat: privately(chat),
    date: at,
    text,
    entities: [{ type: 'bot_command', offset: 0, length: text.split(/\s/)[0]?.length ?? 0 }],
  },
})

/** A voice note, or a piece of music, in a private chat. */
export const voiceUpdate = ({
  chat,
  messageId,
  fileId,
  caption,
  size = 9000,
  isMusic = false,
}: {
  chat: number
  messageId: number
  fileId: string
  caption?: string
  size?: number
  isMusic?: boolean
}): FakeUpdate => ({
  message: {
    message_id: messageId,
    from: person(chat),
    chat: privately(chat),
    date: MOMENT,
    ...(caption === undefined ? {} : { caption }),
    [isMusic ? 'audio' : 'voice']: { file_id: fileId, file_unique_id: 'v', duration: 6, mime_type: 'audio/ogg', file_size: size },
  },
})

/** A document or photograph in a private chat. */
export const fileUpdate = ({
  chat,
  messageId,
  fileId,
  caption,
  isPhoto = false,
  size,
}: {
  chat: number
  messageId: number
  fileId: string
  caption?: string
  isPhoto?: boolean
  size?: number
}): FakeUpdate => ({
  message: {
    message_id: messageId,
    from: person(chat),
    chat: privately(chat),
    date: MOMENT,
    ...(caption === undefined ? {} : { caption }),
    ...(isPhoto
      ? {
          photo: [
            { file_id: `${fileId}-kecil`, file_unique_id: 'k', width: 90, height: 67, file_size: 900 },
            { file_id: fileId, file_unique_id: 'b', width: 1280, height: 960, file_size: size ?? 90_000 },
          ],
        }
      : {
          document: {
            file_id: fileId,
            file_unique_id: 'd',
            file_name: 'surat.pdf',
            mime_type: 'application/pdf',
            file_size: size ?? 900,
          },
        }),
  },
})

/** A button pressed under a message of the bot. */
export const callbackUpdate = (press: { chat: number; id: string; data: string; messageId?: number }): FakeUpdate => ({
  callback_query: {
    id: press.id,
    from: person(press.chat),
    message: {
      message_id: press.messageId ?? 1,
      chat: privately(press.chat),
      date: MOMENT,
      text: 'Pilih salah satu',
    },
    chat_instance: String(press.chat),
    data: press.data,
  },
})

/** What somebody wrote in a topic; a message that is no reply counts as one to the opening of its topic. */
export type InTopic = {
  readonly chat: number
  readonly thread: number
  readonly from: number
  readonly messageId: number
  /** null: a photo. */
  readonly text: string | null
  readonly replyTo?: { readonly messageId: number; readonly from: number; readonly text: string }
}

const supergroup = (id: number) => ({ id, type: 'supergroup', is_forum: true, title: 'Meja Uji' })
const opened = (thread: number) => ({
  message_id: thread,
  from: person(1),
  forum_topic_created: { name: 'Uji', icon_color: 7322096 },
})
const quoted = ({ messageId, from, text }: NonNullable<InTopic['replyTo']>) => ({
  message_id: messageId,
  from: person(from),
  text,
})

export const topicUpdate = ({ chat, thread, from, messageId, text, replyTo }: InTopic): FakeUpdate => ({
  message: {
    message_id: messageId,
    message_thread_id: thread,
    is_topic_message: true,
    from: person(from),
    chat: supergroup(chat),
    date: MOMENT,
    reply_to_message: replyTo === undefined ? opened(thread) : quoted(replyTo),
    ...(text === null ? { photo: [{ file_id: 'foto', width: 1, height: 1 }] } : { text }),
  },
})

/** A button pressed under a message of the bot in a topic; `replyTo`: what that message is a reply to. */
export const topicPressUpdate = (press: {
  chat: number
  thread: number
  from: number
  id: string
  data: string
  messageId: number
  replyTo?: InTopic['replyTo']
}): FakeUpdate => ({
  callback_query: {
    id: press.id,
    from: person(press.from),
    message: {
      message_id: press.messageId,
      message_thread_id: press.thread,
      is_topic_message: true,
      chat: supergroup(press.chat),
      date: MOMENT,
      text: 'Pilih salah satu',
      reply_to_message: press.replyTo === undefined ? opened(press.thread) : quoted(press.replyTo),
    },
    chat_instance: String(press.chat),
    data: press.data,
  },
})

// ── on its own ──

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      token: { type: 'string' },
      username: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const { token, username } = values
  const api = await fakeBotApi({
    port: Number(values.port),
    seed: Number(values.seed),
    ...(token === undefined ? {} : { token }),
    ...(username === undefined ? {} : { username }),
  })
  process.stdout.write(`${JSON.stringify({ port: api.port, apiRoot: api.apiRoot, token: api.token, username: api.username })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'])
    process.once(signal, () => void api.close().then(() => process.exit(0)))
}
