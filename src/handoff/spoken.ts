// What an asker reads of a consultation: the sentences of prompts/desk.id.yaml, an officer's words as a reply, and what is announced. The
// conversation speaks it in the asker's own turns; whoever writes a line for them (console, desk, clock) has it made here.
import { load } from 'js-yaml'
import { z } from 'zod'
import type { ConsultationOutcome, Words } from './consultation.ts'
import type { Announcement } from './transitions.ts'

const KEYS = [
  'offer_title', 'offer_label', 'offer_line', 'offer_trouble', 'write_ask', 'write_anonymous', 'write_again', 'preview', 'preview_question',
  'fact_status', 'preview_topic', 'preview_situation', 'preview_region', 'preview_answer', 'preview_clauses', 'preview_urgent',
  'preview_reader', 'office_this', 'office_yes_title', 'office_yes_label', 'office_other_title', 'office_other_label', 'preview_telegram',
  'preview_marks', 'preview_kept', 'preview_check', 'preview_changed', 'preview_region_changed', 'send_title', 'send_label',
  'shorten_title', 'shorten_label', 'cancel_title', 'cancel_label', 'cancelled', 'draft_gone', 'shorten', 'part_question', 'part_fact',
  'part_topic', 'part_region', 'part_answer', 'write_title', 'write_label', 'back_title', 'back_label', 'office', 'office_which',
  'office_unknown', 'office_known', 'office_none_title', 'office_none_label', 'office_only', 'anyway_title', 'anyway_label', 'no_team',
  'no_team_place',
  'no_place', 'opened', 'wait_next', 'wait_before', 'wait_hours', 'wait_hour', 'wait_unknown', 'wait_promised',
  'wait_answered', 'wait_closed',
  'wait_closed_unknown', 'wait_urgent', 'when_today', 'when_tomorrow', 'when_day', 'urgent_closed',
  'go_on',
  'bot_again', 'meanwhile', 'stands_waiting', 'stands_with_officer',
  'stands_asked', 'stands_answered', 'stands_closed', 'stands_expired', 'to_whom_officer', 'to_whom_bot', 'none_open', 'closed_new',
  'enough_title', 'enough_label', 'to_bot_title', 'to_bot_label', 'to_officer_title', 'to_officer_label', 'more_title', 'more_label',
  'passed_on', 'passed_on_again', 'passed_on_edited', 'unread', 'unread_with_words', 'to_bot', 'to_officer', 'more', 'not_spoken', 'enough',
  'good_title', 'good_label', 'bad_title', 'bad_label', 'reopen_title', 'reopen_label', 'rated', 'rated_bad', 'rated_already', 'rate_later',
  'reopened', 'reopen_gone', 'still_open', 'receipt_busy', 'forget_too',
  'forget_sure', 'anonymous_too', 'privacy', 'off', 'off_still', 'off_no_team',
  'officer_answers', 'officer_asks', 'officer_basis', 'officer_clause', 'officer_clause_link', 'officer_no_basis', 'officer_reply_here',
  'copy_title', 'copy_label', 'copy_offer', 'copy_none', 'copy_head', 'copy_goes_on', 'copy_made', 'copy_asked', 'copy_line', 'copy_wrote',
  'copy_unanswered', 'copy_open', 'copy_closed', 'copy_expired', 'copy_own', 'offer_trouble_short',
  'announce_claimed', 'announce_released', 'announce_transferred', 'announce_escalated', 'announce_closed', 'announce_expired',
] as const // biome-ignore format: a word list reads better unbroken

type Key = (typeof KEYS)[number]
export type DeskWords = { readonly say: (key: Key, blanks?: Readonly<Record<string, string>>) => string }

const schema = z.object(Object.fromEntries(KEYS.map(k => [k, z.string()])) as Record<Key, z.ZodString>)

/** Reads prompts/desk.id.yaml; a missing sentence is an error at start-up, not in front of an asker. */
export function parseDeskWords(yaml: string): DeskWords {
  const sentences = schema.parse(load(yaml))
  return {
    say: (key, blanks = {}) => sentences[key].replace(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank),
  }
}

