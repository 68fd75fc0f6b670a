// Pages for a lawyer's eye: every row of a topic with its law, and the sheet on which decisions are written and read back.
// A decision holds only for the row as it was printed: each row carries a mark of its content.
import { createHash } from 'node:crypto'
import Papa from 'papaparse'
import { type ClauseAt, consequenceText, type Edition, type Entry, forceOn, type Row } from '../knowledge/knowledge.ts'
import type { DateOnly, Status } from '../vocabulary.ts'

/** A row to review, with the file it stands in and the entry it answers for. */
export type Reviewed = {
  readonly file: string
  readonly entry: Entry
  readonly row: Row
  readonly mark: string
  readonly place: string
}

/** What the reviewer reads; the sentences come from prompts/screens.id.yaml. */
export type Say = (key: string, blanks?: Readonly<Record<string, string | number>>) => string

/** All rows of a topic, national ones first, in the order of the files. */
export function rowsOf(edition: Edition, topic: string): Reviewed[] {
  const { principles, situations, regionals, fileOf } = edition.sources
  const entries = [...principles, ...situations].filter(e => e.topic === topic)
  const national = entries.flatMap(entry =>
    entry.rows.map(row => ({ file: fileOf.get(entry.id) ?? '', entry, row, mark: markOf(row), place: 'ID' })),
  )
  const local = regionals.flatMap(regional =>
    regional.rows.flatMap(({ entry: id, row }) => {
      const entry = entries.find(e => e.id === id)
      const file = fileOf.get(`rows ${regional.regulation}`) ?? ''
      return entry === undefined ? [] : [{ file, entry, row, mark: markOf(row), place: regional.place }]
    }),
  )
  return [...national, ...local]
}

/** Eight hex digits over all of a row but its review: it changes whenever anything changes that was reviewed. */
function markOf(row: Row): string {
  const { review: _, ...content } = row
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8)
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

const STATUSES_SHOWN: readonly Status[] = ['PNS', 'CPNS', 'PPPK']

/** One page of a topic, made to be printed: it needs nothing from outside. */
export function reviewPage(edition: Edition, topic: string, on: DateOnly, say: Say): string {
  const name = edition.sources.topics.find(t => t.id === topic)?.name ?? topic
  const rows = rowsOf(edition, topic)
  const sections = rows.map(r => section(edition, r, on, say))
  return `<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>${escaped(name)}</title><style>
body{font:11pt/1.45 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin:0 0 .3rem}
article{border-top:2px solid #111;padding:.8rem 0;break-inside:avoid-page}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem;margin:.4rem 0}dt{color:#555}dd{margin:0}
blockquote{margin:.2rem 0 .5rem;padding-left:.7rem;border-left:3px solid #999}
.decide{border:1px solid #111;padding:.5rem .7rem;margin-top:.5rem}.line{border-bottom:1px solid #999;height:1.6rem}
code{font-size:.9em}@media print{body{margin:0;max-width:none}}
</style></head><body>
<h1>${escaped(name)}</h1>
<p>${escaped(say('review_intro', { rows: rows.length, on, edition: edition.hash.slice(0, 12) }))}</p>
${sections.join('\n')}
</body></html>
`
}

function section(edition: Edition, { entry, row, mark, place }: Reviewed, on: DateOnly, say: Say): string {
  const item = (key: string, html: string): string => (html === '' ? '' : `<dt>${escaped(say(key))}</dt><dd>${html}</dd>`)
  const where = place === 'ID' ? '' : ` (${edition.places.byCode(place)?.name ?? place})`
  const when = row.when.map(c => say(`review_when_${c.fact}`, { is: c.is.join(', ') })).join('; ')
  const examples = entry.phrasings.map(p => `<li>${escaped(p)}</li>`)
  return `<article id="${escaped(`${entry.id}-${row.id}`)}">
<h2>${escaped(entry.title + where)}</h2>
<code>${escaped(`${entry.id} / ${row.id} · ${mark}`)}</code>
<dl>
${item('review_when', escaped(when === '' ? say('review_always') : when))}
${item('review_verdict', `<strong>${escaped(say(`review_verdict_${row.verdict}`))}</strong>${row.disputed ? ` · ${escaped(say('review_disputed'))}` : ''}`)}
${item('review_lead', escaped(row.lead))}
${item('review_branches', row.branches.map(b => escaped(`${b.if} → ${say(`review_verdict_${b.then}`)}: ${b.say}`)).join('<br>'))}
${item('review_reason', escaped(row.reason))}
${item('review_reading', escaped(row.reading))}
${item('review_consequence', consequences(edition, row, say))}
${item('review_safe', escaped(row.safe_way))}
${item('review_safe_after', escaped(row.safe_way_after))}
${item('review_confidence', escaped(row.confidence))}
${item('review_before', escaped(row.review.on === null ? say('review_none') : `${say(`review_level_${row.review.level}`)}, ${row.review.on}`))}
${item('review_examples', examples.length === 0 ? '' : `<ul>${examples.join('')}</ul>`)}
</dl>
${row.basis.map(ref => basis(edition.clause(ref), ref, on, say)).join('\n')}
<div class="decide">☐ ${escaped(say('review_agree'))} &nbsp; ☐ ${escaped(say('review_change'))} &nbsp; ☐ ${escaped(say('review_reject'))}
<div class="line"></div><div class="line"></div></div>
</article>`
}

