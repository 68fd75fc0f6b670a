// Whether a sentence that was worded anew is still one: of the words that only bind, which a model may add, none stands doubled, left hanging or
// where no such word can stand. It is told by neighbours alone, and only of neighbours that the sentence itself has not.
import type { Part, Word } from './checked.ts'

export const countOf = (words: readonly Word[], typed: string): number => words.filter(w => w.typed === typed).length

/** Those behind which a word of the scene is a place, a company or an occasion. */
export const PLACING = new Set('di pada dalam bersama seperti soal tentang mengenai perihal'.split(' '))
/** What stands before a noun, or before a verb; "di menyusun" is neither. */
const PREPOSITIONS = new Set(
  'di ke dari untuk pada dengan sebagai oleh dalam kepada bagi tentang soal terhadap atas mengenai perihal'.split(' '),
)
const BEFORE_VERBS = new Set('untuk dengan dalam dari tentang soal sebagai mengenai'.split(' '))
/** Two of them stand together only so. */
const COMPOUNDS = new Set('di-dalam ke-dalam dari-dalam di-atas ke-atas dari-atas'.split(' '))
/** A denial, a permission or a time may follow these; others want what counts or places. */
const BEFORE_OPERATORS = new Set('untuk dengan'.split(' '))
const NOMINAL = new Set('semua sebagian luar saat'.split(' '))
/** Behind these something must come, and no comma. */
const OPEN = new Set([
  ...PREPOSITIONS,
  ...'yang para bahwa adalah ialah merupakan dan serta agar supaya sehingga karena'.split(' '),
  'seperti',
  'bersama',
])
/** Behind these it may come after a comma. */
const OPENING = new Set(
  'maka jadi lalu kemudian sebab yakni yaitu akan telah sedang tetap karenanya sebabnya intinya singkatnya artinya alasannya ringkasnya'.split(
    ' ',
  ),
)
const CONJUNCTIONS = new Set('dan serta karena sebab maka jadi sehingga agar supaya lalu kemudian bahwa'.split(' '))
/** They link a noun to what stood before; nothing of these follows what wants a noun or a clause. */
const LINKING = new Set('adalah ialah merupakan yakni yaitu pun'.split(' '))
const HEADS = new Set('karenanya sebabnya intinya singkatnya artinya alasannya ringkasnya demikianlah itulah inilah'.split(' '))
const MANNERS = new Set('begini begitu demikian'.split(' '))
const POINTERS = new Set('ini itu tersebut tadi'.split(' '))
const PLACED = new Set('situ sini sana'.split(' '))
const MATTERS = new Set('hal kasus keadaan situasi'.split(' '))

/** Where no word stands: at the ends of what is said, and around a comma. */
const EDGE = ''
type Pair = {
  readonly first: string
  readonly next: string
  readonly before: Word | null
  readonly after: Word | null
  readonly isEnd: boolean
}

/** Each word with its neighbour; a comma parts them. */
function pairsIn(parts: readonly Part[]): Pair[] {
  const pair = (before: Word | null, after: Word | null, isEnd = false): Pair => {
    return { first: before?.typed ?? EDGE, next: after?.typed ?? EDGE, before, after, isEnd }
  }
  return parts.flatMap(part => {
    const words = part.filter(w => w.typed !== '')
    const inside = words.flatMap((word, i) => {
      const before = words[i - 1] ?? null
      return word.isApart && before !== null ? [pair(before, null), pair(null, word)] : [pair(before, word)]
    })
    return [...inside, ...words.slice(-1).map(word => pair(word, null, true))]
  })
}

