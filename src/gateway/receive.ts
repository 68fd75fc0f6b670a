// What platforms bring: renames first, then messages (each exactly once), then what became of messages of ours.
import type { AskerId, ChannelName, Enclosed, Message, MessageKind, RemovedKind } from '../vocabulary.ts'
import type { Address } from './address.ts'
import type { Admission, Border, GatewayChange } from './border.ts'
import type { Channel, Incoming } from './channel.ts'
import type { FileRead, Files } from './enclosed.ts'
import type { Vault } from './vault.ts'

type IncomingMessage = Extract<Incoming, { kind: 'message' }>

/** Counted at the border; never a word, never an address. */
export type BorderEvent =
  | { readonly kind: 'accepted' | 'repeated' | 'forged' | 'malformed' | 'limited'; readonly channel: ChannelName }
  | { readonly kind: 'sent' | 'throttled' | 'held' | 'silent' | 'dead'; readonly channel: ChannelName; readonly tookMs: number }

export type Receiving = {
  readonly border: Border
  readonly vault: Vault
  readonly now: () => number
  readonly newAskerId: () => AskerId
  /** Random bytes for the key of someone never met. */
  readonly newSeed: () => Uint8Array
  /** Takes out of a text what names a person, before anyone keeps it. */
  readonly redact: (text: string) => { readonly text: string; readonly removed: readonly RemovedKind[] }
  readonly tell: (event: BorderEvent) => void
  /** A turn may be ready. */
  readonly onAccepted: () => void
  /** A platform took back what it had said of a message, which may have been an officer's. */
  readonly onOfficers: () => void
  /** Reads what came along; null: here nothing is read. */
  readonly files: Files | null
  /** Runs something after so many milliseconds, unless the program has ended by then. */
  readonly later: (ms: number, run: () => void) => void
}

/** An asker sees that we are at work only when nothing has come back by then. */
const TYPING_AFTER_MS = 1000
/** Letters that tell the files of one turn apart. */
const NAME_LETTERS = 16
/** Under a flood the courtesy would only slow the answers. */
const WATCHED_MAX = 500

/** Codes of WhatsApp for someone out of reach until they write: silent for more than 24 hours, and undeliverable (Cloud API, error codes). */
const UNREACHABLE = ['131047', '131026']

export type Receiver = { readonly accept: (channel: Channel, incoming: readonly Incoming[]) => Promise<void> }

