// The attacker at work on what was carried away: searches it for everybody and everything, follows every trail, and with the keys of a worker
// opens what can be opened and searches that. Gives what was found and must not be, and beside it what is known to be there.
import type { Built } from '../../../src/main.ts'
import { STATUSES, VERDICTS } from '../../../src/vocabulary.ts'
import type { Asked, Truth } from './day.ts'
import {
  type Clue,
  earliestIn,
  follow,
  type Judge,
  judgeOf,
  type Result,
  readableIn,
  type Topics,
  trailsOf,
  unlike,
  writersOf,
} from './link.ts'
import type { Loot, Part } from './loot.ts'
import { askersInStore, minutesInLog, momentsInStore, TO_OFFICERS } from './officer.ts'
import { type Opened, openAll } from './open.ts'
import type { Day, Member, Population } from './people.ts'
import { bytesFormsOf, digestsOf, formsOf, type Hit, type Needle, reversed, type Searcher, searcher } from './search.ts'
import { followSizes, ownersOf, type Predictor } from './size.ts'

/** All keys are missing; or only the gateway's address key is, as for whoever has taken over a worker. */
export type Level = 'no key' | "a worker's keys" | 'an officer'
export type Finding = {
  readonly kind: 'identifier' | 'words' | 'seed' | 'trace' | 'name' | 'moment' | 'link'
  readonly where: string
  readonly what: string
}
export type Report = {
  readonly findings: readonly Finding[]
  readonly results: readonly Result[]
  /** What stands in the threat model and is found as well. */
  readonly limits: readonly string[]
  readonly megabytes: number
}

const WORDS = {
  kept: 'words',
  consulted: TO_OFFICERS,
  anonymous: 'words of someone anonymous',
  forgotten: 'words of someone forgotten',
} as const
const SEED = 'seed'
const SEED_OF_FORGOTTEN = 'seed of someone forgotten'
const TRACE = 'trace of someone forgotten'

// ── what is searched for ──

const identifiersOf = ({
  phone,
  telegramId,
  username,
  scopedId,
  browser,
  nip,
  names: [one, two, last],
  unit,
}: Member): Needle[] => [
  ...formsOf('phone number', phone),
  reversed('phone number', phone),
  ...digestsOf('phone number', [phone, `+${phone}`, `phone:${phone}`, `whatsapp\0phone:${phone}`, `whatsapp:${phone}`]),
  ...formsOf('Telegram id', telegramId),
  reversed('Telegram id', telegramId),
  ...digestsOf('Telegram id', [telegramId, `telegram\0${telegramId}`, `telegram:${telegramId}`]),
  ...formsOf('username', username),
  ...digestsOf('username', [username, `@${username}`]),
  ...formsOf('WhatsApp id', scopedId),
  ...digestsOf('WhatsApp id', [scopedId, `bsuid:${scopedId}`, `whatsapp\0bsuid:${scopedId}`]),
  ...formsOf("browser's secret", browser),
  ...digestsOf("browser's secret", [browser, `web\0${browser}`]),
  ...formsOf('NIP', nip),
  reversed('NIP', nip),
  ...digestsOf('NIP', [nip]),
  ...[`${one} ${two} ${last}`, `${one} ${two}`, `${two} ${last}`].flatMap(name => formsOf('name', name)),
  ...formsOf('unit', unit),
]

const GRAM = 4
const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
const gramsOf = <T>(list: readonly T[]): T[][] => list.slice(GRAM - 1).map((_, i) => list.slice(i, i + GRAM))

/** Four words in a row as they were written, unless they stand in what everybody may read. */
function ownGrams(text: string, isPublic: (gram: string) => boolean): string[] {
  const places = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(m => [m.index, m.index + m[0].length] as const)
  return gramsOf(places).flatMap(gram => {
    const said = text.slice(gram[0]?.[0] ?? 0, gram[GRAM - 1]?.[1] ?? 0)
    return isPublic(wordsIn(said).join(' ')) ? [] : [said]
  })
}

export type Knowing = {
  readonly truth: Truth
  readonly population: Population
  readonly searcher: Searcher
  /** Single names of the members that no public text has. */
  readonly names: ReadonlySet<string>
  readonly topics: Topics
  readonly predict: Predictor
  readonly next: () => number
}

