// PostgreSQL for several processes over the same tables.
import pg from 'pg'
import { type Database, type Dialect, type Sql, type SqlRow, type SqlValue, StoreBroken } from './sql.ts'

const dialect: Dialect = {
  name: 'postgres',
  bytes: 'BYTEA',
  moment: 'BIGINT',
  sequence: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  lock: ' FOR UPDATE',
  lockFree: ' FOR UPDATE SKIP LOCKED',
}

// milliseconds and sequence numbers stay far below 2^53
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

const CONNECTIONS_MAX = 16
const CHANNEL = 'rambu'
const ANNOUNCE_MS = 5
const TOPICS_MAX = 100
const RECONNECT_MS = 1000

export function openPostgres(url: string, onError: (error: unknown) => void): Database {
  // statements that do not wait for each other travel together
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS_MAX, pipeline: true })
  pool.on('error', onError)
  let topics = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let listener: pg.Client | null = null
  let closed = false

  const flush = (): void => {
    timer = null
    const said = [...topics].slice(0, TOPICS_MAX).join('\n')
    topics = new Set()
    // whoever misses it looks again within a second
    pool.query('SELECT pg_notify($1, $2)', [CHANNEL, said]).catch(onError)
  }
  const listen = async (hear: (topic: string) => void): Promise<void> => {
    if (closed) return
    const client = new pg.Client({ connectionString: url })
    listener = client
    const again = (): void => {
      if (closed || listener !== client) return
      listener = null
      setTimeout(() => void listen(hear).catch(onError), RECONNECT_MS).unref()
    }
    client.on('error', error => {
      onError(error)
      again()
    })
    client.on('notification', ({ payload }) => {
      for (const topic of (payload ?? '').split('\n')) hear(topic)
    })
    await client.connect()
    await client.query(`LISTEN ${CHANNEL}`)
  }
  return {
    dialect,
    read: statements(pool),
    transact: async work => {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        const begun = client.query('BEGIN')
        const [result] = await Promise.all([work(statements(client)), begun])
        await client.query('COMMIT')
        return result
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {
          broken = new StoreBroken('the connection broke')
        })
        throw error
      } finally {
        client.release(broken)
      }
    },
    announce: topic => {
      topics.add(topic)
      timer ??= setTimeout(flush, ANNOUNCE_MS)
    },
    listen,
    close: async () => {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await listener?.end().catch(onError)
      await pool.end()
    },
  }
}

const numbered = new Map<string, { readonly name: string; readonly text: string }>()

/** `?` becomes `$1`, `$2`, …; each statement is planned once a connection. */
function numberedOf(text: string): { readonly name: string; readonly text: string } {
  const before = numbered.get(text)
  if (before) return before
  let n = 0
  const made = { name: `rambu_${numbered.size}`, text: text.replace(/\?/g, () => `$${++n}`) }
  numbered.set(text, made)
  return made
}

const statements =
  (client: pg.Pool | pg.ClientBase): Sql =>
  async (text: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> => {
    const result = await client.query<SqlRow>({ ...numberedOf(text), values: [...values] })
    return result.rows
  }
