// WhatsApp Cloud API: reads what its webhook brings and sends through its messages endpoint.
// It never throws for what the platform does, and neither an address nor a word leaves it in an error or a log.
// Sources: WhatsApp Cloud API: webhooks (messages, statuses, system), business-scoped user ids, messages endpoint, error codes.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import {
  Address,
  type Channel,
  type FetchedFile,
  type FileRef,
  type Incoming,
  type Outgoing,
  type Received,
  type Sending,
} from '../gateway/gateway.ts'
import type { Choice, Message, MessageKind, Reply } from '../vocabulary.ts'
import { fetchBytes } from './bytes.ts'
import { postJson } from './posting.ts'

const GRAPH_URL = 'https://graph.facebook.com'
/** Pinned: a version lives two years and changes payloads only between versions. v26.0 came out on 2026-07-29. */
export const GRAPH_VERSION = 'v26.0'
const TIMEOUT_MS = 10_000

export type WhatsappOptions = {
  readonly accessToken: string
  readonly appSecret: string
  readonly phoneNumberId: string
  readonly baseUrl?: string | undefined
  readonly graphVersion?: string | undefined
  /** The approved template that says no more than that an answer is waiting; null: there is none. */
  readonly templateName: string | null
  readonly templateLanguage: string
  /** What stands on the button that opens a list of choices. */
  readonly listButton: string
  readonly timeoutMs?: number | undefined
}

export function whatsapp(options: WhatsappOptions): Channel {
  const post = poster(options)
  return {
    name: 'whatsapp',
    receive: (raw, headers) => {
      if (!isSigned(raw, headers['x-hub-signature-256'], options.appSecret)) return { kind: 'forged' }
      return read(raw)
    },
    send: async (address, outgoing) => {
      const content = contentOf(outgoing, options)
      if (content === null) return { kind: 'refused', code: 'no-template' }
      return sendingOf(await post({ recipient_type: 'individual', ...recipientOf(address), ...content }))
    },
    attend: async (_address, messageId, typing) => {
      await post({ status: 'read', message_id: messageId, ...(typing ? { typing_indicator: { type: 'text' } } : {}) })
    },
    fetchFile: (file, bytesMax, signal) => fetchMedia(options, file, bytesMax, signal),
  }
}

/** The platform asks once whether the webhook is ours: its challenge comes back when the token is ours, else null. */
export function answerChallenge(query: Pick<URLSearchParams, 'get'>, verifyToken: string): string | null {
  const token = query.get('hub.verify_token')
  if (query.get('hub.mode') !== 'subscribe' || token === null || verifyToken === '') return null
  const digest = (value: string): Buffer => createHash('sha256').update(value).digest()
  return timingSafeEqual(digest(token), digest(verifyToken)) ? query.get('hub.challenge') : null
}

function isSigned(raw: Uint8Array, header: string | undefined, appSecret: string): boolean {
  const [, claimed] = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '') ?? []
  if (claimed === undefined) return false
  return timingSafeEqual(Buffer.from(claimed, 'hex'), createHmac('sha256', appSecret).update(raw).digest())
}

// ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
// A person is a business-scoped id (BSUID: two letters, a dot, letters and digits) or, before they have one, a phone number.
// Which of the two stands in the address is written in its prefix, here and nowhere else.

const SCOPED = 'bsuid:'
const PHONE = 'phone:'
const LOOKS_SCOPED = /^[A-Z]{2}\.[A-Za-z0-9.]+$/

const scopedAddress = (id: string): Address => new Address('whatsapp', SCOPED + id)

/** A field meant for a phone number; some payloads carry a business-scoped id in it. */
const phoneAddress = (id: string): Address =>
  LOOKS_SCOPED.test(id) ? scopedAddress(id) : new Address('whatsapp', PHONE + id.replace(/\D/g, ''))

/** Phone numbers go to `to`; a business-scoped id there would be accepted, cut to digits and lost. */
function recipientOf(address: Address): { readonly to: string } | { readonly recipient: string } {
  const value = address.reveal()
  return value.startsWith(SCOPED) ? { recipient: value.slice(SCOPED.length) } : { to: value.slice(PHONE.length) }
}

type Person = { readonly address: Address; readonly formerly: readonly Address[] }

