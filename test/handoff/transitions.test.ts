// Every event in every state, by everybody. The expected table is written out here, apart from the one that the program follows.
import { describe, expect, it } from 'vitest'
import {
  type Actor,
  allowedTo,
  type Consultation,
  EVENTS,
  type EventName,
  STATES,
  type StepContext,
  type StepEvent,
  step,
  transitionTable,
} from '../../src/handoff/handoff.ts'
import { consultation, context, team } from './sample.ts'

const WHO = ['asker', 'holder', 'officer', 'coordinator', 'clock'] as const
type Who = (typeof WHO)[number]

/** `+approval`: the team lets a coordinator read answers first; `+free`: nobody holds it. Who is not named gets what stands behind `*`. */
const EXPECTED = `
waiting open: * already-open
waiting claim: officer claimed, coordinator claimed, * not-yours
waiting release: * nobody-holds
waiting transfer: coordinator waiting, clock waiting, * not-yours
waiting ask_back: * nobody-holds
waiting submit: * nobody-holds
waiting approve: * not-in-review
waiting return: * not-in-review
waiting send: * nobody-holds
waiting follow_up: asker waiting, * not-yours
waiting close: asker closed, coordinator closed, * not-yours
waiting expire: clock expired, * not-yours
waiting reopen: * still-open

claimed open: * already-open
claimed claim: * held
claimed release: holder waiting, coordinator waiting, clock waiting, officer not-holder, * not-yours
claimed transfer: holder waiting, coordinator waiting, officer not-holder, * not-yours
claimed ask_back: holder claimed, officer not-holder, coordinator not-holder, * not-yours
claimed submit: holder needs-no-approval, officer not-holder, coordinator not-holder, * not-yours
claimed approve: * not-in-review
claimed return: * not-in-review
claimed send: holder answered, officer not-holder, coordinator not-holder, * not-yours
claimed follow_up: asker claimed, * not-yours
claimed close: asker closed, holder closed, coordinator closed, officer not-holder, * not-yours
claimed expire: clock expired, * not-yours
claimed reopen: * still-open

claimed+approval ask_back: holder claimed, officer not-holder, coordinator not-holder, * not-yours
claimed+approval submit: holder in_review, officer not-holder, coordinator not-holder, * not-yours
claimed+approval send: holder needs-approval, officer not-holder, coordinator not-holder, * not-yours

in_review+approval open: * already-open
in_review+approval claim: * held
in_review+approval release: * in-review
in_review+approval transfer: * in-review
in_review+approval ask_back: * in-review
in_review+approval submit: holder in_review, officer not-holder, coordinator not-holder, * not-yours
in_review+approval approve: coordinator answered, * not-yours
in_review+approval return: holder claimed, coordinator claimed, officer not-holder, * not-yours
in_review+approval send: * in-review
in_review+approval follow_up: asker in_review, * not-yours
in_review+approval close: asker closed, coordinator closed, * not-yours
in_review+approval expire: clock expired, * not-yours
in_review+approval reopen: * still-open

answered open: * already-open
answered claim: officer held, holder held, coordinator held, * not-yours
answered release: holder answered, coordinator answered, clock answered, officer not-holder, * not-yours
answered transfer: holder waiting, coordinator waiting, officer not-holder, * not-yours
answered ask_back: holder answered, officer not-holder, coordinator not-holder, * not-yours
answered submit: holder needs-no-approval, officer not-holder, coordinator not-holder, * not-yours
answered approve: * not-in-review
answered return: * not-in-review
answered send: holder answered, officer not-holder, coordinator not-holder, * not-yours
answered follow_up: asker claimed, * not-yours
answered close: asker closed, holder closed, coordinator closed, officer not-holder, * not-yours
answered expire: clock closed, * not-yours
answered reopen: * still-open

answered+approval submit: holder in_review, officer not-holder, coordinator not-holder, * not-yours
answered+approval send: holder needs-approval, officer not-holder, coordinator not-holder, * not-yours

answered+free claim: officer answered, coordinator answered, * not-yours
answered+free release: officer nobody-holds, coordinator nobody-holds, clock nobody-holds, * not-yours
answered+free transfer: coordinator waiting, officer nobody-holds, * not-yours
answered+free ask_back: officer nobody-holds, coordinator nobody-holds, * not-yours
answered+free send: officer nobody-holds, coordinator nobody-holds, * not-yours
answered+free follow_up: asker waiting, * not-yours
answered+free close: asker closed, coordinator closed, officer nobody-holds, * not-yours

${['closed', 'expired']
  .flatMap(state =>
    EVENTS.map(event => (event === 'reopen' ? `${state} reopen: asker waiting, * not-yours` : `${state} ${event}: * ended`)),
  )
  .join('\n')}
`

