// A candidate in a thread of its own, as editors use it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { readFiles } from '../src/adapters/disk.ts'
import { type Files, hashOf } from '../src/knowledge/knowledge.ts'
import type { Tester, TrialProgress, Trying } from '../src/publishing/publishing.ts'
import { startTester } from '../src/tryout.ts'
import { knowledgeFolder } from './edition.ts'
import { circularAdded, PATHS, PLACE, REGULATION_FILE, regulation, withFiles } from './publishing/circular.ts'

const ROOT = join(import.meta.dirname, '..')
const promptsFolder = join(ROOT, 'prompts')
const ownCache = mkdtempSync(join(tmpdir(), 'rambu-tryout-'))
const testers: Tester[] = []
const start = (cacheFolder: string): Tester => {
  const tester = startTester({ promptsFolder, cacheFolder })
  testers.push(tester)
  return tester
}
afterEach(async () => {
  for (const tester of testers.splice(0)) await tester.stop()
})
afterAll(() => rmSync(ownCache, { recursive: true }))

const live = readFiles(knowledgeFolder)
const circular: Trying = { live, candidate: circularAdded(knowledgeFolder), paths: PATHS }
const asked = { ask: 'PNS hadir kampanye cabup minggu sore cuma nyimak, boleh?', place: PLACE, status: null, on: '2026-11-21' }
const never = new AbortController().signal

/** A knowledge so small that it is learned at once. */
const small: Files = new Map(
  [...live].filter(
    ([path]) =>
      // what short answers tell is told of entries that are not here
      (/^(vocabulary|regulations)\//.test(path) && path !== 'vocabulary/told.yaml') ||
      /^(consequences|calendar)\.yaml$/.test(path) ||
      /^principles\/(hadir-pasif|pakai-atribut|perintah-bot)\.yaml$/.test(path),
  ),
)

describe('a candidate in a thread of its own', () => {
  it('is tried without learning anything anew, and says how far it is', async () => {
    const told: TrialProgress[] = []
    const trial = await start(join(ROOT, '.cache/rambu')).trial(circular, p => told.push(p), never)
    expect(trial).toMatchObject({ live: hashOf(live), candidate: hashOf(circular.candidate), problems: [] })
    expect(trial?.cases.some(c => c.place === PLACE && c.after.outcome === 'forbidden')).toBe(true)
    expect([...new Set(told.map(p => p.stage))]).toEqual(['checking', 'asking'])
    expect(told.at(-1)).toMatchObject({ done: told.at(-1)?.of })
  })

  it('answers a question on both for whoever writes it', async () => {
    const tester = start(join(ROOT, '.cache/rambu'))
    const both = await tester.preview(circular, asked)
    expect(both).toMatchObject({ kind: 'answered', before: { outcome: 'depends' }, after: { outcome: 'forbidden' } })
  })

  it('names what is wrong instead of trying what cannot be published', async () => {
    const [one, ...rest] = regulation.clauses
    const candidate = withFiles(circular.candidate, { [REGULATION_FILE]: { ...regulation, clauses: rest } })
    expect(one).toBeDefined()
    const trial = await start(join(ROOT, '.cache/rambu')).trial({ ...circular, candidate }, () => {}, never)
    expect(trial?.problems.some(p => p.kind === 'unknown-clause')).toBe(true)
    expect(trial?.cases).toEqual([])
  })

  it('previews what is not finished yet, and says what cannot even be read', async () => {
    const tester = start(join(ROOT, '.cache/rambu'))
    const unfinished = withFiles(circular.candidate, { [REGULATION_FILE]: { ...regulation, place: '99' } })
    expect(await tester.preview({ ...circular, candidate: unfinished }, asked)).toMatchObject({ kind: 'answered' })
    const broken = withFiles(circular.candidate, { [REGULATION_FILE]: { ...regulation, year: 'dua ribu' } })
    const told = await tester.preview({ ...circular, candidate: broken }, asked)
    expect(told.kind === 'problems' && told.problems.map(p => p.file)).toEqual([REGULATION_FILE])
  })

  it('learns what a changed act says, and answers with the old edition meanwhile', async () => {
    const tester = start(ownCache)
    const text = small.get('principles/hadir-pasif.yaml') ?? ''
    const candidate = new Map(small).set(
      'principles/hadir-pasif.yaml',
      text.replace('phrasings:', 'phrasings:\n  - "kalimat baru sekali tentang hadir"'),
    )
    const trying = { live: small, candidate, paths: ['principles/hadir-pasif.yaml'] }
    expect(await tester.preview(trying, asked)).toMatchObject({ kind: 'learning', before: { situation: 'hadir-pasif' } })
    const told: string[] = []
    const trial = await tester.trial(trying, p => told.push(p.stage), never)
    expect(trial?.counts.find(c => c.set === 'own')?.cases).toBeGreaterThan(2)
    expect(await tester.preview(trying, asked)).toMatchObject({ kind: 'answered' })
  })

  it('is called off at once', async () => {
    const off = new AbortController()
    const tester = start(join(ROOT, '.cache/rambu'))
    const trial = tester.trial(circular, p => p.stage === 'asking' && off.abort(), off.signal)
    expect(await trial).toBeNull()
    expect(await tester.trial(circular, () => {}, off.signal)).toBeNull()
    // and another can be tried
    expect((await tester.preview(circular, asked)).kind).toBe('answered')
  })

  it('is let go of when nobody asks any more, and comes back when somebody does', async () => {
    const tester = startTester({ promptsFolder, cacheFolder: join(ROOT, '.cache/rambu') }, 1)
    testers.push(tester)
    expect((await tester.preview(circular, asked)).kind).toBe('answered')
    expect((await tester.preview(circular, asked)).kind).toBe('answered')
  })
})
