// A model beside the rules alone, on questions whose answers are known: how often each is right, where they differ, how far their confidence can be
// believed, what it costs and how long it takes. It only counts: who asks stands outside, and nothing here changes an answer.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { answerPart, type Draft, MODEL_MARKS, openingsOf, traitOf, type Words } from '../answering/answering.ts'
import { clauseName, type Edition, liesWithin, splitRef } from '../knowledge/knowledge.ts'
import type { Answer, Citation, Outcome, Profile } from '../vocabulary.ts'
import { areaUnder, type CurvePoint, riskCoverage } from './curve.ts'
import type { Asked } from './publishing.ts'

/** A clause that an answer should cite: this label or a finer part of it; `*` any of the document. */
export type Wanted = { readonly document: string; readonly label: string }

/** A conversation to try: what is said turn after turn, and what its last answer should be. */
export type Case = {
  /** The same as long as its words are. */
  readonly id: string
  readonly group: string
  readonly turns: readonly string[]
  readonly profile: Profile
  /** Outcomes that are right; none: nobody has judged it. */
  readonly expect: readonly string[]
  /** Of each list at least one clause is to be cited. */
  readonly cite: readonly (readonly Wanted[])[]
  /** Its words may stand in a result. */
  readonly isOpen: boolean
}

/** A conversation of somebody's file, asked as this profile: its words are their owner's and stand in no result. */
export const caseOf = (
  { id, group, turns, expect, cite }: Pick<Case, 'id' | 'group' | 'turns' | 'expect' | 'cite'>,
  profile: Profile,
): Case => ({ id, group, turns, profile, expect, cite, isOpen: false })

const ID_DIGITS = 10

/** Questions of the knowledge, as `regress` asks them. */
export const casesOf = (asked: readonly Asked[]): Case[] =>
  asked.map(({ entry, topic, said, question }) => ({
    id: `${entry}/${createHash('sha256').update(said.join('\n')).digest('hex').slice(0, ID_DIGITS)}`,
    group: topic,
    turns: said,
    profile: { status: question.status, place: question.place, on: question.on },
    // a permission with conditions counts for one without, and the reverse
    expect: question.expect.some(e => traitOf(e).permits) ? [...question.expect, 'allowed', 'allowed_if'] : question.expect,
    cite: question.cite.map(ref => {
      const { document, name } = splitRef(ref)
      return [{ document, label: name }]
    }),
    isOpen: true,
  }))

/** What one way of answering gave to the last turn. */
export type GivenTo = {
  readonly outcome: Outcome
  readonly confidence: number
  readonly citations: readonly Citation[]
  readonly situation: string | null
  readonly mind: string | null
  readonly marks: readonly string[]
  /** Outcomes to which one choice under the answer leads, in the order in which they are offered. */
  readonly choices: readonly Outcome[]
  /** Waited for it. */
  readonly ms: number
}

/** A conversation's last answer and the drafts it comes from; none where an answer only shows the one before. */
export function givenOf(
  edition: Edition,
  words: Words,
  { answer, drafts }: { readonly answer: Answer; readonly drafts: readonly Draft[] },
  ms: number,
): GivenTo {
  const [first] = answer.findings
  const [draft] = drafts
  return {
    outcome: first?.outcome ?? 'failed_empty',
    confidence: first?.confidence ?? 0,
    citations: first?.citations ?? [],
    situation: first?.situation ?? null,
    mind: draft?.mind?.kind ?? null,
    marks: drafts.flatMap(d => d.marks),
    choices: draft === undefined ? [] : choicesOf(edition, words, draft),
    ms,
  }
}

function choicesOf(edition: Edition, words: Words, draft: Draft): Outcome[] {
  const { consulting: _, ...ask } = draft.ask
  return openingsOf(edition, draft).map(({ pick }) => {
    const picks = [...draft.picks, pick]
    return answerPart(edition, words, ask, draft.part, picks, draft.mind).finding.outcome
  })
}

