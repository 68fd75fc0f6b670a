// What an invented document says, before anyone prints it: blocks in their order, and from them the truth that the bench measures against.
// The convention of the truth is that of knowledge/regulations: an article and a point stand without their number, a paragraph, a letter and
// a number with it; an item carries the sentence that leads it, joined by " … "; what is deeper than a number belongs to its text.

export type Level = 'pasal' | 'ayat' | 'huruf' | 'angka' | 'kurung-huruf' | 'butir' | 'diktum' | 'nomor' | 'alinea'
export type Part = {
  readonly level: Level
  /** "3", "b", "KESATU". */
  readonly number: string
  /** As printed: "(3)", "b.", "3)", "Pasal 3". */
  readonly mark: string
  readonly text: string
  readonly parts: readonly Part[]
  /** A sentence after the list that closes it. */
  readonly tail: string
}

export type Block =
  | { readonly kind: 'kop'; readonly lines: readonly string[] }
  /** Number of lines in capitals that are centred: type, number, "TENTANG", title. `office`: "BUPATI CONTOH," above the considerations. */
  | { readonly kind: 'title' | 'office' | 'formula'; readonly lines: readonly string[] }
  | { readonly kind: 'dateline'; readonly text: string }
  | { readonly kind: 'fields'; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: 'addressee'; readonly lines: readonly string[] }
  | { readonly kind: 'consider'; readonly name: string; readonly parts: readonly Part[]; readonly text: string }
  | { readonly kind: 'decides'; readonly title: string; readonly name: string; readonly text: string }
  | { readonly kind: 'chapter'; readonly lines: readonly string[] }
  /** A titled section of a circular, "C. Ruang Lingkup"; all in it has this heading. */
  | { readonly kind: 'section'; readonly mark: string; readonly title: string }
  | { readonly kind: 'opening' | 'closing' | 'alinea'; readonly text: string }
  /** Points with a leading sentence that is part of each. */
  | { readonly kind: 'lead'; readonly text: string; readonly parts: readonly Part[] }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'annex'; readonly name: string; readonly head: readonly string[]; readonly title: readonly string[] }
  | { readonly kind: 'subtitle'; readonly text: string; readonly list: 'kode etik' | 'disiplin' | null }
  | {
      readonly kind: 'table'
      readonly columns: readonly { readonly title: string; readonly share: number }[]
      readonly rows: readonly (readonly string[])[]
      readonly isHeadRepeated: boolean
    }
  | {
      readonly kind: 'explanation'
      readonly title: readonly string[]
      readonly general: readonly string[]
      readonly parts: readonly Explained[]
    }
  | { readonly kind: 'sign'; readonly lines: readonly string[] }
  | { readonly kind: 'copies'; readonly items: readonly string[] }
  | { readonly kind: 'stamp'; readonly lines: readonly string[] }

/** A part of the explanation by articles: "Pasal 2", then by steps "Ayat (1)", "Huruf a", then its text. */
export type Explained = { readonly steps: readonly string[]; readonly text: string }

export type Truth = { readonly label: string; readonly heading: string; readonly text: string }

export type Metadata = {
  readonly type: string
  readonly number: string
  readonly year: number
  readonly title: string
  readonly issuer: string
  readonly place: string
  readonly enacted_on: string | null
  readonly in_force_from: string | null
  readonly in_force_until: string | null
  readonly rank: number
  readonly short: string
  readonly id: string
}

export type Sample = {
  readonly name: string
  readonly blocks: readonly Block[]
  readonly metadata: Metadata
  /** Documents it names that are in the knowledge. */
  readonly refersTo: readonly string[]
}

const part = (level: Level, number: string, mark: string, text: string, parts: readonly Part[] = [], tail = ''): Part => ({
  level,
  number,
  mark,
  text,
  parts,
  tail,
})
const letter = (at: number): string => String.fromCharCode(97 + at)
export const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'] as const
export const DIKTUM = ['KESATU', 'KEDUA', 'KETIGA', 'KEEMPAT', 'KELIMA', 'KEENAM', 'KETUJUH', 'KEDELAPAN'] as const

/** A text, or a text with the parts under it. */
export type Said = string | { readonly text: string; readonly parts: readonly Part[]; readonly tail?: string }
const numbered = (
  level: Level,
  said: readonly Said[],
  number: (at: number) => string,
  mark: (number: string) => string,
): Part[] =>
  said.map((s, at) => {
    const n = number(at)
    return typeof s === 'string' ? part(level, n, mark(n), s) : part(level, n, mark(n), s.text, s.parts, s.tail ?? '')
  })

const count = (from: number) => (at: number) => String(from + at)
export const pasal = (number: string, said: Said): Part =>
  numbered(
    'pasal',
    [said],
    () => number,
    n => `Pasal ${n}`,
  )[0] as Part
export const ayat = (...said: Said[]): Part[] => numbered('ayat', said, count(1), n => `(${n})`)
export const huruf = (...said: Said[]): Part[] => numbered('huruf', said, letter, n => `${n}.`)
export const angka = (...said: Said[]): Part[] => numbered('angka', said, count(1), n => `${n}.`)
/** Numbers as circulars print them below a letter: "1)". */
export const angkaKurung = (...said: Said[]): Part[] => numbered('angka', said, count(1), n => `${n})`)
export const hurufKurung = (...said: Said[]): Part[] => numbered('kurung-huruf', said, letter, n => `${n})`)
export const butir = (...said: Said[]): Part[] => numbered('butir', said, count(1), n => `${n}.`)
/** Numbered statements of an annex. */
export const nomor = (...said: Said[]): Part[] => numbered('nomor', said, count(1), n => `${n}.`)
export const diktum = (...said: Said[]): Part[] =>
  numbered(
    'diktum',
    said,
    at => DIKTUM[at] ?? '',
    n => n,
  )
