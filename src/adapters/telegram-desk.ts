// The staff's Telegram bot: a forum group in which each consultation is a topic, and private chats for linking and bells. It is another bot than
// the askers' (a token of its own), so that neither ever sees the other's chats. It brings what is written and pressed in the one group it was
// told of and in private, and nothing from elsewhere.
// Sources of shapes: Telegram Bot API 10 (createForumTopic, closeForumTopic, deleteForumTopic, message_thread_id, ReplyParameters, answerCallbackQuery).
import { Api, GrammyError } from 'grammy/web'
import { z } from 'zod'
import type { Forum, ForumEvent, Posted, Quoted, Rows } from '../topics/topics.ts'
import { sleep } from './clock.ts'
import { codeOf, pauseAfter, retryAfterMs, signalOf, told } from './telegram.ts'

export type DeskBotOptions = {
  readonly token: string
  /** Id of the forum group; null: no desk, bells and linking only. */
  readonly chat: number | null
  readonly apiRoot: string
  readonly timeoutMs?: number
  /** Hears why hearing pauses. Never holds the token or a word. */
  readonly onError: (error: unknown) => void
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A private message could not be brought on its way; it may work later. */
export class DeskBotSilent extends Error {
  override readonly name = 'DeskBotSilent'
}

const TIMEOUT_MS = 10_000
const LONG_POLL_SECONDS = 30
const BATCH_MAX = 100
const ALLOWED_UPDATES = ['message', 'callback_query'] as const
/** Without a word of Telegram's when. */
const SILENT_MS = 5000
const TOAST_MAX = 200
const TOPIC_NAME_MAX = 128

export function deskBot(options: DeskBotOptions): Forum {
  const { token, chat, apiRoot, timeoutMs = TIMEOUT_MS, onError, sleep: pause = sleep } = options
  const api = new Api(token, { apiRoot, timeoutSeconds: timeoutMs / 1000 })
  const pollApi = new Api(token, { apiRoot, timeoutSeconds: LONG_POLL_SECONDS + timeoutMs / 1000 })
  const group = chat ?? 0

  /** One batch, each event by itself: what was taken is confirmed although a later one was not. The offset to ask for next. */
  const bring = async (
    offset: number,
    accept: (event: ForumEvent) => Promise<void>,
    signal: AbortSignal,
    done: (next: number) => void,
  ) => {
    const asked = { offset, limit: BATCH_MAX, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES }
    for (const raw of await pollApi.getUpdates(asked, signalOf(signal))) {
      for (const event of read(raw, group)) await accept(event)
      done(raw.update_id + 1)
    }
  }

  return {
    hasGroup: chat !== null,

    hear: async (accept, signal) => {
      let offset = 0
      let failures = 0
      while (!signal.aborted) {
        try {
          await bring(offset, accept, signal, next => {
            offset = next
          })
          failures = 0
        } catch (error) {
          if (signal.aborted) return
          onError(told('getUpdates', error))
          failures += 1
          await pause(pauseAfter(error, failures), signal)
        }
      }
    },

    open: name =>
      posted(
        async () => (await api.createForumTopic(group, name.slice(0, TOPIC_NAME_MAX))).message_thread_id,
        'createForumTopic',
      ),

    post: (thread, text, rows, replyTo) =>
      posted(async () => {
        const sent = await api.sendMessage(group, text, {
          ...plain(rows),
          message_thread_id: thread,
          // the message that it answers may have been taken back meanwhile
          ...(replyTo === null ? {} : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true } }),
        })
        return sent.message_id
      }, 'sendMessage'),

    edit: (message, text, rows) =>
      posted(async () => {
        await api.editMessageText(group, message, text, plain(rows))
        return message
      }, 'editMessageText'),

    close: thread =>
      posted(async () => {
        await api.closeForumTopic(group, thread)
        return thread
      }, 'closeForumTopic'),

    remove: thread =>
      posted(async () => {
        await api.deleteForumTopic(group, thread)
        return thread
      }, 'deleteForumTopic'),

    tell: async (press, text) => {
      await api.answerCallbackQuery(press, { text: text.slice(0, TOAST_MAX) }).catch(() => {})
    },

    whisper: async (account, text) => {
      try {
        await api.sendMessage(account, text, plain([]))
        return true
      } catch (error) {
        const code = codeOf(error)
        // they never spoke to this bot, or do not want it any more
        if (code === 403 || code === 400) return false
        throw new DeskBotSilent(`telegram desk sendMessage: ${code ?? 'no answer'}`)
      }
    },
  }
}

/** No parse_mode, so that no sign is markup; and no preview of an address. */
const plain = (rows: Rows) => ({
  link_preview_options: { is_disabled: true },
  reply_markup: {
    inline_keyboard: rows.map(row =>
      row.map(button =>
        'url' in button ? { text: button.text, url: button.url } : { text: button.text, callback_data: button.data },
      ),
    ),
  },
})

