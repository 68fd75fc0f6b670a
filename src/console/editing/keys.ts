// Sentences whose key ends in a word of the data: a status, a verdict, a kind of problem.
import type { Option } from '../form.ts'
import type { Words } from '../words.ts'

/** `prefix` ends in `_`, so that it is found where sentences are counted. */
export const keyOf = (prefix: `${string}_`, word: string): string => `${prefix}${word.toLowerCase().replaceAll('-', '_')}`

export const optionOf =
  ({ say }: Words, prefix: `${string}_`) =>
  (value: string): Option => ({ value, label: say(keyOf(prefix, value)) })
