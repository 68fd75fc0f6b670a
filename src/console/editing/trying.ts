// The trial: the draft beside what answers now, on questions. What fails, every answer that would change, old and new beside each other, what
// contradicts other rules, what loses its basis. A changed answer is accepted by name, with a reason, or it does not go out.
import { html } from 'hono/html'
import {
  changeOf,
  type Draft,
  type DraftEdit,
  type Given,
  type Replay,
  type RuleConflict,
  type Trial,
  type TrialCase,
  type TrialProgress,
  type TrialState,
} from '../../publishing/publishing.ts'
import { form, primary } from '../form.ts'
import { namesOf, type Parts } from '../pages/parts.ts'
import { countOf, dayOf } from '../pages/view.ts'
import { type Answer, type Html, piece, type Route, type Seen, to } from '../visit.ts'
import type { Words } from '../words.ts'
import { nameOf } from './choosers.ts'
import { beside } from './differing.ts'
import { afterwards, draftPath, draftSheet, edit, isWritable, onDraft, versionOf } from './frame.ts'
import { keyOf } from './keys.ts'
import { outcomeName } from './preview.ts'
import { mendedAt, problemAt } from './problems.ts'

export const trialRoutes = (parts: Parts): readonly Route[] => [
  onDraft(parts, 'draft.see', 'GET', '/uji', (visit, draft) => trialPage(parts, visit, draft, null)),
  onDraft(parts, 'draft.edit', 'POST', '/uji', async (_, draft) => {
    await parts.editor.runTrial(draft.id)
    return to(`${draftPath(draft.id)}/uji`)
  }),
  onDraft(
    parts,
    'draft.see',
    'GET',
    '/uji/kemajuan',
    async (_, draft) => piece(progressOf(parts, draft, await parts.editor.trial(draft.id))),
    { isQuiet: true },
  ),
  onDraft(parts, 'draft.edit', 'POST', '/uji/terima', (visit, draft) => accept(parts, visit, draft)),
]

const AGAIN_SECONDS = 3

async function trialPage(parts: Parts, visit: Seen, draft: Draft, typed: Typed | null): Promise<Answer> {
  const { say } = parts.words
  const state = await parts.editor.trial(draft.id)
  const isOpen = isWritable(visit, draft)
  const run = (key: string): Html => (isOpen ? form(visit, `${draftPath(draft.id)}/uji`, primary(say(key))) : html``)
  const again = (key: string): Html =>
    isOpen ? form(visit, `${draftPath(draft.id)}/uji`, html`<button class="second">${say(key)}</button>`) : html``
  const body = async (): Promise<Html> => {
    switch (state.kind) {
      case 'none':
        return html`<p>${say('ed_trial_lead')}</p>${run('ed_trial_run')}`
      case 'failed':
        return html`<div class="flash care" role="alert"><p>${say('ed_trial_broke')}</p></div>${run('ed_trial_again')}`
      case 'under-way':
        return progressOf(parts, draft, state)
      case 'done':
        return html`${state.isOutdated ? html`<div class="flash care" role="status"><p>${say('ed_trial_outdated_text')}</p></div>${run('ed_trial_again')}` : ''}${await resultsOf(parts, visit, draft, state, typed)}${state.isOutdated ? '' : again('ed_trial_again')}`
    }
  }
  return draftSheet(parts, visit, draft, {
    title: say('ed_trial'),
    main: await body(),
    tab: 'uji',
    status: typed === null ? 200 : 422,
    ...(state.kind === 'under-way' ? { againSeconds: AGAIN_SECONDS } : {}),
  })
}

function progressOf({ words: { say } }: Parts, draft: Draft, state: TrialState): Html {
  const path = `${draftPath(draft.id)}/uji`
  if (state.kind !== 'under-way')
    return html`<div id="kemajuan" data-done><p role="status">${say('ed_trial_done')}</p><p><a class="primary" href="${path}">${say('ed_trial_results')}</a></p></div>`
  const { stage, done, of }: TrialProgress = state.progress
  return html`<div id="kemajuan" hx-get="${path}/kemajuan" hx-trigger="every 2s" hx-swap="outerMorph"><p role="status">${say(`ed_trial_${stage}`, { done: countOf(done), of: countOf(of) })}</p>${of > 0 ? html`<progress value="${done}" max="${of}" aria-label="${say('ed_trial')}"></progress>` : html`<progress aria-label="${say('ed_trial')}"></progress>`}<p class="hint">${say('ed_trial_hint')}</p></div>`
}

