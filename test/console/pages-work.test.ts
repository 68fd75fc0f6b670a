// What an officer does to a consultation, and what they are refused.
import { describe, expect, it } from 'vitest'
import { openCases } from '../../src/console/cases.ts'
import type { Staff } from '../../src/console/staff.ts'
import { type Act, type Ended, openWork, type Work } from '../../src/console/work.ts'
import { type Line, lineageByCode, NO_HOLIDAYS, type Team } from '../../src/handoff/handoff.ts'
import { brief, consultation, HOUR, type MemoryBook, memoryBook, memoryStaffBook, NOW, staff, TODAY, team } from './book.ts'
import { law } from './law.ts'

const CLAUSE = 'uu-20-2023 Pasal 24 ayat (1) huruf d'
const answer = { text: 'Hindari dulu.', citations: [CLAUSE], isWithoutBasis: false, isConfirmed: false }

const ayu = staff('ayu')
const budi = staff('budi')
const coordinator = staff('kora', { roles: ['coordinator'] })

type Desk = { readonly book: MemoryBook; readonly work: Work; readonly do: (who: Staff, act: Act, id?: string) => Promise<Ended> }

function desk(teams: readonly Team[] = [team('kota')]): Desk {
  const book = memoryBook(teams)
  const cases = openCases({ book, staffBook: memoryStaffBook([]), now: () => NOW, today: () => TODAY })
  const work = openWork({
    book,
    cases,
    law,
    sayings: {
      notice: what => (what === 'transferred' || what === 'claimed' || what === 'closed' ? { text: what, choices: [] } : null),
      reply: (_, { text, basis, isWithoutBasis }) => ({
        text: [text, ...basis.map(b => `${b.name} ${b.url}`), ...(isWithoutBasis ? ['no basis'] : [])].join('\n'),
        choices: [],
      }),
    },
    redact: text => {
      const removed = /\d{18}/.test(text) ? (['nip'] as const) : []
      return { text: text.replace(/\d{18}/, '[NIP]'), removed }
    },
    publicUrl: 'https://rambu.example',
    holidays: NO_HOLIDAYS,
    lineageOf: lineageByCode,
    now: () => NOW,
    today: () => TODAY,
  })
  book.put(consultation('a'))
  return { book, work, do: (who, act, id = 'a') => work.act(who, id, act) }
}

const linesOf = async (book: MemoryBook, id = 'a'): Promise<readonly Line[]> => (await book.open(id))?.lines ?? []
const versionOf = async (book: MemoryBook, id = 'a'): Promise<number> => (await book.open(id))?.consultation.version ?? 0

async function held(teams?: readonly Team[]): Promise<Desk> {
  const made = desk(teams)
  await made.do(ayu, { kind: 'claim' })
  return made
}

describe('claiming', () => {
  it('gives a consultation to one officer, and tells the second who holds it', async () => {
    const { book, do: act } = desk()
    expect(await act(ayu, { kind: 'claim' })).toEqual({ kind: 'done' })
    expect(await act(budi, { kind: 'claim' })).toEqual({ kind: 'refused', why: 'held', by: 'ayu' })
    expect((await book.open('a'))?.consultation.holder).toBe('ayu')
  })

  it('tells the one who was a moment too late, although their page still showed it as free', async () => {
    const { book, do: act } = desk()
    book.beforeCommit(() => book.put(consultation('a', { version: 2, state: 'claimed', holder: 'budi' })))
    expect(await act(ayu, { kind: 'claim' })).toEqual({ kind: 'refused', why: 'held', by: 'budi' })
  })

  it('still succeeds when the asker only wrote something meanwhile', async () => {
    const { book, do: act } = desk()
    book.beforeCommit(() => book.put(consultation('a', { version: 2 })))
    expect(await act(ayu, { kind: 'claim' })).toEqual({ kind: 'done' })
  })

  it('tells the asker in the same commit, and counts a wait without naming a case', async () => {
    const { book } = await held()
    expect((await linesOf(book)).map(l => [l.voice, l.words.text])).toEqual([['notice', 'claimed']])
    expect(book.counted.map(key => JSON.parse(key).slice(0, 3))).toEqual([
      ['case', 'taken', 'kota'],
      ['case', 'waited', 4],
      ['wait', 'kota', expect.any(Number)],
    ])
    expect(book.audit).toEqual([{ at: NOW, by: 'ayu', act: 'consultation.claim', about: 'Elang a' }])
  })
})

