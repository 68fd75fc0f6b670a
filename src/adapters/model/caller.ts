// Calls models for whoever needs one, and lets nobody suffer from them: within a time, a few at once and none waiting, again after a passing fault,
// not at all while a server keeps failing or a day's budget is used. It tells nothing but counts; no word and no key leaves it but over the wire.
import type { z } from 'zod'
import { schemaOf, type Understood, understand } from './answered.ts'
import { type Breaker, breaker } from './breaker.ts'
import {
  type Chat,
  type Endpoint,
  EndpointFailed,
  type EndpointFault,
  guessed,
  guessedOf,
  type HeardFile,
  type Said,
} from './endpoint.ts'
import type { Purse } from './purse.ts'

export const ROLES = ['read', 'word', 'embed', 'voice', 'vision', 'assist'] as const
/** What a model is called for. */
export type Role = (typeof ROLES)[number]

export const RESULTS = [
  'good',
  'repaired',
  'unusable',
  'busy',
  'away',
  'over',
  'none',
  'key',
  'model',
  'credit',
  'throttled',
  'broken',
  'silent',
  'slow',
  'refused',
] as const
/**
 * unusable: what it said cannot be used, even when asked once more; busy: no room; away: it failed so often that it is not asked for a while; over:
 * its budget is used; none: none is configured; the others are faults of the endpoint.
 */
export type Result = 'good' | 'repaired' | 'unusable' | 'busy' | 'away' | 'over' | 'none' | EndpointFault
export type Called<T> = { readonly kind: 'given'; readonly value: T } | { readonly kind: 'none'; readonly why: Result }

/** For counts. `money` null: no price is known. */
export type CallEvent = {
  readonly role: Role
  readonly model: string
  readonly result: Result
  readonly tookMs: number
  readonly given: number
  readonly said: number
  readonly money: number | null
}

/** A question with the shape of its answer, and what else must hold of it. */
export type Wanted<W, T> = {
  readonly name: string
  readonly system: string
  readonly user: string
  readonly images?: readonly string[]
  /** Tokens that may be said. */
  readonly reply: number
  readonly shape: z.ZodType<W>
  readonly check: (value: W) => Understood<T>
}

export type Usage = {
  readonly model: string
  readonly calls: number
  readonly tokensIn: number
  readonly tokensOut: number
  readonly money: number | null
}

export type Caller = {
  /** Whether a call would go out at this moment. */
  readonly isReady: (role: Role) => boolean
  /** A budget is nearly used: what is not needed is left. */
  readonly isSparing: () => boolean
  /** Each never rejects, and ends soon after the signal does. */
  readonly ask: <W, T>(role: Role, wanted: Wanted<W, T>, signal: AbortSignal) => Promise<Called<T>>
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<Called<readonly (readonly number[])[]>>
  readonly hear: (file: HeardFile, signal: AbortSignal) => Promise<Called<string>>
  /** Since the start, by model. */
  readonly usage: () => readonly Usage[]
  readonly states: () => readonly { readonly role: Role; readonly model: string; readonly state: RoleState }[]
}
export type RoleState = 'ready' | 'sparing' | 'over' | 'away' | 'trying'

export type CallerParts = {
  readonly endpoint: Endpoint
  readonly names: Readonly<Record<Role, string | null>>
  readonly purse: Purse
  /** Of a call with all that is tried again. */
  readonly limitMs: number
  /** The same where an asker does not wait for an answer meanwhile: a voice, a picture, a draft. */
  readonly patientMs: number
  readonly now: () => number
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** From 0 up to 1. */
  readonly chance: () => number
  readonly tell: (event: CallEvent) => void
  readonly tuning?: Partial<Tuning>
}
type Tuning = {
  /** Calls under way at once; for one more there is no room. */
  readonly atOnce: number
  /** Failures in a row after which a model is left alone, and for how long. */
  readonly failures: number
  readonly pauseMs: number
  /** Before a second try. */
  readonly waitMs: number
}
const TUNING: Tuning = { atOnce: 16, failures: 5, pauseMs: 30_000, waitMs: 250 }

const PATIENT: readonly Role[] = ['voice', 'vision', 'assist']
const TRIES_MAX = 3
/** These pass. */
const PASSING: readonly EndpointFault[] = ['throttled', 'broken', 'silent']

type Used = { given: number; said: number }

