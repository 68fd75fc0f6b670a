// What the pages of all officers share: the open cases, teams, staff and settings, read once and kept until something changes.
// Two hundred open pages ask for the same list; without this each would open every sealed brief anew.
import type { Brief, CaseBook, CaseFilter, Consultation, Team } from '../handoff/handoff.ts'
import type { DateOnly } from '../vocabulary.ts'
import { type Office, officeOf } from './office.ts'
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
export const FOUND_MAX = 300
/** Different searches that are kept at a time. */
const SEARCHES_MAX = 20

export function openCases({ book, staffBook, now, today }: CasesOf): Cases {
  const current = kept(() => book.list(today()), now)
  const teams = kept(() => book.teams(), now)
  const staff = kept(() => staffBook.staff(), now)
  const office = kept(async () => officeOf(await staffBook.settings()), now)
  const searches = new Map<string, Kept<readonly Case[]>>()
  return {
    current: current.value,
    find: what => {
      const key = JSON.stringify(what)
      const found = searches.get(key) ?? kept(() => book.find(what, FOUND_MAX), now)
      searches.delete(key)
      searches.set(key, found)
      for (const oldest of searches.keys()) if (searches.size > SEARCHES_MAX) searches.delete(oldest)
      return found.value()
    },
    teams: teams.value,
    staff: staff.value,
    office: office.value,
    changed: () => {
      for (const each of [current, teams, staff, office]) each.drop()
      searches.clear()
    },
  }
}

type Kept<T> = { readonly value: () => Promise<T>; readonly drop: () => void }

/** A value that is read once for all who ask meanwhile; one that was being read when something changed is not kept. */
function kept<T>(read: () => Promise<T>, now: () => number): Kept<T> {
  let held: { readonly value: Promise<T>; readonly at: number } | null = null
  return {
    value: () => {
      if (held !== null && now() - held.at < KEPT_MS) return held.value
      const fresh = { value: read(), at: now() }
      held = fresh
      fresh.value.catch(() => {
        if (held === fresh) held = null
      })
      return fresh.value
    },
    drop: () => {
      held = null
    },
  }
}
