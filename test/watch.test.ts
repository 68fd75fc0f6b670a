// The clock's part: reminders, the team above, and the end of what nobody touches; each once, however many watch.
import { describe, expect, it } from 'vitest'
import { type Handler, NO_HOLIDAYS, type Opened, openSayings, parseDeskWords, type Team } from '../src/handoff/handoff.ts'
import { clockAct, type WatchParts, watchOnce } from '../src/watch.ts'
import { brief, consultation, HOUR, type MemoryBook, memoryBook, NOW, TODAY, team } from './console/book.ts'
import { lineageOf, prompt } from './handoff/sample.ts'

const DAY = 24 * HOUR
const teams: readonly Team[] = [
  team('kota', { place: '33.74', promiseHours: 2 }),
  team('provinsi', { place: '33', promiseHours: 4 }),
  team('disdik', { kind: 'unit', place: '33.74' }),
]

const ayu: Handler = { id: 'ayu', roles: ['officer'], teams: ['kota', 'provinsi'], isActive: true }

/** `at` moves; everything else is the office's. */
function office(all: readonly Team[] = teams) {
  const book: MemoryBook = memoryBook(all)
  const state = { at: NOW, changes: 0, staff: [ayu] }
  const parts: WatchParts = {
    book,
    handlers: async () => state.staff,
    holidays: NO_HOLIDAYS,
    lineageOf,
    silence: { answered: 7, other: 30 },
    sayings: openSayings(parseDeskWords(prompt('desk.id.yaml')), 30),
    now: () => state.at,
    dayOf: at => new Date(at + 7 * HOUR).toISOString().slice(0, 10),
    sleep: async () => {},
    onChange: () => {
      state.changes++
    },
    onError: error => {
      throw error
    },
  }
  const found = async (id = 'a'): Promise<Opened> => {
    const opened = await book.open(id)
    if (opened === null) throw new Error('it is gone')
    return opened
  }
  return { book, state, parts, found, look: () => watchOnce(parts) }
}

const due = { promisedBy: NOW, waitsSince: NOW - 2 * HOUR }

describe('a missed promise', () => {
  it('is a reminder first, once, however many consoles watch', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', due))
    await Promise.all([look(), look(), look()])
    await look()
    const { consultation: c, lines } = await found()
    expect([c.isReminded, c.team, c.state, c.version]).toEqual([true, 'kota', 'waiting', 2])
    expect(lines).toEqual([])
    expect(book.audit).toEqual([{ at: NOW, by: null, act: 'consultation.remind', about: 'Elang a' }])
    expect(book.counted).toEqual([JSON.stringify(['case', 'late'])])
    expect(state.changes).toBe(1)
  })

  it('is not missed a minute too early', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', { promisedBy: NOW + HOUR }))
    state.at = NOW + HOUR - 60_000
    await look()
    expect((await found()).consultation.isReminded).toBe(false)
    state.at = NOW + HOUR
    await look()
    expect((await found()).consultation.isReminded).toBe(true)
  })

  it('brings what still waits to the team above, and the asker is told in the same commit', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', due))
    await look()
    // two office hours more, with lunch in between
    state.at = NOW + 3 * HOUR
    await look()
    const { consultation: c, lines } = await found()
    expect([c.team, c.state, c.isReminded]).toEqual(['provinsi', 'waiting', false])
    expect(c.promisedBy).toBeGreaterThan(state.at)
    expect(lines.map(l => [l.voice, l.by, l.delivery])).toEqual([['notice', null, 'queued']])
    expect(book.audit.map(a => a.act)).toEqual(['consultation.remind', 'consultation.escalate'])
    expect(book.counted).toEqual([JSON.stringify(['case', 'late']), JSON.stringify(['case', 'moved', 'permanent'])])
  })

  it('never brings it to the office that the asker excluded', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', due), brief({ avoids: 'provinsi' }))
    await look()
    state.at = NOW + 3 * HOUR
    await look()
    await look()
    expect((await found()).consultation.team).toBe('kota')
  })

  it('takes nothing away from whoever holds it: they and their coordinator are reminded', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', { ...due, state: 'claimed', holder: 'ayu' }))
    await look()
    state.at = NOW + 5 * HOUR
    await look()
    const { consultation: c } = await found()
    expect([c.isReminded, c.holder, c.team]).toEqual([true, 'ayu', 'kota'])
  })

  it('is over when somebody was a moment quicker', async () => {
    const { book, look, found } = office()
    book.put(consultation('a', due))
    book.beforeCommit(() =>
      book.put(consultation('a', { ...due, version: 2, state: 'answered', holder: 'ayu', promisedBy: null })),
    )
    await look()
    const { consultation: c } = await found()
    expect([c.isReminded, c.state]).toEqual([false, 'answered'])
  })

  it('is no matter outside the hours in which it counts', () => {
    const c = consultation('a', { promisedBy: NOW + 20 * HOUR })
    expect(clockAct(c, teams, office().parts, { at: NOW + 19 * HOUR, on: TODAY })).toBeNull()
  })
})

