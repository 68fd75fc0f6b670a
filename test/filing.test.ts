import { describe, expect, it } from 'vitest'
import { fileReader } from '../src/filing.ts'
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
