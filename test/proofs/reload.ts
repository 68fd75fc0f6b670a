// `npm run bench -- reload [--smoke --json --store postgres]`: editions change while people write. The bot in a process of its own on SQLite (with
// PostgreSQL a gateway and a worker), a fake Bot API in another; circulars of a regency are published from here, as the command line does it.
//
// Each edition has the same circular with its own number in everything that an answer takes from it: the row's lead, the words of the clause, the
// name of the document. So an answer tells by which edition it was made, and one made of two would show two numbers. An answer may be of an edition
// that came after the question, never of one that was over when the question was asked. One publication changes phrasings as well: it is learned
// before it answers. `answering after`: from the commit until the bot says that this edition answers.
import { join } from 'node:path'
import process from 'node:process'
import { dump } from 'js-yaml'
import { today } from '../../src/adapters/clock.ts'
import { readFiles } from '../../src/adapters/disk.ts'
import { openEditions } from '../../src/adapters/editions.ts'
import { openPostgres } from '../../src/adapters/postgres.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { PATHS, shortOf } from '../../src/bot.ts'
import { type Files, withChanges } from '../../src/publishing/publishing.ts'
import { messageUpdate } from '../fakes/telegram.ts'
import { caller, freePort, pause, ROOT, startBot, startNode, until } from './child.ts'
import { builtHere } from './people.ts'
import { openPlace } from './places.ts'
import { TELEGRAM_SECRET } from './post.ts'
import { at, type Check, column, conclude, flagsOf, progress, type Row } from './proof.ts'

const flags = flagsOf(process.argv.slice(3))
const SIZE = flags.isSmoke
  ? { publications: 3, messages: 100, perSecond: 12, learnedAt: null }
  : { publications: 20, messages: 1000, perSecond: 8, learnedAt: 10 }
const TARGET = { answeringMs: 5000 }
const ANSWERED_MS = 60_000
const LEARNED_MS = 180_000
const TICK_MS = 5
const FIRST_CHAT = 6_300_000_000
const PLACE = '33.25'
const QUESTION = 'saya PNS di Kabupaten Batang, boleh pasang baliho caleg di pagar rumah saya?'

const moment = (): number => performance.timeOrigin + performance.now()

// ── Editions ──

const national = readFiles(join(ROOT, 'knowledge'))
const day = today()
const PHRASED = 'situations/'
const phrased = [...national.keys()].find(path => path.startsWith(PHRASED)) ?? ''

/** The circular of an edition, in the shape of a real one, and said to be an example. */
function circular(n: number): ReadonlyMap<string, string> {
  const id = 'se-contoh-muat-ulang'
  const clause = {
    label: 'Butir 1',
    heading: '',
    source_label: 'Butir 1',
    text: `Edisi ${n}: ASN dilarang memasang alat peraga kampanye di rumah`,
    text_status: 'verbatim',
    force: 'in_force',
    in_force_until: null,
    designation: null,
    replaced_by: [],
    topics: [],
    sources: ['contoh'],
    notes: '',
  }
  const regulation = {
    id,
    kind: 'norm',
    type: 'Surat Edaran',
    number: String(n),
    year: Number(day.slice(0, 4)),
    short: `SE Contoh Edisi ${n}`,
    title: 'CONTOH, bukan peraturan',
    issuer: 'Bupati Contoh',
    place: PLACE,
    rank: 5,
    status: 'in_force',
    enacted_on: day,
    in_force_from: day,
    date_known: 'exact',
    in_force_until: null,
    revoked_by: [],
    amended_by: [],
    binds: ['PNS', 'CPNS', 'PPPK'],
    election: null,
    sources: ['contoh'],
    notes: '',
    clauses: [clause],
  }
  const row = {
    id: 'contoh-muat-ulang',
    when: [],
    verdict: 'forbidden',
    lead: `Tidak boleh menurut contoh edisi ${n}.`,
    reason: '',
    reading: '',
    violation: { before: 'kode-etik', after: 'disiplin-diperselisihkan' },
    basis: [`${id} Butir 1`],
    safe_way: '',
    safe_way_after: '',
    branches: [],
    confidence: 'sedang',
    disputed: false,
    review: { level: 'none', on: null },
  }
  const question = { ask: QUESTION, on: day, place: PLACE, status: null, expect: ['forbidden'], cite: [`${id} Butir 1`] }
  const rows = {
    regulation: id,
    place: PLACE,
    rows: [{ entry: 'pasang-apk', years: [Number(day.slice(0, 4))], row }],
    questions: [question],
  }
  return new Map([
    [`regulations/${PLACE}/${id}.yaml`, dump(regulation)],
    [`rows/${PLACE}/${id}.yaml`, dump(rows)],
  ])
}

