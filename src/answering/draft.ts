// What travels through the five steps. Each step returns a new draft; none edits another's value.
import type { Branch, Entry, Read, Row } from '../knowledge/knowledge.ts'
import type { Citation, DateOnly, Outcome, Profile, Stage, Status } from '../vocabulary.ts'
import type { Consulting, GivenSentence, Mind, ModelMark, ModelTask } from './model.ts'

/** How the office that runs this bot can be reached; null where none is configured. */
export type Office = { readonly name: string; readonly contact: string; readonly hours: string }

/** One turn of a conversation: what was said now and before it. */
export type Ask = {
  /** Messages of the turn, and earlier ones that it continues, oldest first. */
  readonly said: readonly string[]
  readonly profile: Profile
  /** The place assumed when neither the asker nor the profile names one. */
  readonly homePlace: string | null
  readonly office: Office | null
  /** What a language model says beside the rules; absent where none is asked. */
  readonly consulting?: Consulting
}

/**
 * What the asker chose of an open answer: a branch of its row, one of two readings, or a fact that was not known. `told`: a branch that their own words
 * named when they were asked back; it stands whatever the words would be read as together. Plain data: it is kept.
 */
export type Pick =
  | { readonly kind: 'told'; readonly entry: string; readonly row: string; readonly when: string }
  | { readonly kind: 'branch'; readonly entry: string; readonly row: string; readonly when: string }
  | { readonly kind: 'reading'; readonly entry: string }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'stage'; readonly stage: Stage }

export type Facts = {
  readonly status: Status | null
  readonly stage: Stage | null
  readonly election: 'pemilu' | 'pilkada' | null
  readonly on: DateOnly
  readonly place: string | null
  readonly placeFrom: 'asked' | 'profile' | 'home' | null
  /** Other places of the same name, when the asker named one that is ambiguous. */
  readonly placeAlternatives: readonly string[]
  /** Places named beside it, as in "does the circular of Sultra hold for me in Lampung?". */
  readonly placesNamed: readonly string[]
  /** A clause that the asker names, "Pasal 280 ayat (2)". */
  readonly label: string
}

export type Candidate = {
  readonly entry: Entry
  readonly principle: string
  /** Likeness of the best phrasing, 0…1. */
  readonly alike: number
  /** Whether the slots fit the entry's pattern. */
  readonly fits: boolean
  /** The row that holds under the facts; null when none does. */
  readonly row: Row | null
  /** Probability that the question is of this principle's kind, 0…1. */
  readonly weight: number
}

export type RuledOut = { readonly entry: string; readonly filter: string }

export type Decision = {
  readonly outcome: Outcome
  readonly entry: Entry | null
  readonly row: Row | null
  readonly confidence: number
  /** Decisive concepts that were read and that the row does not take into account. */
  readonly unexplained: readonly string[]
  /** The two readings between which the question hangs, when the outcome is `depends` for want of certainty. */
  readonly between: readonly Candidate[]
  /** The branch of the row that the asker chose; its verdict is the outcome. */
  readonly branch: Branch | null
  /** The asker chose this reading; the answer says so, for it holds only under it. */
  readonly isChosen: boolean
  readonly because: string
}

export type Draft = {
  readonly ask: Ask
  /** Which of the things asked in the turn this is, counted from 0. */
  readonly part: number
  readonly picks: readonly Pick[]
  readonly text: string
  readonly read: Read
  readonly facts: Facts
  /** The facts with what a model took from the words besides: they tell what a verdict leads to, and decide nothing. */
  readonly supposed: Facts
  readonly candidates: readonly Candidate[]
  readonly ruledOut: readonly RuledOut[]
  /** Share of the nearest phrasings that speak for a permission, 0…1: a second reader beside the statistics. */
  readonly nearPermits: number
  /** The same for a prohibition. */
  readonly nearForbids: number
  /** Share that the words alone give to a permission, whichever principle the question falls under, 0…1: a third reader. */
  readonly wordsPermit: number
  /** The same for a prohibition. */
  readonly wordsForbid: number
  readonly decision: Decision
  /** As the rules alone decide, whatever a model says to it. */
  readonly ruled: Decision
  readonly citations: readonly Citation[]
  readonly layer: { readonly first: string; readonly more: string }
  /** The first layer by sentences, as a model may fit it to the question; none where it may not. */
  readonly sentences: readonly GivenSentence[]
  /** What a model's reading made of the decision; null: none was heard, or it was of no use. */
  readonly mind: Mind | null
  /** Things that a model heard asked beside this one, byte for byte. */
  readonly splits: readonly string[]
  /** What a model is to be asked before this is the answer. */
  readonly wants: readonly ModelTask[]
  readonly marks: readonly ModelMark[]
}
