// Holds the thread that checks files: started when somebody wants a check, let go of when nobody has wanted one for a while.
import { later } from './adapters/clock.ts'
import { startThread, type Thread } from './adapters/thread.ts'
import type { CheckerData } from './checker.ts'
import type { Files, Problem } from './knowledge/knowledge.ts'

const WARM_MS = 60_000

export type Checker = { readonly check: (files: Files) => Promise<readonly Problem[]>; readonly stop: () => Promise<void> }
type CheckerThread = Thread<Files, readonly Problem[]>

/** `warmMs`: how long the thread is kept after its last check. */
export function openChecker(warmMs = WARM_MS): Checker {
  let held: Promise<CheckerThread> | null = null
  let waiting = 0
  let cool = (): void => {}
  const drop = async (): Promise<void> => {
    const thread = held
    held = null
    cool()
    await (await thread?.catch(() => null))?.stop()
  }
  const lost = (thread: Promise<CheckerThread>): void => {
    if (held === thread) held = null
  }
  const thread = (): Promise<CheckerThread> => {
    if (held !== null) return held
    const started: Promise<CheckerThread> = start(() => lost(started))
    started.catch(() => lost(started))
    held = started
    return started
  }
  return {
    check: async files => {
      cool()
      waiting += 1
      try {
        return await (await thread()).ask(files)
      } finally {
        waiting -= 1
        if (waiting === 0) cool = later(warmMs, () => void drop())
      }
    },
    stop: drop,
  }
}

const isAnswer = (value: unknown): value is readonly Problem[] => Array.isArray(value)

async function start(onEnd: () => void): Promise<CheckerThread> {
  const file = new URL('./rambu.js', import.meta.url)
  const data: CheckerData = { checking: true }
  const started = await startThread(
    { file, data, onTold: () => {}, onEnd },
    isAnswer,
    () => new Error('the checker could not start'),
  )
  return started.thread
}
