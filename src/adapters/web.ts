// The web chat as a channel: what the page posts comes in here; replies are not sent but pulled by the page.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Address, type Channel, type Received } from '../gateway/gateway.ts'
import type { MessageKind } from '../vocabulary.ts'
import { soundOf } from './reading/sound.ts'

/** Characters of a message; the page says so before it sends. */
const TEXT_MAX = 4000
/** No honest body is larger: 4,000 characters, each escaped at worst, and two ids. */
const BODY_BYTES_MAX = 32_768

// 128 bits as base64url: the secret is all that a session has, so nothing shorter is taken for one
const BEARER = /^Bearer ([A-Za-z0-9_-]{22})$/i

const schema = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  // a null character is never typed, and PostgreSQL stores none
  text: z
    .string()
    .max(TEXT_MAX)
    .refine(text => text.trim() !== '' && text.isWellFormed() && !text.includes('\0')),
  choice: z
    .string()
    .regex(/^[\x21-\x7e]{1,64}$/)
    .nullable()
    .default(null),
})

export function web(): Channel {
  return {
    name: 'web',
    receive: (raw, headers) => {
      const secret = secretOf(headers)
      return secret === null ? { kind: 'forged' } : read(raw, secret)
    },
    send: async () => ({ kind: 'refused', code: 'pulled' }),
    attend: async () => {},
    // they came along
    fetchFile: async ({ id }, bytesMax) => {
      if (typeof id === 'string') return { kind: 'gone' }
      return id.length > bytesMax ? { kind: 'large' } : { kind: 'bytes', bytes: id }
    },
  }
}

type Headers = Readonly<Record<string, string | undefined>>

const secretOf = (headers: Headers): string | null => headers.authorization?.match(BEARER)?.[1] ?? null

/** Whose browser is calling; null without a well-formed secret. */
export function callerOf(headers: Headers): Address | null {
  const secret = secretOf(headers)
  return secret === null ? null : new Address('web', secret)
}

const FILE_ID = /^[A-Za-z0-9_-]{8,64}$/

/** A file that the page sends by itself. `hears`: a recording is a voice note here; elsewhere it is a file like any other. */
export function receiveFile(raw: Uint8Array, headers: Headers, id: string, hears = false): Received {
  const secret = secretOf(headers)
  if (secret === null) return { kind: 'forged' }
  if (!FILE_ID.test(id) || raw.byteLength === 0) return { kind: 'malformed' }
  const kind = kindOf(raw, headers['content-type'] ?? '', hears)
  return {
    kind: 'genuine',
    incoming: [
      {
        kind: 'message',
        address: new Address('web', secret),
        messageId: idWithin(secret, id),
        message: { kind, text: '', choice: null },
        file: { id: raw, bytes: raw.byteLength },
      },
    ],
  }
}

/** What a picture is said to be only chooses the words of an answer. */
function kindOf(raw: Uint8Array, type: string, hears: boolean): MessageKind {
  if (hears && (type.startsWith('audio/') || soundOf(raw) !== null)) return 'voice'
  return type.startsWith('image/') ? 'photo' : 'document'
}

function read(raw: Uint8Array, secret: string): Received {
  const body = schema.safeParse(parse(raw))
  if (!body.success) return { kind: 'malformed' }
  const { id, text, choice } = body.data
  return {
    kind: 'genuine',
    incoming: [
      {
        kind: 'message',
        address: new Address('web', secret),
        messageId: idWithin(secret, id),
        message: { kind: choice === null ? 'text' : 'choice', text, choice },
      },
    ],
  }
}

function parse(raw: Uint8Array): unknown {
  if (raw.byteLength > BODY_BYTES_MAX) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw))
  } catch {
    return undefined
  }
}

/** The page chooses the id, so it counts only within its own session: nobody can use up another's. */
const idWithin = (secret: string, id: string): string => createHash('sha256').update(`${secret} ${id}`).digest('base64url')
