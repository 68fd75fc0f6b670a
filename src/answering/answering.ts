// Answers a question from the law: the walk of an answer is the list `steps`, data goes one way through it.
// It never reads a clock, a disk or a network, never knows who asks, and never sends what `prove` refuses.
// Neighbours: knowledge (an edition); conversation, publishing and the command line call `answer`.
// Explained by: test/answering/*.test.ts, test/promises/*.test.ts, test/walks/*.ts.
import type { Edition, Entry } from '../knowledge/knowledge.ts'
import type { Answer, Finding, Outcome } from '../vocabulary.ts'
import { composeCircular, composeClause } from './cite.ts'
import { heedClauses } from './clauses.ts'
import { compose, fittingBranches } from './compose.ts'
import { decide, needsPerson, nothing, SPECIAL, unexplained } from './decide.ts'
import type { Ask, Draft, Facts, Pick } from './draft.ts'
import { find } from './find.ts'
import { consider, unmoved } from './keys.ts'
import type { Mind } from './model.ts'
import { isLikely, narrow, type Opening, openings, withPicks } from './narrow.ts'
import { traitOf } from './outcomes.ts'
import { prove } from './prove.ts'
import { factsOf, type Part, partsOf } from './read.ts'
import { toldBranch, toldDecision, toldNone } from './told.ts'
import { fitted } from './wording.ts'
import type { Words } from './words.ts'

export { showClause } from './cite.ts'
export { where } from './compose.ts'
export { SPECIAL } from './decide.ts'
export type { Ask, Draft, Office, Pick } from './draft.ts'
export { asksIfGenuine, type Compared, type Difference, EXAMINED_MAX, type Examined, examine } from './genuine.ts'
export { unmoved } from './keys.ts'
export {
  type Consulting,
  type GivenSentence,
  type ListedEntry,
  type Mind,
  MODEL_MARKS,
  type ModelMark,
  type ModelReading,
  type ModelTask,
  type ModelWording,
  READABLE_FACTS,
  type ReadableFact,
  type ReadTask,
  type Told,
  type WordTask,
} from './model.ts'
export type { Opening } from './narrow.ts'
export { traitOf } from './outcomes.ts'
export { clausePath, documentPath, type Proven, type ProvenFact, type Published, proven, publish } from './publish.ts'
export { asks } from './read.ts'
export { parseWords, type Words } from './words.ts'

type Knowing = { readonly edition: Edition; readonly words: Words }
type Step = { readonly name: string; readonly run: (knowing: Knowing, draft: Draft) => Draft }

/** The walk of an answer, as data. */
export const steps: readonly Step[] = [
  {
    name: 'read',
    run: ({ edition }, draft) => {
      const read = edition.read(draft.text)
      return { ...draft, read, facts: withPicks(factsOf(edition, draft.ask, draft.text, read.kinds), draft.picks) }
    },
  },
  { name: 'find', run: ({ edition }, draft) => ({ ...draft, ...find(edition, draft.read, draft.facts) }) },
  {
    name: 'decide',
    run: ({ edition }, draft) => {
      return heedClauses(edition, { ...draft, decision: toldDecision(edition, draft.picks) ?? decide(edition, draft) })
    },
  },
  {
    name: 'weigh',
    run: ({ edition }, draft) => {
      const ruled = narrow(draft.decision, draft.picks)
      const weighed = consider(edition, { ...draft, supposed: draft.facts })
      return { ...weighed, ruled, decision: narrow(weighed.decision, draft.picks) }
    },
  },
  {
    name: 'compose',
    run: (knowing, draft) => {
      const composed = composedBy(knowing, draft)
      return isKept(composed) ? composed : composedBy(knowing, { ...draft, mind: null, decision: draft.ruled })
    },
  },
  { name: 'word', run: ({ edition }, draft) => fitted(edition, draft) },
  {
    name: 'prove',
    run: ({ edition, words }, draft) => {
      const { outcome, row, branch } = draft.decision
      const text = `${draft.layer.first}\n${draft.layer.more}`
      const wrong = prove(edition, { outcome, row, citations: draft.citations, text, facts: draft.facts }, branch)
      return wrong.length === 0 ? draft : fail(draft, words, 'prove', wrong.join('; '))
    },
  },
]

function composedBy({ edition, words }: Knowing, draft: Draft): Draft {
  const { ask, facts, supposed, read, mind, decision } = draft
  const context = { edition, words, ask, facts, supposed, read, mind }
  const special = decision.entry?.id
  const composed =
    special === SPECIAL.clause
      ? composeClause(context, draft.text)
      : special === SPECIAL.circular
        ? composeCircular(context, decision)
        : compose(context, decision)
  return {
    ...draft,
    citations: composed.citations,
    layer: { first: composed.first, more: composed.more },
    sentences: composed.sentences ?? [],
    decision: { ...decision, outcome: composed.outcome },
  }
}

