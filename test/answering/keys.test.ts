// Two keys: what becomes of an answer when a model reads the question too. The model is scripted; what it says is told like any model's words.
import { describe, expect, it } from 'vitest'
import {
  answer,
  answerPart,
  type Draft,
  type ModelReading,
  openingsOf,
  type Pick,
  type ReadTask,
  traitOf,
} from '../../src/answering/answering.ts'
import { isOneOf, verdictClass } from '../../src/knowledge/knowledge.ts'
import { edition, words } from '../edition.ts'
import { alone, answeredWith, asked, MISQUOTED, MISQUOTED_WORDS, QUESTIONS, readingOf } from '../told.ts'

/** Much that is harmless, and one clause that is not. */
const STORIES = [
  'pagi saya antar anak ke sekolah, siang piket di puskesmas seperti biasa, sore saya ikut pasang baliho paslon di perempatan, malam tahlilan di rumah tetangga. tahlilannya boleh kan?',
  'saya melayani warga seperti biasa tanpa membedakan, saya bagikan kartu nama caleg ke antrean, semuanya dilayani sama. boleh kan?',
]
const TEAM = 'bolehkah PNS jadi tim sukses calon bupati?'
const RALLY = 'datang ke kampanye cuma dengerin boleh?'
const DUTIFUL = 'suami caleg minta istri taat, istri PNS ikut kampanye sebagai ibadah, boleh?'
const OBJECTION = 'saya PPPK, bagaimana cara mengajukan banding administratif?'

const ruled = (text: string): Draft => first(alone(asked(text)))

function first(drafts: readonly Draft[]): Draft {
  const [draft] = drafts
  if (draft === undefined) throw new Error('nothing was answered')
  return draft
}

/** The draft when a model reads this entry, shown by the whole question. */
const readAs = (text: string, entry: string, ...shown: string[]): Draft =>
  first(answeredWith(asked(text), task => readingOf(entry, ...(shown.length === 0 ? [task.text] : shown))).drafts)

const told = (text: string, reading: Partial<ModelReading>): Draft =>
  first(answeredWith(asked(text), () => ({ entries: [], facts: [], splits: [], ...reading })).drafts)

const taskOf = (text: string): ReadTask | undefined =>
  answer(edition, words, { ...asked(text), consulting: { reads: true, words: false, told: [] } })
    .drafts.flatMap(d => d.wants)
    .find(t => t.kind === 'read')

describe('a model that agrees', () => {
  it('makes us surer, never quite sure, and changes nothing else', () => {
    const before = ruled(DUTIFUL)
    const draft = readAs(DUTIFUL, 'hadir-aktif')
    expect(draft.marks).toEqual(['agrees'])
    expect(draft.mind).toEqual({ kind: 'agrees' })
    expect(draft.decision.confidence).toBeGreaterThan(before.decision.confidence)
    expect(draft.decision.confidence).toBeLessThan(1)
    expect({ ...draft.decision, confidence: 0 }).toEqual({ ...before.decision, confidence: 0 })
    expect(draft.layer).toEqual(before.layer)
  })

  it('may call the act by another name: the verdict is what counts', () => {
    expect(readAs(TEAM, 'bantu-tim-tenaga').marks).toEqual(['agrees'])
  })

  it('agrees with an open answer by naming one of its readings or branches', () => {
    const { decision } = ruled('bolehkah saya memilih di TPS pada hari pemungutan suara?')
    expect(decision.between).toHaveLength(2)
    for (const { entry } of decision.between)
      expect(readAs('bolehkah saya memilih di TPS pada hari pemungutan suara?', entry.id).marks).toEqual(['agrees'])
  })

  it('agrees with information only when it is about the same', () => {
    expect(readAs(OBJECTION, 'gaji-selama-banding').marks).toEqual(['agrees'])
    expect(readAs(OBJECTION, 'jadi-tim').marks).toEqual(['disagrees'])
  })
})

