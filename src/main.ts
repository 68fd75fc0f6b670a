// Builds the parts from the configuration: reads the knowledge, opens the edition (from its cache where there is one), parses the words.
import { join } from 'node:path'
import { diskCache, readFiles, readText } from './adapters/disk.ts'
import { type Office, parseWords, type Words } from './answering/answering.ts'
import type { Config } from './config.ts'
import { type DeskWords, type Keeps, openReceipts, parseDeskWords, type Receipts } from './conversation/conversation.ts'
import {
  type Compiled,
  compile,
  consult,
  type Edition,
  type Files,
  hashOf,
  open,
  parse,
  type Sources,
} from './knowledge/knowledge.ts'
import { EditionUnlearned, HomePlaceUnknown, KnowledgeBroken } from './refused.ts'

/** As much of the configuration as answering needs: no address, no token. */
export type Ground = Pick<Config, 'knowledgeFolder' | 'promptsFolder' | 'cacheFolder' | 'homePlace' | 'office'> & {
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

/** An edition for looking things up, without what is learned: ready at once, but it answers nothing. */
export function consultEdition(config: Pick<Ground, 'knowledgeFolder'>): Edition {
  const files = readFiles(config.knowledgeFolder)
  return consult(hashOf(files), sound(files))
}

function sound(files: Files): Sources {
  const { sources, problems } = parse(files)
  if (problems.length > 0) throw new KnowledgeBroken(problems.length)
  return sources
}

/**
 * `onCompile` is told before the slow part, learning, which happens once for each set of files. Without `mayLearn` it is refused:
 * throws EditionUnlearned.
 */
export function loadEdition(
  config: Pick<Ground, 'knowledgeFolder' | 'cacheFolder'>,
  onCompile: () => void = () => {},
  mayLearn = true,
): Edition {
  const files = readFiles(config.knowledgeFolder)
  const hash = hashOf(files)
  const cache = diskCache(config.cacheFolder)
  // what is learned depends on the files and on the code that learns
  const key = `${hash.slice(0, 32)}-${hashOf(readFiles(join(import.meta.dirname, 'knowledge'), '.ts')).slice(0, 16)}`
  const kept = cache.get(key) as Compiled | undefined
  if (kept !== undefined) return open(kept)
  const sources = sound(files)
  if (!mayLearn) throw new EditionUnlearned()
  onCompile()
  const compiled = compile(hash, sources)
  cache.put(key, compiled)
  return open(compiled)
}

export function build(config: Ground, onCompile: () => void = () => {}, mayLearn = true): Built {
  const edition = loadEdition(config, onCompile, mayLearn)
  const words = wordsOf(config)
  const { office, publicUrl, proofKey } = config
  const keeps = proofKey === null ? null : { receipts: receiptsOf(config), proofKey }
  return { edition, words, desk: deskWordsOf(config), homePlace: homePlaceOf(config, edition), office, publicUrl, keeps }
}

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
