// What all pages of a draft share: where they are, who may write, the head with its ways to the other pages, and how an act on it ended.
import { html } from 'hono/html'
import type { Acted, Draft, DraftEdit, DraftState, EditionRecord, Who } from '../../publishing/publishing.ts'
import { hidden } from '../form.ts'
import type { Names, Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { may } from '../policies.ts'
import { type Answer, type Html, LONG_FORM_MAX, type Route, refused, route, type Seen, type Sheet, sheet, to } from '../visit.ts'
import { textAt } from './body.ts'
import { keyOf } from './keys.ts'

export const MENU = '/naskah'

export const draftPath = (id: string): string => `/naskah/${id}`
const slugOf = (file: string): string => file.replace(/\.yaml$/, '').replaceAll('/', '~')
export const filePath = (id: string, file: string): string => `${draftPath(id)}/berkas/${slugOf(file)}`

/** The file of a draft that a path names; null: it has none such, or the file is to go. */
export function fileIn(draft: Draft, visit: Seen): string | null {
  const file = Object.keys(draft.files).find(f => slugOf(f) === visit.params.file)
  return file === undefined || draft.files[file]?.body === null ? null : file
}

export const placeIn = (visit: Seen): number => {
  const typed = visit.params.n ?? ''
  return /^\d{1,4}$/.test(typed) ? Number(typed) : -1
}

export const FILE_KINDS = ['regulation', 'rows', 'situation', 'principle', 'other'] as const
export type FileKind = (typeof FILE_KINDS)[number]
const FOLDERS: Readonly<Record<string, FileKind>> = {
  regulations: 'regulation',
  rows: 'rows',
  situations: 'situation',
  principles: 'principle',
}
export const kindOf = (file: string): FileKind => FOLDERS[file.split('/')[0] ?? ''] ?? 'other'

/** As a person would call it. Rows of a circular go by the circular. */
export function fileName(parts: Parts, draft: Draft, file: string): string {
  const body = draft.files[file]?.body
  const given = textAt(body, 'short') || textAt(body, 'title')
  if (given !== '') return given
  if (kindOf(file) === 'rows') {
    const id = textAt(body, 'regulation')
    const own = Object.entries(draft.files).find(([path, f]) => kindOf(path) === 'regulation' && textAt(f.body, 'id') === id)
    const name = own === undefined ? '' : textAt(own[1].body, 'short') || textAt(own[1].body, 'title')
    if (name !== '') return parts.words.say('ed_rows_of', { name })
  }
  return (
    parts.law.files.find(f => f.path === file)?.name ??
    file
      .replace(/\.yaml$/, '')
      .split('/')
      .slice(1)
      .join('/')
  )
}

type Ways = { readonly isQuiet?: true; readonly bodyMax?: number }

/** A page or form of one draft. */
export const onDraft = (
  parts: Parts,
  act: 'draft.see' | 'draft.edit',
  method: 'GET' | 'POST',
  path: string,
  handle: (visit: Seen, draft: Draft) => Promise<Answer>,
  ways: Ways = {},
): Route =>
  route(
    act,
    method,
    `/naskah/:id${path}`,
    async visit => {
      const draft = await parts.editor.draft(visit.params.id ?? '')
      return draft === null ? refused('absent') : handle(visit, draft)
    },
    { bodyMax: LONG_FORM_MAX, ...ways },
  )

export const whoOf = ({ today }: Pick<Parts, 'today'>, { who, now }: Seen): Who => ({ id: who.staff.id, at: now, today: today() })

export const mayEdit = ({ who }: Seen): boolean => may(who.staff, 'draft.edit', null)
/** Whether its fields may be written in now, by this reader. */
export const isWritable = (visit: Seen, { state }: Draft): boolean => mayEdit(visit) && state === 'open'
/** Whoever wrote in it never decides on it; of the others, those with the role. */
export const mayDecide = ({ who }: Seen, { writers, by, state }: Draft): boolean =>
  state === 'submitted' &&
  may(who.staff, 'draft.approve', { teams: [], holder: null, author: authorFor(who.staff.id, { writers, by }) })
export const authorFor = (staff: string, { writers, by }: Pick<Draft, 'writers' | 'by'>): string =>
  writers.includes(staff) ? staff : by

export const versionOf = (draft: Draft): Html => hidden('_version', draft.version)
export const versionIn = ({ form }: Seen): number => {
  const typed = form.get('_version') ?? ''
  return /^\d{1,9}$/.test(typed) ? Number(typed) : -1
}

export const edit = (parts: Parts, visit: Seen, draft: Draft, edits: readonly DraftEdit[]): Promise<Acted> =>
  parts.editor.edit(whoOf(parts, visit), draft.id, versionIn(visit), edits)

export const refusalKey = (why: Extract<Acted, { kind: 'refused' }>['why']): string => keyOf('ed_refused_', why)

/** After an act in which nothing was typed: on to a page, which says how it ended. */
export function afterwards(acted: Acted, path: string, key: string | null): Answer {
  switch (acted.kind) {
    case 'done':
      return to(path, key)
    case 'gone':
      return refused('absent')
    case 'stale':
      return to(path, 'ed_stale', {}, 'care')
    case 'refused':
      return to(path, refusalKey(acted.why), {}, 'care')
  }
}

// — the head of every page —

export type Tab = 'ringkasan' | 'dokumen' | 'coba' | 'periksa' | 'uji' | 'ajukan' | 'putuskan' | 'riwayat'

type Page = {
  readonly title: string
  readonly main: Html
  readonly tab: Tab | null
  readonly status?: Sheet['status']
  readonly againSeconds?: number
}

export function draftSheet(parts: Parts, visit: Seen, draft: Draft, { title, main, tab, status, againSeconds }: Page): Answer {
  return sheet(title, html`${headOf(parts, visit, draft, tab)}${main}`, {
    menu: MENU,
    status: status ?? 200,
    againSeconds: againSeconds ?? null,
  })
}

const OVER: readonly DraftState[] = ['published', 'discarded']

function headOf({ words: { say } }: Parts, visit: Seen, draft: Draft, tab: Tab | null): Html {
  const base = draftPath(draft.id)
  const isOver = OVER.includes(draft.state)
  const isUnread = draft.state === 'reading' && (draft.reading?.refused ?? null) !== null
  const tabs: readonly (readonly [Tab, string, boolean])[] = [
    ['ringkasan', base, true],
    ['dokumen', `${base}/dokumen`, draft.source !== null && draft.state !== 'reading'],
    ['coba', `${base}/coba`, !isOver && draft.state !== 'reading'],
    ['periksa', `${base}/periksa`, !isOver && draft.state !== 'reading'],
    ['uji', `${base}/uji`, !isOver && draft.state !== 'reading'],
    ['ajukan', `${base}/ajukan`, isWritable(visit, draft)],
    ['putuskan', `${base}/putuskan`, draft.state === 'submitted'],
    ['riwayat', `${base}/riwayat`, draft.state !== 'reading'],
  ]
  return html`<div class="draft-head"><p class="where"><a href="/naskah">${say('ed_title')}</a> › ${tab === 'ringkasan' ? '' : html`<a href="${base}">${draft.title}</a> `}<span class="tag ${isUnread ? 'care' : `state-${draft.state}`}">${say(isUnread ? 'ed_list_unread' : `ed_state_${draft.state}`)}</span></p>
<nav class="tabs" aria-label="${say('ed_tabs')}"><ul>${tabs
    .filter(([, , isShown]) => isShown)
    .map(
      ([name, path]) =>
        html`<li><a href="${path}"${name === tab ? html` aria-current="page"` : ''}>${say(`ed_tab_${name}`)}</a></li>`,
    )}</ul></nav></div>
`
}

/** Who did something when. */
export const byOn = ({ say }: Parts['words'], names: Names, by: string, on: string): string =>
  say('ed_by_on', { name: names.staff(by), on: dayOf(on) })

/** As it stands on pages and in answers: the beginning is enough to tell editions apart. */
const EDITION_LETTERS = 10
export const editionName = ({ edition }: Pick<EditionRecord, 'edition'>): string => edition.slice(0, EDITION_LETTERS)
