// Bells: who is told, when, how often, and that nothing of a consultation is in what they are told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openMail } from '../src/adapters/mail.ts'
import { type BellParts, bellRound, parseBellWords } from '../src/bells.ts'
import type { Case } from '../src/console/cases.ts'
import type { Staff, StaffBook } from '../src/console/staff.ts'
import { isOpen, NO_HOLIDAYS, type Team } from '../src/handoff/handoff.ts'
import { brief, consultation, HOUR, memoryStaffBook, NOW, staff, team } from './console/book.ts'
import { fakeSmtp } from './fakes/smtp.ts'

const MINUTE = 60_000
const words = parseBellWords(readFileSync(join(import.meta.dirname, '../prompts/bells.id.yaml'), 'utf8'))
const WAITS = words.say('bell_waiting')

const ringing = (id: string, more: Partial<Staff> = {}): Staff =>
  staff(id, {
    email: `${id}@instansi.example`,
    bells: { email: true, telegram: false, sound: false, always: false },
    ...more,
  })

const aCase = (id: string, more: Partial<Case> = {}): Case => ({ ...consultation(id), brief: brief(), ...more })

type Rung = { readonly to: string; readonly text: string; readonly at: number }

/** An office with its clock, its cases and one store, in which any number of consoles run. */
function office(members: readonly Staff[], teams: readonly Team[] = [team('kota')]) {
  const rung: Rung[] = []
  const errors: unknown[] = []
  const book: Pick<StaffBook, 'staff' | 'settings' | 'saved'> = memoryStaffBook(members)
  const state = { at: NOW, cases: [] as readonly Case[], isBroken: false }
  const console = (more: Partial<BellParts> = {}): (() => Promise<void>) =>
    bellRound({
      cases: async () => state.cases,
      teams: async () => teams,
      book,
      isOpen: (of, at) => isOpen(of, at, NO_HOLIDAYS),
      ways: {
        email: async (to, { text }) => {
          if (state.isBroken) throw new Error('mail: no answer')
          rung.push({ to: to.split('@')[0] ?? '', text, at: state.at })
        },
        telegram: async ({ id }, text) => {
          rung.push({ to: `telegram ${id}`, text, at: state.at })
          return true
        },
      },
      words,
      consoleUrl: null,
      now: () => state.at,
      sleep: async () => {},
      onError: error => errors.push(error),
      ...more,
    })
  return { rung, errors, book, state, console, whom: () => rung.map(r => r.to) }
}

