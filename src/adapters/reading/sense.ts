// Whether characters are text that a person would read, or what is left of a font that does not say which letter is which.

/** Fewer letters tell nothing of a language. */
const JUDGED_FROM = 60
const STRANGE_MAX = 0.1
/** Of the letters of Indonesian about 45 of 100 are vowels, of a text in shifted letters far fewer or far more. */
const VOWELS = [0.25, 0.65] as const

export function isText(text: string): boolean {
  const seen = text.replace(/\s/g, '')
  if (seen === '') return false
  const strange = seen.match(/[^\p{Script=Latin}\p{N}\p{P}\p{Sm}\p{Sc}•▪➢✓◦■□●○°©®`^~]/gu)?.length ?? 0
  if (strange > seen.length * STRANGE_MAX) return false
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (letters < JUDGED_FROM) return true
  const vowels = (text.match(/[aiueoàáâèéêëìíòóôùúü]/giu)?.length ?? 0) / letters
  return vowels >= VOWELS[0] && vowels <= VOWELS[1]
}
