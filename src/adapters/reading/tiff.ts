// TIFF, as scanners and fax servers keep pages: not one dot is unpacked here. Each page is laid on a page of a PDF as it is packed, and
// read as a scanned PDF is, by the same library and within the same bounds.
import { isTooLarge } from './measures.ts'
import { Refusal } from './said.ts'

/** Fields of a page, by their numbers in the format. */
const TAG = {
  subfile: 254,
  width: 256,
  height: 257,
  bits: 258,
  packing: 259,
  colours: 262,
  fill: 266,
  strips: 273,
  orientation: 274,
  samples: 277,
  rows: 278,
  lengths: 279,
  finenessX: 282,
  finenessY: 283,
  planes: 284,
  fax: 292,
  unit: 296,
  predictor: 317,
  palette: 320,
  tables: 347,
} as const
/** Bytes of one value, by the number of its type; those of two are fractions. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8, 7: 1 }
const FRACTION = 5
/** A palette of 256 colours has 768 values; a page of one row a strip, as many strips as it has rows. */
const VALUES_MAX = 20_000
/** Small copies, and masks, stand among the pages. */
const COPY_OR_MASK = 0b101

type Field = readonly number[]
type Sheet = ReadonlyMap<number, Field>
type Reader = { readonly at: (place: number, size: number) => number }

function openReader(bytes: Uint8Array): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = view.getUint16(0) === 0x4949
  return {
    at: (place, size) =>
      size === 1 ? view.getUint8(place) : size === 2 ? view.getUint16(place, isLittle) : view.getUint32(place, isLittle),
  }
}

/** Its pages, in their order; what leads round in a circle ends at the limit. */
function sheetsOf(bytes: Uint8Array, pagesMax: number): Sheet[] {
  const { at } = openReader(bytes)
  const sheets: Sheet[] = []
  try {
    for (let place = at(4, 4), seen = 0; place !== 0; seen++) {
      if (seen > 2 * pagesMax) throw new Refusal('too-many-pages')
      const count = at(place, 2)
      const sheet = new Map<number, Field>()
      for (let i = 0; i < count; i++) {
        const entry = place + 2 + i * 12
        const values = valuesOf(at, entry)
        if (values !== null) sheet.set(at(entry, 2), values)
      }
      if (((sheet.get(TAG.subfile)?.[0] ?? 0) & COPY_OR_MASK) === 0) sheets.push(sheet)
      place = at(place + 2 + count * 12, 4)
    }
  } catch (error) {
    // it leads to where the file has ended
    if (error instanceof RangeError) throw new Refusal('malformed', error)
    throw error
  }
  return sheets
}

function valuesOf(at: Reader['at'], entry: number): Field | null {
  const type = at(entry + 2, 2)
  const count = at(entry + 4, 4)
  const size = SIZES[type]
  if (size === undefined || count > VALUES_MAX) return null
  const from = size * count <= 4 ? entry + 8 : at(entry + 8, 4)
  return Array.from({ length: count }, (_, i) =>
    type === FRACTION ? at(from + i * size, 4) / at(from + i * size + 4, 4) : at(from + i * size, size),
  )
}

/** One PDF of the pages of them all. */
export function tiffAsPdf(files: readonly Uint8Array[], pagesMax: number): Uint8Array {
  const pages = files.flatMap(bytes => sheetsOf(bytes, pagesMax).map(sheet => ({ bytes, page: pageOf(sheet) })))
  if (pages.length === 0) throw new Refusal('malformed')
  if (pages.length > pagesMax) throw new Refusal('too-many-pages')
  const pdf = new Pdf()
  const list = pdf.reserve()
  const kids = pages.map(({ bytes, page }) => pdf.add(layOut(pdf, bytes, page, list)))
  pdf.put(list, `<</Type/Pages/Count ${kids.length}/Kids[${kids.map(k => `${k} 0 R`).join(' ')}]>>`)
  return pdf.end(`<</Type/Catalog/Pages ${list} 0 R>>`)
}

type Strip = { readonly offset: number; readonly length: number; readonly rows: number }
type Page = {
  readonly width: number
  readonly height: number
  /** In points, before it is turned. */
  readonly sheet: { readonly width: number; readonly height: number }
  readonly turned: number
  readonly isMirroredInBytes: boolean
  /** What a PDF says of a picture so packed, but its height. */
  readonly looks: string
  readonly filter: (rows: number) => string
  readonly tables: Field
  readonly strips: readonly Strip[]
}

