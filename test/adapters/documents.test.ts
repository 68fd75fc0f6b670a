import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openDocumentReader, type ReaderOptions, type ReadingCost } from '../../src/adapters/documents.ts'
import { DOCUMENT_LIMITS, type Extraction, type ExtractionProgress } from '../../src/publishing/publishing.ts'
import * as hostile from './hostile.ts'

const MEBIBYTE = 1024 * 1024
const LIMIT = 640 * MEBIBYTE
/** Memory is looked at every 20 ms; in between a child may run over by so much. */
const OVERRUN = 160 * MEBIBYTE

const costs: ReadingCost[] = []

type Given = { readonly images?: boolean; readonly signal?: AbortSignal; readonly onProgress?: (p: ExtractionProgress) => void }

const read = (
  files: Uint8Array | readonly Uint8Array[],
  { images = false, signal = new AbortController().signal, onProgress = () => {} }: Given = {},
  options: Partial<ReaderOptions> = {},
): Promise<Extraction> =>
  openDocumentReader({ ...options, onEnd: cost => costs.push(cost) })(
    (files instanceof Uint8Array ? [files] : files).map(bytes => ({ name: 'surat.pdf', bytes })),
    { images, signal, onProgress },
  )

const linesOf = (extraction: Extraction): string[] =>
  extraction.kind === 'read' ? extraction.extracted.pages.flatMap(p => p.lines.map(l => l.text)) : []

/** Nobody is left of those who read. */
function isGone({ pid }: ReadingCost): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

afterEach(() => {
  for (const cost of costs) {
    expect(isGone(cost)).toBe(true)
    expect(cost.peakBytes).toBeLessThan(LIMIT + OVERRUN)
  }
  costs.length = 0
})

const ole = (text: string): Uint8Array =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(504), Buffer.from(text, 'utf16le')])

