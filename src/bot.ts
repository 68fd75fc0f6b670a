// Starts the bot in its role and ends it without losing a turn: gateway (channels in and out), worker (turns), or all.
import { join } from 'node:path'
import { chance, dayOf, later, newId, now, random, sleep, today } from './adapters/clock.ts'
import { readText } from './adapters/disk.ts'
import { openDocumentReader } from './adapters/documents.ts'
import { EDITION, type Editions, openEditions } from './adapters/editions.ts'
import { errandsOver } from './adapters/errands.ts'
import { type Served, serve } from './adapters/http.ts'
import { purge } from './adapters/keeping.ts'
import type { Media } from './adapters/model/media.ts'
import { relayOver } from './adapters/relay.ts'
import type { Database } from './adapters/sql.ts'
import { openSqlite } from './adapters/sqlite.ts'
import { openStore, type Store } from './adapters/store.ts'
import { migrate } from './adapters/tables.ts'
import type { TelegramChannel } from './adapters/telegram.ts'
import { type Telemetry, telemetry } from './adapters/telemetry.ts'
import { callerOf, receiveFile, web } from './adapters/web.ts'
import { answerChallenge, whatsapp } from './adapters/whatsapp.ts'
import type { BackOffice, Opening } from './backoffice.ts'
import { openComparing } from './comparing.ts'
import { type Config, hears, sees } from './config.ts'
import { relayed } from './conversation/conversation.ts'
import { openDeskPort } from './deskport.ts'
import { fileReader, voiceReader } from './filing.ts'
import {
  bell,
  type Channel,
  challenge,
  deliver,
  type Files,
  files,
  type HttpResponse,
  LIMITS,
  networkLimit,
  openVault,
  type Receiver,
  type Route,
  receiver,
  type Vault,
  webhook,
  webRoutes,
} from './gateway/gateway.ts'
import { examineApart, type Hosting, startThinker, type Thinker } from './host.ts'
import { runErrands, takeTurns } from './inbox/inbox.ts'
import { deskKeysOf, type Keyring, keyringFor, sealersOf } from './keyring.ts'
import { follow, openSettler, packIn, type Settler } from './live.ts'
import { type Loop, lookIn, loop } from './loop.ts'
import { type Live, wordsOf } from './main.ts'
import { type OpenedModel, openConfiguredModel } from './model.ts'
import type { EditionRecord } from './publishing/publishing.ts'
import { openRedactor, type Redactor } from './redact.ts'
import { KnowledgeBroken } from './refused.ts'
import { parseScreens } from './screens.ts'
import { derived, keyedHash, SEED_BYTES } from './sealing.ts'
import { siteRoutes } from './site.ts'
import type { AskerId, ChannelName } from './vocabulary.ts'

/** A bot at work. `stop` takes nothing new, ends what is under way, and closes the store. */
export type Bot = {
  /** Where the web chat and the webhooks listen; null for a worker. */
  readonly port: number | null
  readonly channels: readonly ChannelName[]
  /** The hash of the edition that answers now, or that a gateway shows; null for a console alone. */
  readonly edition: string | null
  /** Where the staff work, and by which path the first admin comes in; null where no console runs. */
  readonly console: Pick<BackOffice, 'port' | 'firstLink'> | null
  readonly stop: () => Promise<void>
}

/** A small server need not carry the driver of a large one. `isBeside`: a bot is at work on the same store. */
export async function openDatabase(
  { databaseUrl, dataFolder, vaultFolder }: Pick<Config, 'databaseUrl' | 'dataFolder' | 'vaultFolder'>,
  onError: (error: unknown) => void,
  isBeside = false,
): Promise<Database> {
  if (databaseUrl === null) return openSqlite({ data: dataFolder, vault: vaultFolder }, isBeside)
  const { openPostgres } = await import('./adapters/postgres.ts')
  return openPostgres(databaseUrl, onError)
}

export type Opened = { readonly db: Database; readonly store: Store; readonly keyring: Keyring }

