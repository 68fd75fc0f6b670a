// `npm run bench -- console [--smoke --json --store sqlite|postgres]`: a day's consultations in the store and the pages of all officers open.
//
// The bot, PostgreSQL and this load generator are processes of their own on one machine, whose cores they share; so is a bare hono server with
// a page as long as the line, which meets the same generator in the same run: as many connections held open, as many pages a second, as many
// events. Every officer has a session and an open page of the line: a connection of its own by which events come, and after each event the page
// fetches the line anew, as htmx does. Beside that officers load whole pages, in all so many a second: the line, a consultation, the search, the
// statistics. Meanwhile consultations are claimed and answered over the pages' own forms, and askers in the web chat open new ones.
// `on screen` is the time from an asker's last press until the line that a page of the team has fetched shows the new consultation.
// Not measured: browsers drawing, a network, TLS, and signing in, which is slow on purpose (argon2id).
import { randomBytes } from 'node:crypto'
import { availableParallelism, loadavg } from 'node:os'
import process from 'node:process'
import { z } from 'zod'
import { moveCase, stepOwn } from '../../src/adapters/cases.ts'
import { dayOf, newId } from '../../src/adapters/clock.ts'
import { begin, type Consultation, hourOf, type NewLine } from '../../src/handoff/handoff.ts'
import { sealersOf } from '../../src/keyring.ts'
import { type Called, type Child, caller, freePort, pause, startBot, startNode, until } from './child.ts'
import { type Beside, hiddenIn, listening, memberOf, type Officer, officerAt, openBeside, signedIn, teamAt } from './officers.ts'
import { builtHere } from './people.ts'
import { openPlace, type StoreName } from './places.ts'
import { at, type Check, conclude, flagsOf, progress, type Row, table } from './proof.ts'

const flags = flagsOf(process.argv.slice(3))
/** `loadsPerSecond`: each of two hundred officers opens a page every quarter of a minute. A day of eight hours has five acts for each consultation. */
const SIZE = flags.isSmoke
  ? { teams: 4, officersEach: 5, cases: 400, seconds: 8, loadsPerSecond: 4, actEveryMs: 1000, openEveryMs: 2000 }
  : { teams: 20, officersEach: 10, cases: 5000, seconds: 60, loadsPerSecond: 13, actEveryMs: 1000, openEveryMs: 3000 }
const STORES: readonly StoreName[] = flags.store !== null ? [flags.store] : flags.isSmoke ? ['sqlite'] : ['sqlite', 'postgres']
const TARGET = { pageMs: 200, screenMs: 1000 }
const SETTLE_MS = 1500
const DRAIN_MS = 5000
const OPENED_MS = 20_000

const built = builtHere()
const { situations, topics } = built.edition.sources
const places = built.edition.sources.places.filter(p => /^Kota [A-Z]\w+$/.test(p.name)).slice(0, SIZE.teams)
const { call, close } = caller(512)
const moment = (): number => performance.now()

// ── The store ──

/** By its place of ten: so many are still open when the day is half over. */
const STATES = [
  'waiting',
  'claimed',
  'claimed',
  'answered',
  'answered',
  'closed',
  'closed',
  'closed',
  'closed',
  'closed',
] as const
const WORDS = { citations: [], isWithoutBasis: true, choices: [] } as const

const teamId = (nth: number): string => `tim${nth % SIZE.teams}`
const officerId = (nth: number): string => `petugas${nth}`
const OFFICERS = SIZE.teams * SIZE.officersEach

