// A language model drafts for officers and editors: prompts are filled, what leaves is redacted once more, and what comes back has a shape or is
// nothing. Whoever reads it decides what of it may stand on a page; nothing is sent or saved from here.
import { z } from 'zod'
import { type Assistant, type Helped, METADATA_FIELDS } from '../../console/console.ts'
import type { Prompt } from '../../prompt.ts'
import type { Breaker } from './breaker.ts'
import type { Chat, Endpoint } from './endpoint.ts'
import { EndpointFailed } from './endpoint.ts'
import type { Purse } from './purse.ts'

export const ASSIST_PROMPTS = [
  'model-assist-reply',
  'model-assist-phrasings',
  'model-assist-questions',
  'model-assist-metadata',
] as const
export type AssistPrompt = (typeof ASSIST_PROMPTS)[number]

export type AssistParts = {
  readonly endpoint: Pick<Endpoint, 'chat'>
  /** The name of the model. */
  readonly model: string
  readonly breaker: Breaker
  readonly purse: Pick<Purse, 'spend' | 'standing'>
  readonly prompts: Readonly<Record<AssistPrompt, Prompt>>
  readonly redact: (text: string) => string
  readonly isLocal: boolean
  readonly limitMs: number
}

// no bounds in them: strict servers refuse schemas that have some; how much is said is bounded in tokens
const replyShape = z.object({ text: z.string(), cites: z.array(z.number()) })
const phrasingsShape = z.object({ phrasings: z.array(z.string()) })
const questionsShape = z.object({ questions: z.array(z.object({ ask: z.string(), row: z.number() })) })
const foundShape = z.object({ field: z.enum(METADATA_FIELDS), value: z.string(), words: z.string() })
const metadataShape = z.object({ found: z.array(foundShape) })

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
  parts: AssistParts,
  name: AssistPrompt,
  given: Readonly<Record<string, string>>,
  shape: z.ZodType<T>,
  gone: AbortSignal,
): Promise<Helped<T>> {
  const { prompts, limitMs, model } = parts
  const { limits, fill } = prompts[name]
  if (Object.values(given).join('').length > limits.words) return none('unusable')
  const { system, user } = fill(given)
  const { $schema: _, ...schema } = z.toJSONSchema(shape)
  const chat = { model, system, user, images: [], reply: limits.reply, shape: { name, schema } }
  const late = AbortSignal.timeout(limitMs)
  const said = await shaped(parts, chat, shape, { gone, late })
  if (said.kind === 'none') return late.aborted ? none('slow') : said
  // what is said in JSON has its ends of lines written out
  return leaks(system, JSON.stringify(said.given).replace(/\\./g, ' ')) ? none('unusable') : said
}

const none = (why: Extract<Helped<never>, { kind: 'none' }>['why']): Helped<never> => ({ kind: 'none', why })

/** When nobody waits any more: whoever asked has gone, or the time is over. */
type Ends = { readonly gone: AbortSignal; readonly late: AbortSignal }

/** Asked once more where it said another shape, then given up. */
async function shaped<T>(parts: AssistParts, asked: Omit<Chat, 'before'>, shape: z.ZodType<T>, ends: Ends): Promise<Helped<T>> {
  const first = await answered(parts, { ...asked, before: null }, ends)
  if (first.kind === 'none') return first
  const parsed = shape.safeParse(jsonIn(first.given))
  if (parsed.success) return { kind: 'given', given: parsed.data }
  const wrong = parsed.error.issues.map(issue => issue.path.join('.') || 'no such object').join(', ')
  const second = await answered(parts, { ...asked, before: { said: first.given, wrong } }, ends)
  if (second.kind === 'none') return second
  const mended = shape.safeParse(jsonIn(second.given))
  return mended.success ? { kind: 'given', given: mended.data } : none('unusable')
}

/** Drafts are not what a model is needed for: from the soft limit on its budget is kept for askers. */
async function answered(
  { endpoint, breaker, purse, model }: AssistParts,
  chat: Chat,
  { gone, late }: Ends,
): Promise<Helped<string>> {
  if (!breaker.isClosed() || purse.standing(model) !== 'within') return none('away')
  breaker.begin()
  try {
    const { text, given, said } = await endpoint.chat(chat, AbortSignal.any([gone, late]))
    breaker.end(true)
    purse.spend(model, given, said)
    return text === null ? none('unusable') : { kind: 'given', given: text }
  } catch (error) {
    if (!(error instanceof EndpointFailed)) throw error
    // whoever went away says nothing about the server
    breaker.end(gone.aborted)
    return none(error.fault === 'slow' ? 'slow' : 'away')
  }
}

/** An object, also where a model talks around it. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  } catch {
    return null
  }
}

/** So many words in a row are our own instructions: they were asked for by what stood in the data. */
const LEAK_WORDS = 7

function leaks(system: string, said: string): boolean {
  const own = ` ${plain(system).join(' ')} `
  const words = plain(said)
  return words.some((_, at) => at + LEAK_WORDS <= words.length && own.includes(` ${words.slice(at, at + LEAK_WORDS).join(' ')} `))
}

const plain = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []
