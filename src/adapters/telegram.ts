// Telegram: what the Bot API brings, by long polling or by webhook, and what we send to it.
// grammY's Api makes the calls; its errors carry the token in their cause and our text in their payload, so none of them leaves this file.
// Sources of numbers and shapes: Telegram Bot API 10 (Update, Message, getUpdates, setWebhook, sendMessage, ResponseParameters).
import { createHash, timingSafeEqual } from 'node:crypto'
// the build that brings no other library for its calls
import { Api, GrammyError, HttpError } from 'grammy/web'
import { z } from 'zod'
import { Address, type Channel, type FileRef, type Incoming, type Received, type Sending } from '../gateway/gateway.ts'
import type { Choice, MessageKind, Reply } from '../vocabulary.ts'
import { fetchBytes } from './bytes.ts'
import { sleep } from './clock.ts'
import { postJson } from './posting.ts'

export type TelegramOptions = {
  readonly token: string
  /** What Telegram shows with each webhook call; null when there is no webhook: then nothing from outside is genuine. */
  readonly secretToken: string | null
  readonly apiRoot?: string
  /** The bot's name without "@"; when absent it is learnt from getMe by poll, setWebhook or describe, whichever runs first. */
  readonly username?: string
  /** For one call, milliseconds; a long poll may take its own waiting time on top. Stay below the life of a claimed reply. */
  readonly timeoutMs?: number
  /** Hears why polling pauses: ChannelRefused with the platform's reason, ChannelSilent, or what `accept` threw. Never holds the token. */
  readonly onError?: (error: unknown) => void
  /** Waits between failed polls. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

export type TelegramDescription = {
  readonly username: string
  readonly webhookUrl: string
  readonly pending: number
  readonly lastError: string | null
}

export type TelegramChannel = Channel & {
  /** Brings updates until the signal; one call of `accept` a batch. Updates are confirmed only once it has resolved. Never rejects. */
  poll(accept: (incoming: readonly Incoming[]) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Throws ChannelRefused or ChannelSilent. */
  setWebhook(url: string): Promise<void>
  /** null when the platform does not know the token or does not answer. */
  describe(): Promise<TelegramDescription | null>
}

const API_ROOT = 'https://api.telegram.org'
const TIMEOUT_MS = 10_000
const LONG_POLL_SECONDS = 30
const BATCH_MAX = 100
const BACKOFF_FIRST_MS = 1000
const BACKOFF_MAX_MS = 60_000
/** Named, because a bot gets no reactions unless it asks for them, and need not wake for what it ignores. */
const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'message_reaction'] as const
/** As the platform names its files: no way out of their folder. */
const FILE_PATH = /^(?!.*\.\.)[\w./-]{1,200}$/
const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

