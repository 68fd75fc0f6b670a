// The clauses of a document's draft and the marks beside them: always as many, in the same order. A clause is `verbatim` there when, and only when,
// a person has confirmed it; changing its text takes that back.
import type { StaffId } from '../handoff/handoff.ts'
import type { Json } from './draft.ts'
import { type Mark, NO_MARK } from './intake/proposed.ts'
import { isList, isObject, type JsonObject, listIn, textIn } from './json.ts'

const VERBATIM = 'verbatim'
const UNCONFIRMED = 'quoted-secondary'

export const clausesOf = (body: Json | undefined): readonly Json[] => listIn(body, 'clauses')

/** For each clause as it is now, where it stood before; null: it is new. */
export type Origins = readonly (number | null)[]

/** After a whole list was given: each clause came from one with the same text, if any. */
export function originsByText(before: readonly Json[], after: readonly Json[]): Origins {
  const left = new Map<string, number[]>()
  before.forEach((clause, i) => {
    const text = textIn(clause, 'text')
    left.set(text, [...(left.get(text) ?? []), i])
  })
  return after.map(clause => left.get(textIn(clause, 'text'))?.shift() ?? null)
}

export const sameOrigins = (clauses: readonly Json[]): Origins => clauses.map((_, i) => i)

/** The body with the clauses whose text is another than before no longer called verbatim. */
export function doubted(before: Json, after: Json, origins: Origins): Json {
  const earlier = clausesOf(before)
  return withClauses(after, (clause, i) => {
    const origin = origins[i]
    if (origin === null || origin === undefined) return clause
    const isChanged = textIn(clause, 'text') !== textIn(earlier[origin], 'text')
    return isChanged && textIn(clause, 'text_status') === VERBATIM ? withStatus(clause, UNCONFIRMED) : clause
  })
}

const withStatus = (clause: Json, status: string): Json => (isObject(clause) ? { ...clause, text_status: status } : clause)

function withClauses(body: Json, change: (clause: Json, index: number) => Json): Json {
  if (!isObject(body) || !isList(body.clauses)) return body
  return { ...body, clauses: body.clauses.map(change) }
}

/** The marks that go with the clauses as they are now. */
export function marksAfter(marks: readonly Mark[], before: Json, after: Json, origins: Origins): Mark[] {
  const earlier = clausesOf(before)
  return clausesOf(after).map((clause, i) => {
    const origin = origins[i] ?? null
    const mark = origin === null ? undefined : marks[origin]
    if (origin === null || mark === undefined) return NO_MARK
    const [was, is] = [textIn(earlier[origin], 'text'), textIn(clause, 'text')]
    if (was !== is) return { ...mark, confirmedBy: null, unsure: moved(mark.unsure, was, is) }
    return textIn(clause, 'text_status') === VERBATIM ? mark : { ...mark, confirmedBy: null }
  })
}

type Range = Mark['unsure'][number]

