// `npm run crash [-- --smoke --json --store sqlite|postgres --seed N]`: people write while the bot is killed again and again.
//
// Measured. Each asker has a story (people.ts): what they write, and what they must read, word for word. The platforms are the fakes, with
// faults. A step of a story is offered until its webhook is answered with 200, as a platform does; the next step comes only when all of the
// last one has been read. Some steps are bursts of several messages, some bodies carry several askers, some messages come again at once or
// seconds later, and numbers of messages do not rise with time. The bot is killed with SIGKILL at random moments between two answers and,
// now and then, while it starts. Right after each kill the store is read as it lies there: the claimed replies are the sends in flight.
// A reading that is, buttons and all, the same as the one before it is a repeat. It is laid to the kill between the two readings if that
// kill found this asker's send in flight, else to an answer that the fake cut after taking the message, which no bot can know of.
// Anything else that was not next in the story is out of order.
//
// Officers. Beside the stories askers ask an officer, and officers work at the console over its own pages and forms (consulting.ts): they claim,
// often the same one, answer, take some answers back, close. Whatever a page says is held against what the platforms took at that moment, and at
// the end what askers were told against the store and the log of acts. Each reply carries a mark of its own, so that none can hide behind another.
//
// Not measured. A power cut (the system outlives the kill), a lost disk, the platforms' own losses, and web askers, who fetch their replies.
// With PostgreSQL a gateway, two workers and a console run, each as a user with the rights of its role, and one of the four is killed at a time;
// only the gateway sends. Between kills all of them are told to end and started again, one after the other, as for an upgrade: nothing may repeat.
// What must be read is computed from the code as it is at the start: do not edit the bot while this runs.
import process from 'node:process'
import type { Database } from '../../src/adapters/sql.ts'
import { sequence } from '../../src/knowledge/knowledge.ts'
import { type FakeBotApi, fakeBotApi } from '../fakes/telegram.ts'
import { type FakeCloudApi, fakeCloudApi } from '../fakes/whatsapp.ts'
import { type Child, caller, freePort, pause, startBot, until } from './child.ts'
import { type Consulting, consulting, type Read, type Repeat, staffed, TEAM } from './consulting.ts'
import { openBeside } from './officers.ts'
import { builtHere, type PlatformName, realQuestions, type Step, staffedView, story } from './people.ts'
import { openPlace, type Place, type StoreName } from './places.ts'
import { type Post, post, settingsOf } from './post.ts'
import { type Check, column, conclude, flagsOf, out, progress } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const SIZE = flags.isSmoke
  ? { messages: 300, kills: 3, rolls: 1, askers: 60, stories: 10, consulting: 8 }
  : { messages: 10_000, kills: 50, rolls: 5, askers: 800, stories: 40, consulting: 60 }
/** More of each where there are few sends, so that a short run meets them as well. */
const OFTEN = flags.isSmoke ? 3 : 1
const TELEGRAM_FAULTS = {
  throttled: 0.002,
  'throttled-chat': 0.01,
  broken: 0.01,
  'bad-gateway': 0.01,
  unanswered: 0.003,
  half: 0.01,
  slow: 0.02,
}
const WHATSAPP_FAULTS = {
  'too-many': 0.002,
  throughput: 0.0005,
  pair: 0.003,
  server: 0.01,
  proxy: 0.01,
  never: 0.003,
  half: 0.01,
  garbled: 0.005,
  slow: 0.02,
}

const TICK_MS = 5
/** Without an answer for so long, what waits is waiting for a claim of a killed process: time for the next kill. */
const STILL_MS = 2000
/** Without an answer for so long, none will come. */
const GIVEN_UP_MS = 100_000
/** What the platform left open is tried again within this time. */
const SETTLED_MS = 60_000
/** Share of kills that hit the bot while it starts. */
const EARLY_SHARE = 0.12
const EARLY_MAX_MS = 800
/** All consultations have begun when so many of the kills are over. */
const CONSULTING_SHARE = 0.7
const RANDOM_MS = 20

const next = sequence(flags.seed)
const below = (n: number): number => Math.floor(next() * n)

// ── People ──

