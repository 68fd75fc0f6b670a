// Choosing among very many by words: clauses, situations and principles, what a question can speak of. What is chosen stands as ticked boxes; a
// search adds boxes to tick. With a script while typing, without one by a button that brings the same page back with everything typed.
import { html } from 'hono/html'
import type { Draft } from '../../publishing/publishing.ts'
import type { DateOnly } from '../../vocabulary.ts'
import type { Option } from '../form.ts'
import type { Law, LawConcept } from '../law.ts'
import type { Html } from '../visit.ts'
import type { Words } from '../words.ts'
import { listAt, textAt } from './body.ts'
import { type Drawing, idOf, searchName, tick } from './fields.ts'

export const CHOOSABLE = ['entry', 'principle', 'clause', 'concept'] as const
export type Choosable = (typeof CHOOSABLE)[number]

/** `given`: offered without a search. */
export type Chooser = { readonly from: Choosable; readonly isOne: boolean; readonly given: readonly Option[] }

export function chooserOf(drawing: Drawing, at: string, chooser: Chooser): Html {
  const { words, shown, path, finding, nameOf, found } = drawing
  const { say } = words
  const id = idOf(at)
  const kind = chooser.isOne ? 'radio' : 'checkbox'
  const chosen = shown.texts(at).filter(value => value !== '')
  const given = chooser.given.filter(o => !chosen.includes(o.value))
  const search = shown.search(at)
  return html`<div class="ticks chosen">${chosen.length === 0 ? html`<p class="empty">${say('ed_chosen_none')}</p>` : chosen.map(value => tick(kind, at, { value, label: nameOf(chooser.from, value) }, true))}</div>
${given.length === 0 ? '' : html`<div class="ticks given">${given.map(o => tick(kind, at, o, false))}</div>`}
<div class="row search"><label for="${id}-cari">${say(`ed_find_${chooser.from}`)}</label><input id="${id}-cari" name="${searchName(at)}" type="search" value="${search}" maxlength="120" autocomplete="off" hx-get="${finding}/${chooser.from}/${chooser.isOne ? 'satu' : 'beberapa'}" hx-trigger="input changed delay:300ms" hx-target="#${id}-temuan" hx-swap="innerHTML"><button class="small" name="_cari" value="${at}" formaction="${path}#${id}" formnovalidate>${say('search_do')}</button></div>
<div id="${id}-temuan" class="ticks found" aria-live="polite">${search.trim() === '' ? '' : foundOf(words, kind, at, search, found(chooser, search), chosen)}</div>`
}

/** What a search brought, without what is chosen already. */
export function foundOf(
  { say }: Words,
  kind: 'radio' | 'checkbox',
  at: string,
  search: string,
  found: readonly Option[],
  chosen: readonly string[],
): Html {
  const more = found.filter(o => !chosen.includes(o.value))
  return html`<p class="hint">${say(more.length === 0 ? 'ed_found_none' : 'ed_found', { words: search })}</p>${more.map(o => tick(kind, at, o, false))}`
}

const FOUND_MAX = 12

/** What there is to choose, here and in the draft itself. */
export type Stock = { readonly law: Law; readonly draft: Draft; readonly on: DateOnly; readonly words: Words }

export function found(stock: Stock, from: Choosable, search: string): readonly Option[] {
  switch (from) {
    case 'clause':
      return [
        ...draftClauses(stock).filter(o => fits(`${o.label} ${o.hint ?? ''}`, search)),
        ...stock.law
          .search(search, FOUND_MAX, stock.on)
          .flatMap(c => (c.isNorm ? [{ value: c.ref, label: c.name, hint: cut(c.text) }] : [])),
      ].slice(0, FOUND_MAX)
    case 'concept':
      return conceptsFound(stock.law.concepts, search)
    case 'entry':
    case 'principle':
      return bestFirst(entriesOf(stock, from), search)
  }
}

/** As it is called; what nobody knows by another name, by its own. */
export function nameOf(stock: Stock, from: Choosable, id: string): string {
  switch (from) {
    case 'clause':
      return draftClauses(stock).find(o => o.value === id)?.label ?? stock.law.clause(id, stock.on)?.name ?? id
    case 'concept':
      return conceptName(stock.law.concepts, id)
    case 'entry':
    case 'principle':
      return entriesOf(stock, from).find(o => o.value === id)?.label ?? id
  }
}

