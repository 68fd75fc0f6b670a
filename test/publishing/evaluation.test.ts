import { describe, expect, it } from 'vitest'
import { answer } from '../../src/answering/answering.ts'
import { areaUnder, riskCoverage } from '../../src/publishing/curve.ts'
import { judge } from '../../src/publishing/evaluation.ts'
import {
  type Case,
  casesOf,
  comparedRuns,
  drawCurves,
  type Evaluation,
  evaluation,
  type GivenTo,
  givenOf,
  questionsOf,
  readEvaluation,
  tryBeside,
} from '../../src/publishing/publishing.ts'
import { edition, nobody, words } from '../edition.ts'

const asked = (over: Partial<Case> = {}): Case => ({
  id: 'q',
  group: 'A',
  turns: ['boleh?'],
  profile: nobody,
  expect: ['forbidden'],
  cite: [],
  isOpen: true,
  ...over,
})

const given = (over: Partial<GivenTo> = {}): GivenTo => ({
  outcome: 'forbidden',
  confidence: 0.9,
  citations: [],
  situation: null,
  mind: null,
  marks: [],
  choices: [],
  ms: 0,
  ...over,
})

const made = {
  on: '2026-11-22',
  edition: 'e1',
  set: 's',
  runs: 3,
  prompts: { 'model-read': '1' },
  models: { read: 'm' },
  isLocal: false,
  usage: [],
}

/** Each run of the model says the next of these. */
const turning = (outcomes: readonly GivenTo[]): (() => Promise<GivenTo>) => {
  let at = 0
  return async () => outcomes[at++ % outcomes.length] ?? given()
}

const run = (cases: readonly Case[], alone: GivenTo, beside: readonly GivenTo[], stopAfter = 1e9): Promise<Evaluation> => {
  let done = 0
  return tryBeside(
    cases,
    { alone: () => alone, beside: turning(beside) },
    { runs: 3, atOnce: 1, isStopped: () => done >= stopAfter, onDone: n => (done = n) },
  ).then(tried => evaluation(cases, tried, made))
}

describe('what is counted of an answer', () => {
  it('a permission where none may be given is a wrong permission, a prohibition where none is due over-forbids, an open answer hedges', () => {
    expect(judge(asked(), given({ outcome: 'allowed' }))).toMatchObject({ isRight: false, wrongPermission: true })
    expect(judge(asked({ expect: ['allowed'] }), given())).toMatchObject({ isRight: false, overForbids: true, hedges: false })
    expect(judge(asked(), given({ outcome: 'depends' }))).toMatchObject({ isRight: false, hedges: true })
    expect(judge(asked({ expect: ['depends'] }), given({ outcome: 'depends' }))).toMatchObject({ isRight: true, hedges: false })
  })

  it('an open answer is told apart by whether a choice under it leads to what is right', () => {
    const open = (choices: GivenTo['choices']) => judge(asked(), given({ outcome: 'depends', choices })).isReached
    expect(open(['forbidden', 'allowed'])).toBe('first')
    expect(open(['allowed', 'forbidden'])).toBe('some')
    expect(open(['allowed'])).toBe('not')
    expect(judge(asked(), given()).isReached).toBe('at-once')
  })

  it('a finer clause is the wanted one, another is not, and where nobody said what to cite nothing is counted', () => {
    const cite = [[{ document: 'pp-94-2021', label: 'Pasal 5 huruf n' }], [{ document: 'skb-2022', label: '*' }]]
    const cited = (document: string, label: string) => ({ document, label, heading: '', historical: false })
    const citations = [cited('pp-94-2021', 'Pasal 5 huruf n angka 5'), cited('pp-94-2021', 'Pasal 5 huruf na')]
    expect(judge(asked({ cite }), given({ citations }))).toMatchObject({ cited: 2, citedWanted: 1, wanted: 2, wantedCited: 1 })
    expect(judge(asked(), given({ citations }))).toMatchObject({ cited: 0, wanted: 0 })
  })

  it('a question that nobody judged is neither right nor wrong', () => {
    expect(judge(asked({ expect: [] }), given())).toMatchObject({ isRight: null, isReached: null, overForbids: false })
  })
})

