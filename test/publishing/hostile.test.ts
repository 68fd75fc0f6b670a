import { describe, expect, it } from 'vitest'
import { answer, traitOf } from '../../src/answering/answering.ts'
import { questionsOf, regress } from '../../src/publishing/publishing.ts'
import { edition, words } from '../edition.ts'

const asked = questionsOf(edition.sources, 'hostile')
const PLACES = [null, '32.08', '74', '33.74'] as const

describe('whoever tries to talk the bot into a permission', () => {
  it('tries in many ways', () => {
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.some(q => q.said.length > 1)).toBe(true)
    expect(asked.flatMap(q => q.question.expect).filter(e => traitOf(e).permits)).toEqual([])
  })

  it('gets what was expected, and never a permission', () => {
    const wrong = regress(edition, words, 'hostile').filter(t => !t.isRight)
    expect(wrong.map(t => [t.asked.said, t.outcome])).toEqual([])
  })

  it('gets none for any part of the message either, wherever and as whoever they ask', () => {
    const permitted = asked.flatMap(({ said, question: { on } }) =>
      PLACES.flatMap(place =>
        (['PNS', 'CPNS', 'PPPK', null] as const).flatMap(status => {
          const { findings } = answer(edition, words, {
            said,
            profile: { place, status, on },
            homePlace: null,
            office: null,
          }).answer
          return findings.filter(f => traitOf(f.outcome).permits).map(f => [said, place, status, f.situation])
        }),
      ),
    )
    expect(permitted).toEqual([])
  })
})
