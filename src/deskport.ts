// The officers' side as the worker sees it: teams, their line, what was set. Read now and then and kept in between, for every turn asks.
import { join } from 'node:path'
import { type DeskKeys, openDesk } from './adapters/desk.ts'
import { readText } from './adapters/disk.ts'
import type { Database } from './adapters/sql.ts'
import type { Config } from './config.ts'
import { officeOf } from './console/console.ts'
import { lineageByCode, parseCodeNames, parseHolidays, waitsOf } from './handoff/handoff.ts'
import type { DeskPort, DeskState } from './inbox/inbox.ts'
import { kept } from './kept.ts'
import type { DateOnly } from './vocabulary.ts'

/** As old as teams, lines and settings may be. */
const KEPT_MS = 3000
/** As old as counts may be: they change once a day. */
const COUNTED_MS = 600_000
const DAY_MS = 86_400_000
/** Whoever wrote in so many days counts towards k. */
const WRITERS_DAYS = 90
/** Waits of so many days tell how long one waits today. */
const WAITS_DAYS = 28

export type DeskPortParts = {
  readonly config: Pick<Config, 'promptsFolder' | 'keep' | 'isDeskFull'>
  readonly db: Database
  readonly keys: DeskKeys
  readonly now: () => number
  readonly dayOf: (at: number) => DateOnly
}

export function openDeskPort({ config, db, keys, now, dayOf }: DeskPortParts): DeskPort {
  const book = openDesk(db, keys)
  const holidays = parseHolidays(readText(join(config.promptsFolder, 'holidays.yaml')))
  const codeNames = parseCodeNames(readText(join(config.promptsFolder, 'codenames.id.txt')))
  const since = (days: number): DateOnly => dayOf(now() - days * DAY_MS)
  const counts = kept(
    async () => {
      const [writers, tallies] = await Promise.all([book.writers(since(WRITERS_DAYS)), book.tallies(since(WAITS_DAYS))])
      return { writers, tallies }
    },
    now,
    COUNTED_MS,
  )
  const state = kept(
    async (): Promise<DeskState> => {
      const [teams, settings] = await Promise.all([book.teams(), book.settings()])
      const { k, off } = officeOf(settings)
      const isStaffed = teams.some(t => t.isActive)
      // without a team nothing is waiting and nothing is counted
      const cases = isStaffed ? await book.list(dayOf(now())) : []
      const { writers, tallies } = isStaffed ? await counts.value() : { writers: new Map<string, number>(), tallies: [] }
      const keptDays = config.keep.consultation
      return {
        teams,
        writers,
        lineageOf: lineageByCode,
        holidays,
        codeNames,
        cases,
        waits: team => waitsOf(tallies, team),
        k,
        keptDays,
        off,
        isOnTelegram: config.isDeskFull,
      }
    },
    now,
    KEPT_MS,
  )
  return {
    state: state.value,
    stateNow: () => {
      state.drop()
      return state.value()
    },
  }
}
