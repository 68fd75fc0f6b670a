// The fixed sentences of a reply: parsed once at the edge from prompts/replies.id.yaml, filled with named blanks.
import { load } from 'js-yaml'
import { z } from 'zod'

const KEYS = [ 'basis', 'basis_side', 'quote', 'quote_secondary', 'historical', 'unknown_force', 'skb_mark', 'skb_doubt',
  'consequence_both', 'consequence_same', 'safe', 'branch', 'depends_between', 'between_safe', 'depends_if_permit',
  'depends_if_permit_conditions', 'depends_if_forbid', 'depends_if_depends', 'depends_narrow', 'clarify', 'no_basis', 'no_basis_date',
  'failed', 'officer_offered', 'officer_none', 'help_office', 'help_routes', 'region_none', 'region_other', 'region_have', 'criminal_warning', 'region_old', 'introduced',
  'region_content', 'region_title_only', 'region_home', 'region_ambiguous', 'clause_found', 'clause_missing', 'clause_which',
  'other_findings', 'other_person', 'status_note_pppk', 'more_reading', 'more_clause',
  'more_confidence', 'review_none', 'review_officer', 'review_legal', 'text_verbatim', 'text_quoted', 'text_summary',
] as const // biome-ignore format: a word list reads better unbroken

type Key = (typeof KEYS)[number]
export type Words = { readonly say: (key: Key, blanks?: Readonly<Record<string, string>>) => string }

const schema = z.object({ ...(Object.fromEntries(KEYS.map(k => [k, z.string()])) as Record<Key, z.ZodString>) })

/** Reads the sentences; a missing one is an error at start-up, not in front of an asker. */
export function parseWords(yaml: string): Words {
  const sentences = schema.parse(load(yaml))
  return {
    say: (key, blanks = {}) => sentences[key].replace(/\{(\w+)\}/g, (whole, name: string) => blanks[name] ?? whole),
  }
}