/** Paragraphs without a number below a titled point. */
export const alineas = (...said: string[]): Part[] =>
  numbered(
    'alinea',
    said,
    () => '',
    () => '',
  )
export const points = (parts: readonly Part[]): Block[] => parts.map(p => ({ kind: 'part', part: p }))

/** Clause by clause in the order of the page. */
export function truthOf({ blocks }: Sample): Truth[] {
  const found: Truth[] = []
  let section = ''
  let annex = ''
  let list: string | null = null
  let alinea = 0
  const plain = (text: string): void => {
    const base = annex === '' ? section : annex
    alinea++
    const nth = annex !== '' ? `${annex} alinea ${alinea}` : base === '' ? `Alinea ${alinea}` : base
    found.push({ label: 'Naskah', heading: nth, text })
  }
  for (const block of blocks) {
    switch (block.kind) {
      case 'section':
        section = block.title
        alinea = 0
        break
      case 'annex':
        ;[annex, section, list, alinea] = [block.name, '', null, 0]
        break
      case 'subtitle':
        list = block.list
        break
      case 'alinea':
        plain(block.text)
        break
      case 'lead':
        for (const p of block.parts) walk(p, '', section, block.text, annex, found)
        break
      case 'part':
        walk(block.part, '', section, '', annex, found)
        break
      case 'table':
        for (const [number, ...cells] of block.rows) {
          const text = cells.join(' | ')
          found.push(
            list !== null
              ? { label: `${annex} ${list} nomor ${number}`, heading: '', text }
              : { label: 'Naskah', heading: `${annex} nomor ${number}`, text },
          )
        }
        break
      case 'explanation':
        for (const [at, text] of block.general.entries())
          found.push({ label: 'Penjelasan Umum', heading: block.general.length === 1 ? '' : `Alinea ${at + 1}`, text })
        for (const { steps, text } of block.parts)
          found.push({ label: ['Penjelasan', ...steps.map((s, at) => (at === 0 ? s : lowered(s)))].join(' '), heading: '', text })
        break
      default:
        break
    }
  }
  return disambiguated(found)
}

const lowered = (step: string): string => step.charAt(0).toLowerCase() + step.slice(1)

/** Paragraphs of one section share label and heading: they are counted. */
function disambiguated(found: readonly Truth[]): Truth[] {
  const key = (t: Truth): string => `${t.label}|${t.heading}`
  const total = new Map<string, number>()
  for (const t of found) total.set(key(t), (total.get(key(t)) ?? 0) + 1)
  const seen = new Map<string, number>()
  return found.map(t => {
    if (total.get(key(t)) === 1) return t
    const nth = (seen.get(key(t)) ?? 0) + 1
    seen.set(key(t), nth)
    return { ...t, heading: `${t.heading} alinea ${nth}`.trim() }
  })
}

const SEGMENT: Readonly<Record<Level, string>> = {
  pasal: 'Pasal',
  ayat: 'ayat',
  huruf: 'huruf',
  angka: 'angka',
  'kurung-huruf': '',
  butir: 'Butir',
  diktum: 'Diktum',
  nomor: 'nomor',
  alinea: '',
}
/** These stand without their mark: whoever cites them names it already. */
const BARE: ReadonlySet<Level> = new Set(['pasal', 'butir', 'diktum', 'nomor', 'alinea'])
/** Below these nothing is cut. */
const DEEPEST: ReadonlySet<Level> = new Set(['angka', 'kurung-huruf'])

function walk(p: Part, above: string, section: string, lead: string, annex: string, found: Truth[]): void {
  const segment = `${SEGMENT[p.level]} ${p.level === 'ayat' ? `(${p.number})` : p.number}`
  const path = p.level === 'alinea' ? above : above === '' ? segment : `${above} ${segment}`
  const own = [BARE.has(p.level) ? '' : p.mark, p.text].filter(Boolean).join(' ')
  const text = lead === '' ? own : `${lead} … ${BARE.has(p.level) && p.mark !== '' ? `${p.mark} ` : ''}${own}`
  const put = (text: string): void => {
    if (annex !== '') found.push({ label: 'Naskah', heading: `${annex} ${path}`, text })
    else if (path.startsWith('Diktum')) found.push({ label: 'Naskah', heading: path, text })
    else found.push({ label: path, heading: section, text })
  }
  const isWhole = DEEPEST.has(p.level) || p.parts.length === 0
  if (isWhole) {
    put([text, ...p.parts.map(deep)].join(' '))
    return
  }
  // a letter that leads numbers can be cited alone; what leads an article's or a point's list cannot
  if (p.level === 'huruf') put(text)
  // an article's paragraphs are sentences of their own, and a definition needs nothing before it
  const carried = p.text === '' || /yang dimaksud dengan\s*:$/.test(p.text) ? '' : text
  const isTitle = p.text !== '' && !/[.:;,]$/.test(p.text)
  for (const child of p.parts) walk(child, path, isTitle ? p.text : section, isTitle ? '' : carried, annex, found)
  if (p.tail !== '') put(`${text} … ${p.tail}`)
}

const deep = (p: Part): string => [p.mark, p.text, ...p.parts.map(deep)].filter(Boolean).join(' ')