const POINTS = 72
const CENTIMETRE = 2.54
/** Scanners note 72 to 1200 dots an inch; whoever notes nothing, or something else, has scanned a sheet of A4. */
const FINENESS = [72, 1200] as const
const A4_LONG = 842
/** Which way up it lies: only what a page is turned by, none is seen in a mirror. */
const TURNED: Readonly<Record<number, number>> = { 1: 0, 3: 180, 6: 90, 8: 270 }

function pageOf(sheet: Sheet): Page {
  const one = (tag: number, usual: number): number => sheet.get(tag)?.[0] ?? usual
  const [width, height] = [one(TAG.width, 0), one(TAG.height, 0)]
  if (width === 0 || height === 0) throw new Refusal('malformed')
  if (isTooLarge({ width, height })) throw new Refusal('too-large')
  const [samples, bits, colours] = [one(TAG.samples, 1), one(TAG.bits, 1), one(TAG.colours, 0)]
  const rowsEach = Math.max(1, Math.min(height, one(TAG.rows, height)))
  const lengths = sheet.get(TAG.lengths) ?? []
  const strips = (sheet.get(TAG.strips) ?? []).map((offset, i) => ({
    offset,
    length: lengths[i] ?? 0,
    rows: Math.min(rowsEach, height - i * rowsEach),
  }))
  const filter = filterOf(one(TAG.packing, 1), {
    width,
    samples,
    bits,
    isWhiteInk: colours === 1,
    isPlain: colours === 2,
    fax: one(TAG.fax, 0),
    isPredicted: one(TAG.predictor, 1) === 2,
  })
  const looks = looksOf(colours, samples, bits, sheet.get(TAG.palette) ?? [], filter.isInked)
  const isOnePlane = samples === 1 || one(TAG.planes, 1) === 1
  const turned = TURNED[one(TAG.orientation, 1)]
  // a page of tiles has no strips
  const isWhole = strips.length === Math.ceil(height / rowsEach)
  if (looks === null || turned === undefined || !isOnePlane || !isWhole) throw new Refusal('malformed')
  return {
    width,
    height,
    sheet: sizeOf(width, height, one(TAG.unit, 2), one(TAG.finenessX, 0), one(TAG.finenessY, 0)),
    turned,
    isMirroredInBytes: one(TAG.fill, 1) === 2,
    looks: `/Width ${width}${looks}`,
    filter: filter.said,
    tables: sheet.get(TAG.tables) ?? [],
    strips,
  }
}

function sizeOf(width: number, height: number, unit: number, x: number, y: number): Page['sheet'] {
  const inch = unit === 3 ? CENTIMETRE : 1
  const [fineX, fineY] = [x * inch, y * inch]
  const isTold = unit !== 1 && [fineX, fineY].every(f => f >= FINENESS[0] && f <= FINENESS[1])
  const scale = A4_LONG / Math.max(width, height)
  return isTold
    ? { width: (width / fineX) * POINTS, height: (height / fineY) * POINTS }
    : { width: width * scale, height: height * scale }
}

type Packed = {
  readonly width: number
  readonly samples: number
  readonly bits: number
  readonly isWhiteInk: boolean
  /** Its colours are red, green and blue, not brightness and tints. */
  readonly isPlain: boolean
  readonly fax: number
  readonly isPredicted: boolean
}

/** The same packing by its name in a PDF. `isInked`: it says itself which dots are ink. */
function filterOf(packing: number, p: Packed): { readonly said: (rows: number) => string; readonly isInked: boolean } {
  const fax = (how: string) => ({
    isInked: true,
    said: (rows: number) =>
      `/Filter/CCITTFaxDecode/DecodeParms<<${how}/Columns ${p.width}/Rows ${rows}/EndOfBlock false/BlackIs1 ${p.isWhiteInk}>>`,
  })
  const plain = (said: string) => ({ isInked: false, said: () => said })
  const packed = (name: string) =>
    plain(
      p.isPredicted
        ? `${name}/DecodeParms<</Predictor 2/Colors ${p.samples}/BitsPerComponent ${p.bits}/Columns ${p.width}>>`
        : name,
    )
  if (packing === 1) return plain('')
  if (packing === 2) return fax('/K 0/EncodedByteAlign true')
  if (packing === 3) return fax(`/K ${p.fax & 1}/EndOfLine true/EncodedByteAlign ${(p.fax & 4) !== 0}`)
  if (packing === 4) return fax('/K -1')
  if (packing === 5) return packed('/Filter/LZWDecode')
  if (packing === 7) return plain(`/Filter/DCTDecode${p.isPlain ? '/DecodeParms<</ColorTransform 0>>' : ''}`)
  if (packing === 8 || packing === 32946) return packed('/Filter/FlateDecode')
  if (packing === 32773) return plain('/Filter/RunLengthDecode')
  throw new Refusal('malformed')
}

