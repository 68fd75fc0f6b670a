import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { PACKED_LIMITS, PackedRefused, readPacked } from '../../src/adapters/packed.ts'

const folder = mkdtempSync(join(tmpdir(), 'rambu-packed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const zipped = (name: string, files: Readonly<Record<string, Uint8Array>>): string => {
  const place = join(folder, name)
  writeFileSync(place, zipSync(files, { level: 1 }))
  return place
}
const refusal = (place: string): string => {
  try {
    readPacked(place, ['.yaml'])
  } catch (error) {
    if (error instanceof PackedRefused) return error.why
    throw error
  }
  return 'taken'
}

describe('files that somebody hands over', () => {
  it('are the same from a folder and from an archive, without what lies around them', () => {
    const files = { 'rows/33.12/a.yaml': 'a: 1\n', 'regulations/33.12/a.yaml': 'b: 2\n' }
    const place = join(folder, 'luar')
    for (const [path, text] of Object.entries({ ...files, 'foto.jpg': 'x', '.git/c.yaml': 'c' })) {
      mkdirSync(join(place, 'dalam', path, '..'), { recursive: true })
      writeFileSync(join(place, 'dalam', path), text)
    }
    const zip = zipped('a.zip', {
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`luar/dalam/${path}`, bytes(text)])),
      '__MACOSX/luar/._a.yaml': bytes('x'),
    })
    expect(readPacked(place, ['.yaml'])).toEqual(new Map(Object.entries(files).sort()))
    expect(new Map([...readPacked(zip, ['.yaml'])].sort())).toEqual(new Map(Object.entries(files).sort()))
  })

  it('keep a folder of the knowledge even when all of them lie in it', () => {
    const zip = zipped('b.zip', { 'rows/33.12/a.yaml': bytes('a: 1\n') })
    expect([...readPacked(zip, ['.yaml']).keys()]).toEqual(['rows/33.12/a.yaml'])
  })

  it('are refused when they are no archive, no text, or not there', () => {
    writeFileSync(join(folder, 'c.zip'), 'bukan arsip')
    expect(refusal(join(folder, 'c.zip'))).toBe('not-zip')
    expect(refusal(join(folder, 'tiada.zip'))).toBe('missing')
    expect(refusal(zipped('d.zip', { 'a.yaml': new Uint8Array([0xff, 0xfe, 0x00]) }))).toBe('not-text')
  })

  it('are refused when they would unfold without end, and take no room for it', () => {
    const before = process.memoryUsage().rss
    const bomb = zipped('bom.zip', { 'a.yaml': new Uint8Array(PACKED_LIMITS.bytes + 1) })
    const many = zipped(
      'banyak.zip',
      Object.fromEntries(Array.from({ length: PACKED_LIMITS.files + 1 }, (_, n) => [`${n}.yaml`, bytes('')])),
    )
    expect([refusal(bomb), refusal(many)]).toEqual(['too-large', 'too-many'])
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  it('get no more room than they said they need', () => {
    const honest = zipSync({ 'a.yaml': new Uint8Array(1_000_000) }, { level: 9 })
    const lying = Buffer.from(honest)
    // the size stands before the file and in the list at the end
    for (let at = 0; at < lying.length - 4; at++) if (lying.readUInt32LE(at) === 1_000_000) lying.writeUInt32LE(10, at)
    writeFileSync(join(folder, 'bohong.zip'), lying)
    const read = refusal(join(folder, 'bohong.zip')) === 'taken' ? readPacked(join(folder, 'bohong.zip'), ['.yaml']) : new Map()
    expect([...read.values()].every(text => String(text).length <= 10)).toBe(true)
  })
})
