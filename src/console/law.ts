// The law as the console looks things up in it: a port. It decides nothing and answers no question.
import type { ClauseRef, DateOnly, Force, TextStatus } from '../vocabulary.ts'

/** A clause to be read and cited. */
export type LawClause = {
  readonly ref: ClauseRef
  /** "PP 94/2021 Pasal 5 huruf n angka 5" */
  readonly name: string
  readonly text: string
  readonly textStatus: TextStatus
  readonly force: Force | 'future'
  /** Its public page, from the root of the site. */
  readonly path: string
  /** Only a norm may be a basis. */
  readonly isNorm: boolean
}

export type LawSituation = { readonly id: string; readonly title: string; readonly topic: string }
/** A file of the knowledge, to be taken up and changed. */
export type LawFile = {
  readonly path: string
  readonly kind: 'regulation' | 'principle' | 'situation' | 'rows'
  readonly id: string
  readonly name: string
  readonly place: string | null
}
/** What a question can speak of; `words`: how askers say it. */
export type LawConcept = { readonly id: string; readonly words: readonly string[] }
export type Named = { readonly id: string; readonly name: string }

export type Law = {
  readonly edition: string
  /** null: there is none by that name. */
  clause(ref: ClauseRef, on: DateOnly): LawClause | null
  /** The clauses whose words fit best. */
  search(words: string, max: number, on: DateOnly): readonly LawClause[]
  situation(id: string): LawSituation | null
  readonly situations: readonly LawSituation[]
  readonly files: readonly LawFile[]
  readonly concepts: readonly LawConcept[]
  readonly topics: readonly Named[]
  /** Code and name. */
  readonly places: readonly Named[]
  /** The first and the last year for which public holidays are known. */
  readonly holidayYears: readonly number[]
}
