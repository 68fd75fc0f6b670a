// `npm run load [-- --seed 11 --json]`: the polling day of a national election, simulated, because it cannot be measured here.
//
//   askers ─► platform ─► gateways (accept) ─► line of turns ─► workers ─► outbox of each sender ─► platform's pace ─► asker
//
// A flow, not single persons: each step of five seconds brings so many questions, each part passes on what it can, and what is over waits in a
// line, oldest first. Chance (a factor for each place and minute) comes from a seed. A share of those whose answer waits to be sent writes again,
// which is a turn more; whoever writes again before is answered in the same turn. After midnight nobody asks, and the lines run empty.
//
// What it cannot show: a database whose tables no longer fit into memory; a platform that is slow or faulty (that is in `npm run crash`); people
// who ask on only after an answer; attacks; open web pages; the place in the line that whoever writes again loses. A number or bot is used to its
// limit exactly, however many gateways share it. Capacities were measured on two cores and are extrapolated as the figures say.
import process from 'node:process'
import { LIMITS } from '../../src/gateway/gateway.ts'
import { sequence } from '../../src/knowledge/knowledge.ts'
import { conclude, flagsOf, type Row, table } from './proof.ts'

// ── What it rests on ──

type Figure = { readonly value: number; readonly range: readonly [low: number, high: number]; readonly source: string }
/** Public or measured: by whom and when. */
const known = (value: number, source: string): Figure => ({ value, range: [value, value], source })
/** Nobody has published or measured it. */
const assumed = (value: number, low: number, high: number, why: string): Figure => ({
  value,
  range: [low, high],
  source: `assumed: ${why}`,
})

export const FIGURES = {
  // who asks
  civilServants: known(5_588_245, 'BKN, 1 November 2025'),
  online: assumed(0.95, 0.8, 1, 'of all Indonesians 79.5 %: APJII, January 2024; of people with an office more'),
  askingExpected: assumed(
    0.05,
    0.01,
    0.2,
    'of 204.8 million voters "millions" opened the pages of KPU on 14 February 2024: 1 to 5 %',
  ),
  askingDesign: assumed(0.2, 0.05, 0.5, 'four times what is expected'),
  largestProvince: assumed(0.09, 0.07, 0.11, 'Jakarta, fourth of all, has 5.7 %: BKN, June 2023'),
  questionsEach: assumed(2, 1.5, 4, 'a question and one that follows'),
  whatsappShare: assumed(0.7, 0.5, 0.85, 'of people online 90.9 % use WhatsApp, 61.3 % Telegram: We Are Social, January 2024'),
  telegramShare: assumed(0.15, 0.05, 0.3, 'as above; what remains asks on the web'),
  minuteSpread: assumed(
    0.3,
    0.1,
    0.6,
    'standard deviation of the logarithm of a minute: words passed on in groups come in waves',
  ),
  patienceSeconds: assumed(120, 30, 600, 'without an answer for so long'),
  writingAgain: assumed(0.3, 0, 0.6, 'the share that then writes again'),
  // what the platforms let through
  whatsappPerSecond: known(LIMITS.whatsapp.perSecond, 'Meta, Throughput, 21 May 2026: a number, in and out together'),
  whatsappRaised: known(1000, 'Meta, Throughput, 21 May 2026: raised by Meta on conditions'),
  telegramPerSecond: known(
    LIMITS.telegram.perSecond,
    'Telegram, Bots FAQ: about 30 a second for bulk messages; for replies none is published',
  ),
  telegramRaised: assumed(200, 30, 1000, 'what a bot that only replies is let through; to be found in the rehearsal'),
  sendSeconds: assumed(0.3, 0.15, 1, 'until a platform has taken a message, from Indonesia'),
  inFlight: known(64, 'src/gateway/deliver.ts: sends under way at once, a gateway and channel'),
  usdPerMessage: assumed(
    0.02,
    0.015,
    0.03,
    'Meta bills replies like utility messages since 1 October 2026; Indonesia 0.020 in its card of June 2024',
  ),
  // what a process does
  sqliteAnswers: known(700, 'npm run bench -- bot, two cores shared with load and fakes: answers a second of one process'),
  postgresAnswers: known(250, 'the same: answers a second of one worker'),
  furtherWorker: assumed(0.7, 0.5, 0.95, 'each worker adds so much of what the one before it added'),
  databaseAnswers: assumed(1000, 500, 4000, '5,000 short transactions a second on two cores (measured), five for an answer'),
  accepted: known(500, 'npm run bench -- bot: messages a second accepted with p99 of 15 to 25 ms; its end was not looked for'),
  statusWeight: assumed(0.2, 0.05, 0.5, 'work of one status beside that of a message: one statement against five'),
  statusesEach: known(3, 'Meta, webhooks: sent, delivered, read'),
  margin: assumed(0.6, 0.4, 0.8, 'what is left of a measured capacity with TLS, real latencies and other work'),
} satisfies Record<string, Figure>

