// Judges the redactor on the labelled set: what had to go is written as {{kind:words}}, all else has to stay.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { openRedactor } from '../../src/redact.ts'

export const redactor = openRedactor(readFileSync(join(import.meta.dirname, '../../prompts/names.id.txt'), 'utf8'))

const Line = z.strictObject({ set: z.enum(['structured', 'names', 'names-blind', 'plain']), text: z.string() })
export type LabelledSet = z.infer<typeof Line>['set']

const LABEL = /\{\{(\w+):(.*?)\}\}/gs
/** A label is found when none of its words is left. */
type Label = { readonly kind: string; readonly words: string; readonly isFound: boolean }
export type Judged = {
  readonly set: LabelledSet
  readonly text: string
  readonly redacted: string
  readonly labels: readonly Label[]
  /** Words outside the labels that are gone. */
  readonly lost: readonly string[]
}

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
const countOf = (words: readonly string[], word: string): number => words.filter(w => w === word).length

function judge(line: string): Judged {
  const { set, text: labelled } = Line.parse(JSON.parse(line))
  const text = labelled.replace(LABEL, '$2')
  const redacted = redactor.redact(text).text
  const outside = wordsOf(labelled.replace(LABEL, ' '))
  const left = wordsOf(redacted.replace(/\[\w+\]/g, ' '))
  const labels = [...labelled.matchAll(LABEL)].map(([, kind = '', words = '']) => ({
    kind,
    words,
    isFound: !wordsOf(words).some(word => word.length > 1 && countOf(left, word) > countOf(outside, word)),
  }))
  return { set, text, redacted, labels, lost: outside.filter(word => countOf(outside, word) > countOf(left, word)) }
}

export const judgeAll = (): Judged[] =>
  readFileSync(join(import.meta.dirname, 'labelled.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(judge)

/** Of a hundred labels, those found. */
export function recallOf(judged: readonly Judged[], isOf: (set: LabelledSet, kind: string) => boolean): Recall {
  const labels = judged.flatMap(({ set, labels: all }) => all.filter(({ kind }) => isOf(set, kind)))
  const found = labels.filter(label => label.isFound).length
  return { labels: labels.length, found, percent: (100 * found) / labels.length }
}
export type Recall = { readonly labels: number; readonly found: number; readonly percent: number }
