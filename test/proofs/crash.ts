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
// Not measured. A power cut (the system outlives the kill), a lost disk, the platforms' own losses, and web askers, who fetch their replies.
// With PostgreSQL one gateway and two workers run and one of the three is killed at a time; only the gateway sends.
import { sequence } from '../../src/knowledge/knowledge.ts'
import { fakeBotApi, messageUpdate } from '../fakes/telegram.ts'
import { batch, FAKE_PHONE_NUMBER_ID, FAKE_TOKEN, fakeCloudApi, signature, statusUpdate, textMessage, type WebhookBody } from '../fakes/whatsapp.ts'
import { type Child, caller, freePort, pause, startBot, until } from './child.ts'
import { builtHere, type PlatformName, realQuestions, type Step, story } from './people.ts'
import { openPlace, type Place, type StoreName } from './places.ts'
import { type Check, column, conclude, flagsOf, out, progress } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const SIZE = flags.isSmoke
  ? { messages: 300, kills: 3, askers: 60, stories: 10 }
  : { messages: 10_000, kills: 50, askers: 800, stories: 40 }
/** More of each where there are few sends, so that a short run meets them as well. */
const FAULTS = flags.isSmoke ? 3 : 1

const TELEGRAM_SECRET = 'uji-coba-rahasia-telegram'
const APP_SECRET = 'uji-coba-rahasia-aplikasi'
/** A platform that was not answered comes again after so long. */
const REDELIVER_MS = 150
const DUPLICATE_SHARE = 0.05
const LATE_DUPLICATE_SHARE = 0.05
const LATE_MAX_MS = 3000
/** Messages of several people that share a body. */
const TOGETHER_MAX = 4
const TICK_MS = 5
/** Without an answer for so long, what waits is waiting for a claim of a killed process: time for the next kill. */
const STILL_MS = 2000
/** Without an answer for so long, none will come. */
const GIVEN_UP_MS = 100_000
/** Share of kills that hit the bot while it starts. */
const EARLY_SHARE = 0.12
const EARLY_MAX_MS = 800

const next = sequence(flags.seed)
const below = (n: number): number => Math.floor(next() * n)

type Read = { readonly text: string; readonly whole: string; readonly at: number; readonly isCut: boolean }
type Repeat = { readonly who: string; readonly first: Read; readonly again: Read }
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
type Kill = { readonly role: Role; readonly at: number; readonly inFlight: readonly string[]; backAt: number }
type Role = 'all' | 'gateway' | 'worker'
/** A message on its way in. */
type Letter = { readonly person: Person; readonly body: WebhookBody | object; offers: number }

const people = castOf()

/** A few stories, each lived by many askers at once. */
function castOf(): () => Person[] {
  const built = builtHere()
  const questions = realQuestions(built)
  const length = Math.floor(SIZE.messages / SIZE.askers)
  const longer = SIZE.messages - length * SIZE.askers
  const stories = new Map<string, Step[]>()
  const storyOf = (channel: PlatformName, nth: number, messages: number): Step[] => {
    const key = `${channel} ${nth % SIZE.stories} ${messages}`
    const made = stories.get(key) ?? story(built, channel, questions, messages, next)
    stories.set(key, made)
    return made
  }
  return () =>
    Array.from({ length: SIZE.askers }, (_, nth) => {
      const channel = nth % 2 === 0 ? 'telegram' : 'whatsapp'
      const chat = channel === 'telegram' ? String(6_200_000_000 + nth) : `6200000${String(nth).padStart(5, '0')}`
      const steps = storyOf(channel, nth, length + (nth < longer ? 1 : 0))
      const expected = steps.flatMap(s => s.read)
      return { who: `${channel} ${chat}`, channel, chat, steps, expected, begun: 0, matched: 0, last: null }
    })
}

const saidIn = (steps: readonly Step[]): number => steps.reduce((sum, s) => sum + s.said.length, 0)

