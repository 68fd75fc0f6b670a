// What people write is sealed (AES-256-GCM) under a key of their own. That key is made of a root key, which a role of the program holds, and
// of the asker's seed, random bytes that are stored once and apart: without the seed nobody can make the key again, so destroying it makes
// every copy of the words unreadable, yesterday's backup too.
import { createCipheriv, createDecipheriv, createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

export const KEY_BYTES = 32
export const SEED_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
/** Lengths tell of the words: what is sealed is filled up with spaces to a multiple of this. Half of it told too much (`npm run attack`). */
const BLOCK_BYTES = 2048
const PROOF_BLOCK_BYTES = 8192
const SPACE = 0x20
const DISTINCT_MIN = 16

/** A key as Node takes it at once: with bare bytes each call costs five times as much. */
export const keyObject = (key: Uint8Array): KeyObject => createSecretKey(key)

/** A key that anyone could guess: of another length, or made of a few repeated bytes. */
export const isWeakKey = (key: Uint8Array): boolean => key.length !== KEY_BYTES || new Set(key).size < DISTINCT_MIN

export type Sealer = {
  /** `text` is JSON: what fills it up must mean nothing. `about` says where it stands; it opens nowhere else. */
  readonly seal: (seed: Uint8Array, about: string, text: string) => Uint8Array
  /** null when the seed, the key or the place is another: it cannot be read any more. */
  readonly open: (seed: Uint8Array, about: string, sealed: Uint8Array) => string | null
}

/** `random` brings the nonces. */
export function openSealer(root: Uint8Array, random: (size: number) => Uint8Array): Sealer {
  const rootKey = keyObject(root)
  const keyOf = (seed: Uint8Array): KeyObject => keyObject(createHmac('sha256', rootKey).update(seed).digest())
  return {
    seal: (seed, about, text) => {
      const iv = random(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyOf(seed), iv).setAAD(Buffer.from(about))
      return Buffer.concat([iv, cipher.update(filled(text, BLOCK_BYTES)), cipher.final(), cipher.getAuthTag()])
    },
    open: (seed, about, sealed) => {
      try {
        const decipher = createDecipheriv('aes-256-gcm', keyOf(seed), sealed.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(about))
          .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
        const body = decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES))
        return textOf(Buffer.concat([body, decipher.final()]))
      } catch {
        return null
      }
    },
  }
}

/** The first byte of what was packed; no text begins with it. */
const PACKED = 0
/** Behind it the length of what was packed, in bytes. */
const PACKED_HEAD_BYTES = 5

/** What needs more than a block is packed first: then nearly everything takes one, and few are told apart by needing two. */
function filled(text: string, block: number): Buffer {
  const plain = Buffer.from(text)
  const body = plain.length > block ? packed(plain) : plain
  const whole = Buffer.alloc(Math.ceil(body.length / block) * block, SPACE)
  body.copy(whole)
  return whole
}

function packed(plain: Buffer): Buffer {
  const body = deflateRawSync(plain)
  const head = Buffer.alloc(PACKED_HEAD_BYTES, PACKED)
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

function textOf(whole: Buffer): string {
  if (whole[0] !== PACKED) return whole.toString('utf8').trimEnd()
  return inflateRawSync(whole.subarray(PACKED_HEAD_BYTES, PACKED_HEAD_BYTES + whole.readUInt32BE(1))).toString('utf8')
}

/** A key for one purpose out of a root key; none of them leads back. */
export const derived = (root: Uint8Array, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', root, '', `rambu/${purpose}`, KEY_BYTES))

/** A value as a keyed hash: the same value gives the same name, and nothing else does. */
export const keyedHash = (key: Uint8Array | KeyObject, value: string | Uint8Array): string =>
  createHmac('sha256', key instanceof Uint8Array ? keyObject(key) : key)
    .update(value)
    .digest('base64url')

/** Recognises a root key again and says nothing of it. */
export const markOf = (root: Uint8Array): string => keyedHash(derived(root, 'mark'), 'rambu')

/** 32 letters that nobody confuses when they read them aloud; each takes five bits of a random byte and none is likelier. */
export const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const CODE_LETTERS = 16
const CODE_GROUPS = /.{4}/g

/** The code of a public thing: 80 bits of its keyed hash, in four groups. Only who has the key can tell that something has a code. */
export function proofCode(key: Uint8Array, content: string): string {
  const bytes = createHmac('sha256', keyObject(key)).update(content).digest().subarray(0, CODE_LETTERS)
  return inGroups([...bytes].map(b => LETTERS[b % LETTERS.length]).join(''))
}

/** A code as people type it: any case, with or without its dashes. null when it can be none. */
export function codeTyped(text: string): string | null {
  const letters = text.toLowerCase().replace(/[\s-]/g, '')
  if (letters.length !== CODE_LETTERS || ![...letters].every(l => LETTERS.includes(l))) return null
  return inGroups(letters)
}

const inGroups = (letters: string): string => (letters.match(CODE_GROUPS) ?? []).join('-')

/** The name under which a proof is stored: whoever has the store and no code finds none. */
export const proofName = (code: string): string => createHash('sha256').update(`name ${code}`).digest('base64url')

const proofKey = (code: string): KeyObject => keyObject(createHash('sha256').update(`key ${code}`).digest())

/** A proof, sealed under its own code. A code stands for one content only, so its key never meets a second one and needs no nonce. */
export function sealProof(code: string, text: string): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', proofKey(code), Buffer.alloc(IV_BYTES))
  return Buffer.concat([cipher.update(filled(text, PROOF_BLOCK_BYTES)), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the code is not its own. */
export function openProof(code: string, sealed: Uint8Array): string {
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', proofKey(code), Buffer.alloc(IV_BYTES)).setAuthTag(sealed.subarray(end))
  return textOf(Buffer.concat([decipher.update(sealed.subarray(0, end)), decipher.final()]))
}