/** Teams, staff, the consultations of a day with what was said in them, and a month of counts. */
async function fill({ db, keyring, book }: Beside): Promise<void> {
  const now = Date.now()
  const [on, hour] = [dayOf(now), hourOf(now)]
  const { desk } = sealersOf(keyring)
  if (desk === null) throw new Error('no desk key')
  for (const [nth, place] of places.entries())
    await book.saved([{ kind: 'team.saved', team: teamAt(teamId(nth), place.code, `Tim ${place.name}`), audit: [] }])
  for (let nth = 0; nth < OFFICERS; nth++) {
    const isCoordinator = nth < SIZE.teams
    const staff = memberOf(officerId(nth), isCoordinator ? ['officer', 'coordinator'] : ['officer'], [teamId(nth)])
    await book.saved([{ kind: 'staff.saved', staff, audit: [] }])
  }
  const line = (voice: NewLine['voice'], text: string, by: string | null): NewLine => ({
    voice,
    words: { ...WORDS, text },
    by,
    on,
    readyAt: null,
  })
  const caseOf = (nth: number) => {
    const situation = situations[nth % situations.length]
    const state = STATES[Math.floor(nth / SIZE.teams) % STATES.length] ?? 'waiting'
    const route = {
      id: newId(12),
      team: teamId(nth),
      teamName: '',
      region: null,
      codeName: `Elang ${nth}`,
      urgency: 'normal',
      rank: nth + 1,
      before: 0,
      waitHours: null,
      openNow: true,
      opensNext: null,
      promisedBy: hour + 8 * 3_600_000,
    } as const
    const first = begin({ ...route, urgency: nth % 12 === 0 ? 'urgent' : 'normal' }, { on, hour })
    // one of the same team
    const holder = state === 'waiting' ? null : officerId((nth % SIZE.teams) + SIZE.teams * (nth % SIZE.officersEach))
    const brief = {
      questions: [{ text: `${situation?.phrasings[0] ?? ''} Keadaannya begini: ${situation?.title ?? ''}.`, on }],
      facts: ['Status: PNS'],
      topic: situation?.topic ?? null,
      situation: situation?.id ?? null,
      row: null,
      answer: 'Tergantung keadaannya. Lihat pasal di bawah ini.',
      clauses: ['uu-20-2023 Pasal 24 ayat (1) huruf d'],
      region: places[nth % SIZE.teams]?.code ?? null,
      avoids: null,
    }
    const to: Consultation = {
      ...first,
      state,
      holder,
      hasSpoken: state !== 'waiting',
      outcome: state === 'closed' ? 'answered' : null,
      promisedBy: state === 'waiting' ? first.promisedBy : null,
    }
    return { first, brief, to, holder }
  }
  const BATCH = 200
  for (let from = 0; from < SIZE.cases; from += BATCH)
    await db.transact(async sql => {
      for (let nth = from; nth < Math.min(SIZE.cases, from + BATCH); nth++) {
        const { first, brief, to, holder } = caseOf(nth)
        const asker = newId(20)
        await sql('INSERT INTO address (asker_id, channel, address_hash, sealed) VALUES (?, ?, ?, ?)', [
          asker,
          'web',
          newId(40),
          randomBytes(64),
        ])
        await sql('INSERT INTO seed (asker_id, seed) VALUES (?, ?)', [asker, randomBytes(32)])
        await stepOwn(sql, desk, asker, { kind: 'opened', consultation: first, brief, seed: randomBytes(32) })
        if (holder === null) continue
        const lines = [
          line('officer', 'Terima kasih atas pertanyaannya. Boleh tahu kapan kejadiannya?', holder),
          line('asker', 'Minggu lalu, setelah rapat.', null),
          line('officer', 'Simpan buktinya, dan jangan membalas.', holder),
        ]
        await moveCase(sql, desk, { id: first.id, version: 1 }, to, lines)
      }
    })
  const month = on.slice(0, 7)
  const days = Array.from({ length: Number(on.slice(8)) }, (_, nth) => `${month}-${String(nth + 1).padStart(2, '0')}`)
  for (const day of days) {
    const answers = situations.map(s => ['answer', 'uji', s.topic.length % 2 === 0 ? 'forbidden' : 'allowed', s.id, null])
    const cases = topics.flatMap((t, nth) => [
      ['opened', t.id],
      ['case', 'taken', teamId(nth)],
      ['case', 'waited', 4, true],
      ['case', 'answered', false],
      ['case', 'closed', 'answered'],
    ])
    const from = day === days[0] ? places.map(p => ['from', p.code]) : []
    await book.commit([{ kind: 'counted', on: day, keys: [...answers, ...cases, ...from] }])
  }
  // k counts who wrote from a place
  for (let n = 0; n < 20; n++)
    await book.commit([{ kind: 'counted', on: days[0] ?? on, keys: places.map(p => ['from', p.code]) }])
}

