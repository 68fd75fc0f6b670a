// Programs in processes of their own, as an operator or a platform would run them; and calls to them as a platform makes them.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'

export const ROOT = join(import.meta.dirname, '../..')

export type Child = {
  readonly pid: number
  /** The first line on its standard output; rejects when it ends before. */
  readonly firstLine: Promise<string>
  readonly hasEnded: () => boolean
  /** All that it wrote on its standard output, and on the other. */
  readonly output: () => string
  readonly errors: () => string
  /** As a power cut does: SIGKILL. */
  readonly kill: () => Promise<void>
  /** As an operator does: SIGTERM. Its exit status. */
  readonly stop: () => Promise<number | null>
}

const NODE_FLAGS = ['--max-semi-space-size=4', '--v8-pool-size=1']
const OUTPUT_KEPT_MAX = 64 * 1024 * 1024

/** Nothing of the caller's own environment reaches it but where programs are found. */
export function startNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [...NODE_FLAGS, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    if (errors.length < OUTPUT_KEPT_MAX) errors += chunk.toString()
  })
  const ended = once(child, 'exit')
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')))
    })
    void ended.then(([status]) => reject(new Error(`${args.join(' ')} ended with ${String(status)}\n${errors.slice(-2000)}`)))
  })
  // whoever kills it at once does not wait for the line
  firstLine.catch(() => {})
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (!hasEnded()) {
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }
  return {
    pid: child.pid ?? 0,
    firstLine,
    hasEnded,
    output: () => output,
    errors: () => errors,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

export const startBot = (env: Readonly<Record<string, string>>): Child => startNode(['src/rambu.js', 'start'], env)

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  server.close()
  await once(server, 'close')
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

export type Called = { readonly status: number; readonly tookMs: number; readonly body: string }
export type Call = {
  readonly url: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** Calls over kept-open connections. Status 0: nobody answered. */
export function caller(
  connections: number,
  timeoutMs = 30_000,
): { readonly call: (call: Call) => Promise<Called>; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const call = ({ url, method = 'POST', headers = {}, body }: Call): Promise<Called> =>
    new Promise(done => {
      const started = performance.now()
      const bytes = body === undefined ? undefined : Buffer.from(body)
      const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) }
      const ended = (status: number, text: string): void => done({ status, tookMs: performance.now() - started, body: text })
      const sent = request(url, { method, agent, headers: { ...length, ...headers }, timeout: timeoutMs }, response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => ended(response.statusCode ?? 0, text))
        response.on('error', () => ended(0, ''))
        response.on('close', () => ended(0, ''))
      })
      sent.on('timeout', () => sent.destroy())
      sent.on('error', () => ended(0, ''))
      sent.end(bytes)
    })
  return { call, close: () => agent.destroy() }
}

export const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms))

/** Looks until it is so; false when the time is over. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number, everyMs = 20): Promise<boolean> {
  const end = Date.now() + withinMs
  while (Date.now() < end) {
    if (await isSo()) return true
    await pause(everyMs)
  }
  return isSo()
}
