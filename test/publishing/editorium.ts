// An editors' service over the real knowledge and books in memory: real edits, real checks, real differences, and real answers of a candidate as far
// as nothing is learned anew. Documents are read and cut by simple stand-ins that a test can hold back or make refuse.

import { dayOf } from '../../src/adapters/clock.ts'
import { readFiles } from '../../src/adapters/disk.ts'
import { type EditorialOf, openEditorial } from '../../src/editorial/editorial.ts'
import { type Clause, check, type Problem } from '../../src/knowledge/knowledge.ts'
import { difference } from '../../src/publishing/difference.ts'
import {
  type Acted,
  type Draft,
  type DraftEdit,
  type DraftId,
  type Editor,
  type Extracted,
  type ExtractedLine,
  type Extraction,
  exported,
  type Files,
  givenTo,
  NO_MARK,
  type PageImage,
  type Proposed,
  type ReadDocument,
  type Tester,
  type TrialState,
  trial,
  untried,
  type Who,
} from '../../src/publishing/publishing.ts'
import { edition, knowledgeFolder, known, words } from '../edition.ts'
import { type MemoryBooks, memoryBooks, nameOf } from './books.ts'
import { reading as editionOver } from './circular.ts'

export const START = Date.UTC(2026, 10, 23, 2)

export type Editorium = {
  readonly editor: Editor
  readonly books: MemoryBooks
  /** Moved by the test. */
  readonly clock: { now: number }
  readonly failures: unknown[]
  readonly who: (id: string) => Who
  /** Waits until a document is read. */
  readonly isRead: (id: DraftId) => Promise<Draft>
  /** Runs a trial to its end. */
  readonly isTried: (id: DraftId) => Promise<Extract<TrialState, { readonly kind: 'done' }>>
  /** Edits the newest version; throws when that is refused. */
  readonly edit: (who: Who, id: DraftId, ...edits: readonly DraftEdit[]) => Promise<Draft>
}

export const files = readFiles(knowledgeFolder)

export async function openEditorium(change: Partial<EditorialOf> = {}): Promise<Editorium> {
  const books = memoryBooks()
  const clock = { now: START }
  const failures: unknown[] = []
  let ids = 0
  const today = (): string => dayOf(clock.now)
  await books.editions.publish(
    {
      kind: 'national',
      national: files,
      localFiles: new Map(),
      on: today(),
      by: null,
      approvedBy: null,
      reason: '',
      draft: null,
    },
    0,
    [],
  )
  const editor = openEditorial({
    drafts: books.drafts,
    editions: books.editions,
    read: plainReader(),
    propose: proposedOf,
    check: async all => checked(all),
    tester: () => quickTester,
    difference,
    conflicts: async () => [],
    waiting: async () => null,
    replays: { ask: async () => {}, found: async () => null, recall: async () => null },
    exported: live => exported(live, key => key),
    newId: () => `draf${String(++ids).padStart(8, '0')}`,
    now: () => clock.now,
    dayOf,
    isAlone: true,
    failed: error => failures.push(error),
    ...change,
  })
  const now = async (id: DraftId): Promise<Draft> => {
    const draft = await editor.draft(id)
    if (draft === null) throw new Error('no such draft')
    return draft
  }
  return {
    editor,
    books,
    clock,
    failures,
    who: id => ({ id, at: clock.now, today: today() }),
    isRead: async id => {
      for (;;) {
        const reading = await editor.reading(id)
        if (reading?.kind !== 'under-way') return now(id)
        await turn()
      }
    },
    isTried: async id => {
      for (;;) {
        const state = await editor.runTrial(id)
        if (state.kind === 'done' && !state.isOutdated) return state
        if (state.kind === 'failed') throw new Error('the trial failed', { cause: failures.at(-1) })
        await turn()
      }
    },
    edit: async (who, id, ...edits) => {
      const acted = await editor.edit(who, id, (await now(id)).version, edits)
      if (acted.kind !== 'done') throw new Error(`not edited: ${saidOf(acted)}`)
      return acted.draft
    },
  }
}

const found = new Map<string, readonly Problem[]>()

/** Most tests begin with the same draft: the same files have the same problems. */
function checked(all: Files): readonly Problem[] {
  const problems = found.get(nameOf(all)) ?? check(all, known)
  found.set(nameOf(all), problems)
  return problems
}

export const saidOf = (acted: Acted): string => (acted.kind === 'refused' ? acted.why : acted.kind)

const turn = (): Promise<void> => new Promise(done => setImmediate(done))

