import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KeyRefused, openKey } from '../../src/adapters/keys.ts'
import { readConfig } from '../../src/config.ts'
import { deskKeysOf, openKeyring, sealersOf } from '../../src/keyring.ts'
import { isWeakKey } from '../../src/sealing.ts'
import { environmentIn } from '../store.ts'

describe('a role', () => {
  it('holds its own keys and no others: the console opens consultations and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rambu-keys-'))
    const environment = { ...environmentIn(folder), DATABASE_URL: 'postgres://rambu@127.0.0.1/uji' }
    const held = (role: string): string[] =>
      Object.keys(
        openKeyring(
          readConfig(() => null, { ...environment, RAMBU_ROLE: role }),
          new Map(),
        ),
      )
    expect(held('console')).toEqual(['desk'])
    expect(held('gateway')).toEqual(['address', 'transit'])
    expect(held('worker')).toEqual(['transit', 'master', 'desk'])
    const console = openKeyring(
      readConfig(() => null, { ...environment, RAMBU_ROLE: 'console' }),
      new Map(),
    )
    expect(() => sealersOf(console)).toThrow()
    const { sealer } = deskKeysOf(console)
    expect(sealer.open(new Uint8Array(32), 'x', sealer.seal(new Uint8Array(32), 'x', '{}'))).toBe('{}')
    rmSync(folder, { recursive: true })
  })
})

describe('key file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rambu-keys-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = (path: string): Uint8Array =>
    openKey({ path, apartFrom: [join(folder, 'data')], isWeak: isWeakKey, make: () => randomBytes(32) })
  const faultOf = (path: string): string => {
    try {
      open(path)
      return 'none'
    } catch (error) {
      return error instanceof KeyRefused ? error.fault : String(error)
    }
  }

  it('is made at the first start for its owner alone, and is the same at the next', () => {
    const path = join(folder, 'keys', 'address.key')
    const key = open(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(Buffer.from(open(path)).equals(Buffer.from(key))).toBe(true)
  })

  it('is refused inside the data folder, where every backup would carry it', () => {
    expect(faultOf(join(folder, 'data', 'keys', 'address.key'))).toBe('inside-data')
    expect(faultOf(join(folder, 'data-keys', 'address.key'))).toBe('none')
  })

  it('is refused when others can read it, or when it is weak, and is left as it was', () => {
    const path = join(folder, 'address.key')
    open(path)
    chmodSync(path, 0o640)
    expect(faultOf(path)).toBe('readable-by-others')
    writeFileSync(path, 'c2hvcnQ=')
    chmodSync(path, 0o600)
    expect(faultOf(path)).toBe('weak')
    expect(readFileSync(path, 'utf8')).toBe('c2hvcnQ=')
  })
})