const morePhrasings = (files: Files): string =>
  (files.get(phrased) ?? '').replace(/^phrasings:\n/m, 'phrasings:\n  - "ungkapan contoh yang belum pernah ditulis siapa pun"\n')

// ── The bot, and what is told of it ──

// learned before the bot starts: what is measured is what comes after
builtHere()
const { call, close } = caller(64)
const fakeProcess = startNode(['test/fakes/telegram.ts', '--port', '0'])
const fake: { apiRoot: string; token: string } = JSON.parse(await fakeProcess.firstLine)
const port = await freePort()
const place = await openPlace(flags.store ?? 'sqlite')
const settings = {
  ...place.env,
  RAMBU_LOG: 'error',
  RAMBU_HTTP_PORT: String(port),
  RAMBU_PUBLIC_URL: `http://127.0.0.1:${port}`,
  RAMBU_TELEGRAM_TOKEN: fake.token,
  RAMBU_TELEGRAM_SECRET: TELEGRAM_SECRET,
  RAMBU_TELEGRAM_API: fake.apiRoot,
  RAMBU_TELEGRAM_PER_SECOND: '100000',
}
const roles = place.store === 'sqlite' ? (['all'] as const) : (['gateway', 'worker'] as const)
const bots = roles.map(role => startBot({ ...settings, ...place.envOf(role) }))
const errors = (): string => bots.map(b => b.errors()).join('')
/** Where editions are published from: another process beside the bot. */
const openBeside = () =>
  place.store === 'sqlite'
    ? openSqlite({ data: place.env.RAMBU_DATA ?? '', vault: place.env.RAMBU_VAULT ?? '' }, true)
    : openPostgres(place.env.DATABASE_URL ?? '', error => {
        throw error
      })

type Sent = { readonly chat: string; readonly text: string; readonly at: number }
const sentNow = async (): Promise<readonly Sent[]> =>
  JSON.parse((await call({ url: `${fake.apiRoot}/control/sent`, method: 'GET' })).body).sent

async function answers(): Promise<string> {
  const { body } = await call({ url: `http://127.0.0.1:${port}${PATHS.health}`, method: 'GET' })
  try {
    return String(JSON.parse(body).edition)
  } catch {
    return ''
  }
}

type Published = { readonly n: number; readonly isLearned: boolean; readonly from: number; readonly tookMs: number | null }
const published: Published[] = []

async function publish(n: number): Promise<void> {
  const { learnedAt } = SIZE
  const changes = new Map([
    ...circular(n),
    ...(learnedAt !== null && n >= learnedAt ? [[phrased, morePhrasings(national)] as const] : []),
  ])
  const db = openBeside()
  try {
    const editions = openEditions(db, null)
    const localFiles = withChanges(national, new Map(), changes)
    const by = { by: 'penyunting', approvedBy: 'penyetuju', reason: 'contoh', draft: null }
    const ended = await editions.publish({ kind: 'published', national, localFiles, on: day, ...by }, await editions.newest(), [])
    if (ended === 'stale') throw new Error('somebody else publishes here')
    const committedAt = moment()
    const edition = shortOf((await editions.live())?.edition ?? '')
    const isLearned = n === learnedAt
    const isThere = await until(async () => (await answers()) === edition, isLearned ? LEARNED_MS : ANSWERED_MS)
    const from = moment()
    published.push({ n, isLearned, from, tookMs: isThere ? from - committedAt : null })
  } finally {
    await db.close()
  }
}

// ── People ──

type Asked = { readonly chat: string; readonly at: number; readonly ackMs: number }
const asked: Asked[] = []

async function write(n: number): Promise<void> {
  const chat = FIRST_CHAT + n
  const from = moment()
  const body = JSON.stringify({ update_id: n, ...messageUpdate({ chat, messageId: n, text: QUESTION }) })
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET }
  const { status, tookMs } = await call({ url: `http://127.0.0.1:${port}/telegram`, headers, body })
  if (status === 200) asked.push({ chat: String(chat), at: from, ackMs: tookMs })
}

/** At a fixed pace until so many have written and the last edition is there. */
async function writeWhile(isWanted: () => boolean): Promise<void> {
  const from = moment()
  const calls: Promise<void>[] = []
  while (calls.length < SIZE.messages || isWanted()) {
    const due = Math.ceil(((moment() - from) * SIZE.perSecond) / 1000)
    while (calls.length < due) calls.push(write(calls.length + 1))
    await pause(TICK_MS)
  }
  await Promise.all(calls)
}