// — clauses of the draft —

const TEXT_SHOWN = 160
const cut = (text: string): string => (text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN)}…` : text)

/** Named as they will be named when they are loaded. */
export const draftClauses = ({ draft }: Pick<Stock, 'draft'>): readonly Option[] =>
  Object.entries(draft.files)
    .filter(([path, { body }]) => path.startsWith('regulations/') && body !== null)
    .flatMap(([, { body }]) =>
      listAt(body, 'clauses').flatMap(clause => {
        const [label, heading] = [textAt(clause, 'label'), textAt(clause, 'heading')]
        if (label === '') return []
        const name = heading === '' ? label : `${label} (${heading})`
        return [
          {
            value: `${textAt(body, 'id')} ${name}`,
            label: `${textAt(body, 'short')} ${name}`.trim(),
            hint: cut(textAt(clause, 'text')),
          },
        ]
      }),
    )

// — situations and principles —

function entriesOf({ law, draft, words: { say } }: Stock, from: 'entry' | 'principle'): readonly Option[] {
  const kinds: readonly string[] = from === 'entry' ? ['situation', 'principle'] : ['principle']
  const own = Object.entries(draft.files).flatMap(([path, { body }]) => {
    const kind = path.startsWith('situations/') ? 'situation' : path.startsWith('principles/') ? 'principle' : ''
    return body !== null && kinds.includes(kind)
      ? [{ value: textAt(body, 'id'), label: textAt(body, 'title'), hint: say('ed_in_draft') }]
      : []
  })
  const loaded = law.files
    .filter(f => kinds.includes(f.kind) && !own.some(o => o.value === f.id))
    .map(f => ({ value: f.id, label: f.name, hint: say(`ed_kind_${f.kind}`) }))
  return [...own, ...loaded]
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

const fits = (text: string, search: string): boolean => {
  const lower = text.toLowerCase()
  return wordsOf(search).every(word => lower.includes(word))
}

/** Those with most of the words first, then the shortest name. What a file is called is how people call it: "dukung-medsos". */
function bestFirst(offered: readonly Option[], search: string): readonly Option[] {
  const wanted = wordsOf(search)
  const count = (o: Option): number => {
    const name = `${o.label} ${o.value}`.toLowerCase()
    return wanted.filter(word => name.includes(word)).length
  }
  return offered
    .map(o => ({ o, hits: count(o) }))
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits || a.o.label.length - b.o.label.length)
    .slice(0, FOUND_MAX)
    .map(({ o }) => o)
}

// — what a question can speak of —

const WORDS_SHOWN = 4

/** By how askers say it: "unggah, posting, up foto, …". A family by what its first members are called. */
export function conceptName(concepts: readonly LawConcept[], id: string): string {
  const own = concepts.find(c => c.id === id)
  if (own !== undefined) return own.words.slice(0, WORDS_SHOWN).join(', ')
  const members = concepts.filter(c => c.id.startsWith(`${id}.`))
  return members.length === 0
    ? id
    : `${members
        .slice(0, WORDS_SHOWN + 1)
        .map(c => c.words[0] ?? c.id)
        .join(', ')}, …`
}

/** A concept that is said so, and the family it belongs to. */
function conceptsFound(concepts: readonly LawConcept[], search: string): readonly Option[] {
  const wanted = search.toLowerCase().trim()
  const score = ({ words }: LawConcept): number =>
    words.some(w => w === wanted) ? 3 : words.some(w => w.startsWith(wanted)) ? 2 : words.some(w => fits(w, wanted)) ? 1 : 0
  const hits = concepts
    .map(c => ({ c, score: score(c) }))
    .filter(hit => hit.score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, FOUND_MAX)
    .map(hit => hit.c.id)
  const families = hits.flatMap(id => {
    const family = id.split('.').slice(0, -1).join('.')
    return family.includes('.') ? [family] : []
  })
  return [...new Set([...hits, ...families])].map(id => ({ value: id, label: conceptName(concepts, id) }))
}
