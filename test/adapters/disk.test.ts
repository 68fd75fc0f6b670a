import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { diskCache } from '../../src/adapters/disk.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rambu-disk-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('gives back what was put, and nothing for a key it does not have', () => {
  const cache = diskCache(folder)
  cache.put('a', { words: ['netral'], weights: Float32Array.of(1, 2) })
  expect(cache.get('a')).toEqual({ words: ['netral'], weights: Float32Array.of(1, 2) })
  expect(cache.get('b')).toBeUndefined()
})

test('treats a damaged file as missing', () => {
  writeFileSync(join(folder, 'a.bin'), 'half a fi')
  expect(diskCache(folder).get('a')).toBeUndefined()
})

test('forgets the oldest, never the one just put, and leaves other files alone', () => {
  const cache = diskCache(folder)
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) {
    cache.put(key, i)
    utimesSync(join(folder, `${key}.bin`), 1000 + i, 1000 + i)
  }
  cache.put('e', 4)
  expect(readdirSync(folder).sort()).toEqual(['b.bin', 'c.bin', 'd.bin', 'e.bin', 'notes.txt'])
})