/** Whether what a model moved came to one of the two ends that it may come to; an entry without a rule on that day comes to neither. */
const isKept = ({ mind, decision: { outcome, isChosen } }: Draft): boolean =>
  unmoved(mind) || mind?.kind === 'doubts' || isChosen || outcome === 'depends' || outcome === 'handoff'

/** `drafts` are the walks of the findings, for `--why`. */
type Answered = { readonly answer: Answer; readonly drafts: readonly Draft[] }

/** Answers one turn: by all its messages together, or by the branch that the last of them tells of an answer that asked back. */
export function answer(edition: Edition, words: Words, ask: Ask): Answered {
  const together = answerTogether(edition, words, ask)
  return (ask.said.length > 1 ? answerTold(edition, words, ask, together) : null) ?? together
}

/** What both together answer firmly already stands, unless it permits what the told branch forbids. */
function answerTold(edition: Edition, words: Words, ask: Ask, together: Answered): Answered | null {
  const { consulting: _, ...alone } = ask
  const [open] = answer(edition, words, { ...alone, said: ask.said.slice(0, -1) }).drafts
  const [whole] = together.drafts
  if (open === undefined || whole === undefined) return null
  const last = ask.said.at(-1) ?? ''
  const pick = toldBranch(edition, open, last) ?? toldNone(edition, open, last, whole.read)
  if (pick === null) return null
  const { draft, finding } = answerPart(edition, words, ask, 0, [pick])
  const before = traitOf(whole.decision.outcome)
  if (before.firm && !(before.permits && !traitOf(finding.outcome).permits)) return null
  return { answer: { findings: [finding], text: finding.text, edition: edition.hash }, drafts: [draft] }
}

function answerTogether(edition: Edition, words: Words, ask: Ask): Answered {
  const kept: Draft[] = []
  for (const [at, part] of partsOf(ask.said).entries()) {
    const draft = walkPart({ edition, words }, ask, part, at, [], kept[0])
    // a later part that only repeats what the first already said is not a finding of its own
    if (kept[0] === undefined || isNew(draft, kept[0])) kept.push(draft)
  }
  kept.push(...besides({ edition, words }, ask, kept))
  const findings = kept.map(finding)
  const [first, ...rest] = findings
  const text = [
    first?.text ?? '',
    ...(rest.length > 0 ? [words.say('other_findings'), ...rest.map(f => f.text.split('\n')[0] ?? '')] : []),
  ].join('\n')
  return { answer: { findings, text, edition: edition.hash }, drafts: kept }
}

/** What was heard asked in one story beside what the rules heard: at most so many. */
const BESIDES_MAX = 2

/**
 * Where the rules heard one thing asked, what a model heard beside it: read by the rules alone, as a question of its own under what the whole told of
 * the asker and the moment; and never for a permission, for it stands out of its context.
 */
function besides(knowing: Knowing, ask: Ask, kept: readonly Draft[]): Draft[] {
  const [only, second] = kept
  if (only === undefined || second !== undefined) return []
  const { status, stage, place, placeFrom } = only.facts
  const profile = { ...ask.profile, status, place: placeFrom === 'home' ? ask.profile.place : place }
  const { consulting: _, ...alone } = ask
  const picks: readonly Pick[] = stage === null ? [] : [{ kind: 'stage', stage }]
  const found: Draft[] = []
  for (const own of only.splits) {
    const draft = walk(knowing, { ...EMPTY, ask: { ...alone, profile, said: [own] }, text: own, picks })
    const isAnswer = draft.decision.entry?.kind !== 'decline' && !traitOf(draft.decision.outcome).permits
    if (isAnswer && addsTo(knowing, draft, only) && [only, ...found].every(before => isNew(draft, before))) found.push(draft)
  }
  return found.slice(0, BESIDES_MAX)
}

/** A procedure is asked for beside any act, and an act beside it; of a second act only what the first answer has not taken into account ("bolehkah saya kasih datanya"). */
function addsTo({ edition }: Knowing, { decision, read }: Draft, first: Draft): boolean {
  const [own, before] = [decision.entry, first.decision.entry]
  if (own === null || own.id === before?.id) return false
  return before?.kind !== own.kind || own.kind === 'information' || unexplained(edition, before, read.concepts).length > 0
}

/** One thing asked in a turn, answered again: for a choice under its answer. `picks` narrow it, in the order in which they were made. */
export function answerPart(
  edition: Edition,
  words: Words,
  ask: Ask,
  part: number,
  picks: readonly Pick[],
  mind: Mind | null = null,
): { finding: Finding; draft: Draft } {
  const knowing = { edition, words }
  const parts = partsOf(ask.said)
  const [head = { text: '', own: null }] = parts
  const wanted = parts[part] ?? head
  const first = wanted === head ? undefined : walkPart(knowing, ask, head, 0, [], undefined)
  const draft = walkPart(knowing, ask, wanted, part, picks, first, mind)
  return { finding: finding(draft), draft }
}