export function receiver({
  border,
  vault,
  now,
  newAskerId,
  newSeed,
  redact,
  tell,
  onAccepted,
  onOfficers,
  files,
  later,
}: Receiving): Receiver {
  let watched = 0
  const attend = (channel: Channel, address: Address, messageId: string): void => {
    void channel.attend(address, messageId, false)
    if (watched >= WATCHED_MAX) return
    watched++
    later(TYPING_AFTER_MS, () => {
      watched--
      // when the store cannot say, nothing is shown
      void typing(channel, address, messageId).catch(() => {})
    })
  }
  const typing = async (channel: Channel, address: Address, messageId: string): Promise<void> => {
    if (await border.isWorking(vault.hashOf(address))) await channel.attend(address, messageId, true)
  }
  const redacted = (message: Message): Message => {
    // what stands on a button is ours
    if (message.choice !== null || message.text === '') return message
    const { text, removed } = redact(message.text)
    return removed.length === 0 ? message : { ...message, text, removed }
  }
  /** What a file holds is somebody's words like any other; only that of a letter's own people is not told. A voice note says its sender's words. */
  const brought = (kind: MessageKind, name: string, read: FileRead): Message => {
    const message: Message = { kind, text: '', choice: null, enclosed: { name, ...read } }
    if (read.kind !== 'read') return message
    const { text, removed } = redact(read.text)
    const told = kind === 'voice' && removed.length > 0 ? { removed } : {}
    return { ...message, ...told, enclosed: { name, ...read, text } }
  }
  const admission = ({ address, messageId, message }: IncomingMessage): Admission => ({
    ...vault.seal(address),
    askerId: newAskerId(),
    seed: newSeed(),
    messageHash: vault.messageHash(address.channel, messageId),
    message: redacted(message),
    at: now(),
  })
  /** When the store cannot say, it is heard; whoever thinks about the turn lets it lie then. */
  const isWithOfficer = (address: Address): Promise<boolean> => border.isWithOfficer(vault.hashOf(address)).catch(() => false)
  const nameOf = ({ address, messageId }: IncomingMessage): string =>
    vault.messageHash(address.channel, messageId).slice(0, NAME_LETTERS)
  /** The message as it is stored at once: its file is being read, or will not be. */
  const enclosing = async (incoming: IncomingMessage): Promise<IncomingMessage> => {
    const { address, file, message } = incoming
    if (file === undefined || files === null || !files.takes(message.kind)) return incoming
    // an officer hears no voice notes: what it says would be written down for nobody
    if (message.kind === 'voice' && (await isWithOfficer(address))) return incoming
    const why = files.admit(vault.hashOf(address), message.kind, file, now())
    const enclosed: Enclosed = { name: nameOf(incoming), ...(why === null ? { kind: 'under-way' } : { kind: 'unread', why }) }
    return { ...incoming, message: { ...message, enclosed } }
  }
  const readFile = (channel: Channel, asker: AskerId | null, incoming: IncomingMessage): void => {
    const { address, messageId, message, file } = incoming
    if (file === undefined || files === null || message.enclosed?.kind !== 'under-way') return
    if (asker === null) {
      files.dismiss(vault.hashOf(address))
      return
    }
    const done = async (read: FileRead): Promise<void> => {
      const person = vault.hashOf(address)
      // whoever had themselves forgotten meanwhile is not met anew by it
      if ((await border.askerOf(person)) !== asker) return
      const follows = brought(message.kind, nameOf(incoming), read)
      await border.accept([admission({ kind: 'message', address, messageId: `${messageId}:read`, message: follows })])
      onAccepted()
    }
    files.take({ person: vault.hashOf(address), channel, address, asker, kind: message.kind, file, at: now(), done })
  }
  return {
    accept: async (channel, incoming) => {
      const changes = incoming.flatMap(i => changeOf(vault, channel.name, now(), i))
      if (changes.length > 0) await border.commit(changes)
      if (changes.some(c => c.kind === 'reply.failed')) onOfficers()
      const messages = await Promise.all(incoming.filter(i => i.kind === 'message').map(enclosing))
      if (messages.length === 0) return
      const admitted = await border.accept(messages.map(admission)).catch((error: unknown) => {
        for (const message of messages) readFile(channel, null, message)
        throw error
      })
      for (const [i, message] of messages.entries()) {
        const { address, messageId } = message
        const asker = admitted[i] ?? null
        const isNew = asker !== null
        tell({ kind: isNew ? 'accepted' : 'repeated', channel: channel.name })
        if (isNew && channel.name !== 'web') attend(channel, address, messageId)
        readFile(channel, asker, message)
      }
      onAccepted()
    },
  }
}

function changeOf(vault: Vault, channel: ChannelName, at: number, incoming: Incoming): GatewayChange[] {
  if (incoming.kind === 'renamed') return [{ kind: 'renamed', from: vault.hashOf(incoming.from), to: vault.seal(incoming.to) }]
  if (incoming.kind !== 'status') return []
  const track = vault.messageHash(channel, incoming.messageId)
  switch (incoming.status) {
    case 'sent':
      return []
    case 'delivered':
    case 'read':
      return [{ kind: 'reply.arrived', track }]
    case 'failed':
      return [
        { kind: 'reply.failed', track, code: incoming.code ?? 'failed', hold: UNREACHABLE.includes(incoming.code ?? ''), at },
      ]
  }
}
