// The desk in a Telegram group: what officers see there, what they may do, and that nothing is lost or done twice.
import { afterEach, describe, expect, it } from 'vitest'
import { deskBot } from '../../src/adapters/telegram-desk.ts'
import { DELIVERIES, type Line } from '../../src/handoff/handoff.ts'
import { NOTES } from '../../src/topics/memory.ts'
import { GROUP_PER_MINUTE } from '../../src/topics/topics.ts'
import { brief, consultation, TODAY, team } from '../console/book.ts'
import { topicPressUpdate, topicUpdate } from '../fakes/telegram.ts'
import { ACCOUNTS, GROUP, type Office, openOffice, words } from './office.ts'

const { say } = words
const MINUTE = 60_000
const ANSWER = 'Sebaiknya tidak dulu.'
const CLAUSE = 'UU 20/2023 Pasal 24 ayat (1) huruf d'
const CLAUSE_REF = 'uu-20-2023 Pasal 24 ayat (1) huruf d'

let office: Office
afterEach(() => office.close())

const askerLine = (seq: number, text: string): Line => ({
  seq,
  voice: 'asker',
  words: { text, citations: [], isWithoutBasis: false, choices: [] },
  by: null,
  on: TODAY,
  delivery: null,
})

/** A desk with one consultation in its group. */
async function withOne(more: Parameters<typeof openOffice>[0] = {}, teams?: Parameters<typeof openOffice>[1]) {
  office = await openOffice(more, teams)
  office.put(consultation('a'))
  const desk = office.start()
  await desk.step()
  return desk
}

/** … that somebody has taken. */
async function held(more?: Parameters<typeof openOffice>[0], teams?: Parameters<typeof openOffice>[1]) {
  const desk = await withOne(more, teams)
  await office.press('ayu', 'Elang a', say('button_claim'))
  await desk.step()
  return desk
}

/** The officer writes and is asked what it rests on. */
async function asked(text = ANSWER) {
  const desk = await held()
  const messageId = office.write('ayu', 'Elang a', text)
  await office.taken()
  await desk.step()
  return { desk, own: { messageId, from: ACCOUNTS.ayu, text } }
}

const textsIn = (name = 'Elang a'): string[] => office.messagesIn(name).map(m => m.text)
const sentTo = async (id = 'a') =>
  (await office.linesOf(id)).filter(l => l.voice === 'officer').map(l => [l.words.text, l.delivery])

