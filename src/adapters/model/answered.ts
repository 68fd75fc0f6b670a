// What a model said, as the JSON that was asked for: found among talk, fences and thoughts, and held against a shape. What is not there is not guessed.
import { z } from 'zod'

/** What an answer is read as; `what` is told to the model when it is asked once more, and quotes nothing of it. */
export type Understood<T> = { readonly kind: 'understood'; readonly value: T } | { readonly kind: 'wrong'; readonly what: string }

const THOUGHTS = /<think>[\s\S]*?(?:<\/think>|$)/g

/** Reads an answer in a shape, and then in whatever sense `check` demands of it. */
export function understand<W, T>(text: string, shape: z.ZodType<W>, check: (value: W) => Understood<T>): Understood<T> {
  const json = jsonIn(text.replace(THOUGHTS, ''))
  if (json === undefined) return { kind: 'wrong', what: 'it is no whole JSON object' }
  const parsed = shape.safeParse(json)
  if (parsed.success) return check(parsed.data)
  const places = parsed.error.issues
    .slice(0, 3)
    .map(i => i.path.filter(p => typeof p === 'number' || /^[a-z]+$/.test(String(p))).join('.'))
  return { kind: 'wrong', what: `it has another shape (${[...new Set(places)].filter(Boolean).join(', ') || 'at the top'})` }
}

/** The first whole object in a text; undefined: there is none. */
function jsonIn(text: string): unknown {
  const from = text.indexOf('{')
  if (from < 0) return undefined
  const to = endOf(text, from)
  try {
    return to === null ? undefined : JSON.parse(text.slice(from, to))
  } catch {
    return undefined
  }
}

/** Where the object that begins here ends; null: it does not. */
function endOf(text: string, from: number): number | null {
  let depth = 0
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    const sign = text[at]
    if (isQuoted && sign === '\\') at++
    else if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && sign === '{') depth++
    else if (!isQuoted && sign === '}' && --depth === 0) return at + 1
  }
  return null
}

/** A shape as servers want it said: every field named, none beside them. */
export function schemaOf(shape: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape)
  return schema
}

/** So many words in a row are our own instructions: they were asked for by what stood in the data. */
const LEAK_WORDS = 7

/** Whether what was said repeats what it was told itself. */
export function leaks(system: string, said: string): boolean {
  const own = ` ${plain(system).join(' ')} `
  const words = plain(said)
  return words.some((_, at) => at + LEAK_WORDS <= words.length && own.includes(` ${words.slice(at, at + LEAK_WORDS).join(' ')} `))
}

const plain = (text: string): readonly string[] => text.toLowerCase().match(/\p{L}+/gu) ?? []