export function knowingOf(
  built: Built,
  population: Population,
  truth: Truth,
  publicText: string,
  predict: Predictor,
  next: () => number,
): Knowing {
  const publicGrams = new Set(gramsOf(wordsIn(publicText)).map(gram => gram.join(' ')))
  const publicWords = new Set(wordsIn(publicText))
  const writersOfGram = new Map<string, Set<number>>()
  for (const { member, text } of truth.words)
    for (const gram of gramsOf(wordsIn(text)).map(g => g.join(' ')))
      writersOfGram.set(gram, (writersOfGram.get(gram) ?? new Set()).add(member))
  /** What several people wrote is nobody's own. */
  const isCommon = (gram: string): boolean => publicGrams.has(gram) || (writersOfGram.get(gram)?.size ?? 0) > 1
  const forgottenSeeds = new Set([...truth.forgotten.values()].map(i => i.seed.toString('hex')))
  const needles = [
    ...population.members.flatMap(identifiersOf),
    ...truth.words.flatMap(({ text, fate }) => ownGrams(text, isCommon).flatMap(gram => formsOf(WORDS[fate], gram))),
    ...[...truth.identities.values()]
      .filter(i => !forgottenSeeds.has(i.seed.toString('hex')))
      .flatMap(i => bytesFormsOf(SEED, i.seed)),
    ...[...truth.forgotten.values()].flatMap(i => [
      ...bytesFormsOf(SEED_OF_FORGOTTEN, i.seed),
      ...formsOf(TRACE, i.asker),
      ...formsOf(TRACE, i.addressHash),
      ...bytesFormsOf(TRACE, i.sealed),
    ]),
    ...[...truth.cases].flatMap(([id, { member }]) => (truth.forgotten.has(member) ? formsOf(TRACE, id) : [])),
  ]
  return {
    truth,
    population,
    searcher: searcher(needles),
    names: new Set(population.members.flatMap(m => m.names.map(n => n.toLowerCase())).filter(n => !publicWords.has(n))),
    topics: topicsOf(built, population),
    predict,
    next,
  }
}

const topicsOf = ({ edition }: Built, { members }: Population): Topics => ({
  // a topic that is called as an entry is: what was opened is counted by topic
  entries: new Set([...edition.entries.keys()].filter(id => !edition.sources.topics.some(t => t.id === id))),
  rows: new Map([...edition.entries].map(([id, { rows }]) => [id, new Set(rows.map(r => r.id))])),
  outcomes: new Set([...VERDICTS, 'no_basis']),
  // nor a topic as a status is
  statuses: new Set(STATUSES.filter(s => !edition.sources.topics.some(t => t.id === s))),
  places: new Set(members.map(m => m.place.code)),
})

// ── searching ──

const KINDS: Readonly<Record<string, Finding['kind']>> = {
  [WORDS.kept]: 'words',
  [WORDS.consulted]: 'words',
  [WORDS.anonymous]: 'words',
  [WORDS.forgotten]: 'words',
  [SEED]: 'seed',
  [SEED_OF_FORGOTTEN]: 'seed',
  [TRACE]: 'trace',
}

const findingOf = ({ part, what, form, times }: Hit): Finding => ({
  kind: KINDS[what] ?? 'identifier',
  where: part,
  what: `${what}, ${form}${times > 1 ? `, ${times} times` : ''}`,
})

/** Seeds lie in the vault and nowhere else; a backup of before may hold what was forgotten since, but nothing to open it with. */
const isVault = (part: string): boolean => /(?:^|\W)vault\W/.test(part)
const isBackup = (part: string): boolean => part.startsWith('backups')
const isAllowed = ({ part, what }: Hit): boolean => (what === SEED && isVault(part)) || (what === TRACE && isBackup(part))

function partsOf(loot: Loot): Part[] {
  const figures = new Set(loot.metrics.flatMap(m => m.text.split('\n')))
  return [
    ...loot.parts,
    { name: 'log', bytes: Buffer.from(loot.logs) },
    { name: 'metrics', bytes: Buffer.from([...figures].join('\n')) },
    ...loot.exports,
    ...loot.backups,
    ...loot.tables.map(({ name, rows }) => ({
      name: `table ${name}`,
      bytes: Buffer.from(rows.map(r => lineOf(r.values)).join('\n')),
    })),
  ]
}

const lineOf = (values: object): string =>
  JSON.stringify(values, (_, value) => (value instanceof Uint8Array || value?.type === 'Buffer' ? undefined : value))

