// Which edition this process works with. The national pack that came with the program is taken up once; from then on the newest record of the
// store is followed. An edition that answers a smoke question wrongly never answers anybody: whoever sees it first goes back, and says why.
import { filesIn, readFiles } from './adapters/disk.ts'
import type { Editions } from './adapters/editions.ts'
import type { Thinker } from './host.ts'
import { type Files, hashOf, parse } from './knowledge/knowledge.ts'
import { type Loop, loop, type Sleep } from './loop.ts'
import type { Live } from './main.ts'
import {
  conflictsOf,
  type EditionRecord,
  type Move,
  type PackConflict,
  SMOKE_REASON,
  withoutNational,
} from './publishing/publishing.ts'
import { KnowledgeBroken } from './refused.ts'
import type { DateOnly } from './vocabulary.ts'

/** The national pack on disk, beside what answers. */
export type Pack = {
  readonly editions: Editions
  /** Its files, read when they are wanted, and what they are called together. */
  readonly national: () => Files
  readonly nationalHash: () => string
  /** Reads them before they are recorded for the first time. Throws KnowledgeBroken. */
  readonly examine: (files: Files) => Promise<void>
  /** Whether no other program, an older one perhaps, works with this store. */
  readonly isAlone: boolean
  readonly today: () => DateOnly
}

/** The pack in a folder: hashed file by file, so that whoever only compares needs no room for all. */
export const packIn = (folder: string): Pick<Pack, 'national' | 'nationalHash' | 'examine'> => ({
  national: () => readFiles(folder),
  nationalHash: () => hashOf(filesIn(folder)),
  examine: examineHere,
})

export async function examineHere(files: Files): Promise<void> {
  const { problems } = parse(files)
  if (problems.length > 0) throw new KnowledgeBroken(problems.length)
}

export type Settler = {
  /** Records the pack when nothing was recorded, takes it up when it is new and nothing is in its way. What answers then. Throws KnowledgeBroken. */
  readonly settle: () => Promise<EditionRecord>
  /** What is in its way; empty: nothing, or it is not new. */
  readonly conflicts: () => Promise<readonly PackConflict[]>
  /** Its files while something is in its way: whoever changes a local file decides with them in view. */
  readonly waiting: () => Promise<Files | null>
}

const byItself = (kind: Move['kind'], on: DateOnly, reason = ''): Move => ({
  kind,
  on,
  by: null,
  approvedBy: null,
  reason,
  draft: null,
})

export function openSettler({ editions, national, nationalHash, examine, isAlone, today }: Pack): Settler {
  let known: string | null = null
  const hash = (): string => {
    known ??= nationalHash()
    return known
  }
  /** Alone, a pack is new when it is not the one taken up last; beside programs of another age, when it never answered: else two would take turns. */
  const isNew = async (live: EditionRecord): Promise<boolean> => {
    if (live.national === hash()) return false
    return isAlone ? (await editions.lastTakenUp()) !== hash() : !(await editions.hadNational(hash()))
  }
  const begin = async (): Promise<EditionRecord> => {
    const files = national()
    await examine(files)
    await editions.publish({ ...byItself('national', today()), national: files, localFiles: new Map() }, 0, [])
    return settle()
  }
  const settle = async (): Promise<EditionRecord> => {
    const live = await editions.live()
    if (live === null) return begin()
    if (!(await isNew(live))) return live
    const files = national()
    const localFiles = await localOf(editions, live)
    if (conflictsOf(files, localFiles).length > 0) return live
    const own = withoutNational(files, localFiles)
    await editions.publish({ ...byItself('upgraded', today()), national: files, localFiles: own }, live.seq, [])
    return settle()
  }
  const waiting = async (): Promise<Files | null> => {
    const live = await editions.live()
    return live !== null && (await isNew(live)) ? national() : null
  }
  return {
    settle,
    waiting,
    conflicts: async () => {
      const [live, files] = await Promise.all([editions.live(), waiting()])
      return live === null || files === null ? [] : conflictsOf(files, await localOf(editions, live))
    },
  }
}

const localOf = async (editions: Editions, { local }: EditionRecord) => (await editions.localFiles(local)) ?? new Map()

/** A smoke question is answered wrongly. */
export class SmokeFailed extends Error {
  override readonly name = 'SmokeFailed'
  constructor(seq: number, question: string) {
    super(`edition record ${seq}: ${question}`)
  }
}

export type Following = {
  readonly editions: Editions
  /** What this process works with now, and how it comes to work with another. */
  readonly thinker: Pick<Thinker, 'edition' | 'change'>
  /** The record it started with; null: there was none. `failing`: what it answers wrongly. */
  readonly begunWith: EditionRecord | null
  readonly failing: readonly string[]
  /** Takes up a pack that was in conflict, once nothing is in its way; null for a role that cannot. */
  readonly settler: Settler | null
  readonly now: () => number
  readonly today: () => DateOnly
  readonly sleep: Sleep
  readonly lookMs: number
  /** Another edition answers here. */
  readonly onChange: (record: EditionRecord, live: Live) => void
  readonly onError: (error: unknown) => void
}

/** So many moves are looked back over for an edition to go back to. */
const MOVES_MAX = 50

/** What is followed once before anything is answered, and from then on. */
export type Follower = { readonly look: () => Promise<void>; readonly run: () => Loop }

export function follow(of: Following): Follower {
  const { editions, thinker } = of
  /** Editions that this program answers a smoke question wrongly in: it never goes back to one. */
  const broken = new Set<string>()
  let seen = of.begunWith?.seq ?? 0
  let failing = of.failing

  const goBack = async (from: EditionRecord, question: string): Promise<void> => {
    broken.add(from.edition)
    seen = from.seq
    of.onError(new SmokeFailed(from.seq, question))
    const to = (await editions.editions(MOVES_MAX)).find(e => e.seq < from.seq && !broken.has(e.edition))
    if (to === undefined) return
    const about = `${from.seq}: ${SMOKE_REASON}${question}`
    const audit = [{ at: of.now(), by: null, act: 'edition.roll_back', about }]
    // stale: another process, or a person, was quicker
    await editions.moveTo(to, byItself('rolled-back', of.today(), `${SMOKE_REASON}${question}`), from.seq, audit)
  }

  const take = async (record: EditionRecord): Promise<void> => {
    const live = { edition: record.edition, packs: await editions.packs(record) }
    const wrong = await thinker.change(live).catch(unreadable)
    if (wrong === null) return
    const [question] = wrong
    if (question === undefined) of.onChange(record, live)
    else await goBack(record, question)
  }

  /** A newer program may have published what this one cannot read: it goes on with what it has. */
  const unreadable = (error: unknown): null => {
    if (!(error instanceof KnowledgeBroken)) throw error
    of.onError(error)
    return null
  }

  const look = async (): Promise<void> => {
    const [question] = failing
    failing = []
    if (question !== undefined && of.begunWith !== null) await goBack(of.begunWith, question)
    for (;;) {
      if ((await editions.newest()) === seen) return
      const record = (await of.settler?.settle()) ?? (await editions.live())
      if (record === null) return
      if (record.edition !== thinker.edition()) await take(record)
      seen = record.seq
    }
  }
  const step = async (): Promise<number> => {
    await look()
    return of.lookMs
  }
  return { look, run: () => loop(step, of.sleep, of.onError) }
}
