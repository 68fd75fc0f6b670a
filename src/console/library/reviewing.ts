// "Tinjauan": rows of a topic to print for a lawyer, the sheet for the decisions, and the decisions read back into a draft.
import { html } from 'hono/html'
import type { DraftEdit, Library, RowView, SheetRead } from '../../publishing/publishing.ts'
import { type Faults, field, form, hidden, NO_FAULTS, options, primary, summary } from '../form.ts'
import { dayOf } from '../pages/view.ts'
import { tokens } from '../shell.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import { draftPath, mayEdit, type Parts, refusalKey, rowPath, type Say, whoOf } from './parts.ts'
import { rowOf, stacked, verdictName } from './view.ts'

const MENU = { menu: '/tinjauan' } as const
const SHEET_MAX = 1_000_000
const TITLE_MAX = 80

export const reviewRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/tinjauan', visit => listPage(parts, visit, '', NO_FAULTS)),
  route('draft.edit', 'POST', '/tinjauan', visit => readPage(parts, visit), { bodyMax: 2 * SHEET_MAX, takesFiles: true }),
  route('draft.edit', 'POST', '/tinjauan/naskah', visit => begin(parts, visit), { bodyMax: 3 * SHEET_MAX }),
  route('library.see', 'GET', '/tinjauan/:topik', visit => printPage(parts, visit)),
  route('library.see', 'GET', '/tinjauan/:topik/lembar', visit => sheetFile(parts, visit)),
]

const LEVELS = ['legal', 'officer'] as const
type Level = (typeof LEVELS)[number]

// ── What there is to review, and the way back ──

async function listPage(parts: Parts, visit: Visit, typed: string, faults: Faults): Promise<Answer> {
  const { words } = parts
  const { say } = words
  const topics = (await parts.librarian.library()).topics()
  const rows = topics.map(({ id, name, entries }) => {
    const all = entries.reduce((n, e) => n + e.rows + e.regional, 0)
    const legal = entries.reduce((n, e) => n + e.legal, 0)
    return [
      html`<a href="/tinjauan/${id}">${name}</a>`,
      html`${all}`,
      html`${say('lib_of', { n: legal, of: all })}`,
      html`<a href="/tinjauan/${id}/lembar">${say('lib_review_sheet')}<span class="away"> ${name}</span></a>`,
    ]
  })
  return sheet(
    say('lib_review_title'),
    html`${summary(words, faults)}<p>${say('lib_review_lead')}</p>
${stacked(say('lib_review_title'), [say('lib_topic'), say('lib_rows'), say('lib_rows_legal'), say('lib_review_sheet_head')], rows)}
${mayEdit(visit) ? html`<section class="doing"><h2>${say('lib_review_import')}</h2><p>${say('lib_review_import_lead')}</p>${importForm(parts, visit, typed, faults)}</section>` : ''}`,
    { ...MENU, status: faults.size === 0 ? 200 : 422 },
  )
}

function importForm({ words }: Parts, visit: Visit, typed: string, faults: Faults): Html {
  const { say } = words
  const fault = faults.get('lembar')
  return html`<form method="post" action="/tinjauan" enctype="multipart/form-data">${tokens(visit)}
<div class="field${fault === undefined ? '' : ' wrong'}"><label for="lembar">${say('lib_review_file')}</label><p class="hint" id="lembar-hint">${say('lib_review_file_hint')}</p>${fault === undefined ? '' : html`<p class="fault" id="lembar-fault">${say(fault)}</p>`}<input type="file" id="lembar" name="lembar" accept=".csv,text/csv" aria-describedby="lembar-hint${fault === undefined ? '' : ' lembar-fault'}"></div>
<details${typed === '' ? '' : html` open`}><summary>${say('lib_review_paste')}</summary>${field(words, faults, { name: 'isi', label: say('lib_review_text'), value: typed, rows: 6, maxlength: SHEET_MAX, isOptional: true })}</details>
${options(
  words,
  faults,
  'radio',
  'tingkat',
  say('lib_review_by'),
  LEVELS.map(level => ({ value: level, label: say(`lib_review_by_${level}`) })),
  [visit.form.get('tingkat') ?? ''],
)}
${primary(say('lib_review_read'))}</form>`
}

// ── What a sheet would set ──

type Given = { readonly csv: string; readonly level: Level | null }

function givenIn({ form: posted, files }: Visit): Given {
  const file = files.find(f => f.field === 'lembar')
  const csv = file === undefined ? (posted.get('isi') ?? posted.get('_isi') ?? '') : new TextDecoder().decode(file.bytes)
  const level = posted.get('tingkat') ?? posted.get('_tingkat')
  return { csv: csv.replaceAll('\0', '').slice(0, SHEET_MAX), level: LEVELS.find(l => l === level) ?? null }
}

async function readPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { words, today } = parts
  const { say } = words
  const { csv, level } = givenIn(visit)
  const library = await parts.librarian.library()
  const read = csv.trim() === '' ? null : library.readSheet(csv, today())
  const faults = new Map<string, string>()
  if (read === null) faults.set('lembar', 'lib_fault_sheet')
  if (read?.problems.some(p => p.kind === 'columns')) faults.set('lembar', 'lib_fault_columns')
  if (level === null) faults.set('tingkat', 'fault_choose')
  // a file cannot be put back into its field: what it said stands in the box below it
  if (read === null || level === null || faults.size > 0) return listPage(parts, visit, csv, faults)
  return sheet(
    say('lib_review_read_title'),
    html`<p class="where"><a href="/tinjauan">${say('lib_review_title')}</a></p>
<p>${say('lib_review_found', { agreed: read.agreed.length, todo: read.todo.length, problems: read.problems.length })}</p>
${problemsOf(say, read)}
${todoOf(say, read)}
${agreedOf(say, read.agreed, level)}
${
  read.agreed.length === 0
    ? html`<p><a class="button" href="/tinjauan">${say('lib_review_again')}</a></p>`
    : html`<section class="doing">${form(
        visit,
        '/tinjauan/naskah',
        html`${hidden('_isi', csv)}${hidden('_tingkat', level)}<p>${say('lib_review_makes_draft')}</p>${primary(say('lib_review_make', { n: read.agreed.length }))}`,
      )}<p><a href="/tinjauan">${say('lib_cancel')}</a></p></section>`
}`,
    MENU,
  )
}

