// What the product promises, held over every question in the knowledge.
import { describe, expect, it } from 'vitest'
import { traitOf } from '../../src/answering/answering.ts'
import { clauseName, forceOn } from '../../src/knowledge/knowledge.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import { askOnce, edition, first, readAnew } from '../edition.ts'

const answered = questionsOf(edition.sources, null).map(({ question }) => {
  const profile = { status: question.status, place: question.place, on: question.on }
  return { question, profile, answer: askOnce(question.ask, profile) }
})

describe('promises', () => {
  it('every firm answer rests on clauses that exist and have force on the date', () => {
    for (const { question, answer } of answered) {
      for (const finding of answer.findings.filter(f => traitOf(f.outcome).firm)) {
        expect(finding.citations.length, question.ask).toBeGreaterThan(0)
        for (const c of finding.citations) {
          const at = edition.clause(`${c.document} ${clauseName(c.label, c.heading)}`)
          expect(at, `${c.document} ${c.label}`).toBeDefined()
          if (at && !c.historical) expect(['in_force', 'amended', 'unknown']).toContain(forceOn(at, question.on))
        }
      }
    }
  })

  it('repealed law is never cited as current', () => {
    for (const { question, answer } of answered) {
      for (const c of answer.findings.flatMap(f => f.citations)) {
        if (c.document === 'uu-5-2014' && question.on >= '2023-10-31') expect(c.historical, question.ask).toBe(true)
      }
    }
  })

  it('the same words are read the same, however often and whatever was read in between', () => {
    for (const { question } of answered) expect(readAnew(question.ask), question.ask).toEqual(edition.read(question.ask))
  })

  it('no answer breaks', () => {
    for (const { question, answer } of answered) expect(first(answer).outcome, question.ask).not.toMatch(/^failed_/)
  })

  it('no answer breaks, whoever asks it where circulars hold for some and not for others', () => {
    const statuses = ['non-asn', 'PPPK', 'non-asn', 'CPNS'] as const
    for (const [i, { question }] of answered.entries()) {
      const profile = { status: statuses[i % statuses.length] ?? null, place: '74.71', on: question.on }
      const { outcome } = first(askOnce(question.ask, profile))
      expect(outcome, `${profile.status}: ${question.ask}`).not.toMatch(/^failed_/)
    }
  })

  it('only law stands in “ ”', () => {
    const texts = edition
      .clauses()
      .filter(c => c.clause.text_status !== 'summary')
      .map(c => c.clause.text)
    for (const { question, answer } of answered) {
      for (const [, quoted = ''] of answer.text.matchAll(/“([^”]*)”/g))
        expect(
          texts.some(t => t.includes(quoted)),
          question.ask,
        ).toBe(true)
    }
  })

  it('an answer is at most 900 characters a finding and cites at most five clauses', () => {
    for (const { question, answer } of answered) {
      for (const f of answer.findings) {
        expect(f.text.length, question.ask).toBeLessThanOrEqual(1400)
        expect(f.citations.length).toBeLessThanOrEqual(5)
      }
    }
  })

  it('a PPPK is never given PP 94/2021 as a ground', () => {
    // who says in the question what they are is believed before the profile
    for (const { question } of answered.filter(a => !/pns|pegawai negeri/i.test(a.question.ask)).slice(0, 300)) {
      const answer = askOnce(question.ask, { status: 'PPPK', on: '2026-11-21' })
      if (!traitOf(first(answer).outcome).firm) continue
      expect(
        answer.findings.flatMap(f => f.citations).some(c => c.document === 'pp-94-2021'),
        question.ask,
      ).toBe(false)
    }
  })

  it('a circular is never cited outside its place', () => {
    for (const { answer, profile, question } of answered) {
      // the places are those that the question names, else the one the profile holds
      const named = edition.places.inText(question.ask)
      const places = [named?.place, ...(named?.others ?? [])].flatMap(p => p?.code ?? [])
      const lineage = [...places, profile.place].flatMap(p => edition.places.lineage(p))
      for (const c of answer.findings.flatMap(f => f.citations)) {
        const place = edition.regulation(c.document)?.place ?? 'ID'
        expect(lineage, `${question.ask}: ${c.document}`).toContain(place)
      }
    }
  })

  it('nobody is told that an officer is being connected', () => {
    for (const { answer } of answered) expect(answer.text).not.toMatch(/sedang (?:di)?(?:hubung|sambung)/i)
  })

  it('nobody is sent to the dissolved KASN', () => {
    for (const { answer, question } of answered)
      expect(answer.text, question.ask).not.toMatch(/(?:lapor|adukan|hubungi)[^.]{0,30}\bKASN\b/i)
  })
})
