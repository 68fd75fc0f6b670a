// A bot at work whose time is in our hands: processes of its own, both platforms beside it, and a clock that is moved on while it rests.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { type FakeBotApi, fakeBotApi } from '../../fakes/telegram.ts'
import { type FakeCloudApi, fakeCloudApi } from '../../fakes/whatsapp.ts'
import { type Call, type Called, type Child, caller, freePort, pause, ROOT, startNode, until } from '../child.ts'
import { openPlace, type Place, type StoreName } from '../places.ts'
import { settingsOf } from '../post.ts'
import { type Part, partsIn, type Scrape } from './loot.ts'

export type Machine = {
  readonly place: Place
  readonly consolePort: number
  readonly botApi: FakeBotApi
  readonly cloudApi: FakeCloudApi
  /** Milliseconds since 1970, as the bot sees them. */
  readonly now: () => number
  readonly call: (path: string, rest?: Omit<Call, 'url'>) => Promise<Called>
  /** Until nothing waits; a step forward in time whenever something waits for its moment. */
  readonly settle: () => Promise<void>
  /** Through a rest: what is done every minute is done, what is done every hour as well. */
  readonly restUntil: (at: number) => Promise<void>
  readonly scrape: () => Promise<void>
  readonly metrics: readonly Scrape[]
  /** A command of the operator beside the running bot; null when there is none of that name. */
  readonly command: (...args: readonly string[]) => Promise<string | null>
  readonly logs: () => string
  /** As for an upgrade: it ends in order and starts again on the same store. */
  readonly restart: () => Promise<void>
  /** What it wrote beside its store. */
  readonly cached: () => readonly Part[]
  readonly stop: () => Promise<void>
  readonly close: () => Promise<void>
}

const MINUTE = 60_000
/** What is done every minute is done. */
const MINUTE_OVER_MS = 65_000
const LONG_MS = 20 * MINUTE
/** A platform that takes one a second is waited for in such steps, after so many looks. */
const STEP_MS = 1100
const LOOKS = 20
const LOOKS_MAX = 4000
const LOOK_MS = 2
const TURN_MS = 10
const CALLS_MAX = 32
const PRELOAD = ['--import', join(import.meta.dirname, 'clock.ts'), 'src/rambu.js']

const health = z.object({ waiting: z.object({ turnsWaiting: z.number(), repliesWaiting: z.number() }) })

export async function startMachine(store: StoreName, from: number): Promise<Machine> {
  const place = await openPlace(store)
  const folder = mkdtempSync(join(tmpdir(), 'rambu-attack-'))
  const cache = join(folder, 'cache')
  // learned once already; only what this bot adds is its own
  cpSync(join(ROOT, '.cache/rambu'), cache, { recursive: true })
  const learned = new Set(partsIn(cache).map(p => p.name))
  const [botApi, cloudApi] = [await fakeBotApi(), await fakeCloudApi()]
  const [port, clockPort, consolePort] = [await freePort(), await freePort(), await freePort()]
  const settings = {
    ...settingsOf(place, { botApi, cloudApi }, port),
    RAMBU_CACHE: cache,
    RAMBU_LOG: 'debug',
    RAMBU_CONSOLE_PORT: String(consolePort),
  }
  const http = caller(CALLS_MAX)
  let clock = from
  const bots: Child[] = []
  const start = async (): Promise<void> => {
    const at = { ATTACK_CLOCK_AT: String(clock), ATTACK_CLOCK_PORT: String(clockPort) }
    const webhooks = botApi.counts().calls.setWebhook ?? 0
    const bot = startNode([...PRELOAD, 'start'], { ...settings, ...at })
    bots.push(bot)
    await bot.firstLine
    // nothing is under way when time is moved
    await until(() => (botApi.counts().calls.setWebhook ?? 0) > webhooks, MINUTE)
  }
  const stop = async (): Promise<void> => {
    const status = await bots.at(-1)?.stop()
    if (status !== 0) throw new Error(`the bot ended with ${status}`)
  }
  await start()

  const metrics: Scrape[] = []
  const call: Machine['call'] = (path, rest = { method: 'GET' }) => http.call({ url: `http://127.0.0.1:${port}${path}`, ...rest })
  const scrape = async (): Promise<void> => void metrics.push({ at: clock, text: (await call('/metrics')).body })
  const moveTo = async (at: number): Promise<void> => {
    clock = Number((await http.call({ url: `http://127.0.0.1:${clockPort}/?to=${at}`, method: 'GET' })).body)
  }
  const settle = async (): Promise<void> => {
    for (let look = 1; look < LOOKS_MAX; look++) {
      const { waiting } = health.parse(JSON.parse((await call('/healthz')).body))
      if (waiting.turnsWaiting + waiting.repliesWaiting === 0) return
      await pause(LOOK_MS)
      if (look % LOOKS === 0) await moveTo(clock + STEP_MS)
    }
    throw new Error('the bot does not come to rest')
  }
  const restUntil = async (to: number): Promise<void> => {
    for (const at of momentsOf(clock, to)) {
      await moveTo(at)
      await pause(TURN_MS)
      await settle()
      await scrape()
    }
    await moveTo(to)
    await settle()
  }
  return {
    place,
    consolePort,
    botApi,
    cloudApi,
    now: () => clock,
    call,
    settle,
    restUntil,
    scrape,
    metrics,
    command: async (...args) => {
      const child = startNode([...PRELOAD, ...args], { ...settings, ATTACK_CLOCK_AT: String(clock) })
      child.firstLine.catch(() => {})
      await until(child.hasEnded, MINUTE)
      return (await child.stop()) === 0 ? child.output() : null
    },
    logs: () => bots.map(bot => `${bot.errors()}${bot.output()}`).join(''),
    restart: async () => {
      await stop()
      await start()
    },
    cached: () => partsIn(cache, 'cache').filter(p => !learned.has(p.name.slice('cache/'.length))),
    stop: async () => {
      await stop()
      http.close()
      await botApi.close()
      await cloudApi.close()
    },
    close: async () => {
      await place.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The moments within a rest at which something is done. */
function momentsOf(from: number, to: number): number[] {
  const steps = Array.from({ length: Math.ceil((to - from) / LONG_MS) }, (_, nth) => from + (nth + 1) * LONG_MS)
  return [from + MINUTE_OVER_MS, ...steps].filter(at => at < to)
}
