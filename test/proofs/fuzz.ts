// `npm run fuzz [-- --smoke --json --seed N]`: whatever anyone may throw at the four addresses that are open to the outside.
//
// Measured. On one bot, bodies that must all be refused or say nothing: unsigned, wrongly signed, signed but broken (cut, noise, deep, of
// another shape), oversized, web messages beyond what the page sends, odd requests on bare sockets. It must go on, answer nothing with 5xx,
// leave its tables empty, and write nothing but names of events. On a second bot, valid bodies that come again and again, also after a kill:
// stored once and answered once; then recordings changed at random and signed rightly, which may be messages and may be stored: counted apart,
// never 5xx. Each body carries a marker and the recordings carry invented names and numbers: none of them may stand in what a bot wrote.
//
// Not measured. How fast the bot refuses while others write.
import { connect } from 'node:net'
import process from 'node:process'
import { fakeBotApi } from '../fakes/telegram.ts'
import { fakeCloudApi } from '../fakes/whatsapp.ts'
import { changedShot, foreign, type Named, pickRefused, pickReplay, type Shot, secrets, valid } from './bodies.ts'
import { type Child, caller, freePort, startBot, until } from './child.ts'
import { builtHere } from './people.ts'
import { openPlace, type Place } from './places.ts'
import { settingsOf } from './post.ts'
import { type Check, conclude, flagsOf, progress, type Row, table } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const TOTAL = flags.isSmoke ? 2000 : 100_000
/** Of all bodies, those that are signed rightly and changed at random. */
const CHANGED_SHARE = 0.15
const REPLAYS = flags.isSmoke ? 40 : 200
const CONNECTIONS = 32

// ── The bot under fire ──

type Target = { readonly place: Place; readonly port: number; child: Child; readonly env: Record<string, string> }

const botApi = await fakeBotApi()
const cloudApi = await fakeCloudApi()
const { call, close } = caller(CONNECTIONS)

// knowledge that was never learned from would be learned by the bot, which says so and takes a while
builtHere()

async function target(): Promise<Target> {
  const place = await openPlace('sqlite')
  const port = await freePort()
  const env = { ...settingsOf(place, { botApi, cloudApi }, port), RAMBU_LOG: 'debug' }
  const child = startBot(env)
  await child.firstLine
  return { place, port, child, env }
}

const SETTLE_MS = 10_000
const RAW_WAIT_MS = 150

/** The status that a bare socket is answered with; 0 when it is only closed or held. */
const shoot = (port: number, bytes: Buffer): Promise<number> =>
  new Promise(done => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const end = (): void => {
      socket.destroy()
      done(Number(/^HTTP\/1\.\d (\d{3})/.exec(text)?.[1] ?? 0))
    }
    socket.setTimeout(RAW_WAIT_MS, end)
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
      end()
    })
    socket.on('error', end)
    socket.on('close', end)
  })

const fire = async ({ port }: Target, shot: Shot): Promise<number> =>
  'bytes' in shot ? shoot(port, shot.bytes) : (await call({ ...shot, url: `http://127.0.0.1:${port}${shot.url}` })).status

type Tally = Map<string, Map<number, number>>

async function volley(at: Target, shots: number, pick: () => Named, tally: Tally): Promise<void> {
  let left = shots
  const gunner = async (): Promise<void> => {
    while (left > 0 && !at.child.hasEnded()) {
      left -= 1
      if (left % 1000 === 0) progress(`${left} left`)
      const { name, shot } = pick()
      const status = await fire(at, shot)
      const statuses = tally.get(name) ?? new Map<number, number>()
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      tally.set(name, statuses)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, gunner))
}

// ── What it wrote ──

