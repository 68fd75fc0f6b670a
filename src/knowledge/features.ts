// What statistics and the phrasing bank see of a text: stems, the voice of a verb (giving or being given), denied words, classes of concepts,
// the principles whose slots are filled, and character n-grams of words that nobody has seen. Finer concepts and pairs were tried and
// made unseen acts worse (src/decisions/0006-the-rounds.md).
import type { Token } from './language.ts'
import { families, isTag, type Reading } from './lexicon.ts'
import type { Entry } from './schema.ts'
import { isOneOf } from './slots.ts'
import type { Features } from './statistics.ts'

/** Words that carry no content in such questions. */
const EMPTY = new Set(
  'yang di ke dan itu ini ya sih min kak pak bu mas mbak bang gan dong kok lah deh nih tuh admin mimin halo hai kah pun ada adalah untuk dari pada dengan oleh saya kami kita anda apa apakah atau juga lagi mau jadi buat sama akan dalam saat karena kalau soal sebagai si kan loh nya ingin izin tanya mohon'.split(
    ' ',
  ),
)

const DENYING = new Set(['tidak', 'bukan', 'tanpa', 'jangan', 'belum'])

/** Concepts are seen by slot and class (act, act.post), not by their finest kind. */
const CLASS_DEPTH = 2
const PARENT_WEIGHT = 0.6
const DENIED_WEIGHT = 0.8
const PATTERN_WEIGHT = 0.5

/** Families that make a clause part of the matter that is asked about. */
const MATTER = [
  'partisan',
  'attribute',
  'neutral.election-body',
  'act.vote',
  'act.refuse',
  'act.leave',
  'trouble',
  'process',
  'intent',
  'degree',
]
/** From this many tokens on a text is a story: clauses without matter only set its scene. */
export const STORY_MIN = 25
/** How much the words of a scene count beside those of the matter. */
const SCENE_WEIGHT = 0.4

/** Whether a token stands in a clause that only sets the scene of a story. */
export function sceneOf(tokens: readonly Token[], readings: readonly Reading[]): (token: number) => boolean {
  if (tokens.length < STORY_MIN) return () => false
  const clauseOf: number[] = []
  tokens.forEach((token, i) => {
    clauseOf.push((clauseOf[i - 1] ?? 0) + (token.breakBefore ? 1 : 0))
  })
  const matter = new Set(readings.filter(r => isOneOf(r.concept, MATTER)).map(r => clauseOf[r.from]))
  return token => matter.size > 0 && !matter.has(clauseOf[token])
}

/** `filled`: the principles whose slots are filled. */
export function featuresOf(
  tokens: readonly Token[],
  readings: readonly Reading[],
  isKnown: (stem: string) => boolean,
  filled: readonly Pick<Entry, 'id'>[],
  isScene: (token: number) => boolean,
): { features: Features; alike: Features } {
  const features = new Map<string, number>()
  const alike = new Map<string, number>()
  const addTo = (found: Map<string, number>, name: string, value: number): void => {
    if (value > (found.get(name) ?? 0)) found.set(name, value)
  }
  const add = (name: string, value: number): void => addTo(features, name, value)
  /** What the phrasing bank compares as well: words and classes of concepts alone. */
  const addAlike = (name: string, value: number): void => {
    add(name, value)
    addTo(alike, name, value)
  }
  const weightAt = (token: number): number => (isScene(token) ? SCENE_WEIGHT : 1)
  const isTelling = (token: Token): boolean => !EMPTY.has(token.word) && !EMPTY.has(token.stem)
  // "halo min" alone is said with empty words, and is a greeting
  const tellsNothing = !tokens.some(isTelling)
  for (const [i, token] of tokens.entries()) {
    if (!tellsNothing && !isTelling(token)) continue
    addAlike(`u:${token.stem}`, weightAt(i))
    if (token.word !== token.stem && /^(?:di|ter|ke)/.test(token.word)) add(`v:${token.stem}`, 0.8)
    if (token.stem.length >= 5 && !isKnown(token.stem)) for (const gram of grams(token.stem)) add(`g:${gram}`, 0.3)
  }
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]
    if (DENYING.has(token.word) && !isTag(tokens, i) && next && !next.breakBefore && !EMPTY.has(next.word))
      add(`x:${next.stem}`, 0.8)
  })
  for (const r of readings) {
    for (const family of families(r.concept).slice(-CLASS_DEPTH)) {
      if (r.denied) add(`n:${family}`, DENIED_WEIGHT * weightAt(r.from))
      else addAlike(`c:${family}`, (family.includes('.') ? 1 : PARENT_WEIGHT) * weightAt(r.from))
    }
  }
  for (const { id } of filled) add(patternName(id), PATTERN_WEIGHT)
  return { features, alike }
}

/** The feature that says that a principle's slots are filled. */
const patternNames = new Map<string, string>()
export function patternName(principle: string): string {
  const before = patternNames.get(principle)
  if (before !== undefined) return before
  const name = `m:${principle}`
  patternNames.set(principle, name)
  return name
}

function grams(word: string): string[] {
  const found: string[] = []
  for (let i = 0; i + 4 <= word.length; i++) found.push(word.slice(i, i + 4))
  return found
}
