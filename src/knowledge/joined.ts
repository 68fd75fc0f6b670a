// Words that the law treats alike are read as one: whichever party, faith, colour or ballot number stands in a question, what is read, learned
// and answered is the same. The groups come from the knowledge (vocabulary/alike.yaml).
import type { Token } from './language.ts'
import type { Alike } from './schema.ts'

type Spelt = Pick<Token, 'word' | 'stem'>

/** A form and what it is read as; null: it is read as it stands. `behind`: it counts only behind one of these words. */
type Form = {
  readonly words: readonly string[]
  readonly as: readonly Spelt[] | null
  readonly mark: string
  readonly behind: ReadonlySet<string> | null
}

export type Joined = {
  readonly join: (tokens: readonly Token[]) => Token[]
  /** What words of a text are shown as where nobody is to see which of a group they are; null: no group, '': they stand apart from all. */
  readonly markOf: (said: string, around: { readonly before: string; readonly after: string }) => string | null
}

const CLITIC = /(?<=.{3})(?:nya|ku|mu)$/
const bare = (word: string): string => word.replace(CLITIC, '')
const cliticOf = (word: string): string => CLITIC.exec(word)?.[0] ?? ''

/** `tokensOf` gives the tokens of a form as they are before anything is joined. */
export function joiner(alike: Alike, tokensOf: (text: string) => readonly Token[], spell: (word: string) => Spelt): Joined {
  const forms = new Map<string, Form[]>()
  const put = (text: string, form: Omit<Form, 'words'>): void => {
    const words = tokensOf(text).map(t => t.word)
    const [first] = words
    if (first === undefined) return
    const list = forms.get(first) ?? []
    forms.set(first, list)
    list.push({ ...form, words })
  }
  for (const group of alike.groups) {
    const as = group.as.split(' ').map(spell)
    // what was typed in capitals is read as the group's own word already
    for (const text of group.capitals.length > 0 ? [group.as, ...group.forms] : group.forms)
      put(text, { as, mark: group.mark, behind: null })
    for (const text of group.names) put(text, { as, mark: group.mark, behind: new Set(group.behind) })
  }
  for (const text of alike.apart) put(text, { as: null, mark: '', behind: null })
  for (const list of forms.values()) list.sort((a, b) => b.words.length - a.words.length)

  const numbers = {
    words: new Set(alike.numbers.words),
    after: new Set(alike.numbers.after),
    before: new Set(alike.numbers.before),
  }
  const mayCount = (word: string): boolean => /^0?[1-9]$/.test(word) || numbers.words.has(word)
  const isNumber = (tokens: readonly Token[], at: number): boolean => {
    const { word = '' } = tokens[at] ?? {}
    if (/^0?[1-9]$/.test(word)) return true
    return (
      numbers.words.has(word) && (numbers.after.has(tokens[at - 1]?.word ?? '') || numbers.before.has(tokens[at + 1]?.word ?? ''))
    )
  }

  const formAt = (tokens: readonly Token[], at: number): Form | undefined => {
    const { word = '' } = tokens[at] ?? {}
    const stands = ({ words, behind }: Form): boolean =>
      (behind === null || (tokens[at]?.breakBefore === false && behind.has(tokens[at - 1]?.word ?? ''))) &&
      words.every((w, i) => isWord(tokens[at + i], w) && (i === 0 || tokens[at + i]?.breakBefore === false))
    return forms.get(word)?.find(stands) ?? forms.get(bare(word))?.find(stands)
  }

  function join(tokens: readonly Token[]): Token[] {
    const found: Token[] = []
    for (let at = 0; at < tokens.length; ) {
      const form = formAt(tokens, at)
      const here = tokens.slice(at, at + (form?.words.length ?? 1))
      at += here.length
      if (form === undefined) found.push(...here.map((t, i) => (isNumber(tokens, at - here.length + i) ? numbered(t) : t)))
      else if (form.as === null) found.push(...here)
      else if (!repeats(found, form.as, here)) found.push(...merged(form.as, here))
    }
    return found
  }

  const markOf: Joined['markOf'] = (said, { before, after }) => {
    const own = tokensOf(said)
    const hidden = alike.unshown.find(({ forms }) => own.length === 1 && forms.includes(bare(own[0]?.word ?? '')))
    if (hidden !== undefined) return hidden.mark
    // nearly everything that is said begins no form and counts nothing: what stands around it need not be looked at
    const { word = '' } = own[0] ?? {}
    if (!forms.has(word) && !forms.has(bare(word)) && !mayCount(word)) return null
    const lead = tokensOf(before).slice(-1)
    const here = [...lead, ...own.map((t, i) => (i === 0 ? { ...t, breakBefore: lead.length === 0 } : t))]
    const form = formAt(here, lead.length)
    if (form !== undefined && form.words.length === own.length) return form.mark
    const isOne = own.length === 1 && isNumber([...here, ...tokensOf(after).slice(0, 1)], lead.length)
    return isOne ? alike.numbers.mark : null
  }

  // "01" is a side by itself, "kelas 9" is none
  const numbered = (token: Token): Token => {
    const as = token.word.startsWith('0') ? `0${alike.numbers.as}` : alike.numbers.as
    return { ...token, word: as, stem: as }
  }
  return { join, markOf }
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token !== undefined && (token.word === word || bare(token.word) === word)

/** "partai" before the name of a party says nothing more. */
const repeats = (found: readonly Token[], as: readonly Spelt[], here: readonly Token[]): boolean =>
  here[0]?.breakBefore === false && as.every((s, i) => found[found.length - as.length + i]?.stem === s.stem)

/** The words of the group in the place of those typed, with what hangs on the last of them ("gerejanya"). */
function merged(as: readonly Spelt[], here: readonly Token[]): Token[] {
  const clitic = cliticOf(here.at(-1)?.word ?? '')
  return as.map(({ word, stem }, i) => ({
    word: i === as.length - 1 ? word + clitic : word,
    stem,
    typed: i === 0 ? here.map(t => t.typed).join(' ') : '',
    breakBefore: i === 0 && here[0]?.breakBefore === true,
  }))
}
