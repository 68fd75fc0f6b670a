// The thread that holds the edition: turns are thought about in it and pages of the rules are made, so that accepting and sending never wait
// for either. A gateway has one too, for its pages; that one has learned nothing and answers no question.
import { later, newId, random } from './adapters/clock.ts'
import { giveBack, whenQuiet } from './adapters/heap.ts'
import type { Catalogue } from './adapters/model/near.ts'
import { given, giveUp, serveThread, stepBack, tell } from './adapters/thread.ts'
import { type Thought, type TurnAsked, think } from './inbox/inbox.ts'
import { openLibrary, type PageAsked, type PageMade } from './library.ts'
import { build, catalogueOf, consultKept, type Ground, wordsOf } from './main.ts'
import { smokeFailures } from './publishing/publishing.ts'
import { refusalOf } from './refused.ts'
import { siteOf } from './sheet.ts'

const ANSWER_LETTERS = 8
const STARTED_MS = 1000

/** What the thread is given. To `think` it takes turns and makes pages, from what was learned before; to `show` it only makes pages. */
export type ThinkerData = { readonly ground: Ground; readonly work: 'think' | 'learn and think' | 'show' }
/** `catalogue`: what the entries of its edition are called, for a model that tells nearness by meaning. */
export type ThinkerAsked = { readonly turn: TurnAsked } | { readonly page: PageAsked } | { readonly catalogue: true }
export type ThinkerAnswer = { readonly thought: Thought } | { readonly made: PageMade } | { readonly catalogue: Catalogue }
/** What it says of itself once it is ready. `failing`: smoke questions whose answers broke; whoever only makes pages is asked none. */
export type ThinkerAbout = { readonly edition: string; readonly failing: readonly string[] }

/** What belongs to pages is put together when the first is asked for: a bot that is only written to never needs it. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

try {
  // the owner started us with a part of its own configuration
  const { ground, work } = given() as ThinkerData
  const onCompile = (): void => tell('compiling')
  // it may start while another one answers
  stepBack()
  const built = work === 'show' ? null : build(ground, onCompile, work !== 'think')
  const edition = built?.edition ?? consultKept(ground)
  const failing = built === null ? [] : smokeFailures(edition, built.words)
  const library = once(() => openLibrary(edition, wordsOf(ground), siteOf(ground)))
  const worked = whenQuiet()
  // whoever waits for the first answer does not wait for this
  later(STARTED_MS, giveBack)
  serveThread<ThinkerAsked, ThinkerAnswer>({ edition: edition.hash, failing } satisfies ThinkerAbout, asked => {
    worked()
    if ('page' in asked) return { made: library()(asked.page) }
    if ('catalogue' in asked) return { catalogue: catalogueOf(edition) }
    if (built === null) throw new Error('this thread only makes pages')
    return { thought: think(built, asked.turn, { newId: () => newId(ANSWER_LETTERS), random }) }
  })
} catch (error) {
  const refusal = refusalOf(error)
  if (refusal === null) throw error
  giveUp(refusal)
}
