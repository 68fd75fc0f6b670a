// One planted leak of each kind, in a copy of what was carried away, as a real fault would leave it. An attack that misses one is no attack.
import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { derived, openSealer, type Sealer } from '../../../src/sealing.ts'
import type { Place } from '../places.ts'
import type { Finding, Level } from './attacker.ts'
import type { Lived, Truth, Words } from './day.ts'
import { type Backup, copyOf, type Loot, lootPostgres, lootSqlite, type Stored } from './loot.ts'
import type { Member } from './people.ts'

type Cell = string | number | null | Uint8Array
type Rows = readonly Readonly<Record<string, unknown>>[]
/** Statements on a copy of the store; `?` for values. */
type Sql = (text: string, values?: readonly Cell[]) => Promise<Rows>

type Ground = { readonly loot: Loot; readonly truth: Truth; readonly members: readonly Member[]; readonly content: Sealer }
export type Plant = {
  readonly name: string
  readonly level: Level
  /** What must come of it: of this kind, and of these things or in this place. */
  readonly expects: Finding['kind']
  readonly about: RegExp
  /** Lengths tell one person from another only among many: the few of a smoke run may be too few for it. */
  readonly wantsMany?: true
  readonly inStore?: (sql: Sql, ground: Ground) => Promise<void>
  readonly inLoot?: (ground: Ground) => Partial<Loot>
}

export async function planted(plant: Plant, { place, morning: loot, truth }: Lived, ground: Ground): Promise<Loot> {
  const { inStore } = plant
  const stored = inStore === undefined ? {} : await inCopy(place, sql => inStore(sql, { ...ground, loot, truth }))
  return { ...loot, ...stored, ...plant.inLoot?.(ground) }
}

export const groundOf = ({ morning: loot, truth }: Lived): Ground => ({
  loot,
  truth,
  members: loot.members,
  content: openSealer(derived(truth.keys.master, 'content'), randomBytes),
})

// ── copies ──

const inCopy = (place: Place, change: (sql: Sql) => Promise<void>): Promise<Stored> =>
  place.store === 'sqlite'
    ? inSqliteCopy({ data: place.env.RAMBU_DATA ?? '', vault: place.env.RAMBU_VAULT ?? '' }, change)
    : inPostgresCopy(new URL(place.env.DATABASE_URL ?? ''), change)

/** Looted while it is open, as a running bot's store is. */
async function inSqliteCopy(folders: { data: string; vault: string }, change: (sql: Sql) => Promise<void>): Promise<Stored> {
  const copy = copyOf(folders)
  const db = new SQLite(join(copy.vault, 'vault.db'))
  try {
    db.prepare('ATTACH ? AS data').run(join(copy.data, 'rambu.db'))
    await change(async (text, values = []) => {
      const statement = db.prepare(text)
      if (!statement.reader) statement.run(...values)
      return statement.reader ? statement.all(...values).filter(isRow) : []
    })
    return lootSqlite(copy)
  } finally {
    db.close()
    rmSync(copy.folder, { recursive: true })
  }
}

const isRow = (row: unknown): row is Readonly<Record<string, unknown>> => typeof row === 'object' && row !== null

let copies = 0

