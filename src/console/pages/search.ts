// "Cari": among the consultations of one's own teams, by what stands open or has a name in the law; never by words of an asker.
import { html } from 'hono/html'
import { type CaseFilter, STATES } from '../../handoff/handoff.ts'
import type { DateOnly } from '../../vocabulary.ts'
import { FOUND_MAX } from '../cases.ts'
import { type Answer, type Html, type Route, route, sheet, type Seen as Visit } from '../visit.ts'
import { reachOf } from '../work.ts'
import { outcomeKey } from './consultation.ts'
import { daysBefore, handlerOf, type Parts } from './parts.ts'
import { type Case, dayOf, matterOf, stateName } from './view.ts'

const SHOWN_MAX = 50
const GIVEN_DAYS = 30

type Wanted = {
  readonly name: string
  readonly topic: string
  readonly situation: string
  readonly state: string
  readonly from: DateOnly
  readonly to: DateOnly
}

export const searchRoutes = (parts: Parts): readonly Route[] => [
  route('case.search', 'GET', '/cari', visit => searchPage(parts, visit)),
]

async function searchPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { words } = parts
  const wanted = wantedIn(visit, parts.today())
  const isAsked = visit.query.size > 0
  const found = isAsked ? await find(parts, visit, wanted) : NOTHING
  return sheet(words.say('search_title'), html`${formOf(parts, wanted)}${isAsked ? foundOf(parts, found) : ''}`, {
    menu: '/cari',
  })
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

function wantedIn({ query }: Visit, today: DateOnly): Wanted {
  const of = (name: string): string => (query.get(name) ?? '').trim().slice(0, 80)
  const day = (name: string, given: DateOnly): DateOnly => (DAY.test(of(name)) ? of(name) : given)
  return {
    name: of('nama'),
    topic: of('topik'),
    situation: of('keadaan'),
    state: of('status'),
    from: day('dari', daysBefore(today, GIVEN_DAYS)),
    to: day('sampai', today),
  }
}

/** `isCut`: there are more in those days than were looked through. */
type Found = { readonly cases: readonly Case[]; readonly isCut: boolean }
const NOTHING: Found = { cases: [], isCut: false }

/** The columns that stand open are searched by the store; of what it finds, topic and situation are looked at here. */
async function find({ cases, work, law }: Parts, { who }: Visit, wanted: Wanted): Promise<Found> {
  const state = STATES.find(s => s === wanted.state)
  const filter: CaseFilter = {
    teams: reachOf(who.staff, await cases.teams()),
    from: wanted.from,
    to: wanted.to,
    states: state === undefined ? null : [state],
    codeName: wanted.name === '' ? null : wanted.name,
  }
  const topicOf = (c: Case): string | null =>
    c.brief.topic ?? (c.brief.situation === null ? null : (law.situation(c.brief.situation)?.topic ?? null))
  const fits = (c: Case): boolean =>
    (wanted.topic === '' || topicOf(c) === wanted.topic) && (wanted.situation === '' || c.brief.situation === wanted.situation)
  const some = await cases.find(filter)
  return { cases: await work.among(handlerOf(who.staff), some.filter(fits)), isCut: some.length >= FOUND_MAX }
}

function formOf({ words: { say }, law }: Parts, wanted: Wanted): Html {
  const chosen = (value: string, own: string): Html => (value === own ? html` selected` : html``)
  return html`<form class="search-form" method="get" action="/cari" role="search">
<div class="field"><label for="nama">${say('search_name')}</label><p class="hint" id="nama-hint">${say('search_name_hint')}</p><input id="nama" name="nama" value="${wanted.name}" maxlength="60" autocomplete="off" aria-describedby="nama-hint"></div>
<div class="pair"><div class="field"><label for="topik">${say('search_topic')}</label><select id="topik" name="topik"><option value="">${say('search_any')}</option>${law.topics.map(t => html`<option value="${t.id}"${chosen(t.id, wanted.topic)}>${t.name}</option>`)}</select></div>
<div class="field"><label for="status">${say('search_state')}</label><select id="status" name="status"><option value="">${say('search_any')}</option>${STATES.map(s => html`<option value="${s}"${chosen(s, wanted.state)}>${stateName(say, s)}</option>`)}</select></div></div>
<div class="field"><label for="keadaan">${say('search_situation')}</label><select id="keadaan" name="keadaan"><option value="">${say('search_any')}</option>${law.situations.map(s => html`<option value="${s.id}"${chosen(s.id, wanted.situation)}>${s.title}</option>`)}</select></div>
<div class="pair"><div class="field"><label for="dari">${say('search_from')}</label><input id="dari" name="dari" type="date" value="${wanted.from}"></div>
<div class="field"><label for="sampai">${say('search_to')}</label><input id="sampai" name="sampai" type="date" value="${wanted.to}"></div></div>
<button class="primary">${say('search_do')}</button></form>`
}

function foundOf({ words: { say }, law }: Parts, { cases: found, isCut }: Found): Html {
  const shown = found.slice(0, SHOWN_MAX)
  const row = (c: Case): Html =>
    html`<li class="case"><div><h3><a href="/konsultasi/${c.id}">${c.codeName}</a></h3><p class="matter">${matterOf(say, law, c.brief)}</p><p class="facts"><span>${stateName(say, c.state)}</span>${c.outcome === null ? '' : html`<span>${say(outcomeKey(c.outcome))}</span>`}<span>${dayOf(c.openedOn)}</span></p></div></li>`
  return html`<section class="group" aria-live="polite"><h2>${say('search_found', { n: found.length })}</h2>${
    found.length === 0 ? html`<p class="empty">${say('search_found_none')}</p>` : html`<ul class="cases">${shown.map(row)}</ul>`
  }${found.length > SHOWN_MAX ? html`<p class="hint">${say('search_found_more', { n: SHOWN_MAX })}</p>` : ''}${isCut ? html`<p class="hint">${say('search_cut', { n: FOUND_MAX })}</p>` : ''}</section>`
}
