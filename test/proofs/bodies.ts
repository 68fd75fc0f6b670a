// What is thrown at the bot: bodies and requests of many classes, made from the recordings and by chance; the same for the same seed.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { sequence } from '../../src/knowledge/knowledge.ts'
import { messageUpdate } from '../fakes/telegram.ts'
import { FAKE_TOKEN, signature, textMessage } from '../fakes/whatsapp.ts'
import { type Call, ROOT } from './child.ts'
import { APP_SECRET, TELEGRAM_SECRET, VERIFY_TOKEN } from './post.ts'
import { flagsOf } from './proof.ts'

export const MARKER = 'kenari'
export const BEARER = 'AAAAAAAAAAAAAAAAAAAAAA'
const WEBHOOK_BODY_MAX = 3 * 1024 * 1024
const WEB_BODY_MAX = 32 * 1024

const next = sequence(flagsOf(process.argv.slice(2)).seed)
const below = (n: number): number => Math.floor(next() * n)
function one<T>(items: readonly T[]): T {
  const item = items[below(items.length)]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type Body = { readonly path: '/whatsapp' | '/telegram' | '/web/messages'; readonly raw: Buffer }
/** A request, or bytes for a bare socket. */
export type Shot = Call | { readonly bytes: Buffer }
export type Named = { readonly name: string; readonly shot: Shot }

const recorded = (folder: string): string[] => {
  const path = join(ROOT, 'test/recordings', folder)
  return readdirSync(path).map(file => readFileSync(join(path, file), 'utf8'))
}
const whatsappBodies = recorded('whatsapp')
const telegramBodies = recorded('telegram')
const jsonOf = (text: string): Json => JSON.parse(text)

const noise = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => below(256)))
const marked = (text: string): string => text.replaceAll('Uji', MARKER)

/** Any body of a recording, or of the page. */
function body(): Body {
  switch (below(3)) {
    case 0:
      return { path: '/whatsapp', raw: Buffer.from(marked(one(whatsappBodies))) }
    case 1:
      return { path: '/telegram', raw: Buffer.from(marked(one(telegramBodies))) }
    default:
      return {
        path: '/web/messages',
        raw: Buffer.from(JSON.stringify({ id: `${MARKER}${below(1e9)}`, text: `${MARKER} boleh ikut kampanye?` })),
      }
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }
/** What shows that a body is genuine. */
function proof({ path, raw }: Body): Record<string, string> {
  if (path === '/whatsapp') return { 'x-hub-signature-256': signature(raw, APP_SECRET) }
  return path === '/telegram' ? { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET } : { authorization: `Bearer ${BEARER}` }
}
/** What is too large is answered before it is read, and its connection ends: nothing may follow on it. */
const signed = (b: Body): Shot => ({
  url: b.path,
  body: b.raw,
  headers: { ...JSON_TYPE, ...proof(b), ...(b.raw.length > WEB_BODY_MAX ? { connection: 'close' } : {}) },
})

/** Something that only looks like a proof. */
function falseProof({ path, raw }: Body): Record<string, string> {
  const right = signature(raw, APP_SECRET)
  if (path === '/whatsapp')
    return {
      // biome-ignore format: a list of forgeries
      'x-hub-signature-256': one([
        signature(raw, `${APP_SECRET}x`), signature(Buffer.concat([raw, Buffer.from(' ')]), APP_SECRET), right.slice(0, -1), `${right}0`,
        right.replace('sha256', 'sha1'), right.slice(7), `${right}, ${right}`, 'sha256=', `sha256=${MARKER}`, '', `sha256=${'0'.repeat(64)}`,
      ]),
    }
  if (path === '/telegram')
    return {
      'x-telegram-bot-api-secret-token': one([
        `${TELEGRAM_SECRET}x`,
        TELEGRAM_SECRET.slice(1),
        TELEGRAM_SECRET.toUpperCase(),
        '',
        MARKER,
        `${TELEGRAM_SECRET}, ${TELEGRAM_SECRET}`,
      ]),
    }
  return {
    authorization: one([
      `Basic ${BEARER}`,
      `Bearer ${BEARER}A`,
      `Bearer ${BEARER.slice(1)}`,
      `Bearer ${'/'.repeat(22)}`,
      BEARER,
      'Bearer',
      `Bearer ${MARKER}`,
    ]),
  }
}

const nested = (depth: number): string => {
  const [open, close] = one([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"entry":[', ']}'],
    ['{"message":', '}'],
  ] as const)
  return `${open.repeat(depth)}${one(['1', 'null', `"${MARKER}"`])}${one([close.repeat(depth), ''])}`
}
/** Whole JSON of a shape in which no platform speaks. */
// biome-ignore format: a list of shapes
const SHAPES: readonly string[] = [
  'null', 'true', '0', '-1e999', `"${MARKER}"`, '[]', '{}', '[[]]', '{"entry":null}', '{"entry":{}}', '{"entry":[null,1,"x",[],{}]}',
  '{"entry":[{"changes":7}]}', '{"entry":[{"changes":[{"field":"messages","value":null}]}]}', `{"object":"${MARKER}","entry":[{"changes":[{"field":"messages","value":{"messages":{}}}]}]}`,
  '{"entry":[{"changes":[{"field":"messages","value":{"messages":[null,[],{},{"id":5},{"id":""}]}}]}]}', '{"__proto__":{"entry":[1]},"constructor":{"prototype":1}}',
  '{"update_id":"1"}', '{"update_id":1e400}', '{"update_id":1,"message":[]}', '{"update_id":1,"message":{"message_id":1}}', '{"update_id":1,"message":{"message_id":1.5,"chat":{"id":"x"}}}',
  '{"update_id":1,"callback_query":{"id":"","from":1}}', '{"update_id":1,"message":{"message_id":1,"chat":{"id":99999999999999999999,"type":"private"},"text":"x"}}',
]

