// What all work pages share: coarse words for time, names of states, small pieces of markup.
import { html } from 'hono/html'
import type { Brief, Consultation, Delivery, State } from '../../handoff/handoff.ts'
import type { DateOnly } from '../../vocabulary.ts'
import type { Law } from '../law.ts'
import type { Html } from '../visit.ts'
import type { Words } from '../words.ts'
import type { Cell } from './counts.ts'

export type { Html } from '../visit.ts'

/** A sentence of prompts/console.id.yaml with its blanks filled. */
export type Say = Words['say']

export const HOUR_MS = 3_600_000
const DAY_HOURS = 24
/** From here on a free window is said to last the day. */
const WINDOW_DAY_HOURS = 4

const dayFormat = new Intl.DateTimeFormat('id-ID', { dateStyle: 'medium', timeZone: 'UTC' })
const monthFormat = new Intl.DateTimeFormat('id-ID', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const countFormat = new Intl.NumberFormat('id-ID')

/** "22 Nov 2026" */
export const dayOf = (date: DateOnly): string => dayFormat.format(new Date(`${date}T00:00:00Z`))
/** "November 2026"; `month` as "2026-11". */
export const monthOf = (month: string): string => monthFormat.format(new Date(`${month}-01T00:00:00Z`))
export const countOf = (n: number): string => countFormat.format(n)

/** How long something has waited, never finer than an hour. */
export function waited(say: Say, since: number, now: number): string {
  const hours = Math.floor((now - since) / HOUR_MS)
  if (hours < 1) return say('waited_now')
  if (hours < DAY_HOURS) return say('waited_hours', { hours: String(hours) })
  return say('waited_days', { days: String(Math.floor(hours / DAY_HOURS)) })
}

/** How long a reply can still go out freely: three sayings only, the same for every channel. */
export function windowOf(say: Say, freeUntil: number, now: number): string {
  const hours = (freeUntil - now) / HOUR_MS
  if (hours >= WINDOW_DAY_HOURS) return say('window_today')
  return hours > 0 ? say('window_hours') : say('window_closed')
}

export const stateName = (say: Say, state: State): string => say(`state_${state}`)
export const deliveryName = (say: Say, delivery: Delivery): string => say(`delivery_${delivery}`)

export function cellText(say: Say, cell: Cell, k: number): string {
  switch (cell.kind) {
    case 'shown':
      return countOf(cell.n)
    case 'small':
      return say('count_small', { k: String(k) })
    case 'closed':
      return say('count_closed')
  }
}

/** What a consultation is about, as far as the law has a name for it. */
export function matterOf(say: Say, law: Law, brief: Pick<Brief, 'topic' | 'situation'>): string {
  const situation = brief.situation === null ? null : law.situation(brief.situation)
  const topic = law.topics.find(t => t.id === (brief.topic ?? situation?.topic))
  return situation?.title ?? topic?.name ?? say('matter_none')
}

export const topicOf = (say: Say, law: Law, topic: string | null): string =>
  law.topics.find(t => t.id === topic)?.name ?? say('matter_none')

export const regionOf = (say: Say, law: Law, region: string | null): string =>
  law.places.find(place => place.id === region)?.name ?? say('region_none')

export type Case = Consultation & { readonly brief: Brief }

/** Urgent first, then who waits longest. */
export const inLine = (a: Consultation, b: Consultation): number =>
  (a.urgency === b.urgency ? 0 : a.urgency === 'urgent' ? -1 : 1) || a.rank - b.rank

/** Paragraphs of a text as somebody wrote it: lines kept, nothing of it is markup. */
export const paragraphs = (text: string): Html[] =>
  text
    .split(/\n{2,}/)
    .filter(block => block.trim() !== '')
    .map(block => html`<p>${block.split('\n').map((line, i) => html`${i === 0 ? '' : html`<br>`}${line}`)}</p>`)
