import { describe, expect, it } from 'vitest'
import { forceOn, stageOn } from '../../src/knowledge/knowledge.ts'
import { edition } from '../edition.ts'

const force = (ref: string, on: string): string | null => {
  const at = edition.clause(ref)
  if (at === undefined) throw new Error(`no clause ${ref}`)
  return forceOn(at, on)
}

describe('the force of a clause on a date', () => {
  it('a rule that did not exist yet has none', () => {
    expect(force('uu-20-2023 Pasal 24 ayat (1) huruf d', '2023-10-30')).toBeNull()
    expect(force('uu-20-2023 Pasal 24 ayat (1) huruf d', '2023-10-31')).toBe('in_force')
  })

  it('a repealed rule was in force in its time', () => {
    expect(force('uu-5-2014 Pasal 9 ayat (2)', '2020-01-01')).toBe('in_force')
    expect(force('uu-5-2014 Pasal 9 ayat (2)', '2023-10-31')).toBe('repealed')
  })

  it('the kinds of medium punishment of PP 53/2010 are still pointed to, the rest of it is not', () => {
    expect(force('pp-53-2010 Pasal 7 ayat (3)', '2026-01-01')).toBe('in_force')
    expect(force('pp-53-2010 Pasal 4 angka 15', '2026-01-01')).toBe('repealed')
  })

  it('the wording of Pasal 188 before the Constitutional Court ended with its decision', () => {
    expect(force('uu-1-2015 Pasal 188 (bunyi sebelum MK 136/2024)', '2024-11-13')).toBe('in_force')
    expect(force('uu-1-2015 Pasal 188 (bunyi sebelum MK 136/2024)', '2024-11-14')).toBe('repealed')
  })
})

describe('the calendar', () => {
  const stage = (on: string): string | null => stageOn(edition.sources.elections, on, ['ID'])?.stage ?? null

  it('adds a stage while an election runs', () => {
    expect(stage('2024-02-12')).toBe('quiet')
    expect(stage('2024-11-27')).toBe('polling')
    expect(stage('2024-10-01')).toBe('campaign')
  })

  it('never says that there is no election: outside its dates the stage is unknown', () => {
    expect(stage('2026-11-21')).toBeNull()
    expect(stage('2024-05-01')).toBeNull()
  })
})
