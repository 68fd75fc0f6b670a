// What a draft would make of the live edition: YAML of its bodies, the office's local files, and all files joined.
import { dump, load } from 'js-yaml'
import { z } from 'zod'
import { type Files, schemaFor } from '../knowledge/knowledge.ts'
import type { Draft, DraftFile, Json } from './draft.ts'
import type { LocalFiles } from './editions.ts'
import { isObject, isSame, listIn, textIn } from './json.ts'
import { fileHash, joined, withChanges } from './pack.ts'

/** Longer ones cannot be written on every disk. */
const PATH_LETTERS = 200

/** A path below the knowledge folder that a file of the knowledge may have: it is written to disk when it is exported, where no folder is a file. */
export const isFilePath = (path: string): boolean =>
  path.length <= PATH_LETTERS &&
  !path.includes('.yaml/') &&
  /^(?:[A-Za-z0-9][A-Za-z0-9.-]*\/)*[A-Za-z0-9][A-Za-z0-9.-]*\.yaml$/.test(path) &&
  schemaFor(path) !== null

const jsonSchema: z.ZodType<Json> = z.json()

/** A live file as a body. Live files were checked: whatever does not parse is broken, and thrown. */
export const bodyOf = (text: string): Json => jsonSchema.parse(load(text))

/** Long texts are folded here, so that a line of a review stays readable. */
const LINE_WIDTH = 150

export const textOf = (path: string, body: Json): string =>
  dump(inOrder(schemaFor(path), body), { lineWidth: LINE_WIDTH, noRefs: true })

/** Keys in the order of the shape; what the shape does not know stands last, for the check to find. */
function inOrder(shape: unknown, value: Json): Json {
  if (shape instanceof z.ZodNullable) return inOrder(shape.unwrap(), value)
  if (shape instanceof z.ZodArray && Array.isArray(value)) return value.map((item: Json) => inOrder(shape.element, item))
  if (!(shape instanceof z.ZodObject) || !isObject(value)) return value
  const known = Object.keys(shape.shape).filter(key => Object.hasOwn(value, key))
  const keys = [...known, ...Object.keys(value).filter(key => !known.includes(key))]
  return Object.fromEntries(keys.map(key => [key, inOrder(shape.shape[key], value[key] ?? null)]))
}

/** The draft's files as texts; null: the file goes. One that says what the live file says keeps its text to the letter. */
export function filesOf({ files }: Pick<Draft, 'files'>, live: Files): ReadonlyMap<string, string | null> {
  return new Map(Object.entries(files).map(([path, file]) => [path, contentOf(path, file, live.get(path))]))
}

function contentOf(path: string, { body, base }: DraftFile, live: string | undefined): string | null {
  if (body === null) return null
  const isUntouched = live !== undefined && base === fileHash(live) && isSame(bodyOf(live), body)
  return isUntouched ? live : textOf(path, body)
}

export type Candidate = {
  readonly localFiles: LocalFiles
  /** All files of the edition it would make. */
  readonly files: Files
  /** Files that somebody else has changed since the draft took them up. */
  readonly overtaken: readonly string[]
}

/** `live`: the national and local files as they answer now. `waiting`: a newer national pack that cannot be taken up yet. */
export function candidateOf(
  national: Files,
  localFiles: LocalFiles,
  live: Files,
  draft: Pick<Draft, 'files'>,
  waiting: Files | null = null,
): Candidate {
  const after = withChanges(national, localFiles, filesOf(draft, live), waiting)
  return { localFiles: after, files: joined(national, after).files, overtaken: overtakenIn(live, draft) }
}

const overtakenIn = (live: Files, { files }: Pick<Draft, 'files'>): readonly string[] =>
  Object.entries(files)
    .filter(([path, { base }]) => base !== hashOrNull(live.get(path)))
    .map(([path]) => path)

const hashOrNull = (text: string | undefined): string | null => (text === undefined ? null : fileHash(text))

/** What a draft is about, for its list and for those who are to read it. */
export type Touches = {
  readonly files: readonly { readonly path: string; readonly change: 'new' | 'changed' | 'gone' | 'same' }[]
  readonly regulations: readonly string[]
  readonly entries: readonly string[]
  readonly topics: readonly string[]
  readonly places: readonly string[]
}

export function touchesOf(draft: Pick<Draft, 'files'>, live: Files): Touches {
  const files = Object.entries(draft.files).map(([path, file]) => ({ path, change: changeOf(path, file, live.get(path)) }))
  const bodies = Object.entries(draft.files).map(([path, { body }]) => ({ path, body: body ?? bodyOf(live.get(path) ?? '') }))
  const under = (folders: readonly string[], of: (body: Json) => readonly string[]): readonly string[] => [
    ...new Set(bodies.filter(({ path }) => folders.some(f => path.startsWith(`${f}/`))).flatMap(({ body }) => of(body))),
  ]
  return {
    files,
    regulations: under(['regulations'], body => named(textIn(body, 'id'))),
    entries: [
      ...under(['principles', 'situations'], body => named(textIn(body, 'id'))),
      ...under(['rows'], body => listIn(body, 'rows').flatMap(row => named(textIn(row, 'entry')))),
    ],
    topics: under(['principles', 'situations'], body => named(textIn(body, 'topic'))),
    places: under(['regulations', 'rows'], body => named(textIn(body, 'place'))),
  }
}

const named = (name: string): readonly string[] => (name === '' ? [] : [name])

function changeOf(path: string, file: DraftFile, live: string | undefined): Touches['files'][number]['change'] {
  if (file.body === null) return live === undefined ? 'same' : 'gone'
  if (live === undefined) return 'new'
  return contentOf(path, file, live) === live ? 'same' : 'changed'
}