/** Few questions, so that a test of a page need not wait; what was learned stays as it is. */
const quickTester: Tester = {
  trial: async ({ live, candidate, paths }, onProgress, signal) => {
    const problems = checked(candidate)
    if (problems.length > 0) return untried(nameOf(live), nameOf(candidate), problems)
    const [before, after] = [opened(live), opened(candidate)]
    const sides = { live: few(before, paths, after), candidate: few(after, paths, after), words }
    const going = trial(sides, paths, problems, () => 0)
    for (;;) {
      const next = going.next()
      if (next.done) return next.value
      onProgress(next.value)
      await turn()
      if (signal.aborted) return null
    }
  },
  preview: async ({ live, candidate }, asked) => {
    const problems = checked(candidate)
    if (problems.length > 0) return { kind: 'problems', problems }
    return { kind: 'answered', before: givenTo(opened(live), words, asked), after: givenTo(opened(candidate), words, asked) }
  },
  stop: async () => {},
}

const opened = (all: Files): typeof edition => (nameOf(all) === edition.hash ? edition : editionOver(all, edition))

/** Of what a draft does not bring itself: the smoke questions, and one question of each entry that its rows stand under. */
function few(of: typeof edition, paths: readonly string[], candidate: typeof edition): typeof edition {
  const { sources } = of
  const isOwn = (key: string): boolean => paths.includes(candidate.sources.fileOf.get(key) ?? '')
  const under = candidate.sources.regionals.filter(r => isOwn(`rows ${r.regulation}`)).flatMap(r => r.rows.map(row => row.entry))
  const asked = <E extends { readonly id: string; readonly questions: readonly unknown[] }>(entry: E): E =>
    isOwn(entry.id) ? entry : { ...entry, questions: entry.questions.slice(0, under.includes(entry.id) ? 1 : 0) }
  return {
    ...of,
    sources: {
      ...sources,
      principles: sources.principles.map(asked),
      situations: sources.situations.map(asked),
      regionals: sources.regionals.filter(r => isOwn(`rows ${r.regulation}`)),
      questionSets: sources.questionSets.filter(({ set }) => set === 'smoke'),
    },
  }
}

/** A page of a document that is text already; \f begins the next page. */
export const extractedOf = (text: string): Extracted => ({
  kind: 'text',
  pages: text.split('\f').map((page, i) => ({
    number: i + 1,
    by: 'text',
    isRefused: false,
    lines: page
      .split('\n')
      .filter(line => line.trim() !== '')
      .map((line, at) => lineOf(line.trim(), at)),
  })),
})

const lineOf = (text: string, at: number): ExtractedLine => ({
  text,
  left: 0.1,
  top: 0.05 + at * 0.03,
  right: 0.9,
  bottom: 0.07 + at * 0.03,
  size: 0.02,
  isBold: false,
  confidence: null,
  doubts: [],
  cell: null,
})

/** The smallest picture there is. */
const PIXEL = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64'),
)

/** Reads text; `until` holds it back, `refuse` makes it end otherwise. */
export function plainReader(until: Promise<void> = Promise.resolve(), refuse: Extraction | null = null): ReadDocument {
  return async (document, { onProgress }) => {
    const extracted = extractedOf(document.map(({ bytes }) => new TextDecoder().decode(bytes)).join('\f'))
    const images = extracted.pages.map(({ number }): PageImage => ({ number, type: 'image/png', bytes: PIXEL }))
    onProgress({ page: 1, pages: extracted.pages.length, stage: 'reading' })
    await until
    return refuse ?? { kind: 'read', extracted, images }
  }
}

/** The first line is the title; each line "1. …" is a point. */
export function proposedOf({ pages }: Extracted): Proposed {
  const lines = pages.flatMap(({ number, lines }) =>
    lines.map(({ text }, i) => ({ text, spot: { page: number, from: i, to: i } })),
  )
  const points = lines.flatMap(({ text, spot }) => {
    const [, point, said] = text.match(/^(\d+)\. (.+)$/) ?? []
    return point === undefined || said === undefined ? [] : [{ clause: clauseOf(`Butir ${point}`, said), spot }]
  })
  const [title] = lines
  const sure = <T>(value: T) => ({ value, spot: title?.spot ?? null, isSure: true })
  return {
    metadata: {
      type: sure('Surat Edaran'),
      number: null,
      year: null,
      title: title === undefined ? null : sure(title.text),
      issuer: null,
      place: null,
      enacted_on: null,
      in_force_from: null,
      in_force_until: null,
      rank: null,
      short: null,
      id: null,
      refersTo: [],
    },
    clauses: points.map(({ clause, spot }) => ({ clause, mark: { ...NO_MARK, spots: [spot] } })),
    refusedPages: [],
    leftOut: [],
  }
}

const clauseOf = (label: string, text: string): Clause => ({
  label,
  heading: '',
  source_label: label,
  text,
  text_status: 'quoted-secondary',
  force: 'in_force',
  in_force_until: null,
  designation: null,
  replaced_by: [],
  topics: [],
  sources: ['contoh'],
  notes: '',
})
