// The shapes of every knowledge file. Every field is required: what a schema leaves optional goes missing.
// An empty list, an empty text or null is written out, so that a reader sees it was considered.
// What zod finds wrong is read by an admin, so it speaks Indonesian.
import { z } from 'zod'
import { CONFIDENCES, FORCES, STAGES, STATUSES, TEXT_STATUSES, VERDICTS } from '../vocabulary.ts'

z.config(z.locales.id())

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/)
const date = z.iso.date()
const text = z.string().trim().min(1)
const ref = z.string().regex(/^[a-z0-9.-]+ .+$/)

export const clauseSchema = z.strictObject({
  label: text,
  heading: z.string(),
  source_label: text,
  text,
  text_status: z.enum(TEXT_STATUSES),
  force: z.enum(FORCES),
  in_force_until: date.nullable(),
  /** Holds only before or only after the candidates are designated (penetapan); null: at every stage. */
  designation: z.enum(['before', 'after']).nullable(),
  replaced_by: z.array(ref),
  topics: z.array(z.string()),
  sources: z.array(text).min(1),
  notes: z.string(),
})

export const regulationSchema = z.strictObject({
  id,
  kind: z.enum(['norm', 'statement', 'example']),
  type: text,
  number: z.string(),
  year: z.int(),
  short: text,
  title: text,
  issuer: text,
  place: z.string(),
  rank: z.int().min(1).max(9),
  status: z.enum(FORCES),
  enacted_on: date.nullable(),
  in_force_from: date,
  date_known: z.enum(['exact', 'year']),
  in_force_until: date.nullable(),
  revoked_by: z.array(z.string()),
  amended_by: z.array(z.string()),
  binds: z.array(text).min(1),
  /** The kind of election it governs alone; null: both, or none in particular. */
  election: z.enum(['pemilu', 'pilkada']).nullable(),
  sources: z.array(text).min(1),
  notes: z.string(),
  clauses: z.array(clauseSchema),
})

export const VIOLATIONS = [
  'tidak-ada',
  'kode-etik',
  'disiplin-sedang',
  'disiplin-berat',
  'disiplin-diperselisihkan',
  'disiplin-tanpa-tingkat',
  'disiplin-umum',
  'partai',
  'non-asn',
] as const

const conditionSchema = z.strictObject({
  fact: z.enum(['status', 'stage', 'concept', 'no-concept', 'denied']),
  is: z.array(text).min(1),
})

const branchSchema = z.strictObject({ if: text, then: z.enum(VERDICTS), say: text })

export const rowSchema = z.strictObject({
  id,
  when: z.array(conditionSchema),
  verdict: z.enum(VERDICTS),
  lead: text,
  reason: z.string(),
  reading: z.string(),
  violation: z.strictObject({ before: z.enum(VIOLATIONS), after: z.enum(VIOLATIONS) }),
  basis: z.array(ref),
  safe_way: z.string(),
  /** What is safe once it has happened; empty: the same. Files of before it was asked for lack it. */
  safe_way_after: z.string().default(''),
  branches: z.array(branchSchema),
  confidence: z.enum(CONFIDENCES),
  disputed: z.boolean(),
  review: z.strictObject({ level: z.enum(['none', 'officer', 'legal']), on: date.nullable() }),
})

export const questionSchema = z.strictObject({
  ask: text,
  on: date,
  place: z.string().nullable(),
  status: z.enum(STATUSES).nullable(),
  expect: z.array(z.enum([...VERDICTS, 'no_basis'])).min(1),
  cite: z.array(ref),
})

/** A principle or a situation: the same shape; a situation names the principles it is an example of. */
export const entrySchema = z.strictObject({
  id,
  kind: z.enum(['act', 'information', 'trouble', 'decline']),
  title: text,
  topic: id,
  aliases: z.array(id),
  principles: z.array(id),
  match: z.array(z.strictObject({ all: z.array(z.array(text).min(1)), none: z.array(text) })),
  explains: z.array(text),
  phrasings: z.array(text),
  rows: z.array(rowSchema).min(1),
  questions: z.array(questionSchema),
})

/** What a regional circular adds: rows of its place for situations or principles that stand in national files. */
export const regionalSchema = z.strictObject({
  regulation: id,
  place: z.string(),
  rows: z.array(z.strictObject({ entry: id, years: z.array(z.int()).min(1), row: rowSchema })),
  questions: z.array(questionSchema),
})