/** The business-scoped id is the address; a phone number beside it may be what the person was known by until now. */
function personOf(scoped: string | undefined, phone: string | undefined): Person | null {
  const numbered = phone === undefined ? [] : [phoneAddress(phone)]
  if (scoped !== undefined) return movedTo(scopedAddress(scoped), numbered)
  const [address] = numbered
  return address === undefined ? null : { address, formerly: [] }
}

const movedTo = (address: Address, formerly: readonly Address[]): Person => ({
  address,
  formerly: formerly.filter(a => a.reveal() !== address.reveal()),
})

const renames = ({ address, formerly }: Person): Incoming[] => formerly.map(from => ({ kind: 'renamed', from, to: address }))

// ── What came in ─────────────────────────────────────────────────────────────────────────────────────────────────────
// Every part is read by itself: what is missing or odd in one message changes that message's kind and costs no other.

const maybe = <S extends z.ZodType>(schema: S) => schema.optional().catch(undefined)
const list = z.array(z.unknown()).catch([])
const words = z.string().catch('')
const identifier = maybe(z.union([z.string().min(1), z.number().transform(String)]))
/** Without a digit it would be the same empty number for everyone. */
const phoneNumber = maybe(z.union([z.string().regex(/\d/), z.number().transform(String)]))
const captioned = maybe(z.looseObject({ caption: words }))
const enclosed = maybe(z.looseObject({ caption: words, id: maybe(z.string().regex(/^[\w-]{1,128}$/)) }))
const pressed = maybe(z.looseObject({ id: z.string(), title: words }))

const contentSchema = z.looseObject({
  type: words,
  text: maybe(z.looseObject({ body: words })),
  image: enclosed,
  video: captioned,
  document: enclosed,
  audio: enclosed,
  reaction: maybe(z.looseObject({ emoji: words })),
  button: maybe(z.looseObject({ payload: maybe(z.string()), text: words })),
  interactive: maybe(z.looseObject({ button_reply: pressed, list_reply: pressed })),
  order: maybe(z.looseObject({ text: words })),
})
type Content = z.infer<typeof contentSchema>

const messageSchema = contentSchema.extend({
  id: z.string().min(1),
  from: phoneNumber,
  from_user_id: identifier,
  user_id: identifier,
  group_id: identifier,
  edit: maybe(z.looseObject({ message: maybe(contentSchema) })),
  system: maybe(
    z.looseObject({
      type: words,
      wa_id: phoneNumber,
      new_wa_id: phoneNumber,
      customer: phoneNumber,
      user_id: identifier,
      previous_user_id: identifier,
    }),
  ),
})
type Said = z.infer<typeof messageSchema>

const contactSchema = z.looseObject({ wa_id: phoneNumber, user_id: identifier })
type Contact = z.infer<typeof contactSchema>

const statusSchema = z.looseObject({
  id: z.string().min(1),
  status: words,
  errors: z.array(z.looseObject({ code: identifier })).catch([]),
})

const moveSchema = z.looseObject({
  wa_id: phoneNumber,
  user_id: z.looseObject({ previous: identifier, current: z.string().min(1) }),
})

const bodySchema = z.looseObject({ entry: list })
const entrySchema = z.looseObject({ changes: list })
const changeSchema = z.looseObject({
  field: z.string(),
  value: z.looseObject({ contacts: list, messages: list, statuses: list, user_id_update: list }),
})

const readable = <T>(schema: z.ZodType<T>, items: readonly unknown[]): T[] =>
  items.flatMap(item => {
    const { success, data } = schema.safeParse(item)
    return success ? [data] : []
  })

const utf8 = new TextDecoder('utf-8', { fatal: true })

function read(raw: Uint8Array): Received {
  let body: unknown
  try {
    body = JSON.parse(utf8.decode(raw))
  } catch {
    return { kind: 'malformed' }
  }
  const entries = readable(bodySchema, [body]).flatMap(({ entry }) => readable(entrySchema, entry))
  const changes = entries.flatMap(entry => readable(changeSchema, entry.changes))
  return { kind: 'genuine', incoming: withoutRepeatedRenames(changes.flatMap(incomingOf)) }
}

