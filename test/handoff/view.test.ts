import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeWindow, type Handler, mayDo, mayHandle, partOf, STATES, standingOf, type Team } from '../../src/handoff/handoff.ts'
import { consultation, context, team, wita } from './sample.ts'

const unit = (id: string, place = '74.03'): Team => team(id, { kind: 'unit', place })
const teams = [team('kab'), team('prov', { place: '74' }), unit('disdik'), unit('dinkes'), unit('elsewhere', '74.71')]
const handler = (changed: Partial<Handler> = {}): Handler => ({
  id: 'o',
  roles: ['officer'],
  teams: ['kab'],
  isActive: true,
  ...changed,
})

const none = { avoids: null }

describe('who sees a consultation', () => {
  it('is whoever belongs to its permanent team as officer or coordinator', () => {
    expect(partOf(handler(), consultation(), none, teams)).toEqual({ kind: 'officer', id: 'o' })
    expect(partOf(handler({ roles: ['coordinator'] }), consultation(), none, teams)).toEqual({ kind: 'coordinator', id: 'o' })
  })

  it('is nobody of another team, above or below, nor a role that answers nobody', () => {
    for (const other of ['prov', 'disdik', 'elsewhere'])
      expect(mayHandle(handler({ teams: [other] }), consultation(), none, teams)).toBe(false)
    for (const role of ['editor', 'approver', 'admin'])
      expect(mayHandle(handler({ roles: [role] }), consultation(), none, teams)).toBe(false)
    expect(mayHandle(handler({ isActive: false }), consultation(), none, teams)).toBe(false)
  })

  it('are the unit teams of the region once it was handed to them, and of no other region', () => {
    const shared = consultation({ pool: 'units' })
    expect(partOf(handler({ teams: ['disdik'] }), shared, none, teams)).toEqual({ kind: 'officer', id: 'o' })
    expect(mayHandle(handler({ teams: ['elsewhere'] }), shared, none, teams)).toBe(false)
    expect(mayHandle(handler({ teams: ['kab'] }), shared, none, teams)).toBe(true)
  })

  it('is a coordinator of a unit team as an officer only: its region is coordinated by the permanent team', () => {
    const part = partOf(handler({ teams: ['disdik'], roles: ['coordinator'] }), consultation({ pool: 'units' }), none, teams)
    expect(part?.kind).toBe('officer')
  })

  it('is never anybody of the office that the asker excluded, in whatever other team they are', () => {
    fc.assert(
      fc.property(
        fc.subarray(teams.map(t => t.id)),
        fc.constantFrom(...teams.map(t => t.id)),
        fc.constantFrom('permanent' as const, 'units' as const),
        fc.subarray(['officer', 'coordinator', 'admin']),
        fc.constantFrom(...STATES),
        (member, avoids, pool, roles, state) => {
          const who = handler({ teams: [...member, avoids], roles })
          const found = consultation({ pool, state })
          expect(mayHandle(who, found, { avoids }, teams)).toBe(false)
          expect(mayDo(who, found, { avoids }, teams, context())).toEqual([])
        },
      ),
    )
  })

  it('is the same for everybody else whether an office was excluded or not', () => {
    for (const pool of ['permanent', 'units'] as const)
      for (const id of ['kab', 'dinkes', 'prov'])
        expect(partOf(handler({ teams: [id] }), consultation({ pool }), { avoids: 'disdik' }, teams)).toEqual(
          partOf(handler({ teams: [id] }), consultation({ pool }), none, teams),
        )
  })
})

describe('what somebody may do now', () => {
  it('is to claim what waits, and to answer what they hold', () => {
    expect(mayDo(handler(), consultation(), none, teams, context())).toEqual(['claim'])
    const held = consultation({ state: 'claimed', holder: 'o' })
    expect(mayDo(handler(), held, none, teams, context())).toEqual(['release', 'transfer', 'ask_back', 'send', 'close'])
    expect(mayDo(handler({ id: 'other' }), held, none, teams, context())).toEqual([])
  })
})

describe('what is shown', () => {
  it('is how long a reply goes out freely, in three words and never an hour', () => {
    const shown = (moment: string): string => freeWindow({ freeUntil: wita('2026-11-17T18:00') }, wita(moment))
    expect([shown('2026-11-16T18:00'), shown('2026-11-17T14:00')]).toEqual(['today', 'today'])
    expect([shown('2026-11-17T15:00'), shown('2026-11-17T17:00')]).toEqual(['hours', 'hours'])
    expect([shown('2026-11-17T18:00'), shown('2026-11-19T18:00')]).toEqual(['after-writing', 'after-writing'])
  })

  it('hides from the asker that the office reads over an answer', () => {
    expect(standingOf(consultation({ state: 'in_review', holder: 'h' }))).toBe('with-officer')
    expect(standingOf(consultation({ state: 'claimed', holder: 'h' }))).toBe('with-officer')
  })

  it('tells the asker when it is their turn', () => {
    const asked = consultation({ state: 'claimed', holder: 'h', hasSpoken: true, promisedBy: null })
    expect(standingOf(asked)).toBe('asked')
  })
})
