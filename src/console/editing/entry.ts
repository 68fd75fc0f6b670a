// A situation or a principle, and the rows of a circular: what it is called, how people ask for it, its rows and the questions that try it.
import { html } from 'hono/html'
import { type Draft, type DraftEdit, fileFor, idOf, type Json } from '../../publishing/publishing.ts'
import { form } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import type { Html, Seen } from '../visit.ts'
import { at, listAt, textAt, textsAt } from './body.ts'
import { nameOf } from './choosers.ts'
import type { Field, Shown } from './fields.ts'
import type { FormPage, Values } from './formpage.ts'
import { draftPath, fileName, filePath, isWritable, kindOf, versionOf } from './frame.ts'
import { keyOf } from './keys.ts'
import { askingOf, questionsTaken } from './proposals.ts'

const KINDS = ['act', 'information', 'trouble', 'decline']
export const QUESTIONS_LEAST = 3
const PHRASINGS_LEAST = 15

// ── A situation or a principle ──

export function entryPage(parts: Parts, visit: Seen, draft: Draft, file: string): FormPage {
  const { words, law } = parts
  const { say } = words
  const isSituation = kindOf(file) === 'situation'
  const fields: readonly Field[] = [
    { at: 'title', kind: 'line', label: 'ed_entry_title', hint: 'ed_entry_title_hint', max: 150 },
    { at: 'topic', kind: 'choice', label: 'ed_entry_topic', of: law.topics.map(t => ({ value: t.id, label: t.name })) },
    {
      at: 'kind',
      kind: 'choice',
      label: 'ed_entry_kind',
      of: KINDS.map(value => ({ value, label: say(`ed_entry_kind_${value}`) })),
    },
    {
      at: 'principles',
      kind: 'chooser',
      label: 'ed_entry_principles',
      hint: 'ed_entry_principles_hint',
      chooser: { from: 'principle', isOne: false, given: [] },
    },
    { at: 'phrasings', kind: 'lines', label: 'ed_entry_phrasings', hint: 'ed_entry_phrasings_hint', rows: 16 },
    {
      at: 'explains',
      kind: 'chooser',
      label: 'ed_entry_explains',
      hint: 'ed_entry_explains_hint',
      chooser: { from: 'concept', isOne: false, given: [] },
    },
    { at: 'id', kind: 'line', label: 'ed_entry_id', hint: 'ed_entry_id_hint', max: 80 },
  ]
  return {
    title: fileName(parts, draft, file),
    file,
    path: filePath(draft.id, file),
    next: filePath(draft.id, file),
    fields,
    aside: null,
    initial: new Map(),
    compose: values => named(draft, file, values),
    entails: values => [...questionsTaken(parts, visit, draft, file), ...renamed(draft, file, values)],
    isMine: ({ field }) => !/^(rows|questions)[ .]/.test(field),
    before: html``,
    layout: (draw, shown) =>
      html`${draw('title')}${draw('topic')}${isSituation ? draw('principles') : html`<div hidden>${draw('principles')}</div>`}${draw('phrasings')}${phrasingsTold(parts, shown)}${askingOf(parts, visit, draft, file)}<details class="menu-part"><summary>${say('ed_entry_more')}</summary>${draw('kind')}${draw('explains')}${draw('id')}</details>`,
    after: html`${rowsOf(parts, visit, draft, file)}${questionsOf(parts, visit, draft, file, say('ed_questions_hint', { least: QUESTIONS_LEAST }))}${rawLink(parts, draft, file)}`,
  }
}

/** A new one is called by its title until somebody calls it otherwise. */
function named(draft: Draft, file: string, values: Values): Values {
  const body = draft.files[file]?.body ?? null
  const isNew = draft.files[file]?.base === null
  const typed = textAt(values.id, '')
  const wasOfTitle = textAt(body, 'id') === '' || textAt(body, 'id') === idOf(textAt(body, 'title'))
  return isNew && wasOfTitle && typed === textAt(body, 'id') ? { ...values, id: idOf(textAt(values.title, '')) } : values
}

/** A file bears the id of what it holds. */
function renamed(draft: Draft, file: string, values: Values): readonly DraftEdit[] {
  if (draft.files[file]?.base !== null) return []
  const id = textAt(named(draft, file, values).id, '')
  const to = fileFor(kindOf(file) === 'principle' ? 'principle' : 'situation', id, null)
  return id === '' || to === file || draft.files[to] !== undefined ? [] : [{ kind: 'rename-file', file, to }]
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** How many there are, and which say the same. A script counts on while they are typed. */
function phrasingsTold({ words: { say } }: Parts, shown: Shown): Html {
  const lines = shown.texts('phrasings').filter(line => line.trim() !== '')
  const seen = new Set<string>()
  const twice = lines.filter(line => {
    const key = plain(line)
    const isTwice = seen.has(key)
    seen.add(key)
    return isTwice
  })
  return html`<p class="hint" role="status" data-lines="k-phrasings" data-of="${say('ed_phrasings_count', { n: '{n}', least: PHRASINGS_LEAST })}">${say('ed_phrasings_count', { n: lines.length, least: PHRASINGS_LEAST })}</p>${twice.length === 0 ? '' : html`<div class="fault"><p>${say('ed_phrasings_twice')}</p><ul>${twice.map(t => html`<li>${t}</li>`)}</ul></div>`}`
}

// ── The rows of a circular ──

export function regionalPage(parts: Parts, visit: Seen, draft: Draft, file: string): FormPage {
  const { say } = parts.words
  const body = draft.files[file]?.body ?? null
  const place = parts.law.places.find(p => p.id === textAt(body, 'place'))?.name ?? textAt(body, 'place')
  return {
    title: say('ed_rows_title', { place }),
    file,
    path: filePath(draft.id, file),
    next: filePath(draft.id, file),
    // place and circular follow the circular itself
    fields: [],
    aside: null,
    initial: new Map(),
    compose: values => values,
    entails: () => [],
    isMine: ({ field }) => !/^(rows|questions)[ .]/.test(field),
    before: html`<p>${say('ed_rows_lead')}</p>${rowsOf(parts, visit, draft, file)}${questionsOf(parts, visit, draft, file, say('ed_questions_hint_regional'))}`,
    layout: () => html``,
    after: rawLink(parts, draft, file),
  }
}

// ── What both have ──

const SHORT = 140
const cut = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text)

