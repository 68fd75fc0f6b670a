// Everyday Indonesian to stems: spelling and abbreviations, repeated letters, affixes of chat (ng-, ny-, n-, ke-, -in, -an,
// di- before English), and the near miss of one letter. Pure: the tables come from the knowledge, the root words from sastrawijs.
import { Stemmer } from 'sastrawijs'
import { MARKS } from '../vocabulary.ts'
import { type Joined, joiner } from './joined.ts'
import type { Alike } from './schema.ts'
import { makeShortened } from './shortened.ts'

/** A word as read: its position, the word after spelling, its stem, and what was typed. */
export type Token = { readonly word: string; readonly stem: string; readonly typed: string; readonly breakBefore: boolean }

export type Language = {
  /** Tokens of a text in order; punctuation survives only as `breakBefore`. */
  readonly tokens: (text: string) => Token[]
  /** The same for a form of the lexicon: every word counts, also one that only calls somebody in a message. */
  readonly words: (text: string) => Token[]
  readonly markOf: Joined['markOf']
  /** Whether a stem is a root word of the dictionary or a word of the knowledge. */
  readonly isKnown: (stem: string) => boolean
  /** Makes words known, so that near misses are drawn to them and chat affixes may be cut down to them. */
  readonly learn: (words: Iterable<string>) => void
  /** The words worked out by now, and what they were worked out to be: whoever has learned the same may remember them instead. */
  readonly spelt: () => SpeltWords
  readonly remember: (words: SpeltWords) => void
}

const EMOJI: Readonly<Record<string, string>> = {
  '👍': ' jempol ',
  '❤': ' hati ',
  '☝': ' jari ',
  '✌': ' jari ',
  '🤟': ' jari ',
  '🤘': ' jari ',
}
const EMOJI_PATTERN = new RegExp(Object.keys(EMOJI).join('|'), 'gu')
/** Letters of other scripts that look like ours, small and capital: a word in which they stand is read as it looks. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...'аaеeоoрpсcхxуyіiјjѕsԁdһhкkмmтtвbнnгrАAВBЕEНHІIКKМMОOРPСCТTХXУYαaοoρpιiκkνvτtυuΑAΒBΕEΗHΙIΚKΜMΝNΟOΡPΤTΧXΥYΖZ'.matchAll(
      /../gu,
    ),
  ].map(([pair]) => [...pair] as [string, string]),
)
/** What was taken out of a text says nothing about what is asked. */
const REMOVED = new RegExp(
  Object.values(MARKS)
    .map(mark => mark.replace(/[[\]]/g, '\\$&'))
    .join('|'),
  'g',
)
const CHAT_PREFIXES = ['nge', 'ng', 'ny', 'di', 'ke', 'me', 'se', 'ter', 'ber', 'n', 'm']
const CHAT_SUFFIXES = ['innya', 'kannya', 'annya', 'in', 'kan', 'an', 'nya', 'i', 'ku', 'mu', 'lah', 'kah', 'ji', 'mi', 'ki']
/** Javanese, Palembang and Sundanese for "di- -kan": "dimasukke", "ditambahake", "dipasangkeun". */
const DONE_TO = /^di(\p{L}{4,}?)(?:aken|ake|keun|ke)$/u
/** What a nasal prefix of everyday speech may have swallowed: ny- from s or c, ng- from k or a vowel, n- from t, m- from p. */
const SWALLOWED: Readonly<Record<string, readonly string[]>> = {
  ny: ['s', 'c', ''],
  ng: ['', 'k', 'g'],
  n: ['t', ''],
  m: ['p', ''],
  nge: [''],
}

/** A text of any letters in those that it looks like. */
const inLatin = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, sign => LOOKALIKES[sign] ?? sign)

/** Without signs that nobody sees, and with words for those that say something. */
const withoutSigns = (text: string): string => text.replace(/\p{Cf}|\ufe0f/gu, '').replace(EMOJI_PATTERN, e => EMOJI[e] ?? ' ')

/** "relawannya" is the word "relawan", whose stem may be laid down. */
const withoutClitic = (word: string): string => word.replace(/(?<=.{3})(?:nya|ku|mu|lah|kah)$/, '')

