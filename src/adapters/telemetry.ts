// What an operator sees of a running bot: structured logs and metrics. Names of events, counts and durations; never a word, an address or a token.
import pino from 'pino'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Counts } from './store.ts'

export type Telemetry = {
  /** Something happened on a channel. */
  readonly border: (event: { readonly kind: string; readonly channel: string }) => void
  readonly delivered: (channel: string, kind: string, tookMs: number) => void
  /** Never what came of it: who saw the figures change would know what was asked this moment. */
  readonly turn: (channel: string, silenced: boolean, tookMs: number) => void
  readonly failed: (where: string, error: unknown) => void
  readonly said: (event: string, fields?: Readonly<Record<string, string | number>>) => void
  /** The text of /metrics. */
  readonly metrics: (counts: Counts) => Promise<string>
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function telemetry(level: string): Telemetry {
  const log = pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const border = new Counter({
    name: 'rambu_incoming_total',
    help: 'What came in, by channel and what became of it',
    labelNames: ['channel', 'kind'],
    registers,
  })
  const sends = new Counter({
    name: 'rambu_sends_total',
    help: 'Messages sent, by channel and what the platform said',
    labelNames: ['channel', 'kind'],
    registers,
  })
  const sendSeconds = new Histogram({
    name: 'rambu_send_seconds',
    help: 'How long a send took',
    labelNames: ['channel'],
    buckets: SECONDS,
    registers,
  })
  const turns = new Counter({
    name: 'rambu_turns_total',
    help: 'Turns taken, by channel; silenced: over the limit',
    labelNames: ['channel', 'silenced'],
    registers,
  })
  const turnSeconds = new Histogram({
    name: 'rambu_turn_seconds',
    help: 'From claim to written reply',
    buckets: SECONDS,
    registers,
  })
  const failures = new Counter({
    name: 'rambu_failures_total',
    help: 'Broken things, by where',
    labelNames: ['where'],
    registers,
  })
  const lines = new Gauge({
    name: 'rambu_line',
    help: 'What waits: turns, replies, held and given-up replies',
    labelNames: ['line'],
    registers,
  })
  return {
    border: ({ kind, channel }) => {
      border.inc({ channel, kind })
      // strangers can cause these at will: counted, not written down
      log.debug({ channel, kind }, 'request')
    },
    delivered: (channel, kind, tookMs) => {
      sends.inc({ channel, kind })
      sendSeconds.observe({ channel }, tookMs / 1000)
      if (kind === 'dead') log.error({ channel, kind, tookMs }, 'send')
      else log.debug({ channel, kind, tookMs }, 'send')
    },
    turn: (channel, silenced, tookMs) => {
      turns.inc({ channel, silenced: String(silenced) })
      turnSeconds.observe(tookMs / 1000)
      log.debug({ channel, silenced, tookMs }, 'turn')
    },
    failed: (where, error) => {
      failures.inc({ where })
      log.error({ where, ...describe(error) }, 'failure')
    },
    said: (event, fields = {}) => log.info(fields, event),
    metrics: counts => {
      lines.set({ line: 'turns' }, counts.turnsWaiting)
      lines.set({ line: 'replies' }, counts.repliesWaiting)
      lines.set({ line: 'held' }, counts.repliesHeld)
      lines.set({ line: 'dead' }, counts.repliesDead)
      return registry.metrics()
    },
  }
}

/** The name, code and place of an error. Its message may quote what it broke on, so it is not told. */
function describe(error: unknown): { readonly error: string; readonly code?: string; readonly at?: string } {
  if (!(error instanceof Error)) return { error: 'unknown' }
  const at = error.stack?.match(/\(?([^\s()]+):(\d+):\d+\)?/)
  return {
    error: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(at ? { at: `${at[1]?.split('/').slice(-2).join('/')}:${at[2]}` } : {}),
  }
}
