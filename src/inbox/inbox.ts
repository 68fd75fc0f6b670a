// One turn at a time for each asker: claims whatever lies in an asker's line, has it answered, and writes turn, memory and replies in one commit.
// It never knows an address, never sends anything, and never answers a turn whose claim has passed to another.
// Neighbours: the conversation (takes the turn); the gateway fills the line and sends the replies; the store holds both.
// Explained by: test/inbox/inbox.test.ts, test/inbox/model.test.ts, test/contracts/store.ts.
import type { ModelBeside, Wish } from '../conversation/conversation.ts'
import type { AskerStep, ConsultationCopy, ConsultationId, OwnConsultation } from '../handoff/handoff.ts'
import { type Loop, lookIn, loop, type Sleep, underWay, withUnderWay } from '../loop.ts'
import { proofName, sealProof } from '../sealing.ts'
import { type AskerId, type ChannelName, type DateOnly, type Message, READING_MAX_MS, type Reply } from '../vocabulary.ts'
import { askerStep, type DeskPort, type DeskState, deskViewOf, findRoute, type Moment, ownViewOf } from './desk.ts'
import { besideOf, consult, type Model, timeFor } from './model.ts'
import { counter, type Tally } from './tally.ts'
import type { Thought, TurnAsked } from './think.ts'

export type { DeskPort, DeskState } from './desk.ts'
export * from './errands.ts'
export * from './model.ts'
export type { Tally } from './tally.ts'
export { type Chance, type Thought, type TurnAsked, think } from './think.ts'

/** All that lay in an asker's line when it was claimed, oldest first. */
export type ClaimedTurn = {
  readonly asker: AskerId
  /** What the keys of the asker's words are made with. */
  readonly seed: Uint8Array
  readonly channel: ChannelName
  readonly messages: readonly { readonly seq: number; readonly message: Message; readonly at: number }[]
  /** What is remembered of the asker, as it was stored; null: nothing. */
  readonly memory: string | null
  /** The moments of their last turns; null: none within the hour. */
  readonly tempo: string | null
  /** Their consultation, the newest one, also when it is over; null: none. */
  readonly own: OwnConsultation | null
}

export type TurnRef = { readonly asker: AskerId; readonly claim: string; readonly seed: Uint8Array }

/** What becomes of the asker with a turn: the conversation goes on; all of it goes (a new seed seals the last words); or it goes on as another's, whose receipt they hold. */
export type Ending =
  | { readonly kind: 'stays' }
  | { readonly kind: 'leaves'; readonly seed: Uint8Array }
  | { readonly kind: 'moves'; readonly to: AskerId }

/** Each is refused as stale when the claim has passed to another, or the consultation has another version by now. */
export type InboxChange =
  | {
      readonly kind: 'turn.done'
      readonly of: TurnRef
      readonly channel: ChannelName
      /** The messages that were taken. One that was numbered earlier may still be on its way into the line. */
      readonly taken: readonly number[]
      readonly memory: string | null
      readonly tempo: string | null
      readonly replies: readonly Reply[]
      readonly ending: Ending
      /** The hash of the receipt that opens this conversation from now on; null: as it was. */
      readonly receipt: string | null
      /** Answers that can be shown to others from now on. */
      readonly proofs: readonly { readonly name: string; readonly sealed: Uint8Array }[]
      /** The asker wants nothing kept: what was deleted must leave no trace, soon. */
      readonly isUnkept: boolean
      /** The consultation that came with the turn: the asker's words let its replies out freely for another day. */
      readonly hears: ConsultationId | null
      /** What the turn does to the asker's consultation; null: nothing. */
      readonly consultation: AskerStep | null
      readonly at: number
      readonly on: DateOnly
    }
  /** More may be coming: look at the line again then, or at once when it has come meanwhile. */
  | { readonly kind: 'turn.waits'; readonly of: TurnRef; readonly taken: readonly number[]; readonly readyAt: number }
  /** Days before this one are over: their counts, and those that were carried over, are written down together. */
  | { readonly kind: 'counted'; readonly tallies: readonly Tally[]; readonly before: DateOnly }
  /** Counts of a day that is not over, kept sealed until it is. */
  | { readonly kind: 'carried'; readonly id: string; readonly tallies: readonly Tally[]; readonly on: DateOnly }

