// Packs pages in black and white as the scanners of offices do: CCITT Group 4, as fax machines send it, and JBIG2, its successor; and a
// TIFF of many such pages. Only what a scanner writes is written; that it is right is seen by whoever unpacks it.
import { pdfOf, stream } from '../../adapters/hostile.ts'

/** Row by row; 1 is ink. */
export type Bilevel = { readonly width: number; readonly height: number; readonly rows: readonly Uint8Array[] }

// ── Group 4 (ITU-T T.6) ──

/** Codes of runs of 0 to 63 dots, white and black, then those of 64, 128 … 2560. */
const RUNS = [
  '00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100',
  '0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111',
].map(codes => codes.split(' '))
const LONGEST =
  '00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111'
const LONG_RUNS = [
  `11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011 ${LONGEST}`,
  `0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101 ${LONGEST}`,
].map(codes => codes.split(' '))
const LONGEST_RUN = 2560
const PASS = '0001'
const ACROSS = '001'
/** How far a change of colour stands from the one above it: three dots to the left … three to the right. */
const BESIDE = ['0000010', '000010', '010', '1', '011', '000011', '0000011']
const END = '000000000001000000000001'

function runOf(length: number, colour: number): string {
  const longest = Math.floor(length / LONGEST_RUN)
  const rest = length - longest * LONGEST_RUN
  const long = Math.floor(rest / 64)
  return (LONG_RUNS[colour]?.[39] ?? '').repeat(longest) + (LONG_RUNS[colour]?.[long - 1] ?? '') + RUNS[colour]?.[rest % 64]
}

/** The first dot at `from` or after it that is not of the colour; the width where there is none. */
function endOf(row: Uint8Array, from: number, colour: number): number {
  let at = from
  while (at < row.length && row[at] === colour) at++
  return at
}

/** The first dot after `from` where the row changes from the colour to the other; before its first dot a row is white. */
function changeAfter(row: Uint8Array, from: number, colour: number): number {
  const isInside = (from < 0 ? 0 : row[from]) === colour
  return endOf(row, isInside ? from + 1 : endOf(row, from + 1, 1 - colour), colour)
}

function faxed({ width, rows }: Bilevel): Uint8Array {
  const bits = new Bits()
  let above: Uint8Array = new Uint8Array(width)
  for (const row of rows) {
    let at = -1
    let colour = 0
    while (at < width) {
      const change = endOf(row, Math.max(0, at), colour)
      const over = changeAfter(above, at, colour)
      const past = endOf(above, over, 1 - colour)
      if (past < change) {
        bits.add(PASS)
        at = past
      } else if (Math.abs(change - over) <= 3) {
        bits.add(BESIDE[change - over + 3] ?? '')
        at = change
        colour = 1 - colour
      } else {
        const next = endOf(row, change, 1 - colour)
        bits.add(ACROSS + runOf(change - Math.max(0, at), colour) + runOf(next - change, 1 - colour))
        at = next
      }
    }
    above = row
  }
  bits.add(END)
  return bits.bytes()
}

class Bits {
  #bytes: number[] = []
  #last = ''

  add(bits: string): void {
    this.#last += bits
    while (this.#last.length >= 8) {
      this.#bytes.push(Number.parseInt(this.#last.slice(0, 8), 2))
      this.#last = this.#last.slice(8)
    }
  }

