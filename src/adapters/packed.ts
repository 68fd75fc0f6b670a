// A folder or a ZIP archive of text files, as somebody hands them over: read into memory within bounds, whatever the archive says of itself.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { unzipSync } from 'fflate'

export const PACKED_LIMITS = { bytes: 20 * 1024 * 1024, files: 5000 } as const

/** Why files cannot be taken; a command says each in a sentence of its own. */
export type PackedFault = 'missing' | 'not-zip' | 'too-large' | 'too-many' | 'not-text'

export class PackedRefused extends Error {
  override readonly name = 'PackedRefused'
  readonly why: PackedFault
  constructor(why: PackedFault) {
    super(`files cannot be read: ${why}`)
    this.why = why
  }
}

type Bytes = readonly { readonly path: string; readonly bytes: () => Uint8Array }[]

/** Path with slashes → content, of files with these endings. A folder around all of them is taken off. Throws PackedRefused. */
export function readPacked(place: string, endings: readonly string[]): Map<string, string> {
  const isWanted = (path: string): boolean => endings.some(e => path.endsWith(e)) && !/(^|\/)(\.|__MACOSX)/.test(path)
  const found = isFolder(place) ? inFolder(place, isWanted) : inArchive(readFileSync(place), isWanted)
  if (found.length > PACKED_LIMITS.files) throw new PackedRefused('too-many')
  const around = commonFolder(found.map(f => f.path))
  return new Map(found.map(({ path, bytes }) => [path.slice(around.length), textOf(bytes())]))
}

function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory()
  } catch {
    throw new PackedRefused('missing')
  }
}

function inFolder(folder: string, isWanted: (path: string) => boolean): Bytes {
  let size = 0
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(item => {
    const whole = join(item.parentPath, item.name)
    const path = relative(folder, whole).split(sep).join('/')
    if (!item.isFile() || !isWanted(path)) return []
    size += statSync(whole).size
    if (size > PACKED_LIMITS.bytes) throw new PackedRefused('too-large')
    return [{ path, bytes: () => readFileSync(whole) }]
  })
}

function inArchive(archive: Uint8Array, isWanted: (path: string) => boolean): Bytes {
  if (archive.length > PACKED_LIMITS.bytes) throw new PackedRefused('too-large')
  let size = 0
  let count = 0
  // what an entry says of its size is also all the room that it gets
  const filter = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (!isWanted(name)) return false
    size += originalSize
    count++
    if (size > PACKED_LIMITS.bytes) throw new PackedRefused('too-large')
    if (count > PACKED_LIMITS.files) throw new PackedRefused('too-many')
    return true
  }
  try {
    return Object.entries(unzipSync(archive, { filter })).map(([path, bytes]) => ({ path, bytes: () => bytes }))
  } catch (error) {
    if (error instanceof PackedRefused) throw error
    throw new PackedRefused('not-zip')
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new PackedRefused('not-text')
  }
}

/** Folders of the knowledge itself are never taken off: an office may have files of one kind only. */
const OWN = new Set(['regulations', 'principles', 'situations', 'rows', 'questions', 'vocabulary'])

function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths
  const at = first.indexOf('/')
  const folder = first.slice(0, at + 1)
  if (at < 0 || OWN.has(first.slice(0, at)) || !paths.every(p => p.startsWith(folder))) return ''
  return folder + commonFolder(paths.map(p => p.slice(folder.length)))
}
