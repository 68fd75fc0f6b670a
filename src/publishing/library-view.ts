// What editors read of an edition: regulations and their clauses, entries with their rows, where rows are missing. Plain data, found by name.
// A port; shelves.ts fills it from the files of an edition.
import type { Clause, Entry, Regulation, Row } from '../knowledge/knowledge.ts'
import type { ClauseRef, DateOnly, Force, Stage, Status, TextStatus, Verdict } from '../vocabulary.ts'

/** The force of a rule on a day; `future` when it does not hold yet. */
export type Standing = Force | 'future'

/** A clause by its name inside its document ("Pasal 5 huruf n angka 5") and beside those of others. */
export type ClauseLink = { readonly ref: ClauseRef; readonly regulation: string; readonly name: string; readonly full: string }
export type EntryLink = { readonly id: string; readonly title: string }

export type RegulationCard = {
  readonly facts: Omit<Regulation, 'clauses'>
  /** The knowledge file it stands in. */
  readonly file: string
  readonly placeName: string
  readonly standing: Standing
  readonly clauses: number
  /** Clauses whose text was cut from the full text. */
  readonly verbatim: number
  /** Rows that rest on any of its clauses. */
  readonly cited: number
  /** A circular of a year that is over, which nobody has ended. */
  readonly isPast: boolean
}

export type ClauseCard = ClauseLink & {
  /** Its place in the file, from 0. */
  readonly index: number
  readonly clause: Clause
  readonly standing: Standing
  readonly cited: number
  /** Changes with its text: what was compared with the source was this text and no other. */
  readonly mark: string
}

export type RegulationView = {
  readonly card: RegulationCard
  readonly clauses: readonly ClauseCard[]
  readonly amendedBy: readonly Naming[]
  readonly revokedBy: readonly Naming[]
  /** What its rows add for its place; null: it adds none. */
  readonly rowsFile: string | null
}

/** A document by its id and, where it is loaded, its short name. */
export type Naming = { readonly id: string; readonly short: string | null }

/** A row that rests on a clause. */
export type Citing = {
  readonly entry: EntryLink
  readonly topic: string
  readonly row: string
  readonly verdict: Verdict
  readonly lead: string
  /** The name of the place whose circular wrote the row; null: it is national. */
  readonly place: string | null
}

export type ClauseView = {
  readonly card: RegulationCard
  readonly at: ClauseCard
  readonly replacedBy: readonly (ClauseLink | null)[]
  readonly replaces: readonly ClauseLink[]
  readonly citing: readonly Citing[]
  /** What a violation leads to, where that rests on this clause. */
  readonly consequences: readonly string[]
  readonly previous: ClauseLink | null
  readonly next: ClauseLink | null
}

/** What a row asks for; `names` say in an asker's words what `is` says in codes. */
export type ConditionView = Row['when'][number] & { readonly names: readonly string[] }

export type BasisView = {
  readonly ref: ClauseRef
  /** null: no clause of that name is loaded. */
  readonly link: ClauseLink | null
  readonly text: string
  readonly textStatus: TextStatus
  readonly standing: Standing
}

export type RowView = {
  readonly entry: EntryLink
  readonly row: Row
  readonly file: string
  /** Where it stands in the file: "rows.3", of a circular "rows.3.row". */
  readonly path: string
  /** The circular that wrote it; null: it is national. */
  readonly circular: {
    readonly regulation: string
    readonly short: string
    readonly placeName: string
    readonly years: readonly number[]
  } | null
  readonly when: readonly ConditionView[]
  readonly basis: readonly BasisView[]
  readonly consequences: readonly { readonly stage: 'before' | 'after'; readonly status: Status; readonly text: string }[]
  /** Of all its content but the review: by it a lawyer's decision finds the row that was read. */
  readonly mark: string
}

export type EntryCard = EntryLink & {
  readonly kind: Entry['kind']
  readonly topic: string
  readonly isPrinciple: boolean
  readonly file: string
  readonly phrasings: number
  readonly questions: number
  /** Rows of its own, and those that circulars add. */
  readonly rows: number
  readonly regional: number
  /** Rows that a lawyer, or an officer, has read. */
  readonly legal: number
  readonly officer: number
  readonly disputed: number
}

