import { beforeAll, describe, expect, it } from 'vitest'
import { readFiles } from '../../src/adapters/disk.ts'
import { check, type Edition, hashOf } from '../../src/knowledge/knowledge.ts'
import type { Trial, TrialCase } from '../../src/publishing/compared.ts'
import { questionsFor, trial } from '../../src/publishing/trial.ts'
import { edition, knowledgeFolder, words } from '../edition.ts'
import { circularAdded, NEIGHBOUR, PATHS, PLACE, REGULATION, ROWS_FILE, reading, rows, withFiles } from './circular.ts'

const files = circularAdded(knowledgeFolder)
const candidate = reading(files, edition)

/** Without the sets that every candidate is asked: quicker where only the draft's own are looked at. */
const few = (e: Edition): Edition => ({ ...e, sources: { ...e.sources, questionSets: [] } })

function run(live: Edition, other: Edition, paths: readonly string[], steps: number[] = []): Trial {
  const going = trial({ live, candidate: other, words }, paths, [], () => 0)
  for (;;) {
    const next = going.next()
    if (next.done) return next.value
    steps.push(next.value.done)
  }
}

describe('a candidate tried beside the live edition', () => {
  let tried: Trial
  const steps: number[] = []
  const changed = (where: (c: TrialCase) => boolean): readonly TrialCase[] =>
    tried.cases.filter(c => c.changeKey !== null && where(c))
  beforeAll(() => {
    tried = run(edition, candidate, PATHS, steps)
  }, 120_000)

  it('is one that may be published at all', () => {
    expect(check(files)).toEqual([])
  })

  it('names both editions and counts every set', () => {
    expect(tried).toMatchObject({ live: edition.hash, candidate: hashOf(files) })
    expect(tried.counts.map(c => c.set)).toEqual(['own', 'topic', 'smoke', 'hostile', 'all'])
    const of = (set: string) => tried.counts.find(c => c.set === set)
    expect(of('own')).toMatchObject({ cases: 5, right: 5 })
    expect(of('topic')?.cases).toBeGreaterThan(200)
    expect(of('all')?.cases).toBeGreaterThan(1000)
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
    expect(run(few(edition), few(candidate), PATHS)).toEqual(run(few(edition), few(candidate), PATHS))
  }, 60_000)

  it('asks anew about a change that changes again', () => {
    const [first, ...rest] = rows.rows
    if (first === undefined) throw new Error('no row')
    const other = { ...rows, rows: [{ ...first, row: { ...first.row, lead: 'Tidak boleh. Kata lain.' } }, ...rest] }
    const again = run(few(edition), few(reading(withFiles(files, { [ROWS_FILE]: other }), edition)), PATHS)
    const own = (t: Trial) => t.cases.find(c => c.set === 'own' && c.after.row === 'contoh-1')?.changeKey
    expect(own(again)).not.toBe(own(tried))
  }, 60_000)

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
    const tried = run(few(edition), few(reading(withFiles(files, { [ROWS_FILE]: looser }), edition)), PATHS)
    const own = tried.cases.filter(c => c.set === 'own')
    expect(own.find(c => c.after.row === 'contoh-1')).toMatchObject({ isRight: false, isMorePermissive: true })
    expect(tried.conflicts.some(c => c.why === 'more-permissive-than-higher')).toBe(true)
  }, 60_000)

  it('changes nothing when nothing changes', () => {
    const same = run(few(edition), few(reading(readFiles(knowledgeFolder), edition)), [])
    expect(same.counts.map(c => c.changed)).toEqual([0, 0, 0, 0, 0])
    expect(same).toMatchObject({ conflicts: [], loses: [] })
  }, 60_000)
})
