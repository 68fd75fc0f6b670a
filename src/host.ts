// Holds the thread that holds the edition: starts it, asks it, and starts it again when it ends by itself. Another edition starts in a thread of
// its own beside it and takes its place between two turns. What has to be learned first is learned in a process that ends afterwards, so that the
// memory it took goes back to the system.
import { doApart } from './adapters/apart.ts'
import { sleep } from './adapters/clock.ts'
import { whenQuiet } from './adapters/heap.ts'
import type { Catalogue } from './adapters/model/near.ts'
import { startThread, type Thread } from './adapters/thread.ts'
import type { Config } from './config.ts'
import type { Thought, TurnAsked } from './inbox/inbox.ts'
import type { LearnerData } from './learner.ts'
import type { PageAsked, PageMade } from './library.ts'
import { type Ground, isKept, type Live } from './main.ts'
import { EditionUnlearned, refusedAs } from './refused.ts'
import { derived } from './sealing.ts'
import type { ThinkerAbout, ThinkerAnswer, ThinkerAsked, ThinkerData } from './thinker.ts'

export type Thinker = {
  /** The hash of the edition that answers from the next turn on. */
  readonly edition: () => string
  /** Smoke questions that the edition it started with answers wrongly. */
  readonly failing: readonly string[]
  readonly think: (asked: TurnAsked) => Promise<Thought>
  readonly make: (asked: PageAsked) => Promise<PageMade>
  /** What the entries of the edition that answers are called. */
  readonly catalogue: () => Promise<Catalogue>
  /**
   * Another edition answers from the next turn on; what is under way ends in the one it began with. Returns the smoke questions that it answers
   * wrongly: then nothing has changed. Rejects when it cannot be opened: nothing has changed either.
   */
  readonly change: (live: Live) => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

export type Hosting = {
  readonly config: Config
  /** null: the files of the knowledge folder. */
  readonly live: Live | null
  /** null for a role that only shows pages. */
  readonly master: Uint8Array | null
  /** Told before knowledge is learned at the start, which takes a while; later nobody waits for it. */
  readonly onCompile: () => void
  readonly onFailure: (error: unknown) => void
}

type Started = { readonly thread: Thread<ThinkerAsked, ThinkerAnswer>; readonly about: ThinkerAbout }

/** A thread, or the one that takes its place when it ends by itself, and how much it was asked and has not answered. */
type Held = { started: Promise<Started>; waiting: number; isRetired: boolean; ended: Promise<void> | null }

const REVIVE_MS = 1000
const WAY_IN = new URL('./rambu.js', import.meta.url)

/** Throws KnowledgeBroken or HomePlaceUnknown. */
export async function startThinker({ config, live, master, onCompile, onFailure }: Hosting): Promise<Thinker> {
  const proofKey = master === null ? null : derived(master, 'proof')
  const work = master === null ? 'show' : 'think'
  let isAnswering = false
  const onTold = (): void => {
    if (!isAnswering) onCompile()
  }
  const start = async (of: Live | null, onEnd: (error: unknown) => void): Promise<Started> => {
    const ground = groundOf(config, of, proofKey)
    try {
      return await run({ ground, work }, onTold, onEnd)
    } catch (error) {
      if (!(error instanceof EditionUnlearned)) throw error
      await learnApart({ ground, work: 'learn' }, onTold)
      // where nothing can be kept it is learned again, in the thread that needs it
      return run({ ground, work: 'learn and think' }, onTold, onEnd)
    }
  }
  const hold = (of: Live | null): Held => {
    const onEnd = (error: unknown): void => {
      onFailure(error)
      if (!held.isRetired) held.started = revive()
    }
    /** Meanwhile turns wait. */
    const revive = async (): Promise<Started> => {
      for (;;) {
        await sleep(REVIVE_MS, new AbortController().signal)
        const started = await start(of, onEnd).catch(onFailure)
        if (started) return started
      }
    }
    const held: Held = { started: start(of, onEnd), waiting: 0, isRetired: false, ended: null }
    return held
  }
  /** Those that were asked before another edition came, until they have answered. */
  const leaving = new Set<Held>()
  const endWhenIdle = (held: Held): void => {
    if (!held.isRetired || held.waiting > 0 || held.ended !== null) return
    held.ended = held.started
      .then(({ thread }) => thread.stop())
      .catch(onFailure)
      .finally(() => leaving.delete(held))
  }
  const retire = (held: Held): void => {
    held.isRetired = true
    leaving.add(held)
    endWhenIdle(held)
  }
  const worked = whenQuiet()
  const ask = async (asked: ThinkerAsked): Promise<ThinkerAnswer> => {
    // before anything is awaited: from now on this thread does not end under us
    const held = current
    held.waiting += 1
    worked()
    try {
      return await (await held.started).thread.ask(asked)
    } finally {
      held.waiting -= 1
      endWhenIdle(held)
    }
  }
  let current = hold(live)
  const { about } = await current.started
  isAnswering = true
  let { edition } = about
  return {
    edition: () => edition,
    failing: about.failing,
    think: async turn => {
      const answer = await ask({ turn })
      if (!('thought' in answer)) throw new Error('a turn was asked and something else was answered')
      return answer.thought
    },
    make: async page => {
      const answer = await ask({ page })
      if (!('made' in answer)) throw new Error('a page was asked for and something else was answered')
      return answer.made
    },
    catalogue: async () => {
      const answer = await ask({ catalogue: true })
      if (!('catalogue' in answer)) throw new Error('a catalogue was asked for and something else was answered')
      return answer.catalogue
    },
    change: async to => {
      const next = hold(to)
      const { failing, edition: named } = (await next.started).about
      if (failing.length > 0) {
        retire(next)
        return failing
      }
      const before = current
      current = next
      edition = named
      retire(before)
      return []
    },
    stop: async () => {
      retire(current)
      await Promise.all([...leaving].map(async held => (await held.started).thread.stop()))
    },
  }
}

/** Reads the knowledge folder, unless it was read before, and keeps what was read for the thread that will think. Throws KnowledgeBroken. */
export async function examineApart(config: Config): Promise<void> {
  const ground = groundOf(config, null, null)
  if (!isKept(ground)) await learnApart({ ground, work: 'read' }, () => {})
}

type Learning = Exclude<LearnerData, { readonly work: 'try' }>

function learnApart({ ground: { knowledgeFolder, cacheFolder, live }, work }: Learning, onTold: () => void): Promise<void> {
  const data: LearnerData = { ground: { knowledgeFolder, cacheFolder, live: live ?? null }, work }
  return doApart({ file: WAY_IN, as: 'learner', data, onTold }, refusedAs)
}

function groundOf(config: Config, live: Live | null, proofKey: Uint8Array | null): Ground {
  const { knowledgeFolder, promptsFolder, cacheFolder, homePlace, office } = config
  return { knowledgeFolder, promptsFolder, cacheFolder, homePlace, office, publicUrl: config.http.publicUrl, proofKey, live }
}

const isAnswer = (value: unknown): value is ThinkerAnswer =>
  typeof value === 'object' && value !== null && ('thought' in value || 'made' in value || 'catalogue' in value)

const isAbout = (value: unknown): value is ThinkerAbout =>
  typeof value === 'object' && value !== null && 'edition' in value && 'failing' in value

async function run(data: ThinkerData, onTold: () => void, onEnd: (error: unknown) => void): Promise<Started> {
  const { thread, about } = await startThread({ file: WAY_IN, data, onTold, onEnd }, isAnswer, refusedAs)
  if (!isAbout(about)) throw new Error('the thinker does not say what it thinks with')
  return { thread, about }
}
