// What is proposed of a document that was read: its clauses, cut, and its metadata, each with where it stands and how sure we are.
// A person confirms; until then nothing of it is taken for the text of the law.
import type { Clause, Regulation } from '../../knowledge/knowledge.ts'

/** Where something stands: a page from 1, and the lines of that page from … to (indexes into its lines, both included). */
export type Spot = { readonly page: number; readonly from: number; readonly to: number }

/** Why a person should look closely; prompts/editor.id.yaml says each as `doubt_<name>`. */
export const DOUBTS = [
  'ocr-unsure',
  'numbering-gap',
  'numbering-twice',
  'label-unclear',
  'cut-unclear',
  'table-unclear',
  'long',
] as const
export type Doubt = (typeof DOUBTS)[number]

/** Stands beside a clause of a draft, in the same order. */
export type Mark = {
  readonly spots: readonly Spot[]
  readonly doubts: readonly Doubt[]
  /** Parts of the clause's text that OCR was unsure of: from, to. */
  readonly unsure: readonly { readonly from: number; readonly to: number }[]
  /** Who compared it with the page and confirmed it; null: nobody yet. */
  readonly confirmedBy: string | null
}
export const NO_MARK: Mark = { spots: [], doubts: [], unsure: [], confirmedBy: null }

/** One proposed value of the metadata. */
export type Guess<T> = { readonly value: T; readonly spot: Spot | null; readonly isSure: boolean }

/** Fields of a regulation as far as they could be read. */
export type ProposedMetadata = {
  readonly [F in
    | 'type'
    | 'number'
    | 'year'
    | 'title'
    | 'issuer'
    | 'place'
    | 'enacted_on'
    | 'in_force_from'
    | 'in_force_until'
    | 'rank'
    | 'short'
    | 'id']: Guess<Regulation[F]> | null
} & {
  /** What it refers to: loaded documents by their id, and names of those that are not loaded. */
  readonly refersTo: readonly { readonly said: string; readonly document: string | null; readonly spot: Spot | null }[]
}

/** Parts of a document that are read but are no clauses; a person should look at what is `stray`. */
export const LEFT_OUT = [
  'running',
  'specks',
  'letterhead',
  'title',
  'addressee',
  'considerations',
  'opening',
  'heading',
  'table-head',
  'annex-head',
  'closing',
  'signature',
  'copies',
  'stray',
] as const
export type LeftOutPart = (typeof LEFT_OUT)[number]

/** What was read of one part and is in no clause. */
export type LeftOut = { readonly part: LeftOutPart; readonly spots: readonly Spot[] }

export type Proposed = {
  readonly metadata: ProposedMetadata
  readonly clauses: readonly { readonly clause: Clause; readonly mark: Mark }[]
  /** Whole pages that could not be read and were left out. */
  readonly refusedPages: readonly number[]
  /** What was read and is no clause: letterheads, signatures, running heads. */
  readonly leftOut: readonly LeftOut[]
}