describe('a model beside the rules', () => {
  it('says where it differs, how stable it is, and what it waited', async () => {
    const runs = [given({ outcome: 'depends', mind: 'hangs', ms: 30 }), given({ ms: 10 }), given({ ms: 20, marks: ['agrees'] })]
    const of = await run([asked()], given(), runs)
    expect(of).toMatchObject({
      isWhole: true,
      moves: [{ from: 'forbidden', to: 'depends', count: 1 }],
      stable: { outcome: 0, mind: 0 },
      wait: { p50: 20, max: 30 },
      minds: { hangs: 1 },
    })
    expect(of.marks).toMatchObject({ agrees: 1, disagrees: 0 })
    expect(of.differences).toMatchObject([{ before: 'forbidden', after: ['depends', 'forbidden', 'forbidden'] }])
  })

  it('says how often what is wrong is doubted, and how often what is right', async () => {
    const wrong = await run([asked({ expect: ['allowed'] })], given(), [
      given({ mind: 'doubts' }),
      given(),
      given({ mind: 'agrees' }),
    ])
    expect(wrong.doubted).toEqual({ wrong: 1, ofWrong: 3, right: 0, ofRight: 0 })
    const right = await run([asked()], given(), [given({ outcome: 'depends', mind: 'hangs' })])
    expect(right.doubted).toEqual({ wrong: 0, ofWrong: 0, right: 3, ofRight: 3 })
    const open = await run([asked()], given({ outcome: 'depends' }), [given({ outcome: 'depends', mind: 'doubts' })])
    expect(open.doubted).toMatchObject({ ofWrong: 0, ofRight: 0 })
  })

  it('keeps the words of a private question out of the result', async () => {
    const of = await run([asked({ isOpen: false, turns: ['rahasia saya'] })], given(), [given({ outcome: 'depends' })])
    expect(of.differences).toHaveLength(1)
    expect(JSON.stringify(of)).not.toContain('rahasia')
  })

  it('broken off, it keeps what was done whole', async () => {
    const of = await run([asked(), asked({ id: 'r' }), asked({ id: 's' })], given(), [given()], 2)
    expect(of).toMatchObject({ isWhole: false, questions: 3, rules: { answers: 2 } })
  })

  it('is read back as it was written, and nothing else is', async () => {
    const of = await run([asked()], given(), [given()])
    expect(readEvaluation(JSON.parse(JSON.stringify(of)))).toEqual(of)
    expect(readEvaluation({ format: 'rambu-evaluation-1' })).toBeNull()
  })

  it('two runs are compared: what they were made with, and which questions are now answered otherwise', async () => {
    const a = await run([asked(), asked({ id: 'r' })], given(), [given()])
    const b = await run([asked()], given(), [given(), given({ outcome: 'depends' }), given({ outcome: 'depends' })])
    const between = comparedRuns(a, { ...b, models: { read: 'n' } })
    expect(between.made).toContainEqual({ name: 'model read', a: 'm', b: 'n' })
    expect(between.changed).toEqual([
      { id: 'q', by: 'model', before: 'forbidden', after: 'depends', wasRight: true, isRight: false },
    ])
    expect(between.alone).toBe(1)
    expect(comparedRuns(a, a)).toEqual({ made: [], rules: [], model: [], changed: [], alone: 0 })
  })
})

describe('risk and coverage', () => {
  it('the surest come first, and what is equally sure stands or falls together', () => {
    const sure = (confidence: number, isRight: boolean) => ({ confidence, isRight })
    const points = riskCoverage([sure(0.5, true), sure(0.9, true), sure(0.5, false), sure(0.7, true)])
    expect(points).toEqual([
      { coverage: 0.25, risk: 0 },
      { coverage: 0.5, risk: 0 },
      { coverage: 1, risk: 0.25 },
    ])
    expect(areaUnder(points)).toBeCloseTo(0.125)
    expect(areaUnder([])).toBeNull()
  })

  it('is drawn with its names on it, told apart without colours, and readable on a dark screen', () => {
    const svg = drawCurves(
      [
        { name: 'Aturan & model', points: [{ coverage: 1, risk: 0.2 }] },
        { name: 'Model', points: [] },
      ],
      { title: 'Judul', described: 'Uraian', coverage: 'Cakupan', risk: 'Salah' },
      share => `${Math.round(100 * share)}%`,
    )
    for (const said of [
      'Judul',
      'Uraian',
      'Cakupan',
      'Salah',
      'Aturan &amp; model',
      'stroke-dasharray',
      'prefers-color-scheme: dark',
    ])
      expect(svg).toContain(said)
    expect(svg).not.toMatch(/NaN|undefined/)
  })
})

describe('questions of the knowledge', () => {
  it('keep their names as long as their words are, and count as regress counts them', () => {
    const cases = casesOf(questionsOf(edition.sources, 'smoke'))
    expect(new Set(cases.map(c => c.id)).size).toBe(cases.length)
    const right = cases.filter(c => {
      const ask = { said: c.turns, profile: c.profile, homePlace: null, office: null }
      return judge(c, givenOf(edition, words, answer(edition, words, ask), 0)).isRight
    })
    expect(right.length).toBe(cases.length)
  })

  it('an open answer between two readings says where its choices lead', () => {
    const cases = casesOf(questionsOf(edition.sources, 'calibration'))
    const chosen = cases.flatMap(c => {
      const ask = { said: c.turns, profile: c.profile, homePlace: null, office: null }
      return givenOf(edition, words, answer(edition, words, ask), 0).choices
    })
    expect(chosen.length).toBeGreaterThan(0)
  })
})
