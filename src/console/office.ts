// What an office sets for itself: how few people could be recognised, its reply templates, whether the bot is off, drafts of knowledge.
// Kept as settings of the store, each a small JSON; what nobody has set has a value here.
import { z } from 'zod'
import type { ClauseRef, DateOnly } from '../vocabulary.ts'
import type { Setting } from './staff.ts'

export const K_LEAST = 5
export const K_GIVEN = 20
export const TEMPLATE_TEXT_MAX = 1500
export const TEMPLATES_MAX = 60
export const DRAFT_QUESTION_DAYS = 30

/** A reply that is often written; `situation` null: it fits anywhere. */
export type Template = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly situation: string | null
  readonly citations: readonly ClauseRef[]
}

/** Knowledge that grows out of a closed consultation. `question` goes after 30 days; its place is then empty. */
export type KnowledgeDraft = {
  readonly id: string
  readonly madeOn: DateOnly
  readonly codeName: string
  readonly situation: string | null
  readonly topic: string | null
  readonly title: string
  readonly citations: readonly ClauseRef[]
  readonly question: string
  readonly answer: string
  readonly phrasings: readonly string[]
}

export type Office = {
  readonly k: number
  /** Why the bot is off; null: it is on. */
  readonly off: string | null
  readonly templates: readonly Template[]
  readonly drafts: readonly KnowledgeDraft[]
  /** Version of each setting by its name; 0: not set yet. */
  readonly versionOf: (name: string) => number
}

const sentence = z.string()
const templates = z.array(
  z.object({
    id: sentence,
    title: sentence,
    text: sentence,
    situation: sentence.nullable(),
    citations: z.array(sentence),
  }),
)
const draft = z.object({
  id: sentence,
  madeOn: sentence,
  codeName: sentence,
  situation: sentence.nullable(),
  topic: sentence.nullable(),
  title: sentence,
  citations: z.array(sentence),
  question: sentence,
  answer: sentence,
  phrasings: z.array(sentence),
})
const k = z.number().int().min(K_LEAST)
const off = z.string().nullable()

export const DRAFT = 'draft:'

/** Reads the settings; one that cannot be read is broken, and that is said rather than guessed. */
export function officeOf(settings: readonly Setting[]): Office {
  const byName = new Map(settings.map(setting => [setting.name, setting]))
  const settingValue = <T>(name: string, shape: z.ZodType<T>, given: T): T => {
    const setting = byName.get(name)
    return setting === undefined ? given : shape.parse(JSON.parse(setting.value))
  }
  return {
    k: settingValue('k', k, K_GIVEN),
    off: settingValue('off', off, null),
    templates: settingValue('templates', templates, []),
    drafts: settings
      .filter(setting => setting.name.startsWith(DRAFT))
      .map(setting => draft.nullable().parse(JSON.parse(setting.value)))
      .filter(found => found !== null)
      .toSorted((a, b) => (a.madeOn < b.madeOn ? 1 : a.madeOn > b.madeOn ? -1 : a.codeName < b.codeName ? -1 : 1)),
    versionOf: name => byName.get(name)?.version ?? 0,
  }
}

/** A setting as it is from now on; stale when another has been saved over `version` meanwhile. */
export const settingOf = (name: string, value: unknown, version: number): Setting => ({
  name,
  value: JSON.stringify(value),
  version,
})