describe('a bell', () => {
  it('rings for the officers on duty of the team that may read a consultation, and for nobody else', async () => {
    const members = [
      ringing('ayu'),
      ringing('libur', { isOnDuty: false }),
      ringing('lain', { teams: ['provinsi'] }),
      ringing('penyunting', { roles: ['editor'] }),
      ringing('keluar', { isActive: false }),
      ringing('diam', { bells: { email: false, telegram: false, sound: true, always: true } }),
    ]
    const { state, console, whom } = office(members, [team('kota'), team('provinsi', { place: '33' })])
    state.cases = [aCase('a')]
    await console()()
    expect(whom()).toEqual(['ayu'])
  })

  it('never rings for the office that the asker excluded, though every other office of the region is told', async () => {
    const teams = [team('kota'), team('disdik', { kind: 'unit' }), team('dinkes', { kind: 'unit' })]
    const { state, console, whom } = office([ringing('d', { teams: ['disdik'] }), ringing('k', { teams: ['dinkes'] })], teams)
    state.cases = [aCase('a', { pool: 'units', brief: brief({ avoids: 'disdik' }) })]
    await console()()
    expect(whom()).toEqual(['k'])
  })

  it('contains no word of a consultation: no question, fact, answer, region, code name or date', async () => {
    const { state, console, rung } = office([ringing('ayu', { roles: ['coordinator'] })])
    const kinds: readonly Partial<Case>[] = [
      {},
      { urgency: 'urgent' },
      { isReminded: true },
      { state: 'claimed', holder: 'ayu', hasSpoken: true },
      { state: 'in_review', holder: 'budi' },
    ]
    const look = console({ consoleUrl: 'https://konsol.example' })
    for (const [n, kind] of kinds.entries()) {
      state.cases = [aCase(`kasus${n}`, kind)]
      state.at += 10 * MINUTE
      await look()
    }
    expect(rung).toHaveLength(kinds.length)
    expect(new Set(rung.map(r => r.text)).size).toBe(kinds.length)
    const { questions, facts, answer, region } = brief()
    const told = [...questions.map(q => q.text), ...facts, answer ?? '', 'Elang', 'kasus']
    const secret = told.flatMap(text => text.toLowerCase().split(/\W+/)).filter(word => word.length > 4)
    for (const { text } of rung) {
      expect(secret.filter(word => text.toLowerCase().split(/\W+/).includes(word))).toEqual([])
      expect(text).not.toContain(region)
      expect(text).not.toMatch(/\d/)
    }
  })

  it('rings once for what is the same, however often and by however many consoles it is looked at', async () => {
    const { state, console, whom } = office([ringing('ayu'), ringing('budi')])
    const consoles = [console(), console(), console(), console()]
    state.cases = [aCase('a')]
    for (let look = 0; look < 5; look++) {
      await Promise.all(consoles.map(look => look()))
      state.at += 3 * MINUTE
    }
    expect(whom().toSorted()).toEqual(['ayu', 'budi'])
  })

  it('rings once although every console is started anew in between', async () => {
    const { state, console, whom } = office([ringing('ayu')])
    state.cases = [aCase('a')]
    for (let start = 0; start < 4; start++) {
      await console()()
      state.at += 6 * MINUTE
    }
    expect(whom()).toEqual(['ayu'])
  })

  it('rings at most once in five minutes for one person, over all consoles, and then for all that came meanwhile', async () => {
    const { state, console, rung } = office([ringing('ayu')])
    const consoles = [console(), console()]
    for (let second = 0; second < 1200; second += 10) {
      state.cases = Array.from({ length: second / 10 + 1 }, (_, n) => aCase(`k${n}`))
      for (const look of consoles) await look()
      state.at += 10_000
    }
    const gaps = rung.slice(1).map((r, n) => r.at - (rung[n]?.at ?? 0))
    expect(rung.length).toBeGreaterThan(2)
    expect(rung.length).toBeLessThanOrEqual(4)
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5 * MINUTE)
  })

  it('does not wait when somebody is in danger, and still rings once for it', async () => {
    const { state, console, rung } = office([ringing('ayu')])
    const consoles = [console(), console()]
    state.cases = [aCase('a')]
    for (const look of consoles) await look()
    state.at += 20_000
    state.cases = [aCase('a'), aCase('b', { urgency: 'urgent' })]
    for (const look of consoles) await look()
    for (const look of consoles) await look()
    expect(rung.map(r => r.text)).toEqual([WAITS, words.say('bell_urgent')])
  })

  it('rings again when the asker writes again, and when a promise is missed', async () => {
    const { state, console, rung } = office([ringing('ayu')])
    const look = console()
    const steps: readonly Partial<Case>[] = [
      { state: 'claimed', holder: 'ayu', hasSpoken: true, promisedBy: NOW + HOUR },
      { state: 'answered', holder: 'ayu', hasSpoken: true, promisedBy: null },
      // within the same hour, so that the same hour is promised
      { state: 'claimed', holder: 'ayu', hasSpoken: true, promisedBy: NOW + HOUR },
      { state: 'claimed', holder: 'ayu', hasSpoken: true, promisedBy: NOW + HOUR, isReminded: true },
    ]
    for (const step of steps) {
      state.cases = [aCase('a', step)]
      await look()
      state.at += 6 * MINUTE
    }
    expect(rung.map(r => r.text)).toEqual([words.say('bell_written'), words.say('bell_written'), words.say('bell_late')])
  })

  it('tells whoever claimed it nothing of what they just did themselves', async () => {
    const { state, console, whom } = office([ringing('ayu')])
    state.cases = [aCase('a', { state: 'claimed', holder: 'ayu' })]
    await console()()
    expect(whom()).toEqual([])
  })

  it('leaves officers alone outside their hours, except for what is urgent and those who chose so', async () => {
    const members = [ringing('ayu'), ringing('budi', { bells: { email: true, telegram: false, sound: false, always: true } })]
    const { state, console, rung, whom } = office(members)
    const look = console()
    state.at = NOW + 12 * HOUR
    state.cases = [aCase('a')]
    await look()
    expect(whom()).toEqual([])
    state.cases = [aCase('a'), aCase('b', { urgency: 'urgent' })]
    await look()
    expect(whom()).toEqual(['budi'])
    // the next morning, ten past eight
    state.at = NOW + 22 * HOUR + 10 * MINUTE
    await look()
    expect(whom().toSorted()).toEqual(['ayu', 'budi', 'budi'])
    expect(rung.filter(r => r.to === 'ayu')).toHaveLength(1)
  })

  it('rings by every way somebody chose, and only by those', async () => {
    const linked = { telegram: 'tertaut' }
    const members = [
      ringing('ayu', { ...linked, bells: { email: true, telegram: true, sound: false, always: false } }),
      ringing('budi', { ...linked, bells: { email: false, telegram: true, sound: false, always: false } }),
      ringing('cici', { telegram: null, bells: { email: false, telegram: true, sound: false, always: false } }),
    ]
    const { state, console, whom } = office(members)
    state.cases = [aCase('a')]
    await console()()
    expect(whom().toSorted()).toEqual(['ayu', 'telegram ayu', 'telegram budi'])
  })

  it('is not lost when the mail server is down: it rings once the server is back', async () => {
    const { state, console, whom, errors } = office([ringing('ayu')])
    const look = console()
    state.cases = [aCase('a')]
    state.isBroken = true
    await look()
    expect(errors).toHaveLength(1)
    state.isBroken = false
    await look()
    expect(whom()).toEqual([])
    state.at += 5 * MINUTE
    await look()
    await look()
    expect(whom()).toEqual(['ayu'])
  })

  it('is not lost when a console dies between claiming and ringing: another one rings', async () => {
    const { state, console, whom } = office([ringing('ayu')])
    const survivor = console()
    state.cases = [aCase('a')]
    // whoever dies over it never comes back from ringing
    void console({ ways: { email: () => new Promise(() => {}), telegram: null } })()
    await new Promise(resolve => setImmediate(resolve))
    await survivor()
    expect(whom()).toEqual([])
    state.at += 5 * MINUTE
    await survivor()
    expect(whom()).toEqual(['ayu'])
  })

  it('stores nothing that tells when a consultation came', async () => {
    const { state, console, book } = office([ringing('ayu')])
    state.at = NOW + 17 * MINUTE + 123
    state.cases = [aCase('a')]
    await console()()
    const stored = JSON.stringify(await book.settings())
    const moments = (stored.match(/\d{12,}/g) ?? []).map(Number)
    expect(moments.filter(at => at % HOUR !== 0)).toEqual([])
    for (const secret of ['Elang', ...brief().facts]) expect(stored).not.toContain(secret)
  })

  it('reaches the mailbox of an officer through a real mail server, and is one sentence', async () => {
    const server = await fakeSmtp()
    try {
      const mail = openMail({ url: `smtp://127.0.0.1:${server.port}`, from: 'rambu@instansi.example' })
      const { state, console } = office([ringing('ayu')])
      state.cases = [aCase('a')]
      await console({ ways: { email: mail.send, telegram: null } })()
      expect(server.letters.map(l => [l.to, l.text])).toEqual([['ayu@instansi.example', WAITS]])
    } finally {
      await server.close()
    }
  })
})