type Case = {
  readonly title: string
  readonly of: Consultation
  readonly event: EventName
  readonly who: Who
  readonly expected: string
  readonly context: StepContext
}

const stateOf = (name: string): (typeof STATES)[number] => STATES.find(s => s === name) ?? expect.fail(`no state ${name}`)
const eventOf = (name: string): EventName => EVENTS.find(e => e === name) ?? expect.fail(`no event ${name}`)

function casesOf(line: string): readonly Case[] {
  const [head = '', tail = ''] = line.split(': ')
  const [stateName = '', eventName = ''] = head.split(' ')
  const [name = '', variant] = stateName.split('+')
  const state = stateOf(name)
  const isHeld = ['claimed', 'in_review', 'answered'].includes(state) && variant !== 'free'
  const results = new Map(tail.split(', ').map(r => [r.split(' ')[0] ?? '', r.split(' ')[1] ?? '']))
  return WHO.filter(who => isHeld || who !== 'holder').map(who => ({
    title: `${stateName} ${eventName} by ${who}`,
    of: consultation({ state, holder: isHeld ? 'h' : null, hasSpoken: state === 'answered' }),
    event: eventOf(eventName),
    who,
    expected: results.get(who) ?? results.get('*') ?? 'missing',
    context: context({ team: team('kab', { needsApproval: variant === 'approval' }) }),
  }))
}

const ACTORS: Readonly<Record<Who, Actor>> = {
  asker: { kind: 'asker' },
  clock: { kind: 'clock' },
  holder: { kind: 'officer', id: 'h' },
  officer: { kind: 'officer', id: 'o' },
  coordinator: { kind: 'coordinator', id: 'k' },
}

function asEvent(name: EventName, by: Actor): StepEvent | null {
  switch (name) {
    case 'open':
      return null
    case 'transfer':
      return { name, by, team: team('prov', { place: '74' }), pool: 'permanent' }
    case 'close':
      return { name, by, outcome: null }
    default:
      return { name, by }
  }
}

const lines = EXPECTED.split('\n').filter(l => l !== '')
const cases = lines.flatMap(casesOf)

describe('what may happen to a consultation', () => {
  it('is written out for every state and event', () => {
    const said = new Set(lines.map(l => l.split(':')[0]?.replace(/\+\w+/, '')))
    expect(STATES.flatMap(s => EVENTS.map(e => `${s} ${e}`)).filter(pair => !said.has(pair))).toEqual([])
  })

  it.each(cases)('$title: $expected', ({ of, event, who, expected, context }) => {
    const by = ACTORS[who]
    const isWay = STATES.some(s => s === expected)
    expect(allowedTo(by, of, context).includes(event)).toBe(isWay)
    const asked = asEvent(event, by)
    if (asked === null) return
    const result = step(of, asked, context)
    expect(result.kind === 'stepped' ? result.to.state : result.why).toBe(expected)
  })

  it('lets nobody open a consultation a second time', () => {
    for (const { of, event, who, context } of cases)
      if (event === 'open') expect(allowedTo(ACTORS[who], of, context)).not.toContain('open')
  })

  it('can be printed whole: the first step and each state with each event', () => {
    const table = transitionTable()
    expect(table[0]).toMatchObject({ from: null, event: 'open', to: 'waiting', announces: 'opened' })
    for (const from of STATES)
      for (const event of EVENTS) expect(table.some(r => r.from === from && r.event === event)).toBe(true)
  })

  it('tells the asker of everything that changes who has it', () => {
    const silent = transitionTable().filter(r => r.kind === 'way' && r.from !== r.to && r.announces === null)
    // an approval inside the office is no news for them
    expect(silent.map(r => `${r.from} ${r.event}`)).toEqual(['claimed submit', 'in_review return', 'answered submit'])
  })
})
