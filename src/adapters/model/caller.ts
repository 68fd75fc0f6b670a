// Calls models for whoever needs one, and lets nobody suffer from them: within a time, a few at once and none waiting, again after a passing fault,
// not at all while a server keeps failing or a day's budget is used. It tells nothing but counts; no word and no key leaves it but over the wire.
import type { z } from 'zod'
import { schemaOf, type Understood, understand } from './answered.ts'
import { type Breaker, type BreakerParts, breaker, type Entered } from './breaker.ts'
import {
  type Chat,
  type Endpoint,
  EndpointFailed,
  type EndpointFault,
  guessed,
  type HeardFile,
  mostGiven,
  mostOf,
  type Said,
} from './endpoint.ts'
import { NOTHING, type NoRoom, type Purse, type Tokens } from './purse.ts'

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
  readonly breakers: Breakers
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
  /** Before a second try. */
  readonly waitMs: number
}
const TUNING: Tuning = { atOnce: 16, waitMs: 250 }

/** Of one endpoint: whoever asks it for something learns of its failures from all others. */
export type Breakers = {
  readonly line: Breaker
  /** For what a server answers of one model alone. */
  readonly of: (model: string) => Breaker
}
export type BreakerTuning = Omit<BreakerParts, 'now'>
const BREAKING: BreakerTuning = { failures: 5, pauseMs: 30_000 }

export function openBreakers(now: () => number, tuning: Partial<BreakerTuning> = {}): Breakers {
  const parts = { ...BREAKING, ...tuning, now }
  const own = new Map<string, Breaker>()
  const of = (model: string): Breaker => {
    const found = own.get(model) ?? breaker(parts)
    own.set(model, found)
    return found
  }
  return { line: breaker(parts), of }
}

const PATIENT: readonly Role[] = ['voice', 'vision', 'assist']
const TRIES_MAX = 3
/** These pass. */
const PASSING: readonly EndpointFault[] = ['throttled', 'broken', 'silent']
/** The server answers, and not with what this model should give. */
const OF_MODEL: readonly Result[] = ['unusable', 'model', 'refused']
/** Why nothing was asked. */
const UNASKED: readonly Result[] = ['over', 'busy']

/** What the requests of a call have used, and what these cost. */
type Bill = { given: number; said: number; money: number | null }

/** There is no room in the day's budget for one request more. */
class Hindered extends Error {
  readonly why: NoRoom
  constructor(why: NoRoom) {
    super(why)
    this.why = why
  }
}

