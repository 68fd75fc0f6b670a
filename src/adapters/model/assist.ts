// A language model drafts for officers and editors: prompts are filled, what leaves is redacted once more, and what comes back has a shape or is
// nothing. Whoever reads it decides what of it may stand on a page; nothing is sent or saved from here.
import { z } from 'zod'
import { type Assistant, type Helped, type HelpFault, METADATA_FIELDS } from '../../console/console.ts'
import type { Filled, Prompt } from '../../prompt.ts'

/** Asks a model for JSON of a shape: asked once more where it said another, then given up. Never rejects; ends soon after the signal does. */
export type AskJson = <T>(
  asked: { readonly prompt: string; readonly filled: Filled; readonly replyTokens: number; readonly shape: z.ZodType<T> },
  signal: AbortSignal,
) => Promise<{ readonly kind: 'given'; readonly given: T } | { readonly kind: 'none'; readonly why: Exclude<HelpFault, 'slow'> }>

export const ASSIST_PROMPTS = [
  'model-assist-reply',
  'model-assist-phrasings',
  'model-assist-questions',
  'model-assist-metadata',
] as const
export type AssistPrompt = (typeof ASSIST_PROMPTS)[number]

export type AssistParts = {
  readonly ask: AskJson
  readonly prompts: Readonly<Record<AssistPrompt, Prompt>>
  readonly redact: (text: string) => string
  readonly isLocal: boolean
  readonly limitMs: number
}

const replyShape = z.object({ text: z.string().max(6000), cites: z.array(z.int()).max(40) })
const phrasingsShape = z.object({ phrasings: z.array(z.string().max(2000)).max(60) })
const questionsShape = z.object({ questions: z.array(z.object({ ask: z.string().max(2000), row: z.int() })).max(60) })
const foundShape = z.object({ field: z.enum(METADATA_FIELDS), value: z.string().max(1000), words: z.string().max(1000) })
const metadataShape = z.object({ found: z.array(foundShape).max(40) })

export function openAssistant(parts: AssistParts): Assistant {
  const { redact, isLocal, limitMs } = parts
  const lines = (texts: readonly string[]): string => texts.map(redact).join('\n') || '-'
  const json = (values: readonly unknown[]): string => values.map(value => JSON.stringify(value)).join('\n') || '-'
  return {
    isLocal,
    limitSeconds: Math.round(limitMs / 1000),
    reply: ({ questions, facts, answer, clauses }, gone) =>
      asked(
        parts,
        'model-assist-reply',
        { clauses: json(clauses), answer: redact(answer ?? '-'), facts: lines(facts), questions: lines(questions) },
        replyShape,
        gone,
      ),
    phrasings: async ({ title, verdicts, phrasings }, gone) => {
      const given = { title: redact(title), verdicts: verdicts.join(', ') || '-', phrasings: lines(phrasings) }
      return mapped(await asked(parts, 'model-assist-phrasings', given, phrasingsShape, gone), said => said.phrasings)
    },
    questions: async ({ title, rows, questions }, gone) => {
      const given = { title: redact(title), rows: json(rows), questions: lines(questions) }
      return mapped(await asked(parts, 'model-assist-questions', given, questionsShape, gone), said => said.questions)
    },
    metadata: async (text, gone) =>
      mapped(await asked(parts, 'model-assist-metadata', { document: redact(text) }, metadataShape, gone), said => said.found),
  }
}

const mapped = <A, B>(helped: Helped<A>, make: (given: A) => B): Helped<B> =>
  helped.kind === 'none' ? helped : { kind: 'given', given: make(helped.given) }

/** What is too long for its prompt is not sent in parts: half of a document could say something else. */
async function asked<T>(
  { ask, prompts, limitMs }: AssistParts,
  name: AssistPrompt,
  given: Readonly<Record<string, string>>,
  shape: z.ZodType<T>,
  gone: AbortSignal,
): Promise<Helped<T>> {
  const prompt = prompts[name]
  if (Object.values(given).join('').length > prompt.limits.words) return { kind: 'none', why: 'unusable' }
  const filled = prompt.fill(given)
  const late = AbortSignal.timeout(limitMs)
  const said = await ask({ prompt: name, filled, replyTokens: prompt.limits.reply, shape }, AbortSignal.any([gone, late]))
  if (said.kind === 'none') return { kind: 'none', why: late.aborted ? 'slow' : said.why }
  return leaks(filled.system, JSON.stringify(said.given).replace(/\\./g, ' ')) ? { kind: 'none', why: 'unusable' } : said
}

/** So many words in a row are our own instructions: they were asked for by what stood in the data. */
const LEAK_WORDS = 7

function leaks(system: string, said: string): boolean {
  const own = ` ${plain(system).join(' ')} `
  const words = plain(said)
  return words.some((_, at) => at + LEAK_WORDS <= words.length && own.includes(` ${words.slice(at, at + LEAK_WORDS).join(' ')} `))
}

const plain = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []
