// The root keys that a role holds, from their files; refused when they are weak, alike, or not the ones with which the store was written.
import { random } from './adapters/clock.ts'
import type { DeskKeys } from './adapters/desk.ts'
import { KeyRefused, openKey } from './adapters/keys.ts'
import type { Database } from './adapters/sql.ts'
import type { Sealers } from './adapters/store.ts'
import { marksOf, rememberMark } from './adapters/tables.ts'
import type { Config } from './config.ts'
import { derived, isWeakKey, KEY_BYTES, markOf, openSealer } from './sealing.ts'

export type KeyName = keyof Config['keyFiles']

/** Which role holds which key. No role but `all` can both name an asker and read what they wrote long ago; the console opens consultations alone. */
export const KEYS_OF: Readonly<Record<Config['role'], readonly KeyName[]>> = {
  all: ['address', 'transit', 'master', 'desk'],
  gateway: ['address', 'transit'],
  worker: ['transit', 'master', 'desk'],
  console: ['desk'],
}

export type Keyring = Readonly<Partial<Record<KeyName, Uint8Array>>>

type Places = Pick<Config, 'role' | 'keyFiles' | 'dataFolder' | 'vaultFolder' | 'databaseUrl'>

/** `known`: the marks of the keys that the store was written with. A key is made only when the store knows none of its name. */
export function openKeyring(config: Places, known: ReadonlyMap<string, string>): Keyring {
  const ring: Partial<Record<KeyName, Uint8Array>> = {}
  for (const name of KEYS_OF[config.role]) {
    const key = openOne(config, name, known)
    if (Object.values(ring).some(other => Buffer.from(other).equals(key))) throw new KeyRefused(config.keyFiles[name], 'equal')
    ring[name] = key
  }
  return ring
}

/** One key by itself. Throws KeyRefused. */
export function openOne(config: Places, name: KeyName, known: ReadonlyMap<string, string>): Uint8Array {
  const path = config.keyFiles[name]
  const key = openKey({
    path,
    apartFrom: config.databaseUrl === null ? [config.dataFolder, config.vaultFolder] : [],
    isWeak: isWeakKey,
    make: known.has(name) ? null : () => random(KEY_BYTES),
  })
  const mark = known.get(name)
  if (mark !== undefined && mark !== markOf(key)) throw new KeyRefused(path, 'other')
  return key
}

/** The keys of this role for a store whose tables are there. Throws KeyRefused. */
export async function keyringFor(config: Places, db: Database): Promise<Keyring> {
  const known = await marksOf(db)
  const ring = openKeyring(config, known)
  const fresh = Object.entries(ring).filter(([name]) => !known.has(name))
  for (const [name, key] of fresh) await rememberMark(db, name, markOf(key))
  // another process may have come first with a key of its own
  return fresh.length === 0 ? ring : openKeyring(config, await marksOf(db))
}

export function sealersOf({ transit, master, desk }: Keyring): Sealers {
  if (transit === undefined) throw new Error('the console has no line of turns or replies')
  return {
    transit: openSealer(derived(transit, 'transit'), random),
    content: master === undefined ? null : openSealer(derived(master, 'content'), random),
    desk: desk === undefined ? null : openSealer(derived(desk, 'desk'), random),
  }
}

/** What consultations and staff are sealed with, and the audit log is chained with. */
export function deskKeysOf(ring: Keyring): DeskKeys {
  const desk = deskOf(ring)
  return { sealer: openSealer(derived(desk, 'desk'), random), chain: derived(desk, 'audit') }
}

/** What the console and the staff's linked accounts make their own keys of. */
export const officeKeyOf = (ring: Keyring): Uint8Array => derived(deskOf(ring), 'office')

function deskOf({ desk }: Keyring): Uint8Array {
  if (desk === undefined) throw new Error('the gateway has no desk key')
  return desk
}