describe('what stands in the group', () => {
  it('is a topic for each open consultation, by its code name, with a button to take it', async () => {
    await withOne()
    expect(office.api.topics.map(t => [t.name, t.isClosed])).toEqual([['Elang a', false]])
    expect(office.headOf('Elang a')?.choices.map(c => c.text)).toEqual([say('button_claim'), say('button_open')])
    expect(office.headOf('Elang a')?.choices[1]?.data).toBe('https://konsol.example/konsultasi/a')
  })

  it('contains no word of what was asked or answered, not now and not when the asker writes again', async () => {
    const desk = await held()
    office.put(consultation('a', { version: 9, state: 'claimed', holder: 'ayu', hasSpoken: true }), brief(), [
      askerLine(1, 'Atasan saya Pak Wiro mengancam'),
    ])
    await desk.step()
    expect(textsIn()).toContain(say('asker_wrote'))
    const all = [...office.api.sent.map(s => JSON.stringify(s.payload)), ...textsIn(), ...office.api.topics.map(t => t.name)]
      .join(' ')
      .toLowerCase()
    const { questions, facts, answer, clauses } = brief()
    for (const secret of ['wiro', 'mengancam', ...questions.map(q => q.text), ...facts, answer ?? '', ...clauses, TODAY])
      expect(all).not.toContain(secret.toLowerCase())
  })

  it('contains the words only where the operator wants them there', async () => {
    const desk = await held({ isFull: true })
    const { questions, facts, answer } = brief()
    const told = textsIn().find(text => text.includes(say('full_questions'))) ?? ''
    for (const part of [...questions.map(q => q.text), ...facts, answer ?? '']) expect(told).toContain(part)
    office.put(consultation('a', { version: 9, state: 'claimed', holder: 'ayu' }), brief(), [
      askerLine(1, 'Satu'),
      askerLine(2, 'Dua'),
    ])
    await desk.step()
    expect(textsIn()).toContain(say('asker_said', { text: 'Satu\nDua' }))
    expect(new Set(office.noted())).toEqual(new Set(['Elang a']))
  })

  it('says in the log of acts that words went there, and says nothing of it where none did', async () => {
    const desk = await held()
    await desk.step()
    expect(office.noted()).toEqual([])
  })

  it('never shows what is another team’s, nor, to an office that was excluded, that it was', async () => {
    const teams = [team('kota'), team('disdik', { kind: 'unit' }), team('lain', { place: '33' })]
    office = await openOffice({ team: async () => 'disdik' }, teams)
    office.put(consultation('lain', { team: 'lain' }))
    office.put(consultation('tetap'))
    office.put(consultation('kecuali', { pool: 'units' }), brief({ avoids: 'disdik' }))
    office.put(consultation('boleh', { pool: 'units' }))
    await office.start().step()
    expect(office.api.topics.map(t => t.name)).toEqual(['Elang boleh'])
  })

  it('goes with all that was written in it when the consultation is handed elsewhere', async () => {
    const desk = await withOne()
    office.put(consultation('a', { version: 3, team: 'lain' }))
    await desk.step()
    expect(office.api.topics).toEqual([])
    expect(office.api.standing()).toEqual([])
  })

  it('goes when the asker erases their data, also long after it was closed', async () => {
    const desk = await held()
    office.put(consultation('b'))
    await office.press('ayu', 'Elang a', say('button_close'))
    await desk.step()
    await office.press('ayu', 'Elang a', say('outcome_referred'))
    office.put(consultation('a', { version: 9, state: 'closed', outcome: 'answered', touchedOn: '2026-11-01' }))
    await desk.step()
    expect(office.api.topics.map(t => [t.name, t.isClosed])).toEqual([
      ['Elang a', true],
      ['Elang b', false],
    ])
    office.book.erase('b')
    office.changed()
    await desk.step()
    expect(office.api.topics.map(t => t.name)).toEqual(['Elang a'])
    office.book.erase('a')
    office.state.at += 10 * MINUTE
    await desk.step()
    expect(office.api.topics).toEqual([])
    expect(office.api.standing()).toEqual([])
  })

  it('stays as it is while it is not clear whose group it is', async () => {
    const team = { named: 'kota' as string | null }
    const desk = await withOne({ team: async () => team.named })
    team.named = null
    office.put(consultation('b'))
    await desk.step()
    expect(office.api.topics.map(t => [t.name, t.isClosed])).toEqual([['Elang a', false]])
  })

  it('is put up again when somebody in the group deleted the topic', async () => {
    const desk = await withOne()
    office.api.dropTopic(office.topicOf('Elang a').thread)
    office.put(consultation('a', { version: 2, isReminded: true }))
    await desk.step()
    expect(textsIn().at(-1)).toContain(say('head_late'))
  })

  it('names an urgent one so, and puts it up before the others', async () => {
    office = await openOffice()
    office.put(consultation('biasa', { rank: 1 }))
    office.put(consultation('gawat', { rank: 2, urgency: 'urgent' }))
    await office.start().step()
    expect(office.api.topics.map(t => t.name)).toEqual([say('topic_name_urgent', { name: 'Elang gawat' }), 'Elang biasa'])
  })
})

