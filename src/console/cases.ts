// What the pages of all officers share: the open cases, teams, staff and settings, read once and kept until something changes.
// Two hundred open pages ask for the same list; without this each would open every sealed brief anew.
import type { Brief, CaseBook, CaseFilter, Consultation, Team, TeamId } from '../handoff/handoff.ts'
import { type Kept, kept } from '../kept.ts'
import type { DateOnly } from '../vocabulary.ts'
import { type Office, officeOf } from './office.ts'
import { daysBefore } from './pages/parts.ts'
import type { Staff, StaffBook } from './staff.ts'

export type Case = Consultation & { readonly brief: Brief }

export type Cases = {
  /** All that are not closed, and those closed today. */
  readonly current: () => Promise<readonly Case[]>
  /** Those of them that these teams have. */
  readonly of: (teams: readonly TeamId[]) => Promise<readonly Case[]>
  /** Another text as soon as anything of those is otherwise than it was. */
  readonly markOf: (teams: readonly TeamId[]) => Promise<string>
  /** Those that fit, the latest opened first; bounded. */
  readonly find: (what: CaseFilter) => Promise<readonly Case[]>
  readonly teams: () => Promise<readonly Team[]>
  readonly staff: () => Promise<readonly Staff[]>
  readonly office: () => Promise<Office>
  /** Different askers of the last 90 days by the code of their place: what k is counted with. */
  readonly writers: () => Promise<ReadonlyMap<string, number>>
  /** Something happened to consultations. */
  readonly moved: () => void
  /** What was kept is out of date, teams and settings too. */
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
const SEARCHES_MAX = 100

export function openCases({ book, staffBook, now, today }: CasesOf): Cases {
  const listing = kept(async () => listingOf(await book.list(today())), now, KEPT_MS)
  const teams = kept(() => book.teams(), now, KEPT_MS)
  const staff = kept(() => staffBook.staff(), now, KEPT_MS)
  const office = kept(async () => officeOf(await staffBook.settings()), now, KEPT_MS)
  // counts grow once a day
  const writers = kept(() => book.writers(daysBefore(today(), WRITERS_DAYS)), now, COUNTED_MS)
  const searches = new Map<string, Kept<readonly Case[]>>()
  const moved = (): void => {
    listing.drop()
    searches.clear()
  }
  const ofTeams = async <T>(ids: readonly TeamId[], of: (team: OfTeam) => T): Promise<readonly T[]> => {
    const { byTeam } = await listing.value()
    return ids.flatMap(id => {
      const team = byTeam.get(id)
      return team === undefined ? [] : [of(team)]
    })
  }
  return {
    current: async () => (await listing.value()).all,
    of: async ids => (await ofTeams(ids, team => team.cases)).flat(),
    markOf: async ids => (await ofTeams(ids, team => team.mark)).join('|'),
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
    moved,
    changed: () => {
      for (const each of [teams, staff, office]) each.drop()
      moved()
    },
  }
}

type OfTeam = { readonly cases: readonly Case[]; readonly mark: string }
type Listing = { readonly all: readonly Case[]; readonly byTeam: ReadonlyMap<TeamId, OfTeam> }

/** Sorted out once for all pages: two hundred of them going through five thousand cases each would do nothing else. */
function listingOf(all: readonly Case[]): Listing {
  const byTeam = new Map(
    [...Map.groupBy(all, c => c.team)].map(([team, cases]) => [
      team,
      { cases, mark: cases.map(c => `${c.id} ${c.version}`).join() },
    ]),
  )
  return { all, byTeam }
}
