// One turn at a time for each asker: claims whatever lies in an asker's line, has it answered, and writes turn, memory and replies in one commit.
// It never knows an address, never sends anything, and never answers a turn whose claim has passed to another.
// Neighbours: the conversation (takes the turn); the gateway fills the line and sends the replies; the store holds both.
// Explained by: test/inbox/inbox.test.ts, test/contracts/store.ts.
import type { AnswerRecord } from '../conversation/conversation.ts'
import { type Loop, lookIn, loop, type Sleep, underWay, withUnderWay } from '../loop.ts'
import type { AskerId, ChannelName, DateOnly, Message, Reply } from '../vocabulary.ts'
import type { Thought, TurnAsked } from './think.ts'

export { type Thought, type TurnAsked, think } from './think.ts'

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
      /** The messages that were taken. One that was numbered earlier may still be on its way into the line. */
      readonly taken: readonly number[]
      readonly memory: string | null
      readonly replies: readonly Reply[]
      readonly records: readonly AnswerRecord[]
      /** Everything of the asker goes once these replies are out. */
      readonly forget: boolean
      readonly at: number
      readonly on: DateOnly
    }
  /** More may be coming: look at the line again then, or at once when it has come meanwhile. */
  | { readonly kind: 'turn.waits'; readonly of: TurnRef; readonly taken: readonly number[]; readonly readyAt: number }

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
  /** Thinks about a turn with the edition in force. Rejects only when nobody thinks any more; the turn is taken again later. */
  readonly think: (asked: TurnAsked) => Promise<Thought>
  readonly shapeOf: (channel: ChannelName) => TurnAsked['shape']
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  readonly newClaim: () => string
  readonly sleep: Sleep
  readonly onReplies: (asker: AskerId, channel: ChannelName) => void
  readonly tell: (event: TurnEvent) => void
  readonly onError: (error: unknown) => void
}

const CLAIMED_MAX = 32
/** Turns claimed and not yet written: enough that thinking never waits for the store. */
const UNWRITTEN_MAX = 96
/** A turn takes milliseconds; after it another process takes the turns of one that is gone. */
const CLAIM_MS = 20_000
/** A greeting or fragment waits so long for the rest of its sentence. */
const UNFINISHED_MS = 4000

/** A turn during which the conversation broke; its name, never its words. */
export class TurnBroken extends Error {
  override readonly name = 'TurnBroken'
}

export function takeTurns(parts: Taking): Loop {
  const { line, now, newClaim, onError } = parts
  const unwritten = underWay(onError)

  const one = async (turn: ClaimedTurn, claim: string): Promise<void> => {
    const started = now()
    const of = { asker: turn.asker, claim }
    const on = parts.dayOf(started)
    const last = turn.messages.at(-1)
    const taken = turn.messages.map(m => m.seq)
    const waitsUntil = (last?.at ?? 0) + UNFINISHED_MS
    const thought = await parts.think({
      channel: turn.channel,
      messages: turn.messages.map(m => m.message),
      memory: turn.memory,
      at: started,
      on,
      shape: parts.shapeOf(turn.channel),
      mayWait: started < waitsUntil,
    })
    if (thought.kind === 'unfinished') {
      await line.commit([{ kind: 'turn.waits', of, taken, readyAt: waitsUntil }])
      return
    }
    if (thought.broke !== null) onError(new TurnBroken(thought.broke))
    const { memory, replies, records, forget, silenced } = thought
    const done: InboxChange = {
      kind: 'turn.done',
      of,
      channel: turn.channel,
      taken,
      memory,
      replies,
      records,
      forget,
      at: started,
      on,
    }
    // stale: the claim passed to another, who answers
    if ((await line.commit([done])) === 'stale') return
    const outcomes = records.flatMap(r => (r.kind === 'answer' ? [r.outcome] : []))
    parts.tell({ outcomes, silenced, tookMs: now() - started, channel: turn.channel })
    if (replies.length > 0) parts.onReplies(turn.asker, turn.channel)
  }

  const step = async (): Promise<number> => {
    if (unwritten.size() >= UNWRITTEN_MAX) await unwritten.any()
    const claim = newClaim()
    const turns = await line.claimTurns(claim, now(), now() + CLAIM_MS, CLAIMED_MAX)
    for (const turn of turns) unwritten.add(one(turn, claim))
    return turns.length > 0 ? 0 : lookIn(await line.nextTurnAt(), now())
  }

  return withUnderWay(loop(step, parts.sleep, onError), unwritten)
}
