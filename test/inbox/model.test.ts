// Asking a model while a turn is taken: nobody waits longer than the limit, nothing is asked twice, and without an answer the rules answer.
import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId, sleep } from '../../src/adapters/clock.ts'
import type { Store } from '../../src/adapters/store.ts'
import type { ModelBeside, ModelMark, ModelTask, Told } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/gateway.ts'
import {
  consult,
  consulted,
  type Line,
  type Model,
  type OffWhy,
  readingWatch,
  type TurnAsked,
  takeTurns,
  think,
} from '../../src/inbox/inbox.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { consultation } from '../handoff/sample.ts'
import { sqliteStore, type TestStore } from '../store.ts'
import { readingOf } from '../told.ts'

const LIMIT_MS = 8000
const TEAM = 'bolehkah PNS jadi tim sukses calon bupati?'
/** A consultation that came up meanwhile. */
const OWN = { consultation: consultation(), before: null, isUnsaid: false }
const CAR = 'boleh ga pinjamkan mobil dinas buat kampanye paslon?'

/** A clock that moves only when it is told to; who sleeps on it is woken when their time has come, or when they are let go. */
function clock() {
  let now = 1_000_000
  let sleepers: { readonly until: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise(wake => {
        if (signal.aborted || ms <= 0) return wake()
        sleepers.push({ until: now + ms, wake })
        signal.addEventListener('abort', () => wake(), { once: true })
      }),
    pass: (ms: number): void => {
      now += ms
      const due = sleepers.filter(s => s.until <= now)
      sleepers = sleepers.filter(s => s.until > now)
      for (const { wake } of due) wake()
    },
    asleep: () => sleepers.length,
  }
}

type Asking = (task: ModelTask, signal: AbortSignal) => Promise<Told>
const silence = (task: ModelTask): Told => ({ key: task.key, reading: null, wording: null })
const never: Asking = () => new Promise(() => {})
/** Reads every question as this entry, and words nothing. */
const reads =
  (entry: string): Asking =>
  async task =>
    task.kind === 'read' ? { ...silence(task), reading: readingOf(entry, task.text) } : silence(task)

function scripted(asking: Asking, ready = { reads: true, words: false }) {
  const asked: ModelTask[] = []
  const noted: ModelMark[] = []
  const ended: boolean[] = []
  const model: Model = {
    isLocal: false,
    limitMs: LIMIT_MS,
    ready: () => ready,
    ask: (task, signal) => {
      asked.push(task)
      signal.addEventListener('abort', () => ended.push(true), { once: true })
      return asking(task, signal)
    },
    note: marks => noted.push(...marks),
  }
  return { model, asked, noted, ended }
}

const task = (key: string): ModelTask => ({ kind: 'read', key, text: TEAM, entries: [] })
const beside: ModelBeside = { reads: true, words: true, isLocal: false, told: [] }

describe('what a model is asked', () => {
  it('is told under its key, all of it side by side', async () => {
    const { now, sleep: nap } = clock()
    const { model, asked } = scripted(async t => ({ ...silence(t), reading: readingOf('jadi-tim', TEAM) }))
    const known = await consult({ model, now, sleep: nap }, beside, [task('a'), task('b')], now() + LIMIT_MS)
    expect(known.told.map(t => [t.key, t.reading?.entries[0]?.id])).toEqual([
      ['a', 'jadi-tim'],
      ['b', 'jadi-tim'],
    ])
    expect(known).toMatchObject({ reads: true, words: true })
    expect(asked).toHaveLength(2)
  })

  it('is waited for no longer than the limit; what came in time counts, the rest is told as nothing, and no more is asked', async () => {
    const time = clock()
    const { model, ended } = scripted(t =>
      t.key === 'hangs' ? never(t, AbortSignal.abort()) : reads('jadi-tim')(t, AbortSignal.abort()),
    )
    const waiting = consult(
      { model, now: time.now, sleep: time.sleep },
      beside,
      [task('hangs'), task('ok')],
      time.now() + LIMIT_MS,
    )
    let isOver = false
    void waiting.then(() => {
      isOver = true
    })
    await breathe()
    time.pass(LIMIT_MS - 1)
    await breathe()
    expect(isOver).toBe(false)
    time.pass(1)
    const known = await waiting
    expect(known.told.map(t => [t.key, t.reading === null])).toEqual([
      ['hangs', true],
      ['ok', false],
    ])
    expect(known).toMatchObject({ reads: false, words: false })
    expect(ended).toEqual([true, true])
  })

  it('is asked once where two parts of a turn want the same', async () => {
    const time = clock()
    const { model, asked } = scripted(async t => silence(t))
    const known = await consult(
      { model, now: time.now, sleep: time.sleep },
      beside,
      [task('a'), task('a')],
      time.now() + LIMIT_MS,
    )
    expect([asked.length, known.told.length]).toEqual([1, 1])
  })

  it('leaves nobody asleep once it has answered', async () => {
    const time = clock()
    const signals: AbortSignal[] = []
    const { model } = scripted(async (t, signal) => {
      signals.push(signal)
      return silence(t)
    })
    await consult({ model, now: time.now, sleep: time.sleep }, beside, [task('a')], time.now() + LIMIT_MS)
    expect(signals.every(s => s.aborted)).toBe(true)
  })

  it('is told as nothing where asking breaks', async () => {
    const time = clock()
    const { model } = scripted(async () => {
      throw new Error('a model that should never reject')
    })
    const known = await consult({ model, now: time.now, sleep: time.sleep }, beside, [task('a')], time.now() + LIMIT_MS)
    expect(known.told).toEqual([{ key: 'a', reading: null, wording: null }])
  })

  it('ends after eight things told in a turn', async () => {
    const time = clock()
    const { model } = scripted(async t => silence(t))
    const tasks = Array.from({ length: 8 }, (_, i) => task(`k${i}`))
    const known = await consult({ model, now: time.now, sleep: time.sleep }, beside, tasks, time.now() + LIMIT_MS)
    expect(known).toMatchObject({ reads: false, words: false })
  })
})

