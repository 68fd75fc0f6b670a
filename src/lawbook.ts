// An edition as the console looks things up in it: clauses to cite, names of situations, topics and places. It answers nothing.
import { clausePath } from './answering/answering.ts'
import type { Law, LawClause } from './console/console.ts'
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
