// How the law looks in the library: its force, how far its text can be trusted, and rows as sentences.
import { html } from 'hono/html'
import type { BasisView, ConditionView, RegulationCard, RowView, Standing } from '../../publishing/publishing.ts'
import type { Stage, Status, TextStatus, Verdict } from '../../vocabulary.ts'
import { dayOf } from '../pages/view.ts'
import type { Html } from '../visit.ts'
import { clausePath, regulationPath, rowAnchor, type Say } from './parts.ts'

export const standingName = (say: Say, standing: Standing): string => say(`lib_standing_${standing}`)
export const standingTag = (say: Say, standing: Standing): Html =>
  html`<span class="tag${standing === 'in_force' || standing === 'amended' ? ' done' : ' care'}">${standingName(say, standing)}</span>`

export const textStatusName = (say: Say, status: TextStatus): string => say(`lib_text_${status.replaceAll('-', '_')}`)
export const textStatusTag = (say: Say, status: TextStatus): Html =>
  html`<span class="tag${status === 'verbatim' ? ' done' : ''}">${textStatusName(say, status)}</span>`

export const verdictName = (say: Say, verdict: Verdict | 'no_basis'): string => say(`answer_${verdict}`)
export const stageName = (say: Say, stage: Stage): string => say(`lib_stage_${stage}`)
export const statusName = (say: Say, status: Status): string => say(`lib_status_${status.toLowerCase().replaceAll('-', '_')}`)
export const rankName = (say: Say, rank: number): string => say(`lib_rank_${rank}`)

/** When it holds, in one line. */
export function lastsOf(say: Say, { facts }: RegulationCard): string {
  const from = facts.date_known === 'year' ? facts.in_force_from.slice(0, 4) : dayOf(facts.in_force_from)
  return facts.in_force_until === null
    ? say('lib_since', { from })
    : say('lib_since_until', { from, until: dayOf(facts.in_force_until) })
}

