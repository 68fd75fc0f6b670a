// Drafts and editions kept in memory: what the store does, without a database.
import type { AuditEntry } from '../../src/handoff/handoff.ts'
import {
  type Draft,
  type DraftBook,
  type DraftHead,
  type DraftStep,
  type EditionBook,
  type EditionRecord,
  type Extracted,
  type Files,
  hashOf,
  joined,
  type LocalFiles,
  localHash,
  type Move,
  type Publication,
} from '../../src/publishing/publishing.ts'

type Page = { readonly number: number; readonly type: string; readonly bytes: Uint8Array }
type Kept = {
  draft: Draft
  steps: { readonly step: DraftStep; readonly before: Draft }[]
  pages: readonly Page[]
  extracted: Extracted | null
}

export type MemoryBooks = { readonly drafts: DraftBook; readonly editions: EditionBook; readonly log: AuditEntry[] }

export const STEPS_KEPT = 300

const names = new WeakMap<Files, string>()

/** The name of files that nobody changes any more. */
export function nameOf(files: Files): string {
  const name = names.get(files) ?? hashOf(files)
  names.set(files, name)
  return name
}

export function memoryBooks(): MemoryBooks {
  const kept = new Map<string, Kept>()
  const nationals = new Map<string, Files>()
  const locals = new Map<string, LocalFiles>()
  const records: EditionRecord[] = []
  const log: AuditEntry[] = []

  const publish = ({ national, localFiles, ...rest }: Publication, after: number): boolean => {
    if ((records.at(-1)?.seq ?? 0) !== after) return false
    const local = localHash(localFiles)
    nationals.set(nameOf(national), national)
    if (local !== null) locals.set(local, localFiles)
    const edition = localFiles.size === 0 ? nameOf(national) : hashOf(joined(national, localFiles).files)
    records.push({ ...rest, seq: after + 1, edition, national: nameOf(national), local })
    return true
  }
  const moved = (to: EditionRecord, move: Move, after: number): boolean => {
    if ((records.at(-1)?.seq ?? 0) !== after) return false
    records.push({ ...to, ...move, seq: after + 1 })
    return true
  }
  const isNext = (draft: Draft): boolean => (kept.get(draft.id)?.draft.version ?? 0) === draft.version - 1
  const put = (draft: Draft, step: Omit<DraftStep, 'version'> | null): void => {
    const before = kept.get(draft.id)
    if (before === undefined) kept.set(draft.id, { draft, steps: [], pages: [], extracted: null })
    else {
      if (step !== null) before.steps.push({ step: { ...step, version: before.draft.version }, before: before.draft })
      if (before.steps.length > STEPS_KEPT) before.steps.splice(1, 1)
      before.draft = draft
    }
  }

  return {
    log,
    drafts: {
      drafts: async () => [...kept.values()].map(({ draft }) => headOf(draft)).toSorted(latestFirst),
      draft: async id => kept.get(id)?.draft ?? null,
      steps: async id => (kept.get(id)?.steps ?? []).map(({ step }) => step).toReversed(),
      before: async (id, version) => kept.get(id)?.steps.find(({ step }) => step.version === version)?.before ?? null,
      saved: async (draft, step, audit) => {
        if (!isNext(draft)) return 'stale'
        put(draft, step)
        log.push(...audit)
        return 'done'
      },
      published: async (draft, step, publication, after, audit) => {
        if (!isNext(draft) || !publish(publication, after)) return 'stale'
        put(draft, step)
        log.push(...audit)
        return 'done'
      },
      keepPages: async (id, pages, extracted) => {
        const found = kept.get(id)
        if (found !== undefined) Object.assign(found, { pages, extracted })
      },
      page: async (id, number) => kept.get(id)?.pages.find(page => page.number === number) ?? null,
      extracted: async id => kept.get(id)?.extracted ?? null,
      purged: async before => {
        for (const [id, found] of kept) {
          const { state, touchedOn } = found.draft
          if (touchedOn >= before) continue
          if (state === 'discarded') kept.delete(id)
          if (state === 'published') Object.assign(found, { steps: [], pages: [], extracted: null })
        }
      },
    },
    editions: {
      live: async () => records.at(-1) ?? null,
      editions: async max => records.toReversed().slice(0, max),
      national: async hash => nationals.get(hash),
      localFiles: async hash => (hash === null ? new Map() : locals.get(hash)),
      moveTo: async (to, move, after, audit) => {
        if (!moved(to, move, after)) return 'stale'
        log.push(...audit)
        return 'done'
      },
      publish: async (publication, after, audit) => {
        if (!publish(publication, after)) return 'stale'
        log.push(...audit)
        return 'done'
      },
    },
  }
}

const headOf = ({ id, state, title, madeOn, touchedOn, by, version, files }: Draft): DraftHead => ({
  id,
  state,
  title,
  madeOn,
  touchedOn,
  by,
  version,
  files: Object.keys(files),
})

const latestFirst = (a: DraftHead, b: DraftHead): number => b.touchedOn.localeCompare(a.touchedOn) || a.id.localeCompare(b.id)
