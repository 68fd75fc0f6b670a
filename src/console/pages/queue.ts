// "Menunggu & milik saya": what waits for approval, who waits, what I hold, what the others hold. The urgent first; no word of what was asked.
import { html } from 'hono/html'
import { form } from '../form.ts'
import type { Law } from '../law.ts'
import type { Html, Seen as Visit } from '../visit.ts'
import type { Words } from '../words.ts'
import type { Names } from './parts.ts'
import { type Case, inLine, matterOf, regionOf, stateName, waited, windowOf } from './view.ts'

export type QueuePage = {
  readonly visit: Visit
  readonly words: Words
  readonly law: Law
  readonly names: Names
  /** Those that this officer may see. */
  readonly cases: readonly Case[]
}

export function queuePage(page: QueuePage): Html {
  const { visit, words, cases } = page
  const { say } = words
  const { id, roles, teams, bells, isOnDuty } = visit.who.staff
  const open = cases.filter(c => c.state !== 'closed' && c.state !== 'expired').toSorted(inLine)
  // four eyes: what I wrote somebody else reads
  const toApprove = roles.includes('coordinator')
    ? open.filter(c => c.state === 'in_review' && c.holder !== id && teams.includes(c.team))
    : []
  const rest = open.filter(c => !toApprove.includes(c))
  const waiting = rest.filter(c => c.holder === null)
  const mine = rest.filter(c => c.holder === id)
  const others = rest.filter(c => c.holder !== null && c.holder !== id)
  const rings = bells.sound && isOnDuty
  return html`<div id="queue" class="queue" hx-get="/antrean/isi" hx-trigger="rambu-changed from:body" hx-swap="outerMorph" data-waiting="${waiting.length}"${rings ? html` data-rings` : ''}>
${toApprove.length === 0 ? '' : group(page, say('queue_approve'), toApprove)}
${mine.length === 0 ? '' : group(page, say('queue_mine'), mine)}
${waiting.length === 0 ? html`<section class="group"><h2>${say('queue_waiting')}</h2><p class="empty">${say('queue_waiting_none')}</p></section>` : group(page, say('queue_waiting'), waiting)}
${others.length === 0 ? '' : group(page, say('queue_others'), others)}
</div>`
}

/** Of a long line only so many are drawn: who waits behind them is counted. */
const SHOWN_MAX = 40

/** One form for the whole list: what is to be claimed stands on its button. */
function group(page: QueuePage, title: string, cases: readonly Case[]): Html {
  const { visit, words } = page
  const shown = cases.slice(0, SHOWN_MAX)
  const rows = html`<ul class="cases">${shown.map(c => row(page, c))}</ul>`
  return html`<section class="group"><h2>${title} <span class="count">${cases.length}</span></h2>${
    shown.some(c => c.holder === null) ? form(visit, '/antrean', rows) : rows
  }${cases.length > shown.length ? html`<p class="empty">${words.say('queue_more', { n: cases.length - shown.length })}</p>` : ''}</section>`
}

function row(page: QueuePage, c: Case): Html {
  const { say } = page.words
  const isUrgent = c.urgency === 'urgent'
  return html`<li id="kasus-${c.id}" class="case${isUrgent ? ' urgent' : ''}"><div>
<h3><a href="/konsultasi/${c.id}">${c.codeName}</a>${isUrgent ? html` <span class="tag tag-urgent">${say('urgent')}</span>` : ''}</h3>
<p class="matter">${matterOf(say, page.law, c.brief)}</p>
<p class="facts">${factsOf(page, c).map(fact => html`<span>${fact}</span>`)}</p></div>
${c.holder === null ? html`<button class="small" formaction="/konsultasi/${c.id}/ambil">${say('case_claim')}<span class="away"> ${c.codeName}</span></button>` : ''}</li>`
}

function factsOf({ visit, words: { say }, law, names }: QueuePage, c: Case): readonly string[] {
  const isMine = c.holder === visit.who.staff.id
  return [
    c.state === 'waiting' ? waited(say, c.waitsSince, visit.now) : stateName(say, c.state),
    ...(c.holder === null || isMine ? [] : [say('held_by', { name: names.staff(c.holder) })]),
    regionOf(say, law, c.brief.region),
    ...(visit.who.staff.teams.length > 1 ? [names.team(c.team)] : []),
    say('window_label', { window: windowOf(say, c.freeUntil, visit.now) }),
  ]
}
