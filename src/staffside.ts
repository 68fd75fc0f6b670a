// Commands about the officers' side: the table of what may become of a consultation, whether the log of acts is whole, and a way in again.
import process from 'node:process'
import { now, random } from './adapters/clock.ts'
import { openDesk } from './adapters/desk.ts'
import { marksOf } from './adapters/tables.ts'
import { printLine } from './adapters/terminal.ts'
import { withDatabase } from './backups.ts'
import type { Config } from './config.ts'
import { INVITATION_HOURS, renewal, type StaffBook } from './console/console.ts'
import { type TableRow, transitionTable } from './handoff/handoff.ts'
import { deskKeysOf, openOne } from './keyring.ts'
import { consoleUrl } from './operator.ts'
import { UsageWrong } from './refused.ts'
import type { Screens } from './screens.ts'

const DAY_MS = 86_400_000

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

/** Works on the officers' side of the store, beside a bot that may be running. */
const withDesk = <T>(config: Config, work: (book: StaffBook) => Promise<T>): Promise<T> =>
  withDatabase(config, true, async db => {
    const desk = openOne(config, 'desk', await marksOf(db))
    return work(openDesk(db, deskKeysOf({ desk })))
  })

/**
 * Looks whether every entry of the log follows from those before it; exit status 1 when not. What was cut off at its end only shows when the
 * last entry is compared with one noted before.
 */
export async function verifyAudit(config: Config, { say }: Screens): Promise<void> {
  const { broken, last } = await withDesk(config, async book => {
    const broken = await book.auditBroken(now() - config.keep.audit * DAY_MS)
    const [last = null] = await book.audit(null, 1)
    return { broken, last }
  })
  printLine(broken === null ? say('audit_whole') : say('audit_broken', { seq: broken }))
  if (last !== null) printLine(say('audit_last', { seq: last.seq, hash: last.hash }))
  if (broken !== null) process.exitCode = 1
}

/** A member who can no longer sign in gets a link, good once, to set password and second factor anew. Throws UsageWrong. */
export async function resetMember(config: Config, { say }: Screens, login: string): Promise<void> {
  const path = await withDesk(config, async book => {
    const member = await book.staffBy(login.toLowerCase())
    if (member === null) throw new UsageWrong(say('staff_unknown', { login, logins: await adminsOf(book) }))
    if (!member.isActive) throw new UsageWrong(say('staff_inactive', { login }))
    const { path, changes } = await renewal(book, { now: now(), random }, member, null)
    if ((await book.saved(changes)) !== 'done') throw new UsageWrong(say('staff_overtaken'))
    return path
  })
  printLine(say('staff_reset_done', { login, hours: INVITATION_HOURS }))
  printLine(`${consoleUrl(config.console, config.console.port)}${path}`)
}

/** Whose names of sign-in help whoever runs the machine and knows none. */
const adminsOf = async (book: StaffBook): Promise<string> =>
  (await book.staff())
    .filter(({ isActive, roles }) => isActive && roles.includes('admin'))
    .map(({ login }) => login)
    .join(', ') || '–'
