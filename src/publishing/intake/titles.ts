// Kinds of documents, their ranks and names, by the convention of the files in knowledge/regulations.

export type Kind = {
  readonly pattern: RegExp
  readonly type: string
  /** 1 law, 2 of the government, 3 of a ministry or commission, 4 of a region, 5 circulars, instructions and decisions. */
  readonly rank: number
  readonly short: string
  readonly id: string
  /** Called by number and year alone ("PP 94/2021"), by place ("Perbup Batang 31/2027"), or by who issued it. */
  readonly calledBy: 'number' | 'place' | 'issuer'
}

const kind = (pattern: RegExp, type: string, rank: number, short: string, calledBy: Kind['calledBy']): Kind => ({
  pattern,
  type,
  rank,
  short,
  id: short.toLowerCase(),
  calledBy,
})

/** From the narrower to the wider name. */
export const KINDS: readonly Kind[] = [
  kind(/^UNDANG-UNDANG\b/, 'Undang-Undang', 1, 'UU', 'number'),
  kind(/^PERATURAN PEMERINTAH\b/, 'Peraturan Pemerintah', 2, 'PP', 'number'),
  kind(/^PERATURAN PRESIDEN\b/, 'Peraturan Presiden', 2, 'Perpres', 'number'),
  kind(/^PERATURAN KOMISI PEMILIHAN UMUM\b/, 'Peraturan KPU', 3, 'PKPU', 'number'),
  kind(/^PERATURAN BADAN PENGAWAS PEMILIHAN UMUM\b/, 'Peraturan Bawaslu', 3, 'Perbawaslu', 'number'),
  kind(/^PERATURAN MENTERI\b/, 'Peraturan Menteri', 3, 'Permen', 'issuer'),
  kind(/^PERATURAN (?:BADAN|KEPALA)\b/, 'Peraturan Badan', 3, 'Peraturan', 'issuer'),
  kind(/^PERATURAN DAERAH\b/, 'Peraturan Daerah', 4, 'Perda', 'place'),
  kind(/^PERATURAN GUBERNUR\b/, 'Peraturan Gubernur', 4, 'Pergub', 'place'),
  kind(/^PERATURAN BUPATI\b/, 'Peraturan Bupati', 4, 'Perbup', 'place'),
  kind(/^PERATURAN WALI ?KOTA\b/, 'Peraturan Wali Kota', 4, 'Perwali', 'place'),
  kind(/^KEPUTUSAN BERSAMA\b/, 'Keputusan Bersama', 4, 'SKB', 'issuer'),
  kind(/^KEPUTUSAN\b/, 'Keputusan', 5, 'Keputusan', 'issuer'),
  kind(/^INSTRUKSI\b/, 'Instruksi', 5, 'Instruksi', 'issuer'),
  kind(/^SURAT EDARAN\b/, 'Surat Edaran', 5, 'SE', 'issuer'),
]
/** A letter of an office: no kind stands above it, but fields do. */
export const LETTER: Kind = kind(/^$/, 'Surat', 5, 'Surat', 'issuer')

/** Words that stay small inside a title, and short names that stay large. */
const SMALL = new Set(
  'dan atau yang di ke dari pada dalam untuk dengan bagi tentang atas oleh antara serta sebagai terhadap'.split(' '),
)
const LARGE = new Set('ASN PNS PPPK CPNS DPRD DPR DPD TNI POLRI RI KPU APBD APBN BUMD PPNPN THL SKPD OPD BKN'.split(' '))

/** As titles are written when they are not in capitals: "Netralitas ASN pada Pemilihan Tahun 2027". */
export function inTitleCase(text: string): string {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((word, nth) => {
      if (LARGE.has(word.replace(/[^\p{L}]/gu, ''))) return word
      const low = word.toLowerCase()
      return nth > 0 && SMALL.has(low)
        ? low
        : low.replace(/(^|[-/("“])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    })
    .join(' ')
}

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')

export type Called = {
  readonly kind: Kind
  readonly number: string
  readonly year: number
  readonly issuer: string
  /** `short`: as people call it ("sultra"). null: the whole country, or not known. */
  readonly place: { readonly name: string; readonly short: string } | null
}

/** "SE Bupati Wakatobi 800/118/BKPSDM/2027", "SE MenPANRB 18 (2023)", "Perbup Batang 31/2027", "PP 94/2021". */
export function shortName({ kind, number, year, issuer, place }: Called): string {
  if (kind.calledBy === 'number') return `${kind.short} ${number}/${year}`
  if (kind.calledBy === 'place') return `${kind.short} ${place?.name ?? issuer} ${number}/${year}`
  const by = issuer.replace(/^((?:P\w{1,2} )?)Sekretaris Daerah/, '$1Sekda')
  return `${kind.short} ${by} ${number}${number.endsWith(`/${year}`) ? '' : ` (${year})`}`
}

/** `se-wakatobi-800-118-2027`: kind, place or office, the figures of the number, year. */
export function idOf({ kind, number, year, issuer, place }: Called): string {
  const figures = number
    .split('/')
    .filter(p => /^[\d.]+$/.test(p) && p !== String(year))
    .slice(0, 2)
  const numbered = figures.length > 0 ? figures.join('-') : slug(number)
  const by = kind.calledBy === 'number' ? '' : slug(place?.short ?? issuer)
  return [kind.id, by, numbered, String(year)].filter(Boolean).join('-')
}