describe('answering', () => {
  it('goes out with its basis by name and link, and can be taken back for ten seconds', async () => {
    const { book, do: act } = await held()
    expect(await act(ayu, { kind: 'send', version: await versionOf(book), written: answer })).toEqual({ kind: 'done' })
    const [, line] = await linesOf(book)
    expect(line).toMatchObject({ voice: 'officer', by: 'ayu', delivery: 'undoable' })
    expect(line?.words.text).toContain('UU 20/2023 Pasal 24 ayat (1) huruf d https://rambu.example/k/')
    expect(await act(ayu, { kind: 'withdraw', seq: line?.seq ?? 0 })).toEqual({ kind: 'done' })
    expect((await linesOf(book))[1]?.delivery).toBe('withdrawn')
    // as if it had not been said: it is owed again, and cannot be closed as answered
    expect((await book.open('a'))?.consultation).toMatchObject({ state: 'claimed', hasSpoken: false, holder: 'ayu' })
    expect(await act(ayu, { kind: 'close', version: await versionOf(book), outcome: 'answered' })).toMatchObject({
      why: 'nothing-said',
    })
  })

  it('cannot be taken back once it has left, nor by a colleague', async () => {
    const { book, do: act } = await held()
    await act(ayu, { kind: 'send', version: await versionOf(book), written: answer })
    expect(await act(budi, { kind: 'withdraw', seq: 2 })).toMatchObject({ why: 'not-yours' })
    book.deliver('a', 2, 'queued')
    expect(await act(ayu, { kind: 'withdraw', seq: 2 })).toMatchObject({ kind: 'refused', why: 'left-already' })
  })

  it('is refused without a clause and without the word that there is none, and with both', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    const send = (more: Partial<typeof answer>) => act(ayu, { kind: 'send', version, written: { ...answer, ...more } })
    expect(await send({ citations: [] })).toMatchObject({ why: 'basis-or-mark' })
    expect(await send({ isWithoutBasis: true })).toMatchObject({ why: 'basis-and-mark' })
    expect(await send({ citations: ['uu-1-1900 Pasal 1'] })).toMatchObject({ why: 'unknown-clause' })
    expect(await send({ citations: ['siaran-kasn Naskah'] })).toMatchObject({ why: 'unknown-clause' })
    expect(await send({ citations: ['pp-53-2010 Pasal 4'] })).toMatchObject({ why: 'not-in-force' })
    expect(await send({ text: '  ' })).toMatchObject({ why: 'empty' })
    expect(await send({ text: 'a'.repeat(3000) })).toMatchObject({ why: 'too-long' })
    expect(await linesOf(book)).toHaveLength(1)
    expect(await send({ citations: [], isWithoutBasis: true })).toEqual({ kind: 'done' })
  })

  it('is held back when it could tell who somebody is, until the officer has seen it', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    const written = { ...answer, text: 'NIP Anda 199001012020121001?' }
    expect(await act(ayu, { kind: 'send', version, written })).toEqual({
      kind: 'identifying',
      removed: ['nip'],
      marked: 'NIP Anda [NIP]?',
    })
    expect(await linesOf(book)).toHaveLength(1)
    expect(await act(ayu, { kind: 'send', version, written: { ...written, isConfirmed: true } })).toEqual({ kind: 'done' })
  })

  it('sent twice by the same form it goes out once', async () => {
    const { book, do: act } = await held()
    const send: Act = { kind: 'send', version: await versionOf(book), written: answer }
    expect(await act(ayu, send)).toEqual({ kind: 'done' })
    expect(await act(ayu, send)).toEqual({ kind: 'done' })
    expect((await linesOf(book)).filter(l => l.voice === 'officer')).toHaveLength(1)
  })

  it('sent again from a newer form, word for word and with nothing heard meanwhile, is refused; taken back, it may be said again', async () => {
    const { book, do: act } = await held()
    const send = async (more: Partial<typeof answer> = {}) =>
      act(ayu, { kind: 'send', version: await versionOf(book), written: { ...answer, ...more } })
    expect(await send()).toEqual({ kind: 'done' })
    expect(await send()).toMatchObject({ kind: 'refused', why: 'said-already' })
    expect(await send({ text: `${answer.text} Selain itu, simpan buktinya.` })).toEqual({ kind: 'done' })
    const line = (await linesOf(book)).at(-1)
    await act(ayu, { kind: 'withdraw', seq: line?.seq ?? 0 })
    expect(await send({ text: `${answer.text} Selain itu, simpan buktinya.` })).toEqual({ kind: 'done' })
    expect((await linesOf(book)).filter(l => l.voice === 'officer' && l.delivery !== 'withdrawn')).toHaveLength(2)
  })

  it('sent once more from a newer page is refused until the asker has written, unless a word of it is another', async () => {
    const { book, do: act } = await held()
    const send = async (text: string) => act(ayu, { kind: 'send', version: await versionOf(book), written: { ...answer, text } })
    expect(await send('Hindari dulu.')).toEqual({ kind: 'done' })
    expect(await send('Hindari dulu. ')).toMatchObject({ kind: 'refused', why: 'said-already' })
    expect(await send('Hindari saja.')).toEqual({ kind: 'done' })
    const opened = await book.open('a')
    if (opened === null) throw new Error('gone')
    const asked: Line = {
      seq: 90,
      voice: 'asker',
      words: { text: 'Jadi?', citations: [], isWithoutBasis: false, choices: [] },
      by: null,
      on: TODAY,
      delivery: null,
    }
    book.put(opened.consultation, opened.brief, [...opened.lines, asked])
    expect(await send('Hindari saja.')).toEqual({ kind: 'done' })
    expect((await linesOf(book)).filter(l => l.voice === 'officer')).toHaveLength(3)
  })

  it('is refused when the consultation has moved since it was read, also in the last moment', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    const opened = await book.open('a')
    book.beforeCommit(() => book.put({ ...(opened?.consultation ?? consultation('a')), version: version + 1 }))
    expect(await act(ayu, { kind: 'send', version, written: answer })).toEqual({ kind: 'moved', state: 'claimed', holder: 'ayu' })
    expect(await act(ayu, { kind: 'send', version, written: answer })).toMatchObject({ kind: 'moved' })
  })

  it('by who does not hold it is refused', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    expect(await act(budi, { kind: 'send', version, written: answer })).toMatchObject({ why: 'not-holder' })
    expect(await act(budi, { kind: 'release' })).toMatchObject({ why: 'not-holder' })
    expect(await act(budi, { kind: 'close', version, outcome: 'answered' })).toMatchObject({ kind: 'refused' })
    expect(await act(budi, { kind: 'transfer', version, to: 'units' })).toMatchObject({ kind: 'refused' })
  })

  it('asking back needs no clause', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    expect(await act(ayu, { kind: 'ask_back', version, written: { text: 'Kapan?', isConfirmed: false } })).toEqual({
      kind: 'done',
    })
  })
})

