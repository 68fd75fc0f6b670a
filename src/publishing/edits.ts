// What an edit makes of a draft: pure. A draft is never changed in part: one edit that cannot be done refuses them all.
import type { StaffId } from '../handoff/handoff.ts'
import type { Files } from '../knowledge/knowledge.ts'
import type { DateOnly } from '../vocabulary.ts'
import { bodyOf, isFilePath } from './candidate.ts'
import {
  clausesOf,
  confirmed,
  doubted,
  joined,
  type Marked,
  marksAfter,
  type Origins,
  originsByText,
  sameOrigins,
  settled,
  split,
} from './clauses.ts'
import type { Draft, DraftEdit, DraftFile, Json, LeftAt } from './draft.ts'
import type { ActRefusal, Who } from './editor.ts'
import { withList, withValue } from './json.ts'
import { fileHash } from './pack.ts'

export type Edited =
  | { readonly kind: 'edited'; readonly draft: Draft }
  | {
      readonly kind: 'refused'
      readonly why: Extract<ActRefusal, 'no-reason' | 'no-such-part' | 'file-exists' | 'too-large'>
    }

export const DRAFT_LIMITS = { files: 200, letters: 4_000_000, titleLetters: 200, reasonLetters: 1500 } as const

const refused = (why: Extract<Edited, { kind: 'refused' }>['why']): Edited => ({ kind: 'refused', why })
const edited = (draft: Draft): Edited => ({ kind: 'edited', draft })
const MISSING = refused('no-such-part')

/** `live`: the files that answer now. Version and state stay as they are: they are the store's and the service's. */
export function applied(draft: Draft, edits: readonly DraftEdit[], who: Pick<Who, 'id' | 'today'>, live: Files): Edited {
  let now = draft
  for (const edit of edits) {
    const after = one(now, edit, who, live)
    if (after.kind === 'refused') return after
    now = after.draft
  }
  const isTooLarge = Object.keys(now.files).length > DRAFT_LIMITS.files || lettersOf(now) > DRAFT_LIMITS.letters
  return isTooLarge ? refused('too-large') : edited(written(now, who))
}

const lettersOf = ({ files }: Draft): number => JSON.stringify(files).length

const written = (draft: Draft, { id, today }: Pick<Who, 'id' | 'today'>): Draft => ({
  ...draft,
  touchedOn: today,
  writers: draft.writers.includes(id) ? draft.writers : [...draft.writers, id],
})

function one(draft: Draft, edit: DraftEdit, who: Pick<Who, 'id' | 'today'>, live: Files): Edited {
  switch (edit.kind) {
    case 'set':
      return inFile(draft, edit.file, body => withAll(body, { [edit.at]: edit.value }))
    case 'set-all':
      return inFile(draft, edit.file, body => withAll(body, edit.values))
    case 'insert':
      return inFile(draft, edit.file, body => inserted(body, edit))
    case 'remove':
      return inFile(draft, edit.file, body => removed(body, edit))
    case 'add-file':
      return withFile(draft, edit.file, edit.body, live)
    case 'drop-file':
      return draft.files[edit.file] === undefined ? MISSING : edited(put(draft, edit.file, undefined))
    case 'rename-file':
      return renamed(draft, edit.file, edit.to, live)
    case 'retitle':
      return retitled(draft, edit.title)
    case 'confirm':
      return inSource(draft, source => confirmed(source, edit.clauses, who.id))
    case 'unconfirm':
      return inSource(draft, source => confirmed(source, edit.clauses, null))
    case 'split':
      return inSource(draft, source => split(source, edit.clause, edit.offset))
    case 'join':
      return inSource(draft, source => joined(source, edit.clause))
    case 'look':
    case 'unlook':
      return looked(draft, edit.at, edit.kind === 'look' ? who.id : null)
    case 'accept':
      return accepted(draft, edit.key, edit.reason.trim(), { by: who.id, on: who.today })
    case 'unaccept':
      return edited({ ...draft, accepted: draft.accepted.filter(({ key }) => key !== edit.key) })
  }
}

/** A body after an edit, and where each of its clauses stood before. */
type Changed = { readonly body: Json; readonly origins: Origins }

const changed = (body: Json | undefined, origins: (after: Json) => Origins): Changed | null =>
  body === undefined ? null : { body, origins: origins(body) }

function withAll(body: Json, values: Readonly<Record<string, Json>>): Changed | null {
  let after: Json | undefined = body
  for (const [at, value] of Object.entries(values)) after = after === undefined ? undefined : withValue(after, at, value)
  const isWholeList = '' in values || 'clauses' in values
  return changed(after, now => (isWholeList ? originsByText(clausesOf(body), clausesOf(now)) : sameOrigins(clausesOf(now))))
}

type Insert = Extract<DraftEdit, { readonly kind: 'insert' }>
type Remove = Extract<DraftEdit, { readonly kind: 'remove' }>

function inserted(body: Json, { at, index, value }: Insert): Changed | null {
  const after = withList(body, at, list => (isPlace(index, list.length + 1) ? list.toSpliced(index, 0, value) : null))
  const were = sameOrigins(clausesOf(body))
  return changed(after, () => (at === 'clauses' ? were.toSpliced(index, 0, null) : were))
}

