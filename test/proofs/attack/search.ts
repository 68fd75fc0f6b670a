// Searches bytes for things that are known: as they are, in other letters, encoded, reversed, hashed without a key; and once more in whatever
// looks as if it were base64, hex or URL encoded or packed, three deep.
import { createHash, createHmac } from 'node:crypto'
import { constants, gunzipSync, inflateSync } from 'node:zlib'
import type { Part } from './loot.ts'

/** Something to be found: `what` it is, and the form in which these bytes say it. */
export type Needle = {
  readonly what: string
  readonly form: string
  readonly bytes: Buffer
  /** Whether capitals and small letters are the same. */
  readonly isFolded: boolean
}
/** `times`: how many different needles of the kind. */
export type Hit = { readonly part: string; readonly what: string; readonly form: string; readonly times: number }

// ── forms ──

const NEEDLE_MIN = 8
const DIGEST_BYTES = 12

const folded = (what: string, form: string, text: string): Needle => ({
  what,
  form,
  bytes: Buffer.from(text.toLowerCase()),
  isFolded: true,
})

/** How bytes look in base64 when so many others stand before them; what depends on the neighbours is left out. */
function inBase64(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes])
  const text = whole.toString('base64').replace(/=+$/, '')
  const skipped = [0, 2, 3][before] ?? 0
  return text.slice(skipped, whole.length % 3 === 0 ? undefined : -1)
}

const percentAll = (text: string): string => [...Buffer.from(text)].map(b => `%${b.toString(16).padStart(2, '0')}`).join('')

/** A text, and every way in which a program may have written it. */
export function formsOf(what: string, text: string): Needle[] {
  const bytes = Buffer.from(text)
  const encoded = [0, 1, 2].flatMap(before => {
    const plain = inBase64(bytes, before)
    return [...new Set([plain, plain.replaceAll('+', '-').replaceAll('/', '_')])]
  })
  const url = encodeURIComponent(text)
  return [
    folded(what, 'plain', text),
    { what, form: 'UTF-16', bytes: Buffer.from(text.toLowerCase(), 'utf16le').subarray(0, -1), isFolded: true },
    folded(what, 'hex', bytes.toString('hex')),
    folded(what, 'URL encoding', percentAll(text)),
    ...(url === text ? [] : [folded(what, 'URL encoding', url), folded(what, 'URL encoding', url.replaceAll('%20', '+'))]),
    ...encoded.map(form => ({ what, form: 'base64', bytes: Buffer.from(form), isFolded: false })),
  ]
}

/** Bytes as they are, in hex and in base64. */
export function bytesFormsOf(what: string, bytes: Buffer): Needle[] {
  return [
    { what, form: 'bytes', bytes, isFolded: false },
    folded(what, 'hex', bytes.toString('hex')),
    ...[0, 1, 2].flatMap(before => {
      const plain = inBase64(bytes, before)
      return [...new Set([plain, plain.replaceAll('+', '-').replaceAll('/', '_')])].map(form => ({
        what,
        form: 'base64',
        bytes: Buffer.from(form),
        isFolded: false,
      }))
    }),
  ]
}

export const reversed = (what: string, digits: string): Needle => folded(what, 'reversed', [...digits].toReversed().join(''))

const DIGESTS: readonly (readonly [string, (text: string) => Buffer])[] = [
  ['MD5', text => createHash('md5').update(text).digest()],
  ['SHA-1', text => createHash('sha1').update(text).digest()],
  ['SHA-256', text => createHash('sha256').update(text).digest()],
  ['HMAC without a key', text => createHmac('sha256', '').update(text).digest()],
]

/** What anyone can compute who guesses the value; the beginning is enough. */
export function digestsOf(what: string, texts: readonly string[]): Needle[] {
  return texts.flatMap(text =>
    DIGESTS.flatMap(([form, digest]) => {
      const bytes = digest(text).subarray(0, DIGEST_BYTES)
      const base64 = bytes.toString('base64')
      return [
        { what, form, bytes, isFolded: false },
        folded(what, form, bytes.toString('hex')),
        ...[...new Set([base64, base64.replaceAll('+', '-').replaceAll('/', '_')])].map(b => ({
          what,
          form,
          bytes: Buffer.from(b),
          isFolded: false,
        })),
      ]
    }),
  )
}

// ── finding ──

/** Many needles at once, found by a sum over their first bytes. */
const HASHED_BYTES = 6
const FILTER_BITS = 22

const sumAt = (b: Uint8Array, at: number): number =>
  Math.imul(
    Math.imul((b[at] ?? 0) | ((b[at + 1] ?? 0) << 8) | ((b[at + 2] ?? 0) << 16) | ((b[at + 3] ?? 0) << 24), 0x9e3779b1) ^
      ((b[at + 4] ?? 0) | ((b[at + 5] ?? 0) << 8)),
    0x85ebca6b,
  ) >>> 0

type Finder = (bytes: Uint8Array, found: Set<Needle>) => void

