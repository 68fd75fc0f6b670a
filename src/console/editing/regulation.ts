// What a document is: its kind, number, place and dates, with what was proposed and where that was read; and what it refers to.
import { html } from 'hono/html'
import { type Draft, type DraftEdit, fileFor, type Guess, type Json, type ProposedMetadata } from '../../publishing/publishing.ts'
import { FORCES, STATUSES } from '../../vocabulary.ts'
import { form } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import type { Html, Seen } from '../visit.ts'
import { listAt, textAt, textsAt } from './body.ts'
import { pathOf } from './document.ts'
import type { Field } from './fields.ts'
import type { FormPage, Values } from './formpage.ts'
import { draftPath, fileName, filePath, isWritable, kindOf, versionOf } from './frame.ts'
import { keyOf, optionOf } from './keys.ts'
import { askingOf, metadataOf } from './proposals.ts'

const RANKS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const KINDS = ['norm', 'statement', 'example']

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['ed_meta_what', ['type', 'number', 'year', 'title', 'short', 'issuer', 'place', 'rank']],
  ['ed_meta_when', ['enacted_on', 'in_force_from', 'date_known', 'in_force_until', 'status']],
  ['ed_meta_whom', ['binds', 'election']],
  ['ed_meta_source', ['sources', 'notes']],
]
const FOLDED = ['kind', 'id', 'revoked_by', 'amended_by']

function fieldsOf({ words }: Parts): readonly Field[] {
  const named = (prefix: `${string}_`) => optionOf(words, prefix)
  return [
    { at: 'type', kind: 'line', label: 'ed_meta_type', hint: 'ed_meta_type_hint', max: 80 },
    { at: 'number', kind: 'line', label: 'ed_meta_number', max: 80 },
    { at: 'year', kind: 'number', label: 'ed_meta_year' },
    { at: 'title', kind: 'area', label: 'ed_meta_title', rows: 2, max: 500 },
    { at: 'short', kind: 'line', label: 'ed_meta_short', hint: 'ed_meta_short_hint', max: 120 },
    { at: 'issuer', kind: 'line', label: 'ed_meta_issuer', max: 150 },
    { at: 'place', kind: 'place', label: 'ed_meta_place', hint: 'ed_meta_place_hint' },
    { at: 'rank', kind: 'choice', label: 'ed_meta_rank', isNumber: true, of: RANKS.map(named('ed_rank_')) },
    { at: 'enacted_on', kind: 'date', label: 'ed_meta_enacted', isNullable: true },
    { at: 'in_force_from', kind: 'date', label: 'ed_meta_from', hint: 'ed_meta_from_hint' },
    { at: 'date_known', kind: 'choice', label: 'ed_meta_known', of: ['exact', 'year'].map(named('ed_known_')) },
    { at: 'in_force_until', kind: 'date', label: 'ed_meta_until', hint: 'ed_meta_until_hint', isNullable: true },
    { at: 'status', kind: 'choice', label: 'ed_meta_status', of: FORCES.map(named('ed_force_')) },
    { at: 'binds', kind: 'many', label: 'ed_meta_binds', of: STATUSES.map(named('ed_status_')) },
    {
      at: 'election',
      kind: 'choice',
      label: 'ed_meta_election',
      empty: 'ed_election_both',
      isNullable: true,
      of: ['pemilu', 'pilkada'].map(named('ed_election_')),
    },
    { at: 'sources', kind: 'lines', label: 'ed_sources', hint: 'ed_sources_hint', rows: 2 },
    { at: 'notes', kind: 'area', label: 'ed_notes', rows: 2, max: 3000 },
    { at: 'kind', kind: 'choice', label: 'ed_meta_kind', hint: 'ed_meta_kind_hint', of: KINDS.map(named('ed_norm_')) },
    { at: 'id', kind: 'line', label: 'ed_meta_id', hint: 'ed_meta_id_hint', max: 80 },
    { at: 'revoked_by', kind: 'lines', label: 'ed_meta_revoked', hint: 'ed_meta_ids_hint', rows: 2 },
    { at: 'amended_by', kind: 'lines', label: 'ed_meta_amended', hint: 'ed_meta_ids_hint', rows: 2 },
  ]
}

export function regulationPage(parts: Parts, visit: Seen, draft: Draft, file: string): FormPage {
  const { say } = parts.words
  const source = draft.source?.file === file ? draft.source : null
  const body = draft.files[file]?.body ?? null
  return {
    title: source === null ? fileName(parts, draft, file) : say('ed_metadata'),
    file,
    path: filePath(draft.id, file),
    // of a document that was read this is one step among others, which stand there
    next: source === null ? filePath(draft.id, file) : draftPath(draft.id),
    fields: fieldsOf(parts),
    aside: null,
    initial: new Map(),
    compose: values => values,
    entails: values => moved(draft, file, values),
    isMine: ({ field }) => !field.startsWith('clauses.'),
    before: source === null ? html`` : html`<p>${say('ed_metadata_lead')}</p>`,
    layout: draw =>
      html`${askingOf(parts, visit, draft, file)}${GROUPS.map(([title, names]) => html`<h2>${say(title)}</h2>${names.map(name => html`${draw(name)}${source === null ? '' : html`${proposedOf(parts, draft, source, name)}${metadataOf(parts, visit, draft, name)}`}`)}`)}<details class="menu-part"><summary>${say('ed_meta_more')}</summary>${FOLDED.map(draw)}</details>`,
    after: html`${source === null ? clausesOf(parts, visit, draft, file, body) : refersTo(parts, draft, source.proposed)}`,
  }
}

