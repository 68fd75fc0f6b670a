// The editors' service: drafts begun, written, read off documents, tried, submitted, approved by somebody else and taken back. Everything it stands
// on is handed in; what it keeps in memory (readings under way, trials, checks) can be lost at any time and is made again.
// It never decides about the law, never lets one person alone change it, and knows no asker and no page.
// Neighbours: publishing (what a draft is and what becomes of it), the store behind its ports, the console's pages.
// Explained by: test/publishing/editorial.program.ts.
import type { AuditEntry } from '../handoff/handoff.ts'
import type { Problem } from '../knowledge/knowledge.ts'
import {
  type Acted,
  applied,
  blankOf,
  type Draft,
  type DraftId,
  type DraftStep,
  type Editor,
  type Publication,
  touchesOf,
  type Who,
} from '../publishing/publishing.ts'
import { begunOf, emptyDraft } from './beginning.ts'
import {
  candidates,
  checks,
  filesAt,
  liveFrom,
  RECORDS_MAX,
  recordAt,
  textStatusOf,
  unconfirmedOf,
  unfitIn,
} from './candidates.ts'
import { type Candidate, type EditorialOf, type Live, refused } from './parts.ts'
import { openReadings } from './readings.ts'
import { ABOUT_LETTERS, auditOf, isUnchanged, noted, shortened, stepOf, undone, undoneTo } from './steps.ts'
import { openTrials, untriedIn } from './trials.ts'

export { EditionMissing } from './candidates.ts'
export type { EditorialOf, Live, Replays } from './parts.ts'

const ID_LETTERS = 12
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

const GONE: Acted = { kind: 'gone' }

export function openEditorial(of: EditorialOf): Editor {
  const bench = openBench(of)
  return { ...looking(bench), ...writing(bench), ...trying(bench), ...deciding(bench), ...moving(bench) }
}

/** What all acts on drafts work with. */
type Bench = EditorialOf & {
  readonly liveNow: () => Promise<Live>
  readonly candidate: (now: Live, draft: Draft) => Candidate
  readonly problemsOf: (now: Live, candidate: Candidate) => Promise<readonly Problem[]>
  readonly readings: ReturnType<typeof openReadings>
  readonly trials: ReturnType<typeof openTrials>
}

function openBench(of: EditorialOf): Bench {
  const liveNow = liveFrom(of)
  const readings = openReadings(of, liveNow)
  return { ...of, liveNow, candidate: candidates(), problemsOf: checks(of), readings, trials: openTrials(of) }
}

/** A draft as it was just read, if it may be acted on; else how the act ends. `version`: as whoever acts has read it; null: whatever it is. */
async function acting(
  { drafts }: Bench,
  id: DraftId,
  version: number | null,
  states: readonly Draft['state'][],
  act: (draft: Draft) => Promise<Acted>,
): Promise<Acted> {
  const draft = await drafts.draft(id)
  if (draft === null) return GONE
  if (version !== null && draft.version !== version) return { kind: 'stale', draft }
  return states.includes(draft.state) ? act(draft) : refused('state')
}

/** An act that needs a reason. */
function reasoned(reason: string, act: (why: string) => Promise<Acted>): Promise<Acted> {
  const why = shortened(reason)
  return why === '' ? Promise.resolve(refused('no-reason')) : act(why)
}

type Step = Pick<DraftStep, 'act' | 'about'>

const nextOf = (draft: Draft, { today }: Who): Draft => ({ ...draft, version: draft.version + 1, touchedOn: today })

async function save({ drafts }: Bench, who: Who, to: Draft, step: Step, audit: readonly AuditEntry[] = []): Promise<Acted> {
  const next = nextOf(to, who)
  const saved = await drafts.saved(next, { by: who.id, at: who.at, ...step }, audit)
  if (saved === 'done') return { kind: 'done', draft: next }
  const draft = await drafts.draft(to.id)
  return draft === null ? GONE : { kind: 'stale', draft }
}

/** A draft beside what answers now; null: there is none, or it is still being read. */
async function standing({ drafts, liveNow, candidate }: Bench, id: DraftId) {
  const draft = await drafts.draft(id)
  if (draft === null || draft.state === 'reading') return null
  const now = await liveNow()
  return { draft, now, next: candidate(now, draft) }
}

// — looking —

type Looking = 'drafts' | 'draft' | 'steps' | 'page' | 'extracted' | 'reading' | 'blank' | 'touches' | 'check' | 'changes'

