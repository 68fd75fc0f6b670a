// "Daftar kerja": what the knowledge needs next, each leading to where it can be worked on.
import { html } from 'hono/html'
import { type ClauseToVerify, type Library, type RowToReview, type WorkList, workListOf } from '../../publishing/publishing.ts'
import { monthsBack } from '../pages/figures.ts'
import { daysBefore } from '../pages/parts.ts'
import { monthForm, monthIn } from '../pages/statistics.ts'
import { countOf, dayOf, monthOf } from '../pages/view.ts'
import { type Answer, type Html, type Route, refused, route, sheet, type Seen as Visit } from '../visit.ts'
import { type AskedOften, askedOf, usedSince } from './asked.ts'
import { asked, clausePath, entryPath, type Parts, regulationPath, rowPath, type Say } from './parts.ts'
import { allVerified } from './verified.ts'
import { lastsOf, standingTag, textStatusName } from './view.ts'

const MENU = { menu: '/kerja' } as const
const FIRST_MAX = 5
const ALL_MAX = 100
const USED_DAYS = 90
/** After how many months a clause is compared with its source again. */
const AGES = [6, 12, 24] as const
const AGE_GIVEN = 12
const DAYS_OF_MONTH = 30.4375

export const workListRoutes = (parts: Parts): readonly Route[] => [
  route('work.see', 'GET', '/kerja', visit => workPage(parts, visit)),
  route('work.see', 'GET', '/kerja/:bagian', visit => sectionPage(parts, visit)),
]

/** What there is to do of one kind; `all`: how many, where that is known. */
type Section = {
  readonly id: (typeof SECTIONS)[number]
  readonly items: readonly Html[]
  readonly note?: Html
}
const SECTIONS = ['pasal', 'telaah', 'edaran', 'tanpa-dasar', 'belum-terbantu', 'draf', 'berselisih'] as const

const keyOf = (id: Section['id']): string => `lib_work_${id.replaceAll('-', '_')}`

const ageIn = (visit: Visit): (typeof AGES)[number] => AGES.find(age => String(age) === asked(visit, 'umur')) ?? AGE_GIVEN

async function sectionsOf(parts: Parts, visit: Visit): Promise<readonly Section[]> {
  const { words, staffBook, law, cases, today, librarian } = parts
  const { say } = words
  const on = today()
  const [library, office, verified] = await Promise.all([librarian.library(), cases.office(), allVerified(staffBook)])
  const [used, often] = await Promise.all([
    usedSince(staffBook, daysBefore(on, USED_DAYS), on, office.k),
    askedOf(staffBook, law, monthIn(visit, on), on, office.k),
  ])
  const list = workListOf(library, {
    on,
    days: Math.round(ageIn(visit) * DAYS_OF_MONTH),
    verified: ref => verified.get(ref) ?? null,
    used,
  })
  return [
    { id: 'pasal', items: list.clauses.map(c => clauseItem(say, c)) },
    {
      id: 'telaah',
      items: list.rows.map(r => rowItem(say, r, true)),
      note: html`<p><a href="/tinjauan">${say('lib_work_print')}</a></p>`,
    },
    { id: 'edaran', items: pastItems(say, list) },
    {
      id: 'tanpa-dasar',
      items: often.unanswered.map(a => askedItem(say, library, a, on)),
      ...hiddenNote(say, often.hidesUnanswered, often.unanswered.length > 0, office.k),
    },
    {
      id: 'belum-terbantu',
      items: often.unhelpful.map(a => askedItem(say, library, a, on)),
      ...hiddenNote(say, often.hidesUnhelpful, often.unhelpful.length > 0, office.k),
    },
    {
      id: 'draf',
      items: office.drafts
        .filter(d => d.approvedBy === null)
        .map(d =>
          item(
            html`<a href="/draf/${d.id}">${d.title}</a>`,
            say('lib_work_draft_from', { name: d.codeName, on: dayOf(d.madeOn) }),
          ),
        ),
    },
    { id: 'berselisih', items: list.disputed.map(r => rowItem(say, r, false)) },
  ]
}

async function workPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const sections = await sectionsOf(parts, visit)
  const month = monthIn(visit, parts.today())
  return sheet(
    say('lib_work_title'),
    html`<p>${say('lib_work_lead')}</p>
<ul class="tiles">${sections.map(s => html`<li><a href="#${s.id}"><strong>${countOf(s.items.length)}</strong> ${say(keyOf(s.id))}</a></li>`)}</ul>
${sections.map(s => sectionOf(parts, visit, s, FIRST_MAX, month))}`,
    MENU,
  )
}

