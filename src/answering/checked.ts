// Whether a sentence of an answer, worded anew by a model, still says what the knowledge says: strict, pure, and closed. What is not known to be
// harmless is refused. A rewording keeps the skeleton of its sentence: every word that tells something, what is denied, permitted, demanded and made
// a condition, in the same order and the same parts. Free are the words that bind, another word for a thing, and the scene that the question tells.
import type { Edition, Token } from '../knowledge/knowledge.ts'
import { isOneOf } from '../knowledge/knowledge.ts'
import { countOf, PLACING, stumbles } from './grammar.ts'

/** What a sentence is held against: itself, the question as the model saw it, and the numbers of the clauses that were issued. */
export type Given = { readonly own: string; readonly question: string; readonly clauses: ReadonlySet<number> }

export const REFUSALS = [
  'signs',
  'reference',
  'label',
  'length',
  'numbers',
  'names',
  'words',
  'scene',
  'skeleton',
  'concepts',
  'grammar',
] as const
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

/** Words that bind, point and address; none permits, forbids, denies, limits, counts or promises. As they are typed. */
const BINDING = new Set(
  'yang dan di ke dari untuk pada dengan ini itu adalah ialah merupakan sebagai oleh dalam kepada bagi anda pun juga serta karena sebab maka jadi sehingga tersebut tentang soal bersama seperti yakni yaitu terhadap atas bahwa akan sudah telah sedang tetap agar supaya lalu kemudian'.split(
    ' ',
  ),
)
/** Of these, those that a denial may or may not reach beyond: under one they stay as they are. */
const JOINING = new Set('dan karena sebab maka jadi sehingga agar supaya lalu'.split(' '))
/** These may be added to a sentence; where it has them itself, they tell something in it. */
const LEADING = new Set(
  'karenanya sebabnya intinya singkatnya artinya alasannya ringkasnya tadi begini begitu demikian demikianlah itulah inilah situ sini sana apa kasus keadaan situasi terkait menyangkut sehubungan hal para mengenai perihal'.split(
    ' ',
  ),
)
const SAME: ReadonlyMap<string, string> = new Map([
  ['ialah', 'adalah'],
  ['merupakan', 'adalah'],
  ['serta', 'dan'],
  ['kemudian', 'lalu'],
  ['kepada', 'ke'],
  ['terhadap', 'ke'],
  ['bagi', 'untuk'],
])
/** Those that say from whom, to whom and as what: before a word of the sentence they stay. */
const RELATING = new Set('dari ke untuk oleh dengan sebagai'.split(' '))
/** Those that point back to a word of the scene. */
const POINTING = new Set(['itu', 'tersebut'])

/** What each of these says, it says of what follows. Words that say the same stand together, the first of them for all. */
const OPERATORS: ReadonlyMap<string, string> = new Map(
  'tidak tak tiada ndak | bukan bukanlah | jangan janganlah | tanpa | belum | boleh bolehkah | bisa dapat | harus haruslah mesti | wajib | perlu butuh usah | larang | cegah hindar jauh tolak henti batal | bila jika kalau apabila bilamana andai | kecuali | selama sepanjang | asal asalkan syarat | walau walaupun meski meskipun sekalipun biarpun | tetapi tapi namun melainkan sedangkan | hanya cuma sekadar semata cukup | saja | atau | sampai hingga | sebelum | sesudah setelah sejak usai | saat ketika sewaktu | semua segala setiap tiap seluruh | sebagian beberapa sering kadang jarang | luar | lebih paling makin terlalu'
    .split(' | ')
    .map(forms => forms.split(' '))
    .flatMap(([one = '', ...others]) => [one, ...others].map(form => [form, one] as const)),
)
/** Those that turn what they stand before into its contrary, or into something that is allowed, demanded or forbidden. */
const TURNING = new Set('tidak bukan jangan tanpa belum boleh bisa harus wajib perlu larang cegah kecuali'.split(' '))

/**
 * Never borrowed from a question, whatever it means there: leave, promise, concealment, the bot itself, abuse, address, sides,
 * offices that are elected, status, time and count.
 */
