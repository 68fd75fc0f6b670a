// Loaded before a bot (`--import`): its clock starts at another moment and is moved on from outside, so that a day passes in a minute. Nothing
// of the bot is changed: it asks the same clock and sets the same timers, and what became due while the clock was moved happens at once, as
// after a machine has slept. Time is moved only while the bot rests; while it works its clock runs as fast as any.
import { createServer } from 'node:http'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const { ATTACK_CLOCK_AT, ATTACK_CLOCK_PORT } = process.env
const trueNow = Date.now
const trueTimeout = setTimeout
const trueClear = clearTimeout
let ahead = Number(ATTACK_CLOCK_AT) - trueNow()
const now = (): number => trueNow() + ahead

const waiting = new Map<NodeJS.Timeout, { readonly due: number; readonly run: () => void }>()

function timeout(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  const end = (): void => {
    waiting.delete(timer)
    run(...args)
  }
  const timer = trueTimeout(end, ms)
  waiting.set(timer, { due: now() + ms, run: end })
  return timer
}

function clear(timer?: NodeJS.Timeout | string | number): void {
  if (typeof timer === 'object') waiting.delete(timer)
  trueClear(timer)
}

/** What has become due happens now, in its order. */
function moveTo(at: number): void {
  const by = at - now()
  if (!(by > 0)) return
  ahead += by
  for (const [timer, { due, run }] of [...waiting].toSorted(([, a], [, b]) => a.due - b.due)) {
    if (!waiting.has(timer) || due > at) continue
    trueClear(timer)
    run()
  }
}

// a thread of the bot is told the time by its owner
if (isMainThread) {
  Date.now = now
  Object.defineProperty(globalThis, 'setTimeout', { value: timeout })
  Object.defineProperty(globalThis, 'clearTimeout', { value: clear })
  if (ATTACK_CLOCK_PORT !== undefined)
    createServer((request, response) => {
      moveTo(Number(new URL(request.url ?? '', 'http://clock').searchParams.get('to')))
      setImmediate(() => response.end(String(now())))
    })
      .listen(Number(ATTACK_CLOCK_PORT), '127.0.0.1')
      .unref()
}