// ── Askers ──

const pulled = z.object({
  replies: z.array(
    z.object({ n: z.number(), text: z.string(), choices: z.array(z.object({ id: z.string(), title: z.string() })) }),
  ),
})
let messages = 0

/** Somebody in the web chat, one press away from opening a consultation at this place. */
async function ready(port: number, place: string): Promise<() => Promise<void>> {
  const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }
  const url = (path: string): string => `http://127.0.0.1:${port}${path}`
  let last = 0
  const says = async (body: object, fits: RegExp): Promise<readonly { readonly id: string; readonly title: string }[]> => {
    await call({ url: url('/web/messages'), headers, body: JSON.stringify({ id: `pesan-bangku-${++messages}`, ...body }) })
    const end = moment() + OPENED_MS
    while (moment() < end) {
      const { status, body: said } = await call({ url: url(`/web/replies?after=${last}`), method: 'GET', headers })
      if (status !== 200) continue
      const { replies } = pulled.parse(JSON.parse(said))
      last = replies.at(-1)?.n ?? last
      const found = replies.find(r => fits.test(r.text))
      if (found !== undefined) return found.choices
    }
    throw new Error(`nothing like ${fits} came`)
  }
  const idOf = (choices: Awaited<ReturnType<typeof says>>, title: string): string =>
    choices.find(c => c.title.includes(title))?.id ?? ''
  await says({ text: `Saya PNS di ${place}. Bolehkah saya berfoto dengan calon bupati?` }, /./)
  const preview = await says({ text: 'petugas' }, /Kirim sekarang/)
  const office = await says({ text: 'x', choice: idOf(preview, 'Kirim') }, /kantor yang tidak boleh/)
  const choice = idOf(office, 'Tidak ada')
  return async () =>
    void (await call({
      url: url('/web/messages'),
      headers,
      body: JSON.stringify({ id: `pesan-bangku-${++messages}`, text: 'x', choice }),
    }))
}

// ── What is measured ──

type Kind = 'line' | 'consultation' | 'search' | 'statistics'
/** In this order again and again: a line and a consultation are what officers look at. */
const KINDS: readonly Kind[] = [
  'line',
  'consultation',
  'consultation',
  'search',
  'line',
  'consultation',
  'statistics',
  'line',
  'consultation',
  'consultation',
]

/** An open page of somebody: how to hear of changes, fetch what changed, and load a page. */
type Page = {
  readonly team: string
  readonly listen: (onChange: () => void, onEnd: () => void) => () => void
  readonly refresh: () => Promise<Called>
  readonly load: (kind: Kind) => Promise<Called>
}
type Took = { readonly name: string; readonly tookMs: number }
type Seen = {
  readonly took: readonly Took[]
  readonly screen: readonly number[]
  readonly refused: number
  readonly dropped: number
  readonly events: number
  readonly opened: number
  readonly shown: number
  readonly bytes: number
}

const CASE = /id="kasus-(\w+)"/g

/** A connection that the server let go of in the same moment is not an answer: browsers ask again, and so is asked here. */
async function answered(ask: () => Promise<Called>): Promise<Called> {
  const first = await ask()
  return first.status === 0 ? ask() : first
}

