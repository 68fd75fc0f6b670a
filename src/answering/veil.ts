// What a model that words an answer sees of a question: the words as the edition reads them, where every party, colour, number, faith and people is
// one word; without whoever stands for election, without names of places and without any word that no dictionary knows. Two questions that differ
// in these alone are one question to it.
import type { Edition } from '../knowledge/knowledge.ts'

const VEIL = '…'

/** Words so short name nobody, and no dictionary of roots holds them ("di", "ke", "dan"). */
const SHORT = 3

/** Families of the lexicon that name somebody who stands, or look like the mark of a side. */
const SIDES = ['partisan.party', 'partisan.incumbent', 'partisan.politician', 'partisan.address']
const MARKS = ['attribute.number', 'attribute.colour', 'attribute.finger', 'attribute.slogan']
const isOfOne = (concept: string): boolean => [...SIDES, ...MARKS].some(f => concept === f || concept.startsWith(`${f}.`))

/** A question in the words of the edition, with a mark where one is veiled; marks that stand together are one. */
export function veiled(edition: Edition, text: string): string {
  const { tokens, readings } = edition.read(text)
  const hidden = new Set(readings.filter(r => isOfOne(r.concept)).flatMap(r => [...tokens.keys()].slice(r.from, r.to)))
  const places = placeWordsOf(edition)
  const shown = tokens.map(({ word, stem, breakBefore }, i) => {
    const isOpen =
      !hidden.has(i) && !places.has(word) && !/\d/.test(word) && (word.length <= SHORT || edition.language.isKnown(stem))
    return `${i === 0 ? '' : breakBefore ? ', ' : ' '}${isOpen ? word : VEIL}`
  })
  return `${shown.join('').replace(/…(?:,? …)+/g, VEIL)}${text.includes('?') ? '?' : ''}`
}

/** Words of the names of places, which never change in an edition. */
const placeWords = new WeakMap<Edition, ReadonlySet<string>>()
function placeWordsOf(edition: Edition): ReadonlySet<string> {
  const before = placeWords.get(edition)
  if (before) return before
  const words = new Set(
    edition.sources.places.flatMap(p => edition.language.tokens(p.name).map(t => t.word)).filter(w => !KINDS.has(w)),
  )
  placeWords.set(edition, words)
  return words
}

const KINDS = new Set(
  'provinsi kabupaten kota daerah khusus istimewa kepulauan pulau barat timur utara selatan tengah tenggara laut raya besar baru lama hulu hilir tua ilir jaya dan'.split(
    ' ',
  ),
)