/** A clock time tells of no ballot number: "08.00-13.00", "pukul 19:30". */
const CLOCK = /(?<![\d.])(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d.])/g
/** What is numbered: before one of these, or before a number, "no" is short for nomor; before other words it is the English denial. */
const NUMBERED = new Set(
  'urut urutnya hp wa telp telpon telepon tlp rek rekening polisi pol nik nip npwp kk kontak handphone whatsapp antri antrian antrean registrasi reg surat perkara laporan pengaduan hotline sk ktp tps id pin kursi rumah seri induk paslon calon caleg partai capres cagub cabup kandidat dia nya saya aku kita ku punggung berapa brp'.split(
    ' ',
  ),
)
const DENIED: readonly Spelt[] = [{ word: 'no', stem: 'no' }]
/** "no logo, no nomor urut, no ajakan" */
const isDenial = (pieces: readonly string[], at: number): boolean => {
  const next = pieces[at + 1] ?? ''
  return pieces[at] === 'no' && /^\p{L}{2}/u.test(next) && !NUMBERED.has(next)
}

const MYSELF: readonly Spelt[] = [{ word: 'saya', stem: 'saya' }]
/** Words by which a text is known to be Javanese; none of them is everyday Indonesian. */
const JAVANESE = new Set(
  (
    'sing ora nang neng nek karo ojo wis wes iki iku kuwi piye ngono ngene rek bojo bojoku gawe konco koncoku tonggo tonggoku sampeyan iso ' +
    'kabeh dewe moleh mung arek arek2 opo sopo kudu arep meneh maneh isin ae mbek ambek teko yen tho ning kulo nggih njih panjenengan sampun ' +
    'bocah njaluk dikongkon nggo enggo kanggo ne e wae kono kene durung saiki wong kancaku kanca'
  ).split(' '),
)
/** Behind "tak" these are denied in Javanese and in Indonesian alike. */
const DENIED_BY_TAK = new Set(
  (
    'ada boleh apa apaapa mau bisa pernah tahu tau sengaja perlu akan jadi ikut usah hadir datang suka ingin kenal langsung salah lagi hanya cuma ' +
    'sama sampai punya harus wajib kena jauh mungkin dapat dpt enak enakan tega masalah selalu begitu semua ikhlas setuju mampu sanggup percaya'
  ).split(' '),
)
const DONE_BY_ME = /^[a-z]{3,}(?:ke|no|aken)$/
const PREFIXED = /^(?:me|ber|di|ter|ke)[a-z]{4,}/
/** Javanese "tak kirim", "tak laporke": I do it; the Indonesian "tak" denies. */
const isByMe = (pieces: readonly string[], at: number): boolean => {
  const next = pieces[at + 1] ?? ''
  if (pieces[at] !== 'tak' || !/^[a-z]{2}/.test(next) || DENIED_BY_TAK.has(next) || PREFIXED.test(next)) return false
  return DONE_BY_ME.test(next) || pieces.some(piece => JAVANESE.has(piece))
}

/** In the east "sa pu mobil" and "kita pe mobil" are "mobil saya". */
const MINE =
  /\b(?:kita|ta|sa|sy|saya|beta|ana)\s+(?:pe|pu|pung|pun)\s+(mobil|motor|oto|truk|rumah|halaman|pagar|garasi|tanah|kebun|kos|kios|warung|toko|perahu|hp|laptop|akun)\b/g

/** In Palembang, Jambi and Bengkulu "oleh dak" is "boleh tidak"; elsewhere the word is "by". */
const MAY = /\boleh(?=\s+(?:dak|idak|dk|ndak)\b)/g

const POLE: readonly Spelt[] = [{ word: 'tiang', stem: 'tiang' }]
const POLES = new Set(
  'listrik lampu telepon telpon telkom pln antena reklame bendera bambu besi kayu beton gawang jemuran pancang internet jalan rumah masjid'.split(
    ' ',
  ),
)
/** "Tiang listrik" is a pole; alone the word is the Balinese and Sasak "I". */
const isPole = (pieces: readonly string[], at: number): boolean => pieces[at] === 'tiang' && POLES.has(pieces[at + 1] ?? '')

const SAFE_PREFIXES = new Set(['nge', 'ng', 'ny', 'di'])

/** A form of address before a name that was taken out: "Bapak [nama]" is no father. */
const ENTITLED =
  /(?<!\p{L})(?:bapak|ibu|pak|bu|haji|hajah|hj|h|saudara|saudari|sdr|mas|mbak|bang|kang|uda|uni|bli|daeng|tuan|nyonya)\.?\s+(?:(?:i|ni)\s+)?(?=\[nama\])/giu

