// `npm run attack [-- --smoke --json --store sqlite|postgres --seed N]`: can whoever has everything tell who asked what?
//
// A day is lived: people of an invented members' list write to a bot in a process of its own, on Telegram, WhatsApp and the web, some of them
// anonymous, some asking for proofs and receipts, some to be forgotten. Its clock is moved on while it rests, so that a day of a small office
// passes in a minute; nothing else of it is changed. In the afternoon it is started again, as after an upgrade. The attacker comes three times:
// in the evening after a busy hour, when the write-ahead log is full; soon after somebody was forgotten; and on the next morning. They get
// every table with the order of its rows and the transactions that wrote them, every file and page as bytes, logs at their most talkative, the
// metrics after every message, dead letters, backups of noon and night, the list of all members with everything about them, and who wrote when
// and how much. All keys are missing; at the second level those of a worker are there. Some of the day ask an officer. A third attacker sits at the
// console, with every page of every role and the members' list, but not who wrote when (attack/officer.ts). Beside the real store stand copies of it with one
// planted leak each, and the attack must find every one.
//
// `FOUND` fails the run. `doubt` is a trail that would be believed by itself but may be chance among so many. `known` stands in the threat model.
//
// It cannot see what the platforms see, who carry every word; the memory of a running bot, and swap; how long an answer took to make; whether
// a story names its author. PostgreSQL's write-ahead log is searched for what it keeps but not followed as a trail, nor are copies of disks
// taken one after the other. It recognises a question by the public words of the knowledge alone, guesses for each clue by itself, and finds
// a link that shows on the whole, not one single person in a crowd; of fewer than four clues nothing is concluded. One person writes at a
// time, as in a small office: a crowd only hides more. The smoke run takes SQLite and fewer people, and may miss a faint link.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import process from 'node:process'
import { dayOf } from '../../src/adapters/clock.ts'
import { readFiles } from '../../src/adapters/disk.ts'
import { readConfig } from '../../src/config.ts'
import { sequence } from '../../src/knowledge/knowledge.ts'
import { build } from '../../src/main.ts'
import {
  attackWithKeys,
  attackWithoutKey,
  explainedIn,
  type Finding,
  type Knowing,
  knowingOf,
  type Level,
  type Report,
  searchIn,
} from './attack/attacker.ts'
import { type Lived, live } from './attack/day.ts'
import { type Loot, walOf } from './attack/loot.ts'
import { attackAsOfficer } from './attack/officer.ts'
import { drawing, INTRODUCTIONS, population, redactorHere } from './attack/people.ts'
import { groundOf, PLANTS, type Plant, planted } from './attack/plants.ts'
import { predictorOf } from './attack/size.ts'
import { ROOT } from './child.ts'
import type { StoreName } from './places.ts'
import { type Check, conclude, flagsOf, progress, type Row, table } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const SIZE = flags.isSmoke ? { members: 300, people: 64 } : { members: 300, people: 150 }
const STORES: readonly StoreName[] = flags.store !== null ? [flags.store] : flags.isSmoke ? ['sqlite'] : ['sqlite', 'postgres']

const folders = {
  RAMBU_KNOWLEDGE: join(ROOT, 'knowledge'),
  RAMBU_PROMPTS: join(ROOT, 'prompts'),
  RAMBU_CACHE: join(ROOT, '.cache/rambu'),
}
const built = build({ ...readConfig(() => null, folders), publicUrl: null, proofKey: randomBytes(32) })
const publicText = [
  ...[folders.RAMBU_KNOWLEDGE, folders.RAMBU_PROMPTS].flatMap(folder => [...readFiles(folder).values()]),
  ...INTRODUCTIONS,
].join('\n')
const predict = predictorOf(built)
const redactor = redactorHere()

/** Leaks are planted in what was taken last. */
const LAST = 'morning'
type Attacked = { readonly store: StoreName; readonly level: string; readonly taken: string; readonly report: Report }
type Planted = { readonly store: StoreName; readonly plant: Plant; readonly found: Finding | null }

