import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Actor,
  begin,
  type Consultation,
  type ConsultationOutcome,
  EVENTS,
  heard,
  OUTCOMES,
  rated,
  type StaffId,
  type StepContext,
  type StepEvent,
  type Stepped,
  step,
  type Team,
  turnedTo,
} from '../../src/handoff/handoff.ts'
import { consultation, context, team, wita } from './sample.ts'

const HOUR = 60 * 60 * 1000
const asker: Actor = { kind: 'asker' }
const clock: Actor = { kind: 'clock' }
const officer = (id: StaffId): Actor => ({ kind: 'officer', id })
const coordinator = (id: StaffId): Actor => ({ kind: 'coordinator', id })

const province = team('prov', { place: '74', promiseHours: 2 })

function taken(result: Stepped): Consultation {
  if (result.kind === 'refused') throw new Error(`refused: ${result.why}`)
  return result.to
}

/** Takes the steps one after another. */
const walk = (from: Consultation, ...events: StepEvent[]): Consultation =>
  events.reduce((at, event) => taken(step(at, event, context())), from)

const held = (id = 'h'): Consultation => walk(consultation(), { name: 'claim', by: officer(id) })

describe('a consultation that is opened', () => {
  const opened = begin(
    {
      id: 'c9',
      team: 'kab',
      teamName: 'Tim kab',
      region: '74.03',
      codeName: 'Kolibri Ceria',
      urgency: 'urgent',
      rank: 12,
      before: 0,
      waitHours: null,
      openNow: true,
      opensNext: null,
      promisedBy: wita('2026-11-17T15:00'),
    },
    { on: '2026-11-17', hour: wita('2026-11-17T10:00') },
  )

  it('waits in the line of its team and is held by nobody', () => {
    expect(opened).toMatchObject({ state: 'waiting', team: 'kab', pool: 'permanent', holder: null, rank: 12, urgency: 'urgent' })
    expect(opened.promisedBy).toBe(wita('2026-11-17T15:00'))
  })

  it('can be replied to freely for a day', () => {
    expect(opened.freeUntil).toBe(wita('2026-11-18T10:00'))
  })

  it('keeps no moment finer than an hour', () => {
    for (const moment of [opened.waitsSince, opened.freeUntil, opened.promisedBy ?? 0]) expect(moment % HOUR).toBe(0)
  })
})

describe('who has it', () => {
  it('is one officer: a second who claims it learns who holds it', () => {
    expect(step(held('h'), { name: 'claim', by: officer('o') }, context())).toEqual({ kind: 'refused', why: 'held', by: 'h' })
  })

  it('goes back into the line at its old place when it is released, and is promised anew', () => {
    const back = walk(held(), { name: 'release', by: officer('h') })
    expect(back).toMatchObject({ state: 'waiting', holder: null, rank: 7, waitsSince: consultation().waitsSince })
    expect(back.promisedBy).toBe(wita('2026-11-17T15:00'))
  })

  it("can be taken from somebody by the team's coordinator, not by a colleague", () => {
    expect(walk(held(), { name: 'release', by: coordinator('k') }).holder).toBeNull()
    expect(step(held(), { name: 'release', by: officer('o') }, context())).toMatchObject({ why: 'not-holder' })
  })

  it('stays the same officer when the asker writes again after an answer', () => {
    const again = walk(held(), { name: 'send', by: officer('h') }, { name: 'follow_up', by: asker })
    expect(again).toMatchObject({ state: 'claimed', holder: 'h' })
    expect(again.promisedBy).not.toBeNull()
  })

  it('is anybody of the line when the officer has let go meanwhile: it waits anew, behind the others', () => {
    const again = walk(
      held(),
      { name: 'send', by: officer('h') },
      { name: 'release', by: officer('h') },
      { name: 'follow_up', by: asker },
    )
    expect(again).toMatchObject({ state: 'waiting', holder: null, rank: 99, waitsSince: context().hour })
  })

  it('does not lose its place in the line when the asker adds something', () => {
    const added = step(consultation({ promisedBy: null }), { name: 'follow_up', by: asker }, context())
    expect(taken(added)).toMatchObject({ rank: 7, waitsSince: consultation().waitsSince })
  })
})

