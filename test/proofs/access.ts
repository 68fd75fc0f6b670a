// Who may do what in the console, as a table to show: every route × every role, from the routes and the policies themselves.
// node test/proofs/access.ts
import { may, policyOf, type Scope } from '../../src/console/policies.ts'
import { ROLES } from '../../src/console/staff.ts'
import type { Route } from '../../src/console/visit.ts'
import { openHouse } from '../console/house.ts'

const MARKS: Readonly<Record<Scope, string>> = {
  any: 'yes',
  team: 'own teams',
  held: 'held',
  others: "others'",
  'team-others': "own teams, others'",
}

function cellsOf({ act }: Route): readonly string[] {
  const { to } = policyOf(act)
  return ROLES.map(role => {
    if (typeof to === 'string') return 'yes'
    const scope = to[role]
    return scope === undefined ? '–' : MARKS[scope]
  })
}

const house = await openHouse()
const rows = house.console.routes
  .filter(route => !route.path.startsWith('/berkas/'))
  .map(route => [
    `${route.method} ${route.path}`,
    `${route.act}${policyOf(route.act).isFresh ? ' (sign in again)' : ''}`,
    may(null, route.act, null) ? 'yes' : '–',
    ...cellsOf(route),
  ])
await house.end()

const head = ['route', 'policy', 'nobody', ...ROLES]
const widths = head.map((title, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)))
const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
console.log([line(head), line(widths.map(width => '-'.repeat(width))), ...rows.map(line)].join('\n'))
console.log(`\n${rows.length} routes, ${ROLES.length} roles`)