/** Typed words that are remembered: what strangers type must not fill the process. */
const MEMORY_MAX = 50_000

/** A word after spelling, and its stem. */
type Spelt = Pick<Token, 'word' | 'stem'>

/** Typed words, and the words behind each of them. */
export type SpeltWords = ReadonlyMap<string, readonly Spelt[]>

/** Words, and what stands between clauses. */
const BREAKS = '.,;:!?()\n"“”'
const PIECES = new RegExp(`[\\p{L}\\p{N}]+|[${BREAKS}]+`, 'gu')

/** Forms of address that close a clause; of the second kind only when nothing else stands in it. */
const CALLING = new Set('min mimin mas mbak kang bang gan lae pian kak'.split(' '))
const CALLING_ALONE = new Set(
  'admin kakak kaka abang bapak ibu pak bu da uda uni ito bli gus teh akang tante om sis bro bos mama bung pace mace'.split(' '),
)

/** Behind one of these somebody is named, not called: "menurut min, siapa …". */
const ASKED_FOR = new Set(['menurut', 'mnrt', 'mnurut', 'pendapat', 'pilihan', 'versi'])

export function makeLanguage(spelling: ReadonlyMap<string, string>, stems: ReadonlyMap<string, string>, alike: Alike): Language {
  const sastrawi = new Stemmer()
  const known = new Set<string>()
  const shortened = makeShortened()
  const remembered = new Map<string, readonly Spelt[]>()
  const capitals = new Map(alike.groups.flatMap(g => g.capitals.map((word): [string, string] => [word, g.as])))

  const isRoot = (word: string): boolean => known.has(word) || sastrawi.find(word)

  function cutChatAffixes(word: string): string | null {
    const done = word.match(DONE_TO)?.[1]
    if (done !== undefined && isRoot(done)) return done
    const tails = ['', ...CHAT_SUFFIXES.filter(s => word.endsWith(s) && word.length - s.length >= 3)]
    for (const tail of tails) {
      const body = tail === '' ? word : word.slice(0, -tail.length)
      if (tail !== '' && isRoot(body)) return body
      for (const head of CHAT_PREFIXES) {
        if (!body.startsWith(head) || body.length - head.length < 2) continue
        const rest = body.slice(head.length)
        for (const lost of SWALLOWED[head] ?? ['']) {
          const root = lost + rest
          // a short rest behind a short prefix is chance: "medan" is not me- + "dan"
          if (root.length >= (SAFE_PREFIXES.has(head) ? 3 : 4) && isRoot(root)) return root
          const again = root.length >= 5 ? sastrawi.stem(root) : root
          if (again !== root && isRoot(again)) return again
        }
      }
    }
    return null
  }

  function nearMiss(word: string): string | null {
    if (word.length < 5 || /\d/.test(word)) return null
    const straight = shortened.find(word)
    if (straight) return straight
    for (let i = 0; i < word.length; i++) {
      const shorter = word.slice(0, i) + word.slice(i + 1)
      if (known.has(shorter) && shorter.length >= 4) return shorter
      const twin = shortened.find(shorter)
      if (twin && Math.abs(twin.length - word.length) <= 1) return twin
    }
    return null
  }

  function stem(word: string): string {
    const fixed = stems.get(word) ?? stems.get(withoutClitic(word))
    if (fixed !== undefined) return fixed
    if (word.length <= 3 || /^\d/.test(word)) return word
    const formal = sastrawi.stem(word)
    if (sastrawi.find(formal)) return stems.get(formal) ?? formal
    const chat = cutChatAffixes(word)
    if (chat !== null) {
      const root = sastrawi.stem(chat)
      // di-pasang-in: one affix may have hidden another
      return stems.get(chat) ?? (sastrawi.find(root) ? root : (cutChatAffixes(chat) ?? chat))
    }
    if (known.has(word)) return word
    const near = nearMiss(word)
    if (near === null) return word
    const root = sastrawi.stem(near)
    return stems.get(near) ?? (sastrawi.find(root) ? root : near)
  }

  function correct(word: string): string {
    const straight = spelling.get(word)
    if (straight !== undefined) return straight
    // bolehhh → boleh, gaaak → gak
    const squeezed = word.replace(/([a-z])\1{2,}/g, '$1')
    if (squeezed !== word) return spelling.get(squeezed) ?? squeezed
    const last = word.replace(/([a-z])\1$/, '$1')
    if (last !== word && word.length > 3 && !isRoot(word)) return spelling.get(last) ?? last
    // teman2, temen2nya
    const doubled = word.match(/^([a-z]{2,})2(?:nya|an|in|kan|i|ku|mu)?$/)
    if (doubled?.[1]) return spelling.get(doubled[1]) ?? doubled[1]
    // Betawi: rencananye → rencananya
    if (word.length > 5 && word.endsWith('nye') && !isRoot(word)) return correct(`${word.slice(0, -1)}a`)
    // kadisnya → kepala dinasnya
    const owned = word.endsWith('nya') && !isRoot(word) ? spelling.get(word.slice(0, -3)) : undefined
    return owned === undefined ? word : `${owned}nya`
  }

  /** The words behind what was typed; none is worked out twice. */
  function spell(typed: string): readonly Spelt[] {
    const before = remembered.get(typed)
    if (before !== undefined) return before
    const now = correct(typed)
      .split(' ')
      .map(word => ({ word, stem: stem(word) }))
    if (remembered.size >= MEMORY_MAX) remembered.clear()
    remembered.set(typed, now)
    return now
  }

  function split(text: string, dropsCalls: boolean): Token[] {
    const kept = text.includes('[') ? text.replace(ENTITLED, ' ').replace(REMOVED, ' ') : text
    // nearly every text is written in plain letters, in which there is no sign to be looked for
    const isLatin = !/\P{ASCII}/u.test(kept)
    const cased = (isLatin ? kept : inLatin(kept)).replace(/\b[A-Z]{2,}\b/g, word => capitals.get(word) ?? word).toLowerCase()
    const plain = (isLatin ? cased : withoutSigns(cased))
      .replace(/\b([a-z]+)-\1(?=\b|nya|an)/g, (pair, one: string) =>
        spelling.has(pair.replace('-', '')) || stems.has(pair.replace('-', '')) ? pair.replace('-', '') : one,
      )
      .replace(MINE, '$1 saya')
      .replace(MAY, 'boleh')
      .replace(CLOCK, ' ')
      .replace(/(\d)\.(\d{3})/g, '$1$2')
      .replace(/['’`]/g, '')
    const found: Token[] = []
    let breakBefore = true
    const pieces: readonly string[] = plain.match(PIECES) ?? []
    const isBreak = (piece: string | undefined): boolean => piece === undefined || BREAKS.includes(piece.charAt(0))
    // who only calls ("min?") is heard all the same
    const calls = dropsCalls && pieces.some(p => !isBreak(p) && !CALLING.has(p) && !CALLING_ALONE.has(p))
    for (const [i, piece] of pieces.entries()) {
      if (isBreak(piece)) {
        breakBefore = true
        continue
      }
      // "Kak, boleh …" and "… boleh nggak, bang?" call somebody; they tell of no brother
      if (
        calls &&
        isBreak(pieces[i + 1]) &&
        !ASKED_FOR.has(pieces[i - 1] ?? '') &&
        (CALLING.has(piece) || (breakBefore && CALLING_ALONE.has(piece)))
      ) {
        breakBefore = true
        continue
      }
      const heard = isDenial(pieces, i) ? DENIED : isByMe(pieces, i) ? MYSELF : isPole(pieces, i) ? POLE : spell(piece)
      for (const { word, stem } of heard) {
        found.push({ word, stem, typed: piece, breakBefore })
        breakBefore = false
      }
    }
    return found
  }

  /** A word of a group as it is read; one that is made for it is its own stem. */
  const ofGroup = (word: string): Spelt => {
    if (isRoot(word)) return { word, stem: stem(word) }
    known.add(word)
    return { word, stem: word }
  }
  const { join, markOf } = joiner(alike, text => split(text, false), ofGroup)

  function learn(words: Iterable<string>): void {
    for (const word of words) {
      if (word.length < 3 || known.has(word)) continue
      known.add(word)
      if (word.length >= 5) shortened.add(word)
    }
    remembered.clear()
  }

  return {
    tokens: text => join(split(text, true)),
    words: text => join(split(text, false)),
    markOf,
    isKnown: isRoot,
    learn,
    spelt: () => new Map(remembered),
    remember: words => {
      for (const [typed, spelt] of words) remembered.set(typed, spelt)
    },
  }
}
