// A turn as a person lives it: what they write or press, and what comes of it.
import { describe, expect, it } from 'vitest'
import { answer, openingsOf } from '../../src/answering/answering.ts'
import {
  type AnswerRecord,
  type Memory,
  type Opened,
  readMemory,
  type Taken,
  type Tempo,
  takeTurn,
} from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import { questionsOf } from '../../src/publishing/publishing.ts'
import type { ChannelName, Choice, Message, MessageKind } from '../../src/vocabulary.ts'
import { desk, edition, keeps, nobody, QUIET_YEAR, words } from '../edition.ts'

const SETTING = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
const MINUTE = 60_000
const START = 1_790_000_000_000

const message = (kind: MessageKind, text = '', choice: string | null = null): Message => ({ kind, text, choice })
const text = (said: string): Message => message('text', said)

type Options = { channel?: ChannelName; setting?: typeof SETTING | Parameters<typeof takeTurn>[0]; memory?: Memory | null }

/** A conversation that goes on: each call is a turn, half a minute after the last unless said otherwise. */
function person({ channel = 'telegram', setting = SETTING, memory = null }: Options = {}) {
  let kept = memory
  let tempo: Tempo | null = null
  let at = START
  let ids = 0
  const turn = (messages: readonly Message[], afterMs = MINUTE / 2, found?: Opened | null): Taken => {
    at += afterMs
    const newId = (): string => `id${String(ids++).padStart(6, '0')}`
    const taken = takeTurn(setting, {
      channel,
      messages,
      memory: kept,
      tempo,
      desk: null,
      ...(found === undefined ? {} : { opened: found }),
      at,
      on: QUIET_YEAR,
      newId,
      random: size => new Uint8Array(size).fill(7),
      shape: LIMITS[channel],
    })
    tempo = taken.tempo
    // as the store does it
    kept = taken.memory === null ? null : readMemory(JSON.stringify(taken.memory))
    return taken
  }
  return {
    turn,
    says: (...said: string[]) => turn(said.map(text)),
    saysAfter: (afterMs: number, said: string) => turn([text(said)], afterMs),
    sends: (...messages: Message[]) => turn(messages),
    opens: (found: Opened | null, said: string) => turn([text(said)], MINUTE / 2, found),
    presses: (id: string) => turn([message('choice', '', id)]),
    memory: () => kept,
  }
}

const choices = (taken: Taken): readonly Choice[] => taken.replies.flatMap(r => r.choices)
const idWith = (taken: Taken, start: string): string => {
  const found = choices(taken).find(c => c.id.startsWith(start))
  if (found === undefined) throw new Error(`no choice ${start} among ${choices(taken).map(c => c.id)}`)
  return found.id
}
const forgets = (taken: Taken): boolean => taken.wishes.some(w => w.kind === 'forget')
const offers = (taken: Taken, start: string): boolean => choices(taken).some(c => c.id.startsWith(start))
const answers = (taken: Taken) => taken.records.filter((r): r is Extract<AnswerRecord, { kind: 'answer' }> => r.kind === 'answer')
const outcome = (taken: Taken) => answers(taken)[0]?.outcome
const shown = (taken: Taken): string => taken.replies.map(r => r.text).join('\n')

const FORBIDDEN = 'boleh ga jadi tim sukses calon bupati?'
const OPEN = 'min kalau nyumbang boleh ga?'
const INTRODUCED = /Saya Rambu/

