// The wire to an OpenAI-compatible interface: one request, one answer, or a fault that is named and quotes nothing. Servers differ in what they
// understand (strict schemas, limits under two names, whether to store): what one refuses is left out, and that is remembered for its model.
import OpenAI, { APIConnectionTimeoutError, APIError, APIUserAbortError, toFile } from 'openai'
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions'

export const ENDPOINT_FAULTS = ['key', 'model', 'credit', 'throttled', 'broken', 'silent', 'slow', 'refused'] as const
/**
 * key: not accepted; model: not known there; credit: used up; throttled: too many requests; broken: its own failure; silent: out of reach, or the
 * line died; slow: not within the time; refused: it will not take this request.
 */
export type EndpointFault = (typeof ENDPOINT_FAULTS)[number]

type FaultDetails = { readonly retryAfterMs?: number | null; readonly isUnused?: boolean }

export class EndpointFailed extends Error {
  override readonly name = 'EndpointFailed'
  readonly fault: EndpointFault
  /** As the server asks; null: it says nothing. */
  readonly retryAfterMs: number | null
  /** No model began on it, so that nothing can have been used. */
  readonly isUnused: boolean
  constructor(fault: EndpointFault, { retryAfterMs = null, isUnused = false }: FaultDetails = {}) {
    super(`model endpoint: ${fault}`)
    this.fault = fault
    this.retryAfterMs = retryAfterMs
    this.isUnused = isUnused
  }
}

export type Chat = {
  readonly model: string
  readonly system: string
  readonly user: string
  /** Pictures as data addresses. */
  readonly images: readonly string[]
  /** Tokens that may be said. */
  readonly reply: number
  /** The shape of the answer, for servers that can hold a model to it. */
  readonly shape: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  /** An answer that could not be used, and what was wrong with it. */
  readonly before: { readonly said: string; readonly wrong: string } | null
}
/** `text` null: nothing was said, or it was refused to. */
export type Said = { readonly text: string | null; readonly given: number; readonly said: number }

export type Endpoint = {
  readonly chat: (chat: Chat, signal: AbortSignal) => Promise<Said>
  readonly embed: (
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ) => Promise<{ readonly vectors: readonly (readonly number[])[]; readonly given: number }>
  readonly hear: (model: string, file: HeardFile, signal: AbortSignal) => Promise<string>
  /** How strictly a model's answers can be shaped, as far as it was found out. */
  readonly formatOf: (model: string) => Format
}
export type HeardFile = { readonly bytes: Uint8Array; readonly name: string; readonly type: string }

const FORMATS = ['schema', 'object', 'plain'] as const
export type Format = (typeof FORMATS)[number]
const EXTRAS = ['temperature', 'store', 'reasoning_effort'] as const
type Dialect = {
  readonly format: Format
  readonly limit: 'max_completion_tokens' | 'max_tokens' | null
  readonly extras: readonly (typeof EXTRAS)[number][]
}

/** Where models think before they speak, and limits have the newer name. */
const BIG_HOSTS = /(?:^|\.)(?:openai\.com|azure\.com)$/
/** Parameters that one request is sent again without. */
const STEPS_MAX = 6

