// Builds the parts from the configuration: reads the knowledge, opens the edition (from its cache where there is one), parses the words.
import { join } from 'node:path'
import { type Cache, diskCache, readFiles, readText } from './adapters/disk.ts'
import { localIn, nationalIn, type Packs } from './adapters/editions.ts'
import type { Catalogue } from './adapters/model/near.ts'
import { type Office, parseWords, SPECIAL, type Words } from './answering/answering.ts'
import type { Config } from './config.ts'
import { type DeskWords, type Keeps, openReceipts, parseDeskWords, type Receipts } from './conversation/conversation.ts'
import {
  consult,
  type Edition,
  type Files,
  hashOf,
  type Learned,
  lean,
  learnFrom,
  lessonsHash,
  lessonsOf,
  open,
  parse,
  type Sources,
} from './knowledge/knowledge.ts'
import { joined } from './publishing/publishing.ts'
import { EditionUnlearned, HomePlaceUnknown, KnowledgeBroken } from './refused.ts'

/** The edition that answers, as the store has it. */
export type Live = { readonly edition: string; readonly packs: Packs }

/** As much of the configuration as answering needs: no address, no token. */
export type Ground = Pick<Config, 'knowledgeFolder' | 'promptsFolder' | 'cacheFolder' | 'homePlace' | 'office'> & {
  /** null: the files of the knowledge folder answer, as they do on the command line. */
  readonly live?: Live | null
  readonly publicUrl: string | null
  /** Names the codes of proofs; null where nothing is stored. */
  readonly proofKey: Uint8Array | null
}

export type Built = {
  readonly edition: Edition
  readonly words: Words
  readonly desk: DeskWords
  readonly homePlace: string | null
  readonly office: Office | null
  readonly publicUrl: string | null
  readonly keeps: Keeps | null
}

/** The files of an edition, read only when they are needed. */
export type Knowledge = { readonly edition: string; readonly files: () => Files }

export function knowledgeOf({ knowledgeFolder, live }: Pick<Ground, 'knowledgeFolder' | 'live'>): Knowledge {
  if (live) {
    const { edition, packs } = live
    return { edition, files: () => joined(nationalIn(packs.national), localIn(packs.local)).files }
  }
  const files = readFiles(knowledgeFolder)
  return { edition: hashOf(files), files: () => files }
}

/** An edition for looking things up, without what is learned: ready at once, but it answers nothing. */
export function consultEdition(config: Pick<Ground, 'knowledgeFolder' | 'live'>): Edition {
  const { edition, files } = knowledgeOf(config)
  return consult(edition, sound(files()))
}

/** The same from the cache where it is there: for whoever must not be held up. */
export function consultKept(config: Pick<Ground, 'knowledgeFolder' | 'live' | 'cacheFolder'>): Edition {
  const { edition, files } = knowledgeOf(config)
  const { sources } = kept(diskCache(config.cacheFolder), sourcesKey(edition), () => known(sound(files())))
  return consult(edition, sources)
}

/** Whether the knowledge was read before and found sound: nothing else is kept. */
export const isKept = (config: Pick<Ground, 'knowledgeFolder' | 'live' | 'cacheFolder'>): boolean =>
  diskCache(config.cacheFolder).has(sourcesKey(knowledgeOf(config).edition))

function sound(files: Files): Sources {
  const { sources, problems } = parse(files)
  if (problems.length > 0) throw new KnowledgeBroken(problems.length)
  return sources
}

/** Sources as an open edition keeps them, and the name of what is learned from the whole of them. */
type Known = { readonly sources: Sources; readonly lessons: string }
const known = (sources: Sources): Known => ({ sources: lean(sources), lessons: lessonsHash(lessonsOf(sources)) })

/** What is kept depends on the files and on the code that reads and learns. */
const codeHash = (): string => hashOf(readFiles(join(import.meta.dirname, 'knowledge'), '.ts')).slice(0, 16)
const sourcesKey = (edition: string): string => `sources-${edition.slice(0, 32)}-${codeHash()}`
const learnedKey = (lessons: string): string => `learned-${lessons.slice(0, 32)}-${codeHash()}`

