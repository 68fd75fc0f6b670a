// Whether a sentence of an answer, worded anew by a model, still says what the knowledge says: strict, pure, and closed. What is not known to be
// harmless is refused. A rewording may take words of its own sentence, a short list of words that bind, and plain nouns of the question; it keeps
// what is denied, permitted, demanded and made a condition, in its order and of the same words; it brings no act, side, means or number of its own.
import type { Edition, Token } from '../knowledge/knowledge.ts'
import { isOneOf } from '../knowledge/knowledge.ts'

/** What a sentence is held against: itself, the question as the model saw it, and the numbers of the clauses that were issued. */
export type Given = { readonly own: string; readonly question: string; readonly clauses: ReadonlySet<number> }

export const REFUSALS = ['signs', 'reference', 'label', 'length', 'words', 'borrowed', 'numbers', 'names', 'operators', 'lost', 'scope', 'concepts', 'order'] as const // biome-ignore format: a word list reads better unbroken
export type Refusal = (typeof REFUSALS)[number]

/** null: it may stand. Else the first thing that is wrong with it. */
export function refusalOf(edition: Edition, given: Given, text: string): Refusal | null {
  if (!PLAIN.test(text) || LINK.test(text) || !/^[A-Z]/.test(text) || !text.endsWith('.')) return 'signs'
  const bare = text.replace(REFERENCE, reference =>
    [...reference.matchAll(/\[(\d+)\]/g)].every(([, n]) => given.clauses.has(Number(n))) ? '' : reference,
  )
  if (/[[\]]/.test(bare)) return 'reference'
  const label = given.own.match(LABEL)?.[0] ?? ''
  if (!bare.startsWith(label)) return 'label'
  const own = given.own.slice(label.length)
  const said = bare.slice(label.length)
  if (said.length > Math.max(own.length * LONGER, own.length + LONGER_BY) || said.trim().length < SAID_MIN) return 'length'
  if (brings(numbersIn(own), numbersIn(said))) return 'numbers'
  if (namesNew(given, said)) return 'names'
  return refusalOfWords(edition, { ...given, own }, said)
}

