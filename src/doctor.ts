// Looks at everything a bot needs, one check after the other, and says what to do. Changes nothing.
import { join } from 'node:path'
import { z } from 'zod'
import { now, today } from './adapters/clock.ts'
import { openDesk } from './adapters/desk.ts'
import { freeBytes, isThere, isWritable, readText } from './adapters/disk.ts'
import { KeyRefused } from './adapters/keys.ts'
import { MailSilent, openMail } from './adapters/mail.ts'
import type { Tried } from './adapters/model/trial.ts'
import { type Probed, probe } from './adapters/probe.ts'
import { numberOf } from './adapters/sql.ts'
import { marksOf, SCHEMA_VERSION, TRIAL_VERSION, versionOf } from './adapters/tables.ts'
import { telegram } from './adapters/telegram.ts'
import { GRAPH_VERSION } from './adapters/whatsapp.ts'
import { openDatabase, PATHS, shortOf } from './bot.ts'
import { type Config, MODEL_ROLES, type ModelConfig, type ModelRole } from './config.ts'
import { parseHolidays } from './handoff/handoff.ts'
import { OFF_WHY, type OffWhy } from './inbox/inbox.ts'
import { deskKeysOf, KEYS_OF, type KeyName, openKeyring, openOne } from './keyring.ts'
import { consultEdition, homePlaceOf } from './main.ts'
import { HomePlaceUnknown, KnowledgeBroken } from './refused.ts'

/** `say` names a sentence of prompts/screens.id.yaml (doctor_<say>); `good` is fine, `mind` works but not as it could, `bad` must be mended. */
export type Checked = {
  readonly check: string
  readonly state: 'good' | 'mind' | 'bad'
  readonly say: string
  readonly blanks: Readonly<Record<string, string | number>>
}

type Found = Omit<Checked, 'check'>

const good = (say: string, blanks: Checked['blanks'] = {}): Found => ({ state: 'good', say, blanks })
const mind = (say: string, blanks: Checked['blanks'] = {}): Found => ({ state: 'mind', say, blanks })
const bad = (say: string, blanks: Checked['blanks'] = {}): Found => ({ state: 'bad', say, blanks })

/** The checks in the order in which they are told; each by itself, so that one broken thing hides no other. */
const checks: readonly (readonly [string, (config: Config) => Promise<Found | Found[]> | Found])[] = [
  ['knowledge', checkKnowledge],
  ['office', ({ office }) => (office === null ? mind('office_none') : good('office', { name: office.name }))],
  ['key', checkKeys],
  ['disk', checkDisk],
  ['store', checkStore],
  ['clock', checkClock],
  ['public', checkPublic],
  ['telegram', checkTelegram],
  ['whatsapp', checkWhatsapp],
  ['team', checkTeams],
  ['holidays', checkHolidays],
  ['console', checkConsole],
  ['mail', checkMail],
  ['desk', checkDesk],
  ['model', checkModels],
]

export async function* examine(config: Config): AsyncGenerator<Checked> {
  for (const [check, look] of checks) for (const found of [await look(config)].flat()) yield { check, ...found }
}

function checkKnowledge(config: Config): Found {
  try {
    const edition = consultEdition(config)
    homePlaceOf(config, edition)
    return good('knowledge', { edition: shortOf(edition.hash), regulations: edition.sources.regulations.length })
  } catch (error) {
    if (error instanceof KnowledgeBroken) return bad('knowledge_broken', { count: error.problems })
    if (error instanceof HomePlaceUnknown) return bad('home_place', { place: error.place })
    throw error
  }
}

/** Each key of this role by itself; whether they fit the store is told by the store. */
function checkKeys(config: Config): Found {
  const names = KEYS_OF[config.role]
  const isHere = (name: KeyName): boolean => isThere(config.keyFiles[name])
  for (const name of names.filter(isHere)) {
    const path = config.keyFiles[name]
    try {
      openOne(config, name, new Map())
    } catch (error) {
      return bad(error instanceof KeyRefused ? `key_${error.fault}` : 'key_unreadable', { path })
    }
  }
  const absent = names.find(name => !isHere(name))
  if (absent !== undefined) return mind('key_none', { path: config.keyFiles[absent] })
  return good('key', { path: names.map(name => config.keyFiles[name]).join(', ') })
}

