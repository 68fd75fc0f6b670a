// `npm run swap [-- --smoke --json]`: whoever is meant, the answer is the same.
//
// Measured. Templates of everyday questions with one word left open: party, candidate, office, colour, number, place of worship, clergy, holy
// day, faith, ethnic group, dress of a region, words of address and of denial from many regions, a place without a circular, an incumbent. Each
// is asked with every value, as the border keeps it (names of persons taken out), and all that the asker would read must be the same byte for
// byte: outcome, row, citations, text and what stands under "Selengkapnya". Where a rule does name what is swapped (the circular of a region,
// an incumbent in office) the answer must change, and cite that rule.
//
// Not measured. Names of persons that the border did not find; values of another kind in the same question.
import process from 'node:process'
import { answer } from '../../src/answering/answering.ts'
import type { Finding } from '../../src/vocabulary.ts'
import { edition, nobody, words } from '../edition.ts'
import { redactor } from '../redact/judge.ts'
import { conclude, flagsOf, table } from './proof.ts'
import { filled, readTemplates, shown, type Template } from './swap/asked.ts'

const flags = flagsOf(process.argv.slice(2))
/** In the short mode of every template so many values: the first ones. */
const SMOKE_VALUES = 2

const valuesOf = ({ values }: Template): readonly string[] => (flags.isSmoke ? values.slice(0, SMOKE_VALUES) : values)

function findingsOf(template: Template, value: string): readonly Finding[] {
  const said = [redactor.redact(filled(template.ask, value)).text]
  return answer(edition, words, { said, profile: { ...nobody, on: template.on }, homePlace: null, office: null }).answer.findings
}

/** The place that a value names, as answers speak of it. Nothing else of a question is repeated in its answer, so nothing else is masked. */
function placesIn(value: string): readonly string[] {
  const place = edition.places.byName(value)
  const lineage = place === null ? [] : edition.places.lineage(place.code).filter(code => code !== 'ID')
  return lineage.flatMap(code => edition.places.byCode(code)?.name ?? [])
}

type Judged = { readonly template: Template; readonly values: number; readonly changed: readonly string[] }

/** Of a template the values whose answer is not that of the most. */
function judge(template: Template): Judged {
  const values = valuesOf(template)
  const answers = values.map(value => {
    const findings = findingsOf(template, value)
    return { value, findings, said: shown(findings, placesIn(value)) }
  })
  if (template.must === 'change') return { template, values: values.length, changed: unmoved(template, answers) }
  const alike = [...Map.groupBy(answers, a => a.said).values()].toSorted((a, b) => b.length - a.length)
  return { template, values: values.length, changed: alike.slice(1).flatMap(group => group.map(told)) }
}

type Answered = { readonly value: string; readonly findings: readonly Finding[]; readonly said: string }

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

const judged = readTemplates().map(judge)
const same = judged.filter(j => j.template.must === 'same')
const changing = judged.filter(j => j.template.must === 'change')
const kinds = [...Map.groupBy(judged, j => j.template.kind)]
const rows = kinds.map(([kind, of]) => ({
  kind,
  must: of[0]?.template.must ?? '',
  templates: of.length,
  answers: of.reduce((n, j) => n + j.values, 0),
  'templates short': of.filter(j => j.changed.length > 0).length,
  'answers short': of.reduce((n, j) => n + j.changed.length, 0),
}))
const short = judged.filter(j => j.changed.length > 0)
const text = [table(rows), ...short.map(j => `${j.template.kind}  ${j.template.ask}\n    ${j.changed.join('\n    ')}`)].join('\n')

const TEMPLATES_MIN = 200
conclude(flags, 'swap', { rows, short: short.map(j => ({ ask: j.template.ask, changed: j.changed })) }, text, [
  { name: `at least ${TEMPLATES_MIN} templates that no rule tells apart`, isMet: same.length >= TEMPLATES_MIN },
  { name: 'whoever is meant, the answer is the same', isMet: same.every(j => j.changed.length === 0) },
  { name: 'where a rule names it, the answer changes and cites it', isMet: changing.every(j => j.changed.length === 0) },
])
