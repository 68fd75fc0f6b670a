// The disk: knowledge files in, the compiled edition's cache in and out. Nothing of an asker is ever written here.
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { threadId } from 'node:worker_threads'
import { now } from './clock.ts'

/** All files below a folder whose name ends so: path with slashes → content. */
export function readFiles(folder: string, ending = '.yaml'): Map<string, string> {
  const { keys, get } = filesIn(folder, ending)
  return new Map([...keys()].map(path => [path, get(path)]))
}

/** The same, each read when it is asked for: whoever goes through them once needs no room for all. */
export function filesIn(
  folder: string,
  ending = '.yaml',
): { readonly keys: () => MapIterator<string>; readonly get: (path: string) => string } {
  const at = new Map<string, string>()
  for (const item of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!item.isFile() || !item.name.endsWith(ending)) continue
    const path = join(item.parentPath, item.name)
    at.set(relative(folder, path).split(sep).join('/'), path)
  }
  return { keys: () => at.keys(), get: path => readFileSync(at.get(path) ?? path, 'utf8') }
}

export const readText = (path: string): string => readFileSync(path, 'utf8')

/** The text of a file that may not be there or not be readable. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Writes a file beside its place and moves it there, so that no reader meets half of it; makes the folder when it is missing. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.${process.pid}.${threadId}`
  writeFileSync(fresh, content)
  renameSync(fresh, path)
}

export const makeFolder = (path: string): void => {
  mkdirSync(path, { recursive: true })
}

/** A folder, and a file, that its owner alone can read. */
export const makePrivateFolder = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}
export const keepPrivate = (path: string): void => chmodSync(path, 0o600)

/** Values of a kind kept in a cache folder: those used last; an office that edits its knowledge daily must not fill its disk. */
const KEPT_MAX = 6

function forgetOldest(folder: string, kind: string): void {
  const kept = readdirSync(folder).filter(name => name.startsWith(kind) && name.endsWith('.bin'))
  const ages = kept.map(name => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.at - a.at)
  for (const { name } of ages.slice(KEPT_MAX)) rmSync(join(folder, name), { force: true })
}

export type Cache = {
  readonly get: (key: string) => unknown
  readonly has: (key: string) => boolean
  readonly put: (key: string, value: unknown) => void
}

/** A cache of values that can be made again at any time; a missing, broken or unwritable cache is simply not used. A key begins with its kind. */
export function diskCache(folder: string): Cache {
  const path = (key: string): string => join(folder, `${key}.bin`)
  return {
    get: key => {
      try {
        const value: unknown = deserialize(readApart(path(key)))
        touch(path(key))
        return value
      } catch {
        return undefined
      }
    },
    has: key => existsSync(path(key)),
    put: (key, value) => {
      try {
        writeWhole(path(key), serialize(value))
        forgetOldest(folder, key.split('-')[0] ?? '')
      } catch {
        // a read-only folder only costs time at the next start
      }
    },
  }
}

/**
 * The bytes of a file, in memory that the system has back when they go. Room of many megabytes that was taken from the common heap and is given
 * back teaches the C library to keep as much at hand, in each of its arenas.
 */
function readApart(path: string): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const size = fstatSync(file).size
    const bytes = new Uint8Array(new ArrayBuffer(size, { maxByteLength: size }))
    for (let at = 0; at < size; ) {
      const read = readSync(file, bytes, at, size - at, at)
      if (read === 0) throw new Error('the file became shorter')
      at += read
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

/** Notes that a file was used; where nothing can be written it stays as it is. */
function touch(path: string): void {
  const at = now() / 1000
  try {
    utimesSync(path, at, at)
  } catch {
    // it is only forgotten sooner
  }
}

/** Bytes free where a folder is or would be; null when that cannot be told. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(nearestThere(folder))
    return bavail * bsize
  } catch {
    return null
  }
}

/** Whether files can be written in a folder, or in the nearest one above it that exists. */
export function isWritable(folder: string): boolean {
  try {
    accessSync(nearestThere(folder), constants.W_OK)
    return true
  } catch {
    return false
  }
}

export const removeIfThere = (path: string): void => rmSync(path, { force: true })

export const isThere = (path: string): boolean => existsSync(path)

export const isEmptyFolder = (path: string): boolean => readdirSync(path).length === 0

function nearestThere(folder: string): string {
  let at = resolve(folder)
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}
