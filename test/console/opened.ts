// Consultations in the store of a house, opened as askers open them: by a turn, with an address and an identity that no page may show.
import { randomBytes } from 'node:crypto'
import type { Brief, Consultation } from '../../src/handoff/handoff.ts'
import type { ChannelName } from '../../src/vocabulary.ts'
import { brief, consultation } from './book.ts'
import type { House } from './house.ts'

const LATE = Number.MAX_SAFE_INTEGER - 1
let count = 0

/** What an attacker with a page would look for. `at`: a moment finer than an hour. */
export const PLANTED = {
  asker: 'penanya-rahasia',
  address: 'alamat-rahasia',
  message: 'pesan-rahasia',
  channel: 'telegram' satisfies ChannelName,
} as const

export async function openedIn(
  { store: { store }, clock }: House,
  id: string,
  change: Partial<Consultation> = {},
  told: Partial<Brief> = {},
): Promise<void> {
  const asker = `${PLANTED.asker}-${id}`
  await store.accept([
    {
      channel: PLANTED.channel,
      addressHash: `${PLANTED.address}-${id}`,
      sealed: new Uint8Array([1]),
      askerId: asker,
      seed: randomBytes(32),
      messageHash: `${PLANTED.message}-${++count}`,
      message: { kind: 'text', text: 'halo', choice: null },
      at: clock.now,
    },
  ])
  const turn = (await store.claimTurns('w', LATE, LATE, 50)).find(t => t.asker === asker)
  if (turn === undefined) throw new Error('no turn')
  const day = new Date(clock.now).toISOString().slice(0, 10)
  const ended = await store.commit([
    {
      kind: 'turn.done',
      of: { asker: turn.asker, claim: 'w', seed: turn.seed },
      channel: turn.channel,
      taken: turn.messages.map(m => m.seq),
      memory: '{}',
      tempo: null,
      replies: [],
      ending: { kind: 'stays' },
      receipt: null,
      proofs: [],
      isUnkept: false,
      hears: null,
      consultation: {
        kind: 'opened',
        consultation: consultation(id, { version: 0, team: 'utara', rank: 0, openedOn: day, touchedOn: day, ...change }),
        brief: brief({ region: '31.71', ...told }),
        seed: randomBytes(32),
      },
      at: clock.now,
      on: day,
    },
  ])
  if (ended !== 'done') throw new Error('not opened')
}
