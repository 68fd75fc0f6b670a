// Keys in files of their own, readable by their owner alone, made at the first start. Never beside what they protect: whoever gets a copy of
// that gets no key.
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import process from 'node:process'

export const KEY_FAULTS = ['inside-data', 'readable-by-others', 'weak', 'missing', 'other', 'equal'] as const

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
  /** The folders of what the key protects. */
  readonly apartFrom: readonly string[]
  readonly isWeak: (key: Uint8Array) => boolean
  /** null: there is something that only the key of old can open, so none is made. */
  readonly make: (() => Uint8Array) | null
}

/** The key of a file, made when there is none. Throws KeyRefused. */
export function openKey({ path, apartFrom, isWeak, make }: KeyPlace): Uint8Array {
  if (apartFrom.some(folder => isInside(path, folder))) throw new KeyRefused(path, 'inside-data')
  if (!existsSync(path)) {
    if (make === null) throw new KeyRefused(path, 'missing')
    makeOnce(path, Buffer.from(make()).toString('base64'))
  }
  // Windows has no such modes; there the folder's own rights hold
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) throw new KeyRefused(path, 'readable-by-others')
  const key = new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'))
  if (isWeak(key)) throw new KeyRefused(path, 'weak')
  return key
}

/** Several processes may start together: the first to have its key written down decides, and nobody reads half a key. */
function makeOnce(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`
  writePrivate(fresh, text)
  try {
    linkSync(fresh, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    rmSync(fresh)
  }
}

/** A file of its own that its owner alone can read; one that is there already is left alone and throws. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  // the mode above passes through the umask
  chmodSync(path, 0o600)
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(resolve(outer), resolve(inner))
  return !way.startsWith('..') && !isAbsolute(way)
}
