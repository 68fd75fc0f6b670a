// What is ready goes out: one message at a time to a person, in order, within the platform's pace; a failure is retried, held or given up.
import { LOOK_MS, type Loop, lookIn, loop, type Sleep, underWay, withUnderWay } from '../loop.ts'
import type { Border, Claimed, GatewayChange, ReplyRef } from './border.ts'
import type { Channel, Sending } from './channel.ts'
import type { Limits } from './limits.ts'
import { pacer } from './pace.ts'
import type { BorderEvent } from './receive.ts'
import type { Vault } from './vault.ts'

export type Delivering = {
  readonly channel: Channel
  readonly limits: Limits
  readonly border: Border
  readonly vault: Vault
  readonly now: () => number
  /** A number in [0, 1). */
  readonly chance: () => number
  readonly sleep: Sleep
  readonly newClaim: () => string
  readonly tell: (event: BorderEvent) => void
  /** Something came of an officer's words. */
  readonly onOfficers: () => void
  readonly onError: (error: unknown) => void
}

/** Sends under way at once; a kill can repeat at most these. */
const IN_FLIGHT_MAX = 64
/** A claim outlives the slowest send (two calls of ten seconds); after it another process takes the reply. */
const CLAIM_MS = 30_000
const RETRY_FIRST_MS = 1000
const RETRY_MAX_MS = 300_000
/** About 24 hours of a silent platform. */
const ATTEMPTS_MAX = 295
const HOUR_MS = 3_600_000

/** What comes of a send: the change to write, and what is counted. */
type Verdict = { readonly change: GatewayChange; readonly event: 'sent' | 'throttled' | 'held' | 'silent' | 'dead' }

export function deliver(parts: Delivering): Loop {
  const { channel, limits, border, vault, now, newClaim, tell, onError } = parts
  const pace = pacer(limits)
  const inFlight = underWay(onError, () => running.poke())

  const settle = (claimed: Claimed, of: ReplyRef, sending: Sending, nudged: boolean): Verdict => {
    const after = pace.nextFor(claimed.asker, now())
    switch (sending.kind) {
      case 'sent':
        return {
          change: { kind: 'reply.sent', of, track: trackOf(vault, channel, sending.messageId), readyAt: after },
          event: 'sent',
        }
      case 'throttled': {
        if (sending.everyone) pace.rest(now() + sending.afterMs)
        return {
          change: { kind: 'reply.later', of, attempts: claimed.attempts, readyAt: now() + sending.afterMs },
          event: 'throttled',
        }
      }
      case 'closed':
      case 'gone':
        return { change: { kind: 'reply.held', of, nudged }, event: 'held' }
      case 'silent': {
        const attempts = claimed.attempts + 1
        if (attempts > ATTEMPTS_MAX) return { change: { kind: 'reply.dead', of, code: 'silent', readyAt: after }, event: 'dead' }
        return {
          change: { kind: 'reply.later', of, attempts, readyAt: now() + backoffMs(attempts, parts.chance()) },
          event: 'silent',
        }
      }
      case 'refused':
        return { change: { kind: 'reply.dead', of, code: sending.code, readyAt: after }, event: 'dead' }
    }
  }

  const send = async (claimed: Claimed, of: ReplyRef): Promise<void> => {
    const address = vault.reveal(channel.name, claimed.sealed)
    const started = now()
    const isClosed = limits.windowHours !== null && started - claimed.lastAt > limits.windowHours * HOUR_MS
    const sending: Sending = isClosed ? { kind: 'closed' } : await channel.send(address, { kind: 'reply', reply: claimed.reply })
    // once for each silence, and only where the platform has a template for it
    const nudges = sending.kind === 'closed' && !claimed.nudged
    if (nudges) await channel.send(address, { kind: 'waiting' })
    const { change, event } = settle(claimed, of, sending, claimed.nudged || nudges)
    await border.commit([change])
    tell({ kind: event, channel: channel.name, tookMs: now() - started })
    if (claimed.isOfficers) parts.onOfficers()
  }

  let claimedAt = 0
  const step = async (): Promise<number> => {
    const room = Math.min(IN_FLIGHT_MAX - inFlight.size(), pace.room(now()))
    if (room < 1) return inFlight.size() > 0 && pace.room(now()) >= 1 ? LOOK_MS : pace.restMs(now())
    const next = await border.nextReplyAt(channel.name)
    // each send that ends wakes us, mostly to nothing; what a process that is gone had claimed is no reply that waits, so now and then all the same
    if ((next === null || next > now()) && now() - claimedAt < LOOK_MS) return lookIn(next, now())
    claimedAt = now()
    const claim = newClaim()
    const heads = await border.claimReplies(claim, channel.name, now(), now() + CLAIM_MS, room)
    for (const claimed of heads) {
      pace.spend(claimed.asker, now())
      inFlight.add(send(claimed, { asker: claimed.asker, seq: claimed.seq, claim }))
    }
    return heads.length > 0 ? 0 : lookIn(await border.nextReplyAt(channel.name), now())
  }

  const running = loop(step, parts.sleep, onError)
  return withUnderWay(running, inFlight)
}

const trackOf = (vault: Vault, channel: Channel, messageId: string | null): string | null =>
  // only WhatsApp says afterwards what became of a message
  messageId === null || channel.name !== 'whatsapp' ? null : vault.messageHash(channel.name, messageId)

/** Doubling, with up to half of it by chance, so that a recovered platform is not met by everyone at once. In whole milliseconds. */
const backoffMs = (attempts: number, chance: number): number =>
  Math.round(Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (attempts - 1)) * (1 - chance / 2))
