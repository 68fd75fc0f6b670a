// What was said aloud, or stands on a picture, is shown back before it is taken for a question: whoever copied it off may have misheard. It waits
// for a yes as what the next words are taken for, and is gone with any other word.
import { answer, examine } from '../answering/answering.ts'
import { DOUBT, type Outcome, type Reply, type UnreadWhy } from '../vocabulary.ts'
import type { Memory } from './memory.ts'
import type { Paper } from './paper.ts'
import { choice } from './show.ts'
import { type Asked, type Said, says } from './turn.ts'

/** Words that came without being typed. */
export type Heard = { readonly of: 'voice' | 'picture'; readonly text: string }

/** What the next words are taken for once it is settled whether something was heard aright. */
export const settled = (memory: Memory): Memory =>
  memory.awaiting.kind === 'heard' ? { ...memory, awaiting: memory.awaiting.before } : memory

/** Shows it back and waits for a yes. */
export function showBack(asked: Asked, memory: Memory, { of, text }: Heard): Said {
  const { say, turn } = asked
  const id = turn.newId()
  const choices = [
    choice({ kind: 'heard', heard: id, isRight: true }, say('heard_yes_title'), say('heard_yes_label')),
    choice({ kind: 'heard', heard: id, isRight: false }, say('heard_no_title'), say('heard_no_label')),
  ]
  const { awaiting: before } = settled(memory)
  // nothing but what a single question waits for can wait behind it
  const awaiting = {
    kind: 'heard' as const,
    id,
    of,
    text,
    before: before.kind === 'heard' ? { kind: 'question' as const } : before,
  }
  const shown = say(of === 'voice' ? 'heard_voice' : 'heard_picture', { text: quotable(text) })
  return says({ ...memory, awaiting }, { text: shown, choices })
}

/** Nothing waits for somebody of whom nothing is kept: it is answered, and how to put it right is said first. */
export function toldBack({ say }: Asked, { of, text }: Heard, answered: Said): Said {
  const [first, ...rest] = answered.replies
  if (first === undefined) return answered
  const line = say(of === 'voice' ? 'heard_voice_unkept' : 'heard_picture_unkept', { text: quotable(text) })
  return { ...answered, replies: [{ ...first, text: `${line}\n${first.text}` }, ...rest] }
}

/** What stands between our quotation marks holds none of its own. */
const quotable = (text: string): string => text.replace(/[“”‘’"]/g, "'").trim()

const UNHEARD = {
  large: 'voice_long',
  long: 'voice_long',
  busy: 'voice_busy',
  behind: 'voice_busy',
  many: 'voice_many',
  slow: 'voice_slow',
  poor: 'voice_poor',
  gone: 'voice_gone',
  locked: 'voice_broken',
  'not-document': 'voice_broken',
  broken: 'voice_broken',
} as const satisfies Record<UnreadWhy, string>

export const unheard = ({ say }: Asked, why: UnreadWhy): Reply => ({ text: say(UNHEARD[why]), choices: [] })

/** Characters of a picture's words that are shown back: a question with what was said before it. */
const PICTURED_MAX = 700
/** What an application writes around what people wrote: times, ticks, signal and battery. */
const FURNITURE = /(?:\b\d{1,2}[.:]\d{2}(?:\s?[AP]M)?\b|\b\d{1,3}\s?%|[^\p{L}\p{N}\p{P}\s]|(?<!\p{L})[✓vV]{1,2}\/?(?!\p{L}))/gu

/** The question on a picture of a post or a chat; null: it holds a document, or asks for no leave. */
export function questionOn({ setting, turn }: Asked, paper: Paper): string | null {
  if (paper.kind === 'unread' || !paper.isPhoto) return null
  const { edition } = setting
  const examined = examine(edition, { text: paper.text, isEnclosed: true, isRead: true, on: turn.on })
  if (examined.kind !== 'other') return null
  const lines = paper.text
    .replaceAll(DOUBT, '')
    .split('\n')
    .map(line => line.replace(FURNITURE, ' ').replace(/\s+/g, ' ').trim())
    .filter(line => (line.match(/\p{L}{2,}/gu) ?? []).length > 1)
  const asks = lines.findLastIndex(line => ASKS.test(line))
  if (asks < 0) return null
  const text = upTo(lines.slice(0, asks + 1), PICTURED_MAX)
  // what nobody could answer as it stands is better typed
  const { homePlace, office, words } = setting
  const ask = { said: [text], profile: { status: null, place: null, on: turn.on }, homePlace, office }
  const [finding] = answer(edition, words, ask).answer.findings
  return finding === undefined || finding.row === null || UNANSWERED.includes(finding.outcome) ? null : text
}

/** Others on a picture command, announce or boast. */
const ASKS = /\?|\b(?:bolehkah|apakah|bisakah|boleh\s+(?:ga|gak|nggak|ngga|enggak|tidak|tdk))\b/i
const UNANSWERED: readonly Outcome[] = ['clarify', 'out_of_scope', 'no_basis']

/** The last lines that are together no longer than this. */
function upTo(lines: readonly string[], max: number): string {
  let length = 0
  const first = lines.findLastIndex(line => {
    length += line.length + 1
    return length > max
  })
  return lines
    .slice(Math.min(first + 1, lines.length - 1))
    .join('\n')
    .slice(0, max)
}
