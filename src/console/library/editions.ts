// "Edisi": which edition answered when, what two of them differ in, and back to an earlier one. What keeps a newer national pack out, with both sides.
import { html } from 'hono/html'
import {
  type Difference,
  type EditionRecord,
  type PackConflict,
  type Recalled,
  SMOKE_REASON,
  type ThingChange,
} from '../../publishing/publishing.ts'
import { type Faults, field, form, hidden, NO_FAULTS, summary } from '../form.ts'
import { type Names, namesOf } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { may } from '../policies.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import { asked, changeForm, draftPath, type Parts, refusalKey, type Say, whoOf } from './parts.ts'
import { stacked } from './view.ts'

const MENU = { menu: '/edisi' } as const
const HASH_SHOWN = 12
const REASON_MAX = 500

export const editionRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/edisi', () => listPage(parts)),
  route('library.see', 'GET', '/edisi/banding', visit => comparePage(parts, visit)),
  route('library.see', 'GET', '/edisi/benturan', visit => conflictsPage(parts, visit)),
  route('library.see', 'GET', '/edisi/:seq', visit => editionPage(parts, visit)),
  route('edition.restore', 'GET', '/edisi/:seq/kembalikan', visit => confirmPage(parts, visit, '', NO_FAULTS)),
  route('edition.restore', 'POST', '/edisi/:seq/kembalikan', visit => rollBack(parts, visit)),
]

const pathOf = ({ seq }: Pick<EditionRecord, 'seq'>): string => `/edisi/${seq}`
const comparePath = (from: number, to: number): string => `/edisi/banding?dari=${from}&ke=${to}`

const mayRollBack = (visit: Visit): boolean => may(visit.who.staff, 'edition.restore', null)

// ── The log ──

async function listPage(parts: Parts): Promise<Answer> {
  const { editor, words } = parts
  const { say } = words
  const [records, conflicts, names] = await Promise.all([editor.editions(), editor.conflicts(), namesOf(parts)])
  const [live] = records
  const rows = records.map((record, i) => [
    html`<a href="${pathOf(record)}">${say('lib_edition_number', { seq: record.seq })}</a>${record === live ? html` <span class="tag done">${say('lib_edition_live')}</span>` : ''}<span class="under">${dayOf(record.on)}</span>`,
    html`${say(`lib_edition_${record.kind.replaceAll('-', '_')}`)}<span class="under">${reasonOf(say, record)}</span>`,
    html`${byWhom(say, record, names)}`,
    before(records, i) === null
      ? html`–`
      : html`<a href="${comparePath(before(records, i)?.seq ?? record.seq, record.seq)}">${say('lib_edition_changes')}</a>`,
  ])
  return sheet(
    say('lib_editions_title'),
    html`<p>${say('lib_editions_lead')}</p>
${live?.kind === 'rolled-back' && live.by === null ? html`<p class="flash care">${say('lib_edition_fell_back', { reason: reasonOf(say, live) })}</p>` : ''}
${conflicts.length === 0 ? '' : html`<p class="flash care"><a href="/edisi/benturan">${say('lib_conflicts_some', { n: conflicts.length })}</a></p>`}
${rows.length === 0 ? html`<p class="empty">${say('lib_editions_none')}</p>` : stacked(say('lib_editions_title'), [say('lib_edition'), say('lib_edition_what'), say('lib_edition_by'), say('lib_edition_difference')], rows)}
${records.length < 2 ? '' : compareForm(say, records, records[1]?.seq ?? 0, records[0]?.seq ?? 0)}`,
    MENU,
  )
}

const before = (records: readonly EditionRecord[], i: number): EditionRecord | null => records[i + 1] ?? null

/** Why the program went back by itself is kept as the question that broke; a person wrote a sentence. */
const reasonOf = (say: Say, { by, reason }: EditionRecord): string =>
  by === null && reason.startsWith(SMOKE_REASON)
    ? say('lib_edition_smoke', { question: reason.slice(SMOKE_REASON.length) })
    : reason

