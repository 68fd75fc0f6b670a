// What differs between two sets of knowledge files: which files, and which things in them, field by field, in values a person can read.
import { type Files, parse, refOf, type Sources } from '../knowledge/knowledge.ts'
import type { Difference, FileChange, ThingChange } from './compared.ts'

type Thing = Pick<ThingChange, 'thing' | 'id' | 'name' | 'place'> & { readonly fields: Readonly<Record<string, unknown>> }

/** Files first, in the order of their paths; things in the order in which they stand in the files. A file that cannot be read holds no things. */
export function difference(before: Files, after: Files): Difference {
  const files = fileChanges(before, after)
  // a thing of a file that stays as it is stays as it is
  const was = things(changedOf(before, files), titles(before))
  const is = things(changedOf(after, files), titles(after))
  const changed = [...is].flatMap(([key, thing]) => thingChange(was.get(key), thing))
  const gone = [...was].flatMap(([key, thing]) => (is.has(key) ? [] : thingChange(thing, undefined)))
  return { files, things: [...changed, ...gone] }
}

export function fileChanges(before: Files, after: Files): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.flatMap((path): FileChange[] => {
    const was = before.get(path)
    const is = after.get(path)
    if (was === is) return []
    return [{ path, change: was === undefined ? 'new' : is === undefined ? 'gone' : 'changed' }]
  })
}

function changedOf(files: Files, changes: readonly FileChange[]): Sources {
  const content = changes.flatMap(({ path }) => {
    const text = files.get(path)
    return text === undefined ? [] : [[path, text] as const]
  })
  return parse(new Map(content)).sources
}

/** The title of an entry that stands in a file of its own name. */
const titles =
  (files: Files) =>
  (entry: string): string => {
    const path = [...files.keys()].find(p => p.endsWith(`/${entry}.yaml`) && /^(principles|situations)\//.test(p))
    const { principles, situations } = parse(new Map(path === undefined ? [] : [[path, files.get(path) ?? '']])).sources
    return [...principles, ...situations][0]?.title ?? entry
  }

function thingChange(was: Thing | undefined, is: Thing | undefined): ThingChange[] {
  const { thing, id, name, place } = is ?? was ?? NOTHING
  const names = [...new Set([...Object.keys(is?.fields ?? {}), ...Object.keys(was?.fields ?? {})])]
  const fields = names.flatMap(field => {
    const [before, after] = sides(was?.fields[field], is?.fields[field])
    return before === after ? [] : [{ field, before, after }]
  })
  if (was !== undefined && is !== undefined && fields.length === 0) return []
  return [{ thing, id, name, place, change: was === undefined ? 'new' : is === undefined ? 'gone' : 'changed', fields }]
}

const NOTHING: Thing = { thing: 'vocabulary', id: '', name: '', place: null, fields: {} }

/** A longer list shows only the lines that differ. */
const LINES_WHOLE = 12

function sides(was: unknown, is: unknown): [string, string] {
  const before = linesOf(was)
  const after = linesOf(is)
  if (Math.max(before.length, after.length) <= LINES_WHOLE || was === undefined || is === undefined)
    return [before.join('\n'), after.join('\n')]
  const lost = without(before, after)
  const won = without(after, before)
  const isMoved = lost.length === 0 && won.length === 0
  return isMoved ? [before.join('\n'), after.join('\n')] : [lost.join('\n'), won.join('\n')]
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return lines.filter(line => !known.has(line))
}

const linesOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(readable) : [readable(value)])