describe('taking a consultation', () => {
  it('is a button, and everybody sees who holds it', async () => {
    const desk = await withOne()
    expect(await office.press('ayu', 'Elang a', say('button_claim'))).toBe(say('toast_claimed'))
    await desk.step()
    expect((await office.book.open('a'))?.consultation.holder).toBe('ayu')
    expect(office.headOf('Elang a')?.text).toContain(say('head_held', { holder: 'Petugas ayu' }))
    expect(office.headOf('Elang a')?.choices.map(c => c.text)).toEqual([say('button_close'), say('button_open')])
  })

  it('tells the second one who holds it', async () => {
    await withOne()
    await office.press('ayu', 'Elang a', say('button_claim'))
    expect(await office.press('budi', 'Elang a', say('button_claim'))).toBe(say('toast_held', { holder: 'Petugas ayu' }))
    expect((await office.book.open('a'))?.consultation.holder).toBe('ayu')
  })

  it('is nothing that somebody without a linked account can do: they are told politely, and nothing happens', async () => {
    const desk = await withOne()
    expect(await office.press('stranger', 'Elang a', say('button_claim'))).toBe(say('toast_stranger'))
    office.write('stranger', 'Elang a', 'Saya saja')
    office.write('stranger', 'Elang a', 'Halo?')
    await office.taken()
    await desk.step()
    expect((await office.book.open('a'))?.consultation).toEqual(consultation('a'))
    expect(textsIn().filter(text => text === say('reply_stranger'))).toHaveLength(1)
    expect(office.book.audit).toEqual([])
  })

  it('is nothing that a linked member of another team can do', async () => {
    await withOne()
    const members = await office.staffBook.staff()
    const budi = members.find(m => m.id === 'budi')
    if (budi === undefined) throw new Error('no such member')
    await office.staffBook.saved([{ kind: 'staff.saved', staff: { ...budi, teams: ['lain'] }, audit: [] }])
    expect(await office.press('budi', 'Elang a', say('button_claim'))).toBe(say('toast_gone'))
    expect((await office.book.open('a'))?.consultation.holder).toBeNull()
  })
})