/** Names of events, counts and durations: the only things that a line may hold. */
// biome-ignore format: a table
const MAY_HOLD: Readonly<Record<string, RegExp>> = {
  level: /^\d+$/, time: /^[\d:TZ.-]+$/, pid: /^\d+$/, msg: /^(?:request|send|turn|started|stopped)$/, channel: /^(?:whatsapp|telegram|web)$/,
  kind: /^[a-z]+$/, role: /^all$/, edition: /^[0-9a-f]{12}$/, outcomes: /^(?:[a-z_]+,?)*$/, silenced: /^(?:true|false)$/, tookMs: /^\d+$/,
}

const isPlain = (line: string): boolean => {
  try {
    const said: unknown = JSON.parse(line)
    return (
      typeof said === 'object' &&
      said !== null &&
      Object.entries(said).every(([name, value]) => MAY_HOLD[name]?.test(String(value)) === true)
    )
  } catch {
    return false
  }
}

/** The log, and beside it what greets the operator. */
function heardFrom(child: Child): { lines: number; odd: string[] } {
  const holds = (line: string, texts: readonly string[]): boolean => texts.some(text => line.includes(text))
  const lines = child
    .errors()
    .split('\n')
    .filter(line => line !== '')
  const greeting = child
    .output()
    .split('\n')
    .filter(line => holds(line, [...secrets, botApi.token]))
  return {
    lines: lines.length,
    odd: [...lines.filter(line => !isPlain(line) || holds(line, [...foreign, botApi.token])), ...greeting],
  }
}

const tablesOf = async ({ place }: Target): Promise<Record<string, number>> =>
  Object.fromEntries(
    await Promise.all(
      ['seen', 'address', 'seed', 'inbox', 'outbox', 'session', 'proof'].map(
        async name => [name, await place.count(name)] as const,
      ),
    ),
  )

const memoryOf = async ({ port }: Target): Promise<number> => {
  const { body } = await call({ url: `http://127.0.0.1:${port}/metrics`, method: 'GET' })
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(body)?.[1] ?? 0) / 2 ** 20)
}

// ── Refused ──

const started = Date.now()
const refusing = await target()
const refused: Tally = new Map()
const changedCount = Math.round(TOTAL * CHANGED_SHARE)
await volley(refusing, TOTAL - changedCount, pickRefused, refused)
const isRefusingAlive =
  !refusing.child.hasEnded() && (await call({ url: `http://127.0.0.1:${refusing.port}/healthz`, method: 'GET' })).status === 200
const memory = await memoryOf(refusing)
const storedRows = await tablesOf(refusing)
const refusingEnd = await refusing.child.stop()
const refusedLog = heardFrom(refusing.child)

// ── The same again and again ──

const taking = await target()
const replayed: Tally = new Map()
await volley(taking, REPLAYS, pickReplay, replayed)
const isQuiet = async (): Promise<boolean> =>
  (await taking.place.count('turn_line')) + (await taking.place.count('reply_line')) === 0
await until(isQuiet, SETTLE_MS, 200)
const answersBefore = botApi.sent.length + cloudApi.accepted().length
await taking.child.kill()
const firstLog = heardFrom(taking.child)
taking.child = startBot(taking.env)
await taking.child.firstLine
await volley(taking, REPLAYS, pickReplay, replayed)
await until(isQuiet, SETTLE_MS, 200)
const replay = {
  accepted: await taking.place.count('seen'),
  turns: await taking.place.count('session'),
  repeatedAnswers: botApi.sent.length + cloudApi.accepted().length - answersBefore,
}

// ── Changed ──

const altered: Tally = new Map()
await volley(taking, changedCount, () => ({ name: 'changed at random, signed rightly', shot: changedShot() }), altered)
// most of them are of a few askers, who get no more than twenty turns and their replies one by one: what is left may stay
await until(isQuiet, SETTLE_MS, 500)
const isTakingAlive =
  !taking.child.hasEnded() && (await call({ url: `http://127.0.0.1:${taking.port}/healthz`, method: 'GET' })).status === 200
const storedOfChanged = (await taking.place.count('seen')) - replay.accepted
const takingEnd = await taking.child.stop()
const secondLog = heardFrom(taking.child)

