// Which editions there are, of which files they are made, and which one answers. A port, and what follows from its records without a store.
import type { AuditEntry } from '../handoff/handoff.ts'
import type { Files } from '../knowledge/knowledge.ts'
import type { DateOnly } from '../vocabulary.ts'

/** A file published by the office. `content` null: the national file of that path is left out. `base`: hash of the national file it was made from; null: there was none. */
export type LocalFile = { readonly content: string | null; readonly base: string | null }
export type LocalFiles = ReadonlyMap<string, LocalFile>

export const EDITION_KINDS = ['national', 'published', 'rolled-back', 'upgraded'] as const
export type EditionKind = (typeof EDITION_KINDS)[number]

/** A move of the pointer. `edition`: the hash of its files, by which answers name it; `seq` counts up with each move. */
export type EditionRecord = {
  readonly seq: number
  readonly edition: string
  readonly kind: EditionKind
  /** The packs it is made of, by the hash of their content. */
  readonly national: string
  readonly local: string | null
  readonly on: DateOnly
  /** Staff; null: the program itself (first start, upgrade, rollback after a failed smoke question). */
  readonly by: string | null
  readonly approvedBy: string | null
  readonly reason: string
  /** The draft it came from; null: none. */
  readonly draft: string | null
}

/** `path` is in both packs in ways that cannot be joined; prompts/editor.id.yaml says each as `conflict_<why>`. */
export type PackConflict = {
  readonly path: string
  readonly why: 'changed-below' | 'now-national' | 'gone-below' | 'does-not-check'
  readonly what: string
}

export type Move = Omit<EditionRecord, 'seq' | 'national' | 'local' | 'edition'>

export type Publication = Move & {
  readonly national: Files
  readonly localFiles: LocalFiles
}

/** The reason of a record by which the program itself went back: this, and the smoke question whose answer broke. */
export const SMOKE_REASON = 'smoke: '

/** The port of the store. Packs are immutable and kept for ever; none of them holds a word of an asker. */
export type EditionBook = {
  /** What answers now; null: nothing was ever recorded. */
  live(): Promise<EditionRecord | null>
  /** Newest first. */
  editions(max: number): Promise<readonly EditionRecord[]>
  /** The files of a pack; undefined: unknown. */
  national(hash: string): Promise<Files | undefined>
  localFiles(hash: string | null): Promise<LocalFiles | undefined>
  /** One commit: packs, record, pointer, entries of the log. Stale when `after` is no longer the live record's seq (0: none yet). */
  publish(publication: Publication, after: number, audit: readonly AuditEntry[]): Promise<'done' | 'stale'>
  /** The files of an earlier record answer again. */
  moveTo(to: EditionRecord, move: Move, after: number, audit: readonly AuditEntry[]): Promise<'done' | 'stale'>
}