type Name = keyof typeof FIGURES
const of = (name: Name): number => FIGURES[name].value
/** The figures as they stand, or one of them otherwise. */
type Values = (name: Name) => number

/** ASSUMED, each within a fifth: voting is from 07.00 to 13.00, KPU's pages were out of reach from 08.41 WIB (14 February 2024), counts are told from 15.00. */
const HOURS = [0.5, 0.3, 0.2, 0.3, 0.8, 2, 5, 9, 11, 10, 9, 8, 7.5, 6.5, 5, 5.5, 5, 4, 3.5, 3.5, 3, 2, 1.2, 0.7]

/** ASSUMED after the ten largest provinces (BKN, June 2023): shares of civil servants, and hours before WIB. Each may have a number of its own. */
type Place = { readonly name: string; readonly share: number; readonly ahead: number }
const PLACES: readonly Place[] = [
  { name: 'Aceh, north and middle of Sumatra', share: 0.14, ahead: 0 },
  { name: 'South of Sumatra', share: 0.11, ahead: 0 },
  { name: 'Jakarta, Banten', share: 0.12, ahead: 0 },
  { name: 'West and Central Java, Yogyakarta', share: 0.21, ahead: 0 },
  { name: 'East Java', share: 0.14, ahead: 0 },
  { name: 'Kalimantan, Bali, Nusa Tenggara', share: 0.12, ahead: 1 },
  { name: 'Sulawesi', share: 0.1, ahead: 1 },
  { name: 'Maluku, Papua', share: 0.06, ahead: 2 },
]
const ONE_PLACE: readonly Place[] = [{ name: 'a province', share: 1, ahead: 0 }]

// ── What is compared ──

type Span = { readonly fromHour: number; readonly toHour: number }
export type Setting = {
  readonly name: string
  /** Persons who ask on this day. */
  readonly askers: number
  readonly store: 'sqlite' | 'postgres'
  readonly gateways: number
  readonly workers: number
  readonly places: readonly Place[]
  /** One WhatsApp number for all, or one for each place. */
  readonly numbers: 'one' | 'each'
  readonly perNumber: number
  readonly perBot: number
  /** Whether whoever is met hears, in a message of its own, what this is. */
  readonly introduces: boolean
  readonly rumour: (Span & { readonly times: number }) | null
  readonly killed: (Span & { readonly workers: number }) | null
}

const everyone = of('civilServants') * of('online')
const expected: Setting = {
  name: 'expected day, one small server',
  askers: everyone * of('askingExpected'),
  store: 'sqlite',
  gateways: 1,
  workers: 1,
  places: PLACES,
  numbers: 'one',
  perNumber: of('whatsappPerSecond'),
  perBot: of('telegramPerSecond'),
  introduces: true,
  rumour: null,
  killed: null,
}
const design: Setting = {
  ...expected,
  name: 'design day, 2 gateways + 4 workers',
  askers: everyone * of('askingDesign'),
  store: 'postgres',
  gateways: 2,
  workers: 4,
}
const eight: Setting = { ...design, name: 'the same with 8 numbers', numbers: 'each' }
const whole: Setting = { ...eight, name: 'everyone, 8 numbers', askers: everyone }

