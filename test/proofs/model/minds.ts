// What scripted models think of questions whose answers are known: one reads what is right, one the opposite of what is right, one the opposite of
// what the rules say. Each points to the whole of the words, as shrewdly as the checks of the keys allow.
import type { Draft, ListedEntry, ModelReading } from '../../../src/answering/answering.ts'
import { rowsFor } from '../../../src/answering/find.ts'
import { readTask } from '../../../src/answering/keys.ts'
import { traitOf } from '../../../src/answering/outcomes.ts'
import { type Edition, liesWithin, type Row, splitRef, verdictClass } from '../../../src/knowledge/knowledge.ts'
import type { Case } from '../../../src/publishing/publishing.ts'

/** As much of a request as a mind looks at. */
export type Heard = { readonly words: string; readonly entries: readonly ListedEntry[] }
export type Mind = (heard: Heard) => ModelReading

/** A text that can reach a model: the case it belongs to, what the rules alone made of it, and whether its answer is the one that is judged. */
type Known = { readonly asked: Case; readonly draft: Draft; readonly isJudged: boolean }

const SILENT: ModelReading = { entries: [], facts: [], splits: [] }

export type Minds = { readonly good: Mind; readonly lying: Mind; readonly contrary: Mind }

/** `alone`: the drafts of each turn of a case, as the rules alone have them. `leaving`: what becomes of words before a model reads them. */
export function mindsFor(
  edition: Edition,
  cases: readonly Case[],
  alone: (asked: Case) => readonly (readonly Draft[])[],
  leaving: (text: string) => string,
): Minds {
  const known = new Map<string, Known>()
  const learn = (text: string, of: Known): void => {
    for (const key of [text, leaving(text)]) if (!known.has(key) || of.isJudged) known.set(key, of)
  }
  for (const asked of cases) {
    const turns = alone(asked)
    for (const [at, drafts] of turns.entries())
      for (const [part, draft] of drafts.entries())
        learn(readTask(edition, draft)?.text ?? draft.text, { asked, draft, isJudged: part === 0 && at === turns.length - 1 })
  }
  const thinking =
    (choose: (of: Known, heard: Heard) => string | null): Mind =>
    heard => {
      const of = known.get(heard.words)
      const id = of === undefined ? null : choose(of, heard)
      return id === null ? SILENT : { ...SILENT, entries: [{ id, words: [heard.words] }] }
    }
  return {
    good: thinking((of, heard) => right(edition, of, heard)),
    lying: thinking((of, heard) => {
      const permits = of.asked.expect.some(e => e === 'allowed' || e === 'allowed_if')
      return saying(edition, of, heard, permits ? ['forbidden'] : ['allowed'])
    }),
    contrary: thinking((of, heard) => {
      const said = verdictClass(of.draft.decision.outcome)
      return saying(
        edition,
        of,
        heard,
        said === 'allowed' ? ['forbidden'] : said === 'forbidden' ? ['allowed'] : ['allowed', 'forbidden'],
      )
    }),
  }
}

type Rowed = { readonly id: string; readonly row: Row }

/** The listed entries with the rows that hold, those first that the rules themselves think of. */
function rowedOf(edition: Edition, { draft }: Known, { entries }: Heard): Rowed[] {
  const { facts, read, candidates, decision } = draft
  const rowOf = rowsFor(edition, facts, read.kinds, read.denied)
  const own = [decision.entry?.id ?? '', ...candidates.map(c => c.entry.id)]
  const listed = entries.map(e => e.id)
  const order = [...new Set([...own.filter(id => listed.includes(id)), ...listed])]
  return order.flatMap(id => {
    const row = rowOf(id)
    return row === null ? [] : [{ id, row }]
  })
}

/** What answers rightly; of several what also cites what should be cited. Where the rules are right already, the same. */
function right(edition: Edition, of: Known, heard: Heard): string | null {
  const { asked, draft, isJudged } = of
  const { entry, outcome } = draft.decision
  const isSame = (wanted: string, verdict: string): boolean =>
    wanted === verdict || (traitOf(verdict as Row['verdict']).permits && (wanted === 'allowed' || wanted === 'allowed_if'))
  if (!isJudged || asked.expect.includes(outcome))
    return entry !== null && heard.entries.some(e => e.id === entry.id) ? entry.id : null
  const fitting = rowedOf(edition, of, heard).filter(({ row }) => asked.expect.some(e => isSame(e, row.verdict)))
  const cites = ({ row }: Rowed): boolean => asked.cite.every(any => row.basis.some(ref => any.some(w => isWanted(w, ref))))
  return (fitting.find(cites) ?? fitting[0])?.id ?? null
}

function isWanted(wanted: { readonly document: string; readonly label: string }, ref: string): boolean {
  const { document, name } = splitRef(ref)
  return document === wanted.document && (wanted.label === '*' || liesWithin(name, wanted.label))
}

/** The entry of one of these verdicts that the rules come nearest to, so that the lie is as likely as can be. */
const saying = (edition: Edition, of: Known, heard: Heard, verdicts: readonly string[]): string | null =>
  rowedOf(edition, of, heard).find(({ row }) => verdicts.includes(verdictClass(row.verdict)))?.id ?? null