describe('an answer that a coordinator reads first', () => {
  const strict = context({ team: team('kab', { needsApproval: true }) })
  const submitted = taken(step(held(), { name: 'submit', by: officer('h') }, strict))

  it('is never approved by whoever wrote it', () => {
    const own = taken(step(held('k'), { name: 'submit', by: coordinator('k') }, strict))
    expect(step(own, { name: 'approve', by: coordinator('k') }, strict)).toMatchObject({ kind: 'refused', why: 'four-eyes' })
    expect(step(own, { name: 'approve', by: coordinator('l') }, strict)).toMatchObject({ kind: 'stepped', announces: 'answers' })
  })

  it('does not go out around the coordinator', () => {
    expect(step(held(), { name: 'send', by: officer('h') }, strict)).toMatchObject({ why: 'needs-approval' })
    expect(step(submitted, { name: 'send', by: officer('h') }, strict)).toMatchObject({ why: 'in-review' })
  })

  it('stays with the officer when it comes back, words and all', () => {
    const back = step(submitted, { name: 'return', by: coordinator('k') }, strict)
    expect(back).toMatchObject({ kind: 'stepped', keepsDraft: true, announces: null })
    expect(taken(back)).toMatchObject({ state: 'claimed', holder: 'h' })
  })

  it('gives way to a newer draft, and goes once it was approved', () => {
    expect(step(submitted, { name: 'submit', by: officer('h') }, strict)).toMatchObject({ keepsDraft: false })
    expect(step(submitted, { name: 'approve', by: coordinator('k') }, strict)).toMatchObject({ keepsDraft: false })
  })

  it('stays in review with the new words beside it when the asker writes meanwhile', () => {
    const added = step(submitted, { name: 'follow_up', by: asker }, strict)
    expect(added).toMatchObject({ kind: 'stepped', keepsDraft: true, announces: 'passed-on' })
    expect(taken(added).state).toBe('in_review')
  })

  it('is not forgotten there: a promise stands while it is read', () => {
    const asked = taken(step(held(), { name: 'ask_back', by: officer('h') }, strict))
    expect(taken(step(asked, { name: 'submit', by: officer('h') }, strict)).promisedBy).not.toBeNull()
  })
})

describe('a consultation that goes to another team', () => {
  const to = (target: Team, by: Actor, pool: 'permanent' | 'units' = 'permanent'): StepEvent => ({
    name: 'transfer',
    by,
    team: target,
    pool,
  })

  it('keeps its place and is promised by the hours of the new team', () => {
    const moved = walk(held(), to(province, officer('h')))
    expect(moved).toMatchObject({ state: 'waiting', team: 'prov', holder: null, rank: 7 })
    expect(moved.promisedBy).toBe(wita('2026-11-17T12:00'))
  })

  it('is handed to the unit teams of its region by a coordinator only', () => {
    expect(step(held(), to(team('kab'), officer('h'), 'units'), context())).toMatchObject({ why: 'units-by-coordinator' })
    expect(walk(held(), to(team('kab'), coordinator('k'), 'units'))).toMatchObject({ team: 'kab', pool: 'units' })
  })

  it('comes back from the unit teams to the permanent one', () => {
    const units = consultation({ state: 'claimed', holder: 'u', pool: 'units' })
    expect(walk(units, to(team('kab'), officer('u')))).toMatchObject({ team: 'kab', pool: 'permanent', holder: null })
  })

  it('goes neither to a team by itself that is a unit, nor to one that has closed, nor nowhere', () => {
    const why = (target: Team): unknown => step(held(), to(target, coordinator('k')), context())
    expect(why(team('unit', { kind: 'unit' }))).toMatchObject({ why: 'team-cannot' })
    expect(why(team('prov', { isActive: false }))).toMatchObject({ why: 'team-cannot' })
    expect(why(team('kab'))).toMatchObject({ why: 'same-team' })
  })

  it('never goes to the excluded office, and the refusal does not tell it from a team that cannot', () => {
    const result = step(held(), to(province, coordinator('k')), context({ avoids: 'prov' }))
    expect(result).toEqual({ kind: 'refused', why: 'team-cannot', by: 'h' })
  })

  it('is announced as late when the clock hands it on', () => {
    expect(step(consultation(), to(province, clock), context())).toMatchObject({ announces: 'escalated' })
  })

  it('waits anew when it had been answered', () => {
    const moved = walk(held(), { name: 'send', by: officer('h') }, to(province, officer('h')))
    expect(moved).toMatchObject({ state: 'waiting', rank: 99, waitsSince: context().hour, hasSpoken: true })
  })
})

