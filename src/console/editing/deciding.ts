// Handed in by who wrote it, decided on by somebody else: what exactly changes for askers, in sentences, and a reason for the log.
import { html } from 'hono/html'
import type { Acted, Draft, TrialCase, TrialState } from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import { namesOf, type Parts } from '../pages/parts.ts'
import { dayOf } from '../pages/view.ts'
import { type Answer, type Html, type Route, routeOn, type Seen, to } from '../visit.ts'
import { beside } from './differing.ts'
import {
  afterwards,
  authorFor,
  byOn,
  draftPath,
  draftSheet,
  isWritable,
  mayDecide,
  onDraft,
  refusalKey,
  versionIn,
  versionOf,
  whoOf,
} from './frame.ts'
import { LEFT_OUT_AT, unlooked, unlookedTold } from './leftout.ts'
import { trialTold } from './overview.ts'
import { outcomeName } from './preview.ts'
import { mendedAt, problemAt } from './problems.ts'
import { whatChanges } from './told.ts'
import { alikeOf, gravestFirst, othersOf, replayTold } from './trying.ts'

export const decisionRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.edit', 'GET', '/ajukan', (visit, draft) => submitPage(parts, visit, draft, NOTHING)),
  onDraft(parts, 'draft.edit', 'POST', '/ajukan', (visit, draft) => submit(parts, visit, draft)),
  onDraft(parts, 'draft.see', 'GET', '/putuskan', (visit, draft) => decisionPage(parts, visit, draft, NOTHING)),
  decided(parts, '/setujui', (visit, draft) => decide(parts, visit, draft, 'approve')),
  decided(parts, '/kembalikan', (visit, draft) => decide(parts, visit, draft, 'sendBack')),
]

/** Whoever wrote a word of it is its author here: the policy turns them away. */
function decided(parts: Parts, path: string, handle: (visit: Seen, draft: Draft) => Promise<Answer>): Route {
  return routeOn(
    'draft.approve',
    'POST',
    `/naskah/:id${path}`,
    async visit => {
      const draft = await parts.editor.draft(visit.params.id ?? '')
      if (draft === null) return null
      return { draft, teams: visit.who.staff.teams, holder: null, author: authorFor(visit.who.staff.id, draft) }
    },
    (visit, { draft }) => handle(visit, draft),
  )
}

/** What was typed before, and why it was not done. */
type Before = {
  readonly typed: string
  readonly acted: Extract<Acted, { readonly kind: 'refused' }> | null
  readonly key: string | null
}
const NOTHING: Before = { typed: '', acted: null, key: null }

function troubleOf(parts: Parts, draft: Draft, { acted, key }: Before): Html {
  const { say } = parts.words
  if (key !== null) return html`<div class="flash care" role="alert"><p>${say(key)}</p></div>`
  if (acted === null) return html``
  const places: Readonly<Record<string, string>> = {
    'no-trial': 'uji',
    'trial-outdated': 'uji',
    unaccepted: 'uji',
    'questions-fail': 'uji',
    unconfirmed: 'dokumen',
    problems: 'periksa',
    overtaken: 'periksa',
  }
  const place = places[acted.why]
  return html`<div class="flash care" role="alert"><p>${say(refusalKey(acted.why))}${place === undefined ? '' : html` <a href="${draftPath(draft.id)}/${place}">${say('ed_refused_go')}</a>`}</p>${
    acted.problems.length === 0
      ? ''
      : html`<ul>${acted.problems.slice(0, 12).map(p => {
          const path = mendedAt(draft, p)
          return html`<li>${path === null ? problemAt(parts.words, p) : html`<a href="${path}">${problemAt(parts.words, p)}</a>`}</li>`
        })}</ul>`
  }</div>`
}

// ── Handing in ──