describe('a first contact', () => {
  it('answers what was asked first, and then says what this is, what is kept and how to stay unknown', () => {
    const taken = person().says(FORBIDDEN)
    expect(outcome(taken)).toBe('forbidden')
    expect(taken.replies[0]?.text).not.toMatch(INTRODUCED)
    expect(taken.replies.at(-1)?.text.split('\n')).toHaveLength(3)
    expect(taken.replies.at(-1)?.text).toMatch(INTRODUCED)
  })

  it('is introduced once and never again', () => {
    const asker = person()
    asker.says(FORBIDDEN)
    expect(shown(asker.says('boleh saya nyoblos di TPS?'))).not.toMatch(INTRODUCED)
  })

  it('greets who greets, with examples that can be pressed and are answered', () => {
    for (const hello of ['halo', '/start', 'mulai', '/start@RambuBot', 'assalamualaikum min']) {
      const asker = person()
      const taken = asker.says(hello)
      expect(shown(taken), hello).toMatch(INTRODUCED)
      expect(choices(taken), hello).toHaveLength(3)
      expect(outcome(asker.presses(idWith(taken, 'ask:1'))), hello).toBeDefined()
    }
  })

  it('with a greeting before the question is answered as a question', () => {
    expect(outcome(person().says('halo min', 'mau tanya', FORBIDDEN))).toBe('forbidden')
  })

  it('of an unknown kind of memory is a first contact again', () => {
    expect(readMemory('{"version":99}')).toBeNull()
    expect(readMemory('not json')).toBeNull()
    const old = person().says(FORBIDDEN).memory
    const strange = JSON.parse(JSON.stringify({ ...old, version: 99 }))
    expect(shown(person({ memory: strange }).says('boleh saya nyoblos?'))).toMatch(INTRODUCED)
  })

  it('that says nothing leaves nothing behind', () => {
    for (const kind of ['deletion', 'reaction', 'group'] as const)
      expect(person().sends(message(kind, kind === 'reaction' ? '😂' : '')).memory, kind).toBeNull()
  })
})

describe('several messages', () => {
  it('in a row are one question', () => {
    const taken = person().says('sy perawat', 'pasien igd ternyata calon bupati', 'boleh sy rawat?')
    expect(answers(taken)).toHaveLength(1)
    expect(['allowed', 'allowed_if']).toContain(outcome(taken))
  })

  it('with a command among them are handled in order', () => {
    const taken = person().says('status PPPK', FORBIDDEN)
    expect(answers(taken)[0]?.status).toBe('PPPK')
  })

  it('with two questions give the first in full and the second on request', () => {
    const asker = person({ channel: 'whatsapp' })
    const taken = asker.says('boleh ga sy nyoblos di TPS? terus kalau diminta jadi saksi paslon di TPS boleh ga?')
    expect(answers(taken).map(r => r.outcome)).toEqual(['allowed', 'forbidden'])
    const second = asker.says('1')
    expect(second.replies[0]?.text).toMatch(/^Tidak boleh/)
    expect(second.replies[0]?.text).toMatch(/Dasar:/)
    // it is counted when it is first answered, not when it is read
    expect(answers(second)).toHaveLength(0)
  })
})

