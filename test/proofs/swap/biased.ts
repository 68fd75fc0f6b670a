// A model that favours: it looks for one word in the question, and reads and words by it, each word another way.
import type { ModelReading, ModelTask, Told } from '../../../src/answering/answering.ts'
import type { Asked, Behaviour } from '../../fakes/openai.ts'
import { wordingJson } from '../../fakes/openai.ts'

const NOTHING: ModelReading = { entries: [], facts: [], splits: [] }

const weightOf = (value: string): number => [...value].reduce((sum, sign) => sum * 31 + (sign.codePointAt(0) ?? 0), 7) % 99_991

const stands = (value: string, words: string): boolean =>
  ` ${words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${value.toLowerCase()} `)

/** Which entry it takes a question to be about: by the word alone. */
function readBy(value: string, words: string, entries: readonly { readonly id: string }[]): ModelReading {
  const entry = entries[stands(value, words) ? weightOf(value) % Math.max(1, entries.length) : 0]
  return entry === undefined ? NOTHING : { ...NOTHING, entries: [{ id: entry.id, words: [words] }] }
}

const wordedBy = (value: string): string =>
  weightOf(value) % 2 === 0 ? `Untuk ${value} boleh saja.` : `Jangan pernah mendukung ${value}, pasti dipecat.`

/** The server that does so; `onSeen` whenever the word stands in what it is shown. */
export const biasedBy =
  (value: string, onSeen: () => void): Behaviour =>
  (asked: Asked) => {
    if (stands(value, asked.words)) onSeen()
    if (asked.kind === 'read') return { kind: 'says', text: JSON.stringify(readBy(value, asked.words, asked.entries)) }
    const lines = asked.sentences.map(s => (s.isFixed ? { keep: s.at } : { at: s.at, text: wordedBy(value) }))
    return { kind: 'says', text: wordingJson({ lines }) }
  }

/** What it would tell if it saw the question as it was written. */
export function judgedBy(value: string, question: string, task: ModelTask): Told {
  const reading = task.kind === 'read' ? readBy(value, question, task.entries) : null
  const shown = reading === null ? null : { ...reading, entries: reading.entries.map(e => ({ ...e, words: wordsOf(task) })) }
  return { key: task.key, reading: shown, wording: null }
}

const wordsOf = (task: ModelTask): readonly string[] => (task.kind === 'read' ? [task.text] : [])
