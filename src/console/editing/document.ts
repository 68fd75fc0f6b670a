// The document beside what was read of it: a page as it looks, its clauses next to it, what reading was unsure of marked, and each clause
// confirmed by a person who compared it. With the keyboard alone, and without a script.
import { html } from 'hono/html'
import { type Draft, type DraftEdit, type Extracted, type Json, type Mark, NO_MARK } from '../../publishing/publishing.ts'
import { form } from '../form.ts'
import { type Names, namesOf, type Parts } from '../pages/parts.ts'
import { type Answer, type Html, type Route, refused, type Seen, to } from '../visit.ts'
import { listAt, textAt } from './body.ts'
import { FRESH } from './formpage.ts'
import { afterwards, draftPath, draftSheet, edit, filePath, isWritable, onDraft, versionOf } from './frame.ts'
import { keyOf } from './keys.ts'
import { leftOutOf, lookIn, strayTold } from './leftout.ts'

export const documentRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/dokumen', (visit, draft) => documentPage(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/dokumen', (visit, draft) => act(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/halaman/:n', async (visit, draft) => {
    const page = await parts.editor.page(draft.id, Number(visit.params.n))
    return page === null ? refused('absent') : { kind: 'picture', ...page }
  }),
]

/** A clause with what reading left beside it. */
export type Marked = { readonly n: number; readonly clause: Json; readonly mark: Mark }

export const markedIn = (draft: Draft): readonly Marked[] =>
  draft.source === null
    ? []
    : listAt(draft.files[draft.source.file]?.body, 'clauses').map((clause, n) => ({ n, clause, mark: draft.marks[n] ?? NO_MARK }))

const lastPage = ({ mark }: Marked): number => mark.spots.at(-1)?.page ?? 0
const isOn = (marked: Marked, page: number): boolean => marked.mark.spots.some(spot => spot.page === page)
const isConfirmed = ({ mark }: Marked): boolean => mark.confirmedBy !== null
export const isDoubtful = ({ mark }: Marked): boolean => mark.doubts.length > 0 || mark.unsure.length > 0

/** Clauses that one press confirms: they end on this page, so the reader has seen all of them, and nothing about them was unsure. */
export const sureOn = (all: readonly Marked[], page: number): readonly Marked[] =>
  all.filter(
    m => !isConfirmed(m) && !isDoubtful(m) && (page === 0 ? m.mark.spots.length === 0 : isOn(m, page) && lastPage(m) === page),
  )

export const pathOf = (draft: Draft, page: number): string => `${draftPath(draft.id)}/dokumen?halaman=${page}`

type Page = {
  readonly parts: Parts
  readonly visit: Seen
  readonly draft: Draft
  readonly all: readonly Marked[]
  readonly page: number
}

async function documentPage(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { source } = draft
  if (source === null) return refused('absent')
  const { say } = parts.words
  const all = markedIn(draft)
  const asked = Number(visit.query.get('halaman') ?? '')
  const pages = pagesOf(draft, all)
  const page = pages.includes(asked) ? asked : (firstOpen(all, pages) ?? pages[0] ?? 0)
  const [extracted, names, image] = await Promise.all([
    parts.editor.extracted(draft.id),
    namesOf(parts),
    page === 0 ? null : parts.editor.page(draft.id, page),
  ])
  const shown = { parts, visit, draft, all, page }
  const main = html`${counterOf(shown)}${strayTold(parts, draft)}${pageLinks(shown, pages)}
<div class="${image === null ? 'document plain-document' : 'document'}">
${image === null ? '' : pictureOf(parts, draft, page, extracted)}
<div class="reading">${source.refusedPages.includes(page) ? html`<p class="flash care" role="note">${say('ed_page_refused')}</p>` : ''}${clausesOf(shown, names)}</div>
</div>
${leftOutOf(parts, visit, draft, extracted, names, page)}`
  return draftSheet(parts, visit, draft, { title: say('ed_document'), main, tab: 'dokumen' })
}

/** 0: clauses that stand on no page, such as those added by hand. */
function pagesOf({ source }: Draft, all: readonly Marked[]): readonly number[] {
  const count = source?.pages ?? 0
  const own = Array.from({ length: count }, (_, i) => i + 1)
  return all.some(m => m.mark.spots.length === 0) || count === 0 ? [...own, 0] : own
}

/** A clause is confirmed on the page on which it ends: there the reader has seen all of it. */
const openOn = (all: readonly Marked[], page: number): number =>
  all.filter(m => !isConfirmed(m) && (page === 0 ? m.mark.spots.length === 0 : lastPage(m) === page)).length

const firstOpen = (all: readonly Marked[], pages: readonly number[]): number | undefined => pages.find(p => openOn(all, p) > 0)

function counterOf({ parts, all }: Page): Html {
  const done = all.filter(isConfirmed).length
  return html`<p class="counter" role="status">${parts.words.say('ed_confirmed', { done, of: all.length })}</p><progress class="whole-width" value="${done}" max="${Math.max(all.length, 1)}" aria-label="${parts.words.say('ed_confirmed_label')}"></progress>
`
}