type Method = 'createForumTopic' | 'sendMessage' | 'editMessageText' | 'closeForumTopic' | 'deleteForumTopic'

async function posted(call: () => Promise<number>, method: Method): Promise<Posted> {
  try {
    return { kind: 'done', id: await call() }
  } catch (error) {
    return whyNot(error, method)
  }
}

/** What the platform's refusals mean; its own descriptions may quote what we sent and go no further. */
const MEANS: readonly (readonly [pattern: RegExp, means: 'done' | 'gone'])[] = [
  // it stands there already, or is closed already: a second attempt after an answer that was lost
  [/not modified|TOPIC_NOT_MODIFIED/i, 'done'],
  [/message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i, 'gone'],
  [/thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i, 'gone'],
]
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/chat not found|PEER_ID_INVALID/i, 'no-such-group'],
  [/not a forum/i, 'group-has-no-topics'],
  [/rights|CHAT_ADMIN_REQUIRED|CHAT_WRITE_FORBIDDEN/i, 'no-rights'],
  [/too long/i, 'too-long'],
  [/BUTTON_|keyboard|button/i, 'button'],
  [/upgraded to a supergroup/i, 'group-upgraded'],
]

function whyNot(error: unknown, method: Method): Posted {
  const code = codeOf(error)
  if (!(error instanceof GrammyError) || code === null || code >= 500) return { kind: 'later', afterMs: SILENT_MS }
  if (code === 429) return { kind: 'later', afterMs: retryAfterMs(error) ?? SILENT_MS }
  const [, means] = code === 400 ? (MEANS.find(([pattern]) => pattern.test(error.description)) ?? []) : []
  // what an edit or a closing was for stands there; nothing else is done twice
  if (means === 'done') return { kind: 'done', id: 0 }
  if (means === 'gone') return { kind: 'gone' }
  const reason = REASONS.find(([pattern]) => pattern.test(error.description))?.[1] ?? 'other'
  return { kind: 'failed', code: `${method} ${code} ${reason}` }
}

// ── what comes in ──

const personSchema = z.looseObject({ id: z.int() })
const quotedSchema = z.looseObject({
  message_id: z.int(),
  from: personSchema.optional(),
  text: z.string().optional(),
  forum_topic_created: z.unknown().optional(),
})
const messageSchema = quotedSchema.extend({
  chat: z.looseObject({ id: z.int(), type: z.string() }),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: quotedSchema.optional(),
})
const updateSchema = z.looseObject({
  message: messageSchema.optional(),
  callback_query: z
    .looseObject({
      id: z.string().min(1),
      from: personSchema,
      data: z.string().optional(),
      message: z.looseObject({ chat: z.looseObject({ id: z.int() }), reply_to_message: quotedSchema.optional() }).optional(),
    })
    .optional(),
})

/** Fields of a message that is no text and yet something a person sent. */
const MEDIA = [
  'photo',
  'video',
  'voice',
  'video_note',
  'audio',
  'document',
  'animation',
  'sticker',
  'location',
  'contact',
  'poll',
]

/** One that cannot be read is passed over: held back it would stop all that follow. */
function read(raw: unknown, group: number): ForumEvent[] {
  const update = updateSchema.safeParse(raw)
  if (!update.success) return []
  const { message, callback_query: press } = update.data
  if (press !== undefined) {
    if (press.message?.chat.id !== group || press.data === undefined) return []
    const replyTo = quotedOf(press.message.reply_to_message)
    return [{ kind: 'pressed', press: press.id, from: press.from.id, data: press.data, replyTo }]
  }
  return message === undefined ? [] : readMessage(message, group)
}

function readMessage(message: z.infer<typeof messageSchema>, group: number): ForumEvent[] {
  const { chat, from, text, message_thread_id: thread } = message
  if (from === undefined) return []
  if (chat.type === 'private') return [{ kind: 'whispered', from: from.id, text: text ?? '' }]
  const isSaid = text !== undefined || MEDIA.some(field => Object.hasOwn(message, field))
  if (chat.id !== group || thread === undefined || message.is_topic_message !== true || !isSaid) return []
  const wrote = { message: message.message_id, from: from.id, text: text ?? null }
  return [{ kind: 'written', thread, wrote, replyTo: quotedOf(message.reply_to_message) }]
}

/** In a forum every message counts as a reply to the one that opened its topic. */
function quotedOf(quoted: z.infer<typeof quotedSchema> | undefined): Quoted | null {
  if (quoted?.from === undefined || quoted.forum_topic_created !== undefined) return null
  return { message: quoted.message_id, from: quoted.from.id, text: quoted.text ?? null }
}
