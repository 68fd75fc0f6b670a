// How an answer came about, for people who keep the knowledge: slots, candidates, facts, row, clauses, what was ruled out.
import type { Draft } from './answering/answering.ts'
import { clauseName, type Edition } from './knowledge/knowledge.ts'
import type { Screens } from './screens.ts'

const CANDIDATES_MAX = 8

export function why(edition: Edition, screens: Screens, draft: Draft): string {
  const { read, facts, decision, candidates, ruledOut, citations } = draft
  const section = (key: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\n${screens.say(key)}\n${lines.map(l => `  ${l}`).join('\n')}`
  const shown = Object.entries(facts).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : (value ?? '-')}`,
  )
  return [
    section(
      'why_slots',
      read.readings.map(r => `${r.denied ? '¬ ' : ''}${r.concept}  ← ${r.words}`),
    ),
    section('why_facts', shown),
    section(
      'why_candidates',
      candidates
        .slice(0, CANDIDATES_MAX)
        .map(
          c => `${c.weight.toFixed(2)} ${c.alike.toFixed(2)}  ${c.entry.id} → ${c.row?.verdict ?? '-'}${c.fits ? ' (slot)' : ''}`,
        ),
    ),
    section(
      'why_row',
      decision.entry === null
        ? []
        : [
            `${decision.entry.id} ${decision.row?.id ?? ''}  ${decision.outcome} ${decision.confidence.toFixed(2)}  (${[decision.because, ...(draft.mind === null ? [] : [draft.mind.kind])].join(', ')})`,
          ],
    ),
    section(
      'why_between',
      decision.between.map(c => c.entry.id),
    ),
    section('why_unexplained', decision.unexplained),
    section(
      'why_clauses',
      citations.map(
        c =>
          `${edition.regulation(c.document)?.short ?? c.document} ${clauseName(c.label, c.heading)}${c.historical ? ' †' : ''}`,
      ),
    ),
    section(
      'why_ruled_out',
      ruledOut.map(r => `${r.entry}: ${r.filter}`),
    ),
  ].join('\n')
}

/** An entry as its keeper wants to see it, or a clause. */
export function showEntry(edition: Edition, id: string): string | null {
  const at = edition.clause(id)
  if (at) return `${at.ref}  [${at.clause.text_status}, ${at.clause.force}]\n${at.clause.text}\n${at.clause.sources.join('\n')}`
  const regulation = edition.regulation(id)
  if (regulation)
    return [
      `${regulation.short}: ${regulation.title} [${regulation.status}]`,
      ...regulation.clauses.map(c => `  ${clauseName(c.label, c.heading)} [${c.text_status}]`),
    ].join('\n')
  const entry = edition.entries.get(id) ?? [...edition.entries.values()].find(e => e.aliases.includes(id))
  if (!entry) return null
  const rows = entry.rows.map(
    r => `  ${r.id} → ${r.verdict} [${r.confidence}, ${r.review.level}]\n    ${r.lead}\n    ${r.basis.join('; ')}`,
  )
  return [`${entry.id}: ${entry.title} (${entry.topic})`, ...rows].join('\n')
}