/** One line of what YAML would write in many. */
function readable(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(readable).join(', ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${readable(part)}`)
    .join('; ')
}

/** Every thing of the files by what it is and its id. */
function things(sources: Sources, titleOf: (entry: string) => string): Map<string, Thing> {
  const all = [
    ...regulations(sources),
    ...entries(sources),
    ...regionals(sources, titleOf),
    ...sets(sources),
    ...calendar(sources),
    ...vocabulary(sources),
  ]
  const found = new Map<string, Thing>()
  for (const thing of all) {
    const key = `${thing.thing} ${thing.id}`
    // the same question may be asked twice, for two statuses or days
    let nth = 1
    while (found.has(nth === 1 ? key : `${key} #${nth}`)) nth++
    found.set(nth === 1 ? key : `${key} #${nth}`, thing)
  }
  return found
}

const regulations = ({ regulations }: Sources): Thing[] =>
  regulations.flatMap(({ id, clauses, ...fields }) => [
    { thing: 'regulation' as const, id, name: fields.short, place: fields.place, fields },
    ...clauses.map(({ label, heading, ...rest }) => ({
      thing: 'clause' as const,
      id: refOf(id, { label, heading }),
      name: `${fields.short} ${label}`,
      place: fields.place,
      fields: rest,
    })),
  ])

type Questioned = readonly Sources['principles'][number]['questions'][number][]

const asked = (owner: string, questions: Questioned): Thing[] =>
  questions.map(({ ask, ...fields }) => ({
    thing: 'question',
    id: `${owner}/${ask}`,
    name: ask,
    place: fields.place,
    fields,
  }))

function entries({ principles, situations }: Sources): Thing[] {
  const of = (thing: 'principle' | 'situation', list: Sources['principles']): Thing[] =>
    list.flatMap(({ id, rows, questions, ...fields }) => [
      // the order of the rows decides which of them answers
      { thing, id, name: fields.title, place: null, fields: { ...fields, rows: rows.map(r => r.id) } },
      ...rows.map(({ id: row, ...rest }) => ({
        thing: 'row' as const,
        id: `${id}/${row}`,
        name: fields.title,
        place: null,
        fields: rest,
      })),
      ...asked(id, questions),
    ])
  return [...of('principle', principles), ...of('situation', situations)]
}

const regionals = ({ regionals }: Sources, titleOf: (entry: string) => string): Thing[] =>
  regionals.flatMap(({ regulation, place, rows, questions }) => [
    ...rows.map(({ entry, years, row: { id, ...fields } }) => ({
      thing: 'regional-row' as const,
      id: `${regulation}/${entry}/${id}`,
      name: titleOf(entry),
      place,
      fields: { years, ...fields },
    })),
    ...asked(regulation, questions),
  ])

const sets = ({ questionSets, paraphrases }: Sources): Thing[] => [
  ...questionSets.flatMap(({ set, questions }) => asked(set, questions)),
  ...paraphrases.map(({ id, ...fields }) => ({
    thing: 'question' as const,
    id: `paraphrases/${id}`,
    name: fields.asks[0] ?? id,
    place: null,
    fields,
  })),
]

const calendar = ({ elections, consequences }: Sources): Thing[] => [
  ...elections.map(({ id, name, ...fields }) => ({
    thing: 'election' as const,
    id,
    name,
    place: fields.places.length === 1 ? (fields.places[0] ?? null) : null,
    fields,
  })),
  ...consequences.map(({ kind, status, ...fields }) => ({
    thing: 'consequence' as const,
    id: `${kind} ${status.join(',')}`,
    name: kind,
    place: null,
    fields: { status, ...fields },
  })),
]

function vocabulary(sources: Sources): Thing[] {
  const word = (kind: string, name: string, fields: Thing['fields'], place: string | null = null): Thing => ({
    thing: 'vocabulary',
    id: `${kind} ${name}`,
    name,
    place,
    fields,
  })
  return [
    ...sources.concepts.map(({ id, ...fields }) => word('concepts', id, fields)),
    ...[...sources.spelling].map(([from, to]) => word('spelling', from, { to })),
    ...[...sources.stems].map(([from, to]) => word('stems', from, { to })),
    ...sources.alike.groups.map(({ id, ...fields }) => word('alike', id, fields)),
    ...sources.places.map(({ code, ...fields }) => word('places', code, fields, code)),
    ...sources.topics.map(({ id, ...fields }) => word('topics', id, fields)),
    ...sources.documentNames.map(({ say, ...fields }) => word('documents', say, fields)),
    ...sources.classes.map(id => word('classes', id, {})),
    ...sources.decisive.map(id => word('decisive', id, {})),
    ...sources.pairsOnly.map(id => word('pairs_only', id, {})),
  ]
}
