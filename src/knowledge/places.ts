// Places by the names people use: official names, "Kab. Muna Barat", "Sultra", "Malra".
import type { Alike, Place } from './schema.ts'

export type Places = {
  readonly byCode: (code: string) => Place | undefined
  /** The place and its parents, nearest first, ending with the whole country. */
  readonly lineage: (code: string | null) => readonly string[]
  /** A place by a name that stands alone ("Kota Kendari, Sulawesi Tenggara"). Null when nothing fits. */
  readonly byName: (name: string) => Place | null
  /** A text without the names of places in it: which one it is says nothing of what is asked. */
  readonly unnamed: (text: string) => string
  /** The place a sentence names, the longest and finest name first. */
  readonly inText: (text: string) => Named | null
}

/** `alternatives`: a kabupaten and a kota that share the bare name; `others`: further places named beside it. */
export type Named = { readonly place: Place; readonly alternatives: readonly Place[]; readonly others: readonly Place[] }

const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/\bkab\.?\s/g, 'kabupaten ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `

const bare = (name: string): string => name.replace(/^(Kabupaten Administrasi|Kota Administrasi|Kabupaten|Kota) /, '')

/** Bare names that are also everyday words: they count only behind "kabupaten", "kota", "pemkab" or a capital letter. */
const EVERYDAY = new Set([
  'batang',
  'batu',
  'buru',
  'lima puluh kota',
  'solok',
  'muna',
  'sigi',
  'sabang',
  'metro',
  'malang',
  'pati',
  'tegal',
  'dairi',
  'nias',
  'barru',
  'maros',
  'alor',
  'ende',
  'binjai',
  'kaur',
  'landak',
  'sekadau',
  'bone',
  'nduga',
  'asmat',
  'tolikara',
  'puncak',
  'jambi',
  'bima',
  'bitung',
  'tomohon',
  'palu',
  'sorong',
  'banjar',
  'bangka',
  'belu',
  'ngada',
  'sikka',
  'lembata',
  'solo',
  'bali',
  'meranti',
  'toba',
  'karo',
  'berau',
  'paser',
  'kupang',
  'blitar',
  'kediri',
  'serang',
  'padang',
  'aru',
  'mimika',
  'bodi',
  'linggau',
])

/** Words that make the place behind them part of a circular's name. */
const CIRCULAR = new Set(['edaran', 'se', 'instruksi', 'perbup', 'perwali', 'pergub'])
const CIRCULAR_REACH = 4

/** Words that make the place behind them one where somebody lives or comes from; an office's circular holds where the work is. */
const DWELT_IN = new Set(
  'domisili berdomisili tinggal rumah rumahku rumahnya ktp alamat alamatku kos kontrakan menetap lahir asal asalnya asli kampung mudik'.split(
    ' ',
  ),
)
const DWELT_REACH = 3

/** The lineage of who has told no place. */
const NOWHERE = ['ID']

/** Letters from which a name of several words is known when it is written as one. */
const JOINED_MIN = 8

/** A place named in a text: what it may be, how many words name it, and what stands before it. */
type Hit = { readonly found: readonly Place[]; readonly words: number; readonly ofCircular: boolean; readonly isDwelt: boolean }

/** Names of peoples that are names of places too, and the words behind which a people is meant: "orang Bali", "partai Aceh". */
type Peoples = readonly Pick<Alike['groups'][number], 'forms' | 'behind' | 'names'>[]

/** How a full name of a place begins. */
const KIND = /^(?:kabupaten|kab|kota|provinsi)(?![\p{L}\p{N}])/u
const ANY_KIND = /kab|kota|provinsi/iu

