import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Address, openVault } from '../../src/gateway/gateway.ts'
import { isWeakKey } from '../../src/sealing.ts'

const NUMBER = '620000000001'
const address = new Address('whatsapp', `phone:${NUMBER}`)
const vault = openVault(randomBytes(32), randomBytes)

describe('vault', () => {
  it('gives an address back to the gateway and to nobody who prints it', () => {
    const { channel, sealed } = vault.seal(address)
    expect(vault.reveal(channel, sealed).reveal()).toBe(`phone:${NUMBER}`)
    for (const shown of [String(address), JSON.stringify({ address }), inspect({ address }), `${address}`])
      expect(shown).not.toContain(NUMBER)
  })

  it('seals the same address differently each time and finds it by one hash', () => {
    const [a, b] = [vault.seal(address), vault.seal(address)]
    expect(Buffer.from(a.sealed).equals(Buffer.from(b.sealed))).toBe(false)
    expect(a.addressHash).toBe(b.addressHash)
    expect(a.addressHash).not.toBe(vault.hashOf(new Address('telegram', `phone:${NUMBER}`)))
  })

  it('opens nothing under another key, another channel, or after a change', () => {
    const { sealed } = vault.seal(address)
    expect(() => openVault(randomBytes(32), randomBytes).reveal('whatsapp', sealed)).toThrow()
    expect(() => vault.reveal('telegram', sealed)).toThrow()
    const changed = Buffer.from(sealed)
    changed[20] = (changed[20] ?? 0) ^ 1
    expect(() => vault.reveal('whatsapp', changed)).toThrow()
  })

  it('keeps of a message id, which may contain the number, only a keyed hash', () => {
    const id = `wamid.${Buffer.from(NUMBER).toString('base64')}`
    const hash = vault.messageHash('whatsapp', id)
    expect(hash).not.toContain(Buffer.from(NUMBER).toString('base64').slice(0, 6))
    expect(hash).toBe(vault.messageHash('whatsapp', id))
    expect(hash).not.toBe(openVault(randomBytes(32), randomBytes).messageHash('whatsapp', id))
  })

  it('refuses a key that can be guessed', () => {
    expect(isWeakKey(new Uint8Array(32))).toBe(true)
    expect(isWeakKey(randomBytes(16))).toBe(true)
    expect(isWeakKey(Buffer.from('abababababababababababababababab'))).toBe(true)
    expect(isWeakKey(randomBytes(32))).toBe(false)
  })
})
