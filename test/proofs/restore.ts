// `npm run restore-proof [-- --smoke --json --store sqlite|postgres]`: a full store is lost and comes back. People are written into a store as the
// bot writes them; the bot's own commands make both backups while it runs; a fresh store is filled from them by the restore command, examined,
// and a bot on it answers someone who knows what they had told it before. Timed from the start of the restore to that answer.
//
// Not measured: the copying of the files to another machine, and the fetching of Node and the packages.
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import { newId } from '../../src/adapters/clock.ts'
import { openDesk } from '../../src/adapters/desk.ts'
import type { Sql, SqlValue } from '../../src/adapters/sql.ts'
import { openConfiguredStore } from '../../src/bot.ts'
import { readConfig } from '../../src/config.ts'
import { Address, openVault } from '../../src/gateway/gateway.ts'
import { deskKeysOf, sealersOf } from '../../src/keyring.ts'
import { type Child, caller, freePort, startBot, startNode, until } from './child.ts'
import { memberOf } from './officers.ts'
import { openPlace, type Place, type StoreName } from './places.ts'
import { type Check, column, conclude, flagsOf, out } from './proof.ts'

const flags = flagsOf(process.argv.slice(2))
const CONVERSATIONS = flags.isSmoke ? 2000 : 100_000
const WITHIN_MS = 60_000
const AT_ONCE = 1000
const PASSPHRASE = 'kata sandi uji yang cukup panjang'

/** As much as someone with three questions behind them. */
const memoryOf = (nth: number): string =>
  JSON.stringify({
    version: 2,
    isIntroduced: true,
    isAnonymous: false,
    status: 'PPPK',
    place: null,
    offered: { status: true, place: false },
    thread: null,
    choices: [],
    awaiting: { kind: 'question' },
    kept: Array.from({ length: 3 }, (_, i) => ({
      id: `uji${nth}x${i}`,
      said: [`pertanyaan uji nomor ${i}: bolehkah saya hadir di acara warga yang didatangi calon?`],
      part: 0,
      picks: [],
      status: 'PPPK',
      place: null,
      on: '2026-11-21',
      clauses: [],
      openings: [],
    })),
  })

/** The web's secret of one person among them, who comes back. */
async function fill(place: Place): Promise<string> {
  const config = readConfig(() => null, { ...place.env })
  const { db, store, keyring } = await openConfiguredStore(config, error => {
    throw error
  })
  const { address } = keyring
  if (address === undefined) throw new Error('no key')
  const vault = openVault(address, randomBytes)
  const { content } = sealersOf(keyring)
  const secret = randomBytes(16).toString('base64url')
  const now = Date.now()
  for (let from = 0; from < CONVERSATIONS; from += AT_ONCE)
    await db.transact(async sql => {
      const rows = { address: [], seed: [], reach: [], session: [], seen: [] } as Record<string, SqlValue[][]>
      for (let nth = from; nth < Math.min(from + AT_ONCE, CONVERSATIONS); nth++) {
        const asker = newId(20)
        const seed = randomBytes(32)
        const sealed = vault.seal(new Address('web', nth === 0 ? secret : randomBytes(16).toString('base64url')))
        rows.address?.push([asker, 'web', sealed.addressHash, sealed.sealed])
        rows.seed?.push([asker, seed])
        rows.reach?.push([asker, now, 0])
        rows.session?.push([asker, content?.seal(seed, `memory ${asker}`, memoryOf(nth)) ?? null, '2026-11-21'])
        rows.seen?.push([randomBytes(24).toString('base64url'), now])
      }
      for (const [table, values] of Object.entries(rows)) await insert(sql, table, values)
    })
  const book = openDesk(db, deskKeysOf(keyring))
  const joined = { at: now, by: null, act: 'joined', about: OFFICER }
  await book.saved([{ kind: 'staff.saved', staff: memberOf(OFFICER, ['admin'], []), audit: [joined] }])
  await store.close()
  return secret
}

const OFFICER = 'petugas-uji'

const insert = (sql: Sql, table: string, rows: readonly SqlValue[][]): Promise<unknown> =>
  sql(`INSERT INTO ${table} VALUES ${rows.map(r => `(${r.map(() => '?').join(', ')})`).join(', ')}`, rows.flat())

