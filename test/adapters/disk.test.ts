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
  expect(['a', 'b'].map(cache.has)).toEqual([true, false])
})

test('treats a damaged file as missing', () => {
  writeFileSync(join(folder, 'a.bin'), 'half a fi')
  expect(diskCache(folder).get('a')).toBeUndefined()
})

test('forgets of each kind what was not used for longest, never the one just put, and leaves other files alone', () => {
  const cache = diskCache(folder)
  writeFileSync(join(folder, 'notes.txt'), 'mine')
  cache.put('other-1', 0)
  utimesSync(join(folder, 'other-1.bin'), 1, 1)
  for (const [i, key] of ['1', '2', '3', '4', '5', '6'].entries()) {
    cache.put(`kind-${key}`, i)
    utimesSync(join(folder, `kind-${key}.bin`), 1000 + i, 1000 + i)
  }
  // whoever reads one uses it
  cache.get('kind-1')
  cache.put('kind-7', 7)
  const kept = ['1', '3', '4', '5', '6', '7'].map(key => `kind-${key}.bin`)
  expect(readdirSync(folder).sort()).toEqual([...kept, 'notes.txt', 'other-1.bin'])
})
