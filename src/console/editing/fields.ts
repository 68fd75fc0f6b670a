// Forms over the body of a draft's file: a field is a path into it, drawn with what the check says of it and read back as JSON. What is
// unfinished may be saved; only what cannot be kept at all, such as a place that nobody knows, comes back as a fault.
import { html } from 'hono/html'
import type { Problem } from '../../knowledge/knowledge.ts'
import type { Json } from '../../publishing/publishing.ts'
import type { Option } from '../form.ts'
import type { Law } from '../law.ts'
import type { Html } from '../visit.ts'
import type { Words } from '../words.ts'
import { isOnAt, textAt, textsAt } from './body.ts'
import { type Chooser, chooserOf } from './choosers.ts'
import { problemText } from './problems.ts'

/** `label`, `hint` and `empty` are keys of sentences. `isNullable`: what is left empty is null. */
export type Field = { readonly at: string; readonly label: string; readonly hint?: string } & (
  | { readonly kind: 'line'; readonly isNullable?: true; readonly max?: number }
  | { readonly kind: 'area'; readonly rows: number; readonly max: number; readonly isCounted?: true }
  | { readonly kind: 'date'; readonly isNullable?: true }
  | { readonly kind: 'number' }
  | { readonly kind: 'place'; readonly isNullable?: true }
  | {
      readonly kind: 'choice'
      readonly of: readonly Option[]
      readonly empty?: string
      readonly isNullable?: true
      readonly isNumber?: true
    }
  | { readonly kind: 'many'; readonly of: readonly Option[] }
  /** One a line. */
  | { readonly kind: 'lines'; readonly rows: number; readonly areNumbers?: true }
  | { readonly kind: 'switch' }
  | { readonly kind: 'chooser'; readonly chooser: Chooser }
)

/** What stands in the fields: of the body, or as it was typed. */
export type Shown = {
  readonly text: (at: string) => string
  readonly texts: (at: string) => readonly string[]
  readonly isOn: (at: string) => boolean
  /** Words that were looked for beside a chooser. */
  readonly search: (at: string) => string
}

/** Names by which a field is told apart on a page: dots mean something else in selectors. */
export const idOf = (at: string): string => `k-${at.replaceAll('.', '-')}`
export const searchName = (at: string): string => `cari:${at}`

export const shownOf = (body: Json, law: Law, fields: readonly Field[]): Shown => ({
  text: at => {
    const field = fields.find(f => f.at === at)
    const value = textAt(body, at)
    return field?.kind === 'place' ? (law.places.find(p => p.id === value)?.name ?? value) : value
  },
  texts: at => {
    const one = textAt(body, at)
    return one === '' ? textsAt(body, at) : [one]
  },
  isOn: at => isOnAt(body, at),
  search: () => '',
})

export const shownTyped = (form: URLSearchParams): Shown => ({
  text: at => plain(form.get(at) ?? ''),
  texts: at => form.getAll(at).flatMap(value => plain(value).split('\n')),
  isOn: at => form.get(at) === 'ya',
  search: at => (form.get(searchName(at)) ?? '').slice(0, SEARCH_MAX),
})
const SEARCH_MAX = 120

/** Browsers send the ends of lines as two signs. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n')
const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')

/** What was typed, as values of the body; faults are keys of sentences by the field's path. */
export function typedIn(
  fields: readonly Field[],
  form: URLSearchParams,
  law: Law,
): { readonly values: Readonly<Record<string, Json>>; readonly faults: ReadonlyMap<string, string> } {
  const values: Record<string, Json> = {}
  const faults = new Map<string, string>()
  for (const field of fields) {
    const value = valueIn(field, form, law)
    if (value === undefined) faults.set(field.at, field.kind === 'place' ? 'fault_place' : 'ed_fault_number')
    else values[field.at] = value
  }
  return { values, faults }
}

