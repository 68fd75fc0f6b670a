// Documents made to harm whoever opens them, small as files. None is kept in the repository: each is put together when it is needed.
import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib'

export type Packed = {
  readonly name: string
  readonly content: Uint8Array
  /** What the list says it holds, when that is a lie. */
  readonly declared?: number
}

/** An archive as its parts are given, lies included; `shared`: all names of the list lead to the first part. */
export function archiveOf(parts: readonly Packed[], { shared = false } = {}): Uint8Array {
  const written: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const { name, content, declared } of parts) {
    const title = Buffer.from(name)
    const packed = deflateRawSync(content)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(declared ?? content.length, 18)
    fields.writeUInt16LE(title.length, 22)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    fields.copy(entry, 6)
    entry.writeUInt32LE(shared ? 0 : at, 42)
    list.push(entry, title)
    if (shared && written.length > 0) continue
    written.push(Buffer.from('PK\x03\x04'), fields, title, packed)
    at += 30 + title.length + packed.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...written, directory, end])
}

const WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
export const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
export const bodyOf = (inner: string, before = ''): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${before}<w:document ${WORDS}><w:body>${inner}</w:body></w:document>`

const TYPES =
  '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const RELATIONS =
  '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'

/** A Word file of one body, and whatever else is put into it. */
export const wordOf = (body: string, others: readonly Packed[] = []): Uint8Array =>
  archiveOf([
    { name: '[Content_Types].xml', content: Buffer.from(TYPES) },
    { name: '_rels/.rels', content: Buffer.from(RELATIONS) },
    { name: 'word/document.xml', content: Buffer.from(body) },
    ...others,
  ])

/** A PDF of objects as they are written, numbered from 1; the first is its catalogue. */
export function pdfOf(objects: readonly (string | Uint8Array)[], trailer = ''): Uint8Array {
  const written: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const places: number[] = []
  let at = 9
  objects.forEach((object, i) => {
    const bytes = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')])
    places.push(at)
    written.push(bytes)
    at += bytes.length
  })
  const rows = places.map(p => `${String(p).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  written.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(written)
}

export const stream = (dictionary: string, content: Uint8Array): Uint8Array =>
  Buffer.concat([
    Buffer.from(`<<${dictionary}/Length ${content.length}>>\nstream\n`),
    Buffer.from(content),
    Buffer.from('\nendstream'),
  ])

const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
const print = (text: string, mode: number): Uint8Array =>
  stream('', Buffer.from(`BT ${mode} Tr /F 12 Tf 72 700 Td (${text}) Tj ET`))

/** One page that says something, with what else its catalogue and its page are given. */
export const pageOf = (
  text: string,
  { catalogue = '', box = '0 0 595 842', mode = 0, others = [] as string[] } = {},
): Uint8Array =>
  pdfOf([
    `<</Type/Catalog/Pages 2 0 R${catalogue}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[${box}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>`,
    print(text, mode),
    FONT,
    ...others,
  ])

export const manyPages = (count: number): Uint8Array =>
  pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${count}/Kids[${Array.from({ length: count }, (_, i) => `${i + 3} 0 R`).join(' ')}]>>`,
    ...Array.from({ length: count }, () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'),
  ])

/** Sealed under a password that nobody gives. */
export const lockedPdf = (): Uint8Array =>
  pdfOf(
    [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
      `<</Filter/Standard/V 1/R 2/P -4/O<${'41'.repeat(32)}>/U<${'42'.repeat(32)}>>>`,
    ],
    `/Encrypt 4 0 R/ID[<${'43'.repeat(16)}><${'43'.repeat(16)}>]`,
  )

/** A page whose drawing is packed twice and holds so many megabytes of nothing. */
export function swellingPdf(megabytes: number): Uint8Array {
  const first = deflateSync(Buffer.alloc(1024 * 1024, 0x20), { finishFlush: constants.Z_FULL_FLUSH })
  // after the head, a piece that was flushed whole can follow itself for ever
  const pieces = Array.from({ length: megabytes }, (_, i) => (i === 0 ? first : first.subarray(2)))
  const content = deflateSync(Buffer.concat(pieces))
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>',
    stream('/Filter[/FlateDecode/FlateDecode]', content),
  ])
}

/** A page that is one picture, of which nothing can be unpacked: it is noise, or larger than any page. */
export const lostPdf = (kind: 'image' | 'stencil', why: 'broken' | 'huge'): Uint8Array => {
  const [width, height] = why === 'broken' ? [1000, 1400] : [20_000, 28_000]
  const packed = why === 'broken' ? '/JBIG2Decode' : `/CCITTFaxDecode/DecodeParms<</K -1/Columns ${width}/Rows ${height}>>`
  return pdfOf([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    stream('', Buffer.from('q 595 0 0 842 0 0 cm /I Do Q')),
    stream(
      `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/BitsPerComponent 1${kind === 'image' ? '/ColorSpace/DeviceGray' : '/ImageMask true'}/Filter${packed}`,
      Buffer.alloc(4000, 0x5a),
    ),
  ])
}

/** A TIFF of such fields, as whole numbers; its pages lead to `next`. */
export function tiffOf(fields: readonly (readonly [tag: number, value: number])[], next = 0): Uint8Array {
  const list = Buffer.alloc(2 + fields.length * 12 + 4)
  list.writeUInt16LE(fields.length)
  fields.forEach(([tag, value], i) => {
    list.writeUInt16LE(tag, 2 + i * 12)
    list.writeUInt16LE(4, 4 + i * 12)
    list.writeUInt32LE(1, 6 + i * 12)
    list.writeUInt32LE(value, 10 + i * 12)
  })
  list.writeUInt32LE(next, list.length - 4)
  return Buffer.concat([Buffer.from('II*\0\x08\0\0\0', 'latin1'), list])
}

/** A picture that says it is so large; there is not one dot in it. */
export function hollowPng(width: number, height: number): Uint8Array {
  const head = Buffer.alloc(25)
  head.writeUInt32BE(13, 0)
  head.write('IHDR', 4)
  head.writeUInt32BE(width, 8)
  head.writeUInt32BE(height, 12)
  head.writeUInt8(8, 16)
  head.writeUInt32BE(crc32(head.subarray(4, 21)), 21)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), head, Buffer.from('\0\0\0\0IEND\xaeB`\x82', 'latin1')])
}
