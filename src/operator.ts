// The commands of whoever runs the bot: start it, look after it, send again what was given up.
import { dirname } from 'node:path'
import process from 'node:process'
import { inspect } from 'node:util'
import { later, now } from './adapters/clock.ts'
import { giveBack } from './adapters/heap.ts'
import { BackupRefused } from './adapters/keeping.ts'
import { KeyRefused } from './adapters/keys.ts'
import { SchemaNewer, SchemaOlder } from './adapters/sql.ts'
import { StoreTaken } from './adapters/sqlite.ts'
import type { Store } from './adapters/store.ts'
import { printLine } from './adapters/terminal.ts'
import { type Bot, openConfiguredStore, shortOf, startBot } from './bot.ts'
import type { Config } from './config.ts'
import { UsageWrong } from './refused.ts'
import type { Screens } from './screens.ts'

/** By then what waited for the start has been taken up, and what was left behind by it can go. */
const STARTED_MS = 2000

/** Starts the bot, says what is on and how to turn on the rest, and runs until told to end. */
export async function start(config: Config, screens: Screens): Promise<void> {
  const bot = await startBot(config, () => process.stderr.write(`${screens.say('compiling')}\n`)).catch(error =>
    endHalfStarted(error, screens),
  )
  // whoever reads the first line may end it at once
  const ending = told(['SIGINT', 'SIGTERM'])
  for (const line of greeting(config, screens, bot)) printLine(line)
  later(STARTED_MS, giveBack)
  const signal = await ending
  printLine(screens.say('start_ending', { signal }))
  await bot.stop()
  printLine(screens.say('start_ended'))
}

/** What had begun before the start failed would go on by itself, and hold the store against whoever starts it again. */
function endHalfStarted(error: unknown, screens: Screens): never {
  process.stderr.write(`${explain(error, screens) ?? inspect(error)}\n`)
  process.exit(1)
}

function greeting(config: Config, { say }: Screens, bot: Bot): string[] {
  const { http, databaseUrl, dataFolder, role } = config
  const isOn = (name: string): boolean => bot.channels.some(c => c === name)
  const staff = staffLines(config, { say }, bot)
  if (role === 'console') return [...staff, say('start_console_alone')]
  if (bot.port === null) return [say('start_worker')]
  const url = http.publicUrl ?? localUrl(http.host, bot.port)
  return [
    say('start_title', { edition: shortOf(bot.edition ?? '') }),
    say('start_web', { url }),
    say(isOn('telegram') ? (config.telegram?.secret ? 'start_telegram_webhook' : 'start_telegram') : 'start_telegram_off'),
    say(isOn('whatsapp') ? 'start_whatsapp' : 'start_whatsapp_off', { url }),
    say(config.office === null ? 'start_office_off' : 'start_office', { name: config.office?.name ?? '' }),
    ...staff,
    say(databaseUrl === null ? 'start_store' : 'start_postgres', { folder: dataFolder }),
    say('start_key', { path: dirname(config.keyFiles.address) }),
    ...(role === 'gateway' ? [say('start_gateway')] : []),
    say('start_help'),
  ]
}

const localUrl = (host: string, port: number): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** Where the staff reach their console, as far as this machine knows. */
export const consoleUrl = ({ url, host }: Config['console'], port: number): string => url ?? localUrl(host, port)

/** Where the staff work, and how the first of them comes in. */
function staffLines({ console: where }: Config, { say }: Pick<Screens, 'say'>, { console: office }: Bot): string[] {
  if (office === null) return []
  const at = consoleUrl(where, office.port)
  const first = office.firstLink === null ? [] : [say('start_first_link', { url: `${at}${office.firstLink}` })]
  return [say('start_console', { url: at }), ...first]
}

const told = (signals: readonly NodeJS.Signals[]): Promise<string> =>
  new Promise(resolve => {
    for (const signal of signals) process.once(signal, () => resolve(signal))
  })

/** Examines configuration and surroundings; exit status 1 when something must be mended. */
export async function doctor(config: Config, screens: Screens, options: { json?: boolean }): Promise<void> {
  // the doctor reads the knowledge, which a running bot keeps in its thread alone
  const { examine } = await import('./doctor.ts')
  for await (const { check, state, say, blanks } of examine(config)) {
    const text = screens.say(`doctor_${say}`, blanks)
    printLine(options.json ? JSON.stringify({ check, state, text }) : `${screens.say(`doctor_state_${state}`)}  ${text}`)
    if (state === 'bad') process.exitCode = 1
  }
}

export async function listDeadLetters(config: Config, screens: Screens, options: { json?: boolean }): Promise<void> {
  const letters = await inStore(config, store => store.deadLetters())
  if (letters.length === 0 && !options.json) printLine(screens.say('dead_none'))
  for (const { seq, channel, code, at } of letters) {
    const on = new Date(at).toISOString()
    printLine(
      options.json
        ? JSON.stringify({ seq, channel, code, at: on })
        : `${String(seq).padStart(8)}  ${channel.padEnd(9)} ${on}  ${code}`,
    )
  }
}

/** Puts given-up replies back in line. Throws UsageWrong when none is named by its number. */
export async function resendDeadLetters(config: Config, screens: Screens, seqs: readonly string[], all: boolean): Promise<void> {
  const numbers = seqs.map(Number)
  if (!all && (numbers.length === 0 || !numbers.every(Number.isSafeInteger))) throw new UsageWrong(screens.say('dead_number'))
  const count = await inStore(config, store => store.resend(all ? 'all' : numbers, now()))
  printLine(screens.say('dead_resent', { count }))
}

async function inStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const { store } = await openConfiguredStore(config, () => {}, true)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** What an operator reads of a failure to start; null for what is a fault of the program. */
export function explain(error: unknown, screens: Screens): string | null {
  if (error instanceof KeyRefused) return screens.say(`doctor_key_${error.fault}`, { path: error.path })
  if (error instanceof BackupRefused) return screens.say(`backup_${error.why}`)
  if (error instanceof StoreTaken) return screens.say('store_taken')
  if (error instanceof SchemaOlder) return screens.say('store_trial')
  if (error instanceof SchemaNewer) return screens.say('doctor_store_newer', { found: error.found, known: error.known })
  if (!(error instanceof Error) || !('code' in error)) return null
  if (error.code === 'EADDRINUSE') return screens.say('port_taken')
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS') return screens.say('not_allowed')
  if (['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'].includes(String(error.code))) return screens.say('database_silent')
  return null
}
