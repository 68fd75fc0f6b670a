// The attacker who works there: an officer, a coordinator, an editor, an admin with everything they can open, the log of acts, what can be
// downloaded, and the list of all members with everything about them. They know the words of consultations; they must not know whose they are.
//
// Searched for: whoever can be named, on any page; what an asker is called inside the program; the moment of writing, wherever a consultation
// stands and also in the store. Tested by chance: every order and every number that a page gives to consultations against every order of the
// members' list, and the app that a page may betray. Who wrote when is not an officer's to see: with it the order of the line tells who came
// first, as any line does; how far that goes is said beside what was found.
import type { Finding, Knowing, Report } from './attacker.ts'
import { type Clue, judgeOf, type Result, unlike, writersOf } from './link.ts'
import type { Loot, Part, Wire } from './loot.ts'
import type { Channel, Member } from './people.ts'
import { formsOf, searcher } from './search.ts'

/** What a page says of one consultation. `said`: its own markup. */
type Record = { readonly part: string; readonly id: string; readonly said: string }

const CODE_NAME = /<h1>([^<]+)<\/h1>/
const ROW = /<(?:li|tr)\b[\s\S]*?<\/(?:li|tr)>/g

/** Consultations by their id or code name, row by row, or as the page that is theirs alone. */
function recordsIn(parts: readonly Part[], knowing: Knowing): Record[] {
  const names = new Map([...knowing.truth.cases].map(([id, { codeName }]) => [codeName, id]))
  return parts.flatMap(({ name, bytes }) => {
    const html = bytes.toString()
    const [, own] = /^page \/konsultasi\/(\w+)/.exec(name) ?? []
    if (own !== undefined)
      return knowing.truth.cases.has(own) && CODE_NAME.test(html) ? [{ part: name, id: own, said: mainOf(html) }] : []
    return [...html.matchAll(ROW)].flatMap(([row]) => {
      const [, linked] = /\/konsultasi\/(\w+)"/.exec(row) ?? []
      const id = linked ?? [...names].find(([codeName]) => row.includes(codeName))?.[1]
      return id === undefined || !knowing.truth.cases.has(id) ? [] : [{ part: name, id, said: row }]
    })
  })
}

const mainOf = (html: string): string => html.slice(html.indexOf('<main'), html.indexOf('</main>'))

// ── moments ──

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const NEAR_MS = 90_000
const DATED = /\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})|\b\d{8,13}\b/g

/** What may be a moment, in milliseconds, seconds or minutes; whole hours are no secret. */
const momentsOf = (loot: Loot, value: string): number[] =>
  [Date.parse(value), Number(value), Number(value) * 1000, Number(value) * MINUTE_MS].filter(
    at => at >= loot.day.from && at <= loot.at && at % HOUR_MS !== 0,
  )

function wroteThen(loot: Loot, knowing: Knowing, id: string, values: readonly string[]): boolean {
  const member = knowing.truth.cases.get(id)?.member
  const own = loot.wire.filter(e => e.member === member)
  return values.flatMap(value => momentsOf(loot, value)).some(at => own.some(e => Math.abs(e.at - at) < NEAR_MS))
}

const momentsFound = (where: string, ids: readonly string[]): Finding[] =>
  ids.length === 0 ? [] : [{ kind: 'moment', where, what: `the moment of writing beside ${ids.length} consultations` }]

/** Columns of the store that stand open beside a consultation. */
export function momentsInStore(loot: Loot, knowing: Knowing): Finding[] {
  return loot.tables.flatMap(({ name, rows }) => {
    const columns = Object.keys(rows[0]?.values ?? {})
    return columns.flatMap(column => {
      const ids = rows.flatMap(({ values }) => {
        const id = Object.values(values).find(v => typeof v === 'string' && knowing.truth.cases.has(v))
        const value = values[column]
        const isTold =
          typeof id === 'string' &&
          (typeof value === 'number' || typeof value === 'string') &&
          wroteThen(loot, knowing, id, [String(value)])
        return isTold ? [id] : []
      })
      // one may be chance
      return ids.length < 2 ? [] : momentsFound(`${name}.${column}`, ids)
    })
  })
}

const UNNAMED = /(?:^|\.)(?:audit|consultation|consultation_line|tally|setting|team|staff|staff_session|staff_try|invitation)$/

/** Tables of the officers' side do not say whose anything is. */
export function askersInStore({ tables }: Loot, { truth }: Knowing): Finding[] {
  const askers = [...truth.identities.values(), ...truth.forgotten.values()].map(i => i.asker)
  return tables
    .filter(t => UNNAMED.test(t.name))
    .flatMap(({ name, rows }) => {
      const n = rows.filter(({ values }) =>
        askers.some(asker => Object.values(values).some(v => typeof v === 'string' && v.includes(asker))),
      ).length
      return n === 0 ? [] : [{ kind: 'identifier' as const, where: name, what: `what askers are called, ${n} times` }]
    })
}

const LOG = /(?:^|\.)audit$/