/** The store that the configuration names, its tables brought up to date. Throws StoreTaken, SchemaNewer, KeyRefused, or what the database says. */
export async function openConfiguredStore(config: Config, onError: (error: unknown) => void, isBeside = false): Promise<Opened> {
  const db = await openDatabase(config, onError, isBeside)
  try {
    await migrate(db)
    const keyring = await keyringFor(config, db)
    const store = openStore(db, sealersOf(keyring))
    // whoever held these claims is gone: this process is alone with its folder
    if (config.databaseUrl === null && !isBeside) await store.dropClaims()
    return { db, store, keyring }
  } catch (error) {
    await db.close()
    throw error
  }
}

// Announced to whoever has use for it; who cannot hear, or missed it, looks. Nobody announces to a process that is alone with its store.
const TURN = 'turn'
const CASE = 'case'
const REPLY = 'reply'
const HEARD = {
  all: [TURN, REPLY, CASE, EDITION],
  gateway: [REPLY, EDITION],
  worker: [TURN, CASE, EDITION],
  console: [CASE, EDITION],
}
const LOOK_FOR_EDITION_MS = 30_000
const LOOK_FOR_EDITION_ALONE_MS = 1000
const CLAIM_LETTERS = 12
const ASKER_LETTERS = 20
const CASE_LETTERS = 12
const PURGE_MS = 3_600_000
const LOOK_AGAIN_MS = 3000
const LOOK_AGAIN_ALONE_MS = 10_000
/** Where what listens. */
export const PATHS = { whatsapp: '/whatsapp', telegram: '/telegram', health: '/healthz', metrics: '/metrics' } as const

/** What the parts of a running bot share. */
type Parts = {
  readonly config: Config
  readonly thinker: Thinker
  readonly store: Store
  readonly db: Database
  readonly seen: Telemetry
  readonly redact: Redactor['redact']
  /** null: none, or none in this role. */
  readonly model: OpenedModel | null
  readonly turnReady: () => void
  readonly replyReady: (asker: AskerId, channel: ChannelName) => void
  /** Something happened to a consultation. */
  readonly caseMoved: () => void
  readonly failed: (where: string) => (error: unknown) => void
}

/** A platform with its pace; `bot` when it is Telegram, which can be asked instead of calling us. */
type Platform = { readonly channel: Channel; readonly perSecond: number; readonly bot: TelegramChannel | null }

