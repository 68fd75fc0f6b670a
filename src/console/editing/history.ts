// What was done to a draft, and how to take it back: one step undone, the draft thrown away, a thrown one taken back.
import { html } from 'hono/html'
import type { Draft, DraftStep } from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import { namesOf, type Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { type Answer, type Html, type Route, type Seen, to } from '../visit.ts'
import { afterwards, draftPath, draftSheet, fileName, isWritable, onDraft, versionIn, versionOf, whoOf } from './frame.ts'
import { keyOf } from './keys.ts'

export const historyRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/riwayat', (visit, draft) => history(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/urungkan', async (visit, draft) =>
    afterwards(
      await parts.editor.undo(whoOf(parts, visit), draft.id, versionIn(visit)),
      `${draftPath(draft.id)}/riwayat`,
      'ed_done_undone',
    ),
  ),
  onDraft(parts, 'draft.edit', 'POST', '/buang', (visit, draft) => discard(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/ambil-kembali', async (visit, draft) =>
    afterwards(await parts.editor.takeBack(whoOf(parts, visit), draft.id), draftPath(draft.id), 'ed_done_taken_back'),
  ),
]

const SHOWN_MAX = 200

async function history(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { say } = parts.words
  const [steps, names] = await Promise.all([parts.editor.steps(draft.id), namesOf(parts)])
  const row = (step: DraftStep): Html =>
    html`<li><div><p><strong>${say(keyOf('ed_act_', step.act))}</strong>${step.about === '' ? '' : html` <span class="on">${aboutOf(parts, draft, step.about)}</span>`}</p><p class="facts"><span>${names.staff(step.by)}</span><span>${dayOf(new Date(step.at).toISOString().slice(0, 10))}</span><span>${say('ed_version', { n: step.version })}</span></p></div></li>`
  const main = html`<p>${say('ed_history_lead')}</p>
${isWritable(visit, draft) && steps.length > 0 ? form(visit, `${draftPath(draft.id)}/urungkan`, html`${versionOf(draft)}${primary(say('ed_undo'))}`) : ''}
${steps.length === 0 ? html`<p class="empty">${say('ed_history_none')}</p>` : html`<ol class="rows">${steps.slice(0, SHOWN_MAX).map(row)}</ol>`}`
  return draftSheet(parts, visit, draft, { title: say('ed_history'), main, tab: 'riwayat' })
}

/** A part of the draft by the name that people know it by, and which clause, row or question of it. */
function aboutOf(parts: Parts, draft: Draft, about: string): string {
  const { say, has } = parts.words
  const [file = '', path = ''] = about.split(' ')
  if (draft.files[file] === undefined) return parts.law.files.find(f => f.path === file)?.name ?? about
  const [list = '', place = ''] = path.split('.')
  const key = keyOf('ed_part_', list)
  const part = has(key) && place !== '' ? `, ${say(key, { n: Number(place) + 1 })}` : ''
  return `${fileName(parts, draft, file)}${part}`
}

async function discard(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const reason = (visit.form.get('alasan') ?? '').trim()
  const path = draftPath(draft.id)
  if (reason === '') return to(path, 'ed_refused_no_reason', {}, 'care')
  if (visit.form.get('yakin') !== 'ya') return to(path, 'fault_sure', {}, 'care')
  const acted = await parts.editor.discard(whoOf(parts, visit), draft.id, versionIn(visit), reason)
  return acted.kind === 'done' ? to('/naskah', 'ed_done_discarded') : afterwards(acted, path, null)
}