describe('answering', () => {
  it('is never sent before the officer says what it rests on', async () => {
    const { desk, own } = await asked()
    expect(await sentTo()).toEqual([])
    expect(textsIn()).toContain(say('reply_ask'))
    expect(await office.press('ayu', 'Elang a', say('button_bare'), own)).toBe(say('toast_sent'))
    await desk.step()
    expect(await sentTo()).toEqual([[`${ANSWER}\ntanpa dasar`, 'undoable']])
    expect(textsIn()).toContain(say('reply_undoable'))
  })

  it('rests on a clause that is named in a reply to one’s own words', async () => {
    const { desk, own } = await asked()
    office.write('ayu', 'Elang a', `/pasal ${CLAUSE.toLowerCase()}\n/pasal ${CLAUSE_REF}`, own)
    await office.taken()
    await desk.step()
    expect((await office.linesOf('a')).filter(l => l.voice === 'officer').map(l => l.words.citations)).toEqual([[CLAUSE_REF]])
  })

  it('rests on clauses that stand under the words themselves', async () => {
    const desk = await held()
    office.write('ayu', 'Elang a', `${ANSWER}\nBaca pasalnya.\n/pasal ${CLAUSE_REF}\n/pasal PP 42/2004 Pasal 11 huruf c`)
    await office.taken()
    await desk.step()
    const [line] = (await office.linesOf('a')).filter(l => l.voice === 'officer')
    expect(line?.words.text).toMatch(new RegExp(`^${ANSWER}\nBaca pasalnya.\n`))
    expect(line?.words.citations).toEqual([CLAUSE_REF, 'pp-42-2004 Pasal 11 huruf c'])
  })

  it.each([
    ['that is not there', 'UU 1/1900 Pasal 1', 'reply_clause'],
    ['that is repealed', 'PP 53/2010 Pasal 4', 'reply_not_in_force'],
    ['that is no norm', 'siaran-kasn Naskah', 'reply_clause'],
  ])('never rests on a clause %s', async (_, typed, sentence) => {
    const { desk, own } = await asked()
    office.write('ayu', 'Elang a', `/pasal ${typed}`, own)
    await office.taken()
    await desk.step()
    expect(await sentTo()).toEqual([])
    expect(textsIn()).toContain(say(sentence))
  })

  it('tells whoever mistyped a clause what is like it, in private', async () => {
    const { own } = await asked()
    office.write('ayu', 'Elang a', '/pasal netralitas\n/pasal UU 20/2023 Pasal 24', own)
    await office.taken()
    expect(office.api.sent.filter(s => s.chat === String(ACCOUNTS.ayu)).map(s => s.text.includes(CLAUSE))).toEqual([true])
    expect(textsIn().join()).not.toContain(CLAUSE)
    expect(await sentTo()).toEqual([])
  })

  it('can be taken back for ten seconds, and not once it has left', async () => {
    const { desk, own } = await asked()
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    await desk.step()
    expect(await office.press('ayu', 'Elang a', say('button_undo'))).toBe(say('toast_undone'))
    await desk.step()
    expect(await sentTo()).toEqual([[`${ANSWER}\ntanpa dasar`, 'withdrawn']])
    expect(textsIn()).toContain(say('reply_withdrawn'))
    const messageId = office.write('ayu', 'Elang a', 'Yang ini jadi.')
    await office.taken()
    await desk.step()
    await office.press('ayu', 'Elang a', say('button_bare'), { messageId, from: ACCOUNTS.ayu, text: 'Yang ini jadi.' })
    await desk.step()
    const line = (await office.linesOf('a')).findLast(l => l.voice === 'officer')
    office.book.deliver('a', line?.seq ?? 0, 'queued')
    expect(await office.press('ayu', 'Elang a', say('button_undo'))).toBe(say('toast_left'))
  })

  it('is shown as sent only when the platform took it', async () => {
    const { desk, own } = await asked()
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    const [line] = (await office.linesOf('a')).filter(l => l.voice === 'officer')
    for (const delivery of ['undoable', 'queued', 'waiting', 'sent'] as const) {
      office.book.deliver('a', line?.seq ?? 0, delivery)
      await desk.step()
      expect(textsIn().filter(text => text === say('reply_sent'))).toHaveLength(delivery === 'sent' ? 1 : 0)
      expect(textsIn()).toContain(say(`reply_${delivery}`))
    }
  })

  it('is nothing that anybody but the holder can do, nor can another press what the holder wrote', async () => {
    const { desk, own } = await asked()
    expect(await office.press('budi', 'Elang a', say('button_bare'), own)).toBe(say('toast_not_yours'))
    office.write('budi', 'Elang a', 'Kalau menurut saya boleh.')
    office.write('budi', 'Elang a', 'Bagaimana?')
    await office.taken()
    await desk.step()
    expect(await sentTo()).toEqual([])
    expect(textsIn().filter(text => text === say('reply_other', { holder: 'Petugas ayu' }))).toHaveLength(1)
  })

  it('stays here when it could tell who somebody is, when it is too long, and when it is a picture', async () => {
    const desk = await held()
    for (const [text, sentence] of [
      ['NIP-nya 199001012020121001', 'reply_identifying'],
      ['a'.repeat(2600), 'reply_too_long'],
    ] as const) {
      const messageId = office.write('ayu', 'Elang a', text)
      await office.taken()
      await desk.step()
      await office.press('ayu', 'Elang a', say('button_bare'), { messageId, from: ACCOUNTS.ayu, text })
      await desk.step()
      expect(textsIn()).toContain(say(sentence))
    }
    office.write('ayu', 'Elang a', null)
    await office.taken()
    await desk.step()
    expect(textsIn()).toContain(say('reply_no_text'))
    expect(await sentTo()).toEqual([])
  })

  it('waits when the asker wrote meanwhile: the officer reads that first, and then decides', async () => {
    const { desk, own } = await asked()
    office.put(consultation('a', { version: 9, state: 'claimed', holder: 'ayu' }), brief(), [askerLine(1, 'Tunggu')])
    await desk.step()
    expect(await office.press('ayu', 'Elang a', say('button_bare'), own)).toBe(say('toast_moved'))
    await desk.step()
    expect(await sentTo()).toEqual([])
    expect(textsIn()).toContain(say('reply_moved'))
    expect(await office.press('ayu', 'Elang a', say('button_bare'), own)).toBe(say('toast_sent'))
    expect(await sentTo()).toHaveLength(1)
  })

  it('goes to a coordinator first where the team wants that, and then out as what it is', async () => {
    const desk = await held({}, [team('kota', { needsApproval: true })])
    const messageId = office.write('ayu', 'Elang a', ANSWER)
    await office.taken()
    await desk.step()
    expect(await office.press('ayu', 'Elang a', say('button_bare'), { messageId, from: ACCOUNTS.ayu, text: ANSWER })).toBe(
      say('toast_review'),
    )
    await desk.step()
    expect(await sentTo()).toEqual([])
    expect(textsIn()).toContain(say('reply_review'))
    const [kora] = (await office.staffBook.staff()).filter(m => m.id === 'kora')
    const version = (await office.book.open('a'))?.consultation.version ?? 0
    if (kora !== undefined) await office.work.act(kora, 'a', { kind: 'approve', version })
    await desk.step()
    expect(await sentTo()).toHaveLength(1)
    expect(textsIn()).toContain(say('reply_undoable'))
  })
})

