// What happens is told to pages that are open: that something changed, never what. They fetch what their reader may see. Only a page that
// shows something else now is told: if all pages came for every act of anybody, there would be no time left for anything else.
import { type Happening, type Route, route, type Seen } from '../visit.ts'
import { reachOf } from '../work.ts'
import { handlerOf, type Parts } from './parts.ts'

/** A page is told at most so often; a crowd of changes is one. */
const PAUSE_MS = 600
const CHANGED: Happening = { event: 'rambu-changed', data: '' }

type Live = Pick<Parts, 'changes' | 'later' | 'cases' | 'work'>

export const liveRoutes = (parts: Live): readonly Route[] => [
  route(
    'account.see',
    'GET',
    '/siaran',
    async visit => ({ kind: 'happenings', happenings: gone => happenings(parts, gone, markOf(parts, visit)) }),
    { isQuiet: true },
  ),
]

/** Another text as soon as the page shows something else. */
type Mark = () => Promise<string>

const CONSULTATION = /^\/konsultasi\/(\w+)/

/** `halaman` is the path of the page that listens. */
function markOf({ cases, work }: Live, { query, who }: Seen): Mark {
  const [, id] = CONSULTATION.exec(query.get('halaman') ?? '') ?? []
  if (id === undefined) return async () => cases.markOf(reachOf(who.staff, await cases.teams()))
  return async () => {
    const opened = (await work.open(handlerOf(who.staff), id))?.opened
    return opened === undefined
      ? ''
      : JSON.stringify([opened.consultation.version, opened.lines.map(line => [line.seq, line.delivery])])
  }
}

export async function* happenings({ changes, later }: Live, gone: AbortSignal, mark: Mark): AsyncGenerator<Happening> {
  let hasChanged = false
  let shown = await mark()
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
      const now = await mark()
      if (now === shown) continue
      shown = now
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
