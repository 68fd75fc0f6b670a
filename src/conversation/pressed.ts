// The grammar of choice ids: what a pressed button means, readable years later. An id carries no words of the asker.
import { CHOICES, type ChoiceAct } from '../handoff/handoff.ts'
import { STATUSES, type Status } from '../vocabulary.ts'

export type Pressed =
  | { readonly kind: 'more' | 'clauses' | 'full' | 'anew' | 'good' | 'bad' | 'reason' | 'prove'; readonly answer: string }
  | { readonly kind: 'clause' | 'narrow'; readonly answer: string; readonly nth: number }
  | { readonly kind: 'example'; readonly nth: number }
  | { readonly kind: 'status'; readonly status: Status | null }
  | { readonly kind: 'place'; readonly place: string | null }
  | { readonly kind: 'anonymous'; readonly on: boolean }
  | { readonly kind: 'forget'; readonly isSure: boolean }
  /** Whether something was heard aright, shown above this button; shown anew, it has another id. */
  | { readonly kind: 'heard'; readonly heard: string; readonly isRight: boolean }
  | { readonly kind: 'new' }
  /** About the asker's newest consultation, whichever it is. */
  | { readonly kind: 'officer'; readonly act: ChoiceAct | 'cancel' }
  /** About what would be sent to an officer, as it was shown above this button; shown anew, it has another id. */
  | { readonly kind: 'draft'; readonly act: DraftAct; readonly draft: string }
  | { readonly kind: 'drop'; readonly draft: string; readonly nth: number }
  | { readonly kind: 'avoid'; readonly draft: string; readonly team: string | null }

export const DRAFT_ACTS = ['send', 'shorten', 'write', 'back', 'office', 'anyway'] as const
export type DraftAct = (typeof DRAFT_ACTS)[number]

const OFFICER_ACTS = [...CHOICES, 'cancel'] as const

const NONE = 'none'

export function idOf(pressed: Pressed): string {
  switch (pressed.kind) {
    case 'more':
    case 'full':
    case 'anew':
    case 'good':
    case 'bad':
    case 'reason':
    case 'prove':
      return `${pressed.kind}:${pressed.answer}`
    case 'clauses':
      return `clause:${pressed.answer}`
    case 'clause':
    case 'narrow':
      return `${pressed.kind}:${pressed.answer}:${pressed.nth}`
    case 'example':
      return `ask:${pressed.nth}`
    case 'status':
      return `status:${pressed.status ?? NONE}`
    case 'place':
      return `place:${pressed.place ?? NONE}`
    case 'anonymous':
      return `anonymous:${pressed.on ? 'on' : 'off'}`
    case 'forget':
      return `forget:${pressed.isSure ? 'yes' : 'no'}`
    case 'heard':
      return `heard:${pressed.heard}:${pressed.isRight ? 'yes' : 'no'}`
    case 'new':
      return 'new'
    case 'officer':
      return `officer:${pressed.act}`
    case 'draft':
      return `${pressed.act}:${pressed.draft}`
    case 'drop':
      return `drop:${pressed.draft}:${pressed.nth}`
    case 'avoid':
      return `avoid:${pressed.draft}:${pressed.team ?? NONE}`
    default:
      return pressed satisfies never
  }
}

/** What an id means; null when it is none of ours. */
export function pressedOf(id: string): Pressed | null {
  const [kind = '', value = '', rest = ''] = id.split(':')
  if (kind === 'new') return { kind }
  if (value === '') return null
  const nth = /^\d{1,3}$/.test(rest) ? Number(rest) : null
  switch (kind) {
    case 'more':
    case 'full':
    case 'anew':
    case 'good':
    case 'bad':
    case 'reason':
    case 'prove':
      return { kind, answer: value }
    case 'clause':
      return nth === null ? { kind: 'clauses', answer: value } : { kind, answer: value, nth }
    case 'narrow':
      return nth === null ? null : { kind, answer: value, nth }
    case 'ask':
      return /^\d$/.test(value) ? { kind: 'example', nth: Number(value) } : null
    case 'status': {
      const status = STATUSES.find(s => s === value)
      return status === undefined && value !== NONE ? null : { kind, status: status ?? null }
    }
    case 'place':
      return { kind, place: value === NONE ? null : value }
    case 'anonymous':
      return { kind, on: value === 'on' }
    case 'forget':
      return { kind, isSure: value === 'yes' }
    case 'heard':
      return rest === '' ? null : { kind, heard: value, isRight: rest === 'yes' }
    case 'officer': {
      const act = OFFICER_ACTS.find(a => a === value)
      return act === undefined ? null : { kind, act }
    }
    case 'drop':
      return nth === null ? null : { kind, draft: value, nth }
    case 'avoid':
      return rest === '' ? null : { kind, draft: value, team: rest === NONE ? null : rest }
    default: {
      const act = DRAFT_ACTS.find(a => a === kind)
      return act === undefined ? null : { kind: 'draft', act, draft: value }
    }
  }
}
