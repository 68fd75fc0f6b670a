// Files that come with messages, voice notes among them: fetched, read and let go of, one of a kind at a time, and of those who wait each in turn:
// a second file of the same person waits until the others had one read. A message is stored at once and says that its file is being read;
// what was read follows as a message of its own. A process that ends meanwhile loses the file and not the message: the asker is told to send it
// again. The bytes stand in memory alone, and only until they were read.
import { type AskerId, type MessageKind, READING_MAX_MS, type UnreadWhy } from '../vocabulary.ts'
import type { Address } from './address.ts'
import type { Channel, FileRef } from './channel.ts'

/** Bytes of a file that an asker may send; a phone's photograph has three to eight million. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024
/** Bytes of a voice note: some ten minutes of what a phone records. */
export const VOICE_BYTES_MAX = 4 * 1024 * 1024
/** Files of one person in ten minutes: a circular of some pages, photographed. */
export const FILES_MAX = 6
const WINDOW_MS = 600_000
/** Files that wait; with more the last would be given up anyway. Whoever has none among them gets the place of the one who has most. */
const WAITING_MAX = 8
const READ_MAX_MS = 60_000
const FETCH_MAX_MS = 20_000
/** After so long the person is told that it is being read. */
const TELL_AFTER_MS = 4000
/** Persons counted at once. */
const PERSONS_MAX = 10_000

export type FileWords = {
  readonly text: string
  readonly isPhoto: boolean
  readonly isCut: boolean
  /** A model copied it off the picture. */
  readonly isCopied?: boolean
}
export type FileRead = ({ readonly kind: 'read' } & FileWords) | { readonly kind: 'unread'; readonly why: UnreadWhy }

/** Reads a file of any content; it never throws for what the file is, and ends soon after the signal. */
export type ReadFile = (bytes: Uint8Array, signal: AbortSignal) => Promise<FileRead>

/** A file of a person, with whatever says how it ended. */
export type FileJob = {
  /** The keyed hash of their address, as it was admitted. */
  readonly person: string
  readonly channel: Channel
  readonly address: Address
  readonly asker: AskerId
  /** What the message was; a voice note is heard, all else is read. */
  readonly kind: MessageKind
  readonly file: FileRef
  readonly at: number
  readonly done: (read: FileRead) => Promise<void>
}

export type Files = {
  /** Whether the file of such a message is taken at all; one that is not is let lie where it is. */
  readonly takes: (kind: MessageKind) => boolean
  /** Why a further file of a person cannot be taken now; null: it can, and counts. `person` is the keyed hash of their address. */
  readonly admit: (person: string, kind: MessageKind, file: FileRef, now: number) => UnreadWhy | null
  /** One that was admitted had been taken before. */
  readonly dismiss: (person: string) => void
  /** Reads one that was admitted when its turn comes. */
  readonly take: (job: FileJob) => void
  /** Resolves when nothing is being read. */
  readonly idle: () => Promise<void>
}

export type Filing = {
  readonly read: ReadFile
  /** What a voice note says; null: nobody here hears. */
  readonly hear: ReadFile | null
  readonly now: () => number
  readonly later: (ms: number, run: () => void) => () => void
  /** What is said to whoever waits for a reading. */
  readonly underWay: (kind: MessageKind) => string
  /** The program ends: what is being read is given up. */
  readonly ending: AbortSignal
  readonly onError: (error: unknown) => void
}

