import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId, sleep } from '../../src/adapters/clock.ts'
import type { Store } from '../../src/adapters/store.ts'
import { LIMITS } from '../../src/gateway/gateway.ts'
import { type Taking, takeTurns, think } from '../../src/inbox/inbox.ts'
import { edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { sqliteStore, type TestStore } from '../store.ts'

const QUESTION = 'bolehkah PNS jadi tim sukses calon bupati?'

describe('turns', () => {
  let under: TestStore
  let store: Store
  let now: number
  let failures: unknown[]
  beforeEach(async () => {
    under = await sqliteStore('inbox')
    store = under.store
    now = 1_000_000
    failures = []
  })
  afterEach(() => under.end())

  let n = 0
  const write = (who: string, text: string): Promise<unknown> =>
    store.accept([
      {
        channel: 'telegram',
        addressHash: who,
        sealed: new Uint8Array([1]),
        askerId: `asker-${who}`,
        seed: randomBytes(32),
        messageHash: `m${++n}`,
        message: { kind: 'text', text, choice: null },
        at: now,
      },
    ])
  const setting = { edition, words, homePlace: null, office: null, publicUrl: null, keeps }
  const workUntil = async (holds: () => Promise<boolean>, change: Partial<Taking> = {}): Promise<void> => {
    const running = takeTurns({
      line: store,
      think: async asked => think(setting, asked, { newId: () => newId(8), random: randomBytes }),
      shapeOf: channel => LIMITS[channel],
      now: () => now,
      dayOf: () => QUIET_YEAR,
      newClaim: () => newId(8),
      newSeed: () => randomBytes(32),
      receiptHash: secret => Buffer.from(secret).toString('hex'),
      sleep: (_ms, signal) => sleep(1, signal),
      onReplies: () => {},
      tell: () => {},
      onError: error => failures.push(error),
      ...change,
    })
    while (!(await holds())) await breathe()
    await running.stop()
  }
  const replies = async (who: string): Promise<string[]> =>
    (await store.waitingFor(`asker-${who}`, 0)).replies.map(r => r.reply.text)
  const isAnswered = (who: string) => async (): Promise<boolean> => (await replies(who)).length > 0

  it('waits four seconds for the rest of a greeting, and answers both as one', async () => {
    await write('a', 'assalamualaikum min')
    await workUntil(async () => (await store.nextTurnAt()) === now + 4000)
    now += 2000
    await write('a', QUESTION)
    await workUntil(isAnswered('a'))
    const [first, ...rest] = await replies('a')
    expect(first).toMatch(/^Tidak boleh/)
    expect(rest.filter(r => /Tidak boleh/.test(r))).toEqual([])
  })

  it('answers a greeting alone once nothing more has come', async () => {
    await write('a', 'halo')
    await workUntil(async () => (await store.nextTurnAt()) === now + 4000)
    expect(await replies('a')).toEqual([])
    now += 4000
    await workUntil(isAnswered('a'))
  })

  it('never lets a complete question wait', async () => {
    await write('a', QUESTION)
    await workUntil(isAnswered('a'))
    expect(failures).toEqual([])
  })

  it('answers many askers side by side, each once', async () => {
    const who = Array.from({ length: 40 }, (_, i) => `p${i}`)
    for (const w of who) await write(w, QUESTION)
    await workUntil(async () => (await store.counts()).turnsWaiting === 0)
    for (const w of who) expect((await replies(w)).filter(r => /^Tidak boleh/.test(r))).toHaveLength(1)
  })

  it('tells a person whose message breaks the program, and goes on with everybody else', async () => {
    await write('a', QUESTION)
    await workUntil(isAnswered('a'), {
      think: async asked =>
        think(setting, asked, {
          newId: () => {
            throw new Error('broken')
          },
          random: randomBytes,
        }),
    })
    expect(failures).toHaveLength(1)
    await write('b', QUESTION)
    await workUntil(isAnswered('b'))
  })
})