describe('how it ends', () => {
  const close = (by: Actor, outcome: ConsultationOutcome | null = null): StepEvent => ({ name: 'close', by, outcome })

  it('is never called answered when nobody has written a word', () => {
    expect(step(held(), close(officer('h'), 'answered'), context())).toMatchObject({ why: 'nothing-said' })
    expect(walk(held(), close(officer('h'), 'not-ours')).outcome).toBe('not-ours')
  })

  it('is the asker withdrawing before anybody wrote, and answered after', () => {
    expect(walk(consultation(), close(asker)).outcome).toBe('withdrawn')
    expect(walk(held(), { name: 'send', by: officer('h') }, close(asker)).outcome).toBe('answered')
  })

  it('is owned as unanswered when the time ran out', () => {
    expect(walk(consultation(), { name: 'expire', by: clock })).toMatchObject({ state: 'expired', outcome: 'no-answer' })
    const answered = walk(held(), { name: 'send', by: officer('h') }, { name: 'expire', by: clock })
    expect(answered).toMatchObject({ state: 'closed', outcome: 'answered' })
  })

  it('can be undone by the asker while it is kept, and not later', () => {
    const closed = consultation({ state: 'closed', touchedOn: '2026-10-18', outcome: 'answered', rating: 'bad', hasSpoken: true })
    const again = taken(step(closed, { name: 'reopen', by: asker }, context({ on: '2026-11-17' })))
    expect(again).toMatchObject({ state: 'waiting', outcome: null, rating: null, hasSpoken: false, rank: 99 })
    expect(step(closed, { name: 'reopen', by: asker }, context({ on: '2026-11-18' }))).toMatchObject({ why: 'too-late' })
  })

  it('is rated once, and only after it was closed', () => {
    const closed = walk(consultation(), close(asker))
    expect(rated(closed, 'good')?.rating).toBe('good')
    expect(rated(consultation({ ...closed, rating: 'good' }), 'bad')).toBeNull()
    expect(rated(held(), 'good')).toBeNull()
  })
})

describe('who the asker speaks with', () => {
  it('is the officer once they have written, until the asker turns back to the bot', () => {
    const asked = walk(held(), { name: 'ask_back', by: officer('h') })
    expect(asked).toMatchObject({ hasSpoken: true, isWithBot: false, state: 'claimed' })
    expect(turnedTo(asked, 'bot').isWithBot).toBe(true)
    expect(walk(turnedTo(asked, 'bot'), { name: 'follow_up', by: asker }).isWithBot).toBe(false)
  })

  it('lets replies out freely for a day after whatever the asker wrote', () => {
    const hour = wita('2026-11-20T08:00')
    expect(heard(held(), hour).freeUntil).toBe(hour + 24 * HOUR)
    expect(held().freeUntil).toBe(consultation().freeUntil)
  })
})

// A small model of the same thing, by rules instead of a table.
type Model = { readonly open: boolean; readonly holder: StaffId | null; readonly writer: StaffId | null; readonly rank: number }

const people = ['a', 'b', 'k', 'l']
const actors: readonly Actor[] = [asker, clock, officer('a'), officer('b'), coordinator('k'), coordinator('l')]

const someEvent: fc.Arbitrary<StepEvent> = fc
  .record({
    name: fc.constantFrom(...EVENTS.filter(e => e !== 'open')),
    by: fc.constantFrom(...actors),
    team: fc.constantFrom(team('kab'), province),
    pool: fc.constantFrom('permanent' as const, 'units' as const),
    outcome: fc.constantFrom(null, ...OUTCOMES),
  })
  .map(({ name, by, team, pool, outcome }): StepEvent => {
    switch (name) {
      case 'transfer':
        return { name, by, team, pool }
      case 'close':
        return { name, by, outcome }
      default:
        return { name, by }
    }
  })

