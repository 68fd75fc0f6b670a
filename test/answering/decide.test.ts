// What clears a permission of its doubts: the nearest phrasings weighed against each other, and words that leave no doubt.
import { describe, expect, it } from 'vitest'
import { answer, type Draft } from '../../src/answering/answering.ts'
import { decide } from '../../src/answering/decide.ts'
import { traitOf } from '../../src/answering/outcomes.ts'
import { edition, nobody, words } from '../edition.ts'

const draftOf = (text: string): Draft => {
  const [draft] = answer(edition, words, { said: [text], profile: nobody, homePlace: null, office: null }).drafts
  if (draft === undefined) throw new Error('no draft')
  return draft
}

const asked = draftOf('bolehkah saya datang ke TPS dan mencoblos pada hari pemungutan suara?')
/** The same question as if its readings were scattered and prohibitions stood among them. */
const scattered: Draft = {
  ...asked,
  candidates: asked.candidates.map(c =>
    c.row !== null && traitOf(c.row.verdict).permits ? { ...c, weight: 0.36, alike: 0.2 } : { ...c, weight: c.weight / 100 },
  ),
  nearPermits: 0.3,
  nearForbids: 0.2,
  wordsPermit: 0.5,
  wordsForbid: 0.55,
}

describe('a short question that names no side', () => {
  it('is asked back whose it is, however near a phrasing comes', () => {
    expect(draftOf('kalau ikut konvoi boleh?').decision.outcome).toBe('depends')
    expect(draftOf('kalau ikut konvoi paslon boleh?').decision.outcome).toBe('forbidden')
  })
})

describe('a permission in doubt', () => {
  it('stands where the nearest phrasings speak more for it than against it', () => {
    expect(traitOf(decide(edition, scattered).outcome).permits).toBe(true)
  })

  it('stays open where they speak more against it', () => {
    expect(decide(edition, { ...scattered, nearForbids: 0.4 }).outcome).toBe('depends')
  })

  it('stays open where the words alone forbid clearly, whatever the nearest phrasings say', () => {
    expect(traitOf(decide(edition, { ...scattered, wordsForbid: 0.7 }).outcome).permits).toBe(false)
  })
})
