// What must be learned anew when it changes, and what need not.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { type Files, hashOf, lessonsHash, lessonsOf, parse } from '../../src/knowledge/knowledge.ts'
import { openEdition } from '../../src/main.ts'
import { EditionUnlearned } from '../../src/refused.ts'
import { knowledgeFolder } from '../edition.ts'

/** A small knowledge of the real one: learning it takes a moment. */
const whole = readFiles(knowledgeFolder)
const ours = [...whole.keys()].filter(p => p.startsWith('principles/')).slice(0, 4)
const small: Files = new Map(
  [...whole].filter(([p]) => ours.includes(p) || /^(regulations|vocabulary|calendar|consequences)/.test(p)),
)
const changed = (path: string, from: RegExp, to: string): Files => {
  const text = small.get(path) ?? ''
  const next = text.replace(from, to)
  if (next === text) throw new Error(`${path} has nothing of ${from}`)
  return new Map([...small, [path, next]])
}
const lessons = (files: Files): string => lessonsHash(lessonsOf(parse(files).sources))
const [principle = ''] = ours
const [regulation = ''] = [...small.keys()].filter(p => p.startsWith('regulations/'))

describe('what is learned from', () => {
  it('is not a circular, the calendar, the places, nor how an answer is worded', () => {
    const before = lessons(small)
    for (const files of [
      changed('calendar.yaml', /^elections:/m, '# ditinjau\nelections:'),
      changed(regulation, /^notes: .*/m, 'notes: "ditinjau"'),
      changed(principle, /lead: (.)/, 'lead: "Baru."\n    # $1'),
      new Map([...small].filter(([p]) => p !== regulation)),
    ])
      expect(lessons(files)).toBe(before)
  })

  it('is a phrasing, a word, a condition, a verdict', () => {
    const before = lessons(small)
    for (const files of [
      changed(principle, /^phrasings:\n/m, 'phrasings:\n  - "ungkapan yang belum pernah ditulis"\n'),
      changed('vocabulary/spelling.yaml', /^words:\n/m, 'words:\n  gmnkh: bagaimana\n'),
      new Map([...small].filter(([p]) => p !== principle)),
    ])
      expect(lessons(files)).not.toBe(before)
  })
})

describe('an edition of a map of files', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rambu-lessons-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const opened = (files: Files, mayLearn = true) => {
    let learned = 0
    const edition = openEdition(
      { edition: hashOf(files), files: () => files },
      folder,
      () => {
        learned += 1
      },
      mayLearn,
    )
    return { edition, learned }
  }

  it('is learned once; where only a rule changes it is there at once, with the rule as it is now', () => {
    expect(() => opened(small, false)).toThrow(EditionUnlearned)
    expect(opened(small).learned).toBe(1)
    expect(opened(small, false).learned).toBe(0)
    const next = opened(changed(regulation, /^title: .*/m, 'title: "Judul yang baru"'))
    expect(next.learned).toBe(0)
    expect(next.edition.sources.regulations.some(r => r.title === 'Judul yang baru')).toBe(true)
    expect(opened(small).edition.sources.regulations.some(r => r.title === 'Judul yang baru')).toBe(false)
    expect(readdirSync(folder).filter(name => name.startsWith('learned-'))).toHaveLength(1)
  })
})
