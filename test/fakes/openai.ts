// An OpenAI-compatible model server of our own on 127.0.0.1, with faults and bad characters: real HTTP, and every request is kept, so that a test
// can say what left the process. What it answers is scripted and may change while it runs.
// `node test/fakes/openai.ts --port 0 --behave good` prints its port as JSON; POST /control {"behave": "…"} changes it.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import type { ModelReading, ModelWording } from '../../src/answering/model.ts'

/**
 * good: answers by the mind it was given; half: the JSON stops in the middle; wrong-schema: JSON of another shape; prose: the JSON within talk and
 * a code fence; invented: ids, clauses and words that nobody gave it; obeys: does what the asker's words say, and tells its own prompt when asked;
 * biased: judges by party, number, religion, colour; lies: the opposite, by the lying mind; throttled: 429 with retry-after; broken: 500;
 * overloaded: 503 with a page; hanging: never answers; cut: the line dies in the middle; unauthorized: 401; no-credit: 429 that waiting will not
 * mend; empty: no choice at all; silent: an empty message; refusing: a refusal instead of an answer; filtered: 400 of a content filter;
 * no-format: 400 to `response_format`, as old servers do; no-schema: 400 to its json_schema alone; strict: 400 to any parameter that not every
 * server knows.
 */
export const BEHAVIOURS = [
  'good',
  'half',
  'wrong-schema',
  'prose',
  'invented',
  'obeys',
  'biased',
  'lies',
  'throttled',
  'broken',
  'overloaded',
  'hanging',
  'cut',
  'unauthorized',
  'no-credit',
  'empty',
  'silent',
  'refusing',
  'filtered',
  'no-format',
  'no-schema',
  'strict',
] as const
export type BehaviourName = (typeof BEHAVIOURS)[number]

/** What a server does with one request. */
export type Act =
  | { readonly kind: 'says'; readonly text: string; readonly finish?: 'stop' | 'length' }
  | {
      readonly kind: 'fails'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'choices'; readonly choices: readonly unknown[] }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'cuts' }

export type Behaviour =
  | BehaviourName
  /** As another, but later. */
  | { readonly slowMs: number; readonly then?: Behaviour }
  | ((asked: Asked) => Act | Promise<Act>)

/** A chat request as a test wants to look at it. */
export type Asked = {
  readonly kind: 'read' | 'word' | 'other'
  readonly model: string
  readonly system: string
  /** The text of what was said by the user's side, oldest first. */
  readonly user: string
  /** The words that stood framed as data, the asker's last. */
  readonly framed: readonly string[]
  /** The asker's words: the last of these. */
  readonly words: string
  readonly entries: readonly { readonly id: string; readonly title: string }[]
  readonly sentences: readonly { readonly at: number; readonly isFixed: boolean; readonly text: string }[]
  readonly clauses: readonly { readonly n: number; readonly name: string; readonly text: string }[]
  readonly images: readonly string[]
  /** It was told what was wrong with an answer of its own. */
  readonly isRepair: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/** What a good server thinks; each may be given, and has a harmless default. */
export type Minds = {
  readonly read: (asked: Asked) => ModelReading
  readonly word: (asked: Asked) => ModelWording
  /** Whatever else it is asked. */
  readonly other: (asked: Asked) => string
  readonly hear: (file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }) => string
  readonly embed: (text: string) => readonly number[]
  /** What it reads and words where it lies. */
  readonly lie: (asked: Asked) => ModelReading
  readonly lieWord: (asked: Asked) => ModelWording
}

/** A request that came, kept whole. */
export type Heard = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As it came over the line. */
  readonly raw: Buffer
  readonly text: string
  /** What it asks, when it is a chat. */
  readonly asked: Asked | null
  /** left: the connection ended before the answer was whole, whoever ended it. */
  readonly ended: () => 'open' | 'answered' | 'left'
}

