// A draft: what an editor wants to change in the knowledge, as whole files in the making, and how far it has come. Types and the port of the store.
import type { AuditEntry, StaffId } from '../handoff/handoff.ts'
import type { Problem } from '../knowledge/knowledge.ts'
import type { DateOnly } from '../vocabulary.ts'
import type { Publication } from './editions.ts'
import type { DocumentKind, Extracted, ExtractionFault } from './intake/extracted.ts'
import type { LeftOut, Mark, ProposedMetadata, Spot } from './intake/proposed.ts'

export type DraftId = string

/** JSON as a knowledge file holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export const DRAFT_STATES = ['reading', 'open', 'submitted', 'published', 'discarded'] as const
/**
 * reading: its document is being read. open: an editor works on it. submitted: waits for a second person, and cannot be changed meanwhile.
 * published and discarded: over; a discarded one can be taken back for 30 days.
 */
export type DraftState = (typeof DRAFT_STATES)[number]

/** A file as it would stand. `body` has the shape of its kind of file (src/knowledge/schema.ts) but may be unfinished; null: the file goes. */
export type DraftFile = {
  readonly body: Json
  /** Hash of the live file it was made from; null: there was none. */
  readonly base: string | null
}

/** An answer that would change, accepted by name. `key` names the question and both answers: any other change is asked about anew. */
export type Accepted = { readonly key: string; readonly by: StaffId; readonly reason: string; readonly on: DateOnly }

/** The document a draft came from. Its bytes are not kept; its pages are, as images, until the draft is over. */
export type DraftSource = {
  readonly kind: DocumentKind
  /** As the editor's computer called it, shortened and without a path. */
  readonly name: string
  readonly pages: number
  /** SHA-256 of its bytes. */
  readonly digest: string
  readonly refusedPages: readonly number[]
  /** What was read and went into no clause, as it was when the document was read. */
  readonly leftOut: readonly LeftOut[]
  /** Of those, what a person has looked at and found to be no law. */
  readonly looked: readonly Looked[]
  /** The knowledge file that its clauses go to. */
  readonly file: string
  readonly proposed: ProposedMetadata
}

/** Where what was left out begins. */
export type LeftAt = Pick<Spot, 'page' | 'from'>
export type Looked = LeftAt & { readonly by: StaffId }

export type Draft = {
  readonly id: DraftId
  /** Counts up with each save. */
  readonly version: number
  readonly state: DraftState
  readonly title: string
  readonly madeOn: DateOnly
  readonly touchedOn: DateOnly
  /** Who began it, and all who have written in it: none of them may approve it. */
  readonly by: StaffId
  readonly writers: readonly StaffId[]
  /** Path → file. */
  readonly files: Readonly<Record<string, DraftFile>>
  readonly source: DraftSource | null
  /** Beside the clauses of `source.file`, in their order. */
  readonly marks: readonly Mark[]
  readonly accepted: readonly Accepted[]
  /** What was last said about it: by whoever submits, returns, publishes or discards. */
  readonly note: { readonly by: StaffId; readonly on: DateOnly; readonly text: string } | null
  /** The consultation draft (an officer's) it grew out of; null: none. */
  readonly from: string | null
  /** Since when its document is being read, and why that was refused; null: nothing is being read. */
  readonly reading: { readonly since: number; readonly refused: ExtractionFault | null } | null
}

