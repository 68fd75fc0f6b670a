// What an operator sees of a running bot: structured logs and metrics. Names of events, counts and durations; never a word, an address or a token.
import pino from 'pino'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { OFF_WHY, type OffWhy } from '../inbox/inbox.ts'
import type { CallEvent, Caller } from './model/caller.ts'
import type { Counts } from './store.ts'

export type Telemetry = {
  /** Something happened on a channel. */
  readonly border: (event: { readonly kind: string; readonly channel: string }) => void
  readonly delivered: (channel: string, kind: string, tookMs: number) => void
  /** Never what came of it: who saw the figures change would know what was asked this moment. */
  readonly turn: (channel: string, silenced: boolean, tookMs: number) => void
  readonly failed: (where: string, error: unknown) => void
  readonly said: (event: string, fields?: Readonly<Record<string, string | number>>) => void
  /** A language model was called. Counted only with others, as what became of its words is: one by one they would tell what was asked this moment. */
  readonly called: (event: CallEvent) => void
  readonly marked: (marks: readonly string[]) => void
  /** The text of /metrics. */
  readonly metrics: (counts: Counts, model?: ModelSeen | null) => Promise<string>
}

/** How a language model stands: out of reach, over its budget, switched off. */
export type ModelSeen = {
  readonly states: Caller['states']
  readonly off: () => OffWhy | null
  readonly share: (why: OffWhy) => number
}
/** Events that are counted together. */
const TOGETHER = 20
/** Steps between none and all in which a share is told. */
const STEPS = 20

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
  const models = modelMetrics(registers)
  return {
    called: event => {
      models.called(event)
      // a fault of the endpoint tells nothing of what was asked
      if (models.isNews(event)) log.warn({ role: event.role, model: event.model, result: event.result }, 'model')
    },
    marked: models.marked,
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
    metrics: (counts, model = null) => {
      models.stand(model)
      lines.set({ line: 'turns' }, counts.turnsWaiting)
      lines.set({ line: 'replies' }, counts.repliesWaiting)
      lines.set({ line: 'held' }, counts.repliesHeld)
      lines.set({ line: 'dead' }, counts.repliesDead)
      return registry.metrics()
    },
  }
}

/** What becomes worse, or better again, is written down once. */
const NEWS: readonly string[] = ['key', 'model', 'credit', 'throttled', 'broken', 'silent', 'slow', 'away', 'over']

function modelMetrics(registers: Registry[]) {
  const calls = new Counter({
    name: 'rambu_model_calls_total',
    help: `Calls of language models, by what for and what came of it; ${TOGETHER} are counted at once`,
    labelNames: ['role', 'model', 'result'],
    registers,
  })
  const seconds = new Histogram({
    name: 'rambu_model_seconds',
    help: 'How long a call took',
    labelNames: ['role'],
    buckets: SECONDS,
    registers,
  })
  const tokens = new Counter({
    name: 'rambu_model_tokens_total',
    help: 'Tokens given to models and said by them',
    labelNames: ['model', 'direction'],
    registers,
  })
  const money = new Counter({
    name: 'rambu_model_money_total',
    help: 'What that cost, in the currency of RAMBU_MODEL_BUDGETS',
    labelNames: ['model'],
    registers,
  })
  const marks = new Counter({
    name: 'rambu_model_marks_total',
    help: 'What became of what models said',
    labelNames: ['mark'],
    registers,
  })
  const states = new Gauge({
    name: 'rambu_model_state',
    help: 'How each model stands now: ready, sparing (soft limit), over (hard limit), away (keeps failing), trying',
    labelNames: ['role', 'model', 'state'],
    registers,
  })
  const off = new Gauge({
    name: 'rambu_model_off',
    help: '1: switched off, it disagreed with the rules too often or read what cannot be used',
    labelNames: ['why'],
    registers,
  })
  const disagreement = new Gauge({
    name: 'rambu_model_disagreement',
    help: `Share of the last readings that disagreed, in steps of ${1 / STEPS}`,
    registers,
  })
  const unusable = new Gauge({
    name: 'rambu_model_unusable',
    help: `Share of the last readings that could not be used, in steps of ${1 / STEPS}`,
    registers,
  })
  let held: (() => void)[] = []
  /** The share moves with the counts and not with each turn. */
  let isMoved = false
  const together = (count: () => void): void => {
    held.push(count)
    if (held.length < TOGETHER) return
    for (const one of held) one()
    held = []
    isMoved = true
  }
  const last = new Map<string, string>()
  return {
    called: (event: CallEvent) =>
      together(() => {
        const { role, model, result } = event
        calls.inc({ role, model, result })
        seconds.observe({ role }, event.tookMs / 1000)
        tokens.inc({ model, direction: 'given' }, event.given)
        tokens.inc({ model, direction: 'said' }, event.said)
        if (event.money !== null) money.inc({ model }, event.money)
      }),
    marked: (given: readonly string[]) => {
      for (const mark of given) together(() => marks.inc({ mark }))
    },
    isNews: ({ role, result }: CallEvent) => {
      const now = NEWS.includes(result) ? result : 'well'
      const before = last.get(role) ?? 'well'
      last.set(role, now)
      return now !== before
    },
    stand: (model: ModelSeen | null) => {
      if (model === null) return
      states.reset()
      for (const { role, model: name, state } of model.states()) states.set({ role, model: name, state }, 1)
      for (const why of OFF_WHY) off.set({ why }, model.off() === why ? 1 : 0)
      if (!isMoved) return
      disagreement.set(Math.round(model.share('disagrees') * STEPS) / STEPS)
      unusable.set(Math.round(model.share('unusable') * STEPS) / STEPS)
      isMoved = false
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
