// What an office does against loss: backups of the data and, apart, of the keys; restoring them; looking whether all fits together.
import { join } from 'node:path'
import process from 'node:process'
import { pruneArchives, readArchive, writeArchive } from './adapters/archive.ts'
import { dayOf, newId, now } from './adapters/clock.ts'
import { readIfThere, removeIfThere } from './adapters/disk.ts'
import { BackupRefused, backup, continueNumbers, examineStore, type Integrity, restore } from './adapters/keeping.ts'
import { writePrivate } from './adapters/keys.ts'
import type { Database } from './adapters/sql.ts'
import { marksOf, migrate } from './adapters/tables.ts'
import { printLine } from './adapters/terminal.ts'
import { openDatabase } from './bot.ts'
import type { Config } from './config.ts'
import { KEYS_OF, type KeyName, openKeyring, sealersOf } from './keyring.ts'
import { UsageWrong } from './refused.ts'
import type { Screens } from './screens.ts'

const ENDING = '.backup'
const DAY_MS = 86_400_000

export async function withDatabase<T>(config: Config, isBeside: boolean, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(config, () => {}, isBeside)
  try {
    return await work(db)
  } finally {
    await db.close()
  }
}

/** Beside what a person waits for: how far it is, over and over on one line. */
const progress =
  ({ say }: Screens) =>
  (rows: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${say('backup_progress', { rows })}`)
  }

/** Writes a backup while the bot goes on: of the data, or with `keys` of what makes the data readable. The last line is its path. */
export async function makeBackup(config: Config, screens: Screens, { keys }: { readonly keys?: boolean }): Promise<void> {
  const { folder, passphrase } = config.backups
  if (keys && passphrase === null) throw new UsageWrong(screens.say('backup_passphrase'))
  const at = now()
  const stamp = new Date(at).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const path = join(folder, `rambu-${keys ? 'keys' : 'data'}-${stamp}${ENDING}`)
  const rows = await withDatabase(config, true, db =>
    writeArchive(path, keys ? passphrase : null, async write => {
      if (keys) await write(JSON.stringify({ keys: await rootKeys(config, db) }))
      return backup(db, [keys ? 'vault' : 'data'], dayOf(at), write, progress(screens))
    }),
  )
  const old = pruneArchives(folder, ENDING, at - config.keep.backup * DAY_MS)
  printLine(screens.say(keys ? 'backup_keys_done' : 'backup_done', { rows }))
  if (old.length > 0) printLine(screens.say('backup_pruned', { count: old.length, days: config.keep.backup }))
  printLine(path)
}

/** The root keys that this process can read, proved to be the ones with which the store was written. */
async function rootKeys(config: Config, db: Database): Promise<Readonly<Record<string, string>>> {
  const ring = openKeyring(config, await marksOf(db))
  return Object.fromEntries(Object.entries(ring).map(([name, key]) => [name, Buffer.from(key).toString('base64')]))
}

/** Fills an empty store. Throws BackupRefused; nothing is written then. */
export async function restoreBackup(
  config: Config,
  screens: Screens,
  data: string,
  { keys }: { readonly keys?: string },
): Promise<void> {
  const { passphrase } = config.backups
  const rows = await withDatabase(config, false, async db => {
    await migrate(db)
    const secret = keys === undefined ? 0 : await restore(db, await afterKeys(config, keys), progress(screens))
    const open = await restore(db, readArchive(data, passphrase), progress(screens))
    await continueNumbers(db)
    return secret + open
  })
  printLine(screens.say('restore_done', { rows }))
  await integrity(config, screens, {})
}

/** Writes the key files that the first line brings, and gives the lines behind it. */
async function afterKeys(config: Config, path: string): Promise<AsyncGenerator<string>> {
  // read to its end once: what is sealed is only then known to be whole
  for await (const _ of readArchive(path, config.backups.passphrase));
  const lines = readArchive(path, config.backups.passphrase)
  const first: IteratorResult<string, unknown> = await lines.next()
  const { keys } = first.done ? {} : JSON.parse(first.value)
  if (typeof keys !== 'object' || keys === null) throw new BackupRefused('not-a-backup')
  for (const name of KEYS_OF.all) keepKey(config, name, keys[name])
  return lines
}

function keepKey({ keyFiles }: Config, name: KeyName, key: unknown): void {
  if (typeof key !== 'string') return
  const here = readIfThere(keyFiles[name])
  if (here === null) writePrivate(keyFiles[name], key)
  else if (here.trim() !== key) throw new BackupRefused('key-differs')
}

/** Looks whether all that is stored fits together and can be read; exit status 1 when not. */
export async function integrity(config: Config, screens: Screens, { json }: { readonly json?: boolean }): Promise<void> {
  const found = await withDatabase(config, true, async db => {
    const ring = openKeyring(config, await marksOf(db))
    return examineStore(db, sealersOf(ring))
  })
  if (found.faults.length > 0 || found.files.length > 0) process.exitCode = 1
  for (const line of json ? [JSON.stringify(found)] : told(found, screens)) printLine(line)
}

const told = ({ askers, conversations, faults, files }: Integrity, { say }: Screens): string[] => [
  say('integrity_counts', { askers, conversations }),
  ...faults.map(({ what, n }) => say(`integrity_${what}`, { n })),
  ...files.map(fault => say('integrity_file', { fault })),
  say(faults.length + files.length === 0 ? 'integrity_good' : 'integrity_bad'),
]

const PASSWORD_LETTERS = 32

/** Makes the users of the roles on PostgreSQL, each with the rights of its role, and says how each connects; with `to` into files instead. */
export async function prepareDatabase(
  config: Config,
  screens: Screens,
  { to, renew }: { readonly to?: string; readonly renew?: boolean },
): Promise<void> {
  const { databaseUrl } = config
  if (databaseUrl === null) throw new UsageWrong(screens.say('prepare_postgres'))
  const users = await withDatabase(config, false, async db => {
    await migrate(db)
    const { prepareRoles } = await import('./adapters/roles.ts')
    return prepareRoles(db, databaseUrl, () => newId(PASSWORD_LETTERS), renew === true)
  })
  for (const { role, user, password } of users) {
    if (password === null) {
      printLine(screens.say('prepare_kept', { user }))
      continue
    }
    const url = new URL(databaseUrl)
    url.username = user
    url.password = password
    if (to === undefined) printLine(`${role} ${url.href}`)
    else {
      const path = join(to, `${role}.url`)
      removeIfThere(path)
      writePrivate(path, url.href)
      printLine(screens.say('prepare_written', { user, path }))
    }
  }
}

/** Brings the tables to this version without starting anything. */
export async function migrateTables(config: Config, screens: Screens): Promise<void> {
  await withDatabase(config, false, migrate)
  printLine(screens.say('migrated'))
}