// ── What it found ──

type Done = Extract<TrialState, { readonly kind: 'done' }>

async function resultsOf(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  { trial, unaccepted }: Done,
  typed: Typed | null,
): Promise<Html> {
  const { say } = parts.words
  const failing = trial.cases.filter(c => !c.isRight && c.set !== 'topic' && c.set !== 'all')
  const changed = trial.cases.filter(c => c.changeKey !== null)
  const open = changed.filter(c => c.changeKey !== null && unaccepted.includes(c.changeKey))
  const accepted = changed.filter(c => !open.includes(c))
  const { conflicts, loses } = trial
  const jumps: readonly (readonly [string, string, number])[] = [
    ['gagal', 'ed_trial_failing', failing.length],
    ['berubah', 'ed_changed', open.length],
    ['bertentangan', 'ed_conflicts', conflicts.length],
    ['kehilangan', 'ed_loses', loses.length],
  ]
  return html`<p role="status" class="counter">${say(open.length === 0 && failing.length === 0 ? 'ed_trial_all_right' : 'ed_trial_sum', { failing: failing.length, open: open.length })}</p>
<ul class="jumps">${jumps.filter(([, , n]) => n > 0).map(([id, key, n]) => html`<li><a href="#${id}">${say(key)}</a> <span class="count">${n}</span></li>`)}</ul>
${trial.problems.length === 0 ? '' : html`<section class="found-wrong"><h2>${say('ed_trial_problems')}</h2><ul>${trial.problems.slice(0, 20).map(p => html`<li>${linked(parts, draft, p)}</li>`)}</ul></section>`}
${countsOf(parts, trial)}
${failing.length === 0 ? '' : html`<section class="group" id="gagal"><h2>${say('ed_trial_failing')} <span class="count">${failing.length}</span></h2><p class="hint">${say('ed_trial_failing_hint')}</p>${failing.slice(0, FAILING_MAX).map(c => failingOf(parts, c))}</section>`}
${changedOf(parts, visit, draft, open, typed)}
${conflictsOf(parts, draft, conflicts)}
${losesOf(parts, draft, trial)}
${replayOf(parts, draft, trial.replay)}
${await acceptedOf(parts, draft, accepted)}`
}

const FAILING_MAX = 40

const linked = (parts: Parts, draft: Draft, problem: Parameters<typeof mendedAt>[1]): Html => {
  const path = mendedAt(draft, problem)
  const text = problemAt(parts.words, problem)
  return path === null ? html`${text}` : html`<a href="${path}">${text}</a>`
}