export function openEndpoint(parts: { readonly url: string; readonly key: string | null; readonly limitMs: number }): Endpoint {
  const client = new OpenAI({
    baseURL: parts.url,
    apiKey: parts.key ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    // tried again by whoever knows how much time is left
    maxRetries: 0,
    timeout: parts.limitMs,
    logLevel: 'off',
    // words go to the address that is configured, and to no other
    fetchOptions: { redirect: 'error' },
  })
  const isBig = BIG_HOSTS.test(new URL(parts.url).hostname)
  const first: Dialect = {
    format: 'schema',
    limit: isBig ? 'max_completion_tokens' : 'max_tokens',
    extras: isBig ? EXTRAS : ['temperature', 'store'],
  }
  const known = new Map<string, Dialect>()

  const chat = async (wanted: Chat, signal: AbortSignal): Promise<Said> => {
    let dialect = known.get(wanted.model) ?? first
    for (let step = 0; ; step++) {
      try {
        const said = await say(client, wanted, dialect, signal)
        // only what helped is remembered: a request may be refused for what it says
        known.set(wanted.model, dialect)
        return said
      } catch (error) {
        const simpler = step < STEPS_MAX ? simplerFor(error, dialect) : null
        if (simpler === null) throw failed(error, signal)
        dialect = simpler
      }
    }
  }
  return {
    chat,
    embed: async (model, texts, signal) => {
      try {
        const { data, usage } = await client.embeddings.create({ model, input: [...texts] }, { signal })
        const vectors = data.toSorted((a, b) => a.index - b.index).map(d => d.embedding)
        return { vectors, given: counted(usage?.prompt_tokens, guessed(texts.join(''))) }
      } catch (error) {
        throw failed(error, signal)
      }
    },
    hear: async (model, { bytes, name, type }, signal) => {
      try {
        const file = await toFile(bytes, name, { type })
        const { text } = await client.audio.transcriptions.create({ model, file, language: 'id' }, { signal })
        return text
      } catch (error) {
        throw failed(error, signal)
      }
    },
    formatOf: model => (known.get(model) ?? first).format,
  }
}

async function say(client: OpenAI, wanted: Chat, dialect: Dialect, signal: AbortSignal): Promise<Said> {
  const completion = await client.chat.completions.create(requestOf(wanted, dialect), { signal })
  // servers leave out what they please
  const message = completion.choices?.[0]?.message
  const text = typeof message?.content === 'string' && message.content.trim() !== '' ? message.content : null
  const { prompt_tokens: given, completion_tokens: said } = completion.usage ?? {}
  return { text, given: counted(given, guessedOf(wanted)), said: counted(said, guessed(text ?? '')) }
}

/** A count of tokens that can be one; else what is guessed. A budget is no server's to talk down. */
const counted = (tokens: unknown, otherwise: number): number =>
  typeof tokens === 'number' && Number.isSafeInteger(tokens) && tokens > 0 ? tokens : otherwise

function requestOf(wanted: Chat, { format, limit, extras }: Dialect): ChatCompletionCreateParamsNonStreaming {
  const { model, reply, shape } = wanted
  return {
    model,
    messages: messagesOf(wanted),
    ...(limit === null ? {} : { [limit]: reply }),
    ...(extras.includes('temperature') ? { temperature: 0 } : {}),
    ...(extras.includes('store') ? { store: false } : {}),
    ...(extras.includes('reasoning_effort') ? { reasoning_effort: 'low' as const } : {}),
    ...(format === 'schema'
      ? { response_format: { type: 'json_schema', json_schema: { name: shape.name, strict: true, schema: { ...shape.schema } } } }
      : {}),
    ...(format === 'object' ? { response_format: { type: 'json_object' } } : {}),
  }
}

function messagesOf({ system, user, images, before }: Chat): ChatCompletionMessageParam[] {
  const asked: ChatCompletionMessageParam =
    images.length === 0
      ? { role: 'user', content: user }
      : {
          role: 'user',
          content: [{ type: 'text', text: user }, ...images.map(url => ({ type: 'image_url' as const, image_url: { url } }))],
        }
  return [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    asked,
    ...(before === null
      ? []
      : [
          { role: 'assistant' as const, content: before.said },
          {
            role: 'user' as const,
            content: `That answer cannot be used: ${before.wrong}. Reply with the corrected JSON object alone.`,
          },
        ]),
  ]
}

/** Letters of a token, where a server does not count for us: rather too many tokens than too few. */
const LETTERS_PER_TOKEN = 3
/** A picture of a page, in models that cut it into many parts. */
const IMAGE_TOKENS = 4000
/** What a server puts around the parts of a request. */
const FRAME_TOKENS = 200
export const guessed = (text: string): number => Math.ceil(text.length / LETTERS_PER_TOKEN)
const guessedOf = (chat: Chat): number => guessed(wordsOf(chat)) + chat.images.length * IMAGE_TOKENS

