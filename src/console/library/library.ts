// The library of editors: what the bot knows, where it lacks something, what changed when, and what needs doing. One list of routes.
import type { Route } from '../visit.ts'
import { calendarRoutes } from './calendar.ts'
import { coverageRoutes } from './coverage.ts'
import { editionRoutes } from './editions.ts'
import { entryRoutes } from './entries.ts'
import type { Parts } from './parts.ts'
import { regulationRoutes } from './regulations.ts'
import { reviewRoutes } from './reviewing.ts'
import { workListRoutes } from './working.ts'

export const libraryRoutes = (parts: Parts): readonly Route[] => [
  ...regulationRoutes(parts),
  ...entryRoutes(parts),
  ...coverageRoutes(parts),
  ...editionRoutes(parts),
  ...workListRoutes(parts),
  ...calendarRoutes(parts),
  ...reviewRoutes(parts),
]
