// Bells of several consoles over one PostgreSQL: claims are the database's, not the process's.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPostgres } from '../src/adapters/postgres.ts'
import { bellRound, parseBellWords } from '../src/bells.ts'
import type { Case } from '../src/console/cases.ts'
import { brief, consultation, NOW, staff, team } from './console/book.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { deskOver, storeOver, testSealers } from './store.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

const CONSOLES = 4
const MEMBERS = ['ayu', 'budi', 'cici', 'dodi', 'eka']
const words = parseBellWords(readFileSync(join(import.meta.dirname, '../prompts/bells.id.yaml'), 'utf8'))

it('one bell for one person and one event, although several consoles look at the same moment', async () => {
  const url = await postgres.freshDatabase()
  const sealers = testSealers()
  const chain = randomBytes(32)
  const broken = (error: unknown): void => {
    throw error
  }
  const dbs = Array.from({ length: CONSOLES }, () => openPostgres(url, broken))
  for (const db of dbs) await storeOver(db, sealers)
  const [first] = dbs
  if (first === undefined) throw new Error('no database')
  const bells = { email: true, telegram: false, sound: false, always: false }
  const members = MEMBERS.map(id => staff(id, { version: 0, email: `${id}@instansi.example`, bells }))
  for (const member of members)
    expect(await deskOver(first, sealers, chain).saved([{ kind: 'staff.saved', staff: member, audit: [] }])).toBe('done')

  const rung: string[] = []
  const state = { at: NOW, cases: [] as readonly Case[] }
  const rounds = dbs.map(db =>
    bellRound({
      cases: async () => state.cases,
      teams: async () => [team('kota')],
      book: deskOver(db, sealers, chain),
      isOpen: () => true,
      ways: { email: async to => void rung.push(to), telegram: null },
      words,
      consoleUrl: null,
      now: () => state.at,
      sleep: async () => {},
      onError: broken,
    }),
  )
  for (let event = 1; event <= 3; event++) {
    state.cases = Array.from({ length: event }, (_, n) => ({ ...consultation(`k${n}`), brief: brief() }))
    for (let look = 0; look < 3; look++) await Promise.all(rounds.map(round => round()))
    expect(rung.toSorted()).toEqual(MEMBERS.flatMap(id => Array<string>(event).fill(`${id}@instansi.example`)))
    state.at += 300_000
  }
  await Promise.all(dbs.map(db => db.close()))
})