/** A year of questions of a province fits into less; below this a write may fail any day. */
const FREE_MIN_BYTES = 500 * 1024 * 1024
const MEBIBYTE = 1024 * 1024

function checkDisk({ dataFolder, databaseUrl }: Config): Found {
  if (databaseUrl !== null) return good('disk_elsewhere')
  if (!isWritable(dataFolder)) return bad('disk_readonly', { path: dataFolder })
  const free = freeBytes(dataFolder)
  if (free === null) return mind('disk_unknown', { path: dataFolder })
  const blanks = { path: dataFolder, free: Math.floor(free / MEBIBYTE), least: FREE_MIN_BYTES / MEBIBYTE }
  return free < FREE_MIN_BYTES ? bad('disk_full', blanks) : good('disk', blanks)
}

async function checkStore(config: Config): Promise<Found> {
  // an embedded store that was never started is not made here
  if (config.databaseUrl === null && !isThere(config.dataFolder)) return good('store_new')
  try {
    const db = await openDatabase(config, () => {}, true)
    try {
      const version = await versionOf(db)
      if (version === null) return good('store_new')
      if (version === TRIAL_VERSION) return bad('store_broken', { error: 'SchemaOlder' })
      if (version > SCHEMA_VERSION) return bad('store_newer', { found: version, known: SCHEMA_VERSION })
      if (version < SCHEMA_VERSION) return mind('store_older', { found: version, known: SCHEMA_VERSION })
      openKeyring(config, await marksOf(db))
      // the console's user of the database sees of replies only those that were given up
      const given = config.role === 'console' ? 'dead_letter' : `outbox WHERE state = 'dead'`
      const [row] = await db.read(`SELECT COUNT(*) AS n FROM ${given}`)
      const dead = row === undefined ? 0 : numberOf(row, 'n')
      return dead > 0 ? mind('store_dead', { dead }) : good('store')
    } finally {
      await db.close()
    }
  } catch (error) {
    if (error instanceof KeyRefused) return bad(`key_${error.fault}`, { path: error.path })
    return bad('store_broken', { error: error instanceof Error ? error.name : '' })
  }
}

/** Meta and Telegram refuse what is dated too far off; so do certificates. */
const CLOCK_OFF_MAX_MS = 60_000

async function checkClock({ http, telegram: t, whatsapp: w }: Config): Promise<Found> {
  for (const url of [t?.api, w?.api, http.publicUrl]) {
    const seen = typeof url === 'string' ? await probe(url) : null
    if (seen?.clockAt === null || seen === null) continue
    const off = Math.round((now() - seen.clockAt) / 1000)
    return Math.abs(off) * 1000 > CLOCK_OFF_MAX_MS ? bad('clock_off', { seconds: off }) : good('clock')
  }
  return mind('clock_unknown')
}

async function checkPublic({ http: { publicUrl, host, port } }: Config): Promise<Found> {
  if (publicUrl === null) return mind('public_none', { host, port })
  if (!publicUrl.startsWith('https:')) return bad('public_insecure', { url: publicUrl })
  const seen = await probe(`${publicUrl}${PATHS.health}`)
  if (seen === null) return bad('public_silent', { url: publicUrl })
  return seen.status === 200 ? good('public', { url: publicUrl }) : bad('public_other', { url: publicUrl, status: seen.status })
}

async function checkTelegram({ telegram: t, http }: Config): Promise<Found> {
  if (t === null) return mind('telegram_none')
  const found = await telegram({ token: t.token, secretToken: t.secret, apiRoot: t.api }).describe()
  if (found === null) return bad('telegram_silent')
  const blanks = { name: found.username, pending: found.pending, error: found.lastError ?? '' }
  const wanted = t.secret === null ? '' : `${http.publicUrl}${PATHS.telegram}`
  if (found.webhookUrl !== wanted) return mind(wanted === '' ? 'telegram_webhook_stray' : 'telegram_webhook_missing', blanks)
  return wanted !== '' && found.lastError !== null ? mind('telegram_webhook_failing', blanks) : good('telegram', blanks)
}

