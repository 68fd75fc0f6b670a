// Advice that no longer holds: who asked is told that it changed, and nobody else is told anything.
import { describe, expect, it } from 'vitest'
import { type Memory, reanswered, recallMessage, type Taken, takeTurn } from '../../src/conversation/conversation.ts'
import { LIMITS } from '../../src/gateway/limits.ts'
import type { Edition } from '../../src/knowledge/knowledge.ts'
import type { Message } from '../../src/vocabulary.ts'
import { desk, edition, keeps, QUIET_YEAR, words } from '../edition.ts'

const settingOf = (of: Edition) => ({ edition: of, words, desk, homePlace: null, office: null, publicUrl: null, keeps })
const ASKED = 'boleh ga jadi tim sukses calon bupati?'
const UNTOUCHED = 'boleh ga nyoblos di hari pemilu?'

/** The same knowledge, but what this question is taken for is no longer answered firmly. */
function loosened(asked: string): Edition {
  const memory = turnOf([text(asked)], null).memory
  const [first] = memory === null ? [] : reanswered(settingOf(edition), settingOf(edition), memory, QUIET_YEAR)
  const entry = edition.entries.get(first?.situation ?? '')
  if (entry === undefined) throw new Error('the question is taken for nothing')
  const rows = entry.rows.map(r => ({ ...r, verdict: 'depends' as const }))
  return { ...edition, hash: 'other', entries: new Map([...edition.entries, [entry.id, { ...entry, rows }]]) }
}

const text = (said: string): Message => ({ kind: 'text', text: said, choice: null })

let ids = 0
function turnOf(messages: readonly Message[], memory: Memory | null, on = QUIET_YEAR, of = edition): Taken {
  return takeTurn(settingOf(of), {
    channel: 'telegram',
    messages,
    memory,
    tempo: null,
    desk: null,
    at: Date.parse(`${on}T05:00:00Z`),
    on,
    newId: () => `id${String(ids++).padStart(6, '0')}`,
    random: size => new Uint8Array(size).fill(7),
    shape: LIMITS.telegram,
  })
}

const remembered = (...asked: string[]): Memory => {
  const memory = asked.reduce<Memory | null>((m, said) => turnOf([text(said)], m).memory, null)
  if (memory === null) throw new Error('nothing is remembered')
  return memory
}

const changedIds = (memory: Memory, to: Edition): readonly string[] =>
  reanswered(settingOf(edition), settingOf(to), memory, QUIET_YEAR).flatMap(r => (r.isChanged ? [r.kept] : []))

describe('advice that no longer holds', () => {
  const memory = remembered(UNTOUCHED, ASKED)
  const changed = loosened(ASKED)

  it('finds exactly the question whose verdict is another, and none where nothing changed', () => {
    expect(changedIds(memory, changed)).toEqual([memory.kept.at(-1)?.id])
    expect(changedIds(memory, edition)).toEqual([])
  })

  it('tells the asker which question it was, and lets them ask it again by the rules of today', () => {
    const told = turnOf([recallMessage(changedIds(memory, changed))], memory)
    expect(told.replies).toHaveLength(1)
    expect(told.replies[0]?.text).toContain(ASKED)
    expect(told.replies[0]?.text).not.toContain(UNTOUCHED)
    const [again] = told.replies[0]?.choices ?? []
    const pressed = turnOf([{ kind: 'choice', text: '', choice: again?.id ?? null }], told.memory, '2027-02-01', changed)
    expect(pressed.records).toMatchObject([{ kind: 'answer', edition: 'other', outcome: 'depends' }])
    // asked anew, it is a question of that day
    expect(pressed.memory?.kept.at(-1)?.on).toBe('2027-02-01')
  })

  it('counts nothing, greets nobody and says nothing to whoever has let go of the question', () => {
    const told = turnOf([recallMessage(changedIds(memory, changed))], memory)
    expect(told.records).toEqual([])
    expect(told.tempo.moments).toEqual([])
    expect(turnOf([recallMessage(['gone0000'])], memory).replies).toEqual([])
    expect(turnOf([recallMessage(['gone0000'])], null)).toMatchObject({ replies: [], memory: null })
  })

  it('says so after the answer when they wrote in the same moment, and a typed number means what was shown last', () => {
    const both = turnOf([recallMessage(changedIds(memory, changed)), text(UNTOUCHED)], memory)
    expect(both.replies.at(-1)?.text).toContain(ASKED)
    const [again] = both.replies.at(-1)?.choices ?? []
    expect(both.memory?.choices.at(-1)?.id).toBe(again?.id)
  })

  it('remembers nothing of who wants nothing kept, so there is nothing to tell', () => {
    const open = turnOf([text('anonim')], null).memory
    const anonymous = turnOf([text(ASKED)], open).memory
    expect(anonymous === null ? [] : changedIds(anonymous, changed)).toEqual([])
  })
})
