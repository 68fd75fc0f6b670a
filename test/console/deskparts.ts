// What a console needs for its work pages, over any book: the service, its sentences, and bells that a test rings itself.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ConsoleParts, openCases, openWork, type StaffBook } from '../../src/console/console.ts'
import { type CaseBook, lineageByCode, NO_HOLIDAYS, openSayings, parseDeskWords } from '../../src/handoff/handoff.ts'
import { openRedactor } from '../../src/redact.ts'
import { RETENTION } from '../../src/retention.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
const { redact } = openRedactor(read('prompts/names.id.txt'))
const sayings = openSayings(parseDeskWords(read('prompts/desk.id.yaml')), RETENTION.consultation)

export type DeskParts = Pick<ConsoleParts, 'work' | 'cases' | 'redact' | 'retention' | 'changes'> & {
  /** Something changed in another process. */
  readonly ring: () => void
}

export function deskParts(
  book: CaseBook & StaffBook,
  { law, now, dayOf }: Pick<ConsoleParts, 'law' | 'now' | 'dayOf'>,
): DeskParts {
  const today = () => dayOf(now())
  const listeners = new Set<() => void>()
  const cases = openCases({ book, staffBook: book, now, today })
  const publicUrl = 'https://rambu.example'
  return {
    work: openWork({ book, cases, law, sayings, redact, publicUrl, holidays: NO_HOLIDAYS, lineageOf: lineageByCode, now, today }),
    cases,
    redact,
    retention: Object.entries(RETENTION).map(([kind, days]) => ({ kind, days })),
    changes: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    ring: () => {
      for (const listener of listeners) listener()
    },
  }
}
