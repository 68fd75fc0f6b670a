// What platforms and browsers bring to the bot and fetch from it, for everyone who writes; some of it goes wrong, as it does.
import { z } from 'zod'
import { message, signature, statusUpdate, type WebhookBody } from '../../fakes/whatsapp.ts'
import { APP_SECRET, TELEGRAM_SECRET } from '../post.ts'
import type { Machine } from './machine.ts'
import type { Person } from './people.ts'

type Mail = {
  readonly write: (person: Person, text: string) => Promise<void>
  /** The button of the page that forgets everything at once. */
  readonly leave: (person: Person) => Promise<void>
  /** Reads what has come out since; resolves with everything they ever read. */
  readonly read: (person: Person) => Promise<readonly string[]>
}

/** Of the messages of ours, so many are told of by the platform, or fetched by a page that stays open. */
const TOLD_SHARE = 0.8
/** Of those who only ask, so many cannot be reached: a platform that refuses, a person who blocked us. */
const LOST_SHARE = 0.1
const LOGS_SHOWN = 1500

const pulled = z.object({ replies: z.array(z.object({ n: z.number(), text: z.string() })) })

export function mail({ call, botApi, cloudApi, logs }: Machine, next: () => number): Mail {
  const heard = new Map<number, string[]>()
  const fetched = new Map<number, number>()
  let [messages, accepted] = [0, 0]
  let unread: ReturnType<typeof cloudApi.accepted>[number][] = []
  const bring = async (path: string, body: object, headersOf: (raw: string) => Record<string, string>): Promise<void> => {
    const raw = JSON.stringify(body)
    const headers = { 'content-type': 'application/json', ...headersOf(raw) }
    const { status } = await call(path, { headers, body: raw })
    if (status !== 200 && status !== 202) throw new Error(`${path} was answered with ${status}\n${logs().slice(-LOGS_SHOWN)}`)
  }
  const toWhatsapp = (body: WebhookBody): Promise<void> =>
    bring('/whatsapp', body, raw => ({ 'x-hub-signature-256': signature(raw, APP_SECRET) }))
  const lose = ({ channel, member, habit }: Person): void => {
    if (habit !== 'asks' || next() >= LOST_SHARE) return
    if (channel === 'whatsapp') cloudApi.faultNext('unsupported')
    if (channel === 'telegram') botApi.block(member.telegramId)
  }
  const replies = async (person: Person, after: number): Promise<z.infer<typeof pulled>['replies']> => {
    const { body } = await call(`/web/replies?after=${after}`, { method: 'GET', headers: bearer(person) })
    return pulled.parse(JSON.parse(body)).replies
  }
  const readOn: Readonly<Record<Person['channel'], (person: Person, ear: string[]) => Promise<void>>> = {
    telegram: async ({ member }, ear) => {
      // what an officer wrote came while they did not look
      const own = botApi.sent.filter(s => s.chat === member.telegramId)
      ear.push(...own.slice(ear.length).map(s => s.text))
    },
    whatsapp: async (person, ear) => {
      const fresh = cloudApi.accepted(accepted)
      accepted += fresh.length
      unread.push(...fresh)
      const isTheirs = ({ to, recipient }: (typeof unread)[number]): boolean =>
        addressesOf(person).some(a => a === (to ?? recipient)?.replace('+', ''))
      const own = unread.filter(isTheirs)
      unread = unread.filter(one => !isTheirs(one))
      for (const { id, body } of own) {
        ear.push(textIn(body))
        if (next() < TOLD_SHARE) await toWhatsapp(statusUpdate(id, 'delivered', whatsappFrom(person)))
      }
    },
    web: async (person, ear) => {
      const after = fetched.get(person.member.id) ?? 0
      const fresh = await replies(person, after)
      ear.push(...fresh.map(r => r.text))
      const last = fresh.at(-1)?.n ?? after
      fetched.set(person.member.id, last)
      // an open page asks again at once, and is held; one that was closed never does
      if (next() < TOLD_SHARE) void call(`/web/replies?after=${last}`, { method: 'GET', headers: bearer(person) })
    },
  }
  return {
    write: (person, text) => {
      messages += 1
      lose(person)
      switch (person.channel) {
        case 'telegram':
          return bring('/telegram', telegramUpdate(person, messages, text), () => ({
            'x-telegram-bot-api-secret-token': TELEGRAM_SECRET,
          }))
        case 'whatsapp':
          return toWhatsapp(whatsappMessage(person, messages, text))
        case 'web':
          return bring('/web/messages', { id: `pesan-uji-${messages}`, text }, () => bearer(person))
      }
    },
    leave: async person => void (await call('/web/session', { method: 'DELETE', headers: bearer(person) })),
    read: async person => {
      const ear = heard.get(person.member.id) ?? []
      heard.set(person.member.id, ear)
      await readOn[person.channel](person, ear)
      return ear
    },
  }
}

const bearer = ({ member }: Person): Record<string, string> => ({ authorization: `Bearer ${member.browser}` })

/** A number, an id, a browser's secret: the bot may know a person by any of them. The first is what the platform's own ids are made of. */
export function addressesOf({ channel, member, isScoped }: Person): readonly [string, ...string[]] {
  if (channel === 'telegram') return [member.telegramId]
  if (channel === 'web') return [member.browser]
  return isScoped ? [member.scopedId] : [member.phone, member.scopedId]
}

function telegramUpdate({ member }: Person, id: number, text: string): object {
  const [first_name, ...rest] = member.names
  const who = { id: Number(member.telegramId), first_name, last_name: rest.join(' '), username: member.username }
  const from = { ...who, is_bot: false, language_code: 'id' }
  const date = Math.floor(Date.now() / 1000)
  return { update_id: id, message: { message_id: id, from, chat: { ...who, type: 'private' }, date, text } }
}

const whatsappFrom = ({ member, isScoped }: Person): { phone?: string; bsuid?: string } =>
  isScoped ? { bsuid: member.scopedId } : { phone: member.phone, bsuid: member.scopedId }

/** With the id that the platform makes of the number, in base64, and the name of the profile. */
function whatsappMessage(person: Person, nth: number, text: string): WebhookBody {
  const who = Buffer.from(addressesOf(person)[0])
  const inside = Buffer.concat([Buffer.from([0x1c, 0x18, who.length]), who, Buffer.from(`pesan${nth}`)])
  const body = message(whatsappFrom(person), `wamid.${inside.toString('base64')}`, { type: 'text', text: { body: text } })
  return JSON.parse(JSON.stringify(body).replaceAll('"Asker Uji"', JSON.stringify(person.member.names.join(' '))))
}

function textIn({ text, interactive }: Readonly<Record<string, unknown>>): string {
  const inside = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return String(inside(text, 'body') ?? inside(inside(interactive, 'body'), 'text') ?? '')
}