describe('who leaves', () => {
  it('leaves nothing held: it is back at its place in the line, and the asker is told', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', { state: 'claimed', holder: 'ayu', rank: 3, promisedBy: NOW + 9 * HOUR }))
    await look()
    expect((await found()).consultation.holder).toBe('ayu')
    state.staff = [{ ...ayu, isActive: false }]
    await look()
    const { consultation: c, lines } = await found()
    expect([c.state, c.holder, c.rank]).toEqual(['waiting', null, 3])
    expect(lines.map(l => l.voice)).toEqual(['notice'])
    expect(book.audit.map(a => [a.by, a.act])).toEqual([[null, 'consultation.release']])
  })

  it('has left also when it is another team’s now, or no role is left', async () => {
    for (const change of [{ teams: ['disdik'] }, { roles: ['admin'] }]) {
      const { book, look, found, state } = office()
      book.put(consultation('a', { state: 'answered', holder: 'ayu', hasSpoken: true, promisedBy: null }))
      state.staff = [{ ...ayu, ...change }]
      await look()
      expect([(await found()).consultation.state, (await found()).consultation.holder]).toEqual(['answered', null])
    }
  })
})

describe('silence', () => {
  it('ends what was answered after days, and the asker may reopen it', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', { state: 'answered', holder: 'ayu', hasSpoken: true, promisedBy: null }))
    state.at = NOW + 6 * DAY
    await look()
    expect((await found()).consultation.state).toBe('answered')
    state.at = NOW + 7 * DAY
    await look()
    const { consultation: c, lines } = await found()
    expect([c.state, c.outcome]).toEqual(['closed', 'answered'])
    expect(lines.at(-1)?.words.choices.map(choice => choice.id)).toContain('officer:reopen')
    // counted as an officer's closing is, or the statistics could not be read
    expect(book.counted).toEqual([JSON.stringify(['case', 'closed', 'answered'])])
  })

  it('ends what nobody answered much later, with the draft that nobody approved', async () => {
    const { book, look, found, state } = office()
    const draft = {
      seq: 5,
      voice: 'draft',
      words: { text: 'x', citations: [], isWithoutBasis: true, choices: [] },
      by: 'ayu',
      on: TODAY,
      delivery: null,
    } as const
    book.put(consultation('a', { state: 'in_review', holder: 'ayu', promisedBy: null }), brief(), [draft])
    state.at = NOW + 29 * DAY
    await look()
    expect((await found()).consultation.state).toBe('in_review')
    state.at = NOW + 30 * DAY
    await look()
    const { consultation: c, lines } = await found()
    expect([c.state, c.outcome]).toEqual(['expired', 'no-answer'])
    expect(lines.map(l => l.voice)).toEqual(['notice'])
  })

  it('leaves alone what is closed', async () => {
    const { book, look, found, state } = office()
    book.put(consultation('a', { state: 'closed', outcome: 'answered', promisedBy: null }))
    state.at = NOW + 90 * DAY
    await look()
    expect((await found()).consultation.version).toBe(1)
  })
})