describe('an answer with a model', () => {
  const answering = (tasks: readonly ModelTask[]) => {
    const heard: (ModelBeside | undefined)[] = []
    return {
      heard,
      answer: (b: ModelBeside | undefined) => {
        heard.push(b)
        return b
      },
      wants: (b: ModelBeside | undefined) =>
        b === undefined ? [] : tasks.filter(t => (b.reads || b.words) && !b.told.some(told => told.key === t.key)).slice(0, 1),
    }
  }

  it('is made once where there is none', async () => {
    const { heard, answer, wants } = answering([task('a')])
    const time = clock()
    expect(await consulted({ model: null, now: time.now, sleep: time.sleep }, answer, wants)).toBeUndefined()
    expect(heard).toEqual([undefined])
  })

  it('is made again with what was told, until nothing more is wanted, and no key is asked twice', async () => {
    const { answer, wants } = answering([task('a'), task('b')])
    const time = clock()
    const { model, asked } = scripted(async t => silence(t))
    const last = await consulted({ model, now: time.now, sleep: time.sleep }, answer, wants)
    expect(last?.told.map(t => t.key)).toEqual(['a', 'b'])
    expect(asked.map(t => t.key)).toEqual(['a', 'b'])
  })

  it('waits for all rounds together no longer than the limit', async () => {
    const { answer, wants } = answering([task('a'), task('b'), task('c')])
    const time = clock()
    const slow: Asking = async t => {
      time.pass(LIMIT_MS / 2 + 1)
      return silence(t)
    }
    const { model, asked } = scripted(slow)
    await consulted({ model, now: time.now, sleep: time.sleep }, answer, wants)
    expect(asked.map(t => t.key)).toEqual(['a', 'b'])
  })
})

describe('a model that is of no use', () => {
  const watched = () => {
    const off: [OffWhy, number][] = []
    return { off, watch: readingWatch((why, share) => off.push([why, share])) }
  }
  const many = (n: number, mark: ModelMark): readonly ModelMark[] => Array.from({ length: n }, () => mark)

  it('is switched off where more than 30 % of the last 200 of its readings disagree, and that is told once', () => {
    const { off, watch } = watched()
    watch.note(many(140, 'agrees'))
    watch.note(many(60, 'disagrees'))
    expect(watch.off()).toBeNull()
    expect(watch.share('disagrees')).toBeCloseTo(0.3)
    watch.note(['disagrees'])
    expect(watch.off()).toBe('disagrees')
    watch.note(many(50, 'disagrees'))
    expect(off).toEqual([['disagrees', 61 / 200]])
  })

  it('stays off, for nobody asks it any more', () => {
    const { watch } = watched()
    watch.note(many(61, 'disagrees'))
    watch.note(many(200, 'agrees'))
    expect(watch.off()).toBe('disagrees')
  })

  it('is not blamed for what lies further back', () => {
    const { watch } = watched()
    watch.note(many(60, 'disagrees'))
    watch.note(many(200, 'agrees'))
    watch.note(many(60, 'disagrees'))
    expect(watch.off()).toBeNull()
  })

  it('is not counted for what it could not say, or for its wording', () => {
    const { watch } = watched()
    for (const mark of ['leads', 'unusable', 'silent', 'worded', 'wording-refused', 'wording-silent'] as const)
      watch.note(many(100, mark))
    expect([watch.off(), watch.share('disagrees')]).toEqual([null, 0])
  })

  it('is switched off too where more than half of the last 200 of what it reads cannot be used', () => {
    const { off, watch } = watched()
    watch.note([...many(60, 'agrees'), ...many(40, 'leads'), ...many(100, 'unusable')])
    expect([watch.off(), watch.share('unusable')]).toEqual([null, 0.5])
    // one that is away is not blamed
    watch.note(many(200, 'silent'))
    expect(watch.off()).toBeNull()
    watch.note(['unusable'])
    expect(watch.off()).toBe('unusable')
    expect(off).toEqual([['unusable', 101 / 200]])
  })
})

