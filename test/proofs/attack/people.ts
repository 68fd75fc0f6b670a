// Everyone on the members' list, and what those who ask do on the day. All of it is invented: numbers of no network, names drawn together.
import { join } from 'node:path'
import { readFiles, readText } from '../../../src/adapters/disk.ts'
import { type AnswerRecord, type Memory, type Tempo, takeTurn } from '../../../src/conversation/conversation.ts'
import { LIMITS } from '../../../src/gateway/gateway.ts'
import { parse } from '../../../src/knowledge/knowledge.ts'
import type { Built } from '../../../src/main.ts'
import { questionsOf } from '../../../src/publishing/publishing.ts'
import { openRedactor, type Redactor } from '../../../src/redact.ts'
import type { Status } from '../../../src/vocabulary.ts'
import { ROOT } from '../child.ts'

export type Channel = 'telegram' | 'whatsapp' | 'web'

/** A line of the members' list: all that an office knows of its people, and more. */
export type Member = {
  readonly id: number
  readonly phone: string
  readonly telegramId: string
  readonly username: string
  /** The business-scoped id that WhatsApp gives. */
  readonly scopedId: string
  /** The secret of their browser on the web chat. */
  readonly browser: string
  readonly nip: string
  readonly names: readonly [string, string, string]
  readonly unit: string
  readonly place: { readonly code: string; readonly name: string }
  readonly status: Status
}

/** What a member writes at a moment. `heard`: what they have read so far; null: nothing after all. */
export type Writing = {
  readonly at: number
  readonly member: Member
  readonly text: (heard: readonly string[]) => string | null
}

type Habit = 'asks' | 'anonymous' | 'narrows' | 'proves' | 'receipt' | 'forgets' | 'tells' | 'consults' | 'leaves' | 'alone'
export type Person = {
  readonly member: Member
  readonly channel: Channel
  /** On WhatsApp without a number. */
  readonly isScoped: boolean
  readonly habit: Habit
}

export type Population = {
  readonly members: readonly Member[]
  readonly people: readonly Person[]
  readonly writings: readonly Writing[]
  readonly day: Day
}

export type Day = { readonly on: string; readonly from: number; readonly to: number }

const MINUTE = 60_000
const PLACES = ['Kota Kendari', 'Kabupaten Jember', 'Kota Bandung', 'Kabupaten Sleman', 'Kota Makassar', 'Provinsi Bali']
const UNITS = ['Dinas Uji Muka', 'Badan Uji Tengah', 'Sekretariat Uji Hulu', 'Kecamatan Uji Hilir', 'Sekolah Uji Tepi']
const STATUSES: readonly Status[] = ['PNS', 'PNS', 'PPPK', 'CPNS']
/** How they tell what they are and where: said by many, and nobody's own words. */
export const INTRODUCTIONS = STATUSES.flatMap(status => PLACES.map(place => `Saya ${status} di ${place}.`))
const SYLLABLES = ['ra', 'mi', 'to', 'lu', 'ken', 'ba', 'si', 'ro', 'du', 'ne', 'wa', 'gi', 'po', 'le']
/** What stands behind a question is in no book: it finds the words of this person and of nobody else. */
const OWN_WORDS = 6
/** Of everyone who writes, so many in a hundred. */
const HABITS: readonly (readonly [Habit, number])[] = [
  ['asks', 34],
  ['anonymous', 12],
  ['narrows', 8],
  ['proves', 18],
  ['receipt', 8],
  ['forgets', 10],
  ['tells', 10],
  ['consults', 90],
  ['leaves', 4],
]
const CHANNEL_SHARES: readonly (readonly [Channel, number])[] = [
  ['telegram', 40],
  ['whatsapp', 40],
  ['web', 20],
]
/** People write from seven in the morning to nine at night; some in the last hour, when word has got round and nobody thinks of forgetting. */
const HOURS = { first: 7, pause: 19.5, late: 20, last: 20.8 } as const
const LATE_SHARE = 0.3
/** Who asks an officer does so before the last round of the officers, and may write to them after it. */
const CONSULTING = { from: 7, to: 17, answersAt: 19 } as const
const NEXT_MORNING_HOUR = 9
/** The last anonymous one has just written when everything is taken; the last to be forgotten goes when no one comes after to cover the trace. */
const LAST_HOUR: Readonly<Partial<Record<Habit, number>>> = { anonymous: 20.8, forgets: 21.9 }
/** Of those on WhatsApp, who hide their number. */
const SCOPED_SHARE = 0.2

type Draw = {
  readonly next: () => number
  readonly below: (n: number) => number
  readonly of: <T>(list: readonly T[]) => T
  readonly digits: (n: number) => string
  readonly by: <T>(shares: readonly (readonly [T, number])[]) => T
}

