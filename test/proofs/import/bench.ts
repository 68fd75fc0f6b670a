// `npm run bench -- import [--smoke --json --seed n]`: thirty-one invented documents in the shapes of real circulars, printed, typed, scanned and
// photographed by code, read by the reader that an editor's upload goes through, and cut into clauses. Measured against what they say: clauses
// with both ends right, letters, fields of the metadata, and how often a person must confirm something. Beside it in the same run a splitter by
// regular expression over the plain text (pdf.js, mammoth; of a scan the text of our own OCR), which knows no labels.
// `--seed`: other sentences in other fonts, sizes and margins, which nobody has seen before.
import { join } from 'node:path'
import process from 'node:process'
import { readFiles } from '../../../src/adapters/disk.ts'
import { openDocumentReader } from '../../../src/adapters/documents.ts'
import { type Extracted, knownIn, type Proposed, propose, type ReadDocument } from '../../../src/publishing/publishing.ts'
import { type Check, conclude, flagsOf, progress, type Row, table } from '../proof.ts'
import { asPdf, asPicture, asScannedPdf, bilevel, seen } from './draw.ts'
import { faxedPdf, tiffOf } from './fax.ts'
import { layOut } from './layout.ts'
import { confirmationsOf, fieldsRight, type Measured, measured, withoutLeads } from './measure.ts'
import { plainText, splitNaively } from './naive.ts'
import { truthOf } from './sample.ts'
import { type Document, documentsOf, type Medium } from './samples.ts'
import { asDocx } from './type.ts'

const flags = flagsOf(process.argv.slice(3))
/** The seed of the other proofs means the corpus as it is written. */
const AS_WRITTEN = 11
const SMOKE = ['se-kabupaten', 'perwali-dua-kolom', 'se-dua-daftar', 'docx-se-otomatis', 'scan-surat']
const TEN_PAGES = 'se-sepuluh-halaman'
const TARGET = { digital: { boundaries: 0.98, right: 0.99 }, scan: { boundaries: 0.95, right: 0.97 }, confirmations: 25 }

const known = knownIn(readFiles(join(import.meta.dirname, '../../../knowledge')))
const reader = openDocumentReader()

type File = { readonly name: string; readonly bytes: Uint8Array }

async function printed(document: Document): Promise<{ readonly files: readonly File[]; readonly pages: number }> {
  const { sample, medium, look, spoil } = document
  const pages = await layOut(sample, look)
  const one = (name: string, bytes: Uint8Array): { files: File[]; pages: number } => ({
    files: [{ name, bytes }],
    pages: pages.length,
  })
  if (medium === 'pdf') return one('berkas.pdf', await asPdf(pages, look))
  if (medium === 'docx') return one('berkas.docx', await asDocx(document))
  if (spoil.packed === 'fax' || spoil.packed === 'jbig2' || spoil.packed === 'tiff') {
    const sheets = pages.map((page, at) => bilevel(seen(page, look, spoil, at + 1)))
    return spoil.packed === 'tiff' ? one('pindaian.tif', tiffOf(sheets)) : one('pindaian.pdf', faxedPdf(sheets, spoil.packed))
  }
  const pictures: Uint8Array[] = []
  for (const [at, page] of pages.entries()) pictures.push(await asPicture(page, look, spoil, at + 1))
  if (medium === 'scan' && spoil.packed !== 'png') return one('pindaian.pdf', await asScannedPdf(pictures, pages))
  return { files: pictures.map((bytes, at) => ({ name: `${at + 1}.jpg`, bytes })), pages: pages.length }
}

async function readBy(read: ReadDocument, files: readonly File[]): Promise<Extracted> {
  const extraction = await read(files, { images: false, onProgress: () => {}, signal: new AbortController().signal })
  if (extraction.kind === 'refused') throw new Error(`refused: ${extraction.why}`)
  return extraction.extracted
}

type Tried = {
  readonly name: string
  readonly medium: Medium
  readonly pages: number
  readonly refused: number
  readonly ours: Measured
  readonly naive: Measured
  readonly fields: { readonly right: number; readonly of: number }
  readonly confirmations: number
  readonly seconds: number
}

