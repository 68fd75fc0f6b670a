// Documents read in a process of their own, one at a time: whatever a document does to its reader, it does it there, within bounds,
// without files, without a network, and the process is gone when the reading ends.
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import {
  DOCUMENT_LIMITS,
  type DocumentKind,
  type Extraction,
  type ExtractionFault,
  type ReadDocument,
} from '../publishing/publishing.ts'
import { judge } from './reading/kind.ts'
import type { Said, Task } from './reading/said.ts'

/** The reader itself is broken: not the document's fault. */
export class ReaderBroken extends Error {
  override readonly name = 'ReaderBroken'
}

/** What a reading cost, for whoever measures. */
export type ReadingCost = { readonly pid: number; readonly peakBytes: number }

export type ReaderOptions = {
  readonly memoryMebibytes: number
  readonly seconds: number
  /** A page takes seconds, also by OCR on a slow machine; whoever says nothing for so long is stuck. */
  readonly silentSeconds: number
  readonly onEnd: (cost: ReadingCost) => void
}

const USUAL: ReaderOptions = { memoryMebibytes: 640, seconds: DOCUMENT_LIMITS.seconds, silentSeconds: 90, onEnd: () => {} }

const MEBIBYTE = 1024 * 1024
/** What JavaScript may hold of it; dots of pictures and the memory of OCR lie outside. */
const HEAP_MEBIBYTES = 192
/** The first thread of the child only watches. */
const WATCHER_MEBIBYTES = 64

const ROOT = join(import.meta.dirname, '../..')
const CHILD = join(import.meta.dirname, 'reading/child.ts')

/** It may read the program's own code and nothing else; it may write nothing and start nothing. */
const PERMISSIONS = [
  '--permission',
  '--allow-addons',
  '--allow-worker',
  `--allow-fs-read=${join(ROOT, 'node_modules')}/`,
  `--allow-fs-read=${join(ROOT, 'src/adapters/reading')}/`,
  `--allow-fs-read=${join(ROOT, 'package.json')}`,
  '--disallow-code-generation-from-strings',
  `--max-old-space-size=${WATCHER_MEBIBYTES}`,
  '--no-warnings',
]

export function openDocumentReader(options: Partial<ReaderOptions> = {}): ReadDocument {
  const bounds = { ...USUAL, ...options }
  let last: Promise<unknown> = Promise.resolve()
  return async (files, { images, onProgress, signal }) => {
    const judged = judgeAll(files.map(f => f.bytes))
    if ('why' in judged) return { kind: 'refused', why: judged.why }
    const limits = {
      pages: DOCUMENT_LIMITS.pages,
      imageWidth: DOCUMENT_LIMITS.imageWidth,
      memoryBytes: bounds.memoryMebibytes * MEBIBYTE,
      heapMebibytes: HEAP_MEBIBYTES,
    }
    const task: Task = { kind: judged.kind, files: files.map(f => f.bytes), images, limits }
    // one after the other: two would hold twice the memory
    const turn = last.then(() => readApart(task, bounds, onProgress, signal))
    last = turn.catch(() => {})
    return await turn
  }
}

/** What comes as one file a page, or a few. */
const IN_PIECES: readonly (DocumentKind | null)[] = ['image', 'tiff']

function judgeAll(files: readonly Uint8Array[]): { readonly kind: DocumentKind } | { readonly why: ExtractionFault } {
  if (files.reduce((sum, f) => sum + f.length, 0) > DOCUMENT_LIMITS.bytes) return { why: 'too-large' }
  const judged = files.map(judge)
  const wrong = judged.find(j => j.kind === null)
  if (wrong?.why) return { why: wrong.why }
  const kind = judged[0]?.kind
  if (kind == null) return { why: 'empty' }
  if (judged.length > 1 && judged.some(j => j.kind !== kind || !IN_PIECES.includes(j.kind))) return { why: 'mixed-kinds' }
  return judged.length > DOCUMENT_LIMITS.photographs ? { why: 'too-many-pages' } : { kind }
}

async function readApart(
  task: Task,
  bounds: ReaderOptions,
  onProgress: Parameters<ReadDocument>[1]['onProgress'],
  signal: AbortSignal,
): Promise<Extraction> {
  signal.throwIfAborted()
  const child = fork(CHILD, [], {
    execArgv: PERMISSIONS,
    env: {},
    // its folder is the program's, whatever the parent's is
    cwd: ROOT,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const cost = { pid: child.pid ?? 0, peakBytes: 0 }
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const timers: NodeJS.Timeout[] = []
  const onAbort = (): void => {
    child.kill('SIGKILL')
  }
  try {
    signal.addEventListener('abort', onAbort, { once: true })
    const end = await listen(child, task, bounds, timers, cost, onProgress)
    signal.throwIfAborted()
    return end
  } finally {
    signal.removeEventListener('abort', onAbort)
    for (const timer of timers) clearTimeout(timer)
    child.kill('SIGKILL')
    await gone
    bounds.onEnd(cost)
  }
}

/** Gathers what the child says until it has said its last word, is silent for too long, or is gone. */
function listen(
  child: ChildProcess,
  task: Task,
  bounds: ReaderOptions,
  timers: NodeJS.Timeout[],
  cost: { peakBytes: number },
  onProgress: Parameters<ReadDocument>[1]['onProgress'],
): Promise<Extraction> {
  return new Promise((resolve, reject) => {
    const pages: Extract<Said, { said: 'page' }>[] = []
    let isReady = false
    const refuse = (why: ExtractionFault): void => resolve({ kind: 'refused', why })
    const silence = setTimeout(() => refuse('too-slow'), bounds.silentSeconds * 1000)
    timers.push(
      silence,
      setTimeout(() => refuse('too-slow'), bounds.seconds * 1000),
    )
    child.on('message', (said: Said) => {
      if (said.said === 'memory') {
        cost.peakBytes = Math.max(cost.peakBytes, said.peakBytes)
        return
      }
      silence.refresh()
      if (said.said === 'ready') isReady = true
      else if (said.said === 'progress') onProgress(said.progress)
      else if (said.said === 'page') pages.push(said)
      else if (said.said === 'refused') refuse(said.why)
      else
        resolve({
          kind: 'read',
          extracted: { kind: task.kind, pages: pages.map(p => p.page) },
          images: pages.flatMap(p => p.image ?? []),
        })
    })
    child.once('error', error => reject(new ReaderBroken('the reader cannot be started', { cause: error })))
    // a reader that fell over the document: the system took its memory back, or the document broke a library
    child.once('exit', (code, by) => {
      if (isReady) refuse(by === 'SIGKILL' ? 'too-hungry' : 'malformed')
      else reject(new ReaderBroken(`the reader ended with ${by ?? code} before it had begun`))
    })
    child.send(task, error => {
      if (error) reject(new ReaderBroken('the reader took no document', { cause: error }))
    })
  })
}
