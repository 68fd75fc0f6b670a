// A case book in memory that refuses what the store refuses: another version, a line that has left, a case that is gone.

import type { GivenUp, Setting, Staff, StaffBook, StaffChange, Tries } from '../../src/console/staff.ts'
import type { Brief, CaseBook, Consultation, HandoffChange, Line, NewLine, Opened, Team } from '../../src/handoff/handoff.ts'

export const HOUR = 3_600_000
export const NOW = Date.UTC(2026, 10, 23, 3) // Monday, 10.00 WIB
export const TODAY = '2026-11-23'

const WORKDAY = { from: 8 * 60, to: 16 * 60, lunch: { from: 12 * 60, to: 13 * 60 } }

export const team = (id: string, more: Partial<Team> = {}): Team => ({
  id,
  name: `Tim ${id}`,
  kind: 'permanent',
  place: '33.74',
  names: [],
  zone: 'WIB',
  week: [WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, null, null],
  needsApproval: false,
  promiseHours: 8,
  isActive: true,
  ...more,
})

export const staff = (id: string, more: Partial<Staff> = {}): Staff => ({
  id,
  version: 1,
  login: id,
  name: `Petugas ${id}`,
  roles: ['officer'],
  teams: ['kota'],
  isActive: true,
  password: '',
  totp: null,
  totpStep: 0,
  recovery: [],
  failures: 0,
  lockedUntil: 0,
  devices: [],
  isOnDuty: true,
  bells: { email: false, telegram: false, sound: true, always: false },
  email: null,
  telegram: null,
  ...more,
})

export const consultation = (id: string, more: Partial<Consultation> = {}): Consultation => ({
  id,
  version: 1,
  state: 'waiting',
  team: 'kota',
  pool: 'permanent',
  codeName: `Elang ${id}`,
  urgency: 'normal',
  holder: null,
  rank: 1,
  openedOn: TODAY,
  touchedOn: TODAY,
  waitsSince: NOW - 2 * HOUR,
  promisedBy: NOW + 6 * HOUR,
  isReminded: false,
  freeUntil: NOW + 20 * HOUR,
  hasSpoken: false,
  isWithBot: false,
  outcome: null,
  rating: null,
  ...more,
})

export const brief = (more: Partial<Brief> = {}): Brief => ({
  questions: [{ text: 'Bolehkah saya berfoto dengan calon?', on: TODAY }],
  facts: ['Status: PPPK'],
  topic: 'medsos',
  situation: 'foto-calon-simpan-sendiri',
  row: 'umum',
  answer: 'Tergantung. Lihat penjelasan.',
  clauses: ['uu-20-2023 Pasal 24 ayat (1) huruf d'],
  region: '33.74',
  avoids: null,
  ...more,
})

export type MemoryBook = CaseBook & {
  readonly put: (c: Consultation, b?: Brief, lines?: readonly Line[]) => void
  readonly erase: (id: string) => void
  readonly audit: { readonly act: string; readonly about: string; readonly by: string | null; readonly at: number }[]
  readonly counted: string[]
  readonly deliver: (id: string, seq: number, delivery: Line['delivery']) => void
  readonly lists: () => number
  /** Runs once, just before the next commit: the other officer, a moment quicker. */
  readonly beforeCommit: (act: () => void) => void
}

