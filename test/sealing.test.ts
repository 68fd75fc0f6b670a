import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openProof, openSealer, sealProof } from '../src/sealing.ts'

const bytes = (name: string): Uint8Array => createHash('sha256').update(name).digest()
const sealer = openSealer(bytes('root'), size => new Uint8Array(size))
const seed = bytes('seed')

/** What people write, so many times over with other numbers: words repeat as in talk, nothing stands there twice. */
const talk = (times: number): string =>
  JSON.stringify(
    Array.from({ length: times }, (_, n) => `Boleh tidak kalau minggu ke-${n} saya datang ke acara ${bytes(String(n))[0]} itu?`),
  )

describe('what is sealed', () => {
  it('comes back as it was, in one block or in many, and opens nowhere else', () => {
    const noise = JSON.stringify(Array.from({ length: 200 }, (_, n) => Buffer.from(bytes(String(n))).toString('base64')))
    for (const text of ['{}', talk(3), talk(40), talk(400), noise, '["akhir spasi  "]']) {
      const sealed = sealer.seal(seed, 'memory a', text)
      expect(sealer.open(seed, 'memory a', sealed)).toBe(text)
      expect(sealer.open(seed, 'memory b', sealed)).toBeNull()
      expect(sealer.open(bytes('other'), 'memory a', sealed)).toBeNull()
      expect(openProof('kode', sealProof('kode', text))).toBe(text)
    }
  })

  it('is as long after a long story as after a greeting', () => {
    const story = talk(60)
    expect(Buffer.byteLength(story)).toBeGreaterThan(3000)
    expect(sealer.seal(seed, 'memory', story)).toHaveLength(sealer.seal(seed, 'memory', '["halo"]').length)
  })
})
