import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId, sleep } from '../../src/adapters/clock.ts'
import type { Store } from '../../src/adapters/store.ts'
import { LIMITS } from '../../src/gateway/gateway.ts'
import { type Taking, takeTurns, think } from '../../src/inbox/inbox.ts'
import { type Enclosed, READING_MAX_MS } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
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
  const write = (who: string, text: string, enclosed?: Enclosed): Promise<unknown> =>
    store.accept([
      {
        channel: 'telegram',
        addressHash: who,
        sealed: new Uint8Array([1]),
        askerId: `asker-${who}`,
        seed: randomBytes(32),
        messageHash: `m${++n}`,
        message: { kind: enclosed === undefined ? 'text' : 'document', text, choice: null, ...(enclosed && { enclosed }) },
        at: now,
      },
    ])
  const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
  const workUntil = async (holds: () => Promise<boolean>, change: Partial<Taking> = {}): Promise<void> => {
    const running = takeTurns({
      line: store,
      desk: null,
      model: null,
      newCaseId: () => newId(12),
      chance: () => 0,
      think: async asked => think(setting, asked, { newId: () => newId(8), random: randomBytes }),
      shapeOf: channel => LIMITS[channel],
      now: () => now,
      dayOf: () => QUIET_YEAR,
      newClaim: () => newId(8),
      newSeed: () => randomBytes(32),
      receiptHash: secret => Buffer.from(secret).toString('hex'),
      sleep: (_ms, signal) => sleep(1, signal),
      onReplies: () => {},
      onConsultation: () => {},
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

  it('waits for the words of a file, also when more is written meanwhile, and answers all of it together', async () => {
    await write('a', '', { kind: 'under-way', name: 'surat' })
    await workUntil(async () => (await store.nextTurnAt()) === now + READING_MAX_MS + 4000)
    now += 5000
    await write('a', QUESTION)
    await workUntil(async () => (await store.nextTurnAt()) === now - 5000 + READING_MAX_MS + 4000)
    expect(await replies('a')).toEqual([])
    await write('a', '', { kind: 'unread', name: 'surat', why: 'locked' })
    await workUntil(isAnswered('a'))
    const said = (await replies('a')).join('\n')
    expect(said).toContain(words.say('unread_locked'))
    expect(said).toContain('Tidak boleh')
  })

  it('asks for a file again whose words never came', async () => {
    await write('a', '', { kind: 'under-way', name: 'surat' })
    now += READING_MAX_MS + 5000
    await workUntil(isAnswered('a'))
    expect((await replies('a'))[0]).toContain(words.say('unread_slow'))
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

  describe('counts', () => {
    const DAYS = ['2026-11-21', '2026-11-22', '2026-11-23'] as const
    const today = (day: (typeof DAYS)[number]): Partial<Taking> => ({ dayOf: () => day })
    const rows = async (table: 'tally' | 'sheet') => under.db.read(`SELECT * FROM ${table}`)
    const told = async (): Promise<number> => (await rows('tally')).reduce((sum, r) => sum + Number(r.n), 0)
    const isTold = async (): Promise<boolean> => (await told()) > 0

    it('of a day that is not over are nowhere to be read, also when the bot is started again', async () => {
      for (const who of ['a', 'b']) {
        await write(who, QUESTION)
        await workUntil(isAnswered(who), today(DAYS[0]))
      }
      expect([await rows('tally'), (await rows('sheet')).length]).toEqual([[], 2])
      expect(JSON.stringify(await rows('sheet'))).not.toContain('answer')
    })

    it('are written down once the day is over, by whoever is there, even when nobody writes any more', async () => {
      await write('a', QUESTION)
      await workUntil(isAnswered('a'), today(DAYS[0]))
      await workUntil(isTold, today(DAYS[1]))
      const once = await told()
      expect(await rows('sheet')).toEqual([])
      await write('b', QUESTION)
      let day: (typeof DAYS)[number] = DAYS[1]
      const dayOf = () => day
      const turn = async (): Promise<boolean> => {
        if (await isAnswered('b')()) day = DAYS[2]
        return (await told()) > once
      }
      await workUntil(turn, { dayOf })
      expect(await told()).toBe(2 * once)
    })

    it('that the store could not take are kept until it can', async () => {
      await write('a', QUESTION)
      let day: (typeof DAYS)[number] = DAYS[0]
      let refused = 0
      const line: Taking['line'] = {
        ...store,
        commit: async changes => {
          if (day !== DAYS[1] || changes[0]?.kind !== 'counted') return store.commit(changes)
          refused += 1
          throw new Error('no disk')
        },
      }
      const isRefused = async (): Promise<boolean> => {
        if (await isAnswered('a')()) day = DAYS[1]
        return refused > 0
      }
      await workUntil(isRefused, { line, dayOf: () => day })
      expect([failures.length, await told(), (await rows('sheet')).length]).toEqual([1, 0, 1])
      await workUntil(isTold, today(DAYS[2]))
    })
  })
})
