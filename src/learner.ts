// The process in which knowledge is read and, where it was never learned from, learned: seconds and hundreds of megabytes that end with it.
// What it makes is kept on the disk for whoever started it.
import { workApart } from './adapters/apart.ts'
import { consultKept, type Ground, loadEdition } from './main.ts'
import { refusalOf } from './refused.ts'

/** To `read` is enough for whoever only looks things up. */
export type LearnerData = {
  readonly ground: Pick<Ground, 'knowledgeFolder' | 'cacheFolder' | 'live'>
  readonly work: 'read' | 'learn'
}

workApart<LearnerData>(({ ground, work }, tell) => {
  if (work === 'learn') loadEdition(ground, () => tell('compiling'))
  else consultKept(ground)
}, refusalOf)
