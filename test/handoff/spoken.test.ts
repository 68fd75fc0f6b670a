// What an asker reads of an officer: who speaks is a role, what it rests on is named, and what can be pressed fits what has happened.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSayings, parseDeskWords } from '../../src/handoff/handoff.ts'

const words = parseDeskWords(readFileSync(join(import.meta.dirname, '../../prompts/desk.id.yaml'), 'utf8'))
const sayings = openSayings(words, 180)
const TEAM = 'Tim Uji'
const ids = (said: { readonly choices: readonly { readonly id: string }[] } | null) => said?.choices.map(c => c.id)

describe("an officer's reply", () => {
  it('names the team and never a person, the clauses it rests on, and where anyone can read them', () => {
    const basis = [
      { name: 'PP 94/2021 Pasal 5', url: 'https://rambu.example/k/pp-94-2021/pasal-5' },
      { name: 'UU 20/2023 Pasal 24', url: null },
    ]
    const { text } = sayings.reply('answers', { team: TEAM, text: '  Simpan buktinya.\n', basis, isWithoutBasis: false })
    const lines = text.split('\n')
    expect(lines[0]).toContain(TEAM)
    expect(lines[1]).toBe('Simpan buktinya.')
    expect(text).toContain('PP 94/2021 Pasal 5: https://rambu.example/k/pp-94-2021/pasal-5')
    expect(text).toContain('UU 20/2023 Pasal 24')
    expect(text).not.toContain(words.say('officer_no_basis'))
  })

  it('says when nothing of the knowledge stands behind it', () => {
    const { text } = sayings.reply('answers', { team: TEAM, text: 'Menurut saya aman.', basis: [], isWithoutBasis: true })
    expect(text).toContain(words.say('officer_no_basis'))
  })

  it('can be ended or left where it answers, and only left where it asks back', () => {
    const says = { team: TEAM, text: 'Kapan?', basis: [], isWithoutBasis: false }
    expect(ids(sayings.reply('answers', says))).toEqual(['officer:enough', 'officer:bot'])
    expect(ids(sayings.reply('asks', says))).toEqual(['officer:bot'])
  })
})

describe('what is announced', () => {
  it('at the end is a mark for who answered, and for nobody else', () => {
    const closed = (outcome: 'answered' | 'referred' | 'withdrawn' | 'no-answer') =>
      ids(sayings.notice('closed', { team: TEAM, outcome }))
    expect(closed('answered')).toEqual(['officer:good', 'officer:bad', 'officer:reopen', 'officer:copy'])
    expect(closed('referred')).toEqual(['officer:good', 'officer:bad', 'officer:reopen', 'officer:copy'])
    expect(closed('withdrawn')).toEqual(['officer:reopen'])
    expect(closed('no-answer')).toEqual(['officer:reopen'])
    expect(ids(sayings.notice('expired', { team: TEAM, outcome: 'no-answer' }))).toEqual(['officer:reopen'])
  })

  it('is said once: what the asker did themselves, or the officer says in words of their own, is not announced', () => {
    for (const what of ['opened', 'reopened', 'passed-on', 'asks', 'answers'] as const)
      expect(sayings.notice(what, { team: TEAM, outcome: null })).toBeNull()
  })

  it('leaves no blank unfilled, and fits the buttons of every channel', () => {
    for (const what of ['claimed', 'released', 'transferred', 'escalated', 'closed', 'expired'] as const) {
      const said = sayings.notice(what, { team: TEAM, outcome: 'answered' })
      expect(said?.text).toContain(TEAM)
      expect(said?.text).not.toMatch(/[{}]/)
      for (const { title, label } of said?.choices ?? []) expect([title.length <= 20, label.length <= 72]).toEqual([true, true])
    }
  })
})