/** Letters of plain Indonesian, and the signs of a plain sentence. */
const PLAIN = /^[A-Za-z0-9 .,;:()\-–/[\]%]+$/
/** A point or a slash between letters is an address; two spaces or signs in a row are no sentence. */
const LINK = /[A-Za-z0-9]\.[A-Za-z]|\b(?:https?|www)\b|\/\/| {2}|[,;:]{2}|\.\.|--|[(\s]$/
/** A clause by number, in brackets at the end of what it stands for. */
const REFERENCE = / \((?:lihat )?\[\d{1,2}\](?:(?:, | dan )\[\d{1,2}\])*\)/g
/** "Yang aman: ", at the head of a line. */
const LABEL = /^[A-Z][a-z]+(?: [a-z]+)?: /
const LONGER = 1.6
const LONGER_BY = 90
const SAID_MIN = 12

// — words —

/** Words that bind, point and address; none permits, forbids, denies, limits or promises. As they are typed. */
const BINDING = new Set(
  'yang dan di ke dari untuk pada dengan ini itu adalah ialah merupakan sebagai oleh dalam kepada bagi anda pun juga serta karena karenanya sebab sebabnya maka jadi sehingga tersebut tentang soal mengenai perihal bersama seperti yakni yaitu hal tadi begini begitu demikian demikianlah itulah inilah intinya singkatnya artinya alasannya ringkasnya terhadap atas bahwa akan sudah telah sedang tetap mereka ia dia agar supaya sesuatu para lalu kemudian mohon tolong di atas bawah ingat terkait menyangkut sehubungan dari situ sini sana apa kasus pertanyaan ceritakan cerita tanyakan keadaan situasi'.split(
    ' ',
  ),
)

/** What each of these says, it says of what follows: kept one by one, in their order, before the same words. Words that say the same stand together, the first of them for all. */
const OPERATORS: ReadonlyMap<string, string> = new Map(
  'tidak tak tiada ndak | bukan bukanlah | jangan janganlah | tanpa | belum | boleh bolehkah | bisa dapat | harus haruslah mesti | wajib | perlu butuh usah | larang | cegah hindar jauh tolak henti batal | bila jika kalau apabila bilamana andai | kecuali | selama sepanjang | asal asalkan syarat | walau walaupun meski meskipun sekalipun biarpun | tetapi tapi namun melainkan sedangkan | hanya cuma sekadar semata cukup | saja | atau | sampai hingga | sebelum | sesudah setelah sejak usai | saat ketika sewaktu | semua segala setiap tiap seluruh | sebagian beberapa sering kadang jarang | luar | lebih paling makin terlalu'
    .split(' | ')
    .map(forms => forms.split(' '))
    .flatMap(([one = '', ...others]) => [one, ...others].map(form => [form, one] as const)),
)
/** Those that turn what they stand before into its contrary, or into something that is allowed, demanded or forbidden. */
const TURNING = new Set('tidak bukan jangan tanpa belum boleh bisa harus wajib perlu larang cegah kecuali'.split(' '))

/** Never borrowed from a question, whatever it means there: leave, promise, concealment, the bot itself, abuse, address, time and count. */
const UNBORROWED = new Set(
  'izin ijin kenan sila silah monggo bebas aman halal haram sah legal resmi wajar lumrah santai tenang jamin pasti tanggung yakin mutlak selalu benar salah langgar sanksi hukum pidana risiko bahaya celaka hapus hilang sembunyi umpet rahasia bohong dusta palsu karang pura samar nyamar alias anonim pinjam akun diam bungkam kunci privat robot bot mesin model sistem prompt instruksi perintah suruh asisten program bahasa abai lupa jawab balas bodoh goblok tolol dungu bego anjing bangsat babi kampret cebong kadrun munafik licik pengecut idiot pak bapak bu ibu bang kak mas mbak saya aku kami kita lo gue nomor angka urut pilih dukung menang kalah coblos bagus jelek terbaik hebat korup'.split(
    ' ',
  ),
)

/** Families of the lexicon that a question's scene is made of; the rest is what the law turns on. */
const SCENE = ['neutral', 'audience', 'relation', 'actor', 'act.worship', 'act.ceremony', 'act.sport', 'act.school', 'act.eat']

type Word = Token & {
  /** Its stem in the sentence that is worded, where another word for the same thing stands there. */
  readonly canon: string
  readonly kind: 'binding' | 'operator' | 'own' | 'borrowed' | 'strange'
}

/** What a text says of what the law turns on: each concept with whether it is denied. */
const weighedIn = (edition: Edition, text: string): ReadonlySet<string> =>
  new Set(
    edition
      .read(text)
      .readings.filter(r => !isOneOf(r.concept, SCENE))
      .map(r => `${r.concept} ${r.denied}`),
  )

const operatorOf = ({ typed, word, stem }: Token): string | null =>
  OPERATORS.get(typed) ?? OPERATORS.get(word) ?? OPERATORS.get(stem) ?? null

/** An affix may differ, a guess at a misspelling may not. */
const isDerived = ({ typed, stem }: Token): boolean => typed.includes(stem.slice(1))

/** Plain words of the scene that a question tells: known, of no weight, and nothing that could turn a sentence. */
function borrowable(edition: Edition, question: string): ReadonlySet<string> {
  const { tokens, readings } = edition.read(question)
  const weighed = new Set(
    readings.filter(r => !isOneOf(r.concept, SCENE)).flatMap(r => tokens.slice(r.from, r.to).map(t => t.stem)),
  )
  return new Set(
    tokens
      .filter(t => t.stem.length > 2 && !/\d/.test(t.typed) && t.word === t.typed && edition.language.isKnown(t.stem))
      .filter(t => !weighed.has(t.stem) && operatorOf(t) === null)
      .filter(t => ![t.typed, t.word, t.stem].some(w => UNBORROWED.has(w)))
      .map(t => t.stem),
  )
}

function wordsOf(edition: Edition, { own, question }: Given, text: string): Word[] {
  const tokens = edition.language.words(text)
  const ownTokens = edition.language.words(own)
  const ownTyped = new Set(ownTokens.map(t => t.typed))
  const ownStems = new Set(ownTokens.map(voiced))
  const borrowed = borrowable(edition, question)
  const alike = likeOwn(edition, own, text)
  const kindOf = (token: Token): Word['kind'] => {
    if (operatorOf(token) !== null) return 'operator'
    if (ownTyped.has(token.typed) || (ownStems.has(voiced(token)) && isDerived(token)))
      return isBinding(token) ? 'binding' : 'own'
    if (isBinding(token)) return 'binding'
    if (alike.has(token.typed)) return 'own'
    return borrowed.has(token.stem) && isDerived(token) ? 'borrowed' : 'strange'
  }
  return tokens.map(token => {
    const kind = kindOf(token)
    const canon = kind === 'operator' ? (operatorOf(token) ?? '') : (alike.get(token.typed) ?? token.stem)
    return { ...token, kind, canon: kind === 'own' && ownStems.has(voiced(token)) ? token.stem : canon }
  })
}

/** A stem and whether it is suffered: who reports is not who is reported. */
const voiced = ({ typed, stem }: Token): string => `${stem} ${/^(?:di|ter)/.test(typed) && !/^(?:di|ter)/.test(stem)}`

const isBinding = ({ typed }: Token): boolean => BINDING.has(typed)

/** Another word for what the sentence names, as the lexicon reads it: typed word → the sentence's own stem. Of things alone, not of acts of will. */
function likeOwn(edition: Edition, own: string, text: string): ReadonlyMap<string, string> {
  const there = edition.read(own)
  const here = edition.read(text)
  const single = (r: { from: number; to: number; concept: string }): boolean => r.to - r.from === 1 && isOneOf(r.concept, NAMED)
  return new Map(
    here.readings.filter(single).flatMap(r => {
      const same = there.readings.find(o => o.concept === r.concept && o.denied === r.denied && single(o))
      const [mine, its] = [here.tokens[r.from], same === undefined ? undefined : there.tokens[same.from]]
      const isSafe = mine !== undefined && ![mine.typed, mine.word, mine.stem].some(w => UNBORROWED.has(w))
      return isSafe && its !== undefined ? [[mine.typed, its.stem] as const] : []
    }),
  )
}

/** Families whose words name a thing or a plain act of everyday, one word as good as another. */
const NAMED = [
  'act.post',
  'act.react.like',
  'act.comment.write',
  'act.photo',
  'act.attend',
  'act.wear',
  'neutral',
  'audience',
  'relation',
]

function refusalOfWords(edition: Edition, given: Given, said: string): Refusal | null {
  const own = wordsOf(edition, given, given.own)
  const words = wordsOf(edition, given, said)
  if (words.some(w => w.kind === 'strange')) return 'words'
  const borrowed = words.filter(w => w.kind === 'borrowed').length
  if (borrowed > BORROWED_MAX || borrowed > words.length * BORROWED_SHARE) return 'borrowed'
  if (operatorsIn(own).join('\n') !== operatorsIn(words).join('\n')) return 'operators'
  if (isLost(own, words)) return 'lost'
  if (turns(own, words, NARROW) || turns(own, words, WIDE)) return 'scope'
  const weighed = weighedIn(edition, given.own)
  if ([...weighedIn(edition, said)].some(c => !weighed.has(c))) return 'concepts'
  return isScrambled(own, words) ? 'order' : null
}

const BORROWED_MAX = 6
const BORROWED_SHARE = 0.35

// — what is kept —

/** Each operator with the word that it stands before, in their order. */
const operatorsIn = (words: readonly Word[]): string[] =>
  words.flatMap((w, i) => {
    if (w.kind !== 'operator') return []
    return [`${w.canon} ${words.slice(i + 1).find(next => next.kind !== 'binding')?.canon ?? ''}`]
  })

/** Whether a word is gone that stood under an operator, or too many of the others. */
function isLost(own: readonly Word[], words: readonly Word[]): boolean {
  const kept = new Set(words.map(w => w.canon))
  const mattering = own.filter(w => w.kind === 'own')
  const governed = new Set(segmentsOf(own, WIDE).flatMap(s => s.filter((_, i) => s.slice(0, i).some(o => o.kind === 'operator'))))
  const gone = mattering.filter(w => !kept.has(w.canon))
  return gone.some(w => governed.has(w)) || gone.length > mattering.length * GONE_SHARE
}

const GONE_SHARE = 0.4

type Break = (word: Word) => boolean
const CONTRARY = new Set(['tetapi', 'bila', 'walau'])
/** Where an operator's reach ends, if it is taken to be short: at every sign and every word that joins. */
const NARROW: Break = w => w.breakBefore || ['dan', 'serta', 'lalu', 'kemudian'].includes(w.typed) || w.canon === 'atau'
/** And if it is taken to be long: where the sentence turns. Both have to agree, for nobody can tell "jangan A, simpan B" from "jangan A, B, atau C". */
const WIDE: Break = w => w.kind === 'operator' && CONTRARY.has(w.canon)

function segmentsOf(words: readonly Word[], isBreak: Break): Word[][] {
  const segments: Word[][] = [[]]
  for (const word of words) {
    if (isBreak(word)) segments.push([])
    segments.at(-1)?.push(word)
  }
  return segments
}

/** Whether a word of the sentence stands under something else than it did: denied where it was said, permitted where it was not. */
function turns(own: readonly Word[], words: readonly Word[], isBreak: Break): boolean {
  const before = standingsOf(own, isBreak)
  return [...standingsOf(words, isBreak)].some(([canon, standings]) => {
    const allowed = before.get(canon)
    return allowed !== undefined && [...standings].some(s => !allowed.has(s))
  })
}

/** Each own word with what it has stood under. */
function standingsOf(words: readonly Word[], isBreak: Break): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const segment of segmentsOf(words, isBreak))
    for (const [i, word] of segment.entries()) {
      if (word.kind !== 'own') continue
      const under = [...new Set(segment.slice(0, i).filter(o => TURNING.has(o.canon)))].map(o => o.canon).join(' ')
      found.set(word.canon, (found.get(word.canon) ?? new Set()).add(under))
    }
  return found
}

