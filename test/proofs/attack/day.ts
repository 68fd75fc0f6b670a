// The day: everyone writes at their moment, backups are made, and three times everything is carried away. What is known only here, and never to
// the attacker: who asked what, who was to be forgotten, and the keys.
import { readFileSync } from 'node:fs'
import type { AnswerRecord } from '../../../src/conversation/conversation.ts'
import { openVault } from '../../../src/gateway/gateway.ts'
import type { Built } from '../../../src/main.ts'
import type { Redactor } from '../../../src/redact.ts'
import { CHANNELS } from '../../../src/vocabulary.ts'
import type { Place, StoreName } from '../places.ts'
import { openStaffed } from './desk.ts'
import { type Backup, type Loot, lootPostgres, lootSqlite, partsIn, type Stored, tidyUp, type Wire } from './loot.ts'
import { type Machine, startMachine } from './machine.ts'
import { addressesOf, mail } from './mail.ts'
import { type Day, type Member, type Person, type Population, type Twin, twinOf, type Writing } from './people.ts'

/** What one asker is known by past the gateway. */
type Identity = {
  readonly asker: string
  readonly seed: Buffer
  readonly addressHash: string
  readonly sealed: Buffer
}
type Fate = 'kept' | 'consulted' | 'anonymous' | 'forgotten'
/** What a member wrote, and what was to become of it. */
export type Words = { readonly member: number; readonly text: string; readonly fate: Fate }
export type Asked = { readonly member: number; readonly at: number; readonly record: AnswerRecord }

export type Case = { readonly member: number; readonly codeName: string }

export type Truth = {
  readonly asked: readonly Asked[]
  readonly words: readonly Words[]
  readonly identities: ReadonlyMap<number, Identity>
  /** As they were the moment before. */
  readonly forgotten: ReadonlyMap<number, Identity>
  /** Whose each consultation is, also of those who are forgotten. */
  readonly cases: ReadonlyMap<string, Case>
  readonly keys: { readonly transit: Buffer; readonly master: Buffer; readonly desk: Buffer }
}

export type Lived = {
  readonly store: StoreName
  readonly place: Place
  /** In the evening, soon after the last farewell, and on the morning after; the store then stands still. */
  readonly evening: Loot
  readonly farewell: Loot
  readonly morning: Loot
  readonly truth: Truth
  readonly hasBackups: boolean
  readonly messages: number
  readonly close: () => Promise<void>
}

const HOUR = 3_600_000
/** Everything is taken when the last hour was busy; when somebody has just gone; and on the day after, when yesterday is written down. */
const TAKEN_HOURS = { evening: 20.95, farewell: 22.1, morning: 34 } as const
const BACKUP_HOURS = [12.5, 23] as const
/** The operator starts the bot again, as after an upgrade. */
const RESTART_HOUR = 15
/** Officers look in, take on who waits, answer, and close what is over. */
const ROUND_HOURS = [10.1, 14.1, 17.7, 20.4] as const