const UNBORROWED = new Set(
  'izin ijin kenan sila silah monggo bebas aman halal haram sah legal resmi wajar lumrah santai tenang jamin pasti tanggung yakin mutlak selalu benar salah langgar sanksi hukum pidana risiko bahaya celaka hapus hilang sembunyi umpet rahasia bohong dusta palsu karang pura samar nyamar alias anonim pinjam akun diam bungkam kunci privat robot bot mesin model sistem prompt instruksi perintah suruh asisten program bahasa abai lupa jawab balas bodoh goblok tolol dungu bego anjing bangsat babi kampret cebong kadrun munafik licik pengecut idiot pak bapak bu ibu bang kak mas mbak saya aku kami kita lo gue nomor angka urut pilih dukung menang kalah coblos bagus jelek terbaik hebat korup calon kandidat paslon cabup cawabup capres cawapres cagub caleg petahana relawan posko tim partai bupati gubernur presiden wali wakil menteri dprd dpr dpd demokrasi golong adil sejahtera rakyat bulan bintang bangsa karya garuda umat lama cepat mana pun sendiri soal waktu data surat bantuan non besar muda tua elektabilitas hitung pilkada pemilu netralitas negara cuti libur ikut lagi sedang dia langsung pns asn cpns pppk honorer thl ppnpn pensiun pegawai tentara polisi kampanye sumbang uang dana'.split(
    ' ',
  ),
)

/** Families of the lexicon that a question's scene is made of; the rest is what the law turns on. */
const SCENE = ['neutral', 'audience', 'relation', 'actor', 'act.worship', 'act.ceremony', 'act.sport', 'act.school']

/** Stems of plain places and occasions, of which a scene is made whatever else they are read as. */
const PLACES = new Set(
  'acara kantor klub lapang rumah grup posyandu puskesmas sekolah kampus pasar warung desa lurah gedung aula taman lokasi hajat pesta nikah kondangan arisan senam lomba turnamen konser reuni komunitas koperasi kelas'.split(
    ' ',
  ),
)

/** Families whose words name a thing or a company, one word as good as another. */
const NAMED = [
  'act.post.upload',
  'act.react.like',
  'act.comment.write',
  'act.photo',
  'audience',
  'relation.friend',
  'relation.colleague',
]

export type Word = {
  readonly typed: string
  /** What it is held against; of another word for a thing of the sentence, that of the sentence's own. */
  readonly canon: string
  readonly kind: 'binding' | 'operator' | 'own' | 'scene' | 'strange'
  /** Whether a sign stands before it. */
  readonly isApart: boolean
}
/** What stands between two strong signs. */
export type Part = readonly Word[]

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

/** A stem and whether it is suffered: who reports is not who is reported. */
const voiced = ({ typed, stem }: Token): string => `${stem}${/^(?:di|ter)/.test(typed) && !/^(?:di|ter)/.test(stem) ? ' -' : ''}`

const isWeighty = ({ typed, word, stem }: Token): boolean => [typed, word, stem].some(w => UNBORROWED.has(w))

/** Stems of the scene that a question tells: of people, places and occasions, and nothing that could turn a sentence. */
function sceneOf(edition: Edition, question: string): ReadonlySet<string> {
  const { tokens, readings } = edition.read(question)
  const stemsOf = (isMeant: (concept: string) => boolean): Set<string> =>
    new Set(readings.filter(r => isMeant(r.concept)).flatMap(r => tokens.slice(r.from, r.to).map(t => t.stem)))
  const weighed = stemsOf(concept => !isOneOf(concept, SCENE))
  const scene = stemsOf(concept => isOneOf(concept, SCENE))
  const isPlain = (t: Token): boolean =>
    t.stem.length > 3 && t.word === t.typed && !/\d/.test(t.typed) && edition.language.isKnown(t.stem)
  return new Set(
    tokens
      .filter(t => PLACES.has(t.stem) || (scene.has(t.stem) && !weighed.has(t.stem) && !isWeighty(t)))
      .filter(t => isPlain(t) && operatorOf(t) === null)
      .map(t => t.stem),
  )
}

