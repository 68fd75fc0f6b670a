// One version of a draft after the other: what a step is called, what is said of it in the log, and where undoing leads. Pure.
import type { AuditEntry } from '../handoff/handoff.ts'
import {
  type Draft,
  type DraftAct,
  type DraftEdit,
  type DraftStep,
  isSame,
  type Json,
  type Who,
} from '../publishing/publishing.ts'

const REASON_LETTERS = 1500
export const ABOUT_LETTERS = 300

export const shortened = (reason: string): string => reason.trim().slice(0, REASON_LETTERS)

export const noted = (draft: Draft, { id: by, today: on }: Who, text: string): Draft => ({ ...draft, note: { by, on, text } })

export const auditOf = ({ id: by, at }: Who, act: string, { title }: Draft, why: string): AuditEntry => ({
  at,
  by,
  act,
  about: (why === '' ? title : `${title}: ${why}`).slice(0, ABOUT_LETTERS),
})

/** One step however many edits a form brought: named by the first. */
export function stepOf(edits: readonly DraftEdit[]): Pick<DraftStep, 'act' | 'about'> {
  const [first] = edits
  if (first === undefined) return { act: 'set', about: '' }
  const at = 'at' in first ? first.at : first.kind === 'set-all' ? (Object.keys(first.values)[0] ?? '') : ''
  return { act: first.kind, about: 'file' in first ? `${first.file} ${at}`.trim() : '' }
}

/** The same words, whoever wrote them when. */
export const isUnchanged = (a: Draft, b: Draft): boolean => isSame(contentOf(a), contentOf(b))

const contentOf = ({ title, files, source, marks, accepted }: Draft): Json =>
  JSON.parse(JSON.stringify({ title, files, file: source?.file ?? null, looked: source?.looked ?? [], marks, accepted }))

/** Acts that changed nothing an editor wrote: undoing passes over them. */
const WORDLESS: ReadonlySet<DraftStep['act']> = new Set<DraftAct>(['submit', 'return', 'discard', 'take-back'])

/** The version that the next undoing goes back to: each one before has used up an edit. Newest first; null: there is nothing left to undo. */
export function undoneTo(steps: readonly DraftStep[]): number | null {
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
export const undone = (draft: Draft, before: Draft, { id }: Who): Draft => ({
  ...draft,
  title: before.title,
  files: before.files,
  source: before.source,
  marks: before.marks,
  accepted: before.accepted,
  writers: [...new Set([...draft.writers, id])],
})
