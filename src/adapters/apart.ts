// One piece of work in a process of its own: all that it took goes back to the system when it ends. A thread that ends leaves much of it with us.
import { fork } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { stepBack, ThreadEnded, type Told } from './thread.ts'

export type Work = {
  /** The way into the program, and what of it is wanted. */
  readonly file: URL
  readonly as: string
  /** Copied to the process. */
  readonly data: unknown
  readonly onTold: (told: string) => void
  /** Called off: the process is gone, and the promise rejects. */
  readonly signal?: AbortSignal
}

const DONE = 'done'
const FAILED = 'failed'

/** Resolves when the work is done; rejects with what `failure` makes of the work's own failure. */
export function doApart({ file, as, data, onTold, signal }: Work, failure: (about: unknown) => Error): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(file), [as], {
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const end = (): void => void child.kill('SIGKILL')
    // whoever ends us ends it too
    process.once('exit', end)
    signal?.addEventListener('abort', end, { once: true })
    child.on('message', ({ told, about }: Told) => {
      if (told === DONE) resolve()
      else if (told === FAILED) reject(failure(about))
      else onTold(told)
    })
    child.once('error', reject)
    child.once('exit', (code, by) => {
      process.off('exit', end)
      signal?.removeEventListener('abort', end)
      reject(new ThreadEnded(`exit ${by ?? code}`))
    })
    child.send(data as object, error => {
      if (error) reject(error)
    })
  })
}

/** In the process: does the one thing that it was started for, and ends. `refusal`: what its owner needs to name a failure; null: it breaks. */
export function workApart<Data>(
  work: (data: Data, tell: (told: string) => void) => void,
  refusal: (error: unknown) => unknown,
): void {
  // an owner that is gone hears nothing; what was made stays for the next one
  const say = (told: string, about: unknown = null): void =>
    void process.send?.({ told, about } satisfies Told, undefined, undefined, () => {})
  stepBack()
  process.once('message', (data: Data) => {
    try {
      work(data, say)
      say(DONE)
    } catch (error) {
      const about = refusal(error)
      if (about === null) throw error
      say(FAILED, about)
    }
    process.disconnect?.()
  })
}
