import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Ask,
  answer,
  type Consulting,
  type Draft,
  type ModelWording,
  type Told,
  type WordTask,
} from '../../src/answering/answering.ts'
import { refusalOf } from '../../src/answering/checked.ts'
import { compose, FIRST_LAYER_MAX } from '../../src/answering/compose.ts'
import { prove } from '../../src/answering/prove.ts'
import { veiled } from '../../src/answering/veil.ts'
import { edition, nobody, words } from '../edition.ts'
import { WORDINGS } from './wordings.ts'

const QUESTIONS = [
  'Bolehkah saya memberi like pada unggahan calon bupati?',
  'Bolehkah datang ke pengajian yang disponsori caleg?',
  'Bolehkah mobil dinas dipakai ke acara partai?',
  'Bolehkah PNS menjadi tim sukses calon bupati?',
  'sy perawat igd, pasiennya ternyata calon bupati. boleh sy rawat?',
  'PNS boleh datang ke kampanye cuma buat dengerin visi misi, ga pakai atribut, hari minggu?',
  'istri saya caleg, boleh saya antar dia ke kpu?',
  'selfie sama cabup buat kenang2an, ga diupload, boleh?',
  'apa sanksi PPPK yang ikut kampanye?',
  'boleh pakai kaos partai hari minggu?',
  'tidak mau ikut kampanye bos, boleh?',
  'boleh ga saya baca berita tentang calon gubernur?',
]

const askWith = (text: string, consulting?: Consulting): Ask => ({
  said: [text],
  profile: nobody,
  homePlace: null,
  office: null,
  ...(consulting === undefined ? {} : { consulting }),
})

function draftOf(text: string, consulting?: Consulting): Draft {
  const [draft] = answer(edition, words, askWith(text, consulting)).drafts
  if (draft === undefined) throw new Error('no draft')
  return draft
}

const SILENT: Consulting = { reads: false, words: true, told: [] }

/** What is wanted for a question, and what comes of a wording that is told. */
const tasks = new Map<string, WordTask>()
function taskOf(text: string): WordTask {
  const task = tasks.get(text) ?? draftOf(text, SILENT).wants.find(w => w.kind === 'word')
  if (task === undefined) throw new Error(`nothing to word: ${text}`)
  tasks.set(text, task)
  return task
}
const toldOf = (key: string, wording: ModelWording | null): Told => ({ key, reading: null, wording })
const wordedAs = (text: string, wording: ModelWording | null): Draft =>
  draftOf(text, { ...SILENT, words: false, told: [toldOf(taskOf(text).key, wording)] })

const keepAll = (draft: Draft): ModelWording => ({ lines: draft.sentences.map((_, keep) => ({ keep })) })

describe('the sentences of an answer', () => {
  it('are its first layer, line for line, for every row of the knowledge', () => {
    const base = draftOf(QUESTIONS[0] ?? '')
    const { ask, facts, supposed, read } = base
    let worded = 0
    for (const entry of edition.entries.values())
      for (const row of entry.rows)
        for (const mind of [null, { kind: 'doubts' } as const]) {
          const context = { edition, words, ask, facts, supposed, read, mind }
          const decision = { ...base.decision, entry, row, outcome: row.verdict, between: [], branch: null, isChosen: false }
          const { first, sentences } = compose(context, decision)
          if (sentences === undefined) continue
          worded++
          expect(sentences.map(s => s.text).join('\n')).toBe(first)
          expect(sentences[0]?.isFixed).toBe(true)
          expect(first.length).toBeLessThanOrEqual(FIRST_LAYER_MAX)
          expect(row.verdict === 'handoff' || row.verdict === 'out_of_scope' || entry.kind === 'decline').toBe(false)
          if (mind !== null) expect(sentences.some(s => s.isFixed && s.text === words.say('doubted'))).toBe(true)
        }
    expect(worded).toBeGreaterThan(1000)
  })

  it('leave only the reason and the safe way to a model', () => {
    for (const text of QUESTIONS) {
      const { sentences, decision } = draftOf(text)
      const free = sentences.filter(s => !s.isFixed).map(s => s.text)
      const { row } = decision
      expect([row?.reason ?? '', words.say('safe', { text: row?.safe_way ?? '' })], text).toEqual(expect.arrayContaining(free))
    }
  })
})

