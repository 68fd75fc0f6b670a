// The thread in which turns are thought about: it alone holds the edition, so that accepting and sending never wait for an answer.
import { newId, random } from './adapters/clock.ts'
import { given, giveUp, serveThread, tell } from './adapters/thread.ts'
import { type Thought, type TurnAsked, think } from './inbox/inbox.ts'
import { build, type Ground } from './main.ts'
import { HomePlaceUnknown, KnowledgeBroken } from './refused.ts'

const ANSWER_LETTERS = 8

/** Why the thread could not start: what its owner needs to say so. */
export type ThinkerFailure =
  | { readonly why: 'knowledge'; readonly problems: number }
  | { readonly why: 'home-place'; readonly place: string }

try {
  // the owner started us with a part of its own configuration
  const built = build(given() as Ground, () => tell('compiling'))
  serveThread<TurnAsked, Thought>(built.edition.hash, asked =>
    think(built, asked, { newId: () => newId(ANSWER_LETTERS), random }),
  )
} catch (error) {
  if (error instanceof KnowledgeBroken) giveUp({ why: 'knowledge', problems: error.problems } satisfies ThinkerFailure)
  else if (error instanceof HomePlaceUnknown) giveUp({ why: 'home-place', place: error.place } satisfies ThinkerFailure)
  else throw error
}
