// One turn at a time for each asker: claims whatever lies in an asker's line, has it answered, and writes turn, memory and replies in one commit.
// It never knows an address, never sends anything, and never answers a turn whose claim has passed to another.
// Neighbours: the conversation (takes the turn); the gateway fills the line and sends the replies; the store holds both.
// Explained by: test/inbox/inbox.test.ts, test/contracts/store.ts.
import {
  type AnswerRecord,
  isUnfinished,
  type Memory,
  type Taken,
  type Turn,
  type TurnSetting,
  takeTurn,
} from '../conversation/conversation.ts'
import { type Loop, loop, type Sleep } from '../loop.ts'
import type { AskerId, ChannelName, DateOnly, Message, Reply } from '../vocabulary.ts'

/** All that lay in an asker's line when it was claimed, oldest first. */
export type ClaimedTurn = {
  readonly asker: AskerId
  readonly channel: ChannelName
  readonly messages: readonly { readonly seq: number; readonly message: Message; readonly at: number }[]
  /** What is remembered of the asker, as it was stored; null: nothing. */
  readonly memory: string | null
}

export type TurnRef = { readonly asker: AskerId; readonly claim: string }

/** Each is refused as stale when the claim has passed to another. */
export type InboxChange =
  | {
      readonly kind: 'turn.done'
      readonly of: TurnRef
      readonly channel: ChannelName
      /** The last message that was taken. */
      readonly upTo: number
      readonly memory: string | null
      readonly replies: readonly Reply[]
      readonly records: readonly AnswerRecord[]
      /** Everything of the asker goes once these replies are out. */
      readonly forget: boolean
      readonly at: number
      readonly on: DateOnly
    }
  /** More may be coming: look at the line again then. */
  | { readonly kind: 'turn.waits'; readonly of: TurnRef; readonly readyAt: number }

/** The port of the store as the inbox needs it. */
export type Line = {
  /** Claims up to `max` lines that are ready at `now`, until `until`. */
  claimTurns(claim: string, now: number, until: number, max: number): Promise<readonly ClaimedTurn[]>
  /** When the next line becomes ready; null when none waits. */
  nextTurnAt(): Promise<number | null>
  commit(changes: readonly InboxChange[]): Promise<'done' | 'stale'>
}

/** Counted for the operator: no words. */
export type TurnEvent = {
  readonly outcomes: readonly string[]
  readonly silenced: boolean
  readonly tookMs: number
  readonly channel: ChannelName
}

export type Taking = {
  readonly line: Line
  /** What answers: the edition in force, the words, the office. Asked anew for each turn, so that a new edition needs no restart. */
  readonly setting: () => TurnSetting
  readonly shapeOf: (channel: ChannelName) => { textMax: number; textWithChoicesMax: number; choicesMax: number }
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  readonly newId: () => string
  readonly newClaim: () => string
  readonly sleep: Sleep
  /** Lets what arrived meanwhile be accepted before the next turn is thought about. */
  readonly breathe: () => Promise<void>
  readonly readMemory: (stored: string) => Memory | null
  readonly onReplies: (asker: AskerId, channel: ChannelName) => void
  readonly tell: (event: TurnEvent) => void
  readonly onError: (error: unknown) => void
}

const CLAIMED_MAX = 32
/** Commits under way while further turns are thought about. */
const UNWRITTEN_MAX = 128
/** A turn takes milliseconds; a worker that was killed keeps its askers waiting for so long. */
const CLAIM_MS = 20_000
const LOOK_MS = 1000
/** A greeting or fragment waits so long for the rest of its sentence. */
const UNFINISHED_MS = 4000

export function takeTurns(parts: Taking): Loop {
  const { line, now, newClaim, onError } = parts
  const unwritten = new Set<Promise<void>>()

  /** A turn that breaks the conversation is told so and done with: taken again it would only break it again. */
  const think = (setting: TurnSetting, turn: Turn): Taken => {
    try {
      return takeTurn(setting, turn)
    } catch (error) {
      onError(error)
      const sorry = { text: setting.words.say('failed'), choices: [] }
      return { memory: turn.memory, replies: [sorry], records: [], forget: false, silenced: false }
    }
  }

  const one = async (turn: ClaimedTurn, claim: string): Promise<void> => {
    const started = now()
    const of = { asker: turn.asker, claim }
    const setting = parts.setting()
    const messages = turn.messages.map(m => m.message)
    const lastAt = turn.messages.at(-1)?.at ?? started
    if (started < lastAt + UNFINISHED_MS && isUnfinished(setting.edition, messages)) {
      await line.commit([{ kind: 'turn.waits', of, readyAt: lastAt + UNFINISHED_MS }])
      return
    }
    const memory = turn.memory === null ? null : parts.readMemory(turn.memory)
    const taken = think(setting, {
      channel: turn.channel,
      messages,
      memory,
      at: started,
      on: parts.dayOf(started),
      newId: parts.newId,
      shape: parts.shapeOf(turn.channel),
    })
    const done: InboxChange = {
      kind: 'turn.done',
      of,
      channel: turn.channel,
      upTo: turn.messages.at(-1)?.seq ?? 0,
      memory: taken.memory === null ? null : JSON.stringify(taken.memory),
      replies: taken.replies,
      records: taken.records,
      forget: taken.forget,
      at: started,
      on: parts.dayOf(started),
    }
    // stale: the claim passed to another, who answers
    if ((await line.commit([done])) === 'stale') return
    const outcomes = taken.records.flatMap(r => (r.kind === 'answer' ? [r.outcome] : []))
    parts.tell({ outcomes, silenced: taken.silenced, tookMs: now() - started, channel: turn.channel })
    if (taken.replies.length > 0) parts.onReplies(turn.asker, turn.channel)
  }

  const step = async (): Promise<number> => {
    if (unwritten.size >= UNWRITTEN_MAX) await Promise.race(unwritten)
    const claim = newClaim()
    const turns = await line.claimTurns(claim, now(), now() + CLAIM_MS, CLAIMED_MAX)
    for (const turn of turns) {
      await parts.breathe()
      const written: Promise<void> = one(turn, claim)
        .catch(onError)
        .finally(() => unwritten.delete(written))
      unwritten.add(written)
    }
    if (turns.length > 0) return 0
    const next = await line.nextTurnAt()
    return next === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(1, next - now()))
  }

  const running = loop(step, parts.sleep, onError)
  return {
    poke: running.poke,
    stop: async () => {
      await running.stop()
      await Promise.all(unwritten)
    },
  }
}
