// The privacy notice, made from what the installation really does, and the page that says where nothing is.
// Whatever has no sentence here cannot be put into the notice: then the page is refused, not silent.
import type { ChannelName, DateOnly } from '../vocabulary.ts'
import { dayOf, fill, type Html, html, type Page, type PaperWords, paper, part, type Site } from './paper.ts'

export type NoticePage = {
  readonly office: { readonly name: string; readonly contact: string } | null
  /** Each kind of record that is kept, and for how many days; null: without a limit. An hour is 1/24. */
  readonly retention: readonly { readonly kind: string; readonly days: number | null }[]
  readonly channels: readonly ChannelName[]
  /** Of a hundred names of persons, how many are recognised and taken out. */
  readonly nameRecallPercent: number
  /** Who runs the language model that reads questions: nobody, the office itself (which may show it voices and pictures too), or a provider. */
  readonly model: 'none' | 'own' | 'own-media' | 'outside'
  /** Whether officers read the words of consultations in Telegram too. */
  readonly isDeskFull: boolean
  /** What stays exposed, by the keys of the threat model. */
  readonly threats: readonly { readonly key: string }[]
  readonly on: DateOnly
}

export function noticePage(site: Site, page: NoticePage): Page {
  const { words, chatPath } = site
  const { notice } = words
  const deletions = [...notice.deletions, ...(chatPath === null ? [] : [notice.deletions_web])]
  return paper(site, {
    tab: notice.tab,
    described: notice.described,
    path: '/privasi',
    menu: 'privacy',
    main: html`<article>
<header class="head"><h1>${notice.heading}</h1>
<p class="of">${notice.lead}</p></header>
${[
  part(notice.short, linesOf(notice.short_lines), 'short'),
  part(notice.hide, html`${commandsOf(notice.commands)}<p>${notice.hide_more}</p>`),
  part(notice.delete, html`${commandsOf(deletions)}<p>${notice.delete_rest}</p>`),
  part(notice.kept, keptOf(words, page)),
  part(notice.never, html`${linesOf(notice.never_lines)}<p>${namesLine(words, page)}</p>`),
  part(notice.readers, readersOf(words, page)),
  part(notice.platforms, linesOf(page.channels.map(channel => sentenceOf('platform', notice.platform, channel)))),
  part(notice.promised_not, linesOf(page.threats.map(({ key }) => sentenceOf('threat', notice.threat, key)))),
  part(notice.contact, html`<p>${page.office === null ? notice.office_none : fill(notice.office, page.office)}</p>`),
]}</article>`,
    foot: [fill(notice.version, { on: dayOf(page.on) })],
  })
}

function sentenceOf(group: string, sentences: Readonly<Record<string, string>>, key: string): string {
  const found = Object.hasOwn(sentences, key) ? sentences[key] : undefined
  if (found === undefined) throw new Error(`prompts/pages.id.yaml has no sentence notice.${group}.${key}`)
  return found
}

const linesOf = (lines: readonly string[]): Html => html`<ul>${lines.map(line => html`<li>${line}</li>`)}</ul>`

const commandsOf = (commands: PaperWords['notice']['commands']): Html =>
  html`<dl class="commands">${commands.map(({ how, what, then }) => html`<div><dt>${how} <kbd>${what}</kbd></dt><dd>${then}</dd></div>`)}</dl>`

const namesLine = ({ notice }: PaperWords, { nameRecallPercent }: NoticePage): string =>
  fill(notice.names, { percent: String(Math.floor(nameRecallPercent)) })

const keptOf = ({ notice }: PaperWords, { retention }: NoticePage): Html =>
  html`<table><thead><tr><th scope="col">${notice.kept_what}</th><th scope="col">${notice.kept_days}</th></tr></thead>
<tbody>${retention.map(
    ({ kind, days }) =>
      html`<tr><td>${sentenceOf('retention', notice.retention, kind)}</td><td>${termOf(notice, days)}</td></tr>\n`,
  )}</tbody></table>`

const YEAR_DAYS = 365

/** A length of time in the unit people count it in; leap days do not make a year longer. */
function termOf({ always, hours, days: inDays, years }: PaperWords['notice'], days: number | null): string {
  if (days === null) return always
  if (days < 1) return fill(hours, { count: String(Math.ceil(days * 24)) })
  const isYears = days >= YEAR_DAYS && days % YEAR_DAYS < days / YEAR_DAYS
  return isYears ? fill(years, { count: String(Math.floor(days / YEAR_DAYS)) }) : fill(inDays, { count: String(Math.ceil(days)) })
}

function readersOf({ notice }: PaperWords, { model, isDeskFull }: NoticePage): Html {
  const readers = [
    { who: notice.reader_officer, what: notice.reader_officer_text },
    ...(isDeskFull ? [{ who: notice.reader_group, what: notice.reader_group_text }] : []),
    { who: notice.reader_superior, what: notice.reader_superior_text },
    { who: notice.reader_operator, what: notice.reader_operator_text },
    { who: notice.reader_model, what: modelLine(notice, model) },
    { who: notice.reader_holder, what: notice.reader_holder_text },
  ]
  return html`<dl>${readers.map(({ who, what }) => html`<div><dt>${who}</dt><dd>${what}</dd></div>`)}</dl>`
}

function modelLine(notice: PaperWords['notice'], model: NoticePage['model']): string {
  switch (model) {
    case 'none':
      return notice.reader_model_none
    case 'own':
      return notice.reader_model_own
    case 'own-media':
      return `${notice.reader_model_own} ${notice.reader_model_media}`
    case 'outside':
      return notice.reader_model_outside
    default:
      return model satisfies never
  }
}

export type MissingPage = {
  /** What was looked for. */
  readonly looked: 'proof' | 'law' | 'page'
  /** How a code of a proof looks, such as an invented one. */
  readonly codeShape: string
}

/** What is shown where nothing is; the same for a code that never was and one whose time is over. */
export function missingPage(site: Site, { looked, codeShape }: MissingPage): Page {
  const { words, chatPath } = site
  const { missing } = words
  const ways = [
    ...(chatPath === null ? [] : [{ path: chatPath, text: missing.to_ask }]),
    { path: '/k', text: missing.to_laws },
    { path: '/privasi', text: missing.to_privacy },
  ]
  return paper(site, {
    tab: missing.tab,
    described: missing[looked],
    path: null,
    menu: null,
    main: html`<article class="missing">
<header class="head"><h1>${missing[looked]}</h1>
<p class="of">${missing[`${looked}_text`]}</p></header>
${looked === 'proof' ? html`<p class="code">${codeShape}</p><p>${missing.proof_safe}</p>` : null}
<p>${missing.ways}</p>
<ul class="ways">${ways.map(({ path, text }) => html`<li><a href="${path}">${text}</a></li>`)}</ul></article>`,
    foot: [],
  })
}
