// A draft at a glance: how its reading goes, what is still to be done, what it holds, and what became of it.
import { html } from 'hono/html'
import {
  blankOf,
  type Checked,
  type Draft,
  type DraftEdit,
  type EditionRecord,
  fileFor,
  idOf,
  type Reading,
  type TrialState,
} from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import { namesOf, type Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { type Answer, type Html, piece, type Route, refused, type Seen } from '../visit.ts'
import { listAt, textAt } from './body.ts'
import {
  afterwards,
  byOn,
  draftPath,
  draftSheet,
  edit,
  editionName,
  type FileKind,
  fileName,
  filePath,
  isWritable,
  kindOf,
  mayDecide,
  mayEdit,
  onDraft,
  versionOf,
} from './frame.ts'
import { adviceOf, faultKey } from './start.ts'
import { whatChanges } from './told.ts'

export const overviewRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '', (visit, draft) => overview(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/kemajuan', (visit, draft) => progressPiece(parts, visit, draft), { isQuiet: true }),
  onDraft(parts, 'draft.edit', 'POST', '/tambah', (visit, draft) => addFile(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/lepas', (visit, draft) => dropFile(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/judul', (visit, draft) => retitle(parts, visit, draft)),
]

/** Where no script runs the page comes again by itself. */
const AGAIN_SECONDS = 3

async function overview(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  if (draft.state === 'reading') return readingPage(parts, visit, draft)
  const { editor } = parts
  const [checked, trial, editions] = await Promise.all([
    draft.state === 'open' || draft.state === 'submitted' ? editor.check(draft.id) : null,
    editor.trial(draft.id),
    draft.state === 'published' ? editor.editions() : [],
  ])
  const main = html`${await noteOf(parts, draft)}${outcomeOf(parts, visit, draft, editions)}
${checked === null ? '' : stepsOf(parts, visit, draft, checked, trial)}
${filesOf(parts, visit, draft)}
${draft.state === 'published' || draft.state === 'discarded' ? '' : html`<section class="group"><h2>${parts.words.say('ed_changes')}</h2>${await whatChanges(parts, draft)}</section>`}
${moreOf(parts, visit, draft)}`
  return draftSheet(parts, visit, draft, { title: draft.title, main, tab: 'ringkasan' })
}

// ── Being read ──

async function readingPage(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const reading = await parts.editor.reading(draft.id)
  const isUnderWay = reading === null || reading.kind === 'under-way' || reading.kind === 'done'
  const main = html`${progressOf(parts, visit, draft, reading)}`
  return draftSheet(parts, visit, draft, {
    title: draft.title,
    main,
    tab: 'ringkasan',
    ...(isUnderWay ? { againSeconds: AGAIN_SECONDS } : {}),
  })
}

async function progressPiece(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const reading: Reading | null = draft.state === 'reading' ? await parts.editor.reading(draft.id) : { kind: 'done' }
  // a script that sees this asks for the page itself, whose head says what became of it
  const isOver = reading !== null && reading.kind !== 'under-way'
  return piece(progressOf(parts, visit, draft, reading, isOver ? html` data-done` : html``))
}

function progressOf(parts: Parts, visit: Seen, draft: Draft, reading: Reading | null, over = html``): Html {
  const { say } = parts.words
  const path = draftPath(draft.id)
  switch (reading?.kind) {
    case 'done':
      return html`<div id="kemajuan"${over}><p role="status">${say('ed_reading_done')}</p><p><a class="primary" href="${path}">${say('ed_reading_on')}</a></p></div>`
    case 'refused':
      return html`<div id="kemajuan" class="refused"${over}><div class="flash care" role="alert"><p><strong>${say('ed_reading_refused')}</strong> ${say(faultKey(reading.why))}</p></div><h2>${say('ed_advice')}</h2>${adviceOf(parts)}<p><a class="primary" href="/naskah/baru">${say('ed_reading_again')}</a></p>${discardOf(parts, visit, draft)}</div>`
    case 'interrupted':
      return html`<div id="kemajuan" class="refused"${over}><div class="flash care" role="alert"><p>${say('ed_reading_interrupted')}</p></div><p><a class="primary" href="/naskah/baru">${say('ed_reading_again')}</a></p>${discardOf(parts, visit, draft)}</div>`
    default: {
      const progress = reading?.kind === 'under-way' ? reading.progress : null
      return html`<div id="kemajuan" hx-get="${path}/kemajuan" hx-trigger="every 2s" hx-swap="outerMorph"><p role="status">${
        progress === null
          ? say('ed_reading_begins')
          : say(`ed_reading_${progress.stage}`, { page: progress.page, pages: progress.pages })
      }</p>${progress === null ? html`<progress aria-label="${say('ed_reading')}"></progress>` : html`<progress value="${progress.page}" max="${progress.pages}" aria-label="${say('ed_reading')}"></progress>`}<p class="hint">${say('ed_reading_hint')}</p></div>`
    }
  }
}

// ── What is to be done ──

async function noteOf(parts: Parts, draft: Draft): Promise<Html> {
  if (draft.note === null) return html``
  const names = await namesOf(parts)
  return html`<div class="note"><p class="by">${byOn(parts.words, names, draft.note.by, draft.note.on)}</p><p>${draft.note.text}</p></div>`
}

/** What became of it, once it is over. */
function outcomeOf({ words: { say } }: Parts, visit: Seen, draft: Draft, editions: readonly EditionRecord[]): Html {
  if (draft.state === 'discarded')
    return html`<p>${say('ed_discarded_text')}</p>${mayEdit(visit) ? form(visit, `${draftPath(draft.id)}/ambil-kembali`, html`${versionOf(draft)}${primary(say('ed_take_back'))}`) : ''}`
  if (draft.state === 'submitted')
    return html`<p>${say('ed_submitted_text')}</p>${mayDecide(visit, draft) ? html`<p><a class="primary" href="${draftPath(draft.id)}/putuskan">${say('ed_decide')}</a></p>` : ''}`
  const own = editions.find(e => e.draft === draft.id)
  if (own === undefined) return html``
  const isLive = editions[0]?.seq === own.seq
  return html`<div class="flash done"><p><strong>${say(isLive ? 'ed_published_live' : 'ed_published_was', { edition: editionName(own), on: dayOf(own.on) })}</strong></p></div>
<p>${isLive ? html`<a class="primary" href="${draftPath(draft.id)}/coba">${say('ed_published_ask')}</a>` : ''} <a href="/edisi">${say('ed_published_back')}</a></p>`
}

type Step = { readonly key: string; readonly path: string; readonly isDone: boolean; readonly told: string }

function stepsOf(parts: Parts, visit: Seen, draft: Draft, checked: Checked, trial: TrialState): Html {
  const { say } = parts.words
  const base = draftPath(draft.id)
  const { source, marks } = draft
  const confirmed = marks.filter(m => m.confirmedBy !== null).length
  const steps: readonly Step[] = [
    ...(source === null
      ? []
      : [
          {
            key: 'ed_step_document',
            path: `${base}/dokumen`,
            isDone: confirmed === marks.length,
            told: say('ed_confirmed', { done: confirmed, of: marks.length }),
          },
          {
            key: 'ed_step_metadata',
            path: filePath(draft.id, source.file),
            isDone: !checked.problems.some(p => p.file === source.file && !/^clauses/.test(p.field)),
            told: say('ed_step_metadata_told'),
          },
        ]),
    ...(withoutRows(draft).length === 0
      ? []
      : [{ key: 'ed_step_rows', path: `${base}#isi`, isDone: false, told: say('ed_step_rows_told') }]),
    {
      key: 'ed_step_check',
      path: `${base}/periksa`,
      isDone: checked.problems.length === 0,
      told: checked.problems.length === 0 ? say('ed_check_clean') : say('ed_check_count', { n: checked.problems.length }),
    },
    { key: 'ed_step_trial', path: `${base}/uji`, isDone: isTried(trial), told: trialTold(parts, trial) },
    ...(isWritable(visit, draft)
      ? [{ key: 'ed_step_submit', path: `${base}/ajukan`, isDone: false, told: say('ed_step_submit_told') }]
      : []),
  ]
  const next = steps.find(step => !step.isDone)
  return html`<section class="group"><h2>${say('ed_steps')}</h2><ol class="steps-todo">${steps.map(
    step =>
      html`<li class="${step.isDone ? 'is-done' : 'is-open'}"><a${step === next ? html` class="primary"` : ''} href="${step.path}">${say(step.key)}</a> <span class="on">${step.told}</span>${step.isDone ? html` <span class="tag done">${say('ed_step_done')}</span>` : ''}</li>`,
  )}</ol></section>`
}

const isTried = (trial: TrialState): boolean =>
  trial.kind === 'done' && !trial.isOutdated && trial.unaccepted.length === 0 && trial.trial.problems.length === 0

export function trialTold({ words: { say } }: Parts, trial: TrialState): string {
  switch (trial.kind) {
    case 'none':
      return say('ed_trial_none')
    case 'under-way':
      return say('ed_trial_under_way')
    case 'failed':
      return say('ed_trial_failed')
    case 'done':
      if (trial.isOutdated) return say('ed_trial_outdated')
      return trial.unaccepted.length === 0 ? say('ed_trial_accepted') : say('ed_trial_unaccepted', { n: trial.unaccepted.length })
  }
}

// ── What it holds ──

function filesOf(parts: Parts, visit: Seen, draft: Draft): Html {
  const { say } = parts.words
  const isOpen = isWritable(visit, draft)
  const files = Object.keys(draft.files).toSorted()
  const row = (file: string): Html => {
    const body = draft.files[file]?.body ?? null
    const kind = kindOf(file)
    const name = fileName(parts, draft, file)
    return html`<li class="case"><div><h3>${body === null ? name : html`<a href="${filePath(draft.id, file)}">${name}</a>`}</h3><p class="facts"><span>${say(`ed_kind_${kind}`)}</span>${countsOf(parts, body, kind)}${body === null ? html`<span class="tag care">${say('ed_file_goes')}</span>` : ''}</p></div>${
      isOpen
        ? form(
            visit,
            `${draftPath(draft.id)}/lepas`,
            html`${versionOf(draft)}<input type="hidden" name="_berkas" value="${file}"><button class="small quiet">${say('ed_file_drop')}<span class="away"> ${name}</span></button>`,
          )
        : ''
    }</li>`
  }
  return html`<section class="group" id="isi"><h2>${say('ed_files')}</h2>${files.length === 0 ? html`<p class="empty">${say('ed_files_none')}</p>` : html`<ul class="cases">${files.map(row)}</ul>`}${isOpen ? addOf(parts, visit, draft) : ''}</section>`
}

function countsOf({ words: { say } }: Parts, body: Draft['files'][string]['body'], kind: FileKind): Html {
  if (body === null) return html``
  if (kind === 'regulation') return html`<span>${say('ed_count_clauses', { n: listAt(body, 'clauses').length })}</span>`
  if (kind === 'other') return html``
  return html`<span>${say('ed_count_rows', { n: listAt(body, 'rows').length })}</span><span>${say('ed_count_questions', { n: listAt(body, 'questions').length })}</span>`
}

/** Regulations of the draft that say nothing for askers yet. */
const withoutRows = (draft: Draft): readonly string[] =>
  Object.keys(draft.files).filter(file => {
    const body = draft.files[file]?.body ?? null
    if (kindOf(file) !== 'regulation' || body === null) return false
    const id = textAt(body, 'id')
    return !Object.entries(draft.files).some(([path, f]) => kindOf(path) === 'rows' && textAt(f.body, 'regulation') === id)
  })

function addOf(parts: Parts, visit: Seen, draft: Draft): Html {
  const { say } = parts.words
  const path = `${draftPath(draft.id)}/tambah`
  return html`${withoutRows(draft).map(file => form(visit, path, html`${versionOf(draft)}<input type="hidden" name="_untuk" value="${file}"><button class="second" name="_apa" value="rows">${say('ed_add_rows', { name: fileName(parts, draft, file) })}</button>`))}
<details class="menu-part"><summary>${say('ed_add_more')}</summary>${form(
    visit,
    path,
    html`${versionOf(draft)}<label for="judul-baru">${say('ed_blank_title')}</label><input type="text" id="judul-baru" name="judul" maxlength="150" required><div class="actions"><button class="second" name="_apa" value="situation">${say('ed_blank_situation')}</button><button class="second" name="_apa" value="principle">${say('ed_blank_principle')}</button></div>`,
  )}${form(
    visit,
    path,
    html`${versionOf(draft)}<label for="dari-berlaku">${say('ed_add_live')}</label><p class="hint">${say('ed_add_live_hint')}</p><input type="text" id="dari-berlaku" name="nama" list="daftar-berlaku" maxlength="200" autocomplete="off" required><datalist id="daftar-berlaku">${parts.law.files.map(f => html`<option value="${liveName(parts, f)}">`)}</datalist><div class="actions"><button class="second" name="_apa" value="live">${say('ed_add_live_do')}</button><button class="second" name="_apa" value="gone">${say('ed_add_gone_do')}</button></div>`,
  )}</details>`
}

const liveName = ({ words: { say } }: Parts, { kind, name }: Parts['law']['files'][number]): string =>
  `${name} (${say(`ed_kind_${kind}`)})`

async function addFile(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const added = addedIn(parts, visit, draft)
  if (added === null)
    return afterwards({ kind: 'refused', why: 'no-such-part', problems: [] }, `${draftPath(draft.id)}#isi`, null)
  const acted = await edit(parts, visit, draft, [added])
  const { body } = added
  return afterwards(acted, body === null ? `${draftPath(draft.id)}#isi` : filePath(draft.id, added.file), 'ed_done_added')
}

function addedIn(parts: Parts, { form: posted }: Seen, draft: Draft): Extract<DraftEdit, { kind: 'add-file' }> | null {
  const what = posted.get('_apa')
  const title = (posted.get('judul') ?? '').trim()
  const of = { title, place: null, on: parts.today() }
  switch (what) {
    case 'situation':
    case 'principle':
      return title === '' ? null : { kind: 'add-file', file: fileFor(what, idOf(title), null), body: blankOf(what, of) }
    case 'rows': {
      const body = draft.files[posted.get('_untuk') ?? '']?.body ?? null
      if (body === null) return null
      const [regulation, place] = [textAt(body, 'id'), textAt(body, 'place')]
      return {
        kind: 'add-file',
        file: fileFor('regional', regulation, place),
        body: { regulation, place, rows: [], questions: [] },
      }
    }
    case 'live':
    case 'gone': {
      const file = parts.law.files.find(f => liveName(parts, f) === posted.get('nama')?.trim())
      return file === undefined ? null : { kind: 'add-file', file: file.path, body: what === 'live' ? 'live' : null }
    }
    default:
      return null
  }
}

const dropFile = async (parts: Parts, visit: Seen, draft: Draft): Promise<Answer> =>
  afterwards(
    await edit(parts, visit, draft, [{ kind: 'drop-file', file: visit.form.get('_berkas') ?? '' }]),
    `${draftPath(draft.id)}#isi`,
    'ed_done_dropped',
  )

// ── The rest ──

const moreOf = (parts: Parts, visit: Seen, draft: Draft): Html => {
  if (!isWritable(visit, draft)) return html``
  const { say } = parts.words
  return html`<section class="more"><h2>${say('case_more')}</h2><details class="menu-part"><summary>${say('ed_retitle')}</summary>${form(
    visit,
    `${draftPath(draft.id)}/judul`,
    html`${versionOf(draft)}<label for="judul-naskah">${say('ed_retitle_label')}</label><input type="text" id="judul-naskah" name="judul" value="${draft.title}" maxlength="150" required><button class="second">${say('save')}</button>`,
  )}</details>${discardOf(parts, visit, draft)}</section>`
}

export function discardOf({ words: { say } }: Parts, visit: Seen, draft: Draft): Html {
  if (!mayEdit(visit)) return html``
  return html`<details class="menu-part"><summary>${say('ed_discard')}</summary>${form(
    visit,
    `${draftPath(draft.id)}/buang`,
    html`${versionOf(draft)}<p>${say('ed_discard_text')}</p><label for="alasan-buang">${say('ed_discard_reason')}</label><textarea id="alasan-buang" name="alasan" rows="2" maxlength="1000" required></textarea><label class="option confirm"><input type="checkbox" name="yakin" value="ya" required><span>${say('ed_discard_sure')}</span></label><button class="danger">${say('ed_discard_do')}</button>`,
  )}</details>`
}

async function retitle(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const title = (visit.form.get('judul') ?? '').trim()
  if (title === '') return refused('malformed')
  return afterwards(await edit(parts, visit, draft, [{ kind: 'retitle', title }]), draftPath(draft.id), 'ed_done_saved')
}