type Person = {
  readonly who: string
  readonly channel: PlatformName
  readonly chat: string
  readonly steps: readonly Step[]
  readonly expected: readonly string[]
  /** Steps begun, readings matched. */
  begun: number
  matched: number
  last: Read | null
}
/** A few stories, each lived by many askers at once. */
function storyTeller(): () => Person[] {
  const built = builtHere()
  const questions = realQuestions(built)
  const stories = new Map<string, Step[]>()
  const storyOf = (channel: PlatformName, nth: number, messages: number): Step[] => {
    const key = `${channel} ${nth % SIZE.stories} ${messages}`
    const told = stories.get(key) ?? story(built, channel, questions, messages, next, staffedView(TEAM))
    stories.set(key, told)
    return told
  }
  const length = Math.floor(SIZE.messages / SIZE.askers)
  const longer = SIZE.messages % SIZE.askers
  const person = (nth: number): Person => {
    const channel = nth % 2 === 0 ? 'telegram' : 'whatsapp'
    const chat = channel === 'telegram' ? String(6_200_000_000 + nth) : `6200000${String(nth).padStart(5, '0')}`
    const steps = storyOf(channel, nth, length + (nth < longer ? 1 : 0))
    return {
      who: `${channel} ${chat}`,
      channel,
      chat,
      steps,
      expected: steps.flatMap(s => s.read),
      begun: 0,
      matched: 0,
      last: null,
    }
  }
  return () => Array.from({ length: SIZE.askers }, (_, nth) => person(nth))
}

type Life = {
  readonly total: number
  readonly repeats: readonly Repeat[]
  /** Messages begun and answered, readings out of order. */
  readonly counts: { begun: number; answered: number; outOfOrder: number; lastAnswerAt: number }
  /** Lets people write, up to so many messages in all. */
  readonly begin: (quota: number) => void
  readonly heard: (who: string, read: Read) => void
}

/** Everyone's life beside everyone else's: who has read all of a step goes on to the next. */
function live(cast: readonly Person[], mail: Post): Life {
  const byWho = new Map(cast.map(p => [p.who, p]))
  const ready = cast.toSorted(() => next() - 0.5)
  const repeats: Repeat[] = []
  const counts = { begun: 0, answered: 0, outOfOrder: 0, lastAnswerAt: Date.now() }
  const begin = (quota: number): void => {
    while (counts.begun < quota) {
      const person = ready.shift()
      const step = person?.steps[person.begun]
      if (person === undefined || step === undefined) return
      person.begun += 1
      counts.begun += step.said.length
      void mail.write(person, step.said)
    }
  }
  const readNext = (person: Person, read: Read): void => {
    person.matched += 1
    person.last = read
    const begun = person.steps.slice(0, person.begun)
    if (person.matched < begun.reduce((sum, s) => sum + s.read.length, 0)) return
    counts.answered += begun.at(-1)?.said.length ?? 0
    counts.lastAnswerAt = Date.now()
    if (person.begun < person.steps.length) ready.push(person)
  }
  const heard = (who: string, read: Read): void => {
    const person = byWho.get(who)
    if (person !== undefined && read.text === person.expected[person.matched]) readNext(person, read)
    else if (person?.last?.whole === read.whole) {
      repeats.push({ who, first: person.last, again: read })
      person.last = read
    } else counts.outOfOrder += 1
  }
  const total = cast.reduce((sum, p) => sum + p.steps.reduce((n, s) => n + s.said.length, 0), 0)
  return { total, repeats, counts, begin, heard }
}

// ── Platforms ──

type Platforms = { readonly botApi: FakeBotApi; readonly cloudApi: FakeCloudApi }

const often = <T extends Readonly<Record<string, number>>>(rates: T): Record<string, number> =>
  Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, rate * OFTEN]))

async function startPlatforms(): Promise<Platforms> {
  const botApi = await fakeBotApi({ seed: flags.seed })
  const cloudApi = await fakeCloudApi({ seed: flags.seed })
  botApi.setRates(often(TELEGRAM_FAULTS))
  cloudApi.faultRates(often(WHATSAPP_FAULTS))
  return { botApi, cloudApi }
}

