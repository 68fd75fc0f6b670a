import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../../src/adapters/postgres.ts'
import { deskContract } from '../contracts/desk.ts'
import { draftsContract, storedDrafts } from '../contracts/drafts.ts'
import { editionsContract } from '../contracts/editions.ts'
import { errandsContract } from '../contracts/errands.ts'
import { storeContract } from '../contracts/store.ts'
import { type Postgres, startPostgres } from '../postgres.ts'
import { storeOver, testSealers } from '../store.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.stop())

const broken = (error: unknown): void => {
  throw error
}

const open = async () => {
  const db = openPostgres(await postgres.freshDatabase(), broken)
  const sealers = testSealers()
  const store = await storeOver(db, sealers)
  return { store, db, sealers, end: () => store.close() }
}
storeContract('postgres', open)
deskContract('postgres', open)
editionsContract('postgres', open)
draftsContract('postgres', () => storedDrafts(open))
errandsContract('postgres', open)

describe('postgres', () => {
  it('tells another process over the same tables that there is work', async () => {
    const url = await postgres.freshDatabase()
    const [one, two] = [openPostgres(url, broken), openPostgres(url, broken)]
    const heard = new Promise<string>(resolve => void two.listen(['turn'], resolve).then(() => one.announce('turn')))
    expect(await heard).toBe('turn')
    await Promise.all([one.close(), two.close()])
  })

  it('wakes nobody for what does not concern them', async () => {
    const url = await postgres.freshDatabase()
    const [one, two] = [openPostgres(url, broken), openPostgres(url, broken)]
    const heard: string[] = []
    const both = new Promise<void>(resolve => {
      void two
        .listen(['turn', 'case'], topic => {
          heard.push(topic)
          if (topic === 'case') resolve()
        })
        .then(() => ['reply telegram asker', 'turn', 'case'].forEach(one.announce))
    })
    await both
    expect(heard.toSorted()).toEqual(['case', 'turn'])
    await Promise.all([one.close(), two.close()])
  })

  it('makes its tables once when two processes start together', async () => {
    const url = await postgres.freshDatabase()
    const stores = await Promise.all([storeOver(openPostgres(url, broken)), storeOver(openPostgres(url, broken))])
    expect((await stores[0]?.counts())?.turnsWaiting).toBe(0)
    await Promise.all(stores.map(s => s.close()))
  })
})
