// The thread in which remembered questions are asked under two editions. It holds both for as long as one errand takes, and gives back no word.
import { given, serveThread } from './adapters/thread.ts'
import { type Reanswered, readMemory, reanswered } from './conversation/conversation.ts'
import { type Files, hashOf } from './knowledge/knowledge.ts'
import { type Ground, homePlaceOf, openEdition, wordsOf } from './main.ts'
import type { DateOnly } from './vocabulary.ts'

export type ComparerData = {
  readonly comparing: { readonly before: Files; readonly after: Files }
  readonly ground: Pick<Ground, 'promptsFolder' | 'cacheFolder' | 'homePlace' | 'office'>
}
export type ComparerAsked = { readonly memories: readonly string[]; readonly on: DateOnly }
export type ComparerAnswer = readonly (readonly Reanswered[])[]

// the owner started us with files and a part of its own configuration
const { comparing, ground } = given() as ComparerData
const words = wordsOf(ground)
const setting = (files: Files) => {
  const edition = openEdition({ edition: hashOf(files), files: () => files }, ground.cacheFolder)
  return { edition, words, homePlace: homePlaceOf(ground, edition), office: ground.office }
}
const before = setting(comparing.before)
const after = setting(comparing.after)

serveThread<ComparerAsked, ComparerAnswer>(null, ({ memories, on }) =>
  memories.map(stored => {
    const memory = readMemory(stored)
    return memory === null || memory.isAnonymous ? [] : reanswered(before, after, memory, on)
  }),
)