/** Whether the sentence's own words come in another order, or one of them more often, than in it. */
function isScrambled(own: readonly Word[], words: readonly Word[]): boolean {
  const rowOf = (list: readonly Word[]): string[] => list.filter(w => w.kind === 'own').map(w => w.canon)
  const said = rowOf(words)
  return longestCommon(rowOf(own), said) < said.length
}

/** Length of the longest row of words that both have in their order. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let before = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (const [j, other] of b.entries())
      next.push(word === other ? (before[j] ?? 0) + 1 : Math.max(before[j + 1] ?? 0, next[j] ?? 0))
    before = next
  }
  return before.at(-1) ?? 0
}

// — numbers and names —

const NUMBER_WORDS =
  'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus ribu juta persen pertama kedua ketiga januari februari maret april mei juni juli agustus september oktober november desember senin selasa rabu kamis jumat sabtu minggu pasal ayat huruf butir lampiran uu pp perpres skb perbawaslu pkpu peraturan undang'.split(
    ' ',
  )
const NUMBER = new RegExp(`\\d+|%|\\b(?:${NUMBER_WORDS.join('|')})\\b`, 'gi')

const numbersIn = (text: string): string[] => [...text.toLowerCase().matchAll(NUMBER)].map(([n]) => n)

/** Whether one list has something that the other has not, or more of it. */
function brings(before: readonly string[], now: readonly string[]): boolean {
  const count = (list: readonly string[], one: string): number => list.filter(o => o === one).length
  return now.some(one => count(now, one) > count(before, one))
}

/** A word with a capital inside a sentence is a name: it stands so in the sentence or in the question, or nowhere. */
function namesNew({ own, question }: Given, said: string): boolean {
  const known = new Set(`${own} ${question}`.match(/[A-Za-z]+/g) ?? [])
  const inside = said.matchAll(/(?<![.:] )(?<!^)\b[A-Z][A-Za-z]*/g)
  return [...inside].some(([name]) => name !== 'Anda' && !known.has(name))
}