describe('a model that disagrees', () => {
  it('leaves the verdict, the clauses and what is cited, says the doubt and brings a human', () => {
    const before = ruled(TEAM)
    const { answer: given, drafts } = answeredWith(asked(TEAM), task => readingOf('hak-pilih', task.text))
    const draft = first(drafts)
    expect(draft.mind).toEqual({ kind: 'doubts' })
    expect(draft.marks).toEqual(['disagrees'])
    expect(draft.decision.outcome).toBe('forbidden')
    expect(draft.decision.row).toBe(before.decision.row)
    expect(draft.citations).toEqual(before.citations)
    expect(draft.decision.confidence).toBeLessThan(before.decision.confidence)
    expect(given.findings[0]?.offersOfficer).toBe(true)
  })

  it('never turns a permission into a prohibition', () => {
    const permitted = QUESTIONS.filter(ask => ['allowed', 'allowed_if'].includes(alone(ask)[0]?.decision.outcome ?? '')).slice(
      0,
      200,
    )
    for (const ask of permitted) {
      const [draft] = answeredWith(ask, task => readingOf('jadi-tim', task.text)).drafts
      expect(draft?.decision.outcome, ask.said[0]).not.toBe('forbidden')
    }
  })

  it('makes the answer hang between the two when the rules thought of the other too', () => {
    const draft = readAs(DUTIFUL, 'pasangan-calon')
    expect(ruled(DUTIFUL).decision.outcome).toBe('forbidden')
    expect(draft.decision.outcome).toBe('depends')
    expect(draft.decision.between.map(c => c.entry.id)).toEqual(['pasangan-calon', 'hadir-aktif'])
    expect(draft.mind).toEqual({ kind: 'hangs', entry: 'pasangan-calon' })
  })

  it('with a clear prohibition never reaches a permission, not even by a choice', () => {
    for (const entry of ['hak-pilih', 'organisasi-umum', 'hidup-sosial-biasa', 'kritik-ilmiah']) {
      const draft = readAs(TEAM, entry)
      expect(draft.decision.outcome).toBe('forbidden')
      expect(openingsOf(edition, draft)).toEqual([])
    }
  })

  it('leaves what one clause of a message forbids: there is no second reading of it', () => {
    for (const story of STORIES) {
      const ask = asked(story)
      const [before] = alone(ask)
      expect(before?.decision.because).toBe('part-forbids')
      for (const { entry } of before?.candidates.slice(0, 10) ?? [])
        expect(answeredWith(ask, task => readingOf(entry.id, task.text)).drafts[0]?.decision.outcome).toBe('forbidden')
    }
  })
})

/** Whatever a model can make hang: it names the act of another verdict that the rules think of next. */
const hung = QUESTIONS.flatMap(ask => {
  const [before] = alone(ask)
  const own = verdictClass(before?.decision.outcome ?? '')
  if (before === undefined || !['allowed', 'forbidden'].includes(own)) return []
  const other = before.candidates.find(c => c.entry.kind === 'act' && verdictClass(c.row?.verdict ?? '') !== own)
  if (other === undefined) return []
  const [draft] = answeredWith(ask, task => readingOf(other.entry.id, task.text)).drafts
  return draft?.mind?.kind === 'hangs' ? [{ ask, before, draft }] : []
})

describe('an answer that hangs', () => {
  it('is one that the rules themselves had weighed', () => {
    expect(hung.length).toBeGreaterThan(30)
    for (const { before, draft, ask } of hung) {
      expect(draft.decision.outcome, ask.said[0]).toBe('depends')
      expect(draft.decision.between.some(c => c.entry.id === before.decision.entry?.id)).toBe(true)
      for (const { entry } of draft.decision.between) expect(before.candidates.some(c => c.entry.id === entry.id)).toBe(true)
    }
  })

  it('gives, once chosen, the verdict of the chosen reading, and no permission while a decisive word stands outside it', () => {
    for (const { ask, draft } of hung) {
      for (const { entry, row } of draft.decision.between) {
        const pick: Pick = { kind: 'reading', entry: entry.id }
        const chosen = answerPart(edition, words, ask, 0, [pick], draft.mind).draft.decision
        expect([row?.verdict, 'depends', 'no_basis'], ask.said[0]).toContain(chosen.outcome)
        if (['allowed', 'allowed_if'].includes(chosen.outcome)) expect(draft.decision.unexplained, ask.said[0]).toEqual([])
      }
    }
  })
})

