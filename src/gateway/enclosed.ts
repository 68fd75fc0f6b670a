// Files that come with messages, voice notes among them: fetched, read and let go of, one of a kind at a time. A message is stored at once and says that its file is being read;
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
/** Files that wait; with more the last would be given up anyway. */
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
  let waiting = 0
  // whoever spoke does not wait for other people's documents
  const last = { heard: Promise.resolve(), read: Promise.resolve() }

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
  return {
    takes: kind => kind !== 'voice' || hear !== null,
    admit: (person, kind, { bytes }, at) => {
      if (bytes !== null && bytes > bytesMax(kind)) return 'large'
      const before = recent(person, at)
      if (before.length >= FILES_MAX) return 'many'
      if (waiting >= WAITING_MAX) return 'busy'
      persons.delete(person)
      persons.set(person, [...before, at])
      if (persons.size > PERSONS_MAX) for (const oldest of persons.keys()) if (persons.delete(oldest)) break
      waiting += 1
      return null
    },
    dismiss: person => {
      waiting -= 1
      persons.set(person, (persons.get(person) ?? []).slice(0, -1))
    },
    take: job => {
      const lane = job.kind === 'voice' ? 'heard' : 'read'
      last[lane] = last[lane]
        .then(() => work(job))
        .catch(onError)
        .finally(() => {
          waiting -= 1
        })
    },
    idle: async () => {
      await Promise.all(Object.values(last))
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