async function checkWhatsapp({ whatsapp: w, http: { publicUrl } }: Config): Promise<Found> {
  if (w === null) return mind('whatsapp_none')
  const about = await probe(`${w.api}/${GRAPH_VERSION}/${w.phoneNumberId}?fields=quality_rating`, {
    authorization: `Bearer ${w.token}`,
  })
  if (about === null) return bad('whatsapp_silent')
  if (about.status === 401 || about.status === 403) return bad('whatsapp_token')
  if (about.status !== 200) return bad('whatsapp_number', { status: about.status })
  if (publicUrl === null) return bad('whatsapp_unreachable')
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': w.verifyToken, 'hub.challenge': CHALLENGE })
  const webhook: Probed | null = await probe(`${publicUrl}${PATHS.whatsapp}?${query}`)
  if (webhook?.body !== CHALLENGE) return bad('whatsapp_webhook')
  return w.template === null ? mind('whatsapp_no_template') : good('whatsapp')
}

const CHALLENGE = '70231'

// — the officers' side —

/** Askers are offered an officer as soon as one team is active: somebody must be able to sign in then. */
async function checkTeams(config: Config): Promise<Found> {
  if (!KEYS_OF[config.role].includes('desk')) return good('team_elsewhere')
  if (config.databaseUrl === null && !isThere(config.dataFolder)) return mind('team_none')
  try {
    const db = await openDatabase(config, () => {}, true)
    try {
      if ((await versionOf(db)) !== SCHEMA_VERSION) return mind('team_unknown')
      const book = openDesk(db, deskKeysOf({ desk: openOne(config, 'desk', await marksOf(db)) }))
      const teams = (await book.teams()).filter(team => team.isActive).length
      if (teams === 0) return mind('team_none')
      // a worker's user of the database may not look at the staff
      const staff = config.role === 'worker' ? null : (await book.staff()).filter(member => member.isActive).length
      return staff === 0 ? bad('team_unstaffed', { teams }) : good('team', { teams })
    } finally {
      await db.close()
    }
  } catch {
    // what is wrong with key or store is told where they are looked at
    return mind('team_unknown')
  }
}

