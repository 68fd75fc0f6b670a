// What is said when something cannot be shown or done: which it is, and what to do now. Never why exactly: that would help the wrong people.
import { html } from 'hono/html'
import type { Refusal, Sheet } from './visit.ts'
import type { Words } from './words.ts'

const KEYS: Readonly<Record<Refusal, string>> = {
  absent: 'error_absent',
  forbidden: 'error_forbidden',
  overtaken: 'error_overtaken',
  forged: 'error_forged',
  malformed: 'error_malformed',
  'too-large': 'error_too_large',
  over: 'error_over',
  broken: 'error_broken',
}

export const refusalSheet = ({ say }: Words, why: Refusal): Sheet => ({
  title: say(KEYS[why]),
  main: html`<p>${say(`${KEYS[why]}_text`)}</p>
<p><a class="primary" href="/">${say('error_home')}</a></p>`,
  menu: null,
  status: 200,
})