async function crash(store: StoreName) {
  const started = Date.now()
  const place = await openPlace(store)
  const botApi = await fakeBotApi({ seed: flags.seed })
  const cloudApi = await fakeCloudApi({ seed: flags.seed })
  const f = FAULTS
  botApi.setRates({ throttled: 0.002 * f, 'throttled-chat': 0.01 * f, broken: 0.01 * f, 'bad-gateway': 0.01 * f, unanswered: 0.003 * f, half: 0.01 * f, slow: 0.02 * f })
  cloudApi.faultRates({ 'too-many': 0.002 * f, throughput: 0.0005 * f, pair: 0.003 * f, server: 0.01 * f, proxy: 0.01 * f, never: 0.003 * f, half: 0.01 * f, garbled: 0.005 * f, slow: 0.02 * f })
  const port = await freePort()
  const env = {
    ...place.env,
    RAMBU_LOG: 'error',
    RAMBU_HTTP_PORT: String(port),
    RAMBU_PUBLIC_URL: `http://127.0.0.1:${port}`,
    RAMBU_TELEGRAM_TOKEN: botApi.token,
    RAMBU_TELEGRAM_SECRET: TELEGRAM_SECRET,
    RAMBU_TELEGRAM_API: botApi.apiRoot,
    RAMBU_TELEGRAM_PER_SECOND: '1000',
    RAMBU_WHATSAPP_TOKEN: FAKE_TOKEN,
    RAMBU_WHATSAPP_APP_SECRET: APP_SECRET,
    RAMBU_WHATSAPP_VERIFY_TOKEN: 'uji-coba-token-verifikasi',
    RAMBU_WHATSAPP_PHONE_NUMBER_ID: FAKE_PHONE_NUMBER_ID,
    RAMBU_WHATSAPP_API: cloudApi.url,
    RAMBU_WHATSAPP_PER_SECOND: '1000',
  }
  const roles: readonly Role[] = store === 'sqlite' ? ['all'] : ['gateway', 'worker', 'worker']
  const start = (role: Role): Child => startBot({ ...env, RAMBU_ROLE: role })
  const running = roles.map(role => ({ role, child: start(role) }))
  await Promise.all(running.map(r => r.child.firstLine))

  // ── People write ──
  const cast = people()
  const byWho = new Map(cast.map(p => [p.who, p]))
  const total = cast.reduce((sum, p) => sum + saidIn(p.steps), 0)
  const kills: Kill[] = []
  const repeats: Repeat[] = []
  const counted = { offered: 0, taken: 0, unacknowledged: 0, begun: 0, answered: 0, outOfOrder: 0, disorder: 0, fell: 0 }
  const { call, close } = caller(64)
  let isOver = false
  let lastAnswerAt = Date.now()
  let messageIds = 0
  const ready = cast.toSorted(() => next() - 0.5)
  const whatsappWaiting: { readonly letter: Letter; readonly taken: () => void }[] = []
  const late: Promise<void>[] = []

  const post = async (channel: PlatformName, body: object): Promise<boolean> => {
    const raw = JSON.stringify(body)
    const proof: Record<string, string> =
      channel === 'telegram' ? { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET } : { 'x-hub-signature-256': signature(raw, APP_SECRET) }
    const { status } = await call({
      url: `http://127.0.0.1:${port}/${channel}`,
      headers: { 'content-type': 'application/json', ...proof },
      body: raw,
    })
    return status === 200
  }
  /** Offers a body until it is taken. */
  const insist = async (channel: PlatformName, body: object, letters: readonly Letter[]): Promise<void> => {
    for (;;) {
      counted.offered += letters.length
      const isTaken = await post(channel, body)
      if (isTaken) {
        counted.taken += letters.length
        return
      }
      if (isOver) return
      counted.unacknowledged += letters.length
      await pause(REDELIVER_MS * (1 + next()))
    }
  }
  /** The same again, at once or later, perhaps after what came behind it; nobody insists. */
  const again = async ({ person, body }: Letter, afterMs: number): Promise<void> => {
    await pause(afterMs)
    if (isOver) return
    counted.offered += 1
    if (afterMs > 0) counted.disorder += 1
    if (await post(person.channel, body)) counted.taken += 1
  }
  const carry = (letter: Letter): Promise<void> =>
    letter.person.channel === 'telegram'
      ? insist('telegram', letter.body, [letter])
      : new Promise(taken => void whatsappWaiting.push({ letter, taken }))
  /** WhatsApp brings what several people wrote in one body. */
  const flush = (): void => {
    while (whatsappWaiting.length > 0) {
      const together = whatsappWaiting.splice(0, 1 + below(TOGETHER_MAX))
      const letters = together.map(t => t.letter)
      const body = batch(...letters.map(l => l.body).filter(isWebhook))
      void insist('whatsapp', body, letters).then(() => together.forEach(t => void t.taken()))
    }
  }
  const begin = async (person: Person): Promise<void> => {
    const step = person.steps[person.begun]
    if (step === undefined) return
    person.begun += 1
    counted.begun += step.said.length
    // numbers of messages fall within a burst: a later one may have an earlier number
    const ids = step.said.map(() => ++messageIds).toReversed()
    counted.disorder += step.said.length - 1
    for (const [nth, text] of step.said.entries()) {
      const id = ids[nth] ?? 0
      const letter = { person, body: bodyOf(person, id, text), offers: 0 }
      await carry(letter)
      if (next() < DUPLICATE_SHARE) late.push(again(letter, 0))
      if (next() < LATE_DUPLICATE_SHARE) late.push(again(letter, next() * LATE_MAX_MS))
    }
  }
  /** Always a little more under way than the kills to come allow, so that each of them meets work. */
  const quota = (): number => (kills.length >= SIZE.kills ? total : (total * (kills.length + 2)) / (SIZE.kills + 2))
  const pump = (): void => {
    while (ready.length > 0 && counted.begun < quota()) {
      const person = ready.shift()
      if (person !== undefined) void begin(person)
    }
  }

  // ── People read ──
  const heard = (person: Person | undefined, read: Read): void => {
    if (person === undefined) return void (counted.outOfOrder += 1)
    if (read.text === person.expected[person.matched]) {
      person.matched += 1
      person.last = read
      const step = person.steps[person.begun - 1]
      if (step !== undefined && person.matched === readBy(person, person.begun)) {
        counted.answered += step.said.length
        lastAnswerAt = Date.now()
        if (person.begun < person.steps.length) ready.push(person)
      }
    } else if (person.last?.whole === read.whole) {
      repeats.push({ who: person.who, first: person.last, again: read })
      person.last = read
    } else { counted.outOfOrder += 1; if (process.env.DBG) console.error('OOO', person.who, person.matched, '\nGOT', read.text.slice(0,150), '\nEXP', (person.expected[person.matched]??'').slice(0,150), '\nLAST', person.last?.text.slice(0,80), '\nSAID', person.steps[person.begun-1]?.said) }
  }
  const readUpTo = { telegram: 0, whatsapp: 0 }
  const statuses: { readonly id: string; readonly to: string }[] = []
  const look = (): void => {
    const told = botApi.sent.slice(readUpTo.telegram)
    readUpTo.telegram += told.length
    for (const { chat, text, payload, at, answered } of told)
      heard(byWho.get(`telegram ${chat}`), { text, whole: JSON.stringify(payload), at, isCut: answered === 'cut' })
    const accepted = cloudApi.accepted(readUpTo.whatsapp)
    readUpTo.whatsapp += accepted.length
    for (const { id, to, body, at } of accepted) {
      heard(byWho.get(`whatsapp ${to}`), { text: textIn(body), whole: JSON.stringify(body), at, isCut: false })
      statuses.push({ id, to: to ?? '' })
    }
  }
  /** WhatsApp tells what became of each message. */
  const report = (): void => {
    const told = statuses.splice(0, 20)
    if (told.length > 0) void insist('whatsapp', batch(...told.map(s => statusUpdate(s.id, 'delivered', s.to))), [])
  }
  const ticking = setInterval(() => {
    look()
    pump()
    flush()
    report()
  }, TICK_MS)

  // ── The bot is killed ──
  const known = new Set<string>()
  const revive = async (nth: number): Promise<void> => {
    const one = running[nth]
    if (one === undefined) return
    one.child = start(one.role)
    if (next() < EARLY_SHARE && kills.length < SIZE.kills) {
      await pause(next() * EARLY_MAX_MS)
      return kill(nth)
    }
    await one.child.firstLine
  }
  const kill = async (nth: number): Promise<void> => {
    const one = running[nth]
    if (one === undefined) return
    if (one.child.hasEnded()) counted.fell += 1
    await one.child.kill()
    const killedAt = Date.now()
    // a worker sends nothing
    const claims = one.role === 'worker' ? [] : (await place.claimed()).filter(c => !known.has(`${c.claim} ${c.who}`))
    for (const c of claims) known.add(`${c.claim} ${c.who}`)
    kills.push({ role: one.role, at: killedAt, inFlight: claims.map(c => c.who), backAt: Date.now() })
    progress(`${store}: ${kills.length} kills, ${counted.answered} of ${total} answered`)
    await revive(nth)
  }
  while (kills.length < SIZE.kills) {
    const when = (total * (kills.length + 0.5 + next())) / (SIZE.kills + 2)
    const from = Date.now()
    await until(() => counted.answered >= when || Date.now() - Math.max(from, lastAnswerAt) > STILL_MS, 60_000, 2)
    await pause(next() * 20)
    await kill(below(running.length))
  }
  const isDone = (): boolean => counted.answered >= total
  await until(() => isDone() || Date.now() - lastAnswerAt > GIVEN_UP_MS, 600_000)
  // what was answered twice or out of turn would come now
  await Promise.all(late)
  await pause(1500)
  isOver = true
  clearInterval(ticking)
  look()
  counted.fell += running.filter(r => r.child.hasEnded()).length
  const ends = await Promise.all(running.map(r => r.child.stop()))
  const left = { accepted: await place.count('seen'), turns: await place.count('turn_line'), replies: await place.count('reply_line'), dead: await place.count(`outbox WHERE state = 'dead'`) }
  const cut = (botApi.counts().faults['half'] ?? 0) + (cloudApi.counts().faults.half ?? 0) + (cloudApi.counts().faults.garbled ?? 0)
  const faults = { ...botApi.counts().faults }
  for (const [name, n] of Object.entries(cloudApi.counts().faults)) faults[name] = (faults[name] ?? 0) + n
  await botApi.close()
  await cloudApi.close()
  close()
  await place.close()
  const laid = layRepeats(repeats, kills)
  const inFlight = kills.reduce((sum, k) => sum + k.inFlight.length, 0)
  return {
    store,
    processes: roles.join(' + '),
    kills: kills.length,
    'killed while starting': kills.filter((k, nth) => nth > 0 && k.at - (kills[nth - 1]?.backAt ?? 0) < EARLY_MAX_MS).length,
    askers: cast.length,
    messages: total,
    'offered (with redeliveries)': counted.offered,
    'offered in disorder': counted.disorder,
    'not acknowledged': counted.unacknowledged,
    accepted: left.accepted,
    'repeated offers taken and refused': counted.taken - left.accepted,
    answered: counted.answered,
    unanswered: total - counted.answered,
    'sends in flight at kills': inFlight,
    'most in flight at one kill': Math.max(0, ...kills.map(k => k.inFlight.length)),
    'repeated after a kill': laid.byKill,
    'most to one asker after one kill': laid.most,
    'answers cut by the platform': cut,
    'repeated after a cut answer': laid.byCut,
    'out of order': counted.outOfOrder,
    'left in lines or given up': left.turns + left.replies + left.dead,
    'ended by itself': counted.fell + ends.filter(status => status !== 0).length,
    'faults met': Object.entries(faults).map(([name, n]) => `${name} ${n}`).join(', '),
    seconds: (Date.now() - started) / 1000,
  }
}

