import { beforeAll, describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { check, type Edition, type Files, hashOf } from '../../src/knowledge/knowledge.ts'
import type { Trial, TrialCase } from '../../src/publishing/compared.ts'
import { questionsFor } from '../../src/publishing/posed.ts'
import { changeOf, trial } from '../../src/publishing/trial.ts'
import { edition, knowledgeFolder, known, words } from '../edition.ts'
import {
  circularAdded,
  NEIGHBOUR,
  PATHS,
  PLACE,
  REGULATION,
  REGULATION_FILE,
  ROWS_FILE,
  reading,
  regulation,
  rows,
  withFiles,
} from './circular.ts'

const files = circularAdded(knowledgeFolder)
const candidate = reading(files, edition)

/** With one question of each act, and with or without the sets that every candidate is asked: a trial of all takes many seconds. */
const few = (e: Edition, questionSets: Edition['sources']['questionSets'] = []): Edition => {
  const one = <T extends { readonly questions: readonly unknown[] }>(of: T): T => ({ ...of, questions: of.questions.slice(0, 1) })
  const { principles, situations } = e.sources
  return { ...e, sources: { ...e.sources, questionSets, principles: principles.map(one), situations: situations.map(one) } }
}

function run(live: Edition, other: Edition, paths: readonly string[], steps: number[] = []): Trial {
  const going = trial({ live, candidate: other, words }, paths, [], () => 0)
  for (;;) {
    const next = going.next()
    if (next.done) return next.value
    steps.push(next.value.done)
  }
}

/** With one question of each act that the circular speaks of. */
const fewest = (e: Edition): Edition => {
  const spoken = new Set(rows.rows.map(({ entry }) => entry))
  const asked = <T extends { readonly id: string; readonly questions: readonly unknown[] }>(of: T): T =>
    spoken.has(of.id) ? of : { ...of, questions: [] }
  const { sources } = few(e)
  return { ...e, sources: { ...sources, principles: sources.principles.map(asked), situations: sources.situations.map(asked) } }
}

let once: Trial | null = null
const small = (): Trial => {
  once ??= run(fewest(edition), fewest(candidate), PATHS)
  return once
}

describe('a candidate tried beside the live edition', () => {
  let tried: Trial
  const steps: number[] = []
  const changed = (where: (c: TrialCase) => boolean): readonly TrialCase[] =>
    tried.cases.filter(c => c.changeKey !== null && where(c))
  beforeAll(() => {
    const { questionSets } = edition.sources
    tried = run(few(edition, questionSets), few(candidate, questionSets), PATHS, steps)
  })

  it('is one that may be published at all', () => {
    expect(check(files, known)).toEqual([])
  })

  it('names both editions and counts every set', () => {
    expect(tried).toMatchObject({ live: edition.hash, candidate: hashOf(files) })
    expect(tried.counts.map(c => c.set)).toEqual(['own', 'topic', 'smoke', 'hostile', 'all'])
    const of = (set: string) => tried.counts.find(c => c.set === set)
    expect(of('own')).toMatchObject({ cases: 5, right: 5 })
    expect(of('topic')?.cases).toBeGreaterThan(200)
    expect(of('all')?.cases).toBeGreaterThan(500)
  })

  it('shows the answers that change in the place of the circular, old beside new', () => {
    const here = changed(c => c.place === PLACE && c.after.citations.some(ref => ref.startsWith(REGULATION)))
    expect(here.length).toBeGreaterThan(10)
    const stricter = here.find(c => c.before.outcome === 'depends' && c.after.outcome === 'forbidden')
    expect(stricter).toMatchObject({ isMorePermissive: false, after: { situation: 'hadir-pasif', row: 'contoh-1' } })
    expect(stricter?.before.text).not.toBe(stricter?.after.text)
  })

  it('asks the neighbour, the province and the country too, and nothing changes there', () => {
    const asked = questionsFor(edition, candidate, PATHS).filter(q => q.set === 'topic')
    for (const place of [PLACE, NEIGHBOUR, '33', null])
      expect(
        asked.some(q => q.profile.place === place && q.profile.on.startsWith('2026-02')),
        String(place),
      ).toBe(true)
    expect(changed(c => c.place !== PLACE).map(c => c.ask)).toEqual([])
  })

  it('does not hide them behind the sentence that only names the circular, nor behind a line that had to make room', () => {
    const decided = (g: TrialCase['before']): string => JSON.stringify({ ...g, text: '' })
    expect(changed(c => decided(c.before) === decided(c.after)).map(c => [c.before.text, c.after.text])).toEqual([])
  })

  it('gives each change a name of its own that stays the same', () => {
    const keys = changed(() => true).map(c => c.changeKey)
    expect(new Set(keys).size).toBe(keys.length)
    expect(run(fewest(edition), fewest(candidate), PATHS)).toEqual(small())
  })

  it('asks anew about a change that changes again', () => {
    const [first, ...rest] = rows.rows
    if (first === undefined) throw new Error('no row')
    const other = { ...rows, rows: [{ ...first, row: { ...first.row, lead: 'Tidak boleh. Kata lain.' } }, ...rest] }
    const again = run(fewest(edition), fewest(reading(withFiles(files, { [ROWS_FILE]: other }), edition)), PATHS)
    const own = (t: Trial) => t.cases.find(c => c.set === 'own' && c.after.row === 'contoh-1')?.changeKey
    expect(own(again)).not.toBe(own(tried))
  })

  it('tells how far it is', () => {
    expect(steps.length).toBeGreaterThan(20)
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  })
})

describe('what would be permitted by it', () => {
  it('is marked for whoever approves, and its own wrong answers are shown', () => {
    const [first] = rows.rows
    if (first === undefined) throw new Error('no row')
    const looser = { ...rows, rows: [{ ...first, row: { ...first.row, verdict: 'allowed_if', lead: 'Boleh.' } }] }
    const tried = run(fewest(edition), fewest(reading(withFiles(files, { [ROWS_FILE]: looser }), edition)), PATHS)
    const own = tried.cases.filter(c => c.set === 'own')
    expect(own.find(c => c.after.row === 'contoh-1')).toMatchObject({ isRight: false, isMorePermissive: true })
    expect(tried.conflicts.some(c => c.why === 'more-permissive-than-higher')).toBe(true)
  })

  it('changes nothing when nothing changes', () => {
    const same = run(few(edition), few(reading(readFiles(knowledgeFolder), edition)), [])
    expect(same.counts.map(c => c.changed)).toEqual([0, 0, 0, 0, 0])
    expect(same).toMatchObject({ conflicts: [], loses: [] })
  })
})

describe('what else is asked', () => {
  const asked = (before: Files, after: Files, paths: readonly string[]) =>
    questionsFor(few(reading(before, edition)), few(reading(after, edition)), paths).filter(q => q.set === 'topic')
  const national = readFiles(knowledgeFolder)

  it('is asked where a circular spoke that is taken back', () => {
    const places = new Set(asked(files, national, PATHS).map(q => q.profile.place))
    expect([PLACE, NEIGHBOUR, '33'].every(p => places.has(p))).toBe(true)
  })

  it('is asked on the day after a clause ends, and on the first day of a new law', () => {
    const [clause, ...rest] = regulation.clauses
    const ended = { ...regulation, clauses: [{ ...clause, in_force_until: '2026-06-30' }, ...rest] }
    const days = asked(files, withFiles(files, { [REGULATION_FILE]: ended }), [REGULATION_FILE]).map(q => q.profile.on)
    expect(days).toContain('2026-07-01')
  })

  it('is asked at each new stage of an election', () => {
    const text = national.get('calendar.yaml') ?? ''
    const later = new Map(national).set('calendar.yaml', text.replaceAll('2024-11-27', '2024-12-04'))
    const days = asked(national, later, ['calendar.yaml']).map(q => q.profile.on)
    expect(days).toContain('2024-12-04')
    expect(asked(national, national, ['calendar.yaml'])).toEqual([])
  })
})

describe('what is shown first', () => {
  it('is what a draft gets wrong, then what it permits, then verdicts before words', () => {
    const { cases } = small()
    const kinds = cases.map(c => ['verdict', 'rule', 'basis', 'wording'].indexOf(changeOf(c) ?? ''))
    expect(kinds.slice(5)).toEqual(kinds.slice(5).toSorted((a, b) => a - b))
    expect(changeOf({ ...cases[0], changeKey: null } as TrialCase)).toBeNull()
  })
})
