// The real edition and words, opened once for a test file (from the cache where there is one).
import { join } from 'node:path'
import { readText } from '../src/adapters/disk.ts'
import { type Ask, answer, parseWords } from '../src/answering/answering.ts'
import { readConfig } from '../src/config.ts'
import { openReceipts, parseDeskWords } from '../src/conversation/conversation.ts'
import type { Known } from '../src/knowledge/knowledge.ts'
import { loadEdition } from '../src/main.ts'
import type { Answer, Finding, Profile } from '../src/vocabulary.ts'

const ROOT = join(import.meta.dirname, '..')
const config = readConfig(() => null, {
  RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
  RAMBU_PROMPTS: join(ROOT, 'prompts'),
  RAMBU_CACHE: join(ROOT, '.cache/rambu'),
})

export const edition = loadEdition(config)
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