/** What the page never sends, under a session that is in order. */
function oddWebMessage(): Json {
  const fine = { id: `${MARKER}${below(1e9)}`, text: `${MARKER} boleh?` }
  // biome-ignore format: a list of oddities
  return one<Json>([
    { ...fine, id: 'pendek' }, { ...fine, id: `${MARKER} dengan spasi` }, { ...fine, id: 'x'.repeat(65) }, { ...fine, id: 12_345_678 }, { id: fine.id },
    { ...fine, text: '' }, { ...fine, text: '   ' }, { ...fine, text: 'x'.repeat(4001) }, { ...fine, text: 'a\0b' }, { ...fine, text: '\ud800' }, { ...fine, text: [MARKER] },
    { ...fine, text: null }, { ...fine, choice: 'dua kata' }, { ...fine, choice: 'x'.repeat(65) }, { ...fine, choice: '' }, { ...fine, choice: 'é' }, { ...fine, choice: {} }, [fine], MARKER, 7, null,
  ])
}

const repliesUrl = (after: string): string => `/web/replies?after=${after}`
const AFTERS = ['-1', '1.5', 'NaN', '1e99', MARKER, '%00', '[]', '0x', '9007199254740993', '%F0%9F%98%80']

function oddRequest(): Shot {
  const { path, raw } = body()
  const head = (lines: readonly string[], rest: string | Buffer = ''): Buffer =>
    Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(rest)])
  const post = `POST ${path} HTTP/1.1`
  const host = 'Host: 127.0.0.1'
  const long = `${MARKER}${'x'.repeat(20_000)}`
  const bytes = one<() => Buffer>([
    () => head([post, host, `Content-Length: ${raw.length + 50}`], raw),
    () => head([post, host, 'Content-Length: -5'], raw),
    () => head([post, host, `Content-Length: ${MARKER}`], raw),
    () => head([post, host, 'Content-Length: 5', 'Content-Length: 7'], raw),
    () => head([post, host, 'Content-Length: 5', 'Transfer-Encoding: chunked'], raw),
    () => head([post, host, 'Transfer-Encoding: chunked'], 'zz\r\nhalo\r\n0\r\n\r\n'),
    () => head([post, host, 'Transfer-Encoding: chunked'], 'ffffffff\r\nhalo'),
    () => head([post, host, `X-Hub-Signature-256: ${long}`, 'Content-Length: 0']),
    () => head([post, host, `${MARKER} x: y`, 'Content-Length: 0']),
    () => head([post, host, 'Authorization: Bearer \x01\x02', 'Content-Length: 2'], '{}'),
    () => head([post, 'Host: [', 'Content-Length: 2'], '{}'),
    () => head([post, `Host: ${MARKER} a b`, 'Content-Length: 2'], '{}'),
    () => head([post, 'Content-Length: 2'], '{}'),
    () => head([`POST http://[ HTTP/1.1`, host, 'Content-Length: 2'], '{}'),
    () => head([`POST //${path} HTTP/1.1`, host, 'Content-Length: 2'], '{}'),
    () => head([`POST ${path}/%zz%00 HTTP/1.1`, host, 'Content-Length: 2'], '{}'),
    () => head([`POST * HTTP/1.1`, host, 'Content-Length: 0']),
    () => head([`POST ${path} HTTP/9.9`, host]),
    () => head([`${MARKER.toUpperCase()} ${path} HTTP/1.1`, host]),
    () => head([`CONNECT ${path} HTTP/1.1`, host]),
    () => head([post, host, 'Upgrade: websocket', 'Connection: Upgrade', 'Content-Length: 2'], '{}'),
    () => head([post, host, 'Expect: 100-continue', 'Content-Length: 2'], '{}'),
    () => head([post, host, `Expect: ${MARKER}`, 'Content-Length: 2'], '{}'),
    () => head([post, host, `Content-Encoding: gzip`, `Content-Length: ${raw.length}`], raw),
    () => head([`GET ${repliesUrl('0')} HTTP/1.1`, host, `Authorization: Bearer ${BEARER}`]),
    () => noise(1 + below(400)),
  ])()
  return { bytes }
}