const moments = { hour: fc.nat({ max: 400 }), needsApproval: fc.boolean() }

const contextAt = (hours: number, needsApproval: boolean): StepContext =>
  context({
    hour: context().hour + hours * HOUR,
    on: new Date(context().hour + hours * HOUR).toISOString().slice(0, 10),
    team: team('kab', { needsApproval }),
    rank: 100 + hours,
  })

const idOf = (by: Actor): StaffId | null => ('id' in by ? by.id : null)

/** Where a step that was allowed leads in the model. */
function next(model: Model, event: StepEvent): Model {
  const id = idOf(event.by)
  switch (event.name) {
    case 'claim':
      return { ...model, holder: id }
    case 'release':
    case 'transfer':
      return { ...model, holder: null, writer: null }
    case 'submit':
      return { ...model, writer: id }
    case 'approve':
    case 'return':
      return { ...model, writer: null }
    case 'close':
    case 'expire':
      return { ...model, open: false, holder: null, writer: null }
    case 'reopen':
      return { ...model, open: true }
    default:
      return model
  }
}

/** What may never be allowed, whatever the state. */
function violates(model: Model, event: StepEvent): string | null {
  const id = idOf(event.by)
  if (!model.open && event.name !== 'reopen') return 'something left a closed one'
  if (model.open && event.name === 'reopen') return 'an open one was reopened'
  if (event.name === 'claim' && model.holder !== null) return 'two held it'
  if (['send', 'submit', 'ask_back'].includes(event.name) && id !== model.holder) return 'somebody else wrote'
  if (event.name === 'approve' && (id === model.writer || model.writer === null)) return 'approved by its writer'
  if (['follow_up', 'reopen'].includes(event.name) && event.by.kind !== 'asker') return 'somebody spoke for the asker'
  if (event.name === 'expire' && event.by.kind !== 'clock') return 'somebody ended it as the clock'
  return null
}

describe('any walk through any events', () => {
  it('keeps to one holder, four eyes and the asker’s place', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ event: someEvent, ...moments }), { maxLength: 60 }), walked => {
        let at = consultation()
        let model: Model = { open: true, holder: null, writer: null, rank: at.rank }
        for (const { event, hour, needsApproval } of walked) {
          const result = step(at, event, contextAt(hour, needsApproval))
          if (result.kind === 'refused') {
            expect(result.by).toBe(at.holder)
            continue
          }
          expect(violates(model, event)).toBeNull()
          const was = at
          at = result.to
          model = next(model, event)
          expect(at.holder).toBe(model.holder)
          expect(['closed', 'expired'].includes(at.state)).toBe(!model.open)
          expect(at.outcome === null).toBe(model.open)
          if (at.state === 'waiting') expect(at.holder).toBeNull()
          if (at.state === 'claimed' || at.state === 'in_review') expect(people).toContain(at.holder)
          expect(at.state === 'in_review').toBe(model.writer !== null)
          if (event.name === 'release') expect(at.rank).toBe(was.rank)
          if (['answered', 'closed', 'expired'].includes(at.state)) expect(at.promisedBy).toBeNull()
          expect([at.id, at.version, at.codeName, at.openedOn, at.urgency]).toEqual([
            was.id,
            was.version,
            was.codeName,
            was.openedOn,
            was.urgency,
          ])
          for (const moment of [at.waitsSince, at.freeUntil, at.promisedBy ?? 0]) expect(moment % HOUR).toBe(0)
          if (at.outcome === 'answered') expect(at.hasSpoken).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('always leaves the asker a way to end it, or to open it again', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ event: someEvent, ...moments }), { maxLength: 40 }), walked => {
        let at = consultation()
        for (const { event, hour, needsApproval } of walked) {
          const result = step(at, event, contextAt(hour, needsApproval))
          if (result.kind === 'stepped') at = result.to
        }
        const isOver = at.state === 'closed' || at.state === 'expired'
        const last: StepEvent = isOver ? { name: 'reopen', by: asker } : { name: 'close', by: asker, outcome: null }
        expect(step(at, last, context({ on: at.touchedOn })).kind).toBe('stepped')
      }),
    )
  })
})
