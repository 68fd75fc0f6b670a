// A question asked as an asker would: how it is answered now, and how it would be with this draft.
import { html } from 'hono/html'
import type { AskedOfBoth, Draft, Given, Previewed } from '../../publishing/publishing.ts'
import { STATUSES } from '../../vocabulary.ts'
import type { Parts } from '../pages/parts.ts'
import { paragraphs } from '../pages/view.ts'
import { type Answer, type Html, piece, type Route, type Seen } from '../visit.ts'
import { placeBox, placeIn, placeList } from './fields.ts'
import { draftPath, draftSheet, onDraft } from './frame.ts'
import { keyOf } from './keys.ts'
import { mendedAt, problemAt } from './problems.ts'

export const previewRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/coba', (visit, draft) => previewPage(parts, visit, draft)),
  onDraft(
    parts,
    'draft.see',
    'GET',
    '/coba/hasil',
    async (visit, draft) => {
      const asked = askedIn(parts, visit)
      return piece(asked === null || asked === 'place' ? html`` : await outcome(parts, visit, draft, asked))
    },
    { isQuiet: true },
  ),
]

const ASK_MAX = 500
const AGAIN_SECONDS = 4

/** null: nothing was asked yet; `place`: of a place that nobody knows. */
function askedIn({ law, today }: Parts, { query }: Seen): AskedOfBoth | 'place' | null {
  const ask = (query.get('tanya') ?? '').trim().slice(0, ASK_MAX)
  if (ask === '') return null
  const typed = (query.get('wilayah') ?? '').trim()
  const place = typed === '' ? null : placeIn(law, typed)
  if (place === undefined) return 'place'
  const on = query.get('tanggal') ?? ''
  return {
    ask,
    place,
    status: STATUSES.find(s => s === query.get('status')) ?? null,
    on: /^\d{4}-\d{2}-\d{2}$/.test(on) ? on : today(),
  }
}

async function previewPage(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const { say } = parts.words
  const asked = askedIn(parts, visit)
  const given = asked === null || asked === 'place' ? null : asked
  const previewed = given === null ? null : await parts.editor.preview(draft.id, given)
  const { query } = visit
  const status = query.get('status') ?? ''
  const path = `${draftPath(draft.id)}/coba`
  const main = html`<p>${say(draft.state === 'published' ? 'ed_preview_live' : 'ed_preview_lead')}</p>
<form method="get" action="${path}" class="ask"><div class="field"><label for="tanya">${say('ed_preview_ask')}</label><textarea id="tanya" name="tanya" rows="3" maxlength="${ASK_MAX}" required>
${query.get('tanya') ?? ''}</textarea></div>
<div class="pair"><div class="field${asked === 'place' ? ' wrong' : ''}"><label for="wilayah">${say('ed_preview_place')}</label>${asked === 'place' ? html`<p class="fault" id="wilayah-fault">${say('fault_place')}</p>` : ''}${placeBox('wilayah', 'wilayah', query.get('wilayah') ?? placeName(parts, draft), asked === 'place' ? html` aria-describedby="wilayah-fault"` : html``)}</div>
<div class="field"><label for="status">${say('ed_preview_status')}</label><select id="status" name="status"><option value="">${say('ed_status_none')}</option>${STATUSES.map(s => html`<option value="${s}"${s === status ? html` selected` : ''}>${say(keyOf('ed_status_', s))}</option>`)}</select></div>
<div class="field"><label for="tanggal">${say('ed_preview_on')}</label><input type="date" id="tanggal" name="tanggal" value="${query.get('tanggal') ?? parts.today()}"></div></div>
<button class="primary">${say('ed_preview_do')}</button></form>
${placeList(parts.law)}
${given === null ? '' : await outcome(parts, visit, draft, given, previewed)}`
  const isLearning = previewed?.kind === 'learning'
  return draftSheet(parts, visit, draft, {
    title: say('ed_preview'),
    main,
    tab: 'coba',
    ...(isLearning ? { againSeconds: AGAIN_SECONDS } : {}),
  })
}

/** A circular is tried where it holds. */
function placeName({ law }: Parts, draft: Draft): string {
  const [, place] =
    Object.keys(draft.files)
      .find(file => /^(regulations|rows)\//.test(file))
      ?.split('/') ?? []
  return place === undefined || place === 'ID' ? '' : (law.places.find(p => p.id === place)?.name ?? '')
}

async function outcome(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  asked: AskedOfBoth,
  known: Previewed | null = null,
): Promise<Html> {
  const { say } = parts.words
  const previewed = known ?? (await parts.editor.preview(draft.id, asked))
  switch (previewed?.kind) {
    case undefined:
      return html``
    case 'problems':
      return html`<section id="hasil" class="found-wrong"><h2>${say('ed_preview_problems')}</h2><ul>${previewed.problems
        .slice(0, 12)
        .map(p => {
          const path = mendedAt(draft, p)
          return html`<li>${path === null ? problemAt(parts.words, p) : html`<a href="${path}">${problemAt(parts.words, p)}</a>`}</li>`
        })}</ul></section>`
    case 'learning':
      return html`<section id="hasil" class="both" hx-get="${draftPath(draft.id)}/coba/hasil?${visit.query.toString()}" hx-trigger="every 3s" hx-swap="outerMorph">${answerOf(parts, 'ed_now', previewed.before)}<article class="answer"><h2>${say('ed_then')}</h2><p role="status">${say('ed_preview_learning')}</p><progress aria-label="${say('ed_preview_learning_label')}"></progress></article></section>`
    case 'answered': {
      const { before, after } = previewed
      const isSame = before.text === after.text && before.outcome === after.outcome
      if (draft.state === 'published') return html`<section id="hasil">${answerOf(parts, 'ed_now', before)}</section>`
      return html`<section id="hasil"><p role="status" class="${isSame ? 'hint' : 'changed-told'}">${say(isSame ? 'ed_preview_same' : 'ed_preview_changed')}</p><div class="both">${answerOf(parts, 'ed_now', before)}${answerOf(parts, 'ed_then', after)}</div></section>`
    }
  }
}

/** As an asker reads it, with the verdict and the basis beside it. */
export function answerOf(parts: Parts, title: string, given: Given): Html {
  const { say } = parts.words
  return html`<article class="answer"><h2>${say(title)}</h2><p><span class="tag verdict-${given.outcome}">${outcomeName(parts, given)}</span></p><div class="said-by">${paragraphs(given.text)}</div>${given.citations.length === 0 ? '' : html`<details class="menu-part"><summary>${say('ed_citations', { n: given.citations.length })}</summary><ul>${given.citations.map(c => html`<li>${c}</li>`)}</ul></details>`}</article>`
}

export const outcomeName = ({ words: { say, has } }: Parts, { outcome }: Pick<Given, 'outcome'>): string =>
  has(`answer_${outcome}`) ? say(`answer_${outcome}`) : say('answer_failed')
