// An edition as the console looks things up in it: clauses to cite, names of situations, topics and places. It answers nothing.
import { clausePath } from './answering/answering.ts'
import type { Law, LawClause, LawFile } from './console/console.ts'
import { type ClauseAt, clauseName, type Edition, forceOn, searchClauses } from './knowledge/knowledge.ts'
import type { DateOnly } from './vocabulary.ts'

/** `holidayYears`: the years for which public holidays are known. */
export function openLawBook(edition: Edition, holidayYears: readonly number[]): Law {
  const { topics, principles, situations, places } = edition.sources
  const shown = (at: ClauseAt, on: DateOnly): LawClause => ({
    ref: at.ref,
    name: `${at.regulation.short} ${clauseName(at.clause.label, at.clause.heading)}`,
    text: at.clause.text,
    textStatus: at.clause.text_status,
    force: forceOn(at, on) ?? 'future',
    path: clausePath(edition, at.ref) ?? '',
    isNorm: at.regulation.kind === 'norm',
  })
  // what a question was taken for may be either: whoever is under pressure is named by a principle
  const named = ({ id, title, topic }: (typeof situations)[number]) => ({ id, title, topic })
  const entries = [...principles, ...situations]
  const byId = new Map(entries.map(e => [e.id, named(e)]))
  return {
    edition: edition.hash,
    files: filesOf(edition.sources),
    concepts: edition.sources.concepts.map(({ id, forms }) => ({ id, words: forms })),
    clause: (ref, on) => {
      const at = edition.clause(ref)
      return at === undefined ? null : shown(at, on)
    },
    search: (words, max, on) => searchClauses(edition, words, max).map(at => shown(at, on)),
    situation: id => byId.get(id) ?? null,
    situations: entries.filter(e => e.kind !== 'decline').map(named),
    topics,
    places: places.map(({ code, name }) => ({ id: code, name })),
    holidayYears,
  }
}

/** Everything of the knowledge that an editor can take up, by the name that people know it by. */
function filesOf({ regulations, principles, situations, regionals, fileOf }: Edition['sources']): readonly LawFile[] {
  const short = new Map(regulations.map(r => [r.id, r.short]))
  const at = (id: string): string => fileOf.get(id) ?? ''
  return [
    ...regulations.map(r => ({ path: at(r.id), kind: 'regulation' as const, id: r.id, name: r.short, place: r.place })),
    ...regionals.map(r => ({
      path: at(`rows ${r.regulation}`),
      kind: 'rows' as const,
      id: r.regulation,
      name: short.get(r.regulation) ?? r.regulation,
      place: r.place,
    })),
    ...principles.map(e => ({ path: at(e.id), kind: 'principle' as const, id: e.id, name: e.title, place: null })),
    ...situations.map(e => ({ path: at(e.id), kind: 'situation' as const, id: e.id, name: e.title, place: null })),
  ]
}
