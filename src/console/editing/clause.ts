// One clause of a draft: its words, its label and dates; cut in two where it should have been cut.
import { html } from 'hono/html'
import { type Draft, type DraftEdit, type Json, NO_MARK } from '../../publishing/publishing.ts'
import { FORCES, TEXT_STATUSES } from '../../vocabulary.ts'
import { form } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Html, type Route, refused, type Seen, to } from '../visit.ts'
import { at, listAt, textAt } from './body.ts'
import { pathOf, pictureOf, withUnsure } from './document.ts'
import type { Field } from './fields.ts'
import { type FormPage, FRESH, saveForm, showForm } from './formpage.ts'
import { afterwards, draftPath, edit, fileIn, filePath, isWritable, kindOf, onDraft, placeIn, versionOf } from './frame.ts'
import { keyOf, optionOf } from './keys.ts'

const TEXT_MAX = 20_000

export const clauseRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/berkas/:file/butir/:n', async (visit, draft) => {
    const picture = await pictureBeside(parts, visit, draft)
    return showForm(parts, visit, draft, now => clausePage(parts, visit, now, picture))
  }),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/butir/:n', (visit, draft) => save(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/butir', (visit, draft) => add(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/berkas/:file/butir/:n/hapus', (visit, draft) => remove(parts, visit, draft)),
]

function fieldsOf(parts: Parts, base: string, isOfSource: boolean): readonly Field[] {
  return [
    { at: `${base}.label`, kind: 'line', label: 'ed_clause_label', hint: 'ed_clause_label_hint', max: 200 },
    { at: `${base}.heading`, kind: 'line', label: 'ed_clause_heading', hint: 'ed_clause_heading_hint', max: 300 },
    {
      at: `${base}.text`,
      kind: 'area',
      label: 'ed_clause_text',
      hint: isOfSource ? 'ed_clause_text_hint' : 'ed_clause_text_plain',
      rows: 10,
      max: TEXT_MAX,
    },
    ...(isOfSource
      ? []
      : [
          {
            at: `${base}.text_status`,
            kind: 'choice' as const,
            label: 'ed_clause_status',
            of: TEXT_STATUSES.map(optionOf(parts.words, 'ed_text_')),
          },
        ]),
    { at: `${base}.force`, kind: 'choice', label: 'ed_clause_force', of: FORCES.map(optionOf(parts.words, 'ed_force_')) },
    {
      at: `${base}.in_force_until`,
      kind: 'date',
      label: 'ed_clause_until_label',
      hint: 'ed_clause_until_hint',
      isNullable: true,
    },
    {
      at: `${base}.replaced_by`,
      kind: 'chooser',
      label: 'ed_clause_replaced',
      hint: 'ed_clause_replaced_hint',
      chooser: { from: 'clause', isOne: false, given: [] },
    },
    {
      at: `${base}.designation`,
      kind: 'choice',
      label: 'ed_clause_designation',
      empty: 'ed_designation_none',
      isNullable: true,
      of: ['before', 'after'].map(optionOf(parts.words, 'ed_designation_')),
    },
    { at: `${base}.sources`, kind: 'lines', label: 'ed_sources', hint: 'ed_sources_hint', rows: 2 },
    { at: `${base}.topics`, kind: 'lines', label: 'ed_clause_topics', rows: 2 },
    { at: `${base}.notes`, kind: 'area', label: 'ed_notes', rows: 2, max: 2000 },
  ]
}

function clausePage(parts: Parts, visit: Seen, draft: Draft, picture: Html | null): FormPage | null {
  const { say } = parts.words
  const file = fileIn(draft, visit)
  const n = placeIn(visit)
  if (file === null || kindOf(file) !== 'regulation') return null
  const clause = listAt(draft.files[file]?.body, 'clauses')[n]
  if (clause === undefined) return null
  const base = `clauses.${n}`
  const isOfSource = draft.source?.file === file
  const mark = isOfSource ? (draft.marks[n] ?? NO_MARK) : NO_MARK
  const fields = fieldsOf(parts, base, isOfSource)
  const path = `${filePath(draft.id, file)}/butir/${n}`
  const page = mark.spots[0]?.page ?? 0
  const back = isOfSource ? `${pathOf(draft, page)}#butir-${n}` : `${filePath(draft.id, file)}#butir`
  const name = textAt(clause, 'label')
  const first = ['label', 'heading', 'text', ...(isOfSource ? [] : ['text_status'])]
  const folded = ['force', 'in_force_until', 'replaced_by', 'designation', 'sources', 'topics', 'notes']
  return {
    title: name === '' ? say('ed_clause_unnamed', { n: n + 1 }) : name,
    file,
    path,
    next: back,
    fields,
    initial: new Map(),
    compose: values => values,
    entails: () => [],
    isMine: ({ field }) => field === base || field.startsWith(`${base}.`) || field.startsWith(`${base} `) || field === name,
    before: html`<p><a href="${back}">${say(isOfSource ? 'ed_back_document' : 'ed_back_file')}</a></p>
${mark.doubts.length === 0 ? '' : html`<ul class="doubts">${mark.doubts.map(d => html`<li>${say(keyOf('ed_doubt_', d))}</li>`)}</ul>`}
${mark.unsure.length === 0 ? '' : html`<details open class="menu-part"><summary>${say('ed_clause_unsure')}</summary><blockquote class="typed">${withUnsure(textAt(clause, 'text'), mark.unsure)}</blockquote></details>`}`,
    aside: picture,
    layout: draw =>
      html`${first.map(f => draw(`${base}.${f}`))}<details class="menu-part"><summary>${say('ed_clause_dates')}</summary>${folded.map(f => draw(`${base}.${f}`))}</details>`,
    after: isWritable(visit, draft)
      ? html`${isOfSource ? splitOf(parts, visit, draft, path, textAt(clause, 'text')) : ''}<section class="more">${form(visit, `${path}/hapus`, html`${versionOf(draft)}<button class="second" data-ask="${say('ed_clause_remove_sure', { name })}">${say('ed_clause_remove')}</button>`)}</section>`
      : html``,
  }
}

