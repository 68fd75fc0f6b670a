// What the editors' service is built of, and what its parts share.
import type { Problem } from '../knowledge/knowledge.ts'
import type {
  Acted,
  ActRefusal,
  Difference,
  DraftBook,
  EditionBook,
  EditionRecord,
  Extracted,
  Files,
  LocalFiles,
  PackConflict,
  Proposed,
  ReadDocument,
  Recalled,
  Replay,
  Tester,
} from '../publishing/publishing.ts'
import type { DateOnly } from '../vocabulary.ts'

export type EditorialOf = {
  readonly drafts: DraftBook
  readonly editions: EditionBook
  readonly read: ReadDocument
  readonly propose: (extracted: Extracted, live: Files, today: DateOnly) => Proposed
  /** All problems of the files of an edition. */
  readonly check: (files: Files) => Promise<readonly Problem[]>
  /** Started when the first trial or preview wants it. */
  readonly tester: () => Tester
  readonly difference: (before: Files, after: Files) => Difference
  readonly conflicts: () => Promise<readonly PackConflict[]>
  /** The newer national pack while something keeps it from being taken up. */
  readonly waiting: () => Promise<Files | null>
  readonly replays: Replays
  readonly exported: (live: Live) => ReadonlyMap<string, string>
  readonly newId: (length: number) => string
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  /** No other process writes drafts: what is not being read here is not being read. */
  readonly isAlone: boolean
  /** Something of ours broke; it carries no words. */
  readonly failed: (error: unknown) => void
}

/** Recent real questions, asked of a candidate where askers' words can be opened: counts come back, in their own time. */
export type Replays = {
  /** The same name twice is one replay. */
  readonly ask: (name: string, localFiles: LocalFiles) => Promise<void>
  /** null: there is none, or not yet. */
  readonly found: (name: string) => Promise<Replay | null>
  /** Of the record of an edition. */
  readonly recall: (seq: number) => Promise<Recalled | null>
}

/** What answers now. */
export type Live = {
  readonly record: EditionRecord
  readonly national: Files
  readonly localFiles: LocalFiles
  readonly files: Files
  readonly waiting: Files | null
}

export type Candidate = {
  readonly localFiles: LocalFiles
  readonly files: Files
  readonly overtaken: readonly string[]
  readonly hash: string
}

/** Candidates whose check is remembered, and trials. */
export const REMEMBERED = 12

export const refused = (why: ActRefusal, problems: readonly Problem[] = []): Acted => ({ kind: 'refused', why, problems })