const byWhom = (say: Say, { by, approvedBy }: EditionRecord, names: Names): string =>
  by === null
    ? say('lib_by_program')
    : approvedBy === null
      ? names.staff(by)
      : say('lib_edition_both', { by: names.staff(by), approved: names.staff(approvedBy) })

function compareForm(say: Say, records: readonly EditionRecord[], from: number, until: number): Html {
  const choose = (name: string, label: string, chosen: number): Html =>
    html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${records.map(r => html`<option value="${r.seq}"${r.seq === chosen ? html` selected` : ''}>${say('lib_edition_number', { seq: r.seq })} · ${dayOf(r.on)}</option>`)}</select></div>`
  return html`<h2>${say('lib_compare_two')}</h2><form class="filter" method="get" action="/edisi/banding">${choose('dari', say('lib_compare_from'), from)}${choose('ke', say('lib_compare_to'), until)}<button>${say('lib_compare_do')}</button></form>`
}

async function editionPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const records = await parts.editor.editions()
  const at = records.findIndex(r => String(r.seq) === visit.params.seq)
  const record = records[at]
  if (record === undefined) return refused('absent')
  const [names, recall] = await Promise.all([namesOf(parts), parts.editor.recall(record.seq)])
  const earlier = before(records, at)
  const pairs: readonly (readonly [string, Html | string])[] = [
    [say('lib_edition_on'), dayOf(record.on)],
    [say('lib_edition_what'), say(`lib_edition_${record.kind.replaceAll('-', '_')}`)],
    [say('lib_edition_by'), byWhom(say, record, names)],
    [say('lib_edition_reason'), reasonOf(say, record)],
    [
      say('lib_edition_draft'),
      record.draft === null ? '' : html`<a href="${draftPath(record.draft)}">${say('lib_edition_draft_open')}</a>`,
    ],
    [say('lib_recall'), recall === null ? '' : recallTold(say, recall)],
    [say('lib_edition_hash'), html`<code>${record.edition.slice(0, HASH_SHOWN)}</code>`],
  ]
  return sheet(
    say('lib_edition_number', { seq: record.seq }),
    html`<p class="where"><a href="/edisi">${say('lib_editions_title')}</a></p>
${at === 0 ? html`<p><span class="tag done">${say('lib_edition_live')}</span></p>` : ''}
<dl class="facts-list">${pairs.filter(([, value]) => String(value) !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<ul class="links">${earlier === null ? '' : html`<li><a href="${comparePath(earlier.seq, record.seq)}">${say('lib_edition_changes')}</a></li>`}${at === 0 ? '' : html`<li><a href="${comparePath(record.seq, records[0]?.seq ?? record.seq)}">${say('lib_edition_since')}</a></li>`}</ul>
${at > 0 && record.edition !== records[0]?.edition && mayRollBack(visit) ? html`<p><a class="button" href="${pathOf(record)}/kembalikan">${say('lib_roll_back')}</a></p>` : ''}`,
    MENU,
  )
}

/** In what words those are told of whose answer it changed; never who they are. */
function recallTold(say: Say, recall: Recalled): string {
  if (recall.kind !== 'done') return say(recall.kind === 'failed' ? 'lib_recall_failed' : 'lib_recall_under_way')
  if (recall.isTooFew) return say('lib_recall_few')
  const counted = (n: number): string => (n === 0 ? say('lib_recall_below') : say('lib_recall_about', { n }))
  return say('lib_recall_done', { questions: recall.questions, changed: counted(recall.changed), told: counted(recall.told) })
}

// ── What differs ──

async function comparePage(parts: Parts, visit: Visit): Promise<Answer> {
  const { editor, words } = parts
  const { say } = words
  const records = await editor.editions()
  const from = records.find(r => String(r.seq) === asked(visit, 'dari'))
  const until = records.find(r => String(r.seq) === asked(visit, 'ke'))
  if (from === undefined || until === undefined) return refused('absent')
  const difference = await editor.compare(from.seq, until.seq)
  if (difference === null) return refused('absent')
  return sheet(
    say('lib_compare_title', { from: from.seq, to: until.seq }),
    html`<p class="where"><a href="/edisi">${say('lib_editions_title')}</a></p>
<p>${say('lib_compare_lead', { from: dayOf(from.on), to: dayOf(until.on) })}</p>
${differenceOf(parts, difference)}
${compareForm(say, records, from.seq, until.seq)}`,
    MENU,
  )
}

const SHOWN_MAX = 200

/** What changed, one sentence a thing, its fields behind it. */
function differenceOf({ words, law }: Pick<Parts, 'words' | 'law'>, { files, things }: Difference): Html {
  const { say } = words
  const placeName = (code: string): string => law.places.find(p => p.id === code)?.name ?? code
  if (files.length === 0) return html`<p class="empty">${say('lib_difference_none')}</p>`
  const kinds = [...Map.groupBy(things, t => t.thing)]
  return html`<p>${say('lib_difference_counts', { files: files.length, things: things.length })}</p>
${kinds.map(([kind, of]) => html`<h2>${say(`lib_thing_${kind.replaceAll('-', '_')}`)} <span class="count">${of.length}</span></h2><ul class="plain changes">${of.slice(0, SHOWN_MAX).map(t => thingOf(words, t, placeName))}</ul>${of.length > SHOWN_MAX ? html`<p class="hint">${say('lib_found_more', { n: SHOWN_MAX })}</p>` : ''}`)}
<details><summary>${say('lib_difference_files', { n: files.length })}</summary><ul>${files.map(f => html`<li><code>${f.path}</code>: ${say(`lib_change_${f.change}`)}</li>`)}</ul></details>`
}

function thingOf(
  { say, has }: Parts['words'],
  { name, id, place, change, fields }: ThingChange,
  placeName: (code: string) => string,
): Html {
  const fieldName = (key: string): string => (has(`lib_field_${key}`) ? say(`lib_field_${key}`) : key)
  const told = html`<span class="tag${change === 'gone' ? ' care' : change === 'new' ? ' done' : ''}">${say(`lib_change_${change}`)}</span> <strong>${name === '' ? id : name}</strong>${place === null || place === 'ID' ? '' : ` (${placeName(place)})`}`
  if (fields.length === 0) return html`<li>${told}</li>`
  const list = fields.map(f => fieldName(f.field)).join(', ')
  return html`<li><details><summary>${told}${change === 'changed' ? html`: ${list}` : ''}</summary>${fields.map(
    f =>
      html`<div class="sides"><h3>${fieldName(f.field)}</h3>${f.before === '' ? '' : html`<div><p class="hint">${say('lib_before')}</p><blockquote class="typed">${f.before}</blockquote></div>`}${f.after === '' ? '' : html`<div><p class="hint">${say('lib_after')}</p><blockquote class="typed">${f.after}</blockquote></div>`}</div>`,
  )}</details></li>`
}

// ── Back to an earlier one ──

async function confirmPage(parts: Parts, visit: Visit, reason: string, faults: Faults): Promise<Answer> {
  const { editor, words } = parts
  const { say } = words
  const records = await editor.editions()
  const [live] = records
  const wanted = records.find(r => String(r.seq) === visit.params.seq)
  if (wanted === undefined || live === undefined || wanted.edition === live.edition) return refused('absent')
  const difference = await editor.compare(live.seq, wanted.seq)
  const path = `${pathOf(wanted)}/kembalikan`
  return sheet(
    say('lib_roll_back_title', { seq: wanted.seq }),
    html`${summary(words, faults)}<p class="where"><a href="${pathOf(wanted)}">${say('lib_edition_number', { seq: wanted.seq })}</a></p>
<p>${say('lib_roll_back_lead', { live: live.seq, seq: wanted.seq, on: dayOf(wanted.on) })}</p>
<section class="doing">${form(
      visit,
      path,
      html`${hidden('_hidup', live.seq)}${field(words, faults, { name: 'alasan', label: say('lib_reason'), hint: say('lib_reason_hint'), value: reason, rows: 3, maxlength: REASON_MAX })}<div class="actions"><button class="danger">${say('lib_roll_back_do', { seq: wanted.seq })}</button></div>`,
    )}<p><a href="/edisi">${say('lib_cancel')}</a></p></section>
<h2>${say('lib_roll_back_changes')}</h2>
${difference === null ? '' : differenceOf(parts, difference)}`,
    { ...MENU, status: faults.size === 0 ? 200 : 422 },
  )
}

async function rollBack(parts: Parts, visit: Visit): Promise<Answer> {
  const reason = (visit.form.get('alasan') ?? '').replaceAll('\r\n', '\n').trim().slice(0, REASON_MAX)
  if (reason === '') return confirmPage(parts, visit, reason, new Map([['alasan', 'lib_fault_reason']]))
  const live = await parts.editor.live()
  // what was shown to change is what changes
  if (String(live.seq) !== visit.form.get('_hidup')) return refused('overtaken')
  const ended = await parts.editor.rollBack(whoOf(visit, parts), Number(visit.params.seq), reason)
  if (ended.kind === 'done') return to('/edisi', 'lib_done_rolled_back', { seq: visit.params.seq ?? '' })
  if (ended.why === 'overtaken') return refused('overtaken')
  return to('/edisi', refusalKey(parts, ended.why), {}, 'care')
}

// ── What keeps a newer national pack out ──

async function conflictsPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const conflicts = await parts.editor.conflicts()
  const paths = [...new Set(conflicts.map(c => c.path))]
  const sides = new Map(await Promise.all(paths.map(async path => [path, await parts.librarian.past.sides(path)] as const)))
  return sheet(
    say('lib_conflicts_title'),
    html`<p class="where"><a href="/edisi">${say('lib_editions_title')}</a></p>
${
  conflicts.length === 0
    ? html`<p class="empty">${say('lib_conflicts_none')}</p>`
    : html`<p>${say('lib_conflicts_lead')}</p>${paths.map(path =>
        conflictOf(
          parts,
          visit,
          path,
          conflicts.filter(c => c.path === path),
          sides.get(path) ?? { ours: null, theirs: null },
        ),
      )}`
}`,
    MENU,
  )
}

type Sides = { readonly ours: string | null; readonly theirs: string | null }

function conflictOf(parts: Parts, visit: Visit, path: string, conflicts: readonly PackConflict[], sides: Sides): Html {
  const { say } = parts.words
  const lines = linesApart(sides)
  const side = (title: string, text: string | null, own: readonly string[]): Html =>
    html`<div><h3>${title}</h3>${text === null ? html`<p class="empty">${say('lib_conflict_no_file')}</p>` : html`<pre class="lines">${own.length === 0 ? say('lib_conflict_same') : own.join('\n')}</pre><details><summary>${say('lib_conflict_whole')}</summary><pre class="lines">${text}</pre></details>`}</div>`
  return html`<section class="card"><h2><code>${path}</code></h2><ul>${conflicts.map(c => html`<li>${say(`lib_conflict_${c.why.replaceAll('-', '_')}`)}${c.what === '' ? '' : html`: ${c.what}`}</li>`)}</ul>
<div class="both">${side(say('lib_conflict_ours'), sides.ours, lines.ours)}${side(say('lib_conflict_theirs'), sides.theirs, lines.theirs)}</div>
${changeForm(parts, visit, [path], say('lib_conflict_draft', { path }), say('lib_conflict_solve'))}</section>`
}

const LINES_MAX = 60

/** Lines that only one side has, in its order. */
function linesApart({ ours, theirs }: Sides): { readonly ours: readonly string[]; readonly theirs: readonly string[] } {
  const [a, b] = [(ours ?? '').split('\n'), (theirs ?? '').split('\n')]
  const only = (lines: readonly string[], others: ReadonlySet<string>): readonly string[] =>
    lines.filter(line => line.trim() !== '' && !others.has(line)).slice(0, LINES_MAX)
  return { ours: only(a, new Set(b)), theirs: only(b, new Set(a)) }
}
