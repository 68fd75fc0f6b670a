// A gateway over a real store with a channel that says what the test wants, on a clock that the test turns.
import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { newId, sleep } from '../../src/adapters/clock.ts'
import type { Store } from '../../src/adapters/store.ts'
import {
  Address,
  type BorderEvent,
  type Channel,
  deliver,
  type Incoming,
  LIMITS,
  type Outgoing,
  openVault,
  type Receiver,
  receiver,
  type Sending,
  type Vault,
} from '../../src/gateway/gateway.ts'
import type { ChannelName, Reply } from '../../src/vocabulary.ts'
import { sqliteStore } from '../store.ts'

export type Sent = { readonly to: string; readonly outgoing: Outgoing; readonly at: number }

export type Bench = {
  readonly store: Store
  readonly vault: Vault
  readonly receiver: Receiver
  readonly channel: Channel
  readonly sent: Sent[]
  readonly attended: { readonly to: string; readonly typing: boolean }[]
  readonly events: BorderEvent[]
  /** What the platform says next, once each; after that everything is sent. */
  readonly says: Sending[]
  readonly clock: { now: number }
  /** What would run later, with the moment. */
  readonly timers: { readonly at: number; readonly run: () => void }[]
  readonly write: (who: string, text: string, id?: string) => Promise<void>
  /** Takes the waiting turns of all askers and answers each with these replies. */
  readonly answer: (...replies: string[]) => Promise<void>
  /** Delivers until a state holds. */
  readonly deliverUntil: (holds: () => boolean | Promise<boolean>) => Promise<void>
  readonly end: () => Promise<void>
}

export async function bench(name: ChannelName = 'telegram'): Promise<Bench> {
  const { store, end } = await sqliteStore('border')
  const vault = openVault(randomBytes(32), randomBytes)
  const clock = { now: 1_000_000 }
  const sent: Sent[] = []
  const says: Sending[] = []
  const events: BorderEvent[] = []
  const attended: Bench['attended'] = []
  const timers: Bench['timers'] = []
  const channel: Channel = {
    name,
    receive: () => ({ kind: 'malformed' }),
    send: async (address, outgoing) => {
      sent.push({ to: address.reveal(), outgoing, at: clock.now })
      return says.shift() ?? { kind: 'sent', messageId: `m${sent.length}` }
    },
    attend: async (address, _messageId, typing) => void attended.push({ to: address.reveal(), typing }),
    fetchFile: async () => ({ kind: 'gone' }),
  }
  const receiving = receiver({
    border: store,
    vault,
    now: () => clock.now,
    newAskerId: () => newId(20),
    newSeed: () => randomBytes(32),
    redact: text => ({ text: text.replace(/\d{8,}/g, '[nomor]'), removed: /\d{8,}/.test(text) ? ['phone'] : [] }),
    tell: event => events.push(event),
    onOfficers: () => {},
    onAccepted: () => {},
    files: null,
    later: (ms, run) => timers.push({ at: clock.now + ms, run }),
  })
  let n = 0
  return {
    store,
    vault,
    receiver: receiving,
    channel,
    sent,
    attended,
    events,
    says,
    clock,
    timers,
    write: (who, text, id = `id${++n}`) => {
      const incoming: Incoming = {
        kind: 'message',
        address: new Address(name, who),
        messageId: id,
        message: { kind: 'text', text, choice: null },
      }
      return receiving.accept(channel, [incoming])
    },
    answer: async (...texts) => {
      const replies: Reply[] = texts.map(text => ({ text, choices: [] }))
      for (const turn of await store.claimTurns('t', clock.now, clock.now + 1000, 100))
        await store.commit([
          {
            kind: 'turn.done',
            of: { asker: turn.asker, claim: 't', seed: turn.seed },
            channel: name,
            taken: turn.messages.map(m => m.seq),
            memory: null,
            tempo: null,
            replies,
            ending: { kind: 'stays' },
            receipt: null,
            proofs: [],
            isUnkept: false,
            hears: null,
            consultation: null,
            at: clock.now,
            on: '2026-11-21',
          },
        ])
    },
    deliverUntil: async holds => {
      const failures: unknown[] = []
      const running = deliver({
        channel,
        limits: LIMITS[name],
        border: store,
        vault,
        now: () => clock.now,
        chance: () => 0,
        sleep: (_ms, signal) => sleep(1, signal),
        newClaim: () => newId(8),
        onOfficers: () => {},
        tell: event => events.push(event),
        onError: error => failures.push(error),
      })
      while (!(await holds()) && failures.length === 0) await breathe()
      await running.stop()
      if (failures.length > 0) throw failures[0]
    },
    end,
  }
}

export const textsOf = (sent: readonly Sent[]): string[] =>
  sent.map(({ outgoing }) => (outgoing.kind === 'reply' ? outgoing.reply.text : '(waiting)'))
