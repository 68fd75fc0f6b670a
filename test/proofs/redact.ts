// `npm run redact [-- --json]`: what the redactor finds and what it takes by mistake, on the labelled set of test/redact/labelled.jsonl.
//
// Measured. Numbers of office and identity, telephones, e-mails, accounts, links, plates and other numbers, as people type them; names of
// persons in two halves: one that the rules were mended on and one written before them; ordinary questions, of which nothing may go.
//
// Not measured. Names that nobody thought of: the set has the same authors as the list of names. Nicknames and stories that tell who it was.
import process from 'node:process'
import { NAMES_FOUND_PERCENT } from '../../src/exposed.ts'
import { judgeAll, recallOf } from '../redact/judge.ts'
import { conclude, flagsOf, type Row, table } from './proof.ts'

const STRUCTURED_PERCENT_MIN = 99
const LOST_PERCENT_MAX = 0.5

const judged = judgeAll()
const kinds = [...new Set(judged.flatMap(({ labels }) => labels.map(({ kind }) => kind)))].filter(kind => kind !== 'person')

const rowOf = (what: string, { labels, found, percent }: ReturnType<typeof recallOf>): Row => ({ what, labels, found, percent })
const structured = recallOf(judged, set => set === 'structured')
const blind = recallOf(judged, set => set === 'names-blind')
const rows = [
  ...kinds.map(kind =>
    rowOf(
      kind,
      recallOf(judged, (set, k) => set === 'structured' && k === kind),
    ),
  ),
  rowOf('all but persons', structured),
  rowOf(
    'person, mended on',
    recallOf(judged, set => set === 'names'),
  ),
  rowOf('person, blind', blind),
]

const plain = judged.filter(({ set }) => set === 'plain')
const harmed = plain.filter(({ text, redacted }) => text !== redacted)
const lostPercent = (100 * harmed.length) / plain.length
const missed = judged.filter(({ labels }) => labels.some(label => !label.isFound))

const text = [
  table(rows),
  `ordinary questions ${plain.length}, changed ${harmed.length} (${lostPercent.toFixed(2)} %)`,
  ...missed.map(({ text, redacted }) => `missed   ${text}  →  ${redacted}`),
  ...harmed.map(({ text, redacted }) => `changed  ${text}  →  ${redacted}`),
].join('\n')
conclude(flagsOf(process.argv.slice(2)), 'redact', { rows, plain: plain.length, harmed: harmed.length }, text, [
  { name: `at least ${STRUCTURED_PERCENT_MIN} % of all but persons`, isMet: structured.percent >= STRUCTURED_PERCENT_MIN },
  { name: `at least the ${NAMES_FOUND_PERCENT} % of names that the notice tells`, isMet: blind.percent >= NAMES_FOUND_PERCENT },
  { name: `at most ${LOST_PERCENT_MAX} % of ordinary questions changed`, isMet: lostPercent <= LOST_PERCENT_MAX },
])
