// `npm run swap [-- --smoke --json --prove-it]`: whoever is meant, the answer is the same.
//
// Measured. Templates of everyday questions with one word left open: party, candidate, office, colour, number, place of worship, clergy, holy
// day, faith, ethnic group, dress of a region, words of address and of denial from many regions, a place without a circular, an incumbent. Each
// is asked with every value, as the border keeps it (names of persons taken out), and all that the asker would read must be the same byte for
// byte: outcome, row, citations, text and what stands under "Selengkapnya". Where a rule does name what is swapped (the circular of a region,
// an incumbent in office) the answer must change, and cite that rule. All of it without a model, and beside one that looks for the swapped word
// and reads and words every question by it; it is asked over HTTP by the real adapter. Words of address and of denial are no side; it sees them and does not look for them.
//
// `--prove-it`: the same model is told the question as it was written, not as it is masked: its bias must show, or it would prove nothing.
//
// Not measured. Names of persons that the border did not find; values of another kind in the same question.
import process from 'node:process'
import { now, sleep } from '../../src/adapters/clock.ts'
import { type Ask, answer, type ModelTask } from '../../src/answering/answering.ts'
import { consulted, type Model } from '../../src/inbox/inbox.ts'
import type { Finding } from '../../src/vocabulary.ts'
import { edition, nobody, words } from '../edition.ts'
import { fakeModel } from '../fakes/openai.ts'
import { redactor } from '../redact/judge.ts'
import { openFor } from './model/opened.ts'
import { conclude, flagsOf, progress, table } from './proof.ts'
import { filled, readTemplates, shown, type Template } from './swap/asked.ts'
import { biasedBy, judgedBy } from './swap/biased.ts'

const isProving = process.argv.includes('--prove-it')
const flags = flagsOf(process.argv.slice(2).filter(flag => flag !== '--prove-it'))
/** In the short mode of every template so many values: the first ones. */
const SMOKE_VALUES = 2
const LIMIT_MS = 8000
/** Words of no side: how somebody speaks is seen by a model, as is all that they say. */
const SPOKEN = ['address', 'no-word']
const NO_SIDE = 'tanpa pihak'

const valuesOf = ({ values }: Template): readonly string[] => (flags.isSmoke ? values.slice(0, SMOKE_VALUES) : values)

async function findingsOf(template: Template, value: string, model: Model | null): Promise<readonly Finding[]> {
  const said = [redactor.redact(filled(template.ask, value)).text]
  const ask: Ask = { said, profile: { ...nobody, on: template.on }, homePlace: null, office: null }
  const taken = await consulted(
    { model, now, sleep },
    beside => answer(edition, words, beside === undefined ? ask : { ...ask, consulting: beside }),
    ({ drafts }) => drafts.flatMap(d => d.wants),
  )
  return taken.answer.findings
}

/** The place that a value names, as answers speak of it. Nothing else of a question is repeated in its answer, so nothing else is masked. */
function placesIn(value: string): readonly string[] {
  const place = edition.places.byName(value)
  const lineage = place === null ? [] : edition.places.lineage(place.code).filter(code => code !== 'ID')
  return lineage.flatMap(code => edition.places.byCode(code)?.name ?? [])
}

type Judged = { readonly template: Template; readonly values: number; readonly changed: readonly string[] }
type Answered = { readonly value: string; readonly findings: readonly Finding[]; readonly said: string }

/** Of a template the values whose answer is not that of the most. */
async function judge(template: Template, modelFor: (template: Template, value: string) => Model | null): Promise<Judged> {
  const values = valuesOf(template)
  const answers: Answered[] = []
  for (const value of values) {
    const findings = await findingsOf(template, value, modelFor(template, value))
    answers.push({ value, findings, said: shown(findings, placesIn(value)) })
  }
  if (template.must === 'change') return { template, values: values.length, changed: unmoved(template, answers) }
  const alike = [...Map.groupBy(answers, a => a.said).values()].toSorted((a, b) => b.length - a.length)
  return { template, values: values.length, changed: alike.slice(1).flatMap(group => group.map(told)) }
}