describe('an open answer', () => {
  it('is narrowed by a button, by a number and by words, to that branch and no wider one', () => {
    for (const go of [
      (a: ReturnType<typeof person>, t: Taken) => a.presses(idWith(t, 'narrow:')),
      (a: ReturnType<typeof person>) => a.says('1'),
      (a: ReturnType<typeof person>) => a.says('yang pertama'),
    ]) {
      const asker = person()
      expect(outcome(go(asker, asker.says(OPEN)))).toBe('forbidden')
    }
    const asker = person()
    asker.says(OPEN)
    const permitted = asker.says('yg kedua aja')
    expect(outcome(permitted)).toBe('allowed')
    // a permission stands together with its condition
    expect(permitted.replies[0]?.text).toMatch(/^Boleh, bila untuk ibadah/)
  })

  it('shows its branches by the numbers that can be pressed', () => {
    const taken = person({ channel: 'whatsapp' }).says(OPEN)
    expect(taken.replies[0]?.text).toMatch(/\n1\. Bila .*\n2\. Bila .*\n3\. Bila /)
    expect(choices(taken).map(c => c.title.slice(0, 3))).toEqual(['1. ', '2. ', '3. '])
  })

  it('offers the status or the stage that would change it, and then asks the branch of that status', () => {
    const asker = person()
    const taken = asker.says('datang ke kampanye cuma dengerin boleh?')
    const status = choices(taken).find(c => /PPPK/.test(c.title))
    expect(status).toBeDefined()
    const next = asker.presses(status?.id ?? '')
    expect(answers(next)[0]?.status).toBe('PPPK')
    expect(outcome(asker.says('1'))).toBe('forbidden')
  })

  it('between two readings is answered by the one that is chosen', () => {
    const isBetween = (said: string): boolean => {
      const [draft] = answer(edition, words, { said: [said], profile: nobody, ...SETTING }).drafts
      const { between = [], unexplained = [] } = draft?.decision ?? {}
      const told = draft === undefined ? [] : openingsOf(edition, draft)
      return told.length === 2 && between[1]?.row?.verdict === 'forbidden' && unexplained.length === 0
    }
    const open = questionsOf(edition.sources, null).find(q => isBetween(q.question.ask))
    const asker = person()
    const taken = asker.says(open?.question.ask ?? '')
    expect(outcome(taken)).toBe('depends')
    const [permitted, forbidden] = ['0', '1'].map(n => outcome(asker.presses(idWith(taken, 'narrow:').replace(/\d+$/, n))))
    expect(['allowed', 'allowed_if']).toContain(permitted)
    expect(forbidden).toBe('forbidden')
  })

  it('says which numbers there are when another is typed', () => {
    const asker = person()
    asker.says(OPEN)
    expect(shown(asker.says('7'))).toMatch(/1 sampai 3/)
    expect(shown(person().says('7'))).toMatch(/tidak ada pilihan bernomor/)
  })
})

describe('what can be pressed', () => {
  it('means its own question, also after others were asked', () => {
    const asker = person()
    const first = asker.says(OPEN)
    asker.says(FORBIDDEN)
    asker.says('boleh saya nyoblos di TPS?')
    expect(outcome(asker.presses(idWith(first, 'narrow:')))).toBe('forbidden')
    expect(shown(asker.presses(idWith(first, 'narrow:')))).toMatch(/untuk calon, partai/)
  })

  it('is met with a courteous line when it is too old, or none of ours', () => {
    const asker = person()
    const first = asker.says(FORBIDDEN)
    for (let i = 0; i < 10; i++) asker.turn([text('boleh saya nyoblos di TPS?')], MINUTE)
    expect(shown(asker.presses(idWith(first, 'more:')))).toMatch(/pertanyaan lama/)
    for (const id of ['', 'more', 'narrow:x', 'ask:9', 'status:RAJA', 'x'.repeat(60), 'more:a:b:c'])
      expect(asker.turn([message('choice', '', id)], MINUTE).replies, id).toHaveLength(1)
  })

  it('shows more, and the text of the clauses, quoted only when it is law and with how far it can be trusted', () => {
    const asker = person()
    const taken = asker.says(FORBIDDEN)
    expect(shown(asker.presses(idWith(taken, 'more:')))).toMatch(/Keyakinan bacaan/)
    const list = asker.presses(idWith(taken, 'clause:'))
    const clause = offers(list, 'clause:') ? asker.presses(idWith(list, 'clause:')) : list
    const quoted = [...shown(clause).matchAll(/“([^”]*)”/g)].map(m => m[1] ?? '')
    expect(quoted.length).toBeGreaterThan(0)
    for (const q of quoted)
      expect(edition.clauses().some(c => c.clause.text_status !== 'summary' && c.clause.text.includes(q))).toBe(true)
    expect(shown(clause)).toMatch(/naskah resminya/)
  })

  it('never puts a summary of ours in quotation marks', () => {
    const asker = person()
    const taken = asker.says('isi pasal 5 huruf n angka 5 pp 94 tahun 2021 apa?')
    const summary = edition.clauses().find(c => c.clause.text_status === 'summary' && c.regulation.kind === 'norm')
    const memory = taken.memory
    if (memory === null || summary === undefined) throw new Error('no summary to show')
    const kept = memory.kept.map(k => ({ ...k, clauses: [summary.ref] }))
    const shownSummary = shown(person({ memory: { ...memory, kept } }).presses(`clause:${kept[0]?.id}`))
    expect(shownSummary).toMatch(/ringkasan kami/)
    expect(shownSummary).not.toContain('“')
  })

  it('is at most three buttons on WhatsApp unless narrowing needs a list', () => {
    expect(choices(person({ channel: 'whatsapp' }).says(FORBIDDEN))).toHaveLength(3)
    const many = choices(person({ channel: 'whatsapp' }).says('datang ke kampanye cuma dengerin boleh?'))
    expect(many.length).toBeGreaterThan(3)
  })

  it('lets the conversation start anew with another question', () => {
    const asker = person()
    asker.says(OPEN)
    asker.presses('new')
    expect(asker.memory()?.thread?.said ?? []).toEqual([])
    expect(outcome(asker.says('untuk calon'))).not.toBe('forbidden')
  })

  it('offers no officer and connects nobody', () => {
    const asker = person()
    for (const said of [FORBIDDEN, 'petugas', 'atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut, tolong']) {
      const taken = asker.says(said)
      expect(choices(taken).some(c => /petugas/i.test(c.title))).toBe(false)
      expect(shown(taken)).not.toMatch(/sedang (?:di)?(?:hubung|sambung)/i)
    }
  })

  it('does not ask people in trouble for a mark', () => {
    const taken = person().says('atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut, tolong')
    expect(outcome(taken)).toBe('handoff')
    expect(offers(taken, 'good:')).toBe(false)
  })
})