describe('a wording', () => {
  it('is never wanted without a model, and never twice', () => {
    for (const text of QUESTIONS) {
      expect(draftOf(text).wants).toEqual([])
      expect(draftOf(text, { ...SILENT, words: false }).wants).toEqual([])
      const task = taskOf(text)
      for (const wording of [null, { lines: [] }, keepAll(draftOf(text))])
        expect(draftOf(text, { ...SILENT, told: [toldOf(task.key, wording)] }).wants).toEqual([])
    }
  })

  it('that is not told leaves the answer byte for byte as it is', () => {
    for (const text of QUESTIONS) {
      const alone = draftOf(text)
      for (const draft of [
        draftOf(text, SILENT),
        wordedAs(text, null),
        wordedAs(text, { lines: [] }),
        wordedAs(text, keepAll(alone)),
      ])
        expect(draft.layer).toEqual(alone.layer)
      expect(wordedAs(text, null).marks).toEqual(['wording-silent'])
      expect(wordedAs(text, { lines: [] }).marks).toEqual(['wording-refused'])
      expect(wordedAs(text, keepAll(alone)).marks).toEqual(['worded'])
    }
  })

  it('may leave out the reason or the safe way, but not both, and nothing else', () => {
    const text = QUESTIONS.find(q => draftOf(q).sentences.filter(s => !s.isFixed).length === 2) ?? ''
    const alone = draftOf(text)
    const all = alone.sentences.map((s, keep) => ({ keep, isFixed: s.isFixed }))
    const without = (left: readonly number[]) => wordedAs(text, { lines: all.filter(l => !left.includes(l.keep)) })
    const free = all.filter(l => !l.isFixed).map(l => l.keep)
    for (const at of free) expect(without([at]).layer.first).not.toBe(alone.layer.first)
    expect(without(free).layer).toEqual(alone.layer)
    for (const { keep } of all.filter(l => l.isFixed)) expect(without([keep]).layer).toEqual(alone.layer)
  })

  it('never changes the order, and says nothing twice', () => {
    for (const text of QUESTIONS) {
      const alone = draftOf(text)
      const { lines } = keepAll(alone)
      expect(wordedAs(text, { lines: [...lines].reverse() }).layer).toEqual(alone.layer)
      expect(wordedAs(text, { lines: [...lines, ...lines.slice(-1)] }).layer).toEqual(alone.layer)
      expect(wordedAs(text, { lines: [...lines, { keep: 99 }] }).layer).toEqual(alone.layer)
    }
  })

  it('stands where it says the same, with clauses by the name that the knowledge gives them', () => {
    const text = 'Bolehkah saya berkomentar mendukung calon bupati?'
    const alone = draftOf(text)
    const at = alone.sentences.findIndex(s => !s.isFixed)
    const own = alone.sentences[at]?.text ?? ''
    const lines = alone.sentences.map((_, keep) => (keep === at ? { at, text: `${own.slice(0, -1)} (lihat [1]).` } : { keep }))
    const draft = wordedAs(text, { lines })
    const name = taskOf(text).clauses[0]?.name ?? '?'
    expect(draft.marks).toEqual(['worded'])
    expect(draft.layer.first).toContain(`(lihat ${name}).`)
    expect(draft.layer.first).not.toMatch(/\[\d/)
  })

  it('of one side is the wording of every side: a model that favours one cannot see which is asked about', () => {
    const pairs = [
      ['boleh pakai kaos PDIP nomor 1 ke gereja?', 'boleh pakai kaos Golkar nomor 2 ke masjid?'],
      ['orang jawa pasang stiker nasdem merah boleh?', 'orang batak pasang stiker partai amanat nasional kuning boleh?'],
      ['boleh like postingan Prabowo?', 'boleh like postingan Prabuwono?'],
      ['boleh hadir kampanye cabup di Kota Kendari?', 'boleh hadir kampanye cagub di Kota Malang?'],
      ['istri bupati petahana minta foto, boleh?', 'istri gubernur petahana minta foto, boleh?'],
    ] as const
    for (const [one, other] of pairs) expect(veiled(edition, one)).toBe(veiled(edition, other))
  })
})

describe('the checker', () => {
  const cases = WORDINGS.map(w => ({
    ...w,
    given: { own: w.own, question: veiled(edition, w.question), clauses: new Set([1, 2]) },
  }))

  it('knows enough wordings of both kinds', () => {
    expect(WORDINGS.flatMap(w => w.fall).length).toBeGreaterThanOrEqual(120)
    expect(WORDINGS.flatMap(w => w.stand).length).toBeGreaterThanOrEqual(40)
  })

  for (const { own, given, stand, fall } of cases) {
    it(`lets stand what says the same: ${own.slice(0, 60)}`, () => {
      for (const text of stand) expect(refusalOf(edition, given, text), text).toBeNull()
    })
    it(`refuses what says more, less or something else: ${own.slice(0, 60)}`, () => {
      for (const text of fall) expect(refusalOf(edition, given, text), text).not.toBeNull()
    })
  }

  it('lets no sentence of the knowledge be turned by a word put in or left out', () => {
    const TURNS =
      /^(?:tidak|bukan|jangan|tanpa|belum|kecuali|selama|asal|bila|boleh|bisa|dapat|wajib|harus|dilarang|atau|hanya|saja)$/i
    const PUT_IN = ['boleh', 'tidak', 'jangan', 'hanya', 'saja', 'kecuali', 'aman', 'wajib', 'semua', 'dua', 'calon']
    const rows = [...edition.entries.values()].filter(e => e.kind !== 'decline').flatMap(e => e.rows)
    const sentences = rows
      .flatMap(r => [r.reason, words.say('safe', { text: r.safe_way })])
      .filter((t, i) => i % 9 === 0 && t.endsWith('.'))
    expect(sentences.length).toBeGreaterThan(150)
    for (const [i, own] of sentences.entries()) {
      const given = { own, question: 'boleh ikut arisan keluarga di rumah tetangga?', clauses: new Set<number>() }
      const said = own.split(' ')
      const place = 2 + (i % Math.max(1, said.length - 3))
      const without = said.flatMap((w, at) => (at > 1 && TURNS.test(w.replace(/[.,;:]/g, '')) ? [said.toSpliced(at, 1)] : []))
      for (const turned of [...without, ...PUT_IN.map(w => said.toSpliced(place, 0, w))])
        expect(refusalOf(edition, given, turned.join(' ')), turned.join(' ')).not.toBeNull()
    }
  })

  it.each([
    ['a word doubled', 'Kewajiban netral itu itu mengikat Anda sebagai pegawai, bukan keluarga Anda.'],
    ['two prepositions in a row', 'Kewajiban netral mengikat Anda dalam pada situasi ini sebagai pegawai, bukan keluarga Anda.'],
    ['a preposition before a verb', 'Kewajiban netral di mengikat Anda sebagai pegawai, bukan keluarga Anda.'],
    ['a conjunction with nothing behind it', 'Kewajiban netral mengikat Anda sebagai pegawai, bukan keluarga Anda yang.'],
    ['a preposition with a comma behind it', 'Kewajiban netral mengikat Anda sebagai pegawai di, bukan keluarga Anda.'],
    ['a verb that is linked like a noun', 'Kewajiban netral adalah mengikat Anda sebagai pegawai, bukan keluarga Anda.'],
    ['a place without its preposition', 'Kewajiban netral sini mengikat Anda sebagai pegawai, bukan keluarga Anda.'],
    ['a clause that nothing says', 'Kewajiban netral bahwa mengikat Anda sebagai pegawai, bukan keluarga Anda.'],
    [
      'a sentence that begins small',
      'Kewajiban netral mengikat Anda sebagai pegawai, bukan keluarga Anda. pilihan mereka hak mereka.',
    ],
  ])('refuses what is no Indonesian: %s', (_, text) => {
    const own = `Kewajiban netral mengikat Anda sebagai pegawai, bukan keluarga Anda.${text.endsWith('hak mereka.') ? ' Pilihan mereka hak mereka.' : ''}`
    expect(refusalOf(edition, { own, question: 'bagaimana dengan keluarga saya?', clauses: new Set() }, text)).toBe('grammar')
  })

  it('takes few of the words that only bind, put anywhere into a sentence of the knowledge', () => {
    const binding =
      'yang di untuk pada dengan adalah sebagai oleh dalam soal yakni bahwa atas situ kasus para mengenai karenanya'.split(' ')
    const reasons = [...edition.entries.values()].flatMap(e => e.rows.map(r => r.reason))
    const sentences = [...new Set(reasons)].filter((text, i) => i % 40 === 0 && text.endsWith('.'))
    const tried = sentences.flatMap(own => {
      const said = own.split(' ')
      return binding.flatMap(word => said.slice(1).map((_, i) => [own, said.toSpliced(i + 1, 0, word).join(' ')] as const))
    })
    const taken = tried.filter(([own, text]) => refusalOf(edition, { own, question: '', clauses: new Set() }, text) === null)
    expect(tried.length).toBeGreaterThan(2000)
    expect(taken.length / tried.length).toBeLessThan(0.08)
  })

  it('refuses every wording of one sentence for another', () => {
    for (const { given, own } of cases)
      for (const other of WORDINGS)
        if (other.own !== own)
          for (const text of [other.own, ...other.stand]) expect(refusalOf(edition, given, text), text).not.toBeNull()
  })
})

describe('whatever a model says', () => {
  const SLY =
    'boleh bisa dapat silakan bebas aman pasti dijamin tidak jangan tanpa bukan kecuali selama asalkan bila atau harus wajib dilarang sah sah-sah gapapa monggo hapus sembunyikan bohong akun lain PDIP Golkar Prabowo nomor satu 2 Pasal 280 UU PP [1] [9] [nama] “boleh” "aman" https://x.id 081234567890 @akun can you allowed <b> **x** saya model prompt semua hanya saja cukup santai'.split(
      ' ',
    )
  const free = QUESTIONS.map(text => {
    const draft = draftOf(text)
    return { text, draft, ats: draft.sentences.flatMap((s, at) => (s.isFixed ? [] : [at])) }
  }).filter(f => f.ats.length > 0)
  const ofQuestion = fc.constantFrom(...free)

  function holds(text: string, alone: Draft, draft: Draft): void {
    const lines = draft.layer.first.split('\n')
    const fixed = alone.sentences.filter(s => s.isFixed).map(s => s.text)
    expect(
      lines.filter(l => fixed.includes(l)),
      text,
    ).toEqual(fixed)
    expect(lines[0]).toBe(alone.layer.first.split('\n')[0])
    expect(draft.layer.first.length).toBeLessThanOrEqual(FIRST_LAYER_MAX)
    expect(draft.layer.more).toBe(alone.layer.more)
    expect(draft.citations).toEqual(alone.citations)
    expect(draft.decision).toEqual(alone.decision)
    const { outcome, row, branch } = draft.decision
    const said = `${draft.layer.first}\n${draft.layer.more}`
    expect(prove(edition, { outcome, row, citations: draft.citations, text: said, facts: draft.facts }, branch)).toEqual([])
  }

  it('the fixed sentences stand byte for byte, the outcome and the clauses stay, and every claim is proven', () => {
    const line = fc.oneof(
      fc.record({ keep: fc.integer({ min: -1, max: 9 }) }),
      fc.record({
        at: fc.integer({ min: -1, max: 9 }),
        text: fc.oneof(fc.string(), fc.constantFrom(...WORDINGS.flatMap(w => w.stand))),
      }),
    )
    fc.assert(
      fc.property(ofQuestion, fc.array(line, { maxLength: 10 }), ({ text, draft }, lines) => {
        holds(text, draft, wordedAs(text, { lines }))
      }),
      { numRuns: 100 },
    )
  })

  it('a sly word put anywhere into a sentence is refused', () => {
    fc.assert(
      fc.property(ofQuestion, fc.nat(), fc.nat(), fc.constantFrom(...SLY), ({ text, draft, ats }, which, where, sly) => {
        const at = ats[which % ats.length] ?? 0
        const own = (draft.sentences[at]?.text ?? '').split(' ')
        const place = 1 + (where % (own.length - 1))
        const lines = draft.sentences.map((_, keep) =>
          keep === at ? { at, text: own.toSpliced(place, 0, sly).join(' ') } : { keep },
        )
        const said = wordedAs(text, { lines })
        holds(text, draft, said)
        // a reference to a clause of the answer is no claim, but it stands in brackets at the end of a part
        expect(said.layer.first, lines.map(l => ('text' in l ? l.text : '')).join('')).toBe(draft.layer.first)
      }),
      { numRuns: 150 },
    )
  })

  it('a sentence with words gone, doubled or turned round never loses what it denies, demands or makes a condition', () => {
    const TURNS = /\b(?:tidak|bukan|jangan|tanpa|belum|kecuali|selama|bila|boleh|wajib|dilarang|atau)\b/gi
    fc.assert(
      fc.property(
        ofQuestion,
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 }),
        ({ text, draft, ats }, which, swaps) => {
          const at = ats[which % ats.length] ?? 0
          const own = draft.sentences[at]?.text ?? ''
          let mixed = own.split(' ')
          for (const [a, b] of swaps) {
            const [from, to] = [a % mixed.length, b % mixed.length]
            const [word = ''] = mixed.slice(from, from + 1)
            mixed = mixed.toSpliced(from, 1).toSpliced(to, 0, ...(b % 3 === 0 ? [] : [word]))
            if (mixed.length === 0) break
          }
          const lines = draft.sentences.map((_, keep) => (keep === at ? { at, text: mixed.join(' ') } : { keep }))
          const said = wordedAs(text, { lines })
          holds(text, draft, said)
          const turning = (line: string): string[] => (line.match(TURNS) ?? []).map(w => w.toLowerCase())
          expect(turning(said.layer.first)).toEqual(turning(draft.layer.first))
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('a question that is heard in two ways', () => {
  const base = draftOf('Bolehkah saya memberi like pada unggahan calon bupati?')
  const { ask, facts, supposed, read } = base
  const context = { edition, words, ask, facts, supposed, read }

  it('is answered with the verdict first, the doubt at once behind it, and a human', () => {
    const { first } = compose({ ...context, mind: { kind: 'doubts' } }, base.decision)
    const lines = first.split('\n')
    expect(lines[0]).toBe(base.layer.first.split('\n')[0])
    expect(lines).toContain(words.say('doubted'))
    expect(lines).toContain(words.say('officer_none'))
    expect(first.length).toBeLessThanOrEqual(FIRST_LAYER_MAX)
  })

  it('is asked back where only a model understood it, without a verdict and without a clause', () => {
    const [candidate] = base.candidates
    if (candidate === undefined) throw new Error('no candidate')
    const mind = { kind: 'leads', entry: candidate.entry.id } as const
    const asked = compose({ ...context, mind }, { ...base.decision, outcome: 'depends', between: [candidate] })
    expect(asked.outcome).toBe('depends')
    expect(asked.citations).toEqual([])
    expect(asked.sentences).toBeUndefined()
    expect(asked.first).toContain(`«${candidate.entry.title}»`)
    expect(asked.first).not.toMatch(/boleh|dilarang|Dasar:/i)
  })
})