/** Unsure parts outside of what was changed stay marked, each at its new place. */
function moved(unsure: readonly Range[], was: string, is: string): readonly Range[] {
  const shorter = Math.min(was.length, is.length)
  let head = 0
  while (head < shorter && was[head] === is[head]) head++
  let tail = 0
  while (tail < shorter - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++
  const by = is.length - was.length
  return unsure.flatMap(({ from, to }) => {
    if (to <= head) return [{ from, to }]
    return from >= was.length - tail ? [{ from: from + by, to: to + by }] : []
  })
}

/** Nothing is called verbatim beside a mark that nobody confirmed. */
export const settled = (body: Json, marks: readonly Mark[]): Json =>
  withClauses(body, (clause, i) =>
    (marks[i]?.confirmedBy ?? null) === null && textIn(clause, 'text_status') === VERBATIM
      ? withStatus(clause, UNCONFIRMED)
      : clause,
  )

/** A document's body with its marks. */
export type Marked = { readonly body: Json; readonly marks: readonly Mark[] }

/** null: one of the clauses is not there. */
export function confirmed({ body, marks }: Marked, which: readonly number[], by: StaffId | null): Marked | null {
  const clauses = clausesOf(body)
  if (which.some(i => !isObject(clauses[i]))) return null
  const chosen = new Set(which)
  return {
    body: withClauses(body, (clause, i) => {
      if (!chosen.has(i)) return clause
      if (by !== null) return withStatus(clause, VERBATIM)
      return textIn(clause, 'text_status') === VERBATIM ? withStatus(clause, UNCONFIRMED) : clause
    }),
    marks: marks.map((mark, i) => (chosen.has(i) ? { ...mark, confirmedBy: by } : mark)),
  }
}

/** A clause cut in two at a character of its text; null: there is nothing on one side of it. */
export function split({ body, marks }: Marked, index: number, offset: number): Marked | null {
  const clause = clausesOf(body)[index]
  const mark = marks[index]
  if (!isObject(clause) || mark === undefined) return null
  const text = textIn(clause, 'text')
  const [head, tail] = [text.slice(0, offset), text.slice(offset)]
  if (offset < 0 || head.trim() === '' || tail.trim() === '') return null
  const label = labelOf(tail.trimStart(), textIn(clause, 'label'))
  return {
    body: splicedClauses(body, index, 1, [
      { ...clause, text: head.trimEnd(), text_status: UNCONFIRMED },
      { ...clause, label, heading: '', source_label: label, text: tail.trim(), text_status: UNCONFIRMED, notes: '' },
    ]),
    marks: marks.toSpliced(
      index,
      1,
      part(mark, text, 0, head.trimEnd().length),
      part(mark, text, text.length - tail.trimStart().length, text.trimEnd().length),
    ),
  }
}

/** What a mark says of a part of the text it belonged to. */
const part = (mark: Mark, text: string, from: number, to: number): Mark => ({
  ...mark,
  confirmedBy: null,
  unsure: mark.unsure
    .map(range => ({ from: Math.max(range.from, from), to: Math.min(range.to, to, text.length) }))
    .filter(range => range.from < range.to)
    .map(range => ({ from: range.from - from, to: range.to - from })),
})

/** A clause joined with the next one; null: there are no two. */
export function joined({ body, marks }: Marked, index: number): Marked | null {
  const clauses = clausesOf(body)
  const [clause, next] = [clauses[index], clauses[index + 1]]
  const [mark, nextMark] = [marks[index], marks[index + 1]]
  if (!isObject(clause) || !isObject(next) || mark === undefined || nextMark === undefined) return null
  const head = textIn(clause, 'text')
  const gap = head === '' || textIn(next, 'text') === '' ? '' : ' '
  const by = head.length + gap.length
  return {
    body: splicedClauses(body, index, 2, [
      {
        ...clause,
        text: head + gap + textIn(next, 'text'),
        text_status: UNCONFIRMED,
        topics: union(clause, next, 'topics'),
        sources: union(clause, next, 'sources'),
        notes: [textIn(clause, 'notes'), textIn(next, 'notes')].filter(Boolean).join(' '),
      },
    ]),
    marks: marks.toSpliced(index, 2, {
      spots: [...mark.spots, ...nextMark.spots],
      doubts: [...new Set([...mark.doubts, ...nextMark.doubts])],
      unsure: [...mark.unsure, ...nextMark.unsure.map(({ from, to }) => ({ from: from + by, to: to + by }))],
      confirmedBy: null,
    }),
  }
}

const union = (a: JsonObject, b: JsonObject, field: string): readonly Json[] => [
  ...new Set([...listIn(a, field), ...listIn(b, field)]),
]

function splicedClauses(body: Json, index: number, count: number, clauses: readonly Json[]): Json {
  return isObject(body) ? { ...body, clauses: clausesOf(body).toSpliced(index, count, ...clauses) } : body
}

/** How a part of a clause begins, and which level of the label that is. */
const BEGINNINGS: readonly (readonly [RegExp, RegExp, (mark: string) => string])[] = [
  [/^\((\d+[a-z]?)\)/, / ayat \(\d+[a-z]?\).*$/, mark => ` ayat (${mark})`],
  [/^([a-z])[.)]\s/, / huruf [a-z].*$/, mark => ` huruf ${mark}`],
]

/** The label of what follows on a clause: by how its text begins, else the next of the same kind. */
function labelOf(text: string, before: string): string {
  for (const [beginning, level, name] of before.startsWith('Pasal') ? BEGINNINGS : []) {
    const [, mark] = text.match(beginning) ?? []
    if (mark !== undefined) return before.replace(level, '') + name(mark)
  }
  return before.replace(/(\d+|(?<= )[a-y])(\)?)$/, (_, mark: string, end: string) => next(mark) + end)
}

const next = (mark: string): string =>
  /^\d+$/.test(mark) ? String(Number(mark) + 1) : String.fromCharCode(mark.charCodeAt(0) + 1)