describe('a conversation', () => {
  it('keeps what was said for a follow-up, and forgets it after an hour of silence', () => {
    const soon = person()
    soon.says(FORBIDDEN)
    expect(outcome(soon.says('kalau PPPK?'))).toBe('forbidden')
    const late = person()
    late.says(FORBIDDEN)
    expect(outcome(late.saysAfter(61 * MINUTE, 'kalau PPPK?'))).not.toBe('forbidden')
  })

  it('keeps a status told in passing for an hour and no longer, unless the asker wants it', () => {
    const told = person()
    told.says('sy guru PPPK, boleh ga jadi tim sukses calon bupati?')
    expect(answers(told.says('bolehkah saya nyoblos di TPS?'))[0]?.status).toBe('PPPK')
    expect(answers(told.saysAfter(61 * MINUTE, 'bolehkah saya nyoblos di TPS?'))[0]?.status).toBeNull()
    expect(told.memory()?.status).toBeNull()

    const wanted = person()
    const taken = wanted.says('sy guru PPPK, boleh ga jadi tim sukses calon bupati?')
    wanted.presses(idWith(taken, 'status:PPPK'))
    expect(answers(wanted.saysAfter(61 * MINUTE, 'bolehkah saya nyoblos di TPS?'))[0]?.status).toBe('PPPK')
  })

  it('offers to remember once and never again', () => {
    const asker = person()
    expect(offers(asker.says('sy PPPK, boleh ga jadi tim sukses calon bupati?'), 'status:')).toBe(true)
    expect(offers(asker.says('sy PPPK, bolehkah saya pasang baliho calon bupati di rumah?'), 'status:')).toBe(false)
  })

  it('opens the ground of the last answer on request', () => {
    const asker = person()
    asker.says(FORBIDDEN)
    expect(shown(asker.says('dasarnya apa'))).toMatch(/Keyakinan bacaan/)
    expect(shown(asker.says('selengkapnya'))).toMatch(/Keyakinan bacaan/)
    expect(shown(person().says('selengkapnya'))).not.toMatch(/Keyakinan bacaan/)
  })
})