export const SETTINGS = {
  expected,
  small: { ...expected, name: 'design day, one small server', askers: design.askers },
  design,
  brief: { ...design, name: 'the same without introductions', introduces: false },
  eight,
  raised: { ...design, name: 'the same, 1 number at 1,000/s', perNumber: of('whatsappRaised') },
  rumour: { ...eight, name: '8 numbers, a rumour: three times for an hour', rumour: { fromHour: 10, toHour: 11, times: 3 } },
  killed: {
    ...eight,
    name: '8 numbers, half the workers gone for 10 minutes',
    killed: { fromHour: 8.5, toHour: 8.5 + 1 / 6, workers: 2 },
  },
  whole,
  ready: {
    ...whole,
    name: 'everyone, 6 + 12, all limits raised',
    gateways: 6,
    workers: 12,
    perNumber: of('whatsappRaised'),
    perBot: of('telegramRaised'),
  },
  province: {
    ...expected,
    places: ONE_PLACE,
    name: 'largest province, everyone, small server',
    askers: everyone * of('largestProvince'),
  },
} satisfies Record<string, Setting>

// ── Lines ──

/** `again`: of somebody who grew impatient. `introduction`: follows the answer to a first question. */
type Kind = 'question' | 'again' | 'introduction'
type Batch = { readonly askedAt: number; readonly sender: number; readonly kind: Kind; readonly amount: number }

type Line = {
  readonly length: () => number
  readonly add: (batch: Batch) => void
  /** Takes at most so much from its head. */
  readonly take: (room: number) => Batch[]
  /** What was asked before that moment and has not been told of yet. */
  readonly overdue: (before: number) => Batch[]
}

const FORGET_AT = 1000

function line(): Line {
  const batches: Batch[] = []
  let [head, told, length] = [0, 0, 0]
  /** What has been taken need not be kept. */
  const forget = (): void => {
    if (head < FORGET_AT) return
    batches.splice(0, head)
    told = Math.max(0, told - head)
    head = 0
  }
  const takeHead = (room: number): Batch | null => {
    const batch = batches[head]
    if (batch === undefined || room <= 0) return null
    if (batch.amount <= room) {
      head++
      return batch
    }
    batches[head] = { ...batch, amount: batch.amount - room }
    return { ...batch, amount: room }
  }
  return {
    length: () => length,
    add: batch => {
      if (batch.amount <= 0) return
      batches.push(batch)
      length += batch.amount
    },
    take: room => {
      const taken: Batch[] = []
      let left = room
      for (let batch = takeHead(left); batch !== null; batch = takeHead(left)) {
        left -= batch.amount
        taken.push(batch)
      }
      length = head === batches.length ? 0 : length - (room - left)
      forget()
      return taken
    },
    overdue: before => {
      const from = Math.max(told, head)
      told = from
      while ((batches[told]?.askedAt ?? before) < before) told++
      return batches.slice(from, told)
    },
  }
}

// ── The day ──

const STEP = 5
const HOUR = 3600
const DAY = 24 * HOUR
const END = 4 * DAY
const WINDOW = (LIMITS.whatsapp.windowHours ?? 0) * HOUR

type Part = 'gateways' | 'workers' | 'WhatsApp' | 'Telegram'
export type Day = {
  readonly asked: number
  readonly answered: number
  readonly writtenAgain: number
  readonly peakPerSecond: number
  /** Seconds until the answer was at the platform; within a step is none. */
  readonly wait: { readonly p50: number; readonly p95: number; readonly p99: number; readonly worst: number }
  readonly withinMinute: number
  /** Most that ever waited: turns and, over all senders, messages. */
  readonly turnsMost: number
  readonly messagesMost: number
  readonly waitingAtMidnight: number
  /** Answers that came after WhatsApp's window: they wait until the person writes again. */
  readonly held: number
  readonly whatsappMessages: number
  /** When the last message left, in seconds of the day. */
  readonly lastAt: number
  /** Where most of the waiting was; null when nobody waited a minute. */
  readonly wall: Part | null
}

