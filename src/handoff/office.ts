// An office by an asker's own word for it: "disdik", "dinas pendidikan", "dikbud muna". Names come from the teams; what is known here is only
// how offices are commonly shortened. A wrong guess would show a case to the very office it concerns: whoever asks lets the asker confirm.
import type { Team } from './consultation.ts'

export type NamedOffice = Pick<Team, 'id' | 'name' | 'names'>

/** Words that say what kind of office it is, or hold the sentence together: alone they name none. */
const KINDS = new Set(['dinas', 'badan', 'kantor', 'bagian', 'biro', 'kecamatan', 'kelurahan', 'unit', 'tim', 'opd', 'uptd'])
const FILLERS = new Set(
  'dan atau yang di ke dari untuk itu ini saya kami tempat kerja jangan tidak boleh ya pak bu mohon tolong kecuali selain instansi daerah kabupaten kab kota kotamadya provinsi prov pemda pemkab pemkot pemprov tetap'.split(
    ' ',
  ),
)

/** Common short names; the whole word stands for those behind it. */
const SHORT: Readonly<Record<string, string>> = {
  disdik: 'dinas pendidikan',
  disdikbud: 'dinas pendidikan kebudayaan',
  dikbud: 'dinas pendidikan kebudayaan',
  dikpora: 'dinas pendidikan pemuda olahraga',
  disdikpora: 'dinas pendidikan pemuda olahraga',
  diknas: 'dinas pendidikan',
  dinkes: 'dinas kesehatan',
  dinsos: 'dinas sosial',
  dishub: 'dinas perhubungan',
  disnaker: 'dinas tenaga kerja',
  disnakertrans: 'dinas tenaga kerja transmigrasi',
  disdukcapil: 'dinas kependudukan pencatatan sipil',
  dukcapil: 'dinas kependudukan pencatatan sipil',
  capil: 'dinas kependudukan pencatatan sipil',
  diskominfo: 'dinas komunikasi informatika',
  kominfo: 'dinas komunikasi informatika',
  disperindag: 'dinas perindustrian perdagangan',
  disperindagkop: 'dinas perindustrian perdagangan koperasi',
  disdag: 'dinas perdagangan',
  dispar: 'dinas pariwisata',
  disparbud: 'dinas pariwisata kebudayaan',
  dispora: 'dinas pemuda olahraga',
  dispusip: 'dinas perpustakaan kearsipan',
  distan: 'dinas pertanian',
  disbun: 'dinas perkebunan',
  disnak: 'dinas peternakan',
  diskan: 'dinas perikanan',
  dkp: 'dinas kelautan perikanan',
  dlh: 'dinas lingkungan hidup',
  dpmd: 'dinas pemberdayaan masyarakat desa',
  dpmptsp: 'dinas penanaman modal pelayanan terpadu satu pintu',
  ptsp: 'pelayanan terpadu satu pintu',
  pupr: 'dinas pekerjaan umum penataan ruang',
  pu: 'dinas pekerjaan umum',
  perkim: 'dinas perumahan kawasan permukiman',
  bappeda: 'badan perencanaan pembangunan',
  bkd: 'badan kepegawaian',
  bkpsdm: 'badan kepegawaian pengembangan sumber manusia',
  bkpp: 'badan kepegawaian pendidikan pelatihan',
  bpbd: 'badan penanggulangan bencana',
  bpkad: 'badan pengelolaan keuangan aset',
  bkad: 'badan keuangan aset',
  bapenda: 'badan pendapatan',
  dispenda: 'badan pendapatan',
  kesbangpol: 'badan kesatuan bangsa politik',
  kesbang: 'badan kesatuan bangsa',
  satpol: 'satuan polisi pamong praja',
  setda: 'sekretariat',
  setwan: 'sekretariat dprd',
  sekwan: 'sekretariat dprd',
  damkar: 'pemadam kebakaran',
  itda: 'inspektorat',
  rsu: 'rumah sakit umum',
  rsud: 'rumah sakit umum',
  puskesmas: 'pusat kesehatan masyarakat',
}

/** Words this long may carry one slip of the finger. */
const FORGIVING_LENGTH = 6

/**
 * The offices a text may name, best first: none, one, or those it fits equally well. An office is named by what tells it from others; where
 * the text says "dinas" or "badan" and only some are that, only those.
 */
export function officeIn<T extends NamedOffice>(text: string, offices: readonly T[]): readonly T[] {
  const said = wordsOf(text)
  const fits = offices.map(office => ({ office, fit: fitOf(said, office) }))
  const best = Math.max(0, ...fits.map(f => f.fit.told))
  if (best === 0) return []
  const named = fits.filter(f => f.fit.told === best)
  const ofKind = named.filter(f => f.fit.isOfKind)
  return (ofKind.length > 0 ? ofKind : named).toSorted((a, b) => b.fit.share - a.fit.share).map(f => f.office)
}

type Fit = { readonly told: number; readonly share: number; readonly isOfKind: boolean }

/** How well what was said fits the best of an office's names. */
function fitOf(said: readonly string[], { name, names }: NamedOffice): Fit {
  const all = [name, ...names].map(n => fitOfName(said, wordsOf(n)))
  return all.toSorted((a, b) => b.told - a.told || b.share - a.share)[0] ?? { told: 0, share: 0, isOfKind: false }
}

function fitOfName(said: readonly string[], name: readonly string[]): Fit {
  const telling = name.filter(w => !KINDS.has(w))
  const told = telling.filter(w => said.some(s => isSame(s, w))).length
  return {
    told,
    share: telling.length === 0 ? 0 : told / telling.length,
    isOfKind: name.some(w => KINDS.has(w) && said.includes(w)),
  }
}

const wordsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .split(' ')
      .flatMap(w => (SHORT[w] ?? w).split(' '))
      .filter(w => w !== '' && !FILLERS.has(w)),
  ),
]

const isSame = (a: string, b: string): boolean => a === b || (Math.min(a.length, b.length) >= FORGIVING_LENGTH && isNear(a, b))

/** One letter more, less or other, or two neighbours exchanged. */
function isNear(a: string, b: string): boolean {
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const [restA, restB] = [a.slice(from), b.slice(from)]
  const isExchanged =
    restA.length === restB.length && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return isExchanged || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)
}