export type FakeModel = {
  /** What RAMBU_MODEL_URL would be. */
  readonly url: string
  readonly port: number
  readonly key: string
  /** Everything that came, oldest first. */
  readonly heard: readonly Heard[]
  /** The chats among them. */
  readonly asked: () => readonly Asked[]
  /** From now on. */
  readonly behave: (behaviour: Behaviour) => void
  /** The next chats, one each; afterwards as before. */
  readonly next: (...behaviours: readonly Behaviour[]) => void
  readonly mind: (minds: Partial<Minds>) => void
  /** Resolves once so many requests have come in all. */
  readonly came: (count: number) => Promise<void>
  /** Answers all that hang with what a good one says. */
  readonly release: () => void
  readonly clear: () => void
  readonly close: () => Promise<void>
}

export type FakeModelOptions = {
  readonly port?: number
  /** The only key that it takes; empty: it takes everything, as a server on one's own machine does. */
  readonly key?: string
  /** The models that it has; empty: whatever is named. */
  readonly models?: readonly string[]
  readonly behave?: Behaviour
  readonly minds?: Partial<Minds>
  readonly retryAfterSeconds?: number
}

export const FAKE_KEY = 'sk-uji-0123456789abcdef'

export async function fakeModel(options: FakeModelOptions = {}): Promise<FakeModel> {
  const { key = FAKE_KEY, models = [], retryAfterSeconds = 1 } = options
  const heard: Heard[] = []
  const hanging = new Set<() => void>()
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  let minds: Minds = { ...DEFAULT_MINDS, ...options.minds }
  let behaviour: Behaviour = options.behave ?? 'good'
  let queued: readonly Behaviour[] = []

  const told = (): void => {
    for (const wait of waiting.filter(w => heard.length >= w.count)) {
      waiting.splice(waiting.indexOf(wait), 1)
      wait.resolve()
    }
  }

  const refusalOf = (request: IncomingMessage): Act | null => {
    const given = request.headers.authorization ?? `Bearer ${String(request.headers['api-key'] ?? '')}`
    return key === '' || given === `Bearer ${key}` ? null : UNAUTHORIZED
  }

  const unknown = (model: unknown): Act | null =>
    models.length === 0 || models.some(m => m === model)
      ? null
      : failing(404, `The model '${String(model)}' does not exist`, 'invalid_request_error', 'model_not_found')

  const chat = async (response: ServerResponse, asked: Asked): Promise<void> => {
    const [now = behaviour, ...rest] = queued
    queued = rest
    const perform = (act: Act): Promise<void> => answerChat(response, asked, act)
    const act = unknown(asked.model) ?? (await actOf(now, asked, minds, retryAfterSeconds, response))
    if (act.kind !== 'hangs') return perform(act)
    const free = (): void => {
      hanging.delete(free)
      void perform(good(asked, minds))
    }
    hanging.add(free)
    response.on('close', () => hanging.delete(free))
  }

  const side = async (request: IncomingMessage, response: ServerResponse, raw: Buffer, path: string): Promise<void> => {
    const [now = behaviour] = queued
    const refused = SIDE_FAULTS.find(f => f === now)
    if (path.endsWith('/embeddings') || path.endsWith('/audio/transcriptions')) queued = queued.slice(1)
    if (refused !== undefined) {
      const act = FAULTS[refused]({ retryAfterSeconds })
      if (act.kind === 'cuts') return void response.destroy()
      if (act.kind === 'fails') return send(response, act.status, act.body, act.headers)
      return
    }
    if (typeof now === 'object') await late(now.slowMs, response)
    if (path.endsWith('/embeddings')) return send(response, 200, embeddingsOf(jsonOf(raw), minds))
    if (path.endsWith('/audio/transcriptions')) return send(response, 200, await transcribed(request, raw, minds))
    const list = models.length === 0 ? ['uji'] : models
    return send(response, 200, { object: 'list', data: list.map(id => ({ id, object: 'model', created: 0, owned_by: 'uji' })) })
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname
    let isOver: 'left' | 'answered' | null = null
    response.on('finish', () => {
      isOver = 'answered'
    })
    response.on('close', () => {
      isOver ??= 'left'
    })
    const raw = await bodyOf(request)
    if (path === '/control') {
      behaviour = nameOf(jsonOf(raw).behave) ?? behaviour
      return send(response, 200, { behave: behaviour })
    }
    const isChat = path.endsWith('/chat/completions')
    const asked = isChat ? askedOf(jsonOf(raw)) : null
    const ended = (): 'open' | 'answered' | 'left' => isOver ?? 'open'
    heard.push({ method: request.method ?? '', path, headers: request.headers, raw, text: raw.toString('utf8'), asked, ended })
    // once it hangs, where it is to hang
    setImmediate(told)
    const refused = refusalOf(request)
    if (refused?.kind === 'fails') return send(response, refused.status, refused.body)
    return asked === null ? side(request, response, raw, path) : chat(response, asked)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(error => {
      if (!response.headersSent && !response.destroyed) send(response, 500, { error: { message: String(error) } })
    })
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  const port = typeof at === 'object' && at !== null ? at.port : 0

  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    key,
    heard,
    asked: () => heard.flatMap(h => (h.asked === null ? [] : [h.asked])),
    behave: given => {
      behaviour = given
    },
    next: (...given) => {
      queued = [...queued, ...given]
    },
    mind: given => {
      minds = { ...minds, ...given }
    },
    came: count =>
      heard.length >= count ? Promise.resolve() : new Promise(resolve => waiting.push({ count, resolve: () => resolve() })),
    release: () => {
      for (const free of [...hanging]) free()
    },
    clear: () => {
      heard.length = 0
      queued = []
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

// — what was asked —

/** The brackets between which the asker's words stand; they are taken out of the words themselves. */
const FRAMED = /⟦⟦⟦\n([\s\S]*?)\n⟧⟧⟧/g

export function askedOf(body: Readonly<Record<string, unknown>>): Asked {
  const messages = Array.isArray(body.messages) ? body.messages.map(messageOf) : []
  const textOf = (role: string): string =>
    messages
      .filter(m => m.role === role)
      .map(m => m.text)
      .join('\n')
  const system = [textOf('system'), textOf('developer')].filter(Boolean).join('\n')
  const user = textOf('user')
  const framed = [...user.matchAll(FRAMED)].map(m => m[1] ?? '')
  const own = `${system}\n${user}`.replace(FRAMED, '')
  const entries = [...own.matchAll(/^([a-z0-9][a-z0-9._/-]*) \| (.+)$/gm)].map(m => ({ id: m[1] ?? '', title: m[2] ?? '' }))
  const sentences = linesOf(own).flatMap(l =>
    typeof l.at === 'number' && typeof l.text === 'string' ? [{ at: l.at, isFixed: l.fixed === true, text: l.text }] : [],
  )
  const clauses = linesOf(own).flatMap(l =>
    typeof l.n === 'number' && typeof l.name === 'string' ? [{ n: l.n, name: l.name, text: String(l.text ?? '') }] : [],
  )
  return {
    kind: entries.length > 0 ? 'read' : sentences.length > 0 ? 'word' : 'other',
    model: String(body.model ?? ''),
    system,
    user,
    framed,
    words: framed.at(-1) ?? '',
    entries,
    sentences,
    clauses,
    images: messages.flatMap(m => m.images),
    isRepair: messages.some(m => m.role === 'assistant'),
    body,
  }
}

function messageOf(given: unknown): { readonly role: string; readonly text: string; readonly images: readonly string[] } {
  const { role, content } = recordOf(given)
  const parts = Array.isArray(content) ? content.map(recordOf) : [{ type: 'text', text: content }]
  return {
    role: String(role),
    text: parts.flatMap(p => (typeof p.text === 'string' ? [p.text] : [])).join('\n'),
    images: parts.flatMap(p => (p.type === 'image_url' ? [String(recordOf(p.image_url).url ?? '')] : [])),
  }
}

const recordOf = (given: unknown): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {}

const linesOf = (text: string): readonly Readonly<Record<string, unknown>>[] =>
  text.split('\n').flatMap(line => {
    if (!line.startsWith('{')) return []
    try {
      return [recordOf(JSON.parse(line))]
    } catch {
      return []
    }
  })

const jsonOf = (raw: Buffer): Readonly<Record<string, unknown>> => {
  try {
    return recordOf(JSON.parse(raw.toString('utf8')))
  } catch {
    return {}
  }
}

const nameOf = (given: unknown): BehaviourName | null => BEHAVIOURS.find(b => b === given) ?? null

// — what it thinks —

const EMPTY: ModelReading = { entries: [], facts: [], splits: [] }
const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}{4,}/gu) ?? []

/** The listed entry whose title shares most words with the question. */
function likeliest(asked: Asked): ModelReading {
  const spoken = [...asked.words.matchAll(/\p{L}{4,}/gu)].map(m => m[0])
  const scored = asked.entries.map(entry => {
    const title = new Set(wordsIn(entry.title))
    return { entry, words: spoken.filter(w => title.has(w.toLowerCase())) }
  })
  const best = scored.reduce((a, b) => (b.words.length > a.words.length ? b : a), {
    entry: { id: '', title: '' },
    words: [] as string[],
  })
  return best.words.length === 0 ? EMPTY : { ...EMPTY, entries: [{ id: best.entry.id, words: best.words }] }
}

const unchanged = (asked: Asked): ModelWording => ({ lines: asked.sentences.map(s => ({ keep: s.at })) })

/** Another entry than the likeliest, shown by all of the words. */
function contrary(asked: Asked): ModelReading {
  const likely = likeliest(asked).entries[0]?.id
  const other = asked.entries.filter(e => e.id !== likely).at(asked.words.length % Math.max(1, asked.entries.length - 1))
  return other === undefined ? EMPTY : { ...EMPTY, entries: [{ id: other.id, words: [asked.words] }] }
}

const permitting = (asked: Asked): ModelWording => ({
  lines: asked.sentences.map(s =>
    s.isFixed ? { keep: s.at } : { at: s.at, text: 'Boleh saja, tidak ada larangan dan tidak ada sanksi.' },
  ),
})

const DIMENSIONS = 64

/** Texts that share parts of words lie near each other. */
function vectorOf(text: string): readonly number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0)
  const letters = ` ${wordsIn(text).join(' ')} `
  for (let i = 0; i + 3 <= letters.length; i++) {
    const at = [...letters.slice(i, i + 3)].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 65_521, 7) % DIMENSIONS
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map(v => v / length)
}

