// `npm run fresh [-- --json]`: the bot on a machine where it never ran: no cache, no data, no key. It learns, answers a question of the web chat
// with its clause, and ends in order. Exits 1 when it does not.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { caller, freePort, startBot, until } from './child.ts'
import { isCitation } from './people.ts'
import { openPlace } from './places.ts'
import { conclude, flagsOf } from './proof.ts'

const READY_MS = 120_000
const ANSWER_MS = 10_000

const cache = mkdtempSync(join(tmpdir(), 'rambu-fresh-'))
const place = await openPlace('sqlite')
const port = await freePort()
const bot = startBot({ ...place.env, RAMBU_CACHE: cache, RAMBU_HTTP_PORT: String(port), RAMBU_LOG: 'error' })
const { call, close } = caller(2)
const url = (path: string): string => `http://127.0.0.1:${port}${path}`
const headers = { authorization: `Bearer ${randomBytes(16).toString('base64url')}` }

const isUp = await until(
  async () => bot.hasEnded() || (await call({ url: url('/healthz'), method: 'GET' })).status === 200,
  READY_MS,
  200,
)
const body = JSON.stringify({ id: 'first-message', text: 'bolehkah PNS jadi tim sukses calon bupati?' })
const taken = isUp ? (await call({ url: url('/web/messages'), headers, body })).status : 0
const isAnswered =
  taken === 202 &&
  (await until(async () => isCitation((await call({ url: url('/web/replies'), method: 'GET', headers })).body), ANSWER_MS))
const status = await bot.stop()
close()
await place.close()
rmSync(cache, { recursive: true, force: true })
conclude(flagsOf(process.argv.slice(2)), 'fresh', {}, 'a machine where the bot never ran', [
  { name: 'it starts', isMet: isUp && taken === 202 },
  { name: 'the first question is answered with its clause', isMet: isAnswered },
  { name: 'it ends when told to', isMet: status === 0 },
])