async function submitPage(parts: Parts, visit: Seen, draft: Draft, before: Before): Promise<Answer> {
  const { editor, words } = parts
  const { say } = words
  if (!isWritable(visit, draft)) return to(draftPath(draft.id))
  const [checked, trial, extracted] = await Promise.all([
    editor.check(draft.id),
    editor.trial(draft.id),
    editor.extracted(draft.id),
  ])
  const problems = checked?.problems.length ?? 0
  const unconfirmed = draft.source === null ? 0 : (checked?.unconfirmed.length ?? 0)
  const { stray, specks } = unlooked(draft)
  const isReady = problems === 0 && trial.kind === 'done' && !trial.isOutdated && trial.unaccepted.length === 0
  const line = (isFine: boolean, text: string, path: string): Html =>
    html`<li class="${isFine ? 'is-done' : 'is-open'}"><a href="${draftPath(draft.id)}/${path}">${text}</a></li>`
  const main = html`${troubleOf(parts, draft, before)}<p>${say('ed_submit_lead')}</p>
<ul class="steps-todo">${line(problems === 0, problems === 0 ? say('ed_check_clean') : say('ed_check_count', { n: problems }), 'periksa')}${line(isReady || (trial.kind === 'done' && trial.unaccepted.length === 0), trialTold(parts, trial), 'uji')}${draft.source === null ? '' : line(unconfirmed === 0, unconfirmed === 0 ? say('ed_submit_confirmed') : say('ed_submit_unconfirmed', { n: unconfirmed }), 'dokumen')}${stray + specks === 0 ? '' : line(false, say('ed_out_submit', { n: stray + specks }), `dokumen#${LEFT_OUT_AT}`)}</ul>
${unlookedTold(parts, draft, extracted)}<section class="group"><h2>${say('ed_changes')}</h2>${await whatChanges(parts, draft)}</section>
${form(
  visit,
  `${draftPath(draft.id)}/ajukan`,
  html`${versionOf(draft)}<div class="field${before.key === null ? '' : ' wrong'}"><label for="catatan">${say('ed_submit_note')}</label><p class="hint" id="catatan-hint">${say('ed_submit_note_hint')}</p><textarea id="catatan" name="catatan" rows="3" maxlength="1000" aria-describedby="catatan-hint" required>
${before.typed}</textarea></div>${primary(say('ed_submit'))}`,
)}`
  return draftSheet(parts, visit, draft, { title: say('ed_submit_title'), main, tab: 'ajukan', status: statusOf(before) })
}

const statusOf = ({ acted, key }: Before): 200 | 409 | 422 => (key !== null ? 422 : acted !== null ? 409 : 200)

async function submit(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const typed = (visit.form.get('catatan') ?? '').trim()
  if (typed === '') return submitPage(parts, visit, draft, { typed, acted: null, key: 'ed_refused_no_reason' })
  const acted = await parts.editor.submit(whoOf(parts, visit), draft.id, versionIn(visit), typed)
  if (acted.kind === 'refused') return submitPage(parts, visit, draft, { typed, acted, key: null })
  if (acted.kind === 'stale') return submitPage(parts, visit, acted.draft, { typed, acted: null, key: 'ed_stale' })
  return afterwards(acted, draftPath(draft.id), 'ed_done_submitted')
}

// ── Deciding ──

async function decisionPage(parts: Parts, visit: Seen, draft: Draft, before: Before): Promise<Answer> {
  const { editor, words } = parts
  const { say } = words
  if (draft.state !== 'submitted') return to(draftPath(draft.id), 'ed_refused_state', {}, 'care')
  const [checked, trial, names, extracted] = await Promise.all([
    editor.check(draft.id),
    editor.trial(draft.id),
    namesOf(parts),
    editor.extracted(draft.id),
  ])
  const unconfirmed = draft.source === null ? 0 : (checked?.unconfirmed.length ?? 0)
  const writers = [...new Set([draft.by, ...draft.writers])].map(id => names.staff(id)).join(', ')
  const isMine = [draft.by, ...draft.writers].includes(visit.who.staff.id)
  const main = html`${troubleOf(parts, draft, before)}
<p>${say('ed_decide_lead', { writers })}</p>
${draft.note === null ? '' : html`<div class="note"><p class="by">${byOn(words, names, draft.note.by, draft.note.on)}</p><p>${draft.note.text}</p></div>`}
${unconfirmed === 0 ? '' : html`<div class="flash care" role="note"><p>${say('ed_decide_unconfirmed', { n: unconfirmed })}</p></div>`}
${unlookedTold(parts, draft, extracted)}
${looserTold(parts, draft, trial)}
<section class="group"><h2>${say('ed_changes')}</h2>${await whatChanges(parts, draft)}</section>
${examplesOf(parts, draft, trial)}
${
  mayDecide(visit, draft)
    ? decisionForm(parts, visit, draft, before)
    : html`<p class="empty">${say(isMine ? 'ed_refused_own_draft' : 'ed_decide_not_you')}</p>`
}`
  return draftSheet(parts, visit, draft, { title: say('ed_decide_title'), main, tab: 'putuskan', status: statusOf(before) })
}

/** A rule that permits what a higher one forbids is what an approver is there to see: it stands before everything else. */
function looserTold({ words: { say } }: Parts, { id }: Draft, trial: TrialState): Html {
  const found = trial.kind === 'done' ? trial.trial.conflicts : []
  const n = new Set(found.filter(c => c.why === 'more-permissive-than-higher').map(c => c.here.id)).size
  return n === 0
    ? html``
    : html`<div class="flash care" role="note"><p>${say('ed_decide_looser', { n })} <a href="${draftPath(id)}/uji">${say('ed_refused_go')}</a></p></div>`
}

const EXAMPLES_MAX = 30

/** Answers that become others, with the reason for which each was accepted. */
function examplesOf(parts: Parts, draft: Draft, trial: TrialState): Html {
  const { say } = parts.words
  if (trial.kind !== 'done') return html`<p class="hint">${trialTold(parts, trial)}</p>`
  const changed = trial.trial.cases.filter(c => c.changeKey !== null)
  const { replay, conflicts, loses } = trial.trial
  const whyOf = (c: TrialCase): string | undefined => draft.accepted.find(a => a.key === c.changeKey)?.reason
  const alike = alikeOf(changed.toSorted(gravestFirst), whyOf)
  const left = alike.slice(EXAMPLES_MAX).reduce((sum, cases) => sum + cases.length, 0)
  const one = (cases: readonly TrialCase[]): Html => {
    const [c] = cases
    if (c === undefined) return html``
    const why = whyOf(c)
    const place = c.place === null ? say('ed_everywhere') : (parts.law.places.find(p => p.id === c.place)?.name ?? c.place)
    return html`<li><p>${say(c.before.outcome === c.after.outcome ? 'ed_example_same' : 'ed_example', { ask: c.ask.join(' → '), place, on: dayOf(c.on), was: outcomeName(parts, c.before), is: outcomeName(parts, c.after) })}${c.isMorePermissive ? html` <span class="tag care">${say('ed_trial_looser')}</span>` : ''}</p>${why === undefined ? '' : html`<p class="by">${say('ed_example_why', { why })}</p>`}<details class="menu-part"><summary>${say('ed_example_both')}</summary>${beside([say('ed_now'), say('ed_then')], c.before.text, c.after.text)}</details>${othersOf(parts, draft, cases.slice(1))}</li>`
  }
  return html`<section class="group"><h2>${say('ed_examples')} <span class="count">${changed.length}</span></h2>${
    changed.length === 0
      ? html`<p class="empty">${say('ed_examples_none')}</p>`
      : html`<ul class="changes">${alike.slice(0, EXAMPLES_MAX).map(one)}</ul>`
  }${left > 0 ? html`<p class="empty">${say('ed_changes_more', { n: left })}</p>` : ''}
<p>${replayTold(parts, replay)}</p>
${conflicts.length === 0 && loses.length === 0 ? '' : html`<p><a href="${draftPath(draft.id)}/uji">${say('ed_decide_conflicts', { conflicts: conflicts.length, loses: loses.length })}</a></p>`}</section>`
}

function decisionForm({ words: { say } }: Parts, visit: Seen, draft: Draft, before: Before): Html {
  const path = draftPath(draft.id)
  return html`<section class="doing"><h2>${say('ed_decide')}</h2>${form(
    visit,
    `${path}/setujui`,
    html`${versionOf(draft)}<div class="field${before.key === null ? '' : ' wrong'}"><label for="alasan">${say('ed_decide_reason')}</label><p class="hint" id="alasan-hint">${say('ed_decide_reason_hint')}</p><textarea id="alasan" name="alasan" rows="3" maxlength="1000" aria-describedby="alasan-hint" required>
${before.typed}</textarea></div><div class="actions">${primary(say('ed_approve'))}<button class="second" formaction="${path}/kembalikan">${say('ed_send_back')}</button></div><p class="hint">${say('ed_approve_hint')}</p>`,
  )}</section>`
}

async function decide(parts: Parts, visit: Seen, draft: Draft, what: 'approve' | 'sendBack'): Promise<Answer> {
  const typed = (visit.form.get('alasan') ?? '').trim()
  if (typed === '') return decisionPage(parts, visit, draft, { typed, acted: null, key: 'ed_refused_no_reason' })
  const acted = await parts.editor[what](whoOf(parts, visit), draft.id, versionIn(visit), typed)
  if (acted.kind === 'refused' && acted.why !== 'state') return decisionPage(parts, visit, draft, { typed, acted, key: null })
  if (acted.kind === 'stale') return decisionPage(parts, visit, acted.draft, { typed, acted: null, key: 'ed_stale' })
  return afterwards(acted, draftPath(draft.id), what === 'approve' ? 'ed_done_published' : 'ed_done_sent_back')
}
