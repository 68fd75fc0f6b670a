// A question that tries a row: asked by whom, where and when, and which answers are right.
import { html } from 'hono/html'
import type { Draft } from '../../publishing/publishing.ts'
import { STATUSES, VERDICTS } from '../../vocabulary.ts'
import { form, type Option } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Route, refused, type Seen } from '../visit.ts'
import { at, listAt, textAt, textsAt } from './body.ts'
import { nameOf } from './choosers.ts'
import type { Field } from './fields.ts'
import { type FormPage, FRESH, saveForm, showForm } from './formpage.ts'
import { afterwards, edit, fileIn, fileName, filePath, isWritable, onDraft, placeIn, versionOf } from './frame.ts'
import { optionOf } from './keys.ts'

export const questionRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/pertanyaan', (visit, draft) => add(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/berkas/:file/pertanyaan/:n', (visit, draft) =>
    showForm(parts, visit, draft, now => questionPage(parts, visit, now)),
  ),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/pertanyaan/:n', (visit, draft) =>
    saveForm(parts, visit, draft, now => questionPage(parts, visit, now)),
  ),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/pertanyaan/:n/hapus', (visit, draft) => remove(parts, visit, draft)),
]

function questionPage(parts: Parts, visit: Seen, draft: Draft): FormPage | null {
  const { words } = parts
  const { say } = words
  const file = fileIn(draft, visit)
  const n = placeIn(visit)
  const body = file === null ? null : (draft.files[file]?.body ?? null)
  const question = listAt(body, 'questions')[n]
  if (file === null || question === undefined) return null
  const base = `questions.${n}`
  const named = (prefix: `${string}_`) => optionOf(words, prefix)
  const fields: readonly Field[] = [
    { at: `${base}.ask`, kind: 'area', label: 'ed_question_ask', hint: 'ed_question_ask_hint', rows: 2, max: 500 },
    {
      at: `${base}.expect`,
      kind: 'many',
      label: 'ed_question_expect',
      hint: 'ed_question_expect_hint',
      of: [...VERDICTS, 'no_basis'].map(named('answer_')),
    },
    { at: `${base}.place`, kind: 'place', label: 'ed_question_place', hint: 'ed_question_place_hint', isNullable: true },
    {
      at: `${base}.status`,
      kind: 'choice',
      label: 'ed_question_status',
      empty: 'ed_status_none',
      isNullable: true,
      of: STATUSES.map(named('ed_status_')),
    },
    { at: `${base}.on`, kind: 'date', label: 'ed_question_on', hint: 'ed_question_on_hint' },
    {
      at: `${base}.cite`,
      kind: 'chooser',
      label: 'ed_question_cite',
      hint: 'ed_question_cite_hint',
      chooser: { from: 'clause', isOne: false, given: basesOf(parts, draft, file) },
    },
  ]
  const path = `${filePath(draft.id, file)}/pertanyaan/${n}`
  return {
    title: say('ed_question', { n: n + 1 }),
    file,
    path,
    next: `${filePath(draft.id, file)}#pertanyaan`,
    fields,
    aside: null,
    initial: new Map(),
    compose: values => values,
    entails: () => [],
    isMine: ({ field }) => field === base || field.startsWith(`${base}.`),
    before: html`<p><a href="${filePath(draft.id, file)}">${say('ed_back_to', { name: fileName(parts, draft, file) })}</a></p>`,
    layout: draw => html`${fields.map(f => draw(f.at))}`,
    after: isWritable(visit, draft)
      ? html`<section class="more">${form(visit, `${path}/hapus`, html`${versionOf(draft)}<button class="second">${say('ed_question_remove')}</button>`)}</section>`
      : html``,
  }
}

/** What the rows of this file rest on: what an answer most likely cites. */
function basesOf({ words, law, today }: Parts, draft: Draft, file: string): readonly Option[] {
  const stock = { words, law, draft, on: today() }
  const refs = listAt(draft.files[file]?.body, 'rows').flatMap(row => [
    ...textsAt(row, 'basis'),
    ...textsAt(at(row, 'row') ?? null, 'basis'),
  ])
  return [...new Set(refs)].map(value => ({ value, label: nameOf(stock, 'clause', value) }))
}

async function add(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const body = draft.files[file]?.body ?? null
  const index = listAt(body, 'questions').length
  const place = textAt(body, 'place')
  const value = parts.editor.blank('question', { title: '', place: place === '' ? null : place, on: parts.today() })
  const acted = await edit(parts, visit, draft, [{ kind: 'insert', file, at: 'questions', index, value }])
  return afterwards(acted, `${filePath(draft.id, file)}/pertanyaan/${index}?${FRESH}`, null)
}

async function remove(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const acted = await edit(parts, visit, draft, [{ kind: 'remove', file, at: 'questions', index: placeIn(visit) }])
  return afterwards(acted, `${filePath(draft.id, file)}#pertanyaan`, 'ed_done_removed')
}