const either = (say: Say, names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : say('lib_or', { some: names.slice(0, -1).join(', '), last: names.at(-1) ?? '' })

const NAMES_SHOWN = 3

/** In everyday words; where there are many, the first of them. */
function conditionText(say: Say, { fact, is, names }: ConditionView, max: number): string {
  if (fact === 'status') return say('lib_when_status', { is: either(say, is) })
  if (fact === 'stage') {
    const stages = is.map(stage => say(`lib_stage_${stage}`))
    return say('lib_when_stage', { is: either(say, stages) })
  }
  const quoted = names.map(name => `“${name}”`)
  const some =
    quoted.length <= max
      ? either(say, quoted)
      : say('lib_and_others', { some: quoted.slice(0, max).join(', '), n: quoted.length - max })
  return say(`lib_when_${fact.replaceAll('-', '_')}`, { is: some })
}

/** Under which circumstances a row answers. `isOnly`: its entry has no other. */
function whenText(say: Say, { when }: Pick<RowView, 'when'>, isOnly: boolean, max: number): string {
  if (when.length === 0) return say(isOnly ? 'lib_row_always' : 'lib_row_else')
  return say('lib_row_when', { when: when.map(c => conditionText(say, c, max)).join(say('lib_and')) })
}

function whenOf(say: Say, view: RowView, isOnly: boolean, isOpen: boolean): Html {
  const whole = whenText(say, view, isOnly, Number.MAX_SAFE_INTEGER)
  const short = whenText(say, view, isOnly, NAMES_SHOWN)
  if (isOpen || short === whole) return html`<p class="when">${whole}</p>`
  return html`<div class="when"><details><summary>${short}</summary><p>${whole}</p></details></div>`
}

/** `isOnly`: its entry has no other. `isOpen`: nothing is folded away, as on paper. */
type RowLook = { readonly isOnly: boolean; readonly isOpen: boolean; readonly more: Html }

/** A row in full, as somebody reads it who has to judge it. */
export function rowOf(say: Say, view: RowView, { isOnly, isOpen, more }: RowLook): Html {
  const { row, circular } = view
  const pairs: readonly (readonly [string, Html])[] = [
    [say('lib_row_reason'), html`${row.reason}`],
    [say('lib_row_reading'), html`${row.reading}`],
    [say('lib_row_safe'), html`${row.safe_way}`],
    [say('lib_row_safe_after'), html`${row.safe_way_after}`],
    [say('lib_row_branches'), branchesOf(say, row.branches)],
    [say('lib_row_consequence'), folded(isOpen, say('lib_row_consequence_show'), consequencesOf(say, view))],
    [say('lib_row_confidence'), html`${say(`lib_confidence_${row.confidence}`)}`],
    [say('lib_row_review'), html`${reviewText(say, row.review)}`],
  ]
  return html`<section class="card law-row" id="${rowAnchor(row.id)}">
${whenOf(say, view, isOnly, isOpen)}
<h3 class="verdict-${row.verdict}">${verdictName(say, row.verdict)}${row.disputed ? html` <span class="tag care">${say('lib_disputed')}</span>` : ''}${circular === null ? '' : html` <span class="tag">${say('lib_row_place', { place: circular.placeName, years: circular.years.join(', ') })}</span>`}</h3>
<p class="lead">${row.lead}</p>
<dl class="pairs">${pairs.filter(([, value]) => String(value) !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${view.basis.length === 0 ? html`<p class="hint">${say('lib_row_no_basis')}</p>` : folded(isOpen, say('lib_row_basis', { n: view.basis.length }), basisList(say, view.basis))}
<p class="hint">${circular === null ? '' : html`<a href="${regulationPath(circular.regulation)}">${circular.short}</a> · `}${say('lib_row_name', { row: row.id })}</p>${more}</section>
`
}

const folded = (isOpen: boolean, title: string, body: Html): Html => {
  if (String(body) === '') return body
  return isOpen
    ? html`<div class="open"><p class="hint">${title}</p>${body}</div>`
    : html`<details><summary>${title}</summary>${body}</details>`
}

const branchesOf = (say: Say, branches: RowView['row']['branches']): Html =>
  branches.length === 0
    ? html``
    : html`<ul class="plain">${branches.map(b => html`<li>${b.if}: <strong>${verdictName(say, b.then)}</strong>, ${b.say}</li>`)}</ul>`

const consequencesOf = (say: Say, { consequences }: RowView): Html =>
  consequences.length === 0
    ? html``
    : html`<ul class="plain">${consequences.map(c => html`<li>${stageName(say, c.stage)}, ${statusName(say, c.status)}: ${c.text}</li>`)}</ul>`

const reviewText = (say: Say, { level, on }: RowView['row']['review']): string =>
  say(`lib_review_${level}`, { on: on === null ? '–' : dayOf(on) })

const basisList = (say: Say, basis: readonly BasisView[]): Html =>
  html`<ul class="plain basis">${basis.map(
    b =>
      html`<li>${b.link === null ? b.ref : html`<a href="${clausePath(b.link)}">${b.link.full}</a>`} ${b.standing === 'in_force' ? '' : standingTag(say, b.standing)} ${b.textStatus === 'verbatim' ? '' : textStatusTag(say, b.textStatus)}<blockquote class="typed">${b.text}</blockquote></li>`,
  )}</ul>`

/** What a filter looks for; nothing wanted is everything. */
export const searchBox = (label: string, value: string): Html =>
  html`<div class="field"><label for="cari">${label}</label><input type="search" id="cari" name="cari" value="${value}" maxlength="100" autocomplete="off"></div>`

/** A table that becomes a list of small blocks where it is narrow. The first cell of a row names it. */
export const stacked = (caption: string, heads: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  html`<div class="scroll"><table class="stack"><caption class="away">${caption}</caption><thead><tr>${heads.map(h => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${rows.map(
    cells =>
      html`<tr>${cells.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td data-label="${heads[i] ?? ''}">${cell}</td>`))}</tr>
`,
  )}</tbody></table></div>`