describe('approval', () => {
  const strict = [team('kota', { needsApproval: true })]

  it('lets nothing out before a coordinator has approved it, and never the writer themselves', async () => {
    const { book, do: act } = await held(strict)
    const send: Act = { kind: 'send', version: await versionOf(book), written: answer }
    expect(await act(ayu, send)).toMatchObject({ why: 'needs-approval' })
    expect(await act(ayu, { ...send, kind: 'submit' })).toEqual({ kind: 'done' })
    const version = await versionOf(book)
    expect(await act(ayu, { kind: 'approve', version })).toMatchObject({ kind: 'refused' })
    expect(await act(budi, { kind: 'approve', version })).toMatchObject({ kind: 'refused' })
    expect((await linesOf(book)).map(l => l.voice)).toEqual(['notice', 'draft'])
    expect(await act(coordinator, { kind: 'approve', version })).toEqual({ kind: 'done' })
    const lines = await linesOf(book)
    expect(lines.map(l => l.voice)).toEqual(['notice', 'officer'])
    expect(lines[1]).toMatchObject({ by: 'ayu', words: { citations: [CLAUSE] } })
  })

  it('four eyes: a coordinator who wrote the answer does not approve it', async () => {
    const { book, do: act } = desk(strict)
    await act(coordinator, { kind: 'claim' })
    await act(coordinator, { kind: 'submit', version: await versionOf(book), written: answer })
    expect(await act(coordinator, { kind: 'approve', version: await versionOf(book) })).toMatchObject({ why: 'four-eyes' })
  })

  it('returned with a reason, the words stay for who wrote them', async () => {
    const { book, do: act } = await held(strict)
    await act(ayu, { kind: 'submit', version: await versionOf(book), written: answer })
    const version = await versionOf(book)
    expect(await act(coordinator, { kind: 'return', version, reason: ' ' })).toMatchObject({ why: 'empty' })
    expect(await act(coordinator, { kind: 'return', version, reason: 'Sebut edarannya.' })).toEqual({ kind: 'done' })
    expect((await linesOf(book)).map(l => l.voice)).toEqual(['notice', 'draft', 'note'])
  })
})