close()
await botApi.close()
await cloudApi.close()
await refusing.place.close()
await taking.place.close()

const rowsOf = (tally: Tally, stored: string): Row[] =>
  [...tally].toSorted().map(([name, statuses]) => ({
    bodies: name,
    sent: [...statuses.values()].reduce((sum, n) => sum + n, 0),
    '5xx': [...statuses].reduce((sum, [status, n]) => sum + (status >= 500 ? n : 0), 0),
    stored,
    answers: [...statuses]
      .toSorted(([a], [b]) => a - b)
      .map(([status, n]) => `${status === 0 ? 'closed' : status}: ${n}`)
      .join(', '),
  }))
const storedSum = Object.values(storedRows).reduce((sum, n) => sum + n, 0)
const rows = [
  ...rowsOf(refused, storedSum === 0 ? '0' : '?'),
  ...rowsOf(replayed, String(replay.accepted)),
  ...rowsOf(altered, String(storedOfChanged)),
]
const odd = [...refusedLog.odd, ...firstLog.odd, ...secondLog.odd]
const count = (status: (status: number) => boolean, tally: Tally, but: readonly string[] = []): number =>
  [...tally]
    .filter(([name]) => !but.includes(name))
    .reduce((sum, [, statuses]) => sum + [...statuses].reduce((n, [s, times]) => n + (status(s) ? times : 0), 0), 0)
const isTaken = (status: number): boolean => status === 200 || status === 202
const figures = {
  rows,
  sent: rows.reduce((sum, r) => sum + Number(r.sent), 0),
  tables: storedRows,
  replay,
  storedOfChanged,
  logLines: refusedLog.lines + firstLog.lines + secondLog.lines,
  oddLogLines: odd.length,
  residentMegabytes: memory,
  seconds: (Date.now() - started) / 1000,
}
const fivehundreds = rows.reduce((sum, r) => sum + Number(r['5xx']), 0)
const checks: Check[] = [
  {
    name: 'no crash: both bots alive to the end, and ended in order',
    isMet: isRefusingAlive && isTakingAlive && refusingEnd === 0 && takingEnd === 0,
  },
  { name: `every body sent: ${figures.sent} of ${TOTAL + 2 * REPLAYS}`, isMet: figures.sent === TOTAL + 2 * REPLAYS },
  { name: `no 5xx: ${fivehundreds}`, isMet: fivehundreds === 0 },
  {
    name: 'every whole request answered',
    isMet: count(s => s === 0, refused, ['odd requests', 'oversized']) + count(s => s === 0, altered) === 0,
  },
  { name: 'nothing stored of what must be refused', isMet: storedSum === 0 },
  {
    name: 'nothing unsigned, wrongly signed or oversized taken',
    isMet: ['unsigned', 'wrongly signed', 'oversized'].every(name =>
      [...(refused.get(name)?.keys() ?? [])].every(s => !isTaken(s)),
    ),
  },
  {
    name: `valid bodies stored once each: ${replay.accepted} of ${valid.length}, answered once, nothing again after a kill: ${replay.repeatedAnswers}`,
    isMet: replay.accepted === valid.length && replay.turns === valid.length && replay.repeatedAnswers === 0,
  },
  { name: `nothing written but names of events: ${odd.length} other lines of ${figures.logLines}`, isMet: odd.length === 0 },
]
const text = [
  table(rows),
  '',
  `tables after ${TOTAL - changedCount} bodies that must be refused: ${Object.entries(storedRows)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')}`,
  `resident memory then: ${memory} MB; ${figures.seconds.toFixed(0)} s; seed ${flags.seed}`,
].join('\n')
conclude(flags, 'fuzz', figures, text, checks)
// the first of them, so that the fault can be found; the bodies are invented
if (!flags.isJson) for (const line of odd.slice(0, 3)) process.stderr.write(`other line: ${line}\n`)
