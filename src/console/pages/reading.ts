// Whoever reads a consultation leaves that in the log: once for each person, consultation and day, to the hour. It stands there before the words are shown.
import { hourOf, startOf } from '../../handoff/handoff.ts'
import type { Seen as Visit } from '../visit.ts'
import type { Parts } from './parts.ts'

export type Readings = { readonly note: (visit: Visit, codeName: string) => Promise<void> }

/** What this process knows to stand there of today: a page that looks again by itself asks the store nothing. */
export function openReadings({ staffBook, today }: Pick<Parts, 'staffBook' | 'today'>): Readings {
  let day = ''
  let known = new Set<string>()
  return {
    note: async ({ who, now }, codeName) => {
      const on = today()
      if (on !== day) known = new Set()
      day = on
      const by = who.staff.id
      const reading = JSON.stringify([by, codeName])
      if (known.has(reading)) return
      const entry = { at: hourOf(now), by, act: 'consultation.read', about: codeName }
      await staffBook.saved([{ kind: 'noted.once', entry, since: startOf('WIB', on) }])
      known.add(reading)
    },
  }
}
