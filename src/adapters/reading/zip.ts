// The parts of a ZIP archive that are wanted, unpacked within bounds. Everything is judged by the archive's list before anything is
// unpacked, and nothing is unpacked that is not wanted: what lies packed inside it stays packed.
import { inflateRawSync } from 'node:zlib'
import { zipEnd } from './kind.ts'
import { Refusal } from './said.ts'

type Entry = {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly unpacked: number
  /** Where its own head begins. */
  readonly at: number
}

/** A Word file with many pictures has some hundred parts. */
const ENTRIES_MAX = 2000
/** What all wanted parts hold together: 80 pages are about 4 MB of markup. */
const UNPACKED_MAX = 32 * 1024 * 1024
/** What the archive says that all its parts hold. */
const DECLARED_MAX = 512 * 1024 * 1024

const ENTRY_SIGN = 0x02014b50
const HEAD_SIGN = 0x04034b50
const HEAD = 30
const STORED = 0
const DEFLATED = 8
const UNKNOWN = 0xffffffff

export function unzip(bytes: Uint8Array, isWanted: (name: string) => boolean): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const entries = entriesOf(view, bytes)
    const wanted = entries.filter(e => isWanted(e.name))
    if (entries.reduce((sum, e) => sum + e.unpacked, 0) > DECLARED_MAX) throw new Refusal('too-large')
    if (wanted.reduce((sum, e) => sum + e.unpacked, 0) > UNPACKED_MAX) throw new Refusal('too-large')
    return new Map(wanted.map(e => [e.name, contentOf(view, bytes, e)]))
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('malformed', error)
    throw error
  }
}

function entriesOf(view: DataView, bytes: Uint8Array): Entry[] {
  const end = zipEnd(bytes)
  if (end === null) throw new Refusal('malformed')
  const count = view.getUint16(end + 10, true)
  if (count > ENTRIES_MAX) throw new Refusal('too-large')
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== ENTRY_SIGN) throw new Refusal('malformed')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(o => view.getUint16(at + o, true)) as [
      number,
      number,
      number,
    ]
    if ((view.getUint16(at + 8, true) & 1) === 1) throw new Refusal('encrypted')
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8')
    const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
    if (packed === UNKNOWN || unpacked === UNKNOWN) throw new Refusal('too-large')
    entries.push({ name, method: view.getUint16(at + 10, true), packed, unpacked, at: view.getUint32(at + 42, true) })
    at += 46 + nameLength + extraLength + commentLength
  }
  if (at > end || isTangled(entries, view.getUint32(end + 16, true))) throw new Refusal('malformed')
  return entries
}

/** Parts that lie on one another, or two of one name: no program writes such, and bombs do. */
function isTangled(entries: readonly Entry[], listAt: number): boolean {
  if (new Set(entries.map(e => e.name)).size !== entries.length) return true
  const sorted = entries.toSorted((a, b) => a.at - b.at)
  return sorted.some((e, i) => e.at + HEAD + e.packed > (sorted[i + 1]?.at ?? listAt))
}

function contentOf(view: DataView, bytes: Uint8Array, { at, method, packed, unpacked }: Entry): Uint8Array {
  if (view.getUint32(at, true) !== HEAD_SIGN) throw new Refusal('malformed')
  const from = at + HEAD + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (from + packed > bytes.length) throw new Refusal('malformed')
  const content = bytes.subarray(from, from + packed)
  if (method === STORED && packed === unpacked) return content
  if (method !== DEFLATED) throw new Refusal('malformed')
  return inflated(content, unpacked)
}

/** Never more than the list has said: a part that holds more lies. */
function inflated(content: Uint8Array, unpacked: number): Uint8Array {
  try {
    const found = inflateRawSync(content, { maxOutputLength: Math.max(1, unpacked) })
    if (found.length === unpacked) return found
  } catch (error) {
    const isOver = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw new Refusal(isOver ? 'too-large' : 'malformed', error)
  }
  throw new Refusal('malformed')
}