/** Starts the bot in its role. `onCompile` is told before knowledge is learned, which takes a while. */
export async function startBot(config: Config, onCompile: () => void = () => {}): Promise<Bot> {
  const seen = telemetry(config.log)
  if (config.role === 'console') return startConsole(config, seen)
  const { db, store, keyring } = await openConfiguredStore(config, error => seen.failed('store', error))
  let editionMoved = (): void => {}
  const editions = editionsOf(db, keyring, () => editionMoved())
  const settler = config.role === 'gateway' ? null : settlerOf(config, editions)
  const begunWith = settler === null ? await editions.live() : await settler.settle()
  let live = await liveOf(editions, begunWith)
  const hosting = {
    config,
    master: keyring.master ?? null,
    onCompile,
    onFailure: (error: unknown) => seen.failed('thinker', error),
  }
  const thinker = await startThinker({ ...hosting, live }).catch(error => startOnFolder(hosting, live, error))
  let errands: Loop | null = null
  const follower = follow({
    ...following({ config, editions, settler, seen }),
    thinker,
    begunWith,
    failing: thinker.failing,
    onChange: (record, changed) => {
      live = changed
      toldOf(seen, record)
      // answers that were given may no longer hold
      errands?.poke()
    },
  })
  await follower.look()
  const ending = new AbortController()
  const doorbell = bell(later)
  const deliveries = new Map<ChannelName, Loop>()
  let turns: Loop | null = null
  let relay: Loop | null = null
  let office: BackOffice | null = null
  const caseMoved = (): void => {
    relay?.poke()
    office?.moved()
  }
  const wake = (asker: AskerId, channel: ChannelName): void => {
    deliveries.get(channel)?.poke()
    doorbell.ring(asker)
  }
  const model = keyring.master === undefined ? null : await modelOf(config, thinker, seen)
  const parts: Parts = {
    config,
    model,
    thinker,
    store,
    db,
    seen,
    redact: redactorOf(config),
    failed: where => error => seen.failed(where, error),
    turnReady: () => {
      turns?.poke()
      db.announce(TURN)
    },
    replyReady: (asker, channel) => {
      wake(asker, channel)
      db.announce(`${REPLY} ${channel} ${asker}`)
    },
    caseMoved: () => {
      caseMoved()
      db.announce(CASE)
    },
  }
  await db.listen(HEARD[config.role], topic => {
    const [what, channel, asker] = topic.split(' ')
    if (what === TURN) turns?.poke()
    if (what === CASE) caseMoved()
    if (what === EDITION) editionMoved()
    const name = [...deliveries.keys(), 'web' as const].find(c => c === channel)
    if (name !== undefined && asker !== undefined) wake(asker, name)
  })
  if (keyring.master !== undefined) {
    turns = startWorker(parts, thinker, keyring, keyring.master)
    relay = startRelay(parts, keyring)
    errands = startErrands(parts, keyring, editions)
  }
  const followed = follower.run()
  editionMoved = followed.poke
  if (config.role === 'all' && settler !== null)
    office = await openOffice(config, db, keyring, {
      ...parts,
      live: () => live,
      editions,
      settler,
      onEdition: () => editionMoved(),
      called: seen.called,
    })
  // only who may touch every table lets go of records
  const background = config.role === 'worker' ? [] : [keepHouse(parts, ending.signal)]
  let served: Served | null = null
  let filing: Files | null = null
  let platforms: readonly Platform[] = []
  if (keyring.address !== undefined) {
    const vault = openVault(keyring.address, random)
    platforms = await platformsOf(config, seen)
    filing = await filesOf(parts, ending.signal)
    const isHeard = filing.takes('voice')
    const receiving = receiverOf(parts, vault, filing)
    const network = networkLimit(config.http.networkMost, random)
    for (const platform of platforms) deliveries.set(platform.channel.name, startDelivery(parts, vault, platform))
    const chat = webRoutes({
      channel: web(),
      callerOf,
      receiveFile: (raw, headers, id) => receiveFile(raw, headers, id, isHeard),
      fileNetwork: networkLimit(FILES_OF_NETWORK, random),
      receiver: receiving,
      border: store,
      vault,
      bell: doorbell,
      network,
      // alone with its store nobody else writes; a ring that came a moment too early is made good within seconds
      lookAgainMs: config.databaseUrl === null ? LOOK_AGAIN_ALONE_MS : LOOK_AGAIN_MS,
      now,
      tell: seen.border,
      onOfficers: parts.caseMoved,
    })
    const routes = [
      ...chat,
      ...platformRoutes(config, platforms, receiving, seen),
      ...operatorRoutes(parts),
      // the last of them says where nothing is
      ...siteRoutes({ config, store, channels: ['web', ...deliveries.keys()], make: thinker.make, network }),
    ]
    served = await serve({ ...config.http, routes, onError: parts.failed('http') })
    for (const { bot } of platforms) if (bot !== null) background.push(hearTelegram(parts, bot, receiving, ending.signal))
  }
  seen.said('started', { role: config.role, edition: shortOf(thinker.edition()) })
  return {
    port: served?.port ?? null,
    channels: served === null ? [] : ['web', ...platforms.map(p => p.channel.name)],
    get edition() {
      return thinker.edition()
    },
    console: office,
    stop: async () => {
      ending.abort()
      await served?.close()
      await filing?.idle()
      await office?.stop()
      await followed.stop()
      await Promise.all([turns?.stop(), relay?.stop(), errands?.stop()])
      await Promise.all([...deliveries.values()].map(l => l.stop()))
      await Promise.all(background)
      await model?.stop()
      await thinker.stop()
      await store.close()
      seen.said('stopped')
    },
  }
}

/** Whoever answers asks it; what it costs and how it stands is seen, and nothing of what it was asked. */
function modelOf(config: Config, { edition, catalogue }: Thinker, seen: Telemetry): Promise<OpenedModel | null> {
  return openConfiguredModel(config, {
    process: config.role,
    near: { edition, catalogue },
    tell: seen.called,
    onMarks: seen.marked,
    onOff: (why, share) => seen.said('model-off', { why, percent: Math.round(share * 100) }),
    onFailure: error => seen.failed('model', error),
  })
}

/** Loaded where there is a console: a worker carries none. */
async function openOffice(
  config: Config,
  db: Database,
  keyring: Keyring,
  {
    caseMoved,
    ...rest
  }: Pick<Parts, 'redact' | 'caseMoved' | 'failed'> & Pick<Opening, 'live' | 'editions' | 'settler' | 'onEdition' | 'called'>,
): Promise<BackOffice> {
  const { openBackOffice } = await import('./backoffice.ts')
  const { redact, failed, live, editions, settler, onEdition, called } = rest
  return openBackOffice({ config, db, keyring, redact, live, editions, settler, onEdition, onActs: caseMoved, failed, called })
}