const countsOf = ({ words: { say } }: Parts, { counts, tookMs }: Trial): Html =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="${say('ed_trial_counts')}"><table><thead><tr><th scope="col">${say('ed_trial_set')}</th><th scope="col" class="number">${say('ed_trial_asked')}</th><th scope="col" class="number">${say('ed_trial_right')}</th><th scope="col" class="number">${say('ed_trial_changed')}</th></tr></thead><tbody>${counts.map(c => html`<tr><th scope="row">${say(`ed_set_${c.set}`)}</th><td class="number">${countOf(c.cases)}</td><td class="number">${countOf(c.right)}</td><td class="number">${countOf(c.changed)}</td></tr>`)}</tbody></table></div><p class="hint">${say('ed_trial_took', { seconds: (tookMs / 1000).toFixed(1).replace('.', ',') })}</p>`

/** Who asks what, where and when. */
function askedOf({ words: { say }, law }: Parts, c: TrialCase): Html {
  const place = c.place === null ? '' : (law.places.find(p => p.id === c.place)?.name ?? c.place)
  const facts = [say(`ed_set_${c.set}`), place, c.status === null ? '' : say(keyOf('ed_status_', c.status)), dayOf(c.on)]
  return html`<p class="asked-line">“${c.ask.join(' → ')}”</p><p class="facts">${facts.filter(f => f !== '').map(f => html`<span>${f}</span>`)}</p>`
}

const verdictTag = (parts: Parts, given: Given): Html =>
  html`<span class="tag verdict-${given.outcome}">${outcomeName(parts, given)}</span>`

function failingOf(parts: Parts, c: TrialCase): Html {
  const { say, has } = parts.words
  const expected = c.expect.map(v => (has(`answer_${v}`) ? say(`answer_${v}`) : v)).join(' / ')
  return html`<article class="card trial-case">${askedOf(parts, c)}<p>${say('ed_trial_expected', { list: expected })} ${say('ed_trial_got')} ${verdictTag(parts, c.after)}${c.wasRight ? html` <span class="tag care">${say('ed_trial_was_right')}</span>` : ''}</p><details class="menu-part"><summary>${say('ed_trial_answer')}</summary><p class="typed">${c.after.text}</p></details></article>`
}

/** What becomes more permissive first, then what gets another verdict, then what says the same in other words. */
export const gravestFirst = (a: TrialCase, b: TrialCase): number => weightOf(b) - weightOf(a)
const weightOf = ({ isMorePermissive, before, after }: TrialCase): number =>
  (isMorePermissive ? 2 : 0) + (before.outcome === after.outcome ? 0 : 1)

function caseOf(parts: Parts, c: TrialCase): Html {
  const { say } = parts.words
  return html`${askedOf(parts, c)}<p>${c.before.outcome === c.after.outcome ? html`${verdictTag(parts, c.after)} <span class="on">${say('ed_trial_same')}</span>` : html`${verdictTag(parts, c.before)} <span aria-hidden="true">→</span><span class="away">${say('ed_becomes')}</span> ${verdictTag(parts, c.after)}`}${c.isMorePermissive ? html` <span class="tag care">${say('ed_trial_looser')}</span>` : ''}</p>${beside([say('ed_now'), say('ed_then')], c.before.text, c.after.text)}`
}

/** A region may be stricter, and mostly is: that is folded away, behind what should hardly ever be. */
function conflictsOf(parts: Parts, draft: Draft, conflicts: readonly RuleConflict[]): Html {
  if (conflicts.length === 0) return html``
  const { words, law, today } = parts
  const { say } = words
  const stock = { words, law, draft, on: today() }
  const nameIn = (id: string): string => {
    const entry = id.split('/').find(part => law.situation(part) !== null) ?? ''
    return entry === '' ? '' : nameOf(stock, 'entry', entry)
  }
  const one = (c: RuleConflict): Html =>
    html`<article class="card conflict"><h3>${say(keyOf('ed_conflict_', c.why))}</h3><div class="two"><div><p class="side">${say('ed_conflict_here')}${nameIn(c.here.id) === '' ? '' : html`: ${nameIn(c.here.id)}`}</p><p class="typed">${c.here.text}</p></div><div><p class="side">${nameIn(c.there.id) || say('ed_conflict_there')}${c.there.ref === null ? '' : html` (${nameOf(stock, 'clause', c.there.ref)})`}</p><p class="typed">${c.there.text}</p></div></div></article>`
  const stricter = conflicts.filter(c => c.why === 'stricter-than-higher')
  return html`<section class="group" id="bertentangan"><h2>${say('ed_conflicts')} <span class="count">${conflicts.length}</span></h2><p class="hint">${say('ed_conflicts_hint')}</p>${conflicts.filter(c => !stricter.includes(c)).map(one)}${stricter.length === 0 ? '' : html`<details class="menu-part"><summary>${say('ed_conflicts_stricter', { n: stricter.length })}</summary>${stricter.map(one)}</details>`}</section>`
}

function losesOf(parts: Parts, draft: Draft, { loses }: Trial): Html {
  if (loses.length === 0) return html``
  const { words, law, today } = parts
  const stock = { words, law, draft, on: today() }
  return html`<section class="group" id="kehilangan"><h2>${words.say('ed_loses')} <span class="count">${loses.length}</span></h2><p class="hint">${words.say('ed_loses_hint')}</p><ul class="plain-list">${loses.map(l => html`<li><strong>${nameOf(stock, 'clause', l.clause)}</strong>: ${l.entries.map(e => nameOf(stock, 'entry', e)).join('; ')}</li>`)}</ul></section>`
}

/** What is told of real questions in one sentence. */
export function replayTold({ words: { say } }: Pick<Parts, 'words'>, replay: Replay | null): string {
  if (replay === null) return say('ed_replay_none')
  if (replay.isTooFew) return say('ed_replay_few')
  return say('ed_replay_sum', { n: countOf(replay.questions), changed: inFives(say, replay.changed) })
}

/** Told in fives; 0: fewer than five. */
const inFives = (say: Words['say'], n: number): string =>
  n === 0 ? say('ed_replay_below') : say('ed_replay_about', { n: countOf(n) })

/** Counted; never a question of anybody. */
function replayOf(parts: Parts, draft: Draft, replay: Replay | null): Html {
  const { words, law, today } = parts
  const { say } = words
  if (replay === null || replay.isTooFew) return html`<p class="hint">${replayTold(parts, replay)}</p>`
  const stock = { words, law, draft, on: today() }
  const rows = replay.bySituation.filter(s => s.changed > 0)
  return html`<section class="group" id="nyata"><h2>${say('ed_replay')}</h2><p>${replayTold(parts, replay)}</p><p class="hint">${say('ed_replay_hint')}</p>${
    rows.length === 0
      ? ''
      : html`<div class="scroll" tabindex="0" role="region" aria-label="${say('ed_replay')}"><table><thead><tr><th scope="col">${say('ed_replay_situation')}</th><th scope="col" class="number">${say('ed_trial_asked')}</th><th scope="col" class="number">${say('ed_trial_changed')}</th></tr></thead><tbody>${rows.map(r => html`<tr><th scope="row">${nameOf(stock, 'entry', r.situation)}</th><td class="number">${countOf(r.questions)}</td><td class="number">${inFives(say, r.changed)}</td></tr>`)}${replay.others.questions === 0 ? '' : html`<tr><th scope="row">${say('ed_replay_others')}</th><td class="number">${countOf(replay.others.questions)}</td><td class="number">${inFives(say, replay.others.changed)}</td></tr>`}</tbody></table></div>`
  }</section>`
}

// ── Accepting ──

type Typed = { readonly keys: readonly string[]; readonly reason: string; readonly fault: string }
const PAGE = 40

/** What is more permissive than before stands first: it wants the closest look. */
function changedOf(parts: Parts, visit: Seen, draft: Draft, open: readonly TrialCase[], typed: Typed | null): Html {
  const { say } = parts.words
  if (open.length === 0) return html``
  const alike = alikeOf(open.toSorted(gravestFirst))
  const shown = alike.slice(0, PAGE)
  const left = alike.slice(PAGE).reduce((sum, cases) => sum + cases.length, 0)
  const isOpen = isWritable(visit, draft)
  const one = (cases: readonly TrialCase[], i: number): Html => {
    const [first] = cases
    if (first === undefined) return html``
    const keys = keysOf(cases)
    const told = cases.length === 1 ? say('ed_accept_this') : say('ed_accept_these', { n: cases.length })
    const tick = isOpen
      ? html`<label class="option accept"><input type="checkbox" name="terima" value="${keys.join(' ')}"${keys.every(key => typed?.keys.includes(key)) ? html` checked` : ''}><span>${told}<span class="away"> ${i + 1}: ${first.ask.join(' ')}</span></span></label>`
      : html``
    return html`<article class="card trial-case${first.isMorePermissive ? ' looser' : ''}">${caseOf(parts, first)}${othersOf(parts, draft, cases.slice(1))}${tick}</article>`
  }
  const list = html`${shown.map(one)}${left > 0 ? html`<p class="empty">${say('ed_changes_more', { n: left })}</p>` : ''}`
  const head = html`<h2>${say('ed_changed')} <span class="count">${open.length}</span></h2><p class="hint">${say('ed_changed_hint')}</p>`
  if (!isOpen) return html`<section class="group" id="berubah">${head}${list}</section>`
  return html`<section class="group" id="berubah">${head}${typed === null ? '' : html`<div class="flash care" role="alert"><p>${say(typed.fault)}</p></div>`}${form(
    visit,
    `${draftPath(draft.id)}/uji/terima`,
    html`${versionOf(draft)}${list}<div class="doing"><div class="field"><label for="alasan">${say('ed_accept_reason')}</label><p class="hint" id="alasan-hint">${say('ed_accept_reason_hint')}</p><textarea id="alasan" name="alasan" rows="2" maxlength="1000" aria-describedby="alasan-hint">
${typed?.reason ?? ''}</textarea></div>${primary(say('ed_accept_do'))}</div>`,
  )}</section>`
}

/** Questions whose answers change alike: one of them is read in full, each of the others is named and leads to its both answers. */
export const alikeOf = (
  cases: readonly TrialCase[],
  /** What else tells them apart. */
  apart: (c: TrialCase) => string | undefined = () => undefined,
): readonly (readonly TrialCase[])[] => [...Map.groupBy(cases, c => JSON.stringify([changeIn(c), apart(c)])).values()]

/** From which rule to which; where the rule stays, what is cited that was not. */
function changeIn(c: TrialCase): readonly unknown[] {
  const { before, after, isMorePermissive } = c
  const kind = changeOf(c)
  switch (kind) {
    case 'basis':
      return [kind, after.citations.filter(cited => !before.citations.includes(cited))]
    case 'wording':
      return [kind, after.outcome]
    default:
      return [isMorePermissive, ...[before, after].map(g => [g.outcome, g.situation, g.row])]
  }
}

const keysOf = (cases: readonly TrialCase[]): readonly string[] => cases.flatMap(({ changeKey }) => changeKey ?? [])

export function othersOf({ words: { say }, law }: Parts, draft: Draft, others: readonly TrialCase[]): Html {
  if (others.length === 0) return html``
  const one = ({ ask, place, status, on }: TrialCase): Html => {
    const where = law.places.find(p => p.id === place)?.name ?? ''
    const asked = new URLSearchParams({ tanya: ask.join(' '), wilayah: where, status: status ?? '', tanggal: on })
    const facts = [where, status === null ? '' : say(keyOf('ed_status_', status)), dayOf(on)]
    return html`<li><a href="${draftPath(draft.id)}/coba?${asked.toString()}#hasil">${ask.join(' → ')}</a> <span class="on">${facts.filter(f => f !== '').join(', ')}</span></li>`
  }
  return html`<details class="menu-part"><summary>${say('ed_changed_alike', { n: others.length })}</summary><ul class="plain-list">${others.map(one)}</ul></details>`
}

async function acceptedOf(parts: Parts, draft: Draft, accepted: readonly TrialCase[]): Promise<Html> {
  if (accepted.length === 0) return html``
  const { say } = parts.words
  const names = await namesOf(parts)
  const one = (c: TrialCase): Html => {
    const by = draft.accepted.find(a => a.key === c.changeKey)
    return html`<article class="card trial-case">${caseOf(parts, c)}${by === undefined ? '' : html`<p class="by">${say('ed_accepted_by', { name: names.staff(by.by), on: dayOf(by.on), reason: by.reason })}</p>`}</article>`
  }
  return html`<details class="group menu-part"><summary>${say('ed_accepted', { n: accepted.length })}</summary>${accepted.slice(0, PAGE).map(one)}</details>`
}

async function accept(parts: Parts, visit: Seen, draft: Draft): Promise<Answer> {
  const keys = [...new Set(visit.form.getAll('terima').flatMap(ticked => ticked.split(' ')))]
  const reason = (visit.form.get('alasan') ?? '').trim()
  const fault = keys.length === 0 ? 'ed_accept_none' : reason === '' ? 'ed_refused_no_reason' : null
  if (fault !== null) return trialPage(parts, visit, draft, { keys, reason, fault })
  const state = await parts.editor.trial(draft.id)
  const known = state.kind === 'done' ? state.unaccepted : []
  const edits: readonly DraftEdit[] = keys.filter(key => known.includes(key)).map(key => ({ kind: 'accept', key, reason }))
  if (edits.length === 0) return trialPage(parts, visit, draft, { keys, reason, fault: 'ed_refused_trial_outdated' })
  const acted = await edit(parts, visit, draft, edits)
  if (acted.kind === 'stale') return trialPage(parts, visit, acted.draft, { keys, reason, fault: 'ed_stale' })
  return afterwards(acted, `${draftPath(draft.id)}/uji`, 'ed_done_accepted')
}
