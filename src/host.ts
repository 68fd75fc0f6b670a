// Holds the thread that holds the edition: starts it, asks it, and starts it again when it ends by itself. What has to be learned first is
// learned in a thread that ends afterwards, so that the memory it took goes back to the system.
import { sleep } from './adapters/clock.ts'
import { startThread, type Thread } from './adapters/thread.ts'
import type { Config } from './config.ts'
import type { Thought, TurnAsked } from './inbox/inbox.ts'
import type { PageAsked, PageMade } from './library.ts'
import type { Ground } from './main.ts'
import { EditionUnlearned, HomePlaceUnknown, KnowledgeBroken } from './refused.ts'
import { derived } from './sealing.ts'
import type { ThinkerAnswer, ThinkerAsked, ThinkerData, ThinkerFailure } from './thinker.ts'

export type Thinker = {
  /** The hash of its edition. */
  readonly edition: string
  readonly think: (asked: TurnAsked) => Promise<Thought>
  readonly make: (asked: PageAsked) => Promise<PageMade>
  readonly stop: () => Promise<void>
}

export type Hosting = {
  readonly config: Config
  /** null for a role that only shows pages. */
  readonly master: Uint8Array | null
  /** Told before knowledge is learned, which takes a while. */
  readonly onCompile: () => void
  readonly onFailure: (error: unknown) => void
}

type Started = { readonly thread: Thread<ThinkerAsked, ThinkerAnswer>; readonly about: unknown }

const REVIVE_MS = 1000

/** Throws KnowledgeBroken or HomePlaceUnknown. */
export async function startThinker({ config, master, onCompile, onFailure }: Hosting): Promise<Thinker> {
  const { knowledgeFolder, promptsFolder, cacheFolder, homePlace, office } = config
  const { publicUrl } = config.http
  const proofKey = master === null ? null : derived(master, 'proof')
  const ground: Ground = { knowledgeFolder, promptsFolder, cacheFolder, homePlace, office, publicUrl, proofKey }
  const work = master === null ? 'show' : 'think'
  const onEnd = (error: unknown): void => {
    onFailure(error)
    current = revive()
  }
  const start = async (): Promise<Started> => {
    try {
      return await run({ ground, work }, onCompile, onEnd)
    } catch (error) {
      if (!(error instanceof EditionUnlearned)) throw error
      const { thread } = await run({ ground, work: 'learn' }, onCompile, onFailure)
      await thread.stop()
      // where nothing can be kept it is learned again, in the thread that needs it
      return run({ ground, work: 'learn and think' }, onCompile, onEnd)
    }
  }
  /** Meanwhile turns wait. */
  const revive = async (): Promise<Started> => {
    for (;;) {
      await sleep(REVIVE_MS, new AbortController().signal)
      const started = await start().catch(onFailure)
      if (started) return started
    }
  }
  let current = start()
  const { about } = await current
  return {
    edition: typeof about === 'string' ? about : '',
    think: async turn => {
      const answer = await (await current).thread.ask({ turn })
      if (!('thought' in answer)) throw new Error('a turn was asked and something else was answered')
      return answer.thought
    },
    make: async page => {
      const answer = await (await current).thread.ask({ page })
      if (!('made' in answer)) throw new Error('a page was asked for and something else was answered')
      return answer.made
    },
    stop: async () => (await current).thread.stop(),
  }
}

const isAnswer = (value: unknown): value is ThinkerAnswer =>
  typeof value === 'object' && value !== null && ('thought' in value || 'made' in value)

const run = (data: ThinkerData, onTold: () => void, onEnd: (error: unknown) => void): Promise<Started> =>
  startThread({ file: new URL('./rambu.js', import.meta.url), data, onTold, onEnd }, isAnswer, failureOf)

const isFailure = (value: unknown): value is ThinkerFailure => typeof value === 'object' && value !== null && 'why' in value

function failureOf(about: unknown): Error {
  if (!isFailure(about)) return new Error('the thinker could not start')
  switch (about.why) {
    case 'knowledge':
      return new KnowledgeBroken(about.problems)
    case 'home-place':
      return new HomePlaceUnknown(about.place)
    case 'unlearned':
      return new EditionUnlearned()
  }
}