const editionsOf = (db: Database, keyring: Keyring, onMoved: () => void): Editions =>
  openEditions(db, keyring.desk === undefined ? null : deskKeysOf(keyring).chain, onMoved)

const settlerOf = (config: Config, editions: Editions): Settler => {
  const examine = (): Promise<void> => examineApart(config)
  return openSettler({ editions, ...packIn(config.knowledgeFolder), examine, isAlone: config.databaseUrl === null, today })
}

const liveOf = async (editions: Editions, record: EditionRecord | null): Promise<Live | null> =>
  record === null ? null : { edition: record.edition, packs: await editions.packs(record) }

/** What a newer program published this one may not be able to read; then it answers with what it came with. */
function startOnFolder(hosting: Omit<Hosting, 'live'>, live: Live | null, error: unknown): Promise<Thinker> {
  if (!(error instanceof KnowledgeBroken) || live === null) throw error
  hosting.onFailure(error)
  return startThinker({ ...hosting, live: null })
}

type FollowedBy = {
  readonly config: Config
  readonly editions: Editions
  readonly settler: Settler | null
  readonly seen: Telemetry
}

const following = ({ config, editions, settler, seen }: FollowedBy) => ({
  editions,
  settler,
  now,
  today,
  sleep,
  lookMs: config.databaseUrl === null ? LOOK_FOR_EDITION_ALONE_MS : LOOK_FOR_EDITION_MS,
  onError: (error: unknown) => seen.failed('edition', error),
})

const toldOf = (seen: Telemetry, { seq, kind, edition }: EditionRecord): void =>
  seen.said('edition', { seq, kind, edition: shortOf(edition) })

/** The console alone, beside gateways and workers on the same database. */
async function startConsole(config: Config, seen: Telemetry): Promise<Bot> {
  const db = await openDatabase(config, error => seen.failed('store', error))
  try {
    await migrate(db)
    const keyring = await keyringFor(config, db)
    let editionMoved = (): void => {}
    const editions = editionsOf(db, keyring, () => editionMoved())
    const settler = settlerOf(config, editions)
    const begunWith = await settler.settle()
    let live = await liveOf(editions, begunWith)
    const follower = follow({
      ...following({ config, editions, settler, seen }),
      // it answers nobody: what it shows it opens when a page wants it
      thinker: { edition: () => live?.edition ?? '', change: async () => [] },
      begunWith,
      failing: [],
      onChange: (record, changed) => {
        live = changed
        toldOf(seen, record)
      },
    })
    const followed = follower.run()
    editionMoved = followed.poke
    const office: BackOffice = await openOffice(config, db, keyring, {
      live: () => live,
      editions,
      settler,
      onEdition: () => editionMoved(),
      called: seen.called,
      redact: redactorOf(config),
      caseMoved: () => {
        office.moved()
        db.announce(CASE)
      },
      failed: where => error => seen.failed(where, error),
    })
    await db.listen(HEARD.console, topic => {
      if (topic === CASE) office.moved()
      if (topic === EDITION) editionMoved()
    })
    seen.said('started', { role: config.role })
    const stop = async (): Promise<void> => {
      await followed.stop()
      await office.stop()
      await db.close()
      seen.said('stopped')
    }
    return { port: null, channels: [], edition: null, console: office, stop }
  } catch (error) {
    await db.close()
    throw error
  }
}

const HASH_SHOWN = 12
/** As much of an edition's hash as a person compares. */
export const shortOf = (hash: string): string => hash.slice(0, HASH_SHOWN)