// ── The run ──

try {
  await Promise.all(bots.map(b => b.firstLine))
  await until(async () => (await answers()) !== '', ANSWERED_MS)
  // the first is there before anybody asks
  await publish(0)
  let isPublishing = true
  const writing = writeWhile(() => isPublishing)
  for (let n = 1; n <= SIZE.publications; n++) {
    progress(`edition ${n}`)
    await publish(n)
  }
  isPublishing = false
  await writing
  const chats = new Set<string>()
  await until(
    async () => {
      for (const { chat } of await sentNow()) chats.add(chat)
      return chats.size >= asked.length
    },
    ANSWERED_MS,
    200,
  )
  await pause(500)
  const byChat = Map.groupBy(await sentNow(), s => s.chat)
  const editionsIn = (sent: readonly Sent[]): readonly number[] => [
    ...new Set(sent.flatMap(s => [...s.text.matchAll(/\bedisi (\d+)/gi)].map(([, n]) => Number(n)))),
  ]
  const told = asked.map(a => {
    const sent = byChat.get(a.chat) ?? []
    const named = editionsIn(sent)
    const over = published.filter(p => p.from < a.at).at(-1)?.n ?? 0
    const first = sent.find(s => editionsIn([s]).length > 0)
    return { ...a, sent, named, isOld: named.some(n => n < over), tookMs: first === undefined ? null : first.at - a.at }
  })
  const lost = told.length - told.filter(t => t.named.length > 0).length
  const mixed = told.filter(t => t.named.length > 1).length
  const whole = told.filter(t => t.sent.some(s => [...s.text.matchAll(/\bedisi \d+/gi)].length >= 2)).length
  const old = told.filter(t => t.isOld).length
  const twice = [...byChat.values()].filter(sent => sent.filter(s => editionsIn([s]).length > 0).length > 1).length
  const used = new Set(told.flatMap(t => t.named))
  const plain = published.filter(p => !p.isLearned)
  const took = plain.flatMap(p => p.tookMs ?? [])
  const learned = published.find(p => p.isLearned)
  const figures: Row = {
    messages: told.length,
    publications: published.length - 1,
    'editions that answered somebody': used.size,
    'answering after, p50 ms': at(0.5, took),
    'answering after, most ms': at(1, took),
    'answering after learning, ms': learned?.tookMs ?? null,
    'ack p50 ms': at(
      0.5,
      asked.map(a => a.ackMs),
    ),
    'ack p99 ms': at(
      0.99,
      asked.map(a => a.ackMs),
    ),
    'delivered p50 ms': at(
      0.5,
      told.flatMap(t => t.tookMs ?? []),
    ),
    'delivered p99 ms': at(
      0.99,
      told.flatMap(t => t.tookMs ?? []),
    ),
    'delivered most ms': at(
      1,
      told.flatMap(t => t.tookMs ?? []),
    ),
  }
  const checks: Check[] = [
    { name: `every message is answered: ${lost} lost`, isMet: lost === 0 },
    { name: `none twice: ${twice}`, isMet: twice === 0 },
    { name: `none by a mixture of editions: ${mixed}`, isMet: mixed === 0 },
    { name: `each by the whole of its edition, row and rule: ${whole}`, isMet: whole === told.length },
    // a gateway, which is asked here, may show an edition a moment before the worker answers by it
    ...(place.store === 'sqlite'
      ? [{ name: `none by an edition that was over when it was asked: ${old}`, isMet: old === 0 }]
      : []),
    {
      name: `every edition came to answer: ${published.filter(p => p.tookMs !== null).length - 1}`,
      isMet: published.every(p => p.tookMs !== null),
    },
    { name: `at least ${SIZE.messages} messages were taken: ${told.length}`, isMet: told.length >= SIZE.messages },
    {
      name: `a circular answers within ${TARGET.answeringMs / 1000} s: ${((at(1, took) ?? 0) / 1000).toFixed(1)} s`,
      isMet: flags.isSmoke || (at(1, took) ?? Number.POSITIVE_INFINITY) <= TARGET.answeringMs,
    },
    { name: 'nothing broke', isMet: errors() === '' },
  ]
  conclude(flags, 'reload', { ...figures, published }, column(figures), checks)
  if (errors() !== '') process.stderr.write(`${errors().slice(0, 2000)}\n`)
} finally {
  await Promise.all(bots.map(b => b.stop()))
  await fakeProcess.stop()
  close()
  await place.close()
}
