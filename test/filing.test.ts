import { describe, expect, it } from 'vitest'
import { type Copied, fileReader, HEARD_MAX, type See, voiceReader } from '../src/filing.ts'
import type { ExtractedPage, Extraction, ReadDocument } from '../src/publishing/publishing.ts'
import { DOUBT } from '../src/vocabulary.ts'

const lineOf = (text: string, doubts: readonly { from: number; to: number; confidence: number }[] = []) => ({
  text,
  left: 0,
  top: 0,
  right: 1,
  bottom: 0.1,
  size: 0.01,
  isBold: false,
  confidence: null,
  doubts,
  cell: null,
})
const pageOf = (number: number, rest: Partial<ExtractedPage> = {}): ExtractedPage => ({
  number,
  lines: [lineOf(`halaman ${number}`)],
  by: 'text',
  isRefused: false,
  ...rest,
})
const reads =
  (...pages: ExtractedPage[]): ReadDocument =>
  async () =>
    ({ kind: 'read', extracted: { kind: 'pdf', pages }, images: [] }) satisfies Extraction
const signal = new AbortController().signal
const read = (from: ReadDocument) => fileReader(from)(new Uint8Array([1]), signal)

describe('a file of an asker', () => {
  it('is read line by line; a word that the reader was unsure of is marked, and marks of its own are taken away', async () => {
    const line = lineOf(`ASN ${DOUBT}dilarang memberikan`, [{ from: 14, to: 24, confidence: 40 }])
    const text = await read(reads(pageOf(1, { by: 'ocr', lines: [line] })))
    expect(text).toEqual({ kind: 'read', text: `ASN dilarang ${DOUBT}memberikan`, isPhoto: true, isCut: false })
  })

  it('is read up to its twelfth page, and that is said', async () => {
    const found = await read(reads(...Array.from({ length: 15 }, (_, i) => pageOf(i + 1))))
    expect(found).toMatchObject({ kind: 'read', isCut: true, isPhoto: false })
    expect(found.kind === 'read' ? found.text.split('\n') : []).toHaveLength(12)
  })

  it('is not believed where a page was too poor to be read', async () => {
    expect(await read(reads(pageOf(1), pageOf(2, { isRefused: true })))).toMatchObject({ text: 'halaman 1', isCut: true })
    expect(await read(reads(pageOf(1, { isRefused: true })))).toEqual({ kind: 'unread', why: 'poor' })
  })

  it('is given up at once when it is a scan of many pages', async () => {
    const found = await read(async (_files, { onProgress, signal: ended }) => {
      onProgress({ page: 1, pages: 40, stage: 'ocr' })
      ended.throwIfAborted()
      return { kind: 'refused', why: 'empty' }
    })
    expect(found).toEqual({ kind: 'unread', why: 'long' })
  })

  it('over which the reader itself broke is nobody’s refusal', async () => {
    await expect(read(async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})

describe('a voice note of an asker', () => {
  const heard = (copied: Copied) => voiceReader(async () => copied)(new Uint8Array([1]), signal)
  const said = (text: string) => heard({ kind: 'words', text })

  it('is its words and nothing else', async () => {
    expect(await said('Bolehkah saya hadir?')).toEqual({
      kind: 'read',
      text: 'Bolehkah saya hadir?',
      isPhoto: false,
      isCut: false,
    })
  })

  it('that nobody could hear is told why', async () => {
    expect(await heard({ kind: 'unclear' })).toEqual({ kind: 'unread', why: 'poor' })
    expect(await heard({ kind: 'silent' })).toEqual({ kind: 'unread', why: 'busy' })
    expect(await heard({ kind: 'late' })).toEqual({ kind: 'unread', why: 'slow' })
    expect(await said('kata '.repeat(HEARD_MAX))).toEqual({ kind: 'unread', why: 'long' })
  })

  it('of silence is not taken for what servers make up of silence', async () => {
    for (const noise of [
      'Terima kasih telah menonton!',
      'Terima kasih sudah menonton.',
      'Thanks for watching',
      '[Musik]',
      '...',
      'ya ya ya ya ya ya',
      'Selamat pagi. Selamat pagi. Selamat pagi. Selamat pagi.',
    ])
      expect(await said(noise), noise).toEqual({ kind: 'unread', why: 'poor' })
    for (const words of [
      'ya',
      'bukan',
      'terima kasih',
      'boleh boleh saja kah saya ikut kampanye',
      'musik dangdut saat kampanye, boleh?',
    ])
      expect(await said(words), words).toMatchObject({ kind: 'read', text: words })
  })

  it('in which a number was spoken digit by digit has it as a number, so that it is found and taken out', async () => {
    expect(await said('nomornya nol delapan satu dua, tiga empat lima enam tujuh delapan ya')).toMatchObject({
      text: 'nomornya 0812345678 ya',
    })
    expect(await said('dua atau tiga orang, satu dua kali')).toMatchObject({ text: 'dua atau tiga orang, satu dua kali' })
  })
})

describe('a picture that could hardly be read', () => {
  const PICTURE = new Uint8Array([0xff, 0xd8, 0xff])
  const photographed =
    (page: Partial<ExtractedPage>, asked: boolean[] = []): ReadDocument =>
    async (_files, { images }) => {
      asked.push(images)
      const image = { number: 1, type: 'image/jpeg' as const, bytes: new Uint8Array([7]) }
      return {
        kind: 'read',
        extracted: { kind: 'image', pages: [pageOf(1, { by: 'ocr', ...page })] },
        images: images ? [image] : [],
      }
    }
  const sees =
    (copied: Copied, shown: unknown[] = []): See =>
    async picture => {
      shown.push(picture)
      return copied
    }
  const WORDS: Copied = { kind: 'words', text: `tulisan di gambar${DOUBT}` }
  const GOOD = [lineOf('Bolehkah pegawai negeri sipil ikut kampanye di masa cuti tahunan ini?')]

  it('is shown to the model that sees, drawn anew, and its words are marked as copied', async () => {
    const shown: unknown[] = []
    for (const page of [
      { isRefused: true },
      { lines: [lineOf('dua kata')] },
      {
        lines: [
          lineOf(
            'satu dua tiga empat lima enam tujuh delapan',
            [0, 5, 9, 14].map(from => ({ from, to: from + 4, confidence: 20 })),
          ),
        ],
      },
    ])
      expect(await fileReader(photographed(page), sees(WORDS, shown))(PICTURE, signal)).toEqual({
        kind: 'read',
        text: 'tulisan di gambar',
        isPhoto: true,
        isCut: false,
        isCopied: true,
      })
    expect(shown).toEqual(Array(3).fill({ number: 1, type: 'image/jpeg', bytes: new Uint8Array([7]) }))
  })

  it('stays what was read of it where the model sees no more', async () => {
    for (const copied of [{ kind: 'unclear' }, { kind: 'silent' }, { kind: 'late' }, { kind: 'words', text: '…' }] as const) {
      expect(await fileReader(photographed({ isRefused: true }), sees(copied))(PICTURE, signal)).toEqual({
        kind: 'unread',
        why: 'poor',
      })
      expect(await fileReader(photographed({}), sees(copied))(PICTURE, signal)).toMatchObject({ text: 'halaman 1' })
    }
  })

  it('is the only thing that is shown: neither what was read well, nor a document', async () => {
    const [shown, asked]: [unknown[], boolean[]] = [[], []]
    await fileReader(photographed({ lines: GOOD }, asked), sees(WORDS, shown))(PICTURE, signal)
    await fileReader(photographed({ isRefused: true }, asked), sees(WORDS, shown))(Buffer.from('%PDF-1.7'), signal)
    await fileReader(photographed({ isRefused: true }, asked))(PICTURE, signal)
    expect(shown).toEqual([])
    expect(asked).toEqual([true, false, false])
  })
})
