// What statistics and the phrasing bank see of a text: stems, concepts with their parents, pairs of an act with what it is done for,
// the principles whose slots are filled, and character n-grams of words that nobody has seen.
import type { Token } from './language.ts'
import { families, type Reading } from './lexicon.ts'
import type { Entry } from './schema.ts'
import { affirmed, kindsOf, matches } from './slots.ts'
import type { Features } from './statistics.ts'

/** Words that carry no content in such questions. */
const EMPTY = new Set(
  'yang di ke dan itu ini ya sih min kak pak bu mas mbak bang gan dong kok lah deh nih tuh admin mimin halo hai kah pun ada adalah untuk dari pada dengan oleh saya kami kita anda apa apakah atau juga lagi mau jadi buat sama akan dalam saat karena kalau soal sebagai si kan loh nya ingin izin tanya mohon'.split(
    ' ',
  ),
)

const PAIRED = new Set([
  'partisan',
  'neutral',
  'means',
  'audience',
  'relation',
  'attribute',
  'degree',
  'actor',
  'process',
  'trouble',
])

export function featuresOf(
  tokens: readonly Token[],
  readings: readonly Reading[],
  isKnown: (stem: string) => boolean,
  patterns: readonly Entry[],
): Features {
  const found = new Map<string, number>()
  const add = (name: string, value: number): void => {
    if (!found.has(name)) found.set(name, value)
  }
  const content = tokens.filter(t => !EMPTY.has(t.word) && !EMPTY.has(t.stem))
  for (const token of content) {
    add(`u:${token.stem}`, 1)
    if (token.stem.length >= 5 && !isKnown(token.stem)) for (const gram of grams(token.stem)) add(`g:${gram}`, 0.3)
  }
  for (const r of readings) {
    if (r.denied) {
      for (const family of families(r.concept)) if (family.includes('.')) add(`n:${family}`, 0.8)
      continue
    }
    for (const family of families(r.concept)) add(`c:${family}`, family.includes('.') ? 1 : 0.6)
  }
  for (const pair of pairs(readings)) add(`p:${pair}`, 0.7)
  const kinds = kindsOf(affirmed(readings))
  for (const entry of patterns) if (matches(entry, kinds)) add(`m:${entry.id}`, 0.5)
  return found
}

/** What the phrasing bank compares: words and concepts alone; pairs would make every longer question unlike every other. */
export const alikeFeatures = (features: Features): Features =>
  new Map([...features].filter(([name]) => name.startsWith('u:') || name.startsWith('c:')))

/** An act with each other thing read, both at the level of their class: `act.give×partisan.team`. */
function pairs(readings: readonly Reading[]): Set<string> {
  const classes = new Set(readings.map(r => `${r.denied ? '!' : ''}${r.concept.split('.').slice(0, 2).join('.')}`))
  const acts = [...classes].filter(c => c.startsWith('act.')).slice(0, 6)
  const others = [...classes].filter(c => PAIRED.has(c.replace('!', '').split('.')[0] ?? '')).slice(0, 8)
  const found = new Set<string>()
  for (const act of acts) {
    for (const other of others) {
      found.add(`${act}×${other}`)
      if (other.includes('partisan')) found.add(`${act}×${other.startsWith('!') ? '!' : ''}partisan`)
    }
  }
  return found
}

function grams(word: string): string[] {
  const found: string[] = []
  for (let i = 0; i + 4 <= word.length; i++) found.push(word.slice(i, i + 4))
  return found
}