async function tried(document: Document): Promise<Tried> {
  const { sample, medium } = document
  const { files, pages } = await printed(document)
  const start = performance.now()
  const extracted = await readBy(reader, files)
  const intake: Proposed = propose(extracted, known)
  const seconds = (performance.now() - start) / 1000
  const truth = truthOf(sample)
  return {
    name: sample.name,
    medium,
    pages,
    refused: intake.refusedPages.length,
    ours: measured(
      truth,
      intake.clauses.map(c => c.clause),
    ),
    naive: measured(withoutLeads(truth), splitNaively(await plainText(files[0]?.bytes ?? new Uint8Array(), extracted))),
    fields: fieldsRight(intake, sample.metadata, sample.refersTo),
    confirmations: confirmationsOf(intake),
    seconds,
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
/** Long documents weigh more: each clause and each letter counts once. */
const weighed = (all: readonly Measured[], what: 'boundaries' | 'labels' | 'right'): number => {
  const weight = (m: Measured): number => (what === 'right' ? m.letters : Math.max(m.clauses, what === 'labels' ? 0 : m.found))
  return sum(all.map(m => m[what] * weight(m))) / Math.max(1, sum(all.map(weight)))
}

function rowOf(name: string, all: readonly Tried[]): Row {
  const ours = all.map(t => t.ours)
  const naive = all.map(t => t.naive)
  return {
    documents: name,
    pages: sum(all.map(t => t.pages)),
    refused: sum(all.map(t => t.refused)),
    clauses: sum(ours.map(m => m.clauses)),
    boundaries: percent(weighed(ours, 'boundaries')),
    'by regex': percent(weighed(naive, 'boundaries')),
    letters: percent(weighed(ours, 'right')),
    'by regex ': percent(weighed(naive, 'right')),
    labels: percent(weighed(ours, 'labels')),
    metadata: percent(sum(all.map(t => t.fields.right)) / Math.max(1, sum(all.map(t => t.fields.of)))),
    confirmations: sum(all.map(t => t.confirmations)),
    's a page': sum(all.map(t => t.seconds)) / Math.max(1, sum(all.map(t => t.pages))),
  }
}

const all = documentsOf(flags.seed === AS_WRITTEN ? 0 : flags.seed)
const chosen = flags.isSmoke ? all.filter(d => SMOKE.includes(d.sample.name)) : all
const done: Tried[] = []
for (const document of chosen) {
  progress(`${done.length}/${chosen.length} ${document.sample.name}`)
  done.push(await tried(document))
}

const KINDS: readonly (readonly [string, (t: Tried) => boolean])[] = [
  ['PDF with text', t => t.medium === 'pdf'],
  ['DOCX', t => t.medium === 'docx'],
  ['scans, 300 dpi', t => t.medium === 'scan'],
  ['photographs, readable', t => t.medium === 'photo' && t.refused === 0],
  ['photographs, refused', t => t.medium === 'photo' && t.refused > 0],
]
const kinds = KINDS.flatMap(([name, is]) => {
  const some = done.filter(is)
  return some.length === 0 ? [] : [rowOf(`${name} (${some.length})`, some)]
})

const digital = done.filter(t => t.medium === 'pdf' || t.medium === 'docx').map(t => t.ours)
const scanned = done.filter(t => t.medium === 'scan').map(t => t.ours)
const ten = done.find(t => t.name === TEN_PAGES)
const least = (name: string, share: number, target: number): Check => ({
  name: `${name}: ${percent(share)}, at least ${percent(target)}`,
  isMet: share >= target,
})
const checks: Check[] = [
  least('clause boundaries, digital', weighed(digital, 'boundaries'), TARGET.digital.boundaries),
  least('letters, digital', weighed(digital, 'right'), TARGET.digital.right),
  least('clause boundaries, scans', weighed(scanned, 'boundaries'), TARGET.scan.boundaries),
  least('letters, scans', weighed(scanned, 'right'), TARGET.scan.right),
  ...(ten === undefined
    ? []
    : [
        {
          name: `confirmations of a circular of ${ten.pages} pages: ${ten.confirmations}, at most ${TARGET.confirmations}`,
          isMet: ten.confirmations <= TARGET.confirmations,
        },
      ]),
]
const single = done.map(t => rowOf(t.name, [t]))
conclude(flags, 'import', { kinds, documents: single }, `${table(single)}\n\n${table(kinds)}\n`, checks)
