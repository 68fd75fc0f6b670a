// Makes replies fit what the channel takes: long texts in pieces, never cut inside a quotation, a clause's label or a word.
import type { ChannelName, Choice, Reply } from '../vocabulary.ts'

export type Shape = { readonly textMax: number; readonly textWithChoicesMax: number; readonly choicesMax: number }

/** Buttons that WhatsApp shows without folding them into a list. */
export const UNFOLDED_MAX = 3

const TITLE_MAX = 20
const LABEL_MAX = 72

/** `prompt`: the short line that choices hang on when the text is too long to carry them. */
export function fitTo(reply: Reply, shape: Shape, prompt: string): Reply[] {
  const choices = reply.choices.slice(0, shape.choicesMax).map(trimmed)
  const bare = (text: string): Reply => ({ text, choices: [] })
  if (choices.length === 0) return pieces(reply.text, shape.textMax).map(bare)
  if (reply.text.length <= shape.textWithChoicesMax) return [{ text: reply.text, choices }]
  const last = pieces(prompt, shape.textWithChoicesMax)[0] ?? ''
  return [...pieces(reply.text, shape.textMax).map(bare), { text: last, choices }]
}

/** What can be pressed without one thing folding the others into a list: the first come first. */
export const unfolded = (channel: ChannelName, choices: readonly Choice[]): readonly Choice[] =>
  channel === 'whatsapp' ? choices.slice(0, UNFOLDED_MAX) : choices

/** What is said to an asker from the officers' side, as messages of their channel. */
export const relayed = ({ text, choices }: Reply, channel: ChannelName, shape: Shape, prompt: string): Reply[] =>
  fitTo({ text, choices: unfolded(channel, choices) }, shape, prompt)

const trimmed = ({ id, title, label }: Choice): Choice => ({
  id,
  title: fitted(title, TITLE_MAX),
  label: fitted(label, LABEL_MAX),
})

/** As many whole words as fit; at least a part of the first. */
export function fitted(text: string, max: number): string {
  if (text.length <= max) return text
  const at = text.lastIndexOf(' ', max)
  return text.slice(0, at > 0 ? at : wholeCharacter(text, max)).replace(/[\s,;:.(]+$/, '')
}

/** A character of two halves (an emoji) is not cut in two. */
const wholeCharacter = (text: string, at: number): number => (/[\uD800-\uDBFF]/.test(text[at - 1] ?? '') ? at - 1 : at)

/** What stays in one piece: a quotation, and a clause's label with the name of its document. */
const WHOLE =
  /“[^”]*”|(?:\b(?:UU|PP|PKPU|Perbawaslu|SKB|SE) [\w./-]+ )?(?:\(\d{4}\) )?\b(?:Penjelasan )?(?:Lampiran )?(?:Pasal [\dIVX]+[A-Z]?|II (?:kode etik|disiplin) nomor \d+|Butir \d+|Poin \w)(?: (?:ayat \(\w+\)|huruf \w|angka \d+))*/g

/** A text in parts of at most so many characters. */
export function pieces(text: string, max: number): string[] {
  const found: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    const at = cutOf(rest, max)
    found.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest === '' ? found : [...found, rest]
}

/** Where a piece ends: at a line's end, else a sentence's, else a word's; inside something whole only when that alone is too long. */
function cutOf(text: string, max: number): number {
  const whole = [...text.slice(0, max * 2).matchAll(WHOLE)].map(m => [m.index, m.index + m[0].length] as const)
  const isFree = (at: number): boolean => !whole.some(([from, to]) => at > from && at < to)
  const last = (pattern: RegExp, accept: (at: number) => boolean): number =>
    [...text.slice(0, max + 1).matchAll(pattern)].map(m => m.index).findLast(at => at > 0 && at <= max && accept(at)) ?? 0
  return (
    last(/\n/g, isFree) ||
    last(/(?<=[.?!;:]) /g, isFree) ||
    last(/ /g, isFree) ||
    last(/\s/g, () => true) ||
    wholeCharacter(text, max)
  )
}