/** The port of the store as the inbox needs it. */
export type Line = {
  /** Claims up to `max` lines that are ready at `now`, until `until`. */
  claimTurns(claim: string, now: number, until: number, max: number): Promise<readonly ClaimedTurn[]>
  /** When the next line becomes ready; null when none waits. */
  nextTurnAt(): Promise<number | null>
  /** Whose conversation a receipt opens, and what is remembered of it; null: nobody's. */
  holderOf(receiptHash: string): Promise<{ readonly asker: AskerId; readonly memory: string | null } | null>
  /** Their consultation as it is now: read again when a commit was stale. */
  ownOf(asker: AskerId): Promise<OwnConsultation | null>
  /** Their consultations as they may take them away, oldest first. */
  copiesOf(asker: AskerId): Promise<readonly ConsultationCopy[]>
  commit(changes: readonly InboxChange[]): Promise<'done' | 'stale'>
}

/** Counted for the operator: no words. */
export type TurnEvent = {
  readonly silenced: boolean
  readonly tookMs: number
  readonly channel: ChannelName
}

export type Taking = {
  readonly line: Line
  /** null: there are no officers, and none will come. */
  readonly desk: DeskPort | null
  /** null: none is configured, and the rules answer alone. */
  readonly model: Model | null
  /** Thinks about a turn with the edition in force. Rejects only when nobody thinks any more; the turn is taken again later. */
  readonly think: (asked: TurnAsked) => Promise<Thought>
  readonly shapeOf: (channel: ChannelName) => TurnAsked['shape']
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
  readonly newClaim: () => string
  /** Random letters that name a consultation. */
  readonly newCaseId: () => string
  /** From 0 up to 1. */
  readonly chance: () => number
  /** Random bytes for the new key of someone who leaves, and of a consultation. */
  readonly newSeed: () => Uint8Array
  /** A receipt's secret as the keyed hash that is stored. */
  readonly receiptHash: (secret: Uint8Array) => string
  readonly sleep: Sleep
  readonly onReplies: (asker: AskerId, channel: ChannelName) => void
  /** An asker opened a consultation or did something to theirs. */
  readonly onConsultation: () => void
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

/** What a turn may want to know before it is answered. */
const LOOKS_MAX = 5
/** How often a turn is thought about when the asker's consultation keeps moving. */
const TRIES_MAX = 3

/** `beside`: what a model has told by then; it stands when the turn is taken again. */
type Considered = { readonly thought: Thought; readonly holder: AskerId | null; readonly beside: ModelBeside | undefined }
/** How one attempt at a turn ended. */
type Ended = { readonly kind: 'done' } | { readonly kind: 'stale'; readonly beside: ModelBeside | undefined }

const LOOKED_FOR = ['open-receipt', 'find-route', 'find-copy', 'ask-model'] as const
type LookedFor = Extract<Wish, { kind: (typeof LOOKED_FOR)[number] }>

const wanting = (wishes: readonly Wish[]): LookedFor | undefined =>
  wishes.find((w): w is LookedFor => LOOKED_FOR.some(kind => kind === w.kind))

/** A turn during which the conversation broke; its name, never its words. */
export class TurnBroken extends Error {
  override readonly name = 'TurnBroken'
}

export function takeTurns(parts: Taking): Loop {
  const { line, now, newClaim, onError } = parts
  const unwritten = underWay(onError)
  const counts = counter()
  let countedOn: DateOnly | null = null
  /** Of days that are over, and not yet written. */
  let due: readonly Tally[] = []

  /** What is thought about a turn; where it wants to know something first, after a look: whose receipt it holds, who would receive a question, what their consultations say. */
  const thinkAbout = async (
    turn: ClaimedTurn,
    first: TurnAsked,
    office: DeskState | null,
    moment: Moment,
  ): Promise<Considered> => {
    const modelUntil = (turn.messages.at(-1)?.at ?? moment.at) + timeFor(parts.model)
    let asked = first
    let holder: AskerId | null = null
    for (let looks = 0; ; ) {
      const thought = await parts.think(asked)
      const wishes = thought.kind === 'taken' ? thought.wishes : []
      const wish = wanting(wishes)
      if (wish === undefined || (wish.kind !== 'ask-model' && looks++ === LOOKS_MAX))
        return { thought, holder, beside: asked.model }
      switch (wish.kind) {
        case 'ask-model':
          if (parts.model === null || asked.model === undefined) return { thought, holder, beside: asked.model }
          asked = {
            ...asked,
            model: await consult({ ...parts, model: parts.model }, asked.model, wish.tasks, modelUntil, wish.isUnkept),
          }
          break
        case 'open-receipt': {
          const found = await line.holderOf(parts.receiptHash(wish.secret))
          holder = found?.asker ?? null
          const own = found === null || office === null ? null : ownViewOf(office, await line.ownOf(found.asker), moment.at)
          asked = { ...asked, opened: found === null ? null : { memory: found.memory, isOwn: found.asker === turn.asker, own } }
          break
        }
        case 'find-route':
          if (parts.desk !== null && asked.desk !== null) {
            const found = findRoute(await parts.desk.stateNow(), wish, moment)
            asked = { ...asked, desk: { ...asked.desk, routes: [...asked.desk.routes, found] } }
          }
          break
        case 'find-copy': {
          // who goes on as another in this very turn has what is that other's
          const ending = endingOf(wishes, holder, parts.newSeed)
          asked = { ...asked, copies: await line.copiesOf(ending.kind === 'moves' ? ending.to : turn.asker) }
        }
      }
    }
  }

  const one = async (turn: ClaimedTurn, claim: string): Promise<void> => {
    const started = now()
    let own = turn.own
    let beside = besideOf(parts.model)
    for (let tries = 1; ; tries++) {
      const ended = await attempt(turn, own, claim, started, beside)
      if (ended.kind === 'done' || tries === TRIES_MAX) return
      beside = ended.beside
      // the consultation moved meanwhile: they are answered as it stands now. Did it not, the claim has passed to another, who answers.
      const current = await line.ownOf(turn.asker)
      if (current?.consultation.id === own?.consultation.id && current?.consultation.version === own?.consultation.version) return
      own = current
    }
  }

  const attempt = async (
    turn: ClaimedTurn,
    own: OwnConsultation | null,
    claim: string,
    started: number,
    model: ModelBeside | undefined,
  ): Promise<Ended> => {
    const { asker, seed, channel, memory, tempo } = turn
    const of = { asker, claim, seed }
    const on = parts.dayOf(started)
    const moment: Moment = { at: started, on, newId: parts.newCaseId, chance: parts.chance, newSeed: parts.newSeed }
    const office = parts.desk === null ? null : await parts.desk.state()
    const desk = office === null ? null : deskViewOf(office, own, started)
    const last = turn.messages.at(-1)
    const taken = turn.messages.map(m => m.seq)
    const waitsUntil = (last?.at ?? 0) + UNFINISHED_MS
    const readUntil = beingRead(turn)
    if (readUntil !== null && started < readUntil) {
      await line.commit([{ kind: 'turn.waits', of, taken, readyAt: readUntil }])
      return { kind: 'done' }
    }
    const messages = turn.messages.map(m => m.message)
    const shape = parts.shapeOf(channel)
    const known = model === undefined ? {} : { model }
    const asked = { channel, messages, memory, tempo, desk, at: started, on, shape, mayWait: started < waitsUntil, ...known }
    const { thought, holder, beside } = await thinkAbout(turn, asked, office, moment)
    if (thought.kind === 'unfinished') {
      await line.commit([{ kind: 'turn.waits', of, taken, readyAt: waitsUntil }])
      return { kind: 'done' }
    }
    if (thought.broke !== null) onError(new TurnBroken(thought.broke))
    const { replies, records, wishes, silenced } = thought
    const ending = endingOf(wishes, holder, parts.newSeed)
    const done: InboxChange = {
      kind: 'turn.done',
      of,
      channel,
      taken,
      memory: thought.memory,
      tempo: thought.tempo,
      replies,
      ending,
      receipt: wishes.flatMap(w => (w.kind === 'keep-receipt' ? [parts.receiptHash(w.secret)] : []))[0] ?? null,
      proofs: wishes.flatMap(w => (w.kind === 'prove' ? [sealedProof(w.code, JSON.stringify(w.proof))] : [])),
      isUnkept: thought.isUnkept,
      // a word of ours in their line is none of theirs
      hears: messages.some(m => m.kind !== 'recall') ? (own?.consultation.id ?? null) : null,
      // who leaves takes it along, and who goes on as another goes on with theirs
      consultation: office === null || ending.kind !== 'stays' ? null : askerStep(office, own, wishes, moment),
      at: started,
      on,
    }
    if ((await line.commit([done])) === 'stale') return { kind: 'stale', beside }
    if (ending.kind !== 'leaves') counts.add(on, records)
    if (parts.model !== null && thought.marks.length > 0) parts.model.note(thought.marks)
    parts.tell({ silenced, tookMs: now() - started, channel })
    if (done.consultation !== null || ending.kind !== 'stays') parts.onConsultation()
    if (replies.length > 0) for (const to of ending.kind === 'moves' ? [asker, ending.to] : [asker]) parts.onReplies(to, channel)
    return { kind: 'done' }
  }

  /**
   * Whole days' counts at once: a row that changed with one turn would tell when it was, and the log of the database by the minute. Also at the
   * start and with nothing counted here: others may have carried something over. What could not be written waits for the next day's turn: nobody's
   * answer waits for it.
   */
  const writeCounts = async (today: DateOnly): Promise<void> => {
    if (today === countedOn) return
    countedOn = today
    due = [...due, ...counts.take(today)]
    await line.commit([{ kind: 'counted', tallies: due, before: today }])
    due = []
  }

  /** A day's counts that end with this process are sealed: readable, they would tell who asked before it ended and who after. */
  const carryCounts = async (): Promise<void> => {
    const tallies = [...due, ...counts.take('all')]
    due = []
    if (tallies.length > 0) await line.commit([{ kind: 'carried', id: newClaim(), tallies, on: parts.dayOf(now()) }])
  }

  const step = async (): Promise<number> => {
    if (unwritten.size() >= UNWRITTEN_MAX) await unwritten.any()
    await writeCounts(parts.dayOf(now()))
    const claim = newClaim()
    const turns = await line.claimTurns(claim, now(), now() + CLAIM_MS, CLAIMED_MAX)
    for (const turn of turns) unwritten.add(one(turn, claim))
    return turns.length === CLAIMED_MAX ? 0 : lookIn(await line.nextTurnAt(), now())
  }

  const running = withUnderWay(loop(step, parts.sleep, onError), unwritten)
  return {
    poke: running.poke,
    stop: async () => {
      await running.stop()
      unwritten.add(carryCounts())
      await unwritten.all()
    },
  }
}

/** Until when the words of a file may still come; null: none is awaited. */
function beingRead({ messages }: ClaimedTurn): number | null {
  const enclosed = messages.flatMap(({ message, at }) => (message.enclosed === undefined ? [] : [{ ...message.enclosed, at }]))
  const ended = new Set(enclosed.filter(e => e.kind !== 'under-way').map(e => e.name))
  const awaited = enclosed
    .filter(e => e.kind === 'under-way' && !ended.has(e.name))
    .map(e => e.at + READING_MAX_MS + UNFINISHED_MS)
  return awaited.length === 0 ? null : Math.max(...awaited)
}

const sealedProof = (code: string, text: string) => ({ name: proofName(code), sealed: sealProof(code, text) })

function endingOf(wishes: readonly Wish[], holder: AskerId | null, newSeed: () => Uint8Array): Ending {
  if (wishes.some(w => w.kind === 'forget')) return { kind: 'leaves', seed: newSeed() }
  if (holder !== null && wishes.some(w => w.kind === 'move')) return { kind: 'moves', to: holder }
  return { kind: 'stays' }
}
