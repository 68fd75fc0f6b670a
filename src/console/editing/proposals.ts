// A model's proposals on a form: they stand there as ticks and travel with it. What is ticked is taken over when the editor presses save, as if
// they had typed it; the saving that a script does by itself takes nothing.
import { html } from 'hono/html'
import { z } from 'zod'
import type { Draft, DraftEdit, Json } from '../../publishing/publishing.ts'
import { VERDICTS } from '../../vocabulary.ts'
import { type Assistant, METADATA_FIELDS } from '../assistant.ts'
import type { Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import type { Html, Seen } from '../visit.ts'
import { listAt, textAt } from './body.ts'
import { pathOf } from './document.ts'
import { tick } from './fields.ts'
import { filePath, isWritable, kindOf } from './frame.ts'

export const PROPOSABLE = ['ungkapan', 'pertanyaan', 'metadata'] as const
export type Proposable = (typeof PROPOSABLE)[number]

/** The names under which proposals travel with a form, and those of their ticks. */
export const CARRIED = { ungkapan: '_ungkapan', pertanyaan: '_pertanyaan', metadata: '_metadata' } as const
export const TICKED = { ungkapan: 'ambil_ungkapan', pertanyaan: 'ambil_pertanyaan', metadata: 'ambil_metadata' } as const

const questionShape = z.object({ ask: z.string(), row: z.int() })
const metadataShape = z.object({ field: z.enum(METADATA_FIELDS), value: z.string(), words: z.string(), page: z.int() })
export type CarriedQuestion = z.infer<typeof questionShape>
export type CarriedMetadata = z.infer<typeof metadataShape>

/** What came back with a form was ours once; what is not of its shape any more is nothing. */
function carriedIn<T>(shape: z.ZodType<T>, texts: readonly string[]): readonly T[] {
  return texts.flatMap(text => {
    try {
      return [shape.parse(JSON.parse(text))]
    } catch {
      return []
    }
  })
}

/** A draft that grew out of a consultation stays on this machine, as the consultation does. */
export const assistantFor = ({ assistant }: Pick<Parts, 'assistant'>, { from }: Draft): Assistant | null =>
  assistant !== null && (assistant.isLocal || from === null) ? assistant : null

export const isOffered = (draft: Draft, file: string, what: Proposable): boolean =>
  what === 'metadata' ? draft.source?.file === file : ['situation', 'principle'].includes(kindOf(file))

/** The verdict of a row, counted from 1, if it has one already. */
export const verdictAt = (body: Json | undefined, row: number): string | null =>
  VERDICTS.find(v => v === textAt(listAt(body, 'rows')[row - 1], 'verdict')) ?? null

// ── Drawn ──

/** The buttons that ask, as parts of the form: what is typed is sent along and comes back. */
export function askingOf(parts: Parts, visit: Seen, draft: Draft, file: string): Html {
  const assistant = assistantFor(parts, draft)
  const offered = PROPOSABLE.filter(what => isOffered(draft, file, what))
  if (assistant === null || offered.length === 0 || !isWritable(visit, draft)) return html``
  const { say } = parts.words
  const button = (what: Proposable): Html =>
    html`<button class="small" name="usulkan" value="${what}" formaction="${filePath(draft.id, file)}/usulkan" formnovalidate>${say(`ed_help_${what}`)}</button> `
  return html`<div class="field" id="usulan">${offered.map(button)}<p class="hint">${say('ed_help_hint', { seconds: assistant.limitSeconds })}</p>${ticksOf(parts, visit, draft.files[file]?.body)}</div>
`
}

function ticksOf({ words: { say } }: Parts, { form }: Seen, body: Json | undefined): Html {
  const phrasings = form.getAll(CARRIED.ungkapan).map(text => ({ value: text, label: text }))
  const questions = form.getAll(CARRIED.pertanyaan).flatMap(value =>
    carriedIn(questionShape, [value]).flatMap(({ ask, row }) => {
      const verdict = verdictAt(body, row)
      if (verdict === null) return []
      return [{ value, label: ask, hint: say('ed_question_expects', { list: say(`answer_${verdict}`) }) }]
    }),
  )
  const group = (what: 'ungkapan' | 'pertanyaan', offered: typeof phrasings): Html =>
    offered.length === 0
      ? html``
      : html`<fieldset class="field"><legend>${say(`ed_help_${what}_legend`)}</legend><p class="hint">${say('ed_help_tick')}</p>${offered.map(o => html`<input type="hidden" name="${CARRIED[what]}" value="${o.value}">${tick('checkbox', TICKED[what], o, form.getAll(TICKED[what]).includes(o.value))}`)}</fieldset>`
  return html`${group('ungkapan', phrasings)}${group('pertanyaan', questions)}`
}

/** Beside its field: the value, and the words of the document that show it. */
export function metadataOf({ words: { say } }: Parts, { form }: Seen, draft: Draft, field: string): Html {
  const found = carriedIn(metadataShape, form.getAll(CARRIED.metadata)).find(one => one.field === field)
  if (found === undefined) return html``
  const { value, words, page } = found
  const carried = html`<input type="hidden" name="${CARRIED.metadata}" value="${JSON.stringify(found)}">`
  const shown = field === 'enacted_on' ? dayOf(value) : value
  const where = html`${say('ed_help_words', { words })} <a href="${pathOf(draft, page)}">${say('ed_proposed_where', { page })}</a>`
  if (form.get(field) === value) return html`${carried}<p class="proposed">${say('ed_help_same')} ${where}</p>`
  const isTicked = form.getAll(TICKED.metadata).includes(field)
  return html`${carried}<div class="proposed">${tick('checkbox', TICKED.metadata, { value: field, label: say('ed_help_value', { value: shown }) }, isTicked)}<p>${where}</p></div>`
}

// ── Taken over ──

/** The form as if its editor had typed what they ticked. */
export function takenOver(form: URLSearchParams): URLSearchParams {
  const phrasings = form.getAll(TICKED.ungkapan)
  const fields = form.getAll(TICKED.metadata)
  const typed = new URLSearchParams(form)
  if (phrasings.length > 0) typed.set('phrasings', [form.get('phrasings') ?? '', ...phrasings].join('\n'))
  for (const { field, value } of carriedIn(metadataShape, form.getAll(CARRIED.metadata)))
    if (fields.includes(field)) typed.set(field, value)
  for (const name of Object.values(TICKED)) typed.delete(name)
  for (const text of phrasings) typed.delete(CARRIED.ungkapan, text)
  return typed
}

export const takesQuestions = ({ form, isPiece }: Seen): boolean => !isPiece && form.has(TICKED.pertanyaan)

/** Each with the verdict of the row that it tries, to be looked at by its editor. */
export function questionsTaken(parts: Parts, visit: Seen, draft: Draft, file: string): readonly DraftEdit[] {
  if (!takesQuestions(visit)) return []
  const body = draft.files[file]?.body
  const index = listAt(body, 'questions').length
  const blank = parts.editor.blank('question', { title: '', place: null, on: parts.today() })
  return carriedIn(questionShape, visit.form.getAll(TICKED.pertanyaan)).flatMap(({ ask, row }, i): DraftEdit[] => {
    const verdict = verdictAt(body, row)
    if (verdict === null || typeof blank !== 'object' || blank === null) return []
    return [{ kind: 'insert', file, at: 'questions', index: index + i, value: { ...blank, ask, expect: [verdict] } }]
  })
}
