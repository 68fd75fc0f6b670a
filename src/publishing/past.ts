// What a clause was in the editions before, and both sides of a file that office and nation changed: read out of the packs, which are kept for ever.
import { type Files, parse } from '../knowledge/knowledge.ts'
import type { EditionBook, EditionRecord } from './editions.ts'
import type { ClauseMoment, ClauseThen, Past } from './library-view.ts'

/** So many moves are looked back over. */
const MOVES_MAX = 200

/** `national`: the files that came with this program, which may be newer than those of the live edition. */
export function openPast(book: Pick<EditionBook, 'live' | 'editions' | 'national' | 'localFiles'>, national: () => Files): Past {
  const nationalOf = kept(PACKS_KEPT, hash => book.national(hash))
  const localOf = kept(PACKS_KEPT, hash => book.localFiles(hash === '' ? null : hash))
  const fileIn = async (record: Pick<EditionRecord, 'national' | 'local'>, path: string): Promise<string | null> => {
    const local = (await localOf(record.local ?? ''))?.get(path)
    return local === undefined ? ((await nationalOf(record.national))?.get(path) ?? null) : local.content
  }
  return {
    ofClause: async (path, label, heading) => {
      const oldestFirst = (await book.editions(MOVES_MAX)).toReversed()
      const read = readOnce(path, label, heading)
      const moments: ClauseMoment[] = []
      for (const record of oldestFirst) {
        const then = read(await fileIn(record, path))
        if (moments.length === 0 ? then !== null : !isSame(moments.at(-1)?.then ?? null, then))
          moments.push({ seq: record.seq, on: record.on, by: record.by, then })
      }
      return moments.toReversed()
    },
    sides: async path => {
      const live = await book.live()
      return { ours: live === null ? null : await fileIn(live, path), theirs: national().get(path) ?? null }
    },
  }
}

/** Packs never change: a few are remembered, for one page asks for the same ones many times. */
const PACKS_KEPT = 8

function kept<T>(max: number, load: (hash: string) => Promise<T | undefined>): (hash: string) => Promise<T | undefined> {
  const known = new Map<string, T>()
  return async hash => {
    const before = known.get(hash)
    if (before !== undefined) return before
    const loaded = await load(hash)
    if (loaded === undefined) return undefined
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= max) known.delete(oldest)
    known.set(hash, loaded)
    return loaded
  }
}

/** Most editions have the file as the one before had it: each text is read once. */
function readOnce(path: string, label: string, heading: string): (text: string | null) => ClauseThen {
  const known = new Map<string, ClauseThen>()
  return text => {
    if (text === null) return null
    const before = known.get(text)
    if (before !== undefined) return before
    const clauses = parse(new Map([[path, text]])).sources.regulations.flatMap(r => r.clauses)
    const clause = clauses.find(c => c.label === label && c.heading === heading)
    const then: ClauseThen =
      clause === undefined
        ? null
        : { text: clause.text, text_status: clause.text_status, force: clause.force, in_force_until: clause.in_force_until }
    known.set(text, then)
    return then
  }
}

const isSame = (a: ClauseThen, b: ClauseThen): boolean =>
  a === null || b === null
    ? a === b
    : a.text === b.text && a.text_status === b.text_status && a.force === b.force && a.in_force_until === b.in_force_until