function incomingOf({ field, value }: z.infer<typeof changeSchema>): Incoming[] {
  if (field === 'user_id_update') return readable(moveSchema, value.user_id_update).flatMap(moveOf)
  // other fields (account updates, templates, what another app of the number wrote) say nothing to a conversation
  if (field !== 'messages') return []
  const contacts = readable(contactSchema, value.contacts)
  return [
    ...readable(messageSchema, value.messages).flatMap(said => saidBy(said, contacts)),
    ...readable(statusSchema, value.statuses).flatMap(statusOf),
  ]
}

function saidBy(said: Said, contacts: readonly Contact[]): Incoming[] {
  const moves = identityChange(said)
  if (moves.length > 0) return moves
  const contact = contactOf(said, contacts)
  const person = personOf(said.from_user_id ?? said.user_id ?? contact?.user_id, said.from ?? contact?.wa_id)
  if (person === null) return []
  const message = messageOf(said)
  return [
    ...renames(person),
    { kind: 'message', address: person.address, messageId: said.id, message, file: fileOf(said, message) },
  ]
}

/** What a private message brings as a photograph, document or voice note. */
function fileOf({ image, document, audio }: Content, { kind }: Message): FileRef | undefined {
  const part = kind === 'photo' ? image : kind === 'document' ? document : kind === 'voice' ? audio : undefined
  return part?.id === undefined ? undefined : { id: part.id, bytes: null }
}

/** The contact card of a message's sender. Never a guess among several: a wrong one would join two people. */
function contactOf({ from, from_user_id, user_id }: Said, contacts: readonly Contact[]): Contact | undefined {
  const scoped = from_user_id ?? user_id
  if (from === undefined && scoped === undefined) return contacts.length === 1 ? contacts[0] : undefined
  return contacts.find(c => (scoped !== undefined && c.user_id === scoped) || (from !== undefined && c.wa_id === from))
}

const IDENTITY_CHANGED = /changed_(number|user_id)$/

/** A changed phone number brings a new business-scoped id as well; the message itself still names the old ones. */
function identityChange({ from, from_user_id, system }: Said): Incoming[] {
  if (system === undefined || !IDENTITY_CHANGED.test(system.type)) return []
  const now = personOf(system.user_id, system.wa_id ?? system.new_wa_id)
  if (now === null) return []
  const scoped = system.previous_user_id ?? from_user_id
  const phone = from ?? system.customer
  return renames(
    movedTo(now.address, [
      ...(scoped === undefined ? [] : [scopedAddress(scoped)]),
      ...(phone === undefined ? [] : [phoneAddress(phone)]),
    ]),
  )
}

function moveOf({ wa_id, user_id }: z.infer<typeof moveSchema>): Incoming[] {
  const formerly = user_id.previous === undefined ? [] : [scopedAddress(user_id.previous)]
  const phone = wa_id === undefined ? [] : [phoneAddress(wa_id)]
  return renames(movedTo(scopedAddress(user_id.current), [...formerly, ...phone]))
}

/** Every message carries both identifiers for years to come; once in a body is enough. */
function withoutRepeatedRenames(incoming: readonly Incoming[]): Incoming[] {
  const seen = new Set<string>()
  return incoming.filter(i => {
    if (i.kind !== 'renamed') return true
    const pair = `${i.from.reveal()} ${i.to.reveal()}`
    return !seen.has(pair) && seen.add(pair)
  })
}

const KINDS: ReadonlyMap<string, MessageKind> = new Map([
  ['text', 'text'],
  ['button', 'text'],
  ['image', 'photo'],
  ['video', 'video'],
  ['audio', 'voice'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['contacts', 'contact'],
  ['reaction', 'reaction'],
  ['edit', 'edit'],
  ['revoke', 'deletion'],
])

function messageOf(said: Said): Message {
  const text = wordsOf(said.edit?.message ?? said)
  if (said.group_id !== undefined) return { kind: 'group', text, choice: null }
  const choice = pressOf(said)
  if (choice !== null) return { kind: 'choice', text, choice: choice.id }
  return { kind: KINDS.get(said.type) ?? 'other', text, choice: null }
}

/** A reply button, a row of a list, or the quick reply of a template. */
function pressOf({ interactive, button }: Content): { readonly id: string; readonly title: string } | null {
  if (button?.payload !== undefined) return { id: button.payload, title: button.text }
  return interactive?.button_reply ?? interactive?.list_reply ?? null
}

const wordsOf = (content: Content): string =>
  content.text?.body ??
  content.image?.caption ??
  content.video?.caption ??
  content.document?.caption ??
  content.reaction?.emoji ??
  pressOf(content)?.title ??
  content.button?.text ??
  content.order?.text ??
  ''

function statusOf({ id, status, errors }: z.infer<typeof statusSchema>): Incoming[] {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return [{ kind: 'status', messageId: id, status, code: null }]
    case 'failed':
      return [{ kind: 'status', messageId: id, status, code: errors[0]?.code ?? null }]
    default:
      // a status of a later version changes nothing for a message that is already out
      return []
  }
}

