// "Peraturan": what is loaded, by rank and place; one of them; one clause with everything that leans on it and what it was before.
import { html } from 'hono/html'
import type { ClauseMoment, ClauseView, Library, RegulationCard, Verified } from '../../publishing/publishing.ts'
import { form, hidden } from '../form.ts'
import { namesOf } from '../pages/parts.ts'
import { countOf, dayOf } from '../pages/view.ts'
import { may } from '../policies.ts'
import { type Answer, type Html, type Route, refused, route, sheet, to, type Seen as Visit } from '../visit.ts'
import {
  asked,
  begin,
  beingChanged,
  changeForm,
  clausePath,
  entryPath,
  holds,
  type Parts,
  regulationPath,
  rowPath,
  type Say,
} from './parts.ts'
import { verifiedIn, verify } from './verified.ts'
import {
  lastsOf,
  rankName,
  searchBox,
  stacked,
  standingName,
  standingTag,
  textStatusName,
  textStatusTag,
  verdictName,
} from './view.ts'

const MENU = { menu: '/peraturan' } as const

export const regulationRoutes = (parts: Parts): readonly Route[] => [
  route('library.see', 'GET', '/peraturan', visit => listPage(parts, visit)),
  route('library.see', 'GET', '/peraturan/:id', async visit => {
    const library = await parts.librarian.library()
    return regulationPage(parts, visit, library)
  }),
  route('library.see', 'GET', '/peraturan/:id/:pasal', visit => clausePage(parts, visit)),
  route('clause.verify', 'POST', '/peraturan/:id/:pasal/cocok', visit => compared(parts, visit)),
  route('draft.edit', 'POST', '/kerja/ubah', visit => change(parts, visit)),
]

// ── All of them ──

const PAST = 'lewat'

async function listPage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const library = await parts.librarian.library()
  const all = library.regulations(parts.today())
  const wanted = { text: asked(visit, 'cari'), place: asked(visit, 'wilayah'), state: asked(visit, 'keadaan') }
  const found = all.filter(
    card =>
      holds(`${card.facts.short} ${card.facts.title} ${card.facts.issuer}`, wanted.text) &&
      (wanted.place === '' || card.facts.place === wanted.place) &&
      (wanted.state !== PAST || card.isPast),
  )
  const places = [...new Map(all.map(c => [c.facts.place, c.placeName]))]
  const past = all.filter(c => c.isPast).length
  return sheet(
    say('lib_regulations_title'),
    html`<p>${say('lib_regulations_lead', { n: all.length, clauses: countOf(all.reduce((n, c) => n + c.clauses, 0)) })}</p>
${past === 0 ? '' : html`<p class="note"><a href="/peraturan?keadaan=${PAST}">${say('lib_regulations_past', { n: past })}</a></p>`}
<form class="filter" method="get" action="/peraturan">
${searchBox(say('lib_search'), wanted.text)}
<div class="field"><label for="wilayah">${say('lib_place')}</label><select id="wilayah" name="wilayah"><option value="">${say('search_any')}</option>${places.map(([code, name]) => html`<option value="${code}"${code === wanted.place ? html` selected` : ''}>${name}</option>`)}</select></div>
<button>${say('search_do')}</button></form>
${found.length === 0 ? html`<p class="empty">${say('lib_found_none')}</p>` : byRank(say, found)}`,
    MENU,
  )
}

const byRank = (say: Say, cards: readonly RegulationCard[]): Html =>
  html`${[...Map.groupBy(cards, c => c.facts.rank)].map(
    ([rank, of]) =>
      html`<h2>${rankName(say, rank)} <span class="count">${of.length}</span></h2>${tableOf(say, of, rankName(say, rank))}`,
  )}`

const tableOf = (say: Say, cards: readonly RegulationCard[], caption: string): Html =>
  stacked(
    caption,
    [say('lib_regulation'), say('lib_standing'), say('lib_clauses'), say('lib_cited')],
    cards.map(card => [
      html`<a href="${regulationPath(card.facts.id)}">${card.facts.short}</a><span class="under">${card.facts.place === 'ID' ? '' : `${card.placeName}. `}${card.facts.title}</span>`,
      html`${standingTag(say, card.standing)}${card.isPast ? html` <span class="tag care">${say('lib_past')}</span>` : ''}<span class="under">${lastsOf(say, card)}</span>`,
      html`${card.clauses}${card.verbatim === card.clauses ? '' : html`<span class="under">${say('lib_clauses_verbatim', { n: card.verbatim })}</span>`}`,
      html`${card.cited === 0 ? say('lib_cited_none') : say('lib_cited_rows', { n: card.cited })}`,
    ]),
  )

// ── One regulation ──