export type EntryView = {
  readonly card: EntryCard
  readonly topicName: string
  readonly phrasings: readonly string[]
  readonly rows: readonly RowView[]
  readonly questions: readonly (Entry['questions'][number] & { readonly placeName: string | null })[]
  /** Of a situation. */
  readonly principles: readonly EntryLink[]
  /** Of a principle: the situations that are examples of it. */
  readonly situations: readonly EntryLink[]
}

export type TopicView = { readonly id: string; readonly name: string; readonly entries: readonly EntryCard[] }

/** How many rows speak to a person of a status at a stage, and how many of them are made for a status or stage. */
export type CoverageCell = { readonly status: Status; readonly stage: Stage; readonly rows: number; readonly own: number }
export type ActCoverage = EntryLink & { readonly isPrinciple: boolean; readonly cells: readonly CoverageCell[] }
export type TopicCoverage = { readonly id: string; readonly name: string; readonly acts: readonly ActCoverage[] }

export type StageDates = {
  readonly stage: Stage
  readonly from: DateOnly
  readonly to: DateOnly
  readonly sources: readonly string[]
}
/** An election of the calendar, as the file holds it. */
export type ElectionDates = {
  readonly id: string
  readonly name: string
  readonly kind: 'pemilu' | 'pilkada'
  readonly places: readonly string[]
  readonly stages: readonly StageDates[]
  readonly notes: string
}

export type PlaceName = { readonly code: string; readonly name: string }

/** A filled sheet of a reviewer, read against the rows as they are now. */
export type SheetRead = {
  readonly agreed: readonly RowView[]
  /** What the reviewer wants changed or thrown out: a person does that, never a machine. */
  readonly todo: readonly { readonly row: RowView; readonly decision: 'ubah' | 'tolak'; readonly note: string }[]
  readonly problems: readonly {
    readonly line: number
    readonly kind: 'columns' | 'unknown-row' | 'unknown-decision' | 'changed' | 'no-note'
    readonly what: string
  }[]
}

export type Library = {
  readonly edition: string
  /** By rank, then place, then year. */
  readonly regulations: (on: DateOnly) => readonly RegulationCard[]
  readonly regulation: (id: string, on: DateOnly) => RegulationView | null
  readonly clause: (regulation: string, name: string, on: DateOnly) => ClauseView | null
  /** In the order of the vocabulary, those without an entry left out. */
  readonly topics: () => readonly TopicView[]
  readonly entry: (id: string, on: DateOnly) => EntryView | null
  /** Every row of a topic, national ones first. */
  readonly rowsOf: (topic: string, on: DateOnly) => readonly RowView[]
  readonly rows: (on: DateOnly) => readonly RowView[]
  readonly coverage: () => readonly TopicCoverage[]
  readonly elections: () => readonly ElectionDates[]
  /** What the calendar says of a day in a place; null: no election is known to be running there. */
  readonly stageOn: (place: string, on: DateOnly) => { readonly stage: Stage; readonly election: string } | null
  readonly places: readonly PlaceName[]
  /** The sheet on which a reviewer writes decisions on a topic (CSV). */
  readonly sheet: (topic: string) => string
  readonly readSheet: (csv: string, on: DateOnly) => SheetRead
}

/** What a clause was in an edition that answered once; null: it was not there. */
export type ClauseThen = Pick<Clause, 'text' | 'text_status' | 'force' | 'in_force_until'> | null
export type ClauseMoment = { readonly seq: number; readonly on: DateOnly; readonly by: string | null; readonly then: ClauseThen }

/** What went before, out of the packs of earlier editions. */
export type Past = {
  /** The moves with which a clause came, changed or went, newest first. */
  readonly ofClause: (file: string, label: string, heading: string) => Promise<readonly ClauseMoment[]>
  /** Both sides of a file that office and nation changed: as published here, and as the newer national pack has it. */
  readonly sides: (path: string) => Promise<{ readonly ours: string | null; readonly theirs: string | null }>
}