/** Whether words that only bind were put where none of them can stand. What the sentence has itself stands as it is. */
export function stumbles(own: readonly Part[], parts: readonly Part[]): boolean {
  const nameOf = ({ before, after }: Pair): string => `${before?.canon ?? EDGE} ${after?.canon ?? EDGE}`
  const known = new Set(pairsIn(own).map(nameOf))
  const fresh = pairsIn(parts).filter(pair => !known.has(nameOf(pair)))
  return (
    fresh.some(isDangling) ||
    fresh.some(isMisplaced) ||
    fresh.some(isMismatched) ||
    // what these would join is nowhere in the sentence
    ['bahwa', 'apa'].some(word => added(own, parts, word) > 0) ||
    // "itu adalah" may be for "itu"; "Tunjangan adalah berlaku" is nothing
    (added(own, parts, 'adalah') > 0 &&
      fresh.some(({ first, after }) => after?.canon === 'adalah' && !POINTERS.has(first) && first !== 'anda'))
  )
}

const added = (own: readonly Part[], parts: readonly Part[], word: string): number => {
  const count = (of: readonly Part[]): number => of.flat().filter(w => w.canon === word).length
  return count(parts) - count(own)
}

const isBound = (word: Word | null): boolean => word?.kind === 'binding'

/** What wants something behind it, and has nothing, or itself again. */
const isDangling = ({ first, next, before, isEnd }: Pair): boolean =>
  isBound(before) && ((next === EDGE && (OPEN.has(first) || (OPENING.has(first) && isEnd))) || first === next)

/** What stands only behind some words. */
function isMisplaced({ first, next, before, after }: Pair): boolean {
  if (isBound(before) && MATTERS.has(first) && !POINTERS.has(next) && next !== 'seperti') return true
  if (!isBound(after)) return false
  if (HEADS.has(next)) return first !== EDGE
  if (MANNERS.has(next)) return !['', 'seperti', 'dengan', 'yang'].includes(first)
  if (PLACED.has(next)) return !['di', 'ke', 'dari'].includes(first)
  if (MATTERS.has(next)) return !['dalam', 'pada', 'untuk', 'soal', 'di', 'tentang', 'mengenai'].includes(first)
  if (POINTERS.has(next))
    return (
      before?.kind === 'operator' ||
      POINTERS.has(first) ||
      ['di', 'ke', 'pada', 'kepada', 'oleh', 'yang', 'para', 'dan'].includes(first)
    )
  if (next === 'pun')
    return before === null || before.kind === 'operator' || (isBound(before) && !['anda', 'itu', 'ini'].includes(first))
  return (next === 'yakni' || next === 'yaitu') && first !== EDGE
}

/** What does not go together. */
function isMismatched({ first, next, before, after }: Pair): boolean {
  if (!isBound(before) || after === null) return false
  // it binds what came with it; before the sentence's own words it would tell something else
  if (after.kind === 'own' && (PLACING.has(first) || PLACED.has(first) || first === 'para' || first === 'atas')) return true
  if (['yang', 'tetap', 'seperti', 'bersama'].includes(first) && isBound(after) && PREPOSITIONS.has(next)) return true
  if (LINKING.has(next) && (OPEN.has(first) || LINKING.has(first))) return true
  if (first === 'para' && isBound(after)) return true
  if (LINKING.has(first) || first === 'para') return after.kind === 'operator' || isVerb(after) || PREPOSITIONS.has(next)
  if (CONJUNCTIONS.has(first) && first !== 'dan') return CONJUNCTIONS.has(next)
  if (!PREPOSITIONS.has(first)) return first === 'yang' && CONJUNCTIONS.has(next)
  if (PREPOSITIONS.has(next) && isBound(after)) return !COMPOUNDS.has(`${first}-${next}`)
  if (CONJUNCTIONS.has(next) || (OPENING.has(next) && !BEFORE_OPERATORS.has(first))) return true
  if (after.kind === 'operator') return !BEFORE_OPERATORS.has(first) && !NOMINAL.has(after.canon)
  return isVerb(after) && !BEFORE_VERBS.has(first)
}

/** As far as an affix tells. */
const isVerb = ({ typed, canon }: Word): boolean =>
  /^(?:me|ber|ter|di)\p{L}{3,}/u.test(typed) && canon.replace(/ -$/, '') !== typed