const countSchema = z.int().nonnegative()
const judgedSchema = z.object({
  outcome: z.string(),
  confidence: z.number(),
  situation: z.string().nullable(),
  mind: z.string().nullable(),
  marks: z.array(z.string()),
  /** null: nobody has judged the question. */
  isRight: z.boolean().nullable(),
  /** Right at once, or by the first choice offered, or by one of them. */
  isReached: z.enum(['at-once', 'first', 'some', 'not']).nullable(),
  wrongPermission: z.boolean(),
  overForbids: z.boolean(),
  hedges: z.boolean(),
  cited: countSchema,
  citedWanted: countSchema,
  wanted: countSchema,
  wantedCited: countSchema,
  ms: z.number(),
})
export type Judged = z.infer<typeof judgedSchema>

export function judge(asked: Case, given: GivenTo): Judged {
  const { expect, cite } = asked
  const { outcome, citations, choices } = given
  const isLabelled = expect.length > 0
  const isRight = expect.includes(outcome)
  const permits = traitOf(outcome).permits
  const mayPermit = expect.includes('allowed') || expect.includes('allowed_if')
  const isWanted = (c: Citation): boolean => cite.some(any => any.some(w => covers(w, c)))
  return {
    outcome,
    confidence: given.confidence,
    situation: given.situation,
    mind: given.mind,
    marks: [...given.marks],
    isRight: isLabelled ? isRight : null,
    isReached: isLabelled ? reached(isRight, choices, expect) : null,
    wrongPermission: permits && !mayPermit && (expect.includes('forbidden') || expect.includes('depends')),
    overForbids: isLabelled && outcome === 'forbidden' && !expect.includes('forbidden'),
    hedges: isLabelled && !isRight && HEDGES.has(outcome),
    cited: cite.length === 0 ? 0 : citations.length,
    citedWanted: cite.length === 0 ? 0 : citations.filter(isWanted).length,
    wanted: cite.length,
    wantedCited: cite.filter(any => any.some(w => citations.some(c => covers(w, c)))).length,
    ms: given.ms,
  }
}

const HEDGES: ReadonlySet<string> = new Set(['depends', 'no_basis', 'clarify', 'handoff'])

function reached(isRight: boolean, choices: readonly Outcome[], expect: readonly string[]): NonNullable<Judged['isReached']> {
  if (isRight) return 'at-once'
  const at = choices.findIndex(o => expect.includes(o))
  return at === 0 ? 'first' : at > 0 ? 'some' : 'not'
}

const bare = (label: string): string => label.replace(/^Penjelasan /, '')

const covers = (wanted: Wanted, cited: Citation): boolean =>
  wanted.document === cited.document &&
  (wanted.label === '*' ||
    liesWithin(bare(cited.label), bare(wanted.label)) ||
    clauseName(cited.label, cited.heading) === wanted.label)

const triedSchema = z.object({
  id: z.string(),
  group: z.string(),
  /** null: its words stay where they are. */
  said: z.array(z.string()).nullable(),
  rules: judgedSchema,
  runs: z.array(judgedSchema),
})
export type TriedCase = z.infer<typeof triedSchema>

const figuresSchema = z.object({
  answers: countSchema,
  labelled: countSchema,
  right: countSchema,
  rightByFirstChoice: countSchema,
  rightByAChoice: countSchema,
  wrongPermissions: countSchema,
  overForbids: countSchema,
  hedges: countSchema,
  cited: countSchema,
  citedWanted: countSchema,
  wanted: countSchema,
  wantedCited: countSchema,
})
export type Figures = z.infer<typeof figuresSchema>

export function figuresOf(judged: readonly Judged[]): Figures {
  const count = (is: (j: Judged) => boolean): number => judged.filter(is).length
  const sum = (of: (j: Judged) => number): number => judged.reduce((n, j) => n + of(j), 0)
  const right = count(j => j.isRight === true)
  const first = right + count(j => j.isReached === 'first')
  return {
    answers: judged.length,
    labelled: count(j => j.isRight !== null),
    right,
    rightByFirstChoice: first,
    rightByAChoice: first + count(j => j.isReached === 'some'),
    wrongPermissions: count(j => j.wrongPermission),
    overForbids: count(j => j.overForbids),
    hedges: count(j => j.hedges),
    cited: sum(j => j.cited),
    citedWanted: sum(j => j.citedWanted),
    wanted: sum(j => j.wanted),
    wantedCited: sum(j => j.wantedCited),
  }
}