export function files({ read, hear, now, later, underWay, ending, onError }: Filing): Files {
  const persons = new Map<string, readonly number[]>()
  const places = openPlaces()
  // whoever spoke does not wait for other people's documents
  const lanes = { heard: openLane(), read: openLane() }
  const ends = new Set<Promise<void>>()

  const recent = (person: string, at: number): readonly number[] =>
    (persons.get(person) ?? []).filter(taken => at - taken < WINDOW_MS)

  const work = async (job: FileJob): Promise<void> => {
    const isLate = ending.aborted || now() - job.at > READING_MAX_MS - READ_MAX_MS
    await job.done(isLate ? unread('busy') : await readIn(job))
  }
  const readIn = async ({ channel, address, kind, file }: FileJob): Promise<FileRead> => {
    const callOff = later(TELL_AFTER_MS, () => {
      // whoever waits at the page sees it there
      if (channel.name !== 'web')
        void channel.send(address, { kind: 'reply', reply: { text: underWay(kind), choices: [] } }).catch(() => {})
    })
    const fetching = limited(FETCH_MAX_MS, later)
    const reading = limited(READ_MAX_MS, later)
    try {
      const fetched = await channel.fetchFile(file, bytesMax(kind), AbortSignal.any([ending, fetching.signal]))
      if (fetched.kind !== 'bytes') return unread(fetched.kind)
      return await (kind === 'voice' && hear !== null ? hear : read)(fetched.bytes, AbortSignal.any([ending, reading.signal]))
    } catch (error) {
      if (ending.aborted || reading.signal.aborted) return unread('slow')
      onError(error)
      return unread('broken')
    } finally {
      callOff()
      fetching.end()
      reading.end()
    }
  }
  const tracked = (running: Promise<void>): void => {
    const ending = running.finally(() => ends.delete(ending))
    ends.add(ending)
  }
  const end = (job: FileJob): Promise<void> =>
    work(job)
      .catch(onError)
      .finally(() => places.leave(job.person))

  /** Files that whoever has several could do without: they keep one. */
  const spare = (): number =>
    places.all().reduce((sum, [person, n]) => sum + Math.min(n - 1, lanes.heard.of(person) + lanes.read.of(person)), 0)
  /** The last file of whoever has most makes room for somebody's first. */
  const giveUp = (): void => {
    const most = places.all().toSorted(([, a], [, b]) => b - a)
    for (const [person, n] of most) {
      const job = n > 1 ? (lanes.read.drop(person) ?? lanes.heard.drop(person)) : null
      if (job === null) continue
      places.leave(person)
      tracked(job.done(unread('behind')).catch(onError))
      return
    }
  }
  return {
    takes: kind => kind !== 'voice' || hear !== null,
    admit: (person, kind, { bytes }, at) => {
      if (bytes !== null && bytes > bytesMax(kind)) return 'large'
      const before = recent(person, at)
      if (before.length >= FILES_MAX) return 'many'
      if (places.taken() >= WAITING_MAX) {
        if (places.of(person) > 0) return 'behind'
        if (places.taken() - WAITING_MAX >= spare()) return 'busy'
      }
      persons.delete(person)
      persons.set(person, [...before, at])
      if (persons.size > PERSONS_MAX) for (const oldest of persons.keys()) if (persons.delete(oldest)) break
      places.take(person)
      return null
    },
    dismiss: person => {
      places.leave(person)
      persons.set(person, (persons.get(person) ?? []).slice(0, -1))
    },
    take: job => {
      const lane = lanes[job.kind === 'voice' ? 'heard' : 'read']
      lane.put(job)
      if (places.taken() > WAITING_MAX) giveUp()
      const running = lane.run(end)
      if (running !== null) tracked(running)
    },
    idle: async () => {
      while (ends.size > 0) await Promise.all(ends)
    },
  }
}

/** How many files of each person were let in and are not done with. */
function openPlaces() {
  const taken = new Map<string, number>()
  const add = (person: string, n: number): void => {
    const now = (taken.get(person) ?? 0) + n
    if (now > 0) taken.set(person, now)
    else taken.delete(person)
  }
  return {
    of: (person: string): number => taken.get(person) ?? 0,
    all: () => [...taken],
    taken: (): number => taken.values().reduce((sum, n) => sum + n, 0),
    take: (person: string): void => add(person, 1),
    leave: (person: string): void => add(person, -1),
  }
}

/** Files of a kind, one read after the other: of each person one, then of each the next. */
function openLane() {
  // persons stand in the order in which it is their turn
  const waiting = new Map<string, FileJob[]>()
  let isRunning = false
  let last = ''
  const set = (person: string, jobs: FileJob[]): void =>
    void (jobs.length > 0 ? waiting.set(person, jobs) : waiting.delete(person))
  const next = (): FileJob | null => {
    const own = waiting.get(last) ?? []
    waiting.delete(last)
    set(last, own)
    for (const [person, [job, ...others]] of waiting) {
      last = person
      set(person, others)
      return job ?? null
    }
    return null
  }
  const runAll = async (end: (job: FileJob) => Promise<void>): Promise<void> => {
    for (let job = next(); job !== null; job = next()) await end(job)
    isRunning = false
  }
  return {
    of: (person: string): number => waiting.get(person)?.length ?? 0,
    put: (job: FileJob): void => void waiting.set(job.person, [...(waiting.get(job.person) ?? []), job]),
    /** The last of a person's; null: none waits. */
    drop: (person: string): FileJob | null => {
      const own = waiting.get(person) ?? []
      set(person, own.slice(0, -1))
      return own.at(-1) ?? null
    },
    /** null: it runs already. */
    run: (end: (job: FileJob) => Promise<void>): Promise<void> | null => {
      if (isRunning) return null
      isRunning = true
      return runAll(end)
    },
  }
}

const bytesMax = (kind: MessageKind): number => (kind === 'voice' ? VOICE_BYTES_MAX : FILE_BYTES_MAX)

const unread = (why: UnreadWhy): FileRead => ({ kind: 'unread', why })

/** A signal that comes after so long, unless it has ended. */
function limited(ms: number, later: Filing['later']): { readonly signal: AbortSignal; readonly end: () => void } {
  const limit = new AbortController()
  return { signal: limit.signal, end: later(ms, () => limit.abort()) }
}
