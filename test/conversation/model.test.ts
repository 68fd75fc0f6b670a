// A conversation beside a model: what it made of an answer stays with the answer, and whoever wants nothing kept is shown to none elsewhere.
import { describe, expect, it } from 'vitest'
import { draftOf } from '../../src/conversation/brief.ts'
import {
  type AnswerRecord,
  type Memory,
  type ModelBeside,
  readMemory,
  reanswered,
  type Taken,
  type Tempo,
  type Turn,
  takeTurn,
} from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import type { Choice, Message } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'
import { MISQUOTED, MISQUOTED_WORDS, type Reader, readingOf } from '../told.ts'

const SETTING = { edition, words, desk, homePlace: null, office: null, publicUrl: null, keeps }
const TEAM = 'boleh ga jadi tim sukses calon bupati?'
const DUTIFUL = 'suami caleg minta istri taat, istri PNS ikut kampanye sebagai ibadah, boleh?'
const OWN = 'Bolehkah saya jadi tim sukses calon bupati?'
const STORY = `Saya guru PNS. ${OWN} Bagaimana cara mengajukan keberatan atas hukuman disiplin?`

const reads =
  (entry: string): Reader =>
  task =>
    readingOf(entry, task.text)

/** A person who writes beside a model; each call is a turn, asked and taken again as the inbox does it. */
function person(reader: Reader | null, { isLocal = false } = {}) {
  let memory: Memory | null = null
  let tempo: Tempo | null = null
  let at = 1_790_000_000_000
  let ids = 0
  let asked = 0
  let unkept = 0
  const turnOf = (messages: readonly Message[]): Turn => ({
    channel: 'telegram',
    messages,
    memory,
    tempo,
    desk: null,
    at,
    on: QUIET_YEAR,
    newId: () => `id${String(ids++).padStart(6, '0')}`,
    random: size => new Uint8Array(size).fill(7),
    shape: LIMITS.telegram,
  })
  const turn = (messages: readonly Message[]): Taken => {
    at += 30_000
    let beside: ModelBeside | undefined = reader === null ? undefined : { reads: true, words: false, isLocal, told: [] }
    for (;;) {
      const taken = takeTurn(SETTING, { ...turnOf(messages), ...(beside === undefined ? {} : { model: beside }) })
      const tasks = taken.wishes.flatMap(w => (w.kind === 'ask-model' ? w.tasks : []))
      if (beside === undefined || reader === null || tasks.length === 0) {
        tempo = taken.tempo
        memory = taken.memory === null ? null : readMemory(JSON.stringify(taken.memory))
        return taken
      }
      asked += tasks.length
      unkept += taken.wishes.flatMap(w => (w.kind === 'ask-model' && w.isUnkept ? w.tasks : [])).length
      const told = tasks.map(t => ({ key: t.key, reading: t.kind === 'read' ? reader(t) : null, wording: null }))
      beside = { ...beside, told: [...beside.told, ...told] }
    }
  }
  return {
    says: (text: string) => turn([{ kind: 'text', text, choice: null }]),
    writes: (...messages: readonly Message[]) => turn(messages),
    presses: (id: string) => turn([{ kind: 'choice', text: '', choice: id }]),
    memory: (): Memory => {
      if (memory === null) throw new Error('nothing is remembered')
      return memory
    },
    asked: () => asked,
    /** Of what was asked, that of which nothing is to stay. */
    unkept: () => unkept,
    turnNow: () => turnOf([]),
  }
}

const choices = (taken: Taken): readonly Choice[] => taken.replies.flatMap(r => r.choices)
const idsOf = (taken: Taken, start: string): readonly string[] =>
  choices(taken).flatMap(c => (c.id.startsWith(start) ? [c.id] : []))
const answers = (taken: Taken) => taken.records.filter((r): r is Extract<AnswerRecord, { kind: 'answer' }> => r.kind === 'answer')
const outcomes = (taken: Taken) => answers(taken).map(a => a.outcome)