/** Reads what came out since the last look. */
function reader({ botApi, cloudApi }: Platforms, life: Life, desk: () => Consulting, mail: Post): () => void {
  const heard = (who: string, read: Read): void => {
    if (!desk().heard(who, read)) life.heard(who, read)
  }
  let [told, accepted] = [0, 0]
  return () => {
    for (const { chat, text, payload, at, answered } of botApi.sent.slice(told)) {
      told += 1
      heard(`telegram ${chat}`, { text, whole: JSON.stringify(payload), at, isCut: answered === 'cut' })
    }
    for (const { id, to, body, at, isCut } of cloudApi.accepted(accepted)) {
      accepted += 1
      heard(`whatsapp ${to}`, { text: textIn(body), whole: JSON.stringify(body), at, isCut })
      mail.arrived(id, to ?? '')
    }
  }
}

function textIn({ text, interactive }: Readonly<Record<string, unknown>>): string {
  const inside = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return String(inside(text, 'body') ?? inside(inside(interactive, 'body'), 'text') ?? '')
}

function faultsMet({ botApi, cloudApi }: Platforms): ReadonlyMap<string, number> {
  const met = new Map(Object.entries(botApi.counts().faults))
  for (const [name, n] of Object.entries(cloudApi.counts().faults)) met.set(name, (met.get(name) ?? 0) + n)
  return met
}

// ── The bot ──

type Role = 'all' | 'gateway' | 'worker' | 'console'
const ROLES: Readonly<Record<StoreName, readonly Role[]>> = {
  sqlite: ['all'],
  postgres: ['gateway', 'worker', 'worker', 'console'],
}

/** `inFlight`: whose replies were claimed for sending when the process died; `upAt`: when the one started for it said that it runs, or died too. */
type Kill = { readonly at: number; readonly inFlight: readonly string[]; readonly isEarly: boolean; upAt: number }
type Process = { readonly role: Role; child: Child }

type Bot = {
  readonly kills: readonly Kill[]
  /** Kills one of its processes, each in its turn, and starts it again. */
  readonly kill: () => Promise<void>
  /** Tells each of its processes to end and starts it again, one after the other. */
  readonly roll: () => Promise<void>
  /** How many of its processes ended without being told to. */
  readonly stop: () => Promise<number>
}

async function startBots(place: Place, db: Database, env: Readonly<Record<string, string>>): Promise<Bot> {
  const start = (role: Role): Child => startBot({ ...env, ...place.envOf(role) })
  const processes: Process[] = ROLES[place.store].map(role => ({ role, child: start(role) }))
  await Promise.all(processes.map(p => p.child.firstLine))
  const kills: Kill[] = []
  const known = new Set<string>()
  const deck: Process[] = []
  let fell = 0

  const fall = ({ role, child }: Process): void => {
    fell += 1
    process.stderr.write(`${role} ended by itself: ${child.errors().slice(-1000)}\n`)
  }
  /** Claims of earlier deaths may still stand: those are counted. */
  const freshClaims = async (): Promise<string[]> => {
    const fresh = (await place.claimed(db)).filter(c => !known.has(`${c.claim} ${c.who}`))
    for (const { claim, who } of fresh) known.add(`${claim} ${who}`)
    return fresh.map(c => c.who)
  }
  const killOne = async (one: Process, isEarly: boolean): Promise<void> => {
    if (one.child.hasEnded()) fall(one)
    await one.child.kill()
    const at = Date.now()
    // a worker sends nothing, nor does a console
    const inFlight = one.role === 'worker' || one.role === 'console' ? [] : await freshClaims()
    const kill: Kill = { at, inFlight, isEarly, upAt: Number.POSITIVE_INFINITY }
    kills.push(kill)
    one.child = start(one.role)
    const isNextEarly = next() < EARLY_SHARE && kills.length < SIZE.kills
    await (isNextEarly ? pause(next() * EARLY_MAX_MS) : one.child.firstLine)
    kill.upAt = Date.now()
    if (isNextEarly) await killOne(one, true)
  }
  return {
    kills,
    kill: async () => {
      if (deck.length === 0) deck.push(...processes)
      const [one] = deck.splice(below(deck.length), 1)
      if (one !== undefined) await killOne(one, false)
    },
    roll: async () => {
      for (const one of processes) {
        if ((await one.child.stop()) !== 0) fall(one)
        one.child = start(one.role)
        await one.child.firstLine
      }
    },
    stop: async () => {
      for (const one of processes) if (one.child.hasEnded() || (await one.child.stop()) !== 0) fall(one)
      return fell
    },
  }
}

