// The templates of the swap: what people ask with one word left open, what is put there, and how an answer is made comparable.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { z } from 'zod'
import type { Finding } from '../../../src/vocabulary.ts'

const QUIET_DAY = '2026-11-21'

const Same = z.strictObject({ kind: z.string(), values: z.array(z.string()).min(2), asks: z.array(z.string().includes('{x}')) })
const Change = z.strictObject({
  kind: z.string(),
  must: z.literal('change'),
  on: z.iso.date(),
  pairs: z.array(z.strictObject({ ask: z.string().includes('{x}'), plain: z.string(), named: z.string(), cite: z.string() })),
})
const Templates = z.strictObject({ kinds: z.array(z.union([Change, Same])) })

/** One template: the same for all its values, or changed by `named` as against `plain`, citing `cite`. */
export type Template =
  | {
      readonly must: 'same'
      readonly kind: string
      readonly ask: string
      readonly values: readonly string[]
      readonly on: string
    }
  | {
      readonly must: 'change'
      readonly kind: string
      readonly ask: string
      readonly values: readonly [plain: string, named: string]
      readonly cite: string
      readonly on: string
    }

export function readTemplates(): readonly Template[] {
  const { kinds } = Templates.parse(load(readFileSync(join(import.meta.dirname, 'templates.yaml'), 'utf8')))
  return kinds.flatMap((of): Template[] =>
    'must' in of
      ? of.pairs.map(({ ask, plain, named, cite }) => ({
          must: of.must,
          kind: of.kind,
          ask,
          values: [plain, named] as const,
          cite,
          on: of.on,
        }))
      : of.asks.map(ask => ({ must: 'same', kind: of.kind, ask, values: of.values, on: QUIET_DAY })),
  )
}

/** The question with a word put where it was left open. */
export const filled = (ask: string, value: string): string => ask.replaceAll('{x}', value)

/** All that an asker reads and that is counted of an answer, with the names of places masked that it may rightly repeat. */
export function shown(findings: readonly Finding[], masked: readonly string[]): string {
  const told = findings.map(({ outcome, situation, row, citations, offersOfficer, text, more }) => ({
    outcome,
    situation,
    row,
    citations,
    offersOfficer,
    text,
    more,
  }))
  return masked
    .filter(word => word !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, '…'), JSON.stringify(told))
}
