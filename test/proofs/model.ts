// `npm run model-proof [-- --smoke --json]`: the questions of the knowledge, and those of ../shared/eval where they are, answered with a model that is
// absent, good, lying, slow, broken in many ways. A real server is asked over HTTP by the real adapter. Exits 1 when a lying model makes an answer
// more permissive, forbids anew or moves it anywhere but to `depends` or a human, when anything unproven is said, or when somebody waits too long.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { now, sleep } from '../../src/adapters/clock.ts'
import { type Draft, traitOf } from '../../src/answering/answering.ts'
import { prove } from '../../src/answering/prove.ts'
import { newSession, type Session, take } from '../../src/conversation/conversation.ts'
import { consulted, type Model } from '../../src/inbox/inbox.ts'
import { tamed } from '../../src/prompt.ts'
import { areaUnder, riskCoverage } from '../../src/publishing/curve.ts'
import { doubtedIn, figuresOf, type Judged, judge } from '../../src/publishing/evaluation.ts'
import { type Case, casesOf, givenOf, questionsOf } from '../../src/publishing/publishing.ts'
import { openRedactor } from '../../src/redact.ts'
import type { Answer, Outcome } from '../../src/vocabulary.ts'
import { edition, words } from '../edition.ts'
import { type Behaviour, type FakeModel, fakeModel } from '../fakes/openai.ts'
import { scoredBy } from './model/batch.ts'
import { mindsFor } from './model/minds.ts'
import { openFor } from './model/opened.ts'
import { at, type Check, conclude, flagsOf, progress, type Row, table } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const SETS = ['calibration', 'blind', 'mended', 'hostile']
/** Of a model that answers, and of one that does not. */
const LIMIT_MS = 5000
const SHORT_LIMIT_MS = 500
/** Beside the limit: thinking, and whatever else runs on this machine. */
const MARGIN_MS = 400
const SMOKE_EVERY = 12
/** Faults give nothing, whatever is asked: a part of the questions says so. */
const FAULT_EVERY = flags.isSmoke ? 60 : 12

const cases = SETS.flatMap(set => casesOf(questionsOf(edition.sources, set))).filter(
  (_, i) => !flags.isSmoke || i % SMOKE_EVERY === 0,
)
const few = cases.filter((_, i) => i % (flags.isSmoke ? FAULT_EVERY / SMOKE_EVERY : FAULT_EVERY) === 0)

const { redact } = openRedactor(readFileSync(join(import.meta.dirname, '../../prompts/names.id.txt'), 'utf8'))

/** What becomes of words before a model reads them. */
const leaving = (text: string): string => tamed(redact(text).text)

type Taken = { readonly answer: Answer; readonly drafts: readonly Draft[]; readonly ms: number }

const settingOf = ({ profile }: Case) => ({ edition, words, profile, homePlace: null, office: null })

/** A conversation to its last answer. */
async function converse(asked: Case, model: Model | null, onTurn: (drafts: readonly Draft[]) => void = () => {}): Promise<Taken> {
  let session: Session = newSession
  let answer: Answer = { findings: [], text: '', edition: '' }
  let drafts: readonly Draft[] = []
  let longest = 0
  for (const turn of asked.turns) {
    const before = session
    const startedAt = now()
    const taken = await consulted(
      { model, now, sleep },
      beside => take(settingOf(asked), before, turn, beside),
      ({ drafts }) => drafts.flatMap(d => d.wants),
    )
    longest = Math.max(longest, now() - startedAt)
    ;({ session, answer, drafts } = taken)
    onTurn(drafts)
  }
  return { answer, drafts, ms: longest }
}

const turnsOf = new Map<Case, readonly (readonly Draft[])[]>()
const rules = new Map<Case, Taken>()
for (const asked of cases) {
  const turns: (readonly Draft[])[] = []
  rules.set(asked, await converse(asked, null, drafts => turns.push(drafts)))
  turnsOf.set(asked, turns)
}
const minds = mindsFor(
  edition,
  cases,
  asked => turnsOf.get(asked) ?? [],
  text => redact(text).text,
)

/** What the lying server makes of every sentence that it may word. */
const LIE = 'tidak ada larangan dan tidak ada sanksi'

