// Invented askers with a story each: what they write, and what they must read, word for word and in order. What they must read is found by
// taking the same turns here: an answer depends on nothing but the turn and what is remembered, so nothing is left to guess.
import { join } from 'node:path'
import { dayOf } from '../../src/adapters/clock.ts'
import { readFiles, readText } from '../../src/adapters/disk.ts'
import { readConfig } from '../../src/config.ts'
import { type DeskView, isUnfinished, type Memory, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/gateway.ts'
import type { Team } from '../../src/handoff/handoff.ts'
import { parse } from '../../src/knowledge/knowledge.ts'
import { type Built, build } from '../../src/main.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import { openRedactor } from '../../src/redact.ts'
import { RETENTION } from '../../src/retention.ts'
import type { Message, Reply } from '../../src/vocabulary.ts'
import { ROOT } from './child.ts'

/** Messages written one after the other without waiting; `read`: what must come back to all of them. */
export type Step = { readonly said: readonly string[]; readonly read: readonly string[] }
export type PlatformName = 'telegram' | 'whatsapp'

export function builtHere(): Built {
  const environment = {
    RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
    RAMBU_PROMPTS: join(ROOT, 'prompts'),
    RAMBU_CACHE: join(ROOT, '.cache/rambu'),
  }
  return build({ ...readConfig(() => null, environment), publicUrl: null, proofKey: null })
}

const asText = (text: string): Message => ({ kind: 'text', text, choice: null })

/**
 * The questions that the knowledge files bring, each complete in itself and answered with the clauses that it rests on. Of those that name a person
 * the gateway tells what it removed, which is not reckoned here.
 */
export function realQuestions(built: Built): string[] {
  const { redact } = openRedactor(readText(join(ROOT, 'prompts/names.id.txt')))
  const { sources } = parse(readFiles(join(ROOT, 'knowledge')))
  const asked = new Set(questionsOf(sources, 'bank').flatMap(({ said }) => (said.length === 1 ? said : [])))
  return [...asked].filter(q => {
    const { replies, records } = turn(built, 'telegram', [q], null)
    const isCited = records.some(r => r.kind === 'answer') && isCitation(replies[0]?.text ?? '')
    return isCited && redact(q).removed.length === 0 && !isUnfinished(built, [asText(q)])
  })
}

/** Whether an answer names the clause that it rests on. */
export const isCitation = (text: string): boolean => /\b(?:Pasal|Butir|Poin|Lampiran)\b/.test(text)

const NOW = Date.now()

function turn(built: Built, channel: PlatformName, said: readonly string[], memory: Memory | null, desk: DeskView | null = null) {
  const newId = (): string => 'uji00000'
  const shape = LIMITS[channel]
  // they have written a moment ago
  const tempo = { moments: [NOW], isLimited: false }
  const random = (size: number): Uint8Array => new Uint8Array(size)
  return takeTurn(built, {
    channel,
    messages: said.map(asText),
    memory,
    tempo,
    desk,
    at: NOW,
    on: dayOf(NOW),
    newId,
    random,
    shape,
  })
}

type Told = { readonly read: readonly string[]; readonly memory: Memory | null }

/** What is read when the messages are taken in these turns. */
function taken(
  built: Built,
  channel: PlatformName,
  turns: readonly (readonly string[])[],
  before: Memory | null,
  desk: DeskView | null,
): Told {
  return turns.reduce<Told>(
    ({ read, memory }, said) => {
      const { replies, memory: after } = turn(built, channel, said, memory, desk)
      return { read: [...read, ...replies.map((r: Reply) => r.text)], memory: after }
    },
    { read: [], memory: before },
  )
}

/** Commands have replies of their own also when they are taken in one turn with the questions around them. */
const COMMANDS = ['/sumber', '/bantuan', '/wilayah kota kendari', '/status pppk']
const BURST_SHARE = 0.25
const BURST_LENGTH = 3

/** What stands with the officers of one team for someone who has asked them nothing. */
export const staffedView = ({ id, name, names, place }: Team): DeskView => ({
  own: null,
  routes: [],
  offices: [{ id, name, names, place }],
  isStaffed: true,
  off: null,
  keptDays: RETENTION.consultation,
  isOnTelegram: false,
})

/**
 * A story of so many messages: single questions, and bursts of a question, a command and a question. No two things read in it are alike, and a
 * burst is read alike however it falls into turns.
 */
export function story(
  built: Built,
  channel: PlatformName,
  questions: readonly string[],
  length: number,
  next: () => number,
  desk: DeskView | null,
): Step[] {
  const steps: Step[] = []
  const commands = COMMANDS.toSorted(() => next() - 0.5)
  const read = new Set<string>()
  let memory: Memory | null = null
  let left = length
  const question = (): string => questions[Math.floor(next() * questions.length)] ?? ''
  while (left > 0) {
    const isBurst = steps.length > 0 && left >= BURST_LENGTH && commands.length > 0 && next() < BURST_SHARE
    const said = isBurst ? [question(), commands[0] ?? '', question()] : [question()]
    const told = taken(
      built,
      channel,
      said.map(s => [s]),
      memory,
      desk,
    )
    const isDistinct = new Set(told.read).size === told.read.length && told.read.every(text => !read.has(text))
    if (!isDistinct || told.read.length < said.length) continue
    if (isBurst && !isAlikeInAnyTurns(built, channel, said, memory, told.read, desk)) continue
    if (isBurst) commands.shift()
    for (const text of told.read) read.add(text)
    memory = told.memory
    steps.push({ said, read: told.read })
    left -= said.length
  }
  return steps
}

function isAlikeInAnyTurns(
  built: Built,
  channel: PlatformName,
  [a = '', b = '', c = '']: readonly string[],
  memory: Memory | null,
  read: readonly string[],
  desk: DeskView | null,
) {
  return [[[a, b, c]], [[a, b], [c]], [[a], [b, c]]].every(
    turns => taken(built, channel, turns, memory, desk).read.join('\0') === read.join('\0'),
  )
}