/** The minute in which somebody of the staff came, went or did anything: beside an answer that arrived then it says whose case was theirs. */
export function minutesInLog({ tables }: Loot): Finding[] {
  return tables
    .filter(t => LOG.test(t.name))
    .flatMap(({ name, rows }) => {
      const n = rows.filter(({ values }) => Number(values.at) % HOUR_MS !== 0).length
      return n === 0
        ? []
        : [{ kind: 'moment' as const, where: `${name}.at`, what: `the minute of an act of the staff, ${n} times` }]
    })
}

// ── whose it is, by chance or better ──

/** By these a list can be put in order. */
const ORDERS: readonly (readonly [string, (m: Member) => string])[] = [
  ['its order', m => String(m.id).padStart(6, '0')],
  ['phone numbers', m => m.phone],
  ['Telegram ids', m => m.telegramId],
  ['NIP', m => m.nip],
  ['names', m => m.names.join(' ')],
]
const APPS: readonly Channel[] = ['telegram', 'whatsapp', 'web']
const CLUES_MIN = 4
const NUMBER = /\b(?:data-)?([a-z_-]+)="(\d{1,12})"|name="(_\w+)" value="(\d{1,12})"/g

/** Orders that the pages give to consultations. */
function ordersIn(records: readonly Record[]): { readonly where: string; readonly ids: readonly string[] }[] {
  const orders: { where: string; ids: string[] }[] = []
  for (const [part, some] of Map.groupBy(records, r => r.part))
    if (some.length > 1) orders.push({ where: `${part}, its order`, ids: some.map(r => r.id) })
  const own = records.filter(r => r.part.startsWith('page /konsultasi/'))
  const numbered = own.flatMap(({ id, said }) =>
    [...said.matchAll(NUMBER)].map(([, a, n, b, m]) => ({ id, column: a ?? b ?? '', n: Number(n ?? m) })),
  )
  for (const [column, some] of Map.groupBy(numbered, n => n.column))
    orders.push({ where: `pages of consultations, ${column}`, ids: some.toSorted((a, b) => a.n - b.n).map(s => s.id) })
  const names = own.map(({ id, said }) => ({ id, name: CODE_NAME.exec(said)?.[1] ?? '' }))
  orders.push({
    where: 'pages of consultations, code names',
    ids: names.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(n => n.id),
  })
  orders.push({ where: 'pages of consultations, ids', ids: own.map(r => r.id).toSorted() })
  // the same order on another page tells nothing more
  const each = new Map(orders.toReversed().map(({ where, ids }) => [[...new Set(ids)].join(), where]))
  return [...each].map(([ids, where]) => ({ where, ids: ids.split(',') })).filter(o => o.ids.length >= CLUES_MIN)
}

const NO_CONTENT = { rows: [], outcomes: [], statuses: [], places: [] } as const
const STATUS = /Status: (\w+)/

/** What the officer knows of each by reading: what stands in a consultation narrows down whose it can be, and that is no trail. */
function contentsIn(records: readonly Record[], { members }: Loot): ReadonlyMap<string, Clue['content']> {
  const places = new Map(members.map(m => [m.place.name, m.place.code]))
  const own = records.filter(r => r.part.startsWith('page /konsultasi/'))
  return new Map(
    own.map(({ id, said }) => {
      const status = STATUS.exec(said)?.[1]
      const found = [...places].filter(([name]) => said.includes(`>${name}<`)).map(([, code]) => code)
      return [id, { ...NO_CONTENT, entries: [id], statuses: status === undefined ? [] : [status], places: found }]
    }),
  )
}

type Scoring = (clue: Clue) => readonly number[]

export function attackAsOfficer(loot: Loot, knowing: Knowing): Report {
  const { truth } = knowing
  const records = recordsIn(loot.pages, knowing)
  const { writers, wire } = writersOf(loot)
  const contents = contentsIn(records, loot)
  const judge = judgeOf(writers, (m, { entries: [id = ''] }) => truth.cases.get(id)?.member === m.id, knowing.next)
  const clueOf = (id: string, rank: number | null): Clue[] => {
    const content = contents.get(id)
    // an order is tested by itself: beside place and status, which thin out what can be exchanged, hardly any would be left to test
    return content === undefined ? [] : [{ content: { ...content, statuses: [], places: [] }, when: null, rank }]
  }
  const orders = ordersIn(records)
  const results: Result[] = orders.flatMap(({ where, ids }) =>
    ORDERS.map(([by, keyOf]) => {
      const inOrder = writers.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
      const rankOf = new Map(inOrder.map((m, nth) => [m.id, (nth + 0.5) / inOrder.length]))
      const scoring: Scoring = ({ content, rank }) =>
        writers.map(w => -Math.abs((rankOf.get(w.id) ?? 0) - (rank ?? 0)) - unlike(content, w))
      return judge(
        `${where}, beside the list by ${by}`,
        ids.flatMap((id, nth) => clueOf(id, (nth + 0.5) / ids.length)),
        scoring,
      )
    }),
  )
  results.push(
    ...appTrails(
      records,
      wire,
      (where, clues, scoring) =>
        judge(
          where,
          clues.flatMap(c => clueOf(c.id, c.app)),
          scoring,
        ),
      writers,
    ),
  )
  const leads = results.filter(r => r.clues >= CLUES_MIN && r.p * results.length <= ACCUSED_SHARE)
  const told = records.filter(r => wroteThen(loot, knowing, r.id, r.said.match(DATED) ?? []))
  return {
    findings: [
      ...namedOn(loot.pages, knowing),
      ...[...Map.groupBy(told, r => r.part.replace(/\w{12,}/, '…'))].flatMap(([part, some]) =>
        momentsFound(
          part,
          some.map(r => r.id),
        ),
      ),
      ...leads.map(({ where, right, clues, byChance, p }) => ({
        kind: 'link' as const,
        where,
        what: `${right.toFixed(1)} of ${clues} consultations laid to the right member, by chance ${byChance.toFixed(1)} (p ${p.toFixed(5)})`,
      })),
    ],
    results,
    limits: limitsOf(loot, knowing, contents, orders),
    megabytes: loot.pages.reduce((sum, p) => sum + p.bytes.length, 0) / 1e6,
  }
}

