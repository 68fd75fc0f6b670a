// The concept lexicon: finds typed concepts in a text. A concept's parents are the prefixes of its dotted id
// (act.post.upload is an act.post, is an act), so a principle may ask for a whole family.
import type { Language, Token } from './language.ts'
import type { Concept } from './schema.ts'

/** A concept as read in a text: which tokens gave it and whether the words deny it ("tanpa atribut", "bukan kampanye"). */
export type Reading = {
  readonly concept: string
  readonly from: number
  readonly to: number
  readonly denied: boolean
  readonly words: string
}

export type Lexicon = {
  readonly read: (tokens: readonly Token[]) => Reading[]
}

/** `surface`: a noun made of a verb ("pengadaan", "pemilih") is met only by that noun, not by every word of its root. */
type Form = { readonly stems: readonly string[]; readonly concept: string; readonly surface: string | null }

/** Forms that begin with a stem: of it alone, and of others behind it by the first of them. */
type Growing = { readonly alone: Form[]; readonly followed: Map<string, Form[]> }
type Start = { readonly alone: readonly Form[]; readonly followed: ReadonlyMap<string, readonly Form[]> | null }

/** Slots that name things; a form of theirs that begins with a denial denies the thing. */
const THINGS = new Set(['attribute', 'partisan', 'neutral', 'means', 'audience'])
const DENIALS = new Set(['tidak', 'bukan', 'jangan', 'tanpa', 'belum', 'no', 'tak', 'never', 'not', 'dont', 'didnt'])
const TAG_LEADERS = new Set([
  'boleh',
  'bisa',
  'aman',
  'kena',
  'apa',
  'atau',
  'salah',
  'langgar',
  'masalah',
  'perlu',
  'iya',
  'dosa',
  'netral',
  'wajib',
  'mesti',
  'sanksi',
  'kah',
  'benar',
  'wajar',
  'beda',
  'sopan',
])
/** "olle napa enten": what these words ask elsewhere ("why"), before a denial they are "or". */
const ASKS_OR = new Set(['napa', 'napi', 'nopo', 'punapa'])
/** Words that begin a new phrase behind a question tag. */
const AFTER_TAG = new Set(['buat', 'untuk', 'bagi', 'pas', 'selama', 'habis', 'kalau'])
/** Concepts that are themselves an absence: their "tidak" or "tanpa" is no denial. */
const ABSENCES = new Set(['means.permission.none', 'partisan.side.empty-box'])
/** How many tokens a denial reaches forward, unless the sentence breaks before. */
const DENIAL_REACH = 3

const familyMemory = new Map<string, readonly string[]>()

/** The concept itself and all its parents, nearest first: act.post.upload → act.post.upload, act.post, act. Remembered: ids are few. */
export function families(id: string): readonly string[] {
  const before = familyMemory.get(id)
  if (before) return before
  const parts = id.split('.')
  const found = parts.map((_, i) => parts.slice(0, parts.length - i).join('.'))
  familyMemory.set(id, found)
  return found
}

/** Whether a concept belongs to a class: the class itself or anything below it. */
export const isKindOf = (concept: string, family: string): boolean =>
  concept.startsWith(family) && (concept.length === family.length || concept[family.length] === '.')

/** "boleh ga?", "aman gak ya": the word for no is a question tag there, not a denial. */
export function isTag(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1]
  const after = tokens[i + 1]
  const closes =
    after === undefined ||
    after.breakBefore ||
    ['ya', 'sih', 'min', 'kak', 'pak', 'bu', 'nih', 'kira', 'dong'].includes(after.word)
  if (before && !tokens[i]?.breakBefore && (TAG_LEADERS.has(before.stem) || ASKS_OR.has(before.typed))) return true
  // "berlaku ga buat PPPK", "boleh bawa teman ga pas diperiksa"
  if (tokens[i]?.word === 'tidak' && tokens[i]?.typed !== 'tidak' && AFTER_TAG.has(after?.word ?? '')) return true
  return closes && tokens[i]?.word === 'tidak'
}

const isAct = (concept: string): boolean => concept.startsWith('act.')
const isSide = (concept: string): boolean => /^partisan\.(?:candidate|party|team)\./.test(concept)
/** "dana dari caleg", "dibiayai partai": money tells whom it comes from, and that side stays named beside it. */
const isGiven = (concept: string): boolean => concept.startsWith('means.money.')

const withoutClitic = (word: string): string => word.replace(/(?:nya|ku|mu|lah|kah|ji|mi)$/, '')

function nounOf(token: Token | undefined): string | null {
  if (token === undefined || token.word === token.stem) return null
  return /^pe/.test(token.word) || (/^(?:ke|per)/.test(token.word) && token.word.endsWith('an'))
    ? withoutClitic(token.word)
    : null
}

function standsAt(stems: readonly string[], tokens: readonly Token[], from: number): boolean {
  for (let i = 0; i < stems.length; i++) {
    const token = tokens[from + i]
    // words on two sides of a comma are no phrase
    if (token?.stem !== stems[i] || (i > 0 && token?.breakBefore)) return false
  }
  return true
}

