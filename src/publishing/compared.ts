// What changes between two editions, and what a trial of one beside the other found: plain data, for pages, files and the command line.
import type { Problem } from '../knowledge/knowledge.ts'
import type { ClauseRef, DateOnly, Outcome, Status } from '../vocabulary.ts'

export type FileChange = { readonly path: string; readonly change: 'new' | 'changed' | 'gone' }

/** A thing of the knowledge that differs. Fields are named as in the files. */
export type ThingChange = {
  readonly thing:
    | 'regulation'
    | 'clause'
    | 'principle'
    | 'situation'
    | 'row'
    | 'regional-row'
    | 'question'
    | 'election'
    | 'consequence'
    | 'vocabulary'
  /** Its id: of a clause its ref, of a row "entry/row", of a regional row "regulation/entry/row". */
  readonly id: string
  readonly name: string
  readonly place: string | null
  readonly change: 'new' | 'changed' | 'gone'
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[]
}

export type Difference = { readonly files: readonly FileChange[]; readonly things: readonly ThingChange[] }

/** An answer as far as a change of it matters. */
export type Given = {
  readonly outcome: Outcome
  readonly situation: string | null
  readonly row: string | null
  readonly text: string
  readonly citations: readonly string[]
}

export const TRIAL_SETS = ['own', 'topic', 'smoke', 'hostile', 'all'] as const
/** own: questions of the draft's files. topic: of the topics and situations it touches, here and in parent places. */
export type TrialSet = (typeof TRIAL_SETS)[number]

/** A question tried on both editions. */
export type TrialCase = {
  readonly set: TrialSet
  /** File and position it comes from. */
  readonly from: string
  readonly ask: readonly string[]
  readonly place: string | null
  readonly status: Status | null
  readonly on: DateOnly
  /** Empty: nobody has said what is right there, as where a question is asked in a place that it does not name; then nothing counts as wrong. */
  readonly expect: readonly string[]
  readonly before: Given
  readonly after: Given
  readonly isRight: boolean
  readonly wasRight: boolean
  /** Names the question and both answers; null: the answer stays the same. */
  readonly changeKey: string | null
  /** More is permitted than before: the reader should look twice. */
  readonly isMorePermissive: boolean
}

/** A rule of the draft against another: both texts stand beside each other. */
export type RuleConflict = {
  readonly why: 'more-permissive-than-higher' | 'stricter-than-higher' | 'other-verdict-same-rank' | 'clause-ends-but-cited'
  readonly here: { readonly id: string; readonly text: string }
  readonly there: { readonly id: string; readonly text: string; readonly ref: ClauseRef | null }
}

export type Trial = {
  /** Hashes of the editions that were compared. */
  readonly live: string
  readonly candidate: string
  readonly problems: readonly Problem[]
  readonly counts: readonly { readonly set: TrialSet; readonly cases: number; readonly right: number; readonly changed: number }[]
  /** Those that changed, and those of the draft's own, smoke and hostile sets that are wrong; the gravest first. */
  readonly cases: readonly TrialCase[]
  readonly conflicts: readonly RuleConflict[]
  /** Situations and principles that cite a clause which would end or go. */
  readonly loses: readonly { readonly clause: ClauseRef; readonly entries: readonly string[] }[]
  /** Recent real questions; null: not replayed yet. Situations with fewer than k are counted together under `others`. */
  readonly replay: Replay | null
  readonly tookMs: number
}

export type Replay = {
  /** So few people asked that nothing is told of it. */
  readonly isTooFew: boolean
  readonly questions: number
  /** In fives; 0: fewer than five. */
  readonly changed: number
  readonly bySituation: readonly { readonly situation: string; readonly questions: number; readonly changed: number }[]
  readonly others: { readonly questions: number; readonly changed: number }
}

/** Askers whose answer an edition changed and who were told so. `told` in fives; 0: fewer than five. */
export type Recalled =
  | { readonly kind: 'under-way' }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'done'
      readonly isTooFew: boolean
      readonly questions: number
      readonly changed: number
      readonly told: number
    }

export type TrialProgress = {
  readonly stage: 'checking' | 'learning' | 'asking' | 'replaying'
  readonly done: number
  readonly of: number
}
