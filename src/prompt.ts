// What a language model is told: a file of prompts/ with a header (name, version, limits) and its text, in two parts (`# system`, `# user`) or in one.
// Its blanks are filled all or not at all. A blank between ⟦⟦⟦ and ⟧⟧⟧ holds what others wrote: data, which cannot close its brackets.
import { load } from 'js-yaml'
import { z } from 'zod'

const headerSchema = z.strictObject({
  name: z.string().regex(/^[a-z-]+$/),
  version: z.number().int().positive(),
  limits: z.strictObject({
    /** Characters of all that is filled in; what is longer is not sent. */
    words: z.number().int().positive(),
    /** Tokens that may be said. */
    reply: z.number().int().positive(),
  }),
})

export type Prompt = z.infer<typeof headerSchema> & {
  /** Throws PromptBroken for a blank that the prompt does not have, for one that is not given, and for more words than it takes. */
  readonly fill: (given: Readonly<Record<string, string>>) => Filled
}
export type Filled = { readonly system: string; readonly user: string }

/** A prompt, or what it is filled with, does not hold together. It names the prompt and the blank, never a word that was given. */
export class PromptBroken extends Error {
  override readonly name = 'PromptBroken'
}

const WHOLE = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/
const PARTS = /^\s*# system\n([\s\S]*?)\n# user\n([\s\S]*)$/
const BLANK = /\{\{([^{}]*)\}\}/g
const FRAME = /⟦⟦⟦\n([\s\S]*?)\n⟧⟧⟧/g

const blanksIn = (text: string): readonly string[] => [...text.matchAll(BLANK)].map(m => m[1] ?? '')

/** Throws PromptBroken for a file of another shape, and where it would let what others wrote into `# system`. */
export function parsePrompt(file: string, markdown: string): Prompt {
  const [, header = 'null', text = ''] = markdown.match(WHOLE) ?? []
  const parsed = headerSchema.safeParse(load(header))
  if (!parsed.success)
    throw new PromptBroken(`${file}: ${parsed.error.issues.map(i => i.path.join('.') || i.message).join(', ')}`)
  const [, system = '', user = text] = text.match(PARTS) ?? []
  const blanks = new Set(blanksIn(`${system}\n${user}`))
  const framed = new Set([...text.matchAll(FRAME)].flatMap(m => blanksIn(m[1] ?? '')))
  const stray = [...blanks].filter(b => !/^[a-z_]+$/.test(b) || (framed.has(b) && blanksIn(system).includes(b)))
  refuse(file, stray)
  return {
    ...parsed.data,
    fill: given => {
      const names = Object.keys(given)
      refuse(file, [...names.filter(b => !blanks.has(b)), ...[...blanks].filter(b => !names.includes(b))])
      if (Object.values(given).join('').length > parsed.data.limits.words) throw new PromptBroken(`${file}: words`)
      const shown = (blank: string): string => (framed.has(blank) ? tamed(given[blank] ?? '') : (given[blank] ?? ''))
      // one pass: what a blank brings is never looked through for blanks
      const filled = (part: string): string => part.replace(BLANK, (_, blank: string) => shown(blank)).trim()
      return { system: filled(system), user: filled(user) }
    },
  }
}

function refuse(file: string, stray: readonly string[]): void {
  if (stray.length > 0) throw new PromptBroken(`${file}: ${stray.join(', ')}`)
}

/**
 * Words without the signs that frame them, and without those by which servers tell turns apart (`<|im_start|>`, `[INST]`). Each sign becomes one of
 * the same length: what a model points to is found at the same place in the words as they were.
 */
export const tamed = (words: string): string =>
  words
    .replace(/⟦/g, '[')
    .replace(/⟧/g, ']')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\[(\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS))\]/g, '($1)')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ')
