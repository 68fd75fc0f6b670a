// The stronger attacker: whoever has taken over a worker holds the transit, the master and the desk key, and opens whatever was sealed with them, wherever
// a copy lies: in tables, in pages, in write-ahead logs, in backups; with every seed that lies anywhere.
import { gunzipSync } from 'node:zlib'
import { VOICES } from '../../../src/handoff/handoff.ts'
import { derived, openSealer, SEED_BYTES, type Sealer } from '../../../src/sealing.ts'
import { fileOf, logOf } from './link.ts'
import type { Loot, Value } from './loot.ts'
import { cellsOf, isSqlite, isWal, versionsIn, writtenIn } from './pages.ts'

type Keys = { readonly transit: Buffer; readonly master: Buffer; readonly desk: Buffer }
export type Kind = 'message' | 'reply' | 'memory' | 'sheet' | 'brief' | 'line'
/** `asker`: whose it is, or what it is called. */
export type Opened = { readonly where: string; readonly asker: string; readonly kind: Kind; readonly text: string }

const KINDS: readonly Kind[] = ['message', 'reply', 'memory', 'sheet']
const SEALED_MIN = 29

type Found = { readonly where: string; readonly values: readonly Value[] }

/** Every row from everywhere. */
function* rowsIn(loot: Loot): Generator<Found> {
  for (const { name, rows } of loot.tables) for (const { values } of rows) yield { where: name, values: Object.values(values) }
  for (const { name, bytes } of loot.parts.filter(isSqlite))
    for (const { values } of cellsOf(bytes, logOf(loot, name))) yield { where: name, values }
  for (const { name, bytes } of loot.parts.filter(isWal))
    for (const { values } of writtenIn(bytes, fileOf(loot, name))) yield { where: name, values }
  for (const { table, cells } of versionsIn(loot.heaps))
    for (const { values } of cells) yield { where: `pages of ${table}`, values }
  for (const { name, bytes } of loot.backups) for (const values of backedUp(bytes)) yield { where: name, values }
}

function backedUp(bytes: Buffer): Value[][] {
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split('\n').flatMap(line => {
    const row = line.startsWith('{') ? Reflect.get(JSON.parse(line), 'row') : undefined
    return typeof row === 'object' && row !== null ? [Object.values(row).map(valueOfLine)] : []
  })
}

const valueOfLine = (value: unknown): Value => {
  if (typeof value === 'object' && value !== null) return Buffer.from(String(Reflect.get(value, 'bytes') ?? ''), 'base64')
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

/** All that can be opened, each text once for each place. */
export function openAll(loot: Loot, { transit, master, desk }: Keys): Opened[] {
  const random = (size: number): Uint8Array => new Uint8Array(size)
  const sealers = [openSealer(derived(transit, 'transit'), random), openSealer(derived(master, 'content'), random)]
  const officers = openSealer(derived(desk, 'desk'), random)
  const rows = [...rowsIn(loot)]
  const seeds = new Map<string, Map<string, Uint8Array>>()
  const sealed: { where: string; asker: string; beside: readonly string[]; bytes: Uint8Array }[] = []
  for (const { where, values } of rows) {
    const askers = values.filter(v => typeof v === 'string')
    for (const bytes of values.filter(v => v instanceof Uint8Array)) {
      for (const asker of askers) {
        if (bytes.length === SEED_BYTES)
          seeds.set(asker, (seeds.get(asker) ?? new Map()).set(Buffer.from(bytes).toString('hex'), bytes))
        else if (bytes.length > SEALED_MIN) sealed.push({ where, asker, beside: askers, bytes })
      }
    }
  }
  const opened = new Map<string, Opened>()
  // what is nobody's is sealed under its own name
  for (const { where, asker, beside, bytes } of sealed)
    for (const seed of [...(seeds.get(asker)?.values() ?? []), Buffer.from(asker)]) {
      const found = openOne(sealers, seed, asker, bytes) ?? openCase(officers, seed, asker, beside, bytes)
      if (found !== null) opened.set(`${where}\0${asker}\0${found.text}`, { where, asker, ...found })
    }
  return [...opened.values()]
}

function openOne(
  sealers: readonly Sealer[],
  seed: Uint8Array,
  asker: string,
  bytes: Uint8Array,
): { kind: Kind; text: string } | null {
  for (const kind of KINDS)
    for (const sealer of sealers) {
      const text = sealer.open(seed, `${kind} ${asker}`, bytes)
      if (text !== null) return { kind, text }
    }
  return null
}

/** Words of a consultation know who speaks in them. */
function openCase(
  sealer: Sealer,
  seed: Uint8Array,
  id: string,
  beside: readonly string[],
  bytes: Uint8Array,
): { kind: Kind; text: string } | null {
  const brief = sealer.open(seed, `brief ${id}`, bytes)
  if (brief !== null) return { kind: 'brief', text: brief }
  for (const voice of beside.filter(v => VOICES.some(known => known === v)))
    for (const by of ['', ...beside]) {
      const line = sealer.open(seed, `line ${id} ${voice} ${by}`, bytes)
      if (line !== null) return { kind: 'line', text: line }
    }
  return null
}