const pointSchema = z.object({ coverage: z.number(), risk: z.number() })
const curveSchema = z.object({ points: z.array(pointSchema), area: z.number().nullable() })
const usageSchema = z.object({
  model: z.string(),
  calls: countSchema,
  tokensIn: countSchema,
  tokensOut: countSchema,
  /** In the operator's currency; null where no price is known. */
  money: z.number().nullable(),
})
export type UsageOf = z.infer<typeof usageSchema>
const FORMAT = 'rambu-evaluation-1'
const evaluationSchema = z.object({
  format: z.literal(FORMAT),
  on: z.string(),
  edition: z.string(),
  set: z.string(),
  /** Of all questions that were to be asked. */
  questionsHash: z.string(),
  questions: countSchema,
  /** How often the model was asked each question. */
  runs: countSchema,
  /** All questions were asked; otherwise it was broken off. */
  isWhole: z.boolean(),
  prompts: z.record(z.string(), z.string()),
  models: z.record(z.string(), z.string()),
  isLocal: z.boolean(),
  rules: figuresSchema,
  model: z.array(figuresSchema),
  groups: z.array(z.object({ group: z.string(), rules: figuresSchema, model: figuresSchema })),
  /** Of all runs. */
  marks: z.record(z.string(), countSchema),
  minds: z.record(z.string(), countSchema),
  /** Of firm verdicts of the rules that are wrong, and of those that are right: how many in all runs did not stand without a doubt? */
  doubted: z.object({ wrong: countSchema, ofWrong: countSchema, right: countSchema, ofRight: countSchema }),
  /** Questions that got one outcome in all runs, and one mind. */
  stable: z.object({ outcome: countSchema, mind: countSchema }),
  moves: z.array(z.object({ from: z.string(), to: z.string(), count: countSchema })),
  curves: z.object({ rules: curveSchema, model: curveSchema }),
  wait: z.object({ p50: z.number(), p95: z.number(), max: z.number() }),
  usage: z.array(usageSchema),
  differences: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      said: z.array(z.string()).nullable(),
      before: z.string(),
      after: z.array(z.string()),
      minds: z.array(z.string().nullable()),
    }),
  ),
  cases: z.array(triedSchema),
})
export type Evaluation = z.infer<typeof evaluationSchema>

/** What a run was made with. */
export type EvaluatedWith = Pick<Evaluation, 'on' | 'edition' | 'set' | 'runs' | 'prompts' | 'models' | 'isLocal' | 'usage'>

/** Who answers: the rules at once, the model beside them after a while. */
export type Answering = {
  readonly alone: (asked: Case) => GivenTo
  readonly beside: (asked: Case) => Promise<GivenTo>
}

export type EvaluatingHow = {
  readonly runs: number
  /** Questions under way at once. */
  readonly atOnce: number
  readonly isStopped: () => boolean
  readonly onDone: (done: number, of: number) => void
}

/** Asks every question, the rules and then the model so many times; broken off, what was done whole remains. */
export async function tryBeside(
  cases: readonly Case[],
  { alone, beside }: Answering,
  { runs, atOnce, isStopped, onDone }: EvaluatingHow,
): Promise<TriedCase[]> {
  const tried = new Map<number, TriedCase>()
  let next = 0
  const tryOne = async (asked: Case): Promise<TriedCase | null> => {
    const rules = judge(asked, alone(asked))
    const given: Judged[] = []
    while (given.length < runs && !isStopped()) given.push(judge(asked, await beside(asked)))
    const { id, group, turns, isOpen } = asked
    return given.length < runs ? null : { id, group, said: isOpen ? [...turns] : null, rules, runs: given }
  }
  const work = async (): Promise<void> => {
    for (let at = next++; at < cases.length && !isStopped(); at = next++) {
      const asked = cases[at]
      const done = asked === undefined ? null : await tryOne(asked)
      if (done !== null) tried.set(at, done)
      onDone(tried.size, cases.length)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work))
  return [...tried].toSorted(([a], [b]) => a - b).map(([, of]) => of)
}

