// What an office sets for itself: how few people could be recognised, its reply templates, whether the bot is off, drafts of knowledge.
// Kept as settings of the store, each a small JSON; what nobody has set has a value here.
import { z } from 'zod'
import type { StaffId } from '../handoff/handoff.ts'
import { VERDICTS } from '../vocabulary.ts'
import type { Setting } from './staff.ts'

export const K_LEAST = 5
export const K_GIVEN = 20

const text = z.string()

/** A reply that is often written; `situation` null: it fits anywhere. */
const templateShape = z.object({ id: text, title: text, text, situation: text.nullable() })
export type Template = z.infer<typeof templateShape>

/**
 * Knowledge that grows out of a closed consultation. What was asked stays there, sealed, and is forgotten with its asker; a draft only knows
 * where, and no longer than 30 days. `by` wrote it last; `approvedBy` is somebody else.
 */
const draftShape = z.object({
  id: text,
  madeOn: text,
  codeName: text,
  by: text,
  approvedBy: text.nullable(),
  situation: text.nullable(),
  topic: text.nullable(),
  title: text,
  verdict: z.enum(VERDICTS).nullable(),
  lead: text,
  citations: z.array(text).readonly(),
  consultation: text.nullable(),
  phrasings: z.array(text).readonly(),
})
export type KnowledgeDraft = Omit<z.infer<typeof draftShape>, 'by' | 'approvedBy'> & {
  readonly by: StaffId
  readonly approvedBy: StaffId | null
}

export type Office = {
  readonly k: number
  /** Why the bot is off, as askers read it; null: it is on. */
  readonly off: string | null
  readonly templates: readonly Template[]
  readonly drafts: readonly KnowledgeDraft[]
  /** Version of each setting by its name; 0: nobody has set it. */
  readonly versionOf: (name: string) => number
}

/** The names of the settings; a draft has one of its own. */
export const SETTINGS = { k: 'k', off: 'off', templates: 'templates' } as const
const DRAFT = 'draft:'
export const draftName = (id: string): string => `${DRAFT}${id}`

/** One that cannot be read is broken, and that is said rather than guessed. */
export function officeOf(settings: readonly Setting[]): Office {
  const byName = new Map(settings.map(setting => [setting.name, setting]))
  const given = <T>(name: string, shape: z.ZodType<T>, otherwise: T): T => {
    const setting = byName.get(name)
    return setting === undefined ? otherwise : shape.parse(JSON.parse(setting.value))
  }
  const drafts = settings.filter(setting => setting.name.startsWith(DRAFT)).map(setting => draftOf(setting.value))
  return {
    k: given(SETTINGS.k, z.int().min(K_LEAST), K_GIVEN),
    off: given(SETTINGS.off, text.nullable(), null),
    templates: given(SETTINGS.templates, z.array(templateShape), []),
    drafts: drafts.filter(draft => draft !== null).toSorted(latestFirst),
    versionOf: name => byName.get(name)?.version ?? 0,
  }
}

/** null: it was thrown away. */
const draftOf = (value: string): KnowledgeDraft | null => draftShape.nullable().parse(JSON.parse(value))

const latestFirst = (a: KnowledgeDraft, b: KnowledgeDraft): number =>
  a.madeOn === b.madeOn ? (a.codeName < b.codeName ? -1 : 1) : a.madeOn < b.madeOn ? 1 : -1

/** A setting as it is from now on; stale when another has been saved over `version` meanwhile. */
export const settingOf = (name: string, value: unknown, version: number): Setting => ({
  name,
  value: JSON.stringify(value),
  version,
})
