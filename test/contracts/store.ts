// What every store must do, whatever database is under it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/adapters/store.ts'
import type { Admission, InboxChange } from '../../src/commit.ts'

/** A fresh, empty store, and how to end it. */
export type StoreUnderTest = { readonly store: Store; readonly end: () => Promise<void> }

let n = 0
const admission = (who: string, text: string, change: Partial<Admission> = {}): Admission => ({
  channel: 'telegram',
  addressHash: `address-${who}`,
  sealed: new Uint8Array([1, 2, 3]),
  askerId: `asker-${++n}`,
  messageHash: `message-${++n}`,
  message: { kind: 'text', text, choice: null },
  at: 1000,
  ...change,
})

const done = (
  asker: string,
  claim: string,
  upTo: number,
  change: Partial<Extract<InboxChange, { kind: 'turn.done' }>> = {},
): InboxChange => ({
  kind: 'turn.done',
  of: { asker, claim },
  channel: 'telegram',
  taken: [upTo],
  memory: '{"v":1}',
  replies: [{ text: `reply to ${upTo}`, choices: [] }],
  records: [],
  forget: false,
  at: 2000,
  on: '2026-11-21',
  ...change,
})

const LATE = 1_000_000

export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`store on ${name}`, () => {
    let under: StoreUnderTest
    let store: Store
    beforeAll(async () => {
      under = await open()
      store = under.store
    })
    afterAll(() => under.end())
    beforeEach(async () => {
      // each test has people of its own; what another left waiting is taken out of the way
      for (const turn of await store.claimTurns('clear', LATE, 0, 1000))
        await store.commit([{ kind: 'forgotten', asker: turn.asker }])
      for (const reply of await store.claimReplies('clear', 'telegram', LATE, 0, 1000))
        await store.commit([{ kind: 'forgotten', asker: reply.asker }])
    })

    const admit = async (a: Admission): Promise<string> => {
      const [asker] = await store.accept([a])
      if (asker === undefined || asker === null) throw new Error('not admitted')
      return asker
    }
    const turn = async (claim: string, now = LATE, until = LATE * 2) => (await store.claimTurns(claim, now, until, 10))[0]
    const answered = async (who: string, change: Parameters<typeof done>[3] = {}): Promise<string> => {
      const asker = await admit(admission(who, 'boleh?'))
      const claimed = await turn('w')
      expect(
        await store.commit([
          done(asker, 'w', claimed?.messages.at(-1)?.seq ?? 0, { taken: claimed?.messages.map(m => m.seq) ?? [], ...change }),
        ]),
      ).toBe('done')
      return asker
    }
    const heads = (claim: string, now = LATE, until = LATE * 2) => store.claimReplies(claim, 'telegram', now, until, 10)

    it('accepts a message exactly once, also when it comes twice in the same moment', async () => {
      const twice = admission('once', 'boleh?')
      const [a, b] = await Promise.all([store.accept([twice]), store.accept([twice])])
      expect([a?.[0], b?.[0]].filter(x => x !== null)).toHaveLength(1)
      expect((await store.accept([twice, admission('once', 'lagi')])).map(x => x === null)).toEqual([true, false])
    })

    it('knows a person by the same identity from their second message on', async () => {
      const first = await admit(admission('same', 'satu'))
      expect(await admit(admission('same', 'dua'))).toBe(first)
      expect(await store.askerOf('address-same')).toBe(first)
      expect(await store.askerOf('address-unknown')).toBeNull()
    })

    it('gives all that lies in a line as one turn, in order, to one claimer only', async () => {
      const asker = await admit(admission('line', 'satu'))
      await admit(admission('line', 'dua'))
      const [a, b] = await Promise.all([store.claimTurns('a', LATE, LATE * 2, 10), store.claimTurns('b', LATE, LATE * 2, 10)])
      const mine = [...a, ...b].filter(t => t.asker === asker)
      expect(mine).toHaveLength(1)
      expect(mine[0]?.messages.map(m => m.message.text)).toEqual(['satu', 'dua'])
    })

    it('keeps what arrives during a turn for the next one', async () => {
      const asker = await admit(admission('during', 'satu'))
      const claimed = await turn('w')
      await admit(admission('during', 'dua'))
      expect(await turn('x')).toBeUndefined()
      await store.commit([done(asker, 'w', claimed?.messages[0]?.seq ?? 0)])
      const next = await turn('x')
      expect(next?.messages.map(m => m.message.text)).toEqual(['dua'])
      expect(next?.memory).toBe('{"v":1}')
    })

    it('hands a turn on when its claim has run out, and refuses the late first claimer', async () => {
      const asker = await admit(admission('late', 'satu'))
      await store.claimTurns('slow', 5000, 6000, 10)
      const again = await store.claimTurns('quick', 7000, LATE, 10)
      expect(again.map(t => t.asker)).toContain(asker)
      const upTo = again[0]?.messages[0]?.seq ?? 0
      expect(await store.commit([done(asker, 'slow', upTo)])).toBe('stale')
      expect(await store.commit([done(asker, 'quick', upTo)])).toBe('done')
      expect((await heads('d')).map(h => h.reply.text)).toEqual([`reply to ${upTo}`])
    })

    it('lets a fragment wait', async () => {
      const asker = await admit(admission('fragment', 'halo'))
      const claimed = await turn('w')
      const taken = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([{ kind: 'turn.waits', of: { asker, claim: 'w' }, taken, readyAt: LATE + 10 }])
      expect(await turn('w')).toBeUndefined()
      expect(await store.nextTurnAt()).toBe(LATE + 10)
      expect((await turn('w', LATE + 10))?.asker).toBe(asker)
    })

    it('waits no longer when the rest has come while the fragment was looked at', async () => {
      const asker = await admit(admission('rest', 'halo'))
      const claimed = await turn('w')
      await admit(admission('rest', 'boleh?'))
      const taken = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([{ kind: 'turn.waits', of: { asker, claim: 'w' }, taken, readyAt: LATE * 5 }])
      expect((await turn('x'))?.messages.map(m => m.message.text)).toEqual(['halo', 'boleh?'])
    })

    it('takes no message out of the line that was not in the turn, whatever its number', async () => {
      const asker = await admit(admission('numbers', 'satu'))
      await admit(admission('numbers', 'dua'))
      const claimed = await turn('w')
      // as when the first was numbered before the second and written after it
      const [, second = 0] = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([done(asker, 'w', second)])
      expect((await turn('x'))?.messages.map(m => m.message.text)).toEqual(['satu'])
    })

    it('sends the replies of a person one by one and in order', async () => {
      const replies = ['satu', 'dua', 'tiga'].map(text => ({ text, choices: [] }))
      const asker = await answered('order', { replies })
      const seen: string[] = []
      for (let i = 0; i < 3; i++) {
        const [head, ...others] = await heads(`d${i}`)
        expect(others).toEqual([])
        expect(await heads('other')).toEqual([])
        seen.push(head?.reply.text ?? '')
        await store.commit([
          { kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: `d${i}` }, track: null, readyAt: LATE },
        ])
      }
      expect(seen).toEqual(['satu', 'dua', 'tiga'])
      expect(await heads('d')).toEqual([])
    })

    it('keeps a reply that came in while the line was being settled', async () => {
      const asker = await answered('meanwhile')
      const [head] = await heads('d')
      await admit(admission('meanwhile', 'lagi'))
      const next = await turn('w')
      await Promise.all([
        store.commit([{ kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: 'd' }, track: null, readyAt: LATE }]),
        store.commit([done(asker, 'w', next?.messages[0]?.seq ?? 0, { replies: [{ text: 'kedua', choices: [] }] })]),
      ])
      expect((await heads('e')).map(h => h.reply.text)).toEqual(['kedua'])
    })

    it('retries no earlier than said and remembers how often', async () => {
      const asker = await answered('retry')
      const [head] = await heads('d')
      const of = { asker, seq: head?.seq ?? 0, claim: 'd' }
      await store.commit([{ kind: 'reply.later', of, attempts: 1, readyAt: LATE + 500 }])
      expect(await heads('d')).toEqual([])
      expect(await store.nextReplyAt('telegram')).toBe(LATE + 500)
      expect((await heads('d', LATE + 500))[0]?.attempts).toBe(1)
    })

    it('holds a reply until the person writes again, and then sends it first', async () => {
      const asker = await answered('held')
      const [head] = await heads('d')
      await store.commit([{ kind: 'reply.held', of: { asker, seq: head?.seq ?? 0, claim: 'd' }, nudged: true }])
      expect(await heads('d')).toEqual([])
      expect((await store.counts()).repliesHeld).toBe(1)
      await admit(admission('held', 'saya kembali'))
      const [again] = await heads('e')
      expect(again?.seq).toBe(head?.seq)
      expect(again?.nudged).toBe(false)
    })

    it('lists what was given up and sends it again when the operator says so', async () => {
      const asker = await answered('dead')
      const [head] = await heads('d')
      const seq = head?.seq ?? 0
      await store.commit([{ kind: 'reply.dead', of: { asker, seq, claim: 'd' }, code: '400', readyAt: LATE }])
      expect(await heads('d')).toEqual([])
      expect((await store.deadLetters()).find(l => l.seq === seq)).toMatchObject({ channel: 'telegram', code: '400' })
      expect(await store.resend([seq], LATE)).toBe(1)
      expect((await heads('d')).map(h => h.seq)).toEqual([seq])
    })

    it('takes a sent message back when the platform says afterwards that the window was closed', async () => {
      const asker = await answered('failed')
      const [head] = await heads('d')
      await store.commit([
        { kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: 'd' }, track: 'track-failed', readyAt: LATE },
      ])
      await store.commit([{ kind: 'reply.failed', track: 'track-failed', code: '131047', hold: true, at: LATE }])
      expect(await heads('d')).toEqual([])
      await admit(admission('failed', 'saya kembali'))
      expect((await heads('d')).map(h => h.seq)).toEqual([head?.seq])
    })

    it('lets go of a tracked message once it has arrived', async () => {
      const asker = await answered('arrived')
      const [head] = await heads('d')
      await store.commit([
        { kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: 'd' }, track: 'track-arrived', readyAt: LATE },
      ])
      expect((await store.waitingFor(asker, 0)).replies).toHaveLength(1)
      await store.commit([{ kind: 'reply.arrived', track: 'track-arrived' }])
      expect((await store.waitingFor(asker, 0)).replies).toEqual([])
    })

    it('lets a person fetch their replies, again until they say what arrived', async () => {
      const asker = await admit(admission('web', 'boleh?', { channel: 'web' }))
      expect((await store.waitingFor(asker, 0)).working).toBe(true)
      expect(await store.isWorking('address-web')).toBe(true)
      const claimed = await turn('w')
      await store.commit([done(asker, 'w', claimed?.messages[0]?.seq ?? 0, { channel: 'web' })])
      const { replies, working } = await store.waitingFor(asker, 0)
      expect(working).toBe(false)
      expect(await store.isWorking('address-web')).toBe(false)
      expect(await store.waitingFor(asker, 0)).toEqual({ replies, working })
      await store.commit([{ kind: 'pulled', asker, upTo: replies[0]?.n ?? 0 }])
      expect((await store.waitingFor(asker, 0)).replies).toEqual([])
    })

    it('keeps the conversation when a platform calls the person by another name', async () => {
      const asker = await admit(admission('old', 'boleh?'))
      const to = { channel: 'telegram', addressHash: 'address-new', sealed: new Uint8Array([9]) } as const
      await store.commit([{ kind: 'renamed', from: 'address-old', to }])
      expect(await store.askerOf('address-new')).toBe(asker)
      expect(await store.askerOf('address-old')).toBeNull()
      // told twice, or to someone never met: nothing breaks
      expect(await store.commit([{ kind: 'renamed', from: 'address-old', to }])).toBe('done')
    })

    it('forgets a person with the last word to them', async () => {
      const asker = await answered('leaving')
      const [old] = await heads('d')
      await store.commit([{ kind: 'reply.sent', of: { asker, seq: old?.seq ?? 0, claim: 'd' }, track: null, readyAt: LATE }])
      await admit(admission('leaving', 'hapus data saya'))
      const claimed = await turn('w')
      const farewell = { forget: true, memory: null, replies: [{ text: 'sampai jumpa', choices: [] }] }
      await store.commit([done(asker, 'w', claimed?.messages[0]?.seq ?? 0, farewell)])
      expect(await store.askerOf('address-leaving')).toBe(asker)
      const [head] = await heads('e')
      await store.commit([{ kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: 'e' }, track: null, readyAt: LATE }])
      expect(await store.askerOf('address-leaving')).toBeNull()
      expect(await admit(admission('leaving', 'halo'))).not.toBe(asker)
    })

    it('writes all changes of a commit or none', async () => {
      const asker = await answered('atomic')
      const [head] = await heads('d')
      const seq = head?.seq ?? 0
      const result = await store.commit([
        { kind: 'reply.dead', of: { asker, seq, claim: 'd' }, code: 'x', readyAt: LATE },
        { kind: 'reply.dead', of: { asker, seq, claim: 'not-mine' }, code: 'x', readyAt: LATE },
      ])
      expect(result).toBe('stale')
      expect((await store.deadLetters()).find(l => l.seq === seq)).toBeUndefined()
    })
  })
}
