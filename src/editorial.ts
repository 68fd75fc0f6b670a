// The editors' service: drafts begun, written, read off documents, tried, submitted, approved by somebody else and taken back. Everything it stands on
// is handed in; what it keeps in memory (readings under way, trials, checks) can be lost at any time and is made again.
import { createHash } from 'node:crypto'
import type { AuditEntry } from './handoff/handoff.ts'
import type { Problem } from './knowledge/knowledge.ts'
import {
  type Acted,
  type ActRefusal,
  applied,
  type BlankOf,
  blankOf,
  bodyOf,
  candidateOf,
  type Difference,
  DOCUMENT_LIMITS,
  type Draft,
  type DraftAct,
  type DraftBook,
  type DraftEdit,
  type DraftFile,
  type DraftId,
  type DraftStep,
  type EditionBook,
  type EditionRecord,
  type Editor,
  type Extracted,
  type Extraction,
  type ExtractionFault,
  type ExtractionProgress,
  type Files,
  fileFor,
  fileHash,
  fromText,
  hashOf,
  idOf,
  isFailing,
  isFilePath,
  isSame,
  type Json,
  joined,
  type LocalFiles,
  listIn,
  localHash,
  type PackConflict,
  type Proposed,
  type ReadDocument,
  type Reading,
  type Replay,
  type StartFrom,
  type Tester,
  type Trial,
  type TrialProgress,
  type TrialState,
  textIn,
  touchesOf,
  type Who,
} from './publishing/publishing.ts'
import type { DateOnly } from './vocabulary.ts'

export type EditorialOf = {
  readonly drafts: DraftBook
  readonly editions: EditionBook
  readonly read: ReadDocument
  readonly propose: (extracted: Extracted, live: Files, today: DateOnly) => Proposed
  /** All problems of the files of an edition. */
  readonly check: (files: Files) => Promise<readonly Problem[]>
  /** Started when the first trial or preview wants it. */
  readonly tester: () => Tester
  readonly difference: (before: Files, after: Files) => Difference
  readonly conflicts: () => Promise<readonly PackConflict[]>
  /** The newer national pack while something keeps it from being taken up. */
  readonly waiting: () => Promise<Files | null>
  readonly replays: Replays
  readonly exported: (live: Live) => ReadonlyMap<string, string>
  readonly newId: (length: number) => string
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  /** No other process writes drafts: what is not being read here is not being read. */
  readonly isAlone: boolean
  /** Something of ours broke; it carries no words. */
  readonly failed: (error: unknown) => void
}

/** Recent real questions, asked of a candidate where askers' words can be opened: counts come back, in their own time. */
export type Replays = {
  /** The same name twice is one replay. */
  readonly ask: (name: string, localFiles: LocalFiles) => Promise<void>
  /** null: there is none, or not yet. */
  readonly found: (name: string) => Promise<Replay | null>
}

/** What answers now. */
export type Live = {
  readonly record: EditionRecord
  readonly national: Files
  readonly localFiles: LocalFiles
  readonly files: Files
  readonly waiting: Files | null
}

/** Nothing was recorded yet: the program publishes its national files when it starts. */
export class EditionMissing extends Error {
  override readonly name = 'EditionMissing'
}

type Candidate = {
  readonly localFiles: LocalFiles
  readonly files: Files
  readonly overtaken: readonly string[]
  readonly hash: string
}

type Run = {
  readonly live: string
  readonly candidate: string
  /** Names its replay. */
  readonly replay: string
  readonly off: AbortController
  state: { readonly kind: 'under-way'; readonly progress: TrialProgress } | { readonly kind: 'failed' } | TrialDone
}
type TrialDone = { readonly kind: 'done'; readonly trial: Trial }

type ReadingNow = { readonly off: AbortController; progress: ExtractionProgress | null }

