// What every store must do, whatever database is under it.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../src/adapters/sql.ts'
import type { Store } from '../../src/adapters/store.ts'
import type { Admission, ClaimedTurn, InboxChange, Tally } from '../../src/commit.ts'

/** A fresh, empty store, and how to end it. */
export type StoreUnderTest = { readonly store: Store; readonly db: Database; readonly end: () => Promise<void> }

let n = 0
const admission = (who: string, text: string, change: Partial<Admission> = {}): Admission => ({
  channel: 'telegram',
  addressHash: `address-${who}`,
  sealed: new Uint8Array([1, 2, 3]),
  askerId: `asker-${++n}`,
  seed: randomBytes(32),
  messageHash: `message-${++n}`,
  message: { kind: 'text', text, choice: null },
  at: 1000,
  ...change,
})

const done = (
  turn: ClaimedTurn | undefined,
  claim: string,
  change: Partial<Extract<InboxChange, { kind: 'turn.done' }>> = {},
): InboxChange => ({
  kind: 'turn.done',
  of: { asker: turn?.asker ?? '', claim, seed: turn?.seed ?? new Uint8Array(32) },
  channel: 'telegram',
  taken: turn?.messages.map(m => m.seq) ?? [],
  memory: '{"v":1}',
  tempo: '{"t":1}',
  replies: [{ text: `reply to ${turn?.messages.at(-1)?.message.text}`, choices: [] }],
  ending: { kind: 'stays' },
  receipt: null,
  proofs: [],
  isUnkept: false,
  hears: null,
  consultation: null,
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
    const answered = async (who: string, change: Parameters<typeof done>[2] = {}): Promise<string> => {
      const asker = await admit(admission(who, 'boleh?'))
      const claimed = await turn('w')
      expect(await store.commit([done(claimed, 'w', change)])).toBe('done')
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
      await admit(admission('during', 'satu'))
      const claimed = await turn('w')
      await admit(admission('during', 'dua'))
      expect(await turn('x')).toBeUndefined()
      await store.commit([done(claimed, 'w')])
      const next = await turn('x')
      expect(next?.messages.map(m => m.message.text)).toEqual(['dua'])
      expect(next?.memory).toBe('{"v":1}')
      expect(next?.tempo).toBe('{"t":1}')
    })

    it('hands a turn on when its claim has run out, and refuses the late first claimer', async () => {
      const asker = await admit(admission('late', 'satu'))
      const [slow] = await store.claimTurns('slow', 5000, 6000, 10)
      const again = await store.claimTurns('quick', 7000, LATE, 10)
      expect(again.map(t => t.asker)).toContain(asker)
      expect(await store.commit([done(slow, 'slow')])).toBe('stale')
      expect(await store.commit([done(again[0], 'quick')])).toBe('done')
      expect((await heads('d')).map(h => h.reply.text)).toEqual(['reply to satu'])
    })

    it('takes, answers and lets go of many at once as of one after the other', async () => {
      const people = Array.from({ length: 40 }, (_, i) => `crowd-${i}`)
      const first = people.map(who => admission(who, `satu ${who}`))
      const second = people.map(who => admission(who, `dua ${who}`))
      const taken = await Promise.all([...first, ...second, ...first].map(a => store.accept([a])))
      const askers = taken.slice(0, 40).map(([asker]) => asker)
      expect(new Set(askers).size).toBe(40)
      expect(taken.slice(40, 80).map(([asker]) => asker)).toEqual(askers)
      expect(taken.slice(80).every(([asker]) => asker === null)).toBe(true)
      const turns = await store.claimTurns('w', LATE, LATE * 2, 100)
      const textsOf = (t: ClaimedTurn): string => t.messages.map(m => m.message.text).join(', ')
      expect(turns.map(textsOf).toSorted()).toEqual(people.map(who => `satu ${who}, dua ${who}`).toSorted())
      // meanwhile one writes again, one is forgotten, one leaves, and one turn is another's by now
      const [again, gone, leaves, lost] = turns
      await admit(admission(textsOf(again as ClaimedTurn).replace(/^.*dua /, ''), 'tiga'))
      await store.commit([{ kind: 'forgotten', asker: gone?.asker ?? '' }])
      const ended = await Promise.all(
        turns.map(t =>
          store.commit([
            t === leaves
              ? done(t, 'w', { ending: { kind: 'leaves', seed: randomBytes(32) } })
              : done(t, t === lost ? 'other' : 'w'),
          ]),
        ),
      )
      expect(turns.filter((_, i) => ended[i] === 'stale')).toEqual([gone, lost])
      expect((await store.claimTurns('x', LATE, LATE * 2, 100)).map(textsOf)).toEqual(['tiga'])
      const replies = await store.claimReplies('d', 'telegram', LATE, LATE * 2, 100)
      expect(replies.map(r => r.asker).toSorted()).toEqual(
        turns.flatMap(t => (t === gone || t === lost ? [] : [t.asker])).toSorted(),
      )
      const sent = await Promise.all(
        replies.map((r, i) =>
          store.commit([
            {
              kind: 'reply.sent',
              of: { asker: r.asker, seq: r.seq, claim: 'd' },
              track: r.asker === leaves?.asker ? null : `track-${i}`,
              readyAt: LATE,
            },
          ]),
        ),
      )
      expect(sent.every(s => s === 'done')).toBe(true)
      expect(await store.claimReplies('e', 'telegram', LATE, LATE * 2, 100)).toEqual([])
      expect(await under.db.read('SELECT asker_id FROM seed WHERE asker_id = ?', [leaves?.asker ?? ''])).toEqual([])
      expect((await under.db.read(`SELECT track FROM outbox WHERE state = 'sent' AND track LIKE 'track-%'`)).length).toBe(
        replies.length - 1,
      )
    })

    it('lets a fragment wait', async () => {
      const asker = await admit(admission('fragment', 'halo'))
      const claimed = await turn('w')
      const taken = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([
        { kind: 'turn.waits', of: { asker, claim: 'w', seed: claimed?.seed ?? new Uint8Array() }, taken, readyAt: LATE + 10 },
      ])
      expect(await turn('w')).toBeUndefined()
      expect(await store.nextTurnAt()).toBe(LATE + 10)
      expect((await turn('w', LATE + 10))?.asker).toBe(asker)
    })

    it('waits no longer when the rest has come while the fragment was looked at', async () => {
      const asker = await admit(admission('rest', 'halo'))
      const claimed = await turn('w')
      await admit(admission('rest', 'boleh?'))
      const taken = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([
        { kind: 'turn.waits', of: { asker, claim: 'w', seed: claimed?.seed ?? new Uint8Array() }, taken, readyAt: LATE * 5 },
      ])
      expect((await turn('x'))?.messages.map(m => m.message.text)).toEqual(['halo', 'boleh?'])
    })

    it('takes no message out of the line that was not in the turn, whatever its number', async () => {
      await admit(admission('numbers', 'satu'))
      await admit(admission('numbers', 'dua'))
      const claimed = await turn('w')
      // as when the first was numbered before the second and written after it
      const [, second = 0] = claimed?.messages.map(m => m.seq) ?? []
      await store.commit([done(claimed, 'w', { taken: [second] })])
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
        store.commit([done(next, 'w', { replies: [{ text: 'kedua', choices: [] }] })]),
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
      await store.commit([done(claimed, 'w', { channel: 'web' })])
      const { replies, working } = await store.waitingFor(asker, 0)
      expect(working).toBe(false)
      expect(await store.isWorking('address-web')).toBe(false)
      expect(await store.waitingFor(asker, 0)).toMatchObject({ replies, working })
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
      const ending = { kind: 'leaves', seed: randomBytes(32) } as const
      await store.commit([done(claimed, 'w', { ending, memory: null, replies: [{ text: 'sampai jumpa', choices: [] }] })])
      expect(await store.askerOf('address-leaving')).toBe(asker)
      const [head] = await heads('e')
      await store.commit([{ kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim: 'e' }, track: null, readyAt: LATE }])
      expect(await store.askerOf('address-leaving')).toBeNull()
      expect(await admit(admission('leaving', 'halo'))).not.toBe(asker)
    })

    it('answers what was written in the moment of leaving, before it lets the person go', async () => {
      await admit(admission('leaving-late', 'hapus data saya'))
      const claimed = await turn('w')
      await admit(admission('leaving-late', 'eh, satu lagi'))
      const ending = { kind: 'leaves', seed: randomBytes(32) } as const
      await store.commit([done(claimed, 'w', { ending, replies: [{ text: 'sampai jumpa', choices: [] }] })])
      expect((await turn('x'))?.messages.map(m => m.message.text)).toEqual(['eh, satu lagi'])
    })

    it('lets whoever holds a receipt go on elsewhere, with what waited for them, and the old address stands for nobody', async () => {
      const asker = await answered('before', { receipt: 'receipt-1' })
      const [kept] = await heads('d')
      await store.commit([{ kind: 'reply.held', of: { asker, seq: kept?.seq ?? 0, claim: 'd' }, nudged: true }])
      expect(await store.holderOf('receipt-1')).toEqual({ asker, memory: '{"v":1}' })
      expect(await store.holderOf('receipt-2')).toBeNull()
      await admit(admission('elsewhere', 'delapan kata', { channel: 'telegram' }))
      const claimed = await turn('w')
      await admit(admission('elsewhere', 'lagi'))
      const moved = {
        ending: { kind: 'moves', to: asker },
        memory: '{"v":2}',
        replies: [{ text: 'di sini', choices: [] }],
      } as const
      expect(await store.commit([done(claimed, 'w', moved)])).toBe('done')
      expect(await store.askerOf('address-elsewhere')).toBe(asker)
      expect(await store.askerOf('address-before')).toBeNull()
      const next = await turn('x')
      expect([next?.asker, next?.memory, next?.messages.map(m => m.message.text)]).toEqual([asker, '{"v":2}', ['lagi']])
      const sent: string[] = []
      for (const claim of ['e', 'f']) {
        const [head] = await heads(claim)
        sent.push(head?.reply.text ?? '')
        await store.commit([{ kind: 'reply.sent', of: { asker, seq: head?.seq ?? 0, claim }, track: null, readyAt: LATE }])
      }
      expect(sent).toEqual(['reply to boleh?', 'di sini'])
    })

    it('counts kinds of answers, and what was carried over the end of a process once, when its day is over', async () => {
      const forbidden = { key: '["2026-11-21","forbidden"]', on: '2026-11-21', n: 2 }
      const allowed = { ...forbidden, key: '["2026-11-21","allowed"]' }
      const tallied = () => under.db.read('SELECT tally_key, n FROM tally ORDER BY tally_key')
      const sheets = async () => (await under.db.read('SELECT id FROM sheet ORDER BY id')).map(r => r.id)
      const carry = (id: string, on: string) => store.commit([{ kind: 'carried', id, tallies: [forbidden, allowed], on }])
      await carry('a', '2026-11-21')
      await carry('b', '2026-11-21')
      await carry('c', '2026-11-22')
      const counted = (before: string, tallies: readonly Tally[] = []) => store.commit([{ kind: 'counted', tallies, before }])
      await counted('2026-11-21', [forbidden])
      expect([await sheets(), await tallied()]).toEqual([['a', 'b', 'c'], [{ tally_key: forbidden.key, n: 2 }]])
      // two workers at once, one of which counted nothing
      await Promise.all([counted('2026-11-22', [forbidden]), counted('2026-11-22')])
      expect([await sheets(), await tallied()]).toEqual([
        ['c'],
        [
          { tally_key: allowed.key, n: 4 },
          { tally_key: forbidden.key, n: 8 },
        ],
      ])
    })

    it('takes up what was carried over only with the commit that it belongs to', async () => {
      const tally = { key: '["2026-11-23","forbidden"]', on: '2026-11-23', n: 1 }
      const stale: InboxChange = {
        kind: 'turn.waits',
        of: { asker: 'x', claim: 'x', seed: new Uint8Array() },
        taken: [],
        readyAt: 1,
      }
      await store.commit([{ kind: 'carried', id: 'd', tallies: [tally], on: tally.on }])
      expect(await store.commit([{ kind: 'counted', tallies: [], before: '2026-11-24' }, stale])).toBe('stale')
      await store.commit([{ kind: 'counted', tallies: [], before: '2026-11-24' }])
      expect(await under.db.read('SELECT n FROM tally WHERE tally_key = ?', [tally.key])).toEqual([{ n: 1 }])
      expect(await under.db.read('SELECT id FROM sheet WHERE id = ?', ['d'])).toEqual([])
    })

    it('shows a proof by its code', async () => {
      await answered('proof', { proofs: [{ name: 'aaaa', sealed: new Uint8Array([7]) }] })
      expect([...((await store.proofOf('aaaa')) ?? [])]).toEqual([7])
      expect(await store.proofOf('aaab')).toBeNull()
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