describe('status and place', () => {
  it('are shown, set and erased by the asker', () => {
    const asker = person()
    const status = asker.says('status')
    asker.presses(idWith(status, 'status:CPNS'))
    expect(asker.memory()?.status).toBe('CPNS')
    expect(shown(asker.says('statusnya saya')) + shown(asker.says('status saya'))).toMatch(/CPNS/)
    asker.says('lupakan status')
    expect(asker.memory()?.status).toBeNull()
    expect(JSON.stringify(asker.memory())).not.toContain('CPNS')
  })

  it('take a place by its name, ask which one when there are several, and say when there is none', () => {
    const asker = person()
    asker.says('wilayah')
    const which = asker.says('bogor')
    expect(choices(which)).toHaveLength(2)
    asker.says('2')
    expect(asker.memory()?.place).toBe('32.71')
    asker.says('/wilayah batu')
    expect(asker.memory()?.place).toBe('35.79')
    expect(shown(asker.says('wilayah antah berantah'))).toMatch(/tidak menemukan/)
    asker.presses('place:none')
    expect(asker.memory()?.place).toBeNull()
    asker.presses('place:99.99')
    expect(asker.memory()?.place).toBeNull()
  })

  it('let a question, or a change of mind, pass while a place is awaited', () => {
    const asker = person()
    asker.says('wilayah')
    asker.says('batal')
    expect(shown(asker.says('zzzz'))).not.toMatch(/tidak menemukan wilayah/)
    asker.says('wilayah')
    expect(outcome(asker.says(FORBIDDEN))).toBe('forbidden')
  })
})

describe('commands', () => {
  it('are understood with and without a slash, with courtesies and a slip of the finger', () => {
    for (const said of ['bantuan', '/bantuan', 'bantaun', 'tolong bantuan dong', '/help', 'menu', '/entahlah'])
      expect(shown(person().says(said)), said).toMatch(/hapus data saya: /)
    for (const said of [
      'hapus data saya',
      '/hapus',
      'tolong hapus data saya',
      'hapus semua data',
      'chat gw yg tadi soal akun tolong dihapus ya',
    ])
      expect(offers(person().says(said), 'forget:yes'), said).toBe(true)
    for (const said of ['sumber', '/sumber', 'sumbr'])
      expect(shown(person().says(said)), said).toContain(edition.hash.slice(0, 8))
  })

  it('do not swallow questions that contain their words', () => {
    for (const said of [
      'apakah status PNS saya hilang kalau nyaleg?',
      'boleh minta bantuan petugas KPPS untuk mencoblos?',
      'wilayah mana yang dilarang?',
    ])
      expect(answers(person().says(said)).length, said).toBeGreaterThan(0)
  })

  it('name the office where one is configured, and the official routes where none is', () => {
    const office = { name: 'BKPSDM Contoh', contact: 'loket 3', hours: 'Senin–Jumat 08.00–15.00' }
    expect(shown(person({ setting: { ...SETTING, office } }).says('petugas'))).toContain('loket 3')
    expect(shown(person().says('petugas'))).toMatch(/inspektorat/)
  })

  it('say what the knowledge holds and that nobody has reviewed it yet', () => {
    const taken = person().says('sumber')
    expect(shown(taken)).toContain(String(edition.sources.regulations.length))
    expect(shown(taken)).toContain(String(edition.clauses().length))
    expect(shown(taken)).toMatch(/bukan pendapat hukum/)
  })
})

describe('forgetting', () => {
  it('is asked for once, and on yes nothing is left', () => {
    for (const yes of ['ya', 'Ya, hapus']) {
      const asker = person()
      asker.says(FORBIDDEN)
      expect(forgets(asker.says('hapus data saya'))).toBe(false)
      const taken = asker.says(yes)
      expect(forgets(taken)).toBe(true)
      expect(taken.memory).toBeNull()
      expect(taken.replies).toHaveLength(1)
    }
  })

  it('does not happen on no, nor on a yes to nothing', () => {
    const asker = person()
    asker.says(FORBIDDEN)
    asker.says('hapus data saya')
    expect(forgets(asker.says('ga jadi'))).toBe(false)
    expect(asker.memory()?.kept).toHaveLength(1)
    expect(forgets(person().says('ya'))).toBe(false)
  })
})