export async function live(
  store: StoreName,
  built: Built,
  redactor: Redactor,
  population: Population,
  next: () => number,
): Promise<Lived> {
  const { people, writings, day, members } = population
  const machine = await startMachine(store, day.from)
  const { place, now } = machine
  const log = chronicle(machine, built, redactor, population, next)
  const operator = backingUp(machine)
  const desk = await openStaffed(machine, [...new Set(members.map(m => m.place.code))])
  const take = async (): Promise<Loot> => ({
    ...(await storedAt(machine)),
    logs: machine.logs(),
    metrics: [...machine.metrics],
    exports: [{ name: 'dead letters', bytes: Buffer.from((await machine.command('dead-letters', 'list', '--json')) ?? '') }],
    pages: await desk.pages(),
    backups: [...operator.backups],
    members,
    wire: [...log.wire],
    day,
    at: now(),
  })
  const taken = new Map<keyof typeof TAKEN_HOURS, Loot>()
  const taking = (name: keyof typeof TAKEN_HOURS) => ({
    at: day.from + TAKEN_HOURS[name] * HOUR,
    run: async () => void taken.set(name, await take()),
  })
  const events: readonly { readonly at: number; readonly run: () => Promise<void> }[] = [
    { at: day.from + RESTART_HOUR * HOUR, run: machine.restart },
    ...BACKUP_HOURS.map(hour => ({ at: day.from + hour * HOUR, run: operator.backUp })),
    ...ROUND_HOURS.map(hour => ({ at: day.from + hour * HOUR, run: desk.round })),
    ...(['evening', 'farewell', 'morning'] as const).map(taking),
    ...writings.map(w => ({ at: w.at, run: () => log.happen(w) })),
  ]
  for (const { at, run } of events.toSorted((a, b) => a.at - b.at)) {
    await machine.restUntil(at)
    await run()
  }
  const { asked, words, forgotten } = log
  const { RAMBU_TRANSIT_KEY_FILE: transit, RAMBU_MASTER_KEY_FILE: master, RAMBU_DESK_KEY_FILE: deskKey } = place.env
  const keys = { transit: keyOf(transit), master: keyOf(master), desk: keyOf(deskKey) }
  const identities = await identitiesOf(place, people)
  const cases = new Map([...log.cases, ...(await casesOf(place, identities))])
  const truth: Truth = { asked, words, forgotten, keys, identities, cases }
  await desk.close()
  await machine.stop()
  const [evening, farewell, morning] = [taken.get('evening'), taken.get('farewell'), taken.get('morning')]
  if (evening === undefined || farewell === undefined || morning === undefined) throw new Error('the day was too short')
  const { close } = machine
  return { store, place, evening, farewell, morning, truth, hasBackups: operator.hasAll(), messages: log.wire.length, close }
}

// ── what happens ──

type Chronicle = Pick<Truth, 'asked' | 'words' | 'forgotten' | 'cases'> & {
  readonly wire: readonly Wire[]
  readonly happen: (writing: Writing) => Promise<void>
}

/** Lets people write, and keeps what came of it. */
function chronicle(
  machine: Machine,
  built: Built,
  redactor: Redactor,
  { people, day }: Population,
  next: () => number,
): Chronicle {
  const { now, settle, scrape, place } = machine
  const letters = mail(machine, next)
  const personOf = new Map(people.map(p => [p.member.id, p]))
  const twins = new Map<number, Twin>(people.map(p => [p.member.id, twinOf(built, redactor, p.channel)]))
  const heard = new Map<number, readonly string[]>()
  const wire: Wire[] = []
  const asked: Asked[] = []
  const words: Words[] = []
  const forgotten = new Map<number, Identity>()
  const cases = new Map<string, Case>()
  const bid = async (member: Member): Promise<void> => {
    const before = (await identitiesOf(place, people)).get(member.id)
    if (before === undefined) return
    forgotten.set(member.id, before)
    for (const [id, one] of await casesOf(place, new Map([[member.id, before]]))) cases.set(id, one)
  }
  const happen = async ({ at, member, text }: Writing): Promise<void> => {
    const person = personOf.get(member.id)
    const said = text(heard.get(member.id) ?? [])
    if (person === undefined || said === null) return
    const isFarewell = FAREWELLS[person.habit] === said
    const isToOfficers = ['consults', 'leaves'].includes(person.habit) && heard.has(member.id)
    if (isFarewell) await bid(member)
    wire.push({ member: member.id, at: now(), bytes: Buffer.byteLength(said), channel: person.channel })
    await (isFarewell && person.channel === 'web' ? letters.leave(person) : letters.write(person, said))
    await settle()
    heard.set(member.id, await letters.read(person))
    await settle()
    await scrape()
    // what an officer is told is none of the bot's questions
    const records = isToOfficers ? [] : (twins.get(member.id)?.hears(said, now(), dateOf(day, now())) ?? [])
    asked.push(...records.map(record => ({ member: member.id, at, record })))
    words.push({ member: member.id, text: said, fate: fateOf(person) })
  }
  return { wire, asked, words, forgotten, cases, happen }
}