export function telegram(options: TelegramOptions): TelegramChannel {
  const { token, secretToken, timeoutMs = TIMEOUT_MS, onError = () => {}, sleep: pause = sleep } = options
  const apiRoot = (options.apiRoot ?? API_ROOT).replace(/\/+$/, '')
  const api = apiOf(token, apiRoot, timeoutMs)
  const pollApi = apiOf(token, apiRoot, LONG_POLL_SECONDS * 1000 + timeoutMs)
  // the id of a bot is the first half of its token: a reply to it is recognised before its name is known
  const bot: Bot = { id: Number(token.split(':')[0]), username: options.username ?? null }

  const learnName = async (signal?: AbortSignal): Promise<void> => {
    bot.username ??= (await api.getMe(signal && signalOf(signal))).username
  }

  // Answered on receipt, before anything is stored: the answer says nothing, and so no repeated, limited or group press keeps its button spinning.
  const take = (update: Update): Incoming[] => {
    if (update.callback_query !== undefined) void api.answerCallbackQuery(update.callback_query.id).catch(() => {})
    return read(update, bot)
  }

  /** One batch; the offset to ask for next. */
  const bring = async (offset: number, accept: (incoming: readonly Incoming[]) => Promise<void>, signal: AbortSignal) => {
    await learnName(signal)
    const asked = { offset, limit: BATCH_MAX, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES }
    const updates = await pollApi.getUpdates(asked, signalOf(signal))
    // one that we cannot read is passed over: held back it would stop all that follow
    const incoming = updates.flatMap(raw => readable(raw)).flatMap(take)
    if (incoming.length > 0) await accept(incoming)
    return updates.reduce((next, { update_id }) => Math.max(next, update_id + 1), updates.length > 0 ? 0 : offset)
  }

  return {
    name: 'telegram',
    receive: (raw, headers): Received => {
      if (secretToken === null || !isSame(headers[SECRET_HEADER] ?? '', secretToken)) return { kind: 'forged' }
      const update = parse(raw)
      return update === null ? { kind: 'malformed' } : { kind: 'genuine', incoming: take(update) }
    },

    send: async (address, outgoing) => {
      // Telegram closes no window, so it has no template either
      if (outgoing.kind === 'waiting') return { kind: 'refused', code: 'no-template' }
      try {
        const sent = await api.sendMessage(address.reveal(), outgoing.reply.text, presentation(outgoing.reply))
        return { kind: 'sent', messageId: idOfSent(sent) }
      } catch (error) {
        return sendingOf(error)
      }
    },

    attend: async (address, _messageId, typing) => {
      if (typing) await api.sendChatAction(address.reveal(), 'typing').catch(() => {})
    },

    fetchFile: async ({ id }, bytesMax, signal) => {
      if (typeof id !== 'string') return { kind: 'gone' }
      try {
        const { file_path: path, file_size: size = 0 } = await api.getFile(id, signalOf(signal))
        if (size > bytesMax) return { kind: 'large' }
        // the token stands in the address: nothing that fails here may be passed on
        if (path === undefined || !FILE_PATH.test(path)) return { kind: 'gone' }
        return await fetchBytes(`${apiRoot}/file/bot${token}/${path}`, bytesMax, { signal })
      } catch {
        return { kind: 'gone' }
      }
    },

    poll: async (accept, signal) => {
      let offset = 0
      let failures = 0
      let mayDeleteWebhook = true
      while (!signal.aborted) {
        try {
          offset = await bring(offset, accept, signal)
          failures = 0
        } catch (error) {
          if (signal.aborted) return
          onError(told('getUpdates', error))
          failures += 1
          // A webhook set earlier keeps polling out. Taken away once: whoever sets it again means it, and another poller is not ours to stop.
          if (codeOf(error) === 409 && mayDeleteWebhook) {
            mayDeleteWebhook = false
            await api.deleteWebhook({ drop_pending_updates: false }, signalOf(signal)).catch(() => {})
          }
          await pause(pauseAfter(error, failures), signal)
        }
      }
    },

    setWebhook: async url => {
      if (secretToken === null) throw new Error('telegram setWebhook: a webhook needs a secret token')
      try {
        await learnName()
        await api.setWebhook(url, { secret_token: secretToken, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false })
      } catch (error) {
        throw told('setWebhook', error)
      }
    },

    describe: async () => {
      try {
        const [me, hook] = await Promise.all([api.getMe(), api.getWebhookInfo()])
        bot.username ??= me.username
        const { url = '', pending_update_count: pending, last_error_message: lastError = null } = hook
        return { username: me.username, webhookUrl: url, pending, lastError }
      } catch {
        return null
      }
    },
  }
}

/** grammY's, whose calls go out by themselves: its own way makes a dozen promises, a signal and streams of each. */
function apiOf(token: string, apiRoot: string, timeoutMs: number): Api {
  const api = new Api(token, { apiRoot })
  api.config.use(async (_, method, payload, signal) => {
    try {
      return JSON.parse((await postJson(`${apiRoot}/bot${token}/${method}`, payload ?? {}, { timeoutMs, signal })).text)
    } catch (error) {
      throw new HttpError(`telegram ${method}: no answer`, error)
    }
  })
  return api
}

// ── what comes in ──

type Bot = { readonly id: number; username: string | null }