// ── What goes out ────────────────────────────────────────────────────────────────────────────────────────────────────

const BUTTONS_MAX = 3
const BUTTON_TITLE_MAX = 20
const ROW_TITLE_MAX = 24
const ROW_DESCRIPTION_MAX = 72

type Words = Pick<WhatsappOptions, 'templateName' | 'templateLanguage' | 'listButton'>

/** The message in the platform's shape; null when it needs a template and there is none. */
function contentOf(outgoing: Outgoing, words: Words): object | null {
  switch (outgoing.kind) {
    case 'waiting':
      if (words.templateName === null) return null
      return { type: 'template', template: { name: words.templateName, language: { code: words.templateLanguage } } }
    case 'reply':
      return replyContent(outgoing.reply, words.listButton)
  }
}

function replyContent({ text, choices }: Reply, listButton: string): object {
  if (choices.length === 0) return { type: 'text', text: { body: text, preview_url: false } }
  const areButtons = choices.length <= BUTTONS_MAX && choices.every(({ title }) => lengthOf(title) <= BUTTON_TITLE_MAX)
  const action = areButtons ? { buttons: choices.map(asButton) } : asList(choices, listButton)
  return { type: 'interactive', interactive: { type: areButtons ? 'button' : 'list', body: { text }, action } }
}

const asButton = ({ id, title }: Choice): object => ({ type: 'reply', reply: { id, title } })

const asList = (choices: readonly Choice[], button: string): object => ({
  button: cut(button, BUTTON_TITLE_MAX),
  sections: [{ rows: choices.map(asRow) }],
})

const asRow = ({ id, title, label }: Choice): object => ({
  id,
  title: cut(title, ROW_TITLE_MAX),
  ...(label === title || label === '' ? {} : { description: cut(label, ROW_DESCRIPTION_MAX) }),
})

const lengthOf = (text: string): number => [...text].length
const cut = (text: string, max: number): string => (lengthOf(text) <= max ? text : `${[...text].slice(0, max - 1).join('')}…`)

// ── What the platform says to it ─────────────────────────────────────────────────────────────────────────────────────

type Answer = { readonly status: number; readonly retryAfter: string | null; readonly body: unknown }

/** Calls the messages endpoint; null when nothing whole came back in time. */
function poster(options: WhatsappOptions): (body: object) => Promise<Answer | null> {
  const { accessToken, phoneNumberId, baseUrl = GRAPH_URL, graphVersion = GRAPH_VERSION, timeoutMs = TIMEOUT_MS } = options
  const endpoint = `${baseUrl.replace(/\/+$/, '')}/${graphVersion}/${encodeURIComponent(phoneNumberId)}/messages`
  const headers = { authorization: `Bearer ${accessToken}` }
  return async body => {
    try {
      const answer = await postJson(endpoint, { messaging_product: 'whatsapp', ...body }, { headers, timeoutMs })
      return { status: answer.status, retryAfter: answer.headers['retry-after'] ?? null, body: parsed(answer.text) }
    } catch {
      return null
    }
  }
}

const mediaSchema = z.looseObject({ url: z.url(), file_size: z.number().optional().catch(undefined) })

/** Where the platform keeps files; the token goes there and nowhere else. */
const MEDIA_HOST = /(?:^|\.)(?:fbsbx\.com|facebook\.com|fbcdn\.net|whatsapp\.net)$/

