// The places where staff work, beside those where they sign in and arrange their account: one list of routes.
import { editingRoutes } from '../editing/editing.ts'
import { libraryRoutes } from '../library/library.ts'
import type { Route } from '../visit.ts'
import { draftRoutes } from './drafts.ts'
import { letterRoutes } from './letters.ts'
import { liveRoutes } from './live.ts'
import type { Parts } from './parts.ts'
import { reportRoutes } from './report.ts'
import { searchRoutes } from './search.ts'
import { settingsRoutes } from './settings.ts'
import { statisticsRoutes } from './statistics.ts'
import { workingRoutes } from './working.ts'

export const workRoutes = (parts: Parts): readonly Route[] => [
  ...workingRoutes(parts),
  ...searchRoutes(parts),
  ...draftRoutes(parts),
  ...editingRoutes(parts),
  ...statisticsRoutes(parts),
  ...reportRoutes(parts),
  ...letterRoutes(parts),
  ...settingsRoutes(parts),
  ...libraryRoutes(parts),
  ...liveRoutes(parts),
]
