// An office with its teams, and an asker who writes to the bot there: each call is a turn, taken as the inbox takes it.
import { type DeskView, type Memory, readMemory, type Taken, type Tempo, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import {
  type Brief,
  type Consultation,
  type ConsultationCopy,
  lineageByCode,
  NO_HOLIDAYS,
  type OwnConsultation,
  type Team,
} from '../../src/handoff/handoff.ts'
import { askerStep, type DeskState, deskViewOf, findRoute, type Moment } from '../../src/inbox/desk.ts'
import type { ChannelName, Choice, Message, RemovedKind } from '../../src/vocabulary.ts'
import { desk, edition, keeps, words } from '../edition.ts'

const workday = { from: 480, to: 960, lunch: { from: 720, to: 780 } }

export const team = (id: string, name: string, kind: Team['kind'], place: string, names: readonly string[] = []): Team => ({
  id,
  name,
  kind,
  place,
  names,
  zone: 'WITA',
  week: [workday, workday, workday, workday, workday, null, null],
  needsApproval: false,
  promiseHours: 8,
  isActive: true,
})

export const KENDARI = team('kdi', 'Tim Pengawas Netralitas Kota Kendari', 'permanent', '74.71', ['BKPSDM'])
export const PROVINCE = team('sultra', 'Tim Pengawas Netralitas Sulawesi Tenggara', 'permanent', '74', ['BKD provinsi'])
export const SCHOOLS = team('disdik', 'Dinas Pendidikan Kota Kendari', 'unit', '74.71', ['disdik'])
export const HEALTH = team('dinkes', 'Dinas Kesehatan Kota Kendari', 'unit', '74.71', ['dinkes'])

export const office = (over: Partial<DeskState> = {}): DeskState => ({
  teams: [KENDARI, PROVINCE, SCHOOLS, HEALTH],
  writers: new Map([['74.71', 40]]),
  lineageOf: lineageByCode,
  holidays: NO_HOLIDAYS,
  codeNames: { things: ['elang'], qualities: ['teduh', 'biru'] },
  cases: [],
  waits: () => [],
  k: 20,
  keptDays: 30,
  off: null,
  isOnTelegram: false,
  ...over,
})

/** A Saturday evening: nobody is there until Monday. */
export const SATURDAY = Date.parse('2026-11-21T12:00:00Z')
const HALF_A_MINUTE = 30_000

type Options = {
  readonly channel?: ChannelName
  readonly state?: DeskState
  readonly memory?: Memory | null
  readonly shape?: typeof LIMITS.web
}
type Sent = string | Message

const asMessage = (sent: Sent): Message => (typeof sent === 'string' ? { kind: 'text', text: sent, choice: null } : sent)

export function asker({ channel = 'telegram', state = office(), memory: start = null, shape = LIMITS[channel] }: Options = {}) {
  let memory = start
  let tempo: Tempo | null = null
  let own: OwnConsultation | null = null
  let brief: Brief | null = null
  let lines: ConsultationCopy['lines'] = []
  let at = SATURDAY
  let ids = 0
  const passed: string[] = []
  const newId = (): string => `id${String(ids++).padStart(6, '0')}`
  const copied = (): readonly ConsultationCopy[] => {
    if (own === null || brief === null) return []
    const { avoids: _, ...seen } = brief
    return [{ state: own.consultation.state, brief: seen, lines }]
  }
  const turn = (sent: readonly Sent[], after = HALF_A_MINUTE): Taken => {
    at += after
    const on = new Date(at).toISOString().slice(0, 10)
    const moment: Moment = { at, on, newId, chance: () => 0, newSeed: () => new Uint8Array(32) }
    const take = (view: DeskView | null, copies?: readonly ConsultationCopy[]): Taken => {
      const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
      const messages = sent.map(asMessage)
      const random = (size: number): Uint8Array => new Uint8Array(size).fill(7)
      const taken = takeTurn(setting, {
        channel,
        messages,
        memory,
        tempo,
        ...(copies === undefined ? {} : { copies }),
        desk: view,
        at,
        on,
        newId,
        random,
        shape,
      })
      if (taken.wishes.some(w => w.kind === 'find-copy')) return take(view, copied())
      const wish = taken.wishes.find(w => w.kind === 'find-route')
      return wish === undefined || view === null
        ? taken
        : take({ ...view, routes: [...view.routes, findRoute(state, wish, moment)] }, copies)
    }
    const taken = take(deskViewOf(state, own, at))
    memory = taken.memory === null ? null : readMemory(JSON.stringify(taken.memory))
    tempo = taken.tempo
    const step = askerStep(state, own, taken.wishes, moment)
    if (step?.kind === 'opened') {
      brief = step.brief
      own = { consultation: step.consultation, before: 2, isUnsaid: false }
    } else if (step?.kind === 'stepped') {
      own = {
        consultation: { ...step.to, version: step.of.version + 1 },
        before: step.to.state === 'waiting' ? 1 : null,
        isUnsaid: false,
      }
      passed.push(...step.lines.map(l => l.words.text))
      lines = [...lines, ...step.lines.map(l => ({ voice: 'asker' as const, text: l.words.text, on }))]
    }
    return taken
  }
  return {
    says: (...sent: readonly Sent[]) => turn(sent),
    saysAfter: (after: number, ...sent: readonly Sent[]) => turn(sent, after),
    presses: (id: string) => turn([{ kind: 'choice', text: '', choice: id }]),
    /** What an officer does, as the store shows it to the next turn. */
    officer: (change: Partial<Consultation>): void => {
      if (own === null) throw new Error('nothing was sent to an officer')
      const { consultation } = own
      own = { consultation: { ...consultation, ...change, version: consultation.version + 1 }, before: null, isUnsaid: false }
    },
    /** An officer's words that have reached the asker. */
    hears: (text: string): void => {
      lines = [...lines, { voice: 'officer', text, on: new Date(at).toISOString().slice(0, 10) }]
    },
    consultation: () => own?.consultation ?? null,
    brief: () => brief,
    passed: () => passed,
    memory: () => memory,
  }
}

export const SPOKE: Partial<Consultation> = { state: 'claimed', holder: 'petugas', hasSpoken: true, promisedBy: null }

export const removed = (text: string, ...kinds: readonly RemovedKind[]): Message => ({
  kind: 'text',
  text,
  choice: null,
  removed: kinds,
})
export const shown = (taken: Taken): string => taken.replies.map(r => r.text).join('\n')
export const choices = (taken: Taken): readonly Choice[] => taken.replies.flatMap(r => r.choices)
export const idOf = (taken: Taken, start: string): string => {
  const found = choices(taken).find(c => c.id.startsWith(start))
  if (found === undefined) throw new Error(`no choice ${start} among ${choices(taken).map(c => c.id)}`)
  return found.id
}
export const isOffered = (taken: Taken, start: string): boolean => choices(taken).some(c => c.id.startsWith(start))
export const opens = (taken: Taken): boolean => taken.wishes.some(w => w.kind === 'open')
export const isAnswered = (taken: Taken): boolean => taken.records.some(r => r.kind === 'answer')