describe('the anonymous mode', () => {
  it('remembers no question, no status and no place, and offers no button that would need them', () => {
    const asker = person()
    asker.says('status PPPK')
    asker.says('sy di Kendari. boleh ga jadi tim sukses calon bupati?')
    asker.says('anonim')
    const taken = asker.says('sy PPPK di Kendari, boleh jadi saksi paslon di TPS?')
    expect(choices(taken)).toEqual([])
    expect(answers(taken)[0]).toMatchObject({ status: null, place: null })
    const left = JSON.stringify(asker.memory())
    for (const trace of ['PPPK', '74.71', 'saksi', 'sukses']) expect(left, trace).not.toContain(trace)
    expect(outcome(asker.says('kalau PPPK?'))).not.toBe('forbidden')
    for (const fact of ['status CPNS', 'wilayah Kendari']) asker.says(fact)
    expect(asker.memory()).toMatchObject({ status: null, place: null })
  })

  it('says courteously that nothing was kept when an old button is pressed', () => {
    const asker = person()
    const taken = asker.says(FORBIDDEN)
    asker.says('anonim')
    expect(shown(asker.presses(idWith(taken, 'more:')))).toMatch(/tidak saya ingat/)
  })

  it('is left the way it was entered', () => {
    const asker = person()
    asker.says('anonim')
    asker.says('anonim')
    expect(asker.memory()?.isAnonymous).toBe(false)
    asker.says('anonim nyala')
    asker.says('/anonim mati')
    expect(asker.memory()?.isAnonymous).toBe(false)
  })
})

describe('a mark', () => {
  it('is counted with and without a word, and a reaction is taken silently', () => {
    const asker = person()
    const taken = asker.says(FORBIDDEN)
    const { situation = null, row = null } = answers(taken)[0] ?? {}
    const mark = { kind: 'feedback', situation, row, good: true, hasReason: false }
    expect(asker.presses(idWith(taken, 'good:')).records).toEqual([mark])
    const silent = asker.sends(message('reaction', '👎🏽'))
    expect(silent.replies).toEqual([])
    expect(silent.records).toEqual([{ ...mark, good: false }])
    expect(asker.sends(message('reaction', '😂'))).toMatchObject({ replies: [], records: [] })
    expect(asker.says('👍').records).toHaveLength(1)
  })

  it('has a reason only when the asker chose to write one, and its words are kept nowhere', () => {
    const asker = person()
    const taken = asker.says(FORBIDDEN)
    asker.presses(idWith(taken, 'bad:'))
    expect(answers(asker.says('boleh saya nyoblos di TPS?'))).toHaveLength(1)
    const marked = asker.presses(idWith(taken, 'bad:'))
    asker.presses(idWith(marked, 'reason:'))
    const reason = asker.says('bahasanya kaku sekali')
    expect(reason.records).toEqual([
      { kind: 'feedback', situation: answers(taken)[0]?.situation, row: answers(taken)[0]?.row, good: false, hasReason: true },
    ])
    expect(JSON.stringify([asker.memory(), reason.records])).not.toContain('kaku')
  })
})

