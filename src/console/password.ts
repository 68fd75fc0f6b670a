// Passwords: what is accepted, and argon2id over it. Two are worked on at a time, so that nobody fills the memory by knocking.
import { argon2, timingSafeEqual } from 'node:crypto'

export const PASSWORD_MIN = 12
export const PASSWORD_MAX = 128

/** Above what OWASP asks at least for argon2id (19 MiB twice, or 46 MiB once); about 100 ms on the machine it was measured on. */
const MEMORY_KIB = 47_104
const PASSES = 2
const LANES = 1
const SALT_BYTES = 16
const HASH_BYTES = 32

const AT_ONCE = 2
const WAITING_MAX = 50

/** So many wait already that one more would only wait in vain. */
export class PasswordsBusy extends Error {
  override readonly name = 'PasswordsBusy'
}

export type Passwords = {
  /** In PHC notation. */
  readonly hash: (password: string) => Promise<string>
  /** As much work for a login that nobody has (`null`) as for any other; then never right. */
  readonly isRight: (password: string, phc: string | null) => Promise<boolean>
}

/** `cost`: what one password takes; less than ours only where nothing is to be guarded. */
export function openPasswords(random: (size: number) => Uint8Array, cost: Cost = COST): Passwords {
  const inTurn = gate(AT_ONCE, WAITING_MAX)
  const decoy = { salt: random(SALT_BYTES), hash: Buffer.from(random(HASH_BYTES)), ...cost }
  return {
    hash: password =>
      inTurn(async () => {
        const salt = random(SALT_BYTES)
        return phcOf(cost, salt, await derive(password, { salt, ...cost }))
      }),
    isRight: (password, phc) =>
      inTurn(async () => {
        const stored = phc === null ? decoy : parse(phc)
        const found = await derive(password, stored)
        return timingSafeEqual(found, stored.hash) && phc !== null
      }),
  }
}

type Cost = { readonly memory: number; readonly passes: number; readonly lanes: number }
const COST: Cost = { memory: MEMORY_KIB, passes: PASSES, lanes: LANES }

/** The same letters typed on another keyboard are the same password. */
const derive = (password: string, { salt, memory, passes, lanes }: Cost & { readonly salt: Uint8Array }): Promise<Buffer> =>
  new Promise((done, failed) =>
    argon2(
      'argon2id',
      { message: password.normalize('NFC'), nonce: salt, memory, passes, parallelism: lanes, tagLength: HASH_BYTES },
      (error, hash) => (error === null ? done(hash) : failed(error)),
    ),
  )

const bare = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

const phcOf = ({ memory, passes, lanes }: Cost, salt: Uint8Array, hash: Uint8Array): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${lanes}$${bare(salt)}$${bare(hash)}`

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parse(phc: string): Cost & { readonly salt: Uint8Array; readonly hash: Buffer } {
  const [, memory, passes, lanes, salt = '', hash = ''] = phc.match(PHC) ?? []
  if (hash === '') throw new Error('a stored password is not in the notation that we write')
  return {
    memory: Number(memory),
    passes: Number(passes),
    lanes: Number(lanes),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

/** Lets so many run at once; the others wait in line, and a line too long is refused. */
function gate(atOnce: number, waitingMax: number) {
  const line: (() => void)[] = []
  let running = 0
  return async <T>(run: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (line.length >= waitingMax) throw new PasswordsBusy()
      await new Promise<void>(next => line.push(next))
    } else running += 1
    try {
      return await run()
    } finally {
      const next = line.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

const DISTINCT_MIN = 5
/** A common word is the whole password when no more than this is left beside it. */
const REST_MAX = 5

/** Why a password is not accepted, as a key of prompts/console.id.yaml; null: it is. Length counts, not kinds of characters. */
export function passwordFault(password: string, login: string, common: readonly string[]): string | null {
  const length = [...password].length
  if (length < PASSWORD_MIN) return 'password_short'
  if (length > PASSWORD_MAX) return 'password_long'
  const plain = password.toLowerCase()
  if (login.length >= 3 && plain.includes(login)) return 'password_login'
  if (new Set(plain).size < DISTINCT_MIN || isRun(plain)) return 'password_common'
  return isCommon(plain, common) ? 'password_common' : null
}

/** One character after the other in their order, up or down: "123456789012", "abcdefghijkl". */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((c, i) => (c.codePointAt(0) ?? 0) - (text.codePointAt(i) ?? 0))
  const ordered = steps.filter(step => Math.abs(step) === 1 || step === -9 || step === 9).length
  return ordered >= steps.length - 1
}

/** Letters written as digits, and what everyone adds at the ends, do not make a common word another. */
function isCommon(plain: string, common: readonly string[]): boolean {
  const read = plain.replace(/[013457@$!]/g, c => LOOKALIKES[c] ?? c)
  return [plain, read].some(text => {
    const left = common.reduce((rest, word) => rest.replaceAll(word, ''), text).replace(/[^\p{L}]/gu, '')
    const hasWord = common.some(word => text.includes(word))
    return hasWord && left.length <= REST_MAX
  })
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