/** The id of a file leads to an address that holds for minutes, and that to its bytes. */
async function fetchMedia(
  options: WhatsappOptions,
  { id }: FileRef,
  bytesMax: number,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const { accessToken, baseUrl = GRAPH_URL, graphVersion = GRAPH_VERSION } = options
  const asked = { headers: { authorization: `Bearer ${accessToken}` }, redirect: 'error', signal } as const
  const base = new URL(baseUrl)
  if (typeof id !== 'string') return { kind: 'gone' }
  try {
    const answer = await fetch(`${baseUrl.replace(/\/+$/, '')}/${graphVersion}/${encodeURIComponent(id)}`, asked)
    const media = mediaSchema.safeParse(parsed(await answer.text()))
    if (!answer.ok || !media.success) return { kind: 'gone' }
    const { url, file_size: size = 0 } = media.data
    if (size > bytesMax) return { kind: 'large' }
    const { origin, protocol, hostname } = new URL(url)
    const isTheirs = origin === base.origin || (protocol === 'https:' && MEDIA_HOST.test(hostname))
    return isTheirs ? await fetchBytes(url, bytesMax, asked) : { kind: 'gone' }
  } catch {
    return { kind: 'gone' }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const acceptedSchema = z.looseObject({ messages: z.tuple([z.looseObject({ id: z.string().min(1) })], z.unknown()) })
const failureSchema = z.looseObject({ error: z.looseObject({ code: z.number(), is_transient: z.boolean().catch(false) }) })

/** Too much for the number or the app as a whole: requests, the hourly account limit, throughput, a spam restriction. */
const TOO_FAST = new Set([4, 80007, 130429, 131048])
/**
 * Something is wrong with the account (token expired or revoked, permission, policy, payment, number not registered), not with the
 * message: an operator must act, and until then every message would fail alike. Nobody's answer may die of it, so all of them wait.
 */
const ACCOUNT = new Set([0, 10, 190, 368, 131005, 131031, 131042, 133010])
/** "Possible server error" under a 4xx. */
const PASSING = new Set([1, 2])

const TOO_FAST_MS = 5000
/** The platform allows about one message in six seconds to the same person. */
const PERSON_MS = 6000
const ACCOUNT_MS = 60_000
/** A broken header must not stop the channel for a day. */
const RETRY_AFTER_MAX_MS = 3_600_000

function sendingOf(answer: Answer | null): Sending {
  if (answer === null) return { kind: 'silent' }
  if (answer.status >= 200 && answer.status < 300) {
    const accepted = acceptedSchema.safeParse(answer.body)
    return accepted.success ? { kind: 'sent', messageId: accepted.data.messages[0].id } : { kind: 'silent' }
  }
  const failure = failureSchema.safeParse(answer.body)
  return refusal(answer, failure.success ? failure.data.error : { code: null, is_transient: false })
}

/** Codes before status: the platform sends one code under different statuses. */
function refusal({ status, retryAfter }: Answer, { code, is_transient }: Failure): Sending {
  const throttled = (everyone: boolean, ms: number): Sending => ({
    kind: 'throttled',
    afterMs: retryAfterMs(retryAfter) ?? ms,
    everyone,
  })
  switch (code) {
    case 131056:
      return throttled(false, PERSON_MS)
    // 131047: the person has been silent for 24 h. Keep the reply; their next message releases it.
    case 131047:
      return { kind: 'closed' }
    // 131026: blocked us, left WhatsApp or has not accepted its terms. They wrote to us once and may again, which shows that they are back.
    case 131026:
      return { kind: 'gone' }
  }
  if (status === 401 || (code !== null && ACCOUNT.has(code))) return throttled(true, ACCOUNT_MS)
  if (status === 429 || (code !== null && TOO_FAST.has(code))) return throttled(true, TOO_FAST_MS)
  // without a code it was not the platform that answered
  if (status >= 500 || code === null || is_transient || PASSING.has(code)) return { kind: 'silent' }
  // among them 131051, a type of message that the platform does not know: it would refuse it tomorrow as well
  return { kind: 'refused', code: String(code) }
}

type Failure = { readonly code: number | null; readonly is_transient: boolean }

function retryAfterMs(header: string | null): number | null {
  if (header === null || !/^\d+$/.test(header)) return null
  return Math.min(Number(header) * 1000, RETRY_AFTER_MAX_MS)
}
