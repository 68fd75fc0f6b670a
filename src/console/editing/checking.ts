// Everything that the check finds in a draft, each leading to where it can be mended.
import { html } from 'hono/html'
import type { Problem } from '../../knowledge/knowledge.ts'
import type { Draft } from '../../publishing/publishing.ts'
import type { Parts } from '../pages/parts.ts'
import type { Answer, Html, Route, Seen } from '../visit.ts'
import { draftPath, draftSheet, fileName, onDraft } from './frame.ts'
import { mendedAt, problemAt } from './problems.ts'

export const checkRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/periksa', (visit, draft) => checkPage(parts, visit, draft)),
]

async function checkPage(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { say } = parts.words
  const checked = await parts.editor.check(draft.id)
  const problems = checked?.problems ?? []
  const unconfirmed = checked?.unconfirmed.length ?? 0
  const files = [...new Set(problems.map(p => p.file))]
  const own = files.filter(file => draft.files[file] !== undefined)
  const others = problems.filter(p => draft.files[p.file] === undefined)
  const main = html`<p role="status" class="counter">${problems.length === 0 ? say('ed_check_clean') : say('ed_check_count', { n: problems.length })}</p>
${unconfirmed === 0 || draft.source === null ? '' : html`<div class="note"><p>${say('ed_check_unconfirmed', { n: unconfirmed })} <a href="${draftPath(draft.id)}/dokumen">${say('ed_check_unconfirmed_go')}</a></p></div>`}
${own.map(
  file =>
    html`<section class="group"><h2>${fileName(parts, draft, file)}</h2>${listOf(
      parts,
      draft,
      problems.filter(p => p.file === file),
    )}</section>`,
)}
${others.length === 0 ? '' : html`<section class="group"><h2>${say('ed_check_elsewhere')}</h2><p class="hint">${say('ed_check_elsewhere_hint')}</p><ul class="plain-list">${others.slice(0, SHOWN_MAX).map(p => html`<li><span class="on">${nameOf(parts, p)}</span> ${problemAt(parts.words, p)}</li>`)}</ul></section>`}
${problems.length === 0 ? html`<p><a class="primary" href="${draftPath(draft.id)}/uji">${say('ed_check_on')}</a></p>` : ''}`
  return draftSheet(parts, visit, draft, { title: say('ed_check'), main, tab: 'periksa' })
}

const SHOWN_MAX = 60

const nameOf = ({ law }: Parts, { file }: Problem): string => law.files.find(f => f.path === file)?.name ?? file

const listOf = (parts: Parts, draft: Draft, problems: readonly Problem[]): Html =>
  html`<ul class="problem-list">${problems.slice(0, SHOWN_MAX).map(p => {
    const path = mendedAt(draft, p)
    const text = problemAt(parts.words, p)
    return html`<li>${path === null ? text : html`<a href="${path}">${text}</a>`}</li>`
  })}</ul>${problems.length > SHOWN_MAX ? html`<p class="empty">${parts.words.say('ed_changes_more', { n: problems.length - SHOWN_MAX })}</p>` : ''}`
