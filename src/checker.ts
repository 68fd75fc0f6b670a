// The thread that checks the files of an edition in the making: half a second for which no page and no asker should wait, and a tenth of it when
// most of the files were read here before.
import { serveThread } from './adapters/thread.ts'
import { check, type Files, type Known, type Problem } from './knowledge/knowledge.ts'

export type CheckerData = { readonly checking: true }

const known: Known = new Map()

serveThread<Files, readonly Problem[]>(null, files => check(files, known))
