// Two people changed the same at once: what stands there now, beside what was typed, so that whoever was slower decides with both before them.
import { html } from 'hono/html'
import type { Html } from '../visit.ts'
import type { Words } from '../words.ts'

/** A field of a form: what another has saved, and what stands in the form now. */
export type Both = { readonly label: string; readonly saved: string; readonly typed: string }

/** Only what differs; `null`: nobody was faster. */
export function beside({ say }: Words, fields: readonly Both[] | null): Html | '' {
  const differing = fields?.filter(({ saved, typed }) => saved.trim() !== typed.trim()) ?? []
  if (differing.length === 0) return ''
  const side = (label: string, text: string): Html =>
    html`<dd><span class="hint">${label}</span><div class="lines">${text.trim() === '' ? '–' : text}</div></dd>`
  return html`<section class="group beside" aria-labelledby="beside"><h2 id="beside">${say('beside_title')}</h2><p>${say('beside_hint')}</p>
<dl>${differing.map(({ label, saved, typed }) => html`<div><dt>${label}</dt>${side(say('beside_saved'), saved)}${side(say('beside_typed'), typed)}</div>`)}</dl></section>`
}