export function drawing(next: () => number): Draw {
  const below = (n: number): number => Math.floor(next() * n)
  const of = <T>(list: readonly T[]): T => {
    const found = list[below(list.length)]
    if (found === undefined) throw new Error('nothing to draw from')
    return found
  }
  return {
    next,
    below,
    of,
    digits: n => Array.from({ length: n }, () => below(10)).join(''),
    by: shares => of(shares.flatMap(([what, share]) => Array.from({ length: share }, () => what))),
  }
}

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

/** Single names that the redactor's list calls a name in any case. */
const namesOf = (): string[] => {
  const [, always = ''] = readText(join(ROOT, 'prompts/names.id.txt')).split(/^\[\w+\]$/m)
  return always.split('\n').filter(line => /^[a-z]{5,9}$/.test(line))
}

function membersOf(built: Built, count: number, { of, digits, below }: Draw): Member[] {
  const names = namesOf()
  const places = PLACES.flatMap(name => built.edition.places.byName(name) ?? [])
  const taken = new Set<string>()
  const fresh = (make: () => string): string => {
    for (;;) {
      const value = make()
      if (taken.has(value)) continue
      taken.add(value)
      return value
    }
  }
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
  return Array.from({ length: count }, (_, id) => {
    const three = (): [string, string, string] => [capital(of(names)), capital(of(names)), capital(of(names))]
    const [one, two, last] = fresh(() => three().join(' ')).split(' ')
    const { code, name } = of(places)
    const day = `19${70 + below(30)}0${1 + below(9)}${10 + below(18)}`
    return {
      id,
      phone: fresh(() => `6200${digits(9)}`),
      telegramId: fresh(() => `92${digits(10)}`),
      username: fresh(() => `${of(SYLLABLES)}${of(SYLLABLES)}_${of(SYLLABLES)}${digits(5)}`),
      scopedId: `ID.${fresh(() => Array.from({ length: 18 }, () => letters[below(letters.length)]).join(''))}`,
      browser: fresh(() => Array.from({ length: 22 }, () => letters[below(letters.length)]).join('')),
      nip: fresh(() => `${day}20${10 + below(10)}0${1 + below(9)}${1 + below(2)}0${digits(2)}`),
      names: [one ?? '', two ?? '', last ?? ''],
      unit: of(UNITS),
      place: { code, name },
      status: of(STATUSES),
    }
  })
}

/** One who asks, in thought: what of them is counted, found by taking their turns here. */
export type Twin = { readonly hears: (text: string, at: number, on: string) => readonly AnswerRecord[] }

export function twinOf(built: Built, redactor: Redactor, channel: Channel): Twin {
  let memory: Memory | null = null
  let tempo: Tempo | null = null
  return {
    hears: (said, at, on) => {
      const { text, removed } = redactor.redact(said)
      const taken = takeTurn(built, {
        channel,
        messages: [{ kind: 'text', text, choice: null, removed }],
        memory,
        tempo,
        desk: null,
        at,
        on,
        newId: () => 'uji00000',
        random: size => new Uint8Array(size),
        shape: LIMITS[channel],
      })
      memory = taken.memory
      tempo = taken.tempo
      return taken.wishes.some(w => w.kind === 'forget') ? [] : taken.records
    },
  }
}

export const redactorHere = (): Redactor => openRedactor(readText(join(ROOT, 'prompts/names.id.txt')))

/** Questions of the knowledge, those of one situation far from each other. */
function bankOf({ of }: Draw): string[] {
  const { sources } = parse(readFiles(join(ROOT, 'knowledge')))
  const asked = questionsOf(sources, 'bank').filter(q => q.said.length === 1)
  const byEntry = [...Map.groupBy(asked, q => q.entry).values()].map(all => all.flatMap(q => q.said))
  const bank: string[] = []
  while (byEntry.length > 0) {
    const some = of(byEntry)
    const [question] = some.splice(some.indexOf(of(some)), 1)
    if (question !== undefined) bank.push(question)
    if (some.length === 0) byEntry.splice(byEntry.indexOf(some), 1)
  }
  return bank
}

/** What is pressed on the way to an officer. */
const TO_OFFICER: readonly string[] = ['petugas', 'Kirim', 'Tidak ada']
/** What must have been read before each of them: nobody presses what is not offered. */
const OFFERS: Readonly<Record<string, RegExp>> = { Kirim: /^Yang membaca: petugas/, 'Tidak ada': /adakah kantor/i }
const isOffered = (press: string, heard: readonly string[]): boolean => heard.some(text => OFFERS[press]?.test(text) ?? true)
const isAnswered = (heard: readonly string[]): boolean => heard.some(text => text.startsWith('Jawaban petugas'))
/** Before everything is taken for the first time. */
const LEAVING_HOUR = 19.7
const WORDS_OF_A_RECEIPT = /^\d+\. ([a-z]+)$/gm

