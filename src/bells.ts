// Bells: who on duty is told that something waits for them, when, by which way and with which sentence. A bell never carries a word of a
// consultation, and rings once for a person although several consoles run: each claims it in the store before it rings.
import { load } from 'js-yaml'
import { z } from 'zod'
import type { Case, Setting, Staff, StaffBook } from './console/console.ts'
import { partOf, type StaffId, type Team } from './handoff/handoff.ts'
import { type Loop, loop, type Sleep } from './loop.ts'

// ── words ──

const schema = z.record(z.string().regex(/^[a-z][a-z_-]*$/), z.string().min(1))

export type BellWords = { readonly say: (key: string, blanks?: Readonly<Record<string, string>>) => string }

/** Reads prompts/bells.id.yaml, which the staff's Telegram desk speaks from too. */
export function parseBellWords(yaml: string): BellWords {
  const sentences = new Map(Object.entries(schema.parse(load(yaml))))
  return {
    say: (key, blanks = {}) => {
      const sentence = sentences.get(key)
      if (sentence === undefined) throw new Error(`prompts/bells.id.yaml has no sentence ${key}`)
      return sentence.replace(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank)
    },
  }
}

// ── what concerns somebody ──

/** What a bell says, the weightiest first; one bell says one of them. */
const SAYS = ['urgent', 'late', 'written', 'review', 'waiting'] as const
type Says = (typeof SAYS)[number]

/** Something that waits for somebody. `key` stays the same as long as it is the same thing, and is another when it happens again. */
export type Call = { readonly key: string; readonly says: Says; readonly isUrgent: boolean }

/** All that waits for a member of staff now. */
export const callsFor = (member: Staff, cases: readonly Case[], teams: readonly Team[]): readonly Call[] =>
  cases.flatMap(c => {
    const says = saysTo(member, c, teams)
    if (says === null) return []
    const isUrgent = c.urgency === 'urgent'
    const weightiest = isUrgent && says === 'waiting' ? 'urgent' : says
    return [{ key: [c.id, says, c.promisedBy ?? ''].join('.'), says: weightiest, isUrgent }]
  })

function saysTo(member: Staff, c: Case, teams: readonly Team[]): Says | null {
  const part = partOf(member, c, c.brief, teams)
  if (part === null) return null
  const isHolders = c.holder === member.id
  const isLate = c.isReminded && (isHolders || part.kind === 'coordinator')
  switch (c.state) {
    case 'waiting':
      return c.isReminded ? 'late' : 'waiting'
    case 'in_review':
      if (isLate) return 'late'
      return !isHolders && part.kind === 'coordinator' ? 'review' : null
    case 'claimed':
      if (isLate) return 'late'
      // a promise that is open after an officer has written: the asker wrote again
      return isHolders && c.hasSpoken && c.promisedBy !== null ? 'written' : null
    case 'answered':
    case 'closed':
    case 'expired':
      return null
  }
}

// ── when ──

/** Between two bells of one person, unless something is urgent. */
const QUIET_MS = 300_000

/** What one person was told: by row of the store. `ringing`: claimed by a console that rings just now, or that ended over it. */
const rowSchema = z.object({ told: z.array(z.string()), ringing: z.array(z.string()) })
type Row = z.infer<typeof rowSchema>

const ROW = 'bell:'
const rowIn = (settings: readonly Setting[], id: StaffId): { readonly row: Row; readonly version: number } => {
  const setting = settings.find(s => s.name === ROW + id)
  if (setting === undefined) return { row: { told: [], ringing: [] }, version: 0 }
  return { row: rowSchema.parse(JSON.parse(setting.value)), version: setting.version }
}

/** What is due of the calls that were not told. `isQuiet`: a bell rang lately, so only what is urgent and not being rung just now. */
export function due(calls: readonly Call[], { told, ringing }: Row, isQuiet: boolean): readonly Call[] {
  const known = new Set(told)
  const fresh = calls.filter(c => !known.has(c.key))
  return isQuiet ? fresh.filter(c => c.isUrgent && !ringing.includes(c.key)) : fresh
}

/** Outside the hours of all their teams only what is urgent, and only for those who chose so. */
const inHours = (calls: readonly Call[], { bells }: Staff, isOpen: boolean): readonly Call[] =>
  isOpen ? calls : bells.always ? calls.filter(c => c.isUrgent) : []

// ── ringing ──

/** null: this way is not set up. A way throws when the bell did not reach its server. */
export type Ways = {
  readonly email: ((address: string, letter: { readonly subject: string; readonly text: string }) => Promise<void>) | null
  /** Resolves to false when the member can be reached by it no more. */
  readonly telegram: ((member: Staff, text: string) => Promise<boolean>) | null
}

export type BellParts = {
  readonly cases: () => Promise<readonly Case[]>
  readonly teams: () => Promise<readonly Team[]>
  /** Always as stored: claims hang on it. */
  readonly book: Pick<StaffBook, 'staff' | 'settings' | 'saved'>
  readonly isOpen: (team: Team, at: number) => boolean
  readonly ways: Ways
  readonly words: BellWords
  /** Where the console is; null: it is not said. */
  readonly consoleUrl: string | null
  readonly now: () => number
  readonly sleep: Sleep
  readonly onError: (error: unknown) => void
}

/** What this console has seen of a person's row. No moment is stored: that a bell rang is known from the version that it moved. */
type Watched = { readonly version: number; readonly quietUntil: number }

const LOOK_MS = 10_000
/** Persons who are rung at a time. */
const AT_ONCE = 8