const told = ({ what, where }: Finding): string => `${what}, in ${where}`

/** The same fault found twice has the same key; of a trail only that it leads somewhere. */
const keyOf = ({ kind, where, what }: Finding): string => `${kind} ${where} ${kind === 'link' ? '' : what.replace(/\d+/g, '')}`

const all = (loot: Loot, knowing: Knowing): readonly (readonly [string, Report])[] => [
  ['no key', attackWithoutKey(loot, knowing)],
  ["a worker's keys", attackWithKeys(loot, knowing)],
  ['an officer', attackAsOfficer(loot, knowing)],
]

/** Links are told of one by one, everything else by what it is. */
const alikeOf = (finding: Finding): string =>
  finding.kind === 'link' ? keyOf(finding) : finding.what.replace(/, (?:in )?\d+ (?:times|texts)/g, '')

const ATTACKS: Readonly<Record<Level, (loot: Loot, knowing: Knowing) => Report>> = {
  'no key': attackWithoutKey,
  "a worker's keys": attackWithKeys,
  'an officer': attackAsOfficer,
}

async function plantIn(lived: Lived, knowing: Knowing, clean: ReadonlySet<string>): Promise<Planted[]> {
  const ground = groundOf(lived)
  const found: Planted[] = []
  for (const plant of PLANTS) {
    progress(`${lived.store}: ${plant.name}`)
    const loot = await planted(plant, lived, ground)
    const { findings } = ATTACKS[plant.level](loot, knowing)
    const fresh = findings.find(f => f.kind === plant.expects && plant.about.test(told(f)) && !clean.has(keyOf(f)))
    found.push({ store: lived.store, plant, found: fresh ?? null })
  }
  return found
}

async function attack(store: StoreName) {
  const next = sequence(flags.seed)
  const people = population(built, SIZE, dayOf(Date.now()), drawing(next))
  progress(`${store}: the day`)
  const lived = await live(store, built, redactor, people, next)
  try {
    const knowing = knowingOf(built, people, lived.truth, publicText, predict, next)
    const attacked: Attacked[] = []
    for (const [taken, loot] of [
      ['evening', lived.evening],
      ['farewell', lived.farewell],
      [LAST, lived.morning],
    ] as const) {
      progress(`${store}: the attack, ${taken}`)
      for (const [level, report] of all(loot, knowing)) attacked.push({ store, level, taken, report })
    }
    const wal = store === 'postgres' ? await walOf(lived.place.env.DATABASE_URL ?? '') : []
    const inWal = searchIn(knowing, wal)
    const clean = new Set(attacked.filter(a => a.taken === LAST).flatMap(a => a.report.findings.map(keyOf)))
    return {
      store,
      lived,
      attacked,
      inWal,
      known: explainedIn(lived.morning, knowing),
      planted: await plantIn(lived, knowing, clean),
    }
  } finally {
    await lived.close()
  }
}

const started = Date.now()
const attacks = []
for (const store of STORES) attacks.push(await attack(store))

