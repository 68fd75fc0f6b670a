// The thread that reads: one document, once. It has no network and may read nothing but the program's own files.
import { parentPort, workerData } from 'node:worker_threads'
import type { Ocr } from './ocr.ts'
import { Refusal, type Said, type Saying, type Task } from './said.ts'
import { seal } from './seal.ts'

const say = (said: Said): void => parentPort?.postMessage(said)

let opened: Promise<Ocr> | null = null
/** Opened when the first page needs it, and kept for the others. */
const ocr = (): Promise<Ocr> => {
  opened ??= import('./ocr.ts').then(({ openOcr }) => openOcr())
  return opened
}

async function read({ kind, files, images, limits }: Task): Promise<Said> {
  const found = { text: false, refused: false }
  const saying: Saying = {
    progress: progress => say({ said: 'progress', progress }),
    page: (page, image) => {
      if (page.lines.length > 0) found.text = true
      if (page.isRefused) found.refused = true
      say({ said: 'page', page, image })
    },
  }
  const [first = new Uint8Array()] = files
  // only what this document needs is loaded: a Word file draws nothing, a photograph has no pages to lay out
  if (kind === 'pdf') await (await import('./pdf.ts')).readPdf(first, { images, limits, ocr }, saying)
  else if (kind === 'tiff') {
    const pages = (await import('./tiff.ts')).tiffAsPdf(files, limits.pages)
    await (await import('./pdf.ts')).readPdf(pages, { images, limits, ocr }, saying)
  } else if (kind === 'docx') await (await import('./docx.ts')).readDocx(first, limits, saying)
  else if (kind === 'image') await (await import('./images.ts')).readImages(files, { images, limits, ocr }, saying)
  else throw new Refusal('not-a-document')
  return found.text || found.refused ? { said: 'done' } : { said: 'refused', why: 'no-text' }
}

seal()
say({ said: 'ready' })
try {
  say(await read(workerData as Task))
} catch (error) {
  say({ said: 'refused', why: error instanceof Refusal ? error.why : 'malformed' })
}