const ID_LETTERS = 12
const RECORDS_MAX = 1000
const NAME_LETTERS = 80
const REASON_LETTERS = 1500
const ABOUT_LETTERS = 300
const KEPT_DAYS = 30
const DAY_MS = 86_400_000
/** Candidates whose check is remembered, and trials. */
const REMEMBERED = 12
/** After this nobody reads a document any more. */
const READING_MS = DOCUMENT_LIMITS.seconds * 1000 + 60_000

const GONE: Acted = { kind: 'gone' }
const refused = (why: ActRefusal, problems: readonly Problem[] = []): Acted => ({ kind: 'refused', why, problems })

export function openEditorial(of: EditorialOf): Editor {
  const { drafts, editions } = of
  const live = liveFrom(of)
  const candidate = candidates()
  const problemsOf = checks(of)
  const readings = openReadings(of, live)
  const trials = openTrials(of)
  let purgedOn = ''

  /** A draft as it was just read, if it may be acted on; else how the act ends. */
  const acting = async (
    id: DraftId,
    version: number | null,
    states: readonly Draft['state'][],
    act: (draft: Draft) => Promise<Acted>,
  ): Promise<Acted> => {
    const draft = await drafts.draft(id)
    if (draft === null) return GONE
    if (version !== null && draft.version !== version) return { kind: 'stale', draft }
    return states.includes(draft.state) ? act(draft) : refused('state')
  }

  const ended = async (to: Draft, saved: 'done' | 'stale'): Promise<Acted> => {
    if (saved === 'done') return { kind: 'done', draft: to }
    const draft = await drafts.draft(to.id)
    return draft === null ? GONE : { kind: 'stale', draft }
  }

  const save = async (
    who: Who,
    to: Draft,
    step: Pick<DraftStep, 'act' | 'about'>,
    audit: readonly AuditEntry[] = [],
  ): Promise<Acted> => {
    const next = { ...to, version: to.version + 1, touchedOn: who.today }
    return ended(next, await drafts.saved(next, { by: who.id, at: who.at, ...step }, audit))
  }

  const standing = async (id: DraftId) => {
    const draft = await drafts.draft(id)
    if (draft === null || draft.state === 'reading') return null
    const now = await live()
    return { draft, now, candidate: candidate(now, draft) }
  }

  const callOff = (id: DraftId): void => {
    readings.callOff(id)
    trials.callOff(id)
  }

  /** What keeps a draft from being submitted, or from going live. */
  const hindered = async (draft: Draft, now: Live, next: Candidate): Promise<Acted | null> => {
    const unfit = unfitIn(now, next)
    if (unfit !== null) return unfit
    const problems = await problemsOf(next)
    if (problems.length > 0) return refused('problems', problems)
    if (unconfirmedOf(draft).some(i => textStatusOf(draft, i) === 'verbatim')) return refused('unconfirmed')
    return untriedIn(await trials.of(draft, now, next))
  }

  const publish = async (who: Who, draft: Draft, reason: string): Promise<Acted> => {
    const now = await live()
    const next = candidate(now, draft)
    const hindrance = await hindered(draft, now, next)
    if (hindrance !== null) return hindrance
    const to: Draft = { ...noted(draft, who, reason), state: 'published', version: draft.version + 1 }
    const saved = await drafts.published(
      to,
      { by: who.id, at: who.at, act: 'publish', about: reason },
      {
        kind: 'published',
        national: now.national,
        localFiles: next.localFiles,
        on: who.today,
        by: draft.note?.by ?? draft.by,
        approvedBy: who.id,
        reason,
        draft: draft.id,
      },
      now.record.seq,
      [auditOf(who, 'draft.publish', draft, reason)],
    )
    if (saved === 'done') {
      callOff(draft.id)
      return { kind: 'done', draft: to }
    }
    // somebody else was quicker: with this draft, or with an edition of their own
    const there = await drafts.draft(draft.id)
    if (there === null) return GONE
    return there.version === draft.version ? refused('trial-outdated') : { kind: 'stale', draft: there }
  }

  return {
    drafts: async () => {
      const today = of.dayOf(of.now())
      if (purgedOn !== today) {
        purgedOn = today
        await drafts.purged(of.dayOf(of.now() - KEPT_DAYS * DAY_MS))
      }
      return drafts.drafts()
    },
    draft: id => drafts.draft(id),
    steps: id => drafts.steps(id),
    page: (id, number) => drafts.page(id, number),
    extracted: id => drafts.extracted(id),
    start: async (who, from) => {
      const id = of.newId(ID_LETTERS)
      if (from.kind === 'files' || from.kind === 'text') return readings.start(who, id, from)
      const begun = begunOf(await live(), from, who)
      if (typeof begun === 'string') return { kind: 'refused', why: begun }
      await drafts.saved({ ...emptyDraft(id, who, from.title), ...begun }, null, [])
      return { kind: 'started', id }
    },
    reading: async id => {
      const draft = await drafts.draft(id)
      return draft === null ? null : readings.of(draft)
    },
    edit: (who, id, version, edits) =>
      acting(id, version, ['open'], async draft => {
        const after = applied(draft, edits, who, (await live()).files)
        if (after.kind === 'refused') return refused(after.why)
        // a form saved unchanged is no version of its own
        return isUnchanged(draft, after.draft) ? { kind: 'done', draft } : save(who, after.draft, stepOf(edits))
      }),
    undo: (who, id, version) =>
      acting(id, version, ['open'], async draft => {
        const to = undoneTo(await drafts.steps(id))
        const before = to === null ? null : await drafts.before(id, to)
        return before === null ? refused('nothing-changed') : save(who, undone(draft, before, who), { act: 'undo', about: '' })
      }),
    discard: (who, id, version, reason) =>
      acting(id, version, ['reading', 'open', 'submitted'], async draft => {
        const why = shortened(reason)
        if (why === '') return refused('no-reason')
        const acted = await save(who, { ...noted(draft, who, why), state: 'discarded' }, { act: 'discard', about: why }, [
          auditOf(who, 'draft.discard', draft, why),
        ])
        if (acted.kind === 'done') callOff(id)
        return acted
      }),
    takeBack: (who, id) =>
      acting(id, null, ['discarded'], async draft =>
        // its document was never read: there is nothing to go on with
        draft.reading !== null
          ? refused('state')
          : save(who, { ...draft, state: 'open' }, { act: 'take-back', about: '' }, [auditOf(who, 'draft.take_back', draft, '')]),
      ),
    blank: (what, about) => blankOf(what, about),
    touches: async draft => touchesOf(draft, (await live()).files),
    check: async id => {
      const now = await standing(id)
      if (now === null) return null
      const { draft, candidate: next } = now
      return { problems: await problemsOf(next), overtaken: next.overtaken, unconfirmed: unconfirmedOf(draft) }
    },
    changes: async id => {
      const there = await standing(id)
      return there === null ? null : of.difference(there.now.files, there.candidate.files)
    },
    preview: async (id, asked) => {
      const there = await standing(id)
      if (there === null) return null
      const { draft, now, candidate: next } = there
      return of.tester().preview({ live: now.files, candidate: next.files, paths: Object.keys(draft.files) }, asked)
    },
    trial: async id => {
      const there = await standing(id)
      return there === null ? { kind: 'none' } : trials.of(there.draft, there.now, there.candidate)
    },
    runTrial: async id => {
      const there = await standing(id)
      if (there === null || (there.draft.state !== 'open' && there.draft.state !== 'submitted')) return { kind: 'none' }
      return trials.run(there.draft, there.now, there.candidate)
    },
    submit: (who, id, version, note) =>
      acting(id, version, ['open'], async draft => {
        const why = shortened(note)
        if (why === '') return refused('no-reason')
        const now = await live()
        const hindrance = await hindered(draft, now, candidate(now, draft))
        if (hindrance !== null) return hindrance
        return save(who, { ...noted(draft, who, why), state: 'submitted' }, { act: 'submit', about: why }, [
          auditOf(who, 'draft.submit', draft, why),
        ])
      }),
    approve: (who, id, version, reason) =>
      acting(id, version, ['submitted'], async draft => {
        if (draft.writers.includes(who.id) || draft.by === who.id || draft.note?.by === who.id) return refused('own-draft')
        const why = shortened(reason)
        return why === '' ? refused('no-reason') : publish(who, draft, why)
      }),
    sendBack: (who, id, version, reason) =>
      acting(id, version, ['submitted'], async draft => {
        const why = shortened(reason)
        if (why === '') return refused('no-reason')
        return save(who, { ...noted(draft, who, why), state: 'open' }, { act: 'return', about: why }, [
          auditOf(who, 'draft.return', draft, why),
        ])
      }),

    live: async () => (await live()).record,
    editions: () => editions.editions(RECORDS_MAX),
    compare: async (fromSeq, toSeq) => {
      const [before, after] = await Promise.all([fromSeq, toSeq].map(seq => filesAt(editions, seq)))
      return before && after ? of.difference(before, after) : null
    },
    rollBack: async (who, toSeq, reason) => {
      const why = shortened(reason)
      if (why === '') return { kind: 'refused', why: 'no-reason' }
      const [now, to] = await Promise.all([live(), recordAt(editions, toSeq)])
      if (to === null) return { kind: 'refused', why: 'no-such-part' }
      if (to.edition === now.record.edition) return { kind: 'refused', why: 'nothing-changed' }
      const published = await editions.moveTo(
        to,
        { kind: 'rolled-back', on: who.today, by: who.id, approvedBy: null, reason: why, draft: null },
        now.record.seq,
        [{ at: who.at, by: who.id, act: 'edition.roll_back', about: `${toSeq}: ${why}`.slice(0, ABOUT_LETTERS) }],
      )
      return published === 'done' ? { kind: 'done' } : { kind: 'refused', why: 'overtaken' }
    },
    conflicts: () => of.conflicts(),
    exported: async () => of.exported(await live()),
  }
}