/** In the order in which they are asked: the first whose facts hold answers. */
function rowsOf(parts: Parts, visit: Seen, draft: Draft, file: string): Html {
  const { words, law } = parts
  const { say, has } = words
  const isRegional = kindOf(file) === 'rows'
  const path = `${filePath(draft.id, file)}/baris`
  const rows = listAt(draft.files[file]?.body, 'rows')
  const stock = { law, draft, on: parts.today(), words }
  const one = (given: Json, n: number): Html => {
    const row = isRegional ? (at(given, 'row') ?? null) : given
    const verdict = textAt(row, 'verdict')
    const entry = textAt(given, 'entry')
    const name = isRegional
      ? entry === ''
        ? say('ed_row_unnamed', { n: n + 1 })
        : nameOf(stock, 'entry', entry)
      : whenOf(parts, row)
    return html`<li class="case"><div><h3><a href="${path}/${n}">${name}</a> ${verdict === '' ? '' : html`<span class="tag verdict-${verdict}">${has(`answer_${verdict}`) ? say(`answer_${verdict}`) : verdict}</span>`}</h3><p>${cut(textAt(row, 'lead'))}</p><p class="facts">${isRegional ? html`<span>${whenOf(parts, row)}</span><span>${textsAt(given, 'years').join(', ')}</span>` : ''}<span>${say('ed_count_basis', { n: listAt(row, 'basis').length })}</span></p></div></li>`
  }
  return html`<section class="group" id="baris"><h2>${say('ed_rows')} <span class="count">${rows.length}</span></h2><p class="hint">${say(isRegional ? 'ed_rows_hint_regional' : 'ed_rows_hint')}</p>${rows.length === 0 ? html`<p class="empty">${say('ed_rows_none')}</p>` : html`<ol class="cases">${rows.map(one)}</ol>`}${isWritable(visit, draft) ? form(visit, path, html`${versionOf(draft)}<button class="second">${say('ed_row_add')}</button>`) : ''}</section>`
}

/** Under which facts, in words. */
export function whenOf({ words: { say, has }, law }: Pick<Parts, 'words' | 'law'>, row: Json | null): string {
  const conditions = listAt(row, 'when')
  if (conditions.length === 0) return say('ed_when_always')
  return conditions
    .map(c => {
      const fact = textAt(c, 'fact')
      const named = textsAt(c, 'is').map(value => {
        const key = fact === 'status' ? keyOf('ed_status_', value) : keyOf('ed_stage_', value)
        return fact === 'status' || fact === 'stage' ? (has(key) ? say(key) : value) : conceptShort(law, value)
      })
      const list = named.length > WHEN_MAX ? `${named.slice(0, WHEN_MAX).join(' / ')}, …` : named.join(' / ')
      const key = keyOf('ed_when_', fact)
      return has(key) ? say(key, { list }) : list
    })
    .join('; ')
}
const WHEN_MAX = 4

const conceptShort = ({ concepts }: Parts['law'], id: string): string =>
  (concepts.find(c => c.id === id) ?? concepts.find(c => c.id.startsWith(`${id}.`)))?.words[0] ?? id

function questionsOf(parts: Parts, visit: Seen, draft: Draft, file: string, hint: string): Html {
  const { words, law } = parts
  const { say, has } = words
  const path = `${filePath(draft.id, file)}/pertanyaan`
  const questions = listAt(draft.files[file]?.body, 'questions')
  const one = (q: Json, n: number): Html => {
    const place = textAt(q, 'place')
    const expected = textsAt(q, 'expect').map(v => (has(`answer_${v}`) ? say(`answer_${v}`) : v))
    const on = textAt(q, 'on')
    return html`<li class="case"><div><h3><a href="${path}/${n}">${textAt(q, 'ask') || say('ed_question_unnamed', { n: n + 1 })}</a></h3><p class="facts"><span>${say('ed_question_expects', { list: expected.join(' / ') || '–' })}</span><span>${place === '' ? say('ed_everywhere') : (law.places.find(p => p.id === place)?.name ?? place)}</span><span>${/^\d{4}-\d{2}-\d{2}$/.test(on) ? dayOf(on) : on}</span></p></div></li>`
  }
  return html`<section class="group" id="pertanyaan"><h2>${say('ed_questions')} <span class="count">${questions.length}</span></h2><p class="hint">${hint}</p>${questions.length === 0 ? '' : html`<ol class="cases">${questions.map(one)}</ol>`}${isWritable(visit, draft) ? form(visit, path, html`${versionOf(draft)}<button class="second">${say('ed_question_add')}</button>`) : ''}</section>`
}

export const rawLink = ({ words: { say } }: Parts, draft: Draft, file: string): Html =>
  html`<section class="more"><p><a href="${draftPath(draft.id)}/coba">${say('ed_row_try')}</a></p><p class="hint"><a href="${filePath(draft.id, file)}/berkas">${say('ed_raw')}</a></p></section>`