/** What is made is read back: it then holds on to nothing of the texts that it was made from. */
function kept<T>(cache: Cache, key: string, make: () => T): T {
  // written by this program alone, under a name that says from what and by which code
  const before = cache.get(key) as T | undefined
  if (before !== undefined) return before
  const made = make()
  cache.put(key, made)
  return (cache.get(key) as T | undefined) ?? made
}

/** What was read from a file has its numbers there where they were read to: as copies they do not hold on to all else that was in it. */
function apartFromFile({ statistics, verdicts, bank, ...rest }: Learned): Learned {
  const { owner, rarity, starts, phrases, weights } = bank
  return {
    ...rest,
    statistics: { ...statistics, weights: own(statistics.weights) },
    verdicts: { ...verdicts, weights: own(verdicts.weights) },
    bank: { ...bank, owner: own(owner), rarity: own(rarity), starts: own(starts), phrases: own(phrases), weights: own(weights) },
  }
}

type Numbers<T> = { readonly byteLength: number; readonly buffer: { readonly byteLength: number }; readonly slice: () => T }
const own = <T extends Numbers<T>>(numbers: T): T =>
  numbers.byteLength === numbers.buffer.byteLength ? numbers : numbers.slice()

/**
 * `onCompile` is told before the slow part, learning, which happens once for each set of what is learned from: a circular, its rows, the calendar
 * change without it. Without `mayLearn` it is refused: throws EditionUnlearned.
 */
export function openEdition(
  { edition, files }: Knowledge,
  cacheFolder: string,
  onCompile: () => void = () => {},
  mayLearn = true,
): Edition {
  const cache = diskCache(cacheFolder)
  let read: Sources | null = null
  const whole = (): Sources => {
    read ??= sound(files())
    return read
  }
  const { sources, lessons } = kept(cache, sourcesKey(edition), () => known(whole()))
  const learned = kept(cache, learnedKey(lessons), (): Learned => {
    if (!mayLearn) throw new EditionUnlearned()
    const from = lessonsOf(whole())
    onCompile()
    return learnFrom(from)
  })
  return open({ hash: edition, sources, learned: apartFromFile(learned) })
}

export const loadEdition = (
  config: Pick<Ground, 'knowledgeFolder' | 'cacheFolder' | 'live'>,
  onCompile?: () => void,
  mayLearn?: boolean,
): Edition => openEdition(knowledgeOf(config), config.cacheFolder, onCompile, mayLearn)

export function build(config: Ground, onCompile: () => void = () => {}, mayLearn = true): Built {
  const edition = loadEdition(config, onCompile, mayLearn)
  const words = wordsOf(config)
  const { office, publicUrl, proofKey } = config
  const keeps = proofKey === null ? null : { receipts: receiptsOf(config), proofKey }
  return { edition, words, desk: deskWordsOf(config), homePlace: homePlaceOf(config, edition), office, publicUrl, keeps }
}

/** Answered by the law's own text: nothing leads there but what the asker names. */
const LAW_ITSELF: ReadonlySet<string> = new Set(Object.values(SPECIAL))

/** What the entries of an edition are called that a reading may choose, and the phrasings it keeps of each. */
export const catalogueOf = ({ hash, entries }: Edition): Catalogue => ({
  edition: hash,
  entries: [...entries.values()].filter(e => !LAW_ITSELF.has(e.id)).map(({ id, title, phrasings }) => ({ id, title, phrasings })),
})

export const wordsOf = ({ promptsFolder }: Pick<Ground, 'promptsFolder'>): Words =>
  parseWords(readText(join(promptsFolder, 'replies.id.yaml')))

/** What is said to askers of officers and consultations. */
export const deskWordsOf = ({ promptsFolder }: Pick<Ground, 'promptsFolder'>): DeskWords =>
  parseDeskWords(readText(join(promptsFolder, 'desk.id.yaml')))

const receiptsOf = ({ promptsFolder }: Pick<Ground, 'promptsFolder'>): Receipts =>
  openReceipts(readText(join(promptsFolder, 'receipt.id.txt')))

/** The code of the place assumed when an asker names none; null when none is configured. Throws HomePlaceUnknown. */
export function homePlaceOf({ homePlace }: Pick<Ground, 'homePlace'>, edition: Edition): string | null {
  if (homePlace === '') return null
  const found = edition.places.byName(homePlace)
  if (found === null) throw new HomePlaceUnknown(homePlace)
  return found.code
}