describe('a turn beside a model', () => {
  let under: TestStore
  let store: Store
  let failures: unknown[]
  let thought: TurnAsked[]
  beforeEach(async () => {
    under = await sqliteStore('model')
    store = under.store
    failures = []
    thought = []
  })
  afterEach(() => under.end())

  const AT = 1_000_000
  const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
  let n = 0
  const write = (...texts: readonly string[]): Promise<unknown> =>
    store.accept(
      texts.map(text => ({
        channel: 'telegram',
        addressHash: 'a',
        sealed: new Uint8Array([1]),
        askerId: 'asker-a',
        seed: randomBytes(32),
        messageHash: `m${++n}`,
        message: { kind: 'text', text, choice: null },
        at: AT,
      })),
    )
  const replies = async (): Promise<readonly string[]> => (await store.waitingFor('asker-a', 0)).replies.map(r => r.reply.text)
  const isAnswered = async (): Promise<boolean> => (await replies()).length > 0

  /** Works until something holds; `late`: a sleep of the limit is over at once. */
  const workUntil = async (
    holds: () => Promise<boolean>,
    model: Model | null,
    line: Line = store,
    late = false,
  ): Promise<void> => {
    const running = takeTurns({
      line,
      desk: null,
      model,
      newCaseId: () => newId(12),
      chance: () => 0,
      think: async asked => {
        thought.push(asked)
        return think(setting, asked, { newId: () => newId(8), random: randomBytes })
      },
      shapeOf: channel => LIMITS[channel],
      now: () => AT,
      dayOf: () => QUIET_YEAR,
      newClaim: () => newId(8),
      newSeed: () => randomBytes(32),
      receiptHash: secret => Buffer.from(secret).toString('hex'),
      sleep: (ms, signal) => sleep(ms >= LIMIT_MS / 2 && !late ? 60_000 : 1, signal),
      onReplies: () => {},
      onConsultation: () => {},
      tell: () => {},
      onError: error => failures.push(error),
    })
    while (!(await holds())) await breathe()
    await running.stop()
    expect(failures).toEqual([])
  }

  it('is thought about again with what it told, and what came of it is counted', async () => {
    await write(TEAM)
    const { model, asked, noted } = scripted(reads('hak-pilih'))
    await workUntil(isAnswered, model)
    expect(thought.map(t => t.model?.told.length)).toEqual([0, 1])
    expect(asked).toHaveLength(1)
    expect(noted).toEqual(['disagrees'])
    expect((await replies())[0]).toMatch(/^Tidak boleh/)
  })

  it('with several questions asks for each, and for none twice', async () => {
    await write(TEAM, CAR)
    const { model, asked, noted } = scripted(reads('jadi-tim'))
    await workUntil(async () => (await replies()).filter(r => /boleh/i.test(r)).length > 0, model)
    const keys = asked.map(t => t.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(noted).toHaveLength(keys.length)
  })

  it('is answered by the rules when the model never answers', async () => {
    await write(TEAM)
    await workUntil(isAnswered, null)
    const [alone] = await replies()
    await under.end()
    under = await sqliteStore('model')
    store = under.store
    await write(TEAM)
    const { model, noted } = scripted(never)
    await workUntil(isAnswered, model, store, true)
    expect((await replies())[0]).toBe(alone)
    expect(noted).toEqual(['silent'])
  })

  it('asks for nothing while the model is out of reach', async () => {
    await write(TEAM)
    const { model, asked, noted } = scripted(reads('hak-pilih'), { reads: false, words: false })
    await workUntil(isAnswered, model)
    expect([asked, noted]).toEqual([[], []])
  })

  it('is taken as it always was where there is no model', async () => {
    await write(TEAM)
    await workUntil(isAnswered, null)
    expect(thought).toHaveLength(1)
    expect(Object.keys(thought[0] ?? {})).not.toContain('model')
  })

  it('taken again because its commit was stale asks nothing again: what was told still stands', async () => {
    await write(TEAM)
    const { model, asked, noted } = scripted(reads('hak-pilih'))
    let isStale = false
    // their consultation moves once between reading and writing
    const moving: Line = {
      ...store,
      ownOf: async () => (isStale ? OWN : null),
      commit: async changes => {
        if (isStale || !changes.some(c => c.kind === 'turn.done')) return store.commit(changes)
        isStale = true
        return 'stale'
      },
    }
    await workUntil(isAnswered, model, moving)
    expect(thought.map(t => t.model?.told.length)).toEqual([0, 1, 1])
    expect(asked).toHaveLength(1)
    expect(noted).toEqual(['disagrees'])
  })
})