export function evaluation(cases: readonly Case[], tried: readonly TriedCase[], made: EvaluatedWith): Evaluation {
  const all = tried.flatMap(t => t.runs)
  const labelled = (judged: readonly Judged[]) =>
    judged.flatMap(({ confidence, isRight }) => (isRight === null ? [] : [{ confidence, isRight }]))
  const curve = (judged: readonly Judged[]): { points: CurvePoint[]; area: number | null } => {
    const points = riskCoverage(labelled(judged))
    return { points, area: areaUnder(points) }
  }
  const groups = [...new Set(tried.map(t => t.group))].sort()
  return {
    format: FORMAT,
    ...made,
    questionsHash: hashOfCases(cases),
    questions: cases.length,
    isWhole: tried.length === cases.length,
    rules: figuresOf(tried.map(t => t.rules)),
    model: Array.from({ length: made.runs }, (_, run) => figuresOf(tried.flatMap(t => t.runs[run] ?? []))),
    groups: groups.map(group => {
      const own = tried.filter(t => t.group === group)
      return { group, rules: figuresOf(own.map(t => t.rules)), model: figuresOf(own.flatMap(t => t.runs)) }
    }),
    marks: { ...Object.fromEntries(MODEL_MARKS.map(m => [m, 0])), ...countsOf(all.flatMap(j => j.marks)) },
    minds: countsOf(all.flatMap(j => j.mind ?? [])),
    doubted: doubtedIn(tried),
    stable: {
      outcome: tried.filter(t => new Set(t.runs.map(r => r.outcome)).size <= 1).length,
      mind: tried.filter(t => new Set(t.runs.map(r => r.mind)).size <= 1).length,
    },
    moves: movesIn(tried),
    curves: { rules: curve(tried.map(t => t.rules)), model: curve(all) },
    wait: waits(all.map(j => j.ms)),
    differences: tried.filter(isDifferent).map(({ id, group, said, rules, runs }) => ({
      id,
      group,
      said,
      before: rules.outcome,
      after: runs.map(r => r.outcome),
      minds: runs.map(r => r.mind),
    })),
    cases: [...tried],
  }
}

const DOUBTING: ReadonlySet<string | null> = new Set(['doubts', 'hangs', 'alarms'])

/** What a second reader is for: to be doubted when wrong, and not when right. */
export function doubtedIn(tried: readonly Pick<TriedCase, 'rules' | 'runs'>[]): Evaluation['doubted'] {
  const firm = tried.filter(t => FIRM.has(t.rules.outcome))
  const runs = (isRight: boolean): Judged[] => firm.filter(t => t.rules.isRight === isRight).flatMap(t => t.runs)
  const doubted = (of: readonly Judged[]): number => of.filter(r => DOUBTING.has(r.mind)).length
  const [wrong, right] = [runs(false), runs(true)]
  return { wrong: doubted(wrong), ofWrong: wrong.length, right: doubted(right), ofRight: right.length }
}
const FIRM: ReadonlySet<string> = new Set(['forbidden', 'allowed', 'allowed_if'])

const hashOfCases = (cases: readonly Case[]): string =>
  createHash('sha256')
    .update(JSON.stringify(cases.map(({ id, turns, profile }) => [id, turns, profile])))
    .digest('hex')