export function openCaller(parts: CallerParts): Caller {
  const { endpoint, names, purse, now } = parts
  const tuning = { ...TUNING, ...parts.tuning }
  const breakers = new Map<string, Breaker>()
  const usage = new Map<string, Usage>()
  let underWay = 0
  const limitOf = (role: Role): number => (PATIENT.includes(role) ? parts.patientMs : parts.limitMs)

  const breakerOf = (model: string): Breaker => {
    const found = breakers.get(model) ?? breaker({ failures: tuning.failures, pauseMs: tuning.pauseMs, now })
    breakers.set(model, found)
    return found
  }
  const hindrance = (model: string | null): 'none' | 'over' | 'away' | 'busy' | null => {
    if (model === null) return 'none'
    if (purse.standing(model) === 'hard') return 'over'
    if (!breakerOf(model).isClosed()) return 'away'
    return underWay >= tuning.atOnce ? 'busy' : null
  }

  /** One call in all its tries, told and paid for. */
  const call = async <T>(
    role: Role,
    signal: AbortSignal,
    run: (model: string, signal: AbortSignal, used: Used) => Promise<Outcome<T>>,
  ): Promise<Called<T>> => {
    const model = names[role]
    const hindered = hindrance(model)
    if (model === null || hindered !== null) {
      if (model !== null && hindered !== null) parts.tell({ ...NOTHING, role, model, result: hindered })
      return { kind: 'none', why: hindered ?? 'none' }
    }
    const started = now()
    const used: Used = { given: 0, said: 0 }
    const within = AbortSignal.any([signal, AbortSignal.timeout(limitOf(role))])
    breakerOf(model).begin()
    underWay++
    const outcome = await run(model, within, used).catch((error): Outcome<T> => ({ result: faultOf(error) }))
    underWay--
    breakerOf(model).end('value' in outcome)
    const money = purse.spend(model, used.given, used.said)
    count(model, used, money)
    parts.tell({ role, model, result: outcome.result, tookMs: now() - started, ...used, money })
    return 'value' in outcome ? { kind: 'given', value: outcome.value } : { kind: 'none', why: outcome.result }
  }

  const count = (model: string, { given, said }: Used, money: number | null): void => {
    const before = usage.get(model) ?? { model, calls: 0, tokensIn: 0, tokensOut: 0, money: money === null ? null : 0 }
    usage.set(model, {
      model,
      calls: before.calls + 1,
      tokensIn: before.tokensIn + given,
      tokensOut: before.tokensOut + said,
      money: money === null || before.money === null ? null : before.money + money,
    })
  }

  /** Again after what passes, a little later each time and never at the same moment as others, as long as there is time. */
  const again = async <T>(signal: AbortSignal, until: number, run: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await run()
      } catch (error) {
        const wait = waitAfter(error, tries)
        if (wait === null || now() + wait >= until) throw error
        await parts.sleep(wait, signal)
        if (signal.aborted) throw new EndpointFailed('slow')
      }
    }
  }
  const waitAfter = (error: unknown, tries: number): number | null => {
    if (!(error instanceof EndpointFailed) || !PASSING.includes(error.fault) || tries >= TRIES_MAX) return null
    const own = tuning.waitMs * 2 ** (tries - 1)
    return Math.max(error.retryAfterMs ?? 0, own) + own * parts.chance()
  }

  const say = async (chat: Chat, signal: AbortSignal, until: number, used: Used): Promise<Said> => {
    const guess = guessedOf(chat)
    try {
      const said = await again(signal, until, () => endpoint.chat(chat, signal))
      used.given += said.given
      used.said += said.said
      return said
    } catch (error) {
      // what was broken off is paid for all the same
      if (faultOf(error) === 'slow') used.given += guess
      throw error
    }
  }

  const ask: Caller['ask'] = (role, wanted, signal) =>
    call(role, signal, async (model, within, used) => {
      const until = now() + limitOf(role)
      const { name, system, user, images = [], reply, shape, check } = wanted
      const chat: Chat = { model, system, user, images, reply, shape: { name, schema: schemaOf(shape) }, before: null }
      const first = await say(chat, within, until, used)
      if (first.text === null) return { result: 'unusable' }
      const heard = understand(first.text, shape, check)
      if (heard.kind === 'understood') return { result: 'good', value: heard.value }
      const before = { said: first.text.slice(0, BEFORE_MAX), wrong: heard.what }
      const second = await say({ ...chat, before }, within, until, used)
      const mended = understand(second.text ?? '', shape, check)
      return mended.kind === 'understood' ? { result: 'repaired', value: mended.value } : { result: 'unusable' }
    })

  return {
    isReady: role => hindrance(names[role]) === null,
    isSparing: () => ROLES.some(role => names[role] !== null && purse.standing(names[role]) !== 'within'),
    ask,
    embed: (texts, signal) =>
      call('embed', signal, async (model, within, used) => {
        try {
          const { vectors, given } = await again(within, now() + limitOf('embed'), () => endpoint.embed(model, texts, within))
          used.given = given
          return { result: 'good', value: vectors }
        } catch (error) {
          if (faultOf(error) === 'slow') used.given = guessed(texts.join(''))
          throw error
        }
      }),
    hear: (file, signal) =>
      call('voice', signal, async (model, within, used) => {
        const text = await again(within, now() + limitOf('voice'), () => endpoint.hear(model, file, within))
        used.said = guessed(text)
        return { result: 'good', value: text }
      }),
    usage: () => [...usage.values()],
    states: () =>
      ROLES.flatMap(role => {
        const model = names[role]
        return model === null ? [] : [{ role, model, state: stateOf(purse.standing(model), breakerOf(model).state()) }]
      }),
  }
}

type Outcome<T> = { readonly result: Result } | { readonly result: Result; readonly value: T }

const NOTHING = { tookMs: 0, given: 0, said: 0, money: null }
/** Of an answer that could not be used, as much as it needs to see what was wrong. */
const BEFORE_MAX = 4000

const faultOf = (error: unknown): EndpointFault => (error instanceof EndpointFailed ? error.fault : 'refused')

function stateOf(standing: ReturnType<Purse['standing']>, open: ReturnType<Breaker['state']>): RoleState {
  if (standing === 'hard') return 'over'
  if (open !== 'closed') return open === 'open' ? 'away' : 'trying'
  return standing === 'soft' ? 'sparing' : 'ready'
}
