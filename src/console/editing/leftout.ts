// What was read off a document and went into no clause: shown, so that nobody has to trust that none of it was law. What was recognized as nothing
// is ticked off line by line by whoever compared it with the page; what OCR could not read, page by page; whoever decides sees what is left.
import { html } from 'hono/html'
import {
  type Draft,
  type DraftEdit,
  type Extracted,
  LEFT_OUT,
  type LeftOutPart,
  type Looked,
  type Spot,
} from '../../publishing/publishing.ts'
import { form } from '../form.ts'
import type { Names, Parts } from '../pages/parts.ts'
import type { Html, Seen } from '../visit.ts'
import { draftPath, isWritable, versionOf } from './frame.ts'
import { keyOf } from './keys.ts'

/** These may be text of the law, the others are known for what they are: they stand first, and are ticked off. */
const UNKNOWN = ['stray', 'specks'] as const satisfies readonly LeftOutPart[]
type Unknown = (typeof UNKNOWN)[number]
const KNOWN = LEFT_OUT.filter(part => !UNKNOWN.some(unknown => unknown === part))
const SHOWN_LETTERS = 240
/** A running head stands on every page: so many of a kind are shown with their words. */
const SHOWN_SPOTS = 100

const spotsOf = ({ source }: Draft, part: LeftOutPart): readonly Spot[] =>
  source?.leftOut.flatMap(l => (l.part === part ? l.spots : [])) ?? []

const lookedAt = ({ source }: Draft, { page, from }: Spot): Looked | null =>
  source?.looked.find(l => l.page === page && l.from === from) ?? null

const openIn = (draft: Draft, part: Unknown): readonly Spot[] => spotsOf(draft, part).filter(s => lookedAt(draft, s) === null)

const linesIn = (spots: readonly Spot[]): number => spots.reduce((sum, { from, to }) => sum + to - from + 1, 0)

/** What nobody has looked at yet, in lines: recognized as nothing, and not readable. */
export const unlooked = (draft: Draft): Readonly<Record<Unknown, number>> => ({
  stray: linesIn(openIn(draft, 'stray')),
  specks: linesIn(openIn(draft, 'specks')),
})

export const LEFT_OUT_AT = 'tak-diambil'

const pageLink = ({ words: { say } }: Parts, { id }: Draft, page: number): Html =>
  html`<a href="${draftPath(id)}/dokumen?halaman=${page}">${say('ed_out_page', { page })}</a>`

const pageLinks = (parts: Parts, draft: Draft, spots: readonly Spot[]): readonly Html[] =>
  [...new Set(spots.map(s => s.page))].map((page, i) => html`${i === 0 ? '' : ', '}${pageLink(parts, draft, page)}`)

/** Said before anything else: these lines may be law that was lost. */
export function strayTold(parts: Parts, draft: Draft): Html {
  const open = openIn(draft, 'stray')
  if (open.length === 0) return html``
  const { say } = parts.words
  return html`<div class="flash care" role="note"><p>${say('ed_out_stray_told', { n: linesIn(open) })} <a href="#${LEFT_OUT_AT}">${say('ed_out_go')}</a></p><p>${pageLinks(parts, draft, open)}</p></div>`
}

/** For whoever hands it in or decides: what nobody has looked at, with its words; nothing where all was. */
export function unlookedTold(parts: Parts, draft: Draft, extracted: Extracted | null): Html {
  const { say } = parts.words
  const [stray, specks] = [openIn(draft, 'stray'), openIn(draft, 'specks')]
  if (stray.length + specks.length === 0) return html``
  const line = (spot: Spot): Html =>
    html`<li>${pageLink(parts, draft, spot.page)}<span class="typed"> ${wordsAt(extracted, spot)}</span></li>`
  return html`<section class="flash care" aria-labelledby="belum-diperiksa"><h2 id="belum-diperiksa">${say('ed_out_left')}</h2>${
    stray.length === 0
      ? ''
      : html`<p>${say('ed_out_stray_left', { n: linesIn(stray) })}</p><ul>${stray.slice(0, SHOWN_SPOTS).map(line)}</ul>`
  }${specks.length === 0 ? '' : html`<p>${say('ed_out_specks_left', { n: linesIn(specks) })} ${pageLinks(parts, draft, specks)}</p>`}<p><a href="${draftPath(draft.id)}/dokumen#${LEFT_OUT_AT}">${say('ed_out_go')}</a></p></section>`
}

/** All of it by kind: first what is to be looked at, then, folded, what is known for what it is. */
export function leftOutOf(
  parts: Parts,
  visit: Seen,
  draft: Draft,
  extracted: Extracted | null,
  names: Names,
  page: number,
): Html {
  const { say } = parts.words
  const unknown = UNKNOWN.filter(part => spotsOf(draft, part).length > 0)
  const toLook = html`${unknown.map(part => kindToLook({ parts, draft, extracted, names, isOpen: isWritable(visit, draft) }, part))}`
  const looking =
    unknown.length === 0
      ? ''
      : html`<h2>${say('ed_out_look')}</h2><p class="hint">${say('ed_out_hint')}</p>${
          isWritable(visit, draft)
            ? form(
                visit,
                `${draftPath(draft.id)}/dokumen`,
                html`${versionOf(draft)}<input type="hidden" name="_halaman" value="${page}">${toLook}`,
              )
            : toLook
        }`
  return html`<section class="left-out" id="${LEFT_OUT_AT}" tabindex="-1">${looking}${knownOf(parts, draft, extracted)}</section>`
}

