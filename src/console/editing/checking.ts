// Everything that the check finds in a draft, each leading to where it can be mended.
import { html } from 'hono/html'
import type { Problem } from '../../knowledge/knowledge.ts'
import type { Draft } from '../../publishing/publishing.ts'
import { form } from '../form.ts'
import type { Parts } from '../pages/parts.ts'
import { type Answer, type Html, type Route, refused, type Seen } from '../visit.ts'
import { afterwards, draftPath, draftSheet, edit, fileName, isWritable, onDraft, versionOf } from './frame.ts'
import { mendedAt, problemAt } from './problems.ts'

export const checkRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/periksa', (visit, draft) => checkPage(parts, visit, draft)),
  onDraft(parts, 'draft.edit', 'POST', '/periksa', (visit, draft) => settle(parts, visit, draft)),
]

async function checkPage(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { say } = parts.words
  const checked = await parts.editor.check(draft.id)
  const problems = checked?.problems ?? []
  const unconfirmed = checked?.unconfirmed.length ?? 0
  const overtaken = checked?.overtaken ?? []
  const files = [...new Set(problems.map(p => p.file))]
  const own = files.filter(file => draft.files[file] !== undefined)
  const others = problems.filter(p => draft.files[p.file] === undefined)
  const main = html`<p role="status" class="counter">${problems.length === 0 ? say('ed_check_clean') : say('ed_check_count', { n: problems.length })}</p>
${unconfirmed === 0 || draft.source === null ? '' : html`<div class="note"><p>${say('ed_check_unconfirmed', { n: unconfirmed })} <a href="${draftPath(draft.id)}/dokumen">${say('ed_check_unconfirmed_go')}</a></p></div>`}
${overtaken.map(file => overtakenOf(parts, visit, draft, file))}
${own.map(
  file =>
    html`<section class="group"><h2>${fileName(parts, draft, file)}</h2>${listOf(
      parts,
      draft,
      problems.filter(p => p.file === file),
    )}</section>`,
)}
${others.length === 0 ? '' : html`<section class="group"><h2>${say('ed_check_elsewhere')}</h2><p class="hint">${say('ed_check_elsewhere_hint')}</p><ul class="plain-list">${others.slice(0, SHOWN_MAX).map(p => html`<li><span class="on">${nameOf(parts, p)}</span> ${problemAt(parts.words, p)}</li>`)}</ul></section>`}
${problems.length === 0 && overtaken.length === 0 ? html`<p><a class="primary" href="${draftPath(draft.id)}/uji">${say('ed_check_on')}</a></p>` : ''}`
  return draftSheet(parts, visit, draft, { title: say('ed_check'), main, tab: 'periksa' })
}

const SHOWN_MAX = 60

const nameOf = ({ law }: Parts, { file }: Problem): string => law.files.find(f => f.path === file)?.name ?? file

const listOf = (parts: Parts, draft: Draft, problems: readonly Problem[]): Html =>
  html`<ul class="problem-list">${problems.slice(0, SHOWN_MAX).map(p => {
    const path = mendedAt(draft, p)
    const text = problemAt(parts.words, p, path)
    return html`<li>${path === null ? text : html`<a href="${path}">${text}</a>`}</li>`
  })}</ul>${problems.length > SHOWN_MAX ? html`<p class="empty">${parts.words.say('ed_changes_more', { n: problems.length - SHOWN_MAX })}</p>` : ''}`

// ── What somebody else has published meanwhile ──

/** Taken up anew, or kept as it is written here by whoever has seen the difference. */
const overtakenOf = (parts: Parts, visit: Seen, draft: Draft, file: string): Html => {
  const { say } = parts.words
  const name = fileName(parts, draft, file)
  return html`<div class="flash care" role="note"><p>${say('ed_overtaken', { name })} <a href="${draftPath(draft.id)}">${say('ed_overtaken_see')}</a></p>${
    isWritable(visit, draft)
      ? form(
          visit,
          `${draftPath(draft.id)}/periksa`,
          html`${versionOf(draft)}<input type="hidden" name="_berkas" value="${file}"><div class="actions"><button class="second" name="_pakai" value="sendiri">${say('ed_overtaken_own')}</button><button class="second" name="_pakai" value="berlaku" data-ask="${say('ed_overtaken_live_sure', { name })}">${say('ed_overtaken_live')}</button></div>`,
        )
      : ''
  }</div>`
}

async function settle(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const file = visit.form.get('_berkas') ?? ''
  const own = draft.files[file]
  if (own === undefined) return refused('malformed')
  const body = visit.form.get('_pakai') === 'berlaku' ? 'live' : own.body
  return afterwards(
    await edit(parts, visit, draft, [{ kind: 'add-file', file, body }]),
    `${draftPath(draft.id)}/periksa`,
    'ed_done_saved',
  )
}