type Hit = { readonly concept: string; readonly from: number; readonly to: number }

/** Forms by their first stem. What grew is copied: it keeps room for more than there is, and there are thousands. */
function startsOf(concepts: readonly Concept[], language: Language): Map<string, Start> {
  const starts = new Map<string, Growing>()
  for (const concept of concepts) {
    for (const text of concept.forms) {
      const tokens = language.words(text)
      const stems = tokens.map(t => t.stem)
      const first = stems[0]
      if (first === undefined) continue
      const surface = tokens.length === 1 ? nounOf(tokens[0]) : null
      const start: Growing = starts.get(first) ?? { alone: [], followed: new Map() }
      starts.set(first, start)
      const forms = stems[1] === undefined ? start.alone : (start.followed.get(stems[1]) ?? [])
      if (stems[1] !== undefined) start.followed.set(stems[1], forms)
      if (!forms.some(f => f.concept === concept.id && f.surface === surface && f.stems.join(' ') === stems.join(' ')))
        forms.push({ stems, concept: concept.id, surface })
    }
  }
  const fitted = ({ alone, followed }: Growing): Start => ({
    alone: alone.length === 0 ? NONE : alone.slice(),
    followed: followed.size === 0 ? null : new Map([...followed].map(([stem, forms]) => [stem, forms.slice()])),
  })
  return new Map([...starts].map(([stem, start]) => [stem, fitted(start)]))
}

const NONE: readonly Form[] = []

export function makeLexicon(concepts: readonly Concept[], language: Language): Lexicon {
  // forms by their first stem, longer ones by their first two: few are left to compare at each place
  const starts = startsOf(concepts, language)

  function read(tokens: readonly Token[]): Reading[] {
    const hits: Hit[] = []
    const take = (forms: readonly Form[] | undefined, from: number): void => {
      if (forms === undefined) return
      for (const form of forms) {
        if (form.surface !== null && withoutClitic(tokens[from]?.word ?? '') !== form.surface) continue
        // "boleh ga datang": the denial only closes the question before it
        if (form.stems.length > 1 && isTag(tokens, from) && denies(tokens, from)) continue
        // "tak bales 'siap'": Javanese for "I answered"
        if (form.stems.length > 1 && tokens[from]?.typed === 'tak' && !denies(tokens, from)) continue
        if (standsAt(form.stems, tokens, from)) hits.push({ concept: form.concept, from, to: from + form.stems.length })
      }
    }
    tokens.forEach((token, from) => {
      const start = starts.get(token.stem)
      const next = tokens[from + 1]
      take(start?.alone, from)
      if (next !== undefined) take(start?.followed?.get(next.stem), from)
    })
    const covers = (o: Hit, h: Hit): boolean =>
      o.from <= h.from &&
      o.to >= h.to &&
      o.to - o.from > h.to - h.from &&
      isAct(o.concept) === isAct(h.concept) &&
      !(isGiven(o.concept) && isSide(h.concept))
    // a longer form explains the words of a shorter one inside it, but an act never hides its object ("bikin spanduk" is still a banner)
    const longer = hits.filter(h => h.to - h.from > 1)
    const kept = longer.length === 0 ? hits : hits.filter(h => !longer.some(o => o !== h && covers(o, h)))
    return kept
      .sort((a, b) => a.from - b.from || a.to - b.to)
      .map(h => ({
        ...h,
        denied: isDeniedAt(tokens, h) || deniesItself(h.concept, tokens[h.from]),
        words: tokens
          .slice(h.from, h.to)
          .map(t => t.typed)
          .join(' '),
      }))
  }

  return { read }
}

/** "tanpa atribut" is a form of a thing that it denies; of an act it may be the act itself ("tidak mau"). */
const deniesItself = (concept: string, token: Token | undefined): boolean =>
  token !== undefined && DENIALS.has(token.word) && !ABSENCES.has(concept) && THINGS.has(concept.slice(0, concept.indexOf('.')))

/** What is asked is denied only by the word before it: in "nonton tanpa komen boleh ga" it is the comment that is denied. */
const isDeniedAt = (tokens: readonly Token[], { concept, from, to }: Hit): boolean =>
  concept.startsWith('intent.')
    ? denies(tokens, from - 1) && !isTag(tokens, from - 1)
    : isDenied(tokens, from) || isDeniedBehind(tokens, to) || (concept.startsWith('act.refuse') && isShrunkFrom(tokens, to))

/** "mau nolak gak enak", "hoyong nampik, isin": who shrinks from refusing has not refused. */
function isShrunkFrom(tokens: readonly Token[], to: number): boolean {
  const at = tokens[to]?.word === 'tapi' ? to + 1 : to
  const [first, second] = [tokens[at], tokens[at + 1]]
  return SHRINKING.has(first?.word ?? '') || (denies(tokens, at) && UNABLE.has(second?.word ?? ''))
}
const SHRINKING = new Set('sungkan segan malu isin takut pekewuh ewuh'.split(' '))
const UNABLE = new Set('enak berani bisa tega wani'.split(' '))