const readBy = (person: Person, steps: number): number =>
  person.steps.slice(0, steps).reduce((sum, s) => sum + s.read.length, 0)

const bodyOf = ({ channel, chat }: Person, id: number, text: string): object =>
  channel === 'telegram' ? { update_id: id, ...messageUpdate({ chat: Number(chat), messageId: id, text }) } : textMessage(chat, text, `wamid.UJI${id}`)

const isWebhook = (body: object): body is WebhookBody => 'entry' in body

function textIn(body: Readonly<Record<string, unknown>>): string {
  const inside = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined)
  return String(inside(body['text'], 'body') ?? inside(inside(body['interactive'], 'body'), 'text') ?? '')
}

/** Which repeats a kill explains; the rest must be the platform's own cut answers. */
function layRepeats(repeats: readonly Repeat[], kills: readonly Kill[]): { byKill: number; byCut: number; most: number } {
  const each = new Map<string, number>()
  let byCut = 0
  for (const { who, first, again } of repeats) {
    // a send that left before the kill may reach the platform a moment after it
    const nth = first.isCut ? -1 : kills.findIndex(k => k.inFlight.includes(who) && first.at <= k.backAt && again.at >= k.at)
    if (nth < 0) byCut += 1
    else each.set(`${nth} ${who}`, (each.get(`${nth} ${who}`) ?? 0) + 1)
  }
  const byKill = [...each.values()].reduce((sum, n) => sum + n, 0)
  return { byKill, byCut, most: Math.max(0, ...each.values()) }
}