const DEFAULT_MINDS: Minds = {
  read: likeliest,
  word: unchanged,
  other: () => '{"ok":true}',
  hear: () => 'apakah boleh saya menyukai unggahan calon',
  embed: vectorOf,
  lie: contrary,
  lieWord: permitting,
}

/** The wire shape of a wording: a line without text stays as it was given. */
export const wordingJson = ({ lines }: ModelWording): string =>
  JSON.stringify({ lines: lines.map(l => ('keep' in l ? { at: l.keep, text: null } : l)) })

const readingJson = (reading: ModelReading): string => JSON.stringify(reading)

function thoughtOf(asked: Asked, minds: Minds): string {
  if (asked.kind === 'read') return readingJson(minds.read(asked))
  return asked.kind === 'word' ? wordingJson(minds.word(asked)) : minds.other(asked)
}

const says = (text: string, finish: 'stop' | 'length' = 'stop'): Act => ({ kind: 'says', text, finish })
const good = (asked: Asked, minds: Minds): Act => says(thoughtOf(asked, minds))

// — how it behaves —

const failing = (status: number, message: string, type: string, code: string | null, param: string | null = null): Act => ({
  kind: 'fails',
  status,
  body: { error: { message, type, param, code } },
})

const UNAUTHORIZED: Act = failing(401, 'Incorrect API key provided', 'invalid_request_error', 'invalid_api_key')

