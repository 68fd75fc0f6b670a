// A question on its way to an officer, through the inbox and a real store: what is announced is true, and nothing is lost between two hands.
import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId, sleep } from '../../src/adapters/clock.ts'
import type { Store } from '../../src/adapters/store.ts'
import { LIMITS } from '../../src/gateway/gateway.ts'
import {
  type CaseBook,
  type Consultation,
  type Delivery,
  hourOf,
  type NewLine,
  NO_HOLIDAYS,
  type StepEvent,
  step,
  type Voice,
} from '../../src/handoff/handoff.ts'
import { type DeskPort, type DeskState, type Taking, takeTurns, think } from '../../src/inbox/inbox.ts'
import { KENDARI, office, SATURDAY } from '../conversation/officers.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { deskOver, sqliteStore, type TestStore } from '../store.ts'

const TROUBLED = 'sy guru PPPK di Kota Kendari. atasan ngancem mindahin sy kalau ga ikut dukung petahana'
const OFFICER = { kind: 'officer', id: 'petugas-uji' } as const

const deskAt = (state: () => Promise<DeskState>): DeskPort => ({ state, stateNow: state })

describe('a question for an officer', () => {
  let under: TestStore
  let store: Store
  let book: CaseBook
  let now: number
  let failures: unknown[]
  beforeEach(async () => {
    under = await sqliteStore('inbox-desk')
    store = under.store
    book = deskOver(under.db, under.sealers)
    now = SATURDAY
    failures = []
  })
  afterEach(() => under.end())

  let n = 0
  const setting = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
  const parts = (): Taking => ({
    line: store,
    desk: deskAt(async () => office({ cases: await book.list(QUIET_YEAR) })),
    model: null,
    newCaseId: () => newId(12),
    chance: () => 0,
    think: async asked => think(setting, asked, { newId: () => newId(8), random: randomBytes }),
    shapeOf: channel => LIMITS[channel],
    now: () => now,
    dayOf: () => QUIET_YEAR,
    newClaim: () => newId(8),
    newSeed: () => randomBytes(32),
    receiptHash: secret => Buffer.from(secret).toString('hex'),
    sleep: (_ms, signal) => sleep(1, signal),
    onReplies: () => {},
    onConsultation: () => {},
    tell: () => {},
    onError: error => failures.push(error),
  })
  const replies = async (who: string): Promise<string[]> =>
    (await store.waitingFor(`asker-${who}`, 0)).replies.map(r => r.reply.text)

  /** What is read after these words, taken as a turn of their own. */
  const says = async (who: string, text: string, change: Partial<Taking> = {}): Promise<string> => {
    now += 10_000
    const before = (await replies(who)).length
    const message = { kind: 'text' as const, text, choice: null }
    const came = { channel: 'telegram' as const, addressHash: who, sealed: new Uint8Array([1]), askerId: `asker-${who}` }
    await store.accept([{ ...came, seed: randomBytes(32), messageHash: `m${++n}`, message, at: now }])
    // nothing waits for the rest of its sentence
    now += 10_000
    const running = takeTurns({ ...parts(), ...change })
    while ((await store.counts()).turnsWaiting > 0) await breathe()
    await running.stop()
    return (await replies(who)).slice(before).join('\n')
  }
  const send = async (who: string): Promise<string> => {
    await says(who, TROUBLED)
    await says(who, 'petugas')
    await says(who, 'kirim')
    return says(who, 'tidak ada')
  }
  const own = async (who: string): Promise<Consultation> => {
    const found = await store.ownOf(`asker-${who}`)
    if (found === null) throw new Error('no consultation')
    return found.consultation
  }
  const officer = async (who: string, event: StepEvent, lines: readonly NewLine[] = []): Promise<void> => {
    const from = await own(who)
    const context = {
      on: QUIET_YEAR,
      hour: hourOf(now),
      team: KENDARI,
      holidays: NO_HOLIDAYS,
      rank: 9,
      avoids: null,
      keptDays: 30,
    }
    const stepped = step(from, event, context)
    if (stepped.kind === 'refused') throw new Error(stepped.why)
    const of = { id: from.id, version: from.version }
    expect(await book.commit([{ kind: 'consultation.stepped', of, to: stepped.to, lines, drops: [], audit: [] }])).toBe('done')
  }
  /** Something stands in the consultation, with what became of it for the asker. */
  const stands = async (who: string, voice: Voice, text: string, delivery: Delivery | null = null): Promise<void> => {
    const from = await own(who)
    const of = { id: from.id, version: from.version }
    const words = { text, citations: [], isWithoutBasis: false, choices: [] }
    const lines = [{ voice, words, by: voice === 'asker' ? null : OFFICER.id, on: QUIET_YEAR, readyAt: null }]
    await book.commit([{ kind: 'consultation.stepped', of, to: from, lines, drops: [], audit: [] }])
    const last = 'SELECT MAX(seq) FROM consultation_line'
    await under.db.transact(sql => sql(`UPDATE consultation_line SET delivery = ? WHERE seq = (${last})`, [delivery]))
  }
  /** The store, but before the next turn is written down something else happens. */
  const meanwhile = (act: () => Promise<void>): Taking['line'] => {
    let isDone = false
    return {
      ...store,
      commit: async changes => {
        if (!isDone && changes.some(c => c.kind === 'turn.done')) {
          isDone = true
          await act()
        }
        return store.commit(changes)
      },
    }
  }

  it('is opened with exactly what was shown, in the commit that announces it', async () => {
    await says('a', TROUBLED)
    const preview = await says('a', 'petugas')
    expect(await store.ownOf('asker-a')).toBeNull()
    await says('a', 'kirim')
    expect(await store.ownOf('asker-a')).toBeNull()
    expect(await says('a', 'tidak ada')).toMatch(/Sudah dikirim kepada petugas Tim Pengawas Netralitas Kota Kendari/)
    const opened = await book.open((await own('a')).id)
    expect(opened?.consultation).toMatchObject({ state: 'waiting', team: 'kdi', urgency: 'urgent', codeName: 'Elang Teduh' })
    expect(opened?.brief.questions.map(q => q.text)).toEqual([TROUBLED])
    for (const shown of [TROUBLED, opened?.brief.answer ?? '', ...(opened?.brief.facts ?? [])]) expect(preview).toContain(shown)
    expect(failures).toEqual([])
  })

  it('has a place of its own in the line, also when others begin to wait in the same moment', async () => {
    // what is known of the line may be some seconds old
    const desk = deskAt(async () => office({ cases: [] }))
    for (const who of ['a', 'b']) for (const text of [TROUBLED, 'petugas', 'kirim', 'tidak ada']) await says(who, text, { desk })
    expect(await says('a', 'antrean saya')).toContain('Anda yang pertama')
    expect(await says('b', 'antrean saya')).toContain('Ada 1 pertanyaan sebelum Anda')
    // the place that is told when it is sent is read then
    const seen = { state: desk.state, stateNow: async () => office({ cases: await book.list(QUIET_YEAR) }) }
    for (const text of [TROUBLED, 'petugas', 'kirim']) await says('c', text, { desk: seen })
    expect(await says('c', 'tidak ada', { desk: seen })).toContain('Ada 2 pertanyaan sebelum Anda')
    // who was answered and asks again is behind all of them
    await officer('a', { name: 'claim', by: OFFICER })
    await officer('a', { name: 'send', by: OFFICER })
    await officer('a', { name: 'release', by: OFFICER })
    await says('a', 'lalu bagaimana pak', { desk })
    expect((await own('a')).rank).toBeGreaterThan((await own('c')).rank)
  })

  it('is announced to nobody when it could not be written', async () => {
    await says('a', TROUBLED)
    await says('a', 'petugas')
    await says('a', 'kirim')
    const line: Taking['line'] = {
      ...store,
      commit: async changes => (changes.some(c => c.kind === 'turn.done') ? 'stale' : store.commit(changes)),
    }
    const before = (await replies('a')).length
    now += 10_000
    const message = { kind: 'text' as const, text: 'tidak ada', choice: null }
    const came = { channel: 'telegram' as const, addressHash: 'a', sealed: new Uint8Array([1]), askerId: 'asker-a' }
    await store.accept([{ ...came, seed: randomBytes(32), messageHash: `m${++n}`, message, at: now }])
    const running = takeTurns({ ...parts(), line })
    await sleep(50, new AbortController().signal)
    await running.stop()
    expect((await replies('a')).length).toBe(before)
    expect(await store.ownOf('asker-a')).toBeNull()
  })

  it('stays with the bot until an officer’s first words have left: nobody answers somebody they have not read', async () => {
    await send('a')
    await officer('a', { name: 'claim', by: OFFICER })
    const said = { text: 'Simpan buktinya.', citations: [], isWithoutBasis: true, choices: [] }
    const line = { voice: 'officer' as const, words: said, by: OFFICER.id, on: QUIET_YEAR, readyAt: now + 60_000 }
    await officer('a', { name: 'send', by: OFFICER }, [line])
    expect(await says('a', 'boleh ga jadi tim sukses calon bupati?')).toMatch(/Tidak boleh/)
    const lines = async () => (await book.open((await own('a')).id))?.lines.map(l => l.voice)
    expect(await lines()).toEqual(['officer'])
    expect(await own('a')).toMatchObject({ state: 'answered', hasSpoken: true })
    await under.db.transact(sql => sql(`UPDATE consultation_line SET delivery = 'sent', ready_at = NULL`, []))
    await says('a', 'terima kasih pak')
    expect(await lines()).toEqual(['officer', 'asker'])
  })

  it('that an officer takes at the same moment is stepped from where it then stands', async () => {
    await send('a')
    const line = meanwhile(() => officer('a', { name: 'claim', by: OFFICER }))
    expect(await says('a', 'sudah cukup', { line })).toMatch(/Konsultasi ditutup/)
    expect(await own('a')).toMatchObject({ state: 'closed' })
    expect(failures).toEqual([])
  })

  it('that the officer ends at the same moment loses no word: the bot answers, and says that it is the one who does', async () => {
    await send('a')
    await officer('a', { name: 'claim', by: OFFICER })
    await officer('a', { name: 'send', by: OFFICER })
    await says('a', 'terima kasih pak')
    const line = meanwhile(() => officer('a', { name: 'close', by: OFFICER, outcome: 'answered' }))
    // thought about once as words for the officer, and again as a question for the bot: one of both is said
    const said = await says('a', 'boleh ga jadi tim sukses calon bupati?', { line })
    expect(said).toContain(desk.say('bot_again'))
    expect(said).toMatch(/Tidak boleh/)
    expect((await book.open((await own('a')).id))?.lines.map(l => l.words.text)).toEqual(['terima kasih pak'])
    expect(failures).toEqual([])
  })

  it('that the officer gives back at the same moment keeps the words that were on their way', async () => {
    await send('a')
    await officer('a', { name: 'claim', by: OFFICER })
    await officer('a', { name: 'ask_back', by: OFFICER })
    const line = meanwhile(() => officer('a', { name: 'release', by: OFFICER }))
    await says('a', 'kejadiannya tadi pagi', { line })
    expect(await own('a')).toMatchObject({ state: 'waiting', hasSpoken: true })
    expect((await book.open((await own('a')).id))?.lines.map(l => l.words.text)).toEqual(['kejadiannya tadi pagi'])
  })

  it('is answered by the bot meanwhile, and what is said to the bot is not kept with it', async () => {
    await send('a')
    expect(await says('a', 'boleh ga jadi tim sukses calon bupati?')).toMatch(/Tidak boleh/)
    expect((await book.open((await own('a')).id))?.lines).toEqual([])
  })

  it('is closed, rated and opened again in words', async () => {
    await send('a')
    await officer('a', { name: 'claim', by: OFFICER })
    await officer('a', { name: 'send', by: OFFICER })
    await says('a', 'terima kasih pak')
    await says('a', 'udah cukup makasih')
    expect(await own('a')).toMatchObject({ state: 'closed', outcome: 'answered' })
    await says('a', '👍')
    expect((await own('a')).rating).toBe('good')
    await says('a', 'buka lagi')
    await says('a', 'beliau datang lagi')
    expect(await own('a')).toMatchObject({ state: 'waiting', rating: null })
    expect((await book.open((await own('a')).id))?.lines.map(l => l.words.text)).toEqual([
      'terima kasih pak',
      'beliau datang lagi',
    ])
    expect(failures).toEqual([])
  })

  it('goes on where its asker goes with their receipt', async () => {
    await send('a')
    const shown = await says('a', 'tanda terima')
    const eight = [...shown.matchAll(/^\d\. ([a-z]+)$/gm)].map(m => m[1]).join(' ')
    await says('a', eight)
    const { id } = await own('a')
    const before = (await replies('a')).length
    await says('b', eight)
    expect((await replies('a')).slice(before).join('\n')).toMatch(/menunggu petugas Tim Pengawas Netralitas Kota Kendari/)
    expect((await own('a')).id).toBe(id)
  })

  it('can be taken away as a copy: what reached the asker, and nothing that did not or that stays among officers', async () => {
    await send('a')
    await send('b')
    await officer('a', { name: 'claim', by: OFFICER })
    await officer('a', { name: 'send', by: OFFICER })
    await stands('a', 'officer', 'yang sampai pertama', 'sent')
    await stands('b', 'officer', 'milik orang lain', 'sent')
    for (const delivery of ['undoable', 'queued', 'waiting', 'unreachable', 'withdrawn'] as const)
      await stands('a', 'officer', `belum sampai: ${delivery}`, delivery)
    await stands('a', 'note', 'antar petugas')
    await stands('a', 'draft', 'belum disetujui')
    await stands('a', 'notice', 'pemberitahuan', 'sent')
    await says('a', 'terima kasih pak')
    await stands('a', 'officer', 'yang sampai kedua', 'sent')
    const copy = await says('a', 'salinan konsultasi')
    const inOrder = [TROUBLED, 'yang sampai pertama', 'terima kasih pak', 'yang sampai kedua'].map(text => copy.indexOf(text))
    expect(inOrder.every(at => at >= 0)).toBe(true)
    expect(inOrder).toEqual(inOrder.toSorted((x, y) => x - y))
    const { codeName, id } = await own('a')
    const others = ['milik orang lain', 'belum sampai', 'antar petugas', 'belum disetujui', 'pemberitahuan']
    for (const hidden of [...others, codeName, id, OFFICER.id]) expect(copy, hidden).not.toContain(hidden)
    expect(failures).toEqual([])
  })

  it('is copied together with those before it that are still kept, each by itself', async () => {
    await send('a')
    await says('a', 'sudah cukup')
    await says('a', 'atasan saya di Kota Kendari mengancam lagi, katanya saya dipecat')
    await says('a', 'petugas')
    await says('a', 'kirim')
    await says('a', 'tidak ada')
    const copies = (await says('a', 'salinan konsultasi')).split(desk.say('copy_head')).slice(1)
    expect(copies).toHaveLength(2)
    expect(copies[0]).toContain(TROUBLED)
    expect(copies[1]).toContain('katanya saya dipecat')
  })

  it('is copied for who opens the conversation with its receipt, and for nobody else', async () => {
    await send('a')
    const shown = await says('a', 'tanda terima')
    const eight = [...shown.matchAll(/^\d\. ([a-z]+)$/gm)].map(m => m[1]).join(' ')
    await says('a', eight)
    expect(await says('b', 'salinan konsultasi')).toContain(desk.say('copy_none'))
    await says('b', eight)
    // the conversation goes on there: what is written there is the holder's
    const before = (await replies('a')).length
    await says('b', 'salinan konsultasi')
    expect((await replies('a')).slice(before).join('\n')).toContain(TROUBLED)
  })

  it('leaves nothing to copy once its asker erased all', async () => {
    await send('a')
    await says('a', 'hapus data saya')
    await says('a', 'ya')
    expect(await store.copiesOf('asker-a')).toEqual([])
    expect(await says('a', 'salinan konsultasi')).toContain(desk.say('copy_none'))
  })

  it('goes with everything else when its asker erases all', async () => {
    await send('a')
    const { id } = await own('a')
    await says('a', 'hapus data saya')
    await says('a', 'ya')
    expect(await book.open(id)).toBeNull()
  })
})
