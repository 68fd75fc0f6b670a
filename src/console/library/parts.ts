// What the library pages are made of, and the small things that all of them do with it.
import { html } from 'hono/html'
import type { ActRefusal, ClauseLink, Editor, Librarian, StartFrom, Who } from '../../publishing/publishing.ts'
import { form, hidden } from '../form.ts'
import type { Parts as WorkParts } from '../pages/parts.ts'
import { may } from '../policies.ts'
import { type Answer, type Html, to, type Seen as Visit } from '../visit.ts'
import type { Words } from '../words.ts'

export type Parts = Pick<WorkParts, 'words' | 'cases' | 'staffBook' | 'today' | 'law'> & {
  readonly librarian: Librarian
  readonly editor: Editor
}

export type Say = Words['say']

export const regulationPath = (id: string): string => `/peraturan/${encodeURIComponent(id)}`
export const clausePath = ({ regulation, name }: Pick<ClauseLink, 'regulation' | 'name'>): string =>
  `${regulationPath(regulation)}/${encodeURIComponent(name)}`
export const entryPath = (id: string): string => `/situasi/${encodeURIComponent(id)}`
export const rowPath = (entry: string, row: string): string => `${entryPath(entry)}#${rowAnchor(row)}`
export const rowAnchor = (row: string): string => `baris-${row}`
export const draftPath = (id: string): string => `/naskah/${encodeURIComponent(id)}`

export const whoOf = (visit: Visit, { today }: Pick<Parts, 'today'>): Who => ({
  id: visit.who.staff.id,
  at: visit.now,
  today: today(),
})

export const mayEdit = (visit: Visit): boolean => may(visit.who.staff, 'draft.edit', null)

/** "Ubah di naskah baru", for those who may; `files`: what the draft begins with. */
export const changeForm = (
  { words: { say } }: Pick<Parts, 'words'>,
  visit: Visit,
  files: readonly string[],
  title: string,
  label: string = say('lib_change'),
): Html =>
  mayEdit(visit)
    ? form(
        visit,
        '/kerja/ubah',
        html`${files.map(file => hidden('_berkas', file))}${hidden('_judul', title)}<button class="primary">${label}</button>`,
      )
    : html``

/** Drafts in which any of these files is being changed already: two at once would meet when the second is approved. */
export async function beingChanged(
  { editor, words: { say } }: Pick<Parts, 'editor' | 'words'>,
  files: readonly string[],
): Promise<Html> {
  const heads = await editor.drafts()
  const busy = heads.filter(h => ['open', 'submitted'].includes(h.state) && h.files.some(file => files.includes(file)))
  return busy.length === 0
    ? html``
    : html`<p class="note">${say('lib_being_changed')} ${busy.map((h, i) => html`${i === 0 ? '' : ', '}<a href="${draftPath(h.id)}">${h.title}</a>`)}</p>`
}

/** To the new draft, or back with the reason why there is none. */
export async function begin(parts: Parts, visit: Visit, from: StartFrom, back: string): Promise<Answer> {
  const started = await parts.editor.start(whoOf(visit, parts), from)
  return started.kind === 'started'
    ? to(draftPath(started.id), 'lib_draft_begun')
    : to(back, refusalKey(parts, started.why), {}, 'care')
}

/** What was refused is said by the sentence that names it; what has none of its own is said in general. */
export function refusalKey({ words }: Pick<Parts, 'words'>, why: ActRefusal | string): string {
  const key = `lib_refused_${why.replaceAll('-', '_')}`
  return words.has(key) ? key : 'lib_refused'
}

/** A filter that stands in the address of the page: nothing of it is kept. */
export const asked = ({ query }: Visit, name: string): string => (query.get(name) ?? '').trim().slice(0, 100)

/** Words in any order, anywhere in the text. */
export function holds(text: string, wanted: string): boolean {
  const lower = text.toLowerCase()
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every(word => lower.includes(word))
}
