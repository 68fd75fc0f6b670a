// The list of drafts, and how one begins: from a document, from pasted text, from an empty form, from what is live.
import { html } from 'hono/html'
import {
  type ActRefusal,
  DOCUMENT_LIMITS,
  DRAFT_STATES,
  type DraftHead,
  type DraftState,
  EXTRACTION_FAULTS,
  type ExtractionFault,
  type StartFrom,
} from '../../publishing/publishing.ts'
import { type Faults, NO_FAULTS, type Option, primary, summary } from '../form.ts'
import { namesOf, type Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { tokens } from '../shell.ts'
import { type Answer, type Html, type Route, refused, route, type Seen, sheet, to } from '../visit.ts'
import { placeBox, placeIn, placeList } from './fields.ts'
import { draftPath, MENU, mayEdit, whoOf } from './frame.ts'
import { keyOf } from './keys.ts'

const NEW = '/naskah/baru'
const TITLE_MAX = 150
const PASTED_MAX = 400_000
/** A file as it is, and the signs around it. */
const UPLOAD_MAX = DOCUMENT_LIMITS.bytes + 256_000

export const startRoutes = (parts: Parts): readonly Route[] => [
  route('draft.see', 'GET', '/naskah', visit => listPage(parts, visit)),
  route('draft.edit', 'GET', NEW, async visit => newPage(parts, visit, NO_FAULTS)),
  route('draft.edit', 'POST', NEW, visit => start(parts, visit), { takesFiles: true, bodyMax: UPLOAD_MAX }),
]

// ── The list ──

/** What waits for somebody stands before what is over. */
const ORDER: readonly DraftState[] = ['submitted', 'open', 'reading', 'published', 'discarded']

async function listPage(parts: Parts, visit: Seen): Promise<Answer> {
  const { words, editor } = parts
  const { say } = words
  const [drafts, names] = await Promise.all([editor.drafts(), namesOf(parts)])
  const unread = await unreadOf(parts, drafts)
  const row = (d: DraftHead): Html =>
    html`<li class="case draft-${d.state}"><div><h3><a href="${draftPath(d.id)}">${d.title}</a></h3><p class="facts">${unread.has(d.id) ? html`<span class="tag care">${say('ed_list_unread')}</span>` : ''}<span>${say('ed_list_by', { name: names.staff(d.by) })}</span><span>${say('ed_list_touched', { on: dayOf(d.touchedOn) })}</span><span>${say('ed_list_files', { n: d.files.length })}</span></p></div></li>`
  const group = (state: DraftState): Html => {
    const own = drafts.filter(d => d.state === state).toSorted((a, b) => (a.touchedOn < b.touchedOn ? 1 : -1))
    if (own.length === 0) return html``
    const list = html`<ul class="cases">${own.map(row)}</ul>`
    const title = html`${say(`ed_group_${state}`)} <span class="count">${own.length}</span>`
    return state === 'published' || state === 'discarded'
      ? html`<details class="group menu-part"><summary>${title}</summary>${list}</details>`
      : html`<section class="group"><h2>${title}</h2>${list}</section>`
  }
  const begin = mayEdit(visit) ? html`<p><a class="primary" href="${NEW}">${say('ed_new')}</a></p>` : html``
  const main =
    drafts.length === 0
      ? html`<p class="empty">${say(mayEdit(visit) ? 'ed_list_none' : 'ed_list_none_approver')}</p>${begin}`
      : html`<p>${say('ed_list_lead')}</p>${begin}${ORDER.filter(state => DRAFT_STATES.includes(state)).map(group)}`
  return sheet(say('ed_title'), main, { menu: MENU })
}

/** Documents that could not be read: their drafts can only be thrown away. */
async function unreadOf({ editor }: Parts, drafts: readonly DraftHead[]): Promise<ReadonlySet<string>> {
  const ids = drafts.filter(d => d.state === 'reading').map(d => d.id)
  const readings = await Promise.all(ids.map(id => editor.reading(id)))
  return new Set(ids.filter((_, i) => readings[i]?.kind === 'refused' || readings[i]?.kind === 'interrupted'))
}

// ── Beginning ──

const WAYS = ['berkas', 'tempel', 'kosong', 'salin'] as const
type Way = (typeof WAYS)[number]

function newPage(parts: Parts, visit: Seen, faults: Faults): Answer {
  const { words } = parts
  const { say } = words
  const { form, query } = visit
  const search = (form.get('cari') ?? query.get('cari') ?? '').slice(0, 120)
  const chosen = WAYS.find(way => way === (form.get('_cara') ?? query.get('cara')))
  const parted = (way: Way, body: Html): Html =>
    html`<section class="card way" id="${way}"><h2>${say(`ed_new_${way}`)}</h2><p class="hint">${say(`ed_new_${way}_hint`)}</p>${faults.size > 0 && chosen === way ? summary(words, faults) : ''}${body}</section>`
  const sent = (way: Way, body: Html): Html =>
    html`<form method="post" action="${NEW}"${way === 'berkas' ? html` enctype="multipart/form-data"` : ''}>${tokens(visit)}<input type="hidden" name="_cara" value="${way}">${body}</form>`
  const main = html`<p class="where"><a href="/naskah">${say('ed_title')}</a></p><p>${say('ed_new_lead')}</p>
${parted('berkas', sent('berkas', fileBox(parts, faults)))}
${parted('tempel', sent('tempel', pasteBox(parts, visit, faults)))}
${parted('kosong', sent('kosong', blankBox(parts, visit, faults)))}
${parted('salin', copyBox(parts, visit, search, faults))}
${placeList(parts.law)}`
  return sheet(say('ed_new'), main, { menu: MENU, status: faults.size === 0 ? 200 : 422 })
}

const faultAt = ({ words }: Parts, faults: Faults, name: string): Html => {
  const key = faults.get(name)
  return key === undefined ? html`` : html`<p class="fault" id="${name}-fault">${words.say(key)}</p>`
}
const wrong = (faults: Faults, name: string): string => (faults.has(name) ? ' wrong' : '')

const fileBox = (parts: Parts, faults: Faults): Html => {
  const { say } = parts.words
  const limit = {
    megabytes: DOCUMENT_LIMITS.bytes / 1024 / 1024,
    pages: DOCUMENT_LIMITS.pages,
    photographs: DOCUMENT_LIMITS.photographs,
  }
  return html`<div class="field${wrong(faults, 'dokumen')}"><label for="dokumen">${say('ed_new_files')}</label><p class="hint" id="dokumen-hint">${say('ed_new_files_hint', limit)}</p>${faultAt(parts, faults, 'dokumen')}<input type="file" id="dokumen" name="dokumen" multiple accept=".pdf,.docx,.tif,.tiff,.png,.jpg,.jpeg,.webp,application/pdf,image/*" aria-describedby="dokumen-hint" data-max-bytes="${DOCUMENT_LIMITS.bytes}" data-max-files="${DOCUMENT_LIMITS.photographs}" data-too-heavy="${say('ed_fault_too_large')}" data-too-many="${say('ed_fault_too_many_pages')}" required></div>
<details class="menu-part"><summary>${say('ed_advice')}</summary>${adviceOf(parts)}</details>${primary(say('ed_new_read'))}`
}

/** How to scan or photograph so that it can be read. */
export const adviceOf = ({ words: { say } }: Parts): Html =>
  html`<ul>${['resolution', 'flat', 'light', 'straight', 'order', 'word'].map(one => html`<li>${say(`ed_advice_${one}`)}</li>`)}</ul>`

const pasteBox = (parts: Parts, { form }: Seen, faults: Faults): Html => {
  const { say } = parts.words
  return html`<div class="field${wrong(faults, 'naskah')}"><label for="naskah">${say('ed_new_text')}</label><p class="hint" id="naskah-hint">${say('ed_new_text_hint')}</p>${faultAt(parts, faults, 'naskah')}<textarea id="naskah" name="naskah" rows="8" maxlength="${PASTED_MAX}" autocomplete="off" aria-describedby="naskah-hint" required>
${form.get('naskah') ?? ''}</textarea></div><button class="second">${say('ed_new_cut')}</button>`
}

const blankBox = (parts: Parts, { form }: Seen, faults: Faults): Html => {
  const { say } = parts.words
  const kinds: readonly Option[] = (['regulation', 'situation', 'principle'] as const).map(value => ({
    value,
    label: say(`ed_blank_${value}`),
    hint: say(`ed_blank_${value}_hint`),
  }))
  const chosen = form.get('jenis') ?? 'regulation'
  return html`<fieldset class="field"><legend>${say('ed_blank_what')}</legend>${kinds.map(k => html`<label class="option"><input type="radio" name="jenis" value="${k.value}"${k.value === chosen ? html` checked` : ''}><span>${k.label}<span class="hint">${k.hint}</span></span></label>`)}</fieldset>
<div class="field${wrong(faults, 'judul')}"><label for="judul">${say('ed_blank_title')}</label><p class="hint" id="judul-hint">${say('ed_blank_title_hint')}</p>${faultAt(parts, faults, 'judul')}<input type="text" id="judul" name="judul" value="${form.get('judul') ?? ''}" maxlength="${TITLE_MAX}" autocomplete="off" aria-describedby="judul-hint" required></div>
<div class="field${wrong(faults, 'wilayah')}"><label for="wilayah">${say('ed_blank_place')} <span class="optional">${say('form_optional')}</span></label><p class="hint" id="wilayah-hint">${say('ed_blank_place_hint')}</p>${faultAt(parts, faults, 'wilayah')}${placeBox('wilayah', 'wilayah', form.get('wilayah') ?? '', html` aria-describedby="wilayah-hint"`)}</div>
<button class="second">${say('ed_blank_do')}</button>`
}

const FOUND_MAX = 20

/** Searched by a link, so that what is found can be returned to. */
function copyBox(parts: Parts, visit: Seen, search: string, faults: Faults): Html {
  const { say } = parts.words
  const found = search.trim() === '' ? [] : liveFound(parts, search)
  return html`<form method="get" action="${NEW}#salin"><input type="hidden" name="cara" value="salin"><div class="row search"><label for="cari">${say('ed_copy_find')}</label><input type="search" id="cari" name="cari" value="${search}" maxlength="120" autocomplete="off"><button class="small">${say('search_do')}</button></div></form>
${
  search.trim() === ''
    ? ''
    : found.length === 0
      ? html`<p class="empty">${say('ed_found_none', { words: search })}</p>`
      : html`<form method="post" action="${NEW}">${tokens(visit)}<input type="hidden" name="_cara" value="salin"><input type="hidden" name="cari" value="${search}"><fieldset class="field${wrong(faults, 'berkas')}" id="berkas-live"><legend>${say('ed_copy_choose')}</legend>${faultAt(parts, faults, 'berkas')}${found.map(
          f =>
            html`<label class="option"><input type="checkbox" name="berkas" value="${f.path}"><span>${f.name}<span class="hint">${say(`ed_kind_${f.kind}`)}${f.place === null || f.place === 'ID' ? '' : `, ${parts.law.places.find(p => p.id === f.place)?.name ?? f.place}`}</span></span></label>`,
        )}</fieldset><button class="second">${say('ed_copy_do')}</button></form>`
}`
}

function liveFound({ law }: Parts, search: string) {
  const wanted = search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return law.files
    .map(f => {
      const text = `${f.name} ${f.id} ${law.places.find(p => p.id === f.place)?.name ?? ''}`.toLowerCase()
      return { f, hits: wanted.filter(word => text.includes(word)).length }
    })
    .filter(({ hits }) => hits > 0)
    .toSorted((a, b) => b.hits - a.hits || a.f.name.length - b.f.name.length)
    .slice(0, FOUND_MAX)
    .map(({ f }) => f)
}

async function start(parts: Parts, visit: Seen): Promise<Answer> {
  const asked = startIn(parts, visit)
  if (asked === null) return refused('malformed')
  if (asked.faults !== null) return newPage(parts, visit, asked.faults)
  const started = await parts.editor.start(whoOf(parts, visit), asked.from)
  if (started.kind === 'started') return to(draftPath(started.id))
  return newPage(parts, visit, new Map([[FIELD_OF[asked.way], faultKey(started.why)]]))
}

const FIELD_OF: Readonly<Record<Way, string>> = { berkas: 'dokumen', tempel: 'naskah', kosong: 'judul', salin: 'berkas' }

export const faultKey = (why: ExtractionFault | ActRefusal): string => {
  const fault = EXTRACTION_FAULTS.find(f => f === why)
  return fault === undefined ? keyOf('ed_refused_', why) : keyOf('ed_fault_', fault)
}
type Asked = { readonly way: Way; readonly from: StartFrom; readonly faults: null }
const faulty = (name: string, key: string) => ({ faults: new Map([[name, key]]) })

/** null: no form of ours. */
function startIn({ law }: Parts, { form, files }: Seen): Asked | { readonly faults: Faults } | null {
  const way = WAYS.find(w => w === form.get('_cara'))
  const title = (form.get('judul') ?? '').trim().slice(0, TITLE_MAX)
  switch (way) {
    case undefined:
      return null
    case 'berkas': {
      if (files.length === 0) return faulty('dokumen', 'ed_fault_empty')
      return { way, faults: null, from: { kind: 'files', files: files.map(({ name, bytes }) => ({ name, bytes })) } }
    }
    case 'tempel': {
      const text = (form.get('naskah') ?? '').replaceAll('\r\n', '\n')
      if (text.trim() === '') return faulty('naskah', 'fault_name')
      return { way, faults: null, from: { kind: 'text', text: text.slice(0, PASTED_MAX) } }
    }
    case 'kosong': {
      const what = (['regulation', 'situation', 'principle'] as const).find(kind => kind === form.get('jenis'))
      const typed = (form.get('wilayah') ?? '').trim()
      const place = typed === '' ? null : placeIn(law, typed)
      if (what === undefined) return null
      if (title === '') return faulty('judul', 'fault_name')
      if (place === undefined) return faulty('wilayah', 'fault_place')
      return { way, faults: null, from: { kind: 'blank', what, place, title } }
    }
    case 'salin': {
      const paths = form.getAll('berkas').filter(path => law.files.some(f => f.path === path))
      const [first] = paths
      if (first === undefined) return faulty('berkas', 'fault_choose')
      const name = law.files.find(f => f.path === first)?.name ?? first
      return { way, faults: null, from: { kind: 'live', paths, title: name.slice(0, TITLE_MAX) } }
    }
  }
}
