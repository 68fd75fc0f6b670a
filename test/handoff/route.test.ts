import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Office, officeIn, officesFor, routeFor, type Team, teamAbove, transferTargets } from '../../src/handoff/handoff.ts'
import { consultation, lineageOf, team } from './sample.ts'

const kab = team('kab')
const kota = team('kota', { place: '74.71' })
const prov = team('prov', { place: '74' })
const country = team('pusat', { place: 'ID' })
const unit = (id: string, name: string, names: readonly string[] = [], place = '74.03'): Team =>
  team(id, { kind: 'unit', name, names, place })
const disdik = unit('disdik', 'Dinas Pendidikan dan Kebudayaan')

const office = (writers: Readonly<Record<string, number>>, teams: readonly Team[] = [kab, kota, prov, disdik]): Office => ({
  teams,
  lineageOf,
  writers: new Map(Object.entries(writers)),
  k: 20,
})

const routed = (place: string | null, from: Office, avoids: string | null = null): unknown => {
  const found = routeFor({ place, avoids }, from)
  return found.kind === 'routed' ? [found.team.id, found.region] : found.why
}

describe('who receives a consultation', () => {
  it("is the permanent team of the asker's place when enough have written from there", () => {
    expect(routed('74.03', office({ '74.03': 20 }))).toEqual(['kab', '74.03'])
  })

  it('is the team above when too few have: whoever asks must not be one of a handful', () => {
    expect(routed('74.03', office({ '74.03': 19, '74.71': 1 }))).toEqual(['prov', '74'])
  })

  it('is the topmost team when even the province has too few, and it learns no region', () => {
    expect(routed('74.03', office({ '74.03': 3 }))).toEqual(['prov', null])
    expect(routed('74.03', office({ '74.03': 3, '32.01': 500 }, [kab, prov, country]))).toEqual(['pusat', null])
  })

  it('is the only team there is for somebody who told no place', () => {
    expect(routed(null, office({}, [kab]))).toEqual(['kab', null])
    expect(routed(null, office({}, [kab, kota]))).toBe('elsewhere')
  })

  it('is never a unit team, nor one that has closed', () => {
    expect(routed('74.03', office({ '74.03': 50 }, [disdik]))).toBe('no-team')
    expect(routed('74.03', office({ '74.03': 50 }, [{ ...kab, isActive: false }, prov]))).toEqual(['prov', '74.03'])
  })

  it('is the team above when the excluded office is the team itself, which is not told by the region', () => {
    expect(routed('74.03', office({ '74.03': 50 }), 'kab')).toEqual(['prov', '74'])
  })

  it('is nobody, and said so, when only the excluded office is left', () => {
    expect(routed('74.03', office({ '74.03': 50 }, [kab]), 'kab')).toBe('excluded')
  })

  it('stays the same when a unit team is excluded: nobody sees that one was', () => {
    expect(routed('74.03', office({ '74.03': 50 }), 'disdik')).toEqual(routed('74.03', office({ '74.03': 50 })))
  })
})

describe('any route', () => {
  const places = ['74.03', '74.71', '74', '32.01', '32', 'ID']
  const anyOffice = fc
    .record({
      writers: fc.dictionary(fc.constantFrom('74.03', '74.71', '74', '32.01', '32'), fc.nat({ max: 60 })),
      teams: fc.subarray([kab, kota, prov, country, disdik, team('jabar', { place: '32' })]),
    })
    .map(({ writers, teams }) => office(writers, teams))
  const avoids = fc.constantFrom(null, 'kab', 'prov', 'disdik', 'pusat')
  const within = (at: Office, place: string): number =>
    [...at.writers].reduce((sum, [from, n]) => (lineageOf(from).includes(place) ? sum + n : sum), 0)

  it('shows no region from which fewer than k have written, and never the excluded team', () => {
    fc.assert(
      fc.property(anyOffice, fc.constantFrom(null, ...places), avoids, (at, place, avoided) => {
        const found = routeFor({ place, avoids: avoided }, at)
        if (found.kind === 'nobody') return
        expect(found.team.id).not.toBe(avoided)
        expect(found.team.kind).toBe('permanent')
        if (found.region !== null) expect(within(at, found.region)).toBeGreaterThanOrEqual(at.k)
        const isTop = !at.teams.some(
          t => t.kind === 'permanent' && t.id !== avoided && lineageOf(found.team.place).slice(1).includes(t.place),
        )
        if (!isTop) expect(within(at, found.team.place)).toBeGreaterThanOrEqual(at.k)
      }),
      { numRuns: 2000 },
    )
  })

  it('past an excluded team looks as if too few had written from its place', () => {
    fc.assert(
      fc.property(anyOffice, at => {
        const moved = (at.writers.get('74') ?? 0) + (at.writers.get('74.03') ?? 0)
        const few = { ...at, writers: new Map([...at.writers, ['74', moved], ['74.03', 0]]) }
        const [excluded, tooFew] = [
          routeFor({ place: '74.03', avoids: 'kab' }, at),
          routeFor({ place: '74.03', avoids: null }, few),
        ]
        if (!at.teams.includes(kab) || excluded.kind === 'nobody') return
        // what lies under the passed team is the only difference, and it is not shown
        expect(excluded).toEqual(tooFew.kind === 'routed' && tooFew.team.id === 'kab' ? excluded : tooFew)
      }),
    )
  })
})