// — what answers, and what would —

/** Packs are immutable: they are read anew only when the record names others. */
function liveFrom({ editions, waiting }: Pick<EditorialOf, 'editions' | 'waiting'>): () => Promise<Live> {
  let known: Opened | null = null
  return async () => {
    const [record, pack] = await Promise.all([editions.live(), waiting()])
    if (record === null) throw new EditionMissing()
    const isKnown = known?.record.national === record.national && known.record.local === record.local
    known = known !== null && isKnown ? { ...known, record } : await opened(editions, record)
    return { ...known, waiting: pack }
  }
}

type Opened = Omit<Live, 'waiting'>

async function opened(editions: EditionBook, record: EditionRecord): Promise<Opened> {
  const [national, localFiles] = await Promise.all([editions.national(record.national), editions.localFiles(record.local)])
  if (national === undefined || localFiles === undefined) throw new EditionMissing()
  return { record, national, localFiles, files: joined(national, localFiles).files }
}

const recordAt = async (editions: EditionBook, seq: number): Promise<EditionRecord | null> =>
  (await editions.editions(RECORDS_MAX)).find(r => r.seq === seq) ?? null

async function filesAt(editions: EditionBook, seq: number): Promise<Files | null> {
  const record = await recordAt(editions, seq)
  return record === null ? null : (await opened(editions, record)).files
}

/** What each version of a draft would make of an edition. */
function candidates(): (now: Live, draft: Draft) => Candidate {
  const made = new Map<string, Candidate>()
  return (now, draft) => {
    const key = [now.record.seq, now.waiting === null, draft.id, draft.version].join(' ')
    const known = made.get(key)
    if (known !== undefined) return known
    const next = candidateOf(now.national, now.localFiles, now.files, draft, now.waiting)
    const candidate = { ...next, hash: hashOf(next.files) }
    remember(made, key, candidate)
    return candidate
  }
}

/** The same files have the same problems: they are checked once. */
function checks({ check }: Pick<EditorialOf, 'check'>): (candidate: Candidate) => Promise<readonly Problem[]> {
  const made = new Map<string, Promise<readonly Problem[]>>()
  return ({ hash, files }) => {
    const known = made.get(hash)
    if (known !== undefined) return known
    const problems = check(files)
    remember(made, hash, problems)
    problems.catch(() => made.delete(hash))
    return problems
  }
}

function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.set(key, value)
  for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - REMEMBERED))) known.delete(oldest)
}

// — trials —

function openTrials({ tester, replays, failed }: EditorialOf) {
  const runs = new Map<DraftId, Run>()

  const callOff = (id: DraftId): void => {
    runs.get(id)?.off.abort()
    runs.delete(id)
  }

  const stateOf = async (draft: Draft, now: Live, { hash }: Candidate): Promise<TrialState> => {
    const run = runs.get(draft.id)
    if (run === undefined) return { kind: 'none' }
    if (run.state.kind !== 'done') return run.state
    const { trial } = run.state
    return {
      kind: 'done',
      trial: { ...trial, replay: await replays.found(run.replay) },
      isOutdated: run.live !== now.record.edition || run.candidate !== hash,
      unaccepted: unacceptedOf(trial, draft),
    }
  }

  const begin = (draft: Draft, now: Live, next: Candidate): void => {
    for (const id of [draft.id, ...[...runs.keys()].slice(0, Math.max(0, runs.size - REMEMBERED + 1))]) callOff(id)
    const run: Run = {
      live: now.record.edition,
      candidate: next.hash,
      replay: replayName(now, next),
      off: new AbortController(),
      state: { kind: 'under-way', progress: { stage: 'checking', done: 0, of: 1 } },
    }
    runs.set(draft.id, run)
    const onProgress = (progress: TrialProgress): void => {
      if (run.state.kind === 'under-way') run.state = { kind: 'under-way', progress }
    }
    const end = async (): Promise<void> => {
      const trying = { live: now.files, candidate: next.files, paths: Object.keys(draft.files) }
      const trial = await tester().trial(trying, onProgress, run.off.signal)
      run.state = trial === null ? { kind: 'failed' } : { kind: 'done', trial }
      if (trial !== null && trial.problems.length === 0) await replays.ask(run.replay, next.localFiles)
    }
    end().catch((error: unknown) => {
      if (run.state.kind === 'under-way') run.state = { kind: 'failed' }
      if (!run.off.signal.aborted) failed(error)
    })
  }

  return {
    callOff,
    of: stateOf,
    /** Starts one when there is none that fits. */
    run: (draft: Draft, now: Live, next: Candidate): Promise<TrialState> => {
      const run = runs.get(draft.id)
      const fits = run?.live === now.record.edition && run.candidate === next.hash && run.state.kind !== 'failed'
      if (!fits) begin(draft, now, next)
      return stateOf(draft, now, next)
    },
  }
}

const REPLAY_LETTERS = 24

const replayName = ({ record }: Live, { localFiles }: Candidate): string =>
  `replay-${record.seq}-${localHash(localFiles)?.slice(0, REPLAY_LETTERS) ?? 'national'}`

const unacceptedOf = (trial: Trial, { accepted }: Draft): readonly string[] => {
  const known = new Set(accepted.map(({ key }) => key))
  return [...new Set(trial.cases.flatMap(({ changeKey }) => (changeKey === null || known.has(changeKey) ? [] : [changeKey])))]
}

// — what a draft must be before it goes on —

function unfitIn({ record }: Live, { hash, localFiles, overtaken }: Candidate): Acted | null {
  // a national pack that waits is decided over even by a draft that changes no word
  if (hash === record.edition && localHash(localFiles) === record.local) return refused('nothing-changed')
  return overtaken.length > 0 ? refused('overtaken') : null
}

function untriedIn(state: TrialState): Acted | null {
  if (state.kind !== 'done') return refused('no-trial')
  if (state.isOutdated) return refused('trial-outdated')
  if (state.trial.problems.length > 0) return refused('problems', state.trial.problems)
  if (state.trial.cases.some(isFailing)) return refused('questions-fail')
  return state.unaccepted.length > 0 ? refused('unaccepted') : null
}