/** What was proposed, and where it was read; what stands in the field already is not said twice. */
function proposedOf({ words, law }: Parts, draft: Draft, { file, proposed }: Source, name: string): Html {
  const { say } = words
  const guess = guessOf(proposed, name)
  const value = String(guess?.value ?? '')
  if (guess === null || value === '') return html``
  const where =
    guess.spot === null
      ? null
      : html`<a href="${pathOf(draft, guess.spot.page)}">${say('ed_proposed_where', { page: guess.spot.page })}</a>`
  const isTaken = textAt(draft.files[file]?.body, name) === value
  if (isTaken && guess.isSure) return where === null ? html`` : html`<p class="proposed">${say('ed_proposed_taken')} ${where}</p>`
  return html`<p class="proposed">${say(guess.isSure ? 'ed_proposed' : 'ed_proposed_unsure', { value: shownAs(words, law, name, value) })} ${where ?? ''}</p>`
}

type Source = NonNullable<Draft['source']>

function shownAs({ say }: Parts['words'], law: Parts['law'], name: string, value: string): string {
  if (name === 'place') return law.places.find(p => p.id === value)?.name ?? value
  if (name === 'rank') return say(keyOf('ed_rank_', value))
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayOf(value) : value
}

const GUESSED = [
  'type',
  'number',
  'year',
  'title',
  'issuer',
  'place',
  'enacted_on',
  'in_force_from',
  'in_force_until',
  'rank',
  'short',
  'id',
] as const

function guessOf(proposed: ProposedMetadata, name: string): Guess<string | number | null> | null {
  const known = GUESSED.find(field => field === name)
  return known === undefined ? null : proposed[known]
}

function refersTo({ words: { say }, law }: Parts, draft: Draft, { refersTo: named }: ProposedMetadata): Html {
  if (named.length === 0) return html``
  const loaded = (id: string): string => law.files.find(f => f.kind === 'regulation' && f.id === id)?.name ?? id
  return html`<section class="group"><h2>${say('ed_refers')}</h2><p class="hint">${say('ed_refers_hint')}</p><ul class="plain-list">${named.map(
    r =>
      html`<li>${r.said}${r.spot === null ? '' : html` <a href="${pathOf(draft, r.spot.page)}">${say('ed_proposed_where', { page: r.spot.page })}</a>`} ${r.document === null ? html`<span class="tag care">${say('ed_refers_unknown')}</span>` : html`<span class="tag done">${say('ed_refers_loaded', { name: loaded(r.document) })}</span>`}</li>`,
  )}</ul></section>`
}

/** Of a document that nobody uploaded: its clauses by name. */
function clausesOf(parts: Parts, visit: Seen, draft: Draft, file: string, body: Json): Html {
  const { say } = parts.words
  const path = `${filePath(draft.id, file)}/butir`
  const clauses = listAt(body, 'clauses')
  return html`<section class="group" id="butir"><h2>${say('ed_clauses')} <span class="count">${clauses.length}</span></h2>${clauses.length === 0 ? html`<p class="empty">${say('ed_clauses_none')}</p>` : html`<ol class="plain-list">${clauses.map((c, n) => html`<li><a href="${path}/${n}">${textAt(c, 'label') || say('ed_clause_unnamed', { n: n + 1 })}</a> <span class="on">${cut(textAt(c, 'text'))}</span></li>`)}</ol>`}${isWritable(visit, draft) ? form(visit, path, html`${versionOf(draft)}<button class="second">${say('ed_clause_add')}</button>`) : ''}</section>`
}

const CUT = 110
const cut = (text: string): string => (text.length > CUT ? `${text.slice(0, CUT)}…` : text)

/** A file stands under its place and bears its id; rows of a circular follow it, and what they cite of it by name. */
function moved(draft: Draft, file: string, values: Values): readonly DraftEdit[] {
  const body = draft.files[file]?.body ?? null
  // what is live keeps its name: a renamed file would be another one
  if (body === null || draft.files[file]?.base !== null) return []
  const was = { id: textAt(body, 'id'), place: textAt(body, 'place') }
  const is = { id: textAt(values.id, ''), place: textAt(values.place, '') }
  if (is.id === '' || is.place === '' || (was.id === is.id && was.place === is.place)) return []
  const to = fileFor('regulation', is.id, is.place)
  const rows = Object.keys(draft.files).find(
    path => kindOf(path) === 'rows' && textAt(draft.files[path]?.body, 'regulation') === was.id,
  )
  return [
    ...(to === file ? [] : [{ kind: 'rename-file' as const, file, to }]),
    ...(rows === undefined ? [] : rowsMoved(draft, rows, was.id, is)),
  ]
}

function rowsMoved(
  draft: Draft,
  rows: string,
  was: string,
  is: { readonly id: string; readonly place: string },
): readonly DraftEdit[] {
  const body = draft.files[rows]?.body ?? null
  const renamed = (refs: readonly string[]): Json =>
    refs.map(ref => (ref.startsWith(`${was} `) ? `${is.id}${ref.slice(was.length)}` : ref))
  const values: Record<string, Json> = { regulation: is.id, place: is.place }
  for (const [n, row] of listAt(body, 'rows').entries()) values[`rows.${n}.row.basis`] = renamed(textsAt(row, 'row.basis'))
  for (const [n, question] of listAt(body, 'questions').entries())
    values[`questions.${n}.cite`] = renamed(textsAt(question, 'cite'))
  const to = fileFor('regional', is.id, is.place)
  return [{ kind: 'set-all', file: rows, values }, ...(to === rows ? [] : [{ kind: 'rename-file' as const, file: rows, to }])]
}