function checkHolidays({ promptsFolder }: Config): Found {
  const { complete } = parseHolidays(readText(join(promptsFolder, 'holidays.yaml')))
  const year = Number(today().slice(0, 4))
  const unknown = [year, year + 1].filter(y => !complete.has(y))
  return unknown.length === 0 ? good('holidays', { year: year + 1 }) : mind('holidays_unknown', { years: unknown.join(', ') })
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/
const SIGN_IN = '/masuk'

async function checkConsole({ role, console: { host, port, url }, http }: Config): Promise<Found> {
  if (role !== 'all' && role !== 'console') return good('console_elsewhere')
  if (role === 'all' && port !== 0 && port === http.port) return bad('console_port', { port })
  if (url === null) return LOOPBACK.test(host) ? good('console_here', { host, port }) : mind('console_open', { host, port })
  if (!url.startsWith('https:') && !LOOPBACK.test(new URL(url).hostname)) return bad('console_insecure', { url })
  const seen = await probe(`${url}${SIGN_IN}`)
  if (seen === null) return bad('console_silent', { url })
  return seen.status === 200 ? good('console', { url }) : bad('console_other', { url, status: seen.status })
}

const rings = ({ role }: Config): boolean => role === 'all' || role === 'console'

async function checkMail(config: Config): Promise<Found> {
  const { mail, desk } = config
  if (!rings(config)) return good('bells_elsewhere')
  if (mail === null) return desk === null ? mind('bells_none') : good('mail_none')
  try {
    await openMail({ ...mail, timeoutMs: MAIL_MS }).greet()
    return good('mail')
  } catch (error) {
    return bad(error instanceof MailSilent ? 'mail_silent' : 'mail_refused')
  }
}

const MAIL_MS = 8000

/** What Telegram says of the staff's group. */
const groupSchema = z.object({ result: z.object({ is_forum: z.literal(true) }) })

async function checkDesk(config: Config): Promise<Found> {
  const { desk } = config
  if (desk === null || !rings(config)) return good('desk_none')
  const found = await telegram({ token: desk.token, secretToken: null, apiRoot: desk.api }).describe()
  if (found === null) return bad('desk_silent')
  const { username: name, webhookUrl } = found
  // it asks by itself, and Telegram refuses to be asked while it calls somebody
  if (webhookUrl !== '') return bad('desk_webhook', { name })
  if (desk.chat === null) return good('desk_bells', { name })
  const group = await probe(`${desk.api}/bot${desk.token}/getChat?chat_id=${desk.chat}`)
  if (group?.status !== 200) return bad('desk_group_unknown', { name })
  return groupSchema.safeParse(parsed(group.body)).success ? good('desk', { name }) : bad('desk_group_plain', { name })
}

// — language models —

/** What a process of a role asks models for. */
const ASKS: Readonly<Record<Config['role'], readonly ModelRole[]>> = {
  all: MODEL_ROLES,
  gateway: ['voice', 'vision'],
  worker: ['read', 'word', 'embed'],
  console: ['assist'],
}
/** Recordings and pictures go to a model of the office's own alone. */
const LOCAL_ONLY: readonly ModelRole[] = ['voice', 'vision']

/** Each model with one call, or what to do about it. */
async function checkModels({ role, model, http }: Config): Promise<Found[]> {
  if (model === null) return [good('model_none')]
  const roles = ASKS[role].filter(r => model.names[r] !== null)
  const idle = model.isLocal ? [] : roles.filter(r => LOCAL_ONLY.includes(r))
  const found: Found[] = idle.length === 0 ? [] : [mind('model_idle', { variables: variablesOf(idle) })]
  const off = await modelOff(http)
  if (off !== null) found.push(bad(`model_off_${off}`))
  const { tryModels } = await import('./adapters/model/trial.ts')
  for await (const tried of tryModels(
    model,
    roles.filter(r => !idle.includes(r)),
  ))
    found.push(modelFound(model, tried))
  return found.length === 0 ? [good('model_elsewhere')] : found
}

const healthSchema = z.object({ model: z.object({ why: z.enum(OFF_WHY).nullable() }) })

/** What a bot that is at work here says; where none is, nothing is switched off. */
async function modelOff({ host, port }: Config['http']): Promise<OffWhy | null> {
  const health = port === 0 ? null : await probe(`http://${host}:${port}${PATHS.health}`)
  const said = healthSchema.safeParse(parsed(health?.body ?? ''))
  return said.success ? said.data.model.why : null
}

const variablesOf = (roles: readonly ModelRole[]): string => roles.map(r => `RAMBU_MODEL_${r.toUpperCase()}`).join(', ')

/** Mended by nobody here: it passes, or somebody pays. */
const PASSING = ['throttled', 'busy', 'away', 'over']

function modelFound({ limitMs }: ModelConfig, { model, roles, result, tookMs, format }: Tried): Found {
  const blanks = { model, variables: variablesOf(roles), seconds: (tookMs / 1000).toFixed(1), limit: (limitMs / 1000).toFixed(1) }
  if (result !== 'good' && result !== 'repaired')
    return PASSING.includes(result) ? mind('model_busy', blanks) : bad(`model_${result}`, blanks)
  // a reading and a wording have to fit into the limit together
  const isAwaited = roles.some(r => r === 'read' || r === 'word')
  if (isAwaited && tookMs * 2 > limitMs) return mind('model_tardy', blanks)
  return format === 'plain' || format === 'object' || result === 'repaired' ? mind('model_loose', blanks) : good('model', blanks)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