/** Rings for everybody on duty until stopped; poke it when something happened to a consultation. */
export function ringBells(parts: BellParts): Loop {
  const ringOnce = bellRound(parts)
  return loop(
    async () => {
      await ringOnce()
      return LOOK_MS
    },
    parts.sleep,
    parts.onError,
  )
}

/** One look at everybody. */
export function bellRound(parts: BellParts): () => Promise<void> {
  const watched = new Map<StaffId, Watched>()
  return async () => {
    const [cases, teams, staff, settings] = await Promise.all([
      parts.cases(),
      parts.teams(),
      parts.book.staff(),
      parts.book.settings(),
    ])
    const casesOf = shelved(cases)
    const listening = staff.filter(member => member.isActive && member.isOnDuty && waysOf(member, parts.ways).length > 0)
    for (let from = 0; from < listening.length; from += AT_ONCE) {
      const some = listening.slice(from, from + AT_ONCE)
      await Promise.all(some.map(member => ringFor(parts, watched, member, { casesOf, teams, settings })))
    }
  }
}

/** The cases that may concern somebody: of their teams, and those that unit teams may have. Five thousand are not gone through for each. */
function shelved(cases: readonly Case[]): (member: Staff) => readonly Case[] {
  const byTeam = Map.groupBy(cases, c => (c.pool === 'units' ? UNITS : c.team))
  return ({ teams }) => [...new Set(teams), UNITS].flatMap(team => byTeam.get(team) ?? [])
}

/** No team has this name. */
const UNITS = ''

type Look = {
  readonly casesOf: (member: Staff) => readonly Case[]
  readonly teams: readonly Team[]
  readonly settings: readonly Setting[]
}

async function ringFor(parts: BellParts, watched: Map<StaffId, Watched>, member: Staff, look: Look): Promise<void> {
  const at = parts.now()
  const { row, version } = rowIn(look.settings, member.id)
  const quietUntil = quietFrom(watched.get(member.id), version, at)
  watched.set(member.id, { version, quietUntil })
  const calls = callsFor(member, look.casesOf(member), look.teams)
  const waits = new Set(calls.map(c => c.key))
  const told = row.told.filter(key => waits.has(key))
  const isOpen = look.teams.some(team => member.teams.includes(team.id) && parts.isOpen(team, at))
  const ring = inHours(due(calls, row, at < quietUntil), member, isOpen)
  const keys = ring.map(c => c.key)
  // what was told and is over must ring when it happens again; a row is not written to say the same
  if (ring.length === 0 && told.length === row.told.length) return
  const ringing = row.ringing.filter(key => waits.has(key) && !keys.includes(key))
  if (!(await saveRow(parts, member.id, { told, ringing: [...ringing, ...keys] }, version))) return
  watched.set(member.id, { version: version + 1, quietUntil: ring.length === 0 ? quietUntil : at + QUIET_MS })
  if (ring.length === 0) return
  const isHeard = await rung(parts, member, ring)
  const settled = await settle(parts, member.id, keys, isHeard)
  if (settled !== null) watched.set(member.id, { version: settled, quietUntil: at + QUIET_MS })
}

/** Whoever moved the row since we looked rang; so may have whoever was there before us. */
function quietFrom(before: Watched | undefined, version: number, at: number): number {
  if (before === undefined) return version === 0 ? 0 : at + QUIET_MS
  return before.version === version ? before.quietUntil : at + QUIET_MS
}

async function saveRow({ book }: BellParts, id: StaffId, row: Row, version: number): Promise<boolean> {
  const setting: Setting = { name: ROW + id, value: JSON.stringify(row), version }
  return (await book.saved([{ kind: 'setting.saved', setting, audit: [] }])) === 'done'
}

const TRIES = 4

/** After ringing: told when somebody took it, else to be rung again later. The version that it has now; null: left as it is, and rung again. */
async function settle(parts: BellParts, id: StaffId, keys: readonly string[], isHeard: boolean): Promise<number | null> {
  for (let left = TRIES; left > 0; left--) {
    const { row, version } = rowIn(await parts.book.settings(), id)
    const ringing = row.ringing.filter(key => !keys.includes(key))
    const told = isHeard ? [...row.told, ...keys.filter(key => !row.told.includes(key))] : row.told
    if (await saveRow(parts, id, { told, ringing }, version)) return version + 1
  }
  return null
}

type Way = keyof Ways

/** The ways that somebody chose and that are there. */
const waysOf = ({ bells, email, telegram }: Staff, ways: Ways): readonly Way[] => [
  ...(bells.email && email !== null && ways.email !== null ? (['email'] as const) : []),
  ...(bells.telegram && telegram !== null && ways.telegram !== null ? (['telegram'] as const) : []),
]

/** Rings by all the ways they chose; true when one of them was taken. */
async function rung(parts: BellParts, member: Staff, calls: readonly Call[]): Promise<boolean> {
  const { say } = parts.words
  const says = SAYS.find(s => calls.some(c => c.says === s)) ?? 'waiting'
  const where = parts.consoleUrl === null ? [] : [say('bell_where', { url: parts.consoleUrl })]
  const text = [say(`bell_${says}`), ...where].join('\n')
  const rings = waysOf(member, parts.ways).map(way =>
    ringBy(way, parts, member, text).catch(error => {
      parts.onError(error)
      return false
    }),
  )
  return (await Promise.all(rings)).includes(true)
}

async function ringBy(way: Way, { ways: { email, telegram }, words }: BellParts, member: Staff, text: string): Promise<boolean> {
  if (way === 'telegram') return telegram === null ? false : telegram(member, text)
  if (email === null || member.email === null) return false
  await email(member.email, { subject: words.say('bell_subject'), text })
  return true
}
