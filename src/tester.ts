// The thread that tries a candidate beside the edition that answers. It holds both, and whoever waits for a page never waits for it.
import { now } from './adapters/clock.ts'
import { given, serveThread, tell } from './adapters/thread.ts'
import { check, type Edition, type Files, hashOf, type Problem, parse } from './knowledge/knowledge.ts'
import { type Ground, openEdition, wordsOf } from './main.ts'
import {
  type AskedOfBoth,
  givenTo,
  type Previewed,
  type Trial,
  type TrialProgress,
  type Trying,
  trial,
  untried,
} from './publishing/publishing.ts'
import { EditionUnlearned, KnowledgeBroken } from './refused.ts'

export type TesterData = { readonly trying: Trying; readonly ground: Pick<Ground, 'promptsFolder' | 'cacheFolder'> }

export type TesterAsked =
  /** What is wrong with the candidate's files. */
  | { readonly ask: 'check' }
  /** Makes the candidate ready. `mayLearn`: also when that takes long. */
  | { readonly ask: 'open'; readonly mayLearn: boolean }
  | { readonly ask: 'trial' }
  | { readonly ask: 'preview'; readonly asked: AskedOfBoth }

export type TesterAnswer =
  | { readonly kind: 'checked'; readonly trial: Trial }
  | { readonly kind: 'opened'; readonly as: Opened['as'] }
  | { readonly kind: 'tried'; readonly trial: Trial }
  | { readonly kind: 'previewed'; readonly previewed: Previewed }

/** `broken`: its files cannot be read. */
type Opened =
  | { readonly as: 'open'; readonly edition: Edition }
  | { readonly as: 'unlearned' }
  | { readonly as: 'broken'; readonly problems: readonly Problem[] }

/** What is told while a trial goes on. */
export const PROGRESS = 'progress'

// the owner started us with files and a part of its own configuration
const { trying, ground } = given() as TesterData
const words = wordsOf(ground)
let live: Edition | null = null
let candidate: Opened | null = null

const openFiles = (files: Files, onLearn: () => void): Edition =>
  openEdition({ edition: hashOf(files), files: () => files }, ground.cacheFolder, onLearn)

function theLive(): Edition {
  live ??= openFiles(trying.live, () => {})
  return live
}

function open(mayLearn: boolean): Opened {
  try {
    const edition = openFiles(trying.candidate, () => {
      if (!mayLearn) throw new EditionUnlearned()
    })
    return { as: 'open', edition }
  } catch (error) {
    if (error instanceof EditionUnlearned) return { as: 'unlearned' }
    if (error instanceof KnowledgeBroken) return { as: 'broken', problems: parse(trying.candidate).problems }
    throw error
  }
}

function tryAll(): Trial {
  if (candidate?.as !== 'open') throw new Error('a candidate is tried once it is open')
  const going = trial({ live: theLive(), candidate: candidate.edition, words }, trying.paths, [], now)
  for (;;) {
    const next = going.next()
    if (next.done) return next.value
    tell(PROGRESS, next.value satisfies TrialProgress)
  }
}

function preview(asked: AskedOfBoth): Previewed {
  if (candidate?.as === 'broken') return { kind: 'problems', problems: candidate.problems }
  const before = givenTo(theLive(), words, asked)
  return candidate?.as === 'open'
    ? { kind: 'answered', before, after: givenTo(candidate.edition, words, asked) }
    : { kind: 'learning', before }
}

serveThread<TesterAsked, TesterAnswer>(null, asked => {
  switch (asked.ask) {
    case 'check':
      return { kind: 'checked', trial: untried(hashOf(trying.live), hashOf(trying.candidate), check(trying.candidate)) }
    case 'open':
      if (candidate?.as !== 'open') candidate = open(asked.mayLearn)
      return { kind: 'opened', as: candidate.as }
    case 'trial':
      return { kind: 'tried', trial: tryAll() }
    case 'preview':
      return { kind: 'previewed', previewed: preview(asked.asked) }
  }
})
