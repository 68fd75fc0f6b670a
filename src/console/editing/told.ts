// What a draft changes for askers, in sentences: which rules are new, which verdicts become others, what ends. Never as a file.
import { html } from 'hono/html'
import type { Draft, ThingChange } from '../../publishing/publishing.ts'
import type { Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import type { Html } from '../visit.ts'
import { beside } from './differing.ts'

type Said = { readonly group: Group; readonly text: string; readonly more: Html | null }
const GROUPS = ['answers', 'rules', 'ends', 'words', 'questions', 'other'] as const
type Group = (typeof GROUPS)[number]

/** Questions and other things that say little by themselves are counted. */
export async function whatChanges(parts: Parts, draft: Draft): Promise<Html> {
  const { editor, words } = parts
  const { say } = words
  const changes = await editor.changes(draft.id)
  if (changes === null || (changes.things.length === 0 && changes.files.length === 0))
    return html`<p class="empty">${say('ed_changes_none')}</p>`
  if (changes.things.length === 0) return html`<p class="empty">${say('ed_changes_unread', { n: changes.files.length })}</p>`
  const said = [...clauseCounts(parts, changes.things), ...changes.things.flatMap(thing => saidOf(parts, thing) ?? [])]
  return html`${GROUPS.map(group => {
    const own = said.filter(s => s.group === group)
    if (own.length === 0) return ''
    const list = html`<ul class="changes">${own.slice(0, SHOWN_MAX).map(s => html`<li>${s.text}${s.more ?? ''}</li>`)}</ul>${own.length > SHOWN_MAX ? html`<p class="empty">${say('ed_changes_more', { n: own.length - SHOWN_MAX })}</p>` : ''}`
    return html`<h3>${say(`ed_changes_${group}`)}</h3>${list}`
  })}`
}

const SHOWN_MAX = 60

type Side = 'before' | 'after'
const valueIn = ({ fields }: ThingChange, name: string, side: Side): string => fields.find(f => f.field === name)?.[side] ?? ''
const hasChanged = ({ fields }: ThingChange, name: string): boolean => fields.some(f => f.field === name)

function saidOf(parts: Parts, thing: ThingChange): Said | null {
  switch (thing.thing) {
    case 'row':
    case 'regional-row':
      return rowSaid(parts, thing)
    case 'regulation':
      return regulationSaid(parts, thing)
    case 'clause':
      return clauseSaid(parts, thing)
    case 'situation':
    case 'principle':
      return entrySaid(parts, thing)
    case 'question':
      return thing.change === 'changed'
        ? null
        : { group: 'questions', text: parts.words.say(`ed_question_${thing.change}`, { ask: thing.name }), more: null }
    case 'election':
    case 'consequence':
    case 'vocabulary':
      return {
        group: 'other',
        text: parts.words.say(`ed_thing_${thing.change}`, { kind: parts.words.say(`ed_thing_${thing.thing}`), name: thing.name }),
        more: fieldsOf(parts, thing),
      }
  }
}

const placeOf = ({ law, words: { say } }: Parts, place: string | null): string =>
  place === null || place === 'ID' ? say('ed_everywhere') : (law.places.find(p => p.id === place)?.name ?? place)

const verdictName = ({ words: { say, has } }: Parts, verdict: string): string =>
  has(`answer_${verdict}`) ? say(`answer_${verdict}`) : verdict

/** What an asker is answered. */
function rowSaid(parts: Parts, thing: ThingChange): Said {
  const { say } = parts.words
  const [was, is] = [valueIn(thing, 'verdict', 'before'), valueIn(thing, 'verdict', 'after')]
  const blanks = { name: thing.name, place: placeOf(parts, thing.place) }
  switch (thing.change) {
    case 'new': {
      const lead = valueIn(thing, 'lead', 'after')
      return {
        group: 'answers',
        text: say('ed_row_new', { ...blanks, verdict: verdictName(parts, is) }),
        more: html`<blockquote>${lead}</blockquote>`,
      }
    }
    case 'gone':
      return { group: 'ends', text: say('ed_row_gone', { ...blanks, verdict: verdictName(parts, was) }), more: null }
    case 'changed':
      return {
        group: 'answers',
        text: hasChanged(thing, 'verdict')
          ? say('ed_row_verdict', { ...blanks, was: verdictName(parts, was), is: verdictName(parts, is) })
          : say('ed_row_changed', blanks),
        more: fieldsOf(parts, thing),
      }
  }
}

function regulationSaid(parts: Parts, thing: ThingChange): Said | null {
  const { say } = parts.words
  const blanks = { name: thing.name, place: placeOf(parts, thing.place) }
  const until = valueIn(thing, 'in_force_until', 'after')
  if (thing.change === 'gone') return { group: 'ends', text: say('ed_regulation_gone', blanks), more: null }
  if (thing.change === 'new') {
    const from = valueIn(thing, 'in_force_from', 'after')
    return {
      group: 'rules',
      text: say('ed_regulation_new', { ...blanks, from: dateOf(from) }),
      more: until === '' ? null : html` ${say('ed_regulation_until', { until: dateOf(until) })}`,
    }
  }
  if (hasChanged(thing, 'in_force_until') && until !== '')
    return { group: 'ends', text: say('ed_regulation_ends', { ...blanks, until: dateOf(until) }), more: fieldsOf(parts, thing) }
  return thing.fields.length === 0
    ? null
    : { group: 'rules', text: say('ed_regulation_changed', blanks), more: fieldsOf(parts, thing) }
}

const dateOf = (date: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(date) ? dayOf(date) : date)

/** New clauses of a document are counted, not listed. */
function clauseCounts(parts: Parts, things: readonly ThingChange[]): readonly Said[] {
  const counts = new Map<string, number>()
  for (const { thing, change, id } of things)
    if (thing === 'clause' && change === 'new') {
      const document = id.split(' ')[0] ?? ''
      counts.set(document, (counts.get(document) ?? 0) + 1)
    }
  return [...counts].map(([document, n]) => ({
    group: 'rules',
    text: parts.words.say('ed_clauses_new', {
      n,
      name: things.find(t => t.thing === 'regulation' && t.id === document)?.name ?? document,
    }),
    more: null,
  }))
}

function clauseSaid(parts: Parts, thing: ThingChange): Said | null {
  const { say } = parts.words
  if (thing.change === 'new') return null
  const until = valueIn(thing, 'in_force_until', 'after')
  if (thing.change === 'gone') return { group: 'ends', text: say('ed_clause_gone', { name: thing.name }), more: null }
  if (until !== '')
    return {
      group: 'ends',
      text: say('ed_clause_ends', { name: thing.name, until: dateOf(until) }),
      more: fieldsOf(parts, thing),
    }
  return { group: 'rules', text: say('ed_clause_changed', { name: thing.name }), more: fieldsOf(parts, thing) }
}

function entrySaid(parts: Parts, thing: ThingChange): Said {
  const { say } = parts.words
  const group: Group = thing.change === 'gone' ? 'ends' : 'words'
  return {
    group,
    text: say(`ed_entry_${thing.change}`, { name: thing.name, kind: say(`ed_kind_${thing.thing}`) }),
    more: thing.change === 'changed' ? fieldsOf(parts, thing) : null,
  }
}

/** Each field that differs, folded. */
function fieldsOf({ words: { say, has } }: Parts, { fields }: ThingChange): Html {
  const name = (field: string): string => (has(`ed_field_${field}`) ? say(`ed_field_${field}`) : field)
  return html`<details class="menu-part"><summary>${say('ed_fields', { n: fields.length })}</summary>${fields.map(f => html`<p class="told-field">${name(f.field)}</p>${beside([say('ed_before'), say('ed_after')], f.before, f.after)}`)}</details>`
}
