import { describe, expect, it } from 'vitest'
import { casesIn } from '../src/batch.ts'

const QUESTION = {
  id: 'q1',
  group: 'D',
  question: 'boleh ikut?',
  follow_up_facts: 'acara partai',
  expected: {
    outcome: 'bergantung',
    acceptable: ['klarifikasi'],
    after_follow_up: { outcome: 'dilarang', acceptable: [] },
  },
  must_cite_any: [[], [{ document: 'pp-94-2021', label: 'Pasal 5' }]],
}

describe('questions of a file', () => {
  it('with a judgement are asked once, and again after what the asker adds', () => {
    expect(casesIn(QUESTION)).toMatchObject([
      { id: 'q1', group: 'D', turns: ['boleh ikut?'], expect: ['depends', 'clarify'], cite: [[{ label: 'Pasal 5' }]] },
      { id: 'q1#2', group: 'D2', turns: ['boleh ikut?', 'acara partai'], expect: ['forbidden'], cite: [] },
    ])
  })

  it('without one are asked all the same', () => {
    expect(casesIn({ id: 'a', turns: ['boleh?'], status: 'PNS' })).toMatchObject([
      { turns: ['boleh?'], status: 'PNS', expect: [] },
    ])
  })

  it('a line that asks nothing is told apart', () => {
    expect(casesIn({ id: 'a' })).toBeNull()
    expect(casesIn('boleh?')).toBeNull()
  })
})