/** What can be pressed about a consultation wherever it is spoken of. The id says what it means and nothing of which consultation it is. */
export const CHOICES = ['ask', 'more', 'bot', 'officer', 'enough', 'good', 'bad', 'reopen', 'copy'] as const
export type ChoiceAct = (typeof CHOICES)[number]

const NAMES = {
  ask: ['offer_title', 'offer_label'],
  more: ['more_title', 'more_label'],
  bot: ['to_bot_title', 'to_bot_label'],
  officer: ['to_officer_title', 'to_officer_label'],
  enough: ['enough_title', 'enough_label'],
  good: ['good_title', 'good_label'],
  bad: ['bad_title', 'bad_label'],
  reopen: ['reopen_title', 'reopen_label'],
  copy: ['copy_title', 'copy_label'],
} as const satisfies Record<ChoiceAct, readonly [Key, Key]>

export const choiceOf = ({ say }: DeskWords, act: ChoiceAct): Words['choices'][number] => ({
  id: `officer:${act}`,
  title: say(NAMES[act][0]),
  label: say(NAMES[act][1]),
})

/** Text and what can be pressed under it, as a channel shows it and as a line keeps it. */
export type Spoken = Pick<Words, 'text' | 'choices'>

/** What is said to an asker by other hands than their own. */
export type Sayings = {
  /** What became of their consultation; null: nothing needs to be said, or it is said otherwise. */
  readonly notice: (
    what: Announcement,
    about: { readonly team: string; readonly outcome: ConsultationOutcome | null },
  ) => Spoken | null
  /** An officer's words: who speaks, as a role; what they say; what it rests on, or that it rests on nothing. */
  readonly reply: (what: 'asks' | 'answers', about: OfficerSays) => Spoken
}

export type OfficerSays = {
  readonly team: string
  readonly text: string
  readonly basis: readonly { readonly name: string; readonly url: string | null }[]
  readonly isWithoutBasis: boolean
}

/** `keptDays`: for how long a closed consultation can be opened again. */
export function openSayings(words: DeskWords, keptDays: number): Sayings {
  const pressable = (...acts: readonly ChoiceAct[]) => acts.map(act => choiceOf(words, act))
  return {
    notice: (what, { team, outcome }) => {
      const key = ANNOUNCED[what]
      if (key === null) return null
      const text = words.say(key, { team, days: String(keptDays) })
      if (what === 'expired') return { text, choices: pressable('reopen') }
      if (what !== 'closed') return { text, choices: [] }
      // nobody is asked what they think of an officer who never answered
      if (!wasAnswered(outcome)) return { text, choices: pressable('reopen') }
      return { text: `${text}\n${words.say('copy_offer')}`, choices: pressable('good', 'bad', 'reopen', 'copy') }
    },
    reply: (what, says) => ({
      text: reply(words, what, says),
      choices: what === 'asks' ? pressable('bot') : pressable('enough', 'bot'),
    }),
  }
}

const ANNOUNCED = {
  opened: null,
  claimed: 'announce_claimed',
  released: 'announce_released',
  transferred: 'announce_transferred',
  escalated: 'announce_escalated',
  asks: null,
  answers: null,
  'passed-on': null,
  closed: 'announce_closed',
  expired: 'announce_expired',
  reopened: null,
} as const satisfies Record<Announcement, Key | null>

const wasAnswered = (outcome: ConsultationOutcome | null): boolean => outcome !== 'no-answer' && outcome !== 'withdrawn'

function reply({ say }: DeskWords, what: 'asks' | 'answers', { team, text, basis, isWithoutBasis }: OfficerSays): string {
  const clauses = basis.map(({ name, url }) =>
    url === null ? say('officer_clause', { name }) : say('officer_clause_link', { name, url }),
  )
  return [
    say(what === 'asks' ? 'officer_asks' : 'officer_answers', { team }),
    text.trim(),
    ...(clauses.length === 0 ? [] : ['', say('officer_basis'), ...clauses]),
    ...(isWithoutBasis ? ['', say('officer_no_basis')] : []),
    ...(what === 'asks' ? ['', say('officer_reply_here')] : []),
  ].join('\n')
}