async function regulationPage(parts: Parts, visit: Visit, library: Library): Promise<Answer> {
  const { say } = parts.words
  const view = library.regulation(visit.params.id ?? '', parts.today())
  if (view === null) return refused('absent')
  const { card, clauses } = view
  const { facts } = card
  const named = (list: typeof view.amendedBy): Html =>
    html`${list.map(({ id, short }, i) => html`${i === 0 ? '' : ', '}${short === null ? id : html`<a href="${regulationPath(id)}">${short}</a>`}`)}`
  const pairs: readonly (readonly [string, Html | string])[] = [
    [say('lib_number'), `${facts.type} ${facts.number} (${facts.year})`],
    [say('lib_issuer'), facts.issuer],
    [say('lib_place'), card.placeName],
    [say('lib_rank'), rankName(say, facts.rank)],
    [say('lib_kind'), say(`lib_kind_${facts.kind}`)],
    [say('lib_standing'), html`${standingTag(say, card.standing)} ${lastsOf(say, card)}`],
    [say('lib_enacted'), facts.enacted_on === null ? '' : dayOf(facts.enacted_on)],
    [say('lib_binds'), facts.binds.join(', ')],
    [say('lib_election'), facts.election === null ? '' : say(`lib_election_${facts.election}`)],
    [say('lib_amended_by'), named(view.amendedBy)],
    [say('lib_revoked_by'), named(view.revokedBy)],
    [say('lib_cited'), card.cited === 0 ? say('lib_cited_none') : say('lib_cited_rows', { n: card.cited })],
    [say('lib_sources'), facts.sources.join('; ')],
    [say('lib_notes'), facts.notes],
    [say('lib_file'), html`<code>${card.file}</code>`],
  ]
  const files = [card.file, ...(view.rowsFile === null ? [] : [view.rowsFile])]
  return sheet(
    facts.short,
    html`<p class="where"><a href="/peraturan">${say('lib_regulations_title')}</a></p>
<p class="lead">${facts.title}</p>
${card.isPast ? html`<p class="note">${say('lib_past_note')}</p>` : ''}
<dl class="facts-list">${pairs.filter(([, value]) => String(value) !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${await beingChanged(parts, files)}${changeForm(parts, visit, files, facts.short)}
<h2>${say('lib_clauses')} <span class="count">${clauses.length}</span></h2>
${
  clauses.length === 0
    ? html`<p class="empty">${say('lib_clauses_none')}</p>`
    : stacked(
        say('lib_clauses'),
        [say('lib_clause'), say('lib_standing'), say('lib_text_status'), say('lib_cited')],
        clauses.map(c => [
          html`<a href="${clausePath(c)}">${c.name}</a><span class="under">${shortened(c.clause.text)}</span>`,
          html`${standingName(say, c.standing)}`,
          html`${textStatusName(say, c.clause.text_status)}`,
          html`${c.cited === 0 ? say('lib_cited_none') : say('lib_cited_rows', { n: c.cited })}`,
        ]),
      )
}`,
    MENU,
  )
}

const SHORT = 140
const shortened = (text: string): string => (text.length <= SHORT ? text : `${text.slice(0, SHORT).replace(/\s+\S*$/, '')} …`)

// ── One clause ──

async function clausePage(parts: Parts, visit: Visit): Promise<Answer> {
  const { say } = parts.words
  const { past } = parts.librarian
  const library = await parts.librarian.library()
  const view = library.clause(visit.params.id ?? '', visit.params.pasal ?? '', parts.today())
  if (view === null) return refused('absent')
  const { card, at } = view
  const { clause } = at
  const [moments, names, verified] = await Promise.all([
    past.ofClause(card.file, clause.label, clause.heading),
    namesOf(parts),
    verifiedIn(parts.staffBook, card.facts.id),
  ])
  const links = (list: ClauseView['replacedBy']): Html =>
    html`${list.map((link, i) => html`${i === 0 ? '' : '; '}${link === null ? say('lib_not_loaded') : html`<a href="${clausePath(link)}">${link.full}</a>`}`)}`
  const pairs: readonly (readonly [string, Html | string])[] = [
    [say('lib_standing'), html`${standingTag(say, at.standing)} ${lastsOf(say, card)}`],
    [say('lib_ends'), clause.in_force_until === null ? '' : dayOf(clause.in_force_until)],
    [say('lib_text_status'), textStatusTag(say, clause.text_status)],
    [say('lib_designation'), clause.designation === null ? '' : say(`lib_designation_${clause.designation}`)],
    [say('lib_replaced_by'), links(view.replacedBy)],
    [say('lib_replaces'), links(view.replaces)],
    [say('lib_topics'), clause.topics.join(', ')],
    [say('lib_sources'), clause.sources.join('; ')],
    [say('lib_notes'), clause.notes],
  ]
  return sheet(
    at.full,
    html`<p class="where"><a href="/peraturan">${say('lib_regulations_title')}</a> › <a href="${regulationPath(card.facts.id)}">${card.facts.short}</a></p>
<blockquote class="typed clause-text">${clause.text}</blockquote>
<dl class="facts-list">${pairs.filter(([, value]) => String(value) !== '').map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${await beingChanged(parts, [card.file])}${changeForm(parts, visit, [card.file], at.full)}
${comparison(parts, visit, view, verified.get(at.name) ?? null)}
${history(say, moments, names.staff)}
${citedBy(say, view, asked(visit, 'semua') !== '')}
<nav class="turn" aria-label="${say('lib_turn')}">${view.previous === null ? '' : html`<a href="${clausePath(view.previous)}">← ${view.previous.name}</a>`} ${view.next === null ? '' : html`<a href="${clausePath(view.next)}">${view.next.name} →</a>`}</nav>`,
    MENU,
  )
}