/** Names → makers, and how often. */
const CLASSES: Readonly<Record<string, { readonly share: number; readonly make: () => Shot }>> = {
  unsigned: {
    share: 20,
    make: () => {
      const { path, raw } = body()
      return {
        url: path,
        body: raw,
        headers: one<Record<string, string>>([JSON_TYPE, {}, { 'content-type': 'text/plain' }, { 'x-odd': MARKER }]),
      }
    },
  },
  'wrongly signed': {
    share: 20,
    make: () => {
      const b = body()
      return { url: b.path, body: b.raw, headers: { ...JSON_TYPE, ...falseProof(b) } }
    },
  },
  truncated: {
    share: 15,
    make: () => {
      const { path, raw } = body()
      return signed({ path, raw: raw.subarray(0, below(raw.length - 2)) })
    },
  },
  noise: { share: 8, make: () => signed({ path: body().path, raw: noise(below(600)) }) },
  'deeply nested': {
    share: 4,
    make: () => {
      const path = body().path
      return signed({ path, raw: Buffer.from(nested(one([50, 1000, path === '/web/messages' ? 3000 : 50_000]))) })
    },
  },
  'wrong-typed': { share: 12, make: () => signed({ path: body().path, raw: Buffer.from(one(SHAPES)) }) },
  'web, beyond the page': {
    share: 10,
    make: () => signed({ path: '/web/messages', raw: Buffer.from(JSON.stringify(oddWebMessage())) }),
  },
  'web replies': {
    share: 6,
    make: () => {
      const isKnown = next() < 0.5
      const headers = isKnown
        ? { authorization: `Bearer ${BEARER}` }
        : falseProof({ path: '/web/messages', raw: Buffer.alloc(0) })
      return { url: repliesUrl(isKnown ? one(AFTERS) : '0'), method: 'GET', headers }
    },
  },
  'other methods': {
    share: 2,
    make: () => ({ url: body().path, method: one(['PUT', 'PATCH', 'OPTIONS', 'HEAD', 'GET']), headers: { 'x-odd': MARKER } }),
  },
  oversized: {
    share: 0.4,
    make: () => {
      const { path, raw } = body()
      const max = path === '/web/messages' ? WEB_BODY_MAX : WEBHOOK_BODY_MAX
      const big = {
        path,
        raw: Buffer.concat([raw.subarray(0, -1), Buffer.alloc(max - raw.length + 2 + below(1000), ' '), Buffer.from('}')]),
      }
      return signed(big)
    },
  },
  'odd requests': { share: 2, make: oddRequest },
}