const within = (span: Span, at: number): boolean => at >= span.fromHour * HOUR && at < span.toHour * HOUR
const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0)
const HOURS_SUM = sum(HOURS)

/** Questions a second of one place, before chance. */
function rateOf(f: Values, { askers, rumour }: Setting, { share, ahead }: Place, at: number): number {
  const hour = HOURS[Math.floor(at / HOUR + ahead) % HOURS.length] ?? 0
  const rate = (askers * f('questionsEach') * share * hour) / HOURS_SUM / HOUR
  return rumour !== null && within(rumour, at) ? rate * rumour.times : rate
}

/** Answers a second that the workers give at that moment. */
function thoughtPerSecond(f: Values, { store, workers, killed }: Setting, at: number): number {
  if (store === 'sqlite') return f('sqliteAnswers') * f('margin')
  const alive = killed !== null && within(killed, at) ? workers - killed.workers : workers
  const more = f('furtherWorker')
  // one worker, and the share of it that each further one adds
  const together = (1 - more ** alive) / (1 - more)
  return Math.min(f('postgresAnswers') * together, f('databaseAnswers')) * f('margin')
}

/** A factor around one for each place, new each minute. */
function waves(f: Values, places: readonly Place[], seed: number): (at: number) => readonly number[] {
  const next = sequence(seed)
  const spread = f('minuteSpread')
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  let factors: number[] = []
  return at => {
    if (at % 60 === 0) factors = places.map(() => Math.exp(spread * normal() - spread ** 2 / 2))
    return factors
  }
}

/** How long amounts waited, in steps. */
function waits() {
  const bySteps: number[] = []
  const share = (part: number): number => {
    let left = part * sum(bySteps)
    const steps = bySteps.findIndex(amount => {
      left -= amount
      return left <= 0
    })
    return (steps < 0 ? bySteps.length - 1 : steps) * STEP
  }
  return {
    add: (seconds: number, amount: number): void => {
      const steps = Math.round(seconds / STEP)
      while (bySteps.length <= steps) bySteps.push(0)
      bySteps[steps] = (bySteps[steps] ?? 0) + amount
    },
    share,
    worst: (): number => Math.max(0, bySteps.length - 1) * STEP,
    upTo: (seconds: number): number => sum(bySteps.slice(0, seconds / STEP + 1)),
    beyond: (seconds: number): number => sum(bySteps.slice(seconds / STEP + 1)),
  }
}

