// Parts of knowledge files to be filled in: every field of the shape is there and empty. What must be chosen is empty too: a form that chose
// a verdict or a force by itself would say something about the law.
import type { DateOnly } from '../vocabulary.ts'
import type { Json } from './draft.ts'

/** `regional`: a file of rows of a circular; `regional-row`: one of its rows. The others are named as in the schema. */
export const BLANKS = [
  'regulation',
  'clause',
  'principle',
  'situation',
  'regional',
  'regional-row',
  'row',
  'condition',
  'branch',
  'match',
  'question',
  'election',
  'stage',
] as const
export type BlankKind = (typeof BLANKS)[number]

export type BlankOf = {
  readonly title: string
  /** Code of a place; null: national. */
  readonly place: string | null
  readonly on: DateOnly
}

export const NATIONAL = 'ID'

/** As an id may be spelled: from "Edaran Bupati 12/2026" to "edaran-bupati-12-2026". */
export const idOf = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, ID_LETTERS)
    .replace(/^-+|-+$/g, '') || 'baru'
const ID_LETTERS = 60

export function blankOf(what: BlankKind, of: BlankOf): Json {
  const { title, place, on } = of
  switch (what) {
    case 'regulation':
      return {
        id: idOf(title),
        kind: 'norm',
        type: '',
        number: '',
        year: Number(on.slice(0, 4)),
        short: '',
        title,
        issuer: '',
        place: place ?? NATIONAL,
        rank: null,
        status: '',
        enacted_on: null,
        in_force_from: '',
        date_known: 'exact',
        in_force_until: null,
        revoked_by: [],
        amended_by: [],
        binds: [],
        election: null,
        sources: [],
        notes: '',
        clauses: [],
      }
    case 'clause':
      return {
        label: '',
        heading: '',
        source_label: '',
        text: '',
        text_status: 'quoted-secondary',
        force: '',
        in_force_until: null,
        designation: null,
        replaced_by: [],
        topics: [],
        sources: [],
        notes: '',
      }
    case 'principle':
    case 'situation':
      return {
        id: idOf(title),
        kind: 'act',
        title,
        topic: '',
        aliases: [],
        principles: [],
        match: [],
        explains: [],
        phrasings: [],
        rows: [],
        questions: [],
      }
    case 'regional':
      return { regulation: idOf(title), place: place ?? '', rows: [], questions: [] }
    case 'regional-row':
      return { entry: '', years: [Number(on.slice(0, 4))], row: blankOf('row', of) }
    case 'row':
      return {
        id: idOf(title),
        when: [],
        verdict: '',
        lead: '',
        reason: '',
        reading: '',
        // chosen by the editor: given beforehand, a prohibition would lead to nothing
        violation: { before: '', after: '' },
        basis: [],
        safe_way: '',
        safe_way_after: '',
        branches: [],
        confidence: '',
        disputed: false,
        review: { level: 'none', on: null },
      }
    case 'condition':
      return { fact: '', is: [] }
    case 'branch':
      return { if: '', then: '', say: '' }
    case 'match':
      return { all: [], none: [] }
    case 'question':
      return { ask: '', on, place, status: null, expect: [], cite: [] }
    case 'election':
      return { id: idOf(title), name: title, kind: '', places: place === null ? [] : [place], stages: [], notes: '' }
    case 'stage':
      return { stage: '', from: '', to: '', sources: [] }
  }
}

/** Where a new file goes. Situations of an office stand in a folder of their own: their topic may still change. */
export function fileFor(what: 'regulation' | 'regional' | 'principle' | 'situation', id: string, place: string | null): string {
  switch (what) {
    case 'regulation':
      return `regulations/${place ?? NATIONAL}/${id}.yaml`
    case 'regional':
      return `rows/${place ?? NATIONAL}/${id}.yaml`
    case 'principle':
      return `principles/${id}.yaml`
    case 'situation':
      return `situations/lokal/${id}.yaml`
  }
}