async function measure(
  name: string,
  pages: readonly Page[],
  openers: ReadonlyMap<string, () => Promise<void>>[],
  act: () => Promise<void>,
): Promise<Seen> {
  const took: Took[] = []
  const screen: number[] = []
  const known = new Set<string>()
  const pending = new Map<string, number>()
  const waiting = new Map<string, { readonly team: string; readonly at: number; readonly unseen: Set<Page> }>()
  const counts = { refused: 0, dropped: 0, events: 0, opened: 0, shown: 0, bytes: 0 }
  let isMeasured = false
  let isOver = false
  const note = (kind: string, { status, tookMs, body }: Called): void => {
    if (status !== 200) counts.refused += 1
    if (isMeasured) took.push({ name: kind, tookMs })
    if (kind === 'line') counts.bytes = Math.max(counts.bytes, body.length)
  }
  /** What a page of the line shows that no page showed before was opened last at its team. */
  const look = (page: Page, body: string): void => {
    for (const [, id = ''] of body.matchAll(CASE)) {
      if (!known.has(id)) {
        known.add(id)
        const openedAt = pending.get(page.team)
        if (openedAt !== undefined)
          waiting.set(id, { team: page.team, at: openedAt, unseen: new Set(pages.filter(p => p.team === page.team)) })
        pending.delete(page.team)
      }
      const one = waiting.get(id)
      if (one?.unseen.delete(page) !== true) continue
      screen.push(moment() - one.at)
      if (one.unseen.size === 0) counts.shown += 1
    }
  }
  for (const page of pages) for (const [, id = ''] of (await page.refresh()).body.matchAll(CASE)) known.add(id)
  const leave = pages.map(page => {
    let [isFetching, again] = [false, false]
    const refresh = async (): Promise<void> => {
      if (isFetching) {
        again = true
        return
      }
      isFetching = true
      do {
        again = false
        const piece = await answered(page.refresh)
        note('piece', piece)
        look(page, piece.body)
      } while (again && !isOver)
      isFetching = false
    }
    return page.listen(
      () => {
        counts.events += 1
        void refresh()
      },
      () => (counts.dropped += 1),
    )
  })
  await pause(SETTLE_MS)
  isMeasured = true
  const from = moment()
  const due = { load: 0, act: 0, open: 0 }
  const under = new Set<Promise<void>>()
  const start = (work: Promise<void>): void => {
    const own = work.finally(() => under.delete(own))
    under.add(own)
  }
  while (moment() - from < SIZE.seconds * 1000) {
    const since = moment() - from
    while (due.load < (since * SIZE.loadsPerSecond) / 1000) {
      const kind = KINDS[due.load % KINDS.length] ?? 'line'
      // statistics are a coordinator's, who come first
      const page = pages[kind === 'statistics' ? due.load % SIZE.teams : (due.load * 7) % pages.length]
      due.load += 1
      if (page !== undefined) start(answered(() => page.load(kind)).then(called => note(kind, called)))
    }
    if (due.act < since / SIZE.actEveryMs) {
      due.act += 1
      start(act())
    }
    if (due.open < since / SIZE.openEveryMs) {
      const opener = openers[due.open % Math.max(1, openers.length)]
      due.open += 1
      const [team, press] = [...(opener ?? new Map<string, () => Promise<void>>())][0] ?? []
      if (team !== undefined && press !== undefined) {
        pending.set(team, moment())
        counts.opened += 1
        start(press())
      }
    }
    progress(`${name}: ${(since / 1000).toFixed(0)} s`)
    await pause(5)
  }
  await Promise.all(under)
  await until(() => counts.shown >= counts.opened, DRAIN_MS)
  isOver = true
  for (const go of leave) go()
  return { took, screen, ...counts }
}

// ── Who is measured ──

const loadOf =
  (officer: Officer, isCoordinator: boolean, cases: () => string | undefined) =>
  (kind: Kind): Promise<Called> => {
    switch (kind) {
      case 'line':
        return officer.get('/antrean')
      case 'consultation':
        return officer.get(`/konsultasi/${cases() ?? ''}`)
      case 'search':
        return officer.get(`/cari?nama=&topik=${topics[0]?.id ?? ''}&status=&keadaan=`)
      case 'statistics':
        return officer.get(isCoordinator ? '/statistik' : '/antrean')
    }
  }

