import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeLists, meets } from '../../src/knowledge/lists.ts'

const names = fc.uniqueArray(fc.constantFrom('act', 'act.post', 'partisan', 'trouble', 'PNS'), { maxLength: 4 })
const of = fc.constantFrom('concept', 'denied', 'status')

describe('lists of names by number', () => {
  it('say of every list whether a name of a text stands in it, whatever the same name stands for elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(of, names)), fc.array(fc.tuple(of, names)), (asked, named) => {
        const lists = makeLists()
        const numbers = asked.map(([kind, list]) => lists.numberOf(kind, list))
        const touched = lists.touchedBy(named)
        for (const [i, [kind, list]] of asked.entries()) {
          const isTouched = named.some(([as, said]) => as === kind && said.some(name => list.includes(name)))
          expect(meets(touched, [numbers[i] ?? 0])).toBe(isTouched)
          expect(meets(touched, [-(numbers[i] ?? 0)])).toBe(!isTouched)
        }
      }),
    )
  })
})