/** undefined: it cannot be kept. */
function valueIn(field: Field, form: URLSearchParams, law: Law): Json | undefined {
  const typed = plain(form.get(field.at) ?? '').trim()
  switch (field.kind) {
    case 'line':
    case 'date':
      return typed === '' && field.isNullable ? null : typed
    case 'area':
      return typed
    case 'number':
      return typed === '' ? null : /^\d{1,6}$/.test(typed) ? Number(typed) : undefined
    case 'place':
      return typed === '' ? (field.isNullable ? null : '') : placeIn(law, typed)
    case 'choice':
      if (typed === '') return field.isNullable || field.isNumber ? null : ''
      return field.isNumber ? Number(typed) : typed
    case 'many':
      return form.getAll(field.at).filter(value => value !== '')
    case 'lines': {
      const lines = linesOf(plain(form.get(field.at) ?? ''))
      if (!field.areNumbers) return [...lines]
      const numbers = lines.flatMap(line => line.split(/[\s,;]+/)).filter(one => one !== '')
      return numbers.every(one => /^\d{1,6}$/.test(one)) ? numbers.map(Number) : undefined
    }
    case 'switch':
      return typed === 'ya'
    case 'chooser': {
      const chosen = [...new Set(form.getAll(field.at).filter(value => value !== ''))]
      return field.chooser.isOne ? (chosen[0] ?? '') : chosen
    }
  }
}

/** By its official name or its code. */
export const placeIn = (law: Law, typed: string): string | undefined =>
  law.places.find(p => p.name.toLowerCase() === typed.trim().toLowerCase() || p.id === typed.trim())?.id

/** What a form knows while it is drawn. */
export type Drawing = {
  readonly words: Words
  readonly law: Law
  readonly shown: Shown
  readonly faults: ReadonlyMap<string, string>
  /** What the check says of this file. */
  readonly problems: readonly Problem[]
  /** Where the form is sent; a search without a script is sent there too. */
  readonly path: string
  /** Where choosers look things up for a script. */
  readonly finding: string
  readonly nameOf: (from: Chooser['from'], id: string) => string
  readonly found: (chooser: Chooser, words: string) => readonly Option[]
}

export function drawn(drawing: Drawing, field: Field): Html {
  const { words, shown } = drawing
  const { say } = words
  const { at } = field
  const id = idOf(at)
  const label = say(field.label)
  const told = toldOf(drawing, at)
  const frame = { id, label, hint: field.hint === undefined ? null : say(field.hint), told }
  const described = describedBy(frame)
  switch (field.kind) {
    case 'line':
      return labelled(
        frame,
        html`<input type="text" id="${id}" name="${at}" value="${shown.text(at)}" maxlength="${field.max ?? 300}" autocomplete="off"${described}>`,
      )
    case 'area':
      return labelled(
        frame,
        html`<textarea id="${id}" name="${at}" rows="${field.rows}" maxlength="${field.max}" autocomplete="off"${field.isCounted ? html` data-counted="${id}-count"` : ''}${described}>
${shown.text(at)}</textarea>${field.isCounted ? html`<p class="hint" id="${id}-count" hidden data-of="${say('ed_letters_left', { n: '{n}', of: '{of}' })}"></p>` : ''}`,
      )
    case 'date':
      return labelled(frame, html`<input type="date" id="${id}" name="${at}" value="${shown.text(at)}"${described}>`)
    case 'number':
      return labelled(
        frame,
        html`<input type="text" inputmode="numeric" id="${id}" name="${at}" value="${shown.text(at)}" maxlength="6" autocomplete="off"${described}>`,
      )
    case 'place':
      return labelled(frame, placeBox(id, at, shown.text(at), described))
    case 'choice':
      return labelled(
        frame,
        html`<select id="${id}" name="${at}"${described}><option value="">${say(field.empty ?? 'choose')}</option>${withKept(field.of, [shown.text(at)]).map(o => html`<option value="${o.value}"${o.value === shown.text(at) ? html` selected` : ''}>${o.label}</option>`)}</select>`,
      )
    case 'lines':
      return labelled(
        frame,
        html`<textarea id="${id}" name="${at}" rows="${field.rows}" maxlength="40000" autocomplete="off"${described}>
${shown.texts(at).join('\n')}</textarea>`,
      )
    case 'many':
      return grouped(
        frame,
        html`<div class="ticks">${withKept(field.of, shown.texts(at)).map(o => tick('checkbox', at, o, shown.texts(at).includes(o.value)))}</div>`,
      )
    case 'switch':
      return html`<div class="field${told.length === 0 ? '' : ' wrong'}" id="${id}"><label class="option"><input type="checkbox" name="${at}" value="ya"${shown.isOn(at) ? html` checked` : ''}><span>${label}${frame.hint === null ? '' : html`<span class="hint">${frame.hint}</span>`}</span></label>${told.map(t => html`<p class="fault">${t}</p>`)}</div>
`
    case 'chooser':
      return grouped(frame, chooserOf(drawing, at, field.chooser))
  }
}

