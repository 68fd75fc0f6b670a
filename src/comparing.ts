// Opens what an errand of the office is about: the files of two editions, side by side in a thread that ends with the errand.
import type { Editions } from './adapters/editions.ts'
import { startThread } from './adapters/thread.ts'
import type { ComparerAnswer, ComparerAsked, ComparerData } from './comparer.ts'
import type { Config } from './config.ts'
import type { Comparing, Errand } from './inbox/inbox.ts'
import { type Files, joined, type LocalFiles, madeOf } from './publishing/publishing.ts'

/** What a recall compares: two records of editions, by their numbers. */
type RecallAbout = { readonly from: number; readonly to: number }
/** What a replay compares: the edition that answers, and the local files that a draft would make. */
type ReplayAbout = {
  readonly local: readonly (readonly [string, { readonly content: string | null; readonly base: string | null }])[]
}

export const replayAbout = (local: LocalFiles): string => JSON.stringify({ local: [...local] } satisfies ReplayAbout)

type Books = Pick<Editions, 'live' | 'editions' | 'national' | 'localFiles'>
const RECORDS_MAX = 1000

/** null: one of the two is not there. */
export async function openComparing(
  books: Books,
  config: Config,
  errand: Errand,
  onFailure: (error: unknown) => void,
): Promise<Comparing | null> {
  const files = errand.kind === 'recall' ? await ofRecall(books, errand.about) : await ofReplay(books, errand.about)
  if (files === null) return null
  const { promptsFolder, cacheFolder, homePlace, office } = config
  const data: ComparerData = { comparing: files, ground: { promptsFolder, cacheFolder, homePlace, office } }
  const file = new URL('./rambu.js', import.meta.url)
  const { thread } = await startThread<ComparerAsked, ComparerAnswer>(
    { file, data, onTold: () => {}, onEnd: onFailure },
    isAnswer,
    () => new Error('the editions could not be compared'),
  )
  return { compare: (memories, on) => thread.ask({ memories, on }), close: () => thread.stop() }
}

const isAnswer = (value: unknown): value is ComparerAnswer => Array.isArray(value)

type Pair = { readonly before: Files; readonly after: Files }

async function ofRecall(books: Books, about: string): Promise<Pair | null> {
  // written by the store itself
  const { from, to }: RecallAbout = JSON.parse(about)
  const [before, after] = await Promise.all([filesAt(books, from), filesAt(books, to)])
  return before === null || after === null ? null : { before, after }
}

async function filesAt(books: Books, seq: number): Promise<Files | null> {
  const record = (await books.editions(RECORDS_MAX)).find(r => r.seq === seq)
  if (record === undefined) return null
  return (await madeOf(books, record))?.files ?? null
}

async function ofReplay(books: Books, about: string): Promise<Pair | null> {
  // written by the console for us
  const { local }: ReplayAbout = JSON.parse(about)
  const record = await books.live()
  const made = record === null ? null : await madeOf(books, record)
  return made === null ? null : { before: made.files, after: joined(made.national, new Map(local)).files }
}