/** "kepencet sih enggak", "dukung aja mah kagak": the denial stands behind what it denies. */
function isDeniedBehind(tokens: readonly Token[], to: number): boolean {
  const [first, second, third] = [tokens[to], tokens[to + 1], tokens[to + 2]]
  const at = SOFT.has(first?.word ?? '') ? to + 1 : first?.word === 'saja' && SOFT.has(second?.word ?? '') ? to + 2 : null
  if (at === null || first?.breakBefore || second?.breakBefore || (at === to + 2 && third?.breakBefore)) return false
  const after = tokens[at + 1]
  return tokens[at]?.word === 'tidak' && (after === undefined || after.breakBefore || AFTER_DENIAL.has(after.word))
}
const SOFT = new Set(['sih', 'mah'])
/** What may follow such a denial without a comma. */
const AFTER_DENIAL = new Set(['tapi', 'cuma', 'hanya', 'memang', 'malah', 'soalnya'])

/** What a denial before these does not reach beyond: who did not mean it or did not know it may well have done it; "jangan lupa X" asks for X. */
const ENDS_DENIAL = new Set('sengaja tahu sadar sangka kira ngeh lupa kenal jelas netral asn pns cpns pppk calon izin'.split(' '))

const deniesOnly = (next: Token | undefined, isNext: boolean): boolean =>
  next !== undefined && !isNext && (ENDS_DENIAL.has(next.stem) || ENDS_DENIAL.has(next.word))

/** "tak" denies before these; before a bare verb it is Javanese for "I do it" ("tak kirim", "tak copot"). */
const TAK_DENIES =
  /^(?:di|me|ber|ter|ku)\p{L}{3,}|^(?:ada|boleh|bisa|mau|ikut|hadir|perlu|pernah|akan|dapat|punya|tahu|sengaja|lagi|jadi|usah)$/u

const denies = (tokens: readonly Token[], i: number): boolean =>
  DENIALS.has(tokens[i]?.word ?? '') && (tokens[i]?.typed !== 'tak' || TAK_DENIES.test(tokens[i + 1]?.word ?? ''))

/** Words of blame: "durhaka kalau saya tidak ikut" asks for leave to take part. */
const BLAMES = new Set('durhaka kualat sungkan pekewuh rugi kasihan tega pelit'.split(' '))
const BLAME_REACH = 4
/** "kalau tidak ikut dibilang sombong": who would be called names for staying away asks for leave to come. */
const CALLED = new Set(
  'dibilang dikatain dikatai dicap dikira dianggap disindir dimarahi dimarahin dijauhi dikucilkan dimusuhi diomongin diomelin dibully'.split(
    ' ',
  ),
)
const IF = new Set(['kalau', 'bila', 'jika'])
const isCalledNames = (tokens: readonly Token[], denial: number): boolean =>
  tokens.slice(Math.max(0, denial - 2), denial).some(t => IF.has(t.word)) &&
  tokens.slice(denial + 1, denial + 1 + BLAME_REACH).some(t => CALLED.has(t.word))

function isBlamed(tokens: readonly Token[], denial: number): boolean {
  if (isCalledNames(tokens, denial)) return true
  for (let i = denial - 1; i >= 0 && i >= denial - BLAME_REACH && !tokens[i + 1]?.breakBefore; i--)
    if (BLAMES.has(tokens[i]?.stem ?? '')) return true
  return false
}

/** "tidak dilarang ikut", "tidak salah ikut": the prohibition is denied, the act behind it is not. */
const FREES = new Set('larang haram salah masalah'.split(' '))
const isFreed = (tokens: readonly Token[], denial: number, at: number): boolean =>
  tokens.slice(denial + 1, at).some(t => FREES.has(t.stem))

const LISTING = new Set(['dan', 'sama', 'serta', 'apalagi', 'ataupun'])

function isDenied(tokens: readonly Token[], at: number): boolean {
  // "tanpa menyebut calon atau partai": what is denied before "atau" is denied after it
  if (['atau', 'maupun'].includes(tokens[at - 1]?.word ?? '') && !tokens[at]?.breakBefore) return isDenied(tokens, at - 2)
  // "tidak ada calon sama partai": what is listed with it is not there either
  if (LISTING.has(tokens[at - 1]?.word ?? '') && tokens[at - 3]?.word === 'ada' && !tokens[at]?.breakBefore)
    return denies(tokens, at - 4)
  // "tidak joget cuma nonton": a form that sets itself against what was denied
  if (['cuma', 'hanya'].includes(tokens[at]?.word ?? '') && !denies(tokens, at - 1)) return false
  for (let i = at - 1; i >= 0 && i >= at - DENIAL_REACH; i--) {
    const token = tokens[i]
    if (token === undefined || tokens[i + 1]?.breakBefore) return false
    if (denies(tokens, i))
      return !isTag(tokens, i) && !deniesOnly(tokens[i + 1], at === i + 1) && !isBlamed(tokens, i) && !isFreed(tokens, i, at)
    if (['tapi', 'cuma', 'hanya', 'karena', 'kalau', 'dan'].includes(token.word)) return false
  }
  return false
}
