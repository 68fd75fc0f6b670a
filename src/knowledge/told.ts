// What a few words name, of the kinds of things by which people tell a branch when they are asked back (vocabulary/told.yaml).
import type { Edition, Read } from './edition.ts'
import type { Token } from './language.ts'
import { type Lexicon, makeLexicon } from './lexicon.ts'
import { isOneOf } from './slots.ts'

type Hit = { readonly kind: string; readonly from: number; readonly to: number }

/**
 * A kind named by some of a text's tokens. `isOwned`: its owner is named right behind it, "jalan sehat partai"; `isAside`: it only tells where,
 * through whom or with whom, "di rumah pak RT", "yang ngajak tetangga".
 */
export type ToldKind = Hit & { readonly isOwned: boolean; readonly isAside: boolean }

/** The kinds that a text names. */
export function kindsTold(edition: Edition, read: Read): readonly ToldKind[] {
  const { kinds, owner } = edition.sources.told
  const named = [
    ...read.readings.flatMap(({ concept, denied, from, to }) =>
      kinds.filter(k => isOneOf(concept, denied ? k.denied : k.concepts)).map(k => ({ kind: k.id, from, to })),
    ),
    ...ownWords(edition)
      .read(read.tokens.map(heldApart))
      .filter(r => !r.denied)
      .map(({ concept, from, to }) => ({ kind: concept, from, to })),
  ]
  const owners = named.filter(n => n.kind === owner)
  const isOwned = (at: number, to: number): boolean =>
    owners.some(o => (o.from === to && read.tokens[to]?.breakBefore === false) || (o.from <= at && o.to >= to))
  return named.map(n => ({ ...n, isOwned: n.kind !== owner && isOwned(n.from, n.to), isAside: isAside(edition, read, n) }))
}

function isAside(edition: Edition, { tokens }: Read, { kind, from, to }: Hit): boolean {
  const { kinds, before, between, behind } = edition.sources.told.aside
  if (!kinds.includes(kind)) return false
  const stemAt = (at: number): string => tokens[at]?.stem ?? ''
  let near = from - 1
  while (between.includes(stemAt(near))) near--
  const next = stemAt(to) === 'yang' ? to + 1 : to
  return before.includes(stemAt(near)) || before.includes(stemAt(from)) || behind.includes(stemAt(next))
}

/** Who holds an event ("yang ngadain warga") is not who is there ("ada warga"), although both are of one stem. */
const heldApart = (token: Token): Token =>
  token.stem === 'ada' && token.word.endsWith('kan') ? { ...token, stem: 'adakan' } : token

/** The words that the kinds have of their own; an edition never changes, so they are put together once. */
const words = new WeakMap<Edition, Lexicon>()
function ownWords(edition: Edition): Lexicon {
  const before = words.get(edition)
  if (before) return before
  const concepts = edition.sources.told.kinds.map(({ id, forms }) => ({ id, means: id, forms }))
  const { language } = edition
  const lexicon = makeLexicon(concepts, { ...language, words: text => language.words(text).map(heldApart) })
  words.set(edition, lexicon)
  return lexicon
}