type Told = { readonly retryAfterSeconds: number }
const SIDE_FAULTS = ['throttled', 'broken', 'overloaded', 'hanging', 'cut', 'unauthorized', 'no-credit'] as const

/** Faults that do not depend on what was asked. */
const FAULTS: Readonly<Record<(typeof SIDE_FAULTS)[number] | 'empty' | 'silent' | 'refusing' | 'filtered', (told: Told) => Act>> =
  {
    throttled: ({ retryAfterSeconds }) => ({
      kind: 'fails',
      status: 429,
      body: { error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' } },
      headers: { 'retry-after': String(retryAfterSeconds) },
    }),
    'no-credit': () => failing(429, 'You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
    broken: () => failing(500, 'The server had an error', 'server_error', null),
    overloaded: () => ({ kind: 'fails', status: 503, body: '<html><body>503 Service Unavailable</body></html>' }),
    hanging: () => ({ kind: 'hangs' }),
    cut: () => ({ kind: 'cuts' }),
    unauthorized: () => UNAUTHORIZED,
    empty: () => ({ kind: 'choices', choices: [] }),
    silent: () => says(''),
    refusing: () => ({
      kind: 'choices',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null, refusal: 'I cannot help with that.' } },
      ],
    }),
    filtered: () => failing(400, 'The response was filtered', 'invalid_request_error', 'content_filter', 'prompt'),
  }

