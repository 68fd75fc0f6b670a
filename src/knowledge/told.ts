// What a few words name, of the kinds of things by which people tell a branch when they are asked back (vocabulary/told.yaml).
import type { Edition, Read } from './edition.ts'
import { type Lexicon, makeLexicon } from './lexicon.ts'
import { isOneOf } from './slots.ts'

/** A kind named by some of a text's tokens. `isOwned`: its owner is named right behind it, "jalan sehat partai". */
export type ToldKind = { readonly kind: string; readonly from: number; readonly to: number; readonly isOwned: boolean }

/** The kinds that a text names. */
export function kindsTold(edition: Edition, read: Read): readonly ToldKind[] {
  const { kinds, owner } = edition.sources.told
  const named = [
    ...read.readings.flatMap(({ concept, denied, from, to }) =>
      kinds.filter(k => isOneOf(concept, denied ? k.denied : k.concepts)).map(k => ({ kind: k.id, from, to })),
    ),
    ...ownWords(edition)
      .read(read.tokens)
      .filter(r => !r.denied)
      .map(({ concept, from, to }) => ({ kind: concept, from, to })),
  ]
  const owners = named.filter(n => n.kind === owner)
  const isOwned = (at: number, to: number): boolean =>
    owners.some(o => (o.from === to && read.tokens[to]?.breakBefore === false) || (o.from <= at && o.to >= to))
  return named.map(n => ({ ...n, isOwned: n.kind !== owner && isOwned(n.from, n.to) }))
}

/** The words that the kinds have of their own; an edition never changes, so they are put together once. */
const words = new WeakMap<Edition, Lexicon>()
function ownWords(edition: Edition): Lexicon {
  const before = words.get(edition)
  if (before) return before
  const concepts = edition.sources.told.kinds.map(({ id, forms }) => ({ id, means: id, forms }))
  const lexicon = makeLexicon(concepts, edition.language)
  words.set(edition, lexicon)
  return lexicon
}
