import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readArchive, writeArchive } from '../../src/adapters/archive.ts'
import { BackupRefused, backup, continueNumbers, examineStore, purge, restore } from '../../src/adapters/keeping.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import { migrate } from '../../src/adapters/tables.ts'
import { RETENTION } from '../../src/retention.ts'
import { sqliteStore, type TestStore, testFolders } from '../store.ts'

const DAY_MS = 86_400_000
const NOW = 1_800_000_000_000
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
const PASSPHRASE = 'kata sandi uji yang panjang'

describe('what is kept', () => {
  let under: TestStore
  let folder: string
  beforeEach(async () => {
    under = await sqliteStore('keeping')
    folder = join(under.folders.data, '..')
  })
  afterEach(() => under.end())

  /** Someone who asked at a moment and was answered; `sent`: what became of the answer. */
  async function meet(who: string, at: number, sent: 'arrived' | 'held' = 'arrived'): Promise<void> {
    const { store } = under
    await store.accept([
      {
        channel: 'telegram',
        addressHash: `hash-${who}`,
        sealed: new Uint8Array([1]),
        askerId: who,
        seed: randomBytes(32),
        messageHash: `m-${who}-${at}`,
        message: { kind: 'text', text: 'boleh?', choice: null },
        at,
      },
    ])
    const [turn] = await store.claimTurns('w', at, at + 1000, 1)
    if (turn === undefined) throw new Error('no turn')
    await store.commit([
      {
        kind: 'turn.done',
        of: { asker: who, claim: 'w', seed: turn.seed },
        channel: 'telegram',
        taken: turn.messages.map(m => m.seq),
        memory: '{"v":1}',
        tempo: '{}',
        replies: [{ text: 'jawaban', choices: [] }],
        ending: { kind: 'stays' },
        receipt: null,
        proofs: [{ name: `kode-${who}`, sealed: new Uint8Array([1]) }],
        isUnkept: false,
        hears: null,
        consultation: null,
        at,
        on: dayOf(at),
      },
    ])
    const [head] = await store.claimReplies('d', 'telegram', at, at + 1000, 1)
    const of = { asker: who, seq: head?.seq ?? 0, claim: 'd' }
    await store.commit([
      sent === 'arrived' ? { kind: 'reply.sent', of, track: null, readyAt: at } : { kind: 'reply.held', of, nudged: false },
    ])
  }
  const count = async (table: string): Promise<number> =>
    Number((await under.db.read(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.n)

  it('ends when its time is over, each kind in its own', async () => {
    await meet('lama', NOW - (RETENTION.identity + 1) * DAY_MS)
    await meet('jeda', NOW - (RETENTION.conversation + 2) * DAY_MS, 'held')
    await meet('baru', NOW)
    for (const age of [2, 1, RETENTION.conversation + 2])
      await under.store.commit([{ kind: 'carried', id: `lembar-${age}`, tallies: [], on: dayOf(NOW - age * DAY_MS) }])
    await purge(under.db, RETENTION, NOW, dayOf)
    expect((await under.db.read('SELECT id FROM sheet ORDER BY id')).map(r => r.id)).toEqual(['lembar-1', 'lembar-2'])
    const left = (table: string, column = 'asker_id') => under.db.read(`SELECT ${column} AS x FROM ${table} ORDER BY 1`)
    expect((await left('address')).map(r => r.x)).toEqual(['baru', 'jeda'])
    expect((await left('seed')).map(r => r.x)).toEqual(['baru', 'jeda'])
    expect((await left('session')).map(r => r.x)).toEqual(['baru'])
    expect((await left('tempo')).map(r => r.x)).toEqual(['baru'])
    expect(await count('outbox')).toBe(0)
    expect(await count('reply_line')).toBe(0)
    expect(await count('seen')).toBe(1)
    expect(await count('proof')).toBe(3)
    await purge(under.db, RETENTION, NOW + (RETENTION.proof + 1) * DAY_MS, dayOf)
    expect([await count('proof'), await count('address')]).toEqual([0, 0])
  })

  it('comes back from its two backups exactly as it was', async () => {
    for (let i = 0; i < 30; i++) await meet(`orang-${i}`, NOW + i, i % 2 === 0 ? 'arrived' : 'held')
    const [data, keys] = [join(folder, 'data.backup'), join(folder, 'keys.backup')]
    await writeArchive(data, null, line => backup(under.db, ['data'], '2026-11-21', line))
    await writeArchive(keys, PASSPHRASE, line => backup(under.db, ['vault'], '2026-11-21', line))
    expect(statSync(data).mode & 0o077).toBe(0)
    const again = testFolders('restored')
    const db = openSqlite(again.folders)
    await migrate(db)
    await restore(db, readArchive(keys, PASSPHRASE))
    await restore(db, readArchive(data, null))
    for (const table of ['address', 'seed', 'receipt', 'session', 'outbox', 'reply_line', 'seen', 'reach', 'proof'])
      expect(await db.read(`SELECT * FROM ${table} ORDER BY 1`), table).toEqual(
        await under.db.read(`SELECT * FROM ${table} ORDER BY 1`),
      )
    expect(await examineStore(db, under.sealers)).toMatchObject({ askers: 30, conversations: 30, faults: [], files: [] })
    await expect(restore(db, readArchive(data, null))).rejects.toMatchObject({ why: 'not-empty' })
    // a number that somebody saw after the backup is not given again
    await continueNumbers(db)
    const [highest] = await under.db.read('SELECT MAX(seq) AS n FROM outbox')
    await db.transact(sql => sql(`INSERT INTO inbox (asker_id, message, at) VALUES ('orang-0', ?, 1)`, [new Uint8Array([1])]))
    const [next] = await db.read('SELECT MAX(seq) AS n FROM inbox')
    expect(Number(next?.n)).toBeGreaterThan(Number(highest?.n) + 1_000_000)
    await db.close()
    rmSync(again.folder, { recursive: true })
  })

  it('is not restored at all from a file that is cut, changed, sealed otherwise, or something else', async () => {
    for (let i = 0; i < 5; i++) await meet(`orang-${i}`, NOW + i)
    const path = join(folder, 'keys.backup')
    await writeArchive(path, PASSPHRASE, line => backup(under.db, ['vault'], '2026-11-21', line))
    const whole = readFileSync(path)
    const again = testFolders('refused')
    const db = openSqlite(again.folders)
    await migrate(db)
    const why = async (bytes: Uint8Array, passphrase: string | null): Promise<string> => {
      writeFileSync(path, bytes)
      const outcome = await restore(db, readArchive(path, passphrase)).catch((error: unknown) => error)
      expect((await db.read('SELECT COUNT(*) AS n FROM address'))[0]?.n).toBe(0)
      return outcome instanceof BackupRefused ? outcome.why : String(outcome)
    }
    expect(await why(whole, 'kata sandi lain yang panjang')).toBe('sealed')
    expect(await why(whole, null)).toBe('sealed')
    expect(await why(whole.subarray(0, whole.length - 40), PASSPHRASE)).toBe('sealed')
    expect(await why(whole.with(200, (whole[200] ?? 0) ^ 1), PASSPHRASE)).toBe('sealed')
    expect(await why(Buffer.from('bukan cadangan'), null)).toBe('damaged')
    rmSync(path)
    await writeArchive(path, null, async line => line('{"format":"lain"}'))
    expect(await why(readFileSync(path), null)).toBe('not-a-backup')
    const lines: string[] = []
    await backup(under.db, ['vault'], '2026-11-21', async line => void lines.push(line))
    rmSync(path)
    await writeArchive(path, null, async write => {
      for (const line of lines.toSpliced(2, 1)) await write(line)
    })
    expect(await why(readFileSync(path), null)).toBe('damaged')
    await db.close()
    rmSync(again.folder, { recursive: true })
  })

  it('is examined: what does not fit and what cannot be opened is counted', async () => {
    for (const who of ['a', 'b', 'c']) await meet(who, NOW, 'held')
    await under.db.transact(async sql => {
      await sql(`DELETE FROM seed WHERE asker_id = 'a'`)
      await sql(`DELETE FROM reply_line WHERE asker_id = 'b'`)
      await sql(`UPDATE session SET memory = (SELECT memory FROM session WHERE asker_id = 'c') WHERE asker_id = 'b'`)
    })
    const { faults } = await examineStore(under.db, under.sealers)
    expect(Object.fromEntries(faults.map(f => [f.what, f.n]))).toEqual({
      'address-without-seed': 1,
      'reply-without-line': 1,
      'unreadable-conversation': 2,
      'unreadable-reply': 1,
    })
  })
})
