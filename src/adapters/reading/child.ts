// The process in which one document is read. Its first thread reads nothing: it watches how much memory the process holds, also
// outside the heap of JavaScript, and ends it when that is too much, when its parent is gone, or when all is said.
import { setPriority } from 'node:os'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import type { Said, Task } from './said.ts'

/** How often memory is looked at: in that time a process fills about a hundred megabytes at most. */
const LOOK_MS = 20
/** A risen peak is told in steps of this. */
const TOLD_BYTES = 4 * 1024 * 1024
/** Whoever reads a document steps back behind whoever answers. */
const MODEST = 10

const say = (said: Said): void => {
  process.send?.(said)
}

/** Says a last word and ends. */
const leave = (said: Said): void => {
  if (process.send) process.send(said, () => process.exit())
  else process.exit()
}

function watch(limit: number): void {
  let told = 0
  setInterval(() => {
    const held = process.memoryUsage.rss()
    if (held > told + TOLD_BYTES) {
      told = held
      say({ said: 'memory', peakBytes: held })
    }
    if (held > limit) {
      // whatever is still being unpacked must not go on while the last word is on its way
      reader?.terminate()
      leave({ said: 'refused', why: 'too-hungry' })
    }
  }, LOOK_MS)
}

let reader: Worker | null = null

function read(task: Task): void {
  watch(task.limits.memoryBytes)
  reader = new Worker(new URL('./reader.ts', import.meta.url), {
    workerData: task,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: task.limits.heapMebibytes },
  })
  reader.on('message', (said: Said) => (said.said === 'done' || said.said === 'refused' ? leave(said) : say(said)))
  reader.on('error', error => {
    const isHeap = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    leave({ said: 'refused', why: isHeap ? 'too-hungry' : 'malformed' })
  })
}

try {
  setPriority(MODEST)
} catch {
  // not every system lets a process step back; it reads all the same
}
process.once('message', read)
process.once('disconnect', () => process.exit())