export type Frame = {
  readonly id: string
  readonly label: string
  readonly hint: string | null
  readonly told: readonly string[]
}

export function describedBy({ id, hint, told }: Frame): Html {
  const ids = [hint === null ? '' : `${id}-hint`, told.length === 0 ? '' : `${id}-fault`].filter(one => one !== '')
  return html`${ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`}${told.length === 0 ? '' : html` aria-invalid="true"`}`
}

/** What is chosen stays chosen, also where the list no longer offers it. */
const withKept = (offered: readonly Option[], chosen: readonly string[]): readonly Option[] => [
  ...offered,
  ...chosen.filter(value => value !== '' && !offered.some(o => o.value === value)).map(value => ({ value, label: value })),
]

export const tick = (kind: 'checkbox' | 'radio', name: string, { value, label, hint }: Option, isChosen: boolean): Html =>
  html`<label class="option"><input type="${kind}" name="${name}" value="${value}"${isChosen ? html` checked` : ''}><span>${label}${hint === undefined ? '' : html`<span class="hint">${hint}</span>`}</span></label>
`

const labelled = ({ id, label, hint, told }: Frame, box: Html): Html =>
  html`<div class="field${told.length === 0 ? '' : ' wrong'}"><label for="${id}">${label}</label>${hint === null ? '' : html`<p class="hint" id="${id}-hint">${hint}</p>`}${told.length === 0 ? '' : html`<div id="${id}-fault">${told.map(t => html`<p class="fault">${t}</p>`)}</div>`}${box}</div>
`

const grouped = ({ id, label, hint, told }: Frame, body: Html): Html =>
  html`<fieldset class="field${told.length === 0 ? '' : ' wrong'}" id="${id}"><legend>${label}</legend>${hint === null ? '' : html`<p class="hint">${hint}</p>`}${told.map(t => html`<p class="fault">${t}</p>`)}${body}</fieldset>
`

/** The list of official places stands once on a page, under `PLACES_ID`. */
export const PLACES_ID = 'daftar-wilayah'
export const placeBox = (id: string, name: string, value: string, described: Html): Html =>
  html`<input type="text" id="${id}" name="${name}" value="${value}" list="${PLACES_ID}" maxlength="80" autocomplete="off"${described}>`
export const placeList = ({ places }: Law): Html =>
  html`<datalist id="${PLACES_ID}">${places.map(p => html`<option value="${p.name}">`)}</datalist>`

/** What is wrong with a field: what was typed, or what the check found there. */
function toldOf({ words, faults, problems }: Drawing, at: string): readonly string[] {
  const fault = faults.get(at)
  const found = problems.filter(({ field }) => isWithin(field, at)).map(p => problemText(words, p))
  return [...(fault === undefined ? [] : [words.say(fault)]), ...new Set(found)]
}

const isWithin = (field: string, at: string): boolean =>
  field === at || field.startsWith(`${at}.`) || field.startsWith(`${at} `) || field.split('/').includes(at)
