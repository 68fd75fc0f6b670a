// What happens is told to pages that are open: that something changed, never what. They fetch what their reader may see.
import type { Happening, Route } from '../visit.ts'
import { route } from '../visit.ts'
import type { Parts } from './parts.ts'

/** A page is told at most so often; a crowd of changes is one. */
const PAUSE_MS = 600
const CHANGED: Happening = { event: 'rambu-changed', data: '' }

type Live = Pick<Parts, 'changes' | 'later'>

export const liveRoutes = (parts: Live): readonly Route[] => [
  route('account.see', 'GET', '/siaran', async () => ({ kind: 'happenings', happenings: gone => happenings(parts, gone) }), {
    isQuiet: true,
  }),
]

export async function* happenings({ changes, later }: Live, gone: AbortSignal): AsyncGenerator<Happening> {
  let hasChanged = false
  let wake = (): void => {}
  const stop = changes(() => {
    hasChanged = true
    wake()
  })
  const end = (): void => wake()
  gone.addEventListener('abort', end)
  try {
    while (!gone.aborted) {
      if (!hasChanged) await new Promise<void>(resolve => (wake = resolve))
      if (gone.aborted) return
      hasChanged = false
      yield CHANGED
      await new Promise<void>(resolve => {
        const cancel = later(PAUSE_MS, resolve)
        wake = () => {
          // a change is kept for after the pause; only going away ends it
          if (!gone.aborted) return
          cancel()
          resolve()
        }
      })
      wake = () => {}
    }
  } finally {
    gone.removeEventListener('abort', end)
    stop()
  }
}
