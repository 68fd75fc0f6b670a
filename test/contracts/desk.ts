// What every store must do for consultations and staff, whatever database is under it.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backup, examineStore, purge, restore } from '../../src/adapters/keeping.ts'
import { relayOver } from '../../src/adapters/relay.ts'
import type { Database } from '../../src/adapters/sql.ts'
import { openSqlite } from '../../src/adapters/sqlite.ts'
import type { Sealers, Store } from '../../src/adapters/store.ts'
import type { Claimed, ClaimedTurn, InboxChange } from '../../src/commit.ts'
import type { Staff, StaffBook, Tries } from '../../src/console/console.ts'
import type {
  AskerStep,
  AuditEntry,
  CaseBook,
  Consultation,
  HandoffChange,
  NewLine,
  Opened,
  Relay,
  Team,
} from '../../src/handoff/handoff.ts'
import { RETENTION } from '../../src/retention.ts'
import type { ChannelName } from '../../src/vocabulary.ts'
import { deskOver, storeOver, testFolders } from '../store.ts'

/** A fresh, empty store, what opens it, and how to end it. The console's and the worker's own way in, where roles have users of their own. */
export type DeskUnderTest = {
  readonly store: Store
  readonly db: Database
  readonly consoleDb?: Database
  readonly workerDb?: Database
  readonly sealers: Sealers
  readonly end: () => Promise<void>
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const NOW = 500_000 * HOUR_MS
const LATE = NOW + 10 * HOUR_MS
const TODAY = '2027-01-15'

let n = 0

const consultation = (change: Partial<Consultation> = {}): Consultation => ({
  id: `konsultasi-${++n}`,
  version: 0,
  state: 'waiting',
  team: 'tim-uji',
  pool: 'permanent',
  codeName: `Elang Uji ${n}`,
  urgency: 'normal',
  holder: null,
  rank: 0,
  openedOn: TODAY,
  touchedOn: TODAY,
  waitsSince: NOW,
  promisedBy: null,
  isReminded: false,
  freeUntil: NOW,
  hasSpoken: false,
  isWithBot: false,
  outcome: null,
  rating: null,
  ...change,
})

const BRIEF = {
  questions: [{ text: 'bolehkah saya diminta ikut deklarasi?', on: TODAY }],
  facts: ['Status: PPPK'],
  topic: null,
  situation: null,
  row: null,
  answer: 'jawaban bot',
  clauses: [],
  region: '33',
  avoids: 'tim-dinas',
}

const said = (text: string, voice: NewLine['voice'], readyAt: number | null): NewLine => ({
  voice,
  words: { text, citations: [], isWithoutBasis: false, choices: [] },
  by: voice === 'officer' ? 'petugas-uji' : null,
  on: TODAY,
  readyAt,
})

const entry = (act: string, at = NOW): AuditEntry => ({ at, by: 'petugas-uji', act, about: 'Elang Uji' })

const member = (login: string, change: Partial<Staff> = {}): Staff => ({
  id: `staf-${login}`,
  version: 0,
  login,
  name: 'Petugas Uji',
  roles: ['officer'],
  teams: ['tim-uji'],
  isActive: true,
  password: '$argon2id$uji',
  totp: null,
  totpStep: 0,
  recovery: [],
  failures: 0,
  lockedUntil: 0,
  devices: [],
  isOnDuty: false,
  bells: { email: false, telegram: false, sound: true, always: false },
  email: null,
  telegram: null,
  ...change,
})

export function deskContract(name: string, open: () => Promise<DeskUnderTest>): void {
  describe(`consultations on ${name}`, () => {
    let under: DeskUnderTest
    let store: Store
    let desk: CaseBook & StaffBook
    let relay: Relay
    let workerDb: Database
    beforeAll(async () => {
      under = await open()
      store = under.store
      desk = deskOver(under.consoleDb ?? under.db, under.sealers)
      workerDb = under.workerDb ?? under.db
      relay = relayOver(workerDb, under.sealers, (_voice, { text, choices }) =>
        text.split('|').map(part => ({ text: part, choices })),
      )
    })
    afterAll(() => under.end())

    /** Someone writes, and the turn that comes of it. */
    const turnOf = async (who: string, channel: ChannelName = 'telegram', at = NOW): Promise<ClaimedTurn> => {
      await store.accept([
        {
          channel,
          addressHash: `alamat-${who}`,
          sealed: new Uint8Array([1]),
          askerId: `penanya-${who}`,
          seed: randomBytes(32),
          messageHash: `pesan-${++n}`,
          message: { kind: 'text', text: 'halo', choice: null },
          at,
        },
      ])
      const turn = (await store.claimTurns('w', LATE, LATE * 2, 50)).find(t => t.asker === `penanya-${who}`)
      if (turn === undefined) throw new Error('no turn')
      return turn
    }
    const done = (
      turn: ClaimedTurn,
      step: AskerStep | null,
      change: Partial<Extract<InboxChange, { kind: 'turn.done' }>> = {},
    ): Promise<'done' | 'stale'> =>
      store.commit([
        {
          kind: 'turn.done',
          of: { asker: turn.asker, claim: 'w', seed: turn.seed },
          channel: turn.channel,
          taken: turn.messages.map(m => m.seq),
          memory: '{}',
          tempo: null,
          replies: [],
          ending: { kind: 'stays' },
          receipt: null,
          proofs: [],
          isUnkept: false,
          hears: turn.own?.consultation.id ?? null,
          consultation: step,
          at: NOW,
          on: TODAY,
          ...change,
        },
      ])
    const opening = (change: Partial<Consultation> = {}): Extract<AskerStep, { kind: 'opened' }> => ({
      kind: 'opened',
      consultation: consultation(change),
      brief: BRIEF,
      seed: randomBytes(32),
    })
    /** Someone asks for an officer. */
    const opened = async (
      who: string,
      change: Partial<Consultation> = {},
      channel: ChannelName = 'telegram',
    ): Promise<Opened> => {
      const step = opening(change)
      expect(await done(await turnOf(who, channel), step)).toBe('done')
      return found(step.consultation.id)
    }
    const found = async (id: string): Promise<Opened> => {
      const whole = await desk.open(id)
      if (whole === null) throw new Error('no consultation')
      return whole
    }
    const stepped = (
      of: Consultation,
      change: Partial<Consultation>,
      lines: readonly NewLine[] = [],
      act = 'act',
    ): Extract<HandoffChange, { kind: 'consultation.stepped' }> => ({
      kind: 'consultation.stepped',
      of: { id: of.id, version: of.version },
      to: { ...of, ...change },
      lines,
      drops: [],
      audit: [entry(act)],
    })
    /** An officer writes; it may leave at `readyAt`. */
    const written = async (of: Opened, text: string, readyAt = NOW): Promise<Opened> => {
      const { consultation: c } = await found(of.consultation.id)
      expect(await desk.commit([stepped(c, { state: 'answered', hasSpoken: true }, [said(text, 'officer', readyAt)])])).toBe(
        'done',
      )
      return found(c.id)
    }
    const deliveries = async ({ consultation: { id } }: Opened) => (await found(id)).lines.map(l => l.delivery)
    const headOf = async (asker: string): Promise<Claimed> => {
      const head = (await store.claimReplies('d', 'telegram', LATE, LATE * 2, 50)).find(h => h.asker === asker)
      if (head === undefined) throw new Error('no reply')
      return head
    }
    const refOf = ({ asker, seq }: Claimed) => ({ asker, seq, claim: 'd' })
    const send = async (asker: string, track: string | null = null): Promise<string> => {
      const head = await headOf(asker)
      await store.commit([{ kind: 'reply.sent', of: refOf(head), track, readyAt: NOW }])
      return head.reply.text
    }
    beforeEach(async () => {
      // whoever another test left waiting is taken out of the way
      await relay.relay(LATE, 1000)
      for (const t of await store.claimTurns('clear', LATE, 0, 1000)) await store.commit([{ kind: 'forgotten', asker: t.asker }])
      for (const r of await store.claimReplies('clear', 'telegram', LATE, 0, 1000))
        await store.commit([{ kind: 'forgotten', asker: r.asker }])
    })

    it('show officers exactly what the asker confirmed, and nothing of who asks', async () => {
      const { consultation: c, brief, lines } = await opened('kotak')
      expect([c.version, c.state, brief, lines]).toEqual([1, 'waiting', BRIEF, []])
      const [listed] = (await desk.list('9999-12-31')).filter(l => l.id === c.id)
      expect(listed).toEqual({ ...c, brief: BRIEF })
      expect(JSON.stringify([listed, await desk.open(c.id)])).not.toContain('penanya-kotak')
      expect(await desk.open('tidak-ada')).toBeNull()
    })

    it('are given to one of two officers who claim in the same moment', async () => {
      const { consultation: c } = await opened('rebutan')
      const claims = ['satu', 'dua'].map(holder => desk.commit([stepped(c, { state: 'claimed', holder }, [], `claim ${holder}`)]))
      const ended = await Promise.all(claims)
      expect(ended.toSorted()).toEqual(['done', 'stale'])
      const after = await found(c.id)
      expect(after.consultation.version).toBe(2)
      // what was refused stands in no log either
      const acts = (await desk.audit(null, 10)).map(a => a.act)
      expect(acts.filter(act => act.startsWith('claim'))).toEqual([`claim ${after.consultation.holder}`])
    })

    it('write all of a list or nothing', async () => {
      const [a, b] = [await opened('daftar-a'), await opened('daftar-b')]
      const old = { ...b.consultation, version: 0 }
      const line = [said('tidak jadi', 'note', null)]
      expect(await desk.commit([stepped(a.consultation, { state: 'claimed' }, line), stepped(old, { state: 'claimed' })])).toBe(
        'stale',
      )
      expect(await found(a.consultation.id)).toEqual(a)
    })

    it('have each its place in line: the urgent first, then whoever waits longest', async () => {
      const team = 'tim-antre'
      const ahead = async (who: string) => (await store.ownOf(`penanya-${who}`))?.before
      const first = await opened('antre-1', { team })
      await opened('antre-2', { team })
      await opened('antre-3', { team, urgency: 'urgent' })
      await opened('antre-4', { team, pool: 'units' })
      expect([await ahead('antre-1'), await ahead('antre-2'), await ahead('antre-3'), await ahead('antre-4')]).toEqual([
        1, 2, 0, 0,
      ])
      await desk.commit([stepped(first.consultation, { state: 'claimed', holder: 'petugas-uji' })])
      expect([await ahead('antre-1'), await ahead('antre-2')]).toEqual([null, 1])
      // given back it waits where it waited; at the end only when that is asked for
      const held = await found(first.consultation.id)
      await desk.commit([stepped(held.consultation, { state: 'waiting', holder: null })])
      expect([await ahead('antre-1'), await ahead('antre-2')]).toEqual([1, 2])
      const again = await found(first.consultation.id)
      await desk.commit([stepped(again.consultation, { rank: 0 })])
      expect([await ahead('antre-1'), await ahead('antre-2')]).toEqual([2, 1])
    })

    it('come with the turns of their asker: the open one, else the newest', async () => {
      const first = await opened('giliran')
      const turn = await turnOf('giliran')
      expect(turn.own?.consultation).toEqual(first.consultation)
      await done(turn, null)
      await desk.commit([stepped(first.consultation, { state: 'closed', outcome: 'answered' })])
      expect((await store.ownOf('penanya-giliran'))?.consultation.state).toBe('closed')
      const second = await opened('giliran', { openedOn: '2027-01-16' })
      await desk.commit([stepped(second.consultation, { state: 'closed', outcome: 'answered' })])
      expect((await store.ownOf('penanya-giliran'))?.consultation.id).toBe(second.consultation.id)
      expect((await turnOf('tanpa')).own).toBeNull()
    })

    it('tell the border whether their asker talks with an officer now: who has spoken, until the bot answers again or it is over', async () => {
      const isWith = (): Promise<boolean> => store.isWithOfficer('alamat-bicara')
      const begun = await opened('bicara')
      expect(await isWith()).toBe(false)
      const spoken = await written(begun, 'Simpan buktinya.')
      expect([await isWith(), await store.isWithOfficer('alamat-tanpa')]).toEqual([true, false])
      await desk.commit([stepped(spoken.consultation, { isWithBot: true })])
      expect(await isWith()).toBe(false)
      const back = (await found(begun.consultation.id)).consultation
      await desk.commit([stepped(back, { isWithBot: false })])
      expect(await isWith()).toBe(true)
      const again = (await found(begun.consultation.id)).consultation
      await desk.commit([stepped(again, { state: 'closed', outcome: 'answered' })])
      expect(await isWith()).toBe(false)
    })

    it('know how long a platform lets a reply out: a day from the hour of the asker’s words, whatever officers do', async () => {
      const { consultation: c } = await opened('jendela', { freeUntil: NOW + DAY_MS })
      await desk.commit([stepped(c, { state: 'claimed', freeUntil: 1 })])
      expect((await found(c.id)).consultation.freeUntil).toBe(NOW + DAY_MS)
      await done(await turnOf('jendela'), null, { at: NOW + 3 * HOUR_MS + 1234 })
      const after = (await found(c.id)).consultation
      // nobody's form is out of date for that
      expect([after.freeUntil, after.version]).toEqual([NOW + 3 * HOUR_MS + DAY_MS, 2])
    })

    it('refuse a turn that was thought before an officer acted, and take it when it is thought again', async () => {
      const { consultation: c } = await opened('basi')
      const turn = await turnOf('basi')
      await desk.commit([stepped(c, { state: 'claimed', holder: 'petugas-uji' })])
      const words = [said('tambahan dari penanya', 'asker', null)]
      const step = (from: Consultation): AskerStep => ({
        kind: 'stepped',
        of: { id: from.id, version: from.version },
        to: { ...from, touchedOn: TODAY },
        lines: words,
      })
      expect(await done(turn, step(c), { replies: [{ text: 'sudah diteruskan', choices: [] }] })).toBe('stale')
      expect((await store.waitingFor('penanya-basi', 0)).replies).toEqual([])
      const now = await store.ownOf('penanya-basi')
      if (now === null) throw new Error('none')
      expect(await done(turn, step(now.consultation))).toBe('done')
      const after = await found(c.id)
      expect([after.consultation.holder, after.lines.map(l => [l.voice, l.words.text, l.delivery])]).toEqual([
        'petugas-uji',
        [['asker', 'tambahan dari penanya', null]],
      ])
      // nobody steps in another's consultation
      expect(await done(await turnOf('orang-lain'), step(after.consultation))).toBe('stale')
    })

    it('never show a reply as sent before the platform took it', async () => {
      const c = await opened('jujur')
      await written(c, 'boleh, dengan syarat', NOW + 10_000)
      expect(await deliveries(c)).toEqual(['undoable'])
      expect(await relay.nextRelayAt()).toBe(NOW + 10_000)
      expect(await relay.relay(NOW + 9_999, 10)).toEqual([])
      expect(await relay.relay(NOW + 10_000, 10)).toEqual([{ asker: 'penanya-jujur', channel: 'telegram' }])
      expect(await relay.nextRelayAt()).toBeNull()
      expect(await deliveries(c)).toEqual(['queued'])
      const head = await headOf('penanya-jujur')
      expect(head.reply.text).toBe('boleh, dengan syarat')
      await store.commit([{ kind: 'reply.later', of: refOf(head), attempts: 1, readyAt: NOW }])
      expect(await deliveries(c)).toEqual(['queued'])
      await send('penanya-jujur')
      expect(await deliveries(c)).toEqual(['sent'])
    })

    it('give their asker a copy of what was confirmed and of what has reached them, and nobody else one', async () => {
      const c = await opened('salinan')
      await written(c, 'yang sampai', NOW)
      await relay.relay(LATE, 10)
      const { avoids: _, ...brief } = BRIEF
      const copied = { state: 'answered', brief, lines: [] as object[] }
      expect(await store.copiesOf('penanya-salinan')).toEqual([copied])
      await send('penanya-salinan')
      const now = await written(c, 'belum berangkat', NOW + 10_000)
      await desk.commit([
        stepped(now.consultation, {}, [said('antar petugas', 'note', null), said('dari penanya', 'asker', null)]),
      ])
      const lines = [
        { voice: 'officer', text: 'yang sampai', on: TODAY },
        { voice: 'asker', text: 'dari penanya', on: TODAY },
      ]
      expect(await store.copiesOf('penanya-salinan')).toEqual([{ ...copied, lines }])
      expect(await store.copiesOf('penanya-lain')).toEqual([])
      await store.commit([{ kind: 'forgotten', asker: 'penanya-salinan' }])
      expect(await store.copiesOf('penanya-salinan')).toEqual([])
    })

    it('show a reply of several messages as sent with the last of them', async () => {
      const c = await opened('panjang')
      await written(c, 'satu|dua')
      await relay.relay(LATE, 10)
      expect(await send('penanya-panjang')).toBe('satu')
      expect(await deliveries(c)).toEqual(['queued'])
      await send('penanya-panjang')
      expect(await deliveries(c)).toEqual(['sent'])
    })

    it('keep back what an officer took back, and say so when it has left', async () => {
      const c = await opened('batal')
      const after = await written(c, 'salah kirim', NOW + 10_000)
      const seq = after.lines[0]?.seq ?? 0
      const withdrawn = (): Promise<'done' | 'stale'> =>
        desk.commit([
          {
            kind: 'line.withdrawn',
            of: { id: c.consultation.id, version: after.consultation.version },
            seq,
            audit: [entry('batal')],
          },
        ])
      // pressed twice, or just as the relay comes
      const ended = await Promise.all([withdrawn(), withdrawn()])
      expect(ended.toSorted()).toEqual(['done', 'stale'])
      expect(await relay.relay(LATE, 10)).toEqual([])
      expect(await deliveries(c)).toEqual(['withdrawn'])
      expect((await store.waitingFor('penanya-batal', 0)).replies).toEqual([])
      const second = await written(c, 'benar', NOW)
      await relay.relay(LATE, 10)
      const of = { id: c.consultation.id, version: second.consultation.version }
      expect(await desk.commit([{ kind: 'line.withdrawn', of, seq: second.lines[1]?.seq ?? 0, audit: [] }])).toBe('stale')
      expect(await deliveries(c)).toEqual(['withdrawn', 'queued'])
    })

    it('say that a line which can no longer be read, or led to anybody, reaches nobody, and go on with the others', async () => {
      const [broken, lost, whole] = [await opened('rusak'), await opened('hilang'), await opened('utuh')]
      for (const c of [broken, lost, whole]) await written(c, 'jawaban')
      await under.db.transact(async sql => {
        await sql('UPDATE consultation_line SET words = ? WHERE consultation_id = ?', [new Uint8Array(9), broken.consultation.id])
        await sql(`UPDATE casebook SET asker_id = 'tak-ada' WHERE consultation_id = ?`, [lost.consultation.id])
      })
      expect((await relay.relay(LATE, 10)).map(w => w.asker).toSorted()).toEqual(['penanya-rusak', 'penanya-utuh'])
      expect(await relay.nextRelayAt()).toBeNull()
      expect(await deliveries(whole)).toEqual(['queued'])
      expect([await deliveries(broken), await deliveries(lost)]).toEqual([['unreachable'], ['unreachable']])
      expect((await found(broken.consultation.id)).lines[0]?.words.text).toBe('')
      await under.db.transact(async sql => {
        await sql('DELETE FROM consultation_line WHERE consultation_id = ?', [broken.consultation.id])
        await sql(`UPDATE casebook SET asker_id = 'penanya-hilang' WHERE consultation_id = ?`, [lost.consultation.id])
      })
    })

    it('either take a line back or let it go, never both, when both happen at once', async () => {
      const c = await opened('tabrakan')
      const after = await written(c, 'mana dulu', NOW)
      const of = { id: c.consultation.id, version: after.consultation.version }
      const [ended] = await Promise.all([
        desk.commit([{ kind: 'line.withdrawn', of, seq: after.lines[0]?.seq ?? 0, audit: [] }]),
        relay.relay(LATE, 10),
      ])
      const { replies } = await store.waitingFor('penanya-tabrakan', 0)
      expect([await deliveries(c), replies.length]).toEqual(ended === 'done' ? [['withdrawn'], 0] : [['queued'], 1])
    })

    it('let lines out once and in their order, though two relays run', async () => {
      const c = await opened('dua-relay')
      const texts = Array.from({ length: 6 }, (_, i) => `baris ${i}`)
      for (const text of texts) await written(c, text)
      const other = relayOver(workerDb, under.sealers, (_voice, { text, choices }) => [{ text, choices }])
      await Promise.all([relay.relay(LATE, 10), other.relay(LATE, 10), relay.relay(LATE, 10), other.relay(LATE, 10)])
      const { replies } = await store.waitingFor('penanya-dua-relay', 0)
      expect(replies.map(r => r.reply.text)).toEqual(texts)
    })

    it('let no notice overtake the answer that may still be taken back', async () => {
      const c = await opened('menyalip')
      await written(c, 'jawaban', NOW + 10_000)
      const { consultation: now } = await found(c.consultation.id)
      await desk.commit([stepped(now, { state: 'closed', outcome: 'answered' }, [said('ditutup', 'notice', NOW)])])
      expect(await relay.relay(NOW + 5000, 10)).toEqual([])
      // nobody is woken for what must wait
      expect(await relay.nextRelayAt()).toBe(NOW + 10_000)
      await relay.relay(NOW + 10_000, 10)
      expect((await store.waitingFor('penanya-menyalip', 0)).replies.map(r => r.reply.text)).toEqual(['jawaban', 'ditutup'])
    })

    it('say that a reply waits until the asker writes, also of those behind it, and that it was sent when they did', async () => {
      const c = await opened('tertahan')
      await written(c, 'satu')
      await written(c, 'dua')
      await relay.relay(LATE, 10)
      await store.commit([{ kind: 'reply.held', of: refOf(await headOf('penanya-tertahan')), nudged: true }])
      expect(await deliveries(c)).toEqual(['waiting', 'waiting'])
      await written(c, 'tiga')
      await relay.relay(LATE, 10)
      expect(await deliveries(c)).toEqual(['waiting', 'waiting', 'waiting'])
      await turnOf('tertahan')
      for (const _ of '123') await send('penanya-tertahan')
      expect(await deliveries(c)).toEqual(['sent', 'sent', 'sent'])
    })

    it('say that a reply cannot reach the asker, and try it again when the console asks for it', async () => {
      const c = await opened('mati')
      await written(c, 'buntu')
      await relay.relay(LATE, 10)
      const head = await headOf('penanya-mati')
      await store.commit([{ kind: 'reply.dead', of: refOf(head), code: '400', readyAt: NOW }])
      expect(await deliveries(c)).toEqual(['unreachable'])
      const [letter] = (await desk.deadLetters()).filter(l => l.seq === head.seq)
      expect(letter).toEqual({ seq: head.seq, code: '400', at: LATE })
      await desk.saved([{ kind: 'letters.resent', seqs: [head.seq, 999_999], audit: [entry('resend')] }])
      expect(await relay.relay(LATE, 10)).toEqual([{ asker: 'penanya-mati', channel: 'telegram' }])
      expect(await deliveries(c)).toEqual(['queued'])
      await send('penanya-mati')
      expect(await deliveries(c)).toEqual(['sent'])
    })

    it('believe a platform that says afterwards that a reply did not arrive', async () => {
      const c = await opened('gagal')
      await written(c, 'tertunda')
      await relay.relay(LATE, 10)
      await send('penanya-gagal', 'track-gagal')
      expect(await deliveries(c)).toEqual(['sent'])
      await store.commit([{ kind: 'reply.failed', track: 'track-gagal', code: '131047', hold: true, at: LATE }])
      expect(await deliveries(c)).toEqual(['waiting'])
      await turnOf('gagal')
      await send('penanya-gagal', 'track-gagal-2')
      await store.commit([{ kind: 'reply.failed', track: 'track-gagal-2', code: '400', hold: false, at: LATE }])
      expect(await deliveries(c)).toEqual(['unreachable'])
    })

    it('count what a browser fetched as sent', async () => {
      const c = await opened('web', {}, 'web')
      await written(c, 'satu|dua')
      expect(await relay.relay(LATE, 10)).toEqual([{ asker: 'penanya-web', channel: 'web' }])
      const { replies, hasOfficers } = await store.waitingFor('penanya-web', 0)
      expect(replies.map(r => r.reply.text)).toEqual(['satu', 'dua'])
      expect(hasOfficers).toBe(false)
      expect(await store.waitingFor('penanya-web', replies[1]?.n ?? 0)).toMatchObject({ replies: [], hasOfficers: true })
      await store.commit([{ kind: 'pulled', asker: 'penanya-web', upTo: replies[0]?.n ?? 0 }])
      expect(await deliveries(c)).toEqual(['queued'])
      await store.commit([{ kind: 'pulled', asker: 'penanya-web', upTo: replies[1]?.n ?? 0 }])
      expect(await deliveries(c)).toEqual(['sent'])
    })

    it('drop a draft that was decided on, and nothing else', async () => {
      const { consultation: c } = await opened('draf')
      await desk.commit([stepped(c, { state: 'in_review' }, [said('usulan', 'draft', null), said('catatan', 'note', null)])])
      const before = await found(c.id)
      const change = stepped(before.consultation, { state: 'answered' }, [said('disetujui', 'officer', NOW)])
      await desk.commit([{ ...change, drops: before.lines.map(l => l.seq) }])
      expect((await found(c.id)).lines.map(l => l.voice)).toEqual(['note', 'officer'])
    })

    const rowsOf = async (id: string): Promise<number[]> =>
      Promise.all(
        ['casebook WHERE consultation_id', 'consultation WHERE id', 'consultation_line WHERE consultation_id'].map(async from => {
          const rows = await under.db.read(`SELECT 1 AS yes FROM ${from} = ?`, [id])
          return rows.length
        }),
      )

    it('go with an asker who wants to be forgotten, and officers read that there is nothing', async () => {
      const c = await opened('pergi')
      await written(c, 'jawaban', NOW + 10_000)
      const turn = await turnOf('pergi')
      expect(await done(turn, null, { ending: { kind: 'leaves', seed: randomBytes(32) }, memory: null })).toBe('done')
      expect(await rowsOf(c.consultation.id)).toEqual([0, 0, 0])
      expect(await desk.open(c.consultation.id)).toBeNull()
      expect((await desk.list('0')).some(l => l.id === c.consultation.id)).toBe(false)
      expect(await desk.commit([stepped(c.consultation, { state: 'claimed' })])).toBe('stale')
      expect(await relay.relay(LATE, 10)).toEqual([])
      const again = await opened('pergi-lagi')
      await store.commit([{ kind: 'forgotten', asker: 'penanya-pergi-lagi' }])
      expect(await rowsOf(again.consultation.id)).toEqual([0, 0, 0])
    })

    it('lose nothing and leave nothing when an officer writes while the asker leaves', async () => {
      for (let i = 0; i < 5; i++) {
        const c = await opened(`serentak-${i}`)
        const turn = await turnOf(`serentak-${i}`)
        const [left] = await Promise.all([
          done(turn, null, { ending: { kind: 'leaves', seed: randomBytes(32) }, memory: null }),
          desk.commit([stepped(c.consultation, { state: 'answered' }, [said('terlambat', 'officer', NOW)])]),
          relay.relay(LATE, 10),
        ])
        expect([left, await rowsOf(c.consultation.id)]).toEqual(['done', [0, 0, 0]])
        expect(await relay.nextRelayAt()).toBeNull()
      }
    })

    it('stay with whoever holds the receipt, and their answers come to the new address', async () => {
      const kept = await opened('pemegang')
      const lost = await opened('persinggahan')
      await written(kept, 'ke mana pun')
      const turn = await turnOf('persinggahan')
      expect(await done(turn, null, { ending: { kind: 'moves', to: 'penanya-pemegang' } })).toBe('done')
      expect(await rowsOf(lost.consultation.id)).toEqual([0, 0, 0])
      await relay.relay(LATE, 10)
      expect(await store.askerOf('alamat-persinggahan')).toBe('penanya-pemegang')
      expect(await send('penanya-pemegang')).toBe('ke mana pun')
      expect(await deliveries(kept)).toEqual(['sent'])
    })

    it('are found by what stands open', async () => {
      const team = 'tim-cari'
      const a = await opened('cari-a', { team, openedOn: '2027-02-01' })
      const b = await opened('cari-b', { team, openedOn: '2027-02-03' })
      const c = await opened('cari-c', { team: 'tim-lain', openedOn: '2027-02-02' })
      await desk.commit([stepped(b.consultation, { state: 'closed', touchedOn: '2027-02-04' })])
      const all = { teams: null, from: '2027-02-01', to: '2027-02-28', states: null, codeName: null }
      const find = async (what: Partial<typeof all> | object, max = 10) =>
        (await desk.find({ ...all, ...what }, max)).map(f => f.id)
      const [ia, ib, ic] = [a, b, c].map(x => x.consultation.id)
      expect(await find({})).toEqual([ib, ic, ia])
      expect(await find({}, 1)).toEqual([ib])
      expect(await find({ teams: [team], to: '2027-02-02' })).toEqual([ia])
      expect(await find({ states: ['closed'] })).toEqual([ib])
      expect(await find({ codeName: c.consultation.codeName.toLowerCase() })).toEqual([ic])
      expect(await find({ teams: [] })).toEqual([])
      const listed = async (since: string) => (await desk.list(since)).filter(l => l.team === team).map(l => l.id)
      expect([await listed('2027-02-04'), await listed('2027-02-05')]).toEqual([[ia, ib], [ia]])
    })

    it('end with the time that they are kept, when they are over', async () => {
      const old = '2020-01-01'
      const over = await opened('lampau', { touchedOn: old, state: 'closed' })
      const running = await opened('berjalan', { touchedOn: old })
      await written(over, 'usang')
      await desk.commit([stepped((await found(over.consultation.id)).consultation, { state: 'expired', touchedOn: old })])
      const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
      await purge(under.db, RETENTION, NOW, dayOf)
      expect(await rowsOf(over.consultation.id)).toEqual([0, 0, 0])
      expect(await rowsOf(running.consultation.id)).toEqual([1, 1, 0])
      // what lay undelivered for too long did not arrive
      const c = await opened('basah')
      await written(c, 'tak sampai')
      await relay.relay(NOW, 10)
      await purge(under.db, RETENTION, NOW + (RETENTION.undelivered + 1) * DAY_MS, dayOf)
      expect(await deliveries(c)).toEqual(['unreachable'])
    })

    it('are counted once for each act, and writers by their places', async () => {
      const places = (place: string) => ['from', place]
      const counted = (on: string, keys: readonly string[][]) => desk.commit([{ kind: 'counted', on, keys }])
      await Promise.all([
        counted('2027-03-01', [places('33'), ['closed', 'answered']]),
        counted('2027-03-02', [places('33'), places('31')]),
        counted('2027-02-01', [places('33')]),
      ])
      expect(Object.fromEntries(await desk.writers('2027-03-01'))).toEqual({ '33': 2, '31': 1 })
      expect((await desk.tallies('2027-03-01')).filter(t => t.key.includes('closed'))).toEqual([
        { key: '["closed","answered"]', on: '2027-03-01', n: 1 },
      ])
    })

    it('come back from the two backups, and cannot be opened from the data alone', async () => {
      const c = await opened('cadangan')
      const whole = await written(c, 'tersimpan')
      await desk.saved([{ kind: 'staff.saved', staff: member('cadangan'), audit: [] }])
      const lines: string[] = []
      for (const sides of [['vault'], ['data']] as const)
        await backup(under.db, sides, TODAY, async line => void lines.push(line))
      const text = lines.join('\n')
      for (const word of ['tersimpan', 'deklarasi', '$argon2id']) expect(text).not.toContain(word)
      const again = testFolders('cadangan')
      const db = openSqlite(again.folders)
      await storeOver(db, under.sealers)
      const part = async function* (from: number, to: number) {
        yield* lines.slice(from, to)
      }
      const start = lines.findIndex((line, i) => i > 0 && line.startsWith('{"format"'))
      await restore(db, part(0, start))
      await restore(db, part(start, lines.length))
      const there = deskOver(db, under.sealers)
      expect(await there.open(c.consultation.id)).toEqual(whole)
      expect((await there.staffBy('cadangan'))?.name).toBe('Petugas Uji')
      expect((await db.read('SELECT 1 FROM staff_session')).length).toBe(0)
      const faults = async () =>
        (await examineStore(db, under.sealers)).faults.filter(f => /case|consultation|unreadable-line/.test(f.what))
      expect(await faults()).toEqual([])
      await db.transact(sql => sql('DELETE FROM casebook WHERE consultation_id = ?', [c.consultation.id]))
      expect(await there.open(c.consultation.id)).toBeNull()
      expect(await faults()).toContainEqual({ what: 'consultation-without-case', n: 1 })
      await db.close()
      rmSync(again.folder, { recursive: true })
    })
  })

  describe(`staff on ${name}`, () => {
    let under: DeskUnderTest
    let desk: CaseBook & StaffBook
    beforeAll(async () => {
      under = await open()
      desk = deskOver(under.consoleDb ?? under.db, under.sealers)
    })
    afterAll(() => under.end())
    const save = (staff: Staff) => desk.saved([{ kind: 'staff.saved', staff, audit: [] }])

    it('are saved from the version that was read, under a login of their own', async () => {
      expect(await save(member('sari'))).toBe('done')
      expect(await save(member('sari', { id: 'staf-lain' }))).toBe('taken')
      const sari = await desk.staffBy('sari')
      expect(sari).toEqual(member('sari', { version: 1 }))
      if (sari === null) throw new Error('none')
      const ended = await Promise.all([save({ ...sari, name: 'Satu' }), save({ ...sari, name: 'Dua' })])
      expect(ended.toSorted()).toEqual(['done', 'stale'])
      expect((await desk.staff()).map(s => [s.login, s.version])).toEqual([['sari', 2]])
      expect(await desk.staffBy('tidak.ada')).toBeNull()
    })

    it('are made by one only of two first starts', async () => {
      const ended = await Promise.all([save(member('admin')), save(member('admin')), save(member('admin', { id: 'x' }))])
      expect(ended.filter(e => e === 'done')).toHaveLength(1)
    })

    it('are guessed at no more often because several processes count, and what was counted goes when its time is over', async () => {
      const one = (before: Tries | null): Tries => ({ failures: (before?.failures ?? 0) + 1, lockedUntil: NOW })
      const other = deskOver(under.consoleDb ?? under.db, under.sealers)
      await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? desk : other).tried('siapa', one)))
      expect(await desk.tries('siapa')).toEqual({ failures: 12, lockedUntil: NOW })
      await desk.tried('lain', () => ({ failures: 1, lockedUntil: NOW + DAY_MS }))
      expect(await other.tries('tidak-ada')).toBeNull()
      await purge(under.db, RETENTION, NOW + DAY_MS + 1, () => TODAY)
      expect([await desk.tries('siapa'), await desk.tries('lain')]).toEqual([null, { failures: 1, lockedUntil: NOW + DAY_MS }])
    })

    it('who were written before browsers were known are known in none', async () => {
      const { devices: _, ...before } = member('lama')
      // as a version before this one wrote it
      await desk.saved([{ kind: 'staff.saved', staff: before as Staff, audit: [] }])
      expect((await desk.staffBy('lama'))?.devices).toEqual([])
    })

    it('sign in with sessions that nobody can make in the tables', async () => {
      await save(member('masuk'))
      const session = { id: 'sidik-satu', staff: 'staf-masuk', madeAt: NOW, seenAt: NOW, label: 'Firefox, Windows' }
      await desk.saved([{ kind: 'session.made', session, audit: [entry('sign in')] }])
      await desk.saved([{ kind: 'session.seen', id: 'sidik-satu', at: NOW + 5 }])
      expect(await desk.sessionBy('sidik-satu')).toMatchObject({
        session: { ...session, seenAt: NOW + 5 },
        staff: { login: 'masuk' },
      })
      const sealedOf = `SELECT 'sidik-palsu', staff_id, seen_at, sealed FROM staff_session`
      await under.db.transact(sql => sql(`INSERT INTO staff_session (id, staff_id, seen_at, sealed) ${sealedOf}`))
      expect(await desk.sessionBy('sidik-palsu')).toBeNull()
      expect((await desk.sessionsOf('staf-masuk')).map(s => s.id)).toEqual(['sidik-satu'])
      expect(await desk.saved([{ kind: 'session.ended', ids: ['sidik-satu', 'tidak-ada'], audit: [] }])).toBe('done')
      expect(await desk.saved([{ kind: 'session.seen', id: 'sidik-satu', at: NOW }])).toBe('done')
      expect(await desk.sessionBy('sidik-satu')).toBeNull()
    })

    it('join by a link that is good once, whole or not at all', async () => {
      const invitation = {
        id: 'tautan',
        staff: null,
        roles: ['officer'],
        teams: ['tim-uji'],
        by: 'staf-admin',
        until: NOW,
      } as const
      await desk.saved([{ kind: 'invitation.made', invitation, audit: [entry('invite')] }])
      expect([await desk.invitationBy('tautan'), await desk.invitations()]).toEqual([invitation, [invitation]])
      const join = (login: string) =>
        desk.saved([
          { kind: 'staff.saved', staff: member(login), audit: [entry('join')] },
          { kind: 'invitation.gone', id: 'tautan', audit: [] },
          {
            kind: 'session.made',
            session: { id: `s-${login}`, staff: `staf-${login}`, madeAt: NOW, seenAt: NOW, label: '' },
            audit: [],
          },
        ])
      const ended = await Promise.all([join('ikut.a'), join('ikut.b')])
      expect(ended.toSorted()).toEqual(['done', 'stale'])
      expect((await desk.staff()).filter(s => s.login.startsWith('ikut')).length).toBe(1)
      expect(await desk.invitationBy('tautan')).toBeNull()
    })

    it('have settings and teams', async () => {
      const set = (value: string, version: number) =>
        desk.saved([{ kind: 'setting.saved', setting: { name: 'k', value, version }, audit: [entry('setting')] }])
      expect([await set('20', 0), await set('30', 0), await set('30', 1), await set('40', 1)]).toEqual([
        'done',
        'stale',
        'done',
        'stale',
      ])
      expect(await desk.settings()).toEqual([{ name: 'k', value: '30', version: 2 }])
      const team = {
        id: 'tim-uji',
        name: 'Tim Uji',
        kind: 'permanent',
        place: '33',
        names: [],
        zone: 'WIB',
        week: [],
        needsApproval: false,
        promiseHours: 8,
        isActive: true,
      } as const
      await desk.saved([{ kind: 'team.saved', team, audit: [] }])
      const renamed = { ...team, name: 'Tim Uji Baru' }
      const save = (change: { readonly name: string }, was?: Team) =>
        desk.saved([{ kind: 'team.saved', team: { ...team, ...change }, ...(was && { was }), audit: [] }])
      expect(await save(renamed, team)).toBe('done')
      // made anew, or out of what it is no more: somebody else was faster
      expect(await save({ name: 'Tim Lain' })).toBe('stale')
      expect(await save({ name: 'Tim Lain' }, team)).toBe('stale')
      expect(await desk.teams()).toEqual([renamed])
    })
  })

  describe(`audit log on ${name}`, () => {
    let under: DeskUnderTest
    let desk: CaseBook & StaffBook
    const chain = randomBytes(32)
    beforeAll(async () => {
      under = await open()
      desk = deskOver(under.consoleDb ?? under.db, under.sealers, chain)
    })
    afterAll(() => under.end())
    const noted = (acts: readonly string[], at = NOW) => desk.saved([{ kind: 'noted', audit: acts.map(act => entry(act, at)) }])

    it('chains what is written at the same time, without a gap', async () => {
      await Promise.all(Array.from({ length: 12 }, (_, i) => noted([`${i} a`, `${i} b`])))
      const log = await desk.audit(null, 100)
      expect(log.map(e => e.seq)).toEqual(Array.from({ length: 24 }, (_, i) => 24 - i))
      // entries of one commit stand together
      expect(log.filter((e, i) => i % 2 === 0 && e.act.replace('b', 'a') !== log[i + 1]?.act)).toEqual([])
      expect((await desk.audit(5, 2)).map(e => e.seq)).toEqual([4, 3])
      expect(await desk.auditBroken()).toBeNull()
    })

    it('shows where something was changed, taken out, or added by someone without the key', async () => {
      const tampered = async (statement: string, values: readonly (string | number | null)[] = []): Promise<number | null> => {
        const rows = await under.db.read('SELECT * FROM audit ORDER BY seq')
        await under.db.transact(sql => sql(statement, values))
        const broken = await desk.auditBroken()
        await under.db.transact(async sql => {
          await sql('DELETE FROM audit')
          for (const row of rows)
            await sql(
              'INSERT INTO audit (seq, at, by_staff, act, about, earlier_at, earlier, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
              [
                Number(row.seq),
                Number(row.at),
                row.by_staff === null ? null : String(row.by_staff),
                String(row.act),
                String(row.about),
                row.earlier_at === null ? null : Number(row.earlier_at),
                String(row.earlier),
                String(row.hash),
              ],
            )
        })
        expect(await desk.auditBroken()).toBeNull()
        return broken
      }
      expect(await tampered(`UPDATE audit SET act = 'lain' WHERE seq = 7`)).toBe(7)
      expect(await tampered(`UPDATE audit SET by_staff = NULL WHERE seq = 1`)).toBe(1)
      expect(await tampered('UPDATE audit SET at = at + 1 WHERE seq = 24')).toBe(24)
      expect(await tampered('DELETE FROM audit WHERE seq = 5')).toBe(6)
      expect(await tampered('DELETE FROM audit WHERE seq < 5')).toBe(5)
      expect(await tampered('DELETE FROM audit WHERE seq BETWEEN 5 AND 23')).toBe(24)
      const forged = { ...entry('menyusup'), seq: 25 }
      const others = deskOver(under.db, under.sealers)
      await others.saved([{ kind: 'noted', audit: [forged] }])
      expect(await desk.auditBroken()).toBe(25)
      await under.db.transact(sql => sql('DELETE FROM audit WHERE seq = 25'))
    })

    it('says of nothing in which minute it was done', async () => {
      const before = (await desk.audit(null, 1))[0]?.seq ?? 0
      await noted(['signed-in', 'signed-out'], NOW + 754_321)
      const log = (await desk.audit(null, 2)).map(e => e.at % 3_600_000)
      expect(log).toEqual([0, 0])
      expect(await desk.auditBroken()).toBeNull()
      await under.db.transact(sql => sql('DELETE FROM audit WHERE seq > ?', [before]))
    })

    it('writes once what is enough to stand there once, whoever else writes it at the same time', async () => {
      const read = (by: string | null, about: string, at = NOW, since = NOW) =>
        desk.saved([{ kind: 'noted.once', entry: { at, by, act: 'consultation.read', about }, since }])
      const before = (await desk.audit(null, 1))[0]?.seq ?? 0
      await Promise.all([read('ayu', 'Elang'), read('ayu', 'Elang'), read('ayu', 'Elang')])
      for (const [by, about] of [
        ['budi', 'Elang'],
        ['ayu', 'Rusa'],
        [null, 'Elang'],
        [null, 'Elang'],
      ] as const)
        await read(by, about)
      await read('ayu', 'Elang', NOW + DAY_MS, NOW + DAY_MS)
      await read('ayu', 'Elang', NOW + DAY_MS + 1, NOW + DAY_MS)
      const log = (await desk.audit(null, 100)).filter(e => e.seq > before).toReversed()
      expect(log.map(e => [e.by, e.about, e.at - NOW])).toEqual([
        ['ayu', 'Elang', 0],
        ['budi', 'Elang', 0],
        ['ayu', 'Rusa', 0],
        [null, 'Elang', 0],
        ['ayu', 'Elang', DAY_MS],
      ])
      expect(await desk.auditBroken()).toBeNull()
      await under.db.transact(sql => sql('DELETE FROM audit WHERE seq > ?', [before]))
    })

    it('lets its oldest entries go in time, and no younger ones', async () => {
      const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
      const later = NOW + (RETENTION.audit + 1) * DAY_MS
      await noted(['baru', 'baru juga'], later)
      // as when the hour of a consultation is told after the minute of a session
      await noted(['jam bulat'], NOW)
      await purge(under.db, RETENTION, later, dayOf)
      expect((await desk.audit(null, 10)).map(e => e.act)).toEqual(['jam bulat', 'baru juga', 'baru'])
      const keptSince = later - RETENTION.audit * DAY_MS
      expect([await desk.auditBroken(keptSince), await desk.auditBroken()]).toEqual([null, 25])
      await under.db.transact(sql => sql('DELETE FROM audit WHERE seq = 25'))
      expect(await desk.auditBroken(keptSince)).toBe(26)
    })
  })
}
