// What is forgotten is gone: from the files, from the write-ahead log, and from yesterday's backup, whoever holds the keys.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readArchive, writeArchive } from '../../src/adapters/archive.ts'
import { backup, examineStore, restore } from '../../src/adapters/keeping.ts'
import { relayOver } from '../../src/adapters/relay.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import type { Sealers, Store } from '../../src/adapters/store.ts'
import type { AskerStep } from '../../src/handoff/handoff.ts'
import { deskOver, sqliteStore, storeOver, testFolders } from '../store.ts'

const WORDS = 'apakah saya harus ikut deklarasi di rumah dinas itu'
const ANSWER = 'jawaban petugas tentang hal itu'
const SECRET_ADDRESS = new Uint8Array(Buffer.from('alamat-tersegel-milik-penanya-uji'))

let messages = 0
async function write(store: Store, who: string, text: string, seed: Uint8Array): Promise<void> {
  await store.accept([
    {
      channel: 'telegram',
      addressHash: `hash-${who}`,
      sealed: SECRET_ADDRESS,
      askerId: `penanya-${who}`,
      seed,
      messageHash: `pesan-${++messages}`,
      message: { kind: 'text', text, choice: null },
      at: 1000,
    },
  ])
}

/** A consultation with an officer, asked for in these words; `seed` is what it is sealed with. */
const asked = (who: string, text: string, seed: Uint8Array): AskerStep => ({
  kind: 'opened',
  consultation: {
    id: `konsultasi-${who}`,
    version: 0,
    state: 'waiting',
    team: 'tim-uji',
    pool: 'permanent',
    codeName: `Elang ${who}`,
    urgency: 'normal',
    holder: null,
    rank: 0,
    openedOn: '2026-11-21',
    touchedOn: '2026-11-21',
    waitsSince: 0,
    promisedBy: null,
    isReminded: false,
    freeUntil: 0,
    hasSpoken: false,
    isWithBot: false,
    outcome: null,
    rating: null,
  },
  brief: {
    questions: [{ text, on: '2026-11-21' }],
    facts: [],
    topic: null,
    situation: null,
    row: null,
    answer: null,
    clauses: [],
    region: null,
    avoids: null,
  },
  seed,
})

/** An officer writes to them. */
async function reply(db: Database, sealers: Sealers, who: string, text: string): Promise<void> {
  const desk = deskOver(db, sealers)
  const found = await desk.open(`konsultasi-${who}`)
  if (found === null) throw new Error('no consultation')
  const { id, version } = found.consultation
  const words = { text, citations: [], isWithoutBasis: false, choices: [] }
  await desk.commit([
    {
      kind: 'consultation.stepped',
      of: { id, version },
      to: { ...found.consultation, state: 'answered' },
      lines: [{ voice: 'officer', words, by: 'petugas-uji', on: '2026-11-21', readyAt: 2000 }],
      drops: [],
      audit: [],
    },
  ])
  await relayOver(db, sealers, (_voice, { choices }) => [{ text, choices }]).relay(2000, 10)
}

async function answer(
  store: Store,
  ending: { kind: 'stays' } | { kind: 'leaves'; seed: Uint8Array },
  memory: string | null,
  consultation: AskerStep | null = null,
) {
  const [turn] = await store.claimTurns('w', 2000, 9000, 1)
  if (turn === undefined) throw new Error('no turn')
  const { asker, seed, channel, messages } = turn
  const said = messages.map(m => m.message.text).join()
  await store.commit([
    {
      kind: 'turn.done',
      of: { asker, claim: 'w', seed },
      channel,
      taken: messages.map(m => m.seq),
      memory,
      tempo: null,
      replies: [{ text: `jawaban atas ${said}`, choices: [] }],
      ending,
      receipt: ending.kind === 'stays' ? `tanda-terima-${asker}` : null,
      proofs: [],
      isUnkept: false,
      hears: null,
      consultation,
      at: 2000,
      on: '2026-11-21',
    },
  ])
}

