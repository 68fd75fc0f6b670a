// A model beside the rules, scripted: what it reads in a question, told as the inbox would tell it.
import { type Ask, answer, type Draft, type ModelReading, type ReadTask, type Told } from '../src/answering/answering.ts'
import { questionsOf } from '../src/publishing/publishing.ts'
import type { Answer } from '../src/vocabulary.ts'
import { edition, nobody, words } from './edition.ts'

export type Reader = (task: ReadTask) => ModelReading | null

/** A question that the rules do not recognise (tests see to it), and words of it that speak of the entry `ditanya-wartawan`. */
export const MISQUOTED = 'saya dikutip tabloid, saya mau meralat berita ke media itu'
export const MISQUOTED_WORDS = 'saya mau meralat berita ke media'

/** A reading of one entry, shown by these words. */
export const readingOf = (id: string, ...shown: readonly string[]): ModelReading => ({
  entries: [{ id, words: shown }],
  facts: [],
  splits: [],
})

export const asked = (text: string, rest: Partial<Ask> = {}): Ask => ({
  said: [text],
  profile: nobody,
  homePlace: null,
  office: null,
  ...rest,
})

/** An answer once a model was asked whatever it wanted, with the keys in the order in which they were wanted. */
export function answeredWith(
  ask: Ask,
  reader: Reader,
): { readonly answer: Answer; readonly drafts: readonly Draft[]; readonly wanted: readonly string[] } {
  const told: Told[] = []
  for (;;) {
    const given =
      told.length === 0
        ? untold(ask)
        : answer(edition, words, { ...ask, consulting: { reads: true, words: false, told: [...told] } })
    const tasks = given.drafts.flatMap(d => d.wants).filter(t => t.kind === 'read')
    if (tasks.length === 0) return { ...given, wanted: told.map(t => t.key) }
    if (told.length > ROUNDS_MAX) throw new Error('the answer never stops asking')
    told.push(...tasks.map(task => ({ key: task.key, reading: reader(task), wording: null })))
  }
}

const ROUNDS_MAX = 20

/** Every question of the knowledge, as whoever it is written for asks it. */
export const QUESTIONS = questionsOf(edition.sources, null).map(({ question: { ask, status, place, on } }) =>
  asked(ask, { profile: { status, place, on } }),
)

const decided = new WeakMap<Ask, readonly Draft[]>()

/** The rules' own drafts of a turn; what a model heard beside them comes after. */
export function alone(ask: Ask): readonly Draft[] {
  const drafts = decided.get(ask) ?? answer(edition, words, ask).drafts
  decided.set(ask, drafts)
  return drafts
}

const begun = new WeakMap<Ask, ReturnType<typeof answer>>()

/** An answer that waits for what a model says: the same whatever that will be. */
export function untold(ask: Ask): ReturnType<typeof answer> {
  const given = begun.get(ask) ?? answer(edition, words, { ...ask, consulting: { reads: true, words: false, told: [] } })
  begun.set(ask, given)
  return given
}
