// The pages of editors and approvers: a draft from a circular on somebody's table to an answer that a second person has let go. They draw, read
// forms, and leave everything else to the editor's service; nothing here decides what a draft may become.
import type { Parts } from '../pages/parts.ts'
import type { Route } from '../visit.ts'
import { checkRoutes } from './checking.ts'
import { clauseRoutes } from './clause.ts'
import { decisionRoutes } from './deciding.ts'
import { documentRoutes } from './document.ts'
import { fileRoutes } from './file.ts'
import { historyRoutes } from './history.ts'
import { overviewRoutes } from './overview.ts'
import { previewRoutes } from './preview.ts'
import { questionRoutes } from './question.ts'
import { rowRoutes } from './row.ts'
import { startRoutes } from './start.ts'
import { trialRoutes } from './trying.ts'

export const editingRoutes = (parts: Parts): readonly Route[] => [
  ...startRoutes(parts),
  ...overviewRoutes(parts),
  ...documentRoutes(parts),
  ...clauseRoutes(parts),
  ...rowRoutes(parts),
  ...questionRoutes(parts),
  ...fileRoutes(parts),
  ...previewRoutes(parts),
  ...checkRoutes(parts),
  ...trialRoutes(parts),
  ...decisionRoutes(parts),
  ...historyRoutes(parts),
]
