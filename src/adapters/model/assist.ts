// A language model drafts for officers and editors: prompts are filled, what leaves is redacted once more, and what comes back has a shape or is
// nothing. Whoever reads it decides what of it may stand on a page; nothing is sent or saved from here.
import { join } from 'node:path'
import { z } from 'zod'
import { type Assistant, type Helped, type HelpFault, METADATA_FIELDS } from '../../console/console.ts'
import { type Prompt, parsePrompt } from '../../prompt.ts'
import { readText } from '../disk.ts'
import { leaks, type Understood } from './answered.ts'
import type { Caller, Result } from './caller.ts'

export type AssistParts = {
  readonly caller: Pick<Caller, 'ask' | 'isSparing'>
  readonly promptsFolder: string
  readonly redact: (text: string) => { readonly text: string }
  readonly isLocal: boolean
  readonly limitMs: number
}

// no bounds in them: strict servers refuse schemas that have some; how much is said is bounded in tokens
const replyShape = z.strictObject({ text: z.string(), cites: z.array(z.number()) })
const phrasingsShape = z.strictObject({ phrasings: z.array(z.string()) })
const questionsShape = z.strictObject({ questions: z.array(z.strictObject({ ask: z.string(), row: z.number() })) })
const foundShape = z.strictObject({ field: z.enum(METADATA_FIELDS), value: z.string(), words: z.string() })
const metadataShape = z.strictObject({ found: z.array(foundShape) })

export function openAssistant({ caller, promptsFolder, isLocal, limitMs, ...parts }: AssistParts): Assistant {
  const redact = (text: string): string => parts.redact(text).text
  const prompt = (name: string): Prompt => parsePrompt(name, readText(join(promptsFolder, `${name}.md`)))
  const told = {
    reply: prompt('model-assist-reply'),
    phrasings: prompt('model-assist-phrasings'),
    questions: prompt('model-assist-questions'),
    metadata: prompt('model-assist-metadata'),
  }
  const ask: Ask = (prompt, given, shape, gone) => asked(caller, limitMs, { prompt, given, shape }, gone)
  const lines = (texts: readonly string[]): string => texts.map(redact).join('\n') || '-'
  const json = (values: readonly unknown[]): string => values.map(value => JSON.stringify(value)).join('\n') || '-'
  return {
    isLocal,
    limitSeconds: Math.round(limitMs / 1000),
    reply: ({ questions, facts, answer, clauses }, gone) =>
      ask(
        told.reply,
        { clauses: json(clauses), answer: redact(answer ?? '-'), facts: lines(facts), questions: lines(questions) },
        replyShape,
        gone,
      ),
    phrasings: async ({ title, verdicts, phrasings }, gone) => {
      const given = { title: redact(title), verdicts: verdicts.join(', ') || '-', phrasings: lines(phrasings) }
      return mapped(await ask(told.phrasings, given, phrasingsShape, gone), said => said.phrasings)
    },
    questions: async ({ title, rows, questions }, gone) => {
      const given = { title: redact(title), rows: json(rows), questions: lines(questions) }
      return mapped(await ask(told.questions, given, questionsShape, gone), said => said.questions)
    },
    metadata: async (text, gone) =>
      mapped(await ask(told.metadata, { document: redact(text) }, metadataShape, gone), said => said.found),
  }
}

type Asking<T> = { readonly prompt: Prompt; readonly given: Readonly<Record<string, string>>; readonly shape: z.ZodType<T> }
type Ask = <T>(prompt: Prompt, given: Asking<T>['given'], shape: Asking<T>['shape'], gone: AbortSignal) => Promise<Helped<T>>

const mapped = <A, B>(helped: Helped<A>, make: (given: A) => B): Helped<B> =>
  helped.kind === 'none' ? helped : { kind: 'given', given: make(helped.given) }

/**
 * What is too long for its prompt is not sent in parts: half of a document could say something else. Drafts are not what a model is needed for: where
 * a budget is nearly used, the rest is kept for askers.
 */
async function asked<T>(
  caller: AssistParts['caller'],
  limitMs: number,
  { prompt: { name, limits, fill }, given, shape }: Asking<T>,
  gone: AbortSignal,
): Promise<Helped<T>> {
  if (Object.values(given).join('').length > limits.words) return none('unusable')
  if (caller.isSparing()) return none('away')
  const { system, user } = fill(given)
  const check = (value: T): Understood<T> =>
    // what is said in JSON has its ends of lines written out
    leaks(system, JSON.stringify(value).replace(/\\./g, ' '))
      ? { kind: 'wrong', what: 'it repeats what you were told' }
      : { kind: 'understood', value }
  const within = AbortSignal.any([gone, AbortSignal.timeout(limitMs)])
  const called = await caller.ask('assist', { name, system, user, reply: limits.reply, shape, check }, within)
  return called.kind === 'none' ? none(faultOf(called.why)) : { kind: 'given', given: called.value }
}

const none = (why: HelpFault): Helped<never> => ({ kind: 'none', why })

const faultOf = (why: Result): HelpFault => (why === 'slow' || why === 'unusable' ? why : 'away')