const unconfirmedOf = ({ marks }: Draft): readonly number[] =>
  marks.flatMap(({ confirmedBy }, i) => (confirmedBy === null ? [i] : []))

const textStatusOf = ({ source, files }: Draft, clause: number): string =>
  textIn(listIn(files[source?.file ?? '']?.body ?? null, 'clauses')[clause], 'text_status')

// — beginning —

const emptyDraft = (id: DraftId, { id: by, today }: Who, title: string): Draft => ({
  id,
  version: 1,
  state: 'open',
  title: title.trim().slice(0, NAME_LETTERS * 2),
  madeOn: today,
  touchedOn: today,
  by,
  writers: [by],
  files: {},
  source: null,
  marks: [],
  accepted: [],
  note: null,
  from: null,
  reading: null,
})

type Begun = Partial<Pick<Draft, 'files' | 'from' | 'writers'>>
type Otherwise = Exclude<StartFrom, { readonly kind: 'files' | 'text' }>

function begunOf(now: Live, from: Otherwise, who: Who): Begun | ActRefusal {
  switch (from.kind) {
    case 'blank':
      return blankBegun(now, from, { title: from.title, place: from.place, on: who.today })
    case 'live': {
      const files = from.paths.flatMap((path): (readonly [string, DraftFile])[] => {
        const text = now.files.get(path)
        return text === undefined ? [] : [[path, { body: bodyOf(text), base: baseOf(now, path) }]]
      })
      return files.length === from.paths.length && files.length > 0 ? { files: Object.fromEntries(files) } : 'no-such-part'
    }
    case 'officer':
      if (!isFilePath(from.file)) return 'no-such-part'
      if (now.files.has(from.file)) return 'file-exists'
      return {
        files: { [from.file]: { body: from.body, base: null } },
        from: from.from,
        writers: [...new Set([who.id, ...from.writers])],
      }
  }
}

function blankBegun(
  now: Live,
  { what, place }: Extract<StartFrom, { readonly kind: 'blank' }>,
  about: BlankOf,
): Begun | ActRefusal {
  if (place !== null && !isPlace(now.files, place)) return 'no-such-place'
  const id = freeId(now.files, what, idOf(about.title), place)
  const body = blankOf(what, about)
  const named = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body, id } : body
  return { files: { [fileFor(what, id, place)]: { body: named, base: null } } }
}

const isPlace = (files: Files, code: string): boolean =>
  listIn(bodyOf(files.get('vocabulary/places.yaml') ?? ''), 'places').some(place => textIn(place, 'code') === code)

/** An id whose file is not there yet. */
function freeId(files: Files, what: Parameters<typeof fileFor>[0], id: string, place: string | null): string {
  for (let n = 1; ; n++) {
    const free = n === 1 ? id : `${id}-${n}`
    if (!files.has(fileFor(what, free, place))) return free
  }
}

const baseOf = (now: Live, path: string): string | null => {
  const text = now.files.get(path)
  return text === undefined ? null : fileHash(text)
}

// — reading a document —

type Document = Extract<StartFrom, { readonly kind: 'files' | 'text' }>

const TEXT_LETTERS = 500_000

