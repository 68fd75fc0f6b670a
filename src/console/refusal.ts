// What is said when something cannot be shown or done: which it is, and what to do now. Never why exactly: that would help the wrong people.
import { html } from 'hono/html'
import type { Refusal, Sheet, Visit } from './visit.ts'
import type { Words } from './words.ts'

const KEYS: Readonly<Record<Refusal, string>> = {
  absent: 'error_absent',
  forbidden: 'error_forbidden',
  overtaken: 'error_overtaken',
  forged: 'error_forged',
  malformed: 'error_malformed',
  'too-large': 'error_too_large',
  'too-heavy': 'ed_error_heavy',
  over: 'error_over',
  broken: 'error_broken',
}

export const refusalSheet = ({ say }: Words, why: Refusal): Sheet => ({
  title: say(KEYS[why]),
  main: html`<p>${say(`${KEYS[why]}_text`)}</p>
<p><a class="primary" href="/">${say('error_home')}</a></p>`,
  menu: null,
  status: 200,
  againSeconds: null,
})

/** Whoever comes from a link in a mail sees this for a blink, or presses on where a browser does not go by itself. */
export const againSheet = ({ say }: Words, { path }: Visit): Sheet => ({
  title: say('error_again'),
  main: html`<p><a class="primary" href="${path}">${say('error_again_go')}</a></p>`,
  menu: null,
  status: 200,
  againSeconds: null,
})
