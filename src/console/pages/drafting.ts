// A machine's draft of a reply: what the model is given of a consultation, and what of its words comes into the box. It stays there, marked, until
// its officer has changed it or says that they have checked it; nothing is sent from here.
import { hourOf, type Opened } from '../../handoff/handoff.ts'
import type { ClauseRef } from '../../vocabulary.ts'
import type { Assistant, ReplyWanted } from '../assistant.ts'
import { DRAFT_LETTERS_MAX, type Drafted, draftedOf } from '../drafted.ts'
import type { LawClause } from '../law.ts'
import type { Seen as Visit } from '../visit.ts'
import type { Typed } from './consultation.ts'
import type { Parts } from './parts.ts'

/** Nobody can tell of a consultation whether its asker was anonymous: its words stay on this machine, whoever they are. */
export const drafterOf = ({ assistant }: Parts): Assistant | null => (assistant?.isLocal ? assistant : null)

export type Draft =
  | { readonly kind: 'put'; readonly typed: Typed }
  /** `key`: the sentence that says why there is none. */
  | { readonly kind: 'none'; readonly key: string; readonly blanks: Readonly<Record<string, string>> }

export async function draftFor(parts: Parts, drafter: Assistant, visit: Visit, opened: Opened, typed: Typed): Promise<Draft> {
  await noted(parts, visit, opened)
  const clauses = clausesFor(parts, opened, typed)
  const wanted = wantedOf(opened, clauses)
  const helped = await drafter.reply(wanted, visit.gone)
  if (helped.kind === 'none') return none(`case_draft_${helped.why}`, { seconds: String(drafter.limitSeconds) })
  const refOf = (n: number): ClauseRef | undefined => clauses[n - 1]?.ref
  const identifies = (text: string): boolean => parts.redact(text).removed.length > 0
  const draft = draftedOf(helped.given, { wanted, refOf, identifies })
  return draft.kind === 'fit' ? { kind: 'put', typed: withDraft(typed, draft) } : none(`case_draft_unfit_${draft.why}`)
}

const none = (key: string, blanks: Readonly<Record<string, string>> = {}): Draft => ({ kind: 'none', key, blanks })

/** That one was asked for stands in the log, to the hour, and no word of it. */
const noted = ({ staffBook }: Parts, { who, now }: Visit, { consultation: { codeName } }: Opened): Promise<unknown> =>
  staffBook.saved([
    { kind: 'noted', audit: [{ at: hourOf(now), by: who.staff.id, act: 'consultation.drafted', about: codeName }] },
  ])

const CLAUSES_MAX = 12
const NEAR_MAX = 6
const CITATIONS_MAX = 8
/** Of all clauses together, and of the last things that were asked. */
const CLAUSE_LETTERS = 12_000
const QUESTION_LETTERS = 6000

/** Those the officer chose, those the bot cited, and those nearest to the question; only what an answer may rest on. */
function clausesFor({ law, today }: Parts, { brief }: Opened, { citations }: Typed): readonly LawClause[] {
  const on = today()
  const near = brief.questions.flatMap(q => law.search(q.text, NEAR_MAX, on).map(c => c.ref))
  const fit = [...new Set([...citations, ...brief.clauses, ...near])]
    .flatMap(ref => law.clause(ref, on) ?? [])
    .filter(c => c.isNorm && c.force !== 'repealed' && c.force !== 'future')
  return within(fit, CLAUSE_LETTERS, c => c.text).slice(0, CLAUSES_MAX)
}

/** The first of some, as far as all their words together are no more than so many letters. */
function within<T>(some: readonly T[], letters: number, textOf: (one: T) => string): readonly T[] {
  let left = letters
  return some.filter(one => {
    const isIn = textOf(one).length <= left
    if (isIn) left -= textOf(one).length
    return isIn
  })
}

const askedIn = (brief: Opened['brief'], lines: Opened['lines']): readonly string[] => [
  ...brief.questions.map(q => q.text),
  ...lines.filter(line => line.voice === 'asker').map(line => line.words.text),
]

const wantedOf = ({ brief, lines }: Opened, clauses: readonly LawClause[]): ReplyWanted => ({
  questions: within(askedIn(brief, lines).toReversed(), QUESTION_LETTERS, text => text).toReversed(),
  facts: brief.facts,
  answer: brief.answer,
  clauses: clauses.map(({ name, text, textStatus }, i) => ({ n: i + 1, name, text, status: textStatus })),
})

function withDraft(typed: Typed, { text, citations, dropped }: Extract<Drafted, { kind: 'fit' }>): Typed {
  // a draft that nobody touched makes way for the next
  const own = typed.text.replace(typed.machine?.text ?? '', '').trim()
  return {
    ...typed,
    text: own === '' ? text : `${own}\n\n${text}`,
    citations: [...new Set([...typed.citations, ...citations])].slice(0, CITATIONS_MAX),
    isWithoutBasis: typed.isWithoutBasis && citations.length === 0,
    machine: { text, isRead: false, isNew: true, dropped },
  }
}

/** The draft that stands in the box of a form, as it came from the machine. */
export function machineIn(form: URLSearchParams): Typed['machine'] {
  const text = (form.get('_draf') ?? '').replaceAll('\r\n', '\n').slice(0, DRAFT_LETTERS_MAX * 2)
  return text === '' ? null : { text, isRead: form.get('draf_diperiksa') === 'ya', isNew: false, dropped: 0 }
}