function finderOf(needles: readonly Needle[]): Finder {
  const filter = new Uint8Array(1 << (FILTER_BITS - 3))
  const bySum = new Map<number, Needle[]>()
  for (const needle of needles) {
    const sum = sumAt(needle.bytes, 0)
    const place = sum >>> (32 - FILTER_BITS)
    filter[place >> 3] = (filter[place >> 3] ?? 0) | (1 << (place & 7))
    bySum.set(sum, [...(bySum.get(sum) ?? []), needle])
  }
  return (bytes, found) => {
    for (let at = 0; at + NEEDLE_MIN <= bytes.length; at++) {
      const sum = sumAt(bytes, at)
      const place = sum >>> (32 - FILTER_BITS)
      if (((filter[place >> 3] ?? 0) & (1 << (place & 7))) === 0) continue
      for (const needle of bySum.get(sum) ?? []) if (standsAt(bytes, at, needle.bytes)) found.add(needle)
    }
  }
}

function standsAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > bytes.length) return false
  for (let i = HASHED_BYTES; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false
  // two may have the same sum
  for (let i = 0; i < HASHED_BYTES; i++) if (bytes[at + i] !== needle[i]) return false
  return true
}

function foldedCopy(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes)
  for (let i = 0; i < copy.length; i++) {
    const byte = copy[i] ?? 0
    if (byte > 64 && byte < 91) copy[i] = byte + 32
  }
  return copy
}

const SEPARATED = /\d(?:[ .\-()_/]{0,2}\d){7,}/g
const LATIN = 'latin1'

/** Numbers as people write them, without what stands between their digits. */
const joinedDigits = (text: string): Buffer =>
  Buffer.from([...text.matchAll(SEPARATED)].map(m => m[0].replace(/\D/g, '')).join('\n'))

// ── decoding ──

const DEPTH_MAX = 3
const BASE64_RUN = /[A-Za-z0-9+/_-]{12,}/g
const HEX_RUN = /[0-9a-fA-F]{16,}/g
const URL_RUN = /(?:%[0-9a-fA-F]{2}|[\w.~+-]){6,}/g
const GZIP = '\x1f\x8b\x08'
const PLAIN_SHARE = 0.85

function decodingsOf(bytes: Buffer): Buffer[] {
  const text = bytes.toString(LATIN)
  const found: Buffer[] = []
  for (const [run] of text.matchAll(BASE64_RUN))
    for (let from = 0; from < 4; from++) found.push(Buffer.from(run.slice(from), 'base64'))
  for (const [run] of text.matchAll(HEX_RUN))
    for (const from of [0, 1]) found.push(Buffer.from(run.slice(from, from + 2 * Math.floor((run.length - from) / 2)), 'hex'))
  for (const [run] of text.matchAll(URL_RUN))
    if (run.includes('%'))
      found.push(
        Buffer.from(
          run.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          LATIN,
        ),
      )
  for (let at = text.indexOf(GZIP); at >= 0; at = text.indexOf(GZIP, at + 1)) found.push(...unpacked(bytes.subarray(at)))
  return found
}

/** What is packed, as far as it can be unpacked. */
function unpacked(bytes: Buffer): Buffer[] {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const isZlib = bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0)
  if (!isGzip && !isZlib) return []
  try {
    const unpack = isGzip ? gunzipSync : inflateSync
    return [unpack(bytes, { finishFlush: constants.Z_SYNC_FLUSH })]
  } catch {
    return []
  }
}

/** Whether there is more to decode: a text, which random bytes are not. */
function isReadable(bytes: Buffer): boolean {
  if (bytes.length < NEEDLE_MIN) return false
  let plain = 0
  for (const byte of bytes) if ((byte >= 32 && byte < 127) || byte === 10) plain += 1
  return plain / bytes.length >= PLAIN_SHARE
}

const SEPARATOR = Buffer.from([0])
const together = (pieces: readonly Buffer[]): Buffer => Buffer.concat(pieces.flatMap(p => [p, SEPARATOR]))

export type Searcher = { readonly search: (part: Part) => readonly Hit[] }

export function searcher(needles: readonly Needle[]): Searcher {
  const long = needles.filter(n => n.bytes.length >= NEEDLE_MIN)
  const exact = finderOf(long.filter(n => !n.isFolded))
  const loose = finderOf(long.filter(n => n.isFolded))
  const digits = finderOf(long.filter(n => ['plain', 'reversed'].includes(n.form) && /^\d+$/.test(n.bytes.toString(LATIN))))
  const before = new Map<string, readonly Needle[]>()

  const look = (bytes: Buffer, found: Set<Needle>): void => {
    exact(bytes, found)
    loose(foldedCopy(bytes), found)
    digits(joinedDigits(bytes.toString(LATIN)), found)
  }
  const lookDeep = (bytes: Buffer, depth: number, found: Set<Needle>): void => {
    look(bytes, found)
    if (depth === DEPTH_MAX) return
    const decoded = decodingsOf(bytes)
    const more = [...decoded, ...decoded.flatMap(unpacked)]
    look(together(more.filter(piece => !isReadable(piece))), found)
    const readable = together(more.filter(isReadable))
    if (readable.length > 0) lookDeep(readable, depth + 1, found)
  }
  return {
    search: ({ name, bytes }) => {
      const sum = createHash('sha1').update(bytes).digest('base64')
      let found = before.get(sum)
      if (found === undefined) {
        const fresh = new Set<Needle>()
        lookDeep(bytes, 0, fresh)
        found = [...fresh]
        before.set(sum, found)
      }
      const byKind = Map.groupBy(found, n => `${n.what}\0${n.form}`)
      return [...byKind.values()].flatMap(([first, ...rest]) =>
        first === undefined ? [] : [{ part: name, what: first.what, form: first.form, times: rest.length + 1 }],
      )
    },
  }
}