const unrecognized = (param: string): Act =>
  failing(400, `Unrecognized request argument supplied: ${param}`, 'invalid_request_error', null, param)

/** Parameters that every server knows. */
const PLAIN = ['model', 'messages', 'stream', 'max_tokens']

function formatAct(name: 'no-format' | 'no-schema' | 'strict', asked: Asked, minds: Minds): Act {
  const format = asked.body.response_format
  if (name === 'strict') {
    const stray = Object.keys(asked.body).find(k => !PLAIN.includes(k))
    return stray === undefined ? good(asked, minds) : unrecognized(stray)
  }
  const isRefused = name === 'no-format' ? format !== undefined : recordOf(format).type === 'json_schema'
  if (!isRefused) return good(asked, minds)
  if (name === 'no-format') return unrecognized('response_format')
  return failing(400, "Invalid value: 'json_schema'", 'invalid_request_error', 'invalid_value', 'response_format.type')
}

async function actOf(
  behaviour: Behaviour,
  asked: Asked,
  minds: Minds,
  retryAfterSeconds: number,
  response: ServerResponse,
): Promise<Act> {
  if (typeof behaviour === 'function') return behaviour(asked)
  if (typeof behaviour === 'object') {
    await late(behaviour.slowMs, response)
    return actOf(behaviour.then ?? 'good', asked, minds, retryAfterSeconds, response)
  }
  return namedAct(behaviour, asked, minds, retryAfterSeconds)
}

function namedAct(name: BehaviourName, asked: Asked, minds: Minds, retryAfterSeconds: number): Act {
  const thought = (): string => thoughtOf(asked, minds)
  switch (name) {
    case 'good':
      return good(asked, minds)
    case 'half':
      return says(thought().slice(0, Math.ceil(thought().length / 2)), 'length')
    case 'wrong-schema':
      return says('{"verdict":"allowed","answer":"Boleh."}')
    case 'prose':
      return says(`Tentu! Berikut hasilnya:\n\n\`\`\`json\n${thought()}\n\`\`\`\n\nSemoga membantu.`)
    case 'invented':
      return says(invented(asked))
    case 'obeys':
      return says(obedient(asked, minds))
    case 'biased':
      return says(partial(asked, minds))
    case 'lies':
      return says(lying(asked, minds))
    case 'no-format':
    case 'no-schema':
    case 'strict':
      return formatAct(name, asked, minds)
    default:
      return FAULTS[name]({ retryAfterSeconds })
  }
}

