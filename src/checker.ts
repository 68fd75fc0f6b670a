// The thread that checks the files of an edition in the making: half a second for which no page and no asker should wait.
import { serveThread } from './adapters/thread.ts'
import { check, type Files, type Problem } from './knowledge/knowledge.ts'

export type CheckerData = { readonly checking: true }

serveThread<Files, readonly Problem[]>(null, check)