const rows: Row[] = attacks.flatMap(({ attacked }) =>
  attacked.map(({ store, level, taken, report }) => ({
    store,
    'the attacker has': level,
    taken,
    'searched MB': report.megabytes,
    trails: report.results.length,
    'lowest p': report.results.length === 0 ? null : Math.min(...report.results.map(r => r.p)).toFixed(5),
    found: report.findings.length === 0 ? 'nothing' : `${report.findings.length} things`,
  })),
)
const trailRows: Row[] = attacks.flatMap(({ attacked }) =>
  attacked.flatMap(({ store, taken, report }) =>
    report.results.map(({ where, clues, right, byChance, p }) => ({
      store,
      taken,
      trail: where,
      clues,
      right,
      'by chance': byChance,
      p: p.toFixed(5),
    })),
  ),
)
const plantRows: Row[] = attacks.flatMap(a =>
  a.planted.map(({ store, plant, found }) => ({
    store,
    planted: plant.name,
    found: found === null ? 'MISSED' : told(found),
  })),
)
/** What PostgreSQL's own log keeps of what was destroyed is known; that it holds anything else is not. */
const isOfLog = ({ kind }: Finding): boolean => kind === 'seed' || kind === 'trace'
const findings = attacks.flatMap(({ store, attacked, inWal }) => [
  ...attacked.flatMap(({ level, taken, report }) => report.findings.map(finding => ({ store, level, taken, finding }))),
  ...inWal.filter(f => !isOfLog(f)).map(finding => ({ store, level: 'no key', taken: 'morning', finding })),
])
/** The same at another hour or in another place is one line, with the figures of the last. */
const found = [...Map.groupBy(findings, f => `${f.store} ${f.level} ${alikeOf(f.finding)}`).values()].flatMap(some => {
  const last = some.at(-1)
  const hours = [...new Set(some.map(f => f.taken))].join(', ')
  const places = [...new Set(some.map(f => f.finding.where))].join('; ')
  return last === undefined ? [] : [`${last.store}, ${last.level}, ${hours}: ${last.finding.what}, in ${places}`]
})
/** One trail by itself would be believed; among so many it may be chance. */
const BELIEVED = 0.01
const doubts = attacks.flatMap(({ attacked }) =>
  attacked.flatMap(({ store, taken, report: { results, findings: leads } }) =>
    results
      .filter(r => r.p <= BELIEVED && !leads.some(f => f.where === r.where))
      .map(({ where, p }) => `${store}, ${taken}: ${where}, p ${p.toFixed(4)}; try other seeds`),
  ),
)
/** Of what is known to be there the last figures are enough. */
const lastOf = (lines: readonly string[]): string[] => [...new Map(lines.map(line => [line.replace(/\d+/g, ''), line])).values()]
const limits = attacks.flatMap(({ store, attacked, inWal }) => [
  ...lastOf(attacked.flatMap(({ level, report }) => report.limits.map(l => `${store}, ${level}: ${l}`))),
  ...[...Map.groupBy(inWal.filter(isOfLog), alikeOf).values()].map(
    some =>
      `${store}, no key: ${some[0]?.what ?? ''}, in ${some.length} files of its write-ahead log, until they are written over`,
  ),
])
const missing = attacks.flatMap(({ planted }) => planted.filter(p => p.found === null))
const missed = missing.length
/** In full size every one must be found. */
const isExcused = ({ plant }: Planted): boolean => flags.isSmoke && plant.wantsMany === true
const checks: Check[] = [
  { name: `found in the bot's own: ${found.length === 0 ? 'nothing' : `${found.length} things`}`, isMet: found.length === 0 },
  { name: `planted leaks found: ${plantRows.length - missed} of ${plantRows.length}`, isMet: missing.every(isExcused) },
  ...attacks.map(({ store, known }) => ({
    name: `${store}: what can be read of questions is what was asked: ${known.explained} of ${known.clues}`,
    isMet: known.explained === known.clues,
  })),
]
const text = [
  `${SIZE.members} members, ${SIZE.people + 1} of whom write; ${attacks.map(a => `${a.store}: ${a.lived.messages} messages`).join(', ')}; ${((Date.now() - started) / 1000).toFixed(0)} s; seed ${flags.seed}`,
  ...attacks.filter(a => !a.lived.hasBackups).map(a => `${a.store}: there is no command that makes backups`),
  table(rows),
  '',
  ...found.map(line => `FOUND  ${line}`),
  ...doubts.map(line => `doubt  ${line}`),
  ...limits.map(line => `known  ${line}`),
  '',
  table(plantRows),
  '',
].join('\n')
conclude(flags, 'attack', { rows, trails: trailRows, found, doubts, limits, plants: plantRows }, text, checks)
