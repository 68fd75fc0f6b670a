// What a language model may be asked while a question is answered, and what it may say: data on both sides, so that thinking stays pure.
// It reads and it words; it never decides. Who asks it stands outside (src/inbox/model.ts); what becomes of its words: keys.ts, wording.ts.
import type { Outcome } from '../vocabulary.ts'

/** What a reading chooses from. */
export type ListedEntry = { readonly id: string; readonly title: string }

/** Facts that a reading may find, each a closed value. */
export const READABLE_FACTS = [
  'status:PNS',
  'status:CPNS',
  'status:PPPK',
  'status:non-asn',
  'stage:before',
  'stage:after',
  'stage:campaign',
  'stage:quiet',
  'stage:polling',
  'stage:counting',
] as const
export type ReadableFact = (typeof READABLE_FACTS)[number]

/** Which of the listed entries a question is about. `key` is the hash of all that goes into it. */
export type ReadTask = {
  readonly kind: 'read'
  readonly key: string
  /** The asker's words, redacted. */
  readonly text: string
  /** Principles in their fixed order, then the situations that the rules themselves consider: at most `ENTRIES_MAX`. */
  readonly entries: readonly ListedEntry[]
}
export const ENTRIES_MAX = 130

/** A sentence of a decided answer; a fixed one stays byte for byte, another may be worded anew. */
export type GivenSentence = { readonly text: string; readonly isFixed: boolean }

/** A decided answer to be fitted to the question's own words. */
export type WordTask = {
  readonly kind: 'word'
  readonly key: string
  readonly question: string
  readonly outcome: Outcome
  /** The knowledge's own, in reading order. */
  readonly sentences: readonly GivenSentence[]
  /** What it may refer to, by number alone. */
  readonly clauses: readonly { readonly n: number; readonly name: string; readonly text: string }[]
  /** Characters of the whole. */
  readonly max: number
}

export type ModelTask = ReadTask | WordTask

/** `words`: parts of the question, byte for byte, that show it. The most fitting entry first. */
export type ModelReading = {
  readonly entries: readonly { readonly id: string; readonly words: readonly string[] }[]
  readonly facts: readonly { readonly fact: ReadableFact; readonly words: readonly string[] }[]
  /** Separate things that are asked, each a part of the text byte for byte; empty when it is one. */
  readonly splits: readonly string[]
}

/** The answer's lines in order: a sentence of the task as it stands, or one of its free sentences worded anew. `at` counts from 0. */
export type ModelWording = {
  readonly lines: readonly ({ readonly keep: number } | { readonly at: number; readonly text: string })[]
}

/** What came of a task; both null: the model gave nothing that can be used, and the rules answer alone. */
export type Told = {
  readonly key: string
  readonly reading: ModelReading | null
  readonly wording: ModelWording | null
  /** It read, and nothing that could be taken for a reading of this question. */
  readonly isUnusable?: true
}

/** What a question may be heard with beside the rules. Where it asks for neither, only what was told before is used. */
export type Consulting = { readonly reads: boolean; readonly words: boolean; readonly told: readonly Told[] }

/** What a reading made of a decision of the rules; kept with the question, so that its buttons go on meaning the same answer. */
export type Mind =
  /** It leads to the same verdict. */
  | { readonly kind: 'agrees' }
  /** It leads to another verdict: the doubt is said. */
  | { readonly kind: 'doubts' }
  /** It is what the rules themselves thought of second, with another verdict: the answer hangs between the two. */
  | { readonly kind: 'hangs'; readonly entry: string }
  /** The rules recognised nothing, and this entry would: the asker is asked whether that is meant. */
  | { readonly kind: 'leads'; readonly entry: string }
  /** A person in trouble, whom the rules did not recognise: a human is offered. */
  | { readonly kind: 'alarms'; readonly entry: string }

/** What is counted of a model, without a word: for the operator, and to switch off one that disagrees too often. */
export const MODEL_MARKS = [
  'agrees',
  'disagrees',
  'leads',
  'unusable',
  'silent',
  'worded',
  'wording-refused',
  'wording-silent',
] as const
export type ModelMark = (typeof MODEL_MARKS)[number]