/** `parts`: what no key is needed for. */
export function searchIn({ searcher }: Knowing, parts: readonly Part[]): Finding[] {
  return parts.flatMap(part =>
    searcher
      .search(part)
      .filter(hit => !isAllowed(hit))
      .map(findingOf),
  )
}

// ── linking ──

function asksOf({ truth: { asked }, population: { day } }: Knowing): (member: Member, content: Clue['content']) => boolean {
  const own = Map.groupBy(
    asked.filter(a => a.at < day.to),
    a => a.member,
  )
  const isOf = (said: readonly string[], is: string | null): boolean => said.length === 0 || (is !== null && said.includes(is))
  const fits = ({ record }: Asked, content: Clue['content']): boolean =>
    record.kind === 'answer' &&
    isOf(content.entries, record.situation) &&
    isOf(content.rows, record.row) &&
    isOf(content.outcomes, record.outcome) &&
    isOf(content.statuses, record.status) &&
    isOf(content.places, record.place)
  return (member, content) => (own.get(member.id) ?? []).some(a => fits(a, content))
}

/** Whether what is known here of the day explains what the store counts: else every guess would be judged wrongly. */
export function explainedIn(loot: Loot, knowing: Knowing): { readonly explained: number; readonly clues: number } {
  const asks = asksOf(knowing)
  const clues = readableIn(loot, knowing.topics)
  return { explained: clues.filter(c => loot.members.some(m => asks(m, c.content))).length, clues: clues.length }
}

/** Six attacks make a full run; on all their trails together a bot without a fault is accused once in a hundred runs. */
const ACCUSED_SHARE = 0.01 / 6

const leadsOf = (results: readonly Result[]): Result[] => results.filter(r => r.p * results.length <= ACCUSED_SHARE)

const linkOf = ({ where, clues, right, byChance, p }: Result): Finding => ({
  kind: 'link',
  where,
  what: `${right.toFixed(1)} of ${clues} questions laid to the right member, by chance ${byChance.toFixed(1)} (p ${p < 1e-4 ? 'under 0.0001' : p.toFixed(4)})`,
})

// ── with no key ──

export function attackWithoutKey(loot: Loot, knowing: Knowing): Report {
  const parts = partsOf(loot)
  const judge: Judge = judgeOf(writersOf(loot).writers, asksOf(knowing), knowing.next)
  const clues = readableIn(loot, knowing.topics)
  const results = [...follow(loot, trailsOf(loot, knowing.topics), judge), ...followSizes(loot, clues, knowing.predict, judge)]
  return {
    findings: [
      ...searchIn(knowing, parts),
      ...momentsInStore(loot, knowing),
      ...minutesInLog(loot),
      ...askersInStore(loot, knowing),
      ...leadsOf(results).map(linkOf),
    ],
    results,
    limits: limitsOf(loot, knowing, clues),
    megabytes: parts.reduce((sum, p) => sum + p.bytes.length, 0) / 1e6,
  }
}

const SAME_MS = 100
const DAY_MS = 86_400_000
const dayAfter = ({ on }: Day): string => new Date(Date.parse(on) + DAY_MS).toISOString().slice(0, 10)

function limitsOf(loot: Loot, { truth, population, topics }: Knowing, clues: readonly Clue[]): string[] {
  const owners = ownersOf(loot)
  const identities = [...truth.identities]
  const tied = identities.filter(([member, { asker }]) => owners.get(asker) === member).length
  const alone = clues.filter(({ content }) => population.members.filter(m => unlike(content, m) === 0).length === 1).length
  const after = readableIn(loot, topics, dayAfter(loot.day)).length
  const gone = loot.wire.filter(e => truth.forgotten.has(e.member))
  const marks = loot.tables
    .flatMap(t => t.rows.flatMap(r => earliestIn(loot, Object.values(r.values)) ?? []))
    .filter(moment => gone.some(e => moment >= e.at && moment - e.at < SAME_MS)).length
  return [
    `${tied} of ${identities.length} askers laid to the right member by the moments at the gateway: who wrote when, not what`,
    `${alone} of ${clues.length} readable questions fit one member of the list alone, by place and status`,
    `${after} readable questions of the day after, when one person wrote, are that person's`,
    `${marks} rows without a name tell the moments at which people wrote who are forgotten since`,
    casesTied(loot, truth),
    `none of ${population.members.length} members can be looked for among ${identities.length} address hashes without the key`,
  ]
}

