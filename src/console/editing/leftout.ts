// What was read off a document and went into no clause: shown, so that nobody has to trust that none of it was law.
import { html } from 'hono/html'
import { type Draft, type Extracted, LEFT_OUT, type LeftOutPart, type Spot } from '../../publishing/publishing.ts'
import type { Parts } from '../pages/parts.ts'
import type { Html } from '../visit.ts'
import { draftPath } from './frame.ts'
import { keyOf } from './keys.ts'

/** These may be text of the law, the others are known for what they are: they stand first. */
const UNKNOWN: readonly LeftOutPart[] = ['stray', 'specks']
const IN_ORDER: readonly LeftOutPart[] = [...UNKNOWN, ...LEFT_OUT.filter(part => !UNKNOWN.includes(part))]
const SHOWN_LETTERS = 240
/** A running head stands on every page: so many of a kind are shown with their words. */
const SHOWN_SPOTS = 100

const spotsOf = ({ source }: Draft, part: LeftOutPart): readonly Spot[] =>
  source?.leftOut.flatMap(l => (l.part === part ? l.spots : [])) ?? []

const linesIn = (spots: readonly Spot[]): number => spots.reduce((sum, { from, to }) => sum + to - from + 1, 0)

/** Lines that were recognized as nothing. */
export const strayLines = (draft: Draft): number => linesIn(spotsOf(draft, 'stray'))

const pageLink = ({ words: { say } }: Parts, { id }: Draft, page: number): Html =>
  html`<a href="${draftPath(id)}/dokumen?halaman=${page}">${say('ed_out_page', { page })}</a>`

/** Said before anything else: these lines may be law that was lost. */
export function strayTold(parts: Parts, draft: Draft): Html {
  const n = strayLines(draft)
  if (n === 0) return html``
  const pages = [...new Set(spotsOf(draft, 'stray').map(spot => spot.page))].map(page => pageLink(parts, draft, page))
  return html`<div class="flash care" role="note"><p>${parts.words.say('ed_out_stray_told', { n })}</p><p>${pages.map((link, i) => html`${i === 0 ? '' : ', '}${link}`)}</p></div>`
}

/** All of it by kind, folded. */
export function leftOutOf(parts: Parts, draft: Draft, extracted: Extracted | null): Html {
  const { say } = parts.words
  const found = IN_ORDER.flatMap(part => {
    const spots = spotsOf(draft, part)
    return spots.length === 0 ? [] : [{ part, spots }]
  })
  if (found.length === 0) return html``
  const line = (spot: Spot): Html =>
    html`<li>${pageLink(parts, draft, spot.page)}<span class="typed"> ${wordsAt(extracted, spot)}</span></li>`
  const kind = ({ part, spots }: (typeof found)[number]): Html =>
    html`<h3>${say(keyOf('ed_out_part_', part))} <span class="on">${say('ed_out_lines', { n: linesIn(spots) })}</span></h3><ul>${spots.slice(0, SHOWN_SPOTS).map(line)}</ul>`
  return html`<details class="menu-part" id="tak-diambil"><summary>${say('ed_out', { n: linesIn(found.flatMap(f => f.spots)) })}</summary><p class="hint">${say('ed_out_hint')}</p>${found.map(kind)}</details>`
}

function wordsAt(extracted: Extracted | null, { page, from, to }: Spot): string {
  const lines = extracted?.pages.find(p => p.number === page)?.lines.slice(from, to + 1) ?? []
  const said = lines.map(l => l.text).join(' ')
  return said.length > SHOWN_LETTERS ? `${said.slice(0, SHOWN_LETTERS)}…` : said
}