function looking(bench: Bench): Pick<Editor, Looking> {
  const { drafts, now, dayOf, readings, liveNow, problemsOf, difference } = bench
  let purgedOn = ''
  const purge = async (): Promise<void> => {
    const today = dayOf(now())
    if (purgedOn === today) return
    purgedOn = today
    await drafts.purged(dayOf(now() - KEPT_DAYS * DAY_MS))
  }
  return {
    drafts: async () => {
      await purge()
      return drafts.drafts()
    },
    draft: id => drafts.draft(id),
    steps: id => drafts.steps(id),
    page: (id, number) => drafts.page(id, number),
    extracted: id => drafts.extracted(id),
    reading: async id => {
      const draft = await drafts.draft(id)
      return draft === null ? null : readings.of(draft)
    },
    blank: (what, about) => blankOf(what, about),
    touches: async draft => touchesOf(draft, (await liveNow()).files),
    check: async id => {
      const there = await standing(bench, id)
      if (there === null) return null
      const { draft, next } = there
      return { problems: await problemsOf(there.now, next), overtaken: next.overtaken, unconfirmed: unconfirmedOf(draft) }
    },
    changes: async id => {
      const there = await standing(bench, id)
      return there === null ? null : difference(there.now.files, there.next.files)
    },
  }
}

// — writing —

function writing(bench: Bench): Pick<Editor, 'start' | 'edit' | 'undo' | 'discard' | 'takeBack'> {
  const { drafts, liveNow, newId, readings, trials } = bench
  return {
    start: async (who, from) => {
      const id = newId(ID_LETTERS)
      if (from.kind === 'files' || from.kind === 'text') return readings.start(who, id, from)
      const begun = begunOf(await liveNow(), from, who)
      if (typeof begun === 'string') return { kind: 'refused', why: begun }
      await drafts.saved({ ...emptyDraft(id, who, from.title), ...begun }, null, [])
      return { kind: 'started', id }
    },
    edit: (who, id, version, edits) =>
      acting(bench, id, version, ['open'], async draft => {
        const after = applied(draft, edits, who, (await liveNow()).files)
        if (after.kind === 'refused') return refused(after.why)
        // a form saved unchanged is no version of its own
        return isUnchanged(draft, after.draft) ? { kind: 'done', draft } : save(bench, who, after.draft, stepOf(edits))
      }),
    undo: (who, id, version) =>
      acting(bench, id, version, ['open'], async draft => {
        const to = undoneTo(await drafts.steps(id))
        const before = to === null ? null : await drafts.before(id, to)
        if (before === null) return refused('nothing-changed')
        return save(bench, who, undone(draft, before, who), { act: 'undo', about: '' })
      }),
    discard: (who, id, version, reason) =>
      acting(bench, id, version, ['reading', 'open', 'submitted'], draft =>
        reasoned(reason, async why => {
          const to: Draft = { ...noted(draft, who, why), state: 'discarded' }
          const audit = [auditOf(who, 'draft.discard', draft, why)]
          const acted = await save(bench, who, to, { act: 'discard', about: why }, audit)
          if (acted.kind !== 'done') return acted
          readings.callOff(id)
          trials.callOff(id)
          return acted
        }),
      ),
    takeBack: (who, id) =>
      acting(bench, id, null, ['discarded'], async draft => {
        // its document was never read: there is nothing to go on with
        if (draft.reading !== null) return refused('state')
        const audit = [auditOf(who, 'draft.take_back', draft, '')]
        return save(bench, who, { ...draft, state: 'open' }, { act: 'take-back', about: '' }, audit)
      }),
  }
}

// — trying —

function trying(bench: Bench): Pick<Editor, 'preview' | 'trial' | 'runTrial'> {
  const { tester, trials } = bench
  return {
    preview: async (id, asked) => {
      const there = await standing(bench, id)
      if (there === null) return null
      const { draft, now, next } = there
      return tester().preview({ live: now.files, candidate: next.files, paths: Object.keys(draft.files) }, asked)
    },
    trial: async id => {
      const there = await standing(bench, id)
      return there === null ? { kind: 'none' } : trials.of(there.draft, there.now, there.next)
    },
    runTrial: async id => {
      const there = await standing(bench, id)
      const isGoingOn = there?.draft.state === 'open' || there?.draft.state === 'submitted'
      return there === null || !isGoingOn ? { kind: 'none' } : trials.run(there.draft, there.now, there.next)
    },
  }
}

// — deciding —