describe('a prohibition that a model made hang', () => {
  it('is not talked away by any choice while something partisan or of the state stands in the question', () => {
    const forbidden = hung.filter(h => h.before.decision.outcome === 'forbidden')
    expect(forbidden.length).toBeGreaterThan(10)
    for (const { ask, draft } of forbidden) {
      if (!draft.read.concepts.some(c => isOneOf(c, edition.sources.decisive))) continue
      for (const { pick } of openingsOf(edition, draft)) {
        const chosen = answerPart(edition, words, ask, 0, [pick], draft.mind)
        expect(traitOf(chosen.finding.outcome).permits, ask.said[0]).toBe(false)
        for (const { row } of draft.decision.between)
          for (const branch of row?.branches ?? []) {
            const next: Pick = {
              kind: 'branch',
              entry: chosen.draft.decision.entry?.id ?? '',
              row: row?.id ?? '',
              when: branch.if,
            }
            const { finding } = answerPart(edition, words, ask, 0, [pick, next], draft.mind)
            expect(traitOf(finding.outcome).permits, ask.said[0]).toBe(false)
          }
      }
    }
  })
})

describe('a question that the rules did not recognise', () => {
  it('leads to the entry that the words speak of, as a question to the asker', () => {
    const draft = readAs(MISQUOTED, 'ditanya-wartawan', MISQUOTED_WORDS)
    expect(ruled(MISQUOTED).decision.outcome).toBe('clarify')
    expect(draft.marks).toEqual(['leads'])
    expect(draft.decision.outcome).toBe('depends')
    expect(draft.decision.between.map(c => c.entry.id)).toEqual(['ditanya-wartawan'])
    expect(openingsOf(edition, draft).map(o => o.pick)).toEqual([{ kind: 'reading', entry: 'ditanya-wartawan' }])
  })

  it.each([
    ['words that stand nowhere in it', 'wartawan bertanya'],
    ['words that nearly stand in it', 'Saya dikutip tabloid'],
    ['empty words', ' '],
    ['words that speak of nothing', 'saya mau'],
    ['an act without an object', 'meralat'],
  ])('leads nowhere by %s', (_, shown) => {
    const draft = readAs(MISQUOTED, 'ditanya-wartawan', shown)
    expect(draft.marks).toEqual(['unusable'])
    expect(draft.mind).toBeNull()
    expect(draft.layer).toEqual(ruled(MISQUOTED).layer)
  })

  it.each(['jadi-tim', 'fasilitas-negara', 'boleh-semua', 'isi-pasal', 'edaran-daerah'])(
    'leads not to %s, which it does not speak of',
    id => {
      expect(readAs(MISQUOTED, id).decision.outcome).toBe('clarify')
    },
  )

  it('and that says too little leads nowhere, whatever a model makes of it', () => {
    for (const text of ['boleh ikut ga ya?', 'anu gimana ya', 'yang tadi itu boleh apa enggak']) {
      const ask = asked(text)
      for (const { id, kind } of edition.entries.values())
        if (kind !== 'trouble') {
          const { drafts } = answeredWith(ask, task => readingOf(id, task.text))
          expect(first(drafts).decision.outcome, `${text} ${id}`).toBe('clarify')
        }
    }
  })
})

describe('a person in trouble whom the rules do not recognise', () => {
  const FAKED = 'foto saya diedit memakai kaos capres lalu disebar'

  it('is brought to a human where the rules recognise nothing, or have an open answer to what sounds like it', () => {
    for (const [text, entry] of [
      [FAKED, 'akun-diretas'],
      ['anu gimana ya', 'tertekan-atasan'],
    ] as const) {
      expect(['depends', 'clarify']).toContain(ruled(text).decision.outcome)
      const draft = readAs(text, entry)
      expect(draft.decision.outcome).toBe('handoff')
      expect(draft.mind).toEqual({ kind: 'alarms', entry })
    }
  })

  it('is no reason to withhold an open answer that sounds like nothing of the kind: the doubt is said', () => {
    const draft = readAs(RALLY, 'akun-diretas')
    expect(draft.decision.outcome).toBe('depends')
    expect(draft.mind).toEqual({ kind: 'doubts' })
  })

  it('keeps a firm answer, with the doubt said and a human offered', () => {
    const { answer: given } = answeredWith(asked(TEAM), task => readingOf('tertekan-atasan', task.text))
    expect(given.findings[0]?.outcome).toBe('forbidden')
    expect(given.findings[0]?.offersOfficer).toBe(true)
  })
})

