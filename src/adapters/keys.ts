// Keys in files of their own, readable by their owner alone, made at the first start. Never in the data folder: whoever gets a backup of it gets no key.
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import process from 'node:process'

export const KEY_FAULTS = ['inside-data', 'readable-by-others', 'weak'] as const

/** A key that must not be used; says which file and why, never the key. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
  readonly path: string
  readonly fault: (typeof KEY_FAULTS)[number]
  constructor(path: string, fault: KeyRefused['fault']) {
    super(`key ${fault}`)
    this.path = path
    this.fault = fault
  }
}

const OTHERS = 0o077

export type KeyPlace = {
  readonly path: string
  /** The folder of what the key protects. */
  readonly dataFolder: string
  readonly isWeak: (key: Uint8Array) => boolean
  readonly make: () => Uint8Array
}

/** The key of a file, made when there is none. */
export function openKey({ path, dataFolder, isWeak, make }: KeyPlace): Uint8Array {
  if (isInside(path, dataFolder)) throw new KeyRefused(path, 'inside-data')
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, Buffer.from(make()).toString('base64'), { mode: 0o600, flag: 'wx' })
    // the mode above passes through the umask
    chmodSync(path, 0o600)
  }
  // Windows has no such modes; there the folder's own rights hold
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) throw new KeyRefused(path, 'readable-by-others')
  const key = new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'))
  if (isWeak(key)) throw new KeyRefused(path, 'weak')
  return key
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(resolve(outer), resolve(inner))
  return !way.startsWith('..') && !isAbsolute(way)
}
