// The platforms' side of a proof: brings what people write to the webhooks as a platform does, until it is taken; some of it twice, some of it
// late, some of it together.
import { type FakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import {
  batch,
  FAKE_PHONE_NUMBER_ID,
  FAKE_TOKEN,
  type FakeCloudApi,
  signature,
  statusUpdate,
  textMessage,
  type WebhookBody,
} from '../fakes/whatsapp.ts'
import { caller, pause } from './child.ts'
import type { PlatformName } from './people.ts'
import type { Place } from './places.ts'

export const TELEGRAM_SECRET = 'uji-coba-rahasia-telegram'
export const APP_SECRET = 'uji-coba-rahasia-aplikasi'
export const VERIFY_TOKEN = 'uji-coba-token-verifikasi'

/** The configuration of a bot at a place with both platforms, as fast as they will go. */
export const settingsOf = (
  place: Place,
  { botApi, cloudApi }: { readonly botApi: Pick<FakeBotApi, 'token' | 'apiRoot'>; readonly cloudApi: Pick<FakeCloudApi, 'url'> },
  port: number,
): Record<string, string> => ({
  ...place.env,
  RAMBU_HTTP_PORT: String(port),
  RAMBU_PUBLIC_URL: `http://127.0.0.1:${port}`,
  RAMBU_TELEGRAM_TOKEN: botApi.token,
  RAMBU_TELEGRAM_SECRET: TELEGRAM_SECRET,
  RAMBU_TELEGRAM_API: botApi.apiRoot,
  RAMBU_TELEGRAM_PER_SECOND: '1000',
  RAMBU_WHATSAPP_TOKEN: FAKE_TOKEN,
  RAMBU_WHATSAPP_APP_SECRET: APP_SECRET,
  RAMBU_WHATSAPP_VERIFY_TOKEN: VERIFY_TOKEN,
  RAMBU_WHATSAPP_PHONE_NUMBER_ID: FAKE_PHONE_NUMBER_ID,
  RAMBU_WHATSAPP_API: cloudApi.url,
  RAMBU_WHATSAPP_PER_SECOND: '1000',
})

/** A platform that was not answered comes again after so long. */
const REDELIVER_MS = 150
const DUPLICATE_SHARE = 0.05
const LATE_DUPLICATE_SHARE = 0.05
const LATE_MAX_MS = 3000
/** Messages of several people that share a body. */
const TOGETHER_MAX = 4
const STATUSES_TOGETHER_MAX = 20
const CONNECTIONS = 64

export type Writer = { readonly channel: PlatformName; readonly chat: string }
type Letter = { readonly channel: PlatformName; readonly body: object }

export type PostCounts = {
  /** Messages brought to a webhook, each time counted; of these taken with 200, and not answered at all or otherwise. */
  offered: number
  taken: number
  unacknowledged: number
  /** Brought after what was written later. */
  disorder: number
}

export type Post = {
  readonly counts: PostCounts
  /** What one person writes, one after the other; resolves when all of it is taken. */
  readonly write: (writer: Writer, texts: readonly string[]) => Promise<void>
  /** What became of a message on WhatsApp. */
  readonly arrived: (messageId: string, to: string) => void
  /** Brings what waited for company. */
  readonly tick: () => void
  /** All that was to come late has come. */
  readonly late: () => Promise<void>
  readonly close: () => void
}

export function post(port: number, next: () => number): Post {
  const counts: PostCounts = { offered: 0, taken: 0, unacknowledged: 0, disorder: 0 }
  const { call, close } = caller(CONNECTIONS)
  const together: { readonly body: WebhookBody; readonly taken: () => void }[] = []
  const statuses: { readonly id: string; readonly to: string }[] = []
  const late: Promise<void>[] = []
  let messageIds = 0
  let isOver = false

  const bring = async (channel: PlatformName, body: object): Promise<boolean> => {
    const raw = JSON.stringify(body)
    const headers = { 'content-type': 'application/json', ...proofOf(channel, raw) }
    return (await call({ url: `http://127.0.0.1:${port}/${channel}`, headers, body: raw })).status === 200
  }
  const insist = async (channel: PlatformName, body: object, messages: number): Promise<void> => {
    while (!isOver) {
      counts.offered += messages
      if (await bring(channel, body)) {
        counts.taken += messages
        return
      }
      counts.unacknowledged += messages
      await pause(REDELIVER_MS * (1 + next()))
    }
  }
  /** The same again, perhaps after what came behind it; nobody insists. */
  const again = async ({ channel, body }: Letter, afterMs: number): Promise<void> => {
    await pause(afterMs)
    if (isOver) return
    counts.offered += 1
    if (afterMs > 0) counts.disorder += 1
    if (await bring(channel, body)) counts.taken += 1
  }
  const carry = ({ channel, body }: Letter): Promise<void> =>
    channel === 'whatsapp' && isWebhook(body)
      ? new Promise(taken => void together.push({ body, taken }))
      : insist(channel, body, 1)
  return {
    counts,
    write: async (writer, texts) => {
      // numbers of messages fall among those written together: a later one may have an earlier number
      const ids = texts.map(() => ++messageIds).toReversed()
      counts.disorder += texts.length - 1
      for (const [nth, text] of texts.entries()) {
        const letter = { channel: writer.channel, body: bodyOf(writer, ids[nth] ?? 0, text) }
        await carry(letter)
        if (next() < DUPLICATE_SHARE) late.push(again(letter, 0))
        if (next() < LATE_DUPLICATE_SHARE) late.push(again(letter, next() * LATE_MAX_MS))
      }
    },
    arrived: (id, to) => void statuses.push({ id, to }),
    tick: () => {
      while (together.length > 0) {
        const some = together.splice(0, 1 + Math.floor(next() * TOGETHER_MAX))
        void insist('whatsapp', batch(...some.map(s => s.body)), some.length).then(() => {
          for (const { taken } of some) taken()
        })
      }
      const told = statuses.splice(0, STATUSES_TOGETHER_MAX)
      if (told.length > 0) void insist('whatsapp', batch(...told.map(s => statusUpdate(s.id, 'delivered', s.to))), 0)
    },
    late: async () => void (await Promise.all(late)),
    close: () => {
      isOver = true
      close()
    },
  }
}

const proofOf = (channel: PlatformName, raw: string): Record<string, string> =>
  channel === 'telegram'
    ? { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET }
    : { 'x-hub-signature-256': signature(raw, APP_SECRET) }

const bodyOf = ({ channel, chat }: Writer, id: number, text: string): object =>
  channel === 'telegram'
    ? { update_id: id, ...messageUpdate({ chat: Number(chat), messageId: id, text }) }
    : textMessage(chat, text, `wamid.UJI${id}`)

const isWebhook = (body: object): body is WebhookBody => 'entry' in body