describe('a draft of a machine that waits for approval', () => {
  for (const [drafted, sentence] of [
    ['as-drafted', 'head_drafted'],
    ['changed', 'head_drafted_changed'],
  ] as const)
    it(`is told of as in the console, and only while it waits: ${drafted}`, async () => {
      const desk = await held({}, [team('kota', { needsApproval: true })])
      const [ayu, kora] = ['ayu', 'kora'].map(id => office.staffBook.staff().then(all => all.find(m => m.id === id)))
      const act = async (member: typeof ayu, does: Parameters<typeof office.work.act>[2]) => {
        const who = await member
        if (who === undefined) throw new Error('nobody')
        return office.work.act(who, 'a', does)
      }
      const version = async (): Promise<number> => (await office.book.open('a'))?.consultation.version ?? 0
      const written = { text: ANSWER, citations: [], isWithoutBasis: true, isConfirmed: true }
      expect(await act(ayu, { kind: 'submit', version: await version(), written: { ...written, drafted } })).toMatchObject({
        kind: 'done',
      })
      await desk.step()
      const told = () => textsIn().some(text => text.includes(say(sentence)))
      expect(told()).toBe(true)
      await act(kora, { kind: 'approve', version: await version() })
      await desk.step()
      expect(told()).toBe(false)
    })
})

describe('closing', () => {
  it('asks with which result, closes the consultation, and then its topic', async () => {
    const desk = await held()
    expect(await office.press('ayu', 'Elang a', say('button_close'))).toBe(say('toast_choose'))
    await desk.step()
    expect(await office.press('ayu', 'Elang a', say('outcome_referred'))).toBe(say('toast_closed'))
    await desk.step()
    expect((await office.book.open('a'))?.consultation).toMatchObject({ state: 'closed', outcome: 'referred' })
    expect(office.topicOf('Elang a').isClosed).toBe(true)
    expect(textsIn()[0]).toContain(say('head_closed'))
  })

  it('keeps the topic until what was said last is on its way', async () => {
    const { desk, own } = await asked()
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    await office.press('ayu', 'Elang a', say('button_close'))
    await desk.step()
    await office.press('ayu', 'Elang a', say('outcome_answered'))
    await desk.step()
    expect(office.topicOf('Elang a').isClosed).toBe(false)
    const [line] = (await office.linesOf('a')).filter(l => l.voice === 'officer')
    office.book.deliver('a', line?.seq ?? 0, 'sent')
    await desk.step()
    expect(textsIn()).toContain(say('reply_sent'))
    expect(office.topicOf('Elang a').isClosed).toBe(true)
  })

  it('is nothing that somebody who does not hold it can do', async () => {
    await held()
    expect(await office.press('budi', 'Elang a', say('button_close'))).toBe(say('toast_refused'))
    expect((await office.book.open('a'))?.consultation.state).toBe('claimed')
  })
})

