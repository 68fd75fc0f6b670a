import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/adapters/postgres.ts'
import { storeContract } from '../contracts/store.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { storeOver } from '../store.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.stop())

const broken = (error: unknown): void => {
  throw error
}

storeContract('postgres', async () => {
  const db = openPostgres(await postgres.freshDatabase(), broken)
  const store = await storeOver(db)
  return { store, db, end: () => store.close() }
})

describe('postgres', () => {
  it('tells another process over the same tables that there is work', async () => {
    const url = await postgres.freshDatabase()
    const [one, two] = [openPostgres(url, broken), openPostgres(url, broken)]
    const heard = new Promise<string>(resolve => void two.listen(resolve).then(() => one.announce('turn')))
    expect(await heard).toBe('turn')
    await Promise.all([one.close(), two.close()])
  })

  it('makes its tables once when two processes start together', async () => {
    const url = await postgres.freshDatabase()
    const stores = await Promise.all([storeOver(openPostgres(url, broken)), storeOver(openPostgres(url, broken))])
    expect((await stores[0]?.counts())?.turnsWaiting).toBe(0)
    await Promise.all(stores.map(s => s.close()))
  })
})