describe('an answer that a model made hang', () => {
  const asker = person(reads('pasangan-calon'))
  const taken = asker.says(DUTIFUL)

  it('who wants nothing kept before they are answered is shown to no model elsewhere', () => {
    const text = (said: string): Message => ({ kind: 'text', text: said, choice: null })
    for (const word of ['anonim', 'hapus data saya']) {
      for (const isLocal of [false, true]) {
        const asker = person(reads('usaha-jasa-umum'), { isLocal })
        asker.writes(text(TEAM), text(word))
        expect(asker.asked() > 0, `${word} ${isLocal}`).toBe(isLocal)
        expect(asker.unkept()).toBe(asker.asked())
      }
    }
  })

  it('what a model alone has opened is not open for the next question', () => {
    const open = 'jualan kopi depan rumah, yang beli kadang timses, saya layani seperti pembeli lain'
    const next = 'dikasih mandat jadi saksi paslon di TPS dekat rumah, saya PPPK'
    const [beside, alone] = [person(reads('usaha-jasa-umum')), person(null)]
    expect([outcomes(beside.says(open)), outcomes(alone.says(open))]).toEqual([['depends'], ['allowed']])
    expect([outcomes(beside.says(next)), outcomes(alone.says(next))]).toEqual([['forbidden'], ['forbidden']])
  })

  it('is kept with what was made of it, in no word of the model', () => {
    expect(outcomes(taken)).toEqual(['depends'])
    expect(asker.memory().kept.at(-1)?.mind).toEqual({ kind: 'hangs', entry: 'pasangan-calon' })
    expect(taken.marks).toEqual(['disagrees'])
  })

  it('means the same when its buttons are pressed, and nobody is asked again', () => {
    const before = asker.asked()
    const [one = '', other = ''] = idsOf(taken, 'narrow:')
    expect(outcomes(asker.presses(other))).toEqual(['forbidden'])
    expect(outcomes(asker.presses(one))[0]).toMatch(/^allowed|^depends/)
    expect(asker.memory().kept.map(k => k.mind?.kind)).toEqual(['hangs', 'hangs', 'hangs'])
    expect(asker.asked()).toBe(before)
  })

  it('is the same answer when an edition is asked whether its advice still holds', () => {
    for (const { isChanged } of reanswered(SETTING, SETTING, asker.memory(), QUIET_YEAR)) expect(isChanged).toBe(false)
  })
})

describe('a question that only a model recognised', () => {
  it('is answered once the asker says that this is meant', () => {
    const asker = person(() => readingOf('ditanya-wartawan', MISQUOTED_WORDS))
    const taken = asker.says(MISQUOTED)
    expect(outcomes(taken)).toEqual(['depends'])
    const [only = '', ...others] = idsOf(taken, 'narrow:')
    expect(others).toEqual([])
    const chosen = asker.presses(only)
    expect(answers(chosen).map(a => a.situation)).toEqual(['ditanya-wartawan'])
    expect(chosen.marks).toEqual([])
  })

  it('is asked back about where there is none', () => {
    expect(outcomes(person(null).says(MISQUOTED))).toEqual(['clarify'])
  })
})

describe('an answer with a doubt', () => {
  it('stands, offers a human, and keeps its doubt', () => {
    const asker = person(reads('hak-pilih'))
    const taken = asker.says(TEAM)
    expect(outcomes(taken)).toEqual(['forbidden'])
    expect(asker.memory().kept.at(-1)?.mind).toEqual({ kind: 'doubts' })
    const [more = ''] = idsOf(taken, 'more:')
    expect(asker.presses(more).replies).toHaveLength(1)
  })
})