async function run(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ status: number; said: string; tookMs: number }> {
  const started = performance.now()
  const child: Child = startNode(['src/rambu.js', ...args], env)
  await until(() => child.hasEnded(), 600_000, 20)
  const status = (await child.stop()) ?? -1
  if (status !== 0) process.stderr.write(`${args.join(' ')}: ${child.errors()}`)
  return { status, said: child.output(), tookMs: performance.now() - started }
}

const { call, close } = caller(2)

/** What the bot reads to someone who asks for their status; empty when it does not answer. */
async function statusTold(port: number, secret: string): Promise<string> {
  const headers = { authorization: `Bearer ${secret}` }
  const url = (path: string): string => `http://127.0.0.1:${port}${path}`
  const body = JSON.stringify({ id: `pesan-${newId(12)}`, text: 'status' })
  await until(async () => (await call({ url: url('/web/messages'), headers, body })).status === 202, WITHIN_MS, 20)
  let said = ''
  await until(
    async () => {
      said = (await call({ url: url('/web/replies'), method: 'GET', headers })).body
      return said.includes('PPPK')
    },
    10_000,
    20,
  )
  return said
}

async function prove(store: StoreName) {
  const place = await openPlace(store)
  const secret = await fill(place)
  const port = await freePort()
  const env = { ...place.env, RAMBU_BACKUP_PASSPHRASE: PASSPHRASE, RAMBU_HTTP_PORT: String(port), RAMBU_LOG: 'error' }
  const bot = startBot(env)
  await bot.firstLine
  const data = await run(env, 'backup')
  const keys = await run(env, 'backup', '--keys')
  const path = ({ said }: typeof data): string => said.trim().split('\n').at(-1) ?? ''
  await bot.kill()

  const fresh = await openPlace(store)
  const back = { ...fresh.env, RAMBU_BACKUP_PASSPHRASE: PASSPHRASE, RAMBU_HTTP_PORT: String(port), RAMBU_LOG: 'error' }
  const started = performance.now()
  const restored = await run(back, 'restore', path(data), '--keys', path(keys))
  const again = startBot(back)
  await again.firstLine
  const said = await statusTold(port, secret)
  const seconds = (performance.now() - started) / 1000
  const examined = await run(back, 'integrity', '--json')
  const log = await run(back, 'audit', 'verify')
  const staff = await run(back, 'staff', 'reset', OFFICER)
  const found: { conversations?: number } = JSON.parse(examined.said.trim() || '{}')
  await again.stop()
  await place.close()
  await fresh.close()
  return {
    figures: {
      store,
      conversations: CONVERSATIONS,
      'backup of the data, seconds': data.tookMs / 1000,
      'backup of the keys, seconds': keys.tookMs / 1000,
      'restore and examination, seconds': restored.tookMs / 1000,
      'from restore to first answer, seconds': seconds,
      'integrity afterwards': examined.status === 0 ? 'whole' : 'broken',
    },
    checks: [
      { name: `${store}: both backups while the bot runs`, isMet: data.status === 0 && keys.status === 0 },
      { name: `${store}: restored and whole`, isMet: restored.status === 0 && examined.status === 0 },
      { name: `${store}: every conversation is there`, isMet: found.conversations === CONVERSATIONS },
      { name: `${store}: the bot knows what it was told before`, isMet: said.includes('PPPK') },
      { name: `${store}: the log of acts is whole, and staff are known`, isMet: log.status === 0 && staff.status === 0 },
      { name: `${store}: first answer within a minute`, isMet: seconds * 1000 < WITHIN_MS },
    ] satisfies Check[],
  }
}

const stores: readonly StoreName[] = flags.store === null ? ['sqlite', 'postgres'] : [flags.store]
const all = []
for (const store of stores) {
  const proof = await prove(store)
  all.push(proof)
  if (!flags.isJson) out(`${column(proof.figures)}\n`)
}
close()
conclude(
  flags,
  'restore-proof',
  all.map(p => p.figures),
  `${CONVERSATIONS} conversations`,
  all.flatMap(p => p.checks),
)