/** As for the attackers of the store: all officers of a full run together accuse a faultless console once in a hundred runs. */
const ACCUSED_SHARE = 0.01 / 6

type AppClue = { readonly id: string; readonly app: number }

/** Pages that name an app beside some consultations and another beside others. */
function appTrails(
  records: readonly Record[],
  wire: readonly Wire[],
  judged: (where: string, clues: readonly AppClue[], scoring: Scoring) => Result,
  writers: readonly Member[],
): Result[] {
  const own = records.filter(r => r.part.startsWith('page /konsultasi/'))
  const once = [...new Map(own.map(r => [r.id, r])).values()]
  const clues = once.flatMap(({ id, said }) => {
    const named = APPS.filter(app => new RegExp(`\\b${app}\\b`, 'i').test(said.replaceAll(/<[^>]*>/g, ' ')))
    const [app] = named
    return named.length === 1 && app !== undefined ? [{ id, app: APPS.indexOf(app) }] : []
  })
  if (clues.length < CLUES_MIN) return []
  const appOf = new Map(wire.map(e => [e.member, APPS.indexOf(e.channel)]))
  const scoring: Scoring = ({ content, rank }) => writers.map(w => (appOf.get(w.id) === rank ? 0 : -1) - unlike(content, w))
  return [judged('pages of consultations, the app they name', clues, scoring)]
}

/** Whoever is on the list, and what askers are called inside: on no page. */
function namedOn(pages: readonly Part[], { truth, searcher: known }: Knowing): Finding[] {
  const inside = searcher(
    [...truth.identities.values(), ...truth.forgotten.values()].flatMap(i => [
      ...formsOf('what an asker is called', i.asker),
      ...formsOf('hash of an address', i.addressHash),
    ]),
  )
  const hits = pages.flatMap(page =>
    [...known.search(page), ...inside.search(page)].map(hit => ({ ...hit, part: page.name.replace(/\w{12,}/, '…') })),
  )
  // what they were asked they may read
  const found = hits.filter(hit => hit.what !== TO_OFFICERS)
  return [...Map.groupBy(found, h => `${h.part}\0${h.what}\0${h.form}`).values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [
          {
            kind: 'identifier' as const,
            where: first.part,
            what: `${first.what}, ${first.form}${rest.length === 0 ? '' : `, on ${rest.length + 1} pages`}`,
          },
        ],
  )
}

export const TO_OFFICERS = 'words to an officer'

/** What the line would tell somebody who also saw who writes when. */
function limitsOf(
  loot: Loot,
  { truth }: Knowing,
  contents: ReadonlyMap<string, Clue['content']>,
  orders: readonly { readonly where: string; readonly ids: readonly string[] }[],
): string[] {
  const alone = [...contents.values()].filter(content => loot.members.filter(m => unlike(content, m) === 0).length === 1).length
  const line = orders.find(o => /page \/(?:cari|antrean).*its order/.test(o.where))
  const members = [...new Set([...truth.cases.values()].map(c => c.member))]
  const first = new Map(members.map(m => [m, Math.min(...loot.wire.filter(e => e.member === m).map(e => e.at))]))
  const byTime = members.toSorted((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0))
  const right = (line?.ids ?? []).filter(
    (id, nth, all) =>
      byTime[all.length === byTime.length ? nth : -1] === truth.cases.get(id)?.member ||
      byTime[all.length - 1 - nth] === truth.cases.get(id)?.member,
  ).length
  return [
    `${contents.size} consultations read, ${alone} of which fit one member of the list alone, by place and status`,
    `${right} of ${contents.size} laid to the right member by the order of the line, for somebody who saw who of the askers wrote first`,
  ]
}
