// The real edition and words, opened once for a test file (from the cache where there is one).
import { join } from 'node:path'
import { readText } from '../src/adapters/disk.ts'
import { type Ask, answer, parseWords } from '../src/answering/answering.ts'
import { readConfig } from '../src/config.ts'
import { openReceipts, parseDeskWords } from '../src/conversation/conversation.ts'
import type { Edition, Known, Read } from '../src/knowledge/knowledge.ts'
import { loadEdition } from '../src/main.ts'
import type { Answer, Finding, Profile } from '../src/vocabulary.ts'

const ROOT = join(import.meta.dirname, '..')
const config = readConfig(() => null, {
  RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
  RAMBU_PROMPTS: join(ROOT, 'prompts'),
  RAMBU_CACHE: join(ROOT, '.cache/rambu'),
})

const opened = loadEdition(config)
/** Reads a text whether or not it was read before. */
export const readAnew = opened.read

/** Texts that are remembered as they were read. */
const READS_MAX = 5000
const reads = new Map<string, Read>()

/** The edition as it is opened, but that a text which many tests ask is read once. */
export const edition: Edition = {
  ...opened,
  read: text => {
    const before = reads.get(text)
    if (before !== undefined) return before
    const now = opened.read(text)
    if (reads.size >= READS_MAX) reads.clear()
    reads.set(text, now)
    return now
  },
}
export const words = parseWords(readText(join(config.promptsFolder, 'replies.id.yaml')))
/** What is said of officers. */
export const desk = parseDeskWords(readText(join(config.promptsFolder, 'desk.id.yaml')))
/** A key that tells where a value went; no secret. */
const PROOF_KEY = new Uint8Array(32).map((_, i) => i)
export const keeps = {
  receipts: openReceipts(readText(join(config.promptsFolder, 'receipt.id.txt'))),
  proofKey: PROOF_KEY,
}
export const knowledgeFolder = config.knowledgeFolder
/** Files of the knowledge that a test has read: most candidates have nearly all of them as they are. */
export const known: Known = new Map()

/** A date on which no election of the calendar is running. */
export const QUIET_YEAR = '2026-11-21'

export const nobody: Profile = { status: null, place: null, on: QUIET_YEAR }

export function askOnce(text: string, profile: Partial<Profile> = {}, rest: Partial<Ask> = {}): Answer {
  return answer(edition, words, { said: [text], profile: { ...nobody, ...profile }, homePlace: null, office: null, ...rest })
    .answer
}

export function first(answer: Answer): Finding {
  const finding = answer.findings[0]
  if (finding === undefined) throw new Error('an answer without a finding')
  return finding
}

export const cites = (finding: Finding, document: string): boolean => finding.citations.some(c => c.document === document)
