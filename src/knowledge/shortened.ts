// Words by what they are without one of their letters: how a near miss is found. Numbers in one flat table instead of a text for each letter left
// out, of which ten thousand words have seventy thousand.

export type Shortened = {
  readonly add: (word: string) => void
  /** The word that becomes this text by losing one letter; of several the one that was added last. */
  readonly find: (text: string) => string | undefined
}

/** A place of the table: which word, counted from 1, and which of its letters is left out. 0: nobody's. */
const LETTER_BITS = 8
const LETTERS_MAX = 1 << LETTER_BITS
const FULL = 0.7

export function makeShortened(): Shortened {
  const words: string[] = []
  let places = new Uint32Array(1 << 10)
  let taken = 0

  const wordAt = (place: number): string => words[((places[place] ?? 0) >>> LETTER_BITS) - 1] ?? ''

  /** Where a text stands, or the free place where it would. `without`: the letter that it is read without. */
  function placeOf(text: string, without: number): number {
    const last = places.length - 1
    let place = hashOf(text, without) & last
    while (places[place] !== 0 && !isSame(wordAt(place), (places[place] ?? 0) % LETTERS_MAX, text, without))
      place = (place + 1) & last
    return place
  }

  function put(word: string, entry: number): void {
    const place = placeOf(word, entry % LETTERS_MAX)
    if (places[place] === 0) taken += 1
    places[place] = entry
  }

  function grow(): void {
    const before = places
    places = new Uint32Array(before.length * 2)
    taken = 0
    for (const entry of before) if (entry !== 0) put(words[(entry >>> LETTER_BITS) - 1] ?? '', entry)
  }

  return {
    add: word => {
      const number = words.push(word)
      for (let letter = 0; letter < Math.min(word.length, LETTERS_MAX); letter++) {
        if (taken >= places.length * FULL) grow()
        put(word, (number << LETTER_BITS) | letter)
      }
    },
    find: text => {
      const place = placeOf(text, -1)
      return places[place] === 0 ? undefined : wordAt(place)
    },
  }
}

/** FNV-1a over the letters but one. */
function hashOf(text: string, without: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) if (i !== without) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Whether two texts are the same, each read without one letter (-1: with all). */
function isSame(one: string, oneWithout: number, other: string, otherWithout: number): boolean {
  if (one.length - (oneWithout < 0 ? 0 : 1) !== other.length - (otherWithout < 0 ? 0 : 1)) return false
  for (let i = 0, k = 0; i < one.length; i++, k++) {
    if (i === oneWithout && ++i === one.length) break
    if (k === otherWithout) k++
    if (one.charCodeAt(i) !== other.charCodeAt(k)) return false
  }
  return true
}