export function makePlaces(places: readonly Place[], groups: Peoples = []): Places {
  const isPeople = (before: string, key: string): boolean =>
    groups.some(g => (g.behind.includes(before) && g.names.includes(key)) || g.forms.includes(`${before} ${key}`))
  const codes = new Map(places.map(p => [p.code, p]))
  const names = new Map<string, Place[]>()
  const put = (name: string, place: Place): void => {
    const key = plain(name).trim()
    if (key === '') return
    const list = names.get(key) ?? []
    if (!list.includes(place)) list.push(place)
    names.set(key, list)
  }
  for (const p of places) {
    for (const name of [p.name, bare(p.name), ...p.spellings]) put(name, p)
    // "acehselatan", "padangpariaman": nobody takes the longer ones for another word
    const joined = bare(p.name).replace(/[\s-]/g, '')
    if (joined.length >= JOINED_MIN) put(joined, p)
  }
  const firsts = new Set([...names.keys()].map(n => n.split(' ')[0] ?? ''))
  const longest = Math.max(1, ...[...names.keys()].map(n => n.split(' ').length))

  function climb(from: Place): readonly string[] {
    const found: string[] = []
    for (let at: Place | undefined = from; at; at = at.parent === null ? undefined : codes.get(at.parent)) found.push(at.code)
    return found.includes('ID') ? found : [...found, 'ID']
  }
  const lineages = new Map(places.map(p => [p.code, climb(p)]))
  const lineage = (code: string | null): readonly string[] => (code === null ? undefined : lineages.get(code)) ?? NOWHERE

  function byName(name: string): Place | null {
    // the finest part comes first: "Surabaya, Jawa Timur"
    const [first, ...rest] = name.split(',').map(s => s.trim())
    if (first === undefined || first === '') return null
    const direct = codes.get(first)
    if (direct) return direct
    const found = names.get(plain(first).trim()) ?? []
    const parent = rest.length > 0 ? byName(rest.join(', ')) : null
    const within = parent ? found.filter(p => lineage(p.code).includes(parent.code)) : found
    return within[0] ?? found[0] ?? null
  }

  /** Every place a text names, in its order; a longer name hides a shorter one inside it. */
  function allInText(text: string): readonly Hit[] {
    const words = plain(text).trim().split(' ')
    const hits: Hit[] = []
    const stand = (before: ReadonlySet<string>, at: number, reach: number): boolean =>
      words.slice(Math.max(0, at - reach), at).some(w => before.has(w))
    for (let at = 0; at < words.length; at++) {
      if (!firsts.has(words[at] ?? '')) continue
      for (let n = Math.min(longest, words.length - at); n >= 1; n--) {
        const key = words.slice(at, at + n).join(' ')
        const found = names.get(key)
        if (!found || (EVERYDAY.has(key) && !isMarked(words, at, text, key)) || isPeople(words[at - 1] ?? '', key)) continue
        const isDwelt = stand(DWELT_IN, at, DWELT_REACH)
        hits.push({ found, words: n, ofCircular: stand(CIRCULAR, at, CIRCULAR_REACH), isDwelt })
        at += n - 1
        break
      }
    }
    return hits
  }

  function unnamed(text: string): string {
    if (!ANY_KIND.test(text)) return text
    const pieces = [...text.matchAll(/[\p{L}\p{N}]+\.?/gu)].map(m => ({ from: m.index, to: m.index + m[0].length }))
    let shown = ''
    let end = 0
    for (let at = 0; at < pieces.length; at++) {
      const first = pieces[at]
      if (first === undefined || !KIND.test(text.slice(first.from, first.to).toLowerCase())) continue
      for (let n = Math.min(longest, pieces.length - at); n >= 1; n--) {
        const last = pieces[at + n - 1]
        if (last === undefined) continue
        const said = text.slice(first.from, last.to)
        const key = plain(said).trim()
        // a bare name may be an everyday word or a people
        if (!/^(?:kabupaten|kota|provinsi) ./.test(key) || !names.has(key)) continue
        shown += `${text.slice(end, first.from)} `
        end = last.to
        at += n - 1
        break
      }
    }
    return shown + text.slice(end)
  }

  function inText(text: string): Named | null {
    const hits = allInText(text)
    // "saya di Kendari, apakah SE Bulukumba berlaku?": who lives elsewhere names the circular's place only by its name
    const best = hits.toSorted(
      (a, b) =>
        Number(a.ofCircular) - Number(b.ofCircular) ||
        Number(a.isDwelt) - Number(b.isDwelt) ||
        b.words - a.words ||
        fineness(b.found) - fineness(a.found),
    )[0]
    if (best === undefined) return null
    const [place, ...alternatives] = [...best.found].sort(
      (a, b) => (a.kind === 'provinsi' ? -1 : 0) - (b.kind === 'provinsi' ? -1 : 0),
    )
    const others = hits.filter(h => h !== best).flatMap(h => h.found[0] ?? [])
    return place ? { place, alternatives, others } : null
  }

  return { byCode: code => codes.get(code), lineage, byName, unnamed, inText }
}

const MARKERS = new Set([
  'kabupaten',
  'kota',
  'pemkab',
  'pemkot',
  'asn',
  'pns',
  'cpns',
  'pppk',
  'p3k',
  'bupati',
  'walikota',
  'gubernur',
  'provinsi',
  'prov',
  'pemprov',
  'pemda',
  'wabup',
  'wagub',
  'dinas',
  'tinggal',
  'kerja',
  'daerah',
])

const fineness = (found: readonly Place[]): number => (found.some(p => p.kind === 'kota' || p.kind === 'kabupaten') ? 1 : 0)

function isMarked(words: readonly string[], at: number, text: string, key: string): boolean {
  const before = words[at - 1] ?? ''
  if (MARKERS.has(before) || (before === 'di' && (MARKERS.has(words[at - 2] ?? '') || words.some(w => CIRCULAR.has(w)))))
    return true
  const capital = key.replace(/(^|\s)\p{L}/gu, c => c.toUpperCase())
  return text.includes(capital) && !text.startsWith(capital)
}