describe('linking an account', () => {
  it('takes the code of one’s own page, typed in private, and nothing else does it', async () => {
    office = await openOffice()
    const desk = office.start()
    await desk.step()
    const [ayu] = await office.staffBook.staff()
    if (ayu === undefined) throw new Error('no such member')
    await office.staffBook.saved([{ kind: 'staff.saved', staff: { ...ayu, telegram: null }, audit: [] }])
    const [bare] = await office.staffBook.staff()
    const code = office.linking.codeFor(bare ?? ayu, office.state.at)
    const said = () => office.api.sent.map(s => s.text)
    office.whisper('stranger', 'Halo')
    office.whisper('stranger', '/tautkan aaaa-bbbb-cccc-dddd')
    office.whisper('stranger', `/tautkan ${code}`)
    office.whisper('stranger', `/tautkan ${code}`)
    office.whisper('budi', `/tautkan ${office.linking.codeFor(bare ?? ayu, office.state.at)}`)
    await office.taken()
    expect(said()).toEqual([
      say('bot_hello'),
      say('bot_code_wrong'),
      say('bot_linked'),
      say('bot_linked_already'),
      say('bot_linked_already'),
    ])
    expect(office.linking.byAccount(ACCOUNTS.stranger, await office.staffBook.staff())?.id).toBe('ayu')
    expect(office.api.sent.every(s => Number(s.chat) > 0)).toBe(true)
  })

  it('takes no account that is somebody else’s', async () => {
    office = await openOffice()
    await office.start().step()
    const [ayu] = await office.staffBook.staff()
    if (ayu === undefined) throw new Error('no such member')
    office.whisper('budi', `/tautkan ${office.linking.codeFor(ayu, office.state.at)}`)
    await office.taken()
    expect(office.api.sent.map(s => s.text)).toEqual([say('bot_taken')])
  })
})

describe('twenty messages a minute', () => {
  /** Calls that counted, at most in any minute. */
  const busiest = (): number => {
    const calls = office.api.forumCalls
    return Math.max(0, ...calls.map(from => calls.filter(at => at >= from && at < from + MINUTE).length))
  }

  it('are kept when 25 things happen in one, and nothing of them is lost', async () => {
    office = await openOffice()
    const desk = office.start()
    for (let n = 0; n < 25; n++) {
      office.put(consultation(`k${n}`, { rank: n }))
      await desk.step()
      office.state.at += 2000
    }
    expect(office.api.forumCalls.length).toBeLessThanOrEqual(GROUP_PER_MINUTE)
    for (let minutes = 0; minutes < 5; minutes++) {
      for (let second = 0; second < 60; second += 3) {
        await desk.step()
        office.state.at += 3000
      }
    }
    expect(busiest()).toBeLessThanOrEqual(GROUP_PER_MINUTE)
    expect(office.api.topics.map(t => t.name).toSorted()).toEqual(Array.from({ length: 25 }, (_, n) => `Elang k${n}`).toSorted())
    for (let n = 0; n < 25; n++) expect(office.headOf(`Elang k${n}`)?.choices[0]?.text).toBe(say('button_claim'))
    expect(office.errors).toEqual([])
  })

  it('are kept although the program ends and starts again in between, and nothing stands there twice', async () => {
    office = await openOffice()
    for (let n = 0; n < 24; n++) office.put(consultation(`k${n}`, { rank: n }))
    for (let start = 0; start < 12; start++) {
      const desk = office.start()
      await desk.step()
      office.state.at += 7000
      await desk.step()
      // every other time it dies without a word
      if (start % 2 === 0) await desk.stop()
    }
    const desk = office.start()
    for (let look = 0; look < 100; look++) {
      await desk.step()
      office.state.at += 3000
    }
    expect(busiest()).toBeLessThanOrEqual(GROUP_PER_MINUTE)
    expect(office.api.topics.map(t => t.name).toSorted()).toEqual(Array.from({ length: 24 }, (_, n) => `Elang k${n}`).toSorted())
    for (let n = 0; n < 24; n++) expect(office.messagesIn(`Elang k${n}`)).toHaveLength(1)
  })

  it('may be fewer: what Telegram refuses goes out later', async () => {
    office = await openOffice({}, [team('kota')], 5)
    const desk = office.start()
    for (let n = 0; n < 6; n++) office.put(consultation(`k${n}`, { rank: n }))
    for (let second = 0; second < 300; second += 3) {
      await desk.step()
      office.state.at += 3000
    }
    expect(office.api.topics).toHaveLength(6)
    for (let n = 0; n < 6; n++) expect(office.messagesIn(`Elang k${n}`)).toHaveLength(1)
  })

  it('leave room for those who act: somebody who takes a case sees it at once', async () => {
    office = await openOffice()
    const desk = office.start()
    for (let n = 0; n < 30; n++) office.put(consultation(`k${n}`, { rank: n }))
    await desk.step()
    await office.press('ayu', 'Elang k0', say('button_claim'))
    await desk.step()
    expect(office.headOf('Elang k0')?.text).toContain(say('head_held', { holder: 'Petugas ayu' }))
  })

  it('become one message when an asker writes many', async () => {
    const desk = await held()
    const before = office.api.forumCalls.length
    const lines = Array.from({ length: 25 }, (_, n) => askerLine(n + 1, `Pesan ${n}`))
    office.put(consultation('a', { version: 40, state: 'claimed', holder: 'ayu' }), brief(), lines)
    await desk.step()
    expect(office.api.forumCalls.length - before).toBe(1)
  })

  it('wait as long as Telegram says when it says so', async () => {
    const desk = await withOne()
    office.api.failNext('createForumTopic', 'throttled')
    office.put(consultation('b'))
    expect(await desk.step()).toBeLessThanOrEqual(1000)
    await desk.step()
    expect(office.api.topics).toHaveLength(1)
    office.state.at += 1000
    await desk.step()
    expect(office.api.topics).toHaveLength(2)
  })
})

