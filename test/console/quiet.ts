// An office in which nobody edits: no drafts, no editions, and the knowledge of the repository to read. For tests of other pages.

import { join } from 'node:path'
import { readFiles } from '../../src/adapters/disk.ts'
import type { Assistant } from '../../src/console/assistant.ts'
import { type Editor, type Librarian, openLibrarian } from '../../src/publishing/publishing.ts'

/** What is asked about is not there, and every list is empty. */
export const quietEditor: Editor = new Proxy({} as Editor, {
  get: (_, name) => async () => (LISTS.includes(String(name)) ? [] : null),
})
const LISTS = ['drafts', 'steps', 'editions', 'conflicts']

export const quietLibrarian: Librarian = openLibrarian(
  {
    live: async () => null,
    editions: async () => [],
    national: async () => undefined,
    localFiles: async () => undefined,
  },
  () => readFiles(join(import.meta.dirname, '../../knowledge')),
)

/** A model on this machine that never has anything to propose. */
const nothing = async () => ({ kind: 'none', why: 'away' }) as const
export const quietAssistant: Assistant = {
  isLocal: true,
  limitSeconds: 30,
  reply: nothing,
  phrasings: nothing,
  questions: nothing,
  metadata: nothing,
}
