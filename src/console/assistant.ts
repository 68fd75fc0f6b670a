// What officers and editors may ask a language model for, and what it may hand back: proposals, each marked as one, which a person reads, changes,
// and sends or saves themselves. A port, types alone. Words leave redacted; whatever stands in them is data, never an order.
import type { TextStatus } from '../vocabulary.ts'

/** A clause that a draft may refer to, by its number alone. */
export type NumberedClause = {
  readonly n: number
  readonly name: string
  readonly text: string
  readonly status: TextStatus
}

/** `answer`: what the bot had said; null: nothing. */
export type ReplyWanted = {
  readonly questions: readonly string[]
  readonly facts: readonly string[]
  readonly answer: string | null
  readonly clauses: readonly NumberedClause[]
}
/** Clauses stand in the text as numbers in brackets: [1]. */
export type ReplyProposed = { readonly text: string; readonly cites: readonly number[] }

/** `verdicts`: what its rows say, as askers read it. */
export type PhrasingsWanted = {
  readonly title: string
  readonly verdicts: readonly string[]
  readonly phrasings: readonly string[]
}

export type QuestionsWanted = {
  readonly title: string
  readonly rows: readonly { readonly n: number; readonly when: string; readonly verdict: string; readonly lead: string }[]
  readonly questions: readonly string[]
}
/** `row`: the number of the row that should answer it. */
export type QuestionProposed = { readonly ask: string; readonly row: number }

export const METADATA_FIELDS = ['number', 'year', 'enacted_on', 'place', 'title'] as const
export type MetadataField = (typeof METADATA_FIELDS)[number]
/** `words`: of the document, byte for byte, that show it. */
export type MetadataProposed = { readonly field: MetadataField; readonly value: string; readonly words: string }

export const HELP_FAULTS = ['slow', 'away', 'unusable'] as const
/** slow: it said nothing within its time. away: out of reach, over its budget, or busy. unusable: what it said cannot be used. */
export type HelpFault = (typeof HELP_FAULTS)[number]
export type Helped<T> = { readonly kind: 'given'; readonly given: T } | { readonly kind: 'none'; readonly why: HelpFault }

/** Each never rejects, and ends soon after `gone` does. */
export type Assistant = {
  /** It runs where the console does: only then does it read anything of a consultation, for none of them tells whether its asker was anonymous. */
  readonly isLocal: boolean
  /** How long one is waited for, in seconds, as pages tell it. */
  readonly limitSeconds: number
  readonly reply: (wanted: ReplyWanted, gone: AbortSignal) => Promise<Helped<ReplyProposed>>
  readonly phrasings: (wanted: PhrasingsWanted, gone: AbortSignal) => Promise<Helped<readonly string[]>>
  readonly questions: (wanted: QuestionsWanted, gone: AbortSignal) => Promise<Helped<readonly QuestionProposed[]>>
  /** `text`: the lines of its first and last page. */
  readonly metadata: (text: string, gone: AbortSignal) => Promise<Helped<readonly MetadataProposed[]>>
}