async function sectionPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const found = (await sectionsOf(parts, visit)).find(s => s.id === visit.params.bagian)
  if (found === undefined) return refused('absent')
  return sheet(
    say(keyOf(found.id)),
    html`<p class="where"><a href="/kerja">${say('lib_work_title')}</a></p>${sectionOf(parts, visit, found, ALL_MAX, monthIn(visit, parts.today()))}`,
    MENU,
  )
}

function sectionOf(parts: Parts, visit: Visit, { id, items, note }: Section, max: number, month: string): Html {
  const { say } = parts.words
  const isMonthly = id === 'tanpa-dasar' || id === 'belum-terbantu'
  const heading = max === ALL_MAX ? html`` : html`<h2>${say(keyOf(id))} <span class="count">${countOf(items.length)}</span></h2>`
  return html`<section class="group" id="${id}">${heading}
<p class="hint">${say(`${keyOf(id)}_hint`, { month: monthOf(month), days: USED_DAYS })}</p>
${max !== ALL_MAX || !isMonthly ? '' : monthForm(parts.words, `/kerja/${id}`, month, monthsBack(parts.today(), 1)[0] ?? month)}
${max !== ALL_MAX || id !== 'pasal' ? '' : ageForm(say, ageIn(visit))}
${items.length === 0 ? (note === undefined ? html`<p class="empty">${say('lib_work_none')}</p>` : '') : html`<ul class="rows">${items.slice(0, max)}</ul>`}
${note ?? ''}${items.length > max ? (max === ALL_MAX ? html`<p class="hint">${say('lib_found_more', { n: max })}</p>` : html`<p><a href="/kerja/${id}">${say('lib_work_all', { n: countOf(items.length) })}</a></p>`) : isMonthly && max !== ALL_MAX ? html`<p><a href="/kerja/${id}">${say('lib_work_other_month')}</a></p>` : ''}</section>
`
}

const ageForm = (say: Say, chosen: number): Html =>
  html`<form class="row month" method="get" action="/kerja/pasal"><label for="umur">${say('lib_work_age')}</label><select id="umur" name="umur">${AGES.map(age => html`<option value="${age}"${age === chosen ? html` selected` : ''}>${say('lib_work_age_months', { n: age })}</option>`)}</select><button class="small">${say('month_show')}</button></form>`

const item = (name: Html, ...facts: readonly (Html | string)[]): Html =>
  html`<li><div>${name}<span class="under">${facts.filter(f => String(f) !== '').map((f, i) => html`${i === 0 ? '' : ' · '}${f}`)}</span></div></li>`

const usedText = (say: Say, n: number): string => (n === 0 ? '' : say('lib_work_used', { n: countOf(n) }))

const clauseItem = (say: Say, { at, why, last, used }: ClauseToVerify): Html =>
  item(
    html`<a href="${clausePath(at)}">${at.full}</a>`,
    say(`lib_work_compare_${why}`, { on: last === null ? '' : dayOf(last) }),
    textStatusName(say, at.clause.text_status),
    say('lib_cited_rows', { n: at.cited }),
    usedText(say, used),
  )

const rowItem = (say: Say, { entry, row, lead, placeName, level, used }: RowToReview, showsLevel: boolean): Html =>
  item(
    html`<a href="${rowPath(entry.id, row)}">${entry.title}</a>`,
    ...(placeName === null ? [] : [placeName]),
    lead,
    showsLevel && level === 'officer' ? say('lib_work_officer') : '',
    usedText(say, used),
  )

const pastItems = (say: Say, { past }: WorkList): readonly Html[] =>
  past.map(card =>
    item(
      html`<a href="${regulationPath(card.facts.id)}">${card.facts.short}</a>`,
      card.placeName,
      lastsOf(say, card),
      standingTag(say, card.standing),
      card.cited === 0 ? say('lib_cited_none') : say('lib_cited_rows', { n: card.cited }),
    ),
  )

function askedItem(say: Say, library: Library, { entry, n }: AskedOften, on: string): Html {
  const view = entry === null ? null : library.entry(entry, on)
  return item(
    view === null || entry === null
      ? html`${say('lib_work_like_nothing')}`
      : html`<a href="${entryPath(entry)}">${view.card.title}</a>`,
    say('lib_work_times', { n: countOf(n) }),
  )
}

/** Nothing at all, and nothing that may be told, are two things. */
const hiddenNote = (say: Say, isHidden: boolean, isMore: boolean, k: number): { readonly note?: Html } =>
  isHidden ? { note: html`<p class="hint">${say(isMore ? 'lib_work_hidden' : 'lib_work_hidden_all', { k })}</p>` } : {}