/** Another word for a thing that the sentence names, as the lexicon reads it: typed word → the sentence's own. */
function likeOwn(edition: Edition, own: string, text: string): ReadonlyMap<string, string> {
  const there = edition.read(own)
  const here = edition.read(text)
  const isName = (r: { from: number; to: number; concept: string }): boolean => r.to - r.from === 1 && isOneOf(r.concept, NAMED)
  return new Map(
    here.readings.filter(isName).flatMap(r => {
      const same = there.readings.find(o => o.concept === r.concept && o.denied === r.denied && isName(o))
      const [mine, its] = [here.tokens[r.from], same === undefined ? undefined : there.tokens[same.from]]
      return mine === undefined || its === undefined || isWeighty(mine) ? [] : [[mine.typed, voiced(its)] as const]
    }),
  )
}

/** A text word by word, held against the sentence that it words. */
function partsOf(edition: Edition, { own, question }: Given, text: string): Part[] {
  const ownTokens = edition.language.words(own)
  const typed = new Set(ownTokens.map(t => t.typed))
  const stems = new Set(ownTokens.map(voiced))
  const scene = sceneOf(edition, question)
  const alike = likeOwn(edition, own, text)
  const wordOf = (token: Token): Word => {
    const { typed: said, breakBefore: isApart } = token
    const as = (kind: Word['kind'], canon: string): Word => ({ typed: said, canon, kind, isApart })
    const operator = operatorOf(token)
    // what the edition reads as one word ("calon gubernur" as "calon bupati") is what was written or nothing; its later words were not typed
    if (said === '') return as('own', token.stem)
    if (said.includes(' ')) return as(typed.has(said) ? 'own' : 'strange', said)
    if (operator !== null) return as('operator', operator)
    if (BINDING.has(said) || (LEADING.has(said) && !typed.has(said))) return as('binding', SAME.get(said) ?? said)
    const stem = voiced(token)
    if (typed.has(said) || (stems.has(stem) && isDerived(token))) return as('own', stem)
    const same = alike.get(said)
    if (same !== undefined) return as('own', same)
    return as(scene.has(token.stem) && isDerived(token) ? 'scene' : 'strange', stem)
  }
  return text.split(/[.;:]/).map(part => edition.language.words(part).map(wordOf))
}

function refusalOfWords(edition: Edition, given: Given, said: string): Refusal | null {
  const own = partsOf(edition, given, given.own)
  const parts = partsOf(edition, given, said)
  const words = parts.flat()
  if (words.some(w => w.kind === 'strange')) return 'words'
  if (isCrowded(own, parts)) return 'scene'
  if (skeletonOf(own) !== skeletonOf(parts) || countOf(words, 'anda') < countOf(own.flat(), 'anda')) return 'skeleton'
  if (joinsAnew(own, parts)) return 'skeleton'
  const weighed = weighedIn(edition, given.own)
  if ([...weighedIn(edition, said)].some(c => !weighed.has(c))) return 'concepts'
  return stumbles(own, parts) || /[.] [a-z]/.test(said) ? 'grammar' : null
}

/** Words of the scene in one part of a sentence. */
const SCENE_MAX = 3

/** Whether the scene says more than where, with whom and on what occasion: never from whom, whither, or as what. */
function isCrowded(own: readonly Part[], parts: readonly Part[]): boolean {
  const helpers = parts.flatMap(helpersIn)
  const added = (typed: string): number => countOf(parts.flat(), typed) - countOf(own.flat(), typed)
  // what places a word of the scene came with it: taken from the sentence's own, it would leave another meaning behind
  return helpers.some(h => h === null || added(h) < helpers.filter(o => o === h).length) || parts.some(isLong)
}

const isLong = (part: Part): boolean => part.filter(w => w.kind === 'scene').length > SCENE_MAX