const fileSchema = z.looseObject({ file_id: z.string().min(1), file_size: z.int().optional() })
const personSchema = z.looseObject({ id: z.int(), is_bot: z.boolean() })
const chatSchema = z.looseObject({ id: z.int(), type: z.string() })
const entitySchema = z.looseObject({
  type: z.string(),
  offset: z.int(),
  length: z.int(),
  user: z.looseObject({ id: z.int() }).optional(),
})
const messageSchema = z.looseObject({
  message_id: z.int(),
  chat: chatSchema,
  from: personSchema.optional(),
  sender_chat: chatSchema.optional(),
  edit_date: z.int().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entitySchema).optional(),
  caption_entities: z.array(entitySchema).optional(),
  reply_to_message: z.looseObject({ from: personSchema.optional(), forum_topic_created: z.unknown().optional() }).optional(),
  migrate_to_chat_id: z.int().optional(),
  document: fileSchema.optional().catch(undefined),
  voice: fileSchema.optional().catch(undefined),
  audio: fileSchema.optional().catch(undefined),
  photo: z.array(fileSchema).optional().catch(undefined),
})
const callbackSchema = z.looseObject({
  id: z.string().min(1),
  from: personSchema,
  message: z.looseObject({ chat: chatSchema }).optional(),
  data: z.string().optional(),
})
const emojiSchema = z.looseObject({
  type: z.string(),
  emoji: z.string().optional(),
  custom_emoji_id: z.string().optional(),
})
const reactionSchema = z.looseObject({
  chat: chatSchema,
  message_id: z.int(),
  user: personSchema.optional(),
  date: z.int(),
  old_reaction: z.array(emojiSchema),
  new_reaction: z.array(emojiSchema),
})
const updateSchema = z.looseObject({
  update_id: z.int(),
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  callback_query: callbackSchema.optional(),
  message_reaction: reactionSchema.optional(),
})

type Update = z.infer<typeof updateSchema>
type TelegramMessage = z.infer<typeof messageSchema>
type Callback = z.infer<typeof callbackSchema>
type Reaction = z.infer<typeof reactionSchema>

/**
 * The field that makes a message what it is → our kind. In this order: Telegram repeats an animation as `document`, a live photo as
 * `photo` and a venue as `location`. A message with none of these fields is a service message.
 */
const KINDS: readonly (readonly [field: string, kind: MessageKind])[] = [
  ['text', 'text'],
  ['animation', 'video'],
  ['live_photo', 'photo'],
  ['photo', 'photo'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
  ['poll', 'other'],
  ['dice', 'other'],
  ['story', 'other'],
  ['game', 'other'],
  ['checklist', 'other'],
  ['rich_message', 'other'],
  ['paid_media', 'other'],
  ['invoice', 'other'],
  ['giveaway', 'other'],
]

const addressOf = (chatId: number): Address => new Address('telegram', String(chatId))

function parse(raw: Uint8Array): Update | null {
  try {
    return readable(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)))[0] ?? null
  } catch {
    return null
  }
}

function readable(raw: unknown): Update[] {
  const update = updateSchema.safeParse(raw)
  return update.success ? [update.data] : []
}

function read({ message, edited_message, callback_query, message_reaction }: Update, bot: Bot): Incoming[] {
  if (message !== undefined) return readMessage(message, bot)
  if (edited_message !== undefined) return readEdit(edited_message)
  if (callback_query !== undefined) return readPress(callback_query)
  if (message_reaction !== undefined) return readReaction(message_reaction)
  return []
}

function readMessage(message: TelegramMessage, bot: Bot): Incoming[] {
  const { chat, migrate_to_chat_id: movedTo } = message
  if (movedTo !== undefined) return [{ kind: 'renamed', from: addressOf(chat.id), to: addressOf(movedTo) }]
  const kind = kindOf(message)
  if (kind === null || !isWrittenByPerson(message)) return []
  if (chat.type === 'private')
    return [{ ...said(message, messageIdOf(message), kind, wordsOf(message)), file: fileOf(message, kind) }]
  const isGroup = chat.type === 'group' || chat.type === 'supergroup'
  // nothing of what is said in a group comes in: the answer is only the way to the private chat
  return isGroup && isAddressed(message, bot) ? [said(message, messageIdOf(message), 'group', '')] : []
}

/** A photograph comes in several sizes, the largest last. */
function fileOf(message: TelegramMessage, kind: MessageKind): FileRef | undefined {
  const file = enclosedIn(message, kind)
  return file === undefined ? undefined : { id: file.file_id, bytes: file.file_size ?? null }
}

function enclosedIn({ document, photo, voice, audio }: TelegramMessage, kind: MessageKind) {
  if (kind === 'photo') return photo?.at(-1)
  if (kind === 'voice') return voice ?? audio
  return kind === 'document' ? document : undefined
}