async function send(store: Store): Promise<void> {
  const [head] = await store.claimReplies('d', 'telegram', 3000, 9000, 1)
  if (head === undefined) throw new Error('no reply')
  await store.commit([{ kind: 'reply.sent', of: { asker: head.asker, seq: head.seq, claim: 'd' }, track: null, readyAt: 3000 }])
}

const bytesIn = (folder: string): Buffer[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => readFileSync(join(f.parentPath, f.name)))

it('is gone from raw files, log and backup, and nobody else loses anything', async () => {
  const { store, db, sealers, folders, end } = await sqliteStore('forgetting')
  const [leaving, staying, leavingCase, stayingCase] = [randomBytes(32), randomBytes(32), randomBytes(32), randomBytes(32)]
  await write(store, 'pergi', WORDS, leaving)
  await answer(store, { kind: 'stays' }, JSON.stringify({ ingat: WORDS }), asked('pergi', WORDS, leavingCase))
  await reply(db, sealers, 'pergi', ANSWER)
  await send(store)
  await send(store)
  await write(store, 'tinggal', 'bolehkah saya nyoblos', staying)
  await answer(store, { kind: 'stays' }, JSON.stringify({ ingat: 'nyoblos' }), asked('tinggal', 'nyoblos', stayingCase))
  await send(store)
  const yesterday = join(folders.data, '..', 'kemarin.backup')
  await writeArchive(yesterday, null, line => backup(db, ['data'], '2026-11-20', line))
  // while they are remembered the search finds what it looks for
  for (const seed of [leaving, leavingCase]) expect(bytesIn(folders.vault).some(b => b.includes(seed))).toBe(true)
  expect(bytesIn(folders.data).some(b => b.includes('Elang pergi'))).toBe(true)
  expect((await examineStore(db, sealers)).conversations).toBe(2)

  await write(store, 'pergi', 'hapus data saya', randomBytes(32))
  await answer(store, { kind: 'leaves', seed: randomBytes(32) }, null)
  await send(store)
  const logs = [join(folders.vault, 'vault.db-wal'), join(folders.data, 'rambu.db-wal')]
  const isEmpty = (path: string): boolean => !existsSync(path) || readFileSync(path).length === 0
  await expect.poll(() => logs.every(isEmpty), { timeout: 60_000 }).toBe(true)

  const files = [...bytesIn(folders.vault), ...bytesIn(folders.data)]
  const texts = ['penanya-pergi', 'hash-pergi', 'konsultasi-pergi', 'Elang pergi', WORDS, 'deklarasi', ANSWER]
  const traces = [leaving, leavingCase, ...texts.map(text => Buffer.from(text))]
  expect(traces.filter(trace => files.some(f => f.includes(trace))).map(String)).toEqual([])
  for (const seed of [staying, stayingCase]) expect(files.some(f => f.includes(seed))).toBe(true)

  // yesterday's backup, with the vault and the keys of today: their conversation is there and nobody can open it
  const again = testFolders('kemarin')
  const restored = openSqlite(again.folders)
  await storeOver(restored, sealers)
  const vault: string[] = []
  await backup(db, ['vault'], '2026-11-21', async line => void vault.push(line))
  const lines = async function* () {
    yield* vault
  }
  await restore(restored, lines())
  await restore(restored, readArchive(yesterday, null))
  const found = await examineStore(restored, sealers)
  expect(found.conversations).toBe(2)
  expect(found.faults).toContainEqual({ what: 'unreadable-conversation', n: 1 })
  expect(found.faults).toContainEqual({ what: 'consultation-without-case', n: 1 })
  const desk = deskOver(restored, sealers)
  expect([await desk.open('konsultasi-pergi'), (await desk.list('0')).map(c => c.id)]).toEqual([null, ['konsultasi-tinggal']])
  await restored.close()
  rmSync(again.folder, { recursive: true })
  await end()
})
