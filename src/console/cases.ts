// What the pages of all officers share: the open cases, teams, staff and settings, read once and kept until something changes.
// Two hundred open pages ask for the same list; without this each would open every sealed brief anew.
import type { Brief, CaseBook, CaseFilter, Consultation, Team } from '../handoff/handoff.ts'
import { type Kept, kept } from '../kept.ts'
import type { DateOnly } from '../vocabulary.ts'
import { type Office, officeOf } from './office.ts'
import { daysBefore } from './pages/parts.ts'
import type { Staff, StaffBook } from './staff.ts'

export type Case = Consultation & { readonly brief: Brief }

export type Cases = {
  /** All that are not closed, and those closed today. */
  readonly current: () => Promise<readonly Case[]>
  /** Those that fit, the latest opened first; bounded. */
  readonly find: (what: CaseFilter) => Promise<readonly Case[]>
  readonly teams: () => Promise<readonly Team[]>
  readonly staff: () => Promise<readonly Staff[]>
  readonly office: () => Promise<Office>
  /** Different askers of the last 90 days by the code of their place: what k is counted with. */
  readonly writers: () => Promise<ReadonlyMap<string, number>>
  /** What was kept is out of date. */
  readonly changed: () => void
}

export type CasesOf = {
  readonly book: CaseBook
  readonly staffBook: Pick<StaffBook, 'staff' | 'settings'>
  readonly now: () => number
  readonly today: () => DateOnly
}

/** A change elsewhere is announced; this is how late we notice one whose announcement was lost. */
const KEPT_MS = 5000
const COUNTED_MS = 600_000
const WRITERS_DAYS = 90
export const FOUND_MAX = 300
/** Different searches that are kept at a time. */
const SEARCHES_MAX = 20

export function openCases({ book, staffBook, now, today }: CasesOf): Cases {
  const current = kept(() => book.list(today()), now, KEPT_MS)
  const teams = kept(() => book.teams(), now, KEPT_MS)
  const staff = kept(() => staffBook.staff(), now, KEPT_MS)
  const office = kept(async () => officeOf(await staffBook.settings()), now, KEPT_MS)
  // counts grow once a day
  const writers = kept(() => book.writers(daysBefore(today(), WRITERS_DAYS)), now, COUNTED_MS)
  const searches = new Map<string, Kept<readonly Case[]>>()
  return {
    current: current.value,
    find: what => {
      const key = JSON.stringify(what)
      const found = searches.get(key) ?? kept(() => book.find(what, FOUND_MAX), now, KEPT_MS)
      searches.delete(key)
      searches.set(key, found)
      for (const oldest of searches.keys()) if (searches.size > SEARCHES_MAX) searches.delete(oldest)
      return found.value()
    },
    teams: teams.value,
    staff: staff.value,
    office: office.value,
    writers: writers.value,
    changed: () => {
      for (const each of [current, teams, staff, office]) each.drop()
      searches.clear()
    },
  }
}
