// The only reader of the environment: one schema, one sentence per variable.
import { z } from 'zod'

const schema = z.object({
  /** Folder of the knowledge files. */
  RAMBU_KNOWLEDGE: z.string().default('knowledge'),
  /** Folder of the fixed sentences. */
  RAMBU_PROMPTS: z.string().default('prompts'),
  /** Folder for the compiled edition; it can be deleted at any time. */
  RAMBU_CACHE: z.string().default('.cache/rambu'),
  /** The place assumed when an asker names none: an official name or region code. Empty: none is assumed. */
  RAMBU_HOME_PLACE: z.string().default(''),
  /** Name of the office that runs this bot, as askers know it. */
  RAMBU_OFFICE_NAME: z.string().default(''),
  /** How that office is reached: a counter, a number, an address. */
  RAMBU_OFFICE_CONTACT: z.string().default(''),
  /** When a human is there. */
  RAMBU_OFFICE_HOURS: z.string().default(''),
})

export type Config = {
  readonly knowledgeFolder: string
  readonly promptsFolder: string
  readonly cacheFolder: string
  readonly homePlace: string
  readonly office: { readonly name: string; readonly contact: string; readonly hours: string } | null
}

/** Names of all variables, for the test that wants each documented. */
export const VARIABLES: readonly string[] = Object.keys(schema.shape)

export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = schema.parse(environment)
  const { RAMBU_OFFICE_NAME: name, RAMBU_OFFICE_CONTACT: contact, RAMBU_OFFICE_HOURS: hours } = set
  return {
    knowledgeFolder: set.RAMBU_KNOWLEDGE,
    promptsFolder: set.RAMBU_PROMPTS,
    cacheFolder: set.RAMBU_CACHE,
    homePlace: set.RAMBU_HOME_PLACE,
    // half a contact would send people nowhere
    office: name !== '' && contact !== '' ? { name, contact, hours: hours === '' ? '-' : hours } : null,
  }
}