type Figures = Awaited<ReturnType<typeof crash>>

function checksOf(f: Figures): Check[] {
  const check = (name: string, isMet: boolean): Check => ({ name: `${f.store}: ${name}`, isMet })
  return [
    check(`killed at least ${SIZE.kills} times`, f.kills >= SIZE.kills),
    check('every message answered', f.unanswered === 0 && f.messages === SIZE.messages),
    check('every message accepted once', f.accepted === f.messages),
    check('repeated after kills: at most the sends in flight', f['repeated after a kill'] <= f['sends in flight at kills']),
    check('at most one message repeated to an asker after a kill', f['most to one asker after one kill'] <= 1),
    check('no other repeat than after an answer cut by the platform', f['repeated after a cut answer'] <= f['answers cut by the platform']),
    check('never out of order', f['out of order'] === 0),
    check('nothing left over, nothing given up', f['left in lines or given up'] === 0),
    check('ended only when told to', f['ended by itself'] === 0),
  ]
}

const stores: readonly StoreName[] = flags.store === null ? ['sqlite', 'postgres'] : [flags.store]
const all: Figures[] = []
for (const store of stores) {
  const figures = await crash(store)
  all.push(figures)
  if (!flags.isJson) out(`\n${column(figures)}`)
}
conclude(flags, 'crash', all, '', all.flatMap(checksOf))