describe('what is not text', () => {
  it('gets one courteous answer each', () => {
    for (const kind of ['photo', 'document', 'video', 'voice', 'sticker', 'location', 'contact', 'other'] as const) {
      const asker = person()
      asker.says(FORBIDDEN)
      const taken = asker.sends(message(kind), message(kind))
      expect(taken.replies, kind).toHaveLength(1)
      expect(taken.records, kind).toEqual([])
    }
  })

  it('is answered by its caption, saying that the picture was not read', () => {
    for (const messages of [[message('photo', FORBIDDEN)], [message('photo'), text(FORBIDDEN)]]) {
      const taken = person().sends(...messages)
      expect(outcome(taken)).toBe('forbidden')
      expect(taken.replies[0]?.text).toMatch(/tidak saya buka/)
    }
  })

  it('stays silent on deletions, and points to the private chat in groups without answering', () => {
    const asker = person()
    asker.says(FORBIDDEN)
    expect(asker.sends(message('deletion'))).toMatchObject({ replies: [], records: [] })
    const group = asker.sends(message('group', FORBIDDEN))
    expect(group.replies).toHaveLength(1)
    expect(group.records).toEqual([])
    expect(choices(group)).toEqual([])
  })

  it('answers an edited message anew, and says nothing when the words are the same', () => {
    const asker = person()
    asker.says(FORBIDDEN)
    const anew = asker.sends(message('edit', 'boleh ga nyoblos di TPS?'))
    expect(outcome(anew)).toBe('allowed')
    expect(anew.replies[0]?.text).toMatch(/^Anda mengubah/)
    expect(asker.sends(message('edit', FORBIDDEN)).replies).toEqual([])
    // changed before it was answered: one answer, to the last wording
    const both = person().sends(text('boleh ga jd tmi sukss?'), message('edit', FORBIDDEN))
    expect(answers(both)).toHaveLength(1)
    expect(both.replies[0]?.text).not.toMatch(/^Anda mengubah/)
  })

  it('is met kindly when it is empty or only signs', () => {
    for (const said of ['', '   ', '😂😂', '...', '???']) {
      const taken = person().says(said)
      expect(taken.records, said).toEqual([])
      expect(taken.replies.length, said).toBeGreaterThan(0)
    }
  })
})

describe('limits', () => {
  it('ask for a rest once, then are silent, and end when the rate falls', () => {
    const asker = person()
    const fast = Array.from({ length: 30 }, () => asker.turn([text('boleh saya nyoblos di TPS?')], 1000))
    expect(fast.slice(0, 20).every(t => answers(t).length === 1 && !t.silenced)).toBe(true)
    expect(fast[20]).toMatchObject({ records: [], silenced: false })
    expect(fast[20]?.replies).toHaveLength(1)
    expect(fast.slice(21).every(t => t.silenced && t.replies.length === 0)).toBe(true)
    expect(answers(asker.saysAfter(11 * MINUTE, 'boleh saya nyoblos di TPS?'))).toHaveLength(1)
  })

  it('read the first 4,000 characters of a long story and say so', () => {
    const taken = person().says(`${FORBIDDEN} ${'kata '.repeat(1500)}`)
    expect(taken.replies[0]?.text).toMatch(/4000 karakter/)
    expect(taken.memory?.kept[0]?.said.join('').length).toBeLessThanOrEqual(4000)
  })

  it('keep the memory small', () => {
    const asker = person()
    for (let i = 0; i < 15; i++) asker.turn([text(`${FORBIDDEN} ${'kata '.repeat(780)}`)], 2 * MINUTE)
    expect(JSON.stringify(asker.memory()).length).toBeLessThan(40_000)
  })
})

describe('the terminal', () => {
  it('takes every choice by its number', () => {
    const asker = person({ channel: 'terminal' })
    const taken = asker.says(FORBIDDEN)
    expect(choices(taken)[0]?.id).toMatch(/^more:/)
    expect(shown(asker.says('1'))).toMatch(/Keyakinan bacaan/)
  })
})

describe('an answer that is beside the question', () => {
  it('is let go of when the asker says no more than that, and the next question begins anew', () => {
    for (const no of ['bukan', 'Bukan itu maksud saya', 'ga nyambung', 'salah']) {
      const asker = person()
      asker.says('boleh like foto calon bupati?')
      expect(asker.says(no).replies.map(r => r.text)[0], no).toBe(words.say('not_that'))
      expect(asker.says('kalau PPPK?').records.map(r => (r.kind === 'answer' ? r.outcome : r.kind))).not.toContain('forbidden')
    }
  })

  it('means nothing of the kind in front of any answer, or inside a question', () => {
    expect(
      person()
        .says('bukan')
        .replies.map(r => r.text),
    ).not.toContain(words.say('not_that'))
    const asker = person()
    asker.says('boleh like foto calon bupati?')
    expect(asker.says('bukan calon, cuma teman biasa').replies.map(r => r.text)).not.toContain(words.say('not_that'))
  })
})
