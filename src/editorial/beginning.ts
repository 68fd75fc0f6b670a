// How drafts begin: with an empty form, with files that are live, with what an officer wrote, or with what was read off a document.
import {
  type ActRefusal,
  type BlankOf,
  blankOf,
  bodyOf,
  type Draft,
  type DraftFile,
  type DraftId,
  type Extraction,
  type Files,
  fileFor,
  fileHash,
  idOf,
  isFilePath,
  type Json,
  listIn,
  type Proposed,
  type StartFrom,
  textIn,
  type Who,
} from '../publishing/publishing.ts'
import type { Live } from './parts.ts'

const TITLE_LETTERS = 160

export const emptyDraft = (id: DraftId, { id: by, today }: Who, title: string): Draft => ({
  id,
  version: 1,
  state: 'open',
  title: title.trim().slice(0, TITLE_LETTERS),
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

export function begunOf(now: Live, from: Otherwise, who: Who): Begun | ActRefusal {
  switch (from.kind) {
    case 'blank':
      return blankBegun(now, from, { title: from.title, place: from.place, on: who.today })
    case 'live': {
      const files = from.paths.flatMap((path): (readonly [string, DraftFile])[] => {
        const text = now.files.get(path)
        return text === undefined ? [] : [[path, { body: bodyOf(text), base: baseOf(now, path) }]]
      })
      if (files.length !== from.paths.length || files.length === 0) return 'no-such-part'
      return { files: Object.fromEntries(files), ...(from.officers === undefined ? {} : grownOutOf(from.officers, who)) }
    }
    case 'officer':
      if (!isFilePath(from.file)) return 'no-such-part'
      if (now.files.has(from.file)) return 'file-exists'
      return {
        files: { [from.file]: { body: from.body, base: null } },
        ...grownOutOf(from, who),
      }
  }
}

/** Who wrote the officer's draft has written in this one: none of them approves it. */
const grownOutOf = (
  { from, writers }: Pick<Extract<StartFrom, { kind: 'officer' }>, 'from' | 'writers'>,
  { id }: Who,
): Begun => ({
  from,
  writers: [...new Set([id, ...writers])],
})

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

type Read = Extract<Extraction, { readonly kind: 'read' }>

export function readInto(
  draft: Draft,
  { extracted }: Read,
  proposed: Proposed,
  now: Live,
  { name, digest }: { readonly name: string; readonly digest: string },
): Draft {
  const { metadata, clauses, refusedPages, leftOut } = proposed
  const { refersTo: _, ...fields } = metadata
  const title = metadata.short?.value || metadata.title?.value || draft.title
  const place = metadata.place?.value ?? null
  const said = metadata.id?.value ?? ''
  const id = freeId(now.files, 'regulation', isFilePath(fileFor('regulation', said, place)) ? said : idOf(title), place)
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
    title: title.slice(0, TITLE_LETTERS),
    files: { [file]: { body, base: null } },
    marks: clauses.map(({ mark }) => ({ ...mark, confirmedBy: null })),
    source: {
      kind: extracted.kind,
      name,
      pages: extracted.pages.length,
      digest,
      refusedPages,
      leftOut,
      looked: [],
      file,
      proposed: metadata,
    },
  }
}
