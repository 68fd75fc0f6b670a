// Two people changed the same at once: what stands there now, beside what was typed, so that whoever was slower decides with both before them.
import { html } from 'hono/html'
import type { Html } from '../visit.ts'
import type { Words } from '../words.ts'

/** A field of a form: as the form was made from, as another has saved it, and as it stands in the form now. `was` null: not known. */
export type Both = { readonly label: string; readonly was: string | null; readonly saved: string; readonly typed: string }

/** What differs, and what the form took over from the other because nobody had touched it here; `null`: nobody was faster. */
export function beside({ say }: Words, fields: readonly Both[] | null): Html | '' {
  const same = (a: string, b: string): boolean => a.trim() === b.trim()
  const told = fields?.filter(f => !same(f.saved, f.typed) || (f.was !== null && !same(f.was, f.saved))) ?? []
  if (told.length === 0) return ''
  const side = (label: string, text: string): Html =>
    html`<dd><span class="hint">${label}</span><div class="as-typed">${text.trim() === '' ? '–' : text}</div></dd>`
  const row = ({ label, saved, typed }: Both): Html =>
    html`<div><dt>${label}</dt>${
      same(saved, typed)
        ? side(say('beside_taken'), saved)
        : html`${side(say('beside_saved'), saved)}${side(say('beside_typed'), typed)}`
    }</div>`
  return html`<section class="group beside" aria-labelledby="beside"><h2 id="beside">${say('beside_title')}</h2><p>${say('beside_hint')}</p>
<dl>${told.map(row)}</dl></section>`
}
