// "Situasi": principles and situations by topic; one of them with its rows as sentences.
import { html } from 'hono/html'
import type { EntryCard, EntryView, TopicView } from '../../publishing/publishing.ts'
import { countOf, dayOf } from '../pages/view.ts'
import { type Answer, type Html, type Route, refused, route, sheet, type Seen as Visit } from '../visit.ts'
import { asked, beingChanged, changeForm, entryPath, holds, type Parts, type Say } from './parts.ts'
import { rowOf, searchBox, stacked, statusName, verdictName } from './view.ts'

const MENU = { menu: '/situasi' } as const
const FOUND_MAX = 60

export const entryRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/situasi', visit => listPage(parts, visit)),
  route('library.see', 'GET', '/situasi/:id', visit => entryPage(parts, visit)),
]

async function listPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const topics = (await parts.librarian.library()).topics()
  const text = asked(visit, 'cari')
  const topic = topics.find(t => t.id === asked(visit, 'topik')) ?? null
  return sheet(
    topic === null ? say('lib_entries_title') : topic.name,
    html`${topic === null ? html`<p>${say('lib_entries_lead')}</p>` : html`<p class="where"><a href="/situasi">${say('lib_entries_title')}</a></p>`}
<form class="filter" method="get" action="/situasi">
${searchBox(say('lib_search_entry'), text)}
<div class="field"><label for="topik">${say('lib_topic')}</label><select id="topik" name="topik"><option value="">${say('search_any')}</option>${topics.map(t => html`<option value="${t.id}"${t === topic ? html` selected` : ''}>${t.name}</option>`)}</select></div>
<button>${say('search_do')}</button></form>
${topic === null && text === '' ? topicTable(say, topics) : foundIn(say, topic === null ? topics : [topic], text)}`,
    MENU,
  )
}

const topicTable = (say: Say, topics: readonly TopicView[]): Html =>
  stacked(
    say('lib_entries_title'),
    [say('lib_topic'), say('lib_principles'), say('lib_situations'), say('lib_rows'), say('lib_rows_legal')],
    topics.map(({ id, name, entries }) => {
      const sum = (of: (e: EntryCard) => number): number => entries.reduce((n, e) => n + of(e), 0)
      return [
        html`<a href="/situasi?topik=${id}">${name}</a>`,
        html`${entries.filter(e => e.isPrinciple).length}`,
        html`${entries.filter(e => !e.isPrinciple).length}`,
        html`${sum(e => e.rows + e.regional)}`,
        html`${say('lib_of', { n: sum(e => e.legal), of: sum(e => e.rows + e.regional) })}`,
      ]
    }),
  )

function foundIn(say: Say, topics: readonly TopicView[], text: string): Html {
  const found = topics.flatMap(t => t.entries).filter(e => holds(`${e.title} ${e.id}`, text))
  if (found.length === 0) return html`<p class="empty">${say('lib_found_none')}</p>`
  const part = (title: string, entries: readonly EntryCard[]): Html =>
    entries.length === 0
      ? html``
      : html`<h2>${title} <span class="count">${countOf(entries.length)}</span></h2><ul class="rows">${entries.slice(0, FOUND_MAX).map(e => html`<li><div><a href="${entryPath(e.id)}">${e.title}</a><span class="under">${factsOf(say, e)}</span></div></li>`)}</ul>${entries.length > FOUND_MAX ? html`<p class="hint">${say('lib_found_more', { n: FOUND_MAX })}</p>` : ''}`
  return html`${part(
    say('lib_principles'),
    found.filter(e => e.isPrinciple),
  )}${part(
    say('lib_situations'),
    found.filter(e => !e.isPrinciple),
  )}`
}

/** What there is of an entry, in one line. */
const factsOf = (say: Say, e: EntryCard): string =>
  [
    say(`lib_entry_${e.kind}`),
    say('lib_rows_n', { n: e.rows }),
    ...(e.regional === 0 ? [] : [say('lib_rows_regional', { n: e.regional })]),
    say('lib_phrasings_n', { n: e.phrasings }),
    say('lib_reviewed_n', { n: e.legal, of: e.rows + e.regional }),
    ...(e.disputed === 0 ? [] : [say('lib_disputed_n', { n: e.disputed })]),
  ].join(' · ')

async function entryPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const view = (await parts.librarian.library()).entry(visit.params.id ?? '', parts.today())
  if (view === null) return refused('absent')
  const { card, rows } = view
  const national = rows.filter(r => r.circular === null)
  const regional = rows.filter(r => r.circular !== null)
  const files = [card.file]
  return sheet(
    card.title,
    html`<p class="where"><a href="/situasi">${say('lib_entries_title')}</a> › <a href="/situasi?topik=${card.topic}">${view.topicName}</a></p>
<p>${card.isPrinciple ? say('lib_is_principle') : say('lib_is_situation')} ${factsOf(say, card)}.</p>
${await beingChanged(parts, files)}${changeForm(parts, visit, files, card.title)}
<h2>${say('lib_rows')}</h2><p class="hint">${say('lib_rows_hint')}</p>
${national.map(r => rowOf(say, r, { isOnly: national.length === 1, isOpen: false, more: html`` }))}
${regional.length === 0 ? '' : html`<h2>${say('lib_rows_of_circulars')}</h2>${regional.map(r => rowOf(say, r, { isOnly: true, isOpen: false, more: html`` }))}`}
${related(say, view)}
${questions(say, view)}
${phrasings(say, view)}
<p class="hint">${say('lib_file')}: <code>${card.file}</code></p>`,
    MENU,
  )
}

function related(say: Say, { principles, situations }: EntryView): Html {
  const list = (title: string, entries: EntryView['principles']): Html =>
    entries.length === 0
      ? html``
      : html`<h2>${title}</h2><ul class="links">${entries.map(e => html`<li><a href="${entryPath(e.id)}">${e.title}</a></li>`)}</ul>`
  return html`${list(say('lib_principles_of'), principles)}${
    situations.length === 0
      ? ''
      : html`<details><summary>${say('lib_situations_of', { n: situations.length })}</summary><ul class="links">${situations.map(e => html`<li><a href="${entryPath(e.id)}">${e.title}</a></li>`)}</ul></details>`
  }`
}

const questions = (say: Say, { questions }: EntryView): Html =>
  html`<h2>${say('lib_questions')} <span class="count">${questions.length}</span></h2>${
    questions.length === 0
      ? html`<p class="empty">${say('lib_questions_none')}</p>`
      : stacked(
          say('lib_questions'),
          [say('lib_question'), say('lib_question_facts'), say('lib_question_expect')],
          questions.map(q => [
            html`${q.ask}`,
            html`${[dayOf(q.on), ...(q.placeName === null ? [] : [q.placeName]), ...(q.status === null ? [] : [statusName(say, q.status)])].join(', ')}`,
            html`${q.expect.map(v => verdictName(say, v)).join(', ')}`,
          ]),
        )
  }`

const phrasings = (say: Say, { phrasings }: EntryView): Html =>
  html`<h2>${say('lib_phrasings')} <span class="count">${phrasings.length}</span></h2>
<details><summary>${say('lib_phrasings_show')}</summary><ul>${phrasings.map(p => html`<li>${p}</li>`)}</ul></details>`