// ── The run ──

const cast = storyTeller()

async function crash(store: StoreName) {
  const started = Date.now()
  const place = await openPlace(store)
  const platforms = await startPlatforms()
  const [port, consolePort] = [await freePort(), await freePort()]
  const beside = await openBeside(place)
  const officers = await staffed(beside)
  const settings = { ...settingsOf(place, platforms, port), RAMBU_LOG: 'error', RAMBU_CONSOLE_PORT: String(consolePort) }
  const bot = await startBots(place, beside.db, settings)
  const mail = post(port, next)
  const life = live(cast(), mail)
  const { total, counts } = life
  const look = reader(platforms, life, () => desk, mail)
  const http = caller(officers.length)
  const desk: Consulting = consulting({
    count: SIZE.consulting,
    port: consolePort,
    officers,
    write: mail.write,
    call: http.call,
    look: () => look(),
    next,
  })
  // a little more is under way than the kills to come allow, so that each of them meets work
  const quota = (): number => (bot.kills.length >= SIZE.kills ? total : (total * (bot.kills.length + 2)) / (SIZE.kills + 2))
  const ticking = setInterval(() => {
    look()
    life.begin(quota())
    desk.begin((SIZE.consulting * (bot.kills.length + 2)) / (SIZE.kills * CONSULTING_SHARE + 2))
    mail.tick()
  }, TICK_MS)

  let rolled = 0
  while (bot.kills.length < SIZE.kills) {
    const answered = (total * (bot.kills.length + 0.5 + next())) / (SIZE.kills + 2)
    const from = Date.now()
    await until(() => counts.answered >= answered || Date.now() - Math.max(from, counts.lastAnswerAt) > STILL_MS, GIVEN_UP_MS, 2)
    await pause(next() * RANDOM_MS)
    await bot.kill()
    if (bot.kills.length >= ((rolled + 1) * SIZE.kills) / (SIZE.rolls + 1)) {
      rolled += 1
      await bot.roll()
    }
    progress(`${store}: ${bot.kills.length} kills, ${counts.answered} of ${total} answered`)
  }
  await until(() => counts.answered >= total || Date.now() - counts.lastAnswerAt > GIVEN_UP_MS, Number.POSITIVE_INFINITY)
  await until(() => {
    look()
    return desk.isOver()
  }, GIVEN_UP_MS)
  await desk.stop()
  // what was answered twice or out of turn would come now, and what the platform left open is sent again
  await mail.late()
  await until(async () => (await place.count('turn_line')) + (await place.count('reply_line')) === 0, SETTLED_MS, 500)
  await pause(STILL_MS / 4)
  clearInterval(ticking)
  look()
  mail.close()
  const fell = await bot.stop()
  const office = await officeOf(place, beside)
  http.close()
  const accepted = await place.count('seen')
  const left =
    (await place.count('turn_line')) + (await place.count('reply_line')) + (await place.count(`outbox WHERE state = 'dead'`))
  await platforms.botApi.close()
  await platforms.cloudApi.close()
  await place.close()

  const met = faultsMet(platforms)
  const laid = layRepeats([...life.repeats, ...desk.repeats], bot.kills)
  for (const { who, first, again } of laid.unexplained) {
    const since = bot.kills.map(k => `${first.at - k.at} ms${k.inFlight.includes(who) ? ' (in flight)' : ''}`).join(', ')
    process.stderr.write(`${who}: again after ${again.at - first.at} ms; first came, counted from each kill: ${since}\n`)
  }
  const inFlight = bot.kills.map(k => k.inFlight.length)
  return {
    store,
    processes: ROLES[store].join(' + '),
    kills: bot.kills.length,
    'rolling restarts': rolled,
    'of them while starting': bot.kills.filter(k => k.isEarly).length,
    messages: total + desk.said(),
    offered: mail.counts.offered,
    'not acknowledged, so offered again': mail.counts.unacknowledged,
    'offered in disorder': mail.counts.disorder,
    accepted,
    'duplicates offered and refused': mail.counts.taken - accepted,
    'of stories': total,
    answered: counts.answered,
    unanswered: total - counts.answered,
    'sends in flight at kills': inFlight.reduce((sum, n) => sum + n, 0),
    'most in flight at one kill': Math.max(0, ...inFlight),
    'repeated after a kill': laid.byKill,
    'most to one asker after one kill': laid.most,
    'answers cut by the platform': (met.get('half') ?? 0) + (met.get('garbled') ?? 0),
    'repeated after a cut answer': laid.byCut,
    'repeated after neither': laid.unexplained.length,
    'out of order': counts.outOfOrder,
    'left in lines or given up': left,
    'ended by itself': fell,
    ...desk.results(),
    ...office,
    'faults met': [...met].map(([name, n]) => `${name} ${n}`).join(', '),
    seconds: (Date.now() - started) / 1000,
  }
}