describe('who may not see it', () => {
  const teams = [team('kota'), team('dinas', { kind: 'unit' }), team('badan', { kind: 'unit' }), team('jauh', { place: '11' })]
  const ofDinas = staff('dina', { teams: ['dinas'] })
  const ofBadan = staff('bada', { teams: ['badan'] })

  it('for another team there is no such consultation', async () => {
    const { work, do: act } = desk(teams)
    const stranger = staff('jauh', { teams: ['jauh'] })
    expect(await work.open(stranger, 'a')).toBeNull()
    expect(await act(stranger, { kind: 'claim' })).toEqual({ kind: 'gone' })
    expect(await act(staff('admin', { roles: ['admin'] }), { kind: 'claim' })).toEqual({ kind: 'gone' })
    expect(await act(staff('off', { isActive: false }), { kind: 'claim' })).toEqual({ kind: 'gone' })
  })

  it('handed to the unit teams every one sees it except the office that the asker excluded', async () => {
    const { book, work, do: act } = desk(teams)
    book.put(consultation('a'), brief({ avoids: 'dinas' }))
    expect(await act(coordinator, { kind: 'transfer', version: 1, to: 'units' })).toEqual({ kind: 'done' })
    expect(await work.open(ofDinas, 'a')).toBeNull()
    expect(await act(ofDinas, { kind: 'claim' })).toEqual({ kind: 'gone' })
    expect((await work.visible(ofBadan)).map(c => c.id)).toEqual(['a'])
    expect(await work.visible(ofDinas)).toEqual([])
    expect(await act(ofBadan, { kind: 'claim' })).toEqual({ kind: 'done' })
  })

  it('only a coordinator hands it to the unit teams', async () => {
    const { book, do: act } = await held(teams)
    expect(await act(ayu, { kind: 'transfer', version: await versionOf(book), to: 'units' })).toMatchObject({
      why: 'units-by-coordinator',
    })
    expect(await act(ayu, { kind: 'transfer', version: await versionOf(book), to: { team: 'jauh' } })).toEqual({ kind: 'done' })
    expect((await book.open('a'))?.consultation).toMatchObject({ team: 'jauh', state: 'waiting', holder: null })
  })

  it('what the asker has erased is gone', async () => {
    const { book, do: act } = await held()
    book.erase('a')
    expect(await act(ayu, { kind: 'note', text: 'x' })).toEqual({ kind: 'gone' })
  })
})

describe('closing and notes', () => {
  it('closed with an outcome; an answered one needs an answer', async () => {
    const { book, do: act } = await held()
    const version = await versionOf(book)
    expect(await act(ayu, { kind: 'close', version, outcome: 'answered' })).toMatchObject({ why: 'nothing-said' })
    expect(await act(ayu, { kind: 'close', version, outcome: 'referred' })).toEqual({ kind: 'done' })
    expect(await act(ayu, { kind: 'close', version, outcome: 'referred' })).toEqual({ kind: 'done' })
    expect((await book.open('a'))?.consultation).toMatchObject({ state: 'closed', outcome: 'referred' })
    expect(book.counted.at(-1)).toBe(JSON.stringify(['case', 'closed', 'referred']))
  })

  it('a note stays among officers and leaves the state as it is', async () => {
    const { book, do: act } = await held()
    expect(await act(budi, { kind: 'note', text: 'Lihat edaran 2024.' })).toEqual({ kind: 'done' })
    expect((await linesOf(book)).at(-1)).toMatchObject({ voice: 'note', delivery: null })
    expect((await book.open('a'))?.consultation).toMatchObject({ state: 'claimed', holder: 'ayu' })
  })
})

describe('the shared list', () => {
  it('is read once for two hundred open pages, and anew after a change', async () => {
    const { book, work, do: act } = desk()
    await Promise.all(Array.from({ length: 200 }, () => work.visible(ayu)))
    expect(book.lists()).toBe(1)
    await act(ayu, { kind: 'claim' })
    expect((await work.visible(ayu))[0]?.holder).toBe('ayu')
    expect(book.lists()).toBe(2)
  })

  it('moments in the log are whole hours', async () => {
    const { book } = await held()
    expect(book.audit.every(a => a.at % HOUR === 0)).toBe(true)
  })
})
