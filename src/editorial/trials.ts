// Trials of drafts: one for each, kept in memory for as long as it fits; and whether what they found lets a draft go on.
import {
  type Acted,
  type Draft,
  type DraftId,
  isFailing,
  localHash,
  type Trial,
  type TrialProgress,
  type TrialState,
} from '../publishing/publishing.ts'
import { type Candidate, type EditorialOf, type Live, REMEMBERED, refused } from './parts.ts'

type Run = {
  readonly live: string
  readonly candidate: string
  /** Names its replay. */
  readonly replay: string
  readonly off: AbortController
  state: { readonly kind: 'under-way'; readonly progress: TrialProgress } | { readonly kind: 'failed' } | TrialDone
}
type TrialDone = { readonly kind: 'done'; readonly trial: Trial }

export function openTrials({ tester, replays, failed }: EditorialOf) {
  const runs = new Map<DraftId, Run>()

  const callOff = (id: DraftId): void => {
    runs.get(id)?.off.abort()
    runs.delete(id)
  }

  const stateOf = async (draft: Draft, now: Live, { hash }: Candidate): Promise<TrialState> => {
    const run = runs.get(draft.id)
    if (run === undefined) return { kind: 'none' }
    if (run.state.kind !== 'done') return run.state
    const { trial } = run.state
    return {
      kind: 'done',
      trial: { ...trial, replay: await replays.found(run.replay) },
      isOutdated: run.live !== now.record.edition || run.candidate !== hash,
      unaccepted: unacceptedOf(trial, draft),
    }
  }

  const begin = (draft: Draft, now: Live, next: Candidate): void => {
    for (const id of [draft.id, ...[...runs.keys()].slice(0, Math.max(0, runs.size - REMEMBERED + 1))]) callOff(id)
    const run: Run = {
      live: now.record.edition,
      candidate: next.hash,
      replay: replayName(now, next),
      off: new AbortController(),
      state: { kind: 'under-way', progress: { stage: 'checking', done: 0, of: 1 } },
    }
    runs.set(draft.id, run)
    const onProgress = (progress: TrialProgress): void => {
      if (run.state.kind === 'under-way') run.state = { kind: 'under-way', progress }
    }
    const end = async (): Promise<void> => {
      const trying = { live: now.files, candidate: next.files, paths: Object.keys(draft.files) }
      const trial = await tester().trial(trying, onProgress, run.off.signal)
      run.state = trial === null ? { kind: 'failed' } : { kind: 'done', trial }
      if (trial !== null && trial.problems.length === 0) await replays.ask(run.replay, next.localFiles)
    }
    end().catch((error: unknown) => {
      if (run.state.kind === 'under-way') run.state = { kind: 'failed' }
      if (!run.off.signal.aborted) failed(error)
    })
  }

  return {
    callOff,
    of: stateOf,
    /** Starts one when there is none that fits. */
    run: (draft: Draft, now: Live, next: Candidate): Promise<TrialState> => {
      const run = runs.get(draft.id)
      const fits = run?.live === now.record.edition && run.candidate === next.hash && run.state.kind !== 'failed'
      if (!fits) begin(draft, now, next)
      return stateOf(draft, now, next)
    },
  }
}

const REPLAY_LETTERS = 24

const replayName = ({ record }: Live, { localFiles }: Candidate): string =>
  `replay-${record.seq}-${localHash(localFiles)?.slice(0, REPLAY_LETTERS) ?? 'national'}`

const unacceptedOf = (trial: Trial, { accepted }: Draft): readonly string[] => {
  const known = new Set(accepted.map(({ key }) => key))
  return [...new Set(trial.cases.flatMap(({ changeKey }) => (changeKey === null || known.has(changeKey) ? [] : [changeKey])))]
}

export function untriedIn(state: TrialState): Acted | null {
  if (state.kind !== 'done') return refused('no-trial')
  if (state.isOutdated) return refused('trial-outdated')
  if (state.trial.problems.length > 0) return refused('problems', state.trial.problems)
  if (state.trial.cases.some(isFailing)) return refused('questions-fail')
  return state.unaccepted.length > 0 ? refused('unaccepted') : null
}