/** The vault says whose consultation it is: what is left to find is who that is. */
function casesTied(loot: Loot, { cases }: Truth): string {
  const owners = ownersOf(loot)
  const book = loot.tables.find(t => /(?:^|\.)casebook$/.test(t.name))?.rows ?? []
  const tied = book.filter(({ values: { consultation_id, asker_id } }) => {
    const member = cases.get(String(consultation_id))?.member
    return member !== undefined && owners.get(String(asker_id)) === member
  }).length
  return `${tied} of ${book.length} consultations laid to the right member by the vault and the moments at the gateway`
}

// ── with a worker's keys ──

export function attackWithKeys(loot: Loot, knowing: Knowing): Report {
  const { truth } = knowing
  const opened = openAll(loot, truth.keys)
  const memberOf = new Map([...truth.forgotten, ...truth.identities].map(([member, { asker }]) => [asker, member]))
  const hits = opened.flatMap(one => knowing.searcher.search({ name: one.where, bytes: Buffer.from(one.text) }))
  const found = hits
    .filter(hit => hit.what !== WORDS.kept && hit.what !== WORDS.consulted && hit.what !== TRACE)
    .map(hit => findingOf({ ...hit, part: `opened in ${hit.part}` }))
  const sheets = opened.filter(o => o.kind === 'sheet')
  const isOver = loot.at >= loot.day.to
  const findings = [
    ...merged(found),
    ...namesIn(opened, knowing),
    ...forgottenIn(opened, knowing),
    ...(isOver ? merged(sheets.map(leftOver)) : []),
  ]
  const owners = ownersOf(loot)
  const memories = opened.filter(o => o.kind === 'memory' && /"said":\["/.test(o.text))
  const askers = new Set(memories.map(o => o.asker))
  const tied = [...askers].filter(asker => owners.get(asker) !== undefined && owners.get(asker) === memberOf.get(asker)).length
  const anonymous = new Set(truth.words.filter(w => w.fate === 'anonymous').map(w => w.member))
  const read = new Set(opened.filter(o => o.kind === 'brief').map(o => o.asker)).size
  const answers = new Set(opened.filter(o => o.kind === 'reply' && anonymous.has(memberOf.get(o.asker) ?? -1)).map(o => o.asker))
    .size
  return {
    findings,
    results: [],
    limits: [
      `${askers.size} remembered conversations opened, ${tied} laid to the right member by the moments at the gateway`,
      ...(isOver || sheets.length === 0
        ? []
        : [
            `${new Set(sheets.map(o => o.asker)).size} sheets of the day's counts opened: what was asked before the bot was started again`,
          ]),
      `${read} consultations opened; ${casesTied(loot, truth)}`,
      `replies to ${answers} anonymous askers opened, waiting to be fetched or to be told of by the platform`,
    ],
    megabytes: opened.reduce((sum, o) => sum + o.text.length, 0) / 1e6,
  }
}

/** One line for what was found in many texts of one place. */
function merged(findings: readonly Finding[]): Finding[] {
  const alike = Map.groupBy(findings, f => `${f.kind}\0${f.where}\0${f.what}`)
  return [...alike.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [{ ...first, what: rest.length === 0 ? first.what : `${first.what}, in ${rest.length + 1} texts` }],
  )
}

/** Words that are a member's name, in what people wrote. */
function namesIn(opened: readonly Opened[], { names }: Knowing): Finding[] {
  const found = opened
    .filter(o => o.kind !== 'reply')
    .flatMap(o =>
      [...new Set(wordsIn(o.text))]
        .filter(w => names.has(w))
        .map(() => ({ kind: 'name' as const, where: `opened in ${o.where}`, what: 'a name' })),
    )
  return merged(found)
}

/** Beside the counts of the whole day it tells what was asked before and after a moment. */
const leftOver = ({ where }: Opened): Finding => ({
  kind: 'trace',
  where: `opened in ${where}`,
  what: 'counts of a part of a day that is over',
})

/** Whatever opens of someone forgotten was not destroyed. */
function forgottenIn(opened: readonly Opened[], { truth }: Knowing): Finding[] {
  const leftBehind = [...truth.cases].flatMap(([id, { member }]) => (truth.forgotten.has(member) ? [id] : []))
  const gone = new Set([...[...truth.forgotten.values()].map(i => i.asker), ...leftBehind])
  return merged(
    opened
      .filter(o => gone.has(o.asker))
      .map(o => ({ kind: 'trace' as const, where: `opened in ${o.where}`, what: `a ${o.kind} of someone forgotten` })),
  )
}