describe('when something breaks', () => {
  it('brings the same press and the same words again and again, and they are done once', async () => {
    const { desk, own } = await asked()
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    await desk.step()
    await desk.stop()
    office.state.at += MINUTE
    const again = office.start()
    const { thread } = office.topicOf('Elang a')
    const message = office.messagesIn('Elang a').find(m => m.text === say('reply_undoable'))
    office.api.push(
      topicUpdate({ chat: GROUP, thread, from: ACCOUNTS.ayu, messageId: own.messageId, text: own.text }),
      topicPressUpdate({
        chat: GROUP,
        thread,
        from: ACCOUNTS.ayu,
        id: 'lagi',
        data: 'bare:a',
        messageId: message?.messageId ?? 0,
        replyTo: own,
      }),
    )
    await again.step()
    await office.taken()
    await again.step()
    expect(await sentTo()).toHaveLength(1)
    expect(office.messagesIn('Elang a').filter(m => m.replyTo === own.messageId)).toHaveLength(1)
  })

  it('says nothing twice when the program died between sending and remembering it', async () => {
    const { desk, own } = await asked()
    const [ayu] = await office.staffBook.staff()
    const version = (await office.book.open('a'))?.consultation.version ?? 0
    // what the desk did last before it died
    const written = { text: ANSWER, citations: [], isWithoutBasis: true, isConfirmed: false } as const
    if (ayu !== undefined) await office.work.act(ayu, 'a', { kind: 'send', version, written })
    await desk.step()
    expect(await office.press('ayu', 'Elang a', say('button_bare'), own)).toBe(say('toast_sent'))
    await desk.step()
    expect(await sentTo()).toHaveLength(1)
    expect(textsIn()).toContain(say('reply_undoable'))
  })

  it('takes nothing back that was withdrawn, although the press that sent it comes again', async () => {
    const { desk, own } = await asked()
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    await desk.step()
    await office.press('ayu', 'Elang a', say('button_undo'))
    await desk.step()
    const { thread } = office.topicOf('Elang a')
    office.api.push(
      topicPressUpdate({ chat: GROUP, thread, from: ACCOUNTS.ayu, id: 'lagi', data: 'bare:a', messageId: 1, replyTo: own }),
    )
    await office.taken()
    expect((await sentTo()).map(([, delivery]) => delivery)).toEqual(['withdrawn'])
  })

  it('goes on where it was when Telegram is silent, answers in halves, or is broken', async () => {
    office = await openOffice()
    const desk = office.start()
    for (let n = 0; n < 4; n++) office.put(consultation(`k${n}`, { rank: n }))
    for (const fault of ['broken', 'bad-gateway', 'throttled'] as const) office.api.failNext('createForumTopic', fault)
    office.api.failNext('sendMessage', 'broken', 2)
    for (let look = 0; look < 20; look++) {
      await desk.step()
      office.state.at += 6000
    }
    expect(office.api.topics).toHaveLength(4)
    for (let n = 0; n < 4; n++) expect(office.messagesIn(`Elang k${n}`)).toHaveLength(1)
  })

  it('tells the operator by name that the bot may not make topics, and posts once it may', async () => {
    office = await openOffice()
    office.api.forum(GROUP, false)
    office.put(consultation('a'))
    const desk = office.start()
    await desk.step()
    expect(office.errors.map(String)).toEqual(['DeskRefused: telegram desk: createForumTopic 400 no-rights'])
    office.api.forum(GROUP, true)
    office.state.at += MINUTE
    await desk.step()
    expect(office.api.topics).toHaveLength(1)
  })

  it('puts nothing up twice when the store took something and its answer was lost', async () => {
    office = await openOffice()
    const desk = office.start()
    for (let n = 0; n < 3; n++) office.put(consultation(`k${n}`, { rank: n }))
    for (let look = 0; look < 12; look++) {
      office.state.losesAnswer = look % 2 === 0
      await desk.step().catch(() => {})
      office.state.at += 3000
    }
    expect(office.api.topics.map(t => t.name).toSorted()).toEqual(['Elang k0', 'Elang k1', 'Elang k2'])
    for (let n = 0; n < 3; n++) expect(office.messagesIn(`Elang k${n}`)).toHaveLength(1)
  })

  it('lets one of several processes have the desk, and another when that one is gone', async () => {
    office = await openOffice()
    office.put(consultation('a'))
    const [first, second] = [office.start(), office.start()]
    await Promise.all([first.step(), second.step()])
    await Promise.all([first.step(), second.step()])
    expect(office.api.topics).toHaveLength(1)
    office.put(consultation('b'))
    office.state.at += 40_000
    await second.step()
    office.state.at += MINUTE
    await second.step()
    await first.step()
    expect(office.api.topics.map(t => t.name)).toEqual(['Elang a', 'Elang b'])
  })

  it('remembers nothing of what was written, only where it stands', async () => {
    const { desk, own } = await asked('Kata rahasia petugas')
    office.write('budi', 'Elang a', 'Menurut saya rahasia juga')
    await office.taken()
    await desk.step()
    expect(textsIn()).toContain(say('reply_other', { holder: 'Petugas ayu' }))
    await office.press('ayu', 'Elang a', say('button_bare'), own)
    await desk.step()
    const stored = JSON.stringify(await office.staffBook.settings())
    for (const secret of ['rahasia', 'Elang', 'Petugas', ...brief().facts, String(ACCOUNTS.ayu)])
      expect(stored).not.toContain(secret)
  })
})