/** One day from midnight to midnight WIB, and what it takes afterwards to answer everyone. */
export function simulate(setting: Setting, seed: number, f: Values = of): Day {
  const { places, gateways, perNumber, perBot } = setting
  const numbers = setting.numbers === 'one' ? 1 : places.length
  const [telegram, web] = [numbers, numbers + 1]
  const factorsAt = waves(f, places, seed)
  const door = line()
  const turns = line()
  const outboxes = Array.from({ length: numbers + 2 }, line)
  const waited = { byAll: waits(), onWhatsapp: waits() }
  const burden: Record<Part, number> = { gateways: 0, workers: 0, WhatsApp: 0, Telegram: 0 }
  const most = { asked: 0, turns: 0, messages: 0 }
  const total = { asked: 0, again: 0, answered: 0, whatsapp: 0 }
  let [statuses, waitingAtMidnight, lastAt] = [0, 0, 0]
  /** Messages that came to each number in this step: they count against its pace. */
  let came: number[] = []

  const write = (batch: Batch): void => {
    door.add(batch)
    came[batch.sender] = (came[batch.sender] ?? 0) + batch.amount
  }
  const ask = (at: number): void => {
    const factors = factorsAt(at)
    const [byWhatsapp, byTelegram] = [f('whatsappShare'), f('telegramShare')]
    const asked = places.map((place, nth) => rateOf(f, setting, place, at) * (factors[nth] ?? 1) * STEP)
    const byNumber = numbers === 1 ? [sum(asked)] : asked
    for (const [sender, amount] of byNumber.entries())
      write({ askedAt: at, sender, kind: 'question', amount: amount * byWhatsapp })
    write({ askedAt: at, sender: telegram, kind: 'question', amount: sum(asked) * byTelegram })
    write({ askedAt: at, sender: web, kind: 'question', amount: sum(asked) * (1 - byWhatsapp - byTelegram) })
    total.asked += sum(asked)
    most.asked = Math.max(most.asked, sum(asked) / STEP)
  }
  const askAgain = (at: number): void => {
    for (const [sender, outbox] of outboxes.entries()) {
      const impatient = outbox.overdue(at - f('patienceSeconds')).filter(b => b.kind === 'question')
      const amount = sum(impatient.map(b => b.amount)) * f('writingAgain')
      write({ askedAt: at, sender, kind: 'again', amount })
      total.again += amount
    }
  }
  const accept = (): void => {
    const room = gateways * f('accepted') * f('margin') * STEP
    const forStatuses = Math.min(room, statuses * f('statusWeight'))
    statuses -= forStatuses / f('statusWeight')
    for (const batch of door.take(room - forStatuses)) turns.add(batch)
  }
  const think = (at: number): void => {
    for (const batch of turns.take(thoughtPerSecond(f, setting, at) * STEP)) outboxes[batch.sender]?.add(batch)
  }
  const send = (at: number): void => {
    const concurrent = ((gateways * f('inFlight')) / f('sendSeconds')) * STEP
    const waiting = sum(outboxes.slice(0, numbers).map(o => o.length()))
    for (const [sender, outbox] of outboxes.entries()) {
      if (sender === web) deliver(outbox, outbox.length(), at)
      else if (sender === telegram) deliver(outbox, Math.min(perBot * STEP, concurrent), at)
      else {
        const pace = Math.max(0, perNumber * STEP - (came[sender] ?? 0))
        deliver(outbox, Math.min(pace, (concurrent * outbox.length()) / Math.max(1, waiting)), at)
      }
    }
  }
  const deliver = (outbox: Line, room: number, at: number): void => {
    for (const batch of outbox.take(room)) {
      lastAt = at
      const { sender, kind, amount, askedAt } = batch
      if (sender < numbers) {
        total.whatsapp += amount
        statuses += amount * f('statusesEach')
      }
      if (kind === 'introduction') continue
      waited.byAll.add(at - askedAt, amount)
      if (sender < numbers) waited.onWhatsapp.add(at - askedAt, amount)
      total.answered += amount
      const met = setting.introduces && kind === 'question' ? amount / f('questionsEach') : 0
      outbox.add({ ...batch, kind: 'introduction', amount: met })
    }
  }
  const look = (at: number): number => {
    const messages = outboxes.map(o => o.length())
    burden.gateways += door.length()
    burden.workers += turns.length()
    burden.WhatsApp += sum(messages.slice(0, numbers))
    burden.Telegram += messages[telegram] ?? 0
    most.turns = Math.max(most.turns, turns.length())
    most.messages = Math.max(most.messages, sum(messages))
    const all = door.length() + turns.length() + sum(messages)
    if (at === DAY - STEP) waitingAtMidnight = all
    return all
  }

  for (let at = 0, waiting = 1; at < DAY || (waiting > 0 && at < END); at += STEP) {
    came = []
    if (at < DAY) ask(at)
    askAgain(at)
    accept()
    think(at)
    send(at)
    waiting = look(at)
  }
  const wait = waited.byAll
  return {
    asked: total.asked,
    answered: total.answered,
    writtenAgain: total.again,
    peakPerSecond: most.asked,
    wait: { p50: wait.share(0.5), p95: wait.share(0.95), p99: wait.share(0.99), worst: wait.worst() },
    withinMinute: wait.upTo(60) / total.answered,
    turnsMost: most.turns,
    messagesMost: most.messages,
    waitingAtMidnight,
    held: waited.onWhatsapp.beyond(WINDOW),
    whatsappMessages: total.whatsapp,
    lastAt,
    wall: wait.worst() < 60 ? null : heaviest(burden),
  }
}

