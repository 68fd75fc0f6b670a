// What answers now, what each version of a draft would make of it, and what is wrong with that.
import type { Problem } from '../knowledge/knowledge.ts'
import {
  type Acted,
  candidateOf,
  type Draft,
  type EditionBook,
  type EditionRecord,
  type Files,
  guardsLost,
  hashOf,
  listIn,
  localHash,
  madeOf,
  textIn,
} from '../publishing/publishing.ts'
import { type Candidate, type EditorialOf, type Live, REMEMBERED, refused } from './parts.ts'

/** Nothing was recorded yet: the program publishes its national files when it starts. */
export class EditionMissing extends Error {
  override readonly name = 'EditionMissing'
}

export const RECORDS_MAX = 1000

/** Packs are immutable: they are read anew only when the record names others. */
export function liveFrom({ editions, waiting }: Pick<EditorialOf, 'editions' | 'waiting'>): () => Promise<Live> {
  let known: Opened | null = null
  return async () => {
    const [record, pack] = await Promise.all([editions.live(), waiting()])
    if (record === null) throw new EditionMissing()
    const isKnown = known?.record.national === record.national && known.record.local === record.local
    known = known !== null && isKnown ? { ...known, record } : await opened(editions, record)
    return { ...known, waiting: pack }
  }
}

type Opened = Omit<Live, 'waiting'>

async function opened(editions: EditionBook, record: EditionRecord): Promise<Opened> {
  const made = await madeOf(editions, record)
  if (made === null) throw new EditionMissing()
  return { record, ...made }
}

export const recordAt = async (editions: EditionBook, seq: number): Promise<EditionRecord | null> =>
  (await editions.editions(RECORDS_MAX)).find(r => r.seq === seq) ?? null

export async function filesAt(editions: EditionBook, seq: number): Promise<Files | null> {
  const record = await recordAt(editions, seq)
  return record === null ? null : (await opened(editions, record)).files
}

/** What each version of a draft would make of an edition. */
export function candidates(): (now: Live, draft: Draft) => Candidate {
  const made = new Map<string, Candidate>()
  return (now, draft) => {
    const key = [now.record.seq, now.waiting === null, draft.id, draft.version].join(' ')
    const known = made.get(key)
    if (known !== undefined) return known
    const next = candidateOf(now.national, now.localFiles, now.files, draft, now.waiting)
    const candidate = { ...next, hash: hashOf(next.files) }
    remember(made, key, candidate)
    return candidate
  }
}

/** The same files have the same problems: they are checked once. */
export function checks({ check }: Pick<EditorialOf, 'check'>): (now: Live, candidate: Candidate) => Promise<readonly Problem[]> {
  const made = new Map<string, Promise<readonly Problem[]>>()
  return ({ national, record }, { hash, files }) => {
    const key = `${record.national} ${hash}`
    const known = made.get(key)
    if (known !== undefined) return known
    const problems = check(files).then(found => [...found, ...guardsLost(national, files)])
    remember(made, key, problems)
    problems.catch(() => made.delete(key))
    return problems
  }
}

function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.set(key, value)
  for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - REMEMBERED))) known.delete(oldest)
}

export function unfitIn({ record }: Live, { hash, localFiles, overtaken }: Candidate): Acted | null {
  // a national pack that waits is decided over even by a draft that changes no word
  if (hash === record.edition && localHash(localFiles) === record.local) return refused('nothing-changed')
  return overtaken.length > 0 ? refused('overtaken') : null
}

export const unconfirmedOf = ({ marks }: Draft): readonly number[] =>
  marks.flatMap(({ confirmedBy }, i) => (confirmedBy === null ? [i] : []))

export const textStatusOf = ({ source, files }: Draft, clause: number): string =>
  textIn(listIn(files[source?.file ?? '']?.body ?? null, 'clauses')[clause], 'text_status')