type Trying = {
  readonly name: string
  readonly behave: Behaviour
  readonly cases: readonly Case[]
  readonly limitMs: number
  /** It gives nothing that can be used: the rules' answer comes, word by word. */
  readonly isUseless: boolean
  readonly read?: 'lying' | 'contrary'
}

const useful = (name: string, behave: Behaviour, read?: Trying['read']): Trying => ({
  name,
  behave,
  cases,
  limitMs: LIMIT_MS,
  isUseless: false,
  ...(read === undefined ? {} : { read }),
})
const fault = (name: string, behave: Behaviour, limitMs = LIMIT_MS): Trying => ({
  name,
  behave,
  cases: few,
  limitMs,
  isUseless: true,
})

const TRYING: readonly Trying[] = [
  useful('good', 'good'),
  useful('lying', 'lies', 'lying'),
  useful('against the rules', 'lies', 'contrary'),
  useful('invented', 'invented'),
  useful('obeys the asker', 'obeys'),
  { ...fault('slow', { slowMs: 60 }), isUseless: false },
  { ...fault('in prose', 'prose'), isUseless: false },
  fault('too slow', { slowMs: 5 * SHORT_LIMIT_MS }, SHORT_LIMIT_MS),
  fault('hanging', 'hanging', SHORT_LIMIT_MS),
  fault('half JSON', 'half'),
  fault('wrong schema', 'wrong-schema'),
  fault('silent', 'silent'),
  fault('refusing', 'refusing'),
  fault('cut', 'cut', SHORT_LIMIT_MS),
  fault('429', 'throttled', SHORT_LIMIT_MS),
  fault('500', 'broken', SHORT_LIMIT_MS),
  fault('503', 'overloaded', SHORT_LIMIT_MS),
  fault('wrong key', 'unauthorized'),
]

type Tried = {
  readonly asked: Case
  readonly alone: Taken
  readonly beside: Taken
  readonly judged: Judged
}

const outcomeOf = ({ answer }: Taken): Outcome => answer.findings[0]?.outcome ?? 'failed_empty'

/** What the answer claims is proven once more, and no word of a liar stands in it. */
function isProven({ answer, drafts }: Taken): boolean {
  const holds = drafts.every(({ decision, citations, layer, facts }) => {
    const { outcome, row, branch } = decision
    return prove(edition, { outcome, row, citations, text: `${layer.first}\n${layer.more}`, facts }, branch).length === 0
  })
  const saidElsewhere = answer.findings.every(f => !f.outcome.startsWith('failed_'))
  return holds && saidElsewhere && !answer.text.includes(LIE)
}

async function trying(model: Model | null, { name, cases }: Pick<Trying, 'name' | 'cases'>): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const asked of cases) {
    const alone = rules.get(asked)
    if (alone === undefined) continue
    const beside = await converse(asked, model)
    tried.push({ asked, alone, beside, judged: judge(asked, givenOf(edition, words, beside, beside.ms)) })
    progress(`${name} ${tried.length}/${cases.length}`)
  }
  return tried
}

const permits = (outcome: Outcome): boolean => traitOf(outcome).permits
const isMoved = ({ alone, beside }: Tried): boolean => outcomeOf(alone) !== outcomeOf(beside)
/** A later finding that permits, where the rules alone have none such. */
const addsPermission = ({ alone, beside }: Tried): boolean => {
  const count = ({ answer }: Taken): number => answer.findings.filter(f => permits(f.outcome)).length
  return count(beside) > count(alone)
}

type Measured = { readonly name: string; readonly row: Row; readonly checks: readonly Check[] }