function startWorker(parts: Parts, { think }: Thinker, keyring: Keyring, master: Uint8Array): Loop {
  const { config, db, store, seen, model, replyReady, caseMoved, failed } = parts
  const receiptKey = derived(master, 'receipt')
  return takeTurns({
    line: store,
    desk: openDeskPort({ config, db, keys: deskKeysOf(keyring), now, dayOf }),
    model,
    newCaseId: () => newId(CASE_LETTERS),
    chance,
    think,
    shapeOf: channel => LIMITS[channel],
    now,
    dayOf,
    newClaim: () => newId(CLAIM_LETTERS),
    newSeed: () => random(SEED_BYTES),
    receiptHash: secret => keyedHash(receiptKey, secret),
    sleep,
    onReplies: replyReady,
    onConsultation: caseMoved,
    tell: ({ channel, silenced, tookMs }) => seen.turn(channel, silenced, tookMs),
    onError: failed('turn'),
  })
}

/** What officers wrote goes out: into the askers' own lines, from where it is delivered like an answer. */
function startRelay({ config, db, replyReady, caseMoved, failed }: Parts, keyring: Keyring): Loop {
  const { say } = wordsOf(config)
  const relay = relayOver(db, sealersOf(keyring), (_voice, { text, choices }, channel) =>
    relayed({ text, choices }, channel, LIMITS[channel], say('choose')),
  )
  const step = async (): Promise<number> => {
    const went = await relay.relay(now(), RELAYED_MAX)
    for (const { asker, channel } of went) replyReady(asker, channel)
    if (went.length > 0) caseMoved()
    return went.length > 0 ? 0 : lookIn(await relay.nextRelayAt(), now())
  }
  return loop(step, sleep, failed('relay'))
}

const RELAYED_MAX = 64

/** What the office wants done with what is remembered of askers: counts go back to it, and what concerns an asker into their own line. */
function startErrands({ config, db, turnReady, failed }: Parts, keyring: Keyring, editions: Editions): Loop {
  const desk = openDeskPort({ config, db, keys: deskKeysOf(keyring), now, dayOf })
  return runErrands({
    book: errandsOver(db, sealersOf(keyring)),
    open: errand => openComparing(editions, config, errand, failed('errands')),
    k: async () => (await desk.state()).k,
    now,
    dayOf,
    sleep,
    onTurns: turnReady,
    onError: failed('errands'),
  })
}

/** One for all who need it; a worker, which meets words only after they were redacted, has none. */
function redactorOf({ promptsFolder }: Config): Redactor['redact'] {
  let opened: Redactor | null = null
  return text => {
    opened ??= openRedactor(readText(join(promptsFolder, 'names.id.txt')))
    return opened.redact(text)
  }
}

/** What reading an asker's file may take; a photograph takes about 350 of it. */
const FILE_MEBIBYTES = 448
const FILE_SECONDS = 60
/** Files of one network in ten minutes: an office behind one address may have a few askers. */
const FILES_OF_NETWORK = 30

async function filesOf(parts: Parts, ending: AbortSignal): Promise<Files> {
  const { config, failed } = parts
  const { say } = wordsOf(config)
  const { see, transcribe } = await mediaOf(parts, ending)
  return files({
    read: fileReader(openDocumentReader({ memoryMebibytes: FILE_MEBIBYTES, seconds: FILE_SECONDS }), see),
    hear: transcribe === null ? null : voiceReader(transcribe),
    now,
    later,
    underWay: kind => say(kind === 'voice' ? 'listening_now' : 'reading_now'),
    ending,
    onError: failed('file'),
  })
}

/** Loaded where a model runs beside the bot: recordings and pictures go to no other. */
async function mediaOf({ config, seen }: Pick<Parts, 'config' | 'seen'>, ending: AbortSignal): Promise<Media> {
  const { model, promptsFolder, cacheFolder } = config
  if (model === null || !(hears(model) || sees(model))) return { transcribe: null, see: null }
  const [{ openMedia }, { openCalling }] = await Promise.all([
    import('./adapters/model/media.ts'),
    import('./adapters/model/calling.ts'),
  ])
  const calling = openCalling({ config: model, cacheFolder, process: config.role, tell: seen.called })
  ending.addEventListener('abort', calling.stop, { once: true })
  return openMedia({ calling, hears: hears(model), sees: sees(model), promptsFolder })
}

const receiverOf = ({ store, seen, redact, turnReady, caseMoved }: Parts, vault: Vault, filing: Files): Receiver =>
  receiver({
    files: filing,
    border: store,
    vault,
    now,
    newAskerId: () => newId(ASKER_LETTERS),
    newSeed: () => random(SEED_BYTES),
    redact,
    tell: seen.border,
    onAccepted: turnReady,
    onOfficers: caseMoved,
    later: (ms, run) => void later(ms, run),
  })

