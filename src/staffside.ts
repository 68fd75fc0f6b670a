// Commands about the officers' side: the table of what may become of a consultation, and whether the log of acts is whole.
import process from 'node:process'
import { openDesk } from './adapters/desk.ts'
import { marksOf } from './adapters/tables.ts'
import { printLine } from './adapters/terminal.ts'
import { withDatabase } from './backups.ts'
import type { Config } from './config.ts'
import { type TableRow, transitionTable } from './handoff/handoff.ts'
import { deskKeysOf, openOne } from './keyring.ts'
import type { Screens } from './screens.ts'

export function printTransitions({ say }: Screens): void {
  for (const row of transitionTable()) printLine(lineOf(say, row))
}

function lineOf(say: Screens['say'], row: TableRow): string {
  const from = row.from ?? say('handoff_none')
  const { event } = row
  if (row.kind === 'refused') return say('handoff_refused', { from, event, why: row.why })
  const { by, to, when, announces } = row
  return say('handoff_way', {
    from,
    event,
    by: by.join(', '),
    to,
    when: when === null ? '' : say('handoff_when', { condition: when }),
    tells: announces === null ? '' : say('handoff_tells', { announcement: announces }),
  })
}

/** Looks whether every entry of the log follows from those before it; exit status 1 when not. */
export async function verifyAudit(config: Config, { say }: Screens): Promise<void> {
  const broken = await withDatabase(config, true, async db => {
    const desk = openOne(config, 'desk', await marksOf(db))
    return openDesk(db, deskKeysOf({ desk })).auditBroken()
  })
  printLine(broken === null ? say('audit_whole') : say('audit_broken', { seq: broken }))
  if (broken !== null) process.exitCode = 1
}