/** What can be refused before anything is read. */
function faultOf(document: Document): ExtractionFault | null {
  if (document.kind === 'text') return textFaultOf(document.text)
  const bytes = document.files.reduce((sum, file) => sum + file.bytes.length, 0)
  if (bytes === 0) return 'empty'
  if (bytes > DOCUMENT_LIMITS.bytes) return 'too-large'
  return document.files.length > DOCUMENT_LIMITS.photographs ? 'too-many-pages' : null
}

function textFaultOf(text: string): ExtractionFault | null {
  if (text.trim() === '') return 'empty'
  return text.length > TEXT_LETTERS ? 'too-large' : null
}

/** The name of a file without a path and its ending. */
const nameOf = (document: Document): string =>
  document.kind === 'text'
    ? ''
    : (document.files[0]?.name.split(/[\\/]/).at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '').slice(0, NAME_LETTERS)

function digestOf(document: Document): string {
  const hash = createHash('sha256')
  for (const bytes of document.kind === 'text' ? [document.text] : document.files.map(f => f.bytes)) hash.update(bytes)
  return hash.digest('hex')
}

/** Documents are read one after the other: each may take all the memory that reading is allowed. */
function openReadings(of: EditorialOf, live: () => Promise<Live>) {
  const { drafts } = of
  const now = new Map<DraftId, ReadingNow>()
  let line: Promise<void> = Promise.resolve()

  const extracted = async (document: Document, reading: ReadingNow): Promise<Extraction> => {
    if (document.kind === 'text') return { kind: 'read', extracted: fromText(document.text), images: [] }
    const onProgress = (progress: ExtractionProgress): void => {
      reading.progress = progress
    }
    return of.read(document.files, { images: true, onProgress, signal: reading.off.signal })
  }

  const read = async (who: Who, draft: Draft, document: Document, reading: ReadingNow): Promise<void> => {
    if (reading.off.signal.aborted) return
    const extraction = await extracted(document, reading)
    if (reading.off.signal.aborted) return
    const step = { by: who.id, at: of.now(), act: 'read', about: '' } as const
    if (extraction.kind === 'refused') {
      const told: Draft = { ...draft, version: 2, reading: { since: who.at, refused: extraction.why } }
      await drafts.saved(told, step, [])
      return
    }
    const next = readInto(draft, extraction, of.propose(extraction.extracted, (await live()).files, who.today), await live(), {
      name: nameOf(document),
      digest: digestOf(document),
    })
    await drafts.keepPages(draft.id, extraction.images, extraction.extracted)
    // discarded meanwhile: stale, and nothing more is to be done
    await drafts.saved(next, step, [])
  }

  const start = async (who: Who, id: DraftId, document: Document): ReturnType<Editor['start']> => {
    const fault = faultOf(document)
    if (fault !== null) return { kind: 'refused', why: fault }
    const draft: Draft = {
      ...emptyDraft(id, who, nameOf(document)),
      state: 'reading',
      reading: { since: who.at, refused: null },
    }
    await drafts.saved(draft, null, [])
    const reading: ReadingNow = { off: new AbortController(), progress: null }
    now.set(id, reading)
    line = line
      .then(() => read(who, draft, document, reading))
      .catch(of.failed)
      .finally(() => now.delete(id))
    return { kind: 'started', id }
  }

  return {
    start,
    callOff: (id: DraftId): void => now.get(id)?.off.abort(),
    of: ({ id, state, reading }: Draft): Reading => {
      if (state !== 'reading' || reading === null) return { kind: 'done' }
      if (reading.refused !== null) return { kind: 'refused', why: reading.refused }
      const here = now.get(id)
      if (here !== undefined) return { kind: 'under-way', progress: here.progress }
      const isElsewhere = !of.isAlone && of.now() - reading.since < READING_MS
      return isElsewhere ? { kind: 'under-way', progress: null } : { kind: 'interrupted' }
    },
  }
}

type Read = Extract<Extraction, { readonly kind: 'read' }>