export function openCaller(parts: CallerParts): Caller {
  const { endpoint, names, purse, breakers, now } = parts
  const tuning = { ...TUNING, ...parts.tuning }
  const usage = new Map<string, Usage>()
  /** Of the requests of a kind so far, the one that could cost least: where there is no room for it, there is none for any. */
  const least = new Map<Role, Tokens>()
  const leastOf = (role: Role): Tokens => least.get(role) ?? NOTHING
  let underWay = 0
  const limitOf = (role: Role): number => (PATIENT.includes(role) ? parts.patientMs : parts.limitMs)

  const hindrance = (role: Role): 'none' | 'over' | 'away' | 'busy' | null => {
    const model = names[role]
    if (model === null) return 'none'
    const spent = purse.hindrance(model, leastOf(role))
    if (spent === 'over') return 'over'
    if (!breakers.line.isClosed() || !breakers.of(model).isClosed()) return 'away'
    return underWay >= tuning.atOnce ? 'busy' : spent
  }
  /** null: the server or the model is left alone. */
  const enter = (model: string): Watched | null => {
    const line = breakers.line.enter()
    const own = line === null ? null : breakers.of(model).enter()
    if (line !== null && own !== null) return watched(line, own)
    line?.end(null)
    return null
  }

  /** One call in all its requests, told and paid for. */
  const call = async <T>(role: Role, signal: AbortSignal, run: (asking: Asking) => Promise<Outcome<T>>): Promise<Called<T>> => {
    const model = names[role]
    const hindered = hindrance(role)
    const entered = model === null || hindered !== null ? null : enter(model)
    if (model === null || entered === null) {
      const why = hindered ?? 'away'
      if (model !== null) parts.tell({ ...NOTHING, role, model, result: why, tookMs: 0, money: null })
      return { kind: 'none', why }
    }
    const started = now()
    const bill: Bill = { ...NOTHING, money: null }
    const within = AbortSignal.any([signal, AbortSignal.timeout(limitOf(role))])
    const send = sending({ role, model, signal: within, until: started + limitOf(role), isTrial: entered.isTrial, bill })
    underWay++
    const outcome = await run({ model, signal: within, send }).catch((error): Outcome<T> => ({ result: resultOf(error) }))
    underWay--
    const { result } = outcome
    // whoever leaves early says nothing of the server
    entered.end(result === 'slow' && now() - started < limitOf(role) / 2 ? null : result)
    if (!UNASKED.includes(result) || bill.money !== null) count(model, bill)
    parts.tell({ role, model, result, tookMs: now() - started, ...bill })
    return 'value' in outcome ? { kind: 'given', value: outcome.value } : { kind: 'none', why: result }
  }

  const count = (model: string, { given, said, money }: Bill): void => {
    const before = usage.get(model) ?? { model, calls: 0, tokensIn: 0, tokensOut: 0, money: money === null ? null : 0 }
    usage.set(model, {
      model,
      calls: before.calls + 1,
      tokensIn: before.tokensIn + given,
      tokensOut: before.tokensOut + said,
      money: money === null || before.money === null ? null : before.money + money,
    })
  }

  /**
   * Sends a request: again after what passes, a little later each time and never at the same moment as others, as long as there is time. The one
   * that tries whether a server is back is sent once.
   */
  const sending = ({ role, model, signal, until, isTrial, bill }: Sending): Asking['send'] => {
    return async (most, request, usedBy) => {
      if (!least.has(role) || most.given + most.said < leastOf(role).given + leastOf(role).said) least.set(role, most)
      for (let tries = 1; ; tries++) {
        try {
          return await paid(model, most, bill, request, usedBy)
        } catch (error) {
          const wait = isTrial ? null : waitAfter(error, tries)
          if (wait === null || now() + wait >= until) throw error
          await parts.sleep(wait, signal)
          if (signal.aborted) throw new EndpointFailed('slow')
        }
      }
    }
  }
  /** What a request may cost is put aside before it goes out. One that failed counts in full, unless no model can have begun on it. */
  const paid = async <R>(model: string, most: Tokens, bill: Bill, request: () => Promise<R>, usedBy: (answer: R) => Tokens) => {
    const reserved = purse.reserve(model, most)
    if (typeof reserved === 'string') throw new Hindered(reserved)
    const settle = (used: Tokens): void => {
      const money = reserved.settle(used)
      bill.given += used.given
      bill.said += used.said
      bill.money = money === null ? bill.money : (bill.money ?? 0) + money
    }
    const answer = await request().catch(error => {
      settle(error instanceof EndpointFailed && error.isUnused ? NOTHING : most)
      throw error
    })
    settle(usedBy(answer))
    return answer
  }
  const waitAfter = (error: unknown, tries: number): number | null => {
    if (!(error instanceof EndpointFailed) || !PASSING.includes(error.fault) || tries >= TRIES_MAX) return null
    const own = tuning.waitMs * 2 ** (tries - 1)
    return Math.max(error.retryAfterMs ?? 0, own) + own * parts.chance()
  }

  const ask: Caller['ask'] = (role, wanted, signal) =>
    call(role, signal, async ({ model, signal, send }) => {
      const { name, system, user, images = [], reply, shape, check } = wanted
      const say = (chat: Chat): Promise<Said> => send(mostOf(chat), () => endpoint.chat(chat, signal), usedBy)
      const chat: Chat = { model, system, user, images, reply, shape: { name, schema: schemaOf(shape) }, before: null }
      const first = await say(chat)
      if (first.text === null) return { result: 'unusable' }
      const heard = understand(first.text, shape, check)
      if (heard.kind === 'understood') return { result: 'good', value: heard.value }
      const before = { said: first.text.slice(0, BEFORE_MAX), wrong: heard.what }
      const second = await say({ ...chat, before })
      const mended = understand(second.text ?? '', shape, check)
      return mended.kind === 'understood' ? { result: 'repaired', value: mended.value } : { result: 'unusable' }
    })

  const stateOf = (role: Role, model: string): RoleState => {
    if (purse.hindrance(model, leastOf(role)) === 'over') return 'over'
    const open = [breakers.line.state(), breakers.of(model).state()]
    if (open.includes('open')) return 'away'
    if (open.includes('trying')) return 'trying'
    return purse.isSparing(model) ? 'sparing' : 'ready'
  }

  return {
    isReady: role => hindrance(role) === null,
    isSparing: () => Object.values(names).some(model => model !== null && purse.isSparing(model)),
    ask,
    embed: (texts, signal) =>
      call('embed', signal, async ({ model, signal, send }) => {
        const most = { given: mostGiven(texts.join('')), said: 0 }
        const request = () => endpoint.embed(model, texts, signal)
        const { vectors } = await send(most, request, ({ given }) => ({ given, said: 0 }))
        return { result: 'good', value: vectors }
      }),
    hear: (file, signal) =>
      call('voice', signal, async ({ model, signal, send }) => {
        const request = () => endpoint.hear(model, file, signal)
        const text = await send({ given: 0, said: VOICE_TOKENS }, request, heard => ({ given: 0, said: guessed(heard) }))
        return { result: 'good', value: text }
      }),
    usage: () => [...usage.values()],
    states: () =>
      ROLES.flatMap(role => {
        const model = names[role]
        return model === null ? [] : [{ role, model, state: stateOf(role, model) }]
      }),
  }
}

const usedBy = ({ given, said }: Said): Tokens => ({ given, said })

type Asking = {
  readonly model: string
  readonly signal: AbortSignal
  /** Sends one request, which costs `most` at most. */
  readonly send: <R>(most: Tokens, request: () => Promise<R>, usedBy: (answer: R) => Tokens) => Promise<R>
}
type Sending = Pick<Asking, 'model' | 'signal'> & {
  readonly role: Role
  readonly until: number
  readonly isTrial: boolean
  readonly bill: Bill
}

type Watched = { readonly isTrial: boolean; readonly end: (result: Result | null) => void }

const watched = (line: Entered, own: Entered): Watched => ({
  isTrial: line.isTrial || own.isTrial,
  end: result => {
    const isSilent = result === null || UNASKED.includes(result)
    const isOfModel = result !== null && OF_MODEL.includes(result)
    const isGood = result === 'good' || result === 'repaired'
    line.end(isSilent ? null : isGood || isOfModel)
    own.end(isGood ? true : isOfModel ? false : null)
  },
})

type Outcome<T> = { readonly result: Result } | { readonly result: Result; readonly value: T }

/** Of a recording, where nobody counts for us: a minute and a half of quick talk takes a third of it. */
const VOICE_TOKENS = 2000
/** Of an answer that could not be used, as much as it needs to see what was wrong. */
const BEFORE_MAX = 4000

const resultOf = (error: unknown): Result =>
  error instanceof EndpointFailed ? error.fault : error instanceof Hindered ? error.why : 'refused'