function looksOf(colours: number, samples: number, bits: number, palette: Field, isInked: boolean): string | null {
  const isGrey = (colours === 0 || colours === 1) && samples === 1 && [1, 2, 4, 8].includes(bits)
  const isColoured = (colours === 2 || colours === 6) && samples === 3 && bits === 8
  if (isGrey) return `/BitsPerComponent ${bits}/ColorSpace/DeviceGray${colours === 0 && !isInked ? '/Decode[1 0]' : ''}`
  if (isColoured) return '/BitsPerComponent 8/ColorSpace/DeviceRGB'
  const count = 2 ** bits
  if (colours !== 3 || samples !== 1 || bits > 8 || palette.length !== 3 * count) return null
  const part = (at: number): string => ((palette[at] ?? 0) >> 8).toString(16).padStart(2, '0')
  const shades = Array.from({ length: count }, (_, i) => part(i) + part(i + count) + part(i + 2 * count)).join('')
  return `/BitsPerComponent ${bits}/ColorSpace[/Indexed/DeviceRGB ${count - 1}<${shades}>]`
}

/** The strips of a page one below the other. */
function layOut(pdf: Pdf, bytes: Uint8Array, page: Page, parent: number): string {
  const { width, height } = page.sheet
  const pictures = page.strips.map(strip =>
    pdf.add(
      `<</Type/XObject/Subtype/Image${page.looks}/Height ${strip.rows}${page.filter(strip.rows)}`,
      packedOf(bytes, page, strip),
    ),
  )
  let left = page.height
  const drawn = page.strips.map(({ rows }, i) => {
    left -= rows
    return `q ${width} 0 0 ${(rows / page.height) * height} 0 ${(left / page.height) * height} cm /S${i} Do Q`
  })
  const content = pdf.add('<<', Buffer.from(drawn.join('\n')))
  const names = pictures.map((number, i) => `/S${i} ${number} 0 R`).join('')
  return `<</Type/Page/Parent ${parent} 0 R/MediaBox[0 0 ${width} ${height}]/Rotate ${page.turned}/Contents ${content} 0 R/Resources<</XObject<<${names}>>>>>>`
}

const JPEG_MARK = 2

function packedOf(bytes: Uint8Array, { isMirroredInBytes, tables }: Page, { offset, length }: Strip): Uint8Array {
  if (length === 0 || offset + length > bytes.length) throw new Refusal('malformed')
  const packed = bytes.subarray(offset, offset + length)
  // what all strips of JPEG share stands apart, between marks of its own
  if (tables.length > 2 * JPEG_MARK) return Buffer.concat([Buffer.from(tables.slice(0, -JPEG_MARK)), packed.subarray(JPEG_MARK)])
  return isMirroredInBytes ? packed.map(mirrored) : packed
}

const mirrored = (byte: number): number => {
  let made = 0
  for (let bit = 0; bit < 8; bit++) made |= ((byte >> bit) & 1) << (7 - bit)
  return made
}

/** Just as much of a PDF as carries pictures. */
class Pdf {
  readonly #parts: Uint8Array[] = [Buffer.from('%PDF-1.7\n')]
  readonly #places: number[] = []
  #length = 9

  reserve(): number {
    return this.#places.push(0)
  }

  /** A dictionary that is left open is closed around the length of its content. */
  add(object: string, content: Uint8Array | null = null): number {
    const number = this.reserve()
    this.put(number, object, content)
    return number
  }

  put(number: number, object: string, content: Uint8Array | null = null): void {
    this.#places[number - 1] = this.#length
    this.#write(`${number} 0 obj\n`)
    if (content === null) this.#write(object)
    else {
      this.#write(`${object}/Length ${content.length}>>\nstream\n`)
      this.#parts.push(content)
      this.#length += content.length
      this.#write('\nendstream')
    }
    this.#write('\nendobj\n')
  }

  end(catalogue: string): Uint8Array {
    const root = this.add(catalogue)
    const from = this.#length
    const rows = this.#places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
    const size = this.#places.length + 1
    this.#write(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<</Size ${size}/Root ${root} 0 R>>\nstartxref\n${from}\n%%EOF\n`,
    )
    return Buffer.concat(this.#parts)
  }

  #write(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    this.#parts.push(bytes)
    this.#length += bytes.length
  }
}