describe('facts', () => {
  const RESMI = 'boleh ga jadi tim sukses calon bupati? calonnya sudah resmi ditetapin KPU'

  it('that the rules did not read tell what the verdict leads to, and nothing else', () => {
    const before = ruled(RESMI)
    const draft = told(RESMI, { facts: [{ fact: 'stage:after', words: ['sudah resmi ditetapin KPU'] }] })
    expect(before.facts.stage).toBeNull()
    expect(draft.supposed.stage).toBe('after')
    expect(draft.facts).toEqual(before.facts)
    expect(draft.decision).toEqual(before.decision)
    expect(draft.citations).toEqual(before.citations)
    expect(draft.layer.first).not.toBe(before.layer.first)
  })

  it.each([
    ['is shown by words that do not say it', RESMI, 'stage:before', 'calonnya sudah resmi'],
    ['is denied', `${TEAM} ini bukan masa tenang`, 'stage:quiet', 'masa tenang'],
    ['is that of another', `${TEAM} bapak saya eselon II`, 'status:PNS', 'eselon II'],
    ['would free from the law', `${TEAM} saya tenaga lepas`, 'status:non-asn', 'saya tenaga lepas'],
    ['is known otherwise', `saya PPPK, ${RALLY} kata orang eselon III beda`, 'status:PNS', 'eselon III'],
  ] as const)('are not taken where one %s', (_, text, fact, shown) => {
    const draft = told(text, { facts: [{ fact, words: [shown] }] })
    expect(draft.supposed).toEqual(draft.facts)
  })
})

describe('a story with several questions', () => {
  const OWN = 'Bolehkah saya jadi tim sukses calon bupati?'
  const STORY = `Saya guru PNS. ${OWN} Bagaimana cara mengajukan keberatan atas hukuman disiplin?`
  /** The sentences of a question as the model sees them. */
  const sentencesOf = ({ text }: ReadTask): readonly string[] => text.split(/(?<=[.?!])\s+/)
  const heardIn = (text: string, splitsOf: (task: ReadTask) => readonly string[]): readonly Draft[] =>
    answeredWith(asked(text), task => ({ entries: [], facts: [], splits: splitsOf(task) })).drafts
  const outcomes = (drafts: readonly Draft[]) => drafts.map(d => d.decision.outcome)
  const second = (task: ReadTask): string => sentencesOf(task)[1] ?? ''

  it('is answered in all that a model heard, each by the rules, for the same asker', () => {
    const drafts = heardIn(STORY, task => [second(task)])
    expect(outcomes(drafts)).toEqual(['information', 'forbidden'])
    expect(drafts[1]?.ask.said).toEqual([OWN])
    expect(drafts[1]?.facts.status).toBe('PNS')
  })

  it.each([
    ['words that it does not hold', () => ['Bolehkah saya jadi timses calon itu?']],
    ['half a sentence', (task: ReadTask) => [second(task).slice('Bolehkah saya '.length)]],
    ['what puts no question', (task: ReadTask) => [sentencesOf(task)[0] ?? '']],
    ['the whole of it', (task: ReadTask) => [task.text]],
    ['nothing', () => ['']],
  ])('is not answered for %s', (_, splitsOf) => {
    expect(outcomes(heardIn(STORY, splitsOf))).toEqual(['information'])
  })

  it('is not turned around by what is torn out of a denial', () => {
    const text =
      'saya tidak jadi tim sukses kan, apakah ikut konvoi paslon. Bagaimana cara mengajukan keberatan atas hukuman disiplin?'
    const torn = heardIn(text, task => [task.text.slice(task.text.indexOf('jadi'), task.text.indexOf(','))])
    expect(outcomes(torn)).toHaveLength(1)
  })

  it('is heard in each of its words once, and in three parts at most', () => {
    const [draft] = heardIn(STORY, task => [second(task), sentencesOf(task).slice(0, 2).join(' '), second(task)])
    expect(draft?.splits).toEqual([OWN])
    const many = Array.from({ length: 5 }, (_, i) => `Apakah boleh saya ikut acara paslon hari ${i}?`).join(' ')
    expect(heardIn(many, sentencesOf)[0]?.splits.length).toBeLessThanOrEqual(3)
  })

  it('gets no second answer that permits, and none on what the first has taken into account', () => {
    const harmless = `${STORY} Bolehkah saya menyapa tetangga di jalan?`
    const permitted = heardIn(harmless, task => [sentencesOf(task).at(-1) ?? ''])
    for (const outcome of outcomes(permitted).slice(1)) expect(traitOf(outcome).permits).toBe(false)
    const asked = 'saya diminta data pegawai sama timses, saya bingung. bolehkah saya kasih datanya'
    expect(outcomes(heardIn(asked, task => [sentencesOf(task)[1] ?? '']))).toEqual(['forbidden'])
  })
})

