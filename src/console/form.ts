// Pieces of forms: every field with its label, its hint and its fault, in a way that a screen reader tells too.
import { html } from 'hono/html'
import type { z } from 'zod'
import { tokens } from './shell.ts'
import type { Html, Visit } from './visit.ts'
import type { Words } from './words.ts'

/** What is wrong with a field: keys of sentences in prompts/console.id.yaml, by the field's name. */
export type Faults = ReadonlyMap<string, string>
export const NO_FAULTS: Faults = new Map()

/** A form that can be sent twice, by somebody whose session has ended, or from a second tab, and does no harm. */
export const form = (visit: Visit, action: string, body: Html): Html =>
  html`<form method="post" action="${action}">${tokens(visit)}${body}</form>`

/** A value that belongs to the form and was not typed; its name begins with `_`, so that nobody is shown it as theirs. */
export const hidden = (name: `_${string}`, value: string | number): Html =>
  html`<input type="hidden" name="${name}" value="${value}">`

export type Field = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly value?: string
  readonly type?: 'text' | 'password' | 'email' | 'date' | 'number' | 'time'
  /** `new-password`: with a measure of its strength where a script may run. */
  readonly autocomplete?: string
  readonly inputmode?: 'numeric' | 'text'
  readonly maxlength?: number
  readonly isOptional?: boolean
  /** The page has hardly anything else: typing begins here. */
  readonly isFocused?: boolean
  /** Lines of a large field; absent: one line. */
  readonly rows?: number
}

export function field(words: Words, faults: Faults, given: Field): Html {
  const {
    name,
    label,
    hint,
    value = '',
    type = 'text',
    autocomplete = 'off',
    inputmode,
    maxlength = 200,
    isOptional,
    isFocused,
    rows,
  } = given
  const fault = faults.get(name)
  const described = [hint === undefined ? '' : `${name}-hint`, fault === undefined ? '' : `${name}-fault`]
    .filter(Boolean)
    .join(' ')
  const shared = html`id="${name}" name="${name}" maxlength="${maxlength}" autocomplete="${autocomplete}"${
    isOptional ? html`` : html` required`
  }${isFocused ? html` autofocus` : html``}${described === '' ? html`` : html` aria-describedby="${described}"`}${fault === undefined ? html`` : html` aria-invalid="true"`}`
  const box =
    rows === undefined
      ? html`<input type="${type}" ${shared}${inputmode === undefined ? html`` : html` inputmode="${inputmode}"`}${
          type === 'password' ? html` spellcheck="false"` : html` value="${value}"`
        }>`
      : html`<textarea rows="${rows}" ${shared}>
${value}</textarea>`
  return html`<div class="field${fault === undefined ? '' : ' wrong'}">
<label for="${name}">${label}${isOptional ? html` <span class="optional">${words.say('form_optional')}</span>` : ''}</label>
${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}${faultOf(words, name, fault)}${box}${
  type === 'password'
    ? html`<button class="quiet reveal" type="button" hidden data-reveal="${name}" aria-pressed="false">${words.say('form_reveal')}</button>`
    : ''
}${autocomplete === 'new-password' ? strength(words, name) : ''}</div>
`
}

/** A script fills it in and shows it. What counts is how long it is and how many different characters it has. */
const strength = ({ say }: Words, name: string): Html =>
  html`<p class="hint" hidden data-strength="${name}">${say('form_strength')}: <meter min="0" max="3" low="1.5" high="2.5" optimum="3" aria-label="${say('form_strength')}"></meter> <span aria-live="polite" data-weak="${say('form_strength_weak')}" data-fair="${say('form_strength_fair')}" data-strong="${say('form_strength_strong')}"></span></p>`

const faultOf = (words: Words, name: string, fault: string | undefined): Html =>
  fault === undefined ? html`` : html`<p class="fault" id="${name}-fault">${words.say(fault)}</p>`

export type Option = { readonly value: string; readonly label: string; readonly hint?: string }

/** One of some (`radio`) or any of some (`checkbox`). */
export function options(
  words: Words,
  faults: Faults,
  kind: 'radio' | 'checkbox',
  name: string,
  legend: string,
  offered: readonly Option[],
  chosen: readonly string[],
): Html {
  const fault = faults.get(name)
  return html`<fieldset class="field${fault === undefined ? '' : ' wrong'}"${fault === undefined ? html`` : html` aria-describedby="${name}-fault"`} id="${name}"><legend>${legend}</legend>${faultOf(words, name, fault)}
${offered.map(
  ({ value, label, hint }) => html`<label class="option"><input type="${kind}" name="${name}" value="${value}"${
    chosen.includes(value) ? html` checked` : html``
  }><span>${label}${hint === undefined ? '' : html`<span class="hint">${hint}</span>`}</span></label>
`,
)}</fieldset>
`
}

/** The one thing to do on a page. */
export const primary = (label: string): Html => html`<button class="primary">${label}</button>`

/** All that is wrong, at the top, each leading to its field. */
export const summary = (words: Words, faults: Faults): Html =>
  faults.size === 0
    ? html``
    : html`<div class="flash care" role="alert"><p>${words.say('form_faults')}</p><ul>${[...faults].map(
        ([name, key]) => html`<li><a href="#${name}">${words.say(key)}</a></li>`,
      )}</ul></div>
`

/** What was posted, by a schema; a fault's message is the key of its sentence. A field that may come several times is read with `getAll`. */
export function read<T>(
  schema: z.ZodType<T>,
  form: URLSearchParams,
  many: readonly string[] = [],
): { readonly data: T; readonly faults: null } | { readonly data: null; readonly faults: Faults } {
  const single = Object.fromEntries(form)
  const parsed = schema.safeParse({ ...single, ...Object.fromEntries(many.map(name => [name, form.getAll(name)])) })
  if (parsed.success) return { data: parsed.data, faults: null }
  return {
    data: null,
    // of several faults of a field the first is told
    faults: new Map(parsed.error.issues.toReversed().map(issue => [String(issue.path[0] ?? 'form'), issue.message])),
  }
}