const problemsOf = (say: Say, { problems }: SheetRead): Html =>
  problems.length === 0
    ? html``
    : html`<section class="flash care"><h2>${say('lib_review_problems')} <span class="count">${problems.length}</span></h2><ul>${problems.map(({ line, kind, what }) => html`<li>${say(`lib_review_problem_${kind.replaceAll('-', '_')}`, { line, what })}</li>`)}</ul></section>`

const rowLink = ({ entry, row, circular }: RowView): Html =>
  html`<a href="${rowPath(entry.id, row.id)}">${entry.title}</a><span class="under">${row.id}${circular === null ? '' : `, ${circular.placeName}`}</span>`

const todoOf = (say: Say, { todo }: SheetRead): Html =>
  todo.length === 0
    ? html``
    : html`<h2>${say('lib_review_todo')} <span class="count">${todo.length}</span></h2><p class="hint">${say('lib_review_todo_hint')}</p>${stacked(
        say('lib_review_todo'),
        [say('lib_row'), say('lib_decision'), say('lib_review_note')],
        todo.map(({ row, decision, note }) => [rowLink(row), html`${say(`lib_decision_${decision}`)}`, html`${note}`]),
      )}`

const agreedOf = (say: Say, agreed: readonly RowView[], level: Level): Html =>
  agreed.length === 0
    ? html`<p class="empty">${say('lib_review_none_agreed')}</p>`
    : html`<h2>${say('lib_review_agreed')} <span class="count">${agreed.length}</span></h2><p class="hint">${say(`lib_review_agreed_${level}`)}</p>${stacked(
        say('lib_review_agreed'),
        [say('lib_row'), say('lib_verdict'), say('lib_lead')],
        agreed.map(row => [rowLink(row), html`${verdictName(say, row.row.verdict)}`, html`${row.row.lead}`]),
      )}`

async function begin(parts: Parts, visit: Visit): Promise<Answer> {
  const { csv, level } = givenIn(visit)
  if (level === null) return refused('malformed')
  const on = parts.today()
  const { agreed } = (await parts.librarian.library()).readSheet(csv, on)
  if (agreed.length === 0) return refused('overtaken')
  const who = whoOf(visit, parts)
  const title = parts.words.say('lib_review_draft', { on: dayOf(on) }).slice(0, TITLE_MAX)
  const paths = [...new Set(agreed.map(row => row.file))]
  const started = await parts.editor.start(who, { kind: 'live', paths, title })
  if (started.kind === 'refused') return to('/tinjauan', refusalKey(parts, started.why), {}, 'care')
  const draft = await parts.editor.draft(started.id)
  if (draft === null) return refused('absent')
  const acted = await parts.editor.edit(who, draft.id, draft.version, editsOf(agreed, level, on))
  return acted.kind === 'done'
    ? to(draftPath(draft.id), 'lib_done_review', { n: agreed.length })
    : to(draftPath(draft.id), 'lib_refused', {}, 'care')
}

const editsOf = (agreed: readonly RowView[], level: Level, on: string): readonly DraftEdit[] =>
  agreed.map(({ file, path }) => ({ kind: 'set', file, at: `${path}.review`, value: { level, on } }))

// ── On paper ──

const topicIn = (library: Library, visit: Visit) => library.topics().find(t => t.id === visit.params.topik) ?? null

async function printPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const library = await parts.librarian.library()
  const topic = topicIn(library, visit)
  if (topic === null) return refused('absent')
  const rows = library.rowsOf(topic.id, parts.today())
  const perEntry = Map.groupBy(rows, r => r.entry.id)
  return sheet(
    topic.name,
    html`<p class="where on-screen"><a href="/tinjauan">${say('lib_review_title')}</a></p>
<p>${say('lib_review_intro', { rows: rows.length, on: dayOf(parts.today()), edition: library.edition.slice(0, 12) })}</p>
<p class="note on-screen">${say('lib_review_how')} <a href="/tinjauan/${topic.id}/lembar">${say('lib_review_sheet')}</a></p>
${[...perEntry].map(
  ([, of]) =>
    html`<section class="entry-to-review"><h2>${of[0]?.entry.title ?? ''}</h2>${of.map(row => rowOf(say, row, { isOnly: of.length === 1, isOpen: true, more: decide(say, row) }))}</section>`,
)}`,
    MENU,
  )
}

const decide = (say: Say, { entry, row, mark }: RowView): Html =>
  html`<p><code>${entry.id} / ${row.id} · ${mark}</code></p><div class="decide" aria-hidden="true">☐ ${say('lib_decision_setuju')} ☐ ${say('lib_decision_ubah')} ☐ ${say('lib_decision_tolak')}<span class="line"></span><span class="line"></span></div>`

async function sheetFile(parts: Parts, visit: Visit): Promise<Answer> {
  const library = await parts.librarian.library()
  const topic = topicIn(library, visit)
  if (topic === null) return refused('absent')
  return { kind: 'file', type: 'text/csv; charset=utf-8', name: `tinjauan-${topic.id}.csv`, body: library.sheet(topic.id) }
}