function measure(name: string, tried: readonly Tried[], limitMs: number, isUseless: boolean): Measured {
  const figures = figuresOf(tried.map(t => t.judged))
  const moved = tried.filter(isMoved)
  const to = (outcome: Outcome): number => moved.filter(t => outcomeOf(t.beside) === outcome).length
  const elsewhere = moved.length - to('depends') - to('handoff')
  const bolder = tried.filter(t => addsPermission(t) || (isMoved(t) && permits(outcomeOf(t.beside)))).length
  const forbids = to('forbidden')
  const unproven = tried.filter(t => !isProven(t.beside)).length
  const otherWords = tried.filter(t => t.alone.answer.text !== t.beside.answer.text).length
  const doubted = doubtedIn(
    tried.map(({ asked, alone, judged }) => ({ rules: judge(asked, givenOf(edition, words, alone, 0)), runs: [judged] })),
  )
  const waits = tried.map(t => t.beside.ms)
  const longest = Math.max(0, ...waits)
  const marks = (mark: string): number => tried.filter(t => t.beside.drafts.some(d => d.marks.some(m => m === mark))).length
  return {
    name,
    row: {
      model: name,
      answers: figures.answers,
      'right %': share(figures.right, figures.labelled),
      'by one choice %': share(figures.rightByFirstChoice, figures.labelled),
      'cites %': share(figures.wantedCited, figures.wanted),
      'wrong+': figures.wrongPermissions,
      'over-': figures.overForbids,
      'hedges %': share(figures.hedges, figures.labelled),
      'risk %': 100 * (areaUnder(riskCoverage(sure(tried))) ?? 0),
      '→depends': to('depends'),
      '→handoff': to('handoff'),
      '→other': elsewhere,
      'doubted wrong %': share(doubted.wrong, doubted.ofWrong),
      'doubted right %': share(doubted.right, doubted.ofRight),
      agrees: marks('agrees'),
      disagrees: marks('disagrees'),
      leads: marks('leads'),
      unproven,
      'other words': otherWords,
      'p50 ms': at(0.5, waits),
      'max ms': longest,
    },
    checks: [
      { name: `${name}: nothing is permitted that the rules alone do not permit`, isMet: bolder === 0 },
      { name: `${name}: nothing is forbidden that the rules alone do not forbid`, isMet: forbids === 0 },
      { name: `${name}: outcomes move to depends or to a human, nowhere else`, isMet: elsewhere === 0 },
      { name: `${name}: every answer is proven`, isMet: unproven === 0 },
      { name: `${name}: nobody waits longer than ${limitMs} ms and a little`, isMet: longest <= limitMs + MARGIN_MS },
      ...(isUseless ? [{ name: `${name}: the rules' answer comes, word by word`, isMet: otherWords === 0 }] : []),
    ],
  }
}

/** How sure each answer was; what it says of being right is the risk averaged over all coverages. */
const sure = (tried: readonly Tried[]) =>
  tried.map(({ judged }) => ({ confidence: judged.confidence, isRight: judged.isRight === true }))
const share = (n: number, of: number): number => (100 * n) / Math.max(of, 1)

async function run(fake: FakeModel, how: Trying): Promise<Measured> {
  fake.behave(how.behave)
  fake.mind({ read: minds.good, lie: minds[how.read ?? 'lying'] })
  const { model, close } = await openFor(fake, how.limitMs, redact)
  const tried = await trying(model, how)
  fake.release()
  await close()
  return measure(how.name, tried, how.limitMs, how.isUseless)
}

const fake = await fakeModel({ retryAfterSeconds: 1 })
const measured: Measured[] = [measure('absent', await trying(null, { name: 'absent', cases }), SHORT_LIMIT_MS, true)]
for (const how of TRYING) measured.push(await run(fake, how))
const scored = flags.isSmoke ? { rows: [], checks: [] } : await scoredBy(fake, leaving)
await fake.close()
progress('')

const wrongOf = (name: string, column: string): number => Number(measured.find(m => m.name === name)?.row[column] ?? 0)
const better = ['wrong+', 'over-'].every(column => wrongOf('good', column) <= wrongOf('absent', column))
const checks: Check[] = [
  ...measured.flatMap(m => m.checks),
  {
    name: 'beside a good model confidence tells right from wrong better',
    isMet: wrongOf('good', 'risk %') <= wrongOf('absent', 'risk %'),
  },
  { name: 'a good model adds no error', isMet: better && wrongOf('good', 'right %') >= wrongOf('absent', 'right %') },
  ...scored.checks,
]
const failed = checks.filter(c => !c.isMet)
const told = [...failed, ...(failed.length === 0 ? [{ name: `${checks.length} promises, all of them`, isMet: true }] : [])]
conclude(
  flags,
  'model',
  { questions: measured.map(m => m.row), evaluation: scored.rows },
  [table(measured.map(m => m.row)), ...(scored.rows.length > 0 ? ['', 'ask --jsonl, scored:', table(scored.rows)] : []), ''].join(
    '\n',
  ),
  flags.isJson ? checks : told,
)