const ROLES = { sqlite: ['all'], postgres: ['gateway', 'worker', 'console'] } as const

async function ofConsole(store: StoreName): Promise<Seen> {
  const place = await openPlace(store)
  const [port, consolePort] = [await freePort(), await freePort()]
  const beside = await openBeside(place)
  progress(`${store}: filling`)
  await fill(beside)
  const secrets: string[] = []
  for (let nth = 0; nth < OFFICERS; nth++) secrets.push(await signedIn(beside.book, officerId(nth), Date.now()))
  const ofTeam = await casesOf(beside)
  await beside.db.close()
  const env = {
    ...place.env,
    RAMBU_LOG: 'error',
    RAMBU_HTTP_PORT: String(port),
    RAMBU_CONSOLE_PORT: String(consolePort),
    RAMBU_NETWORK_MOST: '100000',
  }
  const children: Child[] = ROLES[store].map(role => startBot({ ...env, ...place.envOf(role) }))
  try {
    await Promise.all(children.map(c => c.firstLine))
    const officers = secrets.map((secret, nth) => officerAt(consolePort, officerId(nth), secret, call))
    let turn = 0
    const pages = officers.map((officer, nth): Page => {
      const team = teamId(nth)
      const own = ofTeam.get(team) ?? []
      return {
        team,
        listen: (onChange, onEnd) => officer.listen('/antrean', onChange, onEnd),
        refresh: () => officer.piece('/antrean/isi'),
        load: loadOf(officer, nth < SIZE.teams, () => own[++turn % own.length]),
      }
    })
    progress(`${store}: askers`)
    const openers: ReadonlyMap<string, () => Promise<void>>[] = []
    for (let nth = 0; nth < Math.ceil((SIZE.seconds * 1000) / SIZE.openEveryMs); nth++)
      openers.push(new Map([[teamId(nth), await ready(port, places[nth % SIZE.teams]?.name ?? '')]]))
    return await measure(`console, ${store}`, pages, openers, actsOf(officers))
  } finally {
    await Promise.all(children.map(c => c.stop()))
    for (const c of children) if (c.errors() !== '') process.stderr.write(`${store}: ${c.errors().slice(0, 500)}\n`)
    await place.close()
  }
}

async function casesOf({ db }: Beside): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db.read('SELECT id, team FROM consultation ORDER BY rank')
  return new Map([...Map.groupBy(rows, r => String(r.team))].map(([team, some]) => [team, some.map(r => String(r.id))]))
}

/** By turns somebody takes on who waits longest, and answers them. */
function actsOf(officers: readonly Officer[]): () => Promise<void> {
  const held: { readonly officer: Officer; readonly id: string }[] = []
  let nth = 0
  return async () => {
    const one = held.shift()
    if (one !== undefined) {
      const page = (await one.officer.get(`/konsultasi/${one.id}`)).body
      const fields = {
        _version: hiddenIn(page, '_version'),
        _seen: hiddenIn(page, '_seen'),
        jawaban: 'Simpan buktinya, dan jangan membalas.',
        tanpa_dasar: 'ya',
      }
      await one.officer.post(`/konsultasi/${one.id}/jawab`, page, fields)
      return
    }
    const officer = officers[(nth++ * 3) % officers.length]
    const page = (await officer?.get('/antrean'))?.body ?? ''
    const id = /action="\/konsultasi\/(\w+)\/ambil"/.exec(page)?.[1]
    if (officer === undefined || id === undefined) return
    if ((await officer.post(`/konsultasi/${id}/ambil`, page, {})).status === 303) held.push({ officer, id })
  }
}