/** The page that the clause begins on; null: there is no picture of it. */
async function pictureBeside(parts: Parts, visit: Seen, draft: Draft): Promise<Html | null> {
  const n = placeIn(visit)
  const page = draft.source?.file === fileIn(draft, visit) ? (draft.marks[n]?.spots[0]?.page ?? 0) : 0
  if (page === 0 || (await parts.editor.page(draft.id, page)) === null) return null
  return pictureOf(parts, draft, page, await parts.editor.extracted(draft.id), n)
}

// ── Cutting ──

/** Where a text may be cut: behind the end of a line or a sentence, or a mark of enumeration. */
export function cutsIn(text: string): readonly number[] {
  const places = [...text.matchAll(/(?:[.;:]\s+|\n+)(?=\S)/g)].map(m => m.index + m[0].length)
  return [...new Set(places)].filter(place => place > 0 && place < text.length)
}

const AROUND = 70

function splitOf({ words: { say } }: Parts, visit: Seen, draft: Draft, path: string, text: string): Html {
  const cuts = cutsIn(text)
  const around = (place: number): Html =>
    html`<span class="on">${text.slice(Math.max(0, place - AROUND), place).trim()}</span> <span class="scissors" aria-hidden="true">✂</span> <span>${text.slice(place, place + AROUND).trim()}</span>`
  return html`<section class="split" id="potong"><h2>${say('ed_split')}</h2><p class="hint">${say('ed_split_hint')}</p>${
    cuts.length === 0
      ? html`<p class="empty">${say('ed_split_none')}</p>`
      : form(
          visit,
          path,
          html`${versionOf(draft)}<ol class="cuts">${cuts.map((place, i) => html`<li><p>${around(place)}</p><button class="small" name="_potong" value="${place}">${say('ed_split_here')}<span class="away"> ${i + 1}</span></button></li>`)}</ol>`,
        )
  }</section>`
}

/** Two strokes in the text cut it there. */
const STROKES = '||'

async function save(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  const n = placeIn(visit)
  const cut = visit.form.get('_potong')
  if (file === null) return refused('absent')
  if (cut !== null) return split(parts, visit, draft, file, n, Number(cut))
  // while it is being typed it is only kept
  const isCut = draft.source?.file === file && !visit.isPiece
  const picture = visit.isPiece ? null : await pictureBeside(parts, visit, draft)
  return saveForm(parts, visit, draft, now => withStrokes(clausePage(parts, visit, now, picture), n, isCut))
}

/** Where two strokes were typed, the clause is cut as it is saved. */
function withStrokes(page: FormPage | null, n: number, isCut: boolean): FormPage | null {
  if (page === null || !isCut) return page
  const textPath = `clauses.${n}.text`
  const placeOf = (values: Readonly<Record<string, Json>>): number => textAt(values[textPath], '').indexOf(STROKES)
  return {
    ...page,
    compose: values => {
      const text = textAt(values[textPath], '')
      const [head = '', ...rest] = text.split(STROKES)
      return rest.length === 0 ? values : { ...values, [textPath]: `${head.trimEnd()} ${rest.join(' ').trimStart()}` }
    },
    entails: (values): readonly DraftEdit[] => {
      const place = placeOf(values)
      if (place < 0) return []
      const head = textAt(values[textPath], '').slice(0, place).trimEnd()
      return [{ kind: 'split', clause: n, offset: head.length + 1 }]
    },
  }
}

async function split(parts: Parts, visit: Seen, draft: Draft, file: string, n: number, offset: number): Promise<Answer> {
  const path = `${filePath(draft.id, file)}/butir/${n}`
  const text = textAt(at(draft.files[file]?.body, `clauses.${n}`), 'text')
  if (!cutsIn(text).includes(offset)) return to(`${path}#potong`, 'ed_split_moved', {}, 'care')
  const acted = await edit(parts, visit, draft, [{ kind: 'split', clause: n, offset }])
  return afterwards(acted, acted.kind === 'done' ? `${filePath(draft.id, file)}/butir/${n + 1}` : path, 'ed_done_split')
}

// ── More and fewer ──

async function add(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null || kindOf(file) !== 'regulation') return refused('absent')
  const index = listAt(draft.files[file]?.body, 'clauses').length
  const value = parts.editor.blank('clause', { title: '', place: null, on: parts.today() })
  const acted = await edit(parts, visit, draft, [{ kind: 'insert', file, at: 'clauses', index, value }])
  return afterwards(acted, `${filePath(draft.id, file)}/butir/${index}?${FRESH}`, null)
}

async function remove(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = fileIn(draft, visit)
  if (file === null) return refused('absent')
  const acted = await edit(parts, visit, draft, [{ kind: 'remove', file, at: 'clauses', index: placeIn(visit) }])
  const back = draft.source?.file === file ? `${draftPath(draft.id)}/dokumen` : `${filePath(draft.id, file)}#butir`
  return afterwards(acted, back, 'ed_done_removed')
}