const shares = Object.values(CLASSES).reduce((sum, c) => sum + c.share, 0)
/** One of those that must be refused or say nothing. */
export function pickRefused(): Named {
  let drawn = next() * shares
  for (const [name, { share, make }] of Object.entries(CLASSES)) {
    drawn -= share
    if (drawn < 0) return { name, shot: make() }
  }
  return { name: 'noise', shot: signed({ path: '/whatsapp', raw: noise(100) }) }
}

// ── Valid, again and again ──

/** Messages in order, one on each channel. */
export const valid: readonly Body[] = [
  {
    path: '/telegram',
    raw: Buffer.from(
      JSON.stringify({ update_id: 1, ...messageUpdate({ chat: 6_200_000_001, messageId: 1, text: 'PNS boleh ikut kampanye?' }) }),
    ),
  },
  {
    path: '/whatsapp',
    raw: Buffer.from(JSON.stringify(textMessage('620000000001', 'PNS boleh ikut kampanye?', 'wamid.UJIULANG'))),
  },
  { path: '/web/messages', raw: Buffer.from(JSON.stringify({ id: 'ulanganuji', text: 'PNS boleh ikut kampanye?' })) },
]

let turnOf = 0
/** One of them, in turn. */
export function pickReplay(): Named {
  const body = valid[turnOf++ % valid.length]
  if (body === undefined) throw new Error('nothing to choose from')
  return { name: 'valid, again and again', shot: signed(body) }
}

// ── Changed at random, signed rightly ──

const LEAVES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  1.5,
  '',
  ' ',
  MARKER,
  '\0',
  '\ud83d',
  'x'.repeat(5000),
  '😀'.repeat(300),
  [],
  {},
  [[]],
  '__proto__',
  '‮',
  '/start',
  '1',
  '👍',
]

function changed(value: Json, rate: number): Json {
  if (next() < rate) return one(LEAVES)
  if (Array.isArray(value)) {
    const items = value.flatMap(item =>
      next() < rate ? [] : next() < rate ? [changed(item, rate), item] : [changed(item, rate)],
    )
    return items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, v]) => (next() < rate ? [] : [[next() < rate ? `${name}x` : name, changed(v, rate)]])),
  )
}

let changes = 0
/** A message of its own each time, so that it is not refused as one seen before. */
const renumbered = (text: string): string =>
  text
    .replace(/"wamid\.[^"]*"/g, `"wamid.${MARKER}${++changes}"`)
    .replace(/"message_id": ?\d+/g, `"message_id":${1000 + changes}`)

/** A recording changed at random and signed rightly: perhaps still a message. */
export function changedShot(): Shot {
  const isTelegram = next() < 0.5
  const value = changed(jsonOf(marked(renumbered(one(isTelegram ? telegramBodies : whatsappBodies)))), one([0.005, 0.02, 0.08]))
  return signed({ path: isTelegram ? '/telegram' : '/whatsapp', raw: Buffer.from(JSON.stringify(value)) })
}

// ── What must not be read in a log ──

const FOREIGN_MIN = 6
/** What no line may hold. */
export const secrets = [MARKER, TELEGRAM_SECRET, APP_SECRET, VERIFY_TOKEN, BEARER, FAKE_TOKEN]
/** With them every text and long number of the recordings: none may be read in a log. */
export const foreign = [
  ...new Set([...secrets, ...[...whatsappBodies, ...telegramBodies].flatMap(text => leavesOf(jsonOf(text)))]),
]

function leavesOf(value: Json): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf)
  const text = String(value)
  // names of kinds stand in a log by right
  return text.length >= FOREIGN_MIN && !/^[a-z_]+$/.test(text) ? [text] : []
}
