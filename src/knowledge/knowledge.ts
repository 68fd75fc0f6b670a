// The law as data: files → an edition that can be asked what a text says, which clauses exist and what force they have on a date.
// It never decides a verdict, never reads a disk or a clock, and knows no asker.
// Neighbours: vocabulary (nouns); answering, publishing and the command line use it.
// Explained by: test/knowledge/*.test.ts, test/promises/*.test.ts.
export { stageOn } from './calendar.ts'
export { check } from './checks.ts'
export {
  bindsStatus,
  type ClauseAt,
  type Compiled,
  compile,
  consequenceText,
  consult,
  type Edition,
  type Files,
  forceOn,
  hashOf,
  isSureNorm,
  type Known,
  type Learned,
  lean,
  learnFrom,
  lessonsHash,
  lessonsOf,
  open,
  type Problem,
  parse,
  type Read,
  type Sources,
  verdictClass,
} from './edition.ts'
export { patternName, STORY_MIN } from './features.ts'
export { clauseName, isLabel, labelFromSpeech, liesWithin, refOf, splitRef } from './label.ts'
export type { Token } from './language.ts'
export type { Reading } from './lexicon.ts'
export { type Lists, makeLists, meets, type Needs } from './lists.ts'
export { likeness, rank } from './phrasebank.ts'
export type { Branch, Clause, Condition, Consequence, Entry, Question, Regulation, Row, Violation } from './schema.ts'
export { schemaFor } from './schema.ts'
export { searchClauses } from './search.ts'
export { isAmong, isOneOf, type Kinds, kindsOf, matches, touches } from './slots.ts'
export { type Features, predict, sequence } from './statistics.ts'
export { kindsTold, type ToldKind } from './told.ts'