/**
 * A part in its context. Where that only says the first thing again, the part is heard by itself; but what is permitted only without its context is not.
 * What is chosen of it changes nothing of how it is heard: a branch that permits belongs to the answer that offered it.
 */
function walkPart(
  knowing: Knowing,
  ask: Ask,
  { text, own }: Part,
  part: number,
  picks: readonly Pick[],
  first: Draft | undefined,
  mind: Mind | null = null,
): Draft {
  const hear = (words: string, chosen: readonly Pick[]): Draft =>
    walk(knowing, { ...EMPTY, ask, part, picks: chosen, mind, text: words })
  if (first === undefined || own === null) return hear(text, picks)
  const inContext = hear(text, [])
  const alone = isNew(inContext, first) ? null : hear(own, [])
  const isHeard =
    alone !== null &&
    isNew(alone, first) &&
    alone.candidates.some(c => c.entry.id === alone.ruled.entry?.id && isLikely(c)) &&
    alone.decision.entry?.kind !== 'decline' &&
    !traitOf(alone.decision.outcome).permits
  const heard = isHeard ? alone : inContext
  return picks.length === 0 ? heard : hear(heard.text, picks)
}

/** What can be chosen under an open answer, in the order of its lines. */
export const openingsOf = (edition: Edition, draft: Draft): readonly Opening[] =>
  openings(edition, draft, draft.decision.row === null ? [] : fittingBranches(edition, draft.read, draft.decision.row))

/** How far an answer is open for what comes next: what a model alone opened is closed, so that nothing is joined with it that the rules would hear apart. */
export const openedBy = ({ mind, ruled, decision }: Draft): Outcome =>
  unmoved(mind) || traitOf(decision.outcome).firm ? decision.outcome : ruled.outcome

/** What is a finding of its own is found by the rules alone, so that its number means the same whatever a model says to it. */
const isNew = ({ ruled }: Draft, first: Draft | undefined): boolean =>
  ruled.entry !== null && !isAkin(ruled.entry, first?.ruled.entry ?? null) && ruled.between.length === 0

/** The same entry, or one the example of the other: what is said of it is said already. */
const isAkin = (one: Entry, other: Entry | null): boolean =>
  other !== null && (one.id === other.id || one.principles.includes(other.id) || other.principles.includes(one.id))

function walk(knowing: Knowing, asked: Draft): Draft {
  const facts: Facts = { ...NO_FACTS, on: asked.ask.profile.on }
  let draft: Draft = { ...asked, facts, supposed: facts }
  for (const step of steps) {
    try {
      draft = step.run(knowing, draft)
    } catch (error) {
      return fail(draft, knowing.words, step.name, error instanceof Error ? error.message : String(error))
    }
  }
  return draft
}

function fail(draft: Draft, words: Words, step: string, because: string): Draft {
  const outcome: Outcome = `failed_${step}`
  const decision = { ...draft.decision, outcome, because }
  return { ...draft, citations: [], layer: { first: words.say('failed'), more: '' }, decision }
}

function finding(draft: Draft): Finding {
  const { outcome, entry, row, confidence } = draft.decision
  return {
    outcome,
    situation: entry?.id ?? null,
    row: row?.id ?? null,
    confidence,
    citations: draft.citations,
    offersOfficer: traitOf(outcome).officer || entry?.kind === 'trouble' || needsPerson(draft.read) || !unmoved(draft.mind),
    text: draft.layer.first,
    more: draft.layer.more,
  }
}

const NO_FACTS: Facts = {
  status: null,
  stage: null,
  election: null,
  on: '',
  place: null,
  placeFrom: null,
  placeAlternatives: [],
  placesNamed: [],
  label: '',
}

const EMPTY: Draft = {
  ask: { said: [], profile: { status: null, place: null, on: '' }, homePlace: null, office: null },
  part: 0,
  picks: [],
  text: '',
  read: {
    tokens: [],
    readings: [],
    concepts: [],
    matter: [],
    kinds: new Set(),
    denied: new Set(),
    features: new Map(),
    alike: new Map(),
  },
  facts: NO_FACTS,
  supposed: NO_FACTS,
  candidates: [],
  ruledOut: [],
  nearPermits: 0,
  nearForbids: 0,
  wordsPermit: 0,
  wordsForbid: 0,
  decision: nothing(''),
  ruled: nothing(''),
  citations: [],
  layer: { first: '', more: '' },
  sentences: [],
  mind: null,
  splits: [],
  wants: [],
  marks: [],
}