/** A live location moves every few seconds and nobody wrote anything: those edits are none. */
function readEdit(message: TelegramMessage): Incoming[] {
  const isEdit = message.chat.type === 'private' && isWrittenByPerson(message) && kindOf(message) !== null
  if (!isEdit || Object.hasOwn(message, 'location')) return []
  return [said(message, `${messageIdOf(message)}:edit:${message.edit_date ?? 0}`, 'edit', wordsOf(message))]
}

/** A press under a message in a group, or under one sent through another chat, belongs to nobody's conversation. */
function readPress({ id, from, message, data }: Callback): Incoming[] {
  if (message?.chat.type !== 'private' || from.is_bot || data === undefined) return []
  return [incoming(message.chat.id, `callback:${id}`, 'choice', '', data)]
}

/** Only a reaction that was added says something; one taken back does not. */
function readReaction({ chat, message_id, user, date, old_reaction, new_reaction }: Reaction): Incoming[] {
  if (chat.type !== 'private' || user === undefined || user.is_bot) return []
  const before = old_reaction.map(nameOf)
  const added = new_reaction.find(reaction => !before.includes(nameOf(reaction)))
  if (added === undefined) return []
  return [incoming(chat.id, `${chat.id}:${message_id}:reaction:${date}:${nameOf(added)}`, 'reaction', added.emoji ?? '', null)]
}

const nameOf = (reaction: z.infer<typeof emojiSchema>): string => reaction.emoji ?? reaction.custom_emoji_id ?? reaction.type

const said = (message: TelegramMessage, messageId: string, kind: MessageKind, text: string): IncomingMessage =>
  incoming(message.chat.id, messageId, kind, text, null)

type IncomingMessage = Extract<Incoming, { kind: 'message' }>

const incoming = (
  chatId: number,
  messageId: string,
  kind: MessageKind,
  text: string,
  choice: string | null,
): IncomingMessage => ({
  kind: 'message',
  address: addressOf(chatId),
  messageId,
  message: { kind, text, choice },
})

/** Never the update's own number: what is delivered again must be known again. */
const messageIdOf = (message: TelegramMessage): string => `${message.chat.id}:${message.message_id}`

const kindOf = (message: TelegramMessage): MessageKind | null =>
  KINDS.find(([field]) => Object.hasOwn(message, field))?.[1] ?? null

/** Not by another bot, nor in the name of a channel or of a whole group. */
const isWrittenByPerson = ({ from, sender_chat }: TelegramMessage): boolean =>
  from !== undefined && !from.is_bot && sender_chat === undefined

/** The words as typed; only the bot's name goes that Telegram appends to a command. In a private chat it can be no other bot's. */
const wordsOf = ({ text, caption }: TelegramMessage): string => (text ?? caption ?? '').replace(/^(\/\w+)@\w+/, '$1')

function isAddressed(message: TelegramMessage, bot: Bot): boolean {
  const { reply_to_message: repliedTo } = message
  // in a forum every message counts as a reply to the one that opened its topic
  if (repliedTo?.from?.id === bot.id && repliedTo.forum_topic_created === undefined) return true
  const words = message.text ?? message.caption ?? ''
  const name = bot.username === null ? null : `@${bot.username.toLowerCase()}`
  return (message.entities ?? message.caption_entities ?? []).some(({ type, offset, length, user }) => {
    const part = words.slice(offset, offset + length).toLowerCase()
    if (type === 'text_mention') return user?.id === bot.id
    return name !== null && ((type === 'mention' && part === name) || (type === 'bot_command' && part.endsWith(name)))
  })
}

/** Compares in a time that tells nothing of how much of it was right. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map(text => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

// ── what goes out ──

/** Longer than a WhatsApp title: a Telegram button may be as wide as the message above it. */
const BUTTON_MAX = 40
/** On a phone two buttons share a row when both are this short. */
const HALF_ROW_MAX = 18

/** Plain text: no parse_mode, so that no sign in it is markup; and no preview of an address that stands in it. */
function presentation({ choices }: Reply) {
  const plain = { link_preview_options: { is_disabled: true } }
  return choices.length === 0 ? plain : { ...plain, reply_markup: { inline_keyboard: rowsOf(choices) } }
}