const wordsOf = ({ system, user, before }: Chat): string => system + user + (before === null ? '' : before.said + before.wrong)

/** No token is less than a byte. */
export const mostGiven = (text: string): number => Buffer.byteLength(text) + FRAME_TOKENS
/** What a request may use at most: where a server holds itself to the limit that it is given. */
export const mostOf = (chat: Chat): { readonly given: number; readonly said: number } => ({
  given: mostGiven(wordsOf(chat) + JSON.stringify(chat.shape)) + chat.images.length * IMAGE_TOKENS,
  said: chat.reply,
})

const FORMAT_WORDS = /response_format|json_schema|json_object|json mode|structured|grammar|guided/i
/** Refused for what it says, not for how it is asked. */
const SAYS_TOO_MUCH = /content_filter|context_length|string_above_max|content_policy/i

/** The request in words that a server refused less of; null: that is not why it failed. */
function simplerFor(error: unknown, dialect: Dialect): Dialect | null {
  if (!(error instanceof APIError) || typeof error.status !== 'number') return null
  const said = `${error.param ?? ''} ${error.code ?? ''} ${error.message}`
  if (SAYS_TOO_MUCH.test(said)) return null
  const isRefusal = error.status === 400 || error.status === 422
  if (!isRefusal && !(error.status >= 500 && FORMAT_WORDS.test(said))) return null
  const extra = dialect.extras.find(name => said.includes(name))
  if (extra !== undefined) return { ...dialect, extras: dialect.extras.filter(name => name !== extra) }
  if (dialect.limit !== null && said.includes(dialect.limit)) return { ...dialect, limit: otherLimit(dialect.limit, said) }
  // some servers only say that something is invalid
  const format = FORMATS[FORMATS.indexOf(dialect.format) + 1]
  return format === undefined ? null : { ...dialect, format }
}

const otherLimit = (limit: 'max_completion_tokens' | 'max_tokens', said: string): Dialect['limit'] =>
  limit === 'max_tokens' && said.includes('max_completion_tokens')
    ? 'max_completion_tokens'
    : limit === 'max_completion_tokens'
      ? 'max_tokens'
      : null

function failed(error: unknown, signal: AbortSignal): EndpointFailed {
  if (signal.aborted || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError)
    return new EndpointFailed('slow')
  if (!(error instanceof APIError) || typeof error.status !== 'number')
    return new EndpointFailed('silent', { isUnused: NEVER_THERE.includes(causeOf(error)) })
  const isUnused = !GAVE_UP.includes(error.status)
  return new EndpointFailed(faultOf(error.status, String(error.code ?? '')), {
    retryAfterMs: retryAfter(error.headers),
    isUnused,
  })
}

/** Nothing was sent, for nobody was there. */
const NEVER_THERE: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']
/** Who stands between did not wait for the model, which may be at it still. */
const GAVE_UP: readonly number[] = [408, 499, 504, 524]

/** The code of what an error came from at last; empty: it has none. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return causeOf(error.cause) || code
}

function faultOf(status: number, code: string): EndpointFault {
  if (status === 401 || status === 403) return 'key'
  if (status === 404) return 'model'
  if (status === 402 || code === 'insufficient_quota') return 'credit'
  if (status === 429) return 'throttled'
  return status === 408 || status === 409 || status >= 500 ? 'broken' : 'refused'
}

function retryAfter(headers: unknown): number | null {
  if (!(headers instanceof Headers)) return null
  const ms = headers.get('retry-after-ms')
  const seconds = headers.get('retry-after')
  const given = ms !== null ? Number(ms) : seconds === null ? Number.NaN : Number(seconds) * 1000
  return Number.isFinite(given) && given >= 0 ? given : null
}
