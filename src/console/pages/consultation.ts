// One consultation on a page: what was asked and answered, what was said since, the law beside it, and the box to reply in.
// It draws and decides nothing; what may be done was asked before.
import { html } from 'hono/html'
import type { ConsultationOutcome, EventName, Line, Team } from '../../handoff/handoff.ts'
import type { DateOnly } from '../../vocabulary.ts'
import { form, hidden } from '../form.ts'
import type { Law, LawClause } from '../law.ts'
import type { Template } from '../office.ts'
import type { Html, Seen as Visit } from '../visit.ts'
import type { Words } from '../words.ts'
import type { Seen } from '../work.ts'
import type { Names } from './parts.ts'
import { type Case, dayOf, deliveryName, matterOf, paragraphs, regionOf, stateName, topicOf, waited, windowOf } from './view.ts'

/** What stands in the reply box: typed before, taken back, or nothing. */
export type Typed = {
  readonly text: string
  readonly citations: readonly string[]
  readonly isWithoutBasis: boolean
  readonly search: string
  /** The machine's draft that was put into the box, until it is sent; null: there is none. */
  readonly machine: Machine | null
}
/** `isRead`: the officer says that they have checked it. `isNew`: it came this moment; `dropped`: so many references were taken out of it. */
type Machine = { readonly text: string; readonly isRead: boolean; readonly isNew: boolean; readonly dropped: number }
export const NOTHING_TYPED: Typed = { text: '', citations: [], isWithoutBasis: false, search: '', machine: null }

/** Why the page comes back instead of going on. `text` is the key of a sentence. */
export type Trouble =
  | { readonly kind: 'fault'; readonly key: string; readonly blanks: Readonly<Record<string, string>> }
  | { readonly kind: 'moved'; readonly news: readonly string[] }
  | { readonly kind: 'identifying'; readonly removed: string; readonly marked: string }

export type ConsultationPage = {
  readonly visit: Visit
  readonly words: Words
  readonly law: Law
  readonly names: Names
  readonly seen: Seen
  readonly typed: Typed
  readonly trouble: Trouble | null
  readonly templates: readonly Template[]
  readonly earlier: readonly Case[]
  /** Where it can be handed: permanent teams by name. */
  readonly teams: readonly Team[]
  readonly today: DateOnly
  /** Seconds within which a model drafts a reply to this; null: none does. */
  readonly draftSeconds: number | null
}

const OUTCOMES_OFFERED: readonly ConsultationOutcome[] = ['answered', 'referred', 'not-ours', 'withdrawn', 'no-answer']

const may = ({ seen }: ConsultationPage, event: EventName): boolean => seen.may.includes(event)
const isHeldByMe = ({ seen, visit }: ConsultationPage): boolean => seen.opened.consultation.holder === visit.who.staff.id
const pathOf = ({ seen }: ConsultationPage): string => `/konsultasi/${seen.opened.consultation.id}`

export const consultationPage = (page: ConsultationPage): Html => html`${troubleOf(page)}
<div class="work">
<div class="story">
${headOf(page)}
${askedOf(page)}
${threadOf(page)}
${doingOf(page)}
</div>
<aside class="beside" aria-label="${page.words.say('case_beside')}">
${lawOf(page)}
${earlierOf(page)}
</aside>
${moreOf(page)}
</div>`

function troubleOf(page: ConsultationPage): Html {
  const { trouble, words } = page
  const { say } = words
  switch (trouble?.kind) {
    case undefined:
      return html``
    case 'fault':
      return html`<div class="flash care" role="alert"><p>${say(trouble.key, trouble.blanks)}</p>${leftover(page)}</div>`
    case 'moved':
      return html`<div class="flash care" role="alert"><p>${say('case_moved')}</p><ul>${trouble.news.map(n => html`<li>${n}</li>`)}</ul>${leftover(page)}</div>`
    case 'identifying':
      return html`<div class="flash care" role="alert"><p>${say('case_identifying', { removed: trouble.removed })}</p><blockquote class="marked">${paragraphs(trouble.marked)}</blockquote><p>${say('case_identifying_how')}</p></div>`
  }
}

