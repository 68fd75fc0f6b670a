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
})
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
    const stores = [openPostgres(url, broken), openPostgres(url, broken), openPostgres(url, broken)] as const
    const [one, two, three] = stores
    const heard: string[] = []
    const replied = Promise.withResolvers<void>()
    const both = Promise.withResolvers<void>()
    await two.listen(['turn', 'case'], topic => {
      heard.push(topic)
      if (heard.includes('turn') && heard.includes('case')) both.resolve()
    })
    await three.listen(['reply'], () => replied.resolve())
    // the reply is out, as a third hears, before the others are said; those may overtake each other
    one.announce('reply telegram asker')
    await replied.promise
    for (const topic of ['turn', 'case']) one.announce(topic)
    await both.promise
    expect(heard.toSorted()).toEqual(['case', 'turn'])
    await Promise.all(stores.map(store => store.close()))
  })

  it('makes its tables once when two processes start together', async () => {
    const url = await postgres.freshDatabase()
    const stores = await Promise.all([storeOver(openPostgres(url, broken)), storeOver(openPostgres(url, broken))])
    expect((await stores[0]?.counts())?.turnsWaiting).toBe(0)
    await Promise.all(stores.map(s => s.close()))
  })
})