/** The same load on a server that only hands out a page as long as the line. */
async function ofBare(bytes: number): Promise<Seen> {
  const port = await freePort()
  const child = startNode(['test/proofs/bare.ts'], { BARE_BYTES: String(bytes), BARE_PORT: String(port) })
  try {
    await child.firstLine
    const url = (path: string): string => `http://127.0.0.1:${port}${path}`
    const get = (): Promise<Called> => call({ url: url('/page'), method: 'GET' })
    const pages = Array.from(
      { length: OFFICERS },
      (_, nth): Page => ({
        team: teamId(nth),
        listen: (onChange, onEnd) => listening(url('/events'), {}, onChange, onEnd),
        refresh: get,
        load: get,
      }),
    )
    return await measure('bare hono', pages, [], async () => void (await call({ url: url('/change') })))
  } finally {
    await child.stop()
  }
}

// ── The run ──

const load = (): string =>
  loadavg()
    .map(n => n.toFixed(1))
    .join(' ')
const before = load()
const measured: { readonly name: string; readonly seen: Seen }[] = []
for (const store of STORES) measured.push({ name: `console, ${store}`, seen: await ofConsole(store) })
measured.push({ name: 'bare hono', seen: await ofBare(measured[0]?.seen.bytes ?? 0) })
close()

const PAGES: readonly string[] = ['line', 'consultation', 'search', 'statistics', 'piece']
const times = ({ took }: Seen, name: string): number[] => took.filter(t => t.name === name).map(t => t.tookMs)
const rows: Row[] = measured.flatMap(({ name, seen }) => [
  ...PAGES.map(page => ({
    server: name,
    page: page === 'piece' ? 'the line anew, after an event' : page,
    loads: times(seen, page).length,
    p50: at(0.5, times(seen, page)),
    p95: at(0.95, times(seen, page)),
    p99: at(0.99, times(seen, page)),
  })),
  ...(seen.screen.length === 0
    ? []
    : [
        {
          server: name,
          page: 'on screen, after an asker’s press',
          loads: seen.screen.length,
          p50: at(0.5, seen.screen),
          p95: at(0.95, seen.screen),
          p99: at(0.99, seen.screen),
        },
      ]),
])
const consoles = measured.filter(m => m.name !== 'bare hono')
const always: Check[] = consoles.flatMap(({ name, seen }) => [
  {
    name: `${name}: every consultation opened is shown to its team: ${seen.shown} of ${seen.opened}`,
    isMet: seen.shown === seen.opened && seen.opened > 0,
  },
  {
    name: `${name}: no page refused, no connection lost: ${seen.refused}, ${seen.dropped}`,
    isMet: seen.refused + seen.dropped === 0,
  },
])
const p95 = (values: readonly number[]): number => at(0.95, values) ?? Number.POSITIVE_INFINITY
const targets: Check[] = consoles.flatMap(({ name, seen }) => [
  ...PAGES.map(page => ({
    name: `${name}: ${page} under ${TARGET.pageMs} ms at p95: ${p95(times(seen, page)).toFixed(0)}`,
    isMet: p95(times(seen, page)) < TARGET.pageMs,
  })),
  {
    name: `${name}: on screen within ${TARGET.screenMs} ms at p95: ${p95(seen.screen).toFixed(0)}`,
    isMet: p95(seen.screen) < TARGET.screenMs,
  },
])
const text = [
  `${OFFICERS} officers' pages open in ${SIZE.teams} teams, ${SIZE.cases} consultations of a day, ${SIZE.loadsPerSecond} pages, ${1000 / SIZE.actEveryMs} acts and ${(1000 / SIZE.openEveryMs).toFixed(1)} openings a second for ${SIZE.seconds} s; ${availableParallelism()} cores for all processes, load ${before} before and ${load()} after; times in ms`,
  table(rows),
  `the line is ${((measured[0]?.seen.bytes ?? 0) / 1024).toFixed(0)} KB; events told: ${measured.map(m => `${m.name} ${m.seen.events}`).join(', ')}`,
  '',
].join('\n')
conclude(
  flags,
  'bench console',
  { rows, measured: consoles.map(({ name, seen: { took: _, screen: __, ...rest } }) => ({ name, ...rest })) },
  text,
  flags.isSmoke ? always : [...always, ...targets],
)