/** Paths inside a body: names and indexes joined by dots, as in the problems of the check ("rows.0.row.lead"). */
export type DraftEdit =
  | { readonly kind: 'set'; readonly file: string; readonly at: string; readonly value: Json }
  /** Several fields of a form at once. */
  | { readonly kind: 'set-all'; readonly file: string; readonly values: Readonly<Record<string, Json>> }
  | { readonly kind: 'insert'; readonly file: string; readonly at: string; readonly index: number; readonly value: Json }
  | { readonly kind: 'remove'; readonly file: string; readonly at: string; readonly index: number }
  /**
   * 'live': as it stands in the live edition, whatever the draft had (refused when there is none). null: the live file is to go. A body of a file that
   * the draft has already takes its place, and says that the live file as it stands now was seen.
   */
  | { readonly kind: 'add-file'; readonly file: string; readonly body: Json | 'live' }
  /** Out of the draft: what is live stays as it is. */
  | { readonly kind: 'drop-file'; readonly file: string }
  | { readonly kind: 'rename-file'; readonly file: string; readonly to: string }
  | { readonly kind: 'retitle'; readonly title: string }
  /** Clauses of the source: confirmed as compared with the page, cut in two at a character, joined with the next one. */
  | { readonly kind: 'confirm'; readonly clauses: readonly number[] }
  | { readonly kind: 'unconfirm'; readonly clauses: readonly number[] }
  | { readonly kind: 'split'; readonly clause: number; readonly offset: number }
  | { readonly kind: 'join'; readonly clause: number }
  /** Of what was left out of the source: looked at, and no law; or not looked at after all. */
  | { readonly kind: 'look'; readonly at: readonly LeftAt[] }
  | { readonly kind: 'unlook'; readonly at: readonly LeftAt[] }
  | { readonly kind: 'accept'; readonly key: string; readonly reason: string }
  | { readonly kind: 'unaccept'; readonly key: string }

export const DRAFT_ACTS = ['read', 'undo', 'submit', 'return', 'publish', 'discard', 'take-back'] as const
/** What is done to a draft as a whole. */
export type DraftAct = (typeof DRAFT_ACTS)[number]

const EDIT_ACTS = [
  'set',
  'set-all',
  'insert',
  'remove',
  'add-file',
  'drop-file',
  'rename-file',
  'retitle',
  'confirm',
  'unconfirm',
  'split',
  'join',
  'look',
  'unlook',
  'accept',
  'unaccept',
] as const satisfies readonly DraftEdit['kind'][]
/** Everything by which one version of a draft follows on another. */
export const STEP_ACTS: readonly (DraftEdit['kind'] | DraftAct)[] = [...EDIT_ACTS, ...DRAFT_ACTS]

/** An earlier version, for the history and for undoing. */
export type DraftStep = {
  readonly version: number
  readonly by: StaffId
  readonly at: number
  /** Which kind of edit led away from it. */
  readonly act: DraftEdit['kind'] | DraftAct
  readonly about: string
}

export type DraftHead = Pick<Draft, 'id' | 'state' | 'title' | 'madeOn' | 'touchedOn' | 'by' | 'version'> & {
  readonly files: readonly string[]
}

/** The port of the store. */
export type DraftBook = {
  drafts(): Promise<readonly DraftHead[]>
  draft(id: DraftId): Promise<Draft | null>
  /** Newest first. */
  steps(id: DraftId): Promise<readonly DraftStep[]>
  before(id: DraftId, version: number): Promise<Draft | null>
  /** `step`: how the version before it was left; stale when the stored version is not one less than the draft's. */
  saved(draft: Draft, step: Omit<DraftStep, 'version'> | null, audit: readonly AuditEntry[]): Promise<'done' | 'stale'>
  /** Pages of the source. */
  keepPages(
    id: DraftId,
    pages: readonly { readonly number: number; readonly type: string; readonly bytes: Uint8Array }[],
    extracted: Extracted,
  ): Promise<void>
  page(id: DraftId, number: number): Promise<{ readonly type: string; readonly bytes: Uint8Array } | null>
  extracted(id: DraftId): Promise<Extracted | null>
  /** A draft becomes an edition, in one commit with its record and its entries of the log. Stale as `saved` and as `EditionBook.publish`. */
  published(
    draft: Draft,
    step: Omit<DraftStep, 'version'>,
    publication: Publication,
    after: number,
    audit: readonly AuditEntry[],
  ): Promise<'done' | 'stale'>
  /** Steps and pages of drafts that are over since before that day; discarded drafts themselves too. */
  purged(before: DateOnly): Promise<void>
}

/** Problems of a draft's files alone, and of the whole edition it would make. */
export type Checked = {
  readonly problems: readonly Problem[]
  readonly unconfirmed: readonly number[]
  /** Files that somebody else has published anew since the draft took them up. */
  readonly overtaken: readonly string[]
}
