// What a model that words an answer sees of a question: nothing by which it could favour a side, and nobody's name. Party, number, colour, faith
// and people are veiled, and so is every word that no dictionary knows: two questions that differ in these alone are one question to it.
import type { Edition } from '../knowledge/knowledge.ts'

const VEIL = '…'

/** Families of the lexicon that name one side among several, or look like its mark. */
const SIDES = ['party', 'incumbent', 'politician', 'address']
const MARKS = ['number', 'colour', 'finger', 'slogan']
/** These name any side alike. */
const ALIKE = ['any', 'officer', 'member', 'wing', 'office', 'coalition']

function namesASide(concept: string): boolean {
  const [slot = '', family = '', kind = ''] = concept.split('.')
  if (slot === 'attribute') return MARKS.includes(family)
  return slot === 'partisan' && SIDES.includes(family) && !ALIKE.includes(kind)
}

const COLOURS = 'merah kuning hijau biru putih hitam oranye jingga ungu pink abu cokelat coklat emas perak'.split(' ')
const NUMBERS =
  'nol kosong satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus ribu juta pertama kedua ketiga keempat kelima'.split(
    ' ',
  )
const FAITHS =
  'islam muslim muslimah kristen nasrani protestan katolik katholik hindu buddha budha konghucu kejawen yahudi ateis kafir masjid mesjid musala mushola musholla gereja katedral kapel pura wihara vihara kelenteng klenteng pengajian misa kebaktian persekutuan natal paskah lebaran idulfitri iduladha nyepi waisak imlek galungan ramadan puasa salat sholat ustaz ustad kiai kyai pendeta pastor romo biksu pedanda haji nu muhammadiyah jilbab hijab salib'.split(
    ' ',
  )
const PEOPLES =
  'jawa sunda batak bugis makassar madura minang betawi dayak banjar aceh melayu tionghoa cina arab papua ambon bali sasak toraja minahasa manado nias lampung osing tolaki buton muna gorontalo flores timor rote sumba pribumi pendatang suku etnis'.split(
    ' ',
  )
const VEILED = new Set([...COLOURS, ...NUMBERS, ...FAITHS, ...PEOPLES])

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu

/** The question with a mark where a word is veiled; marks that stand together are one. */
export function veiled(edition: Edition, text: string): string {
  const hidden = new Set(
    edition
      .read(text)
      .readings.filter(r => namesASide(r.concept))
      .flatMap(r => r.words.split(' ')),
  )
  const isOpen = (word: string): boolean =>
    edition.language.words(word).every(t => {
      const isVeiled = [t.typed, t.word, t.stem].some(w => VEILED.has(w) || hidden.has(w)) || /\d/.test(t.typed)
      return !isVeiled && (t.word.length <= SHORT || edition.language.isKnown(t.stem))
    })
  return text
    .replace(/\[[^\]]*\]/g, VEIL)
    .replace(WORD, word => (isOpen(word) ? word : VEIL))
    .replace(/…(?:[\s…]*…)+/g, VEIL)
}

/** Words so short name nobody, and no dictionary of roots holds them ("di", "ke", "dan"). */
const SHORT = 3
