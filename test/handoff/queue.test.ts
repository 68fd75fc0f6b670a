import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aheadOf,
  type Consultation,
  isSilent,
  lineOf,
  medianWait,
  newCodeName,
  overdue,
  parseCodeNames,
  reminded,
  type Signs,
  saysToday,
  urgencyOf,
  waitKind,
  waitsOf,
} from '../../src/handoff/handoff.ts'
import { consultation, holidays, prompt, team, wita } from './sample.ts'

const waiting = (id: string, rank: number, changed: Partial<Consultation> = {}): Consultation =>
  consultation({ id, rank, ...changed })

describe('the line', () => {
  it('has urgent ones first, then who came first', () => {
    const all = [waiting('late', 9), waiting('first', 1), waiting('urgent', 12, { urgency: 'urgent' }), waiting('then', 5)]
    expect(lineOf(all, 'kab').map(c => c.id)).toEqual(['urgent', 'first', 'then', 'late'])
  })

  it('holds nobody who is with an officer or with another team', () => {
    const all = [waiting('a', 1, { state: 'claimed', holder: 'h' }), waiting('b', 2, { team: 'prov' }), waiting('c', 3)]
    expect(lineOf(all, 'kab').map(c => c.id)).toEqual(['c'])
  })

  it('tells each how many stand before them, and nobody else', () => {
    const all = [waiting('a', 1), waiting('b', 2), waiting('c', 3, { urgency: 'urgent' })]
    expect(all.map(c => aheadOf(c, all))).toEqual([1, 2, 0])
    expect(aheadOf(waiting('d', 0, { state: 'answered' }), all)).toBeNull()
  })

  it('gives everybody a place of their own', () => {
    const some = fc.record({ rank: fc.nat({ max: 3 }), urgency: fc.constantFrom('urgent' as const, 'normal' as const) })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), list => {
        const all = list.map(({ rank, urgency }, n) => waiting(`c${n}`, rank, { urgency }))
        expect(all.map(c => aheadOf(c, all)).toSorted((a, b) => (a ?? 0) - (b ?? 0))).toEqual(all.map((_, n) => n))
      }),
    )
  })
})

describe('urgent', () => {
  const signs = (changed: Partial<Signs>): Signs => ({
    situation: null,
    kinds: new Set(),
    stage: null,
    isToday: false,
    ...changed,
  })

  it('is who is threatened or in despair', () => {
    expect(urgencyOf(signs({ situation: 'diancam' }))).toBe('urgent')
    expect(urgencyOf(signs({ situation: 'putus-asa' }))).toBe('urgent')
    expect(urgencyOf(signs({ kinds: new Set(['trouble.threat.job']) }))).toBe('urgent')
  })

  it('is who is examined today, not who is some day', () => {
    expect(urgencyOf(signs({ situation: 'diperiksa', isToday: true }))).toBe('urgent')
    expect(urgencyOf(signs({ situation: 'diperiksa' }))).toBe('normal')
    expect(urgencyOf(signs({ situation: 'like-akun-pemenangan', isToday: true }))).toBe('normal')
  })

  it('is everybody on polling day', () => {
    expect(urgencyOf(signs({ stage: 'polling' }))).toBe('urgent')
    expect(urgencyOf(signs({ stage: 'campaign' }))).toBe('normal')
  })

  it('hears that it is today', () => {
    for (const text of ['saya dipanggil hari ini', 'Siang ini diperiksa', 'nanti sore sidangnya', 'besok pagi jam 8'])
      expect(saysToday(text)).toBe(true)
    for (const text of ['minggu depan', 'kemarin', 'harian', 'sekarangnya']) expect(saysToday(text)).toBe(false)
  })

  it('names situations that the knowledge has', async () => {
    const { edition } = await import('../edition.ts')
    const known = new Set(edition.entries.keys())
    for (const id of ['diancam', 'putus-asa', 'diperiksa', 'surat-panggilan', 'absen-panggilan-pertama', 'absen-panggilan-kedua'])
      expect(known).toContain(id)
  })
})