describe('what is asked', () => {
  it('names the principles first and always in the same order, then what the rules consider', () => {
    const [one, other] = [taskOf(TEAM), taskOf(RALLY)]
    const principles = edition.sources.principles.length - 2
    expect(one?.entries.slice(0, principles)).toEqual(other?.entries.slice(0, principles))
    expect(one?.entries.length).toBeLessThanOrEqual(130)
    expect(new Set(one?.entries.map(e => e.id)).size).toBe(one?.entries.length)
  })

  it('has a key of its own for other words and another place, and the same for the same', () => {
    const keys = [TEAM, RALLY, `${TEAM} `].map(t => taskOf(t)?.key)
    expect(new Set(keys).size).toBe(3)
    expect(taskOf(TEAM)?.key).toBe(keys[0])
  })

  it.each([
    'halo',
    'saya guru PPPK',
    'isi pasal 5 huruf n angka 5 pp 94 tahun 2021 apa?',
    'siapa calon yang paling bagus?',
    'atasan ngancem mindahin sy kalau ga ikut dukung petahana, sy takut, tolong',
    '',
    '???',
  ])('is nothing for: %s', text => {
    expect(taskOf(text)).toBeUndefined()
  })

  it('is nothing new when no reading may be asked for, and what was told before still counts', () => {
    const task = taskOf(TEAM)
    if (task === undefined) throw new Error('nothing was asked')
    const told = [{ key: task.key, reading: readingOf('hak-pilih', task.text), wording: null }]
    const ask = asked(TEAM)
    const silent = first(answer(edition, words, { ...ask, consulting: { reads: false, words: false, told: [] } }).drafts)
    expect([silent.wants, silent.mind, silent.marks]).toEqual([[], null, []])
    const known = first(answer(edition, words, { ...ask, consulting: { reads: false, words: false, told } }).drafts)
    expect(known.mind).toEqual({ kind: 'doubts' })
  })

  it('that was told as nothing is answered by the rules, and counted as silence', () => {
    const [draft] = answeredWith(asked(TEAM), () => null).drafts
    expect(draft?.marks).toEqual(['silent'])
    expect(draft?.layer).toEqual(ruled(TEAM).layer)
  })
})

describe('what was settled before', () => {
  it('is applied again without asking', () => {
    const { draft } = answerPart(edition, words, asked(DUTIFUL), 0, [], { kind: 'hangs', entry: 'pasangan-calon' })
    expect(draft.decision.outcome).toBe('depends')
    expect(draft.wants).toEqual([])
    expect(draft.marks).toEqual([])
  })

  it.each([
    [DUTIFUL, { kind: 'hangs', entry: 'hak-pilih' }],
    [DUTIFUL, { kind: 'hangs', entry: 'gone' }],
    [DUTIFUL, { kind: 'leads', entry: 'ditanya-wartawan' }],
    [DUTIFUL, { kind: 'alarms', entry: 'tertekan-atasan' }],
    [MISQUOTED, { kind: 'leads', entry: 'gone' }],
    [MISQUOTED, { kind: 'alarms', entry: 'jadi-tim' }],
    [MISQUOTED, { kind: 'doubts' }],
    ['halo', { kind: 'doubts' }],
  ] as const)('holds no more when the rules answer otherwise by now: %s %o', (text, mind) => {
    const { draft, finding } = answerPart(edition, words, asked(text), 0, [], mind)
    expect(draft.mind).toBeNull()
    expect(finding).toEqual(answerPart(edition, words, asked(text), 0, []).finding)
  })
})