describe('a code by which others can check an answer', () => {
  const codes = (taken: Taken) => taken.wishes.filter(w => w.kind === 'prove')

  it('is given for what nobody doubts, and not for what a second reading does', () => {
    for (const [reader, given] of [
      [null, 1],
      [reads('hak-pilih'), 0],
    ] as const) {
      const asker = person(reader)
      const [more = ''] = idsOf(asker.says(TEAM), 'more:')
      expect(idsOf(asker.presses(more), 'prove:')).toHaveLength(given)
      const id = asker.memory().kept.at(-1)?.id ?? ''
      expect(codes(asker.presses(`prove:${id}`))).toHaveLength(given)
    }
  })
})

describe('a story in which a model hears more', () => {
  it('is answered in each, and each can be had in full', () => {
    const asker = person(({ text }) => ({ entries: [], facts: [], splits: text.split(/(?<=[.?!])\s+/).slice(1, 2) }))
    const taken = asker.says(STORY)
    expect(outcomes(taken)).toEqual(['information', 'forbidden'])
    const [full = ''] = idsOf(taken, 'full:')
    expect(asker.presses(full).replies[0]?.text).toMatch(/^Tidak boleh/)
  })

  it('goes to an officer once, as it was written', () => {
    const asker = person(({ text }) => ({ entries: [], facts: [], splits: text.split(/(?<=[.?!])\s+/).slice(1, 2) }))
    asker.says(STORY)
    expect(asker.memory().kept).toHaveLength(2)
    const asked = { setting: SETTING, turn: asker.turnNow(), say: words.say, tell: desk.say }
    expect(draftOf(asked, asker.memory())?.questions.map(q => q.text)).toEqual([STORY])
  })
})

describe('what a model takes for a fact', () => {
  it('is never remembered of the asker', () => {
    const asker = person(() => ({ entries: [], facts: [{ fact: 'status:PNS', words: ['eselon III'] }], splits: [] }))
    const taken = asker.says('saya pejabat eselon III, boleh ga jadi tim sukses calon bupati?')
    expect(answers(taken).map(a => a.status)).toEqual([null])
    expect(asker.memory().thread?.known.status).toBeNull()
    expect(idsOf(taken, 'status:')).toEqual([])
  })
})

describe('who wants nothing kept', () => {
  it('is shown to no model elsewhere', () => {
    const asker = person(reads('pasangan-calon'))
    asker.says('anonim')
    const taken = asker.says(DUTIFUL)
    expect(asker.asked()).toBe(0)
    expect(taken.marks).toEqual([])
    expect(outcomes(taken)).toEqual(['forbidden'])
  })

  it('may be shown to one that runs where the bot does, and still leaves nothing behind', () => {
    const asker = person(reads('pasangan-calon'), { isLocal: true })
    asker.says('anonim')
    expect(outcomes(asker.says(DUTIFUL))).toEqual(['depends'])
    expect(asker.asked()).toBeGreaterThan(0)
    expect(asker.unkept()).toBe(asker.asked())
    expect(asker.memory().kept).toEqual([])
    expect(JSON.stringify(asker.memory())).not.toContain('pasangan-calon')
  })
})

describe('a fragment that says nothing to the rules', () => {
  it('may be a cry for help: a model that hears one brings a human', () => {
    expect(outcomes(person(reads('tertekan-atasan')).says('anu gimana ya'))).toEqual(['handoff'])
  })

  it('changes nothing of what was asked before where a model hears nothing in it either', () => {
    const asker = person(() => null)
    asker.says(DUTIFUL)
    const before = asker.memory().thread
    const taken = asker.says('anu gimana ya')
    expect(taken.marks).toEqual(['silent'])
    expect(asker.memory().thread).toEqual(before)
  })
})

describe('small talk, a command and a clause', () => {
  it.each(['halo', 'makasih ya', 'bantuan', 'isi pasal 5 huruf n angka 5 pp 94 tahun 2021 apa?', 'hapus data saya'])(
    'asks no model: %s',
    text => {
      const asker = person(reads('jadi-tim'))
      asker.says(text)
      expect(asker.asked()).toBe(0)
    },
  )
})