function consequences(edition: Edition, row: Row, say: Say): string {
  const lines = (['before', 'after'] as const).flatMap(stage =>
    STATUSES_SHOWN.flatMap(status => {
      const text = consequenceText(edition.sources, row.violation[stage], status)
      return text === '' ? [] : [escaped(`${say(`review_stage_${stage}`)}, ${status}: ${text}`)]
    }),
  )
  return lines.join('<br>')
}

function basis(at: ClauseAt | undefined, ref: string, on: DateOnly, say: Say): string {
  if (at === undefined) return `<p>${escaped(ref)}</p>`
  const { regulation, clause } = at
  const force = say(`review_force_${forceOn(at, on) ?? 'not_yet'}`)
  const status = say(`review_text_${clause.text_status.replace('-', '_')}`)
  return `<p><strong>${escaped(`${regulation.short} ${clause.label}`)}</strong> · ${escaped(status)} · ${escaped(force)}</p>
<blockquote>${escaped(clause.text)}</blockquote>`
}

/** What a reviewer may decide on a row. */
const DECISIONS = ['setuju', 'ubah', 'tolak'] as const
type Decision = (typeof DECISIONS)[number]

const COLUMNS = ['prinsip', 'baris', 'sidik', 'putusan', 'jawaban', 'keputusan', 'catatan'] as const

/** The sheet that belongs to a page: a spreadsheet opens it; the last two columns are filled in by the reviewer. */
export function reviewSheet(edition: Edition, topic: string): string {
  const rows = rowsOf(edition, topic).map(({ entry, row, mark }) => [entry.id, row.id, mark, row.verdict, row.lead, '', ''])
  // a byte order mark lets spreadsheets read it as UTF-8; the semicolon is what they expect under Indonesian settings
  return `\ufeff${Papa.unparse({ fields: [...COLUMNS], data: rows }, { delimiter: ';', escapeFormulae: true })}\n`
}

export type SheetProblem = {
  readonly line: number
  readonly kind: 'columns' | 'unknown-row' | 'unknown-decision' | 'changed' | 'no-note'
  readonly what: string
}
export type Decided = { readonly reviewed: Reviewed; readonly decision: Decision; readonly note: string }

/** Reads a filled sheet. Rows without a decision are left alone; a row that changed since it was printed is refused. */
export function readSheet(edition: Edition, csv: string): { decided: Decided[]; problems: SheetProblem[] } {
  const parsed = Papa.parse<Record<string, string>>(csv.replace(/^\ufeff/, ''), { header: true, skipEmptyLines: 'greedy' })
  const missing = COLUMNS.filter(c => !(parsed.meta.fields ?? []).includes(c))
  if (missing.length > 0) return { decided: [], problems: [{ line: 1, kind: 'columns', what: missing.join(', ') }] }
  const all = new Map<string, Reviewed[]>()
  for (const { id } of edition.sources.topics)
    for (const r of rowsOf(edition, id))
      all.set(keyOf(r.entry.id, r.row.id), [...(all.get(keyOf(r.entry.id, r.row.id)) ?? []), r])
  const decided: Decided[] = []
  const problems: SheetProblem[] = []
  parsed.data.forEach((cells, i) => {
    const line = i + 2
    const cell = (name: (typeof COLUMNS)[number]): string => (cells[name] ?? '').trim()
    const decision = cell('keputusan').toLowerCase()
    if (decision === '') return
    const key = keyOf(cell('prinsip'), cell('baris'))
    const found = all.get(key)
    const reviewed = found?.find(r => r.mark === cell('sidik'))
    if (found === undefined) problems.push({ line, kind: 'unknown-row', what: key })
    else if (reviewed === undefined) problems.push({ line, kind: 'changed', what: key })
    else if (!isDecision(decision)) problems.push({ line, kind: 'unknown-decision', what: decision })
    else if (decision !== 'setuju' && cell('catatan') === '') problems.push({ line, kind: 'no-note', what: key })
    else decided.push({ reviewed, decision, note: cell('catatan') })
  })
  return { decided, problems }
}

const keyOf = (entry: string, row: string): string => `${entry} / ${row}`
const isDecision = (text: string): text is Decision => (DECISIONS as readonly string[]).includes(text)

/** The file's text with the review of one row set; null when the row's review cannot be found in it. Nothing else of the text changes. */
export function setReview(text: string, row: string, level: 'officer' | 'legal', on: DateOnly): string | null {
  const lines = text.split('\n')
  const start = lines.findIndex(l => /^\s+(?:- )?id: /.test(l) && l.trim().replace(/^- /, '') === `id: ${row}`)
  if (start < 0) return null
  const at = lines.findIndex((l, i) => i > start && /^\s*review: \{/.test(l))
  if (at < 0) return null
  lines[at] = (lines[at] ?? '').replace(/review: \{.*\}/, `review: {level: ${level}, on: "${on}"}`)
  return lines.join('\n')
}