/** What the store says of consultations when all is over. */
async function officeOf(place: Place, { book, db }: Awaited<ReturnType<typeof openBeside>>) {
  const figures = {
    'consultations stored': await place.count('consultation'),
    'of them closed': await place.count(`consultation WHERE state = 'closed'`),
    'claims in the log': await place.count(`audit WHERE act = 'consultation.claim'`),
    'log broken at': await book.auditBroken(),
  }
  await db.close()
  return figures
}

/** Which repeats a kill explains, which an answer that the platform cut; what is left, nothing explains. */
function layRepeats(repeats: readonly Repeat[], kills: readonly Kill[]) {
  const each = new Map<string, number>()
  let byCut = 0
  const unexplained: Repeat[] = []
  for (const repeat of repeats) {
    const { who, first, again } = repeat
    // a send that left before the kill may lie in the connection until the platform comes to read it
    const isOf = (k: Kill): boolean => k.inFlight.includes(who) && first.at <= k.upAt && again.at >= k.at
    const nth = kills.findIndex(isOf)
    if (first.isCut) byCut += 1
    else if (nth < 0) unexplained.push(repeat)
    else each.set(`${nth} ${who}`, (each.get(`${nth} ${who}`) ?? 0) + 1)
  }
  const byKill = [...each.values()].reduce((sum, n) => sum + n, 0)
  return { byKill, byCut, unexplained, most: Math.max(0, ...each.values()) }
}

type Figures = Awaited<ReturnType<typeof crash>>

function checksOf(f: Figures): Check[] {
  const check = (name: string, isMet: boolean): Check => ({ name: `${f.store}: ${name}`, isMet })
  return [
    check(`killed at least ${SIZE.kills} times`, f.kills >= SIZE.kills),
    check('every message answered', f.unanswered === 0 && f['of stories'] === SIZE.messages),
    check('every message accepted once', f.accepted === f.messages),
    check('repeated after kills: at most the sends in flight', f['repeated after a kill'] <= f['sends in flight at kills']),
    check('at most one message repeated to an asker after a kill', f['most to one asker after one kill'] <= 1),
    check('no other repeat than after an answer cut by the platform', f['repeated after neither'] === 0),
    check('never out of order', f['out of order'] === 0),
    check('nothing left over, nothing given up', f['left in lines or given up'] === 0),
    check('ended only when told to', f['ended by itself'] === 0),
    check('every consultation came to its end', f.finished === f.askers),
    check('no reply of an officer lost', f.lost === 0 && f.replies >= f.askers),
    check('no reply of an officer came twice but as a repeat told of above', f.twice === 0),
    check('nothing came that was taken back', f.cameThoughWithdrawn === 0),
    check('nothing shown as sent that the platform had not taken', f.shownAsSentButNot === 0),
    check('no consultation held by two officers', f.heldByTwo === 0),
    check('who was told "sent" has a consultation', f.opened === f['consultations stored']),
    check('who was told of an officer has one', f.claimed === f['claims in the log'] && f.claimed === f.askers),
    check('who was told of the end has ended', f.closed === f['of them closed']),
    check('the log of acts is whole', f['log broken at'] === null),
  ]
}

const stores: readonly StoreName[] = flags.store === null ? ['sqlite', 'postgres'] : [flags.store]
const all: Figures[] = []
for (const store of stores) {
  const figures = await crash(store)
  all.push(figures)
  if (!flags.isJson) out(`${column(figures)}\n`)
}
conclude(flags, 'crash', all, `seed ${flags.seed}`, all.flatMap(checksOf))