const FAREWELLS: Readonly<Partial<Record<Person['habit'], string>>> = { forgets: 'ya', leaves: 'ya hapus' }
const FATES: Readonly<Partial<Record<Person['habit'], Fate>>> = {
  anonymous: 'anonymous',
  forgets: 'forgotten',
  leaves: 'forgotten',
  consults: 'consulted',
}
const fateOf = ({ habit }: Person): Fate => FATES[habit] ?? 'kept'

/** The date in Jakarta. */
const dateOf = ({ on, to }: Day, at: number): string => (at < to ? on : new Date(at + 7 * HOUR).toISOString().slice(0, 10))

/** The operator makes backups, and the database tidies up by itself. */
function backingUp({ place, now, command }: Machine) {
  const folder = place.env.RAMBU_BACKUPS ?? ''
  const backups: Backup[] = []
  let made = 0
  return {
    backups,
    hasAll: () => made === BACKUP_HOURS.length,
    backUp: async (): Promise<void> => {
      if (place.store === 'postgres') await tidyUp(place.env.DATABASE_URL ?? '')
      const before = new Set(partsIn(folder).map(p => p.name))
      if ((await command('backup')) !== null) made += 1
      const fresh = partsIn(folder).filter(p => !before.has(p.name))
      backups.push(...fresh.map(({ name, bytes }) => ({ name: `backups/${name}`, at: now(), bytes })))
    },
  }
}

async function storedAt({ place: { env, store }, cached }: Machine): Promise<Stored> {
  const stored =
    store === 'sqlite'
      ? lootSqlite({ data: env.RAMBU_DATA ?? '', vault: env.RAMBU_VAULT ?? '' })
      : await lootPostgres(env.DATABASE_URL ?? '')
  return { ...stored, parts: [...stored.parts, ...cached()] }
}

// ── with the address key ──

const keyOf = (path = ''): Buffer => Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')

/** Which member is which asker. */
async function identitiesOf(place: Place, people: readonly Person[]): Promise<Map<number, Identity>> {
  const rows = await place.rows(
    'SELECT a.asker_id, a.channel, a.address_hash, a.sealed, k.seed FROM address a JOIN seed k ON k.asker_id = a.asker_id',
  )
  const vault = openVault(keyOf(place.keyFile), size => new Uint8Array(size))
  const byAddress = new Map<string, number>(
    people.flatMap(p => addressesOf(p).map(a => [`${p.channel} ${a}`, p.member.id] as const)),
  )
  return new Map(
    rows.flatMap(({ asker_id, channel, address_hash, sealed, seed }) => {
      const name = CHANNELS.find(c => c === channel)
      if (name === undefined || !(sealed instanceof Uint8Array) || !(seed instanceof Uint8Array)) return []
      const member = byAddress.get(`${name} ${vault.reveal(name, sealed).reveal().replace(/^\w+:/, '')}`)
      const identity = {
        asker: String(asker_id),
        addressHash: String(address_hash),
        sealed: Buffer.from(sealed),
        seed: Buffer.from(seed),
      }
      return member === undefined ? [] : [[member, identity] as const]
    }),
  )
}

async function casesOf(place: Place, identities: ReadonlyMap<number, Identity>): Promise<Map<string, Case>> {
  const members = new Map([...identities].map(([member, { asker }]) => [asker, member]))
  const rows = await place.rows(
    'SELECT b.consultation_id, b.asker_id, c.code_name FROM casebook b JOIN consultation c ON c.id = b.consultation_id',
  )
  return new Map(
    rows.flatMap(({ consultation_id, asker_id, code_name }) => {
      const member = members.get(String(asker_id))
      return member === undefined ? [] : [[String(consultation_id), { member, codeName: String(code_name) }] as const]
    }),
  )
}