  bytes(): Uint8Array {
    if (this.#last !== '') this.add('0'.repeat(8 - this.#last.length))
    return Uint8Array.from(this.#bytes)
  }
}

// ── JBIG2 (ITU-T T.88): one region, coded dot by dot after what stands around it ──

/** Of each state: how likely the rarer dot is, what comes after either dot, and whether the two change places. */
const STATES =
  `5601 1 1 1|3401 2 6 0|1801 3 9 0|0ac1 4 12 0|0521 5 29 0|0221 38 33 0|5601 7 6 1|5401 8 14 0|4801 9 14 0|3801 10 14 0|3001 11 17 0|2401 12 18 0|1c01 13 20 0|1601 29 21 0|5601 15 14 1|5401 16 14 0|5101 17 15 0|4801 18 16 0|3801 19 17 0|3401 20 18 0|3001 21 19 0|2801 22 19 0|2401 23 20 0|2201 24 21 0|1c01 25 22 0|1801 26 23 0|1601 27 24 0|1401 28 25 0|1201 29 26 0|1101 30 27 0|0ac1 31 28 0|09c1 32 29 0|08a1 33 30 0|0521 34 31 0|0441 35 32 0|02a1 36 33 0|0221 37 34 0|0141 38 35 0|0111 39 36 0|0085 40 37 0|0049 41 38 0|0025 42 39 0|0015 43 40 0|0009 44 41 0|0005 45 42 0|0001 45 43 0|5601 46 46 0`
    .split('|')
    .map(row => row.split(' '))
    .map(([share = '', often, rare, turns]) => ({
      share: Number.parseInt(share, 16),
      often: Number(often),
      rare: Number(rare),
      isTurned: turns === '1',
    }))

/** The arithmetic coder of annex E. */
class Coder {
  #bytes: number[] = []
  #interval = 0x8000
  #low = 0
  #left = 12
  #byte = -1
  readonly #states = new Uint8Array(1 << 16)
  readonly #usual = new Uint8Array(1 << 16)

  add(around: number, dot: number): void {
    const state = STATES[this.#states[around] ?? 0]
    if (state === undefined) throw new Error('a state that there is not')
    this.#interval -= state.share
    const isUsual = dot === this.#usual[around]
    if (isUsual && this.#interval & 0x8000) {
      this.#low += state.share
      return
    }
    const takesLower = this.#interval < state.share
    if (isUsual === takesLower) this.#interval = state.share
    else this.#low += state.share
    if (!isUsual && state.isTurned) this.#usual[around] = dot
    this.#states[around] = isUsual ? state.often : state.rare
    do {
      this.#interval <<= 1
      this.#shift(1)
    } while (!(this.#interval & 0x8000))
  }

  bytes(): Uint8Array {
    const most = this.#low + this.#interval
    this.#low = Math.floor(this.#low / 0x10000) * 0x10000 + 0xffff
    if (this.#low >= most) this.#low -= 0x8000
    for (let i = 0; i < 2; i++) {
      this.#low *= 2 ** this.#left
      this.#put()
    }
    if (this.#byte !== 0xff) this.#push()
    return Uint8Array.from([...this.#bytes.filter((_, i) => i > 0), 0xff, 0xac])
  }

  #shift(by: number): void {
    this.#low *= 2 ** by
    this.#left -= by
    if (this.#left === 0) this.#put()
  }

  #push(): void {
    this.#bytes.push(Math.max(0, this.#byte))
  }

  /** A byte is kept back until no carry can reach it; after one that is full only seven bits follow. */
  #put(): void {
    if (this.#byte !== 0xff && this.#low >= 0x8000000) {
      this.#byte++
      this.#low -= 0x8000000
      if (this.#byte === 0xff) this.#low %= 0x8000000
    }
    const isFull = this.#byte === 0xff
    this.#push()
    const bits = isFull ? 20 : 19
    this.#byte = Math.floor(this.#low / 2 ** bits)
    this.#low %= 2 ** bits
    this.#left = isFull ? 7 : 8
  }
}

function coded({ width, rows }: Bilevel): Uint8Array {
  const coder = new Coder()
  const none = new Uint8Array(width)
  for (const [y, row] of rows.entries()) {
    const [above, higher] = [rows[y - 1] ?? none, rows[y - 2] ?? none]
    for (let x = 0; x < width; x++) {
      let around = 0
      for (let i = -2; i <= 2; i++) around = (around << 1) | (higher[x + i] ?? 0)
      for (let i = -3; i <= 3; i++) around = (around << 1) | (above[x + i] ?? 0)
      for (let i = -4; i < 0; i++) around = (around << 1) | (row[x + i] ?? 0)
      coder.add(around, row[x] ?? 0)
    }
  }
  return coder.bytes()
}

const numbers = (...values: readonly number[]): Buffer => little(...values).swap32()
const PAGE = 48
const REGION = 38

function part(number: number, type: number, content: Uint8Array): Buffer {
  return Buffer.concat([numbers(number), Buffer.from([type, 0, 1]), numbers(content.length), content])
}

/** As it stands in a PDF, without a head of its own. */
function jbig2(page: Bilevel): Uint8Array {
  const { width, rows } = page
  const beside = Buffer.from(Int8Array.from([3, -1, -3, -1, 2, -2, -2, -2]).buffer)
  const size = numbers(width, rows.length, 0, 0)
  return Buffer.concat([
    part(0, PAGE, Buffer.concat([size, Buffer.from([0, 0, 0])])),
    part(1, REGION, Buffer.concat([size, Buffer.from([0, 0]), beside, coded(page)])),
  ])
}

// ── What carries them ──

const DOTS_PER_INCH = 300
const POINTS_PER_INCH = 72

/** A PDF in which every page is one picture. */
export function faxedPdf(pages: readonly Bilevel[], packing: 'fax' | 'jbig2'): Uint8Array {
  const kids = pages.map((_, at) => `${3 + at * 3} 0 R`)
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`,
    ...pages.flatMap((page, at) => {
      const [width, height] = [page.width, page.rows.length]
      const [wide, high] = [width, height].map(dots => (dots / DOTS_PER_INCH) * POINTS_PER_INCH)
      const filter = packing === 'jbig2' ? '/JBIG2Decode' : `/CCITTFaxDecode/DecodeParms<</K -1/Columns ${width}/Rows ${height}>>`
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${wide} ${high}]/Contents ${4 + at * 3} 0 R/Resources<</XObject<</I ${5 + at * 3} 0 R>>>>>>`,
        stream('', Buffer.from(`q ${wide} 0 0 ${high} 0 0 cm /I Do Q`)),
        stream(
          `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 1/ColorSpace/DeviceGray/Filter${filter}`,
          packing === 'jbig2' ? jbig2(page) : faxed(page),
        ),
      ]
    }),
  ])
}

const SHORT = 3
const LONG = 4
const FRACTION = 5

/** Pages of Group 4, each in one strip. */
export function tiffOf(pages: readonly Bilevel[]): Uint8Array {
  const written: Buffer[] = [Buffer.from('II*\0'), Buffer.alloc(4)]
  let at = 8
  let link = written[1] as Buffer
  for (const page of pages) {
    const packed = faxed(page)
    const content = Buffer.concat([packed, Buffer.alloc(packed.length % 2), little(DOTS_PER_INCH, 1)])
    const fineness = at + content.length - 8
    const fields = [
      [256, LONG, page.width],
      [257, LONG, page.rows.length],
      [258, SHORT, 1],
      [259, SHORT, 4],
      [262, SHORT, 0],
      [273, LONG, at],
      [277, SHORT, 1],
      [278, LONG, page.rows.length],
      [279, LONG, packed.length],
      [282, FRACTION, fineness],
      [283, FRACTION, fineness],
      [296, SHORT, 2],
    ] as const
    const list = Buffer.alloc(2 + fields.length * 12)
    list.writeUInt16LE(fields.length)
    fields.forEach(([tag, type, value], i) => {
      list.writeUInt16LE(tag, 2 + i * 12)
      list.writeUInt16LE(type, 4 + i * 12)
      list.writeUInt32LE(1, 6 + i * 12)
      list.writeUInt32LE(value, 10 + i * 12)
    })
    link.writeUInt32LE(at + content.length)
    link = Buffer.alloc(4)
    written.push(content, list, link)
    at += content.length + list.length + 4
  }
  return Buffer.concat(written)
}

const little = (...values: readonly number[]): Buffer => Buffer.from(new Uint32Array(values).buffer)