function readInto(
  draft: Draft,
  { extracted }: Read,
  proposed: Proposed,
  now: Live,
  { name, digest }: { readonly name: string; readonly digest: string },
): Draft {
  const { metadata, clauses, refusedPages } = proposed
  const { refersTo: _, ...fields } = metadata
  const title = metadata.short?.value || metadata.title?.value || draft.title
  const place = metadata.place?.value ?? null
  const id = freeId(now.files, 'regulation', metadata.id?.value || idOf(title), place)
  const known = Object.entries(fields).flatMap(([field, guess]): (readonly [string, Json])[] =>
    guess === null ? [] : [[field, guess.value]],
  )
  const blank = blankOf('regulation', { title, place, on: draft.madeOn })
  const body: Json = {
    ...(typeof blank === 'object' && blank !== null && !Array.isArray(blank) ? blank : {}),
    // what is proposed of each of its clauses is proposed of the whole
    status: clauses[0]?.clause.force ?? '',
    sources: [...new Set(clauses.flatMap(({ clause }) => clause.sources))],
    ...Object.fromEntries(known),
    id,
    clauses: clauses.map(({ clause }) => ({ ...clause, text_status: 'quoted-secondary' })),
  }
  const file = fileFor('regulation', id, place)
  return {
    ...draft,
    version: 2,
    state: 'open',
    reading: null,
    title: title.slice(0, NAME_LETTERS * 2),
    files: { [file]: { body, base: null } },
    marks: clauses.map(({ mark }) => ({ ...mark, confirmedBy: null })),
    source: {
      kind: extracted.kind,
      name,
      pages: extracted.pages.length,
      digest,
      refusedPages,
      file,
      proposed: metadata,
    },
  }
}

// — steps —

const shortened = (reason: string): string => reason.trim().slice(0, REASON_LETTERS)

const noted = (draft: Draft, { id: by, today: on }: Who, text: string): Draft => ({ ...draft, note: { by, on, text } })

const auditOf = ({ id: by, at }: Who, act: string, { title }: Draft, why: string): AuditEntry => ({
  at,
  by,
  act,
  about: (why === '' ? title : `${title}: ${why}`).slice(0, ABOUT_LETTERS),
})

/** One step however many edits a form brought: named by the first. */
function stepOf(edits: readonly DraftEdit[]): Pick<DraftStep, 'act' | 'about'> {
  const [first] = edits
  if (first === undefined) return { act: 'set', about: '' }
  const at = 'at' in first ? first.at : first.kind === 'set-all' ? (Object.keys(first.values)[0] ?? '') : ''
  return { act: first.kind, about: 'file' in first ? `${first.file} ${at}`.trim() : '' }
}

/** The same words, whoever wrote them when. */
const isUnchanged = (a: Draft, b: Draft): boolean => isSame(contentOf(a), contentOf(b))

const contentOf = ({ title, files, source, marks, accepted }: Draft): Json =>
  JSON.parse(JSON.stringify({ title, files, file: source?.file ?? null, marks, accepted }))

/** Acts that changed nothing an editor wrote: undoing passes over them. */
const WORDLESS: ReadonlySet<DraftStep['act']> = new Set<DraftAct>(['submit', 'return', 'discard', 'take-back'])

/** The version that the next undoing goes back to: each one before has used up an edit. Newest first; null: there is nothing left to undo. */
function undoneTo(steps: readonly DraftStep[]): number | null {
  let used = 0
  for (const { act, version } of steps) {
    if (act === 'read') return null
    if (WORDLESS.has(act)) continue
    if (act === 'undo') used++
    else if (used === 0) return version
    else used--
  }
  return null
}

/** What was written then. Who has written since stays a writer: nobody becomes an approver by undoing. */
const undone = (draft: Draft, before: Draft, { id }: Who): Draft => ({
  ...draft,
  title: before.title,
  files: before.files,
  source: before.source,
  marks: before.marks,
  accepted: before.accepted,
  writers: [...new Set([...draft.writers, id])],
})