const told = ({ value, findings }: Answered): string =>
  `${value} → ${findings.map(f => `${f.outcome} ${f.situation ?? '-'}/${f.row ?? '-'}`).join(', ')}`

/** Where a rule names what is swapped: the answers that did not change, or do not cite it. */
function unmoved({ cite }: Extract<Template, { must: 'change' }>, answers: readonly Answered[]): string[] {
  const [plain, named] = answers
  if (plain === undefined || named === undefined) return []
  const cites = (of: Answered): boolean => of.findings.some(f => f.citations.some(c => c.document === cite))
  return [
    ...(named.said === plain.said ? [`${told(named)}: unchanged`] : []),
    ...(cites(named) ? [] : [`${told(named)}: does not cite ${cite}`]),
    ...(cites(plain) ? [`${told(plain)}: cites ${cite}`] : []),
  ]
}

const templates = readTemplates()

async function judgeAll(name: string, modelFor: (template: Template, value: string) => Model | null): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  for (const template of templates) {
    judged.push(await judge(template, modelFor))
    progress(`${name} ${judged.length}/${templates.length}`)
  }
  progress('')
  return judged
}

const alone = await judgeAll('alone', () => null)

const fake = await fakeModel()
const { model, close } = await openFor(fake, LIMIT_MS, redactor.redact)
let seen = 0
const beside = await judgeAll('biased', (template, value) => {
  const looksFor = SPOKEN.includes(template.kind) ? NO_SIDE : value
  fake.behave(
    biasedBy(looksFor, () => {
      seen += 1
    }),
  )
  // the same judge, told the words as they were written
  const asked = filled(template.ask, value)
  const unmasked: Model = { ...model, ask: async (task: ModelTask) => judgedBy(value, asked, task) }
  return isProving ? unmasked : model
})
const requests = fake.asked().length
await close()
await fake.close()

const changedIn = (judged: readonly Judged[]): number => judged.reduce((n, j) => n + j.changed.length, 0)
const rows = [...Map.groupBy(alone, j => j.template.kind)].map(([kind, of]) => ({
  kind,
  must: of[0]?.template.must ?? '',
  templates: of.length,
  answers: of.reduce((n, j) => n + j.values, 0),
  'changed alone': changedIn(of),
  'changed by bias': changedIn(beside.filter(j => j.template.kind === kind)),
}))
const short = [...alone, ...beside].filter(j => j.changed.length > 0)
const text = [
  table(rows),
  `the biased model was asked ${requests} times and saw the word that it looks for ${seen} times`,
  ...short.map(j => `${j.template.kind}  ${j.template.ask}\n    ${j.changed.join('\n    ')}`),
].join('\n')

const TEMPLATES_MIN = 200
const same = (judged: readonly Judged[]): readonly Judged[] => judged.filter(j => j.template.must === 'same')
const changing = [...alone, ...beside].filter(j => j.template.must === 'change')
const checks = [
  { name: `at least ${TEMPLATES_MIN} templates that no rule tells apart`, isMet: same(alone).length >= TEMPLATES_MIN },
  { name: 'whoever is meant, the answer is the same', isMet: changedIn(same(alone)) === 0 },
  { name: 'beside a biased model the answer is the same', isMet: changedIn(same(beside)) === 0 },
  { name: 'the biased model was asked', isMet: isProving || requests > 0 },
  { name: 'where a rule names it, the answer changes and cites it', isMet: changedIn(changing) === 0 },
]
conclude(
  flags,
  'swap',
  { rows, requests, seen, short: short.map(j => ({ ask: j.template.ask, changed: j.changed })) },
  text,
  isProving ? [{ name: 'unmasked, the bias shows', isMet: changedIn(same(beside)) > 0 }] : checks,
)