function removed(body: Json, { at, index }: Remove): Changed | null {
  const after = withList(body, at, list => (isPlace(index, list.length) ? list.toSpliced(index, 1) : null))
  const were = sameOrigins(clausesOf(body))
  return changed(after, () => (at === 'clauses' ? were.toSpliced(index, 1) : were))
}

const isPlace = (index: number, length: number): boolean => Number.isInteger(index) && index >= 0 && index < length

function inFile(draft: Draft, path: string, change: (body: Json) => Changed | null): Edited {
  const file = draft.files[path]
  const after = file === undefined || file.body === null ? null : change(file.body)
  if (file === undefined || after === null) return MISSING
  const body = path.startsWith('regulations/') ? doubted(file.body, after.body, after.origins) : after.body
  return edited(put(draft, path, { ...file, body }, after.origins))
}

/** The draft with a file put in (undefined: taken out), and with it its marks. */
function put(draft: Draft, path: string, file: DraftFile | undefined, origins?: Origins): Draft {
  const { [path]: before, ...others } = draft.files
  const files = file === undefined ? others : { ...draft.files, [path]: file }
  if (draft.source?.file !== path) return { ...draft, files }
  const [was, is] = [before?.body ?? null, file?.body ?? null]
  const marks = marksAfter(draft.marks, was, is, origins ?? originsByText(clausesOf(was), clausesOf(is)))
  return { ...draft, files: file === undefined ? files : { ...files, [path]: { ...file, body: settled(is, marks) } }, marks }
}

function withFile(draft: Draft, path: string, given: Json | 'live', live: Files): Edited {
  if (!isFilePath(path)) return MISSING
  const there = live.get(path)
  const base = there === undefined ? null : fileHash(there)
  if ((given === null || given === 'live') && there === undefined) return MISSING
  const isInDraft = draft.files[path] !== undefined
  if (given !== null && given !== 'live' && there !== undefined && !isInDraft) return refused('file-exists')
  if (there === undefined && !isInDraft && isTaken(path, draft, live)) return refused('file-exists')
  return edited(put(draft, path, { body: given === 'live' ? bodyOf(there ?? '') : given, base }))
}

/** Where the office's files are written to disk, capital letters may not tell two names apart. */
function isTaken(path: string, { files }: Draft, live: Files): boolean {
  const name = path.toLowerCase()
  return [...Object.keys(files), ...live.keys()].some(other => other.toLowerCase() === name)
}

function renamed(draft: Draft, path: string, to: string, live: Files): Edited {
  const file = draft.files[path]
  if (file === undefined || !isFilePath(to)) return MISSING
  if (path === to) return edited(draft)
  if (isTaken(to, draft, live)) return refused('file-exists')
  // what is live under the old name goes, or it would stand there twice
  const left: readonly (readonly [string, DraftFile])[] = file.base === null ? [] : [[path, { body: null, base: file.base }]]
  const entries = Object.entries(draft.files).flatMap(([at, f]): (readonly [string, DraftFile])[] =>
    at === path ? [[to, { ...f, base: null }], ...left] : [[at, f]],
  )
  const source = draft.source?.file === path ? { ...draft.source, file: to } : draft.source
  return edited({ ...draft, files: Object.fromEntries(entries), source })
}

function retitled(draft: Draft, title: string): Edited {
  const short = title.trim().slice(0, DRAFT_LIMITS.titleLetters)
  return short === '' ? refused('no-reason') : edited({ ...draft, title: short })
}

function inSource(draft: Draft, change: (source: Marked) => Marked | null): Edited {
  const path = draft.source?.file
  const file = path === undefined ? undefined : draft.files[path]
  const after = file === undefined ? null : change({ body: file.body, marks: draft.marks })
  if (path === undefined || file === undefined || after === null) return MISSING
  return edited({ ...draft, files: { ...draft.files, [path]: { ...file, body: after.body } }, marks: after.marks })
}

/** `by` null: not looked at after all. */
function looked(draft: Draft, at: readonly LeftAt[], by: StaffId | null): Edited {
  const { source } = draft
  const isThere = (one: LeftAt): boolean => source?.leftOut.some(({ spots }) => spots.some(spot => isAt(spot, one))) ?? false
  if (source === null || at.length === 0 || !at.every(isThere)) return MISSING
  const others = source.looked.filter(l => !at.some(one => isAt(l, one)))
  const anew = by === null ? [] : at.map(({ page, from }) => ({ page, from, by }))
  return edited({ ...draft, source: { ...source, looked: [...others, ...anew] } })
}

const isAt = (a: LeftAt, b: LeftAt): boolean => a.page === b.page && a.from === b.from

function accepted(draft: Draft, key: string, reason: string, of: { readonly by: string; readonly on: DateOnly }): Edited {
  if (reason === '' || key === '') return refused('no-reason')
  if (reason.length > DRAFT_LIMITS.reasonLetters) return refused('too-large')
  return edited({ ...draft, accepted: [...draft.accepted.filter(a => a.key !== key), { key, reason, ...of }] })
}