describe('where a consultation may be handed to', () => {
  it('are teams from whose place enough have written, and those on top', () => {
    const from = office({ '74.03': 50, '74.71': 2 })
    expect(transferTargets(consultation({ team: 'kab' }), null, from).map(t => t.id)).toEqual(['prov'])
    expect(transferTargets(consultation({ team: 'prov' }), null, from).map(t => t.id)).toEqual(['kab'])
  })

  it('are never the excluded office: it is missing like a team with too few', () => {
    const enough = transferTargets(consultation({ team: 'prov' }), 'kab', office({ '74.03': 50 }))
    const tooFew = transferTargets(consultation({ team: 'prov' }), null, office({ '74.03': 5 }))
    expect(enough).toEqual(tooFew)
  })

  it('is back to its own team once it was with the units', () => {
    const from = office({ '74.03': 50 })
    expect(transferTargets(consultation({ team: 'kab', pool: 'units' }), null, from)).toContain(kab)
  })

  it('is the team above when a promise was missed, past the excluded one, and nowhere from the top', () => {
    expect(teamAbove(kab, [kab, prov, country], lineageOf, null)).toBe(prov)
    expect(teamAbove(kab, [kab, prov, country], lineageOf, 'prov')).toBe(country)
    expect(teamAbove(prov, [kab, prov], lineageOf, null)).toBeNull()
  })
})

describe('an office by the asker’s own word', () => {
  const teams = [
    disdik,
    unit('bkpsdm', 'Badan Kepegawaian dan Pengembangan SDM', ['BKPSDM']),
    unit('latih', 'Badan Pendidikan dan Pelatihan'),
    unit('dinkes', 'Dinas Kesehatan'),
    unit('satpol', 'Satuan Polisi Pamong Praja', ['Satpol PP']),
    unit('setda', 'Sekretariat Daerah'),
    unit('setwan', 'Sekretariat DPRD'),
    unit('lohia', 'Kecamatan Lohia'),
  ]
  const named = (text: string): string[] => officeIn(text, teams).map(t => t.id)

  it.each([
    ['disdik', 'disdik'],
    ['Dinas Pendidikan, itu kantor saya', 'disdik'],
    ['dikbud ya pak', 'disdik'],
    ['jangan dinkes', 'dinkes'],
    ['dinas kesehtaan', 'dinkes'],
    ['satpol pp', 'satpol'],
    ['BKD', 'bkpsdm'],
    ['kepegawaian', 'bkpsdm'],
    ['sekwan', 'setwan'],
    ['kec. Lohia', 'lohia'],
  ])('"%s" is known', (text, id) => {
    expect(named(text)).toEqual([id])
  })

  it('is asked again when several fit', () => {
    expect(named('pendidikan')).toEqual(['disdik', 'latih'])
    expect(named('setda')).toEqual(['setda', 'setwan'])
  })

  it('is unknown rather than guessed', () => {
    for (const text of ['', 'kantor saya', 'dinas', 'tidak ada', 'dinas perikanan']) expect(named(text)).toEqual([])
  })

  it('is one of the asker’s own region', () => {
    const there = unit('lain', 'Dinas Kesehatan', [], '74.71')
    const from = { teams: [...teams, there, prov], lineageOf }
    expect(officesFor('74.03', from).map(t => t.id)).not.toContain('lain')
    expect(officesFor('74.03', from)).toContain(prov)
    expect(officesFor(null, from)).toContain(there)
  })
})