/** A copy file by file: rows, their places and their transactions stay. */
async function inPostgresCopy(url: URL, change: (sql: Sql) => Promise<void>): Promise<Stored> {
  const [name, copy] = [url.pathname.slice(1), `attack_${process.pid}_${++copies}`]
  const admin = new pg.Client({ connectionString: databaseAt(url, 'postgres') })
  await admin.connect()
  try {
    await admin.query(`CREATE DATABASE ${copy} TEMPLATE ${name} STRATEGY FILE_COPY`)
    const client = new pg.Client({ connectionString: databaseAt(url, copy), options: '-c search_path=public,vault' })
    await client.connect()
    await change(async (text, values = []) => {
      let n = 0
      return (
        await client.query(
          text.replace(/\?/g, () => `$${++n}`),
          [...values],
        )
      ).rows
    })
    await client.end()
    return await lootPostgres(databaseAt(url, copy))
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`)
    await admin.end()
  }
}

function databaseAt(url: URL, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

// ── what is planted ──

const first = <T>(list: Iterable<T>): T => {
  for (const one of list) return one
  throw new Error('there is nobody to plant a leak of')
}
/** Commands are shorter. */
const isQuestion = ({ text }: Words): boolean => text.length > 60
const iso = (at: number): string => new Date(at).toISOString()
const line = (fields: object): string => `${JSON.stringify(fields)}\n`
const someone = ({ members, truth }: Ground): Member => {
  const [id] = first(truth.identities)
  return members[id] ?? first(members)
}

/** Answers of the day in their order, as a fault might write them down. */
const answers = ({ truth: { asked }, loot }: Ground) =>
  asked
    .filter(a => a.at < loot.day.to)
    .toSorted((a, b) => a.at - b.at)
    .flatMap(({ at, record }) => (record.kind === 'answer' ? [{ at, record }] : []))

const withLog = (ground: Ground, text: string): Partial<Loot> => ({ logs: `${ground.loot.logs}${text}` })

/** Rewrites what is remembered of people; `null` leaves it. */
async function rewriteMemories(
  sql: Sql,
  { content, truth }: Ground,
  change: (text: string, asker: string, seed: Uint8Array) => Uint8Array | null,
): Promise<void> {
  const askers = new Map([...truth.identities.values()].map(i => [i.asker, i.seed]))
  for (const { asker_id, memory } of await sql('SELECT asker_id, memory FROM session')) {
    const [asker, seed] = [String(asker_id), askers.get(String(asker_id))]
    if (seed === undefined || !(memory instanceof Uint8Array)) continue
    const text = content.open(seed, `memory ${asker}`, memory)
    const changed = text === null ? null : change(text, asker, seed)
    if (changed !== null) await sql('UPDATE session SET memory = ? WHERE asker_id = ?', [changed, asker])
  }
}

/** The pages of consultations, with something more in each. */
function onPages({ loot, truth, members }: Ground, more: (member: Member, id: string) => string): Partial<Loot> {
  const pages = loot.pages.map(page => {
    const [, id = ''] = /^page \/konsultasi\/(\w+)/.exec(page.name) ?? []
    const member = members[truth.cases.get(id)?.member ?? -1]
    if (member === undefined) return page
    return { name: page.name, bytes: Buffer.from(page.bytes.toString().replace('</main>', () => `${more(member, id)}</main>`)) }
  })
  return { pages }
}

/** When somebody wrote for the first time. */
const wroteAt = ({ loot }: Ground, { id }: Member): number => loot.wire.find(e => e.member === id)?.at ?? loot.day.from
const MINUTE_MS = 60_000

/** In the words that are kept of a question. */
const intoWords = (text: string, words: string): string => text.replace('"said":["', () => `"said":[${JSON.stringify(words)},"`)

const SEALED_OVERHEAD = 28
const KEPT_WORDS = '{"version":2,"thread":{"said":["'

export const PLANTS: readonly Plant[] = [
  {
    name: 'a phone number in a line of the log',
    level: 'no key',
    expects: 'identifier',
    about: /^phone number.* in log$/,
    inLoot: ground => {
      const { phone } = someone(ground)
      const to = `+${phone.slice(0, 2)} ${phone.slice(2, 6)}-${phone.slice(6, 10)}-${phone.slice(10)}`
      return withLog(
        ground,
        line({ level: 50, time: iso(ground.loot.at), where: 'deliver', error: 'HttpError', to, msg: 'failure' }),
      )
    },
  },
  {
    name: 'a WhatsApp id in base64 in a table',
    level: 'no key',
    expects: 'identifier',
    about: /^phone number, base64/,
    inStore: async (sql, ground) => {
      const id = `wamid.${Buffer.from(`\x1c\x18\x0d${someone(ground).phone}\x15\x02`).toString('base64')}`
      await sql('INSERT INTO seen (message_hash, at) VALUES (?, ?)', [id, ground.loot.day.from])
    },
  },
  {
    name: 'a Telegram id in hex in a table',
    level: 'no key',
    expects: 'identifier',
    about: /^Telegram id, hex/,
    inStore: async (sql, ground) => {
      const id = Buffer.from(`telegram ${someone(ground).telegramId}`).toString('hex')
      await sql('INSERT INTO seen (message_hash, at) VALUES (?, ?)', [id, ground.loot.day.from])
    },
  },
  {
    name: 'a username, URL encoded, in the log',
    level: 'no key',
    expects: 'identifier',
    about: /^username.* in log$/,
    inLoot: ground => {
      const who = `%40${someone(ground).username.replaceAll('_', '%5F')}`
      return withLog(
        ground,
        line({ level: 20, time: iso(ground.loot.at), url: `/sendMessage?chat_id=${who}&text=`, msg: 'request' }),
      )
    },
  },
  {
    name: 'addresses hashed without a key',
    level: 'no key',
    expects: 'identifier',
    about: /^phone number, SHA-256/,
    inStore: async (sql, { truth, members }) => {
      for (const [member, { asker }] of truth.identities) {
        const hash = createHash('sha256')
          .update(members[member]?.phone ?? '')
          .digest('base64url')
        await sql('UPDATE address SET address_hash = ? WHERE asker_id = ?', [hash, asker])
      }
    },
  },
  {
    name: 'words of a question in a row that was deleted, still in the files',
    level: 'no key',
    expects: 'words',
    about: /^words.* in (?:data|pages)/,
    inStore: async (sql, { truth, loot }) => {
      const { text } = first(truth.words.filter(isQuestion))
      const { asker } = first(truth.identities.values())
      await sql('INSERT INTO inbox (asker_id, message, at) VALUES (?, ?, ?)', [asker, Buffer.from(text), loot.day.from])
      await sql('DELETE FROM inbox')
    },
  },
  {
    name: 'a moment beside a readable question, in the log',
    level: 'no key',
    expects: 'link',
    about: / in log$/,
    inLoot: ground => {
      const said = answers(ground).map(({ at, record: { situation, outcome } }) =>
        line({ level: 20, time: iso(at + 40), situation, outcome, msg: 'answered' }),
      )
      return withLog(ground, said.join(''))
    },
  },
  {
    name: 'statistics with a row for each answer, in the order of writing',
    level: 'no key',
    expects: 'link',
    about: / in answer/,
    inStore: async (sql, ground) => {
      await sql('CREATE TABLE answer (on_date TEXT, outcome TEXT, situation TEXT, place TEXT, status TEXT)')
      for (const { record } of answers(ground))
        await sql('INSERT INTO answer (on_date, outcome, situation, place, status) VALUES (?, ?, ?, ?, ?)', [
          ground.loot.day.on,
          record.outcome,
          record.situation,
          record.place,
          record.status,
        ])
    },
  },
  {
    name: 'a figure by outcome, scraped all the time',
    level: 'no key',
    expects: 'link',
    about: / in metrics/,
    inLoot: ground => {
      const all = answers(ground)
      const metrics = ground.loot.metrics.map(({ at, text }) => {
        const counts = Map.groupBy(
          all.filter(a => a.at <= at),
          a => a.record.outcome,
        )
        const lines = [...counts].map(([outcome, some]) => `rambu_answers_total{outcome="${outcome}"} ${some.length}`)
        return { at, text: `${text}\n${lines.join('\n')}\n` }
      })
      return { metrics }
    },
  },
  {
    name: 'proofs with the moment at which they were made',
    level: 'no key',
    expects: 'link',
    about: / in shown/,
    inStore: async (sql, ground) => {
      await sql('CREATE TABLE shown (code TEXT PRIMARY KEY, proof TEXT, made_at BIGINT)')
      const all = answers(ground).toSorted((a, b) => (String(a.record.row) < String(b.record.row) ? -1 : 1))
      for (const [nth, { at, record }] of all.entries()) {
        const proof = JSON.stringify({
          outcome: record.outcome,
          on: ground.loot.day.on,
          rule: { entry: record.situation, row: record.row },
        })
        const code = createHash('sha256').update(String(nth)).digest('hex').slice(0, 12)
        await sql('INSERT INTO shown (code, proof, made_at) VALUES (?, ?, ?)', [code, proof, at + 25_000])
      }
    },
  },
  {
    name: 'sealed bytes as long as the words in them',
    level: 'no key',
    expects: 'link',
    about: / in session.memory/,
    wantsMany: true,
    inStore: (sql, ground) => rewriteMemories(sql, ground, text => randomBytes(Buffer.byteLength(text) + SEALED_OVERHEAD)),
  },
  {
    name: 'a seed of someone forgotten, still in the files',
    level: 'no key',
    expects: 'seed',
    about: /^seed of someone forgotten/,
    inStore: async (sql, { truth }) => {
      const { asker, seed } = first(truth.forgotten.values())
      await sql('INSERT INTO seed (asker_id, seed) VALUES (?, ?)', [asker, seed])
      await sql('DELETE FROM seed WHERE asker_id = ?', [asker])
    },
  },
  {
    name: 'a backup with the vault in it',
    level: 'no key',
    expects: 'seed',
    about: /^seed.* in backups/,
    inLoot: ({ loot, truth }) => {
      const rows = [...truth.identities.values()].map(({ asker, seed }) =>
        line({ table: 'seed', row: { asker_id: asker, seed: { bytes: seed.toString('base64') } } }),
      )
      const backup: Backup = { name: 'backups/everything.jsonl.gz', at: loot.at, bytes: gzipSync(rows.join('')) }
      return { backups: [...loot.backups, backup] }
    },
  },
  {
    name: 'a name left in the words',
    level: "a worker's keys",
    expects: 'name',
    about: /^a name.* in session/,
    inStore: (sql, ground) => {
      const { names } = someone(ground)
      return rewriteMemories(sql, ground, (text, asker, seed) =>
        text.includes('"said":["')
          ? ground.content.seal(seed, `memory ${asker}`, intoWords(text, `kata ${names[0].toLowerCase()} boleh`))
          : null,
      )
    },
  },
  {
    name: 'counts of before a restart, deleted and still in the files',
    level: "a worker's keys",
    expects: 'trace',
    about: /^counts of a part of a day.* in/,
    inStore: async (sql, ground) => {
      const tallies = answers(ground).map(({ record }) => ({ key: JSON.stringify(record), on: ground.loot.day.on, n: 1 }))
      const sealed = ground.content.seal(Buffer.from('lembar'), 'sheet lembar', JSON.stringify(tallies))
      await sql('INSERT INTO sheet (id, on_date, sealed) VALUES (?, ?, ?)', ['lembar', ground.loot.day.on, sealed])
      await sql('DELETE FROM sheet')
    },
  },
  {
    name: 'a question of someone anonymous, remembered',
    level: "a worker's keys",
    expects: 'words',
    about: /^words of someone anonymous.* in session/,
    inStore: (sql, ground) => {
      const { truth, content } = ground
      const words = truth.words.filter(w => w.fate === 'anonymous' && isQuestion(w))
      const byAsker = new Map(words.map(w => [truth.identities.get(w.member)?.asker, w.text]))
      return rewriteMemories(sql, ground, (_, asker, seed) => {
        const text = byAsker.get(asker)
        return text === undefined ? null : content.seal(seed, `memory ${asker}`, `${KEPT_WORDS}${text}"]}}`)
      })
    },
  },
  {
    name: 'the app of the asker on the page of a consultation',
    level: 'an officer',
    expects: 'link',
    about: /the app they name/,
    inLoot: ground => {
      const { wire } = ground.loot
      return onPages(ground, member => `<p>lewat ${wire.find(e => e.member === member.id)?.channel ?? 'web'}</p>`)
    },
  },
  {
    name: 'the exact moment beside the words of an asker, on a page',
    level: 'an officer',
    expects: 'moment',
    about: /in page \/konsultasi/,
    inLoot: ground => onPages(ground, member => `<time datetime="${iso(wroteAt(ground, member) + 400)}">hari ini</time>`),
  },
  {
    name: 'what an asker is called inside, in the markup of a page',
    level: 'an officer',
    expects: 'identifier',
    about: /^what an asker is called.* in page \/konsultasi/,
    inLoot: ground => onPages(ground, member => `<i data-penanya="${ground.truth.identities.get(member.id)?.asker ?? ''}"></i>`),
  },
  {
    name: 'consultations numbered as the list of members is',
    level: 'an officer',
    expects: 'link',
    about: /nomor, beside the list by NIP/,
    inLoot: ground => {
      const inOrder = ground.members.toSorted((a, b) => (a.nip < b.nip ? -1 : 1))
      return onPages(ground, member => `<i data-nomor="${inOrder.indexOf(member) + 100}"></i>`)
    },
  },
  {
    name: 'askers instead of code names in the log of acts',
    level: 'no key',
    expects: 'identifier',
    about: /^what askers are called.* in (?:data\.|main\.|public\.)?audit/,
    inStore: async (sql, { truth }) => {
      for (const { member, codeName } of truth.cases.values())
        await sql('UPDATE audit SET about = ? WHERE about = ?', [truth.identities.get(member)?.asker ?? '', codeName])
    },
  },
  {
    name: 'the minute of an act of the staff, in the log of acts',
    level: 'no key',
    expects: 'moment',
    about: / in (?:data\.|main\.|public\.)?audit\.at/,
    inStore: async sql => {
      await sql('UPDATE audit SET at = at + 754321 WHERE seq = (SELECT MAX(seq) FROM audit)')
    },
  },
  {
    name: 'places in the line that are the minute of writing',
    level: 'no key',
    expects: 'moment',
    about: / in (?:data\.|main\.|public\.)?consultation\.rank/,
    inStore: async (sql, ground) => {
      for (const [id, { member }] of ground.truth.cases) {
        const who = ground.members[member]
        if (who !== undefined)
          await sql('UPDATE consultation SET rank = ? WHERE id = ?', [Math.floor(wroteAt(ground, who) / MINUTE_MS), id])
      }
    },
  },
]
