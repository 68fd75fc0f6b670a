// What travels through a browser and must come back as it was: proofs that a form is ours, and sealed things that only we can open.
import { timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { StaffId } from '../handoff/handoff.ts'
import { derived, keyedHash, openSealer } from '../sealing.ts'

/** Who was sent a form: a browser that nobody has signed in with, known by a cookie, or a session. */
export type Sender =
  | { readonly kind: 'door'; readonly door: string }
  | { readonly kind: 'session'; readonly id: string; readonly staff: StaffId }

export type Tokens = {
  readonly of: (sender: Sender) => string
  /** The session and member to whom a form was sent, also after the session ended; null: no form of ours. */
  readonly sessionOf: (token: string) => { readonly id: string; readonly staff: StaffId } | null
  readonly seal: (purpose: string, value: unknown) => string
  /** null when it is not ours, of another purpose or shape. */
  readonly open: <T>(purpose: string, schema: z.ZodType<T>, sealed: string) => T | null
}

export function openTokens(key: Uint8Array, random: (size: number) => Uint8Array): Tokens {
  const proof = derived(key, 'console/forms')
  const sealer = openSealer(derived(key, 'console/sealed'), random)
  const of: Tokens['of'] = sender => {
    if (sender.kind === 'door') return keyedHash(proof, `door ${sender.door}`)
    const named = `${sender.staff}.${sender.id}`
    return `${named}.${keyedHash(proof, `session ${named}`)}`
  }
  return {
    of,
    sessionOf: token => {
      const [staff = '', id = '', ...rest] = token.split('.')
      return rest.length === 1 && isSame(of({ kind: 'session', id, staff }), token) ? { id, staff } : null
    },
    seal: (purpose, value) =>
      Buffer.from(sealer.seal(Buffer.from(purpose), purpose, JSON.stringify(value))).toString('base64url'),
    open: (purpose, schema, sealed) => {
      const text = sealer.open(Buffer.from(purpose), purpose, Buffer.from(sealed, 'base64url'))
      if (text === null) return null
      const parsed = schema.safeParse(JSON.parse(text))
      return parsed.success ? parsed.data : null
    },
  }
}

/** Compares without telling by its time how much of it fits. */
export function isSame(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  return a.length === b.length && timingSafeEqual(a, b)
}
