// The way in, in plain JavaScript: it turns on Node's cache of compiled code before any TypeScript is met, so that types are erased once
// for each version of a file and not at every start, nor in every thread. Without the cache everything works, only slower and larger.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { isMainThread, workerData } from 'node:worker_threads'

// glibc gives each thread an arena of its own and hands little of it back; with one for all an idle bot is a tenth smaller. The allocator reads
// this before any code of ours, so the process starts over as itself.
if (isMainThread && process.platform === 'linux' && process.argv[2] === 'start' && process.env.MALLOC_ARENA_MAX === undefined)
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...process.env,
    MALLOC_ARENA_MAX: '1',
  })

enableCompileCache(join(import.meta.dirname, '../.cache/node'))
// a bot may be killed any moment, and a thread is never asked to leave: what was compiled is kept once the start is over
const STARTED_MS = 3000
setTimeout(flushCompileCache, STARTED_MS).unref()
const threads = { trying: './tester.ts', comparing: './comparer.ts', checking: './checker.ts' }
const named = Object.keys(workerData ?? {}).find(key => key in threads)
const isLearner = process.send !== undefined && process.argv[2] === 'learner'
const whole = isLearner ? './learner.ts' : './cli.ts'
await import(isMainThread ? whole : (threads[named] ?? './thinker.ts'))
