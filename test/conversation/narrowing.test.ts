// A choice under an open answer, over every question of the knowledge that ends open.
import { describe, expect, it } from 'vitest'
import { answer, answerPart, type Draft, openingsOf, type Pick } from '../../src/answering/answering.ts'
import { narrow } from '../../src/answering/narrow.ts'
import { prove } from '../../src/answering/prove.ts'
import { isSureNorm, refOf } from '../../src/knowledge/knowledge.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import { edition, words } from '../edition.ts'

const PERMITS = ['allowed', 'allowed_if']

const chosen = questionsOf(edition.sources, null).flatMap(({ question }) => {
  const profile = { status: question.status, place: question.place, on: question.on }
  const ask = { said: [question.ask], profile, homePlace: null, office: null }
  return answer(edition, words, ask).drafts.flatMap(before =>
    openingsOf(edition, before).map(({ pick }) => ({
      question: question.ask,
      pick,
      before,
      ...answerPart(edition, words, ask, before.part, [pick]),
    })),
  )
})

/** The verdict that a choice stands for; null where the question is asked again under another fact. */
function verdictOf(before: Draft, pick: Pick): string | null {
  if (pick.kind === 'branch') return before.decision.row?.branches.find(b => b.if === pick.when)?.then ?? null
  if (pick.kind === 'reading') return before.decision.between.find(c => c.entry.id === pick.entry)?.row?.verdict ?? null
  return null
}

describe('a choice under an open answer', () => {
  it('is offered for many questions of the knowledge', () => {
    expect(chosen.length).toBeGreaterThan(500)
    expect(new Set(chosen.map(c => c.pick.kind))).toEqual(new Set(['branch', 'reading', 'status', 'stage']))
  })

  it('gives the verdict of the branch, proven like any other', () => {
    for (const { finding, question } of chosen) expect(finding.outcome, question).not.toMatch(/^(?:failed_|no_basis)/)
    const branches = chosen.filter(c => c.pick.kind === 'branch')
    const firm = branches.filter(c => c.finding.outcome === verdictOf(c.before, c.pick))
    expect(firm.length / branches.length).toBeGreaterThan(0.95)
  })

  it('stays open where only rules of uncertain force speak', () => {
    for (const { pick, before, finding, draft, question } of chosen) {
      if (pick.kind !== 'branch' || finding.outcome === verdictOf(before, pick)) continue
      expect(finding.outcome, question).toBe('depends')
      const cited = finding.citations.map(c => edition.clause(refOf(c.document, c)))
      expect(
        cited.some(at => at !== undefined && isSureNorm(at, draft.facts.on)),
        question,
      ).toBe(false)
    }
  })

  it('never permits more than the branch or the reading that was chosen', () => {
    for (const { pick, before, finding, question } of chosen)
      if (PERMITS.includes(finding.outcome)) expect(finding.outcome, question).toBe(verdictOf(before, pick))
  })

  it('says the condition with every permission', () => {
    for (const { pick, finding, question } of chosen)
      if (pick.kind === 'branch' && PERMITS.includes(finding.outcome)) expect(finding.text, question).toContain(pick.when)
  })
})

describe('a chosen reading', () => {
  const open = chosen.find(c => c.pick.kind === 'reading' && PERMITS.includes(verdictOf(c.before, c.pick) ?? ''))
  if (open === undefined) throw new Error('no question hangs between two readings')
  const { before, pick } = open
  const among = (unexplained: readonly string[]) => narrow({ ...before.decision, unexplained }, [pick]).outcome

  it('is answered as if it had been the only one', () => {
    expect(PERMITS).toContain(among([]))
  })

  it('never becomes a permission while a decisive word stands outside it', () => {
    expect(among(['means.state-asset'])).toBe('depends')
  })

  it('is not taken from another question', () => {
    expect(narrow(before.decision, [{ kind: 'reading', entry: 'tidak-ada' }])).toEqual(before.decision)
    expect(narrow(before.decision, [{ kind: 'branch', entry: 'tidak-ada', row: 'umum', when: 'apa saja' }])).toEqual(
      before.decision,
    )
  })
})

describe('the proof of a chosen branch', () => {
  const permitted = chosen.find(c => c.pick.kind === 'branch' && c.finding.outcome === 'allowed')
  if (permitted === undefined) throw new Error('no branch permits')
  const { draft, finding } = permitted
  const { row, branch } = draft.decision
  const claim = { outcome: finding.outcome, row, citations: finding.citations, text: finding.text, facts: draft.facts }

  it('accepts exactly its verdict', () => {
    expect(prove(edition, claim, branch)).toEqual([])
    expect(prove(edition, claim)).toContain('verdict-differs-from-row')
    expect(prove(edition, { ...claim, outcome: 'allowed_if' }, branch)).toContain('verdict-differs-from-row')
  })

  it('refuses a branch of another row, and a permission without its condition', () => {
    expect(prove(edition, claim, { if: 'apa saja', then: 'allowed', say: 'silakan' })).toContain('branch-not-of-row')
    expect(prove(edition, { ...claim, text: '' }, branch)).toContain('permission-without-its-condition')
  })

  it('refuses a permission drawn from a branch that forbids', () => {
    const forbidden = row?.branches.find(b => b.then === 'forbidden') ?? null
    expect(prove(edition, claim, forbidden)).toContain('verdict-differs-from-row')
  })
})