/** What places each row of words of the scene; null where nothing does. */
function helpersIn(part: Part): (string | null)[] {
  const isHeld = (i: number): boolean => part[i]?.isApart === false
  const isScene = (i: number): boolean => part[i]?.kind === 'scene'
  return [...part.keys()].flatMap(first => {
    if (!isScene(first) || (isScene(first - 1) && isHeld(first))) return []
    let last = first
    while (isScene(last + 1) && isHeld(last + 1)) last++
    const before = isHeld(first) ? part[first - 1] : undefined
    const after = isHeld(last + 1) ? part[last + 1] : undefined
    if (before !== undefined && RELATING.has(before.canon)) return [null]
    if (before !== undefined && PLACING.has(before.typed)) return [before.typed]
    return [after !== undefined && POINTING.has(after.typed) ? after.typed : null]
  })
}

// — the skeleton —

/** What may not change: each word that tells something, in its order and its part, with what turns it. */
const skeletonOf = (parts: readonly Part[]): string =>
  parts
    .map(boneOf)
    .filter(bone => bone !== '')
    .join(' | ')

const isTelling = (word: Word | undefined): boolean => word?.kind === 'own' || word?.kind === 'operator'

/** Of one part. What stands between a turning word and what it turns stays to the letter, and so does whatever joins behind one. */
function boneOf(part: Part): string {
  const bone: string[] = []
  let isTurned = false
  let isBefore = false
  for (const [i, { canon, kind, isApart }] of part.entries()) {
    const isOperator = kind === 'operator'
    const relates = RELATING.has(canon) && isTelling(part[i + 1])
    if (isBefore && isApart) bone.push(',')
    if (isOperator || kind === 'own') bone.push(isOperator ? `<${canon}>` : canon)
    else if (isBefore || relates || (isTurned && JOINING.has(canon))) bone.push(canon)
    isBefore = isOperator ? TURNING.has(canon) : isBefore && kind !== 'own'
    isTurned ||= isBefore
  }
  return bone.join(' ')
}

// — who else, and what else —

/** Canons of words that join what follows to what stands before: as one more, or as its ground, its aim or its outcome. */
const ADDING = 'dan'
const GROUNDING = new Set('karena sebab sehingga agar supaya'.split(' '))
/** Behind these somebody may be addressed: when, not who. */
const WHENEVER = new Set('bila saat sebelum sesudah'.split(' '))

/**
 * Words that only bind can still say another thing: "Anda dan keluarga boleh" permits to whom it was not permitted, "A dan B, atau C" asks for both,
 * and "bila" for "juga bila" makes a condition of what was none.
 */
function joinsAnew(own: readonly Part[], parts: readonly Part[]): boolean {
  const before = own.flatMap(addressesIn)
  return (
    parts.some(part => part.some((_, i) => isNewlyAddressed(before, part, i))) ||
    narrowed(parts) > narrowed(own) ||
    countCanon(parts, ADDING) > countCanon(own, ADDING) ||
    timesIn(own).toString() !== timesIn(parts).toString() ||
    countOf(parts.flat(), 'bersama') < countOf(own.flat(), 'bersama') ||
    turnedAside(own) !== turnedAside(parts) ||
    likened(parts) > likened(own) ||
    joined(parts) > joined(own) ||
    alsoIn(own).some(next => !alsoIn(parts).includes(next))
  )
}

const TIMES = new Set(['akan', 'sudah', 'telah', 'sedang'])
/** Since when and whether already, of whoever does something ("calon yang akan maju"); "bila sudah" says no more than "bila". */
const timesIn = (parts: readonly Part[]): string[] =>
  parts.flatMap(part => part.filter((w, i) => TIMES.has(w.typed) && !isWhenever(part[i - 1])).map(w => w.typed))
const isWhenever = (word: Word | undefined): boolean => word?.kind === 'operator' && WHENEVER.has(word.canon)

/** How often "yang" stands before what turns: "ASN yang dilarang" forbids nothing. */
const turnedAside = (parts: readonly Part[]): number =>
  parts.reduce((n, part) => n + part.filter((w, i) => w.typed === 'yang' && TURNING.has(part[i + 1]?.canon ?? '')).length, 0)

