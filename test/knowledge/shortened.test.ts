import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeShortened } from '../../src/knowledge/shortened.ts'

/** Few letters, so that many words lose one and become the same. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 6 })

describe('words by what they are without one letter', () => {
  it('are found as in a list of all of them, of several the one that came last, however many there are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { minLength: 400, maxLength: 800, size: 'max' }), fc.array(word), (words, asked) => {
        const shortened = makeShortened()
        const listed = new Map<string, string>()
        for (const w of words) {
          shortened.add(w)
          for (let i = 0; i < w.length; i++) listed.set(w.slice(0, i) + w.slice(i + 1), w)
        }
        for (const text of [...listed.keys(), ...asked]) expect(shortened.find(text)).toBe(listed.get(text))
      }),
      { numRuns: 10 },
    )
  })
})
