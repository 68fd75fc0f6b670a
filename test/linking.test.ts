// A Telegram account and a member of staff: linked by a code, recognised, and told to nobody.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openLinking } from '../src/linking.ts'
import { NOW, staff } from './console/book.ts'

const MINUTE = 60_000
const ACCOUNT = 5000000042
const key = randomBytes(32)
const random = (size: number): Uint8Array => randomBytes(size)
const linking = openLinking(key, random)
const ayu = staff('ayu')
const budi = staff('budi')

describe('a code that links', () => {
  it('is known to every console with the same key, as it is typed', () => {
    const code = linking.codeFor(ayu, NOW)
    expect(code).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
    for (const typed of [code, code.toUpperCase(), code.replaceAll('-', ' '), code.replaceAll('-', '')])
      expect(openLinking(key, random).byCode(typed, [budi, ayu], NOW)?.id).toBe('ayu')
  })

  it('is good for ten minutes at least and never for more than twenty', () => {
    for (let started = 0; started < 10; started++) {
      const from = NOW + started * MINUTE
      const code = linking.codeFor(ayu, from)
      expect(linking.byCode(code, [ayu], from + 10 * MINUTE)?.id).toBe('ayu')
      expect(linking.byCode(code, [ayu], from + 20 * MINUTE)).toBeNull()
    }
  })

  it('links once: then it is no code any more', () => {
    const code = linking.codeFor(ayu, NOW)
    const linked = { ...ayu, telegram: linking.link(ayu, ACCOUNT) }
    expect(linking.byCode(code, [linked], NOW)).toBeNull()
  })

  it('is nobody else’s: not under another key, not for someone who left, not when mistyped', () => {
    const code = linking.codeFor(ayu, NOW)
    expect(openLinking(randomBytes(32), random).byCode(code, [ayu], NOW)).toBeNull()
    expect(linking.byCode(code, [budi], NOW)).toBeNull()
    expect(linking.byCode(code, [{ ...ayu, isActive: false }], NOW)).toBeNull()
    for (const typed of ['', 'aaaa-aaaa-aaaa-aaaa', code.slice(1), `${code}a`, '/tautkan'])
      expect(linking.byCode(typed, [ayu], NOW)).toBeNull()
  })
})

describe('a linked account', () => {
  const linked = { ...ayu, telegram: linking.link(ayu, ACCOUNT) }

  it('is recognised and can be rung, and stands nowhere in what is stored', () => {
    expect(linking.byAccount(ACCOUNT, [budi, linked])?.id).toBe('ayu')
    expect(linking.byAccount(ACCOUNT + 1, [budi, linked])).toBeNull()
    expect(linking.accountOf(linked)).toBe(ACCOUNT)
    const stored = linked.telegram
    for (const form of [String(ACCOUNT), ACCOUNT.toString(16), Buffer.from(String(ACCOUNT)).toString('base64url')])
      expect(stored).not.toContain(form)
  })

  it('is nobody under another key, and does not ring at somebody else’s row', () => {
    const other = openLinking(randomBytes(32), random)
    expect(other.byAccount(ACCOUNT, [linked])).toBeNull()
    expect(other.accountOf(linked)).toBeNull()
    expect(linking.accountOf({ ...budi, telegram: linked.telegram })).toBeNull()
  })

  it('does nothing for whoever left', () => {
    expect(linking.byAccount(ACCOUNT, [{ ...linked, isActive: false }])).toBeNull()
  })
})
