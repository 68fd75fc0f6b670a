// The second factor: codes of an authenticator app (RFC 6238), each good once, and recovery codes for the day the phone is gone.
import { Secret, TOTP } from 'otpauth'
import { create } from 'qrcode'
import { codeTyped, keyedHash, LETTERS } from '../sealing.ts'
import { isSame } from './tokens.ts'

const SECRET_BYTES = 20
const STEP_SECONDS = 30
const DIGITS = 6
/** Clocks of phones differ: one step before and after is taken too. */
const STEPS_AROUND = 1

const RECOVERY_CODES = 10
const RECOVERY_LETTERS = 16
const SALT_BYTES = 8

export const newSecret = (random: (size: number) => Uint8Array): string =>
  new Secret({ buffer: new Uint8Array(random(SECRET_BYTES)).buffer }).base32

const totpOf = (secret: string, login: string, issuer: string): TOTP =>
  new TOTP({ issuer, label: login, algorithm: 'SHA1', digits: DIGITS, period: STEP_SECONDS, secret: Secret.fromBase32(secret) })

/** Which step a code is of, when it fits and comes after the last one that was used; else null. */
export function stepOf(secret: string, typed: string, now: number, lastStep: number): number | null {
  const token = typed.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret, '', '').validate({ token, timestamp: now, window: STEPS_AROUND })
  if (delta === null) return null
  const step = Math.floor(now / 1000 / STEP_SECONDS) + delta
  return step > lastStep ? step : null
}

/** The secret in groups of four, for those who type it. */
export const inFours = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')

/** The squares of the picture that an authenticator app reads: for each row its dark ones as a path. */
export function pictureOf(secret: string, login: string, issuer: string): { readonly size: number; readonly path: string } {
  const { modules } = create(totpOf(secret, login, issuer).toString(), { errorCorrectionLevel: 'L' })
  const rows = Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_, x) => (modules.get(y, x) ? `M${x} ${y}h1v1h-1z` : '')).join(''),
  )
  return { size: modules.size, path: rows.join('') }
}

/** Ten codes of 80 bits. They are shown once; only their hashes stay. */
export const newRecoveryCodes = (random: (size: number) => Uint8Array): readonly string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const letters = [...random(RECOVERY_LETTERS)].map(byte => LETTERS[byte % LETTERS.length]).join('')
    return codeTyped(letters) ?? letters
  })

/** Salted and keyed: whoever has the store alone cannot even try. */
export function recoveryHash(key: Uint8Array, code: string, random: (size: number) => Uint8Array): string {
  const salt = Buffer.from(random(SALT_BYTES)).toString('base64url')
  return `${salt}.${keyedHash(key, `${salt} ${code}`)}`
}

/** The hash among these whose code was typed; null: none. */
export function recoveryUsed(key: Uint8Array, typed: string, hashes: readonly string[]): string | null {
  const code = codeTyped(typed)
  if (code === null) return null
  return hashes.find(stored => isSame(stored, hashWith(key, code, stored.split('.')[0] ?? ''))) ?? null
}

const hashWith = (key: Uint8Array, code: string, salt: string): string => `${salt}.${keyedHash(key, `${salt} ${code}`)}`