export function memoryBook(teams: readonly Team[]): MemoryBook {
  const cases = new Map<string, Opened>()
  const audit: MemoryBook['audit'] = []
  const counted: string[] = []
  let lists = 0
  let quicker: (() => void) | null = null
  const lined = (opened: Opened, lines: readonly NewLine[]): Line[] => {
    const last = Math.max(0, ...opened.lines.map(l => l.seq))
    return lines.map(({ readyAt, ...line }, i) => ({
      ...line,
      seq: last + 1 + i,
      delivery: readyAt === null ? null : line.voice === 'officer' ? 'undoable' : 'queued',
    }))
  }
  const isStale = (change: HandoffChange): boolean => {
    if (change.kind === 'counted') return false
    const opened = cases.get(change.of.id)
    if (opened === undefined || opened.consultation.version !== change.of.version) return true
    return change.kind === 'line.withdrawn' && opened.lines.find(l => l.seq === change.seq)?.delivery !== 'undoable'
  }
  const write = (change: HandoffChange): void => {
    if (change.kind === 'counted') {
      counted.push(...change.keys.map(key => JSON.stringify(key)))
      return
    }
    const opened = cases.get(change.of.id)
    if (opened === undefined) throw new Error('looked at before')
    audit.push(...change.audit)
    const version = change.of.version + 1
    if (change.kind === 'line.withdrawn') {
      const lines = opened.lines.map(l => (l.seq === change.seq ? { ...l, delivery: 'withdrawn' as const } : l))
      cases.set(change.of.id, { ...opened, consultation: { ...opened.consultation, version }, lines })
      return
    }
    const kept = opened.lines.filter(l => !change.drops.includes(l.seq))
    cases.set(change.of.id, {
      ...opened,
      consultation: { ...change.to, version },
      lines: [...kept, ...lined(opened, change.lines)],
    })
  }
  return {
    list: async since => {
      lists++
      return [...cases.values()]
        .filter(({ consultation: c }) => (c.state !== 'closed' && c.state !== 'expired') || c.touchedOn >= since)
        .map(o => ({ ...o.consultation, brief: o.brief }))
    },
    find: async (what, max) =>
      [...cases.values()]
        .filter(
          ({ consultation: c }) =>
            (what.teams === null || what.teams.includes(c.team)) &&
            c.openedOn >= what.from &&
            c.openedOn <= what.to &&
            (what.states === null || what.states.includes(c.state)) &&
            (what.codeName === null || c.codeName.toLowerCase() === what.codeName.toLowerCase()),
        )
        .map(o => ({ ...o.consultation, brief: o.brief }))
        .slice(0, max),
    open: async id => cases.get(id) ?? null,
    commit: async changes => {
      quicker?.()
      quicker = null
      if (changes.some(isStale)) return 'stale'
      changes.forEach(write)
      return 'done'
    },
    teams: async () => teams,
    writers: async () => new Map(),
    put: (c, b = brief(), lines = []) => void cases.set(c.id, { consultation: c, brief: b, lines }),
    erase: id => void cases.delete(id),
    audit,
    counted,
    deliver: (id, seq, delivery) => {
      const opened = cases.get(id)
      if (opened === undefined) throw new Error('there is none')
      cases.set(id, { ...opened, lines: opened.lines.map(l => (l.seq === seq ? { ...l, delivery } : l)) })
    },
    lists: () => lists,
    beforeCommit: act => {
      quicker = act
    },
  }
}

export type MemoryStaffBook = StaffBook & {
  readonly saves: StaffChange[]
  readonly letters: GivenUp[]
  readonly tally: (key: unknown[], on: string, n: number) => void
}

export function memoryStaffBook(members: readonly Staff[], settings: readonly Setting[] = []): MemoryStaffBook {
  const kept = new Map(settings.map(s => [s.name, s]))
  const saves: StaffChange[] = []
  const letters: GivenUp[] = []
  const tallies: { key: string; on: string; n: number }[] = []
  const tries = new Map<string, Tries>()
  return {
    saves,
    letters,
    tally: (key, on, n) => void tallies.push({ key: JSON.stringify(key), on, n }),
    staff: async () => members,
    staffBy: async login => members.find(m => m.login === login) ?? null,
    sessionBy: async () => null,
    sessionsOf: async () => [],
    invitationBy: async () => null,
    invitations: async () => [],
    settings: async () => [...kept.values()],
    audit: async () => [],
    auditBroken: async () => null,
    tries: async name => tries.get(name) ?? null,
    tried: async (name, next) => void tries.set(name, next(tries.get(name) ?? null)),
    deadLetters: async () => letters,
    tallies: async since => tallies.filter(t => t.on >= since),
    saved: async changes => {
      for (const change of changes)
        if (change.kind === 'setting.saved' && (kept.get(change.setting.name)?.version ?? 0) !== change.setting.version)
          return 'stale'
      for (const change of changes) {
        saves.push(change)
        if (change.kind === 'setting.saved')
          kept.set(change.setting.name, { ...change.setting, version: change.setting.version + 1 })
      }
      return 'done'
    },
  }
}