function deciding(bench: Bench): Pick<Editor, 'submit' | 'approve' | 'sendBack'> {
  const { liveNow, candidate } = bench
  return {
    submit: (who, id, version, note) =>
      acting(bench, id, version, ['open'], draft =>
        reasoned(note, async why => {
          const now = await liveNow()
          const hindrance = await hindered(bench, draft, now, candidate(now, draft))
          if (hindrance !== null) return hindrance
          const to: Draft = { ...noted(draft, who, why), state: 'submitted' }
          return save(bench, who, to, { act: 'submit', about: why }, [auditOf(who, 'draft.submit', draft, why)])
        }),
      ),
    approve: (who, id, version, reason) =>
      acting(bench, id, version, ['submitted'], async draft =>
        isOf(draft, who) ? refused('own-draft') : reasoned(reason, why => publish(bench, who, draft, why)),
      ),
    sendBack: (who, id, version, reason) =>
      acting(bench, id, version, ['submitted'], draft =>
        reasoned(reason, why => {
          const to: Draft = { ...noted(draft, who, why), state: 'open' }
          return save(bench, who, to, { act: 'return', about: why }, [auditOf(who, 'draft.return', draft, why)])
        }),
      ),
  }
}

/** Whoever began it, wrote anything in it or handed it in is not the second person. */
const isOf = ({ by, writers, note }: Draft, { id }: Who): boolean => by === id || writers.includes(id) || note?.by === id

/** What keeps a draft from being submitted, or from going live. */
async function hindered({ problemsOf, trials }: Bench, draft: Draft, now: Live, next: Candidate): Promise<Acted | null> {
  const unfit = unfitIn(now, next)
  if (unfit !== null) return unfit
  const problems = await problemsOf(now, next)
  if (problems.length > 0) return refused('problems', problems)
  if (unconfirmedOf(draft).some(i => textStatusOf(draft, i) === 'verbatim')) return refused('unconfirmed')
  return untriedIn(await trials.of(draft, now, next))
}

async function publish(bench: Bench, who: Who, draft: Draft, reason: string): Promise<Acted> {
  const { drafts, liveNow, candidate, trials } = bench
  const now = await liveNow()
  const next = candidate(now, draft)
  const hindrance = await hindered(bench, draft, now, next)
  if (hindrance !== null) return hindrance
  const to = nextOf({ ...noted(draft, who, reason), state: 'published' }, who)
  const saved = await drafts.published(
    to,
    { by: who.id, at: who.at, act: 'publish', about: reason },
    publicationOf(draft, now, next, who, reason),
    now.record.seq,
    [auditOf(who, 'draft.publish', draft, reason)],
  )
  if (saved === 'done') {
    trials.callOff(draft.id)
    return { kind: 'done', draft: to }
  }
  // somebody else was quicker: with this draft, or with an edition of their own
  const there = await drafts.draft(draft.id)
  if (there === null) return GONE
  return there.version === draft.version ? refused('trial-outdated') : { kind: 'stale', draft: there }
}

const publicationOf = (draft: Draft, now: Live, { localFiles }: Candidate, who: Who, reason: string): Publication => ({
  kind: 'published',
  national: now.national,
  localFiles,
  on: who.today,
  by: draft.note?.by ?? draft.by,
  approvedBy: who.id,
  reason,
  draft: draft.id,
})

// — editions —

function moving({
  editions,
  liveNow,
  difference,
  conflicts,
  exported,
  replays,
}: Bench): Pick<Editor, 'live' | 'editions' | 'recall' | 'compare' | 'rollBack' | 'conflicts' | 'exported'> {
  return {
    live: async () => (await liveNow()).record,
    editions: () => editions.editions(RECORDS_MAX),
    recall: seq => replays.recall(seq),
    compare: async (fromSeq, toSeq) => {
      const [before, after] = await Promise.all([fromSeq, toSeq].map(seq => filesAt(editions, seq)))
      return before && after ? difference(before, after) : null
    },
    rollBack: async (who, toSeq, reason) => {
      const why = shortened(reason)
      if (why === '') return { kind: 'refused', why: 'no-reason' }
      const [{ record }, to] = await Promise.all([liveNow(), recordAt(editions, toSeq)])
      if (to === null) return { kind: 'refused', why: 'no-such-part' }
      if (to.edition === record.edition) return { kind: 'refused', why: 'nothing-changed' }
      const move = { kind: 'rolled-back', on: who.today, by: who.id, approvedBy: null, reason: why, draft: null } as const
      const about = `${toSeq}: ${why}`.slice(0, ABOUT_LETTERS)
      const moved = await editions.moveTo(to, move, record.seq, [{ at: who.at, by: who.id, act: 'edition.roll_back', about }])
      return moved === 'done' ? { kind: 'done' } : { kind: 'refused', why: 'overtaken' }
    },
    conflicts: () => conflicts(),
    exported: async () => exported(await liveNow()),
  }
}