it('without a group there are private chats alone: accounts are linked and bells ring, and nothing is put up', async () => {
  office = await openOffice()
  office.put(consultation('a'))
  const { api, errors } = office
  const forum = deskBot({ token: api.token, chat: null, apiRoot: api.apiRoot, onError: error => errors.push(error) })
  await office.start({ forum }).step()
  office.whisper('ayu', 'Halo')
  await office.taken()
  expect(api.sent.map(s => s.text)).toEqual([say('bot_linked_already')])
  expect([api.topics, errors]).toEqual([[], []])
})

it('a desk without a team, and one whose team is unclear, shows nothing', async () => {
  office = await openOffice({ team: async () => null })
  office.put(consultation('a'))
  await office.start().step()
  expect(office.api.topics).toEqual([])
})

it('every sentence that can become necessary is there before anybody waits for it', () => {
  const toasts = 'stranger claimed held closed sent review undone left not_yours gone moved refused old choose back'.split(' ')
  const keys = [...NOTES, ...DELIVERIES, 'review'].map(name => `reply_${name}`).concat(toasts.map(name => `toast_${name}`))
  for (const key of keys) expect(say(key).length, key).toBeGreaterThan(0)
  // what Telegram shows for a moment holds no more
  for (const name of toasts) expect(say(`toast_${name}`).length).toBeLessThanOrEqual(200)
})
