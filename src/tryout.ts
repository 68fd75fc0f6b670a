// Holds the threads that try candidates: starts one when somebody wants a trial or a preview, has learned what must be learned in a process that
// ends afterwards, and keeps a candidate warm for a while after it was last asked about.
import { doApart } from './adapters/apart.ts'
import { later } from './adapters/clock.ts'
import { startThread, type Thread } from './adapters/thread.ts'
import type { Config } from './config.ts'
import { hashOf } from './knowledge/knowledge.ts'
import type { LearnerData } from './learner.ts'
import type { Previewed, Tester, Trial, TrialProgress, Trying } from './publishing/publishing.ts'
import { refusedAs } from './refused.ts'
import type { TesterAnswer, TesterAsked, TesterData } from './tester.ts'

const WAY_IN = new URL('./rambu.js', import.meta.url)
const WARM_MS = 60_000
/** Candidates kept at once beside those under trial: two editors who look at theirs in turn do not push each other out. */
const WARM_MAX = 2

type TesterThread = Thread<TesterAsked, TesterAnswer>
type Answered<K extends TesterAnswer['kind']> = Extract<TesterAnswer, { readonly kind: K }>

/** A candidate in its thread. */
type Bench = {
  readonly ask: <K extends TesterAnswer['kind']>(asked: TesterAsked, kind: K) => Promise<Answered<K>>
  /** Makes the candidate ready, once for all who wait; false: its files cannot be read. */
  readonly open: () => Promise<boolean>
  readonly listen: (onProgress: ((progress: TrialProgress) => void) | null) => void
  readonly isTrying: () => boolean
  readonly stop: () => Promise<void>
}

/** `warmMs`: how long a candidate is kept after it was last asked about. */
export function startTester(
  { promptsFolder, cacheFolder }: Pick<Config, 'promptsFolder' | 'cacheFolder'>,
  warmMs = WARM_MS,
): Tester {
  const ground: TesterData['ground'] = { promptsFolder, cacheFolder }
  const benches = new Map<string, { readonly bench: Bench; cool: () => void }>()
  let trials: Promise<unknown> = Promise.resolve()

  const drop = async (key: string): Promise<void> => {
    const held = benches.get(key)
    benches.delete(key)
    held?.cool()
    await held?.bench.stop()
  }

  /** The bench of a candidate, asked about now: the last of the line of those that are let go of. */
  const benchFor = (trying: Trying): { readonly key: string; readonly bench: Bench } => {
    const key = [hashOf(trying.live), hashOf(trying.candidate), ...trying.paths].join('\n')
    const before = benches.get(key)
    before?.cool()
    benches.delete(key)
    const idle = [...benches].filter(([, { bench }]) => !bench.isTrying()).map(([k]) => k)
    for (const k of idle.slice(0, Math.max(0, idle.length - WARM_MAX + 1))) void drop(k)
    const bench = before?.bench ?? openBench({ trying, ground }, () => void drop(key))
    benches.set(key, { bench, cool: () => {} })
    return { key, bench }
  }

  /** Not wanted any more for now. */
  const leave = (key: string): void => {
    const held = benches.get(key)
    if (held === undefined || held.bench.isTrying()) return
    held.cool()
    held.cool = later(warmMs, () => void drop(key))
  }

  const tryOn = async (
    trying: Trying,
    onProgress: (progress: TrialProgress) => void,
    signal: AbortSignal,
  ): Promise<Trial | null> => {
    if (signal.aborted) return null
    const { key, bench } = benchFor(trying)
    const callOff = (): void => void drop(key)
    signal.addEventListener('abort', callOff)
    bench.listen(onProgress)
    try {
      onProgress({ stage: 'checking', done: 0, of: 1 })
      const { trial } = await bench.ask({ ask: 'check' }, 'checked')
      if (trial.problems.length > 0 || !(await bench.open())) return trial
      return (await bench.ask({ ask: 'trial' }, 'tried')).trial
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      signal.removeEventListener('abort', callOff)
      bench.listen(null)
      leave(key)
    }
  }

  return {
    trial: (trying, onProgress, signal) => {
      // one after the other: each wants a processor of its own
      const next = trials.then(() => tryOn(trying, onProgress, signal))
      trials = next.catch(() => {})
      return next
    },
    preview: async (trying, asked): Promise<Previewed> => {
      const { key, bench } = benchFor(trying)
      // what must be learned is learned meanwhile; whoever asks again later finds it
      bench.open().catch(() => {})
      try {
        return (await bench.ask({ ask: 'preview', asked }, 'previewed')).previewed
      } finally {
        leave(key)
      }
    },
    stop: async () => {
      await Promise.all([...benches.keys()].map(drop))
    },
  }
}

function openBench(data: TesterData, onEnd: () => void): Bench {
  const over = new AbortController()
  let progress: ((progress: TrialProgress) => void) | null = null
  const thread = run(
    data,
    told => progress?.(told),
    () => {
      if (!over.signal.aborted) onEnd()
    },
  )
  thread.catch(onEnd)
  const ask: Bench['ask'] = async (asked, kind) => expected(await (await thread).ask(asked), kind)

  /** In a process of its own, which ends: the memory that learning takes goes back to the system. */
  const learn = (): Promise<void> => {
    const work: LearnerData = { ground: { cacheFolder: data.ground.cacheFolder }, work: 'try', files: data.trying.candidate }
    return doApart({ file: WAY_IN, as: 'learner', data: work, onTold: () => {}, signal: over.signal }, refusedAs)
  }
  const open = async (): Promise<boolean> => {
    const first = await ask({ ask: 'open', mayLearn: false }, 'opened')
    if (first.as !== 'unlearned') return first.as === 'open'
    progress?.({ stage: 'learning', done: 0, of: 1 })
    await learn()
    // where nothing can be kept it is learned again, here
    return (await ask({ ask: 'open', mayLearn: true }, 'opened')).as === 'open'
  }
  let opening: Promise<boolean> | null = null
  return {
    ask,
    open: () => {
      opening ??= open()
      return opening
    },
    listen: onProgress => {
      progress = onProgress
    },
    isTrying: () => progress !== null,
    stop: async () => {
      over.abort()
      await (await thread.catch(() => null))?.stop()
    },
  }
}

function expected<K extends TesterAnswer['kind']>(answer: TesterAnswer, kind: K): Answered<K> {
  const isKind = (a: TesterAnswer): a is Answered<K> => a.kind === kind
  if (!isKind(answer)) throw new Error(`the tester was asked for ${kind} and answered ${answer.kind}`)
  return answer
}

const isAnswer = (value: unknown): value is TesterAnswer => typeof value === 'object' && value !== null && 'kind' in value
const isProgress = (value: unknown): value is TrialProgress => typeof value === 'object' && value !== null && 'stage' in value

const run = async (data: TesterData, onTold: (progress: TrialProgress) => void, onEnd: () => void): Promise<TesterThread> => {
  const told = (_: string, about: unknown): void => {
    if (isProgress(about)) onTold(about)
  }
  const started = await startThread(
    { file: WAY_IN, data, onTold: told, onEnd },
    isAnswer,
    () => new Error('the tester could not start'),
  )
  return started.thread
}