const countsOf = (names: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const isDifferent = ({ rules, runs }: TriedCase): boolean => runs.some(r => r.outcome !== rules.outcome)

/** How often an outcome of the rules became another with the model, in all runs; the most frequent first. */
export function movesIn(tried: readonly TriedCase[]): Evaluation['moves'] {
  const moved = tried.flatMap(t => t.runs.filter(r => r.outcome !== t.rules.outcome).map(r => `${t.rules.outcome} ${r.outcome}`))
  return Object.entries(countsOf(moved))
    .map(([move, count]) => {
      const [from = '', to = ''] = move.split(' ')
      return { from, to, count }
    })
    .toSorted((a, b) => b.count - a.count)
}

function waits(ms: readonly number[]): Evaluation['wait'] {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}

/** A result as it was written before; null: it is none. */
export function readEvaluation(json: unknown): Evaluation | null {
  const read = evaluationSchema.safeParse(json)
  return read.success ? read.data : null
}

/** Something that two runs were made with or came to, where it is not the same. */
export type Unlike = { readonly name: string; readonly a: string | number; readonly b: string | number }
export type ComparedRuns = {
  /** What they were made with: where it is not the same, figures say less. */
  readonly made: readonly Unlike[]
  readonly rules: readonly Unlike[]
  readonly model: readonly Unlike[]
  /** Questions of both that the rules or most runs of the model now answer otherwise. */
  readonly changed: readonly {
    readonly id: string
    readonly by: 'rules' | 'model'
    readonly before: string
    readonly after: string
    readonly wasRight: boolean | null
    readonly isRight: boolean | null
  }[]
  /** Questions of only one of them. */
  readonly alone: number
}

export function comparedRuns(a: Evaluation, b: Evaluation): ComparedRuns {
  const after = new Map(b.cases.map(c => [c.id, c]))
  const both = a.cases.flatMap(before => {
    const now = after.get(before.id)
    return now === undefined ? [] : [{ before, now }]
  })
  return {
    made: unlike(madeOf(a), madeOf(b)),
    rules: unlike(a.rules, b.rules),
    model: unlike(meanOf(a.model), meanOf(b.model)),
    changed: both.flatMap(({ before, now }) =>
      (['rules', 'model'] as const).flatMap(by => {
        const [was, is] = by === 'rules' ? [before.rules, now.rules] : [usual(before.runs), usual(now.runs)]
        if (was === undefined || is === undefined || was.outcome === is.outcome) return []
        return [{ id: before.id, by, before: was.outcome, after: is.outcome, wasRight: was.isRight, isRight: is.isRight }]
      }),
    ),
    alone: a.cases.length + b.cases.length - 2 * both.length,
  }
}

const madeOf = ({
  edition,
  set,
  questionsHash,
  runs,
  prompts,
  models,
  isWhole,
}: Evaluation): Record<string, string | number> => ({
  edition,
  set,
  questionsHash,
  runs,
  isWhole: String(isWhole),
  ...Object.fromEntries(Object.entries(prompts).map(([name, version]) => [`prompt ${name}`, version])),
  ...Object.fromEntries(Object.entries(models).map(([role, name]) => [`model ${role}`, name])),
})

function unlike(a: Readonly<Record<string, string | number>>, b: Readonly<Record<string, string | number>>): Unlike[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return names.map(name => ({ name, a: a[name] ?? '-', b: b[name] ?? '-' })).filter(u => u.a !== u.b)
}

/** The mean of several runs, as one. */
export function meanOf(runs: readonly Figures[]): Figures {
  const mean = (of: (f: Figures) => number): number => runs.reduce((n, f) => n + of(f), 0) / Math.max(runs.length, 1)
  return {
    answers: mean(f => f.answers),
    labelled: mean(f => f.labelled),
    right: mean(f => f.right),
    rightByFirstChoice: mean(f => f.rightByFirstChoice),
    rightByAChoice: mean(f => f.rightByAChoice),
    wrongPermissions: mean(f => f.wrongPermissions),
    overForbids: mean(f => f.overForbids),
    hedges: mean(f => f.hedges),
    cited: mean(f => f.cited),
    citedWanted: mean(f => f.citedWanted),
    wanted: mean(f => f.wanted),
    wantedCited: mean(f => f.wantedCited),
  }
}

/** What most runs answered; of equally many the first. */
function usual(runs: readonly Judged[]): Judged | undefined {
  const times = (r: Judged): number => runs.filter(o => o.outcome === r.outcome).length
  return runs.toSorted((x, y) => times(y) - times(x))[0]
}
