// The fixed sentences of a reply: parsed once at the edge from prompts/replies.id.yaml, filled with named blanks.
import { load } from 'js-yaml'
import { z } from 'zod'

const KEYS = [ 'basis', 'basis_side', 'quote', 'quote_secondary', 'historical', 'unknown_force', 'skb_mark', 'skb_doubt',
  'consequence_both', 'consequence_same', 'safe', 'branch', 'turns_between', 'turns_either', 'turns_permit', 'turns_permit_if', 'turns_other', 'turns_unsaid', 'turns_on_side',
  'weighed_allowed', 'weighed_allowed_if', 'weighed_forbidden', 'weighed_depends', 'between_first', 'between_second', 'between_titled', 'between_without', 'between_just_that', 'between_which',
  'between_for_whom', 'between_keep_from', 'between_wait', 'clarify', 'no_basis', 'no_basis_date',
  'failed', 'officer_offered', 'officer_none', 'help_office', 'help_routes', 'region_none', 'region_other', 'region_have', 'region_above', 'criminal_warning', 'region_old', 'introduced',
  'region_content', 'region_title_only', 'region_home', 'region_ambiguous', 'clause_found', 'clause_missing', 'clause_which',
  'other_findings', 'other_person', 'other_safe', 'status_note_pppk', 'more_reading', 'more_clause',
  'more_confidence', 'review_none', 'review_officer', 'review_legal', 'text_verbatim', 'text_quoted', 'text_summary',
  'chosen_allowed', 'chosen_allowed_if', 'chosen_forbidden', 'chosen_depends', 'chosen_said', 'chosen_reading', 'chosen_permit', 'chosen_left',
  'doubted', 'leads', 'leads_yes', 'leads_no', 'leads_how',
  'clause_name', 'clause_verbatim', 'clause_quoted', 'clause_summary', 'clause_unknown_force',
  // of the conversation
  'intro_what', 'intro_kept', 'intro_unknown', 'welcome', 'example_1', 'example_2', 'example_3', 'help',
  'new_question', 'not_that', 'title_more', 'label_more', 'title_clause', 'label_clause', 'title_new', 'label_new', 'title_not_meant', 'label_not_meant', 'title_good', 'label_good',
  'title_bad', 'label_bad', 'title_full', 'label_full', 'others_numbered', 'other_numbered', 'status_numbered', 'stage_numbered', 'choose',
  'stage_before', 'stage_after', 'stage_campaign', 'stage_quiet', 'stage_polling', 'stage_counting', 'status_pns', 'status_cpns',
  'status_pppk', 'status_non_asn', 'narrow_gone', 'kept_gone', 'clause_gone', 'clauses_none', 'clauses_which', 'more_none',
  'choice_unknown', 'choice_range', 'choice_none', 'empty', 'cut', 'picture_unread', 'edited',
  'kind_photo', 'kind_document', 'kind_video', 'kind_voice', 'kind_sticker', 'kind_location', 'kind_contact', 'kind_other', 'group',
  'limit', 'remember_status_title', 'remember_status_label', 'remember_place_title', 'remember_place_label', 'remembered_status',
  'remembered_place', 'status_known', 'status_unknown', 'status_choose', 'status_change', 'status_forgotten', 'title_status_forget', 'label_status_forget',
  'place_known', 'place_unknown', 'place_ask', 'place_change', 'place_not_found', 'place_which', 'place_forgotten', 'title_place_forget', 'label_place_forget',
  'anonymous_on', 'anonymous_off', 'anonymous_on_title', 'anonymous_on_label', 'anonymous_off_title', 'anonymous_off_label', 'anonymous_open', 'anonymous_nothing', 'officer_bot',
  'sources', 'sources_place', 'sources_reviewed_none', 'sources_reviewed', 'forget_ask', 'forget_yes_title', 'forget_yes_label', 'forget_no_title',
  'forget_no_label', 'forgotten', 'not_forgotten', 'feedback_good', 'feedback_bad', 'reason_title', 'reason_label', 'reason_ask', 'reason_taken',
  'removed', 'removed_person', 'removed_nip', 'removed_nik', 'removed_phone', 'removed_email', 'removed_account', 'removed_link', 'removed_plate',
  'removed_number', 'removed_name', 'receipt_words', 'receipt_type', 'receipt_right', 'receipt_wrong', 'receipt_wrong_word', 'receipt_near_word',
  'receipt_order', 'receipt_count', 'receipt_doubtful', 'receipt_extra', 'receipt_corrected', 'receipt_again', 'receipt_have', 'receipt_unknown', 'receipt_own', 'receipt_opened', 'receipt_opened_empty', 'kept_nowhere',
  'recalled', 'recalled_question', 'recalled_how', 'title_anew',
  'genuine_known', 'genuine_in_force', 'genuine_amended', 'genuine_repealed', 'genuine_unsure', 'genuine_future', 'genuine_page',
  'genuine_beside', 'genuine_compared', 'genuine_compared_too', 'genuine_quoted', 'genuine_unreadable', 'genuine_cut', 'genuine_paper', 'genuine_altered',
  'genuine_altered_quoted', 'genuine_altered_why', 'genuine_place', 'genuine_title', 'genuine_more', 'genuine_unknown', 'genuine_near',
  'genuine_copied', 'genuine_verify', 'genuine_offer', 'genuine_post', 'genuine_not_law', 'genuine_quotation', 'reading_now', 'unread_large', 'unread_long',
  'unread_busy', 'unread_behind', 'unread_many', 'unread_slow', 'unread_locked', 'unread_poor', 'unread_not_document', 'unread_gone', 'unread_broken',
  'listening_now', 'heard_voice', 'heard_picture', 'heard_yes_title', 'heard_yes_label', 'heard_no_title', 'heard_no_label', 'heard_no',
  'heard_no_picture', 'heard_gone', 'heard_voice_unkept', 'heard_picture_unkept', 'voice_long', 'voice_busy', 'voice_many', 'voice_slow',
  'voice_poor', 'voice_gone', 'voice_broken',
  'proof_code', 'proof_link', 'proof_none', 'proof_doubted', 'title_prove', 'label_prove', 'privacy_commands', 'privacy_link', 'privacy_model_own', 'privacy_model_outside',
] as const // biome-ignore format: a word list reads better unbroken

type Key = (typeof KEYS)[number]
export type Words = { readonly say: (key: Key, blanks?: Readonly<Record<string, string>>) => string }

const schema = z.object({ ...(Object.fromEntries(KEYS.map(k => [k, z.string()])) as Record<Key, z.ZodString>) })

/** Reads the sentences; a missing one is an error at start-up, not in front of an asker. */
export function parseWords(yaml: string): Words {
  const sentences = schema.parse(load(yaml))
  // taken apart once: text and the names of blanks in turn
  const pieces = Object.fromEntries(KEYS.map(k => [k, sentences[k].split(/\{(\w+)\}/)])) as Record<Key, string[]>
  return {
    say: (key, blanks = {}) => pieces[key].map((piece, i) => (i % 2 === 0 ? piece : (blanks[piece] ?? `{${piece}}`))).join(''),
  }
}
