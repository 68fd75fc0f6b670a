// Advice that no longer holds: which remembered questions a new edition answers otherwise, and what their asker is told of it. Nobody else learns.
import { answerPart } from '../answering/answering.ts'
import { verdictClass } from '../knowledge/knowledge.ts'
import type { DateOnly, Message, Outcome, Reply } from '../vocabulary.ts'
import type { Setting } from './follow.ts'
import type { Kept, Memory } from './memory.ts'
import { numbered } from './show.ts'
import type { Asked } from './turn.ts'

/** A remembered question under two editions: what it is taken for, and whether the verdict stays. */
export type Reanswered = { readonly kept: string; readonly situation: string | null; readonly isChanged: boolean }

type Answering = Omit<Setting, 'profile'>

/** Questions that a notice names: of more the newest are told. */
const TOLD_MAX = 3
/** Characters of a question by which its asker knows it again. */
const SHOWN_MAX = 64

/** What is remembered, asked again today under both. Who wants nothing kept has nothing here. */
export function reanswered(before: Answering, after: Answering, memory: Memory, on: DateOnly): readonly Reanswered[] {
  return memory.kept.map(kept => {
    const [old, fresh] = [findingOf(before, kept, on), findingOf(after, kept, on)]
    return { kept: kept.id, situation: old.situation, isChanged: classOf(old.outcome) !== classOf(fresh.outcome) }
  })
}

/** An answer that broke says nothing of the law. */
const classOf = (outcome: Outcome): string => (outcome.startsWith('failed_') ? 'no_basis' : verdictClass(outcome))

function findingOf(
  { edition, words, homePlace, office }: Answering,
  { said, status, place, part, picks, mind }: Kept,
  on: DateOnly,
) {
  return answerPart(edition, words, { said, profile: { status, place, on }, homePlace, office }, part, picks, mind).finding
}

/** The message by which a conversation learns that answers of it have changed; written by the program alone, into the asker's own line. */
export const recallMessage = (kept: readonly string[]): Message => ({ kind: 'recall', text: '', choice: kept.join(',') })

/** What the asker reads; null: they have let go of those questions since. */
export function recalled({ say }: Asked, memory: Memory, { choice }: Message): Reply | null {
  const ids = choice?.split(',') ?? []
  const questions = memory.kept.filter(k => ids.includes(k.id)).slice(-TOLD_MAX)
  if (questions.length === 0) return null
  const names = questions.map(k => shownOf(k.said.at(-1) ?? ''))
  const lines = names.map((question, i) => say('recalled_question', { n: String(i + 1), question }))
  return {
    text: [say('recalled'), ...lines, say('recalled_how')].join('\n'),
    choices: questions.map((k, i) => numbered({ kind: 'anew', answer: k.id }, i + 1, say('title_anew'), names[i])),
  }
}

function shownOf(said: string): string {
  const line = said.replace(/\s+/g, ' ').trim()
  return line.length <= SHOWN_MAX ? line : `${line.slice(0, SHOWN_MAX).replace(/\s+\S*$/, '')} …`
}