function pageLinks({ parts, draft, all, page }: Page, pages: readonly number[]): Html {
  const { say } = parts.words
  if (pages.length < 2) return html``
  const link = (p: number): Html => {
    const open = openOn(all, p)
    const told = p === 0 ? say('ed_page_none') : String(p)
    return html`<li><a href="${pathOf(draft, p)}"${p === page ? html` aria-current="page"` : ''}${draft.source?.refusedPages.includes(p) ? html` class="poor"` : open === 0 ? html` class="is-done"` : ''}>${told}<span class="away"> ${open === 0 ? say('ed_page_done') : say('ed_page_open', { n: open })}</span></a></li>`
  }
  return html`<nav class="pages" aria-label="${say('ed_pages')}"><span aria-hidden="true">${say('ed_pages')}</span><ol>${pages.map(link)}</ol></nav>
`
}

/** Between the letters and the line around them, as a share of the page. */
const AIR = 0.004

/** A page as it looks, and over it where its clauses stand: for eyes only, the clauses themselves are beside it. `here`: the one meant. */
export function pictureOf(
  { words: { say } }: Parts,
  draft: Draft,
  page: number,
  extracted: Extracted | null,
  here: number | null = null,
): Html {
  const lines = extracted?.pages.find(p => p.number === page)?.lines ?? []
  const boxes = markedIn(draft).flatMap(m =>
    m.mark.spots
      .filter(spot => spot.page === page)
      .flatMap(({ from, to }) => {
        const own = lines.slice(from, to + 1)
        if (own.length === 0) return []
        const [left, top] = [Math.min(...own.map(l => l.left)), Math.min(...own.map(l => l.top))]
        const [right, bottom] = [Math.max(...own.map(l => l.right)), Math.max(...own.map(l => l.bottom))]
        return [{ m, left: left - AIR, top: top - AIR, width: right - left + 2 * AIR, height: bottom - top + 2 * AIR }]
      }),
  )
  const round = (share: number): string => (share * 1000).toFixed(1)
  const src = `${draftPath(draft.id)}/halaman/${page}`
  return html`<figure class="picture-page"><div class="desk" tabindex="0" role="region" aria-label="${say('ed_page_image', { page })}"><div class="sheet-of-paper"><img src="${src}" alt="${say('ed_page_image', { page })}"><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true" focusable="false">${boxes.map(
    ({ m, left, top, width, height }) =>
      html`<rect x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" data-clause="butir-${m.n}" class="${isConfirmed(m) ? 'is-done' : isDoubtful(m) ? 'doubtful' : 'open'}${m.n === here ? ' here' : ''}"></rect>`,
  )}</svg></div></div><figcaption><a href="${src}">${say('ed_page_large')}</a></figcaption></figure>`
}

function clausesOf(shown: Page, names: Names): Html {
  const { parts, visit, draft, all, page } = shown
  const { say } = parts.words
  const here = all.filter(m => (page === 0 ? m.mark.spots.length === 0 : isOn(m, page)))
  const sure = sureOn(all, page)
  const isOpen = isWritable(visit, draft)
  const list = html`${here.length === 0 ? html`<p class="empty">${say('ed_page_empty')}</p>` : html`<ol class="clause-list" data-keys>${here.map(m => clauseOf(shown, m, names, isOpen))}</ol>`}`
  if (!isOpen) return list
  const left = openOn(all, page) > 0 ? 'ed_page_doubtful_left' : here.every(isConfirmed) ? 'ed_page_all_done' : 'ed_page_goes_on'
  const top = all.every(isConfirmed)
    ? html`<a class="primary" href="${filePath(draft.id, draft.source?.file ?? '')}">${say('ed_document_on')}</a>`
    : sure.length === 0
      ? html`<p class="hint">${say(left)}</p>`
      : html`<button class="primary" name="lakukan" value="halaman:${page}">${say('ed_confirm_page', { n: sure.length })}</button><p class="hint">${say('ed_confirm_page_hint')}</p>`
  return html`${form(
    visit,
    `${draftPath(draft.id)}/dokumen`,
    html`${versionOf(draft)}<input type="hidden" name="_halaman" value="${page}"><div class="page-acts">${top}</div>${list}<p><button class="second" name="lakukan" value="tambah:${(here.at(-1)?.n ?? all.length - 1) + 1}">${say('ed_clause_add')}</button></p>`,
  )}<p class="hint keys" hidden>${say('ed_keys')}</p>`
}

function clauseOf({ parts, draft, all, page }: Page, marked: Marked, names: Names, isOpen: boolean): Html {
  const { say } = parts.words
  const { n, clause, mark } = marked
  const label = textAt(clause, 'label')
  const heading = textAt(clause, 'heading')
  const name = label === '' ? say('ed_clause_unnamed', { n: n + 1 }) : label
  const state = isConfirmed(marked) ? 'is-done' : isDoubtful(marked) ? 'doubtful' : 'open'
  const goesOn = page !== 0 && lastPage(marked) > page
  const path = `${filePath(draft.id, draft.source?.file ?? '')}/butir/${n}`
  const said = (text: string): Html => html`${text}<span class="away"> ${name}</span>`
  const dates = textAt(clause, 'in_force_until')
  return html`<li id="butir-${n}" class="read-clause ${state}" tabindex="-1"><h2>${name}${heading === '' ? '' : html` <span class="on">${heading}</span>`}</h2>
