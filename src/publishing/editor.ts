// What editors and approvers do, as one service: the console's pages and the command line both work through it. A port; src/editorial.ts builds it.
import type { StaffId } from '../handoff/handoff.ts'
import type { Problem } from '../knowledge/knowledge.ts'
import type { DateOnly, Status } from '../vocabulary.ts'
import type { Touches } from './candidate.ts'
import type { Difference, Given, Recalled, Trial, TrialProgress } from './compared.ts'
import type { Checked, Draft, DraftEdit, DraftHead, DraftId, DraftStep, Json } from './draft.ts'
import type { EditionRecord, PackConflict } from './editions.ts'
import type { BlankKind, BlankOf } from './forms.ts'
import type { Extracted, ExtractionFault, ExtractionProgress } from './intake/extracted.ts'

export type StartFrom =
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[] }
  | { readonly kind: 'text'; readonly text: string }
  /** An empty form. `place`: code of the place of a circular. */
  | {
      readonly kind: 'blank'
      readonly what: 'regulation' | 'situation' | 'principle'
      readonly place: string | null
      readonly title: string
    }
  /** Files of the live edition, to change, end or replace them. `officers`: the officer's draft that wants it, and who wrote that. */
  | {
      readonly kind: 'live'
      readonly paths: readonly string[]
      readonly title: string
      readonly officers?: { readonly from: string; readonly writers: readonly StaffId[] }
    }
  /** An officer's draft: a situation of that body, unfinished. `writers` of it cannot approve what grows out of it. */
  | {
      readonly kind: 'officer'
      readonly from: string
      readonly title: string
      readonly file: string
      readonly body: Json
      readonly writers: readonly StaffId[]
    }

/** How an act on a draft ended. `state`: it cannot be done in the state the draft is in. */
export type Acted =
  | { readonly kind: 'done'; readonly draft: Draft }
  | { readonly kind: 'gone' }
  | { readonly kind: 'stale'; readonly draft: Draft }
  | { readonly kind: 'refused'; readonly why: ActRefusal; readonly problems: readonly Problem[] }

export const ACT_REFUSALS = [
  'state',
  'own-draft',
  'no-reason',
  'problems',
  'unconfirmed',
  'no-trial',
  'trial-outdated',
  'questions-fail',
  'unaccepted',
  'nothing-changed',
  'no-such-place',
  'no-such-part',
  'too-large',
  'file-exists',
  'overtaken',
  'smoke-failed',
] as const
export type ActRefusal = (typeof ACT_REFUSALS)[number]

/** How the reading of an uploaded document goes. */
export type Reading =
  | { readonly kind: 'under-way'; readonly progress: ExtractionProgress | null }
  | { readonly kind: 'refused'; readonly why: ExtractionFault }
  /** Whoever read it is gone: it can be uploaded anew; the draft can only be discarded. */
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'done' }

export type TrialState =
  | { readonly kind: 'none' }
  | { readonly kind: 'under-way'; readonly progress: TrialProgress }
  | { readonly kind: 'failed' }
  /** `isOutdated`: the draft or the live edition has changed since. */
  | { readonly kind: 'done'; readonly trial: Trial; readonly isOutdated: boolean; readonly unaccepted: readonly string[] }

export type Asked = { readonly ask: string; readonly place: string | null; readonly status: Status | null; readonly on: DateOnly }

export type Previewed =
  /** The candidate must be learned anew first (a changed situation): `before` is there at once. */
  | { readonly kind: 'learning'; readonly before: Given }
  | { readonly kind: 'answered'; readonly before: Given; readonly after: Given }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }

export type Who = { readonly id: StaffId; readonly at: number; readonly today: DateOnly }

export type Editor = {
  readonly drafts: () => Promise<readonly DraftHead[]>
  readonly draft: (id: DraftId) => Promise<Draft | null>
  readonly steps: (id: DraftId) => Promise<readonly DraftStep[]>
  readonly page: (id: DraftId, number: number) => Promise<{ readonly type: string; readonly bytes: Uint8Array } | null>
  readonly extracted: (id: DraftId) => Promise<Extracted | null>
  /** At once; a document is read afterwards (`reading`). A refusal comes with nothing kept. */
  readonly start: (
    who: Who,
    from: StartFrom,
  ) => Promise<
    { readonly kind: 'started'; readonly id: DraftId } | { readonly kind: 'refused'; readonly why: ExtractionFault | ActRefusal }
  >
  readonly reading: (id: DraftId) => Promise<Reading | null>
  readonly edit: (who: Who, id: DraftId, version: number, edits: readonly DraftEdit[]) => Promise<Acted>
  readonly undo: (who: Who, id: DraftId, version: number) => Promise<Acted>
  readonly discard: (who: Who, id: DraftId, version: number, reason: string) => Promise<Acted>
  /** A discarded draft is open again. */
  readonly takeBack: (who: Who, id: DraftId) => Promise<Acted>
  /** A part to fill in: every field of its shape, empty. */
  readonly blank: (what: BlankKind, of: BlankOf) => Json
  /** What a draft is about: files, entries, topics, places. */
  readonly touches: (draft: Draft) => Promise<Touches>
  readonly check: (id: DraftId) => Promise<Checked | null>
  /** What its files change in the edition that answers now. */
  readonly changes: (id: DraftId) => Promise<Difference | null>
  readonly preview: (id: DraftId, asked: Asked) => Promise<Previewed | null>
  /** Starts one when there is none that fits, and says how it stands. */
  readonly runTrial: (id: DraftId) => Promise<TrialState>
  readonly trial: (id: DraftId) => Promise<TrialState>
  readonly submit: (who: Who, id: DraftId, version: number, note: string) => Promise<Acted>
  /** By an approver who wrote nothing of it: published in the same commit. */
  readonly approve: (who: Who, id: DraftId, version: number, reason: string) => Promise<Acted>
  readonly sendBack: (who: Who, id: DraftId, version: number, reason: string) => Promise<Acted>

  readonly live: () => Promise<EditionRecord>
  readonly editions: () => Promise<readonly EditionRecord[]>
  /** What became of those whose answer a record changed; null: nobody was to be told. */
  readonly recall: (seq: number) => Promise<Recalled | null>
  readonly compare: (fromSeq: number, toSeq: number) => Promise<Difference | null>
  /** By one person, with a reason: the files of an earlier edition answer again. */
  readonly rollBack: (
    who: Who,
    toSeq: number,
    reason: string,
  ) => Promise<{ readonly kind: 'done' } | { readonly kind: 'refused'; readonly why: ActRefusal }>
  /** What keeps a newer national pack from being taken up; empty: nothing does, or there is none. */
  readonly conflicts: () => Promise<readonly PackConflict[]>
  /** Published local files in the repository's format: path → content, with an entry for CHANGES.md. */
  readonly exported: () => Promise<ReadonlyMap<string, string>>
}