function startDelivery({ store, seen, caseMoved, failed }: Parts, vault: Vault, { channel, perSecond }: Platform): Loop {
  return deliver({
    channel,
    limits: { ...LIMITS[channel.name], perSecond },
    border: store,
    vault,
    now,
    chance,
    sleep,
    newClaim: () => newId(CLAIM_LETTERS),
    onOfficers: caseMoved,
    tell: event => ('tookMs' in event ? seen.delivered(event.channel, event.kind, event.tookMs) : seen.border(event)),
    onError: failed('deliver'),
  })
}

/** Telegram's framework is loaded where there is a token for it. */
async function platformsOf({ telegram: t, whatsapp: w, promptsFolder }: Config, seen: Telemetry): Promise<Platform[]> {
  const { say } = parseScreens(readText(join(promptsFolder, 'screens.id.yaml')))
  const platforms: Platform[] = []
  if (t !== null) {
    const { telegram } = await import('./adapters/telegram.ts')
    const bot = telegram({
      token: t.token,
      secretToken: t.secret,
      apiRoot: t.api,
      onError: error => seen.failed('telegram', error),
    })
    platforms.push({ channel: bot, perSecond: t.perSecond, bot })
  }
  if (w !== null) {
    const channel = whatsapp({
      accessToken: w.token,
      appSecret: w.appSecret,
      phoneNumberId: w.phoneNumberId,
      baseUrl: w.api,
      templateName: w.template,
      templateLanguage: 'id',
      listButton: say('list_button'),
    })
    platforms.push({ channel, perSecond: w.perSecond, bot: null })
  }
  return platforms
}

function platformRoutes(config: Config, platforms: readonly Platform[], receiving: Receiver, seen: Telemetry): Route[] {
  const { whatsapp: w, telegram: t } = config
  return platforms.flatMap(({ channel }) => {
    if (channel.name === 'telegram') return t?.secret ? [webhook(PATHS.telegram, channel, receiving, seen.border)] : []
    const verify = challenge(PATHS.whatsapp, query => answerChallenge(query, w?.verifyToken ?? ''))
    return [webhook(PATHS.whatsapp, channel, receiving, seen.border), verify]
  })
}

/** By webhook where a secret and a public address are configured, else by asking. */
async function hearTelegram(
  { config, seen }: Parts,
  bot: TelegramChannel,
  receiving: Receiver,
  signal: AbortSignal,
): Promise<void> {
  if (!config.telegram?.secret) return bot.poll(incoming => receiving.accept(bot, incoming), signal)
  while (!signal.aborted) {
    try {
      await bot.setWebhook(`${config.http.publicUrl}${PATHS.telegram}`)
      return
    } catch (error) {
      seen.failed('telegram', error)
      await sleep(WEBHOOK_RETRY_MS, signal)
    }
  }
}

const WEBHOOK_RETRY_MS = 30_000

/** For the operator and their monitoring; a proxy in front keeps /metrics to them. */
function operatorRoutes({ store, thinker, seen, config, model }: Parts): Route[] {
  const health = async (): Promise<HttpResponse> => {
    const counts = await store.counts().catch(() => null)
    const parts = {
      store: counts === null ? 'broken' : 'ok',
      edition: shortOf(thinker.edition()),
      channels: ['web', ...(config.telegram ? ['telegram'] : []), ...(config.whatsapp ? ['whatsapp'] : [])],
      waiting: counts,
      ...(model === null ? {} : { model: { isOff: model.off() !== null, why: model.off(), of: model.states() } }),
    }
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
    return { status: counts === null ? 503 : 200, headers, body: JSON.stringify(parts) }
  }
  const metrics = async (): Promise<HttpResponse> => ({
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4', 'cache-control': 'no-store' },
    body: await seen.metrics(await store.counts(), model),
  })
  return [
    { method: 'GET', path: PATHS.health, bodyMax: 0, handle: health },
    { method: 'GET', path: PATHS.metrics, bodyMax: 0, handle: metrics },
  ]
}

/** Now and then lets go of what is no longer needed. */
async function keepHouse({ config, db, failed }: Parts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await purge(db, config.keep, now(), dayOf).catch(failed('purge'))
    await sleep(PURGE_MS, signal)
  }
}
