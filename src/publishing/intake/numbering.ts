// What a line may begin with: "Pasal 5", "(2)", "c.", "3)", "KEDUA", "IV.". One beginning can be read in several ways ("I." is one, a letter
// and a Roman number); which of them is meant is decided by what came before. Confusions of OCR are repaired here and nowhere else.

export const STYLES = ['pasal', 'ayat', 'huruf', 'huruf)', 'angka', 'angka)', 'HURUF', 'ROMAWI', 'diktum'] as const
export type Style = (typeof STYLES)[number]

export type Beginning = {
  readonly style: Style
  /** As it is cited: "5A", "2", "c", "KEDUA", "IV". */
  readonly number: string
  /** Its place in the row. */
  readonly ordinal: number
  /** As it is printed, repaired: "(2)". */
  readonly mark: string
  /** Where the text after it begins. */
  readonly rest: number
  readonly isRepaired: boolean
}

export const DIKTUM = [
  'KESATU',
  'KEDUA',
  'KETIGA',
  'KEEMPAT',
  'KELIMA',
  'KEENAM',
  'KETUJUH',
  'KEDELAPAN',
  'KESEMBILAN',
  'KESEPULUH',
  'KESEBELAS',
  'KEDUABELAS',
  'KETIGABELAS',
  'KEEMPATBELAS',
  'KELIMABELAS',
]

const DIGIT_LIKE: Readonly<Record<string, string>> = {
  l: '1',
  I: '1',
  i: '1',
  '|': '1',
  '!': '1',
  O: '0',
  o: '0',
  Q: '0',
  S: '5',
  s: '5',
  Z: '2',
  z: '2',
  B: '8',
}
const asDigits = (text: string): string => [...text].map(c => DIGIT_LIKE[c] ?? c).join('')
const isNumber = (text: string): boolean => /^[1-9]\d{0,2}$/.test(text)

const ROMAN: readonly (readonly [string, number])[] = [
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
]
/** The value of a Roman number, null when it is none. */
export function romanValue(text: string): number | null {
  let [rest, value] = [text, 0]
  for (const [letters, worth] of ROMAN) {
    while (rest.startsWith(letters)) {
      rest = rest.slice(letters.length)
      value += worth
    }
  }
  return rest === '' && value > 0 ? value : null
}

/** All ways to read the beginning of a line. */
export function beginnings(text: string): Beginning[] {
  return [...article(text), ...paragraph(text), ...pointed(text), ...ordained(text)]
}

/** Stands alone in its line: "Pasal 5" at the beginning of a sentence is a reference. */
function article(text: string): Beginning[] {
  const m = /^Pasa[l1I|]\s*([0-9OIlSZ]+[A-Z]?|[IVX]+)\s*$/.exec(text)
  if (!m) return []
  const said = m[1] ?? ''
  const roman = romanValue(said)
  if (roman !== null) {
    const isSure = text.startsWith('Pasal ')
    return [{ style: 'pasal', number: said, ordinal: roman, mark: `Pasal ${said}`, rest: text.length, isRepaired: !isSure }]
  }
  const [, digits = '', letter = ''] = /^(.+?)([A-HJ-NP-RT-Y]?)$/.exec(said) ?? []
  const number = asDigits(digits)
  if (!isNumber(number)) return []
  const isRepaired = number !== digits || !/^Pasal\s/.test(text)
  return [
    {
      style: 'pasal',
      number: `${number}${letter}`,
      ordinal: Number(number),
      mark: `Pasal ${number}${letter}`,
      rest: text.length,
      isRepaired,
    },
  ]
}

function paragraph(text: string): Beginning[] {
  const m = /^[({[]\s?([0-9lIiOoSsZ|!]{1,3})([a-z]?)\s?[)}\]](?=\s|$)\s*/.exec(text)
  if (!m) return []
  const digits = asDigits(m[1] ?? '')
  if (!isNumber(digits)) return []
  const mark = `(${digits}${m[2]})`
  const isRepaired = !m[0].startsWith(mark)
  return [{ style: 'ayat', number: `${digits}${m[2]}`, ordinal: Number(digits), mark, rest: m[0].length, isRepaired }]
}

const letterValue = (letter: string): number => letter.toLowerCase().charCodeAt(0) - 96

/** A letter or a number with a full stop or a bracket. */
function pointed(text: string): Beginning[] {
  const m = /^([A-Za-z]|[0-9lIOoSZ|]{1,3}|[IVXL]{1,6})\s?([.,)}])(?=\s|$)\s*/.exec(text)
  if (!m) return []
  const [whole, said = '', close = ''] = m
  const isBracket = close === ')' || close === '}'
  const end = isBracket ? ')' : '.'
  const isOdd = close !== end
  const made = (style: Style, number: string, ordinal: number, isRepaired: boolean): Beginning => ({
    style,
    number,
    ordinal,
    mark: `${number}${end}`,
    rest: whole.length,
    isRepaired: isRepaired || isOdd,
  })
  const found: Beginning[] = []
  if (/^[a-z]$/.test(said)) found.push(made(isBracket ? 'huruf)' : 'huruf', said, letterValue(said), false))
  if (/^[A-Z]$/.test(said) && !isBracket) found.push(made('HURUF', said, letterValue(said), false))
  const roman = romanValue(said)
  if (roman !== null && !isBracket) found.push(made('ROMAWI', said, roman, false))
  const digits = asDigits(said)
  if (isNumber(digits)) found.push(made(isBracket ? 'angka)' : 'angka', digits, Number(digits), digits !== said))
  return found
}

function ordained(text: string): Beginning[] {
  const m = /^(K?E?[A-Z]+(?:\s?BELAS)?)\s*(?::|$)\s*/.exec(text)
  if (!m) return []
  const said = (m[1] ?? '').replace(/\s/g, '')
  const full = said === 'PERTAMA' ? 'KESATU' : DIKTUM.find(d => d === said || d === `KE${said}`)
  if (full === undefined) return []
  return [{ style: 'diktum', number: full, ordinal: DIKTUM.indexOf(full) + 1, mark: full, rest: m[0].length, isRepaired: false }]
}