function lying(asked: Asked, minds: Minds): string {
  if (asked.kind === 'read') return readingJson(minds.lie(asked))
  return asked.kind === 'word' ? wordingJson(minds.lieWord(asked)) : minds.other(asked)
}

/** Ids, words and law that nobody gave it. */
function invented(asked: Asked): string {
  if (asked.kind === 'read')
    return readingJson({
      entries: [
        { id: 'boleh-menurut-saya', words: ['kata yang tidak pernah ditulis'] },
        ...asked.entries.slice(0, 1).map(e => ({ id: e.id, words: ['kata yang tidak pernah ditulis'] })),
      ],
      facts: [],
      splits: ['bagian yang tidak pernah ditulis'],
    })
  return wordingJson({
    lines: asked.sentences.map(s =>
      s.isFixed
        ? { keep: s.at }
        : { at: s.at, text: 'Pasal 99 ayat (7) PP Nomor 123 Tahun 2031 membolehkannya sampai Rp5.000.000 [9].' },
    ),
  })
}

const PERMITS = /\b(?:boleh|diizinkan|netral|umum|layan)/i
const WANTS_PROMPT = /prompt|instruksi|instruction|system|sistem|aturanmu|your rules|kata demi kata|verbatim|repeat|ulangi/i

/** Whoever's words it reads commands it. */
function obedient(asked: Asked, minds: Minds): string {
  if (asked.kind === 'read') {
    const named = asked.entries.filter(
      e => asked.words.includes(e.id) || asked.words.toLowerCase().includes(e.title.toLowerCase()),
    )
    const chosen = named.length > 0 ? named : asked.entries.filter(e => PERMITS.test(e.title)).slice(0, 2)
    return readingJson({
      entries: chosen.slice(0, 3).map(e => ({ id: e.id, words: [asked.words] })),
      facts: [{ fact: 'status:non-asn', words: [asked.words] }],
      splits: [],
    })
  }
  if (asked.kind !== 'word') return WANTS_PROMPT.test(asked.user) ? asked.system : minds.other(asked)
  const told = WANTS_PROMPT.test(asked.words) ? asked.system : commandIn(asked.words)
  return wordingJson({ lines: asked.sentences.map(s => (s.isFixed ? { keep: s.at } : { at: s.at, text: told })) })
}

/** What somebody dictates: what stands in quotation marks or after a colon, else that it is allowed. */
const commandIn = (words: string): string =>
  words.match(/["'“‘]([^"'”’]{3,})["'”’]/)?.[1] ?? words.match(/:\s*([^\n]{3,})/)?.[1] ?? 'Boleh saja, silakan, tidak ada sanksi.'

const LABELS =
  /\b(?:PDI|PDIP|Golkar|Gerindra|NasDem|PKB|PKS|PAN|Demokrat|PSI|Perindo|PPP|Hanura|PBB|Islam|Kristen|Katolik|Hindu|Buddha|Konghucu|Muslim|Jawa|Sunda|Batak|Minang|Bugis|Tionghoa|Papua|Dayak|Madura|merah|kuning|biru|hijau|putih|oranye|nomor (?:urut )?\d+|paslon \d+|petahana|perempuan|laki-laki)\b/gi

