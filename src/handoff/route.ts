// Who receives a consultation and what they learn of where it comes from: never a team of a place from which fewer than k askers wrote, never
// the office that the asker excluded, and never a sign that one was excluded.
import type { Consultation, ConsultationId, Team, TeamId, Urgency } from './consultation.ts'
import type { OpensAt } from './hours.ts'

/** What the worker decided for a conversation that wants a human. */
export type Route = {
  /** Of the consultation, if it is opened. */
  readonly id: ConsultationId
  readonly team: TeamId
  readonly teamName: string
  /** What officers are shown; null: not even the province. */
  readonly region: string | null
  readonly codeName: string
  readonly urgency: Urgency
  readonly rank: number
  /** How many wait before it. */
  readonly before: number
  /** What half of those before waited at most, in office hours; null: too few figures. */
  readonly waitHours: number | null
  readonly openNow: boolean
  /** Set while nobody is there; null also when that is not known. */
  readonly opensNext: OpensAt | null
  readonly promisedBy: number | null
}

/** A place and its parents, nearest first, ending with the whole country; of null only that. */
export type LineageOf = (place: string | null) => readonly string[]

/** By the official codes: the code of a kabupaten or kota begins with its province's ("74.01" lies in "74"). */
export const lineageByCode: LineageOf = place => {
  if (place === null || place === COUNTRY) return [COUNTRY]
  const [province = place] = place.split('.')
  return place === province ? [place, COUNTRY] : [place, province, COUNTRY]
}
const COUNTRY = 'ID'

export type Asking = {
  readonly place: string | null
  readonly avoids: TeamId | null
}

export type Office = {
  readonly teams: readonly Team[]
  readonly lineageOf: LineageOf
  /** Different askers who wrote from each place in the last 90 days. */
  readonly writers: ReadonlyMap<string, number>
  readonly k: number
}

export type Routed =
  | { readonly kind: 'routed'; readonly team: Team; readonly region: string | null }
  /** `excluded`: nobody is left but the office the asker excluded; `elsewhere`: no team covers the place, or none was told. */
  | { readonly kind: 'nobody'; readonly why: 'excluded' | 'elsewhere' | 'no-team' }

/** The permanent team that receives a consultation, and the region it is shown with. */
export function routeFor({ place, avoids }: Asking, office: Office): Routed {
  const lineage = office.lineageOf(place)
  const permanent = office.teams.filter(t => t.kind === 'permanent' && t.isActive)
  if (permanent.length === 0) return { kind: 'nobody', why: 'no-team' }
  const line = teamsUp(lineage, permanent, office.lineageOf)
  if (line.length === 0) return { kind: 'nobody', why: 'elsewhere' }
  const free = line.filter(t => t.id !== avoids)
  const team = free.find(t => hasEnough(t.place, office)) ?? free.at(-1)
  return team === undefined
    ? { kind: 'nobody', why: 'excluded' }
    : { kind: 'routed', team, region: regionFor(lineage, team, line, office) }
}

/** The offices an asker may mean, of their place and above; of every place when theirs is not known. */
export function officesFor(place: string | null, { teams, lineageOf }: Pick<Office, 'teams' | 'lineageOf'>): readonly Team[] {
  const lineage = lineageOf(place)
  return teams.filter(t => t.isActive && (place === null || lineage.includes(t.place)))
}

/** The permanent teams from the place upwards, nearest first; without any, the one on top of them all. */
function teamsUp(lineage: readonly string[], permanent: readonly Team[], lineageOf: LineageOf): readonly Team[] {
  const line = lineage.flatMap(code => permanent.filter(t => t.place === code))
  if (line.length > 0) return line
  const least = Math.min(...permanent.map(t => lineageOf(t.place).length))
  const top = permanent.filter(t => lineageOf(t.place).length === least)
  return top.length === 1 ? top : []
}

/** Those who wrote from a place or from within it are at least k. */
function hasEnough(place: string, { writers, lineageOf, k }: Office): boolean {
  const within = [...writers].filter(([from]) => lineageOf(from).includes(place))
  return within.reduce((sum, [, n]) => sum + n, 0) >= k
}

/**
 * The finest place with at least k askers. Where a nearer team was passed over, no finer than the team's own place: that it came past that
 * team would tell that it was excluded.
 */
function regionFor(lineage: readonly string[], team: Team, line: readonly Team[], office: Office): string | null {
  const isPassed = line[0]?.id !== team.id
  const from = isPassed ? Math.max(0, lineage.indexOf(team.place)) : 0
  const country = lineage.length - 1
  return lineage.slice(from, country).find(code => hasEnough(code, office)) ?? null
}

/**
 * The permanent teams a consultation may go to by hand: those of places from which enough have written, and those on top. The excluded office
 * is missing as if too few had.
 */
export function transferTargets(
  { team, pool }: Pick<Consultation, 'team' | 'pool'>,
  avoids: TeamId | null,
  office: Office,
): readonly Team[] {
  const permanent = office.teams.filter(t => t.kind === 'permanent' && t.isActive)
  const least = Math.min(...permanent.map(t => office.lineageOf(t.place).length))
  return permanent
    .filter(t => t.id !== avoids && (t.id !== team || pool === 'units'))
    .filter(t => office.lineageOf(t.place).length === least || hasEnough(t.place, office))
}