/** Whether somebody held this very text against its source, and when. */
function comparison(parts: Parts, visit: Visit, { at }: ClauseView, last: Verified | null): Html {
  const { say } = parts.words
  const told =
    last === null
      ? say('lib_compared_never')
      : last.mark === at.mark
        ? say('lib_compared_on', { on: dayOf(last.on) })
        : say('lib_compared_changed', { on: dayOf(last.on) })
  return html`<section><h2>${say('lib_compared')}</h2><p>${told}</p>${
    may(visit.who.staff, 'clause.verify', null)
      ? form(
          visit,
          `${clausePath(at)}/cocok`,
          html`${hidden('_sidik', at.mark)}<button>${say('lib_compare')}</button><p class="hint">${say('lib_compare_hint')}</p>`,
        )
      : ''
  }</section>`
}

const CITING_MAX = 20

/** By what they answer, rows of the same thing together. */
function citedBy(say: Say, { at, citing, consequences }: ClauseView, isWhole: boolean): Html {
  const entries = [...Map.groupBy(citing, c => c.entry.id).values()]
  const shown = entries.slice(0, isWhole ? entries.length : CITING_MAX)
  const rows = shown.map(of => [
    html`<a href="${entryPath(of[0]?.entry.id ?? '')}">${of[0]?.entry.title ?? ''}</a>`,
    html`<ul class="plain citing">${of.map(
      c =>
        html`<li><a href="${rowPath(c.entry.id, c.row)}">${verdictName(say, c.verdict)}</a>${c.place === null ? '' : ` (${c.place})`}: ${c.lead}</li>`,
    )}</ul>`,
  ])
  return html`<section><h2>${say('lib_cited_by')} <span class="count">${countOf(citing.length)}</span></h2>
${rows.length === 0 ? html`<p class="empty">${say('lib_cited_by_none')}</p>` : stacked(say('lib_cited_by'), [say('lib_entry'), say('lib_rows')], rows)}
${shown.length === entries.length ? '' : html`<p><a href="${clausePath(at)}?semua=ya">${say('lib_work_all', { n: countOf(entries.length) })}</a></p>`}
${consequences.length === 0 ? '' : html`<p>${say('lib_cited_consequences', { n: consequences.length })}</p><ul>${consequences.map(text => html`<li>${text}</li>`)}</ul>`}</section>`
}

/** What it was, newest first. */
const history = (say: Say, moments: readonly ClauseMoment[], nameOf: (id: string | null) => string): Html =>
  html`<section><h2>${say('lib_history')}</h2>${
    moments.length === 0
      ? html`<p class="empty">${say('lib_history_none')}</p>`
      : html`<ol class="moments">${moments.map((moment, i) => {
          const before = moments[i + 1]?.then ?? null
          const { then } = moment
          const what = then === null ? 'gone' : before === null ? 'new' : then.text === before.text ? 'facts' : 'text'
          return html`<li><strong>${dayOf(moment.on)}</strong> · <a href="/edisi/${moment.seq}">${say('lib_edition_number', { seq: moment.seq })}</a> · ${moment.by === null ? say('lib_by_program') : nameOf(moment.by)}<br>${say(`lib_history_${what}`)}${
            then === null
              ? ''
              : html` ${standingName(say, then.force)}, ${textStatusName(say, then.text_status)}.${what === 'text' && before !== null ? html`<details><summary>${say('lib_history_before')}</summary><blockquote class="typed">${before.text}</blockquote></details>` : ''}`
          }</li>`
        })}</ol>`
  }</section>`

async function compared(parts: Parts, visit: Visit): Promise<Answer> {
  const library = await parts.librarian.library()
  const view = library.clause(visit.params.id ?? '', visit.params.pasal ?? '', parts.today())
  if (view === null) return refused('absent')
  // what was compared is the text that stood on the page
  if (view.at.mark !== visit.form.get('_sidik')) return refused('overtaken')
  const { id } = visit.who.staff
  const isDone = await verify(parts.staffBook, view.at, { on: parts.today(), mark: view.at.mark, by: id }, visit.now)
  if (isDone) parts.cases.changed()
  return isDone ? to(clausePath(view.at), 'lib_done_compared') : refused('overtaken')
}

/** A draft that begins with files of the edition that answers now. */
async function change(parts: Parts, visit: Visit): Promise<Answer> {
  const paths = visit.form.getAll('_berkas').slice(0, 10)
  const title = (visit.form.get('_judul') ?? '').trim().slice(0, 100)
  if (paths.length === 0) return refused('malformed')
  return begin(parts, visit, { kind: 'live', paths, title: title === '' ? (paths[0] ?? '') : title }, '/kerja')
}
