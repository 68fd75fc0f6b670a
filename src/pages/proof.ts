// The page of one answer that was given: what it said, under which facts, on which law and day, and whether it would be said today.
// It shows the knowledge's words alone: whose question it was and how it was asked is nowhere known.
import type { DateOnly, Force, Stage, Status, Verdict } from '../vocabulary.ts'
import { type Named, withVerdict } from './clause.ts'
import {
  dayOf,
  drawn,
  editionName,
  fill,
  type Html,
  html,
  type Page,
  type PaperWords,
  paper,
  part,
  type Site,
  signOf,
} from './paper.ts'

/** A fact under which the answer holds; null is "not said", which is a fact too. */
export type ProofFact =
  | { readonly kind: 'status'; readonly status: Status | null }
  | { readonly kind: 'place'; readonly name: string | null }
  | { readonly kind: 'stage'; readonly stage: Stage | null }
  | { readonly kind: 'choice'; readonly text: string }

/** Why the answer would not be given so today. */
export type ProofReason =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'basis' }
  | { readonly kind: 'row' }
  | { readonly kind: 'force'; readonly name: string; readonly force: Force }
  | { readonly kind: 'missing'; readonly name: string }

export type ProofToday = { readonly on: DateOnly; readonly edition: string } & (
  | { readonly kind: 'same'; readonly isReworded: boolean }
  /** `first` is null where only the question itself could be answered anew. */
  | { readonly kind: 'changed'; readonly first: string | null; readonly reasons: readonly ProofReason[] }
  | { readonly kind: 'gone' }
)

export type ProofPage = {
  readonly code: string
  readonly outcome: Verdict
  /** The first line of the answer as it was given. */
  readonly first: string
  readonly facts: readonly ProofFact[]
  /** The title of the situation as which the question was read. */
  readonly reading: string
  readonly safeWay: string
  /** `force`: on the day of the answer. */
  readonly citations: readonly (Named & { readonly force: Force })[]
  readonly edition: string
  readonly on: DateOnly
  readonly today: ProofToday
}

export function proofPage(site: Site, page: ProofPage): Page {
  const { words, publicUrl } = site
  const { proof } = words
  const { code, on, edition } = page
  const today = part(proof.today, todayOf(words, page.today))
  // who is shown an answer of the past must not miss that it is one
  const [early, late] = page.today.kind === 'same' ? [null, today] : [today, null]
  return paper(site, {
    tab: fill(proof.tab, { code }),
    described: proof.described,
    path: null,
    menu: null,
    main: html`<article class="proof">
<header class="head"><h1>${proof.heading} <span class="code">${code}</span></h1>
<p class="of">${fill(proof.given, { on: dayOf(on), edition: editionName(edition) })}</p></header>
${part(proof.answer, answerOf(words, page))}${early}${part(proof.facts, factsOf(words, page))}${
  page.safeWay === '' ? null : part(proof.safe, html`<p>${page.safeWay}</p>`)
}${part(proof.basis, basisOf(words, page))}${late}${part(
  proof.means,
  html`<p>${proof.proves}</p><p>${proof.proves_not}</p>`,
  'fine',
)}</article>`,
    foot: publicUrl === null ? [] : [fill(proof.checking, { url: `${publicUrl}/t/${code}` })],
  })
}

const answerOf = (words: PaperWords, { outcome, first }: ProofPage): Html =>
  html`<p class="verdict">${drawn(signOf(outcome))}<span>${withVerdict(words, outcome, first)}</span></p>`

const factsOf = (words: PaperWords, { reading, facts }: ProofPage): Html =>
  html`<dl><div><dt>${words.proof.reading}</dt><dd>${reading}</dd></div>${facts.map(fact => {
    const { label, value } = factLine(words, fact)
    return html`<div><dt>${label}</dt><dd>${value}</dd></div>`
  })}</dl>`

function factLine({ proof }: PaperWords, fact: ProofFact): { label: string; value: string } {
  switch (fact.kind) {
    case 'status': {
      const said = fact.status === 'non-asn' ? proof.status_non_asn : fact.status
      return { label: proof.status, value: said ?? proof.unsaid }
    }
    case 'place':
      return { label: proof.place, value: fact.name ?? proof.unsaid }
    case 'stage':
      return { label: proof.stage, value: fact.stage === null ? proof.unsaid : proof[`stage_${fact.stage}`] }
    case 'choice':
      return { label: proof.choice, value: fact.text }
  }
}

function basisOf({ proof, force: forces }: PaperWords, { citations, on }: ProofPage): Html {
  if (citations.length === 0) return html`<p>${proof.basis_none}</p>`
  const list = citations.map(({ path, name, force }) => {
    const named = path === null ? html`${name}` : html`<a href="${path}">${name}</a>`
    return html`<li>${named} <span class="aside">${forces[force]}</span></li>`
  })
  return html`<ul>${list}</ul><p class="aside">${fill(proof.basis_on, { on: dayOf(on) })}</p>`
}

function todayOf(words: PaperWords, today: ProofToday): Html {
  const { proof } = words
  const at = { on: dayOf(today.on), edition: editionName(today.edition) }
  switch (today.kind) {
    case 'same':
      return html`<p><b>${proof.same}</b> ${fill(proof.same_text, at)}${today.isReworded ? ` ${proof.because_wording}` : ''}</p>`
    case 'changed':
      return html`<div class="gone"><p><b>${proof.changed}</b> ${fill(proof.changed_text, at)}</p>
<ul>${today.reasons.map(reason => html`<li>${reasonOf(words, reason)}</li>`)}</ul>
<p>${today.first === null ? proof.changed_ask : fill(proof.changed_first, { first: today.first })}</p></div>`
    case 'gone':
      return html`<div class="gone"><p><b>${proof.gone}</b> ${fill(proof.gone_text, at)}</p></div>`
  }
}

function reasonOf({ proof, verdict, force }: PaperWords, reason: ProofReason): string {
  switch (reason.kind) {
    case 'verdict':
      return fill(proof.because_verdict, { verdict: verdict[reason.verdict] })
    case 'basis':
      return proof.because_basis
    case 'row':
      return proof.because_row
    case 'force':
      return fill(proof.because_force, { name: reason.name, force: force[reason.force] })
    case 'missing':
      return fill(proof.because_missing, { name: reason.name })
  }
}