/** How often something is only likened to what the sentence says outright. */
const likened = (parts: readonly Part[]): number =>
  parts.reduce((n, part) => n + part.filter((w, i) => w.typed === 'seperti' && part[i + 1]?.kind === 'own').length, 0)

const countCanon = (parts: readonly Part[], canon: string): number => parts.flat().filter(w => w.canon === canon).length

/** Where "Anda" stands: behind which word, or, with nothing told before it, before which. */
const addressesIn = (part: Part): string[] =>
  part.flatMap((w, i) => (w.typed === 'anda' ? [`${part[i - 1]?.canon ?? ''} _`, ...headOf(part, i)] : []))
const headOf = (part: Part, i: number): string[] =>
  part.slice(0, i).some(w => isTelling(w) || w.typed === 'anda') ? [] : [`_ ${part[i + 1]?.canon ?? ''}`]

/** An address that the sentence has not: whose a thing is, when somebody is meant, or for whom all of it is said. */
function isNewlyAddressed(before: readonly string[], part: Part, i: number): boolean {
  if (part[i]?.typed !== 'anda') return false
  const [first, next] = [part[i - 1], part[i + 1]]
  if (before.includes(`${first?.canon} _`) || headOf(part, i).some(head => before.includes(head))) return false
  const isHead = i === 1 && first?.canon === 'untuk' && next?.isApart === true
  const isOwner = first?.kind === 'own' && part[i]?.isApart === false && isThing(first) && !isTurnedAt(part, i)
  const isMeant = isWhenever(first) && next?.kind === 'own'
  return !(isHead || isOwner || isMeant)
}

/** As far as an affix tells: who does or is told to do something owns nothing. */
const isThing = ({ typed }: Word): boolean => !/^(?:me|ber|di|ter)\p{L}{3,}|(?:kan|lah)$/u.test(typed)

const DENYING = new Set('tidak bukan jangan tanpa belum larang cegah kecuali'.split(' '))
/** Whether a word that denies stands before a place: what it denies is not narrowed to what is one's own. */
const isTurnedAt = (part: Part, i: number): boolean => part.slice(0, i).some(w => w.kind === 'operator' && DENYING.has(w.canon))

/** What is denied is not narrowed to what was spoken of: "tidak memakai atribut itu" leaves others, "jangan di kantor" other places. */
const narrowed = (parts: readonly Part[]): number =>
  parts.reduce((n, part) => n + part.filter((_, i) => singlesOut(part, i) && isTurnedAt(sinceComma(part, i), i)).length, 0)
function singlesOut(part: Part, i: number): boolean {
  if (POINTING.has(part[i]?.typed ?? '')) return true
  const isAlso = part.slice(Math.max(0, i - SCENE_MAX), i).some(w => w.typed === 'juga')
  return part[i]?.kind === 'scene' && !isAlso
}
/** The part up to a place, with nothing that a comma parts from it. */
const sinceComma = (part: Part, i: number): Part => {
  const from = part.findLastIndex((w, at) => at <= i && w.isApart)
  return part.map((w, at) => (at < from ? { ...w, kind: 'binding' } : w))
}

/** Words that join in the middle of what is said, or give its ground, its aim or its outcome behind a comma. */
const joined = (parts: readonly Part[]): number =>
  parts.reduce(
    (n, part) => n + part.filter((w, i) => i > 0 && (GROUNDING.has(w.canon) || (isJoining(w) && !w.isApart))).length,
    0,
  )
const isJoining = ({ kind, canon }: Word): boolean => kind === 'binding' && JOINING.has(canon)

/** What "juga" stands before: there it says that something holds as well, and not only then. */
const alsoIn = (parts: readonly Part[]): string[] =>
  parts.flatMap(part =>
    part.flatMap((w, i) => (w.typed === 'juga' ? [part[i + 1]?.isApart ? '' : (part[i + 1]?.canon ?? '')] : [])),
  )

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