function heaviest(burden: Readonly<Record<Part, number>>): Part {
  const parts = ['gateways', 'workers', 'WhatsApp', 'Telegram'] as const
  return parts.reduce((a, b) => (burden[b] > burden[a] ? b : a))
}

// ── What is printed ──

const MINUTE = 60
/** The most persons of one day of whom 99 of 100 have their answer within a minute; null: more than there are. */
export function carries(setting: Setting, seed: number, f: Values = of): number | null {
  const isCarried = (askers: number): boolean => simulate({ ...setting, askers }, seed, f).wait.p99 <= MINUTE
  let [low, high] = [0, everyone / 16]
  while (isCarried(high)) {
    if (high >= everyone) return null
    ;[low, high] = [high, high * 2]
  }
  while (high - low > high / 16) {
    const askers = (low + high) / 2
    if (isCarried(askers)) low = askers
    else high = askers
  }
  return low
}

const shown = (carried: number | null): string => (carried === null ? 'all' : millions(carried))
const millions = (n: number): string => (n / 1e6).toFixed(2)
const thousands = (n: number): string => (n < 500 ? '-' : `${(n / 1e3).toFixed(n < 1e4 ? 1 : 0)}k`)
function clock(seconds: number): string {
  if (seconds < STEP) return `<${STEP} s`
  if (seconds < 3 * MINUTE) return `${seconds} s`
  return seconds < 3 * HOUR ? `${Math.round(seconds / MINUTE)} min` : `${(seconds / HOUR).toFixed(1)} h`
}

function rowOf(setting: Setting, day: Day, carried: number | null): Row {
  return {
    setting: setting.name,
    'askers M': millions(setting.askers),
    'peak/s': Math.round(day.peakPerSecond),
    p50: clock(day.wait.p50),
    p95: clock(day.wait.p95),
    p99: clock(day.wait.p99),
    worst: clock(day.wait.worst),
    '< 1 min %': day.withinMinute * 100,
    'turns waiting': thousands(day.turnsMost),
    'messages waiting': thousands(day.messagesMost),
    'at midnight': thousands(day.waitingAtMidnight),
    'asked again': thousands(day.writtenAgain),
    wall: day.wall ?? '-',
    'USD k': Math.round((day.whatsappMessages * of('usdPerMessage')) / 1000),
    'carries M': shown(carried),
  }
}

/** What a day carries when an assumption lies at one end of its range or the other. */
const DOUBTED = ['questionsEach', 'whatsappShare', 'minuteSpread', 'margin'] as const
const doubts = (setting: Setting, seed: number): Row[] =>
  DOUBTED.map(doubted => {
    const otherwise = (value: number): string => shown(carries(setting, seed, name => (name === doubted ? value : of(name))))
    const [low, high] = FIGURES[doubted].range
    return {
      [`${setting.name}: assumed`]: doubted,
      low: String(low),
      'carries M': otherwise(low),
      high: String(high),
      'then carries M': otherwise(high),
    }
  })

if (import.meta.main) {
  const flags = flagsOf(process.argv.slice(2))
  const days = Object.values(SETTINGS).map(setting => ({ setting, day: simulate(setting, flags.seed) }))
  const found = new Map<string, number | null>()
  const rows = days.map(({ setting, day }) => {
    // days that differ only in who asks are carried alike
    const { name, askers, ...rest } = setting
    const key = JSON.stringify(rest)
    if (!found.has(key)) found.set(key, carries(setting, flags.seed))
    return rowOf(setting, day, found.get(key) ?? null)
  })
  const lost = Math.max(...days.map(({ day }) => Math.abs(day.asked + day.writtenAgain - day.answered)))
  conclude(
    flags,
    'load',
    { figures: FIGURES, settings: days },
    [
      table(rows),
      '',
      table(doubts(SETTINGS.province, flags.seed)),
      `carries: askers a day of whom 99 of 100 have their answer within ${MINUTE} s`,
    ].join('\n'),
    [{ name: `every question of every day is answered in the end: ${lost.toFixed(3)} missing`, isMet: lost < 0.5 }],
  )
}