/** Name, document, why it is refused, and whether a process had to look at it. */
const REFUSED: readonly (readonly [string, () => Uint8Array, string, boolean])[] = [
  ['an empty file', () => new Uint8Array(0), 'empty', false],
  ['a Word file of the old kind', () => ole('WordDocument'), 'not-a-document', false],
  ['a Word file under a password', () => ole('EncryptedPackage'), 'encrypted', false],
  ['a web page that calls itself PDF', () => Buffer.from('<!doctype html><p>Surat Edaran</p>'), 'not-a-document', false],
  ['a program', () => Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(400)]), 'not-a-document', false],
  [
    'a file that is a PDF at its head and an archive at its end',
    () => Buffer.concat([hostile.pageOf('Surat'), hostile.wordOf(hostile.bodyOf(hostile.paragraph('Lain')))]),
    'not-a-document',
    false,
  ],
  ['a PDF that was cut off', () => hostile.pageOf('Surat').subarray(0, 300), 'malformed', false],
  ['a file beyond the limit of size', () => Buffer.alloc(DOCUMENT_LIMITS.bytes + 1, '%PDF-1.7 '), 'too-large', false],
  ['a PDF of noise', () => Buffer.from(`%PDF-1.7\n${'obj stream '.repeat(500)}\n%%EOF`), 'malformed', true],
  ['a PDF of ten thousand pages', () => hostile.manyPages(10_000), 'too-many-pages', true],
  ['a PDF under a password', () => hostile.lockedPdf(), 'encrypted', true],
  ['a PDF that swells to three gigabytes', () => hostile.swellingPdf(3000), 'too-hungry', true],
  ['a picture of 60,000 by 60,000 dots', () => hostile.hollowPng(60_000, 60_000), 'too-large', true],
  ['a picture without a dot', () => hostile.hollowPng(2000, 3000), 'malformed', true],
  [
    'a Word file that says it holds four gigabytes',
    () => hostile.wordOf('', [{ name: 'word/styles.xml', content: Buffer.from('<a/>'), declared: 0xfffffff0 }]),
    'too-large',
    true,
  ],
  [
    'a Word file that holds more than it says',
    () =>
      hostile.wordOf(hostile.bodyOf(''), [{ name: 'word/styles.xml', content: Buffer.alloc(60 * MEBIBYTE, ' '), declared: 900 }]),
    'too-large',
    true,
  ],
  [
    'a Word file of five thousand parts',
    () => hostile.archiveOf(Array.from({ length: 5000 }, (_, i) => ({ name: `word/${i}.xml`, content: Buffer.from('<a/>') }))),
    'too-large',
    true,
  ],
  [
    'an archive whose parts lie on one another',
    () =>
      hostile.archiveOf(
        ['[Content_Types].xml', 'word/document.xml', 'word/styles.xml'].map(name => ({ name, content: Buffer.alloc(MEBIBYTE) })),
        { shared: true },
      ),
    'malformed',
    true,
  ],
  [
    'an archive of something else',
    () => hostile.archiveOf([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>') }]),
    'not-a-document',
    true,
  ],
  [
    'a Word file whose entities laugh a billion times',
    () => {
      const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
      return hostile.wordOf(hostile.bodyOf(hostile.paragraph('&l9;'), `<!DOCTYPE l [<!ENTITY l0 "ha">${laughs}]>`))
    },
    'malformed',
    true,
  ],
  [
    'a Word file that asks for a file of the machine',
    () => hostile.wordOf(hostile.bodyOf(hostile.paragraph('&x;'), '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    'malformed',
    true,
  ],
  [
    'a Word file nested a hundred thousand deep',
    () => hostile.wordOf(hostile.bodyOf('<w:tbl>'.repeat(100_000) + '</w:tbl>'.repeat(100_000))),
    'malformed',
    true,
  ],
  ['a PDF without a word or a picture', () => hostile.pageOf(' '), 'no-text', true],
]

describe('a hostile document', () => {
  for (const [name, make, why, needsReader] of REFUSED)
    it(`is refused with its reason: ${name}`, async () => {
      expect(await read(make())).toEqual({ kind: 'refused', why })
      expect(costs.length).toBe(needsReader ? 1 : 0)
    })

  it('is not run: scripts, actions and files inside a PDF are passed over, and its text is read', async () => {
    const document = hostile.pageOf('Surat Edaran Nomor 1', {
      catalogue: '/OpenAction 6 0 R/AA<</WC 6 0 R>>/Names<</JavaScript<</Names[(a) 6 0 R]>>/EmbeddedFiles<</Names[(b) 7 0 R]>>>>',
      others: ['<</S/JavaScript/JS(while\\(true\\){})>>', '<</Type/Filespec/F(b.exe)/UF(b.exe)>>'],
    })
    expect(linesOf(await read(document))).toEqual(['Surat Edaran Nomor 1'])
  })

  it('is not unpacked further: an archive inside a Word file stays as it is', async () => {
    const inner = hostile.archiveOf([{ name: 'a', content: Buffer.alloc(50 * MEBIBYTE) }])
    const outer = hostile.wordOf(hostile.bodyOf(hostile.paragraph('Surat Edaran')), [
      { name: 'word/embeddings/a.zip', content: inner },
    ])
    expect(linesOf(await read(outer))).toEqual(['Surat Edaran'])
  })

  it('reaches no network: what a Word file says lies elsewhere is never asked for', async () => {
    let asked = 0
    const server = createServer((_, response) => {
      asked++
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.0.0.1:${port}/a.png" TargetMode="External"/></Relationships>`
    const document = hostile.wordOf(hostile.bodyOf(hostile.paragraph('Surat Edaran')), [
      { name: 'word/_rels/document.xml.rels', content: Buffer.from(relations) },
    ])
    expect(linesOf(await read(document))).toEqual(['Surat Edaran'])
    expect(asked).toBe(0)
    await new Promise(resolve => server.close(resolve))
  })

  it('is drawn small, however large it says its page is', async () => {
    const extraction = await read(hostile.pageOf('Surat', { box: '0 0 9000000 9000000' }), { images: true })
    expect(linesOf(extraction)).toEqual(['Surat'])
    expect(extraction.kind === 'read' && extraction.images.every(i => i.bytes.length < MEBIBYTE)).toBe(true)
  })
})

describe('the process that reads', () => {
  it('is killed when whoever asked no longer wants the answer', async () => {
    const abort = new AbortController()
    const reading = read(hostile.swellingPdf(3000), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('discarded')),
    })
    await expect(reading).rejects.toThrow('discarded')
  })

  it('is killed when its time is over', async () => {
    expect(await read(hostile.swellingPdf(500), {}, { seconds: 0.3 })).toEqual({ kind: 'refused', why: 'too-slow' })
  })

  it('is killed when it holds more memory than it was given, whatever it reads', async () => {
    const extraction = await read(hostile.pageOf('Surat'), {}, { memoryMebibytes: 60 })
    expect(extraction).toEqual({ kind: 'refused', why: 'too-hungry' })
  })

  it.runIf(process.platform === 'linux')('knows nothing of whoever started it, may write nothing and start nothing', async () => {
    const seen: { environment: string; command: string }[] = []
    await read(hostile.pageOf('Surat'), {
      onProgress: () => {
        for (const task of readdirSync('/proc/self/task'))
          for (const pid of readFileSync(join('/proc/self/task', task, 'children'), 'utf8')
            .trim()
            .split(' ')) {
            if (pid === '') continue
            const [environment = '', command = ''] = ['environ', 'cmdline'].map(f => readFileSync(join('/proc', pid, f), 'utf8'))
            if (command.includes('reading/child.ts')) seen.push({ environment, command })
          }
      },
    })
    expect(seen.length).toBeGreaterThan(0)
    for (const { environment, command } of seen) {
      expect(environment.split('\0').filter(v => v !== '' && !v.startsWith('NODE_CHANNEL_'))).toEqual([])
      expect(command).toContain('--permission')
      expect(command).not.toMatch(/allow-fs-write|allow-child-process/)
    }
  })
})