export const conceptsSchema = z.strictObject({
  concepts: z.array(z.strictObject({ id, means: text, forms: z.array(text).min(1) })),
})
export const spellingSchema = z.strictObject({ words: z.record(z.string(), z.string()) })
/** Words that are read as one: groups, what stands apart from them, and the numbers of a ballot. */
export const alikeSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      id,
      as: text,
      mark: text,
      forms: z.array(text).min(2),
      /** Forms that count in capitals alone. */
      capitals: z.array(text).default([]),
      /** Names that count only behind one of these words. */
      behind: z.array(text).default([]),
      names: z.array(text).default([]),
    }),
  ),
  apart: z.array(text),
  unshown: z.array(z.strictObject({ mark: text, forms: z.array(text) })),
  numbers: z.strictObject({ as: text, mark: text, words: z.array(text), after: z.array(text), before: z.array(text) }),
})
export const placesSchema = z.strictObject({
  places: z.array(
    z.strictObject({
      code: z.string(),
      name: text,
      kind: z.enum(['negara', 'provinsi', 'kabupaten', 'kota']),
      parent: z.string().nullable(),
      spellings: z.array(text),
    }),
  ),
})
export const topicsSchema = z.strictObject({ topics: z.array(z.strictObject({ id, name: text })) })
export const documentsSchema = z.strictObject({ names: z.array(z.strictObject({ say: text, documents: z.array(id).min(1) })) })
export const factsSchema = z.strictObject({
  slots: z.array(z.strictObject({ id, means: text })),
  classes: z.array(z.strictObject({ id, means: text })),
  decisive: z.array(text),
  /** Clauses that speak of pairs of candidates alone; files of before it was asked for lack it. */
  pairs_only: z.array(ref).default([]),
})
export const calendarSchema = z.strictObject({
  elections: z.array(
    z.strictObject({
      id,
      name: text,
      kind: z.enum(['pemilu', 'pilkada']),
      places: z.array(z.string()).min(1),
      stages: z.array(z.strictObject({ stage: z.enum(STAGES), from: date, to: date, sources: z.array(text).min(1) })),
      notes: z.string(),
    }),
  ),
})
export const consequencesSchema = z.strictObject({
  consequences: z.array(
    z.strictObject({
      kind: z.enum(VIOLATIONS),
      status: z.array(z.enum([...STATUSES, 'unknown'])).min(1),
      text: z.string(),
      basis: z.array(ref),
      warning: z.string(),
    }),
  ),
})
/** A question of a set by its author's kind: A may I, B procedure, C region, D too little said, E not our subject, F in trouble. */
const setQuestionSchema = z.strictObject({
  ...questionSchema.shape,
  group: z.enum(['A', 'B', 'C', 'D', 'E', 'F']).nullable(),
  /** What the asker adds when asked back, and what may be answered then. */
  then: z.strictObject({ ask: text, expect: questionSchema.shape.expect }).nullable(),
})
export const questionsSchema = z.strictObject({ set: id, questions: z.array(setQuestionSchema) })
/**
 * What people answer when they are asked back. A kind of things is named by concepts, by the denial of others, or by words of its own; a branch of an
 * open row is told by one of its lists of kinds, all of them named.
 */
export const toldSchema = z.strictObject({
  /** Kinds beside which nothing is permitted: a side, a doubt, what is the office's. */
  bars: z.array(id),
  /** The kind that owns what stands right before it ("jalan sehat partai"). */
  owner: id,
  /** The kind that says only that nothing is known. */
  doubt: id,
  /** The branch that whoever denies every side tells of any open answer, by this kind; none where one of `bars` is named. */
  none: z
    .strictObject({ kind: id, entry: id, row: id, if: text, bars: z.array(id) })
    .nullable()
    .default(null),
  /** Kinds that only tell where, through whom or with whom when one of these stems stands before them, with nothing but words of `between` between, or behind. */
  aside: z.strictObject({ kinds: z.array(id), before: z.array(text), between: z.array(text), behind: z.array(text) }),
  kinds: z.array(
    z.strictObject({ id, concepts: z.array(text), denied: z.array(text).default([]), forms: z.array(text).default([]) }),
  ),
  rows: z.array(
    z.strictObject({
      entry: id,
      row: id,
      /** What is asked is who or where, so that nothing is said aside. */
      persons: z.boolean().default(false),
      branches: z.array(
        z.strictObject({
          if: text,
          said: z.array(z.array(id).min(1)).min(1),
          unless: z.array(id).default([]),
          despite: z.array(id).default([]),
        }),
      ),
    }),
  ),
})

/** The same thing asked in several ways: the verdict must not depend on the wording. */
export const paraphrasesSchema = z.strictObject({
  groups: z.array(z.strictObject({ id, on: date, status: z.enum(STATUSES).nullable(), asks: z.array(text).min(2) })),
})

/** The shape of the file at a path, by the folder it stands in; null: no file of the knowledge stands there. */
export function schemaFor(path: string): z.ZodType | null {
  const [folder = '', ...below] = path.split('/')
  const named = FILES.get(path) ?? (path.startsWith('vocabulary/concepts') ? conceptsSchema : undefined)
  return named ?? (below.length > 0 ? (FOLDERS.get(folder) ?? null) : null)
}

const FOLDERS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['regulations', regulationSchema],
  ['principles', entrySchema],
  ['situations', entrySchema],
  ['rows', regionalSchema],
  ['questions', questionsSchema],
])
const FILES: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['questions/paraphrases.yaml', paraphrasesSchema],
  ['vocabulary/spelling.yaml', spellingSchema],
  ['vocabulary/stems.yaml', spellingSchema],
  ['vocabulary/alike.yaml', alikeSchema],
  ['vocabulary/places.yaml', placesSchema],
  ['vocabulary/topics.yaml', topicsSchema],
  ['vocabulary/documents.yaml', documentsSchema],
  ['vocabulary/facts.yaml', factsSchema],
  ['vocabulary/told.yaml', toldSchema],
  ['calendar.yaml', calendarSchema],
  ['consequences.yaml', consequencesSchema],
])

export type ToldWords = z.infer<typeof toldSchema>
export type Alike = z.infer<typeof alikeSchema>
export type Clause = z.infer<typeof clauseSchema>
export type Regulation = z.infer<typeof regulationSchema>
export type Row = z.infer<typeof rowSchema>
export type Condition = z.infer<typeof conditionSchema>
export type Branch = z.infer<typeof branchSchema>
export type Entry = z.infer<typeof entrySchema>
export type Regional = z.infer<typeof regionalSchema>
export type Question = z.infer<typeof questionSchema>
export type SetQuestion = z.infer<typeof setQuestionSchema>
export type Paraphrases = z.infer<typeof paraphrasesSchema>['groups'][number]
export type Concept = z.infer<typeof conceptsSchema>['concepts'][number]
export type Place = z.infer<typeof placesSchema>['places'][number]
export type Election = z.infer<typeof calendarSchema>['elections'][number]
export type Consequence = z.infer<typeof consequencesSchema>['consequences'][number]
export type Violation = (typeof VIOLATIONS)[number]
