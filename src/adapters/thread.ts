// A second thread that answers what it is asked, one after the other. What goes in and out is copied.
import { setPriority } from 'node:os'
import process from 'node:process'
import { parentPort, Worker, workerData } from 'node:worker_threads'

/** What a thread says of itself while it starts; `failed` carries what its owner needs to name the failure. */
export type Told = { readonly told: string; readonly about: unknown }

export type Thread<Asked, Answered> = {
  readonly ask: (asked: Asked) => Promise<Answered>
  readonly stop: () => Promise<void>
}

/** The thread has ended; what it was asked is unanswered. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded'
}

const READY = 'ready'
const FAILED = 'failed'
/** New values of a thread are short-lived; a small nursery keeps its memory small. */
const YOUNG_MEBIBYTES = 6

export type Starting = {
  readonly file: URL
  /** Copied to the thread. */
  readonly data: unknown
  readonly onTold: (told: string, about: unknown) => void
  /** The thread ended by itself, after it had been ready. */
  readonly onEnd: (error: unknown) => void
}

/** Starts a thread and waits until it is ready; rejects with what `failure` makes of the thread's own failure. */
export async function startThread<Asked, Answered>(
  { file, data, onTold, onEnd }: Starting,
  isAnswer: (value: unknown) => value is Answered,
  failure: (about: unknown) => Error,
): Promise<{ readonly thread: Thread<Asked, Answered>; readonly about: unknown }> {
  const worker = new Worker(file, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTES },
  })
  const waiting = new Map<number, { resolve: (value: Answered) => void; reject: (error: unknown) => void }>()
  let asked = 0
  let isStopping = false
  let isReady = false
  const end = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(new ThreadEnded('the thread has ended', { cause: error }))
    waiting.clear()
    if (isReady && !isStopping) onEnd(error)
  }
  let cause: unknown
  const about = await new Promise((resolve, reject) => {
    worker.on('message', (message: { id?: number; answer?: unknown } & Partial<Told>) => {
      if (message.id !== undefined) {
        if (isAnswer(message.answer)) waiting.get(message.id)?.resolve(message.answer)
        waiting.delete(message.id)
      } else if (message.told === READY) resolve(message.about)
      else if (message.told === FAILED) reject(failure(message.about))
      else if (message.told !== undefined) onTold(message.told, message.about)
    })
    // an error is followed by the exit, which ends the thread once for both
    worker.once('error', error => {
      cause = error
    })
    worker.once('exit', code => {
      const ended = cause ?? new ThreadEnded(`exit ${code}`)
      reject(ended)
      end(ended)
    })
  })
  isReady = true
  return {
    about,
    thread: {
      ask: value =>
        new Promise((resolve, reject) => {
          const id = asked++
          waiting.set(id, { resolve, reject })
          worker.postMessage({ id, value })
        }),
      stop: async () => {
        isStopping = true
        await worker.terminate()
      },
    },
  }
}

/** In the thread: what it was given. */
export const given = (): unknown => workerData

/** In the thread: tells its owner something while it starts or works. */
export const tell = (told: string, about: unknown = null): void => parentPort?.postMessage({ told, about } satisfies Told)

/** Whoever waits at the door comes before whoever thinks. Only Linux gives a thread a rank of its own. */
const MODEST = 10

/** In the thread: from now on it lets others go first. */
export function stepBack(): void {
  if (process.platform === 'linux') setPriority(MODEST)
}

/** In the thread: ready; answers from now on. */
export function serveThread<Asked, Answered>(about: unknown, answer: (asked: Asked) => Answered): void {
  stepBack()
  parentPort?.on('message', ({ id, value }: { id: number; value: Asked }) =>
    parentPort?.postMessage({ id, answer: answer(value) }),
  )
  tell(READY, about)
}

/** In the thread: cannot start. */
export const giveUp = (about: unknown): void => tell(FAILED, about)
