// The process in which knowledge is read and, where it was never learned from, learned: seconds and hundreds of megabytes that end with it.
// What it makes is kept on the disk for whoever started it.
import { workApart } from './adapters/apart.ts'
import { type Files, hashOf } from './knowledge/knowledge.ts'
import { consultKept, type Ground, loadEdition, openEdition } from './main.ts'
import { refusalOf } from './refused.ts'

/** To `read` is enough for whoever only looks things up; `try`: a candidate, which nobody has published. */
export type LearnerData =
  | { readonly ground: Pick<Ground, 'knowledgeFolder' | 'cacheFolder' | 'live'>; readonly work: 'read' | 'learn' }
  | { readonly ground: Pick<Ground, 'cacheFolder'>; readonly work: 'try'; readonly files: Files }

workApart<LearnerData>((data, tell) => {
  if (data.work === 'try') openEdition({ edition: hashOf(data.files), files: () => data.files }, data.ground.cacheFolder)
  else if (data.work === 'learn') loadEdition(data.ground, () => tell('compiling'))
  else consultKept(data.ground)
}, refusalOf)