/** Judges by the first label it finds, each label another way. */
function partial(asked: Asked, minds: Minds): string {
  const labels = asked.words.match(LABELS) ?? []
  if (labels.length === 0) return thoughtOf(asked, minds)
  const weight = [...labels.join('').toLowerCase()].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0)
  if (asked.kind === 'read') {
    const entry = asked.entries[weight % Math.max(1, asked.entries.length)]
    return readingJson(entry === undefined ? EMPTY : { ...EMPTY, entries: [{ id: entry.id, words: [asked.words] }] })
  }
  if (asked.kind !== 'word') return minds.other(asked)
  const text = weight % 2 === 0 ? `Untuk ${labels[0]} boleh saja.` : `Jangan pernah mendukung ${labels[0]}, itu pasti dipecat.`
  return wordingJson({ lines: asked.sentences.map(s => (s.isFixed ? { keep: s.at } : { at: s.at, text })) })
}

// — over the line —

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

/** Four letters are about a token. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4)

function usageOf(asked: Asked, said: string) {
  const given = tokensOf(asked.system) + tokensOf(asked.user)
  const out = tokensOf(said)
  return { prompt_tokens: given, completion_tokens: out, total_tokens: given + out }
}

async function answerChat(response: ServerResponse, asked: Asked, act: Act): Promise<void> {
  if (response.destroyed) return
  switch (act.kind) {
    case 'hangs':
      return
    case 'cuts':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' })
      response.write('{"id":"chatcmpl-uji","object":"chat.comp', () => response.destroy())
      return
    case 'fails':
      return send(response, act.status, act.body, act.headers)
    case 'choices':
      return send(response, 200, completion(asked, act.choices, ''))
    case 'says':
      if (asked.body.stream === true) return stream(response, asked, act.text, act.finish ?? 'stop')
      return send(
        response,
        200,
        completion(
          asked,
          [
            {
              index: 0,
              finish_reason: act.finish ?? 'stop',
              logprobs: null,
              message: { role: 'assistant', content: act.text, refusal: null },
            },
          ],
          act.text,
        ),
      )
  }
}

const completion = (asked: Asked, choices: readonly unknown[], said: string) => ({
  id: 'chatcmpl-uji',
  object: 'chat.completion',
  created: 0,
  model: asked.model,
  choices,
  usage: usageOf(asked, said),
})

const CHUNK = 24

function stream(response: ServerResponse, asked: Asked, text: string, finish: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const chunk = (choices: readonly unknown[], usage: unknown = null): void =>
    void response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-uji', object: 'chat.completion.chunk', created: 0, model: asked.model, choices, usage })}\n\n`,
    )
  for (let at = 0; at < text.length; at += CHUNK)
    chunk([{ index: 0, delta: { content: text.slice(at, at + CHUNK) }, finish_reason: null }])
  chunk([{ index: 0, delta: {}, finish_reason: finish }])
  if (recordOf(asked.body.stream_options).include_usage === true) chunk([], usageOf(asked, text))
  response.end('data: [DONE]\n\n')
}

function embeddingsOf(body: Readonly<Record<string, unknown>>, minds: Minds): unknown {
  const input = Array.isArray(body.input) ? body.input.map(String) : [String(body.input ?? '')]
  const shaped = (vector: readonly number[]): unknown =>
    body.encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: shaped(minds.embed(text)) }))
  const used = input.reduce((sum, text) => sum + tokensOf(text), 0)
  return { object: 'list', model: body.model, data, usage: { prompt_tokens: used, total_tokens: used } }
}

async function transcribed(request: IncomingMessage, raw: Buffer, minds: Minds): Promise<unknown> {
  const type = request.headers['content-type'] ?? ''
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
  const file = form.get('file')
  if (!(file instanceof File)) return { text: '' }
  return { text: minds.hear({ name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }) }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

/** Ends early when whoever asked has gone. */
const late = (ms: number, response: ServerResponse): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    response.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string' }, behave: { type: 'string' }, key: { type: 'string' } } })
  const fake = await fakeModel({
    port: Number(values.port ?? 0),
    key: values.key ?? '',
    behave: nameOf(values.behave) ?? 'good',
  })
  console.log(JSON.stringify({ port: fake.port, url: fake.url }))
}