/** What was typed, where there is no box for it any more: to be taken along. */
const leftover = (page: ConsultationPage): Html =>
  page.typed.text === '' || mayWrite(page)
    ? html``
    : html`<p>${page.words.say('case_typed')}</p><blockquote class="typed">${page.typed.text}</blockquote>`

const mayWrite = (page: ConsultationPage): boolean => may(page, 'send') || may(page, 'submit') || may(page, 'ask_back')

// ── What it is ──

function headOf(page: ConsultationPage): Html {
  const { words, law, names, seen, visit } = page
  const { say } = words
  const { consultation: c, brief } = seen.opened
  // what is over neither hurries nor waits
  const isOver = c.state === 'closed' || c.state === 'expired'
  const facts: readonly (readonly [string, string])[] = [
    [say('case_topic'), topicOf(say, law, brief.topic)],
    [say('case_region'), regionOf(say, law, brief.region)],
    [say('case_team'), names.team(c.team)],
    ...(isOver ? [] : [[say('case_window'), windowOf(say, c.freeUntil, visit.now)] as const]),
    ...(c.state === 'waiting' ? [[say('case_waits'), waited(say, c.waitsSince, visit.now)] as const] : []),
  ]
  return html`<p class="where"><span class="tag state-${c.state}">${stateName(say, c.state)}</span>${
    c.urgency === 'urgent' && !isOver ? html` <span class="tag tag-urgent">${say('urgent')}</span>` : ''
  } ${holderText(page)}</p>
<p class="matter">${matterOf(say, law, brief)}</p>
<dl class="facts-list">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function holderText({ words: { say }, names, seen, visit }: ConsultationPage): string {
  const { holder, state } = seen.opened.consultation
  if (state === 'closed' || state === 'expired') return ''
  if (holder === null) return say('case_held_by_nobody')
  return holder === visit.who.staff.id ? say('case_held_by_you') : say('held_by', { name: names.staff(holder) })
}

function askedOf({ words: { say }, seen }: ConsultationPage): Html {
  const { questions, facts, answer } = seen.opened.brief
  return html`<section class="asked"><h2>${say('case_asked')}</h2>
${questions.map(q => html`<div class="said-by asker"><p class="by">${say('voice_asker')} <span class="on">${dayOf(q.on)}</span></p>${paragraphs(q.text)}</div>`)}
${facts.length === 0 ? '' : html`<p class="told">${say('case_told')}</p><ul class="told-list">${facts.map(f => html`<li>${f}</li>`)}</ul>`}
${
  answer === null
    ? html`<p class="empty">${say('case_no_bot_answer')}</p>`
    : html`<details class="bot"><summary>${say('case_bot_answer')}</summary>${paragraphs(answer)}</details>`
}</section>`
}

// ── What was said since ──

/**
 * Fetched anew when something changes; what is typed stands elsewhere. It carries as of when it is: who has read the news need not be told of
 * them. Whoever may no longer write has no such mark, and is told.
 */
export function threadOf(page: ConsultationPage): Html {
  const { words, seen } = page
  const { say } = words
  const { lines, consultation } = seen.opened
  const last = lines.at(-1)?.seq ?? 0
  return html`<section id="utas" class="thread" hx-get="${pathOf(page)}/utas" hx-trigger="rambu-changed from:body" hx-swap="outerMorph" data-last="${last}"${mayWrite(page) ? html` data-version="${consultation.version}"` : ''}><h2>${say('case_thread')}</h2>
${lines.length === 0 ? html`<p class="empty">${say('case_thread_none')}</p>` : lines.map(line => lineOf(page, line))}
${consultation.rating === null ? '' : html`<p class="rating">${say(consultation.rating === 'good' ? 'case_rated_good' : 'case_rated_bad')}</p>`}
</section>`
}

function lineOf(page: ConsultationPage, line: Line): Html {
  const { words, names } = page
  const { say } = words
  const by = line.voice === 'asker' || line.voice === 'notice' ? '' : names.staff(line.by)
  const delivery =
    line.delivery === null || line.voice === 'notice'
      ? ''
      : html`<div class="delivery ${line.delivery}">${deliveryName(say, line.delivery)}${undoOf(page, line)}</div>`
  return html`<div class="said-by ${line.voice}"><p class="by">${say(`voice_${line.voice}`)}${by === '' ? '' : html` · ${by}`} <span class="on">${dayOf(line.on)}</span></p>
${paragraphs(line.words.text)}${line.voice === 'draft' ? basisOf(page, line) : ''}
${delivery}</div>`
}

/** What has left already carries its basis in its words; a draft does not yet. */
function basisOf({ words: { say }, law, today }: ConsultationPage, { words: { citations, isWithoutBasis } }: Line): Html {
  if (isWithoutBasis) return html`<p class="basis">${say('case_without_basis')}</p>`
  return html`<ul class="basis">${citations.map(ref => html`<li>${law.clause(ref, today)?.name ?? ref}</li>`)}</ul>`
}

const undoOf = (page: ConsultationPage, line: Line): Html =>
  line.delivery === 'undoable' && line.voice === 'officer' && isHeldByMe(page)
    ? form(
        page.visit,
        `${pathOf(page)}/batal`,
        html`${hidden('_seq', line.seq)}<button class="small">${page.words.say('case_undo')}</button>`,
      )
    : html``

// ── What can be done ──

function doingOf(page: ConsultationPage): Html {
  const { words, visit } = page
  const { say } = words
  if (may(page, 'claim'))
    return html`<section class="doing"><h2>${say('case_do')}</h2>${form(visit, `${pathOf(page)}/ambil`, html`<button class="primary">${say('case_claim')}</button>`)}</section>`
  if (may(page, 'approve')) return approvalOf(page)
  return mayWrite(page) ? replyOf(page) : html``
}

function replyOf(page: ConsultationPage): Html {
  const { words, typed, trouble, templates, seen } = page
  const { say } = words
  const { consultation, lines } = seen.opened
  const path = pathOf(page)
  const isReview = seen.team.needsApproval
  const canAnswer = may(page, isReview ? 'submit' : 'send')
  return html`<section class="doing reply"><h2 id="balas-judul">${say(consultation.state === 'in_review' ? 'case_rewrite' : 'case_reply')}</h2>
<form id="balas" method="post" action="${path}/${isReview ? 'ajukan' : 'jawab'}" aria-labelledby="balas-judul" data-once>
${formTokens(page)}${hidden('_version', consultation.version)}${hidden('_seen', lines.at(-1)?.seq ?? 0)}
${
  templates.length === 0
    ? ''
    : html`<div class="row"><label for="templat">${say('case_template')}</label><select id="templat" name="templat"><option value="">${say('case_template_choose')}</option>${templates.map(t => html`<option value="${t.id}">${t.title}</option>`)}</select><button class="small" formaction="${path}/susun#balas" formnovalidate>${say('case_template_use')}</button></div>`
}
${draftingOf(page, canAnswer)}<label for="jawaban">${say('case_reply_label')}</label><p class="hint" id="jawaban-petunjuk">${say('case_reply_hint')}</p>
<textarea id="jawaban" name="jawaban" autocomplete="off" rows="9" maxlength="2500" aria-describedby="jawaban-petunjuk" required${typed.machine?.isNew ? html` autofocus` : ''}>
${typed.text}</textarea>
<fieldset class="basis-choice"><legend>${say('case_basis')}</legend>
<p class="hint">${say('case_basis_hint')} <a href="#aturan">${say('case_basis_choose')}</a></p>
<div id="dasar" class="chosen">${chosenOf(page)}</div>
<label class="option"><input type="checkbox" name="tanpa_dasar" value="ya"${typed.isWithoutBasis ? html` checked` : ''}><span>${say('case_without_basis')}</span></label></fieldset>
${trouble?.kind === 'identifying' ? html`<label class="option confirm"><input type="checkbox" name="diperiksa" value="ya"><span>${say('case_identifying_confirm')}</span></label>` : ''}
<div class="actions">${canAnswer ? html`<button class="primary">${say(isReview ? 'case_submit' : 'case_send')}</button>` : ''}${
    may(page, 'ask_back')
      ? html`<button class="${canAnswer ? 'second' : 'primary'}" formaction="${path}/tanya">${say('case_ask_back')}</button>`
      : ''
  }</div>
<p class="hint">${say(isReview ? 'case_submit_hint' : 'case_send_hint')}</p>
</form></section>`
}

/** A machine's draft is asked for, and marked as one as long as it stands in the box. */
function draftingOf(page: ConsultationPage, canAnswer: boolean): Html {
  const { words, typed, draftSeconds } = page
  const { say } = words
  const { machine } = typed
  const asking =
    draftSeconds === null || !canAnswer
      ? ''
      : html`<div class="row"><button class="small" formaction="${pathOf(page)}/usulkan" formnovalidate aria-describedby="usulan-petunjuk">${say('case_draft')}</button><p class="hint" id="usulan-petunjuk">${say('case_draft_hint', { seconds: draftSeconds })}</p></div>
`
  if (machine === null) return html`${asking}`
  return html`${asking}<div class="flash care" role="note" id="draf-mesin"><p><strong>${say('case_draft_mark')}</strong></p>${machine.dropped === 0 ? '' : html`<p>${say('case_draft_dropped', { n: machine.dropped })}</p>`}<input type="hidden" name="_draf" value="${machine.text}"><label class="option"><input type="checkbox" name="draf_diperiksa" value="ya"${machine.isRead ? html` checked` : ''}><span>${say('case_draft_read')}<span class="hint">${say('case_draft_read_hint')}</span></span></label></div>
`
}

/** The fields of `form` for a form that has an id of its own. */
const formTokens = ({ visit }: ConsultationPage): Html =>
  html`<input type="hidden" name="token" value="${visit.token}"><input type="hidden" name="once" value="${visit.once}">`

const chosenOf = ({ words: { say }, typed, law, today }: ConsultationPage): Html =>
  html`<p class="empty" id="dasar-kosong"${typed.citations.length === 0 ? '' : html` hidden`}>${say('case_basis_none')}</p>${
    typed.citations.length === 0
      ? ''
      : html`<ul>${typed.citations.map(ref => html`<li>${law.clause(ref, today)?.name ?? ref}</li>`)}</ul>`
  }`

function approvalOf(page: ConsultationPage): Html {
  const { words, visit, seen } = page
  const { say } = words
  const version = hidden('_version', seen.opened.consultation.version)
  const drafted = seen.opened.lines.findLast(line => line.voice === 'draft')?.words.drafted
  return html`<section class="doing"><h2>${say('approval_heading')}</h2><p>${say('approval_hint')}</p>
${drafted === undefined ? '' : html`<div class="flash care" role="note"><p>${say(drafted === 'changed' ? 'approval_drafted_changed' : 'approval_drafted')}</p></div>`}
${form(visit, `${pathOf(page)}/setujui`, html`${version}<button class="primary">${say('approval_approve')}</button>`)}
<details class="menu-part"><summary>${say('approval_return')}</summary>${form(
    visit,
    `${pathOf(page)}/kembalikan`,
    html`${version}<label for="alasan">${say('approval_reason')}</label><textarea id="alasan" name="alasan" rows="3" maxlength="1500" required></textarea><button class="second">${say('approval_return_do')}</button>`,
  )}</details></section>`
}

/** Everything that is not the next step, folded away. */
function moreOf(page: ConsultationPage): Html {
  const { words } = page
  const { say } = words
  const parts = [noteOf(page), transferOf(page), releaseOf(page), closeOf(page), teachOf(page)].filter(part => part !== null)
  return html`<section class="more"><h2>${say('case_more')}</h2>${parts}</section>`
}

const folded = (title: string, body: Html): Html => html`<details class="menu-part"><summary>${title}</summary>${body}</details>`

function noteOf({ visit, words: { say }, seen }: ConsultationPage): Html | null {
  if (seen.opened.consultation.state === 'expired') return null
  const path = `/konsultasi/${seen.opened.consultation.id}/catatan`
  return folded(
    say('case_note'),
    form(
      visit,
      path,
      html`<label for="catatan">${say('case_note_label')}</label><p class="hint">${say('case_note_hint')}</p><textarea id="catatan" name="catatan" rows="3" maxlength="1500" required></textarea><button class="second">${say('case_note_do')}</button>`,
    ),
  )
}

function transferOf(page: ConsultationPage): Html | null {
  if (!may(page, 'transfer')) return null
  const { visit, words, seen, teams } = page
  const { say } = words
  const { consultation: c } = seen.opened
  const offered = seen.targets
  const hasUnits =
    seen.isCoordinator && c.pool !== 'units' && teams.some(t => t.kind === 'unit' && t.isActive && t.place === seen.team.place)
  if (offered.length === 0 && !hasUnits) return null
  return folded(
    say('case_transfer'),
    form(
      visit,
      `${pathOf(page)}/pindah`,
      html`${hidden('_version', c.version)}<fieldset class="field"><legend>${say('case_transfer_label')}</legend>${hasUnits ? radio('ke', 'unit', say('case_transfer_units')) : ''}${offered.map(t => radio('ke', t.id, t.name))}</fieldset><p class="hint">${say('case_transfer_hint')}</p><button class="second">${say('case_transfer_do')}</button>`,
    ),
  )
}

const radio = (name: string, value: string, label: string): Html =>
  html`<label class="option"><input type="radio" name="${name}" value="${value}" required><span>${label}</span></label>`

const releaseOf = (page: ConsultationPage): Html | null =>
  may(page, 'release')
    ? folded(
        page.words.say('case_release'),
        form(
          page.visit,
          `${pathOf(page)}/lepas`,
          html`<p class="hint">${page.words.say('case_release_hint')}</p><button class="second">${page.words.say('case_release_do')}</button>`,
        ),
      )
    : null

function closeOf(page: ConsultationPage): Html | null {
  if (!may(page, 'close')) return null
  const { visit, words, seen } = page
  const { say } = words
  const offered = OUTCOMES_OFFERED.filter(o => o !== 'answered' || seen.opened.consultation.hasSpoken)
  return folded(
    say('case_close'),
    form(
      visit,
      `${pathOf(page)}/tutup`,
      html`${hidden('_version', seen.opened.consultation.version)}<fieldset class="field"><legend>${say('case_close_label')}</legend>${offered.map(o => radio('hasil', o, say(outcomeKey(o))))}</fieldset><p class="hint">${say('case_close_hint')}</p><button class="second">${say('case_close_do')}</button>`,
    ),
  )
}

export const outcomeKey = (outcome: ConsultationOutcome): string => `outcome_${outcome.replace('-', '_')}`

/** In whichever round: one that was opened again has been answered before. */
const wasAnswered = ({ seen }: ConsultationPage): boolean =>
  seen.opened.lines.some(line => line.voice === 'officer' && line.delivery !== 'withdrawn')

const teachOf = (page: ConsultationPage): Html | null =>
  page.seen.opened.consultation.state === 'closed' && wasAnswered(page)
    ? folded(
        page.words.say('case_teach'),
        form(
          page.visit,
          `${pathOf(page)}/jadikan-pengetahuan`,
          html`<p class="hint">${page.words.say('case_teach_hint')}</p><button class="second">${page.words.say('case_teach_do')}</button>`,
        ),
      )
    : null

// ── The law beside it ──

function lawOf(page: ConsultationPage): Html {
  const { words, typed } = page
  const { say } = words
  const canCite = may(page, 'send') || may(page, 'submit')
  const path = pathOf(page)
  return html`<section class="law" id="aturan"><h2>${say('case_law')}</h2>
${
  canCite
    ? html`<div class="row search"><label for="cari">${say('case_law_search')}</label><input id="cari" name="cari" form="balas" type="search" value="${typed.search}" maxlength="120" autocomplete="off"><button class="small" form="balas" formaction="${path}/susun#temuan" formnovalidate hx-get="${path}/aturan" hx-include="[name='cari'],[name='kutip']" hx-target="#temuan" hx-swap="outerHTML">${say('case_law_search_do')}</button></div>`
    : ''
}
${clausesOf(page)}</section>`
}

/** Related clauses, those chosen, and those found: each with its text, and one tap to cite it. */
export function clausesOf(page: ConsultationPage): Html {
  const { words, typed, law, today, seen } = page
  const { say } = words
  const found = typed.search.trim() === '' ? [] : law.search(typed.search, FOUND_CLAUSES, today)
  const shown = [...new Set([...typed.citations, ...seen.opened.brief.clauses])].flatMap(ref => law.clause(ref, today) ?? [])
  const more = found.filter(clause => !shown.some(s => s.ref === clause.ref))
  const canCite = may(page, 'send') || may(page, 'submit')
  const isSearched = typed.search.trim() !== ''
  return html`<div id="temuan" class="clauses">${shown.map(c => clauseOf(page, c, canCite))}${
    isSearched ? html`<h3>${say('case_law_found', { words: typed.search })}</h3>` : ''
  }${isSearched && found.length === 0 ? html`<p class="empty">${say('case_law_found_none')}</p>` : ''}${more.map(c => clauseOf(page, c, canCite))}</div>`
}

const FOUND_CLAUSES = 6

function clauseOf({ words: { say }, typed }: ConsultationPage, clause: LawClause, canCite: boolean): Html {
  const isCitable = clause.isNorm && clause.force !== 'repealed' && clause.force !== 'future'
  const mark =
    clause.force === 'in_force' && clause.textStatus === 'verbatim' ? '' : html` <span class="tag">${say(markOf(clause))}</span>`
  return html`<details class="clause"><summary>${clause.name}${mark}</summary><blockquote>${paragraphs(clause.text)}</blockquote></details>${
    canCite && isCitable
      ? html`<label class="option cite"><input type="checkbox" name="kutip" form="balas" value="${clause.ref}" data-name="${clause.name}"${typed.citations.includes(clause.ref) ? html` checked` : ''}><span>${say('case_cite')}<span class="away"> ${clause.name}</span></span></label>`
      : ''
  }`
}

function markOf({ force, textStatus, isNorm }: LawClause): string {
  if (!isNorm) return 'clause_no_norm'
  if (force === 'in_force') return textStatus === 'summary' ? 'clause_summary' : 'clause_quoted'
  return `clause_${force}`
}

function earlierOf({ words: { say }, earlier }: ConsultationPage): Html {
  return html`<section class="earlier"><h2>${say('case_earlier')}</h2>${
    earlier.length === 0
      ? html`<p class="empty">${say('case_earlier_none')}</p>`
      : html`<ul>${earlier.map(c => html`<li><a href="/konsultasi/${c.id}">${c.codeName}</a> <span class="on">${dayOf(c.openedOn)}${c.outcome === null ? '' : html`, ${say(outcomeKey(c.outcome))}`}</span></li>`)}</ul>`
  }</section>`
}