function knownOf(parts: Parts, draft: Draft, extracted: Extracted | null): Html {
  const { say } = parts.words
  const found = KNOWN.map(part => ({ part, spots: spotsOf(draft, part) })).filter(({ spots }) => spots.length > 0)
  if (found.length === 0) return html``
  const line = (spot: Spot): Html =>
    html`<li>${pageLink(parts, draft, spot.page)}<span class="typed"> ${wordsAt(extracted, spot)}</span></li>`
  const kind = ({ part, spots }: (typeof found)[number]): Html =>
    html`<h3>${say(keyOf('ed_out_part_', part))} <span class="on">${say('ed_out_lines', { n: linesIn(spots) })}</span></h3><ul>${spots.slice(0, SHOWN_SPOTS).map(line)}</ul>`
  return html`<details class="menu-part"><summary>${say('ed_out', { n: linesIn(found.flatMap(f => f.spots)) })}</summary><p class="hint">${say('ed_out_known_hint')}</p>${found.map(kind)}</details>`
}

type Look = {
  readonly parts: Parts
  readonly draft: Draft
  readonly extracted: Extracted | null
  readonly names: Names
  readonly isOpen: boolean
}

/** Lines one by one; specks, of which a scan has many, by their page. */
function kindToLook(look: Look, part: Unknown): Html {
  const { say } = look.parts.words
  const spots = spotsOf(look.draft, part)
  const groups = part === 'stray' ? spots.map(spot => [spot]) : [...Map.groupBy(spots, s => s.page).values()]
  const open = linesIn(openIn(look.draft, part))
  const told = open === 0 ? say('ed_out_done') : say('ed_out_open', { n: open, of: linesIn(spots) })
  return html`<h3>${say(keyOf('ed_out_part_', part))} <span class="on">${told}</span></h3><ul class="plain-list">${groups.slice(0, SHOWN_SPOTS).map(group => rowToLook(look, part, group))}</ul>`
}

function rowToLook({ parts, draft, extracted, names, isOpen }: Look, part: Unknown, spots: readonly Spot[]): Html {
  const { say } = parts.words
  const [first] = spots
  if (first === undefined) return html``
  const open = spots.filter(spot => lookedAt(draft, spot) === null)
  const by = lookedAt(draft, first)?.by ?? null
  const value = part === 'stray' ? `${first.page}.${first.from}` : String(first.page)
  const said = spots.map(spot => wordsAt(extracted, spot)).join(' · ')
  const button = (act: 'dilihat' | 'belum', key: 'ed_out_tick' | 'ed_out_untick', look: string): Html =>
    html`<button class="small${look}" name="lakukan" value="${act}:${part}.${value}">${say(key)}<span class="away"> ${say('ed_out_page', { page: first.page })}: ${shortened(said, 40)}</span></button>`
  const state = open.length > 0 ? '' : html`<span class="tag done">${say('ed_out_ticked', { name: names.staff(by) })}</span>`
  const does = isOpen ? (open.length > 0 ? button('dilihat', 'ed_out_tick', '') : button('belum', 'ed_out_untick', ' quiet')) : ''
  return html`<li class="${open.length > 0 ? 'is-open' : 'is-done'}" id="${part}-${value.replace('.', '-')}" tabindex="-1"><p>${pageLink(parts, draft, first.page)}<span class="typed"> ${shortened(said, SHOWN_LETTERS)}</span></p><div class="clause-acts">${state}${does}</div></li>`
}

/** What a button of `rowToLook` asks for; null: there is no such place. `next`: where the reader goes on. */
export function lookIn(draft: Draft, what: string, given: string): { readonly edit: DraftEdit; readonly next: string } | null {
  const [name, page, from] = given.split('.')
  const part = UNKNOWN.find(p => p === name)
  if (part === undefined) return null
  const at = spotsOf(draft, part).filter(s => String(s.page) === page && (from === undefined || String(s.from) === from))
  if (at.length === 0) return null
  const isLooked = what === 'dilihat'
  const following = isLooked ? openIn(draft, part).find(s => !at.includes(s)) : at[0]
  const anchor = following && (part === 'stray' ? `${part}-${following.page}-${following.from}` : `${part}-${following.page}`)
  return { edit: { kind: isLooked ? 'look' : 'unlook', at }, next: `#${anchor ?? LEFT_OUT_AT}` }
}

const wordsAt = (extracted: Extracted | null, { page, from, to }: Spot): string =>
  shortened(
    (extracted?.pages.find(p => p.number === page)?.lines.slice(from, to + 1) ?? []).map(l => l.text).join(' '),
    SHOWN_LETTERS,
  )

const shortened = (said: string, letters: number): string => (said.length > letters ? `${said.slice(0, letters)}…` : said)