${mark.doubts.length === 0 ? '' : html`<ul class="doubts">${mark.doubts.map(d => html`<li>${say(keyOf('ed_doubt_', d))}</li>`)}</ul>`}
<p class="typed">${withUnsure(textAt(clause, 'text'), mark.unsure)}</p>
${goesOn ? html`<p class="hint">${say('ed_clause_goes_on', { page: lastPage(marked) })}</p>` : ''}${dates === '' ? '' : html`<p class="hint">${say('ed_clause_until', { until: dates })}</p>`}
<div class="clause-acts">${isConfirmed(marked) ? html`<span class="tag done">${say('ed_clause_confirmed', { name: names.staff(mark.confirmedBy) })}</span>` : ''}${
    isOpen
      ? html`${
          isConfirmed(marked)
            ? html`<button class="small quiet" name="lakukan" value="batal:${n}">${said(say('ed_clause_unconfirm'))}</button>`
            : html`<button class="small" name="lakukan" value="cocok:${n}" data-confirm>${said(say('ed_clause_confirm'))}</button>`
        }<a class="button small" href="${path}" data-edit>${said(say('ed_clause_edit'))}</a><details><summary>${said(say('ed_clause_more'))}</summary><a class="button small" href="${path}#potong" data-split>${said(say('ed_clause_split'))}</a>${
          n + 1 < all.length
            ? html`<button class="small quiet" name="lakukan" value="gabung:${n}">${said(say('ed_clause_join'))}</button>`
            : ''
        }<button class="small quiet" name="lakukan" value="hapus:${n}" data-ask="${say('ed_clause_remove_sure', { name })}">${said(say('ed_clause_remove'))}</button></details>`
      : ''
  }</div></li>`
}

/** The text with its doubtful words marked. */
export function withUnsure(text: string, unsure: Mark['unsure']): Html {
  const parts: Html[] = []
  let at = 0
  for (const { from, to } of unsure.toSorted((a, b) => a.from - b.from)) {
    if (from < at || to > text.length) continue
    parts.push(html`${text.slice(at, from)}<mark>${text.slice(from, to)}</mark>`)
    at = to
  }
  return html`${parts}${text.slice(at)}`
}

// ── What is done with the clauses of a page ──

async function act(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const page = Number(visit.form.get('_halaman') ?? '0')
  const [what = '', given = ''] = (visit.form.get('lakukan') ?? '').split(':')
  const n = /^\d{1,4}$/.test(given) ? Number(given) : -1
  const isLook = what === 'dilihat' || what === 'belum'
  const done = isLook
    ? lookIn(draft, what, given)
    : actIn(draft, what, n, parts.editor.blank('clause', { title: '', place: null, on: parts.today() }))
  const back = pathOf(draft, page)
  if (done === null) return to(back, 'ed_refused_no_such_part', {}, 'care')
  const acted = await edit(parts, visit, draft, [done.edit])
  if (acted.kind === 'done' && what === 'tambah') return to(`${filePath(draft.id, draft.source?.file ?? '')}/butir/${n}?${FRESH}`)
  if (acted.kind === 'done' && isConfirming(what) && openOn(markedIn(acted.draft), page) === 0)
    return to(`${draftPath(draft.id)}/dokumen`)
  return afterwards(acted, `${back}${done.next}`, null)
}

/** With the last clause of a page confirmed the reader stands before the next page that is not done. */
const isConfirming = (what: string): boolean => what === 'halaman' || what === 'cocok'

type Done = { readonly edit: DraftEdit; readonly next: string }

/** `next`: where the reader goes on. */
function actIn(draft: Draft, what: string, n: number, blank: Json): Done | null {
  const all = markedIn(draft)
  const file = draft.source?.file ?? ''
  const target = (to: number): string => `#butir-${to}`
  const following = all.find(m => m.n > n && !isConfirmed(m))?.n ?? n
  switch (what) {
    case 'halaman': {
      const sure = sureOn(all, n)
      return sure.length === 0 ? null : { edit: { kind: 'confirm', clauses: sure.map(m => m.n) }, next: '' }
    }
    case 'cocok':
      return all[n] === undefined ? null : { edit: { kind: 'confirm', clauses: [n] }, next: target(following) }
    case 'batal':
      return all[n] === undefined ? null : { edit: { kind: 'unconfirm', clauses: [n] }, next: target(n) }
    case 'gabung':
      return all[n + 1] === undefined ? null : { edit: { kind: 'join', clause: n }, next: target(n) }
    case 'hapus':
      return all[n] === undefined
        ? null
        : { edit: { kind: 'remove', file, at: 'clauses', index: n }, next: target(Math.max(0, n - 1)) }
    case 'tambah':
      return n < 0 || n > all.length ? null : { edit: { kind: 'insert', file, at: 'clauses', index: n, value: blank }, next: '' }
    default:
      return null
  }
}