type Button = { text: string; callback_data: string }

function rowsOf(choices: readonly Choice[]): Button[][] {
  const rows: Button[][] = []
  for (const { id, title, label } of choices) {
    const button = { text: label.length <= BUTTON_MAX ? label : title, callback_data: id }
    const last = rows.at(-1)
    const fits = last?.length === 1 && [...last, button].every(b => b.text.length <= HALF_ROW_MAX)
    if (fits) last.push(button)
    else rows.push([button])
  }
  return rows
}

const sentSchema = z.looseObject({ message_id: z.int(), chat: z.looseObject({ id: z.int() }) })

/** It was accepted whatever the answer looks like: sending it again for a strange answer would be worse. */
function idOfSent(answer: unknown): string | null {
  const sent = sentSchema.safeParse(answer)
  return sent.success ? `${sent.data.chat.id}:${sent.data.message_id}` : null
}

/** Without a retry_after, milliseconds. */
const THROTTLED_MS = 5000
/** Until somebody has put the token right; nothing is given up meanwhile. */
const BAD_TOKEN_MS = 60_000

function sendingOf(error: unknown): Sending {
  if (!(error instanceof GrammyError)) return { kind: 'silent' }
  const code = error.error_code
  switch (code) {
    case 400:
      return refusal(error.description)
    case 401:
    case 404:
      return { kind: 'throttled', afterMs: BAD_TOKEN_MS, everyone: true }
    case 403:
      return { kind: 'gone' }
    case 429:
      // Telegram seldom says which limit was hit; unless it speaks of the chat we take it for the bot's own and rest as a whole.
      return { kind: 'throttled', afterMs: retryAfterMs(error) ?? THROTTLED_MS, everyone: !/\bchat\b/i.test(error.description) }
    default:
      // an answer without a code is no answer of Telegram's but of something on the way
      return code >= 400 && code < 500 ? { kind: 'refused', code: `${code}:other` } : { kind: 'silent' }
  }
}

/** Telegram's descriptions may quote what we sent, so only these names of ours go on. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/too long/i, 'too-long'],
  [/empty/i, 'empty'],
  [/BUTTON_|keyboard|button/i, 'button'],
  [/can't parse|entit/i, 'markup'],
  [/upgraded to a supergroup/i, 'group-upgraded'],
  [/rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED/i, 'no-rights'],
  [/TOPIC_|thread/i, 'topic'],
]

function refusal(description: string): Sending {
  if (/chat not found|PEER_ID_INVALID|user not found/i.test(description)) return { kind: 'gone' }
  return { kind: 'refused', code: `400:${REFUSALS.find(([pattern]) => pattern.test(description))?.[1] ?? 'other'}` }
}

// ── what goes wrong ──

export const codeOf = (error: unknown): number | null => (error instanceof GrammyError ? error.error_code : null)

export function retryAfterMs(error: unknown): number | null {
  const seconds = error instanceof GrammyError ? error.parameters.retry_after : undefined
  return seconds === undefined ? null : seconds * 1000
}

/** Doubling from a second to a minute, unless Telegram names its own time. */
export const pauseAfter = (error: unknown, failures: number): number =>
  retryAfterMs(error) ?? Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10))

class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused'
}
class ChannelSilent extends Error {
  override readonly name = 'ChannelSilent'
}

/**
 * What grammY threw, without the call's address (it holds the token) and without what was sent. The description of a call that carries no
 * message quotes none. Anything else is not the platform's and stays as it is.
 */
export function told(method: 'getUpdates' | 'setWebhook', error: unknown): unknown {
  if (error instanceof GrammyError) return new ChannelRefused(`telegram ${method}: ${error.error_code} ${error.description}`)
  return error instanceof HttpError ? new ChannelSilent(`telegram ${method}: no answer`) : error
}

/** grammY declares the signal of an older library, of which Node's own is one at run time: these two members are all it uses. */
type ApiSignal = NonNullable<Parameters<Api['getMe']>[0]>
const isApiSignal = (signal: object): signal is ApiSignal => 'aborted' in signal && 'addEventListener' in signal
export const signalOf = (signal: AbortSignal): ApiSignal | undefined => (isApiSignal(signal) ? signal : undefined)