/** Whoever asks, and everything that they will write on the day. `count` people; one more asks alone on the day after. */
export function population(built: Built, size: { members: number; people: number }, on: string, draw: Draw): Population {
  const { next, below, of, by } = draw
  const members = membersOf(built, size.members, draw)
  const bank = bankOf(draw)
  const day = { on, from: Date.parse(`${on}T00:00:00+07:00`), to: Date.parse(`${on}T00:00:00+07:00`) + 24 * 60 * MINUTE }
  const word = (): string => Array.from({ length: 4 }, () => of(SYLLABLES)).join('')
  const question = (): string => `${bank.shift() ?? ''} (${Array.from({ length: OWN_WORDS }, word).join(' ')})`
  const hour = (at: number): number => day.from + Math.floor(at * 60 * MINUTE)
  const between = (from: number, to: number): number => hour(from + next() * (to - from))
  const moment = (habit: Habit): number =>
    habit !== 'forgets' && next() < LATE_SHARE ? between(HOURS.late, HOURS.last) : between(HOURS.first, HOURS.pause)
  const told = (member: Member): string =>
    of([
      `Kepala seksi saya Pak ${member.names.join(' ')} yang menyuruh.`,
      `Hubungi saya di +${member.phone} ya.`,
      `Saya Bu ${member.names[0]} ${member.names[1]}, NIP ${member.nip}.`,
      `Nomor WA saya ${member.phone}, akun @${member.username}.`,
    ])
  const writings = ({ member, habit }: Person, isLast: boolean): Writing[] => {
    const last = LAST_HOUR[habit]
    const at = isLast && last !== undefined ? hour(last) : moment(habit)
    const say = (text: string, after = 0): Writing => ({ member, at: at + after, text: () => text })
    const soon = (): number => MINUTE / 2 + below(2 * MINUTE)
    switch (habit) {
      case 'asks': {
        const more = next() < 0.3 ? [{ ...say(question()), at: moment(habit) }] : []
        return [say(`${question()}${next() < 0.2 ? ` Saya ${member.status} di ${member.place.name}.` : ''}`), ...more]
      }
      case 'anonymous':
        return [say('anonim'), say(question(), soon()), ...(next() < 0.5 ? [say(question(), 10 * MINUTE)] : [])]
      case 'narrows':
        return [say(question()), say('1', soon())]
      case 'proves':
        return [say(question()), say('kode bukti', soon())]
      case 'receipt': {
        const typed: Writing['text'] = heard => {
          const words = [...(heard.at(-1) ?? '').matchAll(WORDS_OF_A_RECEIPT)].map(m => m[1])
          return words.length === 8 ? words.join(' ') : null
        }
        return [say(question()), say('tanda terima', soon()), { member, at: at + 5 * MINUTE, text: typed }]
      }
      case 'forgets':
        return [say(question()), say('hapus data saya', soon() + 2 * MINUTE), say('ya', soon() + 5 * MINUTE)]
      case 'tells':
        return [say(`${question()} ${told(member)} ${told(of(members))}`)]
      case 'consults':
      case 'leaves': {
        const asks = between(CONSULTING.from, CONSULTING.to)
        const first = { ...say(`${question()} Saya ${member.status} di ${member.place.name}.`), at: asks }
        const presses = TO_OFFICER.map((press, nth) => ({
          member,
          at: asks + (nth + 1) * MINUTE,
          text: (heard: readonly string[]) => (isOffered(press, heard) ? press : null),
        }))
        const answers: Writing = {
          member,
          at: hour(CONSULTING.answersAt) + below(20 * MINUTE),
          text: heard => (isAnswered(heard) ? `Terima kasih, kejadiannya begini: ${word()} ${word()} ${word()} ${word()}` : null),
        }
        const goes = [say('hapus data saya'), say('ya hapus', MINUTE)].map((w, nth) => ({
          ...w,
          at: hour(LEAVING_HOUR) + nth * MINUTE,
        }))
        return habit === 'leaves' ? [first, ...presses, ...goes] : [first, ...presses, answers]
      }
      case 'alone':
        return [{ ...say(question()), at: hour(24 + NEXT_MORNING_HOUR) }]
    }
  }
  const askers = members.toSorted(() => next() - 0.5).slice(0, size.people + 1)
  const people = askers.map((member, nth): Person => {
    const [last] = HABITS[nth] ?? [nth === size.people ? 'alone' : null]
    const habit = last ?? by(HABITS)
    // the last to go takes the page's own button
    return { member, habit, channel: last === 'forgets' ? 'web' : by(CHANNEL_SHARES), isScoped: next() < SCOPED_SHARE }
  })
  const all = people.flatMap((person, nth) => writings(person, nth < HABITS.length))
  return { members, people, writings: all.toSorted((a, b) => a.at - b.at), day }
}