describe('the expected wait', () => {
  it('is what half of them waited at most', () => {
    expect(
      medianWait([
        { hours: 1, n: 6 },
        { hours: 2, n: 3 },
        { hours: 30, n: 3 },
      ]),
    ).toBe(1)
    expect(
      medianWait([
        { hours: 5, n: 4 },
        { hours: 2, n: 4 },
        { hours: 3, n: 4 },
      ]),
    ).toBe(3)
  })

  it('is not told from too few figures', () => {
    expect(medianWait([])).toBeNull()
    expect(medianWait([{ hours: 1, n: 9 }])).toBeNull()
  })

  it('is counted in office hours: a weekend is no wait', () => {
    const kind = waitKind(team('kab'), wita('2026-11-20T15:00'), wita('2026-11-23T09:00'), holidays)
    expect(kind).toEqual(['wait', 'kab', 2])
  })

  it('is read from what was counted of this team alone, with or without the day', () => {
    const tallies = [
      { key: JSON.stringify(['wait', 'kab', 3]), n: 2 },
      { key: JSON.stringify(['2026-11-17', 'wait', 'kab', 4]), n: 5 },
      { key: JSON.stringify(['wait', 'prov', 9]), n: 7 },
      { key: JSON.stringify(['answer', 'e', 'forbidden', null, null]), n: 7 },
    ]
    expect(waitsOf(tallies, 'kab')).toEqual([
      { hours: 3, n: 2 },
      { hours: 4, n: 5 },
    ])
  })
})

describe('a missed promise', () => {
  const at = (moment: string, c: Consultation): string => overdue(c, team('kab'), wita(moment), holidays)

  it('is a reminder first, and once', () => {
    expect(at('2026-11-16T13:00', consultation())).toBe('nothing')
    expect(at('2026-11-16T14:00', consultation())).toBe('remind')
    expect(at('2026-11-16T15:00', reminded(consultation()))).toBe('nothing')
  })

  it('goes to the team above when as many office hours passed again', () => {
    expect(at('2026-11-17T09:00', reminded(consultation()))).toBe('nothing')
    expect(at('2026-11-17T10:00', reminded(consultation()))).toBe('escalate')
  })

  it('takes nothing from the officer who holds it', () => {
    const held = consultation({ state: 'claimed', holder: 'h' })
    expect(at('2026-11-20T10:00', held)).toBe('remind')
    expect(at('2026-11-20T10:00', reminded(held))).toBe('nothing')
  })

  it('is none where nothing was promised', () => {
    expect(at('2026-11-20T10:00', consultation({ promisedBy: null }))).toBe('nothing')
    expect(at('2026-11-20T10:00', consultation({ state: 'closed' }))).toBe('nothing')
  })
})

describe('silence', () => {
  const days = { answered: 7, other: 30 }

  it('ends an answered one sooner than one that waits, and nothing that is over', () => {
    const on = '2026-11-23'
    expect(isSilent(consultation({ state: 'answered' }), on, days)).toBe(true)
    expect(isSilent(consultation({ state: 'answered' }), '2026-11-22', days)).toBe(false)
    expect(isSilent(consultation(), on, days)).toBe(false)
    expect(isSilent(consultation(), '2026-12-16', days)).toBe(true)
    expect(isSilent(consultation({ state: 'closed' }), '2027-12-16', days)).toBe(false)
  })
})

describe('code names', () => {
  const words = parseCodeNames(prompt('codenames.id.txt'))

  it('are made of many things and many gentle qualities', () => {
    expect(words.things.length).toBeGreaterThanOrEqual(120)
    expect(words.qualities.length).toBeGreaterThanOrEqual(80)
    for (const word of [...words.things, ...words.qualities]) expect(word).toMatch(/^[a-z]{3,12}$/)
  })

  it('are no names of people', () => {
    const names = new Set(prompt('names.id.txt').split('\n'))
    expect([...words.things, ...words.qualities].filter(w => names.has(w))).toEqual([])
  })

  it('show no sign, colour or word of a party', () => {
    const partisan =
      'banteng garuda gajah matahari mawar beringin bintang bulan padi kapas rajawali kabah bola bumi merah kuning hijau biru putih hitam ungu jingga adil sejahtera demokrat amanat nurani karya gerakan perubahan persatuan kebangkitan gelora gelombang buruh bersatu merdeka bersih peduli'.split(
        ' ',
      )
    expect([...words.things, ...words.qualities].filter(w => partisan.includes(w))).toEqual([])
  })

  it('are two words, and none that is in use', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 200 }), chances => {
        const taken = new Set<string>()
        for (const c of chances) {
          const name = newCodeName(words, taken, () => c)
          expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
          expect(taken).not.toContain(name)
          taken.add(name)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('come a second time rather than not at all', () => {
    const two = { things: ['embun'], qualities: ['teduh'] }
    expect(newCodeName(two, new Set(['Embun Teduh']), () => 0.5)).toBe('Embun Teduh')
  })
})
